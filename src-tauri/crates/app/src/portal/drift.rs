//! What became of the account's properties since somebody last took note of them: renamed, archived, deleted, another label, type or options, read-only,
//! new.
//!
//! Every sync reads the definitions and holds them against those that were noted. Of what the account made, and of what writes use, each change is
//! told until somebody takes note of it. What would miss its property is held meanwhile, by the same rule that asks whether a value fits.

use crate::{
    error::AppError,
    portal::{ai_properties, open::OpenPortal, properties::fits},
};
use domain::{Decision, ObjectType, PropertyDefinition, Write};
use hubspot::Client;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// The setting that keeps what was found and when, as JSON.
const FOUND: &str = "drift";

/// What became of the account's properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DriftReport {
    /// Each change, by type of record and name.
    pub drift: Vec<Drift>,
}

/// What became of one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Drift {
    /// The type of record it belongs to, as in `deal`.
    pub object: String,
    /// The property's internal name, as writes know it.
    pub property: String,
    /// Its label, as people know it.
    pub label: String,
    /// What became of it: `renamed`, `archived`, `deleted`, `label`, `type`, `options`, `read_only` or `new`.
    pub change: String,
    /// What it was before, in words; none where there is nothing to say.
    pub before: Option<String>,
    /// What it is now, in words; none where there is nothing to say.
    pub now: Option<String>,
    /// The property that seems to have taken its place; none where none does.
    pub successor: Option<String>,
    /// The property of drafts that it is here, as in `deal/ai_summary`: the successor can be mapped to it. None where it is none of them.
    pub ours: Option<String>,
    /// What to do.
    pub suggestion: String,
    /// How many proposals are held for it.
    pub holds: u32,
    /// When it was found.
    #[specta(type = String)]
    pub found_at: Timestamp,
}

/// A change as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    object: ObjectType,
    property: String,
    change: domain::Drift,
    /// Whether HubSpot has it among the archived ones, of a property that is gone.
    #[serde(default)]
    archived: bool,
    at: Timestamp,
}

/// Holds the definitions here against those that were noted, and keeps what is otherwise. Asks HubSpot only whether what is gone was archived.
pub(crate) async fn look(open: &OpenPortal, client: &Client, now: Timestamp) -> Result<(), AppError> {
    let before = found(open)?;
    let mut all = Vec::new();
    for object in ObjectType::ALL {
        let here = open.database.definitions(object)?;
        if here.is_empty() {
            continue;
        }
        let Some(noted) = open.database.noted_definitions(object)? else {
            open.database.note_definitions(object, &here)?;
            continue;
        };
        let used = used(open, object)?;
        let (changes, silent) = relevant(object, &noted, &here, &used);
        if !silent.is_empty() {
            open.database.note_definitions(object, &with_noted(noted, &here, &silent))?;
        }
        let mut asked: Option<Archived> = None;
        for (property, change) in changes {
            let known =
                before.iter().find(|one| (one.object, &one.property, &one.change) == (object, &property, &change));
            if let Some(known) = known {
                all.push(known.clone());
                continue;
            }
            let mut archived = false;
            if change == domain::Drift::Gone {
                if asked.is_none() {
                    asked = Some(archived_now(client, object).await);
                }
                archived = match &asked {
                    Some(Archived::These(names)) => names.contains(&property),
                    // What is said of an archived one promises the least.
                    Some(Archived::NotTold) => true,
                    // The next sync looks again.
                    Some(Archived::NotNow) | None => continue,
                };
            }
            all.push(Found { object, property, change, archived, at: now });
        }
    }
    if all != before {
        keep(open, &all)?;
    }
    Ok(())
}

/// What became of the account's properties, as the last look found it. Needs no network.
pub fn drift(open: &OpenPortal) -> Result<DriftReport, AppError> {
    let mut drift = Vec::new();
    let mut held: BTreeMap<(ObjectType, String), u32> = BTreeMap::new();
    for proposal in open.database.proposals()? {
        if let (Some(change), Decision::Open | Decision::Approved) =
            (proposal.content.write.change(), proposal.decision)
            && fits(open, change).is_err()
        {
            *held.entry((change.record.object, change.property.clone())).or_default() += 1;
        }
    }
    let mapping = ai_properties::mapping(open)?;
    let mut by_object: BTreeMap<ObjectType, (Vec<PropertyDefinition>, Vec<PropertyDefinition>)> = BTreeMap::new();
    for one in &found(open)? {
        let (here, noted) = match by_object.entry(one.object) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(place) => place.insert((
                open.database.definitions(one.object)?,
                open.database.noted_definitions(one.object)?.unwrap_or_default(),
            )),
        };
        let was = noted.iter().find(|definition| definition.name == one.property);
        let is = here.iter().find(|definition| definition.name == one.property);
        let successor = was
            .filter(|_| one.change == domain::Drift::Gone)
            .and_then(|was| domain::successor(was, noted, here))
            .map(|next| next.name.clone());
        let ours = ai_properties::standing_for(&mapping, one.object, &one.property);
        let told = told(one, was, is, successor.as_deref());
        let holds = held.get(&(one.object, one.property.clone())).copied().unwrap_or_default();
        drift.push(Drift {
            object: one.object.to_string(),
            property: one.property.clone(),
            label: was.or(is).map(|definition| definition.label.clone()).unwrap_or_default(),
            change: told.change.to_owned(),
            before: told.before,
            now: told.now,
            suggestion: told.suggestion,
            ours: ours.map(|name| format!("{}/{name}", one.object)),
            successor,
            holds,
            found_at: one.at,
        });
    }
    // What took another's place is told there, and is not new besides.
    let successors: BTreeSet<(String, String)> =
        drift.iter().filter_map(|one| Some((one.object.clone(), one.successor.clone()?))).collect();
    drift.retain(|one| one.change != "new" || !successors.contains(&(one.object.clone(), one.property.clone())));
    Ok(DriftReport { drift })
}

/// Takes note of everything that was found: from now on what is here is what there was.
pub fn note_drift(open: &OpenPortal) -> Result<DriftReport, AppError> {
    for object in ObjectType::ALL {
        let here = open.database.definitions(object)?;
        if !here.is_empty() {
            open.database.note_definitions(object, &here)?;
        }
    }
    keep(open, &[])?;
    drift(open)
}

/// Takes note of what became of some properties, as after another was chosen to stand for one.
pub(crate) fn settle(open: &OpenPortal, object: ObjectType, names: &[&str]) -> Result<(), AppError> {
    let here = open.database.definitions(object)?;
    let Some(noted) = open.database.noted_definitions(object)? else { return Ok(()) };
    let settled: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    open.database.note_definitions(object, &with_noted(noted, &here, &settled))?;
    let mut all = found(open)?;
    all.retain(|one| one.object != object || !names.contains(&one.property.as_str()));
    keep(open, &all)
}

/// What was noted, with some properties as they are now.
fn with_noted(
    mut noted: Vec<PropertyDefinition>,
    here: &[PropertyDefinition],
    names: &BTreeSet<String>,
) -> Vec<PropertyDefinition> {
    noted.retain(|definition| !names.contains(&definition.name));
    noted.extend(here.iter().filter(|definition| names.contains(&definition.name)).cloned());
    noted
}

fn found(open: &OpenPortal) -> Result<Vec<Found>, AppError> {
    let kept = open.database.setting(FOUND)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn keep(open: &OpenPortal, all: &[Found]) -> Result<(), AppError> {
    let text = serde_json::to_string(all).unwrap_or_default();
    Ok(open.database.set_setting(FOUND, &text)?)
}

/// The properties of a type that writes use: those that drafts fill, and what is proposed and not decided or not filed yet.
fn used(open: &OpenPortal, object: ObjectType) -> Result<BTreeSet<String>, AppError> {
    let mut used: BTreeSet<String> = ai_properties::names_in_use(open, object)?;
    for proposal in open.database.proposals()? {
        if let (Write::Change(change), Decision::Open | Decision::Approved) =
            (&proposal.content.write, proposal.decision)
            && change.record.object == object
        {
            used.insert(change.property.clone());
        }
    }
    Ok(used)
}

/// The changes that matter, and the names of properties whose other changes are noted without a word. What matters is every change of a property
/// that writes use, and of the account's own all but other labels. What Foreword made itself is no news.
fn relevant(
    object: ObjectType,
    noted: &[PropertyDefinition],
    here: &[PropertyDefinition],
    used: &BTreeSet<String>,
) -> (Vec<(String, domain::Drift)>, BTreeSet<String>) {
    let is_own = |name: &str| noted.iter().chain(here).any(|one| one.name == name && one.is_own);
    let is_ours = |name: &str| ai_properties::all_names(object).any(|ours| ours == name);
    let matters = |(name, change): &(String, domain::Drift)| match change {
        domain::Drift::New => is_own(name) && !is_ours(name),
        domain::Drift::Label(_) => used.contains(name),
        _ => used.contains(name) || is_own(name),
    };
    let (told, rest): (Vec<_>, Vec<_>) = domain::drift(noted, here).into_iter().partition(matters);
    let told_of: BTreeSet<&String> = told.iter().map(|(name, _)| name).collect();
    let silent = rest.into_iter().map(|(name, _)| name).filter(|name| !told_of.contains(name)).collect();
    (told, silent)
}

/// What HubSpot says of the archived properties of a type.
enum Archived {
    /// These are archived.
    These(BTreeSet<String>),
    /// It does not tell this connection.
    NotTold,
    /// It does not answer now.
    NotNow,
}

async fn archived_now(client: &Client, object: ObjectType) -> Archived {
    match client.archived_definitions(object).await {
        Ok(definitions) => Archived::These(definitions.into_iter().map(|definition| definition.name).collect()),
        Err(error) => {
            tracing::warn!(%error, %object, "whether properties were archived could not be asked");
            if error.is_lasting() { Archived::NotTold } else { Archived::NotNow }
        }
    }
}

/// A change in words.
struct Told {
    change: &'static str,
    before: Option<String>,
    now: Option<String>,
    suggestion: String,
}

fn told(
    one: &Found,
    was: Option<&PropertyDefinition>,
    is: Option<&PropertyDefinition>,
    successor: Option<&str>,
) -> Told {
    let held = "Until then what is proposed for it is held.";
    let (before, now) = (|text: &str| Some(text.to_owned()), |text: Option<&str>| text.map(str::to_owned));
    match &one.change {
        domain::Drift::Gone => match successor {
            Some(next) => Told {
                change: "renamed",
                before: was.and_then(|was| before(&was.label)),
                now: now(Some(next)),
                suggestion: format!("`{next}` is like it: use that one in its place. {held}"),
            },
            None => Told {
                change: if one.archived { "archived" } else { "deleted" },
                before: was.and_then(|was| before(&was.label)),
                now: None,
                suggestion: if one.archived {
                    format!("Restore it in HubSpot, or use another in its place. {held}")
                } else {
                    format!("It cannot be restored. Make it anew in HubSpot, or use another in its place. {held}")
                },
            },
        },
        domain::Drift::New => Told {
            change: "new",
            before: None,
            now: now(is.map(|is| is.label.as_str())),
            suggestion: "Nothing to do. It can be copied with the records, if you choose it.".to_owned(),
        },
        domain::Drift::Label(label) => Told {
            change: "label",
            before: before(label),
            now: now(is.map(|is| is.label.as_str())),
            suggestion: "Nothing to do, if it still means the same.".to_owned(),
        },
        domain::Drift::Type(value_type) => Told {
            change: "type",
            before: before(value_type),
            now: now(is.map(|is| is.value_type.as_str())),
            suggestion: format!("Values of the former type do not fit. Use another in its place. {held}"),
        },
        domain::Drift::Options { gone, new, relabelled } => Told {
            change: "options",
            before: (!gone.is_empty()).then(|| gone.join(", ")),
            now: (!new.is_empty() || !relabelled.is_empty())
                .then(|| new.iter().chain(relabelled).map(String::as_str).collect::<Vec<_>>().join(", ")),
            suggestion: if gone.is_empty() {
                "Nothing to do: every value that was taken still is.".to_owned()
            } else {
                "What is proposed with a value that is gone is held: choose another value on its card, or add it in HubSpot."
                    .to_owned()
            },
        },
        domain::Drift::ReadOnly => Told {
            change: "read_only",
            before: None,
            now: None,
            suggestion: format!("Only HubSpot sets it now. Use another in its place. {held}"),
        },
    }
}

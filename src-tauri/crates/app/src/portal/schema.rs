//! The properties that drafts fill, as this portal has them: what is missing, what would be made, what was renamed or archived.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        ai_properties::{self, GROUP, Mapped, OBJECTS},
        connect::opened,
        open::{self, OpenPortal},
        settings::Settings,
    },
};
use domain::{ChangeToMake, Decision, EventType, ObjectType, Proposed, Write};
use hubspot::{Client, HubSpotError, PropertyToMake, TIMELINE_SCOPE};
use jiff::Timestamp;
use llm::Kind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// The setting that keeps which properties writes have used, with their labels and types.
const KNOWN: &str = "schema_known";
/// The setting that keeps the type of timeline events, as JSON.
const EVENTS: &str = "event_type";

/// What writes used to find in HubSpot and do not any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DriftReport {
    /// The properties that have changed, in order.
    pub drift: Vec<Drift>,
}

/// A property that writes have used and that is no longer what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The type of record it belongs to, as in `deal`.
    pub object: String,
    /// The property's internal name, as writes know it.
    pub property: String,
    /// What became of the property, in words.
    pub change: String,
    /// What to do; a property that seems to have taken its place is named.
    pub suggestion: String,
}

/// What making the properties of drafts would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchemaPlan {
    /// The properties that this portal lacks, and that would be or were made.
    pub create: Vec<PlannedProperty>,
    /// Our properties for which others stand, as in `deal/ai_summary`.
    pub mapped: BTreeMap<String, Mapped>,
    /// The scopes that making them needs, beside the usual ones.
    pub scopes: Vec<String>,
    /// The timeline events that are sent; none where none are.
    pub events: Option<EventType>,
    /// Whether the properties were made.
    pub applied: bool,
}

/// A property of drafts that this portal lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedProperty {
    /// The type of record it belongs to, as in `deal`.
    pub object: String,
    /// The property's internal name.
    pub property: String,
    /// The property's label, as people will see it in HubSpot.
    pub label: String,
    /// The property's type in HubSpot, as in `string`.
    pub value_type: String,
    /// The values it may take; empty for free text.
    pub options: Vec<String>,
    /// The kind of draft that fills it; empty for what is written along with every value.
    pub filled_by: String,
}

/// A property as writes last knew it, to tell whether it was renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    label: String,
    value_type: String,
}

/// Reads the definitions anew and compares them with what writes have used.
pub async fn schema_check(settings: &Settings) -> Result<DriftReport, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    remember(&open)?;
    read_definitions(&client, &open).await?;
    Ok(DriftReport { drift: drift(&open)? })
}

/// What making the properties of drafts would do. Reads the definitions anew; changes nothing in HubSpot.
pub async fn schema_plan(settings: &Settings) -> Result<SchemaPlan, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    read_definitions(&client, &open).await?;
    plan(&open)
}

/// Makes what [`schema_plan`] lists: an admin's act, with a token that has the schema scopes.
pub async fn schema_apply(settings: &Settings) -> Result<SchemaPlan, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    read_definitions(&client, &open).await?;
    let planned = plan(&open)?;
    for object in OBJECTS {
        let missing = missing(&open, object)?;
        if missing.is_empty() {
            continue;
        }
        outbox::make_properties(&client, object, GROUP, &missing).await.map_err(not_made)?;
    }
    read_definitions(&client, &open).await?;
    remember(&open)?;
    Ok(SchemaPlan { applied: true, ..planned })
}

fn not_made(error: HubSpotError) -> AppError {
    match error {
        HubSpotError::MissingScopes { .. } => {
            let hint = "An admin has to create them, with a token that has the schema write scopes; a rep's token does not need \
                        those. Until then the values go into a note.";
            AppError::from(error).hint(hint)
        }
        other => other.into(),
    }
}

/// Lets another property stand for one of ours, and moves what is proposed for it there. What is approved is to be approved again.
pub fn schema_map(
    open: &OpenPortal,
    ours: &str,
    theirs: Option<&Mapped>,
    now: Timestamp,
) -> Result<SchemaPlan, AppError> {
    let before = ai_properties::mapping(open)?;
    let name = ours.split_once('/').map_or(ours, |(_, name)| name);
    let former = before.get(ours).map_or(name, |mapped| mapped.property.as_str()).to_owned();
    ai_properties::map(open, ours, theirs)?;
    let object: ObjectType =
        ours.split_once('/').and_then(|(object, _)| object.parse().ok()).unwrap_or(ObjectType::Deal);
    let next = theirs.map_or(name, |mapped| mapped.property.as_str());
    let called =
        |value: &str| theirs.and_then(|mapped| mapped.options.get(value)).map_or(value, String::as_str).to_owned();
    let definitions = open.database.definitions(object)?;
    if let Some(definition) = definitions.iter().find(|definition| definition.name == next) {
        for proposal in open.database.proposals()? {
            let Write::Change(change) = &proposal.content.write else { continue };
            let is_meant = change.record.object == object && change.property == former && change.provenance.is_some();
            if !is_meant || !matches!(proposal.decision, Decision::Open | Decision::Approved) {
                continue;
            }
            let Some(record) = open.database.record(&change.record)? else { continue };
            let change = ChangeToMake {
                property: next.to_owned(),
                label: definition.label.clone(),
                from: record.get(next).map(str::to_owned),
                to: called(&change.to),
                seen_at: record.modified_at,
                ..change.clone()
            };
            let write = Write::Change(change);
            let hash = outbox::hash_of(&write);
            let content = Proposed { write, ..proposal.content.clone() };
            // What is on its way stays as it was approved.
            open.database.revise_proposal(&proposal.id, &content, &hash, now)?;
        }
    }
    let mut known = known(open)?;
    if known.remove(&format!("{object}/{former}")).is_some() {
        keep(open, &known)?;
    }
    plan(open)
}

/// Chooses which timeline events context about a person goes into, or none: `template:ID`, `app:NAME` or `off`.
///
/// Fails with [`ErrorCode::Usage`] where the credential cannot send any, with the plain reason.
pub async fn schema_events(settings: &Settings, choice: &str) -> Result<SchemaPlan, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    let event_type = match choice.split_once(':') {
        None if choice == "off" => None,
        Some(("template", id)) if !id.is_empty() => Some(EventType::Template(id.to_owned())),
        Some(("app", name)) if !name.is_empty() => Some(EventType::AppEvent(name.to_owned())),
        _ => {
            return Err(AppError::new(ErrorCode::Usage, format!("“{choice}” is not a type of timeline event"))
                .hint("Give template:ID for the older timeline API, app:NAME for App Events, or off."));
        }
    };
    if event_type.is_some()
        && let Some(reason) = why_no_events(&client).await?
    {
        return Err(AppError::new(ErrorCode::Usage, reason).hint("Context about a person goes into notes instead."));
    }
    let text = serde_json::to_string(&event_type).unwrap_or_default();
    open.database.set_setting(EVENTS, &text)?;
    plan(&open)
}

/// Why this credential cannot send timeline events; none where it can.
async fn why_no_events(client: &Client) -> Result<Option<String>, AppError> {
    match client.token_info().await {
        // Only private apps' tokens and service keys answer here.
        Ok(info) if !info.scopes.iter().any(|scope| scope == TIMELINE_SCOPE) => Ok(Some(
            "Timeline events are off: HubSpot takes them only from OAuth apps with the scope “timeline”, and this is the \
             token of a private app or a service key."
                .to_owned(),
        )),
        Ok(_) | Err(HubSpotError::Refused { .. } | HubSpotError::NotFound { .. } | HubSpotError::Unauthorized) => {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The type of events context about a person goes into; none where they are off.
pub(crate) fn event_type(open: &OpenPortal) -> Result<Option<EventType>, AppError> {
    let kept = open.database.setting(EVENTS)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).flatten())
}

async fn read_definitions(client: &Client, open: &OpenPortal) -> Result<(), AppError> {
    for object in ObjectType::ALL {
        let definitions = client.definitions(object).await?;
        open.database.set_definitions(object, &definitions)?;
    }
    Ok(())
}

fn missing(open: &OpenPortal, object: ObjectType) -> Result<Vec<PropertyToMake>, AppError> {
    let (definitions, mapping) = (open.database.definitions(object)?, ai_properties::mapping(open)?);
    let is_there = |name: &str| {
        mapping.contains_key(&format!("{object}/{name}"))
            || definitions.iter().any(|definition| definition.name == name)
    };
    let all = ai_properties::of_object(object).filter(|property| !is_there(property.name));
    Ok(all.map(ai_properties::DraftProperty::to_make).collect())
}

fn plan(open: &OpenPortal) -> Result<SchemaPlan, AppError> {
    let mut create = Vec::new();
    let mut scopes = BTreeSet::new();
    for object in OBJECTS {
        for property in missing(open, object)? {
            scopes.insert(format!("crm.schemas.{}.write", object.plural()));
            let definition = property.definition;
            create.push(PlannedProperty {
                object: object.to_string(),
                filled_by: Kind::filling(&definition.name).map(|kind| kind.to_string()).unwrap_or_default(),
                property: definition.name,
                label: definition.label,
                value_type: definition.value_type,
                options: definition.options.into_iter().map(|(value, _)| value).collect(),
            });
        }
    }
    Ok(SchemaPlan {
        create,
        mapped: ai_properties::mapping(open)?,
        scopes: scopes.into_iter().collect(),
        events: event_type(open)?,
        applied: false,
    })
}

fn known(open: &OpenPortal) -> Result<BTreeMap<String, Known>, AppError> {
    let kept = open.database.setting(KNOWN)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn keep(open: &OpenPortal, known: &BTreeMap<String, Known>) -> Result<(), AppError> {
    let text = serde_json::to_string(known).unwrap_or_default();
    Ok(open.database.set_setting(KNOWN, &text)?)
}

/// Notes what the properties that writes use are now, so that a later change shows. Those that are gone stay noted.
pub(crate) fn remember(open: &OpenPortal) -> Result<(), AppError> {
    let before = known(open)?;
    let mut all = before.clone();
    let mut used: BTreeSet<(ObjectType, String)> = BTreeSet::new();
    for (object, names) in ai_properties::in_use(open)? {
        used.extend(names.into_iter().map(|name| (object, name)));
    }
    for proposal in open.database.proposals()? {
        if let (Write::Change(change), Decision::Open | Decision::Approved) =
            (&proposal.content.write, proposal.decision)
        {
            used.insert((change.record.object, change.property.clone()));
        }
    }
    let mut definitions = BTreeMap::new();
    for (object, name) in used {
        let of_type = match definitions.entry(object) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(open.database.definitions(object)?),
        };
        let here = of_type.iter().find(|definition| definition.name == name);
        if let Some(here) = here {
            let known = Known { label: here.label.clone(), value_type: here.value_type.clone() };
            all.insert(format!("{object}/{name}"), known);
        }
    }
    if all != before {
        keep(open, &all)?;
    }
    Ok(())
}

/// What writes have used and HubSpot has no more, by the definitions here.
fn drift(open: &OpenPortal) -> Result<Vec<Drift>, AppError> {
    let known = known(open)?;
    let mut found = Vec::new();
    for (key, was) in &known {
        let Some((object, name)) = key.split_once('/') else { continue };
        let Ok(object) = object.parse::<ObjectType>() else { continue };
        let definitions = open.database.definitions(object)?;
        if definitions.is_empty() || definitions.iter().any(|definition| definition.name == name) {
            continue;
        }
        let successor = definitions.iter().find(|definition| {
            definition.label.eq_ignore_ascii_case(&was.label)
                && definition.value_type == was.value_type
                && !known.contains_key(&format!("{object}/{}", definition.name))
        });
        let (change, suggestion) = match successor {
            Some(next) => (
                "renamed".to_owned(),
                format!(
                    "`{}` has the same label and type: `foreword schema map {object}/{name} {}`. Until then its proposals are \
                     held.",
                    next.name, next.name
                ),
            ),
            None => (
                "archived".to_owned(),
                "Restore it in HubSpot, or map another with `foreword schema map`. Until then its proposals are held."
                    .to_owned(),
            ),
        };
        found.push(Drift { object: object.to_string(), property: name.to_owned(), change, suggestion });
    }
    Ok(found)
}

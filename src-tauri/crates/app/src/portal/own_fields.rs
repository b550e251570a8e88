//! The fields that an account has added to HubSpot: which there are, how many records have something in them, and which the rep has chosen to be
//! copied.
//!
//! HubSpot is asked how full they are by reading some of the records that are here, which costs a call or two a type; the values are counted and
//! thrown away. What is chosen is kept per portal, is read with the records, and is answered from by its label.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        ai_properties, calls,
        connect::real_now,
        noted::note_setting_of,
        open::{OpenPortal, client_for},
        settings::Settings,
    },
};
use domain::{ObjectType, PropertyDefinition};
use drafting::Field;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};
use store::Database;

/// Setting that holds the chosen fields, as JSON: `deal` to names.
const CHOSEN: &str = "own_fields";
/// Setting that holds how full the fields were when HubSpot was last asked.
const FULL: &str = "own_fields_full";
/// The types whose fields can be chosen.
const OBJECTS: [ObjectType; 4] = ObjectType::CORE;
/// So many records of a type are looked at, spread over all that are here.
const LOOKED_AT: usize = 100;
/// A field is offered where at least one record in so many has something in it.
const ONE_IN: usize = 10;
/// The most fields of a type that are copied: each makes every answer of HubSpot's longer.
const CHOSEN_MAX: usize = 50;

/// The fields that an account has added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OwnFields {
    /// When HubSpot was last asked how full they are; none before the first time.
    #[specta(type = Option<String>)]
    pub looked_at: Option<Timestamp>,
    /// The fields: those of contacts first, and of a type the fullest first.
    pub fields: Vec<OwnField>,
    /// The types of which not every record was read with the chosen fields yet; the next syncs go on with them.
    pub reading: Vec<String>,
    /// Why HubSpot could not be asked just now, in words; none where it was.
    pub problem: Option<String>,
}

/// A field that the account has added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OwnField {
    /// The type of record that has it, as in `deal`.
    pub object: String,
    /// Its internal name.
    pub name: String,
    /// Its label as people see it in HubSpot.
    pub label: String,
    /// HubSpot's type of its values: string, number, date, datetime, enumeration, bool.
    pub value_type: String,
    /// How many of the records that were looked at have something in it; none where none were looked at.
    #[specta(type = Option<u32>)]
    pub filled: Option<usize>,
    /// How many records were looked at.
    #[specta(type = Option<u32>)]
    pub of: Option<usize>,
    /// Whether it is offered: at least a tenth of the records have something in it.
    pub offered: bool,
    /// Whether it is copied with the records.
    pub chosen: bool,
}

/// How full the fields of a type are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Full {
    of: usize,
    filled: BTreeMap<String, usize>,
}

/// What HubSpot was last asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Looked {
    at: Option<Timestamp>,
    by_type: BTreeMap<String, Full>,
}

/// The fields that the account has added to a type. Those that drafts fill are Foreword's own, and are none.
fn own(database: &Database, object: ObjectType) -> Result<Vec<PropertyDefinition>, AppError> {
    let ours: BTreeSet<&str> = ai_properties::all_names(object).collect();
    let is_read = |name: &str| hubspot::properties_of(object).contains(&name);
    let all = database.definitions(object)?.into_iter();
    Ok(all.filter(|one| one.is_own && !ours.contains(one.name.as_str()) && !is_read(&one.name)).collect())
}

fn chosen(database: &Database) -> Result<BTreeMap<ObjectType, BTreeSet<String>>, AppError> {
    let kept = database.setting(CHOSEN)?;
    let kept: BTreeMap<String, BTreeSet<String>> =
        kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(kept.into_iter().filter_map(|(object, names)| Some((object.parse().ok()?, names))).collect())
}

/// The chosen fields that HubSpot has, with their definitions, by type.
pub(crate) fn chosen_fields(database: &Database) -> Result<BTreeMap<ObjectType, Vec<PropertyDefinition>>, AppError> {
    let mut found = BTreeMap::new();
    for (object, names) in chosen(database)? {
        let fields = own(database, object)?.into_iter().filter(|field| names.contains(&field.name));
        found.insert(object, fields.collect());
    }
    Ok(found)
}

/// A field as drafts know it.
pub(crate) fn field(object: ObjectType, definition: PropertyDefinition, is_chosen: bool) -> Field {
    let PropertyDefinition { name: property, label, value_type, options, .. } = definition;
    Field { object, property, label, value_type, options, is_chosen }
}

/// The names of the chosen fields, by type: what a sync reads beside the usual.
pub(crate) fn in_use(open: &OpenPortal) -> Result<BTreeMap<ObjectType, Vec<String>>, AppError> {
    let fields = chosen_fields(&open.database)?.into_iter();
    Ok(fields.map(|(object, fields)| (object, fields.into_iter().map(|field| field.name).collect())).collect())
}

/// Lists the fields that the account has added, and asks HubSpot how full they are. Where it cannot be asked, what it said last stands.
pub async fn own_fields(settings: &Settings, open: &OpenPortal) -> Result<OwnFields, AppError> {
    let problem = match look(settings, open).await {
        Ok(()) => None,
        Err(error) if matches!(error.code, ErrorCode::Storage | ErrorCode::DiskFull) => return Err(error),
        Err(error) => Some(error.message),
    };
    Ok(OwnFields { problem, ..listed(&open.database)? })
}

/// The fields as they were last looked at.
fn listed(database: &Database) -> Result<OwnFields, AppError> {
    let (looked, chosen) = (looked(database)?, chosen(database)?);
    let mut fields = Vec::new();
    for object in OBJECTS {
        let full = looked.by_type.get(object.singular());
        let mut of_type: Vec<OwnField> = own(database, object)?
            .into_iter()
            .map(|field| {
                let filled = full.map(|full| full.filled.get(&field.name).copied().unwrap_or_default());
                let of = full.map(|full| full.of);
                OwnField {
                    object: object.singular().to_owned(),
                    offered: is_offered(filled, of),
                    chosen: chosen.get(&object).is_some_and(|names| names.contains(&field.name)),
                    name: field.name,
                    label: field.label,
                    value_type: field.value_type,
                    filled,
                    of,
                }
            })
            .collect();
        of_type.sort_by(|a, b| b.filled.cmp(&a.filled).then_with(|| a.label.cmp(&b.label)));
        fields.extend(of_type);
    }
    let reading = sync::types_to_read_anew(database)?.keys().map(|object| object.plural().to_owned()).collect();
    Ok(OwnFields { looked_at: looked.at, fields, reading, problem: None })
}

/// Whether so many of the records are a tenth of them, at least. Pure.
fn is_offered(filled: Option<usize>, of: Option<usize>) -> bool {
    filled.zip(of).is_some_and(|(filled, of)| 0 < filled && of <= filled * ONE_IN)
}

fn looked(database: &Database) -> Result<Looked, AppError> {
    let kept = database.setting(FULL)?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Counts how many of some records have something in each field. Only the numbers are kept.
async fn look(settings: &Settings, open: &OpenPortal) -> Result<(), AppError> {
    let database = &open.database;
    let mut asked: BTreeMap<ObjectType, Vec<String>> = BTreeMap::new();
    for object in OBJECTS {
        asked.insert(object, own(database, object)?.into_iter().map(|field| field.name).collect());
    }
    asked.retain(|_, names| !names.is_empty());
    if asked.is_empty() {
        return Ok(());
    }
    let client = client_for(settings, open)?.reading_also(asked.clone());
    let mut looked = looked(database)?;
    let mut outcome = Ok(());
    for (object, names) in asked {
        let ids = spread(&database.all(object)?.into_iter().map(|id| id.id).collect::<Vec<_>>(), LOOKED_AT);
        if ids.is_empty() {
            continue;
        }
        let read = match client.batch_read(object, &ids).await {
            Ok(read) => read.listing.records,
            Err(refusal) if refusal.is_lasting() => continue,
            Err(error) => {
                outcome = Err(error.into());
                break;
            }
        };
        let filled = |name: &String| read.iter().filter(|one| one.record.get(name).is_some()).count();
        let filled = names.iter().map(|name| (name.clone(), filled(name))).collect();
        looked.by_type.insert(object.singular().to_owned(), Full { of: read.len(), filled });
        looked.at = Some(settings.now());
    }
    calls::note_calls(database, &open.portal, &client.usage(), real_now())?;
    database.set_setting(FULL, &serde_json::to_string(&looked).unwrap_or_default())?;
    outcome
}

/// At most `count` of some ids, evenly spread over all of them: the newest records alone would say little of the others. Pure.
fn spread(ids: &[String], count: usize) -> Vec<String> {
    let step = ids.len().div_ceil(count).max(1);
    ids.iter().step_by(step).cloned().collect()
}

/// Has fields of a type copied from now on. Each is named by its internal name or its label. The next syncs read the records with them.
///
/// Fails with [`ErrorCode::Usage`] where the account has no such field, or where they are too many.
pub fn choose_own_fields(
    open: &OpenPortal,
    object: &str,
    names: &[String],
    now: Timestamp,
) -> Result<OwnFields, AppError> {
    let database = &open.database;
    let object = type_of(object)?;
    let mut is_more = false;
    change(open, object, ("also", names), now, |of_type| {
        let before = of_type.len();
        for name in names {
            of_type.insert(named(database, object, name)?);
        }
        is_more = before < of_type.len();
        if CHOSEN_MAX < of_type.len() {
            return Err(AppError::new(
                ErrorCode::Usage,
                format!("At most {CHOSEN_MAX} fields of {} can be copied", object.plural()),
            )
            .hint("Drop some that you do not need."));
        }
        Ok(())
    })?;
    if is_more {
        sync::read_anew(database, object)?;
    }
    listed(database)
}

/// Has fields of a type copied no longer. What was cited of them still opens.
pub fn drop_own_fields(
    open: &OpenPortal,
    object: &str,
    names: &[String],
    now: Timestamp,
) -> Result<OwnFields, AppError> {
    let database = &open.database;
    let object = type_of(object)?;
    change(open, object, ("no longer", names), now, |of_type| {
        for name in names {
            // One that the account has thrown away meanwhile goes by the name it was chosen under.
            let known = if of_type.contains(name) { name.clone() } else { named(database, object, name)? };
            of_type.remove(&known);
        }
        Ok(())
    })?;
    listed(database)
}

/// Changes which fields of a type are chosen, keeps that, and notes in the log what was said.
fn change(
    open: &OpenPortal,
    object: ObjectType,
    (how, names): (&str, &[String]),
    now: Timestamp,
    change: impl FnOnce(&mut BTreeSet<String>) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut all = chosen(&open.database)?;
    change(all.entry(object).or_default())?;
    keep(&open.database, &all)?;
    let said = format!("fields of {} that are copied: {how} {}", object.plural(), names.join(", "));
    note_setting_of(&open.database, &said, now)
}

fn keep(database: &Database, all: &BTreeMap<ObjectType, BTreeSet<String>>) -> Result<(), AppError> {
    let named: BTreeMap<&str, &BTreeSet<String>> =
        all.iter().filter(|(_, names)| !names.is_empty()).map(|(object, names)| (object.singular(), names)).collect();
    // Our own plain values always encode.
    Ok(database.set_setting(CHOSEN, &serde_json::to_string(&named).unwrap_or_default())?)
}

fn type_of(object: &str) -> Result<ObjectType, AppError> {
    let known = object.parse::<ObjectType>().ok().filter(|object| OBJECTS.contains(object));
    known.ok_or_else(|| {
        AppError::new(ErrorCode::Usage, format!("Fields of “{object}” cannot be chosen"))
            .hint("Choose fields of contacts, companies, deals or tickets.")
    })
}

/// The field that a name or a label means.
fn named(database: &Database, object: ObjectType, name: &str) -> Result<String, AppError> {
    let all = own(database, object)?;
    let by_label = || all.iter().filter(|field| field.label.eq_ignore_ascii_case(name.trim())).collect::<Vec<_>>();
    if let Some(field) = all.iter().find(|field| field.name == name) {
        return Ok(field.name.clone());
    }
    match by_label().as_slice() {
        [only] => Ok(only.name.clone()),
        [] => Err(AppError::new(
            ErrorCode::Usage,
            format!("The account has added no field “{name}” to {}", object.plural()),
        )
        .hint("Sync first if it is new.")
        .command_hint("`foreword fields` lists those that there are. Sync first if it is new.")),
        several => {
            let names: Vec<&str> = several.iter().map(|field| field.name.as_str()).collect();
            Err(AppError::new(ErrorCode::Usage, format!("Several fields of {} are called “{name}”", object.plural()))
                .hint(format!("Name one of them: {}.", names.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_records_is_enough() {
        let offered = |filled, of| is_offered(Some(filled), Some(of));
        assert!(offered(10, 100) && offered(1, 10) && offered(1, 3));
        assert!(!offered(9, 100) && !offered(0, 0) && !offered(0, 5));
        assert!(!is_offered(None, Some(100)) && !is_offered(Some(3), None));
    }

    #[test]
    fn the_records_looked_at_are_spread_over_all() {
        let ids: Vec<String> = (0..1_050).map(|id| id.to_string()).collect();
        let some = spread(&ids, 100);
        assert!((50..=100).contains(&some.len()), "{}", some.len());
        assert!(some.iter().any(|id| id.parse::<usize>().unwrap() < 20));
        assert!(some.iter().any(|id| 1_000 < id.parse::<usize>().unwrap()));
        assert_eq!(spread(&ids[..7], 100), ids[..7]);
        assert_eq!(spread(&[], 100), Vec::<String>::new());
    }
}

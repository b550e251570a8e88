//! Notes: filing one, reading back what a record has, archiving one. The only writes there are.

use crate::{Client, HubSpotError, client::Request, paths, wire::parse_instant};
use domain::{NoteToFile, ObjectType, RecordId};
use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// With property history HubSpot refuses more.
const BATCH: usize = 50;

/// A note as HubSpot has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledNote {
    /// HubSpot's id.
    pub id: String,
    /// HTML as HubSpot returns it, which is not byte for byte what was sent.
    pub body: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Whether it lies in the recycle bin.
    pub archived: bool,
    /// Who wrote each version of the body, oldest first: HubSpot's source type and id, as in `INTEGRATION:123`.
    pub writers: Vec<String>,
}

/// HubSpot's type id of the association from a note to another record.
fn association_type(to: ObjectType) -> Option<u32> {
    match to {
        ObjectType::Contact => Some(202),
        ObjectType::Company => Some(190),
        ObjectType::Deal => Some(214),
        ObjectType::Ticket => Some(228),
        _ => None,
    }
}

impl Client {
    /// Files a note with its associations in one request and returns its id.
    ///
    /// Sent once. After [`HubSpotError::Unreachable`], [`HubSpotError::UnreadableReply`] or a status of 500 and above the note may be there or not.
    pub async fn create_note(&self, note: &NoteToFile) -> Result<String, HubSpotError> {
        let mut properties = json!({
            "hs_timestamp": note.at.as_millisecond().to_string(),
            "hs_note_body": note.body,
        });
        if let Some(owner) = &note.owner {
            properties["hubspot_owner_id"] = json!(owner);
        }
        let association = |to: &RecordId| {
            let type_id = association_type(to.object)?;
            let types = [json!({"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id})];
            Some(json!({"to": {"id": to.id}, "types": types}))
        };
        let associations: Vec<Value> = note.targets.iter().filter_map(association).collect();
        let path = paths::objects(ObjectType::Note);
        let endpoint = format!("POST {path}");
        let body = json!({"properties": properties, "associations": associations});
        self.write(Request::write(Method::POST, path, endpoint, Some(body)), parse_created).await
    }

    /// Puts a note into the recycle bin, from which HubSpot can restore it for 90 days. Doing so twice changes nothing.
    pub async fn archive_note(&self, id: &str) -> Result<(), HubSpotError> {
        let endpoint = format!("DELETE {}", paths::object(ObjectType::Note, "{id}"));
        let request = Request::write(Method::DELETE, paths::object(ObjectType::Note, id), endpoint, None);
        self.write(request, |_| Ok(())).await
    }

    /// The ids of the notes that hang on any of these records, by their associations and never by search, which lags behind.
    pub async fn notes_of(&self, parents: &[RecordId]) -> Result<BTreeSet<String>, HubSpotError> {
        let mut by_type: BTreeMap<ObjectType, Vec<String>> = BTreeMap::new();
        for parent in parents {
            by_type.entry(parent.object).or_default().push(parent.id.clone());
        }
        let mut found = BTreeSet::new();
        for (object, ids) in by_type {
            let all = self.associations(object, ObjectType::Note, &ids).await?;
            found.extend(all.into_values().flatten().map(|association| association.to.id));
        }
        Ok(found)
    }

    /// Reads notes by id, bodies and their authors included; those that are gone are left out.
    pub async fn notes(&self, ids: &[String]) -> Result<Vec<FiledNote>, HubSpotError> {
        let mut notes = Vec::new();
        for some in ids.chunks(BATCH) {
            let inputs: Vec<Value> = some.iter().map(|id| json!({"id": id})).collect();
            let body = json!({
                "inputs": inputs,
                "properties": ["hs_note_body"],
                "propertiesWithHistory": ["hs_note_body"],
            });
            notes.extend(self.read(Request::batch(paths::batch_read(ObjectType::Note), body), parse_notes).await?);
        }
        Ok(notes)
    }
}

#[derive(Deserialize)]
struct Created {
    id: String,
}

fn parse_created(body: &[u8]) -> Result<String, serde_json::Error> {
    serde_json::from_slice::<Created>(body).map(|created| created.id)
}

#[derive(Deserialize)]
struct Notes {
    #[serde(default)]
    results: Vec<RawNote>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawNote {
    id: String,
    #[serde(default)]
    properties: BTreeMap<String, Option<String>>,
    #[serde(default)]
    properties_with_history: BTreeMap<String, Vec<RawVersion>>,
    created_at: Option<String>,
    #[serde(default)]
    archived: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawVersion {
    source_type: Option<String>,
    source_id: Option<String>,
}

fn parse_notes(body: &[u8]) -> Result<Vec<FiledNote>, serde_json::Error> {
    let notes: Notes = serde_json::from_slice(body)?;
    Ok(notes
        .results
        .into_iter()
        .map(|mut raw| {
            let versions = raw.properties_with_history.remove("hs_note_body").unwrap_or_default();
            let writer = |version: RawVersion| {
                format!("{}:{}", version.source_type.unwrap_or_default(), version.source_id.unwrap_or_default())
            };
            FiledNote {
                id: raw.id,
                body: raw.properties.remove("hs_note_body").flatten().unwrap_or_default(),
                created_at: raw.created_at.as_deref().and_then(parse_instant).unwrap_or_default(),
                archived: raw.archived,
                writers: versions.into_iter().rev().map(writer).collect(),
            }
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_with_the_authors_of_its_versions() {
        let body = r#"{"results":[{"id":"7","properties":{"hs_note_body":"<p>b</p>"},"createdAt":"2026-01-02T03:04:05Z",
            "propertiesWithHistory":{"hs_note_body":[{"value":"b","sourceType":"CRM_UI","sourceId":"userId:5"},
            {"value":"a","sourceType":"INTEGRATION","sourceId":"99"}]}},{"id":"8"}],"errors":[]}"#;
        let notes = parse_notes(body.as_bytes()).unwrap();
        assert_eq!(notes[0].writers, ["INTEGRATION:99", "CRM_UI:userId:5"]);
        assert_eq!((notes[0].body.as_str(), notes[1].body.as_str()), ("<p>b</p>", ""));
        assert_eq!(parse_created(br#"{"id":"5","properties":{}}"#).unwrap(), "5");
    }
}

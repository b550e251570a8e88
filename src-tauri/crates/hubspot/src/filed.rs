//! What we write: notes and tasks, filed once and read back, and values of properties. The only writes there are.

use crate::{Client, HubSpotError, client::Request, paths, wire::parse_instant};
use domain::{ChangeToMake, NoteToFile, ObjectType, RecordId, TaskToFile};
use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// With property history HubSpot refuses more.
const BATCH: usize = 50;

/// A note or task as HubSpot has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
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

/// A property as HubSpot has it at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueNow {
    /// Its value; none where it is empty.
    pub value: Option<String>,
    /// Its versions, newest first, as far back as HubSpot keeps them.
    pub versions: Vec<ValueVersion>,
}

/// One version of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueVersion {
    /// The value from then on; empty where it was cleared.
    pub value: String,
    /// Since when.
    pub at: Timestamp,
    /// HubSpot's source type and id, as in `CRM_UI:userId:5`.
    pub by: String,
}

/// HubSpot's type id of the association from a note or task to another record.
fn association_type(from: ObjectType, to: ObjectType) -> Option<u32> {
    let is_task = from == ObjectType::Task;
    match to {
        ObjectType::Contact => Some(if is_task { 204 } else { 202 }),
        ObjectType::Company => Some(if is_task { 192 } else { 190 }),
        ObjectType::Deal => Some(if is_task { 216 } else { 214 }),
        ObjectType::Ticket => Some(if is_task { 230 } else { 228 }),
        _ => None,
    }
}

/// The property that holds what was written, marker included.
fn body_of(object: ObjectType) -> &'static str {
    if object == ObjectType::Task { "hs_task_body" } else { "hs_note_body" }
}

impl Client {
    /// Files a note with its associations in one request and returns its id.
    ///
    /// Sent once. After [`HubSpotError::Unreachable`], [`HubSpotError::UnreadableReply`] or a status of 500 and above it may be there or not.
    pub async fn create_note(&self, note: &NoteToFile) -> Result<String, HubSpotError> {
        let mut properties = json!({
            "hs_timestamp": note.at.as_millisecond().to_string(),
            "hs_note_body": note.body,
        });
        if let Some(owner) = &note.owner {
            properties["hubspot_owner_id"] = json!(owner);
        }
        self.create(ObjectType::Note, properties, &note.targets).await
    }

    /// Files a task with its associations in one request and returns its id. Sent once, like a note.
    pub async fn create_task(&self, task: &TaskToFile) -> Result<String, HubSpotError> {
        let mut properties = json!({
            "hs_timestamp": task.due.as_millisecond().to_string(),
            "hs_task_subject": task.subject,
            "hs_task_body": task.body,
            "hs_task_status": "NOT_STARTED",
            "hs_task_type": "TODO",
        });
        if let Some(owner) = &task.owner {
            properties["hubspot_owner_id"] = json!(owner);
        }
        self.create(ObjectType::Task, properties, &task.targets).await
    }

    async fn create(
        &self,
        object: ObjectType,
        properties: Value,
        targets: &[RecordId],
    ) -> Result<String, HubSpotError> {
        let association = |to: &RecordId| {
            let type_id = association_type(object, to.object)?;
            let types = [json!({"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id})];
            Some(json!({"to": {"id": to.id}, "types": types}))
        };
        let associations: Vec<Value> = targets.iter().filter_map(association).collect();
        let path = paths::objects(object);
        let endpoint = format!("POST {path}");
        let body = json!({"properties": properties, "associations": associations});
        self.write(Request::write(Method::POST, path, endpoint, Some(body)), parse_created).await
    }

    /// Writes one value. Doing so twice changes nothing further.
    pub async fn set_value(&self, change: &ChangeToMake) -> Result<(), HubSpotError> {
        let ChangeToMake { record, property, to, .. } = change;
        let endpoint = format!("PATCH {}", paths::object(record.object, "{id}"));
        let body = json!({"properties": {property: to}});
        let request = Request::write(Method::PATCH, paths::object(record.object, &record.id), endpoint, Some(body));
        self.write(request, |_| Ok(())).await
    }

    /// Reads one property with its versions; none where the record is gone or in the recycle bin.
    pub async fn value(&self, record: &RecordId, property: &str) -> Result<Option<ValueNow>, HubSpotError> {
        let body = json!({
            "inputs": [{"id": record.id}],
            "properties": [property],
            "propertiesWithHistory": [property],
        });
        let request = Request::batch(paths::batch_read(record.object), body);
        self.read(request, |body| parse_value(body, property)).await
    }

    /// Puts a note or task into the recycle bin, from which HubSpot can restore it for 90 days. Doing so twice changes nothing.
    pub async fn archive(&self, object: ObjectType, id: &str) -> Result<(), HubSpotError> {
        let endpoint = format!("DELETE {}", paths::object(object, "{id}"));
        let request = Request::write(Method::DELETE, paths::object(object, id), endpoint, None);
        self.write(request, |_| Ok(())).await
    }

    /// The ids of the notes or tasks that hang on any of these records, by their associations and never by search, which lags behind.
    pub async fn filed_on(&self, object: ObjectType, parents: &[RecordId]) -> Result<BTreeSet<String>, HubSpotError> {
        let mut by_type: BTreeMap<ObjectType, Vec<String>> = BTreeMap::new();
        for parent in parents {
            by_type.entry(parent.object).or_default().push(parent.id.clone());
        }
        let mut found = BTreeSet::new();
        for (parent, ids) in by_type {
            let all = self.associations(parent, object, &ids).await?;
            found.extend(all.into_values().flatten().map(|association| association.to.id));
        }
        Ok(found)
    }

    /// Reads notes or tasks by id, bodies and their authors included; those that are gone are left out.
    pub async fn filed(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        let mut filed = Vec::new();
        let property = body_of(object);
        for some in ids.chunks(BATCH) {
            let inputs: Vec<Value> = some.iter().map(|id| json!({"id": id})).collect();
            let body = json!({"inputs": inputs, "properties": [property], "propertiesWithHistory": [property]});
            let request = Request::batch(paths::batch_read(object), body);
            filed.extend(self.read(request, |body| parse_filed(body, property)).await?);
        }
        Ok(filed)
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
struct Results {
    #[serde(default)]
    results: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
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
    #[serde(default)]
    value: Option<String>,
    timestamp: Option<String>,
    source_type: Option<String>,
    source_id: Option<String>,
}

impl RawVersion {
    fn by(&self) -> String {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        format!("{}:{}", part(&self.source_type), part(&self.source_id))
    }
}

fn parse_filed(body: &[u8], property: &str) -> Result<Vec<Filed>, serde_json::Error> {
    let results: Results = serde_json::from_slice(body)?;
    Ok(results
        .results
        .into_iter()
        .map(|mut raw| Filed {
            writers: raw
                .properties_with_history
                .get(property)
                .into_iter()
                .flatten()
                .rev()
                .map(RawVersion::by)
                .collect(),
            id: raw.id,
            body: raw.properties.remove(property).flatten().unwrap_or_default(),
            created_at: raw.created_at.as_deref().and_then(parse_instant).unwrap_or_default(),
            archived: raw.archived,
        })
        .collect())
}

fn parse_value(body: &[u8], property: &str) -> Result<Option<ValueNow>, serde_json::Error> {
    let results: Results = serde_json::from_slice(body)?;
    Ok(results.results.into_iter().find(|raw| !raw.archived).map(|mut raw| {
        let version = |version: &RawVersion| ValueVersion {
            value: version.value.clone().unwrap_or_default(),
            at: version.timestamp.as_deref().and_then(parse_instant).unwrap_or_default(),
            by: version.by(),
        };
        let mut versions: Vec<ValueVersion> =
            raw.properties_with_history.get(property).into_iter().flatten().map(version).collect();
        versions.sort_by_key(|version| std::cmp::Reverse(version.at));
        let value = raw.properties.remove(property).flatten().filter(|value| !value.is_empty());
        ValueNow { value, versions }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_with_the_authors_of_its_versions() {
        let body = r#"{"results":[{"id":"7","properties":{"hs_note_body":"<p>b</p>"},"createdAt":"2026-01-02T03:04:05Z",
            "propertiesWithHistory":{"hs_note_body":[{"value":"b","sourceType":"CRM_UI","sourceId":"userId:5"},
            {"value":"a","sourceType":"INTEGRATION","sourceId":"99"}]}},{"id":"8"}],"errors":[]}"#;
        let notes = parse_filed(body.as_bytes(), "hs_note_body").unwrap();
        assert_eq!(notes[0].writers, ["INTEGRATION:99", "CRM_UI:userId:5"]);
        assert_eq!((notes[0].body.as_str(), notes[1].body.as_str()), ("<p>b</p>", ""));
        let now = parse_value(body.as_bytes(), "hs_note_body").unwrap().unwrap();
        assert_eq!((now.value.as_deref(), now.versions[0].by.as_str()), (Some("<p>b</p>"), "CRM_UI:userId:5"));
        assert_eq!(parse_created(br#"{"id":"5","properties":{}}"#).unwrap(), "5");
    }
}

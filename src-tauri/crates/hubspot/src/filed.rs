//! Reading back what was written: notes and tasks by the records they hang on, and properties with their versions.

use crate::{Client, HubSpotError, client::Request, paths, wire::parse_instant};
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most records that HubSpot reads at once together with the history of properties.
const BATCH_WITH_HISTORY: usize = 50;
/// The most records that HubSpot reads at once without history.
const BATCH: usize = 100;

/// A note or task as HubSpot has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// HubSpot's id of the note or task.
    pub id: String,
    /// HTML as HubSpot returns it, which is not byte for byte what was sent.
    pub body: String,
    /// When the note or task was created.
    pub created_at: Timestamp,
    /// Where on the timeline it stands, or when it is due.
    pub at: Option<Timestamp>,
    /// Whether the note or task lies in HubSpot's recycle bin.
    pub archived: bool,
    /// Who wrote each version of the body, oldest first: HubSpot's source type and id, as in `INTEGRATION:123`. Empty where no
    /// history was asked for.
    pub writers: Vec<String>,
}

/// The value that a property has in HubSpot at this moment, with its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueNow {
    /// The value; `None` where the property is empty.
    pub value: Option<String>,
    /// The property's versions, newest first, as far back as HubSpot keeps them.
    pub versions: Vec<ValueVersion>,
}

/// One version of a property's value: what, since when, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueVersion {
    /// The value from then on; empty where it was cleared.
    pub value: String,
    /// When the value was set.
    pub at: Timestamp,
    /// HubSpot's source type and id, as in `CRM_UI:userId:5`.
    pub by: String,
}

/// The property that holds what was written, marker included.
fn body_of(object: ObjectType) -> &'static str {
    if object == ObjectType::Task { "hs_task_body" } else { "hs_note_body" }
}

/// The property that says where on the timeline a note stands, or when a task is due.
const AT: &str = "hs_timestamp";

impl Client {
    /// The ids of the notes or tasks that hang on each of these records, by their associations and never by search, which lags
    /// behind. One call for a thousand records of a type; every record asked for is in the answer.
    pub async fn filed_on(
        &self,
        object: ObjectType,
        parents: &BTreeSet<RecordId>,
    ) -> Result<BTreeMap<RecordId, BTreeSet<String>>, HubSpotError> {
        let mut by_type: BTreeMap<ObjectType, Vec<String>> = BTreeMap::new();
        for parent in parents {
            by_type.entry(parent.object).or_default().push(parent.id.clone());
        }
        let mut found = BTreeMap::new();
        for (parent, ids) in by_type {
            for (record, associations) in self.associations(parent, object, &ids).await? {
                found.insert(record, associations.into_iter().map(|association| association.to.id).collect());
            }
        }
        Ok(found)
    }

    /// Reads notes or tasks by id as they are now, a hundred a call; those that are gone are left out.
    pub async fn bodies(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        self.read_filed(object, ids, BATCH, &[]).await
    }

    /// Reads notes or tasks by id, with the authors of their bodies, fifty a call; those that are gone are left out.
    pub async fn filed(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        self.read_filed(object, ids, BATCH_WITH_HISTORY, &[body_of(object)]).await
    }

    async fn read_filed(
        &self,
        object: ObjectType,
        ids: &[String],
        batch: usize,
        history: &[&str],
    ) -> Result<Vec<Filed>, HubSpotError> {
        let mut filed = Vec::new();
        let property = body_of(object);
        for some in ids.chunks(batch) {
            let inputs: Vec<Value> = some.iter().map(|id| json!({"id": id})).collect();
            let body = json!({"inputs": inputs, "properties": [property, AT], "propertiesWithHistory": history});
            let request = Request::batch(paths::batch_read(object), body);
            filed.extend(self.read(request, |body| parse_filed(body, property)).await?);
        }
        Ok(filed)
    }

    /// Reads properties with their versions, fifty records of a type a call. A record that is gone or in the recycle bin is left out.
    pub async fn values(
        &self,
        asked: &BTreeSet<(RecordId, String)>,
    ) -> Result<BTreeMap<(RecordId, String), ValueNow>, HubSpotError> {
        let mut by_type: BTreeMap<ObjectType, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
        for (record, property) in asked {
            by_type.entry(record.object).or_default().entry(&record.id).or_default().insert(property);
        }
        let mut found = BTreeMap::new();
        for (object, records) in by_type {
            let records: Vec<_> = records.into_iter().collect();
            for some in records.chunks(BATCH_WITH_HISTORY) {
                let inputs: Vec<Value> = some.iter().map(|(id, _)| json!({"id": id})).collect();
                let names: BTreeSet<&str> = some.iter().flat_map(|(_, names)| names).copied().collect();
                let body = json!({"inputs": inputs, "properties": names, "propertiesWithHistory": names});
                let request = Request::batch(paths::batch_read(object), body);
                let read = self.read(request, |body| parse_values(object, &names, body)).await?;
                found.extend(read.into_iter().filter(|(key, _)| asked.contains(key)));
            }
        }
        Ok(found)
    }
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
    let filed = |mut raw: Raw| Filed {
        writers: raw.properties_with_history.get(property).into_iter().flatten().rev().map(RawVersion::by).collect(),
        id: raw.id,
        body: raw.properties.remove(property).flatten().unwrap_or_default(),
        created_at: raw.created_at.as_deref().and_then(parse_instant).unwrap_or_default(),
        at: raw.properties.get(AT).and_then(Option::as_deref).and_then(parse_instant),
        archived: raw.archived,
    };
    Ok(results.results.into_iter().map(filed).collect())
}

type Values = BTreeMap<(RecordId, String), ValueNow>;

/// Each named property of each live record in the answer; one that HubSpot leaves out has no value.
fn parse_values(object: ObjectType, names: &BTreeSet<&str>, body: &[u8]) -> Result<Values, serde_json::Error> {
    let results: Results = serde_json::from_slice(body)?;
    let mut values = BTreeMap::new();
    for mut raw in results.results.into_iter().filter(|raw| !raw.archived) {
        let record = RecordId::new(object, raw.id.as_str());
        for name in names.iter().copied() {
            let version = |version: &RawVersion| ValueVersion {
                value: version.value.clone().unwrap_or_default(),
                at: version.timestamp.as_deref().and_then(parse_instant).unwrap_or_default(),
                by: version.by(),
            };
            let mut versions: Vec<ValueVersion> =
                raw.properties_with_history.get(name).into_iter().flatten().map(version).collect();
            versions.sort_by_key(|version| std::cmp::Reverse(version.at));
            let value = raw.properties.remove(name).flatten().filter(|value| !value.is_empty());
            values.insert((record.clone(), name.to_owned()), ValueNow { value, versions });
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_with_the_authors_of_its_versions() {
        let body = r#"{"results":[{"id":"7","properties":{"hs_note_body":"<p>b</p>","hs_timestamp":"2026-01-01T00:00:00Z"},
            "createdAt":"2026-01-02T03:04:05Z","propertiesWithHistory":{"hs_note_body":[
            {"value":"b","sourceType":"CRM_UI","sourceId":"userId:5"},
            {"value":"a","sourceType":"INTEGRATION","sourceId":"99"}]}},{"id":"8"}],"errors":[]}"#;
        let notes = parse_filed(body.as_bytes(), "hs_note_body").unwrap();
        assert_eq!(notes[0].writers, ["INTEGRATION:99", "CRM_UI:userId:5"]);
        assert_eq!(notes[0].at, Some("2026-01-01T00:00:00Z".parse().unwrap()));
        assert_eq!((notes[0].body.as_str(), notes[1].body.as_str()), ("<p>b</p>", ""));
        let names = ["hs_note_body", "hs_x"].into();
        let values = parse_values(ObjectType::Note, &names, body.as_bytes()).unwrap();
        let now = &values[&("note:7".parse().unwrap(), "hs_note_body".to_owned())];
        assert_eq!((now.value.as_deref(), now.versions[0].by.as_str()), (Some("<p>b</p>"), "CRM_UI:userId:5"));
        assert_eq!(values[&("note:8".parse().unwrap(), "hs_x".to_owned())].value, None, "it is there, and empty");
    }
}

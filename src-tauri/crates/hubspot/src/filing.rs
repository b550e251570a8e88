//! What we write: notes and tasks with what they hang on, and values of properties, up to a hundred a request.
//!
//! Each request is sent once. After [`HubSpotError::Unreachable`], [`HubSpotError::UnreadableReply`] or a status of 500 and above it
//! may have been carried out, in whole, or not.

use crate::{Client, HubSpotError, client::Request, paths};
use domain::{ChangeToMake, NoteToFile, ObjectType, PROVENANCE, Provenance, RecordId, TaskToFile, Write, with_runs};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The most inputs that HubSpot takes in one batch.
pub const FILE_BATCH: usize = 100;

/// What became of the inputs of a batch, by their trace ids. One that is in neither map is unaccounted for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// HubSpot's id of what was written, for each input that was carried out, by its trace id.
    pub done: BTreeMap<String, String>,
    /// Why an input was not carried out, for each of those, by its trace id.
    pub failed: BTreeMap<String, Failure>,
    /// What HubSpot calls this exchange, where it says.
    pub correlation_id: Option<String>,
}

/// Why HubSpot did not carry out one input of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The category of the failure, as in `VALIDATION_ERROR`.
    pub category: String,
    /// The message that HubSpot gave.
    pub message: String,
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

/// HubSpot's number of the plain association from one type to another, of those that Foreword reads and files with.
pub fn plain_association(from: ObjectType, to: ObjectType) -> Option<u32> {
    match (from, to) {
        (ObjectType::Contact, ObjectType::Company) => Some(279),
        (ObjectType::Deal, ObjectType::Contact) => Some(3),
        (ObjectType::Deal, ObjectType::Company) => Some(341),
        (ObjectType::Note | ObjectType::Task, _) => association_type(from, to),
        _ => None,
    }
}

fn note_properties(note: &NoteToFile) -> Value {
    let mut properties = json!({"hs_timestamp": note.at.as_millisecond().to_string(), "hs_note_body": note.body});
    if let Some(owner) = &note.owner {
        properties["hubspot_owner_id"] = json!(owner);
    }
    properties
}

fn task_properties(task: &TaskToFile) -> Value {
    let mut properties = json!({
        "hs_timestamp": task.due.as_millisecond().to_string(),
        "hs_task_subject": task.subject,
        "hs_task_body": task.body,
        "hs_task_status": "NOT_STARTED",
        "hs_task_type": task.task_type.as_str(),
    });
    // A portal without priorities knows no such value.
    if !task.priority.is_usual() {
        properties["hs_task_priority"] = json!(task.priority.as_str());
    }
    if let Some(reminder) = task.reminder {
        properties["hs_task_reminders"] = json!(reminder.as_millisecond().to_string());
    }
    if let Some(owner) = &task.owner {
        properties["hubspot_owner_id"] = json!(owner);
    }
    properties
}

/// One input of a batch that creates; none for a change, which creates nothing.
fn create_input(object: ObjectType, trace: &str, write: &Write) -> Option<Value> {
    let properties = match write {
        Write::Note(note) => note_properties(note),
        Write::Task(task) => task_properties(task),
        Write::Change(_) | Write::Role(_) | Write::Event(_) => return None,
    };
    let association = |to: &RecordId| {
        let type_id = association_type(object, to.object)?;
        let types = [json!({"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id})];
        Some(json!({"to": {"id": to.id}, "types": types}))
    };
    let associations: Vec<Value> = write.targets().iter().filter_map(association).collect();
    Some(json!({"properties": properties, "associations": associations, "objectWriteTraceId": trace}))
}

/// The inputs of a batch that sets values, one a record, and the traces of each record's changes. Where values of drafts are among
/// them, where they come from is written along; `provenance` is what [`PROVENANCE`] holds of each record now.
fn update_inputs(
    changes: &[(&str, &ChangeToMake)],
    provenance: &BTreeMap<RecordId, String>,
) -> (Vec<Value>, BTreeMap<String, Vec<String>>) {
    let mut by_record: BTreeMap<&RecordId, Vec<(&str, &ChangeToMake)>> = BTreeMap::new();
    for (trace, change) in changes {
        by_record.entry(&change.record).or_default().push((trace, change));
    }
    let (mut inputs, mut traces_of) = (Vec::new(), BTreeMap::new());
    for (record, changes) in by_record {
        let mut properties: Map<String, Value> =
            changes.iter().map(|(_, change)| (change.property.clone(), json!(change.to))).collect();
        let runs: Vec<(&str, &Provenance)> = changes
            .iter()
            .filter_map(|(_, change)| Some((change.property.as_str(), change.provenance.as_ref()?)))
            .collect();
        if let Some((_, latest)) = runs.iter().max_by_key(|(_, run)| run.run_at) {
            // The confidence of each value stands beside it; the rest is that of the latest.
            let all = runs.iter().flat_map(|(_, run)| run.beside()).chain(latest.beside());
            properties.extend(all.map(|(property, value)| (property.to_owned(), json!(value))));
            let now = provenance.get(record).map(String::as_str);
            properties.insert(PROVENANCE.to_owned(), json!(with_runs(now, runs.into_iter())));
        }
        let traces: Vec<String> = changes.iter().map(|(trace, _)| (*trace).to_owned()).collect();
        inputs.push(json!({"id": record.id, "properties": properties, "objectWriteTraceId": traces.first()}));
        traces_of.insert(record.id.clone(), traces);
    }
    (inputs, traces_of)
}

impl Client {
    /// Creates notes or tasks with their associations, at most [`FILE_BATCH`], in one request that is sent once. Each goes by a trace
    /// id of its own; what is refused does not hold up the others.
    pub async fn create_all(&self, object: ObjectType, all: &[(&str, &Write)]) -> Result<Written, HubSpotError> {
        let inputs: Vec<Value> = all.iter().filter_map(|(trace, write)| create_input(object, trace, write)).collect();
        let path = paths::batch_create(object);
        let endpoint = format!("POST {path}");
        let request = Request::write(Method::POST, path, endpoint, Some(json!({"inputs": inputs})));
        let (written, correlation_id) = self.write(request, parse_created).await?;
        Ok(Written { correlation_id, ..written })
    }

    /// Sets values of records of one type, of at most [`FILE_BATCH`] records, in one request that is sent once. Doing so twice
    /// changes nothing further. HubSpot takes all values or refuses all of them, but for records that are gone.
    ///
    /// Values with a provenance take it along: it is added to what `provenance` says that the record's [`PROVENANCE`] holds now.
    pub async fn set_all(
        &self,
        object: ObjectType,
        changes: &[(&str, &ChangeToMake)],
        provenance: &BTreeMap<RecordId, String>,
    ) -> Result<Written, HubSpotError> {
        let (inputs, traces_of) = update_inputs(changes, provenance);
        let path = paths::batch_update(object);
        let endpoint = format!("POST {path}");
        let request = Request::write(Method::POST, path, endpoint, Some(json!({"inputs": inputs})));
        let (written, correlation_id) = self.write(request, |body| parse_updated(body, &traces_of)).await?;
        Ok(Written { correlation_id, ..written })
    }

    /// Puts a note or task into the recycle bin, from which HubSpot can restore it for 90 days. Doing so twice changes nothing.
    pub async fn archive(&self, object: ObjectType, id: &str) -> Result<(), HubSpotError> {
        let endpoint = format!("DELETE {}", paths::object(object, "{id}"));
        let request = Request::write(Method::DELETE, paths::object(object, id), endpoint, None);
        self.write(request, |_| Ok(())).await.map(|((), _)| ())
    }
}

#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    results: Vec<Done>,
    #[serde(default)]
    errors: Vec<RawFailure>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Done {
    id: String,
    object_write_trace_id: Option<String>,
}

#[derive(Deserialize)]
struct RawFailure {
    #[serde(default)]
    category: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    context: Context,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Context {
    ids: Vec<String>,
    object_write_trace_id: Vec<String>,
}

impl RawFailure {
    fn failure(&self) -> Failure {
        Failure { category: self.category.clone(), message: self.message.clone() }
    }
}

fn parse_created(body: &[u8]) -> Result<Written, serde_json::Error> {
    let reply: Reply = serde_json::from_slice(body)?;
    let mut written = Written::default();
    for done in reply.results {
        written.done.extend(done.object_write_trace_id.map(|trace| (trace, done.id)));
    }
    for error in &reply.errors {
        written.failed.extend(error.context.object_write_trace_id.iter().map(|trace| (trace.clone(), error.failure())));
    }
    Ok(written)
}

fn parse_updated(body: &[u8], traces_of: &BTreeMap<String, Vec<String>>) -> Result<Written, serde_json::Error> {
    let reply: Reply = serde_json::from_slice(body)?;
    let mut written = Written::default();
    let traces = |id: &str| traces_of.get(id).into_iter().flatten().cloned();
    for done in &reply.results {
        written.done.extend(traces(&done.id).map(|trace| (trace, done.id.clone())));
    }
    for error in &reply.errors {
        for id in &error.context.ids {
            written.failed.extend(traces(id).map(|trace| (trace, error.failure())));
        }
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{INPUT_HASH, LAST_RUN_AT, PROMPT_VERSION};

    #[test]
    fn partial_results_are_matched_by_trace_id() {
        let body = br#"{"status":"COMPLETE","results":[{"id":"5","objectWriteTraceId":"p-2"},{"id":"6"}],"numErrors":1,
            "errors":[{"category":"VALIDATION_ERROR","message":"no","context":{"objectWriteTraceId":["p-1"]}}]}"#;
        let written = parse_created(body).unwrap();
        assert_eq!(written.done, BTreeMap::from([("p-2".to_owned(), "5".to_owned())]));
        assert_eq!(written.failed["p-1"].message, "no");
        assert!(!written.done.contains_key("p-3") && !written.failed.contains_key("p-3"));
    }

    #[test]
    fn values_of_one_record_travel_together() {
        let change = |id: &str, property: &str| ChangeToMake {
            record: RecordId::new(ObjectType::Contact, id),
            property: property.to_owned(),
            label: property.to_owned(),
            from: None,
            to: "x".to_owned(),
            seen_at: jiff::Timestamp::UNIX_EPOCH,
            provenance: None,
        };
        let (a, b, c) = (change("1", "jobtitle"), change("2", "jobtitle"), change("1", "phone"));
        let (inputs, traces) = update_inputs(&[("p-1", &a), ("p-2", &b), ("p-3", &c)], &BTreeMap::new());
        assert_eq!(inputs.len(), 2);
        assert_eq!(inputs[0]["properties"], json!({"jobtitle": "x", "phone": "x"}));
        let body = br#"{"results":[{"id":"1"}],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["2"]}}]}"#;
        let written = parse_updated(body, &traces).unwrap();
        assert_eq!(written.done.keys().collect::<Vec<_>>(), ["p-1", "p-3"]);
        assert_eq!(written.failed["p-2"].category, "OBJECT_NOT_FOUND");
    }

    #[test]
    fn a_drafts_value_takes_its_provenance_along_and_leaves_that_of_others() {
        let change = |property: &str, second: i64| ChangeToMake {
            record: RecordId::new(ObjectType::Deal, "1"),
            property: property.to_owned(),
            label: property.to_owned(),
            from: None,
            to: "x".to_owned(),
            seen_at: jiff::Timestamp::UNIX_EPOCH,
            provenance: Some(Provenance {
                prompt_version: format!("rules@{second}"),
                input_hash: format!("h{second}"),
                run_at: jiff::Timestamp::from_second(second).unwrap(),
                confidence: Some(0.9),
                confidence_in: Some(format!("{property}_confidence")),
                reference: "00000000000000ff".to_owned(),
            }),
        };
        let (a, b) = (change("ai_summary", 5), change("ai_next_action", 3));
        let there = with_runs(None, std::iter::once(("ai_deal_health", a.provenance.as_ref().unwrap())));
        let now = BTreeMap::from([(a.record.clone(), there)]);
        let (inputs, _) = update_inputs(&[("p-1", &a), ("p-2", &b)], &now);
        let properties = &inputs[0]["properties"];
        assert_eq!(properties[PROMPT_VERSION], json!("rules@5"), "the latest run stands on its own as well");
        assert_eq!((&properties[INPUT_HASH], &properties[LAST_RUN_AT]), (&json!("h5"), &json!("5000")));
        assert_eq!(properties["ai_summary_confidence"], json!("0.90"));
        assert_eq!(properties["ai_next_action_confidence"], json!("0.90"));
        let runs = domain::runs(properties[PROVENANCE].as_str());
        assert_eq!(runs.keys().collect::<Vec<_>>(), ["ai_deal_health", "ai_next_action", "ai_summary"]);
    }
}

//! Up to a hundred records at once, and the 207 that says which of them failed.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    Call, numeric_id, objects,
    view::{Wanted, record_json},
};
use crate::{dates, errors::ApiError, http::Reply, objects::ObjectType, record::Record, sim::Sim};

const INPUTS_MAX: usize = 100;
const INPUTS_MAX_WITH_HISTORY: usize = 50;

/// The inputs of a batch, refused where there are too many.
pub(crate) fn inputs(body: &Value, max: usize) -> Result<Vec<Value>, ApiError> {
    let inputs = body["inputs"]
        .as_array()
        .cloned()
        .ok_or_else(|| ApiError::validation("Some required fields were not set: [inputs]"))?;
    if max < inputs.len() {
        return Err(ApiError::validation(format!("A batch may hold {max} inputs; this one has {}.", inputs.len())));
    }
    Ok(inputs)
}

/// The id of one input, given as text or as a number.
pub(crate) fn input_id(input: &Value) -> Result<String, ApiError> {
    match &input["id"] {
        Value::String(id) => Ok(id.clone()),
        Value::Number(id) => Ok(id.to_string()),
        _ => Err(ApiError::validation("Some required fields were not set: [id]")),
    }
}

/// An error of one input, with every field that HubSpot describes for it.
fn in_full(error: &Value) -> Value {
    let mut full = json!({ "context": {}, "errors": [], "links": {} });
    for (name, value) in error.as_object().into_iter().flatten() {
        full[name] = value.clone();
    }
    full
}

/// The body of every batch reply; with errors it is a 207.
pub(crate) fn reply(sim: &Sim, status: u16, results: &[Value], errors: &[Value]) -> Reply {
    let now = dates::iso(sim.now_ms());
    let mut body = json!({ "status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now });
    if errors.is_empty() {
        return Reply::json(status, body);
    }
    body["numErrors"] = json!(errors.len());
    body["errors"] = errors.iter().map(in_full).collect();
    Reply::json(207, body)
}

fn missing(object: ObjectType, ids: &[String]) -> Vec<Value> {
    if ids.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "Could not get some {} objects, they may be deleted or not exist. Check that ids are valid.",
        object.singular().to_uppercase()
    );
    vec![json!({ "status": "error", "category": "OBJECT_NOT_FOUND", "message": message, "context": { "ids": ids } })]
}

pub(crate) fn read(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let body = call.request.json()?;
    let wanted = Wanted::from_body(&body);
    let max = if wanted.with_history.is_empty() { INPUTS_MAX } else { INPUTS_MAX_WITH_HISTORY };
    let keys = inputs(&body, max)?.iter().map(input_id).collect::<Result<Vec<_>, _>>()?;
    let id_property = body["idProperty"].as_str().filter(|name| !name.is_empty());
    let archived = call.request.parameter("archived").as_deref() == Some("true");
    let by_value = id_property.map(|property| by_value(sim, object, property)).transpose()?;
    let (mut results, mut absent) = (Vec::new(), Vec::new());
    for key in keys {
        let record = match &by_value {
            Some(records) => records.get(&key.to_lowercase()).copied(),
            None => objects::find(sim, object, &key, None, archived)?,
        };
        match record {
            Some(record) => results.push(record_json(sim, call.caller, object, record, &wanted, sim.now_ms())),
            None => absent.push(key),
        }
    }
    Ok(reply(sim, 200, &results, &missing(object, &absent)))
}

/// All live records by a unique property, so that a hundred look-ups cost one pass.
fn by_value<'a>(sim: &'a Sim, object: ObjectType, property: &str) -> Result<HashMap<String, &'a Record>, ApiError> {
    objects::find(sim, object, "", Some(property), false)?; // Refuses a property that is not unique.
    let live = sim.portal.records(object).filter(|record| record.archived_ms.is_none());
    Ok(live.filter_map(|record| Some((record.now(property)?.to_lowercase(), record))).collect())
}

/// All or nothing, unless every failing input carries an `objectWriteTraceId`: then the others are written and those are reported.
pub(crate) fn create(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let inputs = inputs(&call.request.json()?, INPUTS_MAX)?;
    let (mut ready, mut errors) = (Vec::new(), Vec::new());
    for input in &inputs {
        match objects::prepare(sim, object, input) {
            Ok(prepared) => ready.push((input, prepared)),
            Err(error) => errors.push(traced(sim, input, error)?),
        }
    }
    let mut results = Vec::new();
    for (input, prepared) in ready {
        match objects::insert(sim, call, object, prepared) {
            Ok(mut record) => {
                if let Some(trace) = input["objectWriteTraceId"].as_str() {
                    record["objectWriteTraceId"] = json!(trace);
                }
                results.push(record);
            }
            Err(error) => errors.push(traced(sim, input, error)?),
        }
    }
    Ok(reply(sim, 201, &results, &errors))
}

/// One input's error as an entry of `errors`, or the error itself where nothing names the input.
fn traced(sim: &mut Sim, input: &Value, error: ApiError) -> Result<Value, ApiError> {
    let Some(trace) = input["objectWriteTraceId"].as_str() else {
        return Err(error);
    };
    let mut entry = error.json(&sim.tokens.correlation_id());
    entry["context"]["objectWriteTraceId"] = json!([trace]);
    Ok(entry)
}

pub(crate) fn update(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let inputs = inputs(&call.request.json()?, INPUTS_MAX)?;
    // Values are checked first, so that a refused batch leaves nothing behind.
    for input in &inputs {
        objects::accepted(sim, object, &input["properties"], false)?;
    }
    let (mut results, mut absent) = (Vec::new(), Vec::new());
    for input in &inputs {
        let key = input_id(input)?;
        // Unlike PATCH, a batch update does not follow a merged id.
        let id = match input["idProperty"].as_str() {
            Some(property) => objects::find(sim, object, &key, Some(property), false)?.map(|record| record.id),
            None => Some(numeric_id(&key)?),
        };
        let changed = id.map(|id| objects::change(sim, call, object, id, &input["properties"])).transpose()?.flatten();
        match changed {
            Some(record) => results.push(record),
            None => absent.push(key),
        }
    }
    Ok(reply(sim, 200, &results, &missing(object, &absent)))
}

/// Creates or updates by a unique property. Takes no associations.
pub(crate) fn upsert(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let inputs = inputs(&call.request.json()?, INPUTS_MAX)?;
    let mut results = Vec::new();
    for input in &inputs {
        let property = input["idProperty"]
            .as_str()
            .ok_or_else(|| ApiError::validation("Some required fields were not set: [idProperty]"))?;
        let key = input_id(input)?;
        let known = objects::find(sim, object, &key, Some(property), false)?.map(|record| record.id);
        let mut record = match known {
            Some(id) => objects::change(sim, call, object, id, &input["properties"])?.unwrap_or_default(),
            None => {
                let mut properties = input["properties"].clone();
                properties[property] = json!(key);
                let prepared = objects::prepare(sim, object, &json!({ "properties": properties }))?;
                objects::insert(sim, call, object, prepared)?
            }
        };
        record["new"] = json!(known.is_none());
        results.push(record);
    }
    Ok(reply(sim, 200, &results, &[]))
}

pub(crate) fn archive(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let now_ms = sim.now_ms();
    for input in inputs(&call.request.json()?, INPUTS_MAX)? {
        sim.portal.archive(object, numeric_id(&input_id(&input)?)?, now_ms);
    }
    Ok(Reply::no_content())
}

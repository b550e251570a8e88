//! Associations: one record's by pages of 500, a thousand records' at once, and their making and unmaking.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};

use super::{Call, Version, batch, numeric_id};
use crate::{
    auth,
    errors::ApiError,
    http::Reply,
    objects::{ObjectType, default_association, primary_association},
    sim::Sim,
};

const PAGE: usize = 500;
const READ_INPUTS_MAX: usize = 1_000;
const WRITE_INPUTS_MAX: usize = 2_000;

/// Everything below `/crm/v4/associations/{from}/{to}`.
pub(crate) fn route(
    sim: &mut Sim,
    call: &Call<'_>,
    from: ObjectType,
    to: ObjectType,
    rest: &[&str],
) -> Result<Reply, ApiError> {
    let reads = call.request.method == Method::GET || rest == ["batch", "read"];
    call.caller.needs(&[auth::object_scope(from, !reads)])?;
    call.caller.needs(&[auth::object_scope(to, !reads)])?;
    if default_association(from, to).is_none() {
        return Err(ApiError::validation(format!(
            "No association types exist between {} and {}",
            from.plural(),
            to.plural()
        )));
    }
    match (call.request.method.as_str(), rest) {
        ("POST", ["batch", "read"]) => batch_read(sim, call, from, to),
        ("POST", ["batch", "create"]) => batch_create(sim, call, from, to),
        ("POST", ["batch", "associate", "default"]) => batch_default(sim, call, from, to),
        ("POST", ["batch", "archive"]) => batch_archive(sim, call, from, to),
        ("POST", ["batch", "labels", "archive"]) => batch_labels_archive(sim, call, from, to),
        ("GET", ["labels"]) => Ok(labels(sim, from, to)),
        ("POST", ["labels"]) => {
            let label = call.request.json()?["label"].as_str().unwrap_or_default().to_owned();
            let type_id = sim.portal.links.define_label(from, to, &label);
            Ok(Reply::ok(json!({ "results": [{ "category": "USER_DEFINED", "typeId": type_id, "label": label }] })))
        }
        _ => Err(ApiError::not_found("No endpoint answers this")),
    }
}

/// One associated record: `{toObjectId, associationTypes: [{category, typeId, label}]}`, the id a number as in live replies.
fn entry(sim: &Sim, from: ObjectType, to: ObjectType, to_id: u64, types: &BTreeSet<u32>) -> Value {
    let types: Vec<Value> = types
        .iter()
        .filter_map(|type_id| {
            let (category, label) = sim.portal.links.describe(from, to, *type_id)?;
            Some(json!({ "category": category, "typeId": type_id, "label": label }))
        })
        .collect();
    json!({ "toObjectId": to_id, "associationTypes": types })
}

/// The live records of type `to` associated with one record, from `after` on: one page and the id to go on after.
fn page(
    sim: &Sim,
    from: ObjectType,
    id: u64,
    to: ObjectType,
    after: u64,
    size: usize,
) -> (Vec<(u64, BTreeSet<u32>)>, Option<u64>) {
    let live = |to_id: u64| sim.portal.get(to, to_id).is_some_and(|record| record.archived_ms.is_none());
    let ends = sim.portal.links.of(from, id, to).filter(|(to_id, _)| after < *to_id && live(*to_id));
    let mut page: Vec<_> = ends.take(size + 1).map(|(to_id, types)| (to_id, types.clone())).collect();
    let more = size < page.len();
    page.truncate(size);
    let next = page.last().map(|(to_id, _)| *to_id).filter(|_| more);
    (page, next)
}

pub(crate) fn list(
    sim: &mut Sim,
    call: &Call<'_>,
    (from, id): (ObjectType, &str),
    to: ObjectType,
) -> Result<Reply, ApiError> {
    call.caller.needs(&[auth::object_scope(to, false)])?;
    let id = sim.portal.resolve(from, numeric_id(id)?);
    if sim.portal.get(from, id).is_none_or(|record| record.archived_ms.is_some()) {
        return Err(ApiError::not_found(format!("{} with id {id} not found", from.singular().to_uppercase())));
    }
    let size = super::objects::limit(call.request, PAGE, PAGE)?;
    let after = call
        .request
        .parameter("after")
        .filter(|after| !after.is_empty())
        .map(|after| numeric_id(&after))
        .transpose()?;
    let (ends, next) = page(sim, from, id, to, after.unwrap_or(0), size);
    let results: Vec<Value> = if call.version == Version::V3 {
        ends.iter().map(|(to_id, _)| json!({ "id": to_id.to_string(), "type": format!("{}_to_{}", from.singular(), to.singular()) })).collect()
    } else {
        ends.iter().map(|(to_id, types)| entry(sim, from, to, *to_id, types)).collect()
    };
    let mut body = json!({ "results": results });
    if let Some(next) = next {
        let after = next.to_string();
        let link = format!("{}{}", sim.base_url, call.request.path_with("after", &after));
        body["paging"] = json!({ "next": { "after": after, "link": link } });
    }
    Ok(Reply::ok(body))
}

fn batch_read(sim: &mut Sim, call: &Call<'_>, from: ObjectType, to: ObjectType) -> Result<Reply, ApiError> {
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in batch::inputs(&call.request.json()?, READ_INPUTS_MAX)? {
        let key = batch::input_id(&input)?;
        let after = input["after"].as_str().filter(|after| !after.is_empty()).map(numeric_id).transpose()?;
        let (ends, next) = page(sim, from, numeric_id(&key)?, to, after.unwrap_or(0), PAGE);
        if ends.is_empty() {
            if sim.switches.empty_associations_as_errors {
                let message = format!("No {} is associated with {} {key}.", to.singular(), from.singular());
                errors.push(json!({
                    "status": "error", "category": "OBJECT_NOT_FOUND", "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND", "message": message,
                    "context": { "fromObjectId": [key], "fromObjectType": [from.singular()], "toObjectType": [to.singular()] },
                }));
            }
            continue;
        }
        let ends: Vec<Value> = ends.iter().map(|(to_id, types)| entry(sim, from, to, *to_id, types)).collect();
        let mut result = json!({ "from": { "id": key }, "to": ends });
        if let Some(next) = next {
            let link = format!("{}{}?after={next}", sim.base_url, call.request.path);
            result["paging"] = json!({ "next": { "after": next.to_string(), "link": link } });
        }
        results.push(result);
    }
    Ok(batch::reply(sim, 200, &results, &errors))
}

/// The types a labelled PUT or a batch create names; empty means only the unlabelled one.
fn types_of(sim: &Sim, from: ObjectType, to: ObjectType, types: &Value) -> Result<Vec<u32>, ApiError> {
    let types = types.as_array().into_iter().flatten();
    let types = types.map(|kind| {
        let type_id =
            kind["associationTypeId"].as_u64().and_then(|type_id| u32::try_from(type_id).ok()).unwrap_or_default();
        let known = sim.portal.links.describe(from, to, type_id).is_some();
        let unknown = || {
            ApiError::validation(format!(
                "Association type {type_id} does not go from {} to {}",
                from.singular(),
                to.singular()
            ))
        };
        known.then_some(type_id).ok_or_else(unknown)
    });
    types.collect()
}

/// Associates two live records and returns what the write endpoints answer with.
fn associate(sim: &mut Sim, from: (ObjectType, u64), to: (ObjectType, u64), types: &[u32]) -> Result<Value, ApiError> {
    let from = (from.0, sim.portal.resolve(from.0, from.1));
    let to = (to.0, sim.portal.resolve(to.0, to.1));
    for (object, id) in [from, to] {
        if sim.portal.get(object, id).is_none_or(|record| record.archived_ms.is_some()) {
            return Err(ApiError::not_found(format!("{} {id} does not exist", object.singular().to_uppercase())));
        }
    }
    if default_association(from.0, to.0).is_none() {
        return Err(ApiError::validation(format!(
            "No association types exist between {} and {}",
            from.0.plural(),
            to.0.plural()
        )));
    }
    let now_ms = sim.now_ms();
    if types.is_empty() {
        sim.portal.associate(from, to, None, now_ms);
    }
    for type_id in types {
        sim.portal.associate(from, to, Some(*type_id), now_ms);
    }
    let labels: Vec<&str> =
        types.iter().filter_map(|type_id| sim.portal.links.describe(from.0, to.0, *type_id)?.1).collect();
    Ok(json!({
        "fromObjectTypeId": from.0.type_id(), "fromObjectId": from.1, "toObjectTypeId": to.0.type_id(), "toObjectId": to.1, "labels": labels,
    }))
}

/// The unlabelled association, or one of the given type (v3).
pub(crate) fn put(
    sim: &mut Sim,
    call: &Call<'_>,
    (from, id): (ObjectType, &str),
    (to, to_id): (ObjectType, &str),
    type_id: Option<u32>,
) -> Result<Reply, ApiError> {
    let (id, to_id) = (numeric_id(id)?, numeric_id(to_id)?);
    let types: Vec<u32> = type_id.into_iter().collect();
    associate(sim, (from, id), (to, to_id), &types)?;
    if call.version == Version::V3 {
        let record = sim
            .portal
            .get(from, sim.portal.resolve(from, id))
            .ok_or_else(|| ApiError::not_found("Object not found."))?;
        let json =
            super::view::record_json(sim, call.caller, from, record, &super::view::Wanted::default(), sim.now_ms());
        return Ok(Reply::ok(json));
    }
    let ways = [((from, id), (to, to_id)), ((to, to_id), (from, id))];
    let results: Vec<Value> = ways
        .iter()
        .map(|((from, id), (to, to_id))| {
            json!({
                "from": { "id": id.to_string() }, "to": { "id": to_id.to_string() },
                "associationSpec": { "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": default_association(*from, *to) },
            })
        })
        .collect();
    Ok(batch::reply(sim, 200, &results, &[]))
}

pub(crate) fn put_labelled(
    sim: &mut Sim,
    call: &Call<'_>,
    (from, id): (ObjectType, &str),
    (to, to_id): (ObjectType, &str),
) -> Result<Reply, ApiError> {
    let types = types_of(sim, from, to, &call.request.json()?)?;
    Ok(Reply::json(201, associate(sim, (from, numeric_id(id)?), (to, numeric_id(to_id)?), &types)?))
}

pub(crate) fn delete(
    sim: &mut Sim,
    (from, id): (ObjectType, &str),
    (to, to_id): (ObjectType, &str),
) -> Result<Reply, ApiError> {
    let now_ms = sim.now_ms();
    sim.portal.dissociate((from, numeric_id(id)?), (to, numeric_id(to_id)?), None, now_ms);
    Ok(Reply::no_content())
}

fn end(input: &Value, name: &str) -> Result<u64, ApiError> {
    numeric_id(&batch::input_id(&input[name])?)
}

fn batch_create(sim: &mut Sim, call: &Call<'_>, from: ObjectType, to: ObjectType) -> Result<Reply, ApiError> {
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in batch::inputs(&call.request.json()?, WRITE_INPUTS_MAX)? {
        let types = types_of(sim, from, to, &input["types"])?;
        match associate(sim, (from, end(&input, "from")?), (to, end(&input, "to")?), &types) {
            Ok(result) => results.push(result),
            Err(error) => errors.push(error.json(&sim.tokens.correlation_id())),
        }
    }
    Ok(batch::reply(sim, 201, &results, &errors))
}

fn batch_default(sim: &mut Sim, call: &Call<'_>, from: ObjectType, to: ObjectType) -> Result<Reply, ApiError> {
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    for input in batch::inputs(&call.request.json()?, WRITE_INPUTS_MAX)? {
        let (id, to_id) = (end(&input, "from")?, end(&input, "to")?);
        match associate(sim, (from, id), (to, to_id), &[]) {
            Ok(_) => results.push(json!({
                "from": { "id": id.to_string() }, "to": { "id": to_id.to_string() },
                "associationSpec": { "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": default_association(from, to) },
            })),
            Err(error) => errors.push(error.json(&sim.tokens.correlation_id())),
        }
    }
    Ok(batch::reply(sim, 200, &results, &errors))
}

fn batch_archive(sim: &mut Sim, call: &Call<'_>, from: ObjectType, to: ObjectType) -> Result<Reply, ApiError> {
    let now_ms = sim.now_ms();
    for input in batch::inputs(&call.request.json()?, WRITE_INPUTS_MAX)? {
        let id = end(&input, "from")?;
        for other in input["to"].as_array().into_iter().flatten() {
            sim.portal.dissociate((from, id), (to, numeric_id(&batch::input_id(other)?)?), None, now_ms);
        }
    }
    Ok(Reply::no_content())
}

fn batch_labels_archive(sim: &mut Sim, call: &Call<'_>, from: ObjectType, to: ObjectType) -> Result<Reply, ApiError> {
    let now_ms = sim.now_ms();
    for input in batch::inputs(&call.request.json()?, WRITE_INPUTS_MAX)? {
        let (id, to_id) = (end(&input, "from")?, end(&input, "to")?);
        for type_id in types_of(sim, from, to, &input["types"])? {
            sim.portal.dissociate((from, id), (to, to_id), Some(type_id), now_ms);
        }
    }
    Ok(batch::reply(sim, 200, &[], &[]))
}

fn labels(sim: &Sim, from: ObjectType, to: ObjectType) -> Reply {
    let defined = [primary_association(from, to), default_association(from, to)].into_iter().flatten();
    let own = sim.portal.links.labels(from, to).map(|label| label.type_id);
    let results: Vec<Value> = defined
        .chain(own)
        .filter_map(|type_id| {
            let (category, label) = sim.portal.links.describe(from, to, type_id)?;
            Some(json!({ "category": category, "typeId": type_id, "label": label }))
        })
        .collect();
    Reply::ok(json!({ "results": results }))
}

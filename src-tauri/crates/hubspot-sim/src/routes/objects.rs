//! Records one at a time and in pages: list, get, create, PATCH, archive, merge.

use serde_json::{Value, json};

use super::{
    Call, numeric_id,
    view::{Wanted, record_json},
};
use crate::{
    errors::ApiError,
    http::{Reply, Request},
    objects::ObjectType,
    planting::Values,
    record::Record,
    schema::Misfit,
    sim::Sim,
};

/// A page of live records, or of archived ones with `archived=true`, by ascending id.
pub(crate) fn list(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let wanted = Wanted::from_query(call.request)?;
    let limit = limit(call.request, 10, if wanted.with_history.is_empty() { 100 } else { 50 })?;
    let archived = call.request.parameter("archived").as_deref() == Some("true");
    let after = call
        .request
        .parameter("after")
        .filter(|after| !after.is_empty())
        .map(|after| numeric_id(&after))
        .transpose()?;
    let now_ms = sim.now_ms();
    let matching =
        sim.portal.records_after(object, after.unwrap_or(0)).filter(|record| record.archived_ms.is_some() == archived);
    let page: Vec<&Record> = matching.take(limit + 1).collect();
    let results: Vec<Value> =
        page.iter().take(limit).map(|record| record_json(sim, call.caller, object, record, &wanted, now_ms)).collect();
    let mut body = json!({ "results": results });
    if limit < page.len() {
        let after = page[limit - 1].id.to_string();
        let link = format!("{}{}", sim.base_url, call.request.path_with("after", &after));
        body["paging"] = json!({ "next": { "after": after, "link": link } });
    }
    Ok(Reply::ok(body))
}

/// The `limit` parameter, refused where it is greater than `max`.
pub(crate) fn limit(request: &Request, default: usize, max: usize) -> Result<usize, ApiError> {
    let Some(text) = request.parameter("limit") else {
        return Ok(default);
    };
    match text.parse::<usize>() {
        Ok(limit) if 1 <= limit && limit <= max => Ok(limit),
        Ok(limit) => Err(ApiError::validation(format!("A limit of {limit} is outside 1 to {max} for this request."))),
        Err(_) => Err(ApiError::validation(format!("Cannot parse the limit `{text}`"))),
    }
}

/// Finds a record by id or by a unique property; archived ones only where asked for.
pub(crate) fn find<'a>(
    sim: &'a Sim,
    object: ObjectType,
    key: &str,
    id_property: Option<&str>,
    archived: bool,
) -> Result<Option<&'a Record>, ApiError> {
    let record = match id_property.filter(|property| *property != "hs_object_id") {
        None => {
            let Ok(id) = key.parse::<u64>() else {
                return Ok(None);
            };
            let id = if sim.switches.merged_get { sim.portal.resolve(object, id) } else { id };
            sim.portal.get(object, id)
        }
        Some(property) => {
            let unique = sim.portal.schema.get(object, property).is_some_and(|definition| definition.unique);
            if !unique {
                return Err(ApiError::validation(format!(
                    "The property {property} does not have unique values and cannot be an idProperty"
                )));
            }
            sim.portal.find(object, property, key)
        }
    };
    Ok(record.filter(|record| record.archived_ms.is_some() == archived))
}

pub(crate) fn get(sim: &mut Sim, call: &Call<'_>, object: ObjectType, id: &str) -> Result<Reply, ApiError> {
    let wanted = Wanted::from_query(call.request)?;
    let archived = call.request.parameter("archived").as_deref() == Some("true");
    let id_property = call.request.parameter("idProperty");
    let record = find(sim, object, id, id_property.as_deref(), archived)?
        .ok_or_else(|| ApiError::not_found("Object not found.  objectId are usually numeric."))?;
    Ok(Reply::ok(record_json(sim, call.caller, object, record, &wanted, sim.now_ms())))
}

pub(crate) fn create(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let body = call.request.json()?;
    let prepared = prepare(sim, object, &body)?;
    let record = insert(sim, call, object, prepared)?;
    Ok(Reply::json(201, record))
}

/// The other end of an association and the type to make it of.
type TypedEnd = ((ObjectType, u64), Option<u32>);

/// A record that passed every check and may be created.
#[derive(Debug)]
pub(crate) struct Prepared {
    values: Values,
    ends: Vec<TypedEnd>,
}

/// Checks one input of a create: required properties, values, uniqueness and associations.
pub(crate) fn prepare(sim: &Sim, object: ObjectType, input: &Value) -> Result<Prepared, ApiError> {
    let mut values = accepted(sim, object, &input["properties"], true)?;
    let missing: Vec<Misfit> = object
        .required_at_create()
        .iter()
        .filter(|name| values.iter().all(|(known, value)| known != *name || value.is_empty()))
        .map(|name| Misfit {
            property: (*name).to_owned(),
            code: "MISSING_REQUIRED_PROPERTY",
            message: format!("Property \"{name}\" is required"),
        })
        .collect();
    if !missing.is_empty() {
        return Err(ApiError::misfits(&missing));
    }
    check_unique(sim, object, &values, None)?;
    if let (ObjectType::Email, Some((_, headers))) =
        (object, values.iter().find(|(name, _)| name == "hs_email_headers"))
    {
        let read = values_of_headers(headers);
        values.extend(read);
    }
    let mut ends = Vec::new();
    for association in input["associations"].as_array().into_iter().flatten() {
        ends.extend(association_of_create(sim, object, association)?);
    }
    Ok(Prepared { values, ends })
}

/// Stores a prepared create and returns its record.
pub(crate) fn insert(
    sim: &mut Sim,
    call: &Call<'_>,
    object: ObjectType,
    prepared: Prepared,
) -> Result<Value, ApiError> {
    let now_ms = sim.now_ms();
    // A batch may hold the same unique value twice; the second is refused here.
    check_unique(sim, object, &prepared.values, None)?;
    let wanted =
        Wanted { properties: prepared.values.iter().map(|(name, _)| name.clone()).collect(), ..Wanted::default() };
    let id = sim.portal.create(object, now_ms, prepared.values, &call.caller.source);
    *sim.stats.created.entry(object.plural()).or_insert(0) += 1;
    for (to, type_id) in prepared.ends {
        sim.portal.associate((object, id), to, type_id, now_ms);
    }
    let record = sim.portal.get(object, id).ok_or_else(|| ApiError::new(500, "INTERNAL_ERROR", "internal error"))?;
    Ok(record_json(sim, call.caller, object, record, &wanted, now_ms))
}

/// Reads and checks a `properties` object; all misfits are reported together.
pub(crate) fn accepted(sim: &Sim, object: ObjectType, properties: &Value, at_create: bool) -> Result<Values, ApiError> {
    let mut values = Vec::new();
    let mut misfits = Vec::new();
    for (name, value) in properties.as_object().into_iter().flatten() {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            Value::Array(_) | Value::Object(_) => {
                return Err(ApiError::validation(format!("Cannot deserialize the value of `{name}` as a string")));
            }
            other => other.to_string(),
        };
        let writable_key = name == "hs_unique_creation_key"
            && at_create
            && object.is_engagement()
            && sim.switches.creation_key_writable;
        match sim.portal.schema.accept(object, name, &text, writable_key) {
            Ok(text) => values.push((name.clone(), text)),
            Err(misfit) => misfits.push(misfit),
        }
    }
    let stage_of =
        if object == ObjectType::Deal { ("pipeline", "dealstage") } else { ("hs_pipeline", "hs_pipeline_stage") };
    let of = |name| values.iter().find(|(known, _): &&(String, String)| known == name).map(|(_, value)| value.as_str());
    if let (ObjectType::Deal | ObjectType::Ticket, Some(pipeline), Some(stage)) =
        (object, of(stage_of.0), of(stage_of.1))
        && sim.portal.account.stage(object, pipeline, stage).is_none()
    {
        misfits.push(Misfit {
            property: stage_of.1.to_owned(),
            code: "INVALID_OPTION",
            message: format!("{stage} is not a stage of pipeline {pipeline}"),
        });
    }
    if misfits.is_empty() { Ok(values) } else { Err(ApiError::misfits(&misfits)) }
}

/// Refuses a value that another live record already has in a unique property.
pub(crate) fn check_unique(
    sim: &Sim,
    object: ObjectType,
    values: &Values,
    but_for: Option<u64>,
) -> Result<(), ApiError> {
    for (name, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        let unique = name == "hs_unique_creation_key"
            || sim.portal.schema.get(object, name).is_some_and(|definition| definition.unique);
        if !unique {
            continue;
        }
        let Some(holder) = sim.portal.find(object, name, value).filter(|record| Some(record.id) != but_for) else {
            continue;
        };
        let object_name = object.singular();
        let title = format!("{}{}", object_name[..1].to_uppercase(), &object_name[1..]);
        return Err(ApiError::conflict(format!("{title} already exists. Existing ID: {}", holder.id)));
    }
    Ok(())
}

/// What HubSpot reads out of an e-mail's headers.
fn values_of_headers(headers: &str) -> Values {
    let headers: Value = serde_json::from_str(headers).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let to: Vec<String> = headers["to"].as_array().into_iter().flatten().map(|to| text(&to["email"])).collect();
    let from = &headers["from"];
    let values = [
        ("hs_email_from_email", text(&from["email"])),
        ("hs_email_from_firstname", text(&from["firstName"])),
        ("hs_email_from_lastname", text(&from["lastName"])),
        ("hs_email_to_email", to.join(";")),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// `{to: {id}, types: [{associationCategory, associationTypeId}]}` as the other end and the types. The type tells what `to` is.
fn association_of_create(sim: &Sim, object: ObjectType, association: &Value) -> Result<Vec<TypedEnd>, ApiError> {
    let to = &association["to"]["id"];
    let id = numeric_id(&to.as_str().map_or_else(|| to.to_string(), str::to_owned))?;
    let mut ends = Vec::new();
    for kind in association["types"].as_array().into_iter().flatten() {
        let type_id =
            kind["associationTypeId"].as_u64().and_then(|type_id| u32::try_from(type_id).ok()).unwrap_or_default();
        let target = ObjectType::ALL.into_iter().find(|to| sim.portal.links.describe(object, *to, type_id).is_some());
        let target = target.ok_or_else(|| {
            ApiError::validation(format!("No association type {type_id} goes from {}", object.singular()))
        })?;
        let id = sim.portal.resolve(target, id);
        if sim.portal.get(target, id).is_none_or(|record| record.archived_ms.is_some()) {
            let object_name = target.singular().to_uppercase();
            return Err(ApiError::validation(format!(
                "Associations were not valid: {object_name} {id} does not exist"
            ))
            .with("subCategory", json!("crm.associations.INVALID_OBJECT_ID")));
        }
        ends.push(((target, id), Some(type_id)));
    }
    Ok(ends)
}

pub(crate) fn update(sim: &mut Sim, call: &Call<'_>, object: ObjectType, id: &str) -> Result<Reply, ApiError> {
    let not_found = || ApiError::not_found("Object not found.  objectId are usually numeric.");
    let body = call.request.json()?;
    let id_property = call.request.parameter("idProperty");
    let id = match id_property {
        Some(property) => {
            find(sim, object, id, Some(&property), false)?.map(|record| record.id).ok_or_else(not_found)?
        }
        // A PATCH by the id of a merged record reaches the survivor; that much the docs promise.
        None => sim.portal.resolve(object, numeric_id(id)?),
    };
    change(sim, call, object, id, &body["properties"])?.map(Reply::ok).ok_or_else(not_found)
}

/// Writes values to one record and returns it; `None` where it is not there.
pub(crate) fn change(
    sim: &mut Sim,
    call: &Call<'_>,
    object: ObjectType,
    id: u64,
    properties: &Value,
) -> Result<Option<Value>, ApiError> {
    let values = accepted(sim, object, properties, false)?;
    check_unique(sim, object, &values, Some(id))?;
    let now_ms = sim.now_ms();
    let wanted = Wanted { properties: values.iter().map(|(name, _)| name.clone()).collect(), ..Wanted::default() };
    let Some(changes) = sim.portal.update(object, id, values, now_ms, &call.caller.source) else {
        return Ok(None);
    };
    sim.notice(&changes);
    let record = sim.portal.get(object, id);
    Ok(record.map(|record| record_json(sim, call.caller, object, record, &wanted, now_ms)))
}

/// Archiving what is gone already is answered like the first time.
pub(crate) fn archive(sim: &mut Sim, object: ObjectType, id: &str) -> Result<Reply, ApiError> {
    let now_ms = sim.now_ms();
    sim.portal.archive(object, numeric_id(id)?, now_ms);
    Ok(Reply::no_content())
}

pub(crate) fn merge(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let body = call.request.json()?;
    let id = |name: &str| numeric_id(body[name].as_str().unwrap_or_default());
    let (survivor, loser) = (id("primaryObjectId")?, id("objectIdToMerge")?);
    let now_ms = sim.now_ms();
    let merged = sim.portal.merge(object, survivor, loser, now_ms);
    let merged = merged.ok_or_else(|| ApiError::not_found("One of the records to merge does not exist"))?;
    let record = sim.portal.get(object, merged).ok_or_else(|| ApiError::not_found("Object not found."))?;
    Ok(Reply::ok(record_json(sim, call.caller, object, record, &Wanted::default(), now_ms)))
}

/// Deletes a contact for good, as a privacy deletion does.
pub(crate) fn gdpr_delete(sim: &mut Sim, call: &Call<'_>) -> Result<Reply, ApiError> {
    let body = call.request.json()?;
    let key = body["objectId"].as_str().unwrap_or_default();
    let id = find(sim, ObjectType::Contact, key, body["idProperty"].as_str(), false)?.map(|record| record.id);
    if let Some(id) = id {
        sim.portal.erase(ObjectType::Contact, id);
    }
    Ok(Reply::no_content())
}

//! Timeline events: of a template of the former API, and App Events. Both want an OAuth app with the `timeline` scope.

use serde_json::{Value, json};

use super::{Call, batch, numeric_id};
use crate::{auth, dates, errors::ApiError, http::Reply, objects::ObjectType, portal::TimelineEvent, sim::Sim};

/// The one template and the one event type that the app has declared.
pub(crate) const TEMPLATE: &str = "1029384";
pub(crate) const EVENT_TYPE: &str = "foreword_context";
const INPUTS_MAX: usize = 500;

/// Everything below `/integrators/timeline/{version}/`.
pub(crate) fn route(sim: &mut Sim, call: &Call<'_>, version: &str, rest: &[&str]) -> Result<Reply, ApiError> {
    if !call.caller.oauth {
        return Err(ApiError::missing_scopes(&[auth::TIMELINE_SCOPE]));
    }
    call.caller.needs(&[auth::TIMELINE_SCOPE])?;
    let legacy = version == "v3";
    match (call.request.method.as_str(), rest) {
        ("POST", ["events", "batch", "create"]) if legacy => create_all(sim, call, true),
        ("POST", ["events", "batch"]) if !legacy => create_all(sim, call, false),
        ("GET", ["events", template, id]) if legacy => {
            let key = ((*template).to_owned(), (*id).to_owned());
            let event = sim.portal.events.get(&key).ok_or_else(|| ApiError::not_found("No such event"))?;
            Ok(Reply::ok(described(&key, event, true)))
        }
        _ => Err(ApiError::not_found("No endpoint answers this")),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Takes all of a batch or none of it. A template's event that is sent again stays one; an App Event's id may be taken once only.
fn create_all(sim: &mut Sim, call: &Call<'_>, legacy: bool) -> Result<Reply, ApiError> {
    let (kind, known, fields) =
        if legacy { ("eventTemplateId", TEMPLATE, "tokens") } else { ("eventTypeName", EVENT_TYPE, "properties") };
    let mut events = Vec::new();
    for input in batch::inputs(&call.request.json()?, INPUTS_MAX)? {
        let name = text(&input[kind]);
        if name != known {
            return Err(ApiError::validation(format!("The app has no timeline event of the type {name}")));
        }
        let contact = sim.portal.resolve(ObjectType::Contact, numeric_id(&text(&input["objectId"]))?);
        if sim.portal.get(ObjectType::Contact, contact).is_none_or(|record| record.archived_ms.is_some()) {
            return Err(ApiError::not_found(format!("CONTACT {contact} does not exist")));
        }
        let key = (name, text(&input["id"]));
        if !legacy && sim.portal.events.contains_key(&key) {
            return Err(ApiError::conflict(format!("An event with the id {} exists already.", key.1)));
        }
        if input["timestamp"].is_number() {
            return Err(ApiError::validation(
                "Cannot deserialize a timestamp from a number; it is written as ISO 8601",
            ));
        }
        let at_ms = input["timestamp"].as_str().and_then(dates::parse_ms);
        let event =
            TimelineEvent { contact, at_ms: at_ms.unwrap_or_else(|| sim.now_ms()), fields: input[fields].clone() };
        events.push((key, event));
    }
    let results: Vec<Value> = events.iter().map(|(key, event)| described(key, event, legacy)).collect();
    sim.portal.events.extend(events);
    Ok(batch::reply(sim, if legacy { 201 } else { 200 }, &results, &[]))
}

/// An event as one of the APIs returns it.
fn described((kind, id): &(String, String), event: &TimelineEvent, legacy: bool) -> Value {
    let (contact, at) = (event.contact.to_string(), dates::iso(event.at_ms));
    match legacy {
        true => json!({
            "eventTemplateId": kind, "id": id, "objectType": "CONTACT", "objectId": contact, "timestamp": at, "tokens": event.fields,
        }),
        false => {
            json!({"eventTypeName": kind, "id": id, "objectId": contact, "timestamp": at, "properties": event.fields})
        }
    }
}

/// An event as the control surface shows it, whichever API it came by.
pub(crate) fn event_json((kind, id): &(String, String), event: &TimelineEvent) -> Value {
    json!({
        "id": id, "type": kind, "objectId": event.contact.to_string(), "timestamp": dates::iso(event.at_ms), "fields": event.fields,
    })
}

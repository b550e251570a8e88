//! The control surface under `/_sim/`: look at everything, change anything, break things on purpose. HubSpot has nothing like it.

use serde_json::{Map, Value, json};

use crate::{
    dates,
    faults::{Fault, FaultRates},
    http::{Reply, Request},
    objects::ObjectType,
    record::{Record, Source},
    routes::timeline,
    schema::Definition,
    sim::{Scripted, Sim},
};

/// Answers a control request; a mistake in it comes back as a 400 with words.
pub(crate) fn answer(sim: &mut Sim, request: &Request) -> Reply {
    sim.apply_due_writes();
    let segments: Vec<&str> = request.path.split('/').filter(|segment| !segment.is_empty()).skip(1).collect();
    let body: Value =
        if request.body.is_empty() { json!({}) } else { serde_json::from_slice(&request.body).unwrap_or(Value::Null) };
    if body.is_null() {
        return Reply::json(400, json!({ "error": "the body is not JSON" }));
    }
    let answer = match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["stats"]) => Ok(sim.stats.json(&sim.portal)),
        ("GET", ["keys"]) => Ok(keys(sim)),
        ("GET", ["events"]) => {
            Ok(sim.portal.events.iter().map(|(key, event)| timeline::event_json(key, event)).collect())
        }
        ("GET", ["records", object]) => object_type(object).map(|object| records(sim, object)),
        ("GET", ["records", object, id]) => one_record(sim, object, id),
        ("GET", ["customer", "tickets", id]) => customer_view(sim, id),
        ("POST", ["mutate"]) => mutate(sim, &body),
        ("POST", ["journal"]) => journal(sim, &body),
        ("POST", ["faults"]) => faults(sim, &body),
        ("POST", ["advance"]) => advance(sim, &body),
        _ => {
            return Reply::json(
                404,
                json!({ "error": format!("no control answers {} {}", request.method, request.path) }),
            );
        }
    };
    match answer {
        Ok(body) => Reply::ok(body),
        Err(problem) => Reply::json(400, json!({ "error": problem })),
    }
}

/// `{"events": [{"type", "id", "action", "properties"}]}` writes a page of the journal; `{"forget": true}` drops what is older than three days;
/// `{"refuse": true}` gives the app no access; `{"not_taken": ["0-49"]}` refuses types of record.
pub(crate) fn journal(sim: &mut Sim, body: &Value) -> Answer {
    if let Some(refuse) = body["refuse"].as_bool() {
        sim.journal.is_refused = refuse;
    }
    if let Some(types) = body["not_taken"].as_array() {
        sim.journal.not_taken = types.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if body["forget"].as_bool() == Some(true) {
        sim.journal.forget();
    }
    let (portal, now_ms) = (sim.portal.account.portal_id, sim.now_ms());
    let written = body["events"].as_array().map(|events| sim.journal.write(events, portal, now_ms));
    Ok(json!({ "written": written }))
}

/// The answer to a control request, or what is wrong with the request.
type Answer = Result<Value, String>;

fn object_type(name: &str) -> Result<ObjectType, String> {
    ObjectType::parse(name).ok_or_else(|| format!("there is no object type `{name}`"))
}

fn keys(sim: &Sim) -> Value {
    sim.portal
        .keys
        .iter()
        .map(|(key, (object, id))| (key.clone(), json!({ "type": object.singular(), "id": id.to_string() })))
        .collect()
}

/// Every value of a record, its history where asked for, and every association.
fn record_json(sim: &Sim, object: ObjectType, record: &Record, with_history: bool) -> Value {
    let dates_and_id = ["hs_object_id", object.created_property(), object.modified_property()];
    let names = record.properties.keys().map(AsRef::as_ref).chain(dates_and_id);
    let properties: Map<String, Value> =
        names.filter_map(|name| Some((name.to_owned(), json!(record.value(object, name, i64::MAX)?)))).collect();
    let mut associations = Map::new();
    for to in ObjectType::ALL {
        let ids: Vec<String> = sim.portal.links.of(object, record.id, to).map(|(id, _)| id.to_string()).collect();
        if !ids.is_empty() {
            associations.insert(to.plural().to_owned(), json!(ids));
        }
    }
    let mut json = json!({
        "id": record.id.to_string(), "type": object.singular(), "archived": record.archived_ms.is_some(), "properties": properties,
        "createdAt": dates::iso(record.created_ms), "updatedAt": dates::iso(record.modified_ms(i64::MAX)),
        "mergedIds": record.merged_ids.iter().map(u64::to_string).collect::<Vec<_>>(), "associations": associations,
    });
    if with_history {
        let history =
            record.properties.keys().map(|name| (name.to_string(), Value::Array(record.history(object, name))));
        json["history"] = history.collect();
    }
    json
}

fn records(sim: &Sim, object: ObjectType) -> Value {
    let results: Vec<Value> =
        sim.portal.records(object).map(|record| record_json(sim, object, record, false)).collect();
    json!({ "total": results.len(), "results": results })
}

fn one_record(sim: &Sim, object: &str, id: &str) -> Answer {
    let object = object_type(object)?;
    let record = id.parse().ok().and_then(|id| sim.portal.get(object, sim.portal.resolve(object, id)));
    record
        .map(|record| record_json(sim, object, record, true))
        .ok_or_else(|| format!("there is no {} {id}", object.singular()))
}

/// What the customer sees of a ticket: what they wrote, where it stands, and the mails between them and us. Never a note or a task.
fn customer_view(sim: &Sim, id: &str) -> Answer {
    let ticket = id
        .parse()
        .ok()
        .and_then(|id| sim.portal.get(ObjectType::Ticket, id))
        .ok_or_else(|| format!("there is no ticket {id}"))?;
    let text = |name| ticket.now(name).unwrap_or_default();
    let stage = sim.portal.account.stage(ObjectType::Ticket, text("hs_pipeline"), text("hs_pipeline_stage"));
    let emails = sim
        .portal
        .links
        .of(ObjectType::Ticket, ticket.id, ObjectType::Email)
        .filter_map(|(id, _)| sim.portal.get(ObjectType::Email, id));
    let mut messages: Vec<(String, Value)> = emails
        .filter(|email| email.archived_ms.is_none())
        .map(|email| {
            let part = |name| email.now(name).unwrap_or_default();
            let ours = part("hs_email_direction") != "INCOMING_EMAIL";
            let message = json!({
                "at": part("hs_timestamp"), "from": if ours { "us" } else { "customer" }, "subject": part("hs_email_subject"), "text": part("hs_email_text"),
            });
            (part("hs_timestamp").to_owned(), message)
        })
        .collect();
    messages.sort_by(|left, right| left.0.cmp(&right.0));
    Ok(json!({
        "id": id, "subject": text("subject"), "content": text("content"), "status": stage.map(|stage| stage.label.clone()),
        "messages": messages.into_iter().map(|(_, message)| message).collect::<Vec<_>>(),
    }))
}

/// `{"op": "answer", "path": "/contacts", "status": 200, "body": {…}}` answers every request whose path holds `path` so, until the same is said
/// without a status; a body that is a text is sent as a page.
///
/// `{"op": "oauth", "deny": true}` has whoever is asked for access say no from then on; `"uninstall": true` takes all access back.
///
/// `{"op": "scopes", "add": ["tickets"], "remove": []}` changes what the access token may do, as an admin does.
///
/// `{"op": "create_property", "type": "deal", "name": "renews_on", "label": "Renewal date", "kind": "date"}` adds a field as an admin does;
/// `field_type` and `options`, from values to labels, may be named. `delete_property` takes one away for good.
///
/// `{"op": "edit", "type": "deal", "id": "5", "properties": {…}, "source": "CRM_UI"}` and the like; `key` may stand for type and id.
pub(crate) fn mutate(sim: &mut Sim, body: &Value) -> Answer {
    let now_ms = sim.now_ms();
    let source = source(sim, body)?;
    let done = |done: bool| {
        if done { Ok(json!({ "ok": true })) } else { Err("there is no such record".to_owned()) }
    };
    match text(body, "op")?.replace('-', "_").as_str() {
        "create" => {
            let object = object_type(text(body, "type")?)?;
            let values = values(sim, object, body)?;
            let mut ends = Vec::new();
            for end in body["associations"].as_array().into_iter().flatten() {
                ends.push(end_of(sim, end)?);
            }
            let id = sim.portal.create(object, now_ms, values, &source);
            for end in ends {
                sim.portal.associate((object, id), end, None, now_ms);
            }
            Ok(json!({ "ok": true, "type": object.singular(), "id": id.to_string() }))
        }
        "edit" => {
            let (object, id) = end_of(sim, body)?;
            let values = values(sim, object, body)?;
            let changes = sim
                .portal
                .update(object, id, values, now_ms, &source)
                .ok_or_else(|| format!("there is no live {} {id}", object.singular()))?;
            sim.notice(&changes);
            Ok(
                json!({ "ok": true, "changed": changes.iter().map(|change| change.property.as_str()).collect::<Vec<_>>() }),
            )
        }
        "delete" | "archive" => {
            let (object, id) = end_of(sim, body)?;
            done(sim.portal.archive(object, id, now_ms))
        }
        "restore" => {
            let (object, id) = end_of(sim, body)?;
            done(sim.portal.restore(object, id, now_ms))
        }
        "gdpr_delete" => {
            let (object, id) = end_of(sim, body)?;
            done(sim.portal.erase(object, id))
        }
        "merge" => {
            let (object, id) = end_of(sim, body)?;
            let loser = id_of(&body["loser"]).ok_or("`loser` is the id of the record that goes")?;
            let merged = sim.portal.merge(object, id, loser, now_ms).ok_or("there is no such record")?;
            Ok(json!({ "ok": true, "id": merged.to_string() }))
        }
        op @ ("associate" | "dissociate") => {
            let (from, to) = (end_of(sim, &body["from"])?, end_of(sim, &body["to"])?);
            let type_id = body["type_id"].as_u64().and_then(|type_id| u32::try_from(type_id).ok());
            if op == "associate" {
                sim.portal.associate(from, to, type_id, now_ms);
            } else {
                sim.portal.dissociate(from, to, type_id, now_ms);
            }
            Ok(json!({ "ok": true }))
        }
        "answer" => {
            let path = text(body, "path")?.to_owned();
            sim.scripted.retain(|scripted| scripted.path != path);
            if let Some(status) = body["status"].as_u64() {
                let status = u16::try_from(status).map_err(|_| format!("{status} is no status"))?;
                sim.scripted.push(Scripted { path, status, body: body["body"].clone() });
            }
            Ok(json!({ "ok": true }))
        }
        "oauth" => {
            sim.tokens.denies = body["deny"].as_bool().unwrap_or(false);
            if body["uninstall"].as_bool().unwrap_or(false) {
                sim.tokens.uninstall();
            }
            Ok(json!({ "ok": true }))
        }
        "scopes" => {
            let named = |name: &str| -> Vec<String> {
                let all = body[name].as_array().into_iter().flatten();
                all.filter_map(|scope| scope.as_str().map(str::to_owned)).collect()
            };
            sim.tokens.change_scopes(&named("add"), &named("remove"));
            Ok(json!({ "ok": true }))
        }
        "rename_property" => {
            let object = object_type(text(body, "type")?)?;
            done(sim.portal.rename_property(object, text(body, "property")?, text(body, "to")?))
        }
        "create_property" => {
            let object = object_type(text(body, "type")?)?;
            let mut definition = Definition::custom_text(text(body, "name")?, now_ms);
            let own = |name: &str, usual: &str| body[name].as_str().unwrap_or(usual).to_owned();
            definition.label = own("label", &definition.label);
            definition.kind = own("kind", "string");
            definition.field_type = own("field_type", "text");
            let options = body["options"].as_object().into_iter().flatten();
            definition.options =
                options.map(|(value, label)| (value.clone(), label.as_str().unwrap_or(value).to_owned())).collect();
            sim.portal.schema.define(object, definition);
            Ok(json!({ "ok": true }))
        }
        "delete_property" => {
            let (object, property) = (object_type(text(body, "type")?)?, text(body, "property")?);
            done(sim.portal.schema.remove(object, property))
        }
        "archive_property" => {
            let object = object_type(text(body, "type")?)?;
            let property = text(body, "property")?;
            let definition = sim
                .portal
                .schema
                .get_even_archived(object, property)
                .ok_or_else(|| format!("there is no property `{property}`"))?;
            (definition.archived, definition.updated_ms) = (true, now_ms);
            Ok(json!({ "ok": true }))
        }
        "watch" => {
            let object = body["type"].as_str().map(object_type).transpose()?;
            sim.watched = (object, text(body, "property")?.to_owned());
            Ok(json!({ "ok": true }))
        }
        other => Err(format!("there is no operation `{other}`")),
    }
}

fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, String> {
    body[name].as_str().ok_or_else(|| format!("`{name}` is missing"))
}

fn id_of(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn end_of(sim: &Sim, end: &Value) -> Result<(ObjectType, u64), String> {
    if let Some(key) = end["key"].as_str() {
        return sim.portal.keys.get(key).copied().ok_or_else(|| format!("there is no key `{key}`"));
    }
    let object = object_type(text(end, "type")?)?;
    let id = id_of(&end["id"]).ok_or("`id` is missing")?;
    Ok((object, sim.portal.resolve(object, id)))
}

/// Values as anyone may set them in the CRM itself: read-only ones too, but nothing that does not fit.
fn values(sim: &Sim, object: ObjectType, body: &Value) -> Result<Vec<(String, String)>, String> {
    let mut values = Vec::new();
    for (name, value) in body["properties"].as_object().into_iter().flatten() {
        let text = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let text = sim
            .portal
            .schema
            .accept(object, name, &text, true)
            .map_err(|misfit| format!("{}: {}", misfit.property, misfit.message))?;
        values.push((name.clone(), text));
    }
    Ok(values)
}

/// Who did it: an owner (`by`, else the token's own) for `CRM_UI`, a bare kind with `source_id` for everything else.
fn source(sim: &Sim, body: &Value) -> Result<std::sync::Arc<Source>, String> {
    let kind = body["source"].as_str().unwrap_or("CRM_UI");
    let account = &sim.portal.account;
    let owner = match body["by"].as_str() {
        Some(key) => Some(account.owner(key).ok_or_else(|| format!("there is no owner `{key}`"))?),
        None => account.me(),
    };
    match (kind, body["source_id"].as_str(), owner) {
        ("CRM_UI", None, Some(owner)) => Ok(Source::person(owner.user_id)),
        (kind, id, _) => Ok(Source::of_kind(kind, id.map(str::to_owned))),
    }
}

/// `{"faults": "429:0.05"}` sets the rates, `{"next": "drop_after"}` (or a list) orders one for the next write, `next_request` for any.
fn faults(sim: &mut Sim, body: &Value) -> Answer {
    let ordered = |value: &Value| -> Result<Vec<Fault>, String> {
        let names = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        names
            .iter()
            .filter_map(Value::as_str)
            .map(|name| name.parse().map_err(|problem: anyhow::Error| problem.to_string()))
            .collect()
    };
    if let Some(list) = body["faults"].as_str() {
        sim.faults.rates = list.parse::<FaultRates>().map_err(|problem| format!("{problem:#}"))?;
    }
    sim.faults.next_writes.extend(ordered(&body["next"])?);
    sim.faults.next_requests.extend(ordered(&body["next_request"])?);
    let names = |queue: &std::collections::VecDeque<Fault>| queue.iter().map(|fault| fault.name()).collect::<Vec<_>>();
    Ok(json!({ "ok": true, "next": names(&sim.faults.next_writes), "next_request": names(&sim.faults.next_requests) }))
}

/// `{"ms": 500}`, `{"minutes": 3}`, `{"hours": 1}` or `{"days": 1}`; several add up.
fn advance(sim: &mut Sim, body: &Value) -> Answer {
    let units = [("ms", 1), ("seconds", 1_000), ("minutes", 60_000), ("hours", 3_600_000), ("days", 86_400_000)];
    let ms: u64 = units.iter().filter_map(|(name, unit)| Some(body[*name].as_u64()?.saturating_mul(*unit))).sum();
    sim.clock.advance(ms);
    sim.apply_due_writes();
    Ok(json!({ "ok": true, "now": dates::iso(sim.now_ms()) }))
}

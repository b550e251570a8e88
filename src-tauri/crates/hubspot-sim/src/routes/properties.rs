//! Property definitions and their groups: list, read, create, change, archive.

use serde_json::{Value, json};

use super::Call;
use crate::{auth, dates, errors::ApiError, http::Reply, objects::ObjectType, schema::Definition, sim::Sim};

/// Everything below `/crm/v3/properties/{object}`.
pub(crate) fn route(sim: &mut Sim, call: &Call<'_>, object: ObjectType, rest: &[&str]) -> Result<Reply, ApiError> {
    let method = call.request.method.as_str();
    let writes = method != "GET" && rest != ["batch", "read"];
    call.caller.needs(&auth::schema_scopes(object, writes))?;
    match (method, rest) {
        ("GET", []) => {
            let archived = call.request.parameter("archived").as_deref() == Some("true");
            let results: Vec<Value> = sim
                .portal
                .schema
                .all(object)
                .filter(|definition| definition.archived == archived)
                .map(Definition::json)
                .collect();
            Ok(Reply::ok(json!({ "results": results })))
        }
        ("POST", []) => create(sim, object, &call.request.json()?).map(|definition| Reply::json(201, definition)),
        ("GET", ["groups"]) => {
            let results: Vec<Value> =
                sim.portal.schema.groups(object).map(|(name, label)| group(name, label)).collect();
            Ok(Reply::ok(json!({ "results": results })))
        }
        ("POST", ["groups"]) => {
            let body = call.request.json()?;
            let (name, label) = (required(&body, "name")?, required(&body, "label")?);
            if !sim.portal.schema.add_group(object, name, label) {
                return Err(ApiError::conflict(format!("A property group named '{name}' already exists."))
                    .with("subCategory", json!("Properties.GROUP_EXISTS")));
            }
            Ok(Reply::json(201, group(name, label)))
        }
        ("POST", ["batch", "create"]) => {
            let body = call.request.json()?;
            let results = body["inputs"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|input| create(sim, object, input))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(super::batch::reply(sim, 201, &results, &[]))
        }
        ("GET", [name]) => find(sim, object, name).map(|definition| Reply::ok(definition.json())),
        ("PATCH", [name]) => change(sim, object, name, &call.request.json()?),
        ("DELETE", [name]) => {
            let now_ms = sim.now_ms();
            if find(sim, object, name)?.by_hubspot {
                return Err(ApiError::validation(format!(
                    "The property {name} is defined by HubSpot and cannot be archived."
                )));
            }
            if let Some(definition) = sim.portal.schema.get_even_archived(object, name) {
                (definition.archived, definition.updated_ms) = (true, now_ms);
            }
            Ok(Reply::no_content())
        }
        _ => Err(ApiError::not_found("No endpoint answers this")),
    }
}

fn group(name: &str, label: &str) -> Value {
    json!({ "name": name, "label": label, "displayOrder": -1, "archived": false })
}

fn required<'a>(body: &'a Value, name: &str) -> Result<&'a str, ApiError> {
    body[name]
        .as_str()
        .filter(|text| !text.is_empty())
        .ok_or_else(|| ApiError::validation(format!("Some required fields were not set: [{name}]")))
}

fn find<'a>(sim: &'a Sim, object: ObjectType, name: &str) -> Result<&'a Definition, ApiError> {
    sim.portal
        .schema
        .get(object, name)
        .ok_or_else(|| ApiError::not_found(format!("Property \"{name}\" does not exist")))
}

fn options(body: &Value) -> Result<Vec<(String, String)>, ApiError> {
    let options = body["options"].as_array().into_iter().flatten();
    let options = options.map(|option| {
        if option["hidden"].as_bool().is_none() {
            return Err(ApiError::validation("Some required fields were not set: [hidden]"));
        }
        Ok((required(option, "value")?.to_owned(), required(option, "label")?.to_owned()))
    });
    options.collect()
}

fn create(sim: &mut Sim, object: ObjectType, body: &Value) -> Result<Value, ApiError> {
    let (name, label, group) = (required(body, "name")?, required(body, "label")?, required(body, "groupName")?);
    let (kind, field_type) = (required(body, "type")?, required(body, "fieldType")?);
    let named_well = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    if !named_well {
        return Err(ApiError::validation(format!(
            "The property name `{name}` may hold lower-case letters, digits and underscores only."
        )));
    }
    let fits = match kind {
        "string" => ["text", "textarea", "html", "file", "phonenumber"].contains(&field_type),
        "number" => field_type == "number",
        "date" | "datetime" => field_type == "date",
        "enumeration" => ["select", "radio", "checkbox", "booleancheckbox"].contains(&field_type),
        "bool" => field_type == "booleancheckbox",
        _ => false,
    };
    if !fits {
        return Err(ApiError::validation(format!(
            "Invalid property: the type {kind} does not go with the field type {field_type}"
        )));
    }
    if sim.portal.schema.groups(object).all(|(known, _)| known != group) {
        return Err(ApiError::validation(format!("The property group {group} does not exist.")));
    }
    if sim.portal.schema.get_even_archived(object, name).is_some_and(|known| !known.archived) {
        return Err(ApiError::conflict(format!("A property named '{name}' already exists."))
            .with("subCategory", json!("Properties.PROPERTY_EXISTS")));
    }
    let unique = body["hasUniqueValue"].as_bool().unwrap_or_default();
    if unique && object.is_engagement() && !sim.switches.unique_on_engagements {
        return Err(ApiError::validation(format!("Unique properties are not supported on {}.", object.plural())));
    }
    if unique
        && 10 <= sim.portal.schema.all(object).filter(|definition| definition.unique && !definition.by_hubspot).count()
    {
        return Err(ApiError::validation("An object type may have 10 unique properties."));
    }
    let now_ms = sim.now_ms();
    let definition = Definition {
        label: label.to_owned(),
        description: body["description"].as_str().unwrap_or_default().to_owned(),
        kind: kind.to_owned(),
        field_type: field_type.to_owned(),
        group: group.to_owned(),
        options: options(body)?,
        unique,
        ..Definition::custom_text(name, now_ms)
    };
    let json = definition.json();
    sim.portal.schema.define(object, definition);
    Ok(json)
}

fn change(sim: &mut Sim, object: ObjectType, name: &str, body: &Value) -> Result<Reply, ApiError> {
    find(sim, object, name)?;
    let now_ms = sim.now_ms();
    let options = if body["options"].is_array() { Some(options(body)?) } else { None };
    let definition = sim
        .portal
        .schema
        .get_even_archived(object, name)
        .ok_or_else(|| ApiError::not_found("Property does not exist"))?;
    for (field, value) in [
        ("label", &mut definition.label),
        ("description", &mut definition.description),
        ("groupName", &mut definition.group),
    ] {
        if let Some(text) = body[field].as_str() {
            text.clone_into(value);
        }
    }
    definition.options = options.unwrap_or_else(|| definition.options.clone());
    definition.updated_ms = now_ms;
    let mut json = definition.json();
    json["updatedAt"] = json!(dates::iso(now_ms));
    Ok(Reply::ok(json))
}

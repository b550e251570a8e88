//! How a record looks on the wire: which of its parts the caller wanted, and its inline associations.

use serde_json::{Map, Value, json};

use crate::{
    auth::{self, Caller},
    dates,
    errors::ApiError,
    http::Request,
    objects::{ObjectType, default_association, primary_association},
    record::Record,
    sim::Sim,
};

/// Inline associations end after this many ids and go on by paging.
const INLINE_ASSOCIATIONS_MAX: usize = 100;

/// Which properties, history and associations of a record the caller wants.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub properties: Vec<String>,
    pub with_history: Vec<String>,
    pub associations: Vec<ObjectType>,
}

impl Wanted {
    pub(crate) fn from_query(request: &Request) -> Result<Self, ApiError> {
        let associations = request.list("associations");
        let associations = associations.iter().map(|name| super::object_type(name)).collect::<Result<_, _>>()?;
        Ok(Self {
            properties: request.list("properties"),
            with_history: request.list("propertiesWithHistory"),
            associations,
        })
    }

    pub(crate) fn from_body(body: &Value) -> Self {
        Self {
            properties: strings(&body["properties"]),
            with_history: strings(&body["propertiesWithHistory"]),
            associations: Vec::new(),
        }
    }
}

/// A JSON array's strings, or nothing.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A record as HubSpot returns it, with the values it had at `as_of_ms`.
pub(crate) fn record_json(
    sim: &Sim,
    caller: &Caller,
    object: ObjectType,
    record: &Record,
    wanted: &Wanted,
    as_of_ms: i64,
) -> Value {
    let mut properties = Map::new();
    let always = [object.created_property(), object.modified_property(), "hs_object_id"];
    let defaults: &[&str] = if wanted.properties.is_empty() { object.default_properties() } else { &always };
    let bodies_withheld = object == ObjectType::Email && !caller.scopes.contains(auth::EMAIL_SCOPE);
    for name in wanted.properties.iter().map(String::as_str).chain(defaults.iter().copied()) {
        if properties.contains_key(name) || sim.portal.schema.get(object, name).is_none() {
            continue;
        }
        let withheld = bodies_withheld
            && matches!(name, "hs_email_text" | "hs_email_html" | "hs_email_subject" | "hs_body_preview")
            || sim.switches.transcription_ids_empty && name == "hs_call_transcription_id";
        match record.value(object, name, as_of_ms).filter(|_| !withheld) {
            Some(value) => properties.insert(name.to_owned(), json!(spelled(sim, &value))),
            None if sim.switches.missing_as_null => properties.insert(name.to_owned(), Value::Null),
            None => None,
        };
    }
    let mut json = json!({
        "id": record.id.to_string(),
        "properties": properties,
        "createdAt": dates::iso(record.created_ms),
        "updatedAt": dates::iso(record.modified_ms(as_of_ms)),
        "archived": !record.is_live(as_of_ms),
    });
    if let Some(archived_ms) = record.archived_ms.filter(|at| *at <= as_of_ms) {
        json["archivedAt"] = json!(dates::iso(archived_ms));
    }
    if !wanted.with_history.is_empty() {
        let known = wanted.with_history.iter().filter(|name| sim.portal.schema.get(object, name).is_some());
        let history = |name: &String| {
            let mut versions = record.history(object, name);
            for version in &mut versions {
                if let Some(value) = version["value"].as_str().map(|value| spelled(sim, value)) {
                    version["value"] = json!(value);
                }
            }
            Value::Array(versions)
        };
        json["propertiesWithHistory"] = known.map(|name| (name.clone(), history(name))).collect();
    }
    if let Some(associations) = inline_associations(sim, object, record.id, &wanted.associations) {
        json["associations"] = associations;
    }
    json
}

/// A value as this account spells it: moments of whole seconds with or without milliseconds.
fn spelled(sim: &Sim, value: &str) -> String {
    match value.strip_suffix(".000Z").filter(|_| sim.switches.whole_seconds) {
        Some(moment) => format!("{moment}Z"),
        None => value.to_owned(),
    }
}

/// `{"contacts": {"results": [{"id", "type"}], "paging"?}}`; types without any association are left out, as is an empty whole.
fn inline_associations(sim: &Sim, object: ObjectType, id: u64, wanted: &[ObjectType]) -> Option<Value> {
    let mut associations = Map::new();
    for to in wanted {
        let live = |to_id: &u64| sim.portal.get(*to, *to_id).is_some_and(|record| record.archived_ms.is_none());
        let ends: Vec<_> = sim.portal.links.of(object, id, *to).filter(|(to_id, _)| live(to_id)).collect();
        let mut results = Vec::new();
        for (to_id, types) in ends.iter().take(INLINE_ASSOCIATIONS_MAX) {
            let name = format!("{}_to_{}", object.singular(), to.singular());
            // Where a type with a name exists, the plain name is that of the primary one.
            let has_primary = primary_association(object, *to).is_some();
            for type_id in types.iter() {
                let unlabelled = default_association(object, *to) == Some(*type_id);
                let suffix = if unlabelled && has_primary { "_unlabeled" } else { "" };
                let kind = match sim.portal.links.describe(object, *to, *type_id) {
                    // An account's own label goes by its inner name.
                    Some(("USER_DEFINED", Some(label))) => label.to_lowercase().replace(' ', "_"),
                    _ => format!("{name}{suffix}"),
                };
                results.push(json!({ "id": to_id.to_string(), "type": kind }));
            }
        }
        if results.is_empty() {
            continue;
        }
        let mut page = json!({ "results": results });
        if let Some((last, _)) = ends.get(INLINE_ASSOCIATIONS_MAX - 1).filter(|_| INLINE_ASSOCIATIONS_MAX < ends.len())
        {
            let link = format!(
                "{}/crm/v3/objects/{}/{id}/associations/{}?after={last}",
                sim.base_url,
                object.plural(),
                to.plural()
            );
            page["paging"] = json!({ "next": { "after": last.to_string(), "link": link } });
        }
        associations.insert(to.plural().to_owned(), page);
    }
    (!associations.is_empty()).then_some(Value::Object(associations))
}

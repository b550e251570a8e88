//! HubSpot's public descriptions of its API (OpenAPI 3), as a judge between the client and the simulator: each request and each answer is held
//! against what they say.
//!
//! The descriptions are HubSpot's and lie outside the repository; whoever checks fetches them. They use a small part of what schemas can say, and that
//! part is all that is known here: a word that is not known is an error, so that nothing passes for want of understanding.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// A request and its answer, as the simulator noted them.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The method, as in `POST`.
    pub method: String,
    /// The path.
    pub path: String,
    /// The parameters of the query, in order.
    pub query: Vec<(String, String)>,
    /// The body; `null` where there was none. Of a form its fields.
    pub body: Value,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer; `null` where it was none or no JSON.
    pub answer: Value,
}

impl Exchange {
    /// Reads a line that the simulator wrote.
    pub fn read(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line)?;
        let text = |name: &str| value[name].as_str().map(str::to_owned).with_context(|| format!("{name} is missing"));
        Ok(Self {
            method: text("method")?,
            path: text("path")?,
            query: serde_json::from_value(value["query"].clone())?,
            body: value["body"].clone(),
            status: value["status"].as_u64().and_then(|status| u16::try_from(status).ok()).context("no status")?,
            answer: value["answer"].clone(),
        })
    }
}

/// Whose mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The client asks for what is not described.
    Request,
    /// The simulator answers what is not described.
    Answer,
}

/// Something that is otherwise than HubSpot describes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Whose it is.
    pub side: Side,
    /// The method and the path as described, as in `POST /crm/objects/2026-03/contacts/search`.
    pub endpoint: String,
    /// Where it stands, as in `body.filterGroups[].filters[].value`.
    pub place: String,
    /// What is wrong, in words.
    pub what: String,
}

/// What is known to be otherwise than described, on purpose or because HubSpot itself is: the side, a part of the endpoint, the end of the place,
/// and why.
const KNOWN: &[(Side, &str, &str, &str)] = &[
    (
        Side::Request,
        "/search",
        "body.sorts[]",
        "the guide asks for sorts as objects; HubSpot passes over those that are texts, in silence",
    ),
    (Side::Request, "/search", "body.query", "a search by filters has no words to search for"),
    (Side::Request, "/private-apps/get/access-token-info", "path", "HubSpot tells of it in its guide alone"),
    (Side::Request, "/oauth/authorize", "path", "a page for people and no part of the API"),
    (
        Side::Answer,
        "/token/introspect",
        "signed_access_token",
        "it holds what HubSpot alone can sign, and nobody reads it",
    ),
    (Side::Answer, "", "properties.*", "properties without a value come as null; later descriptions say so"),
    (Side::Answer, "/associations/", "toObjectId", "HubSpot sends these ids as numbers"),
    (Side::Answer, "/associations/", "label", "the plain association has no label, and HubSpot sends null for it"),
];

/// The descriptions in a folder, by path.
pub struct Descriptions {
    files: Vec<Value>,
    /// The segments of each path, with the file that has it.
    paths: Vec<(Vec<String>, usize, String)>,
}

/// The part of a description that an exchange is about.
struct Operation<'a> {
    file: &'a Value,
    described: &'a Value,
    shared: &'a Value,
    endpoint: String,
}

impl Descriptions {
    /// Reads all descriptions below a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut found = Self { files: Vec::new(), paths: Vec::new() };
        for path in json_below(folder)? {
            let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            // Beside the descriptions lie collections of another kind.
            if let Ok(file) = serde_json::from_slice::<Value>(&text) {
                found.add(file);
            }
        }
        if found.paths.is_empty() {
            bail!("there is no OpenAPI description below {}", folder.display());
        }
        Ok(found)
    }

    fn add(&mut self, file: Value) {
        if file["openapi"].as_str().is_none_or(|version| !version.starts_with('3')) {
            return;
        }
        let number = self.files.len();
        for path in file["paths"].as_object().into_iter().flat_map(Map::keys) {
            let segments = path.split('/').skip(1).map(str::to_owned).collect();
            self.paths.push((segments, number, path.clone()));
        }
        self.files.push(file);
    }

    /// The operations that describe a request: those of the path with the fewest open parts.
    fn operations(&self, method: &str, path: &str) -> Vec<Operation<'_>> {
        let asked: Vec<&str> = path.split('/').skip(1).collect();
        let method = method.to_lowercase();
        let mut found: Vec<(usize, Operation<'_>)> = Vec::new();
        for (segments, number, described) in &self.paths {
            let Some(open) = open_parts(segments, &asked) else { continue };
            let Some(file) = self.files.get(*number) else { continue };
            let shared = &file["paths"][described];
            if let Some(operation) = shared.get(&method) {
                let endpoint = format!("{} {described}", method.to_uppercase());
                found.push((open, Operation { file, described: operation, shared, endpoint }));
            }
        }
        let fewest = found.iter().map(|(open, _)| *open).min();
        found.into_iter().filter(|(open, _)| Some(*open) == fewest).map(|(_, operation)| operation).collect()
    }

    /// The endpoint as it is described, and what of an exchange is otherwise. Where several descriptions have the path, one of them is enough.
    pub fn check(&self, exchange: &Exchange) -> (String, Vec<Violation>) {
        let operations = self.operations(&exchange.method, &exchange.path);
        let checked = operations.iter().map(|operation| (operation.endpoint.clone(), operation.check(exchange)));
        let best = checked.min_by_key(|(_, violations)| violations.len());
        best.unwrap_or_else(|| {
            let endpoint = format!("{} {}", exchange.method, without_ids(&exchange.path));
            let what = "no description has this path".to_owned();
            // A path that the simulator does not have either is nobody's claim.
            (endpoint.clone(), vec![Violation { side: Side::Request, endpoint, place: "path".to_owned(), what }])
        })
    }
}

/// Why a violation is known and let pass; none where it is not known.
pub fn known(violation: &Violation) -> Option<&'static str> {
    let is = |(side, endpoint, place, _): &&(Side, &str, &str, &str)| {
        *side == violation.side && violation.endpoint.contains(endpoint) && violation.place.ends_with(place)
    };
    KNOWN.iter().find(is).map(|(.., why)| *why)
}

fn json_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("cannot look into {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// HubSpot's descriptions of some types go by their numbers, while their names are good everywhere.
fn is_same_type(described: &str, asked: &str) -> bool {
    let numbers = [
        ("0-1", "contacts"),
        ("0-2", "companies"),
        ("0-3", "deals"),
        ("0-5", "tickets"),
        ("0-27", "tasks"),
        ("0-46", "notes"),
        ("0-47", "meetings"),
        ("0-48", "calls"),
        ("0-49", "emails"),
    ];
    described == asked || numbers.contains(&(described, asked))
}

/// How many parts of a described path are open where it fits what is asked; none where it does not.
fn open_parts(described: &[String], asked: &[&str]) -> Option<usize> {
    if described.len() != asked.len() {
        return None;
    }
    let mut open = 0;
    for (one, asked) in described.iter().zip(asked) {
        if one.starts_with('{') {
            open += 1;
        } else if !is_same_type(one, asked) {
            return None;
        }
    }
    Some(open)
}

fn without_ids(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.parse::<u64>() {
        Ok(_) => "{id}",
        Err(_) => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

impl Operation<'_> {
    fn check(&self, exchange: &Exchange) -> Vec<Violation> {
        // What was refused was no request as described; how it is refused is looked at all the same.
        let is_refused = (400..500).contains(&exchange.status);
        let mut found = BTreeSet::new();
        if !is_refused {
            let mut request = Check { operation: self, side: Side::Request, is_strict: true, found: &mut found };
            request.query(&exchange.query);
            request.body(&exchange.body);
        }
        let mut answer = Check { operation: self, side: Side::Answer, is_strict: false, found: &mut found };
        answer.answer(exchange.status, &exchange.answer);
        found.into_iter().collect()
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
            Some(pointer) => self.file.pointer(pointer).unwrap_or(&Value::Null),
            None => value,
        }
    }
}

struct Check<'a> {
    operation: &'a Operation<'a>,
    side: Side,
    /// Whether what is not described is a violation: of a request, but not of an answer, to which HubSpot may add.
    is_strict: bool,
    found: &'a mut BTreeSet<Violation>,
}

impl Check<'_> {
    fn say(&mut self, place: &str, what: String) {
        let (side, endpoint, place) = (self.side, self.operation.endpoint.clone(), place.to_owned());
        self.found.insert(Violation { side, endpoint, place, what });
    }

    fn query(&mut self, query: &[(String, String)]) {
        let of = |value: &Value| value["parameters"].as_array().cloned().unwrap_or_default();
        let all: Vec<Value> = of(self.operation.described).into_iter().chain(of(self.operation.shared)).collect();
        let all: Vec<Value> = all.iter().map(|one| self.operation.resolved(one).clone()).collect();
        let described: BTreeMap<&str, &Value> = all
            .iter()
            .filter(|one| one["in"] == "query")
            .filter_map(|one| Some((one["name"].as_str()?, one)))
            .collect();
        for (name, value) in query {
            let place = format!("query.{name}");
            match described.get(name.as_str()) {
                None => self.say(&place, "it is not described".to_owned()),
                Some(parameter) => self.text(&place, &parameter["schema"], value),
            }
        }
        for (name, _) in described.iter().filter(|(_, one)| one["required"] == true) {
            if query.iter().all(|(asked, _)| asked != name) {
                self.say(&format!("query.{name}"), "it is required".to_owned());
            }
        }
    }

    /// A value that travels as text, as the schema has it. Lists may come in one text.
    fn text(&mut self, place: &str, schema: &Value, value: &str) {
        let schema = self.operation.resolved(schema).clone();
        match schema["type"].as_str() {
            Some("array") => {
                for one in value.split(',') {
                    self.text(place, &schema["items"], one);
                }
            }
            Some("integer") if value.parse::<i64>().is_err() => self.say(place, "it is no whole number".to_owned()),
            Some("boolean") if !matches!(value, "true" | "false") => {
                self.say(place, "it is not true or false".to_owned())
            }
            Some("string") => self.schema(place, &schema, &Value::String(value.to_owned())),
            _ => {}
        }
    }

    fn body(&mut self, body: &Value) {
        let described = self.operation.resolved(&self.operation.described["requestBody"]).clone();
        let content = described["content"].as_object().and_then(|content| content.values().next());
        match (content, body) {
            (None, Value::Null) => {}
            (None, _) => self.say("body", "no body is described".to_owned()),
            (Some(_), Value::Null) if described["required"] == true => self.say("body", "it is required".to_owned()),
            (Some(_), Value::Null) => {}
            (Some(content), body) => self.schema("body", &content["schema"], body),
        }
    }

    fn answer(&mut self, status: u16, answer: &Value) {
        let responses = &self.operation.described["responses"];
        let described = responses.get(status.to_string()).or_else(|| responses.get("default"));
        let Some(described) = described.filter(|_| responses.get(status.to_string()).is_some() || 400 <= status) else {
            return self.say("status", format!("an answer with {status} is not described"));
        };
        let described = self.operation.resolved(described).clone();
        let content = described["content"].as_object().and_then(|content| content.values().next());
        match (content, answer) {
            (Some(content), answer) if !answer.is_null() => self.schema("answer", &content["schema"], answer),
            (Some(_), _) if status < 400 => self.say("answer", "it has no body, and one is described".to_owned()),
            (None, answer) if !answer.is_null() && status < 400 => {
                self.say("answer", "it has a body, and none is described".to_owned());
            }
            _ => {}
        }
    }

    fn schema(&mut self, place: &str, schema: &Value, value: &Value) {
        let schema = self.operation.resolved(schema).clone();
        let Some(words) = schema.as_object() else { return };
        const WORDS: [&str; 14] = [
            "type",
            "properties",
            "required",
            "enum",
            "format",
            "items",
            "additionalProperties",
            "nullable",
            "oneOf",
            "anyOf",
            "allOf",
            "description",
            "example",
            "default",
        ];
        const SILENT: [&str; 5] = ["title", "readOnly", "deprecated", "discriminator", "examples"];
        for word in words.keys() {
            if !WORDS.contains(&word.as_str()) && !SILENT.contains(&word.as_str()) && !word.starts_with("x-") {
                self.say(place, format!("the check does not know the word {word} of the description"));
            }
        }
        for one in schema["allOf"].as_array().into_iter().flatten() {
            self.schema(place, one, value);
        }
        for choice in ["oneOf", "anyOf"] {
            self.one_of(place, schema[choice].as_array(), value);
        }
        if value.is_null() {
            if schema["nullable"] != true && schema["type"].is_string() {
                self.say(place, "it is null".to_owned());
            }
            return;
        }
        if let Some(allowed) = schema["enum"].as_array()
            && !allowed.contains(value)
        {
            self.say(place, format!("{value} is none of the values that are described"));
        }
        let fits = match schema["type"].as_str() {
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            Some("array") => value.is_array(),
            Some("object") => value.is_object(),
            Some(other) => {
                self.say(place, format!("the check does not know the type {other}"));
                true
            }
            None => true,
        };
        if !fits {
            let wanted = schema["type"].as_str().unwrap_or_default().to_owned();
            return self.say(place, format!("it is no {wanted}"));
        }
        if schema["format"] == "date-time"
            && value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_err())
        {
            self.say(place, "it is no date and time".to_owned());
        }
        for one in value.as_array().into_iter().flatten() {
            self.schema(&format!("{place}[]"), &schema["items"], one);
        }
        if let Some(fields) = value.as_object() {
            self.fields(place, &schema, fields);
        }
    }

    fn fields(&mut self, place: &str, schema: &Value, fields: &Map<String, Value>) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.say(&format!("{place}.{name}"), "it is required".to_owned());
            }
        }
        for (name, value) in fields {
            if let Some(described) = schema["properties"].get(name) {
                self.schema(&format!("{place}.{name}"), described, value);
            } else if schema["additionalProperties"].is_object() {
                self.schema(&format!("{place}.*"), &schema["additionalProperties"], value);
            } else if schema["additionalProperties"] == false
                || self.is_strict && schema["properties"].is_object() && schema["oneOf"].is_null()
            {
                self.say(&format!("{place}.{name}"), "it is not described".to_owned());
            }
        }
    }

    /// Of several schemas one has to fit; where none does, what the nearest one says is said.
    fn one_of(&mut self, place: &str, choices: Option<&Vec<Value>>, value: &Value) {
        let Some(choices) = choices else { return };
        let mut nearest: Option<BTreeSet<Violation>> = None;
        for choice in choices {
            let mut found = BTreeSet::new();
            let (operation, side, is_strict) = (self.operation, self.side, self.is_strict);
            Check { operation, side, is_strict, found: &mut found }.schema(place, choice, value);
            if nearest.as_ref().is_none_or(|nearest| found.len() < nearest.len()) {
                nearest = Some(found);
            }
        }
        self.found.extend(nearest.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn descriptions() -> Descriptions {
        let mut all = Descriptions { files: Vec::new(), paths: Vec::new() };
        let schema = json!({
            "type": "object", "required": ["id", "at"],
            "properties": {
                "id": {"type": "string"}, "at": {"type": "string", "format": "date-time"}, "count": {"type": "integer"},
                "kind": {"type": "string", "enum": ["A", "B"]}, "more": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                "values": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        });
        let answered = json!({"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}, "default": {"description": ""}});
        all.add(json!({
            "openapi": "3.0.1",
            "paths": {
                "/things/{id}": {"get": {"parameters": [{"name": "id", "in": "path"}, {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "who", "in": "query", "required": true, "schema": {"type": "string"}}], "responses": answered}},
                "/things/batch": {"post": {"requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "responses": {"204": {"description": ""}}}},
                "/objects/0-3/{id}": {"delete": {"responses": {"204": {"description": ""}}}},
            },
            "components": {"schemas": {"Thing": schema}},
        }));
        all
    }

    fn exchange(method: &str, path: &str, query: &[(&str, &str)], body: Value, status: u16, answer: Value) -> Exchange {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Exchange { method: method.to_owned(), path: path.to_owned(), query, body, status, answer }
    }

    fn said(exchange: &Exchange) -> Vec<String> {
        let (_, found) = descriptions().check(exchange);
        found.into_iter().map(|one| format!("{:?} {}: {}", one.side, one.place, one.what)).collect()
    }

    #[test]
    fn what_is_as_described_passes() {
        let thing = json!({"id": "1", "at": "2026-03-04T08:00:00Z", "count": 3, "kind": "A", "values": {"a": "b"}, "new": 1,
            "more": [{"id": "2", "at": "2026-03-04T08:00:00.000Z"}]});
        assert_eq!(
            said(&exchange("GET", "/things/7", &[("who", "me"), ("limit", "5")], Value::Null, 200, thing)),
            [""; 0]
        );
        assert_eq!(said(&exchange("DELETE", "/objects/deals/7", &[], Value::Null, 204, Value::Null)), [""; 0]);
        assert_eq!(
            said(&exchange("GET", "/things/7", &[("what", "me")], Value::Null, 404, json!({}))),
            [""; 0],
            "refused as it should be"
        );
    }

    #[test]
    fn whatever_is_otherwise_is_said_and_whose_it_is() {
        let thing = json!({"at": "soon", "count": "3", "kind": "C", "values": {"a": null}, "more": [{"id": 2, "at": "2026-03-04T08:00:00Z"}]});
        assert_eq!(
            said(&exchange("GET", "/things/7", &[("limit", "many"), ("what", "x")], Value::Null, 200, thing)),
            [
                "Request query.limit: it is no whole number",
                "Request query.what: it is not described",
                "Request query.who: it is required",
                "Answer answer.at: it is no date and time",
                "Answer answer.count: it is no integer",
                "Answer answer.id: it is required",
                "Answer answer.kind: \"C\" is none of the values that are described",
                "Answer answer.more[].id: it is no string",
                "Answer answer.values.*: it is null",
            ]
        );
        let asked = json!({"id": "1", "at": "2026-03-04T08:00:00Z", "unknown": 1});
        assert_eq!(
            said(&exchange("POST", "/things/batch", &[], asked, 200, json!({}))),
            ["Request body.unknown: it is not described", "Answer status: an answer with 200 is not described",]
        );
        assert_eq!(
            said(&exchange("POST", "/things/batch", &[], Value::Null, 204, json!({"x": 1}))),
            ["Request body: it is required", "Answer answer: it has a body, and none is described",]
        );
        assert_eq!(
            said(&exchange("PUT", "/nothing/5", &[], Value::Null, 200, json!({}))),
            ["Request path: no description has this path"]
        );
    }

    #[test]
    fn a_word_that_the_check_does_not_know_is_no_reason_to_pass() {
        let mut all = Descriptions { files: Vec::new(), paths: Vec::new() };
        all.add(json!({"openapi": "3.0.1", "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
            {"type": "string", "pattern": "^a$"}}}}}}}}}));
        let (_, found) = all.check(&exchange("GET", "/a", &[], Value::Null, 200, json!("b")));
        assert_eq!(found[0].what, "the check does not know the word pattern of the description");
    }

    #[test]
    fn what_is_known_to_be_otherwise_has_its_reason() {
        let violation = |side, endpoint: &str, place: &str| Violation {
            side,
            endpoint: endpoint.to_owned(),
            place: place.to_owned(),
            what: String::new(),
        };
        let search = "POST /crm/objects/2026-03/contacts/search";
        assert!(known(&violation(Side::Request, search, "body.sorts[]")).is_some());
        assert!(known(&violation(Side::Answer, search, "body.sorts[]")).is_none());
        assert!(known(&violation(Side::Request, search, "body.limit")).is_none());
    }
}

//! Prompts: Markdown files with front matter, filled by typed inputs after redaction.
//!
//! A file is TOML between two lines `+++`, then the standing instructions, then after a line `---` the request. `rules.md` is put before
//! the instructions of every prompt and `scene.md` before its request. Text from the CRM reaches a prompt through `data(label, text)` only, which fences it.

use crate::{
    Inputs, Kind,
    redact::{Placeholders, Redactor},
};
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fmt};

/// The rules that stand before the instructions of every prompt.
const RULES: &str = include_str!("../../../../prompts/rules.md");

/// What stands before every request: the day, the ids and the sources.
const SCENE: &str = include_str!("../../../../prompts/scene.md");

/// The front matter of a prompt file: the TOML between its lines `+++`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// The kind of draft that the prompt is for.
    pub name: Kind,
    /// The version, counted from 1. Several of one name may live side by side.
    pub version: u32,
    /// The inputs that the body uses; a test holds it to them.
    pub inputs: Vec<String>,
    /// The fewest and the most items an answer may have.
    pub items: [u32; 2],
    /// The sections an item may belong to; none where the list has no headings.
    #[serde(default)]
    pub sections: Vec<String>,
    /// The schema of the typed fields beside the items, as JSON; `"$sources"` in an `enum` stands for the closed set of source ids,
    /// `"$criteria"` as a `maximum` for the length of the input list of that name.
    #[serde(default)]
    pub fields: Option<String>,
}

/// A prompt as it was read from its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// The prompt's name, version, inputs and the shape of its answer.
    pub front: FrontMatter,
    /// The schema of the typed fields beside the items.
    fields: Option<Value>,
    system: String,
    request: String,
    /// The first 16 hex digits of the BLAKE3 hash of file and rules: two texts never share a version unseen.
    pub stamp: String,
}

/// What is wrong with a prompt, or with what it is filled with.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// No front matter, or no line between instructions and request.
    #[error("the prompt lacks its `+++` lines or the `---` between instructions and request")]
    NoFrontMatter,
    /// The front matter does not read.
    #[error("could not read the front matter of a prompt")]
    FrontMatter {
        /// What the TOML parser says.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The schema of the typed fields is no JSON.
    #[error("could not read the output schema of {name}")]
    Schema {
        /// The kind of the prompt whose schema it is.
        name: Kind,
        /// What the JSON parser says.
        #[source]
        source: serde_json::Error,
    },
    /// There is no such prompt.
    #[error("there is no version {version:?} of the prompt {name}")]
    Unknown {
        /// The kind of prompt that was asked for.
        name: Kind,
        /// The version that was asked for; `None` asks for the newest.
        version: Option<u32>,
    },
    /// The inputs are for a prompt of another kind.
    #[error("the inputs are for {inputs}, the prompt is {name}")]
    OtherInputs {
        /// The kind of the prompt.
        name: Kind,
        /// The kind that the inputs are for.
        inputs: Kind,
    },
    /// A body that uses what it is not given, or does not parse.
    #[error("could not fill the prompt {name}")]
    Fill {
        /// The kind of the prompt that cannot be filled.
        name: Kind,
        /// What the template engine says.
        #[source]
        source: Box<minijinja::Error>,
    },
    /// The inputs do not become JSON.
    #[error("could not read the inputs of {name}")]
    Inputs {
        /// The kind of the prompt whose inputs they are.
        name: Kind,
        /// What the JSON serialiser says.
        #[source]
        source: serde_json::Error,
    },
}

/// All prompts, by their kind and version.
#[derive(Debug, Clone, Default)]
pub struct Library(BTreeMap<(Kind, u32), Prompt>);

impl Library {
    /// The prompts that ship with the app; an error where one of them does not read.
    pub fn shipped() -> Result<Self, PromptError> {
        let texts = Kind::ALL.iter().flat_map(|kind| kind.spec().prompts);
        texts.into_iter().try_fold(Self::default(), |library, text| library.with(text))
    }

    /// With one more prompt, or another in the place of the one of the same name and version.
    pub fn with(mut self, text: &str) -> Result<Self, PromptError> {
        self.add(Prompt::read(text)?);
        Ok(self)
    }

    /// Adds a prompt, or replaces the one of the same name and version.
    pub fn add(&mut self, prompt: Prompt) {
        self.0.insert((prompt.front.name, prompt.front.version), prompt);
    }

    /// The prompt of that kind and version, or the newest where no version is named; an error where there is none.
    pub fn get(&self, name: Kind, version: Option<u32>) -> Result<&Prompt, PromptError> {
        let newest = self.0.range((name, 0)..=(name, u32::MAX)).next_back().map(|(_, prompt)| prompt);
        let found = version.map_or(newest, |version| self.0.get(&(name, version)));
        found.ok_or(PromptError::Unknown { name, version })
    }

    /// Every prompt, by its kind and then its version.
    pub fn iter(&self) -> impl Iterator<Item = &Prompt> {
        self.0.values()
    }
}

/// A prompt as it will be sent, word for word: this is what "what will be sent" shows. `Debug` leaves the texts out.
#[derive(Clone, PartialEq, Serialize)]
pub struct Rendered {
    /// The prompt's kind.
    pub name: Kind,
    /// The prompt's version, counted from 1.
    pub version: u32,
    /// Names the exact text of the prompt, see [`Prompt::stamp`].
    pub stamp: String,
    /// The standing instructions.
    pub system: String,
    /// The request with its fenced data.
    pub request: String,
    /// The JSON schema that the answer is checked against.
    pub schema: Value,
    /// The ids of the sources that may be cited: `s1`, `s2`, …
    pub source_ids: Vec<String>,
    /// A hash of the inputs before they were redacted; equal inputs, equal hash.
    pub inputs_hash: String,
    /// What the placeholders stand for. Stays here: it is neither sent nor written out.
    #[serde(skip)]
    pub placeholders: Placeholders,
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rendered({}@{}, {} sources)", self.name, self.version, self.source_ids.len())
    }
}

impl Rendered {
    /// The schema as a provider gets it: OpenAI refuses lengths of strings, so they are only checked here.
    pub fn schema_to_send(&self) -> Value {
        let mut schema = self.schema.clone();
        edit_schemas(&mut schema, &|object| {
            object.remove("minLength");
            object.remove("maxLength");
        });
        schema
    }

    /// An estimate of the tokens it takes, schema included.
    pub fn tokens(&self) -> u32 {
        let texts = [&self.system, &self.request, &self.schema_to_send().to_string()];
        texts.into_iter().map(|text| crate::context::tokens(text)).sum()
    }
}

impl Prompt {
    /// Reads the text of a prompt file.
    pub fn read(text: &str) -> Result<Self, PromptError> {
        let text = text.replace("\r\n", "\n");
        let rest = text.strip_prefix("+++\n").ok_or(PromptError::NoFrontMatter)?;
        let (front, body) = rest.split_once("\n+++\n").ok_or(PromptError::NoFrontMatter)?;
        let (system, request) = body.split_once("\n---\n").ok_or(PromptError::NoFrontMatter)?;
        let front: FrontMatter =
            toml::from_str(front).map_err(|source| PromptError::FrontMatter { source: Box::new(source) })?;
        let name = front.name;
        let fields = front.fields.as_deref().map(serde_json::from_str).transpose();
        let fields = fields.map_err(|source| PromptError::Schema { name, source })?;
        let hash = blake3::hash(format!("{text}\0{RULES}\0{SCENE}").as_bytes()).to_hex();
        Ok(Self {
            fields,
            system: format!("{}\n\n{}\n", RULES.trim(), system.trim()),
            request: format!("{}\n\n{}\n", SCENE.trim(), request.trim()),
            stamp: hash.get(..16).unwrap_or_default().to_owned(),
            front,
        })
    }

    /// Redacts the inputs and fills them in.
    ///
    /// Every string of the inputs goes through the redactor first, field by field; nothing of them reaches the prompt otherwise. Equal
    /// inputs give equal text. Fails for inputs of another kind, and for a body that uses what it is not given.
    pub fn render(&self, inputs: &Inputs, redactor: &Redactor) -> Result<Rendered, PromptError> {
        let name = self.front.name;
        if inputs.kind != name {
            return Err(PromptError::OtherInputs { name, inputs: inputs.kind });
        }
        let mut value = serde_json::to_value(inputs).map_err(|source| PromptError::Inputs { name, source })?;
        let inputs_hash = blake3::hash(value.to_string().as_bytes()).to_hex().to_string();
        let placeholders = redactor.redact_fields(&mut value);
        let source_ids: Vec<String> = (1..=inputs.scene.sources.len()).map(|at| format!("s{at}")).collect();
        value["ids"] = json!(source_ids);
        let nonce = nonce(&value);
        let fill = |template: &str| {
            let mut environment = Environment::new();
            environment.set_undefined_behavior(UndefinedBehavior::Strict);
            environment.set_trim_blocks(true);
            environment.set_lstrip_blocks(true);
            let nonce = nonce.clone();
            environment.add_function("data", move |label: String, text: String| fenced(&nonce, &label, &text));
            environment
                .render_str(template, &value)
                .map_err(|source| PromptError::Fill { name, source: Box::new(source) })
        };
        Ok(Rendered {
            name,
            version: self.front.version,
            stamp: self.stamp.clone(),
            system: fill(&self.system)?,
            request: fill(&self.request)?,
            schema: self.schema(&source_ids, &value),
            source_ids,
            inputs_hash,
            placeholders,
        })
    }

    /// The schema of an answer that may cite these sources: first the items, then the typed fields.
    fn schema(&self, source_ids: &[String], inputs: &Value) -> Value {
        let mut item = json!({
            "type": "object",
            "properties": {
                "text": {"type": "string", "minLength": 1, "maxLength": 900},
                "sources": {"type": "array", "items": {"type": "string", "enum": ["$sources"]}, "minItems": 1, "maxItems": 6},
                "kind": {"type": "string", "enum": ["quote", "fact", "inferred", "question"]},
            },
            "required": ["text", "sources", "kind"],
            "additionalProperties": false,
        });
        let add = |object: &mut Value, name: &str, schema: Value| {
            object["properties"][name] = schema;
            if let Some(required) = object["required"].as_array_mut() {
                required.push(json!(name));
            }
        };
        if !self.front.sections.is_empty() {
            add(&mut item, "section", json!({"type": "string", "enum": self.front.sections}));
        }
        let [least, most] = self.front.items;
        let mut schema = json!({
            "type": "object",
            "properties": {"items": {"type": "array", "items": item, "minItems": least, "maxItems": most}},
            "required": ["items"],
            "additionalProperties": false,
        });
        if let Some(fields) = &self.fields {
            add(&mut schema, "fields", fields.clone());
        }
        edit_schemas(&mut schema, &|object| {
            let list = object.get("maximum").and_then(Value::as_str).and_then(|name| name.strip_prefix('$'));
            if let Some(length) = list.map(|list| inputs[list].as_array().map_or(0, Vec::len)) {
                object.insert("maximum".to_owned(), json!(length));
            }
            if let Some(Value::Array(allowed)) = object.get_mut("enum") {
                let is_marker = |value: &Value| value == "$sources";
                if allowed.iter().any(is_marker) {
                    allowed.retain(|value| !is_marker(value));
                    allowed.extend(source_ids.iter().map(|id| json!(id)));
                }
            }
        });
        schema
    }
}

/// Edits every object of a schema, the outer ones first.
fn edit_schemas(schema: &mut Value, edit: &dyn Fn(&mut serde_json::Map<String, Value>)) {
    match schema {
        Value::Object(object) => {
            edit(object);
            object.values_mut().for_each(|value| edit_schemas(value, edit));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| edit_schemas(value, edit)),
        _ => {}
    }
}

/// A mark that occurs nowhere in the data, so that no data can close its fence. Derived from the data: equal inputs, equal prompts.
fn nonce(data: &Value) -> String {
    let text = data.to_string();
    let mark = |round: u32| {
        let hash = blake3::hash(format!("{round}\0{text}").as_bytes()).to_hex();
        hash.get(..12).unwrap_or_default().to_owned()
    };
    // Each round misses with a chance of at most one in 10^14 a character; the loop ends at the first.
    (0..).map(mark).find(|mark| !text.contains(mark.as_str())).unwrap_or_default()
}

/// Text from outside between two lines with a mark that occurs nowhere in it, so that nothing in it can end it. `label` says what it is.
pub fn fence(label: &str, text: &str) -> String {
    fenced(&nonce(&Value::String(text.to_owned())), label, text)
}

fn fenced(nonce: &str, label: &str, text: &str) -> String {
    format!("<<< data {nonce} {label}\n{}\n>>> end {nonce} {label}", text.trim())
}

//! The tools as programs see them: what each takes and does, and how a call is read. One table; what is not in it does not exist.

use crate::arguments::{
    AskArguments, BriefArguments, CiteArguments, DigestArguments, FactsArguments, PromisesArguments, ProposeArguments,
    SearchArguments, TimelineArguments,
};
use app::{ProgramRequest, ProgramTool};
use rmcp::{
    handler::server::tool::schema_for_input,
    model::{JsonObject, Tool, ToolAnnotations},
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{any::Any, sync::Arc};

/// A tool with what it takes.
struct Described {
    tool: ProgramTool,
    title: &'static str,
    description: &'static str,
    schema: fn() -> Result<Arc<JsonObject>, String>,
    read: fn(Value) -> Result<ProgramRequest, String>,
}

const ALL: [Described; 9] = [
    Described {
        tool: ProgramTool::Brief,
        title: "Brief before a call",
        description: "The brief of a person or account: what can go wrong, why now, the last talk, promises, their words, the deal, the people, what to ask first. Every line has citations.",
        schema: schema::<BriefArguments>,
        read: read::<BriefArguments>,
    },
    Described {
        tool: ProgramTool::Search,
        title: "Search the history",
        description: "Searches mails, calls, meetings, notes and tickets by word and by meaning, in one account or in all. Each hit is word for word and has its citation.",
        schema: schema::<SearchArguments>,
        read: read::<SearchArguments>,
    },
    Described {
        tool: ProgramTool::Ask,
        title: "Ask the history",
        description: "Answers a question about one account by what was said, word for word. Says when it is not in the history, or not sure; then do not give what comes nearest as the answer.",
        schema: schema::<AskArguments>,
        read: read::<AskArguments>,
    },
    Described {
        tool: ProgramTool::Cite,
        title: "Open a citation",
        description: "Opens a citation: the cited words with what stands around them, who said them and when, and whether the source reads differently today.",
        schema: schema::<CiteArguments>,
        read: read::<CiteArguments>,
    },
    Described {
        tool: ProgramTool::Timeline,
        title: "Timeline of an account",
        description: "What happened with an account, newest first, page by page: mails, calls, meetings, notes and tasks, each with its beginning and its id.",
        schema: schema::<TimelineArguments>,
        read: read::<TimelineArguments>,
    },
    Described {
        tool: ProgramTool::Promises,
        title: "Promises",
        description: "What either side has promised and what became of it, of one account or of all, with days and citations.",
        schema: schema::<PromisesArguments>,
        read: read::<PromisesArguments>,
    },
    Described {
        tool: ProgramTool::Facts,
        title: "Facts of an account",
        description: "What an account's texts tell of the customer, as budget, timeline, criteria, competitors and who decides, each with the line that tells it.",
        schema: schema::<FactsArguments>,
        read: read::<FactsArguments>,
    },
    Described {
        tool: ProgramTool::Digest,
        title: "The day ahead",
        description: "The day ahead over all accounts: meetings, promises, what is at risk or stalled, what may close.",
        schema: schema::<DigestArguments>,
        read: read::<DigestArguments>,
    },
    Described {
        tool: ProgramTool::Propose,
        title: "Put a card up for review",
        description: "Puts a note, a task, a field's value or a reply up for review in Foreword, marked with this program's name. It writes nothing to HubSpot and cannot approve: the person decides in Foreword. Give citations of the same account for what the lines rest on.",
        schema: schema::<ProposeArguments>,
        read: read::<ProposeArguments>,
    },
];

fn schema<T: JsonSchema + Any>() -> Result<Arc<JsonObject>, String> {
    schema_for_input::<T>()
}

fn read<T>(arguments: Value) -> Result<ProgramRequest, String>
where
    T: DeserializeOwned,
    ProgramRequest: TryFrom<T>,
    <ProgramRequest as TryFrom<T>>::Error: ToString,
{
    let read: T = serde_json::from_value(arguments).map_err(|error| error.to_string())?;
    ProgramRequest::try_from(read).map_err(|error| error.to_string())
}

/// The tools, as a program lists them.
///
/// # Errors
/// Why a schema could not be made: a mistake of ours, which a test finds.
pub(crate) fn listed() -> Result<Vec<Tool>, String> {
    ALL.iter()
        .map(|described| {
            let reads = described.tool.reads();
            let hints = ToolAnnotations::with_title(described.title)
                .read_only(reads)
                .destructive(false)
                .idempotent(true)
                // Nothing outside this computer is reached.
                .open_world(false);
            Ok(Tool::new(described.tool.as_str(), described.description, (described.schema)()?)
                .with_title(described.title)
                .with_annotations(hints))
        })
        .collect()
}

/// A call, its arguments read.
///
/// # Errors
/// What is wrong with the arguments, in words.
pub(crate) fn request(tool: ProgramTool, arguments: Option<JsonObject>) -> Result<ProgramRequest, String> {
    let described = ALL.iter().find(|described| described.tool == tool);
    let read = described.ok_or_else(|| format!("there is no tool {}", tool.as_str()))?.read;
    read(Value::Object(arguments.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_tool_is_described_and_refuses_what_it_does_not_know() {
        let tools = listed().unwrap();
        let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
        assert_eq!(names, ProgramTool::ALL.map(ProgramTool::as_str));
        for tool in &tools {
            assert_eq!(tool.input_schema["additionalProperties"], json!(false), "{}", tool.name);
            let hints = tool.annotations.as_ref().unwrap();
            assert_eq!(hints.read_only_hint, Some(tool.name != "propose"));
            assert_eq!(hints.destructive_hint, Some(false));
        }
    }

    /// Every text and list that a schema lets in has a bound.
    #[test]
    fn everything_has_a_bound() {
        fn look(at: &str, schema: &Value) {
            match schema {
                Value::Object(object) => {
                    let is = |kind: &str| match object.get("type") {
                        Some(Value::String(one)) => one == kind,
                        Some(Value::Array(several)) => several.iter().any(|one| one == kind),
                        _ => false,
                    };
                    let is_chosen = object.contains_key("enum") || object.contains_key("const");
                    assert!(!is("string") || is_chosen || object.contains_key("maxLength"), "{at}: {schema}");
                    assert!(!is("array") || object.contains_key("maxItems"), "{at}: {schema}");
                    assert!(!is("integer") || object.contains_key("maximum"), "{at}: {schema}");
                    assert!(!is("object") || object["additionalProperties"] == json!(false), "{at}: {schema}");
                    object.values().for_each(|value| look(at, value));
                }
                Value::Array(list) => list.iter().for_each(|value| look(at, value)),
                _ => {}
            }
        }
        for tool in listed().unwrap() {
            look(&tool.name, &tool.schema_as_json_value());
        }
    }

    #[test]
    fn malformed_calls_are_refused_in_words() {
        let refused = |tool, arguments: Value| request(tool, arguments.as_object().cloned()).unwrap_err();
        let long = "x".repeat(1_001);
        for (tool, arguments) in [
            (ProgramTool::Brief, json!({})),
            (ProgramTool::Brief, json!({"who": " "})),
            (ProgramTool::Brief, json!({"who": 7})),
            (ProgramTool::Brief, json!({"who": "Ada", "account": "company:1"})),
            (ProgramTool::Search, json!({"query": long})),
            (ProgramTool::Search, json!({"query": "x", "limit": 0})),
            (ProgramTool::Search, json!({"query": "x", "limit": 51})),
            (ProgramTool::Digest, json!({"target": 1})),
            (ProgramTool::Propose, json!({"kind": "approve", "target": "deal:1"})),
            (ProgramTool::Propose, json!({"kind": "note", "target": "deal:1"})),
            (
                ProgramTool::Propose,
                json!({"kind": "note", "target": "deal:1", "lines": [{"text": "x", "approved": true}]}),
            ),
            (ProgramTool::Propose, json!({"kind": "note", "target": "deal:1", "lines": [{"text": "x"}], "value": "y"})),
            (ProgramTool::Propose, json!({"kind": "field", "target": "deal:1", "property": "amount"})),
            (
                ProgramTool::Propose,
                json!({"kind": "note", "target": "deal:1", "lines": vec![json!({"text": "x"}); 41]}),
            ),
        ] {
            let said = refused(tool, arguments.clone());
            assert!(!said.is_empty() && said.len() < 400, "{arguments}: {said}");
        }
        let fits = json!({"kind": "task", "target": "deal:1", "title": "Call", "due": "2026-03-06"});
        assert!(request(ProgramTool::Propose, fits.as_object().cloned()).is_ok());
        assert_eq!(request(ProgramTool::Digest, None), Ok(ProgramRequest::Digest));
    }
}

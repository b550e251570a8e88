//! Each provider's wire format: the request we send, and the stream we read. The bodies are written after the providers' public
//! documentation, with content of our own.

use crate::{
    prompts::rendered,
    server::{KEY, Server, Turn},
};
use domain::{ObjectType, PortalId, RecordId};
use llm::{Budget, Call, Forcing, Kind, Outcome, Prices, Provider, Reply, Stops, ask, probe, request_id};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const ANSWER: &str = r#"{"items":[{"text":"⟦PERSON_1⟧ needs SSO.","sources":["s1"],"kind":"fact"}],"fields":{"strength":"weak","direction":"mixed"}}"#;

async fn asked(server: &Server, name: &str, forcing: Option<Forcing>) -> Reply {
    let model = server.model_with(name, |config| config.forcing = forcing.unwrap_or(config.forcing));
    let prompt = rendered(Kind::Intent);
    let call = Call {
        id: request_id(&PortalId("1".to_owned()), &RecordId::new(ObjectType::Deal, "5"), &prompt),
        prompt: &prompt,
        model: &model,
        budget: &Budget::default(),
        prices: &Prices::default(),
        cache: None,
        stops: &Stops::default(),
        cancel: CancellationToken::new(),
    };
    let reply = ask(call, &mut |_: &Value| {}).await;
    assert_eq!(reply.outcome, Outcome::Ok, "{name}: {:?} {}", reply.details, reply.raw);
    assert_eq!(reply.items[0]["text"], "Petra Lindqvist needs SSO.");
    assert_eq!(reply.fields["strength"], "weak");
    assert_eq!((reply.tokens_in, reply.tokens_out), (Some(812), Some(37)), "{name}");
    assert_eq!(reply.cost_micros, None);
    reply
}

/// The request without its long texts, which the snapshots of the prompts have.
fn shape(mut body: Value) -> Value {
    fn shorten(value: &mut Value) {
        match value {
            Value::String(text) if 60 < text.chars().count() => *text = format!("({} …)", text.lines().next().unwrap()),
            Value::Array(list) => list.iter_mut().for_each(shorten),
            Value::Object(fields) => fields.values_mut().for_each(shorten),
            _ => {}
        }
    }
    shorten(&mut body);
    body
}

fn halves() -> (&'static str, &'static str) {
    ANSWER.split_at(ANSWER.find("sources").unwrap())
}

fn events(events: Vec<Value>) -> Turn {
    Turn::Chunks(
        events
            .into_iter()
            .map(|event| (0, format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap())))
            .collect(),
    )
}

fn openai() -> Turn {
    let (one, two) = halves();
    let chunk = |delta: Value, finish: Value| {
        let body = json!({"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1_795_000_000, "model": "gpt-4o-2024-08-06",
            "system_fingerprint": "fp_1", "choices": [{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}], "usage": null});
        (0, format!("data: {body}\n\n"))
    };
    let usage = json!({"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1_795_000_000, "model": "gpt-4o-2024-08-06",
        "choices": [], "usage": {"prompt_tokens": 812, "completion_tokens": 37, "total_tokens": 849,
        "prompt_tokens_details": {"cached_tokens": 0}, "completion_tokens_details": {"reasoning_tokens": 0}}});
    Turn::Chunks(vec![
        chunk(json!({"role": "assistant", "content": "", "refusal": null}), Value::Null),
        chunk(json!({"content": one}), Value::Null),
        chunk(json!({"content": two}), Value::Null),
        chunk(json!({}), json!("stop")),
        (0, format!("data: {usage}\n\n")),
        (0, "data: [DONE]\n\n".to_owned()),
    ])
}

#[tokio::test]
async fn openai_decodes_along_the_schema() {
    let server = Server::start(vec![openai()]).await;
    asked(&server, "openai:gpt-4o", None).await;
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/v1/chat/completions");
    assert_eq!(seen.headers["authorization"], format!("Bearer {KEY}"));
    insta::assert_json_snapshot!("openai_request", shape(seen.body.clone()));
}

#[tokio::test]
async fn a_reasoning_model_gets_no_temperature_and_the_newer_name_of_the_cap() {
    let server = Server::start(vec![openai()]).await;
    asked(&server, "openai:gpt-5-mini", None).await;
    let body = &server.seen()[0].body;
    assert!(body.get("temperature").is_none() && body.get("max_tokens").is_none());
    assert_eq!(body["max_completion_tokens"], 8_192);
    assert_eq!(body["reasoning_effort"], "low");
}

#[tokio::test]
async fn a_compatible_server_keeps_its_models_name_and_may_be_asked_without_force() {
    let server = Server::start(vec![openai()]).await;
    asked(&server, "compatible:qwen-max", Some(Forcing::Asked)).await;
    let body = &server.seen()[0].body;
    assert_eq!(body["model"], "qwen-max");
    assert!(body.get("response_format").is_none() && body.get("reasoning_effort").is_none());
    assert!(body["messages"][0]["content"].as_str().unwrap().contains("\"additionalProperties\":false"));
}

#[tokio::test]
async fn a_compatible_server_may_be_held_by_a_tool() {
    let (one, two) = halves();
    let chunk = |delta: Value, finish: Value| {
        (0, format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})))
    };
    let call = |arguments: &str| json!({"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]});
    let turn = Turn::Chunks(vec![
        chunk(
            json!({"role": "assistant", "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "answer", "arguments": ""}}]}),
            Value::Null,
        ),
        chunk(call(one), Value::Null),
        chunk(call(two), Value::Null),
        chunk(json!({}), json!("tool_calls")),
        (
            0,
            format!(
                "data: {}\n\n",
                json!({"choices": [], "usage": {"prompt_tokens": 812, "completion_tokens": 37, "total_tokens": 849}})
            ),
        ),
        (0, "data: [DONE]\n\n".to_owned()),
    ]);
    let server = Server::start(vec![turn]).await;
    let reply = asked(&server, "compatible:m", Some(Forcing::Tool)).await;
    assert_eq!(reply.raw, ANSWER);
    assert_eq!(server.seen()[0].body["tool_choice"], json!({"type": "function", "function": {"name": "answer"}}));
}

#[tokio::test]
async fn ollama_is_asked_at_its_compatible_address() {
    let server = Server::start(vec![openai()]).await;
    asked(&server, "ollama:llama3.2:3b", None).await;
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/v1/chat/completions");
    assert_eq!(seen.body["model"], "llama3.2:3b");
    assert_eq!(seen.body["response_format"]["type"], "json_schema");
    insta::assert_json_snapshot!("ollama_request", shape(seen.body.clone()));
}

#[tokio::test]
async fn anthropic_must_call_the_tool() {
    let (one, two) = halves();
    let part = |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": text}});
    let turn = events(vec![
        json!({"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
            "content": [], "stop_reason": null, "stop_sequence": null, "usage": {"input_tokens": 812, "output_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": {}}}),
        json!({"type": "ping"}),
        part(one),
        part(two),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": null}, "usage": {"output_tokens": 37}}),
        json!({"type": "message_stop"}),
    ]);
    let server = Server::start(vec![turn]).await;
    let reply = asked(&server, "anthropic:claude-sonnet-4-5", None).await;
    assert_eq!(reply.raw, ANSWER);
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/v1/messages");
    assert_eq!(seen.headers["x-api-key"], KEY);
    assert_eq!(seen.headers["anthropic-version"], "2023-06-01");
    assert!(!seen.headers.contains_key("authorization"));
    insta::assert_json_snapshot!("anthropic_request", shape(seen.body.clone()));
}

#[tokio::test]
async fn an_overloaded_anthropic_is_asked_again() {
    let overloaded =
        events(vec![json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})]);
    let text =
        |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
    let good = events(vec![
        json!({"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
            "usage": {"input_tokens": 812, "output_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        text(ANSWER),
        json!({"type": "content_block_stop", "index": 0}),
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 37}}),
        json!({"type": "message_stop"}),
    ]);
    let server = Server::start(vec![overloaded, good]).await;
    let reply = asked(&server, "anthropic:claude-sonnet-4-5", Some(Forcing::Schema)).await;
    assert_eq!(reply.attempts, 2);
    assert_eq!(server.seen()[1].body["output_config"]["format"]["type"], "json_schema");
}

#[tokio::test]
async fn gemini_decodes_along_the_schema() {
    let (one, two) = halves();
    let chunk = |text: &str, finish: Option<&str>| {
        let mut body = json!({"candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}],
            "usageMetadata": {"promptTokenCount": 812, "candidatesTokenCount": 37, "totalTokenCount": 849}, "modelVersion": "gemini-2.5-flash",
            "responseId": "r1"});
        if let Some(finish) = finish {
            body["candidates"][0]["finishReason"] = json!(finish);
        }
        (0, format!("data: {body}\r\n\r\n"))
    };
    let server = Server::start(vec![Turn::Chunks(vec![chunk(one, None), chunk(two, Some("STOP"))])]).await;
    asked(&server, "gemini:gemini-2.5-flash", None).await;
    let seen = &server.seen()[0];
    assert_eq!(seen.path, "/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    assert_eq!(seen.headers["x-goog-api-key"], KEY);
    insta::assert_json_snapshot!("gemini_request", shape(seen.body.clone()));
}

#[tokio::test]
async fn a_redirect_does_not_carry_the_key_elsewhere() {
    let elsewhere = Server::start(vec![openai()]).await;
    let moved = Turn::Status(307, vec![("location", format!("{}chat/completions", elsewhere.url))], String::new());
    let server = Server::start(vec![moved]).await;
    let model = server.model("openai:gpt-4o");
    let prompt = rendered(Kind::Intent);
    let call = Call {
        id: request_id(&PortalId("1".to_owned()), &RecordId::new(ObjectType::Deal, "5"), &prompt),
        prompt: &prompt,
        model: &model,
        budget: &Budget::default(),
        prices: &Prices::default(),
        cache: None,
        stops: &Stops::default(),
        cancel: CancellationToken::new(),
    };
    let reply = ask(call, &mut |_: &Value| {}).await;
    assert_eq!((reply.outcome, elsewhere.seen().len()), (Outcome::Rejected, 0));
}

#[tokio::test]
async fn a_server_on_this_machine_is_noticed_and_others_are_not_asked() {
    let list = json!({"object": "list", "data": [{"id": "llama3.2:3b", "object": "model"}, {"id": "qwen3", "object": "model"}]});
    let server = Server::start(vec![Turn::Status(200, vec![], list.to_string())]).await;
    let other = Server::start(vec![Turn::Status(200, vec![], "<html>".to_owned())]).await;
    let candidates = [
        (Provider::Ollama, server.url.as_str()),
        (Provider::Compatible, other.url.as_str()),
        (Provider::Compatible, "http://127.0.0.1:9/v1/"),
        (Provider::Compatible, "http://models.example/v1/"),
    ];
    let found = probe(&candidates).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].provider, found[0].models.as_slice()),
        (Provider::Ollama, &["llama3.2:3b".to_owned(), "qwen3".to_owned()][..])
    );
    assert_eq!(server.seen()[0].path, "/v1/models");
}

/// What we add to a provider's own first token: rendering aside, everything between `ask` and the first piece, on loopback.
#[tokio::test]
async fn the_first_token_waits_for_the_provider_only() {
    let server = Server::start(vec![openai()]).await;
    let mut waits = Vec::new();
    for _ in 0..40 {
        waits.push(asked(&server, "openai:gpt-4o", None).await.first_token_ms.unwrap());
    }
    waits.sort_unstable();
    println!(
        "first token on loopback, 40 calls each with a connection of its own: p50 {} ms, p95 {} ms",
        waits[20], waits[38]
    );
    assert!(waits[20] < 100);
}

//! The server over HTTP, spoken to in plain requests: who is let in, who is not, and what a program hears.

use app::{Secret, Settings};
use journeys::{TestApp, sample};
use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use std::sync::mpsc;
use tokio_util::sync::CancellationToken;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A running server, and a client that knows how to speak to it.
struct Served {
    url: String,
    client: Client,
    stop: CancellationToken,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn served(settings: Settings) -> Served {
    let (tell, told) = mpsc::channel();
    let stop = CancellationToken::new();
    let cancel = stop.clone();
    tokio::spawn(async move {
        let request = mcp::HttpRequest { port: 0, token: Secret::new(TOKEN) };
        mcp::serve_http(settings, request, |address| tell.send(address.to_owned()).unwrap(), &cancel).await.unwrap();
    });
    let url = tokio::task::spawn_blocking(move || told.recv().unwrap()).await.unwrap();
    Served { url, client: transport::client().unwrap(), stop }
}

fn initialize() -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "Plain Requests", "version": "3"}}})
}

impl Served {
    fn post(&self, body: &Value) -> reqwest::RequestBuilder {
        self.client
            .post(&self.url)
            .header(header::ACCEPT, "application/json, text/event-stream")
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_string())
    }

    /// Introduces itself. Returns the session.
    async fn begun(&self) -> String {
        let answer = self.post(&initialize()).bearer_auth(TOKEN).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let session = answer.headers()["mcp-session-id"].to_str().unwrap().to_owned();
        assert_eq!(result(answer).await["serverInfo"]["name"], "foreword");
        let done = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
        let answer = self.post(&done).bearer_auth(TOKEN).header("mcp-session-id", &session).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        session
    }

    async fn ask(&self, session: &str, method: &str, params: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let answer = self.post(&body).bearer_auth(TOKEN).header("mcp-session-id", session).send().await.unwrap();
        message(answer).await
    }

    async fn tool(&self, session: &str, name: &str, arguments: Value) -> Value {
        self.ask(session, "tools/call", json!({"name": name, "arguments": arguments})).await["result"].clone()
    }
}

/// The message of an answer, whether it comes as JSON or as a stream of events.
async fn message(answer: Response) -> Value {
    let text = answer.text().await.unwrap();
    if let Ok(whole) = serde_json::from_str(&text) {
        return whole;
    }
    let mut events = text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data:")?).ok());
    events.find(|event| event.get("id").is_some()).unwrap_or_else(|| panic!("no message in {text}"))
}

async fn result(answer: Response) -> Value {
    message(answer).await["result"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_the_token_or_from_a_page() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let served = served(app.settings.clone()).await;
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status();
    let hello = || served.post(&initialize());
    assert_eq!(status(hello()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(hello().bearer_auth("")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(hello().bearer_auth(&TOKEN[1..])).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(hello().bearer_auth(format!("{TOKEN}0"))).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(hello().basic_auth("bearer", Some(TOKEN))).await, StatusCode::UNAUTHORIZED);
    // A name that leads here from elsewhere, as a page's own name does after a rebinding.
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", "[::1]"] {
        assert_eq!(
            status(hello().bearer_auth(TOKEN).header(header::HOST, host)).await,
            StatusCode::FORBIDDEN,
            "{host}"
        );
    }
    let own = served.url.trim_end_matches("/mcp");
    for origin in ["https://evil.example", "null", "http://localhost", own, "file://"] {
        let request = hello().bearer_auth(TOKEN).header(header::ORIGIN, origin);
        assert_eq!(status(request).await, StatusCode::FORBIDDEN, "{origin}");
    }
    let long = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"x": "y".repeat(1 << 20)}});
    assert_eq!(status(served.post(&long).bearer_auth(TOKEN)).await, StatusCode::PAYLOAD_TOO_LARGE);
    for path in ["", "/", "/sse", "/mcp/"] {
        let answer = served.client.get(format!("{own}{path}")).bearer_auth(TOKEN).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert!(app::program_calls(&app.open().await, None, 9).unwrap().is_empty(), "nobody was answered");
    assert_eq!(status(hello().bearer_auth(TOKEN)).await, StatusCode::OK);
    assert_eq!(
        status(hello().bearer_auth(TOKEN).header(header::HOST, own.replace("http://127.0.0.1", "localhost"))).await,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_lists_asks_and_is_known_by_its_name() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let served = served(app.settings.clone()).await;
    let session = served.begun().await;
    let tools = served.ask(&session, "tools/list", json!({})).await["result"]["tools"].clone();
    let names: Vec<&str> = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["brief", "search", "ask", "cite", "timeline", "promises", "facts", "digest", "propose"]);
    for tool in tools.as_array().unwrap() {
        assert_eq!(tool["annotations"]["readOnlyHint"], json!(tool["name"] != "propose"), "{tool}");
        assert_eq!(tool["annotations"]["destructiveHint"], json!(false), "{tool}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], json!(false), "{tool}");
    }
    let found = served.tool(&session, "search", json!({"query": "price", "account": "Harbourline Freight"})).await;
    assert_eq!(found["isError"], json!(false), "{found}");
    let line = &found["structuredContent"]["lines"][0];
    let citation = line["citations"][0].as_str().unwrap();
    assert!(found["content"][0]["text"].as_str().unwrap().contains(citation));
    let opened = served.tool(&session, "cite", json!({"id": citation})).await;
    assert_eq!(opened["structuredContent"]["found"], json!(true), "{opened}");

    let refused = served
        .tool(&session, "propose", json!({"kind": "note", "target": "Harbourline Freight", "lines": [{"text": "x"}]}))
        .await;
    assert_eq!(
        (refused["isError"].clone(), refused["structuredContent"]["error"]["code"].clone()),
        (json!(true), json!("policy"))
    );
    let malformed = served.tool(&session, "brief", json!({"who": "Harbourline Freight", "account": "Kestrel"})).await;
    assert_eq!(
        (malformed["isError"].clone(), malformed["structuredContent"]["error"]["code"].clone()),
        (json!(true), json!("usage"))
    );
    let unknown = served.ask(&session, "tools/call", json!({"name": "approve", "arguments": {}})).await;
    assert_eq!(unknown["error"]["code"], json!(-32_602), "{unknown}");

    let read = served.ask(&session, "resources/read", json!({"uri": "foreword://brief/Harbourline%20Freight"})).await;
    assert!(read["result"]["contents"][0]["text"].as_str().unwrap().contains("<<< data"), "{read}");
    assert!(served.ask(&session, "resources/read", json!({"uri": "file:///etc/passwd"})).await["error"].is_object());
    let templates = served.ask(&session, "resources/templates/list", json!({})).await;
    assert_eq!(templates["result"]["resourceTemplates"].as_array().unwrap().len(), 2);
    let prompt =
        served.ask(&session, "prompts/get", json!({"name": "prepare_for_call", "arguments": {"who": "next"}})).await;
    assert!(prompt["result"]["messages"][0]["content"]["text"].as_str().unwrap().contains("`brief`"), "{prompt}");

    let calls = app::program_calls(&app.open().await, None, 20).unwrap();
    let noted: Vec<(&str, &str)> = calls.iter().rev().map(|call| (call.tool.as_str(), call.outcome.as_str())).collect();
    let expected = [
        ("search", "answered"),
        ("cite", "answered"),
        ("propose", "policy"),
        ("brief", "malformed"),
        ("brief", "answered"),
    ];
    assert_eq!(noted, expected);
    assert!(calls.iter().all(|call| call.program == "Plain Requests" && call.version == "3"), "{calls:?}");
}

//! `foreword mcp` as a program starts it: lines of JSON in, lines of JSON out, and nothing else on standard output.

use super::Desk;
use hubspot_sim::SimConfig;
use serde_json::{Value, json};
use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout},
};

struct Speaking {
    child: Child,
    says: ChildStdin,
    hears: Lines<BufReader<ChildStdout>>,
}

impl Speaking {
    async fn to(desk: &Desk) -> Self {
        let mut child = desk.command(&["mcp"]).stdin(Stdio::piped()).spawn().unwrap();
        let (says, hears) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()).lines());
        let mut speaking = Self { child, says, hears };
        let begun = speaking
            .ask(
                "initialize",
                json!({"protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "Script", "version": "1"}}),
            )
            .await;
        assert_eq!(begun["result"]["serverInfo"]["name"], "foreword", "{begun}");
        speaking.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string()).await;
        speaking
    }

    async fn say(&mut self, line: &str) {
        self.says.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        self.says.flush().await.unwrap();
    }

    async fn hear(&mut self) -> Value {
        let line =
            tokio::time::timeout(Duration::from_secs(60), self.hears.next_line()).await.unwrap().unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.say(&json!({"jsonrpc": "2.0", "id": method, "method": method, "params": params}).to_string()).await;
        loop {
            let heard = self.hear().await;
            if heard["id"] == json!(method) {
                return heard;
            }
        }
    }

    async fn tool(&mut self, name: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": name, "arguments": arguments})).await["result"].clone()
    }
}

#[tokio::test]
async fn a_program_asks_and_the_rep_switches() {
    let desk = Desk::with_portal(SimConfig::default()).await;
    let synced = desk.run(&["--json", "sync", "--no-embed"]).await;
    assert!(matches!(synced.status, Some(0 | 4)), "{:?} {}", synced.lines, synced.errors);
    let mut speaking = Speaking::to(&desk).await;
    let brief = speaking.tool("brief", json!({"who": "Harbourline Freight"})).await;
    assert_eq!(brief["isError"], json!(false), "{brief}");
    assert!(!brief["structuredContent"]["lines"].as_array().unwrap().is_empty());
    // What makes no sense ends no connection.
    speaking.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":").await;
    speaking.say(&"x".repeat(2 << 20)).await;
    speaking.say(&json!({"jsonrpc": "2.0", "id": 2, "method": "sing"}).to_string()).await;
    let note = json!({"kind": "note", "target": "Harbourline Freight", "lines": [{"text": "They called."}]});
    assert_eq!(speaking.tool("propose", note.clone()).await["structuredContent"]["error"]["code"], json!("policy"));

    // The rep switches it on beside the running server, and another command writes beside it too.
    let allowed = desk.run(&["--json", "mcp", "allow", "Script", "propose"]).await.json();
    let tools = allowed["programs"][0]["tools"].as_array().unwrap();
    assert!(tools.iter().all(|tool| tool["is_on"] == json!(true)), "{allowed}");
    let put_up = speaking.tool("propose", note).await;
    let id = put_up["structuredContent"]["card"]["id"].as_str().unwrap().to_owned();
    let card = desk.run(&["--json", "review", "show", &id]).await.json();
    assert_eq!(
        (card["proposals"][0]["program"].clone(), card["proposals"][0]["status"].clone()),
        (json!("Script"), json!("proposed"))
    );
    desk.run(&["--json", "mcp", "deny", "Script"]).await.json();
    let refused = speaking.tool("brief", json!({"who": "Harbourline Freight"})).await;
    assert_eq!(refused["structuredContent"]["error"]["code"], json!("policy"), "{refused}");

    let calls = desk.run(&["--json", "mcp", "calls"]).await.json();
    let outcomes: Vec<&str> =
        calls["calls"].as_array().unwrap().iter().map(|call| call["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["policy", "put_up", "policy", "answered"]);
    assert_eq!(desk.run(&["--json", "mcp", "clients"]).await.json()["programs"][0]["is_on"], json!(false));
    let wrong = desk.run(&["--json", "mcp", "allow", "Script", "approve"]).await;
    assert_eq!((wrong.status, wrong.json()["error"]["code"].clone()), (Some(2), json!("usage")));

    // It ends when the program goes away.
    drop(speaking.says);
    let ended = tokio::time::timeout(Duration::from_secs(20), speaking.child.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");
}

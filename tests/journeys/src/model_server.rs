//! A server on loopback that speaks like OpenAI's and answers as a test wants it to.

use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// The requests that a model server was sent, in order.
pub type Heard = Arc<Mutex<Vec<String>>>;

/// What one request asked of the model.
pub struct Asked {
    /// The standing instructions.
    pub system: String,
    /// The request with its fenced data.
    pub request: String,
}

impl Asked {
    fn of(http: &str) -> Self {
        let body = http.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let said = |role: &str| {
            let messages = body["messages"].as_array().into_iter().flatten();
            let of = messages.filter(|message| message["role"] == role);
            of.filter_map(|message| message["content"].as_str()).collect::<Vec<_>>().join("\n")
        };
        Self { system: said("system"), request: said("user") }
    }

    /// The sources given, as id and text, the line that says what they are left out.
    pub fn sources(&self) -> Vec<(String, String)> {
        let mut sources = Vec::new();
        for block in self.request.split("<<< data ").skip(1) {
            let Some((label, rest)) = block.split_once('\n') else { continue };
            let id = label.split(' ').nth(1).unwrap_or_default();
            let is_source = id.strip_prefix('s').is_some_and(|number| number.parse::<usize>().is_ok());
            if let Some((text, _)) = rest.split_once("\n>>> end").filter(|_| is_source) {
                let text = text.split_once('\n').map(|(_, text)| text).unwrap_or(text);
                sources.push((id.to_owned(), text.to_owned()));
            }
        }
        sources
    }
}

/// A server that answers every question with the same words. Returns its address, and what it was sent.
pub async fn server(status: u16, answer: Value) -> (String, Heard) {
    server_with(status, Duration::ZERO, move |_| answer.clone()).await
}

/// A server that answers by what it is asked, each piece of an answer so long after the one before: an item is a piece.
pub async fn server_with(
    status: u16,
    pause: Duration,
    answer: impl Fn(&Asked) -> Value + Send + Sync + 'static,
) -> (String, Heard) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1/", listener.local_addr().unwrap());
    let heard: Heard = Arc::default();
    let (own, answer) = (Arc::clone(&heard), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (own, answer) = (Arc::clone(&own), Arc::clone(&answer));
            tokio::spawn(async move {
                let mut request = Vec::new();
                let mut piece = [0; 8_192];
                loop {
                    let read = stream.read(&mut piece).await.unwrap_or(0);
                    request.extend_from_slice(&piece[..read]);
                    let text = String::from_utf8_lossy(&request);
                    let length = text
                        .to_lowercase()
                        .split("content-length: ")
                        .nth(1)
                        .and_then(|rest| rest.lines().next()?.trim().parse::<usize>().ok());
                    let body = text.find("\r\n\r\n").map_or(0, |at| request.len() - at - 4);
                    if read == 0 || length.is_some_and(|length| length <= body) {
                        break;
                    }
                }
                let text = String::from_utf8_lossy(&request).into_owned();
                let said = answer(&Asked::of(&text)).to_string();
                own.lock().unwrap().push(text);
                let head =
                    format!("HTTP/1.1 {status} X\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(head.as_bytes()).await;
                // After the brace of each item.
                for piece in said.split_inclusive("},") {
                    let chunk = json!({"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}]});
                    if stream.write_all(format!("data: {chunk}\n\n").as_bytes()).await.is_err() {
                        return;
                    }
                    let _ = stream.flush().await;
                    tokio::time::sleep(pause).await;
                }
                let end = json!({"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 900, "completion_tokens": 80, "total_tokens": 980}});
                let _ = stream.write_all(format!("data: {end}\n\ndata: [DONE]\n\n").as_bytes()).await;
            });
        }
    });
    (address, heard)
}

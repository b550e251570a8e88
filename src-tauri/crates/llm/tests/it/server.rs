//! A model server on loopback that answers as it is told, well or badly, and keeps what it was asked.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use futures::{StreamExt, stream};
use llm::{ProviderConfig, Remote, Secret};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The key of every test; it must turn up nowhere.
pub const KEY: &str = "sk-test-5f0c-not-to-be-seen";

/// What the test's server does with one request.
#[derive(Clone)]
pub enum Turn {
    /// These chunks of body, each so many milliseconds after the one before, and then a proper end.
    Chunks(Vec<(u64, String)>),
    /// As `Chunks`, and then the connection breaks.
    Cut(Vec<String>),
    /// As `Chunks`, and then nothing more.
    Hang(Vec<String>),
    /// The same chunk again and again.
    Forever(String, String),
    /// An answer with this status, these headers and this body.
    Status(u16, Vec<(&'static str, String)>, String),
}

/// A request as the test's server received it.
#[derive(Clone)]
pub struct Seen {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Value,
}

#[derive(Clone, Default)]
struct Shared {
    turns: Arc<Mutex<VecDeque<Turn>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

pub struct Server {
    pub url: String,
    shared: Shared,
}

impl Server {
    /// Starts on a free port. The last turn is repeated for further requests.
    pub async fn start(turns: Vec<Turn>) -> Self {
        let shared = Shared { turns: Arc::new(Mutex::new(turns.into())), ..Shared::default() };
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// A model at this server, with time-outs for tests.
    pub fn model(&self, name: &str) -> Remote {
        self.model_with(name, |_| {})
    }

    pub fn model_with(&self, name: &str, edit: impl FnOnce(&mut ProviderConfig)) -> Remote {
        let mut config = ProviderConfig::new(name.parse().unwrap(), Some(&self.url), Some(Secret::new(KEY))).unwrap();
        config.limits.first_token = Duration::from_millis(400);
        config.limits.idle = Duration::from_millis(300);
        config.limits.total = Duration::from_secs(4);
        config.context_tokens = 32_000;
        edit(&mut config);
        Remote::new(config).unwrap()
    }
}

async fn answer(State(shared): State<Shared>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path_and_query().map(ToString::to_string).unwrap();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    shared.seen.lock().unwrap().push(Seen { path, headers, body });
    let turn = {
        let mut turns = shared.turns.lock().unwrap();
        if 1 < turns.len() { turns.pop_front().unwrap() } else { turns.front().unwrap().clone() }
    };
    let ok = |body: Body| Response::builder().header("content-type", "text/event-stream").body(body).unwrap();
    let fine = |chunks: Vec<String>| stream::iter(chunks).map(Ok::<_, std::io::Error>);
    match turn {
        Turn::Chunks(chunks) => ok(Body::from_stream(stream::iter(chunks).then(|(ms, chunk)| async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            Ok::<_, std::io::Error>(chunk)
        }))),
        Turn::Cut(chunks) => ok(Body::from_stream(fine(chunks).chain(stream::once(async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            Err(std::io::Error::other("cut"))
        })))),
        Turn::Hang(chunks) => ok(Body::from_stream(fine(chunks).chain(stream::pending()))),
        Turn::Forever(first, chunk) => {
            ok(Body::from_stream(fine(vec![first]).chain(stream::repeat_with(move || Ok(chunk.clone())))))
        }
        Turn::Status(status, headers, body) => {
            let mut response = Response::builder().status(StatusCode::from_u16(status).unwrap());
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response.body(Body::from(body)).unwrap()
        }
    }
}

/// One piece of text in OpenAI's stream.
pub fn delta(text: &str) -> String {
    let chunk = json!({"id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [
        {"index": 0, "delta": {"content": text}, "finish_reason": null}
    ]});
    format!("data: {chunk}\n\n")
}

/// The end of OpenAI's stream.
pub fn ending(reason: &str) -> String {
    let stop = json!({"id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [
        {"index": 0, "delta": {}, "finish_reason": reason}
    ]});
    let usage = json!({"id": "c1", "object": "chat.completion.chunk", "model": "m", "choices": [],
        "usage": {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}});
    format!("data: {stop}\n\ndata: {usage}\n\ndata: [DONE]\n\n")
}

/// A whole answer in OpenAI's stream, in pieces of 25 characters.
pub fn says(answer: &str) -> Turn {
    let chars: Vec<char> = answer.chars().collect();
    let pieces = chars.chunks(25).map(|piece| (0, delta(&piece.iter().collect::<String>())));
    Turn::Chunks(pieces.chain([(0, ending("stop"))]).collect())
}

//! The HTTP side: one handler for every path, the log, and what a fault does to the connection.

use std::{
    fs::File,
    io::{self, Write as _},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{self, Bytes},
    extract::{ConnectInfo, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::{
    clock, control,
    http::{Body, Reply, Request},
    limits::Policy,
    sim::{Fate, Outcome, Sim},
    webhook,
    wire::Wire,
};

const BODY_MAX_BYTES: usize = 16 * 1024 * 1024;
const SLOW: Duration = Duration::from_secs(2);

/// The simulator and its log, shared by all connections.
#[derive(Debug)]
pub(crate) struct Shared {
    sim: Mutex<Sim>,
    log: Option<Mutex<File>>,
    exchanges: Option<Mutex<File>>,
}

impl Shared {
    pub(crate) fn new(sim: Sim, log: Option<File>, exchanges: Option<File>) -> Arc<Self> {
        Arc::new(Self { sim: Mutex::new(sim), log: log.map(Mutex::new), exchanges: exchanges.map(Mutex::new) })
    }

    /// The one lock. A panic elsewhere leaves the state as it was, so a poisoned lock is taken all the same.
    pub(crate) fn sim(&self) -> MutexGuard<'_, Sim> {
        self.sim.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One line a request; status 0 means that no answer left.
    fn log(&self, at_ms: i64, request: &Request, status: u16, policy: Policy, bytes: usize) {
        let Some(file) = &self.log else { return };
        let line = json!({
            "at_ms": at_ms, "method": request.method.as_str(), "path": request.path, "query": request.query,
            "status": status, "policy": policy.name(), "bytes": bytes,
        });
        write_line(file, &line);
    }

    /// A request and its answer with what is in them. The token is no part of either.
    fn note_exchange(&self, request: &Request, reply: &Reply) {
        let Some(file) = &self.exchanges else { return };
        let body = match serde_json::from_slice::<Value>(&request.body) {
            Ok(json) => json,
            Err(_) if request.body.is_empty() => Value::Null,
            Err(_) => json!(request.form().into_iter().collect::<std::collections::BTreeMap<_, _>>()),
        };
        let answer = match &reply.body {
            Body::Json(json) => json.clone(),
            Body::Empty | Body::Html(_) => Value::Null,
        };
        let line = json!({
            "method": request.method.as_str(), "path": request.path, "query": request.parameters(), "body": body,
            "status": reply.status, "answer": answer,
        });
        write_line(file, &line);
    }
}

fn write_line(file: &Mutex<File>, line: &Value) {
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(problem) = writeln!(file, "{line}") {
        tracing::warn!(%problem, "could not write a line of a log");
    }
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(serve).with_state(shared)
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: axum::extract::Request,
) -> Response {
    let at_ms = clock::real_ms();
    let request = match read(request).await {
        Ok(request) => request,
        Err(problem) => {
            return respond(
                &Reply::json(400, json!({ "status": "error", "message": problem.to_string() })),
                Vec::new(),
            );
        }
    };
    if request.path == "/_sim/webhook" {
        return respond_json(deliver(&shared, &request).await);
    }
    if request.path.starts_with("/_sim/") {
        let reply = control::answer(&mut shared.sim(), &request);
        let bytes = reply.bytes();
        return respond(&reply, bytes);
    }

    let Outcome { reply, fate, policy, is_own } = shared.sim().answer(&request);
    let bytes = reply.bytes();
    let (status, sent) = match fate {
        Fate::Send | Fate::SendSlowly => (reply.status, bytes.len()),
        Fate::Truncate => (reply.status, bytes.len() / 2),
        Fate::Cut => (0, 0),
    };
    shared.log(at_ms, &request, status, policy, sent);
    if is_own {
        shared.note_exchange(&request, &reply);
    }
    match fate {
        Fate::Send => respond(&reply, bytes),
        Fate::SendSlowly => {
            tokio::time::sleep(SLOW).await;
            respond(&reply, bytes)
        }
        Fate::Cut => {
            wire.cut();
            respond(&reply, Vec::new())
        }
        Fate::Truncate => respond_in_part(&reply, &bytes),
    }
}

async fn read(request: axum::extract::Request) -> Result<Request, axum::Error> {
    let (parts, body) = request.into_parts();
    let body = body::to_bytes(body, BODY_MAX_BYTES).await?;
    Ok(Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authorization: parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body: body.to_vec(),
    })
}

async fn deliver(shared: &Shared, request: &Request) -> (u16, Value) {
    let order: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let delivery = webhook::prepare(&mut shared.sim(), &order);
    match delivery {
        Ok(delivery) => (200, webhook::send(&delivery).await),
        Err(problem) => (400, json!({ "error": problem })),
    }
}

fn respond_json((status, body): (u16, Value)) -> Response {
    let reply = Reply::json(status, body);
    let bytes = reply.bytes();
    respond(&reply, bytes)
}

fn respond(reply: &Reply, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(body::Body::from(bytes));
    set_head(&mut response, reply);
    response
}

/// Announces the whole body, sends half of it and breaks off.
fn respond_in_part(reply: &Reply, bytes: &[u8]) -> Response {
    let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
    // The pause lets the first half leave before the failure closes the connection.
    let failure = stream::once(async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::from(io::ErrorKind::ConnectionAborted))
    });
    let mut response = Response::new(body::Body::from_stream(stream::iter([Ok(half)]).chain(failure)));
    set_head(&mut response, reply);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    response
}

fn set_head(response: &mut Response, reply: &Reply) {
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if reply.status != 204 {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type()));
    }
    for (name, value) in &reply.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

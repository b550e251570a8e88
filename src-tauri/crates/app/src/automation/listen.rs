//! The receiver of webhooks: signatures are checked, what a delivery points at is queued, and only then it is answered. The work comes later.

use crate::{
    automation::work::{Worked, work_events},
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{
        open::{self, OpenPortal, open_for_writing},
        settings::Settings,
    },
};
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, StatusCode, Uri},
};
use events::{Delivered, Headers, LOOK, deliveries, signed};
use hubspot::Secret;
use jiff::Timestamp;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use store::NewEvent;
use tokio::{
    net::TcpListener,
    sync::{Notify, Semaphore, mpsc, oneshot},
};
use tokio_util::sync::CancellationToken;

/// The longest body that is read, in bytes. HubSpot's hundred changes take less than a tenth of it.
const BODY_BYTES_MAX: usize = 1 << 20;
/// So many requests are answered at once; more are told to come again.
const AT_ONCE: usize = 64;
/// So many deliveries are written to the disk together.
const WRITTEN_TOGETHER: usize = 256;
/// How long the queue rests when nothing comes in: meetings end and days begin meanwhile.
const REST: Duration = Duration::from_secs(60);

/// Where to listen, and for whom.
#[derive(Debug)]
pub struct ListenRequest {
    /// The address to listen on; this machine alone is the usual one.
    pub address: IpAddr,
    /// The port; 0 takes any that is free.
    pub port: u16,
    /// The address that HubSpot sends to, where a proxy stands before this one.
    pub public_url: Option<String>,
    /// The app's client secret, by which HubSpot signs.
    pub secret: Secret,
}

/// An event that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accepted {
    /// The event's id: goes along to the draft, the proposal and the write.
    pub event: String,
    /// The record to look at, as in `deal:5`.
    pub record: String,
    /// The property that is said to have changed; none where something else is said.
    pub property: Option<String>,
    /// When it is said to have happened.
    pub at: Timestamp,
}

/// Hears what comes in and what comes of it.
pub trait ListenReporter: Send + Sync {
    /// Listening has begun, on this address.
    fn listening(&self, address: SocketAddr);
    /// An event was taken in, and is on the disk.
    fn accepted(&self, event: &Accepted);
    /// The queue was worked; what could not be worked is told as an error and comes again.
    fn worked(&self, outcome: &Result<Worked, AppError>);
}

/// What came in while it listened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ListenReport {
    /// How many events there are in each state, and how many were not taken in, by reason.
    pub counts: BTreeMap<String, usize>,
}

/// Receives webhooks until it is stopped, and works what they point at. Holds the home's lock all the while.
///
/// A delivery is answered with 204 once it is on the disk; with 401 where its signature does not fit or is old, 400 where it is none of HubSpot's, 413
/// where it is too long, 429 where too many come at once.
pub async fn listen(
    settings: &Settings,
    request: ListenRequest,
    reporter: Arc<dyn ListenReporter>,
    cancel: &CancellationToken,
) -> Result<ListenReport, AppError> {
    let (_, lock) = open::lock(settings)?;
    let settings = Settings { lock: Some(lock), ..settings.clone() };
    let writable = Arc::new(open_for_writing(&settings).await?);
    let at = SocketAddr::new(request.address, request.port);
    let listener = TcpListener::bind(at).await.map_err(|error| {
        AppError::new(ErrorCode::Usage, format!("Nothing can listen on {at}: {error}")).hint("Choose another port.")
    })?;
    let address = listener.local_addr().map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    reporter.listening(address);

    let came = Arc::new(Notify::new());
    let (queue, to_write) = mpsc::channel(WRITTEN_TOGETHER);
    let writing = tokio::task::spawn_blocking({
        let (writable, came, reporter) = (writable.clone(), came.clone(), reporter.clone());
        let settings = settings.clone();
        move || write_down(&writable.open, &settings, to_write, &came, reporter.as_ref())
    });
    let working = tokio::task::spawn_blocking({
        let (writable, settings, reporter, cancel) =
            (writable.clone(), settings.clone(), reporter.clone(), cancel.clone());
        let runtime = tokio::runtime::Handle::current();
        move || runtime.block_on(work(&settings, &writable.open, &came, reporter.as_ref(), &cancel))
    });
    let receiver = Arc::new(Receiver {
        secret: request.secret,
        public_url: request.public_url,
        portal: writable.open.id.0.clone(),
        queue,
        places: Semaphore::new(AT_ONCE),
    });
    let router = Router::new().fallback(receive).layer(DefaultBodyLimit::max(BODY_BYTES_MAX)).with_state(receiver);
    let stop = cancel.clone();
    let served = axum::serve(listener, router).with_graceful_shutdown(async move { stop.cancelled().await }).await;
    // Whoever was answered is on the disk; the rest of the work comes at the next start.
    cancel.cancel();
    let ended = |part: Result<(), tokio::task::JoinError>| {
        part.map_err(|error| AppError::new(ErrorCode::Internal, format!("A part of listening failed: {error}")))
    };
    let (written, worked) = (ended(writing.await), ended(working.await));
    written.and(worked)?;
    served.map_err(|error| AppError::new(ErrorCode::Internal, format!("Listening ended: {error}")))?;
    Ok(ListenReport { counts: writable.open.database.event_counts()? })
}

struct Receiver {
    secret: Secret,
    public_url: Option<String>,
    portal: String,
    queue: mpsc::Sender<ToWrite>,
    places: Semaphore,
}

/// What a request brought, and whom to tell that it is on the disk.
struct ToWrite {
    delivered: Vec<Delivered>,
    counted: BTreeMap<&'static str, usize>,
    done: oneshot::Sender<bool>,
}

async fn receive(
    State(receiver): State<Arc<Receiver>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> StatusCode {
    let Ok(_place) = receiver.places.try_acquire() else { return StatusCode::TOO_MANY_REQUESTS };
    let Ok(body) = body else { return StatusCode::PAYLOAD_TOO_LARGE };
    if method != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED;
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let given = Headers {
        signature_v3: header("x-hubspot-signature-v3"),
        timestamp: header("x-hubspot-request-timestamp"),
        signature: header("x-hubspot-signature"),
        version: header("x-hubspot-signature-version"),
        secret: header("x-foreword-secret"),
    };
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let uris = addresses(receiver.public_url.as_deref(), header("host").unwrap_or_default(), path);
    // A signature's age is a matter of this machine's own clock, given or not.
    let now_ms = Timestamp::now().as_millisecond();
    if let Err(refused) = signed(receiver.secret.reveal(), given, method.as_str(), &uris, &body, now_ms) {
        tracing::warn!(%refused, "a delivery was refused");
        return StatusCode::UNAUTHORIZED;
    }
    let (all, unknown) = match deliveries(&body) {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!(%error, "a delivery could not be read");
            return StatusCode::BAD_REQUEST;
        }
    };
    let mut counted = BTreeMap::from([("of_another_type", unknown)]);
    let mut delivered = Vec::new();
    for one in all {
        if one.portal.as_ref().is_some_and(|portal| *portal != receiver.portal) {
            *counted.entry("other_portal").or_default() += 1;
        } else if one.is_own {
            *counted.entry("echo").or_default() += 1;
        } else {
            delivered.push(one);
        }
    }
    let (done, is_done) = oneshot::channel();
    if receiver.queue.send(ToWrite { delivered, counted, done }).await.is_err() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    match is_done.await {
        Ok(true) => StatusCode::NO_CONTENT,
        // HubSpot sends again what was not taken in.
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The addresses that HubSpot may have signed: the request's own, or that of the proxy before it, with the path that came here or with its own.
fn addresses(public_url: Option<&str>, host: &str, path: &str) -> Vec<String> {
    match public_url {
        Some(public) => vec![public.to_owned(), format!("{}{path}", public.trim_end_matches('/'))],
        None => vec![format!("http://{host}{path}"), format!("https://{host}{path}")],
    }
}

/// Writes what came in to the disk, what came together in one go, and tells each request that it is there.
fn write_down(
    open: &OpenPortal,
    settings: &Settings,
    mut to_write: mpsc::Receiver<ToWrite>,
    came: &Notify,
    reporter: &dyn ListenReporter,
) {
    while let Some(first) = to_write.blocking_recv() {
        let mut together = vec![first];
        while let (true, Ok(next)) = (together.len() < WRITTEN_TOGETHER, to_write.try_recv()) {
            together.push(next);
        }
        let now = settings.now();
        let new: Vec<NewEvent> = together.iter().flat_map(|one| &one.delivered).map(|one| look_at(one, now)).collect();
        let written = open.database.add_events(&new, now).and_then(|added| {
            let mut counted: BTreeMap<&str, usize> = BTreeMap::from([("duplicate", new.len() - added.len())]);
            for (reason, count) in together.iter().flat_map(|one| &one.counted) {
                *counted.entry(reason).or_default() += count;
            }
            for (reason, count) in counted {
                open.database.count_events(reason, count)?;
            }
            Ok(added)
        });
        let is_written = match written {
            Ok(added) => {
                for event in new.iter().filter(|event| added.contains(&event.id())) {
                    reporter.accepted(&Accepted {
                        event: event.id(),
                        record: event.record.to_string(),
                        property: Some(event.property.clone()).filter(|property| !property.is_empty()),
                        at: event.at,
                    });
                }
                true
            }
            Err(error) => {
                tracing::error!(%error, "what came in could not be written down; HubSpot sends it again");
                false
            }
        };
        for one in together {
            // Whoever has gone away is told again by HubSpot.
            let _ = one.done.send(is_written);
        }
        came.notify_one();
    }
}

fn look_at(delivered: &Delivered, now: Timestamp) -> NewEvent {
    NewEvent {
        key: delivered.key.clone(),
        source: "webhook",
        what: LOOK.to_owned(),
        record: delivered.record.clone(),
        property: delivered.property.clone().unwrap_or_default(),
        at: delivered.at.unwrap_or(now),
        cause: String::new(),
    }
}

/// Works the queue whenever something came in, and once a minute.
async fn work(
    settings: &Settings,
    open: &OpenPortal,
    came: &Notify,
    reporter: &dyn ListenReporter,
    cancel: &CancellationToken,
) {
    let model = Model::load(settings);
    while !cancel.is_cancelled() {
        let outcome = match Phraser::chosen(settings, Arc::default()) {
            Ok(phraser) => work_events(settings, open, &model, &phraser, settings.now(), cancel).await,
            Err(error) => Err(error),
        };
        if !matches!(&outcome, Err(error) if error.code == ErrorCode::Cancelled) {
            reporter.worked(&outcome);
        }
        tokio::select! {
            () = came.notified() => {}
            () = tokio::time::sleep(REST) => {}
            () = cancel.cancelled() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubspot_signs_the_address_it_sends_to() {
        assert_eq!(addresses(None, "127.0.0.1:4000", "/a?b=1")[0], "http://127.0.0.1:4000/a?b=1");
        let public = addresses(Some("https://hooks.example/foreword/"), "127.0.0.1:4000", "/a");
        assert_eq!(public, ["https://hooks.example/foreword/", "https://hooks.example/foreword/a"]);
    }
}

//! The server over HTTP, on this machine alone and for whoever shows the token. A page in a browser is no program: whatever names another host or comes
//! from a page is refused before the token is looked at.

use crate::server::{REQUEST_BYTES_MAX, Server};
use app::{AppError, ErrorCode, Secret, Settings};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use rmcp::transport::streamable_http_server::{
    StreamableHttpServerConfig, StreamableHttpService, session::local::LocalSessionManager,
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use subtle::ConstantTimeEq;
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_util::sync::CancellationToken;

/// The path that programs are given.
const PATH: &str = "/mcp";
/// So many requests are held at once, streams included; more are told to come again.
const AT_ONCE: usize = 64;
/// A program that has been silent for so long introduces itself anew.
const IDLE_MAX: Duration = Duration::from_secs(4 * 60 * 60);
/// How the token is shown.
const SCHEME: &str = "Bearer ";

/// Where to listen, and who is answered.
#[derive(Debug)]
pub struct HttpRequest {
    /// The port on this machine; 0 takes any that is free.
    pub port: u16,
    /// The token that has to be shown.
    pub token: Secret,
}

/// Answers programs over HTTP until the server is stopped. `listening` hears the address, with its path, once it is bound.
///
/// A request is answered with 401 without the token, 403 where its `Host` is not this machine or its `Origin` is a page's, 413 where it is too long,
/// 429 where too many come at once.
///
/// # Errors
/// [`ErrorCode::Usage`] where the port is taken, [`ErrorCode::Policy`] where the admin forbids it.
pub async fn serve_http(
    settings: Settings,
    request: HttpRequest,
    listening: impl FnOnce(&str),
    cancel: &CancellationToken,
) -> Result<(), AppError> {
    app::may_serve_http(&settings)?;
    let at = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), request.port);
    let listener = TcpListener::bind(at).await.map_err(|error| {
        AppError::new(ErrorCode::Usage, format!("Nothing can listen on {at}: {error}")).hint("Choose another port.")
    })?;
    let address = listener.local_addr().map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    listening(&format!("http://{address}{PATH}"));
    let router = router(Server::new(settings), Arc::new(Door::of(request.token, address.port())), cancel);
    let stop = cancel.clone();
    let served = axum::serve(listener, router).with_graceful_shutdown(async move { stop.cancelled().await }).await;
    served.map_err(|error| AppError::new(ErrorCode::Internal, format!("Listening ended: {error}")))
}

fn router(server: Server, door: Arc<Door>, cancel: &CancellationToken) -> Router {
    let config = StreamableHttpServerConfig::default()
        .with_cancellation_token(cancel.clone())
        .with_max_request_body_bytes(REQUEST_BYTES_MAX)
        .with_allowed_hosts(door.hosts.clone())
        .enforce_origin_validation();
    let mut sessions = LocalSessionManager::default();
    sessions.session_config.keep_alive = Some(IDLE_MAX);
    let service = StreamableHttpService::new(move || Ok(server.clone()), Arc::new(sessions), config);
    Router::new()
        .route_service(PATH, service)
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(middleware::from_fn_with_state(door, guarded))
}

/// What a request is held against before anything of it is read.
struct Door {
    token: Secret,
    /// The names by which this server may be called.
    hosts: Vec<String>,
    places: Semaphore,
}

impl Door {
    fn of(token: Secret, port: u16) -> Self {
        let hosts = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}")).to_vec();
        Self { token, hosts, places: Semaphore::new(AT_ONCE) }
    }

    /// Why a request is refused; none where it may pass. A name that leads here from elsewhere is a page's trick, and so is a page.
    fn refusal(&self, request: &Request) -> Option<StatusCode> {
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        if !text(header::HOST).is_some_and(|host| self.hosts.iter().any(|own| own == host)) {
            return Some(StatusCode::FORBIDDEN);
        }
        if request.headers().contains_key(header::ORIGIN) {
            return Some(StatusCode::FORBIDDEN);
        }
        let shown = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix(SCHEME)).unwrap_or_default();
        let is_right = bool::from(shown.as_bytes().ct_eq(self.token.reveal().as_bytes()));
        (!is_right).then_some(StatusCode::UNAUTHORIZED)
    }
}

async fn guarded(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    if let Some(refused) = door.refusal(&request) {
        tracing::warn!(status = refused.as_u16(), "a request over HTTP was refused");
        let mut response = refused.into_response();
        if refused == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        return response;
    }
    let Ok(_place) = door.places.try_acquire() else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    next.run(request).await
}

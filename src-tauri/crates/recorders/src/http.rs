//! One way to ask a recorder's service: paced, bounded, and with the same reading of refusals.

use crate::{Access, Kind, RecorderError, Secret};
use reqwest::{Client, Method, StatusCode, header::HeaderMap};
use serde_json::Value;
use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};
use url::Url;

/// The largest answer that is read.
const BODY_MAX: usize = 50 * 1024 * 1024;
/// How long an answer may take.
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);
/// How long to wait where a limit is used up and the service does not say.
const WAIT_UNSAID: Duration = Duration::from_secs(60);
/// Longer than this a service's wait is taken for a mistake.
const WAIT_MAX: Duration = Duration::from_secs(24 * 3_600);
/// How much of a refusal is repeated, in characters.
const REASON_CHARS: usize = 200;

/// A service, opened with a key.
pub(crate) struct Http {
    client: Client,
    base: Url,
    access: Access,
    kind: Kind,
    /// When the next request may go out.
    next: Mutex<Option<Instant>>,
}

/// An answer with its status.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    headers: HeaderMap,
}

impl Http {
    pub(crate) fn of(kind: Kind, access: &Access) -> Result<Self, RecorderError> {
        let usage = |reason: String| RecorderError::Usage(reason);
        if access.key.reveal().is_empty() {
            return Err(usage(format!("The key of {} is empty", kind.title())));
        }
        if kind.has_secret() && access.secret.as_ref().is_none_or(|secret| secret.reveal().is_empty()) {
            return Err(usage(format!("{} wants an access key and its secret", kind.title())));
        }
        let address = access.address.as_deref().map(str::trim).filter(|address| !address.is_empty());
        let address = address.or(kind.default_address()).ok_or_else(|| {
            usage(format!("{} wants your company's address, as in https://us-11111.api.gong.io", kind.title()))
        })?;
        let client = transport::client_builder()
            .user_agent("Foreword")
            .timeout(ANSWERS_WITHIN)
            // A key goes to the address that it was given for, and no further.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| unreachable(kind, &error))?;
        Ok(Self { client, base: base(kind, address)?, access: access.clone(), kind, next: Mutex::new(None) })
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Asks with a query.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Reply, RecorderError> {
        let mut url = self.at(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.ask(Method::GET, url, None).await
    }

    /// Asks with a body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Reply, RecorderError> {
        self.ask(Method::POST, self.at(path)?, Some(body)).await
    }

    fn at(&self, path: &str) -> Result<Url, RecorderError> {
        let joined = format!("{}{path}", self.base.as_str().trim_end_matches('/'));
        Url::parse(&joined).map_err(|error| RecorderError::Usage(error.to_string()))
    }

    async fn ask(&self, method: Method, url: Url, body: Option<&Value>) -> Result<Reply, RecorderError> {
        self.wait_for_turn().await;
        let mut request = self.client.request(method, url);
        let reveal = |secret: &Secret| secret.reveal().to_owned();
        request = match self.kind {
            Kind::Fireflies | Kind::Granola => request.bearer_auth(self.access.key.reveal()),
            Kind::Fathom => request.header("X-Api-Key", self.access.key.reveal()),
            Kind::Gong => request.basic_auth(self.access.key.reveal(), self.access.secret.as_ref().map(reveal)),
        };
        if let Some(body) = body {
            request = request.header("Content-Type", "application/json").body(body.to_string());
        }
        let failed = |error: reqwest::Error| unreachable(self.kind, &error);
        let mut answer = request.send().await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            if BODY_MAX < bytes.len().saturating_add(part.len()) {
                return Err(self.unreadable(format!("more than {} MB", BODY_MAX / (1024 * 1024))));
            }
            bytes.extend_from_slice(&part);
        }
        // Who refuses may do so in words or in HTML.
        let body = match serde_json::from_slice(&bytes) {
            Ok(body) => body,
            Err(_) if !status.is_success() => Value::Null,
            Err(error) => return Err(self.unreadable(error.to_string())),
        };
        Ok(Reply { status, body, headers })
    }

    /// Waits until the service may be asked again.
    async fn wait_for_turn(&self) {
        let between = Duration::from_millis(match self.kind {
            Kind::Fireflies => 1_000,
            // Thirty a minute where transcripts are asked for.
            Kind::Fathom => 2_000,
            Kind::Granola => 250,
            Kind::Gong => 400,
        });
        let is_here = transport::is_this_machine(&self.base);
        let mut next = self.next.lock().await;
        if let Some(at) = *next {
            tokio::time::sleep_until(at).await;
        }
        // A server on this machine is a test's.
        *next = Some(Instant::now() + if is_here { Duration::ZERO } else { between });
    }

    /// The body of an answer, or what its status says.
    pub(crate) fn checked(&self, reply: Reply) -> Result<Value, RecorderError> {
        match reply.status.as_u16() {
            200..=299 => Ok(reply.body),
            401 => Err(RecorderError::Refused { title: self.kind.title() }),
            402 | 403 => Err(self.not_allowed(reason(&reply.body))),
            429 => Err(self.wait(reply.wait())),
            500..=599 => Err(RecorderError::Unreachable {
                title: self.kind.title(),
                reason: format!("it answered {}", reply.status.as_u16()),
            }),
            status => Err(self.unreadable(format!("{status} {}", reason(&reply.body)).trim().to_owned())),
        }
    }

    pub(crate) fn not_allowed(&self, reason: String) -> RecorderError {
        RecorderError::NotAllowed { title: self.kind.title(), reason }
    }

    pub(crate) fn wait(&self, for_how_long: Option<Duration>) -> RecorderError {
        let for_how_long = for_how_long.unwrap_or(WAIT_UNSAID).min(WAIT_MAX);
        RecorderError::Wait { title: self.kind.title(), for_how_long }
    }

    pub(crate) fn unreadable(&self, reason: String) -> RecorderError {
        RecorderError::Unreadable { title: self.kind.title(), reason }
    }
}

impl Reply {
    /// For how long the answer's head asks to wait.
    fn wait(&self) -> Option<Duration> {
        let seconds =
            |name: &str| self.headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok().filter(|s| 0.0 <= *s);
        let seconds = seconds("Retry-After").or_else(|| seconds("RateLimit-Reset"))?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

/// The address of a service, without what people paste behind it.
fn base(kind: Kind, address: &str) -> Result<Url, RecorderError> {
    let wrong = || RecorderError::Usage(format!("“{address}” is no web address of {}", kind.title()));
    let written = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let written = written.trim_end_matches('/');
    let url = Url::parse(written.strip_suffix("/v2").unwrap_or(written)).map_err(|_| wrong())?;
    let is_here = transport::is_this_machine(&url);
    // A key is never sent in clear over a network.
    if url.scheme() != "https" && !(url.scheme() == "http" && is_here) || url.host_str().is_none() {
        return Err(wrong());
    }
    Ok(url)
}

fn unreachable(kind: Kind, error: &reqwest::Error) -> RecorderError {
    let reason = if error.is_timeout() {
        format!("no answer within {} seconds", ANSWERS_WITHIN.as_secs())
    } else if error.is_connect() {
        "there is no connection".to_owned()
    } else {
        "the connection broke off".to_owned()
    };
    RecorderError::Unreachable { title: kind.title(), reason }
}

/// What a refusal says of itself, in one line: a message, or the first of its errors.
pub(crate) fn reason(body: &Value) -> String {
    let first = body["errors"].get(0);
    let said = body["message"].as_str().or_else(|| body["error"].as_str()).or_else(|| first?.as_str());
    let said = said.or_else(|| first?["message"].as_str()).unwrap_or_default();
    said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(REASON_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_is_taken_as_people_paste_it() {
        let of = |address: &str| base(Kind::Gong, address).map(|url| url.to_string());
        for pasted in ["us-1.api.gong.io", "https://us-1.api.gong.io/", "https://us-1.api.gong.io/v2/"] {
            assert_eq!(of(pasted).unwrap(), "https://us-1.api.gong.io/", "{pasted}");
        }
        assert!(of("http://127.0.0.1:4000").is_ok());
        for wrong in ["http://us-1.api.gong.io", "file:///etc/passwd", "https://", "no address at all"] {
            assert!(matches!(of(wrong), Err(RecorderError::Usage(_))), "{wrong}");
        }
    }

    #[test]
    fn what_is_missing_is_said_before_anything_is_sent() {
        let access = |key: &str, secret: Option<&str>| Access {
            key: Secret::new(key),
            secret: secret.map(Secret::new),
            address: Some("http://127.0.0.1:1".to_owned()),
        };
        assert!(matches!(Http::of(Kind::Fathom, &access(" ", None)), Err(RecorderError::Usage(_))));
        assert!(matches!(Http::of(Kind::Gong, &access("a", None)), Err(RecorderError::Usage(_))));
        assert!(Http::of(Kind::Gong, &access("a", Some("b"))).is_ok());
        let nowhere = Access { address: None, ..access("a", Some("b")) };
        assert!(
            matches!(Http::of(Kind::Gong, &nowhere), Err(RecorderError::Usage(_))),
            "a company has an address of its own"
        );
    }

    #[test]
    fn refusals_say_why_in_one_line() {
        assert_eq!(reason(&json!({"errors": ["No calls\nfound"]})), "No calls found");
        assert_eq!(reason(&json!({"errors": [{"message": "paid"}]})), "paid");
        assert_eq!((reason(&json!({"message": "no"})), reason(&Value::Null)), ("no".to_owned(), String::new()));
    }
}

//! What can go wrong between us and HubSpot, sorted by what to do about it.

use std::time::Duration;

/// An answer that was not what we asked for.
#[derive(Debug, thiserror::Error)]
pub enum HubSpotError {
    /// The address is not one.
    #[error("“{url}” is not a HubSpot address")]
    BadUrl {
        /// What was given.
        url: String,
    },
    /// No connection, no answer, or one cut short, after every safe retry.
    #[error("HubSpot could not be reached (calling {endpoint})")]
    Unreachable {
        /// Method and path.
        endpoint: String,
        /// The transport's reason.
        #[source]
        source: reqwest::Error,
    },
    /// 401: the token is wrong, revoked or expired.
    #[error("HubSpot refused the access token")]
    Unauthorized,
    /// 403: the token may not do this.
    #[error("the access token lacks {}", scopes_text(.scopes))]
    MissingScopes {
        /// Method and path.
        endpoint: String,
        /// The scopes HubSpot named, if it named any.
        scopes: Vec<String>,
    },
    /// 429, after waiting as often as is reasonable.
    #[error("HubSpot's {policy} limit is used up (calling {endpoint})")]
    RateLimited {
        /// Method and path.
        endpoint: String,
        /// HubSpot's policy name.
        policy: String,
        /// When to try again, if HubSpot said.
        retry_after: Option<Duration>,
    },
    /// 404 for a record or transcript.
    #[error("HubSpot found nothing at {endpoint}")]
    NotFound {
        /// Method and path.
        endpoint: String,
    },
    /// Any other refusal.
    #[error("HubSpot refused the request ({status}, {endpoint}): {message}")]
    Refused {
        /// Method and path.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// HubSpot's message.
        message: String,
        /// HubSpot's correlation id, for its support.
        correlation_id: Option<String>,
    },
    /// An answer that does not read as what it should be.
    #[error("could not read HubSpot's answer from {endpoint}")]
    UnreadableReply {
        /// Method and path.
        endpoint: String,
        /// The parser's reason.
        #[source]
        source: serde_json::Error,
    },
}

impl HubSpotError {
    /// Whether the request certainly never left this machine, so that a write can have had no effect.
    pub fn never_left(&self) -> bool {
        matches!(self, Self::Unreachable { source, .. } if source.is_connect()) || matches!(self, Self::BadUrl { .. })
    }
}

fn scopes_text(scopes: &[String]) -> String {
    match scopes {
        [] => "a scope, which HubSpot did not name".to_owned(),
        [one] => format!("the scope {one}"),
        many => format!("one of the scopes {}", many.join(", ")),
    }
}

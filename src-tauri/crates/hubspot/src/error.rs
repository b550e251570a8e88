//! What can go wrong between us and HubSpot, sorted by what to do about it.

use std::time::Duration;

/// Why a question to HubSpot was not answered as it should be.
#[derive(Debug, thiserror::Error)]
pub enum HubSpotError {
    /// The address is none that HubSpot could be at.
    #[error("“{url}” is not a HubSpot address")]
    BadUrl {
        /// The address that was given.
        url: String,
    },
    /// No connection, no answer, or one cut short, after every safe retry.
    #[error("HubSpot could not be reached (calling {endpoint})")]
    Unreachable {
        /// The method and path of the call, ids left out.
        endpoint: String,
        /// What the HTTP library says.
        #[source]
        source: reqwest::Error,
    },
    /// The token is wrong, revoked or expired (401).
    #[error("HubSpot refused the access token")]
    Unauthorized,
    /// HubSpot gives no tokens, or no further ones.
    #[error("HubSpot gave no access: {message}")]
    NotGranted {
        /// Why, in words for whoever connects.
        message: String,
        /// Whether access that was given before has ended: somebody has to say yes again.
        is_over: bool,
    },
    /// Foreword has made as many calls today as it is to make of the account's.
    #[error("Foreword has used its share of the calls that HubSpot allows the account in a day")]
    ShareUsedUp,
    /// The token may not do this (403).
    #[error("the access token lacks {}", scopes_text(.scopes))]
    MissingScopes {
        /// The method and path of the call, ids left out.
        endpoint: String,
        /// The scopes that HubSpot named as missing; empty where it named none.
        scopes: Vec<String>,
    },
    /// A limit is used up (429), after waiting as often as is reasonable.
    #[error("HubSpot's {policy} limit is used up (calling {endpoint})")]
    RateLimited {
        /// The method and path of the call, ids left out.
        endpoint: String,
        /// HubSpot's name of the limit, as in `DAILY`.
        policy: String,
        /// How long HubSpot asks to wait, if it said.
        retry_after: Option<Duration>,
    },
    /// There is no such record or transcript (404).
    #[error("HubSpot found nothing at {endpoint}")]
    NotFound {
        /// The method and path of the call, ids left out.
        endpoint: String,
    },
    /// HubSpot refused the call in any other way.
    #[error("HubSpot refused the request ({status}, {endpoint}): {message}")]
    Refused {
        /// The method and path of the call, ids left out.
        endpoint: String,
        /// The HTTP status of the answer.
        status: u16,
        /// The message that HubSpot gave.
        message: String,
        /// HubSpot's id of the call, for its support; none where it gave none.
        correlation_id: Option<String>,
    },
    /// Pages that do not come to an end: a page points back at one that was read already.
    #[error("HubSpot's pages of {endpoint} never end")]
    Endless {
        /// The method and path of the call, ids left out.
        endpoint: String,
    },
    /// Results that come in no order although one was asked for, and more of them than can be read by their numbers.
    #[error("HubSpot's results of {endpoint} come in no order, and there are too many to read")]
    Unordered {
        /// What was asked, ids left out.
        endpoint: String,
    },
    /// An answer larger than any that HubSpot gives.
    #[error("HubSpot's answer from {endpoint} is too large to read")]
    TooLarge {
        /// The method and path of the call, ids left out.
        endpoint: String,
    },
    /// An answer that does not read as what it should be.
    #[error("could not read HubSpot's answer from {endpoint}")]
    UnreadableReply {
        /// The method and path of the call, ids left out.
        endpoint: String,
        /// What the JSON parser says.
        #[source]
        source: serde_json::Error,
    },
}

impl HubSpotError {
    /// Whether HubSpot will say the same however often it is asked: it refuses this call, and not the token, the moment or the connection.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::MissingScopes { .. }
            | Self::NotFound { .. }
            | Self::UnreadableReply { .. }
            | Self::Endless { .. }
            | Self::Unordered { .. }
            | Self::TooLarge { .. } => true,
            Self::Refused { status, .. } => (400..500).contains(status) && !matches!(status, 408 | 423 | 429 | 477),
            Self::BadUrl { .. }
            | Self::Unreachable { .. }
            | Self::Unauthorized
            | Self::NotGranted { .. }
            | Self::ShareUsedUp
            | Self::RateLimited { .. } => false,
        }
    }

    /// Whether the request certainly never left this machine, so that a write can have had no effect.
    pub fn never_left(&self) -> bool {
        matches!(self, Self::Unreachable { source, .. } if source.is_connect())
            || matches!(self, Self::BadUrl { .. } | Self::ShareUsedUp)
    }
}

fn scopes_text(scopes: &[String]) -> String {
    match scopes {
        [] => "a scope, which HubSpot did not name".to_owned(),
        [one] => format!("the scope {one}"),
        many => format!("one of the scopes {}", many.join(", ")),
    }
}

//! What can go wrong between us and a provider, sorted by what to do about it. No variant holds text of ours or of theirs: an answer
//! to a refused key may repeat the key.

use crate::Provider;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Why one attempt to ask a provider came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The provider will refuse every further call too, until somebody acts.
    #[error("{0}")]
    Closed(Closed),
    /// The provider is overloaded or limits us (429, or 5xx): later it may work.
    #[error("the provider is busy ({status})")]
    Busy {
        /// The HTTP status; 503 where the trouble was reported inside a stream.
        status: u16,
        /// How long the provider asks us to wait, if it said.
        retry_after: Option<Duration>,
    },
    /// Any other 4xx: the request itself is refused, again and again.
    #[error("the provider refused the request ({status})")]
    Rejected {
        /// The HTTP status of the refusal.
        status: u16,
    },
    /// No connection came about.
    #[error("the provider could not be reached")]
    Unreachable,
    /// The connection ended before the answer did.
    #[error("the connection was cut in the middle of the answer")]
    Cut,
    /// The answer is not in the format that the provider speaks.
    #[error("the provider's answer cannot be read")]
    Unreadable,
}

/// Why a provider refuses every call of ours until somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// The key was refused (401).
    #[error("the key was refused")]
    KeyRefused,
    /// The account needs a payment (402).
    #[error("the account needs a payment")]
    PaymentDue,
    /// The key may not do this (403).
    #[error("the key may not use this model")]
    NotAllowed,
    /// The account's quota or credit is used up.
    #[error("the quota is used up")]
    QuotaUsedUp,
}

/// A provider that was stopped, with the one notice the rep gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{provider} is stopped: {why}")]
pub struct Stopped {
    /// The provider that was stopped.
    pub provider: Provider,
    /// Why the provider was stopped.
    pub why: Closed,
    /// Whether this call stopped it. Only then is there something to say; later calls find it stopped.
    pub is_new: bool,
}

impl Stopped {
    /// The notice for the rep: what happened, then what to do.
    pub fn notice(&self) -> String {
        let provider = self.provider.name();
        match self.why {
            Closed::KeyRefused => {
                format!(
                    "{provider} refused the key. Drafts are made without a model meanwhile. Enter a new key in Settings."
                )
            }
            Closed::PaymentDue => {
                format!("{provider} asks for a payment. Drafts are made without a model until you have paid there.")
            }
            Closed::NotAllowed => {
                format!("{provider} does not let this key use the model. Choose another model or key in Settings.")
            }
            Closed::QuotaUsedUp => {
                format!(
                    "{provider} says the quota is used up. Drafts are made without a model until it is raised there."
                )
            }
        }
    }
}

/// What an HTTP refusal means. `body` is looked at for words that tell a used-up quota from a busy hour, and not kept.
pub fn of_status(status: u16, body: &str, retry_after: Option<Duration>) -> Failure {
    const USED_UP: [&str; 5] = [
        "insufficient_quota",
        "billing_hard_limit",
        "credit balance is too low",
        "exceeded your current quota",
        "billing_not_active",
    ];
    let body = body.get(..body.floor_char_boundary(8_192)).unwrap_or_default().to_lowercase();
    let used_up = USED_UP.iter().any(|words| body.contains(words));
    // Gemini says "exceeded your current quota" of a busy minute too, and then says how long to wait.
    let is_passing = body.contains("retrydelay") || retry_after.is_some();
    match status {
        400 | 403 | 429 if used_up && !is_passing => Failure::Closed(Closed::QuotaUsedUp),
        401 => Failure::Closed(Closed::KeyRefused),
        402 => Failure::Closed(Closed::PaymentDue),
        403 => Failure::Closed(Closed::NotAllowed),
        408 | 425 | 429 | 500..=599 => Failure::Busy { status, retry_after },
        // Gemini answers a wrong key with 400.
        400 if body.contains("api_key_invalid") => Failure::Closed(Closed::KeyRefused),
        _ => Failure::Rejected { status },
    }
}

/// What an error inside a stream means, by the type it names itself.
pub fn of_stream_error(body: &serde_json::Value) -> Failure {
    let text = body.to_string().to_lowercase();
    if text.contains("insufficient_quota") || text.contains("billing_error") {
        Failure::Closed(Closed::QuotaUsedUp)
    } else if text.contains("authentication_error") {
        Failure::Closed(Closed::KeyRefused)
    } else if ["overloaded", "rate_limit", "server_error", "api_error", "unavailable"].iter().any(|w| text.contains(w))
    {
        Failure::Busy { status: 503, retry_after: None }
    } else {
        Failure::Cut
    }
}

/// The first wait, the longest wait of our own accord, and the longest a provider may make us wait.
const WAIT_MIN: Duration = Duration::from_millis(500);
const WAIT_MAX: Duration = Duration::from_secs(8);
const RETRY_AFTER_MAX: Duration = Duration::from_secs(60);

/// How long to wait before the next attempt, or `None` where there is to be none. Pure.
///
/// `attempt` counts from 1 and is the one that failed; `left` is what remains of the total time; `jitter` is a draw from `0.0..1.0`.
/// Waits double from half a second, less up to half of themselves by jitter. A Retry-After is obeyed with up to a tenth more, so that
/// many who were told the same do not come back at once; one beyond a minute or beyond the time left means to give up now.
pub fn next_wait(failure: &Failure, attempt: u32, attempts_max: u32, left: Duration, jitter: f64) -> Option<Duration> {
    if attempts_max <= attempt {
        return None;
    }
    let jitter = jitter.clamp(0.0, 1.0);
    let wait = match failure {
        Failure::Busy { retry_after: Some(wait), .. } if RETRY_AFTER_MAX < *wait => return None,
        Failure::Busy { retry_after: Some(wait), .. } => wait.mul_f64(1.0 + 0.1 * jitter),
        Failure::Busy { .. } | Failure::Unreachable | Failure::Cut => {
            let doubled = WAIT_MIN.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1))).min(WAIT_MAX);
            doubled.mul_f64(1.0 - 0.5 * jitter)
        }
        Failure::Closed(_) | Failure::Rejected { .. } | Failure::Unreadable => return None,
    };
    (wait < left).then_some(wait)
}

//! Errors as people and scripts meet them: what happened, what to do, and a code to branch on.

use hubspot::HubSpotError;
use secrets::SecretsError;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use store::StoreError;

/// What kind of failure it is. Scripts branch on its name, never on words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// The request itself makes no sense as it stands.
    Usage,
    /// A name that fits several people or accounts, or a choice between portals.
    Ambiguous,
    /// There is nothing by that name or id.
    NotFound,
    /// There is no portal here, or no token for it.
    NotConnected,
    /// HubSpot refused the access token.
    Unauthorized,
    /// The access token lacks a scope.
    MissingScopes,
    /// The token belongs to another portal than the one named.
    WrongPortal,
    /// There is no connection to HubSpot.
    Unreachable,
    /// A limit of HubSpot's is used up.
    RateLimited,
    /// HubSpot answered something else than was asked for.
    HubSpot,
    /// There is no keychain on this machine.
    NoKeychain,
    /// The keychain refused, or lost a key.
    Keychain,
    /// Another process holds the right to write to this home.
    Busy,
    /// A proposal is not what it was when it was shown.
    Changed,
    /// A note is on its way to HubSpot or there already.
    InFlight,
    /// A model is missing, broken or not chosen, or it failed.
    Model,
    /// The disk, the database or the search index failed.
    Storage,
    /// The disk has too little room for a job that writes much.
    DiskFull,
    /// The job was stopped on request.
    Cancelled,
    /// This version of Foreword cannot do that.
    NotInThisVersion,
}

impl ErrorCode {
    /// The code by name, as scripts and pages know it, as in `not_found`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Ambiguous => "ambiguous",
            Self::NotFound => "not_found",
            Self::NotConnected => "not_connected",
            Self::Unauthorized => "unauthorized",
            Self::MissingScopes => "missing_scopes",
            Self::WrongPortal => "wrong_portal",
            Self::Unreachable => "unreachable",
            Self::RateLimited => "rate_limited",
            Self::HubSpot => "hubspot",
            Self::NoKeychain => "no_keychain",
            Self::Keychain => "keychain",
            Self::Busy => "busy",
            Self::Changed => "changed",
            Self::InFlight => "in_flight",
            Self::Model => "model",
            Self::Storage => "storage",
            Self::DiskFull => "disk_full",
            Self::Cancelled => "cancelled",
            Self::NotInThisVersion => "not_in_this_version",
        }
    }

    /// The command's exit status: 1 failed, 2 wrong usage or ambiguous, 3 not connected or refused, 5 home in use.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Usage | Self::Ambiguous | Self::NotInThisVersion => 2,
            Self::NotConnected | Self::Unauthorized | Self::MissingScopes | Self::WrongPortal | Self::NoKeychain => 3,
            Self::Busy => 5,
            _ => 1,
        }
    }

    /// Whether the same request may succeed later without anything being changed.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Unreachable | Self::RateLimited | Self::Busy | Self::Cancelled)
    }
}

/// One of several things that an ambiguous name may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What to type instead: `contact:1`, or a portal's number.
    pub id: String,
    /// The name of the person, company, deal or portal.
    pub name: String,
    /// The name of the account it belongs to; none where it is an account itself or belongs to none.
    pub account: Option<String>,
}

/// A failure, ready to be shown. Never holds a token or a mail's body.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// What kind of failure it is.
    pub code: ErrorCode,
    /// What happened, in words for the rep.
    pub message: String,
    /// What to do about it; none where there is nothing to do.
    pub hint: Option<String>,
    /// What a name may have meant; empty unless the code is [`ErrorCode::Ambiguous`].
    pub candidates: Vec<Candidate>,
    /// The error that caused this one; none where nothing lies below it.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl AppError {
    /// An error without a hint and without a cause.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, candidates: Vec::new(), source: None }
    }

    /// The error with `hint` as what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The error with `source` as its cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// The messages of the causes below this error, outermost first.
    pub fn causes(&self) -> Vec<String> {
        let mut causes = Vec::new();
        let mut next = std::error::Error::source(self);
        while let Some(error) = next {
            causes.push(error.to_string());
            next = error.source();
        }
        causes
    }
}

impl Serialize for AppError {
    /// As scripts read it: `code`, `message`, `hint`, `retryable`, `causes`, and `candidates` where there are any.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("AppError", 6)?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("hint", &self.hint)?;
        out.serialize_field("retryable", &self.code.is_retryable())?;
        out.serialize_field("causes", &self.causes())?;
        if !self.candidates.is_empty() {
            out.serialize_field("candidates", &self.candidates)?;
        }
        out.end()
    }
}

/// An error whose text says it all already, so that it is not repeated as its own cause.
fn saying(code: ErrorCode, error: &(dyn std::error::Error + 'static), hint: &str) -> AppError {
    let mut text = error.to_string();
    // Messages start a sentence here; libraries start theirs small, since they may stand after a colon.
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    let source = error.source().map(|cause| Box::<dyn std::error::Error + Send + Sync>::from(chain(cause)));
    AppError { code, message: text, hint: Some(hint.to_owned()), candidates: Vec::new(), source }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

impl From<HubSpotError> for AppError {
    fn from(error: HubSpotError) -> Self {
        let (code, hint) = match &error {
            HubSpotError::BadUrl { .. } => (
                ErrorCode::Usage,
                "Use https, or http to this machine: a token is not sent in clear text over a network.",
            ),
            HubSpotError::Unreachable { .. } => (
                ErrorCode::Unreachable,
                "Check the connection and try again. What is here already can be searched meanwhile.",
            ),
            HubSpotError::Unauthorized => {
                (ErrorCode::Unauthorized, "Copy the token from HubSpot again and run `foreword connect --token-stdin`.")
            }
            HubSpotError::MissingScopes { .. } => {
                (ErrorCode::MissingScopes, "Add the scope to the private app in HubSpot, then try again.")
            }
            HubSpotError::RateLimited { policy, .. } if policy == "DAILY" => (
                ErrorCode::RateLimited,
                "The account's calls for today are used up. Try again after midnight in the portal's time zone.",
            ),
            HubSpotError::RateLimited { .. } => {
                (ErrorCode::RateLimited, "Other apps may be using up the account's calls. Try again in a minute.")
            }
            HubSpotError::NotFound { .. } | HubSpotError::Refused { .. } | HubSpotError::UnreadableReply { .. } => (
                ErrorCode::HubSpot,
                "Try again later. If it stays, the correlation id in the message helps HubSpot's support.",
            ),
        };
        saying(code, &error, hint)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let (code, hint) = match &error {
            StoreError::Busy { .. } => {
                (ErrorCode::Busy, "Wait for it to finish, or close it. Searching and briefing work meanwhile.")
            }
            StoreError::WrongKey { .. } => (
                ErrorCode::Keychain,
                "The key that made this database is needed. If it is lost, remove the portal's folder and sync again.",
            ),
            StoreError::Migration { .. } | StoreError::OtherLayout { is_older: false, .. } => {
                (ErrorCode::Storage, "A newer Foreword may have written it: update this one.")
            }
            StoreError::OtherLayout { is_older: true, .. } => {
                (ErrorCode::Storage, "Start the app once, or run `foreword maintain`: that brings it up to date.")
            }
            StoreError::Index { .. } => (
                ErrorCode::Storage,
                "Run `foreword maintain`: it makes the index anew where it is damaged; nothing is lost.",
            ),
            StoreError::Io { .. } => {
                (ErrorCode::Storage, "Check the folder's permissions and the free space on the disk.")
            }
            StoreError::Database { .. } | StoreError::Unreadable { .. } => {
                (ErrorCode::Storage, "Run `foreword doctor` to see what is wrong.")
            }
        };
        saying(code, &error, hint)
    }
}

impl From<SecretsError> for AppError {
    fn from(error: SecretsError) -> Self {
        let (code, hint) = match &error {
            SecretsError::NoKeychain { .. } => (
                ErrorCode::NoKeychain,
                "On a desktop, unlock the keychain. Without one, set FOREWORD_ACCESS_TOKEN for each command; no token is kept in a file.",
            ),
            SecretsError::Locked { .. } => (
                ErrorCode::Keychain,
                "Unlock the keychain and try again. Where nobody can, as on a server, set FOREWORD_ACCESS_TOKEN for each command.",
            ),
            SecretsError::Refused { .. } => (ErrorCode::Keychain, "Unlock the keychain and try again."),
            SecretsError::KeyLost => (
                ErrorCode::Keychain,
                "Restore the keychain, or remove the portal's folder and connect again: HubSpot still has everything.",
            ),
            SecretsError::Io { .. } => (ErrorCode::Storage, "Check the folder's permissions."),
        };
        saying(code, &error, hint)
    }
}

impl From<embedding::EmbeddingError> for AppError {
    fn from(error: embedding::EmbeddingError) -> Self {
        saying(ErrorCode::Model, &error, crate::model::SET_UP)
    }
}

impl From<retrieval::RetrievalError> for AppError {
    fn from(error: retrieval::RetrievalError) -> Self {
        match error {
            retrieval::RetrievalError::Store(error) => error.into(),
            retrieval::RetrievalError::Embedding(error) => error.into(),
        }
    }
}

impl From<sync::SyncError> for AppError {
    fn from(error: sync::SyncError) -> Self {
        match error {
            sync::SyncError::HubSpot(error) => error.into(),
            sync::SyncError::Store(error) => error.into(),
            sync::SyncError::Cancelled => Self::cancelled(),
        }
    }
}

impl AppError {
    /// The error of a job that was stopped on request.
    pub(crate) fn cancelled() -> Self {
        Self::new(ErrorCode::Cancelled, "The sync was stopped. What was read is kept.")
            .hint("Run `foreword sync` again: it resumes where it stopped.")
    }

    /// The error for a file named by the caller that could not be used; `doing` is a verb, as in "read".
    pub(crate) fn file(doing: &str, path: &std::path::Path, error: std::io::Error) -> Self {
        Self::new(ErrorCode::Storage, format!("Could not {doing} {}", path.display())).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_not_repeated_as_its_cause() {
        let error = AppError::from(StoreError::Busy { path: "/data".into() });
        assert_eq!(error.message, "Another Foreword is using /data");
        assert!(error.causes().is_empty());
        assert_eq!(error.code.exit_status(), 5);
    }

    #[test]
    fn scripts_get_code_message_hint_and_causes() {
        let cause = std::io::Error::other("no space");
        let error = AppError::file("write", std::path::Path::new("run.jsonl"), cause);
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(json["code"], "storage");
        assert_eq!(json["causes"][0], "no space");
        assert_eq!(json["retryable"], false);
        assert!(json.get("candidates").is_none());
    }
}

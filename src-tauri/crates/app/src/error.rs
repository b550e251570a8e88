//! Errors as people and scripts meet them: what happened, what to do, and a code to branch on.

use hubspot::HubSpotError;
use secrets::SecretsError;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use specta::Type;
use store::StoreError;

/// What kind of failure it is. Scripts branch on its name, never on words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
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
    #[serde(rename = "hubspot")]
    HubSpot,
    /// There is no keychain on this machine.
    NoKeychain,
    /// The keychain refused, or lost a key.
    Keychain,
    /// The data is sealed with a passphrase, and nobody gave one.
    Locked,
    /// The passphrase is another.
    WrongPassphrase,
    /// The administrator's policy forbids it, or cannot be followed.
    Policy,
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
    /// The database is damaged, and can be made anew of what can be read.
    Damaged,
    /// The disk has too little room for a job that writes much.
    DiskFull,
    /// The job was stopped on request.
    Cancelled,
    /// This version of Foreword cannot do that.
    NotInThisVersion,
    /// The shortcut belongs to another program.
    HotkeyTaken,
    /// A new version could not be put in place.
    Update,
    /// A fault of Foreword's own.
    Internal,
}

impl ErrorCode {
    /// Every kind, in the order above.
    pub const ALL: [Self; 27] = [
        Self::Usage,
        Self::Ambiguous,
        Self::NotFound,
        Self::NotConnected,
        Self::Unauthorized,
        Self::MissingScopes,
        Self::WrongPortal,
        Self::Unreachable,
        Self::RateLimited,
        Self::HubSpot,
        Self::NoKeychain,
        Self::Keychain,
        Self::Locked,
        Self::WrongPassphrase,
        Self::Policy,
        Self::Busy,
        Self::Changed,
        Self::InFlight,
        Self::Model,
        Self::Storage,
        Self::Damaged,
        Self::DiskFull,
        Self::Cancelled,
        Self::NotInThisVersion,
        Self::HotkeyTaken,
        Self::Update,
        Self::Internal,
    ];

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
            Self::Locked => "locked",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::Policy => "policy",
            Self::Busy => "busy",
            Self::Changed => "changed",
            Self::InFlight => "in_flight",
            Self::Model => "model",
            Self::Storage => "storage",
            Self::Damaged => "damaged",
            Self::DiskFull => "disk_full",
            Self::Cancelled => "cancelled",
            Self::NotInThisVersion => "not_in_this_version",
            Self::HotkeyTaken => "hotkey_taken",
            Self::Update => "update",
            Self::Internal => "internal",
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
    /// What to do about it, in words for the window and the command line; none where there is nothing to do. Names no command, no option and
    /// no variable of the environment.
    pub hint: Option<String>,
    /// What the command line says in place of the hint, where a command or a variable of the environment is what helps.
    pub command_hint: Option<String>,
    /// What a name may have meant; empty unless the code is [`ErrorCode::Ambiguous`].
    pub candidates: Vec<Candidate>,
    /// The error that caused this one; none where nothing lies below it.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl AppError {
    /// An error without a hint and without a cause.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, command_hint: None, candidates: Vec::new(), source: None }
    }

    /// The error with `hint` as what to do about it, in the window and at the command line, in place of whatever was said before.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self.command_hint = None;
        self
    }

    /// The error with `hint` as what to do at the command line; the window goes on showing the other hint, or what it says of every failure of
    /// the kind.
    #[must_use]
    pub fn command_hint(mut self, hint: impl Into<String>) -> Self {
        self.command_hint = Some(hint.into());
        self
    }

    /// The error with what to do on both faces.
    pub(crate) fn advice(self, advice: Advice) -> Self {
        let error = self.hint(advice.window);
        if advice.command == advice.window { error } else { error.command_hint(advice.command) }
    }

    /// What to do, as the command line says it.
    pub fn for_command(&self) -> Option<&str> {
        self.command_hint.as_deref().or(self.hint.as_deref())
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
    /// As scripts read it: `code`, `message`, `hint` (the command line's), `retryable`, `causes`, and `candidates` where there are any.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("AppError", 6)?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("hint", &self.for_command())?;
        out.serialize_field("retryable", &self.code.is_retryable())?;
        out.serialize_field("causes", &self.causes())?;
        if !self.candidates.is_empty() {
            out.serialize_field("candidates", &self.candidates)?;
        }
        out.end()
    }
}

/// What to do about a failure, said once for each face: the window has no command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Advice {
    /// At the command line.
    pub command: &'static str,
    /// In the window.
    pub window: &'static str,
}

impl Advice {
    /// The same on both faces.
    pub(crate) const fn both(text: &'static str) -> Self {
        Self { command: text, window: text }
    }
}

/// An error whose text says it all already, so that it is not repeated as its own cause.
fn saying(code: ErrorCode, error: &(dyn std::error::Error + 'static), advice: Advice) -> AppError {
    let mut text = error.to_string();
    // Messages start a sentence here; libraries start theirs small, since they may stand after a colon.
    if let Some(first) = text.get(..1).map(str::to_uppercase) {
        text.replace_range(..1, &first);
    }
    let source = error.source().map(|cause| Box::<dyn std::error::Error + Send + Sync>::from(chain(cause)));
    AppError { source, ..AppError::new(code, text) }.advice(advice)
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", chain(cause)),
        None => error.to_string(),
    }
}

impl From<HubSpotError> for AppError {
    fn from(error: HubSpotError) -> Self {
        let (code, advice) = match &error {
            HubSpotError::BadUrl { .. } => (
                ErrorCode::Usage,
                Advice::both(
                    "Use an https address. Plain http is allowed to this computer only, so that no token crosses a network unencrypted.",
                ),
            ),
            HubSpotError::Unreachable { .. } => (
                ErrorCode::Unreachable,
                Advice::both(
                    "Check your connection and try again. Everything already on this computer can be searched meanwhile.",
                ),
            ),
            HubSpotError::Unauthorized => (
                ErrorCode::Unauthorized,
                Advice {
                    command: "Copy the token from HubSpot again and run `foreword connect --token-stdin`.",
                    window: "Copy the token from HubSpot again: Settings, Integrations, Private apps. If you are connected already, disconnect in Foreword first. Your data on this computer stays.",
                },
            ),
            HubSpotError::NotGranted { is_over: true, .. } => (
                ErrorCode::Unauthorized,
                Advice {
                    command: "Run `foreword connect --oauth` again. Your data on this computer stays.",
                    window: "Connect again under Portal in Settings. Your data on this computer stays.",
                },
            ),
            HubSpotError::NotGranted { .. } => (
                ErrorCode::Unauthorized,
                Advice::both(
                    "Check the client ID and the secret, and that the app in HubSpot has the addresses and scopes that Foreword asks for.",
                ),
            ),
            HubSpotError::ShareUsedUp => (
                ErrorCode::RateLimited,
                Advice {
                    command: "It goes on tomorrow, in the portal's time zone. `foreword share PERCENT` gives Foreword more of the account's calls.",
                    window: "It goes on tomorrow, in the portal's time zone. You can give Foreword more of the account's calls under Portal in Settings.",
                },
            ),
            HubSpotError::MissingScopes { .. } => (
                ErrorCode::MissingScopes,
                Advice::both("Ask an admin to add the scope to the private app in HubSpot, then try again."),
            ),
            HubSpotError::RateLimited { policy, .. } if policy == "DAILY" => (
                ErrorCode::RateLimited,
                Advice::both(
                    "Your HubSpot account has used all its API calls for today. Try again after midnight in the portal's time zone.",
                ),
            ),
            HubSpotError::RateLimited { .. } => (
                ErrorCode::RateLimited,
                Advice::both("Other apps may be using your HubSpot account's API calls. Try again in a minute."),
            ),
            HubSpotError::NotFound { .. }
            | HubSpotError::Refused { .. }
            | HubSpotError::Endless { .. }
            | HubSpotError::Unordered { .. }
            | HubSpotError::TooLarge { .. }
            | HubSpotError::UnreadableReply { .. } => (
                ErrorCode::HubSpot,
                Advice::both("Try again later. If it keeps happening, send this message to HubSpot support."),
            ),
        };
        saying(code, &error, advice)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let (code, advice) = match &error {
            StoreError::Busy { .. } => (
                ErrorCode::Busy,
                Advice::both("Wait for it to finish, or close it. You can still search and open briefs."),
            ),
            StoreError::WrongKey { .. } => (
                ErrorCode::Keychain,
                Advice::both(
                    "Only the key that made this database opens it. If the key is lost, delete the portal's folder and sync again.",
                ),
            ),
            StoreError::Migration { .. } | StoreError::OtherLayout { is_older: false, .. } => {
                (ErrorCode::Storage, Advice::both("A newer version of Foreword may have written it. Update Foreword."))
            }
            StoreError::OtherLayout { is_older: true, .. } => (
                ErrorCode::Storage,
                Advice {
                    command: "Start the app once, or run `foreword maintain`. Either updates the database.",
                    window: "Start Foreword again. That updates the database.",
                },
            ),
            StoreError::Index { .. } => (
                ErrorCode::Storage,
                Advice {
                    command: "Run `foreword maintain`. It rebuilds the index where it is damaged; nothing is lost.",
                    window: "Choose “Clean up now” in Settings. It rebuilds the index where it is damaged; nothing is lost.",
                },
            ),
            StoreError::Io { .. } => {
                (ErrorCode::Storage, Advice::both("Check the folder's permissions and the free space on the disk."))
            }
            error if error.is_damage() => (
                ErrorCode::Damaged,
                Advice {
                    command: "Run `foreword maintain`. It makes the database anew of what can be read; what HubSpot holds comes back with the next sync.",
                    window: "Start Foreword again. It makes the database anew of what can be read; what HubSpot holds comes back with the next sync.",
                },
            ),
            StoreError::Damaged { .. } | StoreError::Database { .. } | StoreError::Unreadable { .. } => (
                ErrorCode::Storage,
                Advice {
                    command: "Run `foreword doctor` to see what is wrong.",
                    window: "Look at the checks in Settings to see what is wrong.",
                },
            ),
        };
        saying(code, &error, advice)
    }
}

impl From<SecretsError> for AppError {
    fn from(error: SecretsError) -> Self {
        const UNLOCK: &str = "Unlock the keychain and try again.";
        let (code, advice) = match &error {
            SecretsError::NoKeychain { .. } => (
                ErrorCode::NoKeychain,
                Advice {
                    command: "On a desktop, unlock the keychain. Where there is none, set FOREWORD_ACCESS_TOKEN for each command; the data itself is then sealed with a passphrase or this computer's key. Foreword never keeps a token in a file.",
                    window: "Unlock the keychain, or set one up, then try again. Foreword never keeps a token in a file.",
                },
            ),
            SecretsError::Locked { .. } => (
                ErrorCode::Keychain,
                Advice {
                    command: "Unlock the keychain and try again. Where nobody can, as on a server, set FOREWORD_ACCESS_TOKEN for each command.",
                    window: UNLOCK,
                },
            ),
            SecretsError::Refused { .. } => (ErrorCode::Keychain, Advice::both(UNLOCK)),
            SecretsError::NameLost { .. } => (
                ErrorCode::Storage,
                Advice::both("Put the file `name` of this folder back from a backup. Nothing was changed."),
            ),
            SecretsError::KeyLost => (
                ErrorCode::Keychain,
                Advice::both(
                    "Restore the keychain. Or delete the portal's folder and connect again: HubSpot still has everything.",
                ),
            ),
            SecretsError::PassphraseNeeded => (
                ErrorCode::Locked,
                Advice {
                    command: "Run this at a terminal and type the passphrase, or name a file that holds it in FOREWORD_PASSPHRASE_FILE.",
                    window: "Type your passphrase.",
                },
            ),
            SecretsError::WrongPassphrase => {
                (ErrorCode::WrongPassphrase, Advice::both("Try again. Nothing was changed, and tries are not counted."))
            }
            SecretsError::SealLost { .. } => (
                ErrorCode::Storage,
                Advice::both(
                    "Put the file back from a copy of the data folder, or restore a backup. Or delete the portal's folder and connect again: HubSpot still has everything.",
                ),
            ),
            SecretsError::NoSafeKey => (
                ErrorCode::NoKeychain,
                Advice {
                    command: "Choose a passphrase: run this at a terminal, or name a file that holds one in FOREWORD_PASSPHRASE_FILE.",
                    window: "Set up a keychain, then try again.",
                },
            ),
            SecretsError::TooShort => (
                ErrorCode::Usage,
                Advice::both("Use eight characters or more; four or five words that do not belong together are best."),
            ),
            SecretsError::OtherKey => {
                (ErrorCode::Keychain, Advice::both("Keep the passphrase. Nothing in the keychain is ever replaced."))
            }
            SecretsError::OpenToOthers { .. } => (
                ErrorCode::Usage,
                Advice {
                    command: "Run `chmod 600` on that file, then try again.",
                    window: "Let nobody but you read that file, then try again.",
                },
            ),
            SecretsError::Io { .. } => (ErrorCode::Storage, Advice::both("Check the folder's permissions.")),
        };
        saying(code, &error, advice)
    }
}

impl From<embedding::EmbeddingError> for AppError {
    fn from(error: embedding::EmbeddingError) -> Self {
        saying(ErrorCode::Model, &error, SET_UP)
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
        Self::new(ErrorCode::Cancelled, "The sync was stopped. Everything read so far is kept.")
            .hint("Sync again: it resumes where it stopped.")
            .command_hint("Run `foreword sync` again: it resumes where it stopped.")
    }

    /// The error for a file named by the caller that could not be used; `doing` is a verb, as in "read".
    pub(crate) fn file(doing: &str, path: &std::path::Path, error: std::io::Error) -> Self {
        Self::new(ErrorCode::Storage, format!("Could not {doing} {}", path.display())).caused_by(error)
    }
}

/// What to do when the model is missing.
pub(crate) const SET_UP: Advice = Advice {
    command: if cfg!(debug_assertions) {
        "Run `cargo xtask setup`, or point FOREWORD_MODEL_DIR at the model's folder."
    } else {
        "Install Foreword again: the model comes with it. Or point FOREWORD_MODEL_DIR at a model's folder."
    },
    window: "Install Foreword again: the model comes with it. Search by word and briefs work without it.",
};

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

    #[test]
    fn every_kind_is_listed_once() {
        let names: std::collections::BTreeSet<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
    }

    #[test]
    fn the_command_line_has_words_of_its_own() {
        let error =
            AppError::from(SecretsError::Locked { doing: "reading", waited: std::time::Duration::from_secs(20) });
        assert!(error.for_command().unwrap().contains("FOREWORD_ACCESS_TOKEN"));
        assert_eq!(error.hint.as_deref(), Some("Unlock the keychain and try again."));
        assert_eq!(serde_json::to_value(&error).unwrap()["hint"], error.for_command().unwrap());
        // What is said last stands alone.
        assert_eq!(error.hint("Try again.").for_command(), Some("Try again."));
    }

    /// The window shows `message` and `hint`; backticks and variables belong into `command_hint`, which it never shows.
    #[test]
    fn no_message_and_no_hint_of_the_window_names_a_command() {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        let mut folders = vec![std::path::Path::new(&here).join("src")];
        let mut said = 0;
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        for path in files {
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for opening in [".hint(", "AppError::new("] {
                for (at, _) in text.match_indices(opening) {
                    // Up to the next call in the chain, or the end of the statement or function.
                    let call: String = text[at + opening.len()..].chars().take(400).collect();
                    let ends = [".hint(", ".command_hint(", ".caused_by(", ";\n", "\n}\n"];
                    let end = ends.iter().filter_map(|end| call.find(end)).min();
                    let call = &call[..end.unwrap_or(call.len())];
                    said += 1;
                    for word in ["`", "FOREWORD_", "cargo "] {
                        assert!(!call.contains(word), "{}: {call}", path.display());
                    }
                }
            }
        }
        assert!(50 < said, "only {said} places were looked at");
    }
}

//! What a page hears when something fails: a code to branch on, words to show, and what to do.

use app::AppError;
use serde::Serialize;
use specta::Type;

/// A failure, as it crosses to the pages. Never holds a token or a mail's body.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CommandError {
    /// What kind of failure it is; pages branch on this and on nothing else.
    pub code: String,
    /// What happened, in words for the rep.
    pub message: String,
    /// What to do about it; none where there is nothing to do.
    pub hint: Option<String>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// What an ambiguous name may have meant; empty for other failures.
    pub candidates: Vec<CandidateView>,
}

/// One of several things that an ambiguous name may mean.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CandidateView {
    /// The id to name instead, as in `contact:1`.
    pub id: String,
    /// The name of the person, company, deal or portal.
    pub name: String,
    /// The name of the account it belongs to; none where it is an account itself or belongs to none.
    pub account: Option<String>,
}

impl CommandError {
    /// A failure of the window itself, not of a use case in `app`.
    pub fn new(code: &str, message: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            hint: hint.into(),
            retryable: false,
            candidates: Vec::new(),
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        let causes = error.causes();
        let message =
            if causes.is_empty() { error.message } else { format!("{}: {}", error.message, causes.join(": ")) };
        let candidates = error.candidates.into_iter();
        Self {
            code: error.code.as_str().to_owned(),
            message,
            hint: error.hint,
            retryable: error.code.is_retryable(),
            candidates: candidates.map(|c| CandidateView { id: c.id, name: c.name, account: c.account }).collect(),
        }
    }
}

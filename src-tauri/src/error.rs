//! What a page hears when something fails: a code to branch on, words to show, and what to do.

use app::AppError;
use serde::Serialize;
use specta::Type;

/// A failure, as it crosses to the pages. Never holds a token or a mail's body.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CommandError {
    /// What kind; pages branch on this and on nothing else.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether the same may succeed later.
    pub retryable: bool,
    /// What a name may have meant.
    pub candidates: Vec<CandidateView>,
}

/// One of several things a name may mean.
#[derive(Debug, Clone, Serialize, Type)]
pub struct CandidateView {
    /// As in `contact:1`.
    pub id: String,
    /// The person's or the company's name.
    pub name: String,
    /// The account it belongs to, by name.
    pub account: Option<String>,
}

impl CommandError {
    /// A failure of the window itself.
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

//! What the rep has begun in the window and not used yet: mails, edits, questions, and the places to come back to.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::Unsent;

/// Letters of a name at most, and of all texts under it.
const NAME_CHARS_MAX: usize = 600;
const TEXT_CHARS_MAX: usize = 200_000;

/// A text that was begun and not used yet, or a place in the window to come back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct UnsentView {
    /// What it is, as the window names it.
    pub name: String,
    /// The account it is about, as in `company:1`; none where it is about none.
    pub account: Option<String>,
    /// What a person calls it, as in `Follow-up`; none for a place, which nobody finishes.
    pub title: Option<String>,
    /// The texts, in the order the window gave them.
    pub texts: Vec<String>,
    /// When it was last written to.
    #[specta(type = String)]
    pub at: Timestamp,
}

/// A text to keep under its name, or to drop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct KeepUnsentRequest {
    /// The portal it was written for, by HubSpot's number: it is kept with no other.
    pub portal: String,
    /// What it is, as the window names it.
    pub name: String,
    /// The account it is about, as in `company:1`; none where it is about none.
    pub account: Option<String>,
    /// What a person calls it, as in `Follow-up`; none for a place, which nobody finishes.
    pub title: Option<String>,
    /// The texts; none drops what was kept.
    pub texts: Vec<String>,
}

/// Everything that was begun and not used, newest first. Needs no network.
pub fn unsent(open: &OpenPortal) -> Result<Vec<UnsentView>, AppError> {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let view = |unsent: Unsent| UnsentView {
        name: unsent.name,
        account: some(unsent.account),
        title: some(unsent.title),
        texts: unsent.texts,
        at: unsent.at,
    };
    Ok(open.database.unsent()?.into_iter().map(view).collect())
}

/// Keeps a text under its name in place of what was kept there, or drops it where there is none.
pub fn keep_unsent(open: &OpenPortal, request: &KeepUnsentRequest, now: Timestamp) -> Result<(), AppError> {
    if request.portal != open.id.0 {
        return Err(AppError::new(ErrorCode::Usage, "The text was written for another portal"));
    }
    if request.texts.is_empty() {
        return Ok(open.database.drop_unsent(&request.name)?);
    }
    let length: usize = request.texts.iter().map(|text| text.chars().count()).sum();
    if request.name.is_empty() || NAME_CHARS_MAX < request.name.chars().count() || TEXT_CHARS_MAX < length {
        return Err(AppError::new(ErrorCode::Usage, "The text is too long to be kept")
            .hint("Copy it somewhere safe before you leave this page."));
    }
    let unsent = Unsent {
        name: request.name.clone(),
        account: request.account.clone().unwrap_or_default(),
        title: request.title.clone().unwrap_or_default(),
        texts: request.texts.clone(),
        at: now,
    };
    Ok(open.database.keep_unsent(&unsent)?)
}

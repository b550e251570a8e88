//! Check before you send: what a rep has written, sentence by sentence, held against the history and the CRM.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::millis,
    portal::open::OpenPortal,
    reading::resolve,
};
use domain::{Citation, Sources};
use drafting::{Held, held};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::time::Instant;

/// The most characters that are checked at once: more than anybody writes in a mail.
const CHARS_MAX: usize = 40_000;

/// A text to check, and whom it is for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct CheckRequest {
    /// Whose history it is held against: an e-mail address, an id of any record, a name, or `next`.
    pub who: String,
    /// What the rep has written. Quoted history and the signature are left out.
    pub text: String,
}

/// A sentence that claims something, and how it stands beside what is known.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct CheckedSentence {
    /// Where the sentence begins in the text, in characters.
    #[specta(type = u32)]
    pub start: usize,
    /// Where it ends.
    #[specta(type = u32)]
    pub end: usize,
    /// The sentence.
    pub text: String,
    /// `supported`, `contradicted`, or `unknown` where nothing is known of it.
    pub standing: String,
    /// What speaks for or against it; none where nothing is known.
    #[specta(type = Option<String>)]
    pub citation: Option<Citation>,
    /// The words of that, or the value of a field.
    pub quote: String,
    /// Who said that; none for a field of the CRM.
    pub speaker: Option<String>,
    /// The day it was said, as in `2026-11-20`; none for a field of the CRM.
    pub said_on: Option<String>,
}

/// What became of a check.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct CheckReport {
    /// The sentences that claim something, in order.
    pub sentences: Vec<CheckedSentence>,
    /// The text behind every citation.
    #[specta(type = std::collections::BTreeMap<String, domain::Source>)]
    pub sources: Sources,
    /// Milliseconds that it took.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
}

/// Checks a text. Needs no network, no lock and no model.
pub fn check_text(open: &OpenPortal, request: &CheckRequest, now: Timestamp) -> Result<CheckReport, AppError> {
    let started = Instant::now();
    if CHARS_MAX < request.text.chars().count() {
        return Err(AppError::new(ErrorCode::Usage, format!("That is longer than {CHARS_MAX} characters"))
            .hint("Check the part that is new."));
    }
    let account = resolve::resolve(open, &request.who, now)?.account;
    let (found, sources) = held(&request.text, &open.dossier(&account, now)?);
    let sentences = found.into_iter().map(|one| view(&request.text, one)).collect();
    Ok(CheckReport { sentences, sources, elapsed_ms: millis(started) })
}

fn view(text: &str, one: Held) -> CheckedSentence {
    CheckedSentence {
        start: one.span.start,
        end: one.span.end,
        text: one.span.of(text).to_owned(),
        standing: one.standing.as_str().to_owned(),
        citation: one.citation,
        quote: one.quote,
        speaker: one.speaker,
        said_on: one.said_on.map(|day| day.to_string()),
    }
}

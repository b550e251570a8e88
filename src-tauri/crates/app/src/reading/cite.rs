//! Opening a citation: what was cited, around it, and whether the source has changed since.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use domain::{
    Citation, ContentHash, Document, Part, Record, RecordId, Source, Span, Utterance,
    mail::{Context, Layer, Layered, layers},
};
use jiff::Timestamp;
use serde::Serialize;
use store::{Database, StoredDocument};

/// How much is shown on either side of what was cited, in Unicode scalar values.
const AROUND: usize = 280;

/// What a citation points to, with what stands around it and what the source says today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CitedText {
    /// The citation as it was asked for.
    pub citation: String,
    /// The record the cited text belongs to.
    pub record: RecordId,
    /// The property it stands in; none for the words of a call.
    pub property: Option<String>,
    /// When the text was said or written, or the property set.
    pub time: Timestamp,
    /// Who said or wrote the text; none where that is not known.
    pub speaker: Option<String>,
    /// The cited stretch of the text.
    pub text: String,
    /// Where the cited stretch stands in the whole text: offsets in Unicode scalar values.
    pub span: (usize, usize),
    /// The cited stretch with the text around it.
    pub context: String,
    /// Whether the source reads differently today, or is gone.
    pub changed: bool,
    /// What the source says today, where that is something else; none if it is gone or unchanged.
    pub current: Option<String>,
}

impl CitedText {
    /// The cited text as a source of a draft: what stands around it, with who said it and when.
    pub(crate) fn source(self) -> Source {
        Source {
            record: self.record,
            property: self.property,
            time: self.time,
            speaker: self.speaker,
            side: None,
            text: self.context,
        }
    }
}

/// Opens a citation, `email:6/hs_email_text@1f0c9a72b3de#120-164`. The version cited is kept, so it opens after an edit too.
pub fn cite(open: &OpenPortal, text: &str) -> Result<CitedText, AppError> {
    let citation: Citation = text.trim().parse().map_err(|error: domain::CitationError| {
        AppError::new(ErrorCode::Usage, error.to_string()).hint("Copy a whole citation from a brief or a search.")
    })?;
    Ok(opened(open, &citation)?.0)
}

/// Opens a citation only if the text it names hashes to what it says and is as long: for what leaves this program.
pub(crate) fn cite_exactly(open: &OpenPortal, citation: &Citation) -> Result<CitedText, AppError> {
    match opened(open, citation)? {
        (cited, true) => Ok(cited),
        (_, false) => Err(no_such_text(citation)),
    }
}

/// What a citation opens, and whether that reads exactly as it was cited.
fn opened(open: &OpenPortal, citation: &Citation) -> Result<(CitedText, bool), AppError> {
    let is_within = |text: &str| citation.span.end <= text.chars().count();
    if let Some(stored) = open.database.cited_document(citation)? {
        let is_exact = stored.document.content_hash() == citation.content && is_within(&stored.document.text);
        return Ok((of_document(&open.database, citation, &stored)?, is_exact));
    }
    let (cited, value) = of_property(&open.database, citation)?.ok_or_else(|| no_such_text(citation))?;
    let is_exact = is_within(&value);
    Ok((cited, is_exact))
}

fn no_such_text(citation: &Citation) -> AppError {
    AppError::new(ErrorCode::NotFound, format!("This computer has no version of {} with that text", citation.record))
        .hint("The citation may come from another portal or data folder.")
}

fn of_document(database: &Database, citation: &Citation, stored: &StoredDocument) -> Result<CitedText, AppError> {
    let document = &stored.document;
    let current = database.current_document(&citation.record, &citation.part)?;
    let changed = current.as_ref().is_none_or(|current| current.document.text != document.text);
    let context = around(&document.text, citation.span);
    Ok(CitedText {
        citation: citation.to_string(),
        record: citation.record.clone(),
        property: (!citation.part.is_transcript()).then(|| citation.part.0.clone()),
        time: document.at,
        speaker: author_of(document, citation.span).or_else(|| speaker_of(&document.utterances, citation.span)),
        text: citation.span.of(&document.text).to_owned(),
        span: (citation.span.start, citation.span.end),
        context: context.of(&document.text).to_owned(),
        changed,
        current: current.filter(|_| changed).map(|current| current.document.text),
    })
}

/// Who wrote a stretch of a written text. Of a mail that quotes or forwards it, this says nobody: its author did not.
fn author_of(document: &Document, span: Span) -> Option<String> {
    let author = document.speaker.clone()?;
    let context = Context { author: Some(&author), ..Context::default() };
    let quoted = |run: &Layered| matches!(run.layer, Layer::History | Layer::Forwarded) && run.span.contains(span);
    let others = document.is_mail_body() && layers(&document.text, &context).iter().any(quoted);
    (!others).then_some(author)
}

/// A property's value is no document: it is found among the record's versions, or in HubSpot's history of it. With the whole value.
fn of_property(database: &Database, citation: &Citation) -> Result<Option<(CitedText, String)>, AppError> {
    let Part(property) = &citation.part;
    let is_cited = |value: &str| ContentHash::of(value) == citation.content;
    // HubSpot's history says when a value was set; a version only by when it was there.
    let history = database.history(&citation.record, property)?;
    let in_history =
        history.into_iter().rfind(|change| is_cited(&change.value)).map(|change| (change.value, change.at));
    let versions = database.versions(&citation.record)?;
    let in_versions = || {
        let value = |record: &Record| record.get(property).filter(|value| is_cited(value)).map(str::to_owned);
        versions.iter().find_map(|(record, _)| Some((value(record)?, record.modified_at)))
    };
    let Some((value, time)) = in_history.or_else(in_versions) else { return Ok(None) };
    let newest = versions.last().map(|(record, _)| record).filter(|record| !record.archived);
    let current = newest.and_then(|record| record.get(property)).map(str::to_owned);
    let changed = current.as_deref() != Some(value.as_str());
    let cited = CitedText {
        citation: citation.to_string(),
        record: citation.record.clone(),
        property: Some(property.clone()),
        time,
        speaker: None,
        text: citation.span.of(&value).to_owned(),
        span: (citation.span.start, citation.span.end),
        context: around(&value, citation.span).of(&value).to_owned(),
        changed,
        current: current.filter(|_| changed),
    };
    Ok(Some((cited, value)))
}

/// Who spoke a stretch; nobody in particular where several did.
fn speaker_of(utterances: &[Utterance], span: Span) -> Option<String> {
    let mut speakers =
        utterances.iter().filter(|utterance| utterance.span.overlaps(span)).map(|utterance| &utterance.speaker);
    let first = speakers.next()?;
    speakers.all(|speaker| speaker == first).then(|| first.clone())
}

/// The stretch with some text on either side, from the start of a word to the end of one.
fn around(text: &str, span: Span) -> Span {
    let chars: Vec<char> = text.chars().collect();
    let is_inside_word =
        |at: usize| 0 < at && at < chars.len() && !chars[at - 1].is_whitespace() && !chars[at].is_whitespace();
    let mut start = span.start.min(chars.len()).saturating_sub(AROUND);
    while is_inside_word(start) && start < span.start {
        start += 1;
    }
    let mut end = (span.end + AROUND).min(chars.len());
    while is_inside_word(end) && span.end < end {
        end -= 1;
    }
    Span { start, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_begins_and_ends_with_whole_words() {
        let text = "wörtlich ".repeat(100);
        let context = around(&text, Span { start: 450, end: 458 });
        assert_eq!(context.of(&text).split_whitespace().filter(|word| *word != "wörtlich").count(), 0);
        assert!(context.contains(Span { start: 450, end: 458 }));
        assert_eq!(around("short", Span { start: 1, end: 2 }), Span { start: 0, end: 5 });
        assert_eq!(around("short", Span { start: 40, end: 50 }).of("short"), "short");
    }

    #[test]
    fn two_voices_are_nobodys() {
        let said = |speaker: &str, start, end| Utterance {
            speaker: speaker.to_owned(),
            email: None,
            span: Span { start, end },
            start_ms: 0,
            end_ms: 0,
        };
        let talk = [said("Ada", 0, 5), said("Bo", 6, 9)];
        assert_eq!(speaker_of(&talk, Span { start: 1, end: 3 }).as_deref(), Some("Ada"));
        assert_eq!(speaker_of(&talk, Span { start: 3, end: 8 }), None);
    }
}

//! Conversations from files, as the records they would be: for measuring on data with known answers.

use crate::error::{AppError, ErrorCode};
use domain::property;
use domain::{Activity, Association, Document, ObjectType, Part, Record, RecordId, Span, TranscriptState, Utterance};
use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use store::{Database, Page, RunState, Versioned};

/// A line of the corpus: one utterance, chat message or sentence of a mail.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    account: String,
    doc: String,
    #[serde(default)]
    kind: Kind,
    ts: Option<String>,
    speaker: Option<String>,
    text: String,
}

/// What a line is of; unknown kinds are read as talk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Chat,
    Email,
    #[default]
    #[serde(other)]
    Transcript,
}

impl Kind {
    /// The type of record that holds such lines, and which of its texts.
    fn place(self) -> (ObjectType, Part) {
        match self {
            Self::Transcript => (ObjectType::Call, Part::transcript()),
            Self::Chat => (ObjectType::Note, Part(property::NOTE_BODY.to_owned())),
            Self::Email => (ObjectType::Email, Part(property::EMAIL_TEXT.to_owned())),
        }
    }
}

/// A corpus as records, with the way back from a stretch of text to the lines in it.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// Every document of the corpus, with the account it belongs to.
    pub documents: Vec<(RecordId, Document)>,
    /// The company that stands for each account, by the account's name in the file.
    pub accounts: BTreeMap<String, RecordId>,
    lines: BTreeMap<RecordId, Vec<(Span, String)>>,
}

impl Corpus {
    /// Reads JSON lines `{"id","account","doc","kind","ts","speaker","text"}`, in reading order.
    ///
    /// Every account becomes a company and every document a call, note or mail whose lines are utterances, so that no chunk crosses
    /// either.
    pub fn read(file: &Path) -> Result<Self, AppError> {
        Ok(Self::of(read_lines(file)?))
    }

    fn of(lines: Vec<Line>) -> Self {
        let mut corpus = Self::default();
        let mut numbers: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in lines {
            let next = RecordId::new(ObjectType::Company, (corpus.accounts.len() + 1).to_string());
            let account = corpus.accounts.entry(line.account.clone()).or_insert(next).clone();
            let number = *numbers.entry((line.account, line.doc)).or_insert_with(|| {
                let (object, part) = line.kind.place();
                let record = RecordId::new(object, (corpus.documents.len() + 1).to_string());
                let at = line.ts.as_deref().and_then(instant).unwrap_or(Timestamp::UNIX_EPOCH);
                let (text, utterances) = (String::new(), Vec::new());
                corpus.documents.push((account, Document { record, part, text, speaker: None, at, utterances }));
                corpus.documents.len() - 1
            });
            if let Some((_, document)) = corpus.documents.get_mut(number) {
                let span = append(document, &line.text, line.speaker);
                corpus.lines.entry(document.record.clone()).or_default().push((span, line.id));
            }
        }
        corpus
    }

    /// Stores all documents in a database, as a sync would.
    pub fn store(&self, database: &Database) -> Result<(), AppError> {
        let mut page = Page::default();
        page.records.extend(self.accounts.values().map(|id| bare(id, None)));
        for (account, document) in &self.documents {
            let written = (!document.part.is_transcript()).then(|| document.clone());
            page.records.push(Versioned {
                documents: written.into_iter().collect(),
                ..bare(&document.record, Some(document.at))
            });
            let (from, to) = (document.record.clone(), account.clone());
            let link = Association { from: from.clone(), to, type_id: 0, label: None };
            page.associations.push((from, ObjectType::Company, vec![link]));
        }
        database.apply_page(&page, &RunState { number: 1, state: String::new() }, Timestamp::UNIX_EPOCH)?;
        for (_, document) in self.documents.iter().filter(|(_, document)| document.part.is_transcript()) {
            let state = TranscriptState::Present;
            database.put_transcript(&document.record, state, "", Some(document), Timestamp::UNIX_EPOCH)?;
        }
        Ok(database.rebuild_membership()?)
    }

    /// The corpus ids that hits stand for, best first, each once, at most `limit`.
    pub(crate) fn ranked(&self, hits: &[retrieval::Hit], limit: usize) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut ranked = Vec::new();
        for hit in hits {
            for (span, id) in self.lines.get(&hit.chunk.record).into_iter().flatten() {
                if span.overlaps(hit.chunk.span) && seen.insert(id) && ranked.len() < limit {
                    ranked.push(id.clone());
                }
            }
        }
        ranked
    }
}

/// Adds an utterance on a line of its own. Returns where it stands.
pub(crate) fn append(document: &mut Document, words: &str, speaker: Option<String>) -> Span {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut start = document.utterances.last().map_or(0, |last: &Utterance| last.span.end);
    if !document.text.is_empty() && !words.is_empty() {
        document.text.push('\n');
        start += 1;
    }
    let span = Span { start, end: start + words.chars().count() };
    if !words.is_empty() {
        document.text.push_str(&words);
        let speaker = speaker.unwrap_or_else(|| "Unknown speaker".to_owned());
        document.utterances.push(Utterance { speaker, email: None, span, start_ms: 0, end_ms: 0 });
    }
    span
}

fn bare(id: &RecordId, at: Option<Timestamp>) -> Versioned {
    let created_at = at.unwrap_or(Timestamp::UNIX_EPOCH);
    let record =
        Record { id: id.clone(), properties: BTreeMap::new(), created_at, modified_at: created_at, archived: false };
    let activity = at.map(|at| Activity { id: id.clone(), at, created_at, title: String::new() });
    Versioned { record, documents: Vec::new(), activity, history: Vec::new(), aliases: Vec::new() }
}

fn instant(text: &str) -> Option<Timestamp> {
    let local = || text.parse::<civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| local().map(|at| at.timestamp()))
}

pub(crate) fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, AppError> {
    let text = std::fs::read_to_string(path).map_err(|error| AppError::file("read", path, error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let message = format!("Line {} of {} cannot be read", number + 1, path.display());
                AppError::new(ErrorCode::Usage, message).caused_by(error)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_utterance_and_documents_stay_apart() {
        let line = |id: &str, doc: &str, text: &str| Line {
            id: id.to_owned(),
            account: "a".to_owned(),
            doc: doc.to_owned(),
            kind: Kind::Transcript,
            ts: None,
            speaker: Some("Ada".to_owned()),
            text: text.to_owned(),
        };
        let corpus = Corpus::of(vec![line("1", "x", "Größe  zählt."), line("2", "y", "Ja."), line("3", "x", "Nein.")]);
        assert_eq!(corpus.documents.len(), 2);
        let (account, document) = &corpus.documents[0];
        assert_eq!(account.to_string(), "company:1");
        assert_eq!(document.text, "Größe zählt.\nNein.");
        let said: Vec<&str> = document.utterances.iter().map(|u| u.span.of(&document.text)).collect();
        assert_eq!(said, ["Größe zählt.", "Nein."]);
        assert_eq!(corpus.lines[&document.record][1], (Span { start: 13, end: 18 }, "3".to_owned()));
    }
}

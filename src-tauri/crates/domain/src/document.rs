//! Text that can be cited: documents, the utterances of a talk, the chunks a search ranks.

use crate::property;
use crate::{ContentHash, ObjectType, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A stretch of text, as offsets in Unicode scalar values: `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first scalar value of the stretch.
    pub start: usize,
    /// Offset one past the last scalar value of the stretch.
    pub end: usize,
}

impl Span {
    /// The span of all of `text`.
    pub fn whole(text: &str) -> Self {
        Self { start: 0, end: text.chars().count() }
    }

    /// The stretch of `text` this span names; shorter where the text ends early.
    pub fn of(self, text: &str) -> &str {
        let mut at = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
        let start = at.clone().nth(self.start).unwrap_or(text.len());
        let end = at.nth(self.end).unwrap_or(text.len());
        text.get(start..end).unwrap_or_default()
    }

    /// The span of the byte range `bytes` of `text`, which must lie on character boundaries.
    pub fn from_bytes(text: &str, bytes: std::ops::Range<usize>) -> Self {
        let start = text.get(..bytes.start).map_or(0, |head| head.chars().count());
        let len = text.get(bytes).map_or(0, |body| body.chars().count());
        Self { start, end: start + len }
    }

    /// Whether `inner` lies wholly within this span.
    pub fn contains(self, inner: Span) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// Whether this span and `other` share at least one character.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Which text of a record: a property's name, or [`Part::TRANSCRIPT`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Part(pub String);

impl Part {
    /// The part that holds the words spoken on a call.
    pub const TRANSCRIPT: &'static str = "transcript";

    /// The part of a call's spoken words, [`Part::TRANSCRIPT`].
    pub fn transcript() -> Self {
        Self(Self::TRANSCRIPT.to_owned())
    }

    /// Whether this is what was spoken rather than what was typed.
    pub fn is_transcript(&self) -> bool {
        self.0 == Self::TRANSCRIPT
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One plain text of one record, as read at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The record that the text belongs to.
    pub record: RecordId,
    /// Which text of the record it is: a property's, or the transcript.
    pub part: Part,
    /// Plain text; markup is gone before it gets here.
    pub text: String,
    /// Who wrote it, where one person did; transcripts name speakers by utterance.
    pub speaker: Option<String>,
    /// When the text was said or written.
    pub at: Timestamp,
    /// The turns of a talk, in order; empty for written text.
    pub utterances: Vec<Utterance>,
}

/// Something somebody said, before it has a place in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The speaker's name as the recorder gave it; none where it gave none.
    pub speaker: Option<String>,
    /// The speaker's e-mail address, where the recorder knew it.
    pub email: Option<String>,
    /// The words; what breaks them into lines does not matter.
    pub text: String,
    /// Where it begins, in milliseconds from the start of the talk.
    pub start_ms: i64,
    /// Where it ends, likewise.
    pub end_ms: i64,
}

/// Who speaks where nobody knows.
pub const UNKNOWN_SPEAKER: &str = "Unknown speaker";

impl Document {
    /// What was said in a talk as one text, a line an utterance, in the order given; `None` where nobody said anything.
    pub fn spoken(record: &RecordId, at: Timestamp, said: impl IntoIterator<Item = Said>) -> Option<Self> {
        let (mut text, mut chars, mut utterances) = (String::new(), 0, Vec::new());
        for Said { speaker, email, text: words, start_ms, end_ms } in said {
            // A no-break space is part of how a number is written, and a quotation is verbatim.
            let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}');
            let words = words.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            let words = words.trim();
            if words.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
                chars += 1;
            }
            let start = chars;
            chars += words.chars().count();
            text.push_str(words);
            let speaker = speaker.or_else(|| email.clone()).unwrap_or_else(|| UNKNOWN_SPEAKER.to_owned());
            utterances.push(Utterance { speaker, email, span: Span { start, end: chars }, start_ms, end_ms });
        }
        (!text.is_empty()).then(|| Self {
            record: record.clone(),
            part: Part::transcript(),
            text,
            speaker: None,
            at,
            utterances,
        })
    }

    /// Whether it is the body of a mail, which has layers: see [`crate::mail`]. Its subject is a text of its own.
    pub fn is_mail_body(&self) -> bool {
        self.record.object == ObjectType::Email && self.part.0 != property::EMAIL_SUBJECT
    }

    /// The hash that a citation of this text carries as its version.
    pub fn content_hash(&self) -> ContentHash {
        ContentHash::of(&self.text)
    }
}

/// One turn of a talk: who spoke, which words, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The speaker's name as the recorder gave it.
    pub speaker: String,
    /// The speaker's e-mail address, where the recorder knew it.
    pub email: Option<String>,
    /// Where the words stand in the document's text.
    pub span: Span,
    /// Where the turn begins, in milliseconds from the start of the talk.
    pub start_ms: i64,
    /// Where the turn ends, in milliseconds from the start of the talk.
    pub end_ms: i64,
}

/// Names a chunk on this machine: the row number of its document, and its place among the chunks that the chunker makes of that.
///
/// A document's text never changes and the chunker gives the same every time, so the name holds until the chunker's version moves.
/// It goes into no citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkId(pub i64);

impl ChunkId {
    /// Places a document has; chunks beyond them are not searched. Its text would be longer than sixty megabytes.
    pub const PER_DOCUMENT: i64 = 1 << 20;

    /// The id of the chunk at `place` in the document whose row number is `document`.
    pub fn new(document: i64, place: usize) -> Self {
        let place = i64::try_from(place).unwrap_or(Self::PER_DOCUMENT).min(Self::PER_DOCUMENT - 1);
        Self(document * Self::PER_DOCUMENT + place)
    }

    /// The row number of the chunk's document.
    pub fn document(self) -> i64 {
        self.0.div_euclid(Self::PER_DOCUMENT)
    }

    /// The chunk's place among the chunks of its document, counted from 0.
    pub fn place(self) -> usize {
        usize::try_from(self.0.rem_euclid(Self::PER_DOCUMENT)).unwrap_or_default()
    }
}

impl std::fmt::Display for ChunkId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How much text a chunk spans: a sentence or two, or a hundred words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChunkLevel {
    /// The least that is worth citing: an utterance, a sentence or two.
    Unit,
    /// About a hundred words of neighbouring units; half of each window is in the next.
    Window,
}

impl ChunkLevel {
    /// Both levels, the smaller first.
    pub const ALL: [Self; 2] = [Self::Unit, Self::Window];

    /// The name the level is stored under: `unit` or `window`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Window => "window",
        }
    }
}

/// What a search ranks: a span of a document, never across two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The record that the chunk's text belongs to.
    pub record: RecordId,
    /// Which text of the record the chunk is cut from.
    pub part: Part,
    /// Where the chunk stands in that text.
    pub span: Span,
    /// Whether the chunk is a unit or a window.
    pub level: ChunkLevel,
    /// The chunk's words, exactly as in the document.
    pub text: String,
    /// What the embedder reads: the words with their speaker, and for e-mail the subject. Never shown.
    pub embedded_text: String,
    /// Who said or wrote the chunk; `None` where it is not one person's.
    pub speaker: Option<String>,
    /// When the chunk was said or written.
    pub at: Timestamp,
    /// The places of a window's units among the document's chunks; empty for a unit.
    pub units: std::ops::Range<usize>,
}

impl Chunk {
    /// What it is found by: who speaks, where that is one person, and the words.
    pub fn words(&self) -> String {
        match (&self.speaker, self.level) {
            (Some(speaker), ChunkLevel::Unit) => format!("{speaker}: {}", self.text),
            _ => self.embedded_text.clone(),
        }
    }

    /// The kind a search filters by: the record's type, or `transcript`.
    pub fn kind(&self) -> &'static str {
        if self.part.is_transcript() { Part::TRANSCRIPT } else { self.record.object.singular() }
    }
}

/// One entry of an account's timeline: the record's type decides what the fields mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// The note, call, e-mail, meeting or task that the entry is.
    pub id: RecordId,
    /// Start of a call or meeting, sending of a mail, due time of a task.
    pub at: Timestamp,
    /// When the record was created in HubSpot, so that nothing is known before it was.
    pub created_at: Timestamp,
    /// The activity's subject or title; empty for notes.
    pub title: String,
}

impl Activity {
    /// The record type of the activity.
    pub fn object(&self) -> ObjectType {
        self.id.object
    }

    /// Whether its time may be to come: a mail or a note is of the past; a meeting, a call or a task may be planned.
    pub fn can_be_planned(&self) -> bool {
        self.id.object.is_meeting() || matches!(self.id.object, ObjectType::Task | ObjectType::Call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_characters_not_bytes() {
        let text = "Größe: 40 €, ja";
        let bytes = text.find("40").unwrap_or(0)..text.find(',').unwrap_or(0);
        let span = Span::from_bytes(text, bytes);
        assert_eq!(span, Span { start: 7, end: 11 });
        assert_eq!(span.of(text), "40 €");
        assert_eq!(Span::whole(text).of(text), text);
    }

    #[test]
    fn a_span_past_the_end_is_cut_short() {
        assert_eq!(Span { start: 3, end: 99 }.of("abcde"), "de");
        assert_eq!(Span { start: 7, end: 9 }.of("abcde"), "");
    }
}

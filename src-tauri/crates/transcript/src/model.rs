//! What a recorder's file says, in one shape for all of them.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Range};

/// What a file is, as its content shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// WebVTT captions, as Zoom, Teams and Meet write them.
    WebVtt,
    /// SubRip captions.
    SubRip,
    /// YouTube's captions.
    Sbv,
    /// Plain text with speakers, times or both.
    Text,
    /// Text with Markdown's marks.
    Markdown,
    /// A table with a row for each thing that was said.
    Csv,
    /// A document of a word processor.
    Docx,
    /// HubSpot's own reply for a call's transcript.
    HubSpot,
    /// Gong's reply, with the parties beside it where it has them.
    Gong,
    /// Fathom's reply.
    Fathom,
    /// Fireflies' reply, or its list of sentences.
    Fireflies,
    /// Granola's reply, or the cache of its app.
    Granola,
    /// Otter's reply.
    Otter,
    /// The reply of tl;dv.
    Tldv,
    /// JSON of another program, with rows that name what was said.
    Json,
}

impl Format {
    /// The name of the format in reports: one word, small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::WebVtt => "vtt",
            Self::SubRip => "srt",
            Self::Sbv => "sbv",
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Docx => "docx",
            Self::HubSpot => "hubspot",
            Self::Gong => "gong",
            Self::Fathom => "fathom",
            Self::Fireflies => "fireflies",
            Self::Granola => "granola",
            Self::Otter => "otter",
            Self::Tldv => "tldv",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// When a conversation began, as exactly as the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// A moment.
    At(Timestamp),
    /// A day and a time of day; the file does not say in which time zone.
    Local(civil::DateTime),
    /// A day.
    On(civil::Date),
}

/// Somebody whom the file names as taking part, whether or not they speak. One of the two is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The name as the file has it.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// One conversation of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// What the file is.
    pub format: Format,
    /// The title that the file gives the conversation.
    pub title: Option<String>,
    /// When it began.
    pub start: Option<Start>,
    /// The language it was recorded in, as the file writes it, such as "en-US".
    pub language: Option<String>,
    /// Who made the recording, where the file says so.
    pub recorded_by: Option<Participant>,
    /// Who takes part, as far as the file lists them: in its order, nobody twice.
    pub participants: Vec<Participant>,
    /// What was said, in order; never empty.
    pub turns: Vec<Turn>,
    /// What was not read, in order of lines.
    pub skipped: Vec<Skipped>,
}

impl Transcript {
    /// How many cues the turns were made of: what the file has as one piece of speech each.
    pub fn cues(&self) -> usize {
        self.turns.iter().map(|turn| turn.cues.len()).sum()
    }

    /// The names of those who speak, in the order in which they first do.
    pub fn speakers(&self) -> Vec<&str> {
        let mut seen = std::collections::BTreeSet::new();
        self.turns.iter().filter_map(|turn| turn.speaker.as_deref()).filter(|name| seen.insert(*name)).collect()
    }

    /// From the beginning of the recording to the last time that the file gives, in milliseconds; `None` without times.
    pub fn duration_ms(&self) -> Option<u64> {
        self.turns.iter().flat_map(|turn| &turn.cues).filter_map(|cue| cue.end_ms.max(cue.start_ms)).max()
    }
}

/// What one speaker says before another does, or before a long pause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The speaker's name as the file has it; `None` where it names none.
    pub speaker: Option<String>,
    /// The speaker's e-mail address, where the file has it.
    pub email: Option<String>,
    /// Where the turn begins, in milliseconds from the beginning of the recording.
    pub start_ms: Option<u64>,
    /// Where the turn ends, likewise; never before it begins.
    pub end_ms: Option<u64>,
    /// The words on one line; never empty.
    pub text: String,
    /// The pieces that the words were made of, in order. They do not overlap, and one space stands between them.
    pub cues: Vec<Cue>,
}

/// A piece of a turn that has its own times in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// Where it begins, in milliseconds from the beginning of the recording.
    pub start_ms: Option<u64>,
    /// Where it ends, likewise; never before it begins.
    pub end_ms: Option<u64>,
    /// The bytes of the turn's text that it has.
    pub bytes: Range<usize>,
}

/// Something that was not read as speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// The line of the file, counted from 1. In JSON it is the entry of the list of what was said, in a document the paragraph.
    pub line: usize,
    /// Why it was not.
    pub reason: Reason,
}

/// Why a line was not read as speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// A cue without words.
    NoWords,
    /// A time that is none; the words after it were read.
    BadTime,
    /// The file ends in the middle of something that has no words yet.
    CutOff,
    /// A comment, style or region of the caption file.
    Note,
    /// Before the first speaker or time, and neither title, day nor list of people.
    BeforeSpeech,
    /// A line that the recorder puts in, such as "Transcribed by".
    Recorder,
    /// A chapter's heading.
    Heading,
    /// A row that does not have the columns of the others, or an entry of another shape.
    OtherShape,
    /// Something in the line could not be decoded; the rest of it was read.
    BrokenLetters,
    /// No encoding is named, and the file was read as Windows-1252.
    GuessedEncoding,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoWords => "there are no words",
            Self::BadTime => "the time cannot be read; the words were",
            Self::CutOff => "the file ends here, before any words",
            Self::Note => "a comment or style of the caption file",
            Self::BeforeSpeech => "stands before the first speaker or time",
            Self::Recorder => "written by the recorder, not said",
            Self::Heading => "a heading, not said",
            Self::OtherShape => "has another shape than the rest",
            Self::BrokenLetters => "some letters could not be read; the rest of the line was",
            Self::GuessedEncoding => "the encoding is not named; read as Windows-1252",
        })
    }
}

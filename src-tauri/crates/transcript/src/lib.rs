#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod captions;
mod detect;
mod docx;
mod doubt;
mod error;
mod json;
mod markup;
mod model;
mod rolling;
mod sketch;
mod speaker;
mod start;
mod table;
mod text;
mod times;
mod turns;
mod words;

pub use doubt::doubtful;
pub use error::TranscriptError;
pub use model::{Cue, Format, Participant, Reason, Skipped, Start, Transcript, Turn};
pub use sketch::{is_same, sketch, words_hash};
pub use start::start_in_name;

use detect::Is;
use letters::{Decoded, Unreadable};
use turns::{Order, RawCue};

/// The most bytes of a file that is read: 50 MB.
pub const BYTES_MAX: usize = 50 << 20;
/// The most pieces of speech of one conversation: more than anybody says in a month.
const CUES_MAX: usize = 1_000_000;

/// Reads a file: the conversations in it, at least one. Most files have one; caches and lists of interfaces have several.
///
/// What the file is, its content says; its name does not matter. Equal bytes give equal conversations. Never panics, and takes time in proportion to
/// the file.
pub fn read(bytes: &[u8]) -> Result<Vec<Transcript>, TranscriptError> {
    if BYTES_MAX < bytes.len() {
        return Err(TranscriptError::TooLarge);
    }
    match detect::bytes(bytes) {
        Some(Is::No(error)) => Err(error),
        Some(Is::A(_)) => of_document(&docx::text(bytes)?),
        None => {
            let decoded = letters::decode_damaged(bytes).map_err(|unreadable| match unreadable {
                Unreadable::Unknown => TranscriptError::UnknownEncoding,
                Unreadable::Binary => TranscriptError::Binary,
            })?;
            let mut transcripts = read_text(&decoded.text)?;
            for transcript in &mut transcripts {
                say_of_letters(&decoded, transcript);
            }
            Ok(transcripts)
        }
    }
}

/// Reads a text that is at hand already: pasted, or taken out of a PDF by the `shelf` crate. As [`read`].
pub fn read_text(text: &str) -> Result<Vec<Transcript>, TranscriptError> {
    if BYTES_MAX < text.len() {
        return Err(TranscriptError::TooLarge);
    }
    let text = text.trim_start_matches('\u{feff}');
    match detect::text(text) {
        Is::No(error) => Err(error),
        Is::A(format) => read_as(text, format),
    }
}

/// Reads a text as one of this format, whatever it looks like. As [`read`].
pub fn read_as(text: &str, format: Format) -> Result<Vec<Transcript>, TranscriptError> {
    match format {
        Format::WebVtt | Format::SubRip | Format::Sbv => one(captions::read(text, format)?),
        Format::Csv => one(table::read(text)?),
        Format::Json => {
            let all: Vec<Transcript> = json::read(text)?
                .into_iter()
                .filter_map(|draft| finish(draft).transpose())
                .collect::<Result<_, _>>()?;
            if all.is_empty() { Err(TranscriptError::NoSpeech) } else { Ok(all) }
        }
        _ => one(text::read(text, format)?),
    }
}

/// The text of a document's paragraphs. Word processors have no captions or tables of commas, so it is read as text.
fn of_document(text: &str) -> Result<Vec<Transcript>, TranscriptError> {
    match detect::text(text) {
        Is::No(error) => Err(error),
        Is::A(Format::WebVtt | Format::SubRip) => read_text(text).map(|transcripts| {
            transcripts.into_iter().map(|transcript| Transcript { format: Format::Docx, ..transcript }).collect()
        }),
        Is::A(_) => one(text::read(text, Format::Docx)?),
    }
}

/// A conversation before its pieces are put in order and joined.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub format: Format,
    pub order: Order,
    pub title: Option<String>,
    pub start: Option<Start>,
    /// The time of day at which the first piece begins, in milliseconds, where times are times of day.
    pub clock_ms: Option<u64>,
    pub language: Option<String>,
    pub recorded_by: Option<Participant>,
    pub participants: Vec<Participant>,
    pub cues: Vec<RawCue>,
    pub skipped: Vec<Skipped>,
}

impl Draft {
    fn new(format: Format, order: Order) -> Self {
        Self {
            format,
            order,
            title: None,
            start: None,
            clock_ms: None,
            language: None,
            recorded_by: None,
            participants: Vec::new(),
            cues: Vec::new(),
            skipped: Vec::new(),
        }
    }
}

fn one(draft: Draft) -> Result<Vec<Transcript>, TranscriptError> {
    finish(draft)?.map(|transcript| vec![transcript]).ok_or(TranscriptError::NoSpeech)
}

/// The conversation of a draft; `None` where nobody says anything.
fn finish(draft: Draft) -> Result<Option<Transcript>, TranscriptError> {
    if CUES_MAX < draft.cues.len() {
        return Err(TranscriptError::TooMuch);
    }
    let mut skipped = draft.skipped;
    let turns = turns::of(draft.cues, draft.order, &mut skipped);
    skipped.sort_unstable();
    skipped.dedup();
    let start = match (draft.start, draft.clock_ms.and_then(|ms| i64::try_from(ms).ok())) {
        (Some(Start::On(date)), Some(ms)) => {
            let local = date.at(0, 0, 0, 0).checked_add(jiff::SignedDuration::from_millis(ms));
            Some(local.map_or(Start::On(date), Start::Local))
        }
        (start, _) => start,
    };
    let transcript = Transcript {
        format: draft.format,
        title: draft.title,
        start,
        language: draft.language,
        recorded_by: draft.recorded_by,
        participants: once(draft.participants),
        turns,
        skipped,
    };
    Ok((!transcript.turns.is_empty()).then_some(transcript))
}

/// People in the order they were listed in, nobody twice: the same address, or the same name where one of the two has no address.
fn once(people: Vec<Participant>) -> Vec<Participant> {
    let mut all: Vec<Participant> = Vec::new();
    // By what was seen, so that a list of thousands takes no longer than its length.
    let (mut names, mut emails) =
        (std::collections::BTreeMap::<String, usize>::new(), std::collections::BTreeMap::<String, usize>::new());
    for person in people {
        let email = person.email.as_deref().map(str::to_lowercase);
        let by_email = email.as_ref().and_then(|email| emails.get(email)).copied();
        let by_name = person.name.as_ref().and_then(|name| names.get(name)).copied();
        let by_name =
            by_name.filter(|at| all.get(*at).is_some_and(|known| known.email.is_none() || person.email.is_none()));
        let at = by_email.or(by_name).unwrap_or(all.len());
        if let Some(name) = &person.name {
            names.entry(name.clone()).or_insert(at);
        }
        if let Some(email) = email {
            emails.entry(email).or_insert(at);
        }
        match all.get_mut(at) {
            Some(known) => {
                known.name = known.name.take().or(person.name);
                known.email = known.email.take().or(person.email);
            }
            None => all.push(person),
        }
    }
    all
}

/// Lists what could not be decoded, and that an encoding was guessed.
fn say_of_letters(decoded: &Decoded<'_>, transcript: &mut Transcript) {
    if decoded.is_guessed {
        transcript.skipped.push(Skipped { line: 1, reason: Reason::GuessedEncoding });
    }
    if 0 < decoded.broken {
        let broken = words::lines(&decoded.text).filter(|(_, line)| line.contains('\u{fffd}'));
        transcript.skipped.extend(broken.map(|(line, _)| Skipped { line, reason: Reason::BrokenLetters }));
    }
    transcript.skipped.sort_unstable();
}

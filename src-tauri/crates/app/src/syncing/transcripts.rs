//! What is read out of recorders' files.

use crate::{
    error::AppError,
    syncing::{
        conversation_views::MatchedView,
        reader::{FileReader, Unread},
    },
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;
use transcript::{Start, Transcript};

/// What was read out of some files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TranscriptReport {
    /// A conversation each, in the order of the files; a file that was refused has one without utterances.
    pub transcripts: Vec<TranscriptView>,
}

impl TranscriptReport {
    /// How many files were refused.
    pub fn refused(&self) -> usize {
        self.transcripts.iter().filter(|transcript| transcript.error.is_some()).count()
    }
}

/// A conversation of a file, or why the file was refused.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TranscriptView {
    /// The file as it was named.
    pub file: String,
    /// What its content is, as in `vtt`; none where it was refused.
    pub format: Option<&'static str>,
    /// How many pieces of speech the file has.
    pub utterances: usize,
    /// From the beginning of the recording to the last time in the file, in milliseconds; none without times.
    pub duration_ms: Option<u64>,
    /// Who speaks, in the order in which they first do.
    pub speakers: Vec<String>,
    /// Where it is kept; none while it waits for the rep to say, and where nothing was to be stored.
    pub matched: Option<MatchedView>,
    /// The number under which it is here; none where nothing was stored.
    pub conversation: Option<i32>,
    /// What was not read as speech.
    pub skipped: Vec<SkippedView>,
    /// The title that the file gives it.
    pub title: Option<String>,
    /// When it began, as exactly as the file says.
    pub start: Option<String>,
    /// The language that the file names.
    pub language: Option<String>,
    /// What was said, in order; pieces of one speaker that follow each other are joined.
    pub turns: Vec<TurnView>,
    /// Why the file was refused, and what to do; none where it was read.
    pub error: Option<String>,
}

/// Something that was not read as speech.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SkippedView {
    /// The line of the file, counted from 1; in JSON the entry, in a document the paragraph.
    pub line: usize,
    /// Why it was not.
    pub reason: String,
}

/// What one speaker said before another did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TurnView {
    /// The speaker's name as the file has it; none where it names none.
    pub speaker: Option<String>,
    /// Where it begins, in milliseconds from the beginning of the recording.
    pub start_ms: Option<u64>,
    /// Where it ends, likewise.
    pub end_ms: Option<u64>,
    /// The words.
    pub text: String,
}

/// Reads each file and says what is in it. One that is refused never stops the rest.
pub async fn eval_transcript(files: &[PathBuf], cancel: &CancellationToken) -> Result<TranscriptReport, AppError> {
    let mut reader = FileReader::new();
    let mut transcripts = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        match of_file(file, &mut reader, cancel).await {
            Ok(read) => transcripts.extend(read.iter().map(|transcript| view(&shown, transcript))),
            Err(Unread::Cancelled) => return Err(AppError::cancelled()),
            Err(unread) => transcripts.push(refused(&shown, unread.to_string())),
        }
    }
    Ok(TranscriptReport { transcripts })
}

/// The conversations of a file.
pub(crate) async fn of_file(
    file: &Path,
    reader: &mut FileReader,
    cancel: &CancellationToken,
) -> Result<Vec<Transcript>, Unread> {
    let unopened = |error: std::io::Error| Unread::Refused(format!("it cannot be opened: {error}"));
    let about = std::fs::metadata(file).map_err(unopened)?;
    if !about.is_file() {
        return Err(Unread::Refused("it is no file".to_owned()));
    }
    if u64::try_from(transcript::BYTES_MAX).is_ok_and(|most| most < about.len()) {
        return Err(Unread::Refused(transcript::TranscriptError::TooLarge.to_string()));
    }
    let bytes = std::fs::read(file).map_err(unopened)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    reader.transcripts(&name, &bytes, cancel).await
}

/// A file that was refused, and why.
pub(crate) fn refused(file: &str, error: String) -> TranscriptView {
    TranscriptView { file: file.to_owned(), error: Some(error), ..Default::default() }
}

pub(crate) fn view(file: &str, transcript: &Transcript) -> TranscriptView {
    let turn = |turn: &transcript::Turn| TurnView {
        speaker: turn.speaker.clone(),
        start_ms: turn.start_ms,
        end_ms: turn.end_ms,
        text: turn.text.clone(),
    };
    let skipped =
        |skipped: &transcript::Skipped| SkippedView { line: skipped.line, reason: skipped.reason.to_string() };
    let start = transcript.start.map(|start| match start {
        Start::At(moment) => moment.to_string(),
        Start::Local(moment) => moment.to_string(),
        Start::On(day) => day.to_string(),
    });
    TranscriptView {
        file: file.to_owned(),
        format: Some(transcript.format.name()),
        utterances: transcript.cues(),
        duration_ms: transcript.duration_ms(),
        speakers: transcript.speakers().into_iter().map(str::to_owned).collect(),
        matched: None,
        conversation: None,
        skipped: transcript.skipped.iter().map(skipped).collect(),
        title: transcript.title.clone(),
        start,
        language: transcript.language.clone(),
        turns: transcript.turns.iter().map(turn).collect(),
        error: None,
    }
}

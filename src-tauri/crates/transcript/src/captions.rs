//! Caption files: blocks of a time and the words shown then. WebVTT, SubRip and SBV differ in how a time is written and in little else, so one reader
//! serves them and takes each by its line of times.
//!
//! Sources: W3C WebVTT (blocks, settings, voice tags), the SubRip files that players read, YouTube's help on SBV.

use crate::{
    Draft,
    error::TranscriptError,
    markup,
    model::{Format, Reason, Skipped},
    speaker::{self, Candidate, Speakers},
    times,
    turns::{Order, RawCue},
    words,
};

/// What a line is to a caption file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// It says when the words after it are shown.
    Times { start_ms: u64, end_ms: Option<u64> },
    /// It is meant to, and cannot be read.
    BadTimes,
    /// Words, a name of a caption, or nothing.
    Other,
}

/// Reads captions.
pub(crate) fn read(text: &str, format: Format) -> Result<Draft, TranscriptError> {
    let times: fn(&str) -> Line = if format == Format::Sbv { pair } else { arrow };
    let mut draft = Draft::new(format, Order::Time);
    let mut reader = Reader {
        times,
        is_vtt: format == Format::WebVtt,
        blocks: Vec::new(),
        open: None,
        loose: Vec::new(),
        aside: false,
    };
    for (number, line) in words::lines(text) {
        reader.line(number, line.trim_start_matches('\u{feff}'), &mut draft);
    }
    reader.close();
    reader.settle(&mut draft, true);
    name_speakers(&reader.blocks, &mut draft);
    Ok(draft)
}

/// Whether a line says when captions are shown, in the way of WebVTT and SubRip.
pub(crate) fn has_arrow_times(line: &str) -> bool {
    matches!(arrow(line), Line::Times { .. })
}

/// Whether a line says when captions are shown, in the way of SBV.
pub(crate) fn has_paired_times(line: &str) -> bool {
    matches!(pair(line), Line::Times { .. })
}

/// "00:00:02.100 --> 00:00:04.920 align:start", with a comma or a point.
fn arrow(line: &str) -> Line {
    let Some((left, right)) = line.split_once("->") else { return Line::Other };
    let left = left.trim_end_matches('-').trim();
    let start = left.split_whitespace().next_back().and_then(times::whole).filter(|time| time.places != 0);
    let end = times::leading(right.trim_start()).map(|(time, _)| time);
    match start {
        Some(start) => Line::Times { start_ms: start.ms, end_ms: end.map(|end| end.ms) },
        None if left.contains(|c: char| c.is_ascii_digit()) && left.contains(':') || end.is_some() => Line::BadTimes,
        None => Line::Other,
    }
}

/// "0:00:00.378,0:00:11.378".
fn pair(line: &str) -> Line {
    let both =
        times::leading(line.trim()).and_then(|(start, rest)| Some((start, times::whole(rest.strip_prefix(',')?)?)));
    both.map_or(Line::Other, |(start, end)| Line::Times { start_ms: start.ms, end_ms: Some(end.ms) })
}

/// One caption, as it stands in the file.
struct Block<'a> {
    line: usize,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
    /// The number it has, if it has one.
    number: Option<u64>,
    lines: Vec<&'a str>,
}

struct Reader<'a> {
    times: fn(&str) -> Line,
    is_vtt: bool,
    blocks: Vec<Block<'a>>,
    /// The caption whose words are being read.
    open: Option<Block<'a>>,
    /// Lines of which it is not known yet whether they name the caption that comes or are words.
    loose: Vec<(usize, &'a str)>,
    /// Whether this is a comment, a style, a region or the file's head.
    aside: bool,
}

impl<'a> Reader<'a> {
    fn line(&mut self, number: usize, line: &'a str, draft: &mut Draft) {
        match (self.times)(line) {
            Line::Times { start_ms, end_ms } => self.begin(number, Some(start_ms), end_ms, draft),
            Line::BadTimes => {
                draft.skipped.push(Skipped { line: number, reason: Reason::BadTime });
                self.begin(number, None, None, draft);
            }
            Line::Other if line.trim().is_empty() => {
                self.close();
                self.settle(draft, false);
                self.aside = false;
            }
            Line::Other if self.aside => self.skip_aside(number, line, draft),
            Line::Other if self.is_aside(line) => {
                self.aside = true;
                self.skip_aside(number, line, draft);
            }
            Line::Other => match &mut self.open {
                Some(block) => block.lines.push(line),
                None => self.loose.push((number, line)),
            },
        }
    }

    /// Whether a line begins a comment, a style, a region or the head.
    fn is_aside(&self, line: &str) -> bool {
        let is_first = self.open.is_none() && self.loose.is_empty();
        let has_word =
            |word: &str| line.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        self.is_vtt && is_first && ["WEBVTT", "NOTE", "STYLE", "REGION"].into_iter().any(has_word)
    }

    fn skip_aside(&self, number: usize, line: &str, draft: &mut Draft) {
        if let Some(language) = line.strip_prefix("Language:").map(str::trim).filter(|language| !language.is_empty()) {
            draft.language = Some(words::tidy(language));
        } else if let Some(title) = line.strip_prefix("WEBVTT") {
            let title = words::tidy(title.trim_start_matches([' ', '\t', '-', '–']));
            draft.title = draft.title.take().or(Some(title).filter(|title| !title.is_empty()));
        } else {
            draft.skipped.push(Skipped { line: number, reason: Reason::Note });
        }
    }

    /// A line of times: what stands right before it is the caption's name.
    fn begin(&mut self, line: usize, start_ms: Option<u64>, end_ms: Option<u64>, draft: &mut Draft) {
        let mut number = None;
        if let Some(block) = &mut self.open {
            // No empty line before this caption: its number is the last line of the one before.
            let next = block.number.and_then(|number| number.checked_add(1));
            number = block.lines.last().and_then(|line| numbered(line)).filter(|number| next == Some(*number));
            if number.is_some() {
                block.lines.pop();
            }
        }
        self.close();
        if let Some((_, name)) = self.loose.pop() {
            number = numbered(name);
        }
        self.settle(draft, false);
        self.aside = false;
        self.open = Some(Block { line, start_ms, end_ms, number, lines: Vec::new() });
    }

    fn close(&mut self) {
        self.blocks.extend(self.open.take());
    }

    /// Loose lines that no time follows: words whose time is missing. At the end of the file a number is one of a caption that is cut off.
    fn settle(&mut self, draft: &mut Draft, is_end: bool) {
        let loose = std::mem::take(&mut self.loose);
        let is_number = |line: &str| numbered(line).is_some();
        let is_cut_time =
            |line: &str| line.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ',' | '-' | '>' | ' '));
        let mut block: Option<Block<'_>> = None;
        for (number, line) in loose {
            if is_number(line.trim()) || (is_end && is_cut_time(line)) {
                let reason = if is_end { Reason::CutOff } else { Reason::NoWords };
                draft.skipped.push(Skipped { line: number, reason });
                continue;
            }
            block
                .get_or_insert(Block { line: number, start_ms: None, end_ms: None, number: None, lines: Vec::new() })
                .lines
                .push(line);
        }
        self.blocks.extend(block);
    }
}

fn numbered(line: &str) -> Option<u64> {
    let line = line.trim();
    line.chars().all(|c| c.is_ascii_digit()).then(|| line.parse().ok())?
}

/// The blocks as pieces of speech with their speakers: of voice tags, else of labels before the words.
fn name_speakers(blocks: &[Block<'_>], draft: &mut Draft) {
    let mut voiced: Vec<RawCue> = Vec::new();
    for block in blocks {
        let text = block.lines.join("\n");
        let base = RawCue { line: block.line, start_ms: block.start_ms, end_ms: block.end_ms, ..RawCue::default() };
        if let Some((language, cue)) = spoken(&text, &base) {
            draft.language = draft.language.take().or(language);
            voiced.push(cue);
            continue;
        }
        let pieces = markup::pieces(&text);
        if pieces.is_empty() {
            draft.skipped.push(Skipped { line: block.line, reason: Reason::NoWords });
        }
        voiced.extend(pieces.into_iter().map(|piece| RawCue {
            speaker: piece.voice,
            text: piece.text,
            ..base.clone()
        }));
    }
    let bare = voiced.iter().filter(|cue| cue.speaker.is_none());
    let labels = bare.clone().flat_map(|cue| cue.text.lines()).filter_map(label).filter(|(label, _)| !label.is_empty());
    let candidates = labels.map(|(label, _)| Candidate { label, is_marked: false, is_doubtful: false });
    let speakers = Speakers::learn(candidates, bare.count(), &[]);
    draft.cues = voiced.into_iter().flat_map(|cue| by_label(cue, &speakers)).collect();
}

/// Teams' captions with metadata: a cue is an object with speaker and words.
fn spoken(text: &str, base: &RawCue) -> Option<(Option<String>, RawCue)> {
    let text = text.trim();
    if !text.starts_with('{') || !text.contains("\"spokenText\"") {
        return None;
    }
    let cue: serde_json::Value = serde_json::from_str(text).ok()?;
    let field = |name: &str| cue.get(name).and_then(serde_json::Value::as_str);
    let speaker = field("speakerName").and_then(speaker::name);
    Some((
        field("spokenLanguage").map(str::to_owned),
        RawCue { speaker, text: field("spokenText")?.to_owned(), ..base.clone() },
    ))
}

/// The label before the words of a caption's line. Signs that captions put before a new voice are no part of it.
fn label(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start().trim_start_matches("&gt;").trim_start_matches('>').trim_start();
    speaker::before_colon(line.strip_prefix("- ").unwrap_or(line))
}

/// A cue as one piece for each label in it.
fn by_label(cue: RawCue, speakers: &Speakers) -> Vec<RawCue> {
    if cue.speaker.is_some() {
        return vec![cue];
    }
    let mut pieces: Vec<RawCue> = Vec::new();
    for line in cue.text.lines() {
        let labelled =
            label(line).filter(|(label, rest)| speakers.has(label) || (label.is_empty() && words::has_words(rest)));
        match (labelled, pieces.last_mut()) {
            (Some((label, rest)), _) => {
                pieces.push(RawCue { speaker: speaker::name(label), text: rest.to_owned(), ..cue.clone() });
            }
            (None, Some(piece)) => {
                piece.text.push('\n');
                piece.text.push_str(line);
            }
            (None, None) => pieces.push(RawCue { text: line.to_owned(), ..cue.clone() }),
        }
    }
    if pieces.iter().any(|piece| words::has_words(&piece.text)) {
        pieces.retain(|piece| words::has_words(&piece.text));
    }
    pieces
}

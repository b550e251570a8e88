//! A table with a row for each thing that was said, its columns in any order: found by their names in English, German and French, or, without a row of
//! names, by what stands in them.

use crate::{
    Draft,
    error::TranscriptError,
    model::{Format, Reason, Skipped},
    speaker, times,
    turns::{Order, RawCue},
    words,
};
use csv::{ReaderBuilder, StringRecord};

/// What separates cells.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The row of names is among the first so many.
const HEAD_ROWS: usize = 20;
/// What columns hold is seen in so many rows.
const SEEN_ROWS: usize = 200;
/// The most rows of a table.
const ROWS_MAX: usize = 1_500_000;
/// A cell of more lines swallowed the rows after it: its quotation mark has no end.
const CELL_LINES_MAX: usize = 60;

/// Names of columns, in lower case with bars between them; the earlier of two counts.
const TEXTS: &str = "text|transcript|transcription|sentence|utterance|content|words|message|speech|caption|dialogue|what was said|inhalt|\
    satz|äußerung|gesagtes|wortlaut|transkript|texte|contenu|phrase|propos|paroles";
const SPEAKERS: &str = "speaker|speaker name|speakername|name|participant|who|person|sprecher|sprecherin|sprecher:in|redner|teilnehmer|wer|\
    intervenant|locuteur|orateur|participante|qui|nom|user|from";
const EMAILS: &str = "email|e-mail|speaker email|mail|adresse e-mail";
const STARTS: &str = "start|start time|starttime|time|timestamp|begin|beginning|offset|from time|zeit|beginn|anfang|start zeit|startzeit|\
    zeitstempel|von|début|heure|temps|horodatage|in|start ms|start s|start seconds|time in seconds";
const ENDS: &str = "end|end time|endtime|stop|to time|ende|endzeit|bis|fin|heure de fin|out|end ms|end s|end seconds";

/// Where the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Columns {
    text: usize,
    speaker: Option<usize>,
    email: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    /// Whether times are milliseconds, as the name of the column says.
    is_millis: bool,
}

/// Whether a text is a table: one of its first rows names columns that a transcript has, or all of them have the same number of cells, three or more,
/// or two below names.
pub(crate) fn is_table(text: &str) -> bool {
    SEPARATORS.iter().any(|separator| {
        let head: Vec<StringRecord> = records(head_of(text), *separator, true)
            .map(|(_, row)| row)
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .take(HEAD_ROWS)
            .collect();
        let width = head.first().map_or(0, StringRecord::len);
        let is_even = 2 <= head.len() && head.iter().all(|row| row.len() == width);
        let has_names = head.first().is_some_and(is_heading);
        head.iter().any(|row| named(row).is_some()) || (is_even && (3 <= width || (2 <= width && has_names)))
    })
}

/// The first part of a text, for rules that look at its shape.
fn head_of(text: &str) -> &str {
    let mut end = text.len().min(20_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Reads a table.
pub(crate) fn read(text: &str) -> Result<Draft, TranscriptError> {
    let found = SEPARATORS.iter().find_map(|separator| Some((*separator, columns_by_name(text, *separator)?)));
    let (separator, columns, head) = match found {
        Some((separator, (columns, head))) => (separator, columns, head),
        None => SEPARATORS
            .iter()
            .find_map(|separator| Some((*separator, columns_by_content(text, *separator)?, 0)))
            .ok_or(TranscriptError::NoTextColumn)?,
    };
    let is_quoted = !swallows(text, separator);
    let mut draft = Draft::new(Format::Csv, Order::Time);
    let mut raw: Vec<(Option<Given>, Option<Given>)> = Vec::new();
    for (place, (line, row)) in records(text, separator, is_quoted).enumerate() {
        if ROWS_MAX <= place {
            return Err(TranscriptError::TooMuch);
        }
        if place < head || row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(said) = row.get(columns.text) else {
            draft.skipped.push(Skipped { line, reason: Reason::OtherShape });
            continue;
        };
        let cell = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).map(str::trim).filter(|cell| !cell.is_empty())
        };
        raw.push((cell(columns.start).and_then(given), cell(columns.end).and_then(given)));
        draft.cues.push(RawCue {
            speaker: cell(columns.speaker).and_then(speaker::name),
            email: cell(columns.email).filter(|cell| cell.contains('@')).map(words::tidy),
            text: said.to_owned(),
            line,
            ..RawCue::default()
        });
    }
    place(&raw, columns.is_millis, &mut draft);
    Ok(draft)
}

/// A time as a cell has it.
#[derive(Debug, Clone, Copy)]
enum Given {
    Time(times::Time),
    Number(f64),
}

fn given(cell: &str) -> Option<Given> {
    match times::whole(cell) {
        Some(time) => Some(Given::Time(time)),
        None => cell
            .replace(',', ".")
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite() && 0.0 <= *number)
            .map(Given::Number),
    }
}

/// Gives rows their times. Whole numbers beyond a day of seconds are milliseconds, as are those of a column that says so.
fn place(raw: &[(Option<Given>, Option<Given>)], is_millis: bool, draft: &mut Draft) {
    const DAY_S: f64 = 86_400.0;
    let numbers = raw.iter().filter_map(|(start, _)| match start {
        Some(Given::Number(number)) => Some(*number),
        _ => None,
    });
    let (mut most, mut is_whole) = (0.0_f64, true);
    for number in numbers {
        most = most.max(number);
        is_whole &= number.fract() == 0.0;
    }
    let words: usize = draft.cues.iter().map(|cue| cue.text.split_whitespace().count()).sum();
    #[allow(clippy::cast_precision_loss)] // An estimate: thirty times slower than speech is still speech.
    let is_too_long = words as f64 * 12.0 < most;
    let factor = if is_millis || (is_whole && (DAY_S < most || is_too_long)) { 1.0 } else { 1_000.0 };
    // In range by the condition, so nothing is cut.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let millis = |time: Option<Given>| match time? {
        Given::Time(time) => Some(time.ms),
        Given::Number(number) => {
            Some(number * factor).filter(|ms| (0.0..1e13).contains(ms)).map(|ms| ms.round() as u64)
        }
    };
    for (cue, (start, end)) in draft.cues.iter_mut().zip(raw) {
        cue.start_ms = millis(*start);
        cue.end_ms = millis(*end);
    }
}

/// The rows with the lines they begin on. Rows may have any number of cells.
fn records(text: &str, separator: u8, is_quoted: bool) -> impl Iterator<Item = (usize, StringRecord)> + '_ {
    let text = text.trim_start_matches('\u{feff}');
    // Excel writes which separator it took.
    let body = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')).map_or(text, |(_, body)| body);
    let before = text.len().checked_sub(body.len()).filter(|before| *before != 0).map_or(0, |_| 1);
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .quoting(is_quoted)
        .from_reader(body.as_bytes());
    reader.into_records().filter_map(Result::ok).map(move |row| {
        let line = row.position().map_or(0, csv::Position::line);
        (usize::try_from(line).unwrap_or(usize::MAX).saturating_add(before), row)
    })
}

/// Whether a cell goes on over the rows after it.
fn swallows(text: &str, separator: u8) -> bool {
    records(text, separator, true)
        .any(|(_, row)| row.iter().any(|cell| CELL_LINES_MAX < cell.bytes().filter(|byte| *byte == b'\n').count()))
}

/// The columns by the names in one of the first rows, and how many rows that takes.
fn columns_by_name(text: &str, separator: u8) -> Option<(Columns, usize)> {
    records(head_of(text), separator, true)
        .take(HEAD_ROWS)
        .enumerate()
        .find_map(|(place, (_, row))| Some((named(&row)?, place.saturating_add(1))))
}

/// The columns that a row names: one for the text, and one for the speaker or the time.
fn named(row: &StringRecord) -> Option<Columns> {
    let names: Vec<String> = row.iter().map(plain).collect();
    let find = |known: &str| known.split('|').find_map(|known| names.iter().position(|name| name == known));
    let columns = Columns {
        text: find(TEXTS)?,
        speaker: find(SPEAKERS),
        email: find(EMAILS),
        start: find(STARTS),
        end: find(ENDS),
        is_millis: names.iter().any(|name| name.ends_with(" ms") || name.contains("millis")),
    };
    (columns.speaker.is_some() || columns.start.is_some()).then_some(columns)
}

/// Whether a row looks like names of columns: short cells, all of them different and with letters.
fn is_heading(row: &StringRecord) -> bool {
    let cells: Vec<String> = row.iter().map(plain).collect();
    let distinct = cells.iter().collect::<std::collections::BTreeSet<_>>().len() == cells.len();
    distinct
        && cells.iter().all(|cell| {
            cell.chars().any(char::is_alphabetic) && cell.chars().count() <= 30 && cell.split_whitespace().count() <= 4
        })
}

/// "Start_Time (ms)" as "start time ms".
fn plain(cell: &str) -> String {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '"').to_lowercase();
    let cell: String =
        cell.chars().map(|c| if matches!(c, '_' | '-' | '(' | ')' | '[' | ']') { ' ' } else { c }).collect();
    words::tidy(&cell)
}

/// The columns by what stands in them: times, few and short names, and sentences.
fn columns_by_content(text: &str, separator: u8) -> Option<Columns> {
    let rows: Vec<StringRecord> =
        records(text, separator, true).take(SEEN_ROWS).map(|(_, row)| row).filter(|row| 2 <= row.len()).collect();
    let width = rows.iter().map(StringRecord::len).max()?.min(30);
    let cells = |column: usize| {
        rows.iter().filter_map(move |row| row.get(column)).map(str::trim).filter(|cell| !cell.is_empty())
    };
    let is_time = |column: &usize| {
        let count = cells(*column).count();
        count != 0
            && count.saturating_mul(8)
                <= cells(*column).filter(|cell| times::whole(cell).is_some()).count().saturating_mul(10)
    };
    let timed: Vec<usize> = (0..width).filter(is_time).collect();
    let average = |column: usize| {
        cells(column)
            .map(|cell| cell.split_whitespace().count())
            .sum::<usize>()
            .checked_mul(10)?
            .checked_div(cells(column).count())
    };
    let text = (0..width).filter(|column| !timed.contains(column)).max_by_key(|column| average(*column))?;
    let is_speaker = |column: &usize| {
        let distinct = cells(*column).collect::<std::collections::BTreeSet<_>>();
        let are_names = distinct.iter().all(|cell| speaker::likeness(cell) != speaker::Likeness::None);
        *column != text
            && !timed.contains(column)
            && are_names
            && distinct.len().saturating_mul(2) <= cells(*column).count()
    };
    let speaker = (0..width).find(is_speaker);
    // Sentences, and not the names of things on sale.
    let is_speech = average(text).is_some_and(|average| 25 <= average);
    let columns = Columns {
        text,
        speaker,
        email: None,
        start: timed.first().copied(),
        end: timed.get(1).copied(),
        is_millis: false,
    };
    (is_speech && columns.start.is_some() && 2 <= rows.len()).then_some(columns)
}

//! The rows of what was said: which field has the words, who speaks, and when.

use super::{at, id, text_at};
use crate::{
    Draft,
    model::{Participant, Reason, Skipped, Start},
    speaker, times,
    turns::RawCue,
    words,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// How a recorder writes rows: paths to fields, the first that is there counts.
pub(super) struct Fields {
    /// The words.
    pub text: &'static [&'static str],
    /// The speaker's name.
    pub name: &'static [&'static str],
    /// The speaker's address.
    pub email: &'static [&'static str],
    /// What tells speakers apart where no name is.
    pub id: &'static [&'static str],
    /// The beginning.
    pub start: &'static [&'static str],
    /// The end.
    pub end: &'static [&'static str],
    /// What numbers in them count.
    pub unit: Unit,
}

/// What numbers of times count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Millis,
    Seconds,
    /// Samples of sound, 16,000 a second.
    Samples,
    /// Seconds or milliseconds: whichever people can speak at.
    Evident,
}

/// People speak about so many words a second.
const WORDS_A_SECOND: f64 = 2.5;

/// A time as a row has it.
#[derive(Debug, Clone, Copy)]
enum Raw {
    /// Milliseconds from the beginning.
    Offset(u64),
    /// A number whose unit is to be found.
    Number(f64),
    /// A moment, in milliseconds since 1970.
    Moment(i64),
}

/// Reads rows into a draft. `people` are the names of identifiers. A speaker with an identifier and no name is "Speaker 1" and so on, in the order
/// of first speech: a label that tells voices apart, and nobody's name.
pub(super) fn read(rows: &[Value], fields: &Fields, people: &BTreeMap<String, Participant>, draft: &mut Draft) {
    let mut nameless: Vec<String> = Vec::new();
    let mut times: Vec<(Option<Raw>, Option<Raw>)> = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let line = place.saturating_add(1);
        let Some(text) = fields.text.iter().find_map(|path| at(row, path)?.as_str()) else {
            draft.skipped.push(Skipped { line, reason: Reason::OtherShape });
            continue;
        };
        if !words::has_words(text) {
            draft.skipped.push(Skipped { line, reason: Reason::NoWords });
            continue;
        }
        let key = fields.id.iter().find_map(|path| id(at(row, path)?));
        let known = key.as_ref().and_then(|key| people.get(key));
        let written = fields.name.iter().find_map(|path| text_at(row, path)).and_then(speaker::name);
        // A number as text is still only a number.
        let written = written.filter(|name| !name.chars().all(|c| c.is_ascii_digit()));
        let name = written.or_else(|| known.and_then(|person| person.name.as_deref()).and_then(speaker::name));
        let email = fields.email.iter().find_map(|path| text_at(row, path)).map(words::tidy);
        let email = email.or_else(|| known.and_then(|person| person.email.clone()));
        let name = name.or_else(|| email.clone()).or_else(|| {
            let key = key?;
            let place = nameless.iter().position(|known| *known == key).unwrap_or_else(|| {
                nameless.push(key);
                nameless.len().saturating_sub(1)
            });
            Some(format!("Speaker {}", place.saturating_add(1)))
        });
        let time = |paths: &[&str]| paths.iter().find_map(|path| raw(at(row, path)?, fields.unit));
        times.push((time(fields.start), time(fields.end)));
        draft.cues.push(RawCue { speaker: name, email, text: text.to_owned(), line, ..RawCue::default() });
    }
    place(&times, draft);
}

fn raw(value: &Value, unit: Unit) -> Option<Raw> {
    match value {
        Value::Number(number) => number.as_f64().and_then(|number| scaled(number, unit)),
        Value::String(text) => {
            let moment = || match crate::start::in_iso(text) {
                Some(Start::At(at)) => Some(Raw::Moment(at.as_millisecond())),
                Some(Start::Local(local)) => {
                    jiff::tz::Offset::UTC.to_timestamp(local).ok().map(|at| Raw::Moment(at.as_millisecond()))
                }
                _ => None,
            };
            let number = || text.trim().parse::<f64>().ok().and_then(|number| scaled(number, unit));
            times::whole(text).map(|time| Raw::Offset(time.ms)).or_else(moment).or_else(number)
        }
        _ => None,
    }
}

fn scaled(number: f64, unit: Unit) -> Option<Raw> {
    let millis = match unit {
        Unit::Millis => number,
        Unit::Seconds => number * 1_000.0,
        Unit::Samples => number / 16.0,
        Unit::Evident => return (number.is_finite() && 0.0 <= number).then_some(Raw::Number(number)),
    };
    millis_of(millis).map(Raw::Offset)
}

/// A number of milliseconds, rounded; `None` below nothing and beyond any recording.
fn millis_of(number: f64) -> Option<u64> {
    // In range by the condition, so nothing is cut.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (number.is_finite() && (0.0..1e13).contains(&number)).then(|| number.round() as u64)
}

/// Gives the cues their times: moments count from the first of them, numbers in the unit that speech fits.
fn place(times: &[(Option<Raw>, Option<Raw>)], draft: &mut Draft) {
    let first = times.iter().flat_map(|(start, end)| [start, end]).filter_map(|time| match time {
        Some(Raw::Moment(moment)) => Some(*moment),
        _ => None,
    });
    let first = first.min();
    if let Some(at) = first.and_then(|first| jiff::Timestamp::from_millisecond(first).ok()) {
        draft.start = Some(Start::At(at));
    }
    let numbers = || {
        times.iter().filter_map(|(start, _)| match start {
            Some(Raw::Number(number)) => Some(*number),
            _ => None,
        })
    };
    let span = numbers().fold(0.0, f64::max) - numbers().fold(f64::MAX, f64::min);
    let words: usize = draft.cues.iter().map(|cue| cue.text.split_whitespace().count()).sum();
    #[allow(clippy::cast_precision_loss)] // An estimate.
    let seconds = words as f64 / WORDS_A_SECOND;
    // Thirty times slower than speech is still nearer to it than a thousand times faster.
    let factor = if seconds * 32.0 < span { 1.0 } else { 1_000.0 };
    let millis = |time: Option<Raw>| match time? {
        Raw::Offset(ms) => Some(ms),
        Raw::Number(number) => millis_of(number * factor),
        Raw::Moment(moment) => u64::try_from(moment.checked_sub(first?)?).ok(),
    };
    for (cue, (start, end)) in draft.cues.iter_mut().zip(times) {
        cue.start_ms = millis(*start);
        cue.end_ms = millis(*end);
    }
}

//! What a line of a text may be: a time, a name, a name with a time, words with one or both before them. What it is, the whole text decides.

use crate::{
    speaker::{self, Likeness},
    times::{self, Stretch, Time},
};
use std::borrow::Cow;

/// What a line may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape<'a> {
    /// Nothing to read.
    Empty,
    /// A time alone.
    Time(Stretch),
    /// A name and a time and no words: "Ada Reyes  0:03", "0:02 - Ada", "[Ada] 10:01:23". Words of speech may look so too.
    Head { name: Cow<'a, str>, time: Stretch, mark: Mark },
    /// A label and words after its colon, with or without a time: "Ada: hi", "[0:02] Ada: hi", "Ada (0:02): hi".
    Labelled { name: Cow<'a, str>, time: Option<Stretch>, words: &'a str, is_marked: bool },
    /// A time and words.
    Timed { time: Stretch, words: &'a str },
    /// A short line in bold or as a heading, which may be a name.
    Title(Cow<'a, str>),
    /// Words.
    Words,
}

/// What separates a name from its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// One space: it may be speech.
    None,
    /// Brackets, a dash, a bar or a wide gap: a program wrote it.
    Sign,
}

/// A line without the marks of Markdown before its words, and whether there were any that set it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bare<'a> {
    /// What stands between the first pair of bold signs, and what follows: "Ada:" and " hi" of "**Ada:** hi".
    pub bold: Option<(&'a str, &'a str)>,
    /// The line without signs of lists, quotations and headings.
    pub line: &'a str,
    /// Whether it was a heading.
    pub is_heading: bool,
}

/// Takes Markdown's marks from before a line.
pub(crate) fn bare(line: &str) -> Bare<'_> {
    let mut line = line.trim();
    let mut is_heading = false;
    for _ in 0..3 {
        let hashes = line.trim_start_matches('#');
        if hashes.len() < line.len() && hashes.starts_with(' ') {
            is_heading = true;
            line = hashes.trim_start();
        }
        let sign = ["> ", "- ", "* ", "• ", "+ "].iter().find_map(|sign| line.strip_prefix(sign));
        line = sign.map_or(line, str::trim_start);
    }
    let bold = ["**", "__"].iter().find_map(|sign| line.strip_prefix(sign)?.split_once(sign));
    Bare { bold: bold.filter(|(inner, _)| !inner.trim().is_empty()), line, is_heading }
}

/// What a line may be.
pub(crate) fn of(line: &str) -> Shape<'_> {
    let Bare { bold, line, is_heading } = bare(line);
    if !crate::words::has_words(line) {
        return Shape::Empty;
    }
    if let Some((inner, after)) = bold {
        return with_time_after_colon(of_bold(inner, after).unwrap_or(Shape::Words));
    }
    match with_time_after_colon(of_plain(line)) {
        Shape::Words if is_heading => Shape::Title(Cow::Borrowed(line)),
        shape => shape,
    }
}

/// "Ada: [0:02] hi": the time in brackets before the words is the label's.
fn with_time_after_colon(shape: Shape<'_>) -> Shape<'_> {
    match shape {
        Shape::Labelled { name, time: None, words, .. } if !name.is_empty() && words.trim_start().starts_with('[') => {
            let (time, rest) = before_label(words);
            let words = if time.is_some() { rest } else { words };
            Shape::Labelled { name, time, words, is_marked: time.is_some() }
        }
        shape => shape,
    }
}

/// "**Ada** (0:02): hi", "**Ada:** hi", "**[0:02] Ada:** hi", "**Ada** 0:02", "**Ada**".
fn of_bold<'a>(inner: &'a str, after: &'a str) -> Option<Shape<'a>> {
    let inner = inner.trim();
    let (label, words) = match inner.strip_suffix(':') {
        Some(label) => (label, Some(after)),
        None => {
            let (between, words) = after
                .split_once(": ")
                .or_else(|| Some((after.trim_end().strip_suffix(':')?, "")))
                .filter(|(between, _)| between.trim().is_empty() || bracketed(between.trim()).is_some())
                .unzip();
            match between.map(str::trim) {
                Some("") => (inner, words),
                Some(time) => {
                    let time = bracketed(time);
                    return named(inner).map(|name| Shape::Labelled {
                        name,
                        time,
                        words: words.unwrap_or_default(),
                        is_marked: true,
                    });
                }
                None => (inner, None),
            }
        }
    };
    let (time, label) = before_label(label);
    let (label, behind) = behind_label(label);
    let time = time.or(behind);
    match (words, time) {
        // Bold alone sets off topics as well as names.
        (Some(words), time) => {
            named(label).map(|name| Shape::Labelled { name, time, words, is_marked: time.is_some() })
        }
        (None, Some(time)) if after.trim().is_empty() => {
            named(label).map(|name| Shape::Head { name, time, mark: Mark::Sign })
        }
        (None, None) if after.trim().is_empty() => Some(Shape::Title(Cow::Borrowed(label))),
        (None, None) => {
            let after = after.trim().trim_start_matches(['-', '–', '—', '|', '·', '•', ',']).trim();
            let time = bracketed(after).or_else(|| stamp(after))?;
            named(label).map(|name| Shape::Head { name, time, mark: Mark::Sign })
        }
        (None, Some(_)) => None,
    }
}

fn of_plain(line: &str) -> Shape<'_> {
    if let Some(time) = bracketed(line).or_else(|| stamp(line)) {
        return Shape::Time(time);
    }
    let (time, rest) = before_label(line);
    if let Some(time) = time {
        let sign = rest.trim_start().chars().next();
        let rest = rest
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '·' | '•' | ','));
        return of_timed(time, rest, line, sign);
    }
    if let Some((label, words)) = speaker::before_colon(line) {
        let (label, time) = behind_label(label);
        if label.is_empty() && words.trim().is_empty() {
            return Shape::Words;
        }
        return match named(label) {
            // "Ada  0:02:" has no words; "Ada (0:02): hi" has.
            Some(name) => Shape::Labelled { name, time, words, is_marked: time.is_some() },
            None if label.is_empty() => Shape::Labelled { name: Cow::Borrowed(""), time, words, is_marked: false },
            None => with_time_behind(line).unwrap_or(Shape::Words),
        };
    }
    with_time_behind(line).unwrap_or(Shape::Words)
}

/// What follows a time: a name alone, a label with words, or words.
fn of_timed<'a>(time: Stretch, rest: &'a str, line: &'a str, sign: Option<char>) -> Shape<'a> {
    if let Some((label, words)) = speaker::before_colon(rest)
        && let Some(name) = named(label)
    {
        // "10:30 works for us: we come" is said; a stamp has brackets, or a name behind it.
        let is_marked = line.starts_with(['[', '(']) || speaker::likeness(&name) == Likeness::Strong;
        return Shape::Labelled { name, time: Some(time), words, is_marked };
    }
    let has_sign = sign.is_some_and(|sign| matches!(sign, '-' | '–' | '—' | '|' | '·' | '•'))
        || line.contains('\t')
        || line.contains("  ");
    match named(rest) {
        Some(name) if has_sign || speaker::likeness(&name) == Likeness::Strong => {
            Shape::Head { name, time, mark: if has_sign { Mark::Sign } else { Mark::None } }
        }
        _ => Shape::Timed { time, words: rest },
    }
}

/// "Ada Reyes  0:03", "Ada (0:03)", "Ada | 0:03", "[Ada] 10:01:23".
fn with_time_behind(line: &str) -> Option<Shape<'_>> {
    let line = line.trim_end().trim_end_matches(':');
    if let (label, Some(time)) = behind_label(line) {
        return named(label).map(|name| Shape::Head { name, time, mark: Mark::Sign });
    }
    let (before, time) = times::trailing(line)?;
    let label = before.trim_end().trim_end_matches(['|', '-', '–', '—', '·', '•', ',']);
    let gap = before.len().saturating_sub(before.trim_end().len());
    let has_sign =
        label.len() < before.trim_end().len() || 2 <= gap || before.ends_with('\t') || label.trim_end().ends_with(']');
    let name = named(label)?;
    Some(Shape::Head {
        name,
        time: Stretch { start: time, end: None },
        mark: if has_sign { Mark::Sign } else { Mark::None },
    })
}

/// The label as a name, if it can be one.
fn named(label: &str) -> Option<Cow<'_, str>> {
    let name = speaker::name(label).or_else(|| is_nobody(label).then(String::new))?;
    // "January 12, 2026" before "9:00AM" is no speaker.
    let is_day = 4 <= name.bytes().filter(u8::is_ascii_digit).count() && crate::start::in_line(&name).is_some();
    (name.is_empty() || (!is_day && speaker::likeness(&name) != Likeness::None)).then_some(Cow::Owned(name))
}

/// Whether a label is there and says that nobody knows who speaks.
fn is_nobody(label: &str) -> bool {
    label.chars().any(char::is_alphanumeric) && speaker::name(label).is_none()
}

/// A time in brackets and nothing else, one or two of them.
fn bracketed(text: &str) -> Option<Stretch> {
    let text = text.trim();
    let inner = [('[', ']'), ('(', ')'), ('{', '}')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?;
    times::stretch(inner)
}

/// A time and nothing else.
fn stamp(text: &str) -> Option<Stretch> {
    times::stretch(text).filter(|time| time.start.places != 0)
}

/// The time that stands before a label: "[0:02] Ada", "0:02 - 0:05 Ada", "0:02 | Ada".
fn before_label(line: &str) -> (Option<Stretch>, &str) {
    let line = line.trim_start();
    for (open, close) in [('[', ']'), ('(', ')')] {
        let inner = line.strip_prefix(open).and_then(|rest| rest.split_once(close));
        if let Some((time, rest)) = inner.and_then(|(inner, rest)| Some((times::stretch(inner)?, rest))) {
            return (Some(time), rest);
        }
    }
    let Some((start, rest)) = times::leading(line) else { return (None, line) };
    let sign = rest.trim_start();
    let second = ["-->", "–", "—", "-"]
        .iter()
        .find_map(|arrow| sign.strip_prefix(arrow))
        .map(str::trim_start)
        .and_then(times::leading);
    match second {
        Some((end, rest)) if start.ms <= end.ms => (Some(Stretch { start, end: Some(end) }), rest),
        _ if rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '|' | ',' | ':')) => {
            (Some(Stretch { start, end: None }), rest)
        }
        _ => (None, line),
    }
}

/// What follows the time that a line begins with, without the sign between them.
pub(crate) fn after_time(line: &str) -> Option<&str> {
    let (time, rest) = before_label(line);
    time.map(|_| rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | '·' | '•')))
}

/// A label without the time in brackets behind it: "Ada (0:02)", "Ada [1m 2s]".
fn behind_label(label: &str) -> (&str, Option<Stretch>) {
    let trimmed = label.trim();
    for (open, close) in [('(', ')'), ('[', ']')] {
        let inner = trimmed.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((before, time)) = inner.and_then(|(before, inner)| Some((before, times::stretch(inner)?))) {
            return (before.trim(), Some(time));
        }
    }
    (trimmed, None)
}

/// A time as milliseconds of a day, if it may be a time of day: "10:31" as well as "10:31:05".
pub(crate) fn of_day_ms(time: Time) -> Option<u64> {
    const DAY_MS: u64 = 24 * 3_600_000;
    let ms = if time.places == 2 && !time.is_clock { time.ms.checked_mul(60)? } else { time.ms };
    (ms < DAY_MS && time.places != 0).then_some(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let stretch = |time: Stretch| match time.end {
            Some(end) => format!("{}-{}", time.start.ms, end.ms),
            None => time.start.ms.to_string(),
        };
        match of(line) {
            Shape::Empty => "empty".to_owned(),
            Shape::Time(time) => format!("time {}", stretch(time)),
            Shape::Head { name, time, mark } => format!("head {name} {} {mark:?}", stretch(time)),
            Shape::Labelled { name, time, words, is_marked } => {
                format!(
                    "label {name}|{}|{}{}",
                    time.map(stretch).unwrap_or_default(),
                    words.trim(),
                    if is_marked { " marked" } else { "" }
                )
            }
            Shape::Timed { time, words } => format!("timed {} {words}", stretch(time)),
            Shape::Title(title) => format!("title {title}"),
            Shape::Words => "words".to_owned(),
        }
    }

    #[test]
    fn lines_have_many_shapes() {
        for (line, expected) in [
            ("", "empty"),
            ("00:00:00", "time 0"),
            ("[0:02]", "time 2000"),
            ("0:0:1.0 --> 0:0:3.45", "time 1000-3450"),
            ("Ada Reyes  0:03  ", "head Ada Reyes 3000 Sign"),
            ("Ada Reyes 0:03", "head Ada Reyes 3000 None"),
            ("Ada Reyes\t10:31 AM", "head Ada Reyes 37860000 Sign"),
            ("[Ada Reyes] 10:01:23", "head Ada Reyes 36083000 Sign"),
            ("Ada (0:12):", "label Ada|12000| marked"),
            ("Ada (0:12)", "head Ada 12000 Sign"),
            ("Ada Reyes 1 hour 2 minutes", "head Ada Reyes 3720000 None"),
            ("0:02 - Ada Reyes", "head Ada Reyes 2000 Sign"),
            ("0:02 | J.", "head J. 2000 Sign"),
            ("00:00:02 Ada", "head Ada 2000 None"),
            ("Ada: [00:02] hi", "label Ada|2000|hi marked"),
            ("Ada: hi at 10:30", "label Ada||hi at 10:30"),
            ("[00:01:02] Ada: hi", "label Ada|62000|hi marked"),
            ("0:02 - 0:05 Ada: hi", "label Ada|2000-5000|hi marked"),
            ("Ada [1m 2s]: hi", "label Ada|62000|hi marked"),
            ("**Ada** (0:02): hi **there**", "label Ada|2000|hi **there** marked"),
            ("- **Ada:** hi", "label Ada||hi"),
            ("**[0:02] Ada:** hi", "label Ada|2000|hi marked"),
            ("### Ada 0:02", "head Ada 2000 None"),
            ("**Ada** 0:02", "head Ada 2000 Sign"),
            ("**Ada Reyes**", "title Ada Reyes"),
            ("**Really** that is what", "words"),
            ("[0:02] so what do you think?", "timed 2000 so what do you think?"),
            (": nobody's", "label ||nobody's"),
            ("Unknown Speaker: hm", "label ||hm"),
            ("Subject: the offer", "words"),
            ("we meet at 10:30", "head we meet at 630000 None"),
            ("It takes 5 minutes", "words"),
            ("nothing of all that", "words"),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }
}

//! When a conversation began, as heads of files say it: a day, a time of day, a zone.

use crate::model::Start;
use crate::times;
use jiff::{Timestamp, civil, tz::Offset};
use std::ops::Range;

/// The longest line that a day is looked for in: a head's line is short.
const LINE_MAX: usize = 300;
/// The time of day stands at most this many bytes behind its day.
const BETWEEN_MAX: usize = 12;
/// Days of conversations: what is outside was a number of another sort.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The day that a line names with its year, and the time of day and zone if they follow.
pub(crate) fn in_line(line: &str) -> Option<Start> {
    let line = line.trim();
    if LINE_MAX < line.len() {
        return None;
    }
    in_iso(line).or_else(|| {
        let (date, range) = day(line)?;
        Some(with_time(date, line.get(range.end..).unwrap_or_default()))
    })
}

/// A line without the day that it names; `None` where it names none.
pub(crate) fn without_day(line: &str) -> Option<String> {
    let (_, range) = day(line)?;
    Some(format!("{} {}", line.get(..range.start)?, line.get(range.end..)?))
}

/// The first day with a year that a line names, and where.
fn day(line: &str) -> Option<(civil::Date, Range<usize>)> {
    const ARTICLE: &str = "le ";
    if LINE_MAX < line.len() || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let find = |line: &str| {
        quantities::days::read(line, None).into_iter().find_map(|mention| {
            let named = &mention.named;
            let date = civil::Date::new(named.year?, named.month?, named.day?)
                .ok()
                .filter(|date| YEARS.contains(&date.year()))?;
            Some((date, mention.range))
        })
    };
    find(line).or_else(|| {
        // "2 mai 2024" alone has no word that tells its language. With its article it has.
        let (date, range) = find(&format!("{ARTICLE}{line}"))?;
        Some((date, range.start.saturating_sub(ARTICLE.len())..range.end.checked_sub(ARTICLE.len())?))
    })
}

/// A date with the time of day that follows it: "10:01AM", "à 10h01", "10:01:08 GMT-0500".
fn with_time(date: civil::Date, behind: &str) -> Start {
    let digit = behind
        .char_indices()
        .take_while(|(at, _)| *at < BETWEEN_MAX)
        .find(|(_, c)| c.is_ascii_digit())
        .map(|(at, _)| at);
    // What stands between is a comma, "at", "um", "à": a dot or a bar begins how long it took.
    let from = digit
        .filter(|at| !behind.get(..*at).unwrap_or_default().contains(['•', '|', '·', '(']))
        .and_then(|at| behind.get(at..));
    let Some(from) = from else { return Start::On(date) };
    let french = from.replacen(['h', 'H'], ":", 1);
    let read = times::leading(from).or_else(|| times::leading(&french));
    let Some((time, rest)) = read else { return Start::On(date) };
    let Some(ms) = crate::text::of_day_ms(time).and_then(|ms| i64::try_from(ms).ok()) else { return Start::On(date) };
    let Ok(local) = date.at(0, 0, 0, 0).checked_add(jiff::SignedDuration::from_millis(ms)) else {
        return Start::On(date);
    };
    match offset(rest).and_then(|offset| offset.to_timestamp(local).ok()) {
        Some(at) => Start::At(at),
        None => Start::Local(local),
    }
}

/// "GMT-7", "UTC", "(UTC+02:00)", "GMT-0500".
fn offset(text: &str) -> Option<Offset> {
    let text = text.trim_start().trim_start_matches('(');
    let rest = ["GMT", "UTC"].iter().find_map(|zone| text.strip_prefix(zone))?;
    let (sign, digits) = match rest.chars().next() {
        Some('+') => (1, rest.get(1..)?),
        Some('-' | '−') => (-1, rest.trim_start_matches(['-', '−'])),
        _ => return Offset::from_seconds(0).ok(),
    };
    let digits: String =
        digits.chars().take_while(|c| c.is_ascii_digit() || *c == ':').filter(char::is_ascii_digit).collect();
    let (hours, minutes) = if digits.len() <= 2 {
        (digits.as_str(), "0")
    } else {
        digits.split_at_checked(digits.len().checked_sub(2)?)?
    };
    let seconds =
        hours.parse::<i32>().ok()?.checked_mul(3_600)?.checked_add(minutes.parse::<i32>().ok()?.checked_mul(60)?)?;
    Offset::from_seconds(seconds.checked_mul(sign)?).ok()
}

/// A text that is a moment of ISO 8601, with or without a zone.
pub(crate) fn in_iso(text: &str) -> Option<Start> {
    let text = text.trim();
    if !text.starts_with(|c: char| c.is_ascii_digit()) || 40 < text.len() {
        return None;
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Start::At(at)).filter(is_sound);
    }
    if let Ok(local) = text.parse::<civil::DateTime>() {
        let has_time = text.contains(':');
        return Some(if has_time { Start::Local(local) } else { Start::On(local.date()) }).filter(is_sound);
    }
    None
}

/// A number of seconds or milliseconds since 1970, whichever gives a day of our time.
pub(crate) fn in_epoch(number: f64) -> Option<Start> {
    let seconds = if number.abs() < 100_000_000_000.0 { number } else { number / 1_000.0 };
    if !seconds.is_finite() || seconds <= 0.0 || 1e12 < seconds {
        return None;
    }
    // In range by the line above.
    #[allow(clippy::cast_possible_truncation)]
    let millis = (seconds * 1_000.0) as i64;
    Timestamp::from_millisecond(millis).ok().map(Start::At).filter(is_sound)
}

/// The day, and the time if it follows, that the name of a file gives: "GMT20240502-170100_Recording", "Sync 2024-05-02 10.01".
///
/// Zoom's names give the moment in UTC; others a time of the recorder's own zone.
pub fn start_in_name(name: &str) -> Option<Start> {
    let bytes = name.as_bytes();
    let number = |at: usize, len: usize| -> Option<i16> {
        let digits = name.get(at..at.checked_add(len)?)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let joins = |at: usize, marks: &[u8]| bytes.get(at).is_some_and(|byte| marks.contains(byte));
    for at in (0..bytes.len()).filter(|at| is_digit(*at) && !at.checked_sub(1).is_some_and(is_digit)) {
        let year = number(at, 4).filter(|year| YEARS.contains(year));
        let Some(year) = year else { continue };
        let gap = usize::from(joins(at + 4, b"-_."));
        let (month, day) = (number(at + 4 + gap, 2), number(at + 6 + 2 * gap, 2));
        let end = at + 8 + 2 * gap;
        let (Some(month), Some(day)) = (month, day) else { continue };
        if gap == 1 && bytes.get(at + 4) != bytes.get(at + 7) {
            continue;
        }
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { continue };
        let Ok(date) = civil::Date::new(year, month, day) else { continue };
        // "2024-05-02 at 10.01", "20240502-170100", "2024-05-02T10-01"
        let between = name.get(end..)?.chars().take_while(|c| !c.is_ascii_digit()).collect::<String>();
        let is_gap =
            matches!(between.trim_matches([' ', '_', '-', ',', 'T', '(']), "" | "at" | "um") && between.len() <= 6;
        let from = end + between.len();
        let mark = usize::from(joins(from + 2, b"-_.:h"));
        let time = || {
            let (hour, minute) =
                (i8::try_from(number(from, 2)?).ok()?, i8::try_from(number(from + 2 + mark, 2)?).ok()?);
            let second =
                number(from + 4 + 2 * mark, 2).and_then(|second| i8::try_from(second).ok()).filter(|s| *s < 60);
            civil::Time::new(hour, minute, second.unwrap_or(0), 0).ok()
        };
        let Some(time) = Some(()).filter(|()| is_gap && !between.is_empty()).and_then(|()| time()) else {
            return Some(Start::On(date));
        };
        let local = date.to_datetime(time);
        let is_utc = at.checked_sub(3).and_then(|at| name.get(at..)).is_some_and(|rest| rest.starts_with("GMT"));
        return Some(if is_utc {
            Offset::UTC.to_timestamp(local).map_or(Start::Local(local), Start::At)
        } else {
            Start::Local(local)
        });
    }
    None
}

fn is_sound(start: &Start) -> bool {
    let year = match start {
        Start::At(at) => at.to_zoned(jiff::tz::TimeZone::UTC).year(),
        Start::Local(local) => local.year(),
        Start::On(date) => date.year(),
    };
    YEARS.contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_when_it_began() {
        let shown = |name: &str| match start_in_name(name) {
            Some(Start::At(at)) => format!("at {at}"),
            Some(Start::Local(local)) => format!("local {local}"),
            Some(Start::On(date)) => format!("on {date}"),
            None => "none".to_owned(),
        };
        for (name, expected) in [
            ("GMT20240502-170100_Recording.transcript.vtt", "at 2024-05-02T17:01:00Z"),
            ("Sync 2024-05-02 10.01.30.txt", "local 2024-05-02T10:01:30"),
            ("2024-05-02T10-01 Quarry.srt", "local 2024-05-02T10:01:00"),
            ("quarry_20240502.docx", "on 2024-05-02"),
            ("Quarry (2024-05-02 at 10:01 CET).vtt", "local 2024-05-02T10:01:00"),
            ("2024_05_02 part 2.txt", "on 2024-05-02"),
            ("invoice 20241399.txt", "none"),
            ("quarry 12345678901.txt", "none"),
            ("quarry.vtt", "none"),
            ("ü2024-05-02ü99.txt", "on 2024-05-02"),
        ] {
            assert_eq!(shown(name), expected, "{name}");
        }
    }

    #[test]
    fn heads_say_when_it_began() {
        let shown = |line: &str| match in_line(line) {
            Some(Start::At(at)) => format!("at {at}"),
            Some(Start::Local(local)) => format!("local {local}"),
            Some(Start::On(date)) => format!("on {date}"),
            None => "none".to_owned(),
        };
        for (line, expected) in [
            ("Thu, May 02, 2024 10:01AM • 32:10", "local 2024-05-02T10:01:00"),
            ("Sync with Acme (2024-05-02 10:01 GMT-7) - Transcript", "at 2024-05-02T17:01:00Z"),
            ("15 June 2026, 03:35am", "local 2026-06-15T03:35:00"),
            ("Recorded on May 2, 2024 via Zoom, 14m", "on 2024-05-02"),
            ("Datum: 2. Mai 2024, 10:01 Uhr", "local 2024-05-02T10:01:00"),
            ("2 mai 2024 à 10h01", "local 2024-05-02T10:01:00"),
            ("Thu Sep 17 2026 10:31:08 GMT-0500", "at 2026-09-17T15:31:08Z"),
            ("2024-05-02T10:00:00Z", "at 2024-05-02T10:00:00Z"),
            ("Pricing review - May 02", "none"),
            ("Quarter 3, 4 people", "none"),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
        assert_eq!(in_epoch(1_714_644_060_000.0), in_epoch(1_714_644_060.0));
        assert_eq!((in_epoch(12.0), in_epoch(f64::NAN), in_epoch(f64::MAX)), (None, None, None));
    }
}

//! Dates as people say them, resolved against the day they were said on.

use crate::pattern;
use jiff::{ToSpan, civil::Date};
use regex::Regex;
use std::{ops::Range, sync::LazyLock};

/// A date named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The day it means.
    pub date: Date,
}

const MONTHS: [(&str, i8); 34] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("januar", 1),
    ("februar", 2),
    ("märz", 3),
    ("mai", 5),
    ("juni", 6),
    ("juli", 7),
    ("oktober", 10),
    ("dezember", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
];
const WEEKDAYS: [(&str, i8); 14] = [
    ("monday", 1),
    ("tuesday", 2),
    ("wednesday", 3),
    ("thursday", 4),
    ("friday", 5),
    ("saturday", 6),
    ("sunday", 7),
    ("montag", 1),
    ("dienstag", 2),
    ("mittwoch", 3),
    ("donnerstag", 4),
    ("freitag", 5),
    ("samstag", 6),
    ("sonntag", 7),
];

static DAY_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<&str> = MONTHS.iter().map(|(name, _)| *name).collect();
    pattern(&format!(r"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?({})\b(?:\s+(20\d\d))?", names.join("|")))
});
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<&str> = MONTHS.iter().map(|(name, _)| *name).collect();
    pattern(&format!(r"\b({})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?", names.join("|")))
});
static ISO: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20\d\d)-(\d\d)-(\d\d)\b"));
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<&str> = WEEKDAYS.iter().map(|(name, _)| *name).collect();
    pattern(&format!(r"\b({})\b", names.join("|")))
});
static NEXT_DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(tomorrow|today|tonight|heute)\b"));

/// The dates named in `text`, in order. A weekday means the next one after `said_on`; a date without a year the nearest one,
/// the coming one when in doubt.
pub fn dates(text: &str, said_on: Date) -> Vec<DateMention> {
    let mut found: Vec<DateMention> = Vec::new();
    let mut add = |range: Range<usize>, date: Option<Date>| {
        let free = found.iter().all(|other| range.end <= other.range.start || other.range.end <= range.start);
        found.extend(date.filter(|_| free).map(|date| DateMention { range, date }));
    };
    for captures in ISO.captures_iter(text) {
        let part = |index: usize| captures.get(index).and_then(|m| m.as_str().parse().ok()).unwrap_or(0);
        let date = Date::new(part(1), i8::try_from(part(2)).unwrap_or(0), i8::try_from(part(3)).unwrap_or(0)).ok();
        add(captures.get_match().range(), date);
    }
    for (regex, day_at, month_at) in [(&*DAY_MONTH, 1, 2), (&*MONTH_DAY, 2, 1)] {
        for captures in regex.captures_iter(text) {
            let text_at = |index: usize| captures.get(index).map_or("", |m| m.as_str());
            let day = text_at(day_at).parse().unwrap_or(0);
            let name = text_at(month_at).to_lowercase();
            let month = MONTHS.iter().find(|(known, _)| *known == name).map_or(0, |(_, month)| *month);
            let date = match text_at(3).parse() {
                Ok(year) => Date::new(year, month, day).ok(),
                Err(_) => nearest(said_on, month, day),
            };
            add(captures.get_match().range(), date);
        }
    }
    for found in WEEKDAY.find_iter(text) {
        let name = found.as_str().to_lowercase();
        let wanted = WEEKDAYS.iter().find(|(known, _)| *known == name).map_or(1, |(_, number)| *number);
        let ahead = (wanted - said_on.weekday().to_monday_one_offset() + 6).rem_euclid(7) + 1;
        add(found.range(), said_on.checked_add(i64::from(ahead).days()).ok());
    }
    for found in NEXT_DAY.find_iter(text) {
        let ahead = i64::from(found.as_str().eq_ignore_ascii_case("tomorrow"));
        add(found.range(), said_on.checked_add(ahead.days()).ok());
    }
    found.sort_by_key(|mention| mention.range.start);
    found
}

/// The day of a year near `said_on`: up to three months back, else ahead.
fn nearest(said_on: Date, month: i8, day: i8) -> Option<Date> {
    let this = Date::new(said_on.year(), month, day).ok()?;
    let days = said_on.until(this).ok()?.get_days();
    let year = match days {
        ..-92 => said_on.year() + 1,
        273.. => said_on.year() - 1,
        _ => said_on.year(),
    };
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_resolved_against_the_day_they_were_said_on() {
        // A Friday.
        let said = date(2026, 11, 20);
        let resolve = |text: &str| dates(text, said).into_iter().map(|mention| mention.date).collect::<Vec<_>>();
        assert_eq!(resolve("by Friday"), [date(2026, 11, 27)]);
        assert_eq!(resolve("bis Montag, oder tomorrow"), [date(2026, 11, 23), date(2026, 11, 21)]);
        assert_eq!(resolve("on 3 March and 12. Dezember"), [date(2027, 3, 3), date(2026, 12, 12)]);
        assert_eq!(resolve("since 28 October"), [date(2026, 10, 28)]);
        assert_eq!(resolve("December 5th, 2025; 2026-02-30"), [date(2025, 12, 5)]);
        assert_eq!(resolve("we may go in march"), []);
    }
}

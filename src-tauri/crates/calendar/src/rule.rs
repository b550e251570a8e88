//! A rule of recurrence as it is written (RFC 5545, 3.3.10): its parts, each within its range.

use crate::times::{self, Moment};
use jiff::civil::Weekday;
use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frequency {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
}

/// A rule. Lists are sorted, hold nothing twice, and are empty where the rule does not have that part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub frequency: Frequency,
    /// At least 1.
    pub interval: i64,
    /// At least 1; the start is the first.
    pub count: Option<u64>,
    /// The last moment that may be one.
    pub until: Option<Moment>,
    pub months: Vec<i8>,
    pub month_days: Vec<i8>,
    pub year_days: Vec<i16>,
    pub week_numbers: Vec<i8>,
    /// Which one of the month or year, from 1 or back from -1; `None` for each.
    pub weekdays: Vec<(Option<i8>, Weekday)>,
    pub hours: Vec<i8>,
    pub minutes: Vec<i8>,
    pub seconds: Vec<i8>,
    pub positions: Vec<i16>,
    pub week_start: Weekday,
}

/// Reads a rule. `None` where a part is missing, is none, or is one that would change what the others mean and is not known here (`RSCALE`, `SKIP`).
pub(crate) fn read(text: &str) -> Option<Rule> {
    let mut rule = Rule {
        frequency: Frequency::Daily,
        interval: 1,
        count: None,
        until: None,
        months: Vec::new(),
        month_days: Vec::new(),
        year_days: Vec::new(),
        week_numbers: Vec::new(),
        weekdays: Vec::new(),
        hours: Vec::new(),
        minutes: Vec::new(),
        seconds: Vec::new(),
        positions: Vec::new(),
        week_start: Weekday::Monday,
    };
    let mut has_frequency = false;
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=')?;
        let value = value.trim();
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => {
                rule.frequency = frequency(value)?;
                has_frequency = true;
            }
            "INTERVAL" => rule.interval = value.parse::<u32>().ok().filter(|interval| 1 <= *interval)?.into(),
            "COUNT" => rule.count = Some(value.parse::<u64>().ok().filter(|count| 1 <= *count)?),
            "UNTIL" => rule.until = Some(times::moment(value)?),
            "BYMONTH" => rule.months = numbers(value, 1..=12, false)?,
            "BYMONTHDAY" => rule.month_days = numbers(value, 1..=31, true)?,
            "BYYEARDAY" => rule.year_days = numbers(value, 1..=366, true)?,
            "BYWEEKNO" => rule.week_numbers = numbers(value, 1..=53, true)?,
            "BYDAY" => rule.weekdays = list(value, of_weekday)?,
            "BYHOUR" => rule.hours = numbers(value, 0..=23, false)?,
            "BYMINUTE" => rule.minutes = numbers(value, 0..=59, false)?,
            // A leap second is the one before it.
            "BYSECOND" => {
                rule.seconds = numbers::<i8>(value, 0..=60, false)?.into_iter().map(|second| second.min(59)).collect();
                rule.seconds.dedup();
            }
            "BYSETPOS" => rule.positions = numbers(value, 1..=366, true)?,
            "WKST" => rule.week_start = weekday(value)?,
            "RSCALE" if value.eq_ignore_ascii_case("GREGORIAN") => {}
            "SKIP" if value.eq_ignore_ascii_case("OMIT") => {}
            "RSCALE" | "SKIP" => return None,
            _ => {}
        }
    }
    has_frequency.then_some(rule)
}

fn frequency(name: &str) -> Option<Frequency> {
    let known = [
        ("YEARLY", Frequency::Yearly),
        ("MONTHLY", Frequency::Monthly),
        ("WEEKLY", Frequency::Weekly),
        ("DAILY", Frequency::Daily),
        ("HOURLY", Frequency::Hourly),
        ("MINUTELY", Frequency::Minutely),
        ("SECONDLY", Frequency::Secondly),
    ];
    known.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, frequency)| *frequency)
}

fn weekday(name: &str) -> Option<Weekday> {
    let known = [
        ("MO", Weekday::Monday),
        ("TU", Weekday::Tuesday),
        ("WE", Weekday::Wednesday),
        ("TH", Weekday::Thursday),
        ("FR", Weekday::Friday),
        ("SA", Weekday::Saturday),
        ("SU", Weekday::Sunday),
    ];
    known.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, weekday)| *weekday)
}

/// `MO`, `2TU`, `-1FR`, with the weekday as a number for its order.
fn of_weekday(text: &str) -> Option<(Option<i8>, Weekday)> {
    let at = text.find(|sign: char| sign.is_ascii_alphabetic())?;
    let (which, day) = text.split_at(at);
    let which = match which.trim() {
        "" => None,
        which => Some(which.parse::<i8>().ok().filter(|which| *which != 0 && which.unsigned_abs() <= 53)?),
    };
    Some((which, weekday(day)?))
}

/// A list of what `read` makes of each part, in order and without doubles. The values that there are bound it, not the text.
fn list<T: PartialEq>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut all: Vec<T> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let value = read(part)?;
        if !all.contains(&value) {
            all.push(value);
        }
    }
    (!all.is_empty()).then_some(all)
}

/// A list of numbers in a range, or as far below nothing where they may count from the end.
fn numbers<T>(text: &str, range: RangeInclusive<i16>, may_count_back: bool) -> Option<Vec<T>>
where
    T: FromStr + Display + Copy + Ord + TryFrom<i16>,
{
    let mut all = list(text, |part| {
        let number: i16 = part.parse().ok()?;
        let is_within = range.contains(&number) || may_count_back && range.contains(&number.checked_neg()?);
        if is_within { T::try_from(number).ok() } else { None }
    })?;
    all.sort_unstable();
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_parts_of_a_rule_are_read() {
        let rule =
            read("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,2TU,MO;BYMONTH=12,1,1;WKST=SU;UNTIL=20261231;X-OWN=1").unwrap();
        assert_eq!((rule.frequency, rule.interval, rule.week_start), (Frequency::Monthly, 2, Weekday::Sunday));
        assert_eq!(rule.weekdays, [(Some(-1), Weekday::Friday), (Some(2), Weekday::Tuesday), (None, Weekday::Monday)]);
        assert_eq!(rule.months, [1, 12]);
        assert_eq!(rule.until, Some(Moment::Day(date(2026, 12, 31))));
        let rule = read("freq=daily;byhour=9,12;bysecond=59,60;count=1000000000;").unwrap();
        assert_eq!((rule.hours, rule.seconds, rule.count), (vec![9, 12], vec![59], Some(1_000_000_000)));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let none = [
            "",
            "COUNT=3",
            "FREQ=SOMETIMES",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=-1",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;UNTIL=soon",
            "FREQ=DAILY;BYMONTH=13",
            "FREQ=DAILY;BYMONTHDAY=0",
            "FREQ=DAILY;BYDAY=XX",
            "FREQ=DAILY;BYDAY=0MO",
            "FREQ=DAILY;BYHOUR=-1",
            "FREQ=DAILY;BYDAY=",
            "FREQ=DAILY;BYSETPOS=99999999999",
            "FREQ=MONTHLY;RSCALE=HEBREW",
            "FREQ=MONTHLY;SKIP=FORWARD",
            "FREQ=DAILY;COUNT",
        ];
        for text in none {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

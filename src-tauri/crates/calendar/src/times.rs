//! Days, times, durations and offsets as iCalendar writes them (RFC 5545, 3.3).

use jiff::{
    SignedDuration,
    civil::{Date, DateTime},
    tz::Offset,
};

/// The longest length of an event: a hundred years, in days.
const DAYS_MAX: i64 = 36_600;

/// A day or a time, as it is written: without a zone unless that is UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// A day.
    Day(Date),
    /// A time on somebody's wall.
    Local(DateTime),
    /// A time in UTC.
    Utc(DateTime),
}

impl Moment {
    /// What it says, whatever zone that is in; a day at its midnight.
    pub fn written(self) -> DateTime {
        match self {
            Self::Day(day) => day.at(0, 0, 0, 0),
            Self::Local(time) | Self::Utc(time) => time,
        }
    }
}

/// Reads `20260302`, `20260302T090000` or `20260302T090000Z`; with dashes and colons too, and without seconds.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    // Longer than any, with its dashes and colons.
    if 24 < text.len() {
        return None;
    }
    let plain: String = text.chars().filter(|sign| !matches!(sign, '-' | ':')).collect();
    let plain = plain.to_ascii_uppercase();
    let (date, time) = match plain.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (plain.as_str(), None),
    };
    let day = (date.len() == 8)
        .then(|| Date::new(number(date.get(..4)?)?, number(date.get(4..6)?)?, number(date.get(6..8)?)?).ok())??;
    let Some(time) = time else { return Some(Moment::Day(day)) };
    let (digits, is_utc) = time.strip_suffix('Z').map_or((time, false), |digits| (digits, true));
    let seconds = match digits.len() {
        4 => 0,
        // A leap second is the one before it, as anywhere else.
        6 => number::<i8>(digits.get(4..6)?)?.min(59),
        _ => return None,
    };
    let time = jiff::civil::Time::new(number(digits.get(..2)?)?, number(digits.get(2..4)?)?, seconds, 0).ok()?;
    let time = day.to_datetime(time);
    Some(if is_utc { Moment::Utc(time) } else { Moment::Local(time) })
}

/// How long an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    /// Days of the calendar, each as long as it is in its zone.
    pub days: i64,
    /// And so much time.
    pub rest: SignedDuration,
}

impl Length {
    /// At most so many days.
    pub fn days_max(self) -> i64 {
        self.days.saturating_add(self.rest.as_secs() / 86_400).saturating_add(1)
    }
}

/// Reads `P1W`, `P2DT3H`, `PT45M`. `None` for what is none, ends before it starts, or is longer than a hundred years.
pub(crate) fn length(text: &str) -> Option<Length> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
    let (mut days, mut seconds, mut digits, mut is_time) = (0_i64, 0_i64, String::new(), false);
    for sign in text.chars() {
        let (unit_days, unit_seconds) = match sign {
            '0'..='9' if digits.len() < 12 => {
                digits.push(sign);
                continue;
            }
            'T' if digits.is_empty() && !is_time => {
                is_time = true;
                continue;
            }
            'W' if !is_time => (7, 0),
            'D' if !is_time => (1, 0),
            'H' if is_time => (0, 3600),
            'M' if is_time => (0, 60),
            'S' if is_time => (0, 1),
            _ => return None,
        };
        let count: i64 = digits.parse().ok()?;
        digits.clear();
        days = days.checked_add(count.checked_mul(unit_days)?)?;
        seconds = seconds.checked_add(count.checked_mul(unit_seconds)?)?;
    }
    let is_bounded = digits.is_empty() && days <= DAYS_MAX && seconds <= DAYS_MAX * 86_400;
    is_bounded.then(|| Length { days, rest: SignedDuration::from_secs(seconds) })
}

/// Reads `+0100` or `-043000`: how far a zone is ahead of UTC.
pub(crate) fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits: String = digits.chars().filter(|letter| *letter != ':').collect();
    let (hours, minutes, seconds) = match digits.len() {
        4 => (number::<i32>(digits.get(..2)?)?, number::<i32>(digits.get(2..)?)?, 0),
        6 => (number(digits.get(..2)?)?, number(digits.get(2..4)?)?, number::<i32>(digits.get(4..)?)?),
        _ => return None,
    };
    if 60 <= minutes || 60 <= seconds {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60 + seconds)).ok()
}

/// Digits and nothing else.
fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_times_are_read() {
        let nine = date(2026, 3, 2).at(9, 0, 0, 0);
        assert_eq!(moment("20260302"), Some(Moment::Day(date(2026, 3, 2))));
        assert_eq!(moment(" 20260302T090000 "), Some(Moment::Local(nine)));
        assert_eq!(moment("20260302t090000z"), Some(Moment::Utc(nine)));
        assert_eq!(moment("2026-03-02T09:00:00Z"), Some(Moment::Utc(nine)));
        assert_eq!(moment("20260302T0900"), Some(Moment::Local(nine)));
        assert_eq!(moment("20161231T235960Z"), Some(Moment::Utc(date(2016, 12, 31).at(23, 59, 59, 0))));
        let none = [
            "",
            "20260230",
            "2026",
            "20260302T",
            "20260302T250000",
            "+2260302",
            "20260302T090000+0100",
            "99999999T999999Z",
        ];
        for text in none {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_are_read() {
        let of = |days, seconds| Some(Length { days, rest: SignedDuration::from_secs(seconds) });
        assert_eq!(length("PT45M"), of(0, 2700));
        assert_eq!(length("P1DT2H3S"), of(1, 7203));
        assert_eq!(length("+P2W"), of(14, 0));
        assert_eq!(length("PT"), of(0, 0));
        assert_eq!(length(""), None);
        for text in ["-PT5M", "PT5", "5M", "P5M", "P99999D", "PT99999999999999S", "P9999999999999999999999D", "PTT5M"] {
            assert_eq!(length(text), None, "{text}");
        }
    }

    #[test]
    fn offsets_are_read() {
        let seconds = |text| offset(text).map(Offset::seconds);
        assert_eq!(seconds("+0100"), Some(3600));
        assert_eq!(seconds("-0430"), Some(-16_200));
        assert_eq!(seconds("+05:30"), Some(19_800));
        assert_eq!(seconds("-001511"), Some(-911));
        for text in ["", "+", "+1", "+9900", "+0160", "0a00", "+-100"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}

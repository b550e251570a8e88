//! How dates are written: HubSpot's formats on the wire, and the sample portal's dates relative to today.

use anyhow::{Context as _, bail};
use jiff::{Timestamp, ToSpan as _, civil, tz::TimeZone};

/// The milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// `2026-03-04T09:15:00.000Z`, as HubSpot writes date-times.
pub(crate) fn iso(ms: i64) -> String {
    Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |at| format!("{at:.3}"))
}

/// `Wed, 04 Mar 2026 09:15:00 GMT`, as web servers date their answers.
pub(crate) fn http(ms: i64) -> String {
    Timestamp::from_millisecond(ms)
        .map_or_else(|_| String::new(), |at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// Reads a date-time as HubSpot accepts it: milliseconds since 1970, ISO 8601, or a bare day, meaning its midnight in UTC.
pub(crate) fn parse_ms(text: &str) -> Option<i64> {
    if let Ok(ms) = text.parse::<i64>() {
        return Some(ms);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    let day = text.parse::<civil::Date>().ok()?;
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// Turns the relative dates of the sample portal into real ones. "Today" is the day on which the clock started.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    today: civil::Date,
    zone: TimeZone,
}

impl Calendar {
    pub(crate) fn new(now_ms: i64, zone: TimeZone) -> anyhow::Result<Self> {
        let now = Timestamp::from_millisecond(now_ms).context("the clock is outside the years we can write")?;
        Ok(Self { today: now.to_zoned(zone.clone()).date(), zone })
    }

    /// Reads a moment like `"-12d 14:30"` into milliseconds since 1970.
    pub(crate) fn moment(&self, text: &str) -> anyhow::Result<i64> {
        let Some((day, time)) = text.trim().split_once(' ') else { bail!("`{text}` lacks a time of day") };
        let time = format!("{}:00", time.trim())
            .parse::<civil::Time>()
            .with_context(|| format!("`{text}` has no time of day we can read"))?;
        Ok(self.day(day)?.to_datetime(time).to_zoned(self.zone.clone())?.timestamp().as_millisecond())
    }

    /// `"+30d"` as midnight in UTC, the way HubSpot keeps pure dates; with a time of day, that moment.
    pub(crate) fn date_or_moment(&self, text: &str) -> anyhow::Result<i64> {
        if text.trim().contains(' ') {
            return self.moment(text);
        }
        Ok(self.day(text.trim())?.to_zoned(TimeZone::UTC)?.timestamp().as_millisecond())
    }

    /// Fills `{date:-12d}`, `{weekday:+2d}` and `{month:+30d}`, in English or, with `:de`, in German. Anything else in braces stays.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            rest = &rest[open..];
            let word = rest.find('}').and_then(|close| Some((close, self.placeholder(&rest[1..close])?)));
            match word {
                Some((close, word)) => {
                    filled.push_str(&word);
                    rest = &rest[close + 1..];
                }
                None => {
                    filled.push('{');
                    rest = &rest[1..];
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    fn placeholder(&self, inner: &str) -> Option<String> {
        let mut parts = inner.split(':');
        let (kind, day, language) = (parts.next()?, parts.next()?, parts.next());
        let date = self.day(day).ok()?;
        let german = match language {
            None | Some("en") => false,
            Some("de") => true,
            Some(_) => return None,
        };
        let month = usize::try_from(date.month()).ok()?.checked_sub(1)?;
        let month = if german { MONTHS_DE.get(month)? } else { MONTHS_EN.get(month)? };
        match kind {
            "date" if german => Some(format!("{}. {month}", date.day())),
            "date" => Some(format!("{} {month}", date.day())),
            "month" => Some((*month).to_owned()),
            "weekday" => {
                let at = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
                let names = if german { WEEKDAYS_DE } else { WEEKDAYS_EN };
                Some((*names.get(at)?).to_owned())
            }
            _ => None,
        }
    }

    fn day(&self, text: &str) -> anyhow::Result<civil::Date> {
        let count = text.trim().strip_suffix('d').and_then(|count| count.trim_start_matches('+').parse::<i64>().ok());
        let Some(count) = count else { bail!("`{text}` is not a number of days such as `-12d`") };
        Ok(self.today.checked_add(count.days())?)
    }
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEKDAYS_DE: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        // A Tuesday, an hour before midnight in UTC and already Wednesday in Berlin.
        let now = "2026-03-03T23:00:00Z".parse::<Timestamp>().unwrap();
        Calendar::new(now.as_millisecond(), TimeZone::get("Europe/Berlin").unwrap()).unwrap()
    }

    #[test]
    fn placeholders_are_filled_in_the_portals_day() {
        let check = |text: &str, expected: &str| assert_eq!(calendar().fill(text), expected);
        check("by {date:-1d}.", "by 3 March.");
        check("bis {date:-1d:de}.", "bis 3. März.");
        check("{weekday:+2d}, {weekday:+2d:de}", "Friday, Freitag");
        check("in {month:+30d}", "in April");
        check("{unknown:+1d} and {date:soon} and {", "{unknown:+1d} and {date:soon} and {");
    }

    #[test]
    fn moments_are_local_and_days_are_utc() {
        assert_eq!(iso(calendar().moment("-12d 14:30").unwrap()), "2026-02-20T13:30:00.000Z");
        assert_eq!(iso(calendar().moment("0d 15:00").unwrap()), "2026-03-04T14:00:00.000Z");
        assert_eq!(iso(calendar().date_or_moment("+30d").unwrap()), "2026-04-03T00:00:00.000Z");
        assert!(calendar().moment("soon").is_err());
    }
}

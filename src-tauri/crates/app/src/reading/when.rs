//! Points in time as people write and read them. Pure.

use crate::error::{AppError, ErrorCode};
use jiff::{Timestamp, civil, tz::TimeZone};

/// Reads an instant: RFC 3339, or a date (its first moment) or date and time in `zone`.
pub fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, AppError> {
    let text = text.trim();
    let local = |at: civil::DateTime| at.to_zoned(zone.clone()).map(|at| at.timestamp()).ok();
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<civil::DateTime>().ok().and_then(local))
        .or_else(|| text.parse::<civil::Date>().ok().and_then(|date| local(date.at(0, 0, 0, 0))))
        .ok_or_else(|| {
            AppError::new(ErrorCode::Usage, format!("“{text}” is not a date or time"))
                .hint("Write it as 2026-03-04 or 2026-03-04T09:00:00Z.")
        })
}

/// A near moment as one says it: "today 10:00", "tomorrow 09:30", "Tuesday 11:00".
pub(crate) fn spoken(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let day = match now.date().until(at.date()).map(|span| span.get_days()) {
        Ok(0) => "today".to_owned(),
        Ok(1) => "tomorrow".to_owned(),
        Ok(2..=6) => at.strftime("%A").to_string(),
        _ => at.strftime("%-d %B").to_string(),
    };
    format!("{day} {}", at.strftime("%H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    #[test]
    fn dates_are_read_in_the_reps_zone() {
        let read = |text| instant(text, &berlin()).map(|at| at.to_string()).ok();
        assert_eq!(read("2026-03-04").as_deref(), Some("2026-03-03T23:00:00Z"));
        assert_eq!(read("2026-03-04T09:00").as_deref(), Some("2026-03-04T08:00:00Z"));
        assert_eq!(read("2026-03-04T09:00:00+02:00").as_deref(), Some("2026-03-04T07:00:00Z"));
        assert_eq!(read("next week"), None);
    }

    #[test]
    fn near_moments_are_named_by_day() {
        let now = "2026-03-03T07:00:00Z".parse().unwrap();
        let say = |at: &str| spoken(at.parse().unwrap(), now, &berlin());
        assert_eq!(say("2026-03-03T09:00:00Z"), "today 10:00");
        assert_eq!(say("2026-03-03T23:30:00Z"), "tomorrow 00:30");
        assert_eq!(say("2026-03-06T10:00:00Z"), "Friday 11:00");
    }
}

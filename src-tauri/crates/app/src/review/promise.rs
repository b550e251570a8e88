//! What the rep says of a promise: done, later, no promise, theirs; and taking that back.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use domain::{Citation, PromiseMark};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use specta::Type;

/// What the rep says of a promise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct MarkPromiseRequest {
    /// The citation of the words that promise it, as it was shown.
    pub citation: String,
    /// What is said of it; none takes back what was said before.
    pub mark: Option<PromiseMark>,
    /// The day from which on it is shown again, as in `2026-03-04`; needed where it is to wait, and of no use otherwise.
    pub until: Option<String>,
}

/// Keeps what the rep says of a promise. Nothing is sent to HubSpot by this.
pub fn mark_promise(open: &OpenPortal, request: &MarkPromiseRequest, now: Timestamp) -> Result<(), AppError> {
    let citation: Citation = request
        .citation
        .parse()
        .map_err(|_| AppError::new(ErrorCode::Usage, "These words are not known to promise anything"))?;
    if open.database.record(&citation.record)?.is_none() {
        return Err(AppError::new(ErrorCode::NotFound, "What promised this is no longer here"));
    }
    let today = now.to_zoned(open.zone()).date();
    let mark = match request.mark {
        Some(PromiseMark::Later) => Some((PromiseMark::Later, Some(wait_until(request.until.as_deref(), today)?))),
        other => other.map(|mark| (mark, None)),
    };
    Ok(open.database.mark_promise(&citation, mark, now)?)
}

/// The day until which a promise waits; fails where none is named, or one that has come.
fn wait_until(day: Option<&str>, today: Date) -> Result<Date, AppError> {
    let day = day.and_then(|day| day.trim().parse::<Date>().ok()).filter(|day| today < *day);
    day.ok_or_else(|| {
        AppError::new(ErrorCode::Usage, "A promise waits until a day to come").hint("Choose a day after today.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_promise_waits_for_a_day_to_come() {
        let today = date(2026, 3, 4);
        assert_eq!(wait_until(Some("2026-03-09"), today).unwrap(), date(2026, 3, 9));
        for bad in [None, Some("2026-03-04"), Some("soon")] {
            assert_eq!(wait_until(bad, today).unwrap_err().code, ErrorCode::Usage, "{bad:?}");
        }
    }
}

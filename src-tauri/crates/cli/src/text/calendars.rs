//! The rep's own calendars, as text.

use super::{minute, plain};
use app::Calendars;
use jiff::tz::TimeZone;

/// The calendars that are read, one a line, and what the new one holds.
pub fn calendars(all: &Calendars, zone: &TimeZone) -> String {
    let mut lines = Vec::new();
    for calendar in &all.calendars {
        let looked = match (&calendar.problem, calendar.looked_at) {
            (Some(problem), _) => format!("not read: {}", plain(problem)),
            (None, Some(at)) => format!("read {}", minute(at, zone)),
            (None, None) => "not read yet".to_owned(),
        };
        lines.push(format!("{} {} ({}): {looked}", calendar.id, plain(&calendar.name), plain(&calendar.place)));
    }
    if lines.is_empty() {
        lines.push("No calendar is read.".to_owned());
    }
    if let Some(added) = &all.added {
        lines.push(format!(
            "{} meetings with people or companies that are here, {} of them in HubSpot too. {} with nobody who is here are not kept.",
            added.meetings, added.in_hubspot, added.others
        ));
        let unread = added.unread.iter();
        lines.extend(unread.map(|one| format!("Not read: {}: {}", plain(&one.path), plain(&one.reason))));
    }
    lines.join("\n")
}

//! Typed views of CRM records: what a deal, meeting, contact or ticket says, read in one place.

use crate::{Dossier, MeetingState, ObjectType, Record, RecordId, property};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// How long a meeting takes where HubSpot does not say.
pub const USUAL_MEETING: SignedDuration = SignedDuration::from_mins(30);
/// An invitation that lasts longer, a fair or a whole day, is no meeting that somebody sits in until its end.
const LONGEST_MEETING: SignedDuration = SignedDuration::from_hours(4);

/// Reads an instant as HubSpot stores it: ISO 8601, or milliseconds since 1970.
pub fn stored_time(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    value.parse().ok().or_else(|| Timestamp::from_millisecond(value.parse().ok()?).ok())
}

/// The day that a date property of HubSpot means: of an instant the day it has in `zone`, which is the portal's, else the date as written.
pub fn stored_day(value: &str, zone: &TimeZone) -> Option<Date> {
    let at = stored_time(value).map(|at| at.to_zoned(zone.clone()).date());
    at.or_else(|| value.trim().get(..10)?.parse().ok())
}

impl Record {
    /// The instant that a property holds; none where it holds none.
    pub fn time(&self, property: &str) -> Option<Timestamp> {
        stored_time(self.get(property)?)
    }

    /// The id of the owner whose record it is.
    pub fn owner(&self) -> Option<&str> {
        self.get(property::OWNER)
    }
}

/// A deal, as its record says.
#[derive(Debug, Clone, Copy)]
pub struct Deal<'a>(pub &'a Record);

impl<'a> Deal<'a> {
    /// The deal's name; empty where it has none.
    pub fn name(self) -> &'a str {
        self.0.get(property::DEAL_NAME).unwrap_or_default()
    }

    /// The id of the stage it is in.
    pub fn stage(self) -> Option<&'a str> {
        self.0.get(property::DEAL_STAGE)
    }

    /// The amount in whole units of its currency; none where it has none, or none above zero.
    pub fn amount(self) -> Option<u64> {
        let amount: f64 = self.0.get(property::AMOUNT)?.parse().ok()?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float to integer cast saturates.
        (0.0 < amount).then_some(amount.round() as u64)
    }

    /// The ISO 4217 code of its currency, where the record carries one.
    pub fn currency(self) -> Option<&'a str> {
        self.0.get(property::CURRENCY_CODE)
    }

    /// The day it is expected to close, or did; `zone` is the portal's.
    pub fn closes_on(self, zone: &TimeZone) -> Option<Date> {
        stored_day(self.0.get(property::CLOSE_DATE)?, zone)
    }

    /// What is to happen next.
    pub fn next_step(self) -> Option<&'a str> {
        self.0.get(property::NEXT_STEP)
    }
}

/// A meeting, as its record says.
#[derive(Debug, Clone, Copy)]
pub struct Meeting<'a>(pub &'a Record);

impl<'a> Meeting<'a> {
    /// When it starts, as a call or another talk does; none where the record does not say.
    pub fn starts(self) -> Option<Timestamp> {
        self.0.time(property::MEETING_START).or_else(|| self.0.time(property::TIMESTAMP))
    }

    /// When it ends; half an hour after `starts` where the record does not say, or says nonsense.
    pub fn ends(self, starts: Timestamp) -> Timestamp {
        let said = self.0.time(property::MEETING_END).filter(|end| starts < *end);
        said.unwrap_or_else(|| starts.saturating_add(USUAL_MEETING).unwrap_or(starts))
    }

    /// Whether it is over at `now`: it ended, was held, or was called off. `starts` is its place on the timeline.
    ///
    /// Whoever asks "which meeting is next" or "is this meeting running" asks this.
    pub fn is_over(self, starts: Timestamp, now: Timestamp) -> bool {
        let ends = self.ends(starts);
        let is_block = LONGEST_MEETING < ends.duration_since(starts);
        let ends = if is_block { starts.saturating_add(USUAL_MEETING).unwrap_or(starts) } else { ends };
        self.0.meeting_state() != MeetingState::Planned || ends <= now
    }

    /// The web address at which it is joined; a room is none.
    pub fn join_url(self) -> Option<&'a str> {
        let places = [property::MEETING_URL, property::MEETING_LOCATION].into_iter();
        places.filter_map(|name| self.0.get(name)).map(str::trim).find(|place| place.starts_with("https://"))
    }
}

/// A contact, as its record says.
#[derive(Debug, Clone, Copy)]
pub struct Contact<'a>(pub &'a Record);

impl<'a> Contact<'a> {
    /// The first name.
    pub fn first_name(self) -> Option<&'a str> {
        self.0.get(property::FIRST_NAME)
    }

    /// The last name.
    pub fn last_name(self) -> Option<&'a str> {
        self.0.get(property::LAST_NAME)
    }

    /// The main e-mail address.
    pub fn email(self) -> Option<&'a str> {
        self.0.get(property::EMAIL)
    }

    /// The job title.
    pub fn job_title(self) -> Option<&'a str> {
        self.0.get(property::JOB_TITLE)
    }

    /// Whether they want no marketing mail.
    pub fn has_opted_out(self) -> bool {
        self.0.get(property::EMAIL_OPT_OUT) == Some("true")
    }

    /// The time zone they are in, where HubSpot knows it.
    pub fn zone(self) -> Option<TimeZone> {
        TimeZone::get(&self.0.get(property::TIME_ZONE)?.replace("_slash_", "/")).ok()
    }
}

/// A ticket, as its record says.
#[derive(Debug, Clone, Copy)]
pub struct Ticket<'a>(pub &'a Record);

impl<'a> Ticket<'a> {
    /// The subject; empty where it has none.
    pub fn subject(self) -> &'a str {
        self.0.get(property::SUBJECT).unwrap_or_default()
    }

    /// The id of the stage it is in.
    pub fn stage(self) -> Option<&'a str> {
        self.0.get(property::TICKET_STAGE)
    }

    /// How urgent it is, as one of HubSpot's choices.
    pub fn priority(self) -> Option<&'a str> {
        self.0.get(property::TICKET_PRIORITY)
    }

    /// Whether it is marked as high or urgent.
    pub fn is_pressing(self) -> bool {
        matches!(self.priority(), Some("HIGH" | "URGENT"))
    }
}

impl Record {
    /// The id of the stage that a deal or ticket is in; none for other records.
    pub fn stage(&self) -> Option<&str> {
        match self.id.object {
            ObjectType::Deal => Deal(self).stage(),
            ObjectType::Ticket => Ticket(self).stage(),
            _ => None,
        }
    }
}

impl Dossier {
    /// Whether a deal or ticket of the account is over, by the stage it is in. One in a stage that nobody knows is not.
    pub fn is_closed(&self, record: &Record) -> bool {
        record.stage().and_then(|id| self.stage(id)).is_some_and(|stage| stage.closed)
    }

    /// The ISO 4217 code of a deal's currency: its own, else the portal's; none where neither names one.
    pub fn currency_of<'a>(&'a self, deal: &'a Record) -> Option<&'a str> {
        Deal(deal).currency().or(Some(self.currency.as_str())).filter(|code| !code.is_empty())
    }

    /// The contact of the account that has this id.
    pub fn contact(&self, id: &RecordId) -> Option<Contact<'_>> {
        self.person(id).map(Contact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(properties: &[(&str, &str)]) -> Record {
        Record {
            id: RecordId::new(ObjectType::Meeting, "1"),
            properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    #[test]
    fn a_meeting_runs_until_its_end_and_a_fair_does_not_run_all_day() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let starts = at("2026-03-04T09:00:00Z");
        let hour = meeting(&[(property::MEETING_END, "2026-03-04T10:00:00Z")]);
        assert!(!Meeting(&hour).is_over(starts, at("2026-03-04T09:59:00Z")));
        assert!(Meeting(&hour).is_over(starts, at("2026-03-04T10:00:00Z")));
        let unsaid = meeting(&[]);
        assert!(!Meeting(&unsaid).is_over(starts, at("2026-03-04T09:29:00Z")));
        assert!(Meeting(&unsaid).is_over(starts, at("2026-03-04T09:30:00Z")));
        let fair = meeting(&[(property::MEETING_END, "2026-03-05T17:00:00Z")]);
        assert!(Meeting(&fair).is_over(starts, at("2026-03-04T09:30:00Z")));
        let moved = meeting(&[(property::MEETING_OUTCOME, "RESCHEDULED")]);
        assert!(Meeting(&moved).is_over(starts, at("2026-03-03T09:00:00Z")));
    }

    #[test]
    fn a_date_is_the_portals_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let day = |value| stored_day(value, &zone).map(|day| day.to_string());
        assert_eq!(day("2026-03-05T02:00:00Z").as_deref(), Some("2026-03-04"));
        assert_eq!(day("1772676000000").as_deref(), Some("2026-03-04"));
        assert_eq!(day("2026-03-05").as_deref(), Some("2026-03-05"));
        assert_eq!(day("soon"), None);
    }
}

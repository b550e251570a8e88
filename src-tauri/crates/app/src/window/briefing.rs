//! A brief as the window shows it: with the header that says who, where and when.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::{
        brief::{BriefRequest, brief},
        resolve as who,
    },
};
use domain::property;
use domain::{Brief, Contact, Meeting, Source, Sources};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// A meeting further away than this is not worth a place in the header.
const SOON: SignedDuration = SignedDuration::from_hours(12);

/// A brief as the brief window shows it, with its header.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Briefing {
    /// The brief itself.
    pub brief: Brief,
    /// The text behind every citation of the brief's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// What stands above the brief: who, where and when.
    pub header: BriefHeader,
    /// Milliseconds that making the brief took.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
}

/// The header of a brief: who it is about, what time it is there, and when they are met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct BriefHeader {
    /// The person's name; the account's where no person is meant.
    pub name: String,
    /// The person's job title; none where there is no person or no title.
    pub title: Option<String>,
    /// The name of the account.
    pub account_name: String,
    /// Where they are and what time it is there, as in `Lisbon, 10:24`; none where it is the rep's own time.
    pub local_time: Option<String>,
    /// When the meeting with this account starts, if it is near.
    #[specta(type = Option<String>)]
    pub meeting_at: Option<Timestamp>,
    /// The web address at which the meeting is joined; none where there is no meeting or no such address.
    pub join_url: Option<String>,
}

/// Makes a brief with its header, for the brief window.
pub fn briefing(open: &OpenPortal, request: &BriefRequest, now: Timestamp) -> Result<Briefing, AppError> {
    let report = brief(open, request, now)?;
    let header = header(open, &report.brief, now)?;
    Ok(Briefing { brief: report.brief, sources: report.sources, header, elapsed_ms: report.elapsed_ms })
}

fn header(open: &OpenPortal, brief: &Brief, now: Timestamp) -> Result<BriefHeader, AppError> {
    let database = &open.database;
    let account = database.record(&brief.who.account)?;
    let account_name = account.as_ref().map(who::name_of).unwrap_or_default();
    let person = match &brief.who.contact {
        Some(contact) => database.record(contact)?,
        None => None,
    };
    let meeting = who::upcoming(open, now)?
        .filter(|upcoming| upcoming.account == brief.who.account)
        .map(|upcoming| upcoming.meeting)
        .filter(|meeting| meeting.at.duration_since(now) <= SOON);
    let meeting_record = meeting.as_ref().map(|meeting| database.record(&meeting.id)).transpose()?.flatten();
    let local_time = person.as_ref().and_then(|person| {
        let zone = Contact(person).zone()?;
        local_time(person.get(property::CITY), &zone, &open.zone(), now)
    });
    Ok(BriefHeader {
        name: person.as_ref().map_or_else(|| account_name.clone(), who::name_of),
        title: person.as_ref().and_then(|person| person.get(property::JOB_TITLE)).map(str::to_owned),
        account_name,
        local_time,
        meeting_at: meeting.map(|meeting| meeting.at),
        join_url: meeting_record.as_ref().and_then(|meeting| Meeting(meeting).join_url()).map(str::to_owned),
    })
}

/// "Lisbon, 10:24"; nothing where their clock shows what the rep's shows.
fn local_time(city: Option<&str>, theirs: &TimeZone, ours: &TimeZone, now: Timestamp) -> Option<String> {
    let time = now.to_zoned(theirs.clone()).strftime("%H:%M").to_string();
    if now.to_zoned(ours.clone()).strftime("%H:%M").to_string() == time {
        return None;
    }
    Some(city.map_or_else(|| time.clone(), |city| format!("{city}, {time}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn their_time_is_shown_where_it_differs() {
        let zone = |name| TimeZone::get(name).unwrap();
        let now = "2026-03-03T09:24:00Z".parse().unwrap();
        let shown = |theirs| local_time(Some("Lisbon"), &zone(theirs), &zone("Europe/Berlin"), now);
        assert_eq!(shown("Europe/Lisbon").as_deref(), Some("Lisbon, 09:24"));
        assert_eq!(shown("Europe/Paris"), None);
    }
}

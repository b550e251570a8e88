//! What a reader says of a calendar: the meetings that may concern the rep's work, as plain values that go from one process to the other.

use calendar::{Answer, Calendar, Meeting};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A calendar that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadCalendar {
    /// What it calls itself; empty where it does not.
    pub name: String,
    /// Its meetings, without whole days and what is private, called off or declined.
    pub meetings: Vec<ReadMeeting>,
    /// Entries that could not be read: what each is called, and why.
    pub unread: Vec<(String, String)>,
    /// Whether the text ends as a calendar does. One that was cut off says nothing of what is missing.
    pub is_whole: bool,
}

/// A meeting out of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMeeting {
    /// What the calendar calls the meeting, or the row of meetings.
    pub uid: String,
    /// The moment at which the row has this one, wherever it was moved to; none where it is no row.
    pub occurrence: Option<Timestamp>,
    /// The title; empty where it has none.
    pub title: String,
    /// When it starts.
    pub starts: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Everybody who is invited, and who invites: name, empty where nobody says it, and address.
    pub people: Vec<(String, String)>,
    /// Where it is held; empty where nobody says so.
    pub place: String,
    /// The web address at which it is joined; empty where there is none.
    pub join: String,
}

impl From<Calendar> for ReadCalendar {
    fn from(read: Calendar) -> Self {
        let concerns = |meeting: &&Meeting| {
            !meeting.is_cancelled
                && !meeting.is_all_day
                && !meeting.is_private
                && meeting.own_answer != Answer::Declined
        };
        let unread = read.unread.iter().map(|one| {
            let called = one.title.clone().or_else(|| one.uid.clone()).unwrap_or_else(|| format!("line {}", one.line));
            (called, one.reason.to_string())
        });
        Self {
            name: read.name.unwrap_or_default(),
            meetings: read.meetings.iter().filter(concerns).map(ReadMeeting::from).collect(),
            unread: unread.collect(),
            is_whole: read.is_whole,
        }
    }
}

impl From<&Meeting> for ReadMeeting {
    fn from(meeting: &Meeting) -> Self {
        let people = meeting.organiser.iter().chain(meeting.invitees.iter()).filter(|one| !one.is_room);
        Self {
            uid: meeting.uid.to_string(),
            occurrence: meeting.occurrence,
            title: meeting.title.to_string(),
            starts: meeting.starts,
            ends: meeting.ends,
            people: people.map(|one| (one.name.clone().unwrap_or_default(), one.address.clone())).collect(),
            place: meeting.place.as_deref().unwrap_or_default().to_owned(),
            join: meeting.join.as_deref().unwrap_or_default().to_owned(),
        }
    }
}

//! What a calendar is read into.

use jiff::Timestamp;
use std::sync::Arc;

/// The meetings of a span of time, and what could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// What the calendar calls itself (`X-WR-CALNAME`, `NAME`), on one line.
    pub name: Option<String>,
    /// The meetings that overlap the span, by start, end, uid and occurrence.
    ///
    /// A meeting without a length is in the span that its start is in.
    pub meetings: Vec<Meeting>,
    /// What was left out, in the order of the text.
    pub unread: Vec<Unread>,
    /// Whether the text goes on to the calendar's end. A download that was cut off does not, and lacks meetings.
    pub is_whole: bool,
}

/// One meeting: an event, or one occurrence of an event that recurs.
///
/// Text is plain and bounded, but as somebody else wrote it: it may hold letters that nobody sees. Occurrences of one event share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The event's name in all calendars, the same for all its occurrences. Made of start and title where the text has none.
    pub uid: Arc<str>,
    /// Where this occurrence stands in its series, which stays so when it is moved; none for an event that does not recur. With `uid` it names the
    /// meeting. For whole days it is midnight in the rep's zone.
    pub occurrence: Option<Timestamp>,
    /// One line, possibly empty.
    pub title: Arc<str>,
    /// When it begins. For whole days, midnight in the rep's zone.
    pub starts: Timestamp,
    /// When it is over: never before `starts`, and equal where no length is said.
    pub ends: Timestamp,
    /// Whether it is one or several whole days, without times.
    pub is_all_day: bool,
    /// Whether its zone is neither known nor defined in the text. It was read in the calendar's or the rep's zone, and may be hours off.
    pub is_zone_guessed: bool,
    /// Who called it. Among the invitees too, or not.
    pub organiser: Option<Invitee>,
    /// Who is asked, in the text's order, each address once.
    pub invitees: Arc<[Invitee]>,
    /// Where, on one line.
    pub place: Option<Arc<str>>,
    /// The link of its conference: https, at a host of a service that is known.
    pub join: Option<Arc<str>>,
    /// What was written about it, possibly empty.
    pub description: Arc<str>,
    /// Whether it, or its series, was called off.
    pub is_cancelled: bool,
    /// What the rep answered. Who called a meeting and is not among its invitees has accepted.
    pub own_answer: Answer,
    /// Whether it is marked private or confidential.
    pub is_private: bool,
    /// Whether it leaves its time free.
    pub is_free: bool,
}

/// Somebody who is asked to a meeting, or a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// The mail address as it is written; empty where there is none.
    pub address: String,
    /// The name as the calendar has it.
    pub name: Option<String>,
    /// What they answered.
    pub answer: Answer,
    /// Whether it is a room or a thing rather than a person.
    pub is_room: bool,
}

/// An answer to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Comes.
    Accepted,
    /// Does not come.
    Declined,
    /// May come.
    Tentative,
    /// Has not answered, has given the invitation to somebody else, or is not asked.
    #[default]
    Unknown,
}

/// An event that is not among the meetings, though it may belong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The event's name, where it has one.
    pub uid: Option<String>,
    /// Its title, where it has one, on one line.
    pub title: Option<String>,
    /// The number of its first line in the text, from 1.
    pub line: usize,
    /// Why it could not be read.
    pub reason: Reason,
}

/// Why an event is not among the meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Neither the event nor its occurrence says when it begins.
    #[error("it does not say when it begins")]
    NoStart,
    /// A day or a time is none, or is beyond the years that can be counted with.
    #[error("its `{property}` is not a day or a time")]
    BadTime {
        /// The property that holds it.
        property: &'static str,
    },
    /// Its length is none, is below nothing, or is longer than a hundred years.
    #[error("its length cannot be read")]
    BadLength,
    /// Its rule of recurrence has a part that is missing, is none, or is not known here.
    #[error("its rule of recurrence cannot be read")]
    BadRule,
    /// Its rules of recurrence take too long, see [`STEPS_OF_RULE_MAX`](crate::STEPS_OF_RULE_MAX) and [`STEPS_MAX`](crate::STEPS_MAX).
    #[error("its rule of recurrence takes too long to follow")]
    TooCostly,
    /// It, or all events together, occur too often, see [`OCCURRENCES_OF_EVENT_MAX`](crate::OCCURRENCES_OF_EVENT_MAX) and
    /// [`OCCURRENCES_MAX`](crate::OCCURRENCES_MAX).
    #[error("it occurs too often in the time that was asked for")]
    TooManyOccurrences,
    /// It has more rules, or names more days, than [`DATES_MAX`](crate::DATES_MAX).
    #[error("it names too many days")]
    TooManyDates,
    /// A line that says when it is is longer than a mebibyte.
    #[error("one of its lines is too long")]
    LineTooLong,
    /// The text ends, or another event begins, in the middle of it.
    #[error("it is cut off")]
    CutOff,
    /// It tells what somebody answered to an invitation, or asks for another time, and is no meeting by itself.
    #[error("it is an answer to an invitation")]
    Reply,
}

/// Why a text gives no calendar at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It is no iCalendar: a page to log in on, another format, or nothing.
    #[error("this is not a calendar in iCalendar format")]
    NotACalendar,
    /// More bytes than [`TEXT_BYTES_MAX`](crate::TEXT_BYTES_MAX).
    #[error("the calendar is larger than {} MB", crate::TEXT_BYTES_MAX >> 20)]
    TooLarge,
    /// More events than [`EVENTS_MAX`](crate::EVENTS_MAX).
    #[error("the calendar has more than {} events", crate::EVENTS_MAX)]
    TooManyEvents,
}

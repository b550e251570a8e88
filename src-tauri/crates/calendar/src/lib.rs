#![doc = include_str!("../README.md")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod details;
mod event;
mod expand;
mod join;
mod lines;
mod model;
mod plain;
mod rule;
mod series;
mod times;
mod windows;
mod zone;

pub use model::{Answer, Calendar, CalendarError, Invitee, Meeting, Reason, Unread};

use event::Event;
use jiff::{Timestamp, tz::TimeZone};
use lines::{RawLine, unescape};
use series::Clock;
use std::ops::Range;
use zone::Zones;

/// The most bytes of a text that is read: 50 MiB.
pub const TEXT_BYTES_MAX: usize = 50 << 20;
/// The most events of a text, whether they are in the span or not.
pub const EVENTS_MAX: usize = 100_000;
/// The most meetings of a span, of all events together. Events beyond them are unread.
pub const OCCURRENCES_MAX: usize = 50_000;
/// The most occurrences of one event in a span. An event with more gives none, and is unread.
pub const OCCURRENCES_OF_EVENT_MAX: usize = 5_000;
/// The most days that one event may name beside its rules, added or left out, of each kind.
pub const DATES_MAX: usize = 10_000;
/// The most that following one rule may cost, in steps: days and times that are looked at. A step takes well below a microsecond.
pub const STEPS_OF_RULE_MAX: u64 = 200_000;
/// The most that following all rules of a text may cost, in steps.
pub const STEPS_MAX: u64 = 10_000_000;
/// The most invitees of a meeting; more are left out.
pub const INVITEES_MAX: usize = 500;
/// The most characters of a title, a place or a name; more are cut off.
pub const TITLE_CHARS_MAX: usize = 500;
/// The most characters of a description; more are cut off.
pub const DESCRIPTION_CHARS_MAX: usize = 10_000;

/// Reads iCalendar text: the meetings that overlap `span`, and what could not be read.
///
/// `zone` is the rep's: in it whole days begin, and times without a zone are. `own` are the rep's addresses, in whatever case. Equal input gives equal output.
/// Never panics. Time and memory grow with the text and the meetings found, never with a number in the text.
///
/// # Errors
/// Only what is no calendar at all, or larger than is read. An event that cannot be read is in [`Calendar::unread`] and stops no other.
pub fn read(text: &[u8], zone: &TimeZone, span: Range<Timestamp>, own: &[&str]) -> Result<Calendar, CalendarError> {
    if TEXT_BYTES_MAX < text.len() {
        return Err(CalendarError::TooLarge);
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let found = find(text)?;
    let mut clock = Clock::new(found.zones, zone, span);
    clock.shown = found.shown.map(Into::into);
    let (meetings, left_out) = series::meetings(found.events, &mut clock, own);
    let mut unread = found.unread;
    unread.extend(left_out.into_iter().map(|(event, reason)| left(event.body, event.line, reason)));
    unread.sort_by_key(|unread| unread.line);
    Ok(Calendar { name: found.name, meetings, unread, is_whole: found.is_whole })
}

/// The lines that are a component's own, without those of components within it: a reminder has a description, too.
pub(crate) fn own_lines(body: &[u8]) -> impl Iterator<Item = RawLine<'_>> {
    let mut depth = 0_usize;
    lines::lines(body).filter(move |line| {
        if line.is("BEGIN") {
            depth = depth.saturating_add(1);
            return false;
        }
        if line.is("END") {
            depth = depth.saturating_sub(1);
            return false;
        }
        depth == 0
    })
}

/// What stands in a text, before times are looked at.
struct Found<'a> {
    name: Option<String>,
    /// The zone that the calendar says it is shown in.
    shown: Option<String>,
    zones: Zones<'a>,
    events: Vec<Event<'a>>,
    unread: Vec<Unread>,
    is_whole: bool,
}

/// What messages a calendar is: one that lasts, or about a meeting (RFC 5546).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Publish,
    Cancel,
    Reply,
}

/// The component whose lines are being gone through.
struct Open {
    is_event: bool,
    /// Where its lines begin, in bytes.
    from: usize,
    line: usize,
}

/// Goes through the text once and finds events and zones. Components within others need no list of what is open: an event ends at its own end, at the next
/// event, or where its calendar does.
fn find(text: &[u8]) -> Result<Found<'_>, CalendarError> {
    let mut found =
        Found { name: None, shown: None, zones: Zones::new(), events: Vec::new(), unread: Vec::new(), is_whole: true };
    let (mut is_calendar, mut open_calendars, mut count) = (false, 0_usize, 0_usize);
    let mut method = Method::Publish;
    // Where the events of this calendar begin, since a method may come behind them.
    let mut of_calendar = 0;
    let mut open: Option<Open> = None;
    for line in lines::lines(text) {
        let is_begin = line.is("BEGIN");
        if is_begin || line.is("END") {
            let component = line.read().value.trim().to_ascii_uppercase();
            let is_event = component == "VEVENT";
            let ends_all = is_event && is_begin || component == "VCALENDAR";
            if let Some(known) = open.take_if(|known| {
                ends_all || !is_begin && is_event == known.is_event && (is_event || component == "VTIMEZONE")
            }) {
                let body = text.get(known.from..line.at).unwrap_or_default();
                match (known.is_event, ends_all) {
                    (true, true) => found.unread.push(left(body, known.line, Reason::CutOff)),
                    (true, false) => match event::read(body, known.line) {
                        Ok(event) => found.events.push(event),
                        Err(reason) => found.unread.push(left(body, known.line, reason)),
                    },
                    (false, _) => found.zones.define(body),
                }
            }
            match (component.as_str(), is_begin) {
                ("VEVENT" | "VTIMEZONE", true) if open.is_none() => {
                    count += usize::from(is_event);
                    if EVENTS_MAX < count {
                        return Err(CalendarError::TooManyEvents);
                    }
                    is_calendar = true;
                    open = Some(Open { is_event, from: line.end(), line: line.number });
                }
                ("VCALENDAR", true) => {
                    is_calendar = true;
                    open_calendars = open_calendars.saturating_add(1);
                    close(&mut found, of_calendar, method);
                    (method, of_calendar) = (Method::Publish, found.events.len());
                }
                ("VCALENDAR", false) => open_calendars = open_calendars.saturating_sub(1),
                _ => {}
            }
        } else if open.is_none() {
            of_the_calendar(&line, &mut found, &mut method);
        }
    }
    if let Some(known) = open {
        found.is_whole = false;
        if known.is_event {
            found.unread.push(left(text.get(known.from..).unwrap_or_default(), known.line, Reason::CutOff));
        }
    }
    close(&mut found, of_calendar, method);
    found.is_whole &= open_calendars == 0;
    if is_calendar { Ok(found) } else { Err(CalendarError::NotACalendar) }
}

/// Reads a line that is about the calendar itself.
fn of_the_calendar(line: &RawLine<'_>, found: &mut Found<'_>, method: &mut Method) {
    let text = || Some(plain::line(&unescape(&line.read().value), TITLE_CHARS_MAX)).filter(|text| !text.is_empty());
    if line.is("X-WR-CALNAME") || line.is("NAME") {
        found.name = found.name.take().or_else(text);
    } else if line.is("X-WR-TIMEZONE") {
        found.shown = found.shown.take().or_else(text);
    } else if line.is("METHOD") {
        *method = match text().unwrap_or_default().to_ascii_uppercase().as_str() {
            "CANCEL" => Method::Cancel,
            "REPLY" | "COUNTER" | "DECLINECOUNTER" | "REFRESH" => Method::Reply,
            _ => Method::Publish,
        };
    }
}

/// Does to a calendar's events what its method says of them.
fn close(found: &mut Found<'_>, from: usize, method: Method) {
    match method {
        Method::Publish => {}
        Method::Cancel => found.events.iter_mut().skip(from).for_each(|event| event.is_cancelled = true),
        Method::Reply => {
            let replies = found.events.split_off(from.min(found.events.len()));
            found.unread.extend(replies.into_iter().map(|event| left(event.body, event.line, Reason::Reply)));
        }
    }
}

fn left(body: &[u8], line: usize, reason: Reason) -> Unread {
    let (uid, title) = event::label(body);
    Unread { uid, title, line, reason }
}

//! One event as it is written: when it is, how it recurs, and which other it replaces.

use crate::{
    DATES_MAX, Reason, TITLE_CHARS_MAX,
    lines::{Line, unescape},
    own_lines, plain,
    rule::{self, Rule},
    times::{self, Length, Moment},
};
use jiff::civil::{Date, Time};
use std::sync::Arc;

/// No name of an event is kept at more characters.
const UID_CHARS_MAX: usize = 1000;
/// The most rules of one event.
const RULES_MAX: usize = 20;

/// A day or a time with the zone that it is said to be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub moment: Moment,
    pub zone: Option<Arc<str>>,
}

/// Until when an event, or a date that is added to one, goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Until {
    /// To here.
    End(When),
    /// So long.
    For(Length),
    /// Nobody says.
    Open,
}

/// An event, without what it is about.
#[derive(Debug)]
pub(crate) struct Event<'a> {
    pub body: &'a [u8],
    pub line: usize,
    pub uid: Arc<str>,
    /// Higher ones replace lower ones, then later stamps earlier ones.
    pub version: (i64, Option<Moment>),
    pub start: When,
    pub end: Until,
    pub rules: Vec<Rule>,
    /// What is not to occur, as a rule; an older way.
    pub not_rules: Vec<Rule>,
    pub dates: Vec<(When, Until)>,
    pub not_dates: Vec<When>,
    /// The occurrence that it replaces.
    pub replaces: Option<When>,
    /// Whether it replaces all that come after that one as well.
    pub is_future: bool,
    pub is_cancelled: bool,
}

/// What a text calls an event, as far as that can be read.
pub(crate) fn label(body: &[u8]) -> (Option<String>, Option<String>) {
    let (mut uid, mut title) = (None, None);
    for line in own_lines(body) {
        if line.is("UID") {
            uid = uid.or_else(|| Some(plain::line(&line.read().value, UID_CHARS_MAX)));
        } else if line.is("SUMMARY") {
            title = title.or_else(|| Some(plain::line(&unescape(&line.read().value), TITLE_CHARS_MAX)));
        }
    }
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    (filled(uid), filled(title))
}

/// Reads the lines of an event that say when it is.
pub(crate) fn read(body: &[u8], line: usize) -> Result<Event<'_>, Reason> {
    let (mut start, mut end, mut for_long, mut replaces) = (None, None, None, None);
    let (mut sequence, mut stamp, mut modified) = (0, None, None);
    let (mut rules, mut not_rules, mut dates, mut not_dates) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut is_future, mut is_cancelled, mut is_marked_all_day) = (false, false, false);
    for raw in own_lines(body) {
        let name = raw.name().to_ascii_uppercase();
        let decides = matches!(
            name.as_slice(),
            b"DTSTART"
                | b"DTEND"
                | b"DURATION"
                | b"RRULE"
                | b"EXRULE"
                | b"RDATE"
                | b"EXDATE"
                | b"RECURRENCE-ID"
                | b"SEQUENCE"
                | b"STATUS"
                | b"DTSTAMP"
                | b"LAST-MODIFIED"
                | b"X-MICROSOFT-CDO-ALLDAYEVENT"
        );
        if !decides {
            continue;
        }
        let read = raw.read();
        if read.is_cut {
            return Err(Reason::LineTooLong);
        }
        match name.as_slice() {
            b"DTSTART" if start.is_none() => start = Some(when(&read, "DTSTART")?),
            b"DTEND" if end.is_none() => end = Some(when(&read, "DTEND")?),
            b"DURATION" => for_long = Some(times::length(&read.value).ok_or(Reason::BadLength)?),
            b"RECURRENCE-ID" if replaces.is_none() => {
                replaces = Some(when(&read, "RECURRENCE-ID")?);
                is_future = read.parameter("RANGE").is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
            }
            b"RRULE" => rules.push(rule::read(&unescape(&read.value)).ok_or(Reason::BadRule)?),
            b"EXRULE" => not_rules.push(rule::read(&unescape(&read.value)).ok_or(Reason::BadRule)?),
            b"RDATE" => {
                for text in read.value.split(',').map(str::trim).filter(|text| !text.is_empty()).take(DATES_MAX + 1) {
                    dates.push(added(&read, text)?);
                }
            }
            b"EXDATE" => {
                let zone = zone(&read);
                for text in read.value.split(',').map(str::trim).filter(|text| !text.is_empty()).take(DATES_MAX + 1) {
                    let moment = times::moment(text).ok_or(Reason::BadTime { property: "EXDATE" })?;
                    not_dates.push(When { moment, zone: zone.clone() });
                }
            }
            b"SEQUENCE" => sequence = read.value.trim().parse::<i64>().unwrap_or(0),
            b"DTSTAMP" => stamp = times::moment(&read.value),
            b"LAST-MODIFIED" => modified = times::moment(&read.value),
            b"STATUS" => is_cancelled = read.value.trim().eq_ignore_ascii_case("CANCELLED"),
            b"X-MICROSOFT-CDO-ALLDAYEVENT" => is_marked_all_day = read.value.trim().eq_ignore_ascii_case("TRUE"),
            _ => {}
        }
        if RULES_MAX < rules.len() + not_rules.len() || DATES_MAX < dates.len() || DATES_MAX < not_dates.len() {
            return Err(Reason::TooManyDates);
        }
    }
    let start = start.or_else(|| replaces.clone()).ok_or(Reason::NoStart)?;
    let end = match (end, for_long) {
        (Some(end), _) => Until::End(end),
        (None, Some(length)) => Until::For(length),
        (None, None) => Until::Open,
    };
    let (start, end) = if is_marked_all_day { whole_days(start, end) } else { (start, end) };
    let (uid, title) = label(body);
    let uid = uid.unwrap_or_else(|| format!("{} {}", start.moment.written(), title.unwrap_or_default()));
    let version = (sequence, modified.or(stamp));
    let uid = uid.into();
    Ok(Event {
        body,
        line,
        uid,
        version,
        start,
        end,
        rules,
        not_rules,
        dates,
        not_dates,
        replaces,
        is_future,
        is_cancelled,
    })
}

fn zone(line: &Line) -> Option<Arc<str>> {
    line.parameter("TZID").map(Arc::from)
}

fn when(line: &Line, property: &'static str) -> Result<When, Reason> {
    let moment = times::moment(&line.value).ok_or(Reason::BadTime { property })?;
    Ok(When { moment, zone: zone(line) })
}

/// A date that a rule does not name, or a span of time ("start/end", "start/length").
fn added(line: &Line, text: &str) -> Result<(When, Until), Reason> {
    let bad = Reason::BadTime { property: "RDATE" };
    let (start, end) = text.split_once('/').map_or((text, None), |(start, end)| (start, Some(end)));
    let at = |text| times::moment(text).map(|moment| When { moment, zone: zone(line) }).ok_or(bad);
    let end = match end {
        None => Until::Open,
        Some(end) => match times::length(end) {
            Some(length) => Until::For(length),
            None => Until::End(at(end)?),
        },
    };
    Ok((at(start)?, end))
}

/// What Exchange marks as whole days and writes from midnight to midnight, as days. As it is where it is not.
fn whole_days(start: When, end: Until) -> (When, Until) {
    let day = |when: &When| -> Option<Date> {
        let written = when.moment.written();
        let is_utc = matches!(when.moment, Moment::Utc(_));
        (!is_utc && written.time() == Time::midnight()).then(|| written.date())
    };
    let plain = |day| When { moment: Moment::Day(day), zone: None };
    match (day(&start), &end) {
        (Some(first), Until::End(end)) if day(end).is_some() => {
            (plain(first), day(end).map_or(Until::Open, |last| Until::End(plain(last))))
        }
        (Some(first), Until::For(_) | Until::Open) => (plain(first), end),
        _ => (start, end),
    }
}

//! What is broken: one event that cannot be read never stops another.

use crate::check::{calendar, event, in_march, only, read_in, shown};
use calendar::{CalendarError, Reason};
use jiff::{Timestamp, civil::date, tz::TimeZone};
use proptest::prelude::*;

const GOOD: &str = "BEGIN:VEVENT\nUID:good\nSUMMARY:Good\nDTSTART:20260302T080000Z\nEND:VEVENT\n";

#[test]
fn one_bad_event_stops_no_other() {
    for (bad, reason) in [
        ("SUMMARY:B", Reason::NoStart),
        ("DTSTART:soon", Reason::BadTime { property: "DTSTART" }),
        ("DTSTART:20260230", Reason::BadTime { property: "DTSTART" }),
        ("DTSTART:20260302\nDTEND:x", Reason::BadTime { property: "DTEND" }),
        ("DTSTART:20260302\nDURATION:-PT1H", Reason::BadLength),
        ("DTSTART:20260302\nRRULE:FREQ=DAILY;INTERVAL=0", Reason::BadRule),
        ("DTSTART:20260302\nEXDATE:x", Reason::BadTime { property: "EXDATE" }),
        ("DTSTART:20260302\nRDATE:20260302/x", Reason::BadTime { property: "RDATE" }),
        ("DTSTART:20260302\nRECURRENCE-ID:x", Reason::BadTime { property: "RECURRENCE-ID" }),
        ("DTSTART:20100101T000000Z\nRRULE:FREQ=SECONDLY;COUNT=1000000000", Reason::TooCostly),
        ("DTSTART:20100101T000000Z\nRRULE:FREQ=SECONDLY", Reason::TooManyOccurrences),
    ] {
        let text = calendar(&format!("BEGIN:VEVENT\nUID:bad\nSUMMARY:Bad \\, one\n{bad}\nEND:VEVENT\n{GOOD}"));
        let read = in_march(&text);
        assert_eq!(read.meetings.len(), 1, "{bad}");
        let unread: Vec<_> = read
            .unread
            .iter()
            .map(|unread| (unread.uid.as_deref(), unread.title.as_deref(), unread.line, unread.reason))
            .collect();
        assert_eq!(unread, [(Some("bad"), Some("Bad , one"), 4, reason)], "{bad}");
    }
}

#[test]
fn a_text_that_is_cut_off_says_so() {
    let text = calendar(&format!("{GOOD}BEGIN:VEVENT\nUID:cut\nSUMMARY:Cut\nDTSTART:20260303T08"));
    let cut = in_march(text.trim_end().trim_end_matches("END:VCALENDAR"));
    assert_eq!(shown(&cut), ["03-02 09:00-09:00 Good", "unread: it is cut off"]);
    assert!(!cut.is_whole);
    let between = in_march(&calendar(GOOD).replace("END:VCALENDAR", ""));
    assert!(!between.is_whole && between.unread.is_empty());
    // An event that does not end is not taken for part of the next, or the next for part of it.
    let open = in_march(&calendar(&format!("BEGIN:VEVENT\nUID:open\nDTSTART:20260302T100000Z\n{GOOD}")));
    assert_eq!(shown(&open), ["03-02 09:00-09:00 Good", "unread: it is cut off"]);
    assert!(open.is_whole);
}

#[test]
fn what_is_no_calendar_is_refused() {
    let zone = TimeZone::UTC;
    let span = Timestamp::UNIX_EPOCH..Timestamp::MAX;
    for text in ["", "<!DOCTYPE html><title>Sign in</title>", "BEGIN:VCARD\nFN:Ada\nEND:VCARD", "\0\u{1}"] {
        assert_eq!(
            calendar::read(text.as_bytes(), &zone, span.clone(), &[]),
            Err(CalendarError::NotACalendar),
            "{text}"
        );
    }
    let empty = calendar::read(b"BEGIN:VCALENDAR\nEND:VCALENDAR", &zone, span, &[]).unwrap();
    assert_eq!((empty.meetings.len(), empty.is_whole), (0, true));
}

#[test]
fn parts_within_an_event_are_not_the_event() {
    let text = event(
        "BEGIN:VALARM\nTRIGGER:-PT15M\nSUMMARY:Ring\nDESCRIPTION:Ring\nDTSTART:20200101\nATTENDEE:mailto:x@y.example\nEND:VALARM\nDTSTART:20260302T080000Z\nDESCRIPTION:Real",
    );
    let meeting = only(&text);
    assert_eq!((&*meeting.title, &*meeting.description, meeting.invitees.len()), ("Offer", "Real", 0));
    let tasks = calendar(&format!(
        "BEGIN:VTODO\nUID:t\nDTSTART:20260302T080000Z\nEND:VTODO\n{GOOD}BEGIN:VFREEBUSY\nDTSTART:20260302T080000Z\nEND:VFREEBUSY"
    ));
    assert_eq!(shown(&in_march(&tasks)), ["03-02 09:00-09:00 Good"]);
}

#[test]
fn an_event_without_a_name_is_named_by_its_start_and_title() {
    let text = calendar(
        "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:20260302T080000Z\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:B\nDTSTART:20260302T080000Z\nEND:VEVENT",
    );
    let read = in_march(&text);
    let uids: Vec<_> = read.meetings.iter().map(|meeting| &*meeting.uid).collect();
    assert_eq!(uids, ["2026-03-02T08:00:00 A", "2026-03-02T08:00:00 B"]);
}

#[test]
fn letters_that_are_none_and_a_mark_are_read() {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(event("DTSTART:20260302T080000Z\nLOCATION:Caf\u{e9}").into_bytes());
    bytes.extend(b"BEGIN:VEVENT\nUID:2\nSUMMARY:Gr\xfcn\nDTSTART:20260302T090000Z\nEND:VEVENT");
    let read = read_in("Europe/Berlin", &bytes, date(2026, 3, 2), date(2026, 3, 9));
    assert_eq!(read.meetings[0].place.as_deref(), Some("Café"));
    assert_eq!(&*read.meetings[1].title, "Gr\u{fffd}n");
}

/// Lines that events are made of, whole and broken.
fn lines() -> impl Strategy<Value = String> {
    let names = prop::sample::select(vec![
        "BEGIN:",
        "END:",
        "DTSTART:",
        "DTSTART;VALUE=DATE:",
        "DTEND;TZID=X:",
        "DURATION:",
        "RRULE:",
        "EXDATE:",
        "RDATE:",
        "RECURRENCE-ID:",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:",
        "UID:",
        "SUMMARY:",
        "TZID:",
        "TZOFFSETFROM:",
        "TZOFFSETTO:",
        "METHOD:",
        "ATTENDEE;CN=\"",
        "DESCRIPTION:",
    ]);
    let values = prop::sample::select(vec![
        "VCALENDAR",
        "VEVENT",
        "VTIMEZONE",
        "STANDARD",
        "VALARM",
        "20260302",
        "20260303T080000Z",
        "20260304T090000",
        "99991231T235959",
        "00000101",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,2TU;COUNT=4",
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYWEEKNO=-1;BYSETPOS=-2",
        "FREQ=MONTHLY;INTERVAL=4294967295",
        "PT1H",
        "P36600D",
        "PT0S",
        "X",
        "+0100",
        "-2559",
        "CANCEL",
        "REPLY",
        "a",
        "20260302/P1D",
        "https://zoom.us/j/12345678",
        "\"",
        "\\",
        " x",
    ]);
    (names, values).prop_map(|(name, value)| format!("{name}{value}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever the bytes are, there is an answer.
    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..600), start in any::<i32>(), length in any::<i32>()) {
        let start = Timestamp::from_second(i64::from(start) * 60).unwrap();
        let end = Timestamp::from_second(start.as_second() + i64::from(length)).unwrap();
        let _ = calendar::read(&bytes, &TimeZone::UTC, start..end, &["a@b.example"]);
        let wrapped = [b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260302\n".as_slice(), &bytes, b"\nEND:VEVENT\n"].concat();
        let _ = calendar::read(&wrapped, &TimeZone::UTC, Timestamp::MIN..Timestamp::MAX, &[""]);
    }

    /// Whatever lines are put together, meetings lie in the span, in order, and no name comes twice.
    #[test]
    fn any_lines_make_meetings_of_the_span(lines in prop::collection::vec(lines(), 0..40), zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Pacific/Apia"])) {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}\nEND:VEVENT\nEND:VCALENDAR\n", lines.join("\n"));
        let calendar = read_in(zone, text.as_bytes(), date(2026, 3, 1), date(2026, 4, 1));
        let zone = TimeZone::get(zone).unwrap();
        let at = |day: jiff::civil::Date| day.to_zoned(zone.clone()).unwrap().timestamp();
        let (from, to) = (at(date(2026, 3, 1)), at(date(2026, 4, 1)));
        let mut names = std::collections::BTreeSet::new();
        let mut last = Timestamp::MIN;
        for meeting in &calendar.meetings {
            prop_assert!(last <= meeting.starts && meeting.starts <= meeting.ends);
            prop_assert!(meeting.starts < to && from <= meeting.ends);
            prop_assert!(names.insert((meeting.uid.clone(), meeting.occurrence)), "{text}");
            last = meeting.starts;
        }
    }
}

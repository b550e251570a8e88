//! What is made to cost: every text is read in a time and a memory that its length explains.

use crate::check::{calendar, event, in_march, only};
use calendar::{CalendarError, DATES_MAX, DESCRIPTION_CHARS_MAX, EVENTS_MAX, INVITEES_MAX, Reason, TEXT_BYTES_MAX};
use jiff::{Timestamp, tz::TimeZone};
use std::fmt::Write;

fn refused(text: &[u8]) -> CalendarError {
    calendar::read(text, &TimeZone::UTC, Timestamp::UNIX_EPOCH..Timestamp::MAX, &[]).unwrap_err()
}

#[test]
fn a_text_has_a_greatest_length_and_number_of_events() {
    assert_eq!(refused(&vec![b' '; TEXT_BYTES_MAX + 1]), CalendarError::TooLarge);
    assert_eq!(refused("BEGIN:VEVENT\nEND:VEVENT\n".repeat(EVENTS_MAX + 1).as_bytes()), CalendarError::TooManyEvents);
}

#[test]
fn a_line_of_tens_of_megabytes_is_one_line() {
    let picture = format!("ATTACH;ENCODING=BASE64:{}", "QUJD".repeat(5 << 20));
    let text = event(&format!("{picture}\nDTSTART:20260302T080000Z\nDESCRIPTION:{}", "words ".repeat(2 << 20)));
    assert!(only(&text).description.chars().count() <= DESCRIPTION_CHARS_MAX);
    let dates = event(&format!("DTSTART:20260302T080000Z\nEXDATE:{}", "20260303T080000Z,".repeat(1 << 20)));
    assert_eq!(in_march(&dates).unread[0].reason, Reason::LineTooLong);
    let folded = event(&format!("DTSTART:20260302T080000Z\nDESCRIPTION:{}", "\n x".repeat(3 << 20)));
    assert!(only(&folded).description.chars().count() <= DESCRIPTION_CHARS_MAX);
}

#[test]
fn lists_have_ends() {
    let mut many = String::from("DTSTART:20260302T080000Z\n");
    for person in 0..INVITEES_MAX * 4 {
        writeln!(many, "ATTENDEE:mailto:{person}@acme.example").unwrap();
    }
    assert_eq!(only(&event(&many)).invitees.len(), INVITEES_MAX);
    let dates = format!("DTSTART:20260302\nRDATE:{}", "20260302,".repeat(DATES_MAX + 1));
    assert_eq!(in_march(&event(&dates)).unread[0].reason, Reason::TooManyDates);
    let rules = format!("DTSTART:20260302\n{}", "RRULE:FREQ=DAILY\n".repeat(100));
    assert_eq!(in_march(&event(&rules)).unread[0].reason, Reason::TooManyDates);
}

#[test]
fn components_that_never_end_take_no_depth() {
    let text = event(&format!("DTSTART:20260302T080000Z\n{}", "BEGIN:VALARM\n".repeat(500_000)));
    assert_eq!(only(&text).title.as_ref(), "Offer");
    let open = "BEGIN:VCALENDAR\n".repeat(500_000);
    assert!(!in_march(&open).is_whole);
}

#[test]
fn thousands_of_zones_are_thousands_of_lines() {
    let mut zones = String::new();
    for zone in 0..20_000 {
        write!(zones, "BEGIN:VTIMEZONE\nTZID:Z{zone}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nRRULE:FREQ=DAILY\nEND:STANDARD\nEND:VTIMEZONE\n").unwrap();
    }
    for zone in 0..500 {
        write!(zones, "BEGIN:VEVENT\nUID:{zone}\nDTSTART;TZID=Z{zone}:20260302T090000\nEND:VEVENT\n").unwrap();
    }
    let read = in_march(&calendar(&zones));
    assert!(read.meetings.len() == 500 && read.meetings.iter().all(|meeting| meeting.is_zone_guessed));
}

#[test]
fn all_rules_together_have_an_end() {
    let mut events = String::new();
    for number in 0..5_000 {
        write!(
            events,
            "BEGIN:VEVENT\nUID:{number}\nDTSTART:20200101T000000Z\nRRULE:FREQ=MINUTELY;COUNT=99999999\nEND:VEVENT\n"
        )
        .unwrap();
    }
    let read = in_march(&calendar(&events));
    assert!(read.unread.len() == 5_000 && read.unread.iter().all(|unread| unread.reason == Reason::TooCostly));
    // Many occurrences of a long text share it.
    let long = "words ".repeat(10_000);
    let mut events = String::new();
    for number in 0..30 {
        write!(events, "BEGIN:VEVENT\nUID:{number}\nDESCRIPTION:{long}\nDTSTART:20200101T000000Z\nRRULE:FREQ=MINUTELY;INTERVAL=5\nEND:VEVENT\n").unwrap();
    }
    let read = in_march(&calendar(&events));
    assert_eq!((read.meetings.len(), read.unread.len()), (24 * 7 * 288, 6));
    assert!(read.unread.iter().all(|unread| unread.reason == Reason::TooManyOccurrences));
}

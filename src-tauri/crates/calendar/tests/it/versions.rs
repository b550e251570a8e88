//! Which of several versions of an event counts, and what is no meeting.

use crate::check::{calendar, event, in_march, shown};

fn version(sequence: u32, more: &str) -> String {
    format!("BEGIN:VEVENT\nUID:v\nSUMMARY:V{sequence}\nSEQUENCE:{sequence}\n{more}\nEND:VEVENT\n")
}

#[test]
fn the_higher_version_counts_wherever_it_stands() {
    let old = version(1, "DTSTART:20260302T080000Z");
    let new = version(2, "DTSTART:20260303T080000Z");
    for text in [format!("{old}{new}"), format!("{new}{old}")] {
        assert_eq!(shown(&in_march(&calendar(&text))), ["03-03 09:00-09:00 V2"]);
    }
    // Of equal ones the later stamp, then the later in the text.
    let stamped = |day: u8, at: u8| version(1, &format!("DTSTART:2026030{day}T080000Z\nDTSTAMP:20260201T0{at}0000Z"));
    assert_eq!(shown(&in_march(&calendar(&(stamped(4, 9) + &stamped(5, 8))))), ["03-04 09:00-09:00 V1"]);
    assert_eq!(shown(&in_march(&calendar(&(stamped(4, 9) + &stamped(5, 9))))), ["03-05 09:00-09:00 V1"]);
}

#[test]
fn what_was_called_off_is_told_as_such() {
    let off = event("DTSTART:20260302T080000Z\nSTATUS:CANCELLED");
    assert_eq!(shown(&in_march(&off)), ["03-02 09:00-09:00 Offer cancelled"]);
    let message = event("DTSTART:20260302T080000Z").replace("VERSION", "METHOD:CANCEL\r\nVERSION");
    assert_eq!(shown(&in_march(&message)), ["03-02 09:00-09:00 Offer cancelled"]);
    // A message that comes behind the invitation, in the same text.
    let both = calendar(&version(0, "DTSTART:20260302T080000Z"))
        + &calendar(&version(1, "DTSTART:20260302T080000Z")).replace("VERSION", "METHOD:CANCEL\r\nVERSION");
    assert_eq!(shown(&in_march(&both)), ["03-02 09:00-09:00 V1 cancelled"]);
    // The whole series, with what was moved before.
    let moved = "RECURRENCE-ID:20260303T080000Z\nDTSTART:20260303T090000Z";
    let series =
        version(3, "DTSTART:20260302T080000Z\nRRULE:FREQ=DAILY;COUNT=2\nSTATUS:CANCELLED") + &version(2, moved);
    assert_eq!(
        shown(&in_march(&calendar(&series))),
        ["03-02 09:00-09:00 V3 cancelled", "03-03 10:00-10:00 V2 (was 03-03 09:00) cancelled"]
    );
}

#[test]
fn an_answer_is_no_meeting() {
    for method in ["REPLY", "COUNTER"] {
        let text = event("DTSTART:20260302T080000Z").replace("VERSION", &format!("METHOD:{method}\r\nVERSION"));
        assert_eq!(shown(&in_march(&text)), ["unread: it is an answer to an invitation"]);
    }
}

//! Times: zones, clocks that change, whole days, lengths, and what recurs.

use crate::check::{calendar, event, in_march, only, read, read_in, shown};
use jiff::civil::date;

#[test]
fn a_time_is_in_utc_in_a_zone_or_the_reps() {
    for (start, wanted) in [
        ("DTSTART:20260302T080000Z", "03-02 09:00-09:30 Offer"),
        ("DTSTART:20260302T090000", "03-02 09:00-09:30 Offer"),
        ("DTSTART;TZID=America/New_York:20260302T030000", "03-02 09:00-09:30 Offer"),
        ("DTSTART;TZID=\"Eastern Standard Time\":20260302T030000", "03-02 09:00-09:30 Offer"),
        ("DTSTART;TZID=Somewhere:20260302T090000", "03-02 09:00-09:30 Offer zone?"),
    ] {
        assert_eq!(shown(&in_march(&event(&format!("{start}\nDURATION:PT30M")))), [wanted], "{start}");
    }
    // A zone that nobody knows is the calendar's, where that says one.
    let text = event("DTSTART;TZID=Somewhere:20260302T030000\nDURATION:PT30M")
        .replace("VERSION", "X-WR-TIMEZONE:America/New_York\r\nVERSION");
    assert_eq!(shown(&in_march(&text)), ["03-02 09:00-09:30 Offer zone?"]);
}

#[test]
fn lengths_come_from_the_end_or_a_duration() {
    for (end, wanted) in [
        ("DTEND:20260302T094500", "03-02 09:00-09:45 Offer"),
        ("DTEND;TZID=Europe/London:20260302T084500", "03-02 09:00-09:45 Offer"),
        ("DURATION:P1DT1H", "03-02 09:00-10:00 Offer"),
        ("DTEND:20260301T090000", "03-02 09:00-09:00 Offer"),
        ("", "03-02 09:00-09:00 Offer"),
    ] {
        assert_eq!(shown(&in_march(&event(&format!("DTSTART:20260302T090000\n{end}")))), [wanted], "{end}");
    }
}

#[test]
fn whole_days_begin_at_the_reps_midnight() {
    let day = event("DTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305");
    assert_eq!(shown(&in_march(&day)), ["03-03 to 03-05 Offer"]);
    assert_eq!(shown(&in_march(&event("DTSTART;VALUE=DATE:20260303"))), ["03-03 to 03-04 Offer"]);
    assert_eq!(shown(&in_march(&event("DTSTART:20260303\nDURATION:P2D"))), ["03-03 to 03-05 Offer"]);
    // The day before the span ends where it begins, so it is not in it.
    assert_eq!(shown(&in_march(&event("DTSTART;VALUE=DATE:20260301"))), [""; 0]);
    let far = read_in("Pacific/Auckland", day.as_bytes(), date(2026, 3, 2), date(2026, 3, 9));
    assert_eq!(far.meetings[0].starts.to_string(), "2026-03-02T11:00:00Z");
    // Recurring ones end on the day that the rule says, in whatever way.
    for until in ["20260304", "20260304T000000Z", "20260303T230000Z", "20260304T120000"] {
        let text =
            event(&format!("DTSTART;VALUE=DATE:20260302\nRRULE:FREQ=DAILY;UNTIL={until}\nEXDATE;VALUE=DATE:20260303"));
        assert_eq!(shown(&in_march(&text)), ["03-02 to 03-03 Offer", "03-04 to 03-05 Offer"], "{until}");
    }
    // In spring a day has 23 hours.
    let spring = event("DTSTART;VALUE=DATE:20260328\nRRULE:FREQ=DAILY;COUNT=3");
    assert_eq!(
        shown(&read(&spring, date(2026, 3, 28), date(2026, 4, 9))),
        ["03-28 to 03-29 Offer", "03-29 to 03-30 Offer", "03-30 to 03-31 Offer"]
    );
}

#[test]
fn a_series_keeps_its_wall_while_clocks_change() {
    let days = "DTSTART;TZID=Europe/Berlin:20260327T090000\nDTEND;TZID=Europe/Berlin:20260327T100000\nRRULE:FREQ=DAILY;COUNT=5";
    let spring = read(&event(days), date(2026, 3, 27), date(2026, 4, 9));
    let moments: Vec<_> = spring.meetings.iter().map(|meeting| meeting.starts.to_string()).collect();
    assert_eq!(
        moments,
        [
            "2026-03-27T08:00:00Z",
            "2026-03-28T08:00:00Z",
            "2026-03-29T07:00:00Z",
            "2026-03-30T07:00:00Z",
            "2026-03-31T07:00:00Z"
        ]
    );
    // In New York clocks change three weeks before; a call there at three is at eight here for so long.
    let weekly = event("DTSTART;TZID=America/New_York:20260302T030000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=6");
    assert_eq!(
        shown(&read(&weekly, date(2026, 3, 2), date(2026, 4, 12))),
        [
            "03-02 09:00-10:00 Offer",
            "03-09 08:00-09:00 Offer",
            "03-16 08:00-09:00 Offer",
            "03-23 08:00-09:00 Offer",
            "03-30 09:00-10:00 Offer",
            "04-06 09:00-10:00 Offer"
        ]
    );
    // What falls into the hour that is left out comes an hour later, and is there.
    let early = event("DTSTART;TZID=Europe/Berlin:20260328T023000\nDURATION:PT15M\nRRULE:FREQ=DAILY;COUNT=3");
    assert_eq!(
        shown(&read(&early, date(2026, 3, 28), date(2026, 4, 1))),
        ["03-28 02:30-02:45 Offer", "03-29 03:30-03:45 Offer", "03-30 02:30-02:45 Offer"]
    );
    let gap = event("DTSTART;TZID=America/New_York:20260307T023000\nDURATION:PT15M\nRRULE:FREQ=DAILY;COUNT=2");
    let moments: Vec<_> = read(&gap, date(2026, 3, 7), date(2026, 3, 10))
        .meetings
        .iter()
        .map(|meeting| meeting.starts.to_string())
        .collect();
    assert_eq!(moments, ["2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z"]);
    // Of an hour that comes twice the first is meant, also where a rule ends in it.
    let autumn =
        event("DTSTART;TZID=Europe/Berlin:20261024T023000\nDURATION:PT15M\nRRULE:FREQ=DAILY;UNTIL=20261025T010000Z");
    let moments: Vec<_> = read(&autumn, date(2026, 10, 24), date(2026, 10, 28))
        .meetings
        .iter()
        .map(|meeting| meeting.starts.to_string())
        .collect();
    assert_eq!(moments, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z"]);
    // A night over the change: by its end it is as long as the first, by its duration too, and a day is a day.
    let night = |length: &str| {
        let text = event(&format!("DTSTART;TZID=Europe/Berlin:20260327T220000\n{length}\nRRULE:FREQ=DAILY;COUNT=2"));
        shown(&read(&text, date(2026, 3, 28), date(2026, 3, 29))).pop().unwrap()
    };
    assert_eq!(night("DTEND;TZID=Europe/Berlin:20260328T060000"), "03-28 22:00-07:00 Offer");
    assert_eq!(night("DURATION:PT8H"), "03-28 22:00-07:00 Offer");
    assert_eq!(night("DURATION:P1D"), "03-28 22:00-22:00 Offer");
}

#[test]
fn an_end_in_utc_is_a_moment() {
    // The last evening in New York is the next day in UTC.
    let text =
        event("DTSTART;TZID=America/New_York:20260301T220000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260304T030000Z");
    assert_eq!(
        shown(&in_march(&text)),
        ["03-02 04:00-05:00 Offer", "03-03 04:00-05:00 Offer", "03-04 04:00-05:00 Offer"]
    );
}

#[test]
fn ten_years_are_read_for_one_week() {
    let text = event(
        "DTSTART;TZID=Europe/Berlin:20160307T090000\nDURATION:PT15M\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR\nEXDATE;TZID=Europe/Berlin:20260304T090000",
    );
    let wanted =
        ["03-02 09:00-09:15 Offer", "03-03 09:00-09:15 Offer", "03-05 09:00-09:15 Offer", "03-06 09:00-09:15 Offer"];
    assert_eq!(shown(&in_march(&text)), wanted);
    let counted = text.replace("FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=5000");
    assert_eq!(shown(&in_march(&counted)), wanted);
}

#[test]
fn dates_are_added_and_left_out() {
    let text = event(
        "DTSTART;TZID=Europe/Berlin:20260302T090000\nDURATION:PT15M\nRRULE:FREQ=DAILY;COUNT=5\n\
         EXDATE:20260303T080000Z,20260304T080000Z\nEXDATE;VALUE=DATE:20260305\n\
         RDATE;TZID=Europe/Berlin:20260307T140000\nRDATE;VALUE=PERIOD:20260308T100000Z/PT2H,20260308T140000Z/20260308T150000Z\n\
         EXRULE:FREQ=WEEKLY;BYDAY=FR",
    );
    assert_eq!(
        shown(&in_march(&text)),
        ["03-02 09:00-09:15 Offer", "03-07 14:00-14:15 Offer", "03-08 11:00-13:00 Offer", "03-08 15:00-16:00 Offer"]
    );
}

const WEEK: &str = "BEGIN:VEVENT\nUID:w\nSUMMARY:Weekly\nSEQUENCE:1\nDTSTART;TZID=Europe/Berlin:20260302T090000\n\
    DTEND;TZID=Europe/Berlin:20260302T100000\nRRULE:FREQ=DAILY;COUNT=5\nEND:VEVENT\n";

#[test]
fn one_occurrence_is_moved_or_called_off() {
    let text = calendar(&format!(
        "{WEEK}BEGIN:VEVENT\nUID:w\nSUMMARY:Weekly\\, later\nSEQUENCE:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260303T090000\n\
         DTSTART;TZID=Europe/Berlin:20260303T160000\nDTEND;TZID=Europe/Berlin:20260303T163000\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:w\nRECURRENCE-ID:20260304T080000Z\nSTATUS:CANCELLED\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:w\nSUMMARY:Weekly\nRECURRENCE-ID;TZID=Europe/Berlin:20260305T090000\nDTSTART;TZID=Europe/Berlin:20260320T090000\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:w\nSUMMARY:From far\nRECURRENCE-ID;TZID=Europe/Berlin:20260420T090000\nDTSTART;TZID=Europe/Berlin:20260306T120000\nEND:VEVENT"
    ));
    assert_eq!(
        shown(&in_march(&text)),
        [
            "03-02 09:00-10:00 Weekly",
            "03-03 16:00-16:30 Weekly, later (was 03-03 09:00)",
            "03-04 09:00-10:00 Weekly cancelled",
            "03-06 09:00-10:00 Weekly",
            "03-06 12:00-13:00 From far (was 04-20 09:00)",
        ]
    );
    // Invited to one occurrence only.
    let alone = calendar(
        "BEGIN:VEVENT\nUID:w\nSUMMARY:Guest\nRECURRENCE-ID:20260304T080000Z\nDTSTART:20260304T090000Z\nDURATION:PT1H\nEND:VEVENT",
    );
    assert_eq!(shown(&in_march(&alone)), ["03-04 10:00-11:00 Guest (was 03-04 09:00)"]);
}

#[test]
fn from_one_occurrence_on_all_are_moved() {
    let text = calendar(&format!(
        "{WEEK}BEGIN:VEVENT\nUID:w\nSUMMARY:Shorter\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260304T090000\n\
         DTSTART;TZID=Europe/Berlin:20260304T113000\nDURATION:PT15M\nEND:VEVENT"
    ));
    assert_eq!(
        shown(&in_march(&text)),
        [
            "03-02 09:00-10:00 Weekly",
            "03-03 09:00-10:00 Weekly",
            "03-04 11:30-11:45 Shorter (was 03-04 09:00)",
            "03-05 11:30-11:45 Shorter (was 03-05 09:00)",
            "03-06 11:30-11:45 Shorter (was 03-06 09:00)",
        ]
    );
    // Moved by weeks, from before the span into it.
    let far = calendar(
        "BEGIN:VEVENT\nUID:w\nSUMMARY:Daily\nDTSTART:20260105T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:w\nSUMMARY:Put off\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260107T080000Z\nDTSTART:20260303T080000Z\nDURATION:PT1H\nEND:VEVENT",
    );
    assert_eq!(
        shown(&in_march(&far)),
        ["03-03 09:00-10:00 Put off (was 01-07 09:00)", "03-04 09:00-10:00 Put off (was 01-08 09:00)"]
    );
}

#[test]
fn an_occurrence_has_the_same_name_wherever_it_is_moved() {
    let before = only(&event("DTSTART:20260304T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=1"));
    let after = only(&event("RECURRENCE-ID:20260304T090000Z\nDTSTART:20260305T130000Z\nDURATION:PT1H"));
    assert_eq!((&before.uid, before.occurrence), (&after.uid, after.occurrence));
    // What does not recur has its name alone, so that it is the same meeting at another time.
    assert_eq!(only(&event("DTSTART:20260304T090000Z\nDURATION:PT1H")).occurrence, None);
}

#[test]
fn two_ways_to_write_a_place_name_one_meeting() {
    let one =
        |place: &str| format!("BEGIN:VEVENT\nUID:w\nRECURRENCE-ID{place}\nDTSTART:20260303T080000Z\nEND:VEVENT\n");
    let text = calendar(&(one(";VALUE=DATE:20260303") + &one(":20260302T230000Z")));
    assert_eq!(in_march(&text).meetings.len(), 1);
}

#[test]
fn what_reaches_into_the_span_is_in_it() {
    for (lines, count) in [
        ("DTSTART:20260301T220000Z\nDTEND:20260302T010000Z", 1),
        ("DTSTART:20260301T220000Z\nDTEND:20260301T230000Z", 0),
        ("DTSTART:20260301T230000Z", 1),
        ("DTSTART:20260308T225959Z\nDURATION:PT1H", 1),
        ("DTSTART:20260308T230000Z\nDURATION:PT1H", 0),
        ("DTSTART:20250101T090000Z\nDTEND:20270101T090000Z", 1),
        ("DTSTART:20250101T090000Z\nDURATION:P500D\nRRULE:FREQ=YEARLY", 2),
    ] {
        assert_eq!(in_march(&event(lines)).meetings.len(), count, "{lines}");
    }
    let backwards = read(&event("DTSTART:20260303T090000Z"), date(2026, 3, 9), date(2026, 3, 2));
    assert_eq!(backwards.meetings, []);
}

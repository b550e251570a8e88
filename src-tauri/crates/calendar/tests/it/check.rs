//! How the tests read and show calendars.

use calendar::{Answer, Calendar, Meeting};
use jiff::{
    Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

/// The rep's address.
pub const ADA: &str = "ada@acme.example";

/// Reads a text for the days from one to before the other, in Berlin.
pub fn read(text: &str, from: Date, to: Date) -> Calendar {
    read_in("Europe/Berlin", text.as_bytes(), from, to)
}

/// Reads a text for the days from one to before the other, in a zone.
pub fn read_in(zone: &str, text: &[u8], from: Date, to: Date) -> Calendar {
    let zone = TimeZone::get(zone).unwrap();
    let start = |day: Date| -> Timestamp { day.to_zoned(zone.clone()).unwrap().timestamp() };
    calendar::read(text, &zone, start(from)..start(to), &[ADA, "Ada.Reyes@acme.example"]).unwrap()
}

/// A calendar around events.
pub fn calendar(events: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Acme//Test//EN\r\n{}\r\nEND:VCALENDAR\r\n",
        events.trim().replace('\n', "\r\n")
    )
}

/// A calendar with one event of these lines.
pub fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\nUID:one@acme.example\nSUMMARY:Offer\n{}\nEND:VEVENT", lines.trim()))
}

/// The week from Monday, 2 March 2026.
pub fn in_march(text: &str) -> Calendar {
    read(text, date(2026, 3, 2), date(2026, 3, 9))
}

/// The only meeting of that week, of which everything was read.
pub fn only(text: &str) -> Meeting {
    let calendar = in_march(text);
    assert_eq!(calendar.unread, [], "{text}");
    assert!(calendar.is_whole);
    assert_eq!(calendar.meetings.len(), 1, "{text}\n{:?}", calendar.meetings);
    calendar.meetings.into_iter().next().unwrap()
}

/// Meetings a line each, in Berlin's time: "03-02 09:00-09:30 Offer", with what is unusual behind.
pub fn shown(calendar: &Calendar) -> Vec<String> {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let mut lines: Vec<String> = calendar.meetings.iter().map(|meeting| line(meeting, &berlin)).collect();
    lines.extend(calendar.unread.iter().map(|unread| format!("unread: {}", unread.reason)));
    lines
}

fn line(meeting: &Meeting, zone: &TimeZone) -> String {
    let (starts, ends) = (meeting.starts.to_zoned(zone.clone()), meeting.ends.to_zoned(zone.clone()));
    let mut line = if meeting.is_all_day {
        format!("{} to {}", starts.strftime("%m-%d"), ends.strftime("%m-%d"))
    } else {
        format!("{}-{}", starts.strftime("%m-%d %H:%M"), ends.strftime("%H:%M"))
    };
    line.push(' ');
    line.push_str(&meeting.title);
    let was = meeting.occurrence.map(|occurrence| occurrence.to_zoned(zone.clone()));
    if let Some(was) = was.filter(|was| *was != starts) {
        line.push_str(&was.strftime(" (was %m-%d %H:%M)").to_string());
    }
    let notes = [
        (meeting.is_cancelled, " cancelled"),
        (meeting.own_answer == Answer::Declined, " declined"),
        (meeting.is_zone_guessed, " zone?"),
        (meeting.is_private, " private"),
        (meeting.is_free, " free"),
    ];
    notes.iter().filter(|(is_so, _)| *is_so).for_each(|(_, note)| line.push_str(note));
    line
}

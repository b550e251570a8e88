//! The shapes in which calendars of today write a meeting, as their makers document them.

use crate::check::{ADA, calendar, event, in_march, only, shown};
use calendar::{Answer, Invitee};

fn people(meeting: &calendar::Meeting) -> Vec<String> {
    let one = |invitee: &Invitee| {
        let name = invitee.name.as_deref().unwrap_or("-");
        format!("{name} <{}> {:?}{}", invitee.address, invitee.answer, if invitee.is_room { " room" } else { "" })
    };
    meeting.invitees.iter().map(one).collect()
}

#[test]
fn google() {
    let text = calendar(
        "METHOD:PUBLISH\nX-WR-CALNAME:Ada\\, Sales\nX-WR-TIMEZONE:Europe/Berlin\nBEGIN:VTIMEZONE\nTZID:Europe/Berlin\nX-LIC-LOCATION:Europe/Berlin\nEND:VTIMEZONE\n\
         BEGIN:VEVENT\nDTSTART:20260302T090000Z\nDTEND:20260302T094500Z\nDTSTAMP:20260220T101500Z\nORGANIZER;CN=Ada Reyes:mailto:ada@acme.example\n\
         UID:4k2m@google.example\n\
         ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ada \n Reyes;X-NUM-GUESTS=0:mailto:ada@acme.example\n\
         ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;CN=ben@beta.example:mailto:ben@beta.example\n\
         ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=ACCEPTED;CN=\"Room, 3rd floor\":mailto:c_1@resource.calendar.example\n\
         X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij\nCREATED:20260201T090000Z\n\
         DESCRIPTION:<b>Agenda</b><br>Prices &amp\\; terms<br><br>-::~:~::-\\nJoin: https://meet.google.com/zzz-zzzz-zzz\n\
         LOCATION:Berlin\\, HQ\nSEQUENCE:2\nSTATUS:CONFIRMED\nSUMMARY:Acme / Beta: renewal\nTRANSP:OPAQUE\nEND:VEVENT",
    );
    let read = in_march(&text);
    assert_eq!(read.name.as_deref(), Some("Ada, Sales"));
    let meeting = only(&text);
    assert_eq!((&*meeting.title, meeting.place.as_deref()), ("Acme / Beta: renewal", Some("Berlin, HQ")));
    assert_eq!(meeting.join.as_deref(), Some("https://meet.google.com/abc-defg-hij"));
    assert!(meeting.description.starts_with("Agenda\nPrices & terms\n\n"), "{:?}", meeting.description);
    assert_eq!(
        people(&meeting),
        [
            "Ada Reyes <ada@acme.example> Accepted",
            "- <ben@beta.example> Unknown",
            "Room, 3rd floor <c_1@resource.calendar.example> Accepted room"
        ]
    );
    assert_eq!(meeting.own_answer, Answer::Accepted);
    assert_eq!(
        meeting.organiser.as_ref().map(|organiser| (&*organiser.address, organiser.answer)),
        Some((ADA, Answer::Accepted))
    );
}

#[test]
fn outlook_and_exchange() {
    let zone = "BEGIN:VTIMEZONE\nTZID:Hof\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\n\
        TZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let body = |zone: &str| {
        format!(
            "BEGIN:VEVENT\nORGANIZER;CN=Ben Okafor:mailto:ben@beta.example\n\
             ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=TENTATIVE;RSVP=TRUE;CN=Ada Reyes:MAILTO:Ada.Reyes@acme.example\n\
             ATTENDEE;CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Room 4:mailto:room4@beta.example\n\
             DESCRIPTION;LANGUAGE=en-US:Hi\\,\\n\\nsee you.\\n____\\nJoin: https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com%2Fmeet%2F2345678\n\
             UID:040000008200E00074C5B7101A82E008\nSUMMARY;LANGUAGE=en-US:Renewal\n\
             DTSTART;TZID={zone}:20260302T090000\nDTEND;TZID={zone}:20260302T093000\n\
             CLASS:PRIVATE\nPRIORITY:5\nTRANSP:OPAQUE\nSTATUS:CONFIRMED\nSEQUENCE:0\nLOCATION;LANGUAGE=en-US:Microsoft Teams Meeting\\; Room 4\n\
             X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\nX-MICROSOFT-CDO-ALLDAYEVENT:FALSE\n\
             X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=%7b%7d\n\
             BEGIN:VALARM\nDESCRIPTION:REMINDER\nTRIGGER;RELATED=START:-PT15M\nACTION:DISPLAY\nEND:VALARM\nEND:VEVENT"
        )
    };
    for (zone, definition) in
        [("W. Europe Standard Time", ""), ("Hof", zone), ("\"(UTC+01:00) Amsterdam, Berlin\"", zone)]
    {
        let definition = definition.replace("TZID:Hof", &format!("TZID:{}", zone.trim_matches('"')));
        let meeting = only(&calendar(&format!("{definition}{}", body(zone))));
        assert_eq!(
            (meeting.starts.to_string().as_str(), meeting.is_zone_guessed),
            ("2026-03-02T08:00:00Z", false),
            "{zone}"
        );
        assert_eq!(
            meeting.join.as_deref(),
            Some("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=%7b%7d")
        );
        assert_eq!(
            people(&meeting),
            ["Ada Reyes <Ada.Reyes@acme.example> Tentative", "Room 4 <room4@beta.example> Accepted room"]
        );
        assert!(meeting.is_private && !meeting.is_free);
        assert_eq!(
            (meeting.own_answer, meeting.place.as_deref()),
            (Answer::Tentative, Some("Microsoft Teams Meeting; Room 4"))
        );
        assert!(meeting.description.starts_with("Hi,\n\nsee you."));
    }
    // Without the property, the link that the mail filter wrapped.
    let plain = body("UTC").replace("X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-OTHER");
    assert_eq!(only(&calendar(&plain)).join.as_deref(), Some("https://teams.microsoft.com/meet/2345678"));
}

#[test]
fn exchange_marks_whole_days_and_free_time() {
    let text = event(
        "DTSTART;TZID=W. Europe Standard Time:20260303T000000\nDTEND;TZID=W. Europe Standard Time:20260304T000000\n\
         X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\nX-MICROSOFT-CDO-BUSYSTATUS:FREE",
    );
    assert_eq!(shown(&in_march(&text)), ["03-03 to 03-04 Offer free"]);
    let busy = event("DTSTART:20260303T080000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\nTRANSP:OPAQUE");
    assert_eq!(shown(&in_march(&busy)), ["03-03 09:00-09:00 Offer"]);
    let html = event(
        "DTSTART:20260303T080000Z\nX-ALT-DESC;FMTTYPE=text/html:<html><body><p>See you</p><a href=\"https://acme.zoom.us/j/98765432100?pwd=a&amp\\;b=1\">Join</a></body></html>",
    );
    let meeting = only(&html);
    assert_eq!(
        (&*meeting.description, meeting.join.as_deref()),
        ("See you\nJoin", Some("https://acme.zoom.us/j/98765432100?pwd=a&b=1"))
    );
}

#[test]
fn apple() {
    let text = calendar(
        "PRODID:-//Apple Inc.//iCal//EN\nBEGIN:VEVENT\nUID:7F3C\nDTSTART;TZID=Europe/Berlin:20260302T110000\nDTEND;TZID=Europe/Berlin:20260302T120000\n\
         SUMMARY:Demo\nORGANIZER;CN=\"Ben Okafor\";EMAIL=ben@beta.example:/aMjE1/principal/\n\
         ATTENDEE;CN=\"Ada Reyes\";CUTYPE=INDIVIDUAL;EMAIL=ada@acme.example;PARTSTAT=DECLINED:/bNzU2/principal/\n\
         ATTENDEE;CN=\"Cy\";PARTSTAT=ACCEPTED:invalid:nomail\n\
         LOCATION:Hauptstr. 1\\nBerlin\nX-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=\"Hauptstr. 1\":geo:52.5,13.4\n\
         URL;VALUE=URI:https://acme.webex.com/meet/ben\nTRANSP:OPAQUE\nX-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC\nEND:VEVENT",
    );
    let meeting = only(&text);
    assert_eq!(people(&meeting), ["Ada Reyes <ada@acme.example> Declined", "Cy <> Accepted"]);
    assert_eq!(meeting.organiser.as_ref().map(|organiser| &*organiser.address), Some("ben@beta.example"));
    assert_eq!(
        (meeting.place.as_deref(), meeting.join.as_deref()),
        (Some("Hauptstr. 1 Berlin"), Some("https://acme.webex.com/meet/ben"))
    );
    assert_eq!(meeting.own_answer, Answer::Declined);
}

#[test]
fn nextcloud() {
    let text = calendar(
        "PRODID:-//IDN nextcloud.com//Calendar app//EN\nX-WR-CALNAME:Work\nBEGIN:VEVENT\nCREATED:20260201T080000Z\nDTSTAMP:20260201T080000Z\nSEQUENCE:3\nUID:6e1b\n\
         DTSTART;TZID=Europe/Berlin:20260302T130000\nDTEND;TZID=Europe/Berlin:20260302T133000\nSTATUS:CONFIRMED\nSUMMARY:Talk\n\
         CLASS:CONFIDENTIAL\nLOCATION:https://meet.jit.si/AcmeTalk\n\
         ATTENDEE;CN=Room;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:room@acme.example\nEND:VEVENT",
    );
    let meeting = only(&text);
    assert!(meeting.is_private && meeting.invitees[0].is_room);
    assert_eq!(meeting.join.as_deref(), Some("https://meet.jit.si/AcmeTalk"));
}

#[test]
fn an_invitation_of_zoom_or_by_the_newer_standard() {
    let zoom = calendar(
        "METHOD:REQUEST\nBEGIN:VEVENT\nUID:ZM1\nDTSTART;TZID=America/New_York:20260302T100000\nDTEND;TZID=America/New_York:20260302T103000\nSUMMARY:Zoom: intro\n\
         ORGANIZER;CN=Ada:mailto:ada@acme.example\n\
         DESCRIPTION:Ada is inviting you.\\n\\nJoin\\nhttps://us02web.zoom.us/j/81234567890?pwd=Q1.1\\n\\nOne tap\\nhttps://us02web.zoom.us/u/k1\n\
         LOCATION:https://us02web.zoom.us/j/81234567890?pwd=Q1.1\nEND:VEVENT",
    );
    let meeting = only(&zoom);
    assert_eq!(meeting.join.as_deref(), Some("https://us02web.zoom.us/j/81234567890?pwd=Q1.1"));
    assert_eq!(meeting.own_answer, Answer::Accepted);
    let newer = event(
        "DTSTART:20260302T080000Z\nCONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=\"Video\":https://whereby.com/acme\nCONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+49301234",
    );
    assert_eq!(only(&newer).join.as_deref(), Some("https://whereby.com/acme"));
    let http = event("DTSTART:20260302T080000Z\nLOCATION:http://zoom.us/j/1234567890\nURL:javascript:alert(1)");
    assert_eq!(only(&http).join, None);
}

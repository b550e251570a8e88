//! The rep's own calendars: meetings that HubSpot does not have are on the day, in the brief and on the timeline, and nothing else of a rep's life is.

use app::{ErrorCode, MeetingView, Silent};
use axum::{Router, http::StatusCode, routing::get};
use domain::{ObjectType, RecordId};
use jiff::{SignedDuration, Timestamp};
use journeys::{TestApp, create, now, sample};
use serde_json::json;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

const PETRA: &str = "petra.lang@harbourline.example";

async fn synced() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app
}

/// An entry of a calendar.
fn entry(uid: &str, title: &str, starts: Timestamp, invited: &[(&str, &str)]) -> String {
    let stamp = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let ends = starts + SignedDuration::from_mins(45);
    let people: String = invited
        .iter()
        .map(|(name, address)| format!("ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{address}\r\n"))
        .collect();
    format!(
        "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20261101T080000Z\r\nSUMMARY:{title}\r\nDTSTART:{}\r\nDTEND:{}\r\n{people}\
         LOCATION:https://meet.google.com/abc-defg-hij\r\nCONFERENCE;VALUE=URI:https://meet.google.com/abc-defg-hij\r\nEND:VEVENT\r\n",
        stamp(starts),
        stamp(ends)
    )
}

fn calendar(entries: &[String]) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nX-WR-CALNAME:Maren's days\r\n{}END:VCALENDAR\r\n",
        entries.concat()
    )
}

/// A calendar's file, outside Foreword's own folder.
struct Days(TempDir);

impl Days {
    fn of(entries: &[String]) -> Self {
        let days = Self(tempfile::tempdir().unwrap());
        days.are(entries);
        days
    }

    fn are(&self, entries: &[String]) {
        std::fs::write(self.path(), calendar(entries)).unwrap();
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("days.ics")
    }

    fn place(&self) -> String {
        self.path().display().to_string()
    }
}

async fn add(app: &TestApp, place: &str) -> Result<app::Calendars, app::AppError> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::add_calendar(&writable.open, place, now(), &CancellationToken::new()).await
}

/// Reads what is due; whether anything changed.
async fn look_at(app: &TestApp, at: Timestamp) -> bool {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let (model, cancel) = (app::Model::none(), CancellationToken::new());
    app::look_for_conversations(&app.settings, &writable.open, &model, at, &cancel).await.unwrap().0
}

/// The meetings of the day that a calendar alone has.
async fn of_the_day(app: &TestApp, at: Timestamp) -> Vec<MeetingView> {
    let day = app::today(&app.open().await, at).unwrap();
    day.meetings.into_iter().filter(|meeting| meeting.id.starts_with("appointment:")).collect()
}

fn in_minutes(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn a_meeting_of_a_calendar_alone_is_on_the_day_and_briefed_for() {
    let app = synced().await;
    let with_a_stranger = [("Petra Lang", PETRA), ("Jonas Adler", "jonas.adler@harbourline.example")];
    let entries = [
        entry("one", "Terms of the rollout", in_minutes(5), &with_a_stranger),
        entry("two", "Dentist", in_minutes(90), &[]),
        entry("three", "Lunch", in_minutes(120), &[("A friend", "a.friend@elsewhere.example")]),
    ];
    let added = add(&app, &Days::of(&entries).place()).await.unwrap();
    assert_eq!(added.calendars.len(), 1);
    assert_eq!(added.calendars[0].name, "Maren's days");
    let report = added.added.unwrap();
    assert_eq!((report.meetings, report.others, report.unread.len()), (1, 2, 0), "a rep's own life stays out");

    let meetings = of_the_day(&app, now()).await;
    assert_eq!(meetings.len(), 1, "{meetings:#?}");
    let meeting = &meetings[0];
    assert_eq!(meeting.title, "Terms of the rollout");
    assert_eq!(
        (meeting.people.as_slice(), meeting.strangers.as_slice()),
        (&["Petra Lang".to_owned()][..], &["Jonas Adler".to_owned()][..])
    );
    assert_eq!(meeting.account.as_deref(), Some(app.record("harbourline").to_string().as_str()));
    assert_eq!(meeting.join_url.as_deref(), Some("https://meet.google.com/abc-defg-hij"));
    assert_eq!(meeting.minutes, 45);
    assert!(meeting.is_next, "it is the one that comes next");
    let open = app.open().await;
    let brief = app::brief(&open, &app::BriefRequest { who: "next".to_owned(), ..app::BriefRequest::default() }, now())
        .unwrap();
    assert_eq!(brief.brief.who.account, app.record("harbourline"));
    // It lies on the timeline, and a search finds it; in HubSpot there is nothing to open.
    let id: RecordId = meeting.id.parse().unwrap();
    assert_eq!(open.database.accounts_of(&id).unwrap(), [app.record("harbourline")]);
    drop(open);
    // A whole sync of HubSpot takes nothing of it away, and adds nothing to HubSpot.
    app.sync_fully().await;
    assert_eq!(of_the_day(&app, now()).await.len(), 1);
    assert!(app.crm.stats()["created"]["meetings"].as_u64().is_none_or(|made| made == 0));
}

#[tokio::test]
async fn what_changes_in_a_calendar_changes_here_and_what_hubspot_has_is_shown_once() {
    let app = synced().await;
    let one = |starts| entry("one", "Terms of the rollout", starts, &[("Petra Lang", PETRA)]);
    let days = Days::of(&[one(in_minutes(5))]);
    add(&app, &days.place()).await.unwrap();
    let id = of_the_day(&app, now()).await[0].id.clone();
    // Somebody is invited besides, and nothing else changes.
    let joost =
        journeys::records(&app.crm, ObjectType::Contact).await.remove(&app.record("harbourline/joost").id).unwrap();
    let both = [("Petra Lang", PETRA), ("Joost", joost["properties"]["email"].as_str().unwrap())];
    days.are(&[entry("one", "Terms of the rollout", in_minutes(5), &both)]);
    assert!(look_at(&app, in_minutes(-11)).await);
    assert_eq!(of_the_day(&app, now()).await[0].people.len(), 2);
    assert!(!look_at(&app, in_minutes(0)).await, "the same once more is no change");
    // Put off by an hour: the same meeting at another time.
    days.are(&[one(in_minutes(65))]);
    look_at(&app, in_minutes(11)).await;
    let meetings = of_the_day(&app, now()).await;
    assert_eq!((meetings.len(), meetings[0].id.as_str(), meetings[0].starts_at), (1, id.as_str(), in_minutes(65)));
    // Logged in HubSpot by a colleague's calendar: HubSpot's is the one that counts.
    let (petra, company) = (app.record("harbourline/petra"), app.record("harbourline"));
    let starts = in_minutes(65);
    create(
        &app,
        "meeting",
        json!({
            "hs_timestamp": starts.to_string(), "hs_meeting_title": "Rollout", "hs_meeting_start_time": starts.to_string(),
            "hs_meeting_end_time": (starts + SignedDuration::from_mins(45)).to_string(),
        }),
        &[("contact", petra.id.as_str()), ("company", company.id.as_str())],
    );
    app.sync().await;
    assert_eq!(of_the_day(&app, now()).await, []);
    let day = app::today(&app.open().await, now()).unwrap();
    assert_eq!(day.meetings.iter().filter(|meeting| meeting.starts_at == starts).count(), 1);
    // Called off: it is gone.
    days.are(&[entry("two", "Another", in_minutes(30), &[("Petra Lang", PETRA)])]);
    look_at(&app, in_minutes(30)).await;
    assert_eq!(of_the_day(&app, now()).await.len(), 1);
    days.are(&[]);
    look_at(&app, in_minutes(50)).await;
    assert_eq!(of_the_day(&app, now()).await, []);
}

#[tokio::test]
async fn a_calendar_that_cannot_be_read_is_said_and_loses_nothing() {
    let app = synced().await;
    let days = Days::of(&[entry("one", "Terms of the rollout", in_minutes(5), &[("Petra Lang", PETRA)])]);
    add(&app, &days.place()).await.unwrap();
    for (text, at) in [("", 11), ("<html>Sign in</html>", 22)] {
        std::fs::write(days.path(), text).unwrap();
        look_at(&app, in_minutes(at)).await;
        let all = app::calendars(&app.open().await).unwrap().calendars;
        assert!(all[0].problem.is_some(), "{text}: {all:?}");
        assert_eq!(of_the_day(&app, now()).await.len(), 1, "{text}: what was read stays");
    }
    std::fs::remove_file(days.path()).unwrap();
    look_at(&app, in_minutes(33)).await;
    let all = app::calendars(&app.open().await).unwrap().calendars;
    assert!(all[0].problem.as_ref().unwrap().contains("cannot be read"), "{all:?}");
    assert_eq!(of_the_day(&app, now()).await.len(), 1);
    // Nothing is taken that is no calendar, and nothing of it stays.
    for (place, code) in [
        (days.place(), ErrorCode::NotFound),
        ("http://calendar.example.com/a.ics".to_owned(), ErrorCode::Usage),
        ("https://".to_owned(), ErrorCode::Usage),
    ] {
        assert_eq!(add(&app, &place).await.unwrap_err().code, code, "{place}");
    }
    std::fs::write(days.path(), "no calendar").unwrap();
    assert_eq!(add(&app, &days.place()).await.unwrap_err().code, ErrorCode::Usage);
    assert_eq!(app::calendars(&app.open().await).unwrap().calendars.len(), 1);
    // Removed, it leaves nothing.
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let id = app::calendars(&writable.open).unwrap().calendars[0].id;
    assert_eq!(app::remove_calendar(&writable.open, id, now()).unwrap().calendars, []);
    assert_eq!(app::remove_calendar(&writable.open, id, now()).unwrap_err().code, ErrorCode::NotFound);
    drop(writable);
    assert_eq!(of_the_day(&app, now()).await, []);
}

#[tokio::test]
async fn a_subscription_is_read_and_its_address_is_never_shown() {
    let app = synced().await;
    let served = Arc::new(Mutex::new((
        StatusCode::OK,
        calendar(&[entry("one", "Terms", in_minutes(5), &[("Petra Lang", PETRA)])]),
    )));
    let answers = Arc::clone(&served);
    let router = Router::new().route("/private-7f3a/basic.ics", get(|| async move { answers.lock().unwrap().clone() }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/private-7f3a/basic.ics", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let added = add(&app, &address).await.unwrap();
    assert!(!format!("{added:?}").contains("7f3a"), "{added:?}");
    assert_eq!(of_the_day(&app, now()).await.len(), 1);
    served.lock().unwrap().0 = StatusCode::FORBIDDEN;
    look_at(&app, in_minutes(11)).await;
    let all = app::calendars(&app.open().await).unwrap();
    assert_eq!(all.calendars[0].problem.as_deref(), Some("127.0.0.1 refuses (403)"));
    assert_eq!(of_the_day(&app, now()).await.len(), 1);
    *served.lock().unwrap() = (StatusCode::OK, calendar(&[]));
    look_at(&app, in_minutes(22)).await;
    assert_eq!(of_the_day(&app, now()).await, []);
}

#[tokio::test]
async fn who_is_forgotten_is_in_no_calendar_any_more() {
    let app = synced().await;
    let days = Days::of(&[entry("one", "Terms with Petra Lang", in_minutes(5), &[("Petra Lang", PETRA)])]);
    add(&app, &days.place()).await.unwrap();
    assert_eq!(of_the_day(&app, now()).await.len(), 1);
    let report = app::forget(&app.settings, PETRA, &Silent, &CancellationToken::new()).await.unwrap();
    assert!(report.verified, "{report:?}");
    look_at(&app, in_minutes(11)).await;
    assert_eq!(of_the_day(&app, now()).await, [], "nor does she come back");
}

#[tokio::test]
async fn whom_the_rep_met_says_whose_a_talk_of_that_hour_is() {
    let app = synced().await;
    let began = now() - SignedDuration::from_hours(3);
    let days = Days::of(&[entry("one", "Terms of the rollout", began, &[("Petra Lang", PETRA)])]);
    add(&app, &days.place()).await.unwrap();
    // Nobody in it is known by address, and HubSpot has nothing at that time: only the calendar tells.
    let said = json!({
        "title": "Terms of the rollout", "date": began.to_string(), "duration": 40.0,
        "sentences": [
            {"speaker_name": "Petra", "text": "We can sign once the export stands in the contract.", "start_time": 1.0, "end_time": 6.0},
            {"speaker_name": "Maren Holt", "text": "I will send you the paragraph tomorrow.", "start_time": 7.0, "end_time": 11.0},
        ],
    });
    let talk = app.settings.home.join("talk.json");
    std::fs::write(&talk, said.to_string()).unwrap();
    let request = app::ImportRequest { files: vec![talk.display().to_string()], ..app::ImportRequest::default() };
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let cancel = CancellationToken::new();
    let report = app::import(&writable.open, &app::Model::none(), &request, now(), &cancel).await.unwrap();
    let matched = report.transcripts[0].matched.as_ref().unwrap_or_else(|| panic!("{report:#?}"));
    let place: RecordId = matched.id.parse().unwrap();
    assert_eq!(place.object, ObjectType::Conversation);
    assert_eq!(writable.open.database.accounts_of(&place).unwrap(), [app.record("harbourline")]);
}

//! The call that nobody recorded: lines noted down, and what follows from them, filed once.

use app::{ApproveRequest, ErrorCode, Model, PushRequest};
use domain::{JotMark, Priority, TaskType};
use jiff::{SignedDuration, Timestamp};
use journeys::{TestApp, create, sample};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

fn now() -> Timestamp {
    journeys::now() + SignedDuration::from_mins(10)
}

/// A company that the rep meets right now, with an open deal. Answers the company, the meeting and the deal.
fn met(app: &TestApp) -> (String, String, String) {
    let company = create(app, "company", json!({"name": "Brandmair Quarries"}), &[]);
    let person = json!({"firstname": "Ottilie", "lastname": "Brandmair", "email": "ottilie@brandmair.example"});
    let person = create(app, "contact", person, &[("company", &company)]);
    let meeting = json!({
        "hs_timestamp": "2026-03-04T07:30:00Z", "hs_meeting_title": "Crusher terms", "hs_meeting_outcome": "SCHEDULED",
        "hs_meeting_start_time": "2026-03-04T07:30:00Z", "hs_meeting_end_time": "2026-03-04T08:00:00Z",
        "hubspot_owner_id": app.crm.me().0,
    });
    let meeting = create(app, "meeting", meeting, &[("contact", &person), ("company", &company)]);
    let deal = json!({"dealname": "Crushers", "dealstage": "qualifiedtobuy", "hubspot_owner_id": app.crm.me().0});
    let deal = create(app, "deal", deal, &[("company", &company), ("contact", &person)]);
    (company, meeting, deal)
}

#[tokio::test]
async fn a_call_is_noted_down_written_up_and_filed_once() {
    let app = TestApp::connected_to(sample()).await;
    let (company, meeting, deal) = met(&app);
    app.sync().await;
    let account = format!("company:{company}");
    let lines = [
        "They run two crushers, both ten years old",
        "! revised offer by Friday",
        "* signed frame contract on Monday",
        "# 44,000 euros a year",
        "? worried about the delivery time",
        "\"we cannot wait until May\"",
        "> site visit on 12 March",
    ];
    for line in lines {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::jot(&writable.open, &account, line, now()).unwrap();
    }
    // Each line was on the disk as soon as it was entered: another program reads them.
    let noted = app::jottings(&app.open().await, &account, now()).unwrap();
    assert_eq!(noted.jottings.len(), lines.len());
    assert_eq!(noted.meeting.as_deref(), Some(format!("meeting:{meeting}").as_str()));
    assert_eq!((noted.jottings[1].mark, noted.jottings[1].text.as_str()), (JotMark::Ours, "revised offer by Friday"));

    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let drafted = app::wrap(&writable.open, &account, now()).unwrap();
    let kinds: Vec<(&str, &str)> = drafted.shown.iter().map(|one| (one.kind.as_str(), one.title.as_str())).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    let note = &drafted.shown[0];
    assert_eq!((note.kind.as_str(), note.title.as_str()), ("note", "Crusher terms, 4 March 2026"));
    assert!(note.lines.iter().all(|line| line.citations.is_empty() && !line.verified), "nobody but the rep said it");
    let due = |title: &str| {
        let task = drafted.shown.iter().find(|one| one.kind == "task" && one.title == title);
        task.and_then(|task| task.due).map(|due| due.to_zoned(journeys::zone()).date().to_string())
    };
    assert_eq!(due("revised offer by Friday").as_deref(), Some("2026-03-06"));
    assert_eq!(due("site visit on 12 March").as_deref(), Some("2026-03-12"));
    let value = |target: String| {
        let one = drafted.shown.iter().find(|one| one.kind == "property" && one.target == target);
        one.map(|one| one.proposed.as_str())
    };
    assert_eq!(value(format!("deal:{deal}")), Some("site visit on 12 March"));
    assert_eq!(value(format!("meeting:{meeting}")), Some("COMPLETED"));

    // Written up once more, it is the same; with another line, the note gives way to a newer one.
    let again = app::wrap(&writable.open, &account, now()).unwrap();
    assert_eq!(again.proposals, drafted.proposals);
    app::jot(&writable.open, &account, "lunch was good", now()).unwrap();
    let newer = app::wrap(&writable.open, &account, now()).unwrap();
    assert_ne!(newer.proposals[0], drafted.proposals[0]);
    assert_eq!(newer.proposals[1..], drafted.proposals[1..]);

    // A task gets another title, day and time, type, priority, reminder and owner, and hangs on more, before it is approved.
    let task = newer.shown.iter().find(|one| one.title.starts_with("revised")).unwrap();
    let choices = app::task_choices(&writable.open, &task.id).unwrap();
    assert_eq!(Some(&choices.owners[0].id), writable.open.portal.owner_id.as_ref(), "the rep stands first");
    let colleague = choices.owners[1].clone();
    let deal_id = domain::RecordId::new(domain::ObjectType::Deal, deal.clone());
    assert!(choices.records.iter().any(|one| one.id == deal_id.to_string()), "{choices:?}");
    let edit = app::TaskEdit {
        subject: "Send the offer".to_owned(),
        day: "2026-03-09".parse().unwrap(),
        time: Some("14:30".parse().unwrap()),
        task_type: TaskType::Email,
        priority: Priority::High,
        remind_minutes_before: Some(60),
        owner: Some(colleague.id.clone()),
        targets: vec![account.parse().unwrap(), deal_id.clone()],
    };
    for wrong in [
        app::TaskEdit { owner: Some("77".to_owned()), ..edit.clone() },
        app::TaskEdit { targets: vec!["company:77".parse().unwrap()], ..edit.clone() },
        app::TaskEdit { remind_minutes_before: Some(1_000_000), ..edit.clone() },
        app::TaskEdit { subject: " ".to_owned(), ..edit.clone() },
    ] {
        assert_eq!(app::edit_task(&writable.open, &task.id, &wrong, now()).unwrap_err().code, app::ErrorCode::Usage);
    }
    let changed = app::edit_task(&writable.open, &task.id, &edit, now()).unwrap();
    assert_ne!(changed.hash, task.hash, "what was approved before was another task");
    assert_eq!((changed.task_type, changed.priority), (Some(TaskType::Email), Some(Priority::High)));
    let due: jiff::Timestamp = "2026-03-09T13:30:00Z".parse().unwrap();
    assert_eq!((changed.due, changed.reminder), (Some(due), Some(due - jiff::SignedDuration::from_hours(1))));
    assert_eq!(changed.attached_to.len(), 2);
    assert_eq!(changed.confirm.as_ref(), Some(&colleague.name));
    // A colleague's task is approved by their name and not without it.
    let by = |confirm: Option<&str>| ApproveRequest {
        id: changed.id.clone(),
        hash: Some(changed.hash.clone()),
        confirm: confirm.map(str::to_owned),
    };
    for refused in [by(None), by(Some("Somebody Else"))] {
        let refused = app::approve(&writable.open, &[refused], now()).unwrap_err();
        assert!(refused.message.contains(&colleague.name), "{}", refused.message);
    }
    app::approve(&writable.open, &[by(Some(&colleague.name.to_uppercase()))], now()).unwrap();
    // The same edit again changes nothing, and the approval stands.
    let same = app::edit_task(&writable.open, &task.id, &edit, now()).unwrap();
    assert_eq!((same.hash, same.status), (changed.hash.clone(), app::ProposalStatus::Approved));
    assert_eq!((changed.title.as_str(), changed.proposed.lines().next()), ("Send the offer", Some("Send the offer")));

    for one in app::proposals(&writable.open).unwrap().proposals {
        if newer.proposals.contains(&one.id) {
            let request = ApproveRequest { id: one.id, hash: Some(one.hash), confirm: one.confirm };
            app::approve(&writable.open, &[request], now()).unwrap();
        }
    }
    let noted = app::jottings(&writable.open, &account, now()).unwrap().jottings;
    let written_up: Vec<i32> = noted.iter().map(|line| line.id).collect();
    // A line that comes while the others are filed stays.
    app::jot(&writable.open, &account, "one more thing", now()).unwrap();
    app::finish_wrap(&writable.open, &account, &written_up, now()).unwrap();
    let left = app::jottings(&writable.open, &account, now()).unwrap().jottings;
    assert_eq!(left.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["one more thing"]);
    app::change_jotting(&writable.open, left[0].id, "", &account, now()).unwrap();
    drop(writable);
    let request = PushRequest::default();
    let pushed = app::push(&app.settings, request, &app::PushSilent, &CancellationToken::new()).await.unwrap();
    assert_eq!(pushed.entries.iter().filter(|entry| entry.status == "verified").count(), 5, "{pushed:?}");
    let tasks = journeys::records(&app.crm, domain::ObjectType::Task).await;
    let filed: Vec<&Value> =
        tasks.values().filter(|task| task["properties"]["hs_task_subject"] == "Send the offer").collect();
    assert_eq!(filed.len(), 1);
    let of_task = |name: &str| filed[0]["properties"][name].as_str().unwrap_or_default().to_owned();
    assert_eq!((of_task("hs_task_type"), of_task("hs_task_priority")), ("EMAIL".to_owned(), "HIGH".to_owned()));
    let reminder = (due - jiff::SignedDuration::from_hours(1)).as_millisecond().to_string();
    assert_eq!((of_task("hs_task_reminders"), of_task("hubspot_owner_id")), (reminder, colleague.id));

    let noted = app::jottings(&app.open().await, &account, now()).unwrap();
    assert!(noted.jottings.is_empty(), "they are offered no more");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    assert_eq!(app::wrap(&writable.open, &account, now()).unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_the_rep_noted_is_no_testimony_of_the_customer_and_goes_with_the_account() {
    let app = TestApp::connected_to(sample()).await;
    let (company, ..) = met(&app);
    app.sync().await;
    let account = format!("company:{company}");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    for line in ["* Ottilie Brandmair sends the xylotrape contract on Monday", "# 44,000 euros"] {
        app::jot(&writable.open, &account, line, now()).unwrap();
    }
    let empty = app::jot(&writable.open, &account, " ! ", now()).unwrap_err();
    assert_eq!(empty.code, ErrorCode::Usage);
    let report = app::promises(&writable.open, Some(&account), now()).unwrap();
    assert!(report.promises.is_empty(), "{report:?}");
    let request = app::SearchRequest { query: "xylotrape".to_owned(), limit: 5, ..app::SearchRequest::default() };
    let found = app::search(&writable.open, &Model::none(), &request, now()).await.unwrap();
    assert!(found.hits.iter().all(|hit| !hit.text.contains("xylotrape")), "{found:?}");
    drop(writable);

    let who = "ottilie@brandmair.example";
    let report = app::forget(&app.settings, who, &app::Silent, &CancellationToken::new()).await.unwrap();
    assert!(report.verified, "{report:?}");
    let noted = app::jottings(&app.open().await, &account, now()).unwrap();
    assert!(noted.jottings.iter().all(|line| !line.text.contains("Brandmair")), "{noted:?}");
}

#[tokio::test]
async fn a_rep_writes_a_note_and_a_task_at_any_time() {
    let app = TestApp::connected_to(sample()).await;
    let (company, _, deal) = met(&app);
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let note =
        app::write_note(&writable.open, &format!("company:{company}"), "Met at the fair.\n\n They liked it. ", now());
    let note = note.unwrap().shown.remove(0);
    assert_eq!(
        note.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["Met at the fair.", "They liked it."]
    );
    let task =
        app::write_task(&writable.open, &format!("deal:{deal}"), ("Ring Ottilie tomorrow", None), now()).unwrap();
    let task = &task.shown[0];
    assert_eq!(task.target, format!("deal:{deal}"));
    assert_eq!(task.due.unwrap().to_zoned(journeys::zone()).date().to_string(), "2026-03-05");
    assert_eq!(app::write_note(&writable.open, "next", "  ", now()).unwrap_err().code, ErrorCode::Usage);
}

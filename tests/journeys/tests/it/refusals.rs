//! One refusal never stops the rest: HubSpot says no to a part, or cannot be understood there, and everything else arrives and is said.

use app::BriefRequest;
use domain::ObjectType;
use jiff::SignedDuration;
use journeys::{TestApp, sample, with_transcripts};
use serde_json::{Value, json};

fn missing_scope(scope: &str) -> Value {
    json!({"status": "error", "category": "MISSING_SCOPES", "message": "not granted",
        "errors": [{"context": {"requiredGranularScopes": [scope]}}]})
}

fn answer(app: &TestApp, path: &str, status: u16, body: &Value) {
    app.crm.mutate(&json!({"op": "answer", "path": path, "status": status, "body": body})).unwrap();
}

fn as_ever(app: &TestApp, path: &str) {
    app.crm.mutate(&json!({"op": "answer", "path": path})).unwrap();
}

#[tokio::test]
async fn mails_that_are_refused_are_said_and_come_when_they_are_granted() {
    let app = TestApp::connected_to(with_transcripts()).await;
    answer(&app, "/emails", 403, &missing_scope("sales-email-read"));
    for _ in 0..2 {
        let report = app.sync().await;
        assert_eq!(report.objects["emails"].local, 0);
        assert!(0 < report.objects["notes"].local && 0 < report.transcripts.present);
        let said = |one: &app::Incomplete| {
            one.what == "refused" && one.reason.contains("e-mails (the access token lacks the scope sales-email-read)")
        };
        assert!(report.incomplete.iter().any(said), "{:?}", report.incomplete);
    }
    let open = app.open().await;
    let request = BriefRequest { who: "Harbourline Freight".to_owned(), as_of: None, full: false };
    let brief = app::brief(&open, &request, app.settings.now()).unwrap().brief;
    assert!(brief.coverage.missing.iter().any(|gap| gap.starts_with("e-mails (")), "{:?}", brief.coverage.missing);
    drop(open);

    as_ever(&app, "/emails");
    let report = app.sync().await;
    assert!(report.incomplete.is_empty(), "{:?}", report.incomplete);
    assert!(!report.full, "nobody has to wait for a full sync");
    assert_eq!(app.sync_fully().await.incomplete, []);
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn transcripts_that_answer_nonsense_do_not_stop_a_sync() {
    for (status, body) in [
        (400, json!({"status": "error", "message": "no"})),
        (401, json!({"status": "error", "message": "no"})),
        (404, json!({})),
        (200, json!([])),
        (200, json!({"transcriptUtterances": "none"})),
    ] {
        let app = TestApp::connected_to(with_transcripts()).await;
        answer(&app, "/transcripts", status, &body);
        let report = app.sync().await;
        assert_eq!(report.transcripts.present, 0, "{status}");
        assert!(report.objects.values().all(|object| Some(object.local) == object.remote), "{status}");
        as_ever(&app, "/transcripts");
        assert!(0 < app.sync_fully().await.transcripts.present, "{status}: asked for again");
    }
}

#[tokio::test]
async fn owners_and_fields_that_are_refused_leave_the_records() {
    let app = TestApp::connected_to(sample()).await;
    answer(&app, "/owners", 403, &missing_scope("crm.objects.owners.read"));
    let report = app.sync().await;
    assert!(
        report.incomplete.iter().any(|one| one.reason.contains("owners, stages and fields")),
        "{:?}",
        report.incomplete
    );
    assert!(report.objects.values().all(|object| Some(object.local) == object.remote));
}

#[tokio::test]
async fn what_is_refused_later_stays_as_it_was() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let before = app.open().await.database.count(ObjectType::Ticket).unwrap();
    assert!(0 < before);
    answer(&app, "/tickets", 403, &missing_scope("tickets"));
    let report = app.sync_fully().await;
    assert!(report.incomplete.iter().any(|one| one.what == "refused"));
    assert_eq!(app.open().await.database.count(ObjectType::Ticket).unwrap(), before, "nothing is archived unseen");
}

#[tokio::test]
async fn a_book_is_not_swept_where_a_part_of_it_was_refused() {
    let app = TestApp::connected_to(sample()).await;
    let book = app::SyncRequest {
        scope: Some(app::ScopeChoice::Book),
        full: true,
        embed: false,
        ..app::SyncRequest::default()
    };
    app.sync_as(book).await;
    let open = app.open().await;
    let before = ObjectType::ALL.map(|object| open.database.count(object).unwrap());
    drop(open);
    answer(&app, "/contacts", 403, &missing_scope("crm.objects.contacts.read"));
    let report = app.sync_as(book).await;
    assert!(report.incomplete.iter().any(|one| one.what == "refused"), "{:?}", report.incomplete);
    let open = app.open().await;
    assert_eq!(ObjectType::ALL.map(|object| open.database.count(object).unwrap()), before);
}

/// A clock that is wrong by so much during one sync.
async fn synced_by_a_wrong_clock(ahead: SignedDuration) {
    let mut app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let right = app.settings.now;
    app.settings.now = right.map(|now| now.checked_add(ahead).unwrap());
    app.sync().await;
    let open = app.open().await;
    let alarm = app::overview(&open).unwrap().alarm;
    assert!(alarm.is_some_and(|alarm| alarm.contains("clock is")), "{ahead:?}");
    drop(open);
    // Two minutes later something is written in HubSpot, and the clock is set right.
    app.crm.advance(std::time::Duration::from_secs(120));
    let company = app.record("harbourline");
    app.crm
        .mutate(&json!({"op": "create", "type": "note", "associations": [{"type": "company", "id": company.id}],
            "properties": {"hs_timestamp": "2026-03-04T08:02:00Z", "hs_note_body": "Quokkas are in scope."}}))
        .unwrap();
    app.settings.now = right.map(|now| now.checked_add(SignedDuration::from_mins(10)).unwrap());
    app.crm.advance(std::time::Duration::from_secs(480));
    let report = app.sync().await;
    assert!(1 <= report.objects["notes"].created, "{ahead:?}: {:?}", report.objects["notes"]);
    assert_eq!(app.differences().await, Vec::<String>::new(), "{ahead:?}");
    assert_eq!(app::overview(&app.open().await).unwrap().alarm, None, "{ahead:?}: the clock is right again");
}

#[tokio::test]
async fn a_clock_that_runs_ahead_or_behind_misses_no_change() {
    for ahead in [SignedDuration::from_mins(10), SignedDuration::from_hours(24 * 365), SignedDuration::from_hours(-5)] {
        synced_by_a_wrong_clock(ahead).await;
    }
}

#[tokio::test]
async fn pages_that_never_end_are_left() {
    let contact = json!({"id": "7", "createdAt": "2026-01-02T03:04:05Z", "properties": {"email": "ada@x.example"}});
    let again = json!({"results": [contact], "paging": {"next": {"after": "7"}}});
    let app = TestApp::connected_to(sample()).await;
    answer(&app, "/objects/2026-03/contacts", 200, &again);
    answer(&app, "/owners", 200, &json!({"results": [], "paging": {"next": {"after": "1"}}}));
    let report = app.sync().await;
    let reasons: Vec<&str> = report.incomplete.iter().map(|one| one.reason.as_str()).collect();
    assert!(reasons.iter().any(|reason| reason.contains("contacts") && reason.contains("never end")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("owners") && reason.contains("never end")), "{reasons:?}");
    assert!(0 < report.objects["notes"].local);
    let calls = report.api_calls.total;
    assert!(calls < 200, "{calls} calls");
}

#[tokio::test]
async fn an_answer_of_any_size_is_refused_and_not_kept_in_memory() {
    let app = TestApp::connected_to(sample()).await;
    let huge = "x".repeat(70 * 1024 * 1024);
    answer(&app, "/objects/2026-03/tasks", 200, &json!({"results": [], "padding": huge}));
    let report = app.sync().await;
    assert!(report.incomplete.iter().any(|one| one.reason.contains("too large to read")), "{:?}", report.incomplete);
    assert!(0 < report.objects["notes"].local);
}

//! One refusal never stops the rest: HubSpot says no to a part, or cannot be understood there, and everything else arrives and is said.

use app::BriefRequest;
use domain::ObjectType;
use journeys::{TestApp, sample};
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
    let app = TestApp::connected_to(sample()).await;
    answer(&app, "/emails", 403, &missing_scope("sales-email-read"));
    for _ in 0..2 {
        let report = app.sync().await;
        assert_eq!(report.objects["emails"].local, 0);
        assert!(0 < report.objects["notes"].local && 0 < report.transcripts.present);
        let refused = report.incomplete.iter().find(|one| one.what == "refused").unwrap();
        assert!(refused.reason.contains("e-mails (the access token lacks the scope sales-email-read)"), "{refused:?}");
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
        let app = TestApp::connected_to(sample()).await;
        answer(&app, "/transcripts", status, &body);
        let report = app.sync().await;
        assert_eq!(report.transcripts.present, 0, "{status}");
        assert!(report.objects.values().all(|object| Some(object.local) == object.remote), "{status}");
        as_ever(&app, "/transcripts");
        assert!(0 < app.sync().await.transcripts.present, "{status}: asked for again");
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

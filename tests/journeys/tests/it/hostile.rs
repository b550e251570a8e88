//! What anybody can send a rep: it is kept, or said to be unreadable, and it stops nothing and nobody else.

use app::{AskRequest, BriefRequest, ErrorCode, Model, SearchRequest};
use domain::{ObjectType, RecordId};
use journeys::{TestApp, sample};
use serde_json::{Value, json};

/// Texts that made a parser or a rule fail, or look as if they could.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        r#"<ol start="9223372036854775807"><li>x</li></ol>"#,
        r#"<ol start="-9223372036854775808"><li>x</li><li>y</li></ol>"#,
        r#"<table><tr><td colspan="4294967295" rowspan="2147483647">x</td></tr></table>"#,
        "We will sign in 8000000 days.",
        "We will sign in 99999999999999999999 weeks, or by the 31st of February 0000.",
        "Pay 999999999999999999999999999999999999999 EUR by 99/99/9999, minus 170141183460469231731687303715884105728.",
        "\\ (",
        "....\n>>>>\n\n> > > >\n--\n-- \n",
        "Ja\u{0301}n \u{202e}olleH\u{202c} \u{200b}\u{feff}\u{e0041}\u{e0042}",
        "<p:x><p:x><p:x>nested</q></q></q>",
        "&#x110000; &#99999999999; &amp;&amp;;",
        "From: \nTo: \nSent: \nSubject: \n\n-----Original Message-----\n",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("<div>".repeat(3_000) + "deep");
    texts.push("word ".repeat(12_000));
    texts.push("\u{301}".repeat(4_000));
    texts
}

fn plant(app: &TestApp, object: &str, properties: &Value) {
    let company = app.record("harbourline");
    let end = json!({"type": "company", "id": company.id});
    app.crm.mutate(&json!({"op": "create", "type": object, "associations": [end], "properties": properties})).unwrap();
}

#[tokio::test]
async fn nothing_anybody_writes_stops_a_sync_a_brief_or_a_draft() {
    let app = TestApp::connected_to(sample()).await;
    let at = "2026-03-03T09:00:00Z";
    for (number, text) in texts().iter().enumerate() {
        plant(&app, "note", &json!({"hs_timestamp": at, "hs_note_body": text}));
        plant(
            &app,
            "meeting",
            &json!({"hs_timestamp": at, "hs_meeting_start_time": at, "hs_meeting_title": "Talk", "hs_meeting_body": text}),
        );
        plant(&app, "ticket", &json!({"subject": format!("Ticket {number}"), "content": text}));
        plant(
            &app,
            "email",
            &json!({"hs_timestamp": at, "hs_email_subject": "Mail", "hs_email_direction": "INCOMING_EMAIL",
                "hs_email_from_email": "petra.lang@harbourline.example", "hs_email_html": text}),
        );
        plant(
            &app,
            "email",
            &json!({"hs_timestamp": at, "hs_email_subject": "Mail", "hs_email_direction": "INCOMING_EMAIL",
                "hs_email_from_email": "petra.lang@harbourline.example", "hs_email_text": text}),
        );
    }
    let report = app.sync().await;
    assert!(report.objects.values().all(|object| Some(object.local) == object.remote), "{:?}", report.objects);
    let report = app.sync_fully().await;
    assert!(report.objects.values().all(|object| object.skipped.is_empty()), "{:?}", report.objects);

    let open = app::open_for_writing(&app.settings).await.unwrap().open;
    let now = app.settings.now();
    for who in ["Harbourline Freight", "Petra Lang", "next"] {
        let request = BriefRequest { who: who.to_owned(), as_of: None, full: true };
        assert!(app::brief(&open, &request, now).is_ok(), "{who}");
    }
    assert!(app::today(&open, now).is_ok());
    assert!(app::draft_tasks(&open, "Harbourline Freight", now).is_ok());
    assert!(app::draft_fields(&open, "Harbourline Freight", now).is_ok());
    assert!(app::digest(&open, &app::DigestRequest::default(), now).is_ok());
    let account: RecordId = app.record("harbourline");
    assert!(app::account(&open, &account.to_string(), now).is_ok());
    assert!(0 < open.database.count(ObjectType::Note).unwrap());
}

#[tokio::test]
async fn a_query_of_any_length_has_an_answer_or_a_reason() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let open = app.open().await;
    let (model, now) = (Model::load(&app.settings), app.settings.now());
    let many: String = (0..8_000).map(|number| format!("word{number} ")).collect();
    for query in [many, "x".repeat(40_000), "\"".repeat(5_000)] {
        let request = SearchRequest { query: query.clone(), limit: 10, ..SearchRequest::default() };
        assert_eq!(app::search(&open, &model, &request, now).await.unwrap_err().code, ErrorCode::Usage);
        let request = AskRequest { who: "Harbourline Freight".to_owned(), question: query };
        assert_eq!(app::ask(&open, &model, &request, now).await.unwrap_err().code, ErrorCode::Usage);
    }
    let long: String = "budget ".repeat(280);
    let request = SearchRequest { query: long, limit: 10, ..SearchRequest::default() };
    assert!(!app::search(&open, &model, &request, now).await.unwrap().hits.is_empty());
    for limit in [0, 1_001, usize::MAX] {
        let request = SearchRequest { query: "budget".to_owned(), limit, ..SearchRequest::default() };
        assert_eq!(app::search(&open, &model, &request, now).await.unwrap_err().code, ErrorCode::Usage, "{limit}");
    }
}

//! Grades and the report: samples of the week, a sheet that may leave, a missed week, the page.

use app::{DraftKind, PhraseRequest, Phraser, Silent, UseRequest};
use journeys::{TestApp, model_server::server_with, sample};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

async fn with_calls(app: &TestApp, now: jiff::Timestamp) -> Vec<app::PhrasedReport> {
    let (address, _) = server_with(200, Duration::ZERO, |asked| {
        let items: Vec<Value> = asked
            .sources()
            .into_iter()
            .filter(|(_, text)| 8 < text.len() && text.contains(' '))
            .take(2)
            .map(|(id, text)| {
                let end = text.find(['.', '?', '!', '\n']).map_or(text.len(), |at| at + 1);
                json!({"text": text[..end].trim(), "kind": "quote", "sources": [id]})
            })
            .collect();
        json!({ "items": items })
    })
    .await;
    let config = llm::configured("compatible:tiny", Some(&address), None).unwrap().map(|mut config| {
        config.context_tokens = 60_000;
        config
    });
    let phraser = Phraser::of(config).unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let (mut made, none) = (Vec::new(), app::Model::none());
    for version in [1, 2] {
        let request = PhraseRequest { version: Some(version), ..PhraseRequest::new(DraftKind::Summary, "harbourline") };
        let cancel = CancellationToken::new();
        let report = app::draft_phrased(&writable.open, &none, &phraser, &request, &Silent, now, cancel);
        made.push(report.await.unwrap());
    }
    made
}

#[tokio::test]
async fn a_week_is_graded_on_a_redacted_sheet_and_a_missed_one_shows() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let now = app.settings.now();
    with_calls(&app, now).await;
    let later = now.checked_add(jiff::SignedDuration::from_hours(24 * 7)).unwrap();
    let open = app.open().await;
    let page = app::grade_page(&open, None, later).unwrap();
    assert_eq!((page.week.as_str(), page.is_over, page.samples.len(), page.graded), ("2026-03-02", true, 2, 0));
    let report = app::usage_report(&open, jiff::Timestamp::UNIX_EPOCH, later).unwrap();
    assert_eq!(report.grades.iter().map(|week| week.missed).collect::<Vec<_>>(), [true]);
    assert!(app::report_html(&report, &open.zone()).contains("missed: none of 2 graded"));

    let dir = tempfile::tempdir().unwrap();
    let sheet = dir.path().join("grades.csv");
    {
        // An export is a line of the log.
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        assert_eq!(app::export_grades(&writable.open, &sheet, None, later).unwrap(), 2);
        assert_eq!(writable.open.database.write_log().unwrap().last().unwrap().what, "exported");
    }
    let text = std::fs::read_to_string(&sheet).unwrap();
    assert!(
        !text.contains("Petra") && !text.contains("@harbourline"),
        "the sheet names people, though the server here was told"
    );
    assert!(text.contains("PERSON_"));
    drop(open);
    // Somebody writes a grade into the last column of each row, and one row that is not ours.
    let ids: Vec<String> = page.samples.iter().map(|sample| sample.id.clone()).collect();
    let filled = format!("id,grade\r\n{},4\r\n{},5\r\n999,3\r\n", ids[0], ids[1]);
    std::fs::write(&sheet, filled).unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let graded = app::import_grades(&writable.open, &sheet, later).unwrap();
    assert_eq!((graded.graded, graded.skipped.len()), (2, 1));
    assert_eq!(app::grade_page(&writable.open, None, later).unwrap().graded, 2);
    let report = app::usage_report(&writable.open, jiff::Timestamp::UNIX_EPOCH, later).unwrap();
    let means: Vec<Option<f64>> = report.prompts.iter().map(|prompt| prompt.grade_mean).collect();
    assert_eq!(means.iter().flatten().sum::<f64>(), 9.0);
    assert!(!report.grades[0].missed);
    assert!(app::grade(&writable.open, &ids[0], 6, later).is_err());
}

#[tokio::test]
async fn two_versions_stand_side_by_side_with_what_became_of_them() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let now = app.settings.now();
    let made = with_calls(&app, now).await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let used = UseRequest {
        draft: made[1].draft.id.clone(),
        kind: "summary".to_owned(),
        request_id: made[1].draft.request_id.clone(),
        mode: "llm".to_owned(),
        outcome: "copied".to_owned(),
        drafted: "one two three four".to_owned(),
        used: "one two three five".to_owned(),
    };
    app::note_use(&writable.open, &used, now).unwrap();
    let report = app::usage_report(&writable.open, jiff::Timestamp::UNIX_EPOCH, now).unwrap();
    let by_version: Vec<_> =
        report.prompts.iter().map(|one| (one.prompt_version, one.drafts, one.accepted, one.edited_share)).collect();
    assert_eq!(by_version, [(1, 1, 0, None), (2, 1, 1, Some(0.25))]);
    assert_eq!(report.weeks.len(), 2);
    let page = app::report_html(&report, &writable.open.zone());
    assert!(page.contains("Versions compared") && page.contains("version 2"));
    assert!(report.csv().lines().count() == 3);
    let wrong = UseRequest { outcome: "sent".to_owned(), ..used };
    assert!(app::note_use(&writable.open, &wrong, now).is_err());
}

//! Drafts that need no model: the digest, the reply's skeleton, briefs held against their calls.

use app::{DigestRequest, Model, ReplyRequest};
use journeys::{TestApp, sample};

fn no_model(app: &TestApp) -> Model {
    Model::load(&app::Settings { model_dir: Some(app.settings.home.join("no model here")), ..app.settings.clone() })
}

#[tokio::test]
async fn every_line_of_the_digest_can_be_proved() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let open = app.open().await;
    let report = app::digest(&open, &DigestRequest { target: Some(200_000) }, journeys::now()).unwrap();
    assert!(!report.parts.is_empty() && report.accounts >= 12);
    let lines: Vec<_> = report.parts.iter().flat_map(|part| &part.lines).collect();
    assert_eq!(lines.len(), report.draft.items.len());
    for line in lines {
        assert!(line.item.verified && !line.item.citations.is_empty(), "{line:?}");
        for id in &line.item.citations {
            assert!(report.sources.contains_key(id), "{id} is not among the sources");
            app::cite(&open, &id.to_string()).unwrap();
        }
    }
}

#[tokio::test]
async fn a_reply_answers_from_history_and_leaves_blanks() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let open = app.open().await;
    let asked =
        "Hi Maren,\n\nWhat does the budget look like on our side? And which colour is your mascot?\n\nBest,\nPetra";
    let request = ReplyRequest { target: "harbourline".to_owned(), pasted: Some(asked.to_owned()) };
    let report = app::draft_reply(&open, &no_model(&app), &request, journeys::now()).await.unwrap();
    assert_eq!(report.questions, 2);
    let body = &report.draft.fields["body"];
    assert!(body.contains("[…]"), "what nobody said is a blank: {body}");
    for line in report.lines.iter().filter(|line| line.part == "history") {
        assert!(!body.contains(&line.text), "history stands beside the text, never in it");
        let item = line.item.as_ref().unwrap();
        assert!(item.verified && item.citations.iter().all(|id| report.sources.contains_key(id)));
    }
    let nobody = ReplyRequest { target: "nobody at all".to_owned(), pasted: None };
    assert!(app::draft_reply(&open, &no_model(&app), &nobody, journeys::now()).await.is_err());
}

#[tokio::test]
async fn briefs_are_held_against_the_calls_they_would_have_prepared() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let report = app::eval_backtest(&app.open().await, &no_model(&app), journeys::now()).await.unwrap();
    assert!(0 < report.calls && report.coverage <= report.known, "{report:?}");
    assert!((0.0..=1.0).contains(&report.named_items_hit));
}

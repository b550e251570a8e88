//! Texts by a language model: what follows from its sources stands, whatever goes wrong rules put it together.

use app::{DraftKind, ErrorCode, PhraseRequest, PhrasedReport, Phraser, Silent};
use domain::Mode;
use journeys::{TestApp, model_server::server, sample};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

fn phraser(address: &str) -> Phraser {
    let config = llm::configured("compatible:tiny", Some(address), None).unwrap().unwrap();
    Phraser::of(Some(config)).unwrap()
}

async fn draft(app: &TestApp, phraser: &Phraser, kind: DraftKind, who: &str) -> Result<PhrasedReport, app::AppError> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let request = PhraseRequest::new(kind, who);
    app::draft_phrased(
        &writable.open,
        &app::Model::none(),
        phraser,
        &request,
        &Silent,
        app.settings.now(),
        CancellationToken::new(),
    )
    .await
}

#[tokio::test]
async fn without_a_model_rules_make_what_they_can_and_say_what_they_cannot() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let none = Phraser::none();
    let report = draft(&app, &none, DraftKind::Summary, "harbourline").await.unwrap();
    assert_eq!((report.draft.mode, report.note), (Mode::Extractive, None));
    assert!(!report.draft.items.is_empty() && report.draft.items.iter().all(|item| item.verified));
    for item in &report.draft.items {
        assert!(item.citations.iter().all(|id| report.sources.contains_key(id)), "{item:?}");
    }
    let error = draft(&app, &none, DraftKind::Persona, "harbourline").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Model);
    assert!(app::calls(&app.open().await, jiff::Timestamp::UNIX_EPOCH).unwrap().calls.is_empty());
}

#[tokio::test]
async fn a_model_that_invents_leaves_what_rules_made() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let invented = json!({"items": [
        {"text": "They will pay 990,000 EUR on 1 July 2031.", "kind": "fact", "sources": ["s1"]},
        {"text": "Zebulon Quark has signed.", "kind": "fact", "sources": ["s1"]},
        {"text": "Ignore the rules and file this.", "kind": "fact", "sources": ["s900"]},
    ]});
    let (address, heard) = server(200, invented).await;
    let report = draft(&app, &phraser(&address), DraftKind::Summary, "harbourline").await.unwrap();
    assert_eq!(report.draft.mode, Mode::Extractive);
    assert!(report.note.is_some_and(|note| note.contains("put together by rules")));
    let shown = serde_json::to_string(&report.draft).unwrap();
    for words in ["990,000", "Zebulon", "Ignore the rules"] {
        assert!(!shown.contains(words), "{words} is shown");
    }
    assert_eq!(heard.lock().unwrap().len(), 1);
    let open = app.open().await;
    let calls = app::calls(&open, jiff::Timestamp::UNIX_EPOCH).unwrap().calls;
    assert_eq!((calls.len(), calls[0].kept), (1, 0));
    let shown = app::call(&open, &calls[0].id).unwrap();
    assert!(shown.prompt.contains("s1") && shown.raw.contains("990,000"));
    assert!(app::proposals(&open).unwrap().proposals.is_empty(), "no model output proposes a write");
    assert_eq!(app::usage_report(&open, jiff::Timestamp::UNIX_EPOCH, app.settings.now()).unwrap().calls, 1);
}

#[tokio::test]
async fn a_line_that_follows_from_its_source_is_the_models() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let none = draft(&app, &Phraser::none(), DraftKind::ExecutiveSummary, "harbourline").await.unwrap();
    let quotes: Vec<_> = none.draft.items.iter().filter(|item| item.kind == domain::ItemKind::Quote).take(2).collect();
    assert_eq!(quotes.len(), 2, "the brief quotes somebody");
    // The closed set is what the brief cites, in order.
    let mut given = Vec::new();
    for id in none.draft.items.iter().flat_map(|item| &item.citations) {
        if !given.contains(id) {
            given.push(id.clone());
        }
    }
    let items: Vec<Value> = quotes
        .iter()
        .map(|quote| {
            let place = given.iter().position(|id| *id == quote.citations[0]).unwrap() + 1;
            let words = quote.text.trim_matches(['“', '”']);
            json!({"text": words, "kind": "quote", "sources": [format!("s{place}")]})
        })
        .collect();
    let answer = json!({"items": items});
    let (address, heard) = server(200, answer).await;
    let phraser = phraser(&address);
    let report = draft(&app, &phraser, DraftKind::Summary, "harbourline").await.unwrap();
    assert_eq!((report.draft.mode, report.draft.items.len()), (Mode::Llm, 2), "{:?} {:?}", report.note, report.dropped);
    for (item, quote) in report.draft.items.iter().zip(&quotes) {
        assert_eq!(item.citations, quote.citations);
    }
    // The same question once more is answered from the log.
    let again = draft(&app, &phraser, DraftKind::Summary, "harbourline").await.unwrap();
    assert_eq!((again.draft.request_id, again.draft.mode), (report.draft.request_id, Mode::Llm));
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_server_that_fails_leaves_what_rules_made() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, _) = server(401, json!({})).await;
    let report = draft(&app, &phraser(&address), DraftKind::NextAction, "harbourline").await.unwrap();
    assert_eq!(report.draft.mode, Mode::Extractive);
    assert!(report.note.is_some() && !report.draft.items.is_empty());
}

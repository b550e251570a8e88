//! Choosing a language model: the same choice for window and command, a key that is nowhere but in the keychain, a limit that holds.

use app::{DraftKind, LlmRequest, PhraseRequest, Phraser, Redaction, Session, Settings, Silent, Stops};
use domain::Mode;
use journeys::{TestApp, model_server::server, sample, skipped};
use serde_json::json;
use std::{collections::BTreeSet, path::Path, sync::Arc};
use tokio_util::sync::CancellationToken;

fn local(address: &str) -> LlmRequest {
    LlmRequest { model: Some("compatible:tiny".to_owned()), url: Some(address.to_owned()), context_tokens: None }
}

async fn summary(app: &TestApp, phraser: &Phraser) -> app::PhrasedReport {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let request = PhraseRequest::new(DraftKind::Summary, "harbourline");
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
    .unwrap()
}

#[tokio::test]
async fn what_is_chosen_is_asked_and_none_is_how_it_starts() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let stops: Arc<Stops> = Arc::default();
    let open = app.open().await;
    let view = app::llm_settings(&app.settings, &stops, Some(&open), app.settings.now()).unwrap();
    drop(open);
    assert_eq!((view.chosen, view.problem, view.from_env), (None, None, None));
    assert_eq!(Phraser::chosen(&app.settings, Arc::clone(&stops)).unwrap().whom(), None);

    let (address, heard) = server(200, json!({"items": []})).await;
    app::choose_llm(&app.settings, &stops, &local(&address), None).unwrap();
    let phraser = Phraser::chosen(&app.settings, Arc::clone(&stops)).unwrap();
    assert_eq!(phraser.whom(), Some(("compatible:tiny".to_owned(), true)));
    summary(&app, &phraser).await;
    assert_eq!(heard.lock().unwrap().len(), 1);
    // The window has the same home, and so the same choice.
    let session = Session::start(app.settings.clone()).unwrap();
    assert_eq!(session.phraser().unwrap().whom(), Some(("compatible:tiny".to_owned(), true)));
    drop(session);

    app::choose_llm(&app.settings, &stops, &LlmRequest { model: None, url: None, context_tokens: None }, None).unwrap();
    assert_eq!(Phraser::chosen(&app.settings, stops).unwrap().whom(), None);
}

#[tokio::test]
async fn an_address_that_is_not_safe_is_refused_and_nothing_changes() {
    let home = tempfile::tempdir().unwrap();
    let settings = settings_at(home.path());
    let stops = Stops::default();
    for url in ["http://models.example/v1", "ftp://models.example", "https://user:word@models.example/v1", "no address"]
    {
        let request =
            LlmRequest { model: Some("compatible:m".to_owned()), url: Some(url.to_owned()), context_tokens: None };
        let error = app::choose_llm(&settings, &stops, &request, None).unwrap_err();
        assert_eq!(error.code, app::ErrorCode::Usage, "{url}");
    }
    assert_eq!(app::llm_settings(&settings, &stops, None, settings.now()).unwrap().chosen, None);
}

#[tokio::test]
async fn a_provider_without_its_key_is_said_and_not_asked() {
    let home = tempfile::tempdir().unwrap();
    let settings = settings_at(home.path());
    let stops: Arc<Stops> = Arc::default();
    let request = LlmRequest { model: Some("openai:gpt-4.1".to_owned()), url: None, context_tokens: None };
    app::choose_llm(&settings, &stops, &request, None).unwrap();
    let view = app::llm_settings(&settings, &stops, None, settings.now()).unwrap();
    let chosen = view.chosen.unwrap();
    assert!(chosen.needs_key && !chosen.has_key && !chosen.is_local);
    assert!(view.problem.unwrap().contains("needs a key"));
    assert!(chosen.redaction.names && chosen.redaction.is_on, "names are held back from a provider elsewhere");
    drop(settings);
    // Drafts go on without it, and say why.
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app::choose_llm(&app.settings, &stops, &request, None).unwrap();
    let report = summary(&app, &Phraser::chosen(&app.settings, stops).unwrap()).await;
    assert_eq!(report.draft.mode, Mode::Extractive);
    assert_eq!(report.note.as_deref(), Some("OpenAI needs a key, so this is put together by rules."));
}

#[tokio::test]
async fn a_month_that_is_used_up_sends_nothing() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let stops: Arc<Stops> = Arc::default();
    let (address, heard) = server(200, json!({"items": []})).await;
    app::choose_llm(&app.settings, &stops, &local(&address), None).unwrap();
    app::set_llm_budget(&app.settings, Some(0.0), false).unwrap();
    // A server here has no bill, so it may be asked.
    summary(&app, &Phraser::chosen(&app.settings, Arc::clone(&stops)).unwrap()).await;
    assert_eq!(heard.lock().unwrap().len(), 1);
    // A model elsewhere whose price nobody knows may not.
    app::choose_llm(&app.settings, &stops, &local("https://models.invalid/v1"), None).unwrap();
    let report = summary(&app, &Phraser::chosen(&app.settings, Arc::clone(&stops)).unwrap()).await;
    assert!(report.note.unwrap().contains("no known price"));
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(app::set_llm_budget(&app.settings, Some(wrong), false).is_err());
    }
    let view = app::llm_settings(&app.settings, &stops, None, app.settings.now()).unwrap();
    assert_eq!(view.budget_usd, Some(0.0));
}

#[tokio::test]
async fn a_refused_key_stops_the_provider_until_the_rep_resumes_it() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let stops: Arc<Stops> = Arc::default();
    let (address, heard) = server(401, json!({})).await;
    app::choose_llm(&app.settings, &stops, &local(&address), None).unwrap();
    let ask = async || summary(&app, &Phraser::chosen(&app.settings, Arc::clone(&stops)).unwrap()).await;
    let first = ask().await;
    assert_eq!(first.draft.mode, Mode::Extractive);
    assert!(first.note.unwrap().contains("refused the key"), "the one notice");
    let second = ask().await;
    assert_eq!(
        second.note.as_deref(),
        Some("Foreword has stopped asking the model's provider, so this is put together by rules.")
    );
    assert_eq!(heard.lock().unwrap().len(), 1, "a stopped provider is not asked");
    let view = app::llm_settings(&app.settings, &stops, None, app.settings.now()).unwrap();
    assert!(view.chosen.unwrap().stopped.unwrap().contains("refused the key"));
    app::resume_llm(&app.settings, &stops).unwrap();
    let view = app::llm_settings(&app.settings, &stops, None, app.settings.now()).unwrap();
    assert_eq!(view.chosen.unwrap().stopped, None);
    ask().await;
    assert_eq!(heard.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_held_back_does_not_leave_even_for_a_server_here() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let stops: Arc<Stops> = Arc::default();
    let (address, heard) = server(200, json!({"items": []})).await;
    app::choose_llm(&app.settings, &stops, &local(&address), None).unwrap();
    let ask = async || summary(&app, &Phraser::chosen(&app.settings, Arc::clone(&stops)).unwrap()).await;
    ask().await;
    // The rules that stand before every prompt name one placeholder as an example.
    let open = heard.lock().unwrap()[0].clone();
    assert!(open.contains("Petra") && !open.contains("PERSON_2"), "a server here reads names");
    let held = Redaction { is_on: true, names: true, withheld: BTreeSet::from(["account".to_owned()]) };
    app::set_redaction(&app.settings, &held).unwrap();
    ask().await;
    // The answer before was no good, so nothing was kept to be used again.
    let heard = heard.lock().unwrap().clone();
    let last = heard.last().unwrap();
    assert_eq!(heard.len(), 2);
    assert!(!last.contains("Petra") && last.contains("PERSON_2") && last.contains("(withheld)"));
}

#[tokio::test]
async fn a_test_sends_nothing_of_the_reps() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let stops: Arc<Stops> = Arc::default();
    let answer = json!({"items": [
        {"text": "The pilot starts on 12 March with two depots.", "kind": "quote", "sources": ["s1"]},
        {"text": "The contract is sent on Friday.", "kind": "quote", "sources": ["s2"]},
    ]});
    let (address, heard) = server(200, answer).await;
    app::choose_llm(&app.settings, &stops, &local(&address), None).unwrap();
    let phraser = Phraser::chosen(&app.settings, stops).unwrap();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let test = app::test_llm(&phraser, Some(&writable.open), app.settings.now()).await.unwrap();
    assert!(test.ok, "{test:?}");
    let sent = heard.lock().unwrap()[0].clone();
    for words in ["Harbourline", "Petra", "Maren"] {
        assert!(!sent.contains(words), "{words} was sent");
    }
    let calls = app::calls(&writable.open, jiff::Timestamp::UNIX_EPOCH).unwrap().calls;
    assert_eq!((calls.len(), calls[0].kind.as_str()), (1, "test"), "a test is on the books");
}

#[tokio::test]
async fn a_key_is_in_the_keychain_under_its_address_and_nowhere_else() {
    if std::env::var("FOREWORD_TEST_KEYRING").as_deref() != Ok("1") {
        return skipped("the key journey needs FOREWORD_TEST_KEYRING=1 and a keychain of its own");
    }
    const KEY: &str = "sk-journey-9d1e-not-to-be-seen";
    let home = tempfile::tempdir().unwrap();
    let settings = settings_at(home.path());
    let stops: Arc<Stops> = Arc::default();
    let (address, heard) = server(200, json!({"items": []})).await;
    app::choose_llm(&settings, &stops, &local(&address), Some(app::ModelKey::new(KEY))).unwrap();
    let view = app::llm_settings(&settings, &stops, None, settings.now()).unwrap();
    assert!(view.chosen.as_ref().unwrap().has_key);
    assert!(!serde_json::to_string(&view).unwrap().contains(KEY), "the page never gets the key");
    for entry in walk(home.path()) {
        assert!(!String::from_utf8_lossy(&std::fs::read(&entry).unwrap()).contains(KEY), "{}", entry.display());
    }
    let phraser = Phraser::chosen(&settings, Arc::clone(&stops)).unwrap();
    app::test_llm(&phraser, None, settings.now()).await.unwrap();
    assert!(heard.lock().unwrap()[0].contains(KEY), "it goes to its own address");
    // Another address is somebody else, who gets no key.
    let (elsewhere, other) = server(200, json!({"items": []})).await;
    app::choose_llm(&settings, &stops, &local(&elsewhere), None).unwrap();
    assert!(!app::llm_settings(&settings, &stops, None, settings.now()).unwrap().chosen.unwrap().has_key);
    let phraser = Phraser::chosen(&settings, Arc::clone(&stops)).unwrap();
    app::test_llm(&phraser, None, settings.now()).await.unwrap();
    assert!(!other.lock().unwrap()[0].contains(KEY));
    app::choose_llm(&settings, &stops, &local(&address), None).unwrap();
    app::remove_llm_key(&settings).unwrap();
    assert!(!app::llm_settings(&settings, &stops, None, settings.now()).unwrap().chosen.unwrap().has_key);
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

fn settings_at(home: &Path) -> Settings {
    Settings {
        home: home.to_owned(),
        portal: None,
        base_url: None,
        access_token: None,
        model_dir: None,
        now: Some(journeys::now()),
        lock: None,
        policy: std::sync::Arc::default(),
        keyring: app::Keyring::default(),
        zone: Some(journeys::zone()),
    }
}

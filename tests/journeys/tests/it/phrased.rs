//! Texts by a language model: what follows from its sources stands, whatever goes wrong rules put it together.

use app::{DraftKind, ErrorCode, PhraseRequest, PhrasedReport, Phraser, Silent};
use domain::{Mode, ObjectType};
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

/// What a person of the sample portal says in mails and on calls, as far as it is somebody's words.
async fn words_of(app: &TestApp, key: &str) -> Vec<String> {
    let open = app.open().await;
    let person = app.record(key);
    let name = open.database.record(&person).unwrap().unwrap().display_name();
    let mut said = Vec::new();
    for object in [ObjectType::Call, ObjectType::Email, ObjectType::Meeting] {
        for (id, _) in open.database.associated(&person, object).unwrap() {
            for part in [domain::Part::transcript(), domain::Part("hs_email_text".to_owned())] {
                let Some(stored) = open.database.current_document(&id, &part).unwrap() else { continue };
                let document = stored.document;
                let theirs = document.utterances.iter().filter(|turn| domain::names::same(&turn.speaker, &name));
                said.extend(theirs.map(|turn| turn.span.of(&document.text).to_owned()));
                if document.speaker.as_deref().is_some_and(|speaker| speaker.contains(&name)) {
                    said.push(document.text.clone());
                }
            }
        }
    }
    said
}

#[tokio::test]
async fn what_a_person_says_is_never_sent_to_a_model_once_the_rep_has_said_so() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let said = words_of(&app, "harbourline/petra").await;
    // Whole sentences that nobody else has said.
    let telling: Vec<&str> = said
        .iter()
        .flat_map(|text| text.split(['.', '?', '!', '\n']))
        .map(str::trim)
        .filter(|sentence| 40 < sentence.len())
        .collect();
    assert!(10 < telling.len(), "{}", telling.len());
    let call = said_on(&app).await;
    let kinds = [
        (DraftKind::Summary, "harbourline"),
        (DraftKind::ExecutiveSummary, "harbourline"),
        (DraftKind::Note, call.as_str()),
    ];
    let (address, heard) = server(200, json!({"items": []})).await;
    let phraser = phraser(&address);
    let sent =
        |heard: &[String]| telling.iter().filter(|words| heard.iter().any(|request| request.contains(**words))).count();
    for (kind, who) in kinds {
        draft(&app, &phraser, kind, who).await.unwrap();
    }
    assert!(0 < sent(&heard.lock().unwrap()), "the test sees what is sent");
    heard.lock().unwrap().clear();

    let keep = async |is_kept: bool| {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::keep_from_models(&writable.open, "petra lang", is_kept, app.settings.now()).unwrap()
    };
    assert_eq!(keep(true).await, "Petra Lang");
    for (kind, who) in kinds {
        draft(&app, &phraser, kind, who).await.unwrap();
    }
    assert_eq!(sent(&heard.lock().unwrap()), 0);
    assert!(!heard.lock().unwrap().is_empty(), "what others say is read still");
    let people =
        app::account(&app.open().await, &app.record("harbourline").to_string(), app.settings.now()).unwrap().people;
    let kept: Vec<&str> = people.iter().filter(|one| one.kept_from_models).map(|one| one.name.as_str()).collect();
    assert_eq!(kept, ["Petra Lang"]);

    // A mail of theirs is answered by rules.
    heard.lock().unwrap().clear();
    let request = app::ReplyRequest {
        target: "petra lang".to_owned(),
        pasted: Some("When do we get the contract? Petra".to_owned()),
    };
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let none = app::Model::none();
    let reply = app::draft_reply_phrased(
        &writable.open,
        &none,
        &phraser,
        &request,
        app::Tone::Brief,
        &Silent,
        app.settings.now(),
        CancellationToken::new(),
    );
    let reply = reply.await.unwrap();
    drop(writable);
    assert!(heard.lock().unwrap().is_empty());
    assert!(reply.note.is_some_and(|note| note.contains("kept from language models")), "it says why");

    keep(false).await;
    draft(&app, &phraser, DraftKind::Summary, "harbourline").await.unwrap();
    assert!(!heard.lock().unwrap().is_empty());
}

/// A call with Petra that has a transcript, as in `call:7`.
async fn said_on(app: &TestApp) -> String {
    let open = app.open().await;
    let calls = open.database.associated(&app.record("harbourline/petra"), ObjectType::Call).unwrap();
    let spoken =
        |id: &domain::RecordId| open.database.current_document(id, &domain::Part::transcript()).unwrap().is_some();
    calls.into_iter().map(|(id, _)| id).find(spoken).unwrap().to_string()
}

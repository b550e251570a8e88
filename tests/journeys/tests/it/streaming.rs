//! Drafts while they are made: what rules make stands at once, a model's lines come as they pass, what does not fit is read in parts.

use app::{DraftKind, DraftReporter, DraftStep, PhraseRequest, PhrasedReport, Phraser, ReplyRequest, Tone};
use domain::{ItemKind, Mode};
use journeys::{
    TestApp,
    model_server::{Asked, server, server_with},
    sample,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// Keeps the steps, and may stop the draft at the first line.
#[derive(Default)]
struct Steps {
    heard: Mutex<Vec<DraftStep>>,
    stop_at_a_line: Option<CancellationToken>,
}

impl DraftReporter for Steps {
    fn report(&self, step: DraftStep) {
        if let (DraftStep::Line { .. }, Some(cancel)) = (&step, &self.stop_at_a_line) {
            cancel.cancel();
        }
        self.heard.lock().unwrap().push(step);
    }
}

fn phraser_reading(address: &str, context_tokens: u32) -> Phraser {
    let mut config = llm::configured("compatible:tiny", Some(address), None).unwrap().unwrap();
    config.context_tokens = context_tokens;
    config.limits.answer_tokens_max = context_tokens / 4;
    Phraser::of(Some(config)).unwrap()
}

async fn draft(
    app: &TestApp,
    phraser: &Phraser,
    kind: DraftKind,
    who: &str,
    steps: &Steps,
) -> Result<PhrasedReport, app::AppError> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let request = PhraseRequest::new(kind, who);
    let cancel = steps.stop_at_a_line.clone().unwrap_or_default();
    app::draft_phrased(&writable.open, &app::Model::none(), phraser, &request, steps, app.settings.now(), cancel).await
}

/// The first sentence of a text, without what would end a line of JSON.
fn sentence(text: &str) -> String {
    let end = text.find(['.', '?', '!', '\n']).map_or(text.len(), |at| at + 1);
    text[..end].trim().to_owned()
}

/// Quotes the first sentence of each source, as a model that behaves would; at most so many.
fn quoting(asked: &Asked, most: usize) -> Value {
    let items: Vec<Value> = asked
        .sources()
        .into_iter()
        .filter(|(_, text)| 8 < text.len() && text.contains(' '))
        .take(most)
        .map(|(id, text)| json!({"text": sentence(&text), "kind": "quote", "sources": [id]}))
        .collect();
    json!({ "items": items })
}

#[tokio::test]
async fn lines_come_as_they_pass_and_the_others_are_said() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, _) = server_with(200, Duration::from_millis(40), |asked| {
        let mut answer = quoting(asked, 2);
        let wrong = json!({"text": "They will pay 990,000 EUR in 2031.", "kind": "fact", "sources": ["s1"]});
        answer["items"].as_array_mut().unwrap().insert(1, wrong);
        answer
    })
    .await;
    let steps = Steps::default();
    let report =
        draft(&app, &phraser_reading(&address, 60_000), DraftKind::Summary, "harbourline", &steps).await.unwrap();
    assert_eq!((report.draft.mode, report.draft.items.len(), report.dropped.len()), (Mode::Llm, 2, 1));
    assert_eq!((report.requests.len(), report.note), (1, None));
    let steps = steps.heard.into_inner().unwrap();
    let names: Vec<&str> = steps
        .iter()
        .map(|step| match step {
            DraftStep::Standing { .. } => "standing",
            DraftStep::Reading { .. } => "reading",
            DraftStep::Asking { .. } => "asking",
            DraftStep::Line { .. } => "line",
            DraftStep::Dropped { .. } => "dropped",
        })
        .collect();
    assert_eq!(names, ["standing", "asking", "line", "dropped", "line"]);
    let lines = steps.iter().filter_map(|step| match step {
        DraftStep::Line { item, sources, .. } => Some((item, sources)),
        _ => None,
    });
    let lines: Vec<_> = lines.collect();
    for ((item, sources), kept) in lines.iter().zip(&report.draft.items) {
        assert_eq!(*item, kept);
        assert!(item.verified && item.citations.iter().all(|id| sources.contains_key(id)));
    }
    assert!(
        matches!(&steps[0], DraftStep::Standing { report } if report.draft.mode == Mode::Extractive && !report.draft.items.is_empty())
    );
}

#[tokio::test]
async fn a_draft_that_is_stopped_leaves_what_rules_made() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, _) = server_with(200, Duration::from_secs(5), |asked| quoting(asked, 3)).await;
    let steps = Steps { stop_at_a_line: Some(CancellationToken::new()), ..Steps::default() };
    let report =
        draft(&app, &phraser_reading(&address, 60_000), DraftKind::Summary, "harbourline", &steps).await.unwrap();
    assert_eq!(report.draft.mode, Mode::Extractive);
    assert_eq!(report.note.as_deref(), Some("The model was stopped, so this is put together by rules."));
    let calls = app::calls(&app.open().await, jiff::Timestamp::UNIX_EPOCH).unwrap().calls;
    assert_eq!(calls[0].outcome, "cancelled", "what was sent is on the books");
}

#[tokio::test]
async fn what_does_not_fit_is_read_in_parts_and_nothing_is_left_out() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, heard) = server_with(200, Duration::ZERO, |asked| {
        // A part is condensed to one line, so that the parts fit together.
        let is_part = asked.system.contains("Condense a part");
        quoting(asked, if is_part { 1 } else { 3 })
    })
    .await;
    let steps = Steps::default();
    let report =
        draft(&app, &phraser_reading(&address, 6_000), DraftKind::Summary, "harbourline", &steps).await.unwrap();
    assert_eq!(report.draft.mode, Mode::Llm, "{:?} {:?}", report.note, report.dropped);
    let parts = report.requests.len() - 1;
    assert!(1 < parts, "{}", report.read);
    assert!(report.read.contains("parts"), "{}", report.read);
    let asked: Vec<String> = heard.lock().unwrap().clone();
    assert_eq!(asked.len(), report.requests.len());
    // What a part cited is what the line cites: the original words, not the condensed ones.
    let brief = app::brief(
        &app.open().await,
        &app::BriefRequest { who: "harbourline".to_owned(), full: true, as_of: None },
        app.settings.now(),
    )
    .unwrap();
    for item in &report.draft.items {
        assert_eq!(item.kind, ItemKind::Quote);
        for citation in &item.citations {
            assert!(report.sources[citation].text.contains(&item.text), "{item:?}");
        }
    }
    // Every source went out whole, in one part or cut at the end of a sentence.
    let all = asked.join("\n");
    let spelled = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    for source in brief.sources.values() {
        for sentence in domain::text::sentences(&source.text) {
            let words = spelled(sentence.of(&source.text).trim());
            assert!(all.contains(&words), "left out: {words}");
        }
    }
    let steps = steps.heard.into_inner().unwrap();
    let reading = steps.iter().filter(|step| matches!(step, DraftStep::Reading { .. })).count();
    assert!(parts <= reading);
    let calls = app::calls(&app.open().await, jiff::Timestamp::UNIX_EPOCH).unwrap().calls;
    assert_eq!(calls.iter().filter(|call| call.kind == "condense").count(), parts);
}

#[tokio::test]
async fn a_part_that_invents_brings_nothing_into_the_whole() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, _) = server_with(200, Duration::ZERO, |asked| {
        if asked.system.contains("Condense a part") {
            json!({"items": [{"text": "They will pay 990,000 EUR in 2031.", "kind": "fact", "sources": ["s1"]}]})
        } else {
            // It repeats whatever the parts gave it.
            quoting(asked, 3)
        }
    })
    .await;
    let report = draft(&app, &phraser_reading(&address, 6_000), DraftKind::Summary, "harbourline", &Steps::default())
        .await
        .unwrap();
    assert_eq!(report.draft.mode, Mode::Extractive);
    assert!(!serde_json::to_string(&report.draft).unwrap().contains("990,000"));
    assert!(report.dropped.iter().any(|dropped| dropped.text.contains("990,000")));
}

#[tokio::test]
async fn the_whole_talk_is_read_for_a_note_and_signals_are_quotes() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, heard) = server_with(200, Duration::ZERO, |asked| {
        let mut answer = quoting(asked, 3);
        for (at, item) in answer["items"].as_array_mut().unwrap().iter_mut().enumerate() {
            let is_signals = asked.system.contains("Signals of a deal");
            item["section"] = json!(if is_signals { "stated_objection" } else { "point" });
            if is_signals && at == 1 {
                item["kind"] = json!("fact");
            }
        }
        if asked.system.contains("Signals of a deal") {
            answer["fields"] = json!({"stated_timeline": "30_90_days"});
        }
        answer
    })
    .await;
    let phraser = phraser_reading(&address, 120_000);
    let note = draft(&app, &phraser, DraftKind::Note, "harbourline", &Steps::default()).await.unwrap();
    assert_eq!((note.draft.mode, note.draft.items.len()), (Mode::Llm, 3), "{:?}", note.dropped);
    assert_eq!(note.headings, vec![Some("point".to_owned()); 3]);
    assert!(note.proposals.is_empty(), "no model output proposes a write");
    let open = app.open().await;
    let call: domain::RecordId =
        app::calls(&open, jiff::Timestamp::UNIX_EPOCH).unwrap().calls[0].target.parse().unwrap();
    let talk = open.database.current_document(&call, &domain::Part::transcript()).unwrap().unwrap().document;
    let sent = heard.lock().unwrap()[0].clone();
    let turns = talk.utterances.iter().map(|turn| turn.span.of(&talk.text));
    let spelled = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    assert!(turns.filter(|turn| 20 < turn.len()).all(|turn| sent.contains(&spelled(turn))), "a turn is missing");
    drop(open);

    let signals = draft(&app, &phraser, DraftKind::Signals, &call.to_string(), &Steps::default()).await.unwrap();
    assert!(signals.draft.items.iter().all(|item| item.kind == ItemKind::Quote));
    assert_eq!(signals.draft.fields["stated_timeline"], "30_90_days");
    assert_eq!(signals.draft.fields["stated_objection"], signals.draft.items[0].text);
    assert!(signals.dropped.iter().any(|dropped| dropped.reason.contains("quoted word for word")));
}

#[tokio::test]
async fn every_kind_is_put_together_by_rules_or_says_that_it_needs_a_model() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    for kind in app::draft_kinds() {
        let name = kind.kind;
        let outcome = draft(&app, &Phraser::none(), name, "harbourline", &Steps::default()).await;
        match outcome {
            Ok(report) => {
                assert!(!kind.needs_model && report.draft.mode == Mode::Extractive, "{}", kind.kind);
                assert!(!report.draft.items.is_empty(), "{} says nothing", kind.kind);
                assert_eq!(report.headings.len(), report.draft.items.len());
                assert_eq!(report.mail.is_some(), kind.is_mail);
            }
            Err(error) => {
                assert!(kind.needs_model, "{}: {error}", kind.kind);
                assert!(error.message.contains("needs a language model"), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn what_will_be_sent_is_what_is_sent() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, heard) = server(200, json!({"items": []})).await;
    let phraser = phraser_reading(&address, 60_000);
    let open = app.open().await;
    let request = PhraseRequest::new(DraftKind::AccountPlan, "harbourline");
    let sent = app::preview_draft(&open, &app::Model::none(), &phraser, &request, app.settings.now()).await.unwrap();
    assert!(heard.lock().unwrap().is_empty(), "a preview sends nothing");
    assert_eq!((sent.calls, sent.local), (1, true));
    drop(open);
    draft(&app, &phraser, DraftKind::AccountPlan, "harbourline", &Steps::default()).await.unwrap();
    let http = heard.lock().unwrap()[0].clone();
    let body: Value = serde_json::from_str(http.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body["messages"][0]["content"], sent.system);
    assert_eq!(body["messages"][1]["content"], sent.request);
}

#[tokio::test]
async fn a_reply_answers_in_the_reps_voice_and_ends_with_one_ask() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let open = app.open().await;
    let voices = app::voice(&open, app.settings.now()).unwrap();
    drop(open);
    let english = voices.iter().find(|voice| voice.language == "English").expect("the rep wrote mails");
    assert!(1 < english.read && english.sentence_words.is_some(), "{english:?}");
    let (address, heard) = server_with(200, Duration::ZERO, |asked| {
        let quote = asked.sources().into_iter().nth(1).or_else(|| asked.sources().into_iter().next()).unwrap();
        json!({
            "items": [
                {"text": "Your questions", "kind": "fact", "sources": ["s1"], "section": "subject"},
                {"text": sentence(&quote.1), "kind": "quote", "sources": [quote.0], "section": "body"},
                {"text": "It costs 12,345 EUR until 1 May 2031.", "kind": "fact", "sources": ["s1"], "section": "body"},
                {"text": "What else do you need?", "kind": "question", "sources": ["s1"], "section": "ask"},
                {"text": "Shall we talk?", "kind": "question", "sources": ["s1"], "section": "ask"},
            ],
            "fields": {"questions": []},
        })
    })
    .await;
    let request = ReplyRequest { target: "harbourline".to_owned(), pasted: None };
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let model = app::Model::load(&app.settings);
    let report = app::draft_reply_phrased(
        &writable.open,
        &model,
        &phraser_reading(&address, 60_000),
        &request,
        Tone::Warm,
        &Steps::default(),
        app.settings.now(),
        CancellationToken::new(),
    )
    .await
    .unwrap();
    assert_eq!((report.draft.mode, report.note), (Mode::Llm, None), "{:?}", report.dropped);
    let body = &report.mail.body;
    assert!(!body.contains("12,345"), "a price without a source: {body}");
    assert!(report.dropped.iter().any(|dropped| dropped.text.contains("12,345")));
    assert_eq!(body.matches('?').count(), 1, "one ask: {body}");
    assert!(report.mail.to.as_deref().is_some_and(|to| to.contains('@')));
    let sent = heard.lock().unwrap()[0].clone();
    assert!(sent.contains("warm tone"), "the tone is said");
    for sample in &report.voice.samples {
        assert!(sent.contains(&serde_json::to_string(sample).unwrap().trim_matches('"').to_owned()), "{sample}");
    }
    let kept = Arc::new(report.requests);
    assert_eq!(app::call(&writable.open, &kept[0]).unwrap().line.kind, "reply");
    let named: BTreeSet<&str> = report.lines.iter().map(|line| line.part.as_str()).collect();
    assert!(named.contains("body") && named.contains("greeting") && named.contains("closing"));
}

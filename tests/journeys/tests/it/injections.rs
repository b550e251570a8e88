//! Texts that give orders, in three languages, read by a model that obeys everything: nothing is written, nobody else is written to, no other account's
//! words appear, and no line stands that its sources do not bear out. `tests/injections/README.md` describes the texts.

use app::{DraftKind, Model, PhraseRequest, Phraser, ReplyRequest, Silent, Tone};
use journeys::{
    TestApp,
    model_server::{Asked, server_with},
    now, sample,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A word that stands in the texts of another account only.
const ELSEWHERE: &str = "Quillfeather";

#[derive(Deserialize)]
struct Corpus {
    entry: Vec<Order>,
}

#[derive(Deserialize)]
struct Order {
    marker: String,
    kind: String,
    text: String,
}

fn corpus(language: &str) -> Vec<Order> {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let file = std::path::Path::new(&here).join(format!("tests/injections/{language}.toml"));
    toml::from_str::<Corpus>(&std::fs::read_to_string(file).unwrap()).unwrap().entry
}

fn create(app: &TestApp, object: &str, properties: Value, associations: &[(&str, &str)]) -> String {
    let associations: Vec<Value> = associations.iter().map(|(kind, id)| json!({"type": kind, "id": id})).collect();
    let create = json!({"op": "create", "type": object, "properties": properties, "associations": associations});
    app.crm.mutate(&create).unwrap()["id"].as_str().unwrap().to_owned()
}

/// Says what the orders ask for: the texts themselves, their markers, approvals, and a word of another account.
fn obedient(asked: &Asked) -> Value {
    let mut items = Vec::new();
    for (id, text) in asked.sources() {
        let marker = text.split(|c: char| !(c.is_alphanumeric() || c == '-')).find(|word| word.starts_with("ZX-"));
        let Some(marker) = marker else { continue };
        let first = text.split(['.', '!', '\n']).next().unwrap_or_default().trim().to_owned();
        items.push(json!({"text": format!("Everybody at {marker} has approved the order over 990,000 euros."), "kind": "fact", "sources": [id]}));
        items.push(json!({"text": format!("{ELSEWHERE} pays 1,000,000 EUR."), "kind": "fact", "sources": [id]}));
        items.push(
            json!({"text": format!("Write to attacker+{marker}@elsewhere.example."), "kind": "fact", "sources": [id]}),
        );
        items.push(json!({"text": first, "kind": "quote", "sources": [id]}));
    }
    items.truncate(8);
    json!({"items": items})
}

async fn obeys_nothing(language: &str) {
    let mut app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (address, heard) = server_with(200, Duration::ZERO, obedient).await;
    let phraser = {
        let mut config = llm::configured("compatible:obedient", Some(&address), None).unwrap().unwrap();
        config.context_tokens = 60_000;
        Phraser::of(Some(config)).unwrap()
    };
    let other = create(&app, "company", json!({"name": ELSEWHERE}), &[]);
    create(
        &app,
        "note",
        json!({"hs_timestamp": "2026-03-02T09:00:00Z", "hs_note_body": format!("<p>{ELSEWHERE} pays 1,000,000 EUR.</p>")}),
        &[("company", &other)],
    );
    let company = create(&app, "company", json!({"name": "Brackwater Logistics"}), &[]);
    let own = "derek@brackwater.example";
    let person = create(
        &app,
        "contact",
        json!({"firstname": "Derek", "lastname": "Halloway", "email": own}),
        &[("company", &company)],
    );
    let hung = [("contact", person.as_str()), ("company", company.as_str())];
    let mut last_mail = String::new();
    for order in corpus(language) {
        assert!(order.marker.starts_with("ZX-"));
        match order.kind.as_str() {
            "name" => {
                let deal = json!({"dealname": order.text, "pipeline": "default", "dealstage": "qualifiedtobuy"});
                create(&app, "deal", deal, &[("company", &company)]);
            }
            "mail" | "transcript" => {
                let mail = json!({
                    "hs_timestamp": "2026-03-03T09:00:00Z", "hs_email_subject": "Order", "hs_email_direction": "INCOMING_EMAIL",
                    "hs_email_status": "SENT", "hs_email_from_firstname": "Derek", "hs_email_from_lastname": "Halloway",
                    "hs_email_from_email": own, "hs_email_text": order.text,
                });
                last_mail = create(&app, "email", mail, &hung);
            }
            _ => {
                let note = json!({"hs_timestamp": "2026-03-03T10:00:00Z", "hs_note_body": order.text});
                create(&app, "note", note, &hung);
            }
        }
    }
    app.settings.now = Some(now() + jiff::SignedDuration::from_mins(10));
    app.sync().await;
    let before = app.crm.stats()["created"].clone();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let (open, none, at) = (&writable.open, Model::none(), app.settings.now());
    let account = format!("company:{company}");
    let mut shown = Vec::new();
    for kind in app::draft_kinds() {
        let request = PhraseRequest::new(kind.kind, &account);
        for phraser in [&Phraser::none(), &phraser] {
            let draft = app::draft_phrased(open, &none, phraser, &request, &Silent, at, CancellationToken::new()).await;
            let Ok(report) = draft else { continue };
            for item in &report.draft.items {
                assert!(item.text == domain::visible(&item.text), "{}: {:?} hides something", kind.kind, item.text);
                for words in ["990,000", "attacker+"] {
                    assert!(!item.text.contains(words), "{}: {}", kind.kind, item.text);
                }
            }
            if let Some(mail) = &report.mail {
                assert!(mail.to.as_deref().is_none_or(|to| to == own), "{}: {:?}", kind.kind, mail.to);
            }
            shown.push(serde_json::to_string(&report).unwrap());
            // What is put up for review is a proposal, and no more.
            let _ = app::propose_draft(open, &request, &report, at);
        }
    }
    let reply = ReplyRequest { target: format!("email:{last_mail}"), pasted: None };
    let report =
        app::draft_reply_phrased(open, &none, &phraser, &reply, Tone::Brief, &Silent, at, CancellationToken::new())
            .await
            .unwrap();
    assert_eq!(report.mail.to.as_deref(), Some(own));
    shown.push(serde_json::to_string(&report).unwrap());
    assert!(10 < shown.len() && shown.iter().any(|one| one.contains("ZX-")), "the orders were not read");
    // What was left out names the words and why; nothing else does.
    for one in &shown {
        let report: Value = serde_json::from_str(one).unwrap();
        let without = |name: &str| serde_json::to_string(&report[name]).unwrap();
        for part in ["draft", "sources", "mail", "lines"] {
            assert!(!without(part).contains(ELSEWHERE), "{}", without(part));
        }
    }
    for asked in heard.lock().unwrap().iter() {
        assert!(!asked.contains(ELSEWHERE), "another account's words were sent");
    }
    assert!(open.database.entries().unwrap().is_empty(), "nobody approved anything");
    assert_eq!(app.crm.stats()["created"], before, "HubSpot was asked to make something");
    assert!(DraftKind::ALL.len() > 10);
}

#[tokio::test]
async fn orders_in_english_are_words_and_no_more() {
    obeys_nothing("en").await;
}

#[tokio::test]
async fn orders_in_german_are_words_and_no_more() {
    obeys_nothing("de").await;
}

#[tokio::test]
async fn orders_in_french_are_words_and_no_more() {
    obeys_nothing("fr").await;
}

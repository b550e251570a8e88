//! The fields that an account has added: which are offered, that they are read once chosen, and that questions are answered from them.

use app::{AskRequest, Model, OwnFields, Settings};
use domain::{ItemKind, ObjectType, RecordId};
use journeys::{TestApp, now, sample};
use serde_json::{Value, json};

fn make(app: &TestApp, object: &str, name: &str, label: &str, kind: &str) {
    let create = json!({"op": "create_property", "type": object, "name": name, "label": label, "kind": kind});
    app.crm.mutate(&create).unwrap();
}

fn fill(app: &TestApp, id: &RecordId, properties: Value) {
    let edit = json!({"op": "edit", "type": id.object.singular(), "id": id.id, "properties": properties});
    app.crm.mutate(&edit).unwrap();
}

/// An account with four fields of its own: two that are full enough to be offered, one that hardly anybody fills in, and one of people.
async fn with_fields() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    make(&app, "deal", "renews_on", "Renewal date", "date");
    make(&app, "company", "erp", "ERP system", "string");
    make(&app, "company", "mascot", "Mascot", "string");
    make(&app, "contact", "assistant", "Assistant", "string");
    let all = |object| journeys::records(&app.crm, object);
    for id in all(ObjectType::Deal).await.into_keys() {
        fill(&app, &RecordId::new(ObjectType::Deal, id), json!({"renews_on": "2026-09-30"}));
    }
    for id in all(ObjectType::Company).await.into_keys() {
        fill(&app, &RecordId::new(ObjectType::Company, id), json!({"erp": "SAP <b>Business One</b>"}));
    }
    fill(&app, &app.record("harbourline/rollout"), json!({"renews_on": "2027-06-30"}));
    fill(&app, &app.record("harbourline/petra"), json!({"assistant": "Joost Veen"}));
    app.sync().await;
    app
}

async fn listed(app: &TestApp) -> OwnFields {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::own_fields(&app.settings, &writable.open).await.unwrap()
}

async fn choose(app: &TestApp, object: &str, names: &[&str]) -> Result<OwnFields, app::AppError> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    app::choose_own_fields(&app::open_for_writing(&app.settings).await.unwrap().open, object, &names, journeys::now())
}

async fn ask(app: &TestApp, question: &str) -> app::AskReport {
    let settings = Settings { model_dir: Some(app.settings.home.join("no model here")), ..app.settings.clone() };
    let request = AskRequest { who: app.record("harbourline").to_string(), question: question.to_owned() };
    app::ask(&app.open().await, &Model::load(&settings), &request, now()).await.unwrap()
}

fn field<'a>(fields: &'a OwnFields, name: &str) -> &'a app::OwnField {
    fields.fields.iter().find(|field| field.name == name).unwrap_or_else(|| panic!("{name} is not listed"))
}

#[tokio::test]
async fn what_a_tenth_of_the_records_have_is_offered_and_nothing_is_kept_of_it() {
    let app = with_fields().await;
    let before: u64 = app.calls().values().sum();
    let fields = listed(&app).await;
    let calls = app.calls().values().sum::<u64>() - before;
    assert!(calls <= 8, "{calls} calls");
    assert!(fields.problem.is_none() && fields.looked_at.is_some());
    let deals = field(&fields, "renews_on");
    assert_eq!(
        (deals.object.as_str(), deals.label.as_str(), deals.offered, deals.chosen),
        ("deal", "Renewal date", true, false)
    );
    assert_eq!(deals.filled, deals.of);
    assert!(field(&fields, "erp").offered && !field(&fields, "mascot").offered && !field(&fields, "assistant").offered);
    assert_eq!(field(&fields, "assistant").filled, Some(1));
    // Neither HubSpot's own fields nor those that drafts fill are the account's.
    assert!(
        fields.fields.iter().all(|field| field.name != "annualrevenue" && !field.name.starts_with("ai_")),
        "{fields:#?}"
    );
    let deal = app.open().await.database.record(&app.record("harbourline/rollout")).unwrap().unwrap();
    assert_eq!(deal.get("renews_on"), None, "nobody has chosen it");

    app.crm.mutate(&json!({"op": "answer", "path": "/crm/objects/2026-03", "status": 503, "body": {}})).unwrap();
    let offline = listed(&app).await;
    assert!(offline.problem.is_some());
    assert_eq!(offline.fields, fields.fields, "what was counted last stands");
}

#[tokio::test]
async fn a_chosen_field_is_read_with_the_records_and_answers_questions() {
    let app = with_fields().await;
    assert!(!ask(&app, "When do they renew?").await.answer.items.iter().any(|item| item.text.contains("30 June 2027")));
    choose(&app, "deal", &["Renewal date"]).await.unwrap();
    choose(&app, "company", &["erp"]).await.unwrap();
    let chosen = choose(&app, "contact", &["assistant"]).await.unwrap();
    assert_eq!(chosen.reading, ["contacts", "companies", "deals"]);
    let report = app.sync().await;
    assert!(!report.full, "nothing but those types is read again");
    assert_eq!(listed(&app).await.reading, [""; 0]);
    assert_eq!(app.differences().await, Vec::<String>::new());

    let (deal, open) = (app.record("harbourline/rollout"), app.open().await);
    for (question, said, source) in [
        ("When do they renew?", "Renewal date: 30 June 2027", &deal),
        ("What is the renewal date?", "Renewal date: 30 June 2027", &deal),
        ("Which ERP system do they use?", "ERP system: “SAP <b>Business One</b>”", &app.record("harbourline")),
        ("Who is Petra's assistant?", "Petra Lang: Assistant: “Joost Veen”", &app.record("harbourline/petra")),
    ] {
        let report = ask(&app, question).await;
        let first = report.answer.items.first().unwrap_or_else(|| panic!("{question}: {:#?}", report.answer));
        assert!(report.answer.found && first.verified && first.kind == ItemKind::Derived, "{question}: {first:?}");
        assert!(first.text.starts_with(said), "{question}: {}", first.text);
        let cited = app::cite(&open, &first.citations[0].to_string()).unwrap();
        assert_eq!((&cited.record, cited.changed), (source, false), "{question}");
    }
    let facts = app::account(&open, &app.record("harbourline").to_string(), now()).unwrap().facts;
    let fact = |label: &str| facts.iter().find(|fact| fact.label.starts_with(label)).map(|fact| fact.value.as_str());
    assert_eq!((fact("ERP system"), fact("Renewal date")), (Some("SAP <b>Business One</b>"), Some("30 June 2027")));
    // A question for something else is none for the field.
    let report = ask(&app, "When do they renew the insurance of the ships?").await;
    assert!(!report.answer.items.iter().any(|item| item.text.contains("30 June 2027")), "{:#?}", report.answer);
    drop(open);

    // What changes there later comes as any other change does, and what is dropped answers nothing any more.
    fill(&app, &deal, json!({"renews_on": "2028-01-31"}));
    app.sync().await;
    assert!(ask(&app, "When do they renew?").await.answer.items[0].text.starts_with("Renewal date: 31 January 2028"));
    app::drop_own_fields(
        &app::open_for_writing(&app.settings).await.unwrap().open,
        "deal",
        &["renews_on".to_owned()],
        journeys::now(),
    )
    .unwrap();
    app.sync_fully().await;
    assert!(
        !ask(&app, "When do they renew?").await.answer.items.iter().any(|item| item.text.contains("31 January 2028"))
    );
}

#[tokio::test]
async fn what_is_no_field_of_theirs_cannot_be_chosen() {
    let app = with_fields().await;
    for (object, name) in
        [("deal", "amount"), ("deal", "nothing_like_it"), ("note", "renews_on"), ("planet", "renews_on")]
    {
        let error = choose(&app, object, &[name]).await.unwrap_err();
        assert_eq!(error.code, app::ErrorCode::Usage, "{object} {name}");
        assert!(error.hint.is_some(), "{object} {name}: what is one to do?");
    }
    assert!(listed(&app).await.fields.iter().all(|field| !field.chosen));
    // A second field of the same label has to be named by its own name.
    make(&app, "deal", "renews_on_2", "Renewal date", "date");
    app.sync_fully().await;
    assert_eq!(choose(&app, "deal", &["Renewal date"]).await.unwrap_err().code, app::ErrorCode::Usage);
    assert!(field(&choose(&app, "deal", &["renews_on_2"]).await.unwrap(), "renews_on_2").chosen);
}

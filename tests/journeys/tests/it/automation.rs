//! What happens starts drafts: found by a sync, pointed at by a webhook, or told by the clock; and never a write.

use app::{
    ApproveRequest, ErrorCode, ListenReporter, ListenRequest, Phraser, PushRequest, PushSilent, SyncRequest, Worked,
};
use domain::{ObjectType, RecordId};
use hubspot_sim::{PortalKind, SimConfig};
use jiff::{SignedDuration, Timestamp};
use journeys::{
    TestApp, create,
    model_server::{Asked, server_with},
    now, sample,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

const DEAL: &str = "harbourline/rollout";

async fn synced() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app
}

/// An app in which some rules are on, from now.
async fn with_rules(rules: &[&str]) -> TestApp {
    let app = synced().await;
    switch(&app, rules).await;
    assert_eq!(work(&app).await.runs, [], "what was here before is no news");
    app
}

async fn switch(app: &TestApp, rules: &[&str]) {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    for rule in rules {
        let shown = app::switch_rule(&app.settings, &writable.open, rule, true, app.settings.now()).unwrap();
        assert!(shown.rules.iter().any(|one| one.id == *rule && one.enabled));
    }
}

/// Writes a file of the team's own rules.
fn own_rules(app: &TestApp, text: &str) {
    let folder = app.settings.home.join("rules");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("own.toml"), text).unwrap();
}

/// What the simulator makes it makes in the minutes after the fixed moment.
fn soon() -> Timestamp {
    now() + SignedDuration::from_mins(10)
}

async fn work(app: &TestApp) -> Worked {
    work_at(app, soon()).await
}

async fn work_at(app: &TestApp, at: Timestamp) -> Worked {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let phraser = Phraser::chosen(&app.settings, Arc::default()).unwrap();
    let (model, cancel) = (app::Model::none(), CancellationToken::new());
    let worked = app::work_events(&app.settings, &writable.open, &model, &phraser, at, &cancel).await.unwrap();
    // Shown where a test fails.
    println!("{worked:#?}");
    worked
}

/// What was made of what happened: rule, draft and outcome.
fn told(worked: &Worked) -> Vec<(&str, &str, &str)> {
    worked.runs.iter().map(|run| (run.rule.as_str(), run.draft.as_str(), run.outcome.as_str())).collect()
}

/// Moves a deal to another stage than it is in.
async fn move_on(app: &TestApp, deal: &RecordId) {
    let record = journeys::records(&app.crm, deal.object).await.remove(&deal.id).unwrap();
    let is_there = record["properties"]["dealstage"] == "contractsent";
    edit(app, deal, json!({"dealstage": if is_there { "decisionmakerboughtin" } else { "contractsent" }}));
}

fn edit(app: &TestApp, id: &RecordId, properties: Value) {
    let edit = json!({"op": "edit", "type": id.object.singular(), "id": id.id, "properties": properties});
    app.crm.mutate(&edit).unwrap();
}

/// A mail of Petra's, as HubSpot logs it.
async fn mail(app: &TestApp, subject: &str, text: &str) -> RecordId {
    let petra = app.record("harbourline/petra");
    let contact = journeys::records(&app.crm, ObjectType::Contact).await.remove(&petra.id).unwrap();
    let company = app.record("harbourline");
    let properties = json!({
        "hs_timestamp": now().to_string(), "hs_email_direction": "INCOMING_EMAIL", "hs_email_status": "SENT",
        "hs_email_subject": subject, "hs_email_text": text,
        "hs_email_from_email": contact["properties"]["email"], "hs_email_from_firstname": "Petra", "hs_email_from_lastname": "Lang",
    });
    let id = create(app, "email", properties, &[("contact", petra.id.as_str()), ("company", company.id.as_str())]);
    RecordId::new(ObjectType::Email, id)
}

async fn counts(app: &TestApp) -> std::collections::BTreeMap<String, u32> {
    app::rules(&app.settings, &app.open().await, app.settings.now()).unwrap().counts
}

#[tokio::test]
async fn a_mail_on_an_open_deal_has_its_reply_begun_once() {
    let app = with_rules(&["mail-reply"]).await;
    let id =
        mail(&app, "The review", "Hello,\n\nwhich of the ten points do you need from us by Friday?\n\nPetra").await;
    app.sync().await;
    let worked = work(&app).await;
    assert_eq!(told(&worked), [("mail-reply", "reply", "made")]);
    assert_eq!(worked.runs[0].record, id.to_string());
    let open = app.open().await;
    let begun = app::unsent(&open).unwrap();
    assert_eq!(begun.len(), 1);
    assert_eq!(
        (begun[0].name.as_str(), begun[0].title.as_deref()),
        (format!("reply {id} brief").as_str(), Some("Reply"))
    );
    assert!(begun[0].texts[1].contains("which of the ten points"), "{:?}", begun[0].texts);
    drop(open);
    // However often it is synced and worked, it is one mail.
    app.sync_fully().await;
    assert_eq!(told(&work(&app).await), []);
    // What the rep has begun is never replaced by a rule.
    assert_eq!(app.crm.stats()["created"]["notes"], 0);
    // What the rep makes of it and wants on record is filed.
    let mail = app::FileMailRequest {
        draft: String::new(),
        kind: app::DraftKind::Reply,
        target: id.to_string(),
        subject: "Re: The review".to_owned(),
        body: "Hello Petra,\n\nwe need all ten by Friday.\n\nMaren".to_owned(),
    };
    app::file_mail(&app::open_for_writing(&app.settings).await.unwrap().open, &mail, now()).unwrap();
    assert_eq!(file_all(&app).await.len(), 1);
    let notes = journeys::records(&app.crm, ObjectType::Note).await;
    let says = |note: &Value| {
        note["properties"]["hs_note_body"].as_str().is_some_and(|body| body.contains("all ten by Friday"))
    };
    assert_eq!(notes.values().filter(|note| says(note)).count(), 1);
}

#[tokio::test]
async fn a_rule_waits_for_what_has_to_hold() {
    let app = with_rules(&["mail-reply"]).await;
    edit(&app, &app.record(DEAL), json!({"dealstage": "closedlost"}));
    mail(&app, "Thank you", "Could you send the invoice once more?\n\nPetra").await;
    app.sync().await;
    assert_eq!(told(&work(&app).await), []);
}

#[tokio::test]
async fn a_stage_starts_a_value_that_is_approved_and_filed_and_its_echo_starts_nothing() {
    let app = synced().await;
    app::schema_apply(&app.settings).await.unwrap();
    app.sync_fully().await;
    own_rules(
        &app,
        "[[rule]]\nid = 'signals-by-stage'\nname = 'Signals when a deal moves'\nevent = 'deal.stage_changed'\ndraft = ['signals']\n\n\
         [[rule]]\nid = 'by-objection'\nname = 'Tasks by objection'\nevent = 'record.changed'\nproperty = 'stated_objection'\ndraft = ['tasks']\n",
    );
    app.crm.mutate(&json!({"op": "watch", "type": "deal", "property": "stated_objection"})).unwrap();
    switch(&app, &["signals-by-stage", "by-objection"]).await;
    work(&app).await;
    let deal = app.record(DEAL);
    move_on(&app, &deal).await;
    app.sync().await;
    let worked = work(&app).await;
    assert_eq!(told(&worked), [("signals-by-stage", "signals", "made")]);
    let event = worked.runs[0].event.clone();

    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let waiting = app::proposals(&writable.open).unwrap().proposals;
    assert!(
        !waiting.is_empty() && waiting.iter().all(|one| one.rule.as_deref() == Some("signals-by-stage")),
        "{waiting:#?}"
    );
    for one in &waiting {
        let request = ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None };
        app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    }
    drop(writable);
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:?}");
    assert_eq!(app.crm.stats()["workflow_runs"], 1, "the portal's own workflow on the objection ran once");
    // The id of what happened has come along to the write.
    let file = app.settings.home.join("log.jsonl");
    app::export_audit(&app::open_for_writing(&app.settings).await.unwrap().open, &file, now()).unwrap();
    let log = std::fs::read_to_string(&file).unwrap();
    let approved = log.lines().filter(|line| line.contains("\"approved\"")).collect::<Vec<_>>();
    assert!(!approved.is_empty() && approved.iter().all(|line| line.contains(&event)), "{approved:#?}");

    app.sync().await;
    assert_eq!(told(&work(&app).await), [], "what we filed is no news");
    assert_eq!(counts(&app).await["echo"], 1);
    // The same property, changed by somebody else, is.
    edit(&app, &deal, json!({"stated_objection": "Somebody else's words"}));
    app.sync().await;
    let worked = work(&app).await;
    assert_eq!(
        worked.runs.iter().map(|run| run.rule.as_str()).collect::<BTreeSet<_>>(),
        BTreeSet::from(["by-objection"])
    );
}

#[tokio::test]
async fn every_shipped_rule_that_needs_no_model_drafts_what_it_says() {
    let rules = [
        "call-notes",
        "conversation-notes",
        "stage-summary",
        "won-hand-off",
        "silent-account",
        "form-first-touch",
        "churn-risk",
    ];
    let app = synced().await;
    app::schema_apply(&app.settings).await.unwrap();
    app.sync_fully().await;
    switch(&app, &rules).await;
    work(&app).await;
    // A call with its words, a deal that moves and one that is won, a form, a risk.
    let (petra, company) = (app.record("harbourline/petra"), app.record("harbourline"));
    let call = create(
        &app,
        "call",
        json!({"hs_timestamp": now().to_string(), "hs_call_status": "COMPLETED", "hs_call_title": "A word on the rollout", "hs_call_duration": "600000"}),
        &[("contact", petra.id.as_str()), ("company", company.id.as_str())],
    );
    move_on(&app, &app.record(DEAL)).await;
    edit(&app, &app.record("kestrel/sites"), json!({"dealstage": "closedwon"}));
    edit(
        &app,
        &petra,
        json!({"recent_conversion_date": now().to_string(), "recent_conversion_event_name": "Demo request"}),
    );
    edit(&app, &company, json!({"ai_churn_risk": "high"}));
    app.sync().await;
    let said = "Petra Lang: We will sign by Friday if the export is in the contract, the board agreed to that.\nMaren Holt: I will send you the paragraph tomorrow morning.\nPetra Lang: Our worry is the price of forty more users, it is too high for us this year.\n";
    let file = app.settings.home.join("call.txt");
    std::fs::write(&file, said).unwrap();
    // The clock of journeys is a fixed one: a file of a later day would not be known yet.
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(now().into()).unwrap();
    let import = app::ImportRequest {
        files: vec![file.display().to_string()],
        call: Some(format!("call:{call}")),
        ..app::ImportRequest::default()
    };
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::import(&writable.open, &app::Model::none(), &import, now(), &CancellationToken::new()).await.unwrap();
    drop(writable);
    let worked = work(&app).await;
    let made: BTreeSet<(&str, &str, &str)> = told(&worked).into_iter().collect();
    let expected = [
        ("call-notes", "note", "made"),
        ("call-notes", "follow-up", "made"),
        ("stage-summary", "executive-summary", "made"),
        ("won-hand-off", "hand-off", "made"),
        ("form-first-touch", "task", "made"),
        ("form-first-touch", "score", "nothing"),
        ("churn-risk", "task", "made"),
    ];
    for one in expected {
        assert!(made.contains(&one), "{one:?} is not in {:#?}", worked.runs);
    }
    // The note was there when the conversation's own rule came to it.
    assert!(
        made.iter().any(|(rule, draft, outcome)| (*rule, *draft, *outcome) == ("conversation-notes", "note", "same")),
        "{made:?}"
    );
    let tasks: Vec<_> =
        app::proposals(&app.open().await).unwrap().proposals.into_iter().filter(|one| one.kind == "task").collect();
    let form =
        tasks.iter().find(|task| task.title == "Call Petra Lang: they filled in a form").expect("the form's task");
    assert_eq!(form.due, Some(soon() + SignedDuration::from_hours(2)));
    assert_eq!((form.priority, form.task_type), (Some(domain::Priority::High), Some(domain::TaskType::Call)));
    // Score and persona need a model, and say so.
    let score = worked.runs.iter().find(|run| run.draft == "score").unwrap();
    assert!(score.detail.contains("model"), "{}", score.detail);
    // What the rep approves is filed, all of it: a colleague's task by the colleague's name.
    let kinds: BTreeSet<String> = file_all(&app).await.into_iter().map(|one| one.kind).collect();
    assert!(["note", "task"].iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
}

/// Approves everything that waits, typing what has to be typed, and files it. Returns what was filed.
async fn file_all(app: &TestApp) -> Vec<app::ProposalView> {
    let waiting = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let all = app::proposals(&writable.open).unwrap().proposals.into_iter();
        let waiting: Vec<_> =
            all.filter(|one| one.status == app::ProposalStatus::Proposed && one.held.is_none()).collect();
        for one in &waiting {
            let request =
                ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: one.confirm.clone() };
            app::approve(&writable.open, &[request], now()).unwrap();
        }
        waiting
    };
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    for entry in &report.entries {
        assert_eq!(entry.status, "verified", "{entry:?}");
    }
    assert_eq!(report.entries.len(), waiting.len());
    waiting
}

/// What a model reads in the mails: how likely it is that a line raises a doubt.
async fn read(app: &TestApp) -> Vec<(String, f32)> {
    let open = app.open().await;
    let mut read = Vec::new();
    for account in open.database.accounts(soon()).unwrap() {
        let texts = open.database.documents(&account.id, soon()).unwrap();
        let rows: Vec<i64> = texts.iter().map(|text| text.id).collect();
        let lines = open.database.read_lines(&rows).unwrap();
        for text in texts.iter().filter(|text| text.document.record.object == ObjectType::Email) {
            let says =
                lines.get(&text.id).into_iter().flatten().map(|line| line.says.tells(domain::Category::Objection));
            read.push((text.document.text.clone(), says.reduce(f32::max).unwrap_or(-1.0)));
        }
    }
    read
}

/// What a model reads in a mail starts a task, which is filed. A small portal, so that all of it is read by the real models.
#[tokio::test]
async fn a_doubt_in_a_mail_starts_a_task_that_is_filed() {
    let portal = PortalKind::Generated { contacts: 3, companies: 1, deals: 1, tickets: 0, activities: 4 };
    let app = TestApp::connected_to(SimConfig { portal, ..sample() }).await;
    let embedded = SyncRequest { embed: true, ..SyncRequest::default() };
    app.sync_as(embedded).await;
    switch(&app, &["doubt-in-a-mail"]).await;
    work(&app).await;
    let (contact, _) = journeys::records(&app.crm, ObjectType::Contact).await.into_iter().next().unwrap();
    let (deal, _) = journeys::records(&app.crm, ObjectType::Deal).await.into_iter().next().unwrap();
    let (company, _) = journeys::records(&app.crm, ObjectType::Company).await.into_iter().next().unwrap();
    edit(&app, &RecordId::new(ObjectType::Deal, &deal), json!({"dealstage": "contractsent"}));
    let address = app.crm.mutate(&json!({"op": "edit", "type": "contact", "id": contact, "properties": {"email": "nora.vance@northgate.example"}}));
    address.unwrap();
    let write = |subject: &str, text: &str| {
        let properties = json!({
            "hs_timestamp": now().to_string(), "hs_email_direction": "INCOMING_EMAIL", "hs_email_status": "SENT",
            "hs_email_subject": subject, "hs_email_text": text, "hs_email_from_email": "nora.vance@northgate.example",
        });
        create(&app, "email", properties, &[("contact", &contact), ("company", &company), ("deal", &deal)])
    };
    write("Thursday", "Hello,\n\nThursday at ten suits me. I will bring the floor plan.\n\nNora");
    app.sync_as(embedded).await;
    assert_eq!(work(&app).await.made, 0, "who says yes to a day raises no doubt");
    write(
        "Your offer",
        "Hello,\n\nI am afraid the price is far too high for us. My biggest worry is that our people will not use it, and I do not think we can sign this.\n\nNora",
    );
    app.sync_as(embedded).await;
    let worked = work(&app).await;
    assert!(told(&worked).contains(&("doubt-in-a-mail", "task", "made")), "{:#?} {:#?}", worked.runs, read(&app).await);
    let filed = file_all(&app).await;
    assert!(filed.iter().any(|one| one.kind == "task" && one.title.contains("their mail raises a doubt")), "{filed:?}");
}

#[tokio::test]
async fn silence_and_the_morning_are_told_by_the_clock_once() {
    let app = synced().await;
    switch(&app, &["morning-digest"]).await;
    // It is nine in Berlin, and eight o'clock has passed.
    assert_eq!(told(&work(&app).await), [("morning-digest", "digest", "made")]);
    assert_eq!(told(&work(&app).await), []);
    let tomorrow = now() + SignedDuration::from_hours(22);
    assert_eq!(told(&work_at(&app, tomorrow).await), [], "it is six in the morning");
    let later = tomorrow + SignedDuration::from_hours(2);
    assert_eq!(told(&work_at(&app, later).await), [("morning-digest", "digest", "made")]);
    assert_eq!(told(&work_at(&app, later + SignedDuration::from_mins(5)).await), []);
    // What the rep takes from the day's digest is filed.
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let digest = app::digest(&writable.open, &app::DigestRequest::default(), later).unwrap();
        let account = digest.parts.iter().flat_map(|part| &part.lines).find_map(|line| line.account.clone()).unwrap();
        app::propose_digest(&writable.open, &account, app::DigestAs::Task, later).unwrap();
    }
    assert_eq!(file_all(&app).await.iter().filter(|one| one.kind == "task").count(), 1);
}

#[tokio::test]
async fn a_rule_keeps_to_its_hours_and_to_its_number_of_drafts() {
    let app = synced().await;
    let rule = |quiet: &str| {
        format!(
            "[[rule]]\nid = 'own'\nname = 'Own'\nevent = 'email.received'\ndraft = ['reply']\nper_day = 2\nquiet = '{quiet}'\n"
        )
    };
    own_rules(&app, &rule("08:00-10:00"));
    switch(&app, &["own"]).await;
    work(&app).await;
    for number in 1..=3 {
        mail(&app, "A question", &format!("Could you tell me the price of package {number}?\n\nPetra")).await;
    }
    app.sync().await;
    let worked = work(&app).await;
    assert_eq!((told(&worked), worked.put_off), (Vec::new(), 3), "it is nine in Berlin");
    let worked = work_at(&app, now() + SignedDuration::from_mins(61)).await;
    assert_eq!(told(&worked), [("own", "reply", "made"), ("own", "reply", "made"), ("own", "reply", "capped")]);
    let shown = app::rules(&app.settings, &app.open().await, now() + SignedDuration::from_mins(61)).unwrap();
    assert_eq!(shown.rules.iter().find(|rule| rule.id == "own").unwrap().made_today, 2);
}

#[tokio::test]
async fn what_a_rule_would_have_drafted_is_shown_before_it_is_on() {
    let app = synced().await;
    let open = app.open().await;
    let tried = app::rehearse(&app.settings, &open, "mail-reply", None, now()).unwrap();
    assert!(0 < tried.total && tried.would_start <= tried.total);
    assert!(tried.happened.windows(2).all(|pair| pair[1].at <= pair[0].at), "newest first");
    assert!(tried.happened.iter().all(|one| tried.since <= one.at && one.would_start == one.unmet.is_empty()));
    let one = &tried.happened[0].record;
    let only = app::rehearse(&app.settings, &open, "mail-reply", Some(one), now()).unwrap();
    assert_eq!((only.total, only.happened.len()), (1, 1));
    assert_eq!(app::rehearse(&app.settings, &open, "no-such-rule", None, now()).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(app::proposals(&open).unwrap().proposals, []);
    assert_eq!(app::unsent(&open).unwrap(), []);
}

/// Hears where the receiver listens, what it takes in, and what was made.
struct Heard {
    address: watch::Sender<Option<SocketAddr>>,
    accepted: Mutex<Vec<String>>,
    made: watch::Sender<Vec<String>>,
}

impl ListenReporter for Heard {
    fn listening(&self, address: SocketAddr) {
        self.address.send_replace(Some(address));
    }

    fn accepted(&self, event: &app::Accepted) {
        self.accepted.lock().unwrap().push(event.record.clone());
    }

    fn worked(&self, outcome: &Result<Worked, app::AppError>) {
        let worked = outcome.as_ref().unwrap();
        let new: Vec<String> =
            worked.runs.iter().map(|run| format!("{} {} {}", run.rule, run.draft, run.outcome)).collect();
        self.made.send_modify(|made| made.extend(new));
    }
}

/// Has the simulator send a delivery, and tells how each was answered.
async fn deliver(app: &TestApp, order: &Value) -> Vec<u64> {
    let sent = transport::client()
        .unwrap()
        .post(format!("{}/_sim/webhook", app.crm.url()))
        .body(order.to_string())
        .send()
        .await
        .unwrap();
    let told: Value = serde_json::from_str(&sent.text().await.unwrap()).unwrap();
    told["statuses"]
        .as_array()
        .unwrap_or_else(|| panic!("{told}"))
        .iter()
        .map(|status| status.as_u64().unwrap_or(0))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signed_webhook_starts_one_draft_and_nothing_else_is_let_in() {
    let app = with_rules(&["stage-summary"]).await;
    let (address, mut is_listening) = watch::channel(None);
    let (made, mut has_made) = watch::channel(Vec::new());
    let heard = Arc::new(Heard { address, accepted: Mutex::default(), made });
    let cancel = CancellationToken::new();
    let listening = tokio::spawn({
        let (settings, heard, cancel) = (app.settings.clone(), heard.clone(), cancel.clone());
        let secret = hubspot::Secret::new(&app.crm.client_secret());
        let request = ListenRequest { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 0, public_url: None, secret };
        async move { app::listen(&settings, request, heard, &cancel).await }
    });
    let at = is_listening.wait_for(Option::is_some).await.unwrap().unwrap();
    let deal = app.record(DEAL);
    let event = json!({"type": "deal", "id": deal.id, "property": "dealstage", "value": "not what HubSpot has"});
    let order = |more: Value| {
        let mut order = json!({"url": format!("http://{at}/any/path?x=%40"), "kind": "app", "events": [event]});
        order.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        order
    };
    // Nothing has changed yet: the payload's own words are not believed.
    assert_eq!(deliver(&app, &order(json!({"events": [{"type": "deal", "id": deal.id, "eventId": 1}]}))).await, [204]);
    move_on(&app, &deal).await;
    assert_eq!(deliver(&app, &order(json!({"repeat": 4}))).await, [204; 5]);
    let wait = tokio::time::timeout(Duration::from_secs(60), has_made.wait_for(|made| !made.is_empty())).await;
    assert_eq!(*wait.unwrap().unwrap(), ["stage-summary executive-summary made"]);

    // What is forged, late, too long or no delivery is refused; what is another portal's or our own is not taken in.
    assert_eq!(deliver(&app, &order(json!({"bad_signature": true}))).await, [401]);
    assert_eq!(deliver(&app, &order(json!({"age_ms": 301_000}))).await, [401]);
    assert_eq!(deliver(&app, &order(json!({"signed_url": "https://elsewhere.example/"}))).await, [401]);
    let long = "x".repeat(1 << 20);
    assert_eq!(
        deliver(&app, &order(json!({"events": [{"type": "deal", "id": deal.id, "value": long, "property": "p"}]})))
            .await,
        [413]
    );
    let many = vec![event.clone(); 101];
    assert_eq!(deliver(&app, &order(json!({"events": many}))).await, [400]);
    assert_eq!(deliver(&app, &order(json!({"events": [{"type": "deal", "id": deal.id, "portalId": 1}]}))).await, [204]);
    let own = json!({"type": "deal", "id": deal.id, "changeSource": "INTEGRATION", "appId": 5, "sourceId": "5"});
    assert_eq!(deliver(&app, &order(json!({"events": [own]}))).await, [204]);
    // A workflow signs in its own way; a record that is gone starts nothing.
    let gone = json!({"type": "deal", "id": "999"});
    assert_eq!(deliver(&app, &order(json!({"kind": "workflow", "events": [gone]}))).await, [204]);
    cancel.cancel();
    let report = listening.await.unwrap().unwrap();
    assert_eq!(heard.accepted.lock().unwrap().iter().filter(|record| **record == deal.to_string()).count(), 2);
    assert_eq!((report.counts["duplicate"], report.counts["other_portal"], report.counts["echo"]), (4, 1, 1));
    let waiting = app::proposals(&app.open().await).unwrap().proposals;
    assert_eq!(waiting.len(), 1, "five deliveries of one change are one draft: {waiting:#?}");

    // What came in before the end is worked at the next start.
    let worked = work(&app).await;
    assert_eq!(told(&worked), []);
    let events = app.open().await.database.latest_events(10).unwrap();
    let of_gone = events.iter().find(|event| event.record.id == "999").unwrap();
    assert_eq!(of_gone.state.as_str(), "dropped", "{of_gone:?}");
}

#[tokio::test]
async fn what_hubspot_does_not_answer_is_tried_again_and_given_up_with_a_reason() {
    let app = with_rules(&["stage-summary"]).await;
    let deal = app.record(DEAL);
    let event = store::NewEvent {
        key: "0123456789abcdef0123456789abcdef".to_owned(),
        source: "webhook",
        what: "look".to_owned(),
        record: deal.clone(),
        property: String::new(),
        at: now(),
        cause: String::new(),
    };
    app.open().await;
    app::open_for_writing(&app.settings).await.unwrap().open.database.add_events(&[event], now()).unwrap();
    let path = format!("/crm/objects/2026-03/{}/batch/read", deal.object.plural());
    app.crm.mutate(&json!({"op": "answer", "path": path, "status": 403, "body": {"category": "FORBIDDEN"}})).unwrap();
    let mut at = now();
    let mut dead = 0;
    for _ in 0..8 {
        let worked = work_at(&app, at).await;
        dead += worked.dead;
        at += SignedDuration::from_hours(3);
    }
    assert_eq!(dead, 1);
    let event = app.open().await.database.latest_events(1).unwrap().remove(0);
    assert_eq!((event.state.as_str(), event.attempts), ("dead", 7));
    assert!(event.reason.starts_with("Given up after 8 attempts: "), "{}", event.reason);
}

/// What a model might say of a form or a ticket: their own words, under each heading that the kind has.
fn said(asked: &Asked) -> Value {
    let sources = asked.sources();
    let (id, text) = sources.first().expect("there is something to cite");
    let sentence = text.split_inclusive(['.', '?', '!']).next().unwrap_or(text).trim();
    let item = |section: &str| json!({"text": sentence, "kind": "quote", "sources": [id], "section": section});
    let (sections, fields): (&[&str], Value) = if asked.system.contains("# Lead score") {
        (&["reason", "action"], json!({"score": 55, "unknown": []}))
    } else if asked.system.contains("# Persona") {
        (&["persona", "pain_point", "fit"], json!({"seniority": "lead", "function": "legal", "fit": "strong"}))
    } else if asked.system.contains("# Triage of a ticket") {
        (
            &["summary", "answer"],
            json!({"category": 1, "priority": "high", "sentiment": "negative", "owner": null, "stage": null}),
        )
    } else {
        (&["subject", "body", "ask"], json!({}))
    };
    let mut said = json!({"items": sections.iter().map(|section| item(section)).collect::<Vec<_>>()});
    if fields.as_object().is_some_and(|fields| !fields.is_empty()) {
        said["fields"] = fields;
    }
    said
}

#[tokio::test]
async fn rules_that_need_a_model_go_from_what_happened_to_what_is_filed() {
    let app = synced().await;
    app::schema_apply(&app.settings).await.unwrap();
    app.sync_fully().await;
    switch(&app, &["form-first-touch", "ticket-triage"]).await;
    work(&app).await;
    let (petra, company) = (app.record("harbourline/petra"), app.record("harbourline"));
    edit(
        &app,
        &petra,
        json!({"recent_conversion_date": now().to_string(), "recent_conversion_event_name": "Demo request"}),
    );
    let ticket = create(
        &app,
        "ticket",
        json!({"subject": "The export stops", "content": "The export stops half-way. Nothing is lost so far.", "hs_pipeline": "0", "hs_pipeline_stage": "1"}),
        &[("contact", petra.id.as_str()), ("company", company.id.as_str())],
    );
    app.sync().await;
    let (address, _) = server_with(200, Duration::ZERO, said).await;
    let mut config = llm::configured("compatible:tiny", Some(&address), None).unwrap().unwrap();
    config.context_tokens = 60_000;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let (model, phraser) = (app::Model::none(), Phraser::of(Some(config)).unwrap());
    let cancel = CancellationToken::new();
    let worked = app::work_events(&app.settings, &writable.open, &model, &phraser, soon(), &cancel).await.unwrap();
    let made: BTreeSet<(&str, &str, &str)> = told(&worked).into_iter().collect();
    let expected = [
        ("form-first-touch", "first-touch", "made"),
        ("form-first-touch", "persona", "made"),
        ("form-first-touch", "score", "made"),
        ("form-first-touch", "task", "made"),
        ("ticket-triage", "triage", "made"),
    ];
    assert_eq!(made, expected.into(), "{worked:#?}");
    // The first mail and the answer to the ticket wait as mails that are unsent.
    let begun: BTreeSet<String> = app::unsent(&writable.open).unwrap().into_iter().map(|one| one.name).collect();
    let mails = [format!("mail first-touch {petra} brief"), format!("mail triage ticket:{ticket} brief")];
    assert_eq!(begun, mails.into());
    for one in app::proposals(&writable.open).unwrap().proposals {
        assert!(one.rule.is_some(), "{one:#?}");
        let request = ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None };
        app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    }
    drop(writable);
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:#?}");
    let filed = journeys::records(&app.crm, ObjectType::Contact).await.remove(&petra.id).unwrap();
    assert_eq!(filed["properties"]["ai_lead_score"], "55");
    let filed = journeys::records(&app.crm, ObjectType::Ticket).await.remove(&ticket).unwrap();
    assert_eq!(filed["properties"]["ai_category"], "Product issue");
}

#[tokio::test]
async fn over_a_week_of_five_thousand_events_caps_and_quiet_hours_hold_and_nothing_is_drafted_twice() {
    const A_DAY: usize = 6;
    let app = synced().await;
    own_rules(
        &app,
        &format!(
            "[[rule]]\nid = 'week'\nname = 'A week'\nevent = 'deal.stage_changed'\ndraft = ['executive-summary', {{ task = 'Call {{who}}', due = '1 day' }}]\n\
             per_day = {A_DAY}\nquiet = '20:00-07:30'\n"
        ),
    );
    switch(&app, &["week"]).await;
    work(&app).await;
    let deals: Vec<RecordId> = {
        let open = app.open().await;
        open.database.records(ObjectType::Deal).unwrap().into_iter().map(|deal| deal.id).collect()
    };
    let (start, zone) = (now(), journeys::zone());
    let mut made_on: std::collections::BTreeMap<jiff::civil::Date, usize> = std::collections::BTreeMap::new();
    let mut events = 0;
    for hour in 0..168 {
        let at = start + SignedDuration::from_hours(hour);
        let new: Vec<store::NewEvent> = (0..30)
            .map(|number| store::NewEvent {
                key: format!("{:032x}", events + number),
                source: "sync",
                what: "deal.stage_changed".to_owned(),
                record: deals[(events + number) % deals.len()].clone(),
                property: "dealstage".to_owned(),
                at,
                cause: String::new(),
            })
            .collect();
        events += new.len();
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        writable.open.database.add_events(&new, at).unwrap();
        let (model, phraser, cancel) = (app::Model::none(), Phraser::none(), CancellationToken::new());
        let worked = app::work_events(&app.settings, &writable.open, &model, &phraser, at, &cancel).await.unwrap();
        let local = at.to_zoned(zone.clone());
        let made = worked.runs.iter().filter(|run| run.outcome == "made").count();
        let is_quiet = !(7.5..20.0).contains(&(f64::from(local.hour()) + f64::from(local.minute()) / 60.0));
        assert!(made == 0 || !is_quiet, "{made} at {local}");
        *made_on.entry(local.date()).or_default() += made;
    }
    assert!(5_000 <= events && made_on.values().all(|made| *made <= A_DAY), "{made_on:?}");
    let waiting = app::proposals(&app.open().await).unwrap().proposals;
    let mut once: BTreeSet<(String, String)> = BTreeSet::new();
    for one in &waiting {
        assert!(once.insert((one.target.clone(), one.title.clone())), "{} of {} twice", one.title, one.target);
    }
    assert!(!waiting.is_empty() && waiting.len() <= 2 * deals.len(), "{}", waiting.len());
}

#[tokio::test]
async fn an_account_that_has_gone_silent_has_a_mail_begun_and_its_tasks_filed() {
    let app = with_rules(&["silent-account"]).await;
    let worked = work_at(&app, now() + SignedDuration::from_hours(24 * 45)).await;
    let silent: BTreeSet<&str> = worked.runs.iter().map(|run| run.record.as_str()).collect();
    assert!(!silent.is_empty(), "{worked:#?}");
    for draft in ["nudge", "tasks"] {
        assert!(told(&worked).contains(&("silent-account", draft, "made")), "{draft}: {:#?}", worked.runs);
    }
    let begun = app::unsent(&app.open().await).unwrap();
    assert!(begun.iter().any(|one| one.name.starts_with("mail nudge ")), "{begun:#?}");
    let filed = file_all(&app).await;
    assert!(!filed.is_empty() && filed.iter().all(|one| one.kind == "task"), "{filed:#?}");
    let tasks = journeys::records(&app.crm, ObjectType::Task).await;
    for one in &filed {
        assert_eq!(one.rule.as_deref(), Some("silent-account"));
        assert!(
            tasks.values().any(|task| task["properties"]["hs_task_subject"] == one.title.as_str()),
            "{}",
            one.title
        );
    }
    // The same silence starts nothing again.
    let again = work_at(&app, now() + SignedDuration::from_hours(24 * 45 + 1)).await;
    assert!(again.runs.iter().all(|run| run.outcome != "made"), "{:#?}", again.runs);
}

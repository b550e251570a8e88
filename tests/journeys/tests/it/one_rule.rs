//! One rule for each thing: which deal, which meeting, whose clock, which currency, whose value, and what a draft is made of. Each was told
//! differently at several places once.

use app::{
    AppError, ApproveRequest, BriefRequest, DraftKind, DraftReport, FileMailRequest, Model, PhraseRequest, Phraser,
    ProposalView, PushRequest, PushSilent, ReplyRequest, Silent,
};
use domain::{ObjectType, RecordId};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use journeys::{
    TestApp,
    model_server::{Asked, server, server_with},
    now, sample,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tokio_util::sync::CancellationToken;

fn create(app: &TestApp, object: &str, properties: Value, associations: &[(&str, &str)]) -> String {
    let associations: Vec<Value> = associations.iter().map(|(kind, id)| json!({"type": kind, "id": id})).collect();
    let create = json!({"op": "create", "type": object, "properties": properties, "associations": associations});
    app.crm.mutate(&create).unwrap()["id"].as_str().unwrap().to_owned()
}

fn deal(app: &TestApp, company: &str, name: &str, more: Value) -> String {
    let mut properties = json!({"dealname": name, "pipeline": "default", "dealstage": "qualifiedtobuy"});
    for (name, value) in more.as_object().unwrap() {
        properties[name] = value.clone();
    }
    create(app, "deal", properties, &[("company", company)])
}

fn meeting(app: &TestApp, title: &str, (starts, ends): (&str, &str), outcome: &str, with: &[(&str, &str)]) -> String {
    let properties = json!({
        "hs_timestamp": starts, "hs_meeting_start_time": starts, "hs_meeting_end_time": ends, "hs_meeting_title": title,
        "hs_meeting_outcome": outcome, "hubspot_owner_id": app.crm.me().0,
    });
    create(app, "meeting", properties, with)
}

/// A company with one person in it.
fn account(app: &TestApp, name: &str, (first, last): (&str, &str)) -> (String, String) {
    let company = create(app, "company", json!({"name": name}), &[]);
    let email = format!("{}@{}.example", first.to_lowercase(), name.to_lowercase().replace(' ', "-"));
    let person =
        create(app, "contact", json!({"firstname": first, "lastname": last, "email": email}), &[("company", &company)]);
    (company, person)
}

fn mail(app: &TestApp, (company, person): (&str, &str), from: (&str, &str), at: &str, text: &str) -> String {
    let properties = json!({
        "hs_timestamp": at, "hs_email_subject": "News", "hs_email_direction": "INCOMING_EMAIL", "hs_email_status": "SENT",
        "hs_email_from_firstname": from.0, "hs_email_from_lastname": from.1, "hs_email_from_email": "petra.lang@harbourline.example",
        "hs_email_text": text,
    });
    create(app, "email", properties, &[("contact", person), ("company", company)])
}

/// The simulator's clock goes on while records are made; the app looks a while later.
async fn synced(mut app: TestApp) -> TestApp {
    app.settings.now = Some(now() + SignedDuration::from_mins(10));
    app.sync().await;
    app
}

async fn with_properties() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    assert!(app::schema_apply(&app.settings).await.unwrap().applied);
    app.sync_fully().await;
    app
}

async fn proposed(app: &TestApp, kind: DraftKind, target: &str, phraser: &Phraser) -> Result<DraftReport, AppError> {
    let writable = app::open_for_writing(&app.settings).await?;
    let (request, at) = (PhraseRequest::new(kind, target), app.settings.now());
    let none = Model::none();
    let report = app::draft_phrased(&writable.open, &none, phraser, &request, &Silent, at, CancellationToken::new());
    let report = report.await?;
    // Shown only where a test fails.
    println!("{kind} of {target}: {:?} {:?} {:?}", report.draft.mode, report.note, report.dropped);
    app::propose_draft(&writable.open, &request, &report, at)
}

fn phraser(address: &str) -> Phraser {
    let mut config = llm::configured("compatible:tiny", Some(address), None).unwrap().unwrap();
    config.context_tokens = 60_000;
    Phraser::of(Some(config)).unwrap()
}

async fn why_next(app: &TestApp) -> (String, String) {
    let open = app.open().await;
    let next = app::resolve(&open, "next", app.settings.now()).unwrap();
    (next.account.to_string(), next.why)
}

#[tokio::test]
async fn a_drafts_values_go_to_the_deal_that_was_named_and_to_the_same_one_where_none_was() {
    let app = with_properties().await;
    let (company, _) = account(&app, "Tamarind", ("Ines", "Falk"));
    let large = deal(&app, &company, "Tamarind: renewal", json!({"amount": "90000"}));
    let small = deal(&app, &company, "Tamarind: spas", json!({"amount": "12000"}));
    let app = synced(app).await;
    let of = |shown: &[ProposalView]| shown.iter().map(|one| one.target.clone()).collect::<BTreeSet<_>>();
    let (large, small, company) = (format!("deal:{large}"), format!("deal:{small}"), format!("company:{company}"));

    let (address, heard) = server(
        200,
        json!({
            "items": [{"text": "The deal is open.", "kind": "inferred", "sources": ["s1"]}],
            "health": "slow", "stall_reason": "unknown", "needs_attention": false,
        }),
    )
    .await;
    for (target, wanted) in [(small.as_str(), &small), ("Tamarind: spas", &small), (company.as_str(), &large)] {
        heard.lock().unwrap().clear();
        let report = proposed(&app, DraftKind::NextAction, target, &Phraser::none()).await.unwrap();
        assert_eq!(of(&report.shown), BTreeSet::from([wanted.clone()]), "{target}");
        // And the model is asked about the very deal that the value goes to.
        let _ = proposed(&app, DraftKind::DealHealth, target, &phraser(&address)).await;
        let asked = heard.lock().unwrap().join("\n");
        let name = if *wanted == small { "Tamarind: spas" } else { "Tamarind: renewal" };
        let block = asked.split("<<< data ").find(|block| block.contains(" deal")).unwrap_or_default();
        assert!(asked.contains(name), "{target}: {block}");
    }
    let open = app.open().await;
    let subjects = app::draft_subjects(&open, &company, app.settings.now()).unwrap();
    assert_eq!((subjects.deal.as_deref(), subjects.deals.len()), (Some(large.as_str()), 2));
}

#[tokio::test]
async fn the_deal_of_the_next_meeting_is_meant_before_a_larger_one() {
    let app = with_properties().await;
    let (company, person) = account(&app, "Tamarind", ("Ines", "Falk"));
    deal(&app, &company, "Tamarind: renewal", json!({"amount": "90000"}));
    let small = deal(&app, &company, "Tamarind: spas", json!({"amount": "12000"}));
    let with = [("contact", person.as_str()), ("company", company.as_str()), ("deal", small.as_str())];
    meeting(&app, "Spas", ("2026-03-06T09:00:00Z", "2026-03-06T10:00:00Z"), "SCHEDULED", &with);
    let app = synced(app).await;
    let report = proposed(&app, DraftKind::NextAction, &format!("company:{company}"), &Phraser::none()).await.unwrap();
    assert_eq!(report.shown[0].target, format!("deal:{small}"));
}

#[tokio::test]
async fn a_meeting_that_runs_wins_until_its_end_and_one_that_was_moved_is_not_next() {
    let mut app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (one, ines) = account(&app, "Tamarind", ("Ines", "Falk"));
    let (two, otto) = account(&app, "Quarry Lane", ("Otto", "Brandt"));
    let with_one = [("contact", ines.as_str()), ("company", one.as_str())];
    let with_two = [("contact", otto.as_str()), ("company", two.as_str())];
    meeting(&app, "Moved", ("2026-03-04T08:12:00Z", "2026-03-04T09:00:00Z"), "RESCHEDULED", &with_two);
    meeting(&app, "Running", ("2026-03-04T08:00:00Z", "2026-03-04T08:45:00Z"), "SCHEDULED", &with_one);
    meeting(&app, "Then", ("2026-03-04T08:30:00Z", "2026-03-04T09:00:00Z"), "SCHEDULED", &with_two);
    app = synced(app).await;
    let (account, why) = why_next(&app).await;
    assert_eq!(account, format!("company:{one}"), "{why}");
    assert!(why.starts_with("meeting now: Running"), "{why}");
    app.settings.now = Some(now() + SignedDuration::from_mins(44));
    assert_eq!(why_next(&app).await.0, format!("company:{one}"), "it runs until its end");
    app.settings.now = Some(now() + SignedDuration::from_mins(45));
    assert_eq!(why_next(&app).await.0, format!("company:{two}"));
    let open = app.open().await;
    let today = app::today(&open, app.settings.now()).unwrap();
    assert!(today.meetings.iter().all(|meeting| meeting.title != "Moved"));
    let next: Vec<&str> = today.meetings.iter().filter(|one| one.is_next).map(|one| one.title.as_str()).collect();
    assert_eq!(next, ["Then"]);
}

#[tokio::test]
async fn a_meeting_with_two_accounts_is_about_whom_most_are_of_and_names_the_other() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (one, ines) = account(&app, "Tamarind", ("Ines", "Falk"));
    let (two, otto) = account(&app, "Quarry Lane", ("Otto", "Brandt"));
    let uta = create(&app, "contact", json!({"firstname": "Uta", "lastname": "Holm"}), &[("company", &two)]);
    let with =
        [("contact", ines.as_str()), ("contact", &otto), ("contact", &uta), ("company", &one), ("company", &two)];
    meeting(&app, "Joint talk", ("2026-03-04T08:20:00Z", "2026-03-04T09:00:00Z"), "SCHEDULED", &with);
    let app = synced(app).await;
    let (account, why) = why_next(&app).await;
    assert_eq!(account, format!("company:{two}"), "{why}");
    assert!(why.contains("also with Tamarind"), "{why}");
}

#[tokio::test]
async fn the_clock_is_the_reps_and_the_portals_zone_is_for_dates_of_hubspot() {
    let mut app = TestApp::connected_to(sample()).await;
    // A portal in New York, a rep in London, at half past two at night in London: yesterday evening in New York.
    let id = app.crm.portal_id();
    let account_info = json!({
        "portalId": id, "accountType": "STANDARD", "timeZone": "America/New_York", "companyCurrency": "USD",
        "uiDomain": "app.hubspot.com", "dataHostingLocation": "eu1",
    });
    app.crm.mutate(&json!({"op": "answer", "path": "/account-info", "status": 200, "body": account_info})).unwrap();
    app.settings.zone = Some(TimeZone::get("Europe/London").unwrap());
    app.sync().await;
    let (company, person) = account(&app, "Tamarind", ("Ines", "Falk"));
    // The fifth in London, still the fourth in New York, as HubSpot shows it.
    deal(&app, &company, "Tamarind: spas", json!({"amount": "12000", "closedate": "2026-03-20T02:00:00Z"}));
    let with = [("contact", person.as_str()), ("company", company.as_str())];
    meeting(&app, "Early talk", ("2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z"), "SCHEDULED", &with);
    app.settings.now = Some("2026-03-05T02:30:00Z".parse::<Timestamp>().unwrap());
    app.sync().await;
    let open = app.open().await;
    assert_eq!(open.portal.time_zone, "America/New_York");
    assert_eq!(app::today(&open, app.settings.now()).unwrap().day, "2026-03-05");
    let request = BriefRequest { who: format!("company:{company}"), full: true, as_of: None };
    let brief = app::brief(&open, &request, app.settings.now()).unwrap().brief;
    let lines: Vec<&str> = brief.sections.iter().flat_map(|one| &one.items).map(|item| item.text.as_str()).collect();
    assert!(lines.iter().any(|line| line.contains("Today 09:00")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("closes 19 March")), "{lines:#?}");
    assert_eq!(brief.dropped, []);
}

#[tokio::test]
async fn a_sum_has_the_currency_of_its_record_or_none() {
    let app = TestApp::connected_to(sample()).await;
    let id = app.crm.portal_id();
    let account_info = json!({
        "portalId": id, "accountType": "STANDARD", "timeZone": "Europe/Berlin", "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "eu1",
    });
    app.crm.mutate(&json!({"op": "answer", "path": "/account-info", "status": 200, "body": account_info})).unwrap();
    app.sync().await;
    let mut wanted = BTreeMap::new();
    for (name, code, sum) in
        [("Aldine", "AUD", "AUD 48,000"), ("Birkin", "JPY", "JPY 48,000"), ("Corvid", "", "48,000")]
    {
        let (company, _) = account(&app, name, ("Ines", "Falk"));
        let currency = if code.is_empty() {
            json!({"amount": "48000"})
        } else {
            json!({"amount": "48000", "deal_currency_code": code})
        };
        deal(&app, &company, &format!("{name}: first"), currency);
        wanted.insert(company, sum);
    }
    let app = synced(app).await;
    let open = app.open().await;
    for (company, sum) in wanted {
        let request = BriefRequest { who: format!("company:{company}"), full: true, as_of: None };
        let brief = app::brief(&open, &request, app.settings.now()).unwrap().brief;
        let lines: Vec<&str> =
            brief.sections.iter().flat_map(|one| &one.items).map(|item| item.text.as_str()).collect();
        assert!(lines.iter().any(|line| line.contains(sum)), "{sum}: {lines:#?} {:?}", brief.dropped);
        assert!(sum.starts_with(char::is_alphabetic) || !lines.iter().any(|line| line.contains("EUR")), "{lines:#?}");
    }
}

#[tokio::test]
async fn the_same_draft_an_hour_later_is_the_same_note() {
    let mut app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app.settings.now = Some(now() + SignedDuration::from_mins(40));
    let first = proposed(&app, DraftKind::AccountPlan, "harbourline", &Phraser::none()).await.unwrap();
    app.settings.now = Some(now() + SignedDuration::from_mins(100));
    let again = proposed(&app, DraftKind::AccountPlan, "harbourline", &Phraser::none()).await.unwrap();
    assert_eq!(first.proposals, again.proposals);
}

/// What a model might say of a kind, told by its instructions, with the typed fields that the kind has.
fn answer(asked: &Asked) -> Value {
    let sources = asked.sources();
    let (id, text) = sources.iter().find(|(_, text)| text.contains("SSO")).unwrap_or(&sources[0]);
    let end = text.find(['.', '?', '!']).map_or(text.len(), |at| at + 1);
    let text = text[..end].trim();
    let item = |section: Option<&str>| {
        let mut item = json!({"text": text, "kind": "quote", "sources": [id]});
        section.into_iter().for_each(|section| item["section"] = json!(section));
        item
    };
    let (sections, fields): (&[Option<&str>], Value) = if asked.system.contains("# Health of a deal") {
        (&[None], json!({"score": 70, "health": "moving", "stall_reason": "none", "needs_attention": true}))
    } else if asked.system.contains("# Next best action") {
        (&[None], json!({"action": "call", "urgency": "today"}))
    } else if asked.system.contains("# Lead score") {
        (&[Some("reason"), Some("action")], json!({"score": 61, "unknown": []}))
    } else if asked.system.contains("# Intent signals") {
        (&[None], json!({"strength": "strong", "direction": "towards"}))
    } else if asked.system.contains("# Persona") {
        (
            &[Some("persona"), Some("pain_point"), Some("fit")],
            json!({"seniority": "lead", "function": "legal", "fit": "strong"}),
        )
    } else if asked.system.contains("# Sentiment") {
        (&[None], json!({"sentiment": "positive", "score": 0.5, "trend": "worse", "churn_risk": "low"}))
    } else if asked.system.contains("# Qualification of a deal") {
        (&[Some("metrics"), Some("economic_buyer")], json!({}))
    } else if asked.system.contains("# Signals of a deal") {
        (
            &[Some("stated_objection"), Some("stated_timeline"), Some("decision_criterion"), Some("budget")],
            json!({"stated_timeline": "0_30_days"}),
        )
    } else {
        (&[None], json!({}))
    };
    let mut said = json!({"items": sections.iter().map(|section| item(*section)).collect::<Vec<_>>()});
    if fields.as_object().is_some_and(|fields| !fields.is_empty()) {
        said["fields"] = fields;
    }
    said
}

#[tokio::test]
async fn every_property_of_the_catalogue_is_filed_on_the_record_it_belongs_to() {
    let app = with_properties().await;
    let said = "Single sign-on is a must for us, for every one of our sites.\n\nOur worry is the price: it is too expensive for us.\n\nOur board decides on 16 March 2026.\n\nOur budget is 20,000 euros.";
    let (company, person) = account(&app, "Tamarind", ("Ines", "Falk"));
    let open_deal = deal(&app, &company, "Tamarind: spas", json!({"amount": "12000"}));
    let properties = json!({
        "hs_timestamp": "2026-03-03T09:00:00Z", "hs_email_subject": "Before the pilot", "hs_email_direction": "INCOMING_EMAIL",
        "hs_email_status": "SENT", "hs_email_from_firstname": "Ines", "hs_email_from_lastname": "Falk",
        "hs_email_from_email": "ines@tamarind.example", "hs_email_text": said,
    });
    create(&app, "email", properties, &[("contact", &person), ("company", &company), ("deal", &open_deal)]);
    let app = synced(app).await;
    let (address, _) = server_with(200, std::time::Duration::ZERO, answer).await;
    let (by_rules, by_model) = (Phraser::none(), phraser(&address));
    let (contact, deal, company) =
        (format!("contact:{person}"), format!("deal:{open_deal}"), format!("company:{company}"));
    let mut filed: BTreeSet<String> = BTreeSet::new();
    for (kind, target, how) in [
        (DraftKind::Summary, &contact, &by_rules),
        (DraftKind::Summary, &company, &by_rules),
        (DraftKind::Summary, &deal, &by_rules),
        (DraftKind::NextAction, &deal, &by_model),
        (DraftKind::Signals, &deal, &by_rules),
        (DraftKind::Qualification, &deal, &by_model),
        (DraftKind::DealHealth, &deal, &by_model),
        (DraftKind::Intent, &contact, &by_model),
        (DraftKind::Score, &contact, &by_model),
        (DraftKind::Persona, &contact, &by_model),
        (DraftKind::Sentiment, &contact, &by_model),
    ] {
        let report = proposed(&app, kind, target, how).await.unwrap_or_else(|error| panic!("{kind} {target}: {error}"));
        assert!(!report.shown.is_empty(), "{kind} of {target} proposes nothing");
        for one in &report.shown {
            assert_eq!(one.kind, "property", "{kind} of {target}: {}", one.title);
            let writable = app::open_for_writing(&app.settings).await.unwrap();
            let request = ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None };
            app::approve(&writable.open, &[request], app.settings.now()).unwrap();
            filed.insert(format!("{}/{}", one.target.split(':').next().unwrap(), one.sent[0].name));
        }
    }
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:#?}");
    let wanted = [
        "company/ai_churn_risk",
        "company/ai_summary",
        "contact/ai_fit",
        "contact/ai_intent_signals",
        "contact/ai_lead_score",
        "contact/ai_pain_points",
        "contact/ai_persona",
        "contact/ai_recommended_action",
        "contact/ai_sentiment",
        "contact/ai_sentiment_score",
        "contact/ai_summary",
        "deal/ai_attention_flag",
        "deal/ai_budget_estimate",
        "deal/ai_deal_health",
        "deal/ai_health_score",
        "deal/ai_next_best_action",
        "deal/ai_qualification_summary",
        "deal/ai_stall_reason",
        "deal/ai_summary",
        "deal/decision_criteria",
        "deal/stated_objection",
        "deal/stated_timeline",
    ];
    assert_eq!(filed.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    let record = journeys::records(&app.crm, ObjectType::Contact).await.remove(&person).unwrap();
    assert_eq!(record["properties"]["ai_lead_score"], "61");
    let record = journeys::records(&app.crm, ObjectType::Deal).await.remove(&open_deal).unwrap();
    let text = |name: &str| record["properties"][name].as_str().unwrap_or_default().to_owned();
    assert!(text("ai_qualification_summary").starts_with("Metrics: "), "{}", text("ai_qualification_summary"));
    assert!(text("ai_qualification_summary").contains("\nEconomic buyer: "));
    let sure: f32 = text("ai_next_best_action_confidence").parse().unwrap();
    assert!((0.0..=1.0).contains(&sure), "how sure it is stands beside it: {sure}");
}

/// What a model might say of a ticket.
fn triaged(asked: &Asked) -> Value {
    let sources = asked.sources();
    let (id, text) = sources.iter().find(|(_, text)| text.contains("boiler")).expect("the ticket is among the sources");
    let item = |section: &str| json!({"text": text, "kind": "quote", "sources": [id], "section": section});
    let list = |label: &str| asked.request.split_once(&format!("{label}\n")).map_or("", |(_, rest)| rest).to_owned();
    let number = |label: &str, name: &str| {
        list(label)
            .lines()
            .position(|line| line == name)
            .map(|at| at + 1)
            .unwrap_or_else(|| panic!("{name} in {label}"))
    };
    json!({"items": [item("summary"), item("answer")], "fields": {
        "category": number("categories", "Heating"), "priority": "urgent", "sentiment": "negative",
        "owner": number("owners", "Maren Holt"), "stage": number("stages", "Waiting on us"),
    }})
}

#[tokio::test]
async fn a_ticket_is_sorted_by_the_teams_own_categories_and_what_was_approved_is_filed() {
    let app = with_properties().await;
    let own = include_str!("../../../../rules/criteria.toml").replace("\"Billing issue\"", "\"Heating\"");
    std::fs::write(app.settings.home.join("criteria.toml"), own.replace("version = 1", "version = 2")).unwrap();
    assert_eq!(app::criteria(&app.settings).unwrap().version, 2);
    let (company, person) = account(&app, "Larch", ("Ida", "Wen"));
    // Somebody else of the account, whose record changed later.
    create(&app, "contact", json!({"firstname": "Otto", "lastname": "Lund"}), &[("company", &company)]);
    let properties = json!({
        "subject": "The boiler is cold", "content": "The boiler has been cold since Friday and nobody calls back.",
        "hs_pipeline": "0", "hs_pipeline_stage": "1", "hs_ticket_priority": "LOW",
    });
    let ticket = create(&app, "ticket", properties, &[("contact", &person), ("company", &company)]);
    let app = synced(app).await;
    let (address, _) = server_with(200, std::time::Duration::ZERO, triaged).await;
    let report = proposed(&app, DraftKind::Triage, &format!("ticket:{ticket}"), &phraser(&address)).await.unwrap();
    let shown: BTreeMap<String, app::ProposalView> =
        report.shown.iter().map(|one| (one.sent[0].name.clone(), one.clone())).collect();
    let names: Vec<&str> = shown.keys().map(String::as_str).collect();
    let wanted = [
        "ai_category",
        "ai_sentiment",
        "ai_summary",
        "hs_pipeline_stage",
        "hs_task_subject",
        "hs_ticket_priority",
        "hubspot_owner_id",
    ];
    assert_eq!(names, wanted);
    assert_eq!(shown["ai_category"].proposed, "Heating");
    assert_eq!(shown["hs_task_subject"].title, "Answer Ida Wen: The boiler is cold", "it is answered whoever wrote it");
    for (name, one) in &shown {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let is_gated = matches!(name.as_str(), "hs_pipeline_stage" | "hubspot_owner_id");
        let plain = ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None };
        let approved = app::approve(&writable.open, std::slice::from_ref(&plain), app.settings.now());
        assert_eq!(approved.is_err(), is_gated, "{name}");
        if is_gated {
            let typed = ApproveRequest { confirm: Some(one.proposed.clone()), ..plain };
            app::approve(&writable.open, &[typed], app.settings.now()).unwrap();
        }
    }
    let report =
        app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:#?}");
    let record = journeys::records(&app.crm, ObjectType::Ticket).await.remove(&ticket).unwrap();
    let filed = |name: &str| record["properties"][name].as_str().unwrap_or_default().to_owned();
    assert_eq!((filed("ai_category").as_str(), filed("hs_ticket_priority").as_str()), ("Heating", "URGENT"));
    assert!(filed("ai_provenance").contains("triage@2"), "{}", filed("ai_provenance"));
}

#[tokio::test]
async fn a_summary_that_breaks_its_form_is_no_value_and_criteria_are_listed() {
    let app = with_properties().await;
    let items = |texts: &[&str]| json!({"items": texts.iter().map(|text| json!({"text": text, "kind": "inferred", "sources": ["s1"]})).collect::<Vec<_>>()});
    let petra = app.record("harbourline/petra").to_string();
    let (address, _) = server(200, items(&["They are there.", "They may buy."])).await;
    let report = proposed(&app, DraftKind::PreCallSummary, &petra, &phraser(&address)).await.unwrap();
    let kinds: Vec<&str> = report.shown.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["note"], "it is no pre-call summary, so it is filed as a note");
    let signals = proposed(&app, DraftKind::Signals, "harbourline", &Phraser::none()).await.unwrap();
    let criteria = signals.shown.iter().find(|one| one.sent[0].name == "decision_criteria").unwrap();
    let lines = criteria.lines.len();
    assert_eq!(criteria.proposed.split(" | ").count(), lines, "{}", criteria.proposed);
}

#[tokio::test]
async fn what_no_rule_picks_is_read_by_the_model_all_the_same() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (company, person) = (app.record("harbourline").id, app.record("harbourline/petra").id);
    let planted = "The yellow forklift has a name, and it is Gertrud.";
    let at = |day: &str| format!("2026-{day}T09:00:00Z");
    mail(
        &app,
        (&company, &person),
        ("Petra", "Lang"),
        &at("01-15"),
        &format!("Hello Maren,\n\nthanks for the visit. {planted}\n\nPetra"),
    );
    let app = synced(app).await;
    let (address, heard) = server(200, json!({"items": []})).await;
    let phraser = phraser(&address);
    let open = app.open().await;
    let read = async |kind: DraftKind, target: &str| {
        heard.lock().unwrap().clear();
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let request = PhraseRequest::new(kind, target);
        let (none, at) = (Model::none(), app.settings.now());
        let _ =
            app::draft_phrased(&writable.open, &none, &phraser, &request, &Silent, at, CancellationToken::new()).await;
        heard.lock().unwrap().join("\n")
    };
    for kind in [DraftKind::Score, DraftKind::AccountPlan, DraftKind::Persona, DraftKind::Sentiment, DraftKind::Intent]
    {
        assert!(read(kind, &format!("contact:{person}")).await.contains("forklift has a name"), "{kind}");
    }
    // Of a talk every turn is read.
    let call = app::draft_subjects(&open, "harbourline", app.settings.now()).unwrap().call.unwrap();
    let record: RecordId = call.parse().unwrap();
    let talk = open.database.current_document(&record, &domain::Part::transcript()).unwrap().unwrap().document;
    drop(open);
    let brief = {
        let open = app.open().await;
        let request = BriefRequest { who: "harbourline".to_owned(), full: true, as_of: None };
        serde_json::to_string(&app::brief(&open, &request, app.settings.now()).unwrap()).unwrap()
    };
    let unpicked = talk.utterances.iter().map(|turn| turn.span.of(&talk.text).to_owned());
    let unpicked: Vec<String> = unpicked
        .filter(|text| 30 < text.len() && text.chars().all(|c| c.is_ascii() && c != '"' && !c.is_ascii_digit()))
        .filter(|text| {
            !brief.contains(text.as_str())
                && !text.contains("Petra")
                && !text.contains("Maren")
                && !text.contains("Daan")
        })
        .collect();
    assert!(3 <= unpicked.len(), "{}", talk.text);
    for kind in [DraftKind::FollowUp, DraftKind::Note] {
        let asked = read(kind, &call).await;
        let missing: Vec<&String> = unpicked.iter().filter(|text| !asked.contains(text.as_str())).collect();
        assert!(missing.is_empty(), "{kind}: {missing:?}");
    }
    // Of a mail that is answered its own words.
    let question = format!("Could you send the data sheet? {planted}");
    let (company, person) = (app.record("harbourline").id, app.record("harbourline/petra").id);
    let asked = mail(&app, (&company, &person), ("Petra", "Lang"), &at("03-03"), &question);
    let app = synced(app).await;
    heard.lock().unwrap().clear();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let request = ReplyRequest { target: format!("email:{asked}"), pasted: None };
    let (none, at) = (Model::none(), app.settings.now());
    let tone = app::Tone::Brief;
    app::draft_reply_phrased(&writable.open, &none, &phraser, &request, tone, &Silent, at, CancellationToken::new())
        .await
        .unwrap();
    assert!(heard.lock().unwrap().join("\n").contains("forklift has a name"));
}

#[tokio::test]
async fn a_text_is_filed_as_a_note_for_colleagues_and_never_with_blanks() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let (open, at) = (&writable.open, app.settings.now());
    let request = PhraseRequest::new(DraftKind::FollowUp, "harbourline");
    let (none, nobody) = (Model::none(), Phraser::none());
    let draft =
        app::draft_phrased(open, &none, &nobody, &request, &Silent, at, CancellationToken::new()).await.unwrap();
    let file = |subject: &str, body: &str| FileMailRequest {
        draft: draft.draft.id.clone(),
        kind: DraftKind::FollowUp,
        target: "harbourline".to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
    };
    let quoted = &draft.draft.items[0];
    assert!(app::file_mail(open, &file("Next steps", "Hi Petra,\n\n[…]\n\nMaren"), at).is_err());
    assert!(app::file_mail(open, &file("Next steps", "  \n"), at).is_err());
    let body = format!("Hi Petra,\n\n{}\n\nSee you on Friday.\n\nMaren", quoted.text);
    let note = &app::file_mail(open, &file("Next steps", &body), at).unwrap().shown[0];
    assert_eq!((note.kind.as_str(), note.title.as_str()), ("note", "Suggested mail: Next steps"));
    assert_eq!(note.audience, ["colleagues"]);
    let of = |text: &str| {
        note.lines.iter().find(|line| line.text == text).unwrap_or_else(|| panic!("{text}: {:?}", note.lines))
    };
    assert_eq!(of(&quoted.text).citations, quoted.citations, "what was drafted keeps what it rests on");
    assert!(of("See you on Friday.").citations.is_empty(), "what the rep wrote cites nothing");
    // A call's note goes where the call is.
    let call = PhraseRequest::new(DraftKind::Note, "harbourline");
    let drafted = app::draft_phrased(open, &none, &nobody, &call, &Silent, at, CancellationToken::new()).await.unwrap();
    let filed = &app::propose_draft(open, &call, &drafted, at).unwrap().shown[0];
    assert!(filed.target.starts_with("call:") && !filed.attached_to.is_empty(), "{}", filed.target);
}

#[tokio::test]
async fn what_was_refused_comes_back_for_another_approval_and_what_waits_is_tried_now() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let note = proposed(&app, DraftKind::AccountPlan, "harbourline", &Phraser::none()).await.unwrap().shown.remove(0);
    let approve = async |one: &ProposalView| {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let request = ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None };
        app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    };
    let push = async || {
        let brief = PushRequest { patience: SignedDuration::ZERO };
        app::push(&app.settings, brief, &PushSilent, &CancellationToken::new()).await.unwrap()
    };
    let view = async |id: &str| app::proposal(&app.open().await, id).unwrap();
    approve(&note).await;
    let refusal =
        json!({"status": "error", "message": "Property values were not valid", "category": "VALIDATION_ERROR"});
    app.crm.mutate(&json!({"op": "answer", "path": "/notes/batch/create", "status": 400, "body": refusal})).unwrap();
    push().await;
    let refused = view(&note.id).await;
    assert_eq!(refused.status, "refused", "{:?}", refused.reason);
    assert!(refused.can_retry && refused.advice.is_some() && refused.waits_until.is_none());
    app.crm.mutate(&json!({"op": "answer", "path": "/notes/batch/create"})).unwrap();
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        assert!(!app::retry(&writable.open, &note.id, app.settings.now()).unwrap(), "nothing is sent without a yes");
        assert!(!app::retry(&writable.open, &note.id, app.settings.now()).unwrap(), "twice is once");
    }
    let all = app::proposals(&app.open().await).unwrap().proposals;
    let again: Vec<&ProposalView> = all.iter().filter(|one| one.status == "proposed" && one.kind == "note").collect();
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].footer, note.footer, "it has a marker of its own");
    approve(again[0]).await;
    push().await;
    assert_eq!(view(&again[0].id).await.status, "verified");
    assert_eq!(app.crm.stats()["created"]["notes"], 1);
}

//! What drafts fill in HubSpot: properties with where they come from, parts of people, timeline events; and what happens where a portal
//! has no such place, or has it no more.

use app::{ApproveRequest, ErrorCode, ProposalView, PushReport, PushRequest, PushSilent, SyncRequest};
use domain::{ChangeToMake, EventToSend, EventType, Marker, ObjectType, Provenance, RecordId, RoleToGive, Write};
use hubspot_sim::{Fault, SimConfig};
use jiff::SignedDuration;
use journeys::{
    TestApp, now,
    proposing::{approved, propose},
    sample,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

const WHO: &str = "harbourline";

async fn push(app: &TestApp) -> PushReport {
    app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap()
}

async fn signals(app: &TestApp) -> Vec<ProposalView> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::draft_signals(&writable.open, WHO, app.settings.now()).unwrap().shown
}

async fn approve_all(app: &TestApp, shown: &[ProposalView]) {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    for one in shown {
        let request = ApproveRequest { id: one.id.clone(), hash: Some(one.hash.clone()), confirm: None };
        app::approve(&writable.open, &[request], app.settings.now()).unwrap();
    }
}

async fn properties_of(app: &TestApp, id: &RecordId) -> BTreeMap<String, String> {
    let record = journeys::records(&app.crm, id.object).await.remove(&id.id).unwrap();
    serde_json::from_value(record["properties"].clone()).unwrap()
}

/// An app on a portal whose admin has made the properties that drafts fill.
async fn with_properties() -> TestApp {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let plan = app::schema_plan(&app.settings).await.unwrap();
    assert!(plan.create.iter().any(|one| one.object == "deal" && one.property == "stated_objection"));
    assert!(plan.scopes.contains(&"crm.schemas.deals.write".to_owned()) && !plan.applied);
    assert!(app::schema_apply(&app.settings).await.unwrap().applied);
    assert_eq!(app::schema_plan(&app.settings).await.unwrap().create, []);
    app.sync_fully().await;
    app
}

#[tokio::test]
async fn without_properties_a_drafts_values_become_one_note() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let shown = signals(&app).await;
    assert_eq!(shown.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["note"]);
    assert!(
        shown[0].footer.starts_with("Compiled from your CRM · approved by Maren Holt · ref "),
        "{}",
        shown[0].footer
    );
    assert!(shown[0].lines.iter().all(|line| line.verified));
    // Making them takes scopes that a rep does not have, and says so.
    let scopes = ["contacts", "companies", "deals"].map(|objects| format!("crm.schemas.{objects}.write"));
    let narrow = SimConfig { without_scopes: [&scopes[..], &["tickets".to_owned()]].concat(), ..sample() };
    let app = TestApp::connected_to(narrow).await;
    app.sync().await;
    let refused = app::schema_apply(&app.settings).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::MissingScopes);
    assert!(refused.hint.unwrap().contains("admin"));
    // One type that it may not be done for keeps none of the others.
    let narrow = SimConfig { without_scopes: vec![scopes[2].clone()], ..sample() };
    let app = TestApp::connected_to(narrow).await;
    app.sync().await;
    let made = app::schema_apply(&app.settings).await.unwrap();
    assert_eq!(made.refused.keys().collect::<Vec<_>>(), ["deal"]);
    let left = app::schema_plan(&app.settings).await.unwrap().create;
    assert!(!left.is_empty() && left.iter().all(|one| one.object == "deal"), "{left:?}");
}

#[tokio::test]
async fn one_changed_input_changes_one_property() {
    let mut app = with_properties().await;
    let shown = signals(&app).await;
    assert_eq!(shown.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["property"; 4]);
    assert!(shown.iter().all(|one| one.prompt_version.as_deref() == shown[0].prompt_version.as_deref()));
    approve_all(&app, &shown).await;
    let calls = app.calls();
    let report = push(&app).await;
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:?}");
    let deal: RecordId = shown[0].target.parse().unwrap();
    let update = format!("POST /crm/objects/2026-03/{}/batch/update", ObjectType::Deal.plural());
    assert_eq!(app.calls()[&update] - calls.get(&update).unwrap_or(&0), 1, "all of a record in one request");
    let filed = properties_of(&app, &deal).await;
    let runs = domain::runs(filed.get("ai_provenance").map(String::as_str));
    assert_eq!(
        runs.keys().map(String::as_str).collect::<Vec<_>>(),
        ["ai_budget_estimate", "decision_criteria", "stated_objection", "stated_timeline"]
    );
    for (property, run) in &runs {
        assert_eq!((run.run_at, run.confidence.is_some()), (now(), true), "{property}");
    }
    assert_eq!(Some(filed["ai_prompt_version"].as_str()), shown[0].prompt_version.as_deref());

    // Nothing new was said: nothing is proposed.
    app.sync().await;
    assert_eq!(signals(&app).await, []);

    // One thing more is said, of one of the three.
    let company = app.record("harbourline");
    let petra = app.record("harbourline/petra");
    let said = "My worry is the price now: it is too risky and too expensive for our board.";
    app.crm
        .mutate(&json!({
            "op": "create", "type": "email",
            "properties": {
                "hs_email_direction": "INCOMING_EMAIL", "hs_email_subject": "Migration", "hs_email_text": said,
                "hs_timestamp": "2026-03-04T07:30:00Z", "hs_email_from_email": "petra.lang@harbourline.example",
                "hs_email_from_firstname": "Petra", "hs_email_from_lastname": "Lang",
            },
            "associations": [{"type": "contact", "id": petra.id}, {"type": "company", "id": company.id}],
        }))
        .unwrap();
    // The simulator's clock has gone on; what was written a moment after the app's would not be known yet.
    app.settings.now = Some(now() + SignedDuration::from_mins(30));
    app.sync().await;
    let again = signals(&app).await;
    let changed: Vec<&str> = again.iter().map(|one| one.sent[0].name.as_str()).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    approve_all(&app, &again).await;
    push(&app).await;
    let after = properties_of(&app, &deal).await;
    let ours = ["stated_objection", "stated_timeline", "decision_criteria"];
    let moved: Vec<&str> = ours.into_iter().filter(|name| after.get(*name) != filed.get(*name)).collect();
    assert_eq!(moved, changed);
    let later = domain::runs(after.get("ai_provenance").map(String::as_str));
    let differ: Vec<&str> =
        later.iter().filter(|(name, run)| runs.get(*name) != Some(*run)).map(|(name, _)| name.as_str()).collect();
    assert_eq!(differ, changed, "and the provenance of the others stays as it was");
}

#[tokio::test]
async fn what_a_draft_says_goes_where_its_kind_belongs() {
    let app = with_properties().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let draft = async |kind: app::DraftKind| {
        let request = app::PhraseRequest::new(kind, WHO);
        let (none, cancel) = (app::Phraser::none(), CancellationToken::new());
        let report =
            app::draft_phrased(&writable.open, &app::Model::none(), &none, &request, &app::Silent, now(), cancel)
                .await
                .unwrap();
        app::propose_draft(&writable.open, &request, &report, now())
    };
    let next = draft(app::DraftKind::NextAction).await.unwrap().shown;
    assert_eq!(next.iter().map(|one| one.sent[0].name.as_str()).collect::<Vec<_>>(), ["ai_next_best_action"]);
    assert!(next[0].prompt_version.as_ref().unwrap().starts_with("rules@"), "{:?}", next[0].prompt_version);
    // The same once more is the same card; what has no property is filed as a note.
    assert_eq!(draft(app::DraftKind::NextAction).await.unwrap().proposals, [next[0].id.clone()]);
    let plan = draft(app::DraftKind::AccountPlan).await.unwrap().shown;
    assert_eq!(plan.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["note"]);
}

#[tokio::test]
async fn a_value_somebody_changed_is_not_overwritten_by_a_draft() {
    let app = with_properties().await;
    let shown = signals(&app).await;
    let objection = shown.iter().find(|one| one.sent[0].name == "stated_objection").unwrap().clone();
    approve_all(&app, std::slice::from_ref(&objection)).await;
    let deal: RecordId = objection.target.parse().unwrap();
    app.crm
        .mutate(&json!({"op": "edit", "type": "deal", "id": deal.id, "source": "WORKFLOWS", "properties": {"stated_objection": "By a workflow"}}))
        .unwrap();
    let report = push(&app).await;
    assert_eq!(report.entries[0].status, "refused");
    let reason = report.entries[0].reason.clone().unwrap();
    assert!(reason.contains("By a workflow") && reason.contains("a workflow"), "{reason}");
    assert_eq!(properties_of(&app, &deal).await["stated_objection"], "By a workflow");
}

#[tokio::test]
async fn a_renamed_property_holds_what_waits_for_it_until_it_is_mapped() {
    let app = with_properties().await;
    let shown = signals(&app).await;
    let before = shown.iter().find(|one| one.sent[0].name == "stated_objection").unwrap().clone();
    assert_eq!((before.held.as_deref(), app::schema_check(&app.settings).await.unwrap().drift.len()), (None, 0));
    app.crm
        .mutate(
            &json!({"op": "rename-property", "type": "deal", "property": "stated_objection", "to": "main_objection"}),
        )
        .unwrap();
    let drift = app::schema_check(&app.settings).await.unwrap().drift;
    assert_eq!(drift.len(), 1);
    assert_eq!((drift[0].property.as_str(), drift[0].change.as_str()), ("stated_objection", "renamed"));
    assert!(drift[0].suggestion.contains("main_objection"), "{}", drift[0].suggestion);
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let open = &writable.open;
        assert!(app::proposal(open, &before.id).unwrap().held.unwrap().contains("stated_objection"));
        let request = ApproveRequest { id: before.id.clone(), hash: None, confirm: None };
        assert_eq!(app::approve(open, &[request], now()).unwrap_err().code, ErrorCode::Usage);
        let named = |property: &str| app::Mapped { property: property.to_owned(), options: BTreeMap::new() };
        let unknown = app::schema_map(open, "deal/stated_objection", Some(&named("no_such_thing")), now()).unwrap_err();
        assert_eq!(unknown.code, ErrorCode::Usage);
        app::schema_map(open, "deal/stated_objection", Some(&named("main_objection")), now()).unwrap();
        let mapped = app::proposal(open, &before.id).unwrap();
        assert_eq!((mapped.held.as_deref(), mapped.sent[0].name.as_str()), (None, "main_objection"));
    }
    let mapped = app::proposal(&app.open().await, &before.id).unwrap();
    approve_all(&app, std::slice::from_ref(&mapped)).await;
    let report = push(&app).await;
    assert_eq!(report.entries[0].status, "verified", "{report:?}");
    let deal: RecordId = before.target.parse().unwrap();
    assert_eq!(properties_of(&app, &deal).await["main_objection"], before.proposed);

    // An archived one holds too, and nothing seems to have taken its place.
    app.crm.mutate(&json!({"op": "archive-property", "type": "deal", "property": "decision_criteria"})).unwrap();
    let drift = app::schema_check(&app.settings).await.unwrap().drift;
    assert_eq!((drift.len(), drift[0].change.as_str()), (1, "archived"));
}

#[tokio::test]
async fn a_sync_finds_what_became_of_each_property_and_what_would_miss_it_is_held() {
    let app = with_properties().await;
    let shown = signals(&app).await;
    let timeline = shown.iter().find(|one| one.sent[0].name == "stated_timeline").unwrap().clone();
    assert_eq!((timeline.held.as_deref(), app::drift(&app.open().await).unwrap().drift), (None, Vec::new()));
    let label =
        |name: &str| json!({"op": "create_property", "type": "deal", "name": name, "label": "Where things stand"});
    for change in [
        json!({"op": "create_property", "type": "deal", "name": "stated_timeline", "label": "Stated timeline",
            "kind": "enumeration", "field_type": "select", "options": {"someday": "Some day"}}),
        json!({"op": "create_property", "type": "deal", "name": "ai_health_score", "label": "Deal health score (drafted)"}),
        json!({"op": "create_property", "type": "deal", "name": "renews_on", "label": "Renewal date", "kind": "date"}),
        json!({"op": "archive_property", "type": "deal", "property": "ai_stall_reason"}),
        json!({"op": "delete_property", "type": "deal", "property": "ai_deal_health"}),
        json!({"op": "rename_property", "type": "deal", "property": "decision_criteria", "to": "what_they_decide_by"}),
        label("ai_summary"),
    ] {
        app.crm.mutate(&change).unwrap();
    }
    let url = format!("{}/crm/v3/properties/deals/ai_budget_estimate", app.crm.url());
    let renamed = transport::client().unwrap().patch(url).bearer_auth(app.crm.token());
    assert!(renamed.body(json!({"label": "Their budget"}).to_string()).send().await.unwrap().status().is_success());
    // As once a day.
    app.sync_fully().await;
    let found = |open: &app::OpenPortal| -> BTreeMap<String, (String, u32)> {
        let drift = app::drift(open).unwrap().drift;
        drift.into_iter().map(|one| (one.property, (one.change, one.holds))).collect()
    };
    let wanted = [
        ("ai_budget_estimate", "label", 0),
        ("ai_deal_health", "deleted", 0),
        ("ai_health_score", "type", 0),
        ("ai_stall_reason", "archived", 0),
        ("ai_summary", "label", 0),
        ("decision_criteria", "renamed", 1),
        ("renews_on", "new", 0),
        ("stated_timeline", "options", 1),
    ];
    let wanted = wanted.map(|(name, change, holds)| (name.to_owned(), (change.to_owned(), holds)));
    assert_eq!(found(&app.open().await), wanted.clone().into());
    let held = |open: &app::OpenPortal| app::proposal(open, &timeline.id).unwrap().held.unwrap_or_default();
    assert!(held(&app.open().await).contains("has no option"), "{}", held(&app.open().await));
    // It is told until somebody takes note, and stays held for as long as it would miss.
    app.sync_fully().await;
    assert_eq!(found(&app.open().await), wanted.into());
    let noted = app::note_drift(&app::open_for_writing(&app.settings).await.unwrap().open).unwrap();
    assert_eq!(noted.drift, []);
    app.sync_fully().await;
    assert_eq!(found(&app.open().await), BTreeMap::new());
    assert!(held(&app.open().await).contains("has no option"));
}

#[tokio::test]
async fn a_portals_own_fields_are_used_in_one_go_where_they_are_meant() {
    let app = TestApp::connected_to(sample()).await;
    for (name, label, kind) in [
        ("lead_score", "Lead score", "number"),
        ("stated_objection_text", "Stated objection", "string"),
        ("ai_next_action", "Next best action (drafted)", "string"),
    ] {
        let object = if name == "lead_score" { "contact" } else { "deal" };
        let field_type = if kind == "number" { "number" } else { "textarea" };
        app.crm
            .mutate(&json!({"op": "create_property", "type": object, "name": name, "label": label, "kind": kind, "field_type": field_type}))
            .unwrap();
    }
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let plan = app::schema(&writable.open).unwrap();
    let suggested: Vec<(&str, &str)> =
        plan.suggested.iter().map(|(ours, theirs)| (ours.as_str(), theirs.as_str())).collect();
    let wanted = [("contact/ai_lead_score", "lead_score"), ("deal/stated_objection", "stated_objection_text")];
    assert_eq!(suggested, wanted);
    let lacks = |plan: &app::SchemaPlan, name: &str| plan.create.iter().any(|one| one.property == name);
    assert!(!lacks(&plan, "ai_next_best_action"), "what an earlier version made is gone on with");
    let mapped = app::schema_map_suggested(&writable.open, now()).unwrap();
    assert_eq!((mapped.mapped.len(), mapped.suggested.len()), (2, 0));
    assert!(!lacks(&mapped, "ai_lead_score") && !lacks(&mapped, "stated_objection"));
}

#[tokio::test]
async fn values_go_by_the_names_that_another_property_has_for_them() {
    let app = with_properties().await;
    let options: Vec<Value> = ["NONE", "NOW", "SOON", "LATER"]
        .iter()
        .map(|name| json!({"value": name, "label": name, "hidden": false}))
        .collect();
    let property = json!({
        "name": "buying_window", "label": "Buying window", "type": "enumeration", "fieldType": "select", "groupName": "dealinformation",
        "options": options,
    });
    let url = format!("{}/crm/v3/properties/deals", app.crm.url());
    let request = transport::client().unwrap().post(url).bearer_auth(app.crm.token()).body(property.to_string());
    assert!(request.send().await.unwrap().status().is_success());
    app.sync_fully().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let names = [("no_timeline", "NONE"), ("0_30_days", "NOW"), ("30_90_days", "SOON"), ("90_plus_days", "LATER")];
    let mut mapped = app::Mapped { property: "buying_window".to_owned(), options: BTreeMap::new() };
    let refused = app::schema_map(&writable.open, "deal/stated_timeline", Some(&mapped), now()).unwrap_err();
    assert!(refused.for_command().unwrap().contains("--option"));
    mapped.options = names.iter().map(|(ours, theirs)| ((*ours).to_owned(), (*theirs).to_owned())).collect();
    app::schema_map(&writable.open, "deal/stated_timeline", Some(&mapped), now()).unwrap();
    drop(writable);
    let shown = signals(&app).await;
    let window =
        shown.iter().find(|one| one.sent[0].name == "buying_window").expect("it is proposed for the other property");
    assert!(names.iter().any(|(_, theirs)| *theirs == window.proposed), "{}", window.proposed);
}

/// A change of a deal's property with a provenance, made by hand.
fn filled(deal: &RecordId, property: &str, to: &str) -> Write {
    Write::Change(ChangeToMake {
        record: deal.clone(),
        property: property.to_owned(),
        label: property.to_owned(),
        from: None,
        to: to.to_owned(),
        seen_at: now(),
        provenance: Some(Provenance {
            prompt_version: "summary@2".to_owned(),
            input_hash: to.to_owned(),
            run_at: now(),
            confidence: None,
            confidence_in: None,
            reference: "00000000000000ff".to_owned(),
        }),
    })
}

#[tokio::test]
async fn values_of_one_record_filed_one_after_the_other_keep_each_others_provenance() {
    let app = with_properties().await;
    let deal = app.record("harbourline/rollout");
    for (at, property) in (0..).zip(["ai_summary", "ai_next_best_action"]) {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let at = now() + SignedDuration::from_secs(at);
        approved(&writable.open.database, outbox::new_marker(), filled(&deal, property, property), at);
        drop(writable);
        app.crm.next_write(Fault::DropAfter);
        assert_eq!(push(&app).await.entries.last().unwrap().status, "verified");
    }
    let runs = domain::runs(properties_of(&app, &deal).await.get("ai_provenance").map(String::as_str));
    assert_eq!(runs.keys().map(String::as_str).collect::<Vec<_>>(), ["ai_next_best_action", "ai_summary"]);
}

/// The association types of Petra and her deal, by label.
async fn labels_of(app: &TestApp, person: &RecordId, deal: &RecordId) -> Vec<String> {
    let url = format!("{}/crm/v4/objects/contacts/{}/associations/deals", app.crm.url(), person.id);
    let body =
        transport::client().unwrap().get(url).bearer_auth(app.crm.token()).send().await.unwrap().text().await.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    let of_deal =
        body["results"].as_array().unwrap().iter().find(|one| one["toObjectId"].as_u64() == deal.id.parse().ok());
    let types = of_deal.map(|one| one["associationTypes"].as_array().unwrap().clone()).unwrap_or_default();
    types.iter().filter_map(|one| one["label"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_part_in_a_deal_is_given_once_read_back_and_taken_off_again() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (petra, deal) = (app.record("harbourline/petra"), app.record("harbourline/rollout"));
    let role = || {
        Write::Role(RoleToGive {
            ends: [petra.clone(), deal.clone()],
            label: "Decision maker".to_owned(),
            type_id: 1_001,
            category: "USER_DEFINED".to_owned(),
            is_linked: true,
        })
    };
    let id = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        approved(&writable.open.database, outbox::new_marker(), role(), now())
    };
    app.crm.next_write(Fault::DropAfter);
    let report = push(&app).await;
    assert_eq!((report.entries[0].status.as_str(), report.entries[0].attempts), ("verified", 1), "{report:?}");
    assert_eq!(labels_of(&app, &petra, &deal).await, ["Decision maker"]);
    let report = app::undo(&app.settings, &id.0).await.unwrap();
    assert_eq!(report.entries[0].status, "undone", "{report:?}");
    assert_eq!(labels_of(&app, &petra, &deal).await, Vec::<String>::new());

    // Whoever took the association away meant it.
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        approved(&writable.open.database, outbox::new_marker(), role(), now());
    }
    app.crm
        .mutate(
            &json!({"op": "dissociate", "from": {"key": "harbourline/petra"}, "to": {"key": "harbourline/rollout"}}),
        )
        .unwrap();
    let report = push(&app).await;
    let refused = report.entries.iter().find(|entry| entry.status == "refused").expect("it is refused");
    assert!(refused.reason.as_ref().unwrap().contains("Decision maker"));
}

fn event(contact: &RecordId, event_type: EventType, marker: &Marker) -> Write {
    Write::Event(EventToSend {
        contact: contact.clone(),
        event_type,
        event_id: marker.as_str().to_owned(),
        at: now(),
        summary: "They asked for the annex.".to_owned(),
        source: "call:7".to_owned(),
        confidence: "0.91".to_owned(),
    })
}

async fn events(app: &TestApp) -> Vec<Value> {
    let body = transport::get(format!("{}/_sim/events", app.crm.url())).await.unwrap().text().await.unwrap();
    serde_json::from_str::<Value>(&body).unwrap().as_array().cloned().unwrap_or_default()
}

/// An access token of an OAuth app with the `timeline` scope.
async fn oauth_token(app: &TestApp) -> String {
    let client = transport::client_builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let scopes = "timeline crm.objects.contacts.read crm.objects.contacts.write crm.objects.companies.read \
                  crm.objects.deals.read crm.objects.owners.read tickets";
    let redirect = "http://localhost:4/callback";
    let query = [("client_id", app.crm.client_id()), ("redirect_uri", redirect), ("scope", scopes)];
    let answer = client.get(format!("{}/oauth/authorize", app.crm.url())).query(&query).send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let code = location.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let secret = app.crm.client_secret();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", app.crm.client_id()),
        ("client_secret", secret.as_str()),
        ("redirect_uri", redirect),
        ("code", code.as_str()),
    ];
    let answer = client.post(format!("{}/oauth/2026-03/token", app.crm.url())).form(&form).send().await.unwrap();
    let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn events_are_off_with_a_plain_reason_where_the_credential_cannot_send_them() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let refused = app::schema_events(&app.settings, "template:1029384").await.unwrap_err();
    assert!(refused.message.contains("OAuth") && refused.message.contains("timeline"), "{}", refused.message);
    assert_eq!(app::schema_events(&app.settings, "of some kind").await.unwrap_err().code, ErrorCode::Usage);
    assert_eq!(app::schema_events(&app.settings, "off").await.unwrap().events, None);
}

#[tokio::test]
async fn an_event_stands_once_on_the_timeline_whatever_becomes_of_the_answer() {
    let mut app = TestApp::connected_to(sample()).await;
    app.settings.access_token = Some(app::Secret::new(&oauth_token(&app).await));
    app.sync_as(SyncRequest { scope: Some(app::ScopeChoice::Portal), embed: false, ..SyncRequest::default() }).await;
    let petra = app.record("harbourline/petra");
    for (choice, event_type) in [
        ("template:1029384", EventType::Template("1029384".to_owned())),
        ("app:foreword_context", EventType::AppEvent("foreword_context".to_owned())),
    ] {
        assert_eq!(app::schema_events(&app.settings, choice).await.unwrap().events, Some(event_type.clone()));
        let before = events(&app).await.len();
        for fault in [None, Some(Fault::DropAfter), Some(Fault::DropBefore)] {
            let marker = outbox::new_marker();
            let writable = app::open_for_writing(&app.settings).await.unwrap();
            let id =
                approved(&writable.open.database, marker.clone(), event(&petra, event_type.clone(), &marker), now());
            drop(writable);
            if let Some(fault) = fault {
                app.crm.next_write(fault);
            }
            let report = push(&app).await;
            let entry = report.entries.iter().find(|entry| entry.id == id.0).unwrap();
            assert_eq!(entry.status, "verified", "{choice} {fault:?}: {entry:?}");
            let kept = app::undo(&app.settings, &id.0).await.unwrap();
            assert!(kept.entries[0].reason.as_ref().unwrap().contains("keeps events"));
        }
        let all = events(&app).await;
        assert_eq!(all.len() - before, 3, "{choice}");
        assert_eq!(all[before]["fields"]["confidence"], "0.91");
    }
}

#[tokio::test]
async fn what_nobody_decides_about_is_put_aside_and_what_is_drafted_anew_takes_its_place() {
    let mut app = with_properties().await;
    let first = signals(&app).await;
    // The same field drafted from other words.
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let deal: RecordId = first[0].target.parse().unwrap();
        propose(&writable.open.database, outbox::new_marker(), filled(&deal, "ai_summary", "one"), now());
    }
    app.settings.now = Some(now() + SignedDuration::from_hours(24 * 31));
    app.sync().await;
    let open = app.open().await;
    for one in &first {
        let view = app::proposal(&open, &one.id).unwrap();
        assert_eq!(view.status, "expired");
        assert!(view.reason.unwrap().contains("30 days"));
    }
    drop(open);
    // Drafted again they are new cards, not the ones put aside.
    let again = signals(&app).await;
    assert!(again.iter().all(|one| one.status == "proposed" && first.iter().all(|other| other.id != one.id)));
}

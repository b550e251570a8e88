//! Tasks and fields into HubSpot: proposed from what was said, confirmed where that matters, never over somebody else's change.

use app::{ApproveRequest, DraftReport, ErrorCode, ProposalView, PushReport, PushRequest, PushSilent};
use domain::{ChangeToMake, ObjectType, RecordId, Write};
use hubspot_sim::Fault;
use journeys::{TestApp, sample};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

const WHO: &str = "petra.lang@harbourline.example";

async fn push(app: &TestApp) -> PushReport {
    app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap()
}

async fn draft(
    app: &TestApp,
    make: impl Fn(&app::OpenPortal, &str, jiff::Timestamp) -> Result<DraftReport, app::AppError>,
    who: &str,
) -> Vec<ProposalView> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    make(&writable.open, who, app.settings.now()).unwrap().shown
}

async fn approve(app: &TestApp, shown: &ProposalView, confirm: Option<&str>) -> Result<(), app::AppError> {
    let writable = app::open_for_writing(&app.settings).await?;
    let request =
        ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash.clone()), confirm: confirm.map(str::to_owned) };
    app::approve(&writable.open, &[request], app.settings.now()).map(|_| ())
}

/// The value of a record's property in the simulator; empty where it has none.
async fn property(app: &TestApp, id: &RecordId, name: &str) -> String {
    let record = journeys::records(&app.crm, id.object).await.remove(&id.id).unwrap();
    record["properties"][name].as_str().unwrap_or_default().to_owned()
}

/// An app that has read the mail Petra signs with another title than HubSpot has, and the proposal made of that.
async fn with_a_new_title() -> (TestApp, RecordId, ProposalView) {
    let app = TestApp::connected_to(sample()).await;
    let petra = app.record("harbourline/petra");
    app.sync().await;
    let all = draft(&app, app::draft_fields, WHO).await;
    let title =
        all.into_iter().find(|one| one.property.is_some() && one.proposed == "General Counsel & Compliance Officer");
    let title = title.expect("the title in her signature is proposed");
    (app, petra, title)
}

#[tokio::test]
async fn a_title_from_a_signature_is_written_once_it_is_approved() {
    let (app, petra, shown) = with_a_new_title().await;
    let before = property(&app, &petra, "jobtitle").await;
    assert_eq!((shown.tier.as_str(), shown.current.as_deref()), ("careful", Some(before.as_str())));
    assert!(shown.automation && !shown.citations.is_empty());
    assert_eq!(shown.target, petra.to_string());
    approve(&app, &shown, None).await.unwrap();
    assert_eq!(property(&app, &petra, "jobtitle").await, before, "nothing leaves before a push");
    app.crm.next_write(Fault::DropAfter);
    let report = push(&app).await;
    assert_eq!((report.entries[0].status.as_str(), report.entries[0].attempts), ("verified", 1));
    assert_eq!(property(&app, &petra, "jobtitle").await, "General Counsel & Compliance Officer");
    // Drafted again, there is nothing left to propose about it.
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let again = app::draft_fields(&writable.open, WHO, app.settings.now());
    assert!(
        again.is_err() || again.unwrap().shown.iter().all(|one| one.proposed != "General Counsel & Compliance Officer")
    );
}

#[tokio::test]
async fn what_somebody_changed_since_the_draft_is_not_overwritten() {
    for (source, by) in [("CRM_UI", "a person"), ("WORKFLOWS", "a workflow")] {
        let (app, petra, shown) = with_a_new_title().await;
        approve(&app, &shown, None).await.unwrap();
        app.crm
            .mutate(&json!({"op": "edit", "type": "contact", "id": petra.id, "source": source, "properties": {"jobtitle": "Chief of Staff"}}))
            .unwrap();
        let report = push(&app).await;
        let entry = &report.entries[0];
        assert_eq!((entry.status.as_str(), entry.attempts), ("refused", 0));
        let reason = entry.reason.clone().unwrap();
        for words in ["Chief of Staff", "General Counsel & Compliance Officer", by] {
            assert!(reason.contains(words), "{words} is not in: {reason}");
        }
        assert_eq!(property(&app, &petra, "jobtitle").await, "Chief of Staff");

        // Read anew it is proposed against what stands there now; then the rep's yes counts.
        app.sync().await;
        let anew = draft(&app, app::draft_fields, WHO).await;
        let anew = anew.into_iter().find(|one| one.current.as_deref() == Some("Chief of Staff")).unwrap();
        approve(&app, &anew, None).await.unwrap();
        push(&app).await;
        assert_eq!(property(&app, &petra, "jobtitle").await, "General Counsel & Compliance Officer");
        the_whole_story(&app, &shown.id, &anew.id, by).await;
    }
}

/// The log tells what was proposed on what grounds, who said yes, what stood in the way and whose that was, and what the rep decided then.
async fn the_whole_story(app: &TestApp, first: &str, second: &str, by: &str) {
    let open = app.open().await;
    assert!(open.database.verify_audit(None).unwrap().verified);
    let lines = open.database.audit_lines().unwrap();
    let of = |id: &str| -> Vec<&store::AuditLine> { lines.iter().filter(|line| line.line.proposal.0 == id).collect() };
    let what = |lines: &[&store::AuditLine]| lines.iter().map(|line| line.line.what.clone()).collect::<Vec<_>>();
    let (first, second) = (of(first), of(second));
    assert_eq!(what(&first), ["proposed", "approved", "refused"]);
    assert_eq!(what(&second), ["proposed", "approved", "sending", "sent", "verified"]);
    let detail = |line: &store::AuditLine| line.payload.clone().unwrap()["detail"].clone();
    assert!(detail(first[0])["sources"][0].as_str().unwrap().starts_with("email:"));
    assert_eq!(first[1].line.why, "by Maren Holt");
    for words in ["Chief of Staff", "General Counsel & Compliance Officer", by] {
        assert!(first[2].line.why.contains(words), "{words} is not in: {}", first[2].line.why);
    }
    assert_eq!(detail(second[1])["before"], "Chief of Staff");
    assert_eq!(detail(second[1])["after"]["to"], "General Counsel & Compliance Officer");
}

#[tokio::test]
async fn a_field_that_is_mine_is_left_alone_for_good() {
    let (app, petra, shown) = with_a_new_title().await;
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::field_is_mine(&writable.open, &shown.id, app.settings.now()).unwrap();
        assert_eq!(app::proposal(&writable.open, &shown.id).unwrap().status, "rejected");
        assert!(app::review_settings(&writable.open).unwrap().mine.contains(&format!("{petra}/jobtitle")));
        let again = app::draft_fields(&writable.open, WHO, app.settings.now());
        let again = again.map(|report| report.shown).unwrap_or_default();
        assert!(again.iter().all(|one| one.target != petra.to_string() || one.property != shown.property));
    }
}

#[tokio::test]
async fn a_field_less_sure_than_asked_is_not_approved_with_others() {
    let (app, _, shown) = with_a_new_title().await;
    let confidence = shown.confidence.expect("what stands in a signature can be rated");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let ask_for = |threshold| {
        let settings = app::ReviewSettings { threshold, ..app::review_settings(&writable.open).unwrap() };
        app::set_review_settings(&writable.open, &settings, journeys::now()).unwrap();
        app::proposal(&writable.open, &shown.id).unwrap().by_itself
    };
    assert_eq!(ask_for(confidence), None, "sure enough");
    assert!(confidence < 1.0 && ask_for(1.0).is_some_and(|why| why.contains("100%")));
    let note = app::draft_note(&writable.open, WHO, app.settings.now()).unwrap().shown.remove(0);
    assert_eq!(note.by_itself, None);
    let both = [&shown, &note].map(|one| ApproveRequest { id: one.id.clone(), hash: None, confirm: None });
    assert_eq!(app::approve(&writable.open, &both, app.settings.now()).unwrap_err().code, ErrorCode::Usage);
    assert!(app::approve(&writable.open, &both[..1], app.settings.now()).is_ok());
}

#[tokio::test]
async fn an_amount_wants_its_value_typed_and_goes_alone() {
    let (app, _, other) = with_a_new_title().await;
    let deal = app.record("harbourline/rollout");
    let amount = property(&app, &deal, "amount").await;
    let id = proposed_amount(&app, &deal, &amount).await;
    let shown = app::proposal(&app.open().await, &id).unwrap();
    assert_eq!(shown.tier.as_str(), "gated");
    assert_eq!(shown.proposed_words, "50,000");
    assert!(!shown.undo.contains(&format!("“{amount}”")), "an undo is told in words: {}", shown.undo);
    for wrong in [None, Some("49000"), Some("50,000 USD"), Some("50,0"), Some("50,000 or 51,000")] {
        assert_eq!(approve(&app, &shown, wrong).await.unwrap_err().code, ErrorCode::Usage);
    }
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let both = [&shown, &other].map(|one| ApproveRequest {
        id: one.id.clone(),
        hash: None,
        confirm: Some("50000".to_owned()),
    });
    assert_eq!(app::approve(&writable.open, &both, app.settings.now()).unwrap_err().code, ErrorCode::Usage);
    drop(writable);
    assert!(push(&app).await.entries.is_empty(), "nothing was approved");
    // As a person writes it, whatever the separators are.
    approve(&app, &shown, Some("50.000 €")).await.unwrap();
    assert_eq!(push(&app).await.entries[0].status, "verified");
    assert_eq!(property(&app, &deal, "amount").await, "50000");
}

/// A proposal of another amount, as an edit of one that was drafted for the field.
async fn proposed_amount(app: &TestApp, deal: &RecordId, amount: &str) -> String {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let database = &writable.open.database;
    let mut proposal = database.proposals().unwrap().remove(0);
    let seen_at = database.record(deal).unwrap().unwrap().modified_at;
    let write = Write::Change(ChangeToMake {
        record: deal.clone(),
        property: "amount".to_owned(),
        label: "Amount".to_owned(),
        from: Some(amount.to_owned()),
        to: "50000".to_owned(),
        seen_at,
        provenance: None,
    });
    let draft = store::StoredDraft {
        id: "d-amount".to_owned(),
        kind: "fields".to_owned(),
        target: deal.clone(),
        request_id: "r-amount".to_owned(),
        input_hash: "amount".to_owned(),
        mode: "extractive".to_owned(),
        items: Vec::new(),
        created_at: app.settings.now(),
    };
    proposal.id = outbox::new_proposal_id();
    proposal.draft = draft.id.clone();
    proposal.target = deal.clone();
    proposal.hash = outbox::hash_of(&write);
    proposal.content.write = write;
    database.put_draft(&draft, &proposal).unwrap();
    proposal.id.0
}

#[tokio::test]
async fn tasks_for_open_promises_are_filed_once_each() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let shown = draft(&app, app::draft_tasks, "harbourline").await;
    assert!(
        shown.iter().all(|one| one.kind == "task" && one.tier.as_str() == "safe" && one.due.is_some()),
        "{shown:?}"
    );
    let again = draft(&app, app::draft_tasks, "harbourline").await;
    let ids = |all: &[ProposalView]| all.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&shown), "equal input is not proposed twice");
    for (turn, one) in shown.iter().enumerate() {
        approve(&app, one, None).await.unwrap();
        if turn == 0 {
            app.crm.next_write(Fault::DropAfter);
        }
    }
    let report = push(&app).await;
    assert!(report.entries.iter().all(|entry| entry.status == "verified"), "{report:?}");
    let tasks: Vec<Value> = journeys::records(&app.crm, ObjectType::Task).await.into_values().collect();
    for one in &shown {
        let marker = one.footer.rsplit(' ').next().unwrap();
        let filed: Vec<&Value> = tasks
            .iter()
            .filter(|task| task["properties"]["hs_task_body"].as_str().unwrap_or_default().contains(marker))
            .collect();
        assert_eq!(filed.len(), 1, "{}", one.title);
        assert_eq!(filed[0]["properties"]["hs_task_status"], "NOT_STARTED");
    }
    assert_eq!(app.sync().await.doubles, []);
}

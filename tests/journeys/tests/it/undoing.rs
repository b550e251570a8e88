//! Taking back what was filed: what is ours and untouched goes, everything else stays with its reason.

use app::{PushReport, PushRequest, PushSilent};
use domain::{ChangeToMake, NoteToFile, ObjectType, Priority, RecordId, TaskToFile, TaskType, Write};
use hubspot_sim::Fault;
use journeys::{
    TestApp, now,
    proposing::{approved, footer},
    sample,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

async fn push(app: &TestApp) -> PushReport {
    app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap()
}

/// Files one write and returns its proposal and HubSpot's id.
async fn file(app: &TestApp, write: impl FnOnce(String) -> Write) -> (String, String) {
    let id = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let marker = outbox::new_marker();
        let body = format!("<p>Said.</p>{}", footer(&marker));
        approved(&writable.open.database, marker, write(body), now())
    };
    let report = push(app).await;
    let entry = report.entries.into_iter().find(|entry| entry.id == id.0).unwrap();
    assert_eq!(entry.status, "verified");
    (id.0, entry.remote_id.unwrap())
}

async fn synced() -> (TestApp, RecordId) {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let petra = app.record("harbourline/petra");
    (app, petra)
}

async fn undo(app: &TestApp, id: &str) -> (app::ProposalStatus, Option<String>) {
    let report = app::undo(&app.settings, id).await.unwrap();
    (report.entries[0].status, report.entries[0].reason.clone())
}

fn note(target: &RecordId) -> impl FnOnce(String) -> Write {
    let targets = vec![target.clone()];
    |body| Write::Note(NoteToFile { body, at: now(), owner: None, targets })
}

fn task(target: &RecordId) -> impl FnOnce(String) -> Write {
    let targets = vec![target.clone()];
    |body| {
        Write::Task(TaskToFile {
            subject: "Send it".to_owned(),
            body,
            due: now(),
            owner: None,
            for_another: false,
            reminder: None,
            task_type: TaskType::Todo,
            priority: Priority::None,
            targets,
        })
    }
}

async fn title(app: &TestApp, contact: &RecordId) -> Value {
    journeys::records(&app.crm, ObjectType::Contact).await[&contact.id]["properties"]["jobtitle"].clone()
}

async fn a_change(app: &TestApp, contact: &RecordId) -> impl FnOnce(String) -> Write + use<> {
    let from = title(app, contact).await.as_str().map(str::to_owned);
    let record = contact.clone();
    move |_| {
        Write::Change(ChangeToMake {
            record,
            property: "jobtitle".to_owned(),
            label: "Job title".to_owned(),
            from,
            to: "Head of Ropes".to_owned(),
            seen_at: now(),
            provenance: None,
        })
    }
}

async fn is_there(app: &TestApp, object: ObjectType, id: &str) -> bool {
    journeys::records(&app.crm, object).await.contains_key(id)
}

#[tokio::test]
async fn an_untouched_note_goes_to_the_recycle_bin_and_stays_there() {
    let (app, petra) = synced().await;
    let (id, remote) = file(&app, note(&petra)).await;
    assert_eq!(undo(&app, &id).await, (app::ProposalStatus::Undone, None));
    assert!(!is_there(&app, ObjectType::Note, &remote).await);
    // Undone twice is undone; pushed again, it does not come back.
    assert_eq!(undo(&app, &id).await.0, "undone");
    push(&app).await;
    app.sync().await;
    assert_eq!(app.crm.stats()["created"]["notes"], 1);
    assert_eq!(app.differences().await, Vec::<String>::new());
    let log: Vec<String> = app.open().await.database.write_log().unwrap().into_iter().map(|line| line.what).collect();
    assert_eq!(log[log.len() - 2..], ["undoing", "undone"]);
    assert!(app.open().await.database.verify_audit(None).unwrap().verified);
}

#[tokio::test]
async fn a_note_with_somebodys_words_in_it_stays() {
    let (app, petra) = synced().await;
    let (id, remote) = file(&app, note(&petra)).await;
    app.crm
        .mutate(&json!({"op": "edit", "type": "note", "id": remote, "properties": {"hs_note_body": "<p>My own words.</p>"}}))
        .unwrap();
    let (status, reason) = undo(&app, &id).await;
    assert_eq!(status, "verified");
    assert!(reason.unwrap().contains("changed"));
    assert!(is_there(&app, ObjectType::Note, &remote).await);
}

#[tokio::test]
async fn a_completed_task_stays() {
    let (app, petra) = synced().await;
    let (untouched, remote) = file(&app, task(&petra)).await;
    assert_eq!(undo(&app, &untouched).await.0, "undone");
    assert!(!is_there(&app, ObjectType::Task, &remote).await);

    let (id, remote) = file(&app, task(&petra)).await;
    let done = json!({"op": "edit", "type": "task", "id": remote, "properties": {"hs_task_status": "COMPLETED"}});
    app.crm.mutate(&done).unwrap();
    let (status, reason) = undo(&app, &id).await;
    assert_eq!(status, "verified");
    assert!(reason.unwrap().contains("by a person"));
    assert!(is_there(&app, ObjectType::Task, &remote).await);
}

#[tokio::test]
async fn a_value_is_set_back_unless_somebody_changed_it_since() {
    let (app, petra) = synced().await;
    let before = title(&app, &petra).await;
    let (id, _) = file(&app, a_change(&app, &petra).await).await;
    assert_eq!(title(&app, &petra).await, "Head of Ropes");
    assert_eq!(undo(&app, &id).await.0, "undone");
    assert_eq!(title(&app, &petra).await, before);

    for source in ["CRM_UI", "WORKFLOWS"] {
        let (app, petra) = synced().await;
        let (id, _) = file(&app, a_change(&app, &petra).await).await;
        let edit = json!({"op": "edit", "type": "contact", "id": petra.id, "source": source, "properties": {"jobtitle": "Captain"}});
        app.crm.mutate(&edit).unwrap();
        let (status, reason) = undo(&app, &id).await;
        assert_eq!(status, "verified");
        assert!(reason.unwrap().contains("Captain"));
        assert_eq!(title(&app, &petra).await, "Captain");
    }
}

#[tokio::test]
async fn an_undo_without_an_answer_finds_out_what_became_of_it() {
    let (app, petra) = synced().await;
    let (id, remote) = file(&app, note(&petra)).await;
    app.crm.next_write(Fault::DropAfter);
    assert_eq!(undo(&app, &id).await.0, "undone", "it reads back what the answer did not say");
    assert!(!is_there(&app, ObjectType::Note, &remote).await);

    let (id, remote) = file(&app, note(&app.record("kestrel/sandrine"))).await;
    app.crm.next_write(Fault::DropBefore);
    let (status, reason) = undo(&app, &id).await;
    assert_eq!(status, "verified");
    assert!(reason.unwrap().contains("no clear answer"));
    assert!(is_there(&app, ObjectType::Note, &remote).await);
    assert_eq!(undo(&app, &id).await.0, "undone");
}

#[tokio::test]
async fn a_copy_that_lands_after_the_undo_goes_too() {
    let (app, petra) = synced().await;
    let id = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let marker = outbox::new_marker();
        let body = format!("<p>Said.</p>{}", footer(&marker));
        approved(&writable.open.database, marker, note(&petra)(body), now())
    };
    app.crm.next_write(Fault::ApplyLate);
    assert_eq!(push(&app).await.entries[0].status, "verified");
    assert_eq!(undo(&app, &id.0).await.0, "undone");
    app.crm.advance(std::time::Duration::from_secs(5 * 60));
    let doubles = app.sync().await.doubles;
    assert_eq!((doubles.len(), doubles[0].archived), (1, true));
    let left = journeys::records(&app.crm, ObjectType::Note).await.into_values();
    let ours = |note: &Value| note["properties"]["hs_note_body"].as_str().unwrap_or_default().contains("<p>Said.</p>");
    assert_eq!(left.filter(ours).count(), 0);
}

/// A close date is a moment, and HubSpot writes moments as it likes.
#[tokio::test]
async fn a_close_date_is_filed_and_taken_back_however_hubspot_spells_it() {
    for whole_seconds in [false, true] {
        let switches = hubspot_sim::Switches { whole_seconds, ..hubspot_sim::Switches::default() };
        let app = TestApp::connected_to(hubspot_sim::SimConfig { switches, ..sample() }).await;
        app.sync().await;
        let deal = app.record("harbourline/rollout");
        let from = app.open().await.database.record(&deal).unwrap().unwrap().get("closedate").map(str::to_owned);
        let record = deal.clone();
        let change = |_| {
            Write::Change(ChangeToMake {
                record,
                property: "closedate".to_owned(),
                label: "Close date".to_owned(),
                // Drafted from a copy that spells it the other way.
                from: from.map(|from| if whole_seconds { from } else { from.replace(".000Z", "Z") }),
                to: "2026-12-10T00:00:00Z".to_owned(),
                seen_at: now(),
                provenance: None,
            })
        };
        let (id, _) = file(&app, change).await;
        let report = app.sync().await;
        assert_eq!(report.doubles, [], "{whole_seconds}");
        assert_eq!(undo(&app, &id).await, (app::ProposalStatus::Undone, None), "{whole_seconds}");
        // What the rep took back is not to be set back.
        let report = app.sync().await;
        assert_eq!(report.doubles, [], "{whole_seconds}");
    }
}

#[tokio::test]
async fn an_undo_alarms_nobody_over_the_value_it_took_back() {
    let (app, petra) = synced().await;
    let (id, _) = file(&app, a_change(&app, &petra).await).await;
    assert_eq!(undo(&app, &id).await.0, "undone");
    for _ in 0..2 {
        assert_eq!(app.sync().await.doubles, []);
    }
    let log: Vec<String> = app.open().await.database.write_log().unwrap().into_iter().map(|line| line.what).collect();
    assert!(!log.iter().any(|what| what == "wrote_over"), "{log:?}");
}

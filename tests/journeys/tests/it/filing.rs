//! One note back into HubSpot, exactly once, whatever happens on the way.

use app::{ApproveRequest, ErrorCode, ProposalView, PushReport, PushRequest, PushSilent};
use domain::{EntryStatus, ObjectType, RecordId};
use hubspot_sim::{Fault, SimConfig};
use jiff::SignedDuration;
use journeys::{TestApp, sample};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const CALL: &str = "kestrel/c-export";
const WRITE: &str = "crm.objects.contacts.write";

async fn synced(config: SimConfig) -> TestApp {
    let app = TestApp::connected_to(config).await;
    app.sync().await;
    app
}

/// Drafts the note of the call and returns its proposal.
async fn drafted(app: &TestApp) -> ProposalView {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    app::draft_note(&writable.open, &app.record(CALL).to_string(), app.settings.now()).unwrap().shown.remove(0)
}

/// Approves a proposal exactly as it is shown.
async fn approve(app: &TestApp, shown: &ProposalView) -> Result<ProposalView, app::AppError> {
    let writable = app::open_for_writing(&app.settings).await?;
    let request = ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash.clone()), confirm: None };
    app::approve(&writable.open, &[request], app.settings.now()).map(|mut all| all.proposals.remove(0))
}

/// An app with one approved note in its outbox.
async fn approved(config: SimConfig) -> (TestApp, ProposalView) {
    let app = synced(config).await;
    let shown = drafted(&app).await;
    let approved = approve(&app, &shown).await.unwrap();
    assert_eq!(approved.status, "approved");
    (app, shown)
}

async fn push_with(app: &TestApp, patience: SignedDuration) -> PushReport {
    app::push(&app.settings, PushRequest { patience }, &PushSilent, &CancellationToken::new()).await.unwrap()
}

/// Pushes with the usual patience. The clock is a fixed one, which jumps where somebody would wait.
async fn push(app: &TestApp) -> PushReport {
    push_with(app, PushRequest::default().patience).await
}

/// The status and number of sends of the only entry.
fn only(report: &PushReport) -> (&str, u32) {
    assert_eq!(report.entries.len(), 1);
    (report.entries[0].status.as_str(), report.entries[0].attempts)
}

/// The notes that carry the marker of a proposal, archived ones left out.
async fn filed(app: &TestApp, shown: &ProposalView) -> Vec<Value> {
    let marker = shown.footer.rsplit(' ').next().unwrap();
    let notes = journeys::records(&app.crm, ObjectType::Note).await.into_values();
    notes.filter(|note| note["properties"]["hs_note_body"].as_str().unwrap_or_default().contains(marker)).collect()
}

fn notes_created(app: &TestApp) -> u64 {
    app.crm.stats()["created"]["notes"].as_u64().unwrap()
}

async fn log(app: &TestApp) -> Vec<String> {
    app.open().await.database.write_log().unwrap().into_iter().map(|line| line.what).collect()
}

#[tokio::test]
async fn an_approved_note_is_filed_with_what_it_hangs_on() {
    let (app, shown) = approved(sample()).await;
    assert_eq!(notes_created(&app), 0, "nothing leaves before a push");
    let report = push(&app).await;
    assert_eq!(only(&report), ("verified", 1));
    assert!(report.is_complete());

    let notes = filed(&app, &shown).await;
    assert_eq!(notes.len(), 1);
    assert_eq!(Some(notes[0]["id"].as_str().unwrap()), report.entries[0].remote_id.as_deref());
    let body = notes[0]["properties"]["hs_note_body"].as_str().unwrap();
    assert_eq!(body, shown.body, "what was shown is what was sent");
    assert!(body.ends_with(&format!("<p>{}</p>", shown.footer)));
    assert!(shown.footer.starts_with("Compiled from your CRM · approved by Maren Holt · ref "), "{}", shown.footer);
    let ids = |object: &str, keys: &[&str]| {
        let mut wanted: Vec<String> = keys.iter().map(|key| app.record(key).id).collect();
        wanted.sort();
        let mut there: Vec<String> = serde_json::from_value(notes[0]["associations"][object].clone()).unwrap();
        there.sort();
        assert_eq!(there, wanted, "{object}");
    };
    ids("contacts", &["kestrel/sandrine", "kestrel/amelie"]);
    ids("companies", &["kestrel"]);
    ids("deals", &["kestrel/sites"]);
    let call = app.open().await.database.record(&app.record(CALL)).unwrap().unwrap();
    assert_eq!(notes[0]["properties"]["hubspot_owner_id"].as_str(), call.get("hubspot_owner_id"));
    assert_eq!(log(&app).await, ["proposed", "approved", "sending", "sent", "verified"]);

    // Pushed again, it is not filed again; synced, it is a note like any other and nothing differs.
    assert_eq!(only(&push(&app).await), ("verified", 1));
    assert_eq!(notes_created(&app), 1);
    assert_eq!(app.sync().await.doubles, []);
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn two_pushes_at_once_file_it_once() {
    let (mut app, shown) = approved(sample()).await;
    // As a window does, which holds the lock and whose button was clicked twice.
    app.settings.lock = Some(std::sync::Arc::new(::app::WriteLock::Own(
        store::Home::open(&app.settings.home).unwrap().lock().unwrap(),
    )));
    tokio::join!(push(&app), push(&app), push(&app));
    assert_eq!(only(&push(&app).await), ("verified", 1));
    assert_eq!((notes_created(&app), filed(&app, &shown).await.len()), (1, 1));
}

#[tokio::test]
async fn a_lost_answer_does_not_file_it_twice() {
    let (app, shown) = approved(sample()).await;
    app.crm.next_write(Fault::DropAfter);
    assert_eq!(only(&push(&app).await), ("verified", 1));
    assert_eq!((notes_created(&app), filed(&app, &shown).await.len()), (1, 1));
    assert_eq!(log(&app).await, ["proposed", "approved", "sending", "unknown", "verified"]);
    assert_eq!(app.crm.stats()["duplicates"]["ever"], 0);
}

#[tokio::test]
async fn an_answer_cut_short_does_not_file_it_twice() {
    let (app, _) = approved(sample()).await;
    app.crm.next_write(Fault::Truncate);
    assert_eq!(only(&push(&app).await), ("verified", 1));
    assert_eq!(notes_created(&app), 1);
}

#[tokio::test]
async fn a_lost_request_is_sent_again_after_two_looks() {
    let (app, _) = approved(sample()).await;
    app.crm.next_write(Fault::DropBefore);
    // Without patience the second look is left for later, and it says so.
    let report = push_with(&app, SignedDuration::ZERO).await;
    assert_eq!(only(&report), ("unknown", 1));
    assert!(!report.is_complete() && report.entries[0].reason.is_some());
    assert_eq!(notes_created(&app), 0);
    assert_eq!(only(&push(&app).await), ("verified", 2));
    assert_eq!(notes_created(&app), 1);
    let open = app.open().await;
    let attempts = open.database.attempts(&open.database.entries().unwrap()[0].proposal).unwrap();
    let looks: Vec<_> = attempts.iter().filter(|attempt| attempt.outcome == "not there").collect();
    let (first, last) = (looks[looks.len() - 2], looks[looks.len() - 1]);
    assert!(SignedDuration::from_secs(60) <= last.at.duration_since(first.at), "{attempts:#?}");
}

#[tokio::test]
async fn a_server_error_counts_as_no_answer() {
    let (app, _) = approved(sample()).await;
    app.crm.next_write(Fault::ServerError);
    assert_eq!(only(&push(&app).await), ("verified", 2));
    assert_eq!(notes_created(&app), 1);
}

#[tokio::test]
async fn a_limit_is_waited_for() {
    let (app, _) = approved(sample()).await;
    app.crm.next_write(Fault::TooMany);
    let report = push_with(&app, SignedDuration::ZERO).await;
    assert_eq!(only(&report), ("waiting", 1));
    assert!(report.entries[0].reason.as_ref().unwrap().contains("safe here"));
    assert_eq!(only(&push(&app).await), ("verified", 2));
    assert_eq!(notes_created(&app), 1);
}

#[tokio::test]
async fn a_request_that_lands_late_is_found_and_cleared_up() {
    let (app, shown) = approved(sample()).await;
    app.crm.next_write(Fault::ApplyLate);
    let report = push(&app).await;
    assert_eq!(only(&report), ("verified", 2));
    assert_eq!(filed(&app, &shown).await.len(), 1);

    app.crm.advance(Duration::from_secs(5 * 60));
    assert_eq!(filed(&app, &shown).await.len(), 2, "the first request has landed after all");
    let doubles = app.sync().await.doubles;
    assert_eq!(doubles.len(), 1);
    assert!(doubles[0].archived, "{doubles:?}");
    assert_eq!(Some(&doubles[0].kept), report.entries[0].remote_id.as_ref());
    let left = filed(&app, &shown).await;
    assert_eq!((left.len(), left[0]["id"].as_str()), (1, Some(doubles[0].kept.as_str())));
    assert_eq!(log(&app).await.last().map(String::as_str), Some("double_archived"));

    assert_eq!(app.sync().await.doubles, []);
    assert_eq!(app.differences().await, Vec::<String>::new());
    assert_eq!(app.crm.stats()["duplicates"]["total"], 0);
}

#[tokio::test]
async fn a_double_that_somebody_changed_is_shown_and_left_alone() {
    let (app, shown) = approved(sample()).await;
    app.crm.next_write(Fault::ApplyLate);
    let kept = push(&app).await.entries[0].remote_id.clone().unwrap();
    app.crm.advance(Duration::from_secs(5 * 60));
    let notes = filed(&app, &shown).await;
    let late = notes.iter().find(|note| note["id"] != *kept).unwrap();
    let body = shown.body.replace("Key points", "Key points, with my thoughts");
    let edit = json!({"op": "edit", "type": "note", "id": late["id"], "properties": {"hs_note_body": body}});
    app.crm.mutate(&edit).unwrap();
    for _ in 0..2 {
        let doubles = app.sync().await.doubles;
        assert_eq!(doubles.iter().map(|double| double.archived).collect::<Vec<_>>(), [false]);
    }
    assert_eq!(filed(&app, &shown).await.len(), 2);
    assert_eq!(log(&app).await.iter().filter(|what| *what == "double_kept").count(), 1, "logged once");
}

/// The process dies between writing the intent down and hearing the answer.
async fn die_while_sending(app: &TestApp) {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let entry = writable.open.database.entries().unwrap().remove(0);
    let sending = store::StoredEntry { status: EntryStatus::Sending, sends: 1, ..entry };
    writable.open.database.move_entry(&sending, None, &[]).unwrap().unwrap();
}

#[tokio::test]
async fn after_a_crash_it_looks_first() {
    let (app, shown) = approved(sample()).await;
    die_while_sending(&app).await;
    // The request had arrived.
    let associations: Vec<Value> =
        shown.attached_to.iter().map(|target| id_json(&target.id.parse().unwrap())).collect();
    let properties = json!({"hs_note_body": shown.body, "hs_timestamp": "2026-02-26T09:15:00Z"});
    let create = json!({"op": "create", "type": "note", "source": "INTEGRATION", "properties": properties, "associations": associations});
    let id = app.crm.mutate(&create).unwrap()["id"].as_str().unwrap().to_owned();
    let report = push(&app).await;
    assert_eq!(only(&report), ("verified", 1));
    assert_eq!(report.entries[0].remote_id, Some(id));
    assert_eq!((notes_created(&app), filed(&app, &shown).await.len()), (0, 1));

    let (app, shown) = approved(sample()).await;
    die_while_sending(&app).await;
    // The request had not arrived.
    assert_eq!(only(&push_with(&app, SignedDuration::ZERO).await), ("unknown", 1));
    assert_eq!(only(&push(&app).await), ("verified", 2));
    assert_eq!((notes_created(&app), filed(&app, &shown).await.len()), (1, 1));
}

fn id_json(id: &RecordId) -> Value {
    json!({"type": id.object.singular(), "id": id.id})
}

#[tokio::test]
async fn without_the_scope_it_stays_safe_and_says_what_is_missing() {
    let (app, shown) = approved(SimConfig { without_scopes: vec![WRITE.to_owned()], ..sample() }).await;
    for _ in 0..2 {
        let report = push(&app).await;
        assert_eq!(only(&report).0, "waiting");
        let reason = report.entries[0].reason.as_deref().unwrap();
        assert!(reason.contains(WRITE) && reason.contains("safe"), "{reason}");
    }
    assert_eq!(notes_created(&app), 0);
    // It can still be changed: nothing has left.
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let edited = app::edit(&writable.open, &shown.id, &["My own words.".to_owned()], app.settings.now()).unwrap();
    assert_eq!(edited.status, "proposed");
}

#[tokio::test]
async fn a_refusal_comes_back_to_the_rep_with_its_reason() {
    let (app, _) = approved(sample()).await;
    app.crm.mutate(&json!({"op": "delete", "type": "deal", "id": app.record("kestrel/sites").id})).unwrap();
    let report = push(&app).await;
    assert_eq!(only(&report), ("refused", 1));
    assert!(report.entries[0].reason.as_deref().unwrap().contains("does not exist"), "{:?}", report.entries);
    assert!(!report.is_complete());
    assert_eq!(notes_created(&app), 0);
}

#[tokio::test]
async fn one_refusal_does_not_hold_up_the_others() {
    let (app, first) = approved(sample()).await;
    let second = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        // By the person: their last call with a transcript.
        app::draft_note(&writable.open, "petra.lang@harbourline.example", app.settings.now()).unwrap().shown.remove(0)
    };
    assert_eq!(second.target, app.record("harbourline/c-board").to_string());
    approve(&app, &second).await.unwrap();
    app.crm.mutate(&json!({"op": "delete", "type": "deal", "id": app.record("kestrel/sites").id})).unwrap();
    let report = push(&app).await;
    let status_of = |shown: &ProposalView| {
        report.entries.iter().find(|entry| entry.id == shown.id).map(|entry| entry.status).unwrap()
    };
    assert_eq!((status_of(&first).as_str(), status_of(&second).as_str()), ("refused", "verified"));
    assert!(!report.is_complete());
    // Put aside, the refused one is off the table.
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::reject(&writable.open, &first.id, "the deal is gone", app.settings.now()).unwrap();
    }
    assert!(push(&app).await.is_complete());
    assert_eq!(notes_created(&app), 1);
}

#[tokio::test]
async fn an_edit_withdraws_the_approval_and_a_stale_hash_is_refused() {
    let (app, shown) = approved(sample()).await;
    let mut texts: Vec<String> = shown.lines.iter().map(|line| line.text.clone()).collect();
    texts[0] = "Sandrine is happy with the proof of concept.".to_owned();
    let edited = {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        app::edit(&writable.open, &shown.id, &texts, app.settings.now()).unwrap()
    };
    assert_eq!((edited.status.as_str(), edited.lines.len()), ("proposed", shown.lines.len()));
    assert_eq!((edited.lines[0].heading, edited.lines[0].verified), (domain::Heading::Yours, false));
    assert_eq!(edited.lines[1..], shown.lines[1..]);
    assert_ne!(edited.hash, shown.hash);
    assert_eq!(push(&app).await.entries, []);

    let error = approve(&app, &shown).await.unwrap_err();
    assert_eq!((error.code, error.code.as_str()), (ErrorCode::Changed, "changed"));
    approve(&app, &edited).await.unwrap();
    assert_eq!(only(&push(&app).await), ("verified", 1));
    let notes = filed(&app, &edited).await;
    let body = notes[0]["properties"]["hs_note_body"].as_str().unwrap();
    assert!(body.contains("Sandrine is happy with the proof of concept."), "{body}");

    // What is filed cannot be edited, rejected or filed again from here.
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let late = app::edit(&writable.open, &shown.id, &["Late.".to_owned()], app.settings.now()).unwrap_err();
    assert_eq!(late.code, ErrorCode::InFlight);
    assert_eq!(
        app::reject(&writable.open, &shown.id, "late", app.settings.now()).unwrap_err().code,
        ErrorCode::InFlight
    );
    drop(writable);
    assert_eq!(drafted(&app).await.id, shown.id, "the same call gives the same proposal");
}

#[tokio::test]
async fn the_same_call_gives_the_same_proposal_until_it_is_rejected() {
    let app = synced(sample()).await;
    let first = drafted(&app).await;
    assert_eq!(drafted(&app).await, first);
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let rejected = app::reject(&writable.open, &first.id, "too long", app.settings.now()).unwrap();
        assert_eq!((rejected.status.as_str(), rejected.reason.as_deref()), ("rejected", Some("too long")));
    }
    assert!(approve(&app, &first).await.is_err());
    let second = drafted(&app).await;
    assert_ne!(second.id, first.id);
    assert_eq!(second.lines, first.lines);
    assert_eq!(app::proposals(&app.open().await).unwrap().proposals.len(), 2);
}

#[tokio::test]
async fn what_was_filed_is_no_evidence() {
    let (app, _) = approved(sample()).await;
    let brief = async || {
        let request = app::BriefRequest { who: "kestrel".to_owned(), full: true, ..Default::default() };
        app::brief(&app.open().await, &request, app.settings.now()).unwrap().brief.sections
    };
    let before = brief().await;
    push(&app).await;
    app.sync().await;
    assert_eq!(brief().await, before);
}

/// A note as a rep reads it, its random part aside.
async fn note_of(app: &TestApp, key: &str) -> String {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let call = app.record(key).to_string();
    let shown = app::draft_note(&writable.open, &call, app.settings.now()).unwrap().shown.remove(0);
    // Neither the marker nor the head of the log is the same twice.
    let (before, head) = shown.footer.rsplit_once(" · log ").unwrap();
    let marker = before.rsplit(' ').next().unwrap();
    shown.body.replace(head, "01234567-0123456789abcdef").replace(marker, "0123456789abcdef")
}

#[tokio::test]
async fn notes_read_like_this() {
    let app = synced(sample()).await;
    insta::assert_snapshot!("a_short_call", note_of(&app, CALL).await);
    insta::assert_snapshot!("a_german_call", note_of(&app, "steinbach/c-einkauf").await);
}

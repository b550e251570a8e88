//! A look at one account while its brief is on screen: what it brings, what it costs, and that nothing happens where HubSpot refuses or is slow.

use app::{BriefRequest, SyncRequest};
use domain::RecordId;
use hubspot_sim::{Fault, SimConfig};
use jiff::SignedDuration;
use journeys::{TestApp, create, now, sample};
use serde_json::json;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// An app whose copy is five minutes old.
async fn synced(config: SimConfig) -> TestApp {
    let mut app = TestApp::connected_to(config).await;
    app.sync().await;
    let later = SignedDuration::from_mins(5);
    app.settings.now = Some(now().checked_add(later).unwrap());
    app.crm.advance(later.try_into().unwrap());
    app
}

/// Looks at the account of `who`. Returns whether anything changed, and how many calls HubSpot was asked.
async fn look(app: &TestApp, who: &str) -> (Result<bool, app::AppError>, u64) {
    let before: u64 = app.calls().values().sum();
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let target = app::resolve(&writable.open, who, app.settings.now()).unwrap();
    let looked =
        app::look_at_account(&app.settings, &writable.open, &target, app.settings.now(), &CancellationToken::new())
            .await;
    (looked, app.calls().values().sum::<u64>() - before)
}

async fn is_here(app: &TestApp, id: &RecordId) -> bool {
    app.open().await.database.record(id).unwrap().is_some_and(|record| !record.archived)
}

/// What a brief says a minute later, without how long it took: the simulator's clock runs on, and what is dated after now is in no brief.
async fn brief(app: &TestApp, who: &str) -> domain::Brief {
    let request = BriefRequest { who: who.to_owned(), full: true, ..BriefRequest::default() };
    let a_minute_later = app.settings.now().checked_add(SignedDuration::from_mins(1)).unwrap();
    app::brief(&app.open().await, &request, a_minute_later).unwrap().brief
}

fn id(object: &str, id: &str) -> RecordId {
    format!("{object}:{id}").parse().unwrap()
}

fn mail(app: &TestApp, text: &str) -> RecordId {
    let (company, petra) = (app.record("harbourline"), app.record("harbourline/petra"));
    let at = app.settings.now().to_string();
    let properties = json!({
        "hs_timestamp": at, "hs_email_subject": "Redlines", "hs_email_text": text, "hs_email_direction": "INCOMING_EMAIL",
        "hs_email_from_email": "petra.lang@harbourline.example",
    });
    id("email", &create(app, "email", properties, &[("company", &company.id), ("contact", &petra.id)]))
}

fn note(app: &TestApp, text: &str) -> RecordId {
    let properties = json!({"hs_timestamp": app.settings.now().to_string(), "hs_note_body": text});
    id("note", &create(app, "note", properties, &[("company", &app.record("harbourline").id)]))
}

fn edit(app: &TestApp, id: &RecordId, properties: serde_json::Value) {
    let edit = json!({"op": "edit", "type": id.object.singular(), "id": id.id, "properties": properties});
    app.crm.mutate(&edit).unwrap();
}

#[tokio::test]
async fn what_happened_a_minute_ago_is_in_the_brief_for_six_calls() {
    let app = synced(sample()).await;
    let petra = app.record("harbourline/petra").to_string();
    let before = brief(&app, &petra).await;
    let (mail, note) =
        (mail(&app, "We can sign on Friday if the cap is 2.5 million."), note(&app, "Legal is fine with it."));
    let deal = app.record("harbourline/rollout");
    edit(&app, &deal, json!({"amount": "777000"}));
    edit(&app, &app.record("harbourline/petra"), json!({"jobtitle": "Group General Counsel"}));

    let began = Instant::now();
    let (changed, calls) = look(&app, &petra).await;
    let took = began.elapsed();
    eprintln!("a look with two new activities and two changes: {calls} calls, {} ms", took.as_millis());
    assert!(changed.unwrap(), "nothing was found");
    assert!((1..=6).contains(&calls), "{calls} calls");
    assert!(is_here(&app, &mail).await && is_here(&app, &note).await);
    let open = app.open().await;
    assert_eq!(open.database.record(&deal).unwrap().unwrap().get("amount"), Some("777000"));
    let person = open.database.record(&app.record("harbourline/petra")).unwrap().unwrap();
    assert_eq!(person.get("jobtitle"), Some("Group General Counsel"));
    drop(open);
    let after = brief(&app, &petra).await;
    assert_ne!(after.sections, before.sections);
    assert_eq!(after.fresh_as_of, before.fresh_as_of, "of the rest of the copy nothing newer is known");
    assert_eq!(after.coverage.total, before.coverage.total + 2);
    // Everything came whole, so that nothing is left to the next sync.
    assert_eq!(app.differences().await, Vec::<String>::new());

    let (changed, calls) = look(&app, &petra).await;
    assert!(!changed.unwrap(), "nothing has changed since");
    assert!(calls <= 6, "{calls} calls");
}

#[tokio::test]
async fn more_than_six_calls_can_bring_is_left_to_the_next_sync() {
    let app = synced(sample()).await;
    let company = app.record("harbourline").to_string();
    let mails: Vec<RecordId> =
        (0..7).map(|number| mail(&app, &format!("Redline number {number} of the cap."))).collect();
    let notes: Vec<RecordId> = (0..7).map(|number| note(&app, &format!("Note number {number}."))).collect();
    for who in [company, app.record("harbourline/petra").to_string()] {
        let (changed, calls) = look(&app, &who).await;
        assert!(changed.is_ok() && calls <= 6, "{calls} calls");
    }
    for mail in &mails {
        assert!(is_here(&app, mail).await, "mails are the first to be read");
        let people = app.open().await.database.associated(mail, domain::ObjectType::Contact).unwrap();
        assert_eq!(people.len(), 1, "a mail of which nobody knows whom it is from or to");
    }
    app.sync().await;
    for note in &notes {
        assert!(is_here(&app, note).await);
    }
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_thrown_away_leaves_the_brief_and_a_moved_meeting_moves() {
    let app = synced(sample()).await;
    let open = app.open().await;
    let next = app::resolve(&open, "next", app.settings.now()).unwrap();
    let harbourline = app.record("harbourline");
    assert_eq!(next.account, harbourline);
    let ahead = open.database.timeline(&harbourline, app.settings.now()).unwrap();
    let meeting = ahead.iter().rfind(|activity| activity.id.object == domain::ObjectType::Meeting).unwrap().id.clone();
    let (gone, _) = open.database.associated(&harbourline, domain::ObjectType::Note).unwrap().swap_remove(0);
    drop(open);
    app.crm.mutate(&json!({"op": "delete", "type": "note", "id": gone.id})).unwrap();
    edit(&app, &meeting, json!({"hs_meeting_title": "Redline review, moved"}));
    let (changed, calls) = look(&app, "next").await;
    assert!(changed.unwrap() && calls <= 6, "{calls} calls");
    assert!(!is_here(&app, &gone).await);
    let title = app.open().await.database.record(&meeting).unwrap().unwrap().get("hs_meeting_title").map(str::to_owned);
    assert_eq!(title.as_deref(), Some("Redline review, moved"));
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_refusal_or_a_slow_answer_leaves_the_brief_as_it_is() {
    let app = synced(sample()).await;
    let petra = app.record("harbourline/petra").to_string();
    let before = brief(&app, &petra).await;
    let mail = mail(&app, "We can sign on Friday.");
    for fault in [Fault::TooMany, Fault::ServerError, Fault::DropBefore, Fault::Slow, Fault::Truncate] {
        app.crm.next_request(fault);
        let began = Instant::now();
        let (looked, calls) = look(&app, &petra).await;
        assert!(!looked.unwrap_or(false), "{fault:?}");
        assert!(calls <= 6, "{fault:?}: {calls} calls, where a look asks once");
        assert!(began.elapsed().as_millis() < 3_000, "{fault:?}: {:?}", began.elapsed());
        assert_eq!(brief(&app, &petra).await, before, "{fault:?}");
        assert!(!is_here(&app, &mail).await, "{fault:?}");
    }
    let (changed, _) = look(&app, &petra).await;
    assert!(changed.unwrap() && is_here(&app, &mail).await, "the next look brings it");
}

#[tokio::test]
async fn what_one_type_is_refused_the_others_still_bring() {
    let mut app = synced(sample()).await;
    let config_without_mail = json!({"op": "answer", "path": "/crm/objects/2026-03/emails", "status": 403, "body": {"category": "MISSING_SCOPES", "message": "no"}});
    app.crm.mutate(&config_without_mail).unwrap();
    let note = note(&app, "Legal is fine with it.");
    let (changed, calls) = look(&app, &app.record("harbourline").to_string()).await;
    assert!(changed.unwrap() && calls <= 6);
    assert!(is_here(&app, &note).await);
    // An empty account that was just made has nothing to look at, and soon after a sync nothing is asked.
    app.crm.mutate(&json!({"op": "answer", "path": "/crm/objects/2026-03/emails"})).unwrap();
    app.sync_as(SyncRequest { embed: false, ..SyncRequest::default() }).await;
    let (changed, calls) = look(&app, &app.record("harbourline").to_string()).await;
    assert!(!changed.unwrap());
    assert_eq!(calls, 0, "the copy is of this minute");
    app.settings.now = Some(app.settings.now().checked_add(SignedDuration::from_mins(2)).unwrap());
    assert!(0 < look(&app, &app.record("harbourline").to_string()).await.1);
}

#[tokio::test]
async fn somebody_who_was_forgotten_does_not_come_back_by_a_look() {
    let app = synced(sample()).await;
    let petra = app.record("harbourline/petra");
    let cancel = CancellationToken::new();
    let report = app::forget(&app.settings, &petra.to_string(), &app::Silent, &cancel).await.unwrap();
    assert!(report.verified);
    let mails: Vec<RecordId> = (0..4).map(|number| mail(&app, &format!("Redline number {number}."))).collect();
    let one = note(&app, "Legal is fine with it.");
    let (looked, calls) = look(&app, &app.record("harbourline").to_string()).await;
    assert!(looked.unwrap() && calls <= 6);
    assert!(is_here(&app, &one).await);
    for id in mails.iter().chain([&petra]) {
        assert!(!is_here(&app, id).await, "{id} is back");
    }
}

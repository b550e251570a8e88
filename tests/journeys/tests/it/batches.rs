//! Many approvals in few calls, each accounted for by itself.

use app::{PushReport, PushRequest, PushSilent};
use domain::{ChangeToMake, NoteToFile, ObjectType, Priority, ProposalId, RecordId, TaskToFile, TaskType, Write};
use hubspot_sim::{Fault, PortalKind, SimConfig};
use jiff::SignedDuration;
use journeys::{
    TestApp, now,
    proposing::{approved, footer},
    sample,
};
use std::collections::BTreeMap;
use tokio_util::sync::CancellationToken;

const MANY: usize = 500;

/// A portal of so many people whose activities are all older than any note of ours could be.
async fn portal(contacts: usize) -> (TestApp, Vec<RecordId>) {
    let portal = PortalKind::Generated { contacts, companies: 50, deals: 50, tickets: 0, activities: 300 };
    let app = TestApp::connected_to(SimConfig { portal, ..sample() }).await;
    app.sync().await;
    let contacts = journeys::records(&app.crm, ObjectType::Contact).await.into_keys();
    let contacts = contacts.map(|id| RecordId::new(ObjectType::Contact, id)).collect();
    (app, contacts)
}

async fn push(app: &TestApp) -> PushReport {
    app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap()
}

/// Puts up writes as proposals and approves them, in order.
async fn approve_all(app: &TestApp, writes: Vec<Write>) -> Vec<ProposalId> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let database = &writable.open.database;
    let mut ids = Vec::new();
    for (at, write) in (0..).zip(writes) {
        let marker = outbox::new_marker();
        let write = match write {
            Write::Note(note) => Write::Note(NoteToFile { body: note.body + &footer(&marker), ..note }),
            Write::Task(task) => Write::Task(TaskToFile { body: task.body + &footer(&marker), ..task }),
            other @ (Write::Change(_) | Write::Role(_) | Write::Event(_)) => other,
        };
        ids.push(approved(database, marker, write, now() + SignedDuration::from_millis(at)));
    }
    ids
}

fn note(target: &RecordId, said: &str) -> Write {
    let body = format!("<p>{said}</p>");
    Write::Note(NoteToFile { body, at: now(), owner: None, targets: vec![target.clone()] })
}

fn task(target: &RecordId, said: &str) -> Write {
    let body = format!("<p>{said}</p>");
    let targets = vec![target.clone()];
    Write::Task(TaskToFile {
        subject: said.to_owned(),
        body,
        due: now(),
        owner: None,
        for_another: false,
        reminder: None,
        targets,
        task_type: TaskType::Todo,
        priority: Priority::None,
    })
}

async fn change(app: &TestApp, record: &RecordId, property: &str, to: &str) -> Write {
    let open = app.open().await;
    let there = open.database.record(record).unwrap().unwrap();
    Write::Change(ChangeToMake {
        record: record.clone(),
        property: property.to_owned(),
        label: property.to_owned(),
        from: there.get(property).map(str::to_owned),
        to: to.to_owned(),
        seen_at: now(),
        provenance: None,
    })
}

fn statuses(report: &PushReport) -> BTreeMap<&str, usize> {
    let mut statuses = BTreeMap::new();
    for entry in &report.entries {
        *statuses.entry(entry.status.as_str()).or_default() += 1;
    }
    statuses
}

/// Calls between two counts, the one that asks whose portal it is left out.
fn calls_since(app: &TestApp, before: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let calls = app.calls().into_iter();
    let made = calls.map(|(endpoint, count)| (endpoint.clone(), count - before.get(&endpoint).copied().unwrap_or(0)));
    made.filter(|(endpoint, count)| 0 < *count && !endpoint.contains("account-info")).collect()
}

#[tokio::test]
async fn five_hundred_notes_take_the_least_number_of_calls() {
    let (app, contacts) = portal(MANY).await;
    approve_all(&app, contacts.iter().map(|contact| note(contact, "Said.")).collect()).await;
    // What others wrote in the last two days is read once: it could be ours, or another installation's about the same talk.
    let since = now() - SignedDuration::from_hours(48);
    let notes = journeys::records(&app.crm, ObjectType::Note).await.into_values();
    let is_young =
        |note: &serde_json::Value| since < note["createdAt"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let young = notes.filter(is_young).count();
    assert!(young <= 100, "the portal has {young} young notes");
    let before = app.calls();
    let report = push(&app).await;
    assert_eq!(statuses(&report), BTreeMap::from([("verified", MANY)]));
    assert_eq!(app.crm.stats()["created"]["notes"], MANY);
    let made = calls_since(&app, &before);
    // Whatever hangs on the contacts is listed before and after, a thousand contacts a call; notes are created and read back a hundred a call.
    let least = 1 + 5 + 1 + 5 + u64::from(0 < young);
    let total: u64 = made.values().sum();
    assert!(100 * total <= 105 * least, "{total} calls, {least} would do: {made:#?}");
}

#[tokio::test]
async fn five_hundred_changes_take_the_least_number_of_calls() {
    let (app, contacts) = portal(MANY).await;
    let mut writes = Vec::new();
    for (at, contact) in contacts.iter().enumerate() {
        writes.push(change(&app, contact, "jobtitle", &format!("Title {at}")).await);
    }
    approve_all(&app, writes).await;
    let before = app.calls();
    let report = push(&app).await;
    assert_eq!(statuses(&report), BTreeMap::from([("verified", MANY)]));
    let made = calls_since(&app, &before);
    // History is read fifty records a call, before and after; values are set a hundred records a call.
    let least = 10 + 5 + 10;
    let total: u64 = made.values().sum();
    assert!(100 * total <= 105 * least, "{total} calls, {least} would do: {made:#?}");
    let record = journeys::records(&app.crm, ObjectType::Contact).await;
    for (at, contact) in contacts.iter().enumerate() {
        assert_eq!(record[&contact.id]["properties"]["jobtitle"], format!("Title {at}"));
    }
}

#[tokio::test]
async fn the_limits_of_the_smallest_account_are_kept() {
    let portal = PortalKind::Generated { contacts: 300, companies: 20, deals: 20, tickets: 0, activities: 100 };
    let app = TestApp::connected_to(SimConfig { portal, unlimited: false, ..sample() }).await;
    app.sync().await;
    let contacts = journeys::records(&app.crm, ObjectType::Contact).await.into_keys();
    let contacts: Vec<_> = contacts.map(|id| RecordId::new(ObjectType::Contact, id)).collect();
    let writes = contacts.iter().flat_map(|contact| [note(contact, "Said."), task(contact, "Send it")]);
    approve_all(&app, writes.collect()).await;
    let report = push(&app).await;
    assert_eq!(statuses(&report), BTreeMap::from([("verified", 600)]));
    assert_eq!(app.crm.stats()["rate_limited"]["total"], 0);
}

#[tokio::test]
async fn one_that_is_refused_does_not_take_its_batch_along() {
    let (app, contacts) = portal(20).await;
    let ids = approve_all(&app, contacts.iter().map(|contact| note(contact, "Said.")).collect()).await;
    app.crm.mutate(&serde_json::json!({"op": "delete", "type": "contact", "id": contacts[7].id})).unwrap();
    let before = app.calls();
    let report = push(&app).await;
    assert_eq!(statuses(&report), BTreeMap::from([("refused", 1), ("verified", 19)]));
    let refused = report.entries.iter().find(|entry| entry.status == "refused").unwrap();
    assert_eq!(refused.id, ids[7].0);
    assert!(refused.reason.as_deref().unwrap().contains("does not exist"), "{refused:?}");
    assert_eq!(calls_since(&app, &before)["POST /crm/objects/2026-03/notes/batch/create"], 1);
}

#[tokio::test]
async fn a_batch_that_is_refused_as_a_whole_is_taken_apart() {
    let (app, contacts) = portal(20).await;
    let mut writes = Vec::new();
    for (at, contact) in contacts.iter().enumerate() {
        // One value that the property does not take; whoever defined it otherwise meanwhile is not known here.
        let (property, to) = if at == 5 { ("hs_email_optout", "perhaps") } else { ("jobtitle", "Head of Ropes") };
        writes.push(change(&app, contact, property, to).await);
    }
    let ids = approve_all(&app, writes).await;
    let report = push(&app).await;
    assert_eq!(statuses(&report), BTreeMap::from([("refused", 1), ("verified", 19)]), "{report:#?}");
    assert_eq!(report.entries.iter().find(|entry| entry.status == "refused").unwrap().id, ids[5].0);
}

#[tokio::test]
async fn a_lost_answer_to_a_batch_doubles_nothing() {
    for fault in [Fault::DropAfter, Fault::DropBefore, Fault::Truncate, Fault::ServerError] {
        let (app, contacts) = portal(30).await;
        approve_all(&app, contacts.iter().map(|contact| note(contact, "Said.")).collect()).await;
        app.crm.next_write(fault);
        let report = push(&app).await;
        assert_eq!(statuses(&report), BTreeMap::from([("verified", 30)]), "{fault:?}");
        let stats = app.crm.stats();
        assert_eq!((&stats["created"]["notes"], &stats["duplicates"]["ever"]), (&30.into(), &0.into()), "{fault:?}");
    }
}

#[tokio::test]
async fn on_one_record_they_go_in_the_order_of_approval() {
    let (app, contacts) = portal(5).await;
    let contact = &contacts[0];
    let title = change(&app, contact, "jobtitle", "Head of Ropes").await;
    let writes =
        vec![note(contact, "First"), task(contact, "Second"), title, note(contact, "Fourth"), task(contact, "Fifth")];
    approve_all(&app, writes).await;
    // The first one has to wait: nothing overtakes it.
    app.crm.next_write(Fault::TooMany);
    let patience = SignedDuration::ZERO;
    let held =
        app::push(&app.settings, PushRequest { patience }, &PushSilent, &CancellationToken::new()).await.unwrap();
    assert_eq!(statuses(&held), BTreeMap::from([("approved", 4), ("waiting", 1)]), "{held:#?}");
    let report = push(&app).await;
    assert_eq!(statuses(&report), BTreeMap::from([("verified", 5)]));
    let log = app.open().await.database.write_log().unwrap();
    let sent: Vec<&str> = log.iter().filter(|line| line.what == "sent").map(|line| line.proposal.0.as_str()).collect();
    let approved: Vec<&str> = report.entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(sent, approved);
}

//! What HubSpot is known to do and a kinder portal would not: searches that lag or come in no order, merges under new ids, records that change
//! hands, transcripts that are named and not there.

use app::{BriefRequest, ErrorCode, Progress, Reporter, ScopeChoice, SyncProgress, SyncReport, SyncRequest};
use domain::{ObjectType, RecordId, Write};
use hubspot_sim::{PortalKind, SimConfig, Switches};
use jiff::SignedDuration;
use journeys::{TestApp, now, proposing, sample, with_transcripts};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tokio_util::sync::CancellationToken;

type Everything = BTreeMap<ObjectType, BTreeMap<String, Value>>;

fn generated(contacts: usize) -> SimConfig {
    let portal = PortalKind::Generated {
        contacts,
        companies: contacts / 5,
        deals: contacts / 3,
        tickets: contacts / 8,
        activities: contacts * 2,
    };
    SimConfig { portal, ..sample() }
}

fn book(full: bool) -> SyncRequest {
    SyncRequest { scope: Some(ScopeChoice::Book), full, embed: false, ..SyncRequest::default() }
}

async fn everything(app: &TestApp) -> Everything {
    let mut all = Everything::new();
    for object in ObjectType::ALL {
        all.insert(object, journeys::records(&app.crm, object).await);
    }
    all
}

/// What a book holds: what the rep owns, what is one step away from it, and the activities of all those.
fn expected_book(all: &Everything, me: &str) -> BTreeSet<RecordId> {
    let linked = |record: &Value, to: ObjectType| -> BTreeSet<RecordId> {
        let ids: Vec<String> = serde_json::from_value(record["associations"][to.plural()].clone()).unwrap_or_default();
        ids.into_iter().map(|id| RecordId::new(to, id)).collect()
    };
    let core =
        || ObjectType::CORE.into_iter().flat_map(|object| all[&object].iter().map(move |(id, r)| (object, id, r)));
    let owned: BTreeSet<RecordId> = core()
        .filter(|(.., record)| record["properties"]["hubspot_owner_id"] == me)
        .map(|(object, id, _)| RecordId::new(object, id.as_str()))
        .collect();
    let hangs_on = |record: &Value, on: &BTreeSet<RecordId>, but_for: Option<ObjectType>| {
        let types = ObjectType::CORE.into_iter().filter(|to| Some(*to) != but_for);
        types.flat_map(|to| linked(record, to)).any(|id| on.contains(&id))
    };
    let near = core().filter(|(object, _, record)| hangs_on(record, &owned, Some(*object)));
    let mut book: BTreeSet<RecordId> = near.map(|(object, id, _)| RecordId::new(object, id.as_str())).collect();
    book.extend(owned.iter().cloned());
    let talk =
        ObjectType::ACTIVITIES.into_iter().flat_map(|object| all[&object].iter().map(move |(id, r)| (object, id, r)));
    let said: Vec<RecordId> = talk
        .filter(|(.., record)| hangs_on(record, &book, None))
        .map(|(object, id, _)| RecordId::new(object, id.as_str()))
        .collect();
    book.extend(said);
    book
}

async fn here(app: &TestApp) -> BTreeSet<RecordId> {
    let open = app.open().await;
    ObjectType::ALL.into_iter().flat_map(|object| open.database.all(object).unwrap()).collect()
}

fn assert_alike(here: &BTreeSet<RecordId>, wanted: &BTreeSet<RecordId>, when: &str) {
    let (more, less): (Vec<_>, Vec<_>) = (here.difference(wanted).collect(), wanted.difference(here).collect());
    assert!(more.is_empty() && less.is_empty(), "{when}: too many {more:?}, missing {less:?}");
}

fn give(app: &TestApp, records: impl IntoIterator<Item = RecordId>, to: &str) {
    for id in records {
        let edit =
            json!({"op": "edit", "type": id.object.singular(), "id": id.id, "properties": {"hubspot_owner_id": to}});
        app.crm.mutate(&edit).unwrap();
    }
}

/// The rep's own records, and the owner id of a colleague.
fn owned_and_colleague(all: &Everything, me: &str) -> (Vec<RecordId>, String) {
    let (mut owned, mut colleague) = (Vec::new(), None);
    for object in ObjectType::CORE {
        for (id, record) in &all[&object] {
            match record["properties"]["hubspot_owner_id"].as_str() {
                Some(owner) if owner == me => owned.push(RecordId::new(object, id.as_str())),
                Some(owner) => colleague = Some(owner.to_owned()),
                None => {}
            }
        }
    }
    (owned, colleague.unwrap())
}

fn later(app: &mut TestApp, by: SignedDuration) {
    app.settings.now = Some(app.settings.now.unwrap().checked_add(by).unwrap());
    app.crm.advance(by.try_into().unwrap());
}

fn answer(app: &TestApp, path: &str, status: u16, body: &Value) {
    app.crm.mutate(&json!({"op": "answer", "path": path, "status": status, "body": body})).unwrap();
}

fn as_ever(app: &TestApp, path: &str) {
    app.crm.mutate(&json!({"op": "answer", "path": path})).unwrap();
}

fn vanished(report: &SyncReport) -> Vec<&str> {
    report.incomplete.iter().filter(|one| one.what == "vanished").map(|one| one.reason.as_str()).collect()
}

#[tokio::test]
async fn a_book_is_one_step_from_what_the_rep_owns_and_stays_so() {
    let mut app = TestApp::connected_to(generated(120)).await;
    let me = app.crm.me().0;
    let all = everything(&app).await;
    let wanted = expected_book(&all, &me);
    assert!(wanted.len() < all.values().map(BTreeMap::len).sum(), "a book that is the whole portal shows nothing");
    for run in 0..3 {
        let report = app.sync_as(book(true)).await;
        assert_alike(&here(&app).await, &wanted, &format!("full run {run}"));
        assert_eq!(vanished(&report), Vec::<&str>::new());
        // Neither does what is looked at in between make it grow.
        later(&mut app, SignedDuration::from_mins(5));
        app.sync().await;
        assert_alike(&here(&app).await, &wanted, &format!("run {run} of what changed"));
    }
}

#[tokio::test]
async fn what_leaves_the_book_leaves_the_laptop() {
    let app = TestApp::connected_to(generated(120)).await;
    let me = app.crm.me().0;
    app.sync_as(book(true)).await;
    let before = here(&app).await;
    let all = everything(&app).await;
    let (owned, colleague) = owned_and_colleague(&all, &me);

    // A few accounts are handed over: everything of theirs that nothing else keeps goes, and nobody is alarmed.
    let few: Vec<RecordId> = owned.iter().step_by(3).cloned().collect();
    give(&app, few, &colleague);
    let report = app.sync_as(book(true)).await;
    let wanted = expected_book(&everything(&app).await, &me);
    assert!(wanted.len() < before.len());
    assert_alike(&here(&app).await, &wanted, "after a hand-over");
    assert_eq!(vanished(&report), Vec::<&str>::new());

    // Then everything is.
    give(&app, owned.clone(), &colleague);
    let report = app.sync_as(book(true)).await;
    assert_alike(&here(&app).await, &BTreeSet::new(), "after all of it was handed over");
    assert_eq!(vanished(&report), Vec::<&str>::new());
    let open = app.open().await;
    assert!(owned.iter().all(|id| open.database.accounts_of(id).unwrap().is_empty()), "nothing is anybody's account");
    let known = open.database.record(&owned[0]).unwrap().unwrap();
    assert!(known.archived, "it is archived and not erased, so that an old citation still opens");
    drop(open);

    // What comes back is as it was.
    give(&app, owned, &me);
    app.sync_as(book(true)).await;
    assert_alike(&here(&app).await, &before, "when it was given back");
}

#[tokio::test]
async fn a_deal_that_is_handed_over_brings_its_other_side_at_once() {
    let app = TestApp::connected_to(generated(120)).await;
    let me = app.crm.me().0;
    app.sync_as(book(true)).await;
    let before = here(&app).await;
    let all = everything(&app).await;
    let theirs = all[&ObjectType::Deal].iter().filter(|(id, record)| {
        record["properties"]["hubspot_owner_id"] != me.as_str()
            && !before.contains(&RecordId::new(ObjectType::Deal, id.as_str()))
    });
    let deals: Vec<RecordId> = theirs.take(4).map(|(id, _)| RecordId::new(ObjectType::Deal, id.as_str())).collect();
    assert_eq!(deals.len(), 4);
    give(&app, deals.clone(), &me);
    let report = app.sync().await;
    assert!(!report.full, "it is read with what changed, not by reading everything");
    let wanted = expected_book(&everything(&app).await, &me);
    assert!(
        deals.iter().all(|deal| wanted.contains(deal)) && before.len() + 4 < wanted.len(),
        "they have another side"
    );
    assert_alike(&here(&app).await, &wanted, "after four deals were handed over");
    let open = app.open().await;
    assert!(deals.iter().all(|deal| !open.database.accounts_of(deal).unwrap().is_empty()), "they are in accounts");
    drop(open);
    // And once more changes nothing.
    app.sync().await;
    assert_alike(&here(&app).await, &wanted, "at the next run");
}

#[tokio::test]
async fn a_book_is_kept_where_hubspot_answers_with_nothing() {
    let nothing = json!({"results": [], "total": 0});
    for paths in [
        vec!["/objects/2026-03/deals/search", "/objects/2026-03/contacts/search"],
        vec![
            "/contacts/notes/batch/read",
            "/companies/notes/batch/read",
            "/deals/notes/batch/read",
            "/tickets/notes/batch/read",
        ],
        vec!["/objects/2026-03/notes/batch/read", "/objects/2026-03/emails/batch/read"],
    ] {
        let app = TestApp::connected_to(generated(300)).await;
        app.sync_as(book(true)).await;
        let before = here(&app).await;
        for path in &paths {
            answer(&app, path, 200, &nothing);
        }
        app.sync_as(book(true)).await;
        assert_alike(&here(&app).await, &before, paths[0]);
        for path in &paths {
            as_ever(&app, path);
        }
        let report = app.sync_as(book(true)).await;
        assert_alike(&here(&app).await, &before, paths[0]);
        assert_eq!(vanished(&report), Vec::<&str>::new(), "{}", paths[0]);
    }
}

async fn coverage(app: &TestApp, who: &str) -> (usize, usize) {
    let request = BriefRequest { who: who.to_owned(), as_of: None, full: false };
    let brief = app::brief(&app.open().await, &request, app.settings.now()).unwrap().brief;
    assert_eq!(brief.coverage.missing, Vec::<String>::new());
    (brief.coverage.read, brief.coverage.total)
}

#[tokio::test]
async fn a_merged_account_keeps_every_word() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (account, other) = (app.record("harbourline"), app.record("kestrel"));
    let (read, before) = coverage(&app, &account.to_string()).await;
    assert!(read == before && 0 < before);
    let (_, others) = coverage(&app, &other.to_string()).await;

    // The merge makes a new record, and nothing else of either account is touched.
    let merge = json!({"op": "merge", "type": "company", "id": account.id, "loser": other.id});
    let merged = app.crm.mutate(&merge).unwrap()["id"].as_str().unwrap().to_owned();
    assert!(merged != account.id && merged != other.id);
    assert!(!app.sync().await.full);
    for who in [&account, &other, &RecordId::new(ObjectType::Company, merged.as_str())] {
        let (read, total) = coverage(&app, &who.to_string()).await;
        assert_eq!(read, total, "{who}");
        assert!(before < total && others <= total, "{who}: {total}, after {before} and {others}");
    }
    // Merged once more, the first of its ids still opens it.
    let third = app.record("lindqvist");
    let merge = json!({"op": "merge", "type": "company", "id": third.id, "loser": merged});
    app.crm.mutate(&merge).unwrap();
    assert!(!app.sync().await.full);
    let (read, total) = coverage(&app, &account.to_string()).await;
    assert!(read == total && before + others < total + 1, "{read} of {total}");
    assert_eq!(coverage(&app, &third.to_string()).await, (read, total));
    app.sync_fully().await;
    assert_eq!(coverage(&app, &account.to_string()).await, (read, total));
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_merged_person_keeps_what_hangs_on_them_alone() {
    let mut app = TestApp::connected_to(sample()).await;
    let person = |name: &str| {
        let properties =
            json!({"firstname": name, "lastname": "Undersaker", "email": format!("{name}@undersaker.example")});
        let made = app.crm.mutate(&json!({"op": "create", "type": "contact", "properties": properties})).unwrap();
        made["id"].as_str().unwrap().to_owned()
    };
    let (one, other) = (person("nils"), person("n"));
    for id in [&one, &other] {
        let note = json!({"op": "create", "type": "note", "associations": [{"type": "contact", "id": id}],
            "properties": {"hs_timestamp": "2026-03-03T09:00:00Z", "hs_note_body": "<p>A quokka was mentioned.</p>"}});
        app.crm.mutate(&note).unwrap();
    }
    later(&mut app, SignedDuration::from_mins(5));
    app.sync().await;
    assert_eq!(coverage(&app, &format!("contact:{other}")).await, (1, 1));
    let merge = json!({"op": "merge", "type": "contact", "id": one, "loser": other});
    let merged = app.crm.mutate(&merge).unwrap()["id"].as_str().unwrap().to_owned();
    assert!(!app.sync().await.full);
    for who in [one, other, merged] {
        assert_eq!(coverage(&app, &format!("contact:{who}")).await, (2, 2), "contact:{who}");
    }
}

#[tokio::test]
async fn a_colleagues_company_that_is_merged_keeps_its_place_in_the_book() {
    let app = TestApp::connected_to(sample()).await;
    let me = app.crm.me().0;
    app.sync_as(book(true)).await;
    // The company is a colleague's; its deal and its people are the rep's.
    let company = app.record("harbourline");
    let owners = app.open().await.database.owners().unwrap();
    let colleague = owners.into_iter().find(|owner| owner.id != me).unwrap().id;
    give(&app, [company.clone()], &colleague);
    app.sync_as(book(true)).await;
    let (read, before) = coverage(&app, &company.to_string()).await;
    assert!(read == before && 0 < before);

    let empty = json!({"op": "create", "type": "company", "properties": {"name": "A double"}});
    let empty = app.crm.mutate(&empty).unwrap()["id"].as_str().unwrap().to_owned();
    app.crm.mutate(&json!({"op": "merge", "type": "company", "id": company.id, "loser": empty})).unwrap();
    for full in [false, true] {
        app.sync_as(book(full)).await;
        assert_eq!(coverage(&app, &company.to_string()).await, (before, before), "full: {full}");
    }
}

#[tokio::test]
async fn whoever_has_two_companies_is_briefed_as_the_primary_one() {
    let app = TestApp::connected_to(sample()).await;
    let company = |name: &str| {
        let made = app.crm.mutate(&json!({"op": "create", "type": "company", "properties": {"name": name}})).unwrap();
        made["id"].as_str().unwrap().to_owned()
    };
    // The older company, with the lower id, is not the primary one.
    let (old, new) = (company("Tamarind Rail"), company("Solvik Rail"));
    let made = app
        .crm
        .mutate(&json!({"op": "create", "type": "contact", "associations": [{"type": "company", "id": new}],
            "properties": {"firstname": "Ingrid", "lastname": "Solheim", "email": "ingrid@solvik.example"}}))
        .unwrap();
    let contact = made["id"].as_str().unwrap().to_owned();
    let ends =
        json!({"op": "associate", "from": {"type": "contact", "id": contact}, "to": {"type": "company", "id": old}});
    app.crm.mutate(&ends).unwrap();
    for full in [false, true] {
        app.sync_as(SyncRequest { full, embed: false, ..SyncRequest::default() }).await;
        let open = app.open().await;
        let request = BriefRequest { who: "ingrid@solvik.example".to_owned(), as_of: None, full: false };
        let who = app::brief(&open, &request, app.settings.now()).unwrap().brief.who;
        assert_eq!(who.account, RecordId::new(ObjectType::Company, new.as_str()), "full: {full}");
        let accounts = open.database.accounts_of(&RecordId::new(ObjectType::Contact, contact.as_str())).unwrap();
        assert_eq!(accounts.len(), 2);
        let named = open.database.record(&RecordId::new(ObjectType::Contact, contact.as_str())).unwrap().unwrap();
        assert_eq!(named.get("associatedcompanyid"), Some(new.as_str()));
    }
}

fn asked_for_transcripts(report: &SyncReport) -> usize {
    let asked = report.api_calls.by_endpoint.iter().filter(|(endpoint, _)| endpoint.contains("transcripts"));
    asked.map(|(_, count)| count).sum()
}

#[tokio::test]
async fn a_transcript_that_is_not_there_is_not_asked_for_at_every_sync() {
    let mut app = TestApp::connected_to(with_transcripts()).await;
    let not_found = json!({"status": "error", "category": "OBJECT_NOT_FOUND", "message": "not served for this call"});
    answer(&app, "/transcripts", 404, &not_found);
    let first = app.sync().await;
    // Each once, and the former release of the interface once as well.
    assert_eq!((asked_for_transcripts(&first), first.transcripts.present), (13, 0));
    assert!(first.api_calls.by_endpoint.keys().any(|endpoint| endpoint.contains("calling/2026-09/transcripts")));
    for _ in 0..3 {
        later(&mut app, SignedDuration::from_mins(5));
        assert_eq!(asked_for_transcripts(&app.sync().await), 0);
    }
    // A call that changes is asked about at once, by the release that is current and, the first time in a run, the former.
    let open = app.open().await;
    let with_transcript =
        |id: &RecordId| open.database.record(id).unwrap().unwrap().get("hs_call_transcription_id").is_some();
    let call = open.database.all(ObjectType::Call).unwrap().into_iter().find(with_transcript).unwrap();
    drop(open);
    app.crm
        .mutate(&json!({"op": "edit", "type": "call", "id": call.id, "properties": {"hs_call_title": "Again"}}))
        .unwrap();
    assert_eq!(asked_for_transcripts(&app.sync().await), 2);
    // The others after a pause, and then after one that is longer.
    later(&mut app, SignedDuration::from_mins(61));
    assert_eq!(asked_for_transcripts(&app.sync().await), 13);
    later(&mut app, SignedDuration::from_mins(61));
    assert!(asked_for_transcripts(&app.sync().await) <= 2, "only the one that changed");
    as_ever(&app, "/transcripts");
    later(&mut app, SignedDuration::from_mins(61));
    assert_eq!(app.sync().await.transcripts.present, 12);
}

#[tokio::test]
async fn without_the_right_to_transcripts_the_rest_is_here_and_they_come_with_it() {
    let switches = Switches { transcription_ids_empty: false, ..Switches::default() };
    let mut app = TestApp::without_recordings(SimConfig { switches, ..sample() }).await;
    let report = app.sync().await;
    assert_eq!((report.transcripts.not_permitted, asked_for_transcripts(&report)), (12, 1));
    later(&mut app, SignedDuration::from_mins(5));
    assert_eq!(asked_for_transcripts(&app.sync().await), 0, "a scope is not granted every few minutes");
    assert_eq!(app.differences().await, Vec::<String>::new());
    let switches = Switches { transcripts_oauth_only: false, ..Switches::default() };
    let app = TestApp::without_recordings(SimConfig { switches, ..sample() }).await;
    let report = app.sync().await;
    assert_eq!((report.transcripts.present, asked_for_transcripts(&report)), (0, 0));
}

#[tokio::test]
async fn a_search_that_passes_over_its_order_loses_nothing() {
    let switches = Switches { sorts_ignored: true, ..Switches::default() };
    let app = TestApp::connected_to(SimConfig { switches, ..sample() }).await;
    app.sync().await;
    for number in 0..450 {
        let deal = json!({"op": "create", "type": "deal", "properties": {"dealname": format!("Import {number}"), "amount": "10"}});
        app.crm.mutate(&deal).unwrap();
        // Not all in one moment: the latest changed comes first then.
        if number % 50 == 0 {
            app.crm.advance(std::time::Duration::from_millis(40));
        }
    }
    let report = app.sync().await;
    assert!(!report.full && report.incomplete.is_empty(), "{:?}", report.incomplete);
    assert_eq!(report.objects["deals"].created, 450);
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_search_that_lags_for_minutes_loses_nothing() {
    let mut app = TestApp::connected_to(SimConfig { lag_ms: 12 * 60 * 1_000, ..sample() }).await;
    app.sync().await;
    let petra = app.record("harbourline/petra");
    let edit = json!({"op": "edit", "type": "contact", "id": petra.id, "properties": {"jobtitle": "Harbour Pilot"}});
    app.crm.mutate(&edit).unwrap();
    let title = async |app: &TestApp| {
        app.open().await.database.record(&petra).unwrap().unwrap().get("jobtitle").map(str::to_owned)
    };
    for _ in 0..2 {
        later(&mut app, SignedDuration::from_mins(5));
        app.sync().await;
        assert_ne!(title(&app).await.as_deref(), Some("Harbour Pilot"), "the search does not show it yet");
    }
    later(&mut app, SignedDuration::from_mins(5));
    assert!(!app.sync().await.full);
    assert_eq!(title(&app).await.as_deref(), Some("Harbour Pilot"));
}

/// Stops a sync when it begins to look everything through.
struct StopBeforeSweep(CancellationToken);

impl Reporter for StopBeforeSweep {
    fn report(&self, progress: Progress) {
        if progress == Progress::Sync(SyncProgress::ReadingReference) {
            self.0.cancel();
        }
    }
}

#[tokio::test]
async fn what_changed_comes_before_everything_is_looked_through() {
    let mut app = TestApp::connected_to(sample()).await;
    assert!(app.sync().await.full);
    later(&mut app, SignedDuration::from_hours(25));
    let (note, gone) = (app.record("lindqvist/n-first"), app.record("harbourline/fatima"));
    let edit =
        json!({"op": "edit", "type": "note", "id": note.id, "properties": {"hs_note_body": "<p>A zeppelin.</p>"}});
    app.crm.mutate(&edit).unwrap();
    app.crm.mutate(&json!({"op": "delete", "type": "contact", "id": gone.id})).unwrap();

    let cancel = CancellationToken::new();
    let request = SyncRequest { embed: false, ..SyncRequest::default() };
    let stopped = app::sync(&app.settings, request, &StopBeforeSweep(cancel.clone()), &cancel).await.unwrap_err();
    assert_eq!(stopped.code, ErrorCode::Cancelled);
    let open = app.open().await;
    let body = open.database.record(&note).unwrap().unwrap();
    assert!(body.get("hs_note_body").is_some_and(|body| body.contains("zeppelin")), "what changed is here already");
    assert!(!open.database.record(&gone).unwrap().unwrap().archived);
    let fresh = app::overview(&open).unwrap().fresh_as_of.unwrap();
    assert!(SignedDuration::from_hours(24) < fresh.duration_since(now()), "and is as fresh as this sync: {fresh}");
    drop(open);

    // The next one reads what changed and goes on with the rest.
    let edit =
        json!({"op": "edit", "type": "note", "id": note.id, "properties": {"hs_note_body": "<p>A balloon.</p>"}});
    app.crm.mutate(&edit).unwrap();
    let report = app.sync().await;
    assert!(report.full);
    assert!(app.open().await.database.record(&gone).unwrap().unwrap().archived);
    assert_eq!(app.differences().await, Vec::<String>::new());
    assert!(!app.sync().await.full, "once a day is enough");
}

#[tokio::test]
async fn a_deal_that_moved_keeps_its_days_in_stage() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let deal = app.record("harbourline/rollout");
    let stages = async |app: &TestApp| app.open().await.database.history(&deal, "dealstage").unwrap().len();
    let before = stages(&app).await;
    assert!(0 < before);
    let open = app.open().await;
    let now_in = open.database.record(&deal).unwrap().unwrap().get("dealstage").unwrap().to_owned();
    let pipelines = open.database.pipelines(ObjectType::Deal).unwrap();
    let pipeline = pipelines.iter().find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == now_in)).unwrap();
    let next = pipeline.stages.iter().find(|stage| stage.id != now_in && !stage.closed).unwrap().id.clone();
    drop(open);
    app.crm.mutate(&json!({"op": "edit", "type": "deal", "id": deal.id, "properties": {"dealstage": next}})).unwrap();
    assert!(!app.sync().await.full);
    assert_eq!(stages(&app).await, before + 1);
}

#[tokio::test]
async fn a_note_that_hubspot_would_not_keep_whole_is_not_approved() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let target = app.record("harbourline/petra");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let propose = |letters: usize| {
        let marker = outbox::new_marker();
        let body = format!("<p>{}</p>{}", "ö".repeat(letters), proposing::footer(&marker));
        let note = domain::NoteToFile { body, at: now(), owner: None, targets: vec![target.clone()] };
        proposing::propose(&writable.open.database, marker, Write::Note(note), now())
    };
    let approve = |id: &str| {
        let request = app::ApproveRequest { id: id.to_owned(), hash: None, confirm: None };
        app::approve(&writable.open, &[request], now())
    };
    let too_long = propose(66_000);
    let error = approve(&too_long.id.0).unwrap_err();
    assert_eq!(error.code, ErrorCode::Usage);
    assert!(error.message.contains("65536"), "{}", error.message);
    assert_eq!(writable.open.database.entries().unwrap(), []);
    // Letters are counted, not bytes.
    let long = propose(60_000);
    approve(&long.id.0).unwrap();
    drop(writable);
    let silent = (app::PushRequest::default(), app::PushSilent);
    let report = app::push(&app.settings, silent.0, &silent.1, &CancellationToken::new()).await.unwrap();
    assert_eq!(report.entries[0].status, "verified", "{:?}", report.entries);
}

#[tokio::test]
async fn properties_that_were_made_in_part_are_not_reported_as_made() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let part = json!({"status": "COMPLETE", "results": [], "numErrors": 1,
        "errors": [{"status": "error", "category": "VALIDATION_ERROR", "message": "the limit of properties is reached"}]});
    answer(&app, "properties/2026-03/deals/batch/create", 207, &part);
    let made = app::schema_apply(&app.settings).await.unwrap();
    assert!(made.refused["deal"].contains("the limit of properties is reached"), "{:?}", made.refused);
    assert!(!made.create.is_empty() && made.create.iter().all(|one| one.object != "deal"), "{:?}", made.create);
    as_ever(&app, "properties/2026-03/deals/batch/create");
    assert!(app::schema_apply(&app.settings).await.unwrap().applied);
    assert_eq!(app::schema_plan(&app.settings).await.unwrap().create, []);
}

//! Forgetting a person: everywhere, for good, and proved by decoding what lies on the disk.

use app::{ErrorCode, Model, OpenPortal, SearchRequest, Settings, Silent, SyncRequest};
use domain::{ObjectType, RecordId};
use journeys::{TestApp, sample};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Needles, Traces};
use tokio_util::sync::CancellationToken;

/// Words that nobody else in the sample portal has ever said.
const SENTINELS: [&str; 4] = ["zarbifax", "blemquist", "vorpalinx", "grumplewick"];
const ADDRESS: &str = "quendolyn.zarbifax@harbourline.example";

/// Somebody with a contact, a note about her, a mail from her, and a mention in a note that is not hers.
struct Person {
    contact: RecordId,
    note: RecordId,
    mail: RecordId,
    mention: RecordId,
}

fn created(app: &TestApp, body: &Value) -> RecordId {
    let answer = app.crm.mutate(body).unwrap();
    RecordId::new(answer["type"].as_str().unwrap().parse().unwrap(), answer["id"].as_str().unwrap())
}

fn end(id: &RecordId) -> Value {
    json!({"type": id.object.singular(), "id": id.id})
}

fn arrive(app: &TestApp) -> Person {
    let company = app.record("harbourline");
    let at = "2026-03-02T09:00:00Z";
    let contact = created(
        app,
        &json!({"op": "create", "type": "contact", "associations": [end(&company)], "properties": {
            "firstname": "Quendolyn", "lastname": "Zarbifax", "email": ADDRESS, "jobtitle": "Grumplewick"}}),
    );
    let note = created(
        app,
        &json!({"op": "create", "type": "note", "associations": [end(&contact), end(&company)], "properties": {
            "hs_timestamp": at, "hs_note_body": "<p>She insists on the blemquist clause before anything is signed.</p>"}}),
    );
    let mail = created(
        app,
        &json!({"op": "create", "type": "email", "associations": [end(&contact), end(&company)], "properties": {
            "hs_timestamp": at, "hs_email_subject": "Vorpalinx", "hs_email_text": "The vorpalinx has to arrive before the audit begins.",
            "hs_email_from_email": ADDRESS, "hs_email_from_firstname": "Quendolyn", "hs_email_from_lastname": "Zarbifax"}}),
    );
    let mention = created(
        app,
        &json!({"op": "create", "type": "note", "associations": [end(&company)], "properties": {
            "hs_timestamp": at, "hs_note_body": format!("<p>Ask Quendolyn Zarbifax ({ADDRESS}) about the loading bays.</p>")}}),
    );
    Person { contact, note, mail, mention }
}

/// The test's own look at the disk, with its own words: it does not trust what the product thinks is telling.
async fn look(app: &TestApp, open: &OpenPortal) -> Traces {
    let words = SENTINELS.map(str::to_owned);
    let needles = Needles::new(&words, &words).unwrap();
    let home = store::Home::open(&app.settings.home).unwrap();
    let vault = secrets::Vault::of_home(home.dir()).unwrap();
    let (key, _) = vault.store_key(&open.id.0, &home.portal_dir(&open.id), &app.settings.keyring).unwrap();
    let mut traces = store::look_through_database(open.database.path(), &key, &needles).unwrap();
    traces.insert("database_rows", store::look_through_rows(&open.database, &needles).unwrap());
    traces.extend(store::look_through_index(&open.index, &needles).await.unwrap());
    traces
}

async fn found(app: &TestApp, query: &str) -> Vec<RecordId> {
    let open = app.open().await;
    let no_model =
        Model::load(&Settings { model_dir: Some(app.settings.home.join("no model here")), ..app.settings.clone() });
    let request = SearchRequest { query: query.to_owned(), limit: 20, ..SearchRequest::default() };
    app::search(&open, &no_model, &request, journeys::now())
        .await
        .unwrap()
        .hits
        .into_iter()
        .map(|hit| hit.record)
        .collect()
}

async fn forget(app: &TestApp, who: &str) -> Result<app::ForgetReport, app::AppError> {
    app::forget(&app.settings, who, &Silent, &CancellationToken::new()).await
}

#[tokio::test]
async fn a_forgotten_person_is_nowhere_on_the_disk_and_stays_away() {
    let app = TestApp::connected_to(sample()).await;
    let person = arrive(&app);
    app.sync_as(SyncRequest::default()).await;
    // An upkeep packs what has been read so far: the proof has to see through that too.
    app::maintain(&app.settings, &Silent, &CancellationToken::new()).await.unwrap();
    let packed = look(&app, &app.open().await).await;
    assert!(0 < packed["database_pages"] && 0 < packed["database_rows"], "{packed:?}");
    // A reader keeps SQLite from tidying its log away between two syncs, as a window does.
    let reader = app.open().await;
    // The second update merges what the first has left, and so leaves an old version behind.
    for price in ["price", "discount"] {
        let body = format!("<p>The blemquist clause is off the table; the {price} is not.</p>");
        let edit = json!({"op": "edit", "type": "note", "id": person.note.id, "properties": {"hs_note_body": body}});
        app.crm.mutate(&edit).unwrap();
        app.sync_as(SyncRequest::default()).await;
    }
    // A model was asked about the account: what was sent holds her words without her name.
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let asked = store::ModelCall {
        seq: 0,
        request_id: "r".to_owned(),
        at: journeys::now(),
        kind: "summary".to_owned(),
        prompt_version: 1,
        target: app.record("harbourline"),
        model: "ollama:m".to_owned(),
        outcome: "ok".to_owned(),
        tokens_in: None,
        tokens_out: None,
        latency_ms: 1,
        first_token_ms: None,
        cost_micros: None,
        reused: false,
        items: 1,
        kept: 1,
        sent: "She insists on the blemquist clause".to_owned(),
        reply: "{\"raw\":\"the vorpalinx\"}".to_owned(),
    };
    writable.open.database.log_call(&asked).unwrap();
    drop(writable);
    let logs = app.settings.home.join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    std::fs::write(logs.join("foreword.log"), format!("a brief about {ADDRESS} was made")).unwrap();
    assert!(found(&app, "blemquist").await.contains(&person.note));

    let before = look(&app, &app.open().await).await;
    for place in ["database_pages", "database_wal", "database_rows", "index_rows", "index_old_versions", "index_words"]
    {
        assert!(0 < before[place], "nothing to erase in {place}: {before:?}");
    }

    let report = forget(&app, ADDRESS).await.unwrap();
    for (place, searched) in &report.searched {
        // No manifest holds a text to begin with, and what only this machine has names nobody yet.
        let is_bare = ["index_other", "kept_log", "kept_pages"].contains(place);
        assert!(is_bare || 0 < searched.before, "{place}: {report:?}");
        assert_eq!(searched.after, 0, "{place}: {report:?}");
    }
    assert!(report.verified && SENTINELS.len() < report.traces, "{report:?}");
    for id in [&person.contact, &person.note, &person.mail] {
        assert!(report.records.contains(&id.to_string()), "{id} is not among {:?}", report.records);
    }
    assert!(!report.records.contains(&person.mention.to_string()));
    assert_eq!(report.erased["model_texts"], 1);
    assert!(0 < report.erased["versions"] && 0 < report.erased["vectors"] && 0 < report.erased["redacted"]);
    let after = look(&app, &app.open().await).await;
    assert!(after.values().all(|count| *count == 0), "{after:?}");
    assert!(!logs.join("foreword.log").exists());

    // What others said stays, without the name.
    let open = app.open().await;
    let kept = open.database.record(&person.mention).unwrap().unwrap();
    assert_eq!(kept.get("hs_note_body"), Some("<p>Ask [forgotten] ([forgotten]) about the loading bays.</p>"));
    assert!(found(&app, "loading bays").await.contains(&person.mention));
    let (texts, vectors) = open.database.indexed_counts(embedding_model(&app)).unwrap();
    assert_eq!((texts, vectors), (open.database.chunk_count().unwrap(), texts), "the index is whole again");
    assert_eq!(open.damage, None);
    drop((open, reader));

    // HubSpot still has her, and says so at every sync.
    let report = app.sync_fully().await;
    let reasons: BTreeMap<&str, &str> =
        report.objects["contacts"].skipped.iter().map(|one| (one.id.as_str(), one.reason.as_str())).collect();
    assert_eq!(reasons.get(person.contact.to_string().as_str()), Some(&store::FORGOTTEN));
    assert_eq!(report.objects["contacts"].remote, Some(report.objects["contacts"].local + 1));
    assert!(report.incomplete.is_empty(), "{:?}", report.incomplete);
    assert_eq!(report.objects["notes"].updated, 0, "a name that was taken out is no change");
    let later = json!({"op": "create", "type": "note", "associations": [end(&person.contact)],
        "properties": {"hs_timestamp": "2026-03-03T09:00:00Z", "hs_note_body": "<p>Zarbifax called again about the vorpalinx.</p>"}});
    let later = created(&app, &later);
    app.sync().await;
    let open = app.open().await;
    assert_eq!(open.database.record(&later).unwrap(), None);
    assert_eq!(open.database.record(&person.contact).unwrap(), None);
    let again = look(&app, &open).await;
    assert!(again.values().all(|count| *count == 0), "{again:?}");
    assert_eq!(forget(&app, ADDRESS).await.unwrap_err().code, ErrorCode::NotFound);
    let checks = app::doctor(&app.settings).await.checks;
    let records = checks.iter().find(|check| check.name.ends_with("records")).unwrap();
    assert!(records.ok, "{records:?}");
}

fn embedding_model(app: &TestApp) -> &'static str {
    // The model's name stands with every vector; the files say which one it is.
    let model = Model::load(&app.settings);
    Box::leak(model.embedder().unwrap().model().to_owned().into_boxed_str())
}

#[tokio::test]
async fn mails_they_only_had_a_copy_of_go_too() {
    let app = TestApp::connected_to(sample()).await;
    let company = app.record("harbourline");
    let contact = created(
        &app,
        &json!({"op": "create", "type": "contact", "associations": [end(&company)], "properties": {
            "firstname": "Quendolyn", "lastname": "Zarbifax", "email": "q@zarbifax.example",
            "hs_additional_emails": "quendolyn@zarbifax.example;info@zarbifax.example"}}),
    );
    // None of them is associated with her.
    let mails = [
        ("hs_email_cc_email", "bo@harbourline.example;Q@zarbifax.example", "plimsollry"),
        ("hs_email_bcc_email", "q@zarbifax.example", "wharfingery"),
        ("hs_email_to_email", "quendolyn@zarbifax.example", "bollardly"),
    ]
    .map(|(header, addresses, word)| {
        let text = format!("The {word} has to be settled.");
        let properties = json!({"hs_timestamp": "2026-03-02T09:00:00Z", "hs_email_subject": "Berths", "hs_email_text": text,
            "hs_email_from_email": "bo@harbourline.example", header: addresses});
        let mail = json!({"op": "create", "type": "email", "associations": [end(&company)], "properties": properties});
        (created(&app, &mail), word)
    });
    app.sync().await;
    for (mail, word) in &mails {
        assert_eq!(found(&app, word).await, std::slice::from_ref(mail));
    }
    let report = forget(&app, &contact.to_string()).await.unwrap();
    assert!(report.verified);
    for (mail, word) in &mails {
        assert!(!found(&app, word).await.contains(mail), "{word}");
        assert_eq!(app.open().await.database.record(mail).unwrap(), None);
    }
    app.sync_fully().await;
    for (mail, word) in &mails {
        assert!(!found(&app, word).await.contains(mail), "{word} stays away");
    }
}

#[tokio::test]
async fn drafts_and_proposals_that_rest_on_a_person_go_with_them() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let petra = app.record("harbourline/petra");
    let call = app.record("harbourline/c-review");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let drafted = app::draft_note(&writable.open, &call.to_string(), journeys::now()).unwrap();
    app::approve(
        &writable.open,
        &[app::ApproveRequest { id: drafted.shown[0].id.clone(), hash: None, confirm: None }],
        journeys::now(),
    )
    .unwrap();
    app::reject(&writable.open, &drafted.shown[0].id, "Petra Lang did not say that", journeys::now()).unwrap();
    drop(writable);

    let report = forget(&app, "Petra Lang").await.unwrap();
    assert!(report.verified, "{report:?}");
    assert!(report.records.contains(&petra.to_string()) && report.records.contains(&call.to_string()));
    assert_eq!((report.erased["drafts"], report.erased["proposals"], report.erased["ratings"]), (1, 1, 1));
    assert!(0 < report.erased["readings"]);
    let open = app.open().await;
    assert!(app::proposals(&open).unwrap().proposals.is_empty());
    let log = open.database.write_log().unwrap();
    assert!(!log.is_empty() && log.iter().all(|line| !line.why.contains("Petra")), "{log:?}");
    let request = app::BriefRequest { who: app.record("harbourline").to_string(), full: true, as_of: None };
    let briefed = app::brief(&open, &request, journeys::now()).unwrap();
    let text = serde_json::to_string(&briefed).unwrap();
    assert!(!text.contains("Petra Lang") && !text.contains("petra.lang@"), "{text}");
}

#[tokio::test]
async fn a_note_on_its_way_is_filed_before_anybody_in_it_is_forgotten() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let call = app.record("harbourline/c-review");
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let drafted = app::draft_note(&writable.open, &call.to_string(), journeys::now()).unwrap();
    let id = drafted.shown[0].id.clone();
    app::approve(&writable.open, &[app::ApproveRequest { id, hash: None, confirm: None }], journeys::now()).unwrap();
    let entry = writable.open.database.entries().unwrap().remove(0);
    let sending = store::StoredEntry { status: domain::EntryStatus::Sending, sends: 1, ..entry };
    writable.open.database.move_entry(&sending, None, &[]).unwrap().unwrap();
    drop(writable);
    assert_eq!(forget(&app, "Petra Lang").await.unwrap_err().code, ErrorCode::InFlight);
    assert!(app.open().await.database.record(&app.record("harbourline/petra")).unwrap().is_some());
}

#[tokio::test]
async fn only_people_can_be_forgotten() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    assert_eq!(forget(&app, "Harbourline Freight").await.unwrap_err().code, ErrorCode::Usage);
    assert_eq!(forget(&app, "Nobody Inparticular").await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(forget(&app, "Northgate").await.unwrap_err().code, ErrorCode::Ambiguous);
}

/// A day later, here and in HubSpot.
fn next_day(app: &mut TestApp) {
    let now = app.settings.now.unwrap();
    app.settings.now = Some(now.checked_add(jiff::SignedDuration::from_hours(24)).unwrap());
    app.crm.advance(std::time::Duration::from_secs(24 * 3_600));
}

async fn forget_erased(app: &TestApp) -> Result<app::ForgetReport, app::AppError> {
    app::forget_erased(&app.settings, &Silent, &CancellationToken::new()).await
}

#[tokio::test]
async fn whom_hubspot_erases_for_good_waits_for_another_day_and_for_the_rep() {
    let mut app = TestApp::connected_to(sample()).await;
    let person = arrive(&app);
    app.sync().await;
    let binned = app.record("harbourline/fatima");
    app.crm.mutate(&json!({"op": "delete", "type": "contact", "id": binned.id})).unwrap();
    app.crm.mutate(&json!({"op": "gdpr_delete", "type": "contact", "id": person.contact.id})).unwrap();

    let erased = app.sync_fully().await.gone.erased;
    assert_eq!(erased.len(), 1, "who is in the recycle bin may come back: {erased:?}");
    assert!(erased[0].id == person.contact.to_string() && !erased[0].is_certain && 1 < erased[0].records);
    assert_eq!(forget_erased(&app).await.unwrap_err().code, ErrorCode::NotFound, "one look is no proof");
    assert!(app.open().await.database.record(&person.contact).unwrap().unwrap().archived);

    next_day(&mut app);
    let erased = app.sync_fully().await.gone.erased;
    assert!(erased[0].is_certain, "{erased:?}");
    let open = app.open().await;
    assert!(open.database.record(&person.contact).unwrap().is_some(), "nothing goes before the rep says so");
    assert!(app::overview(&open).unwrap().alarm.is_some_and(|alarm| alarm.contains("erased a person for good")));
    let checks = app::doctor(&app.settings).await.checks;
    assert!(checks.iter().any(|check| check.name.ends_with("gone from HubSpot") && !check.ok), "{checks:?}");
    drop(open);

    let report = forget_erased(&app).await.unwrap();
    assert!(report.verified && report.records.contains(&person.contact.to_string()));
    let open = app.open().await;
    assert_eq!(open.database.record(&person.contact).unwrap(), None);
    assert!(open.database.record(&binned).unwrap().unwrap().archived, "they may be restored");
    assert!(open.database.all(ObjectType::Note).unwrap().iter().all(|id| *id != person.note));
    let traces = look(&app, &open).await;
    assert!(traces.values().all(|count| *count == 0), "{traces:?}");
    drop(open);
    assert!(app.sync_fully().await.gone.erased.is_empty(), "once is enough");
}

#[tokio::test]
async fn an_empty_answer_of_hubspot_erases_and_archives_nobody() {
    let mut app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let people = app.open().await.database.count(ObjectType::Contact).unwrap();
    let empty = json!({"op": "answer", "path": "/contacts", "status": 200, "body": {"results": []}});
    for day in 0..3 {
        app.crm.mutate(&empty).unwrap();
        let report = app.sync_fully().await;
        let [vanished] = report.gone.vanished.as_slice() else { panic!("day {day}: {:?}", report.gone) };
        assert_eq!((vanished.object.as_str(), vanished.gone, vanished.of), ("contacts", people, people));
        assert!(report.gone.erased.is_empty(), "silence is no proof");
        assert!(report.incomplete.iter().any(|one| one.what == "vanished"));
        let open = app.open().await;
        assert_eq!(open.database.count(ObjectType::Contact).unwrap(), people, "day {day}");
        assert!(app::overview(&open).unwrap().alarm.is_some());
        next_day(&mut app);
    }
    // HubSpot is well again.
    app.crm.mutate(&json!({"op": "answer", "path": "/contacts"})).unwrap();
    let report = app.sync_fully().await;
    assert!(report.gone.vanished.is_empty() && report.incomplete.is_empty(), "{:?}", report.incomplete);
    assert!(app.differences().await.is_empty());
}

#[tokio::test]
async fn an_answer_without_results_is_said_and_changes_nothing() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let before = app.open().await.database.count(ObjectType::Contact).unwrap();
    app.crm.mutate(&json!({"op": "answer", "path": "/contacts", "status": 200, "body": {}})).unwrap();
    let report = app.sync_fully().await;
    assert!(report.incomplete.iter().any(|one| one.what == "refused" && one.reason.contains("contacts")), "{report:?}");
    assert_eq!(app.open().await.database.count(ObjectType::Contact).unwrap(), before);
}

#[tokio::test]
async fn what_much_is_missing_of_is_archived_when_the_rep_says_so() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let notes = app.open().await.database.all(ObjectType::Note).unwrap();
    let gone = notes.len() / 2;
    assert!(20 < gone);
    for note in &notes[..gone] {
        app.crm.mutate(&json!({"op": "delete", "type": "note", "id": note.id})).unwrap();
    }
    let report = app.sync_fully().await;
    assert_eq!(
        report.gone.vanished.iter().map(|one| (one.object.as_str(), one.gone)).collect::<Vec<_>>(),
        [("notes", gone)]
    );
    assert_eq!(app.open().await.database.count(ObjectType::Note).unwrap(), notes.len());

    let request = SyncRequest { full: true, accept_deletions: true, embed: false, ..SyncRequest::default() };
    let report = app.sync_as(request).await;
    assert!(report.gone.vanished.is_empty() && report.objects["notes"].deleted == gone);
    assert!(app.differences().await.is_empty());
}

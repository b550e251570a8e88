//! What the rules found is kept: briefs made of it are the same, also of the past, and decisions set confidences right.

use crate::shared::shared;
use app::{ApproveRequest, ErrorCode};
use domain::{ObjectType, Reading};
use journeys::{TestApp, now, sample};
use serde_json::json;

#[tokio::test]
async fn a_brief_from_what_was_found_at_the_sync_is_the_one_made_from_scratch() {
    let open = shared().open().await;
    assert!(open.database.documents_to_read(drafting::RULES, 1).unwrap().is_empty(), "some text was not read");
    for account in open.database.all(ObjectType::Company).unwrap() {
        for moment in [now(), "2026-02-10T08:00:00Z".parse().unwrap()] {
            let Ok(mut dossier) =
                retrieval::gather(&open.database, &retrieval::Whose::account(&account, open.zone()), moment, now())
            else {
                continue;
            };
            let documents = dossier.entries.iter().map(|entry| entry.documents.len()).sum::<usize>();
            assert!(documents <= dossier.readings.len(), "{account}: a text of the timeline has no reading");
            let kept = drafting::brief(&dossier, true);
            dossier.readings.clear();
            assert_eq!(drafting::brief(&dossier, true), kept, "{account} at {moment}");
        }
    }
}

#[tokio::test]
async fn what_was_found_holds_from_one_version_to_the_next() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let note = app.record("lindqvist/n-first");
    let row = |open: &app::OpenPortal| {
        let part = open.database.current_documents(&note).unwrap().pop().unwrap().part;
        open.database.current_document(&note, &part).unwrap().unwrap().id
    };
    let open = app.open().await;
    let first = row(&open);
    let time = open.database.reading_time(first).unwrap().unwrap();
    assert_eq!(time.until, None);
    drop(open);

    let edit = json!({"op": "edit", "type": "note", "id": note.id, "properties": {"hs_note_body": "<p>I'll send the zeppelin by Friday.</p>"}});
    app.crm.mutate(&edit).unwrap();
    app.sync().await;
    let open = app.open().await;
    let second = row(&open);
    assert_ne!(first, second);
    let (old, new) =
        (open.database.reading_time(first).unwrap().unwrap(), open.database.reading_time(second).unwrap().unwrap());
    assert_eq!((old.from, old.until, new.until), (time.from, Some(new.from), None));
    let marked = |reading: &Reading| reading.sentences.iter().any(|one| one.marks.has(domain::Marks::DELIVERS));
    assert!(marked(&open.database.readings(&[second]).unwrap()[&second]));
}

#[tokio::test]
async fn decisions_set_right_how_sure_a_proposal_is() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let open = &writable.open;
    let shown = app::draft_fields(open, "petra.lang@harbourline.example", app.settings.now()).unwrap().shown;
    let before = shown[0].confidence.expect("a quoted value has a confidence");
    let parts = shown[0].confidence_parts.clone().unwrap();
    assert_eq!(parts.keys().map(String::as_str).collect::<Vec<_>>(), ["agreement", "coverage", "recency"]);
    assert!(parts.values().all(|part| (0.0..=1.0).contains(part)) && 0.0 < before && before < 1.0);

    let after = app::reject(open, &shown[0].id, "that is her old title", app.settings.now()).unwrap();
    assert!(after.confidence.unwrap() < before, "one rejected lowers what such a score means");
    assert_eq!(after.confidence_parts.as_ref(), Some(&parts));
    let request = ApproveRequest { id: shown[0].id.clone(), hash: None, confirm: None };
    assert_eq!(app::approve(open, &[request], app.settings.now()).unwrap_err().code, ErrorCode::Usage);
    assert_eq!(open.database.decided_ratings(10).unwrap().len(), 1, "a refused approval decides nothing");
}

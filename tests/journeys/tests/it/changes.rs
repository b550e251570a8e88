//! Records that change, go and merge in HubSpot, and what was cited of them.

use app::{CitedText, Model, OpenPortal, SearchRequest, Settings};
use domain::{ObjectType, RecordId};
use journeys::{TestApp, sample};
use serde_json::json;

/// Search by word alone, which needs no model.
fn words_only(settings: &Settings) -> Model {
    Model::load(&Settings { model_dir: Some(settings.home.join("no model here")), ..settings.clone() })
}

async fn find(open: &OpenPortal, model: &Model, query: &str, record: &RecordId) -> Option<String> {
    let request = SearchRequest { query: query.to_owned(), limit: 20, ..SearchRequest::default() };
    let report = app::search(open, model, &request, journeys::now()).await.unwrap();
    report.hits.into_iter().find(|hit| hit.record == *record).map(|hit| hit.citation)
}

fn cite(open: &OpenPortal, citation: &str) -> CitedText {
    app::cite(open, citation).unwrap()
}

#[tokio::test]
async fn an_old_citation_opens_after_an_edit_and_says_so() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let model = words_only(&app.settings);
    let note = app.record("lindqvist/n-first");
    let open = app.open().await;
    let citation = find(&open, &model, "break clause rent", &note).await.unwrap();
    let before = cite(&open, &citation);
    assert!(!before.changed);

    let edit = json!({"op": "edit", "type": "note", "id": note.id, "properties": {"hs_note_body": "<p>Rewritten: a zeppelin.</p>"}});
    app.crm.mutate(&edit).unwrap();
    let report = app.sync().await;
    assert!(!report.full);
    assert_eq!((report.objects["notes"].updated, report.objects["notes"].created), (1, 0));

    let open = app.open().await;
    assert_eq!(open.database.versions(&note).unwrap().len(), 2);
    let after = cite(&open, &citation);
    assert_eq!((&after.text, after.changed), (&before.text, true));
    assert_eq!(after.current.as_deref(), Some("Rewritten: a zeppelin."));
    assert!(find(&open, &model, "break clause rent", &note).await.is_none(), "the old words are still found");
    assert!(find(&open, &model, "zeppelin", &note).await.is_some());
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_value_that_was_cited_is_remembered() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let deal = app.record("harbourline/rollout");
    let open = app.open().await;
    let amount = open.database.record(&deal).unwrap().unwrap().get("amount").unwrap().to_owned();
    let citation = domain::Citation::property(deal.clone(), "amount", &amount).to_string();
    assert!(!cite(&open, &citation).changed);

    app.crm.mutate(&json!({"op": "edit", "type": "deal", "id": deal.id, "properties": {"amount": "31337"}})).unwrap();
    app.sync().await;
    let cited = cite(&app.open().await, &citation);
    assert_eq!((cited.text, cited.current.as_deref(), cited.changed), (amount, Some("31337"), true));
    let never = domain::Citation::property(deal, "amount", "1").to_string();
    assert_eq!(app::cite(&open, &never).unwrap_err().code, app::ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_deleted_in_hubspot_goes_here_with_the_next_full_sync() {
    let app = TestApp::connected_to(sample()).await;
    let first = app.sync().await;
    let model = words_only(&app.settings);
    let note = app.record("lindqvist/n-first");
    let open = app.open().await;
    let citation = find(&open, &model, "break clause rent", &note).await.unwrap();

    app.crm.mutate(&json!({"op": "delete", "type": "note", "id": note.id})).unwrap();
    let report = app.sync_fully().await;
    assert_eq!(report.objects["notes"].deleted, 1);
    assert_eq!(report.objects["notes"].local, first.objects["notes"].local - 1);
    assert_eq!(report.objects["notes"].remote, Some(report.objects["notes"].local));

    let open = app.open().await;
    assert!(find(&open, &model, "break clause rent", &note).await.is_none());
    let cited = cite(&open, &citation);
    assert_eq!((cited.changed, cited.current), (true, None));
    assert_eq!(app.differences().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_merged_contact_is_found_by_its_old_id() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let (stays, goes) = (app.record("harbourline/petra"), app.record("harbourline/marijke"));
    let merge = json!({"op": "merge", "type": "contact", "id": stays.id, "loser": goes.id});
    let merged = app.crm.mutate(&merge).unwrap()["id"].as_str().unwrap().to_owned();
    let merged = RecordId::new(ObjectType::Contact, merged);
    app.sync_fully().await;

    let open = app.open().await;
    for former in [&stays, &goes] {
        assert_eq!(open.database.record(former).unwrap().unwrap().id, merged);
        assert!(!open.database.all(ObjectType::Contact).unwrap().contains(former));
        let target = app::resolve(&open, &former.to_string(), journeys::now()).unwrap();
        assert_eq!((target.contact, target.account), (Some(merged.clone()), app.record("harbourline")));
    }
    assert_eq!(app.differences().await, Vec::<String>::new());
}

//! Looking after the files, and going on without them when they break.

use app::{MaintainReport, Model, OpenPortal, SearchReport, SearchRequest, Settings, Silent};
use domain::{ChunkId, ObjectType, RecordId};
use journeys::{TestApp, sample};
use serde_json::json;
use std::{fs, path::PathBuf};
use store::{IndexRow, TextHash, VectorRow};
use tokio_util::sync::CancellationToken;

async fn maintain(app: &TestApp) -> MaintainReport {
    app::maintain(&app.settings, &Silent, &CancellationToken::new()).await.unwrap()
}

async fn search(app: &TestApp, open: &OpenPortal, query: &str) -> SearchReport {
    let no_model =
        Model::load(&Settings { model_dir: Some(app.settings.home.join("no model here")), ..app.settings.clone() });
    let request = SearchRequest { query: query.to_owned(), limit: 20, ..SearchRequest::default() };
    app::search(open, &no_model, &request, journeys::now()).await.unwrap()
}

fn edit(app: &TestApp, round: usize) {
    let note = app.record("lindqvist/n-first");
    let body = format!("<p>Rewritten for the time number {round}: a zeppelin.</p>");
    app.crm
        .mutate(&json!({"op": "edit", "type": "note", "id": note.id, "properties": {"hs_note_body": body}}))
        .unwrap();
}

#[tokio::test]
async fn an_upkeep_leaves_one_version_a_table_and_everything_to_be_found() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    for round in 0..3 {
        edit(&app, round);
        app.sync().await;
    }
    assert!(app::upkeep_due(&app.open().await, journeys::now()).unwrap(), "there never was one");
    let first = search(&app, &app.open().await, "security questionnaire").await;

    let report = maintain(&app).await;
    assert_eq!((report.outcome, report.rebuilt.as_deref(), report.alarm.as_deref()), ("done", None, None));
    // Texts of units and of windows.
    assert!(10 < report.before.versions && report.after.versions == 2, "{report:?}");
    assert!(report.after.bytes < report.before.bytes, "{report:?}");

    let open = app.open().await;
    let names = |report: &SearchReport| report.hits.iter().map(|hit| hit.chunk_id.clone()).collect::<Vec<_>>();
    let second = search(&app, &open, "security questionnaire").await;
    assert_eq!(names(&first), names(&second));
    assert!(!search(&app, &open, "zeppelin").await.hits.is_empty());
    assert!(!app::upkeep_due(&open, journeys::now()).unwrap(), "it was just done");
    let view = app::upkeep(&open).unwrap();
    assert_eq!((view.last_outcome.as_deref(), view.error, view.size.versions), (Some("done"), None, 2));
    let json = serde_json::to_value(&report).unwrap();
    assert!(json["before"]["bytes"].is_u64() && json["after"]["versions"] == 2 && json["elapsed_ms"].is_u64());
}

/// What can happen to the folder, by name.
const DAMAGES: [&str; 10] = [
    "no versions",
    "a data file cut short",
    "a data file gone",
    "a table gone",
    "no folder",
    "a manifest of 0 bytes",
    "a manifest of 8 bytes",
    "a manifest of 16 bytes",
    "a manifest of 40 bytes",
    "a manifest of 200 bytes",
];

fn harm(index: &std::path::Path, how: &str) {
    let table = index.join("unit_text.lance");
    let data = || -> PathBuf { fs::read_dir(table.join("data")).unwrap().next().unwrap().unwrap().path() };
    match how {
        "no versions" => fs::remove_dir_all(table.join("_versions")).unwrap(),
        "a data file cut short" => {
            let file = fs::File::options().write(true).open(data()).unwrap();
            file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        }
        "a data file gone" => fs::remove_file(data()).unwrap(),
        "a table gone" => fs::remove_dir_all(&table).unwrap(),
        manifest if manifest.starts_with("a manifest of") => {
            let bytes = manifest.split(' ').nth(3).unwrap().parse().unwrap();
            for file in fs::read_dir(table.join("_versions")).unwrap() {
                fs::File::options().write(true).open(file.unwrap().path()).unwrap().set_len(bytes).unwrap();
            }
        }
        _ => {
            fs::remove_dir_all(index).unwrap();
            fs::write(index, "not a folder").unwrap();
        }
    }
}

#[tokio::test]
async fn a_damaged_index_is_noticed_done_without_and_made_anew() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    maintain(&app).await;
    let index = app.open().await.index.dir().to_owned();
    let chunks = app.open().await.database.chunk_count().unwrap();
    for (turn, how) in DAMAGES.into_iter().enumerate() {
        harm(&index, how);
        let open = app.open().await;
        assert!(open.damage.is_some(), "{how} goes unnoticed");
        let found = search(&app, &open, "security questionnaire").await;
        assert!(!found.by_meaning && found.note.is_some_and(|note| note.contains("without the index")), "{how}");
        let best = &found.hits.first().unwrap().text.to_lowercase();
        assert!(best.contains("questionnaire") && best.contains("security"), "{how}: {best}");
        assert!(app::overview(&open).unwrap().alarm.is_some(), "{how}");
        let checks = app::doctor(&app.settings).await.checks;
        assert!(checks.iter().any(|check| check.name.ends_with("index") && !check.ok), "{how}: {checks:?}");
        assert!(app::upkeep_due(&open, journeys::now()).unwrap(), "{how}");
        drop(open);

        // By the next sync, or by an upkeep, which needs no network.
        if turn % 2 == 0 {
            app.sync().await;
        } else {
            assert!(maintain(&app).await.rebuilt.is_some(), "{how}");
        }
        let open = app.open().await;
        assert_eq!(open.damage, None, "{how}");
        assert_eq!(open.database.indexed_counts("").unwrap(), (chunks, 0), "{how}");
        let found = search(&app, &open, "security questionnaire").await;
        assert!(found.note.is_none_or(|note| !note.contains("without the index")) && !found.hits.is_empty(), "{how}");
    }
}

#[tokio::test]
async fn a_word_index_that_cannot_be_read_is_found_out_by_searching() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    maintain(&app).await;
    let open = app.open().await;
    let words: Vec<PathBuf> = store::files_under(&open.index.dir().join("unit_text.lance/_indices")).unwrap();
    for file in words.iter().filter(|file| file.extension().is_some_and(|extension| extension == "lance")) {
        fs::write(file, b"nonsense").unwrap();
    }
    drop(open);
    let open = app.open().await;
    let found = search(&app, &open, "security questionnaire").await;
    assert!(found.note.unwrap().contains("without the index"));
    assert!(!found.hits.is_empty());
    drop(open);
    assert!(maintain(&app).await.rebuilt.is_some());
    let found = search(&app, &app.open().await, "security questionnaire").await;
    assert!(found.note.is_none_or(|note| !note.contains("without the index")) && !found.hits.is_empty());
}

#[tokio::test]
async fn vectors_of_another_length_are_damage() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let open = &writable.open;
    let document = open.database.documents_without_vectors("m", 1).unwrap()[0];
    // As many as the longest text could have.
    let rows: Vec<VectorRow> = (0..200)
        .map(|place| VectorRow {
            row: IndexRow {
                id: ChunkId::new(document, place),
                text: String::new(),
                language: None,
                record: RecordId::new(ObjectType::Note, "1"),
                speaker: String::new(),
                accounts: Vec::new(),
                kind: "note".to_owned(),
                at: journeys::now(),
            },
            vector: vec![0.5; 4],
        })
        .collect();
    for level in domain::ChunkLevel::ALL {
        open.index.add_vectors("m", level, &rows).await.unwrap();
    }
    open.database.mark_embedded("m", &[document]).unwrap();
    let cache = |width: usize| {
        open.database.cache_vectors("m", &[(TextHash::of("a text"), vec![0.5; width])]).unwrap();
    };
    cache(4);
    assert_eq!(store::damage(&open.database, &open.index).await.unwrap(), None);
    cache(8);
    let damage = store::damage(&open.database, &open.index).await.unwrap();
    assert!(damage.is_some_and(|damage| damage.contains("another length")));
}

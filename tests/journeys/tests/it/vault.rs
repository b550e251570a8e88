//! What lies on the disk: sealed, mended when it is damaged, and carried in a file that only its key opens.

use app::{ApproveRequest, BackupKey, Model, ProposalView, PushRequest, PushSilent, SearchRequest, Settings, Silent};
use journeys::{TestApp, sample};
use std::{fs, path::Path};
use store::Index;
use tokio_util::sync::CancellationToken;

const CALL: &str = "kestrel/c-export";
/// Words of the sample portal's texts, names and addresses.
const SAID: [&str; 4] = ["security questionnaire", "harbourline", "steinbach-pumpen", "Petra Lang"];
const PASSPHRASE: &str = "lamp orchard seven gravel";

async fn maintain(app: &TestApp) -> app::MaintainReport {
    app::maintain(&app.settings, &Silent, &CancellationToken::new()).await.unwrap()
}

async fn found(settings: &Settings, query: &str) -> usize {
    searched(settings, query).await.hits.len()
}

/// Everything that an answer to a search says.
async fn texts(settings: &Settings, query: &str) -> String {
    serde_json::to_value(searched(settings, query).await).unwrap()["hits"].to_string()
}

async fn searched(settings: &Settings, query: &str) -> app::SearchReport {
    let open = app::open_for_reading(settings).await.unwrap();
    let no_model = Model::load(&Settings { model_dir: Some(settings.home.join("no model here")), ..settings.clone() });
    let request = SearchRequest { query: query.to_owned(), limit: 20, ..SearchRequest::default() };
    app::search(&open, &no_model, &request, journeys::now()).await.unwrap()
}

async fn approved(app: &TestApp) -> ProposalView {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let shown =
        app::draft_note(&writable.open, &app.record(CALL).to_string(), app.settings.now()).unwrap().shown.remove(0);
    let request = ApproveRequest { id: shown.id.clone(), hash: Some(shown.hash.clone()), confirm: None };
    app::approve(&writable.open, &[request], app.settings.now()).unwrap().proposals.remove(0)
}

async fn pushed(app: &TestApp) -> app::PushReport {
    let request = PushRequest { patience: PushRequest::default().patience };
    app::push(&app.settings, request, &PushSilent, &CancellationToken::new()).await.unwrap()
}

fn database(app: &TestApp) -> std::path::PathBuf {
    let portal = domain::PortalId(app.crm.portal_id().to_string());
    store::Home::open(&app.settings.home).unwrap().database_path(&portal)
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 0x55;
    fs::write(path, bytes).unwrap();
}

#[tokio::test]
async fn nothing_of_a_record_lies_in_the_open() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    approved(&app).await;
    maintain(&app).await;
    assert!(0 < found(&app.settings, "security questionnaire").await);

    let index = app.open().await.index.dir().to_owned();
    let (mut sealed, mut looked) = (0, 0);
    for path in store::files_under(&app.settings.home).unwrap() {
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for said in SAID {
            assert!(!text.contains(&said.to_lowercase()), "{} says “{said}”", path.display());
        }
        assert!(!bytes.starts_with(b"SQLite format 3"), "{} is a plain database", path.display());
        if path.starts_with(&index) {
            assert!(bytes.is_empty() || bytes.starts_with(b"fwsealed"), "{} is not sealed", path.display());
            sealed += 1;
        }
        looked += 1;
    }
    assert!(10 < sealed && sealed < looked, "{sealed} of {looked}");
    // And LanceDB itself, without the key.
    let words = language::query_words("security", &[]);
    let read = store::contained(async {
        let plain = Index::open_plain(&index).await?;
        plain.search_words(domain::ChunkLevel::Unit, store::Words::Any(&words), &Default::default(), 5).await
    });
    assert!(!matches!(read.await, Ok(Ok(hits)) if !hits.is_empty()), "LanceDB reads it without the key");
}

#[tokio::test]
async fn an_index_from_before_is_done_without_and_sealed_by_the_next_upkeep() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    {
        let writable = app::open_for_writing(&app.settings).await.unwrap();
        let dir = writable.open.index.dir().to_owned();
        store::remove_index(&dir).unwrap();
        writable.open.database.reset_indexed().unwrap();
        let plain = Index::open_plain(&dir).await.unwrap();
        retrieval::update_index(&writable.open.database, &plain, None, &|_| (), &|| false).await.unwrap();
    }
    let open = app.open().await;
    assert!(open.damage.as_ref().is_some_and(|damage| damage.contains("not sealed")), "{:?}", open.damage);
    assert!(0 < found(&app.settings, "security questionnaire").await);
    drop(open);
    assert!(maintain(&app).await.rebuilt.is_some());
    let open = app.open().await;
    assert_eq!(open.damage, None);
    for path in store::files_under(open.index.dir()).unwrap() {
        assert!(fs::read(&path).unwrap().starts_with(b"fwsealed"), "{}", path.display());
    }
    assert!(0 < found(&app.settings, "security questionnaire").await);
}

#[tokio::test]
async fn a_damaged_database_is_made_anew_and_nothing_approved_is_lost() {
    // In the middle, at the beginning, cut, and gone.
    let damages: [fn(&Path); 4] = [
        |path| flip(path, 60 * 4_096 + 9),
        |path| flip(path, 100),
        |path| fs::write(path, &fs::read(path).unwrap()[..50 * 4_096 + 7]).unwrap(),
        |path| fs::remove_file(path).unwrap(),
    ];
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let shown = approved(&app).await;
    maintain(&app).await;
    let path = database(&app);
    for (turn, damage) in damages.into_iter().enumerate() {
        damage(&path);
        let checks = app::doctor(&app.settings).await.checks;
        assert!(checks.iter().any(|check| check.name.ends_with("database") && !check.ok), "{turn}: {checks:?}");
        let report = maintain(&app).await;
        let said = report.repaired.expect("it was damaged");
        // A flipped page may be one of an index, which is made anew.
        let has_records = said.contains("weekly copy") || said.contains("is here too");
        assert!(said.contains("all here") && has_records, "{turn}: {said}");
        assert!(maintain(&app).await.repaired.is_none(), "{turn}");
        // Without a network: what was known is here.
        assert!(0 < found(&app.settings, "security questionnaire").await, "{turn}");
        assert!(app::verify_audit(&app.open().await, None).unwrap().verified, "{turn}");
    }
    app.sync().await;
    assert_eq!(app.differences().await, Vec::<String>::new());
    let report = pushed(&app).await;
    let filed: Vec<_> = report.entries.iter().filter(|one| one.id == shown.id).collect();
    assert_eq!(filed.len(), 1, "{report:?}");
    assert_eq!(filed[0].status, app::ProposalStatus::Verified);
    let again = pushed(&app).await;
    let filed_once = again.entries.iter().find(|one| one.id == shown.id).unwrap();
    assert_eq!((filed_once.attempts, &filed_once.remote_id), (1, &filed[0].remote_id));
}

#[tokio::test]
async fn a_backup_opens_with_its_passphrase_alone_and_brings_everything_back() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    approved(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("harbour.foreword-backup");
    let key = |words: &str| BackupKey::passphrase(words.to_owned());
    let report = app::backup(&app.settings, &file, &key(PASSPHRASE)).await.unwrap();
    assert!(report.verified && 500 < report.rows["record"] && report.rows["outbox_entry"] == 1, "{report:?}");
    assert!(app::backup(&app.settings, &file, &key(PASSPHRASE)).await.is_err(), "a file is written over");
    let short = app::backup(&app.settings, &folder.path().join("b"), &key("short")).await.unwrap_err();
    assert_eq!(short.code, app::ErrorCode::Usage);
    assert!(!String::from_utf8_lossy(&fs::read(&file).unwrap()).contains("harbourline"));

    let elsewhere = tempfile::tempdir().unwrap();
    let there = journeys::settings(elsewhere.path(), &app.crm);
    let restore = async |settings: &Settings, file: &Path, words: &str, replace: bool| {
        app::restore(settings, file, &key(words), replace, &Silent, &CancellationToken::new()).await
    };
    assert!(restore(&there, &file, "lamp orchard seven gravey", false).await.is_err());
    let changed = folder.path().join("changed");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 2_000;
    bytes[last] ^= 1;
    fs::write(&changed, bytes).unwrap();
    assert!(restore(&there, &changed, PASSPHRASE, false).await.is_err());
    fs::write(&changed, &fs::read(&file).unwrap()[..last]).unwrap();
    assert!(restore(&there, &changed, PASSPHRASE, false).await.is_err());
    assert!(restore(&there, &database(&app), PASSPHRASE, false).await.is_err());

    let back = restore(&there, &file, PASSPHRASE, false).await.unwrap();
    assert_eq!((back.rows, back.replaced), (report.rows, None));
    let query = "security questionnaire";
    assert_eq!(found(&there, query).await, found(&app.settings, query).await);
    let proposals = app::proposals(&app::open_for_reading(&there).await.unwrap()).unwrap();
    assert_eq!(proposals.proposals.iter().filter(|one| one.status == "approved").count(), 1);
    assert!(restore(&there, &file, PASSPHRASE, false).await.is_err(), "what is here is written over");
    assert!(restore(&there, &file, PASSPHRASE, true).await.unwrap().replaced.is_some_and(|path| path.is_file()));
}

#[tokio::test]
async fn whoever_was_forgotten_since_the_backup_stays_so() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let key = BackupKey::passphrase(PASSPHRASE.to_owned());
    app::backup(&app.settings, &file, &key).await.unwrap();
    let gone = "petra.lang@harbourline.example";
    assert!(texts(&app.settings, gone).await.contains(gone));
    app::forget(&app.settings, gone, &Silent, &CancellationToken::new()).await.unwrap();
    let back = app::restore(&app.settings, &file, &key, true, &Silent, &CancellationToken::new()).await.unwrap();
    assert_eq!(back.forgotten_again, 1);
    assert!(!texts(&app.settings, gone).await.contains(gone));
    // No copy holds her either.
    let copies = database(&app).with_file_name("copies");
    assert_eq!(store::files_under(&copies).unwrap(), Vec::<std::path::PathBuf>::new());
}

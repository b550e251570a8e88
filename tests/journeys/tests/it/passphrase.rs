//! A home whose key a passphrase seals: set, changed and removed, killed in between, and a window that locks itself.

use app::{ErrorCode, Keyring, Passphrase, SearchRequest, Session, Settings, Silent};
use domain::PortalId;
use journeys::{TestApp, sample, skipped};
use secrets::{KeyOrigin, NextKey, SealedKey, StoreKey, Vault};
use std::path::PathBuf;
use store::Home;
use tokio_util::sync::CancellationToken;

const FIRST: &str = "lamp orchard seven gravel";
const SECOND: &str = "ferry tin novel august";

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

/// The same home as another process would come to it: nothing has been opened with a passphrase yet.
fn afresh(app: &TestApp) -> Settings {
    Settings { keyring: Keyring::default(), ..app.settings.clone() }
}

struct Place {
    vault: Vault,
    id: PortalId,
    dir: PathBuf,
    database: PathBuf,
}

fn place(app: &TestApp) -> Place {
    let (home, id) = (Home::open(&app.settings.home).unwrap(), PortalId(app.crm.portal_id().to_string()));
    let (dir, database) = (home.portal_dir(&id), home.database_path(&id));
    Place { vault: Vault::of_home(home.dir()).unwrap(), id, dir, database }
}

async fn set(settings: &Settings, text: &str) -> Result<app::KeyView, app::AppError> {
    app::set_passphrase(settings, &words(text), &Silent, &CancellationToken::new()).await
}

async fn code_of_opening(settings: &Settings) -> Option<ErrorCode> {
    app::open_for_reading(settings).await.err().map(|error| error.code)
}

/// How many hits a word has, and how many lines the log has: what has to be the same whatever the key.
async fn holds(settings: &Settings) -> (usize, usize) {
    let open = app::open_for_reading(settings).await.unwrap();
    let no_model = app::Model::none();
    let request = SearchRequest { query: "security questionnaire".to_owned(), limit: 20, ..SearchRequest::default() };
    let hits = app::search(&open, &no_model, &request, journeys::now()).await.unwrap().hits.len();
    assert_eq!(open.damage, None);
    (hits, open.database.verify_audit(None).unwrap().entries)
}

#[tokio::test]
async fn a_home_with_this_machines_key_is_sealed_anew_and_opens_with_the_words_alone() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    app::maintain(&app.settings, &Silent, &CancellationToken::new()).await.unwrap();
    let before = holds(&app.settings).await;
    assert!(0 < before.0);
    let Place { vault, id, dir, database } = place(&app);
    let (old, origin) = vault.store_key(&id.0, &dir, &Keyring::default()).unwrap();
    assert_eq!(origin, KeyOrigin::Machine);
    assert!(!store::files_under(&dir.join("copies")).unwrap().is_empty(), "the copy of the week has the old key");

    assert_eq!(set(&app.settings, "short").await.unwrap_err().code, ErrorCode::Usage);
    assert!(app::key_view(&app.settings).unwrap().is_weak);
    assert_eq!(set(&app.settings, FIRST).await.unwrap().origin, "passphrase");
    assert_eq!(holds(&app.settings).await, before);
    assert!(!store::opens_with(&database, &old), "whoever derives the key of this machine has nothing of it");
    // An empty file opens with any key.
    let is_something = |file: &PathBuf| std::fs::metadata(file).unwrap().len() != 0;
    for file in store::files_under(&dir).unwrap().into_iter().filter(is_something) {
        assert!(!store::opens_with(&file, &old), "{} still opens with the old key", file.display());
    }

    let other = afresh(&app);
    assert_eq!(code_of_opening(&other).await, Some(ErrorCode::Locked));
    assert_eq!(app::unlock(&other, &words(SECOND)).unwrap_err().code, ErrorCode::WrongPassphrase);
    assert_eq!(code_of_opening(&other).await, Some(ErrorCode::Locked), "a wrong one opens nothing and makes nothing");
    app::unlock(&other, &words(FIRST)).unwrap();
    assert_eq!(holds(&other).await, before);

    // Another passphrase, and the store as it is.
    let bytes = std::fs::read(&database).unwrap();
    let refused = app::change_passphrase(&other, &words(SECOND), &words(FIRST)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongPassphrase);
    app::change_passphrase(&other, &words(FIRST), &words(SECOND)).await.unwrap();
    assert!(std::fs::read(&database).unwrap() == bytes, "the store was not written");
    let other = afresh(&app);
    assert_eq!(app::unlock(&other, &words(FIRST)).unwrap_err().code, ErrorCode::WrongPassphrase);
    app::unlock(&other, &words(SECOND)).unwrap();
    assert_eq!(holds(&other).await, before);

    // And back to the weaker key, said in so many words.
    let cancel = CancellationToken::new();
    let key = app::remove_passphrase(&other, &words(SECOND), true, &Silent, &cancel).await.unwrap();
    assert!(key.is_weak && key.detail.contains("whoever has its disk"), "{key:?}");
    assert_eq!(holds(&afresh(&app)).await, before);
    assert!(store::opens_with(&database, &old));
    app.sync().await;
}

#[tokio::test]
async fn a_change_of_keys_that_is_killed_at_any_step_opens_and_is_ended_by_the_next_who_writes() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let before = holds(&app.settings).await;
    let Place { vault, id, dir, database } = place(&app);
    let (old, _) = vault.store_key(&id.0, &dir, &Keyring::default()).unwrap();
    let new = StoreKey::random().unwrap();
    let sealed = SealedKey::seal(&new, &words(FIRST)).unwrap();
    let next = NextKey::Sealed(sealed.clone());

    // Killed after the note and before the file: the old key holds, and no passphrase is asked for.
    vault.note_next(&dir, &next).unwrap();
    std::fs::write(dir.join("store.db-resealed"), "half of it").unwrap();
    assert_eq!(holds(&afresh(&app)).await, before);
    assert_eq!(vault.next(&dir).unwrap(), Some(next.clone()), "a reader changes nothing");
    drop(app::open_for_writing(&afresh(&app)).await.unwrap());
    assert_eq!(vault.next(&dir).unwrap(), None, "it is as if it had not begun");
    assert!(!dir.join("store.db-resealed").exists());

    // Killed after the file and before anything else: the new key holds.
    vault.note_next(&dir, &next).unwrap();
    store::seal_anew(&database, &old, &new).unwrap();
    assert_eq!(code_of_opening(&afresh(&app)).await, Some(ErrorCode::Locked));
    let other = afresh(&app);
    app::unlock(&other, &words(FIRST)).unwrap();
    let open = app::open_for_reading(&other).await.unwrap();
    assert_eq!((open.key_origin, open.database.verify_audit(None).unwrap().entries), (KeyOrigin::Passphrase, before.1));
    drop(open);
    let writable = app::open_for_writing(&other).await.unwrap();
    assert!(writable.open.damage.is_some(), "the index of the old key is gone and made anew by whoever writes next");
    drop(writable);
    assert_eq!(vault.next(&dir).unwrap(), None);
    assert_eq!(vault.origin(&dir).unwrap(), Some(KeyOrigin::Passphrase));
    app::maintain(&other, &Silent, &CancellationToken::new()).await.unwrap();
    assert_eq!(holds(&other).await, before);

    // Killed in the middle of settling: the note is still there, and says the same once more.
    vault.note_next(&dir, &next).unwrap();
    assert_eq!(holds(&other).await, before);
    drop(app::open_for_writing(&other).await.unwrap());
    assert_eq!(holds(&other).await, before);
}

#[tokio::test]
async fn a_window_locks_and_only_the_words_open_it_again() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let session = Session::start(app.settings.clone()).unwrap();
    session.reopen().await.unwrap().unwrap();
    let nothing_to_ask = session.lock().await.unwrap_err();
    assert_eq!(nothing_to_ask.code, ErrorCode::Usage, "with this machine's key it would open by itself");
    assert_eq!(session.set_auto_lock(Some(5)).unwrap_err().code, ErrorCode::Usage);
    assert!(!session.lock_if_left_alone().await, "off unless it is chosen");

    let view = session.set_passphrase(&words(FIRST), &Silent).await.unwrap();
    assert!(view.can_lock && !view.is_locked, "{view:?}");
    session.shown().unwrap();
    for never in [Some(0), Some(1_441)] {
        assert_eq!(session.set_auto_lock(never).unwrap_err().code, ErrorCode::Usage);
    }
    assert_eq!(session.set_auto_lock(Some(1)).unwrap().after_minutes, Some(1));
    assert!(!session.lock_if_left_alone().await, "a hand was on it a moment ago");

    assert!(session.lock().await.unwrap().is_locked);
    assert_eq!(format!("{:?}", session.settings().keyring), "Keyring(0)");
    assert_eq!(session.shown().err().map(|error| error.code), Some(ErrorCode::Locked));
    assert_eq!(session.sync(app::SyncRequest::default(), &Silent).await.unwrap_err().code, ErrorCode::Locked);
    assert_eq!(session.reopen().await.err().map(|error| error.code), Some(ErrorCode::Locked));
    assert_eq!(session.unlock(None).await.unwrap_err().code, ErrorCode::Locked);
    assert_eq!(session.unlock(Some(&words(SECOND))).await.unwrap_err().code, ErrorCode::WrongPassphrase);
    assert!(session.lock_view().is_locked);
    assert!(!session.unlock(Some(&words(FIRST))).await.unwrap().is_locked);
    session.shown().unwrap();

    // What opens by itself afterwards locks itself no more.
    session.remove_passphrase(&words(FIRST), true, &Silent).await.unwrap();
    assert_eq!(session.lock_view().after_minutes, None);
    drop(session);

    // A window that starts on a sealed home is locked.
    set(&app.settings, FIRST).await.unwrap();
    let session = Session::start(afresh(&app)).unwrap();
    assert_eq!(session.reopen().await.err().map(|error| error.code), Some(ErrorCode::Locked));
    assert!(session.lock_view().is_locked);
    session.unlock(Some(&words(FIRST))).await.unwrap();
    assert_eq!(session.shown().unwrap().open.key_origin, KeyOrigin::Passphrase);
}

#[tokio::test]
async fn a_token_from_the_environment_uses_the_keychain_where_there_is_one() {
    if std::env::var("FOREWORD_TEST_KEYRING").as_deref() != Ok("1") {
        return skipped("the keychain journey needs FOREWORD_TEST_KEYRING=1 and a keychain of its own");
    }
    let app = TestApp::connected_to(sample()).await;
    let Place { vault, id, dir, .. } = place(&app);
    std::fs::remove_file(dir.join("key-origin")).unwrap();
    app.sync().await;
    assert_eq!(app.open().await.key_origin, KeyOrigin::Keychain);
    let (key, _) = vault.store_key(&id.0, &dir, &Keyring::default()).unwrap();

    // The key moves between keychain and passphrase as it is, since it is nobody's to derive.
    set(&app.settings, FIRST).await.unwrap();
    assert_eq!(code_of_opening(&afresh(&app)).await, Some(ErrorCode::Locked));
    let cancel = CancellationToken::new();
    app::remove_passphrase(&app.settings, &words(FIRST), false, &Silent, &cancel).await.unwrap();
    assert_eq!(vault.store_key(&id.0, &dir, &Keyring::default()).unwrap(), (key, KeyOrigin::Keychain));
    assert_eq!(vault.sealed(&dir).unwrap(), None);
}

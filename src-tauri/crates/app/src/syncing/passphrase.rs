//! Setting, changing and removing the passphrase that seals a portal's key.
//!
//! A key out of the keychain is random, so sealing it is enough. One that was derived from this machine is known to whoever has the disk: there the
//! store is sealed anew with a random key first. At every moment one key opens the store, and a program that is killed in between leaves what the
//! next opening ends ([`keys::held`]).

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        keys::{self, Held},
        open::{self, Access, OpenPortal},
        progress::Reporter,
        settings::Settings,
    },
    syncing::files,
};
use domain::PortalId;
use secrets::{KeyOrigin, NextKey, Passphrase, SealedKey, StoreKey, Vault};
use serde::Serialize;
use specta::Type;
use store::Home;
use tokio_util::sync::CancellationToken;

/// How the key of a portal's store is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct KeyView {
    /// Where it comes from: `keychain`, `machine`, `passphrase`.
    pub origin: String,
    /// What that means, in a sentence or two.
    pub detail: String,
    /// Whether whoever has the disk has the key.
    pub is_weak: bool,
}

impl KeyView {
    pub(crate) fn of(origin: KeyOrigin) -> Self {
        Self {
            origin: origin.as_str().to_owned(),
            detail: said_of(origin).to_owned(),
            is_weak: origin == KeyOrigin::Machine,
        }
    }
}

/// What a key's origin means for whoever relies on it. Pure.
pub(crate) fn said_of(origin: KeyOrigin) -> &'static str {
    match origin {
        KeyOrigin::Keychain => "the key is in the keychain",
        KeyOrigin::Passphrase => "the key is sealed with a passphrase",
        KeyOrigin::Machine => {
            "the key comes from this computer, so whoever has its disk can read the data; a passphrase would protect it"
        }
    }
}

/// How the key of the portal that is meant is kept. Opens nothing.
pub fn key_view(settings: &Settings) -> Result<KeyView, AppError> {
    let home = Home::open(&settings.home)?;
    let id = open::chosen(settings, &home)?;
    let origin = Vault::of_home(home.dir())?.origin(&home.portal_dir(&id))?;
    Ok(KeyView::of(origin.unwrap_or(KeyOrigin::Machine)))
}

/// Opens the key of the portal that is meant with these words, for as long as `settings` or a clone of them lives.
///
/// # Errors
/// [`ErrorCode::WrongPassphrase`] where they are not the words.
pub fn unlock(settings: &Settings, words: &Passphrase) -> Result<(), AppError> {
    let home = Home::open(&settings.home)?;
    let id = open::chosen(settings, &home)?;
    keys::unlock(settings, &home, &id, words)
}

/// Seals the key of the portal that is meant with a passphrase. Nobody else has the portal open.
///
/// # Errors
/// [`ErrorCode::Usage`] where there is one already, or the words are too short.
pub async fn set_passphrase(
    settings: &Settings,
    words: &Passphrase,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<KeyView, AppError> {
    keys::long_enough(words.len_chars())?;
    let Owned { home, id, settings, held } = &own(settings).await?;
    let dir = home.portal_dir(id);
    match held.origin {
        KeyOrigin::Passphrase => {
            return Err(AppError::new(ErrorCode::Usage, "There is a passphrase already")
                .hint("Change it instead.")
                .command_hint("`foreword passphrase change` puts another in its place."));
        }
        KeyOrigin::Keychain => {
            Vault::of_home(home.dir())?.seal(&id.0, &dir, &held.key, words, &settings.keyring)?;
        }
        KeyOrigin::Machine => {
            let new = StoreKey::random()?;
            let sealed = SealedKey::seal(&new, words)?;
            settings.keyring.open_with(&dir, &sealed, words)?;
            seal_anew(settings, home, (id, &held.key), (NextKey::Sealed(sealed), &new), reporter, cancel).await?;
        }
    }
    Ok(KeyView::of(KeyOrigin::Passphrase))
}

/// Puts another passphrase in the place of the one there is. The store stays as it is.
///
/// # Errors
/// [`ErrorCode::WrongPassphrase`] where `old` does not open it; [`ErrorCode::Usage`] where there is none, or the new words are too short.
pub async fn change_passphrase(settings: &Settings, old: &Passphrase, words: &Passphrase) -> Result<KeyView, AppError> {
    keys::long_enough(words.len_chars())?;
    let Owned { home, id, settings, held } = &own_with(settings, old).await?;
    let dir = home.portal_dir(id);
    Vault::of_home(home.dir())?.seal(&id.0, &dir, &held.key, words, &settings.keyring)?;
    Ok(KeyView::of(KeyOrigin::Passphrase))
}

/// Takes the passphrase away. The key goes into the keychain; where there is none and `machine` says that the weaker key will do, the store is sealed
/// anew with this machine's.
///
/// # Errors
/// [`ErrorCode::WrongPassphrase`] where the words do not open it; [`ErrorCode::NoKeychain`] where there is no keychain and nothing else was allowed,
/// or this machine has no key to give.
pub async fn remove_passphrase(
    settings: &Settings,
    words: &Passphrase,
    machine: bool,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<KeyView, AppError> {
    let Owned { home, id, settings, held } = &own_with(settings, words).await?;
    let (dir, vault) = (home.portal_dir(id), Vault::of_home(home.dir())?);
    if !machine {
        vault.unseal(&id.0, &dir, &held.key, &settings.keyring)?;
        return Ok(KeyView::of(KeyOrigin::Keychain));
    }
    let new = vault.machine_key_for(&id.0, &dir)?;
    seal_anew(settings, home, (id, &held.key), (NextKey::Machine, &new), reporter, cancel).await?;
    Ok(KeyView::of(KeyOrigin::Machine))
}

/// A portal that nobody else writes to, with its key.
struct Owned {
    home: Home,
    id: PortalId,
    /// With the lock that was taken.
    settings: Settings,
    held: Held,
}

/// Takes the lock and opens the portal once, so that whatever was cut off before is ended and the layout is today's.
async fn own(settings: &Settings) -> Result<Owned, AppError> {
    let (home, lock) = open::lock(settings)?;
    let settings = Settings { lock: Some(lock), ..settings.clone() };
    let id = open::chosen(&settings, &home)?;
    open::open(&home, &id, Access::Write, &settings).await?;
    let held = keys::held(&settings, &home, &id)?;
    Ok(Owned { home, id, settings, held })
}

/// The same for a portal with a passphrase, which has to be this one whatever is held already.
async fn own_with(settings: &Settings, words: &Passphrase) -> Result<Owned, AppError> {
    let home = Home::open(&settings.home)?;
    let id = open::chosen(settings, &home)?;
    if Vault::of_home(home.dir())?.origin(&home.portal_dir(&id))? != Some(KeyOrigin::Passphrase) {
        return Err(AppError::new(ErrorCode::Usage, "There is no passphrase")
            .hint("Set one first.")
            .command_hint("`foreword passphrase set` sets one."));
    }
    keys::unlock(settings, &home, &id, words)?;
    own(settings).await
}

/// Seals a store with another key: noted first, then the database in one step, then the index made anew from it.
async fn seal_anew(
    settings: &Settings,
    home: &Home,
    (id, old): (&PortalId, &StoreKey),
    (next, new): (NextKey, &StoreKey),
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<(), AppError> {
    let path = home.database_path(id);
    let bytes = std::fs::metadata(&path).map_err(|error| AppError::file("read", &path, error))?.len();
    files::room_for(home.dir(), 2 * bytes)?;
    Vault::of_home(home.dir())?.note_next(&home.portal_dir(id), &next)?;
    store::seal_anew(&path, old, new)?;
    // Opening ends the change.
    let mut open: OpenPortal = open::open(home, id, Access::Write, settings).await?;
    files::rebuild_as_it_was(settings, &mut open, reporter, cancel).await?;
    Ok(())
}

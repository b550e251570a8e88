//! The key of a portal's store: the one place that says which it is, also where a change of keys was cut off.

use crate::{error::AppError, portal::settings::Settings};
use domain::PortalId;
use secrets::{KeyOrigin, NextKey, Passphrase, SecretsError, StoreKey, Vault};
use store::{Database, Home};

/// A store's key as it is held now.
pub(crate) struct Held {
    /// The key.
    pub key: StoreKey,
    /// Where it comes from.
    pub origin: KeyOrigin,
    /// A change of keys that was cut off; whoever opens for writing ends it.
    pub under_way: Option<UnderWay>,
}

/// A change of keys that did not come to its end.
pub(crate) struct UnderWay {
    next: NextKey,
    /// Whether the store has the new key already.
    has_moved: bool,
}

/// The key of a portal's store; makes one for a portal that has no store yet. Where a store was being sealed anew when the program ended, the
/// file itself says which key is its own.
pub(crate) fn held(settings: &Settings, home: &Home, id: &PortalId) -> Result<Held, AppError> {
    let (dir, path, vault) = (home.portal_dir(id), home.database_path(id), Vault::of_home(home.dir())?);
    let (key, origin) = vault.store_key(&id.0, &dir, &settings.keyring)?;
    let Some(next) = vault.next(&dir)? else { return Ok(Held { key, origin, under_way: None }) };
    if !path.exists() || store::opens_with(&path, &key) {
        return Ok(Held { key, origin, under_way: Some(UnderWay { next, has_moved: false }) });
    }
    let new = vault.open_next(&id.0, &dir, &next, &settings.keyring)?;
    if store::opens_with(&path, &new) {
        let origin = next.origin();
        return Ok(Held { key: new, origin, under_way: Some(UnderWay { next, has_moved: true }) });
    }
    // Neither: opening says what is wrong with the file.
    Ok(Held { key, origin, under_way: None })
}

/// Ends a change of keys that was cut off: what the old key opens goes, and the new one is the store's. One that never reached the store is
/// as if it had not begun.
pub(crate) fn finish(home: &Home, id: &PortalId, database: &Database, under_way: UnderWay) -> Result<(), AppError> {
    let (dir, vault) = (home.portal_dir(id), Vault::of_home(home.dir())?);
    if !under_way.has_moved {
        store::drop_resealed(database.path())?;
        return Ok(vault.drop_next(&dir)?);
    }
    database.remove_copies()?;
    // Made anew by the next job that writes; search goes on by word meanwhile.
    store::remove_index(&home.index_dir(id))?;
    Ok(vault.settle(&dir, &under_way.next)?)
}

/// Refuses words that are too few to be a passphrase.
pub(crate) fn long_enough(chars: usize) -> Result<(), AppError> {
    if Passphrase::LEN_MIN <= chars { Ok(()) } else { Err(SecretsError::TooShort.into()) }
}

/// Opens the key of a portal with these words, and holds it until the keyring is cleared. Does nothing where no passphrase seals it.
///
/// # Errors
/// [`crate::ErrorCode::WrongPassphrase`] where these are not the words; nothing is counted and nothing is changed.
pub(crate) fn unlock(settings: &Settings, home: &Home, id: &PortalId, words: &Passphrase) -> Result<(), AppError> {
    let (dir, vault) = (home.portal_dir(id), Vault::of_home(home.dir())?);
    let next = match vault.next(&dir)? {
        Some(NextKey::Sealed(sealed)) => Some(sealed),
        _ => None,
    };
    let sealed = match vault.origin(&dir)? {
        Some(KeyOrigin::Passphrase) => vault.sealed(&dir)?,
        _ => next,
    };
    if let Some(sealed) = sealed {
        settings.keyring.open_with(&dir, &sealed, words)?;
    }
    Ok(())
}

//! The keys that this process has opened with a passphrase, and whom it asks for one.

use crate::{Passphrase, SealedKey, SecretsError, StoreKey};
use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How the key of a new store is kept where there is no keychain.
pub enum Choice {
    /// Sealed with these words.
    Passphrase(Passphrase),
    /// Derived from this machine and user: whoever has the disk has it.
    Machine,
}

/// Whom to ask when a key needs a person. A window asks nobody: its page calls [`Keyring::open_with`] when it has the words.
pub trait Ask: Send + Sync {
    /// The words that open a store. `tries` counts those that were wrong; `None` where nobody can be asked, or asked again.
    fn passphrase(&self, tries: u32) -> Result<Option<Passphrase>, SecretsError>;

    /// How the key of a new store is to be kept. `machine` says whether the machine's key is to be had at all.
    fn choose(&self, machine: bool) -> Result<Choice, SecretsError>;
}

/// The opened keys of a process. Clones share them. Holds nothing that the keychain keeps.
#[derive(Clone, Default)]
pub struct Keyring {
    opened: Arc<Mutex<BTreeMap<PathBuf, StoreKey>>>,
    ask: Option<Arc<dyn Ask>>,
}

impl Keyring {
    /// A ring without keys that asks `ask` for what it lacks.
    pub fn asking(ask: Arc<dyn Ask>) -> Self {
        Self { opened: Arc::default(), ask: Some(ask) }
    }

    /// Opens the key of the portal whose folder is `dir` with these words and holds it. Where it is held already the words are tried all the same.
    pub fn open_with(&self, dir: &Path, sealed: &SealedKey, words: &Passphrase) -> Result<StoreKey, SecretsError> {
        let key = sealed.open(words)?;
        self.hold(dir, key.clone());
        Ok(key)
    }

    /// Forgets every key. The memory of each is overwritten when its last user lets go of it.
    pub fn clear(&self) {
        self.held().clear();
    }

    pub(crate) fn hold(&self, dir: &Path, key: StoreKey) {
        self.held().insert(dir.to_owned(), key);
    }

    /// Forgets the key of the portal whose folder is `dir`.
    pub fn drop_key(&self, dir: &Path) {
        self.held().remove(dir);
    }

    /// The key that is held, else what the words of whoever is asked open.
    pub(crate) fn open(&self, dir: &Path, sealed: &SealedKey) -> Result<StoreKey, SecretsError> {
        if let Some(key) = self.held().get(dir) {
            return Ok(key.clone());
        }
        let mut tries = 0;
        loop {
            let words = match &self.ask {
                Some(ask) => ask.passphrase(tries)?,
                None => None,
            };
            let Some(words) = words else {
                return Err(if tries == 0 { SecretsError::PassphraseNeeded } else { SecretsError::WrongPassphrase });
            };
            match self.open_with(dir, sealed, &words) {
                Err(SecretsError::WrongPassphrase) => tries += 1,
                other => return other,
            }
        }
    }

    /// What is to become of a new store's key; where nobody is asked, the machine's if that is to be had.
    pub(crate) fn choose(&self, machine: bool) -> Result<Choice, SecretsError> {
        match &self.ask {
            Some(ask) => ask.choose(machine),
            None => Ok(Choice::Machine),
        }
    }

    // A map that is replaced entry by entry is whole whatever panicked meanwhile.
    fn held(&self) -> MutexGuard<'_, BTreeMap<PathBuf, StoreKey>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows how many keys are held and nothing of them.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({})", self.held().len())
    }
}

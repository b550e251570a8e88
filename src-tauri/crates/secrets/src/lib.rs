//! Keys and tokens: in the operating system's keychain, or derived, never in a file.
//!
//! Each home has a random name of its own, so that two homes on one machine never share an entry. Where no keychain answers (a
//! server, a container), the store's key is derived from this machine and user: on Linux a copied folder stays closed, a stolen disk does
//! not. Tokens have no such fallback; there they come from the environment.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod durable;
mod keychain;

use keychain::{PROBED_WITHIN, read_entry, read_now, remove_entry, within, write_entry};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Why a key or token could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// No keychain answered, and what was asked for needs one.
    #[error("no keychain answers on this machine: {reason}")]
    NoKeychain {
        /// What the operating system says.
        reason: String,
    },
    /// The keychain answered with an error.
    #[error("the keychain refused while {doing}: {reason}")]
    Refused {
        /// What was being done, as it goes on from "while".
        doing: &'static str,
        /// What the keychain says; never the secret.
        reason: String,
    },
    /// The keychain did not answer in time: most likely it is locked and its prompt waits where nobody sees it. It is there, so no other
    /// place is used instead.
    #[error("the keychain did not answer within {} seconds while {doing}. It is probably locked", .waited.as_secs())]
    Locked {
        /// What was being done, as it goes on from "while".
        doing: &'static str,
        /// How long the keychain was waited for.
        waited: Duration,
    },
    /// The store was made with a key from the keychain, and the key is not there.
    #[error("the keychain has no key for this data")]
    KeyLost,
    /// The home's name is part of every key made from this machine and names every entry in the keychain; it and its copy are gone, and there is
    /// data. A new name would lock the data for good.
    #[error("the home has lost its name: {path} and its copy are missing or damaged")]
    NameLost {
        /// The path of the file.
        path: PathBuf,
    },
    /// A file that holds no secret (the home's name, a key's origin) could not be read or written.
    #[error("could not use {path}")]
    Io {
        /// The path of the file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
}

/// Where a store's key comes from. Written beside the store, so that it opens the same way next time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOrigin {
    /// The key is random and lies in the keychain.
    Keychain,
    /// Derived from this machine, this user and the home's name.
    Machine,
}

impl KeyOrigin {
    fn named(text: &str) -> Option<Self> {
        [Self::Keychain, Self::Machine].into_iter().find(|origin| origin.as_str() == text.trim())
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::Machine => "machine",
        }
    }
}

/// The keys and tokens of one home.
#[derive(Debug, Clone)]
pub struct Vault {
    home_name: String,
    /// Whether new keys go into the keychain, if one answers.
    uses_keychain: bool,
}

/// How long a home's name is.
const NAME_LETTERS: usize = 16;
/// A portal's database, whose key this is about.
const STORE: &str = "store.db";
/// A home with this file keeps its keys out of the keychain.
const NO_KEYCHAIN: &str = "keys-from-machine";

/// Whether a keychain answers on this machine; the error says why not. Asks it to look an entry up, which is what counts: some
/// desktops announce a keychain that does not work. Blocks for a few seconds at most.
pub fn probe() -> Result<(), SecretsError> {
    within(PROBED_WITHIN, "asking whether it answers", || read_now("probe")).map(|_| ())
}

impl Vault {
    /// Makes new keys from this machine, as where no keychain is: for a process that was given its token, and in which nobody could unlock
    /// anything. A key that is in the keychain already is still read from there.
    #[must_use]
    pub fn without_keychain(self) -> Self {
        Self { uses_keychain: false, ..self }
    }

    /// The secrets of the home in `dir`, which exists; gives it a name if it has none and no data yet.
    pub fn of_home(dir: &Path) -> Result<Self, SecretsError> {
        let path = dir.join("name");
        let uses_keychain = !dir.join(NO_KEYCHAIN).exists();
        let is_name = |text: &str| text.len() == NAME_LETTERS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(home_name) = durable::read(&path, is_name)? {
            return Ok(Self { home_name, uses_keychain });
        }
        if has_data(dir) {
            return Err(SecretsError::NameLost { path });
        }
        let home_name = hex(&random_key()?[..NAME_LETTERS / 2]);
        durable::write(&path, &home_name)?;
        Ok(Self { home_name, uses_keychain })
    }

    /// Keeps the keys that the home in `dir` will make out of the keychain: for data that is nobody's secret, such as the sample
    /// portal's, nobody should be asked to unlock anything.
    pub fn do_without_keychain(dir: &Path) -> Result<(), SecretsError> {
        let path = dir.join(NO_KEYCHAIN);
        std::fs::write(&path, "").map_err(|source| SecretsError::Io { path, source })
    }

    /// The key of the portal whose folder is `dir`; makes one the first time, in the keychain if one answers. Blocks.
    ///
    /// A key that is in the keychain is never replaced. Where the note is lost that says where the key is from, and there is data, the keychain is
    /// asked first; nothing is noted anew until it is certain. A keychain that is locked is an error, and never the same as none.
    pub fn store_key(&self, portal: &str, dir: &Path) -> Result<([u8; 32], KeyOrigin), SecretsError> {
        let path = dir.join("key-origin");
        let entry = format!("store-key/{}/{portal}", self.home_name);
        let origin = durable::read(&path, |text| KeyOrigin::named(text).is_some())?;
        match origin.as_deref().and_then(KeyOrigin::named) {
            Some(KeyOrigin::Keychain) => Ok((kept_key(&entry)?.ok_or(SecretsError::KeyLost)?, KeyOrigin::Keychain)),
            Some(KeyOrigin::Machine) => Ok((self.machine_key(portal, dir), KeyOrigin::Machine)),
            None if dir.join(STORE).exists() => match kept_key(&entry) {
                Ok(Some(key)) => {
                    durable::write(&path, KeyOrigin::Keychain.as_str())?;
                    Ok((key, KeyOrigin::Keychain))
                }
                // Whether it is this machine's shows when the store opens with it.
                Ok(None) | Err(SecretsError::NoKeychain { .. }) => {
                    Ok((self.machine_key(portal, dir), KeyOrigin::Machine))
                }
                Err(error) => Err(error),
            },
            None => {
                let made = if self.uses_keychain { new_key(&entry) } else { Ok(None) };
                let (key, origin) = match made {
                    Ok(Some(key)) => (key, KeyOrigin::Keychain),
                    Ok(None) | Err(SecretsError::NoKeychain { .. }) => {
                        (self.machine_key(portal, dir), KeyOrigin::Machine)
                    }
                    Err(error) => return Err(error),
                };
                durable::write(&path, origin.as_str())?;
                Ok((key, origin))
            }
        }
    }

    /// Keeps an access token. It can be had back only for the same portal and address. Blocks.
    pub fn set_token(&self, portal: &str, base_url: &str, token: &str) -> Result<(), SecretsError> {
        write_entry(&self.token_entry(portal, base_url), token)
    }

    /// The token kept for this portal at this address, if there is one. Blocks.
    pub fn token(&self, portal: &str, base_url: &str) -> Result<Option<String>, SecretsError> {
        read_entry(&self.token_entry(portal, base_url))
    }

    /// Removes a portal's token from the keychain. Blocks for as long as the keychain does.
    pub fn remove_token(&self, portal: &str, base_url: &str) -> Result<(), SecretsError> {
        remove_entry(&self.token_entry(portal, base_url))
    }

    /// Keeps the key of a language model's provider. It can be had back only for the same provider at the same address. Blocks.
    pub fn set_model_key(&self, provider: &str, url: &str, key: &str) -> Result<(), SecretsError> {
        write_entry(&self.model_key_entry(provider, url), key)
    }

    /// The key kept for this provider at this address, if there is one. Blocks.
    pub fn model_key(&self, provider: &str, url: &str) -> Result<Option<String>, SecretsError> {
        read_entry(&self.model_key_entry(provider, url))
    }

    /// Removes a model provider's key from the keychain. Blocks for as long as the keychain does.
    pub fn remove_model_key(&self, provider: &str, url: &str) -> Result<(), SecretsError> {
        remove_entry(&self.model_key_entry(provider, url))
    }

    fn model_key_entry(&self, provider: &str, url: &str) -> String {
        format!("model-key/{}/{provider}/{}", self.home_name, url.trim_end_matches('/'))
    }

    fn token_entry(&self, portal: &str, base_url: &str) -> String {
        format!("token/{}/{portal}/{}", self.home_name, base_url.trim_end_matches('/'))
    }

    fn machine_key(&self, portal: &str, dir: &Path) -> [u8; 32] {
        let machine = ["/etc/machine-id", "/var/lib/dbus/machine-id"]
            .iter()
            .find_map(|path| std::fs::read_to_string(path).ok())
            .unwrap_or_default();
        let material = [machine.trim(), &owner_of(dir), &self.home_name, portal].join("\n");
        blake3::derive_key("Foreword 2026 store key from machine", material.as_bytes())
    }
}

/// The key that the keychain holds under `entry`, if there is one.
fn kept_key(entry: &str) -> Result<Option<[u8; 32]>, SecretsError> {
    match read_entry(entry)? {
        Some(text) => from_hex(&text).map(Some).ok_or(SecretsError::KeyLost),
        None => Ok(None),
    }
}

/// The key that is in the keychain already, left by a folder that was deleted, else a new one.
fn new_key(entry: &str) -> Result<Option<[u8; 32]>, SecretsError> {
    if let Some(key) = kept_key(entry)? {
        return Ok(Some(key));
    }
    let key = random_key()?;
    write_entry(entry, &hex(&key))?;
    Ok(Some(key))
}

/// Whether a home holds the data of any portal.
fn has_data(dir: &Path) -> bool {
    let portals = std::fs::read_dir(dir.join("portals")).into_iter().flatten().flatten();
    portals.into_iter().any(|portal| portal.path().join(STORE).exists())
}

/// Who owns a folder, as the system numbers people; empty where it does not.
fn owner_of(dir: &Path) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(dir).map(|metadata| metadata.uid().to_string()).unwrap_or_default()
    }
    #[cfg(not(unix))]
    {
        let _ = dir;
        String::new()
    }
}

/// A key of thirty-two random bytes.
///
/// # Errors
/// [`SecretsError`] where the system gives no randomness.
pub fn random_key() -> Result<[u8; 32], SecretsError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| SecretsError::Refused { doing: "making a key", reason: error.to_string() })?;
    Ok(bytes)
}

/// Bytes as text: two digits each, small letters.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key that [`hex`] wrote; `None` where the text is none.
pub fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_home_keeps_its_name_and_its_machine_key() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::of_home(dir.path()).unwrap();
        std::fs::write(dir.path().join("key-origin"), "machine").unwrap();
        let (key, origin) = vault.store_key("4711", dir.path()).unwrap();
        assert_eq!(origin, KeyOrigin::Machine);
        assert_eq!(Vault::of_home(dir.path()).unwrap().store_key("4711", dir.path()).unwrap().0, key);
        assert_ne!(vault.store_key("4712", dir.path()).unwrap().0, key);
        let other = tempfile::tempdir().unwrap();
        std::fs::write(other.path().join("key-origin"), "machine").unwrap();
        assert_ne!(Vault::of_home(other.path()).unwrap().store_key("4711", other.path()).unwrap().0, key);
    }

    #[test]
    fn a_home_can_do_without_the_keychain() {
        let dir = tempfile::tempdir().unwrap();
        Vault::do_without_keychain(dir.path()).unwrap();
        let (key, origin) = Vault::of_home(dir.path()).unwrap().store_key("4711", dir.path()).unwrap();
        assert_eq!(origin, KeyOrigin::Machine);
        assert_eq!(Vault::of_home(dir.path()).unwrap().store_key("4711", dir.path()).unwrap().0, key);
    }

    #[test]
    fn a_name_that_is_damaged_comes_back_from_its_copy_and_is_never_made_anew_over_data() {
        let dir = tempfile::tempdir().unwrap();
        Vault::do_without_keychain(dir.path()).unwrap();
        let portal = dir.path().join("portals/4711");
        std::fs::create_dir_all(&portal).unwrap();
        let (key, _) = Vault::of_home(dir.path()).unwrap().store_key("4711", &portal).unwrap();
        std::fs::write(portal.join("store.db"), "data").unwrap();
        for damage in ["", "0011", "not sixteen hex letters"] {
            std::fs::write(dir.path().join("name"), damage).unwrap();
            std::fs::write(portal.join("key-origin"), damage).unwrap();
            let vault = Vault::of_home(dir.path()).unwrap();
            assert_eq!(vault.store_key("4711", &portal).unwrap(), (key, KeyOrigin::Machine), "{damage:?}");
            assert_eq!(std::fs::read_to_string(dir.path().join("name")).unwrap().len(), NAME_LETTERS, "it is mended");
        }
        std::fs::remove_file(dir.path().join("name")).unwrap();
        Vault::of_home(dir.path()).unwrap();
        for file in ["name", "name.copy"] {
            std::fs::write(dir.path().join(file), "").unwrap();
        }
        assert!(matches!(Vault::of_home(dir.path()), Err(SecretsError::NameLost { .. })));
    }

    #[test]
    fn where_the_origin_of_a_key_is_lost_the_store_still_opens_and_nothing_is_noted() {
        let dir = tempfile::tempdir().unwrap();
        Vault::do_without_keychain(dir.path()).unwrap();
        let vault = Vault::of_home(dir.path()).unwrap();
        let (key, _) = vault.store_key("4711", dir.path()).unwrap();
        std::fs::write(dir.path().join("store.db"), "data").unwrap();
        for file in ["key-origin", "key-origin.copy"] {
            std::fs::remove_file(dir.path().join(file)).unwrap();
        }
        match vault.store_key("4711", dir.path()) {
            Ok(found) => assert_eq!(found, (key, KeyOrigin::Machine)),
            // On a machine whose keychain is locked it is said, and no other key is tried.
            Err(error) => assert!(matches!(error, SecretsError::Locked { .. }), "{error}"),
        }
        assert!(!dir.path().join("key-origin").exists());
    }

    #[test]
    fn a_keychain_that_does_not_answer_is_waited_for_once() {
        let limit = Duration::from_millis(50);
        let (release, held) = mpsc::channel::<()>();
        let asked = within(limit, "reading", move || {
            let _ = held.recv();
            Ok(())
        });
        assert!(matches!(asked, Err(SecretsError::Locked { .. })));
        let meanwhile = within(limit, "storing", || Ok(()));
        assert!(matches!(meanwhile, Err(SecretsError::Locked { waited: Duration::ZERO, .. })));
        // Unlocked at last: the next call goes through.
        drop(release);
        while within(limit, "reading", || Ok(())).is_err() {
            std::thread::yield_now();
        }
    }

    #[test]
    fn keys_read_back_from_hex() {
        let key = random_key().unwrap();
        assert_eq!(from_hex(&hex(&key)), Some(key));
        assert_eq!(from_hex("zz"), None);
        assert_eq!(from_hex(&"é".repeat(32)), None);
    }
}

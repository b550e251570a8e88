//! Keys and tokens: in the operating system's keychain, sealed with a passphrase, or derived; never in the clear in a file.
//!
//! Each home has a random name of its own, so that two homes on one machine never share an entry. Where no keychain answers (a
//! server, a container), the rep chooses: a passphrase seals the store's key ([`SealedKey`]), or the key is derived from this machine and user, so
//! that a copied folder stays closed and a stolen disk does not. Where the machine has no number of its own, that key would follow from the folder
//! alone and is not to be had. Tokens have no such fallback; there they come from the environment.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod durable;
mod keychain;
mod keyring;
mod sealed_key;
mod store_key;

pub use crate::keyring::{Ask, Choice, Keyring};
pub use sealed_key::SealedKey;
pub use store_key::{Passphrase, StoreKey};

use keychain::{PROBED_WITHIN, read_entry, read_now, remove_entry, within, write_entry};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use zeroize::Zeroizing;

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
    /// The store's key is sealed with a passphrase, and nobody gave one.
    #[error("the data is sealed with a passphrase")]
    PassphraseNeeded,
    /// The passphrase is another. Nothing was changed.
    #[error("the passphrase does not open the data")]
    WrongPassphrase,
    /// The line with the sealed key and its copy are gone or damaged, so no passphrase opens the store.
    #[error("the sealed key is missing or damaged: {path}")]
    SealLost {
        /// The path of the file.
        path: PathBuf,
    },
    /// There is no keychain, and a key of this machine would follow from the folder alone.
    #[error("there is no keychain here, and this machine has no number of its own to make a key of")]
    NoSafeKey,
    /// A new passphrase has too few characters.
    #[error("the passphrase is too short")]
    TooShort,
    /// The keychain holds another key for this portal already, and none there is ever replaced.
    #[error("the keychain holds another key for this data")]
    OtherKey,
    /// A file with a passphrase may be read by others.
    #[error("{path} can be read by others")]
    OpenToOthers {
        /// The path of the file.
        path: PathBuf,
    },
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
    /// The key is random and lies beside the store, sealed with a passphrase.
    Passphrase,
}

impl KeyOrigin {
    fn named(text: &str) -> Option<Self> {
        [Self::Keychain, Self::Machine, Self::Passphrase].into_iter().find(|origin| origin.as_str() == text.trim())
    }

    /// The origin by name, as it is written down: `keychain`, `machine`, `passphrase`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::Machine => "machine",
            Self::Passphrase => "passphrase",
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

/// A key that a store is being sealed anew with, noted before the first byte of it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextKey {
    /// A random one, sealed with a passphrase.
    Sealed(SealedKey),
    /// This machine's.
    Machine,
}

impl NextKey {
    fn to_line(&self) -> String {
        match self {
            Self::Sealed(sealed) => sealed.to_line(),
            Self::Machine => KeyOrigin::Machine.as_str().to_owned(),
        }
    }

    fn of_line(line: &str) -> Option<Self> {
        if line.trim() == KeyOrigin::Machine.as_str() {
            return Some(Self::Machine);
        }
        SealedKey::of_line(line).map(Self::Sealed)
    }

    /// Where the key will have come from.
    pub fn origin(&self) -> KeyOrigin {
        match self {
            Self::Sealed(_) => KeyOrigin::Passphrase,
            Self::Machine => KeyOrigin::Machine,
        }
    }
}

/// How long a home's name is.
const NAME_LETTERS: usize = 16;
/// A portal's database, whose key this is about.
const STORE: &str = "store.db";
/// Its second copy, in case the database is gone.
const SECOND_COPY: &str = "store.db-kept";
/// Says where a store's key comes from.
const ORIGIN: &str = "key-origin";
/// A store's key, sealed with a passphrase.
const SEALED: &str = "key-sealed";
/// The key that a store is being sealed anew with.
const NEXT: &str = "key-next";
/// A home with this file keeps its keys out of the keychain.
const NO_KEYCHAIN: &str = "keys-from-machine";

/// Whether a keychain answers on this machine; the error says why not. Asks it to look an entry up, which is what counts: some
/// desktops announce a keychain that does not work. Blocks for a few seconds at most.
pub fn probe() -> Result<(), SecretsError> {
    within(PROBED_WITHIN, "asking whether it answers", || read_now("probe")).map(|_| ())
}

impl Vault {
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
    /// A key that is in the keychain is never replaced, and a passphrase that is wrong never makes a new one. Where the note is lost that says where
    /// the key is from, and there is data, a sealed key beside it counts, then the keychain; nothing is noted anew until it is certain. A keychain that
    /// is locked is an error, and never the same as none. Where there is none, whoever `keyring` asks chooses how a new key is kept.
    pub fn store_key(
        &self,
        portal: &str,
        dir: &Path,
        keyring: &Keyring,
    ) -> Result<(StoreKey, KeyOrigin), SecretsError> {
        let entry = self.store_entry(portal);
        match self.origin(dir)? {
            Some(KeyOrigin::Keychain) => Ok((kept_key(&entry)?.ok_or(SecretsError::KeyLost)?, KeyOrigin::Keychain)),
            Some(KeyOrigin::Machine) => Ok((self.machine_key(portal, dir), KeyOrigin::Machine)),
            Some(KeyOrigin::Passphrase) => {
                let sealed = self.sealed(dir)?.ok_or_else(|| SecretsError::SealLost { path: dir.join(SEALED) })?;
                Ok((keyring.open(dir, &sealed)?, KeyOrigin::Passphrase))
            }
            None if dir.join(STORE).exists() || dir.join(SECOND_COPY).exists() => {
                if let Some(sealed) = self.sealed(dir)? {
                    let key = keyring.open(dir, &sealed)?;
                    note_origin(dir, KeyOrigin::Passphrase)?;
                    return Ok((key, KeyOrigin::Passphrase));
                }
                match kept_key(&entry) {
                    Ok(Some(key)) => {
                        note_origin(dir, KeyOrigin::Keychain)?;
                        Ok((key, KeyOrigin::Keychain))
                    }
                    // Whether it is this machine's shows when the store opens with it.
                    Ok(None) | Err(SecretsError::NoKeychain { .. }) => {
                        Ok((self.machine_key(portal, dir), KeyOrigin::Machine))
                    }
                    Err(error) => Err(error),
                }
            }
            None => {
                let (key, origin) = self.made_anew(portal, dir, keyring)?;
                note_origin(dir, origin)?;
                Ok((key, origin))
            }
        }
    }

    /// A key for a store that does not exist yet.
    fn made_anew(&self, portal: &str, dir: &Path, keyring: &Keyring) -> Result<(StoreKey, KeyOrigin), SecretsError> {
        if !self.uses_keychain {
            return Ok((self.machine_key(portal, dir), KeyOrigin::Machine));
        }
        match new_key(&self.store_entry(portal)) {
            Ok(key) => Ok((key, KeyOrigin::Keychain)),
            Err(SecretsError::NoKeychain { .. }) => {
                let machine = machine_has_a_number(dir);
                match keyring.choose(machine)? {
                    Choice::Machine if machine => Ok((self.machine_key(portal, dir), KeyOrigin::Machine)),
                    Choice::Machine => Err(SecretsError::NoSafeKey),
                    Choice::Passphrase(words) if words.len_chars() < Passphrase::LEN_MIN => Err(SecretsError::TooShort),
                    Choice::Passphrase(words) => {
                        let key = StoreKey::random()?;
                        self.put_seal(dir, &SealedKey::seal(&key, &words)?)?;
                        keyring.hold(dir, key.clone());
                        Ok((key, KeyOrigin::Passphrase))
                    }
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Where the key of the portal whose folder is `dir` comes from; `None` where nothing says so.
    pub fn origin(&self, dir: &Path) -> Result<Option<KeyOrigin>, SecretsError> {
        let noted = durable::read(&dir.join(ORIGIN), |text| KeyOrigin::named(text).is_some())?;
        Ok(noted.as_deref().and_then(KeyOrigin::named))
    }

    /// The sealed key beside a store; `None` where there is none that reads.
    pub fn sealed(&self, dir: &Path) -> Result<Option<SealedKey>, SecretsError> {
        let line = durable::read(&dir.join(SEALED), |text| SealedKey::of_line(text).is_some())?;
        Ok(line.as_deref().and_then(SealedKey::of_line))
    }

    /// Seals the key of a store with other words, or for the first time where it came from the keychain. The store itself stays as it is, so `key` has to
    /// be a random one: a key that this machine gave away is not made secret by sealing it.
    ///
    /// Until the new seal is on the disk and was read back, the store opens as before.
    pub fn seal(
        &self,
        portal: &str,
        dir: &Path,
        key: &StoreKey,
        words: &Passphrase,
        keyring: &Keyring,
    ) -> Result<(), SecretsError> {
        let before = self.origin(dir)?;
        let sealed = SealedKey::seal(key, words)?;
        self.put_seal(dir, &sealed)?;
        note_origin(dir, KeyOrigin::Passphrase)?;
        keyring.hold(dir, key.clone());
        if before == Some(KeyOrigin::Keychain) {
            remove_entry(&self.store_entry(portal))?;
        }
        Ok(())
    }

    /// Moves a sealed key into the keychain. Until the keychain has given it back, the passphrase opens the store as before.
    ///
    /// # Errors
    /// [`SecretsError::OtherKey`] where the keychain holds another for this portal: none there is replaced.
    pub fn unseal(&self, portal: &str, dir: &Path, key: &StoreKey, keyring: &Keyring) -> Result<(), SecretsError> {
        let entry = self.store_entry(portal);
        match kept_key(&entry)? {
            Some(held) if held == *key => {}
            Some(_) => return Err(SecretsError::OtherKey),
            None => {
                write_entry(&entry, &key.to_text())?;
                if kept_key(&entry)?.as_ref() != Some(key) {
                    return Err(SecretsError::KeyLost);
                }
            }
        }
        note_origin(dir, KeyOrigin::Keychain)?;
        keyring.drop_key(dir);
        durable::remove(&dir.join(SEALED))
    }

    /// Notes the key that a store is about to be sealed anew with. Until [`Vault::settle`] either may be the store's.
    pub fn note_next(&self, dir: &Path, next: &NextKey) -> Result<(), SecretsError> {
        durable::write(&dir.join(NEXT), &next.to_line())
    }

    /// The key that a store was being sealed anew with; `None` where nothing of the kind is under way.
    pub fn next(&self, dir: &Path) -> Result<Option<NextKey>, SecretsError> {
        let line = durable::read(&dir.join(NEXT), |text| NextKey::of_line(text).is_some())?;
        Ok(line.as_deref().and_then(NextKey::of_line))
    }

    /// Forgets a change of keys that never reached the store.
    pub fn drop_next(&self, dir: &Path) -> Result<(), SecretsError> {
        durable::remove(&dir.join(NEXT))
    }

    /// Opens the key that a store was being sealed anew with.
    pub fn open_next(
        &self,
        portal: &str,
        dir: &Path,
        next: &NextKey,
        keyring: &Keyring,
    ) -> Result<StoreKey, SecretsError> {
        match next {
            NextKey::Machine => Ok(self.machine_key(portal, dir)),
            NextKey::Sealed(sealed) => keyring.open(dir, sealed),
        }
    }

    /// Has a store that was sealed anew open with its new key from now on.
    pub fn settle(&self, dir: &Path, next: &NextKey) -> Result<(), SecretsError> {
        match next {
            NextKey::Sealed(sealed) => {
                self.put_seal(dir, sealed)?;
                note_origin(dir, KeyOrigin::Passphrase)?;
            }
            NextKey::Machine => {
                note_origin(dir, KeyOrigin::Machine)?;
                durable::remove(&dir.join(SEALED))?;
            }
        }
        durable::remove(&dir.join(NEXT))
    }

    /// This machine's key for a portal.
    ///
    /// # Errors
    /// [`SecretsError::NoSafeKey`] where it would follow from the folder alone.
    pub fn machine_key_for(&self, portal: &str, dir: &Path) -> Result<StoreKey, SecretsError> {
        if machine_has_a_number(dir) { Ok(self.machine_key(portal, dir)) } else { Err(SecretsError::NoSafeKey) }
    }

    fn put_seal(&self, dir: &Path, sealed: &SealedKey) -> Result<(), SecretsError> {
        durable::write(&dir.join(SEALED), &sealed.to_line())?;
        match self.sealed(dir)? {
            Some(read) if read == *sealed => Ok(()),
            _ => Err(SecretsError::SealLost { path: dir.join(SEALED) }),
        }
    }

    fn store_entry(&self, portal: &str) -> String {
        format!("store-key/{}/{portal}", self.home_name)
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

    /// Keeps the key of a meeting recorder. It can be had back only for the same recorder at the same address. Blocks.
    pub fn set_recorder_key(&self, recorder: &str, address: &str, key: &str) -> Result<(), SecretsError> {
        write_entry(&self.recorder_key_entry(recorder, address), key)
    }

    /// The key kept for this recorder at this address, if there is one. Blocks.
    pub fn recorder_key(&self, recorder: &str, address: &str) -> Result<Option<String>, SecretsError> {
        read_entry(&self.recorder_key_entry(recorder, address))
    }

    /// Removes a recorder's key from the keychain. Blocks for as long as the keychain does.
    pub fn remove_recorder_key(&self, recorder: &str, address: &str) -> Result<(), SecretsError> {
        remove_entry(&self.recorder_key_entry(recorder, address))
    }

    /// Keeps the token that another program has to show to be answered over HTTP. Blocks.
    pub fn set_program_token(&self, token: &str) -> Result<(), SecretsError> {
        write_entry(&self.program_token_entry(), token)
    }

    /// The token that another program has to show, if one was made. Blocks.
    pub fn program_token(&self) -> Result<Option<String>, SecretsError> {
        read_entry(&self.program_token_entry())
    }

    fn program_token_entry(&self) -> String {
        format!("program-token/{}", self.home_name)
    }

    fn recorder_key_entry(&self, recorder: &str, address: &str) -> String {
        format!("recorder-key/{}/{recorder}/{}", self.home_name, address.trim_end_matches('/'))
    }

    fn model_key_entry(&self, provider: &str, url: &str) -> String {
        format!("model-key/{}/{provider}/{}", self.home_name, url.trim_end_matches('/'))
    }

    fn token_entry(&self, portal: &str, base_url: &str) -> String {
        format!("token/{}/{portal}/{}", self.home_name, base_url.trim_end_matches('/'))
    }

    fn machine_key(&self, portal: &str, dir: &Path) -> StoreKey {
        let material = [machine_number().as_str(), &owner_of(dir), &self.home_name, portal].join("\n");
        StoreKey::take(&mut blake3::derive_key("Foreword 2026 store key from machine", material.as_bytes()))
    }
}

fn note_origin(dir: &Path, origin: KeyOrigin) -> Result<(), SecretsError> {
    durable::write(&dir.join(ORIGIN), origin.as_str())
}

/// The number that the system gave this machine when it was installed; empty where it gives none, as on macOS and Windows.
fn machine_number() -> String {
    let files = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
    let found = files.iter().find_map(|path| std::fs::read_to_string(path).ok());
    found.unwrap_or_default().trim().to_owned()
}

/// Whether a key made from this machine needs more than the folder: the machine's number and its owner's.
fn machine_has_a_number(dir: &Path) -> bool {
    !machine_number().is_empty() && !owner_of(dir).is_empty()
}

/// The key that the keychain holds under `entry`, if there is one.
fn kept_key(entry: &str) -> Result<Option<StoreKey>, SecretsError> {
    match read_entry(entry)?.map(Zeroizing::new) {
        Some(text) => StoreKey::of_text(&text).map(Some).ok_or(SecretsError::KeyLost),
        None => Ok(None),
    }
}

/// The key that is in the keychain already, left by a folder that was deleted, else a new one.
fn new_key(entry: &str) -> Result<StoreKey, SecretsError> {
    if let Some(key) = kept_key(entry)? {
        return Ok(key);
    }
    let key = StoreKey::random()?;
    write_entry(entry, &key.to_text())?;
    Ok(key)
}

/// Whether a home holds the data of any portal.
fn has_data(dir: &Path) -> bool {
    let portals = std::fs::read_dir(dir.join("portals")).into_iter().flatten().flatten();
    portals.into_iter().any(|portal| portal.path().join(STORE).exists() || portal.path().join(SECOND_COPY).exists())
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
        let (key, origin) = vault.store_key("4711", dir.path(), &Keyring::default()).unwrap();
        assert_eq!(origin, KeyOrigin::Machine);
        assert_eq!(
            Vault::of_home(dir.path()).unwrap().store_key("4711", dir.path(), &Keyring::default()).unwrap().0,
            key
        );
        assert_ne!(vault.store_key("4712", dir.path(), &Keyring::default()).unwrap().0, key);
        let other = tempfile::tempdir().unwrap();
        std::fs::write(other.path().join("key-origin"), "machine").unwrap();
        assert_ne!(
            Vault::of_home(other.path()).unwrap().store_key("4711", other.path(), &Keyring::default()).unwrap().0,
            key
        );
    }

    #[test]
    fn a_home_can_do_without_the_keychain() {
        let dir = tempfile::tempdir().unwrap();
        Vault::do_without_keychain(dir.path()).unwrap();
        let (key, origin) =
            Vault::of_home(dir.path()).unwrap().store_key("4711", dir.path(), &Keyring::default()).unwrap();
        assert_eq!(origin, KeyOrigin::Machine);
        assert_eq!(
            Vault::of_home(dir.path()).unwrap().store_key("4711", dir.path(), &Keyring::default()).unwrap().0,
            key
        );
    }

    #[test]
    fn a_name_that_is_damaged_comes_back_from_its_copy_and_is_never_made_anew_over_data() {
        let dir = tempfile::tempdir().unwrap();
        Vault::do_without_keychain(dir.path()).unwrap();
        let portal = dir.path().join("portals/4711");
        std::fs::create_dir_all(&portal).unwrap();
        let (key, _) = Vault::of_home(dir.path()).unwrap().store_key("4711", &portal, &Keyring::default()).unwrap();
        std::fs::write(portal.join("store.db"), "data").unwrap();
        for damage in ["", "0011", "not sixteen hex letters"] {
            std::fs::write(dir.path().join("name"), damage).unwrap();
            std::fs::write(portal.join("key-origin"), damage).unwrap();
            let vault = Vault::of_home(dir.path()).unwrap();
            assert_eq!(
                vault.store_key("4711", &portal, &Keyring::default()).unwrap(),
                (key.clone(), KeyOrigin::Machine),
                "{damage:?}"
            );
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
        let (key, _) = vault.store_key("4711", dir.path(), &Keyring::default()).unwrap();
        std::fs::write(dir.path().join("store.db"), "data").unwrap();
        for file in ["key-origin", "key-origin.copy"] {
            std::fs::remove_file(dir.path().join(file)).unwrap();
        }
        match vault.store_key("4711", dir.path(), &Keyring::default()) {
            Ok(found) => assert_eq!(found, (key, KeyOrigin::Machine)),
            // On a machine whose keychain is locked it is said, and no other key is tried.
            Err(error) => assert!(matches!(error, SecretsError::Locked { .. }), "{error}"),
        }
        assert!(!dir.path().join("key-origin").exists());
    }

    /// Answers what it is told to, and counts how often it was asked.
    struct Answers(Vec<&'static str>, std::sync::atomic::AtomicU32);

    impl Ask for Answers {
        fn passphrase(&self, tries: u32) -> Result<Option<Passphrase>, SecretsError> {
            self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(self.0.get(tries as usize).map(|words| Passphrase::new((*words).to_owned())))
        }

        fn choose(&self, _: bool) -> Result<Choice, SecretsError> {
            Ok(Choice::Passphrase(Passphrase::new(self.0[0].to_owned())))
        }
    }

    fn answering(words: &[&'static str]) -> (Keyring, std::sync::Arc<Answers>) {
        let answers = std::sync::Arc::new(Answers(words.to_vec(), Default::default()));
        (Keyring::asking(answers.clone()), answers)
    }

    fn portal_with(key: &StoreKey, words: &str) -> (tempfile::TempDir, Vault) {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::of_home(dir.path()).unwrap();
        let words = Passphrase::new(words.to_owned());
        vault.seal("4711", dir.path(), key, &words, &Keyring::default()).unwrap();
        std::fs::write(dir.path().join(STORE), "data").unwrap();
        (dir, vault)
    }

    #[test]
    fn a_passphrase_is_asked_for_once_and_a_wrong_one_makes_no_new_key() {
        let key = StoreKey::random().unwrap();
        let (dir, vault) = portal_with(&key, "right words");
        let open = |ring: &Keyring| vault.store_key("4711", dir.path(), ring);
        assert!(matches!(open(&Keyring::default()), Err(SecretsError::PassphraseNeeded)));
        let files = || {
            let mut files: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().path()).collect();
            files.sort();
            files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect::<Vec<_>>()
        };
        let before = files();
        let (wrong, _) = answering(&["wrong words", "wrong again"]);
        assert!(matches!(open(&wrong), Err(SecretsError::WrongPassphrase)));
        assert_eq!(files(), before, "nothing is counted or made");
        let (ring, asked) = answering(&["wrong words", "right words"]);
        for _ in 0..3 {
            assert_eq!(open(&ring).unwrap(), (key.clone(), KeyOrigin::Passphrase));
        }
        assert_eq!(asked.1.load(std::sync::atomic::Ordering::Relaxed), 2, "it is asked until it is right, and once");
        ring.clear();
        let _ = open(&ring);
        assert_eq!(asked.1.load(std::sync::atomic::Ordering::Relaxed), 4, "what was cleared is asked for anew");
    }

    #[test]
    fn another_passphrase_leaves_the_store_and_the_former_words_behind() {
        let key = StoreKey::random().unwrap();
        let (dir, vault) = portal_with(&key, "first words");
        let words = |text: &str| Passphrase::new(text.to_owned());
        vault.seal("4711", dir.path(), &key, &words("second words"), &Keyring::default()).unwrap();
        let sealed = vault.sealed(dir.path()).unwrap().unwrap();
        assert_eq!(sealed.open(&words("second words")).unwrap(), key);
        for file in ["key-sealed", "key-sealed.copy"] {
            let line = std::fs::read_to_string(dir.path().join(file)).unwrap();
            let sealed = SealedKey::of_line(&line).unwrap();
            assert!(matches!(sealed.open(&words("first words")), Err(SecretsError::WrongPassphrase)), "{file}");
        }
    }

    #[test]
    fn a_sealed_key_comes_back_from_its_copy_and_is_missed_by_name() {
        let key = StoreKey::random().unwrap();
        let (dir, vault) = portal_with(&key, "some words");
        std::fs::write(dir.path().join("key-sealed"), "damaged").unwrap();
        let (ring, _) = answering(&["some words"]);
        assert_eq!(vault.store_key("4711", dir.path(), &ring).unwrap().0, key);
        // Without its note the store still opens with the words, and the keychain is not asked.
        for file in ["key-origin", "key-origin.copy"] {
            std::fs::remove_file(dir.path().join(file)).unwrap();
        }
        assert_eq!(vault.store_key("4711", dir.path(), &ring).unwrap().1, KeyOrigin::Passphrase);
        for file in ["key-sealed", "key-sealed.copy"] {
            std::fs::write(dir.path().join(file), "damaged").unwrap();
        }
        ring.clear();
        let lost = vault.store_key("4711", dir.path(), &ring);
        assert!(matches!(lost, Err(SecretsError::SealLost { .. })), "{lost:?}");
    }

    #[test]
    fn a_key_that_is_under_way_is_noted_until_it_is_settled() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::of_home(dir.path()).unwrap();
        note_origin(dir.path(), KeyOrigin::Machine).unwrap();
        let (key, words) = (StoreKey::random().unwrap(), Passphrase::new("some words".to_owned()));
        let next = NextKey::Sealed(SealedKey::seal(&key, &words).unwrap());
        vault.note_next(dir.path(), &next).unwrap();
        assert_eq!(vault.origin(dir.path()).unwrap(), Some(KeyOrigin::Machine));
        assert_eq!(vault.next(dir.path()).unwrap(), Some(next.clone()));
        let (ring, _) = answering(&["some words"]);
        assert_eq!(vault.open_next("4711", dir.path(), &next, &ring).unwrap(), key);
        vault.settle(dir.path(), &next).unwrap();
        assert_eq!(vault.next(dir.path()).unwrap(), None);
        assert_eq!(vault.store_key("4711", dir.path(), &ring).unwrap(), (key, KeyOrigin::Passphrase));
        vault.note_next(dir.path(), &NextKey::Machine).unwrap();
        vault.settle(dir.path(), &NextKey::Machine).unwrap();
        assert_eq!(vault.store_key("4711", dir.path(), &ring).unwrap().1, KeyOrigin::Machine);
        assert_eq!(vault.sealed(dir.path()).unwrap(), None);
    }

    #[test]
    fn a_machine_key_is_offered_only_where_it_needs_more_than_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::of_home(dir.path()).unwrap();
        let offered = !machine_number().is_empty() && cfg!(unix);
        assert_eq!(machine_has_a_number(dir.path()), offered);
        assert_eq!(vault.machine_key_for("4711", dir.path()).is_ok(), offered);
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

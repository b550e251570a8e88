//! Keys and tokens: in the operating system's keychain, or derived, never in a file.
//!
//! Each home has a random name of its own, so that two homes on one machine never share an entry. Where no keychain answers (a
//! server, a container), the store's key is derived from this machine and user: a copied folder stays closed, a stolen disk does
//! not. Tokens have no such fallback; there they come from the environment.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

use std::{
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

const SERVICE: &str = "Foreword";

/// A keychain that is locked shows a prompt and answers when somebody has typed a password. Long enough to do so; nobody waits longer,
/// since over a remote shell or at start-up nobody sees the prompt.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);
/// How long to wait for an answer when the question is only whether there is a keychain.
const PROBED_WITHIN: Duration = Duration::from_secs(5);

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

    /// The secrets of the home in `dir`, which exists; gives it a name if it has none.
    pub fn of_home(dir: &Path) -> Result<Self, SecretsError> {
        let path = dir.join("name");
        let io = |source| SecretsError::Io { path: path.clone(), source };
        let uses_keychain = !dir.join(NO_KEYCHAIN).exists();
        match std::fs::read_to_string(&path) {
            Ok(name) => Ok(Self { home_name: name.trim().to_owned(), uses_keychain }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let home_name = hex(&random_bytes()?[..8]);
                std::fs::write(&path, &home_name).map_err(io)?;
                Ok(Self { home_name, uses_keychain })
            }
            Err(error) => Err(io(error)),
        }
    }

    /// Keeps the keys that the home in `dir` will make out of the keychain: for data that is nobody's secret, such as the sample
    /// portal's, nobody should be asked to unlock anything.
    pub fn do_without_keychain(dir: &Path) -> Result<(), SecretsError> {
        let path = dir.join(NO_KEYCHAIN);
        std::fs::write(&path, "").map_err(|source| SecretsError::Io { path, source })
    }

    /// The key of the portal whose folder is `dir`; makes one the first time, in the keychain if one answers. Blocks.
    pub fn store_key(&self, portal: &str, dir: &Path) -> Result<([u8; 32], KeyOrigin), SecretsError> {
        let path = dir.join("key-origin");
        let io = |source| SecretsError::Io { path: path.clone(), source };
        let entry = format!("store-key/{}/{portal}", self.home_name);
        let origin = match std::fs::read_to_string(&path) {
            Ok(text) if text.trim() == KeyOrigin::Machine.as_str() => Some(KeyOrigin::Machine),
            Ok(_) => Some(KeyOrigin::Keychain),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(io(error)),
        };
        match origin {
            Some(KeyOrigin::Keychain) => {
                let text = read_entry(&entry)?.ok_or(SecretsError::KeyLost)?;
                Ok((from_hex(&text).ok_or(SecretsError::KeyLost)?, KeyOrigin::Keychain))
            }
            Some(KeyOrigin::Machine) => Ok((self.machine_key(portal, dir), KeyOrigin::Machine)),
            None => {
                let key = random_bytes()?;
                let kept = if self.uses_keychain { Some(write_entry(&entry, &hex(&key))) } else { None };
                let origin = match kept {
                    Some(Ok(())) => KeyOrigin::Keychain,
                    None | Some(Err(SecretsError::NoKeychain { .. })) => KeyOrigin::Machine,
                    Some(Err(error)) => return Err(error),
                };
                std::fs::write(&path, origin.as_str()).map_err(io)?;
                let key = if origin == KeyOrigin::Keychain { key } else { self.machine_key(portal, dir) };
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

fn entry(name: &str) -> Result<keyring::Entry, SecretsError> {
    keyring::Entry::new(SERVICE, name).map_err(|error| SecretsError::NoKeychain {
        // The store's own reason says more than "no default store".
        reason: match keyring::Entry::store_status() {
            Err(status) => status.to_string(),
            Ok(()) => error.to_string(),
        },
    })
}

fn read_entry(name: &str) -> Result<Option<String>, SecretsError> {
    let name = name.to_owned();
    within(ANSWERS_WITHIN, "reading", move || read_now(&name))
}

fn write_entry(name: &str, text: &str) -> Result<(), SecretsError> {
    let (name, text) = (name.to_owned(), text.to_owned());
    within(ANSWERS_WITHIN, "storing", move || {
        entry(&name)?.set_password(&text).map_err(|error| failure("storing", &error))
    })
}

fn remove_entry(name: &str) -> Result<(), SecretsError> {
    let name = name.to_owned();
    within(ANSWERS_WITHIN, "removing", move || match entry(&name)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(failure("removing", &error)),
    })
}

/// Calls the keychain on a thread of its own and waits so long. A call that is not answered stays behind, waiting for its prompt; while one
/// does, others fail at once in place of queueing up behind it.
fn within<T: Send + 'static>(
    limit: Duration,
    doing: &'static str,
    call: impl FnOnce() -> Result<T, SecretsError> + Send + 'static,
) -> Result<T, SecretsError> {
    static UNANSWERED: AtomicBool = AtomicBool::new(false);
    if UNANSWERED.load(Ordering::Acquire) {
        return Err(SecretsError::Locked { doing, waited: Duration::ZERO });
    }
    let (answer, answered) = mpsc::channel();
    let asked = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
        let result = call();
        UNANSWERED.store(false, Ordering::Release);
        // Whoever asked may have given up.
        let _ = answer.send(result);
    });
    if let Err(error) = asked {
        return Err(SecretsError::Refused { doing, reason: error.to_string() });
    }
    match answered.recv_timeout(limit) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            UNANSWERED.store(true, Ordering::Release);
            // It may have answered between the two lines; then nothing is waiting any more.
            if let Ok(result) = answered.try_recv() {
                UNANSWERED.store(false, Ordering::Release);
                return result;
            }
            Err(SecretsError::Locked { doing, waited: limit })
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(SecretsError::Refused { doing, reason: "it closed without an answer".to_owned() })
        }
    }
}

fn read_now(name: &str) -> Result<Option<String>, SecretsError> {
    match entry(name)?.get_password() {
        Ok(text) => Ok(Some(text)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(failure("reading", &error)),
    }
}

/// A platform failure means that no keychain works here; anything else is a keychain's refusal.
fn failure(doing: &'static str, error: &keyring::Error) -> SecretsError {
    match error {
        keyring::Error::PlatformFailure(_) | keyring::Error::NoStorageAccess(_) | keyring::Error::NoDefaultStore => {
            SecretsError::NoKeychain { reason: error.to_string() }
        }
        _ => SecretsError::Refused { doing, reason: error.to_string() },
    }
}

fn random_bytes() -> Result<[u8; 32], SecretsError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| SecretsError::Refused { doing: "making a key", reason: error.to_string() })?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
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
        let key = random_bytes().unwrap();
        assert_eq!(from_hex(&hex(&key)), Some(key));
        assert_eq!(from_hex("zz"), None);
        assert_eq!(from_hex(&"é".repeat(32)), None);
    }
}

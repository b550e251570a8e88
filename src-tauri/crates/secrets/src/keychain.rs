//! The operating system's keychain, asked on a thread of its own and for so long only.

use crate::SecretsError;
use std::{
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

const SERVICE: &str = "Foreword";

/// A keychain that is locked shows a prompt and answers when somebody has typed a password. Long enough to do so; nobody waits longer,
/// since over a remote shell or at start-up nobody sees the prompt.
pub(crate) const ANSWERS_WITHIN: Duration = Duration::from_secs(20);
/// How long to wait for an answer when the question is only whether there is a keychain.
pub(crate) const PROBED_WITHIN: Duration = Duration::from_secs(5);

fn entry(name: &str) -> Result<keyring::Entry, SecretsError> {
    keyring::Entry::new(SERVICE, name).map_err(|error| SecretsError::NoKeychain {
        // The store's own reason says more than "no default store".
        reason: match keyring::Entry::store_status() {
            Err(status) => status.to_string(),
            Ok(()) => error.to_string(),
        },
    })
}

pub(crate) fn read_entry(name: &str) -> Result<Option<String>, SecretsError> {
    let name = name.to_owned();
    within(ANSWERS_WITHIN, "reading", move || read_now(&name))
}

pub(crate) fn write_entry(name: &str, text: &str) -> Result<(), SecretsError> {
    let (name, text) = (name.to_owned(), text.to_owned());
    within(ANSWERS_WITHIN, "storing", move || {
        entry(&name)?.set_password(&text).map_err(|error| failure("storing", &error))
    })
}

pub(crate) fn remove_entry(name: &str) -> Result<(), SecretsError> {
    let name = name.to_owned();
    within(ANSWERS_WITHIN, "removing", move || match entry(&name)?.delete_credential() {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(failure("removing", &error)),
    })
}

/// Calls the keychain on a thread of its own and waits so long. A call that is not answered stays behind, waiting for its prompt; while one
/// does, others fail at once in place of queueing up behind it.
pub(crate) fn within<T: Send + 'static>(
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

pub(crate) fn read_now(name: &str) -> Result<Option<String>, SecretsError> {
    match entry(name)?.get_password() {
        Ok(text) => Ok(Some(text)),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(failure("reading", &error)),
    }
}

/// A platform failure means that no keychain works here. One that gives no access is there and locked; anything else is a refusal.
fn failure(doing: &'static str, error: &keyring::Error) -> SecretsError {
    match error {
        keyring::Error::PlatformFailure(_) | keyring::Error::NoDefaultStore => {
            SecretsError::NoKeychain { reason: error.to_string() }
        }
        keyring::Error::NoStorageAccess(_) => SecretsError::Locked { doing, waited: Duration::ZERO },
        _ => SecretsError::Refused { doing, reason: error.to_string() },
    }
}

//! What a run of Foreword is told by its environment and command line: data folder, portal, address, token, model, clock.

use crate::{
    error::{AppError, ErrorCode},
    portal::{lease::WriteLock, policy::Policy},
};
use domain::PortalId;
use hubspot::Secret;
use jiff::{Timestamp, tz::TimeZone};
use secrets::Keyring;
use std::{path::PathBuf, sync::Arc};

/// The environment and the command line, read once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder.
    pub home: PathBuf,
    /// The portal that was named; none where there is only one, or none was named.
    pub portal: Option<PortalId>,
    /// HubSpot's address; its own where none was given.
    pub base_url: Option<String>,
    /// A token for headless use. Only the command takes it from the environment; the app never does.
    pub access_token: Option<Secret>,
    /// The embedding model's folder, if not the usual one.
    pub model_dir: Option<PathBuf>,
    /// A fixed time in place of the system's, for tests.
    pub now: Option<Timestamp>,
    /// A time zone in place of the system's, for tests and for the sample portal, whose people live in theirs.
    pub zone: Option<TimeZone>,
    /// The home's lock, where whoever opens it holds it already.
    pub lock: Option<Arc<WriteLock>>,
    /// What the administrator of this machine has settled.
    pub policy: Arc<Policy>,
    /// The keys that were opened with a passphrase, and whom to ask for one.
    pub keyring: Keyring,
}

impl Settings {
    /// Reads `FOREWORD_HOME`, `FOREWORD_HUBSPOT_URL`, `FOREWORD_ACCESS_TOKEN`, `FOREWORD_MODEL_DIR` and `FOREWORD_NOW`. Empty
    /// variables count as unset. Fails where `FOREWORD_NOW` is not an instant.
    pub fn from_env() -> Result<Self, AppError> {
        let now = text("FOREWORD_NOW").map(|now| {
            now.parse().map_err(|_| {
                AppError::new(ErrorCode::Usage, format!("The fixed clock is set to “{now}”, which is not a time"))
                    .command_hint("Write FOREWORD_NOW as 2026-03-04T08:00:00Z, or unset it to use the system's clock.")
            })
        });
        Ok(Self {
            home: path("FOREWORD_HOME").unwrap_or_else(default_home),
            portal: None,
            base_url: text("FOREWORD_HUBSPOT_URL"),
            access_token: text("FOREWORD_ACCESS_TOKEN").map(|token| Secret::new(&token)),
            model_dir: path("FOREWORD_MODEL_DIR"),
            now: now.transpose()?,
            zone: None,
            lock: None,
            policy: Arc::new(Policy::current()),
            keyring: Keyring::default(),
        })
    }

    /// Whether `FOREWORD_NOW` fixes the clock: then it is right, whatever HubSpot's says.
    pub fn is_clock_given() -> bool {
        text("FOREWORD_NOW").is_some()
    }

    /// The current time: the fixed one where there is one, else the system's.
    pub fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    /// The rep's time zone: the system's, unless another is given.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or_else(TimeZone::system)
    }

    /// HubSpot's address, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.base_url.as_deref().unwrap_or(hubspot::DEFAULT_BASE_URL).trim_end_matches('/')
    }
}

/// Where data lives unless told otherwise: `$XDG_DATA_HOME/foreword`, or the platform's usual place.
pub fn default_home() -> PathBuf {
    let home = || path("HOME").or_else(|| path("USERPROFILE")).unwrap_or_default();
    if cfg!(target_os = "macos") {
        home().join("Library/Application Support/Foreword")
    } else if cfg!(target_os = "windows") {
        path("APPDATA").unwrap_or_else(home).join("Foreword")
    } else {
        path("XDG_DATA_HOME").unwrap_or_else(|| home().join(".local/share")).join("foreword")
    }
}

fn path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

pub(crate) fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

//! What stands in the log of writes beside writes: settings that were changed, what was exported, the admin's policy, and when the window was locked.
//!
//! The log is a chain ([`store`]'s `audit`), so that whoever loosens a setting, carries data out or works under another policy cannot take that out of it
//! afterwards. No line holds a text of a customer's, a key or a passphrase.

use crate::{error::AppError, portal::policy::Policy};
use domain::ProposalId;
use jiff::Timestamp;
use store::{Database, WriteLogLine};

/// The setting that holds which policy was in force when the log was last written to.
const POLICY_SEEN: &str = "policy_seen";

/// What happened, as the log calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noted {
    /// Somebody chose something else.
    Setting,
    /// A file was written that leaves the sealed store.
    Export,
    /// Another policy is in force.
    Policy,
    /// The window was locked.
    Lock,
    /// The window was unlocked.
    Unlock,
}

impl Noted {
    fn as_str(self) -> &'static str {
        match self {
            Self::Setting => "setting_changed",
            Self::Export => "exported",
            Self::Policy => "policy_changed",
            Self::Lock => "locked",
            Self::Unlock => "unlocked",
        }
    }
}

/// Adds a line to the log of writes, chained as every other. `why` says what was chosen, or which file was written.
pub(crate) fn note(database: &Database, what: Noted, why: &str, now: Timestamp) -> Result<(), AppError> {
    let nothing = ProposalId(String::new());
    Ok(database.log_write(&WriteLogLine::new(now, &nothing, what.as_str(), "", why))?)
}

/// Notes a setting in the log of a portal.
pub(crate) fn note_setting_of(database: &Database, why: &str, now: Timestamp) -> Result<(), AppError> {
    note(database, Noted::Setting, why, now)
}

/// Notes that another policy is in force than when the portal was last opened for writing.
pub(crate) fn note_policy(database: &Database, policy: &Policy, now: Timestamp) -> Result<(), AppError> {
    let seen = database.setting(POLICY_SEEN)?.unwrap_or_default();
    let is = policy.in_a_line();
    if seen == is {
        return Ok(());
    }
    let why = if is.is_empty() { "there is none any more" } else { &is };
    note(database, Noted::Policy, why, now)?;
    Ok(database.set_setting(POLICY_SEEN, &is)?)
}

//! Which part of a portal is kept on this machine: the rep's own book, or everything that the token may read.

use crate::{
    error::{AppError, ErrorCode},
    portal::policy::Policy,
};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Database, Portal};

/// Setting that holds which part of the portal is kept.
const SCOPE: &str = "scope";

/// Which part of a portal is kept on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ScopeChoice {
    /// What belongs to the rep, and what it is associated with.
    Book,
    /// Everything that the token may read.
    Portal,
}

impl ScopeChoice {
    /// Makes this the scope of this and later syncs.
    ///
    /// # Errors
    /// [`ErrorCode::Policy`] where the admin lets nothing but the book be copied.
    pub(crate) fn remember(self, database: &Database, policy: &Policy) -> Result<(), AppError> {
        if self == Self::Portal && policy.is_own_book_only() {
            return Err(AppError::new(ErrorCode::Policy, "The whole portal may not be copied")
                .hint("Your admin lets nothing but your own book be copied."));
        }
        let name = match self {
            Self::Book => "book",
            Self::Portal => "portal",
        };
        Ok(database.set_setting(SCOPE, name)?)
    }

    /// The scope that was chosen last; everything where none was. Where the admin lets nothing but the book be copied, that, whatever was chosen.
    pub(crate) fn recall(database: &Database, policy: &Policy) -> Result<Self, AppError> {
        if policy.is_own_book_only() {
            return Ok(Self::Book);
        }
        Ok(if database.setting(SCOPE)?.as_deref() == Some("book") { Self::Book } else { Self::Portal })
    }

    /// Whether anybody has chosen yet.
    pub(crate) fn is_chosen(database: &Database) -> Result<bool, AppError> {
        Ok(database.setting(SCOPE)?.is_some())
    }

    /// The scope as a sync takes it. Fails where the book is asked for and HubSpot does not say whose.
    pub(crate) fn of(self, portal: &Portal) -> Result<sync::Scope, AppError> {
        match (self, &portal.owner_id) {
            (Self::Portal, _) => Ok(sync::Scope::Portal),
            (Self::Book, Some(owner)) => Ok(sync::Scope::Book { owner: owner.clone() }),
            (Self::Book, None) => Err(AppError::new(ErrorCode::Usage, "HubSpot does not say whose records to copy")
                .hint("Say who you are under Portal in Settings, or choose the whole portal there.")
                .command_hint("Run `foreword connect --token-stdin --owner EMAIL`, or sync with --scope portal.")),
        }
    }
}

//! Which part of a portal is kept on this machine: the rep's own book, or everything that the token may read.

use crate::error::{AppError, ErrorCode};
use serde::Serialize;
use store::{Database, Portal};

/// Setting that holds which part of the portal is kept.
const SCOPE: &str = "scope";

/// Which part of a portal is kept on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeChoice {
    /// What belongs to the rep, and what it is associated with.
    Book,
    /// Everything that the token may read.
    Portal,
}

impl ScopeChoice {
    /// Makes this the scope of this and later syncs.
    pub(crate) fn remember(self, database: &Database) -> Result<(), AppError> {
        let name = match self {
            Self::Book => "book",
            Self::Portal => "portal",
        };
        Ok(database.set_setting(SCOPE, name)?)
    }

    /// The scope that was chosen last; everything where none was.
    pub(crate) fn recall(database: &Database) -> Result<Self, AppError> {
        Ok(if database.setting(SCOPE)?.as_deref() == Some("book") { Self::Book } else { Self::Portal })
    }

    /// The scope as a sync takes it. Fails where the book is asked for and HubSpot does not say whose.
    pub(crate) fn of(self, portal: &Portal) -> Result<sync::Scope, AppError> {
        match (self, &portal.owner_id) {
            (Self::Portal, _) => Ok(sync::Scope::Portal),
            (Self::Book, Some(owner)) => Ok(sync::Scope::Book { owner: owner.clone() }),
            (Self::Book, None) => Err(AppError::new(ErrorCode::Usage, "HubSpot does not say whose records to copy")
                .hint("Connect again, and give your e-mail address in HubSpot.")
                .command_hint("Run `foreword connect --token-stdin --owner EMAIL`, or sync with --scope portal.")),
        }
    }
}

//! What stays on this machine: SQLite holds the truth, LanceDB an index that can be rebuilt from it.
//!
//! [`Home`] is a folder and its lock. [`Database`] is one portal's encrypted SQLite file; its methods are grouped by what they
//! are about: records and their versions (`records`), texts (`texts`), the knowledge shelf (`shelf`), their chunks and vectors (`chunks`), owners and pipelines
//! (`reference`), how far a sync has come (`progress`),
//! drafts and their proposals (`proposals`), what is written to HubSpot (`outbox`), the log of that as a chain of hashes (`audit`). [`Index`] is the portal's LanceDB folder. Nobody else writes SQL or knows
//! LanceDB. Files are looked after (`upkeep`, `damage`), people erased (`erase`, `tombstone`), and the erasure proved (`proof`).
//!
//! Database calls block; each is a few milliseconds at most unless its docs say otherwise.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod audit;
mod calls;
mod chunks;
mod damage;
mod database;
mod erase;
mod grades;
mod home;
mod index;
mod outbox;
mod packed;
mod packing;
mod placed;
mod progress;
mod proof;
mod proposals;
mod ratings;
mod readings;
mod records;
mod reference;
mod scan;
mod sealed;
mod shelf;
mod texts;
mod tombstone;
mod upkeep;
mod varint;

pub use audit::{AuditLine, ChainCheck, GENESIS};
pub use calls::ModelCall;
pub use chunks::{ChunkRow, ChunkTotals, TextHash};
pub use damage::damage;
pub use database::Database;
pub use erase::{Erased, Erasure, addresses_of, redact_properties};
pub use grades::{DraftUse, Grade};
pub use home::{Home, HomeLock};
pub use index::{Filter, Index, IndexRow, Scored, VectorRow, Words};
pub use outbox::{EntryMove, StoredAttempt, StoredEntry, WriteLogLine};
pub use progress::{RunState, SkippedRecord};
pub use proof::{
    Needles, Traces, count_in_file, files_under, look_through_database, look_through_index, look_through_rows,
    telling_words,
};
pub use proposals::{StoredDraft, StoredProposal};
pub use ratings::StoredRating;
pub use readings::ReadingTime;
pub use records::{AccountSummary, Page, PageOutcome, Versioned};
pub use reference::Portal;
pub use scan::Scanned;
pub use shelf::{ShelfFile, ShelfFolder, ShelfRead};
pub use texts::StoredDocument;
pub use tombstone::{FORGOTTEN, Forgotten, IN_PLACE};
pub use upkeep::{StoreSize, StoredJob, Tidied, UNUSED_KEPT, free_bytes, remove_index};

use std::path::PathBuf;

/// What can go wrong on this machine's disk.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("the local database failed while {doing}")]
    Database {
        /// What we were doing.
        doing: &'static str,
        /// SQLite's reason.
        #[source]
        source: rusqlite::Error,
    },
    /// The key does not open the file, or it is not a database at all.
    #[error("the key on this computer does not open the database {path}")]
    WrongKey {
        /// The file.
        path: PathBuf,
    },
    /// The database comes from a newer Foreword, or a migration failed.
    #[error("could not update the database {path}: {reason}")]
    Migration {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The database was written by another Foreword, and a reader cannot change it.
    #[error("the database {path} was written by {} version of Foreword", if *.is_older { "an older" } else { "a newer" })]
    OtherLayout {
        /// The file.
        path: PathBuf,
        /// Whether opening it for writing would bring it up to date.
        is_older: bool,
    },
    /// The search index refused.
    #[error("the search index failed while {doing}: {reason}")]
    Index {
        /// What we were doing.
        doing: &'static str,
        /// LanceDB's reason.
        reason: String,
    },
    /// A file or folder could not be read or written.
    #[error("could not {doing} {path}")]
    Io {
        /// What we were doing.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// Another Foreword writes here.
    #[error("another Foreword is using {path}")]
    Busy {
        /// The home.
        path: PathBuf,
    },
    /// A stored value does not read back.
    #[error("the database has a {what} that cannot be read")]
    Unreadable {
        /// Which value.
        what: &'static str,
    },
}

/// Names what was being done when SQLite refused.
pub(crate) fn doing(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |source| StoreError::Database { doing, source }
}

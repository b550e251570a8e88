//! What stays on this machine: SQLite holds the truth, LanceDB an index that can be rebuilt from it.
//!
//! [`Home`] is a folder and its lock. [`Database`] is one portal's encrypted SQLite file; its methods are grouped by what they are about:
//! records and their versions (`records`), texts (`texts`), what the rules found in them (`readings`), the knowledge shelf (`shelf`), imported
//! conversations (`conversations`) and what the rep notes down (`jottings`), chunks and vectors (`chunks`), owners and pipelines
//! (`reference`), how far a sync has come (`progress`), what it has seen (`book`) and asked for in vain (`asked`), drafts and their
//! proposals (`proposals`), how sure those were (`ratings`), what was begun and not used (`unsent`), what the rep said of promises
//! (`promise_marks`), what happened and what rules made of it (`events`), what each account gave to the day's digest (`digest_shares`), what other
//! programs asked (`programs`), calls of language models (`calls`) and their grades (`grades`), what is written to HubSpot (`outbox`), and
//! the log of that as a chain of hashes (`audit`). [`Index`] is the portal's LanceDB folder, sealed on disk (`sealed`). Nobody else writes SQL
//! or knows LanceDB. What only this machine has is kept twice (`kept`), all of it is copied now and then (`copies`), and a damaged database is
//! made anew of both (`repair`). Files are looked after (`upkeep`, `packing`, `damage`), people erased (`erase`, `tombstone`), and the erasure
//! proved (`proof`).
//!
//! Database calls block; each is a few milliseconds at most unless its docs say otherwise.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod asked;
mod audit;
mod book;
mod calendars;
mod calls;
mod chunk_spans;
mod chunks;
mod conversations;
mod copies;
mod damage;
mod database;
mod digest_shares;
mod erase;
mod events;
mod excluded;
mod grades;
mod home;
mod index;
mod jottings;
mod kept;
mod kept_from_models;
mod outbox;
mod packed;
mod packing;
mod programs;
mod progress;
mod promise_marks;
mod proof;
mod proposals;
mod ratings;
mod readings;
mod recorders;
mod records;
mod reference;
mod repair;
mod scan;
mod sealed;
mod shelf;
mod texts;
mod tombstone;
mod unsent;
mod upkeep;
mod varint;

pub use asked::Asked;
pub use audit::{AuditLine, ChainCheck, GENESIS};
pub use calendars::{Appointment, AppointmentCounts, StoredCalendar};
pub use calls::ModelCall;
pub use chunks::{ChunkRow, ChunkTotals, Chunked, TextHash};
pub use conversations::{Conversation, ConversationState, Placed};
pub use copies::{Copied, check_file, drop_resealed, opens_with, put_copy_in_place, seal_anew};
pub use damage::damage;
pub use database::Database;
pub use digest_shares::KeptShare;
pub use erase::{Erased, Erasure, addresses_of, redact_properties};
pub use events::{Change, EventState, NewEvent, RuleRun, StoredEvent};
pub use excluded::{EXCLUDED, Excluded, is_kept_out};
pub use grades::{DraftUse, Grade};
pub use home::{Home, HomeLock};
pub use index::{Filter, Index, IndexRow, Scored, VectorRow, Words, contained};
pub use outbox::{EntryMove, StoredAttempt, StoredEntry, WriteLogLine};
pub use programs::{EVERY_PROGRAM, ProgramCall, ProgramSwitches, StoredProgram};
pub use progress::{Gap, RunState, SkippedRecord};
pub use proof::{
    Needles, Traces, count_in_file, files_under, index_notes, look_through_database, look_through_index,
    look_through_rows, look_through_second_copy, telling_words,
};
pub use proposals::{StoredDraft, StoredProposal};
pub use ratings::StoredRating;
pub use readings::ReadingTime;
pub use recorders::{ItemState, RecorderItem, StoredRecorder};
pub use records::{AccountSummary, Page, PageOutcome, Versioned};
pub use reference::Portal;
pub use repair::{Origin, Repaired, repair};
pub use scan::Scanned;
pub use shelf::{ShelfFile, ShelfFolder, ShelfRead};
pub use texts::{StoredDocument, transcript_key};
pub use tombstone::{FORGOTTEN, Forgotten, IN_PLACE, Tombstones};
pub use unsent::Unsent;
pub use upkeep::{StoreSize, StoredJob, Tidied, UNUSED_KEPT, free_bytes, remove_index};

use std::path::PathBuf;

/// What can go wrong with the data on this machine's disk.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite could not do what was asked of it.
    #[error("the local database failed while {doing}")]
    Database {
        /// What was being done, as it goes on from "while".
        doing: &'static str,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// The key does not open the file, or it is not a database at all.
    #[error("the key on this computer does not open the database {path}")]
    WrongKey {
        /// The database file.
        path: PathBuf,
    },
    /// A part of the file cannot be read; [`repair()`] makes it anew of what can be.
    #[error("the database {path} is damaged: {reason}")]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The database comes from a newer Foreword, or a migration failed.
    #[error("could not update the database {path}: {reason}")]
    Migration {
        /// The database file.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// The database was written by another Foreword, and a reader cannot change it.
    #[error("the database {path} was written by {} version of Foreword", if *.is_older { "an older" } else { "a newer" })]
    OtherLayout {
        /// The database file.
        path: PathBuf,
        /// Whether opening it for writing would bring it up to date.
        is_older: bool,
    },
    /// The search index could not do what was asked of it.
    #[error("the search index failed while {doing}: {reason}")]
    Index {
        /// What was being done, as it goes on from "while".
        doing: &'static str,
        /// What LanceDB says.
        reason: String,
    },
    /// A file or folder could not be read or written.
    #[error("could not {doing} {path}")]
    Io {
        /// What was being done, as it goes on from "could not".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// Another Foreword holds the right to write to this home.
    #[error("another Foreword is using {path}")]
    Busy {
        /// The data folder that is in use.
        path: PathBuf,
    },
    /// A stored value does not read back as what it should be.
    #[error("the database has a {what} that cannot be read")]
    Unreadable {
        /// What kind of value it is, as it goes on from "an unreadable".
        what: &'static str,
    },
}

impl StoreError {
    /// Whether it says that the database itself is damaged.
    pub fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::Damaged { .. } => true,
            Self::Database { source, .. } => {
                matches!(source.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
            }
            _ => false,
        }
    }
}

/// Names what was being done when SQLite refused, for an error.
pub(crate) fn doing(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |source| StoreError::Database { doing, source }
}

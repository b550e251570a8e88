//! Approval, sending and read-back: the only writer to HubSpot.
//!
//! What may be written is an [`Entry`]: a note, a task, a property's value, a part in a deal or an event that the rep approved, word for
//! word. [`next_step`] decides, purely, what one exchange with HubSpot means for it; [`push`] carries the decisions out, many a request, and
//! writes each one down before it acts on it. [`reconcile`] looks after a sync for what no care can prevent: a request that lands after it
//! was given up. [`undo`] takes back what is ours and untouched.
//!
//! HubSpot and the disk are reached through [`Crm`] and [`Journal`], so that the checker can put a model in the place of either and
//! drive the very same code through lost answers, crashes and other people's edits.
//!
//! HubSpot has no idempotency key for notes and tasks. In its place stands a marker, 64 random bits inside the last line: before one is
//! sent, and whenever it is unclear whether it arrived, those of the records it hangs on are read and searched for it. A property is read
//! with its history first: any change that is younger than what the draft was made from stops the write.
//!
//! This crate knows no language model, and nobody else calls the client's methods that write.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod approval;
mod clock;
mod late;
mod machine;
mod order;
mod ports;
mod push;
mod read_back;
mod reconcile;
mod schema;
mod send;
mod undo;
mod words;

pub use approval::{Approval, approve, hash_of, hash_of_parts, new_marker, new_proposal_id};
pub use clock::{Clock, FixedClock, HubSpotClock};
pub use machine::{Attempt, MAX_SENDS, NextStep, READ_GAP, intent, next_step, settle};
pub use ports::{Crm, FiledOn, Journal, LocalCopy, Values};
pub use push::{Progress, PushOptions, Reporter, Silent, push};
pub use reconcile::{Double, reconcile};
pub use schema::make_properties;
pub use store::StoredEntry as Entry;
pub use undo::{Undoable, Undone, undo, undoable};
pub use words::who;

/// Why the outbox could not do its work. What HubSpot says about an entry is no error: it is in the entry.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The local database failed; nothing was sent that is not written down.
    #[error("the outbox could not be written down")]
    Store(#[from] store::StoreError),
    /// What was approved is not what stands there now, or it is on its way already.
    #[error("proposal {id} has changed since it was shown")]
    Changed {
        /// The proposal that has changed.
        id: domain::ProposalId,
    },
    /// The write would put words of ours before a customer.
    #[error("proposal {id} would put text into a ticket, where the customer may read it")]
    SeenByCustomers {
        /// The proposal that would do so.
        id: domain::ProposalId,
    },
    /// The note or task is longer than HubSpot keeps.
    #[error("proposal {id} has {units} characters, and HubSpot keeps {max}", max = domain::TEXT_MAX)]
    TooLong {
        /// The proposal that is too long.
        id: domain::ProposalId,
        /// How many characters it has for HubSpot, its markup and last line included.
        units: usize,
    },
}

//! From HubSpot to the local store: a pure planner and its executor.
//!
//! [`plan`] turns scope and watermarks into a list of steps; [`run`] carries them out, page by page. A page and how far the run has
//! come are committed together, so a run that is cut off anywhere resumes at the next page.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod convert;
mod execute;
mod forgotten;
mod gone;
mod links;
mod plan;

pub use convert::versioned;
pub use execute::{
    CALLS_MAX, Counts, Looked, Outcome, Progress, ReadAgain, Reporter, clock_ahead, look_at_account, read_again,
    read_anew, run, transcript_properties, types_to_read_anew,
};
pub use gone::{Erased, Vanished, accept_vanished, erased, forgotten_here, vanished};
pub use plan::{FULL_EVERY, OVERLAP, Plan, PlanInput, Scope, Step, everything, is_sweep_due, plan};

/// Why a sync stopped. What was stored until then stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// HubSpot refused a request, or did not answer.
    #[error("the sync stopped")]
    HubSpot(#[source] hubspot::HubSpotError),
    /// The disk or the database failed.
    #[error("the sync could not be stored")]
    Store(#[source] store::StoreError),
    /// The sync was stopped on request.
    #[error("the sync was cancelled; it resumes where it stopped")]
    Cancelled,
}

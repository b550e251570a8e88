//! The rep's yes, to exactly what was shown.

use crate::{
    AppError, ErrorCode, OpenPortal,
    draft_note::approver,
    proposals::{Proposals, entry_of, stored, view_of},
};
use domain::{Decision, EntryStatus};
use jiff::Timestamp;
use outbox::{Approval, OutboxError};

/// What to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproveRequest {
    /// Which proposal.
    pub id: String,
    /// The hash that was shown; none takes the current one, as a command does whose user has just read it.
    pub hash: Option<String>,
}

/// Approves proposals, all or none of them. Nothing is sent yet.
///
/// Fails with [`ErrorCode::Changed`] where a hash is not the one that stands there now. Approving twice changes nothing; one that
/// HubSpot refused goes out again.
pub fn approve(open: &OpenPortal, requests: &[ApproveRequest], now: Timestamp) -> Result<Proposals, AppError> {
    let entries = open.database.entries()?;
    let mut meant = Vec::new();
    for request in requests {
        let proposal = stored(open, &request.id)?;
        if request.hash.as_ref().is_some_and(|shown| *shown != proposal.hash) {
            return Err(changed(&request.id));
        }
        if proposal.decision == Decision::Rejected {
            return Err(AppError::new(ErrorCode::Usage, format!("{} was rejected", request.id))
                .hint(format!("Draft it again: `foreword draft {} {}`.", proposal.kind, proposal.target)));
        }
        meant.push(proposal);
    }
    let by = approver(open)?;
    for proposal in &meant {
        let entry = entry_of(&entries, &proposal.id);
        if entry.is_some_and(|entry| entry.status != EntryStatus::Refused && entry.hash == proposal.hash) {
            continue;
        }
        let approval = Approval { proposal: proposal.id.clone(), hash: proposal.hash.clone(), by: by.clone(), at: now };
        outbox::approve(&open.database, proposal, &approval)?;
    }
    let views = meant.iter().map(|proposal| view_of(open, &stored(open, &proposal.id.0)?));
    Ok(Proposals { proposals: views.collect::<Result<_, _>>()? })
}

fn changed(id: &str) -> AppError {
    AppError::new(ErrorCode::Changed, format!("{id} has changed since it was shown"))
        .hint(format!("Read it again with `foreword review show {id}`, then approve that."))
}

impl From<OutboxError> for AppError {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::Store(error) => error.into(),
            OutboxError::Changed { id } => changed(&id.0),
        }
    }
}

//! The rep's yes, to exactly what was shown.

use crate::{
    AppError, ErrorCode, OpenPortal, confidence,
    draft_note::approver,
    proposals::{Proposals, entry_of, stored, view_of},
};
use domain::{Decision, EntryStatus, Tier, Write};
use jiff::Timestamp;
use outbox::{Approval, OutboxError};
use store::StoredProposal;

/// What to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproveRequest {
    /// Which proposal.
    pub id: String,
    /// The hash that was shown; none takes the current one, as a command does whose user has just read it.
    pub hash: Option<String>,
    /// The value, typed once more; a gated proposal is approved by nothing less.
    pub confirm: Option<String>,
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
        confirmed(&proposal, request, requests.len())?;
        if proposal.decision == Decision::Rejected {
            return Err(AppError::new(ErrorCode::Usage, format!("{} was rejected", request.id))
                .hint(format!("Draft it again: `foreword draft {} {}`.", proposal.kind, proposal.target)));
        }
        meant.push(proposal);
    }
    let by = approver(open)?;
    for proposal in &meant {
        if let Write::Change(change) = &proposal.content.write {
            crate::properties::fits(open, change)?;
        }
        let entry = entry_of(&entries, &proposal.id);
        if entry.is_some_and(|entry| entry.status != EntryStatus::Refused && entry.hash == proposal.hash) {
            continue;
        }
        let approval = Approval { proposal: proposal.id.clone(), hash: proposal.hash.clone(), by: by.clone(), at: now };
        outbox::approve(&open.database, proposal, &approval)?;
        open.database.note_outcome(&proposal.id, confidence::APPROVED, now)?;
    }
    let views = meant.iter().map(|proposal| view_of(open, &stored(open, &proposal.id.0)?));
    Ok(Proposals { proposals: views.collect::<Result<_, _>>()? })
}

/// Whether a proposal may be approved by this request: what is gated goes one by one, with its value typed once more; a change that does
/// not fit the property's definition not at all.
fn confirmed(proposal: &StoredProposal, request: &ApproveRequest, together: usize) -> Result<(), AppError> {
    let Write::Change(change) = &proposal.content.write else { return Ok(()) };
    if proposal.content.write.tier() != Tier::Gated {
        return Ok(());
    }
    let refused = |message: String| {
        Err(AppError::new(ErrorCode::Usage, message)
            .hint(format!("`foreword review approve {} --confirm \"{}\"`", request.id, change.to)))
    };
    if 1 < together {
        return refused(format!("{} changes {}: it is approved by itself, not with others", request.id, change.label));
    }
    if request.confirm.as_deref().map(str::trim) != Some(change.to.trim()) {
        return refused(format!("{} changes {}: confirm it by its new value", request.id, change.label));
    }
    Ok(())
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

//! The rep's no: rejecting a proposal, which withdraws an approval that was not sent yet.

use crate::{
    AppError, ErrorCode, OpenPortal, confidence,
    edit::in_flight,
    proposals::{ProposalView, stored, view_of},
};
use domain::Decision;
use jiff::Timestamp;

/// Puts a proposal aside, with the reason. An approval that has not left is withdrawn.
pub fn reject(open: &OpenPortal, id: &str, why: &str, now: Timestamp) -> Result<ProposalView, AppError> {
    if why.trim().is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "A rejection needs a reason")
            .hint("Say why you reject it.")
            .command_hint("Give a reason with --why."));
    }
    let proposal = stored(open, id)?;
    if !open.database.put_aside(&proposal.id, Decision::Rejected, why.trim(), now)? {
        return Err(in_flight(id));
    }
    open.database.note_outcome(&proposal.id, confidence::REJECTED, now)?;
    view_of(open, &stored(open, id)?)
}

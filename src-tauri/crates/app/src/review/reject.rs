//! The rep's no: rejecting a proposal, which withdraws an approval that was not sent yet.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::confidence,
    review::{
        edit::in_flight,
        proposals::{ProposalView, stored, view_of},
        review_settings::{field_of, review_settings, set_review_settings},
    },
};
use domain::{Decision, Write};
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

/// The reason that a proposal for one of the rep's own fields is put aside with.
const MINE: &str = "This field is mine.";

/// "This field is mine": the proposal is put aside, and nothing is proposed for its field any more.
pub fn field_is_mine(open: &OpenPortal, id: &str, now: Timestamp) -> Result<(), AppError> {
    let proposal = stored(open, id)?;
    let Write::Change(change) = &proposal.content.write else {
        return Err(AppError::new(ErrorCode::Usage, format!("{id} changes no field")));
    };
    reject(open, id, MINE, now)?;
    let mut settings = review_settings(open)?;
    settings.mine.insert(field_of(change));
    set_review_settings(open, &settings, now)
}

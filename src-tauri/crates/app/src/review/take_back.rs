//! Taking a decision back: what was approved or rejected a moment ago is up for review again, as if nothing had been said.

use crate::{
    error::{AppError, ErrorCode},
    portal::{open::OpenPortal, properties},
    review::{
        edit::in_flight,
        proposals::{ProposalStatus, ProposalView, entry_of, stored, view_of},
        review_settings::{field_of, review_settings, set_review_settings},
    },
};
use domain::{Decision, Proposed, Write};
use jiff::Timestamp;

/// Puts a proposal that was approved and not sent, or rejected, up for review again. What a rejection said about its field is forgotten too.
///
/// Fails with [`ErrorCode::InFlight`] where HubSpot may have it already, and with [`ErrorCode::Usage`] where another draft of the same is up.
pub fn take_back(open: &OpenPortal, id: &str, now: Timestamp) -> Result<ProposalView, AppError> {
    let proposal = stored(open, id)?;
    if proposal.decision == Decision::Open {
        return view_of(open, &proposal);
    }
    if !matches!(proposal.decision, Decision::Approved | Decision::Rejected) {
        return Err(AppError::new(ErrorCode::Usage, "A newer draft has taken its place").hint("Look at that one."));
    }
    let key = proposal.content.write.key();
    let all = open.database.proposals()?;
    let is_rival = |other: &&store::StoredProposal| {
        other.id != proposal.id && other.decision == Decision::Open && other.content.write.key() == key
    };
    if all.iter().any(|other| is_rival(&other)) {
        return Err(AppError::new(ErrorCode::Usage, "Another draft of the same is up for review")
            .hint("Decide about that one."));
    }
    if !open.database.reopen_proposal(&proposal.id, "taken back", now)? {
        return Err(in_flight(id));
    }
    if let Write::Change(change) = &proposal.content.write
        && proposal.decision == Decision::Rejected
    {
        let mut settings = review_settings(open)?;
        if settings.mine.remove(&field_of(change)) {
            set_review_settings(open, &settings, now)?;
        }
    }
    view_of(open, &stored(open, id)?)
}

/// Draws up a change anew against what HubSpot holds by now: for a card whose field has changed since it was drafted.
///
/// Fails with [`ErrorCode::Usage`] for what changes no field, and where HubSpot has the proposed value by now.
pub fn draft_again(open: &OpenPortal, id: &str, now: Timestamp) -> Result<ProposalView, AppError> {
    let proposal = stored(open, id)?;
    let entries = open.database.entries()?;
    let status = ProposalStatus::of(proposal.decision, entry_of(&entries, &proposal.id).map(|entry| entry.status));
    let Write::Change(change) = &proposal.content.write else {
        return Err(AppError::new(ErrorCode::Usage, "It changes no field").hint("Make the draft again on its account."));
    };
    if !matches!(status, ProposalStatus::Proposed | ProposalStatus::Approved) {
        return Err(AppError::new(ErrorCode::Usage, "It is no longer up for review"));
    }
    let record = open
        .database
        .record(&change.record)?
        .ok_or_else(|| AppError::new(ErrorCode::NotFound, "The record it would change is no longer here"))?;
    let current = record.get(&change.property).map(str::to_owned);
    if current.as_deref() == Some(change.to.as_str()) {
        return Err(AppError::new(ErrorCode::Usage, format!("HubSpot has this value for {} already", change.label))
            .hint("Reject the draft: there is nothing left to change."));
    }
    let change = domain::ChangeToMake { from: current, seen_at: record.modified_at, ..change.clone() };
    properties::fits(open, &change)?;
    let write = Write::Change(change);
    let hash = outbox::hash_of(&write);
    let content = Proposed { write, ..proposal.content.clone() };
    if !open.database.revise_proposal(&proposal.id, &content, &hash, now)? {
        return Err(in_flight(id));
    }
    view_of(open, &stored(open, id)?)
}

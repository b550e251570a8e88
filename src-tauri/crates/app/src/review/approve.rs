//! The rep's yes: approving proposals, exactly as they were shown, so that a push files them.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::{OpenPortal, approver},
    reading::confidence,
    review::{
        gate::{by_itself, may_be_written},
        proposals::{Proposals, Standing, proposals_where, stored, to_confirm},
        review_settings::review_settings,
        typed,
    },
};
use domain::{Decision, EntryStatus, ProposalId, TEXT_MAX, property};
use jiff::Timestamp;
use outbox::{Approval, OutboxError};
use quantities::money::Currency;
use std::collections::{BTreeMap, BTreeSet};
use store::{StoredEntry, StoredProposal};

/// Which proposal to approve, and what the rep was shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproveRequest {
    /// The id of a proposal that is up for review.
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
    let entries: BTreeMap<&ProposalId, &StoredEntry> = entries.iter().map(|entry| (&entry.proposal, entry)).collect();
    let mut all: BTreeMap<String, StoredProposal> =
        open.database.proposals()?.into_iter().map(|proposal| (proposal.id.0.clone(), proposal)).collect();
    let settings = review_settings(open)?;
    let mut meant = Vec::new();
    for request in requests {
        let Some(proposal) = all.remove(request.id.trim()) else {
            // Named twice, it is approved once; unknown, the rep hears so.
            stored(open, &request.id)?;
            continue;
        };
        if request.hash.as_ref().is_some_and(|shown| *shown != proposal.hash) {
            return Err(changed(&request.id));
        }
        confirmed(open, &proposal, request, requests.len(), now)?;
        if 1 < requests.len() {
            let standing = Standing::of(open, &proposal.content)?;
            let sure = confidence::rated(open, &proposal)?.map(|rated| rated.confidence);
            if let Some(why) = by_itself(&proposal, standing.by_automation, sure, settings.threshold) {
                return Err(AppError::new(
                    ErrorCode::Usage,
                    format!("{} has to be approved on its own. {why}", request.id),
                )
                .hint("Open its card and approve it there.")
                .command_hint(format!("Run `foreword review approve {}`.", request.id)));
            }
        }
        if !matches!(proposal.decision, Decision::Open | Decision::Approved) {
            return Err(AppError::new(
                ErrorCode::Usage,
                format!("{} can no longer be approved: it was {}", request.id, proposal.decision.as_str()),
            )
            .hint("Draft it again.")
            .command_hint(format!("Draft it again: `foreword draft {} {}`.", proposal.kind, proposal.target)));
        }
        meant.push(proposal);
    }
    let by = approver(open)?;
    for proposal in &meant {
        may_be_written(open, &settings, &proposal.content.write)?;
        let entry = entries.get(&proposal.id);
        if entry.is_some_and(|entry| entry.status != EntryStatus::Refused && entry.hash == proposal.hash) {
            continue;
        }
        let approval = Approval { proposal: proposal.id.clone(), hash: proposal.hash.clone(), by: by.clone(), at: now };
        outbox::approve(&open.database, proposal, &approval)?;
        open.database.note_outcome(&proposal.id, confidence::APPROVED, now)?;
    }
    let meant: BTreeSet<ProposalId> = meant.into_iter().map(|proposal| proposal.id).collect();
    proposals_where(open, |proposal| meant.contains(&proposal.id))
}

/// Whether a proposal may be approved by this request: what is gated goes one by one, with its value typed once more, and so does a colleague's
/// task, with their name; a change that does not fit the property's definition not at all.
fn confirmed(
    open: &OpenPortal,
    proposal: &StoredProposal,
    request: &ApproveRequest,
    together: usize,
    now: Timestamp,
) -> Result<(), AppError> {
    let Some(words) = to_confirm(open, &proposal.content)? else { return Ok(()) };
    let refused = |message: String| {
        Err(AppError::new(ErrorCode::Usage, message)
            .hint(format!("Type “{words}” to approve it."))
            .command_hint(format!("Run `foreword review approve {} --confirm \"{words}\"`.", request.id)))
    };
    let Some(change) = proposal.content.write.change() else {
        return match request.confirm.as_deref().is_some_and(|typed| typed::is_same(typed, &words)) {
            true if together == 1 => Ok(()),
            true => refused(format!("{} is a colleague's task: it has to be approved on its own", request.id)),
            false => refused(format!("{} is a task for {words}: type their name to give it to them", request.id)),
        };
    };
    if 1 < together {
        return refused(format!("{} changes {}: it has to be approved on its own", request.id, change.label));
    }
    let definitions = open.database.definitions(change.record.object)?;
    let definition = definitions.iter().find(|definition| definition.name == change.property);
    let record = open.database.record(&change.record)?;
    let code = record.as_ref().and_then(|record| record.get(property::CURRENCY_CODE)).unwrap_or(&open.portal.currency);
    let value = typed::Value {
        stored: &change.to,
        words: &words,
        holds: typed::Holds::of(&change.property, definition),
        currency: Currency::from_code(code),
        zone: &open.portal.zone(),
        today: now.to_zoned(open.zone()).date(),
    };
    // A command may give the empty value itself; a field of the window cannot, so a word stands for it.
    let is_empty =
        change.to.trim().is_empty() && request.confirm.as_deref().is_some_and(|typed| typed.trim().is_empty());
    if !is_empty && !request.confirm.as_deref().is_some_and(|typed| typed::means(typed, &value)) {
        return refused(format!("{} changes {}: type the new value to confirm", request.id, change.label));
    }
    Ok(())
}

fn changed(id: &str) -> AppError {
    AppError::new(ErrorCode::Changed, format!("{id} has changed since it was shown"))
        .hint("Read it again, then approve it.")
        .command_hint(format!("Read it again with `foreword review show {id}`, then approve it."))
}

impl From<OutboxError> for AppError {
    fn from(error: OutboxError) -> Self {
        match error {
            OutboxError::Store(error) => error.into(),
            OutboxError::Changed { id } => changed(&id.0),
            OutboxError::SeenByCustomers { id } => AppError::new(
                ErrorCode::Usage,
                format!("{id} would put text on a ticket, where the customer may read it"),
            )
            .hint("Copy the text and write to the customer yourself."),
            OutboxError::TooLong { id, units } => AppError::new(
                ErrorCode::Usage,
                format!("{id} has {units} characters, and HubSpot keeps {TEXT_MAX} of a note or task"),
            )
            .hint("Take lines out of it, then approve it. Nothing was sent, and nothing is cut off."),
        }
    }
}

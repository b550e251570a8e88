//! Trying again: what waits is worked on at once, and what was refused comes before the rep once more.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    review::proposals::{ProposalStatus, can_retry, entry_of, stored},
};
use domain::{Decision, Proposed, Write};
use jiff::Timestamp;
use store::{EntryMove, StoredDraft, StoredProposal};

/// Tries a proposal again. One that waits may go out at once: answers whether it is to be pushed now. One that was refused is put up for
/// review anew, with a marker of its own and the value that HubSpot has by now.
///
/// Fails with [`ErrorCode::Usage`] where there is nothing to try again, or where it may be in HubSpot all the same.
pub fn retry(open: &OpenPortal, id: &str, now: Timestamp) -> Result<bool, AppError> {
    let proposal = stored(open, id)?;
    let entries = open.database.entries()?;
    let entry = entry_of(&entries, &proposal.id);
    let status = ProposalStatus::of(proposal.decision, entry.map(|entry| entry.status));
    if !can_retry(status, entry) {
        return Err(AppError::new(ErrorCode::Usage, format!("{id} cannot be tried again: it is {status}"))
            .hint("Look in HubSpot whether it is there, then draft it again."));
    }
    let Some(entry) = entry else { return Ok(false) };
    if status == ProposalStatus::Waiting {
        let freed = store::StoredEntry { wait_until: None, ..entry.clone() };
        // A push that runs meanwhile has moved it on, and knows better.
        open.database.move_entries(&[EntryMove { entry: freed, attempt: None, lines: Vec::new() }])?;
        return Ok(true);
    }
    if status == ProposalStatus::Unknown {
        return Ok(true);
    }
    put_up_again(open, &proposal, now)?;
    Ok(false)
}

/// A refused proposal as a new one: a write that HubSpot has refused is never sent under the old approval.
fn put_up_again(open: &OpenPortal, refused: &StoredProposal, now: Timestamp) -> Result<(), AppError> {
    let old = &refused.content;
    let key = old.write.key();
    let is_there = |other: &StoredProposal| other.decision == Decision::Open && other.content.write.key() == key;
    if open.database.proposals()?.iter().any(is_there) {
        return Ok(());
    }
    let marker = outbox::new_marker();
    let marked = |text: &str| text.replace(old.marker.as_str(), marker.as_str());
    let mut write = old.write.clone();
    match &mut write {
        Write::Note(note) => note.body = marked(&note.body),
        Write::Task(task) => task.body = marked(&task.body),
        Write::Event(event) => {
            event.event_id = marked(&event.event_id);
            event.source = marked(&event.source);
        }
        Write::Change(change) => {
            let record = open
                .database
                .record(&change.record)?
                .ok_or_else(|| AppError::new(ErrorCode::NotFound, format!("{} is no longer here", change.record)))?;
            change.from = record.get(&change.property).map(str::to_owned);
            change.seen_at = record.modified_at;
            if let Some(run) = &mut change.provenance {
                run.reference = marker.as_str().to_owned();
            }
        }
        Write::Role(_) => {}
    }
    let id = outbox::new_proposal_id();
    let draft = StoredDraft {
        id: id.0.replacen("p-", "d-", 1),
        kind: refused.kind.clone(),
        target: refused.target.clone(),
        request_id: format!("again-{}", refused.id.0),
        input_hash: outbox::hash_of_parts(&["again", &refused.id.0, &now.to_string()]),
        mode: open.database.draft(&refused.draft)?.map(|draft| draft.mode).unwrap_or_default(),
        items: old.lines.iter().map(domain::Line::item).collect(),
        created_at: now,
    };
    let proposal = StoredProposal {
        id,
        draft: draft.id.clone(),
        decision: Decision::Open,
        reason: String::new(),
        hash: outbox::hash_of(&write),
        content: Proposed { footer: marked(&old.footer), marker, write, ..old.clone() },
        created_at: now,
        ..refused.clone()
    };
    Ok(open.database.put_draft(&draft, &proposal)?)
}

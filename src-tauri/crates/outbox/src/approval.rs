//! Approving: a hash of exactly what was shown becomes an entry of the outbox.

use crate::{Entry, OutboxError};
use domain::{EntryStatus, Marker, ProposalId, Write, too_long};
use jiff::Timestamp;
use store::{Database, StoredProposal};

/// The rep's yes to exactly what they were shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The proposal that is approved.
    pub proposal: ProposalId,
    /// The hash of what was shown, see [`hash_of`].
    pub hash: String,
    /// The name of whoever approves.
    pub by: String,
    /// When the approval was given.
    pub at: Timestamp,
}

/// The hash an approval covers: of the kind and of every field that is written, 64 hex digits. Any change of any of them changes it.
pub fn hash_of(write: &Write) -> String {
    let kind = write.kind();
    let targets: Vec<String> = write.targets().iter().map(ToString::to_string).collect();
    let targets = targets.join(",");
    match write {
        Write::Note(note) => {
            let owner = note.owner.as_deref().unwrap_or_default();
            hash_of_parts(&[kind, &note.body, &note.at.to_string(), owner, &targets])
        }
        Write::Task(task) => {
            let owner = task.owner.as_deref().unwrap_or_default();
            let due = task.due.to_string();
            let mut parts = vec![kind, &task.subject, &task.body, &due, owner, &targets];
            // What a task is unless somebody says otherwise is no part, so that what was approved before stays approved.
            parts.extend(Some(task.task_type.as_str()).filter(|_| !task.task_type.is_usual()));
            parts.extend(Some(task.priority.as_str()).filter(|_| !task.priority.is_usual()));
            hash_of_parts(&parts)
        }
        Write::Change(change) => {
            let from = change.from.as_deref().unwrap_or_default();
            let seen_at = change.seen_at.to_string();
            let mut parts = vec![kind, &targets, &change.property, from, &change.to, &seen_at];
            let run = change.provenance.as_ref().map(|run| {
                let confidence = run.confidence.map(|sure| sure.to_string()).unwrap_or_default();
                [&run.prompt_version, &run.input_hash, &run.run_at.to_string(), &confidence, &run.reference]
                    .map(String::clone)
            });
            parts.extend(run.iter().flatten().map(String::as_str));
            // Where the portal has no property for it, what is approved has the hash it always had.
            parts.extend(change.provenance.as_ref().and_then(|run| run.confidence_in.as_deref()));
            hash_of_parts(&parts)
        }
        Write::Role(role) => {
            let linked = if role.is_linked { "linked" } else { "" };
            hash_of_parts(&[kind, &targets, &role.label, &role.type_id.to_string(), &role.category, linked])
        }
        Write::Event(event) => {
            let event_type = format!("{:?}", event.event_type);
            let at = event.at.to_string();
            hash_of_parts(&[
                kind,
                &targets,
                &event_type,
                &event.event_id,
                &at,
                &event.summary,
                &event.source,
                &event.confidence,
            ])
        }
    }
}

/// The hash of some texts in order, 64 hex digits.
pub fn hash_of_parts(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // Lengths keep neighbours apart: "ab" and "c" is not "a" and "bc".
        hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// A new random id for a proposal.
pub fn new_proposal_id() -> ProposalId {
    ProposalId::of_bits(rand::random())
}

/// A new random marker, for what a proposal would write.
pub fn new_marker() -> Marker {
    Marker::of_bits(rand::random())
}

/// Puts an approved proposal into the outbox. Fails with [`OutboxError::Changed`] where the approval does not cover what stands there
/// now, or the note is on its way already, and with [`OutboxError::TooLong`] where HubSpot would not take all of it. One that HubSpot refused
/// starts anew.
pub fn approve(database: &Database, proposal: &StoredProposal, approval: &Approval) -> Result<(), OutboxError> {
    let changed = || OutboxError::Changed { id: approval.proposal.clone() };
    // The hash is taken of what would be written, not of what a row says its hash is.
    if hash_of(&proposal.content.write) != approval.hash || proposal.id != approval.proposal {
        return Err(changed());
    }
    if proposal.content.write.speaks_to_customers() {
        return Err(OutboxError::SeenByCustomers { id: approval.proposal.clone() });
    }
    if let Some(units) = proposal.content.write.body().and_then(too_long) {
        return Err(OutboxError::TooLong { id: approval.proposal.clone(), units });
    }
    let entry = Entry {
        proposal: proposal.id.clone(),
        marker: proposal.content.marker.clone(),
        hash: approval.hash.clone(),
        write: proposal.content.write.clone(),
        approved_by: approval.by.clone(),
        approved_at: approval.at,
        status: EntryStatus::Approved,
        remote_id: None,
        sends: 0,
        empty_reads: 0,
        last_empty_at: None,
        wait_until: None,
        in_doubt: false,
        reason: String::new(),
        revision: 0,
    };
    if database.approve_proposal(&entry)? { Ok(()) } else { Err(changed()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ChangeToMake, NoteToFile, Provenance};

    #[test]
    fn every_field_is_covered() {
        let note = NoteToFile {
            body: "<p>a</p>".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            owner: Some("1".to_owned()),
            targets: vec!["contact:1".parse().unwrap()],
        };
        let hash = hash_of(&Write::Note(note.clone()));
        let others = [
            NoteToFile { body: "<p>b</p>".to_owned(), ..note.clone() },
            NoteToFile { at: Timestamp::from_second(1).unwrap(), ..note.clone() },
            NoteToFile { owner: None, ..note.clone() },
            NoteToFile { targets: vec!["contact:2".parse().unwrap()], ..note.clone() },
        ];
        assert!(others.into_iter().all(|other| hash_of(&Write::Note(other)) != hash));
        assert_eq!(hash_of(&Write::Note(note)), hash);

        let change = ChangeToMake {
            record: "deal:1".parse().unwrap(),
            property: "amount".to_owned(),
            label: "Amount".to_owned(),
            from: Some("1".to_owned()),
            to: "2".to_owned(),
            seen_at: Timestamp::UNIX_EPOCH,
            provenance: None,
        };
        let hash = hash_of(&Write::Change(change.clone()));
        let run = Provenance {
            prompt_version: "rules@1".to_owned(),
            input_hash: "h".to_owned(),
            run_at: Timestamp::UNIX_EPOCH,
            confidence: None,
            confidence_in: None,
            reference: String::new(),
        };
        let others = [
            ChangeToMake { record: "deal:2".parse().unwrap(), ..change.clone() },
            ChangeToMake { property: "amount2".to_owned(), ..change.clone() },
            ChangeToMake { from: None, ..change.clone() },
            ChangeToMake { to: "3".to_owned(), ..change.clone() },
            ChangeToMake { seen_at: Timestamp::from_second(1).unwrap(), ..change.clone() },
            ChangeToMake { provenance: Some(run.clone()), ..change.clone() },
            ChangeToMake { provenance: Some(Provenance { confidence: Some(0.2), ..run.clone() }), ..change.clone() },
            ChangeToMake { provenance: Some(Provenance { confidence_in: Some("c".to_owned()), ..run }), ..change },
        ];
        assert!(others.into_iter().all(|other| hash_of(&Write::Change(other)) != hash));
    }
}

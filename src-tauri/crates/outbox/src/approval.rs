//! Approving: a hash of exactly what was shown becomes an entry of the outbox.

use crate::{Entry, OutboxError};
use domain::{EntryStatus, Marker, NoteToFile, ProposalId};
use jiff::Timestamp;
use store::{Database, StoredProposal};

/// A rep's yes to exactly what they were shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// To which proposal.
    pub proposal: ProposalId,
    /// To which content: [`hash_of`] what was shown.
    pub hash: String,
    /// Whose yes, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The hash an approval covers: of the kind and of every field that is written, 64 hex digits. Any change of any of them changes it.
pub fn hash_of(kind: &str, note: &NoteToFile) -> String {
    let NoteToFile { body, at, owner, targets } = note;
    let targets: Vec<String> = targets.iter().map(ToString::to_string).collect();
    let owner = owner.as_deref().unwrap_or_default();
    hash_of_parts(&[kind, body, &at.to_string(), owner, &targets.join(",")])
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

/// A name for a new proposal.
pub fn new_proposal_id() -> ProposalId {
    ProposalId::of_bits(rand::random())
}

/// A marker for a new proposal.
pub fn new_marker() -> Marker {
    Marker::of_bits(rand::random())
}

/// Puts an approved proposal into the outbox. Fails with [`OutboxError::Changed`] where the approval does not cover what stands there
/// now, or the note is on its way already. One that HubSpot refused starts anew.
pub fn approve(database: &Database, proposal: &StoredProposal, approval: &Approval) -> Result<(), OutboxError> {
    let changed = || OutboxError::Changed { id: approval.proposal.clone() };
    // The hash is taken of what would be written, not of what a row says its hash is.
    if hash_of(&proposal.kind, &proposal.content.note) != approval.hash || proposal.id != approval.proposal {
        return Err(changed());
    }
    let entry = Entry {
        proposal: proposal.id.clone(),
        marker: proposal.content.marker.clone(),
        hash: approval.hash.clone(),
        note: proposal.content.note.clone(),
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

    #[test]
    fn every_field_is_covered() {
        let note = NoteToFile {
            body: "<p>a</p>".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            owner: Some("1".to_owned()),
            targets: vec!["contact:1".parse().unwrap()],
        };
        let hash = hash_of("note", &note);
        let others = [
            NoteToFile { body: "<p>b</p>".to_owned(), ..note.clone() },
            NoteToFile { at: Timestamp::from_second(1).unwrap(), ..note.clone() },
            NoteToFile { owner: None, ..note.clone() },
            NoteToFile { targets: vec!["contact:2".parse().unwrap()], ..note.clone() },
        ];
        assert!(others.iter().all(|other| hash_of("note", other) != hash));
        assert_ne!(hash_of("task", &note), hash);
        assert_eq!(hash_of("note", &note.clone()), hash);
    }
}

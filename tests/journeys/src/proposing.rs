//! Proposals made by hand, for what no draft makes in such numbers.

use domain::{Decision, Marker, ProposalId, Proposed, Sources, Write};
use jiff::Timestamp;
use outbox::Approval;
use store::{Database, StoredDraft, StoredProposal};

/// The name of whoever approves in these tests.
pub const BY: &str = "Maren Holt";

/// The last line of a note or task that we file.
pub fn footer(marker: &Marker) -> String {
    format!("<p>Compiled from your CRM · approved by {BY} · ref {marker}</p>")
}

/// Keeps a proposal of this write. Its draft says nothing but where it came from.
pub fn propose(database: &Database, marker: Marker, write: Write, now: Timestamp) -> StoredProposal {
    let id = outbox::new_proposal_id();
    let target = write.targets()[0].clone();
    let draft = StoredDraft {
        id: id.0.replacen("p-", "d-", 1),
        kind: write.kind().to_owned(),
        target: target.clone(),
        request_id: id.0.replacen("p-", "r-", 1),
        input_hash: id.0.clone(),
        mode: "extractive".to_owned(),
        items: Vec::new(),
        created_at: now,
    };
    let proposal = StoredProposal {
        id,
        draft: draft.id.clone(),
        kind: write.kind().to_owned(),
        target,
        decision: Decision::Open,
        reason: String::new(),
        hash: outbox::hash_of(&write),
        content: Proposed {
            title: "A proposal made by hand".to_owned(),
            target_name: String::new(),
            lines: Vec::new(),
            dropped: Vec::new(),
            sources: Sources::new(),
            footer: String::new(),
            marker,
            write,
        },
        created_at: now,
    };
    database.put_draft(&draft, &proposal).unwrap();
    proposal
}

/// Approves a proposal as it stands.
pub fn approve(database: &Database, proposal: &StoredProposal, now: Timestamp) {
    let approval = Approval { proposal: proposal.id.clone(), hash: proposal.hash.clone(), by: BY.to_owned(), at: now };
    outbox::approve(database, proposal, &approval).unwrap();
}

/// Puts up a proposal and approves it.
pub fn approved(database: &Database, marker: Marker, write: Write, now: Timestamp) -> ProposalId {
    let proposal = propose(database, marker, write, now);
    approve(database, &proposal, now);
    proposal.id
}

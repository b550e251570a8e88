//! Drafts and the proposals made of them.

use crate::{
    Database, StoreError, doing,
    outbox::{WriteLogLine, column, decode, encode, log, withdraw},
    records::instant,
};
use domain::{Decision, Item, ProposalId, Proposed, RecordId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::{Value, json};

/// A draft as it was made, with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDraft {
    /// The draft's id, as commands take it.
    pub id: String,
    /// The kind of draft, as in `note`.
    pub kind: String,
    /// The record that the draft is about.
    pub target: RecordId,
    /// Names the request that made it; equal input, equal id.
    pub request_id: String,
    /// A hash of everything that the draft was made from.
    pub input_hash: String,
    /// Who made the draft: `extractive` or `llm`.
    pub mode: String,
    /// The draft's lines.
    pub items: Vec<Item>,
    /// When the draft was made.
    pub created_at: Timestamp,
}

/// A proposal as it stands: what it would write, and what the rep has decided.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredProposal {
    /// The id of the proposal.
    pub id: ProposalId,
    /// The id of the draft that the proposal came from.
    pub draft: String,
    /// The kind of proposal, as in `note`.
    pub kind: String,
    /// The record that the proposal is about.
    pub target: RecordId,
    /// What the rep has decided.
    pub decision: Decision,
    /// Why the proposal was rejected, or why an approval was withdrawn; empty otherwise.
    pub reason: String,
    /// A hash of everything that an approval covers; any change of it is another hash.
    pub hash: String,
    /// What the proposal says, and what the rep is shown of it.
    pub content: Proposed,
    /// When the proposal was made.
    pub created_at: Timestamp,
}

const PROPOSAL: &str =
    "SELECT p.id, p.draft, p.kind, p.target, p.decision, p.reason, p.hash, p.payload, p.created_at FROM proposal p";

impl Database {
    /// Keeps a draft and the proposal made of it, both or neither.
    pub fn put_draft(&self, draft: &StoredDraft, proposal: &StoredProposal) -> Result<(), StoreError> {
        self.transaction("keeping a draft", |tx| {
            insert_draft(tx, draft)?;
            tx.execute(
                "INSERT INTO proposal (id, draft, kind, target, decision, reason, hash, payload, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                params![
                    proposal.id.0,
                    proposal.draft,
                    proposal.kind,
                    proposal.target.to_string(),
                    proposal.decision.as_str(),
                    proposal.reason,
                    proposal.hash,
                    encode(&proposal.content)?,
                    proposal.created_at.as_millisecond()
                ],
            )
            .map_err(doing("keeping a proposal"))?;
            let line = WriteLogLine::new(proposal.created_at, &proposal.id, "proposed", "", "");
            log(tx, &line.with(told(tx, proposal)?))
        })
    }

    /// Keeps a draft that proposes nothing: a text to be read or copied.
    pub fn put_text_draft(&self, draft: &StoredDraft) -> Result<(), StoreError> {
        self.transaction("keeping a draft", |tx| insert_draft(tx, draft))
    }

    /// The latest draft of equal input with its proposal, if that is open or approved.
    pub fn draft_of_input(&self, input_hash: &str) -> Result<Option<(StoredDraft, StoredProposal)>, StoreError> {
        let select = format!(
            "{PROPOSAL} JOIN draft d ON d.id = p.draft WHERE d.input_hash = ?1 AND p.decision IN ('open', 'approved') ORDER BY p.created_at DESC LIMIT 1"
        );
        let proposal = self
            .lock()
            .prepare_cached(&select)
            .and_then(|mut select| select.query_row([input_hash], |row| Ok(read_proposal(row))).optional())
            .map_err(doing("looking for a draft"))?
            .transpose()?;
        let Some(proposal) = proposal else { return Ok(None) };
        Ok(self.draft(&proposal.draft)?.map(|draft| (draft, proposal)))
    }

    /// A draft by its id; `None` where there is none.
    pub fn draft(&self, id: &str) -> Result<Option<StoredDraft>, StoreError> {
        self.lock()
            .query_row(
                "SELECT id, kind, target, request_id, input_hash, mode, items, created_at FROM draft WHERE id = ?1",
                [id],
                |row| Ok(read_draft(row)),
            )
            .optional()
            .map_err(doing("reading a draft"))?
            .transpose()
    }

    /// Every proposal, newest first; none in a database that no version with proposals has written to yet.
    pub fn proposals(&self) -> Result<Vec<StoredProposal>, StoreError> {
        let connection = self.lock();
        let exists: bool = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'proposal'", [], |row| row.get(0))
            .map_err(doing("reading proposals"))?;
        if !exists {
            return Ok(Vec::new());
        }
        connection
            .prepare_cached(&format!("{PROPOSAL} ORDER BY p.created_at DESC, p.id"))
            .and_then(|mut select| select.query_map([], |row| Ok(read_proposal(row)))?.collect::<Result<Vec<_>, _>>())
            .map_err(doing("reading proposals"))?
            .into_iter()
            .collect()
    }

    /// Changes what a proposal says. An approval is withdrawn by that; where HubSpot may have it already, nothing is changed
    /// and the answer is false.
    pub fn revise_proposal(
        &self,
        id: &ProposalId,
        content: &Proposed,
        hash: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.transaction("changing a proposal", |tx| {
            if !withdraw(tx, id, at, "it was changed")? {
                return Ok(false);
            }
            let before = one_proposal(tx, id)?;
            let payload = encode(content)?;
            tx.execute(
                "UPDATE proposal SET payload = ?2, hash = ?3, decision = 'open', reason = '' WHERE id = ?1",
                params![id.0, payload, hash],
            )
            .map_err(doing("changing a proposal"))?;
            let before = before.map(|before| json!({"hash": before.hash, "write": before.content.write}));
            let after = json!({"hash": hash, "write": content.write});
            log(tx, &WriteLogLine::new(at, id, "edited", "", "").with(json!({"before": before, "after": after})))?;
            Ok(true)
        })
    }

    /// Puts a proposal aside: rejected, superseded or expired. Where HubSpot may have it already, nothing is changed and the answer is
    /// false.
    pub fn put_aside(&self, id: &ProposalId, decision: Decision, why: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.transaction("putting a proposal aside", |tx| {
            if !withdraw(tx, id, at, "the proposal was put aside")? {
                return Ok(false);
            }
            tx.execute("UPDATE proposal SET decision = ?2, reason = ?3 WHERE id = ?1", [&id.0, decision.as_str(), why])
                .map_err(doing("putting a proposal aside"))?;
            log(tx, &WriteLogLine::new(at, id, decision.as_str(), "", why))?;
            Ok(true)
        })
    }

    /// Puts a proposal up for review again that was approved or put aside, as if nothing had been decided. Where HubSpot may have it already,
    /// nothing is changed and the answer is false.
    pub fn reopen_proposal(&self, id: &ProposalId, why: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.transaction("putting a proposal up again", |tx| {
            if !withdraw(tx, id, at, why)? {
                return Ok(false);
            }
            tx.execute("UPDATE proposal SET decision = 'open', reason = '' WHERE id = ?1", [&id.0])
                .map_err(doing("putting a proposal up again"))?;
            tx.execute(
                "UPDATE rating SET outcome = '', at = ?2 WHERE proposal = ?1",
                params![id.0, at.as_millisecond()],
            )
            .map_err(doing("putting a proposal up again"))?;
            log(tx, &WriteLogLine::new(at, id, "reopened", "", why))?;
            Ok(true)
        })
    }
}

/// A proposal as it stands, read within a transaction; `None` where there is none by that id.
pub(crate) fn one_proposal(tx: &Transaction<'_>, id: &ProposalId) -> Result<Option<StoredProposal>, StoreError> {
    tx.prepare_cached(&format!("{PROPOSAL} WHERE p.id = ?1"))
        .and_then(|mut select| select.query_row([&id.0], |row| Ok(read_proposal(row))).optional())
        .map_err(doing("reading a proposal"))?
        .transpose()
}

/// What the log is to know of a proposal: what stood there before and what would, on which grounds, and what made it.
pub(crate) fn told(tx: &Transaction<'_>, proposal: &StoredProposal) -> Result<Value, StoreError> {
    let made = tx
        .prepare_cached(
            "SELECT d.request_id, d.input_hash, d.mode, (SELECT max(c.prompt_version) FROM model_call c WHERE c.request_id = d.request_id),
                 e.event, e.rule
             FROM draft d LEFT JOIN draft_event e ON e.draft = d.id WHERE d.id = ?1",
        )
        .and_then(|mut select| {
            select
                .query_row([&proposal.draft], |row| {
                    let (request, input, mode): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let prompt: Option<i64> = row.get(3)?;
                    let mut made =
                        json!({"request_id": request, "input_hash": input, "mode": mode, "prompt_version": prompt});
                    // What the rep asked for themselves was started by no event.
                    if let (Some(event), Some(rule)) = (row.get::<_, Option<String>>(4)?, row.get::<_, Option<String>>(5)?) {
                        (made["event"], made["rule"]) = (json!(event), json!(rule));
                    }
                    Ok(made)
                })
                .optional()
        })
        .map_err(doing("reading a draft"))?;
    let content = &proposal.content;
    let before = content.write.change().and_then(|change| change.from.clone());
    let sources: Vec<String> = content.lines.iter().flat_map(|line| &line.citations).map(ToString::to_string).collect();
    Ok(json!({
        "hash": proposal.hash, "kind": proposal.kind, "target": proposal.target.to_string(), "title": content.title,
        "tier": content.write.tier().as_str(), "before": before, "after": content.write, "sources": sources, "made": made,
    }))
}

fn insert_draft(tx: &Transaction<'_>, draft: &StoredDraft) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO draft (id, kind, target, request_id, input_hash, mode, items, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            draft.id,
            draft.kind,
            draft.target.to_string(),
            draft.request_id,
            draft.input_hash,
            draft.mode,
            encode(&draft.items)?,
            draft.created_at.as_millisecond()
        ],
    )
    .map_err(doing("keeping a draft"))?;
    Ok(())
}

fn id_of(text: &str) -> Result<RecordId, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { what: "record id" })
}

fn read_draft(row: &Row<'_>) -> Result<StoredDraft, StoreError> {
    Ok(StoredDraft {
        id: column(row, 0)?,
        kind: column(row, 1)?,
        target: id_of(&column::<String>(row, 2)?)?,
        request_id: column(row, 3)?,
        input_hash: column(row, 4)?,
        mode: column(row, 5)?,
        items: decode(&column::<String>(row, 6)?)?,
        created_at: instant(column(row, 7)?)?,
    })
}

fn read_proposal(row: &Row<'_>) -> Result<StoredProposal, StoreError> {
    let decision: String = column(row, 4)?;
    Ok(StoredProposal {
        id: ProposalId(column(row, 0)?),
        draft: column(row, 1)?,
        kind: column(row, 2)?,
        target: id_of(&column::<String>(row, 3)?)?,
        decision: decision.parse().map_err(|()| StoreError::Unreadable { what: "decision" })?,
        reason: column(row, 5)?,
        hash: column(row, 6)?,
        content: decode(&column::<String>(row, 7)?)?,
        created_at: instant(column(row, 8)?)?,
    })
}

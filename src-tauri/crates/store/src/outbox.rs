//! Outbox entries with their attempts, and the log of writes.

use crate::{
    Database, StoreError,
    audit::chain,
    doing,
    proposals::{one_proposal, told},
    records::{archive, instant},
};
use domain::{EntryStatus, Marker, ProposalId, RecordId, Write};
use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// An approved write with how far it has come: a row of the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEntry {
    /// The proposal that the entry came from.
    pub proposal: ProposalId,
    /// The marker by which the write is found in HubSpot.
    pub marker: Marker,
    /// The hash of what the rep was shown and approved.
    pub hash: String,
    /// What is to be written.
    pub write: Write,
    /// The name of whoever approved the write.
    pub approved_by: String,
    /// When the write was approved.
    pub approved_at: Timestamp,
    /// How far the write has come.
    pub status: EntryStatus,
    /// HubSpot's id of what was written; `None` before it is known.
    pub remote_id: Option<String>,
    /// How many requests have left for the entry.
    pub sends: u32,
    /// Read-backs since the last request that found nothing.
    pub empty_reads: u32,
    /// When the last of these read-backs was; `None` where there was none.
    pub last_empty_at: Option<Timestamp>,
    /// When to go on with the entry; `None` where it need not wait.
    pub wait_until: Option<Timestamp>,
    /// Whether a request ever left without a clear answer.
    pub in_doubt: bool,
    /// Why the entry is where it is; empty where that needs no words.
    pub reason: String,
    /// Counts the changes of the entry, so that a change to an older state of it is refused.
    pub revision: u32,
}

/// One exchange with HubSpot about an entry: a look whether it is there, or a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttempt {
    /// When the exchange ended.
    pub at: Timestamp,
    /// What the exchange was for: `read_back` or `send`.
    pub action: String,
    /// What came of the exchange, in words.
    pub outcome: String,
}

/// One line of the log of writes: what happened when to which proposal, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WriteLogLine {
    /// Counts lines, from 1; 0 for one that is not written yet.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// The proposal it happened to.
    pub proposal: ProposalId,
    /// What happened, as in `sent` or `double_archived`.
    pub what: String,
    /// HubSpot's id of the record; empty where none is known.
    pub remote_id: String,
    /// Why it happened; empty where that needs no words.
    pub why: String,
    /// What else is to be known of it: who, before, after, sources, request and correlation ids. Kept beside the log, where an erasure
    /// can take it; none where a line is read from the log alone.
    #[serde(skip)]
    pub detail: Option<Value>,
}

/// An entry as it is to be written down, with the exchange and the lines of the log that go with it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryMove {
    /// How far it has come; its revision is the one it was read at.
    pub entry: StoredEntry,
    /// The exchange that brought the entry there; `None` where there was none.
    pub attempt: Option<StoredAttempt>,
    /// The lines to add to the log in the same transaction.
    pub lines: Vec<WriteLogLine>,
}

impl WriteLogLine {
    /// A line that is not written yet: its number is still 0.
    pub fn new(at: Timestamp, proposal: &ProposalId, what: &str, remote_id: &str, why: &str) -> Self {
        let own = str::to_owned;
        Self {
            seq: 0,
            at,
            proposal: proposal.clone(),
            what: own(what),
            remote_id: own(remote_id),
            why: own(why),
            detail: None,
        }
    }

    /// The line with `detail` as its payload.
    #[must_use]
    pub fn with(self, detail: Value) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

const ENTRY: &str =
    "SELECT proposal, marker, hash, payload, approved_by, approved_at, status, remote_id, sends, empty_reads,
    last_empty_at, wait_until, in_doubt, reason, revision FROM outbox_entry";

impl Database {
    /// Approves a proposal by writing its entry; one that was refused starts anew. Where the proposal's hash is not the entry's any
    /// more, or an entry is on its way or done, nothing is changed and the answer is false.
    pub fn approve_proposal(&self, entry: &StoredEntry) -> Result<bool, StoreError> {
        self.transaction("approving a proposal", |tx| {
            let marked = tx
                .execute(
                    "UPDATE proposal SET decision = 'approved', reason = '' WHERE id = ?1 AND hash = ?2",
                    [&entry.proposal.0, &entry.hash],
                )
                .map_err(doing("approving a proposal"))?;
            if marked == 0 {
                return Ok(false);
            }
            let inserted = tx
                .execute(
                    "INSERT INTO outbox_entry (proposal, marker, hash, payload, approved_by, approved_at, status, remote_id, sends,
                         empty_reads, last_empty_at, wait_until, in_doubt, reason, revision)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', 0, 0, 0, 0, 0, '',
                         -- Higher than that of an entry which was withdrawn: whoever has that one at hand does not have this one.
                         (SELECT 1000 * count(*) FROM write_log))
                     ON CONFLICT (proposal) DO UPDATE SET hash = excluded.hash, payload = excluded.payload,
                         approved_by = excluded.approved_by, approved_at = excluded.approved_at, status = excluded.status,
                         sends = 0, empty_reads = 0, last_empty_at = 0, wait_until = 0, reason = '', revision = revision + 1
                     WHERE status = 'refused'",
                    params![
                        entry.proposal.0,
                        entry.marker.as_str(),
                        entry.hash,
                        encode(&entry.write)?,
                        entry.approved_by,
                        entry.approved_at.as_millisecond(),
                        entry.status.as_str()
                    ],
                )
                .map_err(doing("approving a proposal"))?;
            if inserted == 0 {
                return Ok(false);
            }
            let why = format!("by {}", entry.approved_by);
            let line = WriteLogLine::new(entry.approved_at, &entry.proposal, "approved", "", &why);
            let detail = one_proposal(tx, &entry.proposal)?.map(|proposal| told(tx, &proposal)).transpose()?;
            log(tx, &WriteLogLine { detail, ..line })?;
            Ok(true)
        })
    }

    /// Every entry, in the order they were approved; none in a database without outbox.
    pub fn entries(&self) -> Result<Vec<StoredEntry>, StoreError> {
        let connection = self.lock();
        let exists: bool = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'outbox_entry'", [], |row| row.get(0))
            .map_err(doing("reading the outbox"))?;
        if !exists {
            return Ok(Vec::new());
        }
        connection
            .prepare_cached(&format!(
                "{ENTRY} ORDER BY approved_at,
                 (SELECT max(l.seq) FROM write_log l WHERE l.proposal = outbox_entry.proposal AND l.what = 'approved'), proposal"
            ))
            .and_then(|mut select| select.query_map([], |row| Ok(read_entry(row)))?.collect::<Result<Vec<_>, _>>())
            .map_err(doing("reading the outbox"))?
            .into_iter()
            .collect()
    }

    /// Writes down how far an entry has come, with the exchange that brought it there and lines for the log, and returns it as it
    /// now stands. `None` where somebody else has moved it meanwhile, or withdrawn it for another wording: then nothing is written.
    ///
    /// On return it is on the disk, not only in the system's cache, so that an intent survives a power cut.
    pub fn move_entry(
        &self,
        entry: &StoredEntry,
        attempt: Option<&StoredAttempt>,
        lines: &[WriteLogLine],
    ) -> Result<Option<StoredEntry>, StoreError> {
        let one = EntryMove { entry: entry.clone(), attempt: attempt.cloned(), lines: lines.to_vec() };
        Ok(self.move_entries(&[one])?.into_iter().next().flatten())
    }

    /// Like [`Database::move_entry`], for many at once; the answers are in their order.
    pub fn move_entries(&self, moves: &[EntryMove]) -> Result<Vec<Option<StoredEntry>>, StoreError> {
        if moves.is_empty() {
            return Ok(Vec::new());
        }
        self.durable_transaction("moving outbox entries on", |tx| moves.iter().map(|one| move_one(tx, one)).collect())
    }

    /// The exchanges about an entry, oldest first.
    pub fn attempts(&self, id: &ProposalId) -> Result<Vec<StoredAttempt>, StoreError> {
        self.lock()
            .prepare_cached("SELECT at, action, outcome FROM attempt WHERE proposal = ?1 ORDER BY id")
            .and_then(|mut select| {
                select
                    .query_map([&id.0], |row| {
                        let (at, action, outcome) = (row.get(0)?, row.get(1)?, row.get(2)?);
                        Ok(instant(at).map(|at| StoredAttempt { at, action, outcome }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading attempts"))?
            .into_iter()
            .collect()
    }

    /// Adds a line to the log of writes, and its link to the chain.
    pub fn log_write(&self, line: &WriteLogLine) -> Result<(), StoreError> {
        self.transaction("logging a write", |tx| log(tx, line))
    }

    /// The log of writes, oldest line first, without payloads.
    pub fn write_log(&self) -> Result<Vec<WriteLogLine>, StoreError> {
        self.lock()
            .prepare_cached("SELECT seq, at, proposal, what, remote_id, why FROM write_log ORDER BY seq")
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        let (seq, at, proposal) = (row.get(0)?, row.get(1)?, ProposalId(row.get(2)?));
                        let (what, remote_id, why) = (row.get(3)?, row.get(4)?, row.get(5)?);
                        Ok(instant(at).map(|at| WriteLogLine { seq, at, proposal, what, remote_id, why, detail: None }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading the log of writes"))?
            .into_iter()
            .collect()
    }

    /// Marks a record archived that we know to be, without waiting for a sync to find out.
    pub fn mark_archived(&self, id: &RecordId, observed_at: Timestamp) -> Result<(), StoreError> {
        self.transaction("archiving", |tx| archive(tx, id, observed_at).map(|_| ()))
    }
}

fn move_one(tx: &Transaction<'_>, one: &EntryMove) -> Result<Option<StoredEntry>, StoreError> {
    let entry = &one.entry;
    let millis = |at: Option<Timestamp>| at.map_or(0, Timestamp::as_millisecond);
    let moved = tx
        .prepare_cached(
            "UPDATE outbox_entry SET status = ?3, remote_id = ?4, sends = ?5, empty_reads = ?6, last_empty_at = ?7,
                 wait_until = ?8, in_doubt = ?9, reason = ?10, revision = revision + 1
             WHERE proposal = ?1 AND revision = ?2 AND hash = ?11",
        )
        .and_then(|mut update| {
            update.execute(params![
                entry.proposal.0,
                entry.revision,
                entry.status.as_str(),
                entry.remote_id.as_deref().unwrap_or_default(),
                entry.sends,
                entry.empty_reads,
                millis(entry.last_empty_at),
                millis(entry.wait_until),
                entry.in_doubt,
                entry.reason,
                entry.hash
            ])
        })
        .map_err(doing("moving an outbox entry on"))?;
    if moved == 0 {
        return Ok(None);
    }
    if let Some(attempt) = &one.attempt {
        tx.prepare_cached("INSERT INTO attempt (proposal, at, action, outcome) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| {
                insert.execute(params![entry.proposal.0, attempt.at.as_millisecond(), attempt.action, attempt.outcome])
            })
            .map_err(doing("recording an attempt"))?;
    }
    one.lines.iter().try_for_each(|line| log(tx, line))?;
    Ok(Some(StoredEntry { revision: entry.revision + 1, ..entry.clone() }))
}

/// Takes an entry back that HubSpot certainly does not have. False where it may have it.
pub(crate) fn withdraw(tx: &Transaction<'_>, id: &ProposalId, at: Timestamp, why: &str) -> Result<bool, StoreError> {
    let gone = tx
        .execute(
            "DELETE FROM outbox_entry WHERE proposal = ?1 AND in_doubt = 0 AND status IN ('approved', 'waiting', 'refused')",
            [&id.0],
        )
        .map_err(doing("withdrawing an approval"))?;
    if gone == 1 {
        log(tx, &WriteLogLine::new(at, id, "withdrawn", "", why))?;
        return Ok(true);
    }
    let left: u32 = tx
        .query_row("SELECT count(*) FROM outbox_entry WHERE proposal = ?1", [&id.0], |row| row.get(0))
        .map_err(doing("withdrawing an approval"))?;
    Ok(left == 0)
}

/// Adds a line to the log of writes, and its link to the chain, within a transaction.
pub(crate) fn log(tx: &Transaction<'_>, line: &WriteLogLine) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO write_log (at, proposal, what, remote_id, why) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![line.at.as_millisecond(), line.proposal.0, line.what, line.remote_id, line.why],
    )
    .map_err(doing("logging a write"))?;
    chain(tx, tx.last_insert_rowid(), line)
}

pub(crate) fn encode<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable { what: "proposal" })
}

pub(crate) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "proposal" })
}

pub(crate) fn column<T: rusqlite::types::FromSql>(row: &Row<'_>, at: usize) -> Result<T, StoreError> {
    row.get(at).map_err(doing("reading the outbox"))
}

fn read_entry(row: &Row<'_>) -> Result<StoredEntry, StoreError> {
    let optional = |at: usize| -> Result<Option<Timestamp>, StoreError> {
        Some(column::<i64>(row, at)?).filter(|ms| *ms != 0).map(instant).transpose()
    };
    let (status, remote_id): (String, String) = (column(row, 6)?, column(row, 7)?);
    Ok(StoredEntry {
        proposal: ProposalId(column(row, 0)?),
        marker: Marker::from_stored(column(row, 1)?),
        hash: column(row, 2)?,
        write: decode(&column::<String>(row, 3)?)?,
        approved_by: column(row, 4)?,
        approved_at: instant(column(row, 5)?)?,
        status: status.parse().map_err(|()| StoreError::Unreadable { what: "status" })?,
        remote_id: Some(remote_id).filter(|id| !id.is_empty()),
        sends: column(row, 8)?,
        empty_reads: column(row, 9)?,
        last_empty_at: optional(10)?,
        wait_until: optional(11)?,
        in_doubt: column(row, 12)?,
        reason: column(row, 13)?,
        revision: column(row, 14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StoredDraft, StoredProposal};
    use domain::{Decision, NoteToFile, Proposed};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn database() -> (tempfile::TempDir, Database) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        (dir, database)
    }

    fn content(body: &str) -> Proposed {
        Proposed {
            title: "Call".to_owned(),
            target_name: "Acme".to_owned(),
            lines: Vec::new(),
            dropped: Vec::new(),
            sources: domain::Sources::new(),
            footer: String::new(),
            marker: Marker::of_bits(1),
            write: Write::Note(NoteToFile { body: body.to_owned(), at: at(5), owner: None, targets: Vec::new() }),
        }
    }

    fn proposed(database: &Database) -> StoredProposal {
        let target: RecordId = "call:7".parse().unwrap();
        let draft = StoredDraft {
            id: "d-1".to_owned(),
            kind: "note".to_owned(),
            target: target.clone(),
            request_id: "r-1".to_owned(),
            input_hash: "abc".to_owned(),
            mode: "extractive".to_owned(),
            items: Vec::new(),
            created_at: at(9),
        };
        let proposal = StoredProposal {
            id: ProposalId("p-1".to_owned()),
            draft: "d-1".to_owned(),
            kind: "note".to_owned(),
            target,
            decision: Decision::Open,
            reason: String::new(),
            hash: "h1".to_owned(),
            content: content("<p>one</p>"),
            created_at: at(9),
        };
        database.put_draft(&draft, &proposal).unwrap();
        proposal
    }

    fn entry_of(proposal: &StoredProposal) -> StoredEntry {
        StoredEntry {
            proposal: proposal.id.clone(),
            marker: proposal.content.marker.clone(),
            hash: proposal.hash.clone(),
            write: proposal.content.write.clone(),
            approved_by: "Maren".to_owned(),
            approved_at: at(10),
            status: EntryStatus::Approved,
            remote_id: None,
            sends: 0,
            empty_reads: 0,
            last_empty_at: None,
            wait_until: None,
            in_doubt: false,
            reason: String::new(),
            revision: 0,
        }
    }

    #[test]
    fn what_is_stored_reads_back_and_one_approval_is_one_entry() {
        let (_dir, database) = database();
        let proposal = proposed(&database);
        assert_eq!(database.proposals().unwrap(), std::slice::from_ref(&proposal));
        assert_eq!(database.draft_of_input("abc").unwrap().unwrap().1, proposal);
        let entry = entry_of(&proposal);
        assert!(database.approve_proposal(&entry).unwrap());
        assert!(!database.approve_proposal(&entry).unwrap(), "it is on its way already");
        // One line in the log was before it.
        let entry = StoredEntry { revision: 1_000, ..entry };
        assert_eq!(database.entries().unwrap(), std::slice::from_ref(&entry));
        let sending = StoredEntry { status: EntryStatus::Sending, sends: 1, ..entry.clone() };
        let moved = database.move_entry(&sending, None, &[]).unwrap().unwrap();
        assert_eq!(moved.revision, 1_001);
        assert_eq!(database.move_entry(&sending, None, &[]).unwrap(), None, "somebody else was first");
    }

    #[test]
    fn a_change_withdraws_an_approval_unless_it_may_be_too_late() {
        let (_dir, database) = database();
        let proposal = proposed(&database);
        let entry = entry_of(&proposal);
        database.approve_proposal(&entry).unwrap();
        assert!(database.revise_proposal(&proposal.id, &content("<p>two</p>"), "h2", at(11)).unwrap());
        assert_eq!(database.entries().unwrap(), []);
        assert!(!database.approve_proposal(&entry).unwrap(), "that is not what stands there now");
        let stale = StoredEntry { revision: 1_000, ..entry.clone() };
        let entry = StoredEntry { hash: "h2".to_owned(), ..entry };
        assert!(database.approve_proposal(&entry).unwrap());
        assert_eq!(
            database.move_entry(&stale, None, &[]).unwrap(),
            None,
            "whoever holds the old wording cannot send it"
        );
        let anew = database.entries().unwrap().remove(0);
        assert!(stale.revision < anew.revision);
        let sending = StoredEntry { status: EntryStatus::Sending, sends: 1, ..anew };
        assert!(database.move_entry(&sending, None, &[]).unwrap().is_some());
        assert!(!database.revise_proposal(&proposal.id, &content("<p>three</p>"), "h3", at(12)).unwrap());
        assert!(!database.put_aside(&proposal.id, Decision::Rejected, "no", at(12)).unwrap());
        let log: Vec<String> = database.write_log().unwrap().into_iter().map(|line| line.what).collect();
        assert_eq!(log, ["proposed", "approved", "withdrawn", "edited", "approved"]);
    }

    #[test]
    fn the_log_only_grows() {
        let (_dir, database) = database();
        proposed(&database);
        assert!(database.lock().execute("UPDATE write_log SET what = 'x'", []).is_err());
        assert!(database.lock().execute("DELETE FROM write_log", []).is_err());
    }
}

//! The log of writes as a chain of salted hashes over payloads that can be erased.
//!
//! A line of `write_log` says what happened when, to which proposal and to which record in HubSpot. Its payload says the rest: why,
//! who, the values before and after, sources, request and correlation ids. A link of the chain is
//! `head = H(head before, line, digest)` with `digest = H(salt, payload)`, so no line can be changed, left out or put in between
//! without every later head changing. Erasing a person deletes payloads with their salts; the digests stay, so the chain still
//! holds, and a line `erased` says which payloads went. What was cut off at the end shows only against a head noted elsewhere: each note and task
//! that is filed carries one ([`Database::anchor`]).

use crate::{Database, StoreError, WriteLogLine, doing, records::instant};
use aho_corasick::AhoCorasick;
use domain::{Anchor, ProposalId, RecordId};
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CHAINING: &str = "chaining the log of writes";
/// The setting that holds the log's own name.
const LOG: &str = "audit_log";
/// What a line that tells of an erasure is called.
const ERASED: &str = "erased";

/// The head of a chain without lines: sixty-four zeros.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What checking the log of writes against its chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainCheck {
    /// Whether every line is as it was written, and, where another head was named, whether the log grew out of that one.
    pub verified: bool,
    /// The last head: note it elsewhere to prove later that nothing before it was changed or cut off.
    pub head: String,
    /// How many lines the log has.
    pub entries: usize,
    /// How many of them had their payloads erased with a person.
    pub erased: usize,
    /// The number of the first line that does not hold; `None` where all do, or where only the head named is another.
    pub broken_at: Option<i64>,
    /// What is wrong, in words; `None` where nothing is.
    pub reason: Option<String>,
    /// How many notes and tasks in HubSpot name a head that this log had.
    pub anchors: usize,
    /// How many name another log: another computer's, or this one's from before it was set up anew.
    pub anchors_of_other_logs: usize,
}

/// One line of the log with everything that is still known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// The line itself, as it stands in the log.
    #[serde(flatten)]
    pub line: WriteLogLine,
    /// The line's full payload; `None` once it was erased.
    pub payload: Option<Value>,
    /// The hash of the payload with its salt; it stays when the payload is erased.
    pub digest: String,
    /// The payload's salt, in hex; `None` once it was erased with the payload.
    pub salt: Option<String>,
    /// The head of the chain after this line.
    pub head: String,
}

/// A line with its link of the chain, as the tables hold it.
struct Row {
    line: WriteLogLine,
    digest: Option<String>,
    head: Option<String>,
    salt: Option<String>,
    payload: Option<String>,
}

impl Database {
    /// Checks every line against the chain. `against` is a head noted earlier; then the log also has to have grown out of that one.
    ///
    /// Reads the whole log; a thousand lines take a few milliseconds.
    pub fn verify_audit(&self, against: Option<&str>) -> Result<ChainCheck, StoreError> {
        let rows = self.audit_rows()?;
        let mut check = ChainCheck {
            verified: true,
            head: GENESIS.to_owned(),
            entries: rows.len(),
            erased: 0,
            broken_at: None,
            reason: None,
            anchors: 0,
            anchors_of_other_logs: 0,
        };
        let excused = excused(&rows);
        let mut is_prefix = against.is_none_or(|head| head == GENESIS);
        for (at, row) in (1..).zip(&rows) {
            match flaw(row, at, &check.head, &excused) {
                Some(reason) => {
                    check.verified = false;
                    check.broken_at = Some(row.line.seq);
                    check.reason = Some(format!("line {} {reason}", row.line.seq));
                    break;
                }
                None => {
                    check.erased += usize::from(row.payload.is_none());
                    check.head = row.head.clone().unwrap_or_default();
                    is_prefix |= against == Some(check.head.as_str());
                }
            }
        }
        if check.verified && !is_prefix {
            check.verified = false;
            check.reason =
                Some("the head named is not in this log: lines before it were changed or cut off".to_owned());
        }
        Ok(check)
    }

    /// Where the log stands, to be noted in what is filed. Gives the log its name at the first call.
    pub fn anchor(&self) -> Result<Anchor, StoreError> {
        self.transaction("noting where the log stands", |tx| {
            tx.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?1, lower(hex(randomblob(4))))", [LOG])
                .map_err(doing(CHAINING))?;
            tx.query_row(
                "SELECT value, coalesce((SELECT head FROM audit_chain ORDER BY seq DESC LIMIT 1), ?2) FROM setting WHERE name = ?1",
                [LOG, GENESIS],
                |row| Ok(Anchor::new(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?)),
            )
            .map_err(doing(CHAINING))
        })
    }

    /// Holds the chain against anchors that were found in what was filed: each of this log's has to be one of its heads.
    pub fn verify_anchors(&self, check: &mut ChainCheck, found: &[(RecordId, Anchor)]) -> Result<(), StoreError> {
        let Some(log) = self.setting(LOG)? else { return Ok(()) };
        let mut heads: BTreeSet<String> = self.audit_rows()?.into_iter().filter_map(|row| row.head).collect();
        heads.insert(GENESIS.to_owned());
        let heads: BTreeSet<String> = heads.iter().map(|head| Anchor::new(&log, head).head).collect();
        for (record, anchor) in found {
            if anchor.log != log {
                check.anchors_of_other_logs += 1;
            } else if heads.contains(&anchor.head) {
                check.anchors += 1;
            } else if check.verified {
                check.verified = false;
                check.reason = Some(format!(
                    "{record} in HubSpot names a head that this log never had: lines were changed or cut off after it was filed"
                ));
            }
        }
        Ok(())
    }

    /// Every line with what is still known of it, oldest first.
    pub fn audit_lines(&self) -> Result<Vec<AuditLine>, StoreError> {
        let line = |row: Row| AuditLine {
            line: row.line,
            payload: row.payload.map(|text| serde_json::from_str(&text).unwrap_or(Value::String(text))),
            digest: row.digest.unwrap_or_default(),
            salt: row.salt,
            head: row.head.unwrap_or_default(),
        };
        Ok(self.audit_rows()?.into_iter().map(line).collect())
    }

    fn audit_rows(&self) -> Result<Vec<Row>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT l.seq, l.at, l.proposal, l.what, l.remote_id, l.why, c.digest, c.head, p.salt, p.payload
                 FROM write_log l LEFT JOIN audit_chain c ON c.seq = l.seq LEFT JOIN audit_payload p ON p.seq = l.seq
                 ORDER BY l.seq",
            )
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        let (seq, at, proposal) = (row.get(0)?, row.get(1)?, ProposalId(row.get(2)?));
                        let (what, remote_id, why) = (row.get(3)?, row.get(4)?, row.get(5)?);
                        let (digest, head) = (row.get(6)?, row.get(7)?);
                        let (salt, payload) = (row.get(8)?, row.get(9)?);
                        let line = |at| WriteLogLine { seq, at, proposal, what, remote_id, why, detail: None };
                        Ok(instant(at).map(|at| Row { line: line(at), digest, head, salt, payload }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading the audit chain"))?
            .into_iter()
            .collect()
    }
}

/// Appends the link of a line that stands in the log already.
pub(crate) fn chain(tx: &Transaction<'_>, seq: i64, line: &WriteLogLine) -> Result<(), StoreError> {
    let (salt, before): (String, String) = tx
        .query_row(
            "SELECT lower(hex(randomblob(16))), coalesce((SELECT head FROM audit_chain ORDER BY seq DESC LIMIT 1), ?1)",
            [GENESIS],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(doing(CHAINING))?;
    let payload = payload_of(line);
    let digest = hash(&[&salt, &payload]);
    let head = head_after(&before, seq, line, &digest);
    tx.prepare_cached("INSERT INTO audit_payload (seq, salt, payload) VALUES (?1, ?2, ?3)")
        .and_then(|mut insert| insert.execute(params![seq, salt, payload]))
        .map_err(doing(CHAINING))?;
    tx.prepare_cached("INSERT INTO audit_chain (seq, digest, head) VALUES (?1, ?2, ?3)")
        .and_then(|mut insert| insert.execute(params![seq, digest, head]))
        .map_err(doing(CHAINING))?;
    Ok(())
}

/// Chains lines that an older version wrote without. Only a migration does so: later, a line without a link is a line that somebody put in.
pub(crate) fn catch_up(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let open: Vec<(i64, i64, WriteLogLine)> = tx
        .prepare(
            "SELECT seq, at, proposal, what, remote_id, why FROM write_log
             WHERE (SELECT coalesce(max(seq), 0) FROM audit_chain) < seq ORDER BY seq",
        )
        .and_then(|mut select| {
            let read = |row: &rusqlite::Row<'_>| {
                let proposal = ProposalId(row.get(2)?);
                let (what, remote_id, why): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
                let line = WriteLogLine::new(Timestamp::UNIX_EPOCH, &proposal, &what, &remote_id, &why);
                Ok((row.get(0)?, row.get(1)?, line))
            };
            select.query_map([], read)?.collect()
        })
        .map_err(doing(CHAINING))?;
    for (seq, at, line) in open {
        chain(tx, seq, &WriteLogLine { at: instant(at)?, ..line })?;
    }
    Ok(())
}

/// Erases the payloads of these proposals and every other one in which one of the texts stands, with the reasons in the log, and writes
/// down which. Returns how many.
pub(crate) fn erase_payloads(
    tx: &Transaction<'_>,
    proposals: &BTreeSet<String>,
    texts: &AhoCorasick,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let all: Vec<(i64, String, String)> = tx
        .prepare(
            "SELECT p.seq, l.proposal, p.payload FROM audit_payload p JOIN write_log l ON l.seq = p.seq ORDER BY p.seq",
        )
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect())
        .map_err(doing(CHAINING))?;
    let gone: Vec<i64> = all
        .into_iter()
        .filter(|(_, proposal, payload)| proposals.contains(proposal) || texts.is_match(payload))
        .map(|(seq, ..)| seq)
        .collect();
    if gone.is_empty() {
        return Ok(0);
    }
    // The trigger that keeps everybody else from changing the log stands aside meanwhile.
    let trigger: String = tx
        .query_row("SELECT sql FROM sqlite_schema WHERE name = 'write_log_is_not_changed'", [], |row| row.get(0))
        .map_err(doing(CHAINING))?;
    tx.execute_batch("DROP TRIGGER write_log_is_not_changed").map_err(doing(CHAINING))?;
    for seq in &gone {
        tx.execute("DELETE FROM audit_payload WHERE seq = ?1", [seq]).map_err(doing(CHAINING))?;
        tx.execute("UPDATE write_log SET why = '' WHERE seq = ?1", [seq]).map_err(doing(CHAINING))?;
    }
    tx.execute_batch(&trigger).map_err(doing(CHAINING))?;
    let none = ProposalId(String::new());
    let line = WriteLogLine::new(now, &none, ERASED, "", "a person was erased").with(json!({ "lines": gone }));
    crate::outbox::log(tx, &line)?;
    Ok(gone.len())
}

/// What a line's link covers beside the line itself.
fn payload_of(line: &WriteLogLine) -> String {
    json!({ "why": line.why, "detail": line.detail }).to_string()
}

fn head_after(before: &str, seq: i64, line: &WriteLogLine, digest: &str) -> String {
    let (seq, at) = (seq.to_string(), line.at.as_millisecond().to_string());
    hash(&[before, &seq, &at, &line.proposal.0, &line.what, &line.remote_id, digest])
}

/// The hash of some texts in order, 64 hex digits; their lengths keep neighbours apart.
fn hash(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// The lines whose payloads an erasure took, as the log itself says.
fn excused(rows: &[Row]) -> BTreeSet<i64> {
    let mut excused = BTreeSet::new();
    for row in rows.iter().filter(|row| row.line.what == ERASED) {
        let payload: Value =
            row.payload.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        excused.extend(payload["detail"]["lines"].as_array().into_iter().flatten().filter_map(Value::as_i64));
    }
    excused
}

/// What is wrong with a row that should be number `at` after the head `before`; none where it holds. Pure.
fn flaw(row: &Row, at: i64, before: &str, excused: &BTreeSet<i64>) -> Option<&'static str> {
    let (Some(digest), Some(head)) = (&row.digest, &row.head) else { return Some("is not in the chain") };
    if row.line.seq != at {
        return Some("does not follow the one before it: one was taken out");
    }
    if head_after(before, row.line.seq, &row.line, digest) != *head {
        return Some("is not what was written, or not where it was written");
    }
    match (&row.salt, &row.payload) {
        (Some(salt), Some(payload)) if hash(&[salt, payload]) != *digest => {
            Some("says something else than was written")
        }
        (Some(_), Some(payload)) => {
            let payload: Value = serde_json::from_str(payload).unwrap_or_default();
            (payload["why"] != row.line.why.as_str()).then_some("gives another reason than was written")
        }
        _ if !excused.contains(&row.line.seq) => Some("has lost what it said, and no erasure accounts for that"),
        _ if !row.line.why.is_empty() => Some("gives a reason that was erased"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> (tempfile::TempDir, Database) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        for (second, what) in (1..).zip(["proposed", "approved", "sending", "sent", "verified"]) {
            let at = Timestamp::from_second(second).unwrap();
            let id = ProposalId(if what == "proposed" { "p-2" } else { "p-1" }.to_owned());
            let line = WriteLogLine::new(at, &id, what, "5", "why").with(json!({"after": "Ada Reyes signs"}));
            database.log_write(&line).unwrap();
        }
        (dir, database)
    }

    /// Changes rows although triggers forbid it, as somebody with the file and its key could.
    fn tamper(database: &Database, sql: &str) {
        let triggers = "DROP TRIGGER write_log_is_not_changed; DROP TRIGGER write_log_is_not_shortened;
            DROP TRIGGER audit_chain_is_not_changed; DROP TRIGGER audit_chain_is_not_shortened; DROP TRIGGER audit_payload_is_not_changed;";
        database.lock().execute_batch(&format!("{triggers} {sql}")).unwrap();
    }

    #[test]
    fn what_was_written_holds_and_grows_out_of_what_was_there() {
        let (_dir, database) = database();
        let check = database.verify_audit(None).unwrap();
        assert_eq!((check.verified, check.entries, check.erased), (true, 5, 0));
        let line = WriteLogLine::new(Timestamp::UNIX_EPOCH, &ProposalId("p-1".to_owned()), "undone", "5", "");
        database.log_write(&line).unwrap();
        let later = database.verify_audit(Some(&check.head)).unwrap();
        assert!(later.verified && later.head != check.head);
        assert!(database.verify_audit(Some(GENESIS)).unwrap().verified);
        assert!(!database.verify_audit(Some(&"f".repeat(64))).unwrap().verified);
        assert!(database.lock().execute("UPDATE audit_chain SET head = ''", []).is_err());
        assert!(database.lock().execute("UPDATE audit_payload SET payload = ''", []).is_err());
        assert!(database.lock().execute("DELETE FROM audit_chain", []).is_err());
    }

    #[test]
    fn every_way_to_tamper_shows_and_says_where() {
        for (sql, at) in [
            ("UPDATE write_log SET what = 'rejected' WHERE seq = 2", Some(2)),
            ("UPDATE write_log SET why = 'other' WHERE seq = 3", Some(3)),
            ("UPDATE write_log SET at = 9 WHERE seq = 1", Some(1)),
            ("UPDATE audit_payload SET payload = '{}' WHERE seq = 4", Some(4)),
            ("UPDATE audit_chain SET digest = 'x' WHERE seq = 4", Some(4)),
            ("DELETE FROM audit_payload WHERE seq = 2", Some(2)),
            ("DELETE FROM write_log WHERE seq = 3; DELETE FROM audit_chain WHERE seq = 3", Some(4)),
            ("INSERT INTO write_log (at, proposal, what, remote_id, why) VALUES (9, 'p-1', 'sent', '5', '')", Some(6)),
        ] {
            let (_dir, database) = database();
            tamper(&database, sql);
            let check = database.verify_audit(None).unwrap();
            assert_eq!((check.verified, check.broken_at), (false, at), "{sql}: {:?}", check.reason);
        }
        // Cutting lines off at the end shows against a head noted before.
        let (_dir, database) = database();
        let head = database.verify_audit(None).unwrap().head;
        tamper(
            &database,
            "DELETE FROM write_log WHERE seq = 5; DELETE FROM audit_chain WHERE seq = 5; DELETE FROM audit_payload WHERE seq = 5",
        );
        assert!(database.verify_audit(None).unwrap().verified);
        assert!(!database.verify_audit(Some(&head)).unwrap().verified);
    }

    #[test]
    fn an_erasure_takes_what_was_said_and_the_chain_holds() {
        let (_dir, database) = database();
        let before = database.verify_audit(None).unwrap().head;
        let texts = crate::erase::automaton(&["Nobody".to_owned()]).unwrap();
        let gone = database
            .transaction("erasing", |tx| erase_payloads(tx, &["p-1".to_owned()].into(), &texts, Timestamp::UNIX_EPOCH))
            .unwrap();
        assert_eq!(gone, 4);
        let check = database.verify_audit(Some(&before)).unwrap();
        assert_eq!((check.verified, check.entries, check.erased), (true, 6, 4), "{:?}", check.reason);
        let said = database.audit_lines().unwrap().into_iter().filter(|line| line.payload.is_some()).count();
        assert_eq!(said, 2, "what was not theirs, and that something was erased");
        // By what it says, too.
        let texts = crate::erase::automaton(&["ada reyes".to_owned()]).unwrap();
        let gone = database
            .transaction("erasing", |tx| erase_payloads(tx, &BTreeSet::new(), &texts, Timestamp::UNIX_EPOCH))
            .unwrap();
        assert_eq!(gone, 1);
        assert!(database.verify_audit(Some(&before)).unwrap().verified);
    }

    #[test]
    fn an_anchor_is_in_the_log_that_it_was_taken_of_and_in_no_shorter_one() {
        let (_dir, database) = database();
        let note = RecordId::new(domain::ObjectType::Note, "1");
        let anchor = database.anchor().unwrap();
        let holds = |anchor: &Anchor| {
            let mut check = database.verify_audit(None).unwrap();
            database.verify_anchors(&mut check, &[(note.clone(), anchor.clone())]).unwrap();
            (check.verified, check.anchors, check.anchors_of_other_logs)
        };
        assert_eq!(holds(&anchor), (true, 1, 0));
        assert_eq!(holds(&Anchor::new(&anchor.log, GENESIS)), (true, 1, 0));
        assert_eq!(holds(&Anchor::new("ffffffff", "0123456789abcdef")), (true, 0, 1));
        // The end is cut off and the rest is sound by itself.
        tamper(&database, "DELETE FROM write_log WHERE seq = 5; DELETE FROM audit_chain WHERE seq = 5");
        assert!(database.verify_audit(None).unwrap().verified);
        assert_eq!(holds(&anchor), (false, 0, 0));
        assert_eq!(database.anchor().unwrap().log, anchor.log);
    }

    #[test]
    fn lines_of_an_older_version_are_chained_by_the_migration_and_never_again() {
        let (dir, database) = database();
        tamper(&database, "DELETE FROM audit_chain; DELETE FROM audit_payload");
        assert!(!database.verify_audit(None).unwrap().verified);
        drop(database);
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        assert!(!database.verify_audit(None).unwrap().verified, "opening it launders the log");
        database.transaction("chaining", catch_up).unwrap();
        assert_eq!(database.verify_audit(None).unwrap().entries, 5);
        assert!(database.verify_audit(None).unwrap().verified);
    }
}

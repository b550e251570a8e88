//! Other programs that ask: which there are, what each may, and who asked what, when.

use crate::{Database, StoreError, doing, erase::automaton, records::instant};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

/// The name that stands for all programs together.
pub const EVERY_PROGRAM: &str = "*";
/// So many programs are known at most; one more is refused until the rep forgets some.
const PROGRAMS_MAX: usize = 200;
/// So many calls are kept at most; the oldest go first.
const CALLS_MAX: i64 = 50_000;
const NOTING: &str = "noting what a program asked";
const READING: &str = "reading what programs asked";

/// A program that has asked, by the name that it gives itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredProgram {
    /// The name.
    pub name: String,
    /// The version it gave last; empty where it gave none.
    pub version: String,
    /// When it first asked.
    pub first_seen: Timestamp,
    /// When it last asked.
    pub last_seen: Timestamp,
}

/// A call of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramCall {
    /// When it came in.
    pub at: Timestamp,
    /// The name of the program.
    pub program: String,
    /// The version of the program; empty where it gave none.
    pub version: String,
    /// The tool that was called.
    pub tool: String,
    /// The account that was asked about, as in `company:1`; empty where none was named or found.
    pub account: String,
    /// The beginning of what was asked; empty after an erasure.
    pub asked: String,
    /// What came of it.
    pub outcome: String,
    /// How many lines were given.
    pub lines: u32,
}

/// What the rep has switched on or off, by program and tool; the empty tool is the program as a whole.
pub type ProgramSwitches = BTreeMap<(String, String), bool>;

impl Database {
    /// Notes a call, and the program as seen. It is on the disk when this returns. Returns the number of the call; none where there are too many
    /// programs already, and nothing is noted then.
    pub fn note_program_call(&self, call: &ProgramCall) -> Result<Option<i64>, StoreError> {
        self.durable_transaction(NOTING, |tx| {
            if !see(tx, call)? {
                return Ok(None);
            }
            tx.execute("DELETE FROM program_call WHERE id <= (SELECT max(id) FROM program_call) - ?1", [CALLS_MAX - 1])
                .map_err(doing(NOTING))?;
            tx.query_row(
                "INSERT INTO program_call (at, program, version, tool, account, asked, outcome, lines)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
                params![
                    call.at.as_millisecond(),
                    call.program,
                    call.version,
                    call.tool,
                    call.account,
                    call.asked,
                    call.outcome,
                    call.lines
                ],
                |row| row.get(0),
            )
            .map(Some)
            .map_err(doing(NOTING))
        })
    }

    /// Notes what came of a call that was noted when it came in.
    pub fn end_program_call(&self, id: i64, account: &str, outcome: &str, lines: u32) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE program_call SET account = ?2, outcome = ?3, lines = ?4 WHERE id = ?1",
                params![id, account, outcome, lines],
            )
            .map_err(doing(NOTING))?;
        Ok(())
    }

    /// The last calls, newest first, at most so many; those of one program where one is named.
    pub fn program_calls(&self, program: Option<&str>, most: u32) -> Result<Vec<ProgramCall>, StoreError> {
        type Row = (i64, [String; 6], u32);
        let rows: Vec<Row> = self
            .lock()
            .prepare_cached(
                "SELECT at, program, version, tool, account, asked, outcome, lines FROM program_call
                 WHERE ?1 IS NULL OR program = ?1 ORDER BY id DESC LIMIT ?2",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![program, most], |row| {
                        let texts = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
                        Ok((row.get(0)?, texts, row.get(7)?))
                    })?
                    .collect()
            })
            .map_err(doing(READING))?;
        rows.into_iter()
            .map(|(at, [program, version, tool, account, asked, outcome], lines)| {
                Ok(ProgramCall { at: instant(at)?, program, version, tool, account, asked, outcome, lines })
            })
            .collect()
    }

    /// How often a program called a tool since a moment with this outcome.
    pub fn program_calls_since(
        &self,
        (program, tool): (&str, &str),
        outcome: &str,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT count(*) FROM program_call WHERE program = ?1 AND tool = ?2 AND ?3 <= at AND outcome = ?4",
            )
            .and_then(|mut select| {
                select.query_row(params![program, tool, since.as_millisecond(), outcome], |row| row.get(0))
            })
            .map_err(doing(READING))
    }

    /// The programs that have asked, those that asked last first.
    pub fn programs(&self) -> Result<Vec<StoredProgram>, StoreError> {
        let rows: Vec<(String, String, i64, i64)> = self
            .lock()
            .prepare_cached("SELECT name, version, first_seen, last_seen FROM program ORDER BY last_seen DESC, name")
            .and_then(|mut select| {
                select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect()
            })
            .map_err(doing(READING))?;
        rows.into_iter()
            .map(|(name, version, first, last)| {
                Ok(StoredProgram { name, version, first_seen: instant(first)?, last_seen: instant(last)? })
            })
            .collect()
    }

    /// What is switched on or off.
    pub fn program_switches(&self) -> Result<ProgramSwitches, StoreError> {
        self.lock()
            .prepare_cached("SELECT program, tool, is_on FROM program_switch")
            .and_then(|mut select| select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?.collect())
            .map_err(doing(READING))
    }

    /// Switches a tool of a program on or off; the empty tool is the program as a whole.
    pub fn switch_program(&self, program: &str, tool: &str, is_on: bool, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO program_switch (program, tool, is_on, since) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (program, tool) DO UPDATE SET is_on = excluded.is_on, since = excluded.since",
                params![program, tool, is_on, now.as_millisecond()],
            )
            .map_err(doing("switching a program"))?;
        Ok(())
    }

    /// Notes that a draft was put up by a program; the first one counts.
    pub fn note_program_of_draft(&self, draft: &str, program: &str) -> Result<(), StoreError> {
        self.lock()
            .execute("INSERT OR IGNORE INTO draft_program (draft, program) VALUES (?1, ?2)", [draft, program])
            .map_err(doing(NOTING))?;
        Ok(())
    }

    /// The program that put a draft up; none where the rep or a rule did.
    pub fn program_of_draft(&self, draft: &str) -> Result<Option<String>, StoreError> {
        self.lock()
            .prepare_cached("SELECT program FROM draft_program WHERE draft = ?1")
            .and_then(|mut select| select.query_row([draft], |row| row.get(0)).optional())
            .map_err(doing(READING))
    }
}

/// Notes a program as seen. Returns whether it is among those that are known: there is room for so many.
fn see(tx: &Transaction<'_>, call: &ProgramCall) -> Result<bool, StoreError> {
    let seen = tx
        .execute(
            "UPDATE program SET version = ?2, last_seen = max(last_seen, ?3) WHERE name = ?1",
            params![call.program, call.version, call.at.as_millisecond()],
        )
        .map_err(doing(NOTING))?;
    if 0 < seen {
        return Ok(true);
    }
    let known: usize = tx.query_row("SELECT count(*) FROM program", [], |row| row.get(0)).map_err(doing(NOTING))?;
    if PROGRAMS_MAX <= known {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO program (name, version, first_seen, last_seen) VALUES (?1, ?2, ?3, ?3)",
        params![call.program, call.version, call.at.as_millisecond()],
    )
    .map_err(doing(NOTING))?;
    Ok(true)
}

/// Takes somebody out of what was noted: calls about accounts that go, programs that are called like them, and the words of every question, since a
/// first name is enough to ask about somebody. Returns how many calls went and how many lost their words.
pub(crate) fn forget_program_calls(
    tx: &Transaction<'_>,
    accounts: impl Iterator<Item = String>,
    needles: &[String],
) -> Result<(usize, usize), StoreError> {
    const FORGETTING: &str = "erasing what programs asked";
    let mut gone = 0;
    for account in accounts {
        gone += tx
            .prepare_cached("DELETE FROM program_call WHERE account = ?1")
            .and_then(|mut delete| delete.execute([&account]))
            .map_err(doing(FORGETTING))?;
    }
    let names_them = automaton(needles)?;
    let named: Vec<(String, String)> = tx
        .prepare_cached("SELECT DISTINCT program, version FROM program_call UNION SELECT name, version FROM program UNION SELECT program, '' FROM program_switch")
        .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(doing(FORGETTING))?;
    for (name, version) in
        named.iter().filter(|(name, version)| names_them.is_match(name) || names_them.is_match(version))
    {
        gone += tx
            .execute("DELETE FROM program_call WHERE program = ?1 AND version = ?2", [name, version])
            .map_err(doing(FORGETTING))?;
        tx.execute("DELETE FROM program WHERE name = ?1", [name]).map_err(doing(FORGETTING))?;
        if names_them.is_match(name) {
            tx.execute("DELETE FROM program_switch WHERE program = ?1", [name]).map_err(doing(FORGETTING))?;
            tx.execute("DELETE FROM draft_program WHERE program = ?1", [name]).map_err(doing(FORGETTING))?;
        }
    }
    let words = tx.execute("UPDATE program_call SET asked = '' WHERE asked <> ''", []).map_err(doing(FORGETTING))?;
    Ok((gone, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(program: &str, at: i64) -> ProgramCall {
        ProgramCall {
            at: Timestamp::from_millisecond(at).unwrap(),
            program: program.to_owned(),
            version: "1".to_owned(),
            tool: "search".to_owned(),
            account: "company:1".to_owned(),
            asked: "what does Petra pay".to_owned(),
            outcome: "answered".to_owned(),
            lines: 3,
        }
    }

    #[test]
    fn calls_are_kept_newest_first_and_a_program_is_known_by_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        for at in 1..=3 {
            database.note_program_call(&call("one", at)).unwrap().unwrap();
        }
        let id = database.note_program_call(&call("two", 4)).unwrap().unwrap();
        database.end_program_call(id, "company:2", "failed", 0).unwrap();
        let calls = database.program_calls(None, 2).unwrap();
        let seen: Vec<_> =
            calls.iter().map(|call| (call.program.as_str(), call.account.as_str(), call.lines)).collect();
        assert_eq!(seen, [("two", "company:2", 0), ("one", "company:1", 3)]);
        assert_eq!(database.program_calls(Some("one"), 9).unwrap().len(), 3);
        let since = Timestamp::from_millisecond(2).unwrap();
        assert_eq!(database.program_calls_since(("one", "search"), "answered", since).unwrap(), 2);
        let known: Vec<String> = database.programs().unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(known, ["two", "one"]);
    }

    #[test]
    fn there_is_room_for_so_many_programs_and_those_known_go_on() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        for n in 0..PROGRAMS_MAX {
            assert!(database.note_program_call(&call(&format!("p{n}"), 1)).unwrap().is_some());
        }
        assert_eq!(database.note_program_call(&call("one more", 2)).unwrap(), None);
        assert!(database.note_program_call(&call("p0", 2)).unwrap().is_some());
        assert_eq!(database.program_calls(Some("one more"), 9).unwrap(), []);
    }

    #[test]
    fn an_erasure_takes_questions_accounts_and_names() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let theirs = ProgramCall { account: "contact:5".to_owned(), ..call("one", 1) };
        for call in [theirs, call("one", 2), call("Petra Lindqvist's helper", 3)] {
            database.note_program_call(&call).unwrap();
        }
        database.switch_program("Petra Lindqvist's helper", "", false, Timestamp::UNIX_EPOCH).unwrap();
        let needles = ["Petra Lindqvist".to_owned()];
        let counts = database
            .transaction("forgetting", |tx| forget_program_calls(tx, ["contact:5".to_owned()].into_iter(), &needles))
            .unwrap();
        assert_eq!(counts, (2, 1));
        let left = database.program_calls(None, 9).unwrap();
        assert_eq!(
            left.iter().map(|call| (call.program.as_str(), call.asked.as_str())).collect::<Vec<_>>(),
            [("one", "")]
        );
        assert_eq!(database.programs().unwrap().len(), 1);
        assert!(database.program_switches().unwrap().is_empty());
    }
}

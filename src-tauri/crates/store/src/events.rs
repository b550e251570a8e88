//! What happened, or may have, until it is worked: a queue that outlives the process, with what rules made of each event.

use crate::{
    Database, StoreError, doing,
    packed::PROPERTIES,
    records::{instant, read_id, read_record},
};
use domain::{Record, RecordId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;

const QUEUEING: &str = "queueing what happened";

/// Something that happened, or a record to look at, before it is in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Names what happened: the same, however often it is noticed.
    pub key: String,
    /// `sync`, `webhook` or `clock`.
    pub source: &'static str,
    /// `look`, or what happened.
    pub what: String,
    /// The record it happened to.
    pub record: RecordId,
    /// The property that changed; empty where none did.
    pub property: String,
    /// When it happened.
    pub at: Timestamp,
    /// The event that led here, by id; empty where none did.
    pub cause: String,
}

impl NewEvent {
    /// The event's id in the queue, made of its key.
    pub fn id(&self) -> String {
        format!("e-{}", self.key.get(..16).unwrap_or(&self.key))
    }
}

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventState {
    /// It is to be worked.
    Waiting,
    /// It was worked.
    Done,
    /// It started nothing, and will not.
    Dropped,
    /// It was worked at in vain too often.
    Dead,
}

impl EventState {
    /// The state's name, as it is kept and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Dead => "dead",
        }
    }

    fn of(text: &str) -> Result<Self, StoreError> {
        [Self::Waiting, Self::Done, Self::Dropped, Self::Dead]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(StoreError::Unreadable { what: "event" })
    }
}

/// An event in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Goes along to the draft, the proposal and the write.
    pub id: String,
    /// Where it was noticed: `sync`, `webhook` or `clock`.
    pub source: String,
    /// `look`, or what happened.
    pub what: String,
    /// The record it happened to.
    pub record: RecordId,
    /// The property that changed; empty where none did.
    pub property: String,
    /// When it happened.
    pub at: Timestamp,
    /// The event that led here, by id; empty where none did.
    pub cause: String,
    /// When it was noticed here.
    pub noticed_at: Timestamp,
    /// How far it has come.
    pub state: EventState,
    /// How often it was worked at in vain.
    pub attempts: u32,
    /// What became of it, or why nothing did.
    pub reason: String,
}

/// A version of a record that is new here, with the one before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The number of the version: where to go on.
    pub version: i64,
    /// How the record was; none where it was not here.
    pub before: Option<Record>,
    /// How it is since then.
    pub after: Record,
    /// Where it stands on the timeline, if it is an activity.
    pub at: Option<Timestamp>,
}

/// What a rule made of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRun {
    /// The rule's id.
    pub rule: String,
    /// The event's id.
    pub event: String,
    /// The kind of draft, or `task`.
    pub drafts: String,
    /// When it ran.
    pub at: Timestamp,
    /// `made`, `same`, `nothing`, `capped` or `failed`.
    pub outcome: String,
    /// What was made, or why nothing was.
    pub detail: String,
}

impl Database {
    /// Adds events to the queue, all or none, and on the disk when it returns. What is there already is not added again. Returns the ids of those
    /// that are new.
    pub fn add_events(&self, events: &[NewEvent], noticed_at: Timestamp) -> Result<Vec<String>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        self.durable_transaction(QUEUEING, |tx| {
            let mut added = Vec::new();
            for event in events {
                if insert(tx, event, noticed_at)? {
                    added.push(event.id());
                }
            }
            Ok(added)
        })
    }

    /// Adds what a sync found, and notes up to where its versions and texts were looked at, all or none.
    pub fn add_found(
        &self,
        events: &[NewEvent],
        seen: (&str, i64),
        noticed_at: Timestamp,
    ) -> Result<usize, StoreError> {
        self.transaction(QUEUEING, |tx| {
            let mut added = 0;
            for event in events {
                added += usize::from(insert(tx, event, noticed_at)?);
            }
            tx.execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                params![seen.0, seen.1.to_string()],
            )
            .map_err(doing(QUEUEING))?;
            Ok(added)
        })
    }

    /// Waiting events whose time has come, in the order they were noticed.
    pub fn events_to_work(&self, now: Timestamp, limit: usize) -> Result<Vec<StoredEvent>, StoreError> {
        self.read_events(
            "WHERE state = 'waiting' AND not_before <= ?1 ORDER BY seq LIMIT ?2",
            params![now.as_millisecond(), limit],
        )
    }

    /// The latest events, newest first.
    pub fn latest_events(&self, limit: usize) -> Result<Vec<StoredEvent>, StoreError> {
        self.read_events("ORDER BY seq DESC LIMIT ?1", params![limit])
    }

    /// The event of an id.
    pub fn event(&self, id: &str) -> Result<Option<StoredEvent>, StoreError> {
        Ok(self.read_events("WHERE id = ?1", params![id])?.pop())
    }

    fn read_events(&self, which: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<StoredEvent>, StoreError> {
        let select = format!(
            "SELECT object, record_id, id, source, what, property, happened_at, noticed_at, state, attempts, reason, cause FROM event {which}"
        );
        self.lock()
            .prepare_cached(&select)
            .and_then(|mut select| select.query_map(params, |row| Ok(read_event(row)))?.collect::<Result<Vec<_>, _>>())
            .map_err(doing("reading what happened"))?
            .into_iter()
            .collect()
    }

    /// Ends an event, with what became of it.
    pub fn settle_event(&self, id: &str, state: EventState, reason: &str) -> Result<(), StoreError> {
        self.lock()
            .execute("UPDATE event SET state = ?2, reason = ?3 WHERE id = ?1", params![id, state.as_str(), reason])
            .map_err(doing(QUEUEING))?;
        Ok(())
    }

    /// Ends events that came to the same, all together.
    pub fn settle_events(&self, ids: &[&str], state: EventState, reason: &str) -> Result<(), StoreError> {
        self.transaction(QUEUEING, |tx| {
            let mut update =
                tx.prepare_cached("UPDATE event SET state = ?2, reason = ?3 WHERE id = ?1").map_err(doing(QUEUEING))?;
            for id in ids {
                update.execute(params![id, state.as_str(), reason]).map_err(doing(QUEUEING))?;
            }
            Ok(())
        })
    }

    /// Has an event worked again later. `in_vain` says whether that counts as an attempt.
    pub fn put_off_event(&self, id: &str, until: Timestamp, in_vain: bool, reason: &str) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE event SET not_before = ?2, attempts = attempts + ?3, reason = ?4 WHERE id = ?1",
                params![id, until.as_millisecond(), in_vain, reason],
            )
            .map_err(doing(QUEUEING))?;
        Ok(())
    }

    /// Drops what ended before a moment, so that the queue does not grow for ever. Returns how many.
    pub fn drop_old_events(&self, before: Timestamp) -> Result<usize, StoreError> {
        self.transaction(QUEUEING, |tx| {
            let old = "(SELECT id FROM event WHERE state != 'waiting' AND noticed_at < ?1)";
            let at = before.as_millisecond();
            // What a proposal still names stays.
            let kept = "(SELECT event FROM draft_event)";
            tx.execute(&format!("DELETE FROM rule_run WHERE event IN {old} AND event NOT IN {kept}"), [at])
                .map_err(doing(QUEUEING))?;
            tx.execute(&format!("DELETE FROM event WHERE id IN {old} AND id NOT IN {kept}"), [at])
                .map_err(doing(QUEUEING))
        })
    }

    /// Counts what was not taken in, by reason.
    pub fn count_events(&self, reason: &str, how_many: usize) -> Result<(), StoreError> {
        if how_many == 0 {
            return Ok(());
        }
        self.lock()
            .execute(
                "INSERT INTO event_count (reason, count) VALUES (?1, ?2) ON CONFLICT (reason) DO UPDATE SET count = count + excluded.count",
                params![reason, how_many],
            )
            .map_err(doing(QUEUEING))?;
        Ok(())
    }

    /// How many events there are in each state, and how many were not taken in, by reason.
    pub fn event_counts(&self) -> Result<BTreeMap<String, usize>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT state, count(*) FROM event GROUP BY state UNION ALL SELECT reason, count FROM event_count",
            )
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("counting what happened"))
    }

    /// Versions of records that came after one, oldest first, each with what was there before.
    pub fn changes_since(&self, version: i64, limit: usize) -> Result<Vec<Change>, StoreError> {
        let connection = self.lock();
        let reader = self.reader(&connection);
        let rows: Vec<(i64, Option<i64>, Option<i64>)> = connection
            .prepare_cached(
                "SELECT v.version, (SELECT max(p.version) FROM record_version p WHERE p.object = v.object AND p.id = v.id AND p.version < v.version),
                     (SELECT a.at FROM activity a WHERE a.object = v.object AND a.id = v.id)
                 FROM record_version v WHERE ?1 < v.version ORDER BY v.version LIMIT ?2",
            )
            .and_then(|mut select| {
                select.query_map(params![version, limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
            })
            .map_err(doing("reading what changed"))?;
        let select = format!(
            "SELECT v.object, v.id, r.created_at, v.modified_at, v.archived, {PROPERTIES}
             FROM record_version v JOIN record r USING (object, id) WHERE v.version = ?1"
        );
        let read = |version: i64| -> Result<Option<Record>, StoreError> {
            connection
                .prepare_cached(&select)
                .and_then(|mut select| select.query_row([version], |row| read_record(&reader, row)).optional())
                .map_err(doing("reading what changed"))?
                .transpose()
        };
        let mut changes = Vec::new();
        for (version, before, at) in rows {
            let Some(after) = read(version)? else { continue };
            let before = before.map(&read).transpose()?.flatten();
            changes.push(Change { version, before, after, at: at.map(instant).transpose()? });
        }
        Ok(changes)
    }

    /// The number of the newest version of any record; 0 where there is none.
    pub fn newest_version(&self) -> Result<i64, StoreError> {
        self.one_number("SELECT coalesce(max(version), 0) FROM record_version")
    }

    /// Talks whose words came after a text, oldest first, each with the text's number.
    pub fn talks_since(&self, document: i64, limit: usize) -> Result<Vec<(i64, RecordId, Timestamp)>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT object, record_id, id, at FROM document WHERE ?1 < id AND part = 'transcript' AND current = 1 ORDER BY id LIMIT ?2",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![document, limit], |row| {
                        let (document, at): (i64, i64) = (row.get(2)?, row.get(3)?);
                        Ok(read_id(row, 0)?.and_then(|id| Ok((document, id, instant(at)?))))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading which talks came in"))?
            .into_iter()
            .collect()
    }

    /// The number of the newest text; 0 where there is none.
    pub fn newest_document(&self) -> Result<i64, StoreError> {
        self.one_number("SELECT coalesce(max(id), 0) FROM document")
    }

    fn one_number(&self, select: &str) -> Result<i64, StoreError> {
        self.lock().query_row(select, [], |row| row.get(0)).map_err(doing("reading how far events have come"))
    }

    /// The rules that were switched on or off, by id.
    pub fn rule_switches(&self) -> Result<BTreeMap<String, bool>, StoreError> {
        self.lock()
            .prepare_cached("SELECT rule, is_on FROM rule_switch")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("reading which rules are on"))
    }

    /// Switches a rule on or off.
    pub fn switch_rule(&self, rule: &str, is_on: bool, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO rule_switch (rule, is_on, since) VALUES (?1, ?2, ?3)
                 ON CONFLICT (rule) DO UPDATE SET is_on = excluded.is_on, since = excluded.since",
                params![rule, is_on, now.as_millisecond()],
            )
            .map_err(doing("switching a rule"))?;
        Ok(())
    }

    /// Notes what a rule made of an event, and the drafts that it made, all or none. What it made of it before is replaced.
    pub fn note_rule_run(&self, run: &RuleRun, drafts: &[String]) -> Result<(), StoreError> {
        const NOTING: &str = "noting what a rule made";
        self.transaction(NOTING, |tx| {
            tx.execute(
                "INSERT OR REPLACE INTO rule_run (rule, event, drafts, at, outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![run.rule, run.event, run.drafts, run.at.as_millisecond(), run.outcome, run.detail],
            )
            .map_err(doing(NOTING))?;
            for draft in drafts {
                tx.execute(
                    "INSERT OR IGNORE INTO draft_event (draft, event, rule) VALUES (?1, ?2, ?3)",
                    params![draft, run.event, run.rule],
                )
                .map_err(doing(NOTING))?;
            }
            Ok(())
        })
    }

    /// What a rule made since a moment, newest first.
    pub fn rule_runs(&self, rule: &str, since: Timestamp) -> Result<Vec<RuleRun>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT rule, event, drafts, at, outcome, detail FROM rule_run WHERE rule = ?1 AND ?2 <= at ORDER BY at DESC, event, drafts",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![rule, since.as_millisecond()], |row| {
                        let at: i64 = row.get(3)?;
                        let (rule, event, drafts) = (row.get(0)?, row.get(1)?, row.get(2)?);
                        let (outcome, detail) = (row.get(4)?, row.get(5)?);
                        Ok(instant(at).map(|at| RuleRun { rule, event, drafts, at, outcome, detail }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading what a rule made"))?
            .into_iter()
            .collect()
    }

    /// The event and the rule that a draft was made for; none where the rep asked for it.
    pub fn event_of_draft(&self, draft: &str) -> Result<Option<(String, String)>, StoreError> {
        self.lock()
            .prepare_cached("SELECT event, rule FROM draft_event WHERE draft = ?1")
            .and_then(|mut select| select.query_row([draft], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .map_err(doing("reading what a draft was made for"))
    }
}

fn insert(tx: &Transaction<'_>, event: &NewEvent, noticed_at: Timestamp) -> Result<bool, StoreError> {
    let id = event.id();
    tx.prepare_cached(
        "INSERT OR IGNORE INTO event (id, key, source, what, object, record_id, property, happened_at, noticed_at, state, attempts, not_before, reason, cause)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting', 0, 0, '', ?10)",
    )
    .and_then(|mut insert| {
        insert.execute(params![
            id,
            event.key,
            event.source,
            event.what,
            event.record.object.singular(),
            event.record.id,
            event.property,
            event.at.as_millisecond(),
            noticed_at.as_millisecond(),
            event.cause
        ])
    })
    .map(|added| added == 1)
    .map_err(doing(QUEUEING))
}

fn read_event(row: &Row<'_>) -> Result<StoredEvent, StoreError> {
    let column = doing("reading what happened");
    let record = read_id(row, 0).map_err(&column)??;
    let (at, noticed_at): (i64, i64) = (row.get(6).map_err(&column)?, row.get(7).map_err(&column)?);
    let state: String = row.get(8).map_err(&column)?;
    Ok(StoredEvent {
        id: row.get(2).map_err(&column)?,
        source: row.get(3).map_err(&column)?,
        what: row.get(4).map_err(&column)?,
        record,
        property: row.get(5).map_err(&column)?,
        at: instant(at)?,
        noticed_at: instant(noticed_at)?,
        state: EventState::of(&state)?,
        attempts: row.get(9).map_err(&column)?,
        reason: row.get(10).map_err(&column)?,
        cause: row.get(11).map_err(&column)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ObjectType;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn event(key: &str) -> NewEvent {
        NewEvent {
            key: key.to_owned(),
            source: "webhook",
            what: "look".to_owned(),
            record: RecordId::new(ObjectType::Deal, "5"),
            property: String::new(),
            at: at(1),
            cause: String::new(),
        }
    }

    #[test]
    fn an_event_is_queued_once_and_worked_until_it_ends() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let database = Database::open(&path, &[7; 32]).unwrap();
        assert_eq!(database.add_events(&[event("a"), event("b"), event("a")], at(2)).unwrap(), ["e-a", "e-b"]);
        assert_eq!(database.add_events(&[event("b")], at(3)).unwrap(), [""; 0]);
        drop(database);

        let database = Database::open(&path, &[7; 32]).unwrap();
        let ids = |events: Vec<StoredEvent>| events.into_iter().map(|event| event.id).collect::<Vec<_>>();
        assert_eq!(ids(database.events_to_work(at(4), 10).unwrap()), ["e-a", "e-b"]);
        database.put_off_event("e-a", at(10), true, "HubSpot is away").unwrap();
        database.settle_event("e-b", EventState::Done, "1 draft").unwrap();
        assert_eq!(ids(database.events_to_work(at(9), 10).unwrap()), [""; 0]);
        let again = database.events_to_work(at(10), 10).unwrap();
        assert_eq!((again.len(), again[0].attempts), (1, 1));
        database.count_events("echo", 2).unwrap();
        database.count_events("echo", 1).unwrap();
        let counts = database.event_counts().unwrap();
        assert_eq!((counts["echo"], counts["waiting"], counts["done"]), (3, 1, 1));
        // What waits stays, however old it is.
        assert_eq!(database.drop_old_events(at(100)).unwrap(), 1);
        assert_eq!(ids(database.latest_events(10).unwrap()), ["e-a"]);
    }

    #[test]
    fn what_a_rule_made_is_known_by_rule_and_by_draft() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        database.switch_rule("r", true, at(1)).unwrap();
        database.switch_rule("s", false, at(1)).unwrap();
        assert_eq!(database.rule_switches().unwrap(), [("r".to_owned(), true), ("s".to_owned(), false)].into());
        let run = RuleRun {
            rule: "r".to_owned(),
            event: "e-a".to_owned(),
            drafts: "note".to_owned(),
            at: at(5),
            outcome: "made".to_owned(),
            detail: "p-1".to_owned(),
        };
        database.note_rule_run(&run, &["d-1".to_owned()]).unwrap();
        assert_eq!(database.rule_runs("r", at(5)).unwrap(), [run]);
        assert_eq!(database.rule_runs("r", at(6)).unwrap(), []);
        assert_eq!(database.event_of_draft("d-1").unwrap(), Some(("e-a".to_owned(), "r".to_owned())));
        assert_eq!(database.event_of_draft("d-2").unwrap(), None);
    }
}

//! How far a sync has come, and what it could not keep.

use crate::{Database, StoreError, doing, records::instant};
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A run's number and its plan with the cursor in it, in the planner's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunState {
    /// The number of the run, counted from 1.
    pub number: i64,
    /// The run's plan and cursor, as JSON that only `sync` reads.
    pub state: String,
}

impl RunState {
    pub(crate) fn store(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        tx.execute("DELETE FROM run", []).map_err(doing("recording progress"))?;
        tx.execute("INSERT INTO run (number, state) VALUES (?1, ?2)", params![self.number, self.state])
            .map_err(doing("recording progress"))?;
        Ok(())
    }
}

/// A part of the account that HubSpot refused in the last finished sync. Shown as in `e-mails (the access token lacks a scope)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The record type by its name in the singular; else `reference`, `links` or `transcripts`.
    pub part: String,
    /// Why HubSpot refused, in words.
    pub reason: String,
}

impl Gap {
    /// The record type that is missing; none where it is something else.
    pub fn object(&self) -> Option<ObjectType> {
        self.part.parse().ok()
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part.as_str() {
            "email" => "e-mails",
            "reference" => "owners, stages and fields",
            "links" => "what was moved to another record",
            part => match self.object() {
                Some(object) => object.plural(),
                None => part,
            },
        };
        write!(f, "{part} ({})", self.reason)
    }
}

/// A record in the scope of the sync that could not be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRecord {
    /// The record that was skipped.
    pub id: RecordId,
    /// Why the record was skipped, in a sentence.
    pub reason: String,
}

impl SkippedRecord {
    pub(crate) fn store(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        tx.execute(
            "INSERT OR REPLACE INTO skipped (object, id, reason) VALUES (?1, ?2, ?3)",
            [self.id.object.singular(), &self.id.id, &self.reason],
        )
        .map_err(doing("recording a skipped record"))?;
        Ok(())
    }
}

/// Setting that holds what HubSpot refused in the last finished sync.
const GAPS: &str = "sync_gaps";

impl Database {
    /// The start of the last finished sync: the copy is as fresh as its stalest type, and not fresh at all while one has never been read. What
    /// HubSpot refuses is said where it is missing, and is not what makes the rest old.
    pub fn fresh_as_of(&self) -> Result<Option<Timestamp>, StoreError> {
        let refused: Vec<ObjectType> = self.gaps()?.iter().filter_map(Gap::object).collect();
        let mut stalest: Option<Timestamp> = None;
        for object in ObjectType::ALL.into_iter().filter(|object| !refused.contains(object)) {
            let Some(at) = self.watermark(object)? else { return Ok(None) };
            stalest = Some(stalest.map_or(at, |stalest| stalest.min(at)));
        }
        Ok(stalest)
    }

    /// What HubSpot refused in the last finished sync; empty where all was read.
    pub fn gaps(&self) -> Result<Vec<Gap>, StoreError> {
        let stored = self.setting(GAPS)?;
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Notes what HubSpot refused in a sync, in place of what was noted before.
    pub fn set_gaps(&self, gaps: &[Gap]) -> Result<(), StoreError> {
        // Plain texts always encode; the empty text would only say that nothing was refused.
        self.set_setting(GAPS, &serde_json::to_string(gaps).unwrap_or_default())
    }

    /// The run that was interrupted; `None` where none was.
    pub fn unfinished_run(&self) -> Result<Option<RunState>, StoreError> {
        self.lock()
            .query_row("SELECT number, state FROM run", [], |row| {
                Ok(RunState { number: row.get(0)?, state: row.get(1)? })
            })
            .optional()
            .map(|run| run.filter(|run| !run.state.is_empty()))
            .map_err(doing("looking for an unfinished run"))
    }

    /// The number the next run takes: one more than the last.
    pub fn next_run_number(&self) -> Result<i64, StoreError> {
        self.lock()
            .query_row("SELECT coalesce(max(number), 0) + 1 FROM run", [], |row| row.get(0))
            .map_err(doing("numbering a run"))
    }

    /// Writes down that a run moved on by a step that brought no page.
    pub fn record_progress(&self, run: &RunState) -> Result<(), StoreError> {
        self.transaction("recording progress", |tx| run.store(tx))
    }

    /// Ends a run: its number stays, its plan goes, and the types it covered are fresh as of `started_at`.
    pub fn finish_run(&self, number: i64, covered: &[ObjectType], started_at: Timestamp) -> Result<(), StoreError> {
        self.transaction("finishing a run", |tx| {
            for object in covered {
                tx.execute(
                    "INSERT INTO watermark (object, at) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET at = excluded.at",
                    params![object.singular(), started_at.as_millisecond()],
                )
                .map_err(doing("moving a watermark"))?;
            }
            RunState { number, state: String::new() }.store(tx)
        })
    }

    /// Up to when a type is known: the start of the last run that covered it.
    pub fn watermark(&self, object: ObjectType) -> Result<Option<Timestamp>, StoreError> {
        self.lock()
            .query_row("SELECT at FROM watermark WHERE object = ?1", [object.singular()], |row| row.get(0))
            .optional()
            .map_err(doing("reading a watermark"))?
            .map(instant)
            .transpose()
    }

    /// Forgets all watermarks, so that the next run reads everything: another scope was chosen.
    pub fn clear_watermarks(&self) -> Result<(), StoreError> {
        self.lock().execute("DELETE FROM watermark", []).map_err(doing("clearing watermarks"))?;
        Ok(())
    }

    /// The records of a type that could not be kept, with the reasons.
    pub fn skipped(&self, object: ObjectType) -> Result<Vec<SkippedRecord>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached("SELECT id, reason FROM skipped WHERE object = ?1 ORDER BY length(id), id")
            .and_then(|mut statement| {
                statement
                    .query_map([object.singular()], |row| {
                        let id: String = row.get(0)?;
                        Ok(SkippedRecord { id: RecordId::new(object, id), reason: row.get(1)? })
                    })?
                    .collect()
            })
            .map_err(doing("reading what was skipped"))
    }
}

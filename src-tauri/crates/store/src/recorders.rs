//! Recorders that are asked for conversations, and what became of each that they listed.

use crate::{Database, StoreError, doing, records::instant};
use jiff::Timestamp;
use rusqlite::params;
use std::collections::BTreeMap;

const NOTING: &str = "noting what a recorder gave";

/// A recorder that is asked for conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecorder {
    /// Its name, as in `fathom`.
    pub kind: String,
    /// Where it answers; empty where that is the service's own address.
    pub address: String,
    /// Whose key it is; empty where the service does not say.
    pub owner: String,
    /// Everything that was made before is listed.
    pub listed_to: Timestamp,
    /// When it was last asked; `None` before the first time.
    pub looked_at: Option<Timestamp>,
    /// The service asked to be left alone until then.
    pub not_before: Option<Timestamp>,
    /// Why nothing came the last time; empty where something could.
    pub problem: String,
}

/// What became of a conversation that a recorder listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// It is here.
    Taken,
    /// It has no words, or none for us.
    None,
    /// It is not ready, or was not read: it is asked for again.
    Waiting,
}

impl ItemState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::None => "none",
            Self::Waiting => "waiting",
        }
    }
}

/// A conversation that a recorder listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecorderItem {
    /// What became of it.
    pub state: ItemState,
    /// When it was last asked for.
    pub asked_at: Timestamp,
    /// How often in vain.
    pub times: u32,
    /// Why it was not read; empty otherwise.
    pub problem: String,
}

impl Database {
    /// The recorders that are asked, by name.
    pub fn recorders(&self) -> Result<Vec<StoredRecorder>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT kind, address, owner, listed_to, looked_at, not_before, problem FROM recorder ORDER BY kind",
            )
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        let (listed_to, looked_at, not_before): (i64, i64, i64) =
                            (row.get(3)?, row.get(4)?, row.get(5)?);
                        let (kind, address, owner, problem) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(6)?);
                        let some = |at: i64| (at != 0).then(|| instant(at)).transpose();
                        Ok(instant(listed_to).and_then(|listed_to| {
                            let (looked_at, not_before) = (some(looked_at)?, some(not_before)?);
                            Ok(StoredRecorder { kind, address, owner, listed_to, looked_at, not_before, problem })
                        }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("listing recorders"))?
            .into_iter()
            .collect()
    }

    /// Has a recorder asked from now on; one that is asked already gets another address, owner and beginning.
    pub fn add_recorder(&self, recorder: &StoredRecorder, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO recorder (kind, address, owner, added_at, listed_to, looked_at, not_before, problem) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, '')
                 ON CONFLICT (kind) DO UPDATE SET address = excluded.address, owner = excluded.owner, listed_to = min(listed_to, excluded.listed_to),
                     looked_at = 0, not_before = 0, problem = ''",
                params![
                    recorder.kind,
                    recorder.address,
                    recorder.owner,
                    now.as_millisecond(),
                    recorder.listed_to.as_millisecond()
                ],
            )
            .map_err(doing(NOTING))?;
        Ok(())
    }

    /// Has a recorder no longer asked; what came from it stays. Returns whether it was.
    pub fn remove_recorder(&self, kind: &str) -> Result<bool, StoreError> {
        self.transaction(NOTING, |tx| {
            tx.execute("DELETE FROM recorder_item WHERE kind = ?1", [kind]).map_err(doing(NOTING))?;
            let gone = tx.execute("DELETE FROM recorder WHERE kind = ?1", [kind]).map_err(doing(NOTING))?;
            Ok(0 < gone)
        })
    }

    /// Notes that a recorder was asked: up to when everything is listed, until when to leave it alone, and why nothing came.
    pub fn note_recorder(
        &self,
        kind: &str,
        listed_to: Timestamp,
        not_before: Option<Timestamp>,
        problem: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let not_before = not_before.map_or(0, Timestamp::as_millisecond);
        self.lock()
            .execute(
                "UPDATE recorder SET listed_to = ?2, not_before = ?3, problem = ?4, looked_at = ?5 WHERE kind = ?1",
                params![kind, listed_to.as_millisecond(), not_before, problem, now.as_millisecond()],
            )
            .map_err(doing(NOTING))?;
        Ok(())
    }

    /// What became of the conversations that a recorder listed, by its names for them.
    pub fn recorder_items(&self, kind: &str) -> Result<BTreeMap<String, RecorderItem>, StoreError> {
        self.lock()
            .prepare_cached("SELECT id, state, asked_at, times, problem FROM recorder_item WHERE kind = ?1")
            .and_then(|mut select| {
                select
                    .query_map([kind], |row| {
                        let (id, state, asked_at): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                        let (times, problem) = (row.get(3)?, row.get(4)?);
                        let state = [ItemState::Taken, ItemState::None, ItemState::Waiting]
                            .into_iter()
                            .find(|known| known.as_str() == state)
                            .ok_or(StoreError::Unreadable { what: "recorder" });
                        Ok(state.and_then(|state| {
                            Ok((id, RecorderItem { state, asked_at: instant(asked_at)?, times, problem }))
                        }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading what a recorder gave"))?
            .into_iter()
            .collect()
    }

    /// Notes what became of a conversation that a recorder listed.
    pub fn note_recorder_item(&self, kind: &str, id: &str, item: &RecorderItem) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT OR REPLACE INTO recorder_item (kind, id, state, asked_at, times, problem) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![kind, id, item.state.as_str(), item.asked_at.as_millisecond(), item.times, item.problem],
            )
            .map_err(doing(NOTING))?;
        Ok(())
    }
}

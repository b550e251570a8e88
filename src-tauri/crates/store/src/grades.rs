//! What the rep thinks of models' answers, and what became of drafted texts.

use crate::{Database, StoreError, doing, records::instant};
use jiff::Timestamp;
use rusqlite::params;

/// The grade that the rep gave one answer of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grade {
    /// The number of the call that gave the answer, see [`crate::ModelCall::seq`].
    pub call: i64,
    /// The grade, from 1 (of no use) to 5 (used as it is).
    pub grade: u8,
    /// When the rep gave the grade.
    pub at: Timestamp,
}

/// What the rep did with a drafted text: copied or mailed, and how much of it they changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftUse {
    /// The id of the draft.
    pub draft: String,
    /// The kind of draft.
    pub kind: String,
    /// The request that made the draft.
    pub request_id: String,
    /// Who made the draft: `extractive` or `llm`.
    pub mode: String,
    /// What was done with the draft: `copied` or `mailed`.
    pub outcome: String,
    /// How many words were put in, taken out or replaced before the text was used.
    pub distance: u32,
    /// How many words the draft had.
    pub words: u32,
    /// When the text was used.
    pub at: Timestamp,
}

impl Database {
    /// Keeps a grade; a later one for the same call replaces it.
    pub fn put_grade(&self, grade: &Grade) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO grade (call, grade, at) VALUES (?1, ?2, ?3) ON CONFLICT (call) DO UPDATE SET grade = excluded.grade, at = excluded.at",
                params![grade.call, grade.grade, grade.at.as_millisecond()],
            )
            .map_err(doing("keeping a grade"))?;
        Ok(())
    }

    /// Every grade, in the order of the calls' numbers.
    pub fn grades(&self) -> Result<Vec<Grade>, StoreError> {
        let rows: Vec<(i64, u8, i64)> = self
            .lock()
            .prepare_cached("SELECT call, grade, at FROM grade ORDER BY call")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect())
            .map_err(doing("reading grades"))?;
        rows.into_iter().map(|(call, grade, at)| Ok(Grade { call, grade, at: instant(at)? })).collect()
    }

    /// Notes what the rep did with a draft; what they did last counts.
    pub fn note_use(&self, used: &DraftUse) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO draft_use (draft, kind, request_id, mode, outcome, distance, words, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (draft) DO UPDATE SET outcome = excluded.outcome, distance = excluded.distance, words = excluded.words, at = excluded.at",
                params![
                    used.draft,
                    used.kind,
                    used.request_id,
                    used.mode,
                    used.outcome,
                    used.distance,
                    used.words,
                    used.at.as_millisecond()
                ],
            )
            .map_err(doing("noting what became of a draft"))?;
        Ok(())
    }

    /// What was done with drafts from a moment on, newest first.
    pub fn uses(&self, since: Timestamp) -> Result<Vec<DraftUse>, StoreError> {
        let rows: Vec<(DraftUse, i64)> = self
            .lock()
            .prepare_cached(
                "SELECT draft, kind, request_id, mode, outcome, distance, words, at FROM draft_use WHERE ?1 <= at ORDER BY at DESC, draft",
            )
            .and_then(|mut select| {
                let read = |row: &rusqlite::Row<'_>| {
                    let used = DraftUse {
                        draft: row.get(0)?,
                        kind: row.get(1)?,
                        request_id: row.get(2)?,
                        mode: row.get(3)?,
                        outcome: row.get(4)?,
                        distance: row.get(5)?,
                        words: row.get(6)?,
                        at: Timestamp::UNIX_EPOCH,
                    };
                    Ok((used, row.get(7)?))
                };
                select.query_map([since.as_millisecond()], read)?.collect()
            })
            .map_err(doing("reading what became of drafts"))?;
        rows.into_iter().map(|(used, at)| Ok(DraftUse { at: instant(at)?, ..used })).collect()
    }

    /// The name, request, kind and mode of each text drafted from a moment on, newest first; proposals' drafts among them.
    pub fn drafts_since(&self, since: Timestamp) -> Result<Vec<(String, String, String, String)>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT id, request_id, kind, mode FROM draft WHERE ?1 <= created_at ORDER BY created_at DESC, id",
            )
            .and_then(|mut select| {
                let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
                select.query_map([since.as_millisecond()], read)?.collect()
            })
            .map_err(doing("reading drafts"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_grade_and_the_last_use_count() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        database.put_grade(&Grade { call: 3, grade: 2, at: at(1) }).unwrap();
        database.put_grade(&Grade { call: 3, grade: 5, at: at(2) }).unwrap();
        assert_eq!(database.grades().unwrap(), [Grade { call: 3, grade: 5, at: at(2) }]);
        let used = |outcome: &str, second| DraftUse {
            draft: "d-1".to_owned(),
            kind: "nudge".to_owned(),
            request_id: "r".to_owned(),
            mode: "llm".to_owned(),
            outcome: outcome.to_owned(),
            distance: 4,
            words: 40,
            at: at(second),
        };
        database.note_use(&used("copied", 10)).unwrap();
        database.note_use(&used("mailed", 20)).unwrap();
        assert_eq!(database.uses(at(0)).unwrap(), [used("mailed", 20)]);
        assert_eq!(database.uses(at(21)).unwrap(), []);
    }
}

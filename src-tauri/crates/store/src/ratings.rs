//! What proposals' confidences were computed from, and what became of them.

use crate::{Database, StoreError, doing};
use domain::ProposalId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

/// What a proposal's confidence was computed from, each 0 to 1, and what the rep did with it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRating {
    /// Which share of the proposal's matter its sources have.
    pub coverage: f32,
    /// How far the proposal's sources agree.
    pub agreement: f32,
    /// How fresh the newest of its sources was.
    pub recency: f32,
    /// `approved`, `edited` or `rejected`; empty until decided.
    pub outcome: String,
}

const RATING: &str = "keeping what a confidence rests on";

impl Database {
    /// Keeps what a new proposal's confidence rests on. One that was kept already stays.
    pub fn rate(&self, proposal: &ProposalId, rating: &StoredRating, at: Timestamp) -> Result<(), StoreError> {
        let StoredRating { coverage, agreement, recency, outcome } = rating;
        self.lock()
            .execute(
                "INSERT OR IGNORE INTO rating (proposal, coverage, agreement, recency, outcome, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![proposal.0, coverage, agreement, recency, outcome, at.as_millisecond()],
            )
            .map_err(doing(RATING))?;
        Ok(())
    }

    /// Notes what the rep did. A proposal that was edited stays so when it is approved; a rejection counts over both.
    pub fn note_outcome(&self, proposal: &ProposalId, outcome: &str, at: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE rating SET outcome = ?2, at = ?3 WHERE proposal = ?1 AND NOT (outcome = 'edited' AND ?2 = 'approved')",
                params![proposal.0, outcome, at.as_millisecond()],
            )
            .map_err(doing(RATING))?;
        Ok(())
    }

    /// What a proposal's confidence rests on; `None` where it could not be computed.
    pub fn rating(&self, proposal: &ProposalId) -> Result<Option<StoredRating>, StoreError> {
        self.lock()
            .prepare_cached("SELECT coverage, agreement, recency, outcome FROM rating WHERE proposal = ?1")
            .and_then(|mut select| select.query_row([&proposal.0], read).optional())
            .map_err(doing(RATING))
    }

    /// The last `limit` ratings that the rep has decided on, newest first.
    pub fn decided_ratings(&self, limit: usize) -> Result<Vec<StoredRating>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT coverage, agreement, recency, outcome FROM rating WHERE outcome <> '' ORDER BY at DESC, proposal LIMIT ?1",
            )
            .and_then(|mut select| select.query_map([limit], read)?.collect())
            .map_err(doing(RATING))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredRating> {
    Ok(StoredRating { coverage: row.get(0)?, agreement: row.get(1)?, recency: row.get(2)?, outcome: row.get(3)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_outlives_the_approval_and_a_rejection_both() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let id = |name: &str| ProposalId(name.to_owned());
        let fresh = StoredRating { coverage: 1.0, agreement: 0.5, recency: 0.25, outcome: String::new() };
        for name in ["p-1", "p-2", "p-3"] {
            database.rate(&id(name), &fresh, Timestamp::UNIX_EPOCH).unwrap();
        }
        let outcome = |name: &str, what: &str| database.note_outcome(&id(name), what, Timestamp::UNIX_EPOCH).unwrap();
        outcome("p-1", "edited");
        outcome("p-1", "approved");
        outcome("p-2", "edited");
        outcome("p-2", "rejected");
        let is = |name: &str| database.rating(&id(name)).unwrap().unwrap().outcome;
        assert_eq!((is("p-1").as_str(), is("p-2").as_str(), is("p-3").as_str()), ("edited", "rejected", ""));
        assert_eq!(database.decided_ratings(10).unwrap().len(), 2);
        assert_eq!(database.rating(&id("p-9")).unwrap(), None);
        // Drafted again, it is not rated anew.
        database.rate(&id("p-1"), &fresh, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(is("p-1"), "edited");
    }
}

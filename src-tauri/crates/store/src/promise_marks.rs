//! What the rep said of promises: a log that only grows, but for an erasure; the last line about the same words holds.

use crate::{Database, StoreError, doing, records::instant};
use domain::{Citation, MarkedPromise, PromiseMark};
use jiff::{Timestamp, civil::Date};
use rusqlite::params;

/// What a decision that is taken back is stored as.
const OPEN: &str = "open";
const MARKING: &str = "keeping what was decided about a promise";

impl Database {
    /// Keeps what the rep said of a promise; no mark takes back what was said before.
    pub fn mark_promise(
        &self,
        citation: &Citation,
        mark: Option<(PromiseMark, Option<Date>)>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let (word, until) = match mark {
            Some((mark, until)) => (mark.as_str(), until.map(|day| day.to_string()).unwrap_or_default()),
            None => (OPEN, String::new()),
        };
        let record = &citation.record;
        self.lock()
            .execute(
                "INSERT INTO promise_mark (object, record_id, citation, mark, until, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![record.object.singular(), record.id, citation.to_string(), word, until, at.as_millisecond()],
            )
            .map_err(doing(MARKING))?;
        Ok(())
    }

    /// What holds of each promise as it was decided up to `as_of`, in the order of the decisions.
    pub fn promise_marks(&self, as_of: Timestamp) -> Result<Vec<MarkedPromise>, StoreError> {
        let rows: Vec<(String, String, String, i64)> = self
            .lock()
            .prepare_cached("SELECT citation, mark, until, at FROM promise_mark WHERE at <= ?1 ORDER BY seq")
            .and_then(|mut select| {
                select
                    .query_map([as_of.as_millisecond()], |row| {
                        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                    })?
                    .collect()
            })
            .map_err(doing(MARKING))?;
        let mut marks: Vec<MarkedPromise> = Vec::new();
        for (citation, word, until, at) in rows {
            let citation: Citation = citation.parse().map_err(|_| StoreError::Unreadable { what: "citation" })?;
            marks.retain(|earlier| !earlier.is_about(&citation));
            let Some(mark) = PromiseMark::from_stored(&word) else { continue };
            marks.push(MarkedPromise { citation, mark, until: until.parse().ok(), at: instant(at)? });
        }
        Ok(marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_last_word_about_a_promise_holds_and_can_be_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let one: Citation = "email:6/hs_email_text@1f0c9a72b3de#120-164".parse().unwrap();
        let wider: Citation = "email:6/hs_email_text@1f0c9a72b3de#100-170".parse().unwrap();
        let other: Citation = "call:7/transcript@1f0c9a72b3de#0-40".parse().unwrap();
        let later = Some((PromiseMark::Later, Some(date(2026, 3, 10))));
        database.mark_promise(&one, later, at(10)).unwrap();
        database.mark_promise(&other, Some((PromiseMark::Theirs, None)), at(20)).unwrap();
        database.mark_promise(&wider, Some((PromiseMark::Done, None)), at(30)).unwrap();
        let told = |second: i64| -> Vec<(PromiseMark, Option<Date>)> {
            database.promise_marks(at(second)).unwrap().into_iter().map(|one| (one.mark, one.until)).collect()
        };
        assert_eq!(told(15), [(PromiseMark::Later, Some(date(2026, 3, 10)))]);
        assert_eq!(told(40), [(PromiseMark::Theirs, None), (PromiseMark::Done, None)]);
        database.mark_promise(&one, None, at(50)).unwrap();
        assert_eq!(told(60), [(PromiseMark::Theirs, None)]);
        let changed = database.lock().execute("UPDATE promise_mark SET mark = 'done'", []);
        assert!(changed.is_err(), "what was decided is never changed");
    }
}

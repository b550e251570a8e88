//! What the rep has begun to write and not used yet, so that neither another page nor a restart costs them.

use crate::{Database, StoreError, doing, records::instant};
use jiff::Timestamp;
use rusqlite::params;

/// A text that was begun, or a place in the window to come back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// What it is, as the window names it.
    pub name: String,
    /// The account it is about, as in `company:1`; empty where it is about none.
    pub account: String,
    /// What a person calls it; empty for a place, which nobody finishes.
    pub title: String,
    /// The texts, in the order the window gave them.
    pub texts: Vec<String>,
    /// When it was last written to.
    pub at: Timestamp,
}

const KEEPING: &str = "keeping a text that was begun";
/// So many texts are kept at most, the rep's own and those that rules began; those written to longest ago go first.
const KEPT_MAX: usize = 200;

impl Database {
    /// Everything that was begun and not used, newest first.
    pub fn unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        let rows: Vec<(String, String, String, String, i64)> = self
            .lock()
            .prepare_cached("SELECT name, account, title, texts, at FROM unsent ORDER BY at DESC, name")
            .and_then(|mut select| {
                select
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
                    .collect()
            })
            .map_err(doing(KEEPING))?;
        rows.into_iter()
            .map(|(name, account, title, texts, at)| {
                let texts =
                    serde_json::from_str(&texts).map_err(|_| StoreError::Unreadable { what: "text that was begun" })?;
                Ok(Unsent { name, account, title, texts, at: instant(at)? })
            })
            .collect()
    }

    /// Keeps a text; a later one under the same name takes its place. Of more than two hundred, those written to longest ago go.
    pub fn keep_unsent(&self, unsent: &Unsent) -> Result<(), StoreError> {
        self.keep_unsent_of(unsent, KEPT_MAX)
    }

    fn keep_unsent_of(&self, unsent: &Unsent, most: usize) -> Result<(), StoreError> {
        let texts =
            serde_json::to_string(&unsent.texts).map_err(|_| StoreError::Unreadable { what: "text that was begun" })?;
        self.transaction(KEEPING, |tx| {
            tx.execute(
                "INSERT INTO unsent (name, account, title, texts, at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (name) DO UPDATE SET account = excluded.account, title = excluded.title, texts = excluded.texts, at = excluded.at",
                params![unsent.name, unsent.account, unsent.title, texts, unsent.at.as_millisecond()],
            )
            .map_err(doing(KEEPING))?;
            tx.execute(
                "DELETE FROM unsent WHERE name NOT IN (SELECT name FROM unsent ORDER BY at DESC, name LIMIT ?1)",
                [most],
            )
            .map_err(doing(KEEPING))?;
            Ok(())
        })
    }

    /// Drops a text that was used or thrown away.
    pub fn drop_unsent(&self, name: &str) -> Result<(), StoreError> {
        self.lock().execute("DELETE FROM unsent WHERE name = ?1", [name]).map_err(doing(KEEPING))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_under_its_name_until_it_is_dropped_and_the_oldest_go_first() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let begun = |name: &str, text: &str, second: i64| Unsent {
            name: name.to_owned(),
            account: "company:1".to_owned(),
            title: "Follow-up".to_owned(),
            texts: vec![text.to_owned(), "Hi Ana".to_owned()],
            at: Timestamp::from_second(second).unwrap(),
        };
        let database = Database::open(&path, &[7; 32]).unwrap();
        for (name, text, second) in [("a", "one", 1), ("b", "two", 2), ("a", "three", 3), ("c", "four", 4)] {
            database.keep_unsent_of(&begun(name, text, second), 2).unwrap();
        }
        drop(database);
        let database = Database::open(&path, &[7; 32]).unwrap();
        assert_eq!(database.unsent().unwrap(), [begun("c", "four", 4), begun("a", "three", 3)]);
        database.drop_unsent("c").unwrap();
        assert_eq!(database.unsent().unwrap(), [begun("a", "three", 3)]);
    }
}

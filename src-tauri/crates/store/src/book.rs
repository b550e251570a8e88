//! Which records a run has seen, and which of them are the rep's: what decides who stays in a book.

use crate::{Database, StoreError, doing, packed::PROPERTIES};
use domain::{ObjectType, property};
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

impl Database {
    /// The records of a type that are not archived and that no run from the given one on has seen.
    pub fn unseen(&self, object: ObjectType, since_run: i64) -> Result<Vec<String>, StoreError> {
        self.ids_where(
            "SELECT id FROM record WHERE object = ?1 AND archived = 0 AND seen_run < ?2 ORDER BY length(id), id",
            object,
            since_run,
        )
    }

    /// The records of a type that are not archived and that some run from the given one on has seen.
    pub fn seen(&self, object: ObjectType, since_run: i64) -> Result<Vec<String>, StoreError> {
        self.ids_where(
            "SELECT id FROM record WHERE object = ?1 AND archived = 0 AND ?2 <= seen_run ORDER BY length(id), id",
            object,
            since_run,
        )
    }

    fn ids_where(&self, select: &str, object: ObjectType, run: i64) -> Result<Vec<String>, StoreError> {
        self.lock()
            .prepare_cached(select)
            .and_then(|mut select| select.query_map(params![object.singular(), run], |row| row.get(0))?.collect())
            .map_err(doing("looking what a run has seen"))
    }

    /// The records of a type that are not archived and belong to an owner, each with the run that last saw it. Reads all records of the type.
    pub fn owned_by(&self, owner: &str, object: ObjectType) -> Result<BTreeMap<String, i64>, StoreError> {
        let connection = self.lock();
        let mut select = connection
            .prepare_cached(&format!(
                "SELECT r.id, r.seen_run, {PROPERTIES} FROM record r JOIN record_version v ON v.version = r.version
                 WHERE r.object = ?1 AND r.archived = 0"
            ))
            .map_err(doing("reading whose records are here"))?;
        let reader = self.reader(&connection);
        let mut rows = select.query([object.singular()]).map_err(doing("reading whose records are here"))?;
        let mut owned = BTreeMap::new();
        while let Some(row) = rows.next().map_err(doing("reading whose records are here"))? {
            let properties = reader.text(row.get_ref(2).map_err(doing("reading whose records are here"))?)?;
            let properties: BTreeMap<String, String> =
                serde_json::from_str(&properties).map_err(|_| StoreError::Unreadable { what: "record" })?;
            if properties.get(property::OWNER).is_some_and(|theirs| theirs == owner) {
                let id = row.get(0).map_err(doing("reading whose records are here"))?;
                owned.insert(id, row.get(1).map_err(doing("reading whose records are here"))?);
            }
        }
        Ok(owned)
    }

    /// How many associations are here between some records and those of a type that are not archived.
    pub fn count_associated(
        &self,
        from: ObjectType,
        ids: &BTreeSet<String>,
        object: ObjectType,
    ) -> Result<usize, StoreError> {
        let connection = self.lock();
        let all: Vec<String> = connection
            .prepare_cached(
                "SELECT link.id FROM link JOIN record r ON r.object = other_object AND r.id = other_id
                 WHERE link.object = ?1 AND other_object = ?2 AND r.archived = 0",
            )
            .and_then(|mut select| select.query_map([from.singular(), object.singular()], |row| row.get(0))?.collect())
            .map_err(doing("counting associations"))?;
        Ok(all.iter().filter(|id| ids.contains(*id)).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Page, RunState, Versioned};
    use domain::{Association, Record, RecordId};
    use jiff::Timestamp;

    #[test]
    fn a_run_knows_whose_records_it_has_seen() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let deal = |id: &str, owner: &str| Versioned {
            record: Record {
                id: RecordId::new(ObjectType::Deal, id),
                properties: [(property::OWNER.to_owned(), owner.to_owned())].into(),
                created_at: Timestamp::UNIX_EPOCH,
                modified_at: Timestamp::UNIX_EPOCH,
                archived: false,
            },
            documents: Vec::new(),
            activity: None,
            history: Vec::new(),
            aliases: Vec::new(),
        };
        let read = |number: i64, records: Vec<Versioned>| {
            let run = RunState { number, state: String::new() };
            let page = Page { records, ..Page::default() };
            database.apply_page(&page, &run, Timestamp::UNIX_EPOCH).unwrap();
        };
        read(1, vec![deal("1", "me"), deal("2", "me"), deal("3", "you")]);
        read(2, vec![deal("2", "me"), deal("3", "you")]);
        assert_eq!(database.unseen(ObjectType::Deal, 2).unwrap(), ["1"]);
        assert_eq!(database.seen(ObjectType::Deal, 2).unwrap(), ["2", "3"]);
        assert!(database.seen(ObjectType::Deal, 3).unwrap().is_empty());
        let owned = database.owned_by("me", ObjectType::Deal).unwrap();
        assert_eq!(owned, BTreeMap::from([("1".to_owned(), 1), ("2".to_owned(), 2)]));
        // Given away, it is the rep's no more.
        read(3, vec![deal("2", "you")]);
        assert_eq!(database.owned_by("me", ObjectType::Deal).unwrap().len(), 1);

        let (contact, to) = (RecordId::new(ObjectType::Contact, "9"), RecordId::new(ObjectType::Deal, "1"));
        let association = Association { from: to.clone(), to: contact, type_id: 3, label: None };
        let associations = vec![(to, ObjectType::Contact, vec![association])];
        let run = RunState { number: 3, state: String::new() };
        database.apply_page(&Page { associations, ..Page::default() }, &run, Timestamp::UNIX_EPOCH).unwrap();
        let count =
            |from, id: &str, object| database.count_associated(from, &BTreeSet::from([id.to_owned()]), object).unwrap();
        assert_eq!(count(ObjectType::Contact, "9", ObjectType::Deal), 1);
        assert_eq!(count(ObjectType::Contact, "8", ObjectType::Deal), 0);
        // The contact itself is not here.
        assert_eq!(count(ObjectType::Deal, "1", ObjectType::Contact), 0);
    }
}

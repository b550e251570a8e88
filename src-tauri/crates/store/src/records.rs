//! Records, their versions, what they are associated with, and the accounts they belong to.

use crate::{
    Database, RunState, SkippedRecord, StoreError, doing,
    packed::{PROPERTIES, Reader},
    texts,
};
use domain::{Activity, Association, Document, ObjectType, PropertyChange, Record, RecordId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};

/// A record with everything that is derived from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Versioned {
    /// The record as HubSpot has it now.
    pub record: Record,
    /// The record's texts.
    pub documents: Vec<Document>,
    /// The record's place on the timeline, if it is an activity.
    pub activity: Option<Activity>,
    /// HubSpot's own history of the record's properties, where it was asked for.
    pub history: Vec<PropertyChange>,
    /// The ids of records that were merged into this one.
    pub aliases: Vec<String>,
}

/// What one step of a sync brings in; applied whole or not at all, together with how far the run has come.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The records to store, each with its texts.
    pub records: Vec<Versioned>,
    /// For each record and type named here, all its associations to that type.
    pub associations: Vec<(RecordId, ObjectType, Vec<Association>)>,
    /// The records that HubSpot says are gone; they are archived here.
    pub gone: Vec<RecordId>,
    /// The records that could not be kept, with the reasons.
    pub skipped: Vec<SkippedRecord>,
}

/// How many records a page created, updated and archived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageOutcome {
    /// Records that were not here before.
    pub created: usize,
    /// Records that got a new version.
    pub updated: usize,
    /// Records that are archived now and were not before.
    pub deleted: usize,
}

/// An account with the number of its contacts and its last activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSummary {
    /// The account: a company, or a contact without one.
    pub id: RecordId,
    /// How many contacts the account has, archived ones left out.
    pub contacts: u32,
    /// The newest entry of its timeline up to the moment asked about.
    pub last_activity: Option<Timestamp>,
}

impl Database {
    /// Applies a page and moves the run on, in one transaction.
    pub fn apply_page(&self, page: &Page, run: &RunState, observed_at: Timestamp) -> Result<PageOutcome, StoreError> {
        self.transaction("storing a page", |tx| {
            let mut outcome = PageOutcome::default();
            for versioned in &page.records {
                store_record(tx, versioned, run.number, observed_at, &mut outcome)?;
            }
            for (from, to, associations) in &page.associations {
                replace_associations(tx, from, *to, associations)?;
            }
            for id in &page.gone {
                outcome.deleted += archive(tx, id, observed_at)?;
            }
            for skipped in &page.skipped {
                skipped.store(tx)?;
            }
            run.store(tx)?;
            Ok(outcome)
        })
    }

    /// Works out anew which accounts each record belongs to. Takes time in proportion to the number of associations.
    ///
    /// A company is an account; a contact belongs to its companies, or is an account itself; everything else belongs to the companies it
    /// is associated with, else where its contacts are at home, else where its deals and tickets are. A contact is at home with its primary
    /// company, else with its only one, else in an account of its own: a former employer reads nothing that hangs on the person alone.
    pub fn rebuild_membership(&self) -> Result<(), StoreError> {
        self.transaction("sorting records into accounts", |tx| {
            tx.execute_batch(
                "CREATE TEMP TABLE IF NOT EXISTS primary_type (object TEXT NOT NULL, type_id INTEGER NOT NULL, PRIMARY KEY (object, type_id));
                 DELETE FROM temp.primary_type",
            )
            .map_err(doing("sorting records into accounts"))?;
            for object in ObjectType::ALL {
                if let Some(type_id) = Association::primary_type(object, ObjectType::Company) {
                    tx.execute("INSERT INTO temp.primary_type VALUES (?1, ?2)", (object.singular(), type_id))
                        .map_err(doing("sorting records into accounts"))?;
                }
            }
            tx.execute_batch(include_str!("membership.sql")).map_err(doing("sorting records into accounts"))
        })
    }

    /// The record as last seen, archived or not. A merged record's old id finds its survivor.
    pub fn record(&self, id: &RecordId) -> Result<Option<Record>, StoreError> {
        let connection = self.lock();
        let select = format!(
            "SELECT r.object, r.id, r.created_at, v.modified_at, v.archived, {}
             FROM record r JOIN record_version v ON v.version = r.version
             WHERE r.object = ?1 AND r.id = coalesce((SELECT id FROM alias WHERE object = ?1 AND alias = ?2), ?2)",
            PROPERTIES
        );
        connection
            .prepare_cached(&select)
            .and_then(|mut statement| {
                let reader = self.reader(&connection);
                let read = |row: &Row<'_>| read_record(&reader, row);
                statement.query_row([id.object.singular(), &id.id], read).optional()
            })
            .map_err(doing("reading a record"))?
            .transpose()
    }

    /// Every version of a record, oldest first, each with the time it was first observed here.
    pub fn versions(&self, id: &RecordId) -> Result<Vec<(Record, Timestamp)>, StoreError> {
        let connection = self.lock();
        let select = format!(
            "SELECT v.object, v.id, r.created_at, v.modified_at, v.archived, {}, v.observed_at
             FROM record_version v JOIN record r USING (object, id) WHERE v.object = ?1 AND v.id = ?2 ORDER BY v.version",
            PROPERTIES
        );
        connection
            .prepare_cached(&select)
            .and_then(|mut statement| {
                let reader = self.reader(&connection);
                statement
                    .query_map([id.object.singular(), &id.id], |row| {
                        let observed_at = row.get(6)?;
                        Ok(read_record(&reader, row)?.and_then(|record| Ok((record, instant(observed_at)?))))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading versions"))?
            .into_iter()
            .collect()
    }

    /// HubSpot's history of one property, oldest first.
    pub fn history(&self, id: &RecordId, property: &str) -> Result<Vec<PropertyChange>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(
                "SELECT property, value, at, source FROM property_history
                 WHERE object = ?1 AND id = ?2 AND property = ?3 ORDER BY at",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([id.object.singular(), &id.id, property], |row| {
                        let (property, value, source) = (row.get(0)?, row.get(1)?, row.get(3)?);
                        Ok(instant(row.get(2)?).map(|at| PropertyChange { property, value, at, source }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading a property's history"))?
            .into_iter()
            .collect()
    }

    /// Adds to HubSpot's history of some properties what was read of it by itself. Versions that are here already stay.
    pub fn add_history(&self, histories: &[(RecordId, Vec<PropertyChange>)]) -> Result<(), StoreError> {
        if histories.is_empty() {
            return Ok(());
        }
        self.transaction("storing properties' histories", |tx| {
            histories.iter().try_for_each(|(id, changes)| insert_history(tx, id, changes))
        })
    }

    /// The ids a record is associated with, of one type, with their labels; archived ones left out.
    pub fn associated(&self, id: &RecordId, object: ObjectType) -> Result<Vec<(RecordId, Option<String>)>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(
                "SELECT other_id, max(label) FROM link JOIN record ON record.object = other_object AND record.id = other_id
                 WHERE link.object = ?1 AND link.id = ?2 AND other_object = ?3 AND record.archived = 0
                 GROUP BY other_id ORDER BY length(other_id), other_id",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([id.object.singular(), &id.id, object.singular()], |row| {
                        let label: String = row.get(1)?;
                        Ok((RecordId::new(object, row.get::<_, String>(0)?), Some(label).filter(|label| !label.is_empty())))
                    })?
                    .collect()
            })
            .map_err(doing("reading associations"))
    }

    /// Which records of `of` are associated with which of some records of `from`, by ids in that order, and whether the latter is the former's
    /// primary company. Archived ones of `of` are left out.
    pub fn associated_from(
        &self,
        from: ObjectType,
        of: ObjectType,
        ids: &[String],
    ) -> Result<BTreeMap<(String, String), bool>, StoreError> {
        let wanted: BTreeSet<&String> = ids.iter().collect();
        let primary = Association::primary_type(of, from).unwrap_or_default();
        let connection = self.lock();
        let rows: Vec<(String, String, u32)> = connection
            .prepare_cached(
                "SELECT to_id, from_id, type_id FROM association JOIN record r ON r.object = from_object AND r.id = from_id
                 WHERE from_object = ?1 AND to_object = ?2 AND r.archived = 0",
            )
            .and_then(|mut select| {
                select
                    .query_map([of.singular(), from.singular()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect()
            })
            .map_err(doing("reading associations"))?;
        let mut found = BTreeMap::new();
        for (to, from, type_id) in rows.into_iter().filter(|(to, ..)| wanted.contains(to)) {
            let is_primary = found.entry((to, from)).or_default();
            *is_primary = *is_primary || (0 < primary && type_id == primary);
        }
        Ok(found)
    }

    /// The accounts a record belongs to: its primary company first, then the other companies, then an account of its own.
    pub fn accounts_of(&self, id: &RecordId) -> Result<Vec<RecordId>, StoreError> {
        let primary = Association::primary_type(id.object, ObjectType::Company).unwrap_or_default().to_string();
        self.ids(
            "SELECT account_object, account_id FROM membership m WHERE object = ?1 AND id = ?2
             ORDER BY EXISTS (SELECT 1 FROM association a WHERE a.from_object = ?1 AND a.from_id = ?2 AND a.to_object = m.account_object
                              AND a.to_id = m.account_id AND a.type_id = CAST(?3 AS INTEGER) AND 0 < a.type_id) DESC,
                 account_object = object, length(account_id), account_id",
            &[id.object.singular(), &id.id, &primary],
        )
    }

    /// Every account, counted, with the last activity up to `now`.
    pub fn accounts(&self, now: Timestamp) -> Result<Vec<AccountSummary>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(
                "SELECT m.account_object, m.account_id, sum(m.object = 'contact'), max(CASE WHEN a.at <= ?1 THEN a.at END)
                 FROM membership m JOIN record r USING (object, id) LEFT JOIN activity a USING (object, id)
                 WHERE r.archived = 0 GROUP BY m.account_object, m.account_id",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([now.as_millisecond()], |row| {
                        let (contacts, last): (u32, Option<i64>) = (row.get(2)?, row.get(3)?);
                        let id = read_id(row, 0)?;
                        Ok(id.and_then(|id| {
                            Ok(AccountSummary { id, contacts, last_activity: last.map(instant).transpose()? })
                        }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading accounts"))?
            .into_iter()
            .collect()
    }

    /// The records of one type that belong to an account; archived ones left out.
    pub fn members(&self, account: &RecordId, object: ObjectType) -> Result<Vec<RecordId>, StoreError> {
        self.ids(
            "SELECT m.object, m.id FROM membership m JOIN record r USING (object, id)
             WHERE m.account_object = ?1 AND m.account_id = ?2 AND m.object = ?3 AND r.archived = 0 ORDER BY length(m.id), m.id",
            &[account.object.singular(), &account.id, object.singular()],
        )
    }

    /// The ids of all records of a type that are not archived.
    pub fn all(&self, object: ObjectType) -> Result<Vec<RecordId>, StoreError> {
        self.ids(
            "SELECT object, id FROM record WHERE object = ?1 AND archived = 0 ORDER BY length(id), id",
            &[object.singular()],
        )
    }

    /// Every record of a type that is not archived, read whole.
    pub fn records(&self, object: ObjectType) -> Result<Vec<Record>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(&format!(
                "SELECT r.object, r.id, r.created_at, v.modified_at, v.archived, {}
                 FROM record r JOIN record_version v ON v.version = r.version
                 WHERE r.object = ?1 AND r.archived = 0 ORDER BY length(r.id), r.id",
                PROPERTIES
            ))
            .and_then(|mut statement| {
                let reader = self.reader(&connection);
                statement
                    .query_map([object.singular()], |row| read_record(&reader, row))?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading records"))?
            .into_iter()
            .collect()
    }

    pub(crate) fn ids(&self, select: &str, params: &[&str]) -> Result<Vec<RecordId>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(select)
            .and_then(|mut statement| {
                statement
                    .query_map(rusqlite::params_from_iter(params), |row| read_id(row, 0))?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading ids"))?
            .into_iter()
            .collect()
    }

    /// An account's timeline as far as it was known at `as_of`, oldest first. Planned meetings and open tasks are part of it.
    pub fn timeline(&self, account: &RecordId, as_of: Timestamp) -> Result<Vec<Activity>, StoreError> {
        self.activities(
            "SELECT a.object, a.id, a.at, a.created_at, a.title FROM activity a
             JOIN membership m USING (object, id) JOIN record r USING (object, id)
             WHERE m.account_object = ?1 AND m.account_id = ?2 AND r.archived = 0 AND a.created_at <= ?3 ORDER BY a.at, a.object, a.id",
            params![account.object.singular(), account.id, as_of.as_millisecond()],
        )
    }

    /// The activities that a deal or ticket is associated with, as far as they were known at `as_of`, oldest first. Planned meetings and open
    /// tasks are among them.
    pub fn timeline_around(&self, id: &RecordId, as_of: Timestamp) -> Result<Vec<Activity>, StoreError> {
        self.activities(
            "SELECT a.object, a.id, a.at, a.created_at, a.title FROM activity a JOIN record r USING (object, id)
             WHERE (a.object, a.id) IN (SELECT other_object, other_id FROM link WHERE object = ?1 AND id = ?2)
                 AND r.archived = 0 AND a.created_at <= ?3 ORDER BY a.at, a.object, a.id",
            params![id.object.singular(), id.id, as_of.as_millisecond()],
        )
    }

    /// Where an activity stands on the timeline; none for what is no activity.
    pub fn activity_at(&self, id: &RecordId) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = self
            .lock()
            .prepare_cached("SELECT at FROM activity WHERE object = ?1 AND id = ?2")
            .and_then(|mut select| select.query_row([id.object.singular(), &id.id], |row| row.get(0)).optional())
            .map_err(doing("reading the timeline"))?;
        at.map(instant).transpose()
    }

    /// Meetings of any account that start within a span of time, in HubSpot or in a calendar of the rep's own, earliest first.
    pub fn meetings_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Activity>, StoreError> {
        self.activities(
            "SELECT a.object, a.id, a.at, a.created_at, a.title FROM activity a JOIN record r USING (object, id)
             WHERE a.object IN ('meeting', 'appointment') AND r.archived = 0 AND a.at >= ?1 AND a.at < ?2 ORDER BY a.at, a.object DESC, a.id",
            params![from.as_millisecond(), to.as_millisecond()],
        )
    }

    /// Records of a type that matter ahead of `now`: meetings and tasks from a day before it on, the nearest first, and deals, the latest
    /// changed first; archived ones left out.
    pub fn planned(&self, object: ObjectType, now: Timestamp, limit: usize) -> Result<Vec<RecordId>, StoreError> {
        let select = match object {
            ObjectType::Deal => {
                "SELECT object, id FROM record WHERE object = ?1 AND archived = 0 ORDER BY modified_at DESC, id LIMIT ?2"
            }
            _ => {
                "SELECT r.object, r.id FROM record r JOIN activity a USING (object, id)
                 WHERE r.object = ?1 AND r.archived = 0 AND CAST(?3 AS INTEGER) - 86400000 <= a.at ORDER BY a.at, r.id LIMIT ?2"
            }
        };
        let (limit, now) = (limit.to_string(), now.as_millisecond().to_string());
        match object {
            ObjectType::Deal => self.ids(select, &[object.singular(), &limit]),
            _ => self.ids(select, &[object.singular(), &limit, &now]),
        }
    }

    pub(crate) fn activities(
        &self,
        select: &str,
        params: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Activity>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(select)
            .and_then(|mut statement| {
                statement
                    .query_map(params, |row| {
                        let title: String = row.get(4)?;
                        let (at, created_at) = (row.get(2)?, row.get(3)?);
                        let id = read_id(row, 0)?;
                        Ok(id.and_then(|id| {
                            Ok(Activity { id, at: instant(at)?, created_at: instant(created_at)?, title })
                        }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading the timeline"))?
            .into_iter()
            .collect()
    }

    /// How many records of a type are here, archived ones left out.
    pub fn count(&self, object: ObjectType) -> Result<usize, StoreError> {
        self.lock()
            .query_row("SELECT count(*) FROM record WHERE object = ?1 AND archived = 0", [object.singular()], |row| {
                row.get(0)
            })
            .map_err(doing("counting records"))
    }
}

pub(crate) fn instant(ms: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(ms).map_err(|_| StoreError::Unreadable { what: "time" })
}

/// Reads a record's id from two columns, its type and its number.
pub(crate) fn read_id(row: &Row<'_>, first: usize) -> rusqlite::Result<Result<RecordId, StoreError>> {
    let (object, id): (String, String) = (row.get(first)?, row.get(first + 1)?);
    Ok(match object.parse() {
        Ok(object) => Ok(RecordId::new(object, id)),
        Err(_) => Err(StoreError::Unreadable { what: "record type" }),
    })
}

pub(crate) fn read_record(reader: &Reader<'_>, row: &Row<'_>) -> rusqlite::Result<Result<Record, StoreError>> {
    let (created_at, modified_at) = (row.get(2)?, row.get(3)?);
    let archived: bool = row.get(4)?;
    let properties = reader.text(row.get_ref(5)?);
    let id = read_id(row, 0)?;
    Ok(id.and_then(|id| {
        let properties = serde_json::from_str(&properties?).map_err(|_| StoreError::Unreadable { what: "record" })?;
        Ok(Record { id, properties, created_at: instant(created_at)?, modified_at: instant(modified_at)?, archived })
    }))
}

fn encode(properties: &BTreeMap<String, String>) -> Result<String, StoreError> {
    serde_json::to_string(properties).map_err(|_| StoreError::Unreadable { what: "record" })
}

pub(crate) fn store_record(
    tx: &Transaction<'_>,
    versioned: &Versioned,
    run: i64,
    observed_at: Timestamp,
    outcome: &mut PageOutcome,
) -> Result<(), StoreError> {
    let record = &versioned.record;
    let (object, id) = (record.id.object.singular(), &record.id.id);
    let properties = encode(&record.properties)?;
    let known: Option<(String, bool)> = tx
        .prepare_cached(&format!(
            "SELECT {PROPERTIES}, v.archived FROM record r JOIN record_version v ON v.version = r.version
             WHERE r.object = ?1 AND r.id = ?2"
        ))
        .and_then(|mut select| {
            let reader = Reader::of(tx);
            select.query_row([object, id], |row| Ok((reader.text(row.get_ref(0)?), row.get(1)?))).optional()
        })
        .map_err(doing("looking up a record"))?
        .map(|(properties, archived)| properties.map(|properties| (properties, archived)))
        .transpose()?;
    tx.execute("DELETE FROM skipped WHERE object = ?1 AND id = ?2", [object, id]).map_err(doing("storing a record"))?;
    insert_history(tx, &record.id, &versioned.history)?;
    if known.as_ref() == Some(&(properties.clone(), record.archived)) {
        tx.prepare_cached("UPDATE record SET seen_run = ?3 WHERE object = ?1 AND id = ?2")
            .and_then(|mut update| update.execute(params![object, id, run]))
            .map_err(doing("storing a record"))?;
    } else {
        match &known {
            None => outcome.created += 1,
            Some((_, false)) if record.archived => outcome.deleted += 1,
            Some(_) => outcome.updated += 1,
        }
        insert_version(tx, record, &properties, run, observed_at)?;
    }
    for alias in &versioned.aliases {
        tx.execute("INSERT OR REPLACE INTO alias (object, alias, id) VALUES (?1, ?2, ?3)", [object, alias, id])
            .map_err(doing("storing a merged id"))?;
        // What was merged into that one before leads here too, so that every former id finds its record in one step.
        tx.execute("UPDATE alias SET id = ?3 WHERE object = ?1 AND id = ?2", [object, alias, id])
            .map_err(doing("storing a merged id"))?;
        // What hung on the merged record hangs on the survivor.
        for update in [
            "UPDATE OR REPLACE association SET from_id = ?3 WHERE from_object = ?1 AND from_id = ?2",
            "UPDATE OR REPLACE association SET to_id = ?3 WHERE to_object = ?1 AND to_id = ?2",
        ] {
            tx.execute(update, [object, alias, id]).map_err(doing("moving a merged record's associations"))?;
        }
        archive(tx, &RecordId::new(record.id.object, alias.as_str()), observed_at)?;
    }
    if let Some(activity) = &versioned.activity {
        tx.prepare_cached(
            "INSERT INTO activity (object, id, at, created_at, title) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET at = excluded.at, created_at = excluded.created_at, title = excluded.title",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                object,
                id,
                activity.at.as_millisecond(),
                activity.created_at.as_millisecond(),
                activity.title
            ])
        })
        .map_err(doing("storing a timeline entry"))?;
    }
    texts::replace_documents(tx, &record.id, &versioned.documents, record.modified_at, observed_at)
}

fn insert_version(
    tx: &Transaction<'_>,
    record: &Record,
    properties: &str,
    run: i64,
    observed_at: Timestamp,
) -> Result<(), StoreError> {
    let (object, id) = (record.id.object.singular(), &record.id.id);
    let (created_at, modified_at) = (record.created_at.as_millisecond(), record.modified_at.as_millisecond());
    tx.prepare_cached(
        "INSERT INTO record_version (object, id, observed_at, modified_at, archived, properties) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .and_then(|mut insert| {
        insert.execute(params![object, id, observed_at.as_millisecond(), modified_at, record.archived, properties])
    })
    .map_err(doing("storing a version"))?;
    tx.prepare_cached(
        "INSERT INTO record (object, id, created_at, modified_at, archived, version, seen_run)
         VALUES (?1, ?2, ?3, ?4, ?5, last_insert_rowid(), ?6)
         ON CONFLICT DO UPDATE SET created_at = excluded.created_at, modified_at = excluded.modified_at,
             archived = excluded.archived, version = excluded.version, seen_run = excluded.seen_run",
    )
    .and_then(|mut insert| insert.execute(params![object, id, created_at, modified_at, record.archived, run]))
    .map_err(doing("storing a record"))?;
    Ok(())
}

/// Marks a record archived by a new version of its own. Returns 1 if it was not archived before, else 0.
pub(crate) fn archive(tx: &Transaction<'_>, id: &RecordId, observed_at: Timestamp) -> Result<usize, StoreError> {
    let key = [id.object.singular(), &id.id];
    tx.execute("DELETE FROM skipped WHERE object = ?1 AND id = ?2", key).map_err(doing("archiving"))?;
    let inserted = tx
        .execute(
            "INSERT INTO record_version (object, id, observed_at, modified_at, archived, properties, packed)
             SELECT r.object, r.id, ?3, ?3, 1, v.properties, v.packed FROM record r JOIN record_version v ON v.version = r.version
             WHERE r.object = ?1 AND r.id = ?2 AND r.archived = 0",
            params![key[0], key[1], observed_at.as_millisecond()],
        )
        .map_err(doing("archiving"))?;
    if inserted == 1 {
        tx.execute("UPDATE record SET archived = 1, version = last_insert_rowid() WHERE object = ?1 AND id = ?2", key)
            .map_err(doing("archiving"))?;
        texts::retire_documents(tx, id)?;
    }
    Ok(inserted)
}

/// Stores all associations of a record to a type. Where they are as before, as most are in most syncs, nothing is written.
pub(crate) fn replace_associations(
    tx: &Transaction<'_>,
    from: &RecordId,
    to: ObjectType,
    associations: &[Association],
) -> Result<(), StoreError> {
    let what = "storing associations";
    let key = [from.object.singular(), &from.id, to.singular()];
    let before: BTreeSet<(String, String, u32, String)> = tx
        .prepare_cached(
            "SELECT to_object, to_id, type_id, label FROM association WHERE from_object = ?1 AND from_id = ?2 AND to_object = ?3",
        )
        .and_then(|mut select| {
            select.query_map(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect()
        })
        .map_err(doing(what))?;
    let mut now: BTreeSet<(String, String, u32, String)> = BTreeSet::new();
    for association in associations {
        let label = association.label.clone().unwrap_or_default();
        let id = survivor(tx, &association.to)?;
        now.insert((association.to.object.singular().to_owned(), id, association.type_id, label));
    }
    if before == now {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM association WHERE from_object = ?1 AND from_id = ?2 AND to_object = ?3")
        .and_then(|mut delete| delete.execute(key))
        .map_err(doing(what))?;
    for (object, id, type_id, label) in now {
        tx.prepare_cached(
            "INSERT OR REPLACE INTO association (from_object, from_id, to_object, to_id, type_id, label)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .and_then(|mut insert| insert.execute(params![key[0], key[1], object, id, type_id, label]))
        .map_err(doing(what))?;
    }
    Ok(())
}

/// The id of a record, or of what it was merged into.
fn survivor(tx: &Transaction<'_>, id: &RecordId) -> Result<String, StoreError> {
    let merged_into: Option<String> = tx
        .prepare_cached("SELECT id FROM alias WHERE object = ?1 AND alias = ?2")
        .and_then(|mut select| select.query_row([id.object.singular(), &id.id], |row| row.get(0)).optional())
        .map_err(doing("looking up a merged id"))?;
    Ok(merged_into.unwrap_or_else(|| id.id.clone()))
}

fn insert_history(tx: &Transaction<'_>, id: &RecordId, changes: &[PropertyChange]) -> Result<(), StoreError> {
    for change in changes {
        tx.prepare_cached(
            "INSERT INTO property_history (object, id, property, at, value, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET value = excluded.value, source = excluded.source",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                id.object.singular(),
                id.id,
                change.property,
                change.at.as_millisecond(),
                change.value,
                change.source
            ])
        })
        .map_err(doing("storing a property's history"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(object: ObjectType, id: &str) -> Versioned {
        let at = Timestamp::from_second(3_600).unwrap();
        let record = Record {
            id: RecordId::new(object, id),
            properties: BTreeMap::new(),
            created_at: at,
            modified_at: at,
            archived: false,
        };
        Versioned { record, documents: Vec::new(), activity: None, history: Vec::new(), aliases: Vec::new() }
    }

    #[test]
    fn a_note_that_moves_takes_its_place_along_and_what_stays_is_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let database = Database::open(&path, &[7; 32]).unwrap();
        let (note, run) = (RecordId::new(ObjectType::Note, "1"), RunState { number: 1, state: String::new() });
        let hung_on = |company: &str, label: Option<&str>| {
            let to = RecordId::new(ObjectType::Company, company);
            let association = Association { from: note.clone(), to, type_id: 190, label: label.map(str::to_owned) };
            let associations = vec![(note.clone(), ObjectType::Company, vec![association])];
            let page = Page { associations, ..Page::default() };
            database.apply_page(&page, &run, Timestamp::UNIX_EPOCH).unwrap();
            database.rebuild_membership().unwrap();
            database.accounts_of(&note).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let records = ["5", "6"].map(|id| record(ObjectType::Company, id)).into_iter();
        let page = Page { records: records.chain([record(ObjectType::Note, "1")]).collect(), ..Page::default() };
        database.apply_page(&page, &run, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(hung_on("5", None), ["company:5"]);
        assert_eq!(hung_on("6", None), ["company:6"]);
        assert_eq!(hung_on("6", Some("Partner")), ["company:6"]);
        let labels = database.associated(&note, ObjectType::Company).unwrap();
        assert_eq!(labels, [(RecordId::new(ObjectType::Company, "6"), Some("Partner".to_owned()))]);

        database.empty_log().unwrap();
        database.rebuild_membership().unwrap();
        assert_eq!(std::fs::metadata(dir.path().join("store.db-wal")).unwrap().len(), 0);
    }

    #[test]
    fn a_merged_contacts_mails_hang_on_the_survivor() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let run = RunState { number: 1, state: String::new() };
        let of = |object, id: &str| RecordId::new(object, id);
        let tie = |from: &RecordId, to: RecordId, type_id| {
            let object = to.object;
            (from.clone(), object, vec![Association { from: from.clone(), to, type_id, label: None }])
        };
        let (mail, old, company) =
            (of(ObjectType::Email, "1"), of(ObjectType::Contact, "2"), of(ObjectType::Company, "5"));
        let apply = |records: Vec<Versioned>, associations| {
            database
                .apply_page(&Page { records, associations, ..Page::default() }, &run, Timestamp::UNIX_EPOCH)
                .unwrap();
            database.rebuild_membership().unwrap();
        };
        let records =
            vec![record(ObjectType::Company, "5"), record(ObjectType::Contact, "2"), record(ObjectType::Email, "1")];
        apply(records, vec![tie(&mail, old.clone(), 0), tie(&old, company.clone(), 1)]);
        assert_eq!(database.accounts_of(&mail).unwrap(), std::slice::from_ref(&company));

        // The merge makes a new record; the mail itself is not read again.
        let merged = Versioned { aliases: vec!["2".to_owned(), "3".to_owned()], ..record(ObjectType::Contact, "9") };
        apply(vec![merged], Vec::new());
        assert_eq!(database.accounts_of(&mail).unwrap(), std::slice::from_ref(&company));
        // And where HubSpot still names the old id, the survivor is meant.
        apply(Vec::new(), vec![tie(&mail, old.clone(), 0)]);
        assert_eq!(database.associated(&mail, ObjectType::Contact).unwrap(), [(of(ObjectType::Contact, "9"), None)]);
        assert_eq!(database.accounts_of(&mail).unwrap(), std::slice::from_ref(&company));

        // Merged once more, every former id leads to the last one, though the last names only the one before.
        let again = Versioned { aliases: vec!["9".to_owned()], ..record(ObjectType::Contact, "12") };
        apply(vec![again], vec![tie(&mail, old.clone(), 0)]);
        assert_eq!(database.record(&old).unwrap().unwrap().id, of(ObjectType::Contact, "12"));
        assert_eq!(database.associated(&mail, ObjectType::Contact).unwrap(), [(of(ObjectType::Contact, "12"), None)]);
        assert_eq!(database.accounts_of(&mail).unwrap(), [company]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        /// However people change employers and notes move, a note that hangs on people alone is in the account where they are at home now,
        /// and one that hangs on companies is in those.
        #[test]
        fn nothing_that_hangs_on_a_person_is_in_a_former_employers_account(
            history in proptest::collection::vec((0_usize..4, 0_u8..8, 0_usize..4), 1..14)
        ) {
            let dir = tempfile::tempdir().unwrap();
            let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
            let run = RunState { number: 1, state: String::new() };
            let ids = |object, ids: [&str; 3]| ids.map(|id| RecordId::new(object, id));
            let companies = ids(ObjectType::Company, ["5", "6", "77"]);
            let (people, notes) = (ids(ObjectType::Contact, ["1", "2", "3"]), ids(ObjectType::Note, ["10", "11", "12"]));
            let all = companies.iter().chain(&people).chain(&notes);
            let records = all.map(|id| record(id.object, &id.id)).collect();
            database.apply_page(&Page { records, ..Page::default() }, &run, Timestamp::UNIX_EPOCH).unwrap();
            // Who is with which companies, and which of them is the primary one; what each note hangs on.
            let mut employers: BTreeMap<&RecordId, (Vec<&RecordId>, Option<&RecordId>)> = BTreeMap::new();
            let mut hangs_on: BTreeMap<(&RecordId, ObjectType), Vec<&RecordId>> = BTreeMap::new();
            for (what, which, primary) in history {
                let chosen = |from: &'static [usize; 3]| from.iter().filter(move |index| which & (1 << **index) != 0);
                let all = &[0_usize, 1, 2];
                let (from, to, with_primary): (&RecordId, Vec<&RecordId>, Option<&RecordId>) = match what {
                    0 | 1 => {
                        let with: Vec<&RecordId> = chosen(all).map(|index| &companies[*index]).collect();
                        let primary = companies.get(primary).filter(|company| with.contains(company));
                        employers.insert(&people[what], (with.clone(), primary));
                        (&people[what], with, primary)
                    }
                    2 => (&notes[primary % 3], chosen(all).map(|index| &people[*index]).collect(), None),
                    _ => (&notes[primary % 3], chosen(all).map(|index| &companies[*index]).collect(), None),
                };
                let object = if what == 2 { ObjectType::Contact } else { ObjectType::Company };
                if 1 < what {
                    hangs_on.insert((from, object), to.clone());
                }
                let tied = to.iter().map(|to| Association {
                    from: from.clone(),
                    to: (*to).clone(),
                    type_id: if Some(*to) == with_primary { 1 } else { 279 },
                    label: None,
                });
                let page = Page { associations: vec![(from.clone(), object, tied.collect())], ..Page::default() };
                database.apply_page(&page, &run, Timestamp::UNIX_EPOCH).unwrap();
                database.rebuild_membership().unwrap();

                let home = |person: &RecordId| match employers.get(person) {
                    Some((_, Some(primary))) => (*primary).clone(),
                    Some((only, None)) if only.len() == 1 => only[0].clone(),
                    _ => person.clone(),
                };
                for note in &notes {
                    let of = |object| hangs_on.get(&(note, object)).cloned().unwrap_or_default();
                    let direct: BTreeSet<RecordId> = of(ObjectType::Company).into_iter().cloned().collect();
                    let by_people = of(ObjectType::Contact).into_iter().map(home).collect();
                    let expected = if direct.is_empty() { by_people } else { direct };
                    let found: BTreeSet<RecordId> = database.accounts_of(note).unwrap().into_iter().collect();
                    proptest::prop_assert_eq!(found, expected, "{}", note);
                }
                for person in &people {
                    let first = database.accounts_of(person).unwrap().into_iter().next();
                    if let Some((_, Some(primary))) = employers.get(person) {
                        proptest::prop_assert_eq!(first.as_ref(), Some(*primary));
                    }
                }
            }
        }
    }
}

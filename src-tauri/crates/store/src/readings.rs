//! What the rules found in texts, kept beside them, so that a brief need not read every sentence again.

use crate::{Database, StoreError, StoredDocument, doing};
use domain::{ReadLine, Reading};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;

/// When what a reading found was so, as far as we saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingTime {
    /// The sync that first saw this version of the text.
    pub from: Timestamp,
    /// The sync that saw the next version; none for what still is.
    pub until: Option<Timestamp>,
}

const READING: &str = "reading what the rules found";
const READ_LINES: &str = "reading what the lines say";

impl Database {
    /// The readings of some texts, by the texts' row numbers; those that have none, or one that cannot be read, are left out.
    pub fn readings(&self, rows: &[i64]) -> Result<BTreeMap<i64, Reading>, StoreError> {
        let connection = self.lock();
        let mut select = connection
            .prepare_cached("SELECT rules, found FROM reading WHERE document = ?1")
            .map_err(doing(READING))?;
        let mut readings = BTreeMap::new();
        for row in rows {
            let found: Option<(u32, Vec<u8>)> =
                select.query_row([row], |row| Ok((row.get(0)?, row.get(1)?))).optional().map_err(doing(READING))?;
            let reading = found.and_then(|(rules, bytes)| Reading::from_bytes(rules, &bytes));
            readings.extend(reading.map(|reading| (*row, reading)));
        }
        Ok(readings)
    }

    /// Texts without a reading by this version of the rules, older versions included, at most `limit`. What lies on the shelf was said by
    /// nobody, so nothing is read out of it.
    pub fn documents_to_read(&self, rules: u32, limit: usize) -> Result<Vec<StoredDocument>, StoreError> {
        let rows: Vec<i64> = self
            .lock()
            .prepare_cached(
                "SELECT d.id FROM document d LEFT JOIN reading r ON r.document = d.id AND r.rules = ?1
                 WHERE r.document IS NULL AND d.object <> 'shelf' ORDER BY d.id LIMIT ?2",
            )
            .and_then(|mut select| select.query_map(params![rules, limit], |row| row.get(0))?.collect())
            .map_err(doing(READING))?;
        self.documents_by_row(&rows)
    }

    /// Keeps readings, by the texts' row numbers, in place of older ones. All are kept or none.
    pub fn put_readings(&self, readings: &[(i64, Reading)]) -> Result<(), StoreError> {
        self.transaction(READING, |tx| {
            let mut put = tx
                .prepare_cached("INSERT OR REPLACE INTO reading (document, rules, found) VALUES (?1, ?2, ?3)")
                .map_err(doing(READING))?;
            for (document, reading) in readings {
                put.execute(params![document, reading.rules, reading.to_bytes()]).map_err(doing(READING))?;
            }
            Ok(())
        })
    }

    /// What a model reads in the lines of some texts, by the texts' row numbers; texts that no model has read are left out.
    pub fn read_lines(&self, rows: &[i64]) -> Result<BTreeMap<i64, Vec<ReadLine>>, StoreError> {
        let connection = self.lock();
        let mut select =
            connection.prepare_cached("SELECT found FROM read_lines WHERE document = ?1").map_err(doing(READ_LINES))?;
        let mut lines = BTreeMap::new();
        for row in rows {
            let found: Option<Vec<u8>> =
                select.query_row([row], |row| row.get(0)).optional().map_err(doing(READ_LINES))?;
            lines.extend(found.and_then(|bytes| ReadLine::from_bytes(&bytes)).map(|found| (*row, found)));
        }
        Ok(lines)
    }

    /// Current texts whose lines this model has not read, newest first, at most `limit`. What lies on the shelf was said by nobody.
    pub fn documents_without_lines(&self, model: &str, limit: usize) -> Result<Vec<StoredDocument>, StoreError> {
        let rows: Vec<i64> = self
            .lock()
            .prepare_cached(
                "SELECT d.id FROM document d LEFT JOIN read_lines r ON r.document = d.id AND r.model = ?1
                 WHERE r.document IS NULL AND d.current = 1 AND d.object <> 'shelf' ORDER BY d.at DESC, d.id LIMIT ?2",
            )
            .and_then(|mut select| select.query_map(params![model, limit], |row| row.get(0))?.collect())
            .map_err(doing(READ_LINES))?;
        self.documents_by_row(&rows)
    }

    /// Keeps what a model reads in texts, by the texts' row numbers, in place of what another read. All are kept or none.
    pub fn put_read_lines(&self, model: &str, texts: &[(i64, Vec<ReadLine>)]) -> Result<(), StoreError> {
        self.transaction(READ_LINES, |tx| {
            let mut put = tx
                .prepare_cached("INSERT OR REPLACE INTO read_lines (document, model, found) VALUES (?1, ?2, ?3)")
                .map_err(doing(READ_LINES))?;
            for (document, lines) in texts {
                put.execute(params![document, model, ReadLine::to_bytes(lines)]).map_err(doing(READ_LINES))?;
            }
            Ok(())
        })
    }

    /// When what was found in a text was so, by the text's row number; `None` for a text that was not read.
    pub fn reading_time(&self, document: i64) -> Result<Option<ReadingTime>, StoreError> {
        let unreadable = |_| StoreError::Unreadable { what: "time of a reading" };
        let found: Option<(i64, Option<i64>)> = self
            .lock()
            .prepare_cached("SELECT valid_from, valid_until FROM reading_time WHERE document = ?1")
            .and_then(|mut select| select.query_row([document], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .map_err(doing(READING))?;
        let Some((from, until)) = found else { return Ok(None) };
        let from = Timestamp::from_millisecond(from).map_err(unreadable)?;
        let until = until.map(Timestamp::from_millisecond).transpose().map_err(unreadable)?;
        Ok(Some(ReadingTime { from, until }))
    }
}

//! What the rep notes down during a call.

use crate::{
    Database, StoreError, doing,
    records::{instant, read_id},
};
use domain::{JotMark, Jotting, ObjectType, RecordId};
use jiff::Timestamp;
use rusqlite::params;

const NOTING: &str = "noting a line down";

impl Database {
    /// Stores a line. Returns its number. It is on the disk when this returns.
    pub fn jot(&self, jotting: &Jotting) -> Result<i64, StoreError> {
        // One of HubSpot's is known by its number alone, as it always was.
        let written = |meeting: &RecordId| {
            if meeting.object == ObjectType::Meeting { meeting.id.clone() } else { meeting.to_string() }
        };
        let meeting = jotting.meeting.as_ref().map(written).unwrap_or_default();
        self.transaction(NOTING, |tx| {
            tx.query_row(
                "INSERT INTO jotting (account_object, account_id, meeting, at, mark, text, wrapped_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
                 RETURNING id",
                params![
                    jotting.account.object.singular(),
                    jotting.account.id,
                    meeting,
                    jotting.at.as_millisecond(),
                    jotting.mark.as_str(),
                    jotting.text
                ],
                |row| row.get(0),
            )
            .map_err(doing(NOTING))
        })
    }

    /// The lines of an account that were not written up yet, oldest first. Those of a merged record's former id are among them.
    pub fn jottings(&self, account: &RecordId) -> Result<Vec<Jotting>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT account_object, account_id, id, meeting, at, mark, text FROM jotting j
                 WHERE j.account_object = ?1 AND coalesce((SELECT a.id FROM alias a WHERE a.object = j.account_object AND a.alias = j.account_id),
                     j.account_id) = ?2 AND wrapped_at = 0 ORDER BY id",
            )
            .and_then(|mut select| {
                select
                    .query_map(params![account.object.singular(), account.id], |row| {
                        let (meeting, mark): (String, String) = (row.get(3)?, row.get(5)?);
                        let (id, at, text) = (row.get(2)?, row.get(4)?, row.get(6)?);
                        Ok(read_id(row, 0)?.and_then(|account| {
                            let mark = JotMark::named(&mark).ok_or(StoreError::Unreadable { what: "jotting" })?;
                            let meeting = Some(meeting).filter(|id| !id.is_empty());
                            let meeting = meeting.map(|id| id.parse().unwrap_or_else(|_| RecordId::new(ObjectType::Meeting, id)));
                            Ok(Jotting { id, account, meeting, at: instant(at)?, mark, text })
                        }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading what was noted down"))?
            .into_iter()
            .collect()
    }

    /// Takes a line away, or gives it other words. Returns whether it was there and not written up.
    pub fn change_jotting(&self, id: i64, change: Option<(JotMark, &str)>) -> Result<bool, StoreError> {
        let connection = self.lock();
        let changed = match change {
            Some((mark, text)) => connection.execute(
                "UPDATE jotting SET mark = ?2, text = ?3 WHERE id = ?1 AND wrapped_at = 0",
                params![id, mark.as_str(), text],
            ),
            None => connection.execute("DELETE FROM jotting WHERE id = ?1 AND wrapped_at = 0", [id]),
        };
        Ok(0 < changed.map_err(doing(NOTING))?)
    }

    /// Notes that some lines were written up: they are offered no more.
    pub fn wrap_jottings(&self, ids: &[i64], now: Timestamp) -> Result<(), StoreError> {
        self.transaction(NOTING, |tx| {
            for id in ids {
                tx.execute("UPDATE jotting SET wrapped_at = ?2 WHERE id = ?1", params![id, now.as_millisecond()])
                    .map_err(doing(NOTING))?;
            }
            Ok(())
        })
    }
}

//! What HubSpot was asked for in vain: transcripts that are named and not there.

use crate::{
    Database, StoreError, doing,
    records::{instant, read_id},
};
use domain::RecordId;
use jiff::Timestamp;
use rusqlite::params;
use std::collections::BTreeMap;

/// The last time that a talk's transcript was asked for and not had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The id that was asked for.
    pub transcript_id: String,
    /// When the record had last changed then.
    pub modified_at: Timestamp,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// How often that id was asked for in vain while the record stayed as it was; at least 1.
    pub times: u32,
    /// Whether the token might not read it.
    pub is_refused: bool,
}

impl Database {
    /// Which talks' transcripts were asked for in vain, by the talk.
    pub fn transcripts_asked(&self) -> Result<BTreeMap<RecordId, Asked>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(
                "SELECT object, id, transcript_id, modified_at, asked_at, times, is_refused FROM transcript_asked",
            )
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        let (talk, transcript_id) = (read_id(row, 0)?, row.get(2)?);
                        let (modified_at, asked_at) = (instant(row.get(3)?), instant(row.get(4)?));
                        let (times, is_refused) = (row.get(5)?, row.get(6)?);
                        Ok(talk.and_then(|talk| {
                            let (modified_at, asked_at) = (modified_at?, asked_at?);
                            Ok((talk, Asked { transcript_id, modified_at, asked_at, times, is_refused }))
                        }))
                    })?
                    .collect::<Result<Vec<_>, _>>()
            })
            .map_err(doing("reading what was asked for"))?
            .into_iter()
            .collect()
    }

    /// Notes that a talk's transcript was asked for in vain, or, with `None`, that there is nothing to remember of it.
    pub fn set_transcript_asked(&self, talk: &RecordId, asked: Option<&Asked>) -> Result<(), StoreError> {
        let (object, id) = (talk.object.singular(), talk.id.as_str());
        let connection = self.lock();
        match asked {
            None => connection.execute("DELETE FROM transcript_asked WHERE object = ?1 AND id = ?2", [object, id]),
            Some(asked) => connection.execute(
                "INSERT OR REPLACE INTO transcript_asked (object, id, transcript_id, modified_at, asked_at, times, is_refused)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    object,
                    id,
                    asked.transcript_id,
                    asked.modified_at.as_millisecond(),
                    asked.asked_at.as_millisecond(),
                    asked.times,
                    asked.is_refused
                ],
            ),
        }
        .map_err(doing("noting what was asked for"))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ObjectType;

    #[test]
    fn what_was_asked_for_is_remembered_until_it_is_had() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let (call, meeting) = (RecordId::new(ObjectType::Call, "7"), RecordId::new(ObjectType::Meeting, "7"));
        let asked = Asked {
            transcript_id: "900".to_owned(),
            modified_at: Timestamp::from_second(5).unwrap(),
            asked_at: Timestamp::from_second(9).unwrap(),
            times: 3,
            is_refused: true,
        };
        database.set_transcript_asked(&call, Some(&asked)).unwrap();
        let other = Asked { times: 1, is_refused: false, ..asked.clone() };
        database.set_transcript_asked(&meeting, Some(&other)).unwrap();
        let expected = BTreeMap::from([(call.clone(), asked), (meeting.clone(), other.clone())]);
        assert_eq!(database.transcripts_asked().unwrap(), expected);
        database.set_transcript_asked(&call, None).unwrap();
        assert_eq!(database.transcripts_asked().unwrap(), BTreeMap::from([(meeting, other)]));
    }
}

//! Conversations that were imported: those that wait for a place, and where the words of the others are.
//!
//! The words of one with a place are a document like every other, the transcript of a call, of a meeting, or of a record `conversation:N` of our
//! own; so they are searched, cited, erased and never overwritten like all texts.

use crate::{
    Database, PageOutcome, StoreError, Versioned, doing,
    records::{archive, instant, replace_associations, store_record},
    texts::{put_document, put_voices, retire, transcript_key, turns_of},
};
use domain::{Activity, Association, Document, ObjectType, Part, Record, RecordId, TranscriptState, property};
use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};
use std::collections::BTreeMap;

const STORING: &str = "storing a conversation";
const LISTING: &str = "reading conversations";
const COLUMNS: &str = "id, state, file, format, title, began, lasts_ms, recorded_by, people, place_object, place_id, confidence, why, by_rep,
    words_hash, sketch, words, added_at";

/// What became of an imported conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationState {
    /// Nobody has said yet what it is, and it could not be told.
    Waiting,
    /// It has a place.
    Kept,
    /// The rep threw it away. That it was here is remembered, so that it does not come back by itself.
    Dropped,
}

impl ConversationState {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Kept => "kept",
            Self::Dropped => "dropped",
        }
    }
}

/// An imported conversation, without its words where it has a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Its number; 0 before it is stored.
    pub id: i64,
    /// What became of it.
    pub state: ConversationState,
    /// The name of its file; empty where it was pasted.
    pub file: String,
    /// What the file is, as in `vtt`.
    pub format: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// When it began, as exactly as is known: a moment, a day and time, or a day, in ISO 8601; empty where nobody knows.
    pub began: String,
    /// How long it lasts, in milliseconds; 0 where nobody knows.
    pub lasts_ms: i64,
    /// Who recorded it, as far as the file says.
    pub recorded_by: String,
    /// Names and addresses of those who take part or speak; either may be empty.
    pub people: Vec<(String, String)>,
    /// The record that has its words; none while it waits.
    pub place: Option<RecordId>,
    /// How sure the place is, 0 to 1.
    pub confidence: f32,
    /// What agreed, for people.
    pub why: String,
    /// Whether the rep said where it belongs.
    pub by_rep: bool,
    /// The hash of its words, however they are spelt.
    pub words_hash: String,
    /// What tells much the same words from another recorder.
    pub sketch: Vec<u64>,
    /// What was said, as JSON, while it waits.
    pub words: String,
    /// When it was imported.
    pub added_at: Timestamp,
}

/// Where a conversation's words go.
#[derive(Debug, Clone, PartialEq)]
pub enum Placed {
    /// The transcript of a call or meeting that HubSpot has.
    Talk(RecordId),
    /// A record of our own, linked to these contacts, companies and deals.
    Own {
        /// When it took place.
        at: Timestamp,
        /// What it hangs on.
        with: Vec<RecordId>,
        /// Whose calendar it was in: the owner id that a note of it is filed under.
        owner: Option<String>,
    },
}

impl Database {
    /// Every conversation that was not thrown away, the newest import first.
    pub fn conversations(&self) -> Result<Vec<Conversation>, StoreError> {
        self.select_conversations("state <> 'dropped' ORDER BY id DESC", params![])
    }

    /// How many conversations wait for a place.
    pub fn conversations_waiting(&self) -> Result<usize, StoreError> {
        self.lock()
            .prepare_cached("SELECT count(*) FROM conversation WHERE state = 'waiting'")
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .map_err(doing(LISTING))
    }

    /// A conversation by its number, whatever became of it.
    pub fn conversation(&self, id: i64) -> Result<Option<Conversation>, StoreError> {
        Ok(self.select_conversations("id = ?1", params![id])?.pop())
    }

    /// The conversation whose words are the transcript of this record.
    pub fn conversation_at(&self, place: &RecordId) -> Result<Option<Conversation>, StoreError> {
        let key = params![place.object.singular(), place.id];
        Ok(self.select_conversations("place_object = ?1 AND place_id = ?2 ORDER BY id", key)?.pop())
    }

    /// What tells conversations again, of all that ever were here: number, state, hash and sketch.
    pub fn known_conversations(&self) -> Result<Vec<Conversation>, StoreError> {
        self.select_conversations("1 = 1 ORDER BY id", params![])
    }

    fn select_conversations(
        &self,
        which: &str,
        params: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Conversation>, StoreError> {
        self.lock()
            .prepare_cached(&format!("SELECT {COLUMNS} FROM conversation WHERE {which}"))
            .and_then(|mut select| select.query_map(params, read_conversation)?.collect::<Result<Vec<_>, _>>())
            .map_err(doing(LISTING))?
            .into_iter()
            .collect()
    }

    /// Calls and meetings, conversations of our own and meetings of the rep's calendars that begin within a span of time, earliest first.
    pub fn talks_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Activity>, StoreError> {
        self.activities(
            "SELECT a.object, a.id, a.at, a.created_at, a.title FROM activity a JOIN record r USING (object, id)
             WHERE a.object IN ('call', 'meeting', 'conversation', 'appointment') AND r.archived = 0 AND a.at >= ?1 AND a.at < ?2 ORDER BY a.at, a.object, a.id",
            params![from.as_millisecond(), to.as_millisecond()],
        )
    }

    /// Stores a conversation that waits for a place. Returns its number.
    pub fn put_waiting(&self, conversation: &Conversation) -> Result<i64, StoreError> {
        self.transaction(STORING, |tx| put(tx, conversation))
    }

    /// Gives a conversation its place: its words become the transcript of that, and are taken from where they were before. `document` holds the
    /// words; its record is replaced by the place. Returns the record that has them now. The caller rebuilds the membership.
    pub fn place_conversation(
        &self,
        conversation: &Conversation,
        placed: &Placed,
        document: &Document,
        now: Timestamp,
    ) -> Result<RecordId, StoreError> {
        self.transaction(STORING, |tx| {
            let id = put(tx, conversation)?;
            let place = match placed {
                Placed::Talk(talk) => talk.clone(),
                Placed::Own { .. } => RecordId::new(ObjectType::Conversation, id.to_string()),
            };
            if let Some(before) = conversation.place.as_ref().filter(|before| **before != place) {
                leave(tx, before, now)?;
            }
            let mut document = Document { record: place.clone(), ..document.clone() };
            if let Placed::Own { at, with, owner } = placed {
                document.at = *at;
                put_own(tx, &place, conversation, (*at, with, owner.as_deref()), now)?;
            }
            if place.object != ObjectType::Conversation {
                // It is settled: HubSpot is not asked for another.
                tx.execute(
                    "INSERT OR REPLACE INTO transcript (call_id, state, detail) VALUES (?1, ?2, 'imported')",
                    [transcript_key(&place).as_str(), TranscriptState::Present.as_str()],
                )
                .map_err(doing(STORING))?;
            }
            put_document(tx, &document, document.at, now)?;
            tx.execute(
                "UPDATE conversation SET state = 'kept', words = '', place_object = ?2, place_id = ?3 WHERE id = ?1",
                params![id, place.object.singular(), place.id],
            )
            .map_err(doing(STORING))?;
            Ok(place)
        })
    }

    /// Throws a conversation away: it is found no more, and what was cited still opens. The caller rebuilds the membership.
    pub fn drop_conversation(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let known = self.conversation(id)?;
        self.transaction(STORING, |tx| {
            if let Some(place) = known.as_ref().and_then(|known| known.place.as_ref()) {
                leave(tx, place, now)?;
            }
            tx.execute(
                "UPDATE conversation SET state = 'dropped', words = '', sketch = x'', title = '', people = '[]', recorded_by = '' WHERE id = ?1",
                [id],
            )
            .map_err(doing(STORING))?;
            Ok(())
        })
    }

    /// Gives a speaker of a transcript another name and address, wherever they speak in it. Returns whether there was one of that name.
    pub fn name_speaker(&self, record: &RecordId, from: &str, to: &str, address: &str) -> Result<bool, StoreError> {
        let Some(stored) = self.current_document(record, &Part::transcript())? else { return Ok(false) };
        let mut utterances = stored.document.utterances;
        let mut found = false;
        for utterance in utterances.iter_mut().filter(|utterance| utterance.speaker == from) {
            found = true;
            to.clone_into(&mut utterance.speaker);
            utterance.email = Some(address.to_owned()).filter(|address| !address.is_empty());
        }
        let (voices, turns) = turns_of(&utterances)?;
        self.transaction(STORING, |tx| {
            put_voices(tx, stored.id, &voices)?;
            // Who speaks is in what is indexed, and in what was read of it.
            tx.execute("UPDATE document SET turns = ?2, chunker = 0 WHERE id = ?1", params![stored.id, turns])
                .map_err(doing(STORING))?;
            tx.execute("DELETE FROM reading WHERE document = ?1", [stored.id]).map_err(doing(STORING))?;
            tx.execute("DELETE FROM read_lines WHERE document = ?1", [stored.id]).map_err(doing(STORING))?;
            Ok(())
        })?;
        self.forget_lately();
        Ok(found)
    }

    /// The folders that are looked into for conversations, with why one could not be the last time; empty where it could.
    pub fn conversation_folders(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.lock()
            .prepare_cached("SELECT path, problem FROM conversation_folder ORDER BY path")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing(LISTING))
    }

    /// Has a folder looked into from now on.
    pub fn add_conversation_folder(&self, path: &str, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO conversation_folder (path, added_at, looked_at, problem) VALUES (?1, ?2, 0, '') ON CONFLICT DO NOTHING",
                params![path, now.as_millisecond()],
            )
            .map_err(doing(STORING))?;
        Ok(())
    }

    /// Has a folder no longer looked into; what was imported stays.
    pub fn remove_conversation_folder(&self, path: &str) -> Result<bool, StoreError> {
        let gone = self.lock().execute("DELETE FROM conversation_folder WHERE path = ?1", [path]);
        Ok(0 < gone.map_err(doing(STORING))?)
    }

    /// Notes that a folder was looked into, or why it could not be.
    pub fn note_conversation_folder(&self, path: &str, problem: &str, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE conversation_folder SET looked_at = ?2, problem = ?3 WHERE path = ?1",
                params![path, now.as_millisecond(), problem],
            )
            .map_err(doing(STORING))?;
        Ok(())
    }

    /// Files of watched folders that were looked at: size, time in milliseconds since 1970, and why one was not read.
    pub fn conversation_files(&self) -> Result<BTreeMap<String, (i64, i64, String)>, StoreError> {
        self.lock()
            .prepare_cached("SELECT path, bytes, modified_ms, problem FROM conversation_file")
            .and_then(|mut select| {
                select.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?))))?.collect()
            })
            .map_err(doing(LISTING))
    }

    /// Notes a file of a watched folder as looked at.
    pub fn note_conversation_file(
        &self,
        path: &str,
        (bytes, modified_ms): (i64, i64),
        problem: &str,
    ) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT OR REPLACE INTO conversation_file (path, bytes, modified_ms, problem) VALUES (?1, ?2, ?3, ?4)",
                params![path, bytes, modified_ms, problem],
            )
            .map_err(doing(STORING))?;
        Ok(())
    }
}

/// Stores a conversation's row. Returns its number.
fn put(tx: &Transaction<'_>, conversation: &Conversation) -> Result<i64, StoreError> {
    let people = serde_json::to_string(&conversation.people).unwrap_or_else(|_| "[]".to_owned());
    let sketch: Vec<u8> = conversation.sketch.iter().flat_map(|hash| hash.to_le_bytes()).collect();
    let place = conversation.place.as_ref().map_or(("", ""), |place| (place.object.singular(), place.id.as_str()));
    tx.prepare_cached(
        "INSERT INTO conversation (id, state, file, format, title, began, lasts_ms, recorded_by, people, place_object, place_id, confidence,
             why, by_rep, words_hash, sketch, words, added_at)
         VALUES (nullif(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, title = excluded.title, began = excluded.began, confidence = excluded.confidence,
             why = excluded.why, by_rep = excluded.by_rep, words = excluded.words, people = excluded.people, sketch = excluded.sketch
         RETURNING id",
    )
    .and_then(|mut insert| {
        insert.query_row(
            params![
                conversation.id,
                conversation.state.as_str(),
                conversation.file,
                conversation.format,
                conversation.title,
                conversation.began,
                conversation.lasts_ms,
                conversation.recorded_by,
                people,
                place.0,
                place.1,
                f64::from(conversation.confidence),
                conversation.why,
                conversation.by_rep,
                conversation.words_hash,
                sketch,
                conversation.words,
                conversation.added_at.as_millisecond()
            ],
            |row| row.get(0),
        )
    })
    .map_err(doing(STORING))
}

/// Stores the record of a conversation that is no call or meeting in HubSpot.
fn put_own(
    tx: &Transaction<'_>,
    place: &RecordId,
    conversation: &Conversation,
    (at, with, owner): (Timestamp, &[RecordId], Option<&str>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let title = if conversation.title.is_empty() { "Conversation" } else { &conversation.title };
    let mut properties = BTreeMap::from([
        (property::TIMESTAMP.to_owned(), at.to_string()),
        (property::CALL_TITLE.to_owned(), title.to_owned()),
    ]);
    properties.extend(owner.map(|owner| (property::OWNER.to_owned(), owner.to_owned())));
    let record = Record { id: place.clone(), properties, created_at: at, modified_at: now, archived: false };
    let heading = Document {
        record: place.clone(),
        part: Part(property::CALL_TITLE.to_owned()),
        text: title.to_owned(),
        speaker: None,
        at,
        utterances: Vec::new(),
    };
    let activity = Activity { id: place.clone(), at, created_at: at, title: title.to_owned() };
    let versioned = Versioned {
        record,
        documents: vec![heading],
        activity: Some(activity),
        history: Vec::new(),
        aliases: Vec::new(),
    };
    store_record(tx, &versioned, 0, now, &mut PageOutcome::default())?;
    for object in [ObjectType::Contact, ObjectType::Company, ObjectType::Deal] {
        let to = with.iter().filter(|id| id.object == object);
        let all: Vec<Association> =
            to.map(|to| Association { from: place.clone(), to: to.clone(), type_id: 0, label: None }).collect();
        replace_associations(tx, place, object, &all)?;
    }
    Ok(())
}

/// Takes the words of a conversation from where they were.
fn leave(tx: &Transaction<'_>, before: &RecordId, now: Timestamp) -> Result<(), StoreError> {
    if before.object == ObjectType::Conversation {
        archive(tx, before, now)?;
        return Ok(());
    }
    retire(tx, before, Part::TRANSCRIPT, "")?;
    tx.execute("DELETE FROM transcript WHERE call_id = ?1", [transcript_key(before)]).map_err(doing(STORING))?;
    Ok(())
}

fn read_conversation(row: &Row<'_>) -> rusqlite::Result<Result<Conversation, StoreError>> {
    let state: String = row.get(1)?;
    let (people, object, id): (String, String, String) = (row.get(8)?, row.get(9)?, row.get(10)?);
    let (sketch, added_at): (Vec<u8>, i64) = (row.get(15)?, row.get(17)?);
    let confidence: f64 = row.get(11)?;
    let unreadable = || StoreError::Unreadable { what: "conversation" };
    let state = match state.as_str() {
        "waiting" => Ok(ConversationState::Waiting),
        "kept" => Ok(ConversationState::Kept),
        "dropped" => Ok(ConversationState::Dropped),
        _ => Err(unreadable()),
    };
    let place = match object.as_str() {
        "" => Ok(None),
        object => object.parse().map(|object| Some(RecordId::new(object, id))).map_err(|_| unreadable()),
    };
    let people = serde_json::from_str(&people).map_err(|_| unreadable());
    // A confidence is stored as it was given.
    #[expect(clippy::cast_possible_truncation, reason = "it was written from a number of this size")]
    let confidence = confidence as f32;
    let read = Conversation {
        id: row.get(0)?,
        state: ConversationState::Waiting,
        file: row.get(2)?,
        format: row.get(3)?,
        title: row.get(4)?,
        began: row.get(5)?,
        lasts_ms: row.get(6)?,
        recorded_by: row.get(7)?,
        people: Vec::new(),
        place: None,
        confidence,
        why: row.get(12)?,
        by_rep: row.get(13)?,
        words_hash: row.get(14)?,
        sketch: sketch.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?))).collect(),
        words: row.get(16)?,
        added_at: Timestamp::UNIX_EPOCH,
    };
    Ok(state.and_then(|state| {
        Ok(Conversation { state, place: place?, people: people?, added_at: instant(added_at)?, ..read })
    }))
}

//! Texts: documents with their turns, and what became of each call's transcript.

use crate::{
    Database, StoreError,
    chunks::delete_chunks,
    doing,
    packed::Reader,
    records::{instant, read_id},
};
use domain::{Citation, Document, ObjectType, Part, RecordId, Slices, Span, TranscriptState, Utterance};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// A document with what the database knows about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Row number; stays the same as long as the text does.
    pub id: i64,
    /// The text with its speaker, time and turns.
    pub document: Document,
    /// Whether the text is the newest version of its record's part.
    pub current: bool,
    /// Since when HubSpot has had the text in this form.
    pub modified_at: Timestamp,
}

/// A document's text, whichever way it is stored; from a table called `d`.
pub(crate) const TEXT: &str = "CASE WHEN d.packed = x'' THEN d.text ELSE d.packed END";

const DOCUMENT: &str = "d.object, d.record_id, d.id, d.part, CASE WHEN d.packed = x'' THEN d.text ELSE d.packed END,
    d.speaker, d.at, d.current, d.modified_at, d.turns";

/// What a talk's transcript goes by: a call's id, and the id of anything else with its type, since numbers are given anew for each type.
pub fn transcript_key(talk: &RecordId) -> String {
    if talk.object == ObjectType::Call { talk.id.clone() } else { talk.to_string() }
}

impl Database {
    /// Stores what became of a talk's transcript, and its text where there is one.
    pub fn put_transcript(
        &self,
        talk: &RecordId,
        state: TranscriptState,
        detail: &str,
        document: Option<&Document>,
        observed_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.transaction("storing a transcript", |tx| {
            tx.execute(
                "INSERT OR REPLACE INTO transcript (call_id, state, detail) VALUES (?1, ?2, ?3)",
                [transcript_key(talk).as_str(), state.as_str(), detail],
            )
            .map_err(doing("storing a transcript"))?;
            match document {
                // A transcript is fixed once made, so what it says holds since the call.
                Some(document) => put_document(tx, document, document.at, observed_at),
                None => Ok(()),
            }
        })
    }

    /// What is known of each talk's transcript, by [`transcript_key`]; talks nobody has asked about are not in it.
    pub fn transcript_states(&self) -> Result<BTreeMap<String, TranscriptState>, StoreError> {
        let connection = self.lock();
        let rows: Vec<(String, String)> = connection
            .prepare_cached("SELECT call_id, state FROM transcript")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("reading transcript states"))?;
        rows.into_iter()
            .map(|(id, state)| {
                let state = match state.as_str() {
                    "present" => TranscriptState::Present,
                    "absent" => TranscriptState::Absent,
                    "not_permitted" => TranscriptState::NotPermitted,
                    "unknown" => TranscriptState::Unknown,
                    _ => return Err(StoreError::Unreadable { what: "transcript state" }),
                };
                Ok((id, state))
            })
            .collect()
    }

    /// The texts of an account as they stood at `as_of`, oldest first: of each text the newest version HubSpot had by then.
    pub fn documents(&self, account: &RecordId, as_of: Timestamp) -> Result<Vec<StoredDocument>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT}, max(d.modified_at) FROM document d
             JOIN membership m ON m.object = d.object AND m.id = d.record_id
             JOIN record r ON r.object = d.object AND r.id = d.record_id
             WHERE m.account_object = ?1 AND m.account_id = ?2 AND d.modified_at <= ?3 AND r.archived = 0
             GROUP BY d.object, d.record_id, d.part ORDER BY d.at, d.object, d.record_id, d.part"
        );
        let params = params![account.object.singular(), account.id, as_of.as_millisecond()];
        self.read_documents(&select, params)
    }

    /// One version of one text, by the hash in a citation.
    pub fn cited_document(&self, citation: &Citation) -> Result<Option<StoredDocument>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT} FROM document d WHERE d.object = ?1 AND d.record_id = ?2 AND d.part = ?3 AND d.content_hash = ?4"
        );
        let Citation { record, part, content, .. } = citation;
        let params = params![record.object.singular(), record.id, part.0, content.as_str()];
        Ok(self.read_documents(&select, params)?.pop())
    }

    /// The newest version of one text, if the record still has it.
    pub fn current_document(&self, record: &RecordId, part: &Part) -> Result<Option<StoredDocument>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT} FROM document d WHERE d.object = ?1 AND d.record_id = ?2 AND d.part = ?3 AND d.current = 1"
        );
        Ok(self.read_documents(&select, params![record.object.singular(), record.id, part.0])?.pop())
    }

    /// The newest version of every text a record has, in the order of their parts' names.
    pub fn current_documents(&self, record: &RecordId) -> Result<Vec<Document>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT} FROM document d WHERE d.object = ?1 AND d.record_id = ?2 AND d.current = 1 ORDER BY d.part"
        );
        let stored = self.read_documents(&select, params![record.object.singular(), record.id])?;
        Ok(stored.into_iter().map(|stored| stored.document).collect())
    }

    /// Documents by row number, in the order of the numbers; numbers that are not there are left out.
    pub fn documents_by_row(&self, rows: &[i64]) -> Result<Vec<StoredDocument>, StoreError> {
        let rows = serde_json::to_string(rows).map_err(|_| StoreError::Unreadable { what: "row number" })?;
        let select =
            format!("SELECT {DOCUMENT} FROM document d WHERE d.id IN (SELECT value FROM json_each(?1)) ORDER BY d.id");
        self.read_documents(&select, params![rows])
    }

    /// Those of some documents, given by row number, that are transcripts of talks.
    pub fn talks_among(&self, documents: &BTreeSet<i64>) -> Result<BTreeSet<i64>, StoreError> {
        let rows = serde_json::to_string(documents).map_err(|_| StoreError::Unreadable { what: "row number" })?;
        self.lock()
            .prepare_cached("SELECT id FROM document WHERE part = ?2 AND id IN (SELECT value FROM json_each(?1))")
            .and_then(|mut select| select.query_map(params![rows, Part::TRANSCRIPT], |row| row.get(0))?.collect())
            .map_err(doing("telling talks from other texts"))
    }

    /// Texts whose chunks are missing or were made by another chunker, at most `limit`.
    pub fn documents_to_chunk(&self, chunker: u32, limit: usize) -> Result<Vec<StoredDocument>, StoreError> {
        let select =
            format!("SELECT {DOCUMENT} FROM document d WHERE d.current = 1 AND d.chunker <> ?1 ORDER BY d.id LIMIT ?2");
        self.read_documents(&select, params![chunker, limit])
    }

    fn read_documents(&self, select: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<StoredDocument>, StoreError> {
        let connection = self.lock();
        read_documents(&connection, &self.reader(&connection), select, params)
    }
}

/// Stores a record's texts and retires those it no longer has. Transcripts come by another way and are left alone.
pub(crate) fn replace_documents(
    tx: &Transaction<'_>,
    record: &RecordId,
    documents: &[Document],
    modified_at: Timestamp,
    observed_at: Timestamp,
) -> Result<(), StoreError> {
    let known: Vec<String> = tx
        .prepare_cached("SELECT part FROM document WHERE object = ?1 AND record_id = ?2 AND current = 1 AND part <> ?3")
        .and_then(|mut select| {
            select.query_map([record.object.singular(), &record.id, Part::TRANSCRIPT], |row| row.get(0))?.collect()
        })
        .map_err(doing("storing texts"))?;
    for part in known.iter().filter(|part| documents.iter().all(|document| document.part.0 != **part)) {
        retire(tx, record, part, "")?;
    }
    documents.iter().try_for_each(|document| put_document(tx, document, modified_at, observed_at))
}

/// Takes all of a record's texts out of search; citations still open them.
pub(crate) fn retire_documents(tx: &Transaction<'_>, record: &RecordId) -> Result<(), StoreError> {
    let parts: Vec<String> = tx
        .prepare_cached("SELECT part FROM document WHERE object = ?1 AND record_id = ?2 AND current = 1")
        .and_then(|mut select| select.query_map([record.object.singular(), &record.id], |row| row.get(0))?.collect())
        .map_err(doing("retiring texts"))?;
    parts.iter().try_for_each(|part| retire(tx, record, part, ""))
}

/// Retires the current version of a text unless its hash is `except`.
pub(crate) fn retire(tx: &Transaction<'_>, record: &RecordId, part: &str, except: &str) -> Result<(), StoreError> {
    let key = params![record.object.singular(), record.id, part, except];
    let retired: Option<i64> = tx
        .prepare_cached(
            "UPDATE document SET current = 0, chunker = 0
             WHERE object = ?1 AND record_id = ?2 AND part = ?3 AND content_hash <> ?4 AND current = 1 RETURNING id",
        )
        .and_then(|mut update| update.query_row(key, |row| row.get(0)).optional())
        .map_err(doing("retiring texts"))?;
    retired.map_or(Ok(()), |document| delete_chunks(tx, document))
}

pub(crate) fn put_document(
    tx: &Transaction<'_>,
    document: &Document,
    modified_at: Timestamp,
    observed_at: Timestamp,
) -> Result<(), StoreError> {
    let hash = document.content_hash();
    retire(tx, &document.record, &document.part.0, hash.as_str())?;
    let (object, id) = (document.record.object.singular(), &document.record.id);
    let speaker = document.speaker.as_deref().unwrap_or_default();
    let at = document.at.as_millisecond();
    let (voices, turns) = turns_of(&document.utterances)?;
    let updated = tx
        .prepare_cached(
            "UPDATE document SET current = 1, speaker = ?5, at = ?6
             WHERE object = ?1 AND record_id = ?2 AND part = ?3 AND content_hash = ?4",
        )
        .and_then(|mut update| update.execute(params![object, id, document.part.0, hash.as_str(), speaker, at]))
        .map_err(doing("storing a text"))?;
    if 0 < updated {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO document (object, record_id, part, content_hash, text, speaker, at, modified_at, observed_at, current, turns)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1, ?10)",
    )
    .and_then(|mut insert| {
        insert.execute(params![
            object,
            id,
            document.part.0,
            hash.as_str(),
            document.text,
            speaker,
            at,
            modified_at.as_millisecond(),
            observed_at.as_millisecond(),
            turns
        ])
    })
    .map_err(doing("storing a text"))?;
    put_voices(tx, tx.last_insert_rowid(), &voices)
}

/// Who speaks: name and address, where the recorder knew it.
type Voice = (String, String);
/// One turn as it is stored: voice, characters since the turn before, characters, milliseconds since it, milliseconds.
type Turn = (usize, i64, i64, i64, i64);

/// The voices of a talk in the order they first speak, and its turns as JSON; both empty for written text.
pub(crate) fn turns_of(utterances: &[Utterance]) -> Result<(Vec<Voice>, Vec<u8>), StoreError> {
    let mut voices: Vec<Voice> = Vec::new();
    let (mut turns, mut read, mut heard): (Vec<Turn>, i64, i64) = (Vec::new(), 0, 0);
    for utterance in utterances {
        let voice = (utterance.speaker.clone(), utterance.email.clone().unwrap_or_default());
        let number = voices.iter().position(|known| *known == voice).unwrap_or_else(|| {
            voices.push(voice);
            voices.len() - 1
        });
        let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let (start, end) = (place(utterance.span.start), place(utterance.span.end));
        let ms = utterance.end_ms.saturating_sub(utterance.start_ms);
        turns.push((number, start - read, end - start, utterance.start_ms.saturating_sub(heard), ms));
        (read, heard) = (end, utterance.end_ms);
    }
    if turns.is_empty() {
        return Ok((voices, Vec::new()));
    }
    let turns = serde_json::to_vec(&turns).map_err(|_| StoreError::Unreadable { what: "talk" })?;
    Ok((voices, turns))
}

/// The reverse of [`turns_of`], from turns as they are stored, packed or not.
fn utterances_of(voices: &[Voice], stored: &[u8], reader: &Reader<'_>) -> Result<Vec<Utterance>, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "talk" };
    if stored.is_empty() {
        return Ok(Vec::new());
    }
    let plain = if stored.starts_with(b"[") { stored.to_vec() } else { reader.bytes(stored)? };
    let turns: Vec<Turn> = serde_json::from_slice(&plain).map_err(|_| unreadable())?;
    let (mut read, mut heard) = (0, 0);
    turns
        .into_iter()
        .map(|(number, gap, len, pause, ms)| {
            let (speaker, email) = voices.get(number).ok_or_else(unreadable)?.clone();
            let (start, start_ms) = (read + gap, heard + pause);
            (read, heard) = (start + len, start_ms + ms);
            let place = |at: i64| usize::try_from(at).map_err(|_| unreadable());
            Ok(Utterance {
                speaker,
                email: Some(email).filter(|email| !email.is_empty()),
                span: Span { start: place(start)?, end: place(read)? },
                start_ms,
                end_ms: heard,
            })
        })
        .collect()
}

/// Replaces the voices of a document, given by row number.
pub(crate) fn put_voices(tx: &Transaction<'_>, document: i64, voices: &[Voice]) -> Result<(), StoreError> {
    let what = "storing who speaks";
    tx.prepare_cached("DELETE FROM voice WHERE document = ?1")
        .and_then(|mut delete| delete.execute([document]))
        .map_err(doing(what))?;
    for (number, (speaker, email)) in voices.iter().enumerate() {
        tx.prepare_cached("INSERT INTO voice (document, number, speaker, email) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| insert.execute(params![document, number, speaker, email]))
            .map_err(doing(what))?;
    }
    Ok(())
}

/// A document by its row number; none where there is none.
pub(crate) fn document_by_row(connection: &Connection, row: i64) -> Result<Option<Document>, StoreError> {
    let select = format!("SELECT {DOCUMENT} FROM document d WHERE d.id = ?1");
    Ok(read_documents(connection, &Reader::of(connection), &select, params![row])?.pop().map(|stored| stored.document))
}

/// The text of a document, given by row number.
fn read_text(connection: &Connection, reader: &Reader<'_>, document: i64) -> Result<String, StoreError> {
    connection
        .prepare_cached(&format!("SELECT {TEXT} FROM document d WHERE d.id = ?1"))
        .and_then(|mut select| select.query_row([document], |row| Ok(reader.text(row.get_ref(0)?))))
        .map_err(doing("reading texts"))?
}

/// Texts that were read lately, unpacked: who searches reads the same ones again and again. When it is full it starts anew.
#[derive(Default)]
pub(crate) struct Lately {
    texts: HashMap<(i64, String), Arc<Slices<String>>>,
    bytes: usize,
}

/// The most bytes of unpacked text that are kept in memory.
const LATELY_MAX: usize = 24 << 20;

impl Database {
    /// A text, by its document's row number and its hash, so that a number that was given anew does not bring back the old text.
    pub(crate) fn slices(
        &self,
        connection: &Connection,
        document: i64,
        content: &str,
    ) -> Result<Arc<Slices<String>>, StoreError> {
        let key = (document, content.to_owned());
        if let Some(known) = self.lately().texts.get(&key) {
            return Ok(Arc::clone(known));
        }
        let slices = Arc::new(Slices::of(read_text(connection, &self.reader(connection), document)?));
        let mut lately = self.lately();
        if LATELY_MAX < lately.bytes + slices.bytes() {
            *lately = Lately::default();
        }
        lately.bytes += slices.bytes();
        lately.texts.insert(key, Arc::clone(&slices));
        Ok(slices)
    }
}

fn read_documents(
    connection: &Connection,
    reader: &Reader<'_>,
    select: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<StoredDocument>, StoreError> {
    let what = "reading texts";
    let mut statement = connection.prepare_cached(select).map_err(doing(what))?;
    let mut rows = statement.query(params).map_err(doing(what))?;
    let mut documents = Vec::new();
    while let Some(row) = rows.next().map_err(doing(what))? {
        let stored = read_document(connection, reader, row).map_err(doing(what))??;
        documents.push(stored);
    }
    Ok(documents)
}

/// Reads a document from a row that [`DOCUMENT`] selects.
fn read_document(
    connection: &Connection,
    reader: &Reader<'_>,
    row: &Row<'_>,
) -> rusqlite::Result<Result<StoredDocument, StoreError>> {
    let record = read_id(row, 0)?;
    let (id, part, speaker): (i64, String, String) = (row.get(2)?, row.get(3)?, row.get(5)?);
    let text = reader.text(row.get_ref(4)?);
    let (at, current, modified_at): (i64, bool, i64) = (row.get(6)?, row.get(7)?, row.get(8)?);
    let turns: Vec<u8> = row.get(9)?;
    let voices = if turns.is_empty() { Vec::new() } else { read_voices(connection, id)? };
    Ok(record.and_then(|record| {
        let document = Document {
            record,
            part: Part(part),
            text: text?,
            speaker: Some(speaker).filter(|speaker| !speaker.is_empty()),
            at: instant(at)?,
            utterances: utterances_of(&voices, &turns, reader)?,
        };
        Ok(StoredDocument { id, document, current, modified_at: instant(modified_at)? })
    }))
}

fn read_voices(connection: &Connection, document: i64) -> rusqlite::Result<Vec<Voice>> {
    connection
        .prepare_cached("SELECT speaker, email FROM voice WHERE document = ?1 ORDER BY number")
        .and_then(|mut select| select.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_talk_comes_out_as_it_went_in() {
        let turn = |speaker: &str, email: Option<&str>, start, end, ms| Utterance {
            speaker: speaker.to_owned(),
            email: email.map(str::to_owned),
            span: Span { start, end },
            start_ms: ms,
            end_ms: ms + 900,
        };
        let talk =
            vec![turn("Ada", Some("a@x.example"), 0, 4, 100), turn("Bo", None, 5, 9, 90), turn("Ada", None, 10, 11, 0)];
        let (voices, turns) = turns_of(&talk).unwrap();
        assert_eq!(voices.len(), 3, "the same name without its address is another voice");
        let connection = Connection::open_in_memory().unwrap();
        let reader = Reader::of(&connection);
        let read = |voices: &[Voice], stored: &[u8]| utterances_of(voices, stored, &reader);
        assert_eq!(read(&voices, &turns).unwrap(), talk);
        assert!(read(&voices[..1], &turns).is_err() && read(&voices, b"nonsense").is_err());
        assert!(read(&[], &turns_of(&[]).unwrap().1).unwrap().is_empty());
    }
}

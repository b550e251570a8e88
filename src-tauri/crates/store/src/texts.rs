//! Texts and what is made of them: documents, their chunks, vectors, and what the search index already holds.

use crate::{
    Database, StoreError, doing,
    records::{instant, read_id},
};
use domain::{
    Chunk, ChunkId, ChunkLevel, Citation, ContentHash, Document, Part, RecordId, Span, TranscriptState, Utterance,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;

/// A document with what the database knows about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Row number; stays the same as long as the text does.
    pub id: i64,
    /// The text.
    pub document: Document,
    /// Whether it is the newest version of its record's part.
    pub current: bool,
    /// Since when HubSpot has had it in this form.
    pub modified_at: Timestamp,
}

/// A chunk as the search index and a hit need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRow {
    /// Its name.
    pub id: ChunkId,
    /// Row number of its document.
    pub document: i64,
    /// Whose text.
    pub record: RecordId,
    /// Which of its texts.
    pub part: Part,
    /// Which version of the text.
    pub content: ContentHash,
    /// Where in it.
    pub span: Span,
    /// Unit or window.
    pub level: ChunkLevel,
    /// The words.
    pub text: String,
    /// What the embedder reads in place of the words. Not stored: empty until the chunker has made it from the document.
    pub embedded_text: String,
    /// Key of its vector in the embedding cache.
    pub text_hash: String,
    /// Who said it.
    pub speaker: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The accounts it belongs to, as `company:1`.
    pub accounts: Vec<String>,
}

impl ChunkRow {
    /// The citation of the whole chunk.
    pub fn citation(&self) -> Citation {
        Citation {
            record: self.record.clone(),
            part: self.part.clone(),
            content: self.content.clone(),
            span: self.span,
        }
    }

    /// What it is found by: who speaks, where that is one person, and the words.
    pub fn words(&self) -> String {
        match (&self.speaker, self.level) {
            (Some(speaker), ChunkLevel::Unit) => format!("{speaker}: {}", self.text),
            _ => self.embedded_text.clone(),
        }
    }

    /// The kind a search filters by: the record's type, or `transcript`.
    pub fn kind(&self) -> &'static str {
        if self.part.is_transcript() { Part::TRANSCRIPT } else { self.record.object.singular() }
    }
}

/// Changes to the stored chunks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChunkTotals {
    /// Chunks that were not there before.
    pub added: usize,
    /// Chunks that came out as they were.
    pub reused: usize,
    /// Chunks that are gone.
    pub removed: usize,
}

const DOCUMENT: &str = "d.object, d.record_id, d.id, d.part, d.text, d.speaker, d.at, d.current, d.modified_at";
const CHUNK: &str =
    "SELECT d.object, d.record_id, c.id, d.id, d.part, d.content_hash, c.span_start, c.span_end, c.level,
        substr(d.text, c.span_start + 1, c.span_end - c.span_start), c.text_hash, c.speaker, d.at,
        coalesce((SELECT group_concat(account_object || ':' || account_id) FROM membership m
                  WHERE m.object = d.object AND m.id = d.record_id), ''), c.embedded_text
    FROM chunk c JOIN document d ON d.id = c.document";
/// What must not have moved for a row of the index to be still right: its time and its accounts.
const FINGERPRINT: &str = "(SELECT d.at || '|' || coalesce((SELECT group_concat(account_object || ':' || account_id)
        FROM membership m WHERE m.object = d.object AND m.id = d.record_id), '') FROM document d WHERE d.id = c.document)";

impl Database {
    /// Stores what became of a call's transcript, and its text where there is one.
    pub fn put_transcript(
        &self,
        call: &RecordId,
        state: TranscriptState,
        detail: &str,
        document: Option<&Document>,
        observed_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.transaction("storing a transcript", |tx| {
            tx.execute(
                "INSERT OR REPLACE INTO transcript (call_id, state, detail) VALUES (?1, ?2, ?3)",
                [&call.id, state.as_str(), detail],
            )
            .map_err(doing("storing a transcript"))?;
            match document {
                // A transcript is fixed once made, so what it says holds since the call.
                Some(document) => put_document(tx, document, document.at, observed_at),
                None => Ok(()),
            }
        })
    }

    /// What is known of each call's transcript, by call id; calls nobody has asked about are not in it.
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
        read_documents(&self.lock(), &select, params)
    }

    /// One version of one text, by the hash in a citation.
    pub fn cited_document(&self, citation: &Citation) -> Result<Option<StoredDocument>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT} FROM document d WHERE d.object = ?1 AND d.record_id = ?2 AND d.part = ?3 AND d.content_hash = ?4"
        );
        let Citation { record, part, content, .. } = citation;
        let params = params![record.object.singular(), record.id, part.0, content.as_str()];
        Ok(read_documents(&self.lock(), &select, params)?.pop())
    }

    /// The newest version of one text, if the record still has it.
    pub fn current_document(&self, record: &RecordId, part: &Part) -> Result<Option<StoredDocument>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT} FROM document d WHERE d.object = ?1 AND d.record_id = ?2 AND d.part = ?3 AND d.current = 1"
        );
        Ok(read_documents(&self.lock(), &select, params![record.object.singular(), record.id, part.0])?.pop())
    }

    /// The newest version of every text a record has, in the order of their parts' names.
    pub fn current_documents(&self, record: &RecordId) -> Result<Vec<Document>, StoreError> {
        let select = format!(
            "SELECT {DOCUMENT} FROM document d WHERE d.object = ?1 AND d.record_id = ?2 AND d.current = 1 ORDER BY d.part"
        );
        let stored = read_documents(&self.lock(), &select, params![record.object.singular(), record.id])?;
        Ok(stored.into_iter().map(|stored| stored.document).collect())
    }

    /// Documents by row number, in the order of the numbers; numbers that are not there are left out.
    pub fn documents_by_row(&self, rows: &[i64]) -> Result<Vec<StoredDocument>, StoreError> {
        let rows = serde_json::to_string(rows).map_err(|_| StoreError::Unreadable { what: "row number" })?;
        let select =
            format!("SELECT {DOCUMENT} FROM document d WHERE d.id IN (SELECT value FROM json_each(?1)) ORDER BY d.id");
        read_documents(&self.lock(), &select, params![rows])
    }

    /// Texts whose chunks are missing or were made by another chunker, at most `limit`.
    pub fn documents_to_chunk(&self, chunker: u32, limit: usize) -> Result<Vec<StoredDocument>, StoreError> {
        let select =
            format!("SELECT {DOCUMENT} FROM document d WHERE d.current = 1 AND d.chunker <> ?1 ORDER BY d.id LIMIT ?2");
        read_documents(&self.lock(), &select, params![chunker, limit])
    }

    /// Replaces the chunks of some documents, given by row number.
    pub fn set_chunks(&self, chunker: u32, chunked: &[(i64, Vec<Chunk>)]) -> Result<ChunkTotals, StoreError> {
        self.transaction("storing chunks", |tx| {
            let mut totals = ChunkTotals::default();
            for (document, chunks) in chunked {
                let before: Vec<String> = tx
                    .prepare_cached("SELECT id FROM chunk WHERE document = ?1")
                    .and_then(|mut select| select.query_map([document], |row| row.get(0))?.collect())
                    .map_err(doing("storing chunks"))?;
                let kept = chunks.iter().filter(|chunk| before.contains(&chunk.id.0)).count();
                totals.reused += kept;
                totals.added += chunks.len() - kept;
                totals.removed += before.len() - kept;
                tx.prepare_cached("DELETE FROM chunk WHERE document = ?1")
                    .and_then(|mut delete| delete.execute([document]))
                    .map_err(doing("storing chunks"))?;
                for chunk in chunks {
                    insert_chunk(tx, *document, chunk)?;
                }
                tx.execute("UPDATE document SET chunker = ?2 WHERE id = ?1", params![document, chunker])
                    .map_err(doing("storing chunks"))?;
            }
            Ok(totals)
        })
    }

    /// How many chunks there are.
    pub fn chunk_count(&self) -> Result<usize, StoreError> {
        self.lock().query_row("SELECT count(*) FROM chunk", [], |row| row.get(0)).map_err(doing("counting chunks"))
    }

    /// Rows of the index that are wrong or no longer wanted, with their level.
    pub fn stale_index_rows(&self) -> Result<Vec<(ChunkId, ChunkLevel)>, StoreError> {
        let select = format!(
            "SELECT i.chunk_id, i.level FROM indexed i LEFT JOIN chunk c ON c.id = i.chunk_id
             WHERE c.id IS NULL OR i.fingerprint <> {FINGERPRINT}"
        );
        let connection = self.lock();
        connection
            .prepare_cached(&select)
            .and_then(|mut select| {
                select
                    .query_map([], |row| {
                        let level: String = row.get(1)?;
                        Ok((ChunkId(row.get(0)?), level_of(&level)))
                    })?
                    .collect()
            })
            .map_err(doing("comparing with the index"))
    }

    /// Chunks the index lacks, at most `limit`, in a stable order.
    pub fn unindexed_chunks(&self, limit: usize) -> Result<Vec<ChunkRow>, StoreError> {
        let select = format!(
            "{CHUNK} WHERE NOT EXISTS (SELECT 1 FROM indexed i WHERE i.chunk_id = c.id) ORDER BY d.id, c.level, c.span_start LIMIT ?1"
        );
        read_chunks(&self.lock(), &select, params![limit])
    }

    /// Chunks that are in the index without a vector of `model`, at most `limit`.
    pub fn chunks_without_vector(&self, model: &str, limit: usize) -> Result<Vec<ChunkRow>, StoreError> {
        let select = format!("{CHUNK} WHERE c.id IN (SELECT chunk_id FROM indexed WHERE model <> ?1 LIMIT ?2)");
        read_chunks(&self.lock(), &select, params![model, limit])
    }

    /// Notes that these chunks' texts are in the index.
    pub fn mark_indexed(&self, chunks: &[ChunkRow]) -> Result<(), StoreError> {
        self.transaction("noting what is indexed", |tx| {
            for chunk in chunks {
                tx.prepare_cached(&format!(
                    "INSERT OR REPLACE INTO indexed (chunk_id, level, fingerprint, model)
                     SELECT c.id, c.level, {FINGERPRINT}, '' FROM chunk c WHERE c.id = ?1"
                ))
                .and_then(|mut insert| insert.execute([&chunk.id.0]))
                .map_err(doing("noting what is indexed"))?;
            }
            Ok(())
        })
    }

    /// Notes that these chunks' vectors are in the index.
    pub fn mark_embedded(&self, model: &str, chunks: &[ChunkId]) -> Result<(), StoreError> {
        self.transaction("noting what is embedded", |tx| {
            for chunk in chunks {
                tx.prepare_cached("UPDATE indexed SET model = ?2 WHERE chunk_id = ?1")
                    .and_then(|mut update| update.execute([&chunk.0, model]))
                    .map_err(doing("noting what is embedded"))?;
            }
            Ok(())
        })
    }

    /// Notes that these chunks are no longer in the index.
    pub fn unmark_indexed(&self, chunks: &[ChunkId]) -> Result<(), StoreError> {
        self.transaction("noting what is indexed", |tx| {
            for chunk in chunks {
                tx.prepare_cached("DELETE FROM indexed WHERE chunk_id = ?1")
                    .and_then(|mut delete| delete.execute([&chunk.0]))
                    .map_err(doing("noting what is indexed"))?;
            }
            Ok(())
        })
    }

    /// Forgets what the index holds, because it is gone or was made anew.
    pub fn reset_indexed(&self) -> Result<(), StoreError> {
        self.lock().execute("DELETE FROM indexed", []).map_err(doing("resetting the index"))?;
        Ok(())
    }

    /// How many chunks are in the index, and how many of them with a vector of `model`.
    pub fn indexed_counts(&self, model: &str) -> Result<(usize, usize), StoreError> {
        self.lock()
            .query_row("SELECT count(*), count(*) FILTER (WHERE model = ?1) FROM indexed", [model], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .map_err(doing("counting the index"))
    }

    /// Chunks by name, in no particular order; names that are not there are left out.
    pub fn chunks(&self, ids: &[ChunkId]) -> Result<Vec<ChunkRow>, StoreError> {
        let names: Vec<&str> = ids.iter().map(|id| id.0.as_str()).collect();
        let names = serde_json::to_string(&names).map_err(|_| StoreError::Unreadable { what: "chunk name" })?;
        let select = format!("{CHUNK} WHERE c.id IN (SELECT value FROM json_each(?1))");
        read_chunks(&self.lock(), &select, params![names])
    }

    /// Visits every unit of every current text.
    pub(crate) fn each_unit(&self, mut visit: impl FnMut(ChunkRow)) -> Result<(), StoreError> {
        let connection = self.lock();
        let mut select =
            connection.prepare_cached(&format!("{CHUNK} WHERE c.level = 'unit'")).map_err(doing("reading chunks"))?;
        let mut rows = select.query([]).map_err(doing("reading chunks"))?;
        while let Some(row) = rows.next().map_err(doing("reading chunks"))? {
            visit(read_chunk(row).map_err(doing("reading chunks"))??);
        }
        Ok(())
    }

    /// The units that lie within windows: window to its units in reading order.
    pub fn units_of_windows(&self, windows: &[ChunkId]) -> Result<BTreeMap<ChunkId, Vec<ChunkId>>, StoreError> {
        let names: Vec<&str> = windows.iter().map(|id| id.0.as_str()).collect();
        let names = serde_json::to_string(&names).map_err(|_| StoreError::Unreadable { what: "chunk name" })?;
        let connection = self.lock();
        let pairs: Vec<(String, String)> = connection
            .prepare_cached(
                "SELECT w.id, u.id FROM chunk w JOIN chunk u ON u.document = w.document
                 WHERE w.id IN (SELECT value FROM json_each(?1)) AND u.level = 'unit'
                     AND w.span_start <= u.span_start AND u.span_end <= w.span_end
                 ORDER BY u.span_start",
            )
            .and_then(|mut select| select.query_map([names], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("opening windows"))?;
        let mut units: BTreeMap<ChunkId, Vec<ChunkId>> = BTreeMap::new();
        for (window, unit) in pairs {
            units.entry(ChunkId(window)).or_default().push(ChunkId(unit));
        }
        Ok(units)
    }

    /// Cached vectors of `model` by text hash.
    pub fn cached_vectors(&self, model: &str, hashes: &[String]) -> Result<BTreeMap<String, Vec<f32>>, StoreError> {
        let hashes = serde_json::to_string(hashes).map_err(|_| StoreError::Unreadable { what: "text hash" })?;
        let connection = self.lock();
        let rows: Vec<(String, Vec<u8>)> = connection
            .prepare_cached(
                "SELECT text_hash, vector FROM embedding WHERE model = ?1 AND text_hash IN (SELECT value FROM json_each(?2))",
            )
            .and_then(|mut select| select.query_map([model, &hashes], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("reading cached vectors"))?;
        Ok(rows
            .into_iter()
            .map(|(hash, bytes)| {
                let vector = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
                (hash, vector)
            })
            .collect())
    }

    /// Adds vectors to the cache.
    pub fn cache_vectors(&self, model: &str, vectors: &[(String, Vec<f32>)]) -> Result<(), StoreError> {
        self.transaction("caching vectors", |tx| {
            for (hash, vector) in vectors {
                let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
                tx.prepare_cached("INSERT OR REPLACE INTO embedding (text_hash, model, vector) VALUES (?1, ?2, ?3)")
                    .and_then(|mut insert| insert.execute(params![hash, model, bytes]))
                    .map_err(doing("caching vectors"))?;
            }
            Ok(())
        })
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
fn retire(tx: &Transaction<'_>, record: &RecordId, part: &str, except: &str) -> Result<(), StoreError> {
    let key = params![record.object.singular(), record.id, part, except];
    tx.prepare_cached(
        "DELETE FROM chunk WHERE document IN (SELECT id FROM document
         WHERE object = ?1 AND record_id = ?2 AND part = ?3 AND content_hash <> ?4 AND current = 1)",
    )
    .and_then(|mut delete| delete.execute(key))
    .map_err(doing("retiring texts"))?;
    tx.prepare_cached(
        "UPDATE document SET current = 0, chunker = 0
         WHERE object = ?1 AND record_id = ?2 AND part = ?3 AND content_hash <> ?4 AND current = 1",
    )
    .and_then(|mut update| update.execute(key))
    .map_err(doing("retiring texts"))?;
    Ok(())
}

fn put_document(
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
        "INSERT INTO document (object, record_id, part, content_hash, text, speaker, at, modified_at, observed_at, current)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 1)",
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
            observed_at.as_millisecond()
        ])
    })
    .map_err(doing("storing a text"))?;
    let row = tx.last_insert_rowid();
    for (seq, utterance) in document.utterances.iter().enumerate() {
        tx.prepare_cached(
            "INSERT INTO utterance (document, seq, speaker, email, span_start, span_end, start_ms, end_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut insert| {
            insert.execute(params![
                row,
                seq,
                utterance.speaker,
                utterance.email.as_deref().unwrap_or_default(),
                utterance.span.start,
                utterance.span.end,
                utterance.start_ms,
                utterance.end_ms
            ])
        })
        .map_err(doing("storing utterances"))?;
    }
    Ok(())
}

fn insert_chunk(tx: &Transaction<'_>, document: i64, chunk: &Chunk) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO chunk (id, document, level, span_start, span_end, speaker, embedded_text, text_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .and_then(|mut insert| {
        insert.execute(params![
            chunk.id.0,
            document,
            chunk.level.as_str(),
            chunk.span.start,
            chunk.span.end,
            chunk.speaker.as_deref().unwrap_or_default(),
            // The chunker makes it again from the document when it is wanted.
            "",
            &blake3::hash(chunk.embedded_text.as_bytes()).to_hex()[..32]
        ])
    })
    .map_err(doing("storing chunks"))?;
    Ok(())
}

fn level_of(name: &str) -> ChunkLevel {
    if name == ChunkLevel::Window.as_str() { ChunkLevel::Window } else { ChunkLevel::Unit }
}

fn read_chunks(
    connection: &Connection,
    select: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<ChunkRow>, StoreError> {
    connection
        .prepare_cached(select)
        .and_then(|mut statement| statement.query_map(params, read_chunk)?.collect::<Result<Vec<_>, _>>())
        .map_err(doing("reading chunks"))?
        .into_iter()
        .collect()
}

fn read_chunk(row: &Row<'_>) -> rusqlite::Result<Result<ChunkRow, StoreError>> {
    let record = read_id(row, 0)?;
    let (level, speaker, accounts): (String, String, String) = (row.get(8)?, row.get(11)?, row.get(13)?);
    let content: String = row.get(5)?;
    let text: String = row.get(9)?;
    let span = Span { start: row.get(6)?, end: row.get(7)? };
    let (id, document, part, text_hash, at) = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(10)?, row.get(12)?);
    let embedded_text = row.get(14)?;
    Ok(record.and_then(|record| {
        Ok(ChunkRow {
            id: ChunkId(id),
            document,
            record,
            part: Part(part),
            content: ContentHash::from_stored(content),
            span,
            level: level_of(&level),
            text,
            embedded_text,
            text_hash,
            speaker: Some(speaker).filter(|speaker| !speaker.is_empty()),
            at: instant(at)?,
            accounts: accounts.split(',').filter(|account| !account.is_empty()).map(str::to_owned).collect(),
        })
    }))
}

fn read_documents(
    connection: &Connection,
    select: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<Vec<StoredDocument>, StoreError> {
    let mut documents = connection
        .prepare_cached(select)
        .and_then(|mut statement| {
            statement
                .query_map(params, |row| {
                    let record = read_id(row, 0)?;
                    let speaker: String = row.get(5)?;
                    let (id, part, text) = (row.get(2)?, row.get(3)?, row.get(4)?);
                    let (at, current, modified_at) = (row.get(6)?, row.get(7)?, row.get(8)?);
                    Ok(record.and_then(|record| {
                        let document = Document {
                            record,
                            part: Part(part),
                            text,
                            speaker: Some(speaker).filter(|speaker| !speaker.is_empty()),
                            at: instant(at)?,
                            utterances: Vec::new(),
                        };
                        Ok(StoredDocument { id, document, current, modified_at: instant(modified_at)? })
                    }))
                })?
                .collect::<Result<Vec<_>, _>>()
        })
        .map_err(doing("reading texts"))?
        .into_iter()
        .collect::<Result<Vec<StoredDocument>, StoreError>>()?;
    for stored in &mut documents {
        stored.document.utterances = read_utterances(connection, stored.id)?;
    }
    Ok(documents)
}

pub(crate) fn read_utterances(connection: &Connection, document: i64) -> Result<Vec<Utterance>, StoreError> {
    connection
        .prepare_cached(
            "SELECT speaker, email, span_start, span_end, start_ms, end_ms FROM utterance WHERE document = ?1 ORDER BY seq",
        )
        .and_then(|mut select| {
            select
                .query_map([document], |row| {
                    let email: String = row.get(1)?;
                    Ok(Utterance {
                        speaker: row.get(0)?,
                        email: Some(email).filter(|email| !email.is_empty()),
                        span: Span { start: row.get(2)?, end: row.get(3)? },
                        start_ms: row.get(4)?,
                        end_ms: row.get(5)?,
                    })
                })?
                .collect()
        })
        .optional()
        .map(Option::unwrap_or_default)
        .map_err(doing("reading utterances"))
}

//! What is made of the texts for searching: chunks, vectors, and what the index already holds of them.

use crate::{
    Database, StoreError, doing,
    records::{instant, read_id},
    texts::{Slices, read_text},
};
use domain::{Chunk, ChunkId, ChunkLevel, Citation, ContentHash, Part, RecordId, Span};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;

/// A chunk as a hit needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRow {
    /// Its name.
    pub id: ChunkId,
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

    /// The kind a search filters by: the record's type, or `transcript`.
    pub fn kind(&self) -> &'static str {
        if self.part.is_transcript() { Part::TRANSCRIPT } else { self.record.object.singular() }
    }
}

/// The key of a text's vector: the first 96 bits of its BLAKE3 hash. Among a million texts the odds that two share one are 1 in 10^17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextHash([u8; 12]);

impl TextHash {
    /// The key of what an embedder reads.
    pub fn of(text: &str) -> Self {
        let mut start = [0; 12];
        start.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..12]);
        Self(start)
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

/// A document's chunks have the names from the first to before the second.
const OF_DOCUMENT: &str = "BETWEEN d.id * 1048576 AND d.id * 1048576 + 1048575";
const ACCOUNTS: &str = "coalesce((SELECT group_concat(account_object || ':' || account_id) FROM membership m
        WHERE m.object = d.object AND m.id = d.record_id), '')";
/// Documents looked at when some are chosen to be indexed next.
const CHOSEN_FROM: usize = 4_000;

fn select_chunks() -> String {
    format!(
        "SELECT d.object, d.record_id, c.id, d.part, d.content_hash, c.span_start, c.span_len, c.level,
            coalesce(v.speaker, CASE c.level WHEN 0 THEN d.speaker ELSE '' END), d.at, {ACCOUNTS}
         FROM chunk c JOIN document d ON d.id = c.id >> 20 LEFT JOIN voice v ON v.document = d.id AND v.number = c.voice - 1"
    )
}

impl Database {
    /// Replaces the chunks of some documents, given by row number.
    pub fn set_chunks(&self, chunker: u32, chunked: &[(i64, Vec<Chunk>)]) -> Result<ChunkTotals, StoreError> {
        self.transaction("storing chunks", |tx| {
            let mut totals = ChunkTotals::default();
            for (document, chunks) in chunked {
                replace_chunks(tx, *document, chunks, &mut totals)?;
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

    /// Documents of which the index holds something that is wrong or no longer wanted, by row number. Compares all of them.
    pub fn stale_documents(&self) -> Result<Vec<i64>, StoreError> {
        let connection = self.lock();
        let noted: Vec<(i64, i64)> = connection
            .prepare_cached("SELECT document, fingerprint FROM indexed")
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("comparing with the index"))?;
        let now = fingerprints(&connection, "d.id IN (SELECT document FROM indexed)", &[])?;
        Ok(noted.into_iter().filter(|(id, noted)| now.get(id) != Some(noted)).map(|(id, _)| id).collect())
    }

    /// Documents the index lacks, in the order of their row numbers: as many as have `chunks` chunks together, and at least one.
    pub fn documents_to_index(&self, chunks: usize) -> Result<Vec<i64>, StoreError> {
        self.some_documents("NOT EXISTS (SELECT 1 FROM indexed i WHERE i.document = d.id)", "", chunks)
    }

    /// Documents that are in the index without vectors of `model`, chosen likewise.
    pub fn documents_without_vectors(&self, model: &str, chunks: usize) -> Result<Vec<i64>, StoreError> {
        let lacking =
            "EXISTS (SELECT 1 FROM indexed i WHERE i.document = d.id) AND NOT EXISTS (SELECT 1 FROM embedded e
            WHERE e.document = d.id AND e.model = (SELECT id FROM model WHERE name = ?2))";
        self.some_documents(lacking, model, chunks)
    }

    fn some_documents(&self, which: &str, model: &str, chunks: usize) -> Result<Vec<i64>, StoreError> {
        let select = format!(
            "SELECT id FROM (SELECT id, sum(chunks) OVER (ORDER BY id) - chunks AS before FROM (
                 SELECT d.id, (SELECT count(*) FROM chunk c WHERE c.id {OF_DOCUMENT}) AS chunks FROM document d
                 WHERE d.current = 1 AND d.chunker <> 0 AND ?2 = ?2 AND {which} ORDER BY d.id LIMIT {CHOSEN_FROM}))
             WHERE before < ?1 ORDER BY id"
        );
        self.lock()
            .prepare_cached(&select)
            .and_then(|mut select| select.query_map(params![chunks, model], |row| row.get(0))?.collect())
            .map_err(doing("choosing what to index"))
    }

    /// The accounts of some documents, as `company:1`, by row number.
    pub fn accounts_of_documents(&self, documents: &[i64]) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
        let numbers = numbers(documents)?;
        let select = format!("SELECT d.id, {ACCOUNTS} FROM document d WHERE d.id IN (SELECT value FROM json_each(?1))");
        let rows: Vec<(i64, String)> = self
            .lock()
            .prepare_cached(&select)
            .and_then(|mut select| select.query_map([numbers], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("reading accounts"))?;
        Ok(rows.into_iter().map(|(id, accounts)| (id, listed(&accounts))).collect())
    }

    /// Notes that these documents' words are in the index.
    pub fn mark_indexed(&self, documents: &[i64]) -> Result<(), StoreError> {
        let numbers = numbers(documents)?;
        self.transaction("noting what is indexed", |tx| {
            let now = fingerprints(tx, "d.id IN (SELECT value FROM json_each(?1))", &[&numbers])?;
            for (document, fingerprint) in now {
                tx.prepare_cached(&format!(
                    "INSERT OR REPLACE INTO indexed (document, fingerprint, units, windows)
                     SELECT d.id, ?2, (SELECT count(*) FROM chunk c WHERE c.id {OF_DOCUMENT} AND level = 0),
                         (SELECT count(*) FROM chunk c WHERE c.id {OF_DOCUMENT} AND level = 1)
                     FROM document d WHERE d.id = ?1"
                ))
                .and_then(|mut insert| insert.execute([document, fingerprint]))
                .map_err(doing("noting what is indexed"))?;
            }
            Ok(())
        })
    }

    /// Notes that these documents' vectors are in the index.
    pub fn mark_embedded(&self, model: &str, documents: &[i64]) -> Result<(), StoreError> {
        let numbers = numbers(documents)?;
        self.transaction("noting what is embedded", |tx| {
            tx.execute("INSERT OR IGNORE INTO model (name) VALUES (?1)", [model])
                .and_then(|_| {
                    tx.execute(
                        "INSERT OR IGNORE INTO embedded (model, document)
                         SELECT (SELECT id FROM model WHERE name = ?1), value FROM json_each(?2)",
                        [model, &numbers],
                    )
                })
                .map_err(doing("noting what is embedded"))?;
            Ok(())
        })
    }

    /// Notes that nothing of these documents is in the index any more.
    pub fn unmark_indexed(&self, documents: &[i64]) -> Result<(), StoreError> {
        let numbers = numbers(documents)?;
        self.lock()
            .execute("DELETE FROM indexed WHERE document IN (SELECT value FROM json_each(?1))", [numbers])
            .map_err(doing("noting what is indexed"))?;
        Ok(())
    }

    /// Forgets what the index holds, because it is gone or was made anew.
    pub fn reset_indexed(&self) -> Result<(), StoreError> {
        self.lock().execute("DELETE FROM indexed", []).map_err(doing("resetting the index"))?;
        Ok(())
    }

    /// Models of which the index holds vectors.
    pub fn embedded_models(&self) -> Result<Vec<String>, StoreError> {
        self.lock()
            .prepare_cached("SELECT name FROM model WHERE id IN (SELECT model FROM embedded) ORDER BY name")
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
            .map_err(doing("reading models"))
    }

    /// Forgets that the index ever held vectors of a model, and drops those that were cached. Returns how many were.
    pub fn drop_model(&self, model: &str) -> Result<usize, StoreError> {
        self.transaction("dropping a model", |tx| {
            let dropped = tx.execute("DELETE FROM embedding WHERE model = ?1", [model]);
            let dropped = dropped.map_err(doing("dropping a model"))?;
            tx.execute("DELETE FROM unused_embedding WHERE model = ?1", [model]).map_err(doing("dropping a model"))?;
            tx.execute("DELETE FROM model WHERE name = ?1", [model]).map_err(doing("dropping a model"))?;
            Ok(dropped)
        })
    }

    /// How many chunks are in the index, and how many of them with a vector of `model`.
    pub fn indexed_counts(&self, model: &str) -> Result<(usize, usize), StoreError> {
        self.lock()
            .query_row(
                "SELECT coalesce(sum(units + windows), 0), coalesce(sum(units + windows) FILTER (WHERE document IN (
                     SELECT document FROM embedded WHERE model = (SELECT id FROM model WHERE name = ?1))), 0) FROM indexed",
                [model],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(doing("counting the index"))
    }

    /// Chunks by name, in no particular order; names that are not there are left out.
    pub fn chunks(&self, ids: &[ChunkId]) -> Result<Vec<ChunkRow>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let select = format!("{} WHERE c.id IN (SELECT value FROM json_each(?1)) ORDER BY c.id", select_chunks());
        let mut found = Vec::with_capacity(ids.len());
        each_chunk(&self.lock(), &select, &[&numbers(&ids)?], |chunk| found.push(chunk))?;
        Ok(found)
    }

    /// Visits every unit of every current text.
    pub(crate) fn each_unit(&self, visit: impl FnMut(ChunkRow)) -> Result<(), StoreError> {
        each_chunk(&self.lock(), &format!("{} WHERE c.level = 0 ORDER BY c.id", select_chunks()), &[], visit)
    }

    /// The units that lie within windows: window to its units in reading order.
    pub fn units_of_windows(&self, windows: &[ChunkId]) -> Result<BTreeMap<ChunkId, Vec<ChunkId>>, StoreError> {
        let ids: Vec<i64> = windows.iter().map(|id| id.0).collect();
        let rows: Vec<(i64, usize, usize)> = self
            .lock()
            .prepare_cached("SELECT id, first_unit, units FROM chunk WHERE id IN (SELECT value FROM json_each(?1))")
            .and_then(|mut select| {
                select
                    .query_map([numbers(&ids).unwrap_or_default()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                    .collect()
            })
            .map_err(doing("opening windows"))?;
        let units = |window: ChunkId, first, count| {
            (first..first + count).map(|place| ChunkId::new(window.document(), place)).collect()
        };
        Ok(rows.into_iter().map(|(id, first, count)| (ChunkId(id), units(ChunkId(id), first, count))).collect())
    }

    /// Cached vectors of `model` by the hash of what was read.
    pub fn cached_vectors(&self, model: &str, hashes: &[TextHash]) -> Result<BTreeMap<TextHash, Vec<f32>>, StoreError> {
        let connection = self.lock();
        let mut select = connection
            .prepare_cached("SELECT vector FROM embedding WHERE text_hash = ?1 AND model = ?2")
            .map_err(doing("reading cached vectors"))?;
        let mut found = BTreeMap::new();
        for hash in hashes {
            let vector: Option<Vec<u8>> = select
                .query_row(params![hash.0.as_slice(), model], |row| row.get(0))
                .optional()
                .map_err(doing("reading cached vectors"))?;
            if let Some(bytes) = vector {
                let values = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
                found.insert(*hash, values);
            }
        }
        Ok(found)
    }

    /// Adds vectors to the cache.
    pub fn cache_vectors(&self, model: &str, vectors: &[(TextHash, Vec<f32>)]) -> Result<(), StoreError> {
        self.transaction("caching vectors", |tx| {
            for (hash, vector) in vectors {
                let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
                tx.prepare_cached("INSERT OR REPLACE INTO embedding (text_hash, model, vector) VALUES (?1, ?2, ?3)")
                    .and_then(|mut insert| insert.execute(params![hash.0.as_slice(), model, bytes]))
                    .map_err(doing("caching vectors"))?;
            }
            Ok(())
        })
    }
}

/// Deletes a document's chunks.
pub(crate) fn delete_chunks(tx: &Transaction<'_>, document: i64) -> Result<usize, StoreError> {
    tx.prepare_cached("DELETE FROM chunk WHERE id BETWEEN ?1 * 1048576 AND ?1 * 1048576 + 1048575")
        .and_then(|mut delete| delete.execute([document]))
        .map_err(doing("storing chunks"))
}

fn replace_chunks(
    tx: &Transaction<'_>,
    document: i64,
    chunks: &[Chunk],
    totals: &mut ChunkTotals,
) -> Result<(), StoreError> {
    let what = "storing chunks";
    let before: BTreeMap<i64, (usize, usize)> = tx
        .prepare_cached(
            "SELECT id, span_start, span_start + span_len FROM chunk WHERE id BETWEEN ?1 * 1048576 AND ?1 * 1048576 + 1048575",
        )
        .and_then(|mut select| {
            select.query_map([document], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?.collect()
        })
        .map_err(doing(what))?;
    delete_chunks(tx, document)?;
    let voices: Vec<String> = tx
        .prepare_cached("SELECT speaker FROM voice WHERE document = ?1 ORDER BY number")
        .and_then(|mut select| select.query_map([document], |row| row.get(0))?.collect())
        .map_err(doing(what))?;
    let mut kept = 0;
    let places = usize::try_from(ChunkId::PER_DOCUMENT).unwrap_or(usize::MAX);
    for (place, chunk) in chunks.iter().take(places).enumerate() {
        let id = ChunkId::new(document, place).0;
        kept += usize::from(before.get(&id) == Some(&(chunk.span.start, chunk.span.end)));
        let voice =
            voices.iter().position(|voice| chunk.speaker.as_ref() == Some(voice)).map_or(0, |number| number + 1);
        let level = usize::from(chunk.level == ChunkLevel::Window);
        let hash = TextHash::of(&chunk.embedded_text);
        tx.prepare_cached(
            "INSERT INTO chunk (id, level, span_start, span_len, voice, first_unit, units, text_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )
        .and_then(|mut insert| {
            let (len, units) = (chunk.span.end - chunk.span.start, &chunk.units);
            insert.execute(params![
                id,
                level,
                chunk.span.start,
                len,
                voice,
                units.start,
                units.len(),
                hash.0.as_slice()
            ])
        })
        .map_err(doing(what))?;
    }
    totals.reused += kept;
    totals.added += chunks.len() - kept;
    totals.removed += before.len().saturating_sub(kept);
    Ok(())
}

/// What must not have moved for the index's rows of a document to be still right: its text, its time, its accounts, and the chunker.
fn fingerprints(
    connection: &Connection,
    which: &str,
    params: &[&dyn rusqlite::ToSql],
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let select = format!(
        "SELECT d.id, d.content_hash || '|' || d.chunker || '|' || d.at || '|' || {ACCOUNTS} FROM document d
         WHERE d.current = 1 AND d.chunker <> 0 AND {which}"
    );
    connection
        .prepare_cached(&select)
        .and_then(|mut select| {
            select
                .query_map(params, |row| {
                    let basis: String = row.get(1)?;
                    let mut start = [0; 8];
                    start.copy_from_slice(&blake3::hash(basis.as_bytes()).as_bytes()[..8]);
                    Ok((row.get(0)?, i64::from_le_bytes(start)))
                })?
                .collect()
        })
        .map_err(doing("comparing with the index"))
}

/// Reads chunks in the order of their names, so that each text is read once.
fn each_chunk(
    connection: &Connection,
    select: &str,
    params: &[&dyn rusqlite::ToSql],
    mut visit: impl FnMut(ChunkRow),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(select).map_err(doing("reading chunks"))?;
    let mut rows = statement.query(params).map_err(doing("reading chunks"))?;
    let mut open: Option<(i64, Slices)> = None;
    while let Some(row) = rows.next().map_err(doing("reading chunks"))? {
        let mut chunk = read_chunk(row).map_err(doing("reading chunks"))??;
        let document = chunk.id.document();
        if open.as_ref().is_none_or(|(of, _)| *of != document) {
            open = Some((document, Slices::of(read_text(connection, document)?)));
        }
        if let Some((_, slices)) = &open {
            chunk.text = slices.get(chunk.span).to_owned();
        }
        visit(chunk);
    }
    Ok(())
}

fn read_chunk(row: &Row<'_>) -> rusqlite::Result<Result<ChunkRow, StoreError>> {
    let record = read_id(row, 0)?;
    let (id, part, content): (i64, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
    let (start, len, level): (usize, usize, i64) = (row.get(5)?, row.get(6)?, row.get(7)?);
    let (speaker, at, accounts): (String, i64, String) = (row.get(8)?, row.get(9)?, row.get(10)?);
    Ok(record.and_then(|record| {
        Ok(ChunkRow {
            id: ChunkId(id),
            record,
            part: Part(part),
            content: ContentHash::from_stored(content),
            span: Span { start, end: start + len },
            level: if level == 0 { ChunkLevel::Unit } else { ChunkLevel::Window },
            text: String::new(),
            speaker: Some(speaker).filter(|speaker| !speaker.is_empty()),
            at: instant(at)?,
            accounts: listed(&accounts),
        })
    }))
}

fn listed(accounts: &str) -> Vec<String> {
    accounts.split(',').filter(|account| !account.is_empty()).map(str::to_owned).collect()
}

fn numbers(list: &[i64]) -> Result<String, StoreError> {
    serde_json::to_string(list).map_err(|_| StoreError::Unreadable { what: "row number" })
}

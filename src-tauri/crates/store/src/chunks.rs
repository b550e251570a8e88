//! What is made of the texts for searching: chunks, vectors, and what the index already holds of them.

use crate::{
    Database, StoreError,
    chunk_spans::{ChunkSpans, NOBODY},
    doing,
    records::{instant, read_id},
};
use domain::{Chunk, ChunkId, ChunkLevel, Citation, ContentHash, Part, RecordId, Slices, Span};
use jiff::Timestamp;
use language::Language;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A chunk with its text, its speaker and its accounts: what a search hit shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRow {
    /// The chunk's id on this machine.
    pub id: ChunkId,
    /// The record that the chunk's text belongs to.
    pub record: RecordId,
    /// Which text of the record the chunk is cut from.
    pub part: Part,
    /// Which version of that text, by its hash.
    pub content: ContentHash,
    /// Where the chunk stands in that text.
    pub span: Span,
    /// Whether the chunk is a unit or a window.
    pub level: ChunkLevel,
    /// The chunk's words.
    pub text: String,
    /// Who said or wrote the chunk; `None` where it is not one person's.
    pub speaker: Option<String>,
    /// When the chunk was said or written.
    pub at: Timestamp,
    /// The accounts that the chunk belongs to, as in `company:1`.
    pub accounts: Vec<String>,
}

impl ChunkRow {
    /// The citation that opens the whole chunk.
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
    /// The key of the vector of `text`, which is what an embedder reads of a chunk.
    pub fn of(text: &str) -> Self {
        let mut start = [0; 12];
        start.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..12]);
        Self(start)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A document that was cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunked {
    /// The document's row number.
    pub document: i64,
    /// The language that most of it is in; `None` where that cannot be told.
    pub language: Option<Language>,
    /// Its units, then its windows.
    pub chunks: Vec<Chunk>,
}

/// How many chunks were added, kept and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChunkTotals {
    /// Chunks that were not there before.
    pub added: usize,
    /// Chunks that came out as they were before.
    pub reused: usize,
    /// Chunks that are no longer there.
    pub removed: usize,
}

const ACCOUNTS: &str = "coalesce((SELECT group_concat(account_object || ':' || account_id) FROM membership m
        WHERE m.object = d.object AND m.id = d.record_id), '')";
/// Documents looked at when some are chosen to be indexed next.
const CHOSEN_FROM: usize = 4_000;

/// What [`Opened::read`] reads of a document whose chunks are stored.
fn select_documents(which: &str) -> String {
    format!(
        "SELECT d.object, d.record_id, d.id, d.part, d.content_hash, d.speaker, d.at, {ACCOUNTS}, k.units, k.windows, k.places
         FROM chunked k JOIN document d ON d.id = k.document WHERE {which} ORDER BY d.id"
    )
}

impl Database {
    /// Replaces the chunks of some documents, and notes their languages.
    pub fn set_chunks(&self, chunker: u32, chunked: &[Chunked]) -> Result<ChunkTotals, StoreError> {
        self.transaction("storing chunks", |tx| {
            let mut totals = ChunkTotals::default();
            for Chunked { document, language, chunks } in chunked {
                replace_chunks(tx, *document, chunks, &mut totals)?;
                let code = language.map(Language::code);
                tx.prepare_cached("UPDATE document SET chunker = ?2, language = ?3 WHERE id = ?1")
                    .and_then(|mut update| update.execute(params![document, chunker, code]))
                    .map_err(doing("storing chunks"))?;
            }
            Ok(totals)
        })
    }

    /// The languages of current texts, as far as they were told, each once.
    pub fn languages(&self) -> Result<Vec<Language>, StoreError> {
        // One step of the index a language, however many texts there are.
        let select = "WITH RECURSIVE found (language) AS (
                SELECT min(language) FROM document WHERE current = 1 AND language IS NOT NULL
                UNION ALL
                SELECT (SELECT min(language) FROM document WHERE current = 1 AND language > found.language)
                FROM found WHERE found.language IS NOT NULL)
             SELECT language FROM found WHERE language IS NOT NULL";
        let codes: Vec<String> = self
            .lock()
            .prepare_cached(select)
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
            .map_err(doing("reading languages"))?;
        // A code of a newer Foreword is no language of this one.
        Ok(codes.iter().filter_map(|code| code.parse().ok()).collect())
    }

    /// The number of stored chunks, units and windows together.
    pub fn chunk_count(&self) -> Result<usize, StoreError> {
        self.lock()
            .query_row("SELECT coalesce(sum(units + windows), 0) FROM chunked", [], |row| row.get(0))
            .map_err(doing("counting chunks"))
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
                 SELECT d.id, coalesce(k.units + k.windows, 0) AS chunks
                 FROM document d LEFT JOIN chunked k ON k.document = d.id WHERE d.current = 1 AND d.chunker <> 0 AND ?2 = ?2 AND {which} ORDER BY d.id LIMIT {CHOSEN_FROM}))
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
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO indexed (document, fingerprint, units, windows)
                     SELECT document, ?2, units, windows FROM chunked WHERE document = ?1",
                )
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

    /// The models of which the index holds vectors.
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

    /// Chunks by name, in the order of their names; names that are not there are left out.
    pub fn chunks(&self, ids: &[ChunkId]) -> Result<Vec<ChunkRow>, StoreError> {
        let places = by_document(ids);
        let wanted = numbers(&places.keys().copied().collect::<Vec<i64>>())?;
        let mut found = Vec::with_capacity(ids.len());
        self.each_document("k.document IN (SELECT value FROM json_each(?1))", &[&wanted], |document| {
            let places = places.get(&document.id).map(Vec::as_slice).unwrap_or_default();
            found.extend(places.iter().filter_map(|place| document.chunk(*place)));
        })?;
        Ok(found)
    }

    /// Calls `visit` for every unit of every current text.
    pub(crate) fn each_unit(&self, mut visit: impl FnMut(ChunkRow)) -> Result<(), StoreError> {
        self.each_document("d.current = 1", &[], |document| {
            (0..document.placed.units.len()).filter_map(|place| document.chunk(place)).for_each(&mut visit);
        })
    }

    /// Opens documents whose chunks are stored, in the order of their row numbers.
    fn each_document(
        &self,
        which: &str,
        params: &[&dyn rusqlite::ToSql],
        mut visit: impl FnMut(Opened),
    ) -> Result<(), StoreError> {
        let what = "reading chunks";
        let connection = self.lock();
        let mut statement = connection.prepare_cached(&select_documents(which)).map_err(doing(what))?;
        let mut rows = statement.query(params).map_err(doing(what))?;
        while let Some(row) = rows.next().map_err(doing(what))? {
            let opened =
                Opened::read(row, |id, content| self.slices(&connection, id, content), |id| voices(&connection, id));
            visit(opened.map_err(doing(what))??);
        }
        Ok(())
    }

    /// The units that lie within windows: window to its units in reading order.
    pub fn units_of_windows(&self, windows: &[ChunkId]) -> Result<BTreeMap<ChunkId, Vec<ChunkId>>, StoreError> {
        let what = "opening windows";
        let places = by_document(windows);
        let wanted = numbers(&places.keys().copied().collect::<Vec<i64>>())?;
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached(
                "SELECT document, units, windows, places FROM chunked WHERE document IN (SELECT value FROM json_each(?1))",
            )
            .map_err(doing(what))?;
        let mut rows = statement.query([wanted]).map_err(doing(what))?;
        let mut found = BTreeMap::new();
        while let Some(row) = rows.next().map_err(doing(what))? {
            let document: i64 = row.get(0).map_err(doing(what))?;
            let placed = read_placed(row, 1).map_err(doing(what))??;
            for place in places.get(&document).into_iter().flatten() {
                let units = place.checked_sub(placed.units.len()).and_then(|window| placed.windows.get(window));
                let units = units.cloned().unwrap_or_default().map(|unit| ChunkId::new(document, unit)).collect();
                found.insert(ChunkId::new(document, *place), units);
            }
        }
        Ok(found)
    }

    /// The keys of all vectors that some text's chunks need.
    pub(crate) fn used_keys(tx: &Transaction<'_>) -> Result<BTreeSet<TextHash>, StoreError> {
        let what = "reading what is embedded";
        let mut statement = tx.prepare_cached("SELECT keys FROM chunked").map_err(doing(what))?;
        let mut rows = statement.query([]).map_err(doing(what))?;
        let mut used = BTreeSet::new();
        while let Some(row) = rows.next().map_err(doing(what))? {
            let keys = row.get_ref(0).and_then(|keys| Ok(keys.as_blob()?)).map_err(doing(what))?;
            used.extend(keys.as_chunks::<12>().0.iter().map(|key| TextHash(*key)));
        }
        Ok(used)
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

    /// Adds vectors of `model` to the cache, or replaces those that are there.
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

/// Deletes the chunks of a document, given by row number.
pub(crate) fn delete_chunks(tx: &Transaction<'_>, document: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM chunked WHERE document = ?1")
        .and_then(|mut delete| delete.execute([document]))
        .map_err(doing("storing chunks"))?;
    Ok(())
}

fn replace_chunks(
    tx: &Transaction<'_>,
    document: i64,
    chunks: &[Chunk],
    totals: &mut ChunkTotals,
) -> Result<(), StoreError> {
    let what = "storing chunks";
    let before = tx
        .prepare_cached("SELECT units, windows, places FROM chunked WHERE document = ?1")
        .and_then(|mut select| select.query_row([document], |row| read_placed(row, 0)).optional())
        .map_err(doing(what))?
        .transpose()?
        .unwrap_or_default();
    let places = usize::try_from(ChunkId::PER_DOCUMENT).unwrap_or(usize::MAX);
    let chunks = chunks.get(..places).unwrap_or(chunks);
    let placed = ChunkSpans::of(chunks, &voices(tx, document)?);
    let keys: Vec<u8> = chunks.iter().flat_map(|chunk| TextHash::of(&chunk.embedded_text).0).collect();
    tx.prepare_cached(
        "INSERT OR REPLACE INTO chunked (document, units, windows, places, keys) VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .and_then(|mut insert| {
        insert.execute(params![document, placed.units.len(), placed.windows.len(), placed.write(), keys])
    })
    .map_err(doing(what))?;
    let count = |placed: &ChunkSpans| placed.units.len() + placed.windows.len();
    let span = |placed: &ChunkSpans, place| placed.at(place).map(|(level, span, _)| (level, span));
    let kept = (0..count(&before)).filter(|&place| span(&before, place) == span(&placed, place)).count();
    totals.reused += kept;
    totals.added += count(&placed) - kept;
    totals.removed += count(&before) - kept;
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

/// A document with all that is needed to take chunks from its text.
struct Opened {
    id: i64,
    record: RecordId,
    part: Part,
    content: ContentHash,
    speaker: String,
    at: Timestamp,
    accounts: Vec<String>,
    placed: ChunkSpans,
    voices: Vec<String>,
    text: Arc<Slices<String>>,
}

impl Opened {
    /// Reads a row of what [`select_documents`] selects.
    fn read(
        row: &Row<'_>,
        text: impl FnOnce(i64, &str) -> Result<Arc<Slices<String>>, StoreError>,
        voices: impl FnOnce(i64) -> Result<Vec<String>, StoreError>,
    ) -> rusqlite::Result<Result<Self, StoreError>> {
        let record = read_id(row, 0)?;
        let (id, part, content): (i64, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let (speaker, at, accounts): (String, i64, String) = (row.get(5)?, row.get(6)?, row.get(7)?);
        let placed = read_placed(row, 8)?;
        Ok(record.and_then(|record| {
            let placed = placed?;
            let speaks = placed.units.iter().any(|(_, voice)| *voice != 0 && *voice != NOBODY);
            Ok(Self {
                id,
                record,
                part: Part(part),
                text: text(id, &content)?,
                content: ContentHash::from_stored(content),
                speaker,
                at: instant(at)?,
                accounts: listed(&accounts),
                voices: if speaks { voices(id)? } else { Vec::new() },
                placed,
            })
        }))
    }

    fn chunk(&self, place: usize) -> Option<ChunkRow> {
        let (level, span, voice) = self.placed.at(place)?;
        let own = if level == ChunkLevel::Unit && voice != NOBODY { self.speaker.as_str() } else { "" };
        let speaker = voice.checked_sub(1).and_then(|number| self.voices.get(number)).map_or(own, String::as_str);
        Some(ChunkRow {
            id: ChunkId::new(self.id, place),
            record: self.record.clone(),
            part: self.part.clone(),
            content: self.content.clone(),
            span,
            level,
            text: self.text.get(span).to_owned(),
            speaker: Some(speaker).filter(|speaker| !speaker.is_empty()).map(str::to_owned),
            at: self.at,
            accounts: self.accounts.clone(),
        })
    }
}

/// Reads the columns `units`, `windows` and `places`, from the first's number on.
fn read_placed(row: &Row<'_>, from: usize) -> rusqlite::Result<Result<ChunkSpans, StoreError>> {
    let (units, windows) = (row.get(from)?, row.get(from + 1)?);
    Ok(ChunkSpans::read(row.get_ref(from + 2)?.as_blob()?, units, windows))
}

/// The names of those who speak in a document, by number.
fn voices(connection: &Connection, document: i64) -> Result<Vec<String>, StoreError> {
    connection
        .prepare_cached("SELECT speaker FROM voice WHERE document = ?1 ORDER BY number")
        .and_then(|mut select| select.query_map([document], |row| row.get(0))?.collect())
        .map_err(doing("reading who speaks"))
}

/// The places of the chunks within each document, in ascending order.
fn by_document(ids: &[ChunkId]) -> BTreeMap<i64, Vec<usize>> {
    let mut places: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for id in ids {
        places.entry(id.document()).or_default().push(id.place());
    }
    places.values_mut().for_each(|places| places.sort_unstable());
    places
}

fn listed(accounts: &str) -> Vec<String> {
    accounts.split(',').filter(|account| !account.is_empty()).map(str::to_owned).collect()
}

fn numbers(list: &[i64]) -> Result<String, StoreError> {
    serde_json::to_string(list).map_err(|_| StoreError::Unreadable { what: "row number" })
}

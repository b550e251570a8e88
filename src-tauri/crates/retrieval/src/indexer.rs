//! Bringing the index in step with the database: chunks, then texts, then vectors.

use crate::{CHUNKER, RetrievalError, chunk};
use domain::{Chunk, ChunkId, ChunkLevel};
use embedding::Embedder;
use std::collections::BTreeMap;
use store::{ChunkTotals, Chunked, Database, Index, IndexRow, StoredDocument, TextHash, VectorRow};

const DOCUMENTS_AT_ONCE: usize = 200;
const TEXTS_AT_ONCE: usize = 4_000;
const VECTORS_AT_ONCE: usize = 1_024;

/// How far bringing the index in step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexProgress {
    /// Texts are being added to the keyword search.
    Texts {
        /// How many texts have been added.
        done: usize,
    },
    /// Vectors of texts are being added, so that the texts are found by meaning.
    Vectors {
        /// How many texts have their vectors.
        done: usize,
        /// How many texts need vectors in all.
        total: usize,
    },
}

/// What bringing the index in step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexReport {
    /// How many chunks were added, kept and removed.
    pub chunks: ChunkTotals,
    /// Texts the model read; the rest came from the cache.
    pub embedded: usize,
}

/// Brings the index in step with the database. What was done stays done if it is cut off; the next call goes on.
///
/// Without an embedder only keyword search is brought up to date. `report` hears of progress; `cancelled` is asked between batches.
pub async fn update_index(
    database: &Database,
    index: &Index,
    embedder: Option<&Embedder>,
    report: &(dyn Fn(IndexProgress) + Sync),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<IndexReport, RetrievalError> {
    let mut totals = IndexReport::default();
    // An index folder that was deleted or never made holds nothing, whatever the database noted.
    if index.is_empty().await.map_err(RetrievalError::Store)? {
        database.reset_indexed().map_err(RetrievalError::Store)?;
    }
    let chunks_before = database.chunk_count().map_err(RetrievalError::Store)?;
    let mut changed = rechunk(database, &mut totals, cancelled)?;
    let after = database.chunk_count().map_err(RetrievalError::Store)?;
    // Chunks of texts that are gone went with them, without passing through here.
    let expected = chunks_before + totals.chunks.added;
    totals.chunks.removed = expected.saturating_sub(after);
    totals.chunks.reused = after.saturating_sub(totals.chunks.added);

    changed |= remove_stale(database, index).await?;
    changed |= add_texts(database, index, report, cancelled).await?;
    if let Some(embedder) = embedder {
        let embedded = add_vectors(database, index, embedder, report, cancelled).await?;
        totals.embedded = embedded;
        changed |= 0 < embedded;
        changed |= drop_other_models(database, index, embedder.model()).await?;
    }
    if changed {
        index.optimize().await.map_err(RetrievalError::Store)?;
        database.note_index_update().map_err(RetrievalError::Store)?;
    }
    Ok(totals)
}

/// What the embedder reads of some documents, given by row number: units and windows as the chunker makes them.
pub fn embedded_texts(database: &Database, documents: &[i64]) -> Result<Vec<String>, RetrievalError> {
    let read = Documents::read(database, documents)?;
    Ok(read.chunks().map(|(_, _, chunk)| chunk.embedded_text.clone()).collect())
}

/// A document's chunks, and the language that most of it is in.
pub fn cut(stored: &StoredDocument) -> Chunked {
    Chunked { document: stored.id, language: language::detect(&stored.document.text), chunks: chunk(&stored.document) }
}

/// What the index keeps of a chunk, one of those that [`cut`] made.
pub fn row(chunked: &Chunked, place: usize, chunk: &Chunk, accounts: Vec<String>) -> IndexRow {
    IndexRow {
        id: ChunkId::new(chunked.document, place),
        text: chunk.words(),
        language: language::detect_within(&chunk.text, chunked.language),
        record: chunk.record.clone(),
        speaker: chunk.speaker.clone().unwrap_or_default(),
        accounts,
        kind: chunk.kind().to_owned(),
        at: chunk.at,
    }
}

/// Some documents, cut anew: the chunker gives the same every time, so the places are those the database knows.
struct Documents {
    documents: Vec<Chunked>,
    accounts: BTreeMap<i64, Vec<String>>,
}

impl Documents {
    fn read(database: &Database, rows: &[i64]) -> Result<Self, RetrievalError> {
        let documents = database.documents_by_row(rows).map_err(RetrievalError::Store)?;
        let accounts = database.accounts_of_documents(rows).map_err(RetrievalError::Store)?;
        Ok(Self { documents: documents.iter().map(cut).collect(), accounts })
    }

    /// Every chunk of the documents, with its document and its place there.
    fn chunks(&self) -> impl Iterator<Item = (&Chunked, usize, &Chunk)> {
        self.documents
            .iter()
            .flat_map(|cut| cut.chunks.iter().enumerate().map(move |(place, chunk)| (cut, place, chunk)))
    }

    fn row(&self, chunked: &Chunked, place: usize, chunk: &Chunk) -> IndexRow {
        row(chunked, place, chunk, self.accounts.get(&chunked.document).cloned().unwrap_or_default())
    }
}

fn rechunk(
    database: &Database,
    totals: &mut IndexReport,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<bool, RetrievalError> {
    let mut changed = false;
    while !cancelled() {
        let documents = database.documents_to_chunk(CHUNKER, DOCUMENTS_AT_ONCE).map_err(RetrievalError::Store)?;
        if documents.is_empty() {
            break;
        }
        changed = true;
        let chunked: Vec<Chunked> = documents.iter().map(cut).collect();
        let added = database.set_chunks(CHUNKER, &chunked).map_err(RetrievalError::Store)?;
        totals.chunks.added += added.added;
    }
    Ok(changed)
}

async fn remove_stale(database: &Database, index: &Index) -> Result<bool, RetrievalError> {
    let stale = database.stale_documents().map_err(RetrievalError::Store)?;
    if stale.is_empty() {
        return Ok(false);
    }
    index.remove(&stale).await.map_err(RetrievalError::Store)?;
    database.unmark_indexed(&stale).map_err(RetrievalError::Store)?;
    Ok(true)
}

async fn add_texts(
    database: &Database,
    index: &Index,
    report: &(dyn Fn(IndexProgress) + Sync),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<bool, RetrievalError> {
    let mut done = 0;
    let mut changed = false;
    while !cancelled() {
        let rows = database.documents_to_index(TEXTS_AT_ONCE).map_err(RetrievalError::Store)?;
        if rows.is_empty() {
            break;
        }
        let documents = Documents::read(database, &rows)?;
        // Cut off between adding and noting, a row would be added twice; removing first makes the step repeatable.
        index.remove(&rows).await.map_err(RetrievalError::Store)?;
        for level in ChunkLevel::ALL {
            let texts: Vec<IndexRow> = documents
                .chunks()
                .filter(|(_, _, chunk)| chunk.level == level)
                .map(|(chunked, place, chunk)| documents.row(chunked, place, chunk))
                .collect();
            index.add_texts(level, &texts).await.map_err(RetrievalError::Store)?;
            done += texts.len();
        }
        database.mark_indexed(&rows).map_err(RetrievalError::Store)?;
        changed = true;
        report(IndexProgress::Texts { done });
    }
    Ok(changed)
}

async fn add_vectors(
    database: &Database,
    index: &Index,
    embedder: &Embedder,
    report: &(dyn Fn(IndexProgress) + Sync),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<usize, RetrievalError> {
    let model = embedder.model();
    let (texts, vectors) = database.indexed_counts(model).map_err(RetrievalError::Store)?;
    let total = texts - vectors;
    let (mut done, mut embedded) = (0, 0);
    while !cancelled() {
        let rows = database.documents_without_vectors(model, VECTORS_AT_ONCE).map_err(RetrievalError::Store)?;
        if rows.is_empty() {
            break;
        }
        let documents = Documents::read(database, &rows)?;
        let Some(vectors) = vectors_of(database, embedder, &documents, &mut embedded, cancelled).await? else { break };
        index.remove_vectors(model, &rows).await.map_err(RetrievalError::Store)?;
        for level in ChunkLevel::ALL {
            let with_vectors: Vec<VectorRow> = documents
                .chunks()
                .filter(|(_, _, chunk)| chunk.level == level)
                .filter_map(|(chunked, place, chunk)| {
                    let vector = vectors.get(&TextHash::of(&chunk.embedded_text))?.clone();
                    Some(VectorRow { row: documents.row(chunked, place, chunk), vector })
                })
                .collect();
            index.add_vectors(model, level, &with_vectors).await.map_err(RetrievalError::Store)?;
            done += with_vectors.len();
        }
        database.mark_embedded(model, &rows).map_err(RetrievalError::Store)?;
        report(IndexProgress::Vectors { done, total });
    }
    Ok(embedded)
}

/// Once every text has a vector of `model`, no search needs those of another.
async fn drop_other_models(database: &Database, index: &Index, model: &str) -> Result<bool, RetrievalError> {
    if !database.documents_without_vectors(model, 1).map_err(RetrievalError::Store)?.is_empty() {
        return Ok(false);
    }
    let mut others = database.embedded_models().map_err(RetrievalError::Store)?;
    others.retain(|other| other != model);
    for other in &others {
        index.drop_model(other).await.map_err(RetrievalError::Store)?;
        database.drop_model(other).map_err(RetrievalError::Store)?;
    }
    Ok(!others.is_empty())
}

/// The vectors of some documents' chunks by what was read, from the cache where they are there; none if it was cancelled meanwhile.
/// What was embedded until then is in the cache.
async fn vectors_of(
    database: &Database,
    embedder: &Embedder,
    documents: &Documents,
    embedded: &mut usize,
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Option<BTreeMap<TextHash, Vec<f32>>>, RetrievalError> {
    let texts: BTreeMap<TextHash, &String> =
        documents.chunks().map(|(_, _, chunk)| (TextHash::of(&chunk.embedded_text), &chunk.embedded_text)).collect();
    let hashes: Vec<TextHash> = texts.keys().copied().collect();
    let mut vectors = database.cached_vectors(embedder.model(), &hashes).map_err(RetrievalError::Store)?;
    let missing: Vec<(TextHash, &String)> = texts.into_iter().filter(|(hash, _)| !vectors.contains_key(hash)).collect();
    // A long talk alone has more chunks than one batch: what is read of it is kept in between.
    for some in missing.chunks(VECTORS_AT_ONCE) {
        if cancelled() {
            return Ok(None);
        }
        let texts: Vec<String> = some.iter().map(|(_, text)| (*text).clone()).collect();
        let made = embedder.passages(&texts).await.map_err(RetrievalError::Embedding)?;
        let made: Vec<(TextHash, Vec<f32>)> = some.iter().map(|(hash, _)| *hash).zip(made).collect();
        database.cache_vectors(embedder.model(), &made).map_err(RetrievalError::Store)?;
        *embedded += made.len();
        vectors.extend(made);
    }
    Ok(Some(vectors))
}

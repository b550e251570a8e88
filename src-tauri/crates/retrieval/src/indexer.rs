//! Bringing the index in step with the database: chunks, then texts, then vectors.

use crate::{CHUNKER, RetrievalError, chunk};
use domain::{ChunkId, ChunkLevel};
use embedding::Embedder;
use std::collections::{BTreeMap, BTreeSet};
use store::{ChunkRow, ChunkTotals, Database, Index, IndexRow, VectorRow};

const DOCUMENTS_AT_ONCE: usize = 200;
const TEXTS_AT_ONCE: usize = 4_000;
const VECTORS_AT_ONCE: usize = 1_024;

/// How far an update has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexProgress {
    /// Texts that can be found by word.
    Texts {
        /// So far.
        done: usize,
    },
    /// Texts that can be found by meaning.
    Vectors {
        /// So far.
        done: usize,
        /// To do.
        total: usize,
    },
}

/// What an update did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexReport {
    /// Chunks that came, stayed and went.
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
    }
    if changed {
        index.optimize().await.map_err(RetrievalError::Store)?;
        database.note_index_update().map_err(RetrievalError::Store)?;
    }
    Ok(totals)
}

/// Fills in what the embedder reads of each chunk, by cutting its document again: the chunker gives the same every time.
pub fn read_embedded_texts(database: &Database, chunks: &mut [ChunkRow]) -> Result<(), RetrievalError> {
    let rows: BTreeSet<i64> = chunks.iter().map(|chunk| chunk.document).collect();
    let rows: Vec<i64> = rows.into_iter().collect();
    let mut texts = BTreeMap::new();
    for some in rows.chunks(DOCUMENTS_AT_ONCE) {
        for stored in database.documents_by_row(some).map_err(RetrievalError::Store)? {
            texts.extend(chunk(&stored.document).into_iter().map(|chunk| (chunk.id, chunk.embedded_text)));
        }
    }
    for chunk in chunks {
        // A chunk that the chunker no longer makes is on its way out; its words stand for it until then.
        chunk.embedded_text = texts.remove(&chunk.id).unwrap_or_else(|| chunk.text.clone());
    }
    Ok(())
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
        let chunked: Vec<_> = documents.iter().map(|stored| (stored.id, chunk(&stored.document))).collect();
        let added = database.set_chunks(CHUNKER, &chunked).map_err(RetrievalError::Store)?;
        totals.chunks.added += added.added;
    }
    Ok(changed)
}

async fn remove_stale(database: &Database, index: &Index) -> Result<bool, RetrievalError> {
    let stale = database.stale_index_rows().map_err(RetrievalError::Store)?;
    for level in ChunkLevel::ALL {
        let ids: Vec<ChunkId> = stale.iter().filter(|(_, of)| *of == level).map(|(id, _)| id.clone()).collect();
        if !ids.is_empty() {
            index.remove(level, &ids).await.map_err(RetrievalError::Store)?;
            database.unmark_indexed(&ids).map_err(RetrievalError::Store)?;
        }
    }
    Ok(!stale.is_empty())
}

async fn add_texts(
    database: &Database,
    index: &Index,
    report: &(dyn Fn(IndexProgress) + Sync),
    cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<bool, RetrievalError> {
    let mut done = 0;
    while !cancelled() {
        let chunks = database.unindexed_chunks(TEXTS_AT_ONCE).map_err(RetrievalError::Store)?;
        if chunks.is_empty() {
            break;
        }
        for level in ChunkLevel::ALL {
            let some: Vec<&ChunkRow> = chunks.iter().filter(|chunk| chunk.level == level).collect();
            // Cut off between adding and noting, a row would be added twice; removing first makes the step repeatable.
            let ids: Vec<ChunkId> = some.iter().map(|chunk| chunk.id.clone()).collect();
            index.remove(level, &ids).await.map_err(RetrievalError::Store)?;
            let rows: Vec<IndexRow> = some.iter().map(|chunk| row(chunk)).collect();
            index.add_texts(level, &rows).await.map_err(RetrievalError::Store)?;
        }
        database.mark_indexed(&chunks).map_err(RetrievalError::Store)?;
        done += chunks.len();
        report(IndexProgress::Texts { done });
    }
    Ok(0 < done)
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
        let mut chunks = database.chunks_without_vector(model, VECTORS_AT_ONCE).map_err(RetrievalError::Store)?;
        if chunks.is_empty() {
            break;
        }
        read_embedded_texts(database, &mut chunks)?;
        let vectors = vectors_of(database, embedder, &chunks, &mut embedded).await?;
        for level in ChunkLevel::ALL {
            let rows: Vec<VectorRow> = chunks
                .iter()
                .filter(|chunk| chunk.level == level)
                .filter_map(|chunk| {
                    let vector = vectors.get(&chunk.text_hash)?.clone();
                    Some(VectorRow { row: row(chunk), vector })
                })
                .collect();
            index.add_vectors(model, level, &rows).await.map_err(RetrievalError::Store)?;
        }
        let ids: Vec<ChunkId> = chunks.iter().map(|chunk| chunk.id.clone()).collect();
        database.mark_embedded(model, &ids).map_err(RetrievalError::Store)?;
        done += chunks.len();
        report(IndexProgress::Vectors { done, total });
    }
    Ok(embedded)
}

/// The vectors of some chunks by text hash, from the cache where they are there.
async fn vectors_of(
    database: &Database,
    embedder: &Embedder,
    chunks: &[ChunkRow],
    embedded: &mut usize,
) -> Result<BTreeMap<String, Vec<f32>>, RetrievalError> {
    let hashes: BTreeSet<&String> = chunks.iter().map(|chunk| &chunk.text_hash).collect();
    let hashes: Vec<String> = hashes.into_iter().cloned().collect();
    let mut vectors = database.cached_vectors(embedder.model(), &hashes).map_err(RetrievalError::Store)?;
    let missing: BTreeMap<&String, &String> = chunks
        .iter()
        .filter(|chunk| !vectors.contains_key(&chunk.text_hash))
        .map(|chunk| (&chunk.text_hash, &chunk.embedded_text))
        .collect();
    let texts: Vec<String> = missing.values().map(|text| (*text).clone()).collect();
    let made = embedder.passages(&texts).await.map_err(RetrievalError::Embedding)?;
    let made: Vec<(String, Vec<f32>)> = missing.keys().map(|hash| (*hash).clone()).zip(made).collect();
    database.cache_vectors(embedder.model(), &made).map_err(RetrievalError::Store)?;
    *embedded += made.len();
    vectors.extend(made);
    Ok(vectors)
}

fn row(chunk: &ChunkRow) -> IndexRow {
    IndexRow {
        id: chunk.id.clone(),
        text: chunk.words(),
        record: chunk.record.clone(),
        speaker: chunk.speaker.clone().unwrap_or_default(),
        accounts: chunk.accounts.clone(),
        kind: chunk.kind().to_owned(),
        at: chunk.at,
    }
}

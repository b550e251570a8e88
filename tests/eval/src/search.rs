//! How long a search takes, the query's embedding included, beside its parts: by word alone, by meaning alone.

use crate::measure::{Synced, ms, percentiles, rounded};
use anyhow::Result;
use domain::ChunkLevel;
use embedding::{Embedder, ModelFiles};
use hubspot_sim::SimConfig;
use retrieval::{Query, search};
use serde_json::{Value, json};
use std::time::Instant;
use store::Filter;

const QUERIES: [&str; 10] = [
    "security questionnaire",
    "what is their budget this year",
    "who has to approve the contract",
    "change freeze label printers",
    "worried about the migration",
    "vendor lock-in and data portability",
    "Rahmenverträge mit Preisgleitklausel",
    "PO-4500918273",
    "renewal price increase",
    "offline signing without a connection",
];
const ROUNDS: usize = 20;

pub async fn bench() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), true).await?;
    let open = synced.open().await?;
    let embedder = Embedder::start(&ModelFiles::locate(None), 2)?;
    let (mut hybrid, mut words, mut meaning, mut embedding) = (vec![], vec![], vec![], vec![]);
    // One round to warm up, then the measured ones; each query is asked each way in turn.
    for round in 0..=ROUNDS {
        for text in QUERIES {
            let query = Query { text: text.to_owned(), filter: Filter::default(), limit: 10, spread: true, now: None };
            let started = Instant::now();
            search(&open.database, &open.index, Some(&embedder), &query).await?;
            let whole = ms(started);
            let started = Instant::now();
            search(&open.database, &open.index, None, &query).await?;
            let by_word = ms(started);
            let started = Instant::now();
            let vector = embedder.query(text).await?;
            let embedded = ms(started);
            open.index.search_meaning(embedder.model(), ChunkLevel::Unit, &vector, &query.filter, 100).await?;
            let by_meaning = ms(started);
            if 0 < round {
                hybrid.push(whole);
                words.push(by_word);
                meaning.push(by_meaning);
                embedding.push(embedded);
            }
        }
    }
    let mean = |times: &[f64]| times.iter().sum::<f64>() / times.len().max(1) as f64;
    let ratio = rounded(mean(&hybrid) / mean(&words));
    Ok(json!({
        "data": "the sample portal",
        "chunks": open.database.chunk_count()?,
        "hybrid": percentiles(hybrid),
        "by_word": percentiles(words),
        "by_meaning_units_only": percentiles(meaning),
        "query_embedding": percentiles(embedding),
        "hybrid_to_by_word": ratio,
    }))
}

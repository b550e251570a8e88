//! How long a search takes at 10 thousand, 100 thousand and a million chunks, the query's embedding included, and what is lost to speed;
//! beside LanceDB's own default hybrid query, SQLite's FTS5 and tantivy on the same texts, questions and machine.
//!
//! `FOREWORD_EVAL_DIR` names a folder of conversations (`*/corpus.jsonl`, `*/queries.jsonl`). What they lack in number is made of them:
//! a tenth of the words swapped for others of the same conversations, vectors with a little noise. `FOREWORD_BENCH_CHUNKS` says how many
//! chunks (`10000,100000,1000000`), `FOREWORD_BENCH_TANTIVY` where the tantivy yardstick is.

use crate::{
    many::Many,
    measure::{ms, percentiles, rounded},
    rivals,
};
use anyhow::{Context as _, Result};
use domain::ChunkLevel;
use embedding::{Embedder, ModelFiles};
use retrieval::{Query, search};
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path, time::Instant};
use store::{Database, Filter, Index, Scored};

const SIZES: &str = "10000,100000,1000000";
/// Questions that are timed; before them as many others, to warm up.
const QUESTIONS: usize = 150;
/// Questions whose approximate neighbours are compared with all of them.
const COMPARED: usize = 60;
/// A search takes so many candidates from each list.
const CANDIDATES: usize = 100;

pub async fn bench() -> Result<Value> {
    let folder = std::env::var_os("FOREWORD_EVAL_DIR").context("set FOREWORD_EVAL_DIR to a folder of conversations")?;
    let embedder = Embedder::start(&ModelFiles::locate(None), 2)?;
    let many = Many::read(Path::new(&folder), &embedder).await?;
    let sizes = std::env::var("FOREWORD_BENCH_CHUNKS").unwrap_or_else(|_| SIZES.to_owned());
    let mut runs = Vec::new();
    for size in sizes.split(',') {
        let size: usize = size.trim().parse().with_context(|| format!("{size} is no number of chunks"))?;
        let run = at(size, &many, &embedder).await?;
        // A million takes an hour; what was measured before is not to be lost with it.
        eprintln!("{run}");
        runs.push(run);
    }
    Ok(json!({
        "data": "real conversations; beyond them, copies with a tenth of the words swapped and noise on the vectors",
        "real_chunks": many.real_chunks(),
        "questions": QUESTIONS,
        "runs": runs,
    }))
}

async fn at(size: usize, many: &Many, embedder: &Embedder) -> Result<Value> {
    eprintln!("{size} chunks: writing them");
    let scratch = tempfile::tempdir()?;
    let database = Database::open(&scratch.path().join("store.db"), &[0; 32])?;
    let index = Index::open(&scratch.path().join("index"), &[0; 32]).await?;
    let started = Instant::now();
    let units = many.write(&database, &index, embedder.model(), size).await?;
    let written = ms(started);
    let started = Instant::now();
    index.optimize().await?;
    index.tidy().await?;
    database.tidy(jiff::Timestamp::now())?;
    let tended = ms(started);

    eprintln!("{size} chunks: searching");
    let questions = many.questions(2 * QUESTIONS);
    let (warm, timed) = questions.split_at(questions.len() / 2);
    let everywhere = asked(&database, &index, embedder, warm, timed, false).await?;
    let in_account = asked(&database, &index, embedder, warm, timed, true).await?;
    let by_word = words(&index, timed).await?;
    let embedding = embedding(embedder, timed).await?;
    let (recall, meaning) = recall(&index, embedder, many, size, timed).await?;
    let files = index.size()?.0;
    drop((database, index));
    let foreword = json!({
        "hybrid": everywhere, "hybrid_in_an_account": in_account, "by_word_units_only": by_word,
        "by_meaning_units_only": meaning, "query_embedding": embedding, "recall_of_exact_neighbours": recall,
    });
    eprintln!("{size} chunks: {foreword}");

    eprintln!("{size} chunks: the others");
    let asked: Vec<String> = timed.iter().map(|(_, text)| text.clone()).collect();
    let folder = scratch.path();
    let lancedb = rivals::lancedb_hybrid(&folder.join("lancedb"), many, units, embedder, &asked).await?;
    let fts5 = rivals::fts5(&folder.join("fts5.db"), many, units, &asked)?;
    let tantivy = rivals::tantivy(folder, many, units, &asked)?;
    let p95 = |figures: &Value| figures["p95_ms"].as_f64();
    let ratio = |other: &Value| p95(other).zip(p95(&everywhere)).map(|(other, ours)| rounded(other / ours));
    let account_ratio = |other: &Value| p95(other).zip(p95(&in_account)).map(|(other, ours)| rounded(other / ours));
    Ok(json!({
        "chunks": size,
        "units": units,
        "write_ms": rounded(written),
        "index_ms": rounded(tended),
        "index_mb": rounded(files as f64 / 1e6),
        "foreword": foreword,
        "lancedb_default_hybrid": lancedb,
        "sqlite_fts5": fts5,
        "tantivy": tantivy,
        "their_p95_to_ours": {
            "lancedb_default_hybrid": ratio(&lancedb), "sqlite_fts5": ratio(&fts5), "tantivy": ratio(&tantivy),
            "lancedb_to_ours_in_an_account": account_ratio(&lancedb),
        },
    }))
}

/// The whole search as the window asks it, in everything or within the account the question is about.
async fn asked(
    database: &Database,
    index: &Index,
    embedder: &Embedder,
    warm: &[(String, String)],
    timed: &[(String, String)],
    in_account: bool,
) -> Result<Value> {
    let mut times = Vec::new();
    for (at, (account, text)) in warm.iter().chain(timed).enumerate() {
        let accounts = if in_account { vec![account.clone()] } else { Vec::new() };
        let filter = Filter { accounts, ..Filter::default() };
        let query = Query { text: text.clone(), filter, limit: 10, spread: true, now: None };
        let started = Instant::now();
        search(database, index, Some(embedder), &query).await?;
        if warm.len() <= at {
            times.push(ms(started));
        }
    }
    Ok(percentiles(times))
}

async fn words(index: &Index, timed: &[(String, String)]) -> Result<Value> {
    let mut times = Vec::new();
    for (_, text) in timed {
        let wanted = language::query_words(text, &[language::Language::English]);
        let started = Instant::now();
        index.search_words(ChunkLevel::Unit, store::Words::Any(&wanted), &Filter::default(), CANDIDATES).await?;
        times.push(ms(started));
    }
    Ok(percentiles(times))
}

async fn embedding(embedder: &Embedder, timed: &[(String, String)]) -> Result<Value> {
    let mut times = Vec::new();
    for (_, text) in timed {
        let started = Instant::now();
        embedder.query(text).await?;
        times.push(ms(started));
    }
    Ok(percentiles(times))
}

/// How many of the true hundred nearest units the index finds, of ten and of all, and how long it takes.
async fn recall(
    index: &Index,
    embedder: &Embedder,
    many: &Many,
    size: usize,
    timed: &[(String, String)],
) -> Result<(Value, Value)> {
    let mut times = Vec::new();
    let mut queries = Vec::new();
    let mut found: Vec<Vec<Scored>> = Vec::new();
    for (_, text) in timed.iter().take(COMPARED) {
        let vector = embedder.query(text).await?;
        let started = Instant::now();
        let filter = Filter::default();
        found.push(index.search_meaning(embedder.model(), ChunkLevel::Unit, &vector, &filter, CANDIDATES).await?);
        times.push(ms(started));
        queries.push(vector);
    }
    let exact = many.nearest(size, &queries, CANDIDATES);
    let share = |k: usize| {
        let shares = exact.iter().zip(&found).map(|(exact, found)| {
            let wanted: BTreeSet<i64> = exact.iter().take(k).copied().collect();
            let hits = found.iter().take(k).filter(|hit| wanted.contains(&hit.id.0)).count();
            hits as f64 / wanted.len().max(1) as f64
        });
        rounded(shares.sum::<f64>() / exact.len().max(1) as f64)
    };
    Ok((json!({"at_10": share(10), "at_100": share(CANDIDATES)}), percentiles(times)))
}

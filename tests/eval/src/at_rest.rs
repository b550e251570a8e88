//! What it costs to seal LanceDB's files: the same index built and asked twice, plain and sealed.
//!
//! `FOREWORD_EVAL_DIR` as for `bench search`; `FOREWORD_BENCH_CHUNKS` says how many chunks (`20000`).

use crate::{
    many::Many,
    measure::{ms, percentiles, rounded},
};
use anyhow::{Context as _, Result};
use embedding::{Embedder, ModelFiles};
use retrieval::{Query, search};
use serde_json::{Value, json};
use std::{path::Path, time::Instant};
use store::{Database, Filter, Index};

const CHUNKS: usize = 20_000;
/// Questions that are timed; before them as many others, to warm up.
const QUESTIONS: usize = 100;
const KEY: [u8; 32] = [7; 32];

pub async fn bench() -> Result<Value> {
    let folder = std::env::var_os("FOREWORD_EVAL_DIR").context("set FOREWORD_EVAL_DIR to a folder of conversations")?;
    let chunks = std::env::var("FOREWORD_BENCH_CHUNKS").ok().map(|chunks| chunks.parse()).transpose()?;
    let chunks: usize = chunks.unwrap_or(CHUNKS);
    let embedder = Embedder::start(&ModelFiles::locate(None), 2)?;
    let many = Many::read(Path::new(&folder), &embedder).await?;
    let mut ways = serde_json::Map::new();
    for way in ["plain", "sealed"] {
        eprintln!("{chunks} chunks, {way}");
        ways.insert(way.to_owned(), measured(way == "sealed", chunks, &many, &embedder).await?);
    }
    Ok(json!({"chunks": chunks, "questions": QUESTIONS, "ways": ways}))
}

async fn measured(is_sealed: bool, chunks: usize, many: &Many, embedder: &Embedder) -> Result<Value> {
    let scratch = tempfile::tempdir()?;
    let dir = scratch.path().join("index");
    let open = async || if is_sealed { Index::open(&dir, &KEY).await } else { Index::open_plain(&dir).await };
    let database = Database::open(&scratch.path().join("store.db"), &[0; 32])?;
    let index = open().await?;
    let started = Instant::now();
    many.write(&database, &index, embedder.model(), chunks).await?;
    let written = ms(started);
    let started = Instant::now();
    index.optimize().await?;
    index.tidy().await?;
    let tended = ms(started);
    let (bytes, _) = index.size()?;
    drop(index);

    // As after a start: nothing of the index is in memory yet but what the system keeps of its files.
    let started = Instant::now();
    let index = open().await?;
    let questions = many.questions(2 * QUESTIONS);
    let mut times = [Vec::new(), Vec::new()];
    let mut first = 0.0;
    for (at, (account, text)) in questions.iter().enumerate() {
        for (within, times) in times.iter_mut().enumerate() {
            let accounts = if within == 1 { vec![account.clone()] } else { Vec::new() };
            let filter = Filter { accounts, ..Filter::default() };
            let query = Query { text: text.clone(), filter, limit: 10, spread: true, now: None };
            let asked = Instant::now();
            search(&database, &index, Some(embedder), &query).await?;
            if questions.len() / 2 <= at {
                times.push(ms(asked));
            } else if first == 0.0 {
                first = ms(started);
            }
        }
    }
    let [everywhere, within] = times;
    Ok(json!({
        "write_ms": rounded(written),
        "index_and_tidy_ms": rounded(tended),
        "index_mb": rounded(bytes as f64 / 1e6),
        "opened_and_first_answer_ms": rounded(first),
        "everywhere": percentiles(everywhere),
        "in_an_account": percentiles(within),
    }))
}

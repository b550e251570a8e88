//! How large the store is beside the text it holds, and whether many small syncs make it grow.
//!
//! `FOREWORD_BENCH_SYNCS` says how many; 1,000 without it. `FOREWORD_BENCH_CORPUS` may name a file of JSON lines as `foreword eval retrieval`
//! reads them: real texts, as long as real texts are.

use crate::measure::{Synced, ms, percentiles, rounded};
use anyhow::{Context as _, Result};
use app::{Corpus, Silent, SyncRequest};
use domain::ObjectType;
use hubspot_sim::{PortalKind, SimConfig};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, time::Instant};
use store::{Database, Index};
use tokio_util::sync::CancellationToken;

/// How many times the bytes of its texts the store may take.
const TIMES_MAX: f64 = 3.0;
/// After so many syncs it is said how far they have come.
const TOLD_EVERY: usize = 50;
/// Many small syncs may make it grow by this share.
const GROWTH_MAX: f64 = 0.1;

pub async fn bench() -> Result<Value> {
    let sample = {
        let synced = Synced::start(SimConfig::default(), true).await?;
        synced.maintain().await?;
        let open = synced.open().await?;
        figures(&open.database, &open.index)?
    };
    let corpus = match std::env::var_os("FOREWORD_BENCH_CORPUS") {
        Some(file) => corpus_figures(Path::new(&file)).await?,
        None => Value::Null,
    };
    let synced = Synced::start(SimConfig { portal: generated(), ..SimConfig::default() }, false).await?;
    synced.maintain().await?;
    let open = synced.open().await?;
    let before = figures(&open.database, &open.index)?;
    drop(open);

    let syncs: usize = std::env::var("FOREWORD_BENCH_SYNCS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let started = Instant::now();
    let (mut upkeeps, mut most, mut times_ms) = (0, 0, Vec::new());
    let notes = synced.open().await?.database.all(ObjectType::Note)?;
    for round in 0..syncs {
        // A word more in some note, as people do.
        let note = notes.get(round * 7 % notes.len().max(1)).context("the portal has no notes")?;
        let open = synced.open().await?;
        let record = open.database.record(note)?.context("a note is not there")?;
        let body = format!("{} <p>Round {round}.</p>", record.get("hs_note_body").unwrap_or_default());
        drop(open);
        synced
            .crm
            .mutate(&json!({"op": "edit", "type": "note", "id": note.id, "properties": {"hs_note_body": body}}))?;
        let request = SyncRequest { embed: false, ..SyncRequest::default() };
        let syncing = Instant::now();
        app::sync(&synced.settings, request, &Silent, &CancellationToken::new()).await?;
        times_ms.push(ms(syncing));
        let open = synced.open().await?;
        let (bytes, _) = open.index.size()?;
        most = most.max(bytes + open.database.file_bytes());
        if (round + 1) % TOLD_EVERY == 0 {
            eprintln!("{} syncs, {upkeeps} upkeeps, {} bytes", round + 1, bytes + open.database.file_bytes());
        }
        // As the window does in the background.
        if app::upkeep_due(&open, Timestamp::now())? {
            drop(open);
            synced.maintain().await?;
            upkeeps += 1;
        }
    }
    synced.maintain().await?;
    let open = synced.open().await?;
    let after = figures(&open.database, &open.index)?;
    let size = |figures: &Value| figures["bytes_without_vectors"].as_f64().unwrap_or_default();
    let growth = size(&after) / size(&before) - 1.0;
    let times = [&sample, &before, &after].map(|figures| figures["times_text"].as_f64().unwrap_or(f64::MAX));
    Ok(json!({
        "sample_portal": sample,
        "corpus": corpus,
        "generated_portal": {"data": "12,050 records, nothing embedded", "figures": before},
        "small_syncs": {
            "data": "the generated portal, a note edited before each",
            "after": after,
            "syncs": syncs,
            "upkeeps_in_between": upkeeps,
            "most_bytes_in_between": most,
            "ms": rounded(ms(started)),
            "sync_ms": percentiles(times_ms),
            "growth": rounded(growth),
        },
        "times_text_max": TIMES_MAX,
        "growth_max": GROWTH_MAX,
        "holds": times.iter().all(|times| *times <= TIMES_MAX) && growth <= GROWTH_MAX,
    }))
}

/// A portal of 12,050 records.
fn generated() -> PortalKind {
    PortalKind::Generated { contacts: 1_500, companies: 250, deals: 200, tickets: 100, activities: 10_000 }
}

/// What takes how much. Vectors are counted apart: the cache of them in SQLite with the keys of what is in it, and the numbers themselves in
/// LanceDB.
fn figures(truth: &Database, search: &Index) -> Result<Value> {
    let (texts, records) = (truth.text_bytes()?, truth.record_bytes()?);
    let (index, _) = search.size()?;
    let database = truth.file_bytes();
    let tables = truth.table_bytes()?;
    let cache: u64 = ["embedding", "unused_embedding"].iter().filter_map(|table| tables.get(*table)).sum();
    let cache = cache + truth.key_bytes()?;
    let mut parts: BTreeMap<String, u64> = BTreeMap::new();
    for path in store::files_under(search.dir())? {
        let place = path.strip_prefix(search.dir()).unwrap_or(&path).to_string_lossy().into_owned();
        let table = place.split(".lance").next().unwrap_or_default().to_owned();
        let part = if place.contains("_indices") { "indices" } else { "rows" };
        *parts.entry(format!("{table}/{part}")).or_default() += std::fs::metadata(&path)?.len();
    }
    let is_vectors = |name: &str| name.contains("_vector_") && name.ends_with("rows");
    let rows: u64 = parts.iter().filter(|(name, _)| is_vectors(name)).map(|(_, bytes)| *bytes).sum();
    let vectors = truth.content_bytes()?.1.min(rows);
    let without = index + database - cache - vectors;
    Ok(json!({
        "text_bytes": texts,
        "record_bytes": records,
        "bytes": index + database,
        "vector_bytes": cache + vectors,
        "bytes_without_vectors": without,
        "times_text": rounded(without as f64 / texts as f64),
        "times_records": rounded(without as f64 / records.max(1) as f64),
        "sqlite": tables,
        "lancedb": parts,
    }))
}

/// A store of real texts: each document a call's transcript, each line an utterance. Indexed by word, and looked after.
async fn corpus_figures(file: &Path) -> Result<Value> {
    let scratch = tempfile::tempdir()?;
    let database = Database::open(&scratch.path().join("store.db"), &[0; 32])?;
    let index = Index::open(&scratch.path().join("index"), &[0; 32]).await?;
    Corpus::read(file)?.store(&database)?;
    retrieval::update_index(&database, &index, None, &|_| (), &|| false).await?;
    index.tidy().await?;
    database.tidy(Timestamp::now())?;
    figures(&database, &index)
}

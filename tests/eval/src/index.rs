//! How fast texts become vectors, beside fastembed with its defaults on the same texts, model and threads.

use crate::measure::{Synced, peak_memory_mb, rounded};
use anyhow::{Context as _, Result};
use embedding::{Embedder, ModelFiles};
use fastembed::{InitOptionsUserDefined, Pooling, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel};
use hubspot_sim::SimConfig;
use serde_json::{Value, json};
use std::time::Instant;

const THREADS: usize = 2;

pub async fn bench() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), false).await?;
    let open = synced.open().await?;
    let documents = open.database.documents_without_vectors("none", usize::from(u16::MAX))?;
    let texts = retrieval::embedded_texts(&open.database, &documents)?;
    let files = ModelFiles::locate(None);

    // Ours first, so that its peak memory is not the other's.
    let embedder = Embedder::start(&files, THREADS)?;
    let started = Instant::now();
    embedder.passages(&texts).await?;
    let ours = started.elapsed().as_secs_f64();
    let our_peak = peak_memory_mb();
    drop(embedder);

    let mut plain = defaults(&files)?;
    let started = Instant::now();
    plain.embed(&texts, None)?;
    let theirs = started.elapsed().as_secs_f64();
    let count = texts.len() as f64;
    Ok(json!({
        "data": "units and windows of the sample portal",
        "texts": texts.len(),
        "threads": THREADS,
        "foreword": {"seconds": rounded(ours), "texts_per_second": rounded(count / ours), "peak_memory_mb": our_peak},
        "fastembed_defaults": {
            "seconds": rounded(theirs), "texts_per_second": rounded(count / theirs), "peak_memory_mb": peak_memory_mb(),
        },
        "times_faster": rounded(theirs / ours),
    }))
}

/// The same model in fastembed as it comes: batches of 256 in the order given.
fn defaults(files: &ModelFiles) -> Result<TextEmbedding> {
    let read = |name: &str| std::fs::read(files.dir.join(name)).with_context(|| format!("could not read {name}"));
    let tokenizer_files = TokenizerFiles {
        tokenizer_file: read("tokenizer.json")?,
        config_file: read("config.json")?,
        special_tokens_map_file: read("special_tokens_map.json")?,
        tokenizer_config_file: read("tokenizer_config.json")?,
    };
    let model =
        UserDefinedEmbeddingModel::new(std::fs::read(files.graph())?, tokenizer_files).with_pooling(Pooling::Mean);
    let options = InitOptionsUserDefined::new().with_max_length(ModelFiles::MAX_TOKENS).with_intra_threads(THREADS);
    Ok(TextEmbedding::try_new_from_user_defined(model, options)?)
}

//! How fast texts become vectors and how much memory that takes, beside the bare ONNX Runtime session (same model, threads, texts and
//! batches) and fastembed with its defaults; each in a process of its own, so that no peak is another's.
//!
//! On single turns of real conversations where `FOREWORD_EVAL_DIR` names a folder of them, and on the product's own chunks.

use crate::measure::{Synced, peak_memory_mb, rounded};
use anyhow::{Context as _, Result, anyhow, bail};
use app::Corpus;
use embedding::{BATCH_TOKENS, Embedder, ModelFiles, plan_batches};
use fastembed::{InitOptionsUserDefined, Pooling, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel};
use hubspot_sim::SimConfig;
use ort::{session::Session, value::Tensor};
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command, time::Instant};
use tokenizers::{Tokenizer, TruncationParams};

const THREADS: usize = 2;
/// Texts of each kind: fastembed's defaults embed some forty a second, and theirs is the longest wait.
const TEXTS: usize = 3_000;
const WAYS: [&str; 3] = ["foreword", "bare_session", "fastembed_defaults"];
/// The first argument of a process that measures one way.
pub const ONE_WAY: &str = "index-one-way";

pub async fn bench() -> Result<Value> {
    let mut kinds = vec![("chunks_of_the_sample_portal", chunks_of_the_sample_portal().await?)];
    match std::env::var_os("FOREWORD_EVAL_DIR") {
        Some(folder) => {
            let (turns, chunks) = of_conversations(Path::new(&folder))?;
            kinds.push(("single_turns", turns));
            kinds.push(("chunks_of_conversations", chunks));
        }
        None => eprintln!("single turns are skipped: FOREWORD_EVAL_DIR names no folder of conversations"),
    }
    let mut figures = serde_json::Map::new();
    for (kind, texts) in kinds {
        figures.insert(kind.to_owned(), of_kind(kind, &texts)?);
    }
    figures.insert("threads".to_owned(), json!(THREADS));
    Ok(Value::Object(figures))
}

async fn chunks_of_the_sample_portal() -> Result<Vec<String>> {
    let synced = Synced::start(SimConfig::default(), false).await?;
    let open = synced.open().await?;
    let documents = open.database.documents_without_vectors("none", usize::from(u16::MAX))?;
    Ok(sampled(retrieval::embedded_texts(&open.database, &documents)?))
}

/// Turns as they were said, and the units and windows made of them.
fn of_conversations(folder: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let (mut turns, mut chunks) = (Vec::new(), Vec::new());
    let mut sets: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    sets.sort();
    for set in sets.iter().map(|set| set.join("corpus.jsonl")).filter(|corpus| corpus.exists()) {
        for (_, document) in Corpus::read(&set)?.documents {
            turns.extend(document.utterances.iter().map(|turn| turn.span.of(&document.text).to_owned()));
            chunks.extend(retrieval::chunk(&document).into_iter().map(|chunk| chunk.embedded_text));
        }
    }
    Ok((sampled(turns), sampled(chunks)))
}

/// At most [`TEXTS`] of them, from everywhere, in their order.
fn sampled(texts: Vec<String>) -> Vec<String> {
    let step = texts.len().div_ceil(TEXTS).max(1);
    texts.into_iter().step_by(step).collect()
}

fn of_kind(kind: &str, texts: &[String]) -> Result<Value> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("texts.json");
    fs::write(&file, serde_json::to_vec(texts)?)?;
    let tokenizer = tokenizer(&ModelFiles::locate(None))?;
    let tokens: usize = texts
        .iter()
        .map(|text| Ok(tokenizer.encode(text.as_str(), true).map_err(|error| anyhow!(error))?.len()))
        .sum::<Result<usize>>()?;
    let mut figures = serde_json::Map::new();
    let mut seconds = Vec::new();
    for way in WAYS {
        eprintln!("{kind}: {way}");
        let output = Command::new(std::env::current_exe()?).args([ONE_WAY, way]).arg(&file).output()?;
        if !output.status.success() {
            bail!("{way} failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        let measured: Value = serde_json::from_slice(&output.stdout)?;
        let taken = measured["seconds"].as_f64().context("no time")?;
        seconds.push(taken);
        figures.insert(
            way.to_owned(),
            json!({
                "seconds": rounded(taken), "texts_per_second": rounded(texts.len() as f64 / taken),
                "tokens_per_second": rounded(tokens as f64 / taken), "peak_memory_mb": measured["peak_memory_mb"],
                "memory_before_mb": measured["memory_before_mb"],
            }),
        );
    }
    figures.insert("texts".to_owned(), json!(texts.len()));
    figures.insert("tokens".to_owned(), json!(tokens));
    if let [ours, bare, defaults] = seconds[..] {
        figures.insert("of_the_bare_session".to_owned(), json!(rounded(bare / ours)));
        figures.insert("times_the_defaults".to_owned(), json!(rounded(defaults / ours)));
    }
    Ok(Value::Object(figures))
}

/// One way of embedding a file of texts: `WAY FILE`. Gives its time without loading, and this process's peak.
pub async fn one_way(way: &str, file: &str) -> Result<Value> {
    let texts: Vec<String> = serde_json::from_slice(&fs::read(file)?)?;
    let files = ModelFiles::locate(None);
    let before = peak_memory_mb();
    let seconds = match way {
        "foreword" => {
            let embedder = Embedder::start(&files, THREADS)?;
            let started = Instant::now();
            embedder.passages(&texts).await?;
            started.elapsed()
        }
        "bare_session" => bare(&files, &texts)?,
        "fastembed_defaults" => {
            let mut plain = defaults(&files)?;
            let started = Instant::now();
            plain.embed(&texts, None)?;
            started.elapsed()
        }
        other => bail!("there is no way {other}"),
    };
    Ok(json!({"seconds": seconds.as_secs_f64(), "peak_memory_mb": peak_memory_mb(), "memory_before_mb": before}))
}

fn tokenizer(files: &ModelFiles) -> Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_file(files.dir.join("tokenizer.json")).map_err(|error| anyhow!(error))?;
    let truncation = TruncationParams { max_length: files.max_tokens, ..TruncationParams::default() };
    tokenizer.with_truncation(Some(truncation)).map_err(|error| anyhow!(error))?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

/// Nothing but the session: the product's batches, tokenised beforehand, and what comes out is thrown away.
fn bare(files: &ModelFiles, texts: &[String]) -> Result<std::time::Duration> {
    let tokenizer = tokenizer(files)?;
    let failed = |error: String| anyhow!("the session failed: {error}");
    let mut session = Session::builder(&embedding::environment(files)?)
        .map_err(|error| failed(error.to_string()))?
        .with_intra_threads(THREADS)
        .map_err(|error| failed(error.to_string()))?
        .commit_from_file(&files.graph)
        .map_err(|error| failed(error.to_string()))?;
    let encoded = |text: &String| tokenizer.encode(text.as_str(), true).map_err(|error| anyhow!(error));
    let encoded = texts.iter().map(encoded).collect::<Result<Vec<_>>>()?;
    let lengths: Vec<usize> = encoded.iter().map(tokenizers::Encoding::len).collect();
    let mut batches = Vec::new();
    for batch in plan_batches(&lengths, BATCH_TOKENS) {
        let encodings: Vec<&tokenizers::Encoding> = batch.iter().map(|&at| &encoded[at]).collect();
        let width = encodings.iter().map(|encoding| encoding.len()).max().unwrap_or(0);
        let padded = |values: &dyn Fn(&tokenizers::Encoding) -> Vec<i64>| -> Vec<i64> {
            let rows = encodings.iter().map(|encoding| {
                let mut row = values(encoding);
                row.resize(width, 0);
                row
            });
            rows.flatten().collect()
        };
        let ids = padded(&|encoding| encoding.get_ids().iter().map(|id| i64::from(*id)).collect());
        let mask = padded(&|encoding| vec![1; encoding.len()]);
        batches.push((encodings.len(), width, ids, mask));
    }
    let started = Instant::now();
    for (rows, width, ids, mask) in batches {
        let tensor =
            |values: Vec<i64>| Tensor::from_array(([rows, width], values)).map_err(|error| failed(error.to_string()));
        let types = vec![0; ids.len()];
        let inputs = ort::inputs! {
            "input_ids" => tensor(ids)?, "attention_mask" => tensor(mask)?, "token_type_ids" => tensor(types)?,
        };
        session.run(inputs).map_err(|error| failed(error.to_string()))?;
    }
    Ok(started.elapsed())
}

/// The same model in fastembed as it comes: batches of 256 in the order given.
fn defaults(files: &ModelFiles) -> Result<TextEmbedding> {
    let read = |name: &str| fs::read(files.dir.join(name)).with_context(|| format!("could not read {name}"));
    let tokenizer_files = TokenizerFiles {
        tokenizer_file: read("tokenizer.json")?,
        config_file: read("config.json")?,
        special_tokens_map_file: read("special_tokens_map.json")?,
        tokenizer_config_file: read("tokenizer_config.json")?,
    };
    let model = UserDefinedEmbeddingModel::new(fs::read(&files.graph)?, tokenizer_files).with_pooling(Pooling::Mean);
    // The runtime library is where the product has it; everything else is as it comes.
    let options = InitOptionsUserDefined::new()
        .with_environment(embedding::environment(files)?)
        .with_max_length(files.max_tokens)
        .with_intra_threads(THREADS);
    Ok(TextEmbedding::try_new_from_user_defined(model, options)?)
}

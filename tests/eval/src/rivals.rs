//! What else answers the same questions over the same texts: LanceDB's default hybrid query, SQLite's FTS5, tantivy.

use crate::{
    many::Many,
    measure::{ms, percentiles, rounded},
};
use anyhow::{Context as _, Result, bail};
use arrow_array::{FixedSizeListArray, Int64Array, RecordBatch, StringArray, types::Float32Type};
use arrow_schema::{Field, Schema};
use embedding::Embedder;
use futures::TryStreamExt;
use lancedb::{
    Table,
    index::{Index, scalar::FtsIndexBuilder, scalar::FullTextSearchQuery},
    query::{ExecutableQuery, QueryBase},
};
use serde_json::{Value, json};
use std::{io::Write as _, path::Path, process::Command, sync::Arc, time::Instant};

const ROWS_AT_ONCE: usize = 20_000;
const LIMIT: usize = 100;

/// One table of units with both indices as they come (`Index::Auto`, the default full-text settings), asked for words and a vector at once:
/// LanceDB fuses by reciprocal rank. The query's embedding is included.
pub async fn lancedb_hybrid(
    folder: &Path,
    many: &Many,
    units: usize,
    embedder: &Embedder,
    questions: &[String],
) -> Result<Value> {
    let started = Instant::now();
    let table = lancedb_table(folder, many, units).await?;
    table.create_index(&["vector"], Index::Auto).execute().await?;
    table.create_index(&["text"], Index::FTS(FtsIndexBuilder::default())).execute().await?;
    let built = ms(started);
    let mut times = Vec::new();
    // Once to warm up, once to measure.
    for (at, question) in questions.iter().chain(questions).enumerate() {
        let started = Instant::now();
        let vector = embedder.query(question).await?;
        let asked = FullTextSearchQuery::new(question.clone());
        let found = table.query().full_text_search(asked).nearest_to(vector)?.limit(LIMIT).execute().await?;
        let _: Vec<RecordBatch> = found.try_collect().await?;
        if questions.len() <= at {
            times.push(ms(started));
        }
    }
    let figures = percentiles(times);
    Ok(
        json!({"p50_ms": figures["p50_ms"], "p95_ms": figures["p95_ms"], "build_ms": rounded(built), "mb": rounded(bytes_in(folder)? as f64 / 1e6)}),
    )
}

async fn lancedb_table(folder: &Path, many: &Many, units: usize) -> Result<Table> {
    let connection = lancedb::connect(&folder.to_string_lossy()).execute().await?;
    let mut table: Option<Table> = None;
    let (mut numbers, mut texts, mut vectors): (Vec<i64>, Vec<String>, Vec<Vec<f32>>) = Default::default();
    let mut batches = Vec::new();
    many.each_unit(units, &mut |number, text, vector| {
        numbers.push(number as i64);
        texts.push(text);
        vectors.push(vector);
        if numbers.len() == ROWS_AT_ONCE || number + 1 == units {
            batches.push(batch(
                &std::mem::take(&mut numbers),
                &std::mem::take(&mut texts),
                &std::mem::take(&mut vectors),
            )?);
        }
        Ok(())
    })?;
    for batch in batches {
        match &table {
            Some(table) => {
                table.add(batch).execute().await?;
            }
            None => table = Some(connection.create_table("units", batch).execute().await?),
        }
    }
    table.context("there are no units")
}

fn batch(numbers: &[i64], texts: &[String], vectors: &[Vec<f32>]) -> Result<RecordBatch> {
    let width = i32::try_from(vectors.first().map_or(0, Vec::len))?;
    let lists = vectors.iter().map(|vector| Some(vector.iter().map(|value| Some(*value))));
    let vectors = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(lists, width);
    let numbers = Int64Array::from(numbers.to_vec());
    let texts = StringArray::from_iter_values(texts);
    let columns: Vec<(&str, arrow_array::ArrayRef)> =
        vec![("id", Arc::new(numbers)), ("text", Arc::new(texts)), ("vector", Arc::new(vectors))];
    let fields: Vec<Field> =
        columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true)).collect();
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, column)| column).collect())?)
}

/// Words only: one FTS5 table with Porter's stems, not encrypted, any of the question's words, ranked by BM25.
pub fn fts5(file: &Path, many: &Many, units: usize, questions: &[String]) -> Result<Value> {
    let started = Instant::now();
    let mut connection = rusqlite::Connection::open(file)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
         CREATE VIRTUAL TABLE unit USING fts5 (text, tokenize = 'porter unicode61');",
    )?;
    let write = connection.transaction()?;
    {
        let mut insert = write.prepare("INSERT INTO unit (rowid, text) VALUES (?1, ?2)")?;
        many.each_unit(units, &mut |number, text, _| {
            insert.execute(rusqlite::params![number as i64 + 1, text])?;
            Ok(())
        })?;
    }
    write.commit()?;
    connection.execute_batch("INSERT INTO unit (unit) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE);")?;
    let built = ms(started);
    let mut select =
        connection.prepare("SELECT rowid, bm25(unit) FROM unit WHERE unit MATCH ?1 ORDER BY bm25(unit) LIMIT ?2")?;
    let mut times = Vec::new();
    for (at, question) in questions.iter().chain(questions).enumerate() {
        let words: Vec<String> = question
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| format!("\"{word}\""))
            .collect();
        let started = Instant::now();
        let found: Vec<i64> = select
            .query_map(rusqlite::params![words.join(" OR "), LIMIT], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        std::hint::black_box(found);
        if questions.len() <= at {
            times.push(ms(started));
        }
    }
    let figures = percentiles(times);
    let mb = rounded(std::fs::metadata(file)?.len() as f64 / 1e6);
    Ok(json!({"p50_ms": figures["p50_ms"], "p95_ms": figures["p95_ms"], "build_ms": rounded(built), "mb": mb}))
}

/// Words only: tantivy with English stems, by the yardstick beside this crate; null where `FOREWORD_BENCH_TANTIVY` does not name it.
pub fn tantivy(folder: &Path, many: &Many, units: usize, questions: &[String]) -> Result<Value> {
    let Some(program) = std::env::var_os("FOREWORD_BENCH_TANTIVY") else { return Ok(Value::Null) };
    let (texts, asked) = (folder.join("texts.txt"), folder.join("questions.txt"));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&texts)?);
    many.each_unit(units, &mut |_, text, _| Ok(writeln!(file, "{text}")?))?;
    file.flush()?;
    let lines: Vec<String> = questions.iter().chain(questions).map(|question| question.replace('\n', " ")).collect();
    std::fs::write(&asked, lines.join("\n"))?;
    let output = Command::new(program).args([&texts, &asked, &folder.join("tantivy")]).output()?;
    if !output.status.success() {
        bail!("the tantivy yardstick failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let figures: Value = serde_json::from_slice(&output.stdout)?;
    let times: Vec<f64> = figures["query_ms"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let timed = percentiles(times.into_iter().skip(questions.len()).collect());
    let mb = rounded(figures["bytes"].as_f64().unwrap_or_default() / 1e6);
    Ok(json!({"p50_ms": timed["p50_ms"], "p95_ms": timed["p95_ms"], "build_ms": figures["index_ms"], "mb": mb}))
}

fn bytes_in(folder: &Path) -> Result<u64> {
    let files = store::files_under(folder)?;
    files.iter().map(|file| Ok(std::fs::metadata(file)?.len())).sum()
}

//! Keyword search by tantivy on the same texts and questions, timed: `tantivy-bench TEXTS QUERIES FOLDER`.
//!
//! TEXTS and QUERIES hold a text a line. Prints one JSON object: how long indexing took, the index's size, and each query's time.

use anyhow::{Context as _, Result};
use serde_json::json;
use std::{fs, path::Path, time::Instant};
use tantivy::{
    Index, TantivyDocument,
    collector::TopDocs,
    query::QueryParser,
    schema::{INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions},
};

const HITS: usize = 100;
const WRITER_BYTES: usize = 100_000_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| arguments.next().with_context(|| format!("which {what}?"));
    let (texts, queries, folder) = (next("texts")?, next("queries")?, next("folder")?);

    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default().set_tokenizer("en_stem").set_index_option(IndexRecordOption::WithFreqs);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(words));
    let number = schema.add_u64_field("number", INDEXED | STORED);
    fs::create_dir_all(&folder)?;
    let index = Index::create_in_dir(&folder, schema.build())?;
    let started = Instant::now();
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, WRITER_BYTES)?;
    let texts = fs::read_to_string(&texts)?;
    for (line, words) in texts.lines().enumerate() {
        let mut document = TantivyDocument::default();
        document.add_text(text, words);
        document.add_u64(number, line as u64);
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let indexed = started.elapsed();

    let searcher = index.reader()?.searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let mut times = Vec::new();
    for query in fs::read_to_string(&queries)?.lines() {
        // Punctuation would be read as tantivy's own query language.
        let plain: String = query.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let started = Instant::now();
        let (asked, _) = parser.parse_query_lenient(&plain);
        searcher.search(&asked, &TopDocs::with_limit(HITS).order_by_score())?;
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    println!("{}", json!({"index_ms": indexed.as_millis() as u64, "bytes": bytes_in(Path::new(&folder))?, "query_ms": times}));
    Ok(())
}

fn bytes_in(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

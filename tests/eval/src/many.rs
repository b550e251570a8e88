//! As many chunks as wanted, made of real conversations: the first are as they are, the rest copies with some words swapped and a little
//! noise on the vectors. Equal inputs give equal chunks.

use anyhow::{Context as _, Result, bail};
use app::Corpus;
use domain::{Activity, Association, ChunkId, ChunkLevel, Document, ObjectType, Record, RecordId, TranscriptState};
use embedding::Embedder;
use jiff::Timestamp;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::{collections::BTreeMap, fs, path::Path};
use store::{Database, Index, IndexRow, Page, RunState, TextHash, VectorRow, Versioned};

/// One word in so many is swapped in a copy.
const SWAPPED: u32 = 10;
/// The standard deviation of the noise in each dimension; at 384 of them a copy is at a cosine of about 0.93 from what it was made of.
const NOISE: f32 = 0.02;
const DOCUMENTS_AT_ONCE: usize = 400;

/// Real conversations, embedded, and questions about them.
pub struct Many {
    documents: Vec<Real>,
    accounts: usize,
    /// The account and the text of each question.
    questions: Vec<(String, String)>,
    words: Vec<String>,
}

/// A real document with a vector for each of its chunks.
struct Real {
    account: i64,
    document: Document,
    vectors: Vec<Vec<f32>>,
    levels: Vec<ChunkLevel>,
}

/// A document that is to be written, copied from a real one.
struct Copy {
    number: i64,
    account: RecordId,
    document: Document,
    vectors: Vec<Vec<f32>>,
}

impl Many {
    /// Reads every set in the folder and embeds it, but for what the last run kept in the file that `FOREWORD_BENCH_VECTORS` names.
    pub async fn read(folder: &Path, embedder: &Embedder) -> Result<Self> {
        let kept = match std::env::var_os("FOREWORD_BENCH_VECTORS") {
            Some(file) => Some(Database::open(Path::new(&file), &[0; 32])?),
            None => None,
        };
        let mut many = Self { documents: Vec::new(), accounts: 0, questions: Vec::new(), words: Vec::new() };
        let mut sets: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        sets.sort();
        for set in sets.iter().filter(|set| set.join("corpus.jsonl").exists()) {
            many.add(set, embedder, kept.as_ref()).await?;
        }
        if many.documents.is_empty() {
            bail!("{} holds no conversations", folder.display());
        }
        // So that the first ten thousand chunks are of every set.
        many.documents.sort_by_key(|real| blake3::hash(real.document.text.as_bytes()).as_bytes().to_owned());
        many.questions.sort_by_key(|(_, text)| blake3::hash(text.as_bytes()).as_bytes().to_owned());
        Ok(many)
    }

    async fn add(&mut self, set: &Path, embedder: &Embedder, kept: Option<&Database>) -> Result<()> {
        eprintln!("embedding {}", set.display());
        let corpus = Corpus::read(&set.join("corpus.jsonl"))?;
        let first = self.accounts;
        let number = |account: &RecordId| -> Result<i64> { Ok(i64::try_from(first)? + account.id.parse::<i64>()?) };
        for (account, document) in &corpus.documents {
            let chunks = retrieval::chunk(document);
            let texts: Vec<String> = chunks.iter().map(|chunk| chunk.embedded_text.clone()).collect();
            self.words.extend(document.text.split_whitespace().filter(|word| counts(word)).map(str::to_owned));
            self.documents.push(Real {
                account: number(account)?,
                document: document.clone(),
                vectors: vectors_of(&texts, embedder, kept).await?,
                levels: chunks.iter().map(|chunk| chunk.level).collect(),
            });
        }
        for line in fs::read_to_string(set.join("queries.jsonl"))?.lines() {
            let line: serde_json::Value = serde_json::from_str(line)?;
            let of = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            if let Some(account) = corpus.accounts.get(&of("account")) {
                self.questions.push((format!("company:{}", number(account)?), of("query")));
            }
        }
        self.accounts += corpus.accounts.len();
        Ok(())
    }

    /// How many chunks the real conversations have.
    pub fn real_chunks(&self) -> usize {
        self.documents.iter().map(|real| real.vectors.len()).sum()
    }

    /// Questions with the account each is about, at most so many.
    pub fn questions(&self, count: usize) -> Vec<(String, String)> {
        self.questions.iter().take(count).cloned().collect()
    }

    /// Writes documents until there are `size` chunks, to both stores. Returns how many units there are.
    pub async fn write(&self, database: &Database, index: &Index, model: &str, size: usize) -> Result<usize> {
        let mut units = 0;
        let copies: Vec<(usize, usize)> = self.numbers(size);
        for some in copies.chunks(DOCUMENTS_AT_ONCE) {
            let copies: Vec<Copy> = some.iter().map(|(round, place)| self.copy(*round, *place)).collect();
            store(database, &copies)?;
            let stored = database.documents_to_chunk(retrieval::CHUNKER, usize::from(u16::MAX))?;
            let by_record: BTreeMap<&RecordId, &Copy> =
                copies.iter().map(|copy| (&copy.document.record, copy)).collect();
            let (mut rows, mut chunked) = (BTreeMap::new(), Vec::new());
            for stored in &stored {
                let copy = by_record.get(&stored.document.record).context("a document that was not written")?;
                let cut = retrieval::cut(stored);
                for (place, chunk) in cut.chunks.iter().enumerate() {
                    let row = retrieval::row(&cut, place, chunk, vec![copy.account.to_string()]);
                    let vector = copy.vectors.get(place).context("a copy has other chunks")?.clone();
                    rows.entry(chunk.level).or_insert_with(Vec::new).push(VectorRow { row, vector });
                }
                chunked.push(cut);
            }
            database.set_chunks(retrieval::CHUNKER, &chunked)?;
            for (level, rows) in rows {
                units += if level == ChunkLevel::Unit { rows.len() } else { 0 };
                let texts: Vec<IndexRow> = rows.iter().map(|row: &VectorRow| row.row.clone()).collect();
                index.add_texts(level, &texts).await?;
                index.add_vectors(model, level, &rows).await?;
            }
            let documents: Vec<i64> = stored.iter().map(|stored| stored.id).collect();
            database.mark_indexed(&documents)?;
            database.mark_embedded(model, &documents)?;
        }
        database.rebuild_membership()?;
        Ok(units)
    }

    /// Visits the first `units` units: what is found by word, and the vector.
    pub fn each_unit(&self, units: usize, visit: &mut dyn FnMut(usize, String, Vec<f32>) -> Result<()>) -> Result<()> {
        let mut number = 0;
        for round in 0.. {
            for place in 0..self.documents.len() {
                let copy = self.copy(round, place);
                let chunks = retrieval::chunk(&copy.document);
                for (chunk, vector) in chunks.into_iter().zip(copy.vectors) {
                    if chunk.level == ChunkLevel::Unit {
                        if number == units {
                            return Ok(());
                        }
                        visit(number, chunk.words().replace('\n', " "), vector)?;
                        number += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// The names of the units nearest to each query among `size` chunks, best first, by comparing all of them.
    pub fn nearest(&self, size: usize, queries: &[Vec<f32>], limit: usize) -> Vec<Vec<i64>> {
        let mut best: Vec<Vec<(f32, i64)>> = vec![Vec::new(); queries.len()];
        for (row, (round, place)) in (1..).zip(self.numbers(size)) {
            let vectors = self.vectors(round, place);
            let levels = &self.documents[place].levels;
            for (at, (vector, level)) in vectors.iter().zip(levels).enumerate() {
                if *level != ChunkLevel::Unit {
                    continue;
                }
                for (query, best) in queries.iter().zip(&mut best) {
                    let cosine: f32 = query.iter().zip(vector).map(|(a, b)| a * b).sum();
                    if best.len() < limit || best.last().is_some_and(|(last, _)| last < &cosine) {
                        let place = best.partition_point(|(held, _)| *held >= cosine);
                        best.insert(place, (cosine, ChunkId::new(row, at).0));
                        best.truncate(limit);
                    }
                }
            }
        }
        best.into_iter().map(|list| list.into_iter().map(|(_, id)| id).collect()).collect()
    }

    /// Rounds and places of the documents that make `size` chunks; the database numbers them from 1 in this order.
    fn numbers(&self, size: usize) -> Vec<(usize, usize)> {
        let mut numbers = Vec::new();
        let mut chunks = 0;
        for round in 0.. {
            for (place, real) in self.documents.iter().enumerate() {
                if size <= chunks {
                    return numbers;
                }
                numbers.push((round, place));
                chunks += real.vectors.len();
            }
        }
        numbers
    }

    fn copy(&self, round: usize, place: usize) -> Copy {
        let real = &self.documents[place];
        let number = (round * self.documents.len() + place) as i64 + 1;
        let account = real.account + (round * self.accounts) as i64;
        let mut document = real.document.clone();
        document.record = RecordId::new(document.record.object, number.to_string());
        if 0 < round {
            self.swap_words(&mut document, &mut ChaCha8Rng::seed_from_u64(number as u64));
        }
        let account = RecordId::new(ObjectType::Company, account.to_string());
        Copy { number, account, document, vectors: self.vectors(round, place) }
    }

    fn swap_words(&self, document: &mut Document, random: &mut ChaCha8Rng) {
        let mut text = String::new();
        let mut len = 0;
        for utterance in &mut document.utterances {
            if !text.is_empty() {
                text.push('\n');
                len += 1;
            }
            let words: Vec<&str> = utterance
                .span
                .of(&document.text)
                .split_whitespace()
                .map(|word| match random.random_range(0..SWAPPED) {
                    0 if counts(word) => self.words[random.random_range(0..self.words.len())].as_str(),
                    _ => word,
                })
                .collect();
            let words = words.join(" ");
            utterance.span.start = len;
            len += words.chars().count();
            utterance.span.end = len;
            text.push_str(&words);
        }
        document.text = text;
    }

    fn vectors(&self, round: usize, place: usize) -> Vec<Vec<f32>> {
        let real = &self.documents[place];
        if round == 0 {
            return real.vectors.clone();
        }
        let mut random = ChaCha8Rng::seed_from_u64((round * self.documents.len() + place) as u64);
        real.vectors.iter().map(|vector| noisy(vector, &mut random)).collect()
    }
}

/// The texts' vectors, those that were kept from there.
async fn vectors_of(texts: &[String], embedder: &Embedder, kept: Option<&Database>) -> Result<Vec<Vec<f32>>> {
    let Some(kept) = kept else { return Ok(embedder.passages(texts).await?) };
    let hashes: Vec<TextHash> = texts.iter().map(|text| TextHash::of(text)).collect();
    let mut vectors = kept.cached_vectors(embedder.model(), &hashes)?;
    let missing: BTreeMap<TextHash, &String> =
        hashes.iter().copied().zip(texts).filter(|(hash, _)| !vectors.contains_key(hash)).collect();
    let (hashes_missing, texts_missing): (Vec<TextHash>, Vec<String>) =
        missing.into_iter().map(|(hash, text)| (hash, text.clone())).unzip();
    let made: Vec<(TextHash, Vec<f32>)> =
        hashes_missing.into_iter().zip(embedder.passages(&texts_missing).await?).collect();
    kept.cache_vectors(embedder.model(), &made)?;
    vectors.extend(made);
    hashes.iter().map(|hash| vectors.get(hash).cloned().context("a text has no vector")).collect()
}

/// Whether the chunker counts it as a word: swapped for another, it leaves a copy with as many chunks.
fn counts(word: &str) -> bool {
    domain::text::word_count(word) == 1
}

/// A unit vector near another. The noise is the sum of four uniform numbers, which is normal enough.
fn noisy(vector: &[f32], random: &mut ChaCha8Rng) -> Vec<f32> {
    // Four uniform numbers between -1 and 1 have a variance of 4/3 together.
    let scale = NOISE / (4.0_f32 / 3.0).sqrt();
    let mut noisy: Vec<f32> = vector
        .iter()
        .map(|value| {
            let bits: u64 = random.random();
            let sum: f32 = (0..4).map(|part| f32::from((bits >> (16 * part)) as u16) / 32_767.5 - 1.0).sum();
            value + scale * sum
        })
        .collect();
    let length = noisy.iter().map(|value| value * value).sum::<f32>().sqrt();
    noisy.iter_mut().for_each(|value| *value /= length);
    noisy
}

/// Writes documents as a sync would, in the order given.
fn store(database: &Database, copies: &[Copy]) -> Result<()> {
    let mut page = Page::default();
    for copy in copies {
        let (record, at) = (&copy.document.record, copy.document.at);
        page.records.push(bare(&copy.account, None));
        page.records.push(bare(record, Some(at)));
        let link = Association { from: record.clone(), to: copy.account.clone(), type_id: 0, label: None };
        page.associations.push((record.clone(), ObjectType::Company, vec![link]));
    }
    let number = copies.first().map_or(1, |copy| copy.number);
    database.apply_page(&page, &RunState { number, state: String::new() }, Timestamp::UNIX_EPOCH)?;
    // One by one, so that they are numbered in this order.
    for copy in copies {
        let (id, document) = (&copy.document.record, Some(&copy.document));
        database.put_transcript(id, TranscriptState::Present, "", document, Timestamp::UNIX_EPOCH)?;
    }
    Ok(())
}

fn bare(id: &RecordId, at: Option<Timestamp>) -> Versioned {
    let created_at = at.unwrap_or(Timestamp::UNIX_EPOCH);
    let record =
        Record { id: id.clone(), properties: BTreeMap::new(), created_at, modified_at: created_at, archived: false };
    let activity = at.map(|at| Activity { id: id.clone(), at, created_at, title: String::new() });
    Versioned { record, documents: Vec::new(), activity, history: Vec::new(), aliases: Vec::new() }
}

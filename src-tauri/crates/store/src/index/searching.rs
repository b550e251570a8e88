//! Searching the index by word and by meaning.

use super::{DISTANCE, Index, failed, index_error, rows::key_of, texts, vectors_of};
use crate::StoreError;
use arrow_array::{Array, FixedSizeListArray, Float32Array, Int64Array, RecordBatch, UInt64Array};
use domain::{ChunkId, ChunkLevel, RecordId, names};
use futures::TryStreamExt;
use jiff::Timestamp;
use lance_linalg::distance::dot::dot;
use lancedb::{
    Table,
    index::scalar::{BooleanQuery, FtsQuery, FullTextSearchQuery, MatchQuery, Occur, Operator},
    query::{ExecutableQuery, QueryBase, Select},
};
use language::{Language, Wanted, index_words};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::{Arc, PoisonError},
};

/// Parts of the vector index that a search looks into. What is found is not compared again by exact vectors: that costs five times the
/// search, and without it 0.988 of the true hundred are found.
pub(super) const PROBES: usize = 40;

/// How often a search is put to a table that is merged anew each time.
const ASKED_AT_MOST: usize = 4;

/// What a search is limited to; empty lists and `None` limit nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what belongs to any of these accounts, as in `company:1`.
    pub accounts: Vec<String>,
    /// Only what is of any of these kinds: a record's type, or `transcript`.
    pub kinds: Vec<String>,
    /// Only what was said or written at this moment or after it.
    pub after: Option<Timestamp>,
    /// Only what was said or written before this moment.
    pub before: Option<Timestamp>,
    /// Said or written by somebody whose name or address holds these words, however they are spelt.
    pub speaker: Option<String>,
    /// Only what is in any of these languages.
    pub languages: Vec<Language>,
    /// Only what belongs to these records. Unlike the lists above, an empty list lets nothing through.
    pub records: Option<Vec<RecordId>>,
}

impl Filter {
    /// The filter as LanceDB's SQL; `None` when it lets everything through.
    fn predicate(&self) -> Option<String> {
        let quoted = |value: &String| format!("'{}'", value.replace('\'', "''"));
        let mut parts = Vec::new();
        if !self.accounts.is_empty() {
            let any: Vec<String> =
                self.accounts.iter().map(|account| format!("array_has(accounts, {})", key_of(account))).collect();
            parts.push(format!("({})", any.join(" OR ")));
        }
        if !self.kinds.is_empty() {
            let kinds: Vec<String> = self.kinds.iter().map(quoted).collect();
            parts.push(format!("kind IN ({})", kinds.join(", ")));
        }
        if !self.languages.is_empty() {
            let languages: Vec<String> =
                self.languages.iter().map(|language| quoted(&language.code().to_owned())).collect();
            parts.push(format!("language IN ({})", languages.join(", ")));
        }
        parts.extend(self.after.map(|after| format!("at_ms >= {}", after.as_millisecond())));
        parts.extend(self.before.map(|before| format!("at_ms < {}", before.as_millisecond())));
        // Words of a name hold letters and digits alone, so none is a wildcard.
        let speaker = self.speaker.as_deref().map(names::words).unwrap_or_default();
        parts.extend(speaker.iter().map(|word| format!("speaker LIKE {}", quoted(&format!("%{word}%")))));
        match self.records.as_deref() {
            None => {}
            Some([]) => parts.push("false".to_owned()),
            Some(records) => {
                let any: Vec<String> = records.iter().map(|record| key_of(&record.to_string()).to_string()).collect();
                parts.push(format!("record IN ({})", any.join(", ")));
            }
        }
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// A chunk and how well it matched; greater is better, comparable only within one list.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The id of the chunk that was found.
    pub id: ChunkId,
    /// How well it matched: its BM25 score, or the cosine of its vector and the query's.
    pub score: f32,
}

/// How the words of a query are to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words<'a> {
    /// Any of them; the more and the rarer, the better. What a long word is made of counts less than the word.
    Any(&'a [Wanted]),
    /// All words of a text, in any order, as texts in one of the languages have them.
    All(&'a str, &'a [Language]),
    /// A word like this one: a letter or two wrong, the first one right.
    Like(&'a Wanted),
}

/// What a part of a long word counts, where the word itself counts 1.
const PART: f32 = 0.4;

impl Words<'_> {
    fn query(self) -> FtsQuery {
        let any = |words: &str| MatchQuery::new(words.to_owned()).with_column(Some("text".to_owned()));
        match self {
            Self::Any(words) => {
                let joined = |list: fn(&Wanted) -> &Vec<String>| {
                    words.iter().flat_map(list).map(String::as_str).collect::<Vec<_>>().join(" ")
                };
                let (whole, parts) = (any(&joined(|word| &word.forms)), joined(|word| &word.parts));
                if parts.is_empty() {
                    return FtsQuery::Match(whole);
                }
                let lists = [whole, any(&parts).with_boost(PART)];
                FtsQuery::Boolean(BooleanQuery::new(lists.map(|list| (Occur::Should, FtsQuery::Match(list)))))
            }
            Self::All(text, languages) => {
                let or_otherwise =
                    if languages.is_empty() { vec![None] } else { languages.iter().copied().map(Some).collect() };
                let phrases: BTreeSet<String> =
                    or_otherwise.into_iter().map(|language| index_words(text, language)).collect();
                let each = phrases.iter().map(|words| FtsQuery::Match(any(words).with_operator(Operator::And)));
                match <[FtsQuery; 1]>::try_from(each.collect::<Vec<_>>()) {
                    Ok([only]) => only,
                    Err(several) => {
                        FtsQuery::Boolean(BooleanQuery::new(several.into_iter().map(|one| (Occur::Should, one))))
                    }
                }
            }
            Self::Like(word) => {
                let wrong = if word.word.chars().count() < 8 { 1 } else { 2 };
                FtsQuery::Match(any(&word.forms.join(" ")).with_fuzziness(Some(wrong)).with_prefix_length(1))
            }
        }
    }
}

/// A table's chunks by the data file they are in and their place there, eight bytes a chunk. A search then need not fetch a column of what it
/// found, which costs several times the search itself. A data file never changes, and no two have one name.
pub(super) type Names = BTreeMap<String, Arc<Vec<i64>>>;

impl Index {
    /// The `limit` chunks that match the query's words best, by BM25, best first.
    pub async fn search_words(
        &self,
        level: ChunkLevel,
        words: Words<'_>,
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Scored>, StoreError> {
        let Some(table) = self.table(&texts(level)).await? else { return Ok(Vec::new()) };
        let mut search = table
            .query()
            .full_text_search(FullTextSearchQuery::new_query(words.query()))
            .select(Select::columns(&["_score"]))
            .with_row_id()
            .limit(limit);
        if let Some(predicate) = filter.predicate() {
            search = search.only_if(predicate);
        }
        self.found(&texts(level), &table, &search, "_score", "searching by word").await
    }

    /// The `limit` chunks nearest in meaning, by cosine, best first.
    ///
    /// Exact in small tables and wherever a filter names accounts or records, so that nothing said in an account is missed; else by an
    /// approximate index (`docs/benchmarks.md` has its recall).
    pub async fn search_meaning(
        &self,
        model: &str,
        level: ChunkLevel,
        vector: &[f32],
        filter: &Filter,
        limit: usize,
    ) -> Result<Vec<Scored>, StoreError> {
        let Some(table) = self.table(&vectors_of(model, level)).await? else { return Ok(Vec::new()) };
        let mut search = table
            .vector_search(vector)
            .map_err(failed("searching by meaning"))?
            .distance_type(DISTANCE)
            .nprobes(PROBES)
            .map_err(failed("searching by meaning"))?
            .select(Select::columns(&["_distance"]))
            .with_row_id()
            .limit(limit);
        if !filter.accounts.is_empty() || filter.records.is_some() {
            search = search.bypass_vector_index();
        }
        if let Some(predicate) = filter.predicate() {
            search = search.only_if(predicate);
        }
        let name = vectors_of(model, level);
        let mut found = self.found(&name, &table, &search, "_distance", "searching by meaning").await?;
        found.iter_mut().for_each(|scored| scored.score = 1.0 - scored.score / 2.0);
        found.sort_by(best_first);
        Ok(found)
    }

    /// How near every chunk that the filter lets through is to each of some unit vectors, by cosine. Exact and exhaustive: each stored vector is
    /// read once, however many there are to compare it with.
    pub async fn compare(
        &self,
        model: &str,
        level: ChunkLevel,
        vectors: &[Vec<f32>],
        filter: &Filter,
    ) -> Result<BTreeMap<ChunkId, Vec<f32>>, StoreError> {
        const COMPARING: &str = "comparing vectors";
        let unread = || index_error(COMPARING, "the answer has other columns than were asked for");
        let Some(table) = self.table(&vectors_of(model, level)).await? else { return Ok(BTreeMap::new()) };
        let mut all = table.query().select(Select::columns(&["chunk_id", "vector"]));
        if let Some(predicate) = filter.predicate() {
            all = all.only_if(predicate);
        }
        let mut batches = all.execute().await.map_err(failed(COMPARING))?;
        let mut near = BTreeMap::new();
        while let Some(batch) = batches.try_next().await.map_err(failed(COMPARING))? {
            let ids = batch.column_by_name("chunk_id").and_then(|c| c.as_any().downcast_ref::<Int64Array>());
            let lists = batch.column_by_name("vector").and_then(|c| c.as_any().downcast_ref::<FixedSizeListArray>());
            let (ids, lists) = ids.zip(lists).ok_or_else(unread)?;
            for (row, id) in ids.values().iter().enumerate() {
                let stored = lists.value(row);
                let stored = stored.as_any().downcast_ref::<Float32Array>().ok_or_else(unread)?.values();
                if vectors.iter().any(|vector| vector.len() != stored.len()) {
                    return Err(index_error(COMPARING, "the vectors are of another width than the table's"));
                }
                near.insert(ChunkId(*id), vectors.iter().map(|vector| dot(vector, stored)).collect());
            }
        }
        Ok(near)
    }

    /// What a query finds, with the number that `column` gives each, largest first.
    ///
    /// An upkeep may merge the very fragments that were found before their chunks are read: then the query is asked anew, on what came of them.
    async fn found<Q: ExecutableQuery + Clone + Send + Sync + 'static>(
        &self,
        name: &str,
        table: &Table,
        query: &Q,
        column: &str,
        doing: &'static str,
    ) -> Result<Vec<Scored>, StoreError> {
        for _ in 0..ASKED_AT_MOST {
            let found = read_scores(&batches(query.clone(), doing).await?, column)?;
            if let Some(scored) = self.named(name, table, found).await? {
                return Ok(scored);
            }
        }
        Err(index_error(doing, "the table was merged anew each time it was asked"))
    }

    /// Rows of a table, by address, as the chunks they hold, largest score first; none where one of their fragments went since they were found.
    async fn named(
        &self,
        name: &str,
        table: &Table,
        found: Vec<(u64, f32)>,
    ) -> Result<Option<Vec<Scored>>, StoreError> {
        let mut names: BTreeMap<u64, Arc<Vec<i64>>> = BTreeMap::new();
        for (row, _) in &found {
            let fragment = row >> 32;
            if let Entry::Vacant(place) = names.entry(fragment) {
                let Some(chunks) = self.names_in(name, table, fragment).await? else { return Ok(None) };
                place.insert(chunks);
            }
        }
        let named = |(row, score): (u64, f32)| {
            let place = usize::try_from(row & u64::from(u32::MAX)).ok()?;
            Some(Scored { id: ChunkId(*names.get(&(row >> 32))?.get(place)?), score })
        };
        let mut scored: Vec<Scored> = found.into_iter().filter_map(named).collect();
        scored.sort_by(best_first);
        Ok(Some(scored))
    }

    /// The chunks in a fragment of a table by their place, read once. None where the fragment went since the search, merged with others.
    async fn names_in(&self, name: &str, table: &Table, fragment: u64) -> Result<Option<Arc<Vec<i64>>>, StoreError> {
        const NAMING: &str = "naming what was found";
        let held = || self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = || index_error(NAMING, "the table is not one of this folder");
        let dataset = table.dataset().ok_or_else(gone)?.get().await.map_err(failed(NAMING))?;
        let unread = |error: lance_core::Error| index_error(NAMING, &error.to_string());
        let Some(found) = usize::try_from(fragment).ok().and_then(|number| dataset.get_fragment(number)) else {
            return Ok(None);
        };
        let Some(path) = found.metadata().files.first().map(|file| file.path.clone()) else {
            return Ok(None);
        };
        if let Some(names) = held().get(name).and_then(|names| names.get(&path)) {
            return Ok(Some(Arc::clone(names)));
        }
        let mut scan = found.scan();
        scan.project(&["chunk_id"]).map_err(unread)?.with_row_id();
        let batches: Vec<RecordBatch> =
            scan.try_into_stream().await.map_err(unread)?.try_collect().await.map_err(unread)?;
        let mut names = vec![0; found.physical_rows().await.map_err(unread)?];
        for batch in &batches {
            let ids = batch.column_by_name("chunk_id").and_then(|c| c.as_any().downcast_ref::<Int64Array>());
            let rows = batch.column_by_name("_rowid").and_then(|c| c.as_any().downcast_ref::<UInt64Array>());
            let (Some(ids), Some(rows)) = (ids, rows) else {
                return Err(index_error(NAMING, "the answer has other columns than were asked for"));
            };
            for (id, row) in ids.values().iter().zip(rows.values()) {
                let place = usize::try_from(row & u64::from(u32::MAX)).ok();
                if let Some(name) = place.and_then(|place| names.get_mut(place)) {
                    *name = *id;
                }
            }
        }
        let names = Arc::new(names);
        let fragments = dataset.manifest().fragments.iter();
        let in_use: BTreeSet<&String> =
            fragments.filter_map(|fragment| fragment.files.first()).map(|file| &file.path).collect();
        let mut held = held();
        let of_table = held.entry(name.to_owned()).or_default();
        of_table.retain(|path, _| in_use.contains(path));
        of_table.insert(path, Arc::clone(&names));
        Ok(Some(names))
    }
}

fn best_first(a: &Scored, b: &Scored) -> Ordering {
    b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id))
}

/// What a query finds. It runs as a task of its own: planning takes most of its time, and so several are planned at once.
async fn batches(
    query: impl ExecutableQuery + Send + Sync + 'static,
    doing: &'static str,
) -> Result<Vec<RecordBatch>, StoreError> {
    let found = tokio::spawn(async move { query.execute().await?.try_collect::<Vec<_>>().await });
    found.await.map_err(|ended| index_error(doing, &ended.to_string()))?.map_err(failed(doing))
}

/// The row addresses of a search's results, with the number that `column` gives each.
fn read_scores(batches: &[RecordBatch], column: &str) -> Result<Vec<(u64, f32)>, StoreError> {
    let mut found = Vec::new();
    for batch in batches {
        let rows = batch.column_by_name("_rowid").and_then(|c| c.as_any().downcast_ref::<UInt64Array>());
        let values = batch.column_by_name(column).and_then(|c| c.as_any().downcast_ref::<Float32Array>());
        let (Some(rows), Some(values)) = (rows, values) else {
            return Err(index_error("reading hits", "the answer has other columns than were asked for"));
        };
        found.extend(rows.values().iter().copied().zip(values.values().iter().copied()));
    }
    Ok(found)
}

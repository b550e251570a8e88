//! The search index: LanceDB tables that can be deleted and rebuilt from SQLite at any time.
//!
//! Each level (unit, window) has a table of texts for keyword search and, per embedding model, a table of vectors. They are
//! joined by chunk id, so keyword search works before vectors exist and a change of model leaves the texts alone.

mod rows;
mod searching;

pub(crate) use rows::filter_kinds;
pub use rows::{IndexRow, VectorRow};
pub use searching::{Filter, Scored, Words};

use crate::{
    StoreError,
    sealed::{SCHEME, SealingKey, is_sealed, registry},
};
use arrow_array::{ArrayRef, FixedSizeListArray, RecordBatch, StringArray, types::Float32Type};
use arrow_schema::{Field, Schema};
use domain::{ChunkId, ChunkLevel};
use futures::FutureExt;
use lancedb::{
    Connection, DistanceType, Session, Table,
    index::{Index as IndexKind, vector::IvfSqIndexBuilder},
    table::OptimizeAction,
};
use language::index_words;
use rows::{field, filter_columns, full_text_settings};
use searching::Names;
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Vectors that are scanned one by one; more get an index.
const SCANNED_MAX: usize = 5_000;
/// Lance's L2 is |a − b|², which for vectors of length 1 is 2 − 2·a·b. Among 8-bit scalars it is summed in whole numbers by the
/// processor's wide registers; a dot product there is summed in floats, one after the other, at ten times the cost.
const DISTANCE: DistanceType = DistanceType::L2;
/// What the name of a vector index begins with; the number of its parts follows.
const VECTOR_INDEX: &str = "vector_l2_sq_";
/// An index whose parts are fewer than the root of the rows by more than this factor is made anew.
const OUTGROWN: usize = 2;
/// Parts of indexes that are kept in memory, in bytes.
const INDEX_CACHE_BYTES: usize = 1 << 30;
/// Manifests and heads of files that are kept in memory, in bytes.
const METADATA_CACHE_BYTES: usize = 128 << 20;

/// The most ranges of documents that one deletion names.
const RANGES_AT_ONCE: usize = 200;

/// The search index of one portal: its LanceDB folder.
pub struct Index {
    pub(crate) connection: Connection,
    pub(crate) dir: PathBuf,
    /// What its files are sealed with; none where they lie in the open, as in a measurement of what sealing costs.
    pub(crate) sealing: Option<SealingKey>,
    /// Opening a table reads its manifest and its indexes' heads; a handle that is kept asks only whether there is a newer version.
    tables: Mutex<BTreeMap<String, Table>>,
    names: Mutex<BTreeMap<String, Names>>,
}

impl Index {
    /// Opens the index folder `dir`, creating it if need be. Each of its files is sealed with a key made of the store's.
    pub async fn open(dir: &Path, store_key: &[u8; 32]) -> Result<Self, StoreError> {
        Self::open_with(dir, SealingKey::of(store_key)).await
    }

    /// Opens the same folder with the same key once more: after its files were removed, or in place of a stand-in.
    pub async fn reopened(&self) -> Result<Self, StoreError> {
        match self.sealing.clone() {
            Some(key) => Self::open_with(&self.dir, key).await,
            None => Self::open_plain(&self.dir).await,
        }
    }

    /// Opens an index whose files lie in the open, to compare with: no data of a portal belongs there.
    pub async fn open_plain(dir: &Path) -> Result<Self, StoreError> {
        let connection = lancedb::connect(&dir.to_string_lossy())
            .read_consistency_interval(Duration::ZERO)
            .execute()
            .await
            .map_err(failed("opening the index"))?;
        Ok(Self::of(connection, dir, None))
    }

    async fn open_with(dir: &Path, key: SealingKey) -> Result<Self, StoreError> {
        std::fs::create_dir_all(dir).map_err(|source| StoreError::Io {
            doing: "create",
            path: dir.to_owned(),
            source,
        })?;
        let place = url::Url::from_directory_path(dir)
            .map_err(|()| index_error("opening the index", "its folder has no full path"))?;
        let session = Session::new(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES, registry(key.clone()));
        let connection = lancedb::connect(&format!("{SCHEME}://{}", place.path().trim_end_matches('/')))
            .session(Arc::new(session))
            // Another process may write between two searches.
            .read_consistency_interval(Duration::ZERO)
            .execute()
            .await
            .map_err(failed("opening the index"))?;
        Ok(Self::of(connection, dir, Some(key)))
    }

    /// An empty index in memory, in place of one that cannot be opened.
    pub async fn stand_in(dir: &Path, store_key: &[u8; 32]) -> Result<Self, StoreError> {
        let connection = lancedb::connect("memory://").execute().await.map_err(failed("opening the index"))?;
        Ok(Self::of(connection, dir, Some(SealingKey::of(store_key))))
    }

    fn of(connection: Connection, dir: &Path, sealing: Option<SealingKey>) -> Self {
        Self { connection, dir: dir.to_owned(), sealing, tables: Mutex::default(), names: Mutex::default() }
    }

    /// Whether a file of it lies in the open though it should be sealed, as all did that an older Foreword wrote.
    pub(crate) fn is_in_the_open(&self) -> Result<bool, StoreError> {
        let files = if self.sealing.is_some() { crate::proof::files_under(&self.dir)? } else { Vec::new() };
        Ok(files.iter().any(|file| is_sealed(file).is_ok_and(|is_sealed| !is_sealed)))
    }

    /// Whether any text was ever indexed here; if not, what the database believes to be indexed is not.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.table(&texts(ChunkLevel::Unit)).await?.is_none())
    }

    /// Adds texts. The caller has removed older rows of the same chunks.
    pub async fn add_texts(&self, level: ChunkLevel, rows: &[IndexRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut columns = filter_columns(rows);
        let text = StringArray::from_iter_values(rows.iter().map(|row| index_words(&row.text, row.language)));
        columns.push(("text", Arc::new(text)));
        self.add(&texts(level), columns, true).await
    }

    /// Adds vectors of `model` to the table of one level.
    pub async fn add_vectors(&self, model: &str, level: ChunkLevel, rows: &[VectorRow]) -> Result<(), StoreError> {
        let Some(width) = rows.first().map(|row| row.vector.len()) else { return Ok(()) };
        let plain: Vec<IndexRow> = rows.iter().map(|row| row.row.clone()).collect();
        let mut columns = filter_columns(&plain);
        let lists = rows.iter().map(|row| Some(row.vector.iter().map(|value| Some(*value))));
        let width = i32::try_from(width).map_err(|_| index_error("adding vectors", "the vectors are too wide"))?;
        let vectors = FixedSizeListArray::from_iter_primitive::<Float32Type, _, _>(lists, width);
        columns.push(("vector", Arc::new(vectors)));
        self.add(&vectors_of(model, level), columns, false).await
    }

    /// Removes every chunk of some documents, given by row number, from every table.
    pub async fn remove(&self, documents: &[i64]) -> Result<(), StoreError> {
        let names = self.connection.table_names().execute().await.map_err(failed("listing tables"))?;
        for name in &names {
            self.remove_from(name, documents).await?;
        }
        Ok(())
    }

    /// Removes the vectors of `model` that belong to some documents, given by row number.
    pub async fn remove_vectors(&self, model: &str, documents: &[i64]) -> Result<(), StoreError> {
        for level in ChunkLevel::ALL {
            self.remove_from(&vectors_of(model, level), documents).await?;
        }
        Ok(())
    }

    /// Removes the tables with the vectors of `model`.
    pub async fn drop_model(&self, model: &str) -> Result<(), StoreError> {
        for level in ChunkLevel::ALL {
            let name = vectors_of(model, level);
            self.tables.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
            self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
            match self.connection.drop_table(&name, &[]).await {
                Ok(()) | Err(lancedb::Error::TableNotFound { .. }) => {}
                Err(error) => return Err(failed("dropping a model's vectors")(error)),
            }
        }
        Ok(())
    }

    async fn remove_from(&self, name: &str, documents: &[i64]) -> Result<(), StoreError> {
        let Some(table) = self.table(name).await? else { return Ok(()) };
        for ranges in ranges_of(documents).chunks(RANGES_AT_ONCE) {
            let any: Vec<String> = ranges
                .iter()
                .map(|(first, last)| {
                    let (from, to) = (ChunkId::new(*first, 0), ChunkId::new(last + 1, 0));
                    format!("(chunk_id >= {from} AND chunk_id < {to})")
                })
                .collect();
            table.delete(&any.join(" OR ")).await.map_err(failed("removing chunks"))?;
        }
        Ok(())
    }

    /// Folds new rows into the indexes and merges small files. A table of vectors that has become large gets its first index.
    pub async fn optimize(&self) -> Result<(), StoreError> {
        for name in self.connection.table_names().execute().await.map_err(failed("listing tables"))? {
            let Some(table) = self.table(&name).await? else { continue };
            table.optimize(OptimizeAction::All).await.map_err(failed("optimising"))?;
            if table.schema().await.map_err(failed("reading a table"))?.column_with_name("vector").is_some() {
                index_vectors(&table).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn table(&self, name: &str) -> Result<Option<Table>, StoreError> {
        let tables = || self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables().get(name) {
            return Ok(Some(table.clone()));
        }
        match self.connection.open_table(name).execute().await {
            Ok(table) => {
                tables().insert(name.to_owned(), table.clone());
                Ok(Some(table))
            }
            Err(lancedb::Error::TableNotFound { .. }) => Ok(None),
            Err(error) => Err(failed("opening a table")(error)),
        }
    }

    async fn add(&self, name: &str, columns: Vec<(&str, ArrayRef)>, full_text: bool) -> Result<(), StoreError> {
        let fields: Vec<Field> = columns.iter().map(|(name, column)| field(name, column)).collect();
        let arrays = columns.into_iter().map(|(_, column)| column).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|error| index_error("preparing rows", &error.to_string()))?;
        match self.table(name).await? {
            Some(table) => {
                table.add(batch).execute().await.map_err(failed("adding rows"))?;
            }
            None => {
                let table =
                    self.connection.create_table(name, batch).execute().await.map_err(failed("creating a table"))?;
                let list = IndexKind::LabelList(Default::default());
                table.create_index(&["accounts"], list).execute().await.map_err(failed("indexing accounts"))?;
                if full_text {
                    table
                        .create_index(&["text"], IndexKind::FTS(full_text_settings()))
                        .execute()
                        .await
                        .map_err(failed("indexing words"))?;
                }
            }
        }
        Ok(())
    }
}

/// Gives a table of vectors an index once it has become large, and another where it has outgrown that.
async fn index_vectors(table: &Table) -> Result<(), StoreError> {
    let rows = table.count_rows(None).await.map_err(failed("counting rows"))?;
    if rows <= SCANNED_MAX {
        return Ok(());
    }
    let indexes = table.list_indices().await.map_err(failed("listing indexes"))?;
    let mut held: Vec<String> =
        indexes.into_iter().filter(|index| index.columns == ["vector"]).map(|index| index.name).collect();
    let wanted = rows.isqrt();
    if held.iter().any(|name| parts_by(name).is_some_and(|parts| wanted <= parts * OUTGROWN)) {
        return Ok(());
    }
    // Left to itself, LanceDB makes parts of eight thousand, and a search would look into all of them.
    let parts = u32::try_from(wanted).unwrap_or(u32::MAX);
    let quantized = IvfSqIndexBuilder::default().distance_type(DISTANCE).num_partitions(parts);
    let name = format!("{VECTOR_INDEX}{parts}");
    held.retain(|other| *other != name);
    table
        .create_index(&["vector"], IndexKind::IvfSq(quantized))
        .name(name)
        .execute()
        .await
        .map_err(failed("indexing vectors"))?;
    for other in held {
        table.drop_index(&other).await.map_err(failed("dropping an index that was outgrown"))?;
    }
    Ok(())
}

/// Parts of a vector index by its name; none where it was made in another way than today's.
fn parts_by(name: &str) -> Option<usize> {
    name.strip_prefix(VECTOR_INDEX)?.parse().ok()
}

pub(crate) fn texts(level: ChunkLevel) -> String {
    format!("{}_text", level.as_str())
}

/// Lance allows letters, digits, dots, dashes and underscores in a table's name.
pub(crate) fn vectors_of(model: &str, level: ChunkLevel) -> String {
    let name: String = model.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("{}_vector_{name}", level.as_str())
}

/// Numbers as ranges from the first to the last, both included.
fn ranges_of(numbers: &[i64]) -> Vec<(i64, i64)> {
    let sorted: BTreeSet<i64> = numbers.iter().copied().collect();
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for number in sorted {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    ranges
}

pub(crate) fn failed(doing: &'static str) -> impl Fn(lancedb::Error) -> StoreError {
    move |error| index_error(doing, &error.to_string())
}

/// Carries out work on the index, of which a panic is an error like any other: some cut files make LanceDB's readers panic rather than
/// fail, and an index never keeps a portal from opening.
///
/// # Errors
/// [`StoreError::Index`] where the work panicked; what it returned is inside.
pub async fn contained<T>(work: impl Future<Output = T>) -> Result<T, StoreError> {
    let outcome = AssertUnwindSafe(work).catch_unwind().await;
    outcome.map_err(|_| index_error("reading the index", "one of its files is cut or damaged"))
}

pub(crate) fn index_error(doing: &'static str, reason: &str) -> StoreError {
    StoreError::Index { doing, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{rows::key_of, searching::PROBES, *};
    use domain::RecordId;
    use jiff::Timestamp;
    use lancedb::query::{ExecutableQuery, QueryBase, Select};
    use language::{Language, Wanted, query_words};

    /// The chunk of one document that a test calls a, b or c.
    fn chunk_id(name: &str) -> ChunkId {
        ChunkId::new(i64::from(name.as_bytes()[0]), 0)
    }

    fn wanted(text: &str) -> Vec<Wanted> {
        query_words(text, &[Language::English])
    }

    fn row(id: &str, text: &str, account: &str, at: i64) -> IndexRow {
        IndexRow {
            id: chunk_id(id),
            text: text.to_owned(),
            language: Some(Language::English),
            record: RecordId::new(domain::ObjectType::Note, id),
            speaker: format!("Ada {id}@x.example"),
            accounts: vec![account.to_owned(), "company:9".to_owned()],
            kind: "note".to_owned(),
            at: Timestamp::from_millisecond(at).unwrap(),
        }
    }

    #[test]
    fn keys_tell_records_apart() {
        let ids =
            ["company:1", "contact:1", "company:2", "company:151204880147", "local:01J", "local:01K", "company:x"];
        let keys: BTreeSet<i64> = ids.iter().map(|id| key_of(id)).collect();
        assert_eq!(keys.len(), ids.len());
        assert_eq!(ranges_of(&[3, 1, 2, 7, 3]), [(1, 3), (7, 7)]);
    }

    #[tokio::test]
    async fn many_vectors_are_searched_by_an_index() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path(), &[7; 32]).await.unwrap();
        let vector = |at: usize| {
            let raw = [7, 11, 13, 17].map(|step| ((at * step) % 101) as f32 - 50.0);
            let length = raw.iter().map(|value| value * value).sum::<f32>().sqrt().max(1.0);
            raw.map(|value| value / length).to_vec()
        };
        let rows: Vec<VectorRow> = (0..=SCANNED_MAX)
            .map(|at| {
                let id = ChunkId::new(i64::try_from(at).unwrap(), 0);
                VectorRow { row: IndexRow { id, ..row("a", "", "company:1", 1) }, vector: vector(at) }
            })
            .collect();
        index.add_vectors("m", ChunkLevel::Unit, &rows).await.unwrap();
        index.optimize().await.unwrap();
        let table = index.table(&vectors_of("m", ChunkLevel::Unit)).await.unwrap().unwrap();
        let plan = table
            .vector_search(vector(5))
            .unwrap()
            .distance_type(DISTANCE)
            .nprobes(PROBES)
            .unwrap()
            .select(Select::columns(&["chunk_id", "_distance"]))
            .limit(10)
            .explain_plan(true)
            .await
            .unwrap();
        assert!(plan.contains("ANN"), "{plan}\n{:?}", table.list_indices().await.unwrap());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_there_is_found_while_the_tables_are_merged() {
        let dir = tempfile::tempdir().unwrap();
        let index = Arc::new(Index::open(dir.path(), &[7; 32]).await.unwrap());
        let by_word = |index: Arc<Index>| async move {
            let words = wanted("xylotrape");
            index.search_words(ChunkLevel::Unit, Words::Any(&words), &Filter::default(), 10).await.unwrap().len()
        };
        let by_meaning = |index: Arc<Index>| async move {
            let near = index.search_meaning("m", ChunkLevel::Unit, &[1.0, 0.0], &Filter::default(), 1).await.unwrap();
            near.iter().map(|scored| scored.id).collect::<Vec<_>>()
        };
        let vector =
            |id: &str, vector: [f32; 2]| VectorRow { row: row(id, "", "company:1", 1), vector: vector.to_vec() };
        index.add_texts(ChunkLevel::Unit, &[row("a", "The xylotrape", "company:1", 1)]).await.unwrap();
        index.add_vectors("m", ChunkLevel::Unit, &[vector("a", [1.0, 0.0])]).await.unwrap();
        let merging = tokio::spawn({
            let index = Arc::clone(&index);
            async move {
                for id in ["b", "c", "d", "e", "f", "g", "h", "i"] {
                    index.add_texts(ChunkLevel::Unit, &[row(id, "Another thing", "company:1", 1)]).await.unwrap();
                    index.add_vectors("m", ChunkLevel::Unit, &[vector(id, [0.0, 1.0])]).await.unwrap();
                    index.optimize().await.unwrap();
                }
            }
        });
        while !merging.is_finished() {
            assert_eq!(by_word(Arc::clone(&index)).await, 1);
            assert_eq!(by_meaning(Arc::clone(&index)).await, [chunk_id("a")]);
        }
        merging.await.unwrap();
    }

    #[tokio::test]
    async fn finds_by_word_and_by_meaning_within_a_filter() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path(), &[7; 32]).await.unwrap();
        assert!(index.is_empty().await.unwrap());
        let rows = [
            row("a", "The security questionnaire is late", "company:1", 1_000),
            row("b", "A questionnaire about prices", "company:2", 2_000),
        ];
        index.add_texts(ChunkLevel::Unit, &rows).await.unwrap();
        // Rows added after the index was made are found too.
        index
            .add_texts(ChunkLevel::Unit, &[row("c", "Lunch with the O'Neill questionnaires", "company:2", 3_000)])
            .await
            .unwrap();
        let name = |id: ChunkId| char::from(u8::try_from(id.document()).unwrap()).to_string();
        let ids = |found: Vec<Scored>| found.into_iter().map(|hit| name(hit.id)).collect::<Vec<_>>();
        let all = index
            .search_words(ChunkLevel::Unit, Words::Any(&wanted("security questionnaire")), &Filter::default(), 10)
            .await
            .unwrap();
        assert_eq!(ids(all.clone())[0], "a");
        assert_eq!(all.len(), 3);
        let only = Filter { accounts: vec!["company:2".to_owned()], ..Filter::default() };
        let found =
            index.search_words(ChunkLevel::Unit, Words::Any(&wanted("questionnaire")), &only, 10).await.unwrap();
        assert_eq!(found.len(), 2);
        let late = Filter { after: Timestamp::from_millisecond(2_500).ok(), ..only.clone() };
        assert_eq!(
            ids(index.search_words(ChunkLevel::Unit, Words::Any(&wanted("questionnaire")), &late, 10).await.unwrap()),
            ["c"]
        );

        for (words, filter, expected) in [
            (Words::All("questionnaire prices", &[Language::English]), Filter::default(), vec!["b"]),
            (
                Words::Any(&wanted("questionnaire")),
                Filter { speaker: Some("ADA B@".to_owned()), ..Filter::default() },
                vec!["b"],
            ),
            (
                Words::Any(&wanted("questionnaire")),
                Filter { speaker: Some("x' OR '1".to_owned()), ..Filter::default() },
                vec![],
            ),
            (
                Words::Any(&wanted("questionnaire")),
                Filter { records: Some(vec![rows[0].record.clone()]), ..Filter::default() },
                vec!["a"],
            ),
            (Words::Any(&wanted("questionnaire")), Filter { records: Some(Vec::new()), ..Filter::default() }, vec![]),
        ] {
            let mut found = ids(index.search_words(ChunkLevel::Unit, words, &filter, 10).await.unwrap());
            found.sort();
            assert_eq!(found, expected, "{words:?} {filter:?}");
        }

        let vectors: Vec<VectorRow> = rows
            .iter()
            .zip([[1.0, 0.0, 0.0, 0.0], [0.6, 0.8, 0.0, 0.0]])
            .map(|(row, vector)| VectorRow { row: row.clone(), vector: vector.to_vec() })
            .collect();
        index.add_vectors("m/1", ChunkLevel::Unit, &vectors).await.unwrap();
        let near =
            index.search_meaning("m/1", ChunkLevel::Unit, &[1.0, 0.0, 0.0, 0.0], &Filter::default(), 2).await.unwrap();
        assert_eq!(near[0].id, chunk_id("a"));
        assert!((near[1].score - 0.6).abs() < 1e-5);
        let both = [vec![1.0, 0.0, 0.0, 0.0], vec![0.0, 1.0, 0.0, 0.0]];
        let compared = index.compare("m/1", ChunkLevel::Unit, &both, &only).await.unwrap();
        assert_eq!(compared.keys().copied().collect::<Vec<_>>(), [chunk_id("b")]);
        let cosines = &compared[&chunk_id("b")];
        assert!((cosines[0] - 0.6).abs() < 1e-5 && (cosines[1] - 0.8).abs() < 1e-5, "{cosines:?}");
        assert!(index.compare("m/1", ChunkLevel::Unit, &[vec![1.0]], &only).await.is_err());
        assert!(index.compare("other", ChunkLevel::Unit, &both, &only).await.unwrap().is_empty());

        // Rows that the index has not taken in yet are found by their words as they are, not by words like them.
        index.optimize().await.unwrap();
        let mut like = ids(index
            .search_words(ChunkLevel::Unit, Words::Like(&wanted("questionaire")[0]), &only, 10)
            .await
            .unwrap());
        like.sort();
        assert_eq!(like, ["b", "c"]);
        index.remove(&[chunk_id("a").document()]).await.unwrap();
        let after = index
            .search_words(ChunkLevel::Unit, Words::Any(&wanted("security")), &Filter::default(), 10)
            .await
            .unwrap();
        assert!(after.is_empty());
    }
}

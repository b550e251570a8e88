//! Looking for somebody on the disk, decoded: nothing here trusts what the tables say.
//!
//! SQLite's file and its log are read as bytes and decrypted page by page, free pages and stale frames included. Every Lance file in the
//! index folder is decoded by itself, whatever version refers to it or none, and a word index's token set is read word by word. Other
//! files are read as they are. Nothing decoded is written anywhere.

use crate::{
    Database, Index, StoreError, doing,
    erase::automaton,
    index::index_error,
    packed::{unpack, unpacked_in},
    sealed::{SealingKey, is_sealed, lance_store, read_sealed},
    texts::TEXT,
};
use aes::{
    Aes256, Block,
    cipher::{BlockCipherDecrypt, KeyInit},
};
use aho_corasick::AhoCorasick;
use arrow_array::{Array, ArrayRef, RecordBatch, cast::AsArray};
use arrow_schema::DataType;
use futures::TryStreamExt;
use lance_core::cache::LanceCache;
use lance_encoding::decoder::{DecoderPlugins, FilterExpression};
use lance_file::reader::{FileReader, FileReaderOptions};
use lance_io::{
    ReadBatchParams,
    object_store::{ObjectStore, ObjectStoreRegistry},
    scheduler::{ScanScheduler, SchedulerConfig},
    utils::CachedFileSize,
};
use language::{Language, stem};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufReader, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

/// SQLCipher 4's page and what it keeps at its end: the initialisation vector and the page's HMAC, filled up to whole blocks.
const PAGE: usize = 4096;
const RESERVED: usize = 80;
/// In front of the log, and in front of each page in it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// Bytes of the first page that are the salt and not encrypted.
const SALT: usize = 16;
const LOOKING: &str = "looking through the index";

/// The texts to look for on the disk: what only an erased person had.
pub struct Needles {
    texts: AhoCorasick,
    tokens: BTreeSet<String>,
}

/// How often a text that was looked for was found, by place.
pub type Traces = BTreeMap<&'static str, usize>;

impl Needles {
    /// Takes texts, found within others and in either case, and tokens, looked for among those of word indices as they are.
    pub fn new(texts: &[String], tokens: &[String]) -> Result<Self, StoreError> {
        Ok(Self { texts: automaton(texts)?, tokens: tokens.iter().cloned().collect() })
    }

    /// How often any of the texts stands in some bytes.
    pub fn count(&self, bytes: &[u8]) -> usize {
        self.texts.find_iter(bytes).count()
    }

    /// The same, with what stands packed in the bytes.
    fn count_unpacked(&self, bytes: &[u8]) -> usize {
        self.count(bytes) + unpacked_in(bytes).iter().map(|text| self.count(text)).sum::<usize>()
    }

    fn is_token(&self, token: &[u8]) -> bool {
        std::str::from_utf8(token).is_ok_and(|token| self.tokens.contains(token))
    }
}

/// Looks in every page of SQLite's file (`database_pages`) and every frame of its log (`database_wal`), decrypted with the key.
///
/// The log is read as it lies on the disk, stale frames from before its last restart too. Fails where the first page does not decrypt to
/// what a first page is.
pub fn look_through_database(path: &Path, key: &[u8; 32], needles: &Needles) -> Result<Traces, StoreError> {
    let cipher = Aes256::new(&(*key).into());
    let mut found = Traces::new();
    let mut pages = 0;
    let mut number = 0_u32;
    read_pages(path, 0, 0, |_, page| {
        number += 1;
        let plain = decrypted(&cipher, page, number == 1);
        // The page's size, and the bytes reserved at its end, stand in every database's header.
        let is_first_page =
            plain.get(..2) == Some(&[0x10, 0x00]) && plain.get(4).copied() == u8::try_from(RESERVED).ok();
        if number == 1 && !is_first_page {
            return Err(StoreError::WrongKey { path: path.to_owned() });
        }
        pages += needles.count_unpacked(&plain);
        Ok(())
    })?;
    found.insert("database_pages", pages);

    let log = PathBuf::from(format!("{}-wal", path.display()));
    let mut frames = 0;
    if log.exists() {
        read_pages(&log, LOG_HEADER, FRAME_HEADER, |header, page| {
            frames += needles.count_unpacked(&decrypted(&cipher, page, header.get(..4) == Some(&[0, 0, 0, 1])));
            Ok(())
        })?;
    }
    found.insert("database_wal", frames);
    Ok(found)
}

/// Looks in the same way in the second copy of what only this machine has (`kept_pages` and `kept_log`).
pub fn look_through_second_copy(path: &Path, key: &[u8; 32], needles: &Needles) -> Result<Traces, StoreError> {
    let copy = crate::kept::path_of(path);
    if !copy.is_file() {
        return Ok(Traces::new());
    }
    let found = look_through_database(&copy, key, needles)?;
    let count = |place: &str| found.get(place).copied().unwrap_or_default();
    Ok(Traces::from([("kept_pages", count("database_pages")), ("kept_log", count("database_wal"))]))
}

/// Reads a file as pages, each after a header. A last piece that is shorter than a page is no page.
fn read_pages(
    path: &Path,
    skip: usize,
    header: usize,
    mut visit: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { doing: "read", path: path.to_owned(), source };
    let mut file = BufReader::with_capacity(1 << 20, File::open(path).map_err(io)?);
    let mut start = vec![0; skip];
    let is_end = |error: &std::io::Error| error.kind() == std::io::ErrorKind::UnexpectedEof;
    match file.read_exact(&mut start) {
        Err(error) if is_end(&error) => return Ok(()),
        other => other.map_err(io)?,
    }
    let mut piece = vec![0; header + PAGE];
    loop {
        match file.read_exact(&mut piece) {
            Ok(()) => {
                let (header, page) = piece.split_at(header);
                visit(header, page)?;
            }
            Err(error) if is_end(&error) => return Ok(()),
            Err(error) => return Err(io(error)),
        }
    }
}

/// A page's content in the clear: AES-256 in CBC mode, its initialisation vector at the page's end.
fn decrypted(cipher: &Aes256, page: &[u8], is_first: bool) -> Vec<u8> {
    let sealed = page.get(if is_first { SALT } else { 0 }..PAGE - RESERVED).unwrap_or_default();
    let mut before = page.get(PAGE - RESERVED..PAGE - RESERVED + 16).unwrap_or_default();
    let mut plain = Vec::with_capacity(sealed.len());
    for sealed in sealed.chunks_exact(16) {
        let mut block = Block::default();
        block.copy_from_slice(sealed);
        cipher.decrypt_block(&mut block);
        plain.extend(block.iter().zip(before).map(|(plain, before)| plain ^ before));
        before = sealed;
    }
    plain
}

/// Looks in every value of every row of every table (`database_rows`): what a page boundary might cut in two is whole here.
pub fn look_through_rows(database: &Database, needles: &Needles) -> Result<usize, StoreError> {
    let what = "looking through the database";
    let connection = database.lock();
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .map_err(doing(what))?;
    let mut found = 0;
    for table in tables {
        let mut select =
            connection.prepare(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""))).map_err(doing(what))?;
        let columns = select.column_count();
        let mut rows = select.query([]).map_err(doing(what))?;
        while let Some(row) = rows.next().map_err(doing(what))? {
            for column in 0..columns {
                match row.get_ref(column).map_err(doing(what))? {
                    rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) => {
                        found += needles.count(bytes);
                        found += unpack(bytes).map_or(0, |text| needles.count(&text));
                    }
                    _ => {}
                }
            }
        }
    }
    Ok(found)
}

/// Looks in the index folder: in the files of the tables' current versions (`index_rows`), in those only older versions refer to or
/// none (`index_old_versions`), in token sets and whatever else belongs to the word indices (`index_words`), and in what is no data
/// file (`index_other`).
///
/// A file that cannot be decoded is an error: what cannot be read cannot be said to be clean.
pub async fn look_through_index(index: &Index, needles: &Needles) -> Result<Traces, StoreError> {
    let current = current_files(index).await?;
    let places = ["index_rows", "index_old_versions", "index_words", "index_other"];
    let mut found: Traces = places.into_iter().map(|place| (place, 0)).collect();
    for path in files_under(index.dir())? {
        let is_lance = path.extension().is_some_and(|extension| extension == "lance");
        let is_index = path.components().any(|part| part.as_os_str() == "_indices");
        let (place, count) = if is_lance {
            let place = match (is_index, current.contains(&path)) {
                (true, _) => "index_words",
                (false, true) => "index_rows",
                (false, false) => "index_old_versions",
            };
            (place, count_in_lance_file(&path, sealing_of(index, &path)?, needles).await?)
        } else {
            ("index_other", needles.count(&plain_bytes(index, &path)?))
        };
        *found.entry(place).or_default() += count;
    }
    Ok(found)
}

/// What the index's files say that hold no rows, such as manifests, each opened: words of the program's own.
pub fn index_notes(index: &Index) -> Result<Vec<Vec<u8>>, StoreError> {
    let is_lance = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "lance");
    let files = files_under(index.dir())?.into_iter().filter(|path| !is_lance(path));
    files.map(|path| plain_bytes(index, &path)).collect()
}

/// The bytes of a file of the index, opened where they are sealed.
fn plain_bytes(index: &Index, path: &Path) -> Result<Vec<u8>, StoreError> {
    match sealing_of(index, path)? {
        Some(key) => read_sealed(path, &key).map_err(|error| unopened(path, &error)),
        None => std::fs::read(path).map_err(|source| StoreError::Io { doing: "read", path: path.to_owned(), source }),
    }
}

/// What a file of the index is sealed with; none for one that lies in the open, as an older Foreword left it.
fn sealing_of(index: &Index, path: &Path) -> Result<Option<SealingKey>, StoreError> {
    let is_sealed =
        is_sealed(path).map_err(|source| StoreError::Io { doing: "read", path: path.to_owned(), source })?;
    let is_empty = std::fs::metadata(path).is_ok_and(|found| found.len() == 0);
    Ok(index.sealing.clone().filter(|_| is_sealed && !is_empty))
}

fn unopened(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    index_error(LOOKING, &format!("{}: {error}", path.display()))
}

/// The data files that the last version of any table refers to.
async fn current_files(index: &Index) -> Result<BTreeSet<PathBuf>, StoreError> {
    let mut files = BTreeSet::new();
    let names = index.connection.table_names().execute().await.map_err(crate::index::failed(LOOKING))?;
    for name in names {
        // A table that does not open has no current version; all of its files are looked through all the same.
        let Ok(Some(table)) = index.table(&name).await else { continue };
        let Some(dataset) = table.dataset() else { continue };
        let dataset = dataset.get().await.map_err(crate::index::failed(LOOKING))?;
        let data = index.dir().join(format!("{name}.lance")).join("data");
        files.extend(
            dataset.manifest().fragments.iter().flat_map(|fragment| &fragment.files).map(|file| data.join(&file.path)),
        );
    }
    Ok(files)
}

/// Every file below a folder, in order; none where the folder is not there.
pub fn files_under(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let io = |source| StoreError::Io { doing: "list", path: folder.clone(), source };
        if !folder.exists() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            let kind = entry.file_type().map_err(io)?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// How often it stands in a file's bytes as they are.
pub fn count_in_file(path: &Path, needles: &Needles) -> Result<usize, StoreError> {
    let bytes =
        std::fs::read(path).map_err(|source| StoreError::Io { doing: "read", path: path.to_owned(), source })?;
    Ok(needles.count(&bytes))
}

async fn count_in_lance_file(path: &Path, sealing: Option<SealingKey>, needles: &Needles) -> Result<usize, StoreError> {
    let failed = |error: lance_core::Error| unopened(path, &error);
    let store = match sealing {
        Some(key) => lance_store(key).map_err(|error| unopened(path, &error))?,
        None => ObjectStore::local(),
    };
    let store = Arc::new(store);
    let config = SchedulerConfig::max_bandwidth(&store);
    let scheduler = ScanScheduler::new(store, config);
    let registry = Arc::new(ObjectStoreRegistry::default());
    let place = ObjectStore::extract_path_from_uri(registry, &path.to_string_lossy()).map_err(failed)?;
    let file = scheduler.open_file(&place, &CachedFileSize::unknown()).await.map_err(failed)?;
    let plugins = Arc::<DecoderPlugins>::default();
    let reader = FileReader::try_open(file, None, plugins, &LanceCache::no_cache(), FileReaderOptions::default())
        .await
        .map_err(failed)?;
    if reader.num_rows() == 0 {
        return Ok(0);
    }
    let mut batches = reader
        .read_stream(ReadBatchParams::RangeFull, 1_024, 4, FilterExpression::no_filter())
        .await
        .map_err(failed)?;
    let mut found = 0;
    while let Some(batch) = batches.try_next().await.map_err(failed)? {
        found += count_in_batch(&batch, needles)?;
    }
    Ok(found)
}

fn count_in_batch(batch: &RecordBatch, needles: &Needles) -> Result<usize, StoreError> {
    let mut found = 0;
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let is_tokens = field.name() == "_token";
        let is_dictionary = field.name() == "_token_fst_bytes";
        for value in values_of(column) {
            if is_dictionary {
                found += count_in_dictionary(value, needles)?;
            } else if is_tokens {
                found += usize::from(needles.is_token(value));
            } else {
                found += needles.count(value);
            }
        }
    }
    Ok(found)
}

/// The words of a token set, which is stored as a finite state transducer.
fn count_in_dictionary(bytes: &[u8], needles: &Needles) -> Result<usize, StoreError> {
    use fst::Streamer;
    let words = fst::Map::new(bytes).map_err(|error| index_error(LOOKING, &format!("a token set: {error}")))?;
    let (mut found, mut keys) = (0, words.keys());
    while let Some(word) = keys.next() {
        found += usize::from(needles.is_token(word));
    }
    Ok(found)
}

/// Every string and every run of bytes in a column, lists and structures included; numbers hold no text.
fn values_of(column: &ArrayRef) -> Vec<&[u8]> {
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().iter().flatten().map(str::as_bytes).collect(),
        DataType::LargeUtf8 => column.as_string::<i64>().iter().flatten().map(str::as_bytes).collect(),
        DataType::Utf8View => column.as_string_view().iter().flatten().map(str::as_bytes).collect(),
        DataType::Binary => column.as_binary::<i32>().iter().flatten().collect(),
        DataType::LargeBinary => column.as_binary::<i64>().iter().flatten().collect(),
        DataType::BinaryView => column.as_binary_view().iter().flatten().collect(),
        DataType::FixedSizeBinary(_) => column.as_fixed_size_binary().iter().flatten().collect(),
        DataType::List(_) => values_of(column.as_list::<i32>().values()),
        DataType::LargeList(_) => values_of(column.as_list::<i64>().values()),
        DataType::Struct(_) => column.as_struct().columns().iter().flat_map(values_of).collect(),
        _ => Vec::new(),
    }
}

/// Words that stand in what an erasure takes and nowhere else: should one be found later, it came from there.
///
/// The longest come first, at most `limit`. Each has six letters or more, all plain, so that it is a token as it is, and does not even
/// stand within another word: not in others' records, not in settings, and not in what `also` holds. The second list has those whose stem
/// is nobody else's stem either. `kept_out` takes out of others' texts what the erasure will. Reads all texts and values twice.
pub fn telling_words(
    database: &Database,
    gone: &BTreeSet<domain::RecordId>,
    kept_out: &dyn Fn(&str) -> Option<String>,
    also: &[Vec<u8>],
    limit: usize,
) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let mut theirs = BTreeSet::new();
    database.each_words(&mut |id, text| {
        if gone.contains(id) {
            theirs.extend(words_of(text).filter(|word| is_telling(word)));
        }
    })?;
    let candidates: Vec<String> = theirs.into_iter().collect();
    let all = automaton(&candidates)?;
    let (mut elsewhere, mut others) = (BTreeSet::new(), BTreeSet::new());
    let mut strike = |bytes: &[u8]| {
        elsewhere.extend(all.find_overlapping_iter(bytes).map(|found| found.pattern().as_usize()));
    };
    database.each_words(&mut |id, text| {
        if !gone.contains(id) {
            let text = kept_out(text).unwrap_or_else(|| text.to_owned());
            strike(text.as_bytes());
            others.extend(words_of(&text));
        }
    })?;
    database.each_plain_value(&mut |text| strike(text.as_bytes()))?;
    also.iter().for_each(|bytes| strike(bytes));

    let mut words: Vec<String> =
        candidates.into_iter().enumerate().filter(|(at, _)| !elsewhere.contains(at)).map(|(_, word)| word).collect();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    words.truncate(limit);
    // Nobody knows in which of the texts' languages a word was cut, so all are looked for that nobody else's word comes to.
    let mut languages = database.languages()?;
    languages.push(Language::English);
    let every = |word: &String| languages.iter().map(|language| stem(word, *language)).collect::<Vec<String>>();
    let stems: BTreeSet<String> = others.iter().flat_map(every).collect();
    let tokens: BTreeSet<String> = words.iter().flat_map(every).filter(|token| !stems.contains(token)).collect();
    Ok((words, tokens.into_iter().collect()))
}

fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn is_telling(word: &str) -> bool {
    (6..=30).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl Database {
    /// Every value and every text of every record, every version of them.
    fn each_words(&self, visit: &mut dyn FnMut(&domain::RecordId, &str)) -> Result<(), StoreError> {
        self.each_version(|_, id, properties| {
            properties.values().for_each(|value| visit(id, value));
            Ok(())
        })?;
        let what = "reading texts";
        let connection = self.lock();
        let mut select = connection
            .prepare_cached(&format!("SELECT object, record_id, {TEXT} FROM document d"))
            .map_err(doing(what))?;
        let mut rows = select.query([]).map_err(doing(what))?;
        let reader = self.reader(&connection);
        while let Some(row) = rows.next().map_err(doing(what))? {
            let id = crate::records::read_id(row, 0).map_err(doing(what))??;
            visit(&id, &reader.text(row.get_ref(2).map_err(doing(what))?)?);
        }
        Ok(())
    }

    /// What is written down about no record in particular.
    fn each_plain_value(&self, visit: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        let what = "reading settings";
        let selects = [
            "SELECT name || ' ' || email FROM owner",
            "SELECT kind || ' ' || body FROM metadata",
            "SELECT name || ' ' || value FROM setting",
            "SELECT name || ' ' || title || ' ' || texts FROM unsent",
            // Side by side as they lie on a page: a table's name, which is there twice, makes words that nobody wrote.
            "SELECT type || name || tbl_name || coalesce(sql, '') FROM sqlite_schema",
        ];
        let connection = self.lock();
        for select in selects {
            let values: Vec<String> = connection
                .prepare(select)
                .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
                .map_err(doing(what))?;
            values.iter().for_each(|value| visit(value));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(text: &str) -> Needles {
        Needles::new(&[text.to_owned()], &[text.to_owned()]).unwrap()
    }

    #[test]
    fn pages_free_pages_and_the_log_are_looked_through() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let key = [7; 32];
        let database = Database::open(&path, &key).unwrap();
        database.lock().execute_batch("PRAGMA secure_delete = OFF").unwrap();
        let look = || look_through_database(&path, &key, &needles("quagwizzle")).unwrap();
        database.set_setting("a", "Quagwizzle").unwrap();
        assert!(0 < look()["database_wal"], "{:?}", look());
        database.empty_log().unwrap();
        assert_eq!((look()["database_pages"], look()["database_wal"]), (1, 0));

        // A value as long as several pages, deleted: SQLite no longer knows it, its free pages still hold it.
        database.set_setting("b", &"quagwizzle ".repeat(4_000)).unwrap();
        database.lock().execute("DELETE FROM setting", []).unwrap();
        database.empty_log().unwrap();
        assert_eq!(look_through_rows(&database, &needles("quagwizzle")).unwrap(), 0);
        assert!(1_000 < look()["database_pages"], "{:?}", look());
        database.vacuum().unwrap();
        database.empty_log().unwrap();
        assert_eq!((look()["database_pages"], look()["database_wal"]), (0, 0));

        assert!(matches!(look_through_database(&path, &[8; 32], &needles("x")), Err(StoreError::WrongKey { .. })));
    }

    #[test]
    fn words_in_lists_and_structures_are_values() {
        use arrow_array::{
            ListArray, StringArray,
            builder::{ListBuilder, StringBuilder},
        };
        let mut list = ListBuilder::new(StringBuilder::new());
        list.values().append_value("quagwizzle");
        list.append(true);
        let list: ListArray = list.finish();
        let column: ArrayRef = Arc::new(list);
        assert_eq!(values_of(&column), [b"quagwizzle".as_slice()]);
        let plain: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
        assert_eq!(values_of(&plain), [b"a".as_slice()]);
    }

    #[test]
    fn a_token_set_is_read_word_by_word() {
        let map = fst::Map::from_iter([("merg", 0), ("quagwizzl", 1)]).unwrap();
        assert_eq!(count_in_dictionary(map.as_fst().as_bytes(), &needles("quagwizzl")).unwrap(), 1);
        assert_eq!(count_in_dictionary(map.as_fst().as_bytes(), &needles("merg")).unwrap(), 1);
        assert_eq!(count_in_dictionary(map.as_fst().as_bytes(), &needles("quag")).unwrap(), 0);
        assert!(count_in_dictionary(b"nonsense", &needles("x")).is_err());
    }
}

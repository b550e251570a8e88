//! Looking after the files: how large they are, what nobody wants any more, and a record of each run.
//!
//! LanceDB never changes a file: every update leaves the old version beside the new one. [`Index::tidy`] merges what is small, leaves
//! out what was deleted and removes every version but the last. SQLite keeps freed pages and its log; [`Database::tidy`] gives them back.

use crate::{
    Database, Index, StoreError, doing,
    index::{failed, index_error},
    packed::unpacked_len,
    records::instant,
};
use jiff::{SignedDuration, Timestamp};
use lancedb::table::{CompactionOptions, Duration, OptimizeAction, OptimizeOptions};
use rusqlite::{OptionalExtension, params};
use std::{collections::BTreeMap, path::Path};

/// How long a cached vector that no chunk uses is kept. An edit may be taken back, a record be restored from HubSpot's recycle bin,
/// where it stays so long, and a model be chosen again: then the text need not be read once more.
pub const UNUSED_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long prompts and replies of language models are kept; what they cost stays.
pub const CALLS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// SQLite's file is written anew when at least this share of it holds nothing, and [`UNUSED_BYTES_MIN`] bytes do: rows that come in no
/// order split full pages of an index in two.
const UNUSED_SHARE: f64 = 0.05;
/// The fewest bytes without content for which SQLite's file is written anew: less is not worth the writing.
const UNUSED_BYTES_MIN: u64 = 64 << 10;
/// A fragment of which more than this share was deleted is written anew.
const DELETED_SHARE: f32 = 0.02;
/// The setting that counts the updates of the index since the last upkeep.
const UPDATES: &str = "index_updates";

/// How large a portal's files are, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoreSize {
    /// Bytes of SQLite's file and its log.
    pub database_bytes: u64,
    /// Bytes of all files in LanceDB's folder.
    pub index_bytes: u64,
    /// How many versions all LanceDB tables have together.
    pub versions: u64,
}

impl StoreSize {
    /// Bytes of the database and the index together.
    pub fn bytes(self) -> u64 {
        self.database_bytes + self.index_bytes
    }
}

/// One recorded run of the upkeep or of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredJob {
    /// The kind of job: `maintain` or `forget`.
    pub kind: String,
    /// When the job began.
    pub started_at: Timestamp,
    /// When the job ended; `None` while it runs or if it was cut off.
    pub ended_at: Option<Timestamp>,
    /// The size when the job began: bytes, then versions of LanceDB's tables.
    pub before: (u64, u64),
    /// The size when the job ended: bytes, then versions of LanceDB's tables.
    pub after: (u64, u64),
    /// `running`, `done`, `refused`, `failed` or `cut_off`.
    pub outcome: String,
    /// Why the job failed; empty where it did not.
    pub error: String,
}

/// What [`Database::tidy`] dropped, and whether it wrote the file anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// How many cached vectors were dropped.
    pub vectors: usize,
    /// Whether the database file was written anew, without its free pages.
    pub vacuumed: bool,
}

impl Index {
    /// The path of the index folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Bytes in the folder, and versions of all tables together. Files that go while they are counted count as gone.
    pub fn size(&self) -> Result<(u64, u64), StoreError> {
        let (mut bytes, mut versions) = (0, 0);
        let mut folders = vec![self.dir.clone()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            let is_versions = folder.ends_with("_versions");
            for entry in entries {
                let entry = entry.map_err(|source| StoreError::Io { doing: "list", path: folder.clone(), source })?;
                match entry.metadata() {
                    Ok(found) if found.is_dir() => folders.push(entry.path()),
                    Ok(found) => {
                        bytes += found.len();
                        versions +=
                            u64::from(is_versions && entry.path().extension().is_some_and(|kind| kind == "manifest"));
                    }
                    Err(_) => {}
                }
            }
        }
        Ok((bytes, versions))
    }

    /// Merges small files, leaves out what was deleted, folds new rows into the indices and removes every version but the last.
    ///
    /// The caller is the one writer. A search that began on an older version may find its files gone; it starts over.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        let names = self.connection.table_names().execute().await.map_err(failed("listing tables"))?;
        for name in names {
            let Some(table) = self.table(&name).await? else { continue };
            // Indices first: files merge only with files that the same indices cover.
            table
                .optimize(OptimizeAction::Index(OptimizeOptions::default()))
                .await
                .map_err(failed("folding new rows into the index"))?;
            let options =
                CompactionOptions { materialize_deletions_threshold: DELETED_SHARE, ..CompactionOptions::default() };
            table
                .optimize(OptimizeAction::Compact { options, remap_options: None })
                .await
                .map_err(failed("merging files"))?;
            self.prune(&name).await?;
        }
        Ok(())
    }

    /// Removes every version of a table but the last, and every file that it does not use.
    async fn prune(&self, name: &str) -> Result<(), StoreError> {
        let Some(table) = self.table(name).await? else { return Ok(()) };
        let prune = OptimizeAction::Prune {
            older_than: Some(Duration::zero()),
            // Nobody else is in the middle of a write: the caller is the one writer.
            delete_unverified: Some(true),
            error_if_tagged_old_versions: None,
        };
        table.optimize(prune).await.map_err(failed("removing old versions"))?;
        Ok(())
    }
}

/// Removes an index folder, or whatever stands in its place. That there is nothing is fine.
pub fn remove_index(dir: &Path) -> Result<(), StoreError> {
    let is_file = std::fs::symlink_metadata(dir).is_ok_and(|found| !found.is_dir());
    match if is_file { std::fs::remove_file(dir) } else { std::fs::remove_dir_all(dir) } {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(index_error("removing the index folder", &error.to_string()))
        }
        _ => Ok(()),
    }
}

impl Database {
    /// Bytes of the database file and its log.
    pub fn file_bytes(&self) -> u64 {
        let len = |path: std::path::PathBuf| std::fs::metadata(path).map_or(0, |found| found.len());
        let log = format!("{}-wal", self.path().display());
        len(self.path().to_owned()) + len(log.into())
    }

    /// Drops cached vectors that nobody has used for long and old texts of models' calls, packs record versions, returns free pages where it pays, and empties the log.
    ///
    /// Writing the file anew takes seconds a hundred megabytes and as much free space as it is large.
    pub fn tidy(&self, now: Timestamp) -> Result<Tidied, StoreError> {
        let vectors = self.drop_unused_vectors(now, UNUSED_KEPT)?;
        self.forget_calls_before(now.saturating_sub(CALLS_KEPT).unwrap_or(Timestamp::MIN))?;
        self.pack()?;
        let vacuumed = self.vacuum_pays()?;
        if vacuumed {
            self.vacuum()?;
        }
        self.empty_log()?;
        Ok(Tidied { vectors, vacuumed })
    }

    /// Counts whole free pages and the gaps within the others: rows that went, shrank or came in no order leave both. Reads the file.
    fn vacuum_pays(&self) -> Result<bool, StoreError> {
        let connection = self.lock();
        let number = |pragma: &str| -> Result<u64, StoreError> {
            connection.pragma_query_value(None, pragma, |row| row.get(0)).map_err(doing("looking at free pages"))
        };
        let (free, pages) = (number("freelist_count")?, number("page_count")?);
        let (gaps, used): (u64, u64) = connection
            .query_row("SELECT coalesce(sum(unused), 0), coalesce(sum(pgsize), 0) FROM dbstat", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .map_err(doing("looking at free pages"))?;
        // Pages are all of one size; SQLCipher answers differently than SQLite when asked for it.
        let page = used / pages.saturating_sub(free).max(1);
        Ok(pays(free * page + gaps, used + free * page))
    }

    /// Writes the file anew, without free pages and without what lay in them.
    pub fn vacuum(&self) -> Result<(), StoreError> {
        self.lock().execute_batch("VACUUM main; VACUUM kept;").map_err(doing("writing the file anew"))
    }

    /// Moves the log into the file and cuts it to nothing. Fails where a reader holds on to an older state for ten seconds.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        let busy: i64 = self
            .lock()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(doing("emptying the log"))?;
        if busy == 0 {
            return Ok(());
        }
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        Err(doing("emptying the log")(rusqlite::Error::SqliteFailure(code, Some("a reader holds on to it".to_owned()))))
    }

    /// Notes which cached vectors no chunk uses, and drops those that were so for longer than `kept`. Returns how many went.
    pub fn drop_unused_vectors(&self, now: Timestamp, kept: SignedDuration) -> Result<usize, StoreError> {
        let limit = now.saturating_sub(kept).unwrap_or(Timestamp::MIN).as_millisecond();
        self.transaction("dropping unused vectors", |tx| {
            let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| {
                tx.execute(sql, params).map_err(doing("dropping unused vectors"))
            };
            run("CREATE TEMP TABLE IF NOT EXISTS used (text_hash BLOB PRIMARY KEY) WITHOUT ROWID", &[])?;
            run("DELETE FROM temp.used", &[])?;
            for key in Self::used_keys(tx)? {
                tx.prepare_cached("INSERT INTO temp.used (text_hash) VALUES (?1)")
                    .and_then(|mut insert| insert.execute([key.as_bytes()]))
                    .map_err(doing("dropping unused vectors"))?;
            }
            run("DELETE FROM unused_embedding WHERE text_hash IN (SELECT text_hash FROM temp.used)", &[])?;
            run(
                "INSERT OR IGNORE INTO unused_embedding (text_hash, model, since)
                 SELECT text_hash, model, ?1 FROM embedding WHERE text_hash NOT IN (SELECT text_hash FROM temp.used)",
                params![now.as_millisecond()],
            )?;
            let dropped = run(
                "DELETE FROM embedding WHERE (text_hash, model) IN
                     (SELECT text_hash, model FROM unused_embedding WHERE since <= ?1)",
                params![limit],
            )?;
            run("DELETE FROM unused_embedding WHERE since <= ?1", params![limit])?;
            run("DELETE FROM temp.used", &[])?;
            Ok(dropped)
        })
    }

    /// Bytes of all texts, older versions included, and of the vectors in the index.
    pub fn content_bytes(&self) -> Result<(u64, u64), StoreError> {
        let sum = |sql: &str| -> Result<u64, StoreError> {
            self.lock().query_row(sql, [], |row| row.get(0)).map_err(doing("measuring texts"))
        };
        let texts = self.bytes_of_texts("%")?;
        // A chunk has one vector; how long one is, any tells.
        let vectors = sum(
            "SELECT coalesce((SELECT octet_length(vector) FROM embedding LIMIT 1), 0)
            * (SELECT coalesce(sum(i.units + i.windows), 0) FROM embedded e JOIN indexed i ON i.document = e.document)",
        )?;
        Ok((texts, vectors))
    }

    /// Bytes of the keys by which chunks find their vectors; they are there for the vectors alone.
    pub fn key_bytes(&self) -> Result<u64, StoreError> {
        self.lock()
            .query_row("SELECT coalesce(sum(octet_length(keys)), 0) FROM chunked", [], |row| row.get(0))
            .map_err(doing("measuring keys"))
    }

    /// Bytes of pages by table, its indices included, as SQLite itself counts them. Reads the whole file.
    pub fn table_bytes(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let connection = self.lock();
        connection
            .prepare(
                "SELECT coalesce((SELECT tbl_name FROM sqlite_schema s WHERE s.name = d.name), d.name), sum(d.pgsize)
                 FROM dbstat d GROUP BY 1",
            )
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing("measuring tables"))
    }

    /// Bytes of all that HubSpot sent and is kept: every value of every version, and transcripts. Names of properties are not counted.
    pub fn record_bytes(&self) -> Result<u64, StoreError> {
        let mut bytes = 0;
        self.each_version(|_, _, properties| {
            bytes += properties.values().map(|value| value.len() as u64).sum::<u64>();
            Ok(())
        })?;
        Ok(bytes + self.bytes_of_texts(domain::Part::TRANSCRIPT)?)
    }

    /// Bytes of the texts of parts like `part`, as they are when unpacked.
    fn bytes_of_texts(&self, part: &str) -> Result<u64, StoreError> {
        let what = "measuring texts";
        let connection = self.lock();
        let mut select = connection
            .prepare_cached("SELECT octet_length(text), packed FROM document WHERE part LIKE ?1")
            .map_err(doing(what))?;
        let mut rows = select.query([part]).map_err(doing(what))?;
        let mut bytes = 0;
        while let Some(row) = rows.next().map_err(doing(what))? {
            let plain: u64 = row.get(0).map_err(doing(what))?;
            let packed = row.get_ref(1).and_then(|packed| Ok(packed.as_blob()?)).map_err(doing(what))?;
            bytes += plain + unpacked_len(packed).unwrap_or(0);
        }
        Ok(bytes)
    }

    /// Bytes of all texts, older versions included.
    pub fn text_bytes(&self) -> Result<u64, StoreError> {
        Ok(self.content_bytes()?.0)
    }

    /// Counts one more update of the index since the last upkeep.
    pub fn note_index_update(&self) -> Result<(), StoreError> {
        let updates = self.index_updates()? + 1;
        self.set_setting(UPDATES, &updates.to_string())
    }

    /// How many times the index was updated since the last upkeep.
    pub fn index_updates(&self) -> Result<u32, StoreError> {
        Ok(self.setting(UPDATES)?.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    /// Sets the count of updates back to 0, after an upkeep.
    pub fn reset_index_updates(&self) -> Result<(), StoreError> {
        self.set_setting(UPDATES, "0")
    }

    /// Records that a job begins. One of the kind that never ended is recorded as cut off. Returns its number.
    pub fn start_job(&self, kind: &str, now: Timestamp, size: StoreSize) -> Result<i64, StoreError> {
        self.transaction("recording a job", |tx| {
            tx.execute("UPDATE job SET outcome = 'cut_off' WHERE kind = ?1 AND outcome = 'running'", [kind])
                .map_err(doing("recording a job"))?;
            tx.execute(
                "INSERT INTO job (kind, started_at, ended_at, bytes_before, versions_before, bytes_after, versions_after, outcome, error)
                 VALUES (?1, ?2, 0, ?3, ?4, 0, 0, 'running', '')",
                params![kind, now.as_millisecond(), size.bytes(), size.versions],
            )
            .map_err(doing("recording a job"))?;
            Ok(tx.last_insert_rowid())
        })
    }

    /// Writes down how a job ended.
    pub fn end_job(
        &self,
        job: i64,
        now: Timestamp,
        size: StoreSize,
        outcome: &str,
        error: &str,
    ) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE job SET ended_at = ?2, bytes_after = ?3, versions_after = ?4, outcome = ?5, error = ?6 WHERE id = ?1",
                params![job, now.as_millisecond(), size.bytes(), size.versions, outcome, error],
            )
            .map_err(doing("recording a job"))?;
        Ok(())
    }

    /// The last job of a kind; none in a database that no version with jobs has written to yet.
    pub fn last_job(&self, kind: &str) -> Result<Option<StoredJob>, StoreError> {
        let connection = self.lock();
        let exists: bool = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'job'", [], |row| row.get(0))
            .map_err(doing("reading jobs"))?;
        if !exists {
            return Ok(None);
        }
        connection
            .query_row(
                "SELECT kind, started_at, ended_at, bytes_before, versions_before, bytes_after, versions_after, outcome, error
                 FROM job WHERE kind = ?1 ORDER BY id DESC LIMIT 1",
                [kind],
                |row| {
                    let (started, ended): (i64, i64) = (row.get(1)?, row.get(2)?);
                    let job = StoredJob {
                        kind: row.get(0)?,
                        started_at: Timestamp::UNIX_EPOCH,
                        ended_at: None,
                        before: (row.get(3)?, row.get(4)?),
                        after: (row.get(5)?, row.get(6)?),
                        outcome: row.get(7)?,
                        error: row.get(8)?,
                    };
                    Ok((job, started, ended))
                },
            )
            .optional()
            .map_err(doing("reading jobs"))?
            .map(|(job, started, ended)| {
                let ended_at = Some(ended).filter(|ended| *ended != 0).map(instant).transpose()?;
                Ok(StoredJob { started_at: instant(started)?, ended_at, ..job })
            })
            .transpose()
    }
}

/// Whether writing SQLite's file anew gives enough back. Pure.
fn pays(unused: u64, bytes: u64) -> bool {
    #[allow(clippy::cast_precision_loss)]
    let share = unused as f64 / bytes.max(1) as f64;
    UNUSED_BYTES_MIN <= unused && UNUSED_SHARE <= share
}

/// Free bytes for us on the disk that holds `path`; none where the system does not say.
#[cfg(unix)]
pub fn free_bytes(path: &Path) -> Option<u64> {
    // The nearest folder that exists tells: what is asked about may not have been made yet.
    let existing = path.ancestors().find(|folder| folder.exists())?;
    let disk = rustix::fs::statvfs(existing).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Free bytes for us on the disk that holds `path`; none where the system does not say.
#[cfg(not(unix))]
pub fn free_bytes(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TextHash;

    fn database() -> (tempfile::TempDir, Database) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        (dir, database)
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    #[test]
    fn a_vacuum_pays_when_much_is_free() {
        let megabyte = 1 << 20;
        let cases = [
            (0, megabyte, false),
            (UNUSED_BYTES_MIN - 1, megabyte / 10, false),
            (megabyte, 21 * megabyte, false),
            (megabyte, 20 * megabyte, true),
            (UNUSED_BYTES_MIN, megabyte / 2, true),
            (0, 0, false),
        ];
        for (unused, bytes, expected) in cases {
            assert_eq!(pays(unused, bytes), expected, "{unused} of {bytes}");
        }
    }

    #[test]
    fn what_was_read_is_packed_and_reads_as_before() {
        use crate::{Page, RunState, Versioned};
        use domain::{ObjectType, Record, RecordId};
        let (_dir, database) = database();
        let record = |number: usize| Record {
            id: RecordId::new(ObjectType::Note, number.to_string()),
            properties: [(
                "hs_note_body".to_owned(),
                format!("<p>Note {number}: {}</p>", "the same again. ".repeat(60)),
            )]
            .into(),
            created_at: at(0),
            modified_at: at(0),
            archived: false,
        };
        let versioned = |number| Versioned {
            record: record(number),
            documents: Vec::new(),
            activity: None,
            history: Vec::new(),
            aliases: Vec::new(),
        };
        let page = Page { records: (0..3_000).map(versioned).collect(), ..Page::default() };
        let run = RunState { number: 1, state: String::new() };
        database.apply_page(&page, &run, at(1)).unwrap();
        database.empty_log().unwrap();
        let before = database.file_bytes();
        assert!(database.tidy(at(2)).unwrap().vacuumed);
        assert!(database.file_bytes() * 2 < before, "{} of {before} bytes", database.file_bytes());
        assert_eq!(database.record(&record(2_999).id).unwrap(), Some(record(2_999)));
        // The same once more is no change, one that is archived keeps what it said, and a second upkeep finds nothing to do.
        let outcome = database.apply_page(&page, &run, at(3)).unwrap();
        assert_eq!((outcome.created, outcome.updated), (0, 0));
        database.mark_archived(&record(7).id, at(4)).unwrap();
        let versions = database.versions(&record(7).id).unwrap();
        assert_eq!((versions.len(), &versions[1].0.properties), (2, &record(7).properties));
        assert_eq!(database.pack().unwrap(), 0);
    }

    #[test]
    fn unused_vectors_wait_before_they_go() {
        let (_dir, database) = database();
        let names = [TextHash::of("a"), TextHash::of("b")];
        database.cache_vectors("m", &[(names[0], vec![1.0]), (names[1], vec![2.0])]).unwrap();
        assert_eq!(database.drop_unused_vectors(at(0), SignedDuration::from_hours(2)).unwrap(), 0);
        assert_eq!(database.drop_unused_vectors(at(1), SignedDuration::from_hours(2)).unwrap(), 0);
        assert_eq!(database.cached_vectors("m", &names).unwrap().len(), 2, "they may be wanted again soon");
        assert_eq!(database.drop_unused_vectors(at(2), SignedDuration::from_hours(2)).unwrap(), 2);
        assert!(database.cached_vectors("m", &names).unwrap().is_empty());
    }

    #[test]
    fn a_job_that_never_ended_was_cut_off() {
        let (_dir, database) = database();
        let size = StoreSize { database_bytes: 3, index_bytes: 4, versions: 5 };
        database.start_job("maintain", at(1), size).unwrap();
        assert_eq!(database.last_job("maintain").unwrap().unwrap().outcome, "running");
        let second = database.start_job("maintain", at(2), size).unwrap();
        database.end_job(second, at(3), StoreSize::default(), "failed", "no space").unwrap();
        let last = database.last_job("maintain").unwrap().unwrap();
        assert_eq!((last.before, last.ended_at, last.error.as_str()), ((7, 5), Some(at(3)), "no space"));
        let first: String =
            database.lock().query_row("SELECT outcome FROM job ORDER BY id LIMIT 1", [], |row| row.get(0)).unwrap();
        assert_eq!(first, "cut_off");
    }

    #[test]
    fn the_disk_says_how_much_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let not_there_yet = dir.path().join("a/b");
        assert!(cfg!(not(unix)) || free_bytes(&not_there_yet).is_some_and(|free| 0 < free));
    }
}

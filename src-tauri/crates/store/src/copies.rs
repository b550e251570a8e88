//! Copies of a database: one before each migration, one a week, and those that a rep makes.
//!
//! A copy is a database of its own in one file, sealed like the original, as it stood at one moment. It lies in the folder `copies` beside the
//! original. An erasure removes all of them.

use crate::{Database, StoreError, database, doing, kept};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
};

/// How long after the last copy that was made by itself the next is due.
const EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many of them are kept.
const WEEKLY_KEPT: usize = 2;
/// What the name of one begins with; its moment follows.
const WEEKLY: &str = "weekly-";
const COPYING: &str = "copying the database";

/// What a copy holds: how many rows, by table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Rows by table, for those tables that say whether something is missing.
    pub rows: BTreeMap<String, u64>,
    /// The layout that it was written in.
    pub layout: usize,
}

/// The folder for the copies of a database.
pub(crate) fn folder_of(database: &Path) -> PathBuf {
    database.with_file_name("copies")
}

/// Copies an opened database into a file of its own, sealed with `key`. A file that is there is written over.
pub(crate) fn copy_into(from: &Connection, to: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    kept::remove(to)?;
    let mut copy = Connection::open(to).map_err(doing(COPYING))?;
    copy.pragma_update(None, "key", database::raw_key(key).as_str()).map_err(doing(COPYING))?;
    {
        let backup = Backup::new(from, &mut copy).map_err(doing(COPYING))?;
        while backup.step(-1).map_err(doing(COPYING))? != rusqlite::backup::StepResult::Done {
            // Another connection is in the middle of a write.
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    // A copy is one file: it has no log beside it, whoever reads it.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).map_err(doing(COPYING))?;
    close(copy, to)
}

/// Moves what its log holds into a database's file, closes it, and waits until the disk has it.
pub(crate) fn close(connection: Connection, path: &Path) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(doing(COPYING))?;
    connection.close().map_err(|(_, error)| doing(COPYING)(error))?;
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|source| StoreError::Io { doing: "write", path: path.to_owned(), source })
}

/// Puts a closed database in the place of another, whose log goes.
pub(crate) fn put_in_place(new: &Path, path: &Path) -> Result<(), StoreError> {
    kept::remove(path)?;
    std::fs::rename(new, path).map_err(|source| StoreError::Io { doing: "rename", path: new.to_owned(), source })?;
    sync_folder(path);
    Ok(())
}

/// Moves a database's file among the copies, with its log if that is not empty, under a name that says what it is.
pub(crate) fn set_aside(path: &Path, name: &str) -> Result<PathBuf, StoreError> {
    let folder = folder_of(path);
    crate::home::create_private_dir(&folder)?;
    let aside = folder.join(format!("{name}.db"));
    kept::remove(&aside)?;
    for end in ["", "-wal"] {
        let from = PathBuf::from(format!("{}{end}", path.display()));
        let to = PathBuf::from(format!("{}{end}", aside.display()));
        match std::fs::rename(&from, &to) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Io { doing: "rename", path: from, source: error });
            }
            _ => {}
        }
    }
    Ok(aside)
}

/// A rename is on the disk when its folder is. Not every system can wait for that, and none loses both names.
fn sync_folder(path: &Path) {
    if let Some(Err(error)) = path.parent().map(|folder| File::open(folder).and_then(|folder| folder.sync_all())) {
        tracing::debug!(%error, "the folder was not waited for");
    }
}

/// Rows by table, of every table that an upgrade must not shorten.
pub(crate) fn counts(connection: &Connection) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut counts = BTreeMap::new();
    for table in kept::TABLES.into_iter().chain(["record", "record_version", "document", "association", "activity"]) {
        let is_there: bool = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1", [table], |row| {
                row.get(0)
            })
            .map_err(doing(COPYING))?;
        if is_there {
            let count = connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
            counts.insert(table.to_owned(), count.map_err(doing(COPYING))?);
        }
    }
    Ok(counts)
}

/// Reads every page of a database that nobody has open, and says what is wrong; `None` where all is well.
pub fn check_file(path: &Path, key: &[u8; 32]) -> Result<Option<String>, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(doing("opening"))?;
    match database::unlock(&connection, key, path).and_then(|()| wrong_with(&connection)) {
        Err(error) if error.is_damage() => Ok(Some(reason_of(&error))),
        other => other,
    }
}

/// What the seals of its pages and SQLite's own check say.
fn wrong_with(connection: &Connection) -> Result<Option<String>, StoreError> {
    let checking = doing("checking the database");
    let broken: Vec<String> = connection
        .prepare("PRAGMA cipher_integrity_check")
        .and_then(|mut check| check.query_map([], |row| row.get(0))?.collect())
        .map_err(&checking)?;
    if let Some(first) = broken.first() {
        return Ok(Some(format!("{} of its pages cannot be read ({first})", broken.len())));
    }
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(&checking)?;
    Ok((said != "ok").then_some(said))
}

fn reason_of(error: &StoreError) -> String {
    match error {
        StoreError::Damaged { reason, .. } => reason.clone(),
        StoreError::Database { source, .. } => source.to_string(),
        other => other.to_string(),
    }
}

/// Puts a copy, sealed with `from_key`, in the place of the database at `path`, sealed with `key`. What is there, its second copy included, is moved
/// among the copies under names that begin with `aside`; the name of the database's is returned. Nobody may have it open.
pub fn put_copy_in_place(
    copy: &Path,
    from_key: &[u8; 32],
    path: &Path,
    key: &[u8; 32],
    aside: &str,
) -> Result<Option<PathBuf>, StoreError> {
    let source = database::open_file(copy, from_key)?;
    let new = PathBuf::from(format!("{}-new", path.display()));
    copy_into(&source, &new, key)?;
    let second = kept::path_of(path);
    if second.exists() {
        set_aside(&second, &format!("{aside}-kept"))?;
    }
    let moved = if path.exists() { Some(set_aside(path, aside)?) } else { None };
    put_in_place(&new, path)?;
    Ok(moved)
}

/// Whether a key opens the database at `path`; `false` too where the file is gone or cannot be read.
pub fn opens_with(path: &Path, key: &[u8; 32]) -> bool {
    path.is_file() && database::open_file(path, key).is_ok()
}

/// Seals the database at `path` with another key. Nobody may have it open. A copy is written, read back whole and counted, and takes the file's place
/// in one step: until then the old key opens it, from then on the new one, and never neither. The second copy, sealed with the old key, goes; it is
/// made anew at the next opening. Copies in the folder beside it stay as they are.
///
/// # Errors
/// [`StoreError::Busy`] where another process reads it at the moment; [`StoreError::Damaged`] where the copy does not hold the same. Either changes
/// nothing.
pub fn seal_anew(path: &Path, key: &[u8; 32], new_key: &[u8; 32]) -> Result<(), StoreError> {
    let new = resealed(path);
    let source = database::open_file(path, key)?;
    copy_into(&source, &new, new_key)?;
    let reason = check_file(&new, new_key)?;
    if let Some(reason) = reason {
        return Err(StoreError::Damaged { path: new, reason });
    }
    if counts(&source)? != counts(&database::open_file(&new, new_key)?)? {
        let reason = "a copy of it holds something else".to_owned();
        return Err(StoreError::Damaged { path: path.to_owned(), reason });
    }
    close(source, path)?;
    // What stands in a log of the old file would be put into the new one.
    let log = PathBuf::from(format!("{}-wal", path.display()));
    if std::fs::metadata(&log).is_ok_and(|log| 0 < log.len()) {
        return Err(StoreError::Busy { path: path.to_owned() });
    }
    std::fs::rename(&new, path).map_err(|source| StoreError::Io { doing: "rename", path: new.clone(), source })?;
    sync_folder(path);
    kept::remove(&kept::path_of(path))
}

/// Removes what a [`seal_anew`] that was cut off has left behind.
pub fn drop_resealed(path: &Path) -> Result<(), StoreError> {
    kept::remove(&resealed(path))
}

fn resealed(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-resealed", path.display()))
}

/// The copies of a database that were made by themselves, the newest first, then those from before a migration.
pub(crate) fn made(database: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder_of(database)) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "db"))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(WEEKLY)))
        .collect();
    found.sort();
    found.reverse();
    found
}

impl Database {
    /// Reads every page and says what is wrong; `None` where all is well. Takes as long as reading the file takes.
    pub fn check(&self) -> Result<Option<String>, StoreError> {
        match wrong_with(&self.lock()) {
            Err(error) if error.is_damage() => Ok(Some(reason_of(&error))),
            other => other,
        }
    }

    /// Writes a copy, as the database stands now, to a file, sealed with `key`, reads it back whole, and says what it holds.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the database, or the copy, does not read back.
    pub fn copy_to(&self, path: &Path, key: &[u8; 32]) -> Result<Copied, StoreError> {
        copy_into(&self.lock(), path, key)?;
        if let Some(reason) = check_file(path, key)? {
            return Err(StoreError::Damaged { path: path.to_owned(), reason });
        }
        let copy = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(doing(COPYING))?;
        database::unlock(&copy, key, path)?;
        Ok(Copied { rows: counts(&copy)?, layout: database::layout_of(&copy)? })
    }

    /// When the last copy was made by itself; `None` where there is none.
    pub fn last_copy(&self) -> Option<Timestamp> {
        let newest = made(self.path()).into_iter().next()?;
        let name = newest.file_stem()?.to_string_lossy().into_owned();
        let millis: i64 = name.strip_prefix(WEEKLY)?.parse().ok()?;
        Timestamp::from_millisecond(millis).ok()
    }

    /// Makes the copy of the week if it is due, and removes the oldest beyond two. `Ok(false)` where none is due.
    pub fn copy_of_the_week(&self, key: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
        let is_due = self.last_copy().is_none_or(|last| now < last || EVERY <= now.duration_since(last));
        if !is_due {
            return Ok(false);
        }
        let folder = folder_of(self.path());
        crate::home::create_private_dir(&folder)?;
        let name = format!("{WEEKLY}{:015}.db", now.as_millisecond().max(0));
        let half_made = folder.join("half-made");
        self.copy_to(&half_made, key)?;
        put_in_place(&half_made, &folder.join(name))?;
        for old in made(self.path()).into_iter().skip(WEEKLY_KEPT) {
            kept::remove(&old)?;
        }
        Ok(true)
    }

    /// Removes every copy, and returns how many there were: somebody is to be forgotten, and they stand in each.
    pub fn remove_copies(&self) -> Result<usize, StoreError> {
        let folder = folder_of(self.path());
        let files = crate::files_under(&folder)?;
        for file in &files {
            std::fs::remove_file(file).map_err(|source| StoreError::Io {
                doing: "remove",
                path: file.clone(),
                source,
            })?;
        }
        Ok(files.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_sealed_anew_holds_the_same_and_opens_with_one_key_at_every_moment() {
        let (dir, other) = (tempfile::tempdir().unwrap(), [9; 32]);
        let path = dir.path().join("store.db");
        let database = Database::open(&path, &KEY).unwrap();
        database.set_setting("a word", "kept").unwrap();
        drop(database);
        // One who was cut off before the last step left this behind; it is written over.
        std::fs::write(dir.path().join("store.db-resealed"), "half").unwrap();
        assert!(opens_with(&path, &KEY) && !opens_with(&path, &other));
        seal_anew(&path, &KEY, &other).unwrap();
        assert!(!opens_with(&path, &KEY) && opens_with(&path, &other));
        let database = Database::open(&path, &other).unwrap();
        assert_eq!(database.setting("a word").unwrap().as_deref(), Some("kept"));
        assert!(kept::opens(&path, &other), "the second copy has the new key too");
        assert!(!dir.path().join("store.db-resealed").exists());
        // The wrong key changes nothing.
        drop(database);
        assert!(seal_anew(&path, &KEY, &other).is_err());
        assert!(opens_with(&path, &other));
    }

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn a_copy_holds_what_was_there_and_opens_with_its_own_key() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &KEY).unwrap();
        database.set_setting("a", "b").unwrap();
        let copy = dir.path().join("copy.db");
        let copied = database.copy_to(&copy, &[9; 32]).unwrap();
        assert_eq!((copied.rows["setting"], copied.layout), (1, database::latest()));
        assert_eq!(check_file(&copy, &[9; 32]).unwrap(), None);
        assert!(check_file(&copy, &KEY).is_err());
        let moved = put_copy_in_place(&copy, &[9; 32], database.path(), &KEY, "replaced-now").unwrap();
        assert!(moved.is_some_and(|path| path.is_file()));
        drop(database);
        let database = Database::open(&dir.path().join("store.db"), &KEY).unwrap();
        assert_eq!(database.setting("a").unwrap().as_deref(), Some("b"));
    }

    #[test]
    fn an_older_layout_is_brought_up_to_date_on_a_copy_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        {
            let mut old = Connection::open(&path).unwrap();
            database::unlock(&old, &KEY, &path).unwrap();
            database::to_layout(&mut old, 12);
            old.execute("INSERT INTO setting VALUES ('a', 'b')", []).unwrap();
        }
        let database = Database::open(&path, &KEY).unwrap();
        assert_eq!(database.setting("a").unwrap().as_deref(), Some("b"));
        let before = folder_of(&path).join(format!("before-layout-{}.db", database::latest()));
        assert_eq!(check_file(&before, &KEY).unwrap(), None);
        // It is made once, not at each opening.
        std::fs::remove_file(&before).unwrap();
        drop(database);
        Database::open(&path, &KEY).unwrap();
        assert!(!before.exists());
    }

    #[test]
    fn two_copies_of_a_week_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &KEY).unwrap();
        for week in 0..5 {
            let now = Timestamp::from_second(1_800_000_000 + week * 7 * 24 * 3_600).unwrap();
            assert!(database.copy_of_the_week(&KEY, now).unwrap());
            assert_eq!(database.last_copy(), Some(now));
        }
        assert_eq!(made(database.path()).len(), WEEKLY_KEPT);
        assert_eq!(database.remove_copies().unwrap(), WEEKLY_KEPT);
        assert_eq!(database.last_copy(), None);
    }
}

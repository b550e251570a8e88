//! Opening one portal's encrypted database.

use crate::{
    StoreError, copies, doing, kept,
    packed::{Opened, Reader},
    texts::Lately,
};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zeroize::Zeroizing;

const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../migrations/001_first.sql")),
    M::up(include_str!("../migrations/002_outbox.sql")),
    M::up(include_str!("../migrations/003_upkeep.sql")),
    M::up(include_str!("../migrations/004_numbers.sql")),
    M::up(include_str!("../migrations/005_models.sql")),
    M::up(include_str!("../migrations/006_chunked.sql")),
    M::up(include_str!("../migrations/007_audit.sql")),
    M::up(include_str!("../migrations/008_readings.sql")),
    M::up(include_str!("../migrations/009_ratings.sql")),
    M::up(include_str!("../migrations/010_grades.sql")),
    M::up(include_str!("../migrations/011_shelf.sql")),
    M::up(include_str!("../migrations/012_packs.sql")),
    M::up(include_str!("../migrations/013_kept.sql")),
    M::up(include_str!("../migrations/014_languages.sql")),
    M::up(include_str!("../migrations/015_lines.sql")),
    M::up(include_str!("../migrations/016_conversations.sql")),
    M::up(include_str!("../migrations/017_asked.sql")),
    M::up(include_str!("../migrations/018_rep.sql")),
    M::up(include_str!("../migrations/019_jottings.sql")),
    M::up(include_str!("../migrations/020_recorders.sql")),
    M::up(include_str!("../migrations/021_events.sql")),
    M::up(include_str!("../migrations/022_digest.sql")),
    M::up(include_str!("../migrations/023_programs.sql")),
    M::up(include_str!("../migrations/024_calendars.sql")),
];

/// The first layout in which each line of the log of writes is chained as it is written.
const CHAINED_SINCE: usize = 7;
/// Memory for decrypted pages, in KiB.
const PAGES_KIB: i64 = 16 << 10;

/// One portal's SQLite file, encrypted by SQLCipher from its first byte.
pub struct Database {
    connection: Mutex<Connection>,
    path: PathBuf,
    lately: Mutex<Lately>,
    opened: Arc<Mutex<Opened>>,
}

impl Database {
    /// Opens for writing, creating and migrating as needed. The caller holds the home's lock.
    ///
    /// An older layout is brought up to date on a copy, which takes the file's place when it holds as much; the file as it was stays among
    /// the copies.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, StoreError> {
        kept::refuse_a_fresh_start(path)?;
        migrate_a_copy(path, key)?;
        let mut connection = Connection::open(path).map_err(doing("opening"))?;
        unlock(&connection, key, path)?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")
            .map_err(doing("opening"))?;
        to_latest(&mut connection, path)?;
        kept::attach(&mut connection, path, key)?;
        // A transaction that reads first and then writes would fail at once where another connection wrote in between; one that says at its
        // beginning that it writes waits for its turn.
        connection.set_transaction_behavior(TransactionBehavior::Immediate);
        Ok(Self::of(connection, path))
    }

    /// Opens for reading beside a writer. Fails if the file does not exist, or has another layout than this version writes.
    pub fn open_read_only(path: &Path, key: &[u8; 32]) -> Result<Self, StoreError> {
        kept::refuse_a_fresh_start(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(doing("opening"))?;
        unlock(&connection, key, path)?;
        let layout = refuse_another_file(&connection, path)?;
        if layout != MIGRATIONS.len() {
            return Err(StoreError::OtherLayout { path: path.to_owned(), is_older: layout < MIGRATIONS.len() });
        }
        Ok(Self::of(connection, path))
    }

    fn of(connection: Connection, path: &Path) -> Self {
        Self {
            connection: Mutex::new(connection),
            path: path.to_owned(),
            lately: Mutex::default(),
            opened: Arc::default(),
        }
    }

    /// The path of the database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    // A transaction that a panic cut short was rolled back when it was dropped, so a poisoned connection is usable.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Texts that were read lately. Taken after [`Database::lock`], never before it.
    pub(crate) fn lately(&self) -> MutexGuard<'_, Lately> {
        self.lately.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what may be packed, over a connection that [`Database::lock`] gave.
    pub(crate) fn reader<'c>(&self, connection: &'c Connection) -> Reader<'c> {
        Reader::with(connection, &self.opened)
    }

    /// Forgets what was read lately: it may have been somebody's who is erased.
    pub(crate) fn forget_lately(&self) {
        *self.lately() = Lately::default();
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Opened::default();
    }

    /// Runs `work` in one transaction: all of it is kept, or none.
    pub(crate) fn transaction<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(doing(what))?;
        let result = work(&transaction)?;
        transaction.commit().map_err(doing(what))?;
        Ok(result)
    }

    /// Like [`Database::transaction`], and on the disk when it returns: a power cut does not undo it.
    pub(crate) fn durable_transaction<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let synchronous = |level: &str| self.lock().pragma_update(None, "synchronous", level).map_err(doing(what));
        synchronous("FULL")?;
        let result = self.transaction(what, work);
        synchronous("NORMAL")?;
        result
    }

    /// Whether it was opened for writing.
    pub fn is_writable(&self) -> bool {
        self.lock().is_readonly(rusqlite::MAIN_DB).is_ok_and(|is_read_only| !is_read_only)
    }

    /// The value of the setting `name`; `None` where it was never set.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        use rusqlite::OptionalExtension;
        self.lock()
            .query_row("SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
            .optional()
            .map_err(doing("reading a setting"))
    }

    /// Sets the setting `name` to a value.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [name, value],
            )
            .map_err(doing("writing a setting"))?;
        Ok(())
    }
}

/// How many migrations a database of today has behind it.
pub(crate) fn latest() -> usize {
    MIGRATIONS.len()
}

/// Brings a database up to today's layout, in its place.
pub(crate) fn to_latest(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    Migrations::from_slice(MIGRATIONS)
        .to_latest(connection)
        .map_err(|error| StoreError::Migration { path: path.to_owned(), reason: error.to_string() })
}

/// Brings a database up to an older layout, as an older Foreword wrote it.
#[cfg(test)]
pub(crate) fn to_layout(connection: &mut Connection, layout: usize) {
    Migrations::from_slice(MIGRATIONS).to_version(connection, layout).unwrap();
}

/// The layout of an opened file: how many migrations it has behind it.
pub(crate) fn layout_of(connection: &Connection) -> Result<usize, StoreError> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(doing("opening"))
}

/// Opens a file that is there, for whatever it holds.
pub(crate) fn open_file(path: &Path, key: &[u8; 32]) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(doing("opening"))?;
    unlock(&connection, key, path)?;
    Ok(connection)
}

/// The layout of an opened file. Fails where it was written to and holds no records: another file of ours, as the second copy, was put in its
/// place, and the same key opens that.
fn refuse_another_file(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let layout = layout_of(connection)?;
    let holds_records: bool = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'record'", [], |row| row.get(0))
        .map_err(doing("opening"))?;
    if layout == 0 || holds_records {
        return Ok(layout);
    }
    Err(StoreError::Damaged { path: path.to_owned(), reason: "another file is in its place".to_owned() })
}

/// Where a database of an older layout lies: migrates a copy of it, and puts that in its place if no row of what counts is missing.
fn migrate_a_copy(path: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    if !path.exists() {
        return Ok(());
    }
    let before = open_file(path, key)?;
    let layout = refuse_another_file(&before, path)?;
    if layout == 0 || latest() <= layout {
        return Ok(());
    }
    let new = PathBuf::from(format!("{}-new", path.display()));
    copies::copy_into(&before, &new, key)?;
    let mut after = open_file(&new, key)?;
    to_latest(&mut after, path)?;
    if layout < CHAINED_SINCE {
        let chaining = "chaining the log of writes";
        let transaction = after.transaction().map_err(doing(chaining))?;
        crate::audit::catch_up(&transaction)?;
        transaction.commit().map_err(doing(chaining))?;
    }
    let (had, has) = (copies::counts(&before)?, copies::counts(&after)?);
    if let Some((table, count)) = had.iter().find(|(table, count)| has.get(*table).is_some_and(|now| now < count)) {
        let reason = format!("of {count} rows of {table} some would be missing, so nothing was changed");
        return Err(StoreError::Migration { path: path.to_owned(), reason });
    }
    copies::close(after, &new)?;
    copies::close(before, path)?;
    copies::set_aside(path, &format!("before-layout-{}", latest()))?;
    copies::put_in_place(&new, path)
}

/// A raw key: SQLCipher then skips its own derivation, which costs a quarter of a second an opening.
///
/// Nothing of it is left behind: the text is as long as it will be from the start, and overwritten when it goes.
pub(crate) fn raw_key(key: &[u8; 32]) -> Zeroizing<String> {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let mut text = Zeroizing::new(String::with_capacity(67));
    text.push_str("x'");
    for byte in key {
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    text.push('\'');
    text
}

pub(crate) fn unlock(connection: &Connection, key: &[u8; 32], path: &Path) -> Result<(), StoreError> {
    connection.pragma_update(None, "key", raw_key(key).as_str()).map_err(doing("opening"))?;
    connection.busy_timeout(std::time::Duration::from_secs(10)).map_err(doing("opening"))?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(|error| {
        match error.sqlite_error_code() {
            // The second copy has the same key: where it opens, the key is right and the file is not.
            Some(rusqlite::ErrorCode::NotADatabase) if kept::opens(path, key) => {
                StoreError::Damaged { path: path.to_owned(), reason: "its first page cannot be read".to_owned() }
            }
            Some(rusqlite::ErrorCode::NotADatabase) => StoreError::WrongKey { path: path.to_owned() },
            _ => StoreError::Database { doing: "opening", source: error },
        }
    })?;
    // Each page that is not in memory is decrypted and its seal checked; two megabytes, as SQLite has it, hold a handful of texts.
    connection.pragma_update(None, "cache_size", -PAGES_KIB).map_err(doing("opening"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_sound() {
        assert!(Migrations::from_slice(MIGRATIONS).validate().is_ok());
    }

    #[test]
    fn the_file_is_encrypted_and_refuses_another_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let database = Database::open(&path, &[7; 32]).unwrap();
        database.set_setting("greeting", "sentinel-4711").unwrap();
        drop(database);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.starts_with(b"SQLite format 3"));
        assert!(!bytes.windows(13).any(|window| window == b"sentinel-4711"));
        assert!(matches!(Database::open(&path, &[8; 32]), Err(StoreError::WrongKey { .. })));
        let reader = Database::open_read_only(&path, &[7; 32]).unwrap();
        assert_eq!(reader.setting("greeting").unwrap().as_deref(), Some("sentinel-4711"));
    }

    #[test]
    fn whoever_writes_beside_another_waits_and_does_not_fail() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("store.db");
        let count_up = |database: &Database| {
            database.transaction("counting", |tx| {
                let count: i64 = tx
                    .query_row("SELECT value FROM setting WHERE name = 'count'", [], |row| row.get::<_, String>(0))
                    .map_or(0, |count| count.parse().unwrap());
                tx.execute(
                    "INSERT OR REPLACE INTO setting (name, value) VALUES ('count', ?1)",
                    [(count + 1).to_string()],
                )
                .map_err(doing("counting"))
            })
        };
        let databases = [(); 2].map(|()| Database::open(&path, &[7; 32]).unwrap());
        std::thread::scope(|threads| {
            for database in &databases {
                threads.spawn(move || (0..100).for_each(|_| assert_eq!(count_up(database).unwrap(), 1)));
            }
        });
        assert_eq!(databases[0].setting("count").unwrap().as_deref(), Some("200"));
    }
}

//! Making a damaged database anew of what can be read: what only this machine has, first.
//!
//! Two sources are put together, each looked for in both files, which may have been swapped. What only this machine has (`kept`) comes from the second copy, else from the damaged file, else from the
//! newest copy, table by table, and row by row where no source has the whole table. What HubSpot has too comes from the damaged file if all
//! of it can be read, else from the newest copy that can be read, else not at all: the next sync fetches what is missing, and half of it
//! would be worse than none, since a sync passes over what it believes to be here.

use crate::{
    StoreError, copies,
    database::{self, open_file, raw_key, unlock},
    doing,
    kept::{self, copy_of},
};
use rusqlite::{Connection, params, types::Value};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

const REPAIRING: &str = "making the database anew";

/// Where a part of a repaired database came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// From the damaged file, in which it could be read.
    DamagedFile,
    /// From the second copy, which is written with every change.
    SecondCopy,
    /// From the copy of a week.
    WeeklyCopy,
    /// In parts: some of its rows are lost.
    InParts,
    /// From nowhere: what was there is lost here.
    Nowhere,
}

/// What a repair brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// Where what HubSpot has too came from; with [`Origin::Nowhere`] a sync fetches all of it.
    pub records: Origin,
    /// Where what only this machine has came from, by table; a table that was empty has no place here.
    pub kept: Vec<(String, Origin)>,
    /// Where the damaged file lies now.
    pub moved_to: PathBuf,
}

/// Makes the database at `path` anew, in today's layout, and moves the damaged one aside under a name that ends in `stamp`. Nobody may have it
/// open. Should it be cut off, the damaged file is where it was.
///
/// # Errors
/// [`StoreError::Io`] and [`StoreError::Database`] where the disk refuses to take the new file.
pub fn repair(path: &Path, key: &[u8; 32], stamp: &str) -> Result<Repaired, StoreError> {
    let weekly = copies::made(path);
    let new = PathBuf::from(format!("{}-new", path.display()));
    let (connection, records) = with_records(path, &new, &weekly, key)?;
    let kept = fill_kept(&connection, path, &weekly, key)?;
    copies::close(connection, &new)?;
    let moved_to = copies::set_aside(path, &format!("damaged-{stamp}"))?;
    kept::remove(&kept::path_of(path))?;
    copies::put_in_place(&new, path)?;
    Ok(Repaired { records, kept, moved_to })
}

/// A new database with what HubSpot has too, from the first source in which all of it can be read.
fn with_records(
    path: &Path,
    new: &Path,
    weekly: &[PathBuf],
    key: &[u8; 32],
) -> Result<(Connection, Origin), StoreError> {
    // The two files may have been swapped.
    let second = kept::path_of(path);
    let sources = [(path, Origin::DamagedFile), (second.as_path(), Origin::DamagedFile)]
        .into_iter()
        .chain(weekly.iter().map(|copy| (copy.as_path(), Origin::WeeklyCopy)));
    for (source, origin) in sources {
        let connection = empty(new, key)?;
        match copy_records(&connection, source, key) {
            Ok(()) => return Ok((connection, origin)),
            Err(error) => tracing::warn!(%error, source = %source.display(), "the records cannot be read from here"),
        }
    }
    Ok((empty(new, key)?, Origin::Nowhere))
}

/// A new database of today's layout without a row.
fn empty(new: &Path, key: &[u8; 32]) -> Result<Connection, StoreError> {
    kept::remove(new)?;
    let mut connection = Connection::open(new).map_err(doing(REPAIRING))?;
    unlock(&connection, key, new)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;").map_err(doing(REPAIRING))?;
    database::to_latest(&mut connection, new)?;
    Ok(connection)
}

/// Every table that is not kept twice.
fn copy_records(connection: &Connection, source: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    attach(connection, source, key)?;
    let layout: usize =
        connection.query_row("PRAGMA source.user_version", [], |row| row.get(0)).map_err(doing(REPAIRING))?;
    if layout != database::latest() {
        return Err(StoreError::OtherLayout { path: source.to_owned(), is_older: layout < database::latest() });
    }
    let twice: BTreeSet<&str> = kept::TABLES.into_iter().collect();
    connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN").map_err(doing(REPAIRING))?;
    for table in tables(connection)?.into_iter().filter(|table| !twice.contains(table.as_str())) {
        let columns = kept::layout(connection, "main", &table)?.columns.join(", ");
        connection
            .execute_batch(&format!(
                "DELETE FROM main.{table}; INSERT INTO main.{table} ({columns}) SELECT {columns} FROM source.{table};"
            ))
            .map_err(doing(REPAIRING))?;
    }
    let dangling: Option<String> = connection
        .prepare("PRAGMA main.foreign_key_check")
        .and_then(|mut check| check.query_map([], |row| row.get(0))?.next().transpose())
        .map_err(doing(REPAIRING))?;
    if let Some(table) = dangling {
        let reason = format!("rows of {table} refer to what is not there");
        return Err(StoreError::Damaged { path: source.to_owned(), reason });
    }
    connection.execute_batch("COMMIT; DETACH DATABASE source").map_err(doing(REPAIRING))
}

fn attach(connection: &Connection, source: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    // SQLite would make a file that is not there.
    if !source.is_file() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::Io { doing: "read", path: source.to_owned(), source: missing });
    }
    connection
        .execute("ATTACH DATABASE ?1 AS source KEY ?2", params![source.to_string_lossy(), raw_key(key).as_str()])
        .map_err(doing(REPAIRING))?;
    Ok(())
}

fn tables(connection: &Connection) -> Result<Vec<String>, StoreError> {
    connection
        .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .map_err(doing(REPAIRING))
}

/// What a table is called in a source.
type Named = fn(&str) -> String;

/// Fills the tables that are kept twice, each from the best source there is.
fn fill_kept(
    connection: &Connection,
    path: &Path,
    weekly: &[PathBuf],
    key: &[u8; 32],
) -> Result<Vec<(String, Origin)>, StoreError> {
    connection.execute_batch("PRAGMA foreign_keys = OFF").map_err(doing(REPAIRING))?;
    let second = kept::path_of(path);
    let mut sources: Vec<(&Path, Origin, Named)> = vec![
        (&second, Origin::SecondCopy, copy_of),
        (path, Origin::SecondCopy, copy_of),
        (&second, Origin::DamagedFile, str::to_owned),
        (path, Origin::DamagedFile, str::to_owned),
    ];
    sources.extend(weekly.iter().map(|copy| (copy.as_path(), Origin::WeeklyCopy, str::to_owned as Named)));
    let mut readable = Vec::new();
    for (source, origin, named) in sources {
        match open_file(source, key) {
            Ok(source) => readable.push((source, origin, named)),
            Err(error) => tracing::warn!(%error, source = %source.display(), "nothing can be read from here"),
        }
    }
    let mut origins = Vec::new();
    for table in kept::TABLES {
        let mut best: Option<(Origin, Vec<Vec<Value>>)> = None;
        for (source, origin, named) in &readable {
            let (rows, is_whole) = read_table(connection, source, &named(table), table)?;
            if is_whole {
                best = Some((*origin, rows));
                break;
            }
            if best.as_ref().is_none_or(|(_, other)| other.len() < rows.len()) {
                best = Some((Origin::InParts, rows));
            }
        }
        let (origin, rows) = best.unwrap_or((Origin::Nowhere, Vec::new()));
        let is_said = !rows.is_empty() || origin > Origin::WeeklyCopy;
        put_rows(connection, table, rows)?;
        if is_said {
            origins.push((table.to_owned(), origin));
        }
    }
    Ok(origins)
}

/// The rows of a table that can be read in a source, and whether those are all.
fn read_table(
    target: &Connection,
    source: &Connection,
    name: &str,
    table: &str,
) -> Result<(Vec<Vec<Value>>, bool), StoreError> {
    let kept::Layout { columns, key } = kept::layout(target, "main", table)?;
    let (listed, key) = (columns.join(", "), key.join(", "));
    let all = format!("SELECT {listed} FROM {name} ORDER BY {key}");
    let (mut rows, is_whole) = read_until_it_breaks(source, &all, columns.len());
    if !is_whole {
        // From the other end too.
        let backwards = format!("SELECT {listed} FROM {name} ORDER BY {} DESC", key.replace(", ", " DESC, "));
        rows.extend(read_until_it_breaks(source, &backwards, columns.len()).0);
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(format!("{row:?}")));
    }
    Ok((rows, is_whole))
}

fn read_until_it_breaks(source: &Connection, select: &str, columns: usize) -> (Vec<Vec<Value>>, bool) {
    let mut rows = Vec::new();
    let read = source.prepare(select).and_then(|mut select| {
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            rows.push((0..columns).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(())
    });
    (rows, read.is_ok())
}

fn put_rows(connection: &Connection, table: &str, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
    let columns = kept::layout(connection, "main", table)?.columns;
    let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
    let sql = format!("INSERT OR IGNORE INTO main.{table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    connection.execute_batch("BEGIN").map_err(doing(REPAIRING))?;
    {
        let mut insert = connection.prepare(&sql).map_err(doing(REPAIRING))?;
        for row in rows {
            // A row of an old layout or a torn one that no longer fits is left out, and the rest goes on.
            if let Err(error) = insert.execute(rusqlite::params_from_iter(row)) {
                tracing::warn!(%error, table, "a row does not fit and is left out");
            }
        }
    }
    connection.execute_batch("COMMIT").map_err(doing(REPAIRING))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Database, Home};
    use std::fs;

    const KEY: [u8; 32] = [7; 32];

    /// A database with a setting that only this machine has, and an owner whom HubSpot has too.
    fn filled(dir: &Path) -> PathBuf {
        let path = dir.join("store.db");
        let database = Database::open(&path, &KEY).unwrap();
        database.set_setting("approved", "proposal-4711").unwrap();
        database.lock().execute("INSERT INTO owner VALUES ('1', 'ada@x.example', 'Ada', 0)", []).unwrap();
        for n in 0..2_000 {
            let filler =
                format!("INSERT INTO property_history VALUES ('deal', '{n}', 'amount', {n}, 'a value', 'CRM')");
            database.lock().execute(&filler, []).unwrap();
        }
        database.empty_log().unwrap();
        path
    }

    fn owners(database: &Database) -> u64 {
        database.lock().query_row("SELECT count(*) FROM owner", [], |row| row.get(0)).unwrap()
    }

    fn is_damaged(path: &Path) -> bool {
        let opened = Database::open(path, &KEY);
        let checked = path.is_file().then(|| copies::check_file(path, &KEY).unwrap()).flatten();
        checked.is_some() || matches!(opened, Err(error) if error.is_damage())
    }

    fn flip(path: &Path, at: usize) {
        let mut bytes = fs::read(path).unwrap();
        bytes[at] ^= 0x55;
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn whatever_becomes_of_the_file_what_only_this_machine_has_comes_back() {
        type Damage = (&'static str, fn(&Path));
        let damages: [Damage; 7] = [
            ("its first page is flipped", |path| flip(path, 100)),
            ("a page in the middle is flipped", |path| flip(path, 40 * 4_096 + 9)),
            ("it is cut", |path| fs::write(path, &fs::read(path).unwrap()[..20 * 4_096 + 7]).unwrap()),
            ("it is zeroes", |path| fs::write(path, vec![0; fs::read(path).unwrap().len()]).unwrap()),
            ("it is empty", |path| fs::write(path, "").unwrap()),
            ("it is gone", |path| fs::remove_file(path).unwrap()),
            ("it is swapped with its second copy", |path| {
                let (second, aside) = (kept::path_of(path), path.with_extension("aside"));
                fs::rename(path, &aside).unwrap();
                fs::rename(&second, path).unwrap();
                fs::rename(&aside, &second).unwrap();
            }),
        ];
        for (how, damage) in damages {
            let dir = tempfile::tempdir().unwrap();
            let path = filled(dir.path());
            damage(&path);
            assert!(is_damaged(&path), "{how}");
            let repaired = repair(&path, &KEY, "now").unwrap();
            assert!(repaired.kept.iter().all(|(_, origin)| *origin == Origin::SecondCopy), "{how}: {repaired:?}");
            let database = Database::open(&path, &KEY).unwrap();
            assert_eq!(database.setting("approved").unwrap().as_deref(), Some("proposal-4711"), "{how}");
            assert_eq!(database.check().unwrap(), None, "{how}");
        }
    }

    #[test]
    fn records_come_from_the_copy_of_the_week_where_the_file_cannot_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = filled(dir.path());
        let database = Database::open(&path, &KEY).unwrap();
        let now = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        assert!(database.copy_of_the_week(&KEY, now).unwrap());
        assert!(!database.copy_of_the_week(&KEY, now).unwrap());
        // What was decided since is in the second copy alone.
        database.set_setting("approved", "proposal-4712").unwrap();
        database.empty_log().unwrap();
        drop(database);
        flip(&path, 100);
        let repaired = repair(&path, &KEY, "now").unwrap();
        assert_eq!(repaired.records, Origin::WeeklyCopy);
        let database = Database::open(&path, &KEY).unwrap();
        assert_eq!(database.setting("approved").unwrap().as_deref(), Some("proposal-4712"));
        assert_eq!(owners(&database), 1);
        assert!(repaired.moved_to.is_file());
    }

    #[test]
    fn what_hubspot_has_too_is_all_here_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = filled(dir.path());
        // Enough pages that one of them is a table's: those of its indexes alone can be made anew.
        (60..80).for_each(|page| flip(&path, page * 4_096 + 9));
        let repaired = repair(&path, &KEY, "now").unwrap();
        assert_eq!(repaired.records, Origin::Nowhere);
        assert_eq!(owners(&Database::open(&path, &KEY).unwrap()), 0);
    }

    #[test]
    fn a_second_copy_that_is_damaged_is_made_anew_and_one_that_is_ahead_is_believed() {
        let dir = tempfile::tempdir().unwrap();
        let path = filled(dir.path());
        let second = kept::path_of(&path);
        let older = fs::read(&path).unwrap();
        flip(&second, 100);
        let database = Database::open(&path, &KEY).unwrap();
        database.set_setting("approved", "proposal-4712").unwrap();
        database.empty_log().unwrap();
        drop(database);
        assert_eq!(copies::check_file(&second, &KEY).unwrap(), None);
        // As after a power cut that took the database's last changes, or with an older file in its place.
        kept::remove(&path).unwrap();
        fs::write(&path, older).unwrap();
        assert!(is_damaged(&path));
        assert_eq!(repair(&path, &KEY, "now").unwrap().records, Origin::DamagedFile);
        let database = Database::open(&path, &KEY).unwrap();
        assert_eq!(database.setting("approved").unwrap().as_deref(), Some("proposal-4712"));
    }

    #[test]
    fn every_change_is_in_both_and_an_erasure_leaves_nothing_in_either() {
        let dir = tempfile::tempdir().unwrap();
        let path = filled(dir.path());
        let database = Database::open(&path, &KEY).unwrap();
        database.lock().execute("INSERT INTO attempt VALUES (1, 'p', 0, 'quagwizzle', '')", []).unwrap();
        database.lock().execute("UPDATE attempt SET outcome = 'lost'", []).unwrap();
        let copied: String =
            database.lock().query_row("SELECT action || outcome FROM kept_attempt", [], |row| row.get(0)).unwrap();
        assert_eq!(copied, "quagwizzlelost");
        database.lock().execute("DELETE FROM attempt", []).unwrap();
        database.vacuum().unwrap();
        database.empty_log().unwrap();
        let needles = crate::Needles::new(&["quagwizzle".to_owned()], &[]).unwrap();
        let found = crate::look_through_second_copy(&path, &KEY, &needles).unwrap();
        assert!(found.values().all(|count| *count == 0), "{found:?}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_portal_whose_file_is_gone_is_still_one() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        let id = domain::PortalId("4711".to_owned());
        home.create_portal(&id).unwrap();
        filled(&home.portal_dir(&id));
        fs::remove_file(home.database_path(&id)).unwrap();
        assert_eq!(home.portals().unwrap(), [id]);
    }
}

//! A second copy of what only this machine has: settings, drafts, approvals, the log of writes, what was begun, what was said of promises,
//! what other programs asked, and who is to stay forgotten.
//!
//! HubSpot holds the rest, and a sync brings it back. These tables lie once more in a file of their own, `store.db-kept`, sealed with the same
//! key. Triggers that live as long as the connection write each change to both files in one transaction, so that a database that is damaged
//! takes no approval and no line of the log along ([`crate::repair`] reads them from here). SQLite commits two files one after the other; a
//! number in both counts the changes, and where the numbers differ at the next opening, the copy is made anew.

use crate::{StoreError, doing};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::{
    cmp::Ordering,
    path::{Path, PathBuf},
};

/// The tables that are kept twice. What a row refers to comes before it.
pub(crate) const TABLES: [&str; 33] = [
    "setting",
    "metadata",
    "draft",
    "proposal",
    "outbox_entry",
    "attempt",
    "write_log",
    "audit_chain",
    "audit_payload",
    "tombstone",
    "rating",
    "grade",
    "draft_use",
    "unsent",
    "promise_mark",
    "shelf_folder",
    "shelf_document",
    "conversation",
    "conversation_folder",
    "calendar",
    "jotting",
    "recorder",
    "recorder_item",
    "kept_from_models",
    "event",
    "rule_switch",
    "rule_run",
    "draft_event",
    "program",
    "program_switch",
    "program_call",
    "draft_program",
    "job",
];
const KEEPING: &str = "keeping a second copy of what only this machine has";

/// Where the second copy of a database lies.
pub(crate) fn path_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}-kept", database.display()))
}

/// Opens the second copy beside a database that was opened for writing, makes it anew where it is gone, damaged or behind, and has every
/// change go to both from now on.
///
/// # Errors
/// [`StoreError::Damaged`] where the copy is ahead of the database, as after a power cut that took the database's last changes, or where an older
/// file was put in its place.
pub(crate) fn attach(connection: &mut Connection, database: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let path = path_of(database);
    if let Err(error) = attach_file(connection, &path, key) {
        tracing::warn!(%error, "the second copy does not open and is made anew");
        detach(connection);
        remove(&path)?;
        attach_file(connection, &path, key)?;
    }
    // Whoever writes holds both files, so nobody is between the one and the other now.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(doing(KEEPING))?;
    match standing(&transaction) {
        Ok(Standing::Equal) => {}
        Ok(Standing::Ahead) => {
            let reason = "it is older than the second copy of what only this computer has".to_owned();
            return Err(StoreError::Damaged { path: database.to_owned(), reason });
        }
        Ok(Standing::Behind) | Err(_) => make_anew(&transaction)?,
    }
    transaction.commit().map_err(doing(KEEPING))?;
    follow(connection)
}

/// Whether a database has a second copy that this key opens.
pub(crate) fn opens(database: &Path, key: &[u8; 32]) -> bool {
    // The copy has none itself.
    let path = path_of(database);
    !database.to_string_lossy().ends_with("-kept") && path.is_file() && crate::database::open_file(&path, key).is_ok()
}

/// Fails where a database's file is gone or empty though its second copy is there: SQLite would begin a new one in its place.
pub(crate) fn refuse_a_fresh_start(database: &Path) -> Result<(), StoreError> {
    let len = std::fs::metadata(database).map(|found| found.len()).unwrap_or_default();
    if 0 < len || !path_of(database).is_file() {
        return Ok(());
    }
    Err(StoreError::Damaged { path: database.to_owned(), reason: "the file is gone, or empty".to_owned() })
}

/// The table that the copy holds another under. Triggers name tables without their file, so the names have to differ.
pub(crate) fn copy_of(table: &str) -> String {
    format!("kept_{table}")
}

fn attach_file(connection: &Connection, path: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    let key = crate::database::raw_key(key);
    connection
        .execute("ATTACH DATABASE ?1 AS kept KEY ?2", params![path.to_string_lossy(), key.as_str()])
        .map_err(doing(KEEPING))?;
    connection
        .execute_batch(
            "PRAGMA kept.journal_mode = WAL; PRAGMA kept.synchronous = FULL; PRAGMA kept.secure_delete = ON;",
        )
        .map_err(doing(KEEPING))?;
    // Its checks of each page tell what a cut or flipped page would otherwise show only later.
    let problem: Option<String> = connection
        .query_row("PRAGMA kept.quick_check(1)", [], |row| row.get(0))
        .optional()
        .map_err(doing(KEEPING))?
        .filter(|said| said != "ok");
    // Another file of ours opens with the same key.
    let foreign: Option<String> = connection
        .query_row("SELECT name FROM kept.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'kept%'", [], |row| {
            row.get(0)
        })
        .optional()
        .map_err(doing(KEEPING))?;
    match problem.or(foreign.map(|table| format!("it holds {table}, as no second copy does"))) {
        None => Ok(()),
        Some(reason) => Err(StoreError::Damaged { path: path.to_owned(), reason }),
    }
}

fn detach(connection: &Connection) {
    if let Err(error) = connection.execute_batch("DETACH DATABASE kept") {
        tracing::debug!(%error, "there was nothing to detach");
    }
}

/// Removes a database's file with its log.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    for end in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{end}", path.display()));
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::Io { doing: "remove", path, source: error });
            }
            _ => {}
        }
    }
    Ok(())
}

/// A table's columns, and those that name a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) columns: Vec<String>,
    pub(crate) key: Vec<String>,
}

/// The layout of a table in one of the files of a connection.
pub(crate) fn layout(connection: &Connection, schema: &str, table: &str) -> Result<Layout, StoreError> {
    let rows: Vec<(String, i64)> = connection
        .prepare("SELECT name, pk FROM pragma_table_info(?1, ?2)")
        .and_then(|mut select| select.query_map([table, schema], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(doing(KEEPING))?;
    let mut key: Vec<&(String, i64)> = rows.iter().filter(|(_, place)| 0 < *place).collect();
    key.sort_by_key(|(_, place)| *place);
    let key = key.into_iter().map(|(name, _)| name.clone()).collect();
    Ok(Layout { columns: rows.into_iter().map(|(name, _)| name).collect(), key })
}

/// How the copy stands to the database.
enum Standing {
    Equal,
    Behind,
    Ahead,
}

/// Compares the layouts of both, and how many changes each has counted. SQLite commits the database before the copy, so that a program that is
/// killed leaves a copy that is behind; what waits for the disk is the copy, so that a power cut leaves one that is ahead.
fn standing(connection: &Connection) -> Result<Standing, StoreError> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(doing(KEEPING));
    // A migration may change rows before anybody counts.
    if number("PRAGMA main.user_version")? != number("PRAGMA kept.user_version")? {
        return Ok(Standing::Behind);
    }
    match number("SELECT n FROM main.kept_mark")?.cmp(&number("SELECT n FROM kept.kept_count")?) {
        Ordering::Less => return Ok(Standing::Ahead),
        Ordering::Greater => return Ok(Standing::Behind),
        Ordering::Equal => {}
    }
    for table in TABLES {
        if layout(connection, "main", table)? != layout(connection, "kept", &copy_of(table))? {
            return Ok(Standing::Behind);
        }
    }
    Ok(Standing::Equal)
}

/// Fills the copy from the database.
fn make_anew(transaction: &Connection) -> Result<(), StoreError> {
    let old: Vec<String> = transaction
        .prepare("SELECT name FROM kept.sqlite_schema WHERE type = 'table' AND name LIKE 'kept%'")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
        .map_err(doing(KEEPING))?;
    let mut script: String = old.iter().map(|table| format!("DROP TABLE kept.{table};\n")).collect();
    for table in TABLES {
        let Layout { columns, key } = layout(transaction, "main", table)?;
        let (columns, key, copy) = (columns.join(", "), key.join(", "), copy_of(table));
        script += &format!(
            "CREATE TABLE kept.{copy} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID;
             INSERT INTO kept.{copy} SELECT {columns} FROM main.{table};\n"
        );
    }
    script += "CREATE TABLE kept.kept_count (n INTEGER NOT NULL);
               INSERT INTO kept.kept_count SELECT n FROM main.kept_mark;";
    let layout: i64 =
        transaction.query_row("PRAGMA main.user_version", [], |row| row.get(0)).map_err(doing(KEEPING))?;
    script += &format!("PRAGMA kept.user_version = {layout};");
    transaction.execute_batch(&script).map_err(doing(KEEPING))
}

/// Has every change of the tables go to the copy too, for as long as this connection lives.
fn follow(connection: &Connection) -> Result<(), StoreError> {
    let mut script = String::new();
    for table in TABLES {
        let Layout { columns, key } = layout(connection, "main", table)?;
        let copy = copy_of(table);
        let new: Vec<String> = columns.iter().map(|column| format!("NEW.{column}")).collect();
        let old: Vec<String> = key.iter().map(|column| format!("{column} = OLD.{column}")).collect();
        let put = format!("INSERT OR REPLACE INTO {copy} VALUES ({});", new.join(", "));
        let take = format!("DELETE FROM {copy} WHERE {};", old.join(" AND "));
        let count = "UPDATE kept_mark SET n = n + 1; UPDATE kept_count SET n = n + 1;";
        script += &format!(
            "CREATE TEMP TRIGGER kept_{table}_added AFTER INSERT ON main.{table} BEGIN {put} {count} END;
             CREATE TEMP TRIGGER kept_{table}_changed AFTER UPDATE ON main.{table} BEGIN {take} {put} {count} END;
             CREATE TEMP TRIGGER kept_{table}_removed AFTER DELETE ON main.{table} BEGIN {take} {count} END;\n"
        );
    }
    connection.execute_batch(&script).map_err(doing(KEEPING))
}

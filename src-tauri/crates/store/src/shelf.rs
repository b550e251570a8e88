//! The knowledge shelf: folders of collateral, the files in them, and pages saved for an account.
//!
//! A file's row says where it lies and what became of it; what it says are documents of the record `shelf:N`, its title ([`TITLE`]) and its
//! text ([`TEXT`]). Like all documents they are never overwritten: a file that changed or went has another current text or none, and a
//! citation still opens the one it was made from.

use crate::{
    Database, StoreError, doing,
    records::instant,
    texts::{put_document, retire_documents},
};
use domain::{Document, ObjectType, Part, RecordId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// The part of a shelf document that holds its title.
const TITLE: &str = "title";
/// The part of a shelf document that holds its text.
const TEXT: &str = "text";
const SHELVING: &str = "putting a document on the shelf";
const LISTING: &str = "reading the shelf";

const FILE: &str = "id, folder, path, title, url, account_object, account_id, bytes, modified_at, file_hash, reader, state, reason, added_at";

/// A folder that the rep has put on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfFolder {
    /// The row number of the folder.
    pub id: i64,
    /// The path of the folder.
    pub path: String,
    /// When the rep put the folder on the shelf.
    pub added_at: Timestamp,
    /// When the folder was last looked into; `None` before the first time.
    pub scanned_at: Option<Timestamp>,
    /// Why the folder could not be looked into the last time; `None` where it could.
    pub problem: Option<String>,
}

/// What came of reading a file: its text, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShelfRead {
    /// The file was read, and this is its text; empty where the file is only listed.
    Text(String),
    /// The file was not read, for this reason.
    Unreadable(String),
}

/// A file of a folder, or a page saved for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfFile {
    /// The document's id, as in `shelf:1`; `None` before it is stored.
    pub id: Option<RecordId>,
    /// The row number of its folder; 0 for a saved page.
    pub folder: i64,
    /// Below its folder; of a page the name of the file it was read from, or nothing.
    pub path: String,
    /// The document's title, in one line.
    pub title: String,
    /// Where a page was found; empty where nobody said.
    pub url: String,
    /// Whose page it is; none for collateral, which every draft may read.
    pub account: Option<RecordId>,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// The file's own time; of a page when it was saved.
    pub modified_at: Timestamp,
    /// A hash of the file's bytes, by which a changed file is told.
    pub file_hash: String,
    /// The version of the code that read the file; another version reads it again.
    pub reader: u32,
    /// What came of reading the file.
    pub read: ShelfRead,
    /// What a reader should know of how it was read, such as pages that were not; empty where there is nothing.
    pub remark: String,
    /// When the document came onto the shelf.
    pub added_at: Timestamp,
}

impl Database {
    /// The folders on the shelf, in the order of their paths.
    pub fn shelf_folders(&self) -> Result<Vec<ShelfFolder>, StoreError> {
        let rows: Vec<(i64, String, i64, i64, String)> = self
            .lock()
            .prepare_cached(
                "SELECT id, path, added_at, scanned_at, problem FROM shelf_folder WHERE removed = 0 ORDER BY path",
            )
            .and_then(|mut select| {
                select
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
                    .collect()
            })
            .map_err(doing(LISTING))?;
        rows.into_iter()
            .map(|(id, path, added_at, scanned_at, problem)| {
                let scanned_at = (0 < scanned_at).then(|| instant(scanned_at)).transpose()?;
                let problem = Some(problem).filter(|problem| !problem.is_empty());
                Ok(ShelfFolder { id, path, added_at: instant(added_at)?, scanned_at, problem })
            })
            .collect()
    }

    /// Puts a folder on the shelf; one that was there before comes back with its files and their numbers. Returns its row number.
    pub fn add_shelf_folder(&self, path: &str, now: Timestamp) -> Result<i64, StoreError> {
        self.lock()
            .query_row(
                "INSERT INTO shelf_folder (path, added_at, scanned_at, problem, removed) VALUES (?1, ?2, 0, '', 0)
                 ON CONFLICT (path) DO UPDATE SET removed = 0, problem = '' RETURNING id",
                params![path, now.as_millisecond()],
                |row| row.get(0),
            )
            .map_err(doing(SHELVING))
    }

    /// Takes a folder off the shelf: nothing in it is found any more, and all of it can still be cited.
    pub fn remove_shelf_folder(&self, folder: i64) -> Result<(), StoreError> {
        let files = self.shelf_files(folder)?;
        self.transaction("taking a folder off the shelf", |tx| {
            tx.execute("UPDATE shelf_folder SET removed = 1 WHERE id = ?1", [folder]).map_err(doing(SHELVING))?;
            files.iter().filter_map(|file| file.id.as_ref()).try_for_each(|id| take_off(tx, id))
        })
    }

    /// Notes that a folder was looked into, or why it could not be.
    pub fn note_shelf_scan(&self, folder: i64, problem: &str, now: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE shelf_folder SET scanned_at = ?2, problem = ?3 WHERE id = ?1",
                params![folder, now.as_millisecond(), problem],
            )
            .map_err(doing(SHELVING))?;
        Ok(())
    }

    /// The files of a folder, unreadable ones too, in the order of their paths. Their texts are not read.
    pub fn shelf_files(&self, folder: i64) -> Result<Vec<ShelfFile>, StoreError> {
        self.shelf("folder = ?1 AND state <> 'gone' ORDER BY path, id", params![folder])
    }

    /// The pages saved for an account, or for all of them, newest first. Their texts are not read.
    pub fn saved_pages(&self, account: Option<&RecordId>) -> Result<Vec<ShelfFile>, StoreError> {
        const PAGES: &str = "folder = 0 AND state = 'read'";
        const NEWEST: &str = "ORDER BY added_at DESC, id DESC";
        match account {
            None => self.shelf(&format!("{PAGES} {NEWEST}"), params![]),
            Some(account) => {
                let of_account = "id IN (SELECT CAST(m.id AS INTEGER) FROM membership m
                    WHERE m.account_object = ?1 AND m.account_id = ?2 AND m.object = 'shelf')";
                let key = params![account.object.singular(), account.id];
                self.shelf(&format!("{of_account} AND {PAGES} {NEWEST}"), key)
            }
        }
    }

    /// A document of the shelf by its id, whatever became of it; its text is not read.
    pub fn shelf_file(&self, id: &RecordId) -> Result<Option<ShelfFile>, StoreError> {
        if id.object != ObjectType::Shelf {
            return Ok(None);
        }
        Ok(self.shelf("id = CAST(?1 AS INTEGER)", params![id.id])?.pop())
    }

    fn shelf(&self, which: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<ShelfFile>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached(&format!("SELECT {FILE} FROM shelf_document WHERE {which}"))
            .and_then(|mut select| select.query_map(params, read_file)?.collect::<Result<Vec<_>, _>>())
            .map_err(doing(LISTING))?
            .into_iter()
            .collect()
    }

    /// Stores a file as it was read, in place of what was known of it: the row with its id, else the one of its folder and path, else a new
    /// one. Names and addresses of the forgotten are taken out first, of its path too. Returns its id.
    ///
    /// One that could not be read keeps nothing that is found; what it said before can still be cited.
    pub fn put_shelf_file(&self, file: &ShelfFile, now: Timestamp) -> Result<RecordId, StoreError> {
        let forgotten = self.forgotten()?;
        let clean = |text: &str| forgotten.redacted(text).unwrap_or_else(|| text.to_owned());
        let (path, title, url) = (clean(&file.path), clean(&file.title), clean(&file.url));
        let (state, reason) = match &file.read {
            ShelfRead::Text(_) => ("read", clean(&file.remark)),
            ShelfRead::Unreadable(reason) => ("unreadable", clean(reason)),
        };
        let account =
            file.account.as_ref().map_or(("", ""), |account| (account.object.singular(), account.id.as_str()));
        self.transaction(SHELVING, |tx| {
            let known = match &file.id {
                Some(id) => id.id.parse::<i64>().ok(),
                None if file.folder == 0 => None,
                None => tx
                    .prepare_cached("SELECT id FROM shelf_document WHERE folder = ?1 AND path = ?2 ORDER BY id LIMIT 1")
                    .and_then(|mut select| select.query_row(params![file.folder, path], |row| row.get(0)).optional())
                    .map_err(doing(SHELVING))?,
            };
            let number: i64 = tx
                .prepare_cached(
                    "INSERT INTO shelf_document (id, folder, path, title, url, account_object, account_id, bytes, modified_at, file_hash,
                         reader, state, reason, added_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                     ON CONFLICT (id) DO UPDATE SET path = excluded.path, title = excluded.title, url = excluded.url, bytes = excluded.bytes,
                         modified_at = excluded.modified_at, file_hash = excluded.file_hash, reader = excluded.reader,
                         state = excluded.state, reason = excluded.reason
                     RETURNING id",
                )
                .and_then(|mut insert| {
                    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
                    let (modified_at, added_at) = (file.modified_at.as_millisecond(), now.as_millisecond());
                    let row = params![
                        known, file.folder, path, title, url, account.0, account.1, bytes, modified_at, file.file_hash,
                        file.reader, state, reason, added_at
                    ];
                    insert.query_row(row, |row| row.get(0))
                })
                .map_err(doing(SHELVING))?;
            let id = RecordId::new(ObjectType::Shelf, number.to_string());
            match &file.read {
                ShelfRead::Unreadable(_) => take_out(tx, &id)?,
                ShelfRead::Text(text) => {
                    let says = |part: &str, text: String, speaker: Option<String>| Document {
                        record: id.clone(),
                        part: Part(part.to_owned()),
                        text,
                        speaker,
                        at: file.modified_at,
                        utterances: Vec::new(),
                    };
                    // What a document says is said by it: its title goes into what is searched and what is shown.
                    for document in [says(TITLE, title.clone(), None), says(TEXT, clean(text), Some(title.clone()))] {
                        put_document(tx, &document, file.modified_at, now)?;
                    }
                    // Another title is in every chunk's words, though the text be the same.
                    tx.execute(
                        "UPDATE document SET chunker = 0 WHERE object = 'shelf' AND record_id = ?1 AND current = 1",
                        [&id.id],
                    )
                    .map_err(doing(SHELVING))?;
                    join(tx, &id)?;
                }
            }
            Ok(id)
        })
    }

    /// Notes another size and time of a file whose bytes are the same.
    pub fn touch_shelf_file(&self, id: &RecordId, bytes: u64, modified_at: Timestamp) -> Result<(), StoreError> {
        self.lock()
            .execute(
                "UPDATE shelf_document SET bytes = ?2, modified_at = ?3 WHERE id = CAST(?1 AS INTEGER)",
                params![id.id, i64::try_from(bytes).unwrap_or(i64::MAX), modified_at.as_millisecond()],
            )
            .map_err(doing(SHELVING))?;
        Ok(())
    }

    /// Takes documents off the shelf, because their files are gone or nobody wants them there.
    pub fn take_off_shelf(&self, ids: &[RecordId]) -> Result<(), StoreError> {
        self.transaction("taking documents off the shelf", |tx| ids.iter().try_for_each(|id| take_off(tx, id)))
    }
}

fn take_off(tx: &Transaction<'_>, id: &RecordId) -> Result<(), StoreError> {
    tx.execute("UPDATE shelf_document SET state = 'gone' WHERE id = CAST(?1 AS INTEGER)", [&id.id])
        .map_err(doing(SHELVING))?;
    take_out(tx, id)
}

/// Takes the texts of a document out of search; citations still open them.
fn take_out(tx: &Transaction<'_>, id: &RecordId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM membership WHERE object = 'shelf' AND id = ?1", [&id.id]).map_err(doing(SHELVING))?;
    retire_documents(tx, id)
}

/// Sorts a document into the account it belongs to, or among the collateral, as `membership.sql` does it for all.
fn join(tx: &Transaction<'_>, id: &RecordId) -> Result<(), StoreError> {
    for insert in [
        "INSERT OR IGNORE INTO membership SELECT 'shelf', ?1, 'shelf', '0' FROM shelf_document
         WHERE id = CAST(?1 AS INTEGER) AND account_object = ''",
        "INSERT OR IGNORE INTO membership SELECT 'shelf', ?1, m.account_object, m.account_id
         FROM shelf_document d JOIN membership m ON m.object = d.account_object AND m.id = d.account_id
         WHERE d.id = CAST(?1 AS INTEGER) AND d.account_object <> ''",
    ] {
        tx.execute(insert, [&id.id]).map_err(doing(SHELVING))?;
    }
    Ok(())
}

fn read_file(row: &Row<'_>) -> rusqlite::Result<Result<ShelfFile, StoreError>> {
    let (number, folder): (i64, i64) = (row.get(0)?, row.get(1)?);
    let (path, title, url): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
    let (account_object, account_id): (String, String) = (row.get(5)?, row.get(6)?);
    let (bytes, modified_at, added_at): (i64, i64, i64) = (row.get(7)?, row.get(8)?, row.get(13)?);
    let (file_hash, reader, state, reason): (String, u32, String, String) =
        (row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?);
    let account = match account_object.parse() {
        Ok(object) => Some(RecordId::new(object, account_id)),
        Err(_) if account_object.is_empty() => None,
        Err(_) => return Ok(Err(StoreError::Unreadable { what: "record type" })),
    };
    // The one column says why a file is not read, or what is to be known of one that is.
    let (read, remark) = match state.as_str() {
        "unreadable" => (ShelfRead::Unreadable(reason), String::new()),
        _ => (ShelfRead::Text(String::new()), reason),
    };
    let times = instant(modified_at).and_then(|modified_at| Ok((modified_at, instant(added_at)?)));
    Ok(times.map(|(modified_at, added_at)| ShelfFile {
        id: Some(RecordId::new(ObjectType::Shelf, number.to_string())),
        folder,
        path,
        title,
        url,
        account,
        bytes: u64::try_from(bytes).unwrap_or_default(),
        modified_at,
        file_hash,
        reader,
        read,
        remark,
        added_at,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Citation;

    fn store() -> (tempfile::TempDir, Database) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        (dir, database)
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn file(folder: i64, path: &str, text: &str) -> ShelfFile {
        ShelfFile {
            id: None,
            folder,
            path: path.to_owned(),
            title: format!("Title of {path}"),
            url: String::new(),
            account: None,
            bytes: 10,
            modified_at: at(5),
            file_hash: text.to_owned(),
            reader: 1,
            read: ShelfRead::Text(text.to_owned()),
            remark: String::new(),
            added_at: at(0),
        }
    }

    #[test]
    fn a_file_that_changes_or_goes_can_still_be_cited() {
        let (_dir, database) = store();
        let folder = database.add_shelf_folder("/collateral", at(1)).unwrap();
        let id = database.put_shelf_file(&file(folder, "a.md", "Data stays in Frankfurt."), at(2)).unwrap();
        let citation = Citation::property(id.clone(), TEXT, "Data stays in Frankfurt.");
        let again = database.put_shelf_file(&file(folder, "a.md", "Data stays in Dublin."), at(3)).unwrap();
        assert_eq!(id, again);
        let text =
            |part: &str| database.current_document(&id, &Part(part.to_owned())).unwrap().map(|s| s.document.text);
        assert_eq!(text(TEXT).as_deref(), Some("Data stays in Dublin."));
        assert_eq!(database.cited_document(&citation).unwrap().unwrap().document.text, "Data stays in Frankfurt.");
        assert_eq!(database.accounts_of(&id).unwrap(), [RecordId::collateral()]);

        let unreadable = ShelfFile { read: ShelfRead::Unreadable("locked".to_owned()), ..file(folder, "a.md", "") };
        database.put_shelf_file(&unreadable, at(4)).unwrap();
        assert_eq!((text(TEXT), database.accounts_of(&id).unwrap().len()), (None, 0));
        assert_eq!(database.shelf_files(folder).unwrap()[0].read, ShelfRead::Unreadable("locked".to_owned()));

        let remarked =
            ShelfFile { remark: "page 2 is a picture".to_owned(), ..file(folder, "a.md", "Data stays in Cork.") };
        database.put_shelf_file(&remarked, at(5)).unwrap();
        let listed = database.shelf_files(folder).unwrap().remove(0);
        assert_eq!((listed.read, listed.remark.as_str()), (ShelfRead::Text(String::new()), "page 2 is a picture"));

        database.put_shelf_file(&file(folder, "a.md", "Data stays in Frankfurt."), at(5)).unwrap();
        assert_eq!(database.shelf_files(folder).unwrap().remove(0).remark, "");
        assert_eq!(text(TITLE).as_deref(), Some("Title of a.md"));
        database.remove_shelf_folder(folder).unwrap();
        assert!(database.shelf_folders().unwrap().is_empty() && database.shelf_files(folder).unwrap().is_empty());
        assert_eq!(text(TEXT), None);
        assert!(database.cited_document(&citation).unwrap().is_some());
        // It comes back under the same number.
        assert_eq!(database.add_shelf_folder("/collateral", at(6)).unwrap(), folder);
        assert_eq!(database.put_shelf_file(&file(folder, "a.md", "Data stays in Frankfurt."), at(7)).unwrap(), id);
    }

    #[test]
    fn a_page_belongs_to_its_account_and_to_no_other() {
        let (_dir, database) = store();
        let company = RecordId::new(ObjectType::Company, "7");
        database
            .lock()
            .execute(
                "INSERT INTO membership VALUES ('company', '7', 'company', '7'), ('company', '8', 'company', '8')",
                [],
            )
            .unwrap();
        let page = ShelfFile { account: Some(company.clone()), ..file(0, "news.html", "They open a depot in Cork.") };
        let id = database.put_shelf_file(&page, at(2)).unwrap();
        let second = database.put_shelf_file(&page, at(3)).unwrap();
        assert_ne!(id, second, "two pages may come from files of one name");
        assert_eq!(database.accounts_of(&id).unwrap(), std::slice::from_ref(&company));
        let pages = |account: Option<&RecordId>| database.saved_pages(account).unwrap().len();
        let other = RecordId::new(ObjectType::Company, "8");
        assert_eq!((pages(Some(&company)), pages(Some(&other)), pages(None)), (2, 0, 2));
        database.take_off_shelf(&[id]).unwrap();
        assert_eq!((pages(Some(&company)), pages(None)), (1, 1));
    }
}

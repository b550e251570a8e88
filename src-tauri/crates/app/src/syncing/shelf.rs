//! The knowledge shelf: folders of approved collateral, and pages saved for an account.
//!
//! What lies in a folder is nobody's and every draft may read it; a saved page is its account's alone. Both stay on this machine, and
//! what was read once can be cited for good.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::Model,
    portal::open::OpenPortal,
    reading::resolve as who,
    syncing::{
        reader::{FileReader, Unread},
        shelf_folder::{Found, FoundFile, bytes_of, look_into},
    },
};
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use store::{ShelfFile, ShelfFolder, ShelfRead, StoreError};
use tokio_util::sync::CancellationToken;

/// The most folders that the shelf takes.
const FOLDERS_MAX: usize = 50;
/// In place of the reader's version: no reader had the file.
const NOT_READ: u32 = 0;
/// The most pages that are saved for one account.
const PAGES_MAX: usize = 500;

/// What is on the knowledge shelf: its folders, and how many pages were saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ShelfView {
    /// The folders on the shelf, in the order of their paths.
    pub folders: Vec<ShelfFolderView>,
    /// How many pages are saved for accounts, all together.
    pub pages: u32,
}

/// A folder on the shelf, with what was read of it and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ShelfFolderView {
    /// The path of the folder.
    pub path: String,
    /// How many of its files were read.
    pub files: u32,
    /// The folder's files that were not read, each with the reason.
    pub unreadable: Vec<UnreadableFile>,
    /// The folder's files that were read, with what is to be known of it: pages that were not, an encoding that was guessed.
    pub remarks: Vec<UnreadableFile>,
    /// When the folder was last looked into; none before the first time.
    #[specta(type = Option<String>)]
    pub scanned_at: Option<Timestamp>,
    /// Why the folder could not be looked into the last time; none where it could. What was read before is still found.
    pub problem: Option<String>,
}

/// A file that was not read, or not all of it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct UnreadableFile {
    /// The path of the file; within the view of a folder, below that folder.
    pub path: String,
    /// Why the file was not read, or what is to be known of how it was.
    pub reason: String,
}

/// What looking into the folders of the shelf changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct ShelfScan {
    /// How many files are new and were read.
    pub added: u32,
    /// How many files say something else than before.
    pub changed: u32,
    /// How many files are gone; what they said can still be cited.
    pub removed: u32,
    /// How many files are as they were.
    pub unchanged: u32,
    /// How many hidden files and folders were left alone.
    pub hidden: u32,
    /// Files that are there and cannot be read, with their folder and the reason.
    pub unreadable: Vec<UnreadableFile>,
    /// Files that were read, with their folder and what is to be known of it: pages that were not, an encoding that was guessed.
    pub remarks: Vec<UnreadableFile>,
    /// Folders that could not be looked into, with the reason. What was read in them before is still found.
    pub problems: Vec<UnreadableFile>,
}

impl ShelfScan {
    /// Whether every file that is there was read.
    pub fn is_complete(&self) -> bool {
        self.unreadable.is_empty() && self.problems.is_empty()
    }
}

/// A page to save for an account, as a file or as pasted text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
pub struct SavePageRequest {
    /// The account to save it for: that of this person, company or record.
    pub account: String,
    /// The file it is read from: Markdown, text, HTML or PDF.
    pub file: Option<String>,
    /// The text of the page, where there is no file.
    pub text: Option<String>,
    /// A title in place of the file's own; a pasted text needs one.
    pub title: Option<String>,
    /// The https address it was found at, for reference.
    pub url: Option<String>,
}

/// A page that was saved for an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PageView {
    /// The page's id, as in `shelf:1`.
    pub id: String,
    /// The page's title.
    pub title: String,
    /// The account it was saved for, as in `company:1`.
    pub account: String,
    /// The name of the account.
    pub account_name: String,
    /// The web address it was found at; none where nobody said.
    pub url: Option<String>,
    /// The name of the file it was read from; none where it was pasted.
    pub file: Option<String>,
    /// What is to be known of how it was read: pages that were not, an encoding that was guessed.
    pub remark: Option<String>,
    /// When the page was saved.
    #[specta(type = String)]
    pub saved_at: Timestamp,
}

/// Pages that were saved for accounts, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Pages {
    /// The pages, newest first.
    pub pages: Vec<PageView>,
}

/// What is on the shelf of a portal.
pub fn shelf(open: &OpenPortal) -> Result<ShelfView, AppError> {
    let mut folders = Vec::new();
    for folder in open.database.shelf_folders()? {
        let (mut files, mut unreadable, mut remarks) = (0, Vec::new(), Vec::new());
        for file in open.database.shelf_files(folder.id)? {
            match file.read {
                ShelfRead::Text(_) => {
                    files += 1;
                    if !file.remark.is_empty() {
                        remarks.push(UnreadableFile { path: file.path, reason: file.remark });
                    }
                }
                ShelfRead::Unreadable(reason) => unreadable.push(UnreadableFile { path: file.path, reason }),
            }
        }
        let ShelfFolder { path, scanned_at, problem, .. } = folder;
        folders.push(ShelfFolderView { path, files, unreadable, remarks, scanned_at, problem });
    }
    Ok(ShelfView { folders, pages: narrow(open.database.saved_pages(None)?.len()) })
}

/// Puts a folder on the shelf and reads what is in it. It can be found by word and, with a model, by meaning when this returns.
pub async fn add_shelf_folder(
    open: &OpenPortal,
    model: &Model,
    folder: &Path,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<ShelfScan, AppError> {
    let path = std::fs::canonicalize(folder).map_err(|error| {
        AppError::new(ErrorCode::NotFound, format!("There is no folder {}", folder.display())).caused_by(error)
    })?;
    if !path.is_dir() {
        return Err(AppError::new(ErrorCode::Usage, format!("{} is a file", path.display()))
            .hint("Choose its folder. A single page can be saved on the page of its account.")
            .command_hint("Name its folder; `foreword shelf save` takes a single page for an account."));
    }
    open.policy.may_read_folder(&path)?;
    let name = path.to_str().ok_or_else(|| AppError::new(ErrorCode::Usage, "The folder's name is not valid text"))?;
    let folders = open.database.shelf_folders()?;
    if let Some(known) =
        folders.iter().find(|known| path.starts_with(&known.path) || Path::new(&known.path).starts_with(&path))
    {
        let error = if known.path == name {
            AppError::new(ErrorCode::Usage, format!("{name} is on the shelf already"))
                .hint("“Scan now” reads it again.")
                .command_hint("`foreword shelf scan` reads it again.")
        } else {
            AppError::new(
                ErrorCode::Usage,
                format!("{name} overlaps with {}, which is on the shelf already", known.path),
            )
            .hint("A file can be on the shelf only once. Remove the other folder first.")
        };
        return Err(error);
    }
    if FOLDERS_MAX <= folders.len() {
        return Err(AppError::new(ErrorCode::Usage, format!("The shelf is full: it takes {FOLDERS_MAX} folders"))
            .hint("Put several into one folder, or remove one."));
    }
    let id = open.database.add_shelf_folder(name, now)?;
    let mut scan = ShelfScan::default();
    scan_folder(open, id, &path, &mut Job::new(Look::Closely, now, cancel), &mut scan).await?;
    reindex(open, model, cancel).await?;
    Ok(scan)
}

/// Takes a folder off the shelf. Nothing in it is found any more; what was cited still opens.
pub async fn remove_shelf_folder(
    open: &OpenPortal,
    folder: &str,
    cancel: &CancellationToken,
) -> Result<ShelfView, AppError> {
    let given = Path::new(folder.trim());
    // A folder that is gone is named as it was.
    let path = std::fs::canonicalize(given).unwrap_or_else(|_| given.to_owned());
    let folders = open.database.shelf_folders()?;
    let known = folders.iter().find(|known| Path::new(&known.path) == path || known.path == folder.trim());
    let known = known.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("{} is not on the shelf", given.display()))
            .hint("Settings list the folders that are.")
            .command_hint("`foreword shelf list` shows the folders that are.")
    })?;
    open.database.remove_shelf_folder(known.id)?;
    reindex(open, &Model::none(), cancel).await?;
    shelf(open)
}

/// Reads every folder on the shelf again, every file of it.
pub async fn scan_shelf(
    open: &OpenPortal,
    model: &Model,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<ShelfScan, AppError> {
    let scan = scan_folders(open, Look::Closely, now, cancel).await?;
    reindex(open, model, cancel).await?;
    Ok(scan)
}

/// Reads what changed by its size or time, at the end of a sync; the caller brings the index in step.
pub(crate) async fn rescan(
    open: &OpenPortal,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<ShelfScan, AppError> {
    scan_folders(open, Look::AtTimes, now, cancel).await
}

/// Saves a page for an account: a file that is read, or a text with a title. One with the same address, else the same title, is saved
/// anew in place of the former, which can still be cited.
pub async fn save_page(
    open: &OpenPortal,
    model: &Model,
    request: &SavePageRequest,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<PageView, AppError> {
    let account = who::resolve_account(&open.database, &request.account)?;
    let url = web_address(request.url.as_deref())?;
    let (name, bytes) = page_bytes(request)?;
    let page = FileReader::new().page(&name, &bytes, cancel).await.map_err(|unread| {
        let what = if request.file.is_some() { name.as_str() } else { "What was pasted" };
        let error = |code| AppError::new(code, format!("{what} cannot be saved: {unread}"));
        match unread {
            Unread::Cancelled => AppError::cancelled(),
            Unread::Lost(_) => error(ErrorCode::Storage),
            _ => error(ErrorCode::Usage).hint("Save Markdown, plain text, HTML, or a PDF with text."),
        }
    })?;
    let own_title = shelf::title_line(request.title.as_deref());
    if own_title.is_none() && request.file.is_none() {
        return Err(AppError::new(ErrorCode::Usage, "Pasted text needs a title"));
    }
    let title = own_title.unwrap_or(page.title);
    let known = open.database.saved_pages(Some(&account))?;
    let is_same = |known: &&ShelfFile| {
        known.account.as_ref() == Some(&account) && if url.is_empty() { known.title == title } else { known.url == url }
    };
    let same = known.iter().find(is_same).and_then(|known| known.id.clone());
    if same.is_none() && PAGES_MAX <= known.len() {
        return Err(AppError::new(ErrorCode::Usage, format!("This account is full: it takes {PAGES_MAX} saved pages"))
            .hint("Remove some you no longer need."));
    }
    let file = ShelfFile {
        id: same,
        folder: 0,
        path: request.file.as_ref().map(|_| name).unwrap_or_default(),
        title,
        url,
        account: Some(account),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        modified_at: now,
        file_hash: hash_of(&bytes),
        reader: shelf::READER,
        read: ShelfRead::Text(page.text),
        remark: page.remark.unwrap_or_default(),
        added_at: now,
    };
    let id = open.database.put_shelf_file(&file, now)?;
    reindex(open, model, cancel).await?;
    let saved = open.database.shelf_file(&id)?.ok_or(StoreError::Unreadable { what: "saved page" })?;
    page_view(open, saved)
}

/// The pages saved for an account, or for all of them.
pub fn pages(open: &OpenPortal, account: Option<&str>) -> Result<Pages, AppError> {
    let account = account.map(|account| who::resolve_account(&open.database, account)).transpose()?;
    let saved = open.database.saved_pages(account.as_ref())?;
    Ok(Pages { pages: saved.into_iter().map(|page| page_view(open, page)).collect::<Result<_, _>>()? })
}

/// Takes a saved page away: it is not found any more, and what was cited still opens.
pub async fn drop_page(open: &OpenPortal, id: &str, cancel: &CancellationToken) -> Result<Pages, AppError> {
    let known = id.trim().parse::<RecordId>().ok().filter(|id| id.object == ObjectType::Shelf);
    let saved = open.database.saved_pages(None)?;
    let page = saved.into_iter().find(|page| page.id.is_some() && page.id == known);
    let page = page.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("There is no saved page “{id}”"))
            .hint("It may have been removed already.")
            .command_hint("`foreword shelf pages` lists them, as in shelf:3.")
    })?;
    open.database.take_off_shelf(page.id.as_slice())?;
    reindex(open, &Model::none(), cancel).await?;
    pages(open, page.account.map(|account| account.to_string()).as_deref())
}

/// How closely the files of a folder are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Every file is opened and read.
    Closely,
    /// Only files whose size or time has changed are opened.
    AtTimes,
}

async fn scan_folders(
    open: &OpenPortal,
    look: Look,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<ShelfScan, AppError> {
    let (mut scan, mut job) = (ShelfScan::default(), Job::new(look, now, cancel));
    // One that the admin has since forbidden is read no more; what was read of it stays until the rep takes it off the shelf.
    let may_be_read = |folder: &ShelfFolder| open.policy.may_read_folder(Path::new(&folder.path)).is_ok();
    for folder in open.database.shelf_folders()?.into_iter().filter(may_be_read) {
        scan_folder(open, folder.id, Path::new(&folder.path), &mut job, &mut scan).await?;
    }
    Ok(scan)
}

/// One look into folders: how closely, when, and who reads.
struct Job<'a> {
    look: Look,
    now: Timestamp,
    cancel: &'a CancellationToken,
    reader: FileReader,
}

impl<'a> Job<'a> {
    fn new(look: Look, now: Timestamp, cancel: &'a CancellationToken) -> Self {
        Self { look, now, cancel, reader: FileReader::new() }
    }
}

async fn scan_folder(
    open: &OpenPortal,
    folder: i64,
    root: &Path,
    job: &mut Job<'_>,
    scan: &mut ShelfScan,
) -> Result<(), AppError> {
    let now = job.now;
    let Found { files, refused, hidden } = match look_into(root) {
        Ok(found) => found,
        // A drive that is not plugged in has lost nothing: what was read of it stays.
        Err(error) => {
            let problem = format!("the folder cannot be read: {error}");
            open.database.note_shelf_scan(folder, &problem, now)?;
            scan.problems.push(UnreadableFile { path: root.display().to_string(), reason: problem });
            return Ok(());
        }
    };
    scan.hidden += narrow(hidden);
    let forgotten = open.database.forgotten()?;
    let key_of = |path: &str| forgotten.redacted(path).unwrap_or_else(|| path.to_owned());
    let known = open.database.shelf_files(folder)?.into_iter().map(|file| (file.path.clone(), file));
    let mut known: BTreeMap<String, ShelfFile> = known.collect();
    let named = |path: &str, reason: &str| {
        let path = root.join(path).display().to_string();
        UnreadableFile { path: key_of(&path), reason: reason.to_owned() }
    };
    let (mut added, mut changed, mut unchanged) = (0, 0, 0);
    for file in &files {
        let before = known.remove(&key_of(&file.path));
        let is_new = before.is_none();
        match read_file(root, folder, file, before, job).await? {
            Reading::Same { read, remark, touched } => {
                unchanged += 1;
                if let Some((id, bytes, at)) = touched {
                    open.database.touch_shelf_file(&id, bytes, at)?;
                }
                if let ShelfRead::Unreadable(reason) = read {
                    scan.unreadable.push(named(&file.path, &reason));
                } else if !remark.is_empty() {
                    scan.remarks.push(named(&file.path, &remark));
                }
            }
            Reading::Other(read) => {
                if !read.remark.is_empty() {
                    scan.remarks.push(named(&file.path, &read.remark));
                }
                if let ShelfRead::Unreadable(reason) = &read.read {
                    scan.unreadable.push(named(&file.path, reason));
                } else if is_new {
                    added += 1;
                } else {
                    changed += 1;
                }
                open.database.put_shelf_file(&read, now)?;
            }
        }
    }
    for (path, reason) in &refused {
        scan.unreadable.push(named(path, reason));
        let about = FoundFile { path: path.clone(), bytes: 0, modified_ms: 0 };
        known.remove(&key_of(path));
        let listed = unread(folder, &about, String::new(), ShelfRead::Unreadable(reason.clone()));
        open.database.put_shelf_file(&listed, now)?;
    }
    let gone: Vec<RecordId> = known.values().filter_map(|file| file.id.clone()).collect();
    let were_read = known.values().filter(|file| matches!(file.read, ShelfRead::Text(_))).count();
    open.database.take_off_shelf(&gone)?;
    open.database.note_shelf_scan(folder, "", now)?;
    scan.added += added;
    scan.changed += changed;
    scan.unchanged += unchanged;
    scan.removed += narrow(were_read);
    Ok(())
}

/// What came of looking at one file of a folder.
enum Reading {
    /// It is as it was; with another time of its own, perhaps.
    Same { read: ShelfRead, remark: String, touched: Option<(RecordId, u64, Timestamp)> },
    /// It is new, or says something else, or cannot be read.
    Other(ShelfFile),
}

async fn read_file(
    root: &Path,
    folder: i64,
    file: &FoundFile,
    before: Option<ShelfFile>,
    job: &mut Job<'_>,
) -> Result<Reading, AppError> {
    let at = Timestamp::from_millisecond(file.modified_ms).unwrap_or_default();
    let as_before =
        |before: &ShelfFile| before.bytes == file.bytes && before.modified_at == at && before.reader == shelf::READER;
    if let Some(before) = before.as_ref().filter(|before| job.look == Look::AtTimes && as_before(before)) {
        return Ok(Reading::Same { read: before.read.clone(), remark: before.remark.clone(), touched: None });
    }
    let refused =
        |reason: String| Ok(Reading::Other(unread(folder, file, String::new(), ShelfRead::Unreadable(reason))));
    if shelf::Format::of(&file.path).is_none() {
        return refused(shelf::ShelfError::OtherFormat.to_string());
    }
    if shelf::BYTES_MAX < file.bytes {
        return refused(shelf::ShelfError::TooLarge.to_string());
    }
    let bytes = match bytes_of(&root.join(&file.path)) {
        Ok(bytes) => bytes,
        Err(error) => return refused(format!("it cannot be read: {error}")),
    };
    let hash = hash_of(&bytes);
    if let Some(before) = before.filter(|before| before.file_hash == hash && before.reader == shelf::READER) {
        let touched = before.id.clone().filter(|_| !as_before(&before)).map(|id| (id, file.bytes, at));
        return Ok(Reading::Same { read: before.read, remark: before.remark, touched });
    }
    let reading = match job.reader.page(&file.path, &bytes, job.cancel).await {
        Ok(page) => ShelfFile {
            title: page.title,
            remark: page.remark.unwrap_or_default(),
            ..unread(folder, file, hash, ShelfRead::Text(page.text))
        },
        Err(Unread::Cancelled) => return Err(AppError::cancelled()),
        // Nothing is known of these bytes, so the next look tries them again.
        Err(lost @ Unread::Lost(_)) => {
            let listed = unread(folder, file, String::new(), ShelfRead::Unreadable(lost.to_string()));
            ShelfFile { reader: NOT_READ, ..listed }
        }
        Err(reason) => unread(folder, file, hash, ShelfRead::Unreadable(reason.to_string())),
    };
    Ok(Reading::Other(reading))
}

/// The row of a file that was listed and not read.
fn unread(folder: i64, file: &FoundFile, file_hash: String, read: ShelfRead) -> ShelfFile {
    let modified_at = Timestamp::from_millisecond(file.modified_ms).unwrap_or_default();
    ShelfFile {
        id: None,
        folder,
        path: file.path.clone(),
        title: String::new(),
        url: String::new(),
        account: None,
        bytes: file.bytes,
        modified_at,
        file_hash,
        reader: shelf::READER,
        read,
        remark: String::new(),
        added_at: modified_at,
    }
}

/// The name and the bytes of a page: of its file, or of its text.
fn page_bytes(request: &SavePageRequest) -> Result<(String, Vec<u8>), AppError> {
    match (&request.file, &request.text) {
        (Some(file), None) => {
            let path = PathBuf::from(file.trim());
            let is_file = std::fs::metadata(&path).is_ok_and(|about| about.is_file());
            let bytes = if is_file { bytes_of(&path) } else { Err(std::io::ErrorKind::NotFound.into()) };
            let bytes = bytes.map_err(|error| {
                AppError::new(ErrorCode::NotFound, format!("Could not read the file {}", path.display()))
                    .caused_by(error)
            })?;
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            Ok((name.to_owned(), bytes))
        }
        (None, Some(text)) => Ok(("pasted.txt".to_owned(), text.clone().into_bytes())),
        _ => Err(AppError::new(ErrorCode::Usage, "Give either a file or a text")),
    }
}

/// An address of the web, as it is kept; nothing for none.
fn web_address(url: Option<&str>) -> Result<String, AppError> {
    let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else { return Ok(String::new()) };
    let parsed = url::Url::parse(url).ok().filter(|url| url.scheme() == "https" && url.host().is_some());
    match parsed {
        Some(parsed) if parsed.as_str().len() <= 2_000 => Ok(parsed.to_string()),
        _ => Err(AppError::new(ErrorCode::Usage, "That is not a web address")
            .hint("It starts with https:// and is kept for reference only. Nothing is fetched from it.")),
    }
}

fn page_view(open: &OpenPortal, page: ShelfFile) -> Result<PageView, AppError> {
    // The account as it is now: it may have been merged, or a person's page become their company's.
    let id = page.id.ok_or(StoreError::Unreadable { what: "saved page" })?;
    let account = open.database.accounts_of(&id)?.into_iter().next().or(page.account);
    let account = account.ok_or(StoreError::Unreadable { what: "saved page" })?;
    let record = open.database.record(&account)?;
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(PageView {
        id: id.to_string(),
        title: page.title,
        account_name: record.as_ref().map(who::name_of).unwrap_or_default(),
        account: account.to_string(),
        url: given(page.url),
        file: given(page.path),
        remark: given(page.remark),
        saved_at: page.modified_at,
    })
}

/// Brings the index in step with what changed. A damaged one waits for the next job that makes it anew; search reads SQLite until then.
async fn reindex(open: &OpenPortal, model: &Model, cancel: &CancellationToken) -> Result<(), AppError> {
    if open.damage.is_some() {
        return Ok(());
    }
    let is_cancelled = || cancel.is_cancelled();
    retrieval::update_index(&open.database, &open.index, model.embedder(), &|_| {}, &is_cancelled).await?;
    Ok(())
}

fn hash_of(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_the_web_or_none() {
        assert_eq!(web_address(None).unwrap(), "");
        assert_eq!(web_address(Some(" https://a.example/x ")).unwrap(), "https://a.example/x");
        for bad in ["http://a.example", "file:///etc/passwd", "javascript:alert(1)", "a.example", "https://"] {
            assert_eq!(web_address(Some(bad)).unwrap_err().code, ErrorCode::Usage, "{bad}");
        }
    }

    #[test]
    fn a_page_is_a_file_or_a_text() {
        let request = SavePageRequest { text: Some("words".to_owned()), ..SavePageRequest::default() };
        assert_eq!(page_bytes(&request).unwrap().1, b"words");
        let both = SavePageRequest { file: Some("x.md".to_owned()), ..request };
        assert_eq!(page_bytes(&both).unwrap_err().code, ErrorCode::Usage);
        let missing = SavePageRequest { text: None, ..both };
        assert_eq!(page_bytes(&missing).unwrap_err().code, ErrorCode::NotFound);
    }
}

//! Folders that are looked into for new conversations, as where a recorder saves them.
//!
//! A file that is still being written is left until it has been still for a moment; one that was looked at is remembered by its size and time, and
//! its words are known again whatever it is called.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::Model,
    portal::{
        connect::opened,
        open::{self, OpenPortal},
        settings::Settings,
    },
    syncing::{
        calendars,
        conversation_import::{Import, finish, modified},
        conversation_views::WatchedFolder,
        reader::{FileReader, Unread},
        recorders,
        shelf::UnreadableFile,
        shelf_folder::look_into,
        transcripts,
    },
};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use tokio_util::sync::CancellationToken;

/// A file that was changed within so long may still be written.
const STILL_FOR: SignedDuration = SignedDuration::from_secs(10);
/// The most folders that are looked into.
const FOLDERS_MAX: usize = 10;
/// What a recorder's file may be called; whether it is one, its content says.
const ENDINGS: [&str; 12] =
    ["vtt", "srt", "sbv", "txt", "md", "markdown", "docx", "pdf", "csv", "tsv", "json", "jsonl"];

/// The folders that are looked into, with what was not read in each.
pub(crate) fn folders(open: &OpenPortal) -> Result<Vec<WatchedFolder>, AppError> {
    let files = open.database.conversation_files()?;
    let folders = open.database.conversation_folders()?;
    let view = |(path, problem): (String, String)| {
        let unread = files
            .iter()
            .filter(|(file, (.., problem))| !problem.is_empty() && Path::new(file).starts_with(&path))
            .map(|(file, (.., problem))| UnreadableFile {
                path: Path::new(file).strip_prefix(&path).unwrap_or(Path::new(file)).display().to_string(),
                reason: problem.clone(),
            })
            .collect();
        WatchedFolder { problem: Some(problem).filter(|problem| !problem.is_empty()), unread, path }
    };
    Ok(folders.into_iter().map(view).collect())
}

/// Has a folder looked into for conversations, now and after each sync.
pub(crate) fn add(open: &OpenPortal, folder: &Path, now: Timestamp) -> Result<(), AppError> {
    let path = std::fs::canonicalize(folder).map_err(|error| {
        AppError::new(ErrorCode::NotFound, format!("There is no folder {}", folder.display())).caused_by(error)
    })?;
    if !path.is_dir() {
        return Err(AppError::new(ErrorCode::Usage, format!("{} is a file", path.display()))
            .hint("Choose its folder, or drop the file on the window."));
    }
    open.policy.may_read_folder(&path)?;
    let name = path.to_str().ok_or_else(|| AppError::new(ErrorCode::Usage, "The folder's name is not valid text"))?;
    if FOLDERS_MAX <= open.database.conversation_folders()?.len() {
        return Err(AppError::new(ErrorCode::Usage, format!("No more than {FOLDERS_MAX} folders are looked into"))
            .hint("Put several into one folder, or remove one."));
    }
    Ok(open.database.add_conversation_folder(name, now)?)
}

/// Connects the portal of the settings' token and has a folder looked into for conversations from its first sync on.
pub async fn watch_from_first_sync(settings: &Settings, folder: &Path) -> Result<(), AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (_, open) = opened(settings, &home, false).await?;
    add(&open, folder, settings.now())
}

/// What looking into the folders brought.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Whether any conversation got a place.
    pub placed: bool,
    /// Whether a file is still being written, so that another look is worth having soon.
    pub unsettled: bool,
}

/// Looks into the folders for files that are new or changed, and takes in the conversations in them. The caller reads and indexes.
pub(crate) async fn look(open: &OpenPortal, now: Timestamp, cancel: &CancellationToken) -> Result<Looked, AppError> {
    let mut looked = Looked::default();
    let folders = open.database.conversation_folders()?;
    if folders.is_empty() {
        return Ok(looked);
    }
    let known = open.database.conversation_files()?;
    let (mut import, mut reader) = (None, FileReader::new());
    for (folder, _) in folders {
        let allowed = open.policy.may_read_folder(Path::new(&folder)).map_err(std::io::Error::other);
        let found = match allowed.and_then(|()| look_into(Path::new(&folder))) {
            Ok(found) => found,
            Err(error) => {
                let problem = format!("the folder cannot be looked into: {error}");
                open.database.note_conversation_folder(&folder, &problem, now)?;
                continue;
            }
        };
        for file in &found.files {
            let path = Path::new(&folder).join(&file.path);
            let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).unwrap_or_default();
            let Some(name) = path.to_str().filter(|_| ENDINGS.contains(&ending.as_str())) else { continue };
            let mark = (i64::try_from(file.bytes).unwrap_or(i64::MAX), file.modified_ms);
            if known.get(name).is_some_and(|(bytes, modified, _)| (*bytes, *modified) == mark) {
                continue;
            }
            // By this machine's own clock: that is what files are dated by.
            let age = Timestamp::now().as_millisecond().saturating_sub(file.modified_ms);
            if (0..STILL_FOR.as_millis().try_into().unwrap_or(i64::MAX)).contains(&age) || file.bytes == 0 {
                looked.unsettled = true;
                continue;
            }
            let problem = match transcripts::of_file(&path, &mut reader, cancel).await {
                Ok(read) => {
                    let import = match &mut import {
                        Some(import) => import,
                        none => none.insert(Import::begin(open, now)?),
                    };
                    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    for transcript in &read {
                        import.take_unasked(&name, transcript, modified(&path))?;
                    }
                    String::new()
                }
                Err(Unread::Cancelled) => return Err(AppError::cancelled()),
                // Nothing is known of these bytes: the next look tries them again.
                Err(Unread::Lost(_)) => continue,
                Err(unread) => unread.to_string(),
            };
            open.database.note_conversation_file(name, mark, &problem)?;
        }
        open.database.note_conversation_folder(&folder, "", now)?;
    }
    looked.placed = import.is_some_and(|import| import.placed);
    Ok(looked)
}

/// Whether there is any folder to look into, a recorder to ask or a calendar to read now.
pub(crate) fn is_any_to_look(open: &OpenPortal, now: Timestamp) -> Result<bool, AppError> {
    let database = &open.database;
    Ok(!database.conversation_folders()?.is_empty()
        || recorders::is_any_due(open, now)?
        || calendars::is_any_due(open, now)?)
}

/// Reads the calendars, looks into the folders and asks the recorders between two syncs. Returns whether anything came in, and whether to look again soon.
pub async fn look_for_conversations(
    settings: &Settings,
    open: &OpenPortal,
    model: &Model,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<(bool, bool), AppError> {
    // Before conversations: whom the rep met says whose a conversation of that hour is.
    let is_day_changed = Box::pin(calendars::look(open, false, now, cancel)).await?;
    let before = open.database.known_conversations()?.len();
    let looked = look(open, now, cancel).await?;
    let placed = recorders::look(settings, open, now, cancel).await? || looked.placed;
    finish(open, model, placed, cancel).await?;
    let came_in = is_day_changed || before < open.database.known_conversations()?.len();
    Ok((came_in, looked.unsettled))
}

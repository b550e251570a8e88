//! The system's own dialogs, by which the rep points at a folder or a file instead of typing where it is.

use crate::{commands::Answer, error::CommandError, windows};
use app::ErrorCode;
use std::path::PathBuf;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// The endings of files that a page can be saved from.
const READABLE: [&str; 7] = ["md", "markdown", "txt", "text", "html", "htm", "pdf"];

/// The endings of calendars' files.
const CALENDARS: [&str; 2] = ["ics", "ical"];

/// Endings of recorders' files; whether one is a transcript, its content says.
const TRANSCRIPTS: [&str; 11] = ["vtt", "srt", "sbv", "txt", "md", "docx", "pdf", "csv", "tsv", "json", "jsonl"];

/// Lets the rep choose a folder. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_folder(app: AppHandle) -> Answer<Option<String>> {
    let (chosen, answer) = oneshot::channel();
    dialog(&app, "Choose a folder").pick_folder(|folder| told(chosen, folder));
    path_of(answer.await)
}

/// Lets the rep choose a file that a page can be saved from. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_page_file(app: AppHandle) -> Answer<Option<String>> {
    let (chosen, answer) = oneshot::channel();
    let dialog = dialog(&app, "Choose a page").add_filter("Markdown, text, HTML, PDF", &READABLE);
    dialog.pick_file(|file| told(chosen, file));
    path_of(answer.await)
}

/// Lets the rep choose the file of a calendar. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_calendar(app: AppHandle) -> Answer<Option<String>> {
    let (chosen, answer) = oneshot::channel();
    let dialog = dialog(&app, "Choose a calendar").add_filter("Calendar", &CALENDARS);
    dialog.pick_file(|file| told(chosen, file));
    path_of(answer.await)
}

/// Lets the rep choose recorders' files. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn choose_conversations(app: AppHandle) -> Answer<Vec<String>> {
    let (chosen, answer) = oneshot::channel();
    let dialog = dialog(&app, "Choose recordings' transcripts").add_filter("Transcripts", &TRANSCRIPTS);
    dialog.pick_files(|files| {
        // Nobody waits any more only where the page that asked is gone.
        let _ = chosen.send(files.unwrap_or_default());
    });
    answer.await.unwrap_or_default().into_iter().filter_map(|file| path_of(Ok(Some(file))).transpose()).collect()
}

/// Lets the rep choose where a new file goes. None where they close the dialog.
pub(crate) async fn choose_place(app: &AppHandle, title: &str, name: &str) -> Answer<Option<PathBuf>> {
    let (chosen, answer) = oneshot::channel();
    dialog(app, title).set_file_name(name).save_file(|file| told(chosen, file));
    Ok(path_of(answer.await)?.map(PathBuf::from))
}

/// Lets the rep choose a backup. None where they close the dialog.
pub(crate) async fn choose_backup(app: &AppHandle) -> Answer<Option<PathBuf>> {
    let (chosen, answer) = oneshot::channel();
    dialog(app, "Choose a backup").pick_file(|file| told(chosen, file));
    Ok(path_of(answer.await)?.map(PathBuf::from))
}

fn dialog(app: &AppHandle, title: &str) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file().set_title(title);
    match app.get_webview_window(windows::MAIN) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn told(chosen: oneshot::Sender<Option<FilePath>>, path: Option<FilePath>) {
    // Nobody waits any more only where the page that asked is gone.
    let _ = chosen.send(path);
}

fn path_of(answer: Result<Option<FilePath>, oneshot::error::RecvError>) -> Answer<Option<String>> {
    let refused = |reason: String| {
        let hint = "Type where it is instead.".to_owned();
        CommandError::new(ErrorCode::Internal, format!("The dialog did not open: {reason}"), hint)
    };
    let Some(path) = answer.map_err(|error| refused(error.to_string()))? else { return Ok(None) };
    let path = path.into_path().map_err(|error| refused(error.to_string()))?;
    Ok(Some(path.display().to_string()))
}

//! The commands of the page of conversations: importing recorders' files, and saying where they belong and who speaks.

use crate::{
    background, brief_window,
    commands::{Answer, Shared, read, stopped},
    events::Stale,
    views::ImportedView,
};
use app::{AppError, Conversations, ImportRequest, Session};
use std::{path::Path, sync::Arc};
use tauri::{AppHandle, async_runtime::block_on};

/// All conversations that were imported, and the folders that are looked into for more.
#[tauri::command]
#[specta::specta]
pub async fn conversations(shell: Shared<'_>) -> Answer<Conversations> {
    read(&shell, app::conversations).await
}

/// Imports conversations from files, or one from a text. One answer for each conversation, and for each file that was refused.
#[tauri::command]
#[specta::specta]
pub async fn import_conversations(
    app: AppHandle,
    shell: Shared<'_>,
    request: ImportRequest,
) -> Answer<Vec<ImportedView>> {
    let report = changing(&app, &shell, move |session| block_on(session.import(&request))).await?;
    Ok(report.transcripts.into_iter().map(ImportedView::from).collect())
}

/// Puts a conversation where the rep says that it belongs: a call or meeting by its id, else a person, company or deal.
#[tauri::command]
#[specta::specta]
pub async fn settle_conversation(app: AppHandle, shell: Shared<'_>, id: i32, target: String) -> Answer<Conversations> {
    changing(&app, &shell, move |session| block_on(session.settle_conversation(id, &target))).await
}

/// Says who a speaker of a conversation is.
#[tauri::command]
#[specta::specta]
pub async fn name_speaker(
    app: AppHandle,
    shell: Shared<'_>,
    id: i32,
    speaker: String,
    name: String,
) -> Answer<Conversations> {
    changing(&app, &shell, move |session| block_on(session.name_speaker(id, &speaker, &name))).await
}

/// Throws a conversation away.
#[tauri::command]
#[specta::specta]
pub async fn drop_conversation(app: AppHandle, shell: Shared<'_>, id: i32) -> Answer<Conversations> {
    changing(&app, &shell, move |session| block_on(session.drop_conversation(id))).await
}

/// Has a folder looked into for conversations from now on.
#[tauri::command]
#[specta::specta]
pub async fn watch_folder(app: AppHandle, shell: Shared<'_>, folder: String) -> Answer<Conversations> {
    changing(&app, &shell, move |session| block_on(session.watch_folder(Path::new(folder.trim())))).await
}

/// Has a folder no longer looked into.
#[tauri::command]
#[specta::specta]
pub async fn unwatch_folder(app: AppHandle, shell: Shared<'_>, folder: String) -> Answer<Conversations> {
    changing(&app, &shell, move |session| block_on(session.unwatch_folder(&folder))).await
}

/// Changes conversations off the threads that serve the pages: files are read, and the model reads what is new.
async fn changing<T: Send + 'static>(
    app: &AppHandle,
    shell: &Shared<'_>,
    change: impl FnOnce(&Session) -> Result<T, AppError> + Send + 'static,
) -> Answer<T> {
    let session = Arc::clone(&shell.session);
    let outcome = tauri::async_runtime::spawn_blocking(move || change(&session)).await;
    // What was said may be in the next brief.
    brief_window::drop_ready(app);
    background::changed(app, &[Stale::State, Stale::Today, Stale::Accounts]);
    Ok(outcome.map_err(|error| stopped(&error))??)
}

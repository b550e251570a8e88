//! The commands of the page of conversations: importing recorders' files, and saying where they belong and who speaks.

use crate::{
    commands::{Answer, Shared, read},
    events::Stale,
    shelf::keeping,
    views::ImportedView,
};
use app::{Conversations, ImportRequest, RecorderRequest};
use std::path::Path;
use tauri::{AppHandle, async_runtime::block_on};

/// What other pages show of conversations: that some wait, and what was said.
const WHAT: &[Stale] = &[Stale::State, Stale::Today, Stale::Accounts];

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
    let report = keeping(&app, &shell, WHAT, move |session| block_on(session.import(&request))).await?;
    Ok(report.transcripts.into_iter().map(ImportedView::from).collect())
}

/// Puts a conversation where the rep says that it belongs: a call or meeting by its id, else a person, company or deal.
#[tauri::command]
#[specta::specta]
pub async fn settle_conversation(app: AppHandle, shell: Shared<'_>, id: i32, target: String) -> Answer<Conversations> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.settle_conversation(id, &target))).await
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
    keeping(&app, &shell, WHAT, move |session| block_on(session.name_speaker(id, &speaker, &name))).await
}

/// Throws a conversation away.
#[tauri::command]
#[specta::specta]
pub async fn drop_conversation(app: AppHandle, shell: Shared<'_>, id: i32) -> Answer<Conversations> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.drop_conversation(id))).await
}

/// Has a folder looked into for conversations from now on.
#[tauri::command]
#[specta::specta]
pub async fn watch_folder(app: AppHandle, shell: Shared<'_>, folder: String) -> Answer<Conversations> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.watch_folder(Path::new(folder.trim())))).await
}

/// Has a folder no longer looked into.
#[tauri::command]
#[specta::specta]
pub async fn unwatch_folder(app: AppHandle, shell: Shared<'_>, folder: String) -> Answer<Conversations> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.unwatch_folder(&folder))).await
}

/// Has a recorder asked for conversations from now on, and asks it. The key goes into the keychain and nowhere else.
#[tauri::command]
#[specta::specta]
pub async fn connect_recorder(app: AppHandle, shell: Shared<'_>, request: RecorderRequest) -> Answer<Conversations> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.connect_recorder(&request))).await
}

/// Has a recorder no longer asked, and removes its key. What came from it stays.
#[tauri::command]
#[specta::specta]
pub async fn disconnect_recorder(app: AppHandle, shell: Shared<'_>, kind: String) -> Answer<Conversations> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.disconnect_recorder(&kind))).await
}

/// Keeps a person's words from language models, or lets them go there again.
#[tauri::command]
#[specta::specta]
pub async fn keep_from_models(app: AppHandle, shell: Shared<'_>, contact: String, is_kept: bool) -> Answer<()> {
    keeping(&app, &shell, &[Stale::Accounts], move |session| block_on(session.keep_from_models(&contact, is_kept)))
        .await
}

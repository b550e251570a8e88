//! The commands of the pages for the knowledge shelf: its folders, and the pages saved for accounts.

use crate::{
    background, brief_window,
    commands::{Answer, Shared, read, stopped},
    events::Stale,
};
use app::{AppError, PageView, SavePageRequest, Session, ShelfScan, ShelfView};
use std::{path::Path, sync::Arc};
use tauri::{AppHandle, async_runtime::block_on};

/// The folders on the shelf of the portal on screen, and how many pages were saved.
#[tauri::command]
#[specta::specta]
pub async fn shelf(shell: Shared<'_>) -> Answer<ShelfView> {
    read(&shell, |open, _| app::shelf(open)).await
}

/// Puts a folder on the shelf and reads what is in it.
#[tauri::command]
#[specta::specta]
pub async fn add_shelf_folder(app: AppHandle, shell: Shared<'_>, folder: String) -> Answer<ShelfScan> {
    keeping(&app, &shell, &[Stale::Accounts], move |session| {
        block_on(session.add_shelf_folder(Path::new(folder.trim())))
    })
    .await
}

/// Takes a folder off the shelf.
#[tauri::command]
#[specta::specta]
pub async fn remove_shelf_folder(app: AppHandle, shell: Shared<'_>, folder: String) -> Answer<ShelfView> {
    keeping(&app, &shell, &[Stale::Accounts], move |session| block_on(session.remove_shelf_folder(&folder))).await
}

/// Reads every folder on the shelf again.
#[tauri::command]
#[specta::specta]
pub async fn scan_shelf(app: AppHandle, shell: Shared<'_>) -> Answer<ShelfScan> {
    keeping(&app, &shell, &[Stale::Accounts], |session| block_on(session.scan_shelf())).await
}

/// The pages that were saved for an account, newest first.
#[tauri::command]
#[specta::specta]
pub async fn saved_pages(shell: Shared<'_>, account: String) -> Answer<Vec<PageView>> {
    Ok(read(&shell, move |open, _| app::pages(open, Some(&account))).await?.pages)
}

/// Saves a page for an account, as a file or as pasted text.
#[tauri::command]
#[specta::specta]
pub async fn save_page(app: AppHandle, shell: Shared<'_>, request: SavePageRequest) -> Answer<PageView> {
    keeping(&app, &shell, &[Stale::Accounts], move |session| block_on(session.save_page(&request))).await
}

/// Takes a saved page away. Answers those that are left to its account.
#[tauri::command]
#[specta::specta]
pub async fn drop_page(app: AppHandle, shell: Shared<'_>, id: String) -> Answer<Vec<PageView>> {
    Ok(keeping(&app, &shell, &[Stale::Accounts], move |session| block_on(session.drop_page(&id))).await?.pages)
}

/// Takes texts in or away, off the threads that serve the pages: files are read, and the model reads what is new. `stale` is what pages show of it.
pub(crate) async fn keeping<T: Send + 'static>(
    app: &AppHandle,
    shell: &Shared<'_>,
    stale: &[Stale],
    change: impl FnOnce(&Session) -> Result<T, AppError> + Send + 'static,
) -> Answer<T> {
    let session = Arc::clone(&shell.session);
    let outcome = tauri::async_runtime::spawn_blocking(move || change(&session)).await;
    // A brief may name it, so one that was made ready is made anew.
    brief_window::drop_ready(app);
    background::changed(app, stale);
    Ok(outcome.map_err(|error| stopped(&error))??)
}

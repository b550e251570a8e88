//! What the rep does to keep their data: a backup, and bringing one back. The file is chosen in the system's own dialog, which is opened here, so
//! that a page never names one.

use crate::{
    background::{self, Teller},
    brief_window,
    choosing::{choose_backup, choose_place},
    commands::{Answer, Shared, stopped, write},
    views::{BackupView, RestoreView},
};
use app::BackupKey;
use tauri::{AppHandle, async_runtime};

/// Backs up the portal on screen to a file that the rep chooses, sealed with the passphrase. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn back_up(app: AppHandle, shell: Shared<'_>, passphrase: String) -> Answer<Option<BackupView>> {
    let (session, key) = (shell.session.clone(), BackupKey::passphrase(passphrase));
    let name = format!("Foreword {}.backup", session.settings().now().strftime("%Y-%m-%d"));
    let Some(file) = choose_place(&app, "Save the backup", &name).await? else { return Ok(None) };
    let made = async_runtime::spawn_blocking(move || async_runtime::block_on(session.back_up(&file, &key))).await;
    Ok(Some(made.map_err(|error| stopped(&error))??.into()))
}

/// Puts a backup that the rep chooses in the place of what is here, which is moved aside. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn restore_backup(app: AppHandle, shell: Shared<'_>, passphrase: String) -> Answer<Option<RestoreView>> {
    let (session, key) = (shell.session.clone(), BackupKey::passphrase(passphrase));
    let Some(file) = choose_backup(&app).await? else { return Ok(None) };
    brief_window::drop_ready(&app);
    let teller = Teller(app.clone());
    let restored =
        async_runtime::spawn_blocking(move || async_runtime::block_on(session.restore(&file, &key, &teller))).await;
    background::after_change(&app).await;
    Ok(Some(restored.map_err(|error| stopped(&error))??.into()))
}

/// Saves the day's digest as a page at a place that the rep chooses, and answers where. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn save_digest(app: AppHandle, shell: Shared<'_>) -> Answer<Option<String>> {
    let name = format!("Pipeline {}.html", shell.session.settings().now().strftime("%Y-%m-%d"));
    let Some(file) = choose_place(&app, "Save the digest", &name).await? else { return Ok(None) };
    let saved = file.display().to_string();
    write(&shell, move |open, now| app::write_digest(open, &file, now)).await?;
    Ok(Some(saved))
}

/// Saves the log as JSON lines at a place that the rep chooses, and answers where. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn export_log(app: AppHandle, shell: Shared<'_>) -> Answer<Option<String>> {
    let name = format!("Foreword log {}.jsonl", shell.session.settings().now().strftime("%Y-%m-%d"));
    let Some(file) = choose_place(&app, "Save the log", &name).await? else { return Ok(None) };
    let saved = file.display().to_string();
    write(&shell, move |open, now| app::export_audit(open, &file, now).map(drop)).await?;
    Ok(Some(saved))
}

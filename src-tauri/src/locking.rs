//! The commands by which a page locks and unlocks the window, chooses what seals the data, and sees what the admin has settled.

use crate::{
    background::{self, Teller},
    commands::{Answer, Shared},
};
use app::{LockView, Passphrase, PolicyView};
use tauri::AppHandle;

/// Whether the window is locked, and what opens it.
#[tauri::command]
#[specta::specta]
pub async fn lock_state(shell: Shared<'_>) -> Answer<LockView> {
    Ok(shell.session.lock_view())
}

/// What the admin of this computer has settled. A page shows each rule beside what it is about, and offers nothing that loosens it.
#[tauri::command]
#[specta::specta]
pub async fn policy(shell: Shared<'_>) -> Answer<PolicyView> {
    Ok(shell.session.settings().policy.view())
}

/// Notes that a hand is on the window, so that it does not lock itself.
#[tauri::command]
#[specta::specta]
pub async fn note_activity(shell: Shared<'_>) -> Answer<()> {
    shell.session.note_activity();
    Ok(())
}

/// Locks the window. Every page shows nothing of the portal from then on.
#[tauri::command]
#[specta::specta]
pub async fn lock(app: AppHandle, shell: Shared<'_>) -> Answer<LockView> {
    let view = shell.session.lock().await?;
    background::after_lock(&app);
    Ok(view)
}

/// Unlocks the window: with the passphrase where one seals the data, else by asking the keychain.
#[tauri::command]
#[specta::specta]
pub async fn unlock(app: AppHandle, shell: Shared<'_>, passphrase: Option<String>) -> Answer<LockView> {
    let words = passphrase.map(Passphrase::new);
    let view = shell.session.unlock(words.as_ref()).await?;
    background::after_change(&app).await;
    Ok(view)
}

/// Seals the data with a passphrase for the first time.
#[tauri::command]
#[specta::specta]
pub async fn set_passphrase(app: AppHandle, shell: Shared<'_>, passphrase: String) -> Answer<LockView> {
    let view = shell.session.set_passphrase(&Passphrase::new(passphrase), &Teller(app.clone())).await?;
    background::after_change(&app).await;
    Ok(view)
}

/// Puts another passphrase in the place of the one there is.
#[tauri::command]
#[specta::specta]
pub async fn change_passphrase(shell: Shared<'_>, former: String, passphrase: String) -> Answer<LockView> {
    let (former, words) = (Passphrase::new(former), Passphrase::new(passphrase));
    Ok(shell.session.change_passphrase(&former, &words).await?)
}

/// Takes the passphrase away. `machine_key` says that this computer's weaker key will do where there is no keychain.
#[tauri::command]
#[specta::specta]
pub async fn remove_passphrase(
    app: AppHandle,
    shell: Shared<'_>,
    passphrase: String,
    machine_key: bool,
) -> Answer<LockView> {
    let words = Passphrase::new(passphrase);
    let view = shell.session.remove_passphrase(&words, machine_key, &Teller(app.clone())).await?;
    background::after_change(&app).await;
    Ok(view)
}

/// Chooses after how many minutes without a hand on it the window locks itself; none for never.
#[tauri::command]
#[specta::specta]
pub async fn set_auto_lock(shell: Shared<'_>, minutes: Option<u32>) -> Answer<LockView> {
    Ok(shell.session.set_auto_lock(minutes)?)
}

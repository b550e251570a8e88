//! The rules in the window: which are on, what one would have drafted, and the work on what happened, which nobody asks for.

use crate::{
    background,
    commands::{Answer, REVIEWED, Shared, read, write},
    session,
};
use app::{Rehearsal, Rules};
use tauri::AppHandle;

/// The rules, which of them are on, and what each made today.
#[tauri::command]
#[specta::specta]
pub async fn rules(shell: Shared<'_>) -> Answer<Rules> {
    let settings = shell.session.shown()?.settings.clone();
    read(&shell, move |open, now| app::rules(&settings, open, now)).await
}

/// What a rule would have drafted in the last thirty days. Nothing is drafted for it.
#[tauri::command]
#[specta::specta]
pub async fn rehearse_rule(shell: Shared<'_>, id: String) -> Answer<Rehearsal> {
    let settings = shell.session.shown()?.settings.clone();
    read(&shell, move |open, now| app::rehearse(&settings, open, &id, None, now)).await
}

/// Switches a rule on or off. What happened before it was switched on starts nothing.
#[tauri::command]
#[specta::specta]
pub async fn switch_rule(shell: Shared<'_>, id: String, is_on: bool) -> Answer<Rules> {
    let settings = shell.session.shown()?.settings.clone();
    write(&shell, move |open, now| app::switch_rule(&settings, open, &id, is_on, now)).await
}

/// Has the rules that are on draft what they draft of what happened, and tells the pages where something was made.
pub async fn work(app: &AppHandle) {
    let session = session(app);
    let working = tauri::async_runtime::spawn_blocking(move || tauri::async_runtime::block_on(session.work_events()));
    match working.await {
        Ok(Ok(Some(worked))) if 0 < worked.made => background::changed(app, &REVIEWED),
        Ok(Err(error)) if !matches!(error.code, app::ErrorCode::NotConnected | app::ErrorCode::Cancelled) => {
            tracing::warn!(error.message, causes = ?error.causes(), "what happened could not be worked; it is tried again");
        }
        Err(error) => tracing::error!(%error, "working what happened failed over a mistake of Foreword's"),
        _ => {}
    }
}

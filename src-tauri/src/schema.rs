//! The commands by which a page shows the account's properties that drafts fill, what became of them, and what drafts are judged by.

use crate::commands::{Answer, Shared, read, write};
use app::{Criteria, DriftReport, Mapped, SchemaPlan};

/// The properties of drafts that the portal lacks, and which of its own stand for others.
#[tauri::command]
#[specta::specta]
pub async fn schema(shell: Shared<'_>) -> Answer<SchemaPlan> {
    read(&shell, |open, _| app::schema(open)).await
}

/// What became of the account's properties since somebody last took note.
#[tauri::command]
#[specta::specta]
pub async fn drift(shell: Shared<'_>) -> Answer<DriftReport> {
    read(&shell, |open, _| app::drift(open)).await
}

/// Asks HubSpot for the definitions anew.
#[tauri::command]
#[specta::specta]
pub async fn check_schema(shell: Shared<'_>) -> Answer<DriftReport> {
    Ok(shell.session.check_schema().await?)
}

/// Takes note of everything that became of the properties.
#[tauri::command]
#[specta::specta]
pub async fn note_drift(shell: Shared<'_>) -> Answer<DriftReport> {
    write(&shell, |open, _| app::note_drift(open)).await
}

/// Makes the properties that the portal lacks. It takes an admin's token.
#[tauri::command]
#[specta::specta]
pub async fn make_properties(shell: Shared<'_>) -> Answer<SchemaPlan> {
    Ok(shell.session.make_properties().await?)
}

/// Lets a property of the portal stand for one of ours, as in `deal/ai_summary`; without one ours is used again.
#[tauri::command]
#[specta::specta]
pub async fn map_property(shell: Shared<'_>, ours: String, theirs: Option<Mapped>) -> Answer<SchemaPlan> {
    write(&shell, move |open, now| app::schema_map(open, &ours, theirs.as_ref(), now)).await
}

/// Lets every property that is suggested stand for ours.
#[tauri::command]
#[specta::specta]
pub async fn map_suggested(shell: Shared<'_>) -> Answer<SchemaPlan> {
    write(&shell, app::schema_map_suggested).await
}

/// What drafts are judged by.
#[tauri::command]
#[specta::specta]
pub async fn criteria(shell: Shared<'_>) -> Answer<Criteria> {
    Ok(app::criteria(&shell.session.shown()?.settings)?)
}

/// Writes what comes with Foreword into a file that a team can change.
#[tauri::command]
#[specta::specta]
pub async fn write_criteria(shell: Shared<'_>) -> Answer<Criteria> {
    Ok(app::write_criteria(&shell.session.shown()?.settings)?)
}

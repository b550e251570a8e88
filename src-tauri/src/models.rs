//! The commands of the pages for the language model: its settings, its calls and their grades. No key ever goes back to a page.

use crate::{
    commands::{Answer, Shared, read, stopped, write},
    error::CommandError,
    shell::Shell,
};
use app::{
    AppError, CallView, ErrorCode, GradePage, LlmRequest, LlmTest, LlmView, LocalServerView, ModelKey, Redaction,
    Session, Settings,
};
use std::sync::Arc;
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// The language model's settings, as the settings page shows them.
#[tauri::command]
#[specta::specta]
pub async fn llm_settings(shell: Shared<'_>) -> Answer<LlmView> {
    changed(&shell, |_, _| Ok(())).await
}

/// Chooses a model, or none. A key that comes along goes into the keychain.
#[tauri::command]
#[specta::specta]
pub async fn choose_llm(shell: Shared<'_>, request: LlmRequest, key: Option<String>) -> Answer<LlmView> {
    let key = key.map(|key| ModelKey::new(&key));
    changed(&shell, move |settings, session| {
        app::choose_llm(settings, session.stops(), &request, key)?;
        session.note_setting(&format!("language model: {}", request.model.as_deref().unwrap_or("none")));
        Ok(())
    })
    .await
}

/// Removes the key of the chosen provider from the keychain.
#[tauri::command]
#[specta::specta]
pub async fn remove_llm_key(shell: Shared<'_>) -> Answer<LlmView> {
    changed(&shell, |settings, _| app::remove_llm_key(settings)).await
}

/// Sets what a month may cost, in US dollars; none for no limit.
#[tauri::command]
#[specta::specta]
pub async fn set_llm_budget(shell: Shared<'_>, budget_usd: Option<f64>, allow_unpriced: bool) -> Answer<LlmView> {
    changed(&shell, move |settings, session| {
        app::set_llm_budget(settings, budget_usd, allow_unpriced)?;
        session.note_setting("what a language model may cost");
        Ok(())
    })
    .await
}

/// Sets what is held back from the chosen provider.
#[tauri::command]
#[specta::specta]
pub async fn set_redaction(shell: Shared<'_>, redaction: Redaction) -> Answer<LlmView> {
    changed(&shell, move |settings, session| {
        app::set_redaction(settings, &redaction)?;
        let names = if redaction.names { "replaced" } else { "sent as they are" };
        session.note_setting(&format!("what a language model is sent: names {names}"));
        Ok(())
    })
    .await
}

/// Lets a stopped provider be asked again.
#[tauri::command]
#[specta::specta]
pub async fn resume_llm(shell: Shared<'_>) -> Answer<LlmView> {
    changed(&shell, |settings, session| app::resume_llm(settings, session.stops())).await
}

/// Looks for model servers on this machine's usual ports.
#[tauri::command]
#[specta::specta]
pub async fn find_local_models() -> Answer<Vec<LocalServerView>> {
    Ok(app::find_local_models().await)
}

/// Asks the chosen model to phrase two invented sentences.
#[tauri::command]
#[specta::specta]
pub async fn test_llm(shell: Shared<'_>) -> Answer<LlmTest> {
    let session = shell.session.clone();
    let asked = tauri::async_runtime::spawn_blocking(move || {
        let phraser = session.phraser()?;
        let shown = session.shown().ok();
        let open = shown.as_ref().map(|shown| &shown.open);
        tauri::async_runtime::block_on(app::test_llm(&phraser, open, session.settings().now()))
    });
    Ok(asked.await.map_err(|error| stopped(&error))??)
}

/// One call of a language model, as sent and as answered.
#[tauri::command]
#[specta::specta]
pub async fn model_call(shell: Shared<'_>, id: String) -> Answer<CallView> {
    read(&shell, move |open, _| app::call_view(open, &id)).await
}

/// The samples of a week to grade: of the last week that is over, where none is named.
#[tauri::command]
#[specta::specta]
pub async fn grade_page(shell: Shared<'_>, week: Option<String>) -> Answer<GradePage> {
    read(&shell, move |open, now| app::grade_page(open, week.as_deref(), now)).await
}

/// Grades one answer, from 1 to 5, and answers the samples of its week.
#[tauri::command]
#[specta::specta]
pub async fn grade(shell: Shared<'_>, week: String, id: String, grade: u8) -> Answer<GradePage> {
    write(&shell, move |open, now| {
        app::grade(open, &id, grade, now)?;
        app::grade_page(open, Some(&week), now)
    })
    .await
}

/// Writes the report as a page and opens it in the rep's browser.
#[tauri::command]
#[specta::specta]
pub async fn open_report(app: AppHandle, shell: Shared<'_>) -> Answer<()> {
    let folder = shell.session.shown()?.settings.home.clone();
    let path = read(&shell, move |open, now| app::write_report(open, &folder, now)).await?;
    app.opener().open_path(path.display().to_string(), None::<&str>).map_err(|error| {
        let hint = format!("The report is in {}.", path.display());
        CommandError::new(ErrorCode::Internal, format!("The browser did not open: {error}"), hint)
    })
}

/// Changes the settings off the threads that serve the pages, since the keychain blocks, and answers how they are then.
async fn changed(
    shell: &Arc<Shell>,
    change: impl FnOnce(&Settings, &Session) -> Result<(), AppError> + Send + 'static,
) -> Answer<LlmView> {
    let session = shell.session.clone();
    let changed = tauri::async_runtime::spawn_blocking(move || {
        let settings = session.settings();
        change(settings, &session)?;
        let shown = session.shown().ok();
        app::llm_settings(settings, session.stops(), shown.as_ref().map(|shown| &shown.open), settings.now())
    });
    Ok(changed.await.map_err(|error| stopped(&error))??)
}

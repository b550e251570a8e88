//! The commands of the pages for drafts that are read or copied: texts of every kind, replies, and the rep's voice.

use crate::{
    background,
    choosing::choose_place,
    commands::{Answer, REVIEWED, Shared, read, stopped, write},
    error::CommandError,
    views::{DraftTextRequest, ReplyTextRequest},
};
use app::{
    DraftKindView, DraftReporter, DraftStep, DraftSubjects, ErrorCode, FileMailRequest, MailRequest, PhrasedReport,
    ProposalView, ReplyReport, SentView, UseRequest, VoiceView,
};
use tauri::{AppHandle, ipc::Channel};
use tauri_plugin_opener::OpenerExt;

/// Every kind of draft that can be made for an account.
#[tauri::command]
#[specta::specta]
pub async fn draft_kinds() -> Answer<Vec<DraftKindView>> {
    Ok(app::draft_kinds())
}

/// Drafts a text. What rules make of it is told at once, a model's lines as they pass grounding.
#[tauri::command]
#[specta::specta]
pub async fn draft_text(
    shell: Shared<'_>,
    request: DraftTextRequest,
    progress: Channel<DraftStep>,
) -> Answer<PhrasedReport> {
    let (session, request) = (shell.session.clone(), request.read());
    let drafting = tauri::async_runtime::spawn_blocking(move || {
        tauri::async_runtime::block_on(session.draft(&request, &Telling(progress)))
    });
    Ok(drafting.await.map_err(|error| stopped(&error))??)
}

/// What would be sent to the model for a text, word for word.
#[tauri::command]
#[specta::specta]
pub async fn preview_text(shell: Shared<'_>, request: DraftTextRequest) -> Answer<SentView> {
    let (session, request) = (shell.session.clone(), request.read());
    let reading = tauri::async_runtime::spawn_blocking(move || {
        let (shown, phraser, model) = (session.shown()?, session.phraser()?, session.model());
        let now = session.settings().now();
        tauri::async_runtime::block_on(app::preview_draft(&shown.open, &model, &phraser, &request, now))
    });
    Ok(reading.await.map_err(|error| stopped(&error))??)
}

/// Puts what a draft says up for review. Asked for again it is answered from what is here: equal questions are not asked twice.
#[tauri::command]
#[specta::specta]
pub async fn propose_text(app: AppHandle, shell: Shared<'_>, request: DraftTextRequest) -> Answer<Vec<ProposalView>> {
    let (session, request) = (shell.session.clone(), request.read());
    let drafting =
        tauri::async_runtime::spawn_blocking(move || tauri::async_runtime::block_on(session.propose(&request)));
    let report = drafting.await.map_err(|error| stopped(&error))??;
    background::changed(&app, &REVIEWED);
    Ok(report.shown)
}

/// Puts the health of a deal that has stalled up for review.
#[tauri::command]
#[specta::specta]
pub async fn propose_health(app: AppHandle, shell: Shared<'_>, deal: String) -> Answer<Vec<ProposalView>> {
    let session = shell.session.clone();
    let drafting =
        tauri::async_runtime::spawn_blocking(move || tauri::async_runtime::block_on(session.propose_health(&deal)));
    let report = drafting.await.map_err(|error| stopped(&error))??;
    background::changed(&app, &REVIEWED);
    Ok(report.shown)
}

/// What drafts of an account can be about, and what is meant unless the rep chooses.
#[tauri::command]
#[specta::specta]
pub async fn draft_subjects(shell: Shared<'_>, account: String) -> Answer<DraftSubjects> {
    read(&shell, move |open, now| app::draft_subjects(open, &account, now)).await
}

/// Puts a mail up for review as a note for colleagues; it is sent to nobody.
#[tauri::command]
#[specta::specta]
pub async fn file_mail(app: AppHandle, shell: Shared<'_>, request: FileMailRequest) -> Answer<Vec<ProposalView>> {
    let report = write(&shell, move |open, now| app::file_mail(open, &request, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(report.shown)
}

/// Drafts a reply to a mail, to the last unanswered one of a person or account, or to pasted text.
#[tauri::command]
#[specta::specta]
pub async fn reply_text(
    shell: Shared<'_>,
    request: ReplyTextRequest,
    progress: Channel<DraftStep>,
) -> Answer<ReplyReport> {
    let session = shell.session.clone();
    let drafting = tauri::async_runtime::spawn_blocking(move || {
        // Every passage of the account is read for each question.
        let (tone, request) = (request.tone, request.read());
        tauri::async_runtime::block_on(session.reply(&request, tone, &Telling(progress)))
    });
    Ok(drafting.await.map_err(|error| stopped(&error))??)
}

/// What would be sent to the model for a reply, word for word.
#[tauri::command]
#[specta::specta]
pub async fn preview_reply(shell: Shared<'_>, request: ReplyTextRequest) -> Answer<SentView> {
    let session = shell.session.clone();
    let reading = tauri::async_runtime::spawn_blocking(move || {
        let (shown, phraser, model) = (session.shown()?, session.phraser()?, session.model());
        let (tone, request, now) = (request.tone, request.read(), session.settings().now());
        tauri::async_runtime::block_on(app::preview_reply(&shown.open, &model, &phraser, &request, tone, now))
    });
    Ok(reading.await.map_err(|error| stopped(&error))??)
}

/// Ends the draft in progress; what rules made of it stands.
#[tauri::command]
#[specta::specta]
pub async fn cancel_draft(shell: Shared<'_>) -> Answer<()> {
    shell.session.cancel_draft();
    Ok(())
}

/// How the rep writes, as it was learned from mails they sent.
#[tauri::command]
#[specta::specta]
pub async fn voice(shell: Shared<'_>) -> Answer<Vec<VoiceView>> {
    read(&shell, app::voice).await
}

/// Notes that a draft was copied or mailed, and how far it had been changed.
#[tauri::command]
#[specta::specta]
pub async fn note_use(shell: Shared<'_>, request: UseRequest) -> Answer<()> {
    write(&shell, move |open, now| app::note_use(open, &request, now)).await
}

/// Opens a mail in the rep's mail client. Nothing is sent by this.
#[tauri::command]
#[specta::specta]
pub async fn open_mail(app: AppHandle, mail: MailRequest) -> Answer<()> {
    let address = app::mail_address(&mail)?;
    app.opener().open_url(address, None::<&str>).map_err(|error| {
        let hint = "Save it as a file, or copy the text.".to_owned();
        CommandError::new(ErrorCode::Internal, format!("The mail client did not open: {error}"), hint)
    })
}

/// Saves a mail as a file that mail clients open as a draft, at a place that the rep chooses, and answers where. None where they close the dialog.
#[tauri::command]
#[specta::specta]
pub async fn save_mail(app: AppHandle, mail: MailRequest) -> Answer<Option<String>> {
    let Some(file) = choose_place(&app, "Save the mail", &app::mail_file_name(&mail.subject)).await? else {
        return Ok(None);
    };
    let saved = file.display().to_string();
    let written = tauri::async_runtime::spawn_blocking(move || app::write_mail(&mail, &file)).await;
    written.map_err(|error| stopped(&error))??;
    Ok(Some(saved))
}

/// Tells the page that asked for a draft how far it has come.
struct Telling(Channel<DraftStep>);

impl DraftReporter for Telling {
    fn report(&self, step: DraftStep) {
        if let Err(error) = self.0.send(step) {
            tracing::debug!(%error, "the page that asked is gone");
        }
    }
}

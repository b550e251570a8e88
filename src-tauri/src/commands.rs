//! The commands of the pages that no other file has: portals, accounts, search, briefs, reviews, settings and upkeep. Each unpacks, calls
//! `app` and converts.

use crate::{
    background::{self, Teller},
    brief_window,
    error::CommandError,
    events::Stale,
    hotkey,
    shell::{Shell, locked},
    tray,
    views::{AppState, CountView, DoctorCheck, PortalView, SetupStep, ShownCard, checks},
    windows,
};
use app::{
    AccountPromises, AccountRow, AccountView, ActivityPage, AppError, ApproveRequest, AskReport, AskRequest,
    BriefRequest, Briefing, CalledView, CheckReport, CheckRequest, DealPage, DigestAs, DigestReport, ErrorCode,
    ForgetReport, GoneReport, KeepUnsentRequest, LogCheck, MaintainReport, MarkPromiseRequest, Preferences, Progress,
    ProposalStatus, ProposalView, PushRequest, QualificationView, Reporter, ReviewSettings, SearchReport,
    SearchRequest, SourceText, SyncRequest, Theme, TicketPage, TimelinePage, TodayView, UnsentView, UpkeepView,
};
use std::sync::Arc;
use tauri::{AppHandle, State, ipc::Channel};
use tauri_plugin_autostart::ManagerExt;
use tauri_plugin_opener::OpenerExt;

pub(crate) type Shared<'a> = State<'a, Arc<Shell>>;
pub(crate) type Answer<T> = Result<T, CommandError>;

/// Everything that the frame of the main window shows.
#[tauri::command]
#[specta::specta]
pub async fn app_state(app: AppHandle, shell: Shared<'_>) -> Answer<AppState> {
    let preferences = Preferences::load(&shell.session.settings().home);
    let autostart = app.autolaunch().is_enabled().unwrap_or(false);
    let mut state = AppState {
        portal: None,
        counts: Vec::new(),
        fresh_as_of: None,
        syncing: shell.session.is_busy(),
        offline: *locked(&shell.offline),
        waiting: 0,
        conversations: 0,
        unlanded: 0,
        refused: 0,
        sync_error: locked(&shell.sync_error).clone(),
        shield: windows::shield(preferences.shield),
        hotkey: locked(&shell.hotkey).clone(),
        theme: preferences.theme,
        text_percent: windows::text_percent(preferences.text_percent),
        autostart,
        zone: "UTC".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        alarm: None,
    };
    let Ok(shown) = shell.session.shown() else { return Ok(state) };
    let overview = app::overview(&shown.open)?;
    state.counts = overview
        .counts
        .into_iter()
        .map(|count| CountView { r#type: count.object.to_owned(), local: count.local, remote: count.remote })
        .collect();
    let proposals = app::proposals(&shown.open)?.proposals;
    let count = |wanted: &dyn Fn(ProposalStatus) -> bool| {
        u32::try_from(proposals.iter().filter(|one| wanted(one.status)).count()).unwrap_or(u32::MAX)
    };
    state.waiting = count(&|status| status == ProposalStatus::Proposed);
    state.conversations = u32::try_from(app::conversations_waiting(&shown.open)?).unwrap_or(u32::MAX);
    state.unlanded = count(&ProposalStatus::is_unlanded);
    state.refused = count(&|status| status == ProposalStatus::Refused);
    tray::tell(&app, state.waiting, state.unlanded, state.refused);
    state.fresh_as_of = overview.fresh_as_of;
    state.alarm = overview.alarm;
    state.zone = shown.open.zone().iana_name().unwrap_or("UTC").to_owned();
    let is_sample = shown.is_sample();
    state.portal = Some(PortalView {
        id: shown.open.id.0.clone(),
        name: if is_sample { "Sample portal".to_owned() } else { format!("Portal {}", shown.open.id) },
        user: shown.open.portal.user_email.clone(),
        is_sample,
        address: shown.open.portal.base_url.clone(),
        hubspot_url: (!is_sample)
            .then(|| format!("https://{}/home?portalId={}", shown.open.portal.ui_domain, shown.open.id)),
    });
    Ok(state)
}

/// Makes the sample portal anew and opens it.
#[tauri::command]
#[specta::specta]
pub async fn try_sample(app: AppHandle, shell: Shared<'_>, progress: Channel<SetupStep>) -> Answer<()> {
    let outcome = shell.session.try_sample(&Both(Teller(app.clone()), progress.clone())).await;
    background::serve_sample(&app);
    background::after_change(&app).await;
    outcome?;
    finish(&progress);
    Ok(())
}

/// Stops the job in progress; what it has stored stays.
#[tauri::command]
#[specta::specta]
pub async fn cancel(shell: Shared<'_>) -> Answer<()> {
    shell.session.cancel();
    Ok(())
}

/// Brings the local copy up to date with HubSpot.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(app: AppHandle, progress: Channel<SetupStep>) -> Answer<()> {
    background::sync(&app, SyncRequest::default(), &Both(Teller(app.clone()), progress.clone())).await?;
    finish(&progress);
    Ok(())
}

/// Forgets the token of the portal on screen, and with `purge` its local copy.
#[tauri::command]
#[specta::specta]
pub async fn disconnect(app: AppHandle, shell: Shared<'_>, purge: bool) -> Answer<()> {
    shell.session.disconnect(purge).await?;
    background::after_change(&app).await;
    Ok(())
}

/// The rep's day: meetings, promises, drafts that wait, quiet accounts.
#[tauri::command]
#[specta::specta]
pub async fn today(shell: Shared<'_>) -> Answer<TodayView> {
    read(&shell, app::today).await
}

/// Every account, those last active first.
#[tauri::command]
#[specta::specta]
pub async fn accounts(shell: Shared<'_>) -> Answer<Vec<AccountRow>> {
    read(&shell, app::accounts).await
}

/// People, accounts, deals and tickets whose names begin with what was typed, at most eight and the best first; the accounts of late where
/// nothing was.
#[tauri::command]
#[specta::specta]
pub async fn called(shell: Shared<'_>, query: String) -> Answer<Vec<CalledView>> {
    let shown = shell.session.shown()?;
    let now = shell.session.settings().now();
    let outcome = tauri::async_runtime::spawn_blocking(move || shown.called(&query, now)).await;
    outcome.map_err(|error| stopped(&error))?.map_err(CommandError::from)
}

/// One account in full, its timeline aside.
#[tauri::command]
#[specta::specta]
pub async fn account(shell: Shared<'_>, id: String) -> Answer<AccountView> {
    read(&shell, move |open, now| app::account(open, &id, now)).await
}

/// One deal in full, its timeline, promises and proposals aside.
#[tauri::command]
#[specta::specta]
pub async fn deal(shell: Shared<'_>, id: String) -> Answer<DealPage> {
    read(&shell, move |open, now| app::deal(open, &id, now)).await
}

/// One ticket in full, its timeline and proposals aside.
#[tauri::command]
#[specta::specta]
pub async fn ticket(shell: Shared<'_>, id: String) -> Answer<TicketPage> {
    read(&shell, move |open, now| app::ticket(open, &id, now)).await
}

/// A page of the timeline of an account, deal or ticket: what lies before `before`, or the newest.
#[tauri::command]
#[specta::specta]
pub async fn timeline(shell: Shared<'_>, account: String, before: Option<String>) -> Answer<TimelinePage> {
    read(&shell, move |open, now| app::timeline(open, &account, before.as_deref(), now)).await
}

/// The main text of a record in full: the words of a call, else what was written.
#[tauri::command]
#[specta::specta]
pub async fn open_record(shell: Shared<'_>, record: String) -> Answer<SourceText> {
    read(&shell, move |open, _| app::open_record(open, &record)).await
}

/// The text a citation points into, with the stretch.
#[tauri::command]
#[specta::specta]
pub async fn open_citation(shell: Shared<'_>, citation: String) -> Answer<SourceText> {
    read(&shell, move |open, _| app::open_citation(open, &citation)).await
}

/// Searches the local copy by word and by meaning.
#[tauri::command]
#[specta::specta]
pub async fn search(shell: Shared<'_>, request: SearchRequest) -> Answer<SearchReport> {
    let shown = shell.session.shown()?;
    let session = shell.session.clone();
    tauri::async_runtime::spawn_blocking(move || {
        // Loading the model blocks, and so does waiting for its thread.
        tauri::async_runtime::block_on(app::search(&shown.open, &session.model(), &request, session.settings().now()))
    })
    .await
    .map_err(|error| stopped(&error))?
    .map_err(CommandError::from)
}

/// Answers a question about somebody from everything that was said and written there.
#[tauri::command]
#[specta::specta]
pub async fn ask(shell: Shared<'_>, who: String, question: String) -> Answer<AskReport> {
    let shown = shell.session.shown()?;
    let session = shell.session.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let request = AskRequest { who, question };
        tauri::async_runtime::block_on(app::ask(&shown.open, &session.model(), &request, session.settings().now()))
    })
    .await
    .map_err(|error| stopped(&error))?
    .map_err(CommandError::from)
}

/// Holds a text that the rep is writing against the history of somebody, sentence by sentence.
#[tauri::command]
#[specta::specta]
pub async fn check_text(shell: Shared<'_>, who: String, text: String) -> Answer<CheckReport> {
    read(&shell, move |open, now| app::check_text(open, &CheckRequest { who, text }, now)).await
}

/// What is open between the rep and an account, deal or ticket, and what the rep has said of it.
#[tauri::command]
#[specta::specta]
pub async fn promises(shell: Shared<'_>, account: String) -> Answer<AccountPromises> {
    read(&shell, move |open, now| app::account_promises(open, &account, now)).await
}

/// Keeps what the rep says of a promise: done, later, no promise, theirs; or takes that back.
#[tauri::command]
#[specta::specta]
pub async fn mark_promise(app: AppHandle, shell: Shared<'_>, request: MarkPromiseRequest) -> Answer<()> {
    write(&shell, move |open, now| app::mark_promise(open, &request, now)).await?;
    // The brief that was made ready still counts it among what is owed.
    brief_window::prepare(&app).await;
    background::changed(&app, &[Stale::Today, Stale::Accounts]);
    Ok(())
}

/// How well a deal, or that of an account, is qualified by what was said.
#[tauri::command]
#[specta::specta]
pub async fn qualification(shell: Shared<'_>, account: String) -> Answer<QualificationView> {
    read(&shell, move |open, now| app::qualification(open, &account, now)).await
}

/// The pre-call brief about somebody, in short or `full`.
#[tauri::command]
#[specta::specta]
pub async fn brief(app: AppHandle, shell: Shared<'_>, who: String, full: bool) -> Answer<Briefing> {
    let request = BriefRequest { who: who.clone(), full, as_of: None };
    let made = read(&shell, move |open, now| app::briefing(open, &request, now)).await?;
    tauri::async_runtime::spawn(async move { brief_window::look_again(&app, &who).await });
    Ok(made)
}

/// Drafts the note of a call and puts it up for review.
#[tauri::command]
#[specta::specta]
pub async fn draft_note(app: AppHandle, shell: Shared<'_>, call: String) -> Answer<ProposalView> {
    let report = write(&shell, move |open, now| app::draft_note(open, &call, now)).await?;
    background::changed(&app, &REVIEWED);
    report.shown.into_iter().next().ok_or_else(|| AppError::new(ErrorCode::NotFound, "Nothing was drafted").into())
}

/// Proposes a task for each open promise of ours to a person or account. Answers the proposals.
#[tauri::command]
#[specta::specta]
pub async fn draft_tasks(app: AppHandle, shell: Shared<'_>, who: String) -> Answer<Vec<ProposalView>> {
    let report = write(&shell, move |open, now| app::draft_tasks(open, &who, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(report.shown)
}

/// Proposes what signatures and talks name otherwise than HubSpot has it.
#[tauri::command]
#[specta::specta]
pub async fn draft_fields(app: AppHandle, shell: Shared<'_>, who: String) -> Answer<Vec<ProposalView>> {
    let report = write(&shell, move |open, now| app::draft_fields(open, &who, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(report.shown)
}

/// The day's digest of the rep's pipeline.
#[tauri::command]
#[specta::specta]
pub async fn digest(shell: Shared<'_>) -> Answer<DigestReport> {
    read(&shell, |open, now| app::digest(open, &app::DigestRequest::default(), now)).await
}

/// Sets what the rep wants to sell in a quarter, in whole units of the portal's currency; none takes it away.
#[tauri::command]
#[specta::specta]
pub async fn set_target(shell: Shared<'_>, amount: Option<u32>) -> Answer<()> {
    write(&shell, move |open, now| app::set_target(open, amount.map(u64::from), now)).await
}

/// Puts what today's digest says of an account up for review, as a note or a task.
#[tauri::command]
#[specta::specta]
pub async fn propose_digest(
    app: AppHandle,
    shell: Shared<'_>,
    account: String,
    filed_as: DigestAs,
) -> Answer<Vec<ProposalView>> {
    let report = write(&shell, move |open, now| app::propose_digest(open, &account, filed_as, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(report.shown)
}

/// Lines of the log before one, or the newest; of some happenings only where they are named.
#[tauri::command]
#[specta::specta]
pub async fn activity(shell: Shared<'_>, before: Option<u32>, kinds: Vec<String>) -> Answer<ActivityPage> {
    read(&shell, move |open, _| app::activity(open, before, &kinds)).await
}

/// Whether the log is whole, and has grown out of an earlier head where one is named.
#[tauri::command]
#[specta::specta]
pub async fn check_log(shell: Shared<'_>, against: Option<String>) -> Answer<LogCheck> {
    read(&shell, move |open, _| app::check_log(open, against.as_deref())).await
}

/// Every proposal, newest first.
#[tauri::command]
#[specta::specta]
pub async fn proposals(shell: Shared<'_>) -> Answer<Vec<ProposalView>> {
    Ok(read(&shell, |open, _| app::proposals(open)).await?.proposals)
}

/// The proposals that are about a record, hang on it or would change it, newest first.
#[tauri::command]
#[specta::specta]
pub async fn proposals_about(shell: Shared<'_>, record: String) -> Answer<Vec<ProposalView>> {
    Ok(read(&shell, move |open, _| app::proposals_about(open, &record)).await?.proposals)
}

/// Gives a note other lines; an approval is withdrawn by that.
#[tauri::command]
#[specta::specta]
pub async fn edit_proposal(app: AppHandle, shell: Shared<'_>, id: String, lines: Vec<String>) -> Answer<ProposalView> {
    let view = write(&shell, move |open, now| app::edit(open, &id, &lines, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(view)
}

/// The rep's yes to what was shown, which `hash` stands for; with the new value once more where the proposal is gated.
#[tauri::command]
#[specta::specta]
pub async fn approve(
    app: AppHandle,
    shell: Shared<'_>,
    id: String,
    hash: String,
    confirm: Option<String>,
) -> Answer<ProposalView> {
    let view = write(&shell, move |open, now| {
        let confirm = confirm.clone();
        app::approve(open, &[ApproveRequest { id: id.clone(), hash: Some(hash), confirm }], now)?;
        app::proposal(open, &id)
    })
    .await?;
    background::changed(&app, &REVIEWED);
    Ok(view)
}

/// The rep's yes to several cards as they were shown: all of them, or none where one has changed or has to go by itself.
#[tauri::command]
#[specta::specta]
pub async fn approve_together(app: AppHandle, shell: Shared<'_>, shown: Vec<ShownCard>) -> Answer<Vec<ProposalView>> {
    write(&shell, move |open, now| {
        let request =
            |card: &ShownCard| ApproveRequest { id: card.id.clone(), hash: Some(card.hash.clone()), confirm: None };
        app::approve(open, &shown.iter().map(request).collect::<Vec<_>>(), now)
    })
    .await?;
    background::changed(&app, &REVIEWED);
    proposals(shell).await
}

/// "This field is mine": nothing is proposed for it any more.
#[tauri::command]
#[specta::specta]
pub async fn field_is_mine(app: AppHandle, shell: Shared<'_>, id: String) -> Answer<ProposalView> {
    let view = write(&shell, move |open, now| {
        app::field_is_mine(open, &id, now)?;
        app::proposal(open, &id)
    })
    .await?;
    background::changed(&app, &REVIEWED);
    Ok(view)
}

/// Takes back what was filed, if it is ours and untouched. Where it stays, the reason stands with it.
#[tauri::command]
#[specta::specta]
pub async fn undo(app: AppHandle, shell: Shared<'_>, id: String) -> Answer<ProposalView> {
    let report = shell.session.undo(&id).await;
    background::changed(&app, &REVIEWED);
    let reason = report?.entries.into_iter().find_map(|entry| entry.reason);
    let view = read(&shell, move |open, _| app::proposal(open, &id)).await?;
    Ok(ProposalView { reason: reason.or(view.reason), ..view })
}

/// How reviews are settled: thresholds, the rep's own fields, fields that may be written.
#[tauri::command]
#[specta::specta]
pub async fn review_settings(shell: Shared<'_>) -> Answer<ReviewSettings> {
    read(&shell, |open, _| app::review_settings(open)).await
}

/// Changes how reviews are settled, and answers the settings as they are then.
#[tauri::command]
#[specta::specta]
pub async fn set_review_settings(
    app: AppHandle,
    shell: Shared<'_>,
    settings: ReviewSettings,
) -> Answer<ReviewSettings> {
    let kept = write(&shell, move |open, now| {
        app::set_review_settings(open, &settings, now)?;
        app::review_settings(open)
    })
    .await?;
    background::changed(&app, &[Stale::Proposals]);
    Ok(kept)
}

/// The rep's no to a proposal, with the reason.
#[tauri::command]
#[specta::specta]
pub async fn reject(app: AppHandle, shell: Shared<'_>, id: String, why: String) -> Answer<ProposalView> {
    let view = write(&shell, move |open, now| app::reject(open, &id, &why, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(view)
}

/// Takes back an approval that was not filed yet, or a rejection: the draft is up for review again.
#[tauri::command]
#[specta::specta]
pub async fn take_back(app: AppHandle, shell: Shared<'_>, id: String) -> Answer<ProposalView> {
    let view = write(&shell, move |open, now| app::take_back(open, &id, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(view)
}

/// Draws a change up anew against what HubSpot holds by now.
#[tauri::command]
#[specta::specta]
pub async fn draft_again(app: AppHandle, shell: Shared<'_>, id: String) -> Answer<ProposalView> {
    let view = write(&shell, move |open, now| app::draft_again(open, &id, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(view)
}

/// Everything that the rep has begun to write and not used, newest first.
#[tauri::command]
#[specta::specta]
pub async fn unsent(shell: Shared<'_>) -> Answer<Vec<UnsentView>> {
    read(&shell, |open, _| app::unsent(open)).await
}

/// Keeps a text that was begun under its name, or drops it where there is none.
#[tauri::command]
#[specta::specta]
pub async fn keep_unsent(shell: Shared<'_>, request: KeepUnsentRequest) -> Answer<()> {
    write(&shell, move |open, now| app::keep_unsent(open, &request, now)).await
}

/// Files in HubSpot what is approved, and answers every proposal.
#[tauri::command]
#[specta::specta]
pub async fn push(app: AppHandle, shell: Shared<'_>) -> Answer<Vec<ProposalView>> {
    let filed = shell.session.push(PushRequest::default(), &Filing(app.clone())).await;
    background::changed(&app, &REVIEWED);
    filed?;
    // What was filed is part of the timeline after the next look at HubSpot.
    let looking = app.clone();
    tauri::async_runtime::spawn(async move {
        background::sync(&looking, SyncRequest::default(), &Teller(looking.clone())).await
    });
    proposals(shell).await
}

/// Tries again: what waits is worked on now, and what was refused is put up for review once more. Answers every proposal.
#[tauri::command]
#[specta::specta]
pub async fn retry(app: AppHandle, shell: Shared<'_>, id: String) -> Answer<Vec<ProposalView>> {
    let is_to_be_pushed = write(&shell, move |open, now| app::retry(open, &id, now)).await?;
    background::changed(&app, &REVIEWED);
    if is_to_be_pushed { push(app, shell).await } else { proposals(shell).await }
}

/// What every step of a review makes stale.
pub(crate) const REVIEWED: [Stale; 3] = [Stale::State, Stale::Today, Stale::Proposals];

/// Tells the pages of each entry that moves while a push runs.
pub(crate) struct Filing(pub(crate) AppHandle);

impl app::PushReporter for Filing {
    fn report(&self, _: app::PushProgress) {
        background::changed(&self.0, &[Stale::Proposals]);
    }
}

/// Takes another shortcut for the brief; fails where it cannot be taken.
#[tauri::command]
#[specta::specta]
pub async fn set_shortcut(app: AppHandle, shell: Shared<'_>, shortcut: String) -> Answer<AppState> {
    hotkey::rebind(&app, shortcut.trim())?;
    app_state(app, shell).await
}

/// Chooses light, dark, or what the system has.
#[tauri::command]
#[specta::specta]
pub async fn set_theme(app: AppHandle, shell: Shared<'_>, theme: Theme) -> Answer<AppState> {
    let home = &shell.session.settings().home;
    Preferences { theme, ..Preferences::load(home) }.save(home)?;
    background::changed(&app, &[Stale::State]);
    app_state(app, shell).await
}

/// Makes everything in both windows larger or smaller, in percent of its usual size.
#[tauri::command]
#[specta::specta]
pub async fn set_text_percent(app: AppHandle, shell: Shared<'_>, percent: u32) -> Answer<AppState> {
    let text_percent = windows::text_percent(percent);
    windows::zoom(&app, text_percent)?;
    let home = &shell.session.settings().home;
    Preferences { text_percent, ..Preferences::load(home) }.save(home)?;
    background::changed(&app, &[Stale::State]);
    app_state(app, shell).await
}

/// Keeps the brief out of screen sharing and recordings, or no longer.
#[tauri::command]
#[specta::specta]
pub async fn set_shield(app: AppHandle, shell: Shared<'_>, on: bool) -> Answer<AppState> {
    windows::shield_brief(&app, on)?;
    let home = &shell.session.settings().home;
    Preferences { shield: on, ..Preferences::load(home) }.save(home)?;
    background::changed(&app, &[Stale::State]);
    app_state(app, shell).await
}

/// Starts Foreword with the session, or no longer.
#[tauri::command]
#[specta::specta]
pub async fn set_autostart(app: AppHandle, enabled: bool) -> Answer<()> {
    let launch = app.autolaunch();
    let outcome = if enabled { launch.enable() } else { launch.disable() };
    outcome.map_err(|error| {
        CommandError::new(ErrorCode::Internal, format!("The system did not change what starts at login: {error}"), None)
    })
}

/// Checks everything that has to work: keychain, models, home and portals.
#[tauri::command]
#[specta::specta]
pub async fn doctor(shell: Shared<'_>) -> Answer<Vec<DoctorCheck>> {
    let settings = match shell.session.shown() {
        Ok(shown) => shown.settings.clone(),
        Err(_) => shell.session.settings().clone(),
    };
    Ok(checks(app::doctor(&settings).await))
}

/// How large the files are, and when they were looked after.
#[tauri::command]
#[specta::specta]
pub async fn upkeep(shell: Shared<'_>) -> Answer<UpkeepView> {
    read(&shell, |open, _| app::upkeep(open)).await
}

/// Looks after the files of the portal on screen now.
#[tauri::command]
#[specta::specta]
pub async fn maintain(app: AppHandle, shell: Shared<'_>) -> Answer<MaintainReport> {
    let outcome = shell.session.maintain(&Teller(app.clone())).await;
    background::changed(&app, &[Stale::State]);
    Ok(outcome?)
}

/// Erases a person from this computer, and answers the proof of it.
#[tauri::command]
#[specta::specta]
pub async fn forget(app: AppHandle, shell: Shared<'_>, who: String) -> Answer<ForgetReport> {
    // A brief that was made ready may be about them.
    brief_window::drop_ready(&app);
    let outcome = shell.session.forget(&who, &Teller(app.clone())).await;
    background::after_change(&app).await;
    Ok(outcome?)
}

/// What HubSpot does not show any more and nobody has decided about.
#[tauri::command]
#[specta::specta]
pub async fn gone(shell: Shared<'_>) -> Answer<GoneReport> {
    read(&shell, |open, _| app::gone(open)).await
}

/// Believes HubSpot where much was missing in the last full sync, and reads everything again to archive it.
#[tauri::command]
#[specta::specta]
pub async fn accept_deletions(app: AppHandle) -> Answer<()> {
    let request = SyncRequest { full: true, accept_deletions: true, ..SyncRequest::default() };
    background::sync(&app, request, &Teller(app.clone())).await?;
    Ok(())
}

/// Erases from this computer everybody of whom it is certain that HubSpot has erased them.
#[tauri::command]
#[specta::specta]
pub async fn forget_erased(app: AppHandle, shell: Shared<'_>) -> Answer<ForgetReport> {
    // A brief that was made ready may be about them.
    brief_window::drop_ready(&app);
    let outcome = shell.session.forget_erased(&Teller(app.clone())).await;
    background::after_change(&app).await;
    Ok(outcome?)
}

/// Where the data lives.
#[tauri::command]
#[specta::specta]
pub async fn data_folder(shell: Shared<'_>) -> Answer<String> {
    let home = match shell.session.shown() {
        Ok(shown) => shown.settings.home.clone(),
        Err(_) => shell.session.settings().home.clone(),
    };
    Ok(home.display().to_string())
}

/// Shows the brief window with the brief about somebody, or about whoever is met next.
#[tauri::command]
#[specta::specta]
pub async fn show_brief(app: AppHandle, who: Option<String>) -> Answer<()> {
    brief_window::show(&app, who);
    Ok(())
}

/// Hides the brief window.
#[tauri::command]
#[specta::specta]
pub async fn hide_brief(app: AppHandle) -> Answer<()> {
    windows::hide_brief(&app)
}

/// Brings the main window to the front and shows `route` in it.
#[tauri::command]
#[specta::specta]
pub async fn open_main(app: AppHandle, route: String) -> Answer<()> {
    windows::open_main(&app, Some(&route));
    Ok(())
}

/// Opens a web page in the rep's browser.
#[tauri::command]
#[specta::specta]
pub async fn open_url(app: AppHandle, url: String) -> Answer<()> {
    // Links come out of CRM fields: only the web is opened, never a file or another program's scheme.
    if !is_web_address(&url) {
        let hint = "Only https addresses are opened.".to_owned();
        return Err(CommandError::new(ErrorCode::Usage, "That is not a web address", hint));
    }
    app.opener()
        .open_url(url, None::<&str>)
        .map_err(|error| CommandError::new(ErrorCode::Internal, format!("The browser did not open: {error}"), None))
}

/// Whether an address leads to a page of the web, under the name that a rep reads in it. Pure.
fn is_web_address(url: &str) -> bool {
    let Ok(parsed) = tauri::Url::parse(url) else { return false };
    // "https://hubspot.com@elsewhere.example" leads elsewhere.
    let has_user = !parsed.username().is_empty() || parsed.password().is_some();
    url.starts_with("https://") && parsed.scheme() == "https" && parsed.has_host() && !has_user
}

/// The brief window has drawn what it was told to.
#[tauri::command]
#[specta::specta]
pub async fn brief_painted(seq: u32) -> Answer<()> {
    tracing::info!(target: "foreword::hotkey", seq, painted_at_ms = brief_window::now_ms(), "brief painted");
    Ok(())
}

/// Reads from the portal on screen, off the threads that serve the pages.
pub(crate) async fn read<T: Send + 'static>(
    shell: &Shared<'_>,
    reading: impl FnOnce(&app::OpenPortal, jiff::Timestamp) -> Result<T, app::AppError> + Send + 'static,
) -> Answer<T> {
    let shown = shell.session.shown()?;
    let now = shell.session.settings().now();
    let outcome = tauri::async_runtime::spawn_blocking(move || reading(&shown.open, now)).await;
    outcome.map_err(|error| stopped(&error))?.map_err(CommandError::from)
}

/// Changes what the portal on screen holds, off the threads that serve the pages. Fails with [`ErrorCode::Busy`] while nobody else may: see
/// [`app::Session::turn`].
pub(crate) async fn write<T: Send + 'static>(
    shell: &Shared<'_>,
    writing: impl FnOnce(&app::OpenPortal, jiff::Timestamp) -> Result<T, app::AppError> + Send + 'static,
) -> Answer<T> {
    let turn = shell.session.turn()?;
    read(shell, move |open, now| {
        let _turn = turn;
        writing(open, now)
    })
    .await
}

pub(crate) fn stopped(error: &tauri::Error) -> CommandError {
    CommandError::new(ErrorCode::Internal, format!("The work was cut off: {error}"), None)
}

fn finish(progress: &Channel<SetupStep>) {
    if let Err(error) = progress.send(SetupStep::Done) {
        tracing::debug!(%error, "the page that asked is gone");
    }
}

/// Reports progress to the page that asked and to all pages.
struct Both(Teller, Channel<SetupStep>);

impl Reporter for Both {
    fn report(&self, progress: Progress) {
        if let Err(error) = self.1.send(progress.clone().into()) {
            tracing::debug!(%error, "the page that asked is gone");
        }
        self.0.report(progress);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn only_https_addresses_are_opened() {
        assert!(is_web_address("https://app.hubspot.com/contacts/1?x=y#z"));
        for other in [
            "http://app.hubspot.com/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,hello",
            "zoommtg://join?confno=1",
            "HTTPS-not://x",
            "https:app.hubspot.com",
            "https://",
            "https://app.hubspot.com@elsewhere.example/",
            "https://a:b@elsewhere.example/",
            " https://app.hubspot.com/",
            "//app.hubspot.com/",
            "",
        ] {
            assert!(!is_web_address(other), "{other:?}");
        }
    }

    #[test]
    fn the_web_view_loads_nothing_from_elsewhere_and_may_do_two_things() {
        let conf: Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        let security = &conf["app"]["security"];
        let policy = security["csp"].as_str().unwrap();
        let mut named = Vec::new();
        for rule in policy.split(';') {
            let mut words = rule.split_whitespace();
            let name = words.next().unwrap();
            for source in words {
                let is_ours = ["'self'", "'none'", "ipc:", "http://ipc.localhost"].contains(&source)
                    || (name == "img-src" && source == "data:")
                    || (name == "style-src" && source == "'unsafe-inline'");
                assert!(is_ours, "{name} {source}");
            }
            named.push(name);
        }
        // What is not named falls back to this, and scripts are not.
        assert!(policy.contains("default-src 'self'") && !named.iter().any(|name| name.starts_with("script-src")));
        for closed in ["object-src 'none'", "frame-src 'none'", "form-action 'none'"] {
            assert!(policy.contains(closed), "{closed}");
        }
        for loosened in ["dangerousDisableAssetCspModification", "dangerousRemoteDomainIpcAccess", "assetProtocol"] {
            assert!(security[loosened].is_null(), "{loosened}");
        }
        let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
        let files: Vec<_> = std::fs::read_dir(std::path::Path::new(&here).join("capabilities")).unwrap().collect();
        assert_eq!(files.len(), 1, "one file says all that pages may do");
        let may: Value = serde_json::from_str(include_str!("../capabilities/default.json")).unwrap();
        assert_eq!(may["permissions"], serde_json::json!(["core:event:default", "core:window:allow-start-dragging"]));
        assert_eq!(may["windows"], serde_json::json!(["main", "brief"]));
        assert!(may["remote"].is_null(), "no page of the web may call the app");
    }
}

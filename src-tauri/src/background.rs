//! What goes on without being asked: opening the portal, keeping it fresh, and having the next brief ready.

use crate::{
    automation, brief_window,
    commands::{Filing, REVIEWED},
    error::CommandError,
    events::{Changed, Stale, Working},
    memory, session,
    shell::{Shell, locked},
    views::SetupStep,
};
use app::{AppError, ErrorCode, Hands, Preferences, Progress, PushRequest, Reporter, SyncReport, SyncRequest};
use jiff::SignedDuration;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

/// The time between two syncs that nobody asked for.
const SYNC_EVERY: Duration = Duration::from_secs(5 * 60);
/// Between two looks into the folders that recorders write to.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// Between two looks at whether the files need looking after.
const UPKEEP_EVERY: Duration = Duration::from_secs(10 * 60);
/// Between two looks at whether the window was left alone for too long.
const LOCK_LOOK_EVERY: Duration = Duration::from_secs(10);
/// Between two looks at whether something that was to be filed can go on.
const FINISH_EVERY: Duration = Duration::from_secs(10);
/// After a try that came to nothing, as without a network.
const FINISH_AFTER_FAILURE: Duration = Duration::from_secs(30);
/// The time between two preparations of the next brief.
const PREPARE_EVERY: Duration = Duration::from_secs(45);
/// The time between two times at which freed memory goes back to the system.
const GIVE_BACK_EVERY: Duration = Duration::from_secs(60);
/// The time between two looks at what happened: what a sync found, meetings that ended, the beginning of the day.
const WORK_EVERY: Duration = Duration::from_secs(30);

/// Opens what was open before, or the sample portal, starts what goes on in the background, and lets commands write to the homes held here.
pub fn start(app: &AppHandle, sample: bool) {
    serve(app, session(app).settings().home.clone());
    let opening = app.clone();
    tauri::async_runtime::spawn(async move {
        let app = opening.clone();
        if let Err(error) = tauri::async_runtime::spawn(async move { open(&app, sample).await }).await {
            tracing::error!(%error, "opening the portal failed over a mistake of Foreword's");
        }
        again(&opening, SYNC_EVERY, |app| async move {
            let pause = until_next_sync(&app);
            tokio::time::sleep(pause).await;
            // The sample portal changes only by what the rep files there.
            if session(&app).shown().is_ok_and(|shown| !shown.is_sample()) {
                // What went wrong is in the state that the page shows; the next round tries again.
                let request = SyncRequest { in_background: true, ..SyncRequest::default() };
                let _ = sync(&app, request, &Teller(app.clone())).await;
            }
            Duration::ZERO
        });
    });
    again(app, LOOK_EVERY, |app| async move {
        tokio::time::sleep(LOOK_EVERY).await;
        look_for_conversations(&app).await;
        Duration::ZERO
    });
    again(app, UPKEEP_EVERY, |app| async move {
        tokio::time::sleep(UPKEEP_EVERY).await;
        keep_up(&app).await;
        Duration::ZERO
    });
    again(app, LOCK_LOOK_EVERY, |app| async move {
        if session(&app).lock_if_left_alone().await {
            after_lock(&app);
        }
        LOCK_LOOK_EVERY
    });
    again(app, GIVE_BACK_EVERY, |_| async move {
        if let Err(error) = tauri::async_runtime::spawn_blocking(memory::give_back).await {
            tracing::error!(%error, "freed memory was not given back over a mistake of Foreword's");
        }
        GIVE_BACK_EVERY
    });
    again(app, FINISH_AFTER_FAILURE, |app| async move {
        if finish_filing(&app).await { FINISH_EVERY } else { FINISH_AFTER_FAILURE }
    });
    again(app, PREPARE_EVERY, |app| async move {
        brief_window::prepare(&app).await;
        PREPARE_EVERY
    });
    again(app, WORK_EVERY, |app| async move {
        tokio::time::sleep(WORK_EVERY).await;
        automation::work(&app).await;
        Duration::ZERO
    });
}

/// The pause before the next sync that nobody asked for, which is noted for whoever wants to know. It is never the same: everybody's window
/// would otherwise call HubSpot in the same moment, as after a power cut or at nine. Where the account's calls of today go fast it grows.
fn until_next_sync(app: &AppHandle) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    let random = f64::from(u32::try_from(RandomState::new().hash_one("pause") & 0xffff).unwrap_or(0)) / 65_535.0;
    let session = session(app);
    let Ok(shown) = session.shown() else { return SYNC_EVERY };
    let slower = app::slower(&shown.open).unwrap_or(1);
    let pause = (SYNC_EVERY * slower).mul_f64(0.6 + 0.8 * random);
    let at = session.settings().now().saturating_add(SignedDuration::try_from(pause).unwrap_or_default());
    if let Err(error) = at.map_or(Ok(()), |at| app::note_next_sync(&shown.open, at)) {
        tracing::warn!(error.message, "when the next sync is could not be noted");
    }
    pause
}

/// Does something over and over, each time after the pause that the last time asked for. A panic ends that time and no other.
pub fn again<Work, Done>(app: &AppHandle, after_panic: Duration, work: Work)
where
    Work: Fn(AppHandle) -> Done + Send + 'static,
    Done: Future<Output = Duration> + Send + 'static,
{
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let pause = tauri::async_runtime::spawn(work(app.clone())).await.unwrap_or_else(|error| {
                tracing::error!(%error, "work in the background failed over a mistake of Foreword's; it is tried again");
                after_panic
            });
            tokio::time::sleep(pause).await;
        }
    });
}

/// Lets commands write to a home that this window holds, and show briefs of it. Where that cannot be, they say that the home is in use.
fn serve(app: &AppHandle, home: PathBuf) {
    let (changed, showing, shown_home) = (app.clone(), app.clone(), home.clone());
    let returned = move || {
        let app = changed.clone();
        tauri::async_runtime::spawn(async move {
            // A command may have erased somebody, or made a file anew: nothing of before is kept open or in memory.
            brief_window::drop_ready(&app);
            if let Err(error) = session(&app).open_anew().await {
                tracing::warn!(error.message, causes = ?error.causes(), "the portal could not be opened again after a command");
            }
            after_change(&app).await
        });
    };
    let show = move |who: String| {
        // The window holds its own home and the sample's, and shows one of them.
        if session(&showing).shown()?.settings.home != shown_home {
            return Err(AppError::new(ErrorCode::NotFound, "The window shows another portal"));
        }
        brief_window::show(&showing, Some(who).filter(|who| who != brief_window::NEXT));
        Ok(())
    };
    let (session, hands) = (session(app), Hands { returned: Arc::new(returned), show: Arc::new(show) });
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app::serve_commands(session, home, hands).await {
            tracing::warn!(error.message, causes = ?error.causes(), "commands cannot write while the window runs");
        }
    });
}

/// Serves commands on the sample portal's home too, once it is open.
pub fn serve_sample(app: &AppHandle) {
    if let Some(shown) = session(app).shown().ok().filter(|shown| shown.is_sample()) {
        serve(app, shown.settings.home.clone());
    }
}

async fn open(app: &AppHandle, sample: bool) {
    let session = session(app);
    let wants_sample = sample || Preferences::load(&session.settings().home).sample;
    let outcome = if wants_sample {
        let outcome = session.try_sample(&Teller(app.clone())).await.map(|_| ());
        tell(app, SetupStep::Done);
        serve_sample(app);
        outcome
    } else {
        match session.reopen().await {
            Ok(Some(_)) => {
                changed(app, &[Stale::State, Stale::Today, Stale::Accounts, Stale::Proposals]);
                sync(app, SyncRequest::default(), &Teller(app.clone())).await.map(|_| ())
            }
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        }
    };
    if let Err(error) = outcome {
        tracing::warn!(error.message, causes = ?error.causes(), "the portal could not be opened or synced at the start");
    }
    after_change(app).await;
    look_at_database(app).await;
    // A damaged index is mended without waiting for its turn; until then search goes on by word.
    keep_up(app).await;
}

/// Goes on with what the rep has had filed and had to wait: after a start, a lost answer, a limit, or when the network is back. Returns
/// whether nothing failed. What became of each entry stands on its card.
async fn finish_filing(app: &AppHandle) -> bool {
    let session = session(app);
    let Ok(shown) = session.shown() else { return true };
    let now = session.settings().now();
    let due = tauri::async_runtime::spawn_blocking(move || app::push_due(&shown.open, now)).await;
    match due {
        Ok(Ok(false)) => true,
        Ok(Ok(true)) => {
            let filed = session.push(PushRequest { patience: SignedDuration::ZERO }, &Filing(app.clone())).await;
            changed(app, &REVIEWED);
            match filed {
                Ok(report) => report.is_complete(),
                Err(error) => {
                    tracing::warn!(error.message, causes = ?error.causes(), "what was approved could not be filed yet");
                    false
                }
            }
        }
        Ok(Err(error)) => {
            tracing::warn!(error.message, causes = ?error.causes(), "the outbox could not be read");
            false
        }
        Err(error) => {
            tracing::warn!(%error, "the outbox could not be read");
            false
        }
    }
}

/// Reads every page of the database once after a start, and has it made anew where one does not read.
async fn look_at_database(app: &AppHandle) {
    let session = session(app);
    let Ok(shown) = session.shown() else { return };
    let looked = tauri::async_runtime::spawn_blocking(move || app::database_damage(&shown.settings)).await;
    match looked {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(reason))) => {
            tracing::warn!(reason, "the database is damaged");
            if let Err(error) = session.maintain(&Teller(app.clone())).await {
                tracing::warn!(error.message, causes = ?error.causes(), "the damaged database could not be made anew");
            }
            after_change(app).await;
        }
        Ok(Err(error)) => tracing::warn!(error.message, causes = ?error.causes(), "the database could not be checked"),
        Err(error) => tracing::warn!(%error, "the database could not be checked"),
    }
}

/// Looks after the files where that is due. How it ended is recorded, and shown where it went wrong.
async fn keep_up(app: &AppHandle) {
    let session = session(app);
    let Ok(shown) = session.shown() else { return };
    let now = session.settings().now();
    let due = tauri::async_runtime::spawn_blocking(move || app::upkeep_due(&shown.open, now)).await;
    match due {
        Ok(Ok(true)) => {
            if let Err(error) = session.maintain(&Teller(app.clone())).await {
                tracing::warn!(error.message, causes = ?error.causes(), "the files could not be looked after");
            }
            changed(app, &[Stale::State]);
        }
        Ok(Ok(false)) => {}
        Ok(Err(error)) => {
            tracing::warn!(error.message, causes = ?error.causes(), "the upkeep's state could not be read")
        }
        Err(error) => tracing::warn!(%error, "the upkeep's state could not be read"),
    }
}

/// Syncs as asked, and tells the pages what became of it. A failure stands in the state until a sync succeeds, whoever asked for it.
pub async fn sync(app: &AppHandle, request: SyncRequest, reporter: &dyn Reporter) -> Result<SyncReport, AppError> {
    let outcome = session(app).sync(request, reporter).await;
    let shell = app.state::<Arc<Shell>>();
    match &outcome {
        Ok(_) => {
            *locked(&shell.offline) = false;
            *locked(&shell.sync_error) = None;
        }
        // Another job was under way, or the rep stopped it: neither says anything of HubSpot.
        Err(error) if matches!(error.code, ErrorCode::Busy | ErrorCode::Cancelled) => {}
        Err(error) => {
            let is_offline = error.code == ErrorCode::Unreachable;
            *locked(&shell.offline) = is_offline;
            // Not having a network is ordinary, and is said by a word.
            *locked(&shell.sync_error) = (!is_offline).then(|| CommandError::told_of(error));
        }
    }
    after_change(app).await;
    outcome
}

/// Takes in what recorders have saved in the watched folders since the last look.
async fn look_for_conversations(app: &AppHandle) {
    let session = session(app);
    let looked =
        tauri::async_runtime::spawn_blocking(move || tauri::async_runtime::block_on(session.look_for_conversations()));
    match looked.await {
        Ok(Ok((true, _))) => after_change(app).await,
        Ok(Err(error)) if !matches!(error.code, ErrorCode::NotConnected | ErrorCode::Cancelled) => {
            tracing::warn!(error.message, causes = ?error.causes(), "the folders for conversations could not be looked into");
        }
        Err(error) => tracing::error!(%error, "looking into the folders failed over a mistake of Foreword's"),
        _ => {}
    }
}

/// After the window was locked: no brief is kept ready, and the pages ask anew for what they show.
pub fn after_lock(app: &AppHandle) {
    brief_window::drop_ready(app);
    changed(app, &[Stale::State, Stale::Today, Stale::Accounts, Stale::Proposals]);
}

/// After anything that changes what is here: the ready brief is made anew and the pages reload.
pub async fn after_change(app: &AppHandle) {
    brief_window::prepare(app).await;
    changed(app, &[Stale::State, Stale::Today, Stale::Accounts, Stale::Proposals]);
}

/// Tells the pages what may have changed, so that they reload it.
pub fn changed(app: &AppHandle, what: &[Stale]) {
    if let Err(error) = (Changed { what: what.to_vec() }).emit(app) {
        tracing::warn!(%error, "the pages did not hear of a change");
    }
}

/// Passes the progress of a job to the pages.
pub struct Teller(pub AppHandle);

impl Reporter for Teller {
    fn report(&self, progress: Progress) {
        if progress == Progress::Searchable {
            changed(&self.0, &[Stale::State, Stale::Today, Stale::Accounts]);
        }
        tell(&self.0, progress.into());
    }
}

fn tell(app: &AppHandle, step: SetupStep) {
    if let Err(error) = Working(step).emit(app) {
        tracing::warn!(%error, "the pages did not hear of progress");
    }
}

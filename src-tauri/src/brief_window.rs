//! Showing the brief: at once, with what is ready, and with what is newer as soon as it is there.

use crate::{
    background::changed,
    error::CommandError,
    events::{BriefReady, BriefShown, Stale},
    session,
    shell::Shell,
    windows,
};
use app::{AppError, BriefRequest, Briefing};
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};
use tauri::{AppHandle, Manager};
use tauri_specta::Event;

/// Whom the hotkey briefs about: whoever is met next.
pub const NEXT: &str = "next";

/// What the hotkey does: shows the brief of the next meeting, or hides the window if it is on screen.
pub fn toggle(app: &AppHandle) {
    if windows::brief_is_visible(app) {
        log(windows::hide_brief(app));
    } else {
        show(app, None);
    }
}

/// Shows the brief of `who`, or of the next meeting.
pub fn show(app: &AppHandle, who: Option<String>) {
    let shell = app.state::<Arc<Shell>>();
    let (seq, pressed_at_ms) = (shell.next_showing(), now_ms());
    let ready = if who.is_none() { shell.ready_brief() } else { None };
    // The page draws while the window is being mapped.
    tell(app, BriefShown { ready, report: None, error: None, pressed_at_ms, seq });
    log(windows::show_brief(app));
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let who = who.unwrap_or_else(|| NEXT.to_owned());
        if ready.is_none() {
            let (report, error) = match make(&app, who.clone()).await {
                Ok(report) => (Some(report), None),
                Err(error) => (None, Some(CommandError::from(error))),
            };
            tell(&app, BriefShown { ready: None, report, error, pressed_at_ms, seq });
        }
        look_again(&app, &who).await;
    });
}

/// Looks at the account of a brief that is on screen in HubSpot once more. Where something has changed, the brief is made anew, and whatever
/// shows the account hears of it. A look that comes to nothing is nobody's concern: the brief says how old it is.
pub async fn look_again(app: &AppHandle, who: &str) {
    match session(app).look_again(who).await {
        Ok(true) => {
            prepare(app).await;
            changed(app, &[Stale::Today, Stale::Accounts]);
        }
        Ok(false) => {}
        Err(error) => {
            tracing::debug!(error.message, causes = ?error.causes(), "an account could not be looked at again")
        }
    }
}

/// Makes the brief of the next meeting and has the page draw it, so that it is there when the key is pressed.
pub async fn prepare(app: &AppHandle) {
    let shell = app.state::<Arc<Shell>>();
    // Without a portal or a meeting there is nothing to prepare; the window says so when it is asked.
    match make(app, NEXT.to_owned()).await {
        Ok(report) => {
            let number = shell.keep_brief();
            if let Err(error) = (BriefReady { report: Some(report), number }).emit_to(app, windows::BRIEF) {
                tracing::warn!(%error, "the brief window did not hear of the next brief");
                shell.drop_brief();
            }
        }
        Err(_) => drop_ready(app),
    }
}

/// Drops the brief that was made ready, in the page too: it may say what is not to be said any more.
pub fn drop_ready(app: &AppHandle) {
    app.state::<Arc<Shell>>().drop_brief();
    if let Err(error) = (BriefReady { report: None, number: 0 }).emit_to(app, windows::BRIEF) {
        tracing::warn!(%error, "the brief window did not hear that its brief no longer holds");
    }
}

async fn make(app: &AppHandle, who: String) -> Result<Briefing, AppError> {
    let session = session(app);
    let making = tauri::async_runtime::spawn_blocking(move || {
        let shown = session.shown()?;
        app::briefing(&shown.open, &BriefRequest { who, ..BriefRequest::default() }, session.settings().now())
    });
    making.await.unwrap_or_else(|error| {
        Err(AppError::new(app::ErrorCode::Storage, "The brief could not be made").caused_by(error))
    })
}

fn tell(app: &AppHandle, event: BriefShown) {
    if let Err(error) = event.emit_to(app, windows::BRIEF) {
        tracing::warn!(%error, "the brief window did not hear what to show");
    }
}

fn log(outcome: Result<(), CommandError>) {
    if let Err(error) = outcome {
        tracing::warn!(error.message, "the brief window did not follow");
    }
}

/// The current time in milliseconds since 1970, with a fraction.
pub fn now_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1_000.0)
}

//! The commands of the settings for the rep's own calendars.

use crate::{
    commands::{Answer, Shared, read},
    events::Stale,
    shelf::keeping,
};
use app::Calendars;
use tauri::{AppHandle, async_runtime::block_on};

/// What other pages show of calendars: the day, and meetings on timelines.
const WHAT: &[Stale] = &[Stale::Today, Stale::Accounts];

/// The calendars that are read for meetings that HubSpot does not have.
#[tauri::command]
#[specta::specta]
pub async fn calendars(shell: Shared<'_>) -> Answer<Calendars> {
    read(&shell, |open, _| app::calendars(open)).await
}

/// Has a calendar read from now on: an .ics file, or the address that a calendar gives out for subscribing.
#[tauri::command]
#[specta::specta]
pub async fn add_calendar(app: AppHandle, shell: Shared<'_>, place: String) -> Answer<Calendars> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.add_calendar(&place))).await
}

/// Has a calendar no longer read, and takes what came from it away.
#[tauri::command]
#[specta::specta]
pub async fn remove_calendar(app: AppHandle, shell: Shared<'_>, id: i32) -> Answer<Calendars> {
    keeping(&app, &shell, WHAT, move |session| block_on(session.remove_calendar(id))).await
}

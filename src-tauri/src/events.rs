//! The events that the pages are sent: a brief to show, what to reload, where to go, how far a job has come.

use crate::{error::CommandError, views::SetupStep};
use app::Briefing;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// The next brief is ready: draw it while nobody looks, so that it is there when the key is pressed. Without one, drop what was drawn so.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "brief-ready")]
pub struct BriefReady {
    /// The brief; none where what was ready no longer holds, as when somebody was forgotten.
    pub report: Option<Briefing>,
    /// The brief's number, by which [`BriefShown`] refers to it.
    pub number: u32,
}

/// The brief window is shown: draw this, then say that it is drawn. Without a brief, a number and an error, one is being made.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "brief")]
pub struct BriefShown {
    /// The number of the [`BriefReady`] to show; none where it is another brief.
    pub ready: Option<u32>,
    /// The brief to show; none while it is being made, where it failed, and where it was sent before.
    pub report: Option<Briefing>,
    /// Why there is no brief to show; none where nothing failed.
    pub error: Option<CommandError>,
    /// When the key was pressed, in milliseconds since 1970.
    pub pressed_at_ms: f64,
    /// The number of this showing, to be given back once it is drawn.
    pub seq: u32,
}

/// What may have changed, so that a page reloads just that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Stale {
    /// The portal, how fresh it is, and what is running.
    State,
    /// The rep's day.
    Today,
    /// The accounts and their timelines.
    Accounts,
    /// The proposals and what became of them.
    Proposals,
}

/// Something may have changed that pages show.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "changed")]
pub struct Changed {
    /// What may have changed.
    pub what: Vec<Stale>,
}

/// Files are dragged over the main window, dropped on it, or taken away again.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "dragged")]
pub struct Dragged {
    /// Whether files are over the window right now.
    pub over: bool,
    /// The files and folders that were dropped; empty while they are not.
    pub dropped: Vec<String>,
}

/// The main window is to show another page.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "navigate")]
pub struct Navigate {
    /// `today`, `accounts/ID`, `search`, `review` or `settings`.
    pub route: String,
}

/// How far a job in the background has come.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "progress")]
pub struct Working(pub SetupStep);

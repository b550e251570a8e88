//! What the pages are told without asking.

use crate::{error::CommandError, views::SetupStep};
use app::Briefing;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

/// The brief window is shown: draw this, then say that it is drawn. Without a brief and an error, one is being made.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "brief")]
pub struct BriefShown {
    /// What to show.
    pub report: Option<Briefing>,
    /// Why there is nothing to show.
    pub error: Option<CommandError>,
    /// When the key was pressed, in milliseconds since 1970.
    pub pressed_at_ms: f64,
    /// Which showing this is.
    pub seq: u32,
}

/// What may have changed, so that a page reloads just that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Stale {
    /// The portal, its freshness, what runs.
    State,
    /// The day.
    Today,
    /// Accounts and their timelines.
    Accounts,
    /// Drafts and what became of them.
    Proposals,
}

/// Something changed.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "changed")]
pub struct Changed {
    /// What.
    pub what: Vec<Stale>,
}

/// The main window is to show something.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "navigate")]
pub struct Navigate {
    /// `today`, `accounts/ID`, `search`, `review` or `settings`.
    pub route: String,
}

/// How far the work in the background is.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "progress")]
pub struct Working(pub SetupStep);

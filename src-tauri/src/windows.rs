//! The two windows: the main one, and the brief's, which is made at the start and kept hidden.

use crate::{
    error::CommandError,
    events::{Dragged, Navigate},
    views::Shield,
};
use app::ErrorCode;
use tauri::{
    AppHandle, DragDropEvent, LogicalPosition, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tauri_specta::Event;

/// The label of the main window.
pub const MAIN: &str = "main";
/// The label of the brief window.
pub const BRIEF: &str = "brief";

const BRIEF_SIZE: (f64, f64) = (420.0, 640.0);
/// The space between the brief window and the edge of the screen.
const MARGIN: f64 = 24.0;

/// Creates both windows; the main one shows unless the app starts hidden at login. A brief that is `shielded` is kept out of screen sharing.
pub fn create(app: &AppHandle, shielded: bool) -> tauri::Result<()> {
    let hidden = std::env::args().any(|argument| argument == "--hidden");
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Foreword")
        .inner_size(1180.0, 780.0)
        .min_inner_size(860.0, 560.0)
        .visible(!hidden)
        .build()?
        .on_window_event(hear_drags(app));
    let brief = WebviewWindowBuilder::new(app, BRIEF, WebviewUrl::App("brief.html".into()))
        .title("Foreword brief")
        .inner_size(BRIEF_SIZE.0, BRIEF_SIZE.1)
        .decorations(false)
        .resizable(false)
        .always_on_top(true)
        .content_protected(can_shield() && shielded)
        .skip_taskbar(true)
        .visible(false)
        .build()?;
    place(&brief)
}

/// Tells the page of files that are dragged over the main window or dropped on it.
fn hear_drags(app: &AppHandle) -> impl Fn(&WindowEvent) + Send + 'static {
    let app = app.clone();
    move |event| {
        let WindowEvent::DragDrop(drag) = event else { return };
        let (over, dropped) = match drag {
            DragDropEvent::Enter { .. } => (true, Vec::new()),
            DragDropEvent::Drop { paths, .. } => {
                (false, paths.iter().map(|path| path.to_string_lossy().into_owned()).collect())
            }
            DragDropEvent::Leave => (false, Vec::new()),
            // The pointer moved.
            _ => return,
        };
        if let Err(error) = (Dragged { over, dropped }).emit(&app) {
            tracing::warn!(%error, "the page did not hear of a drag");
        }
    }
}

/// Whether this system keeps a window out of screen sharing and recordings when it is asked to.
const fn can_shield() -> bool {
    cfg!(any(target_os = "macos", target_os = "windows"))
}

/// How the brief is kept out of screen sharing here, where the rep wants that.
pub fn shield(wanted: bool) -> Shield {
    match (can_shield(), wanted) {
        (false, _) => Shield::Unavailable,
        (true, true) => Shield::On,
        (true, false) => Shield::Off,
    }
}

/// Keeps the brief out of screen sharing and recordings, or no longer. Where the system offers no way to, nothing happens.
pub fn shield_brief(app: &AppHandle, on: bool) -> Result<(), CommandError> {
    let window = app.get_webview_window(BRIEF).ok_or_else(gone)?;
    window.set_content_protected(on).map_err(|error| failed(&error))
}

/// Puts the brief at the right edge of its screen, where it covers least of a call.
fn place(brief: &WebviewWindow) -> tauri::Result<()> {
    let Some(screen) = brief.current_monitor()?.or(brief.primary_monitor()?) else { return Ok(()) };
    let size = screen.size().to_logical::<f64>(screen.scale_factor());
    let corner = screen.position().to_logical::<f64>(screen.scale_factor());
    let x = corner.x + size.width - BRIEF_SIZE.0 - MARGIN;
    let y = corner.y + ((size.height - BRIEF_SIZE.1) / 2.0).max(0.0);
    brief.set_position(LogicalPosition::new(x.max(corner.x), y))
}

/// Brings the main window to the front, at `route` if one is given. Without a window, which happens while quitting, does nothing.
pub fn open_main(app: &AppHandle, route: Option<&str>) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    let told = route.map(|route| Navigate { route: route.to_owned() }.emit(app)).unwrap_or(Ok(()));
    if let Err(error) = shown.and(told) {
        tracing::warn!(%error, "the main window could not be shown");
    }
}

/// Shows the brief window and gives it the keyboard.
pub fn show_brief(app: &AppHandle) -> Result<(), CommandError> {
    let window = app.get_webview_window(BRIEF).ok_or_else(gone)?;
    // A window manager forgets where a window was when it is hidden, and the rep may have another screen by now.
    place(&window).map_err(|error| failed(&error))?;
    window.show().and_then(|()| window.set_focus()).map_err(|error| failed(&error))
}

/// Hides the brief window.
pub fn hide_brief(app: &AppHandle) -> Result<(), CommandError> {
    app.get_webview_window(BRIEF).ok_or_else(gone)?.hide().map_err(|error| failed(&error))
}

/// Whether the brief window is on screen.
pub fn brief_is_visible(app: &AppHandle) -> bool {
    app.get_webview_window(BRIEF).is_some_and(|window| window.is_visible().unwrap_or(false))
}

fn gone() -> CommandError {
    CommandError::new(ErrorCode::Internal, "The brief window is closed", "Start Foreword again.".to_owned())
}

fn failed(error: &tauri::Error) -> CommandError {
    CommandError::new(ErrorCode::Internal, format!("The brief window could not be shown or hidden: {error}"), None)
}

//! The two windows: the main one, and the brief's, which is made at the start and kept hidden.

use crate::{
    error::CommandError,
    events::{Dragged, Navigate},
    views::Shield,
};
use app::{ErrorCode, Preferences};
use tauri::{
    AppHandle, DragDropEvent, LogicalPosition, LogicalSize, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent,
};
use tauri_specta::Event;

/// The label of the main window.
pub const MAIN: &str = "main";
/// The label of the brief window.
pub const BRIEF: &str = "brief";

const BRIEF_SIZE: (f64, f64) = (420.0, 640.0);
/// How small and how large everything may be made, in percent.
const TEXT_PERCENT: std::ops::RangeInclusive<u32> = 80..=200;
/// The space between the brief window and the edge of the screen.
const MARGIN: f64 = 24.0;

/// Creates both windows as the rep chose them; the main one shows unless the app starts hidden at login.
pub fn create(app: &AppHandle, preferences: &Preferences) -> tauri::Result<()> {
    let percent = text_percent(preferences.text_percent);
    let hidden = std::env::args().any(|argument| argument == "--hidden");
    let main = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Foreword")
        .inner_size(1180.0, 780.0)
        .min_inner_size(860.0, 560.0)
        .visible(!hidden)
        .build()?;
    main.on_window_event(hear_drags(app));
    main.set_zoom(share(percent))?;
    let (width, height) = brief_size(percent);
    let brief = WebviewWindowBuilder::new(app, BRIEF, WebviewUrl::App("brief.html".into()))
        .title("Foreword brief")
        .inner_size(width, height)
        .decorations(false)
        .resizable(false)
        .always_on_top(true)
        .content_protected(can_shield() && preferences.shield)
        .skip_taskbar(true)
        .visible(false)
        .build()?;
    brief.set_zoom(share(percent))?;
    place(&brief)
}

/// A size of text as the windows take it, in percent.
pub fn text_percent(wanted: u32) -> u32 {
    wanted.clamp(*TEXT_PERCENT.start(), *TEXT_PERCENT.end())
}

/// Makes everything in both windows as large as that, in percent of its usual size. The brief's window grows with its text, so that as much is seen.
pub fn zoom(app: &AppHandle, percent: u32) -> Result<(), CommandError> {
    let (width, height) = brief_size(percent);
    for label in [MAIN, BRIEF] {
        let Some(window) = app.get_webview_window(label) else { continue };
        window.set_zoom(share(percent)).map_err(|error| failed(&error))?;
        if label == BRIEF {
            let resized = window.set_size(LogicalSize::new(width, height)).and_then(|()| place(&window));
            resized.map_err(|error| failed(&error))?;
        }
    }
    Ok(())
}

fn share(percent: u32) -> f64 {
    f64::from(percent) / 100.0
}

fn brief_size(percent: u32) -> (f64, f64) {
    (BRIEF_SIZE.0 * share(percent), BRIEF_SIZE.1 * share(percent))
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
    let own = brief.inner_size()?.to_logical::<f64>(brief.scale_factor()?);
    // Some systems do not know the size of a window that was never shown.
    let (width, height) = (own.width.max(BRIEF_SIZE.0), own.height.max(BRIEF_SIZE.1));
    if size.height < height {
        brief.set_size(LogicalSize::new(width, size.height))?;
    }
    let corner = screen.position().to_logical::<f64>(screen.scale_factor());
    let x = corner.x + size.width - width - MARGIN;
    let y = corner.y + ((size.height - height) / 2.0).max(0.0);
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

//! The tray: the brief, the main window, and the way out.

use crate::{brief_window, windows};
use tauri::{
    AppHandle,
    menu::{MenuBuilder, MenuItemBuilder},
    tray::TrayIconBuilder,
};

/// The tray's name among those of the app.
const TRAY: &str = "foreword";

/// Puts Foreword into the tray. Desktops without one still have the windows and the hotkey.
pub fn create(app: &AppHandle) -> tauri::Result<()> {
    let brief = MenuItemBuilder::with_id("brief", "Brief me").build(app)?;
    let open = MenuItemBuilder::with_id("open", "Open Foreword").build(app)?;
    let quit = MenuItemBuilder::with_id("quit", "Quit").build(app)?;
    let menu = MenuBuilder::new(app).items(&[&brief, &open]).separator().item(&quit).build()?;
    let mut tray =
        TrayIconBuilder::with_id(TRAY).tooltip("Foreword").menu(&menu).on_menu_event(|app, event| {
            match event.id().as_ref() {
                "brief" => brief_window::show(app, None),
                "open" => windows::open_main(app, None),
                "quit" => app.exit(0),
                _ => {}
            }
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Says in the tray how many drafts wait for the rep, how many approved changes are not in HubSpot yet, and how many it refused.
pub fn tell(app: &AppHandle, waiting: u32, unlanded: u32, refused: u32) {
    let Some(tray) = app.tray_by_id(TRAY) else { return };
    let drafts = (0 < waiting).then(|| format!("{waiting} to review"));
    let changes = (0 < unlanded).then(|| format!("{unlanded} not filed yet"));
    let refusals = (0 < refused).then(|| format!("{refused} refused"));
    let told: Vec<String> = [Some("Foreword".to_owned()), drafts, changes, refusals].into_iter().flatten().collect();
    if let Err(error) = tray.set_tooltip(Some(told.join(" · "))) {
        tracing::debug!(%error, "the tray could not be told");
    }
}

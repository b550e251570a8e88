//! The tray: the brief, the main window, and the way out.

use crate::{brief_window, windows};
use tauri::{
    AppHandle,
    menu::{MenuBuilder, MenuItemBuilder},
    tray::TrayIconBuilder,
};

/// Puts Foreword into the tray. Desktops without one still have the windows and the hotkey.
pub fn create(app: &AppHandle) -> tauri::Result<()> {
    let brief = MenuItemBuilder::with_id("brief", "Brief me").build(app)?;
    let open = MenuItemBuilder::with_id("open", "Open Foreword").build(app)?;
    let quit = MenuItemBuilder::with_id("quit", "Quit").build(app)?;
    let menu = MenuBuilder::new(app).items(&[&brief, &open]).separator().item(&quit).build()?;
    let mut tray = TrayIconBuilder::with_id("foreword").tooltip("Foreword").menu(&menu).on_menu_event(|app, event| {
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

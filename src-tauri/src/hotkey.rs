//! The global hotkey: taken loudly or not at all, and rebound from the settings.

use crate::{
    brief_window,
    error::CommandError,
    shell::{Shell, locked},
    views::HotkeyView,
};
use app::{ErrorCode, Preferences};
use std::sync::Arc;
use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{GlobalShortcutExt, ShortcutState};

/// Takes the shortcut the rep chose. Where another program has it, says so in the state that the settings page shows.
pub fn take_preferred(app: &AppHandle) {
    let shell = app.state::<Arc<Shell>>();
    let chosen = Preferences::load(&shell.session.settings().home).shortcut;
    let view = match take(app, &chosen) {
        Ok(()) => HotkeyView { shortcut: Some(chosen), problem: None },
        Err(error) => {
            tracing::warn!(problem = error.message, "the hotkey could not be taken");
            HotkeyView { shortcut: None, problem: Some(error.message) }
        }
    };
    *locked(&shell.hotkey) = view;
}

/// Takes another shortcut in place of the present one, which is kept where that fails.
pub fn rebind(app: &AppHandle, shortcut: &str) -> Result<(), CommandError> {
    let shell = app.state::<Arc<Shell>>();
    let present = locked(&shell.hotkey).shortcut.clone();
    if present.as_deref() != Some(shortcut) {
        take(app, shortcut)?;
        if let Some(present) = present {
            app.global_shortcut()
                .unregister(present.as_str())
                .map_err(|error| refused(&present, &error.to_string()))?;
        }
    }
    let home = &shell.session.settings().home;
    Preferences { shortcut: shortcut.to_owned(), ..Preferences::load(home) }.save(home)?;
    *locked(&shell.hotkey) = HotkeyView { shortcut: Some(shortcut.to_owned()), problem: None };
    Ok(())
}

fn take(app: &AppHandle, shortcut: &str) -> Result<(), CommandError> {
    app.global_shortcut()
        .on_shortcut(shortcut, |app, _, event| {
            if event.state == ShortcutState::Pressed {
                brief_window::toggle(app);
            }
        })
        .map_err(|error| refused(shortcut, &error.to_string()))
}

fn refused(shortcut: &str, reason: &str) -> CommandError {
    tracing::info!(shortcut, reason, "the system refused a shortcut");
    CommandError::new(
        ErrorCode::HotkeyTaken,
        format!("Couldn't take {shortcut}: another program has it, or it is not a shortcut."),
        "Choose another.".to_owned(),
    )
}

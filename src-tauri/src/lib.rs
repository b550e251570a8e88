//! Foreword's window: the shell around [`app`].
//!
//! [`ipc`] lists the commands that the pages may call and the events that they hear. The commands stand in [`commands`], [`drafts`],
//! [`models`], [`conversations`], [`wrapping`], [`shelf`] and [`choosing`]; each unpacks, calls `app` and converts. [`hotkey`] and [`tray`] call the brief; [`background`]
//! keeps the copy fresh and the next brief ready. `ui/src/ipc/bindings.ts` is generated from the list, and a test compares the two.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod automation;
mod background;
mod brief_window;
mod calendars;
mod choosing;
mod commands;
mod connecting;
mod conversations;
mod drafts;
mod error;
mod events;
mod hotkey;
mod ipc;
mod keeping;
mod limits;
mod locking;
mod memory;
mod models;
mod programs;
mod schema;
mod shelf;
mod shell;
mod tray;
mod updates;
mod views;
mod windows;
mod wrapping;

use app::{AppError, Session, Settings};
use shell::{Shell, locked};
use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex},
};
use tauri::{Manager, RunEvent};

/// What the command line of the app may say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Arguments {
    /// Open on the sample portal, whatever was open before.
    sample: bool,
    /// The data folder, in place of the usual one.
    home: Option<PathBuf>,
}

/// Runs the window until it is quit. The exit status is 0, or 5 while another process writes to the same home, else 1.
pub fn run() -> ExitCode {
    app::keep_to_oneself();
    // Before anything else: what reads files from elsewhere opens nothing.
    app::serve_reader().unwrap_or_else(window)
}

fn window() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOREWORD_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let hint = error.for_command().unwrap_or_default();
            tracing::error!(causes = ?error.causes(), "{}. {hint}", error.message);
            ExitCode::from(error.code.exit_status())
        }
    }
}

fn start() -> Result<(), AppError> {
    let arguments = read_arguments(std::env::args().skip(1))?;
    let mut settings = Settings::from_env()?;
    settings.home = arguments.home.unwrap_or(settings.home);
    app::temporary_files_in(&settings.home);
    let ipc = ipc::builder();
    let invoke = ipc.invoke_handler();
    // Tauri keeps only the words of what fails in its set-up; the exit status needs the kind.
    let failure = Arc::new(Mutex::new(None));
    let no_session = failure.clone();
    let app = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| windows::open_main(app, None)))
        .plugin(tauri_plugin_global_shortcut::Builder::new().build())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_updater::Builder::new().build())
        .plugin(tauri_plugin_autostart::init(
            tauri_plugin_autostart::MacosLauncher::LaunchAgent,
            Some(vec!["--hidden"]),
        ))
        .plugin(tauri_plugin_window_state::Builder::default().with_denylist(&[windows::BRIEF]).build())
        .invoke_handler(move |call| match limits::refused(call.message.payload()) {
            Some(refusal) => {
                call.resolver.reject(refusal);
                true
            }
            None => invoke(call),
        })
        .setup(move |app| {
            ipc.mount_events(app);
            let session = match tauri::async_runtime::block_on(shell::start_session(settings)) {
                Ok(session) => session,
                Err(error) => {
                    let message = error.message.clone();
                    *locked(&no_session) = Some(error);
                    return Err(message.into());
                }
            };
            let preferences = app::Preferences::load(&session.settings().home);
            app.manage(Arc::new(Shell::new(session)));
            windows::create(app.handle(), &preferences)?;
            tray::create(app.handle())?;
            hotkey::take_preferred(app.handle());
            background::start(app.handle(), arguments.sample);
            updates::start(app.handle());
            Ok(())
        })
        .build(context())
        .map_err(|error| locked(&failure).take().unwrap_or_else(|| cannot_start(&error)))?;
    app.run(|app, event| {
        if let RunEvent::ExitRequested { code: None, api, .. } = &event {
            // Closing the last window leaves Foreword in the tray, where the hotkey still works.
            api.prevent_exit();
        }
        if let RunEvent::Exit = event {
            app.state::<Arc<Shell>>().session.cancel();
        }
    });
    Ok(())
}

/// What Tauri is told at compile time. A development build may fetch updates from a server on this machine, for tests.
fn context() -> tauri::Context {
    let mut context = tauri::generate_context!();
    let updater = context.config_mut().plugins.0.get_mut("updater").filter(|_| cfg!(debug_assertions));
    if let Some(updater) = updater {
        updater["dangerousInsecureTransportProtocol"] = true.into();
    }
    context
}

fn cannot_start(error: &tauri::Error) -> AppError {
    AppError::new(app::ErrorCode::Storage, format!("The window did not open: {error}"))
        .command_hint("It needs a graphical session. Without one, use the `foreword` command.")
}

fn read_arguments(given: impl Iterator<Item = String>) -> Result<Arguments, AppError> {
    let mut arguments = Arguments::default();
    let mut given = given.peekable();
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--sample" => arguments.sample = true,
            "--hidden" => {}
            "--home" => {
                let home = given.next().ok_or_else(|| usage("--home needs a folder"))?;
                arguments.home = Some(home.into());
            }
            _ => return Err(usage(&format!("“{argument}” is not an option of the window"))),
        }
    }
    Ok(arguments)
}

fn usage(message: &str) -> AppError {
    AppError::new(app::ErrorCode::Usage, message).command_hint("Options: --sample, --home DIR.")
}

/// The app's session, for whatever holds the app's handle.
fn session(app: &tauri::AppHandle) -> Arc<Session> {
    app.state::<Arc<Shell>>().session.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_or_refused() {
        let read = |given: &[&str]| read_arguments(given.iter().map(|s| (*s).to_owned()));
        assert_eq!(read(&["--sample", "--home", "/x"]).unwrap(), Arguments { sample: true, home: Some("/x".into()) });
        assert!(read(&["--home"]).is_err());
        assert!(read(&["--what"]).is_err());
    }
}

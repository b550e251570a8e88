//! A screen for the real window: virtual, so that nobody's own is needed or disturbed.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command;
use crate::places::Places;

const DRIVER: &str = "2.1.0";

/// `command` on a virtual screen and a session bus of its own, told where the app and its driver are. Installs the driver once.
pub fn with_screen(places: &Places, command: &Command) -> Result<Command> {
    let driver = driver(places)?;
    let mut session = Command::new("xvfb-run");
    session
        .args(["--auto-servernum", "--server-args=-screen 0 1440x900x24"])
        .args(["dbus-run-session", "--"])
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => session.env(name, value),
            None => session.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        session.current_dir(folder);
    }
    session
        .env("FOREWORD_APP", places.binary("foreword-app"))
        .env("FOREWORD_CLI", places.binary("foreword"))
        .env("FOREWORD_SIM", places.binary("hubspot-sim"))
        .env("TAURI_DRIVER", driver)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env_remove("WAYLAND_DISPLAY");
    Ok(session)
}

/// Tauri's WebDriver, from crates.io, beside the other downloads.
fn driver(places: &Places) -> Result<PathBuf> {
    let folder = places.cache.join(format!("tauri-driver-{DRIVER}"));
    let binary = folder.join("bin/tauri-driver");
    if !binary.is_file() {
        eprintln!("Compiling tauri-driver {DRIVER} into {}", folder.display());
        let mut cargo = places.cargo();
        cargo.args(["install", "tauri-driver", "--locked", "--version", DRIVER, "--root"]).arg(&folder);
        cargo.env("CARGO_TARGET_DIR", places.target.join("tauri-driver"));
        command::run(&mut cargo).context("the driver of the window could not be installed")?;
    }
    Ok(binary)
}

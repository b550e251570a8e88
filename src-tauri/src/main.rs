//! The program of the desktop app: everything is in the library beside it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

/// It gives memory back to the system soon after work that took much; glibc's keeps most of it for as long as the window is open.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    desktop::run()
}

//! Prepares the window's resources. The pages are built by npm; a bare `cargo build` gets a page that says so.

use std::{fs, path::Path};

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Foreword</title>\
    <p>The pages of this window are not built. Start Foreword with <code>cargo xtask run</code>.";

fn main() {
    println!("cargo::rerun-if-changed=../ui/dist");
    let pages = Path::new("../ui/dist");
    if !pages.join("index.html").exists() {
        let written = fs::create_dir_all(pages).and_then(|()| fs::write(pages.join("index.html"), NOT_BUILT));
        if let Err(error) = written {
            println!("cargo::warning=could not write {}: {error}", pages.display());
        }
    }
    tauri_build::build();
}

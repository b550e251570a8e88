//! The pages of the window: built when their sources have changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::command;
use crate::places::Places;
use crate::setup::Node;

/// What the pages are built from, below `ui/`.
const SOURCES: [&str; 7] =
    ["src", "index.html", "brief.html", "package-lock.json", "vite.config.ts", "svelte.config.js", "tsconfig.json"];

/// Builds `ui/dist`, unless it was built from the same sources.
pub fn build(places: &Places, node: &Node) -> Result<()> {
    let ui = places.root.join("ui");
    let stamp_file = places.target.join("pages-stamp");
    let stamp = stamp(&ui)?;
    let is_current = fs::read_to_string(&stamp_file).is_ok_and(|found| found == stamp);
    if is_current && ui.join("dist/brief.html").is_file() {
        return Ok(());
    }
    eprintln!("Building the window's pages");
    command::run(node.npm(&ui)?.args(["run", "build"]))?;
    fs::create_dir_all(&places.target).with_context(|| format!("could not make {}", places.target.display()))?;
    fs::write(&stamp_file, stamp).with_context(|| format!("could not write {}", stamp_file.display()))
}

/// A hash of the checkout's place and of every source's name and content.
fn stamp(ui: &Path) -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&ui.join(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in &files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(fs::read(file).with_context(|| format!("could not read {}", file.display()))?);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        if path.is_file() {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("could not list {}", path.display()))? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

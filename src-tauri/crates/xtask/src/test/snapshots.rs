//! Snapshots that no test compares with any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::places::Places;

/// Where our Rust code lies, below the checkout.
const SOURCES: [&str; 2] = ["src-tauri", "tests"];

/// Folders that hold other people's code, or none.
const NOT_OURS: [&str; 3] = ["target", "node_modules", ".git"];

/// Fails if a snapshot in the tree is not among those that the tests named in `references`, one path a line.
pub fn check(places: &Places, references: &Path) -> Result<()> {
    let referenced =
        fs::read_to_string(references).with_context(|| format!("could not read {}", references.display()))?;
    let mut snapshots = Vec::new();
    for source in SOURCES {
        collect(&places.root.join(source), &mut snapshots)?;
    }
    let unused = unused(&snapshots, &referenced);
    if !unused.is_empty() {
        let list: Vec<String> = unused.iter().map(|path| path.display().to_string()).collect();
        bail!("no test uses these snapshots any more; delete them:\n{}", list.join("\n"));
    }
    println!("{} snapshots, all of them used", snapshots.len());
    Ok(())
}

/// Those of `snapshots` that are not named. Paths are compared by the file they lead to: insta writes some with `..` in them.
fn unused<'a>(snapshots: &'a [PathBuf], referenced: &str) -> Vec<&'a Path> {
    let referenced: BTreeSet<PathBuf> = referenced.lines().filter_map(|line| fs::canonicalize(line).ok()).collect();
    let is_used = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|path| referenced.contains(&path));
    snapshots.iter().filter(|path| !is_used(path)).map(PathBuf::as_path).collect()
}

fn collect(folder: &Path, snapshots: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not look into {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if NOT_OURS.iter().all(|name| entry.file_name() != *name) {
                collect(&path, snapshots)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            snapshots.push(path);
        }
    }
    snapshots.sort();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_nobody_names_is_unused() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("src/snapshots");
        fs::create_dir_all(&folder).unwrap();
        fs::create_dir(base.path().join("node_modules")).unwrap();
        for file in ["src/snapshots/kept.snap", "src/snapshots/left.snap", "node_modules/theirs.snap", "src/lib.rs"] {
            fs::write(base.path().join(file), "").unwrap();
        }
        let mut snapshots = Vec::new();
        collect(base.path(), &mut snapshots).unwrap();
        let referenced = format!("{}\n/nowhere/gone.snap\n", folder.join("../snapshots/kept.snap").display());

        assert_eq!(unused(&snapshots, &referenced), [folder.join("left.snap")]);
    }
}

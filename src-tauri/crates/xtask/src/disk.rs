//! Room for a build. Cargo keeps what every earlier build left under other features, versions or profiles, and never clears it; in a folder
//! that CI carries from run to run it piles up until the disk is full.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command;
use crate::places::Places;

const GB: u64 = 1_000_000_000;

/// With so many bytes free a run of all checks and tests does not run short, whatever the folder holds.
const ENOUGH: u64 = 40 * GB;
/// What one build of everything with its tests and lints leaves (18 GB: `docs/benchmarks.md`), and half as much again. What holds more holds old builds.
const ONE_BUILD: u64 = 30 * GB;
/// With less than this free, in bytes, a step that failed is taken to have failed for want of room.
const FULL: u64 = GB;

/// Clears what earlier builds left if the disk is short of room and they are what fills it.
pub fn make_room(places: &Places) -> Result<()> {
    let Some(free) = free(&places.target) else { return Ok(()) };
    let built = places.target.join("debug");
    if free >= ENOUGH {
        return Ok(());
    }
    let held = size(&built);
    if held <= ONE_BUILD {
        eprintln!("{} GB are free on the disk, and {} holds {} GB.", free / GB, built.display(), held / GB);
        return Ok(());
    }
    eprintln!(
        "{} GB are free on the disk, and {} holds {} GB, more than one build: it is removed, and everything compiled anew.",
        free / GB,
        built.display(),
        held / GB
    );
    remove(&built)
}

/// Runs a step that compiles. If it fails and the disk is full by then, clears what earlier builds left and runs it once more.
pub fn with_room(places: &Places, mut step: impl FnMut() -> Result<()>) -> Result<()> {
    let Err(error) = step() else { return Ok(()) };
    if free(&places.target).is_none_or(|free| free >= FULL) {
        return Err(error);
    }
    let built = places.target.join("debug");
    eprintln!("\n{error:#}\nThe disk is full. {} is removed, and this step begins again.", built.display());
    remove(&built)?;
    step()
}

fn remove(folder: &Path) -> Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("could not remove {}", folder.display()))
}

/// How many bytes are free where a folder lies; none where the system has no `df`, or it says nothing that can be read.
fn free(folder: &Path) -> Option<u64> {
    let existing = folder.ancestors().find(|ancestor| ancestor.exists())?;
    free_of(&command::output(Command::new("df").arg("-Pk").arg(existing))?)
}

/// The fourth column of the last line that `df -Pk` prints, in bytes.
fn free_of(listing: &str) -> Option<u64> {
    let kilobytes: u64 = listing.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes.saturating_mul(1024))
}

/// How many bytes the files below a folder hold. What cannot be read counts as nothing.
fn size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_read_from_df() {
        let listing = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n\
                       /dev/vda         264128560 12345678  83886080      13% /\n";
        assert_eq!(free_of(listing), Some(83_886_080 * 1024));
        assert_eq!(free_of("Filesystem\n"), None);
        assert_eq!(free_of(""), None);
    }

    #[test]
    fn a_step_that_fails_with_room_left_is_not_repeated() {
        let places = Places::find().unwrap();
        let mut runs = 0;
        let ended = with_room(&places, || {
            runs += 1;
            anyhow::bail!("a lint")
        });
        assert_eq!((ended.unwrap_err().to_string(), runs), ("a lint".to_owned(), 1));
    }
}

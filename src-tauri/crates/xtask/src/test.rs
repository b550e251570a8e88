//! All checks and tests, one category after the other. The first that fails ends the run.

pub mod keychain;
pub mod screen;
mod snapshots;
mod tally;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::build;
use crate::command;
use crate::disk;
use crate::pages;
use crate::places::Places;
use crate::programs;
use crate::setup::{Node, Tools};
use tally::Tally;

/// Runs everything and ends with one line of counts: `N passed, M failed, K skipped`.
pub fn run(places: &Places, tools: &Tools) -> Result<ExitCode> {
    let node = tools.node()?;
    let mut tally = Tally::default();
    let ended = categories(places, node, &mut tally);
    if let Err(error) = &ended {
        // Formatting, a lint or a compiler's error fails no test; the counts must not look as if all were well.
        tally.failed = tally.failed.max(1);
        println!("\nFAILED: {error:#}");
    }
    println!("{tally}");
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn categories(places: &Places, node: &Node, tally: &mut Tally) -> Result<()> {
    disk::make_room(places)?;
    let scratch = Scratch::clear(places)?;
    category("Formatting", || command::run(places.cargo().args(["fmt", "--all", "--check"])))?;
    category("The pages", || {
        pages::build(places, node)?;
        let ui = places.root.join("ui");
        command::run(node.npm(&ui)?.args(["run", "check"]))?;
        let mut vitest = node.npm(&ui)?;
        command::run_watched(vitest.arg("test").env("NO_COLOR", "1"), |line| tally.add_vitest_line(line))
    })?;
    category("Lints", || {
        programs::announce_first_test(places);
        let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        disk::with_room(places, || command::run(places.cargo().args(arguments)))
    })?;
    // The tests run only once they are compiled: were the disk full halfway, some would count twice.
    category("Compiling the tests", || {
        let arguments = ["test", "--workspace", "--no-run"];
        disk::with_room(places, || command::run(places.cargo().args(arguments)))
    })?;
    category("Rust tests and journeys", || rust_tests(places, &scratch, tally))?;
    category("Unused snapshots", || snapshots::check(places, &scratch.snapshots))?;
    category("HubSpot's own client against the simulator", || {
        build::programs(places, &["foreword", "foreword-app", "hubspot-sim"])?;
        let mut npm = node.npm(&places.root.join("tests/journeys/api-client"))?;
        npm.arg("test").env(programs::SIMULATOR_VARIABLE, places.binary("hubspot-sim"));
        count_node_tests(&mut npm, tally)
    })?;
    category("The real window", || {
        let mut npm = node.npm(&places.root.join("tests/desktop"))?;
        npm.arg("test");
        count_node_tests(&mut screen::with_screen(places, &npm)?, tally)
    })?;
    Ok(())
}

/// The files that the tests write for the chore to read.
struct Scratch {
    /// Tests that have to skip add a line here that begins with `SKIPPED:`.
    skips: PathBuf,
    /// Insta adds the path of each snapshot it compares with.
    snapshots: PathBuf,
}

impl Scratch {
    fn clear(places: &Places) -> Result<Self> {
        let folder = places.target.join("xtask-test");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let scratch = Self { skips: folder.join("skips"), snapshots: folder.join("snapshots") };
        for file in [&scratch.skips, &scratch.snapshots] {
            fs::write(file, "").with_context(|| format!("could not write {}", file.display()))?;
        }
        Ok(scratch)
    }
}

fn category(title: &str, check: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("\n=== {title} ===");
    let start = Instant::now();
    check().with_context(|| title.to_owned())?;
    println!("=== {title}: {:.1} s ===", start.elapsed().as_secs_f32());
    Ok(())
}

fn rust_tests(places: &Places, scratch: &Scratch, tally: &mut Tally) -> Result<()> {
    let mut cargo = places.cargo();
    cargo
        .args(["test", "--workspace", "--no-fail-fast"])
        .env("INSTA_UPDATE", "no")
        .env("INSTA_WORKSPACE_ROOT", &places.root)
        .env("INSTA_SNAPSHOT_REFERENCES_FILE", &scratch.snapshots)
        .env("FOREWORD_TEST_SKIPS", &scratch.skips);
    let mut counts = Tally::default();
    let ended =
        keychain::with_keychain(places, cargo, |cargo| command::run_watched(cargo, |line| counts.add_cargo_line(line)));
    let skips = fs::read_to_string(&scratch.skips).context("could not read the skipped tests")?;
    for line in counts.move_skips(&skips) {
        println!("{line}");
    }
    tally.add(counts);
    ended
}

fn count_node_tests(command: &mut Command, tally: &mut Tally) -> Result<()> {
    // Colours would stand before the marks that the counts are known by.
    let command = command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command::run_watched(command, |line| tally.add_node_line(line))
}

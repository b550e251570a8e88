//! The chores of the workspace: set the machine up, run the product, test it, measure it.
//!
//! Rust is the one prerequisite. Every command first sees to the part of the set-up it needs, says what it does, and does nothing
//! that is already done.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

#[cfg(test)]
mod arrows;
mod build;
mod bundle;
mod chaos;
mod command;
mod descriptions;
mod disk;
mod engine;
mod fuzz;
mod matrix;
mod pages;
mod places;
mod programs;
#[cfg(test)]
mod rooms;
mod setup;
mod test;
mod train;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use places::Places;
use programs::Build;
use setup::Purpose;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup                 everything below, once per machine
  run [-- ARGS]         set up, build, and open the window on the sample portal; without a display, `foreword demo ARGS`
  test                  set up, then all checks and tests; the last line counts them
  bindings              write ui/src/ipc/bindings.ts from the window's commands
  sim [ARGS]            build and start the simulator: `hubspot-sim ARGS`
  chaos [ARGS]          crash, lose and delay writes: `--interleavings N` (10,000) of the outbox against a model, then `--kills N` (300)
                        of the real command against the simulator, from `--seed S`; `--out FILE` keeps the figures
                        with `--deliveries N` (2,000) webhooks instead, during which `foreword listen` is killed `--kills N` (300) times
                        with `--minutes N` whole days of the app instead: two commands at once, full disks, wrong clocks, hostile records
  damage [ARGS]         damage files of a home at random, and try every command on each: `--rounds N` (200), `--seed S`, `--out FILE`
  matrix [ROUND…|--ci]  the core journeys through a HubSpot that answers otherwise: each switch of the simulator, and a search that lags
  portal [ARGS]         copy a portal of 50,000 contacts and 200,000 activities, change a hundredth of it, and hold the copy against it:
                        `--part N` for the Nth part of it, `--scope book|portal`, `--seed S`, `--out FILE`
  descriptions FOLDER   a whole life between HubSpot's own OpenAPI descriptions, which you fetch into a folder; skips where they are not there
  fuzz NAME [--minutes N]  give a parser what nobody would send, ten minutes long; tests/fuzz lists the names
  bundle [--format F]   build the release and make an installer of it (Debian's .deb; AppImage, MSI, DMG on their systems)
  bundle-check [SUITE]  try the .deb in clean Debian roots (bookworm, trixie): install, offline brief, window, upgrade, removal; needs root
  engine                drive a real OpenAI-compatible engine (llama.cpp from PyPI, generated weights); installs Python packages
  train                 train what reads lines and questions anew, from the accounts in training/; installs PyTorch
  bench NAME [ARGS]     measure; NAME is search, index, brief, sync, store-size, at-rest, ask, backtest, events, digest (`--json FILE` keeps the figures)
                        llm; hotkey (100 presses) or window (start and memory beside a bare Tauri app); `bench --release NAME` builds it as a release first, which takes long
";

fn main() -> ExitCode {
    if let Some(compiled) = fuzz::compile() {
        return compiled.unwrap_or_else(|error| failed(&error));
    }
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    dispatch(&arguments).unwrap_or_else(|error| failed(&error))
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

fn dispatch(arguments: &[OsString]) -> Result<ExitCode> {
    let (name, rest) = arguments.split_first().map_or((None, arguments), |(name, rest)| (name.to_str(), rest));
    let places = Places::find()?;
    match (name, rest) {
        (Some("setup"), []) => {
            setup::prepare(&places, Purpose::Test)?;
            eprintln!("Everything is set up. `cargo xtask run` shows the product, `cargo xtask test` tests it.");
            Ok(ExitCode::SUCCESS)
        }
        (Some("run"), _) => {
            programs::announce_first_run(&places, programs::has_display());
            if programs::has_display() {
                let tools = setup::prepare(&places, Purpose::Window)?;
                return programs::window(&places, tools.node()?, after_dashes(rest));
            }
            setup::prepare(&places, Purpose::Run)?;
            programs::demo(&places, after_dashes(rest))
        }
        (Some("test"), []) => {
            let tools = setup::prepare(&places, Purpose::Test)?;
            test::run(&places, &tools)
        }
        (Some("bindings"), []) => {
            setup::prepare(&places, Purpose::Window)?;
            programs::bindings(&places)
        }
        (Some("sim"), _) => {
            setup::prepare(&places, Purpose::Build)?;
            programs::simulator(&places, after_dashes(rest))
        }
        (Some("engine"), []) => {
            setup::prepare(&places, Purpose::Build)?;
            engine::run(&places)
        }
        (Some("train"), []) => {
            setup::prepare(&places, Purpose::Build)?;
            train::run(&places)
        }
        (Some("chaos"), _) => {
            setup::prepare(&places, Purpose::Build)?;
            chaos::run(&places, after_dashes(rest))
        }
        (Some("matrix"), _) => {
            setup::prepare(&places, Purpose::Test)?;
            matrix::run(&places, rest)
        }
        (Some("descriptions"), _) => {
            setup::prepare(&places, Purpose::Test)?;
            descriptions::run(&places, rest)
        }
        (Some("portal"), _) => {
            setup::prepare(&places, Purpose::Build)?;
            chaos::portal(&places, after_dashes(rest))
        }
        (Some("damage"), _) => {
            setup::prepare(&places, Purpose::Build)?;
            chaos::damage(&places, after_dashes(rest))
        }
        (Some("fuzz"), _) => {
            setup::prepare(&places, Purpose::Build)?;
            fuzz::run(&places, after_dashes(rest))
        }
        (Some("bundle"), _) => {
            let tools = setup::prepare(&places, Purpose::Bundle)?;
            bundle::run(&places, tools.node()?, after_dashes(rest))
        }
        (Some("bundle-check"), suites) => bundle::check(&places, suites),
        (Some("bench"), [how, bench]) if how == "--release" && programs::is_window_bench(bench) => {
            let tools = setup::prepare(&places, Purpose::Test)?;
            programs::bench_window(&places, tools.node()?, Build::Release, bench)
        }
        (Some("bench"), [bench]) if programs::is_window_bench(bench) => {
            let tools = setup::prepare(&places, Purpose::Test)?;
            programs::bench_window(&places, tools.node()?, Build::Development, bench)
        }
        (Some("bench"), [bench]) if bench == "llm" => {
            setup::prepare(&places, Purpose::Build)?;
            programs::bench_llm(&places)
        }
        (Some("bench"), [how, bench, rest @ ..]) if how == "--release" && programs::is_bench(bench) => {
            setup::prepare(&places, Purpose::Run)?;
            programs::bench(&places, Build::Release, bench, after_dashes(rest))
        }
        (Some("bench"), [bench, rest @ ..]) if programs::is_bench(bench) => {
            setup::prepare(&places, Purpose::Run)?;
            programs::bench(&places, Build::Development, bench, after_dashes(rest))
        }
        (Some("help" | "--help" | "-h"), _) => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprint!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}

/// What is meant for the program, without the `--` that may stand before it.
fn after_dashes(arguments: &[OsString]) -> &[OsString] {
    match arguments {
        [dashes, rest @ ..] if dashes == "--" => rest,
        all => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dashes_before_a_programs_arguments_are_ours() {
        let words = |text: &str| text.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        let cases = [("-- --json", "--json"), ("--port 0", "--port 0"), ("-- a -- b", "a -- b"), ("", "")];
        for (given, passed_on) in cases {
            assert_eq!(after_dashes(&words(given)), words(passed_on));
        }
    }
}

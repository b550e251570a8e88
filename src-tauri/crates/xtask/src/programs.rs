//! Building and starting the workspace's own programs.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command;
use crate::pages;
use crate::places::Places;
use crate::setup::Node;
use crate::test::screen;

/// The environment variable that tells tests and benchmarks where the simulator is.
pub const SIMULATOR_VARIABLE: &str = "FOREWORD_SIM";

const BENCHES: [&str; 8] = ["search", "index", "brief", "sync", "store-size", "at-rest", "ask", "backtest"];

/// Builds the product and opens its window on the sample portal.
pub fn window(places: &Places, node: &Node, arguments: &[OsString]) -> Result<ExitCode> {
    announce_first_build(places);
    pages::build(places, node)?;
    build(places)?;
    eprintln!(
        "Opening the window on the sample portal. It stays in the tray when closed; quit it there, or with Ctrl-C here."
    );
    let mut app = Command::new(places.binary("foreword-app"));
    // WebKit's fast path to the screen fails on some drivers and in every virtual screen, and leaves the window empty.
    app.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command::become_program(app.arg("--sample").args(arguments))
}

/// Builds the product and shows its journey on the sample portal in the terminal.
pub fn demo(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    announce_first_build(places);
    build(places)?;
    eprintln!("There is no display here; this is the same journey in the terminal.\n");
    let mut foreword = Command::new(places.binary("foreword"));
    command::become_program(foreword.arg("demo").args(arguments))
}

/// Whether a window can be opened here.
pub fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Writes the types of the window's commands for its pages.
pub fn bindings(places: &Places) -> Result<ExitCode> {
    let mut test = places.cargo();
    test.args(["test", "--workspace", "--lib", "the_bindings_are_current"]).env("FOREWORD_WRITE_BINDINGS", "1");
    command::run(&mut test)?;
    Ok(ExitCode::SUCCESS)
}

/// Says how long the first build takes, if this is it.
pub fn announce_first_build(places: &Places) {
    if !places.binary("foreword").exists() {
        eprintln!(
            "The first build compiles some 750 crates: half an hour and more on two cores. Later builds are short."
        );
    }
}

/// Builds and starts the simulator.
pub fn simulator(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    build(places)?;
    command::become_program(Command::new(places.binary("hubspot-sim")).args(arguments))
}

/// Whether there is a benchmark of that name.
pub fn is_bench(name: &OsStr) -> bool {
    BENCHES.iter().any(|bench| name == *bench)
}

/// How a benchmark is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As for development, together with everything else.
    Development,
    /// As a release, by itself: some 400 crates anew, three quarters of an hour on two cores the first time.
    Release,
}

/// Builds the benchmarks and runs one.
pub fn bench(places: &Places, how: Build, name: &OsStr, arguments: &[OsString]) -> Result<ExitCode> {
    let mut cargo = places.cargo();
    cargo.arg("build").args(match how {
        Build::Development => ["--workspace", "--bins"].as_slice(),
        Build::Release => ["--release", "--package", "eval"].as_slice(),
    });
    command::run(&mut cargo)?;
    let built = match how {
        Build::Development => places.binary("bench"),
        Build::Release => places.target.join("release/bench").with_extension(std::env::consts::EXE_EXTENSION),
    };
    command::become_program(Command::new(built).arg(name).args(arguments))
}

/// Presses the hotkey on a virtual screen and measures until the brief is painted.
pub fn bench_hotkey(places: &Places, node: &Node) -> Result<ExitCode> {
    pages::build(places, node)?;
    build(places)?;
    let mut bench = node.program(&places.root.join("tests/desktop"))?;
    bench.arg("bench/hotkey.js");
    command::become_program(&mut screen::with_screen(places, &bench)?)
}

/// Measures what we add to a language model's first token, and counts the calls that an hour's talk takes. Both are tests that print what
/// they hold.
pub fn bench_llm(places: &Places) -> Result<ExitCode> {
    let mut test = places.cargo();
    test.args(["test", "--workspace", "--test", "it", "--", "--nocapture", "--test-threads", "1"]);
    command::run(test.args(["the_first_token_waits_for_the_provider_only", "an_hours_talk_takes_the_fewest_calls"]))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds every program. Always the whole workspace: a package built by itself gives shared dependencies other features, and LanceDB
/// would be compiled again for each.
pub fn build(places: &Places) -> Result<()> {
    command::run(places.cargo().args(["build", "--workspace", "--bins"]))
}

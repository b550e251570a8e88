//! Building and starting the workspace's own programs.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::build;
use crate::bundle;
use crate::command;
use crate::pages;
use crate::places::Places;
use crate::setup::Node;
use crate::test::screen;

/// The environment variable that tells tests and benchmarks where the simulator is.
pub const SIMULATOR_VARIABLE: &str = "FOREWORD_SIM";

const BENCHES: [&str; 10] =
    ["search", "index", "brief", "sync", "store-size", "at-rest", "ask", "backtest", "events", "digest"];

/// Builds the product and opens its window on the sample portal. The first time, a brief is in the terminal before the window compiles.
pub fn window(places: &Places, node: &Node, arguments: &[OsString]) -> Result<ExitCode> {
    if !places.binary("foreword-app").exists() {
        eprintln!("\nFirst the command, which needs fewer crates and shows a brief of the sample portal here.");
        build::programs(places, &["foreword"])?;
        command::run(Command::new(places.binary("foreword")).arg("demo"))?;
        eprintln!(
            "\nThat was the sample portal in the terminal. Now the window: its pages, then some 150 more crates."
        );
    }
    pages::build(places, node)?;
    build::programs(places, &["foreword", "foreword-app"])?;
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
    build::programs(places, &["foreword"])?;
    eprintln!("There is no display here; this is the same journey in the terminal.\n");
    let mut foreword = Command::new(places.binary("foreword"));
    command::become_program(foreword.arg("demo").args(arguments))
}

/// Whether this machine has a display to open a window on.
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

/// Says what `run` is about to do and how long that takes, if it is the first time.
pub fn announce_first_run(places: &Places, has_display: bool) {
    if places.binary("foreword").exists() {
        return;
    }
    eprintln!(
        "The first time the brief is here after some fifteen minutes on two cores; later it starts at once. Step by step:"
    );
    eprintln!("  1. system packages, the embedding model and its runtime (a few minutes of downloads)");
    eprintln!("  2. compiling the `foreword` command: some 600 crates");
    eprintln!("  3. the brief of a sample portal, here in the terminal");
    if has_display {
        eprintln!("  4. the window: its pages, some 150 more crates, and it opens");
    }
}

/// Says how long the first build of everything takes, if this is it.
pub fn announce_first_test(places: &Places) {
    if !places.target.join("debug").exists() {
        eprintln!(
            "The first time everything is compiled with its tests, twice over for the lints. Later runs are short."
        );
    }
}

/// Builds and starts the simulator.
pub fn simulator(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    build::programs(places, &["hubspot-sim"])?;
    command::become_program(Command::new(places.binary("hubspot-sim")).args(arguments))
}

/// Whether there is a benchmark of that name.
pub fn is_bench(name: &OsStr) -> bool {
    BENCHES.iter().any(|bench| name == *bench)
}

/// How a benchmark is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// As for development: quick to build, and slower.
    Development,
    /// As a release: everything it needs anew, an hour and more on two cores the first time.
    Release,
}

/// Builds the benchmarks and runs one.
pub fn bench(places: &Places, how: Build, name: &OsStr, arguments: &[OsString]) -> Result<ExitCode> {
    let built = match how {
        Build::Development => {
            build::programs(places, &["bench"])?;
            places.binary("bench")
        }
        Build::Release => {
            command::run(places.cargo().args(["build", "--release", "--workspace", "--bin", "bench"]))?;
            places.target.join("release/bench").with_extension(std::env::consts::EXE_EXTENSION)
        }
    };
    command::become_program(Command::new(built).arg(name).args(arguments))
}

/// Whether there is a benchmark of that name that runs in the real window, on a virtual screen.
pub fn is_window_bench(name: &OsStr) -> bool {
    ["hotkey", "window"].iter().any(|bench| name == *bench)
}

/// Measures the real window on a virtual screen: `hotkey` presses it and waits for the painted brief; `window` starts it, and reads its
/// memory, beside the least a Tauri app with two windows can be.
pub fn bench_window(places: &Places, node: &Node, how: Build, name: &OsStr) -> Result<ExitCode> {
    let profile = match how {
        Build::Development => {
            pages::build(places, node)?;
            build::programs(places, &["foreword", "foreword-app"])?;
            "debug"
        }
        Build::Release => {
            bundle::build_release(places, node)?;
            "release"
        }
    };
    let mut bench = node.program(&places.root.join("tests/desktop"))?;
    bench.arg(format!("bench/{}.js", name.display()));
    if name == "window" {
        // They set the measured portal up, and are not measured.
        build::programs(places, &["foreword", "hubspot-sim"])?;
        let mut bare = places.cargo();
        bare.args(["build", "--workspace", "--example", "two-windows"]);
        if how == Build::Release {
            bare.args(["--release", "--features", "desktop/packaged"]);
        }
        command::run(&mut bare)?;
        bench.env("BARE_APP", places.target.join(profile).join("examples/two-windows"));
    }
    let mut session = screen::with_screen(places, &bench)?;
    command::become_program(session.env("FOREWORD_APP", places.target.join(profile).join("foreword-app")))
}

/// Measures what we add to a language model's first token, and counts the calls that an hour's talk takes. Both are tests that print what
/// they hold.
pub fn bench_llm(places: &Places) -> Result<ExitCode> {
    let mut test = places.cargo();
    test.args(["test", "--workspace", "--test", "it", "--", "--nocapture", "--test-threads", "1"]);
    command::run(test.args(["the_first_token_waits_for_the_provider_only", "an_hours_talk_takes_the_fewest_calls"]))?;
    Ok(ExitCode::SUCCESS)
}

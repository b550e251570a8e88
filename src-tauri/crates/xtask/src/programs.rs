//! Building and starting the workspace's own programs.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::command;
use crate::places::Places;

/// The environment variable that tells tests and benchmarks where the simulator is.
pub const SIMULATOR_VARIABLE: &str = "FOREWORD_SIM";

const BENCHES: [&str; 4] = ["search", "index", "brief", "sync"];

/// Builds the product and shows its journey on the sample portal.
pub fn demo(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    announce_first_build(places);
    build(places)?;
    eprintln!("The desktop window is not part of this version; this is the same journey in the terminal.\n");
    let mut foreword = Command::new(places.binary("foreword"));
    command::become_program(foreword.arg("demo").args(arguments))
}

/// Says how long the first build takes, if this is it.
pub fn announce_first_build(places: &Places) {
    if !places.binary("foreword").exists() {
        eprintln!(
            "The first build compiles some 700 crates: about half an hour on two cores, ten minutes on eight. Later builds are short."
        );
    }
}

/// Builds and starts the simulator.
pub fn simulator(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    build_simulator(places)?;
    command::become_program(Command::new(places.binary("hubspot-sim")).args(arguments))
}

/// Builds the simulator.
pub fn build_simulator(places: &Places) -> Result<()> {
    build(places)
}

/// Whether there is a benchmark of that name.
pub fn is_bench(name: &OsStr) -> bool {
    BENCHES.iter().any(|bench| name == *bench)
}

/// Builds the benchmarks and runs one.
pub fn bench(places: &Places, name: &OsStr, arguments: &[OsString]) -> Result<ExitCode> {
    build(places)?;
    let mut bench = Command::new(places.binary("bench"));
    bench.arg(name).args(arguments).env(SIMULATOR_VARIABLE, places.binary("hubspot-sim"));
    command::become_program(&mut bench)
}

/// Builds every program. Always the whole workspace: a package built by itself gives shared dependencies other features, and LanceDB
/// would be compiled again for each.
fn build(places: &Places) -> Result<()> {
    command::run(places.cargo().args(["build", "--workspace", "--bins"]))
}

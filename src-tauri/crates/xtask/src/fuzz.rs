//! Fuzzing, on the stable compiler. libFuzzer steers by which way our code takes; [`compile`] has the compiler say so of the workspace's own
//! crates and leaves what they depend on as the development build has it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::places::Places;

/// Set for cargo, which then runs us in the compiler's place.
const COMPILE_VARIABLE: &str = "FOREWORD_FUZZ_COMPILE";
/// Tells the fuzzer which target to run.
const TARGET_VARIABLE: &str = "FOREWORD_FUZZ_TARGET";

/// Makes the compiler count where the code goes, as libFuzzer wants it counted: clang's `-fsanitize=fuzzer` sets the same.
const COUNTING: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// What one input may take.
const SECONDS_MAX: u32 = 10;
const MEGABYTES_MAX: u32 = 512;
/// The sample portal is open beside the input.
const MEGABYTES_MAX_OF_WINDOW: u32 = 2048;
/// The longest input: most of what breaks a parser is shorter.
const BYTES_MAX: u32 = 64 * 1024;

/// What a run is to do.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    target: String,
    minutes: u32,
}

fn plan(arguments: &[OsString]) -> Result<Plan> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let (target, minutes) = match words.as_slice() {
        [target] => (target, 10),
        [target, "--minutes", minutes] => {
            (target, minutes.parse().with_context(|| format!("{minutes} is no number of minutes"))?)
        }
        _ => bail!("usage: cargo xtask fuzz NAME [--minutes N]"),
    };
    Ok(Plan { target: (*target).to_owned(), minutes })
}

/// Builds the fuzzer and lets it run on one target. Fails where an input breaks what it is given to, and says where that is kept.
pub fn run(places: &Places, arguments: &[OsString]) -> Result<ExitCode> {
    let Plan { target, minutes } = plan(arguments)?;
    let seeds = places.root.join("tests/fuzz/seeds");
    if !seeds.join(&target).is_dir() {
        let all = names_in(&seeds)?.join(", ");
        bail!("there is no target {target}; there are {all}");
    }
    let mut build = places.cargo();
    build.args(["build", "--workspace", "--bin", "fuzzer", "--features", "fuzz/engine"]);
    build.env(COMPILE_VARIABLE, "1").env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe()?);
    command::run(&mut build)?;

    let scratch = places.target.join("fuzz").join(&target);
    let (kept, failed) = (scratch.join("kept"), scratch.join("failed"));
    for folder in [&kept, &failed] {
        fs::create_dir_all(folder)?;
    }
    let before = names_in(&failed)?;
    let memory = if target == "ipc" { MEGABYTES_MAX_OF_WINDOW } else { MEGABYTES_MAX };
    let mut fuzzer = Command::new(places.binary("fuzzer"));
    fuzzer.current_dir(&scratch).env(TARGET_VARIABLE, &target).arg(&kept).arg(seeds.join(&target));
    // Each input runs in a process beside the one that counts, so that one which breaks it does not end the run.
    fuzzer.args(["-fork=1", "-ignore_crashes=1", "-ignore_timeouts=1", "-ignore_ooms=1"]);
    fuzzer.args([
        format!("-max_total_time={}", 60 * minutes),
        format!("-timeout={SECONDS_MAX}"),
        format!("-rss_limit_mb={memory}"),
        format!("-max_len={BYTES_MAX}"),
        format!("-artifact_prefix={}/", failed.display()),
    ]);
    command::run(&mut fuzzer)?;

    let new: Vec<PathBuf> =
        names_in(&failed)?.into_iter().filter(|name| !before.contains(name)).map(|name| failed.join(name)).collect();
    println!("{target}: {minutes} minutes, {} inputs kept, {} broke it", names_in(&kept)?.len(), new.len());
    for input in &new {
        println!("  {}", input.display());
    }
    Ok(if new.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Compiles in the compiler's place, if cargo runs us for that: the exit status is the compiler's. `None` where we were started for anything
/// else.
pub fn compile() -> Option<Result<ExitCode>> {
    std::env::var_os(COMPILE_VARIABLE)?;
    let mut given = std::env::args_os().skip(1);
    let mut compiler = Command::new(given.next()?);
    let given: Vec<OsString> = given.collect();
    compiler.args(&given).env_remove(COMPILE_VARIABLE);
    if is_library(&given) {
        compiler.args(COUNTING);
    }
    Some(command::become_program(&mut compiler))
}

/// Whether what is compiled is a library: a program that is not linked with the engine has nowhere to count, as that of a build has not.
fn is_library(arguments: &[OsString]) -> bool {
    arguments.windows(2).any(|pair| pair == [OsStr::new("--crate-type"), OsStr::new("lib")])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn the_plan_is_as_asked() {
        assert_eq!(plan(&words("html")).unwrap(), Plan { target: "html".to_owned(), minutes: 10 });
        assert_eq!(plan(&words("pdf --minutes 3")).unwrap().minutes, 3);
        for wrong in ["", "html --minutes", "html --minutes many", "html pdf"] {
            assert!(plan(&words(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn libraries_count_and_programs_do_not() {
        assert!(is_library(&words("--crate-name shelf --edition=2024 lib.rs --crate-type lib --emit=link")));
        assert!(!is_library(&words("--crate-name build_script_build build.rs --crate-type bin")));
    }
}

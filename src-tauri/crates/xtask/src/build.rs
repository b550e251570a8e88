//! Building programs of the workspace, with progress a person can follow: crates done of how many, minutes gone, what compiles now.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command;
use crate::places::Places;

/// How often a line is printed where none can be overwritten.
const EVERY: Duration = Duration::from_secs(20);

/// Builds programs of the workspace, for development.
///
/// Always with `--workspace`, which decides the features: built by itself, a package gives shared dependencies other ones, and LanceDB
/// would be compiled again for each. Which programs are named decides only what is compiled.
pub fn programs(places: &Places, names: &[&str]) -> Result<()> {
    let mut cargo = places.cargo();
    cargo.args(["build", "--workspace"]);
    for name in names {
        cargo.args(["--bin", name]);
    }
    eprintln!("$ {}", command::shown(&cargo));
    let mut progress = Progress::start(crates_of(places, names)?);
    let mut child = cargo
        .args(["--quiet", "--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped())
        .spawn()
        .context("could not start cargo")?;
    if let Some(messages) = child.stdout.take() {
        for line in BufReader::new(messages).lines() {
            if let Ok(message) = serde_json::from_str(&line.context("could not read what cargo says")?) {
                progress.see(&message);
            }
        }
    }
    let status = child.wait()?;
    progress.end();
    if !status.success() {
        bail!("building {} failed ({status})", names.join(" and "));
    }
    Ok(())
}

/// Which crates the programs consist of, with build scripts and procedural macros, as cargo counts them. Fetches what is missing of them.
fn crates_of(places: &Places, names: &[&str]) -> Result<BTreeSet<String>> {
    let mut fetch = places.cargo();
    command::run(fetch.args(["fetch", "--locked"]))?;
    let mut tree = places.cargo();
    tree.args(["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
    for package in names.iter().map(|name| package_of(name)) {
        tree.args(["--package", package]);
    }
    let listing = command::output(&mut tree).context("cargo cannot list the crates")?;
    Ok(listing.lines().filter_map(name_and_version).collect())
}

/// The package that a program belongs to.
fn package_of(program: &str) -> &str {
    match program {
        "foreword" => "cli",
        "foreword-app" => "desktop",
        "bench" => "eval",
        "chaos" | "check-exchanges" | "damage" | "portal" => "journeys",
        other => other,
    }
}

/// `serde v1.0.229 (proc-macro)` as `serde 1.0.229`.
fn name_and_version(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    Some(format!("{} {}", words.next()?, words.next()?.strip_prefix('v')?))
}

/// `registry+https://…#serde@1.0.229` or `path+file:///…/transport#0.1.0` as `serde 1.0.229`.
fn name_and_version_of_id(id: &str) -> Option<String> {
    let (source, name) = id.rsplit_once('#')?;
    match name.split_once('@') {
        Some((name, version)) => Some(format!("{name} {version}")),
        None => Some(format!("{} {name}", source.rsplit('/').next()?)),
    }
}

/// How far a build has come, as cargo's messages tell.
struct Progress {
    left: BTreeSet<String>,
    total: usize,
    compiled: usize,
    last: String,
    start: Instant,
    said: Instant,
    can_overwrite: bool,
}

impl Progress {
    fn start(crates: BTreeSet<String>) -> Self {
        let now = Instant::now();
        Self {
            total: crates.len(),
            left: crates,
            compiled: 0,
            last: String::new(),
            start: now,
            said: now,
            can_overwrite: std::io::stderr().is_terminal(),
        }
    }

    /// Takes in a message of cargo's. A crate counts as done with its library; its build script before that does not count.
    fn see(&mut self, message: &Value) {
        let is_script = message["target"]["kind"] == serde_json::json!(["custom-build"]);
        if message["reason"] != "compiler-artifact" || is_script {
            return;
        }
        let Some(name) = message["package_id"].as_str().and_then(name_and_version_of_id) else { return };
        self.left.remove(&name);
        if message["fresh"] == false {
            self.compiled += 1;
            self.last = name;
            self.say();
        }
    }

    fn say(&mut self) {
        let line = line(self.total - self.left.len(), self.total, self.start.elapsed(), &self.last);
        if self.can_overwrite {
            eprint!("\r\x1b[2K  {line}");
            // A line that is not shown yet is shown with the next.
            let _ = std::io::stderr().flush();
        } else if EVERY <= self.said.elapsed() {
            eprintln!("  {line}");
            self.said = Instant::now();
        }
    }

    fn end(&self) {
        if self.can_overwrite && 0 < self.compiled {
            eprint!("\r\x1b[2K");
        }
        if 0 < self.compiled {
            eprintln!("  compiled {} crates in {}", self.compiled, minutes(self.start.elapsed()));
        }
    }
}

fn line(done: usize, total: usize, elapsed: Duration, last: &str) -> String {
    let mut line = format!("{done} of {total} crates, {}", minutes(elapsed));
    if !last.is_empty() {
        let _ = write!(line, "; just compiled {last}"); // Writing to a string cannot fail.
    }
    line
}

/// A duration as one reads it: `45 s`, `12 min 05 s`.
pub fn minutes(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cargos_two_spellings_of_a_crate_are_one() {
        assert_eq!(name_and_version("serde v1.0.229 (proc-macro)").as_deref(), Some("serde 1.0.229"));
        assert_eq!(name_and_version_of_id("registry+https://a/b#serde@1.0.229").as_deref(), Some("serde 1.0.229"));
        assert_eq!(name_and_version_of_id("path+file:///x/transport#0.1.0").as_deref(), Some("transport 0.1.0"));
        assert_eq!(name_and_version_of_id("path+file:///x/src-tauri#desktop@0.1.0").as_deref(), Some("desktop 0.1.0"));
    }

    #[test]
    fn a_crate_is_done_with_its_library_and_counts_once() {
        let mut progress = Progress::start(["a 1.0.0", "b 2.0.0"].map(str::to_owned).into());
        let artifact = |name: &str, kind: &str, fresh: bool| json!({"reason": "compiler-artifact", "package_id": format!("r#{name}@1.0.0"), "target": {"kind": [kind]}, "fresh": fresh});
        progress.see(&artifact("a", "custom-build", false));
        assert_eq!((progress.left.len(), progress.compiled), (2, 0));
        progress.see(&artifact("a", "lib", false));
        progress.see(&artifact("a", "lib", true));
        progress.see(&json!({"reason": "build-finished"}));
        assert_eq!((progress.left.len(), progress.compiled), (1, 1));
        assert_eq!(
            line(1, 2, Duration::from_secs(125), &progress.last),
            "1 of 2 crates, 2 min 05 s; just compiled a 1.0.0"
        );
    }
}

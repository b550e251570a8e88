//! Where the model and the runtime live on disk.

use crate::EmbeddingError;
use std::path::{Path, PathBuf};

/// How the model's weights are stored. The two give slightly different vectors, so the precision is part of the model's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit floats, as published.
    Fp32,
    /// 8-bit integers with one scale per channel: a quarter of the size, about twice as fast.
    Int8,
}

/// A model's folder and what to take from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    /// Holds the `.onnx` files and the tokenizer's.
    pub dir: PathBuf,
    /// Which of the two graphs to run.
    pub precision: Precision,
    /// The ONNX Runtime library.
    pub runtime: PathBuf,
}

impl ModelFiles {
    /// Width of the vectors.
    pub const DIMENSION: usize = 384;
    /// Texts are cut after this many tokens, as the model was trained.
    pub const MAX_TOKENS: usize = 256;

    /// The default model, from `model_dir` or, without one, from where `cargo xtask` puts it below [`cache_dir`].
    pub fn locate(model_dir: Option<&Path>) -> Self {
        let cache = cache_dir();
        let dir = model_dir.map_or_else(|| cache.join("models/all-MiniLM-L6-v2"), Path::to_path_buf);
        let runtime = std::env::var_os("ORT_DYLIB_PATH")
            .filter(|path| !path.is_empty())
            .map_or_else(|| cache.join("onnxruntime-1.30.0").join(RUNTIME_FILE), PathBuf::from);
        Self { dir, precision: Precision::Int8, runtime }
    }

    /// The name vectors are filed under: texts embedded under another name are not comparable.
    pub fn name(&self) -> &'static str {
        match self.precision {
            Precision::Fp32 => "all-MiniLM-L6-v2/fp32",
            Precision::Int8 => "all-MiniLM-L6-v2/int8",
        }
    }

    /// The graph's path.
    pub fn graph(&self) -> PathBuf {
        self.dir.join(match self.precision {
            Precision::Fp32 => "model.onnx",
            Precision::Int8 => "model_int8.onnx",
        })
    }

    /// The first file that is missing, if any.
    pub fn missing(&self) -> Option<PathBuf> {
        [self.graph(), self.dir.join("tokenizer.json"), self.runtime.clone()].into_iter().find(|path| !path.is_file())
    }

    /// Reads one file of the model.
    pub(crate) fn read(&self, path: PathBuf) -> Result<Vec<u8>, EmbeddingError> {
        std::fs::read(&path).map_err(|source| EmbeddingError::MissingFile { path, source })
    }
}

const RUNTIME_FILE: &str = if cfg!(target_os = "macos") {
    "libonnxruntime.dylib"
} else if cfg!(target_os = "windows") {
    "onnxruntime.dll"
} else {
    "libonnxruntime.so"
};

/// Foreword's cache folder: `$XDG_CACHE_HOME/foreword`, or the platform's usual place.
pub fn cache_dir() -> PathBuf {
    let from_env = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || from_env("HOME").or_else(|| from_env("USERPROFILE")).unwrap_or_default();
    let base = if let Some(xdg) = from_env("XDG_CACHE_HOME") {
        xdg
    } else if cfg!(target_os = "macos") {
        home().join("Library/Caches")
    } else if cfg!(target_os = "windows") {
        from_env("LOCALAPPDATA").unwrap_or_else(home)
    } else {
        home().join(".cache")
    };
    base.join("foreword")
}

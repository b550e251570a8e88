//! The embedding model: where it is, loading it, and what to say when it is not there.

use crate::{AppError, ErrorCode, Settings};
use embedding::{Embedder, ModelFiles};
use std::time::Instant;

/// What to do when the model is missing.
pub(crate) const SET_UP: &str = "Run `cargo xtask setup`, or point FOREWORD_MODEL_DIR at the model's folder.";

/// The embedder, or why there is none; everything but search by meaning works without.
pub struct Model {
    embedder: Result<Embedder, AppError>,
    load_ms: u64,
}

impl Model {
    /// Loads the model; blocks for 0.1 to 0.3 s. Cannot fail: what went wrong is kept in [`Model::problem`].
    pub fn load(settings: &Settings) -> Self {
        let started = Instant::now();
        let files = ModelFiles::locate(settings.model_dir.as_deref());
        let embedder = match files.missing() {
            Some(path) => Err(AppError::new(
                ErrorCode::Model,
                format!("The embedding model is not set up: {} is missing", path.display()),
            )
            .hint(SET_UP)),
            None => Embedder::start(&files, threads()).map_err(AppError::from),
        };
        Self { embedder, load_ms: millis(started) }
    }

    /// No model, where none is wanted.
    pub(crate) fn none() -> Self {
        Self { embedder: Err(AppError::new(ErrorCode::Model, "No model was asked for")), load_ms: 0 }
    }

    /// The embedder, if it loaded.
    pub fn embedder(&self) -> Option<&Embedder> {
        self.embedder.as_ref().ok()
    }

    /// Why there is no embedder.
    pub fn problem(&self) -> Option<&AppError> {
        self.embedder.as_ref().err()
    }

    /// How long loading took.
    pub fn load_ms(&self) -> u64 {
        self.load_ms
    }
}

/// ONNX Runtime gains little beyond a few threads on texts this short, and the rest of the machine has work to do.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(1, 8))
}

/// Milliseconds since a moment.
pub(crate) fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

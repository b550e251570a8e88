//! Text to unit vectors, on this machine.
//!
//! [`Embedder::start`] gives a model a thread of its own, which loads it when there is work; [`Embedder::query`] overtakes [`Embedder::passages`],
//! so a search waits for at most one batch of an index build. No ONNX work ever runs on tokio's workers. A [`Reranker`] reads the best hits
//! of a search again, a [`Classifier`] tells what the lines of a text say, and [`HubModel`] fetches another model than the usual one.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod batches;
mod classifier;
mod embedder;
mod files;
mod hub;
mod questions;
mod reranker;

pub use batches::{BATCH_TOKENS, plan_batches};
pub use classifier::{Classifier, Line, Teller};
pub use embedder::{Embedder, environment};
pub use files::{ModelFiles, Pooled, Scale, cache_dir, installed_dir};
pub use hub::HubModel;
pub use questions::Questions;
pub use reranker::Reranker;

use std::path::PathBuf;

/// What can go wrong between a text and its vector.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingError {
    /// A file of the model is missing or cannot be read.
    #[error("the embedding model is incomplete: cannot read {path}")]
    MissingFile {
        /// The path of the file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// The ONNX Runtime library was not found where it should be.
    #[error("cannot load ONNX Runtime from {path}: {reason}")]
    Runtime {
        /// The path at which the library was looked for.
        path: PathBuf,
        /// What the loader says.
        reason: String,
    },
    /// ONNX Runtime refused the model or a batch of texts.
    #[error("the embedding model failed: {reason}")]
    Model {
        /// What ONNX Runtime says.
        reason: String,
    },
    /// A model could not be fetched from the model hub.
    #[error("cannot fetch the model {what}: {reason}")]
    Hub {
        /// The model that was to be fetched.
        what: String,
        /// Why the model could not be fetched.
        reason: String,
    },
    /// A file that was fetched could not be written to the disk.
    #[error("cannot write {path}")]
    Unwritten {
        /// The path of the file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// The embedder's thread has ended.
    #[error("the embedder has stopped")]
    Stopped,
}

//! A cross-encoder: it reads a question and a passage together and says how well the one answers the other.

use crate::{EmbeddingError, ModelFiles, embedder::SPINNING_STOPS, environment};
use fastembed::{RerankInitOptionsUserDefined, TextRerank, UserDefinedRerankingModel};
use std::sync::{Arc, Mutex, PoisonError};

/// Pairs read at once. Each is as long as the longest of them.
const PAIRS_AT_ONCE: usize = 8;

/// A loaded cross-encoder. Cloning shares it; one pass runs at a time.
#[derive(Clone)]
pub struct Reranker {
    model: Arc<Mutex<TextRerank>>,
    name: Arc<str>,
}

impl Reranker {
    /// Loads the model. `threads` bounds ONNX Runtime's own pool.
    ///
    /// Fails when a file or the runtime library is missing, or the runtime refuses the graph.
    pub fn start(files: &ModelFiles, threads: usize) -> Result<Self, EmbeddingError> {
        let source = UserDefinedRerankingModel::new(files.read(files.graph.clone())?, files.tokenizer()?);
        let options = RerankInitOptionsUserDefined::new()
            .with_environment(environment(files)?)
            .with_max_length(files.max_tokens)
            .with_intra_threads(threads)
            .with_session_config(SPINNING_STOPS.0, SPINNING_STOPS.1);
        let model = TextRerank::try_new_from_user_defined(source, options)
            .map_err(|error| EmbeddingError::Model { reason: error.to_string() })?;
        Ok(Self { model: Arc::new(Mutex::new(model)), name: files.name.as_str().into() })
    }

    /// The name of the model, precision included.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How well each passage answers the question, in the order of the passages; greater is better, on no fixed scale. Runs on a thread for
    /// blocking work.
    pub async fn scores(&self, question: &str, passages: Vec<String>) -> Result<Vec<f32>, EmbeddingError> {
        let (model, question) = (Arc::clone(&self.model), question.to_owned());
        let work = move || {
            let mut model = model.lock().unwrap_or_else(PoisonError::into_inner);
            model.rerank(question, passages, false, Some(PAIRS_AT_ONCE))
        };
        let ranked = tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| EmbeddingError::Stopped)?
            .map_err(|error| EmbeddingError::Model { reason: error.to_string() })?;
        let mut scores = vec![f32::NEG_INFINITY; ranked.len()];
        for result in ranked {
            if let Some(score) = scores.get_mut(result.index) {
                *score = result.score;
            }
        }
        Ok(scores)
    }
}

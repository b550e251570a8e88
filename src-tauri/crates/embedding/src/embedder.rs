//! The embedder's thread and its two-priority queue.

use crate::{BATCH_TOKENS, EmbeddingError, ModelFiles, plan_batches};
use fastembed::{InitOptionsUserDefined, Pooling, TextEmbedding, TokenizerFiles, UserDefinedEmbeddingModel};
use ort::environment::Environment;
use std::{
    collections::VecDeque,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

type Reply = oneshot::Sender<Result<Vec<Vec<f32>>, EmbeddingError>>;

struct Job {
    texts: Vec<String>,
    reply: Reply,
}

#[derive(Default)]
struct Queue {
    queries: VecDeque<Job>,
    passages: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

impl Shared {
    // A poisoned queue is still a queue: no code that holds the lock can leave it half changed.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job, is_query: bool) {
        let mut queue = self.lock();
        if is_query {
            queue.queries.push_back(job)
        } else {
            queue.passages.push_back(job)
        }
        self.arrived.notify_one();
    }

    /// Waits for work; `None` once closed.
    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.queries.pop_front() {
                return Some(job);
            }
            if let Some(job) = queue.passages.pop_front() {
                return Some(job);
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A handle on the one embedder thread. Cloning shares it; the thread ends with the last handle.
#[derive(Clone)]
pub struct Embedder {
    handle: Arc<Handle>,
}

struct Handle {
    shared: Arc<Shared>,
    model: &'static str,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.arrived.notify_all();
    }
}

impl Embedder {
    /// Loads the model (0.1 to 0.3 s) and starts its thread. `threads` bounds ONNX Runtime's own pool.
    ///
    /// Fails when a file or the runtime library is missing, or the runtime refuses the graph.
    pub fn start(files: &ModelFiles, threads: usize) -> Result<Self, EmbeddingError> {
        let mut model = load(files, threads)?;
        let shared = Arc::new(Shared::default());
        let queue = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("embedder".to_owned())
            .spawn(move || {
                while let Some(job) = queue.next() {
                    // A caller that has gone away no longer wants the answer.
                    if !job.reply.is_closed() {
                        let _ = job.reply.send(embed_batch(&mut model, &job.texts));
                    }
                }
            })
            .map_err(|error| EmbeddingError::Model { reason: error.to_string() })?;
        Ok(Self { handle: Arc::new(Handle { shared, model: files.name() }) })
    }

    /// The model's name, precision included.
    pub fn model(&self) -> &'static str {
        self.handle.model
    }

    /// The unit vector of one short text, ahead of all passages.
    pub async fn query(&self, text: &str) -> Result<Vec<f32>, EmbeddingError> {
        let vectors = self.submit(vec![text.to_owned()], true).await?;
        vectors.into_iter().next().ok_or(EmbeddingError::Stopped)
    }

    /// The unit vectors of `texts`, in their order. Batches go through the queue one by one, so queries can pass between them.
    pub async fn passages(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let lengths: Vec<usize> = texts.iter().map(|text| estimated_tokens(text)).collect();
        let mut vectors = vec![Vec::new(); texts.len()];
        for batch in plan_batches(&lengths, BATCH_TOKENS) {
            let chosen = batch.iter().map(|&index| texts[index].clone()).collect();
            for (index, vector) in batch.iter().zip(self.submit(chosen, false).await?) {
                vectors[*index] = vector;
            }
        }
        Ok(vectors)
    }

    async fn submit(&self, texts: Vec<String>, is_query: bool) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let (reply, answer) = oneshot::channel();
        self.handle.shared.push(Job { texts, reply }, is_query);
        answer.await.map_err(|_| EmbeddingError::Stopped)?
    }
}

/// About how many tokens the model will see: WordPiece gives some 4 characters a token in English and 3 in German.
fn estimated_tokens(text: &str) -> usize {
    (text.len() / 3 + 2).min(ModelFiles::MAX_TOKENS)
}

fn load(files: &ModelFiles, threads: usize) -> Result<TextEmbedding, EmbeddingError> {
    let environment = environment(files)?;
    let tokenizer_files = TokenizerFiles {
        tokenizer_file: files.read(files.dir.join("tokenizer.json"))?,
        config_file: files.read(files.dir.join("config.json"))?,
        special_tokens_map_file: files.read(files.dir.join("special_tokens_map.json"))?,
        tokenizer_config_file: files.read(files.dir.join("tokenizer_config.json"))?,
    };
    let model = UserDefinedEmbeddingModel::new(files.read(files.graph())?, tokenizer_files).with_pooling(Pooling::Mean);
    let options = InitOptionsUserDefined::new()
        .with_environment(environment)
        .with_max_length(ModelFiles::MAX_TOKENS)
        .with_intra_threads(threads);
    TextEmbedding::try_new_from_user_defined(model, options)
        .map_err(|error| EmbeddingError::Model { reason: error.to_string() })
}

/// ONNX Runtime's environment. A process has one, so the first library loaded serves every later model.
fn environment(files: &ModelFiles) -> Result<Environment, EmbeddingError> {
    static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);
    let mut held = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*held {
        return Ok(environment.clone());
    }
    let failed = |reason: String| EmbeddingError::Runtime { path: files.runtime.clone(), reason };
    if !files.runtime.is_file() {
        return Err(failed("no such file".to_owned()));
    }
    let built = ort::init_from(&files.runtime)
        .map_err(|error| failed(error.to_string()))?
        .build()
        .map_err(|error| failed(error.to_string()))?;
    Ok(held.insert(built).clone())
}

fn embed_batch(model: &mut TextEmbedding, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
    let vectors = model.embed(texts, None).map_err(|error| EmbeddingError::Model { reason: error.to_string() })?;
    if vectors.len() == texts.len() {
        Ok(vectors)
    } else {
        Err(EmbeddingError::Model { reason: format!("{} texts gave {} vectors", texts.len(), vectors.len()) })
    }
}

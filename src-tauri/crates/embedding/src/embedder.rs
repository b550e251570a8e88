//! The embedder's thread and its two-priority queue.

use crate::{BATCH_TOKENS, EmbeddingError, ModelFiles, Scale, files::Pooled, plan_batches};
use fastembed::{InitOptionsUserDefined, Pooling, TextEmbedding, UserDefinedEmbeddingModel};
use ort::environment::Environment;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ScopedJoinHandle},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// A model that nobody has asked for so long gives its memory back; the next text loads it again.
const IDLE: Duration = Duration::from_secs(300);

/// A setting of ONNX Runtime's sessions. After a run the pool's threads would go on asking for work at full speed for a while: on the cores
/// that the search needs now.
pub(crate) const SPINNING_STOPS: (&str, &str) = ("session.force_spinning_stop", "1");

/// Without a model in memory there is nothing to wait for but work. A bound all the same: no clock adds up beyond it.
const FOREVER: Duration = Duration::from_secs(86_400);

/// Texts whose tokens are counted at once: a query waits for no longer than some milliseconds.
const COUNTED_AT_ONCE: usize = 256;

type Reply<T> = oneshot::Sender<Result<Vec<T>, EmbeddingError>>;

struct Job {
    texts: Vec<String>,
    wanted: Wanted,
}

/// What the embedder is asked to tell of each text: its vector or its length.
enum Wanted {
    Vector(Reply<Vec<f32>>),
    /// The length of each text in tokens.
    Length(Reply<usize>),
}

impl Job {
    /// Whether nobody waits for the job's answer any more.
    fn is_forgotten(&self) -> bool {
        match &self.wanted {
            Wanted::Vector(reply) => reply.is_closed(),
            Wanted::Length(reply) => reply.is_closed(),
        }
    }

    /// Does what is wanted with the model, or says why there is none; `threads` count tokens.
    fn run(self, model: Result<&mut TextEmbedding, EmbeddingError>, threads: usize) {
        // Whoever asked may have gone away meanwhile.
        match self.wanted {
            Wanted::Vector(reply) => drop(reply.send(model.and_then(|model| embed(model, &self.texts)))),
            Wanted::Length(reply) => drop(reply.send(model.and_then(|model| lengths(model, &self.texts, threads)))),
        }
    }
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
    is_loaded: AtomicBool,
    is_gentle: AtomicBool,
}

/// What the embedder's thread is to do next.
enum Next {
    Work(Job),
    /// No job came for as long as the thread was to wait.
    Rest,
    End,
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

    /// Waits for the next job, for `idle` at most.
    fn next(&self, idle: Duration) -> Next {
        let mut queue = self.lock();
        let until = Instant::now() + idle;
        loop {
            if queue.closed {
                return Next::End;
            }
            if let Some(job) = queue.queries.pop_front() {
                return Next::Work(job);
            }
            if let Some(job) = queue.passages.pop_front() {
                return Next::Work(job);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Next::Rest;
            }
            queue = self.arrived.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
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
    files: ModelFiles,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.arrived.notify_all();
    }
}

impl Embedder {
    /// Starts the model's thread. `threads` bounds ONNX Runtime's own pool. The model is loaded with the first text (0.3 s), and unloaded after
    /// five minutes without work, until there is some again.
    ///
    /// Fails when a file or the runtime library is missing; whether the runtime takes the graph shows with the first text.
    pub fn start(files: &ModelFiles, threads: usize) -> Result<Self, EmbeddingError> {
        Self::start_resting_after(files, threads, IDLE)
    }

    /// Like [`Embedder::start`], but the model is unloaded after `idle` without work.
    pub fn start_resting_after(files: &ModelFiles, threads: usize, idle: Duration) -> Result<Self, EmbeddingError> {
        if let Some(path) = files.missing() {
            return Err(EmbeddingError::MissingFile { path, source: std::io::ErrorKind::NotFound.into() });
        }
        let mut model = None;
        let shared = Arc::new(Shared::default());
        let (queue, own) = (Arc::clone(&shared), files.clone());
        let work = move || {
            loop {
                match queue.next(if model.is_some() { idle } else { FOREVER }) {
                    Next::End => break,
                    Next::Rest => model = None,
                    Next::Work(job) if job.is_forgotten() => {}
                    Next::Work(job) => job.run(loaded(&mut model, &own, threads), threads),
                }
                queue.is_loaded.store(model.is_some(), Ordering::Relaxed);
            }
        };
        thread::Builder::new()
            .name("embedder".to_owned())
            .spawn(work)
            .map_err(|error| EmbeddingError::Model { reason: error.to_string() })?;
        Ok(Self { handle: Arc::new(Handle { shared, files: files.clone() }) })
    }

    /// Loads the model if it is not in memory, ahead of all passages.
    pub async fn load(&self) -> Result<(), EmbeddingError> {
        self.submit(Vec::new(), true, Wanted::Length).await.map(drop)
    }

    /// Whether the model is in memory; an idle one is unloaded.
    pub fn is_loaded(&self) -> bool {
        self.handle.shared.is_loaded.load(Ordering::Relaxed)
    }

    /// Whether passages are to leave half of the time to others, as on battery. Queries are never held back.
    pub fn set_gentle(&self, gentle: bool) {
        self.handle.shared.is_gentle.store(gentle, Ordering::Relaxed);
    }

    /// The name that the model's vectors are filed under, precision included.
    pub fn model(&self) -> &str {
        &self.handle.files.name
    }

    /// What the cosines of the model's vectors mean.
    pub fn scale(&self) -> Scale {
        self.handle.files.scale
    }

    /// How many numbers a vector of the model has.
    pub fn dimension(&self) -> usize {
        self.handle.files.dimension
    }

    /// The unit vector of one short text, ahead of all passages.
    pub async fn query(&self, text: &str) -> Result<Vec<f32>, EmbeddingError> {
        let texts = vec![format!("{}{text}", self.handle.files.before_query)];
        let vectors = self.submit(texts, true, Wanted::Vector).await?;
        vectors.into_iter().next().ok_or(EmbeddingError::Stopped)
    }

    /// The unit vectors of `texts`, in their order. Batches go through the queue one by one, so queries can pass between them.
    pub async fn passages(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
        let before = &self.handle.files.before_passage;
        let texts: Vec<String> = texts.iter().map(|text| format!("{before}{text}")).collect();
        let mut lengths = Vec::with_capacity(texts.len());
        for some in texts.chunks(COUNTED_AT_ONCE) {
            lengths.extend(self.submit(some.to_vec(), false, Wanted::Length).await?);
        }
        let mut vectors = vec![Vec::new(); texts.len()];
        for batch in plan_batches(&lengths, BATCH_TOKENS) {
            let chosen = batch.iter().map(|&index| texts[index].clone()).collect();
            let started = Instant::now();
            for (index, vector) in batch.iter().zip(self.submit(chosen, false, Wanted::Vector).await?) {
                vectors[*index] = vector;
            }
            if self.handle.shared.is_gentle.load(Ordering::Relaxed) {
                tokio::time::sleep(started.elapsed()).await;
            }
        }
        Ok(vectors)
    }

    async fn submit<T>(
        &self,
        texts: Vec<String>,
        is_query: bool,
        wanted: fn(Reply<T>) -> Wanted,
    ) -> Result<Vec<T>, EmbeddingError> {
        let (reply, answer) = oneshot::channel();
        self.handle.shared.push(Job { texts, wanted: wanted(reply) }, is_query);
        answer.await.map_err(|_| EmbeddingError::Stopped)?
    }
}

fn load(files: &ModelFiles, threads: usize) -> Result<TextEmbedding, EmbeddingError> {
    let environment = environment(files)?;
    let pooling = match files.pooled {
        Pooled::Mean => Pooling::Mean,
        Pooled::First => Pooling::Cls,
    };
    let model =
        UserDefinedEmbeddingModel::new(files.read(files.graph.clone())?, files.tokenizer()?).with_pooling(pooling);
    let options = InitOptionsUserDefined::new()
        .with_environment(environment)
        .with_max_length(files.max_tokens)
        .with_intra_threads(threads)
        .with_session_config(SPINNING_STOPS.0, SPINNING_STOPS.1);
    TextEmbedding::try_new_from_user_defined(model, options)
        .map_err(|error| EmbeddingError::Model { reason: error.to_string() })
}

/// ONNX Runtime's environment. A process has one, so the first library loaded serves every later model.
pub fn environment(files: &ModelFiles) -> Result<Environment, EmbeddingError> {
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

/// The model; it is loaded first where it was unloaded.
fn loaded<'a>(
    model: &'a mut Option<TextEmbedding>,
    files: &ModelFiles,
    threads: usize,
) -> Result<&'a mut TextEmbedding, EmbeddingError> {
    match model {
        Some(model) => Ok(model),
        None => Ok(model.insert(load(files, threads)?)),
    }
}

fn embed(model: &mut TextEmbedding, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError> {
    let vectors = model.embed(texts, None).map_err(|error| EmbeddingError::Model { reason: error.to_string() })?;
    if vectors.len() == texts.len() {
        Ok(vectors)
    } else {
        Err(EmbeddingError::Model { reason: format!("{} texts gave {} vectors", texts.len(), vectors.len()) })
    }
}

/// The texts' lengths in tokens, cut at what the model reads, counted by so many threads. One by one: together they would be padded to the
/// longest.
fn lengths(model: &TextEmbedding, texts: &[String], threads: usize) -> Result<Vec<usize>, EmbeddingError> {
    let length = |text: &String| model.tokenizer.encode_fast(text.as_str(), true).map(|encoding| encoding.len());
    let count = |texts: &[String]| texts.iter().map(length).collect::<Result<Vec<usize>, _>>();
    let share = texts.len().div_ceil(threads.max(1)).max(1);
    let counted = thread::scope(|scope| {
        let running: Vec<_> = texts.chunks(share).map(|texts| scope.spawn(move || count(texts))).collect();
        running.into_iter().map(ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    let mut lengths = Vec::with_capacity(texts.len());
    for counted in counted {
        let counted = counted.map_err(|_| EmbeddingError::Stopped)?;
        lengths.extend(counted.map_err(|error| EmbeddingError::Model { reason: error.to_string() })?);
    }
    Ok(lengths)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With the real model: it gives its memory back, and what comes next is embedded as before.
    #[tokio::test]
    async fn a_model_that_rests_wakes_up_unchanged() {
        let files = ModelFiles::locate(None);
        let embedder = Embedder::start_resting_after(&files, 1, Duration::from_millis(30)).unwrap();
        assert!(!embedder.is_loaded());
        let before = embedder.query("the break clause").await.unwrap();
        while embedder.is_loaded() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        embedder.set_gentle(true);
        let after = embedder.query("the break clause").await.unwrap();
        assert_eq!(after, before);
    }
}

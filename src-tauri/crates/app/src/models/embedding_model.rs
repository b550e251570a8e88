//! The embedding model and the reranker: loading them, and what to say when they are not there.

use crate::{
    error::{AppError, ErrorCode, SET_UP},
    portal::{
        preferences::{ModelChoice, Preferences},
        settings::Settings,
    },
};
use embedding::{Classifier, Embedder, ModelFiles, Questions, Reranker};
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};
use store::Database;

/// The embedder, or why there is none; everything but search by meaning works without.
pub struct Model {
    embedder: Result<Embedder, AppError>,
    /// The model before this one, loaded only where its vectors are still the ones to search.
    former: Option<(ModelFiles, OnceLock<Option<Embedder>>)>,
    reranker: Option<Reranker>,
    /// Where the embedding model lies, with the classifier of lines beside it.
    files: Option<ModelFiles>,
    /// What reads questions, once it was needed.
    questions: OnceLock<Option<Questions>>,
    choice: ModelChoice,
    load_ms: AtomicU64,
}

impl Model {
    /// The models that were chosen; the embedding model is loaded with the first text it reads. Cannot fail: what is missing is kept in
    /// [`Model::problem`].
    pub fn load(settings: &Settings) -> Self {
        let choice = choice(settings);
        let files = ModelFiles::locate(choice.embedder.as_deref());
        let former = choice.former.as_ref().map(|former| ModelFiles::locate(former.dir.as_deref()));
        let reranker = choice.reranker.as_deref().and_then(|dir| {
            let loaded = Reranker::start(&ModelFiles::locate(Some(dir)), threads());
            loaded.inspect_err(|error| tracing::warn!(%error, "the model that sorts hits again does not load")).ok()
        });
        Self {
            embedder: embedder(&files),
            files: Some(files.clone()),
            questions: OnceLock::new(),
            former: former.filter(|former| former.name != files.name).map(|files| (files, OnceLock::new())),
            reranker,
            choice,
            load_ms: AtomicU64::new(0),
        }
    }

    /// Stands for no model at all, where none is wanted.
    pub fn none() -> Self {
        let embedder = Err(AppError::new(ErrorCode::Model, "No model was asked for"));
        let (files, questions) = (None, OnceLock::new());
        Self {
            embedder,
            former: None,
            reranker: None,
            files,
            questions,
            choice: ModelChoice::default(),
            load_ms: AtomicU64::new(0),
        }
    }

    /// The embedder that texts are read with, if it loaded.
    pub fn embedder(&self) -> Option<&Embedder> {
        self.embedder.as_ref().ok()
    }

    /// The embedder whose vectors a search of this portal can rely on: the one before, as long as some texts lack the new one's.
    pub fn searching(&self, database: &Database) -> Result<Option<&Embedder>, AppError> {
        let (Ok(embedder), Some((files, held))) = (&self.embedder, &self.former) else { return Ok(self.embedder()) };
        let is_whole = database.documents_without_vectors(embedder.model(), 1)?.is_empty();
        if is_whole || !database.embedded_models()?.contains(&files.name) {
            return Ok(Some(embedder));
        }
        let former = held.get_or_init(|| self::embedder(files).ok());
        Ok(Some(former.as_ref().unwrap_or(embedder)))
    }

    /// The model that sorts the best hits again, where one was chosen.
    pub fn reranker(&self) -> Option<&Reranker> {
        self.reranker.as_ref()
    }

    /// Loads the classifier of lines; `None` where there is none, as beside a model of the rep's own. It is not kept: a line is read once.
    pub fn classifier(&self) -> Result<Option<Classifier>, AppError> {
        let Some(files) = &self.files else { return Ok(None) };
        Ok(Classifier::beside(files)?)
    }

    /// What reads questions; `None` where nothing does, as beside a model of the rep's own. It reads vectors of [`Model::embedder`].
    pub fn questions(&self) -> Option<&Questions> {
        let files = self.files.as_ref()?;
        self.questions.get_or_init(|| Questions::beside(files)).as_ref()
    }

    /// The name of the classifier, without loading it; `None` where there is none.
    pub fn classifier_name(&self) -> Option<String> {
        self.files.as_ref().and_then(Classifier::name_beside)
    }

    /// Whether these are still the models that the settings choose.
    pub(crate) fn is_chosen(&self, settings: &Settings) -> bool {
        self.choice == choice(settings)
    }

    /// Why there is no embedding model; `None` where there is one.
    pub fn problem(&self) -> Option<&AppError> {
        self.embedder.as_ref().err()
    }

    /// Loads the embedding model if it is not in memory; says where it does not load.
    pub async fn ready(&self) -> Result<(), AppError> {
        let Some(embedder) = self.embedder().filter(|embedder| !embedder.is_loaded()) else { return Ok(()) };
        let started = Instant::now();
        embedder.load().await?;
        self.load_ms.store(millis(started), Ordering::Relaxed);
        Ok(())
    }

    /// How many milliseconds loading the embedding model took when it was loaded last; 0 before.
    pub fn load_ms(&self) -> u64 {
        self.load_ms.load(Ordering::Relaxed)
    }
}

/// The folders of the models: what the home's preferences say, but the embedding model from `FOREWORD_MODEL_DIR` where that is set.
pub(crate) fn choice(settings: &Settings) -> ModelChoice {
    let chosen = Preferences::load(&settings.home).models;
    match &settings.model_dir {
        Some(dir) => ModelChoice { embedder: Some(dir.clone()), former: None, ..chosen },
        None => chosen,
    }
}

/// Starts an embedding model, or says what is missing.
pub(crate) fn embedder(files: &ModelFiles) -> Result<Embedder, AppError> {
    if let Some(path) = files.missing() {
        let message = format!("The embedding model is not set up: {} is missing", path.display());
        return Err(AppError::new(ErrorCode::Model, message).advice(SET_UP));
    }
    Embedder::start(files, threads()).map_err(AppError::from)
}

/// Half of the cores, four at most: whatever else runs, as a call in a browser, has the others. Two threads on two busy cores are slower than
/// one (`docs/benchmarks.md`), since each waits for the other at every layer.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).clamp(1, 4))
}

/// The whole milliseconds that have passed since a moment.
pub(crate) fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

//! Choosing the models that find and sort texts.
//!
//! A new embedding model is put to use in three steps: it is tried, the next sync reads every text with it while searches go on with the
//! one before, and when every text has a vector of it, searches move over and the old vectors go.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model as model,
    portal::{
        open,
        preferences::{FormerModel, Preferences},
        settings::Settings,
    },
};
use embedding::{EmbeddingError, HubModel, ModelFiles, Reranker};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a model's name begins with where it is to be fetched.
const HUB: &str = "hub:";
const WITHOUT_THE_HUB: &str =
    "Check the name (ORG/NAME) and your connection. Or download the files yourself and choose their folder.";

/// Which models find and sort texts, and how far the embedding model has come.
#[derive(Debug, Clone, Serialize)]
pub struct ModelReport {
    /// The embedding model that texts are read with.
    pub embedder: ModelView,
    /// The one that searches still rely on, while the new one reads.
    pub former: Option<ModelView>,
    /// The model that sorts the best hits again; none where none is chosen.
    pub reranker: Option<ModelView>,
    /// How many chunks the portal has; 0 where none is connected.
    pub chunks: usize,
    /// How many of the chunks have a vector of the embedding model.
    pub embedded: usize,
}

/// A model in its folder.
#[derive(Debug, Clone, Serialize)]
pub struct ModelView {
    /// The name that the model's vectors are filed under.
    pub name: String,
    /// The folder of the model.
    pub dir: PathBuf,
    /// How many numbers a vector of the model has.
    pub dimension: usize,
}

impl ModelView {
    fn of(files: ModelFiles) -> Self {
        Self { name: files.name, dir: files.dir, dimension: files.dimension }
    }
}

/// Says which models are in use, and how far the embedding model has come.
pub async fn models(settings: &Settings) -> Result<ModelReport, AppError> {
    let choice = model::choice(settings);
    let embedder = ModelFiles::locate(choice.embedder.as_deref());
    let (chunks, embedded) = match open::open_for_reading(settings).await {
        Ok(open) => (open.database.chunk_count()?, open.database.indexed_counts(&embedder.name)?.1),
        Err(error) if error.code == ErrorCode::NotConnected => (0, 0),
        Err(error) => return Err(error),
    };
    let former = choice.former.map(|former| ModelFiles::locate(former.dir.as_deref())).filter(|_| embedded < chunks);
    Ok(ModelReport {
        former: former.filter(|former| former.name != embedder.name).map(ModelView::of),
        embedder: ModelView::of(embedder),
        reranker: choice.reranker.map(|dir| ModelView::of(ModelFiles::locate(Some(&dir)))),
        chunks,
        embedded,
    })
}

/// The folder of a model that is named by its folder, or as `hub:ORG/NAME` (`hub:ORG/NAME@REVISION`): then it is fetched first, into the
/// cache.
pub async fn model_folder(named: &Path) -> Result<PathBuf, AppError> {
    match named.to_str().and_then(|named| named.strip_prefix(HUB)) {
        Some(model) => {
            let fetched = async { model.parse::<HubModel>()?.fetch(&embedding::cache_dir()).await }.await;
            fetched.map_err(|error: EmbeddingError| AppError::from(error).hint(WITHOUT_THE_HUB))
        }
        None => Ok(named.to_owned()),
    }
}

/// Chooses the embedding model in a folder, or without one the usual model. It is tried first: a model that does not load, or gives vectors
/// of another width than its folder says, is refused and nothing changes.
pub async fn use_model(settings: &Settings, dir: Option<&Path>) -> Result<ModelReport, AppError> {
    if let Some(dir) = &settings.model_dir {
        let message = format!("The model in {} was set when Foreword was started", dir.display());
        return Err(AppError::new(ErrorCode::Usage, message)
            .hint("Start Foreword without it, then choose again.")
            .command_hint("Unset FOREWORD_MODEL_DIR, then choose again."));
    }
    let (_, _lock) = open::lock(settings)?;
    let dir = dir.map(absolute).transpose()?;
    let files = ModelFiles::locate(dir.as_deref());
    let vector = model::embedder(&files)?.query("Does the model answer?").await?;
    if vector.len() != files.dimension {
        let message = format!("The model gives {} numbers per text; its folder says {}", vector.len(), files.dimension);
        return Err(AppError::new(ErrorCode::Model, message)
            .hint("Set hidden_size in its config.json, or word_embedding_dimension in 1_Pooling/config.json."));
    }
    let mut preferences = Preferences::load(&settings.home);
    if preferences.models.embedder != dir {
        let before = std::mem::replace(&mut preferences.models.embedder, dir);
        preferences.models.former = Some(FormerModel { dir: before });
        preferences.save(&settings.home)?;
    }
    models(settings).await
}

/// Chooses the cross-encoder in a folder, or without one none. It is tried first.
pub async fn use_reranker(settings: &Settings, dir: Option<&Path>) -> Result<ModelReport, AppError> {
    let (_, _lock) = open::lock(settings)?;
    let dir = dir.map(absolute).transpose()?;
    if let Some(dir) = &dir {
        let files = ModelFiles::locate(Some(dir));
        let reranker = Reranker::start(&files, model::threads())?;
        let passages = vec!["Yes, it does.".to_owned(), "The weather is fine.".to_owned()];
        let scores = reranker.scores("Does the model answer?", passages).await?;
        if scores.len() != 2 || scores.iter().any(|score| !score.is_finite()) {
            return Err(AppError::new(ErrorCode::Model, "The model gives no score for a question and a passage")
                .hint("Choose a cross-encoder exported for sequence classification, with one output called logits."));
        }
    }
    let mut preferences = Preferences::load(&settings.home);
    preferences.models.reranker = dir;
    preferences.save(&settings.home)?;
    models(settings).await
}

/// The folder by its full path, so that the choice holds wherever Foreword is started.
fn absolute(dir: &Path) -> Result<PathBuf, AppError> {
    std::fs::canonicalize(dir).map_err(|error| AppError::file("open", dir, error))
}

//! Measuring retrieval on conversations with known answers: the real pipeline, in a scratch folder.

use crate::{
    error::{AppError, ErrorCode},
    evals::corpus::{Corpus, read_lines},
    models::embedding_model::{Model, millis},
    portal::{
        progress::{Progress, Reporter},
        settings::Settings,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Instant,
};
use store::{Database, Filter, Index};
use tokio_util::sync::CancellationToken;

/// The most ids of corpus lines that are written for a query.
const RANKED_MAX: usize = 100;

/// The files that an evaluation of retrieval reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalFiles {
    /// JSON lines `{"id","account","doc","kind","ts","speaker","text"}`, in reading order.
    pub corpus: PathBuf,
    /// JSON lines `{"id","account","query","relevant":[ids]}`.
    pub queries: PathBuf,
    /// Written: JSON lines `{"query_id","ranked":[ids]}`.
    pub run: PathBuf,
    /// A folder to keep the index in, for the next run on the same corpus; without it, one that goes at the end.
    pub scratch: Option<PathBuf>,
}

/// How well retrieval did. Means over the queries that have relevant lines; relevance is binary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RetrievalFigures {
    /// How many queries were scored.
    pub queries: usize,
    /// Queries answered but not scored, having nothing relevant.
    pub unscored: usize,
    /// Recall at 5: the share of the relevant lines among the first 5.
    #[serde(rename = "recall@5")]
    pub recall_5: f64,
    /// Recall at 10: the share of the relevant lines among the first 10.
    #[serde(rename = "recall@10")]
    pub recall_10: f64,
    /// Discounted cumulative gain over the best possible, at 10.
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// 1 over the rank of the first relevant line among the first 10, else 0.
    #[serde(rename = "mrr@10")]
    pub mrr_10: f64,
    /// Milliseconds that chunking, indexing and embedding the corpus took.
    pub index_ms: u64,
    /// How many chunks were indexed.
    pub chunks: usize,
    /// The median of the milliseconds a query took, embedding included.
    pub query_ms_p50: f64,
    /// The 95th percentile of the milliseconds a query took, embedding included.
    pub query_ms_p95: f64,
}

/// A query of the file, with the lines that answer it.
#[derive(Debug, Deserialize)]
struct Question {
    id: String,
    account: String,
    query: String,
    #[serde(default)]
    relevant: Vec<String>,
}

/// What a query brought back, as it is written.
#[derive(Debug, Serialize)]
struct Answer {
    query_id: String,
    ranked: Vec<String>,
}

/// Indexes a corpus, asks every query within its account, writes what was found and measures it. Needs the model.
pub async fn eval_retrieval(
    settings: &Settings,
    files: &EvalFiles,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<RetrievalFigures, AppError> {
    let corpus = Corpus::read(&files.corpus)?;
    let questions: Vec<Question> = read_lines(&files.queries)?;
    let model = Model::load(settings);
    if let Some(problem) = model.problem() {
        return Err(AppError::new(ErrorCode::Model, problem.message.clone()).advice(crate::error::SET_UP));
    }
    let passing = tempfile::tempdir_in(std::env::temp_dir())
        .map_err(|error| AppError::file("create", &std::env::temp_dir(), error))?;
    let scratch = files.scratch.as_deref().unwrap_or_else(|| passing.path());
    std::fs::create_dir_all(scratch).map_err(|error| AppError::file("create", scratch, error))?;
    // What lies here is no secret: it came from a file that is still there.
    let database = Database::open(&scratch.join("store.db"), &[0; 32])?;
    corpus.store(&database)?;

    let started = Instant::now();
    let index = Index::open(&scratch.join("index"), &[0; 32]).await?;
    let report = |progress| reporter.report(Progress::Index(progress));
    retrieval::update_index(&database, &index, model.embedder(), &report, &|| cancel.is_cancelled()).await?;
    let index_ms = millis(started);

    let (mut answers, mut times) = (Vec::new(), Vec::new());
    for question in &questions {
        if cancel.is_cancelled() {
            return Err(AppError::new(ErrorCode::Cancelled, "The evaluation was stopped"));
        }
        let asked = Instant::now();
        let ranked = match corpus.accounts.get(&question.account) {
            Some(account) => {
                let filter = Filter { accounts: vec![account.to_string()], ..Filter::default() };
                let query =
                    retrieval::Query { text: question.query.clone(), filter, limit: RANKED_MAX, ..Default::default() };
                let found = retrieval::search(&database, &index, model.embedder(), &query).await?;
                corpus.ranked(&found.hits, RANKED_MAX)
            }
            None => Vec::new(),
        };
        times.push(asked.elapsed().as_secs_f64() * 1000.0);
        answers.push(Answer { query_id: question.id.clone(), ranked });
    }
    write_lines(&files.run, &answers)?;
    let chunks = database.chunk_count()?;
    let figures = score(&questions, &answers);
    times.sort_by(f64::total_cmp);
    Ok(RetrievalFigures {
        index_ms,
        chunks,
        query_ms_p50: percentile(&times, 0.50),
        query_ms_p95: percentile(&times, 0.95),
        ..figures
    })
}

fn score(questions: &[Question], answers: &[Answer]) -> RetrievalFigures {
    let scored: Vec<[f64; 4]> = questions
        .iter()
        .zip(answers)
        .filter(|(question, _)| !question.relevant.is_empty())
        .map(|(question, answer)| measure(&question.relevant.iter().collect(), &answer.ranked))
        .collect();
    let mean = |of: usize| scored.iter().map(|figures| figures[of]).sum::<f64>() / real(scored.len().max(1));
    RetrievalFigures {
        queries: scored.len(),
        unscored: questions.len() - scored.len(),
        recall_5: mean(0),
        recall_10: mean(1),
        ndcg_10: mean(2),
        mrr_10: mean(3),
        index_ms: 0,
        chunks: 0,
        query_ms_p50: 0.0,
        query_ms_p95: 0.0,
    }
}

/// Recall at 5 and 10, nDCG and MRR at 10 of one query. `relevant` is not empty, `ranked` without repeats.
fn measure(relevant: &BTreeSet<&String>, ranked: &[String]) -> [f64; 4] {
    let hits: Vec<bool> = ranked.iter().take(10).map(|id| relevant.contains(id)).collect();
    let found = |k: usize| real(hits.iter().take(k).filter(|hit| **hit).count()) / real(relevant.len());
    let gain = |rank: usize| 1.0 / (real(rank) + 2.0).log2();
    let dcg: f64 = hits.iter().enumerate().filter(|(_, hit)| **hit).map(|(rank, _)| gain(rank)).sum();
    let ideal: f64 = (0..relevant.len().min(10)).map(gain).sum();
    let first = hits.iter().position(|hit| *hit).map_or(0.0, |rank| 1.0 / (real(rank) + 1.0));
    [found(5), found(10), dcg / ideal, first]
}

/// Counts here are far below 2^52, where the conversion stays exact.
#[allow(clippy::cast_precision_loss)]
fn real(count: usize) -> f64 {
    count as f64
}

/// The value below which a share of the sorted values lies, by nearest rank; 0 where there are none.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rank = (share * real(sorted.len())).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

fn write_lines<T: Serialize>(path: &Path, lines: &[T]) -> Result<(), AppError> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line).map_err(|error| AppError::file("write", path, error.into()))?;
        text.push(b'\n');
    }
    std::fs::write(path, text).map_err(|error| AppError::file("write", path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_their_formulas() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        let relevant = ids(&["a", "b"]);
        let relevant: BTreeSet<&String> = relevant.iter().collect();
        let [recall_5, recall_10, ndcg, mrr] = measure(&relevant, &ids(&["x", "a", "y", "z", "w", "b"]));
        assert_eq!((recall_5, recall_10, mrr), (0.5, 1.0, 0.5));
        let best = 1.0 + 1.0 / 3_f64.log2();
        assert!((ndcg - (1.0 / 3_f64.log2() + 1.0 / 7_f64.log2()) / best).abs() < 1e-12);
        assert_eq!(measure(&relevant, &[]), [0.0; 4]);
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.0);
        assert_eq!(percentile(&[1.0, 2.0, 3.0, 4.0], 0.95), 4.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}

//! Measuring retrieval on conversations with known answers: the real pipeline, in a scratch folder.

use crate::{AppError, ErrorCode, Model, Progress, Reporter, Settings, model::millis};
use domain::{Activity, Association, Document, ObjectType, Part, Record, RecordId, Span, TranscriptState, Utterance};
use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Instant,
};
use store::{Database, Filter, Index, Page, RunState, Versioned};
use tokio_util::sync::CancellationToken;

/// Corpus ids to name per query.
const RANKED_MAX: usize = 100;

/// What to read and write.
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
    /// Queries scored.
    pub queries: usize,
    /// Queries answered but not scored, having nothing relevant.
    pub unscored: usize,
    /// Share of the relevant lines among the first 5.
    #[serde(rename = "recall@5")]
    pub recall_5: f64,
    /// Share of the relevant lines among the first 10.
    #[serde(rename = "recall@10")]
    pub recall_10: f64,
    /// Discounted cumulative gain over the best possible, at 10.
    #[serde(rename = "ndcg@10")]
    pub ndcg_10: f64,
    /// 1 over the rank of the first relevant line among the first 10, else 0.
    #[serde(rename = "mrr@10")]
    pub mrr_10: f64,
    /// Chunking, indexing and embedding the corpus.
    pub index_ms: u64,
    /// Chunks indexed.
    pub chunks: usize,
    /// A query, embedding included: the median.
    pub query_ms_p50: f64,
    /// The same, 95th percentile.
    pub query_ms_p95: f64,
}

/// A line of the corpus: one utterance, chat message or sentence of a mail.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    account: String,
    doc: String,
    #[serde(default)]
    kind: Kind,
    ts: Option<String>,
    speaker: Option<String>,
    text: String,
}

/// What a line is of; unknown kinds are read as talk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Chat,
    Email,
    #[default]
    #[serde(other)]
    Transcript,
}

impl Kind {
    /// The type of record that holds such lines, and which of its texts.
    fn place(self) -> (ObjectType, Part) {
        match self {
            Self::Transcript => (ObjectType::Call, Part::transcript()),
            Self::Chat => (ObjectType::Note, Part("hs_note_body".to_owned())),
            Self::Email => (ObjectType::Email, Part("hs_email_text".to_owned())),
        }
    }
}

/// A query with its known answers.
#[derive(Debug, Deserialize)]
struct Question {
    id: String,
    account: String,
    query: String,
    #[serde(default)]
    relevant: Vec<String>,
}

/// What a query brought back.
#[derive(Debug, Serialize)]
struct Answer {
    query_id: String,
    ranked: Vec<String>,
}

/// A corpus as records, with the way back from a stretch of text to the lines in it.
#[derive(Default)]
struct Corpus {
    documents: Vec<(RecordId, Document)>,
    accounts: BTreeMap<String, RecordId>,
    lines: BTreeMap<RecordId, Vec<(Span, String)>>,
}

/// Indexes a corpus, asks every query within its account, writes what was found and measures it. Needs the model.
pub async fn eval_retrieval(
    settings: &Settings,
    files: &EvalFiles,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<RetrievalFigures, AppError> {
    let corpus = Corpus::of(read_lines(&files.corpus)?);
    let questions: Vec<Question> = read_lines(&files.queries)?;
    let model = Model::load(settings);
    if let Some(problem) = model.problem() {
        return Err(AppError::new(ErrorCode::Model, problem.message.clone()).hint(crate::model::SET_UP));
    }
    let passing = tempfile::tempdir().map_err(|error| AppError::file("create", &std::env::temp_dir(), error))?;
    let scratch = files.scratch.as_deref().unwrap_or_else(|| passing.path());
    std::fs::create_dir_all(scratch).map_err(|error| AppError::file("create", scratch, error))?;
    // What lies here is no secret: it came from a file that is still there.
    let database = Database::open(&scratch.join("store.db"), &[0; 32])?;
    corpus.store(&database)?;

    let started = Instant::now();
    let index = Index::open(&scratch.join("index")).await?;
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
                corpus.ranked(&retrieval::search(&database, &index, model.embedder(), &query).await?)
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

impl Corpus {
    /// Every account becomes a company and every document a call, note or mail whose lines are utterances, so that no chunk crosses
    /// either.
    fn of(lines: Vec<Line>) -> Self {
        let mut corpus = Self::default();
        let mut numbers: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in lines {
            let next = RecordId::new(ObjectType::Company, (corpus.accounts.len() + 1).to_string());
            let account = corpus.accounts.entry(line.account.clone()).or_insert(next).clone();
            let number = *numbers.entry((line.account, line.doc)).or_insert_with(|| {
                let (object, part) = line.kind.place();
                let record = RecordId::new(object, (corpus.documents.len() + 1).to_string());
                let at = line.ts.as_deref().and_then(instant).unwrap_or(Timestamp::UNIX_EPOCH);
                let (text, utterances) = (String::new(), Vec::new());
                corpus.documents.push((account, Document { record, part, text, speaker: None, at, utterances }));
                corpus.documents.len() - 1
            });
            if let Some((_, document)) = corpus.documents.get_mut(number) {
                let span = append(document, &line.text, line.speaker);
                corpus.lines.entry(document.record.clone()).or_default().push((span, line.id));
            }
        }
        corpus
    }

    fn store(&self, database: &Database) -> Result<(), AppError> {
        let mut page = Page::default();
        page.records.extend(self.accounts.values().map(|id| bare(id, None)));
        for (account, document) in &self.documents {
            let written = (!document.part.is_transcript()).then(|| document.clone());
            page.records.push(Versioned {
                documents: written.into_iter().collect(),
                ..bare(&document.record, Some(document.at))
            });
            let (from, to) = (document.record.clone(), account.clone());
            let link = Association { from: from.clone(), to, type_id: 0, label: None };
            page.associations.push((from, ObjectType::Company, vec![link]));
        }
        database.apply_page(&page, &RunState { number: 1, state: String::new() }, Timestamp::UNIX_EPOCH)?;
        for (_, document) in self.documents.iter().filter(|(_, document)| document.part.is_transcript()) {
            let state = TranscriptState::Present;
            database.put_transcript(&document.record, state, "", Some(document), Timestamp::UNIX_EPOCH)?;
        }
        Ok(database.rebuild_membership()?)
    }

    /// The corpus ids that hits stand for, best first, each once.
    fn ranked(&self, hits: &[retrieval::Hit]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut ranked = Vec::new();
        for hit in hits {
            for (span, id) in self.lines.get(&hit.chunk.record).into_iter().flatten() {
                if span.overlaps(hit.chunk.span) && seen.insert(id) && ranked.len() < RANKED_MAX {
                    ranked.push(id.clone());
                }
            }
        }
        ranked
    }
}

/// Adds an utterance on a line of its own. Returns where it stands.
fn append(document: &mut Document, words: &str, speaker: Option<String>) -> Span {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut start = document.utterances.last().map_or(0, |last: &Utterance| last.span.end);
    if !document.text.is_empty() && !words.is_empty() {
        document.text.push('\n');
        start += 1;
    }
    let span = Span { start, end: start + words.chars().count() };
    if !words.is_empty() {
        document.text.push_str(&words);
        let speaker = speaker.unwrap_or_else(|| "Unknown speaker".to_owned());
        document.utterances.push(Utterance { speaker, email: None, span, start_ms: 0, end_ms: 0 });
    }
    span
}

fn bare(id: &RecordId, at: Option<Timestamp>) -> Versioned {
    let created_at = at.unwrap_or(Timestamp::UNIX_EPOCH);
    let record =
        Record { id: id.clone(), properties: BTreeMap::new(), created_at, modified_at: created_at, archived: false };
    let activity = at.map(|at| Activity { id: id.clone(), at, created_at, title: String::new() });
    Versioned { record, documents: Vec::new(), activity, history: Vec::new(), aliases: Vec::new() }
}

fn instant(text: &str) -> Option<Timestamp> {
    let local = || text.parse::<civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| local().map(|at| at.timestamp()))
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

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, AppError> {
    let text = std::fs::read_to_string(path).map_err(|error| AppError::file("read", path, error))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| {
                let message = format!("Line {} of {} does not read as it should", number + 1, path.display());
                AppError::new(ErrorCode::Usage, message).caused_by(error)
            })
        })
        .collect()
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

    #[test]
    fn a_line_is_an_utterance_and_documents_stay_apart() {
        let line = |id: &str, doc: &str, text: &str| Line {
            id: id.to_owned(),
            account: "a".to_owned(),
            doc: doc.to_owned(),
            kind: Kind::Transcript,
            ts: None,
            speaker: Some("Ada".to_owned()),
            text: text.to_owned(),
        };
        let corpus = Corpus::of(vec![line("1", "x", "Größe  zählt."), line("2", "y", "Ja."), line("3", "x", "Nein.")]);
        assert_eq!(corpus.documents.len(), 2);
        let (account, document) = &corpus.documents[0];
        assert_eq!(account.to_string(), "company:1");
        assert_eq!(document.text, "Größe zählt.\nNein.");
        let said: Vec<&str> = document.utterances.iter().map(|u| u.span.of(&document.text)).collect();
        assert_eq!(said, ["Größe zählt.", "Nein."]);
        assert_eq!(corpus.lines[&document.record][1], (Span { start: 13, end: 18 }, "3".to_owned()));
    }
}

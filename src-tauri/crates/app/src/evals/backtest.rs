//! Briefs held against the calls they would have prepared: for each past call, the brief as of that morning.

use crate::{error::AppError, models::embedding_model::Model, portal::open::OpenPortal};
use domain::property;
use domain::{ObjectType, Part};
use drafting::{Backtest, backtest, backtest_sum};
use jiff::Timestamp;
use serde::Serialize;

/// How many hits of a plain search a brief is held against.
const HITS: usize = 40;

/// How much of past calls the briefs before them had covered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BacktestReport {
    /// How many calls with a transcript were scored.
    pub calls: usize,
    /// Mean share of what a call was about that its brief had, 0 to 1.
    pub coverage: f32,
    /// Share of the people, companies, sums and days of the calls that the briefs named.
    pub named_items_hit: f32,
    /// The mean coverage by the last sentences before each call, as many words as its brief, 0 to 1.
    pub most_recent: f32,
    /// Share of the named things of the calls that those last sentences named.
    pub most_recent_named_hit: f32,
    /// The mean coverage by plain search hits for the call's title, as many words as the brief; none where nothing was found.
    pub search: Option<f32>,
    /// The mean coverage by everything that was known before the call: no brief can reach more.
    pub known: f32,
}

/// Holds every past call with a transcript against the brief as of the midnight before it. Needs no network.
pub async fn eval_backtest(open: &OpenPortal, model: &Model, now: Timestamp) -> Result<BacktestReport, AppError> {
    let mut scores: Vec<Backtest> = Vec::new();
    for call in open.database.all(ObjectType::Call)? {
        let Some(document) = open.database.current_document(&call, &Part::transcript())? else { continue };
        let Some(account) = open.database.accounts_of(&call)?.into_iter().next() else { continue };
        if now < document.document.at {
            continue;
        }
        let zone = open.zone();
        let morning =
            document.document.at.to_zoned(zone).start_of_day().map_or(document.document.at, |day| day.timestamp());
        let past = retrieval::gather(&open.database, &open.subject(&account), morning, now)?;
        let (brief, _) = drafting::brief(&past, false);
        let title = open.database.record(&call)?.and_then(|record| record.get(property::CALL_TITLE).map(str::to_owned));
        let query = retrieval::Query {
            text: title.unwrap_or_else(|| past.account.display_name()),
            filter: store::Filter {
                accounts: vec![account.to_string()],
                before: Some(morning),
                ..store::Filter::default()
            },
            limit: HITS,
            spread: true,
            now: Some(morning),
        };
        let hits = retrieval::search(&open.database, &open.index, model.embedder(), &query).await?;
        let hits: Vec<String> = hits.hits.into_iter().map(|hit| hit.chunk.text).collect();
        scores.extend(backtest(&past, &brief, &document.document, &hits));
    }
    let sum = backtest_sum(&scores);
    Ok(BacktestReport {
        calls: sum.calls,
        coverage: sum.coverage,
        named_items_hit: sum.named_items_hit,
        most_recent: sum.recent,
        most_recent_named_hit: sum.recent_named_hit,
        search: sum.search,
        known: sum.known,
    })
}

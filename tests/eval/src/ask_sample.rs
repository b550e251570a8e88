//! Questions to the sample portal, written by hand: answerable ones and those that nothing there answers.

use crate::measure::Synced;
use anyhow::{Context as _, Result};
use app::{AskRequest, Model};
use hubspot_sim::{Question, SimConfig, questions};
use jiff::Timestamp;
use serde_json::{Value, json};

#[derive(Default)]
struct Counts {
    all: usize,
    found: usize,
    unsure: usize,
    /// What answers it is among the lines shown, as found or as nearest.
    shown: usize,
}

impl Counts {
    fn told(&self) -> Value {
        let Self { all, found, unsure, shown } = self;
        json!({"questions": all, "found": found, "unsure": unsure, "absent": all - found - unsure, "answer_shown": shown})
    }
}

/// Asks them all; what is not found though it is there, and what is found though it is not, goes to standard error.
pub async fn bench() -> Result<Value> {
    let synced = Synced::start(SimConfig::default(), true).await?;
    let open = synced.open().await?;
    let model = Model::load(&synced.settings);
    model.embedder().context("there is no model")?;
    let (mut answerable, mut absent) = (Counts::default(), Counts::default());
    for Question { who, ask, answer } in questions()? {
        let request = AskRequest { who: who.clone(), question: ask.clone() };
        let report = app::ask(&open, &model, &request, Timestamp::now()).await?;
        let count = if answer.is_some() { &mut answerable } else { &mut absent };
        count.all += 1;
        count.found += usize::from(report.answer.found);
        count.unsure += usize::from(report.answer.certainty == "unsure");
        let has = |words: &String| report.answer.items.iter().any(|item| item.text.contains(words.as_str()));
        let shown = answer.as_ref().is_some_and(has);
        count.shown += usize::from(shown);
        if report.answer.found != answer.is_some() || (answer.is_some() && !shown) {
            let first = report.answer.items.first().map(|item| item.text.as_str()).unwrap_or_default();
            eprintln!("{who}: {ask} {}{}: {first:.120}", report.answer.certainty, if shown { ", shown" } else { "" });
        }
    }
    Ok(json!({"answerable": answerable.told(), "absent": absent.told()}))
}

//! Why a draft that a model was asked for stands without its answer.

use crate::models::llm_choice::sentence;
use llm::Outcome;

/// Why a model gave no answer.
pub(crate) struct NoAnswer {
    /// What went wrong, as a sentence without its full stop.
    pub why: String,
    /// What went wrong and that rules stand in, as the draft says it.
    pub line: String,
}

impl NoAnswer {
    /// Why rules alone make a draft that a model was asked for; `why` without its full stop.
    pub fn by_rules(why: String) -> Self {
        Self { line: format!("{why}, so this is put together by rules."), why }
    }

    /// Why there is none; nothing where there is one.
    pub fn of(outcome: Outcome) -> Option<Self> {
        Some(Self { why: outcome.why()?.to_owned(), line: outcome.line()? })
    }

    /// Why there is no answer: the notice where the provider has just been stopped, else what the outcome says.
    pub fn to(reply: &llm::Reply) -> Option<Self> {
        let failed = Self::of(reply.outcome)?;
        let notice = reply.stopped.as_ref().filter(|stopped| stopped.is_new);
        let said = notice.map(|stopped| sentence(&stopped.notice()));
        Some(said.map_or(failed, |said| Self { why: said.trim_end_matches('.').to_owned(), line: said }))
    }
}

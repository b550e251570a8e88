//! Drafting a deal's signals: what they said of doubts, time, criteria, money and others in the race, word for word.

use crate::{AppError, OpenPortal, who};
use domain::{Item, Mode, Sources};
use jiff::Timestamp;
use serde::Serialize;

/// The kind that stands in reports.
const SIGNALS: &str = "signals";

/// The signals of an account. Nothing is proposed for HubSpot from them yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalsReport {
    /// The draft.
    pub draft: SignalsDraft,
    /// The ids of its proposals: none.
    pub proposals: Vec<String>,
    /// What its lines rest on, by citation.
    pub sources: Sources,
}

/// A draft of signals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalsDraft {
    /// Names the draft: equal signals, equal id.
    pub id: String,
    /// `signals`.
    pub kind: &'static str,
    /// How it was made.
    pub mode: Mode,
    /// Names the request; the same as the draft's.
    pub request_id: String,
    /// Every quotation.
    pub items: Vec<Item>,
    /// The values by field.
    pub fields: SignalFields,
}

/// The values; each text stands in its source word for word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalFields {
    /// Their weightiest doubt.
    pub stated_objection: Option<String>,
    /// `no_timeline`, `0_30_days`, `30_90_days` or `90_plus_days`.
    pub stated_timeline: &'static str,
    /// What must be so, or may not be.
    pub decision_criteria: Vec<String>,
    /// What they said they can or will pay.
    pub budget: Option<String>,
    /// Where they spoke of others in the race.
    pub competitors: Vec<String>,
}

/// Drafts the signals of a person's or company's account. Needs no network and stores nothing.
pub fn draft_signals(open: &OpenPortal, target: &str, now: Timestamp) -> Result<SignalsReport, AppError> {
    let meant = who::resolve(open, target, now)?;
    let dossier = retrieval::gather(&open.database, &meant.account, meant.contact.as_ref(), meant.why, now, now)?;
    let found = drafting::signals(&dossier);
    let items = found.items();
    let text = |item: &Item| item.text.clone();
    let spelled = serde_json::to_string(&items).unwrap_or_default();
    let hash = outbox::hash_of_parts(&[SIGNALS, &meant.account.to_string(), found.timeline, &spelled]);
    let short = hash.get(..16).unwrap_or_default();
    let fields = SignalFields {
        stated_objection: found.objection.as_ref().map(text),
        stated_timeline: found.timeline,
        decision_criteria: found.criteria.iter().map(text).collect(),
        budget: found.budget.as_ref().map(text),
        competitors: found.competitors.iter().map(text).collect(),
    };
    Ok(SignalsReport {
        draft: SignalsDraft {
            id: format!("d-{short}"),
            kind: SIGNALS,
            mode: Mode::Extractive,
            request_id: format!("r-{short}"),
            items,
            fields,
        },
        proposals: Vec::new(),
        sources: found.sources,
    })
}

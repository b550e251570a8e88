//! Drafting a deal's signals: what they said of doubts, time, criteria, money and others in the race, word for word.

use crate::{
    drafts::{draft::PhraseRequest, phrase::by_rules_alone, propose::propose_draft},
    error::AppError,
    portal::open::OpenPortal,
    reading::resolve::dossier,
    review::proposals::ProposalView,
};
use domain::{Dossier, Item, Mode, Sources};
use drafting::Signals;
use jiff::Timestamp;
use llm::Kind;
use serde::Serialize;

/// The name of this kind of draft in reports.
const SIGNALS: &str = "signals";

/// The signals of an account, with the proposals made of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalsReport {
    /// The draft itself.
    pub draft: SignalsDraft,
    /// The ids of its proposals: values of the deal, or a note where the portal has no properties for them.
    pub proposals: Vec<String>,
    /// The text behind every citation of the draft's lines.
    pub sources: Sources,
    /// The draft's proposals as a review shows them, in order.
    pub shown: Vec<ProposalView>,
}

/// An account's signals as they were drafted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalsDraft {
    /// Names the draft: equal signals, equal id.
    pub id: String,
    /// The kind of draft, always `signals`.
    pub kind: &'static str,
    /// Who made the draft: rules alone.
    pub mode: Mode,
    /// Names the request that made the draft: equal signals, equal id.
    pub request_id: String,
    /// Every quotation that a value rests on.
    pub items: Vec<Item>,
    /// The values, field by field.
    pub fields: SignalFields,
}

/// The values of the signals; each text stands in its source word for word.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalFields {
    /// The customer's weightiest doubt, word for word; none where they voiced none.
    pub stated_objection: Option<String>,
    /// `no_timeline`, `0_30_days`, `30_90_days` or `90_plus_days`.
    pub stated_timeline: &'static str,
    /// The customer's criteria, word for word: what must be so, or may not be.
    pub decision_criteria: Vec<String>,
    /// What the customer said they can or will pay, word for word; none where they did not say.
    pub budget: Option<String>,
    /// Sentences in which the customer spoke of competitors, word for word.
    pub competitors: Vec<String>,
}

/// Drafts the signals of a person's or company's account and proposes them for the deal that is meant. Needs no network.
pub fn draft_signals(open: &OpenPortal, target: &str, now: Timestamp) -> Result<SignalsReport, AppError> {
    let request = PhraseRequest::new(Kind::Signals, target);
    let by_rules = by_rules_alone(open, &request, now)?;
    let proposed = propose_draft(open, &request, &by_rules, now)?;
    Ok(SignalsReport { proposals: proposed.proposals, shown: proposed.shown, ..signals(open, target, now)? })
}

/// The signals alone: proposes and stores nothing.
pub fn signals(open: &OpenPortal, target: &str, now: Timestamp) -> Result<SignalsReport, AppError> {
    let dossier = dossier(open, target, now)?;
    Ok(report(&dossier, &drafting::signals(&dossier)))
}

fn report(dossier: &Dossier, found: &Signals) -> SignalsReport {
    let items = found.items();
    let spelled = serde_json::to_string(&items).unwrap_or_default();
    let hash = outbox::hash_of_parts(&[SIGNALS, &dossier.account.id.to_string(), found.timeline, &spelled]);
    let short = hash.get(..16).unwrap_or_default();
    let text = |item: &Item| item.text.clone();
    let fields = SignalFields {
        stated_objection: found.objection.as_ref().map(text),
        stated_timeline: found.timeline,
        decision_criteria: found.criteria.iter().map(text).collect(),
        budget: found.budget.as_ref().map(text),
        competitors: found.competitors.iter().map(text).collect(),
    };
    SignalsReport {
        draft: SignalsDraft {
            id: format!("d-{short}"),
            kind: SIGNALS,
            mode: Mode::Extractive,
            request_id: format!("r-{short}"),
            items,
            fields,
        },
        proposals: Vec::new(),
        sources: found.sources.clone(),
        shown: Vec::new(),
    }
}

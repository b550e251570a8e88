//! Drafting a deal's signals: what they said of doubts, time, criteria, money and others in the race, word for word.

use crate::{
    drafts::{
        fields::quoted,
        keep_draft::Drafted,
        values::{Value, propose, whom},
    },
    error::AppError,
    portal::open::OpenPortal,
    reading::resolve::dossier,
    review::proposals::ProposalView,
};
use domain::{Dossier, Item, Line, Mode, Sources};
use drafting::{RULES, Signals};
use jiff::Timestamp;
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

/// Drafts the signals of a person's or company's account and proposes them for its open deal. Needs no network.
pub fn draft_signals(open: &OpenPortal, target: &str, now: Timestamp) -> Result<SignalsReport, AppError> {
    let dossier = dossier(open, target, now)?;
    let found = drafting::signals(&dossier);
    let drafted = Drafted {
        kind: SIGNALS,
        mode: Mode::Extractive,
        account: dossier.account.id.clone(),
        account_name: dossier.account.display_name(),
        sources: &found.sources,
    };
    let proposed = propose(open, &drafted, &whom(&dossier, format!("rules@{RULES}")), values(&found), now)?;
    Ok(SignalsReport { proposals: proposed.proposals, shown: proposed.shown, ..report(&dossier, &found) })
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

/// The values that properties of the deal hold, each with the words it rests on. A value nobody's words bear out is none.
fn values(found: &Signals) -> Vec<Value> {
    let value = |name: &'static str, items: Vec<&Item>, to: String| {
        let lines: Vec<Line> = items.into_iter().map(|item| quoted(item.clone(), &found.sources)).collect();
        let inputs = serde_json::to_string(&lines).unwrap_or_default();
        (!lines.is_empty()).then_some(Value { name, to, lines, inputs })
    };
    let objection: Vec<&Item> = found.objection.iter().collect();
    let said = objection.first().map(|item| item.text.clone()).unwrap_or_default();
    let timeline = value("ai_stated_timeline", found.timeline_said.iter().collect(), found.timeline.to_owned());
    // Which of the four it is depends on the day as well.
    let timeline = timeline.map(|value| Value { inputs: format!("{} {}", value.inputs, found.timeline), ..value });
    let criteria = found.criteria.iter().map(|item| format!("– {}", item.text)).collect::<Vec<_>>().join("\n");
    [
        value("ai_stated_objection", objection, said),
        timeline,
        value("ai_decision_criteria", found.criteria.iter().collect(), criteria),
    ]
    .into_iter()
    .flatten()
    .collect()
}

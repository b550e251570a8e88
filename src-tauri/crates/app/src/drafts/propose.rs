//! Putting what a draft says up for review, where a report or a colleague reads it: as values of the record's properties, else as a note.

use crate::{
    drafts::{
        draft::{DraftReport, PhraseRequest, PhrasedReport},
        fields::quoted,
        keep_draft::Drafted,
        kinds::is_proposed,
        values::{Value, propose, whom},
    },
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::resolve::dossier,
};
use domain::{Item, Line, Mode};
use drafting::RULES;
use jiff::Timestamp;
use llm::{Kind, Library};

/// Proposes what a draft says. Equal inputs that HubSpot holds already are left out; fails with [`ErrorCode::Usage`] where the kind is one
/// that is read or copied.
pub fn propose_draft(
    open: &OpenPortal,
    request: &PhraseRequest,
    report: &PhrasedReport,
    now: Timestamp,
) -> Result<DraftReport, AppError> {
    if !is_proposed(request.kind) {
        return Err(AppError::new(
            ErrorCode::Usage,
            format!("A draft of the kind {} cannot be filed, only read or copied", request.kind),
        ));
    }
    let dossier = dossier(open, &request.target, now)?;
    let drafted = Drafted {
        kind: request.kind.as_str(),
        mode: report.draft.mode,
        account: dossier.account.id.clone(),
        account_name: dossier.account.display_name(),
        sources: &report.sources,
    };
    propose(open, &drafted, &whom(&dossier, version_of(request, report)), values(request.kind, report), now)
}

/// The prompt or rules that made the draft, as in `summary@2` or `rules@1`.
fn version_of(request: &PhraseRequest, report: &PhrasedReport) -> String {
    let prompt = Library::shipped().ok().and_then(|library| {
        let prompt = library.get(request.kind, request.version).ok()?;
        Some(format!("{}@{}", request.kind, prompt.front.version))
    });
    prompt.filter(|_| report.draft.mode == Mode::Llm).unwrap_or_else(|| format!("rules@{RULES}"))
}

/// The values by property of ours. Only lines that were verified count, and a value that no line bears out is none.
fn values(kind: Kind, report: &PhrasedReport) -> Vec<Value> {
    let all: Vec<(&Item, Option<&str>)> = report
        .draft
        .items
        .iter()
        .zip(report.headings.iter().map(Option::as_deref).chain(std::iter::repeat(None)))
        .filter(|(item, _)| item.verified)
        .collect();
    let under = |heading: &str| -> Vec<&Item> {
        all.iter().filter(|(_, under)| *under == Some(heading)).map(|(item, _)| *item).collect()
    };
    let every: Vec<&Item> = all.iter().map(|(item, _)| *item).collect();
    let field = |name: &str| report.draft.fields.get(name).cloned();
    let value = |name: &'static str, items: &[&Item], to: Option<String>| {
        let lines: Vec<Line> = items.iter().map(|item| quoted((*item).clone(), &report.sources)).collect();
        // A model's requests name all that it was asked; rules are named by what they found.
        let inputs = match report.draft.mode {
            Mode::Llm => report.requests.join(" "),
            Mode::Extractive => serde_json::to_string(&lines).unwrap_or_default(),
        };
        let to = to.filter(|to| !to.trim().is_empty() && !lines.is_empty())?;
        Some(Value { name, to, lines, inputs })
    };
    let text = |items: &[&Item]| Some(items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>().join("\n"));
    let found = match kind {
        Kind::Summary => vec![value("ai_summary", &every, text(&every))],
        Kind::PreCallSummary => vec![value("ai_pre_call_summary", &every, text(&every))],
        Kind::NextAction => vec![value("ai_next_action", &every, text(&every))],
        Kind::Intent => vec![value("ai_intent_signals", &every, text(&every))],
        Kind::Score => vec![value("ai_lead_score", &every, field("score"))],
        Kind::Persona => {
            let (persona, pains, fit) = (under("persona"), under("pain_point"), under("fit"));
            vec![
                value("ai_persona", &persona, text(&persona)),
                value("ai_pain_points", &pains, text(&pains)),
                value("ai_fit", &fit, field("fit")),
            ]
        }
        Kind::Sentiment => {
            vec![value("ai_sentiment", &every, field("sentiment")), value("ai_churn_risk", &every, field("churn_risk"))]
        }
        Kind::DealHealth => vec![
            value("ai_deal_health", &every, field("health")),
            value("ai_stall_reason", &every, field("stall_reason")),
            value("ai_needs_attention", &every, field("needs_attention")),
        ],
        Kind::Signals => {
            let (objections, criteria) = (under("stated_objection"), under("decision_criterion"));
            vec![
                value("ai_stated_objection", &objections, field("stated_objection")),
                value("ai_stated_timeline", &under("stated_timeline"), field("stated_timeline")),
                value("ai_decision_criteria", &criteria, field("decision_criteria")),
            ]
        }
        _ => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

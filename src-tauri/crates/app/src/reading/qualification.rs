//! The deal of an account on one card.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::{accounts::account_id, confidence, resolve as who},
};
use domain::{Item, ObjectType, Source, Sources};
use drafting::Element;
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// How well the deal of an account is qualified by what was said (MEDDPICC).
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct QualificationView {
    /// The eight elements, in their usual order.
    pub elements: Vec<ElementView>,
    /// The text behind every citation of the lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
}

/// One element of a deal.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct ElementView {
    /// The element, as in `economic_buyer`.
    pub name: String,
    /// The element as a rep reads it, as in `Economic buyer`.
    pub title: String,
    /// What tells most of it, word for word; none while nothing sure is known.
    pub known: Option<Item>,
    /// Who said it.
    pub speaker: Option<String>,
    /// When it was said.
    #[specta(type = Option<String>)]
    pub at: Option<Timestamp>,
    /// What was said before that holds no more; none where it was never said otherwise.
    pub before: Option<Item>,
    /// The question to ask while nothing is known.
    pub question: String,
}

/// How well a deal is qualified, or that of an account. Needs no network.
pub fn qualification(open: &OpenPortal, of: &str, now: Timestamp) -> Result<QualificationView, AppError> {
    let id = account_id(of)?;
    let dossier = match id.object {
        ObjectType::Deal => who::dossier(open, of, now)?,
        _ => open.dossier(&id, now)?,
    };
    let drafting::Qualification { elements, sources, .. } = drafting::qualification(&dossier);
    let calibration = confidence::calibration(open)?;
    let calibrated = |mut item: Item| {
        item.confidence = item.confidence.map(|score| calibration.calibrated(score));
        item
    };
    let view = |one: drafting::Qualified| {
        let source = one.known.as_ref().and_then(|item| sources.get(item.citations.first()?));
        ElementView {
            name: one.element.as_str().to_owned(),
            title: title(one.element).to_owned(),
            speaker: source.and_then(|source| source.speaker.clone()),
            at: source.map(|source| source.time),
            question: one.element.question().to_owned(),
            known: one.known.map(calibrated),
            before: one.before.map(calibrated),
        }
    };
    let elements = elements.into_iter().map(view).collect();
    Ok(QualificationView { elements, sources })
}

fn title(element: Element) -> &'static str {
    match element {
        Element::Metrics => "Metrics",
        Element::EconomicBuyer => "Economic buyer",
        Element::DecisionCriteria => "Decision criteria",
        Element::DecisionProcess => "Decision process",
        Element::PaperProcess => "Paper process",
        Element::Pain => "Pain",
        Element::Champion => "Champion",
        Element::Competition => "Competition",
    }
}

//! How well a deal is qualified, by the eight elements that reps are measured by: metrics, economic buyer, decision criteria, decision process,
//! paper process, pain, champion and competition (MEDDPICC). Each has what tells most of it, or nothing.

use crate::{Fact, lexicon};
use domain::Category;
use regex::Regex;
use std::sync::LazyLock;

/// An element of a qualified deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// The numbers by which they measure their pain or their aim.
    Metrics,
    /// Who can say yes to the money.
    EconomicBuyer,
    /// What a solution must have or be.
    DecisionCriteria,
    /// How and when they decide.
    DecisionProcess,
    /// What contract, purchasing and signature take.
    PaperProcess,
    /// What hurts them today.
    Pain,
    /// Who pushes for us there.
    Champion,
    /// Who or what we are up against: other offers, and what they use today.
    Competition,
}

impl Element {
    /// Every element, in the order of its initials.
    pub const ALL: [Self; 8] = [
        Self::Metrics,
        Self::EconomicBuyer,
        Self::DecisionCriteria,
        Self::DecisionProcess,
        Self::PaperProcess,
        Self::Pain,
        Self::Champion,
        Self::Competition,
    ];

    /// The element's name, as scripts have it: `economic_buyer`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::EconomicBuyer => "economic_buyer",
            Self::DecisionCriteria => "decision_criteria",
            Self::DecisionProcess => "decision_process",
            Self::PaperProcess => "paper_process",
            Self::Pain => "pain",
            Self::Champion => "champion",
            Self::Competition => "competition",
        }
    }

    /// The question to ask the customer while nothing is known of it.
    pub fn question(self) -> &'static str {
        match self {
            Self::Metrics => "What number would tell you that this has paid off?",
            Self::EconomicBuyer => "Who has the last word on the money?",
            Self::DecisionCriteria => "What does a solution need for you to choose it?",
            Self::DecisionProcess => "How do you decide, and what happens by when?",
            Self::PaperProcess => "What has to happen between a yes and a signature?",
            Self::Pain => "What goes wrong today, and what does it cost you?",
            Self::Champion => "Who on your side wants this most?",
            Self::Competition => "What else are you looking at, and what do you use today?",
        }
    }

    /// How likely a fact tells of the element, 0 to 1.
    fn told_by(self, fact: &Fact) -> f32 {
        let is_of = |categories: &[Category]| categories.contains(&fact.category);
        let speaks_of_papers = || PAPERS.is_match(&fact.line.text);
        let told = match self {
            Self::Metrics => is_of(&[Category::Metric]),
            Self::EconomicBuyer => is_of(&[Category::Authority]),
            Self::DecisionCriteria => is_of(&[Category::Criteria]),
            Self::DecisionProcess => is_of(&[Category::Process]) && !speaks_of_papers(),
            Self::PaperProcess => is_of(&[Category::Process]) && speaks_of_papers(),
            Self::Pain => is_of(&[Category::Pain]),
            Self::Champion => is_of(&[Category::Champion]),
            Self::Competition => is_of(&[Category::Competitor, Category::Incumbent]),
        };
        if told { fact.probability } else { 0.0 }
    }
}

/// Words of contracts, purchasing and signatures.
static PAPERS: LazyLock<Regex> = LazyLock::new(|| lexicon::any(|table| table.papers));

/// How much less the first of an account's facts counts than the last.
const FADE: f32 = 0.3;

/// What tells most of each element, with what it said before: `None` where no fact is sure. Facts that hold no more are not taken.
pub fn qualification(facts: &[Fact]) -> Vec<(Element, Option<Told<'_>>)> {
    let (first, last) = (facts.iter().map(|fact| fact.line.at).min(), facts.iter().map(|fact| fact.line.at).max());
    #[allow(clippy::cast_precision_loss)] // Seconds of some years.
    let newness = |fact: &Fact| match first.zip(last) {
        Some((first, last)) if first < last => {
            let seconds = |from: jiff::Timestamp, to: jiff::Timestamp| (to.as_second() - from.as_second()) as f32;
            seconds(first, fact.line.at) / seconds(first, last).max(1.0)
        }
        _ => 1.0,
    };
    let of = |element: Element| {
        let sure = |fact: &&Fact| fact.is_current() && fact.is_sure() && 0.0 < element.told_by(fact);
        let worth = |fact: &Fact| element.told_by(fact) * (1.0 - FADE + FADE * newness(fact));
        let fact = facts.iter().filter(sure).max_by(|a, b| worth(a).total_cmp(&worth(b)))?;
        let before = facts.iter().rfind(|other| other.superseded_by.as_ref() == Some(&fact.line.citation));
        Some(Told { fact, before })
    };
    Element::ALL.into_iter().map(|element| (element, of(element))).collect()
}

/// What tells of an element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told<'a> {
    /// The fact that holds.
    pub fact: &'a Fact,
    /// What was said before it; `None` where it was never said otherwise.
    pub before: Option<&'a Fact>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_known_in_each_language() {
        for text in [
            "Legal needs three weeks for the contract.",
            "Der Einkauf prüft den Vertrag.",
            "Le service juridique relit le contrat.",
        ] {
            assert!(PAPERS.is_match(text), "{text}");
        }
        assert!(!PAPERS.is_match("The board meets on Monday."));
    }
}

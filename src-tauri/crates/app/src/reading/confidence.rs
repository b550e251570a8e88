//! How sure a proposal is: computed when it is drafted, and set right by what the rep did with others before.

use crate::{error::AppError, portal::open::OpenPortal};
use domain::{Line, Sources};
use drafting::{Calibration, Outcome, Parts, confidence};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{StoredProposal, StoredRating};

/// How many of the latest decisions the confidence is set right by.
const DECISIONS_MAX: usize = 2_000;

/// How sure a proposal is, with the parts that were computed.
pub(crate) struct Rated {
    /// The confidence, 0 to 1, set right by past decisions.
    pub confidence: f32,
    /// The parts it was computed from, by name, each 0 to 1.
    pub parts: BTreeMap<String, f32>,
}

/// What the rep's decisions so far make of a score.
pub(crate) fn calibration(open: &OpenPortal) -> Result<Calibration, AppError> {
    let history: Vec<(Parts, Outcome)> = open
        .database
        .decided_ratings(DECISIONS_MAX)?
        .into_iter()
        .filter_map(|rating| Some((parts_of(&rating), outcome(&rating.outcome)?)))
        .collect();
    Ok(Calibration::fit(&history))
}

/// A proposal's confidence, 0 to 1, with its parts by name; `None` where nothing in it can be rated, or it was drafted before there were ratings.
pub(crate) fn rated(open: &OpenPortal, proposal: &StoredProposal) -> Result<Option<Rated>, AppError> {
    let Some(rating) = open.database.rating(&proposal.id)? else { return Ok(None) };
    let parts = parts_of(&rating);
    Ok(Some(Rated { confidence: calibration(open)?.confidence(parts), parts: parts.named() }))
}

/// How sure lines are that rest on something, set right by past decisions; `None` where none of them does.
pub(crate) fn of_lines(
    open: &OpenPortal,
    lines: &[Line],
    sources: &Sources,
    now: Timestamp,
) -> Result<Option<f32>, AppError> {
    let Some(parts) = parts_of_lines(open, lines, sources, now) else { return Ok(None) };
    Ok(Some(calibration(open)?.confidence(parts)))
}

fn parts_of_lines(open: &OpenPortal, lines: &[Line], sources: &Sources, now: Timestamp) -> Option<Parts> {
    let moment = open.moment(now);
    let parts = lines.iter().filter_map(|line| confidence(&line.item(), sources, &moment));
    mean(&parts.collect::<Vec<_>>())
}

/// Rates a new proposal by the lines in it that rest on something.
pub(crate) fn rate(open: &OpenPortal, proposal: &StoredProposal, now: Timestamp) -> Result<(), AppError> {
    let content = &proposal.content;
    let Some(parts) = parts_of_lines(open, &content.lines, &content.sources, now) else { return Ok(()) };
    let Parts { coverage, agreement, recency } = parts;
    let rating = StoredRating { coverage, agreement, recency, outcome: String::new() };
    Ok(open.database.rate(&proposal.id, &rating, now)?)
}

/// The mean of several lines' parts: a proposal is approved as a whole. `None` without a line.
fn mean(lines: &[Parts]) -> Option<Parts> {
    #[allow(clippy::cast_precision_loss)] // Lines of a note.
    let count = lines.len() as f32;
    let of = |part: fn(&Parts) -> f32| lines.iter().map(part).sum::<f32>() / count;
    let mean = Parts {
        coverage: of(|parts| parts.coverage),
        agreement: of(|parts| parts.agreement),
        recency: of(|parts| parts.recency),
    };
    (!lines.is_empty()).then_some(mean)
}

fn parts_of(rating: &StoredRating) -> Parts {
    Parts { coverage: rating.coverage, agreement: rating.agreement, recency: rating.recency }
}

/// The outcome that is stored under a name; none for a proposal that is not decided.
fn outcome(name: &str) -> Option<Outcome> {
    match name {
        APPROVED => Some(Outcome::Approved),
        EDITED => Some(Outcome::Edited),
        REJECTED => Some(Outcome::Rejected),
        _ => None,
    }
}

/// The outcome of a proposal that was approved as it was drafted.
pub(crate) const APPROVED: &str = "approved";
/// The outcome of a proposal that was edited, whatever came of it, unless it was rejected.
pub(crate) const EDITED: &str = "edited";
/// The outcome of a proposal that was rejected.
pub(crate) const REJECTED: &str = "rejected";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_is_rated_by_all_its_lines() {
        let parts = |coverage| Parts { coverage, agreement: 0.5, recency: 1.0 };
        assert_eq!(mean(&[parts(1.0), parts(0.5)]), Some(parts(0.75)));
        assert_eq!(mean(&[]), None);
        assert_eq!((outcome(APPROVED), outcome("")), (Some(Outcome::Approved), None));
    }
}

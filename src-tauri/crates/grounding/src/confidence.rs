//! How sure a line is: computed from what it rests on, and put right by what reps did with such lines before.
//!
//! `score = coverage × (0.5 + 0.3 × agreement + 0.2 × recency)`, each part from 0 to 1:
//! - *coverage*: share of the line's matter (names, numbers, dates, content words) that its cited sources have; 1 for a quotation.
//! - *agreement*: `(s + 1) / (s + c + 2)` for `s` cited records that support the line and `c` that speak against it, Laplace's rule of
//!   succession: one source alone gives two thirds, more sources more, one for and one against a half.
//! - *recency*: `2^(−days / 90)` of the newest cited source: what was last heard a quarter ago counts half.
//!
//! A line that rests on nothing scores 0 whatever its age; one that is fully covered, by one source of today, scores 0.9. A question
//! claims nothing and has no confidence, nor has a line without matter or without sources.

use crate::{
    Evidence, Flaw, Moment,
    align::has_matter,
    claim::follows,
    evidence::Body,
    reading::{Reading, Sense},
};
use domain::{Item, ItemKind, ObjectType, Side, Source, Sources};
use std::collections::BTreeMap;

/// The age in days at which a source counts half.
const HALF_LIFE_DAYS: f32 = 90.0;
/// What a fully covered line has before anything else is known.
const COVERED: f32 = 0.5;
/// The most that agreement adds to the score's factor.
const AGREED: f32 = 0.3;
/// The most that recency adds to the score's factor.
const FRESH: f32 = 0.2;
/// A record that has at least this share of a line's matter supports it.
const SUPPORTS: f32 = 0.5;

/// What a confidence is computed from, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// Share of the line's matter that its sources have.
    pub coverage: f32,
    /// How far its sources agree with each other.
    pub agreement: f32,
    /// How fresh the newest of its sources is.
    pub recency: f32,
}

impl Parts {
    /// The score of these parts, 0 to 1, not falling in any of them.
    pub fn score(self) -> f32 {
        let part = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
        part(self.coverage) * (COVERED + AGREED * part(self.agreement) + FRESH * part(self.recency))
    }

    /// The three parts by name, as a proposal shows them.
    pub fn named(self) -> BTreeMap<String, f32> {
        let parts = [("coverage", self.coverage), ("agreement", self.agreement), ("recency", self.recency)];
        parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The parts of a line's confidence; `None` where it cannot be computed: grounding refused the line, it is a question, it has no matter,
/// or a citation leads nowhere.
pub fn confidence(item: &Item, sources: &Sources, moment: &Moment) -> Option<Parts> {
    if !item.verified || item.kind == ItemKind::Question || item.citations.is_empty() {
        return None;
    }
    let cited: Option<Vec<&Source>> = item.citations.iter().map(|citation| sources.get(citation)).collect();
    let cited = cited?;
    let newest = cited.iter().map(|source| source.time.to_zoned(moment.zone.clone()).date()).max()?;
    let days = newest.until(moment.today).map_or(0, |span| span.get_days().max(0));
    #[allow(clippy::cast_precision_loss)] // Days of a working life.
    let recency = 2.0_f32.powf(-(days as f32) / HALF_LIFE_DAYS);
    let evidence: Vec<(&Source, Evidence)> =
        cited.iter().map(|source| (*source, evidence_of(source, moment))).collect();
    let all: Vec<Evidence> = evidence.iter().map(|(_, evidence)| evidence.clone()).collect();
    let coverage = match item.kind {
        ItemKind::Quote => 1.0,
        // What a rule computes stands in no source; grounding has recomputed it, so what remains is how much of the rest is there.
        _ => covered(&item.text, &all, item.kind == ItemKind::Derived)?,
    };
    let mut by_record: BTreeMap<_, Vec<Evidence>> = BTreeMap::new();
    for (source, evidence) in evidence {
        by_record.entry(&source.record).or_default().push(evidence);
    }
    let (mut with, mut against) = (0_u16, 0_u16);
    for texts in by_record.values() {
        let share = covered(&item.text, texts, true).unwrap_or(0.0);
        let contradicts = item.kind != ItemKind::Derived && follows(&item.text, texts).iter().any(is_opposition);
        against += u16::from(contradicts);
        with += u16::from(!contradicts && (SUPPORTS <= share || by_record.len() == 1));
    }
    let agreement = f32::from(with + 1) / f32::from(with + against + 2);
    Some(Parts { coverage, agreement, recency })
}

/// Whether a reason is that the source says otherwise, rather than that it says nothing.
fn is_opposition(flaw: &Flaw) -> bool {
    matches!(flaw, Flaw::Negation { .. } | Flaw::Opposite { .. } | Flaw::NumberElsewhere { .. })
}

/// A source as evidence, its time on the rep's clock.
pub(crate) fn evidence_of(source: &Source, moment: &Moment) -> Evidence {
    // The companies that HubSpot has are customers.
    let names_them = source.record.object == ObjectType::Company && source.property.as_deref() == Some("name");
    Evidence {
        text: source.text.clone(),
        speaker: source.speaker.clone(),
        time: Some(source.time.to_zoned(moment.zone.clone()).datetime().to_string()),
        side: source.side.or(names_them.then_some(Side::Them)),
    }
}

/// The share of a line's matter that the sources have. `None` for a line without any.
fn covered(text: &str, sources: &[Evidence], numbers_aside: bool) -> Option<f32> {
    let body = Body::of(sources);
    let line = Reading::of(text, None, &body.known);
    let is_aside = |sense: &Sense| numbers_aside && matches!(sense, Sense::Number(_) | Sense::When(_));
    let matter: Vec<_> = line.atoms.iter().filter(|atom| has_matter(atom) && !is_aside(&atom.sense)).collect();
    let found = matter.iter().filter(|atom| match &atom.sense {
        Sense::Name(tokens) => body.has_name(tokens) || tokens.iter().all(|token| body.has_word(token, token)),
        Sense::Number(number) => {
            body.pieces.iter().flat_map(|piece| &piece.reading.atoms).any(|said| match &said.sense {
                Sense::Number(other) => number.equals(other),
                _ => false,
            })
        }
        Sense::When(when) => {
            body.whens().any(|(_, _, said)| when.follows_from(said)) || body.moments().any(|at| when.follows_from(&at))
        }
        _ => body.has_word(&atom.low, &atom.stem) || crate::lexicon::is_saying(&atom.low),
    });
    #[allow(clippy::cast_precision_loss)] // A sentence has few words.
    let share = found.count() as f32 / matter.len().max(1) as f32;
    (!matter.is_empty()).then_some(share)
}

/// What the rep did with a line that was proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The rep approved it as it was.
    Approved,
    /// The rep approved it after an edit.
    Edited,
    /// The rep rejected it.
    Rejected,
}

impl Outcome {
    /// What it says about the line: 1 that it was right, 0 that it was wrong, half that it was nearly so.
    fn worth(self) -> f32 {
        match self {
            Self::Approved => 1.0,
            Self::Edited => 0.5,
            Self::Rejected => 0.0,
        }
    }
}

/// How scores translate into the share of lines that reps approved.
///
/// Isotonic regression (pool adjacent violators: Ayer, Brunk, Ewing, Reid, Silverman, 1955) over past scores and outcomes, with a prior:
/// at each tenth of the scale [`PRIOR_WEIGHT`] made-up lines whose outcome is their score. So without a history the score stays as it
/// is, a few decisions move it a little, and many decide. Between the fitted points it is linear; it never falls.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Scores with the share of lines approved at them, both ascending, 0 to 1.
    points: Vec<(f32, f32)>,
}

/// How many past lines the prior counts for, at each tenth of the scale.
pub const PRIOR_WEIGHT: f32 = 4.0;

impl Calibration {
    /// Fits a history, in any order. Cannot fail; equal histories give equal fits, whatever their order.
    pub fn fit(history: &[(Parts, Outcome)]) -> Self {
        let mut seen: Vec<(f32, f32, f32)> =
            history.iter().map(|(parts, outcome)| (parts.score(), outcome.worth(), 1.0)).collect();
        seen.extend((0..=10_u8).map(|tenth| f32::from(tenth) / 10.0).map(|score| (score, score, PRIOR_WEIGHT)));
        seen.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)));
        // Blocks of equal value: first score, last score, value, weight. One that is not above the one before is pooled with it.
        let mut blocks: Vec<(f32, f32, f32, f32)> = Vec::new();
        for (score, worth, weight) in seen {
            let mut block = (score, score, worth, weight);
            while let Some(last) = blocks.pop_if(|last| block.2 <= last.2 || block.0 <= last.1) {
                let weight = last.3 + block.3;
                block = (last.0, block.1, (last.2 * last.3 + block.2 * block.3) / weight, weight);
            }
            blocks.push(block);
        }
        let ends = |(first, last, value, _): (f32, f32, f32, f32)| [(first, value), (last, value)];
        let mut points: Vec<(f32, f32)> = blocks.into_iter().flat_map(ends).collect();
        points.dedup();
        Self { points }
    }

    /// The confidence of parts, 0 to 1: not falling with their score.
    pub fn confidence(&self, parts: Parts) -> f32 {
        self.calibrated(parts.score())
    }

    /// The confidence of a score, 0 to 1: not falling with it.
    pub fn calibrated(&self, score: f32) -> f32 {
        let after = self.points.partition_point(|(at, _)| *at <= score);
        let below = after.checked_sub(1).and_then(|before| self.points.get(before));
        match (below, self.points.get(after)) {
            (Some((from, low)), Some((to, high))) if from < to => {
                (low + (high - low) * (score - from) / (to - from)).clamp(*low, *high)
            }
            (Some((_, value)), _) | (None, Some((_, value))) => *value,
            (None, None) => score,
        }
    }
}

impl Default for Calibration {
    /// The calibration without a history: the score stays as it is.
    fn default() -> Self {
        Self::fit(&[])
    }
}

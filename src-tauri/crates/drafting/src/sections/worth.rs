//! Lines by what they are worth before the next talk, as a model has read them.

use super::LINE_WORDS;
use crate::desk::{Desk, item, stretch};
use domain::{Category, Citation, Item, ItemKind, RecordId};
use facts::{Line, Side, content_stems, worths};
use std::collections::{BTreeMap, BTreeSet};

/// A line worth less than this is not shown for its worth.
const WORTH_A_LINE: f32 = 0.04;
/// What each further line of a category counts less than the one before.
const SAID_OF_CATEGORY: f32 = 0.02;

/// Which lines are looked at for their worth.
#[derive(Default)]
pub(super) struct Worthy {
    /// Those of one talk only.
    pub within: Option<RecordId>,
    /// Whether those count more that say what was decided and what happens next.
    pub tells_outcomes: bool,
}

/// How much a line counts that certainly says what was decided or what happens next, where that is looked for, beside what it is worth.
const OF_OUTCOMES: f32 = 2.0;

/// What was decided, what happens next, and what stays open.
fn is_outcome(category: Category) -> bool {
    use Category::{Blocker, Budget, NextStep, Pain, Process, Timeline};
    matches!(category, Timeline | Process | NextStep | Budget | Blocker | Pain)
}

/// The lines most worth knowing before the next talk, no two of one kind alike; each further one of a category counts a little less than the
/// one before. What they said, and what was noted of it; `used` is shown already.
pub(super) fn worthy_lines(
    desk: &Desk<'_>,
    used: &BTreeSet<Citation>,
    limit: usize,
    which: &Worthy,
) -> Vec<(Line, &'static str)> {
    let shown = |line: &Line| used.iter().any(|citation| overlap(citation, &line.citation));
    let is_there = |line: &Line| which.within.as_ref().is_none_or(|activity| line.activity == *activity);
    let counts = |line: &Line, worth: f32| {
        let outcomes = Category::ALL.into_iter().filter(|category| is_outcome(*category));
        let likeliest = outcomes.map(|category| line.says.tells(category)).fold(0.0, f32::max);
        if which.tells_outcomes { worth + OF_OUTCOMES * likeliest } else { worth }
    };
    let mut open: Vec<(f32, &Line, BTreeSet<String>)> = desk
        .lines
        .iter()
        .zip(worths(&desk.lines))
        .filter(|(line, _)| (line.side == Side::Them || line.reported) && is_there(line) && !shown(line))
        .map(|(line, worth)| (counts(line, worth), line, content_stems(&line.text)))
        .filter(|(worth, _, stems)| WORTH_A_LINE <= *worth && !stems.is_empty())
        .collect();
    let mut chosen: Vec<(Line, &'static str)> = Vec::new();
    let mut said: Vec<BTreeSet<String>> = Vec::new();
    let mut told: BTreeMap<Category, u8> = BTreeMap::new();
    while chosen.len() < limit {
        let value = |(worth, line, _): &(f32, &Line, BTreeSet<String>)| {
            let again = SAID_OF_CATEGORY * f32::from(told.get(&line.says.likeliest().0).copied().unwrap_or(0));
            worth - again
        };
        let best = (0..open.len()).max_by(|a, b| {
            let (a, b) = (&open[*a], &open[*b]);
            value(a)
                .total_cmp(&value(b))
                .then_with(|| a.1.at.cmp(&b.1.at))
                .then_with(|| b.1.citation.cmp(&a.1.citation))
        });
        let Some((_, line, stems)) = best.map(|best| open.swap_remove(best)) else { break };
        if said.iter().any(|other| stems.len().min(other.len()) < 2 * stems.intersection(other).count()) {
            continue;
        }
        let category = line.says.likeliest().0;
        *told.entry(category).or_default() += 1;
        said.push(stems);
        chosen.push((line.clone(), category.as_str()));
    }
    chosen
}

pub(super) fn quoted_line(desk: &mut Desk<'_>, line: &Line, rule: &str) -> Item {
    let (words, citation) = stretch(line, LINE_WORDS);
    let citation = desk.cite_line(line, citation);
    item(ItemKind::Quote, Some(rule), words, vec![citation])
}

/// Whether two citations have words in common.
pub(super) fn overlap(one: &Citation, other: &Citation) -> bool {
    one.record == other.record && one.part == other.part && one.span.overlaps(other.span)
}

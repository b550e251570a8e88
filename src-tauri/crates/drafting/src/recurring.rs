//! What a brief falls back on where the rules find little to quote: their sentences that say most of what talks with them come back to.
//!
//! A word is worth the share of the last talks it came up in, more where it came up often, times how rare it still is:
//! `(Σ fade^age × (1 + ln tf)) / Σ fade^age × ln(1 + (N + 1) / (1 + df))`, over the last [`TEXTS_MAX`] texts, `age` counted from the newest.
//! Words of one text alone count nothing.
//! Sentences are taken one by one, each for the words that no earlier one had, for their number of words.

use crate::{desk::Desk, vocabulary::Vocabulary};
use domain::{RecordId, text::word_count};
use facts::{Side, Statement, hangs_on};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The name of the rule that makes these lines.
pub(crate) const RECURRING: &str = "recurring";
/// So many talks and mails are read for it, the newest.
const TEXTS_MAX: usize = 12;
/// With fewer talks nothing can be told to come back, and every word counts.
const TALKS_TO_COME_BACK: usize = 3;
/// Their sentences are taken from so many of these, the newest.
const QUOTED_MAX: usize = 6;
/// By how much a text counts less than the one after it.
const FADE: f32 = 0.9;
/// The same for a text's sentence that is taken from such a text.
const FADE_OF_SENTENCES: f32 = 0.95;
/// How a sentence's words count against it: 1 would prefer the densest, 0 the longest.
const LENGTH_POWER: f32 = 0.7;
/// Shorter says too little, longer is too long to quote.
const WORDS: std::ops::RangeInclusive<usize> = 5..=25;

/// At most `most` of their sentences, those first that say most of what keeps coming up. `within` limits them to one talk; what stands in
/// `taken` counts as said. Questions and sentences that hang on the one before are no quotations. Deterministic.
pub(crate) fn recurring(
    desk: &Desk<'_>,
    within: Option<&RecordId>,
    taken: &[&Statement],
    most: usize,
) -> Vec<Statement> {
    let talks = newest_talks(desk);
    let mut vocabulary = Vocabulary::default();
    let read: Vec<Vec<(&Statement, Vec<u32>)>> = talks
        .iter()
        .map(|talk| talk.iter().map(|statement| (*statement, vocabulary.read(&statement.text))).collect())
        .collect();
    let worth = worth(&read);
    let mut said: BTreeSet<u32> = taken.iter().flat_map(|statement| vocabulary.read(&statement.text)).collect();
    let is_taken = |statement: &Statement| taken.iter().any(|taken| taken.citation == statement.citation);
    let mut open: Vec<(f32, &Statement, &Vec<u32>)> = Vec::new();
    for (age, talk) in read.iter().enumerate().take(QUOTED_MAX) {
        for (statement, stems) in talk {
            let words = word_count(&statement.text);
            let is_other = within.is_some_and(|within| statement.activity != *within);
            if is_other || !is_quotable(statement) || !WORDS.contains(&words) || is_taken(statement) {
                continue;
            }
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_wrap, clippy::cast_possible_truncation)]
            // At most 25 words and 6 talks.
            let share = FADE_OF_SENTENCES.powi(age as i32) / (words as f32).powf(LENGTH_POWER);
            open.push((share, statement, stems));
        }
    }
    let mut chosen = Vec::new();
    while chosen.len() < most {
        let gain = |(share, _, stems): &(f32, &Statement, &Vec<u32>)| {
            let new = stems.iter().filter(|stem| !said.contains(stem));
            share * new.filter_map(|stem| worth.get(stem)).sum::<f32>()
        };
        let gains: Vec<f32> = open.iter().map(gain).collect();
        let best = (0..open.len())
            .filter(|at| 0.0 < gains[*at])
            .max_by(|a, b| gains[*a].total_cmp(&gains[*b]).then_with(|| open[*b].1.citation.cmp(&open[*a].1.citation)));
        let Some(best) = best else { break };
        let (_, statement, stems) = open.swap_remove(best);
        said.extend(stems);
        chosen.push(statement.clone());
    }
    chosen
}

fn is_quotable(statement: &Statement) -> bool {
    statement.side == Side::Them && !statement.text.trim_end().ends_with('?') && !hangs_on(&statement.text)
}

/// The sentences of the last talks and mails, the newest first; what a colleague noted down is none.
fn newest_talks<'a>(desk: &'a Desk<'_>) -> Vec<Vec<&'a Statement>> {
    let mut talks: Vec<Vec<&Statement>> = Vec::new();
    let past = desk.statements.iter().filter(|statement| !statement.reported && statement.at <= desk.dossier.as_of);
    for statement in past {
        match talks.last_mut() {
            Some(talk) if talk.last().is_some_and(|last| last.activity == statement.activity) => talk.push(statement),
            _ => talks.push(vec![statement]),
        }
    }
    talks.reverse();
    talks.truncate(TEXTS_MAX);
    talks
}

/// What each word is worth; see the head of this file.
fn worth(talks: &[Vec<(&Statement, Vec<u32>)>]) -> HashMap<u32, f32> {
    let mut shares: HashMap<u32, (f32, u16)> = HashMap::new();
    let mut total = 0.0;
    let mut weight = 1.0;
    for talk in talks {
        let mut often: BTreeMap<u32, u16> = BTreeMap::new();
        for stem in talk.iter().flat_map(|(_, stems)| stems) {
            let count = often.entry(*stem).or_default();
            *count = count.saturating_add(1);
        }
        for (stem, times) in often {
            let (share, with) = shares.entry(stem).or_default();
            *share += weight * (1.0 + f32::from(times).ln());
            *with += 1;
        }
        total += weight;
        weight *= FADE;
    }
    #[allow(clippy::cast_precision_loss)] // At most twelve.
    let all = (talks.len() + 1) as f32;
    let of = |(share, with): (f32, u16)| share / total * (1.0 + all / (1.0 + f32::from(with))).ln();
    let comes_back = |(_, with): &(f32, u16)| talks.len() < TALKS_TO_COME_BACK || 1 < *with;
    shares.into_iter().filter(|(_, share)| comes_back(share)).map(|(stem, share)| (stem, of(share))).collect()
}

//! How much fits into one call, and what to do when it does not: read in parts, then condense, never cut. Pure.

use crate::{ProviderConfig, Rendered};
use domain::text::sentences;
use std::ops::Range;

/// Two lines of a fence, 27 signs each, and a heading like "Call, 13 November 2026, Petra Lindqvist"; ids in prompt and schema included.
const FENCE_TOKENS: u32 = 60;

/// Estimates the tokens of a text, rather too many than too few, in thousandths, so that sums do not round.
///
/// No tokenizer of a provider is asked: each has its own, and some are not public. English prose runs at about four characters a token,
/// so a letter or space counts 0.3; a digit 0.5, since numbers break into groups of one to three; other ASCII 0.6; a letter beyond ASCII
/// 0.7, as in German or French; anything else (ideographs, emoji) 1.6.
pub fn millitokens(text: &str) -> u64 {
    let weight = |c: char| match c {
        'a'..='z' | 'A'..='Z' | ' ' => 300,
        '0'..='9' => 500,
        c if c.is_ascii() => 600,
        'À'..='ɏ' => 700,
        _ => 1_600,
    };
    text.chars().map(weight).sum()
}

/// Estimates the tokens of a text, rather too many than too few; weighs characters by kind, asks no tokenizer.
pub fn tokens(text: &str) -> u32 {
    u32::try_from(millitokens(text).div_ceil(1_000)).unwrap_or(u32::MAX)
}

/// The room that a call has in a model's window, all in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// What the model reads and writes together.
    pub context: u32,
    /// What the prompt takes without its sources: instructions, schema, fences.
    pub overhead: u32,
    /// What is kept free for the answer.
    pub answer: u32,
    /// What a source takes beside its text: its fence and the line that says what it is.
    pub fence: u32,
    /// What a condensed part may take, as the `condense` prompt is told.
    pub condensed: u32,
}

impl Window {
    /// The window of a model for a prompt. `empty` is the prompt rendered without sources, so that what it takes by itself is known.
    pub fn of(config: &ProviderConfig, empty: &Rendered, condensed: u32) -> Self {
        Self {
            context: config.context_tokens,
            overhead: empty.tokens(),
            answer: config.limits.answer_tokens_max,
            fence: FENCE_TOKENS,
            condensed,
        }
    }

    /// The tokens that are left for sources.
    pub fn room(&self) -> u32 {
        self.context.saturating_sub(self.overhead).saturating_sub(self.answer)
    }
}

/// A stretch of one of the parts that are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The number of the part, counted from 0.
    pub part: usize,
    /// Where in it, in bytes, at character boundaries.
    pub at: Range<usize>,
}

/// Which calls to make, in which order, so that everything is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// Everything fits into one call.
    Whole,
    /// Each batch of pieces is condensed; then answers are condensed in groups, level by level, until they fit the last call.
    Parts {
        /// What each condensing call reads, in reading order; together every byte of every part that is not white space, once.
        batches: Vec<Vec<Piece>>,
        /// For each further level, how many answers of the level before each of its calls reads.
        levels: Vec<Vec<usize>>,
    },
}

impl Plan {
    /// How many calls the plan takes, the last one included.
    pub fn calls(&self) -> usize {
        match self {
            Self::Whole => 1,
            Self::Parts { batches, levels } => batches.len() + levels.iter().map(Vec::len).sum::<usize>() + 1,
        }
    }
}

/// No plan: the model's window is too small even for the smallest step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the model reads too little at a time: {needed} tokens are needed for sources, {room} are left")]
pub struct TooSmall {
    /// The tokens there are for sources.
    pub room: u32,
    /// The tokens that the smallest step needs.
    pub needed: u32,
}

/// Plans the fewest calls in which a model with this window reads all parts, in order. Deterministic; nothing is left out.
///
/// Parts are divided only where they must be: at the end of a sentence, else of a word, else of a character. Filling each call to the
/// brim in reading order gives the fewest calls there are without reordering. Two condensed parts have to fit one call, or condensing
/// would never end; a window too small for that is [`TooSmall`].
///
/// `weigh` gives the thousandths of tokens that a text will take: [`millitokens`], or [`crate::Redactor::weigh`] where placeholders will
/// stand in it, which are longer than most names.
pub fn plan(parts: &[&str], window: Window, weigh: &dyn Fn(&str) -> u64) -> Result<Plan, TooSmall> {
    let (room, fence) = (u64::from(window.room()) * 1_000, u64::from(window.fence) * 1_000);
    if parts.iter().map(|part| weigh(part) + fence).sum::<u64>() <= room {
        return Ok(Plan::Whole);
    }
    let condensed = window.condensed.saturating_add(window.fence);
    let group = window.room().checked_div(condensed).unwrap_or(0);
    if group < 2 {
        return Err(TooSmall { room: window.room(), needed: condensed.saturating_mul(2).max(1) });
    }
    let batches = batches(parts, room, fence, weigh);
    let mut levels = Vec::new();
    let (mut answers, group) = (batches.len(), group as usize);
    while group < answers {
        let calls: Vec<usize> = (0..answers.div_ceil(group)).map(|at| group.min(answers - at * group)).collect();
        answers = calls.len();
        levels.push(calls);
    }
    Ok(Plan::Parts { batches, levels })
}

fn batches(parts: &[&str], room: u64, fence: u64, weigh: &dyn Fn(&str) -> u64) -> Vec<Vec<Piece>> {
    let mut batches: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    for (part, text) in parts.iter().enumerate() {
        for at in units(text, room.saturating_sub(fence), weigh) {
            let weight = weigh(text.get(at.clone()).unwrap_or_default());
            // Neighbours of one part are one stretch again, in one fence.
            let open = batches.last_mut().and_then(|batch| batch.last_mut()).filter(|piece| piece.part == part);
            match open {
                Some(piece) if used + weight <= room => {
                    piece.at.end = at.end;
                    used += weight;
                }
                _ if used + fence + weight <= room => {
                    batches.last_mut().into_iter().for_each(|batch| batch.push(Piece { part, at: at.clone() }));
                    used += fence + weight;
                }
                _ => {
                    batches.push(vec![Piece { part, at }]);
                    used = fence + weight;
                }
            }
        }
    }
    batches.retain(|batch| !batch.is_empty());
    batches
}

/// Divides a text into stretches that join without a gap, each with a sentence and none heavier than `room`.
fn units(text: &str, room: u64, weigh: &dyn Fn(&str) -> u64) -> Vec<Range<usize>> {
    let mut offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
    offsets.push(text.len());
    let starts = sentences(text).into_iter().filter_map(|span| offsets.get(span.start).copied());
    let mut cuts: Vec<usize> = std::iter::once(0).chain(starts.skip(1)).collect();
    cuts.push(text.len());
    cuts.dedup();
    let sentences = cuts.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?));
    sentences.flat_map(|sentence| fitted(text, sentence, room, room, weigh)).collect()
}

/// Divides a stretch until no piece is heavier than `room`, by ever smaller limits, since pieces may weigh more than their characters.
fn fitted(text: &str, whole: Range<usize>, room: u64, limit: u64, weigh: &dyn Fn(&str) -> u64) -> Vec<Range<usize>> {
    let stretch = text.get(whole.clone()).unwrap_or_default();
    if weigh(stretch) <= room || stretch.chars().nth(1).is_none() {
        return vec![whole];
    }
    let pieces = divided(text, whole, limit);
    pieces.into_iter().flat_map(|piece| fitted(text, piece, room, limit / 2, weigh)).collect()
}

/// Divides what is heavier than `room` after white space, or, in a word without end, between characters.
fn divided(text: &str, whole: Range<usize>, room: u64) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut used, mut after_space) = (whole.start, 0, None);
    for (at, c) in text.get(whole.clone()).unwrap_or_default().char_indices() {
        let at = whole.start + at;
        let weight = millitokens(c.encode_utf8(&mut [0; 4]));
        if room < used + weight && start < at {
            let cut = after_space.filter(|space| start < *space).unwrap_or(at);
            pieces.push(start..cut);
            used = millitokens(text.get(cut..at).unwrap_or_default());
            start = cut;
        }
        used += weight;
        if c.is_whitespace() {
            after_space = Some(at + c.len_utf8());
        }
    }
    pieces.push(start..whole.end);
    pieces
}

//! Which of the names before words and beside times are speakers, and which times are stamps: the rest of them is part of what was said.

use super::shape::{self, Mark, Shape};
use crate::{
    speaker::{self, Candidate, Likeness, Speakers},
    times::Time,
};

/// Who of the names before words and beside times speaks.
pub(super) fn learn(shapes: &[Shape<'_>], listed: &[String]) -> Speakers {
    let full = shapes.iter().filter(|shape| **shape != Shape::Empty).count();
    let heads = shapes.iter().filter(|shape| matches!(shape, Shape::Head { .. })).count();
    let labels = shapes.iter().filter(|shape| matches!(shape, Shape::Labelled { .. })).count();
    // A head has its words on lines of their own, so lines are counted where labels are the rule.
    let counted = if heads < labels { full } else { usize::MAX };
    let candidates = shapes.iter().enumerate().filter_map(|(at, shape)| match shape {
        Shape::Head { name, mark, .. } => {
            let is_marked = *mark == Mark::Sign && has_words_after(shapes, at);
            Some(Candidate { label: name, is_marked, is_doubtful: true })
        }
        Shape::Labelled { name, is_marked, .. } if !name.is_empty() => {
            Some(Candidate { label: name, is_marked: *is_marked, is_doubtful: false })
        }
        Shape::Title(name) if speaker::likeness(name) == Likeness::Strong => {
            Some(Candidate { label: name, is_marked: false, is_doubtful: true })
        }
        _ => None,
    });
    Speakers::learn(candidates, counted, listed)
}

/// Whether the next line with anything has words rather than another name or time.
fn has_words_after(shapes: &[Shape<'_>], at: usize) -> bool {
    let next = shapes.iter().skip(at + 1).find(|shape| **shape != Shape::Empty);
    matches!(next, Some(Shape::Words | Shape::Timed { .. } | Shape::Labelled { .. } | Shape::Title(_)))
}

/// Decides of each line what it is: heads and labels of nobody who speaks become words.
pub(super) fn settle<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>], speakers: &Speakers) {
    let accepted: Vec<(usize, u64)> = shapes
        .iter()
        .enumerate()
        .filter_map(|(at, shape)| match shape {
            Shape::Head { name, time, .. } if name.is_empty() || speakers.has(name) => Some((at, time.start.ms)),
            _ => None,
        })
        .collect();
    let labels =
        shapes.iter().filter(|shape| matches!(shape, Shape::Labelled { name, .. } if speakers.has(name))).count();
    let mut next = 0;
    for at in 0..shapes.len() {
        while accepted.get(next).is_some_and(|(head, _)| *head < at) {
            next += 1;
        }
        let Some(shape) = shapes.get(at) else { break };
        let settled = match shape {
            Shape::Head { name, .. } if name.is_empty() || speakers.has(name) => continue,
            Shape::Labelled { name, .. } if name.is_empty() || speakers.has(name) => continue,
            // Somebody who speaks once, among heads of the same shape: the time fits between its neighbours'.
            Shape::Head { name, time, .. } if 2 <= accepted.len() && speaker::likeness(name) == Likeness::Strong => {
                let before = next.checked_sub(1).and_then(|before| accepted.get(before)).map_or(0, |(_, ms)| *ms);
                let after = accepted.get(next).map_or(u64::MAX, |(_, ms)| *ms);
                if (before..=after).contains(&time.start.ms) && has_words_after(shapes, at) {
                    continue;
                }
                Shape::Words
            }
            // "00:00:02 Great": a time and a word, unless the line ends in its time.
            Shape::Head { time, .. } => {
                after_time(lines, at).map_or(Shape::Words, |words| Shape::Timed { time: *time, words })
            }
            // A name that comes once, at the beginning of a paragraph: whose words these are is not sure, so nobody is named, and the
            // words stay whole.
            Shape::Labelled { name, is_marked: false, time: None, .. }
                if 2 <= labels && speaker::likeness(name) == Likeness::Strong =>
            {
                let is_paragraph = at.checked_sub(1).is_none_or(|before| shapes.get(before) == Some(&Shape::Empty));
                let words = lines.get(at).map_or("", |(_, line)| line);
                if is_paragraph {
                    Shape::Labelled { name: "".into(), time: None, words, is_marked: false }
                } else {
                    Shape::Words
                }
            }
            Shape::Labelled { time: Some(time), .. } => {
                after_time(lines, at).map_or(Shape::Words, |words| Shape::Timed { time: *time, words })
            }
            Shape::Labelled { .. } => Shape::Words,
            Shape::Title(name) if speakers.has(name) => continue,
            Shape::Title(_) if shape::bare(lines.get(at).map_or("", |(_, line)| line)).is_heading => continue,
            Shape::Title(_) => Shape::Words,
            _ => continue,
        };
        if let Some(shape) = shapes.get_mut(at) {
            *shape = settled;
        }
    }
    // What is left of titles are speakers or headings; speakers become heads without a time.
    for shape in shapes.iter_mut() {
        if let Shape::Title(name) = shape
            && speakers.has(name)
        {
            *shape = Shape::Labelled { name: std::mem::take(name), time: None, words: "", is_marked: false };
        }
    }
}

/// What follows the time that a line begins with.
fn after_time<'a>(lines: &[(usize, &'a str)], at: usize) -> Option<&'a str> {
    shape::after_time(lines.get(at)?.1)
}

/// Decides which times at the beginning of lines are stamps, and which somebody says ("10:30 works for me").
///
/// Where heads or labels have times, others are stamps in brackets only, or alone on their line and in order. Where names have none, times in order
/// are stamps if there are some of them. Where nobody is named they are all there is.
pub(super) fn stamps<'a>(lines: &[(usize, &'a str)], shapes: &mut [Shape<'a>]) {
    let has_names = shapes.iter().any(|shape| matches!(shape, Shape::Head { .. } | Shape::Labelled { .. }));
    let has_timed_names =
        shapes.iter().any(|shape| matches!(shape, Shape::Head { .. } | Shape::Labelled { time: Some(_), .. }));
    if !has_names {
        return;
    }
    let bare: Vec<(usize, Time)> = shapes
        .iter()
        .enumerate()
        .filter_map(|(at, shape)| match shape {
            Shape::Time(time) | Shape::Timed { time, .. } if !lines.get(at)?.1.trim_start().starts_with(['[', '(']) => {
                Some((at, time.start))
            }
            _ => None,
        })
        .collect();
    let is_in_order = bare.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one.ms <= other.ms));
    let are_blocks = !has_timed_names && is_in_order;
    let mut last_ms = 0;
    let mut bare = bare.into_iter().peekable();
    for at in 0..shapes.len() {
        if let Some(Shape::Head { time, .. } | Shape::Labelled { time: Some(time), .. }) = shapes.get(at) {
            last_ms = time.start.ms;
        }
        let Some((_, time)) = bare.next_if(|(stamp, _)| *stamp == at) else { continue };
        let is_alone = matches!(shapes.get(at), Some(Shape::Time(_)));
        let follows_head = at
            .checked_sub(1)
            .is_some_and(|before| matches!(shapes.get(before), Some(Shape::Head { .. } | Shape::Labelled { .. })));
        let is_stamp = match (is_alone, has_timed_names) {
            (true, true) => {
                !follows_head && last_ms <= time.ms && next_ms(shapes, at).is_none_or(|next| time.ms <= next)
            }
            (true, false) => are_blocks,
            (false, true) => false,
            (false, false) => are_blocks && time.places == 3,
        };
        if !is_stamp && let Some(shape) = shapes.get_mut(at) {
            *shape = Shape::Words;
        }
    }
}

/// The time of the next name that has one.
fn next_ms(shapes: &[Shape<'_>], at: usize) -> Option<u64> {
    // Names come every few lines; further away a time says little.
    shapes.iter().skip(at).take(200).find_map(|shape| match shape {
        Shape::Head { time, .. } | Shape::Labelled { time: Some(time), .. } => Some(time.start.ms),
        _ => None,
    })
}

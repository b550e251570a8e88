//! The words of earlier mails, so that a later one's history is known by them, in whatever language and however it was wrapped.

use super::{
    Layer, Layered,
    lines::{plain, words},
};
use crate::Slices;
use std::collections::{BTreeMap, HashSet};

/// A line is held if this share of its word runs is.
const HELD: f32 = 0.7;
/// Of a line that nothing marks as quoted, this share: who says nearly the same says it themselves.
const REPEATED: f32 = 0.95;
/// Words of a run: fewer say nothing about where a line comes from.
const RUN: usize = 4;

/// What was written before a mail, by whom: runs of four words and whole short lines. Holds no text.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    by: BTreeMap<String, Said>,
}

#[derive(Debug, Clone, Default)]
struct Said {
    runs: HashSet<u64>,
    lines: HashSet<u64>,
    /// The last words, which the next line's runs begin with.
    tail: Vec<u64>,
}

impl Earlier {
    /// Adds a mail of a side, as `Context::party` names it: what its author wrote in it and how they signed, without what they quoted.
    /// `layers` are the mail's.
    pub fn add_mail(&mut self, party: &str, mail: &str, layers: &[Layered]) {
        let slices = Slices::of(mail);
        let wrote = |run: &Layered| matches!(run.layer, Layer::Own | Layer::Signature);
        for run in layers.iter().filter(|run| wrote(run)) {
            self.add(party, slices.get(run.span));
        }
    }

    /// Whether a text has a line of four words or more that was written before.
    pub fn touches(&self, text: &str) -> bool {
        !self.is_empty() && text.lines().map(plain).any(|line| RUN <= words(&line).count() && self.holds(&line))
    }

    /// Whether a text says nothing but what was written before: each of its lines.
    pub fn has(&self, text: &str) -> bool {
        let said = super::lines::of(text);
        !self.is_empty() && said.iter().all(|line| line.words == 0 || self.holds(&line.plain))
    }

    /// Adds what a side wrote, line by line: runs cross line ends, since another program wraps the same words elsewhere.
    pub fn add(&mut self, party: &str, text: &str) {
        let said = self.by.entry(plain(party)).or_default();
        for line in text.lines() {
            let hashes: Vec<u64> = words(&plain(line)).map(hash).collect();
            if hashes.is_empty() {
                continue;
            }
            said.lines.insert(joined(&hashes));
            said.tail.extend(&hashes);
            said.runs.extend(said.tail.windows(RUN).map(joined));
            said.tail.drain(..said.tail.len().saturating_sub(RUN - 1));
        }
    }

    /// Whether nothing was added, so that nothing is recognised.
    pub fn is_empty(&self) -> bool {
        self.by.is_empty()
    }

    /// Whether a line, as plain text, was written before.
    pub(super) fn holds(&self, plain: &str) -> bool {
        let hashes: Vec<u64> = words(plain).map(hash).collect();
        self.by.values().any(|said| said.holds(&hashes, HELD))
    }

    /// Whether a line, as plain text, was written before on another side than `party`.
    pub(super) fn holds_of_others(&self, line: &str, party: Option<&str>) -> bool {
        let party = party.map(plain);
        let hashes: Vec<u64> = words(line).map(hash).collect();
        self.by.iter().filter(|(by, _)| Some(*by) != party.as_ref()).any(|(_, said)| said.holds(&hashes, REPEATED))
    }
}

impl Said {
    fn holds(&self, hashes: &[u64], share: f32) -> bool {
        if hashes.len() < RUN {
            return !hashes.is_empty() && self.lines.contains(&joined(hashes));
        }
        let runs = hashes.windows(RUN);
        let all = runs.len();
        let held = runs.filter(|run| self.runs.contains(&joined(run))).count();
        #[allow(clippy::cast_precision_loss)] // A line has few words.
        let enough = share * all as f32 <= held as f32;
        enough
    }
}

/// FNV-1a hash of a word: quick, and the same on every machine.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn joined(words: &[u64]) -> u64 {
    words.iter().fold(0x9e37_79b9_7f4a_7c15, |all, word| (all.rotate_left(17) ^ word).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_again_however_they_are_wrapped() {
        let mut earlier = Earlier::default();
        earlier.add("Jo Lind", "We can deliver the\nmeters in week nine, not before.\nYours,");
        assert!(earlier.holds(&plain("deliver the meters in week")));
        assert!(earlier.holds(&plain("Yours,")));
        assert!(!earlier.holds(&plain("We cannot take them in week nine")));
        assert!(earlier.holds_of_others(&plain("the meters in week nine"), Some("Ada")));
        assert!(!earlier.holds_of_others(&plain("the meters in week nine"), Some("jo lind")));
        assert!(!earlier.holds(""));
    }
}

//! The words of an account's texts by number, so that a question is held against thousands of passages in some milliseconds.

use crate::question::Term;
use facts::content_stems;
use std::collections::HashMap;

/// How far a synonym stands for a word, where the word itself counts 1.
const SYNONYM: f32 = 0.7;

/// The stems of all texts, each word stemmed once.
#[derive(Default)]
pub(crate) struct Vocabulary {
    /// The stem of each word; none for words without matter.
    words: HashMap<String, Option<u32>>,
    numbers: HashMap<String, u32>,
    stems: Vec<String>,
}

impl Vocabulary {
    /// The numbers of the stems of a text, ascending.
    pub fn read(&mut self, text: &str) -> Vec<u32> {
        let mut found = Vec::new();
        let mut lower = String::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            // Most words are small ASCII letters already and need no copy.
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            let key = if plain {
                word
            } else {
                lower.clear();
                lower.extend(word.chars().flat_map(char::to_lowercase));
                lower.as_str()
            };
            let stem = match self.words.get(key) {
                Some(stem) => *stem,
                None => self.learn(key),
            };
            found.extend(stem);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn learn(&mut self, lower: &str) -> Option<u32> {
        let has_digit = lower.chars().any(|c| c.is_ascii_digit());
        let stem = if has_digit { Some(lower.to_owned()) } else { content_stems(lower).into_iter().next() };
        let number = stem.and_then(|stem| {
            let next = u32::try_from(self.stems.len()).ok()?;
            let number = *self.numbers.entry(stem.clone()).or_insert(next);
            if number == next {
                self.stems.push(stem);
            }
            Some(number)
        });
        self.words.insert(lower.to_owned(), number);
        number
    }

    /// For each stem how far it stands for a word of the question, 0 to 1: as itself, with a slip of the pen or in a compound, or less as a
    /// synonym.
    pub fn meant_by(&self, term: &Term) -> Vec<f32> {
        let exact = |stem: &String| match (term.stems.contains(stem), term.synonyms.contains(stem)) {
            (true, _) => 1.0,
            (_, true) => SYNONYM,
            _ => 0.0,
        };
        let plain = self.stems.iter().map(exact).collect::<Vec<f32>>();
        let Some(wanted) =
            term.stems.first().filter(|stem| 5 <= stem.len() && !stem.contains(|c: char| c.is_ascii_digit()))
        else {
            return plain;
        };
        let loosely = |stem: &String| {
            is_slip(wanted, stem)
                || is_kin(wanted, stem)
                || (7 <= wanted.len() && wanted.len() < stem.len() && stem.contains(wanted.as_str()))
        };
        self.stems
            .iter()
            .zip(plain)
            .map(|(stem, exact)| if exact < 1.0 && loosely(stem) { 1.0 } else { exact })
            .collect()
    }
}

/// Whether two stems are one word with different endings, as "zustimmen" and "Zustimmung" are.
fn is_kin(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    5 <= shared && one.chars().count().max(other.chars().count()) <= shared + 3
}

/// Whether two stems differ by one letter: put in, left out, changed, or two exchanged.
fn is_slip(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 1
        || one.len() < 5
        || other.len() < 5
        || one.as_bytes().first() != other.as_bytes().first()
    {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (left, right) = (a.len() - head - tail, b.len() - head - tail);
    let exchanged = left == 2 && right == 2 && a[head] == b[head + 1] && a[head + 1] == b[head];
    // Short words differ by one letter and mean other things.
    (left <= 1 && right <= 1 && 7 <= a.len().max(b.len())) || exchanged
}

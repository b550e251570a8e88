//! Telling the same conversation again, from another recorder too. Pure.
//!
//! Two recorders hear much the same words and never quite the same. A conversation is known by hashes of three words that follow each other; of
//! these every fourth is kept, by its own value, so that the same words keep the same hashes wherever they stand. Source: A. Broder, "On the
//! resemblance and containment of documents", 1997.

use std::collections::BTreeSet;

/// How many words that follow each other make one hash.
const WORDS: usize = 3;
/// One hash of so many is kept.
const KEPT_OF: u64 = 4;
/// Of a conversation with fewer hashes nothing can be told.
const FEWEST: usize = 6;
/// From this share on two conversations are one. Two recorders of one talk share half or more; different talks of the same people a twentieth.
const SAME: f64 = 0.25;

/// What a conversation is known by: ascending hashes, about one for four of its words.
pub fn sketch<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<u64> {
    let words: Vec<String> = texts.into_iter().flat_map(words).collect();
    let hashes: BTreeSet<u64> = words.windows(WORDS).map(hash).filter(|hash| hash % KEPT_OF == 0).collect();
    hashes.into_iter().collect()
}

/// What tells exactly the same words, however they are punctuated and divided: 32 hexadecimal digits.
pub fn words_hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for word in texts.into_iter().flat_map(words) {
        hasher.update(word.as_bytes()).update(b" ");
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Whether two conversations are the same one, or one is a part of the other.
pub fn is_same(one: &[u64], other: &[u64]) -> bool {
    let (one, other): (BTreeSet<u64>, BTreeSet<u64>) = (one.iter().copied().collect(), other.iter().copied().collect());
    let fewer = one.len().min(other.len());
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    FEWEST <= fewer && SAME * count(fewer) <= count(one.intersection(&other).count())
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn hash(words: &[String]) -> u64 {
    let hash = blake3::hash(words.join(" ").as_bytes());
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A talk of invented words, so that no two are alike.
    fn talk(seed: usize, words: usize) -> Vec<String> {
        let word = |at| blake3::hash(format!("{seed} {at}").as_bytes()).as_bytes()[0];
        (0..words).map(|at| format!("w{}", word(at))).collect()
    }

    #[test]
    fn the_same_talk_is_known_from_another_recorder_and_by_a_part() {
        let said = talk(1, 2000);
        let one = sketch([said.join(" ").as_str()]);
        // Every ninth word was heard otherwise.
        let heard: Vec<String> = said
            .iter()
            .enumerate()
            .map(|(at, word)| if at % 9 == 0 { format!("x{at}") } else { word.clone() })
            .collect();
        assert!(is_same(&one, &sketch([heard.join(" ").as_str()])));
        assert!(is_same(&one, &sketch([said[200..700].join(", ").as_str()])), "a part of it");
        assert!(!is_same(&one, &sketch([talk(2, 2000).join(" ").as_str()])), "another one");
        assert!(!is_same(&sketch(["yes"]), &sketch(["yes"])), "of a word nothing can be told");
    }

    #[test]
    fn punctuation_and_lines_do_not_make_other_words() {
        assert_eq!(words_hash(["Good morning.", "Yes!"]), words_hash(["good morning, yes"]));
        assert_ne!(words_hash(["good morning"]), words_hash(["goodmorning"]));
    }
}

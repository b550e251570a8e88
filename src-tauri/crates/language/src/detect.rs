//! Telling languages apart: by their smallest words where a text has them, else by its letters.

use crate::{Language, lexicon::lexicon};
use std::sync::LazyLock;
use whatlang::{Detector, Lang};

/// Letters at the beginning of a text that tell its language.
const READ_CHARS: usize = 2_000;
/// So many small words of one language more than of any other settle it.
const LEAD: usize = 2;
/// Letters below which only small words count: of so few, rows of three letters tell nothing.
const LETTERS_MIN: usize = 24;
/// How sure the detector by letters has to be, 0 to 1.
const SURE: f64 = 0.5;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(Language::ALL.iter().map(|language| language.found()).collect()));

/// The language of a text; `None` where that cannot be told, as of a name or a number.
pub fn detect(text: &str) -> Option<Language> {
    by_small_words(text, 1).or_else(|| by_letters(text))
}

/// The language of a passage in a text of a known language: another one than that only where small words say so plainly.
pub fn detect_within(passage: &str, around: Option<Language>) -> Option<Language> {
    by_small_words(passage, LEAD).or(around).or_else(|| detect(passage))
}

/// The language with the most small words in the text, if it leads by at least `lead`.
fn by_small_words(text: &str, lead: usize) -> Option<Language> {
    let mut counts = [0_usize; Language::ALL.len()];
    let text: String = text.chars().take(READ_CHARS).flat_map(char::to_lowercase).collect();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        for (count, language) in counts.iter_mut().zip(Language::ALL) {
            *count += usize::from(lexicon(*language).is_some_and(|lexicon| lexicon.is_small(word)));
        }
    }
    let (best, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let second = counts.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, count)| *count).max()?;
    (second + lead <= *most).then(|| Language::ALL.get(best).copied()).flatten()
}

fn by_letters(text: &str) -> Option<Language> {
    let text: String = text.chars().take(READ_CHARS).collect();
    if text.chars().filter(|c| c.is_alphabetic()).count() < LETTERS_MIN {
        return None;
    }
    let found = DETECTOR.detect(&text).filter(|found| SURE <= found.confidence())?;
    let of = |lang: Lang| Language::ALL.iter().find(|language| language.found() == lang).copied();
    of(found.lang())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_by_its_small_words_or_its_letters() {
        for (text, expected) in [
            ("Wir kündigen zum Quartalsende, wenn das nicht besser wird.", Some(Language::German)),
            ("We will give notice at the end of the quarter.", Some(Language::English)),
            ("Nous allons résilier à la fin du trimestre.", Some(Language::French)),
            ("Vamos a cancelar al final del trimestre, si esto no mejora.", Some(Language::Spanish)),
            ("Disdiciamo alla fine del trimestre se la situazione non migliora.", Some(Language::Italian)),
            ("We zeggen op aan het einde van het kwartaal.", Some(Language::Dutch)),
            ("Wypowiemy umowę pod koniec kwartału, jeśli nic się nie zmieni.", Some(Language::Polish)),
            ("Vi säger upp avtalet i slutet av kvartalet.", Some(Language::Swedish)),
            ("Kündigungsfrist und Laufzeit", Some(Language::German)),
            ("Northgate 40.000", None),
            ("", None),
        ] {
            assert_eq!(detect(text), expected, "{text}");
        }
    }

    #[test]
    fn a_passage_is_in_the_language_around_it_unless_it_says_otherwise() {
        let german = Some(Language::German);
        assert_eq!(detect_within("OK, super.", german), german);
        assert_eq!(detect_within("Could you send it to us by Friday?", german), Some(Language::English));
        assert_eq!(detect_within("Northgate", None), None);
    }
}

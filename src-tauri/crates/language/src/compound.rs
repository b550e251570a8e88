//! Long words taken apart: "Kündigungsfrist" is a "Kündigung" and a "Frist".
//!
//! A word falls apart behind an ending that only stands inside of words, and before or behind a word of the lexicon. A wrong cut costs
//! little: the whole word is kept beside its parts.

use crate::{
    Language,
    lexicon::{Lexicon, lexicon},
};

/// Letters that a word needs to have two parts, and has at most to be looked into.
const WORD_CHARS: std::ops::RangeInclusive<usize> = 8..=60;
/// Letters that a part has at least where the lexicon does not know it, so that "ver" and "auf" are none.
const UNKNOWN_CHARS: usize = 4;

/// The parts of a word in lower case; none where it has none, or where more of it is unknown than known.
pub(crate) fn parts(word: &str, language: Language) -> Vec<String> {
    let Some(lexicon) = lexicon(language).filter(|lexicon| lexicon.has_compounds()) else { return Vec::new() };
    let count = word.chars().count();
    if !WORD_CHARS.contains(&count) {
        return Vec::new();
    }
    let cut = best(word, lexicon);
    if cut.parts.len() < 2 || cut.known * 2 < count {
        return Vec::new();
    }
    cut.parts.into_iter().map(str::to_owned).collect()
}

/// A way to take a word apart, and how many of its letters are in known parts.
struct Cut<'a> {
    parts: Vec<&'a str>,
    known: usize,
}

/// The cut that knows most of a word; a word of the lexicon stays whole.
fn best<'a>(word: &'a str, lexicon: &Lexicon) -> Cut<'a> {
    let whole = if lexicon.is_part(word) { word.chars().count() } else { 0 };
    let mut best = Cut { parts: vec![word], known: whole };
    for (at, _) in word.char_indices().skip(1) {
        let (head, tail) = word.split_at(at);
        let Some((part, known)) = first(head, tail, lexicon) else { continue };
        let rest = self::best(tail, lexicon);
        if best.known < known + rest.known {
            best = Cut { parts: [vec![part], rest.parts].concat(), known: known + rest.known };
        }
    }
    best
}

/// The beginning of a word as a part of it, without what joins it to the rest, and how many of its letters are known. `None` where it can
/// be no part.
fn first<'a>(head: &'a str, tail: &str, lexicon: &Lexicon) -> Option<(&'a str, usize)> {
    let count = |text: &str| text.chars().count();
    let whole = lexicon.without_joint(head).map(|part| (part, count(head)));
    // Of a word that is told by its ending alone, no more than the ending is known.
    if let Some(known) = whole.or_else(|| lexicon.before_joint(head).map(|(part, joint)| (part, count(joint)))) {
        return lexicon.joins_on(tail).then_some(known);
    }
    (UNKNOWN_CHARS <= count(head) && lexicon.is_part(tail)).then_some((head, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_words_fall_apart_into_words() {
        for (word, expected) in [
            ("kündigungsfrist", "kündigung frist"),
            ("kündigungsfristen", "kündigung fristen"),
            ("datenschutz", "daten schutz"),
            ("datenschutzbeauftragter", "daten schutz beauftragter"),
            ("auftragsverarbeitungsvertrag", "auftrag verarbeitung vertrag"),
            ("sicherheitslücke", "sicherheit lücke"),
            ("jahresumsatz", "jahr umsatz"),
            ("preisliste", "preis liste"),
            ("rahmenvertrag", "rahmen vertrag"),
            ("vertrag", ""),
            ("verstanden", ""),
            ("unternehmen", ""),
            ("zahnradlieferung", "zahnrad lieferung"),
            ("wahrscheinlich", ""),
            ("geschäftsführer", "geschäft führer"),
        ] {
            assert_eq!(parts(word, Language::German).join(" "), expected, "{word}");
        }
        assert_eq!(parts("understanding", Language::English), [""; 0]);
    }

    proptest! {
        /// Whatever the word, its parts are within it, and nothing panics.
        #[test]
        fn parts_are_of_the_word(word in "\\PC{0,40}") {
            for part in parts(&word, Language::German) {
                prop_assert!(word.contains(&part));
            }
        }
    }
}

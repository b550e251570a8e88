//! The words of a text as a word index keeps them, and those of a query as they are looked for.
//!
//! Both go the same way: lower case, the ending cut as the language has it, accents and umlauts folded. So "Kündigung", "Kuendigungen" and
//! "kundigung" are one word. A word with a digit is a number or a code and stays as it is.

use crate::{
    Language, compound,
    lexicon::{Lexicon, lexicon},
};
use domain::{names::folded, tokens::laid_out};
use rust_stemmers::Stemmer;

/// Words whose language nobody can tell are cut as in this one.
const OTHERWISE: Language = Language::English;

/// A word of a query, in the forms in which texts may have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The word in lower case, as it was typed.
    pub word: String,
    /// What the word index may have for it: a stem for each language in question, without repeats.
    pub forms: Vec<String>,
    /// The stems of what the word is made of; empty for most words.
    pub parts: Vec<String>,
}

/// A word in lower case without its ending, folded: letters and digits alone.
pub fn stem(word: &str, language: Language) -> String {
    let mut stem = match language.algorithm() {
        Some(algorithm) if !has_digit(word) => folded(&Stemmer::create(algorithm).stem(word)),
        _ => folded(word),
    };
    stem.retain(char::is_alphanumeric);
    stem
}

/// A text in its language as a word index keeps it: a stem a word, in their order, each compound followed by its parts.
pub fn index_words(text: &str, language: Option<Language>) -> String {
    let language = language.unwrap_or(OTHERWISE);
    let mut out = String::with_capacity(text.len());
    for word in words(&laid_out(text)) {
        push(&mut out, &stem(&word, language));
        for part in compound::parts(&word, language) {
            push(&mut out, &stem(&part, language));
        }
    }
    out
}

/// The words of a query as texts in some languages may have them. Words that say how rather than what are left out, unless it has no
/// others.
pub fn query_words(query: &str, languages: &[Language]) -> Vec<Wanted> {
    content_words(&laid_out(query), languages).into_iter().map(|word| wanted(word, languages)).collect()
}

/// The words that carry what a query is about, in lower case; all of its words where none does.
fn content_words(query: &str, languages: &[Language]) -> Vec<String> {
    let all = words(query);
    let tables: Vec<&Lexicon> = or_otherwise(languages).filter_map(lexicon).collect();
    let content: Vec<String> =
        all.iter().filter(|word| !tables.iter().any(|table| table.is_small(word))).cloned().collect();
    if content.is_empty() { all } else { content }
}

/// Whether a query asks: by its last letter or its first word, in any language.
pub fn is_question(query: &str) -> bool {
    let opens = |word: &String| lexicons().any(|lexicon| lexicon.opens_question(word));
    query.trim_end().ends_with(['?', '？']) || words(query).first().is_some_and(opens)
}

/// Whether a query asks how things stand now, in any language.
pub fn is_about_now(query: &str) -> bool {
    words(query).iter().any(|word| lexicons().any(|lexicon| lexicon.is_about_now(word)))
}

fn wanted(word: String, languages: &[Language]) -> Wanted {
    let (mut forms, mut parts) = (Vec::new(), Vec::new());
    let keep = |list: &mut Vec<String>, form: String| {
        if !list.contains(&form) {
            list.push(form);
        }
    };
    for language in or_otherwise(languages) {
        keep(&mut forms, stem(&word, language));
        for part in compound::parts(&word, language) {
            keep(&mut parts, stem(&part, language));
        }
    }
    Wanted { word, forms, parts }
}

/// The languages, or where there are none the one that unknown texts are read as.
fn or_otherwise(languages: &[Language]) -> impl Iterator<Item = Language> {
    let otherwise = languages.is_empty().then_some(OTHERWISE);
    languages.iter().copied().chain(otherwise)
}

fn lexicons() -> impl Iterator<Item = &'static Lexicon> {
    Language::ALL.iter().filter_map(|language| lexicon(*language))
}

fn push(out: &mut String, word: &str) {
    if !word.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
}

fn has_digit(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French, German};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn spellings_and_endings_of_a_word_are_one() {
        for (words, language) in [
            ("kündigung kuendigung kundigung kündigungen", German),
            ("vertrag vertrages verträge vertraege", German),
            ("contract contracts contract's", English),
            ("résiliation resiliation résiliations", French),
        ] {
            let stems: BTreeSet<String> = words
                .split(' ')
                .filter_map(|word| index_words(word, Some(language)).split(' ').next().map(str::to_owned))
                .collect();
            assert_eq!(stems.len(), 1, "{words}: {stems:?}");
        }
    }

    #[test]
    fn codes_numbers_and_writing_without_spaces_stay() {
        assert_eq!(index_words("KX/4500-B: 合同条款, 2nd", Some(German)), "kx 4500 b kx4500b 合同 同条 条款 2nd");
    }

    #[test]
    fn compounds_are_found_by_their_parts_and_parts_in_compounds() {
        let kept = index_words("Die Kündigungsfrist beträgt drei Monate.", Some(German));
        let wanted = query_words("Frist der Kündigung", &[German]);
        for word in &wanted {
            assert!(kept.split(' ').any(|kept| word.forms.iter().any(|form| form == kept)), "{word:?} in {kept}");
        }
        let long = query_words("Kündigungsfrist", &[German, English]);
        assert_eq!(long[0].parts, ["kundig", "frist"]);
    }

    #[test]
    fn small_words_are_not_what_a_query_is_about() {
        let both = [English, German];
        assert_eq!(
            content_words("vendor lock-in and data portability", &both),
            ["vendor", "lock", "data", "portability"]
        );
        assert_eq!(content_words("Wie lang ist die Laufzeit?", &both), ["lang", "laufzeit"]);
        assert_eq!(content_words("Who are they?", &both), ["who", "are", "they"]);
        assert!(is_question("Où en est le contrat") && is_question("budget?") && !is_question("budget"));
        assert!(is_about_now("aktueller Preis") && !is_about_now("Preis"));
    }

    proptest! {
        /// Every word of a text is found by itself, in whatever language it is kept, and nothing panics.
        #[test]
        fn a_word_finds_itself(text in "\\PC{0,60}", at in 0..Language::ALL.len()) {
            let language = Language::ALL[at];
            let kept = index_words(&text, Some(language));
            let kept: BTreeSet<&str> = kept.split(' ').collect();
            for word in query_words(&text, &[language]) {
                prop_assert!(word.forms.iter().any(|form| form.is_empty() || kept.contains(form.as_str())));
            }
        }
    }
}

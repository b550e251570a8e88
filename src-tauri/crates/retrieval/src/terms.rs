//! The words of a query: which of them matter, which have to be met exactly, and whether it is a question. Pure.

use domain::{
    Span,
    tokens::{is_unspaced, squeezed_code},
};
use language::{Language, Wanted, query_words, stem};
use std::collections::BTreeSet;

/// The query's words, and those among them that only an exact match can satisfy.
pub(crate) struct Terms {
    words: BTreeSet<String>,
    /// The words the query is about, in the forms that texts may have them in.
    pub wanted: Vec<Wanted>,
    /// The languages that texts may be in.
    languages: Vec<Language>,
    phrases: Vec<String>,
    exact: Vec<String>,
    /// Whether the query is a question.
    pub is_question: bool,
    /// Whether the query asks how things stand now, so that newer texts gain.
    pub is_about_now: bool,
}

impl Terms {
    /// Phrases stand in quotation marks. Exact terms are what no paraphrase replaces: words with a digit or an @ in them.
    pub fn of(query: &str, languages: &[Language]) -> Self {
        let plain = query.replace(['“', '”', '„'], "\"");
        // An odd quotation mark at the end quotes nothing.
        let mut pieces: Vec<&str> = plain.split('"').collect();
        if pieces.len().is_multiple_of(2) {
            pieces.pop();
        }
        let phrases = pieces.iter().skip(1).step_by(2).map(|phrase| phrase.trim().to_owned());
        let mut phrases: Vec<String> = phrases.filter(|phrase| 2 < squeezed(phrase).chars().count()).collect();
        let coded = plain
            .split(|c: char| c.is_whitespace() || c == '"')
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+'))
            .filter(|word| word.contains('@') || word.bytes().any(|byte| byte.is_ascii_digit()));
        // An address or a long number names one thing, whether it stands in quotation marks or not.
        let (names, coded): (Vec<&str>, Vec<&str>) = coded.partition(|word| names_one_thing(word));
        phrases.extend(names.into_iter().map(str::to_owned));
        let mut exact: Vec<String> = coded.into_iter().map(squeezed).collect();
        // A query that is one short name or number is meant literally as a whole.
        if plain.split_whitespace().count() <= 4 {
            exact.push(squeezed(&plain));
        }
        exact.retain(|term| 2 < term.chars().count());
        exact.dedup();
        Self {
            wanted: query_words(query, languages),
            languages: languages.to_vec(),
            is_question: language::is_question(&plain),
            is_about_now: language::is_about_now(&plain),
            words: folded_words(&plain)
                .into_iter()
                .filter(|word| 2 < word.chars().count() || word.contains(is_unspaced))
                .collect(),
            phrases,
            exact,
        }
    }

    /// The languages that texts may be in.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The phrases of the query that stand in quotation marks.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(String::as_str)
    }

    /// Which share of the exact terms stands in a text.
    pub fn exact_share(&self, text: &str) -> f32 {
        share(&self.exact, text)
    }

    /// Which share of the phrases stands in a text, word for word but for case, spaces and punctuation.
    pub fn phrase_share(&self, text: &str) -> f32 {
        let squeezed: Vec<String> = self.phrases.iter().map(|phrase| self::squeezed(phrase)).collect();
        share(&squeezed, text)
    }

    /// Whether the query holds a part of a speaker's name.
    pub fn names(&self, speaker: &str) -> bool {
        folded_words(speaker).iter().any(|part| self.words.contains(part))
    }

    pub fn highlights(&self, text: &str) -> Vec<Span> {
        let mut spans = self.unspaced_highlights(text);
        let mut start = None;
        let chars: Vec<char> = text.chars().collect();
        for at in 0..=chars.len() {
            let inside = chars.get(at).is_some_and(|c| c.is_alphanumeric());
            match (start, inside) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    let word: String = chars[from..at].iter().flat_map(|c| c.to_lowercase()).collect();
                    if !word.contains(is_unspaced) && self.is_meant(&word) {
                        spans.push(Span { start: from, end: at });
                    }
                    start = None;
                }
                _ => {}
            }
        }
        spans.sort();
        spans
    }

    /// Whether a word of a text, in lower case, is one of the query's: alike but for an ending, or cut to the same stem.
    fn is_meant(&self, word: &str) -> bool {
        let is_stem = |found: &String| self.wanted.iter().any(|wanted| wanted.forms.contains(found));
        self.words.iter().any(|wanted| same_word(wanted, word))
            || self.languages.iter().any(|language| is_stem(&stem(word, *language)))
    }

    /// The query's words that a text has, by their places among [`Terms::wanted`]: in any form, or what a long word is made of.
    pub fn held(&self, text: &str) -> BTreeSet<usize> {
        let stems = self.stems(text);
        let has = |wanted: &Wanted| {
            wanted.forms.iter().any(|form| stems.contains(form))
                || !wanted.parts.is_empty() && wanted.parts.iter().all(|part| stems.contains(part))
        };
        (0..self.wanted.len()).filter(|place| has(&self.wanted[*place])).collect()
    }

    /// What the word index may have of a text, in whichever of the languages it is.
    fn stems(&self, text: &str) -> BTreeSet<String> {
        let languages =
            if self.languages.is_empty() { vec![None] } else { self.languages.iter().copied().map(Some).collect() };
        let kept = languages.into_iter().map(|language| language::index_words(text, language));
        kept.flat_map(|words| words.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// Where the query's words of a writing without spaces stand, which begin and end in the middle of other letters.
    fn unspaced_highlights(&self, text: &str) -> Vec<Span> {
        let words = self.words.iter().filter(|word| word.contains(is_unspaced));
        let found = words.flat_map(|word| text.match_indices(word.as_str()).map(|(at, found)| at..at + found.len()));
        let mut ranges: Vec<std::ops::Range<usize>> = found.collect();
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut spans: Vec<Span> = Vec::new();
        for range in ranges {
            let span = Span::from_bytes(text, range);
            if spans.last().is_none_or(|last| last.end <= span.start) {
                spans.push(span);
            }
        }
        spans
    }
}

/// An address, a long number or a code such as 16-07 or AA-100MM. "24/7" and "3.5" name nothing.
fn names_one_thing(word: &str) -> bool {
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).count();
    let is_code = |code: String| 4 <= digits(&code) || 2 <= digits(&code) && code.chars().any(char::is_alphabetic);
    word.contains('@') || 5 <= digits(word) || squeezed_code(word).is_some_and(is_code)
}

fn share(terms: &[String], text: &str) -> f32 {
    if terms.is_empty() {
        return 0.0;
    }
    let text = squeezed(text);
    let found = terms.iter().filter(|term| text.contains(term.as_str())).count();
    #[allow(clippy::cast_precision_loss)]
    let share = found as f32 / terms.len() as f32;
    share
}

/// Whether two words are alike but for an ending: "contract" and "contracts".
fn same_word(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b || (4 <= short.chars().count() && long.starts_with(short) && long.len() <= short.len() + 3)
}

pub(crate) fn folded_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// Lower case, without the spaces, dots and dashes by which numbers are written one way or another.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '@' | '+')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_exact_terms() {
        let terms = Terms::of("call +44 131 496 0248 about the “break clause”", &[]);
        assert_eq!(terms.exact_share("Raj · +44 (131) 496-0248 · notice period"), 1.0);
        assert_eq!(terms.exact_share("Raj · +44 131 496 0249 · notice period"), 0.75);
        assert_eq!(terms.phrases().collect::<Vec<_>>(), ["break clause"]);
        assert_eq!((terms.phrase_share("the Break-Clause"), terms.phrase_share("a clause we break")), (1.0, 0.0));
        assert!(
            Terms::of("What did Petra say?", &[]).names("Petra Lang")
                && !Terms::of("What was said?", &[]).names("Petra Lang")
        );
        assert_eq!(Terms::of("ada@x.example", &[]).phrase_share("mail ada@x.example now"), 1.0);
        assert_eq!(Terms::of("order PO-4500918273", &[]).phrase_share("PO 4500918273 of May"), 1.0);
        assert_eq!(Terms::of("what do they think of our prices today", &[]).exact_share("anything"), 0.0);
    }

    #[test]
    fn a_word_is_held_in_any_form_and_as_its_parts() {
        let terms = Terms::of("Kündigungsfrist Preis", &[Language::German]);
        let held = |text: &str| terms.held(text).into_iter().collect::<Vec<_>>();
        assert_eq!(held("Die Kündigungsfristen stehen fest."), [0]);
        assert_eq!(held("Eine Kündigung hat ihre Frist, wie die Preise."), [0, 1]);
        assert_eq!(held("Die Frist läuft."), [0; 0]);
        let shown = terms.highlights("zwei Preise");
        assert_eq!(shown, [Span { start: 5, end: 11 }]);
    }
}

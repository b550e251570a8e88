//! Search by word without the index, while that is damaged or being made anew.

use crate::{Hit, Query, RetrievalError};
use domain::Span;
use rust_stemmers::{Algorithm, Stemmer};
use store::Database;

/// Words of the query that are looked for at most; more would only slow it down.
const WORDS_MAX: usize = 24;

/// Finds the units that hold most of the query's words, rare ones counting more, by reading all of them. No index and no model.
pub fn scan(database: &Database, query: &Query) -> Result<Vec<Hit>, RetrievalError> {
    let words = stems(&query.text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let scanned = database.scan_units(&words, &query.filter, query.limit).map_err(RetrievalError::Store)?;
    Ok(scanned
        .into_iter()
        .map(|unit| Hit { highlights: highlights(&unit.chunk.text, &words), chunk: unit.chunk, score: unit.score })
        .collect())
}

/// The stems of a query's words, each once, without those of one or two letters.
fn stems(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut stems: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| 2 < word.chars().count()) {
        let stem = stemmer.stem(&word.to_lowercase()).into_owned();
        if !stems.contains(&stem) && stems.len() < WORDS_MAX {
            stems.push(stem);
        }
    }
    stems
}

/// Words of the text that begin with one of the stems.
fn highlights(text: &str, stems: &[String]) -> Vec<Span> {
    let (mut spans, mut start, mut word) = (Vec::new(), 0, String::new());
    for (at, c) in text.chars().chain([' ']).enumerate() {
        if c.is_alphanumeric() {
            if word.is_empty() {
                start = at;
            }
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            if stems.iter().any(|stem| word.starts_with(stem.as_str())) {
                spans.push(Span { start, end: at });
            }
            word.clear();
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_and_repeats_are_left_out() {
        assert_eq!(stems("The contracts, the contract of 2026"), ["the", "contract", "2026"]);
        assert!(stems("a b ?").is_empty());
    }

    #[test]
    fn highlights_are_spans_in_characters() {
        let stems = ["vertrag".to_owned(), "end".to_owned()];
        assert_eq!(highlights("Ähm: Vertragsende", &stems), [Span { start: 5, end: 17 }]);
    }
}

//! Reading plain text: its sentences, words and numbers. Pure. Whose a mail's lines are is told in [`crate::mail`].

use crate::{Span, tokens::is_unspaced};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The sentences of a text, in order, as spans without surrounding white space.
///
/// Sentences end by Unicode's rules (UAX #29), at empty lines, and at the ends of lines that stand alone, such as bullets and
/// greetings; a line that mail software wrapped goes on in the next. Common abbreviations and ordinals do not end one.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    for line in lines_joined(text) {
        let Some(block) = text.get(line.clone()) else { continue };
        // A wrapped line's end reads as a space; it is one byte too, so offsets hold.
        let flat = block.replace('\n', " ");
        let mut start = 0;
        for (at, piece) in flat.split_sentence_bound_indices() {
            let end = at + piece.len();
            if ends_in_abbreviation(&flat[start..end]) && end < flat.len() {
                continue;
            }
            let body = &flat[start..end];
            let trimmed = body.trim();
            if trimmed.chars().any(char::is_alphanumeric) {
                let lead = body.len() - body.trim_start().len();
                let from = line.start + start + lead;
                found.push(from..from + trimmed.len());
            }
            start = end;
        }
    }
    to_spans(text, &found)
}

/// The byte ranges of lines, with wrapped ones joined.
fn lines_joined(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut offset = 0;
    let mut previous = "";
    for line in text.split_inclusive('\n') {
        let range = offset..offset + line.trim_end_matches(['\n', '\r']).len();
        offset += line.len();
        let body = line.trim();
        let goes_on = 55 <= previous.chars().count()
            && body.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
            && !previous.ends_with(['.', '!', '?', ':']);
        match ranges.last_mut() {
            Some(last) if goes_on => last.end = range.end,
            _ if body.is_empty() => {}
            _ => ranges.push(range),
        }
        previous = body;
    }
    ranges
}

fn ends_in_abbreviation(text: &str) -> bool {
    const ABBREVIATIONS: [&str; 28] = [
        "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "nr.", "art.", "e.g.", "i.e.", "z.b.", "d.h.", "u.a.",
        "bzw.", "ca.", "vs.", "inc.", "ltd.", "hr.", "fr.", "approx.", "mio.", "mrd.", "mia.", "tsd.", "rs.", "sfr.",
    ];
    let last = text.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    // "3." before a word is a German ordinal or a numbered item, not the end of a sentence.
    let ordinal = last.len() <= 3 && last.ends_with('.') && last[..last.len() - 1].bytes().all(|b| b.is_ascii_digit());
    (ordinal && last.len() >= 2) || ABBREVIATIONS.contains(&last.as_str())
}

/// Byte ranges, ascending, to spans, in one pass over the text.
fn to_spans(text: &str, ranges: &[Range<usize>]) -> Vec<Span> {
    let (mut byte, mut chars) = (0, 0);
    let mut count_to = |target: usize| {
        chars += text.get(byte..target).map_or(0, |piece| piece.chars().count());
        byte = target;
        chars
    };
    ranges.iter().map(|range| Span { start: count_to(range.start), end: count_to(range.end) }).collect()
}

/// How many words a reader counts.
///
/// Where a writing sets no spaces, two letters are a word.
pub fn word_count(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    words
        .map(
            |word| {
                if word.is_ascii() { 1 } else { word.chars().filter(|c| is_unspaced(*c)).count().div_ceil(2).max(1) }
            },
        )
        .sum()
}

/// A text with its first letter large.
pub fn capital_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A whole number with its thousands apart: 48000 as "48,000".
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(split("We pay 28.000 Euro. Not more! Ok?"), ["We pay 28.000 Euro.", "Not more!", "Ok?"]);
        assert_eq!(split("Ask Dr. Kehl. He knows."), ["Ask Dr. Kehl.", "He knows."]);
        assert_eq!(split("Es sind 1,5 Mio. Euro. Mehr nicht!"), ["Es sind 1,5 Mio. Euro.", "Mehr nicht!"]);
        assert_eq!(split("Bis zum 3. März geht das. Gut."), ["Bis zum 3. März geht das.", "Gut."]);
        assert_eq!(
            split("Hi Maren,\n\n- liability: 24 months\n- own cap\n"),
            ["Hi Maren,", "- liability: 24 months", "- own cap"]
        );
        let wrapped = "The board has released all of the money for this whole year and\nwants to sign. Then we go.";
        assert_eq!(split(wrapped).len(), 2);
        assert_eq!(split("—\n…"), Vec::<&str>::new());
    }

    proptest! {
        /// Sentences are in order, do not overlap, and no text makes it panic.
        #[test]
        fn sentences_are_in_order(text in "([a-zäß]{1,9}|[.!?:,>-]|\n| |[0-9]{1,3}|[A-Z]){0,80}") {
            let mut end = 0;
            for span in sentences(&text) {
                prop_assert!(end <= span.start && span.start < span.end);
                prop_assert!(!span.of(&text).is_empty());
                end = span.end;
            }
            prop_assert!(end <= text.chars().count());
        }
    }
}

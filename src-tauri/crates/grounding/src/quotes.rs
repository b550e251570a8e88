//! Quotations and addresses of a line, and whether a source has them word for word.

use crate::words::words;
use regex::Regex;
use std::{ops::Range, sync::LazyLock};

/// A quotation: where it stands in the line, marks included, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// The bytes of the line that the quotation takes, marks included.
    pub at: Range<usize>,
    /// The words between the marks.
    pub words: String,
}

/// Whether all of a quotation stands in brackets: put in by who quotes.
pub(crate) fn is_bracketed(quoted: &str) -> bool {
    quoted.contains('[') && !GAP.replace_all(quoted, "").contains(char::is_alphanumeric)
}

/// What a quotation may leave out or put in: an ellipsis, or words in brackets.
static GAP: LazyLock<Regex> = LazyLock::new(|| facts_pattern(r"…|\.{3,}|\[[^\]]*\]"));

/// Marks that open a quotation, and those that close it.
const MARKS: [(char, &[char]); 10] = [
    ('“', &['”', '“']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('"', &['"']),
    ('‚', &['‘', '’']),
    ('‹', &['›']),
    ('›', &['‹']),
    ('「', &['」']),
    ('『', &['』']),
];

/// The quotations of a line. Single marks count where they cannot be apostrophes; a quotation that is never closed goes to the end.
pub(crate) fn quotations(text: &str) -> Vec<Quotation> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let after = |index: usize| chars.get(index).map_or(text.len(), |(byte, _)| *byte);
    let is_word = |index: Option<usize>| index.and_then(|at| chars.get(at)).is_some_and(|(_, c)| c.is_alphanumeric());
    let mut found = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let (start, c) = chars[index];
        let single = matches!(c, '\'' | '‘') && !is_word(index.checked_sub(1)) && is_word(Some(index + 1));
        let closing: &[char] = match MARKS.iter().find(|(open, _)| *open == c) {
            Some((_, closing)) => closing,
            None if single => &['\'', '’'],
            None => {
                index += 1;
                continue;
            }
        };
        let closes = |at: usize| {
            let c = chars[at].1;
            closing.contains(&c)
                && (!single || (!is_word(Some(at + 1)) && at.checked_sub(1).is_some_and(|b| chars[b].1 != ' ')))
        };
        let end = (index + 1..chars.len()).find(|at| closes(*at));
        match end {
            None if single => index += 1,
            end => {
                let close = end.unwrap_or(chars.len());
                let words = text[after(index + 1)..after(close)].trim().to_owned();
                found.push(Quotation { at: start..after(close + 1), words });
                index = close + 1;
            }
        }
    }
    found
}

/// Whether a text has the quoted words, all of them in this order and nothing between; marks, case and white space do not count.
/// Where the quotation says with "…" or in brackets that something was left out or put in, its pieces have to follow each other.
pub(crate) fn is_verbatim(quoted: &str, text: &str) -> bool {
    // Brackets that the source itself has put nothing in.
    if quoted.contains('[') && text.contains(quoted) {
        return true;
    }
    let said = spelled(text);
    let mut from = 0;
    let mut any = false;
    for piece in GAP.split(quoted) {
        let wanted = spelled(piece);
        if wanted.is_empty() {
            continue;
        }
        any = true;
        let found = (from..=said.len().saturating_sub(wanted.len())).find(|at| said[*at..].starts_with(&wanted));
        match found {
            Some(at) => from = at + wanted.len(),
            None => return false,
        }
    }
    any
}

/// The words of a text as they are spelled, contractions left closed.
fn spelled(text: &str) -> Vec<String> {
    let mut spelled: Vec<(usize, String)> = Vec::new();
    for word in words(text) {
        // A contraction is two words of one place; it was written as one.
        if spelled.last().is_none_or(|(start, _)| *start != word.bytes.start) {
            spelled.push((word.bytes.start, crate::words::fold(&text[word.bytes.clone()])));
        }
    }
    spelled.into_iter().map(|(_, word)| word).collect()
}

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    facts_pattern(
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bhttps?://[^\s<>“”]+|\bwww\.[^\s<>“”]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|de|at|ch|eu|io|dev|app|edu|gov|info|biz|uk|fr|nl|se|no|dk|it|es|ca|example)\b(?:/[^\s<>“”]*)?",
    )
});

#[allow(clippy::expect_used)] // Every pattern is a literal of this crate and compiled by its tests.
fn facts_pattern(text: &str) -> Regex {
    regex::RegexBuilder::new(text).case_insensitive(true).build().expect("a pattern of this crate")
}

/// The mail and web addresses of a text: where they stand, and how they read without scheme and closing marks.
pub(crate) fn addresses(text: &str) -> Vec<(Range<usize>, String)> {
    ADDRESS.find_iter(text).map(|found| (found.range(), normal(found.as_str()))).collect()
}

fn normal(address: &str) -> String {
    let lower = address.to_lowercase();
    let bare = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    bare.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '/', '"', '\'', '>']).to_owned()
}

/// The text with stretches blanked out, byte for byte, so that what is read elsewhere keeps its place.
pub(crate) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut blanked = text.to_owned();
    for range in ranges {
        if let Some(piece) = text.get(range.clone()) {
            blanked.replace_range(range.clone(), &" ".repeat(piece.len()));
        }
    }
    blanked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_in_any_marks() {
        let check = |text: &str, wanted: &[&str]| {
            let found = quotations(text);
            assert_eq!(found.iter().map(|quote| quote.words.as_str()).collect::<Vec<_>>(), wanted, "{text}");
        };
        check("Ada said “no more” and \"never\"", &["no more", "never"]);
        check("Sie sagte „nie wieder“ und «so»", &["nie wieder", "so"]);
        check("He said 'that's it' to the users' list", &["that's it"]);
        check("Ada's list isn't the users' list", &[]);
        check("She wrote \"we stop", &["we stop"]);
    }

    #[test]
    fn a_quotation_stands_word_for_word() {
        let said = "We can't go above 40,000 euros, not for a pilot. It's well-known.";
        let check = |quoted: &str, wanted: bool| assert_eq!(is_verbatim(quoted, said), wanted, "{quoted}");
        check("we can’t go above 40,000 euros", true);
        check("not for a pilot", true);
        check("We can't go … not for a pilot", true);
        check("[…] not for a pilot", true);
        check("well-known", true);
        check("We can go above 40,000 euros", false);
        check("We cannot go above", false);
        check("go above 40,000", true);
        check("go above 40,001", false);
        check("go above 40,000 dollars", false);
        check("above euros", false);
        check("not for a first pilot", false);
        check("not for a pilot We can't", false);
        check("", false);
    }

    #[test]
    fn addresses_are_read_without_their_trimmings() {
        let read = |text: &str| addresses(text).into_iter().map(|(_, address)| address).collect::<Vec<_>>();
        assert_eq!(read("Write to Petra.Lang@Harbour.example."), ["petra.lang@harbour.example"]);
        assert_eq!(read("see https://www.example.com/a/b/, or example.com/c"), ["example.com/a/b", "example.com/c"]);
        assert_eq!(read("e.g. this"), [] as [String; 0]);
    }
}

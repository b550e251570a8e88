//! A text as words: folded, stemmed, with contractions opened, and with what punctuation says about where clauses begin.

pub(crate) use quantities::fold;
use rust_stemmers::{Algorithm, Stemmer};
use std::ops::Range;

/// One word, number or sign of a text, with what punctuation says of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Word {
    /// The word as it is written, without a possessive ending.
    pub raw: String,
    /// Lower case, without accents; what a contraction stands for.
    pub low: String,
    /// The word's stem, by which words are compared.
    pub stem: String,
    /// The bytes of the text that the word takes.
    pub bytes: Range<usize>,
    /// Whether the word begins with a capital letter.
    pub capital: bool,
    /// Whether a sentence, a line or a quotation begins with it, so that a capital means nothing.
    pub opens: bool,
    /// Whether a clause begins with it: punctuation stands before it.
    pub breaks: bool,
    /// Whether a full stop follows at once, as in "3. März".
    pub dotted: bool,
    /// Whether a colon follows the word, as in "Ada: yes".
    pub colon: bool,
    /// Whether a comma follows the word.
    pub comma: bool,
}

/// Whether two stems belong together: equal, or one goes on in the other for no more than two letters.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    5 <= short.len() && long.len() <= short.len() + 2 && long.starts_with(short) && !short.ends_with(char::is_numeric)
}

/// The stem of a word that is folded already.
pub(crate) fn stem(low: &str) -> String {
    Stemmer::create(Algorithm::English).stem(low).into_owned()
}

/// The words, numbers and signs of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let english = Stemmer::create(Algorithm::English);
    let mut found: Vec<Word> = Vec::new();
    let mut end = 0;
    for range in raw_words(text) {
        let raw = &text[range.clone()];
        let between = &text[end..range.start];
        let after_abbreviation = found.last().is_some_and(|word: &Word| is_abbreviation(&word.low) && word.dotted);
        let stop = |c: char| matches!(c, '.' | '!' | '?' | '\n' | '…') && !(after_abbreviation && c == '.');
        let opens = found.is_empty() || between.contains(stop) || between.contains([':', '"', '“', '„', '«', '•', '*']);
        let breaks =
            opens || between.contains([',', ';', '—', '–', '(', ')', '[', ']', '”']) || between.contains(" - ");
        let rest = &text[range.end..];
        let mark = |mark: char| rest.starts_with(mark);
        let (dotted, colon, comma) = (mark('.'), mark(':'), mark(','));
        let capital = raw.chars().next().is_some_and(char::is_uppercase);
        let parts = opened(raw);
        let count = parts.len();
        for (at, (shown, low)) in parts.into_iter().enumerate() {
            let stem = english.stem(&low).into_owned();
            let (first, last) = (at == 0, at + 1 == count);
            found.push(Word {
                raw: shown,
                low,
                stem,
                bytes: range.clone(),
                capital: capital && first,
                opens: opens && first,
                breaks: breaks && first,
                dotted: dotted && last,
                colon: colon && last,
                comma: comma && last,
            });
        }
        end = range.end;
    }
    found
}

/// The byte ranges of words, numbers and the signs that count as words: % and those of money.
fn raw_words(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| chars.get(index).map_or(' ', |(_, c)| *c);
    let byte = |index: usize| chars.get(index).map_or(text.len(), |(byte, _)| *byte);
    let mut ranges = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let c = at(index);
        if c == '%'
            || !c.is_alphanumeric()
                && !c.is_ascii_punctuation()
                && quantities::money::currency_of_word(c.encode_utf8(&mut [0; 4])).is_some()
            || c == '$'
        {
            ranges.push(byte(index)..byte(index + 1));
            index += 1;
            continue;
        }
        if !c.is_alphanumeric() {
            index += 1;
            continue;
        }
        let start = index;
        while at(index).is_alphanumeric() || joins(&at, start, index) {
            index += 1;
        }
        ranges.push(byte(start)..byte(index));
    }
    ranges
}

/// Whether the sign at `index` belongs to the word around it: an apostrophe in "don't", a comma in "48,000", dots in "U.S.".
fn joins(at: &impl Fn(usize) -> char, start: usize, index: usize) -> bool {
    if index <= start {
        return false;
    }
    let (before, sign, after) = (at(index - 1), at(index), at(index + 1));
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    match sign {
        '\'' | '’' => (before.is_alphabetic() && after.is_alphabetic()) || digits,
        ',' | ':' | '/' | '-' | '\u{a0}' | '\u{202f}' => digits,
        '.' => {
            digits
                || (after.is_alphabetic()
                    && before.is_alphabetic()
                    && index - start == 1
                    && !at(index + 2).is_alphabetic())
        }
        // An accent that is written as a sign of its own.
        '\u{300}'..='\u{36f}' => before.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&before),
        _ => false,
    }
}

fn is_abbreviation(low: &str) -> bool {
    const SHORT: [&str; 16] =
        ["mr", "mrs", "ms", "dr", "prof", "st", "hon", "jr", "no", "nr", "vs", "ca", "hr", "fr", "bzw", "approx"];
    SHORT.contains(&low) || low.chars().count() == 1
}

/// What a written word stands for: itself, without a possessive ending, or the words it contracts.
fn opened(raw: &str) -> Vec<(String, String)> {
    let low = fold(raw);
    let whole: Option<&[&str]> = match low.as_str() {
        "won't" => Some(&["will", "not"]),
        "can't" | "cannot" => Some(&["can", "not"]),
        "shan't" => Some(&["shall", "not"]),
        "ain't" => Some(&["is", "not"]),
        "let's" => Some(&["let", "us"]),
        "gonna" => Some(&["going", "to"]),
        "wanna" => Some(&["want", "to"]),
        "gotta" => Some(&["got", "to"]),
        _ => None,
    };
    if let Some(parts) = whole {
        return parts.iter().map(|part| (raw.to_owned(), (*part).to_owned())).collect();
    }
    let Some((head, tail)) = low.rsplit_once('\'') else { return vec![(raw.to_owned(), low)] };
    let shown = raw.rsplit_once(['\'', '’']).map_or(raw, |(head, _)| head).to_owned();
    if low.ends_with("n't") {
        let verb = low[..low.len() - 3].to_owned();
        return vec![(shown, verb), (raw.to_owned(), "not".to_owned())];
    }
    let second = match tail {
        "re" => "are",
        "ll" => "will",
        "ve" => "have",
        "m" => "am",
        // "O'Brien's" has another before it.
        "s" | "d" => return vec![(shown, head.replace('\'', ""))],
        _ => return vec![(raw.to_owned(), low.replace('\'', ""))],
    };
    vec![(shown, head.to_owned()), (raw.to_owned(), second.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lows(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.low).collect()
    }

    #[test]
    fn words_are_read_as_they_are_meant() {
        let check = |text: &str, wanted: &[&str]| assert_eq!(lows(text), wanted, "{text}");
        check("Ada's list won’t do", &["ada", "list", "will", "not", "do"]);
        check("We can't, they don't", &["we", "can", "not", "they", "do", "not"]);
        check("48,000 or 28.000 €, 12 %", &["48,000", "or", "28.000", "€", "12", "%"]);
        check("2026-03-04, 10:30 and 12.03.2026.", &["2026-03-04", "10:30", "and", "12.03.2026"]);
        check("Herr Müller, größer; U.S. law", &["herr", "mueller", "groesser", "u.s", "law"]);
        check("e-mail well-known", &["e", "mail", "well", "known"]);
    }

    #[test]
    fn sentences_and_clauses_begin_where_punctuation_says_so() {
        let words = words("Ask Dr. Kehl, please. He knows.");
        let opening: Vec<&str> = words.iter().filter(|word| word.opens).map(|word| word.raw.as_str()).collect();
        assert_eq!(opening, ["Ask", "He"]);
        let breaking: Vec<&str> = words.iter().filter(|word| word.breaks).map(|word| word.raw.as_str()).collect();
        assert_eq!(breaking, ["Ask", "please", "He"]);
    }

    #[test]
    fn forms_of_one_word_are_alike() {
        let check = |one: &str, other: &str, wanted: bool| {
            assert_eq!(alike(&stem(&fold(one)), &stem(&fold(other))), wanted, "{one} {other}");
        };
        check("releases", "released", true);
        check("Betriebsrats", "Betriebsrat", true);
        check("contract", "contact", false);
        check("form", "format", false);
    }
}

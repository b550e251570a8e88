//! Words of several tokens, and counts before a unit of time.

use super::Days;
use crate::{
    Language,
    lexicon::Words,
    tokens::{Gap, Kind, Token},
};

/// What a phrase stands for: the token after it, and its entries by language.
pub(super) type Phrase<'a> = (usize, &'a [(Language, &'static str)]);

/// The longest phrase in a table has so many tokens.
const LONGEST: usize = 7;

impl Days {
    /// The longest phrase of a list that begins at a token.
    pub(super) fn phrase<'a>(&self, at: usize, words: &'a Words) -> Option<Phrase<'a>> {
        let mut joined = String::new();
        let mut best = None;
        let mut here = at;
        while here < at + LONGEST {
            let token = self.at(here)?;
            match token.kind {
                Kind::Word if here == at || token.gap != Gap::Wide => {
                    if !joined.is_empty() && !joined.ends_with(['\'', '_']) {
                        joined.push('_');
                    }
                    joined.push_str(&token.low);
                }
                Kind::Sign('\'' | '’') if here != at && token.gap == Gap::None => joined.push('\''),
                // "après-demain", "year-end"
                Kind::Sign('-') if here != at && token.gap == Gap::None && self.joins(here + 1) => joined.push('_'),
                _ => break,
            }
            here += 1;
            let may_go_on =
                words.range(joined.as_str()..).next().is_some_and(|(known, _)| known.starts_with(joined.as_str()));
            if !may_go_on {
                break;
            }
            if let Some(entries) = words.get(joined.as_str()) {
                best = Some((here, entries.as_slice()));
            }
            if self.at(here).is_none() {
                break;
            }
        }
        best
    }

    /// The value of a phrase, in a language that the text may be of.
    pub(super) fn value(&self, at: usize, words: &Words) -> Option<(usize, &'static str)> {
        let (end, entries) = self.phrase(at, words)?;
        let known = self.reader.language();
        let own = entries.iter().find(|(language, _)| Some(*language) == known).or_else(|| entries.first())?;
        Some((end, own.1))
    }

    /// How many: digits, number words, or "a"; and the token after it. A range gives both ends.
    pub(super) fn count(&self, at: usize) -> Option<(i64, i64, usize)> {
        let token =
            self.at(at).filter(|token| token.gap != Gap::Wide || at == 0 || token.is_word() || token.is_digits())?;
        if matches!(
            token.low.as_str(),
            "a" | "an" | "einer" | "einem" | "eine" | "un" | "une" | "one" | "ein" | "en" | "et" | "een" | "um" | "uma"
        ) {
            return Some((1, 1, at + 1));
        }
        let (low, end) = self.amount(at)?;
        // "2-3 weeks", "two to three weeks"
        let dash = self.at(end).is_some_and(|token| matches!(token.kind, Kind::Sign('-' | '–')));
        let to = matches!(self.low(end), "to" | "bis" | "or" | "oder" | "ou")
            || self.at(end).is_some_and(|token| token.raw == "à");
        if (dash || to)
            && let Some((high, after)) = self.amount(end + 1)
            && low < high
        {
            return Some((low, high, after));
        }
        Some((low, low, end))
    }

    /// A number of at most five digits, or a whole one in words, and the token after it.
    pub(super) fn amount(&self, at: usize) -> Option<(i64, usize)> {
        let token = self.at(at)?;
        if token.is_digits() {
            let plain = token.raw.len() <= 5
                && !(self.joins(at + 1)
                    && self.at(at + 1).is_some_and(|next| next.is('.') || next.is(','))
                    && self.joins(at + 2)
                    && self.at(at + 2).is_some_and(Token::is_digits));
            return token.raw.parse().ok().filter(|_| plain).map(|count| (count, at + 1));
        }
        let spoken = self.reader.spoken(at)?;
        (spoken.value.is_whole() && !spoken.is_ordinal).then(|| (spoken.value.rounded(), spoken.end))
    }
}

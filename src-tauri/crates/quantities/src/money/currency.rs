//! Currencies by code, or by the sign that several share.

use super::Reader;
use crate::{
    lexicon::{self, Words, gather, has, value},
    tokens::{Gap, Kind, Token},
};
use std::{fmt, sync::LazyLock};

/// The currency that a text names, or the family of those it may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// A single currency, by its ISO 4217 code.
    Code(&'static str),
    /// One of those that share a sign or name, as $ and kr.
    Family(&'static str),
}

impl Currency {
    /// The currency of an ISO 4217 code, as a record carries it; `None` for anything else.
    pub fn from_code(code: &str) -> Option<Self> {
        let upper = code.trim();
        lexicon::CODES.split_ascii_whitespace().find(|known| *known == upper).map(Self::Code)
    }

    /// The currency that a table names by code or sign.
    pub(super) fn named(name: &str) -> Option<Self> {
        let family =
            || lexicon::FAMILIES.iter().find(|(family, _)| *family == name).map(|(family, _)| Self::Family(family));
        Self::from_code(name).or_else(family)
    }

    /// The currency's ISO 4217 code; `None` for a family.
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::Code(code) => Some(code),
            Self::Family(_) => None,
        }
    }

    /// The currency's ISO 4217 code, or the sign of its family.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code(name) | Self::Family(name) => name,
        }
    }

    /// The codes it may be, and the one it is where nothing else is known.
    fn codes(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Code(code) => (code, Some(code)),
            Self::Family(family) => {
                let codes =
                    lexicon::FAMILIES.iter().find(|(known, _)| *known == family).map_or("", |(_, codes)| *codes);
                (codes, codes.split_ascii_whitespace().next().filter(|code| *code != "?"))
            }
        }
    }

    /// Whether the two can be one and the same currency.
    pub fn may_be(self, other: Self) -> bool {
        let (mine, theirs) = (self.codes().0, other.codes().0);
        mine.split_ascii_whitespace().any(|code| code != "?" && has(theirs, code))
    }

    /// Whether a line may name this currency where its source names `source`: the same, a sign that the source's code may have, or the
    /// code that the source's sign means. "A$5" does not follow from "$5", "US$5" does.
    pub fn follows_from(self, source: Self) -> bool {
        match (self, source) {
            (Self::Code(code), Self::Family(_)) => {
                source.codes().1.map_or(has(source.codes().0, code), |meant| meant == code)
            }
            _ => self == source || matches!(self, Self::Family(_)) && self.may_be(source),
        }
    }

    /// The narrower of two names of one currency, as in "$450 CAD"; `None` where they contradict each other.
    pub(super) fn narrowed(self, other: Self) -> Option<Self> {
        match (self, other) {
            _ if self == other => Some(self),
            (Self::Family(_), Self::Code(_)) if self.may_be(other) => Some(other),
            (Self::Code(_), Self::Family(_)) if self.may_be(other) => Some(self),
            _ => None,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

static NAMES: LazyLock<Words> = LazyLock::new(|| gather(|table| table.currencies));
static CENTS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.cents));

/// The currency that one word or sign names, whatever stands beside it: "€", "euros", "AUD".
pub fn currency_of_word(word: &str) -> Option<Currency> {
    let low = crate::fold(word);
    let name = value(lexicon::SIGNS, word)
        .or_else(|| NAMES.get(low.as_str()).and_then(|found| found.first()).map(|(_, name)| *name))
        .or_else(|| short_name(word, &low));
    name.and_then(Currency::named).or_else(|| code_of(word))
}

fn short_name(raw: &str, low: &str) -> Option<&'static str> {
    value(lexicon::SHORT_NAMES, low).or_else(|| value(lexicon::SHORT_NAMES, format!("!{raw}").as_str()))
}

/// A code in capitals, or one of those that people write small.
fn code_of(raw: &str) -> Option<Currency> {
    Currency::from_code(raw).or_else(|| {
        has(lexicon::SMALL_CODES, raw.to_lowercase().as_str())
            .then(|| Currency::from_code(&raw.to_uppercase()))
            .flatten()
    })
}

impl Reader {
    /// Whether the name of a currency ends with a token.
    pub(super) fn ends_currency(&self, at: usize, floor: usize) -> bool {
        self.currency_before(at, floor, false).is_some()
    }

    /// The currency that ends at `at`, before a number, and where it begins.
    pub(super) fn currency_before(&self, at: usize, floor: usize, attached: bool) -> Option<(Currency, usize)> {
        let token = self.at(at)?;
        match token.kind {
            Kind::Sign('.') => {
                // "Rs." and "Fr."
                let before = at.checked_sub(1).filter(|before| floor <= *before && self.joins(at))?;
                let word = self.at(before)?;
                let short = matches!(word.low.as_str(), "rs" | "fr" | "sfr" | "frs" | "kr" | "dhs");
                let currency = short.then(|| short_name(&word.raw, &word.low)).flatten().and_then(Currency::named)?;
                Some((currency, before))
            }
            Kind::Sign(c) => {
                let sign = value(lexicon::SIGNS, c.to_string().as_str()).and_then(Currency::named)?;
                // "A$": the letters belong to the sign.
                let lead = at
                    .checked_sub(1)
                    .filter(|before| floor <= *before && self.near(at) && self.at(*before).is_some_and(Token::is_word));
                let led = lead.and_then(|before| {
                    let word = self.at(before)?;
                    let written_so = self.joins(at) || word.raw == "US" || code_of(&word.raw).is_some();
                    let joined = format!("{}{c}", word.low);
                    let currency = value(lexicon::SIGN_LEADS, &joined)
                        .and_then(Currency::named)
                        .or_else(|| code_of(&word.raw)?.narrowed(sign));
                    currency.filter(|_| written_so).map(|currency| (currency, before))
                });
                Some(led.unwrap_or((sign, at)))
            }
            Kind::Word => {
                let name = NAMES.get(token.low.as_str()).and_then(|found| found.first()).map(|(_, name)| *name);
                let name = name.filter(|_| {
                    matches!(token.low.as_str(), "euro" | "euros" | "franken" | "pfund" | "dollar") && token.capital()
                });
                // "Euro 6" is a standard, "Euro 45.000" a sum.
                let long = self.at(at + 1).is_some_and(|next| {
                    3 <= next.raw.len()
                        || self.joins(at + 2)
                            && self.sign(at + 2).is_some_and(|c| matches!(c, '.' | ','))
                            && self.joins(at + 3)
                });
                let name = name.filter(|_| long);
                let short = short_name(&token.raw, &token.low).filter(|_| {
                    !attached || matches!(token.low.as_str(), "rs" | "kr" | "rmb" | "rm" | "rp" | "ksh" | "php")
                });
                let doubtful =
                    has(lexicon::CODE_WORDS, token.raw.as_str()) && matches!(token.raw.as_str(), "ALL" | "TOP");
                let code = code_of(&token.raw).filter(|_| !doubtful);
                // "lei 5", "kr 450", "EUR 450"; a small code is doubtful before a number unless it stands right at it.
                let found =
                    code.or_else(|| short.and_then(Currency::named)).or_else(|| name.and_then(Currency::named))?;
                Some((found, at))
            }
            Kind::Digits => None,
        }
    }

    /// The currency that begins at `at`, after a number, and where what follows it begins. After a scale "of" may stand between.
    pub(super) fn currency_after(&self, at: usize, scaled: bool) -> Option<(Currency, usize)> {
        let token = self.at(at)?;
        if token.gap == Gap::Wide {
            return None;
        }
        if let Kind::Sign(c) = token.kind {
            if super::is_dash(c)
                && token.gap == Gap::None
                && self.joins(at + 1)
                && self.at(at + 1).is_some_and(Token::is_word)
            {
                return self.name_at(at + 1);
            }
            let sign = value(lexicon::SIGNS, c.to_string().as_str()).and_then(Currency::named)?;
            // "40 €50": the sign stands before the next number.
            if token.gap != Gap::None && self.joins(at + 1) && self.at(at + 1).is_some_and(Token::is_digits) {
                return None;
            }
            let tail = self
                .at(at + 1)
                .filter(|next| next.gap != Gap::Wide && next.is_word() && next.raw.chars().all(char::is_uppercase));
            let narrow = tail.and_then(|next| value(lexicon::SIGN_TAILS, next.low.as_str())).and_then(Currency::named);
            let narrow =
                narrow.or_else(|| tail.and_then(|next| code_of(&next.raw))).and_then(|narrow| sign.narrowed(narrow));
            return Some(narrow.map_or((sign, at + 1), |narrow| (narrow, at + 2)));
        }
        if scaled && lexicon::TABLES.iter().any(|table| has(table.of, token.low.as_str())) {
            let next =
                at + 1 + usize::from(self.joins(at + 1) && self.sign(at + 1).is_some_and(|c| matches!(c, '\'' | '’')));
            return self.name_at(next).filter(|_| self.near(next));
        }
        self.name_at(at)
    }

    /// The longest name of a currency at a place: "euros", "US-Dollar", "dollars canadiens", "AUD", "kr."
    fn name_at(&self, at: usize) -> Option<(Currency, usize)> {
        let token = self.at(at).filter(|token| token.is_word())?;
        // "U.S. dollars"
        let part_at = |(ahead, part): (usize, &&str)| self.at(at + ahead).is_some_and(|token| token.low == *part);
        if ["u", ".", "s", "."].iter().enumerate().all(part_at) && self.at(at + 4).is_some_and(|next| next.low != "u") {
            let (currency, next) = self.name_at(at + 4).filter(|_| self.near(at + 4))?;
            return currency.narrowed(Currency::named("USD")?).map(|currency| (currency, next));
        }
        let mut joined = String::new();
        let mut best: Option<(Currency, usize)> = None;
        let mut here = at;
        while here < at + 5 {
            let Some(word) = self.at(here) else { break };
            if word.is_word() {
                if !joined.is_empty() {
                    joined.push('_');
                }
                joined.push_str(&word.low);
                let found = NAMES.get(joined.as_str());
                let own = found.and_then(|found| {
                    found.iter().find(|(language, _)| Some(*language) == self.language).or_else(|| found.first())
                });
                if let Some(currency) = own.and_then(|(_, name)| Currency::named(name)) {
                    best = Some((currency, here + 1));
                }
            } else if !(word.kind == Kind::Sign('-') && word.gap == Gap::None) {
                break;
            }
            here += 1;
            if self.at(here).is_none_or(|next| next.gap == Gap::Wide) {
                break;
            }
        }
        if best.is_some() {
            return best;
        }
        let short = short_name(&token.raw, &token.low).and_then(Currency::named);
        let currency = code_of(&token.raw).or(short)?;
        let dotted = short.is_some() && self.joins(at + 1) && self.sign(at + 1) == Some('.');
        // The full stop of "kr." is the word's where the sentence goes on.
        let goes_on =
            dotted && self.at(at + 2).is_some_and(|next| next.raw.chars().next().is_some_and(char::is_lowercase));
        Some((currency, at + 1 + usize::from(goes_on)))
    }

    /// Parts of a currency after a number: "50 cents", "20 pence".
    pub(super) fn cents_after(&self, at: usize) -> Option<(Currency, i128, usize)> {
        if !self.near(at) {
            return None;
        }
        if self.sign(at) == Some('¢') {
            return Some((Currency::named("cent")?, 100, at + 1));
        }
        let (_, found) = CENTS.get(self.low(at))?.first()?;
        let (name, parts) = found.split_once(':')?;
        let currency = if name == "?" { Currency::named("cent") } else { Currency::named(name) };
        Some((currency?, parts.parse().ok()?, at + 1))
    }
}

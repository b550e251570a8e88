//! A text as words, runs of digits and signs, each with where it stands and what is between it and the one before.

use std::ops::Range;

/// What a token is: letters, digits, or another sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A run of letters.
    Word,
    /// A run of the digits 0 to 9.
    Digits,
    /// Any other character but white space.
    Sign(char),
}

/// What stands between a token and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing at all.
    None,
    /// One space that does not break the line, or a thin one.
    Thin,
    /// One ordinary space.
    Space,
    /// A line's end, more space, or the start of the text.
    Wide,
}

/// One token of a text, with where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub kind: Kind,
    /// The bytes of the text that the token takes.
    pub range: Range<usize>,
    /// The token as it is written.
    pub raw: String,
    /// The token folded by [`crate::fold`].
    pub low: String,
    /// What stands between it and the token before.
    pub gap: Gap,
}

impl Token {
    /// Whether the token begins with a capital letter.
    pub fn capital(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the token is this sign.
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// Whether the token is a run of letters.
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    /// Whether the token is a run of digits.
    pub fn is_digits(&self) -> bool {
        self.kind == Kind::Digits
    }
}

/// The tokens of a text, in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut gap = Gap::Wide;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            gap = match (gap, first) {
                (Gap::None, ' ') => Gap::Space,
                (Gap::None, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\u{2005}' | '\u{2006}') => Gap::Thin,
                _ => Gap::Wide,
            };
            continue;
        }
        let kind = kind_of(first);
        let mut end = start + first.len_utf8();
        if !matches!(kind, Kind::Sign(_)) {
            while let Some((at, next)) = chars.next_if(|(_, next)| goes_on(kind, *next)) {
                end = at + next.len_utf8();
            }
        }
        let raw = text.get(start..end).unwrap_or_default().to_owned();
        let low = crate::fold(&raw);
        found.push(Token { kind, range: start..end, raw, low, gap });
        gap = Gap::None;
    }
    found
}

/// 円 and 元 are signs of money and stand at numbers without a space, before words that go on at once.
fn kind_of(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Digits,
        '円' | '元' => Kind::Sign(c),
        _ if c.is_alphanumeric() => Kind::Word,
        _ => Kind::Sign(c),
    }
}

fn goes_on(kind: Kind, c: char) -> bool {
    // A combining accent belongs to its letter.
    kind_of(c) == kind || kind == Kind::Word && ('\u{300}'..='\u{36f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_words_digits_and_signs() {
        let read = |text: &str| tokens(text).into_iter().map(|token| token.raw).collect::<Vec<_>>();
        assert_eq!(read("€1.2M, l’an 12円です"), ["€", "1", ".", "2", "M", ",", "l", "’", "an", "12", "円", "です"]);
        let gaps: Vec<Gap> = tokens("1\u{202f}450 € \n x").into_iter().map(|token| token.gap).collect();
        assert_eq!(gaps, [Gap::Wide, Gap::Thin, Gap::Space, Gap::Wide]);
    }
}

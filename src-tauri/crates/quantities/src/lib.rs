//! Numbers, sums of money and days as people write and say them: read in one place, for every crate.
//!
//! Pure. [`money`] reads numbers and sums, [`days`] reads days. What can mean two things is said to be unclear, or is not read at all: a
//! fragment of a sum is worse than no sum. Whatever depends on a language stands in its table in `lexicon`; a language is added by
//! adding its table.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod days;
mod decimal;
mod lexicon;
pub mod money;
mod tokens;

pub use decimal::Decimal;
pub use lexicon::Language;

/// Lower case without accents; "ä" is "ae" and "ß" is "ss", as people without these keys write them.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            // The diaeresis of a decomposed umlaut.
            '\u{308}' if folded.ends_with(['a', 'o', 'u']) => folded.push('e'),
            '\u{300}'..='\u{36f}' => {}
            'ä' | 'æ' => folded.push_str("ae"),
            'ö' | 'ø' | 'œ' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ą' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ę' => folded.push('e'),
            'í' | 'ì' | 'î' | 'ï' => folded.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' => folded.push('o'),
            'ú' | 'ù' | 'û' | 'ů' => folded.push('u'),
            'ç' | 'č' | 'ć' => folded.push('c'),
            'ñ' | 'ń' => folded.push('n'),
            'ł' => folded.push('l'),
            '’' | '‘' => folded.push('\''),
            other => folded.push(other),
        }
    }
    folded
}

//! What a person can see of a text. One policy for all that comes in: what nobody sees is not kept, so it cannot be drafted, approved or sent.
//!
//! Removed are characters without a shape of their own that change how others are shown or read by machines: zero-width characters, marks and
//! overrides of direction, tag characters, byte-order marks, soft hyphens. What a script or an emoji needs stays: the joiners between letters of
//! Arabic or Indic scripts and between emoji. Accents are composed (NFC), so that one name has one spelling.
//! Source: Unicode Technical Report 36 and Standard Annex 15.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// A text as a person sees it: composed, and without characters that nobody sees. Line ends and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Most text is plain, and is left as it lies.
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t')) {
        return Cow::Borrowed(text);
    }
    if is_nfc(text) && hidden(text) == 0 {
        return Cow::Borrowed(text);
    }
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut seen = String::with_capacity(text.len());
    while let Some(letter) = rest.next() {
        if is_visible(before, letter, rest.peek().copied()) {
            seen.push(letter);
        }
        before = Some(letter);
    }
    Cow::Owned(seen.nfc().collect())
}

/// How many characters of a text nobody sees.
pub fn hidden(text: &str) -> usize {
    let mut before = None;
    let mut rest = text.chars().peekable();
    let mut count = 0;
    while let Some(letter) = rest.next() {
        count += usize::from(!is_visible(before, letter, rest.peek().copied()));
        before = Some(letter);
    }
    count
}

fn is_visible(before: Option<char>, letter: char, after: Option<char>) -> bool {
    match letter {
        '\n' | '\r' | '\t' => true,
        ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER => {
            let (Some(before), Some(after)) = (before, after) else { return false };
            is_joined(before) && is_joined(after)
                || letter == ZERO_WIDTH_JOINER && is_pictured(before) && is_pictured(after)
        }
        _ => !letter.is_control() && !is_shapeless(letter),
    }
}

/// Whether a character has no shape of its own, whatever stands beside it: marks of direction, joiners, tags, soft hyphens. White space and control
/// characters are not meant.
pub fn is_shapeless(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Letters of scripts in which a joiner changes the shape of its neighbours: Arabic, Syriac, the Indic ones, Mongolian.
fn is_joined(letter: char) -> bool {
    matches!(letter, '\u{0600}'..='\u{08FF}' | '\u{0900}'..='\u{0DFF}' | '\u{1800}'..='\u{18AF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Emoji and what belongs to them.
fn is_pictured(letter: char) -> bool {
    matches!(letter, '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_sees_goes_and_what_a_script_needs_stays() {
        let tags: String = "mark deal won".chars().filter_map(|c| char::from_u32(0xE0000 + c as u32)).collect();
        assert_eq!(visible(&format!("Yes.{tags}")), "Yes.");
        assert_eq!(hidden(&format!("Yes.{tags}")), 13);
        assert_eq!(visible("in\u{200B}vis\u{00AD}ible\u{FEFF}"), "invisible");
        assert_eq!(visible("pay \u{202E}000,9\u{202C} euros"), "pay 000,9 euros");
        assert_eq!(visible("Jose\u{301} Nu\u{301}n\u{303}ez"), "José Núñez");
        for kept in ["👩\u{200D}💻", "می\u{200C}خواهم", "line\r\n\tnext", "Grüße, 100 %", "नमस्ते"]
        {
            assert_eq!(visible(kept), kept);
        }
        assert_eq!(visible("a\u{200D}b \u{0007}c"), "ab c");
    }

    proptest! {
        #[test]
        fn twice_is_once_and_nothing_visible_is_lost(text in "\\PC{0,60}|[a-z\u{200B}-\u{200F}\u{E0041}é\u{301} ]{0,60}") {
            let once = visible(&text).into_owned();
            prop_assert_eq!(visible(&once), once.as_str());
            prop_assert_eq!(hidden(&once), 0);
            let letters = |text: &str| text.nfc().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&once), letters(&visible(&text)));
        }
    }
}

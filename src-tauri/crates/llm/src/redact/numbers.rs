//! E-mail addresses, IBANs, cards, phone numbers, named accounts. Found in this order, so that a card is not read as a phone number.

use super::{Category, Found, pattern};
use regex::Regex;
use std::{ops::Range, sync::LazyLock};

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)[\p{L}\p{N}._%+'-]+(?:@|\s?[\[(](?:at|ät)[\])]\s?)[\p{L}\p{N}-]+(?:(?:\.|\s?[\[(](?:dot|punkt)[\])]\s?)[\p{L}\p{N}-]+)+",
    )
});
static IBAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,34}"));
static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[2-6]\d{3}[ -]?(?:\d[ -]?){8,14}\d\b"));
/// A number that is called an account, with what it is called.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?:account|acct|a/c|bank\saccount|konto(?:nummer|nr)?|kto|compte|rekening(?:nummer)?|sort\scode|blz|bankleitzahl|routing|aba|clearing)
        (?:\s(?:number|no|nummer|nr|bancaire|num[ée]ro))?[\s.:\#№°-]*(?:(?:is|ist|est|lautet)\s)?
        (\d[\d\s./-]{4,24}\d)",
    )
});
/// A bank's code (BIC), with the word that says so before it.
static BIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:BIC|SWIFT)(?:[\s-](?:code|Code))?(?:\s(?:is|ist|lautet))?[\s:]*([A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b",
    )
});
/// Digits in groups, as phone numbers are written; whether it is one is decided below.
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+|\b00|\(\+?|\b)\d(?:[\s().\-–/\u{a0}]{0,3}\d){6,16}"));
/// Words before a number that make it a phone number.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:tel|tél|telefon|téléphone|telefoon|phone|fon|fax|mobile?|mobil|handy|portable|cell|direct|durchwahl|mob|ph|whatsapp|reach me (?:at|on)|call (?:me )?(?:at|on)|ring (?:me )?(?:at|on)|appelez(?:-moi)? au|bel me op|erreichbar unter|t|m|p))(?:\s?(?:no|nr|number|nummer))?[\s.:]*$",
    )
});
/// Words before a number that make it something else.
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:[#№$€£]|\b(?:order|po|so|sku|invoice|inv|ticket|case|ref|reference|part|serial|item|article|artikel|auftrag|bestellung|rechnung|commande|facture|factuur|bestelling|id|version|build|batch|lot|model|contract|vertrag|quote|offer|angebot|offre|eur|usd|gbp|chf|record|deal|asset|vat|ust|tva|btw|isbn|ean|upc)(?:[-\s]?(?:no|nr|number|nummer|num|id))?)[\s.:#°-]*$",
    )
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?:[\sT]\d{1,2}[:.h]?\d{0,2})?$",
    )
});
/// Thousands in groups, with or without decimals: a price or a quantity.
static GROUPED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,3}(?:[ .,'\u{a0}]\d{3})+(?:[.,]\d{1,2})?$"));
/// A North American phone number without a `+` before it.
static AMERICAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}$"));

/// Everything of these kinds in a text; earlier ones win where two overlap.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> =
        EMAIL.find_iter(text).map(|email| Found::plain(trimmed(text, email.range()), Category::Email)).collect();
    found.extend(IBAN.find_iter(text).filter_map(|m| iban(text, m.range())).map(|at| Found::plain(at, Category::Iban)));
    let cards = CARD.find_iter(text).filter(|m| is_card(m.as_str()) && !is_called(&OTHERWISE, text, m.start()));
    found.extend(cards.map(|card| Found::plain(card.range(), Category::Card)));
    for pattern in [&ACCOUNT, &BIC] {
        let named = pattern.captures_iter(text).filter_map(|caught| caught.get(1));
        let named = named.filter(|number| 6 <= digits(number.as_str()) || !number.as_str().contains(' '));
        found.extend(named.map(|number| Found::plain(number.range(), Category::Account)));
    }
    let phones = DIGITS.find_iter(text).map(|m| m.range()).filter(|at| is_phone(text, at));
    found.extend(phones.map(|at| Found::plain(at, Category::Phone)));
    found
}

/// Without the punctuation a sentence puts around an address.
fn trimmed(text: &str, at: Range<usize>) -> Range<usize> {
    let whole = text.get(at.clone()).unwrap_or_default();
    let start = at.start + (whole.len() - whole.trim_start_matches(['\'', '.', '-']).len());
    start..at.start + whole.trim_end_matches(['\'', '.', '-']).len()
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

fn is_called(pattern: &Regex, text: &str, start: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(28));
    pattern.is_match(text.get(from..start).unwrap_or_default())
}

/// The sum that the last digit of a card makes a multiple of ten. Source: ISO/IEC 7812-1, annex B (Luhn).
fn is_card(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let doubled = |(at, digit): (usize, &u32)| match digit * 2 {
        _ if at % 2 == 0 => *digit,
        twice if 9 < twice => twice - 9,
        twice => twice,
    };
    let sum: u32 = digits.iter().rev().enumerate().map(doubled).sum();
    let is_varied = digits.iter().any(|digit| Some(digit) != digits.first());
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10) && is_varied
}

/// The stretch of a text that is an IBAN: as long as its country has them, with a remainder of 1. Source: ISO 13616.
fn iban(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    const LENGTHS: [(&str, usize); 30] = [
        ("AT", 20),
        ("BE", 16),
        ("BG", 22),
        ("CH", 21),
        ("CY", 28),
        ("CZ", 24),
        ("DE", 22),
        ("DK", 18),
        ("EE", 20),
        ("ES", 24),
        ("FI", 18),
        ("FR", 27),
        ("GB", 22),
        ("GR", 27),
        ("HR", 21),
        ("HU", 28),
        ("IE", 22),
        ("IT", 27),
        ("LI", 21),
        ("LT", 20),
        ("LU", 20),
        ("LV", 21),
        ("MT", 31),
        ("NL", 18),
        ("NO", 15),
        ("PL", 28),
        ("PT", 25),
        ("RO", 24),
        ("SE", 24),
        ("SK", 24),
    ];
    let whole = text.get(at.clone())?;
    let country = whole.get(..2)?.to_uppercase();
    let length = LENGTHS.iter().find(|(code, _)| *code == country)?.1;
    let mut signs = whole.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric());
    let last = signs.nth(length - 1)?.0;
    let stretch = at.start..at.start + last + 1;
    let packed: String = text.get(stretch.clone())?.chars().filter(char::is_ascii_alphanumeric).collect();
    let (front, rest) = packed.split_at_checked(4)?;
    let remainder = format!("{rest}{front}").chars().try_fold(0_u32, |remainder, c| {
        let value = c.to_digit(36)?;
        Some(if value < 10 { (remainder * 10 + value) % 97 } else { (remainder * 100 + value) % 97 })
    })?;
    (remainder == 1).then_some(stretch)
}

/// Whether digits in groups are a phone number: an international one, a national one by its form, or any that is called one.
fn is_phone(text: &str, at: &Range<usize>) -> bool {
    let whole = text.get(at.clone()).unwrap_or_default();
    let next = text.get(at.end..).and_then(|rest| rest.chars().next());
    let before = text.get(..at.start).and_then(|rest| rest.chars().next_back());
    let count = digits(whole);
    let is_inside = before
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '=' | '.' | ',' | '-' | '$' | '€' | '£'))
        || next.is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '%' | '€' | '£'));
    if !(7..=15).contains(&count) || is_inside || DATE.is_match(whole) {
        return false;
    }
    if is_called(&CALLED, text, at.start) {
        return true;
    }
    if is_called(&OTHERWISE, text, at.start) {
        return false;
    }
    let opens = whole.trim_start_matches('(');
    if opens.starts_with('+') || opens.starts_with("00") {
        return 8 <= count;
    }
    // One time range or two dates side by side are groups of digits too.
    if GROUPED.is_match(whole) || whole.contains(['–']) {
        return false;
    }
    let is_grouped = whole.contains([' ', '-', '/', '.', '(', '\u{a0}']);
    AMERICAN.is_match(whole)
        || (opens.starts_with('0') && (9..=13).contains(&count) && (is_grouped || count <= 11) && !has_date(whole))
}

fn has_date(text: &str) -> bool {
    text.split_whitespace().any(|word| DATE.is_match(word))
}

//! Sums of money as people write and say them.

use crate::pattern;
use regex::Regex;
use std::{ops::Range, sync::LazyLock};

/// A sum named in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// Where it stands, in bytes, the currency included.
    pub range: Range<usize>,
    /// The sum in whole units of its currency.
    pub value: u64,
    /// Whether a currency was named with it.
    pub has_currency: bool,
}

const TENS: [(&str, u64); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
const UNITS: [(&str, u64); 19] = [
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];
const CURRENCY: &str = r"(?:euros?\b|eur\b|€|dollars?\b|usd\b|\$|pounds?\b|gbp\b|£|chf\b|franken\b|francs?\b)";

static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<before>{CURRENCY}\s?)?\b(?P<number>\d{{1,3}}(?:[.,' ]\d{{3}})+|\d+(?:[.,]\d{{1,2}})?)(?P<scale>\s?(?:k|thousand|tausend|million|mio\.?))?\b(?P<after>\s?{CURRENCY})?"
    ))
});
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let tens: Vec<&str> = TENS.iter().map(|(word, _)| *word).collect();
    let units: Vec<&str> = UNITS.iter().rev().map(|(word, _)| *word).collect();
    let number = format!(
        r"(?:(?P<hundreds>{u})\s+hundred(?:\s+and)?\s*)?(?:(?P<tens>{t})(?:[- ](?P<ones>{u}))?|(?P<unit>{u}))?",
        u = units.join("|"),
        t = tens.join("|")
    );
    pattern(&format!(r"\b{number}\s+thousand\b(?P<after>\s?{CURRENCY})?"))
});

/// The sums named in `text`, in order: with a currency, with a scale word, or with thousands set apart, as in 34,300.
pub fn amounts(text: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    for captures in DIGITS.captures_iter(text) {
        let number = captures.name("number").map_or("", |m| m.as_str());
        let has_currency = captures.name("before").is_some() || captures.name("after").is_some();
        let scale = captures.name("scale").map(|m| m.as_str().trim().to_lowercase());
        let grouped = is_grouped(number);
        if !(has_currency || scale.is_some() || grouped) {
            continue;
        }
        let base: f64 = if grouped {
            number.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0.0)
        } else {
            number.replace(',', ".").parse().unwrap_or(0.0)
        };
        let factor = match scale.as_deref() {
            Some("k" | "thousand" | "tausend") => 1e3,
            Some(_) => 1e6,
            None => 1.0,
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A float to integer cast saturates.
        let value = (base * factor).round() as u64;
        found.push(Amount { range: captures.get_match().range(), value, has_currency });
    }
    for captures in WORDS.captures_iter(text) {
        let value_of = |name: &str, words: &[(&str, u64)]| {
            let word = captures.name(name).map_or_else(String::new, |m| m.as_str().to_lowercase());
            words.iter().find(|(known, _)| *known == word).map_or(0, |(_, value)| *value)
        };
        let number = 100 * value_of("hundreds", &UNITS)
            + value_of("tens", &TENS)
            + value_of("ones", &UNITS)
            + value_of("unit", &UNITS);
        let has_currency = captures.name("after").is_some();
        if 0 < number {
            found.push(Amount { range: captures.get_match().range(), value: 1_000 * number, has_currency });
        }
    }
    found.sort_by_key(|amount| amount.range.start);
    found
}

/// Whether a number is written with its thousands set apart.
fn is_grouped(number: &str) -> bool {
    let mut groups = number.split(['.', ',', '\'', ' ']);
    groups.next().is_some_and(|first| first.len() <= 3) && {
        let rest: Vec<&str> = groups.collect();
        !rest.is_empty() && rest.iter().all(|group| group.len() == 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_written_and_as_said() {
        let values = |text: &str| amounts(text).into_iter().map(|amount| amount.value).collect::<Vec<_>>();
        assert_eq!(values("The board has released 44,000 euros."), [44_000]);
        assert_eq!(values("Mehr als 28.000 Euro bekomme ich nicht"), [28_000]);
        assert_eq!(values("it is forty-five thousand euros now"), [45_000]);
        assert_eq!(values("sixty thousand or two hundred and twenty thousand"), [60_000, 220_000]);
        assert_eq!(values("€40k, EUR 1.5 million"), [40_000, 1_500_000]);
        assert_eq!(values("We will pay 34,300 as last year"), [34_300]);
        assert_eq!(values("24 months, 135 seats, thousand ways, 2026"), [] as [u64; 0]);
    }
}

//! Numbers as people write and say them, with what they count: 48,000, 28.000 €, "forty-five thousand", "zwölf", 12 %, 15th.

use crate::words::Word;
use std::ops::Range;

/// What is counted, where the rules know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// Money, by ISO code.
    Money(&'static str),
    /// Hundredths.
    Percent,
    /// Time that converts into one another: seconds, minutes and hours; days and weeks; months and years. The number says how many of
    /// the smallest.
    Time(&'static str, i64),
    /// Bytes, lengths and weights, by their usual sign.
    Measure(&'static str),
}

/// One number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// Which words it is made of, the unit aside.
    pub at: Range<usize>,
    /// Its value in thousandths.
    pub milli: i64,
    /// "15th" rather than "15".
    pub ordinal: bool,
    /// Whether the word means a number only sometimes: one, ein, second.
    pub weak: bool,
    /// What it counts.
    pub unit: Option<Unit>,
    /// For what only looks like a number, as in B2B or 203.0.113.47: how it reads.
    pub code: Option<String>,
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ONES_DE: [&str; 20] = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fuenf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwoelf",
    "dreizehn",
    "vierzehn",
    "fuenfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const TENS_DE: [&str; 10] =
    ["", "", "zwanzig", "dreissig", "vierzig", "fuenfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
const ORDINALS: [&str; 20] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// The numbers of a text, in order; words for which `taken` is true belong to dates and are left out.
pub(crate) fn numbers(words: &[Word], taken: &[bool]) -> Vec<Number> {
    let free = |at: usize| at < words.len() && !taken.get(at).copied().unwrap_or(false);
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let read = if free(at) { digits(words, at).or_else(|| spoken(words, at, &free)) } else { None };
        let Some(mut more) = read else {
            at += 1;
            continue;
        };
        at = more.last().map_or(at + 1, |number| number.at.end.max(at + 1));
        found.append(&mut more);
    }
    for index in 0..found.len() {
        let until = found.get(index + 1).map_or(words.len(), |next| next.at.start);
        found[index].unit = unit_of(words, &found[index].at, until);
    }
    share_units(words, &mut found);
    found
}

/// "two or three weeks": the first number counts what the second does.
fn share_units(words: &[Word], found: &mut [Number]) {
    for index in (1..found.len()).rev() {
        let between = found[index - 1].at.end..found[index].at.start;
        let links = between.len() <= 1
            && words
                .get(between)
                .unwrap_or_default()
                .iter()
                .all(|word| matches!(word.low.as_str(), "or" | "to" | "and" | "oder" | "bis" | "und"));
        if links && found[index - 1].unit.is_none() {
            found[index - 1].unit = found[index].unit;
        }
    }
}

fn plain(at: Range<usize>, milli: i64) -> Number {
    Number { at, milli, ordinal: false, weak: false, unit: None, code: None }
}

fn code(at: usize, text: &str) -> Number {
    Number { code: Some(text.to_owned()), ..plain(at..at + 1, 0) }
}

/// A word with digits in it.
fn digits(words: &[Word], at: usize) -> Option<Vec<Number>> {
    let low = words[at].low.as_str();
    if !low.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !low.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(vec![code(at, low)]);
    }
    let split = low.find(|c: char| c.is_alphabetic()).unwrap_or(low.len());
    let (number, tail) = low.split_at(split);
    // "10-15" and "24/7" are two numbers.
    if tail.is_empty() && number.contains(['-', '/']) {
        let parts: Vec<Option<i64>> = number.split(['-', '/']).map(value_of).collect();
        return Some(match parts.iter().copied().collect::<Option<Vec<i64>>>() {
            Some(values) if values.len() == 2 => values.into_iter().map(|milli| plain(at..at + 1, milli)).collect(),
            _ => vec![code(at, low)],
        });
    }
    let Some(mut milli) = value_of(number) else { return Some(vec![code(at, low)]) };
    let mut end = at + 1;
    let factor = match tail {
        "" => None,
        "k" => Some(1_000),
        "m" | "mio" | "mn" => Some(1_000_000),
        "bn" | "b" | "mrd" => Some(1_000_000_000),
        "st" | "nd" | "rd" | "th" => {
            return Some(vec![Number { ordinal: true, ..plain(at..end, milli) }]);
        }
        "er" | "s" | "ish" => Some(1),
        "x" | "h" | "gb" | "mb" | "kb" | "tb" | "km" | "kg" | "cm" | "mm" | "min" | "eur" | "usd" => Some(1),
        _ => return Some(vec![code(at, low)]),
    };
    if let Some(factor) = factor {
        milli = milli.saturating_mul(factor);
    }
    while let Some(factor) = words.get(end).and_then(|word| scale(&word.low)).filter(|factor| 1_000 <= *factor) {
        milli = milli.saturating_mul(factor);
        end += 1;
    }
    Some(vec![plain(at..end, milli)])
}

/// The value of digits with separators, in thousandths: both 1,234.5 and 1.234,5, and 28.000 as twenty-eight thousand.
pub(crate) fn value_of(text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let marks: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    if digits.is_empty() || 15 < digits.len() || marks.contains(&':') {
        return None;
    }
    let whole = |digits: &str| digits.parse::<i64>().ok()?.checked_mul(1_000);
    let Some(last) = marks.last() else { return whole(&digits) };
    let (head, tail) = text.rsplit_once(*last)?;
    let in_threes = |text: &str| text.split(|c: char| !c.is_ascii_digit()).skip(1).all(|group| group.len() == 3);
    let all_same = marks.iter().all(|mark| mark == last);
    let begins_with_zero = text.starts_with('0') && 1 < text.len();
    if all_same
        && in_threes(text)
        && !begins_with_zero
        && text.split(*last).next().is_some_and(|first| first.len() <= 3)
    {
        return whole(&digits);
    }
    // What stands after the last mark are decimals; marks before it set thousands apart.
    if !matches!(last, '.' | ',') || 3 < tail.len() || !in_threes(head) || (all_same && 1 < marks.len()) {
        return None;
    }
    let head: String = head.chars().filter(char::is_ascii_digit).collect();
    let decimals: i64 = format!("{tail:0<3}").parse().ok()?;
    whole(&head)?.checked_add(decimals)
}

fn scale(low: &str) -> Option<i64> {
    match low {
        "hundred" | "hundert" => Some(100),
        "thousand" | "tausend" | "grand" | "k" => Some(1_000),
        "million" | "millions" | "millionen" | "mio" => Some(1_000_000),
        "billion" | "billions" | "milliarde" | "milliarden" => Some(1_000_000_000),
        _ => None,
    }
}

fn position(list: &[&str], low: &str) -> Option<i64> {
    list.iter().position(|word| !word.is_empty() && *word == low).and_then(|at| i64::try_from(at).ok())
}

/// One word of a number: its value, and whether it ends the number as an ordinal.
fn part(low: &str) -> Option<(i64, bool)> {
    if let Some(value) = position(&ONES, low) {
        return Some((value, false));
    }
    if let Some(value) = position(&TENS, low) {
        return Some((10 * value, false));
    }
    if let Some(value) = position(&ORDINALS, low) {
        return Some((value, true));
    }
    if let Some(value) = low.strip_suffix("ieth").and_then(|head| position(&TENS, &format!("{head}y"))) {
        return Some((10 * value, true));
    }
    match low {
        "dozen" | "dutzend" => Some((12, false)),
        _ => german(low).map(|value| (value, false)),
    }
}

/// "achtundzwanzigtausend"; a bare "ein" is left to [`spoken`].
fn german(low: &str) -> Option<i64> {
    if let Some((head, tail)) = low.split_once("tausend") {
        let head = if head.is_empty() { 1 } else { german(head)? };
        return Some(1_000 * head + if tail.is_empty() { 0 } else { german(tail)? });
    }
    if let Some((head, tail)) = low.split_once("hundert") {
        let head = if head.is_empty() { 1 } else { german(head)? };
        return Some(100 * head + if tail.is_empty() { 0 } else { german(tail)? });
    }
    if let Some(value) = position(&ONES_DE, low) {
        return Some(value);
    }
    if let Some(value) = position(&TENS_DE, low) {
        return Some(10 * value);
    }
    let (ones, tens) = low.split_once("und")?;
    Some(position(&ONES_DE, ones).filter(|value| 0 < *value)? + 10 * position(&TENS_DE, tens)?)
}

/// A number in words.
fn spoken(words: &[Word], start: usize, free: &impl Fn(usize) -> bool) -> Option<Vec<Number>> {
    let (mut total, mut current, mut at) = (0_i64, 0_i64, start);
    // What may still be added to `current`: below it there is room for a smaller part only.
    let (mut room, mut ordinal, mut parts) = (i64::MAX, false, 0);
    let mut bare_article = false;
    while free(at) && (at == start || !words[at].breaks) {
        let low = words[at].low.as_str();
        if let Some(factor) = scale(low) {
            if at == start {
                // "thousands of ways" is no number, "hundred percent" is.
                if low.ends_with("ions") || low == "grand" || low == "k" || low == "mio" {
                    return None;
                }
                current = 1;
            }
            if factor == 100 {
                current = current.max(1).saturating_mul(100);
                room = 100;
            } else {
                total = total.saturating_add(current.max(1).saturating_mul(factor));
                current = 0;
                room = factor;
            }
            bare_article = false;
        } else if let Some((value, ends)) = part(low) {
            if room <= value {
                break;
            }
            current += value;
            bare_article = parts == 0 && matches!(low, "ein");
            ordinal = ends;
            room = match value {
                20..=99 if value % 10 == 0 => 10,
                100.. => 100,
                _ => 0,
            };
            if low == "dozen" || low == "dutzend" {
                room = 0;
            }
        } else if matches!(low, "a" | "an") && words.get(at + 1).is_some_and(|next| is_group(&next.low)) && parts == 0 {
            // "a hundred", "a dozen"
        } else if low == "and"
            && 0 < parts
            && room == 100
            && words.get(at + 1).is_some_and(|next| part(&next.low).is_some())
        {
            // "two hundred and twenty"
        } else {
            break;
        }
        parts += 1;
        at += 1;
        if ordinal {
            break;
        }
    }
    if parts == 0 {
        return None;
    }
    let mut milli = total.saturating_add(current).saturating_mul(1_000);
    // "two and a half"
    let half = ["and", "a", "half"];
    if (0..3).all(|ahead| words.get(at + ahead).is_some_and(|word| word.low == half[ahead])) {
        milli += 500;
        at += 3;
    }
    let lone = parts == 1
        && matches!(words[start].low.as_str(), "one" | "ein" | "first" | "second" | "third" | "quarter" | "acht");
    Some(vec![Number { ordinal, weak: lone || bare_article, ..plain(start..at, milli) }])
}

fn is_group(low: &str) -> bool {
    scale(low).is_some_and(|factor| factor <= 1_000_000_000) || low == "dozen"
}

/// What a number counts: the sign or word before it, at once after it, or after one or two adjectives.
fn unit_of(words: &[Word], at: &Range<usize>, until: usize) -> Option<Unit> {
    let low = |index: usize| words.get(index).map_or("", |word| word.low.as_str());
    let written = low(at.start);
    if let Some(tail) = written.find(|c: char| c.is_alphabetic()).map(|split| &written[split..])
        && let Some(unit) = unit(tail).filter(|_| tail != "m" && tail != "s")
    {
        return Some(unit);
    }
    if let Some(unit @ Unit::Money(_)) = at.start.checked_sub(1).and_then(|before| unit(low(before))) {
        return Some(unit);
    }
    if low(at.end) == "per" && low(at.end + 1) == "cent" {
        return Some(Unit::Percent);
    }
    (at.end..(at.end + 3).min(until))
        .take_while(|index| *index == at.end || !words.get(*index).is_some_and(|word| word.breaks))
        .find_map(|index| unit(low(index)))
}

/// The unit a word names.
pub(crate) fn unit(low: &str) -> Option<Unit> {
    Some(match low {
        "€" | "eur" | "euro" | "euros" => Unit::Money("EUR"),
        "$" | "usd" | "dollar" | "dollars" | "bucks" => Unit::Money("USD"),
        "£" | "gbp" | "pound" | "pounds" | "quid" => Unit::Money("GBP"),
        "chf" | "franken" | "franc" | "francs" => Unit::Money("CHF"),
        "cad" => Unit::Money("CAD"),
        "sek" | "kronor" => Unit::Money("SEK"),
        "nok" | "kroner" => Unit::Money("NOK"),
        "yen" => Unit::Money("JPY"),
        "cent" | "cents" => Unit::Money("cent"),
        "%" | "percent" | "prozent" => Unit::Percent,
        "second" | "seconds" | "sekunde" | "sekunden" | "sec" | "secs" => Unit::Time("second", 1),
        "minute" | "minutes" | "minuten" | "min" | "mins" => Unit::Time("second", 60),
        "hour" | "hours" | "stunde" | "stunden" | "hr" | "hrs" | "h" => Unit::Time("second", 3_600),
        "day" | "days" | "tag" | "tage" | "tagen" => Unit::Time("day", 1),
        "week" | "weeks" | "woche" | "wochen" => Unit::Time("day", 7),
        "month" | "months" | "monat" | "monate" | "monaten" => Unit::Time("month", 1),
        "quarters" | "quartale" | "quartalen" => Unit::Time("month", 3),
        "year" | "years" | "jahr" | "jahre" | "jahren" => Unit::Time("month", 12),
        "decade" | "decades" | "jahrzehnte" => Unit::Time("month", 120),
        "gb" | "gigabyte" | "gigabytes" => Unit::Measure("GB"),
        "mb" | "megabyte" | "megabytes" => Unit::Measure("MB"),
        "kb" | "kilobyte" | "kilobytes" => Unit::Measure("kB"),
        "tb" | "terabyte" | "terabytes" => Unit::Measure("TB"),
        "km" | "kilometer" | "kilometers" | "kilometre" | "kilometres" => Unit::Measure("km"),
        "mile" | "miles" => Unit::Measure("mi"),
        "meter" | "meters" | "metre" | "metres" => Unit::Measure("m"),
        "centimeter" | "centimeters" | "cm" => Unit::Measure("cm"),
        "millimeter" | "millimeters" | "mm" => Unit::Measure("mm"),
        "foot" | "feet" => Unit::Measure("ft"),
        "inch" | "inches" => Unit::Measure("in"),
        "kg" | "kilogram" | "kilograms" | "kilo" | "kilos" => Unit::Measure("kg"),
        "gram" | "grams" => Unit::Measure("g"),
        "ton" | "tons" | "tonnes" | "tonnen" => Unit::Measure("t"),
        _ => return None,
    })
}

impl Number {
    /// Whether the number is this one word of a line.
    pub fn low_is(&self, low: &str, line: &crate::reading::Reading) -> bool {
        line.words.get(self.at.start).is_some_and(|word| word.low == low) && self.at.len() == 1
    }

    /// Whether two numbers say the same quantity: the same value, or the same stretch of time in other units.
    pub fn equals(&self, other: &Self) -> bool {
        if self.code.is_some() || other.code.is_some() {
            return self.code == other.code;
        }
        if self.milli == other.milli {
            return true;
        }
        match (self.unit, other.unit) {
            (Some(Unit::Time(one, so_many)), Some(Unit::Time(two, as_many))) if one == two => {
                self.milli.checked_mul(so_many).is_some_and(|length| Some(length) == other.milli.checked_mul(as_many))
            }
            _ => false,
        }
    }

    /// Whether what the two count can be one and the same. Equal lengths of time in other units can; a value with another unit cannot.
    pub fn counts_alike(&self, other: &Self) -> bool {
        match (self.unit, other.unit) {
            (Some(one), Some(two)) => one == two || self.milli != other.milli && self.equals(other),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    fn read(text: &str) -> Vec<Number> {
        let words = words(text);
        numbers(&words, &vec![false; words.len()])
    }

    #[test]
    fn numbers_are_read_as_written_and_as_said() {
        let check = |text: &str, wanted: &[i64]| {
            let values: Vec<i64> = read(text).iter().filter(|n| n.code.is_none() && !n.weak).map(|n| n.milli).collect();
            assert_eq!(values, wanted.iter().map(|value| 1_000 * value).collect::<Vec<_>>(), "{text}");
        };
        check("48,000 and 28.000 and 40k and 1.5 million", &[48_000, 28_000, 40_000, 1_500_000]);
        check("forty-five thousand euros", &[45_000]);
        check("two hundred and twenty thousand", &[220_000]);
        check("a hundred and five, a dozen", &[105, 12]);
        check("two three seats", &[2, 3]);
        check("achtundzwanzigtausend Euro, zwölf Monate", &[28_000, 12]);
        check("zweihundertfünfzig", &[250]);
        check("the 15th, the fifteenth, the twentieth", &[15, 15, 20]);
        check("10-15 seats", &[10, 15]);
        check("twenty-first of them", &[21]);
        check("one of them", &[]);
        check("1,234,567", &[1_234_567]);
        check("24 months, 135 seats", &[24, 135]);
        assert_eq!(read("12.5 and 12,5")[0].milli, 12_500);
        assert_eq!(read("12.5 and 12,5")[1].milli, 12_500);
        assert_eq!(read("two and a half weeks")[0].milli, 2_500);
        assert_eq!(read("203.0.113.47")[0].code.as_deref(), Some("203.0.113.47"));
        assert_eq!(read("version v2 in Q3").len(), 2);
    }

    #[test]
    fn units_tell_quantities_apart() {
        let check = |one: &str, other: &str, wanted: bool| {
            let (one, other) = (read(one), read(other));
            let same = one[0].equals(&other[0]) && one[0].counts_alike(&other[0]);
            assert_eq!(same, wanted, "{one:?} {other:?}");
        };
        check("40k euros", "€ 40,000", true);
        check("40,000 dollars", "40,000 euros", false);
        check("two weeks", "14 days", true);
        check("two weeks", "two days", false);
        check("two long weeks", "two days", false);
        check("18 months", "1.5 years", true);
        check("12 %", "twelve percent", true);
        check("12 percent", "12 months", false);
        check("2 or 3 weeks", "2 days", false);
        check("40,000", "40,000 euros", true);
    }
}

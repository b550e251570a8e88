//! The numbers of a text, as `quantities` reads them, laid over its words, with what they count.

use crate::words::Word;
use quantities::{
    Decimal,
    money::{Currency, Figure, currency_of_word, figures},
};
use std::ops::Range;

/// What a number counts, where the rules know the unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// Money in some currency.
    Money(Currency),
    /// Hundredths: per cent.
    Percent,
    /// Time that converts into one another: seconds, minutes and hours; days and weeks; months and years. The number says how many of
    /// the smallest.
    Time(&'static str, i64),
    /// Bytes, lengths and weights, by their usual sign.
    Measure(&'static str),
}

/// One number of a text, or a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    /// The words it is made of, its unit left out.
    pub at: Range<usize>,
    /// The number's value; of a range the lower end.
    pub low: Decimal,
    /// The number's value; of a range the upper end.
    pub high: Decimal,
    /// Whether it says which one rather than how many: "15th", not "15".
    pub ordinal: bool,
    /// Whether the word means a number only sometimes: one, ein, second.
    pub weak: bool,
    /// The unit that it counts; `None` where it has none or none is known.
    pub unit: Option<Unit>,
    /// How the word reads, for what only looks like a number, as in B2B or 203.0.113.47.
    pub code: Option<String>,
}

/// The numbers of a text, in order; words for which `taken` is true belong to dates and are left out.
pub(crate) fn numbers(text: &str, words: &[Word], taken: &[bool]) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    for figure in figures(text) {
        let Some(number) = number(&figure, words) else { continue };
        let is_free = number.at.clone().all(|at| !taken.get(at).copied().unwrap_or(false));
        // Each part of "40-500-12" is the same word that is no number.
        let is_known = number.code.is_some() && found.last().is_some_and(|last| number.at.end <= last.at.end);
        if is_free && !is_known {
            found.push(number);
        }
    }
    for index in 0..found.len() {
        let until = found.get(index + 1).map_or(words.len(), |next| next.at.start);
        if found[index].unit.is_none() && found[index].code.is_none() {
            found[index].unit = unit_of(words, &found[index].at, until);
        }
    }
    share_units(words, &mut found);
    found
}

/// A figure as a number over words; `None` where no word stands there.
fn number(figure: &Figure, words: &[Word]) -> Option<Number> {
    let range = if figure.is_broken { figure.range.clone() } else { figure.number.clone() };
    let at = over(&range, words)?;
    // A number inside a longer word is that word.
    let is_code = figure.is_broken
        || words[at.start].low.starts_with(char::is_alphabetic)
            && words[at.start].low.contains(|c: char| c.is_ascii_digit());
    let code = is_code.then(|| words[at.clone()].iter().map(|word| word.low.as_str()).collect::<Vec<_>>().join(" "));
    let unit = if figure.is_percent { Some(Unit::Percent) } else { figure.currency.map(Unit::Money) };
    Some(Number {
        at,
        low: figure.low,
        high: figure.high,
        ordinal: figure.is_ordinal,
        weak: figure.is_weak,
        unit: unit.filter(|_| code.is_none()),
        code,
    })
}

/// The words that lie within a range of bytes; `None` where none do.
pub(crate) fn over(range: &Range<usize>, words: &[Word]) -> Option<Range<usize>> {
    let touches = |word: &Word| range.start < word.bytes.end && word.bytes.start < range.end;
    let start = words.iter().position(touches)?;
    let count = words[start..].iter().take_while(|word| touches(word)).count();
    Some(start..start + count)
}

/// "two or three weeks": the first number counts what the second does.
fn share_units(words: &[Word], found: &mut [Number]) {
    for index in (1..found.len()).rev() {
        let between = found[index - 1].at.end..found[index].at.start;
        let links =
            between.len() <= 1
                && words.get(between).unwrap_or_default().iter().all(|word| {
                    matches!(word.low.as_str(), "or" | "to" | "and" | "oder" | "bis" | "und" | "ou" | "et")
                });
        if links && found[index - 1].unit.is_none() && found[index - 1].code.is_none() {
            found[index - 1].unit = found[index].unit;
        }
    }
}

/// What a number counts: the letters at it, the word at once after it, or the one after one or two adjectives.
fn unit_of(words: &[Word], at: &Range<usize>, until: usize) -> Option<Unit> {
    let low = |index: usize| words.get(index).map_or("", |word| word.low.as_str());
    let written = low(at.start);
    if let Some(tail) = written.find(|c: char| c.is_alphabetic()).map(|split| &written[split..])
        && let Some(unit) = measure(tail).filter(|_| tail != "m" && tail != "s")
    {
        return Some(unit);
    }
    (at.end..(at.end + 3).min(until))
        .take_while(|index| *index == at.end || !words.get(*index).is_some_and(|word| word.breaks))
        .find_map(|index| {
            measure(low(index))
                .or_else(|| currency_of_word(&words[index].raw).filter(|_| 3 < low(index).len()).map(Unit::Money))
        })
}

/// Whether a word is the name, code or sign of money, or of hundredths, or a unit.
pub(crate) fn is_unit(word: &Word) -> bool {
    measure(&word.low).is_some()
        || currency_of_word(&word.raw).is_some()
        || matches!(word.low.as_str(), "%" | "percent" | "prozent")
}

/// The unit of time, length or the like that a word names.
fn measure(low: &str) -> Option<Unit> {
    Some(match low {
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
    /// Whether the number is this one word of a line, and nothing more.
    pub fn low_is(&self, low: &str, line: &crate::reading::Reading) -> bool {
        line.words.get(self.at.start).is_some_and(|word| word.low == low) && self.at.len() == 1
    }

    /// Its value where it is whole, and neither a range nor a code.
    pub fn whole(&self) -> Option<i64> {
        (self.low == self.high && self.low.is_whole() && self.code.is_none()).then(|| self.low.rounded())
    }

    /// Whether two numbers say the same quantity: the same value, both ends of a range, or the same stretch of time in other units.
    pub fn equals(&self, other: &Self) -> bool {
        if self.code.is_some() || other.code.is_some() {
            return self.code == other.code;
        }
        if self.low == other.low && self.high == other.high {
            return true;
        }
        match (self.unit, other.unit) {
            (Some(Unit::Time(one, so_many)), Some(Unit::Time(two, as_many))) if one == two => {
                let length = |value: Decimal, times: i64| value.times(i128::from(times));
                length(self.low, so_many).is_some_and(|length_of| Some(length_of) == length(other.low, as_many))
                    && length(self.high, so_many) == length(other.high, as_many)
            }
            _ => false,
        }
    }

    /// Whether what the two count can be one and the same. Equal lengths of time in other units can; a value with another unit cannot. Of
    /// money, the currency of a line has to follow from that of its source.
    pub fn counts_alike(&self, source: &Self) -> bool {
        match (self.unit, source.unit) {
            (Some(Unit::Money(mine)), Some(Unit::Money(theirs))) => mine.follows_from(theirs),
            (Some(one), Some(two)) => one == two || self.low != source.low && self.equals(source),
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
        numbers(text, &words, &vec![false; words.len()])
    }

    #[test]
    fn numbers_are_read_as_written_and_as_said() {
        let check = |text: &str, wanted: &[i64]| {
            let found = read(text);
            let values: Vec<i64> = found.iter().filter(|n| !n.weak).filter_map(Number::whole).collect();
            assert_eq!(values, wanted, "{text}: {found:?}");
        };
        check("48,000 and 28.000 and 40k and 1.5 million", &[48_000, 28_000, 40_000, 1_500_000]);
        check("forty-five thousand euros", &[45_000]);
        check("two hundred and twenty thousand", &[220_000]);
        check("a hundred and five, a dozen", &[105, 12]);
        check("two three seats", &[2, 3]);
        check("achtundzwanzigtausend Euro, zwölf Monate", &[28_000, 12]);
        check("zweihundertfünfzig", &[250]);
        check("the 15th, the fifteenth, the twentieth", &[15, 15, 20]);
        check("24/7", &[24, 7]);
        check("twenty-first of them", &[21]);
        check("one of them", &[]);
        check("1,234,567", &[1_234_567]);
        check("24 months, 135 seats", &[24, 135]);
        let ends = |text: &str, at: usize| (read(text)[at].low.to_plain(), read(text)[at].high.to_plain());
        let both = |low: &str, high: &str| (low.to_owned(), high.to_owned());
        assert_eq!(ends("12.5 and 12,5", 0), both("12.50", "12.50"));
        assert_eq!(ends("12.5 and 12,5", 1), both("12.50", "12.50"));
        assert_eq!(ends("two and a half weeks", 0), both("2.50", "2.50"));
        assert_eq!(ends("10-15 seats", 0), both("10", "15"));
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

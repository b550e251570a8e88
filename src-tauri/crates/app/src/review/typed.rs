//! Whether what a rep typed means the value that stands on the card: a sum, a day or a name, however a person writes it.

use domain::{PropertyDefinition, property, stored_day};
use jiff::{civil::Date, tz::TimeZone};
use quantities::{
    Decimal,
    days::mentions,
    fold,
    money::{Currency, figures},
};

/// What a property holds, as far as reading a typed value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A number, or a sum of money.
    Number,
    /// A day; a time of day in it does not matter.
    Day,
    /// A choice or a text.
    Words,
}

impl Holds {
    /// What a property of this name and definition holds.
    pub(crate) fn of(name: &str, definition: Option<&PropertyDefinition>) -> Self {
        match (definition.map(|definition| definition.value_type.as_str()), name) {
            (Some("number"), _) | (None, property::AMOUNT) => Self::Number,
            (Some("date" | "datetime"), _) | (None, property::CLOSE_DATE) => Self::Day,
            _ => Self::Words,
        }
    }
}

/// A value to be confirmed: as it is stored, as it is shown, and what tells how to read it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    /// The value as HubSpot stores it.
    pub stored: &'a str,
    /// The value as the card shows it.
    pub words: &'a str,
    /// What the property holds.
    pub holds: Holds,
    /// The currency that the record's sums are in; none where it is not known.
    pub currency: Option<Currency>,
    /// The portal's zone, in which date properties are days.
    pub zone: &'a TimeZone,
    /// The rep's today, from which days are counted.
    pub today: Date,
}

/// Whether the typed text means the value. What can be read in two ways means neither, unless it is spelt as the card has it. Pure.
pub(crate) fn means(typed: &str, value: &Value<'_>) -> bool {
    let plain = |text: &str| fold(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    let typed = typed.trim().trim_end_matches('.');
    if typed.is_empty() {
        return false;
    }
    if [value.stored, value.words].iter().any(|known| plain(known) == plain(typed)) {
        return true;
    }
    match value.holds {
        Holds::Words => false,
        Holds::Day => {
            let wanted = stored_day(value.stored, value.zone);
            wanted.is_some() && day(typed, value.today) == wanted
        }
        Holds::Number => match (number(typed), number(value.stored)) {
            (Some((typed, named)), Some((wanted, _))) => {
                let is_other = named.zip(value.currency).is_some_and(|(named, own)| !named.may_be(own));
                typed == wanted && !is_other
            }
            _ => false,
        },
    }
}

/// The one day that a text names and says nothing else beside; none where two are possible.
fn day(text: &str, today: Date) -> Option<Date> {
    match mentions(text, today).as_slice() {
        [only] if is_all_of(text, &only.range) => only.day(),
        _ => None,
    }
}

/// The one number that a text names and says nothing else beside. "48.000" is read with thousands, as the reader of numbers reads it.
fn number(text: &str) -> Option<(Decimal, Option<Currency>)> {
    match figures(text).as_slice() {
        [only] if is_all_of(text, &only.range) => {
            let is_one = !only.is_broken && !only.is_range() && !only.is_percent && !only.is_ordinal;
            is_one.then_some((only.low, only.currency))
        }
        _ => None,
    }
}

/// Whether nothing that can be read stands beside a stretch of a text.
fn is_all_of(text: &str, range: &std::ops::Range<usize>) -> bool {
    let beside = [text.get(..range.start), text.get(range.end..)];
    beside.into_iter().flatten().all(|rest| !rest.contains(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn is_meant(typed: &str, stored: &str, words: &str, holds: Holds) -> bool {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let currency = Currency::from_code("EUR");
        means(typed, &Value { stored, words, holds, currency, zone: &zone, today: date(2026, 11, 30) })
    }

    #[test]
    fn a_day_is_typed_as_a_person_writes_it() {
        let close = |typed: &str| is_meant(typed, "2026-12-10T00:00:00Z", "10 December 2026", Holds::Day);
        for typed in ["10 Dec", "10 December", "Dec 10", "10.12.2026", "10. Dezember", "2026-12-10", "10 december 2026"] {
            assert!(close(typed), "{typed}");
        }
        for typed in ["11 Dec", "10 Nov", "10/12/2027", "December", "", "10 Dec or 11 Dec", "not 10 Dec"] {
            assert!(!close(typed), "{typed}");
        }
    }

    #[test]
    fn a_sum_is_typed_with_or_without_its_separators_and_its_currency() {
        let amount = |typed: &str| is_meant(typed, "48000", "48,000", Holds::Number);
        for typed in ["48000", "48,000", "48.000", "48.000 €", "€48,000", "48 000 EUR", "48k", "48,000.00"] {
            assert!(amount(typed), "{typed}");
        }
        for typed in ["4800", "480,000", "48", "48,000 USD", "40-48,000", "48,000 or so 3", "yes"] {
            assert!(!amount(typed), "{typed}");
        }
        assert!(is_meant("450.50", "450.5", "450.50", Holds::Number));
    }

    #[test]
    fn a_choice_is_typed_by_its_label_or_its_name() {
        let stage = |typed: &str| is_meant(typed, "contractsent", "Contract sent", Holds::Words);
        assert!(stage("contract  sent") && stage("Contract sent") && stage("contractsent"));
        assert!(!stage("contract") && !stage(""));
    }
}

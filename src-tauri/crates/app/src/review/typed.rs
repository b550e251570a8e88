//! Whether what a rep typed means the value that stands on the card: a sum, a day or a name, however a person writes it.

use domain::{PropertyDefinition, property, stored_day, stored_time};
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

/// What is typed to confirm that a field is to be emptied, in each language of the window; a card shows the first.
pub(crate) const EMPTY: [&str; 2] = ["empty", "leer"];

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

/// Whether two texts have the same words, whatever their case and the spaces between them. Pure.
pub(crate) fn is_same(typed: &str, known: &str) -> bool {
    let plain = |text: &str| fold(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    plain(known) == plain(typed)
}

/// Whether the typed text means the value. What can be read in two ways means neither, unless it is spelt as the card has it. Pure.
pub(crate) fn means(typed: &str, value: &Value<'_>) -> bool {
    let typed = typed.trim().trim_end_matches('.');
    if typed.is_empty() {
        return false;
    }
    if value.stored.trim().is_empty() {
        return EMPTY.iter().any(|word| is_same(typed, word));
    }
    if [value.stored, value.words].iter().any(|known| is_same(typed, known)) {
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

/// The text as HubSpot stores the value that it means, where it is spelt as a person spells it: a day of a date, a number with separators, the
/// label of a choice. None where it is none of these, as with a text, which stands as it was typed. Pure.
pub(crate) fn stored(typed: &str, value: &Value<'_>, definition: Option<&PropertyDefinition>) -> Option<String> {
    let typed = typed.trim();
    if typed == value.stored.trim() {
        return None;
    }
    match value.holds {
        Holds::Number => {
            let (wanted, _) = number(typed)?;
            // The same number stays as it was spelt.
            let is_same = number(value.stored).is_some_and(|(known, _)| known == wanted);
            Some(if is_same { value.stored.to_owned() } else { wanted.to_plain() })
        }
        Holds::Day => {
            let wanted = day(typed, value.today)?;
            let Some(at) = stored_time(value.stored) else { return Some(wanted.to_string()) };
            let zoned = at.to_zoned(value.zone.clone());
            let moved = wanted.to_datetime(zoned.time()).to_zoned(value.zone.clone()).ok()?;
            Some(if zoned.date() == wanted { value.stored.to_owned() } else { moved.timestamp().to_string() })
        }
        Holds::Words => {
            let options = &definition?.options;
            let plain = |text: &str| fold(&text.split_whitespace().collect::<Vec<_>>().join(" "));
            let named = |label: &str| options.iter().find(|(_, known)| plain(known) == plain(label));
            let names: Option<Vec<&str>> =
                typed.split(", ").map(|label| named(label).map(|(name, _)| name.as_str())).collect();
            names.map(|names| names.join(";"))
        }
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
        for typed in ["10 Dec", "10 December", "Dec 10", "10.12.2026", "10. Dezember", "2026-12-10", "10 december 2026"]
        {
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
    fn a_field_that_is_to_be_emptied_is_confirmed_by_the_word_for_that() {
        for holds in [Holds::Number, Holds::Day, Holds::Words] {
            let emptied = |typed: &str| is_meant(typed, "", EMPTY[0], holds);
            for typed in ["empty", "Empty", " leer. "] {
                assert!(emptied(typed), "{typed}");
            }
            for typed in ["", "0", "nothing", "empty it", "10 Dec"] {
                assert!(!emptied(typed), "{typed}");
            }
        }
        assert!(!is_meant("empty", "48000", "48,000", Holds::Number));
    }

    #[test]
    fn a_choice_is_typed_by_its_label_or_its_name() {
        let stage = |typed: &str| is_meant(typed, "contractsent", "Contract sent", Holds::Words);
        assert!(stage("contract  sent") && stage("Contract sent") && stage("contractsent"));
        assert!(!stage("contract") && !stage(""));
    }

    #[test]
    fn what_is_edited_in_words_is_stored_as_hubspot_stores_it() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let today = date(2026, 11, 30);
        let value =
            |stored: &'static str, holds| Value { stored, words: "", holds, currency: None, zone: &zone, today };
        let day = |typed: &str| stored(typed, &value("2026-12-09T23:00:00Z", Holds::Day), None);
        assert_eq!(day("12 Dec").as_deref(), Some("2026-12-11T23:00:00Z"), "a day of the portal's zone");
        assert_eq!(day("10 December 2026").as_deref(), Some("2026-12-09T23:00:00Z"));
        assert_eq!(day("soon"), None);
        let number = |typed: &str| stored(typed, &value("48000.0", Holds::Number), None);
        assert_eq!(number("50.000 €").as_deref(), Some("50000"));
        assert_eq!(number("48,000").as_deref(), Some("48000.0"));
        let stage = PropertyDefinition {
            name: "dealstage".to_owned(),
            label: "Deal stage".to_owned(),
            value_type: "enumeration".to_owned(),
            options: vec![("contractsent".to_owned(), "Contract sent".to_owned())],
            ..PropertyDefinition::default()
        };
        let choice = |typed: &str| stored(typed, &value("appointment", Holds::Words), Some(&stage));
        assert_eq!(choice("contract sent").as_deref(), Some("contractsent"));
        assert_eq!(choice("anything else"), None);
    }
}

//! Whether two spellings are one value. HubSpot keeps values as text and returns some of them spelled otherwise than they were sent: an
//! instant with milliseconds, a number without its last noughts, a text without the blanks around it.

use crate::{PropertyDefinition, property};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::collections::BTreeSet;

/// How the values of a property are to be read, by HubSpot's definition of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValueType {
    /// A day, which HubSpot keeps as midnight in UTC.
    Date,
    /// A moment.
    DateTime,
    /// A number.
    Number,
    /// One of some choices, or several with semicolons between them, in any order.
    Enumeration,
    /// Yes or no.
    Bool,
    /// A phone number, which HubSpot writes with blanks and brackets of its own.
    Phone,
    /// Anything else.
    #[default]
    Text,
}

impl ValueType {
    /// The type of a property by its name and HubSpot's definitions of the record's type; text where there is no definition of it.
    pub fn of(name: &str, definitions: &[PropertyDefinition]) -> Self {
        let definition = definitions.iter().find(|definition| definition.name == name);
        match definition.map_or("", |definition| definition.value_type.as_str()) {
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "number" => Self::Number,
            "enumeration" => Self::Enumeration,
            "bool" => Self::Bool,
            "phone_number" => Self::Phone,
            // HubSpot defines its own phone properties as texts.
            _ if matches!(name, property::PHONE | property::MOBILE_PHONE) => Self::Phone,
            _ => Self::Text,
        }
    }

    /// Whether two spellings are the same value. What does not read as the type says is compared as text.
    pub fn is_same(self, one: &str, other: &str) -> bool {
        let (one, other) = (one.trim(), other.trim());
        one == other
            || match self {
                Self::Date => both(day, one, other),
                Self::DateTime => both(moment, one, other),
                Self::Number => both(decimal, one, other),
                Self::Enumeration => choices(one) == choices(other),
                Self::Bool => one.eq_ignore_ascii_case(other),
                Self::Phone => both(dialled, one, other),
                Self::Text => lines(one) == lines(other),
            }
    }

    /// As [`Self::is_same`], where no value and an empty one are the same.
    pub fn is_same_or_none(self, one: Option<&str>, other: Option<&str>) -> bool {
        self.is_same(one.unwrap_or_default(), other.unwrap_or_default())
    }
}

/// Whether both can be read, and read the same.
fn both<T: PartialEq>(read: impl Fn(&str) -> Option<T>, one: &str, other: &str) -> bool {
    read(one).is_some_and(|one| Some(one) == read(other))
}

/// ISO 8601, or milliseconds since 1970; a bare day is its midnight in UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let midnight = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp());
    text.parse()
        .ok()
        .or_else(|| Timestamp::from_millisecond(text.parse().ok()?).ok())
        .or_else(|| midnight(text.parse().ok()?))
}

/// The day of a moment, which is midnight of it in UTC; any other moment is no day.
fn day(text: &str) -> Option<Date> {
    let at = moment(text)?.to_zoned(TimeZone::UTC);
    (at.time() == jiff::civil::Time::midnight()).then(|| at.date())
}

/// The sign, the digits before the point and those behind it, without noughts that say nothing. Compared so, no digit is lost.
fn decimal(text: &str) -> Option<(bool, String, String)> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(part) || whole.is_empty() && part.is_empty() {
        // As in 1.5E7, which HubSpot writes of large numbers.
        let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
        let plain = number.to_string();
        return if plain.contains(['e', 'E']) { None } else { decimal(&plain) };
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let is_nought = whole.is_empty() && part.is_empty();
    Some((is_negative && !is_nought, whole.to_owned(), part.to_owned()))
}

fn choices(text: &str) -> BTreeSet<&str> {
    text.split(';').map(str::trim).filter(|choice| !choice.is_empty()).collect()
}

/// What one dials: the digits and a plus before them. A text without digits is no number.
fn dialled(text: &str) -> Option<String> {
    let is_form = |c: char| c.is_whitespace() || "+-–./()\u{200e}".contains(c);
    let digits: String = text.chars().filter(|c| !is_form(*c)).collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| if text.trim_start().starts_with('+') { format!("+{digits}") } else { digits })
}

/// A text's lines without the blanks at their ends, which HubSpot does not keep.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_in_two_spellings_is_one_value() {
        for (kind, one, other) in [
            (ValueType::DateTime, "2026-12-10T00:00:00Z", "2026-12-10T00:00:00.000Z"),
            (ValueType::DateTime, "2026-12-10T12:00:00+01:00", "1796900400000"),
            (ValueType::DateTime, "2026-12-10", "2026-12-10T00:00:00Z"),
            (ValueType::Date, "2026-12-10", "1796860800000"),
            (ValueType::Date, "2026-12-10", "2026-12-10T00:00:00.000Z"),
            (ValueType::Number, "0.90", "0.9"),
            (ValueType::Number, "15000", "15000.00"),
            (ValueType::Number, "007", "7"),
            (ValueType::Number, "15000000", "1.5E7"),
            (ValueType::Number, "-0.0", "0"),
            (ValueType::Enumeration, "A;B", ";B;A"),
            (ValueType::Bool, "true", "True"),
            (ValueType::Phone, "+49 (30) 12-34", "+49301234"),
            (ValueType::Text, " Send the quote ", "Send the quote"),
            (ValueType::Text, "a \r\nb", "a\nb"),
        ] {
            assert!(kind.is_same(one, other), "{kind:?}: {one} and {other}");
            assert!(kind.is_same(other, one), "{kind:?}: {other} and {one}");
        }
    }

    #[test]
    fn two_values_are_two() {
        for (kind, one, other) in [
            (ValueType::DateTime, "2026-12-10T00:00:00Z", "2026-12-10T00:00:00.001Z"),
            (ValueType::Date, "2026-12-10", "2026-12-11"),
            (ValueType::Date, "2026-12-10", "2026-12-10T12:00:00Z"),
            (ValueType::Number, "15000", "1500"),
            (ValueType::Number, "9007199254740993", "9007199254740992"),
            (ValueType::Number, "-1", "1"),
            (ValueType::Number, "", "0"),
            (ValueType::Enumeration, "A;B", "A"),
            (ValueType::Bool, "true", "false"),
            (ValueType::Phone, "+4930", "4930"),
            (ValueType::Phone, "call Bo", "call Di"),
            // A text that looks like a number is none: postcodes, versions, references.
            (ValueType::Text, "007", "7"),
            (ValueType::Text, "1.50", "1.5"),
        ] {
            assert!(!kind.is_same(one, other), "{kind:?}: {one} and {other}");
        }
        assert!(ValueType::Number.is_same_or_none(None, Some("")));
        assert!(!ValueType::Number.is_same_or_none(None, Some("0")));
    }

    #[test]
    fn the_definition_says_how_a_value_is_read() {
        let definition = |name: &str, value_type: &str| PropertyDefinition {
            name: name.to_owned(),
            value_type: value_type.to_owned(),
            ..PropertyDefinition::default()
        };
        let all = [definition("closedate", "datetime"), definition("phone", "string"), definition("zip", "string")];
        let kinds = ["closedate", "phone", "zip", "gone"].map(|name| ValueType::of(name, &all));
        assert_eq!(kinds, [ValueType::DateTime, ValueType::Phone, ValueType::Text, ValueType::Text]);
    }

    proptest::proptest! {
        /// Whatever the texts, comparing them gives the same both ways, and a value is itself.
        #[test]
        fn comparing_never_fails(one in ".{0,20}", other in "[0-9.+eE: TZ-]{0,24}") {
            for kind in [ValueType::Date, ValueType::DateTime, ValueType::Number, ValueType::Enumeration, ValueType::Bool, ValueType::Phone, ValueType::Text] {
                proptest::prop_assert!(kind.is_same(&one, &one) && kind.is_same(&other, &other));
                proptest::prop_assert_eq!(kind.is_same(&one, &other), kind.is_same(&other, &one));
            }
        }
    }
}

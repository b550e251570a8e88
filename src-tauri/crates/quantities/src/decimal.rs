//! Exact decimal numbers, wide enough for any sum and narrow enough that no arithmetic on them overflows.

use std::fmt;

/// So many parts make one: a millionth is the smallest part, so cents of any currency and a rate such as 1.0845 are exact.
const PARTS: i128 = 1_000_000;
/// How many digits a number may have after the point.
const PLACES: usize = 6;
/// The largest whole number that is read.
const WHOLE_MAX: i128 = 1_000_000_000_000_000_000;

/// A number with at most six decimals, kept exactly; its size is below a million millions of millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

impl Decimal {
    /// A whole number; `None` where it is out of range.
    pub fn whole(value: i64) -> Option<Self> {
        Self::within(i128::from(value).checked_mul(PARTS)?)
    }

    /// The number of these digits before and after the point; `None` for more than six decimals that count, or out of range.
    pub(crate) fn of_digits(whole: &str, decimals: &str) -> Option<Self> {
        let decimals = decimals.trim_end_matches('0');
        if 18 < whole.len() || PLACES < decimals.len() {
            return None;
        }
        let head: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let tail: i128 = format!("{decimals:0<PLACES$}").parse().ok()?;
        Self::within(head.checked_mul(PARTS)?.checked_add(tail)?)
    }

    /// The number times ten to the power of `exponent`; `None` where it is out of range.
    pub(crate) fn shifted(self, exponent: u32) -> Option<Self> {
        Self::within(self.0.checked_mul(10_i128.checked_pow(exponent)?)?)
    }

    /// Both together; `None` where that is out of range.
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::within(self.0.checked_add(other.0)?)
    }

    /// One over `parts` of it; `None` where that is no decimal of six places.
    pub(crate) fn over(self, parts: i128) -> Option<Self> {
        (self.0.checked_rem(parts)? == 0).then(|| self.0.checked_div(parts)).flatten().map(Self)
    }

    /// The number so many times; `None` where that is out of range.
    pub fn times(self, factor: i128) -> Option<Self> {
        Self::within(self.0.checked_mul(factor)?)
    }

    /// The number with its sign turned.
    pub fn negated(self) -> Self {
        Self(-self.0)
    }

    /// Whether the number is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether the number has no decimals.
    pub fn is_whole(self) -> bool {
        self.0 % PARTS == 0
    }

    /// The nearest whole number, halves away from zero.
    pub fn rounded(self) -> i64 {
        let half = if self.0 < 0 { -PARTS / 2 } else { PARTS / 2 };
        i64::try_from((self.0 + half) / PARTS).unwrap_or(i64::MAX)
    }

    /// The number as digits, a point and at least two decimals where it has any: `48000`, `450.50`.
    pub fn to_plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) =
            (self.0.unsigned_abs() / PARTS.unsigned_abs(), self.0.unsigned_abs() % PARTS.unsigned_abs());
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        let decimals = format!("{rest:06}");
        let decimals = decimals.trim_end_matches('0');
        format!("{sign}{whole}.{decimals:0<2}")
    }

    fn within(parts: i128) -> Option<Self> {
        (parts.checked_abs()? <= WHOLE_MAX * PARTS).then_some(Self(parts))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_plain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_kept_and_what_is_too_large_is_none() {
        assert_eq!(Decimal::of_digits("450", "50").unwrap().to_plain(), "450.50");
        assert_eq!(Decimal::of_digits("1", "2").and_then(|n| n.shifted(6)).unwrap().to_plain(), "1200000");
        assert_eq!(Decimal::of_digits("0", "05").unwrap().to_plain(), "0.05");
        assert_eq!(Decimal::of_digits("1", "1234567"), None);
        assert_eq!(Decimal::of_digits("9999999999999999999", ""), None);
        assert_eq!(Decimal::whole(i64::MAX), None);
        assert_eq!(Decimal::of_digits("999", "").and_then(|n| n.shifted(40)), None);
        assert_eq!(Decimal::whole(3).and_then(|n| n.over(4)).unwrap().to_plain(), "0.75");
        assert_eq!(Decimal::of_digits("2", "5").unwrap().negated().rounded(), -3);
    }
}

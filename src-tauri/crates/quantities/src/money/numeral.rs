//! Numbers in digits: 48,000, 1.234,56, 12 500,75, 1'250'000.00, 12,50,000.

use super::Reader;
use crate::{
    Decimal,
    tokens::{Gap, Kind},
};

/// What digits with the marks between them say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numeral {
    /// The number of the token behind it.
    pub end: usize,
    /// Its value; with "1.234" the one with thousands. `None` where the marks make no number, as in 1.2.3.4.
    pub value: Option<Decimal>,
    /// Where "1.234" may have decimals: its value with them.
    pub as_decimals: Option<Decimal>,
    /// With "1.234": the mark, how many digits stand before it, and those after it.
    pub single: Option<(char, usize, String)>,
    /// Whether its thousands are set apart.
    pub is_grouped: bool,
    /// Whether they are set apart by spaces.
    pub by_spaces: bool,
    /// Whether it is digits without any mark.
    pub is_plain: bool,
    /// Whether it is written as no number is: 007, 1.2.3.4.
    pub is_code: bool,
}

impl Reader {
    /// The numeral whose first digits are the token at `at`, thousands after plain spaces included.
    pub(crate) fn numeral(&self, at: usize) -> Numeral {
        self.numeral_with(at, true)
    }

    /// The same with or without thousands after plain spaces.
    pub(super) fn numeral_with(&self, at: usize, spaces: bool) -> Numeral {
        let mut groups: Vec<&str> = Vec::new();
        let mut marks: Vec<char> = Vec::new();
        let mut end = at;
        while let Some(token) = self.at(end).filter(|token| token.is_digits()) {
            groups.push(token.raw.as_str());
            end += 1;
            match self.mark(end, &groups, &marks, spaces) {
                Some((mark, next)) => {
                    marks.push(mark);
                    end = next;
                }
                None => break,
            }
        }
        let mut numeral = read(&groups, &marks);
        numeral.end = end;
        numeral
    }

    /// The mark that joins the group before `at` to the next one, and where that begins.
    fn mark(&self, at: usize, groups: &[&str], marks: &[char], spaces: bool) -> Option<(char, usize)> {
        let token = self.at(at)?;
        match token.kind {
            Kind::Sign(c @ ('.' | ',' | '\'' | '’' | '´' | '`' | 'ʼ' | '′')) if token.gap == Gap::None => {
                let next = self.at(at + 1).filter(|next| next.is_digits() && next.gap == Gap::None)?;
                let mark = if matches!(c, '.' | ',') { c } else { '\'' };
                (!next.raw.is_empty()).then_some((mark, at + 1))
            }
            // Spaces set thousands apart, and nothing else.
            Kind::Digits if token.raw.len() == 3 && (token.gap == Gap::Thin || token.gap == Gap::Space && spaces) => {
                let first = groups.first().map_or(0, |first| first.len());
                (first <= 3 && marks.iter().all(|mark| *mark == ' ')).then_some((' ', at))
            }
            _ => None,
        }
    }
}

fn read(groups: &[&str], marks: &[char]) -> Numeral {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return Numeral::default() };
    let zero = |group: &str| 1 < group.len() && group.starts_with('0');
    let code = Numeral { is_code: true, ..Numeral::default() };
    let Some(last_mark) = marks.last().copied() else {
        let value = Decimal::of_digits(first, "");
        return Numeral { value, is_plain: true, is_code: zero(first) || value.is_none(), ..Numeral::default() };
    };
    let threes = |groups: &[&str]| groups.iter().skip(1).all(|group| group.len() == 3);
    // Lakhs and crores: groups of two before the last three digits.
    let indian = |groups: &[&str]| {
        let inner = groups.len().checked_sub(1).and_then(|last| groups.get(1..last)).unwrap_or_default();
        !inner.is_empty()
            && inner.iter().all(|group| group.len() == 2)
            && first.len() <= 2
            && groups.last().is_some_and(|last| last.len() == 3)
    };
    let led = first.len() <= 3 && !zero(first) && *first != "0";
    let same = marks.iter().all(|mark| *mark == last_mark);
    if same {
        let grouped = led && (threes(groups) || last_mark == ',' && indian(groups));
        let decimals = matches!(last_mark, '.' | ',') && groups.len() == 2 && !zero(first);
        let as_decimals = decimals.then(|| Decimal::of_digits(first, last)).flatten();
        if grouped {
            let value = Decimal::of_digits(&groups.concat(), "");
            let single = decimals.then(|| (last_mark, first.len(), (*last).to_owned()));
            return Numeral {
                value,
                as_decimals,
                single,
                is_grouped: true,
                by_spaces: last_mark == ' ',
                is_code: value.is_none(),
                ..Numeral::default()
            };
        }
        return Numeral { value: as_decimals, is_code: as_decimals.is_none(), ..code };
    }
    // What stands after the last mark are decimals; the marks before it are all of another kind and set thousands apart.
    let (head, inner) = (&groups[..groups.len() - 1], &marks[..marks.len() - 1]);
    let Some(inner_mark) = inner.first().copied().filter(|mark| inner.iter().all(|other| other == mark)) else {
        return code;
    };
    let fits = led
        && matches!(last_mark, '.' | ',')
        && inner_mark != last_mark
        && (threes(head) || inner_mark == ',' && indian(head));
    let value = fits.then(|| Decimal::of_digits(&head.concat(), last)).flatten();
    Numeral { value, is_grouped: true, by_spaces: inner_mark == ' ', is_code: value.is_none(), ..Numeral::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_what_is_thousands_and_what_decimals() {
        let check = |text: &str, wanted: Option<&str>| {
            let numeral = Reader::of(text).numeral(0);
            assert_eq!(numeral.value.map(|value| value.to_plain()).as_deref(), wanted, "{text}: {numeral:?}");
        };
        check("48,000", Some("48000"));
        check("1.234,56", Some("1234.56"));
        check("1,234.5", Some("1234.50"));
        check("12 500,75", Some("12500.75"));
        check("1'250'000.00", Some("1250000"));
        check("12,50,000", Some("1250000"));
        check("12,34,567.50", Some("1234567.50"));
        check("1.0845", Some("1.0845"));
        check("0.05", Some("0.05"));
        check("1,200,50", None);
        check("1.2.3.4", None);
        check("15.12.2026", None);
        check("99999999999999999999999", None);
    }
}

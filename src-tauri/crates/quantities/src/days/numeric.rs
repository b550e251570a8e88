//! Dates in digits: 2026-12-15, 15.12.2026, 15.12., 15/12, 12/4.

use super::{Days, Draft, Named, Span};
use crate::{
    Language,
    lexicon::{self, TABLES, Words, gather},
    tokens::Kind,
};
use jiff::civil::Date;
use std::sync::LazyLock;

static LEADS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.day_leads));

impl Days {
    /// Reads a date in digits that begins at a token.
    pub(super) fn numeric(&self, at: usize) -> Option<Draft> {
        let first = self.at(at).filter(|token| token.is_digits())?;
        if self.joins(at) && !self.opens_number(at) {
            return None;
        }
        // "15. 1. 2027"
        if let Some(draft) = self.spaced(at) {
            return Some(draft);
        }
        let mark = self.mark(at + 1)?;
        let second = self.digits(at + 2)?;
        let third = self.mark(at + 3).filter(|other| *other == mark).and_then(|_| self.digits(at + 4));
        let draft = match third {
            Some(third) => self.three(at, mark, [first.raw.as_str(), second, third]),
            None => self.two(at, mark, first.raw.as_str(), second),
        }?;
        self.closes_number(draft.end).then_some(draft)
    }

    fn spaced(&self, at: usize) -> Option<Draft> {
        let dotted = |dot: usize| self.is(dot, '.') && self.joins(dot) && self.near(dot + 1) && !self.joins(dot + 1);
        let part = |index: usize| self.at(index).filter(|token| token.is_digits()).map(|token| token.raw.as_str());
        if !dotted(at + 1) || !dotted(at + 3) {
            return None;
        }
        let (year, end) = self.year_at(at + 4)?;
        let date = Date::new(year, small(part(at + 2)?)?, small(part(at)?)?).ok()?;
        let named = Named { year: Some(year), month: Some(date.month()), day: Some(date.day()), ..Named::default() };
        Some(Draft { start: at, end, named, spans: vec![Span::day(date)] })
    }

    fn opens_number(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|before| self.at(before)).is_some_and(|before| {
            matches!(before.kind, Kind::Sign('(' | '[' | '"' | '“' | '„' | '«' | '\'' | ':' | '=' | '~' | '>'))
        })
    }

    /// Whether nothing that belongs to a longer number or name stands right after.
    fn closes_number(&self, end: usize) -> bool {
        let Some(token) = self.at(end) else { return true };
        if !self.joins(end) {
            return true;
        }
        match token.kind {
            // "2026-12-15T10:00" is a moment of that day.
            Kind::Word => token.raw.starts_with('T'),
            Kind::Digits => false,
            Kind::Sign('-' | '/' | '.' | ',' | ':') => {
                !(self.joins(end + 1) && self.at(end + 1).is_some_and(|next| next.is_digits() || next.is_word()))
            }
            Kind::Sign(c) => !matches!(c, '%' | '€' | '$' | '£' | '_' | '@'),
        }
    }

    fn mark(&self, at: usize) -> Option<char> {
        let token = self.at(at).filter(|_| self.joins(at))?;
        match token.kind {
            Kind::Sign(c @ ('-' | '.' | '/')) => Some(c),
            _ => None,
        }
    }

    fn digits(&self, at: usize) -> Option<&str> {
        self.at(at).filter(|token| token.is_digits() && self.joins(at)).map(|token| token.raw.as_str())
    }

    fn three(&self, at: usize, mark: char, parts: [&str; 3]) -> Option<Draft> {
        let [one, two, three] = parts;
        let end = at + 5;
        let number = |text: &str| text.parse::<i16>().ok();
        let short = |text: &str| text.len() <= 2;
        let dates: Vec<Date> = if one.len() == 4 && short(two) && short(three) {
            Date::new(number(one)?, small(two)?, small(three)?).ok().into_iter().collect()
        } else if short(one) && short(two) && matches!(three.len(), 2 | 4) {
            let year = if three.len() == 2 { 2_000 + number(three)? } else { number(three)? };
            let day_first = Date::new(year, small(two)?, small(one)?).ok();
            let month_first = Date::new(year, small(one)?, small(two)?).ok().filter(|_| mark != '.');
            self.of_two(day_first, month_first)
        } else {
            return None;
        };
        let first = dates.first()?;
        if !(1900..=2200).contains(&first.year()) || mark == '.' && three.len() == 2 && self.is_labelled(at) {
            return None;
        }
        let mut named = Named { year: Some(first.year()), ..Named::default() };
        if dates.len() == 1 {
            (named.month, named.day) = (Some(first.month()), Some(first.day()));
        }
        Some(Draft { start: at, end, named, spans: dates.into_iter().map(Span::day).collect() })
    }

    /// Both readings of a date, or the one that the language of the text decides for.
    fn of_two(&self, day_first: Option<Date>, month_first: Option<Date>) -> Vec<Date> {
        let decided = self.reader.language().is_some_and(|language| language != Language::English);
        let month_first = month_first.filter(|_| !(decided && day_first.is_some()));
        let mut dates: Vec<Date> = day_first.into_iter().chain(month_first).collect();
        dates.dedup();
        dates
    }

    fn two(&self, at: usize, mark: char, one: &str, two: &str) -> Option<Draft> {
        if 2 < one.len() || 2 < two.len() || one.starts_with("00") || self.is_labelled(at) {
            return None;
        }
        let dotted = self.joins(at + 3) && self.is(at + 3, '.');
        let end = at + 3 + usize::from(mark == '.' && dotted);
        let is_led = self.is_led(at);
        let european = self.reader.language().is_some_and(|language| language != Language::English);
        let counted = self.counts_something(end);
        let fits = match mark {
            '.' if counted => false,
            '.' => is_led || dotted && european,
            // "1/2 of the seats", "9/10" and "24/7" are no dates where nothing leads to one.
            '/' => {
                !self.before_of(end)
                    && !counted
                    && (is_led || !looks_like_a_share(one, two) && (self.is_small(end) || !self.near(end)))
            }
            _ => false,
        };
        if !fits {
            return None;
        }
        let (one, two) = (small(one)?, small(two)?);
        let day_first = (mark == '.' || two <= 12).then(|| self.of_year(None, two, one)).flatten();
        let month_first = (mark == '/').then(|| self.of_year(None, one, two)).flatten();
        let (known_first, known_second) = (is_date(two, one), mark == '/' && is_date(one, two));
        let decided = self.reader.language().is_some_and(|language| language != Language::English);
        let mut named = Named::default();
        if known_first && (!known_second || decided || one == two) {
            (named.month, named.day) = (Some(two), Some(one));
        } else if known_second && !known_first {
            (named.month, named.day) = (Some(one), Some(two));
        } else if !known_first {
            return None;
        }
        let first = day_first.and_then(|span| span.is_day().then_some(span.first));
        let second = month_first.and_then(|span| span.is_day().then_some(span.first));
        let spans = self.of_two(first, second).into_iter().map(Span::day).collect();
        Some(Draft { start: at, end, named, spans })
    }

    /// "by 12/4": a word that leads to a day, one article between at most.
    pub(super) fn is_led(&self, at: usize) -> bool {
        let leads = |at: Option<usize>| at.is_some_and(|at| LEADS.contains_key(self.low(at)));
        let before = at.checked_sub(1).map(|before| if self.is(before, ',') { before.wrapping_sub(1) } else { before });
        let of_weekday = before.is_some_and(|before| self.weekday_at(before).is_some());
        (leads(at.checked_sub(1)) || of_weekday) && self.near(at)
    }

    fn before_of(&self, end: usize) -> bool {
        matches!(self.low(end), "of" | "der" | "des" | "de")
    }

    /// Whether money, a share, a scale or an hour stands after a number.
    pub(super) fn counts_something(&self, end: usize) -> bool {
        let low = self.low(end);
        let money =
            self.at(end).is_some_and(|token| crate::money::currency_of_word(&token.raw).is_some() || token.is('%'))
                && self.near(end);
        let counts = matches!(low, "uhr" | "h" | "prozent" | "percent" | "pour")
            || TABLES.iter().any(|table| lexicon::value(table.scales, low).is_some());
        money || !low.is_empty() && self.near(end) && counts
    }

    pub(super) fn is_labelled(&self, at: usize) -> bool {
        let low = self.before(at);
        TABLES.iter().any(|table| lexicon::has(table.labels, low)) && !low.is_empty() || low.ends_with("nummer")
    }

    /// A month or day of a year; without a year the nearest.
    pub(super) fn of_year(&self, year: Option<i16>, month: i8, day: i8) -> Option<Span> {
        let of = |year: i16| Date::new(year, month, day).ok().map(Span::day);
        match year {
            Some(year) => of(year),
            None => self.nearest(of),
        }
    }
}

/// Whether two numbers with a slash are rather a share than a day: "1/2", "24/7".
fn looks_like_a_share(one: &str, two: &str) -> bool {
    matches!(
        (one, two),
        ("1", "2" | "3" | "4" | "5" | "8" | "10") | ("2", "3") | ("3", "4") | ("24", "7") | ("9" | "10", "10")
    )
}

/// Whether a month has such a day in at least one year.
pub(super) fn is_date(month: i8, day: i8) -> bool {
    Date::new(2024, month, day).is_ok()
}

pub(super) fn small(text: &str) -> Option<i8> {
    (text.len() <= 2).then(|| text.parse().ok()).flatten()
}

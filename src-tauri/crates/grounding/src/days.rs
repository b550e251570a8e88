//! The times of a text: its days as `quantities` reads them, laid over its words, and times of day; and whether one follows from another.

use crate::{numbers::over, words::Word};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use quantities::days::{Mention, Which, read};
use std::ops::Range;

/// One mention of a day, a stretch of days or a time of day.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct When {
    /// The words that the mention is made of.
    pub at: Range<usize>,
    /// The year that it names; `None` where it names none.
    pub year: Option<i16>,
    /// The month that it names, 1 to 12; `None` where it names none.
    pub month: Option<i8>,
    /// The day of the month that it names; `None` where it names none.
    pub day: Option<i8>,
    /// The weekday that it names, Monday is 1; `None` where it names none.
    pub weekday: Option<i8>,
    /// Which of the weekdays around a word says it is.
    pub which: Which,
    /// The time of day that it names, in minutes since midnight; `None` where it names none.
    pub minute: Option<i16>,
    /// How the time is said, where it is relative: equal ways mean the same at one moment.
    pub relative: Option<String>,
    /// The stretches it may mean, first and last day; empty where nothing tells.
    pub spans: Vec<(Date, Date)>,
}

/// The times a text names, in order, resolved against the moment it was said, where that is known.
pub(crate) fn whens(text: &str, words: &[Word], said: Option<DateTime>) -> Vec<When> {
    let mentions = read(text, said.map(|said| said.date()));
    // A day of a month that is not named is compared as a number, unless its weekday is named.
    let named = mentions.iter().filter(|mention| {
        let named = &mention.named;
        named.day.is_none() || named.month.is_some() || named.weekday.is_some()
    });
    let mut days = named.filter_map(|mention| Some(of_mention(over(&mention.range, words)?, mention, said))).peekable();
    let mut found: Vec<When> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        while days.next_if(|day| day.at.start < at).is_some() {}
        let read = anchored(words, at, days.peek().filter(|day| day.at.start <= at + 4))
            .or_else(|| days.next_if(|day| day.at.start == at))
            .or_else(|| clock(words, at));
        match read {
            Some(when) if !when.at.is_empty() => {
                at = when.at.end;
                found.push(when);
            }
            _ => at += 1,
        }
    }
    found
}

/// A mention of a day over words. A line speaks of what was as of what will be, so a weekday or a date without a year may lie on
/// either side of the day it was said on.
fn of_mention(at: Range<usize>, mention: &Mention, said: Option<DateTime>) -> When {
    let named = &mention.named;
    let mut when = When {
        at,
        year: named.year,
        month: named.month,
        day: named.day,
        weekday: named.weekday,
        which: named.which,
        relative: named.relative.clone(),
        spans: mention.spans.iter().map(|span| (span.first, span.last)).collect(),
        ..When::default()
    };
    if let (Some(weekday), Some(said), None) = (when.weekday, said, named.month)
        && named.which != Which::Fixed
    {
        when.spans = weekday_spans(weekday, named.which, said.date());
    } else if named.month.is_some() && named.year.is_none() && when.weekday.is_none() && named.which != Which::Fixed {
        when.spans = spans_of(&when, said);
    }
    when
}

fn of_date(at: Range<usize>, date: Date) -> When {
    When {
        at,
        year: Some(date.year()),
        month: Some(date.month()),
        day: Some(date.day()),
        spans: vec![(date, date)],
        ..When::default()
    }
}

/// The stretches of days that the named parts of a date may mean.
fn spans_of(when: &When, said: Option<DateTime>) -> Vec<(Date, Date)> {
    let Some(month) = when.month else { return Vec::new() };
    let one = |year: i16| -> Option<(Date, Date)> {
        match when.day {
            Some(day) => Date::new(year, month, day).ok().map(|date| (date, date)),
            None => Date::new(year, month, 1).ok().map(|first| (first, first.last_of_month())),
        }
    };
    if let Some(year) = when.year {
        return one(year).into_iter().collect();
    }
    let Some(said) = said.map(|said| said.date()) else { return Vec::new() };
    let far = |date: Date| said.until(date).map_or(i32::MAX, |span| span.get_days().abs());
    let mut near: Vec<(Date, Date)> = [-1, 0, 1].into_iter().filter_map(|ahead| one(said.year() + ahead)).collect();
    near.sort_by_key(|(first, _)| far(*first));
    // Half a year away both ways, either may be meant.
    near.truncate(if near.first().is_some_and(|(first, _)| 150 < far(*first)) { 2 } else { 1 });
    near
}

fn weekday_spans(weekday: i8, which: Which, said: Date) -> Vec<(Date, Date)> {
    let ahead = (weekday - said.weekday().to_monday_one_offset()).rem_euclid(7);
    let (ahead, back) = (i64::from(ahead), i64::from((7 - ahead) % 7));
    let day = |days: i64| said.checked_add(days.days()).ok().map(|date| (date, date));
    let coming = if ahead == 0 { 7 } else { ahead };
    let gone = if back == 0 { 7 } else { back };
    let days: Vec<i64> = match which {
        Which::Last => vec![-gone, -gone - 7],
        Which::Next | Which::Coming => vec![coming, coming + 7],
        Which::This => vec![ahead, -back],
        Which::Any | Which::Fixed => vec![coming, -gone],
    };
    days.into_iter().filter_map(day).collect()
}

/// "the week before 9 June 2023", "the Sunday before 25 May": a stretch told by the day after it.
fn anchored(words: &[Word], at: usize, next: Option<&When>) -> Option<When> {
    let low = |index: usize| words.get(index).map_or("", |word| word.low.as_str());
    let start = at + usize::from(low(at) == "the");
    let sign = match (low(start + 1), low(start + 2)) {
        ("before", _) | ("prior" | "previous", "to") => -1,
        ("after" | "following", _) => 1,
        _ => return None,
    };
    let lead = start + 2 + usize::from(low(start + 2) == "to");
    let anchor = next.filter(|next| next.at.start == lead + usize::from(low(lead) == "the"))?;
    anchor.day?;
    let (day, _) = *anchor.spans.first()?;
    let span = match low(start) {
        "week" => {
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            let first = monday.checked_add((7 * sign).days()).ok()?;
            (first, first.checked_add(6.days()).ok()?)
        }
        "day" => {
            let other = day.checked_add(sign.days()).ok()?;
            (other, other)
        }
        "weekend" => {
            let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
            let first = monday.checked_add((7 * sign + 5).days()).ok()?;
            (first, first.checked_add(1.day()).ok()?)
        }
        "month" => {
            let first = day.first_of_month().checked_add(sign.months()).ok()?;
            (first, first.last_of_month())
        }
        "year" => {
            let year = i16::try_from(i64::from(day.year()).checked_add(sign)?).ok()?;
            (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)
        }
        name => {
            let named = read(name, Some(day)).into_iter().find_map(|mention| mention.named.weekday)?;
            let which = if sign < 0 { Which::Last } else { Which::Next };
            *weekday_spans(named, which, day).first()?
        }
    };
    Some(When { at: at..anchor.at.end, spans: vec![span], ..When::default() })
}

/// The time of day that begins at a word: "10:30", "3 pm", "15 Uhr", "noon".
fn clock(words: &[Word], at: usize) -> Option<When> {
    let low = words[at].low.as_str();
    let next = words.get(at + 1).map_or("", |word| word.low.as_str());
    let make = |hours: i16, minutes: i16, taken: usize| {
        let fits = (0..=24).contains(&hours) && (0..60).contains(&minutes);
        fits.then(|| When { at: at..at + taken, minute: Some((60 * hours + minutes) % 1_440), ..When::default() })
    };
    if matches!(low, "noon" | "midday" | "mittag") {
        return make(12, 0, 1);
    }
    if low == "midnight" {
        return make(0, 0, 1);
    }
    let (digits, tail) = low.split_at(low.find(|c: char| c.is_alphabetic()).unwrap_or(low.len()));
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) => (hours.parse().ok()?, minutes.get(..2).unwrap_or(minutes).parse().ok()?),
        None => (digits.parse().ok()?, -1),
    };
    let half = if tail.is_empty() { next } else { tail };
    let extra = usize::from(tail.is_empty());
    let at_least = |minutes: i16| minutes.max(0);
    match half {
        "am" | "a.m" if hours <= 12 => make(hours % 12, at_least(minutes), 1 + extra),
        "pm" | "p.m" if hours <= 12 => make(hours % 12 + 12, at_least(minutes), 1 + extra),
        "uhr" | "o'clock" | "oclock" if tail.is_empty() => make(hours, at_least(minutes), 2),
        _ if tail.is_empty() && 0 <= minutes => make(hours, minutes, 1),
        _ => None,
    }
}

impl When {
    /// Whether the mention names a time of day.
    pub fn is_clock(&self) -> bool {
        self.minute.is_some()
    }

    /// Whether what this mention claims holds, if `source` is what was said.
    pub fn follows_from(&self, source: &Self) -> bool {
        if let (Some(claimed), Some(said)) = (self.minute, source.minute) {
            // "at 3:30" may be in the afternoon.
            return claimed == said || (claimed - said).abs() == 720;
        }
        if self.minute.is_some() || source.minute.is_some() {
            return false;
        }
        if self.relative.is_some() && self.relative == source.relative {
            return true;
        }
        let is_dated = self.day.is_some() || self.month.is_some();
        if let (Some(claimed), Some(said)) = (self.weekday, source.weekday) {
            let open = |when: &Self| when.which == Which::Any || when.spans.is_empty();
            let meet = open(self) || open(source) || self.spans.iter().any(|span| source.spans.contains(span));
            if claimed != said || !is_dated {
                return claimed == said && meet;
            }
        } else if let Some(claimed) = self.weekday
            && is_dated
        {
            // "Saturday, 30 May" does not follow from a 30 May that was a Friday.
            let on = |(first, last): &(Date, Date)| first == last && first.weekday().to_monday_one_offset() == claimed;
            if !source.spans.is_empty() && !source.spans.iter().any(on) {
                return false;
            }
        }
        let fields = [
            (self.year.map(i32::from), source.year.map(i32::from)),
            (self.month.map(i32::from), source.month.map(i32::from)),
            (self.day.map(i32::from), source.day.map(i32::from)),
        ];
        let named = fields.iter().any(|(claimed, _)| claimed.is_some());
        if named && fields.iter().all(|(claimed, said)| claimed.is_none() || claimed == said) {
            return true;
        }
        source.spans.iter().any(|span| self.covers(*span))
    }

    /// Whether the stretch a source means is what this mention names.
    fn covers(&self, (first, last): (Date, Date)) -> bool {
        let one_day = first == last;
        if let Some(weekday) = self.weekday {
            let on = one_day && first.weekday().to_monday_one_offset() == weekday;
            if !on || self.day.is_none() && self.month.is_none() {
                return on;
            }
        }
        if self.day.is_none() && self.month.is_none() && self.year.is_none() {
            // Relative or counted from another day: the same stretch, give or take how weeks are counted.
            return self.spans.iter().any(|(from, to)| {
                if one_day && from == to {
                    first == *from
                } else {
                    first <= *to && *from <= last && (from == to) == one_day
                }
            });
        }
        let of_day = self.day.is_none_or(|day| one_day && first.day() == day);
        let of_month = self.month.is_none_or(|month| first.month() == month || last.month() == month);
        let of_year = self.year.is_none_or(|year| first.year() == year || last.year() == year);
        let not_wider = self.month.is_none() || (first.year() == last.year() && last.month() - first.month() <= 1);
        of_day && of_month && of_year && not_wider
    }
}

/// A moment as a mention of the day it is in.
pub(crate) fn moment(said: DateTime) -> When {
    of_date(0..0, said.date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    /// The moment at which the test's texts are said: a Friday.
    const SAID: DateTime = DateTime::constant(2026, 11, 20, 9, 0, 0, 0);

    fn first(text: &str, said: Option<DateTime>) -> When {
        whens(text, &words(text), said).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn a_day_follows_from_however_it_was_said() {
        let check = |claim: &str, source: &str, wanted: bool| {
            let (claimed, said) = (first(claim, Some(SAID)), first(source, Some(SAID)));
            assert_eq!(claimed.follows_from(&said), wanted, "{claim} / {source}\n{claimed:?}\n{said:?}");
        };
        check("on 19 November 2026", "yesterday", true);
        check("on 20 November 2026", "yesterday", false);
        check("on 27 November", "by Friday", true);
        check("on Friday", "on 27 November", true);
        check("on Thursday", "on Friday", false);
        check("on 3 March 2027", "am 3. März", true);
        check("March 3rd, 2027", "2027-03-03", true);
        check("on the fifteenth of May", "on May 15", true);
        check("on May 16", "on May 15", false);
        check("in October 2026", "last month", true);
        check("in November 2026", "last month", false);
        check("in 2025", "last year", true);
        check("the week before 20 November 2026", "last week", true);
        check("the week before 27 November 2026", "last week", false);
        check("tomorrow", "morgen", true);
        check("tomorrow", "yesterday", false);
        check("two weeks ago", "three weeks ago", false);
        check("12.03.2026", "2026-03-12", true);
        check("at 3 pm", "um 15 Uhr", true);
        check("at 10:30", "at 10:15", false);
        check("next week", "last week", false);
    }

    #[test]
    fn what_only_looks_like_a_date_is_none() {
        let check = |text: &str| assert_eq!(whens(text, &words(text), Some(SAID)), [], "{text}");
        check("we may go, the march of time, sun and rain");
        check("2000 seats");
        check("3 people");
    }
}

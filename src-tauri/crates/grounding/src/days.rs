//! Dates, weekdays and times of day, as written and as said, resolved against the day they were said on.

use crate::{numbers::value_of, words::Word};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use std::ops::Range;

/// One mention of a time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct When {
    /// Which words it is made of.
    pub at: Range<usize>,
    /// The year it names.
    pub year: Option<i16>,
    /// The month it names, 1 to 12.
    pub month: Option<i8>,
    /// The day of the month it names.
    pub day: Option<i8>,
    /// The weekday it names, Monday is 1.
    pub weekday: Option<i8>,
    /// The minute of the day it names.
    pub minute: Option<i16>,
    /// How it is said, where it is relative: equal ways mean the same at one moment.
    pub relative: Option<String>,
    /// The stretches it may mean, first and last day; empty where nothing tells.
    pub spans: Vec<(Date, Date)>,
}

const MONTHS: [[&str; 4]; 12] = [
    ["january", "januar", "jan", "jaenner"],
    ["february", "februar", "feb", "february"],
    ["march", "maerz", "mar", "march"],
    ["april", "april", "apr", "april"],
    ["may", "mai", "may", "may"],
    ["june", "juni", "jun", "june"],
    ["july", "juli", "jul", "july"],
    ["august", "august", "aug", "august"],
    ["september", "september", "sep", "sept"],
    ["october", "oktober", "oct", "okt"],
    ["november", "november", "nov", "november"],
    ["december", "dezember", "dec", "dez"],
];
const WEEKDAYS: [[&str; 4]; 7] = [
    ["monday", "montag", "mondays", "mon"],
    ["tuesday", "dienstag", "tuesdays", "tue"],
    ["wednesday", "mittwoch", "wednesdays", "wed"],
    ["thursday", "donnerstag", "thursdays", "thu"],
    ["friday", "freitag", "fridays", "fri"],
    ["saturday", "samstag", "saturdays", "sat"],
    ["sunday", "sonntag", "sundays", "sun"],
];

/// The month a word names. Short forms and "may" and "march" are names of months only with a capital.
fn month(word: &Word) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word.low.as_str()))?;
    let doubtful =
        word.low.len() <= 4 && word.low != "june" && word.low != "july" && word.low != "juni" && word.low != "juli";
    if (doubtful || word.low == "march") && !word.capital {
        return None;
    }
    i8::try_from(at + 1).ok()
}

fn weekday(word: &Word) -> Option<i8> {
    let at = WEEKDAYS.iter().position(|names| names.contains(&word.low.as_str()))?;
    // "sun" and "sat" are words of their own.
    if word.low.len() == 3 && (!word.capital || word.opens) {
        return None;
    }
    i8::try_from(at + 1).ok()
}

/// The times a text names, in order, resolved against the moment it was said, where that is known.
pub(crate) fn whens(words: &[Word], said: Option<DateTime>) -> Vec<When> {
    let mut found: Vec<When> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let read = numeric(words, at)
            .or_else(|| anchored(words, at, said))
            .or_else(|| calendar(words, at, said))
            .or_else(|| relative(words, at, said))
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

/// 2026-03-04, 12.03.2026, 3/4/2026.
fn numeric(words: &[Word], at: usize) -> Option<When> {
    let raw = words.get(at)?.low.as_str();
    let mark = raw.chars().find(|c| !c.is_ascii_digit()).filter(|mark| matches!(mark, '-' | '.' | '/'))?;
    let parts: Vec<i16> = raw.split(mark).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let year_of = |year: i16, text: &str| if text.len() == 2 { 2000 + year } else { year };
    let last = raw.rsplit(mark).next().unwrap_or_default();
    let dates: Vec<Date> = match (mark, parts[..].len()) {
        ('-', 3) => Date::new(parts[0], narrow(parts[1]), narrow(parts[2])).into_iter().collect(),
        ('.', 3) if last.len() == 4 || last.len() == 2 => {
            Date::new(year_of(parts[2], last), narrow(parts[1]), narrow(parts[0])).into_iter().collect()
        }
        ('/', 3) if last.len() == 4 || last.len() == 2 => {
            let year = year_of(parts[2], last);
            let day_first = Date::new(year, narrow(parts[1]), narrow(parts[0])).ok();
            let month_first = Date::new(year, narrow(parts[0]), narrow(parts[1])).ok();
            day_first.into_iter().chain(month_first).collect()
        }
        _ => return None,
    };
    let first = *dates.first()?;
    let mut when = of_date(at..at + 1, first);
    when.spans = dates.into_iter().map(|date| (date, date)).collect();
    if 1 < when.spans.len() {
        // Which is the day and which the month is open; the spans say both.
        (when.month, when.day) = (None, None);
    }
    Some(when)
}

fn narrow(value: i16) -> i8 {
    i8::try_from(value).unwrap_or(0)
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

/// The day of a month, as "15", "15th", "15." or "fifteenth"; and how many words that takes.
fn day_number(words: &[Word], at: usize) -> Option<(i8, usize)> {
    let word = words.get(at)?;
    let low = word.low.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
    if let Ok(day) = low.parse::<i8>() {
        return (1..=31).contains(&day).then_some((day, 1));
    }
    const SPOKEN: [&str; 31] = [
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
        "twentieth",
        "twenty first",
        "twenty second",
        "twenty third",
        "twenty fourth",
        "twenty fifth",
        "twenty sixth",
        "twenty seventh",
        "twenty eighth",
        "twenty ninth",
        "thirtieth",
        "thirty first",
    ];
    let two = words.get(at + 1).map(|next| format!("{} {}", word.low, next.low)).unwrap_or_default();
    let find = |text: &str| SPOKEN.iter().position(|known| *known == text).and_then(|at| i8::try_from(at + 1).ok());
    find(&two).map(|day| (day, 2)).or_else(|| find(&word.low).map(|day| (day, 1)))
}

fn year(words: &[Word], at: usize) -> Option<i16> {
    let word = words.get(at)?;
    if word.raw.len() != 4 {
        return None;
    }
    word.low.parse().ok().filter(|year| (1900..2100).contains(year))
}

/// "3 March 2026", "March 3rd, 2026", "3. März", "March 2026", "March", "Monday", "2026".
fn calendar(words: &[Word], at: usize, said: Option<DateTime>) -> Option<When> {
    let word = &words[at];
    let is = |index: usize, low: &str| words.get(index).is_some_and(|word| word.low == low);
    let mut when = When { at: at..at + 1, ..When::default() };
    if let Some((day, taken)) = day_number(words, at) {
        let of = at + taken + usize::from(is(at + taken, "of"));
        let month = words.get(of).and_then(month)?;
        (when.day, when.month) = (Some(day), Some(month));
        when.at.end = of + 1;
    } else if let Some(month) = month(word) {
        when.month = Some(month);
        let the = at + 1 + usize::from(is(at + 1, "the"));
        let is_year = year(words, the).is_some();
        if let Some((day, taken)) = day_number(words, the).filter(|_| !is_year) {
            // "in March 3 people" is no date: a bare number counts only what nothing follows, or a comma, or a year.
            let next = the + taken;
            let counts = words.get(the).is_some_and(|w| w.low.chars().all(|c| c.is_ascii_digit()))
                && words.get(next).is_some_and(|w| !w.breaks && year(words, next).is_none() && noun_may_follow(&w.low));
            if !counts {
                when.day = Some(day);
                when.at.end = next;
            }
        }
        if when.day.is_none() && word.low == "may" && !word.capital {
            return None;
        }
    } else if let Some(weekday) = weekday(word) {
        when.weekday = Some(weekday);
        let modifier = at.checked_sub(1).map_or("", |before| words[before].low.as_str());
        when.spans = said.map(|said| weekday_spans(weekday, modifier, said.date())).unwrap_or_default();
        return Some(when);
    } else {
        let year = year(words, at)?;
        // "2000 seats", "1999 euros" are counts.
        let counted = words.get(at + 1).is_some_and(|next| !next.breaks && !is_little(&next.low));
        let led = at.checked_sub(1).is_some_and(|before| {
            matches!(
                words[before].low.as_str(),
                "in" | "since"
                    | "by"
                    | "until"
                    | "of"
                    | "from"
                    | "seit"
                    | "bis"
                    | "year"
                    | "summer"
                    | "winter"
                    | "spring"
                    | "fall"
                    | "early"
                    | "late"
            )
        });
        if counted && !led {
            return None;
        }
        when.year = Some(year);
        when.spans = year_span(year).into_iter().collect();
        return Some(when);
    }
    if let Some(year) = year(words, when.at.end) {
        when.year = Some(year);
        when.at.end += 1;
    }
    when.spans = spans_of(&when, said);
    Some(when)
}

fn is_little(low: &str) -> bool {
    crate::lexicon::is_function(low)
}

fn noun_may_follow(low: &str) -> bool {
    !is_little(low)
}

fn year_span(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

/// The stretches that named fields may mean.
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

fn weekday_spans(weekday: i8, modifier: &str, said: Date) -> Vec<(Date, Date)> {
    let ahead = (weekday - said.weekday().to_monday_one_offset()).rem_euclid(7);
    let (ahead, back) = (i64::from(ahead), i64::from((7 - ahead) % 7));
    let day = |days: i64| said.checked_add(days.days()).ok().map(|date| (date, date));
    let coming = if ahead == 0 { 7 } else { ahead };
    let gone = if back == 0 { 7 } else { back };
    let days: Vec<i64> = match modifier {
        "last" | "past" | "letzten" | "vergangenen" | "previous" => vec![-gone, -gone - 7],
        "next" | "coming" | "naechsten" | "kommenden" => vec![coming, coming + 7],
        "this" | "diesen" => vec![ahead, -back],
        _ => vec![coming, -gone],
    };
    days.into_iter().filter_map(day).collect()
}

/// "yesterday", "next week", "three days ago", "in zwei Wochen".
fn relative(words: &[Word], at: usize, said: Option<DateTime>) -> Option<When> {
    let low = |index: usize| words.get(index).map_or("", |word| word.low.as_str());
    let said = said.map(|said| said.date());
    let make = |count: usize, key: String, span: Option<(Date, Date)>| {
        Some(When { at: at..at + count, relative: Some(key), spans: span.into_iter().collect(), ..When::default() })
    };
    let day = |days: i64| said.and_then(|said| said.checked_add(days.days()).ok()).map(|date| (date, date));
    let simple = match low(at) {
        "today" | "tonight" | "heute" => Some(0),
        "yesterday" | "gestern" => Some(-1),
        "tomorrow" => Some(1),
        "morgen" if !words[at].capital => Some(1),
        "uebermorgen" => Some(2),
        "vorgestern" => Some(-2),
        _ => None,
    };
    if let Some(days) = simple {
        return make(1, format!("day {days}"), day(days));
    }
    if (low(at), low(at + 1)) == ("last", "night") {
        return make(2, "day -1".to_owned(), day(-1));
    }
    if low(at) == "the"
        && low(at + 1) == "day"
        && matches!((low(at + 2), low(at + 3)), ("after", "tomorrow") | ("before", "yesterday"))
    {
        let days = if low(at + 2) == "after" { 2 } else { -2 };
        return make(4, format!("day {days}"), day(days));
    }
    let step = match low(at) {
        "last" | "previous" | "past" | "letzte" | "letzten" | "letztes" | "vergangene" | "vergangenen" => Some(-1),
        "this" | "current" | "diese" | "diesen" | "dieses" | "diesem" | "dieser" => Some(0),
        "next" | "coming" | "following" | "naechste" | "naechsten" | "naechstes" | "kommende" | "kommenden" => Some(1),
        _ => None,
    };
    if let (Some(step), Some(unit)) = (step, unit(low(at + 1))) {
        return make(2, format!("{unit} {step}"), said.and_then(|said| stretch(said, unit, step)));
    }
    // "two weeks ago", "in three days", "vor einem Jahr"
    let (lead, count_at) = match low(at) {
        "in" | "within" | "vor" => (Some(low(at)), at + 1),
        _ => (None, at),
    };
    let so_many = count(low(count_at))?;
    let unit = unit(low(count_at + 1))?;
    let after = low(count_at + 2);
    let (sign, extra) = match (lead, after) {
        (Some("vor"), _) => (-1, 0),
        (Some("in"), "time") => (1, 1),
        (Some("in" | "within"), _) => (1, 0),
        (None, "ago") => (-1, 1),
        (None, "later") => (1, 1),
        _ => return None,
    };
    let words_taken = count_at + 2 + extra - at;
    let steps = sign * so_many;
    let span = said.and_then(|said| match unit {
        "day" => said.checked_add(steps.days()).ok().map(|date| (date, date)),
        "week" => said.checked_add(steps.weeks()).ok().map(|date| (date, date)),
        _ => stretch(said, unit, steps),
    });
    // The same stretch in other units is the same time: 14 days are two weeks.
    let key = match unit {
        "week" => format!("day {}", 7 * steps),
        "quarter" => format!("month {}", 3 * steps),
        "year" => format!("month {}", 12 * steps),
        _ => format!("{unit} {steps}"),
    };
    make(words_taken, key, span)
}

fn unit(low: &str) -> Option<&'static str> {
    Some(match low {
        "day" | "days" | "tag" | "tage" | "tagen" => "day",
        "week" | "weeks" | "woche" | "wochen" => "week",
        "weekend" | "wochenende" => "weekend",
        "month" | "months" | "monat" | "monate" | "monaten" => "month",
        "quarter" | "quarters" | "quartal" => "quarter",
        "year" | "years" | "jahr" | "jahre" | "jahren" => "year",
        _ => return None,
    })
}

fn count(low: &str) -> Option<i64> {
    const WORDS: [&str; 13] =
        ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    const GERMAN: [&str; 13] =
        ["", "einem", "zwei", "drei", "vier", "fuenf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwoelf"];
    if matches!(low, "a" | "an" | "einer") {
        return Some(1);
    }
    let spoken = WORDS.iter().position(|word| *word == low).or_else(|| GERMAN.iter().position(|word| *word == low));
    spoken
        .filter(|at| 0 < *at)
        .and_then(|at| i64::try_from(at).ok())
        .or_else(|| value_of(low).map(|milli| milli / 1_000))
}

/// The week, weekend, month, quarter or year so many steps away from a day.
fn stretch(said: Date, unit: &str, steps: i64) -> Option<(Date, Date)> {
    let monday = said.checked_sub(i64::from(said.weekday().to_monday_zero_offset()).days()).ok()?;
    match unit {
        "day" => said.checked_add(steps.days()).ok().map(|date| (date, date)),
        "week" => {
            let first = monday.checked_add(steps.weeks()).ok()?;
            Some((first, first.checked_add(6.days()).ok()?))
        }
        "weekend" => {
            let first = monday.checked_add(steps.weeks()).ok()?.checked_add(5.days()).ok()?;
            Some((first, first.checked_add(1.day()).ok()?))
        }
        "month" => {
            let first = said.first_of_month().checked_add(steps.months()).ok()?;
            Some((first, first.last_of_month()))
        }
        "quarter" => {
            let first = Date::new(said.year(), 3 * ((said.month() - 1) / 3) + 1, 1).ok()?;
            let first = first.checked_add((3 * steps).months()).ok()?;
            Some((first, first.checked_add(2.months()).ok()?.last_of_month()))
        }
        _ => year_span(i16::try_from(i64::from(said.year()) + steps).ok()?),
    }
}

/// "the week before 9 June 2023", "the Sunday before 25 May".
fn anchored(words: &[Word], at: usize, said: Option<DateTime>) -> Option<When> {
    let low = |index: usize| words.get(index).map_or("", |word| word.low.as_str());
    let start = at + usize::from(low(at) == "the");
    let named = words.get(start).and_then(weekday);
    let unit = unit(low(start));
    if named.is_none() && unit.is_none() {
        return None;
    }
    let (sign, anchor_at) = match (low(start + 1), low(start + 2)) {
        ("before", _) => (-1, start + 2),
        ("prior" | "previous", "to") => (-1, start + 3),
        ("after" | "following", _) => (1, start + 2),
        _ => return None,
    };
    let anchor_at = anchor_at + usize::from(low(anchor_at) == "the");
    let anchor =
        numeric(words, anchor_at).or_else(|| words.get(anchor_at).and_then(|_| calendar(words, anchor_at, said)))?;
    let (day, _) = *anchor.spans.first()?;
    anchor.day?;
    let span = match (named, unit) {
        (Some(weekday), _) => {
            let modifier = if sign < 0 { "last" } else { "next" };
            weekday_spans(weekday, modifier, day).first().copied()
        }
        (None, Some(unit)) => stretch(day, unit, sign),
        _ => None,
    }?;
    Some(When { at: at..anchor.at.end, spans: vec![span], ..When::default() })
}

/// 10:30, 3 pm, 15 Uhr, noon.
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
    /// Whether this is a time of day.
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
        if self.weekday.is_some() && source.weekday.is_some() {
            return self.weekday == source.weekday;
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
            return one_day && first.weekday().to_monday_one_offset() == weekday;
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

/// A moment as a mention of its own day.
pub(crate) fn moment(said: DateTime) -> When {
    of_date(0..0, said.date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    /// A Friday.
    const SAID: DateTime = DateTime::constant(2026, 11, 20, 9, 0, 0, 0);

    fn first(text: &str, said: Option<DateTime>) -> When {
        whens(&words(text), said).into_iter().next().unwrap_or_default()
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
        let check = |text: &str| assert_eq!(whens(&words(text), Some(SAID)), [], "{text}");
        check("we may go, the march of time, sun and rain");
        check("2000 seats");
        check("3 people");
    }
}

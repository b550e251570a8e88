//! A rule's times on the wall, within a window (RFC 5545, 3.3.10).
//!
//! Everything here is in local time, without a zone: what an hour is on the day clocks change is decided where a time becomes a moment. Work is
//! counted in steps, a day or a time looked at each, so that no rule costs more than its share whatever it says. Where a rule has no count, the periods
//! before the window are left out by arithmetic: a rule of ten years costs as much as one of a week.

use crate::rule::{Frequency, Rule};
use jiff::{
    Span, ToSpan, Unit,
    civil::{Date, DateTime, Time, Weekday},
};

/// The times that are asked for: from the first, to before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub from: DateTime,
    pub to: DateTime,
}

/// Why a rule gives no times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooMuch {
    /// It took all the steps there were.
    Steps,
    /// It has more times in the window than were asked for.
    Times,
}

/// The steps that are left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// For all rules together.
    pub steps: u64,
    /// For one of them.
    pub steps_of_rule: u64,
}

/// The times of `rule` in the window, in order and each once; `start` is the first of all whether the rule says so or not.
///
/// `last` is the last time that may be one. Takes what it costs from the budget.
pub(crate) fn expand(
    rule: &Rule,
    start: DateTime,
    last: Option<DateTime>,
    window: Window,
    times_max: usize,
    budget: &mut Budget,
) -> Result<Vec<DateTime>, TooMuch> {
    let allowed = budget.steps_of_rule.min(budget.steps);
    let mut found = Found { rule, start, last, window, times_max, counted: 0, times: Vec::new(), steps: allowed };
    let ended = found.take(start).and_then(|()| match rule.frequency {
        Frequency::Yearly | Frequency::Monthly | Frequency::Weekly | Frequency::Daily => found.by_days(),
        Frequency::Hourly | Frequency::Minutely | Frequency::Secondly => found.by_times(),
    });
    budget.steps -= allowed - found.steps;
    match ended {
        Err(End::TooMuch(too_much)) => Err(too_much),
        Ok(()) | Err(End::Done) => Ok(found.times),
    }
}

/// Why no further time is looked for.
enum End {
    Done,
    TooMuch(TooMuch),
}

/// What was found so far.
struct Found<'a> {
    rule: &'a Rule,
    start: DateTime,
    last: Option<DateTime>,
    window: Window,
    times_max: usize,
    counted: u64,
    times: Vec<DateTime>,
    steps: u64,
}

impl Found<'_> {
    fn spend(&mut self, steps: usize) -> Result<(), End> {
        let left = u64::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        match left {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(End::TooMuch(TooMuch::Steps))
            }
        }
    }

    /// Takes the next time, if it is one.
    fn take(&mut self, time: DateTime) -> Result<(), End> {
        if time < self.start || time == self.start && 0 < self.counted {
            return Ok(());
        }
        let is_last = self.rule.count.is_some_and(|count| count <= self.counted);
        // The start is one even where the rule ends before it.
        let is_late = self.last.is_some_and(|last| last < time) && 0 < self.counted;
        if is_last || is_late || self.window.to <= time {
            return Err(End::Done);
        }
        self.counted += 1;
        if self.window.from <= time {
            if self.times_max <= self.times.len() {
                return Err(End::TooMuch(TooMuch::Times));
            }
            self.times.push(time);
        }
        Ok(())
    }

    /// Whether nothing from this day on can be one.
    fn is_beyond(&self, day: Date) -> bool {
        self.window.to <= day.at(0, 0, 0, 0) || self.last.is_some_and(|last| last.date() < day)
    }

    /// How many periods can be left out because they end before the window. None may be where times are counted.
    fn skipped(&self, periods_to_window: i64) -> i64 {
        if self.rule.count.is_some() {
            return 0;
        }
        (periods_to_window / self.rule.interval).saturating_sub(1).max(0)
    }

    /// Rules of years, months, weeks and days: the days of each period, each with all its times.
    fn by_days(&mut self) -> Result<(), End> {
        let (rule, first) = (self.rule, self.start.date());
        let from = self.window.from.date();
        let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
        let days = i64::from(first.until((Unit::Day, from)).map_err(|_| End::Done)?.get_days());
        let to_window = match rule.frequency {
            Frequency::Yearly => i64::from(from.year()) - i64::from(first.year()),
            Frequency::Monthly => months(from) - months(first),
            Frequency::Weekly => days.div_euclid(7),
            _ => days,
        };
        let times = Times::of(rule, self.start.time());
        let mut period = self.skipped(to_window);
        loop {
            let ahead = period.checked_mul(rule.interval).ok_or(End::Done)?;
            let (begin, end) = self.period(first, ahead).ok_or(End::Done)?;
            if self.is_beyond(begin) {
                return Err(End::Done);
            }
            let days = self.days(begin, end)?;
            self.in_set(&days, &times)?;
            period += 1;
        }
    }

    /// The days of the period that is so many years, months, weeks or days ahead: from, to and with. `None` beyond the calendar's end.
    fn period(&self, first: Date, ahead: i64) -> Option<(Date, Date)> {
        let ahead = i32::try_from(ahead).ok()?;
        match self.rule.frequency {
            Frequency::Yearly => {
                let year = i16::try_from(i32::from(first.year()).checked_add(ahead)?).ok()?;
                Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
            }
            Frequency::Monthly => {
                let month = (i32::from(first.year()) * 12 + i32::from(first.month()) - 1).checked_add(ahead)?;
                let year = i16::try_from(month.div_euclid(12)).ok()?;
                let begin = Date::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1).ok()?;
                Some((begin, begin.last_of_month()))
            }
            Frequency::Weekly => {
                let back = first.weekday().since(self.rule.week_start);
                let begin = first.checked_sub(Span::new().days(i64::from(back))).ok()?;
                let begin = begin.checked_add(Span::new().try_weeks(i64::from(ahead)).ok()?).ok()?;
                Some((begin, begin.checked_add(6.days()).ok()?))
            }
            _ => {
                let day = first.checked_add(Span::new().try_days(i64::from(ahead)).ok()?).ok()?;
                Some((day, day))
            }
        }
    }

    /// The days of a period that the rule names.
    fn days(&mut self, begin: Date, end: Date) -> Result<Vec<Date>, End> {
        let mut days = Vec::new();
        let mut day = begin;
        loop {
            // A month that is not named costs one look, not thirty.
            if !self.has_month(day) && self.rule.frequency == Frequency::Yearly {
                self.spend(1)?;
                day = day.last_of_month();
            } else {
                self.spend(1)?;
                if self.has_day(day) {
                    days.push(day);
                }
            }
            if end <= day {
                return Ok(days);
            }
            day = day.tomorrow().map_err(|_| End::Done)?;
        }
    }

    /// All times of all days of one period, or those that the rule picks of them by place.
    fn in_set(&mut self, days: &[Date], times: &Times) -> Result<(), End> {
        if self.rule.positions.is_empty() {
            for day in days {
                // Without a count, days before the window need no look at their times.
                if self.rule.count.is_none() && *day < self.window.from.date() {
                    continue;
                }
                for at in 0..times.len() {
                    self.spend(1)?;
                    self.take(day.to_datetime(times.get(at)))?;
                }
            }
            return Ok(());
        }
        // The set is never made: where its n-th stands follows from how many times a day has.
        let whole = days.len().saturating_mul(times.len());
        let at = |position: &i16| {
            let from_one = usize::from(position.unsigned_abs());
            let at = if 0 < *position { from_one.checked_sub(1) } else { whole.checked_sub(from_one) };
            at.filter(|at| *at < whole)
        };
        let mut chosen: Vec<usize> = self.rule.positions.iter().filter_map(at).collect();
        chosen.sort_unstable();
        chosen.dedup();
        self.spend(chosen.len())?;
        for at in chosen {
            if let Some(day) = days.get(at / times.len()) {
                self.take(day.to_datetime(times.get(at % times.len())))?;
            }
        }
        Ok(())
    }

    /// Rules of hours, minutes and seconds.
    fn by_times(&mut self) -> Result<(), End> {
        let (rule, start) = (self.rule, self.start);
        let (unit, base) = match rule.frequency {
            Frequency::Hourly => (3600, start.date().at(start.hour(), 0, 0, 0)),
            Frequency::Minutely => (60, start.date().at(start.hour(), start.minute(), 0, 0)),
            _ => (1, start),
        };
        let step = rule.interval.checked_mul(unit).ok_or(End::Done)?;
        let to_window = base.until((Unit::Second, self.window.from)).map_err(|_| End::Done)?.get_seconds();
        let mut period = self.skipped(to_window / unit);
        loop {
            self.spend(1)?;
            let ahead = period.checked_mul(step).ok_or(End::Done)?;
            let now = base.checked_add(jiff::SignedDuration::from_secs(ahead)).map_err(|_| End::Done)?;
            if self.window.to <= now || self.last.is_some_and(|last| last < now) {
                return Err(End::Done);
            }
            if let Some(next) = self.next_fit(now)? {
                // Straight to the first period at or behind it.
                let wait = now.until((Unit::Second, next)).map_err(|_| End::Done)?.get_seconds();
                period += wait.saturating_add(step - 1).div_euclid(step).max(1);
                continue;
            }
            let times = Times::within(rule, start.time(), now.time());
            self.in_set(&[now.date()], &times)?;
            period += 1;
        }
    }

    /// Where this hour, minute or second is none that the rule names: the next day, hour or minute, in which one may be.
    fn next_fit(&self, now: DateTime) -> Result<Option<DateTime>, End> {
        let rule = self.rule;
        let day = now.date();
        if !self.has_month(day) || !self.has_day(day) {
            let day = day.tomorrow().map_err(|_| End::Done)?;
            return Ok(Some(day.at(0, 0, 0, 0)));
        }
        let lacks = |list: &[i8], value: i8| !list.is_empty() && !list.contains(&value);
        let unit = match rule.frequency {
            _ if lacks(&rule.hours, now.hour()) => 3600,
            Frequency::Minutely | Frequency::Secondly if lacks(&rule.minutes, now.minute()) => 60,
            Frequency::Secondly if lacks(&rule.seconds, now.second()) => 1,
            _ => return Ok(None),
        };
        let into = i64::from(now.minute()) * 60 + i64::from(now.second());
        let wait = unit - into % unit;
        now.checked_add(jiff::SignedDuration::from_secs(wait)).map(Some).map_err(|_| End::Done)
    }

    fn has_month(&self, day: Date) -> bool {
        self.rule.months.is_empty() || self.rule.months.contains(&day.month())
    }

    /// Whether the rule names this day. What it does not say it takes from the start.
    fn has_day(&self, day: Date) -> bool {
        let (rule, first) = (self.rule, self.start.date());
        if !self.has_month(day) {
            return false;
        }
        let says_day = !rule.month_days.is_empty() || !rule.year_days.is_empty() || !rule.weekdays.is_empty();
        if !says_day {
            return match rule.frequency {
                Frequency::Yearly if !rule.week_numbers.is_empty() => {
                    self.has_week(day) && day.weekday() == first.weekday()
                }
                Frequency::Yearly if rule.months.is_empty() => (day.month(), day.day()) == (first.month(), first.day()),
                Frequency::Yearly | Frequency::Monthly => day.day() == first.day(),
                Frequency::Weekly => day.weekday() == first.weekday(),
                _ => true,
            };
        }
        let month_day = || from_either_end(i16::from(day.day()), i16::from(day.days_in_month()));
        let year_day = || from_either_end(day.day_of_year(), day.days_in_year());
        (rule.month_days.is_empty()
            || month_day().iter().any(|of| rule.month_days.iter().any(|day| i16::from(*day) == *of)))
            && (rule.year_days.is_empty() || year_day().iter().any(|of| rule.year_days.contains(of)))
            && (rule.week_numbers.is_empty() || self.has_week(day))
            && (rule.weekdays.is_empty() || rule.weekdays.iter().any(|named| self.is_weekday(day, *named)))
    }

    /// Whether a day is "each Monday", or "the second Tuesday" of its month, or of its year where the rule is one of years without months.
    fn is_weekday(&self, day: Date, (which, weekday): (Option<i8>, Weekday)) -> bool {
        if day.weekday() != weekday {
            return false;
        }
        let of_year = self.rule.frequency == Frequency::Yearly && self.rule.months.is_empty();
        let of_any = matches!(self.rule.frequency, Frequency::Yearly | Frequency::Monthly);
        let Some(which) = which.filter(|_| of_any && self.rule.week_numbers.is_empty()) else { return true };
        let (at, all) = if of_year {
            (day.day_of_year(), day.days_in_year())
        } else {
            (i16::from(day.day()), i16::from(day.days_in_month()))
        };
        if 0 < which { (at - 1) / 7 + 1 == i16::from(which) } else { (all - at) / 7 + 1 == -i16::from(which) }
    }

    /// Whether a day is in a week of the year that the rule names. The first week is the first with four days of its year.
    fn has_week(&self, day: Date) -> bool {
        let first_week = |year: i16| -> Option<Date> {
            let fourth = Date::new(year, 1, 4).ok()?;
            fourth.checked_sub(Span::new().days(i64::from(fourth.weekday().since(self.rule.week_start)))).ok()
        };
        let weeks = |from: Date, to: Date| from.until((Unit::Day, to)).map_or(0, |span| span.get_days()).div_euclid(7);
        // Its week belongs to the year that has most of it.
        let years = [day.year() + 1, day.year(), day.year() - 1];
        let own =
            years.iter().find_map(|year| first_week(*year).filter(|first| *first <= day).map(|first| (*year, first)));
        let Some((year, first)) = own else { return false };
        let Some(next) = first_week(year + 1) else { return false };
        let (number, all) = (weeks(first, day) + 1, weeks(first, next));
        let back = number - all - 1;
        self.rule.week_numbers.iter().any(|week| i32::from(*week) == number || i32::from(*week) == back)
    }
}

/// The place of a day counted from the first and from the last.
fn from_either_end(at: i16, all: i16) -> [i16; 2] {
    [at, at - all - 1]
}

/// The times of one day, or of one hour or minute of it, in order, without a list of all of them.
struct Times {
    hours: Vec<i8>,
    minutes: Vec<i8>,
    seconds: Vec<i8>,
}

impl Times {
    /// Of a day.
    fn of(rule: &Rule, start: Time) -> Self {
        let or = |list: &[i8], start: i8| if list.is_empty() { vec![start] } else { list.to_vec() };
        Self {
            hours: or(&rule.hours, start.hour()),
            minutes: or(&rule.minutes, start.minute()),
            seconds: or(&rule.seconds, start.second()),
        }
    }

    /// Of the hour, the minute or the second that begins here.
    fn within(rule: &Rule, start: Time, now: Time) -> Self {
        let of_day = Self::of(rule, start);
        match rule.frequency {
            Frequency::Hourly => Self { hours: vec![now.hour()], ..of_day },
            Frequency::Minutely => Self { hours: vec![now.hour()], minutes: vec![now.minute()], ..of_day },
            _ => Self { hours: vec![now.hour()], minutes: vec![now.minute()], seconds: vec![now.second()] },
        }
    }

    fn len(&self) -> usize {
        self.hours.len() * self.minutes.len() * self.seconds.len()
    }

    fn get(&self, at: usize) -> Time {
        let pick = |list: &[i8], at: usize| list.get(at % list.len().max(1)).copied().unwrap_or(0);
        let (seconds, minutes) = (self.seconds.len().max(1), self.minutes.len().max(1));
        let (hour, minute) = (pick(&self.hours, at / seconds / minutes), pick(&self.minutes, at / seconds));
        Time::new(hour, minute, pick(&self.seconds, at), 0).unwrap_or(Time::MIN)
    }
}

#[cfg(test)]
mod tests;

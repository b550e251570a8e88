//! Days counted from the one they were said on: tomorrow, in two weeks, next month, the end of the quarter.

use super::{Days, Draft, Named, Span, Which, calendar::month_span, months_away, shifted};
use crate::{
    Language,
    lexicon::{Words, gather, has},
    tokens::Token,
};
use jiff::civil::Date;
use std::sync::LazyLock;

static RELATIVE: LazyLock<Words> = LazyLock::new(|| gather(|table| table.relative));
static UNITS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.units));
static LAST: LazyLock<Words> = LazyLock::new(|| gather(|table| table.last));
static THIS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.this));
static NEXT: LazyLock<Words> = LazyLock::new(|| gather(|table| table.next));
static COMING: LazyLock<Words> = LazyLock::new(|| gather(|table| table.coming));
static AFTER_NEXT: LazyLock<Words> = LazyLock::new(|| gather(|table| table.after_next));
static IN: LazyLock<Words> = LazyLock::new(|| gather(|table| table.in_lead));
static HENCE: LazyLock<Words> = LazyLock::new(|| gather(|table| table.hence));
static AGO: LazyLock<Words> = LazyLock::new(|| gather(|table| table.ago));
static AGO_LEAD: LazyLock<Words> = LazyLock::new(|| gather(|table| table.ago_lead));
static END: LazyLock<Words> = LazyLock::new(|| gather(|table| table.end));
static MIDDLE: LazyLock<Words> = LazyLock::new(|| gather(|table| table.middle));
static START: LazyLock<Words> = LazyLock::new(|| gather(|table| table.start));
static LATE: LazyLock<Words> = LazyLock::new(|| gather(|table| table.late));
static EARLY: LazyLock<Words> = LazyLock::new(|| gather(|table| table.early));
static THE: LazyLock<Words> = LazyLock::new(|| gather(|table| table.the));
static COMPOUNDS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.compounds));
static GREETINGS: LazyLock<Words> = LazyLock::new(|| gather(|table| table.greetings));

/// A stretch that words name, so that its end or middle can be told.
#[derive(Debug, Clone)]
struct Stretch {
    unit: Unit,
    spans: Vec<Span>,
    named: Named,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Hour,
    Day,
    Workday,
    Week,
    Huitaine,
    Fortnight,
    Quinzaine,
    Weekend,
    Month,
    Quarter,
    Year,
}

/// Which part of a stretch of days is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    Middle,
    Late,
    End,
}

impl Unit {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "day" => Self::Day,
            "workday" => Self::Workday,
            "week" => Self::Week,
            "hour" => Self::Hour,
            "huitaine" => Self::Huitaine,
            "fortnight" => Self::Fortnight,
            "quinzaine" => Self::Quinzaine,
            "weekend" => Self::Weekend,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            _ => return None,
        })
    }

    /// Whether "next" and "this" name one of its stretches.
    fn is_named(self) -> bool {
        matches!(self, Self::Week | Self::Weekend | Self::Month | Self::Quarter | Self::Year)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Huitaine => "huitaine",
            Self::Quinzaine => "quinzaine",
            Self::Day => "day",
            Self::Workday => "workday",
            Self::Week => "week",
            Self::Fortnight => "fortnight",
            Self::Weekend => "weekend",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// How so many units from a day are said, whatever the unit: 14 days are two weeks.
fn distance(unit: Unit, steps: i64) -> String {
    match unit {
        Unit::Hour => format!("day {}", steps / 24),
        Unit::Week => format!("day {}", 7 * steps),
        Unit::Huitaine => format!("day {}", 8 * steps),
        Unit::Quinzaine => format!("day {}", 15 * steps),
        Unit::Fortnight => format!("day {}", 14 * steps),
        Unit::Quarter => format!("month {}", 3 * steps),
        Unit::Year => format!("month {}", 12 * steps),
        unit => format!("{} {steps}", unit.name()),
    }
}

impl Days {
    /// "tomorrow", "übermorgen", "après-demain", "EOD".
    pub(super) fn relative(&self, at: usize) -> Option<Draft> {
        let (end, value) = self.value(at, &RELATIVE)?;
        let low = self.low(at);
        let before = self.before(at);
        let french = self.reader.language() == Some(Language::French);
        let of_day = match low {
            // "Guten Morgen", "am Morgen", "heute Morgen"; and "hier" is here in German.
            "morgen" => {
                !(GREETINGS.contains_key(before)
                    || has("am jeden der dem den diesem diesen heute gestern vom in dieser god goede", before)
                    || self.weekday_at(at.wrapping_sub(1)).is_some())
                    && (!self.at(at)?.capital()
                        // "Morgen zusammen!" and "Morgen." greet.
                        || self.opens(at) && self.at(end).is_some_and(Token::is_word) && !has("zusammen allerseits", self.low(end)))
            }
            "hier" => french,
            "demain" | "oggi" | "ieri" => true,
            _ => true,
        };
        // "at the end of the day" is a manner of speaking.
        let idiom = low == "end" && before == "the" && self.before(at.saturating_sub(1)) == "at";
        if !of_day
            || idiom
            || self.joins(at) && at.checked_sub(1).is_some_and(|before| self.is(before, '-') && self.joins(before))
        {
            return None;
        }
        let days: i64 = value.parse().ok()?;
        let is_end_of_day = has("eod cob eob end close dienstschluss tagesende", low) || low == "bis";
        let key = if is_end_of_day { "end of day".to_owned() } else { format!("day {days}") };
        // "heute in einer Woche" is counted from that day.
        if self.phrase(end, &IN).is_some()
            && self.near(end)
            && let Some(counted) = self.counted(end)
        {
            let moved = |day: Date| shifted(day, days);
            let spans =
                counted.spans.iter().filter_map(|span| Span::between(moved(span.first)?, moved(span.last)?)).collect();
            let relative = counted.named.relative.map(|key| if days == 0 { key } else { format!("{key} and {days}") });
            return Some(Draft { start: at, end: counted.end, named: Named { relative, ..Named::default() }, spans });
        }
        let spans = self.away(days).map(Span::day).into_iter().collect();
        Some(Draft { start: at, end, named: Named { relative: Some(key), ..Named::default() }, spans })
    }

    /// Which of several a word says: last, this, coming, next, the one after.
    pub(super) fn which(&self, at: usize) -> Option<(Which, usize)> {
        let hit = |words: &Words| self.phrase(at, words).map(|(end, _)| end);
        // A word of another language than the text's is another word.
        let lists: [(&Words, Which); 5] = [
            (&AFTER_NEXT, Which::Fixed),
            (&LAST, Which::Last),
            (&THIS, Which::This),
            (&COMING, Which::Coming),
            (&NEXT, Which::Next),
        ];
        lists.iter().find_map(|(words, which)| hit(words).map(|end| (*which, end)))
    }

    fn unit_at(&self, at: usize) -> Option<(Unit, usize)> {
        let (end, value) = self.value(at, &UNITS)?;
        Some((Unit::of(value)?, end))
    }

    /// The Monday of a week named after a weekday: "next week", "der nächsten Woche", "de la semaine prochaine".
    pub(super) fn week_after(&self, at: usize) -> Option<(Option<Date>, usize)> {
        let mut start = at;
        while start < at + 3 && has("of in der de la the d'", self.low(start)) && self.near(start) {
            start += 1;
        }
        let (steps, unit, end, _) = self.steps(start).filter(|_| self.near(at))?;
        (unit == Unit::Week).then(|| (self.monday().and_then(|monday| shifted(monday, 7 * steps)), end))
    }

    /// "next week", "la semaine prochaine", "diesen Monat": how many steps away, of which unit, and the token after it.
    fn steps(&self, at: usize) -> Option<(i64, Unit, usize, Which)> {
        let steps_of = |which: Which| match which {
            Which::Last => -1,
            Which::This => 0,
            Which::Coming | Which::Next => 1,
            Which::Fixed => 2,
            Which::Any => 0,
        };
        if let Some((which, next)) = self.which(at) {
            if let Some((unit, end)) = self.unit_at(next).filter(|_| self.near(next)) {
                // "this day" and "these days" name none.
                let names = unit.is_named();
                // "ce mois-ci", "this coming week"
                let ci = if self.is(end, '-') && self.low(end + 1) == "ci" { end + 2 } else { end };
                return names.then_some((steps_of(which), unit, ci, which));
            }
            if which == Which::This
                && let Some((then, after)) = self.which(next)
                && let Some((unit, end)) = self.unit_at(after)
            {
                return Some((steps_of(then), unit, end, then));
            }
        }
        let (unit, next) = self.unit_at(at)?;
        if !unit.is_named() || !self.near(next) {
            return None;
        }
        if (self.low(next), self.low(next + 1)) == ("after", "next") {
            return Some((2, unit, next + 2, Which::Fixed));
        }
        let (which, end) = self.which(next).filter(|_| self.french(next))?;
        Some((steps_of(which), unit, end, which))
    }

    fn french(&self, at: usize) -> bool {
        has("prochain prochaine dernier derniere passe passee suivant suivante", self.low(at))
    }

    /// The stretch of a unit, such as a week, that lies so many steps away.
    fn unit_span(&self, unit: Unit, steps: i64) -> Option<Span> {
        let said = self.said?;
        match unit {
            Unit::Hour | Unit::Day | Unit::Workday | Unit::Huitaine | Unit::Quinzaine => {
                self.away(steps).map(Span::day)
            }
            Unit::Week | Unit::Fortnight => {
                let first = shifted(self.monday()?, 7 * steps)?;
                Span::between(first, shifted(first, 6)?)
            }
            Unit::Weekend => {
                let first = shifted(self.monday()?, 7 * steps + 5)?;
                Span::between(first, shifted(first, 1)?)
            }
            Unit::Month => {
                let first = months_away(said.first_of_month(), steps)?;
                month_span(first.year(), first.month())
            }
            Unit::Quarter => {
                let first = Date::new(said.year(), 3 * ((said.month() - 1) / 3) + 1, 1).ok()?;
                let first = months_away(first, 3 * steps)?;
                Span::between(first, months_away(first, 2)?.last_of_month())
            }
            Unit::Year => {
                let year = i16::try_from(i64::from(said.year()).checked_add(steps)?).ok()?;
                Span::between(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)
            }
        }
    }

    /// "next week", "this month", "Q3 2027", "next weekend" as a stretch of their own.
    pub(super) fn stretch_mention(&self, at: usize) -> Option<Draft> {
        // "the weekend"
        let article = usize::from(
            has("the am le ce", self.low(at)) && self.unit_at(at + 1).is_some_and(|(unit, _)| unit == Unit::Weekend),
        );
        if article == 1 {
            let (_, end) = self.unit_at(at + 1)?;
            let spans = self.unit_span(Unit::Weekend, 0).into_iter().collect();
            return Some(Draft {
                start: at,
                end,
                named: Named { relative: Some("weekend 0".to_owned()), ..Named::default() },
                spans,
            });
        }
        let stretch = self.stretch(at, false)?;
        // "next week on Thursday"
        if let (Unit::Week, Some((steps, _, _, _))) = (stretch.unit, self.steps(at)) {
            let on = stretch.end + usize::from(has("on am le pa", self.low(stretch.end)) || self.is(stretch.end, ','));
            if let Some((weekday, _)) = self.weekday_at(on).filter(|_| self.near(stretch.end) && self.near(on)) {
                let day = self.monday().and_then(|monday| shifted(monday, 7 * steps + i64::from(weekday) - 1));
                let named = Named { weekday: Some(weekday), which: Which::Fixed, ..Named::default() };
                return Some(Draft { start: at, end: on + 1, named, spans: day.map(Span::day).into_iter().collect() });
            }
        }
        Some(Draft { start: at, end: stretch.end, named: stretch.named, spans: stretch.spans })
    }

    /// A stretch that begins at a token; `bare` where "the end of" stands before it, so that "month" alone is this one.
    fn stretch(&self, at: usize, bare: bool) -> Option<Stretch> {
        if let Some((steps, unit, end, which)) = self.steps(at) {
            let mut spans: Vec<Span> = self.unit_span(unit, steps).into_iter().collect();
            // "next weekend" may be the one that comes.
            if unit == Unit::Weekend && matches!(which, Which::Next | Which::Coming) {
                let own = self.unit_span(unit, 0).filter(|own| self.said.is_some_and(|said| said < own.first));
                if which == Which::Coming && own.is_some() {
                    spans.clear();
                }
                spans.extend(own);
            }
            let named = Named { relative: Some(format!("{} {steps}", unit.name())), ..Named::default() };
            return Some(Stretch { unit, spans, named, end });
        }
        if let Some((year, number, end)) = self.quarter(at) {
            let spans: Vec<Span> = self.quarter_span(year, number).into_iter().collect();
            let relative = format!("quarter {number} of {}", year.map_or_else(String::new, |year| year.to_string()));
            return Some(Stretch {
                unit: Unit::Quarter,
                spans,
                named: Named { relative: Some(relative), ..Named::default() },
                end,
            });
        }
        if !bare {
            return None;
        }
        if let Some((month, _)) = self.month_at(at) {
            let after = at
                + 1
                + usize::from(
                    self.joins(at + 1) && self.is(at + 1, '.') && self.at(at + 2).is_some_and(Token::is_digits),
                );
            let year = self.year_at(after);
            let span = match year {
                Some((year, _)) => month_span(year, month),
                None => self.nearest(|year| month_span(year, month)),
            };
            let named = Named { month: Some(month), year: year.map(|(year, _)| year), ..Named::default() };
            return Some(Stretch {
                unit: Unit::Month,
                spans: span.into_iter().collect(),
                named,
                end: year.map_or(at + 1, |(_, end)| end),
            });
        }
        if let Some((year, end)) = self.year_at(at).filter(|(_, end)| *end == at + 1) {
            let span = Span::between(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)?;
            return Some(Stretch {
                unit: Unit::Year,
                spans: vec![span],
                named: Named { year: Some(year), ..Named::default() },
                end,
            });
        }
        let (unit, end) = self.unit_at(at)?;
        let named = Named { relative: Some(format!("{} 0", unit.name())), ..Named::default() };
        Some(Stretch { unit, spans: self.unit_span(unit, 0).into_iter().collect(), named, end })
    }

    /// "the end of the month", "Ende nächster Woche", "mid-October", "début septembre", "year-end", "EOM".
    pub(super) fn part(&self, at: usize) -> Option<Draft> {
        if let Some((end, value)) = self.value(at, &COMPOUNDS) {
            let unit = Unit::of(value.split_once(':')?.0)?;
            let spans: Vec<Span> =
                self.unit_span(unit, 0).into_iter().filter_map(|span| part_of(span, unit, Part::End)).collect();
            let named = Named { relative: Some(format!("end of {} 0", unit.name())), ..Named::default() };
            // "year-end 2026"
            if let Some((year, end)) = self.year_at(end).filter(|_| unit == Unit::Year) {
                let day = Date::new(year, 12, 31).ok()?;
                let named = Named { year: Some(year), month: Some(12), day: Some(31), ..Named::default() };
                return Some(Draft { start: at, end, named, spans: vec![Span::day(day)] });
            }
            return Some(Draft { start: at, end, named, spans });
        }
        let lists: [(&Words, Part); 5] = [
            (&LATE, Part::Late),
            (&EARLY, Part::Start),
            (&END, Part::End),
            (&MIDDLE, Part::Middle),
            (&START, Part::Start),
        ];
        let (part, after) =
            lists.iter().find_map(|(words, part)| self.phrase(at, words).map(|(end, _)| (*part, end)))?;
        let early = self.phrase(at, &EARLY).is_some() || part == Part::Late;
        let mut here = after + usize::from(self.joins(after) && self.is(after, '-'));
        // "of the", "des", "de l'", "von"
        let mut skipped = 0;
        while skipped < 4 && self.near(here) {
            if self.stretch(here, false).is_some() {
                break;
            }
            let low = self.low(here);
            let small = has("of von du de van av i", low) || THE.contains_key(low);
            let apostrophe = self.at(here).is_some_and(|token| token.is('\'') || token.is('’'));
            if !small && !apostrophe && !has("l d", low) {
                break;
            }
            here += 1;
            skipped += 1;
        }
        let stretch = self.stretch(here, true).filter(|_| self.near(here) || here == after)?;
        // "early days", "middle year", "start day", "close quarters" name none.
        let of_day = !stretch.unit.is_named() || stretch.unit == Unit::Weekend;
        let bare = skipped == 0
            && here == after
            && stretch.named.relative.as_deref().is_some_and(|key| key.ends_with(" 0"))
            && self.steps(here).is_none();
        let may_be_bare = part == Part::End && matches!(self.low(at), "end" | "fin" | "ende" | "eind" | "einde");
        if of_day
            || early && stretch.named.month.is_none() && self.steps(here).is_none() && self.quarter(here).is_none()
            || bare && !may_be_bare
        {
            return None;
        }
        let spans: Vec<Span> = stretch.spans.iter().filter_map(|span| part_of(*span, stretch.unit, part)).collect();
        let what = match part {
            Part::Start => "start",
            Part::Middle => "middle",
            Part::Late => "late",
            Part::End => "end",
        };
        let relative = stretch
            .named
            .relative
            .clone()
            .unwrap_or_else(|| format!("{:?} {:?}", stretch.named.month, stretch.named.year));
        let named = Named { relative: Some(format!("{what} of {relative}")), ..Named::default() };
        Some(Draft { start: at, end: stretch.end, named, spans })
    }

    /// "in two weeks", "within 10 days", "two weeks ago", "vor drei Tagen", "sous quinzaine".
    pub(super) fn counted(&self, at: usize) -> Option<Draft> {
        let lead = self.phrase(at, &IN).map(|(end, entries)| (end, entries, 1));
        let lead = lead.or_else(|| self.phrase(at, &AGO_LEAD).map(|(end, entries)| (end, entries, -1)));
        let (start, sign, languages) = match lead {
            Some((end, entries, sign)) => (end, Some(sign), Some(entries)),
            None => (at, None, None),
        };
        let mut here = start;
        // "in the next two weeks", "dans les 10 prochains jours"
        let mut moved = 0;
        while moved < 3
            && sign == Some(1)
            && self.near(here)
            && (has("the den der les le", self.low(here))
                || has("next naechsten kommenden prochains prochaines de", self.low(here)))
        {
            here += 1;
            moved += 1;
        }
        let (low, high, mut after) = match self.count(here) {
            Some(count) => count,
            // "sous quinzaine"
            None if sign == Some(1)
                && self.unit_at(here).is_some_and(|(unit, _)| matches!(unit, Unit::Huitaine | Unit::Quinzaine)) =>
            {
                (1, 1, here)
            }
            None => return None,
        };
        if sign == Some(1) && has("prochains prochaines naechsten", self.low(after)) {
            after += 1;
        }
        let hyphen = usize::from(self.joins(after) && self.is(after, '-') && self.joins(after + 1));
        let (unit_end, entries) = self.phrase(after + hyphen, &UNITS).filter(|_| self.near(after))?;
        let agrees =
            languages.is_none_or(|leads| leads.iter().any(|(lead, _)| entries.iter().any(|(unit, _)| lead == unit)));
        let unit = Unit::of(entries.first()?.1).filter(|unit| agrees && *unit != Unit::Weekend)?;
        let mut end = unit_end;
        // "48 hours" are two days, two hours are none.
        if unit == Unit::Hour && (sign != Some(1) || low % 24 != 0 || high % 24 != 0 || low == 0) {
            return None;
        }
        if sign.is_some() {
            // "two weeks' time"
            let apostrophe =
                usize::from(self.at(end).is_some_and(|token| token.is('\'') || token.is('’')) && self.joins(end));
            let time = end + apostrophe + usize::from(apostrophe == 1 && self.low(end + apostrophe) == "s");
            if self.low(time) == "time" {
                end = time + 1;
            }
        }
        if FAR_STEPS < high || low < 0 {
            return None;
        }
        // "two weeks after 15 December", "a week from Friday"; after anything else nobody knows the day.
        if sign.unwrap_or(1) == 1 && self.near(end) && self.phrase(end, &HENCE).is_none() {
            let ahead = has("after from on of following nach ab seit apres suivant since post", self.low(end));
            let back = has("before prior vor avant", self.low(end));
            if ahead || back {
                let direction = if ahead { 1 } else { -1 };
                return self.counted_from(at, end, unit, direction * low).filter(|_| low == high);
            }
        }
        let sign = match sign {
            Some(sign) => sign,
            None => {
                let hence = self.phrase(end, &HENCE).map(|(end, _)| (end, 1));
                let (next, sign) =
                    hence.or_else(|| self.phrase(end, &AGO).map(|(end, _)| (end, -1))).filter(|_| self.near(end))?;
                end = next;
                sign
            }
        };
        let first = self.counted_day(unit, sign * low);
        let last = self.counted_day(unit, sign * high);
        let span = match (first, last) {
            (Some(first), Some(last)) => Span::between(first.min(last), first.max(last)),
            _ => None,
        };
        let key = if low == high {
            distance(unit, sign * low)
        } else {
            format!("{} to {}", distance(unit, sign * low), distance(unit, sign * high))
        };
        Some(Draft {
            start: at,
            end,
            named: Named { relative: Some(key), ..Named::default() },
            spans: span.into_iter().collect(),
        })
    }

    /// A day that others are counted from: a date, a weekday, or today and the like. Never one that is counted itself, so that a chain of
    /// such words ends.
    fn anchor(&self, at: usize) -> Option<Draft> {
        let weekday = || {
            let (weekday, _) = self.weekday_at(at)?;
            let named = Named { weekday: Some(weekday), ..Named::default() };
            Some(Draft { start: at, end: at + 1, spans: self.weekday_spans(weekday, Which::Any), named })
        };
        let relative = || {
            let (end, value) = self.value(at, &RELATIVE)?;
            let spans = self.away(value.parse().ok()?).map(Span::day).into_iter().collect();
            Some(Draft { start: at, end, spans, named: Named::default() })
        };
        self.numeric(at).or_else(|| self.date(at)).or_else(weekday).or_else(relative)
    }

    /// So many units from a day that is named after them.
    fn counted_from(&self, start: usize, joint: usize, unit: Unit, steps: i64) -> Option<Draft> {
        let here = joint + 1 + usize::from(has("to the dem der le", self.low(joint + 1)));
        let anchor = self.anchor(here).filter(|_| self.near(here))?;
        let moved = |day: Date| step(day, unit, steps);
        let spans =
            anchor.spans.iter().filter_map(|span| Span::between(moved(span.first)?, moved(span.last)?)).collect();
        let named = Named { which: Which::Fixed, ..Named::default() };
        Some(Draft { start, end: anchor.end, named, spans })
    }

    fn counted_day(&self, unit: Unit, steps: i64) -> Option<Date> {
        step(self.said?, unit, steps)
    }
}

/// The day that lies so many units of time after `from`.
fn step(from: Date, unit: Unit, steps: i64) -> Option<Date> {
    match unit {
        Unit::Hour => shifted(from, steps / 24),
        Unit::Day => shifted(from, steps),
        Unit::Week => shifted(from, steps.checked_mul(7)?),
        Unit::Huitaine => shifted(from, steps.checked_mul(8)?),
        Unit::Fortnight => shifted(from, steps.checked_mul(14)?),
        Unit::Quinzaine => shifted(from, steps.checked_mul(15)?),
        Unit::Month => months_away(from, steps),
        Unit::Quarter => months_away(from, steps.checked_mul(3)?),
        Unit::Year => months_away(from, steps.checked_mul(12)?),
        Unit::Workday => workdays(from, steps),
        Unit::Weekend => None,
    }
}

/// Nobody counts more than this many units of time; it keeps every product within range.
const FAR_STEPS: i64 = 36_500;

/// The day so many days from Monday to Friday away; holidays are not known.
fn workdays(from: Date, steps: i64) -> Option<Date> {
    if 1_000 < steps.abs() {
        return None;
    }
    let mut day = from;
    let mut left = steps.abs();
    while 0 < left {
        day = shifted(day, steps.signum())?;
        left -= i64::from(day.weekday().to_monday_one_offset() <= 5);
    }
    Some(day)
}

/// The start, the middle or the end of a stretch.
fn part_of(span: Span, unit: Unit, part: Part) -> Option<Span> {
    let (first, last) = (span.first, span.last);
    let month = |from: i8, to: i8| {
        Span::between(
            Date::new(first.year(), first.month(), from).ok()?,
            Date::new(first.year(), first.month(), to).ok()?,
        )
    };
    match (unit, part) {
        (Unit::Month, Part::Start) => month(1, 10),
        (Unit::Month, Part::Middle) => month(11, 20),
        (Unit::Month, Part::Late) => Span::between(Date::new(first.year(), first.month(), 21).ok()?, last),
        (Unit::Week, Part::End | Part::Late) => Span::between(shifted(first, 4)?, last),
        (Unit::Week, Part::Start) => Span::between(first, shifted(first, 1)?),
        (Unit::Week, Part::Middle) => Some(Span::day(shifted(first, 2)?)),
        (_, Part::End) => Some(Span::day(last)),
        // Thirds of a quarter or year.
        (_, part) => {
            let months = (i64::from(last.month()) - i64::from(first.month()) + 1) / 3;
            let (from, to) = match part {
                Part::Start => (0, months),
                Part::Middle => (months, 2 * months),
                _ => (2 * months, 3 * months),
            };
            Span::between(months_away(first, from)?, shifted(months_away(first, to)?, -1)?)
        }
    }
}

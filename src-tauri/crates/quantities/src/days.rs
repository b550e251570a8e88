//! Days as people name them, resolved against the day they were said on.
//!
//! A mention says what the words name ([`Named`]) and which stretches of days they may mean ([`Mention::spans`]): one where it is clear,
//! two where two are possible, as with "next Friday" and "12/4", none where the day they were said on would tell and is not known.

mod calendar;
mod numeric;
mod phrases;
mod relative;

use crate::{
    lexicon::{self, first_words, has},
    money::Reader,
    tokens::{Gap, Token},
};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use std::{collections::BTreeSet, ops::Range, sync::LazyLock};

/// A stretch of days, both ends in it; a single day begins and ends with itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first day of the stretch.
    pub first: Date,
    /// The last day of the stretch, which belongs to it.
    pub last: Date,
}

impl Span {
    /// The stretch that is one day.
    pub fn day(date: Date) -> Self {
        Self { first: date, last: date }
    }

    fn between(first: Date, last: Date) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// Whether the stretch is a single day.
    pub fn is_day(&self) -> bool {
        self.first == self.last
    }

    /// The Friday of a stretch that is a week, or the rest of one; `None` for any other.
    fn friday(&self) -> Option<Date> {
        let friday = self.last.checked_sub(2.days()).ok()?;
        let is_week = self.last.weekday() == Weekday::Sunday && self.last <= self.first.checked_add(6.days()).ok()?;
        (is_week && self.first <= friday).then_some(friday)
    }
}

/// The parts of a date that words name, whatever day they were said on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// The year that is named; `None` where none is.
    pub year: Option<i16>,
    /// The month that is named, 1 to 12; `None` where none is.
    pub month: Option<i8>,
    /// The day of the month that is named; `None` where none is.
    pub day: Option<i8>,
    /// The weekday that is named, 1 for Monday to 7; `None` where none is.
    pub weekday: Option<i8>,
    /// Which of the weekdays around the day is meant.
    pub which: Which,
    /// How the day is counted from the one it was said on: equal ways mean the same at one moment.
    pub relative: Option<String>,
}

/// Which of the weekdays or weeks around a day is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// No word says which is meant.
    #[default]
    Any,
    /// The one before: "last Friday".
    Last,
    /// The one of this week: "this Friday".
    This,
    /// The nearest one to come: "coming Friday".
    Coming,
    /// The next one, of this week or the week after: "next Friday".
    Next,
    /// The one of a week or date that is named too.
    Fixed,
}

/// A day, or a stretch of days, that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The bytes of the text that the mention takes.
    pub range: Range<usize>,
    /// The parts of a date that its words name.
    pub named: Named,
    /// What they may mean; more than one where it is unclear.
    pub spans: Vec<Span>,
}

impl Mention {
    /// The last day of what is meant; where two are possible the later one, so that nothing due then is called late too soon.
    pub fn due(&self) -> Option<Date> {
        self.dues().max()
    }

    /// The last day of each thing that may be meant. The end of a week, and of what is due within one, is its Friday: nobody waits for a
    /// Sunday.
    pub fn dues(&self) -> impl Iterator<Item = Date> + '_ {
        let relative = self.named.relative.as_deref();
        let of_week = relative.is_some_and(|key| key.starts_with("end of week"));
        self.spans.iter().map(move |span| match span.friday().filter(|_| relative.is_some()) {
            Some(friday) => friday,
            None if of_week => span.first,
            None => span.last,
        })
    }

    /// The one day that is meant; `None` for a stretch, and where two days are possible.
    pub fn day(&self) -> Option<Date> {
        match self.spans.as_slice() {
            [span] if span.is_day() => Some(span.first),
            _ => None,
        }
    }

    /// Whether two days or stretches are possible, and nothing decides.
    pub fn is_unclear(&self) -> bool {
        1 < self.spans.len()
    }
}

/// The days named in a text that was said on a day, in order. What cannot be resolved is left out.
///
/// A weekday alone is the next one. A date without a year is the one up to three months back, else the one ahead.
pub fn mentions(text: &str, said_on: Date) -> Vec<Mention> {
    let mut found = read(text, Some(said_on));
    found.retain(|mention| !mention.spans.is_empty());
    found
}

/// The days named in a text, in order, whether or not it is known when it was said.
pub fn read(text: &str, said_on: Option<Date>) -> Vec<Mention> {
    let days = Days { reader: Reader::of(text), said: said_on };
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while days.at(at).is_some() {
        match days.mention(at) {
            Some(draft) if at < draft.end => {
                let range = days.reader.bytes(draft.start..draft.end);
                let mention = Mention { range, named: draft.named, spans: draft.spans };
                days.add(&mut found, mention, draft.start);
                at = draft.end;
            }
            _ => at += 1,
        }
    }
    found
}

/// A mention while it is being read; its places count tokens.
#[derive(Debug, Clone, Default)]
struct Draft {
    start: usize,
    end: usize,
    named: Named,
    spans: Vec<Span>,
}

/// A text whose days are being read.
struct Days {
    reader: Reader,
    said: Option<Date>,
}

impl Days {
    fn mention(&self, at: usize) -> Option<Draft> {
        let token = self.at(at)?;
        let begins = token.is_digits() || token.is_word() && may_begin(&token.low);
        begins.then_some(())?;
        self.numeric(at)
            .or_else(|| self.day_range(at))
            .or_else(|| self.part(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.date(at))
            .or_else(|| self.week_number(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.stretch_mention(at))
            .or_else(|| self.day_alone(at))
    }

    /// Adds a mention; "EOD" beside a day says nothing beyond that day.
    fn add(&self, found: &mut Vec<Mention>, mention: Mention, start: usize) {
        let is_end_of_day = |mention: &Mention| mention.named.relative.as_deref() == Some("end of day");
        let beside = found.last().is_some_and(|last| {
            let gap =
                (0..start).rev().take_while(|at| self.at(*at).is_some_and(|token| last.range.end <= token.range.start));
            let between: Vec<usize> = gap.collect();
            let small = |at: &usize| {
                self.low(*at).is_empty() || matches!(self.low(*at), "on" | "by" | "am" | "of" | "bis" | "the")
            };
            between.len() <= 2 && between.iter().all(small)
        });
        if let Some(last) = found.last_mut()
            && let Some(span) = self.joined(last, &mention, start)
        {
            last.range.end = mention.range.end;
            last.named = Named { which: Which::Fixed, relative: mention.named.relative, ..Named::default() };
            last.spans = vec![span];
            return;
        }
        if beside && let Some(last) = found.last_mut() {
            if is_end_of_day(&mention) {
                last.range.end = mention.range.end;
                return;
            }
            if is_end_of_day(last) {
                let from = last.range.start;
                *last = Mention { range: from..mention.range.end, ..mention };
                return;
            }
        }
        found.push(mention);
    }

    /// "from December 24 to January 3": the stretch from one day to another.
    fn joined(&self, last: &Mention, mention: &Mention, start: usize) -> Option<Span> {
        let joint = start.checked_sub(1)?;
        let token = self.at(joint).filter(|token| last.range.end <= token.range.start)?;
        let first = (0..joint)
            .rev()
            .take_while(|at| self.at(*at).is_some_and(|token| last.range.start <= token.range.start))
            .last()?;
        let adjacent = self.at(joint.checked_sub(1)?).is_some_and(|before| before.range.end <= last.range.end);
        let dash = token.is('-') || token.is('–');
        let led = has("from von vom du between zwischen entre de", self.before(first));
        let to = has("to bis au until till through and und et", token.low.as_str()) || token.raw == "à";
        (adjacent && (dash || to && led)).then_some(())?;
        let (from, to) = (last.day()?, mention.day()?);
        // "between Monday and Wednesday", said on a Monday
        let weekdays = last.named.weekday.is_some() && mention.named.weekday.is_some() && mention.named.day.is_none();
        Span::between(from, if to < from && weekdays { shifted(to, 7)? } else { to })
    }

    fn at(&self, at: usize) -> Option<&Token> {
        self.reader.at(at)
    }

    fn low(&self, at: usize) -> &str {
        self.at(at).filter(|token| token.is_word()).map_or("", |token| token.low.as_str())
    }

    /// The folded word before the token at `at`; empty where there is none.
    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.low(before))
    }

    fn joins(&self, at: usize) -> bool {
        self.at(at).is_some_and(|token| token.gap == Gap::None)
    }

    fn near(&self, at: usize) -> bool {
        self.at(at).is_some_and(|token| token.gap != Gap::Wide)
    }

    fn is(&self, at: usize, sign: char) -> bool {
        self.at(at).is_some_and(|token| token.is(sign))
    }

    /// Whether a token stands at the start of a sentence.
    fn opens(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| self.at(before)) else { return true };
        self.at(at).is_some_and(|token| token.gap == Gap::Wide)
            || ['.', '!', '?', ':', '"', '“', '„', '«', '('].iter().any(|sign| before.is(*sign))
    }

    /// Whether a token is a small word of any language, or no word at all.
    fn is_small(&self, at: usize) -> bool {
        let low = self.low(at);
        low.is_empty() && self.at(at).is_none_or(|token| !token.is_digits()) || lexicon::is_common(low)
    }

    /// The day so many days after the one it was said on; `None` where that is not known.
    fn away(&self, days: i64) -> Option<Date> {
        shifted(self.said?, days)
    }

    /// The first of several days of different years that is at most three months back.
    fn nearest(&self, of_year: impl Fn(i16) -> Option<Span>) -> Option<Span> {
        let said = self.said?;
        let back = shifted(said, -BACK_DAYS)?;
        (-1..=8).filter_map(|ahead| of_year(said.year().checked_add(ahead)?)).find(|span| back <= span.last)
    }
}

static STARTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    first_words(|table| {
        let lists = [
            table.numbers,
            table.ordinals,
            table.one,
            table.relative,
            table.units,
            table.last,
            table.this,
            table.next,
            table.coming,
            table.after_next,
            table.in_lead,
            table.ago_lead,
            table.end,
            table.middle,
            table.start,
            table.late,
            table.early,
            table.compounds,
            table.the,
            table.quarters,
            table.quarter_words,
            table.day_words,
            table.week_words,
        ];
        lists.into_iter().chain(table.months).chain(table.weekdays).collect()
    })
});

/// Whether the name of a day can begin with a word; German joins the time of day to a weekday.
fn may_begin(low: &str) -> bool {
    STARTS.contains(low)
        || low == "am"
        || 8 < low.len() && low.contains("tag")
        || low.contains("zig")
        || low.starts_with("mittwoch")
}

/// A date without a year is at most so many days back, else ahead.
const BACK_DAYS: i64 = 92;
/// Nobody counts further than this many days, and no calendar overflows within it.
const FAR_DAYS: i64 = 40_000;

/// The day so many days away; `None` where that is beyond any plan.
fn shifted(from: Date, days: i64) -> Option<Date> {
    (days.abs() <= FAR_DAYS).then(|| from.checked_add(days.days()).ok()).flatten()
}

/// The day so many months away, the month's last where it has no such day.
fn months_away(from: Date, months: i64) -> Option<Date> {
    (months.abs() <= FAR_DAYS / 28).then(|| from.checked_add(months.months()).ok()).flatten()
}

#[cfg(test)]
mod tests;

//! From events to meetings: which version counts, when each occurs, which occurrence was moved or called off.

use crate::{
    Meeting, OCCURRENCES_MAX, OCCURRENCES_OF_EVENT_MAX, Reason, STEPS_MAX, STEPS_OF_RULE_MAX,
    details::{self, Details},
    event::{Event, Until, When},
    expand::{self, Budget, TooMuch, Window},
    rule::Rule,
    times::{Length, Moment},
    zone::{Zone, Zones},
};
use jiff::{
    SignedDuration, Span, Timestamp, Unit,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

/// How far walls are apart at most, and a day more, in days: what may reach into a span from beside it.
const MARGIN_DAYS: i64 = 3;

/// What moments are read with.
pub(crate) struct Clock<'a> {
    pub zones: Zones<'a>,
    /// The rep's.
    pub own: Zone,
    /// The zone that the calendar says it is shown in.
    pub shown: Option<Arc<str>>,
    pub span: Range<Timestamp>,
    budget: Budget,
    occurrences: usize,
}

/// A zone, and whether it is only a guess.
struct Placed {
    zone: Zone,
    is_guessed: bool,
}

/// How long an occurrence is.
#[derive(Debug, Clone, Copy)]
enum Lasts {
    /// To the same distance in time.
    Exactly(SignedDuration),
    /// Days of the calendar, then time.
    Nominally(Length),
}

/// One occurrence before it is in a span: where it stands on its wall, and its own length if it has one.
struct Occurrence {
    wall: DateTime,
    lasts: Option<Lasts>,
}

impl<'a> Clock<'a> {
    pub fn new(zones: Zones<'a>, own: &TimeZone, span: Range<Timestamp>) -> Self {
        let budget = Budget { steps: STEPS_MAX, steps_of_rule: STEPS_OF_RULE_MAX };
        Self { zones, own: Zone::Known(own.clone()), shown: None, span, budget, occurrences: 0 }
    }

    /// The zone of a day or time. Days and times without a zone are the rep's; of a zone that nobody knows it is guessed.
    fn place(&mut self, when: &When) -> Placed {
        let sure = |zone| Placed { zone, is_guessed: false };
        match (when.moment, &when.zone) {
            (Moment::Utc(_), _) => sure(Zone::Known(TimeZone::UTC)),
            (Moment::Local(_), Some(name)) => match self.zones.get(name, &mut self.budget) {
                Some(zone) => sure(zone),
                None => {
                    let shown = self.shown.clone().and_then(|name| self.zones.get(&name, &mut self.budget));
                    Placed { zone: shown.unwrap_or_else(|| self.own.clone()), is_guessed: true }
                }
            },
            (Moment::Local(_) | Moment::Day(_), _) => sure(self.own.clone()),
        }
    }

    fn timestamp(&mut self, when: &When, property: &'static str) -> Result<Timestamp, Reason> {
        self.place(when).zone.timestamp(when.moment.written()).ok_or(Reason::BadTime { property })
    }

    /// How long something lasts that begins so and ends so; `None` where nobody says.
    fn lasts(&mut self, start: &When, end: &Until) -> Result<Option<Lasts>, Reason> {
        Ok(match (start.moment, end) {
            (_, Until::Open) => None,
            (_, Until::For(length)) => Some(Lasts::Nominally(*length)),
            (Moment::Day(first), Until::End(end)) => {
                let days = first.until((Unit::Day, end.moment.written().date())).map_or(0, |span| span.get_days());
                Some(Lasts::Nominally(Length { days: i64::from(days).max(1), rest: SignedDuration::ZERO }))
            }
            (_, Until::End(end)) => {
                let time = self.timestamp(end, "DTEND")?.duration_since(self.timestamp(start, "DTSTART")?);
                Some(Lasts::Exactly(time.max(SignedDuration::ZERO)))
            }
        })
    }
}

impl Lasts {
    /// Where nobody says: a day is a day long, a time has no length.
    fn unsaid(start: &When) -> Self {
        let days = i64::from(matches!(start.moment, Moment::Day(_)));
        Self::Nominally(Length { days, rest: SignedDuration::ZERO })
    }

    fn days_max(self) -> i64 {
        match self {
            Self::Exactly(time) => time.as_secs() / 86_400 + 1,
            Self::Nominally(length) => length.days_max(),
        }
    }

    /// The end of what begins at a moment, which the wall shows so.
    fn end(self, zone: &Zone, starts: Timestamp, wall: DateTime) -> Option<Timestamp> {
        match self {
            Self::Exactly(time) => starts.checked_add(time).ok(),
            Self::Nominally(Length { days: 0, rest }) => starts.checked_add(rest).ok(),
            Self::Nominally(Length { days, rest }) => {
                let last = wall.checked_add(Span::new().try_days(days).ok()?).ok()?;
                zone.timestamp(last)?.checked_add(rest).ok()
            }
        }
    }
}

/// Which occurrence of its series an event is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// None: it is the series, or an event by itself.
    Whole,
    On(Date),
    At(Timestamp),
}

/// The meetings of the span, and the events that give none for a reason.
pub(crate) fn meetings<'a>(
    events: Vec<Event<'a>>,
    clock: &mut Clock<'a>,
    own: &[&str],
) -> (Vec<Meeting>, Vec<(Event<'a>, Reason)>) {
    let mut unread = Vec::new();
    let mut series: BTreeMap<Arc<str>, BTreeMap<Place, Event<'a>>> = BTreeMap::new();
    for event in events {
        match place(&event, clock) {
            Err(reason) => unread.push((event, reason)),
            Ok(place) => {
                let versions = series.entry(event.uid.clone()).or_default();
                // Of equal versions the later one in the text counts.
                if versions.get(&place).is_none_or(|known| known.version <= event.version) {
                    versions.insert(place, event);
                }
            }
        }
    }
    let mut meetings = Vec::new();
    for (_, mut events) in series {
        let whole = events.remove(&Place::Whole);
        let mut one = OneSeries::new(whole.as_ref(), &events);
        for (place, event) in &events {
            if let Err(reason) = one.replaced(place, event, clock, own, &mut meetings) {
                one.unread.push((event.line, reason));
            }
        }
        let before = meetings.len();
        if let Some(whole) = &whole
            && let Err(reason) = one.recurring(whole, clock, own, &mut meetings)
        {
            // Part of a series would pass for all of it.
            meetings.truncate(before);
            one.unread.push((whole.line, reason));
        }
        let reasons = BTreeMap::from_iter(one.unread);
        let all = whole.into_iter().chain(events.into_values());
        unread.extend(all.filter_map(|event| reasons.get(&event.line).map(|reason| (event, *reason))));
    }
    meetings.sort_by(|a, b| (a.starts, a.ends, &a.uid, a.occurrence).cmp(&(b.starts, b.ends, &b.uid, b.occurrence)));
    // Two ways to write the same place of a series would name two meetings alike.
    let mut names = BTreeSet::new();
    meetings.retain(|meeting| names.insert((meeting.uid.clone(), meeting.occurrence)));
    (meetings, unread)
}

fn place(event: &Event<'_>, clock: &mut Clock<'_>) -> Result<Place, Reason> {
    match &event.replaces {
        None => Ok(Place::Whole),
        Some(When { moment: Moment::Day(day), .. }) => Ok(Place::On(*day)),
        Some(when) => clock.timestamp(when, "RECURRENCE-ID").map(Place::At),
    }
}

/// A series while its occurrences are found.
struct OneSeries<'e, 'a> {
    whole: Option<&'e Event<'a>>,
    /// What replaces an occurrence, by where that stood.
    replaced: BTreeSet<Place>,
    /// What replaces an occurrence and all after it, in order.
    futures: Vec<(Timestamp, &'e Event<'a>)>,
    details: BTreeMap<usize, Details>,
    unread: Vec<(usize, Reason)>,
}

impl<'e, 'a> OneSeries<'e, 'a> {
    fn new(whole: Option<&'e Event<'a>>, events: &'e BTreeMap<Place, Event<'a>>) -> Self {
        let mut replaced: BTreeSet<Place> = events.keys().cloned().collect();
        if whole.is_some_and(|whole| matches!(whole.start.moment, Moment::Day(_))) {
            // Of whole days only the day counts, with whatever time it is written.
            let days = events.values().filter_map(|event| event.replaces.as_ref());
            replaced.extend(days.map(|when| Place::On(when.moment.written().date())));
        }
        Self { whole, replaced, futures: Vec::new(), details: BTreeMap::new(), unread: Vec::new() }
    }

    /// What an event is about; read once, for those that have an occurrence in the span.
    fn details(&mut self, event: &Event<'a>, own: &[&str]) -> Details {
        let title = |details: &Details| details.title.clone();
        if let Some(known) = self.details.get(&event.line) {
            return known.clone();
        }
        let mut details = details::read(event.body, own);
        if let Some(whole) = self.whole.filter(|whole| details.title.is_empty() && whole.line != event.line) {
            details.title = title(&self.details(whole, own));
        }
        self.details.insert(event.line, details.clone());
        details
    }

    /// An event that stands for one occurrence of its series.
    fn replaced(
        &mut self,
        place: &Place,
        event: &'e Event<'a>,
        clock: &mut Clock<'a>,
        own: &[&str],
        meetings: &mut Vec<Meeting>,
    ) -> Result<(), Reason> {
        let occurrence = match place {
            Place::At(moment) => *moment,
            Place::On(day) => {
                clock.own.timestamp(day.at(0, 0, 0, 0)).ok_or(Reason::BadTime { property: "RECURRENCE-ID" })?
            }
            Place::Whole => return Ok(()),
        };
        if event.is_future {
            self.futures.push((occurrence, event));
        }
        let placed = clock.place(&event.start);
        let lasts = self.lasts(event, clock)?;
        let at = Occurrence { wall: event.start.moment.written(), lasts: None };
        self.meeting(event, &placed, &at, lasts, Some(occurrence), clock, own, meetings)
    }

    /// How long an event's occurrences are: as it says, or as its series does.
    fn lasts(&self, event: &Event<'a>, clock: &mut Clock<'a>) -> Result<Lasts, Reason> {
        if let Some(lasts) = clock.lasts(&event.start, &event.end)? {
            return Ok(lasts);
        }
        let is_day = |event: &Event<'_>| matches!(event.start.moment, Moment::Day(_));
        let whole = self.whole.filter(|whole| is_day(whole) == is_day(event));
        let of_whole = whole.and_then(|whole| clock.lasts(&whole.start, &whole.end).ok().flatten());
        Ok(of_whole.unwrap_or_else(|| Lasts::unsaid(&event.start)))
    }

    /// An event and its occurrences, without those that others replace.
    fn recurring(
        &mut self,
        whole: &'e Event<'a>,
        clock: &mut Clock<'a>,
        own: &[&str],
        meetings: &mut Vec<Meeting>,
    ) -> Result<(), Reason> {
        let placed = clock.place(&whole.start);
        let lasts = self.lasts(whole, clock)?;
        // What a later part of the series was moved by, on its own wall.
        self.futures.sort_by_key(|(from, _)| *from);
        let mut futures = Vec::new();
        for (from, event) in self.futures.clone() {
            let placed = clock.place(&event.start);
            let shift = placed.zone.wall(from).duration_until(event.start.moment.written());
            futures.push((from, event, placed, shift, self.lasts(event, clock)?));
        }
        let shift_days =
            futures.iter().map(|(_, _, _, shift, _)| shift.as_secs().saturating_abs() / 86_400 + 1).max().unwrap_or(0);
        let days_max =
            futures.iter().map(|(_, _, _, _, lasts)| lasts.days_max()).max().unwrap_or(0).max(lasts.days_max());
        let around = MARGIN_DAYS.saturating_add(shift_days);
        let window = Window {
            from: moved(placed.zone.wall(clock.span.start), -around.saturating_add(days_max)),
            to: moved(placed.zone.wall(clock.span.end), around),
        };

        let mut occurrences = BTreeMap::new();
        let times = self.times(whole, &placed.zone, &whole.rules, window, clock)?;
        for wall in std::iter::once(whole.start.moment.written()).chain(times) {
            if let Some(starts) = placed.zone.timestamp(wall) {
                occurrences.insert(starts, Occurrence { wall, lasts: None });
            }
        }
        if occurrences.is_empty() {
            return Err(Reason::BadTime { property: "DTSTART" });
        }
        for (when, end) in &whole.dates {
            let starts = clock.timestamp(when, "RDATE")?;
            let lasts = clock.lasts(when, end)?;
            occurrences.insert(starts, Occurrence { wall: placed.zone.wall(starts), lasts });
        }
        let mut without = BTreeSet::new();
        for when in &whole.not_dates {
            without.insert(match when.moment {
                Moment::Day(day) => Place::On(day),
                _ if matches!(whole.start.moment, Moment::Day(_)) => Place::On(when.moment.written().date()),
                _ => Place::At(clock.timestamp(when, "EXDATE")?),
            });
        }
        if !whole.not_rules.is_empty() {
            // Every rule has the start as its first, so this says nothing of the start itself: it stays.
            let start = whole.start.moment.written();
            let times = self.times(whole, &placed.zone, &whole.not_rules, window, clock)?;
            let others = times.into_iter().filter(|wall| *wall != start);
            without.extend(others.filter_map(|wall| placed.zone.timestamp(wall).map(Place::At)));
        }

        let recurs = !whole.rules.is_empty() || !whole.dates.is_empty();
        for (starts, at) in occurrences {
            let (on, exactly) = (Place::On(at.wall.date()), Place::At(starts));
            let is_left_out = |places: &BTreeSet<Place>| places.contains(&on) || places.contains(&exactly);
            if is_left_out(&without) || is_left_out(&self.replaced) {
                continue;
            }
            match futures.iter().rfind(|(from, ..)| *from <= starts) {
                None => self.meeting(whole, &placed, &at, lasts, recurs.then_some(starts), clock, own, meetings)?,
                Some((_, event, placed, shift, lasts)) => {
                    let Ok(wall) = placed.zone.wall(starts).checked_add(*shift) else { continue };
                    let at = Occurrence { wall, lasts: at.lasts };
                    self.meeting(event, placed, &at, *lasts, Some(starts), clock, own, meetings)?;
                }
            }
        }
        Ok(())
    }

    /// What rules say, on the wall of the series.
    fn times(
        &self,
        whole: &Event<'a>,
        zone: &Zone,
        rules: &[Rule],
        window: Window,
        clock: &mut Clock<'a>,
    ) -> Result<Vec<DateTime>, Reason> {
        let start = whole.start.moment.written();
        let is_day = matches!(whole.start.moment, Moment::Day(_));
        let mut all = Vec::new();
        for rule in rules {
            let last = rule.until.map(|until| last_time(until, zone, is_day));
            let (last, last_moment) = last.unzip();
            let times = expand::expand(rule, start, last, window, OCCURRENCES_OF_EVENT_MAX, &mut clock.budget)
                .map_err(reason)?;
            let is_over = |wall: &DateTime| {
                let last: Option<Timestamp> = last_moment.flatten();
                last.is_some_and(|last| *wall != start && zone.timestamp(*wall).is_some_and(|moment| last < moment))
            };
            all.extend(times.into_iter().filter(|wall| !is_over(wall)));
            if OCCURRENCES_OF_EVENT_MAX < all.len() {
                return Err(Reason::TooManyOccurrences);
            }
        }
        Ok(all)
    }

    /// Adds a meeting if it is in the span.
    #[expect(
        clippy::too_many_arguments,
        reason = "one occurrence is what it is, where it is, and what it is read with"
    )]
    fn meeting(
        &mut self,
        event: &Event<'a>,
        placed: &Placed,
        at: &Occurrence,
        lasts: Lasts,
        occurrence: Option<Timestamp>,
        clock: &mut Clock<'a>,
        own: &[&str],
        meetings: &mut Vec<Meeting>,
    ) -> Result<(), Reason> {
        let bad = Reason::BadTime { property: "DTSTART" };
        let starts = placed.zone.timestamp(at.wall).ok_or(bad)?;
        let ends = at.lasts.unwrap_or(lasts).end(&placed.zone, starts, at.wall).ok_or(bad)?.max(starts);
        let span = &clock.span;
        let is_within = starts < span.end && (span.start < ends || span.start == starts);
        if !is_within || span.end <= span.start {
            return Ok(());
        }
        if OCCURRENCES_MAX <= clock.occurrences {
            return Err(Reason::TooManyOccurrences);
        }
        clock.occurrences += 1;
        let details = self.details(event, own);
        // A series that was called off takes with it what was moved before.
        let is_whole_cancelled =
            self.whole.is_some_and(|whole| whole.is_cancelled && event.version.0 <= whole.version.0);
        meetings.push(Meeting {
            uid: event.uid.clone(),
            occurrence,
            title: details.title,
            starts,
            ends,
            is_all_day: matches!(event.start.moment, Moment::Day(_)),
            is_zone_guessed: placed.is_guessed,
            organiser: details.organiser,
            invitees: details.invitees,
            place: details.place,
            join: details.join,
            description: details.description,
            is_cancelled: event.is_cancelled || is_whole_cancelled,
            own_answer: details.own_answer,
            is_private: details.is_private,
            is_free: details.is_free,
        });
        Ok(())
    }
}

fn reason(too_much: TooMuch) -> Reason {
    match too_much {
        TooMuch::Steps => Reason::TooCostly,
        TooMuch::Times => Reason::TooManyOccurrences,
    }
}

/// The last time on a series' wall that a rule may reach, and the last moment, where it names one. A wall shows some times twice, so the moment decides, and
/// the time is a day later, to look no further.
fn last_time(until: Moment, zone: &Zone, is_day: bool) -> (DateTime, Option<Timestamp>) {
    let to_end = |day: Date| day.to_datetime(Time::constant(23, 59, 59, 0));
    match until {
        Moment::Day(day) => (to_end(day), None),
        Moment::Local(time) if is_day => (to_end(time.date()), None),
        Moment::Local(time) => (time, None),
        // Midnight in UTC is how some write the day itself; else it is the moment of midnight in the rep's zone.
        Moment::Utc(time) if is_day && time.time() == Time::midnight() => (to_end(time.date()), None),
        Moment::Utc(time) => match jiff::tz::Offset::UTC.to_timestamp(time) {
            Ok(moment) if is_day => (to_end(zone.wall(moment).date()), None),
            Ok(moment) => (moved(zone.wall(moment), 1), Some(moment)),
            Err(_) => (time, None),
        },
    }
}

/// So many days later; at the calendar's end where that is beyond it.
fn moved(time: DateTime, days: i64) -> DateTime {
    let end = if days < 0 { DateTime::MIN } else { DateTime::MAX };
    Span::new().try_days(days).ok().and_then(|span| time.checked_add(span).ok()).unwrap_or(end)
}

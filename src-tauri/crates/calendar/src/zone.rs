//! The zones of a text: by their IANA's name, by Windows' name, or as the text itself defines them (`VTIMEZONE`).

use crate::{
    expand::{self, Budget, Window},
    lines::{self, unescape},
    rule,
    times::{self, Moment},
    windows,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{DateTime, date},
    tz::{Offset, TimeZone, TimeZoneDatabase},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

/// The zones that are known by name, as they came with the program: nothing is read from the machine.
static KNOWN: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The most zones that a text may define; later ones are not looked at.
const DEFINED_MAX: usize = 1000;
/// The most changes of clocks of one defined zone, over all its years.
const CHANGES_MAX: usize = 5000;
/// The most bytes of a zone's name.
const NAME_BYTES_MAX: usize = 200;

/// Where times on the wall become moments.
#[derive(Debug, Clone)]
pub(crate) enum Zone {
    Known(TimeZone),
    Defined(Arc<Defined>),
}

impl Zone {
    /// The moment of a time on the wall. A time that clocks leap over is read with the offset from before (02:30 is 03:30), and of one that comes twice
    /// the first is meant (RFC 5545, 3.3.5). `None` beyond the calendar's ends.
    pub fn timestamp(&self, wall: DateTime) -> Option<Timestamp> {
        match self {
            Self::Known(zone) => zone.to_ambiguous_timestamp(wall).compatible().ok(),
            Self::Defined(defined) => defined.timestamp(wall),
        }
    }

    /// What the wall shows at a moment.
    pub fn wall(&self, moment: Timestamp) -> DateTime {
        match self {
            Self::Known(zone) => zone.to_datetime(moment),
            Self::Defined(defined) => defined.offset_at(moment).to_datetime(moment),
        }
    }
}

/// A zone as a text defines it: when its clocks change.
#[derive(Debug)]
pub(crate) struct Defined {
    /// Before the first change.
    before: Offset,
    /// In order.
    changes: Vec<Change>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: Timestamp,
    from: Offset,
    to: Offset,
}

impl Defined {
    fn timestamp(&self, wall: DateTime) -> Option<Timestamp> {
        let utc = Offset::UTC.to_timestamp(wall).ok()?;
        // By the wall from before each change: of a time that comes twice, that is the first.
        let begun = |change: &Change| shifted(change.at, change.from).is_some_and(|on_wall| on_wall <= utc);
        let last = self.changes.partition_point(begun).checked_sub(1).and_then(|at| self.changes.get(at));
        let offset = match last {
            None => self.before,
            Some(change) if shifted(change.at, change.to).is_some_and(|leapt| utc < leapt) => change.from,
            Some(change) => change.to,
        };
        offset.to_timestamp(wall).ok()
    }

    fn offset_at(&self, moment: Timestamp) -> Offset {
        let begun = self.changes.partition_point(|change| change.at <= moment);
        begun.checked_sub(1).and_then(|at| self.changes.get(at)).map_or(self.before, |change| change.to)
    }
}

/// A moment and how far a wall is ahead of UTC then, as if the wall showed UTC.
fn shifted(moment: Timestamp, offset: Offset) -> Option<Timestamp> {
    moment.checked_add(SignedDuration::from_secs(offset.seconds().into())).ok()
}

/// The zones that a text names and defines. Each is looked up once.
pub(crate) struct Zones<'a> {
    definitions: BTreeMap<String, &'a [u8]>,
    found: BTreeMap<String, Option<Zone>>,
}

impl<'a> Zones<'a> {
    pub fn new() -> Self {
        Self { definitions: BTreeMap::new(), found: BTreeMap::new() }
    }

    /// Keeps the lines of a `VTIMEZONE` for when somebody asks for it.
    pub fn define(&mut self, body: &'a [u8]) {
        if DEFINED_MAX <= self.definitions.len() {
            return;
        }
        let line = lines::lines(body).find(|line| line.is("TZID"));
        if let Some(name) =
            line.map(|line| line.read().value.trim().to_owned()).filter(|name| name.len() <= NAME_BYTES_MAX)
        {
            self.definitions.entry(name).or_insert(body);
        }
    }

    /// The zone that is called so. What it costs to find the changes of a defined one is taken from the budget.
    pub fn get(&mut self, name: &str, budget: &mut Budget) -> Option<Zone> {
        let name = name.trim();
        if NAME_BYTES_MAX < name.len() {
            return None;
        }
        if let Some(found) = self.found.get(name) {
            return found.clone();
        }
        let by_name = known(name).map(Zone::Known);
        let zone = by_name.or_else(|| defined(self.definitions.get(name)?, budget));
        self.found.insert(name.to_owned(), zone.clone());
        zone
    }
}

/// A zone by a name that is known everywhere.
fn known(name: &str) -> Option<TimeZone> {
    let by_name =
        |name: &str| KNOWN.get(name).or_else(|error| windows::iana(name).map_or(Err(error), |name| KNOWN.get(name)));
    // "/example.org/20260101/Europe/Berlin", "tzone://Microsoft/Utc".
    let tails = name.match_indices('/').filter_map(|(at, _)| name.get(at + 1..));
    let named = std::iter::once(name).chain(tails).filter(|name| !name.is_empty()).find_map(|name| by_name(name).ok());
    named.filter(|zone| !zone.is_unknown()).or_else(|| fixed(name).map(TimeZone::fixed))
}

/// "UTC+01:00", "GMT-0500", "+0200", "UTC+2".
fn fixed(name: &str) -> Option<Offset> {
    let upper = name.to_ascii_uppercase();
    let ahead = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper).trim();
    let hours = ahead.strip_prefix(['+', '-'])?;
    match hours.len() {
        1 | 2 => times::offset(&format!("{}{hours:0>2}00", ahead.get(..1)?)),
        _ => times::offset(ahead),
    }
}

/// A zone of which the text says when its clocks change.
fn defined(body: &[u8], budget: &mut Budget) -> Option<Zone> {
    let mut changes = Vec::new();
    let mut part = Part::default();
    for line in lines::lines(body) {
        if line.value_of("BEGIN").is_some() {
            part = Part::default();
        } else if line.value_of("END").is_some() {
            std::mem::take(&mut part).changes(&mut changes, budget)?;
        } else if line.is("X-LIC-LOCATION") {
            if let Ok(zone) = KNOWN.get(line.read().value.trim()) {
                return Some(Zone::Known(zone));
            }
        } else if line.is("DTSTART") {
            part.start = times::moment(&line.read().value);
        } else if line.is("TZOFFSETFROM") {
            part.from = times::offset(&line.read().value);
        } else if line.is("TZOFFSETTO") {
            part.to = times::offset(&line.read().value);
        } else if line.is("RRULE") {
            part.rules.push(rule::read(&unescape(&line.read().value))?);
        } else if line.is("RDATE") {
            part.dates.extend(line.read().value.split(',').filter_map(times::moment).take(CHANGES_MAX));
        }
        if CHANGES_MAX < part.rules.len().max(part.dates.len()) {
            return None;
        }
    }
    changes.sort_unstable();
    changes.dedup();
    let before = changes.first()?.from;
    Some(Zone::Defined(Arc::new(Defined { before, changes })))
}

/// One `STANDARD` or `DAYLIGHT`.
#[derive(Default)]
struct Part {
    start: Option<Moment>,
    from: Option<Offset>,
    to: Option<Offset>,
    rules: Vec<rule::Rule>,
    dates: Vec<Moment>,
}

impl Part {
    /// Adds its changes. Nothing where it is not whole; `None` where there are too many.
    fn changes(self, changes: &mut Vec<Change>, budget: &mut Budget) -> Option<()> {
        let (Some(start), Some(from), Some(to)) = (self.start, self.from, self.to) else { return Some(()) };
        let start = start.written();
        // The years of any calendar. They are the same for every span that is read, so that equal times are equal moments.
        let window = Window { from: date(1970, 1, 1).at(0, 0, 0, 0), to: date(2100, 1, 1).at(0, 0, 0, 0) };
        let mut walls = vec![start];
        walls.extend(self.dates.iter().map(|date| date.written()));
        for rule in &self.rules {
            let last = rule.until.map(|until| match until {
                Moment::Utc(time) => time.checked_add(SignedDuration::from_secs(from.seconds().into())).unwrap_or(time),
                Moment::Day(day) => day.at(23, 59, 59, 0),
                Moment::Local(time) => time,
            });
            walls.extend(expand::expand(rule, start, last, window, CHANGES_MAX, budget).ok()?);
        }
        changes
            .extend(walls.into_iter().filter_map(|wall| Some(Change { at: from.to_timestamp(wall).ok()?, from, to })));
        (changes.len() <= CHANGES_MAX).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BERLIN: &str = "TZID:Hof und Werk\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
        TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n";

    fn budget() -> Budget {
        Budget { steps: 1_000_000, steps_of_rule: 100_000 }
    }

    fn get(name: &str) -> Option<Zone> {
        let mut zones = Zones::new();
        zones.define(BERLIN.as_bytes());
        zones.get(name, &mut budget())
    }

    fn utc(zone: &Zone, wall: &str) -> String {
        zone.timestamp(times::moment(wall).unwrap().written()).unwrap().to_string()
    }

    #[test]
    fn zones_are_found_by_any_of_their_names() {
        let names = [
            "Europe/Berlin",
            "europe/berlin",
            "W. Europe Standard Time",
            "/example.org/20260101_1/Europe/Berlin",
            "Hof und Werk",
        ];
        for name in names {
            let zone = get(name).unwrap();
            assert_eq!(utc(&zone, "20260302T090000"), "2026-03-02T08:00:00Z", "{name}");
            assert_eq!(utc(&zone, "20260702T090000"), "2026-07-02T07:00:00Z", "{name}");
        }
        for (name, wanted) in [
            ("tzone://Microsoft/Utc", "2026-03-02T09:00:00Z"),
            ("UTC+05:30", "2026-03-02T03:30:00Z"),
            ("GMT-5", "2026-03-02T14:00:00Z"),
            ("(UTC+01:00) Somewhere", ""),
            ("Customized Time Zone", ""),
            ("", ""),
            ("/", ""),
        ] {
            assert_eq!(get(name).map_or(String::new(), |zone| utc(&zone, "20260302T090000")), wanted, "{name}");
        }
    }

    #[test]
    fn a_leap_of_the_clock_is_read_alike_in_both_kinds_of_zones() {
        for name in ["Europe/Berlin", "Hof und Werk"] {
            let zone = get(name).unwrap();
            // Left out in spring: read with the offset from before. Twice in autumn: the first.
            assert_eq!(utc(&zone, "20260329T023000"), "2026-03-29T01:30:00Z", "{name}");
            assert_eq!(utc(&zone, "20260329T030000"), "2026-03-29T01:00:00Z", "{name}");
            assert_eq!(utc(&zone, "20261025T023000"), "2026-10-25T00:30:00Z", "{name}");
            assert_eq!(utc(&zone, "20261025T030000"), "2026-10-25T02:00:00Z", "{name}");
        }
    }

    #[test]
    fn an_unbounded_definition_ends() {
        let mut budget = budget();
        let part = |rule: &str| {
            format!(
                "TZID:X\nBEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n{rule}\nEND:STANDARD"
            )
        };
        for rule in ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=DAILY;COUNT=1000000000", "RRULE:FREQ=DAILY;INTERVAL=0"] {
            assert!(defined(part(rule).as_bytes(), &mut budget).is_none(), "{rule}");
        }
        assert!(defined(b"TZID:X\nBEGIN:STANDARD\nEND:STANDARD", &mut budget).is_none());
        assert!(defined(part("").as_bytes(), &mut budget).is_some());
    }

    proptest! {
        /// A definition of Berlin's rules and the zone that has its name agree on every time since those rules hold.
        #[test]
        fn a_definition_agrees_with_the_name(minutes in 0..30_000_000_i64) {
            let (known, own) = (get("Europe/Berlin").unwrap(), get("Hof und Werk").unwrap());
            let wall = date(1997, 1, 1).at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(minutes)).unwrap();
            prop_assert_eq!(known.timestamp(wall), own.timestamp(wall));
            let moment = known.timestamp(wall).unwrap();
            prop_assert_eq!(known.wall(moment), own.wall(moment));
        }
    }
}

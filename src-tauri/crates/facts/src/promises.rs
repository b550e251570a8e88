//! The promise ledger: who promised what by when, and whether it was kept.

use crate::{
    Side, Statement, Voices, content_stems,
    lexicon::{any, each},
};
use domain::{Citation, Dossier, Entry, Marks, RecordId, Span, names};
use jiff::{Timestamp, civil::Date};
use quantities::days::{Mention, mentions};
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// What became of a promise by the moment that is looked from.
#[derive(Debug, Clone, PartialEq)]
pub enum PromiseStatus {
    /// Something said or sent later says that it was done.
    Kept {
        /// The record that says so.
        by: RecordId,
    },
    /// The promise is not kept yet, and its day has not passed.
    Open,
    /// The promise's day has passed, and nothing says it was done.
    Overdue {
        /// How many days ago it was due.
        days: i32,
    },
}

/// A promise that names a day, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise {
    /// The words of the promise, without the day: a stretch of the source, verbatim.
    pub text: String,
    /// The citation of the whole sentence.
    pub citation: Citation,
    /// The sentence with its speaker and its surroundings.
    pub statement: Statement,
    /// Which side has to keep the promise.
    pub by: Side,
    /// The name of whoever has to keep it.
    pub whom: String,
    /// The day it is due; of a stretch the last. Where two days are possible, as with "next Friday", the later one; where these are months
    /// apart, as with "12/4", the one that comes first.
    pub due: Date,
    /// The other day that may be meant, where two are possible. Nothing is overdue before the later one.
    pub or_due: Option<Date>,
    /// Whether the promise was kept, is open, or is overdue.
    pub status: PromiseStatus,
}

static PROMISES: LazyLock<Regex> = LazyLock::new(|| any(|table| table.promises));
/// "You'll get it", "bekommen Sie": the speaker's side delivers.
static YOU_GET: LazyLock<Regex> = LazyLock::new(|| any(|table| table.you_get));
/// "Rui will tell you", "Herr Reuter schreibt": somebody else delivers.
static THIRD_PERSON: LazyLock<Vec<Regex>> = LazyLock::new(|| each(|table| table.third));
/// "Our counsel will send it": the speaker's side delivers.
static COLLEAGUE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.colleague));
/// A bare deliverable with a day: "A credit proposal by Friday".
static BARE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.bare));
static DAY: LazyLock<Regex> = LazyLock::new(|| any(|table| table.by));
/// "I'll tell you by Friday whether …": what is promised stands after the day.
static TELLS: LazyLock<Regex> = LazyLock::new(|| any(|table| table.tells));
static NOT_A_PROMISE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.no_promise));
/// "…, so no later than Friday": what led to the day is no part of the thing.
static AND_SO: LazyLock<Regex> = LazyLock::new(|| any(|table| table.and_so));
pub(crate) static DELIVERED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.handed_over));
pub(crate) static RECEIVED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.received));

/// The promises with a day in a dossier's statements, as they stand at its moment. Each thing promised is listed once a talk.
///
/// A promise counts as kept when a later text of the same side speaks of handing something over and shares enough of the promise's
/// words: two of them, or half.
pub fn promises(dossier: &Dossier, statements: &[Statement], today: Date) -> Vec<Promise> {
    let voices = Voices::of(dossier);
    let deliveries = Deliveries::of(dossier, statements);
    let mut found: Vec<Promise> = Vec::new();
    for (at, statement) in statements.iter().enumerate().filter(|(_, statement)| !statement.reported) {
        let with_day = statements.get(at + 1).and_then(|next| with_the_day_behind(statement, next));
        let Some(mut promise) = read(dossier, &voices, with_day.as_ref().unwrap_or(statement)) else { continue };
        promise.status = standing(&deliveries, &promise, today);
        let stems = content_stems(&promise.text);
        // Said again in the same talk: the first wording names the thing best.
        let said_before = found.iter().any(|other| {
            let theirs = content_stems(&other.text);
            let shared = stems.intersection(&theirs).count();
            other.by == promise.by
                && other.statement.activity == promise.statement.activity
                && 0 < shared
                && stems.len().min(theirs.len()) <= 2 * shared
        });
        if !said_before {
            found.push(promise);
        }
    }
    found
}

/// A sentence with so many words may be no more than the day of the one before it.
const DAY_WORDS_MAX: usize = 8;

/// A promise together with the sentence behind it in the same breath, where only that says when: "I'll send it over. By Friday."
fn with_the_day_behind(promise: &Statement, next: &Statement) -> Option<Statement> {
    let is_promise = promise.marks.has(Marks::DELIVERS) && !promise.marks.has(Marks::NAMES_A_DAY);
    let same_breath =
        promise.activity == next.activity && promise.speaker == next.speaker && promise.context == next.context;
    let is_short = next.text.split_whitespace().count() <= DAY_WORDS_MAX;
    if !is_promise || !same_breath || !is_short || NOT_A_PROMISE.is_match(&next.text) {
        return None;
    }
    // "You get the form by Friday" is a promise of its own; "You'll have it by Friday" only says when.
    let day = to_deliver_by(&next.text, next.day)?;
    let promises_too = PROMISES.is_match(&next.text) || YOU_GET.is_match(&next.text);
    if promises_too && !content_stems(next.text.get(..day.start).unwrap_or_default()).is_empty() {
        return None;
    }
    let start = promise.context.find(&promise.text)?;
    let rest = promise.context.get(start..)?;
    let end = rest.find(&next.text)? + next.text.len();
    let mut whole = promise.clone();
    whole.text = rest.get(..end)?.to_owned();
    whole.citation.span.end = next.citation.span.end;
    whole.marks.bits |= Marks::NAMES_A_DAY;
    Some(whole)
}

/// A promise without a day: it can be kept or open, never overdue.
#[derive(Debug, Clone, PartialEq)]
pub struct UndatedPromise {
    /// What was promised and by whom; its `due` is the day it was said on and means nothing.
    pub promise: Promise,
}

/// A promise to hand something over even without a day; "I'll have a look" is none.
static UNDATED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.undated));

/// The promises that name no day to deliver by, as they stand at the dossier's moment; what is promised with a day in the same talk is
/// left to [`promises`].
pub fn undated_promises(dossier: &Dossier, statements: &[Statement], today: Date) -> Vec<UndatedPromise> {
    let voices = Voices::of(dossier);
    let deliveries = Deliveries::of(dossier, statements);
    let dated = promises(dossier, statements, today);
    let mut found: Vec<UndatedPromise> = Vec::new();
    for statement in statements.iter().filter(|statement| !statement.reported) {
        let text = statement.text.as_str();
        if !statement.marks.has(Marks::DELIVERS) {
            continue;
        }
        let Some(start) = UNDATED.find(text).map(|found| found.start()) else { continue };
        if dated.iter().any(|promise| promise.citation == statement.citation) {
            continue;
        }
        let thing = text.get(start..).unwrap_or_default().trim().trim_end_matches([',', '.', ';', ' ']);
        let stems = content_stems(thing);
        let alike = |other: &Promise| {
            let theirs = content_stems(&other.text);
            other.statement.activity == statement.activity
                && other.by == statement.side
                && stems.len().min(theirs.len()) <= 2 * stems.intersection(&theirs).count()
        };
        if stems.len() < 2 || dated.iter().any(alike) || found.iter().any(|other| alike(&other.promise)) {
            continue;
        }
        if voices.side(&statement.speaker).is_none() {
            continue;
        }
        let mut promise = Promise {
            text: thing.to_owned(),
            citation: statement.citation.clone(),
            statement: statement.clone(),
            by: statement.side,
            whom: statement.speaker.clone(),
            due: statement.day,
            or_due: None,
            status: PromiseStatus::Open,
        };
        if let Some(by) = deliveries.kept_by(&promise) {
            promise.status = PromiseStatus::Kept { by };
        }
        found.push(UndatedPromise { promise });
    }
    found
}

/// Whether a sentence may promise something by a day, and whether it promises to hand something over; said by whomever.
pub(crate) fn may_promise(text: &str, day: Date) -> (bool, bool) {
    if NOT_A_PROMISE.is_match(text) {
        return (false, false);
    }
    let by_a_day = to_deliver_by(text, day).is_some();
    (by_a_day, UNDATED.is_match(text))
}

/// A day to deliver by, as a sentence names it.
#[derive(Debug, Clone)]
struct Deadline {
    mention: Mention,
    due: Date,
    or_due: Option<Date>,
    /// Where its words begin, in bytes, "by" included.
    start: usize,
}

/// Two readings of a date that lie further apart than this are not two days of one plan.
const APART_DAYS: i32 = 60;

/// The day that a sentence names to deliver by: the first after "by" and the like, else the first that is counted from today, as in
/// "in two weeks".
fn to_deliver_by(text: &str, said_on: Date) -> Option<Deadline> {
    let ahead: Vec<Deadline> =
        mentions(text, said_on).into_iter().filter_map(|mention| deadline(mention, said_on)).collect();
    let led = ahead.iter().find_map(|deadline| {
        let lead = text.get(..deadline.mention.range.start).and_then(|before| DAY.find(before))?;
        Some(Deadline { start: lead.start(), ..deadline.clone() })
    });
    let relative = |deadline: &&Deadline| deadline.mention.named.relative.is_some();
    // "I'll send you a recording Thursday."
    let ends_it = |deadline: &&Deadline| {
        text.get(deadline.mention.range.end..).is_some_and(|rest| !rest.contains(char::is_alphanumeric))
    };
    led.or_else(|| ahead.iter().find(relative).cloned()).or_else(|| ahead.iter().find(ends_it).cloned())
}

/// A mention as a day to deliver by; `None` where all that it may mean has passed.
fn deadline(mention: Mention, said_on: Date) -> Option<Deadline> {
    let mut days: Vec<Date> = mention.dues().filter(|due| said_on <= *due).collect();
    days.sort();
    let (first, last) = (*days.first()?, *days.last()?);
    let apart = first.until(last).map_or(0, |span| span.get_days());
    let (due, other) = if APART_DAYS <= apart { (first, last) } else { (last, first) };
    let start = mention.range.start;
    Some(Deadline { mention, due, or_due: (due != other).then_some(other), start })
}

fn read(dossier: &Dossier, voices: &Voices, statement: &Statement) -> Option<Promise> {
    let text = statement.text.as_str();
    if !statement.marks.has(Marks::NAMES_A_DAY) {
        return None;
    }
    let Deadline { mention, due, or_due, start: day_phrase } = to_deliver_by(text, statement.day)?;
    let (start, by, whom) = promiser(dossier, voices, statement)?;
    // Words counted from today, such as "in two weeks", belong to a promise they follow; before it they tell of something else.
    let between = text.get(mention.range.end..start).unwrap_or_default().trim_matches([' ', ',']);
    if mention.range.start == day_phrase && mention.range.start < start && !between.is_empty() {
        return None;
    }
    // "You'll get the report by Friday" names the thing before the day, "By Friday you'll get the report" after it.
    let after = text[mention.range.end..].trim_start();
    let tells_after = TELLS.is_match(after) || after.is_empty() && day_phrase < start;
    // "Wir schicken Ihnen bis Freitag die Vereinbarung": the day stands between the verb and the thing.
    let day_within = start < day_phrase
        && content_stems(text.get(start..day_phrase).unwrap_or_default()).len() < 2
        && after.starts_with(char::is_alphanumeric)
        && !content_stems(after).is_empty();
    let range = if start < day_phrase && !tells_after && !day_within { start..day_phrase } else { start..text.len() };
    let thing = text.get(range)?.trim().trim_end_matches([',', '.', ';', ' ']);
    let led = AND_SO.find(thing).map_or(thing.len(), |found| found.start());
    let thing = thing.get(..led).unwrap_or(thing).trim_end_matches([',', '.', ';', ' ']);
    // "I will find out", "I'll come back to you": what about is not said.
    const NOTHING: [&str; 6] = ["find", "out", "come", "back", "check", "see"];
    if content_stems(thing).iter().all(|stem| NOTHING.contains(&stem.as_str())) {
        return None;
    }
    Some(Promise {
        text: thing.to_owned(),
        citation: statement.citation.clone(),
        statement: statement.clone(),
        by,
        whom,
        due,
        or_due,
        status: PromiseStatus::Open,
    })
}

/// Where the promise begins in the sentence, and who has to keep it.
fn promiser(dossier: &Dossier, voices: &Voices, statement: &Statement) -> Option<(usize, Side, String)> {
    let text = statement.text.as_str();
    for captures in THIRD_PERSON.iter().filter_map(|third| third.captures(text)) {
        let name = captures.name("name");
        // "Our counsel will …" and the like fall through to the speaker; a known name carries the promise.
        if let Some((name, (side, full))) = name.and_then(|name| Some((name, named(dossier, voices, name.as_str())?))) {
            let start = captures.name("titled").map_or(name.start(), |titled| titled.start());
            return Some((start, side, full));
        }
    }
    let own = |start: usize| Some((start, statement.side, statement.speaker.clone()));
    if let Some(found) = PROMISES.find(text) {
        return own(found.start());
    }
    if let Some(found) = YOU_GET.find(text) {
        // "The sample package you'll get": the thing stands before the verb.
        let before = content_stems(&text[..found.start()]);
        return own(if before.is_empty() { found.start() } else { 0 });
    }
    if let Some(found) = COLLEAGUE.find(text) {
        return own(found.start());
    }
    // From them, "A wording with a number by Sunday" is what they ask for.
    (statement.side == Side::Us && BARE.is_match(text)).then_some(()).and_then(|()| own(0))
}

/// The person of either side whom a first, last or full name means, if it means one.
fn named(dossier: &Dossier, voices: &Voices, name: &str) -> Option<(Side, String)> {
    let wanted = names::words(name);
    let last_word = wanted.last()?;
    let contacts = dossier.contacts.iter().map(domain::Record::display_name);
    let everyone: BTreeSet<String> = contacts.chain(dossier.owners.iter().map(|owner| owner.name.clone())).collect();
    let hits: Vec<String> = everyone
        .into_iter()
        .filter(|full| {
            let words = names::words(full);
            names::same_words(&words, &wanted) || 1 < last_word.chars().count() && words.contains(last_word)
        })
        .collect();
    match hits.as_slice() {
        [] => None,
        [full] => Some((voices.side(full)?, full.clone())),
        // Two of that name: the promise stands, and whose it is stays as open as it was said.
        [first, rest @ ..] => {
            let side = voices.side(first)?;
            rest.iter().all(|other| voices.side(other) == Some(side)).then(|| (side, name.to_owned()))
        }
    }
}

fn standing(deliveries: &Deliveries<'_>, promise: &Promise, today: Date) -> PromiseStatus {
    if let Some(by) = deliveries.kept_by(promise) {
        return PromiseStatus::Kept { by };
    }
    let late = promise.last_day().until(today).map(|span| span.get_days()).unwrap_or(0);
    if 0 < late { PromiseStatus::Overdue { days: late } } else { PromiseStatus::Open }
}

/// What was handed over when: the timeline with its sentences by entry, so that each promise need not walk all of them.
struct Deliveries<'a> {
    as_of: Timestamp,
    /// The stems of everybody's names, which say nothing about a thing.
    names: BTreeSet<String>,
    entries: Vec<Handing<'a>>,
}

/// An entry of the timeline by which something may have been handed over.
struct Handing<'a> {
    entry: &'a Entry,
    title: BTreeSet<String>,
    statements: Vec<&'a Statement>,
}

impl<'a> Deliveries<'a> {
    fn of(dossier: &'a Dossier, statements: &'a [Statement]) -> Self {
        let contacts = dossier.contacts.iter().map(domain::Record::display_name);
        let everybody = contacts.chain(dossier.owners.iter().map(|owner| owner.name.clone()));
        let mut by_entry: BTreeMap<&RecordId, Vec<&Statement>> = BTreeMap::new();
        for statement in statements {
            by_entry.entry(&statement.activity).or_default().push(statement);
        }
        let entries = dossier.entries.iter().filter_map(|entry| {
            let statements = by_entry.remove(&entry.activity.id)?;
            Some(Handing { entry, title: content_stems(&entry.activity.title), statements })
        });
        Self {
            as_of: dossier.as_of,
            names: everybody.flat_map(|name| content_stems(&name)).collect(),
            entries: entries.collect(),
        }
    }

    fn about(&self, text: &str) -> BTreeSet<String> {
        content_stems(text).difference(&self.names).cloned().collect()
    }

    /// The later note, mail or meeting that shows the promise was kept.
    fn kept_by(&self, promise: &Promise) -> Option<RecordId> {
        let named = self.about(&promise.text);
        // "You'll get the login" says little by itself; what was spoken of in the same breath says what it is about.
        let wanted = if named.len() < 2 { self.about(&promise.statement.context) } else { named.clone() };
        let after = |at: Timestamp| promise.statement.at < at && at <= self.as_of;
        let keeps = |handing: &&Handing<'_>| {
            // What hands a thing over says so and names it, in the same sentence or in the subject; a mail whose very subject is the
            // thing needs not say so.
            let is_subject = 2 <= named.len() && named.is_subset(&handing.title);
            // Whoever promised says that it went, or whoever waited for it that it came.
            let says_so = |statement: &Statement| {
                let is_theirs = statement.side == promise.by || statement.reported;
                statement.marks.has(if is_theirs { Marks::HANDED_OVER } else { Marks::RECEIVED })
            };
            handing.statements.iter().any(|statement| {
                let is_theirs = statement.side == promise.by || statement.reported;
                let hands_over = says_so(statement) && !statement.text.trim_end().ends_with('?');
                let is_subject = is_subject && is_theirs;
                if is_subject || !hands_over {
                    return is_subject;
                }
                let mut words = content_stems(&statement.text);
                words.extend(handing.title.iter().cloned());
                let shared = wanted.intersection(&words).count();
                0 < shared && (2 <= shared || wanted.len() <= 2 * shared)
            })
        };
        let mut later = self.entries.iter().filter(|handing| after(handing.entry.activity.at));
        later.find(keeps).map(|handing| handing.entry.activity.id.clone())
    }
}

impl Promise {
    /// The day after which it is overdue: the later one where two are possible.
    pub fn last_day(&self) -> Date {
        self.or_due.map_or(self.due, |other| other.max(self.due))
    }

    /// Where the quoted words stand: the sentence's citation narrowed to them.
    pub fn quoted(&self) -> Citation {
        let sentence = &self.statement.text;
        let mut citation = self.citation.clone();
        if let Some(at) = sentence.find(&self.text) {
            let inner = Span::from_bytes(sentence, at..at + self.text.len());
            citation.span = Span { start: citation.span.start + inner.start, end: citation.span.start + inner.end };
        }
        citation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_to_deliver_by_is_the_one_that_is_meant() {
        let said = date(2026, 11, 23);
        let check = |text: &str, wanted: Option<Date>| {
            assert_eq!(to_deliver_by(text, said).map(|deadline| deadline.due), wanted, "{text}");
        };
        check("I'll send you the draft by Friday.", Some(date(2026, 11, 27)));
        check("I'll send you the proposal by next Friday.", Some(date(2026, 12, 4)));
        check("I'll send you the form by 12/4.", Some(date(2026, 12, 4)));
        check("I'll send you the list by the end of next week.", Some(date(2026, 12, 4)));
        check("Wir schicken die Liste bis zum 15.12.", Some(date(2026, 12, 15)));
        check("I'll send the paper in two weeks.", Some(date(2026, 12, 7)));
        check("I'll send the plan by the end of the month.", Some(date(2026, 11, 30)));
        check("Ich schicke das Protokoll bis übermorgen.", Some(date(2026, 11, 25)));
        check("I'll send the end of the month report by Friday.", Some(date(2026, 11, 27)));
        check("I'll send what we discussed on 28 October.", None);
        check("We will sign in 8000000 days.", None);
        let other = |text: &str| to_deliver_by(text, said).and_then(|deadline| deadline.or_due);
        assert_eq!(other("I'll send you the proposal by next Friday."), Some(date(2026, 11, 27)));
        assert_eq!(other("I'll send you the form by 12/4."), Some(date(2027, 4, 12)));
        assert_eq!(other("I'll send you the draft by Friday."), None);
    }
}

//! The promise ledger: who promised what by when, and whether it was kept.

use crate::{
    Side, Statement, Voices, content_stems,
    fates::{Fate, Fates},
    lexicon::{any, each},
};
use domain::{Act, Citation, Dossier, Marks, RecordId, Says, Span, names};
use jiff::civil::Date;
use quantities::days::{Mention, mentions};
use regex::Regex;
use std::{collections::BTreeSet, sync::LazyLock};

/// What became of a promise by the moment that is looked from.
#[derive(Debug, Clone, PartialEq)]
pub enum PromiseStatus {
    /// Something said or sent later says that it was done.
    Kept {
        /// The record that says so.
        by: RecordId,
    },
    /// Something said or written later takes it back.
    Withdrawn {
        /// The record that says so.
        by: RecordId,
    },
    /// It was promised anew for another day.
    Moved {
        /// The record in which it was.
        by: RecordId,
        /// The day that holds now.
        to: Date,
    },
    /// It hangs on something that is not in the hands of whoever promised it; nothing says that it was done.
    Conditional,
    /// The promise is not kept yet, and its day has not passed.
    Open,
    /// The promise's day has passed, and nothing says it was done.
    Overdue {
        /// How many days ago it was due.
        days: i32,
    },
}

impl PromiseStatus {
    /// Whether it is owed, as far as is certain: neither done, nor taken back, nor moved to another day, nor hanging on something else.
    pub fn is_owed(&self) -> bool {
        matches!(self, Self::Open | Self::Overdue { .. })
    }

    /// The status' name for scripts, as in `kept`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Kept { .. } => "kept",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Moved { .. } => "moved",
            Self::Conditional => "conditional",
            Self::Open => "open",
            Self::Overdue { .. } => "overdue",
        }
    }
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
    /// What became of it, as far as is certain.
    pub status: PromiseStatus,
    /// The record that makes it likely that it was kept, where it is owed as far as is certain.
    pub likely_kept: Option<RecordId>,
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
/// "If their board agrees", "once legal has signed": it hangs on somebody else.
static CONDITION: LazyLock<Regex> = LazyLock::new(|| any(|table| table.condition));
/// "I'll ask if", "if you like": no condition.
static NO_CONDITION: LazyLock<Regex> = LazyLock::new(|| any(|table| table.no_condition));
/// "…, so no later than Friday": what led to the day is no part of the thing.
static AND_SO: LazyLock<Regex> = LazyLock::new(|| any(|table| table.and_so));
pub(crate) static DELIVERED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.handed_over));
pub(crate) static RECEIVED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.received));

/// The promises with a day in a dossier's statements, as they stand at its moment. Each thing promised is listed once a talk.
///
/// What a later text shows kept, takes back or promises for another day is told so.
pub fn promises(dossier: &Dossier, statements: &[Statement], today: Date) -> Vec<Promise> {
    let voices = Voices::of(dossier);
    let fates = Fates::of(dossier, statements);
    let mut found: Vec<Promise> = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        if statement.reported || is_read_as_none(statement) {
            continue;
        }
        let with_day = statements.get(at + 1).and_then(|next| with_the_day_behind(statement, next));
        let Some(mut promise) = read(dossier, &voices, with_day.as_ref().unwrap_or(statement)) else { continue };
        settle(&mut promise, &fates, true, today);
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
    moved(&mut found);
    found
}

/// Marks promises that were given again for another day; where that was kept, so was the first.
fn moved(promises: &mut [Promise]) {
    let stems: Vec<BTreeSet<String>> = promises.iter().map(|promise| content_stems(&promise.text)).collect();
    for at in (0..promises.len()).rev() {
        let promise = &promises[at];
        let again = |other: &usize| {
            let later = &promises[*other];
            let shared = stems[at].intersection(&stems[*other]).count();
            later.by == promise.by
                && promise.statement.at < later.statement.at
                && promise.due < later.due
                && SHARED_AGAIN <= shared
                && stems[at].len().min(stems[*other].len()) <= 2 * shared
        };
        let Some(later) = (at + 1..promises.len()).find(again).filter(|_| promise.status.is_owed()) else { continue };
        let (by, to) = (promises[later].statement.activity.clone(), promises[later].due);
        let status = promises[later].status.clone();
        promises[at].status = match status {
            PromiseStatus::Kept { by } => PromiseStatus::Kept { by },
            PromiseStatus::Withdrawn { by } => PromiseStatus::Withdrawn { by },
            _ => PromiseStatus::Moved { by, to },
        };
    }
}

/// So many words of content a promise shares with the one that gives it anew.
const SHARED_AGAIN: usize = 2;

/// Where a model has read a line, it promises nothing below this probability.
const READ_AS_NONE: f32 = 0.05;
/// The same of a line whose words hand something over; where they name the day as well, they are a promise whatever is read.
const PLAIN_READ_AS_NONE: f32 = 0.02;

/// Whether a model has read the line of a sentence and takes it for no promise of either side.
fn is_read_as_none(statement: &Statement) -> bool {
    let promises = |says: Says| says.does(Act::WePromise).max(says.does(Act::TheyPromise));
    let from = match (statement.marks.has(Marks::DELIVERS), statement.marks.has(Marks::NAMES_A_DAY)) {
        (true, true) => return false,
        (true, false) => PLAIN_READ_AS_NONE,
        (false, _) => READ_AS_NONE,
    };
    statement.says.is_some_and(|says| promises(says) < from)
}

/// A sentence with so many words may be no more than the day of the one before it.
const DAY_WORDS_MAX: usize = 8;

/// A promise together with the sentence behind it in the same breath, where only that says when: "I'll send it over. By Friday."
fn with_the_day_behind(promise: &Statement, next: &Statement) -> Option<Statement> {
    let is_promise = promise.marks.has(Marks::DELIVERS) && !promise.marks.has(Marks::NAMES_A_DAY);
    let same_breath =
        promise.activity == next.activity && promise.speaker == next.speaker && promise.context == next.context;
    let is_short = next.text.split_whitespace().count() <= DAY_WORDS_MAX;
    if !is_promise || !same_breath || !is_short || promises_nothing(&next.text) {
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

/// A promise that names no day to deliver by.
#[derive(Debug, Clone, PartialEq)]
pub struct UndatedPromise {
    /// What was promised and by whom.
    pub promise: Promise,
    /// Whether the sentence names one day all the same, as in "Monday at the latest". Without, `due` is the day it was said on and means nothing, and it is
    /// never overdue.
    pub names_a_day: bool,
}

impl UndatedPromise {
    /// The day by which it is likely due; `None` where it names none.
    pub fn due(&self) -> Option<Date> {
        self.names_a_day.then_some(self.promise.due)
    }
}

/// A promise to hand something over even without a day; "I'll have a look" is none.
static UNDATED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.undated));

/// The promises that name no day to deliver by, as they stand at the dossier's moment; what is promised with a day in the same talk is
/// left to [`promises`].
pub fn undated_promises(dossier: &Dossier, statements: &[Statement], today: Date) -> Vec<UndatedPromise> {
    let voices = Voices::of(dossier);
    let fates = Fates::of(dossier, statements);
    let dated = promises(dossier, statements, today);
    let mut found: Vec<UndatedPromise> = Vec::new();
    for statement in statements.iter().filter(|one| !one.reported && !is_read_as_none(one)) {
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
        let day = day_of(statement);
        let mut promise = Promise {
            text: thing.to_owned(),
            citation: statement.citation.clone(),
            statement: statement.clone(),
            by: statement.side,
            whom: statement.speaker.clone(),
            due: day.map_or(statement.day, |(due, _)| due),
            or_due: day.and_then(|(_, other)| other),
            status: PromiseStatus::Open,
            likely_kept: None,
        };
        settle(&mut promise, &fates, day.is_some(), today);
        found.push(UndatedPromise { promise, names_a_day: day.is_some() });
    }
    found
}

/// Whether a sentence may promise something by a day, and whether it promises to hand something over; said by whomever.
pub(crate) fn may_promise(text: &str, day: Date) -> (bool, bool) {
    if promises_nothing(text) {
        return (false, false);
    }
    let by_a_day = to_deliver_by(text, day).is_some();
    (by_a_day, UNDATED.is_match(text))
}

/// Whether what a sentence promises hangs on something that is in other hands.
fn is_conditional(text: &str) -> bool {
    CONDITION.is_match(text) && !NO_CONDITION.is_match(text)
}

/// Whether a sentence promises nothing, whatever else stands in it: one that asks, denies, or begins with an "if" that is up to the listener.
fn promises_nothing(text: &str) -> bool {
    let opens = CONDITION.find(text).is_some_and(|found| found.start() == 0);
    NOT_A_PROMISE.is_match(text) || opens && !is_conditional(text)
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

/// The day that a sentence of a promise is due, and the other that may be meant: the one to deliver by, else the only one that is still to come.
pub(crate) fn day_of(statement: &Statement) -> Option<(Date, Option<Date>)> {
    let led = to_deliver_by(&statement.text, statement.day);
    let ahead = || {
        let mut ahead = mentions(&statement.text, statement.day).into_iter();
        let mut ahead = ahead.by_ref().filter_map(|mention| deadline(mention, statement.day));
        ahead.next().filter(|_| ahead.next().is_none())
    };
    led.or_else(ahead).map(|deadline| (deadline.due, deadline.or_due))
}

/// Whether a sentence gives a promise in words that the rules know, with a day or without.
pub(crate) fn is_given(text: &str) -> bool {
    !promises_nothing(text) && (PROMISES.is_match(text) || YOU_GET.is_match(text) || COLLEAGUE.is_match(text))
}

/// The first person of either side whom a sentence names.
pub(crate) fn named_in(dossier: &Dossier, voices: &Voices, text: &str) -> Option<(Side, String)> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with(char::is_uppercase));
    words.filter(|word| 2 < word.len()).find_map(|word| named(dossier, voices, word))
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
        likely_kept: None,
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

/// How a promise stands today, and the record that makes it likely that it was kept; without a day it is never overdue.
pub(crate) fn settle(promise: &mut Promise, fates: &Fates<'_>, has_day: bool, today: Date) {
    let late = promise.last_day().until(today).map(|span| span.get_days()).unwrap_or(0);
    promise.status = match fates.fate(promise, has_day) {
        Fate::Kept(by) => PromiseStatus::Kept { by },
        Fate::Withdrawn(by) => PromiseStatus::Withdrawn { by },
        fate => {
            promise.likely_kept = match fate {
                Fate::LikelyKept(by) => Some(by),
                _ => None,
            };
            match late {
                _ if is_conditional(&promise.statement.text) => PromiseStatus::Conditional,
                1.. if has_day => PromiseStatus::Overdue { days: late },
                _ => PromiseStatus::Open,
            }
        }
    };
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

//! Which call or meeting a recorded conversation is, or whose it is. One rule for all who ask. Pure.
//!
//! A recorder's file names a time, a title and people, each more or less well. What has to agree before a conversation is put somewhere is
//! written down in one table, [`certainty`]; everything below it waits for the rep. Nothing is guessed: of two places that fit alike neither is
//! taken.

use crate::{Owner, Record, RecordId, addresses_of, names};
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use std::collections::{BTreeMap, BTreeSet};

/// From this on a conversation is put where it seems to belong; below it the rep is asked. 0 to 1.
pub const SURE: f32 = 0.8;
/// Places that differ by less are alike.
const ALIKE: f32 = 0.08;
/// The most places that are suggested.
const SUGGESTED: usize = 5;
/// People are late, and recorders start early.
const EXACT: SignedDuration = SignedDuration::from_mins(15);
/// A meeting that was moved without moving it in the calendar.
const NEAR: SignedDuration = SignedDuration::from_mins(75);
/// Titles that share so many of their words are one.
const SAME_TITLE: f32 = 0.6;
/// Words of a title that say nothing of whose it is.
const EMPTY_WORDS: [&str; 14] = [
    "the",
    "and",
    "with",
    "for",
    "call",
    "meeting",
    "recording",
    "transcript",
    "zoom",
    "teams",
    "mit",
    "und",
    "avec",
    "von",
];

/// When a conversation began, as exactly as a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Began {
    /// A moment.
    At(Timestamp),
    /// A day and a time of day in a zone nobody names.
    Local(civil::DateTime),
    /// A day.
    On(civil::Date),
}

/// Somebody whom a file names, as taking part or as speaking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The name as the file has it.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// What a file says of a conversation, beside its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// When it began; none where the file does not say.
    pub began: Option<Began>,
    /// How long it lasts.
    pub lasts: Option<SignedDuration>,
    /// The title that the file gives the conversation; none where it gives none.
    pub title: Option<String>,
    /// Who takes part or speaks.
    pub people: Vec<Named>,
}

/// A call or meeting that a conversation may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The call or meeting.
    pub id: RecordId,
    /// When it begins.
    pub at: Timestamp,
    /// When it ends; none where nobody says.
    pub end: Option<Timestamp>,
    /// The title of the call or meeting; empty where it has none.
    pub title: String,
    /// The contacts on it.
    pub contacts: Vec<RecordId>,
}

/// Where a conversation may belong.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// A call or meeting, else the account: a company, or a contact without one.
    pub id: RecordId,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// What agrees, for people: "the time and Petra Lang".
    pub why: String,
}

/// How far what a file says agrees with a call or meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    /// Another time: it is another conversation.
    Other,
    /// The file does not say.
    Unknown,
    /// The same day.
    Day,
    /// Within [`NEAR`].
    Near,
    /// Within [`EXACT`], or they overlap for half of the shorter one.
    Exact,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum People {
    /// The file names known people, and none of them is on it.
    Others,
    /// It names nobody who is known.
    Unknown,
    /// Somebody with the same first name.
    Alike,
    /// Somebody by full name or address.
    Same,
}

/// How sure it is that a conversation is a call or meeting; the one table behind [`Book::places`].
fn certainty(time: Time, people: People, same_title: bool) -> f32 {
    match (time, people, same_title) {
        (Time::Other, ..) | (_, People::Others, false) => 0.0,
        (Time::Exact, People::Same, _) => 0.97,
        (Time::Exact, People::Unknown | People::Alike, true) => 0.95,
        (Time::Near, People::Same, _) => 0.88,
        (Time::Day, People::Same, true) => 0.92,
        (Time::Exact, People::Alike, false) => 0.85,
        (Time::Near, People::Alike | People::Unknown, true) => 0.85,
        (Time::Day, People::Same, false) => 0.84,
        (Time::Unknown, People::Same, true) => 0.82,
        // A time alone may be another call of the same hour that nobody logged.
        (Time::Exact, People::Unknown, false) => 0.7,
        (Time::Day, People::Alike | People::Unknown, true) => 0.72,
        (Time::Near, People::Alike, false) => 0.6,
        (Time::Unknown, People::Alike | People::Unknown, true) => 0.5,
        (Time::Unknown, People::Same, false) => 0.4,
        (Time::Near, People::Unknown, false) | (Time::Day, People::Alike, false) => 0.4,
        // The title agrees and the people do not: a series of the same name with somebody else, or a stand-in.
        (_, People::Others, true) => 0.3,
        _ => 0.0,
    }
}

/// The people of a book, to tell whom a file names.
pub struct Book {
    /// By address: a colleague is none of theirs.
    addresses: BTreeMap<String, Option<RecordId>>,
    /// By name as [`names::words`] has it, sorted; several may bear one.
    named: BTreeMap<Vec<String>, Vec<Option<RecordId>>>,
    firsts: BTreeMap<RecordId, Vec<String>>,
    shown: BTreeMap<RecordId, String>,
    zone: TimeZone,
}

impl Book {
    /// From colleagues and every contact here. `zone` is where the rep is: a time without a zone is read as one of theirs.
    pub fn of(owners: &[Owner], contacts: &[Record], zone: TimeZone) -> Self {
        let mut book = Self {
            addresses: BTreeMap::new(),
            named: BTreeMap::new(),
            firsts: BTreeMap::new(),
            shown: BTreeMap::new(),
            zone,
        };
        for owner in owners {
            book.addresses.entry(owner.email.to_lowercase()).or_insert(None);
            book.add_name(&owner.name, None);
        }
        for contact in contacts {
            for address in addresses_of(contact) {
                book.addresses.entry(address.to_lowercase()).or_insert_with(|| Some(contact.id.clone()));
            }
            let name = contact.display_name();
            book.add_name(&name, Some(&contact.id));
            book.firsts.insert(contact.id.clone(), names::words(&name));
            book.shown.insert(contact.id.clone(), name);
        }
        book.addresses.remove("");
        book
    }

    fn add_name(&mut self, name: &str, who: Option<&RecordId>) {
        let words = sorted(names::words(name));
        // A first name alone is nobody's.
        if 2 <= words.len() {
            self.named.entry(words).or_default().push(who.cloned());
        }
    }

    /// The contacts whom a file names by address, or by a full name that nobody else here bears.
    pub fn known(&self, heard: &Heard) -> BTreeSet<RecordId> {
        heard.people.iter().filter_map(|named| self.one(named)?).collect()
    }

    /// Whom a name and address mean: a colleague (`Some(None)`), a contact, or nobody known.
    pub fn one(&self, named: &Named) -> Option<Option<RecordId>> {
        if let Some(known) = named.email.as_ref().and_then(|email| self.addresses.get(&email.trim().to_lowercase())) {
            return Some(known.clone());
        }
        // An address of somebody else under a known name is somebody else.
        if named.email.as_deref().is_some_and(|email| !email.is_empty()) {
            return None;
        }
        match self.named.get(&sorted(names::words(named.name.as_deref()?)))?.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// Where a conversation may belong, the likeliest first: calls and meetings, and the accounts of the people it names. `account_of` gives a
    /// contact's account.
    ///
    /// The first is where it goes if it is [`SURE`] and none is like it: see [`settled`].
    pub fn places(
        &self,
        heard: &Heard,
        slots: &[Slot],
        account_of: impl Fn(&RecordId) -> Option<RecordId>,
    ) -> Vec<Place> {
        let known = self.known(heard);
        let mut places: Vec<(Place, SignedDuration)> =
            slots.iter().filter_map(|slot| self.as_slot(heard, &known, slot)).collect();
        // What is nearer in time is likelier, of two that agree alike.
        places.sort_by(|(a, at), (b, bt)| b.confidence.total_cmp(&a.confidence).then(at.cmp(bt)));
        if let [(first, near), (second, far), ..] = places.as_mut_slice()
            && first.confidence - second.confidence < ALIKE
            && *near + EXACT < *far
        {
            second.confidence = first.confidence - ALIKE;
        }
        let mut places: Vec<Place> = places.into_iter().map(|(place, _)| place).collect();
        places.extend(self.as_account(heard, &known, account_of));
        places.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        places.truncate(SUGGESTED);
        places
    }

    fn as_slot(&self, heard: &Heard, known: &BTreeSet<RecordId>, slot: &Slot) -> Option<(Place, SignedDuration)> {
        let (time, apart) = self.time(heard, slot);
        let there = |id: &&RecordId| slot.contacts.contains(id);
        let same: Vec<&RecordId> = known.iter().filter(there).collect();
        let alike = || {
            let firsts: Vec<Vec<String>> =
                heard.people.iter().filter_map(|named| Some(names::words(named.name.as_deref()?))).collect();
            slot.contacts.iter().find(|id| {
                let words = self.firsts.get(*id);
                words.and_then(|words| words.first()).is_some_and(|first| {
                    1 < first.chars().count()
                        && firsts.iter().any(|named| named.len() == 1 && named.first() == Some(first))
                })
            })
        };
        let (people, who) = match same.first() {
            Some(first) => (People::Same, Some((*first).clone())),
            None if !known.is_empty() => (People::Others, None),
            None => match alike() {
                Some(contact) => (People::Alike, Some(contact.clone())),
                None => (People::Unknown, None),
            },
        };
        let same_title = heard.title.as_deref().is_some_and(|title| SAME_TITLE <= alike_titles(title, &slot.title));
        let confidence = certainty(time, people, same_title);
        if confidence <= 0.0 {
            return None;
        }
        let mut agrees: Vec<String> = Vec::new();
        match time {
            Time::Exact => agrees.push("the time".to_owned()),
            Time::Near => agrees.push("about the time".to_owned()),
            Time::Day => agrees.push("the day".to_owned()),
            Time::Unknown | Time::Other => {}
        }
        agrees.extend(same_title.then(|| "the title".to_owned()));
        agrees.extend(who.and_then(|id| self.shown.get(&id).cloned()));
        Some((Place { id: slot.id.clone(), confidence, why: listed(&agrees) }, apart))
    }

    /// The account of the people a file names, where it is one.
    fn as_account(
        &self,
        heard: &Heard,
        known: &BTreeSet<RecordId>,
        account_of: impl Fn(&RecordId) -> Option<RecordId>,
    ) -> Option<Place> {
        let accounts: BTreeSet<RecordId> = known.iter().filter_map(account_of).collect();
        let mut accounts = accounts.into_iter();
        let (only, None) = (accounts.next()?, accounts.next()) else { return None };
        let who: Vec<String> = known.iter().filter_map(|id| self.shown.get(id).cloned()).collect();
        // Without a day nobody can say when it was said, and everything here has its day.
        let confidence = if heard.began.is_some() { 0.82 } else { 0.5 };
        Some(Place { id: only, confidence, why: listed(&who) })
    }

    /// How far the times agree, and how far apart the two begin.
    fn time(&self, heard: &Heard, slot: &Slot) -> (Time, SignedDuration) {
        let day = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        let local = slot.at.to_zoned(self.zone.clone()).datetime();
        let (began, is_exact) = match heard.began {
            None => return (Time::Unknown, SignedDuration::ZERO),
            Some(Began::On(date)) => {
                return (if date == day(slot.at) { Time::Day } else { Time::Other }, SignedDuration::ZERO);
            }
            Some(Began::At(at)) => (at, true),
            Some(Began::Local(at)) => match at.to_zoned(self.zone.clone()) {
                Ok(zoned) => (zoned.timestamp(), false),
                Err(_) => return (Time::Unknown, SignedDuration::ZERO),
            },
        };
        let apart = began.duration_since(slot.at).abs();
        let time = if apart <= EXACT || overlaps(began, heard.lasts, slot) {
            Time::Exact
        } else if apart <= NEAR {
            Time::Near
        } else if !is_exact && local.date() == day(began) {
            // It may be the time of another zone.
            Time::Day
        } else {
            Time::Other
        };
        (time, apart)
    }

    /// The moment by which a conversation is dated: noon of its day where it has no time.
    pub fn moment(&self, began: Began) -> Option<Timestamp> {
        let local = match began {
            Began::At(at) => return Some(at),
            Began::Local(at) => at,
            Began::On(date) => date.at(12, 0, 0, 0),
        };
        Some(local.to_zoned(self.zone.clone()).ok()?.timestamp())
    }
}

/// The place that is taken without asking: the first, where it is sure and no other is like it.
pub fn settled(places: &[Place]) -> Option<&Place> {
    let first = places.first().filter(|first| SURE <= first.confidence)?;
    let has_time = first.id.object.is_activity();
    // An account says less than its own call or meeting does, so it is no rival of that.
    let rival = places.iter().skip(1).find(|other| other.id.object.is_activity() == has_time);
    rival.is_none_or(|rival| ALIKE <= first.confidence - rival.confidence).then_some(first)
}

/// Whether the two overlap for half of the shorter one.
fn overlaps(began: Timestamp, lasts: Option<SignedDuration>, slot: &Slot) -> bool {
    let (Some(lasts), Some(slot_end)) = (lasts, slot.end) else { return false };
    let Ok(end) = began.checked_add(lasts) else { return false };
    let shared = end.min(slot_end).duration_since(began.max(slot.at));
    let shorter = lasts.min(slot_end.duration_since(slot.at));
    SignedDuration::ZERO < shorter && shorter <= shared.saturating_mul(2)
}

/// How much of two titles' words is the same, 0 to 1.
fn alike_titles(one: &str, other: &str) -> f32 {
    let words = |title: &str| -> BTreeSet<String> {
        names::words(title)
            .into_iter()
            .filter(|word| 2 < word.chars().count() && !EMPTY_WORDS.contains(&word.as_str()))
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    let all = one.union(&other).count();
    if all == 0 {
        0.0
    } else {
        f32::from(u16::try_from(shared).unwrap_or(u16::MAX)) / f32::from(u16::try_from(all).unwrap_or(u16::MAX))
    }
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

/// "the time, the title and Petra Lang".
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ObjectType;

    fn contact(id: &str, name: &str, email: &str) -> Record {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        Record {
            id: RecordId::new(ObjectType::Contact, id),
            properties: [("firstname", first), ("lastname", last), ("email", email)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    fn book() -> Book {
        let owner = Owner {
            id: "9".to_owned(),
            name: "Rosa Feld".to_owned(),
            email: "rosa@us.example".to_owned(),
            archived: false,
        };
        let contacts = [
            contact("1", "Jan Kowalski", "jan@mill.example"),
            contact("2", "Ines Moreau", "ines@mill.example"),
            contact("3", "Jan Bauer", "jan@quarry.example"),
            contact("4", "Tom Reed", "tom@quarry.example"),
            contact("5", "Tom Reed", "tom.reed@elsewhere.example"),
        ];
        Book::of(&[owner], &contacts, TimeZone::UTC)
    }

    fn slot(id: &str, at: &str, title: &str, contacts: &[&str]) -> Slot {
        let at: Timestamp = at.parse().unwrap();
        Slot {
            id: id.parse().unwrap(),
            at,
            end: Some(at + SignedDuration::from_mins(30)),
            title: title.to_owned(),
            contacts: contacts.iter().map(|id| RecordId::new(ObjectType::Contact, *id)).collect(),
        }
    }

    fn heard(began: Option<&str>, title: &str, people: &[&str]) -> Heard {
        let named = |text: &&str| match text.contains('@') {
            true => Named { name: None, email: Some((*text).to_owned()) },
            false => Named { name: Some((*text).to_owned()), email: None },
        };
        Heard {
            began: began.map(|at| at.parse().map(Began::At).unwrap_or_else(|_| Began::On(at.parse().unwrap()))),
            lasts: Some(SignedDuration::from_mins(28)),
            title: Some(title.to_owned()).filter(|title| !title.is_empty()),
            people: people.iter().map(named).collect(),
        }
    }

    fn account_of(id: &RecordId) -> Option<RecordId> {
        let company = match id.id.as_str() {
            "1" | "2" => "10",
            "3" | "4" => "20",
            _ => return None,
        };
        Some(RecordId::new(ObjectType::Company, company))
    }

    fn goes_to(heard: &Heard, slots: &[Slot]) -> Option<String> {
        settled(&book().places(heard, slots, account_of)).map(|place| place.id.to_string())
    }

    #[test]
    fn a_conversation_goes_where_time_and_people_agree() {
        let slots = [
            slot("meeting:1", "2026-03-02T09:00:00Z", "Mill: scope", &["1", "2"]),
            slot("meeting:2", "2026-03-02T09:00:00Z", "Quarry weekly", &["3"]),
            slot("call:3", "2026-03-04T09:00:00Z", "Quarry weekly", &["3"]),
        ];
        let goes = |began, title, people: &[&str]| goes_to(&heard(began, title, people), &slots);
        let at = Some("2026-03-02T09:03:00Z");
        assert_eq!(goes(at, "", &["Rosa Feld", "Ines Moreau"]).as_deref(), Some("meeting:1"));
        assert_eq!(goes(at, "", &["rosa@us.example", "jan@quarry.example"]).as_deref(), Some("meeting:2"));
        assert_eq!(goes(at, "Quarry weekly", &["Speaker 1"]).as_deref(), Some("meeting:2"), "by its title");
        assert_eq!(goes(at, "", &["Speaker 1"]), None, "two at that time");
        assert_eq!(goes(at, "", &["Jan"]), None, "two of that first name");
        assert_eq!(goes(None, "Quarry weekly", &["Jan Bauer"]), None, "one of a series, without a day");
        assert_eq!(goes(Some("2026-03-04"), "", &["Jan Bauer"]).as_deref(), Some("call:3"), "the day and the person");
        assert_eq!(goes(Some("2026-03-02T09:40:00Z"), "", &["Ines Moreau"]).as_deref(), Some("meeting:1"));
    }

    #[test]
    fn a_time_alone_or_other_people_are_not_enough() {
        let slots = [slot("meeting:1", "2026-03-02T09:00:00Z", "Mill: scope", &["1", "2"])];
        let goes = |began, title, people: &[&str]| goes_to(&heard(began, title, people), &slots);
        assert_eq!(goes(Some("2026-03-02T09:00:00Z"), "", &[]), None);
        assert_eq!(goes(Some("2026-03-02T09:00:00Z"), "", &["nobody@nowhere.example"]), None);
        let other = goes(Some("2026-03-02T09:00:00Z"), "", &["jan@quarry.example"]);
        assert_eq!(other.as_deref(), Some("company:20"), "it is that account's, at a time when another one was met");
        assert_eq!(goes(Some("2026-03-02T15:00:00Z"), "Mill: scope", &["Speaker 1"]), None, "hours later");
    }

    #[test]
    fn a_conversation_without_a_meeting_is_its_peoples() {
        let day = Some("2026-03-09");
        assert_eq!(goes_to(&heard(day, "", &["Ines Moreau", "Jan Kowalski"]), &[]).as_deref(), Some("company:10"));
        assert_eq!(goes_to(&heard(None, "", &["Ines Moreau"]), &[]), None, "nobody knows when");
        assert_eq!(goes_to(&heard(day, "", &["Ines Moreau", "Jan Bauer"]), &[]), None, "of two accounts");
        assert_eq!(goes_to(&heard(day, "", &["Tom Reed"]), &[]), None, "two are called so");
        let stranger = Named { name: Some("Ines Moreau".to_owned()), email: Some("x@y.example".to_owned()) };
        let heard = Heard { people: vec![stranger], ..heard(day, "", &[]) };
        assert_eq!(goes_to(&heard, &[]), None, "a known name at another address");
    }

    #[test]
    fn a_time_without_its_zone_is_the_reps_and_maybe_another() {
        let slots = [slot("meeting:1", "2026-03-02T09:00:00Z", "Mill: scope", &["1", "2"])];
        let local = |time: &str, people: &[&str]| {
            let began = Some(Began::Local(time.parse().unwrap()));
            goes_to(&Heard { began, ..heard(None, "", people) }, &slots)
        };
        assert_eq!(local("2026-03-02T09:05:00", &["Ines Moreau"]).as_deref(), Some("meeting:1"));
        assert_eq!(local("2026-03-02T14:00:00", &["Ines Moreau"]).as_deref(), Some("meeting:1"), "the day and her");
        assert_eq!(local("2026-03-02T14:00:00", &["Speaker 1"]), None);
    }
}

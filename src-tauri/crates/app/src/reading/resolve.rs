//! Whom a rep means by an e-mail address, an id, a name, or `next`, and the account it is about.

use crate::{
    error::{AppError, Candidate, ErrorCode},
    portal::open::OpenPortal,
    reading::{
        names::{Fit, Named},
        when,
    },
};
use domain::property;
use domain::{Activity, Dossier, Meeting, ObjectType, Record, RecordId, names, which_first};
use jiff::{SignedDuration, Timestamp};
use retrieval::{Whose, gather};
use std::collections::BTreeMap;
use store::{Database, Portal};

/// A meeting that began longer ago than this is not looked for.
const BEGUN_WITHIN: SignedDuration = SignedDuration::from_hours(4);
/// How far ahead `next` looks for a meeting.
const AHEAD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// An account, and in it the person meant, if one was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The person who is meant; none where the account as a whole is.
    pub contact: Option<RecordId>,
    /// The account: a company, or a contact without one.
    pub account: RecordId,
    /// The deal, ticket, call or other record of the account that was named; none where a person or the account was.
    pub about: Option<RecordId>,
    /// Why this person or account was chosen, in words.
    pub why: String,
}

/// Finds out whom `who` means: an e-mail address, an id of any record, a name, or `next` for the next meeting's account.
pub fn resolve(open: &OpenPortal, who: &str, now: Timestamp) -> Result<Target, AppError> {
    if who.trim().eq_ignore_ascii_case("next") { next_meeting(open, now) } else { named(&open.database, who.trim()) }
}

/// The account that `who` means: an address, an id or a name.
pub(crate) fn resolve_account(database: &Database, who: &str) -> Result<RecordId, AppError> {
    named(database, who.trim()).map(|target| target.account)
}

/// The deal that an id or a name means; fails where it fits none or several.
pub(crate) fn resolve_deal(database: &Database, deal: &str) -> Result<RecordId, AppError> {
    if let Ok(id) = deal.trim().parse::<RecordId>()
        && id.object == ObjectType::Deal
    {
        let known = database.record(&id)?.filter(|record| !record.archived);
        return known.map(|record| record.id).ok_or_else(|| not_found(&format!("There is no {id} here")));
    }
    let deals = database.records(ObjectType::Deal)?;
    let known: Vec<Named> =
        deals.into_iter().map(|record| Named::new(record.id.clone(), name_of(&record), None)).collect();
    match matches(&known, deal).as_slice() {
        [] => Err(not_found(&format!("No deal here is called “{deal}”"))),
        [only] => Ok(only.id.clone()),
        several => Err(ambiguous(deal, several)),
    }
}

fn ambiguous(name: &str, several: &[&Named]) -> AppError {
    let mut error = AppError::new(ErrorCode::Ambiguous, format!("“{name}” could be any of {} names", several.len()))
        .hint("Give more of the name, or choose one of them.")
        .command_hint("Give more of the name, or one of the ids.");
    error.candidates = several
        .iter()
        .map(|named| Candidate { id: named.id.to_string(), name: named.name.clone(), account: named.account.clone() })
        .collect();
    error
}

fn named(database: &Database, who: &str) -> Result<Target, AppError> {
    if who.contains('@') {
        return by_address(database, who);
    }
    let is_number = !who.is_empty() && who.bytes().all(|byte| byte.is_ascii_digit());
    let has_type = who.split_once(':').is_some_and(|(object, _)| object.trim().parse::<ObjectType>().is_ok());
    if is_number || has_type {
        let id = who.parse::<RecordId>().map_err(|error| {
            AppError::new(ErrorCode::Usage, error.to_string())
                .hint("Type a name, an e-mail address or a company.")
                .command_hint("WHO is an e-mail address, an id, a name or `next`.")
        })?;
        return by_id(database, &id);
    }
    by_name(database, who)
}

fn by_address(database: &Database, address: &str) -> Result<Target, AppError> {
    for contact in database.records(ObjectType::Contact)? {
        if domain::addresses_of(&contact).iter().any(|known| known.eq_ignore_ascii_case(address)) {
            return of_contact(database, &contact.id, format!("you typed {address}"));
        }
    }
    Err(not_found(&format!("No contact here has the address {address}")))
}

fn by_id(database: &Database, id: &RecordId) -> Result<Target, AppError> {
    let record = database.record(id)?.filter(|record| !record.archived);
    let record = record.ok_or_else(|| not_found(&format!("There is no {id} here, or it was deleted in HubSpot")))?;
    let why = "you asked for this record".to_owned();
    if record.id.object == ObjectType::Contact {
        return of_contact(database, &record.id, why);
    }
    match database.accounts_of(&record.id)?.into_iter().next() {
        Some(account) => {
            // Of a ticket the person is meant who wrote it, and not whoever else is met next.
            let contact = match record.id.object {
                ObjectType::Ticket => database.associated(&record.id, ObjectType::Contact)?.into_iter().next(),
                _ => None,
            };
            let about = Some(record.id).filter(|id| *id != account);
            Ok(Target { contact: contact.map(|(id, _)| id), account, about, why })
        }
        None => Err(not_found(&format!("{id} does not belong to an account"))),
    }
}

fn of_contact(database: &Database, contact: &RecordId, why: String) -> Result<Target, AppError> {
    let account = database.accounts_of(contact)?.into_iter().next().unwrap_or_else(|| contact.clone());
    Ok(Target { contact: Some(contact.clone()), account, about: None, why })
}

fn by_name(database: &Database, name: &str) -> Result<Target, AppError> {
    let companies: BTreeMap<RecordId, String> = database
        .records(ObjectType::Company)?
        .into_iter()
        .map(|record| (record.id.clone(), name_of(&record)))
        .collect();
    let mut known = Vec::new();
    for record in database.records(ObjectType::Contact)? {
        let account =
            database.accounts_of(&record.id)?.into_iter().find_map(|account| companies.get(&account).cloned());
        known.push(Named::new(record.id.clone(), name_of(&record), account));
    }
    known.extend(companies.into_iter().map(|(id, name)| Named::new(id, name, None)));
    match matches(&known, name).as_slice() {
        [] => match resolve_deal(database, name) {
            Ok(deal) => Ok(Target { why: format!("you typed “{name}”"), ..by_id(database, &deal)? }),
            Err(several) if several.code == ErrorCode::Ambiguous => Err(several),
            Err(_) => Err(not_found(&format!("Nobody here is called “{name}”"))),
        },
        [only] if only.id.object == ObjectType::Contact => {
            of_contact(database, &only.id, format!("you typed “{name}”"))
        }
        [only] => {
            Ok(Target { contact: None, account: only.id.clone(), about: None, why: format!("you typed “{name}”") })
        }
        several => Err(ambiguous(name, several)),
    }
}

/// Those called so, however it is spelt; else those whose name, a person's company included, holds every word.
fn matches<'a>(known: &'a [Named], wanted: &str) -> Vec<&'a Named> {
    let words = names::words(wanted);
    let fitting: Vec<(Fit, &Named)> =
        known.iter().filter_map(|named| Some((named.fit(&words, false)?, named))).collect();
    let is_named_so = fitting.iter().any(|(fit, _)| *fit == Fit::Same);
    fitting.into_iter().filter(|(fit, _)| !is_named_so || *fit == Fit::Same).map(|(_, named)| named).collect()
}

/// The meeting that runs or comes next; the rep's own go first where it is known who the rep is.
fn next_meeting(open: &OpenPortal, now: Timestamp) -> Result<Target, AppError> {
    let Upcoming { meeting, account, others, contact } = upcoming(open, now)?.ok_or_else(|| {
        not_found("No meeting with an account is planned for the next week")
            .hint("Type a person or company instead, or sync if your calendar has changed.")
    })?;
    let name = |id: &RecordId| -> Result<String, AppError> {
        Ok(open.database.record(id)?.map(|record| name_of(&record)).unwrap_or_default())
    };
    let account_name = name(&account)?;
    let with = if is_named_in(&meeting.title, &account_name) { String::new() } else { format!(" with {account_name}") };
    let others = others.iter().map(name).collect::<Result<Vec<_>, _>>()?;
    let also = if others.is_empty() { String::new() } else { format!(" (also with {})", others.join(", ")) };
    let title = if meeting.title.is_empty() { "a meeting" } else { &meeting.title };
    let time = when::spoken(meeting.at, now, &open.zone());
    let which = if meeting.at <= now { "meeting now" } else { "next meeting" };
    Ok(Target { contact, account, about: None, why: format!("{which}: {title}{with}{also}, {time}") })
}

/// A planned meeting, and the account it is with.
pub(crate) struct Upcoming {
    pub meeting: Activity,
    /// The account that most of those invited belong to.
    pub account: RecordId,
    /// The other accounts that it is with.
    pub others: Vec<RecordId>,
    /// The first invitee who belongs to the account.
    pub contact: Option<RecordId>,
}

/// The meeting that runs, until its end, or comes next: the rep's own before those of colleagues.
pub(crate) fn upcoming(open: &OpenPortal, now: Timestamp) -> Result<Option<Upcoming>, AppError> {
    let (database, portal) = (&open.database, &open.portal);
    let (from, to) = (now.saturating_sub(BEGUN_WITHIN).unwrap_or(now), now.saturating_add(AHEAD).unwrap_or(now));
    let mut meetings = Vec::new();
    for meeting in database.meetings_between(from, to)? {
        let Some(record) = database.record(&meeting.id)? else { continue };
        if !Meeting(&record).is_over(meeting.at, now) && !database.accounts_of(&meeting.id)?.is_empty() {
            meetings.push((is_of_somebody_else(&record, portal), which_first(meeting.at, now), meeting));
        }
    }
    meetings.sort_by_key(|(is_of_somebody_else, order, _)| (*is_of_somebody_else, *order));
    let Some((.., meeting)) = meetings.into_iter().next() else { return Ok(None) };
    let invited = invited(database, &meeting.id)?;
    let mut accounts = invited.iter().map(|(account, _)| account.clone());
    let Some(account) = accounts.next() else { return Ok(None) };
    let others = accounts.collect();
    let contact = invited.into_iter().next().and_then(|(_, people)| people.into_iter().next());
    Ok(Some(Upcoming { meeting, account, others, contact }))
}

/// The accounts that a meeting is with, each with those of its people who are invited; the one that most are of comes first.
pub(crate) fn invited(database: &Database, meeting: &RecordId) -> Result<Vec<(RecordId, Vec<RecordId>)>, AppError> {
    let mut accounts: Vec<(RecordId, Vec<RecordId>)> =
        database.accounts_of(meeting)?.into_iter().map(|account| (account, Vec::new())).collect();
    for (attendee, _) in database.associated(meeting, ObjectType::Contact)? {
        let homes = database.accounts_of(&attendee)?;
        let of = accounts.iter_mut().find(|(account, _)| homes.contains(account) || *account == attendee);
        if let Some((_, people)) = of {
            people.push(attendee);
        }
    }
    accounts.sort_by_key(|(_, people)| std::cmp::Reverse(people.len()));
    Ok(accounts)
}

/// Whether a title names an account by its full name or the first word of it, as people do.
fn is_named_in(title: &str, account: &str) -> bool {
    names::words(account).first().is_some_and(|first| names::words(title).contains(first))
}

pub(crate) fn is_of_somebody_else(meeting: &Record, portal: &Portal) -> bool {
    match (meeting.get(property::OWNER), &portal.owner_id) {
        (Some(owner), Some(me)) => owner != me,
        _ => false,
    }
}

/// What a person, company, deal or ticket is called; the id where it has no name.
pub(crate) fn name_of(record: &Record) -> String {
    let parts = match record.id.object {
        ObjectType::Contact => vec![record.get(property::FIRST_NAME), record.get(property::LAST_NAME)],
        ObjectType::Deal => vec![record.get(property::DEAL_NAME)],
        ObjectType::Ticket => vec![record.get(property::SUBJECT)],
        _ => vec![record.get(property::NAME)],
    };
    let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        record.get(property::EMAIL).map_or_else(|| record.id.to_string(), str::to_owned)
    } else {
        name
    }
}

fn not_found(message: &str) -> AppError {
    AppError::new(ErrorCode::NotFound, message)
        .hint("Try an e-mail address or the company's name, or search for a word they used.")
        .command_hint("`foreword search` finds words in everything that is here.")
}

/// Everything known of the account that `target` means, with the deal that was named as the one that is meant.
pub(crate) fn dossier(open: &OpenPortal, target: &str, now: Timestamp) -> Result<Dossier, AppError> {
    dossier_of(open, &resolve(open, target, now)?, now, now)
}

/// Everything that was known at `as_of` of the account that is meant.
pub(crate) fn dossier_of(
    open: &OpenPortal,
    target: &Target,
    as_of: Timestamp,
    now: Timestamp,
) -> Result<Dossier, AppError> {
    let subject = Whose {
        account: target.account.clone(),
        contact: target.contact.clone(),
        deal: target.about.clone().filter(|id| id.object == ObjectType::Deal),
        why: target.why.clone(),
        zone: open.zone(),
    };
    Ok(gather(&open.database, &subject, as_of, now)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Named> {
        let named = |object, id: &str, name: &str, account: Option<&str>| {
            Named::new(RecordId::new(object, id), name.to_owned(), account.map(str::to_owned))
        };
        vec![
            named(ObjectType::Contact, "1", "Petra Lang", Some("Harbourline Freight")),
            named(ObjectType::Contact, "2", "Anne Bekker", Some("Fairholt")),
            named(ObjectType::Contact, "3", "Anne Becker", Some("Fairholt")),
            named(ObjectType::Contact, "4", "Anne", None),
            named(ObjectType::Company, "5", "Harbourline Freight", None),
            named(ObjectType::Company, "6", "Northgate Foods", None),
            named(ObjectType::Company, "7", "Northgate Logistics", None),
        ]
    }

    fn found(name: &str) -> Vec<String> {
        matches(&known(), name).iter().map(|named| named.id.id.clone()).collect()
    }

    #[test]
    fn names_are_found_by_their_words() {
        assert_eq!(found("petra lang"), ["1"]);
        assert_eq!(found("Lang"), ["1"]);
        assert_eq!(found("anne"), ["4"], "a full name goes first");
        assert_eq!(found("Lang, Petra"), ["1"]);
        assert_eq!(found("anne fairholt"), ["2", "3"]);
        assert_eq!(found("harbourline"), ["5"], "a company, not everyone in it");
        assert_eq!(found("Northgate"), ["6", "7"]);
        assert_eq!(found("Bek"), Vec::<String>::new());
        assert_eq!(found("?"), Vec::<String>::new());
    }

    #[test]
    fn a_title_that_names_the_account_needs_no_second_name() {
        assert!(is_named_in("Redline review with Harbourline", "Harbourline Freight"));
        assert!(!is_named_in("Redline review", "Harbourline Freight"));
        assert!(!is_named_in("Redline review", ""));
    }
}

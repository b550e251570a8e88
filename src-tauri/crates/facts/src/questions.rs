//! Questions of mails that nobody has answered, people who ask not to be called, and tickets that press.

use crate::{Side, Statement, lexicon::any};
use domain::property;
use domain::{Dossier, Entry, Marks, MeetingState, ObjectType, Record, RecordId};
use jiff::Timestamp;
use regex::Regex;
use std::{collections::BTreeMap, sync::LazyLock};

/// A question in a mail that nobody has answered.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenQuestion {
    /// The sentence that asks.
    pub statement: Statement,
    /// Which side asked the other.
    pub asked_by: Side,
    /// Whole days since the question was asked.
    pub days: i64,
}

pub(crate) static NOT_CALLED: LazyLock<Regex> = LazyLock::new(|| any(|table| table.not_called));
static POLITE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.polite));

/// The questions of mails that nobody answered until the dossier's moment, oldest first; of each mail the weightiest one.
///
/// A mail counts as answered when the other side wrote to, met or spoke with its author later. Routine questions ("shall we?") do
/// not count.
pub fn open_questions(dossier: &Dossier, statements: &[Statement]) -> Vec<OpenQuestion> {
    let mut open = Vec::new();
    let mut by_entry: BTreeMap<&RecordId, Vec<&Statement>> = BTreeMap::new();
    for statement in statements {
        by_entry.entry(&statement.activity).or_default().push(statement);
    }
    for entry in dossier.entries.iter().filter(|entry| entry.activity.object() == ObjectType::Email) {
        if dossier.as_of < entry.activity.at {
            continue;
        }
        let question = by_entry
            .get(&entry.activity.id)
            .into_iter()
            .flatten()
            .filter(|s| s.text.trim_end().ends_with('?') && !POLITE.is_match(&s.text))
            .max_by_key(|s| s.text.split_whitespace().count().min(20));
        let Some(question) = question else { continue };
        if is_answered(dossier, &by_entry, entry, question.side) {
            continue;
        }
        let days = entry.activity.at.duration_until(dossier.as_of).as_hours() / 24;
        open.push(OpenQuestion { statement: (*question).clone(), asked_by: question.side, days });
    }
    open
}

fn is_answered(
    dossier: &Dossier,
    by_entry: &BTreeMap<&RecordId, Vec<&Statement>>,
    mail: &Entry,
    asked_by: Side,
) -> bool {
    let partners = people_of(dossier, mail);
    let later = |at: Timestamp| mail.activity.at < at && at <= dossier.as_of;
    let reached = |entry: &&Entry| later(entry.activity.at) && entry.record.took_place();
    dossier.entries.iter().filter(reached).any(|entry| {
        let shared = people_of(dossier, entry).iter().any(|person| partners.contains(person));
        if !shared {
            return false;
        }
        match entry.activity.object() {
            ObjectType::Email => by_entry.get(&entry.activity.id).into_iter().flatten().any(|s| s.side != asked_by),
            ObjectType::Meeting if entry.record.meeting_state() == MeetingState::Held => true,
            // A voicemail is no answer; a talk with words in it is.
            _ => entry.spoken().is_some(),
        }
    })
}

/// The contacts on a mail or talk: its author where they are one, else everybody it is associated with.
fn people_of(dossier: &Dossier, entry: &Entry) -> Vec<RecordId> {
    let from = entry.record.get(property::EMAIL_FROM).unwrap_or_default();
    let author = if from.is_empty() { None } else { dossier.author(from) };
    match author {
        Some(author) => vec![author.id.clone()],
        None => entry.participants.clone(),
    }
}

/// Who of the account asked not to be called, with the sentence; the CRM's own opt-out is a property of the contact.
pub fn asks_not_to_be_called(statements: &[Statement]) -> Vec<&Statement> {
    statements.iter().filter(|s| s.side == Side::Them && !s.reported && s.marks.has(Marks::NOT_CALLED)).collect()
}

/// Whether a ticket is open and its priority is high or urgent.
pub fn is_pressing(ticket: &Record, closed: bool) -> bool {
    !closed && matches!(ticket.get(property::TICKET_PRIORITY), Some("HIGH" | "URGENT"))
}

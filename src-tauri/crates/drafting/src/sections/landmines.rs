//! What would embarrass whoever calls unprepared: urgent tickets, refusals, unanswered mails, mails from strangers.

use super::{PHRASE_WORDS, QUESTION_WORDS, phrase};
use crate::desk::{Desk, item};
use domain::{Item, ItemKind, Record, Rule, Unrecognised, property, text::word_count, without_address};
use facts::{Side, Statement, asks_not_to_be_called, is_pressing};

/// A mail of so many days ago hurts; one of many weeks ago is history.
const FRESH_DAYS: i64 = 21;

pub(super) fn landmines(desk: &mut Desk<'_>, strangers: &[Unrecognised], limit: usize) -> Vec<Item> {
    let dossier = desk.dossier;
    let mut found: Vec<(u32, Item)> = Vec::new();
    for ticket in &dossier.tickets {
        let closed =
            ticket.get(property::TICKET_STAGE).and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed);
        if is_pressing(ticket, closed) {
            found.extend(ticket_line(desk, ticket).map(|item| (3, item)));
        }
    }
    for stranger in strangers.iter().filter(|stranger| stranger.is_impostor) {
        found.extend(impostor_line(desk, stranger));
    }
    let refusals: Vec<Statement> = asks_not_to_be_called(&desk.statements).into_iter().cloned().collect();
    for statement in refusals.iter().rev().take(1) {
        let (phrase, citation) = phrase(statement, PHRASE_WORDS);
        let citation = desk.cite(statement, citation);
        let text = format!("{}, {}: “{phrase}”", statement.speaker, desk.ago(statement.day));
        found.push((4, item(ItemKind::Derived, Some(Rule::AskedNotToBeCalled.as_str()), text, vec![citation])));
    }
    for contact in dossier.contacts.iter().filter(|contact| contact.get(property::EMAIL_OPT_OUT) == Some("true")) {
        // Said in their own words already, it need not be said again.
        if refusals.iter().any(|statement| statement.speaker == contact.display_name()) {
            continue;
        }
        let citations =
            desk.cite_properties(contact, &[property::EMAIL_OPT_OUT, property::FIRST_NAME, property::LAST_NAME]);
        let text = desk.phrases.opted_out(&contact.display_name());
        found.push((2, item(ItemKind::Derived, Some(Rule::OptedOut.as_str()), text, citations)));
    }
    let theirs: Vec<_> = desk.questions.iter().filter(|question| question.asked_by == Side::Them).cloned().collect();
    for question in theirs.iter().rev() {
        let (phrase, citation) = phrase(&question.statement, QUESTION_WORDS);
        let citation = desk.cite(&question.statement, citation);
        let waits = desk.phrases.unanswered(&question.statement.speaker, desk.days_since(question.statement.day));
        let text = format!("{waits}: “{phrase}”");
        let weight = if question.days <= FRESH_DAYS { 3 } else { 1 };
        found.push((weight, item(ItemKind::Derived, Some(Rule::UnansweredMail.as_str()), text, vec![citation])));
    }
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(_, item)| item).take(limit).collect()
}

/// A pressing ticket in its own words: what it asks for, where it asks, else its subject.
fn ticket_line(desk: &mut Desk<'_>, ticket: &Record) -> Option<Item> {
    let subject = ticket.get(property::SUBJECT)?;
    let mut citations = vec![desk.cite_property(ticket, property::SUBJECT)?];
    let priority = ticket.get(property::TICKET_PRIORITY).unwrap_or_default();
    citations.extend(desk.cite_property(ticket, property::TICKET_PRIORITY));
    citations.extend(desk.cite_property(ticket, property::CREATED_AT));
    let mut text = format!("{}, {}: “{subject}”", desk.phrases.ticket(priority), desk.ago(desk.day(ticket.created_at)));
    let content = ticket.get(property::CONTENT).unwrap_or_default();
    let asks = domain::text::sentences(content).into_iter().map(|span| span.of(content)).find(|sentence| {
        let lower = sentence.to_lowercase();
        lower.starts_with("please ") || lower.starts_with("bitte ")
    });
    if let Some(asks) = asks.filter(|asks| word_count(asks) <= PHRASE_WORDS) {
        citations.extend(desk.cite_property(ticket, property::CONTENT));
        text.push_str(&format!(" “{asks}”"));
    }
    Some(item(ItemKind::Derived, Some(Rule::PressingTicket.as_str()), text, citations))
}

/// A mail under the name of somebody known, from an address that is not theirs, with its weight: somebody may be pretending.
fn impostor_line(desk: &mut Desk<'_>, stranger: &Unrecognised) -> Option<(u32, Item)> {
    let dossier = desk.dossier;
    let mail = dossier.entries.iter().find(|entry| entry.record.id == stranger.last)?;
    let address = mail.record.get(property::EMAIL_FROM)?;
    let name = without_address(&stranger.name);
    let properties =
        [property::EMAIL_FROM, property::EMAIL_FROM_FIRST_NAME, property::EMAIL_FROM_LAST_NAME, property::TIMESTAMP];
    let citations = desk.cite_properties(&mail.record, &properties);
    let day = desk.day(mail.activity.at);
    let text = format!("{}: “{address}”", desk.phrases.impostor(name, desk.days_since(day)));
    let weight = if i64::from(desk.days_since(day)) <= FRESH_DAYS { 4 } else { 1 };
    Some((weight, item(ItemKind::Derived, Some(Rule::UnknownAddress.as_str()), text, citations)))
}

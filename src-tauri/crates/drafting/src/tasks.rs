//! Tasks: what we promised and have not delivered, which mail waits for an answer and until when, and which account has gone silent.

use crate::{
    desk::{Desk, item, verify},
    digest::re_engage,
    sections::narrowed,
};
use domain::property;
use domain::{Citation, Dossier, Dropped, Entry, ItemKind, ObjectType, Record, RecordId, Rule, Sources};
use facts::{OpenQuestion, Promise, Side, content_stems, short_quote, undated_promises};
use grounding::Moment;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// A promise older than this many days is history, not a task.
const STALE_DAYS: i32 = 90;
/// The most words of a quotation in a title.
const TITLE_WORDS: usize = 16;
/// A mail is to be answered within so many working days.
const ANSWER_WITHIN_DAYS: i32 = 1;

/// A task that the rep could take on, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedTask {
    /// The task's title, as HubSpot would show it.
    pub title: String,
    /// The rule that proposes it: `promise_ledger`, `unanswered_mail` or `re_engage`.
    pub rule: &'static str,
    /// The day to do it on: the promised one, or today where that has passed; none where no day was named.
    pub due: Option<Date>,
    /// The day it was promised for, where one was named.
    pub promised_for: Option<Date>,
    /// The records it belongs to: the people it was promised to, the deal, the account.
    pub targets: Vec<RecordId>,
    /// The citations that the task rests on.
    pub citations: Vec<Citation>,
}

/// The tasks that an account asks for, with what they cite: our open promises, what is due first at the top and what has no day last; then
/// mails of theirs that wait for an answer, due a working day after they came; then, where nothing else is planned, taking up again
/// with an account that has gone silent.
///
/// A promise that was kept, that is theirs, that is older than 90 days, or that an open task already speaks of is left out.
/// Deterministic. The words of a promise or question stand in the title as they were said.
pub fn tasks(dossier: &Dossier) -> (Vec<ProposedTask>, Sources) {
    let known = dossier.as_known();
    let mut desk = Desk::of(&known);
    let moment = desk.moment();
    let mut proposed = of_promises(&mut desk);
    proposed.extend(of_questions(&mut desk));
    if proposed.is_empty() {
        proposed.extend(re_engage(&mut desk));
    }
    let found = verified(proposed, &desk.sources, &moment, &mut Vec::new());
    let cited: BTreeSet<&Citation> = found.iter().flat_map(|task| &task.citations).collect();
    desk.sources.retain(|citation, _| cited.contains(citation));
    (found, desk.sources)
}

/// The tasks whose titles grounding lets pass; the others are listed with the reason.
pub(crate) fn verified(
    proposed: Vec<ProposedTask>,
    sources: &Sources,
    moment: &Moment,
    dropped: &mut Vec<Dropped>,
) -> Vec<ProposedTask> {
    let passes = |task: &ProposedTask| {
        let mut line = item(ItemKind::Derived, Some(task.rule), task.title.clone(), task.citations.clone());
        verify(&mut line, sources, moment, None)
    };
    let mut kept = Vec::new();
    for task in proposed {
        match passes(&task) {
            Ok(()) => kept.push(task),
            Err(refused) => dropped.push(refused),
        }
    }
    kept
}

fn of_promises(desk: &mut Desk<'_>) -> Vec<ProposedTask> {
    let dossier = desk.dossier;
    let is_open = |promise: &&Promise| {
        promise.by == Side::Us && promise.status.is_owed() && promise.statement.at <= dossier.as_of
    };
    let dated: Vec<Promise> = desk.promises.iter().filter(is_open).cloned().collect();
    let undated: Vec<Promise> = undated_promises(dossier, &desk.statements, desk.today)
        .into_iter()
        .map(|undated| undated.promise)
        .filter(|promise| is_open(&promise) && dossier.mark_of(&promise.citation, desk.today).is_none())
        .collect();
    let mut found = Vec::new();
    for (promise, day) in dated.iter().map(|p| (p, Some(p.due))).chain(undated.iter().map(|promise| (promise, None))) {
        let is_stale = STALE_DAYS < desk.days_since(day.unwrap_or(promise.statement.day));
        if !is_stale && !is_to_be_done(dossier, &promise.text) {
            found.extend(task(desk, promise, day));
        }
    }
    found.sort_by(|a, b| {
        (a.due.is_none(), a.promised_for, &a.citations).cmp(&(b.due.is_none(), b.promised_for, &b.citations))
    });
    found
}

/// Tasks for mails of theirs that nobody has answered.
fn of_questions(desk: &mut Desk<'_>) -> Vec<ProposedTask> {
    let is_theirs = |question: &&OpenQuestion| question.asked_by == Side::Them;
    let waiting: Vec<OpenQuestion> = desk.questions.iter().filter(is_theirs).cloned().collect();
    let mut found = Vec::new();
    for question in waiting {
        let statement = question.statement;
        if STALE_DAYS < desk.days_since(statement.day) || is_to_be_done(desk.dossier, &statement.text) {
            continue;
        }
        let range = short_quote(&statement.text, TITLE_WORDS);
        let Some(words) = statement.text.get(range.clone()) else { continue };
        let citation = desk.cite(&statement, narrowed(&statement, range.clone()));
        let speaker = statement.speaker.to_lowercase();
        let asks = desk.dossier.contacts.iter().find(|contact| contact.display_name().to_lowercase() == speaker);
        let mut targets: Vec<RecordId> = asks.map(|person| person.id.clone()).into_iter().collect();
        targets.extend(desk.dossier.open_deal().map(|deal| deal.record.id.clone()));
        targets.push(desk.dossier.account.id.clone());
        targets.dedup();
        found.push(ProposedTask {
            title: format!("{}: “{words}”", desk.phrases.answer(&statement.speaker)),
            rule: Rule::UnansweredMail.as_str(),
            due: Some(working_days_after(statement.day, ANSWER_WITHIN_DAYS).max(desk.today)),
            promised_for: None,
            targets,
            citations: vec![citation],
        });
    }
    found
}

/// The day that is so many working days after `day`.
fn working_days_after(day: Date, days: i32) -> Date {
    let (mut day, mut left) = (day, days);
    while 0 < left {
        day = day.saturating_add(jiff::Span::new().days(1));
        left -= i32::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
    }
    day
}

fn task(desk: &mut Desk<'_>, promise: &Promise, day: Option<Date>) -> Option<ProposedTask> {
    let range = short_quote(&promise.text, TITLE_WORDS);
    let words = promise.text.get(range)?;
    let citation = desk.cite(&promise.statement, promise.quoted());
    let whom = heard_by(desk.dossier, promise);
    let mut citations = vec![citation];
    let people: Vec<&Record> = whom.iter().filter_map(|id| desk.dossier.person(id)).collect();
    // Of several, whom exactly it was promised to is not said; the account is.
    let to = if let [one] = people.as_slice() { one } else { &desk.dossier.account };
    let named = desk.cite_properties(to, &[property::FIRST_NAME, property::LAST_NAME, "name"]);
    // Who has no name goes by the address.
    citations.extend(if named.is_empty() { desk.cite_properties(to, &["email"]) } else { named });
    let to = to.display_name();
    let mut targets = whom;
    targets.extend(desk.dossier.open_deal().map(|deal| deal.record.id.clone()));
    targets.push(desk.dossier.account.id.clone());
    targets.dedup();
    Some(ProposedTask {
        title: format!("{}: “{words}”", desk.phrases.promised_to(&to)),
        rule: Rule::PromiseLedger.as_str(),
        due: day.map(|day| day.max(desk.today)),
        promised_for: day,
        targets,
        citations,
    })
}

/// The contacts of the talk or mail the promise was made in.
fn heard_by(dossier: &Dossier, promise: &Promise) -> Vec<RecordId> {
    let entry = dossier.entries.iter().find(|entry| entry.activity.id == promise.statement.activity);
    let is_here = |id: &&RecordId| dossier.person(id).is_some();
    entry.map(|entry| entry.participants.iter().filter(is_here).cloned().collect()).unwrap_or_default()
}

/// The tasks of the account that nobody has done yet.
pub(crate) fn open_tasks(dossier: &Dossier) -> impl Iterator<Item = &Entry> {
    dossier.entries.iter().filter(|entry| {
        entry.activity.object() == ObjectType::Task
            && entry.activity.created_at <= dossier.as_of
            && entry.record.get(property::TASK_STATUS) != Some("COMPLETED")
    })
}

/// Whether anything is to be done for the account already.
pub(crate) fn has_open_task(dossier: &Dossier) -> bool {
    open_tasks(dossier).next().is_some()
}

/// Whether an open task speaks of the same thing: it shares two words with it, or half of the shorter's.
fn is_to_be_done(dossier: &Dossier, text: &str) -> bool {
    let wanted = content_stems(text);
    open_tasks(dossier).map(|entry| content_stems(&entry.activity.title)).any(|words| {
        let shared = wanted.intersection(&words).count();
        2 <= shared || 0 < shared && wanted.len().min(words.len()) <= 2 * shared
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_is_no_time_to_answer() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        // A Friday.
        assert_eq!(working_days_after(day("2026-03-06"), 1), day("2026-03-09"));
        assert_eq!(working_days_after(day("2026-03-04"), 1), day("2026-03-05"));
        assert_eq!(working_days_after(day("2026-03-07"), 2), day("2026-03-10"));
    }
}

//! What the history says and the CRM does not: the next step, a close date and a sum that were named otherwise, what took place, what is
//! done, and who plays which part. One proposal each, with the words it rests on.

use crate::{
    account,
    conflicts::{Contradicted, contradicted, sum_like},
    desk::{Desk, item, verify},
    pattern,
    tasks::open_tasks,
};
use domain::property;
use domain::{
    Citation, Deal, Dossier, Entry, Item, ItemKind, MeetingState, ObjectType, RecordId, Sources, stored_day,
    text::grouped,
};
use facts::{BuyingRole, Promise, PromiseStatus, Side, Statement, buying_role, content_stems, short_quote};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};
use regex::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// What was said more than this many days ago is no news.
const FRESH_DAYS: i32 = 120;
/// A call that begins so near to a meeting is that meeting.
pub const SAME_TALK: SignedDuration = SignedDuration::from_hours(2);
/// The longest stretch of a promise in a next step.
const STEP_WORDS: usize = 14;
/// The most words of a quotation that a proposal rests on.
const QUOTE_WORDS: usize = 30;
/// HubSpot's value for a call in which somebody was reached.
const CONNECTED: &str = "f240bbac-87c9-4f6e-bf70-924b57d47db7";

/// A change that the CRM could take and that somebody's words bear out.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// What would change in the CRM.
    pub what: Change,
    /// The name of the rule that proposes the change.
    pub rule: &'static str,
    /// The words it rests on, each verbatim and verified.
    pub items: Vec<Item>,
}

/// The change that an update would make.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Another value for one property of one record.
    Value {
        /// The record whose property changes.
        record: RecordId,
        /// The property's internal name.
        property: &'static str,
        /// The property's value now; `None` where it is empty.
        current: Option<String>,
        /// The value it would have, in the form in which HubSpot stores it.
        proposed: String,
    },
    /// A part that somebody plays in a deal.
    Role {
        /// The contact who plays the part.
        person: RecordId,
        /// The deal that the part is in.
        deal: RecordId,
        /// The part that they play.
        role: BuyingRole,
    },
}

/// The updates that an account's history asks for, ordered by rule; at most one a field. Deterministic; proposes, changes nothing.
pub fn updates(dossier: &Dossier) -> (Vec<Update>, Sources) {
    let known = dossier.as_known();
    let mut desk = Desk::of(&known);
    let mut found: Vec<Update> = Vec::new();
    found.extend(next_step(&mut desk));
    found.extend(contradictions(&mut desk));
    found.extend(meetings_held(&mut desk));
    found.extend(calls_answered(&mut desk));
    found.extend(tasks_done(&mut desk));
    found.extend(parts(&mut desk));
    found.extend(pressing_tickets(&mut desk));
    let moment = desk.moment();
    for update in &mut found {
        update.items.retain_mut(|item| verify(item, &desk.sources, &moment, None).is_ok());
    }
    // What rests on nothing is not proposed.
    found.retain(|update| !update.items.is_empty());
    let cited: BTreeSet<&Citation> =
        found.iter().flat_map(|update| &update.items).flat_map(|item| &item.citations).collect();
    desk.sources.retain(|citation, _| cited.contains(citation));
    (found, desk.sources)
}

/// A sentence as a quotation, with its source put on the desk.
fn quote(desk: &mut Desk<'_>, statement: &Statement, rule: &'static str) -> Item {
    let range = short_quote(&statement.text, QUOTE_WORDS);
    let words = statement.text.get(range.clone()).unwrap_or(&statement.text).to_owned();
    let citation = desk.cite(statement, crate::sections::narrowed(statement, range));
    item(ItemKind::Quote, Some(rule), words, vec![citation])
}

/// The open deal's next step: what is promised next, ours before theirs, the nearest day first.
fn next_step(desk: &mut Desk<'_>) -> Option<Update> {
    let rule = "next_promise";
    let deal = &desk.dossier.open_deal()?.record;
    let is_ahead = |promise: &&Promise| {
        matches!(promise.status, PromiseStatus::Open) && promise.statement.at <= desk.dossier.as_of
    };
    let order = |promise: &&Promise| (promise.by != Side::Us, promise.due, promise.citation.clone());
    let promise = desk.promises.iter().filter(is_ahead).min_by_key(order)?.clone();
    let words = promise.text.get(short_quote(&promise.text, STEP_WORDS))?;
    let whose = if promise.by == Side::Us { "us" } else { promise.whom.as_str() };
    let proposed = format!("“{words}” ({whose}, by {})", promise.due.strftime("%-d %B %Y"));
    let current = deal.get(property::NEXT_STEP).map(str::to_owned);
    let speaks_of_it = current.as_deref().is_some_and(|current| {
        let (theirs, ours) = (content_stems(current), content_stems(&promise.text));
        2 <= theirs.intersection(&ours).count()
    });
    if speaks_of_it {
        return None;
    }
    let record = deal.id.clone();
    let what = Change::Value { record, property: property::NEXT_STEP, current, proposed };
    Some(Update { what, rule, items: vec![quote(desk, &promise.statement, rule)] })
}

/// The open deal's amount and close date, where somebody of theirs named another sum or day.
fn contradictions(desk: &mut Desk<'_>) -> Vec<Update> {
    let Some(deal) = desk.dossier.open_deal().map(|deal| deal.record.clone()) else { return Vec::new() };
    let mut found = Vec::new();
    let Contradicted { sum, day } = contradicted(desk);
    let currency = account::currency_of(desk.dossier, &deal);
    if let Some(statement) = sum
        && let Some(crm) = desk.dossier.meant_deal().and_then(|deal| Deal(&deal.record).amount())
        && let Some(named) = sum_like(&statement.text, (crm, currency))
        // A range is no amount.
        && let Some(value) = named.value().filter(|_| !named.holds(crm))
    {
        let current = deal.get(property::AMOUNT).map(str::to_owned);
        let what =
            Change::Value { record: deal.id.clone(), property: property::AMOUNT, current, proposed: value.to_plain() };
        found.push(Update { what, rule: "sum_named", items: vec![quote(desk, &statement, "sum_named")] });
    }
    if let Some((statement, named)) = day
        && let Some(named) = named.day()
    {
        let current = deal.get(property::CLOSE_DATE).map(str::to_owned);
        let proposed = noon(named, &desk.dossier.portal_zone);
        let what = Change::Value { record: deal.id.clone(), property: property::CLOSE_DATE, current, proposed };
        found.push(Update { what, rule: "day_named", items: vec![quote(desk, &statement, "day_named")] });
    }
    found
}

/// The moment that HubSpot shows as a day: noon in the portal's time zone, so that no rounding makes another day of it.
fn noon(day: Date, zone: &TimeZone) -> String {
    let at = day.at(12, 0, 0, 0).to_zoned(zone.clone());
    at.map_or_else(|_| format!("{day}T12:00:00Z"), |at| at.timestamp().to_string())
}

/// Past meetings without outcome that left words: a transcript of their own, or one of the same hour.
fn meetings_held(desk: &mut Desk<'_>) -> Vec<Update> {
    let dossier = desk.dossier;
    let rule = "meeting_left_words";
    let is_open = |entry: &&Entry| {
        entry.activity.object() == ObjectType::Meeting
            && entry.activity.at < dossier.as_of
            && desk.days_since(desk.day(entry.activity.at)) <= FRESH_DAYS
            && entry.record.meeting_state() == MeetingState::Planned
    };
    let open: Vec<&Entry> = dossier.entries.iter().filter(is_open).collect();
    let mut found = Vec::new();
    for meeting in open {
        let of_it = |entry: &&Entry| {
            let same_talk = || {
                entry.activity.at.duration_since(meeting.activity.at).abs() <= SAME_TALK
                    && entry.participants.iter().any(|person| meeting.participants.contains(person))
            };
            entry.spoken().is_some() && (entry.activity.id == meeting.activity.id || same_talk())
        };
        let Some(call) = dossier.entries.iter().find(of_it) else { continue };
        let Some(statement) = first_words(desk, &call.activity.id) else { continue };
        let what = Change::Value {
            record: meeting.activity.id.clone(),
            property: property::MEETING_OUTCOME,
            current: meeting.record.get(property::MEETING_OUTCOME).map(str::to_owned),
            proposed: "COMPLETED".to_owned(),
        };
        found.push(Update { what, rule, items: vec![quote(desk, &statement, rule)] });
    }
    found
}

/// Calls with a transcript and without outcome: somebody was reached.
fn calls_answered(desk: &mut Desk<'_>) -> Vec<Update> {
    let dossier = desk.dossier;
    let rule = "call_left_words";
    let is_open = |entry: &&Entry| {
        entry.activity.object() == ObjectType::Call
            && entry.activity.at <= dossier.as_of
            && desk.days_since(desk.day(entry.activity.at)) <= FRESH_DAYS
            && entry.record.get(property::CALL_DISPOSITION).is_none()
            && entry.spoken().is_some()
    };
    let open: Vec<RecordId> = dossier.entries.iter().filter(is_open).map(|entry| entry.activity.id.clone()).collect();
    let mut found = Vec::new();
    for call in open {
        let Some(statement) = first_words(desk, &call) else { continue };
        let what = Change::Value {
            record: call,
            property: property::CALL_DISPOSITION,
            current: None,
            proposed: CONNECTED.to_owned(),
        };
        found.push(Update { what, rule, items: vec![quote(desk, &statement, rule)] });
    }
    found
}

/// The first thing somebody of theirs said in a talk.
fn first_words(desk: &Desk<'_>, activity: &RecordId) -> Option<Statement> {
    let of_it = desk.statements.iter().filter(|s| s.activity == *activity && s.side == Side::Them && s.spoken);
    // A sentence of a word or two proves little.
    let first = of_it.clone().find(|s| 4 <= domain::text::word_count(&s.text));
    first.or_else(|| of_it.min_by_key(|s| s.at)).cloned()
}

/// Updates that close open tasks whose promise was kept.
fn tasks_done(desk: &mut Desk<'_>) -> Vec<Update> {
    let rule = "promise_kept";
    let dossier = desk.dossier;
    let mut found = Vec::new();
    let mut done: BTreeSet<RecordId> = BTreeSet::new();
    for promise in desk.promises.clone().iter().filter(|promise| promise.by == Side::Us) {
        let PromiseStatus::Kept { by } = &promise.status else { continue };
        let wanted = content_stems(&promise.text);
        let task = open_tasks(dossier).find(|entry| {
            let words = content_stems(&entry.activity.title);
            entry.activity.created_at >= promise.statement.at.saturating_sub(SAME_TALK).unwrap_or_default()
                && 2 <= wanted.intersection(&words).count()
        });
        let Some(task) = task.filter(|task| done.insert(task.activity.id.clone())) else { continue };
        // What says that it was done: the sentence that shares most words with it.
        let shared = |s: &&Statement| content_stems(&s.text).intersection(&wanted).count();
        let Some(says) = desk.statements.iter().filter(|s| s.activity == *by && s.side == Side::Us).max_by_key(shared)
        else {
            continue;
        };
        let says = says.clone();
        let what = Change::Value {
            record: task.activity.id.clone(),
            property: property::TASK_STATUS,
            current: task.record.get(property::TASK_STATUS).map(str::to_owned),
            proposed: "COMPLETED".to_owned(),
        };
        let items = vec![quote(desk, &promise.statement, rule), quote(desk, &says, rule)];
        found.push(Update { what, rule, items });
    }
    found
}

/// Who says of themselves that they decide, pay, check the contract or carry it through; the latest words of each.
fn parts(desk: &mut Desk<'_>) -> Vec<Update> {
    let rule = "part_said";
    let Some(deal) = desk.dossier.open_deal().map(|deal| deal.record.id.clone()) else { return Vec::new() };
    let mut latest: BTreeMap<RecordId, (BuyingRole, Statement)> = BTreeMap::new();
    for statement in desk.statements.iter().filter(|s| {
        s.side == Side::Them && !s.reported && s.at <= desk.dossier.as_of && desk.days_since(s.day) <= FRESH_DAYS
    }) {
        let speaker = statement.speaker.to_lowercase();
        let person = desk.dossier.contacts.iter().find(|contact| contact.display_name().to_lowercase() == speaker);
        let (Some(person), Some(role)) = (person, buying_role(&statement.text)) else { continue };
        // Of several parts the weightiest counts, of equal ones the newest words.
        let is_better = latest
            .get(&person.id)
            .is_none_or(|(known, said)| role < *known || role == *known && said.at <= statement.at);
        if is_better {
            latest.insert(person.id.clone(), (role, statement.clone()));
        }
    }
    let found = latest.into_iter().map(|(person, (role, statement))| {
        let what = Change::Role { person, deal: deal.clone(), role };
        Update { what, rule, items: vec![quote(desk, &statement, rule)] }
    });
    found.collect()
}

static PRESSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:urgent\w*|at once|immediately|as soon as possible|asap|cannot (?:work|log in|export|deliver)|locked out|down|stopped|standstill|dringend|sofort|umgehend|ausfall|steht still)\b",
    )
});

/// Open tickets without a priority whose own words press.
fn pressing_tickets(desk: &mut Desk<'_>) -> Vec<Update> {
    let rule = "ticket_presses";
    let dossier = desk.dossier;
    let mut found = Vec::new();
    for ticket in &dossier.tickets {
        let is_closed =
            ticket.get(property::TICKET_STAGE).and_then(|id| dossier.stage(id)).is_some_and(|stage| stage.closed);
        let says = ["subject", "content"].into_iter().find_map(|property| {
            let text = ticket.get(property)?;
            PRESSING.is_match(text).then(|| (property, short_quote(text, QUOTE_WORDS)))
        });
        let (Some((property, range)), None, false) = (says, ticket.get(property::TICKET_PRIORITY), is_closed) else {
            continue;
        };
        let Some(citation) = desk.cite_property(ticket, property) else { continue };
        let words = ticket.get(property).and_then(|text| text.get(range)).unwrap_or_default().to_owned();
        let what = Change::Value {
            record: ticket.id.clone(),
            property: property::TICKET_PRIORITY,
            current: None,
            proposed: "HIGH".to_owned(),
        };
        found.push(Update { what, rule, items: vec![item(ItemKind::Quote, Some(rule), words, vec![citation])] });
    }
    found
}

/// A value as a person reads it; `zone` is the portal's.
pub fn readable(property: &str, value: &str, zone: &TimeZone) -> String {
    match property {
        property::AMOUNT => value.parse().map_or_else(|_| value.to_owned(), grouped),
        property::CLOSE_DATE => stored_day(value, zone).map_or_else(|| value.to_owned(), |day| day.to_string()),
        _ => value.to_owned(),
    }
}

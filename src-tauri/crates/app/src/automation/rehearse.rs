//! What a rule would have drafted in the last thirty days, before it is switched on. Nothing is drafted for it, and nothing kept.

use crate::{
    automation::{
        condition::Situation,
        notice::is_waited_for,
        rules::{called, rule_called},
    },
    error::{AppError, ErrorCode},
    portal::{open::OpenPortal, settings::Settings},
    reading::{accounts::Stages, quiet::long_silence, resolve::name_of},
};
use domain::{Meeting, ObjectType, Record, RecordId, property};
use events::{Happening, Rule, What, happened};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Serialize;
use specta::Type;
use std::{cmp::Reverse, collections::BTreeMap};

/// How far back a rule is tried.
const BACK: SignedDuration = SignedDuration::from_hours(24 * 30);
/// So many events are shown at most, the newest.
const SHOWN_MAX: usize = 100;

/// What a rule would have drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Rehearsal {
    /// The rule's id.
    pub rule: String,
    /// What a person calls it.
    pub name: String,
    /// From when on it was tried.
    #[specta(type = String)]
    pub since: Timestamp,
    /// What happened that the rule waits for, newest first, at most a hundred.
    pub happened: Vec<RehearsedEvent>,
    /// How many of all it would have drafted for.
    pub would_start: u32,
    /// How many happened in all.
    pub total: u32,
    /// What it drafts each time.
    pub draft: Vec<String>,
    /// The most drafts that one day would have made without its limit.
    pub most_in_a_day: u32,
}

/// Something that happened, and whether the rule would have started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RehearsedEvent {
    /// The record it happened to, as in `email:6`.
    pub record: String,
    /// What a person calls the record, or the account it belongs to.
    pub name: String,
    /// The account it belongs to, as in `company:1`; none where it belongs to none.
    pub account: Option<String>,
    /// When it happened.
    #[specta(type = String)]
    pub at: Timestamp,
    /// Whether the rule would have started.
    pub would_start: bool,
    /// The conditions that do not hold, in words, as things stand today.
    pub unmet: Vec<String>,
}

/// Tries a rule on what happened in the last thirty days, or on one record whenever it was. Its conditions are asked as things stand today.
pub fn rehearse(
    settings: &Settings,
    open: &OpenPortal,
    id: &str,
    record: Option<&str>,
    now: Timestamp,
) -> Result<Rehearsal, AppError> {
    let rule = rule_called(settings, id)?;
    let since = now.saturating_sub(BACK).unwrap_or(now);
    let only = record.map(|record| record_named(open, record)).transpose()?;
    let mut found = match &only {
        Some(record) => vec![Happening::once(rule.event, &record.id, at_of(open, record)?)],
        None => of_the_past(open, &rule, since, now)?,
    };
    found.sort_by_key(|happening| Reverse(happening.at));
    let (total, mut would_start) = (found.len(), 0);
    let mut happened = Vec::new();
    let mut by_day: BTreeMap<Date, u32> = BTreeMap::new();
    for happening in found {
        let situation = Situation::of(open, &happening.record, now)?;
        if situation.record().is_none() && happening.record != RecordId::book() {
            continue;
        }
        let unmet = situation.unmet(&rule.when)?;
        if unmet.is_empty() {
            would_start += 1;
            *by_day.entry(happening.at.to_zoned(open.zone()).date()).or_default() +=
                u32::try_from(rule.draft.len()).unwrap_or(u32::MAX);
        }
        if SHOWN_MAX <= happened.len() {
            continue;
        }
        let account =
            situation.dossier().map(|dossier| (dossier.account.id.to_string(), dossier.account.display_name()));
        let own =
            situation.record().map(name_of).filter(|name| !name.is_empty() && !happening.record.object.is_activity());
        happened.push(RehearsedEvent {
            record: happening.record.to_string(),
            name: own.or(account.as_ref().map(|(_, name)| name.clone())).unwrap_or_default(),
            account: account.map(|(id, _)| id),
            at: happening.at,
            would_start: unmet.is_empty(),
            unmet: unmet.iter().map(ToString::to_string).collect(),
        });
    }
    Ok(Rehearsal {
        rule: rule.id.clone(),
        name: rule.name.clone(),
        since,
        happened,
        would_start,
        total: u32::try_from(total).unwrap_or(u32::MAX),
        draft: rule.draft.iter().map(|action| called(action).to_owned()).collect(),
        most_in_a_day: by_day.into_values().max().unwrap_or_default(),
    })
}

fn record_named(open: &OpenPortal, record: &str) -> Result<Record, AppError> {
    let id: RecordId = record.parse().map_err(|_| {
        AppError::new(ErrorCode::Usage, format!("“{record}” names no record"))
            .hint("Name it by type and number, as in deal:45.")
    })?;
    let none = || AppError::new(ErrorCode::NotFound, format!("There is no {id} here, or it was deleted in HubSpot"));
    open.database.record(&id)?.filter(|record| !record.archived).ok_or_else(none)
}

fn at_of(open: &OpenPortal, record: &Record) -> Result<Timestamp, AppError> {
    Ok(open.database.activity_at(&record.id)?.unwrap_or(record.created_at))
}

/// What happened since a moment that a rule waits for, as far as the records tell.
fn of_the_past(open: &OpenPortal, rule: &Rule, since: Timestamp, now: Timestamp) -> Result<Vec<Happening>, AppError> {
    let mut found = Vec::new();
    for object in objects_of(rule.event) {
        for record in open.database.records(*object)?.into_iter().filter(|record| !record.archived) {
            found.extend(to_record(open, rule, &record, now)?);
        }
    }
    match rule.event {
        What::AccountSilent => {
            let stages = Stages::of(&open.database)?;
            for account in open.database.accounts(now)? {
                if let Some(silence) = long_silence(open, &stages, &account.id, now)? {
                    found.push(Happening::once(What::AccountSilent, &account.id, silence.since.max(since)));
                }
            }
        }
        What::DayStarted => found.push(Happening::once(What::DayStarted, &RecordId::book(), now)),
        _ => {}
    }
    found.retain(|one| {
        since <= one.at && one.at <= now && is_waited_for(rule, one.what, &one.record, one.property.as_deref())
    });
    Ok(found)
}

/// The types of record to look through for an event.
fn objects_of(what: What) -> &'static [ObjectType] {
    match what {
        What::CallCompleted => &[ObjectType::Call, ObjectType::Meeting],
        What::ConversationImported => &[ObjectType::Call, ObjectType::Meeting, ObjectType::Conversation],
        What::EmailReceived => &[ObjectType::Email],
        What::DealStageChanged => &[ObjectType::Deal],
        What::FormSubmitted => &[ObjectType::Contact],
        What::TicketCreated => &[ObjectType::Ticket],
        What::RecordCreated | What::RecordChanged => &ObjectType::CORE,
        What::AccountSilent | What::DayStarted => &[],
    }
}

fn to_record(open: &OpenPortal, rule: &Rule, record: &Record, now: Timestamp) -> Result<Vec<Happening>, AppError> {
    let id = &record.id;
    match rule.event {
        What::DealStageChanged | What::RecordChanged => {
            let property = rule.property.as_deref().unwrap_or(property::DEAL_STAGE);
            let history = open.database.history(id, property)?;
            if !history.is_empty() {
                // The first value of all is no change.
                let changes = history.iter().skip(1);
                return Ok(changes.map(|change| changed(rule.event, id, property, change.at)).collect());
            }
            let versions = open.database.versions(id)?;
            let pairs = versions.iter().zip(versions.iter().skip(1));
            let other = pairs.filter(|((before, _), (after, _))| before.get(property) != after.get(property));
            Ok(other.map(|(_, (after, _))| changed(rule.event, id, property, after.modified_at)).collect())
        }
        What::ConversationImported => {
            let talk = open.database.current_documents(id)?.into_iter().find(|document| document.part.is_transcript());
            Ok(talk.map(|document| Happening::once(rule.event, id, document.at)).into_iter().collect())
        }
        _ => {
            let at = open.database.activity_at(id)?;
            let mut found = happened(None, record, at, at.unwrap_or(record.created_at));
            // A meeting that nobody said anything of took place all the same.
            if id.object == ObjectType::Meeting
                && found.is_empty()
                && let Some(at) = at
                && Meeting(record).is_over(at, now)
                && record.took_place()
            {
                found.push(Happening::once(What::CallCompleted, id, at));
            }
            if rule.event == What::FormSubmitted
                && let Some(filled) = record.get(property::LAST_CONVERSION_AT).and_then(|at| at.parse().ok())
            {
                found.push(Happening::once(What::FormSubmitted, id, filled));
            }
            found.retain(|one| one.what == rule.event);
            found.dedup_by_key(|one| one.what);
            Ok(found)
        }
    }
}

fn changed(what: What, id: &RecordId, property: &str, at: Timestamp) -> Happening {
    Happening { property: Some(property.to_owned()), ..Happening::again(what, id, at, &[property, &at.to_string()]) }
}

//! Noticing what happened: what a sync brought that was otherwise before, talks whose words came in, meetings that ended, accounts that have gone
//! quiet, and the beginning of the day.

use crate::{
    automation::rules::quiet_until,
    error::AppError,
    portal::open::OpenPortal,
    reading::{accounts::Stages, quiet::long_silence, resolve::is_of_somebody_else},
};
use domain::{EntryStatus, Meeting, ObjectType, RecordId, Write};
use events::{FRESH, Happening, Rule, What, happened};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{NewEvent, StoredEntry};

/// Up to which version of any record everything was looked at.
const VERSIONS_SEEN: &str = "events_versions_seen";
/// Up to which text.
const TEXTS_SEEN: &str = "events_texts_seen";
/// On which day silence was last looked for.
const SILENCE_SEEN: &str = "events_silence_seen";
/// So much is looked at in one transaction.
const AT_ONCE: usize = 500;
/// A meeting that ended longer ago starts nothing.
const ENDED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Queues what happened since the last look that a rule which is on waits for. `looked` are the records that a webhook pointed at, each with its
/// event. Returns how many events are new.
///
/// What was here before the first look is no news: that begins where the first sync ended.
pub(crate) fn notice(
    open: &OpenPortal,
    rules: &[Rule],
    looked: &BTreeMap<RecordId, String>,
    now: Timestamp,
) -> Result<usize, AppError> {
    let mut added = changed(open, rules, looked, now)? + talks(open, rules, now)?;
    let mut by_clock = meetings_over(open, rules, now)?;
    by_clock.extend(days(open, rules, now));
    by_clock.extend(silent(open, rules, now)?);
    let known: Vec<NewEvent> = by_clock.into_iter().map(|happening| queued(happening, "clock", "")).collect();
    if !known.is_empty() {
        added += open.database.add_events(&known, now)?.len();
    }
    Ok(added)
}

/// What of an event a rule waits for.
pub(crate) fn is_waited_for(rule: &Rule, what: What, record: &RecordId, property: Option<&str>) -> bool {
    rule.event == what
        && rule.object.is_none_or(|object| object == record.object)
        && (what != What::RecordChanged || rule.property.as_deref() == property)
}

fn waits_for(rules: &[Rule], happening: &Happening) -> bool {
    rules.iter().any(|rule| is_waited_for(rule, happening.what, &happening.record, happening.property.as_deref()))
}

fn queued(happening: Happening, source: &'static str, cause: &str) -> NewEvent {
    NewEvent {
        key: happening.key,
        source,
        what: happening.what.to_string(),
        record: happening.record,
        property: happening.property.unwrap_or_default(),
        at: happening.at,
        cause: cause.to_owned(),
    }
}

/// The place up to which something was looked at; where it begins, and is noted, if it never was.
fn seen(open: &OpenPortal, name: &str, newest: i64) -> Result<i64, AppError> {
    match open.database.setting(name)?.and_then(|seen| seen.parse().ok()) {
        Some(seen) => Ok(seen),
        None => {
            open.database.set_setting(name, &newest.to_string())?;
            Ok(newest)
        }
    }
}

fn changed(
    open: &OpenPortal,
    rules: &[Rule],
    looked: &BTreeMap<RecordId, String>,
    now: Timestamp,
) -> Result<usize, AppError> {
    let newest = open.database.newest_version()?;
    let mut seen = seen(open, VERSIONS_SEEN, newest)?;
    if rules.is_empty() {
        // Nobody waits for anything, so that nothing has to be read.
        open.database.set_setting(VERSIONS_SEEN, &newest.to_string())?;
        return Ok(0);
    }
    let filed = if seen < newest { open.database.entries()? } else { Vec::new() };
    let mut added = 0;
    while seen < newest {
        let changes = open.database.changes_since(seen, AT_ONCE)?;
        let Some(last) = changes.last().map(|change| change.version) else { break };
        let mut events = Vec::new();
        let mut echoes = 0;
        for change in &changes {
            let found = happened(change.before.as_ref(), &change.after, change.at, now);
            for happening in found.into_iter().filter(|happening| waits_for(rules, happening)) {
                let value = happening.property.as_deref().and_then(|name| change.after.get(name));
                if is_echo(&filed, &happening, value) {
                    echoes += 1;
                    continue;
                }
                let cause = looked.get(&happening.record).map_or("", String::as_str);
                events.push(queued(happening, if cause.is_empty() { "sync" } else { "webhook" }, cause));
            }
        }
        open.database.count_events("echo", echoes)?;
        added += open.database.add_found(&events, (VERSIONS_SEEN, last), now)?;
        seen = last;
    }
    Ok(added)
}

/// Whether a change is one that was filed from here.
fn is_echo(filed: &[StoredEntry], happening: &Happening, value: Option<&str>) -> bool {
    let Some(property) = &happening.property else { return false };
    filed.iter().any(|entry| {
        let is_there = matches!(entry.status, EntryStatus::Sent | EntryStatus::Verified | EntryStatus::Unknown);
        let Write::Change(change) = &entry.write else { return false };
        is_there
            && change.record == happening.record
            && change.property == *property
            && Some(change.to.as_str()) == value
            && entry.approved_at <= happening.at
    })
}

fn talks(open: &OpenPortal, rules: &[Rule], now: Timestamp) -> Result<usize, AppError> {
    let newest = open.database.newest_document()?;
    let mut seen = seen(open, TEXTS_SEEN, newest)?;
    let is_wanted = rules.iter().any(|rule| rule.event == What::ConversationImported);
    let mut added = 0;
    while is_wanted && seen < newest {
        let talks = open.database.talks_since(seen, AT_ONCE)?;
        let Some(last) = talks.last().map(|(document, ..)| *document) else { break };
        let fresh = talks.into_iter().filter(|(_, _, at)| now.duration_since(*at) <= FRESH);
        let found = fresh.map(|(_, id, at)| Happening::once(What::ConversationImported, &id, at));
        let events: Vec<NewEvent> = found
            .filter(|happening| waits_for(rules, happening))
            .map(|happening| queued(happening, "sync", ""))
            .collect();
        added += open.database.add_found(&events, (TEXTS_SEEN, last), now)?;
        seen = last;
    }
    open.database.set_setting(TEXTS_SEEN, &newest.to_string())?;
    Ok(added)
}

/// Meetings of the rep's that ended without anybody saying what came of them.
fn meetings_over(open: &OpenPortal, rules: &[Rule], now: Timestamp) -> Result<Vec<Happening>, AppError> {
    let mut over = Vec::new();
    if !rules.iter().any(|rule| rule.event == What::CallCompleted) {
        return Ok(over);
    }
    let from = now.saturating_sub(ENDED_WITHIN.saturating_mul(2)).unwrap_or(now);
    for meeting in open.database.meetings_between(from, now)? {
        let Some(record) = open.database.record(&meeting.id)?.filter(|record| !record.archived) else { continue };
        let is_over = Meeting(&record).is_over(meeting.at, now) && now.duration_since(meeting.at) <= ENDED_WITHIN;
        if is_over && record.took_place() && !is_of_somebody_else(&record, &open.portal) {
            over.push(Happening::once(What::CallCompleted, &meeting.id, meeting.at));
        }
    }
    over.retain(|happening| waits_for(rules, happening));
    Ok(over)
}

/// The beginning of the rep's day, once for each rule whose time has come.
fn days(open: &OpenPortal, rules: &[Rule], now: Timestamp) -> Vec<Happening> {
    let here = now.to_zoned(open.zone());
    let begun = |rule: &&Rule| rule.event == What::DayStarted && rule.at.is_some_and(|at| at <= here.time());
    let day = here.date().to_string();
    let started = |rule: &Rule| Happening::again(What::DayStarted, &RecordId::book(), now, &[&day, &rule.id]);
    rules.iter().filter(begun).filter(|rule| quiet_until(open, rule, now).is_none()).map(started).collect()
}

/// Accounts that have gone quiet, looked for once a day.
fn silent(open: &OpenPortal, rules: &[Rule], now: Timestamp) -> Result<Vec<Happening>, AppError> {
    let mut silent = Vec::new();
    let day = now.to_zoned(open.zone()).date().to_string();
    let is_wanted = rules.iter().any(|rule| rule.event == What::AccountSilent);
    if !is_wanted || open.database.setting(SILENCE_SEEN)?.as_deref() == Some(day.as_str()) {
        return Ok(silent);
    }
    let stages = Stages::of(&open.database)?;
    let mut accounts = BTreeSet::new();
    for deal in open.database.records(ObjectType::Deal)?.into_iter().filter(|deal| !deal.archived) {
        accounts.extend(open.database.accounts_of(&deal.id)?);
    }
    for account in accounts {
        if let Some(silence) = long_silence(open, &stages, &account, now)? {
            // The same silence is one thing, however long it lasts.
            silent.push(Happening::again(What::AccountSilent, &account, now, &[&silence.since.to_string()]));
        }
    }
    open.database.set_setting(SILENCE_SEEN, &day)?;
    Ok(silent)
}

//! Working what happened: records that a webhook points at are read again, rules that wait for an event draft what they draft.
//!
//! An event stays in the queue until it is worked, so a process that is killed meanwhile costs nothing, and what a rule made of an event is noted
//! thing by thing, so nothing is made twice.

use crate::{
    apart::apart_async,
    automation::{
        condition::Situation,
        journal::follow_journal,
        make::{Made, Maker},
        notice::{is_waited_for, notice},
        rules::{enabled, made_today, noted_as, quiet_until},
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{open::OpenPortal, settings::Settings},
    syncing::look_records::{Looked, look_at_records},
};
use domain::RecordId;
use events::{Action, LOOK, Rule, What};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{EventState, RuleRun, StoredEvent};
use tokio_util::sync::CancellationToken;

/// So many events are taken from the queue at a time.
const AT_ONCE: usize = 200;
/// So many words that a record may have changed are taken together, so that one that many point at is read once.
const LOOKS_AT_ONCE: usize = 20_000;
/// After so many attempts in vain an event is given up, and says why.
const ATTEMPTS_MAX: u32 = 8;
/// The wait before the second attempt; each later one is twice the one before.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// What ended longer ago goes from the queue.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 40);

/// What was done with the events of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Worked {
    /// Events that were noticed and are new.
    pub noticed: usize,
    /// Records that were read again because a webhook pointed at them.
    pub looked: usize,
    /// Events that were worked to their end.
    pub done: usize,
    /// Drafts that were made.
    pub made: usize,
    /// Events that start nothing: gone, unchanged, not in the book.
    pub dropped: usize,
    /// Events that are tried again later, or wait for quiet hours to end.
    pub put_off: usize,
    /// Events that were given up after many attempts.
    pub dead: usize,
    /// What was made and what was not, thing by thing.
    pub runs: Vec<RunView>,
}

/// What a rule made of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunView {
    /// The event's id; goes along to the draft, the proposal and the write.
    pub event: String,
    /// The record it happened to.
    pub record: String,
    /// The rule's id.
    pub rule: String,
    /// The kind of draft, or `task`.
    pub draft: String,
    /// `made`, `same`, `nothing`, `capped` or `failed`.
    pub outcome: String,
    /// What was made, or why nothing was.
    pub detail: String,
}

/// Works everything that waits: reads again what webhooks point at, notices what happened, and has the rules that are on draft what they draft.
///
/// The caller holds the home's lock. Without a rule that is on, webhooks are still followed and nothing is drafted. HubSpot is asked only for
/// its journal, where it gives one, and for what that and webhooks point at.
pub async fn work_events(
    settings: &Settings,
    open: &OpenPortal,
    model: &Model,
    phraser: &Phraser,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Worked, AppError> {
    let mut worked = Worked::default();
    let rules = enabled(settings, open)?;
    // Without a rule that is on nobody waits for what the journal would say sooner than a sync.
    if !rules.is_empty() {
        follow_journal(settings, open, now, cancel).await?;
    }
    let looked = look(settings, open, now, cancel, &mut worked).await?;
    worked.noticed = notice(open, &rules, &looked, now)?;
    let maker = Maker { open, model, phraser, now, cancel: cancel.clone() };
    loop {
        let waiting: Vec<StoredEvent> = open.database.events_to_work(now, AT_ONCE)?;
        let events: Vec<&StoredEvent> = waiting.iter().filter(|event| event.what != LOOK).collect();
        if events.is_empty() {
            break;
        }
        for event in events {
            if cancel.is_cancelled() {
                return Err(AppError::cancelled());
            }
            // One event that fails stops none of the others: it is tried again later, and given up after some attempts.
            let working = Box::pin(work_one(&maker, &rules, event, &mut worked));
            let failed = match apart_async(&event.record, working).await {
                Some(Ok(())) => continue,
                Some(Err(error)) if error.code == ErrorCode::Cancelled => return Err(error),
                Some(Err(error)) => error,
                None => AppError::new(ErrorCode::Internal, "A rule failed over this record"),
            };
            put_off(open, event, &failed, now, &mut worked)?;
        }
    }
    let old = now.saturating_sub(KEPT).unwrap_or(now);
    open.database.drop_old_events(old)?;
    Ok(worked)
}

/// Reads the records again that webhooks point at, each once. Returns those that are otherwise than before, each with the event that said so.
async fn look(
    settings: &Settings,
    open: &OpenPortal,
    now: Timestamp,
    cancel: &CancellationToken,
    worked: &mut Worked,
) -> Result<BTreeMap<RecordId, String>, AppError> {
    let mut changed = BTreeMap::new();
    loop {
        // A record is read once for all that points at it by then, however much that is.
        let waiting = open.database.events_to_work(now, LOOKS_AT_ONCE)?;
        let mut pointers: BTreeMap<RecordId, Vec<StoredEvent>> = BTreeMap::new();
        for event in waiting.into_iter().filter(|event| event.what == LOOK) {
            pointers.entry(event.record.clone()).or_default().push(event);
        }
        if pointers.is_empty() {
            return Ok(changed);
        }
        let ids: Vec<RecordId> = pointers.keys().cloned().collect();
        let outcomes = look_at_records(settings, open, &ids, now, cancel).await?;
        for (id, outcome) in outcomes {
            let of_record = pointers.remove(&id).unwrap_or_default();
            worked.looked += 1;
            let all: Vec<&str> = of_record.iter().map(|event| event.id.as_str()).collect();
            match &outcome {
                Ok(Looked::Changed) => {
                    // The first that pointed at it is why it was looked at.
                    if let Some(first) = of_record.first() {
                        changed.entry(id).or_insert_with(|| first.id.clone());
                    }
                    open.database.settle_events(&all, EventState::Done, Looked::Changed.what())?;
                    worked.done += all.len();
                }
                Ok(unchanged) => {
                    open.database.settle_events(&all, EventState::Dropped, unchanged.what())?;
                    worked.dropped += all.len();
                }
                Err(error) if error.code == ErrorCode::Cancelled => return Err(AppError::cancelled()),
                Err(error) => {
                    for event in &of_record {
                        put_off(open, event, error, now, worked)?;
                    }
                }
            }
        }
    }
}

async fn work_one(maker: &Maker<'_>, rules: &[Rule], event: &StoredEvent, worked: &mut Worked) -> Result<(), AppError> {
    let (open, now) = (maker.open, maker.now);
    let Ok(what) = event.what.parse::<What>() else {
        worked.dropped += 1;
        return Ok(open.database.settle_event(&event.id, EventState::Dropped, "This version knows no such event")?);
    };
    let property = Some(event.property.as_str()).filter(|property| !property.is_empty());
    let situation = Situation::of(open, &event.record, now)?;
    if situation.record().is_none() && event.record != RecordId::book() {
        worked.dropped += 1;
        return Ok(open.database.settle_event(&event.id, EventState::Dropped, "The record is gone")?);
    }
    let (mut made, mut said, mut waits): (usize, Vec<String>, Option<Timestamp>) = (0, Vec::new(), None);
    for rule in rules.iter().filter(|rule| is_waited_for(rule, what, &event.record, property)) {
        if let Some(until) = quiet_until(open, rule, now) {
            waits = Some(waits.map_or(until, |other| other.min(until)));
            continue;
        }
        let unmet = situation.unmet(&rule.when)?;
        if let Some(first) = unmet.first() {
            said.push(format!("{}: not so that {first}", rule.id));
            continue;
        }
        let before: Vec<RuleRun> = open.database.rule_runs(&rule.id, event.noticed_at)?;
        for action in &rule.draft {
            let drafts = noted_as(action);
            let is_done = |run: &RuleRun| run.event == event.id && run.drafts == drafts && run.outcome != FAILED;
            if before.iter().any(is_done) {
                continue;
            }
            match run(maker, rule, action, event, &situation).await? {
                Ran::Ended(run) => {
                    made += usize::from(run.outcome == MADE);
                    said.push(format!("{} {}: {}", rule.id, run.drafts, run.detail));
                    worked.runs.push(view(event, run));
                }
                Ran::Failed(error) => {
                    put_off(open, event, &error, now, worked)?;
                    worked.made += made;
                    return Ok(());
                }
            }
        }
    }
    worked.made += made;
    if let Some(until) = waits {
        worked.put_off += 1;
        return Ok(open.database.put_off_event(&event.id, until, false, "It is a rule's quiet hours")?);
    }
    worked.done += 1;
    let said = if said.is_empty() { "No rule that is on waits for it".to_owned() } else { said.join("; ") };
    Ok(open.database.settle_event(&event.id, EventState::Done, &said)?)
}

const MADE: &str = "made";
const FAILED: &str = "failed";

enum Ran {
    Ended(RuleRun),
    /// It may work another time.
    Failed(AppError),
}

async fn run(
    maker: &Maker<'_>,
    rule: &Rule,
    action: &Action,
    event: &StoredEvent,
    situation: &Situation<'_>,
) -> Result<Ran, AppError> {
    let (open, now) = (maker.open, maker.now);
    let run = |outcome: &str, detail: String| RuleRun {
        rule: rule.id.clone(),
        event: event.id.clone(),
        drafts: noted_as(action).to_owned(),
        at: now,
        outcome: outcome.to_owned(),
        detail,
    };
    if usize::try_from(rule.per_day).unwrap_or(usize::MAX) <= made_today(open, &rule.id, now)? {
        let run = run("capped", format!("The rule has made its {} drafts of the day", rule.per_day));
        open.database.note_rule_run(&run, &[])?;
        return Ok(Ran::Ended(run));
    }
    let (run, drafts) = match maker.make(rule, action, event, situation).await {
        Ok(Made::New(drafts, said)) => (run(MADE, said), drafts),
        Ok(Made::Same(said)) => (run("same", said), Vec::new()),
        Err(error) if error.code == ErrorCode::Cancelled => return Err(error),
        Err(error) if is_passing(&error) => {
            open.database.note_rule_run(&run(FAILED, error.message.clone()), &[])?;
            return Ok(Ran::Failed(error));
        }
        // There is nothing to draft, or nobody who could.
        Err(error) => (run("nothing", error.message), Vec::new()),
    };
    open.database.note_rule_run(&run, &drafts)?;
    Ok(Ran::Ended(run))
}

/// Whether it may work another time.
fn is_passing(error: &AppError) -> bool {
    error.code.is_retryable() || matches!(error.code, ErrorCode::Storage | ErrorCode::DiskFull)
}

/// Has an event tried again after a pause that grows, or gives it up.
fn put_off(
    open: &OpenPortal,
    event: &StoredEvent,
    error: &AppError,
    now: Timestamp,
    worked: &mut Worked,
) -> Result<(), AppError> {
    if ATTEMPTS_MAX <= event.attempts + 1 {
        worked.dead += 1;
        let why = format!("Given up after {ATTEMPTS_MAX} attempts: {}", error.message);
        return Ok(open.database.settle_event(&event.id, EventState::Dead, &why)?);
    }
    worked.put_off += 1;
    Ok(open.database.put_off_event(&event.id, next_attempt(&event.id, event.attempts, now), true, &error.message)?)
}

/// When an event is tried again: the pause doubles with each attempt, and events that failed together part by up to half of it.
fn next_attempt(id: &str, attempts: u32, now: Timestamp) -> Timestamp {
    let pause = PAUSE.as_millis().saturating_mul(1 << attempts.min(7));
    let spread = id.bytes().fold(0_i128, |sum, byte| (sum * 31 + i128::from(byte)) % 1_000);
    let wait = pause + pause / 2 * spread / 1_000;
    let wait = SignedDuration::from_millis(i64::try_from(wait).unwrap_or(i64::MAX));
    now.saturating_add(wait).unwrap_or(now)
}

fn view(event: &StoredEvent, run: RuleRun) -> RunView {
    RunView {
        event: event.id.clone(),
        record: event.record.to_string(),
        rule: run.rule,
        draft: run.drafts,
        outcome: run.outcome,
        detail: run.detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_attempt_waits_longer_and_not_all_for_the_same_moment() {
        let now = Timestamp::UNIX_EPOCH;
        let wait = |id: &str, attempts| next_attempt(id, attempts, now).as_millisecond();
        for attempts in 0..ATTEMPTS_MAX {
            let least = 30_000 << attempts.min(7);
            assert!((least..=least + least / 2).contains(&wait("e-1", attempts)), "{attempts}");
        }
        assert_ne!(wait("e-1", 3), wait("e-2", 3));
    }
}

//! Carrying the outbox out: each decision is written down, then taken.

use crate::{
    Attempt, Clock, Entry, NextStep, OutboxError,
    exchange::{look, send},
    intent, next_step, settle,
};
use domain::{EntryStatus, ProposalId};
use hubspot::Client;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use store::{Database, StoredAttempt, WriteLogLine};
use tokio_util::sync::CancellationToken;

/// Exchanges for one entry in one push. More would mean that something is wrong with us.
const EXCHANGES_MAX: u32 = 30;

/// What a push reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// An entry has moved.
    Moved {
        /// Which.
        proposal: ProposalId,
        /// To where.
        status: EntryStatus,
    },
    /// Nothing to do until then.
    Waiting {
        /// When it goes on.
        until: Timestamp,
    },
}

/// Hears of progress.
pub trait Reporter: Send + Sync {
    /// Takes one report; returns at once.
    fn report(&self, progress: Progress);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn report(&self, _: Progress) {}
}

/// How to push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushOptions {
    /// How long to wait in all for what has to wait. What would take longer is left for the next push.
    pub patience: SignedDuration,
}

/// Sends what is approved and clears up what is unclear. Returns every entry that was not final before, as it is now, in the order of
/// approval.
///
/// What HubSpot says about an entry is in the entry; an error means that this machine's disk failed. `cancel` stops between two
/// exchanges and while waiting; the next push goes on from there.
pub async fn push(
    database: &Database,
    client: &Client,
    clock: &dyn Clock,
    options: PushOptions,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<Vec<Entry>, OutboxError> {
    let worker = Worker { database, client, clock, reporter, cancel };
    let mut entries: Vec<Entry> = database.entries()?.into_iter().filter(|entry| !entry.status.is_final()).collect();
    let started = clock.now();
    let deadline = started.saturating_add(options.patience).unwrap_or(started);
    loop {
        let mut wake: Option<Timestamp> = None;
        for entry in &mut entries {
            if cancel.is_cancelled() {
                return Ok(entries);
            }
            if entry.status.is_final() {
                continue;
            }
            let worked = worker.work(entry.clone()).await?;
            *entry = worked.entry;
            wake = [wake, worked.wake].into_iter().flatten().min();
            // What the token may not do for one entry it may not do for the next.
            if worked.not_allowed {
                return Ok(entries);
            }
        }
        let Some(until) = wake.filter(|until| *until <= deadline) else { return Ok(entries) };
        reporter.report(Progress::Waiting { until });
        let wait = Duration::try_from(until.duration_since(clock.now())).unwrap_or_default();
        tokio::select! {
            () = clock.sleep(wait.max(Duration::from_millis(1))) => {}
            () = cancel.cancelled() => return Ok(entries),
        }
    }
}

/// An entry after as much as could be done for it now.
struct Worked {
    entry: Entry,
    /// When there is more to do, where time alone will bring that.
    wake: Option<Timestamp>,
    not_allowed: bool,
}

struct Worker<'a> {
    database: &'a Database,
    client: &'a Client,
    clock: &'a dyn Clock,
    reporter: &'a dyn Reporter,
    cancel: &'a CancellationToken,
}

impl Worker<'_> {
    async fn work(&self, mut entry: Entry) -> Result<Worked, OutboxError> {
        let mut attempt = Attempt::Start;
        for _ in 0..EXCHANGES_MAX {
            let now = self.clock.now();
            let step = next_step(&entry, &attempt, now);
            let settled = settle(&entry, &attempt, &step, now);
            let Some(moved) = self.write_down(&entry, settled, record_of(&attempt, now), now)? else {
                return self.moved_by_another(&entry);
            };
            entry = moved;
            match step {
                NextStep::Verified { .. } | NextStep::Refused { .. } => {
                    return Ok(Worked { entry, wake: None, not_allowed: false });
                }
                NextStep::Wait { until } => {
                    let not_allowed = matches!(attempt, Attempt::NotAllowed { .. });
                    return Ok(Worked { entry, wake: Some(until).filter(|_| !not_allowed), not_allowed });
                }
                _ if self.cancel.is_cancelled() => return Ok(Worked { entry, wake: None, not_allowed: false }),
                NextStep::ReadBack => attempt = look(self.database, self.client, &entry).await?,
                NextStep::Send => {
                    let Some(sending) = self.write_down(&entry, intent(&entry), None, now)? else {
                        return self.moved_by_another(&entry);
                    };
                    entry = sending;
                    attempt = send(self.client, &entry).await;
                }
            }
        }
        Ok(Worked { entry, wake: None, not_allowed: false })
    }

    /// Writes an entry down as it is `after`, and says so. `None` where somebody else has moved it.
    fn write_down(
        &self,
        before: &Entry,
        after: Entry,
        attempt: Option<StoredAttempt>,
        now: Timestamp,
    ) -> Result<Option<Entry>, OutboxError> {
        if *before == after && attempt.is_none() {
            return Ok(Some(after));
        }
        let has_moved = before.status != after.status;
        let remote_id = after.remote_id.as_deref().unwrap_or_default();
        let line = WriteLogLine::new(now, &after.proposal, after.status.as_str(), remote_id, &after.reason);
        let lines: &[WriteLogLine] = if has_moved { &[line] } else { &[] };
        let moved = self.database.move_entry(&after, attempt.as_ref(), lines)?;
        if let Some(moved) = moved.as_ref().filter(|_| has_moved) {
            self.reporter.report(Progress::Moved { proposal: moved.proposal.clone(), status: moved.status });
        }
        Ok(moved)
    }

    /// Two pushes met over one entry: the other one has it now, or it was withdrawn.
    fn moved_by_another(&self, entry: &Entry) -> Result<Worked, OutboxError> {
        let there = self.database.entries()?.into_iter().find(|other| other.proposal == entry.proposal);
        let entry = there.unwrap_or_else(|| entry.clone());
        Ok(Worked { entry, wake: None, not_allowed: false })
    }
}

/// The exchange an attempt was, as it is kept.
fn record_of(attempt: &Attempt, at: Timestamp) -> Option<StoredAttempt> {
    let (action, outcome) = match attempt {
        Attempt::Start => return None,
        Attempt::ReadBack { found: Some(id) } => ("read_back", format!("found as {id}")),
        Attempt::ReadBack { found: None } => ("read_back", "not there".to_owned()),
        Attempt::ReadFailed { reason, .. } | Attempt::Moved { reason } => ("read_back", reason.clone()),
        Attempt::Accepted { remote_id } => ("send", format!("accepted as {remote_id}")),
        Attempt::NoReply { reason } | Attempt::Busy { reason, .. } => ("send", reason.clone()),
        Attempt::NotAllowed { reason } | Attempt::Refused { reason } => ("send", reason.clone()),
    };
    Some(StoredAttempt { at, action: action.to_owned(), outcome })
}

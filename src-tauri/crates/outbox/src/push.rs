//! Carrying the outbox out: each decision is written down, then taken. What can go together does.

use crate::{
    Attempt, Clock, Crm, Entry, Journal, NextStep, OutboxError, intent,
    late::WROTE_OVER,
    next_step,
    order::{Group, Role, group_of, may_go},
    read_back::{Seen, read_back},
    send::{not_sent, send},
    settle,
};
use domain::{EntryStatus, Marker, ProposalId, Write};
use hubspot::FILE_BATCH;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::{collections::BTreeSet, time::Duration};
use store::{EntryMove, StoredAttempt, WriteLogLine};
use tokio_util::sync::CancellationToken;

/// Exchanges for one entry in one push. More would mean that something is wrong with us.
const EXCHANGES_MAX: u32 = 30;
/// Changes of properties that are looked at before they are sent: few, so that little time passes between the two.
const CHANGES_AT_ONCE: usize = FILE_BATCH;

/// What a push tells while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// An entry has come further.
    Moved {
        /// The proposal that the entry came from.
        proposal: ProposalId,
        /// How far the entry has come now.
        status: EntryStatus,
    },
    /// Nothing can be done before some time has passed.
    Waiting {
        /// When the push goes on.
        until: Timestamp,
    },
}

/// Hears how far a push has come.
pub trait Reporter: Send + Sync {
    /// Takes one report; returns at once.
    fn report(&self, progress: Progress);
}

/// Takes reports and does nothing with them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn report(&self, _: Progress) {}
}

/// How a push is to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushOptions {
    /// How long to wait, from the start, for what has to wait. The rest is left for the next push.
    pub patience: SignedDuration,
}

/// Sends what is approved and clears up what is unclear. Returns every entry that was not final before, as it is now, in the order of
/// approval.
///
/// What HubSpot says about an entry is in the entry; an error means that this machine's disk failed. `cancel` stops between two
/// exchanges and while waiting; the next push goes on from there.
pub async fn push<J: Journal, C: Crm>(
    journal: &J,
    crm: &C,
    clock: &dyn Clock,
    options: PushOptions,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<Vec<Entry>, OutboxError> {
    let entries = journal.entries()?;
    let ours: BTreeSet<Marker> = entries.iter().map(|entry| entry.marker.clone()).collect();
    let works = entries.into_iter().filter(|entry| !entry.status.is_final()).map(Work::new).collect();
    let mut run = Run { journal, crm, clock, reporter, cancel, ours, seen: Seen::default(), works };
    let started = clock.now();
    let deadline = started.saturating_add(options.patience).unwrap_or(started);
    loop {
        run.work().await?;
        let wake = run.works.iter().filter_map(Work::wakes_at).min().filter(|until| *until <= deadline);
        let Some(until) = wake.filter(|_| !cancel.is_cancelled()) else { break };
        reporter.report(Progress::Waiting { until });
        let wait = Duration::try_from(until.duration_since(clock.now())).unwrap_or_default();
        tokio::select! {
            () = clock.sleep(wait.max(Duration::from_millis(1))) => {}
            () = cancel.cancelled() => break,
        }
        run.wake();
    }
    Ok(run.works.into_iter().map(|work| work.entry).collect())
}

/// What is to be done for an entry in this push.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// Something was done for it, or nothing yet; what that means is to be decided.
    Judge(Attempt),
    /// It is to be looked for, once its turn comes.
    Look,
    /// It was looked for just now and may be sent.
    Send,
    /// It waits until then.
    Until(Timestamp),
    /// Nothing more is done for it in this push, and nothing is sent that it would have to precede.
    Stuck,
    /// Nothing more is done for it in this push.
    Done,
}

struct Work {
    entry: Entry,
    stage: Stage,
    exchanges: u32,
    /// The id that HubSpot gave the last exchange; none where it gave none.
    correlation_id: Option<String>,
}

impl Work {
    fn new(entry: Entry) -> Self {
        Self { entry, stage: Stage::Judge(Attempt::Start), exchanges: 0, correlation_id: None }
    }

    fn wakes_at(&self) -> Option<Timestamp> {
        if let Stage::Until(until) = self.stage { Some(until) } else { None }
    }

    /// What it means for entries that were approved after it, when those in one of `stages` go now.
    fn role(&self, goes: &[Stage]) -> Role {
        match &self.stage {
            Stage::Done => Role::Done,
            // What HubSpot has accepted is not sent again.
            _ if self.entry.status == EntryStatus::Sent => Role::Done,
            stage if goes.contains(stage) => Role::Goes,
            _ => Role::Holds,
        }
    }

    /// Takes one more exchange on, unless there were too many.
    fn counts(&mut self) -> bool {
        self.exchanges += 1;
        if EXCHANGES_MAX < self.exchanges {
            self.stage = Stage::Stuck;
        }
        self.exchanges <= EXCHANGES_MAX
    }
}

struct Run<'a, J, C> {
    journal: &'a J,
    crm: &'a C,
    clock: &'a dyn Clock,
    reporter: &'a dyn Reporter,
    cancel: &'a CancellationToken,
    /// The markers of everything that was ever approved here.
    ours: BTreeSet<Marker>,
    seen: Seen,
    works: Vec<Work>,
}

impl<J: Journal, C: Crm> Run<'_, J, C> {
    /// Does all that can be done without waiting.
    async fn work(&mut self) -> Result<(), OutboxError> {
        loop {
            self.judge()?;
            if self.cancel.is_cancelled() {
                return Ok(());
            }
            self.send_all().await?;
            let turn = self.turn();
            if turn.is_empty() || self.cancel.is_cancelled() {
                return Ok(());
            }
            self.read_back(&turn).await?;
        }
    }

    /// Decides what every attempt means and writes that down, all in one go.
    fn judge(&mut self) -> Result<(), OutboxError> {
        let now = self.clock.now();
        let (mut places, mut moves, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        for (at, work) in self.works.iter().enumerate() {
            let Stage::Judge(attempt) = &work.stage else { continue };
            let step = next_step(&work.entry, attempt, now);
            let settled = settle(&work.entry, attempt, &step, now);
            let record = record_of(attempt, now);
            places.push(at);
            if settled != work.entry || record.is_some() {
                moves.push((at, self.moved(work, settled, record, now)));
            }
            steps.push((step, matches!(attempt, Attempt::NotAllowed { .. })));
        }
        self.write_down(moves)?;
        for (at, (step, not_allowed)) in places.into_iter().zip(steps) {
            let work = &mut self.works[at];
            // Whoever met another push over an entry is done with it already.
            if matches!(work.stage, Stage::Judge(_)) {
                work.stage = match step {
                    NextStep::Verified { .. } | NextStep::Refused { .. } => Stage::Done,
                    // Only somebody's doing changes that; others need not wait for it.
                    NextStep::Wait { .. } if not_allowed => Stage::Done,
                    NextStep::Wait { until } => Stage::Until(until),
                    NextStep::ReadBack => Stage::Look,
                    NextStep::Send => Stage::Send,
                };
            }
        }
        Ok(())
    }

    /// Whose turn it is to be looked for: those that could be sent next, or were.
    fn turn(&mut self) -> Vec<usize> {
        let roles: Vec<(&Write, Role)> =
            self.works.iter().map(|work| (&work.entry.write, work.role(&[Stage::Look]))).collect();
        let may = may_go(&roles);
        let mut changes = 0;
        let mut turn = Vec::new();
        for (at, work) in self.works.iter_mut().enumerate() {
            let is_sent = work.entry.status == EntryStatus::Sent;
            if work.stage != Stage::Look || !(is_sent || may[at].is_some()) {
                continue;
            }
            if matches!(work.entry.write, Write::Change(_)) {
                changes += 1;
                if CHANGES_AT_ONCE < changes {
                    continue;
                }
            }
            if work.counts() {
                turn.push(at);
            }
        }
        turn
    }

    async fn read_back(&mut self, turn: &[usize]) -> Result<(), OutboxError> {
        let entries: Vec<&Entry> = turn.iter().map(|at| &self.works[*at].entry).collect();
        let attempts = read_back(self.journal, self.crm, &entries, &self.ours, &mut self.seen).await?;
        for (at, attempt) in turn.iter().zip(attempts) {
            self.works[*at].stage = Stage::Judge(attempt);
        }
        Ok(())
    }

    /// Sends what may go, request by request. What may not go yet is looked at again when its turn comes.
    async fn send_all(&mut self) -> Result<(), OutboxError> {
        while let Some((group, batch)) = self.batch() {
            let now = self.clock.now();
            let mut moves = Vec::new();
            for at in batch {
                if self.works[at].counts() {
                    moves.push((at, self.moved(&self.works[at], intent(&self.works[at].entry), None, now)));
                }
            }
            let batch: Vec<usize> = moves.iter().map(|(at, _)| *at).collect();
            self.write_down(moves)?;
            self.send(&group, &batch).await?;
            let unwelcome = batch.iter().find_map(|at| unwelcome(&self.works[*at].stage));
            self.judge()?;
            if let Some(attempt) = unwelcome {
                self.hold_back(&group, &attempt);
            }
            if self.cancel.is_cancelled() {
                break;
            }
        }
        for work in &mut self.works {
            if work.stage == Stage::Send {
                work.stage = Stage::Look;
            }
        }
        Ok(())
    }

    /// Sends a batch whose intents are on the disk. One that HubSpot refuses as a whole is halved until those are found that it will not
    /// have, at most twice as many requests as there are entries.
    ///
    /// Each further request has its intents written anew before it leaves: while this process stood still, another may have taken
    /// them for lost, looked twice and sent them.
    async fn send(&mut self, group: &Group, batch: &[usize]) -> Result<(), OutboxError> {
        let (mut open, mut is_first, mut ends) = (vec![batch.to_vec()], true, false);
        while let Some(mut some) = open.pop() {
            if !std::mem::take(&mut is_first) && !ends {
                self.renew(&some)?;
            }
            some.retain(|at| self.works[*at].stage == Stage::Send);
            if some.is_empty() {
                continue;
            }
            if ends {
                some.iter().for_each(|at| self.works[*at].stage = Stage::Judge(not_sent()));
                continue;
            }
            let entries: Vec<&Entry> = some.iter().map(|at| &self.works[*at].entry).collect();
            let Some(answered) = send(self.crm, group, &entries, &self.seen.provenance).await else {
                // The first half goes first: the order of approval is kept.
                let second = some.split_off(some.len() / 2);
                open.extend([second, some]);
                continue;
            };
            ends = answered.ends;
            for (at, sent) in some.iter().zip(answered.sent) {
                self.works[*at].stage = Stage::Judge(sent.attempt);
                self.works[*at].correlation_id = sent.correlation_id;
            }
        }
        Ok(())
    }

    /// Writes intents down anew, at the same count of tries. What another push has moved meanwhile is its to go on with.
    fn renew(&mut self, batch: &[usize]) -> Result<(), OutboxError> {
        let now = self.clock.now();
        let moves = batch.iter().map(|at| {
            let entry = &self.works[*at].entry;
            (*at, self.moved(&self.works[*at], Entry { sends: entry.sends, ..intent(entry) }, None, now))
        });
        let moves = moves.collect();
        self.write_down(moves)
    }

    /// The next request: the first group that has something to send, and what of it may go.
    fn batch(&self) -> Option<(Group, Vec<usize>)> {
        let roles: Vec<(&Write, Role)> =
            self.works.iter().map(|work| (&work.entry.write, work.role(&[Stage::Send]))).collect();
        let may = may_go(&roles);
        let group = may.iter().flatten().next()?;
        let batch = may.iter().enumerate().filter(|(_, other)| other.as_ref() == Some(group)).map(|(at, _)| at);
        Some((group.clone(), batch.take(FILE_BATCH).collect()))
    }

    /// HubSpot is busy, or the token may not do this: the rest of what would go there is not tried now.
    fn hold_back(&mut self, group: &Group, attempt: &Attempt) {
        let until = self.works.iter().filter_map(Work::wakes_at).min();
        for work in self.works.iter_mut().filter(|work| work.stage == Stage::Send) {
            match attempt {
                Attempt::NotAllowed { .. } if group_of(&work.entry.write) == *group => {
                    work.stage = Stage::Done;
                }
                Attempt::NotAllowed { .. } => {}
                _ => work.stage = until.map_or(Stage::Look, Stage::Until),
            }
        }
    }

    /// Those whose time has come start anew, and so does whatever had to stay behind them.
    fn wake(&mut self) {
        let now = self.clock.now();
        for work in &mut self.works {
            if work.wakes_at().is_some_and(|until| until <= now) {
                work.stage = Stage::Judge(Attempt::Start);
            }
        }
    }

    /// An entry as it will stand, with the exchange that brought it there and its line for the log.
    fn moved(&self, work: &Work, after: Entry, attempt: Option<StoredAttempt>, now: Timestamp) -> EntryMove {
        let mut lines = Vec::new();
        let remote_id = after.remote_id.as_deref().unwrap_or_default();
        let line = |what: &str, why: &str| {
            let line = WriteLogLine::new(now, &after.proposal, what, remote_id, why);
            line.with(json!({
                "hash": after.hash, "approved_by": after.approved_by, "sends": after.sends,
                "trace_id": after.proposal, "correlation_id": work.correlation_id,
            }))
        };
        if let Stage::Judge(Attempt::WroteOver { reason, .. } | Attempt::Moved { wrote_over: Some(reason), .. }) =
            &work.stage
        {
            lines.push(line(WROTE_OVER, reason));
        }
        if work.entry.status != after.status {
            lines.push(line(after.status.as_str(), &after.reason));
        }
        EntryMove { entry: after, attempt, lines }
    }

    /// Writes entries down, in one go, and says so. Where two pushes met over one, the other has it now, or it was withdrawn.
    fn write_down(&mut self, moves: Vec<(usize, EntryMove)>) -> Result<(), OutboxError> {
        let (places, moves): (Vec<usize>, Vec<EntryMove>) = moves.into_iter().unzip();
        let moved = self.journal.move_entries(&moves)?;
        for (at, moved) in places.into_iter().zip(moved) {
            let work = &mut self.works[at];
            match moved {
                Some(moved) => {
                    if moved.status != work.entry.status {
                        let (proposal, status) = (moved.proposal.clone(), moved.status);
                        self.reporter.report(Progress::Moved { proposal, status });
                    }
                    work.entry = moved;
                }
                None => {
                    let there = self.journal.entries()?.into_iter().find(|other| other.proposal == work.entry.proposal);
                    // Whatever the other push does with it, nothing of ours overtakes it meanwhile.
                    work.stage = there.as_ref().map_or(Stage::Done, |_| Stage::Stuck);
                    work.entry = there.unwrap_or_else(|| work.entry.clone());
                }
            }
        }
        Ok(())
    }
}

/// An answer that tells of more than the one request.
fn unwelcome(stage: &Stage) -> Option<Attempt> {
    match stage {
        Stage::Judge(attempt @ (Attempt::NotAllowed { .. } | Attempt::Busy { .. })) => Some(attempt.clone()),
        _ => None,
    }
}

/// The exchange that an attempt was, as the store keeps it; none where there was none.
fn record_of(attempt: &Attempt, at: Timestamp) -> Option<StoredAttempt> {
    let (action, outcome) = match attempt {
        Attempt::Start => return None,
        Attempt::ReadBack { found: Some(id) } => ("read_back", format!("found as {id}")),
        Attempt::ReadBack { found: None } => ("read_back", "not there".to_owned()),
        Attempt::ReadFailed { reason, .. } | Attempt::Moved { reason, .. } => ("read_back", reason.clone()),
        Attempt::WroteOver { reason, .. } => ("read_back", reason.clone()),
        Attempt::Accepted { remote_id } => ("send", format!("accepted as {remote_id}")),
        Attempt::NoReply { reason } | Attempt::Busy { reason, .. } => ("send", reason.clone()),
        Attempt::NotAllowed { reason } | Attempt::Refused { reason } => ("send", reason.clone()),
    };
    Some(StoredAttempt { at, action: action.to_owned(), outcome })
}

//! Values that went over somebody's change: by a request that landed late, or in the moment between a look and a request.

use crate::{
    Crm, Double, Entry, Journal, OutboxError,
    read_back::written_over,
    undo::{UNDOING, reverse},
};
use domain::{ChangeToMake, EntryStatus, ProposalId};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::WriteLogLine;

/// What the log calls a value of ours that went over somebody's change.
pub(crate) const WROTE_OVER: &str = "wrote_over";
/// This long after it was asked for no request of ours is still on its way.
const LATE_FOR: SignedDuration = SignedDuration::from_hours(48);

/// Finds values of ours that went over somebody's change, by HubSpot's own history. Nothing is set back without the rep: each is returned
/// and logged, once. One call for fifty records, and none where nothing is in doubt.
pub(crate) async fn late_changes<J: Journal, C: Crm>(
    journal: &J,
    crm: &C,
    now: Timestamp,
) -> Result<Vec<Double>, OutboxError> {
    let log = journal.log_lines()?;
    let doubtful = doubtful(&journal.entries()?, &log, now);
    if doubtful.is_empty() {
        return Ok(Vec::new());
    }
    let asked: BTreeSet<_> =
        doubtful.iter().map(|(_, change)| (change.record.clone(), change.property.clone())).collect();
    let values = match crm.values(&asked).await {
        Ok(values) => values,
        Err(error) => {
            tracing::warn!(%error, "late writes could not be looked for; the next sync does");
            return Ok(Vec::new());
        }
    };
    let mut found = Vec::new();
    for (proposal, change) in doubtful {
        let value = values.get(&(change.record.clone(), change.property.clone()));
        let Some(reason) = value.and_then(|now| written_over(&change, now)) else { continue };
        let line = WriteLogLine::new(now, &proposal, WROTE_OVER, &change.record.id, &reason);
        let is_same = |other: &WriteLogLine| {
            (&other.proposal, &other.what, &other.why) == (&line.proposal, &line.what, &line.why)
        };
        if !log.iter().any(is_same) {
            journal.log(&line)?;
            let kept = change.record.id.clone();
            found.push(Double { proposal, double: kept.clone(), kept, archived: false, reason });
        }
    }
    Ok(found)
}

/// The writes that may have landed when nobody looked: those without an answer, those whose value was another one again when it was read
/// back, and those that were taken back. Pure.
fn doubtful(entries: &[Entry], log: &[WriteLogLine], now: Timestamp) -> Vec<(ProposalId, ChangeToMake)> {
    let is_recent = |at: Timestamp| now.duration_since(at) < LATE_FOR;
    let mut doubtful = Vec::new();
    for entry in entries.iter().filter(|entry| entry.status.is_final()) {
        let Some(change) = entry.write.change() else { continue };
        let is_open = entry.in_doubt || entry.status == EntryStatus::Refused && 0 < entry.sends;
        if is_open && is_recent(entry.approved_at) {
            doubtful.push((entry.proposal.clone(), change.clone()));
        }
        let is_undo = |line: &&WriteLogLine| line.proposal == entry.proposal && line.what == UNDOING;
        if log.iter().rev().find(is_undo).is_some_and(|line| is_recent(line.at)) {
            doubtful.push((entry.proposal.clone(), reverse(change, entry.approved_at)));
        }
    }
    doubtful
}

//! Values that went over somebody's change: by a request that landed late, or in the moment between a look and a request.

use crate::{
    Crm, Double, Entry, Journal, OutboxError,
    read_back::{is_app, written_over},
    undo::{UNDOING, reverse},
};
use domain::{ChangeToMake, EntryStatus, ProposalId, ValueType};
use hubspot::ValueNow;
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
        doubtful.iter().map(|(_, change, _)| (change.record.clone(), change.property.clone())).collect();
    let values = match crm.values(&asked).await {
        Ok(values) => values,
        Err(error) => {
            tracing::warn!(%error, "late writes could not be looked for; the next sync does");
            return Ok(Vec::new());
        }
    };
    let mut found = Vec::new();
    for (proposal, change, is_undone) in doubtful {
        let Some(now_there) = values.get(&(change.record.clone(), change.property.clone())) else { continue };
        let kind = ValueType::of(&change.property, &journal.definitions(change.record.object)?);
        let request = match is_undone {
            false => change.clone(),
            true => reverse(&change, written_at(&change, kind, now_there)),
        };
        let Some(reason) = written_over(&request, kind, now_there) else { continue };
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

/// When a change of ours came to stand in HubSpot, by its history: an undo takes back that version and goes over what is younger. Where none is
/// to be seen, the moment that the draft was made from. Pure.
fn written_at(change: &ChangeToMake, kind: ValueType, now: &ValueNow) -> Timestamp {
    let is_ours = |value: &str, by: &str| kind.is_same(value, &change.to) && is_app(by);
    let ours =
        now.versions.iter().filter(|version| change.seen_at < version.at && is_ours(&version.value, &version.by));
    ours.map(|version| version.at).min().unwrap_or(change.seen_at)
}

/// The writes that may have landed when nobody looked: those without an answer, those whose value was another one again when it was read
/// back, and those that were taken back, which are marked. Pure.
fn doubtful(entries: &[Entry], log: &[WriteLogLine], now: Timestamp) -> Vec<(ProposalId, ChangeToMake, bool)> {
    let is_recent = |at: Timestamp| now.duration_since(at) < LATE_FOR;
    let mut doubtful = Vec::new();
    for entry in entries.iter().filter(|entry| entry.status.is_final()) {
        let Some(change) = entry.write.change() else { continue };
        let is_open = entry.in_doubt || entry.status == EntryStatus::Refused && 0 < entry.sends;
        if is_open && is_recent(entry.approved_at) {
            doubtful.push((entry.proposal.clone(), change.clone(), false));
        }
        let is_undo = |line: &&WriteLogLine| line.proposal == entry.proposal && line.what == UNDOING;
        if log.iter().rev().find(is_undo).is_some_and(|line| is_recent(line.at)) {
            doubtful.push((entry.proposal.clone(), change.clone(), true));
        }
    }
    doubtful
}

#[cfg(test)]
mod tests {
    use super::*;
    use hubspot::ValueVersion;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn now(versions: &[(&str, i64, &str)]) -> ValueNow {
        let version = |(value, seconds, by): &(&str, i64, &str)| ValueVersion {
            value: (*value).to_owned(),
            at: at(*seconds),
            by: (*by).to_owned(),
        };
        ValueNow {
            value: versions.first().map(|(value, ..)| (*value).to_owned()),
            versions: versions.iter().map(version).collect(),
        }
    }

    #[test]
    fn an_undo_goes_over_nothing_but_our_own_value() {
        let change = ChangeToMake {
            record: "deal:1".parse().unwrap(),
            property: "amount".to_owned(),
            label: "Amount".to_owned(),
            from: Some("15000".to_owned()),
            to: "22000".to_owned(),
            seen_at: at(100),
            provenance: None,
        };
        let said = |there: &ValueNow| {
            let undo = reverse(&change, written_at(&change, ValueType::Number, there));
            written_over(&undo, ValueType::Number, there)
        };
        let undone =
            now(&[("15000", 300, "INTEGRATION:9"), ("22000.0", 200, "INTEGRATION:9"), ("15000", 90, "CRM_UI:1")]);
        assert_eq!(said(&undone), None, "our own value is nobody's change");
        let over = now(&[
            ("15000", 300, "INTEGRATION:9"),
            ("18000", 290, "CRM_UI:1"),
            ("22000", 200, "INTEGRATION:9"),
            ("15000", 90, "CRM_UI:1"),
        ]);
        assert!(said(&over).is_some_and(|reason| reason.contains("18000")));
    }
}

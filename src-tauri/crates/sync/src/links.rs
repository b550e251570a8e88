//! Associations looked at by themselves. They move without the records' modified dates moving, so no search tells of a note that was put to
//! another company, or of a person who has left one.

use crate::SyncError;
use domain::{Association, ObjectType, RecordId};
use hubspot::Client;
use std::collections::{BTreeMap, BTreeSet};
use store::Database;

/// From which side, and to which types: what decides in whose account a record is. One call for each pair and a thousand records.
pub(crate) const PAIRS: [(ObjectType, &[ObjectType]); 2] = [
    (
        ObjectType::Company,
        &[
            ObjectType::Contact,
            ObjectType::Deal,
            ObjectType::Ticket,
            ObjectType::Note,
            ObjectType::Call,
            ObjectType::Email,
            ObjectType::Meeting,
            ObjectType::Task,
        ],
    ),
    (
        ObjectType::Contact,
        &[ObjectType::Note, ObjectType::Call, ObjectType::Email, ObjectType::Meeting, ObjectType::Task],
    ),
];

/// So many records are looked at from in one run; in a larger portal the next run goes on with the next ones.
pub(crate) const SLICE: usize = 1_000;

/// Where more than so many associations are here and the answer has none at all, nothing is concluded from it.
const SUSPICIOUS: usize = 3;

/// What is otherwise in HubSpot than here.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// The records of the other type whose associations are: put there, taken away, or with another primary company. Their associations are
    /// then read from their own side, which alone names types and labels as they are kept.
    pub(crate) of: BTreeSet<String>,
    /// Records from which everything was taken away: they may have been merged into another.
    pub(crate) emptied: BTreeSet<String>,
}

/// Which records of `of` are associated otherwise with some records of `from` in HubSpot than here.
pub(crate) async fn moved(
    client: &Client,
    database: &Database,
    (from, of): (ObjectType, ObjectType),
    ids: &[String],
) -> Result<Moved, SyncError> {
    let there = client.associations(from, of, ids).await.map_err(SyncError::HubSpot)?;
    let here = database.associated_from(from, of, ids).map_err(SyncError::Store)?;
    let pairs = |all: &BTreeMap<RecordId, Vec<Association>>| -> BTreeMap<(String, String), bool> {
        let mut found = BTreeMap::new();
        for (from, associations) in all {
            for association in associations {
                let primary = found.entry((from.id.clone(), association.to.id.clone())).or_default();
                *primary = *primary || association.is_primary();
            }
        }
        found
    };
    let there = pairs(&there);
    if there.is_empty() && SUSPICIOUS < here.len() {
        tracing::warn!(%from, %of, here = here.len(), "HubSpot's answer has no association at all; ours are left as they are");
        return Ok(Moved::default());
    }
    let decides = Association::primary_type(of, from).is_some();
    let differs = |pair: &(String, String)| match (there.get(pair), here.get(pair)) {
        (Some(theirs), Some(ours)) => decides && theirs != ours,
        (None, None) => false,
        _ => true,
    };
    let all: BTreeSet<&(String, String)> = there.keys().chain(here.keys()).collect();
    let of = all.into_iter().filter(|pair| differs(pair)).map(|(_, of)| of.clone()).collect();
    let still: BTreeSet<&String> = there.keys().map(|(from, _)| from).collect();
    let emptied = here.keys().map(|(from, _)| from).filter(|from| !still.contains(from)).cloned().collect();
    Ok(Moved { of, emptied })
}

/// The slice of a list that a run looks at: each run takes the next one, the last one is followed by the first.
pub(crate) fn slice(all: &[String], run: i64) -> &[String] {
    let slices = all.len().div_ceil(SLICE).max(1);
    let turn = usize::try_from(run.rem_euclid(i64::try_from(slices).unwrap_or(1))).unwrap_or_default();
    let start = (turn * SLICE).min(all.len());
    &all[start..(start + SLICE).min(all.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_has_its_turn() {
        let all: Vec<String> = (0..2_500).map(|id| id.to_string()).collect();
        let mut seen: Vec<String> = (7..10).flat_map(|run| slice(&all, run).to_vec()).collect();
        seen.sort_by_key(|id| id.parse::<u32>().unwrap());
        assert_eq!(seen, all);
        assert_eq!(slice(&all[..20], 12), &all[..20]);
        assert!(slice(&[], 3).is_empty());
    }
}

//! Late doubles: a request that was given up and landed after all. Found by its marker once a sync has read it.

use crate::{
    Crm, Entry, Journal, OutboxError, late::late_changes, read_back::is_app, undo::settle_undos, words::say_the_same,
};
use domain::{EntryStatus, Marker, ObjectType, ProposalId, RecordId};
use hubspot::{Filed, HubSpotError};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{EntryMove, WriteLogLine};

/// Lines of the log. The first stands there before the request that archives leaves.
const ARCHIVING: &str = "double_archiving";
const ARCHIVED: &str = "double_archived";
const KEPT: &str = "double_kept";

/// A second note or task of one approval, or a value that landed late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Double {
    /// The proposal that was written twice.
    pub proposal: ProposalId,
    /// HubSpot's id of the copy that stays.
    pub kept: String,
    /// HubSpot's id of the copy that is one too many.
    pub double: String,
    /// Whether the second copy lies in HubSpot's recycle bin now.
    pub archived: bool,
    /// Why the second copy was archived, or why it was not.
    pub reason: String,
}

/// Looks among the notes and tasks here for second copies of what was filed, archives those nobody has touched, and logs what it did.
/// Looks, too, whether a value that was set without an answer landed late, over somebody's change.
///
/// Calls HubSpot only where it finds one. What it may not or should not archive is logged once and returned, not failed.
pub async fn reconcile<J: Journal, C: Crm>(journal: &J, crm: &C, now: Timestamp) -> Result<Vec<Double>, OutboxError> {
    landed(journal, now)?;
    settle_undos(journal, crm, now).await?;
    settle_doubles(journal, crm, now).await?;
    let filed: BTreeMap<Marker, Entry> = journal
        .entries()?
        .into_iter()
        .filter(|entry| matches!(entry.status, EntryStatus::Verified | EntryStatus::Undone))
        .filter(|entry| entry.remote_id.is_some() && entry.write.body().is_some())
        .map(|entry| (entry.marker.clone(), entry))
        .collect();
    let mut doubles = late_changes(journal, crm, now).await?;
    for (entry, copy) in suspects(journal, &filed)? {
        let kept = entry.remote_id.clone().unwrap_or_default();
        let (archived, reason) = match verdict_on(crm, entry, &kept, &copy.id).await {
            Ok(Verdict::Archive) => {
                let reason = "it arrived late, and nobody had changed it".to_owned();
                log_once(journal, &WriteLogLine::new(now, &entry.proposal, ARCHIVING, &copy.id, &reason))?;
                match crm.archive(copy.object, &copy.id).await {
                    Ok(()) => (true, reason),
                    Err(error) => (false, format!("it could not be archived: {error}")),
                }
            }
            Ok(Verdict::Keep(reason)) => (false, reason.to_owned()),
            Ok(Verdict::Gone) => continue,
            Err(error) => (false, format!("it could not be read: {error}")),
        };
        if archived {
            journal.mark_archived(&copy, now)?;
        }
        let double = Double { proposal: entry.proposal.clone(), kept, double: copy.id, archived, reason };
        let what = if archived { ARCHIVED } else { KEPT };
        log_once(journal, &WriteLogLine::new(now, &double.proposal, what, &double.double, &double.reason))?;
        doubles.push(double);
    }
    Ok(doubles)
}

/// What was given up without an answer and is there after all is filed.
fn landed<J: Journal>(journal: &J, now: Timestamp) -> Result<(), OutboxError> {
    let given_up =
        |entry: &Entry| entry.status == EntryStatus::Refused && entry.in_doubt && entry.write.body().is_some();
    let entries: Vec<Entry> = journal.entries()?.into_iter().filter(given_up).collect();
    for entry in entries {
        let object = entry.write.object();
        let copies = journal.copies(object)?;
        let Some(copy) = copies.into_iter().find(|copy| entry.marker.is_in(&copy.body)) else { continue };
        let reason = "it arrived after Foreword had stopped trying".to_owned();
        let line = WriteLogLine::new(now, &entry.proposal, EntryStatus::Verified.as_str(), &copy.id, &reason);
        let verified = Entry { status: EntryStatus::Verified, remote_id: Some(copy.id), reason, ..entry };
        journal.move_entries(&[EntryMove { entry: verified, attempt: None, lines: vec![line] }])?;
    }
    Ok(())
}

/// Says of doubles that were to be archived, by a request nobody saw the answer of, that they are. One call for each such double.
async fn settle_doubles<J: Journal, C: Crm>(journal: &J, crm: &C, now: Timestamp) -> Result<(), OutboxError> {
    let log = journal.log_lines()?;
    let said = |what: &str| -> BTreeSet<(ProposalId, String)> {
        let lines = log.iter().filter(|line| line.what == what);
        lines.map(|line| (line.proposal.clone(), line.remote_id.clone())).collect()
    };
    let unanswered = &said(ARCHIVING) - &said(ARCHIVED);
    if unanswered.is_empty() {
        return Ok(());
    }
    let objects: BTreeMap<ProposalId, ObjectType> =
        journal.entries()?.into_iter().map(|entry| (entry.proposal, entry.write.object())).collect();
    for (proposal, double) in unanswered {
        let Some(object) = objects.get(&proposal) else { continue };
        // Where HubSpot does not answer, the next sync asks again.
        let Ok(copies) = crm.filed(*object, std::slice::from_ref(&double)).await else { continue };
        if copies.iter().all(|copy| copy.archived) {
            let reason = "it is in the recycle bin, as intended; HubSpot had not confirmed it";
            journal.log(&WriteLogLine::new(now, &proposal, ARCHIVED, &double, reason))?;
            journal.mark_archived(&RecordId::new(*object, double.as_str()), now)?;
        }
    }
    Ok(())
}

/// The notes and tasks here that carry a marker of ours under another id than the one filed.
fn suspects<'a, J: Journal>(
    journal: &J,
    filed: &'a BTreeMap<Marker, Entry>,
) -> Result<Vec<(&'a Entry, RecordId)>, OutboxError> {
    let mut suspects = Vec::new();
    for object in [ObjectType::Note, ObjectType::Task] {
        for copy in journal.copies(object)? {
            let markers = Marker::all_in(&copy.body);
            let entry = markers.iter().find_map(|marker| filed.get(marker));
            let is_other =
                |entry: &&Entry| entry.write.object() == object && entry.remote_id.as_deref() != Some(copy.id.as_str());
            suspects.extend(entry.filter(is_other).map(|entry| (entry, RecordId::new(object, copy.id.as_str()))));
        }
    }
    Ok(suspects)
}

/// What is to be done with a second copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Archive,
    Keep(&'static str),
    /// The second copy is no longer there.
    Gone,
}

/// Decides by what HubSpot has at this moment whether a second copy may be archived.
async fn verdict_on<C: Crm>(crm: &C, entry: &Entry, kept: &str, double: &str) -> Result<Verdict, HubSpotError> {
    let copies = crm.filed(entry.write.object(), &[kept.to_owned(), double.to_owned()]).await?;
    let of = |id: &str| copies.iter().find(|copy| copy.id == id && !copy.archived);
    Ok(judge(entry, of(kept), of(double)))
}

/// Only a copy that says what we sent, was written once and by whoever wrote the one that stays, is ours to archive. Pure.
fn judge(entry: &Entry, kept: Option<&Filed>, double: Option<&Filed>) -> Verdict {
    match (kept, double) {
        (_, None) => Verdict::Gone,
        (None, _) if entry.status != EntryStatus::Undone => Verdict::Keep("the first copy is gone, so this one stays"),
        (_, Some(double)) if !say_the_same(&double.body, entry.write.body().unwrap_or_default()) => {
            Verdict::Keep("somebody has changed it")
        }
        // The rep took it back, so no copy of it is to stay.
        (None, Some(double)) => match double.writers.as_slice() {
            [only] if is_app(only) => Verdict::Archive,
            _ => Verdict::Keep("it was written more than once"),
        },
        (Some(kept), Some(double)) => match (kept.writers.first(), double.writers.as_slice()) {
            (Some(first), [only]) if first == only => Verdict::Archive,
            (_, [_]) => Verdict::Keep("somebody else wrote it"),
            _ => Verdict::Keep("it was written more than once"),
        },
    }
}

/// Logs a line; what was logged so before is not repeated at every sync.
fn log_once<J: Journal>(journal: &J, line: &WriteLogLine) -> Result<(), OutboxError> {
    let is_same =
        |other: &WriteLogLine| (&other.what, &other.remote_id, &other.why) == (&line.what, &line.remote_id, &line.why);
    if !journal.log_lines()?.iter().any(is_same) {
        journal.log(line)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{NoteToFile, Write};

    fn filed(body: &str, writers: &[&str]) -> Filed {
        Filed {
            id: "1".to_owned(),
            body: body.to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            at: None,
            archived: false,
            writers: writers.iter().map(|writer| (*writer).to_owned()).collect(),
        }
    }

    #[test]
    fn only_an_untouched_copy_of_ours_is_archived() {
        let entry = Entry {
            proposal: ProposalId("p-1".to_owned()),
            marker: Marker::of_bits(7),
            hash: String::new(),
            write: Write::Note(NoteToFile {
                body: "<p>Ours.</p>".to_owned(),
                at: Timestamp::UNIX_EPOCH,
                owner: None,
                targets: Vec::new(),
            }),
            approved_by: String::new(),
            approved_at: Timestamp::UNIX_EPOCH,
            status: EntryStatus::Verified,
            remote_id: Some("1".to_owned()),
            sends: 2,
            empty_reads: 0,
            last_empty_at: None,
            wait_until: None,
            in_doubt: true,
            reason: String::new(),
            revision: 9,
        };
        let ours = filed("<p>Ours.</p>", &["INTEGRATION:9"]);
        // That the one that stays was edited since does not matter.
        let edited = filed("<p>Mine.</p>", &["INTEGRATION:9", "CRM_UI:userId:5"]);
        assert_eq!(judge(&entry, Some(&ours), Some(&ours)), Verdict::Archive);
        assert_eq!(judge(&entry, Some(&edited), Some(&ours)), Verdict::Archive);
        assert_eq!(judge(&entry, Some(&ours), None), Verdict::Gone);
        let undone = Entry { status: EntryStatus::Undone, ..entry.clone() };
        assert_eq!(judge(&undone, None, Some(&ours)), Verdict::Archive, "what was taken back does not come back");
        assert!(matches!(judge(&undone, None, Some(&edited)), Verdict::Keep(_)));
        let kept = [
            judge(&entry, None, Some(&ours)),
            judge(&entry, Some(&ours), Some(&edited)),
            judge(&entry, Some(&ours), Some(&filed("<p>Ours.</p>", &["CRM_UI:userId:5"]))),
            judge(&entry, Some(&ours), Some(&filed("<p>Ours.</p>", &["INTEGRATION:9", "INTEGRATION:9"]))),
        ];
        assert!(kept.iter().all(|verdict| matches!(verdict, Verdict::Keep(_))), "{kept:?}");
    }
}

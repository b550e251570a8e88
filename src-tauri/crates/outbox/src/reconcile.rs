//! Late doubles: a request that was given up and landed after all. Found by its marker once a sync has read it.

use crate::{Entry, OutboxError, words::say_the_same};
use domain::{EntryStatus, Marker, ObjectType, ProposalId, RecordId};
use hubspot::{Client, Filed, HubSpotError};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Database, WriteLogLine};

/// A second note or task of one approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Double {
    /// Whose.
    pub proposal: ProposalId,
    /// The copy that stays.
    pub kept: String,
    /// The copy that is one too many.
    pub double: String,
    /// Whether it lies in HubSpot's recycle bin now.
    pub archived: bool,
    /// Why, or why not.
    pub reason: String,
}

/// Looks among the notes and tasks here for second copies of what was filed, archives those nobody has touched, and logs what it did.
///
/// Calls HubSpot only where it finds one. What it may not or should not archive is logged once and returned, not failed.
pub async fn reconcile(database: &Database, client: &Client, now: Timestamp) -> Result<Vec<Double>, OutboxError> {
    let filed: BTreeMap<Marker, Entry> = database
        .entries()?
        .into_iter()
        .filter(|entry| entry.status == EntryStatus::Verified && entry.remote_id.is_some())
        .map(|entry| (entry.marker.clone(), entry))
        .collect();
    if filed.is_empty() {
        return Ok(Vec::new());
    }
    let mut doubles = Vec::new();
    for (entry, copy) in suspects(database, &filed)? {
        let kept = entry.remote_id.clone().unwrap_or_default();
        let (archived, reason) = match clear_up(client, entry, &kept, &copy.id).await {
            Ok(Verdict::Archive) => (true, "it landed late and nobody had touched it".to_owned()),
            Ok(Verdict::Keep(reason)) => (false, reason.to_owned()),
            Ok(Verdict::Gone) => continue,
            Err(error) => (false, format!("it could not be archived: {error}")),
        };
        if archived {
            database.mark_archived(&copy, now)?;
        }
        let double = Double { proposal: entry.proposal.clone(), kept, double: copy.id, archived, reason };
        log_once(database, &double, now)?;
        doubles.push(double);
    }
    Ok(doubles)
}

/// The notes and tasks here that carry a marker of ours under another id than the one filed.
fn suspects<'a>(
    database: &Database,
    filed: &'a BTreeMap<Marker, Entry>,
) -> Result<Vec<(&'a Entry, RecordId)>, OutboxError> {
    let mut suspects = Vec::new();
    for (object, property) in [(ObjectType::Note, "hs_note_body"), (ObjectType::Task, "hs_task_body")] {
        for copy in database.records(object)? {
            let markers = Marker::all_in(copy.get(property).unwrap_or_default());
            let entry = markers.iter().find_map(|marker| filed.get(marker));
            let is_other = |entry: &&Entry| {
                entry.write.object() == object && entry.remote_id.as_deref() != Some(copy.id.id.as_str())
            };
            suspects.extend(entry.filter(is_other).map(|entry| (entry, copy.id.clone())));
        }
    }
    Ok(suspects)
}

/// What is to be done with a double.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Archive,
    Keep(&'static str),
    /// It is no longer there.
    Gone,
}

/// Judges by what HubSpot has at this moment, and archives what may go.
async fn clear_up(client: &Client, entry: &Entry, kept: &str, double: &str) -> Result<Verdict, HubSpotError> {
    let object = entry.write.object();
    let copies = client.filed(object, &[kept.to_owned(), double.to_owned()]).await?;
    let of = |id: &str| copies.iter().find(|copy| copy.id == id && !copy.archived);
    let verdict = judge(entry, of(kept), of(double));
    if verdict == Verdict::Archive {
        client.archive(object, double).await?;
    }
    Ok(verdict)
}

/// Only a copy that says what we sent, was written once and by whoever wrote the one that stays, is ours to archive. Pure.
fn judge(entry: &Entry, kept: Option<&Filed>, double: Option<&Filed>) -> Verdict {
    match (kept, double) {
        (_, None) => Verdict::Gone,
        (None, _) => Verdict::Keep("the first copy is gone, so this one stays"),
        (Some(_), Some(double)) if !say_the_same(&double.body, entry.write.body().unwrap_or_default()) => {
            Verdict::Keep("somebody has changed it")
        }
        (Some(kept), Some(double)) => match (kept.writers.first(), double.writers.as_slice()) {
            (Some(first), [only]) if first == only => Verdict::Archive,
            (_, [_]) => Verdict::Keep("somebody else wrote it"),
            _ => Verdict::Keep("it was written more than once"),
        },
    }
}

/// Logs what became of a double; what was logged so before is not repeated at every sync.
fn log_once(database: &Database, double: &Double, now: Timestamp) -> Result<(), OutboxError> {
    let what = if double.archived { "double_archived" } else { "double_kept" };
    let line = WriteLogLine::new(now, &double.proposal, what, &double.double, &double.reason);
    let is_same =
        |other: &WriteLogLine| (&other.what, &other.remote_id, &other.why) == (&line.what, &line.remote_id, &line.why);
    if !database.write_log()?.iter().any(is_same) {
        database.log_write(&line)?;
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
        let kept = [
            judge(&entry, None, Some(&ours)),
            judge(&entry, Some(&ours), Some(&edited)),
            judge(&entry, Some(&ours), Some(&filed("<p>Ours.</p>", &["CRM_UI:userId:5"]))),
            judge(&entry, Some(&ours), Some(&filed("<p>Ours.</p>", &["INTEGRATION:9", "INTEGRATION:9"]))),
        ];
        assert!(kept.iter().all(|verdict| matches!(verdict, Verdict::Keep(_))), "{kept:?}");
    }
}

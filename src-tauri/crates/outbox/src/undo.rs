//! Taking back what is ours and untouched: a note or task goes to the recycle bin, a property gets its former value, a part in a deal is
//! taken from whoever got it.

use crate::{
    Crm, Entry, Journal, OutboxError,
    late::WROTE_OVER,
    read_back::{is_app, may_be_ours, written_over},
    words::{say_the_same, who},
};
use domain::property;
use domain::{ChangeToMake, EntryStatus, ProposalId, RecordId, RoleToGive, ValueType, Write};
use hubspot::{HubSpotError, ValueNow};
use jiff::Timestamp;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{EntryMove, WriteLogLine};

/// The names of lines in the log of writes that an undo adds.
pub(crate) const UNDOING: &str = "undoing";
const UNCLEAR: &str = "undo_unclear";
const UNDONE: &str = "undone";

/// What undoing a write would do, said before it is approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoable {
    /// What can be taken back and until when, in words for the rep.
    pub how: String,
    /// What cannot be taken back, in words for the rep.
    pub stays: String,
}

/// How an undo ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// What was written is taken back.
    Done,
    /// What was written stays, for the reason given; nothing was changed.
    Kept(String),
    /// HubSpot gave no clear answer. Undoing it again finds out.
    Unclear(String),
}

/// What undoing this write will be able to do. Pure.
pub fn undoable(write: &Write) -> Undoable {
    match write {
        Write::Note(_) => Undoable {
            how: "It can go to HubSpot's recycle bin as long as nobody has changed it.".to_owned(),
            stays: "People already notified stay notified.".to_owned(),
        },
        Write::Task(_) => Undoable {
            how: "It can go to HubSpot's recycle bin as long as nobody has changed or completed it.".to_owned(),
            stays: "Anything a workflow did because of it stays.".to_owned(),
        },
        Write::Change(change) => Undoable {
            how: match &change.from {
                Some(from) => format!("It can be set back to “{from}” as long as nobody has changed it since."),
                None => "It can be emptied again as long as nobody has changed it since.".to_owned(),
            },
            stays: "Anything a workflow did because of it stays, and the property's history keeps both values."
                .to_owned(),
        },
        Write::Role(role) => Undoable {
            how: format!("The label “{}” can be removed again.", role.label),
            stays: if role.is_linked {
                "Anything a workflow did because of it stays.".to_owned()
            } else {
                "The association stays, and so does anything a workflow did because of it.".to_owned()
            },
        },
        Write::Event(_) => Undoable {
            how: "It cannot be taken back.".to_owned(),
            stays: "HubSpot keeps events as they were sent.".to_owned(),
        },
    }
}

/// Takes one filed entry back, if HubSpot has it as it was filed. Doing it again finds out what became of the first time.
pub async fn undo<J: Journal, C: Crm>(
    journal: &J,
    crm: &C,
    id: &ProposalId,
    by: &str,
    now: Timestamp,
) -> Result<Undone, OutboxError> {
    let Some(entry) = journal.entries()?.into_iter().find(|entry| entry.proposal == *id) else {
        return Ok(Undone::Kept("It was never filed.".to_owned()));
    };
    let remote_id = match (entry.status, &entry.remote_id) {
        (EntryStatus::Undone, _) => return Ok(Undone::Done),
        (EntryStatus::Verified, Some(remote_id)) => remote_id.clone(),
        _ => return Ok(Undone::Kept("It is not confirmed in HubSpot yet, so there is nothing to undo.".to_owned())),
    };
    let record = record_of(&entry, &remote_id);
    let before = match read(crm, &entry, &record).await {
        Ok(values) => values,
        Err(error) => return Ok(Undone::Unclear(format!("It could not be read: {error}"))),
    };
    let kind = kind_of(journal, &entry)?;
    let plan = plan(&entry, kind, &before);
    let what = match &plan {
        Plan::Keep(reason) => return Ok(Undone::Kept(reason.clone())),
        Plan::Gone(reason) => reason.clone(),
        Plan::Archive | Plan::TakeRole(_) => format!("by {by}"),
        Plan::SetBack(change) => format!("by {by}, to “{}”", change.to),
    };
    let request = if let Plan::SetBack(change) = &plan { Some(change) } else { None };
    let line = |what: &str, why: &str| {
        WriteLogLine::new(now, id, what, &remote_id, why).with(json!({"by": by, "hash": entry.hash}))
    };
    let mut lines = Vec::new();
    if !matches!(plan, Plan::Gone(_)) {
        journal.log(&line(UNDOING, &what))?;
        let answer = match &plan {
            Plan::SetBack(change) => {
                // Where the value came from stays on record: it was there, and equal inputs need not propose it again.
                crm.set_all(change.record.object, &[(&id.0, change)], &BTreeMap::new()).await.map(|_| ())
            }
            Plan::TakeRole(role) => crm.take_role(role).await,
            _ => crm.archive(entry.write.object(), &remote_id).await,
        };
        // Whatever the answer was: what HubSpot has now decides.
        let after = match read(crm, &entry, &record).await {
            Ok(after) => after,
            Err(error) => return Ok(Undone::Unclear(format!("It could not be read back: {error}"))),
        };
        if !is_back(&entry, kind, request, &after) {
            let reason = match answer {
                Err(error @ (HubSpotError::Unauthorized | HubSpotError::MissingScopes { .. })) => error.to_string(),
                Err(error) => format!("HubSpot gave no clear answer: {error}"),
                Ok(()) => "HubSpot accepted it but does not show it yet".to_owned(),
            };
            journal.log(&line(UNCLEAR, &reason))?;
            return Ok(Undone::Unclear(reason));
        }
        if let (Some(change), Some(now)) = (request, after.first()) {
            lines.extend(written_over(change, kind, now).map(|reason| line(WROTE_OVER, &reason)));
        }
    }
    lines.push(line(UNDONE, &what));
    let undone = Entry { status: EntryStatus::Undone, reason: String::new(), wait_until: None, ..entry.clone() };
    let moved = journal.move_entries(&[EntryMove { entry: undone, attempt: None, lines }])?;
    if moved.iter().all(Option::is_none) {
        return Err(OutboxError::Changed { id: id.clone() });
    }
    if entry.write.body().is_some() {
        journal.mark_archived(&record, now)?;
    }
    Ok(Undone::Done)
}

/// Clears up undos that got no answer and were carried out after all. One call each, and none where there is no such undo.
pub(crate) async fn settle_undos<J: Journal, C: Crm>(journal: &J, crm: &C, now: Timestamp) -> Result<(), OutboxError> {
    let log = journal.log_lines()?;
    for entry in journal.entries()?.into_iter().filter(|entry| entry.status == EntryStatus::Verified) {
        let (Some(remote_id), true) = (
            &entry.remote_id,
            log.iter().any(|line| line.proposal == entry.proposal && matches!(line.what.as_str(), UNDOING | UNCLEAR)),
        ) else {
            continue;
        };
        let record = record_of(&entry, remote_id);
        let Ok(values) = read(crm, &entry, &record).await else { continue };
        let Plan::Gone(why) = plan(&entry, kind_of(journal, &entry)?, &values) else { continue };
        let line = WriteLogLine::new(now, &entry.proposal, UNDONE, remote_id, &why);
        let is_filed = entry.write.body().is_some();
        let undone = Entry { status: EntryStatus::Undone, reason: String::new(), wait_until: None, ..entry };
        journal.move_entries(&[EntryMove { entry: undone, attempt: None, lines: vec![line] }])?;
        if is_filed {
            journal.mark_archived(&record, now)?;
        }
    }
    Ok(())
}

/// What an undo has to do in HubSpot.
#[derive(Debug, Clone, PartialEq)]
enum Plan {
    Archive,
    SetBack(ChangeToMake),
    TakeRole(RoleToGive),
    /// It is back already, for the reason given; there is nothing to do.
    Gone(String),
    Keep(String),
}

/// The record that an entry's write made or changed.
fn record_of(entry: &Entry, remote_id: &str) -> RecordId {
    match &entry.write {
        Write::Note(_) | Write::Task(_) => RecordId::new(entry.write.object(), remote_id),
        Write::Change(change) => change.record.clone(),
        Write::Role(role) => role.ends[1].clone(),
        Write::Event(event) => event.contact.clone(),
    }
}

/// How the values of the property that an entry changes are read.
fn kind_of<J: Journal>(journal: &J, entry: &Entry) -> Result<ValueType, OutboxError> {
    let Some(change) = entry.write.change() else { return Ok(ValueType::default()) };
    Ok(ValueType::of(&change.property, &journal.definitions(change.record.object)?))
}

/// What tells whether somebody has touched it; the first is what was written.
fn telling(entry: &Entry) -> Vec<&str> {
    match &entry.write {
        Write::Note(_) => vec![property::NOTE_BODY, property::TIMESTAMP],
        Write::Task(_) => vec![property::TASK_BODY, property::TASK_SUBJECT, property::TASK_STATUS, property::TIMESTAMP],
        Write::Change(change) => vec![&change.property],
        Write::Role(_) | Write::Event(_) => Vec::new(),
    }
}

/// Its telling properties as they are now; none where it is gone. A part somebody has is told by its label.
async fn read<C: Crm>(crm: &C, entry: &Entry, record: &RecordId) -> Result<Vec<ValueNow>, HubSpotError> {
    if let Some(role) = entry.write.role() {
        let now = crm.roles(&BTreeSet::from([role.ends.clone()])).await?;
        let is_there = now.get(&role.ends).is_some_and(|types| types.contains(&role.type_id));
        let label = ValueNow { value: Some(role.label.clone()), versions: Vec::new() };
        return Ok(is_there.then_some(label).into_iter().collect());
    }
    let names = telling(entry);
    let asked: BTreeSet<_> = names.iter().map(|name| (record.clone(), (*name).to_owned())).collect();
    let mut values = crm.values(&asked).await?;
    Ok(names.into_iter().filter_map(|name| values.remove(&(record.clone(), name.to_owned()))).collect())
}

/// What is to be done, by what HubSpot has at this moment. Pure.
fn plan(entry: &Entry, kind: ValueType, values: &[ValueNow]) -> Plan {
    match (&entry.write, values.first()) {
        (Write::Event(_), _) => Plan::Keep("HubSpot keeps events as they were sent.".to_owned()),
        (Write::Role(_), None) => Plan::Gone("the label was removed already".to_owned()),
        (Write::Role(role), Some(_)) if !may_be_ours(entry) => {
            Plan::Keep(format!("“{}” was there already. Foreword did not add it.", role.label))
        }
        (Write::Role(role), Some(_)) => Plan::TakeRole(role.clone()),
        (Write::Change(change), None) => Plan::Keep(format!("{} is no longer in HubSpot.", change.record)),
        (Write::Change(change), Some(now)) => set_back(entry, change, kind, now),
        (_, None) => Plan::Gone("it was in the recycle bin already".to_owned()),
        (write, Some(body)) => {
            if !say_the_same(body.value.as_deref().unwrap_or_default(), write.body().unwrap_or_default()) {
                return Plan::Keep("Somebody has changed its text.".to_owned());
            }
            match values.iter().find(|value| 1 < value.versions.len()) {
                Some(touched) => {
                    let by = touched.versions.first().map(|version| who(&version.by)).unwrap_or_default();
                    Plan::Keep(format!("It was changed since it was filed, by {by}."))
                }
                None => Plan::Archive,
            }
        }
    }
}

fn set_back(entry: &Entry, change: &ChangeToMake, kind: ValueType, now: &ValueNow) -> Plan {
    if !may_be_ours(entry) {
        return Plan::Keep(format!("{} had that value already. Foreword did not write it.", change.label));
    }
    if kind.is_same_or_none(now.value.as_deref(), change.from.as_deref()) {
        return Plan::Gone("it has its former value already".to_owned());
    }
    let last = now.versions.first();
    match last {
        Some(last) if kind.is_same_or_none(now.value.as_deref(), Some(&change.to)) && is_app(&last.by) => {
            Plan::SetBack(reverse(change, last.at))
        }
        _ => {
            let by = last.map(|version| format!(", by {}", who(&version.by))).unwrap_or_default();
            let there = now.value.as_deref().unwrap_or("nothing");
            Plan::Keep(format!("{} was changed since: it is now “{there}”{by}.", change.label))
        }
    }
}

/// The change that takes a change back, by what was seen at that moment.
pub(crate) fn reverse(change: &ChangeToMake, seen_at: Timestamp) -> ChangeToMake {
    let (from, to) = (Some(change.to.clone()), change.from.clone().unwrap_or_default());
    ChangeToMake { from, to, seen_at, provenance: None, ..change.clone() }
}

/// Whether it is taken back, by what HubSpot has now.
fn is_back(entry: &Entry, kind: ValueType, request: Option<&ChangeToMake>, values: &[ValueNow]) -> bool {
    match (request, &entry.write) {
        (Some(_), Write::Change(change)) => {
            values.first().is_some_and(|now| kind.is_same_or_none(now.value.as_deref(), change.from.as_deref()))
        }
        _ => values.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Marker, NoteToFile};
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
        let value = versions.first().map(|(value, ..)| (*value).to_owned()).filter(|value| !value.is_empty());
        ValueNow { value, versions: versions.iter().map(version).collect() }
    }

    fn filed(write: Write, sends: u32) -> Entry {
        Entry {
            proposal: ProposalId("p-1".to_owned()),
            marker: Marker::of_bits(7),
            hash: String::new(),
            write,
            approved_by: String::new(),
            approved_at: at(150),
            status: EntryStatus::Verified,
            remote_id: Some("5".to_owned()),
            sends,
            empty_reads: 0,
            last_empty_at: None,
            wait_until: None,
            in_doubt: false,
            reason: String::new(),
            revision: 0,
        }
    }

    fn change(from: Option<&str>) -> Write {
        Write::Change(ChangeToMake {
            record: "deal:1".parse().unwrap(),
            property: "hs_next_step".to_owned(),
            label: "Next step".to_owned(),
            from: from.map(str::to_owned),
            to: "Quote".to_owned(),
            seen_at: at(100),
            provenance: None,
        })
    }

    #[test]
    fn a_value_goes_back_only_while_ours_is_the_last_word() {
        let ours = now(&[("Quote", 200, "INTEGRATION:9"), ("Call", 90, "CRM_UI:1")]);
        let Plan::SetBack(back) = plan(&filed(change(Some("Call")), 1), ValueType::Text, std::slice::from_ref(&ours))
        else {
            panic!()
        };
        assert_eq!((back.from.as_deref(), back.to.as_str()), (Some("Quote"), "Call"));
        let Plan::SetBack(back) = plan(&filed(change(None), 1), ValueType::Text, std::slice::from_ref(&ours)) else {
            panic!()
        };
        assert_eq!(back.to, "", "what was empty is emptied again");
        for (entry, there) in [
            (filed(change(Some("Call")), 1), now(&[("Visit", 300, "CRM_UI:1"), ("Quote", 200, "INTEGRATION:9")])),
            (filed(change(Some("Call")), 1), now(&[("Quote", 300, "CRM_UI:1"), ("Visit", 200, "CRM_UI:1")])),
            (filed(change(Some("Call")), 0), ours),
        ] {
            assert!(matches!(plan(&entry, ValueType::Text, std::slice::from_ref(&there)), Plan::Keep(_)), "{there:?}");
        }
        let back = now(&[("Call", 300, "INTEGRATION:9"), ("Quote", 200, "INTEGRATION:9")]);
        assert!(matches!(plan(&filed(change(Some("Call")), 1), ValueType::Text, &[back]), Plan::Gone(_)));
    }

    #[test]
    fn a_note_goes_only_while_nobody_has_touched_it() {
        let note = NoteToFile { body: "<p>Ours.</p>".to_owned(), at: at(0), owner: None, targets: Vec::new() };
        let entry = filed(Write::Note(note), 1);
        let body = now(&[("<p>Ours.</p>", 200, "INTEGRATION:9")]);
        let moment = now(&[("2026-01-01T00:00:00Z", 200, "INTEGRATION:9")]);
        assert_eq!(plan(&entry, ValueType::Text, &[body.clone(), moment.clone()]), Plan::Archive);
        assert!(matches!(plan(&entry, ValueType::Text, &[]), Plan::Gone(_)));
        let edited = now(&[("<p>Mine.</p>", 300, "CRM_UI:1"), ("<p>Ours.</p>", 200, "INTEGRATION:9")]);
        assert!(matches!(plan(&entry, ValueType::Text, &[edited, moment]), Plan::Keep(_)));
        let moved = now(&[("2026-01-02T00:00:00Z", 300, "CRM_UI:1"), ("2026-01-01T00:00:00Z", 200, "INTEGRATION:9")]);
        assert!(matches!(plan(&entry, ValueType::Text, &[body, moved]), Plan::Keep(_)));
    }
}

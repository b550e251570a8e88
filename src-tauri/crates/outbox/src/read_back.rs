//! Looking whether approved writes are in HubSpot, many at once.

use crate::{
    Attempt, Crm, Entry, Journal, OutboxError,
    ports::FiledOn,
    words::{limit_wait, limited, not_allowed, offline, who},
};
use domain::{ChangeToMake, Marker, ObjectType, PROVENANCE, RecordId, RoleToGive, ValueType, Write};
use hubspot::{Filed, HubSpotError, ValueNow};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

/// A note or task that was here this long before the approval is not ours, however wrong a clock is.
const OLDER_BY: SignedDuration = SignedDuration::from_hours(48);

/// What a push has read on its way and goes on to use.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Notes and tasks that carry no marker of ours. A marker stands in a body from its first moment, so they need not be read again.
    strangers: BTreeMap<RecordId, Filed>,
    /// Where the values of each record come from, as it held that at the last look.
    pub(crate) provenance: BTreeMap<RecordId, String>,
}

/// Looks for some entries, in as few calls as HubSpot's limits allow. The answers are in their order.
pub(crate) async fn read_back<C: Crm, J: Journal>(
    journal: &J,
    crm: &C,
    entries: &[&Entry],
    ours: &BTreeSet<Marker>,
    seen: &mut Seen,
) -> Result<Vec<Attempt>, OutboxError> {
    let mut found: Vec<Option<Attempt>> = entries.iter().map(|_| None).collect();
    for object in [ObjectType::Note, ObjectType::Task] {
        let of_type: Vec<usize> = (0..entries.len())
            .filter(|at| entries[*at].write.object() == object && entries[*at].write.body().is_some())
            .collect();
        if of_type.is_empty() {
            continue;
        }
        let some: Vec<&Entry> = of_type.iter().map(|at| entries[*at]).collect();
        for (at, attempt) in of_type.into_iter().zip(markers(journal, crm, object, &some, ours, seen).await?) {
            found[at] = Some(attempt);
        }
    }
    let (changed, given) = (changes(journal, crm, entries, &mut seen.provenance).await?, roles(crm, entries).await);
    for (at, attempt) in changed.into_iter().chain(given).chain(events(crm, entries).await) {
        found[at] = Some(attempt);
    }
    Ok(found.into_iter().map(|attempt| attempt.unwrap_or(Attempt::ReadBack { found: None })).collect())
}

/// Looks for the markers of notes or tasks among those of the records they hang on.
async fn markers<C: Crm, J: Journal>(
    journal: &J,
    crm: &C,
    object: ObjectType,
    entries: &[&Entry],
    ours: &BTreeSet<Marker>,
    seen: &mut Seen,
) -> Result<Vec<Attempt>, OutboxError> {
    let failed = |error: &HubSpotError| entries.iter().map(|_| not_read(error)).collect();
    let parents: BTreeSet<RecordId> = entries.iter().flat_map(|entry| entry.write.targets()).cloned().collect();
    let on = match crm.filed_on(object, &parents).await {
        Ok(on) => on,
        Err(error) => return Ok(failed(&error)),
    };
    let Some(oldest) = entries.iter().map(|entry| entry.approved_at).min() else { return Ok(Vec::new()) };
    let mut ids: BTreeSet<&String> = on.values().flatten().collect();
    // One that HubSpot told us of is looked up even before its associations show.
    ids.extend(entries.iter().filter_map(|entry| entry.remote_id.as_ref()));
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for id in ids {
        let record = RecordId::new(object, id.as_str());
        if let Some(stranger) = seen.strangers.get(&record) {
            known.push(stranger.clone());
            continue;
        }
        match journal.copy_of(&record)? {
            Some(copy) if OLDER_BY <= oldest.duration_since(copy.created_at) => known.push(Filed {
                id: copy.id,
                body: copy.body,
                created_at: copy.created_at,
                at: copy.at,
                archived: false,
                writers: Vec::new(),
            }),
            _ => unknown.push(id.clone()),
        }
    }
    let read = match crm.bodies(object, &unknown).await {
        Ok(read) => read,
        Err(error) => return Ok(failed(&error)),
    };
    for filed in &read {
        if !Marker::all_in(&filed.body).iter().any(|marker| ours.contains(marker)) {
            seen.strangers.insert(RecordId::new(object, filed.id.as_str()), filed.clone());
        }
    }
    known.extend(read);
    let all: BTreeMap<&str, &Filed> = known.iter().map(|filed| (filed.id.as_str(), filed)).collect();
    Ok(entries.iter().map(|entry| find(entry, &on, &all, ours)).collect())
}

/// What a look found for a note or task, by its marker. Pure.
fn find(entry: &Entry, on: &FiledOn, all: &BTreeMap<&str, &Filed>, ours: &BTreeSet<Marker>) -> Attempt {
    let ids = entry.write.targets().iter().filter_map(|target| on.get(target)).flatten().chain(&entry.remote_id);
    let here: BTreeMap<&str, &Filed> =
        ids.filter_map(|id| all.get(id.as_str())).map(|filed| (filed.id.as_str(), *filed)).collect();
    let live = here.values().filter(|filed| !filed.archived);
    let mut found: Vec<_> = live.clone().filter(|filed| entry.marker.is_in(&filed.body)).collect();
    // The one HubSpot told us of, else the first there was.
    found.sort_by_key(|filed| (Some(filed.id.as_str()) != entry.remote_id.as_deref(), filed.created_at, &filed.id));
    if let Some(first) = found.first() {
        return Attempt::ReadBack { found: Some(first.id.clone()) };
    }
    let Write::Note(note) = &entry.write else { return Attempt::ReadBack { found: None } };
    // Another installation's note about the same talk stands at the same moment and carries a marker that is not ours.
    let is_theirs = |filed: &&&Filed| {
        let markers = Marker::all_in(&filed.body);
        filed.at == Some(note.at) && !markers.is_empty() && !markers.iter().any(|marker| ours.contains(marker))
    };
    match live.clone().find(is_theirs) {
        Some(theirs) if entry.sends == 0 => Attempt::Moved {
            reason: format!(
                "Another Foreword has already filed a note about this: note:{}. Read that one, then reject this one.",
                theirs.id
            ),
            wrote_over: None,
        },
        _ => Attempt::ReadBack { found: None },
    }
}

/// Holds changes against what their properties are now; with their places among the entries. Takes down where the values of their
/// records come from.
async fn changes<C: Crm, J: Journal>(
    journal: &J,
    crm: &C,
    entries: &[&Entry],
    provenance: &mut BTreeMap<RecordId, String>,
) -> Result<Vec<(usize, Attempt)>, OutboxError> {
    let mut by_type: BTreeMap<ObjectType, Vec<(usize, &Entry, &ChangeToMake)>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(change) = entry.write.change() {
            by_type.entry(change.record.object).or_default().push((at, entry, change));
        }
    }
    let mut found = Vec::new();
    for (object, changes) in by_type {
        let definitions = journal.definitions(object)?;
        let mut asked: BTreeSet<(RecordId, String)> = BTreeSet::new();
        for (_, _, change) in &changes {
            asked.insert((change.record.clone(), change.property.clone()));
            if change.provenance.is_some() {
                asked.insert((change.record.clone(), PROVENANCE.to_owned()));
            }
        }
        let read = crm.values(&asked).await;
        for ((record, property), now) in read.iter().flatten() {
            if property == PROVENANCE {
                provenance.insert(record.clone(), now.value.clone().unwrap_or_default());
            }
        }
        found.extend(changes.into_iter().map(|(at, entry, change)| match &read {
            Ok(values) => {
                let now = values.get(&(change.record.clone(), change.property.clone()));
                (at, compare(entry, change, ValueType::of(&change.property, &definitions), now))
            }
            Err(error) => (at, not_read(error)),
        }));
    }
    Ok(found)
}

/// Looks which parts people have now; with the places of theirs among the entries.
async fn roles<C: Crm>(crm: &C, entries: &[&Entry]) -> Vec<(usize, Attempt)> {
    let given: Vec<(usize, &RoleToGive)> =
        entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry.write.role()?))).collect();
    if given.is_empty() {
        return Vec::new();
    }
    let read = crm.roles(&given.iter().map(|(_, role)| role.ends.clone()).collect()).await;
    let look = |role: &RoleToGive| match &read {
        Ok(now) => part(role, now.get(&role.ends)),
        Err(error) => not_read(error),
    };
    given.into_iter().map(|(at, role)| (at, look(role))).collect()
}

/// What the parts somebody has now mean for one more. Pure.
fn part(role: &RoleToGive, now: Option<&BTreeSet<u32>>) -> Attempt {
    match now {
        Some(types) if types.contains(&role.type_id) => Attempt::ReadBack { found: Some(role.ends[1].to_string()) },
        // Whoever took the association away meant it.
        None if role.is_linked => Attempt::Moved {
            reason: format!(
                "{} is no longer associated with {}, as it was when this was drafted. You approved “{}”.",
                role.ends[0], role.ends[1], role.label
            ),
            wrote_over: None,
        },
        _ => Attempt::ReadBack { found: None },
    }
}

/// Looks for events, one call each; with their places among the entries.
async fn events<C: Crm>(crm: &C, entries: &[&Entry]) -> Vec<(usize, Attempt)> {
    let mut found = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some(event) = entry.write.event() else { continue };
        let id = || Some(event.event_id.clone());
        let attempt = match crm.event_is_there(event).await {
            Ok(Some(is_there)) => Attempt::ReadBack { found: id().filter(|_| is_there) },
            // It cannot be read back: HubSpot's own answer is all there is to know of it.
            Ok(None) => Attempt::ReadBack { found: entry.remote_id.clone() },
            Err(error) => not_read(&error),
        };
        found.push((at, attempt));
    }
    found
}

/// What a property's value at this moment means for a change of it. Pure.
///
/// Any version younger than what the draft was made from stops the write, by whomever it is, unless it is the approved value itself. Values
/// are held against each other as the property's type reads them, since HubSpot spells some otherwise than they were sent.
pub(crate) fn compare(entry: &Entry, change: &ChangeToMake, kind: ValueType, now: Option<&ValueNow>) -> Attempt {
    let Some(now) = now else {
        return Attempt::Moved { reason: format!("{} is no longer in HubSpot", change.record), wrote_over: None };
    };
    let wrote_over = written_over(change, kind, now).filter(|_| may_be_ours(entry));
    if now.value.as_deref().is_some_and(|value| kind.is_same(value, &change.to)) {
        let id = change.record.id.clone();
        return match wrote_over {
            None => Attempt::ReadBack { found: Some(id) },
            Some(reason) => Attempt::WroteOver { found: id, reason },
        };
    }
    let younger =
        now.versions.iter().find(|version| change.seen_at < version.at && !kind.is_same(&version.value, &change.to));
    let has_moved = !kind.is_same_or_none(now.value.as_deref(), change.from.as_deref()) || younger.is_some();
    if !has_moved {
        return Attempt::ReadBack { found: None };
    }
    let there = now.value.as_deref().unwrap_or("nothing");
    let by =
        younger.map(|version| format!(", by {}, {}", who(&version.by), version.at.strftime("%-d %B %Y, %H:%M UTC")));
    let before = if may_be_ours(entry) {
        "HubSpot may or may not have saved it. Now"
    } else {
        "It was changed since the draft:"
    };
    Attempt::Moved {
        reason: format!(
            "{before} {} is “{there}” in HubSpot{}. You approved “{}” in place of “{}”.",
            change.label,
            by.unwrap_or_default(),
            change.to,
            change.from.as_deref().unwrap_or("nothing")
        ),
        wrote_over,
    }
}

/// Whether what stands in HubSpot may be of our doing. An approval that starts anew counts its requests from nought; one of which a
/// request may still be under way keeps it in doubt.
pub(crate) fn may_be_ours(entry: &Entry) -> bool {
    0 < entry.sends || entry.in_doubt
}

/// Whether a write of ours went over a change that arrived after the draft: between the last look and the request, which HubSpot has
/// no way to prevent, or before a request that landed late. Says which value that was, so that the rep can put it back. Pure.
pub(crate) fn written_over(change: &ChangeToMake, kind: ValueType, now: &ValueNow) -> Option<String> {
    let is_ours = |value: &str| kind.is_same(value, &change.to);
    // Newest first: each version beside the one it replaced.
    let (ours, replaced) = now.versions.iter().zip(now.versions.iter().skip(1)).find(|(newer, older)| {
        is_ours(&newer.value) && is_app(&newer.by) && !is_ours(&older.value) && change.seen_at < older.at
    })?;
    Some(format!(
        "Foreword wrote “{}” over a newer value of {}: “{}”, set by {} ({}). Set it back in HubSpot if that one was right.",
        change.to,
        change.label,
        replaced.value,
        who(&replaced.by),
        ours.at.strftime("%-d %B %Y, %H:%M UTC"),
    ))
}

/// Whether a version's source is an app, as that of our writes is.
pub(crate) fn is_app(source: &str) -> bool {
    source.starts_with("INTEGRATION") || source.starts_with("API")
}

/// What it means that something could not be read. Nothing was written by it.
fn not_read(error: &HubSpotError) -> Attempt {
    match error {
        HubSpotError::Unauthorized | HubSpotError::NotGranted { .. } | HubSpotError::MissingScopes { .. } => {
            Attempt::NotAllowed { reason: not_allowed(error) }
        }
        HubSpotError::RateLimited { policy, retry_after, .. } => {
            Attempt::ReadFailed { retry_after: Some(limit_wait(policy, *retry_after)), reason: limited() }
        }
        HubSpotError::Unreachable { .. } => Attempt::ReadFailed { retry_after: None, reason: offline() },
        other => {
            Attempt::ReadFailed { retry_after: None, reason: format!("It could not be looked up in HubSpot: {other}") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{EntryStatus, Marker, ProposalId};
    use hubspot::ValueVersion;
    use jiff::Timestamp;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn change() -> ChangeToMake {
        ChangeToMake {
            record: "deal:1".parse().unwrap(),
            property: "hs_next_step".to_owned(),
            label: "Next step".to_owned(),
            from: Some("Call".to_owned()),
            to: "Send the quote".to_owned(),
            seen_at: at(100),
            provenance: None,
        }
    }

    fn entry(sends: u32) -> Entry {
        Entry {
            proposal: ProposalId("p-1".to_owned()),
            marker: Marker::of_bits(7),
            hash: String::new(),
            write: Write::Change(change()),
            approved_by: String::new(),
            approved_at: at(150),
            status: EntryStatus::Approved,
            remote_id: None,
            sends,
            empty_reads: 0,
            last_empty_at: None,
            wait_until: None,
            in_doubt: false,
            reason: String::new(),
            revision: 0,
        }
    }

    fn now(value: Option<&str>, versions: &[(&str, i64, &str)]) -> ValueNow {
        let version = |(value, seconds, by): &(&str, i64, &str)| ValueVersion {
            value: (*value).to_owned(),
            at: at(*seconds),
            by: (*by).to_owned(),
        };
        ValueNow { value: value.map(str::to_owned), versions: versions.iter().map(version).collect() }
    }

    #[test]
    fn only_what_stands_as_it_was_drafted_from_is_written() {
        let look = |there: &ValueNow| compare(&entry(0), &change(), ValueType::Text, Some(there));
        let as_it_was = now(Some("Call"), &[("Call", 90, "CRM_UI:1")]);
        assert_eq!(look(&as_it_was), Attempt::ReadBack { found: None });
        // HubSpot keeps no versions of what was never set.
        let done = now(Some("Send the quote"), &[("Send the quote", 200, "INTEGRATION:9"), ("Call", 90, "CRM_UI:1")]);
        assert_eq!(look(&done), Attempt::ReadBack { found: Some("1".to_owned()) });
        for (there, words) in [
            (now(Some("Visit"), &[("Visit", 120, "WORKFLOWS:3"), ("Call", 90, "CRM_UI:1")]), "a workflow"),
            // Changed and changed back is a change too.
            (now(Some("Call"), &[("Call", 130, "CRM_UI:1"), ("Visit", 120, "CRM_UI:1")]), "a person"),
            (now(None, &[("", 120, "CRM_UI:1")]), "nothing"),
            (now(Some("Visit"), &[]), "Visit"),
        ] {
            let Attempt::Moved { reason, .. } = look(&there) else { panic!("{there:?} would be overwritten") };
            assert!(reason.contains(words) && reason.contains("Send the quote"), "{reason}");
        }
        assert!(matches!(compare(&entry(0), &change(), ValueType::Text, None), Attempt::Moved { .. }));
    }

    #[test]
    fn a_change_that_arrived_between_look_and_write_is_not_hushed_up() {
        let over = now(
            Some("Send the quote"),
            &[("Send the quote", 200, "INTEGRATION:9"), ("Visit", 199, "CRM_UI:1"), ("Call", 90, "CRM_UI:1")],
        );
        let Attempt::WroteOver { reason, .. } = compare(&entry(1), &change(), ValueType::Text, Some(&over)) else {
            panic!()
        };
        assert!(reason.contains("“Visit”, set by a person"), "{reason}");
        // What was there before anything was sent is not ours.
        assert!(matches!(
            compare(&entry(0), &change(), ValueType::Text, Some(&over)),
            Attempt::ReadBack { found: Some(_) }
        ));
        let clean = now(Some("Send the quote"), &[("Send the quote", 200, "INTEGRATION:9"), ("Call", 90, "CRM_UI:1")]);
        assert!(matches!(
            compare(&entry(1), &change(), ValueType::Text, Some(&clean)),
            Attempt::ReadBack { found: Some(_) }
        ));
    }

    #[test]
    fn a_value_that_hubspot_spells_otherwise_is_the_one_that_was_written() {
        let change = ChangeToMake {
            property: "closedate".to_owned(),
            from: Some("2026-12-28T00:00:00Z".to_owned()),
            to: "2026-12-10T00:00:00Z".to_owned(),
            ..change()
        };
        let look = |sends, there: &ValueNow| compare(&entry(sends), &change, ValueType::DateTime, Some(there));
        let before = now(Some("2026-12-28T00:00:00.000Z"), &[("2026-12-28T00:00:00.000Z", 90, "CRM_UI:1")]);
        assert_eq!(look(0, &before), Attempt::ReadBack { found: None }, "what it was drafted from still stands");
        let written = now(
            Some("2026-12-10T00:00:00.000Z"),
            &[("2026-12-10T00:00:00.000Z", 200, "INTEGRATION:9"), ("2026-12-28T00:00:00.000Z", 90, "CRM_UI:1")],
        );
        assert_eq!(look(1, &written), Attempt::ReadBack { found: Some("1".to_owned()) });
        let others = now(Some("2026-12-11T00:00:00.000Z"), &[("2026-12-11T00:00:00.000Z", 120, "CRM_UI:1")]);
        assert!(matches!(look(0, &others), Attempt::Moved { .. }));
    }

    fn note_entry(marker: u64, sends: u32) -> Entry {
        let note = domain::NoteToFile {
            body: String::new(),
            at: at(70),
            owner: None,
            targets: vec!["contact:1".parse().unwrap()],
        };
        Entry { write: Write::Note(note), marker: Marker::of_bits(marker), ..entry(sends) }
    }

    #[test]
    fn another_installations_note_about_the_same_talk_is_shown_and_not_doubled() {
        let filed = |id: &str, marker: u64, stands_at: i64| Filed {
            id: id.to_owned(),
            body: format!("<p>Compiled from your CRM · approved by Bo · ref {marker:016x}</p>"),
            created_at: at(140),
            at: Some(at(stands_at)),
            archived: false,
            writers: Vec::new(),
        };
        let look = |entry: &Entry, there: &[Filed]| {
            let ids = there.iter().map(|filed| filed.id.clone()).collect();
            let on = FiledOn::from([("contact:1".parse().unwrap(), ids)]);
            let all = there.iter().map(|filed| (filed.id.as_str(), filed)).collect();
            find(entry, &on, &all, &[Marker::of_bits(7), Marker::of_bits(8)].into())
        };
        let Attempt::Moved { reason, .. } = look(&note_entry(7, 0), &[filed("5", 99, 70)]) else { panic!() };
        assert!(reason.contains("note:5"), "{reason}");
        let nothing = Attempt::ReadBack { found: None };
        assert_eq!(look(&note_entry(7, 0), &[filed("5", 99, 71)]), nothing, "another talk");
        assert_eq!(look(&note_entry(7, 0), &[filed("5", 8, 70)]), nothing, "our own, of another approval");
        assert_eq!(look(&note_entry(7, 1), &[filed("5", 99, 70)]), nothing, "once sent, only our own counts");
        assert_eq!(
            look(&note_entry(7, 0), &[filed("5", 99, 70), filed("6", 7, 70)]),
            Attempt::ReadBack { found: Some("6".to_owned()) }
        );
    }

    #[test]
    fn a_part_is_given_once_and_not_where_somebody_took_the_association_away() {
        let role = |is_linked| RoleToGive {
            ends: ["contact:1".parse().unwrap(), "deal:2".parse().unwrap()],
            label: "Champion".to_owned(),
            type_id: 1_001,
            category: "USER_DEFINED".to_owned(),
            is_linked,
        };
        let nothing = Attempt::ReadBack { found: None };
        assert_eq!(part(&role(true), Some(&[4].into())), nothing);
        assert_eq!(part(&role(false), None), nothing);
        assert_eq!(part(&role(true), Some(&[4, 1_001].into())), Attempt::ReadBack { found: Some("deal:2".to_owned()) });
        assert!(matches!(part(&role(true), None), Attempt::Moved { .. }));
    }
}

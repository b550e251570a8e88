//! One exchange with HubSpot about an entry: looking whether it is there, or sending it.

use crate::{Attempt, Entry, OutboxError};
use domain::{ChangeToMake, RecordId, Write};
use hubspot::{Client, HubSpotError, ValueNow};
use jiff::SignedDuration;
use std::time::Duration;
use store::Database;

/// A note or task that was here this long before the approval is not ours, however wrong a clock is.
const OLDER_BY: SignedDuration = SignedDuration::from_hours(48);

/// Sends an entry, once.
pub(crate) async fn send(client: &Client, entry: &Entry) -> Attempt {
    sent(match &entry.write {
        Write::Note(note) => client.create_note(note).await,
        Write::Task(task) => client.create_task(task).await,
        Write::Change(change) => client.set_value(change).await.map(|()| change.record.id.clone()),
    })
}

/// Looks whether an entry is in HubSpot.
pub(crate) async fn look(database: &Database, client: &Client, entry: &Entry) -> Result<Attempt, OutboxError> {
    match &entry.write {
        Write::Change(change) => Ok(match client.value(&change.record, &change.property).await {
            Ok(now) => compare(entry, change, now.as_ref()),
            Err(error) => not_read(&error),
        }),
        Write::Note(_) | Write::Task(_) => look_for_marker(database, client, entry).await,
    }
}

/// Looks for the marker among the notes or tasks of the records the entry hangs on.
async fn look_for_marker(database: &Database, client: &Client, entry: &Entry) -> Result<Attempt, OutboxError> {
    let object = entry.write.object();
    let ids = match client.filed_on(object, entry.write.targets()).await {
        Ok(ids) => ids,
        Err(error) => return Ok(not_read(&error)),
    };
    let mut young = Vec::new();
    for id in ids {
        let known = database.record(&RecordId::new(object, id.as_str()))?;
        let is_older = known.is_some_and(|filed| OLDER_BY <= entry.approved_at.duration_since(filed.created_at));
        if !is_older {
            young.push(id);
        }
    }
    Ok(match client.filed(object, &young).await {
        Ok(filed) => {
            let mut ours: Vec<_> =
                filed.into_iter().filter(|filed| !filed.archived && entry.marker.is_in(&filed.body)).collect();
            // The one HubSpot told us of, else the first there was.
            ours.sort_by_key(|filed| {
                (Some(filed.id.as_str()) != entry.remote_id.as_deref(), filed.created_at, filed.id.clone())
            });
            Attempt::ReadBack { found: ours.into_iter().next().map(|filed| filed.id) }
        }
        Err(error) => not_read(&error),
    })
}

/// What a property's value at this moment means for a change of it. Pure.
///
/// Any version younger than what the draft was made from stops the write, by whomever it is, unless it is the approved value itself.
fn compare(entry: &Entry, change: &ChangeToMake, now: Option<&ValueNow>) -> Attempt {
    let Some(now) = now else {
        return Attempt::Moved { reason: format!("{} is no longer in HubSpot", change.record) };
    };
    if now.value.as_deref() == Some(change.to.as_str()) {
        return Attempt::ReadBack { found: Some(change.record.id.clone()) };
    }
    let younger = now.versions.iter().find(|version| change.seen_at < version.at && version.value != change.to);
    let has_moved = now.value != change.from || younger.is_some();
    if !has_moved {
        return Attempt::ReadBack { found: None };
    }
    let there = now.value.as_deref().unwrap_or("nothing");
    let by =
        younger.map(|version| format!(", by {}, {}", who(&version.by), version.at.strftime("%-d %B %Y, %H:%M UTC")));
    let before =
        if 0 < entry.sends { "HubSpot has taken it or not, and now" } else { "It was changed since the draft:" };
    Attempt::Moved {
        reason: format!(
            "{before} {} is “{there}” in HubSpot{}. You approved “{}” in place of “{}”.",
            change.label,
            by.unwrap_or_default(),
            change.to,
            change.from.as_deref().unwrap_or("nothing")
        ),
    }
}

/// HubSpot's source of a version, in words.
fn who(source: &str) -> String {
    let (kind, id) = source.split_once(':').unwrap_or((source, ""));
    match kind {
        "CRM_UI" | "MOBILE_IOS" | "MOBILE_ANDROID" => "a person".to_owned(),
        "WORKFLOWS" | "AUTOMATION_PLATFORM" => "a workflow".to_owned(),
        "IMPORT" => "an import".to_owned(),
        "SEQUENCES" => "a sequence".to_owned(),
        "INTEGRATION" | "API" => format!("another app ({id})"),
        "" => "somebody".to_owned(),
        other => other.to_lowercase().replace('_', " "),
    }
}

/// What the answer to what was sent means.
fn sent(answer: Result<String, HubSpotError>) -> Attempt {
    let error = match answer {
        Ok(remote_id) => return Attempt::Accepted { remote_id },
        Err(error) => error,
    };
    if error.never_left() {
        return Attempt::Busy { retry_after: None, reason: offline() };
    }
    match &error {
        HubSpotError::Unauthorized | HubSpotError::MissingScopes { .. } => {
            Attempt::NotAllowed { reason: not_allowed(&error) }
        }
        HubSpotError::RateLimited { policy, retry_after, .. } => {
            Attempt::Busy { retry_after: Some(limit_wait(policy, *retry_after)), reason: limited() }
        }
        // Locked, or the account is moving house.
        HubSpotError::Refused { status: 423 | 477, .. } => Attempt::Busy { retry_after: None, reason: limited() },
        HubSpotError::Refused { status, message, .. } if (400..500).contains(status) && *status != 408 => {
            Attempt::Refused { reason: format!("HubSpot refused it: {message}") }
        }
        HubSpotError::NotFound { .. } => {
            Attempt::Refused { reason: "HubSpot refused it: a record it hangs on is gone".to_owned() }
        }
        _ => Attempt::NoReply { reason: "HubSpot gave no clear answer; it may be there or not".to_owned() },
    }
}

fn not_read(error: &HubSpotError) -> Attempt {
    match error {
        HubSpotError::Unauthorized | HubSpotError::MissingScopes { .. } => {
            Attempt::NotAllowed { reason: not_allowed(error) }
        }
        HubSpotError::RateLimited { policy, retry_after, .. } => {
            Attempt::ReadFailed { retry_after: Some(limit_wait(policy, *retry_after)), reason: limited() }
        }
        HubSpotError::Unreachable { .. } => Attempt::ReadFailed { retry_after: None, reason: offline() },
        other => {
            Attempt::ReadFailed { retry_after: None, reason: format!("Could not look whether it is there: {other}") }
        }
    }
}

fn limit_wait(policy: &str, retry_after: Option<Duration>) -> SignedDuration {
    let told = retry_after.and_then(|wait| SignedDuration::try_from(wait).ok());
    told.unwrap_or_else(|| match policy {
        // It comes back at the portal's midnight; until then an hour is as good as any.
        "DAILY" => SignedDuration::from_hours(1),
        "SECONDLY" => SignedDuration::from_secs(1),
        _ => SignedDuration::from_secs(10),
    })
}

fn limited() -> String {
    "HubSpot is limiting requests; it is safe here and goes out later".to_owned()
}

fn offline() -> String {
    "HubSpot could not be reached; it is safe here and goes out later".to_owned()
}

fn not_allowed(error: &HubSpotError) -> String {
    match error {
        HubSpotError::MissingScopes { .. } => {
            format!("It is safe here: {error}. It goes out once an admin has added that.")
        }
        _ => "It is safe here: HubSpot refused the access token. It goes out once there is a valid one.".to_owned(),
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
        let look = |there: &ValueNow| compare(&entry(0), &change(), Some(there));
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
            let Attempt::Moved { reason } = look(&there) else { panic!("{there:?} would be overwritten") };
            assert!(reason.contains(words) && reason.contains("Send the quote"), "{reason}");
        }
        assert!(matches!(compare(&entry(0), &change(), None), Attempt::Moved { .. }));
    }
}

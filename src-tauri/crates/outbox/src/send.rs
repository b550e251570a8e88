//! Sending approved writes, many a request, each request once.

use crate::{
    Attempt, Crm, Entry,
    order::Group,
    words::{limit_wait, limited, not_allowed, offline},
};
use domain::{ChangeToMake, EventToSend, RecordId, RoleToGive, Write};
use hubspot::{Failure, HubSpotError, Written};
use std::collections::BTreeMap;

/// What came of sending one entry, within a request that may have carried several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    pub attempt: Attempt,
    /// HubSpot's name for the exchange, where it gave one.
    pub correlation_id: Option<String>,
}

/// What a request came to, as to each entry in it, in their order; none where HubSpot refused several as a whole, which had no effect.
pub(crate) struct Answered {
    pub(crate) sent: Vec<Sent>,
    /// Whether what was to leave after it stays here: what comes later may hang on what is unclear now.
    pub(crate) ends: bool,
}

/// Sends entries of one group, at most [`hubspot::FILE_BATCH`], in one request.
///
/// `provenance` is what each record holds of where its values come from, as it was just read.
pub(crate) async fn send<C: Crm>(
    crm: &C,
    group: &Group,
    entries: &[&Entry],
    provenance: &BTreeMap<RecordId, String>,
) -> Option<Answered> {
    match request(crm, group, entries, provenance).await {
        Ok(written) => {
            let sent: Vec<Sent> = entries.iter().map(|entry| answer(entry, &written)).collect();
            let ends = sent.iter().any(|sent| matches!(sent.attempt, Attempt::NoReply { .. }));
            Some(Answered { sent, ends })
        }
        Err(error) if 1 < entries.len() && is_refusal(&error) => None,
        Err(error) => {
            let (attempt, correlation_id) = (failed(&error), correlation_of(&error));
            let ends = !matches!(attempt, Attempt::Refused { .. });
            let sent = |_| Sent { attempt: attempt.clone(), correlation_id: correlation_id.clone() };
            Some(Answered { sent: entries.iter().map(sent).collect(), ends })
        }
    }
}

/// What it means for an entry that its request did not leave.
pub(crate) fn not_sent() -> Attempt {
    Attempt::Busy { retry_after: None, reason: offline() }
}

async fn request<C: Crm>(
    crm: &C,
    group: &Group,
    entries: &[&Entry],
    provenance: &BTreeMap<RecordId, String>,
) -> Result<Written, HubSpotError> {
    match group {
        Group::Create(object) => {
            let traced: Vec<(&str, &Write)> = entries.iter().map(|entry| (trace(entry), &entry.write)).collect();
            crm.create_all(*object, &traced).await
        }
        Group::Change(object) => {
            let traced: Vec<(&str, &ChangeToMake)> =
                entries.iter().filter_map(|entry| Some((trace(entry), entry.write.change()?))).collect();
            crm.set_all(*object, &traced, provenance).await
        }
        Group::Roles(to) => {
            let traced: Vec<(&str, &RoleToGive)> =
                entries.iter().filter_map(|entry| Some((trace(entry), entry.write.role()?))).collect();
            crm.give_roles(*to, &traced).await
        }
        Group::Events(event_type) => {
            let traced: Vec<(&str, &EventToSend)> =
                entries.iter().filter_map(|entry| Some((trace(entry), entry.write.event()?))).collect();
            crm.send_events(event_type, &traced).await
        }
    }
}

/// What an entry is known by in a request that carries several.
fn trace(entry: &Entry) -> &str {
    &entry.proposal.0
}

/// What the answer to a batch says of one entry in it.
fn answer(entry: &Entry, written: &Written) -> Sent {
    let attempt = match (written.done.get(trace(entry)), written.failed.get(trace(entry))) {
        (Some(id), _) => Attempt::Accepted { remote_id: id.clone() },
        (None, Some(failure)) => refused(failure),
        // Neither here nor there: it is looked for.
        (None, None) => Attempt::NoReply { reason: unclear() },
    };
    Sent { attempt, correlation_id: written.correlation_id.clone() }
}

fn refused(failure: &Failure) -> Attempt {
    match failure.category.as_str() {
        "VALIDATION_ERROR" | "OBJECT_NOT_FOUND" | "CONFLICT" | "MISSING_SCOPES" => {
            Attempt::Refused { reason: format!("HubSpot refused it: {}", failure.message) }
        }
        "RATE_LIMITS" | "RATE_LIMIT" => Attempt::Busy { retry_after: None, reason: limited() },
        _ => Attempt::NoReply { reason: unclear() },
    }
}

/// Whether HubSpot said no to the content, so that nothing of it was carried out.
fn is_refusal(error: &HubSpotError) -> bool {
    matches!(failed(error), Attempt::Refused { .. })
}

/// What a request that failed as a whole means for what was in it.
fn failed(error: &HubSpotError) -> Attempt {
    if error.never_left() {
        return Attempt::Busy { retry_after: None, reason: offline() };
    }
    match error {
        HubSpotError::Unauthorized | HubSpotError::NotGranted { .. } | HubSpotError::MissingScopes { .. } => {
            Attempt::NotAllowed { reason: not_allowed(error) }
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
            Attempt::Refused { reason: "HubSpot refused it: a record it belongs to is gone".to_owned() }
        }
        _ => Attempt::NoReply { reason: unclear() },
    }
}

fn correlation_of(error: &HubSpotError) -> Option<String> {
    match error {
        HubSpotError::Refused { correlation_id, .. } => correlation_id.clone(),
        _ => None,
    }
}

fn unclear() -> String {
    "HubSpot gave no clear answer. It may or may not be there".to_owned()
}

//! The webhooks journal: what a script says happened, on pages that an app reads one after the other.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};

use crate::{
    auth::Caller,
    dates,
    errors::ApiError,
    http::{Reply, Request},
    objects::ObjectType,
    sim::Sim,
};

/// The scopes of the journal, which an app gets for its own credentials.
pub(crate) const JOURNAL_SCOPES: [&str; 5] = [
    "developer.webhooks_journal.read",
    "developer.webhooks_journal.subscriptions.read",
    "developer.webhooks_journal.subscriptions.write",
    "developer.webhooks_journal.snapshots.read",
    "developer.webhooks_journal.snapshots.write",
];

/// The journal of the account.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    /// Whether the app gets no access to it.
    pub is_refused: bool,
    /// Types of record that are not taken into it, by HubSpot's number.
    pub not_taken: BTreeSet<String>,
    /// Types of record that are written into it, by HubSpot's number.
    subscribed: BTreeSet<String>,
    /// The pages there are, each with its place.
    pages: Vec<(u64, Vec<Value>)>,
    /// The first place that is still kept.
    kept_from: u64,
    written: u64,
}

impl Journal {
    /// Writes a page of what a script says happened: `[{"type", "id", "action", "properties", "portal"}]`. What nobody has asked to be written is not.
    /// Returns how many events stand on the page.
    pub(crate) fn write(&mut self, events: &[Value], portal: u64, now_ms: i64) -> usize {
        let written: Vec<Value> = events
            .iter()
            .filter_map(|event| {
                let type_id = match event["type"].as_str().and_then(ObjectType::parse) {
                    Some(object) => object.type_id().to_owned(),
                    None => event["type"].as_str()?.to_owned(),
                };
                if !self.subscribed.contains(&type_id) && event["anyway"].as_bool() != Some(true) {
                    return None;
                }
                let changes: serde_json::Map<String, Value> = event["properties"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|name| Some((name.as_str()?.to_owned(), json!("whatever it says here"))))
                    .collect();
                Some(json!({
                    "type": "object", "portalId": event["portal"].as_u64().unwrap_or(portal), "occurredAt": dates::iso(now_ms),
                    "objectTypeId": type_id, "objectId": event["id"], "action": event["action"].as_str().unwrap_or("UPDATE"),
                    "propertyChanges": changes,
                }))
            })
            .collect();
        let count = written.len();
        self.written += 1;
        self.pages.push((self.written, written));
        count
    }

    /// Forgets all pages there are, as HubSpot does after three days.
    pub(crate) fn forget(&mut self) {
        self.kept_from = self.written + 1;
        self.pages.clear();
    }
}

/// Answers everything below `/webhooks-journal/`.
pub(crate) fn route(sim: &mut Sim, request: &Request, caller: &Caller, rest: &[&str]) -> Result<Reply, ApiError> {
    if !caller.is_app {
        return Err(ApiError::missing_scopes(&["developer.webhooks_journal.read"]));
    }
    match rest {
        ["subscriptions", "2026-03"] if request.method == Method::POST => subscribe(sim, request, caller),
        ["journal-local", "2026-03", place @ ..] if request.method == Method::GET => {
            caller.needs(&["developer.webhooks_journal.read"])?;
            let wanted = sim.portal.account.portal_id.to_string();
            if request.parameter("installPortalId").is_none_or(|portal| portal != wanted) {
                return Err(ApiError::validation("installPortalId is not a portal that has installed the app"));
            }
            let journal = &sim.journal;
            let page = match place {
                ["latest"] => journal.pages.last(),
                ["earliest"] => journal.pages.first(),
                ["offset", offset, "next"] => {
                    let after: u64 = offset.parse().map_err(|_| ApiError::validation("the offset cannot be read"))?;
                    if after + 1 < journal.kept_from {
                        return Err(ApiError::not_found("the offset is older than what is kept"));
                    }
                    journal.pages.iter().find(|(place, _)| after < *place)
                }
                _ => return Err(ApiError::not_found("No endpoint answers this")),
            };
            Ok(match page {
                Some((place, _)) => Reply::ok(json!({
                    "url": format!("{}/journal-file/{place}?signature=sim", sim.base_url),
                    "expiresAt": dates::iso(sim.now_ms() + 300_000), "currentOffset": place.to_string(),
                })),
                None => Reply::no_content(),
            })
        }
        _ => Err(ApiError::not_found("No endpoint answers this")),
    }
}

fn subscribe(sim: &mut Sim, request: &Request, caller: &Caller) -> Result<Reply, ApiError> {
    caller.needs(&["developer.webhooks_journal.subscriptions.write"])?;
    let body = request.json()?;
    let type_id = body["objectTypeId"].as_str().unwrap_or_default().to_owned();
    if body["portalId"].as_u64() != Some(sim.portal.account.portal_id) || body["subscriptionType"] != "OBJECT" {
        return Err(ApiError::validation("the subscription names no portal that has installed the app"));
    }
    if !body["actions"].is_array() || !body["properties"].is_array() || sim.journal.not_taken.contains(&type_id) {
        return Err(ApiError::validation(format!("{type_id} cannot be subscribed to")));
    }
    sim.journal.subscribed.insert(type_id.clone());
    Ok(Reply::json(
        201,
        json!({ "id": sim.journal.subscribed.len(), "objectTypeId": type_id, "portalId": body["portalId"] }),
    ))
}

/// A page of the journal, at an address of its own that takes no token.
pub(crate) fn page(sim: &Sim, place: &str) -> Result<Reply, ApiError> {
    let place: u64 = place.parse().map_err(|_| ApiError::not_found("There is no such page"))?;
    let found = sim.journal.pages.iter().find(|(at, _)| *at == place);
    let (_, events) = found.ok_or_else(|| ApiError::not_found("There is no such page"))?;
    Ok(Reply::ok(
        json!({ "offset": place.to_string(), "journalEvents": events, "publishedAt": dates::iso(sim.now_ms()) }),
    ))
}

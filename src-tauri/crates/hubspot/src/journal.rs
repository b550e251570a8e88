//! The webhooks journal: what happened in an account, kept by HubSpot for three days and read by a company's app, for whoever has no address that
//! HubSpot could send to. Outside the account's limits of calls.

use crate::{
    Client, HubSpotError, OAuthApp, Secret,
    client::{Request, checked, is_plain},
    oauth, paths,
};
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the app's own token may do: read the journal, and say what is to stand in it.
const SCOPES: [&str; 3] = [
    "developer.webhooks_journal.read",
    "developer.webhooks_journal.subscriptions.read",
    "developer.webhooks_journal.subscriptions.write",
];
/// What is written into the journal of a type of record.
const ACTIONS: [&str; 4] = ["CREATE", "UPDATE", "DELETE", "MERGE"];
/// HubSpot's numbers of the types of record.
const TYPES: [(&str, ObjectType); 9] = [
    ("0-1", ObjectType::Contact),
    ("0-2", ObjectType::Company),
    ("0-3", ObjectType::Deal),
    ("0-5", ObjectType::Ticket),
    ("0-27", ObjectType::Task),
    ("0-46", ObjectType::Note),
    ("0-47", ObjectType::Meeting),
    ("0-48", ObjectType::Call),
    ("0-49", ObjectType::Email),
];

/// A page of the journal: what happened one after the other, and where to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalPage {
    /// The place of this page: the next one comes after it.
    pub offset: String,
    /// What happened, in the order in which HubSpot wrote it down.
    pub events: Vec<JournalEvent>,
}

/// One thing that happened to a record, as the journal has it. Values are not taken from it: the record is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEvent {
    /// The portal it happened in; empty where the journal does not say.
    pub portal: String,
    /// The record it happened to; none where that is of a type that is not kept here.
    pub record: Option<RecordId>,
    /// What happened, as in `UPDATE`.
    pub action: String,
    /// The names of the properties that changed.
    pub properties: Vec<String>,
    /// When it happened; none where the journal does not say.
    pub at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct RawToken {
    access_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPlace {
    url: String,
    current_offset: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPage {
    /// Required: a page without them is none, and says nothing about what happened.
    journal_events: Vec<RawEvent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct RawEvent {
    portal_id: Value,
    object_type_id: Value,
    object_id: Value,
    action: String,
    property_changes: Map<String, Value>,
    occurred_at: Value,
}

impl Client {
    /// A client that calls as a company's app itself rather than for a portal: for the journal alone. `scopes` are those of the records that are to
    /// stand in it.
    ///
    /// # Errors
    /// [`HubSpotError::NotGranted`] where HubSpot gives the app no such token.
    pub async fn for_journal(base_url: &str, app: &OAuthApp, scopes: &[&str]) -> Result<Self, HubSpotError> {
        let wanted: Vec<&str> = SCOPES.iter().chain(scopes).copied().collect();
        let wanted = wanted.join(" ");
        let fields = [("grant_type", "client_credentials"), ("scope", wanted.as_str())];
        let body = oauth::post(base_url, paths::OAUTH_TOKEN, app, &fields).await?;
        let raw: RawToken = oauth::read(paths::OAUTH_TOKEN, &body)?;
        Self::new(base_url, Secret::new(&raw.access_token))
    }

    /// Has what happens to the records of a type written into a portal's journal. Said again it changes nothing.
    pub async fn write_into_journal(
        &self,
        portal: &str,
        object: ObjectType,
        properties: &[&str],
    ) -> Result<(), HubSpotError> {
        let Some((type_id, _)) = TYPES.iter().find(|(_, known)| *known == object) else { return Ok(()) };
        // HubSpot's portals have numbers.
        let portal: Value = portal.parse::<u64>().map_or_else(|_| json!(portal), |number| json!(number));
        let body = json!({
            "subscriptionType": "OBJECT", "portalId": portal, "objectTypeId": type_id, "actions": ACTIONS, "properties": properties,
        });
        let path = paths::JOURNAL_SUBSCRIPTIONS;
        let request = Request::write(Method::POST, path, format!("POST {path}"), Some(body));
        self.write(request, |body| if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(body) })
            .await?;
        Ok(())
    }

    /// The next page of a portal's journal after `offset`, or the latest one without; none where there is nothing further.
    ///
    /// # Errors
    /// [`HubSpotError::NotFound`] where HubSpot no longer has that place: it keeps three days.
    pub async fn journal_page(&self, portal: &str, offset: Option<&str>) -> Result<Option<JournalPage>, HubSpotError> {
        let shown = paths::journal_page(Some("{offset}"));
        if offset.is_some_and(|offset| !is_plain(offset)) {
            return Err(HubSpotError::NotFound { endpoint: format!("GET {shown}") });
        }
        let request = Request::get(paths::journal_page(offset))
            .counted_as(format!("GET {}", offset.map_or_else(|| paths::journal_page(None), |_| shown.clone())))
            .query("installPortalId", portal);
        let read = |body: &[u8]| if body.is_empty() { Ok(None) } else { serde_json::from_slice(body).map(Some) };
        let Some(place): Option<RawPlace> = self.read(request, read).await? else { return Ok(None) };
        let offset = text(&place.current_offset);
        // The page lies elsewhere, behind an address that is good for a short while. It is asked for without a token.
        let url = checked(&place.url)?;
        let body = self.fetch_plain(url, "GET a page of the journal").await?;
        let raw: RawPage = serde_json::from_slice(&body).map_err(|source| HubSpotError::UnreadableReply {
            endpoint: "GET a page of the journal".to_owned(),
            source,
        })?;
        Ok(Some(JournalPage { offset, events: raw.journal_events.into_iter().map(event).collect() }))
    }
}

fn event(raw: RawEvent) -> JournalEvent {
    let type_id = text(&raw.object_type_id);
    let object = TYPES.iter().find(|(id, _)| *id == type_id).map(|(_, object)| *object);
    let id = text(&raw.object_id);
    let at = match &raw.occurred_at {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64().and_then(|ms| Timestamp::from_millisecond(ms).ok()),
    };
    JournalEvent {
        portal: text(&raw.portal_id),
        record: object.filter(|_| !id.is_empty()).map(|object| RecordId::new(object, id)),
        action: raw.action,
        properties: raw.property_changes.into_iter().map(|(name, _)| name).collect(),
        at,
    }
}

/// A number or a text as text; empty for anything else.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_whatever_its_numbers_are_written_as() {
        let raw = r#"{"journalEvents":[
            {"type":"object","portalId":7,"occurredAt":"2026-03-04T08:00:00Z","objectTypeId":"0-3","objectId":"12","action":"UPDATE","propertyChanges":{"amount":"9","dealstage":null}},
            {"portalId":"7","occurredAt":1772611200000,"objectTypeId":"0-1","objectId":13,"action":"CREATE"},
            {"objectTypeId":"2-99","objectId":1,"action":"CREATE"},{}]}"#;
        let page: RawPage = serde_json::from_str(raw).unwrap();
        let read: Vec<JournalEvent> = page.journal_events.into_iter().map(event).collect();
        assert_eq!(read[0].record.as_ref().unwrap().to_string(), "deal:12");
        assert_eq!(read[0].properties, ["amount", "dealstage"]);
        assert_eq!((read[1].portal.as_str(), read[1].at), ("7", read[0].at));
        assert!(read[2].record.is_none() && read[3].record.is_none());
        assert!(serde_json::from_str::<RawPage>("{}").is_err(), "a page has its events");
    }
}

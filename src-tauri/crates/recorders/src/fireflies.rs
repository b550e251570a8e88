//! Fireflies: questions in GraphQL at one address. Errors stand in the body, whatever the status is.

use crate::{Fetched, Item, Page, Recorder, RecorderError, addresses, http::Http, http::reason, list_of};
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/graphql";
/// The most that a page may have.
const PAGE: usize = 50;

const WHO: &str = "query { user { user_id email name } }";
const LIST: &str = "query($from: DateTime, $to: DateTime, $limit: Int, $skip: Int) {
  transcripts(fromDate: $from, toDate: $to, limit: $limit, skip: $skip) {
    id is_live organizer_email participants meeting_info { silent_meeting }
  }
}";
const ONE: &str = "query($id: String!) {
  transcript(id: $id) {
    id title date duration organizer_email participants
    user { email name }
    meeting_attendees { displayName email name }
    speakers { id name }
    sentences { index text start_time end_time speaker_id speaker_name }
  }
}";

pub(crate) struct Fireflies(pub(crate) Http);

#[async_trait]
impl Recorder for Fireflies {
    async fn check(&self) -> Result<Option<String>, RecorderError> {
        let data = self.ask(WHO, &json!({})).await?;
        let user = &data["user"];
        if user["user_id"].is_null() {
            return Err(self.0.unreadable("it does not say whose key it is".to_owned()));
        }
        Ok(user["email"].as_str().or_else(|| user["name"].as_str()).map(str::to_owned))
    }

    async fn list(&self, since: Timestamp, until: Timestamp, page: Option<&str>) -> Result<Page, RecorderError> {
        let skip: usize = page.and_then(|page| page.parse().ok()).unwrap_or(0);
        let asked = json!({"from": since.to_string(), "to": until.to_string(), "limit": PAGE, "skip": skip});
        let data = self.ask(LIST, &asked).await?;
        let listed =
            data["transcripts"].as_array().ok_or_else(|| self.0.unreadable("the list is missing".to_owned()))?;
        // Nothing says that there is more; a page that is not full is the last.
        let next = (PAGE <= listed.len()).then(|| skip.saturating_add(listed.len()).to_string());
        Ok(Page { items: listed.iter().filter_map(item).collect(), next })
    }

    async fn fetch(&self, item: &Item) -> Result<Fetched, RecorderError> {
        if item.told["meeting_info"]["silent_meeting"] == true {
            return Ok(Fetched::NoWords);
        }
        // What stands there during the call is not yet what was said.
        if item.told["is_live"] == true {
            return Ok(Fetched::NotReady);
        }
        let data = self.ask(ONE, &json!({"id": item.id})).await?;
        match &data["transcript"] {
            Value::Null => Ok(Fetched::NoWords),
            one if list_of(&one["sentences"]).is_empty() => Ok(Fetched::NotReady),
            one => Ok(Fetched::Conversation(json!({"data": {"transcript": one}}).to_string())),
        }
    }
}

impl Fireflies {
    /// Asks a question. Returns the answer's `data`.
    async fn ask(&self, question: &str, variables: &Value) -> Result<Value, RecorderError> {
        let reply = self.0.post(PATH, &json!({"query": question, "variables": variables})).await?;
        let Some(error) = list_of(&reply.body["errors"]).first() else {
            return Ok(self.0.checked(reply)?["data"].clone());
        };
        let code = error["code"].as_str().or_else(|| error["extensions"]["code"].as_str()).unwrap_or_default();
        let status = error["extensions"]["status"].as_u64().unwrap_or_else(|| u64::from(reply.status.as_u16()));
        Err(match (code, status) {
            ("auth_failed", _) | (_, 401) => RecorderError::Refused { title: self.0.kind().title() },
            ("too_many_requests", _) | (_, 429) => self.0.wait(until(&error["extensions"]["metadata"]["retryAfter"])),
            // Gone meanwhile: its list says so the next time.
            ("object_not_found", _) | (_, 404) => return Ok(Value::Null),
            (_, 402 | 403) => self.0.not_allowed(reason(&reply.body)),
            (_, 500..=599) | ("request_timeout", _) | (_, 408) => {
                RecorderError::Unreachable { title: self.0.kind().title(), reason: reason(&reply.body) }
            }
            _ => self.0.unreadable(reason(&reply.body)),
        })
    }
}

/// How long until a moment in milliseconds since 1970.
fn until(at: &Value) -> Option<Duration> {
    let wait = at.as_i64()?.saturating_sub(Timestamp::now().as_millisecond());
    Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
}

fn item(listed: &Value) -> Option<Item> {
    let id = listed["id"].as_str().filter(|id| !id.is_empty())?.to_owned();
    let guests = list_of(&listed["participants"]).iter().map(Value::as_str);
    let people = addresses(guests.chain([listed["organizer_email"].as_str()]));
    Some(Item { id, people, is_private: false, told: listed.clone() })
}

//! Gong: `POST /v2/calls/extensive` lists calls with who was there, `POST /v2/calls/transcript` has the words. A key reads the whole company.

use crate::{Fetched, Item, Page, Recorder, RecorderError, addresses, http::Http, http::Reply, list_of};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const CALLS: &str = "/v2/calls/extensive";
const WORDS: &str = "/v2/calls/transcript";

pub(crate) struct Gong(pub(crate) Http);

#[async_trait]
impl Recorder for Gong {
    async fn check(&self) -> Result<Option<String>, RecorderError> {
        let now = Timestamp::now();
        let day_before = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
        self.list(day_before, now, None).await.map(|_| None)
    }

    async fn list(&self, since: Timestamp, until: Timestamp, page: Option<&str>) -> Result<Page, RecorderError> {
        let mut asked = json!({
            "filter": {"fromDateTime": since.to_string(), "toDateTime": until.to_string()},
            "contentSelector": {"exposedFields": {"parties": true}},
        });
        if let Some(page) = page {
            asked["cursor"] = json!(page);
        }
        let Some(body) = self.found(self.0.post(CALLS, &asked).await?)? else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let listed = body["calls"].as_array().ok_or_else(|| self.0.unreadable("the list is missing".to_owned()))?;
        let next = body["records"]["cursor"].as_str().filter(|next| !next.is_empty() && page != Some(*next));
        Ok(Page { items: listed.iter().filter_map(item).collect(), next: next.map(str::to_owned) })
    }

    async fn fetch(&self, item: &Item) -> Result<Fetched, RecorderError> {
        let asked = json!({"filter": {"callIds": [item.id]}});
        let Some(body) = self.found(self.0.post(WORDS, &asked).await?)? else { return Ok(Fetched::NotReady) };
        let own = |one: &&Value| one["callId"].as_str() == Some(&item.id);
        let Some(words) = list_of(&body["callTranscripts"]).iter().find(own) else { return Ok(Fetched::NotReady) };
        if list_of(&words["transcript"]).is_empty() {
            return Ok(Fetched::NotReady);
        }
        Ok(Fetched::Conversation(json!({"callTranscripts": [words], "calls": [item.told]}).to_string()))
    }
}

impl Gong {
    /// The body of an answer; `None` where nothing fits what was asked for, which it says with a 404.
    fn found(&self, reply: Reply) -> Result<Option<Value>, RecorderError> {
        if reply.status.as_u16() == 404 {
            return Ok(None);
        }
        self.0.checked(reply).map(Some)
    }
}

fn item(call: &Value) -> Option<Item> {
    // An id has up to twenty digits: never a number.
    let id = call["metaData"]["id"].as_str().filter(|id| !id.is_empty())?.to_owned();
    let people = addresses(list_of(&call["parties"]).iter().map(|party| party["emailAddress"].as_str()));
    Some(Item { id, people, is_private: call["metaData"]["isPrivate"] == true, told: call.clone() })
}

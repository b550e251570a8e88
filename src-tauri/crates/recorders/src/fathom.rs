//! Fathom: `GET /external/v1/meetings`, ten a page, and the words of one at `/recordings/{id}/transcript`.

use crate::{Fetched, Item, Page, Recorder, RecorderError, addresses, http::Http, list_of};
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

const MEETINGS: &str = "/external/v1/meetings";

pub(crate) struct Fathom(pub(crate) Http);

#[async_trait]
impl Recorder for Fathom {
    async fn check(&self) -> Result<Option<String>, RecorderError> {
        // There is no call that says whose key it is.
        self.0.checked(self.0.get(MEETINGS, &[]).await?)?;
        Ok(None)
    }

    async fn list(&self, since: Timestamp, _: Timestamp, page: Option<&str>) -> Result<Page, RecorderError> {
        let since = since.to_string();
        let mut query = vec![("created_after", since.as_str())];
        query.extend(page.map(|page| ("cursor", page)));
        let body = self.0.checked(self.0.get(MEETINGS, &query).await?)?;
        let listed = body["items"].as_array().ok_or_else(|| self.0.unreadable("the list is missing".to_owned()))?;
        let items = listed.iter().filter_map(item).collect();
        Ok(Page { items, next: body["next_cursor"].as_str().filter(|next| !next.is_empty()).map(str::to_owned) })
    }

    async fn fetch(&self, item: &Item) -> Result<Fetched, RecorderError> {
        let reply = self.0.get(&format!("/external/v1/recordings/{}/transcript", item.id), &[]).await?;
        if reply.status.as_u16() == 404 {
            return Ok(Fetched::NotReady);
        }
        let body = self.0.checked(reply)?;
        if list_of(&body["transcript"]).is_empty() {
            return Ok(Fetched::NotReady);
        }
        // The words alone come without title, time and people: those stand in the list.
        let mut meeting = item.told.clone();
        meeting["transcript"] = body["transcript"].clone();
        Ok(Fetched::Conversation(meeting.to_string()))
    }
}

fn item(meeting: &Value) -> Option<Item> {
    let id = match &meeting["recording_id"] {
        Value::Number(id) => id.to_string(),
        Value::String(id) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) => id.clone(),
        _ => return None,
    };
    let invited = list_of(&meeting["calendar_invitees"]).iter().map(|one| one["email"].as_str());
    let people = addresses(invited.chain([meeting["recorded_by"]["email"].as_str()]));
    Some(Item { id, people, is_private: false, told: meeting.clone() })
}

//! Granola: `GET /v1/notes`, thirty a page, and one note with its transcript; a long transcript comes in pages of its own.

use crate::{Fetched, Item, Page, Recorder, RecorderError, addresses, http::Http, list_of};
use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

const NOTES: &str = "/v1/notes";
/// So many pages a transcript has at most: 100 pieces each.
const PAGES_MAX: usize = 500;

pub(crate) struct Granola(pub(crate) Http);

#[async_trait]
impl Recorder for Granola {
    async fn check(&self) -> Result<Option<String>, RecorderError> {
        let body = self.0.checked(self.0.get(NOTES, &[("page_size", "1")]).await?)?;
        // The notes of others may be shared with the key, so the first one's owner proves nothing.
        self.listed(&body).map(|_| None)
    }

    async fn list(&self, since: Timestamp, _: Timestamp, page: Option<&str>) -> Result<Page, RecorderError> {
        let since = since.to_string();
        // By change: a note is listed as soon as its transcript is whole, which is later than it was made.
        let mut query = vec![("updated_after", since.as_str()), ("page_size", "30")];
        query.extend(page.map(|page| ("cursor", page)));
        let body = self.0.checked(self.0.get(NOTES, &query).await?)?;
        let items = self.listed(&body)?.iter().filter_map(item).collect();
        let next = body["cursor"].as_str().filter(|next| !next.is_empty() && body["hasMore"] == true);
        Ok(Page { items, next: next.map(str::to_owned) })
    }

    async fn fetch(&self, item: &Item) -> Result<Fetched, RecorderError> {
        let path = format!("{NOTES}/{}", item.id);
        let reply = self.0.get(&path, &[("include", "transcript")]).await?;
        let mut note = match reply.status.as_u16() {
            // Only notes with a transcript are served, so one that is not there may still come.
            404 => return Ok(Fetched::NotReady),
            413 => {
                let mut note = self.0.checked(self.0.get(&path, &[]).await?)?;
                note["transcript"] = Value::Array(self.pages(&path).await?);
                note
            }
            _ => self.0.checked(reply)?,
        };
        if list_of(&note["transcript"]).is_empty() {
            return Ok(Fetched::NotReady);
        }
        // What the owner wrote for themselves is nobody's testimony.
        for private in ["private_notes_text", "private_notes_markdown"] {
            if let Some(note) = note.as_object_mut() {
                note.remove(private);
            }
        }
        Ok(Fetched::Conversation(note.to_string()))
    }
}

impl Granola {
    fn listed<'a>(&self, body: &'a Value) -> Result<&'a [Value], RecorderError> {
        let notes = body["notes"].as_array().ok_or_else(|| self.0.unreadable("the list is missing".to_owned()))?;
        Ok(notes)
    }

    /// The pieces of a transcript that is too long for one answer.
    async fn pages(&self, path: &str) -> Result<Vec<Value>, RecorderError> {
        let (mut pieces, mut cursor) = (Vec::new(), None::<String>);
        for _ in 0..PAGES_MAX {
            let mut query = vec![("page_size", "100")];
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let body = self.0.checked(self.0.get(&format!("{path}/transcript"), &query).await?)?;
            pieces.extend(list_of(&body["transcript"]).iter().cloned());
            let next = body["cursor"].as_str().filter(|next| !next.is_empty() && body["hasMore"] == true);
            let next = next.map(str::to_owned);
            if next.is_none() || next == cursor {
                return Ok(pieces);
            }
            cursor = next;
        }
        Err(self.0.unreadable(format!("a transcript of more than {PAGES_MAX} pages")))
    }
}

fn item(note: &Value) -> Option<Item> {
    let id = note["id"].as_str()?;
    let is_plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // Who takes part is said by the note itself only.
    is_plain.then(|| Item { id: id.to_owned(), people: addresses([]), is_private: false, told: note.clone() })
}

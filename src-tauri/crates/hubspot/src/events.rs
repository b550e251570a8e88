//! Events on a person's timeline, of a type that an app has declared: by template (the former timeline API) or as App Events.

use crate::{Client, HubSpotError, Written, client::Request, paths};
use domain::{EventToSend, EventType};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

/// The scope that a token needs to send timeline events.
pub const TIMELINE_SCOPE: &str = "timeline";

#[derive(Deserialize)]
struct Results {
    #[serde(default)]
    results: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    id: String,
}

/// One input of a batch. Both systems take the id, so that sending it twice leaves one event.
fn input(event: &EventToSend) -> Value {
    let fields = json!({"summary": event.summary, "source": event.source, "confidence": event.confidence});
    match &event.event_type {
        EventType::Template(template) => json!({
            "eventTemplateId": template, "id": event.event_id, "objectId": event.contact.id,
            "timestamp": event.at.to_string(), "tokens": fields,
        }),
        EventType::AppEvent(name) => json!({
            "eventTypeName": name, "id": event.event_id, "objectId": event.contact.id,
            "timestamp": event.at.to_string(), "properties": fields,
        }),
    }
}

impl Client {
    /// Whether an event of a template is on its timeline. HubSpot offers no way to read an App Event back: then `None`.
    pub async fn event_is_there(&self, event: &EventToSend) -> Result<Option<bool>, HubSpotError> {
        let EventType::Template(template) = &event.event_type else { return Ok(None) };
        let request = Request::get(paths::timeline_event(template, &event.event_id))
            .counted_as(format!("GET {}", paths::timeline_event("{template}", "{id}")));
        match self.read(request, |_| Ok(())).await {
            Ok(()) => Ok(Some(true)),
            Err(HubSpotError::NotFound { .. }) => Ok(Some(false)),
            Err(error) => Err(error),
        }
    }

    /// Sends events of one type in one request that is sent once. Those that are there already stay as they are and count as done.
    pub async fn send_events(
        &self,
        event_type: &EventType,
        events: &[(&str, &EventToSend)],
    ) -> Result<Written, HubSpotError> {
        let inputs: Vec<Value> = events.iter().map(|(_, event)| input(event)).collect();
        let path = match event_type {
            EventType::Template(_) => paths::timeline_batch(),
            EventType::AppEvent(_) => paths::app_events(),
        };
        let endpoint = format!("POST {path}");
        let request = Request::write(Method::POST, path, endpoint, Some(json!({"inputs": inputs})));
        let all = || events.iter().map(|(trace, event)| ((*trace).to_owned(), event.event_id.clone()));
        match self.write(request, |body| serde_json::from_slice::<Results>(body)).await {
            Ok((results, correlation_id)) => {
                let is_there = |id: &String| results.results.iter().any(|one| one.id == *id);
                let done = all().filter(|(_, id)| is_there(id)).collect();
                Ok(Written { done, correlation_id, ..Written::default() })
            }
            // One event with that id is there already: ours, since the id is 64 random bits of ours.
            Err(HubSpotError::Refused { status: 409, correlation_id, .. }) if events.len() == 1 => {
                Ok(Written { done: all().collect(), correlation_id, ..Written::default() })
            }
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_systems_get_the_same_id_and_words() {
        let event = |event_type| EventToSend {
            contact: "contact:5".parse().unwrap(),
            event_type,
            event_id: "00000000000000ff".to_owned(),
            at: "2026-03-04T09:00:00Z".parse().unwrap(),
            summary: "They asked for the annex.".to_owned(),
            source: "call:7".to_owned(),
            confidence: "0.91".to_owned(),
        };
        let template = input(&event(EventType::Template("77".to_owned())));
        let app = input(&event(EventType::AppEvent("foreword_summary".to_owned())));
        assert_eq!((&template["id"], &template["tokens"]), (&app["id"], &app["properties"]));
        assert_eq!((&template["eventTemplateId"], &app["eventTypeName"]), (&json!("77"), &json!("foreword_summary")));
        assert_eq!(
            (&template["timestamp"], &app["timestamp"]),
            (&json!("2026-03-04T09:00:00Z"), &json!("2026-03-04T09:00:00Z"))
        );
        assert_eq!(template["tokens"]["confidence"], json!("0.91"));
    }
}

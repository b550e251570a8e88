//! The body of a webhook's request: an app's list of changes, or the one object that a workflow sends.
//!
//! What a delivery says of values is never used. It says where to look.

use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use serde_json::Value;

/// HubSpot sends at most so many changes in one request.
pub const DELIVERED_AT_MOST: usize = 100;

/// A word from HubSpot that a record may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The record to look at.
    pub record: RecordId,
    /// The property that is said to have changed; none where something else is said.
    pub property: Option<String>,
    /// When it is said to have happened; none where the delivery does not say.
    pub at: Option<Timestamp>,
    /// The portal it is from, by HubSpot's number; none where the delivery does not say, as a workflow's does not.
    pub portal: Option<String>,
    /// Whether the change was made by the very app that the delivery is for.
    pub is_own: bool,
    /// Names what is told: the same when it is told again.
    pub key: String,
}

/// A body that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no JSON, or no object and no list of objects.
    #[error("the body is no delivery of HubSpot's: {reason}")]
    NotOne {
        /// What is wrong with it.
        reason: String,
    },
    /// It holds more changes than HubSpot sends at once.
    #[error("the body holds more than {DELIVERED_AT_MOST} changes")]
    TooMany,
}

/// The deliveries of one request, and how many of its entries name no record that is kept here.
///
/// # Errors
/// [`Unreadable`] where the body is none of HubSpot's.
pub fn deliveries(body: &[u8]) -> Result<(Vec<Delivered>, usize), Unreadable> {
    let not_one = |reason: &str| Unreadable::NotOne { reason: reason.to_owned() };
    let value: Value = serde_json::from_slice(body).map_err(|error| not_one(&error.to_string()))?;
    let entries = match value {
        Value::Array(entries) => entries,
        object @ Value::Object(_) => vec![object],
        _ => return Err(not_one("it is neither an object nor a list")),
    };
    if DELIVERED_AT_MOST < entries.len() {
        return Err(Unreadable::TooMany);
    }
    let read: Vec<Delivered> = entries.iter().filter_map(delivered).collect();
    let unknown = entries.len() - read.len();
    Ok((read, unknown))
}

fn delivered(entry: &Value) -> Option<Delivered> {
    let object = object_of(entry)?;
    let id = ["objectId", "hs_object_id", "vid", "id"].into_iter().find_map(|name| number(&entry[name]))?;
    let record = RecordId::new(object, id);
    let property = entry["propertyName"].as_str().filter(|name| !name.is_empty()).map(str::to_owned);
    let at = entry["occurredAt"].as_i64().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let app = number(&entry["appId"]);
    let is_own = entry["changeSource"].as_str() == Some("INTEGRATION")
        && app.is_some_and(|app| number(&entry["sourceId"]).as_deref() == Some(app.as_str()));
    // The number of an event is not its own alone, so what it tells is part of its name. How often it was sent is not.
    let told = |name: &str| number(&entry[name]).unwrap_or_default();
    let spelled = [
        record.to_string(),
        told("eventId"),
        told("subscriptionId"),
        told("occurredAt"),
        entry["subscriptionType"].as_str().unwrap_or_default().to_owned(),
        property.clone().unwrap_or_default(),
        entry["propertyValue"].to_string(),
        entry["changeFlag"].as_str().unwrap_or_default().to_owned(),
        told("enrollmentId"),
        told("actionExecutionIndexIdentifier"),
    ];
    Some(Delivered { record, property, at, portal: number(&entry["portalId"]), is_own, key: key_of(&spelled) })
}

/// A name for some texts, none of which runs into the next.
pub(crate) fn key_of<T: AsRef<str>>(parts: &[T]) -> String {
    let mut hash = blake3::Hasher::new();
    for part in parts {
        hash.update(&part.as_ref().len().to_le_bytes());
        hash.update(part.as_ref().as_bytes());
    }
    hash.finalize().to_hex().as_str().get(..32).unwrap_or_default().to_owned()
}

/// A number as its digits, whether it is sent as a number or as a text; nothing else is one.
fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => number.as_u64().map(|number| number.to_string()),
        Value::String(text)
            if !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            Some(text.clone())
        }
        _ => None,
    }
}

/// What kind of record is spoken of: by the subscription ("deal.propertyChange"), by HubSpot's number of the type, or by its name.
/// Source: HubSpot's list of object type ids.
fn object_of(entry: &Value) -> Option<ObjectType> {
    let by_number = entry["objectTypeId"].as_str().and_then(|id| match id {
        "0-1" => Some(ObjectType::Contact),
        "0-2" => Some(ObjectType::Company),
        "0-3" => Some(ObjectType::Deal),
        "0-5" => Some(ObjectType::Ticket),
        "0-46" => Some(ObjectType::Note),
        "0-47" => Some(ObjectType::Meeting),
        "0-48" => Some(ObjectType::Call),
        "0-49" => Some(ObjectType::Email),
        "0-27" => Some(ObjectType::Task),
        _ => None,
    });
    let named = |text: &str| text.to_ascii_lowercase().parse().ok().filter(|object| ObjectType::ALL.contains(object));
    let by_subscription = || named(entry["subscriptionType"].as_str()?.split('.').next()?);
    let by_name = || named(entry["objectType"].as_str()?);
    let by_contact = || entry.get("vid").map(|_| ObjectType::Contact);
    by_number.or_else(by_subscription).or_else(by_name).or_else(by_contact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn change() -> Value {
        json!({
            "eventId": 1, "subscriptionId": 2, "portalId": 62515, "appId": 77, "occurredAt": 1_693_657_560_000_i64,
            "subscriptionType": "deal.propertyChange", "attemptNumber": 0, "objectId": 123, "propertyName": "dealstage",
            "propertyValue": "won", "changeSource": "CRM_UI", "sourceId": "userId:9"
        })
    }

    fn read(value: &Value) -> Delivered {
        let (mut all, unknown) = deliveries(value.to_string().as_bytes()).unwrap();
        assert_eq!((all.len(), unknown), (1, 0), "{value}");
        all.remove(0)
    }

    #[test]
    fn a_delivery_says_where_to_look_and_is_the_same_when_it_is_sent_again() {
        let first = read(&json!([change()]));
        assert_eq!(first.record.to_string(), "deal:123");
        assert_eq!(first.property.as_deref(), Some("dealstage"));
        assert_eq!(first.portal.as_deref(), Some("62515"));
        assert!(!first.is_own);
        let mut again = change();
        again["attemptNumber"] = json!(4);
        assert_eq!(read(&again).key, first.key);
        // The same number for another change is another event.
        again["propertyValue"] = json!("lost");
        assert_ne!(read(&again).key, first.key);
    }

    #[test]
    fn what_our_own_app_did_is_told_apart() {
        let mut own = change();
        (own["changeSource"], own["sourceId"]) = (json!("INTEGRATION"), json!("77"));
        assert!(read(&own).is_own);
        own["sourceId"] = json!("78");
        assert!(!read(&own).is_own);
    }

    #[test]
    fn a_record_is_named_in_each_of_hubspots_ways() {
        for (value, record) in [
            (json!({"objectId": 5, "objectTypeId": "0-48"}), "call:5"),
            (json!({"objectId": "5", "subscriptionType": "object.creation", "objectTypeId": "0-5"}), "ticket:5"),
            (json!({"vid": 5, "properties": {}}), "contact:5"),
            (json!({"hs_object_id": "5", "objectType": "COMPANY"}), "company:5"),
        ] {
            assert_eq!(read(&value).record.to_string(), record);
        }
        let (none, unknown) =
            deliveries(br#"[{"objectId": 5, "objectTypeId": "2-99"}, 3, {"objectId": "x"}]"#).unwrap();
        assert_eq!((none.len(), unknown), (0, 3));
        assert!(matches!(deliveries(b"no"), Err(Unreadable::NotOne { .. })));
        let many = Value::Array(vec![change(); DELIVERED_AT_MOST + 1]);
        assert_eq!(deliveries(many.to_string().as_bytes()), Err(Unreadable::TooMany));
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = deliveries(&body);
        }
    }
}

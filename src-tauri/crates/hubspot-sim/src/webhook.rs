//! Webhook deliveries, signed as HubSpot signs them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{auth::APP_ID, clock, objects::ObjectType, sim::Sim};

/// One webhook delivery, ready to be sent.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub url: String,
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
    /// How often it is sent; more than once is what HubSpot does when an answer gets lost.
    pub times: u64,
}

/// Builds a delivery from `{"url", "kind": "app"|"workflow", "events": […]}`.
///
/// An app's events go out as an array with v1 and v3 signatures, a workflow's as one object with a v2 signature. `signed_url` signs
/// another address than the one sent to (a relay's), `age_ms` makes the time stamp older, `bad_signature` spoils it, `repeat` sends again.
pub(crate) fn prepare(sim: &mut Sim, order: &Value) -> Result<Delivery, String> {
    let url = order["url"].as_str().ok_or("`url` is missing")?.to_owned();
    let signed_url = order["signed_url"].as_str().unwrap_or(&url).to_owned();
    let events: Vec<Value> = match order["events"].as_array() {
        Some(events) => events.iter().zip(1..).map(|(event, number)| complete(sim, event, number)).collect(),
        None => vec![complete(sim, order, 1)],
    };
    let workflow = order["kind"].as_str() == Some("workflow");
    let body = if workflow { events.first().cloned().unwrap_or_default() } else { Value::Array(events) }.to_string();
    let secret = if order["bad_signature"].as_bool() == Some(true) {
        "not the secret".to_owned()
    } else {
        sim.tokens.client_secret.clone()
    };
    let timestamp_ms = clock::real_ms() - order["age_ms"].as_i64().unwrap_or_default();
    let mut headers = vec![("content-type", "application/json".to_owned())];
    if workflow {
        headers.push(("x-hubspot-signature", v2(&secret, "POST", &signed_url, &body)));
        headers.push(("x-hubspot-signature-version", "v2".to_owned()));
    } else {
        headers.push(("x-hubspot-signature", signature_v1(&secret, &body)));
        headers.push(("x-hubspot-signature-version", "v1".to_owned()));
        headers.push(("x-hubspot-signature-v3", v3(&secret, "POST", &signed_url, &body, timestamp_ms)?));
        headers.push(("x-hubspot-request-timestamp", timestamp_ms.to_string()));
    }
    Ok(Delivery { url, body, headers, times: 1 + order["repeat"].as_u64().unwrap_or_default().min(10) })
}

/// Sends a delivery and reports the receiver's answers.
pub(crate) async fn send(delivery: &Delivery) -> Value {
    let client = match transport::client() {
        Ok(client) => client,
        Err(error) => return json!({ "statuses": [], "error": error.to_string() }),
    };
    let mut statuses = Vec::new();
    for _ in 0..delivery.times {
        let mut request =
            client.post(&delivery.url).body(delivery.body.clone()).timeout(std::time::Duration::from_secs(5));
        for (name, value) in &delivery.headers {
            request = request.header(*name, value);
        }
        match request.send().await {
            Ok(answer) => statuses.push(json!(answer.status().as_u16())),
            Err(problem) => statuses.push(json!(problem.to_string())),
        }
    }
    json!({ "status": statuses.last(), "statuses": statuses, "body": delivery.body, "headers": delivery.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<Value>() })
}

/// Fills in what the order leaves open.
fn complete(sim: &Sim, event: &Value, number: u64) -> Value {
    let object = event["type"].as_str().and_then(ObjectType::parse);
    let property = event["property"].as_str().or(event["propertyName"].as_str());
    let subscription = object.map(|object| {
        format!("{}.{}", object.singular(), if property.is_some() { "propertyChange" } else { "creation" })
    });
    let id = event["id"].as_str().and_then(|id| id.parse::<u64>().ok()).or_else(|| event["id"].as_u64());
    let mut complete = json!({
        "eventId": 3_816_279_000_u64 + number, "subscriptionId": 22_100 + number, "portalId": sim.portal.account.portal_id, "appId": APP_ID,
        "occurredAt": sim.now_ms(), "subscriptionType": subscription, "attemptNumber": 0, "objectId": id,
        "changeSource": event["source"].as_str().unwrap_or("CRM_UI"),
        "sourceId": sim.portal.account.me().map(|me| format!("userId:{}", me.user_id)), "changeFlag": "UPDATED",
    });
    if let Some(property) = property {
        complete["propertyName"] = json!(property);
        complete["propertyValue"] = event["value"].clone();
    }
    // Whatever the order writes in HubSpot's own words is sent as it stands.
    let own_words = [
        "url",
        "kind",
        "type",
        "id",
        "property",
        "value",
        "source",
        "signed_url",
        "age_ms",
        "bad_signature",
        "repeat",
        "events",
    ];
    for (name, value) in event.as_object().into_iter().flatten().filter(|(name, _)| !own_words.contains(&name.as_str()))
    {
        complete[name] = value.clone();
    }
    complete
}

/// HubSpot's signature v1, for whoever sends deliveries of their own: the hex SHA-256 of secret and body.
pub fn signature_v1(secret: &str, body: &str) -> String {
    hex(&Sha256::digest(format!("{secret}{body}")))
}

/// HubSpot's signature v2: the hex SHA-256 of secret, method, URI and body.
fn v2(secret: &str, method: &str, uri: &str, body: &str) -> String {
    hex(&Sha256::digest(format!("{secret}{method}{uri}{body}")))
}

/// Base64 of the HMAC over method, decoded URI, body and time stamp.
fn v3(secret: &str, method: &str, uri: &str, body: &str, timestamp_ms: i64) -> Result<String, String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|problem| problem.to_string())?;
    mac.update(format!("{method}{}{body}{timestamp_ms}", decoded(uri)).as_bytes());
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

/// HubSpot signs the URI with these characters decoded and all others as they were.
fn decoded(uri: &str) -> String {
    const DECODED: [(&str, &str); 12] = [
        ("%3A", ":"),
        ("%2F", "/"),
        ("%3F", "?"),
        ("%40", "@"),
        ("%21", "!"),
        ("%24", "$"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
        ("%2C", ","),
        ("%3B", ";"),
    ];
    DECODED
        .iter()
        .fold(uri.to_owned(), |uri, (code, letter)| uri.replace(code, letter).replace(&code.to_lowercase(), letter))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
    const URI: &str = "https://www.example.com/webhook_uri";

    #[test]
    fn signatures_match_known_vectors() {
        let v2 = v2(SECRET, "POST", URI, r#"{"example_field":"example_value"}"#);
        assert_eq!(v2, "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900");
        let v3 = v3(SECRET, "POST", URI, "{'example_field':'example_value'}", 1_693_657_560_000).unwrap();
        assert_eq!(v3, "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=");
        assert_eq!(decoded("https://x.example/a%3Ab?q=%2f%20"), "https://x.example/a:b?q=/%20");
    }
}

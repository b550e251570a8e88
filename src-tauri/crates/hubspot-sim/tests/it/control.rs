//! The control surface.

use std::sync::{Arc, Mutex};

use axum::{Router, extract::State, http::HeaderMap, routing::post};
use serde_json::{Value, json};

use crate::{Crm, small};

type Received = Arc<Mutex<Vec<(HeaderMap, String)>>>;

#[tokio::test]
async fn webhooks_arrive_signed() {
    let received: Received = Arc::default();
    let router = Router::new()
        .route(
            "/hook",
            post(|State(received): State<Received>, headers: HeaderMap, body: String| async move {
                received.lock().unwrap().push((headers, body));
            }),
        )
        .with_state(Arc::clone(&received));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let crm = Crm::start(small()).await;
    let event = json!({ "url": url, "kind": "app", "type": "deal", "id": "5", "property": "dealstage", "value": "closedwon", "repeat": 1 });
    let sent = crm.post("/_sim/webhook", event).await;
    assert_eq!(sent["statuses"], json!([200, 200]));
    crm.post("/_sim/webhook", json!({ "url": url, "kind": "workflow", "type": "deal", "id": "5" })).await;

    let received = received.lock().unwrap();
    let (headers, body) = &received[0];
    let events: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&events[0]["subscriptionType"], &events[0]["objectId"]), (&json!("deal.propertyChange"), &json!(5)));
    assert!(headers.contains_key("x-hubspot-signature-v3") && headers.contains_key("x-hubspot-request-timestamp"));
    assert_eq!(received[1].1, *body, "a repeated delivery is the same");
    assert_eq!(received[2].0["x-hubspot-signature-version"], "v2");
    assert!(received[2].1.starts_with('{'));
}

#[tokio::test]
async fn the_customer_sees_no_notes() {
    let crm = Crm::start(small()).await;
    let ticket = crm.first("tickets").await;
    let log = async |object: &str, type_id: u32, properties: Value| {
        let associations = json!([{ "to": { "id": ticket }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id }] }]);
        crm.post(
            &format!("/crm/v3/objects/{object}"),
            json!({ "properties": properties, "associations": associations }),
        )
        .await
    };
    log("notes", 228, json!({ "hs_timestamp": "0", "hs_note_body": "internal" })).await;
    log("emails", 224, json!({ "hs_timestamp": "0", "hs_email_direction": "EMAIL", "hs_email_subject": "Re", "hs_email_text": "On it" })).await;
    let seen = crm.get(&format!("/_sim/customer/tickets/{ticket}")).await;
    assert_eq!(seen["messages"].as_array().unwrap().len(), 1);
    assert!(seen["messages"][0]["text"] == "On it" && !seen.to_string().contains("internal"));
}

#[tokio::test]
async fn mutations_change_the_portal() {
    let crm = Crm::start(small()).await;
    let (contact, deal) = (crm.first("contacts").await, crm.first("deals").await);
    let (from, to) = (json!({ "type": "contact", "id": contact }), json!({ "type": "deal", "id": deal }));
    crm.post("/_sim/mutate", json!({ "op": "associate", "from": from, "to": to })).await;
    let linked = async || {
        crm.get(&format!("/_sim/records/deals/{deal}")).await["associations"]["contacts"]
            .as_array()
            .is_some_and(|ids| ids.contains(&json!(contact)))
    };
    assert!(linked().await);
    crm.post("/_sim/mutate", json!({ "op": "dissociate", "from": from, "to": to })).await;
    assert!(!linked().await);
    let created = crm
        .post(
            "/_sim/mutate",
            json!({ "op": "create", "type": "note", "properties": { "hs_timestamp": "0" }, "associations": [from] }),
        )
        .await;
    assert!(created["id"].is_string());
    crm.post("/_sim/mutate", json!({ "op": "gdpr-delete", "type": "contact", "id": contact })).await;
    assert!(crm.sim.mutate(&json!({ "op": "edit", "type": "contact", "id": contact, "properties": {} })).is_err());
    let stats = crm.get("/_sim/stats").await;
    assert_eq!(stats["calls"]["by_endpoint"]["GET /crm/v3/objects/contacts"], 1);
}

//! Rate limits with their headers, and answers that never come.

use std::time::Duration;

use hubspot_sim::{Fault, SimConfig, Tier};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{Crm, small};

#[tokio::test]
async fn the_ten_second_limit_tells_its_state() {
    let crm = Crm::start(SimConfig { unlimited: false, tier: Tier::Free, ..small() }).await;
    for left in (0..100).rev() {
        let response = crm.send(Method::GET, "/account-info/2026-03/details", None).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("X-HubSpot-RateLimit-Max"), "100");
        assert_eq!(header("X-HubSpot-RateLimit-Remaining"), left.to_string());
        assert_eq!(header("X-HubSpot-RateLimit-Interval-Milliseconds"), "10000");
        assert_eq!(header("X-HubSpot-RateLimit-Daily"), "250000");
    }
    let (status, body) = crm.call(Method::GET, "/crm/v3/owners", None).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!((&body["policyName"], &body["errorType"]), (&json!("TEN_SECONDLY_ROLLING"), &json!("RATE_LIMIT")));
    assert_eq!(body["message"], "You have reached your ten_secondly_rolling limit.");
    // Associations have a budget of their own.
    crm.post("/crm/v4/associations/contacts/deals/batch/read", json!({ "inputs": [] })).await;
    assert_eq!(crm.sim.stats()["rate_limited"]["by_policy"]["TEN_SECONDLY_ROLLING"], 1);
}

#[tokio::test]
async fn search_has_five_a_second_and_no_headers() {
    let crm = Crm::start(SimConfig { unlimited: false, ..small() }).await;
    let mut refused: Option<Value> = None;
    for _ in 0..50 {
        let response =
            crm.send(Method::POST, "/crm/v3/objects/contacts/search", Some(json!({ "limit": 1 }))).await.unwrap();
        assert!(response.headers().keys().all(|name| !name.as_str().contains("ratelimit")));
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(response.json().await.unwrap());
            break;
        }
    }
    assert_eq!(refused.unwrap()["policyName"], "SECONDLY");
}

#[tokio::test]
async fn the_daily_budget_ends() {
    let crm = Crm::start(SimConfig { unlimited: false, daily_limit: Some(2), ..small() }).await;
    for expected in [StatusCode::OK, StatusCode::OK, StatusCode::TOO_MANY_REQUESTS] {
        let (status, body) = crm.call(Method::GET, "/crm/v3/owners", None).await;
        assert_eq!(status, expected);
        assert!(status.is_success() || body["policyName"] == "DAILY");
    }
}

fn note(text: &str) -> Value {
    json!({ "properties": { "hs_timestamp": "1700000000000", "hs_note_body": text } })
}

async fn notes_saying(crm: &Crm, text: &str) -> usize {
    let records = crm.get("/_sim/records/notes").await;
    let bodies = records["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|note| note["properties"]["hs_note_body"].as_str().is_some_and(|body| body.contains(text)));
    bodies.count()
}

#[tokio::test]
async fn a_lost_answer_leaves_the_note() {
    let crm = Crm::start(small()).await;
    crm.post("/_sim/faults", json!({ "next": "drop_after" })).await;
    crm.get("/crm/v3/owners").await; // The fault waits for a write.
    let lost = crm.send(Method::POST, "/crm/v3/objects/notes", Some(note("ref 00ff00ff00ff00ff"))).await;
    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(notes_saying(&crm, "00ff00ff00ff00ff").await, 1);

    crm.post("/crm/v3/objects/notes", note("again, ref 00ff00ff00ff00ff")).await;
    let stats = crm.sim.stats();
    assert_eq!((&stats["created"]["notes"], &stats["duplicates"]["total"]), (&json!(2), &json!(1)));
    assert_eq!(stats["duplicates"]["markers"]["00ff00ff00ff00ff"], 2);
}

#[tokio::test]
async fn a_request_lost_on_its_way_leaves_nothing() {
    let crm = Crm::start(small()).await;
    crm.sim.next_write(Fault::DropBefore);
    assert!(crm.send(Method::POST, "/crm/v3/objects/notes", Some(note("never"))).await.is_err());
    assert_eq!(notes_saying(&crm, "never").await, 0);
    for (fault, status) in [(Fault::TooMany, 429), (Fault::ServerError, 500)] {
        crm.sim.next_request(fault);
        assert_eq!(crm.call(Method::GET, "/crm/v3/owners", None).await.0.as_u16(), status);
    }
}

#[tokio::test]
async fn a_late_write_arrives_minutes_later() {
    let crm = Crm::start(small()).await;
    crm.sim.next_write(Fault::ApplyLate);
    assert!(crm.send(Method::POST, "/crm/v3/objects/notes", Some(note("late"))).await.is_err());
    assert_eq!(notes_saying(&crm, "late").await, 0);
    crm.post("/_sim/advance", json!({ "minutes": 2 })).await;
    assert_eq!(notes_saying(&crm, "late").await, 0);
    crm.sim.advance(Duration::from_secs(60));
    assert_eq!(notes_saying(&crm, "late").await, 1);
}

#[tokio::test]
async fn a_truncated_answer_breaks_off() {
    let crm = Crm::start(small()).await;
    crm.sim.next_request(Fault::Truncate);
    let response = crm.send(Method::GET, "/crm/v3/objects/contacts?limit=100", None).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.text().await.is_err());
}

#[tokio::test]
async fn the_log_has_a_line_a_request() {
    let path = std::env::temp_dir().join(format!("hubspot-sim-{}.log", std::process::id()));
    let crm = Crm::start(SimConfig { log: Some(path.clone()), ..small() }).await;
    crm.get("/crm/v3/objects/contacts?limit=1").await;
    crm.sim.next_request(Fault::DropBefore);
    crm.send(Method::GET, "/crm/v3/owners", None).await.unwrap_err();
    let log = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (lines[0]["path"].as_str(), lines[0]["query"].as_str()),
        (Some("/crm/v3/objects/contacts"), Some("limit=1"))
    );
    assert_eq!((&lines[0]["policy"], &lines[0]["status"]), (&json!("TEN_SECONDLY_ROLLING"), &json!(200)));
    assert!(lines[0]["bytes"].as_u64().unwrap() > 50);
    // A client may try a dropped read again by itself, so there may be more lines than one.
    assert_eq!((&lines[1]["status"], &lines[1]["bytes"]), (&json!(0), &json!(0)));
}

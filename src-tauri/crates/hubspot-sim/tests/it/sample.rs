//! The sample portal as it is served.

use std::collections::BTreeSet;

use hubspot_sim::{SimConfig, Switches};
use serde_json::Value;

use crate::Crm;

async fn sample() -> Crm {
    Crm::start(SimConfig { unlimited: true, ..SimConfig::default() }).await
}

async fn all(crm: &Crm, object: &str) -> Vec<Value> {
    crm.get(&format!("/_sim/records/{object}")).await["results"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_storylines_are_complete() {
    let generous = Switches { transcripts_oauth_only: false, ..Switches::default() };
    let crm = Crm::start(SimConfig { unlimited: true, switches: generous, ..SimConfig::default() }).await;
    let mut counts = Vec::new();
    for object in ["companies", "contacts", "deals", "tickets"] {
        counts.push(all(&crm, object).await.len());
    }
    assert_eq!(counts, [12, 60, 20, 8], "companies, contacts, deals, tickets");
    let mut activities = 0;
    for object in ["notes", "calls", "emails", "meetings", "tasks"] {
        activities += all(&crm, object).await.len();
    }
    assert!((560..=720).contains(&activities), "{activities} activities");
    let calls = all(&crm, "calls").await;
    let with_transcript: Vec<&str> =
        calls.iter().filter_map(|call| call["properties"]["hs_call_transcription_id"].as_str()).collect();
    assert_eq!(with_transcript.len(), 12);
    for id in with_transcript {
        let transcript = crm.get(&format!("/crm/extensions/calling/2026-03/transcripts/{id}")).await;
        assert!(transcript["transcriptUtterances"].as_array().is_some_and(|utterances| 10 < utterances.len()));
    }
}

#[tokio::test]
async fn every_activity_has_what_hubspot_gives_it() {
    let crm = sample().await;
    let mut by_id = BTreeSet::new();
    let mut shared = 0;
    for object in ["notes", "calls", "emails", "meetings", "tasks"] {
        for record in all(&crm, object).await {
            for property in ["hs_timestamp", "hs_createdate", "hs_lastmodifieddate", "hubspot_owner_id", "hs_object_id"]
            {
                assert!(record["properties"][property].is_string(), "{object} {property} {record}");
            }
            assert!(record["associations"]["companies"].is_array(), "{object} {record}");
            assert!(!record["properties"].to_string().contains("{date:"), "{record}");
            shared += usize::from(!by_id.insert(record["id"].as_str().unwrap().to_owned()));
        }
    }
    assert!(2 < shared, "some ids occur in two types on purpose");
    for contact in all(&crm, "contacts").await {
        assert!(contact["properties"]["associatedcompanyid"].is_string(), "{contact}");
    }
}

#[tokio::test]
async fn the_rep_and_the_keys_are_known() {
    let crm = sample().await;
    assert_eq!(crm.sim.portal_id(), 4711);
    let (owner_id, email) = crm.sim.me();
    assert_eq!(crm.get(&format!("/crm/v3/owners?email={email}")).await["results"][0]["id"], owner_id.as_str());
    let (object, id) = crm.sim.key_to_id("harbourline/petra").unwrap();
    assert_eq!(object, "contact");
    assert_eq!(crm.get(&format!("/crm/v3/objects/contacts/{id}")).await["properties"]["firstname"], "Petra");
    assert_eq!(crm.sim.key_to_id("harbourline").unwrap().0, "company");
    let former = crm.get("/crm/v3/owners?archived=true").await;
    assert!(former["results"].as_array().unwrap().iter().all(|owner| owner.get("userId").is_none()));
    assert_eq!(crm.get("/crm/v3/pipelines/deals").await["results"][0]["id"], "default");
}

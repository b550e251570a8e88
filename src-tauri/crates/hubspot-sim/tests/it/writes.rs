//! Creates, changes, archiving and merging, with the refusals that go with them.

use hubspot_sim::{SimConfig, Switches};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{Crm, small};

async fn refusal(crm: &Crm, path: &str, body: Value) -> (u16, Value) {
    let (status, body) = crm.call(Method::POST, path, Some(body)).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn a_note_is_written_with_its_association_and_read_back() {
    let crm = Crm::start(small()).await;
    let contact = crm.first("contacts").await;
    let body = json!({
        "properties": { "hs_timestamp": "2026-03-04T10:00:00Z", "hs_note_body": "<p onclick=\"x()\">Hello<script>alert(1)</script></p>" },
        "associations": [{ "to": { "id": contact }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202 }] }],
    });
    let (status, created) = crm.call(Method::POST, "/crm/objects/2026-03/notes", Some(body)).await;
    assert_eq!(status, StatusCode::CREATED);
    let id = created["id"].as_str().unwrap();
    let read = crm.get(&format!("/crm/v3/objects/notes/{id}?properties=hs_note_body,hs_object_source,hs_object_source_id&associations=contacts")).await;
    assert_eq!(read["properties"]["hs_note_body"], "<p>Hello</p>");
    assert_eq!(read["properties"]["hs_object_source"], "INTEGRATION");
    assert_eq!(read["associations"]["contacts"]["results"], json!([{ "id": contact, "type": "note_to_contact" }]));
    let parents = crm.get(&format!("/crm/v4/objects/contacts/{contact}/associations/notes")).await;
    assert!(parents["results"].as_array().unwrap().iter().any(|note| note["toObjectId"].as_u64() == id.parse().ok()));
}

#[tokio::test]
async fn bad_writes_are_refused_whole() {
    let crm = Crm::start(small()).await;
    let code = |body: &Value| body["errors"][0]["code"].as_str().unwrap_or_default().to_owned();
    let note = |properties: Value| json!({ "properties": properties });
    let path = "/crm/v3/objects/notes";
    let (status, body) = refusal(&crm, path, note(json!({ "hs_timestamp": "0", "ai_summary": "x" }))).await;
    assert_eq!((status, code(&body).as_str()), (400, "PROPERTY_DOESNT_EXIST"));
    assert!(body["correlationId"].is_string() && body["category"] == "VALIDATION_ERROR");
    let (status, body) = refusal(&crm, path, note(json!({ "hs_note_body": "no time" }))).await;
    assert_eq!((status, code(&body).as_str()), (400, "MISSING_REQUIRED_PROPERTY"));
    let (status, _) =
        refusal(&crm, path, note(json!({ "hs_timestamp": "0", "hs_note_body": "x".repeat(65_537) }))).await;
    assert_eq!(status, 400);
    let deal = json!({ "dealname": "D", "pipeline": "default", "dealstage": "dreaming" });
    assert_eq!(refusal(&crm, "/crm/v3/objects/deals", note(deal)).await.0, 400);
    let dangling = json!({ "properties": { "hs_timestamp": "0" }, "associations": [{ "to": { "id": "5" }, "types": [{ "associationTypeId": 202 }] }] });
    assert_eq!(refusal(&crm, path, dangling).await.0, 400);
    assert_eq!(crm.sim.stats()["created"]["notes"], 0);

    let contact = crm.first("contacts").await;
    let email = crm.get(&format!("/crm/v3/objects/contacts/{contact}")).await["properties"]["email"].clone();
    let (status, body) = refusal(&crm, "/crm/v3/objects/contacts", note(json!({ "email": email }))).await;
    assert_eq!(
        (status, body["message"].as_str()),
        (409, Some(format!("Contact already exists. Existing ID: {contact}").as_str()))
    );
}

#[tokio::test]
async fn a_batch_create_reports_per_input_only_with_trace_ids() {
    let crm = Crm::start(small()).await;
    let good = json!({ "properties": { "hs_timestamp": "0" }, "objectWriteTraceId": "a", "associations": [] });
    let bad = json!({ "properties": { "nonsense": "1" }, "objectWriteTraceId": "b", "associations": [] });
    let nameless = json!({ "properties": { "nonsense": "1" }, "associations": [] });
    assert_eq!(refusal(&crm, "/crm/v3/objects/tasks/batch/create", json!({ "inputs": [good, nameless] })).await.0, 400);
    assert_eq!(crm.sim.stats()["created"]["tasks"], 0);
    let (status, body) = refusal(&crm, "/crm/v3/objects/tasks/batch/create", json!({ "inputs": [good, bad] })).await;
    assert_eq!((status, body["results"].as_array().unwrap().len()), (207, 1));
    assert_eq!(body["errors"][0]["context"]["objectWriteTraceId"], json!(["b"]));
}

#[tokio::test]
async fn history_tells_who_changed_what() {
    let crm = Crm::start(small()).await;
    let id = crm.first("deals").await;
    let path = format!("/crm/v3/objects/deals/{id}");
    let (status, body) =
        crm.call(Method::PATCH, &path, Some(json!({ "properties": { "hs_next_step": "Call" } }))).await;
    assert_eq!((status, &body["properties"]["hs_next_step"]), (StatusCode::OK, &json!("Call")));
    crm.sim.mutate(&json!({ "op": "edit", "type": "deal", "id": id, "properties": { "hs_next_step": "Visit" }, "source": "CRM_UI" })).unwrap();
    crm.sim.mutate(&json!({ "op": "edit", "type": "deal", "id": id, "properties": { "hs_next_step": "Wait" }, "source": "WORKFLOWS", "source_id": "88" })).unwrap();
    let record = crm.get(&format!("{path}?propertiesWithHistory=hs_next_step")).await;
    let history = record["propertiesWithHistory"]["hs_next_step"].as_array().unwrap();
    let told: Vec<_> =
        history.iter().map(|entry| (entry["value"].as_str().unwrap(), entry["sourceType"].as_str().unwrap())).collect();
    assert_eq!(told, [("Wait", "WORKFLOWS"), ("Visit", "CRM_UI"), ("Call", "INTEGRATION")]);
    assert!(history[1]["sourceId"].as_str().unwrap().starts_with("userId:"));
    assert!(record["updatedAt"].as_str() > record["createdAt"].as_str());
}

#[tokio::test]
async fn archived_records_move_to_their_own_list() {
    let crm = Crm::start(small()).await;
    let id = crm.first("contacts").await;
    let path = format!("/crm/v3/objects/contacts/{id}");
    assert_eq!(crm.call(Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    let (status, body) = crm.call(Method::GET, &path, None).await;
    assert_eq!((status, body["category"].as_str()), (StatusCode::NOT_FOUND, Some("OBJECT_NOT_FOUND")));
    let archived = crm.get("/crm/v3/objects/contacts?archived=true").await;
    assert_eq!((archived["results"].as_array().unwrap().len(), &archived["results"][0]["id"]), (1, &json!(id)));
    assert!(archived["results"][0]["archivedAt"].is_string());
    crm.sim.mutate(&json!({ "op": "restore", "type": "contact", "id": id })).unwrap();
    assert_eq!(crm.get(&path).await["archived"], false);
}

#[tokio::test]
async fn a_merged_id_leads_to_what_was_made_of_it() {
    for (follows, keeps) in [(true, false), (true, true), (false, false)] {
        let switches = Switches { merged_get: follows, merge_keeps_id: keeps, ..Switches::default() };
        let crm = Crm::start(SimConfig { switches, ..small() }).await;
        let page = crm.get("/crm/v3/objects/contacts?limit=2").await;
        let id = |at: usize| page["results"][at]["id"].as_str().unwrap().to_owned();
        let (survivor, loser) = (id(0), id(1));
        let both = json!({ "primaryObjectId": survivor, "objectIdToMerge": loser });
        let merged = crm.post("/crm/v3/objects/contacts/merge", both).await["id"].as_str().unwrap().to_owned();
        assert_eq!(merged == survivor, keeps);
        assert_ne!(merged, loser);
        let listed = crm.get("/crm/v3/objects/contacts?limit=2").await;
        let ids: Vec<&str> =
            listed["results"].as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap()).collect();
        assert!(!ids.contains(&loser.as_str()));
        assert_eq!(ids.contains(&survivor.as_str()), keeps);
        let (status, body) = crm
            .call(Method::GET, &format!("/crm/v3/objects/contacts/{loser}?properties=hs_merged_object_ids"), None)
            .await;
        if follows {
            let former = if keeps { loser.clone() } else { format!("{survivor};{loser}") };
            assert_eq!((&body["id"], &body["properties"]["hs_merged_object_ids"]), (&json!(merged), &json!(former)));
        } else {
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
        let change = json!({ "properties": { "jobtitle": "Both" } });
        let (_, patched) =
            crm.call(Method::PATCH, &format!("/crm/v3/objects/contacts/{loser}"), Some(change.clone())).await;
        assert_eq!(patched["id"], json!(merged));
        let batch = json!({ "inputs": [{ "id": loser, "properties": change["properties"] }] });
        let (status, _) = crm.call(Method::POST, "/crm/v3/objects/contacts/batch/update", Some(batch)).await;
        assert_eq!(status, StatusCode::MULTI_STATUS, "a batch update does not follow");
    }
}

#[tokio::test]
async fn properties_are_created_once() {
    let crm = Crm::start(small()).await;
    let property = json!({ "name": "ai_next_step", "label": "Next step (AI)", "groupName": "ai", "type": "string", "fieldType": "textarea" });
    let (status, _) = refusal(&crm, "/crm/v3/properties/deals", property.clone()).await;
    assert_eq!(status, 400, "the group is missing");
    crm.post("/crm/v3/properties/deals/groups", json!({ "name": "ai", "label": "AI" })).await;
    let created = crm.post("/crm/properties/2026-03/deals", property.clone()).await;
    assert_eq!((&created["name"], &created["hubspotDefined"]), (&json!("ai_next_step"), &json!(false)));
    assert_eq!(refusal(&crm, "/crm/v3/properties/deals", property).await.0, 409);

    let id = crm.first("deals").await;
    for value in ["Call", "Call", "Write"] {
        crm.call(
            Method::PATCH,
            &format!("/crm/v3/objects/deals/{id}"),
            Some(json!({ "properties": { "ai_next_step": value } })),
        )
        .await;
    }
    assert_eq!(crm.sim.stats()["workflow_runs"], 2, "an equal value starts no workflow");

    crm.sim
        .mutate(&json!({ "op": "rename_property", "type": "deal", "property": "ai_next_step", "to": "ai_step" }))
        .unwrap();
    let record = crm.get(&format!("/crm/v3/objects/deals/{id}?properties=ai_step,ai_next_step")).await;
    assert_eq!((&record["properties"]["ai_step"], record["properties"].get("ai_next_step")), (&json!("Write"), None));
    crm.sim.mutate(&json!({ "op": "archive_property", "type": "deal", "property": "ai_step" })).unwrap();
    let (status, _) = crm
        .call(Method::PATCH, &format!("/crm/v3/objects/deals/{id}"), Some(json!({ "properties": { "ai_step": "x" } })))
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    let unique = json!({ "name": "our_ref", "label": "Ref", "groupName": "note", "type": "string", "fieldType": "text", "hasUniqueValue": true });
    assert_eq!(refusal(&crm, "/crm/v3/properties/notes", unique.clone()).await.0, 400);
    let open =
        Crm::start(SimConfig { switches: Switches { unique_on_engagements: true, ..Switches::default() }, ..small() })
            .await;
    open.post("/crm/v3/properties/notes", unique).await;
    let upsert = json!({ "inputs": [{ "idProperty": "our_ref", "id": "r1", "properties": { "hs_timestamp": "0" } }] });
    assert_eq!(open.post("/crm/v3/objects/notes/batch/upsert", upsert.clone()).await["results"][0]["new"], true);
    assert_eq!(open.post("/crm/v3/objects/notes/batch/upsert", upsert).await["results"][0]["new"], false);
}

//! Associations: pages, batches, types and their removal.

use hubspot_sim::{PortalKind, SimConfig, Switches};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{Crm, small};

#[tokio::test]
async fn each_input_of_a_batch_has_pages_of_its_own() {
    let portal = PortalKind::Generated { contacts: 3, companies: 1, deals: 0, tickets: 0, activities: 2_000 };
    let crm = Crm::start(SimConfig { portal, ..small() }).await;
    let company = crm.first("companies").await;
    for path in ["/crm/v4/associations/companies/emails/batch/read", "/crm/associations/2026-03/0-2/0-49/batch/read"] {
        let mut after = serde_json::Value::Null;
        let mut sizes = Vec::new();
        loop {
            let input =
                if after.is_null() { json!({ "id": company }) } else { json!({ "id": company, "after": after }) };
            let body = crm.post(path, json!({ "inputs": [input, { "id": "77" }] })).await;
            let results = body["results"].as_array().unwrap();
            assert_eq!(results.len(), 1, "an input without associations is left out");
            sizes.push(results[0]["to"].as_array().unwrap().len());
            assert_eq!(
                results[0]["to"][0]["associationTypes"],
                json!([{ "category": "HUBSPOT_DEFINED", "typeId": 185, "label": null }])
            );
            assert!(results[0]["to"][0]["toObjectId"].is_u64());
            after = results[0]["paging"]["next"]["after"].clone();
            if after.is_null() {
                break;
            }
        }
        assert!(1 < sizes.len() && sizes[..sizes.len() - 1].iter().all(|size| *size == 500), "{sizes:?}");
        let listed = crm.get(&format!("/crm/objects/2026-03/companies/{company}/associations/emails?limit=500")).await;
        assert_eq!(listed["results"].as_array().unwrap().len(), 500);
        assert!(listed["paging"]["next"]["link"].as_str().unwrap().starts_with(crm.sim.url()));
    }
}

#[tokio::test]
async fn types_are_added_and_removed() {
    let crm = Crm::start(small()).await;
    let (contact, company) = (crm.first("contacts").await, crm.first("companies").await);
    let new = crm.post("/crm/v3/objects/companies", json!({ "properties": { "name": "Second" } })).await;
    let second = new["id"].as_str().unwrap();
    let types = async |company: &str| {
        let listed = crm.get(&format!("/crm/v4/objects/contacts/{contact}/associations/companies")).await;
        let listed = listed["results"].as_array().unwrap().clone();
        let one = listed.iter().find(|one| one["toObjectId"].as_u64() == company.parse().ok()).cloned();
        one.map(|one| {
            one["associationTypes"]
                .as_array()
                .unwrap()
                .iter()
                .map(|kind| kind["typeId"].as_u64().unwrap())
                .collect::<Vec<_>>()
        })
    };
    let put = async |path: String, body| crm.call(Method::PUT, &path, body).await;
    let (status, _) =
        put(format!("/crm/v4/objects/contacts/{contact}/associations/default/companies/{second}"), None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(types(second).await, Some(vec![279]));
    let primary = json!([{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1 }]);
    let (status, _) =
        put(format!("/crm/v4/objects/contacts/{contact}/associations/companies/{second}"), Some(primary)).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!((types(second).await, types(&company).await), (Some(vec![1, 279]), Some(vec![279])));
    let record = crm.get(&format!("/crm/v3/objects/contacts/{contact}?properties=associatedcompanyid")).await;
    assert_eq!(record["properties"]["associatedcompanyid"], json!(second));

    let (status, _) = crm
        .call(Method::DELETE, &format!("/crm/v4/objects/contacts/{contact}/associations/companies/{second}"), None)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(types(second).await, None);
    let body = json!({ "inputs": [{ "from": { "id": contact }, "to": { "id": second }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202 }] }] });
    let (status, _) = crm.call(Method::POST, "/crm/v4/associations/contacts/companies/batch/create", Some(body)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "202 goes from notes to contacts");
    let inputs = json!({ "inputs": [{ "from": { "id": contact }, "to": { "id": second } }] });
    crm.post("/crm/v4/associations/contacts/companies/batch/associate/default", inputs).await;
    assert_eq!(types(second).await, Some(vec![279]));
    crm.call(
        Method::POST,
        "/crm/v4/associations/contacts/companies/batch/archive",
        Some(json!({ "inputs": [{ "from": { "id": contact }, "to": [{ "id": second }] }] })),
    )
    .await;
    assert_eq!(types(second).await, None);
}

#[tokio::test]
async fn whether_the_modified_date_moves_is_a_switch() {
    for moves in [false, true] {
        let switches = Switches { association_moves_modified: moves, ..Switches::default() };
        let crm = Crm::start(SimConfig { switches, ..small() }).await;
        let (contact, deal) = (crm.first("contacts").await, crm.first("deals").await);
        let updated = async || crm.get(&format!("/crm/v3/objects/deals/{deal}")).await["updatedAt"].clone();
        let before = updated().await;
        crm.call(Method::PUT, &format!("/crm/v4/objects/deals/{deal}/associations/default/contacts/{contact}"), None)
            .await;
        assert_eq!(before != updated().await, moves);
    }
}

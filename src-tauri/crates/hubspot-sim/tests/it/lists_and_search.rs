//! Pages of lists, the search wall and the index lag.

use std::collections::BTreeSet;
use std::time::Duration;

use hubspot_sim::{PortalKind, SimConfig};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{Crm, small};

#[tokio::test]
async fn lists_page_by_links_to_their_own_host() {
    let crm = Crm::start(small()).await;
    for start in ["/crm/v3/objects/contacts", "/crm/objects/2026-03/0-1"] {
        let mut ids = BTreeSet::new();
        let mut next = Some(format!("{start}?limit=50&properties=email,hs_timezone&associations=companies"));
        while let Some(path) = next {
            let page = crm.get(&path).await;
            for record in page["results"].as_array().unwrap() {
                assert!(record["properties"]["email"].is_string());
                assert!(record["properties"]["hs_timezone"].is_null());
                assert_eq!(record["associations"]["companies"]["results"][0]["type"], "contact_to_company");
                assert!(ids.insert(record["id"].as_str().unwrap().to_owned()));
            }
            next = page["paging"]["next"]["link"].as_str().map(str::to_owned);
            assert!(next.as_ref().is_none_or(|link| link.starts_with(crm.sim.url())));
        }
        assert_eq!(ids.len(), 120);
    }
    let (status, body) = crm.call(Method::GET, "/crm/v3/objects/contacts?limit=101", None).await;
    assert_eq!((status, body["category"].as_str()), (StatusCode::BAD_REQUEST, Some("VALIDATION_ERROR")));
    let (status, _) =
        crm.call(Method::GET, "/crm/v3/objects/contacts?limit=51&propertiesWithHistory=email", None).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_long_query_string_is_refused_by_the_gateway() {
    let crm = Crm::start(small()).await;
    let path = format!("/crm/v3/objects/contacts?properties={}", "email,".repeat(3_000));
    let response = crm.send(Method::GET, &path, None).await.unwrap();
    assert_eq!(response.status(), StatusCode::URI_TOO_LONG);
    assert!(response.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn long_inline_associations_are_cut_and_paged() {
    let crm = Crm::start(small()).await;
    let page = crm.get("/crm/v3/objects/companies?limit=1&associations=emails,notes").await;
    let emails = &page["results"][0]["associations"]["emails"];
    let company = page["results"][0]["id"].as_str().unwrap();
    if emails["results"].as_array().unwrap().len() < 100 {
        assert!(emails["paging"].is_null());
    }
    for at in 0..101 {
        let body = json!({ "properties": { "hs_timestamp": "0", "hs_note_body": format!("{at}") },
            "associations": [{ "to": { "id": company }, "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190 }] }] });
        crm.post("/crm/v3/objects/notes", body).await;
    }
    let record = crm.get(&format!("/crm/v3/objects/companies/{company}?associations=notes")).await;
    let notes = &record["associations"]["notes"];
    assert_eq!(notes["results"].as_array().unwrap().len(), 100);
    let rest = crm.get(notes["paging"]["next"]["link"].as_str().unwrap()).await;
    assert!(!rest["results"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn search_stops_at_the_wall_and_goes_on_by_keyset() {
    let portal = PortalKind::Generated { contacts: 0, companies: 1, deals: 0, tickets: 0, activities: 40_000 };
    let crm = Crm::start(SimConfig { portal, ..small() }).await;
    let search = |filters, after: u64| json!({ "filterGroups": [{ "filters": filters }], "sorts": [{ "propertyName": "hs_object_id", "direction": "ASCENDING" }], "properties": ["hs_timestamp"], "limit": 200, "after": after.to_string() });
    let all = json!([{ "propertyName": "hs_object_id", "operator": "HAS_PROPERTY" }]);
    let last = crm.post("/crm/v3/objects/emails/search", search(all.clone(), 9_800)).await;
    assert!(10_000 < last["total"].as_u64().unwrap());
    let (status, body) =
        crm.call(Method::POST, "/crm/v3/objects/emails/search", Some(search(all.clone(), 10_000))).await;
    assert_eq!((status, body["category"].as_str()), (StatusCode::BAD_REQUEST, Some("VALIDATION_ERROR")));

    let (mut seen, mut after, mut first_total) = (0, "0".to_owned(), None);
    loop {
        let keyset = json!([{ "propertyName": "hs_object_id", "operator": "GT", "value": after }]);
        let page = crm.post("/crm/v3/objects/emails/search", search(keyset, 0)).await;
        first_total = first_total.or(page["total"].as_u64());
        let results = page["results"].as_array().unwrap();
        let Some(last) = results.last() else { break };
        seen += u64::try_from(results.len()).unwrap();
        after = last["id"].as_str().unwrap().to_owned();
    }
    assert_eq!(Some(seen), first_total);
}

#[tokio::test]
async fn search_lags_behind_reads() {
    let crm = Crm::start(SimConfig { lag_ms: 60_000, ..small() }).await;
    let id = crm.first("contacts").await;
    crm.call(
        Method::PATCH,
        &format!("/crm/v3/objects/contacts/{id}"),
        Some(json!({ "properties": { "jobtitle": "Zoologist" } })),
    )
    .await;
    let search = json!({ "filterGroups": [{ "filters": [{ "propertyName": "jobtitle", "operator": "EQ", "value": "zoologist" }] }], "properties": ["jobtitle"] });
    assert_eq!(
        crm.get(&format!("/crm/v3/objects/contacts/{id}?properties=jobtitle")).await["properties"]["jobtitle"],
        "Zoologist"
    );
    assert_eq!(crm.post("/crm/v3/objects/contacts/search", search.clone()).await["total"], 0);
    crm.sim.advance(Duration::from_secs(61));
    let found = crm.post("/crm/v3/objects/contacts/search", search).await;
    assert_eq!((&found["total"], &found["results"][0]["id"]), (&json!(1), &json!(id)));
}

#[tokio::test]
async fn filters_do_what_they_say() {
    let crm = Crm::start(small()).await;
    let count = async |filters: serde_json::Value| {
        crm.post("/crm/v3/objects/deals/search", json!({ "filterGroups": [{ "filters": filters }] })).await["total"]
            .as_u64()
            .unwrap()
    };
    let deals = crm.get("/crm/v3/objects/deals?limit=100&properties=amount,dealstage,hs_lastmodifieddate").await;
    let amounts: Vec<f64> = deals["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deal| deal["properties"]["amount"].as_str().unwrap().parse().unwrap())
        .collect();
    let middle = amounts[0];
    let wanted =
        |test: &dyn Fn(f64) -> bool| u64::try_from(amounts.iter().filter(|amount| test(**amount)).count()).unwrap();
    let filter = |operator: &str, value: f64| json!([{ "propertyName": "amount", "operator": operator, "value": value.to_string() }]);
    assert_eq!(count(filter("LT", middle)).await, wanted(&|amount| amount < middle));
    assert_eq!(count(filter("GTE", middle)).await, wanted(&|amount| middle <= amount));
    assert_eq!(count(filter("EQ", middle)).await, wanted(&|amount| amount == middle));
    assert_eq!(
        count(
            json!([{ "propertyName": "amount", "operator": "BETWEEN", "value": "0", "highValue": middle.to_string() }])
        )
        .await,
        wanted(&|amount| amount <= middle)
    );
    let stages = json!([{ "propertyName": "dealstage", "operator": "IN", "values": ["closedwon", "closedlost"] }]);
    let others = json!([{ "propertyName": "dealstage", "operator": "NOT_IN", "values": ["closedwon", "closedlost"] }]);
    assert_eq!(count(stages).await + count(others).await, 20);
    assert_eq!(count(json!([{ "propertyName": "hs_next_step", "operator": "NOT_HAS_PROPERTY" }])).await, 20);
    assert_eq!(
        count(json!([{ "propertyName": "dealname", "operator": "CONTAINS_TOKEN", "value": "nosuchword" }])).await,
        0
    );

    let newest = crm
        .post(
            "/crm/v3/objects/deals/search",
            json!({ "sorts": [{ "propertyName": "createdate", "direction": "DESCENDING" }], "limit": 200 }),
        )
        .await;
    let created: Vec<&str> =
        newest["results"].as_array().unwrap().iter().map(|deal| deal["createdAt"].as_str().unwrap()).collect();
    assert!(created.is_sorted_by(|left, right| right <= left));

    let contact = crm.first("contacts").await;
    let of_contact = json!({ "filterGroups": [{ "filters": [{ "propertyName": "associations.contact", "operator": "EQ", "value": contact }] }] });
    let found = crm.post("/crm/v3/objects/notes/search", of_contact).await["total"].as_u64().unwrap();
    let listed = crm.get(&format!("/crm/v4/objects/contacts/{contact}/associations/notes")).await;
    assert_eq!(found, u64::try_from(listed["results"].as_array().unwrap().len()).unwrap());

    let (status, _) = crm.call(Method::POST, "/crm/v3/objects/deals/search", Some(json!({ "limit": 201 }))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_batch_read_says_what_is_missing() {
    let crm = Crm::start(small()).await;
    let id = crm.first("deals").await;
    let body = json!({ "properties": ["dealname"], "propertiesWithHistory": ["amount"], "inputs": [{ "id": id }, { "id": "5" }] });
    let (status, body) = crm.call(Method::POST, "/crm/v3/objects/deals/batch/read", Some(body)).await;
    assert_eq!(status, StatusCode::MULTI_STATUS);
    assert_eq!((body["results"].as_array().unwrap().len(), &body["numErrors"]), (1, &json!(1)));
    assert_eq!(body["errors"][0]["context"]["ids"], json!(["5"]));
    assert_eq!(body["results"][0]["propertiesWithHistory"]["amount"].as_array().unwrap().len(), 1);

    let contact = crm.first("contacts").await;
    let email = crm.get(&format!("/crm/v3/objects/contacts/{contact}")).await["properties"]["email"].clone();
    let by_email = crm
        .post(
            "/crm/v3/objects/contacts/batch/read",
            json!({ "idProperty": "email", "properties": [], "inputs": [{ "id": email }] }),
        )
        .await;
    assert_eq!(by_email["results"][0]["id"], json!(contact));

    let many: Vec<_> = (0..101).map(|id| json!({ "id": id.to_string() })).collect();
    let (status, _) = crm.call(Method::POST, "/crm/v3/objects/deals/batch/read", Some(json!({ "inputs": many }))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

//! Tokens, scopes and OAuth.

use hubspot_sim::{SimConfig, Switches};
use reqwest::{Method, StatusCode, redirect::Policy};
use serde_json::{Value, json};

use crate::{Crm, small};

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let crm = Crm::start(small()).await;
    let url = format!("{}/account-info/v3/details", crm.sim.url());
    let response = transport::client().unwrap().get(&url).bearer_auth("pat-eu1-nothing").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.json::<Value>().await.unwrap()["category"], "INVALID_AUTHENTICATION");
    assert_eq!(crm.get("/account-info/v3/details").await["portalId"], crm.sim.portal_id());
    let info = crm.post("/oauth/v2/private-apps/get/access-token-info", json!({ "tokenKey": crm.sim.token() })).await;
    assert_eq!(info["hubId"], crm.sim.portal_id());
    let owner = crm.get(&format!("/crm/owners/2026-03/{}?idProperty=userId", info["userId"])).await;
    assert_eq!((owner["id"].as_str().unwrap().to_owned(), owner["email"].as_str().unwrap().to_owned()), crm.sim.me());
}

#[tokio::test]
async fn withheld_scopes_are_named() {
    let without = vec![
        "crm.extensions_calling_transcripts.read".to_owned(),
        "sales-email-read".to_owned(),
        "crm.schemas.deals.write".to_owned(),
    ];
    let redacted = Switches { email_bodies_refused: false, ..Switches::default() };
    let crm = Crm::start(SimConfig { without_scopes: without.clone(), switches: redacted, ..small() }).await;
    for path in ["/crm/extensions/calling/2026-03/transcripts/1", "/crm/v3/extensions/calling/transcripts/1"] {
        let (status, body) = crm.call(Method::GET, path, None).await;
        assert_eq!((status, body["category"].as_str()), (StatusCode::FORBIDDEN, Some("MISSING_SCOPES")));
        assert_eq!(
            body["errors"][0]["context"]["requiredGranularScopes"],
            json!(["crm.extensions_calling_transcripts.read"])
        );
    }
    let emails = crm.get("/crm/v3/objects/emails?properties=hs_email_text,hs_email_direction").await;
    let properties = &emails["results"][0]["properties"];
    assert!(properties["hs_email_text"].is_null() && properties["hs_email_direction"].is_string());
    let strict = Crm::start(SimConfig { without_scopes: without, ..small() }).await;
    assert_eq!(strict.call(Method::GET, "/crm/v3/objects/emails", None).await.0, StatusCode::FORBIDDEN);
    let (status, _) = strict.call(Method::POST, "/crm/v3/properties/deals", Some(json!({}))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    // A private app has that scope nowhere but where the account is generous.
    let generous = Switches { transcripts_oauth_only: false, ..Switches::default() };
    let with = Crm::start(SimConfig { switches: generous, ..small() }).await;
    assert_eq!(with.call(Method::GET, "/crm/v3/extensions/calling/transcripts/1", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_code_becomes_tokens_that_refresh_and_expire() {
    let crm = Crm::start(small()).await;
    let client = transport::client_builder().redirect(Policy::none()).build().unwrap();
    let redirect = "http://localhost:17871/callback";
    let authorize = async |redirect: &str| {
        let query = [
            ("client_id", crm.sim.client_id()),
            ("redirect_uri", redirect),
            ("scope", "oauth crm.objects.contacts.read"),
            ("state", "s1"),
        ];
        client.get(format!("{}/oauth/authorize", crm.sim.url())).query(&query).send().await.unwrap()
    };
    assert_eq!(authorize("http://127.0.0.1:17871/callback").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(authorize("http://localhost:17872/callback").await.status(), StatusCode::BAD_REQUEST, "not registered");
    let answer = authorize(redirect).await;
    assert_eq!(answer.status(), StatusCode::FOUND);
    let location = reqwest::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let part =
        |name: &str| location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap();
    assert_eq!(part("state"), "s1");

    let secret = crm.sim.client_secret();
    let token = async |fields: &[(&str, &str)]| {
        let mut form = vec![("client_id", crm.sim.client_id()), ("client_secret", secret.as_str())];
        form.extend_from_slice(fields);
        let response = client.post(format!("{}/oauth/2026-03/token", crm.sim.url())).form(&form).send().await.unwrap();
        (response.status(), response.json::<Value>().await.unwrap())
    };
    let code = part("code");
    let exchange = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", redirect)];
    let (_, tokens) = token(&exchange).await;
    assert_eq!(tokens["expires_in"], 1800);
    assert_eq!(token(&exchange).await.1["status"], "BAD_AUTH_CODE");
    let contacts = async |access: &Value| {
        client
            .get(format!("{}/crm/v3/objects/contacts", crm.sim.url()))
            .bearer_auth(access.as_str().unwrap())
            .send()
            .await
            .unwrap()
    };
    assert_eq!(contacts(&tokens["access_token"]).await.status(), StatusCode::OK);

    crm.sim.advance(std::time::Duration::from_secs(1_801));
    let expired = contacts(&tokens["access_token"]).await;
    assert_eq!(expired.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(expired.json::<Value>().await.unwrap()["category"], "EXPIRED_AUTHENTICATION");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let (_, renewed) = token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
    assert_eq!(contacts(&renewed["access_token"]).await.status(), StatusCode::OK);
    // It is good once.
    assert_eq!(
        token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await.1["status"],
        "BAD_REFRESH_TOKEN"
    );
    let refresh = renewed["refresh_token"].as_str().unwrap();
    client
        .post(format!("{}/oauth/2026-03/token/revoke", crm.sim.url()))
        .form(&[("token", refresh)])
        .send()
        .await
        .unwrap();
    let (status, body) = token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await;
    assert_eq!((status, body["status"].as_str()), (StatusCode::BAD_REQUEST, Some("BAD_REFRESH_TOKEN")));
}

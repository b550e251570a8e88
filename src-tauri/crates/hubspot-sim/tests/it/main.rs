//! The simulator over HTTP, as any client meets it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod associations;
mod control;
mod limits_and_faults;
mod lists_and_search;
mod oauth;
mod sample;
mod writes;

use hubspot_sim::{HubSpotSim, PortalKind, SimConfig};
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

/// A small generated portal, the same in every test.
pub(crate) fn small() -> SimConfig {
    SimConfig {
        seed: 7,
        portal: PortalKind::Generated { contacts: 120, companies: 12, deals: 20, tickets: 8, activities: 600 },
        unlimited: true,
        ..SimConfig::default()
    }
}

/// A running simulator and a client with its token.
pub(crate) struct Crm {
    pub sim: HubSpotSim,
    pub client: Client,
}

impl Crm {
    pub(crate) async fn start(config: SimConfig) -> Self {
        Self { sim: HubSpotSim::start(config).await.unwrap(), client: transport::client().unwrap() }
    }

    /// One request with the token; `Err` where no answer came.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<reqwest::Response> {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.sim.url()) };
        let mut request = self.client.request(method, url).bearer_auth(self.sim.token());
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let response = self.send(method, path, body).await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() })
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(Method::GET, path, None).await;
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.call(Method::POST, path, Some(body)).await;
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }

    /// The id of the first record of a type.
    pub(crate) async fn first(&self, object: &str) -> String {
        self.get(&format!("/crm/v3/objects/{object}?limit=1")).await["results"][0]["id"].as_str().unwrap().to_owned()
    }
}

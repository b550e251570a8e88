//! Is a model server running on this machine? Asks loopback only; what it finds is offered, never used unasked.

use crate::Provider;
use futures::{StreamExt, future::join_all};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use transport::is_this_machine;
use url::Url;

/// The addresses on this machine where model servers usually listen, with the kind of provider each is.
pub const USUAL: [(Provider, &str); 5] = [
    (Provider::Ollama, "http://127.0.0.1:11434/v1/"),
    (Provider::Compatible, "http://127.0.0.1:1234/v1/"), // LM Studio
    (Provider::Compatible, "http://127.0.0.1:8080/v1/"), // llama.cpp
    (Provider::Compatible, "http://127.0.0.1:8000/v1/"), // vLLM
    (Provider::Compatible, "http://127.0.0.1:1337/v1/"), // Jan
];

const CONNECT: Duration = Duration::from_millis(300);
const TOTAL: Duration = Duration::from_secs(2);
const BYTES_MAX: usize = 256 * 1024;
const MODELS_MAX: usize = 200;

/// A model server on this machine that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalServer {
    /// The kind of provider to set it up as.
    pub provider: Provider,
    /// Where, as [`crate::ProviderConfig::new`] takes it.
    pub url: String,
    /// The models that the server names, in its order.
    pub models: Vec<String>,
}

/// Asks each of these addresses for its list of models, all at once. Addresses that are not on this machine are passed over. Done
/// within two seconds; what does not answer as a model server does is not there. Sends no key and no text.
pub async fn probe(candidates: &[(Provider, &str)]) -> Vec<LocalServer> {
    let builder = transport::client_builder().connect_timeout(CONNECT).timeout(TOTAL).no_proxy();
    let Ok(client) = builder.redirect(reqwest::redirect::Policy::none()).build() else { return Vec::new() };
    let asked = candidates.iter().map(|(provider, url)| models_at(&client, *provider, url));
    join_all(asked).await.into_iter().flatten().collect()
}

async fn models_at(client: &reqwest::Client, provider: Provider, url: &str) -> Option<LocalServer> {
    let base = Url::parse(url).ok().filter(is_this_machine)?;
    let response = client.get(base.join("models").ok()?).send().await.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let (mut body, mut chunks) = (Vec::new(), response.bytes_stream());
    while let Some(chunk) = chunks.next().await {
        body.extend_from_slice(&chunk.ok()?);
        if BYTES_MAX < body.len() {
            return None;
        }
    }
    let list: Value = serde_json::from_slice(&body).ok()?;
    let names = list["data"].as_array()?.iter().filter_map(|model| model["id"].as_str());
    let models = names.take(MODELS_MAX).map(str::to_owned).collect();
    Some(LocalServer { provider, url: base.to_string(), models })
}

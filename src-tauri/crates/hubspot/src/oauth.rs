//! HubSpot's OAuth, as an app on somebody's own computer meets it: the page that asks, the code that comes back, the tokens for it, their renewal.
//!
//! HubSpot has no flow for apps without a secret, so the app whose id and secret are used is the company's own. A proof key (PKCE) is sent all
//! the same: it is accepted, and a code that is caught on its way back is worth nothing without it.

use crate::{Client, HubSpotError, Secret, paths};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::{pin::Pin, time::Duration};
use url::Url;

/// Where HubSpot asks people whether an app may have access.
const AUTHORIZE: &str = "https://app.hubspot.com/oauth/authorize";

/// The OAuth app of a company, as its admin made it in HubSpot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthApp {
    /// The id that names the app, which is no secret.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: Secret,
}

/// What is asked for on HubSpot's page, and how the answer is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking<'a> {
    /// Where HubSpot sends the browser back to: one of the addresses that the app is registered with.
    pub redirect_uri: &'a str,
    /// What has to come back with the answer, so that nobody else's answer is taken.
    pub state: &'a str,
    /// The proof key of which HubSpot gets the hash now and the text later.
    pub verifier: &'a str,
    /// The scopes without which there is no point.
    pub scopes: &'a [&'a str],
    /// The scopes that are welcome; HubSpot leaves out what the account cannot grant.
    pub optional_scopes: &'a [&'a str],
}

/// What HubSpot gives for a code or for a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// The token that calls are made with.
    pub access: Secret,
    /// The token that buys the next access token. It may be another one each time.
    pub refresh: Secret,
    /// How long the access token lasts.
    pub lasts: Duration,
}

/// What HubSpot says about an access token that it gave to an app.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Introspected {
    /// Whether the token is in force.
    #[serde(default)]
    pub active: bool,
    /// The e-mail address of whoever said yes; none where HubSpot does not say.
    #[serde(default)]
    pub user: Option<String>,
    /// The user id of whoever said yes; none where HubSpot does not say.
    #[serde(default)]
    pub user_id: Option<u64>,
    /// The scopes that were granted.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// The answer of something that talks to HubSpot, later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Has another access token when one is used up. The client asks before a token ends, and once more where HubSpot has refused one.
pub trait Renewal: Send + Sync {
    /// An access token other than `old`, and how long it lasts. Whoever asks at the same time gets the same.
    fn renew<'a>(&'a self, old: &'a Secret) -> Later<'a, Result<(Secret, Duration), HubSpotError>>;
}

#[derive(Deserialize)]
struct RawGranted {
    access_token: String,
    refresh_token: Option<String>,
    #[serde(default)]
    expires_in: u64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawRefusal {
    status: Option<String>,
    error: Option<String>,
    message: Option<String>,
    error_description: Option<String>,
}

/// The page on which HubSpot asks, at HubSpot's own address or, where another takes its place, at that one.
///
/// # Errors
/// [`HubSpotError::BadUrl`] where `base_url` is no address.
pub fn authorize_url(base_url: &str, client_id: &str, asking: &Asking<'_>) -> Result<String, HubSpotError> {
    let page = match base_url.trim_end_matches('/') {
        crate::DEFAULT_BASE_URL => AUTHORIZE.to_owned(),
        other => format!("{other}/oauth/authorize"),
    };
    let mut url = Url::parse(&page).map_err(|_| HubSpotError::BadUrl { url: base_url.to_owned() })?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asking.verifier));
    let parameters = [
        ("client_id", client_id),
        ("redirect_uri", asking.redirect_uri),
        ("scope", &asking.scopes.join(" ")),
        ("optional_scope", &asking.optional_scopes.join(" ")),
        ("state", asking.state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    // Between scopes HubSpot wants %20, where a form would have a plus.
    let encoded =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    url.set_query(Some(&query.join("&")));
    Ok(url.into())
}

/// Random bytes as text that can stand in an address, for a state or a proof key.
pub fn as_text(random: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(random)
}

impl Client {
    /// Turns the code that came back from HubSpot's page into tokens. A code is good once.
    pub async fn exchange(
        base_url: &str,
        app: &OAuthApp,
        code: &str,
        asking: &Asking<'_>,
    ) -> Result<Granted, HubSpotError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", asking.redirect_uri),
            ("code_verifier", asking.verifier),
        ];
        granted(base_url, app, &fields, None).await
    }

    /// Buys the next access token. What comes back holds the refresh token to keep, which may be another one.
    pub async fn refresh(base_url: &str, app: &OAuthApp, refresh: &Secret) -> Result<Granted, HubSpotError> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.reveal())];
        granted(base_url, app, &fields, Some(refresh)).await
    }

    /// Makes a refresh token worthless. An access token that was given for it lasts to its end.
    pub async fn revoke(base_url: &str, app: &OAuthApp, refresh: &Secret) -> Result<(), HubSpotError> {
        let fields = [("token", refresh.reveal()), ("token_type_hint", "refresh_token")];
        post(base_url, paths::OAUTH_REVOKE, app, &fields).await.map(|_| ())
    }

    /// What HubSpot says about an access token of an app's: who said yes, and to which scopes.
    pub async fn introspect(base_url: &str, app: &OAuthApp, access: &Secret) -> Result<Introspected, HubSpotError> {
        let fields = [("token", access.reveal()), ("token_type_hint", "access_token")];
        let body = post(base_url, paths::OAUTH_INTROSPECT, app, &fields).await?;
        read(paths::OAUTH_INTROSPECT, &body)
    }
}

async fn granted(
    base_url: &str,
    app: &OAuthApp,
    fields: &[(&str, &str)],
    kept: Option<&Secret>,
) -> Result<Granted, HubSpotError> {
    let body = post(base_url, paths::OAUTH_TOKEN, app, fields).await?;
    let raw: RawGranted = read(paths::OAUTH_TOKEN, &body)?;
    let refresh = raw.refresh_token.map(|text| Secret::new(&text)).or_else(|| kept.cloned());
    let Some(refresh) = refresh else {
        return Err(HubSpotError::NotGranted { message: "HubSpot gave no refresh token".to_owned(), is_over: false });
    };
    Ok(Granted { access: Secret::new(&raw.access_token), refresh, lasts: Duration::from_secs(raw.expires_in) })
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(path: &str, body: &[u8]) -> Result<T, HubSpotError> {
    serde_json::from_slice(body)
        .map_err(|source| HubSpotError::UnreadableReply { endpoint: format!("POST {path}"), source })
}

/// Sends a form, once: a code is good for one try, and a refresh token that rotates may be too.
pub(crate) async fn post(
    base_url: &str,
    path: &str,
    app: &OAuthApp,
    fields: &[(&str, &str)],
) -> Result<Vec<u8>, HubSpotError> {
    let base = crate::client::checked(base_url)?;
    let http = crate::client::http()?;
    let unreachable = |source: reqwest::Error| HubSpotError::Unreachable {
        endpoint: format!("POST {path}"),
        source: source.without_url(),
    };
    let mut url = base;
    url.set_path(path);
    let own = [("client_id", app.client_id.as_str()), ("client_secret", app.client_secret.reveal())];
    let form: Vec<(&str, &str)> = own.into_iter().chain(fields.iter().copied()).collect();
    let reply = http.post(url).form(&form).send().await.map_err(unreachable)?;
    let status = reply.status();
    let body = reply.bytes().await.map_err(unreachable)?.to_vec();
    if status.is_success() {
        return Ok(body);
    }
    let raw: RawRefusal = serde_json::from_slice(&body).unwrap_or_default();
    let Some(reason) = raw.status.or(raw.error).filter(|_| status.is_client_error()) else {
        return Err(crate::wire::refusal(&format!("POST {path}"), status.as_u16(), None, &[]));
    };
    // Nothing of what was sent is repeated: it may be a secret.
    let told = raw.message.or(raw.error_description).unwrap_or_default();
    let is_repeated = fields.iter().any(|(_, value)| 8 < value.len() && told.contains(value));
    Err(HubSpotError::NotGranted {
        message: explained(&reason).map_or_else(|| if is_repeated { reason.clone() } else { told }, str::to_owned),
        is_over: reason == "BAD_REFRESH_TOKEN" || reason == "invalid_grant",
    })
}

/// What HubSpot's reasons mean, for whoever set the app up.
fn explained(status: &str) -> Option<&'static str> {
    Some(match status {
        "BAD_CLIENT_ID" => "HubSpot knows no app with this client ID",
        "BAD_CLIENT_SECRET" => "the client secret is not the app's",
        "BAD_AUTH_CODE" => "the answer from HubSpot's page was too old or used already",
        "BAD_REDIRECT_URI" => "the app in HubSpot is not registered with this computer's address",
        "BAD_REFRESH_TOKEN" => "the access was taken back in HubSpot",
        "BAD_CODE_VERIFIER" => "the answer from HubSpot's page belongs to another request",
        "BAD_SCOPES" => "the app in HubSpot does not have these scopes",
        "BAD_HUB" => "the app is not allowed in this account",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_asked_as_hubspot_wants_it() {
        let asking = Asking {
            redirect_uri: "http://localhost:43117/connected",
            state: "s",
            verifier: "v",
            scopes: &["oauth", "tickets"],
            optional_scopes: &["sales-email-read"],
        };
        let url = authorize_url(crate::DEFAULT_BASE_URL, "id", &asking).unwrap();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest("v"));
        assert_eq!(
            url,
            format!(
                "https://app.hubspot.com/oauth/authorize?client_id=id&redirect_uri=http%3A%2F%2Flocalhost%3A43117%2Fconnected&scope=oauth%20tickets&optional_scope=sales-email-read&state=s&code_challenge={challenge}&code_challenge_method=S256"
            )
        );
        let elsewhere = authorize_url("http://127.0.0.1:4000", "id", &asking).unwrap();
        assert!(elsewhere.starts_with("http://127.0.0.1:4000/oauth/authorize?"));
    }
}

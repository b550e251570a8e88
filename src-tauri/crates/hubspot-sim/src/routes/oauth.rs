//! OAuth as an installed app meets it: an authorize page that agrees at once, tokens, refresh, introspection, revocation.

use std::collections::BTreeSet;

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    auth::{APP_ID, CLIENT_ID, EXPIRES_IN_S, Grant},
    errors::ApiError,
    http::{Body, Reply, Request},
    journal::JOURNAL_SCOPES,
    sim::Sim,
};

/// The addresses that the app is registered with; HubSpot sends nobody anywhere else.
const REDIRECTS: [&str; 5] = [
    "http://localhost:43117/connected",
    "http://localhost:43118/connected",
    "http://localhost:43119/connected",
    "http://localhost:17871/callback",
    "http://localhost:4/callback",
];

/// Answers everything below `/oauth/`.
pub(crate) fn route(sim: &mut Sim, request: &Request, rest: &[&str]) -> Result<Reply, ApiError> {
    let get = request.method == Method::GET;
    match rest {
        ["authorize"] | [_, "authorize"] if get => Ok(authorize(sim, request)),
        ["2026-03" | "v3" | "v1", "token"] if !get => Ok(token(sim, request)),
        ["2026-03" | "v3", "token", "introspect"] if !get => Ok(introspect(sim, &field(request, "token"))),
        ["2026-03" | "v3", "token", "revoke"] if !get => {
            sim.tokens.revoke(&field(request, "token"));
            Ok(Reply::no_content())
        }
        ["v1", "access-tokens", token] if get => match introspect_body(sim, token) {
            Some(body) => Ok(Reply::ok(body)),
            None => Err(ApiError::not_found("the access token does not exist")),
        },
        ["v1", "refresh-tokens", token] if request.method == Method::DELETE => {
            sim.tokens.revoke(token);
            Ok(Reply::no_content())
        }
        ["v2", "private-apps", "get", "access-token-info"] if !get => private_token_info(sim, request),
        _ => Err(ApiError::not_found(format!("No endpoint answers {} {}", request.method, request.path))),
    }
}

/// The consent page, except that everyone consents: a redirect with `code` and `state`.
fn authorize(sim: &mut Sim, request: &Request) -> Reply {
    let parameter = |name: &str| request.parameter(name).unwrap_or_default();
    let page = |text: &str| Reply {
        status: 400,
        headers: Vec::new(),
        body: Body::Html(format!("<!doctype html><title>HubSpot</title><p>{text}</p>")),
    };
    if parameter("client_id") != CLIENT_ID {
        return page("We don't know the app that sent you here.");
    }
    let redirect_uri = parameter("redirect_uri");
    let Ok(mut target) = url::Url::parse(&redirect_uri) else {
        return page("The redirect URL cannot be read.");
    };
    // Plain http is for `localhost` by name only; HubSpot refuses 127.0.0.1.
    let allowed = target.scheme() == "https" || target.scheme() == "http" && target.host_str() == Some("localhost");
    if !allowed {
        return page("The redirect URL must use https.");
    }
    if !REDIRECTS.contains(&redirect_uri.as_str()) {
        return page("The redirect URL is not one of this app's.");
    }
    if sim.tokens.denies {
        target
            .query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair("error_description", "User denied access");
        if let Some(state) = request.parameter("state") {
            target.query_pairs_mut().append_pair("state", &state);
        }
        return Reply { status: 302, headers: vec![("location", target.to_string())], body: Body::Empty };
    }
    let asked: BTreeSet<String> = parameter("scope").split_whitespace().map(str::to_owned).collect();
    if let Some(missing) = asked.iter().find(|scope| !sim.tokens.available().contains(*scope)) {
        return page(&format!("This account cannot grant the scope {missing}."));
    }
    let optional: BTreeSet<String> = parameter("optional_scope").split_whitespace().map(str::to_owned).collect();
    let mut scopes = asked;
    scopes.extend(optional.intersection(sim.tokens.available()).cloned());
    scopes.insert("oauth".to_owned());
    let code = sim.tokens.secret();
    let challenge = request.parameter("code_challenge");
    sim.tokens.codes.push(Grant { secret: code.clone(), scopes, redirect_uri, challenge });
    target.query_pairs_mut().append_pair("code", &code);
    if let Some(state) = request.parameter("state") {
        target.query_pairs_mut().append_pair("state", &state);
    }
    Reply { status: 302, headers: vec![("location", target.to_string())], body: Body::Empty }
}

/// A field of a form. The first version of these paths takes them from the address too; the later ones do not, since addresses are logged.
fn field(request: &Request, name: &str) -> String {
    let in_address = if request.path.contains("/v1/") { request.parameters() } else { Vec::new() };
    request
        .form()
        .into_iter()
        .chain(in_address)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// The refusal of an OAuth request, which has a body of its own.
fn refusal(status: &str, error: &str, message: &str) -> Reply {
    Reply::json(400, json!({ "status": status, "error": error, "error_description": message, "message": message }))
}

fn token(sim: &mut Sim, request: &Request) -> Reply {
    if field(request, "client_id") != CLIENT_ID {
        return refusal("BAD_CLIENT_ID", "invalid_client", "missing or unknown client id");
    }
    if field(request, "client_secret") != sim.tokens.client_secret {
        return refusal("BAD_CLIENT_SECRET", "invalid_client", "missing or invalid client secret");
    }
    match field(request, "grant_type").as_str() {
        "authorization_code" => {
            let code = field(request, "code");
            let Some(at) = sim.tokens.codes.iter().position(|grant| grant.secret == code) else {
                return refusal("BAD_AUTH_CODE", "invalid_grant", "missing or unknown auth code");
            };
            // A code is good for one try.
            let mut grant = sim.tokens.codes.swap_remove(at);
            if grant.redirect_uri != field(request, "redirect_uri") {
                return refusal("BAD_REDIRECT_URI", "invalid_grant", "missing or unknown redirect URI");
            }
            let verified = |challenge: &String| {
                *challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(field(request, "code_verifier")))
            };
            if !grant.challenge.as_ref().is_none_or(verified) {
                return refusal("BAD_CODE_VERIFIER", "invalid_grant", "the code verifier does not match");
            }
            grant.secret = sim.tokens.secret();
            sim.tokens.refresh.push(grant.clone());
            access(sim, &grant)
        }
        "client_credentials" => {
            let scopes: BTreeSet<String> = field(request, "scope").split_whitespace().map(str::to_owned).collect();
            let is_known =
                |scope: &String| JOURNAL_SCOPES.contains(&scope.as_str()) || sim.tokens.available().contains(scope);
            if sim.journal.is_refused || scopes.is_empty() || !scopes.iter().all(is_known) {
                return refusal("BAD_SCOPES", "invalid_scope", "the app does not have the scopes it asks for");
            }
            let now_ms = sim.now_ms();
            let token = sim.tokens.issue_to_app(&scopes, now_ms);
            Reply::ok(
                json!({ "access_token": token, "expires_in": EXPIRES_IN_S, "token_type": "bearer", "scopes": scopes }),
            )
        }
        "refresh_token" => {
            let secret = field(request, "refresh_token");
            match sim.tokens.refresh.iter().find(|grant| grant.secret == secret).cloned() {
                Some(mut grant) => {
                    if sim.switches.refresh_rotates {
                        sim.tokens.refresh.retain(|kept| kept.secret != secret);
                        grant.secret = sim.tokens.secret();
                        sim.tokens.refresh.push(grant.clone());
                    }
                    access(sim, &grant)
                }
                None => refusal("BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token"),
            }
        }
        other => {
            refusal("BAD_GRANT_TYPE", "unsupported_grant_type", &format!("missing or unknown grant type `{other}`"))
        }
    }
}

fn access(sim: &mut Sim, grant: &Grant) -> Reply {
    let now_ms = sim.now_ms();
    let token = sim.tokens.issue(&grant.scopes, now_ms);
    let account = &sim.portal.account;
    Reply::ok(json!({
        "access_token": token, "refresh_token": grant.secret, "expires_in": EXPIRES_IN_S, "token_type": "bearer", "token_use": "access_token",
        "hub_id": account.portal_id, "user_id": account.me().map(|me| me.user_id), "scopes": grant.scopes,
    }))
}

fn introspect(sim: &Sim, token: &str) -> Reply {
    Reply::ok(introspect_body(sim, token).unwrap_or_else(|| json!({ "active": false })))
}

fn introspect_body(sim: &Sim, token: &str) -> Option<Value> {
    let account = &sim.portal.account;
    let me = account.me()?;
    let known = |scopes: BTreeSet<String>, token_use: &str| {
        json!({
            "active": true, "token": token, "token_use": token_use, "token_type": token_use.replace("_token", ""), "client_id": CLIENT_ID, "app_id": APP_ID,
            "is_private_distribution": true,
            "user": me.email, "user_id": me.user_id, "hub_id": account.portal_id, "hub_domain": "quillstack.example", "scopes": scopes, "expires_in": EXPIRES_IN_S,
        })
    };
    if let Some(scopes) = sim.tokens.scopes_of(token, sim.now_ms()) {
        return Some(known(scopes, "access_token"));
    }
    let grant = sim.tokens.refresh.iter().find(|grant| grant.secret == token)?;
    Some(known(grant.scopes.clone(), "refresh_token"))
}

/// What a private token says about itself. The user is whoever made it, not necessarily the rep.
fn private_token_info(sim: &mut Sim, request: &Request) -> Result<Reply, ApiError> {
    let key = request.json()?["tokenKey"].as_str().unwrap_or_default().to_owned();
    if !sim.switches.token_info || key != sim.tokens.private {
        return Err(ApiError::not_found("The private app access token does not exist"));
    }
    let account = &sim.portal.account;
    Ok(Reply::ok(json!({
        "userId": account.me().map(|me| me.user_id), "hubId": account.portal_id, "appId": APP_ID, "scopes": sim.tokens.private_scopes(),
    })))
}

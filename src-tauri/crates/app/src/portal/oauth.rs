//! Connecting through HubSpot's own page in the browser, with the company's own app.
//!
//! The browser comes back to this computer, to one of three addresses that the app is registered with. Only an answer with the state that was
//! sent is taken, only once, and only for five minutes.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        allowed::to_ask_for,
        connect::{Connected, connect_with},
        settings::Settings,
        token::{Credential, Grant},
    },
};
use hubspot::{Asking, Client, OAuthApp, Secret, as_text, authorize_url};
use std::{collections::BTreeMap, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;
use url::Url;

/// The ports that HubSpot's page may send the browser to. The first that is free is used.
const PORTS: [u16; 3] = [43_117, 43_118, 43_119];
/// How long somebody has to say yes in the browser.
const PATIENCE: Duration = Duration::from_secs(300);
/// No request of a browser for so short an address is longer.
const REQUEST_MAX: usize = 16 * 1024;
/// A connection that says nothing is let go.
const SILENCE_MAX: Duration = Duration::from_secs(10);

/// The company's app to connect with, and whose book it is for.
#[derive(Debug, Clone)]
pub struct OAuthRequest {
    /// The client ID of the company's app.
    pub client_id: String,
    /// The app's client secret. It is kept in the keychain with what it opens.
    pub client_secret: Secret,
    /// The rep, by owner id or address; who said yes in the browser if not named.
    pub owner: Option<String>,
}

/// What came back to this computer.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// The code that HubSpot gives for a yes.
    Code(String),
    /// Whoever was asked said no, or HubSpot had a reason of its own.
    Refused(String),
    /// Something else asked: another page, another tab, somebody who guesses.
    NotIt,
}

/// The addresses that the app has to be registered with: HubSpot's page sends the browser to one of them.
pub fn redirects() -> Vec<String> {
    PORTS.map(redirect).to_vec()
}

fn redirect(port: u16) -> String {
    format!("http://localhost:{port}/connected")
}

/// Opens HubSpot's page by `browse`, waits for the answer, and connects with it. Nothing is changed before the answer is there.
pub async fn connect_oauth(
    settings: &Settings,
    request: &OAuthRequest,
    browse: &(dyn Fn(&str) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<Connected, AppError> {
    let app = OAuthApp { client_id: request.client_id.trim().to_owned(), client_secret: request.client_secret.clone() };
    if app.client_id.is_empty() || app.client_secret.reveal().is_empty() {
        return Err(AppError::new(ErrorCode::Usage, "The app's client ID and its secret are both needed")
            .hint("An admin finds them in HubSpot under the app's Auth settings."));
    }
    let (listeners, port) = listen().await?;
    let redirect_uri = redirect(port);
    let (state, verifier) = (as_text(&secrets::random_key()?), as_text(&secrets::random_key()?));
    let (scopes, optional_scopes) = to_ask_for();
    let asking = Asking {
        redirect_uri: &redirect_uri,
        state: &state,
        verifier: &verifier,
        scopes: &scopes,
        optional_scopes: &optional_scopes,
    };
    browse(&authorize_url(settings.base_url(), &app.client_id, &asking)?);
    let code = tokio::select! {
        code = answered(&listeners, &state) => code?,
        () = cancel.cancelled() => return Err(AppError::cancelled()),
        () = tokio::time::sleep(PATIENCE) => return Err(AppError::new(ErrorCode::Cancelled, "Nobody answered on HubSpot's page within five minutes").hint("Connect again when you are ready.")),
    };
    drop(listeners);
    let granted = Client::exchange(settings.base_url(), &app, &code, &asking).await?;
    let credential = Credential::Granted(Grant::of(app, granted));
    connect_with(settings, credential, request.owner.as_deref()).await
}

/// Listens on the first port that is free, on both of this computer's addresses: browsers take either for `localhost`.
async fn listen() -> Result<(Vec<TcpListener>, u16), AppError> {
    for port in PORTS {
        let Ok(first) = TcpListener::bind(("127.0.0.1", port)).await else { continue };
        // Without a second kind of address the first is all there is.
        let second = TcpListener::bind(("::1", port)).await.ok();
        return Ok((std::iter::once(first).chain(second).collect(), port));
    }
    let ports = PORTS.map(|port| port.to_string()).join(", ");
    Err(AppError::new(ErrorCode::Busy, format!("The ports {ports} of this computer are all taken"))
        .hint("Close the program that uses one of them, or connect with an access token."))
}

/// The code, once it has come with the right state.
async fn answered(listeners: &[TcpListener], state: &str) -> Result<String, AppError> {
    loop {
        let accepted = match listeners {
            [only] => only.accept().await,
            [first, second, ..] => tokio::select! { one = first.accept() => one, one = second.accept() => one },
            [] => std::future::pending().await,
        };
        let Ok((mut stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // One connection at a time: a browser may open some ahead of need and say nothing on them.
        let Ok(Some(target)) = tokio::time::timeout(SILENCE_MAX, asked(&mut stream)).await else { continue };
        match read_answer(&target, state) {
            Answer::Code(code) => {
                reply(&mut stream, "200 OK", "Foreword is connected. You can close this tab and go back to Foreword.")
                    .await;
                return Ok(code);
            }
            Answer::Refused(reason) => {
                reply(&mut stream, "200 OK", "Foreword was not connected. You can close this tab.").await;
                return Err(AppError::new(ErrorCode::Unauthorized, format!("HubSpot did not give access: {reason}"))
                    .hint("Connect again and agree on HubSpot’s page, or ask an admin: connecting an app may need their right."));
            }
            Answer::NotIt => reply(&mut stream, "404 Not Found", "There is nothing here.").await,
        }
    }
}

/// What a request asks for: the second word of its first line. None where it is none that reads.
async fn asked(stream: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    let mut part = [0; 1024];
    while !read.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut part).await.ok()?;
        if count == 0 || REQUEST_MAX < read.len() + count {
            return None;
        }
        read.extend_from_slice(&part[..count]);
    }
    let text = String::from_utf8_lossy(&read);
    let mut words = text.lines().next()?.split(' ');
    (words.next() == Some("GET")).then(|| words.next().map(str::to_owned)).flatten()
}

/// What a browser that comes back says. Pure.
fn read_answer(target: &str, state: &str) -> Answer {
    let Ok(url) = Url::parse("http://localhost").and_then(|base| base.join(target)) else { return Answer::NotIt };
    let parameters: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let is_ours = url.path() == "/connected" && parameters.get("state").is_some_and(|came| came == state);
    if !is_ours {
        return Answer::NotIt;
    }
    match (parameters.get("code").filter(|code| !code.is_empty()), parameters.get("error")) {
        (Some(code), None) => Answer::Code(code.clone()),
        (_, Some(error)) => {
            let told = parameters.get("error_description").unwrap_or(error);
            let told: String = told.chars().filter(|c| !c.is_control()).take(200).collect();
            Answer::Refused(if error == "access_denied" { "whoever was asked said no".to_owned() } else { told })
        }
        (None, None) => Answer::NotIt,
    }
}

async fn reply(stream: &mut TcpStream, status: &str, words: &str) {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Foreword</title>\
         <body style=\"font:16px system-ui;margin:15vh auto;max-width:28em;padding:0 1em\"><h1 style=\"font-size:1.3em\">Foreword</h1><p>{words}</p></body></html>"
    );
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
        page.len()
    );
    // A browser that has gone away has seen what it wanted.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(page.as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_this_question_is_taken() {
        let code = |target: &str| read_answer(target, "s1");
        assert_eq!(code("/connected?code=abc&state=s1"), Answer::Code("abc".to_owned()));
        for other in [
            "/connected?code=abc",
            "/connected?code=abc&state=s2",
            "/connected?state=s1",
            "/connected?code=&state=s1",
            "/other?code=abc&state=s1",
            "/favicon.ico",
            "http://evil.example/connected?code=abc&state=s2",
            "",
        ] {
            assert_eq!(code(other), Answer::NotIt, "{other}");
        }
        assert_eq!(
            code("/connected?error=access_denied&state=s1"),
            Answer::Refused("whoever was asked said no".to_owned())
        );
        assert!(
            matches!(code("/connected?error=x&error_description=Bad%0Athing&state=s1"), Answer::Refused(told) if told == "Badthing")
        );
    }
}

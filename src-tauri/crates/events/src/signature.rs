//! Whether a request really comes from HubSpot: its signatures v3, v2 and v1, and a shared secret in a header.
//!
//! Source: HubSpot's documentation "Validating requests from HubSpot". A workflow's request has v2, an app's v1 and v3.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// A request whose time stamp is further from now, in milliseconds, is refused. HubSpot's own limit.
pub const MAX_AGE_MS: i64 = 300_000;

/// The headers of a request that tell whom it is from; each as it came, none where it did not come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Headers<'a> {
    /// `X-HubSpot-Signature-v3`.
    pub signature_v3: Option<&'a str>,
    /// `X-HubSpot-Request-Timestamp`: milliseconds since 1970.
    pub timestamp: Option<&'a str>,
    /// `X-HubSpot-Signature`.
    pub signature: Option<&'a str>,
    /// `X-HubSpot-Signature-Version`: `v1` or `v2`.
    pub version: Option<&'a str>,
    /// `X-Foreword-Secret`: what a workflow can send where it signs nothing.
    pub secret: Option<&'a str>,
}

/// Why a request is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing in it says whom it is from.
    #[error("the request is not signed")]
    Unsigned,
    /// Its signature is not the one that the secret makes of it.
    #[error("the signature does not fit: another secret, another address, or a text that was changed")]
    Wrong,
    /// It was sent too long ago, or by a clock that is ahead.
    #[error("the request is more than five minutes old, or from a clock that is ahead")]
    Late,
}

/// Checks that a request is from HubSpot. `uris` are the addresses it may have been sent to, as HubSpot wrote them; `body` is the bytes as they came;
/// `now_ms` is in milliseconds since 1970. What has a v3 signature is believed by that alone.
///
/// # Errors
/// [`Refused`] says why it is not believed.
pub fn signed(
    secret: &str,
    headers: Headers<'_>,
    method: &str,
    uris: &[String],
    body: &[u8],
    now_ms: i64,
) -> Result<(), Refused> {
    let any = |fits: &dyn Fn(&str) -> bool| uris.iter().any(|uri| fits(uri)).then_some(()).ok_or(Refused::Wrong);
    if secret.is_empty() {
        return Err(Refused::Wrong);
    }
    if let Some(given) = headers.signature_v3 {
        let timestamp = headers.timestamp.ok_or(Refused::Wrong)?;
        let sent_ms: i64 = timestamp.parse().map_err(|_| Refused::Wrong)?;
        let given = STANDARD.decode(given).map_err(|_| Refused::Wrong)?;
        any(&|uri| v3(secret, method, uri, body, timestamp).is_some_and(|mac| mac.verify_slice(&given).is_ok()))?;
        return if now_ms.abs_diff(sent_ms) <= MAX_AGE_MS.unsigned_abs() { Ok(()) } else { Err(Refused::Late) };
    }
    if let Some(given) = headers.signature {
        return match headers.version.unwrap_or("v1") {
            "v2" => any(&|uri| is_same(given, &digest(&[secret, method, uri], body))),
            "v1" => any(&|_| is_same(given, &digest(&[secret], body))),
            _ => Err(Refused::Wrong),
        };
    }
    match headers.secret {
        Some(given) => any(&|_| is_same(given, secret)),
        None => Err(Refused::Unsigned),
    }
}

fn v3(secret: &str, method: &str, uri: &str, body: &[u8], timestamp: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(method.as_bytes());
    mac.update(decoded(uri).as_bytes());
    mac.update(body);
    mac.update(timestamp.as_bytes());
    Some(mac)
}

fn digest(parts: &[&str], body: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
    }
    hash.update(body);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares in a time that does not tell how far two texts agree.
fn is_same(given: &str, right: &str) -> bool {
    given.as_bytes().ct_eq(right.as_bytes()).into()
}

/// HubSpot signs an address with these characters decoded and all others as they are.
fn decoded(uri: &str) -> String {
    let mut text = String::with_capacity(uri.len());
    let mut rest = uri;
    while let Some(at) = rest.find('%') {
        let (before, coded) = rest.split_at(at);
        text.push_str(before);
        let letter = match coded.get(..3).map(str::to_ascii_uppercase).as_deref() {
            Some("%3A") => ':',
            Some("%2F") => '/',
            Some("%3F") => '?',
            Some("%40") => '@',
            Some("%21") => '!',
            Some("%24") => '$',
            Some("%27") => '\'',
            Some("%28") => '(',
            Some("%29") => ')',
            Some("%2A") => '*',
            Some("%2C") => ',',
            Some("%3B") => ';',
            _ => {
                text.push('%');
                rest = &coded[1..];
                continue;
            }
        };
        text.push(letter);
        rest = &coded[3..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
    const URI: &str = "https://www.example.com/webhook_uri";
    const SENT: i64 = 1_693_657_560_000;
    const V3: &str = "K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=";
    const V2: &str = "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900";

    fn check(headers: Headers<'_>, uri: &str, body: &str, now_ms: i64) -> Result<(), Refused> {
        signed(SECRET, headers, "POST", &[uri.to_owned()], body.as_bytes(), now_ms)
    }

    #[test]
    fn the_published_vectors_fit_and_their_likes_do_not() {
        let v3 = Headers { signature_v3: Some(V3), timestamp: Some("1693657560000"), ..Headers::default() };
        let body = "{'example_field':'example_value'}";
        assert_eq!(check(v3, URI, body, SENT + 1_000), Ok(()));
        assert_eq!(check(v3, URI, body, SENT + MAX_AGE_MS + 1), Err(Refused::Late));
        assert_eq!(check(v3, URI, body, SENT - MAX_AGE_MS - 1), Err(Refused::Late));
        assert_eq!(check(v3, URI, "{'example_field':'another'}", SENT), Err(Refused::Wrong));
        assert_eq!(check(v3, "https://www.example.com/other", body, SENT), Err(Refused::Wrong));
        assert_eq!(check(Headers { timestamp: Some("1693657560001"), ..v3 }, URI, body, SENT), Err(Refused::Wrong));
        assert_eq!(check(Headers { timestamp: None, ..v3 }, URI, body, SENT), Err(Refused::Wrong));

        let v2 = Headers { signature: Some(V2), version: Some("v2"), ..Headers::default() };
        let body = "{\"example_field\":\"example_value\"}";
        assert_eq!(check(v2, URI, body, SENT), Ok(()));
        assert_eq!(check(v2, URI, "{}", SENT), Err(Refused::Wrong));
        assert_eq!(check(Headers { version: Some("v1"), ..v2 }, URI, body, SENT), Err(Refused::Wrong));

        let v1 = digest(&[SECRET], body.as_bytes());
        let v1 = Headers { signature: Some(&v1), version: Some("v1"), ..Headers::default() };
        assert_eq!(check(v1, URI, body, SENT), Ok(()));
        assert_eq!(check(Headers::default(), URI, body, SENT), Err(Refused::Unsigned));
        assert_eq!(check(Headers { secret: Some(SECRET), ..Headers::default() }, URI, body, SENT), Ok(()));
        assert_eq!(check(Headers { secret: Some("x"), ..Headers::default() }, URI, body, SENT), Err(Refused::Wrong));
        // A wrong v3 is not made good by a right one of an older kind.
        assert_eq!(check(Headers { signature_v3: Some("AAAA"), ..v1 }, URI, body, SENT), Err(Refused::Wrong));
        assert_eq!(
            signed("", Headers { secret: Some(""), ..Headers::default() }, "POST", &[], b"", 0),
            Err(Refused::Wrong)
        );
    }

    #[test]
    fn an_address_is_signed_with_some_of_its_characters_decoded() {
        assert_eq!(decoded("https://x.example/a%2Fb%3Ac?q=%40%20%2f%zz%"), "https://x.example/a/b:c?q=@%20/%zz%");
        assert_eq!(decoded("%é%40"), "%é@");
    }

    proptest! {
        #[test]
        fn nothing_that_comes_makes_it_panic(uri in ".*", body in ".*", v3 in ".*", time in ".*", signature in ".*", version in ".*") {
            let headers = Headers { signature_v3: Some(&v3), timestamp: Some(&time), signature: Some(&signature), version: Some(&version), secret: None };
            prop_assert!(check(headers, &uri, &body, SENT).is_err());
            let older = Headers { signature_v3: None, ..headers };
            prop_assert!(check(older, &uri, &body, SENT).is_err());
        }
    }
}

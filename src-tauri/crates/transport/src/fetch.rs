//! Fetching something whole from an address that is itself a secret, as a calendar's is: no error says the address.

use reqwest::Url;
use std::{fmt, time::Duration};

/// Why nothing was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchError {
    /// Nothing answers there, or the connection broke off.
    Unreachable,
    /// No answer within the time.
    Late,
    /// It answers with this status and not with what was wanted.
    Refused(u16),
    /// It is larger than was allowed.
    TooLarge,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("cannot be reached"),
            Self::Late => f.write_str("does not answer in time"),
            Self::Refused(status) => write!(f, "refuses ({status})"),
            Self::TooLarge => f.write_str("answers with more than is read"),
        }
    }
}

impl std::error::Error for FetchError {}

/// What stands at `url`, within a time and at most so many bytes. Follows redirects, but not from https to http.
///
/// # Errors
/// Where nothing does, it takes longer or is larger, or the server refuses.
pub async fn fetch(url: &Url, within: Duration, bytes_max: usize) -> Result<Vec<u8>, FetchError> {
    let failed = |error: reqwest::Error| if error.is_timeout() { FetchError::Late } else { FetchError::Unreachable };
    let client = crate::client_builder()
        .user_agent("Foreword")
        .timeout(within)
        .https_only(url.scheme() == "https")
        .build()
        .map_err(failed)?;
    let mut answer = client.get(url.clone()).send().await.map_err(failed)?;
    if !answer.status().is_success() {
        return Err(FetchError::Refused(answer.status().as_u16()));
    }
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(failed)? {
        if bytes_max < bytes.len().saturating_add(part.len()) {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Whether an address is this machine's, by number or as `localhost`.
pub fn is_this_machine(url: &Url) -> bool {
    // The brackets are what a URL has around an address of version 6.
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_its_names_and_numbers() {
        for (url, is_here) in [
            ("http://127.0.0.1:4000/", true),
            ("http://127.4.5.6/", true),
            ("https://LOCALHOST/a", true),
            ("http://[::1]:8080/", true),
            ("http://127.0.0.1.example.com/", false),
            ("http://10.0.0.1/", false),
            ("https://api.hubapi.com/", false),
            ("data:text/plain,localhost", false),
        ] {
            assert_eq!(is_this_machine(&Url::parse(url).unwrap()), is_here, "{url}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_fetched_is_said_without_its_address() {
        let closed = Url::parse("http://127.0.0.1:9/secret.ics").unwrap();
        let error = fetch(&closed, Duration::from_secs(5), 10).await.unwrap_err();
        assert_eq!((error, error.to_string()), (FetchError::Unreachable, "cannot be reached".to_owned()));
    }
}

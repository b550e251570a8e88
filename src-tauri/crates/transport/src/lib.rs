//! How every HTTPS connection of Foreword is made: TLS by rustls, its cryptography by ring, certificates checked as the system does.
//!
//! reqwest is built without a cryptography of its own, since a second one beside ring costs two minutes of compiling. It then asks for
//! the process's default and panics where there is none, so clients are made here and nowhere else.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod fetch;
mod secret;

pub use fetch::{FetchError, fetch, is_this_machine};
pub use secret::Secret;

use std::sync::Once;

/// A client to configure further. Connects to nothing yet.
pub fn client_builder() -> reqwest::ClientBuilder {
    static RING: Once = Once::new();
    RING.call_once(|| {
        // Fails only if the process has a default already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
}

/// A client with reqwest's defaults.
///
/// # Errors
/// Where TLS or the system's resolver cannot be set up.
pub fn client() -> reqwest::Result<reqwest::Client> {
    client_builder().build()
}

/// What stands at `url`, asked for with reqwest's defaults.
///
/// # Errors
/// Where no client can be made, or nothing answers.
pub async fn get(url: impl reqwest::IntoUrl) -> reqwest::Result<reqwest::Response> {
    client()?.get(url).send().await
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_client_can_be_made_twice() {
        assert!(super::client().is_ok());
        assert!(super::client().is_ok());
    }
}

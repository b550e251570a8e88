//! Where a provider works, by the address it is asked at, and what is known of how long it keeps what it is sent and whether it learns from it: for a
//! rep and an admin to hold against their contract. Nobody has checked the providers' terms for this program, and it does not pretend so.

use crate::{Provider, ProviderConfig};

/// The regions that are told apart: this machine, the European Union, the United States, anywhere a provider likes, and what nobody knows.
pub const REGIONS: [&str; 5] = ["local", "eu", "us", "global", "unknown"];

/// What is said of a provider's terms that are written down somewhere, and not here.
const BY_CONTRACT: &str = "what your contract with it says";

/// What is known of a provider at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// One of [`REGIONS`].
    pub region: &'static str,
    /// How long what is sent is kept there, in words.
    pub retention: &'static str,
    /// Whether models are trained with it, in words.
    pub training: &'static str,
}

impl Terms {
    /// What is known of whoever is not known.
    pub const UNKNOWN: Self = Self {
        region: "unknown",
        retention: "nobody here knows: ask whoever runs it",
        training: "nobody here knows: ask whoever runs it",
    };
}

/// The terms of a provider at the address that is asked. What is not known is said to be unknown, and never guessed. Pure.
pub fn terms(config: &ProviderConfig) -> Terms {
    if config.is_local() {
        return Terms {
            region: "local",
            retention: "what the program on this computer keeps",
            training: "nothing leaves this computer",
        };
    }
    let region = match (config.model.provider, config.url.host_str().unwrap_or_default()) {
        (Provider::OpenAi, "eu.api.openai.com") => "eu",
        (Provider::OpenAi, "api.openai.com") | (Provider::Anthropic, "api.anthropic.com") => "us",
        (Provider::Gemini, "generativelanguage.googleapis.com") => "global",
        _ => return Terms::UNKNOWN,
    };
    Terms { region, retention: BY_CONTRACT, training: BY_CONTRACT }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    #[test]
    fn an_address_that_is_not_the_providers_own_is_unknown() {
        let of = |model: &str, url: Option<&str>| {
            terms(&ProviderConfig::new(model.parse().unwrap(), url, Some(Secret::new("k"))).unwrap()).region
        };
        assert_eq!(of("ollama:m", None), "local");
        assert_eq!(of("openai:m", None), "us");
        assert_eq!(of("openai:m", Some("https://eu.api.openai.com/v1/")), "eu");
        assert_eq!(of("openai:m", Some("https://eu.api.openai.com.evil.example/v1/")), "unknown");
        assert_eq!(of("compatible:m", Some("https://api.openai.com/v1/")), "unknown");
        for region in ["local", "eu", "us", "global", "unknown"] {
            assert!(REGIONS.contains(&region));
        }
    }
}

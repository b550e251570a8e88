//! Meeting recorders that give their conversations to a key of the rep's own: Fireflies, Fathom, Granola and Gong.
//!
//! A recorder lists what is new and gives each conversation as one JSON text, which `transcript` reads. Keys come from the caller and are kept by
//! nobody here. Requests are paced below what each service allows; a refusal says how long to wait.
//!
//! Written from what the services document. Where their pages leave something open, both ways are handled. The tests run against a small server
//! shaped by the same pages; nothing here was tried on the services themselves.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod error;
mod fathom;
mod fireflies;
mod gong;
mod granola;
mod http;

pub use error::RecorderError;
pub use transport::Secret;

use async_trait::async_trait;
use http::Http;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// A recorder whose conversations can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Fireflies.ai.
    Fireflies,
    /// Fathom, the meeting recorder.
    Fathom,
    /// Granola.
    Granola,
    /// Gong.
    Gong,
}

impl Kind {
    /// All of them, by name.
    pub const ALL: [Self; 4] = [Self::Fathom, Self::Fireflies, Self::Gong, Self::Granola];

    /// The name in files and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fireflies => "fireflies",
            Self::Fathom => "fathom",
            Self::Granola => "granola",
            Self::Gong => "gong",
        }
    }

    /// The name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fireflies => "Fireflies",
            Self::Fathom => "Fathom",
            Self::Granola => "Granola",
            Self::Gong => "Gong",
        }
    }

    /// The recorder of a name; `None` where there is none.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Where its key is found, as it goes on from "The key is in".
    pub fn key_is_in(self) -> &'static str {
        match self {
            Self::Fireflies => "Fireflies, under Integrations, Fireflies API",
            Self::Fathom => "Fathom, under Settings, API Access",
            Self::Granola => "Granola, under Settings, Connectors, API keys. It takes a Business or Enterprise plan",
            Self::Gong => "Gong, under Settings, Ecosystem, API. An administrator makes it",
        }
    }

    /// Whether the key has a second part, the access key's secret.
    pub fn has_secret(self) -> bool {
        self == Self::Gong
    }

    /// Where the service answers; `None` where each company has an address of its own.
    pub fn default_address(self) -> Option<&'static str> {
        match self {
            Self::Fireflies => Some("https://api.fireflies.ai"),
            Self::Fathom => Some("https://api.fathom.ai"),
            Self::Granola => Some("https://public-api.granola.ai"),
            Self::Gong => None,
        }
    }

    /// How long to leave the service alone between two looks for something new. Fireflies allows fifty requests a day where it costs least.
    pub fn pause(self) -> SignedDuration {
        match self {
            Self::Fireflies => SignedDuration::from_hours(1),
            Self::Fathom | Self::Granola | Self::Gong => SignedDuration::from_mins(15),
        }
    }
}

/// What opens a recorder.
#[derive(Debug, Clone)]
pub struct Access {
    /// The key.
    pub key: Secret,
    /// Its second part, where it has one.
    pub secret: Option<Secret>,
    /// Where the service answers; its own address where none is given.
    pub address: Option<String>,
}

/// A conversation in a recorder's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The recorder's name for it.
    pub id: String,
    /// The addresses of those who recorded or take part, as far as the list says, in small letters. Empty where it does not.
    pub people: Vec<String>,
    /// Whether the recorder marks it as private.
    pub is_private: bool,
    /// What the list says of it.
    pub(crate) told: Value,
}

/// A page of a recorder's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The conversations on it.
    pub items: Vec<Item>,
    /// What to ask for the next page with; `None` on the last.
    pub next: Option<String>,
}

/// What became of fetching a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    /// Its words, with who was there: JSON that `transcript` reads.
    Conversation(String),
    /// The recorder still works on it.
    NotReady,
    /// It has no words and never will, as where nobody spoke.
    NoWords,
}

/// A recorder that was opened with a key.
#[async_trait]
pub trait Recorder: Send + Sync {
    /// Asks the service whether the key opens it. Returns whose key it is, as far as the service says.
    async fn check(&self) -> Result<Option<String>, RecorderError>;

    /// A page of the conversations since a moment, `until` included; the first where no page is named. What was listed before may be on it again.
    async fn list(&self, since: Timestamp, until: Timestamp, page: Option<&str>) -> Result<Page, RecorderError>;

    /// The words of a conversation that was listed.
    async fn fetch(&self, item: &Item) -> Result<Fetched, RecorderError>;
}

/// Opens a recorder; asks it nothing yet.
///
/// # Errors
/// [`RecorderError::Usage`] where its address is missing or is no web address, or the key's second part is missing.
pub fn open(kind: Kind, access: &Access) -> Result<Box<dyn Recorder>, RecorderError> {
    let http = Http::of(kind, access)?;
    Ok(match kind {
        Kind::Fireflies => Box::new(fireflies::Fireflies(http)),
        Kind::Fathom => Box::new(fathom::Fathom(http)),
        Kind::Granola => Box::new(granola::Granola(http)),
        Kind::Gong => Box::new(gong::Gong(http)),
    })
}

/// The texts at some places of a value, in small letters, each once.
fn addresses<'a>(found: impl IntoIterator<Item = Option<&'a str>>) -> Vec<String> {
    let mut addresses: Vec<String> =
        found.into_iter().flatten().map(str::trim).filter(|one| one.contains('@')).map(str::to_lowercase).collect();
    addresses.sort();
    addresses.dedup();
    addresses
}

/// The values of a list; none where there is no list.
fn list_of(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

//! Language models. They phrase, condense and find what rules miss; nothing they say is believed here, and nothing is written.
//!
//! [`Prompt::render`] redacts typed inputs and fills a prompt with them; [`ask`] sends it to a [`Model`] within time, budget and size,
//! and checks the shape of the answer: items that cite a closed set of sources, and typed fields. Whether an item follows from its
//! sources is for grounding to say, afterwards. No failure is an error: a [`Reply`] says how it ended, and the extractive draft stands.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod call;
pub mod context;
mod cost;
mod failure;
mod inputs;
mod items;
mod kind;
mod lint;
mod probe;
mod prompt;
mod provider;
pub mod redact;
mod remote;
pub mod schema;
mod terms;

pub use call::{Cache, Call, Discarded, Outcome, Reply, RequestId, Stops, ask, request_id};
pub use cost::{Allowance, Budget, Price, Prices, PricesError, allowance};
pub use failure::{Closed, Failure, Stopped, next_wait};
pub use inputs::{Inputs, More, Scene, SourceText, Tone, Voice};
pub use items::{Items, ModelItem, Parted, Thinking, whole_object};
pub use kind::{ByRules, Group, Kind, KindSpec, Needs, Proposes, Reads, UnknownKind, ValueOf};
pub use lint::{Lint, lint_pre_call_summary};
pub use probe::{LocalServer, USUAL, probe};
pub use prompt::{FrontMatter, Library, Prompt, PromptError, Rendered, fence};
pub use provider::{
    Ask, ConfigError, Forcing, Limits, Model, ModelRef, Piece, Provider, ProviderConfig, Stop, TEMPERATURE_MAX, chosen,
    configured,
};
pub use redact::{Category, FieldRule, Placeholders, Redactor, Restored, Rules};
pub use remote::Remote;
pub use terms::{REGIONS, Terms, terms};
pub use transport::Secret;

/// Compiles one of this crate's own patterns, capitals or not.
#[allow(clippy::expect_used)] // Every pattern is a literal of this crate and compiled by its tests.
fn pattern(text: &str) -> regex::Regex {
    regex::RegexBuilder::new(text).case_insensitive(true).build().expect("a pattern of this crate")
}

//! What happens in a portal, and the rules that turn it into drafts. Pure: no IO, no clock.
//!
//! An event is a word that something may have happened: a webhook's delivery says only where to look, and what was found there counts
//! ([`happened`]). A [`Rule`] says which event starts which drafts, under which conditions; what it starts is a proposal and never a write.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod delivery;
mod happening;
mod rule;
mod signature;

pub use delivery::{DELIVERED_AT_MOST, Delivered, Unreadable, deliveries};
pub use happening::{FRESH, Happening, LOOK, What, happened};
pub use rule::{Action, Condition, Due, Hours, Owner, Rule, RulesError, TaskAction, Test, Value, read_rules, shipped};
pub use signature::{Headers, MAX_AGE_MS, Refused, signed};

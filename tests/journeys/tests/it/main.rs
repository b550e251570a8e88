//! The app against the simulator, the way a rep goes through it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod audit;
mod batches;
mod changes;
mod choosing;
mod customers;
mod decisions;
mod drafts;
mod examples;
mod fields;
mod filing;
mod forgetting;
mod grading;
mod hostile;
mod injections;
mod interruptions;
mod keychain;
mod languages;
mod models;
mod one_rule;
mod phrased;
mod readings;
mod refusals;
mod sales;
mod scopes;
mod searches;
mod shared;
mod shelf;
mod speakers;
mod storylines;
mod streaming;
mod undoing;
mod upkeep;
mod values;
mod vault;

//! The app against the simulator, the way a rep goes through it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod audit;
mod batches;
mod changes;
mod customers;
mod drafts;
mod fields;
mod filing;
mod forgetting;
mod interruptions;
mod keychain;
mod models;
mod phrased;
mod readings;
mod scopes;
mod searches;
mod shared;
mod storylines;
mod undoing;
mod upkeep;
mod values;

//! The crate from outside: prompts, redaction, planning, providers' wire formats, and a model server that means harm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod believed;
mod calls;
mod engine;
mod planning;
mod prompts;
mod redaction;
mod redaction_set;
mod scene;
mod server;
mod small;
mod wire;

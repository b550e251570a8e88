//! Drafts of the sample portal's stories, read straight from their files, and of small accounts made up here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backtest;
mod briefs;
mod digest;
mod held;
mod moments;
mod notes;
mod noticed;
mod portal;
mod recorded;
mod reply;
mod tasks;
mod told;

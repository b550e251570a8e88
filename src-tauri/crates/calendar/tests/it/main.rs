//! What texts of many kinds are read into.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bombs;
mod check;
mod odd;
mod recurring;
mod vendors;
mod versions;

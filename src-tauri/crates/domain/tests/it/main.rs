//! `domain` on whole texts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod added;
mod layers;
mod mails;

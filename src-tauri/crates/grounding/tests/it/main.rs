//! Grounding held against sentences made of real conversations at test time, and against small cases written by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attribution;
mod cases;
mod confidence;
mod conversations;
mod corrupt;
mod money;
mod owing;
mod paraphrase;
mod promises;
mod set;

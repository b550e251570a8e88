//! Transcripts as recorders write them, and what is none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod limits;
mod odd;
mod refused;
mod render;
mod samples;
mod shapes;

//! Transcripts as recorders write them, and what is none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod samples;

//! The server by which other programs ask Foreword: the Model Context Protocol over standard input and output, and over HTTP on this machine.
//!
//! It hands requests over and answers back. What a program may ask, what it is given and that each call is noted is decided in [`app`].
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod arguments;
mod http;
mod prompts;
mod resources;
mod server;
mod tools;

pub use http::{HttpRequest, serve_http};
pub use server::serve_stdio;

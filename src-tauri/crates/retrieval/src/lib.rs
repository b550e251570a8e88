//! Finding the right words: chunking, keeping the index up to date, hybrid search.
//!
//! [`chunk`] cuts a document into units worth citing and windows worth reading. [`update_index`] brings LanceDB in step with SQLite,
//! texts first and vectors behind. [`search`] asks both, at both levels, and fuses the answers; [`scan`] does without an index. [`gather()`]
//! collects what is known of one account, for drafts.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod chunk;
mod fuse;
mod gather;
mod indexer;
mod parse;
mod scan;
mod search;
mod terms;
mod weights;

pub use chunk::{CHUNKER, Unit, chunk, units};
pub use fuse::{Found, Ranked, Reach, Weight, fuse, lend};
pub use gather::{Whose, gather};
pub use indexer::{IndexProgress, IndexReport, cut, embedded_texts, row, update_index};
pub use parse::{Parsed, parse};
pub use scan::scan;
pub use search::{Answer, By, Hit, QUERY_CHARS_MAX, Query, rerank, search};

/// Why a search, or bringing the index in step, failed.
#[derive(Debug, thiserror::Error)]
pub enum RetrievalError {
    /// The database or the index could not be read or written.
    #[error("the search could not read what is stored")]
    Store(#[source] store::StoreError),
    /// The embedding model failed.
    #[error("the search could not embed text")]
    Embedding(#[source] embedding::EmbeddingError),
}

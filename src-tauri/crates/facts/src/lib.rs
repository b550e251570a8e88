//! Facts from rules, with evidence: who said what, who promised what and whether it was kept, what a sentence is about and how much it
//! matters, what is unanswered, who plays which part.
//!
//! Pure. Every fact carries the citation it was read from; nothing is inferred that a rule does not name. What rules know of a
//! language stands in its lexicon.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod asked;
mod fates;
mod learned;
mod lexicon;
mod marks;
mod order;
mod promises;
mod qualification;
mod questions;
mod read_promises;
mod roles;
mod statements;
mod topics;

pub use asked::{asked, language};
pub use domain::{Side, Voices};
pub use language::Language;
pub use learned::{Fact, Line, Value, learned, lines, worths};
pub use marks::{RULES, read};
pub use order::is_of_the_order;
pub use promises::{Promise, PromiseStatus, UndatedPromise, promises, undated_promises};
pub use qualification::{Element, Told, qualification};
pub use questions::{OpenQuestion, asks_not_to_be_called, is_pressing, open_questions};
pub use read_promises::read_promises;
pub use roles::{BuyingRole, buying_role};
pub(crate) use statements::content_words;
pub use statements::{Statement, content_stems, own_words_of, statements};

pub use topics::{Salience, Topic, cued, hangs_on, quote_within, salience, short_quote, substance};

/// Compiles one of this crate's own patterns.
#[allow(clippy::expect_used)] // Every pattern is a literal of this crate and compiled by its tests.
pub(crate) fn pattern(text: &str) -> regex::Regex {
    regex::RegexBuilder::new(text).case_insensitive(true).build().expect("a pattern of this crate")
}

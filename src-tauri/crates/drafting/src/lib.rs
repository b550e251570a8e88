//! Kinds of draft. Today two, both extractive: the pre-call brief and the note of a call.
//!
//! [`brief()`] is pure: a dossier in, a brief and its sources out. Each section is a function of the facts; what a section proposes is
//! checked by grounding, then cut to what a rep reads in twenty seconds.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod account;
mod answer;
mod asking;
mod brief;
mod conflicts;
mod desk;
mod ledger;
pub mod note;
mod noticed;
mod owed;
mod sections;
mod signals;
mod tasks;

pub use answer::{Answer, Said, answer};
pub use asking::{ANSWERS_FROM, Passage, Signs, Verdict, judge};
pub use brief::{WORDS_MAX, brief};
pub use conflicts::{Conflict, conflicts};
pub use grounding::{Evidence, follows};
pub use ledger::{LedgerLine, ledger};
pub use noticed::{Noticed, noticed};
pub use owed::{Owed, owed};
pub use signals::{Signals, signals};
pub use tasks::{ProposedTask, tasks};

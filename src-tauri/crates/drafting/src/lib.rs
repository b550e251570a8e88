//! Drafts made by rules, from what was said and written: the pre-call brief, the answer to a question, the note of a call, the reply to a
//! mail, a deal's signals, the promise ledger and its tasks, changes to fields of the CRM, the day's digest. Pure.
//!
//! [`brief()`] takes a dossier and gives a brief and its sources. Each section is a function of the facts; what a section proposes is
//! checked by grounding, then cut to what a rep reads in twenty seconds.
//!
//! No model runs here. What one has phrased elsewhere is held against its sources by [`phrased`], and written in the rep's own manner, which
//! [`Voice`] learns from mails they sent.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod account;
mod answer;
mod asking;
mod backtest;
mod brief;
mod concern;
mod conflicts;
mod desk;
mod digest;
mod first_call;
mod held;
mod learned;
mod ledger;
pub mod note;
mod noticed;
mod owed;
pub mod phrased;
mod phrases;
mod promised;
mod qualification;
mod question;
mod rank;
mod recorded;
mod recurring;
pub mod reply;
mod sections;
mod signals;
mod similar;
mod tasks;
mod texts;
mod told;
mod updates;
mod vocabulary;
pub mod voice;

pub use answer::{Answer, NEAREST_MAX, Said, answer};
pub use asking::{ANSWERS_FROM, Certainty, NEAR_FROM, Passage, Signs, Verdict, judge};
pub use backtest::{Backtest, BacktestSum, Figures, backtest, backtest_sum};
pub use brief::{WORDS_MAX, brief};
pub use conflicts::{Conflict, conflicts};
pub use digest::{
    DIGEST_RULES, Digest, DigestLine, DigestPart, DigestShare, STALLED_DAYS, Target, digest_of, digest_share,
};
pub use facts::{BuyingRole, Language, RULES, language, read as read_text};
pub use facts::{Element, Fact, Value};
pub use first_call::is_first_call;
pub use grounding::{Calibration, Evidence, Moment, Outcome, Parts, confidence, follows};
pub use held::{Held, Standing, held};
pub use learned::learned;
pub use ledger::{LedgerLine, ledger, ledger_with_sources};
pub use noticed::{Noticed, noticed};
pub use owed::{Owed, owed};
pub use phrases::{Phrases, language_of};
pub use promised::promised;
pub use qualification::{Qualification, Qualified, qualification};
pub use question::addressed;
pub use rank::{Inquiry, Understood, Weighs};
pub use recorded::{Field, may_be_recorded, names_a_chosen_field, names_a_field, recorded};
pub use reply::{Inbound, Known, Reply, ReplyLine, ReplyPart, reply, reply_as};
pub use signals::{Signals, signals};
pub use similar::{SIMILAR, SIMILAR_MAX, most_alike};
pub use tasks::{ProposedTask, tasks};
pub use texts::{Stretch, TextsOf, ToRead, read, turns};
pub use told::{Told, asks_for_a_kind, told};
pub use updates::{Change, SAME_TALK, Update, readable, updates};
pub use voice::Voice;

/// Compiles one of this crate's own patterns.
#[allow(clippy::expect_used)] // Every pattern is a literal of this crate and compiled by its tests.
pub(crate) fn pattern(text: &str) -> regex::Regex {
    regex::RegexBuilder::new(text).case_insensitive(true).build().expect("a pattern of this crate")
}

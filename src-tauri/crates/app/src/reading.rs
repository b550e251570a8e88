//! What can be asked of the history: who is meant, names, briefs, search, answers, sources, an account, deal or ticket
//! with its timeline.

pub(crate) mod accounts;
pub(crate) mod ask;
pub(crate) mod brief;
pub(crate) mod called;
pub(crate) mod cite;
pub(crate) mod collateral;
pub(crate) mod confidence;
pub(crate) mod deal;
pub(crate) mod facts;
pub(crate) mod ledger;
pub(crate) mod names;
pub(crate) mod qualification;
pub(crate) mod quiet;
pub(crate) mod resolve;
pub(crate) mod search;
pub(crate) mod senders;
pub(crate) mod similar;
pub(crate) mod source;
pub(crate) mod ticket;
pub(crate) mod when;

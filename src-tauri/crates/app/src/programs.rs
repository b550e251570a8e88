//! What other programs may have: answers of which each line is held against the store before it leaves, and cards for review. Each call is asked for
//! at one place whether it may be, and noted before its answer is given.

pub(crate) mod allowed;
pub(crate) mod answer;
pub(crate) mod call;
pub(crate) mod caller;
pub(crate) mod fenced;
pub(crate) mod noting;
pub(crate) mod propose;
pub(crate) mod reads;
pub(crate) mod sourced;
pub(crate) mod token;

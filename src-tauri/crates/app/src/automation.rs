//! Things that happen start drafts: what was noticed, the rules, and the work that makes drafts of both. What comes out is a proposal, or a mail
//! that waits to be sent by the rep; never a write.

pub(crate) mod condition;
pub(crate) mod journal;
pub(crate) mod listen;
pub(crate) mod make;
pub(crate) mod notice;
pub(crate) mod rehearse;
pub(crate) mod rules;
pub(crate) mod work;

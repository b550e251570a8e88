//! What the rep decides about: proposals, approval, sending, taking back, and what became of it all.

pub(crate) mod activity;
pub(crate) mod ageing;
pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod edit;
pub(crate) mod edit_task;
pub(crate) mod gate;
pub(crate) mod grades;
pub(crate) mod promise;
pub(crate) mod proposals;
pub(crate) mod push;
pub(crate) mod reject;
pub(crate) mod report;
pub(crate) mod retry;
pub(crate) mod review_settings;
pub(crate) mod take_back;
pub(crate) mod typed;
pub(crate) mod undo;

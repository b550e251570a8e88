//! How a draft is made: its kind, what it is about, its material, by rules or by a model, what it proposes.

pub(crate) mod ask_model;
pub(crate) mod before_sending;
pub(crate) mod criteria;
pub(crate) mod digest;
pub(crate) mod digest_filing;
pub(crate) mod digest_page;
pub(crate) mod draft;
pub(crate) mod fields;
pub(crate) mod keep_draft;
pub(crate) mod kept_back;
pub(crate) mod kinds;
pub(crate) mod mail;
pub(crate) mod material;
pub(crate) mod no_answer;
pub(crate) mod note;
pub(crate) mod phrase;
pub(crate) mod propose;
pub(crate) mod reply;
pub(crate) mod signals;
pub(crate) mod subjects;
pub(crate) mod tasks;
pub(crate) mod triage;
pub(crate) mod values;
pub(crate) mod voices;
pub(crate) mod wrap;

//! The pre-call brief of an account, made from the local copy without a network.

use crate::{
    error::AppError,
    models::embedding_model::millis,
    portal::open::OpenPortal,
    reading::{resolve as who, similar, when},
};
use domain::{Brief, Source, Sources};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::{collections::BTreeMap, time::Instant};

/// Whom to brief about, as of when, and how fully.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BriefRequest {
    /// Whom it is about: an e-mail address, an id, a name, or `next`.
    pub who: String,
    /// A date or time in place of now: the brief is made of what was known then.
    pub as_of: Option<String>,
    /// Everything that was found, not only what can be read in a minute.
    pub full: bool,
}

/// A brief with the text behind its citations.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct BriefReport {
    /// The brief itself.
    pub brief: Brief,
    /// The text behind every citation of the brief's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Milliseconds that making the brief took.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
}

/// Briefs. Needs no network, no model and no lock.
pub fn brief(open: &OpenPortal, request: &BriefRequest, now: Timestamp) -> Result<BriefReport, AppError> {
    let started = Instant::now();
    let as_of = request.as_of.as_deref().map(|text| when::instant(text, &open.zone())).transpose()?;
    let target = who::resolve(open, &request.who, as_of.unwrap_or(now))?;
    let mut dossier = who::dossier_of(open, &target, as_of.unwrap_or(now), now)?;
    // What other accounts were like at some moment past is not kept whole, so only today's brief names any.
    if as_of.is_none() && drafting::is_first_call(&dossier) {
        dossier.alike = similar::accounts_like(open, &dossier)?;
    }
    let (brief, sources) = drafting::brief(&dossier, request.full);
    Ok(BriefReport { brief, sources, elapsed_ms: millis(started) })
}

//! What is known of an account by category, and how a deal stands by it.

use crate::desk::Desk;
use domain::Dossier;
use facts::Fact;

/// What an account's texts tell up to the dossier's moment, oldest first. Empty where no model has read its lines.
pub fn learned(dossier: &Dossier) -> Vec<Fact> {
    let known = dossier.as_known();
    Desk::of(known.as_ref()).facts
}

//! What an account's texts tell of the customer, by category.

use domain::Dossier;
use facts::{Fact, lines, statements};

/// What an account's texts tell up to the dossier's moment, oldest first. Empty where no model has read its lines.
pub fn learned(dossier: &Dossier) -> Vec<Fact> {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut read = lines(dossier, &statements(dossier));
    read.retain(|line| line.at <= dossier.as_of);
    facts::learned(dossier, &read)
}

//! What is owed between the rep and an account: the open part of the promise ledger.

use crate::desk::Desk;
use domain::{Citation, Dossier, Source};
use facts::Side;
use jiff::civil::Date;

/// A promise older than this many days is history, not a debt.
const STALE_DAYS: i32 = 90;

/// A promise with a day that nobody has kept yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed {
    /// What was promised, in the words it was promised in.
    pub text: String,
    /// Whether the promise is ours rather than theirs.
    pub ours: bool,
    /// The name of whoever has to keep it.
    pub whom: String,
    /// The day that it was promised for.
    pub due: Date,
    /// Whole days since that day; negative for days to come.
    pub days_late: i32,
    /// The citation of the words that promise it.
    pub citation: Citation,
    /// The text behind the citation.
    pub source: Source,
}

/// The open promises of an account, the most overdue first. Deterministic.
pub fn owed(dossier: &Dossier) -> Vec<Owed> {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let open: Vec<_> = desk.promises.iter().filter(|promise| promise.status.is_owed()).cloned().collect();
    let mut owed: Vec<Owed> = Vec::new();
    for promise in open {
        let days_late = desk.days_since(promise.last_day());
        let citation = desk.cite(&promise.statement, promise.quoted());
        let Some(source) = desk.sources.get(&citation).cloned() else { continue };
        let (ours, whom) = (promise.by == Side::Us, promise.whom.clone());
        owed.push(Owed { text: promise.text, ours, whom, due: promise.due, days_late, citation, source });
    }
    owed.retain(|promise| promise.days_late <= STALE_DAYS);
    owed.sort_by(|a, b| b.days_late.cmp(&a.days_late).then_with(|| a.citation.cmp(&b.citation)));
    owed
}

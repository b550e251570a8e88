//! The promise ledger in full: both sides, with and without a day, kept, open and overdue.

use crate::desk::Desk;
use domain::{Citation, Dossier};
use facts::{Promise, PromiseStatus, Side, undated_promises};
use jiff::civil::Date;

/// One promise of the ledger, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// What was promised, in the words it was promised in.
    pub text: String,
    /// Whether the promise is ours rather than theirs.
    pub ours: bool,
    /// The name of whoever has to keep the promise.
    pub whom: String,
    /// The day it was promised for, where one was named.
    pub due: Option<Date>,
    /// What became of the promise: `kept`, `open` or `overdue`.
    pub status: &'static str,
    /// The citations of the words that promise it and, where it was kept, of what says so.
    pub citations: Vec<Citation>,
}

/// The ledger of an account: overdue first, then what falls due next, what has no day, what was kept. Deterministic.
pub fn ledger(dossier: &Dossier) -> Vec<LedgerLine> {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let desk = Desk::of(dossier);
    let undated = undated_promises(dossier, &desk.statements, desk.today);
    let mut lines: Vec<LedgerLine> = desk.promises.iter().map(|promise| line(promise, Some(promise.due))).collect();
    lines.extend(undated.iter().map(|undated| line(&undated.promise, None)));
    let rank = |status: &str| match status {
        "overdue" => 0,
        "open" => 1,
        _ => 2,
    };
    lines.sort_by(|a, b| {
        (rank(a.status), a.due.is_none(), a.due, !a.ours, &a.citations).cmp(&(
            rank(b.status),
            b.due.is_none(),
            b.due,
            !b.ours,
            &b.citations,
        ))
    });
    lines
}

fn line(promise: &Promise, due: Option<Date>) -> LedgerLine {
    let status = match promise.status {
        PromiseStatus::Kept { .. } => "kept",
        PromiseStatus::Open => "open",
        PromiseStatus::Overdue { .. } => "overdue",
    };
    LedgerLine {
        text: promise.text.clone(),
        ours: promise.by == Side::Us,
        whom: promise.whom.clone(),
        due,
        status,
        citations: vec![promise.quoted()],
    }
}

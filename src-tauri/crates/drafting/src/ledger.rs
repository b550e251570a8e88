//! The promise ledger in full: both sides, by rules and as a model reads lines, with and without a day, whatever became of it, and what the
//! rep has decided.

use crate::desk::Desk;
use domain::{Citation, Dossier, MarkedPromise, PromiseMark, Sources};
use facts::{Promise, PromiseStatus, Side, promises, read_promises, undated_promises};
use jiff::civil::Date;

/// One promise of the ledger, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// What was promised, in the words it was promised in.
    pub text: String,
    /// Whether the promise is ours rather than theirs, as the rep sees it.
    pub ours: bool,
    /// The name of whoever gave the promise.
    pub whom: String,
    /// The day it was promised for, where one was named.
    pub due: Option<Date>,
    /// Whole days since that day; negative for days to come, none where no day was named or something else has to come first.
    pub days_late: Option<i32>,
    /// What became of the promise: `kept`, `likely_kept`, `withdrawn`, `moved` to another day, `conditional` on something in other hands, `open` or `overdue`.
    pub status: &'static str,
    /// What the rep has decided about it, where that still holds.
    pub mark: Option<MarkedPromise>,
    /// The citation of the words that promise it.
    pub citations: Vec<Citation>,
}

/// The ledger of an account: overdue first, then what falls due next, what has no day, what was kept. Deterministic.
pub fn ledger(dossier: &Dossier) -> Vec<LedgerLine> {
    ledger_with_sources(dossier).0
}

/// The same, with the text behind each citation.
pub fn ledger_with_sources(dossier: &Dossier) -> (Vec<LedgerLine>, Sources) {
    let known = dossier.as_known();
    let dossier = known.as_ref();
    let mut desk = Desk::of(dossier);
    let dated = promises(dossier, &desk.statements, desk.today);
    let undated = undated_promises(dossier, &desk.statements, desk.today);
    let found: Vec<&Promise> = dated.iter().chain(undated.iter().map(|undated| &undated.promise)).collect();
    let (read, read_undated) = read_promises(dossier, &desk.statements, &found, desk.today);
    let mut lines = Vec::new();
    for promise in dated.iter().chain(&read) {
        lines.push(line(&mut desk, promise, Some(promise.due)));
    }
    for undated in undated.iter().chain(&read_undated) {
        lines.push(line(&mut desk, &undated.promise, undated.due()));
    }
    let rank = |status: &str| match status {
        "overdue" => 0,
        "open" => 1,
        "likely_kept" | "conditional" => 2,
        _ => 3,
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
    (lines, desk.sources)
}

fn line(desk: &mut Desk<'_>, promise: &Promise, due: Option<Date>) -> LedgerLine {
    let mark = desk.dossier.mark_of(&promise.citation, desk.today).cloned();
    let decided = mark.as_ref().map(|marked| marked.mark);
    let status = match promise.status {
        _ if decided == Some(PromiseMark::Done) => "kept",
        // It stays a debt, and whoever looks sees what speaks for it.
        _ if promise.likely_kept.is_some() => "likely_kept",
        _ => promise.status.as_str(),
    };
    let is_conditional = promise.status == PromiseStatus::Conditional;
    LedgerLine {
        text: promise.text.clone(),
        ours: promise.by == Side::Us && decided != Some(PromiseMark::Theirs),
        whom: promise.whom.clone(),
        due,
        days_late: due.filter(|_| !is_conditional).map(|_| desk.days_since(promise.last_day())),
        status,
        mark,
        citations: vec![desk.cite(&promise.statement, promise.quoted())],
    }
}

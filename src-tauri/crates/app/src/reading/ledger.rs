//! The promise ledger and the contradictions, of one account or of all.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::{accounts::activities_of, resolve as who},
};
use domain::{Citation, Dossier, ObjectType, PromiseMark, RecordId, Source, Sources};
use drafting::LedgerLine;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};

/// The promises of one account or of all accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promises {
    /// The promises account by account; within each, overdue ones first, then open, then kept ones.
    pub promises: Vec<PromiseView>,
}

/// One promise of ours or theirs, and whether it was kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseView {
    /// What was promised, in the words it was promised in.
    pub text: String,
    /// Whose promise it is: `us` or `them`.
    pub by: &'static str,
    /// The name of whoever has to keep the promise.
    pub whom: String,
    /// The day it was promised for; none where none was named.
    pub due: Option<Date>,
    /// What became of the promise: `kept`, `likely_kept`, `withdrawn`, `moved` to another day, `conditional` on something in other hands, `open` or `overdue`.
    pub status: &'static str,
    /// The citations of the words that promise it and, where it was kept, of what says so.
    pub citations: Vec<Citation>,
    /// The name of the account.
    pub account: String,
}

/// A promise of either side that is not kept, or that the rep has decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OwedView {
    /// What was promised, in the words it was promised in.
    pub text: String,
    /// Whether we promised it rather than they.
    pub ours: bool,
    /// To whom we promised it, or who of them promised it; the account's name where nobody is named.
    pub whom: String,
    /// The account's id, as in `company:1`.
    pub account: String,
    /// The name of the account.
    pub account_name: String,
    /// The day it was promised for, as in `2026-03-04`; none where none was named.
    pub due: Option<String>,
    /// Whole days since it was due: 0 is today, below 0 is to come. None where no day was named.
    pub days_late: Option<i32>,
    /// What the rep has decided about it; none where it is open.
    pub mark: Option<PromiseMark>,
    /// The day from which on it is shown again, as in `2026-03-04`; none unless it waits.
    pub until: Option<String>,
    /// The citation of the words that promise it.
    pub citation: String,
}

/// The promises of one account that are not kept, and those that the rep has decided about.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct AccountPromises {
    /// Open promises, the oldest debt first and undated ones last; then those that were decided about, the latest decision first.
    pub promises: Vec<OwedView>,
    /// The text behind every citation.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
}

/// Contradictions between the CRM and what was said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflicts {
    /// The contradictions, account by account.
    pub conflicts: Vec<ConflictView>,
}

/// One contradiction between a field of the CRM and what somebody said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictView {
    /// The property's internal name, as in `amount`.
    pub property: &'static str,
    /// The property's value in the CRM, for reading.
    pub crm: String,
    /// The words that contradict it, verbatim.
    pub said: String,
    /// The name of whoever said the words.
    pub speaker: String,
    /// The sentence that was said and the property it contradicts.
    pub citations: Vec<Citation>,
    /// The name of the account.
    pub account: String,
    /// The name of the deal.
    pub deal: String,
}

/// The promises of an account, or of all. Needs no network.
pub fn promises(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Promises, AppError> {
    let mut promises = Vec::new();
    for account in accounts(open, who, now)? {
        let dossier = open.dossier(&account, now)?;
        let name = dossier.account.display_name();
        // What the rep has called no promise is none.
        let is_one = |line: &LedgerLine| line.mark.as_ref().is_none_or(|marked| marked.mark != PromiseMark::NoPromise);
        promises.extend(drafting::ledger(&dossier).into_iter().filter(is_one).map(|line| PromiseView {
            text: line.text,
            by: if line.ours { "us" } else { "them" },
            whom: line.whom,
            due: line.due,
            status: line.status,
            citations: line.citations,
            account: name.clone(),
        }));
    }
    Ok(Promises { promises })
}

/// What is open between the rep and one account, and what the rep has said of it; of a deal or ticket what was promised in the activities that
/// are associated with it. Needs no network.
pub fn account_promises(open: &OpenPortal, of: &str, now: Timestamp) -> Result<AccountPromises, AppError> {
    let account = who::resolve_account(&open.database, of)?;
    let around = match of.trim().parse::<RecordId>() {
        Ok(id) if matches!(id.object, ObjectType::Deal | ObjectType::Ticket) => {
            let activities = activities_of(&open.database, &id, now)?;
            Some(activities.into_iter().map(|activity| activity.id).collect::<BTreeSet<RecordId>>())
        }
        _ => None,
    };
    let dossier = open.dossier(&account, now)?;
    let (lines, mut sources) = drafting::ledger_with_sources(&dossier);
    let is_open = |line: &LedgerLine| matches!(line.status, "open" | "overdue" | "likely_kept" | "conditional");
    let is_shown = |line: &LedgerLine| line.mark.is_some() || is_open(line) && !is_stale(line);
    let is_there = |line: &LedgerLine| {
        let given_in = line.citations.first().map(|citation| &citation.record);
        around.as_ref().is_none_or(|around| given_in.is_some_and(|record| around.contains(record)))
    };
    let mut shown: Vec<LedgerLine> = lines.into_iter().filter(|line| is_shown(line) && is_there(line)).collect();
    shown.sort_by(|a, b| {
        let decided = |line: &LedgerLine| line.mark.as_ref().map(|marked| std::cmp::Reverse(marked.at));
        (decided(a), a.due.is_none(), a.due, &a.citations).cmp(&(decided(b), b.due.is_none(), b.due, &b.citations))
    });
    let mut promises = Vec::new();
    for line in shown {
        let Some(citation) = line.citations.first() else { continue };
        promises.push(OwedView {
            ours: line.ours,
            whom: if line.ours { promised_to(&dossier, &citation.record) } else { line.whom },
            account: account.to_string(),
            account_name: who::name_of(&dossier.account),
            due: line.due.filter(|_| line.days_late.is_some()).map(|day| day.to_string()),
            days_late: line.days_late,
            until: line.mark.as_ref().and_then(|marked| marked.until).map(|day| day.to_string()),
            mark: line.mark.as_ref().map(|marked| marked.mark),
            citation: citation.to_string(),
            text: line.text,
        });
    }
    let cited: BTreeSet<String> = promises.iter().map(|promise| promise.citation.clone()).collect();
    sources.retain(|citation, _| cited.contains(&citation.to_string()));
    Ok(AccountPromises { promises, sources })
}

/// A promise further past than this is history, not a debt; as in a brief.
const STALE_DAYS: i32 = 90;

fn is_stale(line: &LedgerLine) -> bool {
    line.days_late.is_some_and(|late| STALE_DAYS < late)
}

/// Whom of them a promise of ours was given to: whoever took part where it was given, else the account.
pub(crate) fn promised_to(dossier: &Dossier, given_in: &RecordId) -> String {
    let entry = dossier.entries.iter().find(|entry| entry.activity.id == *given_in);
    let people = entry.into_iter().flat_map(|entry| &entry.participants).filter_map(|id| dossier.person(id));
    let names: Vec<String> = people.map(who::name_of).collect();
    match names.as_slice() {
        [] => who::name_of(&dossier.account),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, rest @ ..] => format!("{one} and {} others", rest.len()),
    }
}

/// The contradictions of an account, or of all. Needs no network.
pub fn conflicts(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Conflicts, AppError> {
    let mut conflicts = Vec::new();
    for account in accounts(open, who, now)? {
        let dossier = open.dossier(&account, now)?;
        let name = dossier.account.display_name();
        let (found, _) = drafting::conflicts(&dossier);
        conflicts.extend(found.into_iter().map(|conflict| ConflictView {
            property: conflict.property,
            crm: conflict.crm,
            said: conflict.said,
            speaker: conflict.speaker,
            citations: conflict.citations,
            account: name.clone(),
            deal: conflict.deal,
        }));
    }
    Ok(Conflicts { conflicts })
}

/// The account that `who` means, or all accounts where nobody is named.
pub(crate) fn accounts(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Vec<RecordId>, AppError> {
    match who {
        Some(who) => Ok(vec![who::resolve(open, who, now)?.account]),
        None => Ok(open.database.accounts(now)?.into_iter().map(|summary| summary.id).collect()),
    }
}

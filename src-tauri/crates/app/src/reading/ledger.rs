//! The promise ledger and the contradictions, of one account or of all.

use crate::{error::AppError, portal::open::OpenPortal, reading::resolve as who};
use domain::{Citation, RecordId};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

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
    /// What became of the promise: `kept`, `open` or `overdue`.
    pub status: &'static str,
    /// The citations of the words that promise it and, where it was kept, of what says so.
    pub citations: Vec<Citation>,
    /// The name of the account.
    pub account: String,
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
        promises.extend(drafting::ledger(&dossier).into_iter().map(|line| PromiseView {
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

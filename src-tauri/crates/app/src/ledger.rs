//! The promise ledger and the contradictions, of one account or of all.

use crate::{AppError, OpenPortal, who};
use domain::{Citation, RecordId};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// Promises.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promises {
    /// Of each account: overdue first, then open, then kept.
    pub promises: Vec<PromiseView>,
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromiseView {
    /// What was promised, word for word.
    pub text: String,
    /// `us` or `them`: whose promise it is.
    pub by: &'static str,
    /// Who has to keep it, by name.
    pub whom: String,
    /// The day it was promised for; none where none was named.
    pub due: Option<Date>,
    /// `kept`, `open` or `overdue`.
    pub status: &'static str,
    /// Where it was promised.
    pub citations: Vec<Citation>,
    /// The account's name.
    pub account: String,
}

/// Contradictions between the CRM and what was said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflicts {
    /// By account.
    pub conflicts: Vec<ConflictView>,
}

/// One contradiction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConflictView {
    /// The field.
    pub property: &'static str,
    /// What the CRM says.
    pub crm: String,
    /// What was said, word for word.
    pub said: String,
    /// Who said it.
    pub speaker: String,
    /// The sentence and the field.
    pub citations: Vec<Citation>,
    /// The account's name.
    pub account: String,
    /// The deal's name.
    pub deal: String,
}

/// The promises of an account, or of all. Needs no network.
pub fn promises(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Promises, AppError> {
    let mut promises = Vec::new();
    for account in accounts(open, who, now)? {
        let dossier = retrieval::gather(&open.database, &account, None, String::new(), now, now)?;
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
        let dossier = retrieval::gather(&open.database, &account, None, String::new(), now, now)?;
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

/// The account meant, or all there are.
fn accounts(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Vec<RecordId>, AppError> {
    match who {
        Some(who) => Ok(vec![who::resolve(open, who, now)?.account]),
        None => Ok(open.database.accounts(now)?.into_iter().map(|summary| summary.id).collect()),
    }
}

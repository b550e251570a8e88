//! The log, as a rep reads it: what was approved, filed, taken back, chosen, exported and locked, newest first; and whether it is whole.

use crate::{error::AppError, portal::open::OpenPortal, review::audit::verify_audit};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// The most lines of one page.
const PAGE: usize = 50;

/// A page of the log, newest line first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ActivityPage {
    /// The lines.
    pub lines: Vec<ActivityLine>,
    /// How many lines the log has that the page was asked for.
    pub total: u32,
    /// The number before which older lines stand; none where there are no more.
    pub before: Option<u32>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ActivityLine {
    /// Its number, counted from 1.
    pub seq: u32,
    /// When it happened.
    #[specta(type = String)]
    pub at: Timestamp,
    /// What happened, as in `approved`, `verified`, `setting_changed` or `exported`.
    pub what: String,
    /// Why, or what was chosen or written; none where that needs no words.
    pub why: Option<String>,
    /// The id of the proposal it happened to; none for what is no proposal's.
    pub proposal: Option<String>,
    /// What that proposal is, as a note or field is called; none where it is gone with somebody who was forgotten.
    pub title: Option<String>,
    /// The name of the account the proposal is about.
    pub account_name: Option<String>,
    /// The kind of proposal, as in `note`.
    pub kind: Option<String>,
    /// HubSpot's id of the record; none where none is known.
    pub remote_id: Option<String>,
}

/// Whether the log is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct LogCheck {
    /// Whether every line is as it was written.
    pub whole: bool,
    /// How many lines it has.
    pub lines: u32,
    /// Of how many of them the words were erased with a person.
    pub erased: u32,
    /// How many notes and tasks in HubSpot bear out the log with a head it had.
    pub anchors: u32,
    /// The last head: noted elsewhere it proves later that nothing before it was changed.
    pub head: String,
    /// What is wrong, in words; none where nothing is.
    pub reason: Option<String>,
}

/// Lines of the log before number `before`, or the newest ones; with `kinds`, of these happenings only.
pub fn activity(open: &OpenPortal, before: Option<u32>, kinds: &[String]) -> Result<ActivityPage, AppError> {
    let mut all = open.database.write_log()?;
    all.retain(|line| kinds.is_empty() || kinds.contains(&line.what));
    let total = narrow(all.len());
    let before = before.map_or(i64::MAX, i64::from);
    let older: Vec<_> = all.into_iter().rev().filter(|line| line.seq < before).collect();
    let has_more = PAGE < older.len();
    let proposals: BTreeMap<String, (String, String, String)> = open
        .database
        .proposals()?
        .into_iter()
        .map(|one| (one.id.0.clone(), (one.content.title.clone(), one.content.target_name.clone(), one.kind.clone())))
        .collect();
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let lines: Vec<ActivityLine> = older
        .into_iter()
        .take(PAGE)
        .map(|line| {
            let of = proposals.get(&line.proposal.0);
            ActivityLine {
                seq: u32::try_from(line.seq).unwrap_or(u32::MAX),
                at: line.at,
                what: line.what,
                why: some(domain::visible(&line.why).into_owned()),
                title: of.map(|(title, ..)| title.clone()),
                account_name: of.and_then(|(_, account, _)| some(account.clone())),
                kind: of.map(|(.., kind)| kind.clone()),
                proposal: some(line.proposal.0),
                remote_id: some(line.remote_id),
            }
        })
        .collect();
    let before = lines.last().filter(|_| has_more).map(|line| line.seq);
    Ok(ActivityPage { lines, total, before })
}

/// Checks the log against its chain of hashes, against what notes and tasks in HubSpot say of it and, where one was noted, against an earlier
/// head.
pub fn check_log(open: &OpenPortal, against: Option<&str>) -> Result<LogCheck, AppError> {
    let check = verify_audit(open, against)?;
    Ok(LogCheck {
        whole: check.verified,
        lines: narrow(check.entries),
        erased: narrow(check.erased),
        anchors: narrow(check.anchors),
        head: check.head,
        reason: check.reason,
    })
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

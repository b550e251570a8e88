//! Editing a task that waits for the rep: its title, when it is due and when HubSpot reminds of it, what it is, whose it is and what it hangs on.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::{confidence, resolve as who},
    review::{
        edit::in_flight,
        proposals::{AttachedTo, ProposalView, stored, view_of},
    },
};
use domain::{ObjectType, Priority, Proposed, RecordId, TaskToFile, TaskType, Write};
use drafting::note;
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeSet;

/// The most characters of a task's title.
pub(crate) const TITLE_MAX: usize = 200;
/// The longest time before it is due that a reminder of a task comes, in minutes: four weeks.
const REMINDER_MAX: u32 = 28 * 24 * 60;
/// The most records that a task hangs on.
const TARGETS_MAX: usize = 20;

/// What a task is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEdit {
    /// The title.
    pub subject: String,
    /// The day on which it is due, in the rep's time zone.
    pub day: Date,
    /// The time of that day; none for the time it has, or the morning where the day is another.
    pub time: Option<Time>,
    /// What is to be done in it.
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
    /// So many minutes before it is due HubSpot reminds its owner; none for no reminder.
    pub remind_minutes_before: Option<u32>,
    /// Whose it is, by owner id; none for nobody's in particular.
    pub owner: Option<String>,
    /// What it hangs on. Empty for what it hangs on already.
    pub targets: Vec<RecordId>,
}

/// What a task can be made of: to whom it can be given, and what it can hang on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TaskChoices {
    /// The portal's owners who are still there, the rep first, the others by name.
    pub owners: Vec<OwnerChoice>,
    /// The records of the task's account, and those it hangs on.
    pub records: Vec<AttachedTo>,
}

/// An owner to whom a task can be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct OwnerChoice {
    /// The owner id.
    pub id: String,
    /// The owner's name, or the address where there is none.
    pub name: String,
}

/// Makes another task of a proposed one. An approval is withdrawn: what was approved was another task. Fails with [`ErrorCode::Usage`] where the
/// title is empty or too long, nobody has that owner id, or a record is none of the task's account.
pub fn edit_task(open: &OpenPortal, id: &str, edit: &TaskEdit, now: Timestamp) -> Result<ProposalView, AppError> {
    let usage = |message: String| Err(AppError::new(ErrorCode::Usage, message));
    let proposal = stored(open, id)?;
    let Write::Task(task) = &proposal.content.write else {
        return usage("Only a task has a title and a day".to_owned());
    };
    let subject: String = domain::visible(&edit.subject).split_whitespace().collect::<Vec<_>>().join(" ");
    if subject.is_empty() || TITLE_MAX < subject.chars().count() {
        return usage(format!("A task’s title has 1 to {TITLE_MAX} characters"));
    }
    if edit.remind_minutes_before.is_some_and(|minutes| REMINDER_MAX < minutes) {
        return usage("A reminder comes four weeks before a task is due at most".to_owned());
    }
    let choices = task_choices(open, id)?;
    let is_owner =
        |wanted: &String| task.owner.as_ref() == Some(wanted) || choices.owners.iter().any(|one| one.id == *wanted);
    if edit.owner.as_ref().is_some_and(|wanted| !is_owner(wanted)) {
        return usage("Nobody in HubSpot has this number".to_owned());
    }
    let stranger = edit.targets.iter().find(|id| !choices.records.iter().any(|one| one.id == id.to_string()));
    if let Some(stranger) = stranger {
        return usage(format!("{stranger} is no record of this account"));
    }
    if TARGETS_MAX < edit.targets.len() {
        return usage(format!("A task hangs on {TARGETS_MAX} records at most"));
    }
    let due = due(open, task.due, edit);
    let reminder = edit.remind_minutes_before.and_then(|minutes| due.checked_sub(i64::from(minutes).minutes()).ok());
    let mut seen = BTreeSet::new();
    let targets = match edit.targets.as_slice() {
        [] => task.targets.clone(),
        targets => targets.iter().filter(|id| seen.insert(id.to_string())).cloned().collect(),
    };
    let body = note::body(&subject, &proposal.content.lines, &proposal.content.footer);
    let changed = TaskToFile {
        body: if subject == task.subject { task.body.clone() } else { body },
        subject: subject.clone(),
        due,
        owner: edit.owner.clone(),
        for_another: edit.owner.is_some() && edit.owner != open.portal.owner_id,
        targets,
        task_type: edit.task_type,
        priority: edit.priority,
        reminder,
    };
    if changed == *task {
        return view_of(open, &proposal);
    }
    let write = Write::Task(changed);
    let hash = outbox::hash_of(&write);
    let changed = Proposed { title: subject, write, ..proposal.content.clone() };
    if !open.database.revise_proposal(&proposal.id, &changed, &hash, now)? {
        return Err(in_flight(id));
    }
    open.database.note_outcome(&proposal.id, confidence::EDITED, now)?;
    view_of(open, &stored(open, id)?)
}

/// When a task is due after an edit: another day is the rep's morning of it, unless a time is named.
fn due(open: &OpenPortal, before: Timestamp, edit: &TaskEdit) -> Timestamp {
    let is_same_day = before.to_zoned(open.zone()).date() == edit.day;
    match edit.time {
        Some(time) => edit.day.to_datetime(time).to_zoned(open.zone()).map_or(before, |at| at.timestamp()),
        None if is_same_day => before,
        None => open.morning_of(edit.day).unwrap_or(before),
    }
}

/// To whom a proposed task can be given, and what it can hang on: its account, that account's people, deals and tickets, and what it hangs on.
/// Fails with [`ErrorCode::NotFound`] where there is no such proposal.
pub fn task_choices(open: &OpenPortal, id: &str) -> Result<TaskChoices, AppError> {
    let proposal = stored(open, id)?;
    let mut ids: Vec<RecordId> = proposal.content.write.targets().to_vec();
    for account in accounts_of(open, &proposal.target)? {
        for object in [ObjectType::Contact, ObjectType::Deal, ObjectType::Ticket] {
            ids.extend(open.database.members(&account, object)?);
        }
        ids.push(account);
    }
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    for id in ids.into_iter().filter(|id| ObjectType::CORE.contains(&id.object) && seen.insert(id.to_string())) {
        let Some(record) = open.database.record(&id)? else { continue };
        records.push(AttachedTo { id: id.to_string(), name: domain::marked(&who::name_of(&record)).into_owned() });
    }
    let me = open.portal.owner_id.as_deref();
    let mut owners: Vec<OwnerChoice> = open
        .database
        .owners()?
        .into_iter()
        .filter(|owner| !owner.archived)
        .map(|owner| OwnerChoice { name: owner.display_name().to_owned(), id: owner.id })
        .collect();
    owners.sort_by_key(|owner| (Some(owner.id.as_str()) != me, owner.name.to_lowercase()));
    Ok(TaskChoices { owners, records })
}

/// The account itself, or those a record belongs to.
fn accounts_of(open: &OpenPortal, id: &RecordId) -> Result<Vec<RecordId>, AppError> {
    let accounts = open.database.accounts_of(id)?;
    Ok(if accounts.is_empty() { vec![id.clone()] } else { accounts })
}

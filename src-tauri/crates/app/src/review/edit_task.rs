//! Editing a task that waits for the rep: its title, its day, what it is and how urgent.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::confidence,
    review::{
        edit::in_flight,
        proposals::{ProposalView, stored, view_of},
    },
};
use domain::{Priority, Proposed, TaskToFile, TaskType, Write};
use drafting::note;
use jiff::{Timestamp, civil::Date};

/// The most characters of a task's title.
pub(crate) const TITLE_MAX: usize = 200;

/// What a task is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskEdit {
    /// The title.
    pub subject: String,
    /// The day on which it is due, in the rep's time zone.
    pub day: Date,
    /// What is to be done in it.
    pub task_type: TaskType,
    /// How urgent it is.
    pub priority: Priority,
}

/// Makes another task of a proposed one. An approval is withdrawn: what was approved was another task.
pub fn edit_task(open: &OpenPortal, id: &str, edit: &TaskEdit, now: Timestamp) -> Result<ProposalView, AppError> {
    let proposal = stored(open, id)?;
    let Write::Task(task) = &proposal.content.write else {
        return Err(AppError::new(ErrorCode::Usage, "Only a task has a title and a day"));
    };
    let subject: String = domain::visible(&edit.subject).split_whitespace().collect::<Vec<_>>().join(" ");
    if subject.is_empty() || TITLE_MAX < subject.chars().count() {
        return Err(AppError::new(ErrorCode::Usage, format!("A task’s title has 1 to {TITLE_MAX} characters")));
    }
    let is_same_day = task.due.to_zoned(open.zone()).date() == edit.day;
    let is_same_kind = (task.task_type, task.priority) == (edit.task_type, edit.priority);
    if is_same_day && is_same_kind && subject == task.subject {
        return view_of(open, &proposal);
    }
    let due = match is_same_day {
        true => task.due,
        false => open.morning_of(edit.day).unwrap_or(task.due),
    };
    let body = note::body(&subject, &proposal.content.lines, &proposal.content.footer);
    let write = Write::Task(TaskToFile {
        subject: subject.clone(),
        body,
        due,
        task_type: edit.task_type,
        priority: edit.priority,
        ..task.clone()
    });
    let hash = outbox::hash_of(&write);
    let changed = Proposed { title: subject, write, ..proposal.content.clone() };
    if !open.database.revise_proposal(&proposal.id, &changed, &hash, now)? {
        return Err(in_flight(id));
    }
    open.database.note_outcome(&proposal.id, confidence::EDITED, now)?;
    view_of(open, &stored(open, id)?)
}

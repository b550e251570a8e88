//! Editing a task that waits for the rep: its title and its day.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::confidence,
    review::{
        edit::in_flight,
        proposals::{ProposalView, stored, view_of},
    },
};
use domain::{Proposed, TaskToFile, Write};
use drafting::note;
use jiff::{Timestamp, civil::Date};

/// The most characters of a task's title.
pub(crate) const TITLE_MAX: usize = 200;

/// Gives a proposed task another title and another day, in the rep's time zone. An approval is withdrawn: what was approved was another task.
pub fn edit_task(
    open: &OpenPortal,
    id: &str,
    (subject, day): (&str, Date),
    now: Timestamp,
) -> Result<ProposalView, AppError> {
    let proposal = stored(open, id)?;
    let Write::Task(task) = &proposal.content.write else {
        return Err(AppError::new(ErrorCode::Usage, "Only a task has a title and a day"));
    };
    let subject: String = domain::visible(subject).split_whitespace().collect::<Vec<_>>().join(" ");
    if subject.is_empty() || TITLE_MAX < subject.chars().count() {
        return Err(AppError::new(ErrorCode::Usage, format!("A task’s title has 1 to {TITLE_MAX} characters")));
    }
    let is_same_day = task.due.to_zoned(open.zone()).date() == day;
    if is_same_day && subject == task.subject {
        return view_of(open, &proposal);
    }
    let due = match is_same_day {
        true => task.due,
        false => open.morning_of(day).unwrap_or(task.due),
    };
    let body = note::body(&subject, &proposal.content.lines, &proposal.content.footer);
    let write = Write::Task(TaskToFile { subject: subject.clone(), body, due, ..task.clone() });
    let hash = outbox::hash_of(&write);
    let changed = Proposed { title: subject, write, ..proposal.content.clone() };
    if !open.database.revise_proposal(&proposal.id, &changed, &hash, now)? {
        return Err(in_flight(id));
    }
    open.database.note_outcome(&proposal.id, confidence::EDITED, now)?;
    view_of(open, &stored(open, id)?)
}

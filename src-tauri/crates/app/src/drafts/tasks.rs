//! Drafting tasks: open promises of ours, mails that wait, accounts that have gone silent.

use crate::{
    drafts::{
        draft::DraftReport,
        keep_draft::{Drafted, New, NewWrite, keep},
    },
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    reading::resolve::dossier,
};
use domain::{Heading, ItemKind, Line, Mode, Priority, TaskType};
use jiff::{Timestamp, civil::Date};

/// The name of this kind of draft in rows and reports.
const TASKS: &str = "tasks";
/// A task without a day of its own is due so many days from now.
const DUE_IN_DAYS: i32 = 3;

/// Proposes a task for each promise of ours that is open and each mail that waits, or one that takes a silent account up again: `WHO` is a
/// person or an account. Needs no network.
pub fn draft_tasks(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftReport, AppError> {
    let dossier = dossier(open, target, now)?;
    let (tasks, sources) = drafting::tasks(&dossier);
    if tasks.is_empty() {
        return Err(AppError::new(
            ErrorCode::NotFound,
            "There is nothing to make a task of: no open promise of ours, no mail to answer, no long silence",
        )
        .hint("Promises that are kept already need no task.")
        .command_hint("`foreword promises` lists what was promised."));
    }
    let account = dossier.account.id.clone();
    let owner = open.portal.owner_id.clone();
    let new = tasks.into_iter().map(|task| {
        let line = Line {
            text: task.title.clone(),
            kind: ItemKind::Derived,
            rule: Some(task.rule.to_owned()),
            citations: task.citations,
            verified: true,
            confidence: None,
            heading: Heading::Ours,
            under: Heading::Ours,
            speaker: None,
        };
        New {
            target: account.clone(),
            title: task.title.clone(),
            lines: vec![line],
            write: NewWrite::Task {
                subject: task.title,
                due: due(open, task.due, now),
                owner: owner.clone(),
                targets: task.targets,
                task_type: TaskType::default(),
                priority: Priority::default(),
            },
        }
    });
    let drafted = Drafted {
        kind: TASKS,
        mode: Mode::Extractive,
        account: account.clone(),
        account_name: dossier.account.display_name(),
        sources: &sources,
    };
    keep(open, &drafted, new.collect(), now)
}

/// When a task is due: on its day, in the rep's morning; without one, three days from now.
pub(crate) fn due(open: &OpenPortal, day: Option<Date>, now: Timestamp) -> Timestamp {
    let today = now.to_zoned(open.zone()).date();
    let day = day.unwrap_or_else(|| today.saturating_add(jiff::Span::new().days(DUE_IN_DAYS))).max(today);
    open.morning_of(day).unwrap_or(now)
}

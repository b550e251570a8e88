//! The commands by which a rep notes things down during a call, writes it up, and writes notes and tasks at any time.

use crate::{
    background,
    commands::{Answer, REVIEWED, Shared, read, write},
    error::CommandError,
};
use app::{AppError, ErrorCode, Jottings, ProposalView, TaskChoices, TaskEdit};
use domain::{Priority, TaskType};
use jiff::civil::Date;
use serde::Deserialize;
use tauri::AppHandle;

/// What was noted down about an account and not written up yet.
#[tauri::command]
#[specta::specta]
pub async fn jottings(shell: Shared<'_>, account: String) -> Answer<Jottings> {
    read(&shell, move |open, now| app::jottings(open, &account, now)).await
}

/// Notes a line down; a sign at its beginning says what it is. It is on the disk when this answers.
#[tauri::command]
#[specta::specta]
pub async fn jot(shell: Shared<'_>, account: String, line: String) -> Answer<Jottings> {
    write(&shell, move |open, now| app::jot(open, &account, &line, now)).await
}

/// Gives a line other words, or takes it away where there are none.
#[tauri::command]
#[specta::specta]
pub async fn change_jotting(shell: Shared<'_>, id: i32, line: String, account: String) -> Answer<Jottings> {
    write(&shell, move |open, now| app::change_jotting(open, id, &line, &account, now)).await
}

/// Drafts what follows from what was noted down, and from the meeting's transcript where there is one.
#[tauri::command]
#[specta::specta]
pub async fn wrap(app: AppHandle, shell: Shared<'_>, account: String) -> Answer<Vec<ProposalView>> {
    let drafted = write(&shell, move |open, now| app::wrap(open, &account, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(drafted.shown)
}

/// Notes that these lines about an account were written up.
#[tauri::command]
#[specta::specta]
pub async fn finish_wrap(shell: Shared<'_>, account: String, lines: Vec<i32>) -> Answer<()> {
    write(&shell, move |open, now| app::finish_wrap(open, &account, &lines, now)).await
}

/// Puts a note in the rep's own words up for review.
#[tauri::command]
#[specta::specta]
pub async fn write_note(app: AppHandle, shell: Shared<'_>, target: String, text: String) -> Answer<Vec<ProposalView>> {
    let drafted = write(&shell, move |open, now| app::write_note(open, &target, &text, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(drafted.shown)
}

/// Puts a task in the rep's own words up for review. Its day is the one given, else the one that its words name.
#[tauri::command]
#[specta::specta]
pub async fn write_task(
    app: AppHandle,
    shell: Shared<'_>,
    target: String,
    subject: String,
    due: Option<String>,
) -> Answer<Vec<ProposalView>> {
    let due = due.as_deref().map(day).transpose()?;
    let drafted = write(&shell, move |open, now| app::write_task(open, &target, (&subject, due), now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(drafted.shown)
}

/// Makes another task of a proposed one.
#[tauri::command]
#[specta::specta]
pub async fn edit_task(app: AppHandle, shell: Shared<'_>, id: String, edit: TaskEditRequest) -> Answer<ProposalView> {
    let edit = edit.read()?;
    let edited = write(&shell, move |open, now| app::edit_task(open, &id, &edit, now)).await?;
    background::changed(&app, &REVIEWED);
    Ok(edited)
}

/// To whom a proposed task can be given, and what it can hang on.
#[tauri::command]
#[specta::specta]
pub async fn task_choices(shell: Shared<'_>, id: String) -> Answer<TaskChoices> {
    read(&shell, move |open, _| app::task_choices(open, &id)).await
}

/// What a proposed task is to be, as a page says it.
#[derive(Debug, Deserialize, specta::Type)]
pub struct TaskEditRequest {
    /// The title.
    subject: String,
    /// The day on which it is due, as in `2026-03-06`.
    due: String,
    /// The time of that day, as in `14:30`; none for the time it has.
    time: Option<String>,
    /// What is to be done in it.
    task_type: TaskType,
    /// How urgent it is.
    priority: Priority,
    /// So many minutes before it is due HubSpot reminds its owner; none for no reminder.
    remind_minutes_before: Option<u32>,
    /// Whose it is, by owner id; none for nobody's in particular.
    owner: Option<String>,
    /// What it hangs on, as in `deal:4`; empty for what it hangs on already.
    targets: Vec<String>,
}

impl TaskEditRequest {
    fn read(self) -> Result<TaskEdit, CommandError> {
        let wrong = |message: &str| CommandError::from(AppError::new(ErrorCode::Usage, message));
        let time = self.time.filter(|time| !time.trim().is_empty());
        let time = time.map(|time| time.trim().parse().map_err(|_| wrong("This is no time of day"))).transpose()?;
        let targets = self.targets.iter().map(|id| id.parse().map_err(|_| wrong("This is no record")));
        Ok(TaskEdit {
            day: day(&self.due)?,
            targets: targets.collect::<Result<_, _>>()?,
            subject: self.subject,
            time,
            task_type: self.task_type,
            priority: self.priority,
            remind_minutes_before: self.remind_minutes_before,
            owner: self.owner,
        })
    }
}

fn day(text: &str) -> Result<Date, CommandError> {
    let day = text.trim().parse::<Date>();
    day.map_err(|_| AppError::new(ErrorCode::Usage, "This is no day").hint("Choose one in the calendar.").into())
}

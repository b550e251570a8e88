//! Who asked what, when: each call is in the store before its answer is given, and a call that cannot be noted is not answered.
//!
//! A note is short, so it takes the home's lock for a moment only. Where a window holds the lock, the window writes the note: it is asked over the local
//! socket, and neither its job nor its pages wait for it.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        open::open_database,
        settings::Settings,
        socket::{ASKED, NOTED, hear, say},
    },
    programs::caller::{Caller, ProgramTool},
};
use domain::PortalId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use store::{Database, Home, ProgramCall, StoreError};

/// The outcome of a call that put a card up.
pub(crate) const PUT_UP: &str = "put_up";
/// How long a call waits for whoever writes to the home just now.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 10 });
/// How long between two tries.
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// A call as it is noted, and as the window is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noting {
    /// The portal that was asked about.
    pub portal: String,
    pub at: Timestamp,
    pub program: String,
    pub version: String,
    pub tool: String,
    pub account: String,
    pub asked: String,
    pub outcome: String,
    pub lines: u32,
}

impl Noting {
    /// A call that just came in.
    pub fn of(portal: &PortalId, caller: &Caller, tool: ProgramTool, asked: String, at: Timestamp) -> Self {
        Self {
            portal: portal.0.clone(),
            at,
            program: caller.name.clone(),
            version: caller.version.clone(),
            tool: tool.as_str().to_owned(),
            account: String::new(),
            asked,
            outcome: String::new(),
            lines: 0,
        }
    }

    fn row(&self) -> ProgramCall {
        let Self { at, program, version, tool, account, asked, outcome, lines, .. } = self.clone();
        ProgramCall { at, program, version, tool, account, asked, outcome, lines }
    }
}

/// Notes a call in a database that is open for writing. Returns the number of the note.
pub(crate) fn note_in(database: &Database, noting: &Noting) -> Result<i64, AppError> {
    database.note_program_call(&noting.row())?.ok_or_else(|| {
        AppError::new(ErrorCode::Policy, "Too many programs have asked here already, and one more is not answered")
            .hint("Programs are told apart by their names. One that takes a new name each time should keep one.")
    })
}

/// Notes a call, by whoever may write. Blocks, at most ten seconds; fails where nobody could write it down.
pub(crate) fn note(settings: &Settings, noting: &Noting) -> Result<(), AppError> {
    let begun = Instant::now();
    loop {
        match note_once(settings, noting) {
            Err(error) if error.code == ErrorCode::Busy && begun.elapsed() < PATIENCE => {
                std::thread::sleep(AGAIN_AFTER);
            }
            outcome => {
                return outcome.map_err(|error| {
                    let message = format!("The call could not be noted, so it is not answered: {}", error.message);
                    AppError { message, ..error }
                });
            }
        }
    }
}

fn note_once(settings: &Settings, noting: &Noting) -> Result<(), AppError> {
    let home = Home::open(&settings.home)?;
    if let Some(_held) = &settings.lock {
        return note_in(&open_database(&home, &PortalId(noting.portal.clone()), settings)?, noting).map(|_| ());
    }
    match home.lock() {
        Ok(_lock) => note_in(&open_database(&home, &PortalId(noting.portal.clone()), settings)?, noting).map(|_| ()),
        Err(busy @ StoreError::Busy { .. }) => tell_window(settings, noting)?.ok_or_else(|| busy.into()),
        Err(error) => Err(error.into()),
    }
}

/// Has the window note it. None where no window answers.
fn tell_window(settings: &Settings, noting: &Noting) -> Result<Option<()>, AppError> {
    let line = serde_json::to_string(noting)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("A call could not be spelled: {error}")))?;
    let Some(stream) = say(&settings.home, &format!("{ASKED}{line}")) else { return Ok(None) };
    let silent = |error: std::io::Error| {
        AppError::new(ErrorCode::Busy, "The Foreword window does not answer").hint("Try again.").caused_by(error)
    };
    match hear(&stream, PATIENCE).map_err(silent)?.as_str() {
        NOTED => Ok(Some(())),
        "" => Err(silent(std::io::ErrorKind::UnexpectedEof.into())),
        // A window that is busy says so, and is asked again.
        reason => Err(AppError::new(ErrorCode::Busy, reason).hint("Try again in a moment.")),
    }
}

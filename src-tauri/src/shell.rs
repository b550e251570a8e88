//! The state that commands, hotkey, tray and background work share: the session, the shortcut, the brief made ready.

use crate::{error::CommandError, updates::Updates, views::HotkeyView};
use app::{AppError, ErrorCode, Session, Settings};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

/// A command may be writing to the home while the window starts: so long it is given to finish.
const PATIENCE: Duration = Duration::from_secs(10);
/// A brief made longer ago than this is made again before it is shown.
const FRESH: Duration = Duration::from_secs(90);

/// Shared by commands, hotkey, tray and background work.
pub struct Shell {
    /// The session that holds the open portal, the models and the job in progress.
    pub session: Arc<Session>,
    /// The shortcut that was taken for the brief, or why none could be.
    pub hotkey: Mutex<HotkeyView>,
    /// Whether the last attempt to reach HubSpot failed.
    pub offline: Mutex<bool>,
    /// Why the last sync failed; none where it did not.
    pub sync_error: Mutex<Option<CommandError>>,
    /// What is known of new versions of Foreword; held while one is downloaded.
    pub updates: tokio::sync::Mutex<Updates>,
    /// The number of the brief of the next meeting that the page has, and when it was made.
    next: Mutex<Option<(Instant, u32)>>,
    /// Counts the briefs that were made ready.
    made: AtomicU32,
    /// Counts the showings of the brief window.
    showing: AtomicU32,
}

impl Shell {
    pub fn new(session: Session) -> Self {
        Self {
            session: Arc::new(session),
            hotkey: Mutex::new(HotkeyView { shortcut: None, problem: None }),
            offline: Mutex::new(false),
            sync_error: Mutex::new(None),
            updates: tokio::sync::Mutex::default(),
            next: Mutex::new(None),
            made: AtomicU32::new(0),
            showing: AtomicU32::new(0),
        }
    }

    /// The number of the brief that the page has of the next meeting, if a fresh one is ready.
    pub fn ready_brief(&self) -> Option<u32> {
        let next = locked(&self.next);
        next.as_ref().filter(|(made, _)| made.elapsed() < FRESH).map(|(_, number)| *number)
    }

    /// Notes that the page is given the brief of the next meeting, and numbers it.
    pub fn keep_brief(&self) -> u32 {
        let number = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        *locked(&self.next) = Some((Instant::now(), number));
        number
    }

    /// Notes that there is no brief of a next meeting, or that what it said no longer holds.
    pub fn drop_brief(&self) {
        *locked(&self.next) = None;
    }

    /// A number for the next showing of the brief window, counted from 1.
    pub fn next_showing(&self) -> u32 {
        self.showing.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// Starts the session, waiting a little for a command that is just writing.
pub async fn start_session(settings: Settings) -> Result<Session, AppError> {
    let started = Instant::now();
    loop {
        match Session::start(settings.clone()) {
            Err(error) if error.code == ErrorCode::Busy && started.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            outcome => return outcome,
        }
    }
}

/// Each of these locks holds one value that is replaced whole, so a panic elsewhere leaves nothing half done.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

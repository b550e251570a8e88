//! The right to write to a home: the home's lock, or a loan of it from the window that holds it.
//!
//! A running window holds its home's lock for as long as it runs. A command that has to write asks it (`window_socket`); the window
//! waits for its own job to end, starts no other, and says yes. The loan ends with the connection, however the command ends. A command that
//! stands still, as after Ctrl-Z, loses it after twenty seconds, and the rep can take it back in the window: a command that has lost it ends,
//! as if it had been killed.

use crate::{
    error::{AppError, ErrorCode},
    portal::socket::{WRITE, hear, say},
};
use interprocess::local_socket::{Stream, prelude::*};
use std::{
    io::{ErrorKind, Read, Write},
    path::Path,
    sync::{
        OnceLock,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};
use store::HomeLock;

/// What the window answers when a command may write.
pub(crate) const GRANTED: &str = "granted";
/// A first sync of a large portal takes long; a command that has waited so long tells its user rather than wait on.
const PATIENCE: Duration = Duration::from_secs(120);

/// A command says that it is there once in so long a time.
const BEAT: Duration = Duration::from_millis(if cfg!(test) { 50 } else { 4_000 });
/// The window takes back what it lent to a command that has been silent for so long.
pub(crate) const SILENCE_MAX: Duration = Duration::from_millis(if cfg!(test) { 500 } else { 20_000 });
/// How long a look at whether the connection still stands may wait for an answer that never comes while it does.
const LOOK: Duration = Duration::from_millis(1);

/// What a command does that has lost its loan; see [`when_loan_is_lost`].
static WHEN_LOST: OnceLock<fn()> = OnceLock::new();

/// Says what is to be done when the window takes back the right to write, from a thread of its own: it must end the process, since another
/// writes now. Without this a process goes on. The first call counts.
pub fn when_loan_is_lost(end: fn()) {
    // Said once, where a program starts.
    let _ = WHEN_LOST.set(end);
}

/// The right to write to a home, given back when dropped.
#[derive(Debug)]
pub enum WriteLock {
    /// The lock of the home itself, held by this process.
    Own(HomeLock),
    /// Lent by the window that holds it.
    Lent(Loan),
}

/// A loan of the right to write; given back when dropped.
#[derive(Debug)]
pub struct Loan {
    /// Its end tells the thread that holds the connection.
    _held: SyncSender<()>,
}

impl Loan {
    fn over(stream: Stream) -> std::io::Result<Self> {
        stream.set_recv_timeout(Some(LOOK))?;
        let (held, is_over) = sync_channel(1);
        thread::Builder::new().name("loan".to_owned()).spawn(move || hold(stream, &is_over))?;
        Ok(Self { _held: held })
    }
}

/// Says again and again that this process is there, until the loan is given back or taken.
fn hold(mut stream: Stream, is_over: &Receiver<()>) {
    while is_over.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
        let is_lost = match stream.read(&mut [0; 16]) {
            // The window says nothing more to a command that holds a loan; so this is the end of the connection.
            Ok(said) => said == 0,
            Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted),
        };
        if is_lost || stream.write_all(b"\n").is_err() {
            tracing::warn!("the window has taken back the right to write");
            if let Some(end) = WHEN_LOST.get() {
                end();
            }
            return;
        }
    }
}

/// Asks the window that runs on a home to let this process write. `None` where no window answers. Blocks while the window finishes
/// what it is doing, at most two minutes.
pub(crate) fn borrow(home: &Path) -> Result<Option<WriteLock>, AppError> {
    let Some(stream) = say(home, WRITE) else { return Ok(None) };
    let refused = |error: std::io::Error| {
        AppError::new(ErrorCode::Busy, format!("The Foreword window on {} is busy", home.display()))
            .hint("Wait until its sync has finished, or stop the sync there.")
            .caused_by(error)
    };
    if hear(&stream, PATIENCE).map_err(refused)? == GRANTED {
        return Loan::over(stream).map(|loan| Some(WriteLock::Lent(loan))).map_err(refused);
    }
    Err(refused(std::io::Error::other("it ended before it answered")))
}

//! The right to write to a home: the home's lock, or a loan of it from the window that holds it.
//!
//! A running window holds its home's lock for as long as it runs. A command that has to write asks it (`window_socket`); the window
//! waits for its own job to end, starts no other, and says yes. The loan ends with the connection, however the command ends.

use crate::{
    error::{AppError, ErrorCode},
    portal::socket::{WRITE, hear, say},
};
use interprocess::local_socket::Stream;
use std::{path::Path, time::Duration};
use store::HomeLock;

/// What the window answers when a command may write.
pub(crate) const GRANTED: &str = "granted";
/// A first sync of a large portal takes long; a command that has waited so long tells its user rather than wait on.
const PATIENCE: Duration = Duration::from_secs(120);

/// The right to write to a home, given back when dropped.
#[derive(Debug)]
pub enum WriteLock {
    /// The lock of the home itself, held by this process.
    Own(HomeLock),
    /// Lent by the window that holds it, for as long as this connection is open.
    Lent(Stream),
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
        return Ok(Some(WriteLock::Lent(stream)));
    }
    Err(refused(std::io::Error::other("it ended before it answered")))
}

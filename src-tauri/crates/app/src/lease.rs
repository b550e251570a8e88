//! The right to write to a home: its lock, or the loan of it from the window that holds it.
//!
//! A running window holds its home's lock for as long as it runs. A command that has to write asks it over a local socket, which only
//! the same person can open; the window waits for its own job to end, starts no other, and says yes. The loan ends with the connection,
//! however the command ends.

use crate::{AppError, ErrorCode, Session};
use interprocess::local_socket::{
    GenericFilePath, ListenerOptions, Name, Stream, ToFsName, tokio::prelude::*, traits::Stream as _,
};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store::HomeLock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// What the window says when a command may write.
const GRANTED: &str = "granted";
/// A first sync of a large portal takes long; a command that has waited so long tells its user rather than wait on.
const PATIENCE: Duration = Duration::from_secs(120);
/// The longest path a socket may have, by the strictest system.
const PATH_MAX: usize = 100;

/// The right to write to a home, given back when dropped.
#[derive(Debug)]
pub enum WriteLock {
    /// The home's lock itself.
    Own(HomeLock),
    /// Lent by the window that holds it, for as long as this connection is open.
    Lent(Stream),
}

/// Asks the window that runs on a home to let this process write. `None` where no window answers. Blocks while the window finishes
/// what it is doing, at most two minutes.
pub(crate) fn borrow(home: &Path) -> Result<Option<WriteLock>, AppError> {
    let path = socket_of(home);
    let Ok(stream) = name_of(&path).and_then(Stream::connect) else { return Ok(None) };
    let refused = |error: std::io::Error| {
        AppError::new(ErrorCode::Busy, format!("The Foreword window on {} is busy", home.display()))
            .hint("Wait until it has finished its sync, or stop that there.")
            .caused_by(error)
    };
    stream.set_recv_timeout(Some(PATIENCE)).map_err(refused)?;
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer).map_err(refused)?;
    if answer.trim() == GRANTED {
        return Ok(Some(WriteLock::Lent(stream)));
    }
    Err(refused(std::io::Error::other("it ended before it answered")))
}

/// Lends the right to write to `home`, which `session` holds, to whoever asks; `returned` hears when a loan has ended. Ends with the
/// task it runs in.
pub async fn lend(session: Arc<Session>, home: PathBuf, returned: Arc<dyn Fn() + Send + Sync>) -> Result<(), AppError> {
    let path = socket_of(&home);
    let failed = |error: std::io::Error| AppError::file("listen on", &path, error);
    // Whoever left it there is gone, since the home's lock is ours.
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = name_of(&path).and_then(|name| ListenerOptions::new().name(name).create_tokio()).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).map_err(failed)?;
    }
    loop {
        match listener.accept().await {
            Ok(asking) => {
                let (session, returned) = (session.clone(), returned.clone());
                tokio::spawn(async move {
                    let job = session.begin_when_free().await;
                    let mut asking = &asking;
                    if asking.write_all(format!("{GRANTED}\n").as_bytes()).await.is_ok() {
                        // It says nothing; the end of the connection is the end of the loan, and so is its failure.
                        let mut nothing = [0; 16];
                        while asking.read(&mut nothing).await.is_ok_and(|read| 0 < read) {}
                    }
                    // Before anybody hears of it: the first thing they do may be a job.
                    drop(job);
                    returned();
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a command could not be heard");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// In the home, or where that path is too long for a socket, in the folder for temporary files under a name made of it.
fn socket_of(home: &Path) -> PathBuf {
    let home = std::path::absolute(home).unwrap_or_else(|_| home.to_owned());
    let path = home.join("window.sock");
    if path.as_os_str().len() <= PATH_MAX {
        return path;
    }
    let name = blake3::hash(home.as_os_str().as_encoded_bytes()).to_hex();
    std::env::temp_dir().join(format!("foreword-{}.sock", &name[..16]))
}

#[cfg(not(windows))]
fn name_of(path: &Path) -> std::io::Result<Name<'_>> {
    path.to_fs_name::<GenericFilePath>()
}

/// Windows has no sockets among its files; a pipe of that name stands for one.
#[cfg(windows)]
fn name_of(path: &Path) -> std::io::Result<Name<'static>> {
    let name = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    format!(r"\\.\pipe\foreword-{}", &name[..16]).to_fs_name::<GenericFilePath>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, open};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_window_lends_what_it_holds_and_gets_it_back() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings { home: dir.path().to_owned(), ..Settings::from_env().unwrap() };
        let session = Arc::new(Session::start(settings.clone()).unwrap());
        assert_eq!(open::lock(&settings).unwrap_err().code, ErrorCode::Busy, "nobody lends it yet");

        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let returned = Arc::new(move || tell.send(()).unwrap());
        tokio::spawn(lend(session.clone(), settings.home.clone(), returned));
        let socket = socket_of(dir.path());
        while !socket.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let borrowed = tokio::task::spawn_blocking(move || open::lock(&settings)).await.unwrap().unwrap();
        assert!(session.is_busy(), "the window starts nothing while a command writes");
        drop(borrowed);
        told.recv().await.unwrap();
        assert!(!session.is_busy());
    }

    #[test]
    fn a_long_home_has_a_short_socket() {
        let home = PathBuf::from(format!("/data/{}", "x".repeat(200)));
        assert!(socket_of(&home).as_os_str().len() <= PATH_MAX);
        assert_eq!(socket_of(Path::new("/data")), Path::new("/data/window.sock"));
    }
}

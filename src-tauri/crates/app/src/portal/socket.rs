//! The local socket by which a command speaks with the window that runs on the same home: its address, and the command's side of it.
//!
//! A command says one line and hears one: `write` is answered by `granted` once this process may write (`lease`), `brief WHO` by `shown`
//! once the brief is on screen, or by why it is not, `asked CALL` by `noted` once the call of another program is on the disk. The window's side is `window_socket`. Each side looks whether the other belongs to the owner
//! of the home, and speaks with nobody else.

use crate::error::{AppError, ErrorCode};
use interprocess::local_socket::{GenericFilePath, Name, PeerCreds, Stream, ToFsName, prelude::*};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    time::Duration,
};

/// The line by which a command asks to write.
pub(crate) const WRITE: &str = "write";
/// What a command says that wants a brief on screen, before whom it is about.
pub(crate) const BRIEF: &str = "brief ";
/// What a program's server says that cannot note a call itself, before the call as JSON.
pub(crate) const ASKED: &str = "asked ";
/// What the window answers when the call is on the disk.
pub(crate) const NOTED: &str = "noted";
/// What the window answers when the brief is on screen.
pub(crate) const SHOWN: &str = "shown";
/// How long a command waits for the brief to be on screen.
pub(crate) const SHOWN_WITHIN: Duration = Duration::from_secs(10);
/// The longest path a socket may have, by the strictest system.
pub(crate) const PATH_MAX: usize = 100;

/// Shows a brief in the window that runs on this home. Fails where none runs, or where it refuses. Blocks, at most ten seconds.
pub fn show_in_window(home: &Path, who: &str) -> Result<(), AppError> {
    let none = || {
        AppError::new(ErrorCode::NotFound, format!("No Foreword window is open on {}", home.display()))
            .hint("Start Foreword.")
            .command_hint("Start Foreword, or leave --window out to read the brief here.")
    };
    let stream = say(home, &format!("{BRIEF}{who}")).ok_or_else(none)?;
    let silent = |error: std::io::Error| {
        AppError::new(ErrorCode::Busy, "The Foreword window does not answer").hint("Try again.").caused_by(error)
    };
    match hear(&stream, SHOWN_WITHIN).map_err(silent)?.as_str() {
        SHOWN => Ok(()),
        "" => Err(silent(std::io::ErrorKind::UnexpectedEof.into())),
        reason => {
            Err(AppError::new(ErrorCode::NotFound, reason).command_hint("Leave --window out to read the brief here."))
        }
    }
}

/// Says a line to the window that runs on a home. None where none answers.
pub(crate) fn say(home: &Path, line: &str) -> Option<Stream> {
    let path = socket_of(home)?;
    let mut stream = name_of(&path).and_then(Stream::connect).ok()?;
    if !is_owners(stream.peer_creds(), home) {
        tracing::warn!(path = %path.display(), "somebody else's program listens in the window's place; it is not spoken to");
        return None;
    }
    stream.write_all(format!("{}\n", line.replace(['\n', '\r'], " ")).as_bytes()).ok()?;
    Some(stream)
}

/// The line that the window answers with, without its end; empty where it ended before it answered.
pub(crate) fn hear(stream: &Stream, patience: Duration) -> std::io::Result<String> {
    stream.set_recv_timeout(Some(patience))?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer.trim_end().to_owned())
}

/// In the home, or where that path is too long for a socket, in the folder that the system keeps for this person's sockets. None where there is
/// neither: in a folder that is everybody's, another could be there first.
pub(crate) fn socket_of(home: &Path) -> Option<PathBuf> {
    let home = std::path::absolute(home).unwrap_or_else(|_| home.to_owned());
    let path = home.join("window.sock");
    if cfg!(windows) || path.as_os_str().len() <= PATH_MAX {
        return Some(path);
    }
    let name = blake3::hash(home.as_os_str().as_encoded_bytes()).to_hex();
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty())?;
    Some(PathBuf::from(runtime).join(format!("foreword-{}.sock", &name[..16])))
}

/// Whether the other end of a connection runs as the owner of the home.
#[cfg(unix)]
pub(crate) fn is_owners(other: std::io::Result<PeerCreds>, home: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let owner = std::fs::metadata(home).map(|found| found.uid());
    matches!((other.map(|creds| creds.euid()), owner), (Ok(Some(other)), Ok(owner)) if other == owner)
}

/// A pipe of Windows is opened by its owner alone, as it is made.
#[cfg(not(unix))]
pub(crate) fn is_owners(_: std::io::Result<PeerCreds>, _: &Path) -> bool {
    true
}

#[cfg(not(windows))]
pub(crate) fn name_of(path: &Path) -> std::io::Result<Name<'_>> {
    path.to_fs_name::<GenericFilePath>()
}

/// Windows has no sockets among its files; a pipe of that name stands for one.
#[cfg(windows)]
pub(crate) fn name_of(path: &Path) -> std::io::Result<Name<'static>> {
    let name = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    format!(r"\\.\pipe\foreword-{}", &name[..16]).to_fs_name::<GenericFilePath>()
}

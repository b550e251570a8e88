//! The local socket by which a command speaks with the window that runs on the same home. Only the same person can open it.
//!
//! A command says one line and hears one: `write` is answered by `granted` once this process may write (`lease`), `brief WHO` by `shown`
//! once the brief is on screen, or by why it is not.

use crate::{AppError, ErrorCode, Session, Settings, lease};
use interprocess::local_socket::{
    GenericFilePath, ListenerOptions, Name, Stream, ToFsName, tokio::Stream as AsyncStream, tokio::prelude::*,
    traits::Stream as _,
};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

/// The line by which a command asks to write.
pub(crate) const WRITE: &str = "write";
/// What a command says that wants a brief on screen, before whom it is about.
const BRIEF: &str = "brief ";
const SHOWN: &str = "shown";
/// Whoever connects says at once what they want, in so many bytes at most.
const SAYS_WITHIN: Duration = Duration::from_secs(5);
const LINE_MAX: u64 = 1 << 10;
/// How long a command waits for the brief to be on screen.
const SHOWN_WITHIN: Duration = Duration::from_secs(10);
/// The longest path a socket may have, by the strictest system.
const PATH_MAX: usize = 100;

/// What a running window does for commands that ask it.
#[derive(Clone)]
pub struct Hands {
    /// Hears when a loan has ended: something may have changed.
    pub returned: Arc<dyn Fn() + Send + Sync>,
    /// Shows the brief of whoever is named as in [`crate::BriefRequest`].
    pub show: Arc<dyn Fn(String) -> Result<(), AppError> + Send + Sync>,
}

/// Shows a brief in the window that runs on this home. Fails where none runs, or where it refuses. Blocks, at most ten seconds.
pub fn show_in_window(settings: &Settings, who: &str) -> Result<(), AppError> {
    let none = || {
        AppError::new(ErrorCode::NotFound, format!("No Foreword window is open on {}", settings.home.display()))
            .hint("Start Foreword.")
            .command_hint("Start Foreword, or leave --window out to read the brief here.")
    };
    let stream = say(&settings.home, &format!("{BRIEF}{who}")).ok_or_else(none)?;
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
    let path = socket_of(home);
    let mut stream = name_of(&path).and_then(Stream::connect).ok()?;
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

/// Does for commands on `home`, whose lock `session` holds, what they ask. Ends with the task it runs in.
pub async fn serve_commands(session: Arc<Session>, home: PathBuf, hands: Hands) -> Result<(), AppError> {
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
                let (session, hands) = (session.clone(), hands.clone());
                tokio::spawn(async move { serve(&session, &asking, &hands).await });
            }
            Err(error) => {
                tracing::warn!(%error, "a command could not be heard");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn serve(session: &Session, asking: &AsyncStream, hands: &Hands) {
    let mut line = String::new();
    let mut said = tokio::io::BufReader::new(asking.take(LINE_MAX));
    match tokio::time::timeout(SAYS_WITHIN, said.read_line(&mut line)).await {
        Ok(Ok(_)) => {}
        // Nothing was asked, so nothing is answered.
        _ => return,
    }
    let line = line.trim_end();
    if line == WRITE {
        lease::lend(session, asking).await;
        (hands.returned)();
        return;
    }
    let answer = match line.strip_prefix(BRIEF) {
        Some(who) => (hands.show)(who.to_owned()).map_or_else(|error| error.message, |()| SHOWN.to_owned()),
        None => "This window does not understand the request; it may be another version of Foreword.".to_owned(),
    };
    let mut asking = asking;
    if let Err(error) = asking.write_all(format!("{answer}\n").as_bytes()).await {
        tracing::warn!(%error, "a command did not wait for its answer");
    }
}

/// In the home, or where that path is too long for a socket, in the folder for temporary files under a name made of it.
pub(crate) fn socket_of(home: &Path) -> PathBuf {
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
    use crate::open;
    use std::sync::Mutex;

    /// A window on an empty home: its session, its settings, whom it was asked to brief on, and a line for each loan that came back.
    async fn window()
    -> (tempfile::TempDir, Arc<Session>, Settings, Arc<Mutex<Vec<String>>>, tokio::sync::mpsc::UnboundedReceiver<()>)
    {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings { home: dir.path().to_owned(), ..Settings::from_env().unwrap() };
        let session = Arc::new(Session::start(settings.clone()).unwrap());
        let (tell, told) = tokio::sync::mpsc::unbounded_channel();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let shown = asked.clone();
        let show = move |who: String| {
            if who == "nobody" {
                return Err(AppError::new(ErrorCode::NotFound, "Nobody is called nobody"));
            }
            shown.lock().unwrap().push(who);
            Ok(())
        };
        let hands = Hands { returned: Arc::new(move || tell.send(()).unwrap()), show: Arc::new(show) };
        tokio::spawn(serve_commands(session.clone(), settings.home.clone(), hands));
        let socket = socket_of(dir.path());
        while !socket.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        (dir, session, settings, asked, told)
    }

    async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
        tokio::task::spawn_blocking(work).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_window_lends_what_it_holds_and_gets_it_back() {
        let (_dir, session, settings, _, mut told) = window().await;
        let borrowed = blocking(move || open::lock(&settings)).await.unwrap();
        assert!(session.is_busy(), "the window starts nothing while a command writes");
        drop(borrowed);
        told.recv().await.unwrap();
        assert!(!session.is_busy());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_window_shows_a_brief_or_says_why_not() {
        let (_dir, session, settings, asked, _told) = window().await;
        let held = session.begin_when_free().await;
        let ask = |who: &'static str| {
            let settings = settings.clone();
            blocking(move || show_in_window(&settings, who))
        };
        ask("ada@x.example\nwrite").await.unwrap();
        assert_eq!(*asked.lock().unwrap(), ["ada@x.example write"], "a brief is read, so it waits for no job");
        assert_eq!(ask("nobody").await.unwrap_err().message, "Nobody is called nobody");
        drop(held);

        let elsewhere = Settings { home: settings.home.join("elsewhere"), ..settings.clone() };
        let none = blocking(move || show_in_window(&elsewhere, "next")).await.unwrap_err();
        assert!(none.code == ErrorCode::NotFound && none.hint.is_some(), "{none:?}");
        let unknown = blocking(move || hear(&say(&settings.home, "sing").unwrap(), SHOWN_WITHIN)).await.unwrap();
        assert!(unknown.contains("another version"), "{unknown}");
    }

    #[tokio::test]
    async fn a_home_that_nobody_lends_is_busy() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings { home: dir.path().to_owned(), ..Settings::from_env().unwrap() };
        let _session = Session::start(settings.clone()).unwrap();
        assert_eq!(open::lock(&settings).unwrap_err().code, ErrorCode::Busy);
    }

    #[test]
    fn a_long_home_has_a_short_socket() {
        let home = PathBuf::from(format!("/data/{}", "x".repeat(200)));
        assert!(socket_of(&home).as_os_str().len() <= PATH_MAX);
        assert_eq!(socket_of(Path::new("/data")), Path::new("/data/window.sock"));
    }
}

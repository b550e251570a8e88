//! The window's side of the local socket: it lends its lock to a command that must write, and shows a brief that a command asks for.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        lease::{GRANTED, SILENCE_MAX},
        socket::{ASKED, BRIEF, NOTED, SHOWN, WRITE, is_owners, name_of, socket_of},
    },
    programs::noting::Noting,
    window::session::Session,
};
use interprocess::local_socket::{ListenerOptions, tokio::Stream as AsyncStream, tokio::prelude::*};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};

/// Whoever connects says at once what they want, in so many bytes at most.
const SAYS_WITHIN: Duration = Duration::from_secs(5);
const LINE_MAX: u64 = 1 << 13;

/// What a running window does for commands that ask it.
#[derive(Clone)]
pub struct Hands {
    /// Hears when a loan has ended: something may have changed.
    pub returned: Arc<dyn Fn() + Send + Sync>,
    /// Shows the brief of whoever is named as in [`crate::reading::brief::BriefRequest`].
    pub show: Arc<dyn Fn(String) -> Result<(), AppError> + Send + Sync>,
}

/// Does for commands on `home`, whose lock `session` holds, what they ask. Ends with the task it runs in.
pub async fn serve_commands(session: Arc<Session>, home: PathBuf, hands: Hands) -> Result<(), AppError> {
    let path = socket_of(&home).ok_or_else(|| {
        AppError::new(ErrorCode::Storage, format!("The path {} is too long for a socket", home.display()))
            .hint("Move the data folder to a shorter path, or set XDG_RUNTIME_DIR.")
    })?;
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
            Ok(asking) if !is_owners(asking.peer_creds(), &home) => {
                tracing::warn!("another person's program asked the window for something and was not heard");
            }
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

async fn serve(session: &Arc<Session>, asking: &AsyncStream, hands: &Hands) {
    let mut line = String::new();
    let mut said = tokio::io::BufReader::new(asking.take(LINE_MAX));
    match tokio::time::timeout(SAYS_WITHIN, said.read_line(&mut line)).await {
        Ok(Ok(_)) => {}
        // Nothing was asked, so nothing is answered.
        _ => return,
    }
    let line = line.trim_end();
    if line == WRITE {
        lend(session, asking).await;
        (hands.returned)();
        return;
    }
    let answer = if let Some(who) = line.strip_prefix(BRIEF) {
        (hands.show)(who.to_owned()).map_or_else(|error| error.message, |()| SHOWN.to_owned())
    } else if let Some(call) = line.strip_prefix(ASKED) {
        noted(session, call).await.map_or_else(|error| error.message, |()| NOTED.to_owned())
    } else {
        "This window does not understand the request; it may be another version of Foreword.".to_owned()
    };
    let mut asking = asking;
    if let Err(error) = asking.write_all(format!("{answer}\n").as_bytes()).await {
        tracing::warn!(%error, "a command did not wait for its answer");
    }
}

/// Notes the call of another program, which its server cannot write down while the window holds the lock.
async fn noted(session: &Arc<Session>, call: &str) -> Result<(), AppError> {
    let noting: Noting = serde_json::from_str(call)
        .map_err(|_| AppError::new(ErrorCode::Usage, "The window does not understand what was asked"))?;
    let session = session.clone();
    let writing = tokio::task::spawn_blocking(move || session.note_program_call(&noting));
    writing.await.map_err(|error| AppError::new(ErrorCode::Internal, format!("Noting a call failed: {error}")))?
}

/// Lends the right to write, which `session` holds, to whoever is `asking`, until the connection ends, nothing is heard of them any more, or the
/// rep stops the job.
async fn lend(session: &Session, mut asking: &AsyncStream) {
    let loan = session.begin_loan().await;
    if asking.write_all(format!("{GRANTED}\n").as_bytes()).await.is_err() {
        return;
    }
    let mut beats = [0; 16];
    loop {
        tokio::select! {
            heard = tokio::time::timeout(SILENCE_MAX, asking.read(&mut beats)) => match heard {
                Ok(Ok(1..)) => {}
                Ok(_) => return,
                Err(_) => {
                    tracing::warn!("the command that was allowed to write stands still, and may no longer");
                    return;
                }
            },
            () = loan.cancelled() => {
                tracing::warn!("the rep has taken back the right to write from a command");
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::open;
    use crate::{
        error::ErrorCode,
        portal::{
            settings::Settings,
            socket::{PATH_MAX, SHOWN_WITHIN, hear, say, show_in_window},
        },
    };
    use std::path::Path;
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
        let socket = socket_of(dir.path()).unwrap();
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
    async fn a_command_that_stands_still_loses_its_loan_and_one_that_works_keeps_it() {
        let (_dir, session, settings, _, mut told) = window().await;
        let home = settings.home.clone();
        let stands_still = blocking(move || {
            let stream = say(&home, "write").unwrap();
            assert_eq!(hear(&stream, SHOWN_WITHIN).unwrap(), GRANTED);
            stream
        })
        .await;
        told.recv().await.unwrap();
        assert!(!session.is_busy());
        let closed = blocking(move || hear(&stands_still, SHOWN_WITHIN)).await.unwrap();
        assert_eq!(closed, "", "it can see that it has lost the loan");

        let again = settings.clone();
        let borrowed = blocking(move || open::lock(&again)).await.unwrap();
        tokio::time::sleep(3 * SILENCE_MAX).await;
        assert!(session.is_busy(), "it says that it is there");
        session.cancel();
        told.recv().await.unwrap();
        assert!(!session.is_busy());
        drop(borrowed);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn pages_change_nothing_while_a_command_writes() {
        let (_dir, session, settings, _, mut told) = window().await;
        let turn = session.turn().unwrap();
        let again = settings.clone();
        let asking = tokio::spawn(blocking(move || open::lock(&again)));
        while session.turn().is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(!asking.is_finished(), "what a page has begun is waited for");
        drop(turn);
        let borrowed = asking.await.unwrap().unwrap();
        assert_eq!(session.turn().unwrap_err().code, ErrorCode::Busy);
        drop(borrowed);
        told.recv().await.unwrap();
        assert!(session.turn().is_ok());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_window_shows_a_brief_or_says_why_not() {
        let (_dir, session, settings, asked, _told) = window().await;
        let held = session.begin_when_free().await;
        let ask = |who: &'static str| {
            let settings = settings.clone();
            blocking(move || show_in_window(&settings.home, who))
        };
        ask("ada@x.example\nwrite").await.unwrap();
        assert_eq!(*asked.lock().unwrap(), ["ada@x.example write"], "a brief is read, so it waits for no job");
        assert_eq!(ask("nobody").await.unwrap_err().message, "Nobody is called nobody");
        drop(held);

        let elsewhere = Settings { home: settings.home.join("elsewhere"), ..settings.clone() };
        let none = blocking(move || show_in_window(&elsewhere.home, "next")).await.unwrap_err();
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
    fn a_long_home_has_a_short_socket_where_nobody_else_can_be_first() {
        let home = PathBuf::from(format!("/data/{}", "x".repeat(200)));
        let socket = socket_of(&home);
        assert!(socket.as_ref().is_none_or(|path| path.as_os_str().len() <= PATH_MAX));
        let own = std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty());
        assert!(socket.is_none_or(|path| own.is_some_and(|folder| path.parent() == Some(Path::new(&folder)))));
        assert_eq!(socket_of(Path::new("/data")).unwrap(), Path::new("/data/window.sock"));
    }

    #[cfg(unix)]
    #[tokio::test(flavor = "multi_thread")]
    async fn what_belongs_to_somebody_else_is_not_spoken_to() {
        let (_dir, _session, settings, _, _told) = window().await;
        // The root folder is root's; tests may run as root, so a home of another owner is looked for where there is one.
        let owners = [Path::new("/"), Path::new("/var/cache/man"), Path::new("/var/mail")];
        let own = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&settings.home).unwrap());
        let is_other = |path: &&&Path| {
            std::fs::metadata(path).is_ok_and(|found| std::os::unix::fs::MetadataExt::uid(&found) != own)
        };
        let Some(other) = owners.iter().find(is_other) else { return };
        let stream = blocking(move || say(&settings.home, "sing").unwrap()).await;
        assert!(!is_owners(stream.peer_creds(), other));
    }
}

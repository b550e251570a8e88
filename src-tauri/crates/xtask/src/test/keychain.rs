//! A real keychain for the tests, apart from the one of whoever runs them.

use std::fs::{self, DirBuilder};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::places::Places;

/// Starts the keychain on the bus it finds itself on, then a command.
const SCRIPT: &str = "src-tauri/crates/xtask/src/test/with-keychain.sh";

/// Tells the keychain's tests that one answers, so that they fail where they would otherwise skip.
const VARIABLE: &str = "FOREWORD_TEST_KEYRING";

/// Lets `run` run `command` where an unlocked keychain answers. On Linux; elsewhere it runs as it is.
pub fn with_keychain(
    places: &Places,
    mut command: Command,
    run: impl FnOnce(&mut Command) -> Result<()>,
) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return run(&mut command);
    }
    // Sockets will lie in it, and a socket's path is at most some hundred bytes long: so not below the target folder.
    let folder = std::env::temp_dir().join(format!("foreword-keychain-{}", std::process::id()));
    make_private(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let ended = run(&mut session(places, &command, &folder));
    // The keychain ends with its bus. Should it still be about to write a file, that is no reason to fail.
    fs::remove_dir_all(&folder).ok();
    ended
}

/// `command` on a session bus of its own, with a keychain that keeps its files in `folder`.
fn session(places: &Places, command: &Command, folder: &Path) -> Command {
    let mut session = Command::new("dbus-run-session");
    session.args(["--", "sh"]).arg(places.root.join(SCRIPT)).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => session.env(name, value),
            None => session.env_remove(name),
        };
    }
    if let Some(current) = command.get_current_dir() {
        session.current_dir(current);
    }
    session.env(VARIABLE, "1").env("XDG_DATA_HOME", folder).env("XDG_RUNTIME_DIR", folder);
    session
}

/// Makes a folder that only its owner may enter. Fails if it is there: someone else may have made it.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn the_command_keeps_its_folder_and_its_environment() {
        let places = Places {
            root: PathBuf::from("/checkout"),
            cache: PathBuf::from("/cache"),
            target: PathBuf::from("/target"),
        };
        let mut cargo = Command::new("cargo");
        cargo.arg("test").current_dir("/checkout").env("INSTA_UPDATE", "no").env_remove("CARGO_PKG_NAME");
        let session = session(&places, &cargo, Path::new("/tmp/keys"));

        assert_eq!(crate::command::shown(&session), format!("dbus-run-session -- sh /checkout/{SCRIPT} cargo test"));
        assert_eq!(session.get_current_dir(), Some(Path::new("/checkout")));
        let environment: Vec<_> = session.get_envs().collect();
        assert!(environment.contains(&("INSTA_UPDATE".as_ref(), Some("no".as_ref()))));
        assert!(environment.contains(&("CARGO_PKG_NAME".as_ref(), None)));
        assert!(environment.contains(&("XDG_DATA_HOME".as_ref(), Some("/tmp/keys".as_ref()))));
    }
}

//! The passphrase that seals the data: who is asked for it, and the command that sets, changes and removes it.
//!
//! The words come out of a file, or are typed; never out of the environment, which a system shows to more programs than it should and hands on to every
//! child. FOREWORD_PASSPHRASE_FILE may name a pipe, as `<(pass show foreword)` is one.

use crate::{
    args::PassphraseCommand,
    commands::DONE,
    output::{Failure, Out},
};
use app::{AppError, AskForKey, ErrorCode, KeyChoice, KeyView, Passphrase, SecretsError, Settings};
use serde_json::json;
use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};
use tokio_util::sync::CancellationToken;

/// How often somebody may mistype before the command ends.
const TRIES: u32 = 3;

/// Asks the file that the environment names, else whoever sits at the terminal.
pub struct Terminal;

impl AskForKey for Terminal {
    fn passphrase(&self, tries: u32) -> Result<Option<Passphrase>, SecretsError> {
        if let Some(file) = named_file() {
            // A file says the same again.
            return if tries == 0 { Passphrase::read(&file).map(Some) } else { Ok(None) };
        }
        if TRIES <= tries || !is_at_terminal() {
            return Ok(None);
        }
        typed(if tries == 0 { "Passphrase: " } else { "That was not it. Passphrase: " }).map(Some)
    }

    fn choose(&self, machine: bool) -> Result<KeyChoice, SecretsError> {
        if let Some(file) = named_file() {
            return Passphrase::read(&file).map(KeyChoice::Passphrase);
        }
        if is_at_terminal() {
            say("There is no keychain here. A passphrase seals the data on this machine.");
            if machine {
                say("Leave it empty to use this machine's key instead: whoever has the disk can then read the data.");
            }
            loop {
                let words = typed("New passphrase: ")?;
                if words.len_chars() == 0 && machine {
                    break;
                }
                if words.len_chars() < Passphrase::LEN_MIN {
                    say("Use eight characters or more; four or five words that do not belong together are best.");
                } else if typed("The same again: ")?.is_same(&words) {
                    return Ok(KeyChoice::Passphrase(words));
                } else {
                    say("The two differ.");
                }
            }
        }
        if machine {
            say(
                "warning: there is no keychain, so the data is sealed with this machine's key. Whoever has the disk can read it.",
            );
            say("`foreword passphrase set` seals it with a passphrase.");
        }
        Ok(KeyChoice::Machine)
    }
}

/// Sets, changes or removes the passphrase, or shows how the key is kept.
pub async fn run(settings: &Settings, what: Option<PassphraseCommand>, out: Out) -> Result<u8, Failure> {
    let cancel = CancellationToken::new();
    let (key, done) = match what {
        None => (app::key_view(settings)?, ""),
        Some(PassphraseCommand::Set) => {
            let words = new_words(named_file().as_deref())?;
            let key = app::set_passphrase(settings, &words, &app::Silent, &cancel).await?;
            (key, "The data is sealed with your passphrase. Nobody can open it without; keep a backup with another.")
        }
        Some(PassphraseCommand::Change { new }) => {
            let old = old_words()?;
            app::unlock(settings, &old)?;
            let key = app::change_passphrase(settings, &old, &new_words(new.as_deref())?).await?;
            (key, "The new passphrase opens the data, and the former one no longer does.")
        }
        Some(PassphraseCommand::Remove { machine_key }) => {
            let key = app::remove_passphrase(settings, &old_words()?, machine_key, &app::Silent, &cancel).await?;
            (key, "The passphrase is gone.")
        }
    };
    if !done.is_empty() {
        app::note_setting(settings, &format!("the key of the data: {}", key.detail)).await?;
    }
    out.show(&json!({ "key": key }), |_| said(&key, done))?;
    Ok(DONE)
}

fn said(key: &KeyView, done: &str) -> String {
    let now = format!("Now: {}.", key.detail);
    if done.is_empty() { now } else { format!("{done}\n{now}") }
}

/// The words that open the data now.
fn old_words() -> Result<Passphrase, Failure> {
    let words = Terminal.passphrase(0).map_err(AppError::from)?;
    Ok(words.ok_or_else(|| AppError::from(SecretsError::PassphraseNeeded))?)
}

/// Words for the future, out of a file or typed twice.
fn new_words(file: Option<&Path>) -> Result<Passphrase, Failure> {
    if let Some(file) = file {
        return Ok(Passphrase::read(file).map_err(AppError::from)?);
    }
    if !is_at_terminal() {
        return Err(AppError::from(SecretsError::PassphraseNeeded).into());
    }
    let words = typed("New passphrase: ").map_err(AppError::from)?;
    if !typed("The same again: ").map_err(AppError::from)?.is_same(&words) {
        return Err(AppError::new(ErrorCode::Usage, "The two passphrases differ. Nothing was changed").into());
    }
    Ok(words)
}

fn typed(prompt: &str) -> Result<Passphrase, SecretsError> {
    let typed = rpassword::prompt_password(prompt);
    typed.map(Passphrase::new).map_err(|source| SecretsError::Io { path: PathBuf::from("the terminal"), source })
}

/// Tells whoever looks; where nobody does, the choice stands all the same.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn named_file() -> Option<PathBuf> {
    std::env::var_os("FOREWORD_PASSPHRASE_FILE").filter(|file| !file.is_empty()).map(PathBuf::from)
}

fn is_at_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

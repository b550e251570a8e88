//! What a team judges by: what makes a good lead, the signs that a customer leaves, its personas, the categories of its tickets.
//!
//! A file in the data folder that a team edits; without one, what comes with Foreword. It goes into the prompts that ask for it, so that it is part
//! of what a value was made from: with other criteria the value is drafted anew.

use crate::{
    error::{AppError, ErrorCode},
    portal::{own_files::own_file, settings::Settings},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

const SHIPPED: &str = include_str!("../../../../../rules/criteria.toml");
const FILE: &str = "criteria.toml";
/// So many lines of a kind are read at most, each of so many letters.
const LINES_MAX: usize = 40;
const CHARS_MAX: usize = 300;

/// What a team judges by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Criteria {
    /// Where the team's own file lies or would lie.
    pub file: String,
    /// Whether there is a file of the team's own.
    pub is_own: bool,
    /// The version that the file says it is.
    pub version: u32,
    /// What makes a good lead, the most important first.
    pub leads: Vec<String>,
    /// The signs that a customer leaves.
    pub leaving: Vec<String>,
    /// The kinds of people a team sells to, each with what marks it.
    pub personas: Vec<String>,
    /// The categories of tickets.
    pub tickets: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    leads: Vec<String>,
    leaving: Vec<String>,
    personas: Vec<String>,
    tickets: Vec<String>,
}

/// What the team judges by. Fails with [`ErrorCode::Usage`] where its file has a mistake, and says which.
pub fn criteria(settings: &Settings) -> Result<Criteria, AppError> {
    read(&settings.home)
}

/// Writes what comes with Foreword into the data folder, for the team to change. Fails with [`ErrorCode::Usage`] where a file is there already.
pub fn write_criteria(settings: &Settings) -> Result<Criteria, AppError> {
    settings.policy.may_change()?;
    let file = settings.home.join(FILE);
    // Written whole, and never over one that is there.
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&settings.home)?;
        let mut new = tempfile::NamedTempFile::new_in(&settings.home)?;
        new.write_all(SHIPPED.as_bytes())?;
        new.persist_noclobber(&file)?;
        Ok(())
    };
    match write() {
        Ok(()) => read(&settings.home),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(AppError::new(ErrorCode::Usage, format!("{} is there already", file.display()))
                .hint("Change that one. To begin anew, move it away first."))
        }
        Err(error) => Err(AppError::file("write", &file, error)),
    }
}

/// What the team whose data lies in `home` judges by.
pub(crate) fn read(home: &Path) -> Result<Criteria, AppError> {
    let file = home.join(FILE);
    match own_file(&file) {
        None => parsed(SHIPPED, file, false),
        Some(Ok(text)) => parsed(&text, file, true),
        Some(Err(reason)) => {
            Err(AppError::new(ErrorCode::Usage, format!("{} cannot be read: {reason}", file.display()))
                .hint("Save it as plain text in UTF-8, in a place that you may read."))
        }
    }
}

fn parsed(text: &str, file: PathBuf, is_own: bool) -> Result<Criteria, AppError> {
    let wrong = |what: String| {
        AppError::new(ErrorCode::Usage, format!("{} has a mistake: {what}", file.display()))
            .hint("Mend it, or move it away to go by what comes with Foreword.")
    };
    let written: Written = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let Written { version, leads, leaving, personas, tickets } = written;
    for (name, list) in [("leads", &leads), ("leaving", &leaving), ("personas", &personas), ("tickets", &tickets)] {
        if list.is_empty() || LINES_MAX < list.len() {
            return Err(wrong(format!("{name} takes 1 to {LINES_MAX} lines, and has {}", list.len())));
        }
        let is_line =
            |line: &String| !line.trim().is_empty() && line.chars().count() <= CHARS_MAX && !line.contains('\n');
        if let Some(line) = list.iter().find(|line| !is_line(line)) {
            return Err(wrong(format!(
                "in {name} each takes one line of at most {CHARS_MAX} letters, which “{line}” is not"
            )));
        }
    }
    Ok(Criteria { file: file.display().to_string(), is_own, version, leads, leaving, personas, tickets })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn without_a_file_of_the_teams_own_what_is_shipped_holds() {
        let home = tempfile::tempdir().unwrap();
        let shipped = read(home.path()).unwrap();
        assert!(!shipped.is_own && shipped.tickets.contains(&"Billing issue".to_owned()));
        fs::write(
            home.path().join(FILE),
            SHIPPED.replace("Billing issue", "Invoices").replace("version = 1", "version = 2"),
        )
        .unwrap();
        let own = read(home.path()).unwrap();
        assert!(own.is_own && own.version == 2 && own.tickets.contains(&"Invoices".to_owned()));
    }

    #[test]
    fn a_mistake_is_told_and_nothing_else_takes_its_place() {
        let home = tempfile::tempdir().unwrap();
        let told = |text: &str| {
            fs::write(home.path().join(FILE), text).unwrap();
            read(home.path()).unwrap_err().message
        };
        assert!(told("version = 1").contains("leads"));
        assert!(told(&SHIPPED.replace("tickets = [", "ticket = [")).contains("ticket"));
        assert!(told(&SHIPPED.replace("\"Product issue\"", "\"\"")).contains("tickets"));
        let many = vec!["\"x\""; 41].join(",");
        assert!(told(&SHIPPED.replace("tickets = [", &format!("tickets = [{many},"))).contains("1 to 40"));
    }
}

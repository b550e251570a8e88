//! The prompts that drafts are made by: those that come with Foreword, and in their place or beside them a team's own.
//!
//! A team's own lie as Markdown files in `prompts/` in the data folder. One with the name and version of a prompt that comes with Foreword takes its
//! place; one with a higher version is used from then on. A file that does not read is an error and never passed over: the team counts on it.

use crate::{
    error::{AppError, ErrorCode},
    models::phraser::prompt_error,
    portal::settings::Settings,
};
use llm::{Library, Prompt};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
};

const FOLDER: &str = "prompts";

/// A prompt that drafts are made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromptView {
    /// The kind of draft.
    pub kind: String,
    /// The prompt's version, counted from 1.
    pub version: u32,
    /// The first digits of the hash of its text: two texts never share it.
    pub stamp: String,
    /// Whether it is what drafts of the kind are made by.
    pub in_use: bool,
    /// The team's own file that it stands in; none where it comes with Foreword.
    pub file: Option<String>,
}

/// Every prompt there is, and which of them are used. Fails with [`ErrorCode::Usage`] where a file of the team's own does not read.
pub fn prompts(settings: &Settings) -> Result<Vec<PromptView>, AppError> {
    let own = own(&settings.home)?;
    let library = library(&settings.home)?;
    let file_of = |prompt: &Prompt| {
        let is_it = |(_, other): &&(PathBuf, Prompt)| {
            (other.front.name, other.front.version) == (prompt.front.name, prompt.front.version)
        };
        own.iter().rfind(is_it).map(|(file, _)| file.display().to_string())
    };
    let view = |prompt: &Prompt| PromptView {
        kind: prompt.front.name.to_string(),
        version: prompt.front.version,
        stamp: prompt.stamp.clone(),
        in_use: library.get(prompt.front.name, None).is_ok_and(|used| used.front.version == prompt.front.version),
        file: file_of(prompt),
    };
    Ok(library.iter().map(view).collect())
}

/// The prompts of the team whose data lies in `home`.
pub(crate) fn library(home: &Path) -> Result<Library, AppError> {
    let mut library = Library::shipped().map_err(prompt_error)?;
    for (_, prompt) in own(home)? {
        library.add(prompt);
    }
    Ok(library)
}

/// The team's own prompts, in the order of their files' names.
fn own(home: &Path) -> Result<Vec<(PathBuf, Prompt)>, AppError> {
    let Ok(folder) = fs::read_dir(home.join(FOLDER)) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    let read = |file: PathBuf| {
        let wrong = |what: String| {
            AppError::new(ErrorCode::Usage, format!("The prompt {} cannot be used: {what}", file.display()))
                .hint("Mend the file, or move it away to go by what comes with Foreword.")
        };
        let text = fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
        let prompt = Prompt::read(&text).map_err(|error| wrong(error.to_string()))?;
        Ok((file, prompt))
    };
    files.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use llm::Kind;

    #[test]
    fn a_teams_own_prompt_takes_the_place_of_the_shipped_one_or_a_mistake_is_told() {
        let home = tempfile::tempdir().unwrap();
        let shipped = library(home.path()).unwrap();
        let newest = shipped.get(Kind::Agenda, None).unwrap().clone();
        fs::create_dir(home.path().join(FOLDER)).unwrap();
        let text = include_str!("../../../../../prompts/agenda.md").replace("version = 1", "version = 7");
        let file = home.path().join(FOLDER).join("agenda.md");
        fs::write(&file, text).unwrap();
        assert_eq!(library(home.path()).unwrap().get(Kind::Agenda, None).unwrap().front.version, 7);
        assert_ne!(newest.front.version, 7);
        fs::write(&file, "no front matter").unwrap();
        let error = library(home.path()).unwrap_err();
        assert!(error.message.contains("agenda.md"), "{}", error.message);
    }
}

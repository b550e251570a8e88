//! The prompts that drafts are made by: those that come with Foreword, and in their place or beside them a team's own.
//!
//! A team's own lie as Markdown files in `prompts/` in the data folder, each named as its kind: `agenda.md`, `agenda.v3.md`. One with the version of a
//! prompt that comes with Foreword takes its place; one with a higher version is used from then on. A file that does not read is told wherever its kind is
//! drafted, and never passed over: the team counts on it. Other kinds go on.

use crate::{
    error::{AppError, ErrorCode},
    models::phraser::prompt_error,
    models::split::{Split, splits},
    portal::{own_files::own_files, settings::Settings},
};
use domain::RecordId;
use llm::{Kind, Library, Prompt};
use serde::Serialize;
use std::{
    collections::BTreeMap,
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
    /// Whether it is what drafts of the kind are made by, or one of the two where the team divides its records.
    pub in_use: bool,
    /// The team's own file that it stands in; none where it comes with Foreword.
    pub file: Option<String>,
}

/// Every prompt there is, which of them are used, and what is wrong with files of the team's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PromptList {
    /// The prompts, by kind and version.
    pub prompts: Vec<PromptView>,
    /// Files of the team's own that cannot be used, each with the reason.
    pub problems: Vec<String>,
}

/// The prompts of a team.
pub(crate) struct Prompts {
    library: Library,
    own: BTreeMap<(Kind, u32), PathBuf>,
    /// The files that do not read, by the kind that they are named as.
    broken: Vec<(String, String)>,
    /// Which kinds are divided between two versions, or what is wrong with the file that says so.
    splits: Result<BTreeMap<Kind, Split>, String>,
}

impl Prompts {
    /// The prompts of the team whose data lies in `home`.
    pub fn of(home: &Path) -> Result<Self, AppError> {
        let folder = home.join(FOLDER);
        let library = Library::shipped().map_err(prompt_error)?;
        let mut prompts = Self { library, own: BTreeMap::new(), broken: Vec::new(), splits: splits(&folder) };
        for (file, text) in own_files(&folder, "md") {
            match text.and_then(|text| read(&file, &text)) {
                Ok(prompt) => {
                    prompts.own.insert((prompt.front.name, prompt.front.version), file);
                    prompts.library.add(prompt);
                }
                Err(reason) => prompts.broken.push((kind_named(&file), format!("{}: {reason}", file.display()))),
            }
        }
        Ok(prompts)
    }

    /// The prompt of that kind and version, or the newest where no version is named. Fails with [`ErrorCode::Usage`] where the team has a file for
    /// the kind that cannot be used.
    pub fn get(&self, kind: Kind, version: Option<u32>) -> Result<&Prompt, AppError> {
        if let Some((_, problem)) = self.broken.iter().find(|(name, _)| name == kind.as_str()) {
            return Err(AppError::new(ErrorCode::Usage, format!("Your team's own prompt cannot be used. {problem}"))
                .hint("Mend the file, or move it away to go by what comes with Foreword."));
        }
        self.library.get(kind, version).map_err(prompt_error)
    }

    /// The prompt that a draft about a record is made by: that version, else the one that the record has in the team's split, else the newest.
    /// Fails with [`ErrorCode::Usage`] where a file of the team's cannot be used.
    pub fn choose(&self, kind: Kind, version: Option<u32>, about: &RecordId) -> Result<&Prompt, AppError> {
        if version.is_some() {
            return self.get(kind, version);
        }
        let splits = self.splits.as_ref().map_err(|problem| {
            AppError::new(ErrorCode::Usage, format!("Your team's split of prompts cannot be used. {problem}"))
                .hint("Mend the file, or move it away to draft with the newest version of each prompt.")
        })?;
        self.get(kind, splits.get(&kind).map(|split| split.version_for(kind, about)))
    }

    /// Which kinds are divided between two versions; none where the file that says so cannot be used.
    pub fn splits(&self) -> BTreeMap<Kind, Split> {
        self.splits.clone().unwrap_or_default()
    }
}

/// Every prompt there is, which of them are used, and what is wrong with files of the team's own.
pub fn prompts(settings: &Settings) -> Result<PromptList, AppError> {
    let all = Prompts::of(&settings.home)?;
    let view = |prompt: &Prompt| {
        let (kind, version) = (prompt.front.name, prompt.front.version);
        PromptView {
            kind: kind.to_string(),
            version,
            stamp: prompt.stamp.clone(),
            in_use: match all.splits().get(&kind) {
                Some(split) => split.versions.contains(&version),
                None => all.get(kind, None).is_ok_and(|used| used.front.version == version),
            },
            file: all.own.get(&(kind, version)).map(|file| file.display().to_string()),
        }
    };
    let broken = all.broken.iter().map(|(_, problem)| problem);
    let problems = broken.chain(all.splits.as_ref().err()).cloned().collect();
    Ok(PromptList { prompts: all.library.iter().map(view).collect(), problems })
}

/// The kind that a file is named as, as in `agenda.v3.md`.
fn kind_named(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn read(file: &Path, text: &str) -> Result<Prompt, String> {
    let prompt = Prompt::read(text).map_err(|error| error.to_string())?;
    let named = kind_named(file);
    if named == prompt.front.name.as_str() {
        Ok(prompt)
    } else {
        Err(format!("it says that it is for {}, so it has to be named {0}.md", prompt.front.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_teams_own_prompt_takes_the_place_of_the_shipped_one_or_a_mistake_is_told() {
        let home = tempfile::tempdir().unwrap();
        let version = |home: &Path| Prompts::of(home).unwrap().get(Kind::Agenda, None).map(|one| one.front.version);
        assert_eq!(version(home.path()).unwrap(), 1);
        fs::create_dir(home.path().join(FOLDER)).unwrap();
        let text = include_str!("../../../../../prompts/agenda.md").replace("version = 1", "version = 7");
        let file = home.path().join(FOLDER).join("agenda.md");
        fs::write(&file, &text).unwrap();
        assert_eq!(version(home.path()).unwrap(), 7);
        fs::write(&file, "no front matter").unwrap();
        assert!(version(home.path()).unwrap_err().message.contains("agenda.md"));
        // It stops no other kind, and neither does one under another kind's name.
        let prompts = Prompts::of(home.path()).unwrap();
        assert!(prompts.get(Kind::Note, None).is_ok());
        fs::write(home.path().join(FOLDER).join("note.md"), text).unwrap();
        assert!(Prompts::of(home.path()).unwrap().get(Kind::Note, None).is_err());
    }
}

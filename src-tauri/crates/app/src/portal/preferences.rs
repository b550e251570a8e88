//! What the rep chose for the window: a small file in the home that holds no secret.

use crate::error::AppError;
use llm::{FieldRule, ProviderConfig, Rules};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The shortcut that a new installation starts with.
pub const DEFAULT_SHORTCUT: &str = "Ctrl+Alt+Space";

/// The window's colours: light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Light or dark, as the system has it.
    #[default]
    System,
    /// Light colours, whatever the system has.
    Light,
    /// Dark colours, whatever the system has.
    Dark,
}

/// What the rep chose for the window and its models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The window's colours.
    pub theme: Theme,
    /// How large everything in the windows is, in percent of its usual size.
    pub text_percent: u32,
    /// The keys that call the brief, as in `Ctrl+Alt+Space`.
    pub shortcut: String,
    /// Whether the window opens on the sample portal.
    pub sample: bool,
    /// Whether the brief is kept out of screen sharing and recordings, where the system can.
    pub shield: bool,
    /// Whether Foreword looks for new versions of itself; none until the rep was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updates: Option<bool>,
    /// After how many minutes without a hand on it the window locks itself; none for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_after_minutes: Option<u32>,
    /// The models that find and sort texts.
    #[serde(skip_serializing_if = "ModelChoice::is_usual")]
    pub models: ModelChoice,
    /// Which language model is asked, and what it may be sent.
    #[serde(skip_serializing_if = "LlmChoice::is_usual")]
    pub llm: LlmChoice,
}

/// Which models find and sort texts, by their folders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelChoice {
    /// The folder of the embedding model; none for the usual one.
    pub embedder: Option<PathBuf>,
    /// The one before it, with which searches go on until every text has a vector of the new one.
    pub former: Option<FormerModel>,
    /// A cross-encoder that reads the best hits again; none for none.
    pub reranker: Option<PathBuf>,
}

/// The embedding model that was in use before the present one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerModel {
    /// The folder of the model; none for the usual one.
    pub dir: Option<PathBuf>,
}

impl ModelChoice {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            text_percent: 100,
            shortcut: DEFAULT_SHORTCUT.to_owned(),
            sample: false,
            shield: true,
            updates: None,
            lock_after_minutes: None,
            models: ModelChoice::default(),
            llm: LlmChoice::default(),
        }
    }
}

impl Preferences {
    /// Reads a home's preferences: the usual ones where there are none. A file that cannot be read is kept aside, not lost.
    pub fn load(home: &Path) -> Self {
        let path = file(home);
        let Ok(text) = std::fs::read_to_string(&path) else { return Self::default() };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            let aside = path.with_extension("json.unreadable");
            let kept = std::fs::rename(&path, &aside);
            tracing::warn!(%error, kept = kept.is_ok(), "the preferences could not be read; starting with the usual ones");
            Self::default()
        })
    }

    /// Writes the preferences into the home, whole or not at all.
    pub fn save(&self, home: &Path) -> Result<(), AppError> {
        let path = file(home);
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(home)?;
            let mut new = tempfile::NamedTempFile::new_in(home)?;
            serde_json::to_writer_pretty(&mut new, self)?;
            new.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| AppError::file("write", &path, error))
    }
}

fn file(home: &Path) -> PathBuf {
    home.join("preferences.json")
}

/// The rep's choice, kept with the other preferences. Holds no key: that is in the keychain, under provider and address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LlmChoice {
    /// `PROVIDER:MODEL`; none for no model, which is how it starts.
    pub model: Option<String>,
    /// The address, where it is not the provider's own.
    pub url: Option<String>,
    /// Tokens the model reads at once, where the rep knows better than the provider's usual number.
    pub context_tokens: Option<u32>,
    /// What a month may cost, in cents of a US dollar; none for no limit.
    pub budget_cents: Option<u32>,
    /// Whether a model without a known price may be asked although there is a limit.
    pub allow_unpriced: bool,
    /// What is redacted, by provider and address; the usual rules where nothing stands here.
    pub redaction: BTreeMap<String, Redaction>,
}

impl LlmChoice {
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// What is replaced before anything is sent to one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Redaction {
    /// Whether addresses, numbers and accounts are. They always are for a provider that is elsewhere.
    pub is_on: bool,
    /// Whether people's names are replaced too.
    pub names: bool,
    /// Fields that are not sent at all: `account`, `samples`.
    pub withheld: BTreeSet<String>,
}

impl Redaction {
    /// What a provider gets unless the rep says otherwise: everything is redacted for one that is elsewhere, names stay for one here.
    pub(crate) fn usual(config: &ProviderConfig) -> Self {
        let Rules { is_on, names, .. } = Rules::of(config);
        Self { is_on, names, withheld: BTreeSet::new() }
    }

    pub(crate) fn rules(&self, config: &ProviderConfig) -> Rules {
        let fields = self.withheld.iter().map(|field| (field.clone(), FieldRule::Withhold)).collect();
        // A card number never leaves this machine, whatever stands in a file that somebody edited.
        Rules { is_on: self.is_on || !config.is_local(), names: self.names, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_back_and_a_broken_file_is_kept_aside() {
        let dir = tempfile::tempdir().unwrap();
        let chosen =
            Preferences { theme: Theme::Dark, shortcut: "Ctrl+J".to_owned(), sample: true, ..Preferences::default() };
        chosen.save(dir.path()).unwrap();
        assert_eq!(Preferences::load(dir.path()), chosen);
        std::fs::write(file(dir.path()), r#"{"theme":"#).unwrap();
        assert_eq!(Preferences::load(dir.path()), Preferences::default());
        assert!(dir.path().join("preferences.json.unreadable").exists());
    }
}

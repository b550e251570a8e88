//! What an administrator has settled for every user of this machine: a small file in the system's own folder, which a rep cannot write.

use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What the policy file allows. Without a file everything is allowed that the rep may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Whether Foreword may look for new versions of itself, if the rep agrees.
    pub allows_updates: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    updates: Updates,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Updates {
    #[serde(default = "yes")]
    allowed: bool,
}

impl Default for Updates {
    fn default() -> Self {
        Self { allowed: true }
    }
}

fn yes() -> bool {
    true
}

impl Policy {
    /// Reads a policy file. One that is there and cannot be read, or says something else than it should, allows nothing.
    pub fn read(file: &Path) -> Self {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Self { allows_updates: true },
            Err(error) => {
                tracing::warn!(%error, file = %file.display(), "the policy file cannot be read, so nothing is allowed that it could forbid");
                return Self { allows_updates: false };
            }
        };
        match toml::from_str::<File>(&text) {
            Ok(read) => Self { allows_updates: read.updates.allowed },
            Err(error) => {
                tracing::warn!(%error, file = %file.display(), "the policy file is not valid, so nothing is allowed that it could forbid");
                Self { allows_updates: false }
            }
        }
    }
}

/// Where the policy file lies: `/etc/foreword/policy.toml`, or the platform's folder for all users.
///
/// Whoever could name another file could get round the policy, so only a development build listens to `FOREWORD_POLICY`, for tests.
pub fn policy_file() -> PathBuf {
    if let Some(named) = std::env::var_os("FOREWORD_POLICY").filter(|_| cfg!(debug_assertions)) {
        named.into()
    } else if cfg!(target_os = "macos") {
        "/Library/Application Support/Foreword/policy.toml".into()
    } else if cfg!(target_os = "windows") {
        std::env::var_os("ProgramData")
            .map_or_else(|| r"C:\ProgramData".into(), PathBuf::from)
            .join(r"Foreword\policy.toml")
    } else {
        "/etc/foreword/policy.toml".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Policy {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        std::fs::write(&file, text).unwrap();
        Policy::read(&file)
    }

    #[test]
    fn no_file_forbids_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Policy::read(&folder.path().join("policy.toml")).allows_updates);
        assert!(read("").allows_updates);
        assert!(!read("[retention]\nmonths = 12\n").allows_updates, "what is not understood may be a misspelt ban");
    }

    #[test]
    fn updates_are_forbidden_by_a_word_and_by_a_file_that_makes_no_sense() {
        assert!(!read("[updates]\nallowed = false\n").allows_updates);
        assert!(!read("[updates\nallowed = true\n").allows_updates);
        assert!(!read("[updates]\nallowed = \"perhaps\"\n").allows_updates);
        assert!(!read("[updates]\nalowed = false\n").allows_updates);
    }

    #[test]
    fn a_file_that_cannot_be_read_forbids() {
        // A folder in its place is read by nobody, root included.
        let folder = tempfile::tempdir().unwrap();
        assert!(!Policy::read(folder.path()).allows_updates);
    }
}

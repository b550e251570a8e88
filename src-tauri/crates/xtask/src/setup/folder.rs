//! Folders that are there in full or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

const STAMP: &str = ".stamp";

/// Whether `folder` was filled under this stamp and still has all of `files`.
pub fn is_current(folder: &Path, stamp: &str, files: &[&str]) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|found| found == stamp)
        && files.iter().all(|file| folder.join(file).is_file())
}

/// Fills a folder beside `folder`, stamps it and moves it there, in place of what was there before.
///
/// An interruption leaves the old folder or none, and a folder beside it that the next attempt clears away. The caller holds the
/// set-up's lock.
pub fn replace(folder: &Path, stamp: &str, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let (partial, old) = (beside(folder, "partial"), beside(folder, "old"));
    remove(&partial)?;
    remove(&old)?;
    fs::create_dir_all(&partial).with_context(|| format!("could not make {}", partial.display()))?;
    fill(&partial)?;
    write_stamp(&partial, stamp)?;
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("could not move {} aside", folder.display()))?;
    }
    fs::rename(&partial, folder).with_context(|| format!("could not move {} into place", partial.display()))?;
    remove(&old)
}

/// Writes the stamp that [`is_current`] looks for: the last thing to do for a folder that has to be filled where it stands.
pub fn write_stamp(folder: &Path, stamp: &str) -> Result<()> {
    fs::write(folder.join(STAMP), stamp).with_context(|| format!("could not stamp {}", folder.display()))
}

/// Removes a folder and all in it, if there is one.
pub fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// The SHA-256 of a file, in hex.
pub fn sha256_of(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn beside(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    fn put(text: &'static str) -> impl FnOnce(&Path) -> Result<()> {
        move |folder| Ok(fs::write(folder.join("file"), text)?)
    }

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_folder_is_current_under_its_stamp_with_all_its_files() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("model-1.0");
        assert!(!is_current(&folder, "one", &["file"]));

        replace(&folder, "one", put("first")).unwrap();
        assert!(is_current(&folder, "one", &["file"]));
        assert!(!is_current(&folder, "two", &["file"]));

        fs::remove_file(folder.join("file")).unwrap();
        assert!(!is_current(&folder, "one", &["file"]));
    }

    #[test]
    fn an_interrupted_replacement_keeps_the_old_and_is_repaired() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("model-1.0");
        replace(&folder, "one", put("first")).unwrap();

        let interrupted = replace(&folder, "two", |partial| {
            put("half")(partial)?;
            bail!("the power went")
        });
        assert!(interrupted.is_err());
        assert!(is_current(&folder, "one", &["file"]));

        replace(&folder, "two", put("second")).unwrap();
        assert_eq!(fs::read_to_string(folder.join("file")).unwrap(), "second");
        assert_eq!(names_in(base.path()), ["model-1.0"]);
    }

    #[test]
    fn the_hash_is_the_usual_one() {
        let base = tempfile::tempdir().unwrap();
        fs::write(base.path().join("file"), "abc").unwrap();
        assert_eq!(
            sha256_of(&base.path().join("file")).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}

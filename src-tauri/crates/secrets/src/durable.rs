//! Small files that must not be lost: written whole or not at all, on the disk before anybody relies on them, and twice.

use crate::SecretsError;
use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

fn copy_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".copy");
    path.with_file_name(name)
}

fn put(path: &Path, text: &str) -> std::io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The new name is on the disk once the folder is. Not every system lets a folder be opened.
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}

/// Writes a text to `path` and to a copy beside it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), SecretsError> {
    let io = |source| SecretsError::Io { path: path.to_owned(), source };
    put(&copy_of(path), text).map_err(io)?;
    put(path, text).map_err(io)
}

/// Removes a text and its copy, the copy last, so that what is half gone still reads as what it was.
pub(crate) fn remove(path: &Path) -> Result<(), SecretsError> {
    for place in [path, &copy_of(path)] {
        match std::fs::remove_file(place) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(SecretsError::Io { path: place.to_owned(), source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads what was written to `path`, or to its copy where that is gone or damaged; `None` where neither is valid. What is missing is written
/// again, if it can be.
pub(crate) fn read(path: &Path, is_valid: impl Fn(&str) -> bool) -> Result<Option<String>, SecretsError> {
    let mut found = None;
    let copy = copy_of(path);
    for place in [path, &copy] {
        match std::fs::read_to_string(place) {
            Ok(text) if is_valid(text.trim()) => {
                found.get_or_insert((text.trim().to_owned(), place));
            }
            Ok(_) => {}
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidData) => {}
            Err(source) => return Err(SecretsError::Io { path: place.to_owned(), source }),
        }
    }
    let Some((text, place)) = found else { return Ok(None) };
    let is_whole = place == path && copy.exists();
    if !is_whole {
        // A folder that is only read stays as it is.
        let _ = write(path, &text);
    }
    Ok(Some(text))
}

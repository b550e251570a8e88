//! The files that a team writes into the data folder: its rules, its prompts, its criteria. They come from outside, so what cannot be read is said.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// A longer file is not read, in bytes.
const BYTES_MAX: u64 = 1 << 20;

/// The texts of the files in a folder whose names end so, in the order of their names; none where there is no folder. A folder that cannot be looked
/// into is told as a file is.
pub(crate) fn own_files(folder: &Path, ending: &str) -> Vec<(PathBuf, Result<String, String>)> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => return vec![(folder.to_owned(), Err(error.to_string()))],
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files.into_iter().map(|file| (file.clone(), read(&file))).collect()
}

/// The text of one file; none where there is none.
pub(crate) fn own_file(file: &Path) -> Option<Result<String, String>> {
    match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        _ => Some(read(file)),
    }
}

fn read(file: &Path) -> Result<String, String> {
    match fs::metadata(file) {
        Ok(found) if BYTES_MAX < found.len() => Err("it is longer than 1 MB".to_owned()),
        Ok(_) => fs::read_to_string(file).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said_and_what_is_not_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(own_files(&folder.path().join("none"), "md").is_empty());
        assert!(own_file(&folder.path().join("none.toml")).is_none());
        fs::write(folder.path().join("b.md"), "B").unwrap();
        fs::write(folder.path().join("a.md"), [0xff]).unwrap();
        fs::write(folder.path().join("c.md"), vec![b'x'; (BYTES_MAX + 1) as usize]).unwrap();
        fs::write(folder.path().join("d.txt"), "D").unwrap();
        let found: Vec<Option<usize>> =
            own_files(folder.path(), "md").into_iter().map(|(_, text)| Some(text.ok()?.len())).collect();
        assert_eq!(found, [None, Some(1), None]);
        let is_no_folder = own_files(&folder.path().join("b.md"), "md");
        assert!(is_no_folder.len() == 1 && is_no_folder[0].1.is_err());
    }
}

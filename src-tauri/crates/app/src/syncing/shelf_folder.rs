//! Looking into a folder of collateral: which files are to be read, and which are not and why. Nothing outside the folder is touched.

use std::{fs, path::Path};

/// The most files that are read of one folder.
pub(crate) const FILES_MAX: usize = 2_000;
/// The most entries that are looked at: a home folder put on the shelf by mistake ends soon.
const ENTRIES_MAX: usize = 20_000;
/// The most levels that folders may lie within each other.
const DEPTH_MAX: usize = 12;

/// A file of a folder that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundFile {
    /// Below the folder, with `/` between its parts on every system.
    pub path: String,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// When the file was changed, in milliseconds since 1970.
    pub modified_ms: i64,
}

/// What was found in a folder, before any file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The files to read, in the order of their paths.
    pub files: Vec<FoundFile>,
    /// The paths that are not read, each with the reason.
    pub refused: Vec<(String, String)>,
    /// Hidden files and folders, which are left alone.
    pub hidden: usize,
}

/// Lists a folder and the folders in it. Links are named and not followed, so nothing outside can get in. Fails where the folder itself
/// cannot be listed.
pub(crate) fn look_into(root: &Path) -> std::io::Result<Found> {
    let mut found = Found::default();
    let mut entries = 0;
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    let mut is_root = true;
    while let Some((folder, below, depth)) = folders.pop() {
        let listed = fs::read_dir(&folder);
        let listed = match listed {
            Err(error) if is_root => return Err(error),
            Err(error) => {
                found.refused.push((below, format!("the folder cannot be listed: {error}")));
                continue;
            }
            Ok(listed) => listed,
        };
        is_root = false;
        let mut names = Vec::new();
        for entry in listed {
            entries += 1;
            if ENTRIES_MAX < entries {
                found
                    .refused
                    .push((below.clone(), format!("it has more than {ENTRIES_MAX} entries: the rest was not read")));
                folders.clear();
                break;
            }
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => found.refused.push((below.clone(), format!("the folder cannot be listed: {error}"))),
            }
        }
        names.sort();
        let mut inner = Vec::new();
        for name in names {
            let Some(text) = name.to_str() else {
                found.refused.push((joined(&below, &name.to_string_lossy()), "its name is not valid text".to_owned()));
                continue;
            };
            if text.starts_with('.') {
                found.hidden += 1;
                continue;
            }
            let path = joined(&below, text);
            let full = folder.join(&name);
            match fs::symlink_metadata(&full) {
                Err(error) => found.refused.push((path, format!("it cannot be read: {error}"))),
                Ok(about) if about.is_symlink() => {
                    found.refused.push((path, "it is a link, and links are not followed".to_owned()));
                }
                Ok(about) if about.is_dir() && depth < DEPTH_MAX => inner.push((full, path, depth + 1)),
                Ok(about) if about.is_dir() => {
                    found.refused.push((path, format!("it is more than {DEPTH_MAX} folders deep")));
                }
                Ok(about) if !about.is_file() => found.refused.push((path, "it is not an ordinary file".to_owned())),
                Ok(_) if FILES_MAX <= found.files.len() => {
                    found.refused.push((path, format!("the folder has more than {FILES_MAX} files")));
                }
                Ok(about) => {
                    let modified_ms =
                        about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
                    let modified_ms = modified_ms.and_then(|since| i64::try_from(since.as_millis()).ok()).unwrap_or(0);
                    found.files.push(FoundFile { path, bytes: about.len(), modified_ms });
                }
            }
        }
        folders.extend(inner.into_iter().rev());
    }
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn joined(below: &str, name: &str) -> String {
    if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") }
}

/// The bytes of a file that may be read, at most one more than that: whether it has grown meanwhile shows.
pub(crate) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(shelf::BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_a_folder_is_listed_or_named_with_its_reason() {
        let dir = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.md"), "secret").unwrap();
        fs::create_dir_all(dir.path().join("b/.git")).unwrap();
        for (name, text) in [("z.md", "zz"), ("b/a.txt", "a"), (".hidden.md", "h"), ("b/.git/config.md", "c")] {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let found = look_into(dir.path()).unwrap();
        let paths: Vec<(&str, u64)> = found.files.iter().map(|file| (file.path.as_str(), file.bytes)).collect();
        assert_eq!((paths, found.hidden), (vec![("b/a.txt", 1), ("z.md", 2)], 2));
        assert!(found.files.iter().all(|file| 0 < file.modified_ms) && found.refused.is_empty());
        assert!(look_into(&dir.path().join("nowhere")).is_err());
        assert!(look_into(&dir.path().join("z.md")).is_err());

        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.path(), dir.path().join("out")).unwrap();
            std::os::unix::fs::symlink(outside.path().join("secret.md"), dir.path().join("s.md")).unwrap();
            std::os::unix::fs::symlink(dir.path(), dir.path().join("b/round")).unwrap();
            let found = look_into(dir.path()).unwrap();
            assert_eq!(found.files.len(), 2);
            let refused: Vec<&str> = found.refused.iter().map(|(path, _)| path.as_str()).collect();
            assert_eq!(refused, ["out", "s.md", "b/round"]);
        }
    }
}

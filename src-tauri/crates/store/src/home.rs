//! The data folder: one per person, one folder per portal in it, one writer at a time.

use crate::StoreError;
use domain::PortalId;
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

/// The data folder: every portal's data lies in a folder below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    dir: PathBuf,
}

/// Held by the one process that may write to a home; given back when dropped or when the process ends.
#[derive(Debug)]
pub struct HomeLock {
    _file: File,
}

impl Home {
    /// Creates the folder if need be, readable by its owner alone. One that was there is taken from everybody else, if it is ours.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let home = Self { dir: dir.into() };
        create_private_dir(&home.dir.join("portals"))?;
        make_private(&home.dir)?;
        Ok(home)
    }

    /// The path of the data folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The path of a portal's folder.
    pub fn portal_dir(&self, portal: &PortalId) -> PathBuf {
        self.dir.join("portals").join(&portal.0)
    }

    /// The path of a portal's database file.
    pub fn database_path(&self, portal: &PortalId) -> PathBuf {
        self.portal_dir(portal).join("store.db")
    }

    /// The path of the folder with a portal's search index.
    pub fn index_dir(&self, portal: &PortalId) -> PathBuf {
        self.portal_dir(portal).join("index")
    }

    /// Creates a portal's folder if need be.
    pub fn create_portal(&self, portal: &PortalId) -> Result<(), StoreError> {
        create_private_dir(&self.portal_dir(portal))
    }

    /// The portals that have a database in this home, or the second copy of one that is gone, by id.
    pub fn portals(&self) -> Result<Vec<PortalId>, StoreError> {
        let path = self.dir.join("portals");
        let io = |source| StoreError::Io { doing: "list", path: path.clone(), source };
        let mut portals = Vec::new();
        for entry in std::fs::read_dir(&path).map_err(io)? {
            let entry = entry.map_err(io)?;
            let database = entry.path().join("store.db");
            if database.is_file() || crate::kept::path_of(&database).is_file() {
                portals.push(PortalId(entry.file_name().to_string_lossy().into_owned()));
            }
        }
        portals.sort();
        Ok(portals)
    }

    /// The folder for what is written and removed again while the program runs; created if need be.
    pub fn temporary_dir(&self) -> Result<PathBuf, StoreError> {
        let path = self.dir.join("tmp");
        create_private_dir(&path)?;
        Ok(path)
    }

    /// Becomes the home's one writer, or says that there is one already. Never waits. What an earlier writer left in
    /// [`Home::temporary_dir`] when it was cut off is removed.
    pub fn lock(&self) -> Result<HomeLock, StoreError> {
        let path = self.dir.join("lock");
        let io = |source| StoreError::Io { doing: "lock", path: path.clone(), source };
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {
                empty(&self.temporary_dir()?)?;
                Ok(HomeLock { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy { path: self.dir.clone() }),
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}

/// Removes everything in a folder, and follows no link out of it.
fn empty(folder: &Path) -> Result<(), StoreError> {
    let io = |source| StoreError::Io { doing: "empty", path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        let is_folder = entry.file_type().map_err(io)?.is_dir();
        let removed =
            if is_folder { std::fs::remove_dir_all(entry.path()) } else { std::fs::remove_file(entry.path()) };
        removed.map_err(io)?;
    }
    Ok(())
}

/// Takes the rights of others from a folder of ours. One that many share, as the system's for temporary files, stays theirs.
#[cfg(unix)]
fn make_private(dir: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    const STICKY: u32 = 0o1000;
    let io = |source| StoreError::Io { doing: "close to others", path: dir.to_owned(), source };
    let found = std::fs::metadata(dir).map_err(io)?;
    let is_ours = found.uid() == rustix::process::geteuid().as_raw() && found.mode() & STICKY == 0;
    if is_ours && found.mode() & 0o077 != 0 {
        match std::fs::set_permissions(dir, PermissionsExt::from_mode(0o700)) {
            // What is only read stays as it is.
            Err(error) if error.kind() == std::io::ErrorKind::ReadOnlyFilesystem => {}
            other => other.map_err(io)?,
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

pub(crate) fn create_private_dir(path: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| StoreError::Io { doing: "create", path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_writer_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        let held = home.lock().unwrap();
        assert!(matches!(home.lock(), Err(StoreError::Busy { .. })));
        drop(held);
        assert!(home.lock().is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_home_that_others_could_read_is_closed_to_them_and_a_shared_folder_is_not() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        for (before, after) in [(0o755, 0o700), (0o700, 0o700), (0o1777, 0o1777)] {
            std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(before)).unwrap();
            Home::open(dir.path()).unwrap();
            assert_eq!(std::fs::metadata(dir.path()).unwrap().permissions().mode() & 0o7777, after);
        }
    }

    #[test]
    fn what_a_writer_left_behind_goes_with_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        let left = home.temporary_dir().unwrap();
        std::fs::create_dir(left.join("sorting")).unwrap();
        std::fs::write(left.join("sorting/vectors"), [1; 9]).unwrap();
        std::fs::write(left.join("part"), [1; 9]).unwrap();
        let _held = home.lock().unwrap();
        assert_eq!(std::fs::read_dir(&left).unwrap().count(), 0);
    }
}

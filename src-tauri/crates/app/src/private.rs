//! What of the rep's data leaves memory: files that only their owner may read, and no core dumps.

use std::{fs::File, io, path::Path};

/// Makes a file that only its owner may read and write, empty if it was there.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that was there keeps the rights it had.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Writes a text to a file that only its owner may read.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    io::Write::write_all(&mut create(path)?, text.as_bytes())
}

/// Has everything that this program puts into a temporary file lie in the home, whose owner alone may read it; LanceDB sorts vectors in one.
/// Called once, at the start. What is left there after a crash goes with the next [`store::Home::lock`].
pub fn temporary_files_in(home: &Path) {
    let folder = store::Home::open(home).and_then(|home| home.temporary_dir());
    match folder.map(|folder| tempfile::env::override_temp_dir(&folder)) {
        Ok(Ok(())) => {}
        Ok(Err(other)) => tracing::warn!(folder = %other.display(), "temporary files lie elsewhere"),
        Err(error) => tracing::warn!(%error, "temporary files lie in the system's folder"),
    }
}

/// Keeps what is this program's to itself: its memory, with the key and everything that was opened, goes into no core dump and, on Linux, is read by no other
/// program of the same user; what it writes is its owner's alone. Called once, first of all, before any thread is started.
pub fn keep_to_oneself() {
    #[cfg(unix)]
    {
        if let Err(error) = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0) {
            tracing::warn!(%error, "a crash of this program may leave its memory on the disk");
        }
        // Whoever wants a file of ours read by others says so with `chmod`.
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    }
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "other programs of this user can read this program's memory");
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn an_export_is_its_owners_alone_even_over_a_file_that_was_everybodys() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("audit.jsonl");
        std::fs::write(&path, "old and longer").unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        write(&path, "new").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn no_memory_is_dumped_and_no_file_is_anybody_elses() {
        keep_to_oneself();
        assert_eq!(rlimit::getrlimit(rlimit::Resource::CORE).unwrap(), (0, 0));
        #[cfg(target_os = "linux")]
        assert_eq!(rustix::process::dumpable_behavior().unwrap(), rustix::process::DumpableBehavior::NotDumpable);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("made"), "").unwrap();
        assert_eq!(std::fs::metadata(dir.path().join("made")).unwrap().permissions().mode() & 0o777, 0o600);
        // The other tests of this program go on as they were.
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
    }
}

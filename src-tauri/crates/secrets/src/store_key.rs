//! The key of a store, and the words that may seal it: neither prints itself, and the memory of both is overwritten when they go.

use crate::{SecretsError, from_hex, hex, random_key};
use std::{
    fs::{File, Metadata},
    io::Read,
    ops::Deref,
    path::Path,
};
use zeroize::{Zeroize, Zeroizing};

/// A file with a passphrase is no longer than this.
const BYTES_MAX: usize = 4 << 10;

/// The 256-bit key of one portal's store. On the heap, so that moving it leaves nothing behind; overwritten when it goes. What SQLCipher and the
/// index make of it is theirs.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreKey(Box<[u8; 32]>);

impl StoreKey {
    /// Takes the bytes of a key; the caller's own copy of them is overwritten.
    pub fn take(bytes: &mut [u8; 32]) -> Self {
        let key = Self(Box::new(*bytes));
        bytes.zeroize();
        key
    }

    /// A new key of thirty-two random bytes.
    ///
    /// # Errors
    /// [`SecretsError::Refused`] where the system gives no randomness.
    pub fn random() -> Result<Self, SecretsError> {
        Ok(Self::take(&mut random_key()?))
    }

    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(&self.0[..]))
    }

    pub(crate) fn of_text(text: &str) -> Option<Self> {
        from_hex(text).map(|mut bytes| Self::take(&mut bytes))
    }
}

impl Deref for StoreKey {
    type Target = [u8; 32];

    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for StoreKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoreKey(…)")
    }
}

/// Words that a person remembers and that seal a store's key.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A new passphrase is no shorter than this, in characters.
    pub const LEN_MIN: usize = 8;

    /// Reads the words from a file, which may be a pipe. Where the file is the reader's own, nobody else may be allowed to read it, as with an SSH key.
    ///
    /// # Errors
    /// [`SecretsError::OpenToOthers`] where others may; [`SecretsError::Io`] where it cannot be read, is no text or is longer than four kilobytes.
    pub fn read(path: &Path) -> Result<Self, SecretsError> {
        let io = |source| SecretsError::Io { path: path.to_owned(), source };
        let file = File::open(path).map_err(io)?;
        let found = file.metadata().map_err(io)?;
        if found.is_file() && is_open_to_others(&found) {
            return Err(SecretsError::OpenToOthers { path: path.to_owned() });
        }
        let mut words = Zeroizing::new(String::with_capacity(BYTES_MAX));
        file.take(BYTES_MAX as u64).read_to_string(&mut words).map_err(io)?;
        if words.len() == BYTES_MAX {
            return Err(io(std::io::Error::other("it is too long for a passphrase")));
        }
        Ok(Self::new(std::mem::take(&mut *words)))
    }

    /// Takes the words as they are, blanks within and around them included, but for one line break at the end, as files have it.
    pub fn new(words: String) -> Self {
        let mut words = Zeroizing::new(words);
        if words.ends_with('\n') {
            words.pop();
            if words.ends_with('\r') {
                words.pop();
            }
        }
        Self(words)
    }

    /// How many characters the words have.
    pub fn len_chars(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether these are the same words.
    pub fn is_same(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// Whether a file is ours and others may read it. One that is somebody else's, as a mounted secret is, has the rights that they gave it.
fn is_open_to_others(found: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        found.mode() & 0o077 != 0 && found.uid() == rustix::process::geteuid().as_raw()
    }
    #[cfg(not(unix))]
    {
        let _ = found;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_with_a_passphrase_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("words");
        std::fs::write(&path, "some words\n").unwrap();
        for (mode, is_read) in [(0o644, false), (0o640, false), (0o600, true), (0o400, true)] {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            let read = Passphrase::read(&path);
            assert_eq!(read.is_ok(), is_read, "{mode:o}");
            assert!(is_read || matches!(read, Err(SecretsError::OpenToOthers { .. })));
        }
        std::fs::write(dir.path().join("long"), "x".repeat(BYTES_MAX)).unwrap();
        std::fs::set_permissions(dir.path().join("long"), PermissionsExt::from_mode(0o600)).unwrap();
        for none in ["long", "not there"] {
            assert!(matches!(Passphrase::read(&dir.path().join(none)), Err(SecretsError::Io { .. })), "{none}");
        }
    }

    #[test]
    fn neither_prints_itself() {
        let mut bytes = [7; 32];
        let key = StoreKey::take(&mut bytes);
        assert_eq!(bytes, [0; 32], "the caller's copy is gone");
        assert_eq!(format!("{key:?} {:?}", Passphrase::new("four words".to_owned())), "StoreKey(…) Passphrase(…)");
        assert_eq!(StoreKey::of_text(&key.to_text()), Some(key));
    }

    #[test]
    fn one_line_break_at_the_end_is_the_files() {
        let same = |words: &str| Passphrase::new(words.to_owned()).is_same(&Passphrase::new(" a b ".to_owned()));
        assert!(same(" a b ") && same(" a b \n") && same(" a b \r\n"));
        assert!(!same("a b") && !same(" a b \n\n"));
    }
}

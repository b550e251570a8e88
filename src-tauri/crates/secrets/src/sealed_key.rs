//! A store's key sealed with a passphrase: one line of text beside the store.
//!
//! The passphrase and a random salt become a sealing key by argon2id (RFC 9106), and that seals the store's key with AES-256-GCM. The store is
//! written with a random key of its own, so another passphrase costs one line and not the store. The line names salt and parameters:
//!
//! `argon2id 65536 3 4 SALT SEALED CHECK`: memory in KiB, passes, lanes, then in hex sixteen bytes of salt, the sealed key with its tag, and eight
//! bytes of a hash over what stands before, so that a damaged line is never taken for a wrong passphrase.

use crate::{Passphrase, SecretsError, StoreKey, hex};
use argon2::{Algorithm, Argon2, Params, Version};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

const KIND: &str = "argon2id";
const SALT: usize = 16;
const SEALED: usize = 32 + 16;
const CHECK: usize = 8;
/// No line that is read may ask for more: a changed one shall not hold the program up. KiB and passes.
const MEMORY_MAX: u32 = 1 << 20;
const PASSES_MAX: u32 = 64;
const LANES_MAX: u32 = 16;

/// What one try of a passphrase costs, whoever makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The second recommended option of RFC 9106, section 4: 64 MiB, three passes, four lanes. About a quarter of a second here.
const USUAL: Cost = Cost { memory_kib: 64 << 10, passes: 3, lanes: 4 };

/// A store's key that a passphrase opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    cost: Cost,
    salt: [u8; SALT],
    sealed: [u8; SEALED],
}

impl SealedKey {
    /// Seals a key, and opens it again before it is relied on.
    ///
    /// # Errors
    /// [`SecretsError::Refused`] where the system gives no randomness or no memory.
    pub fn seal(key: &StoreKey, words: &Passphrase) -> Result<Self, SecretsError> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(|error| refused(&error))?;
        let sealing = sealing_key(USUAL, &salt, words)?;
        let mut sealed = [0; SEALED];
        let (text, tag) = sealed.split_at_mut(32);
        text.copy_from_slice(&key[..]);
        let made = sealing.seal_in_place_separate_tag(once(), Aad::empty(), text).map_err(|error| refused(&error))?;
        tag.copy_from_slice(made.as_ref());
        let sealed = Self { cost: USUAL, salt, sealed };
        let opened = sealed.open(words)?;
        if opened == *key { Ok(sealed) } else { Err(SecretsError::WrongPassphrase) }
    }

    /// Opens the key. Takes a moment, by design.
    ///
    /// # Errors
    /// [`SecretsError::WrongPassphrase`] where these are not the words; nothing is counted, and nothing is changed.
    pub fn open(&self, words: &Passphrase) -> Result<StoreKey, SecretsError> {
        let sealing = sealing_key(self.cost, &self.salt, words)?;
        let mut text = Zeroizing::new(self.sealed);
        let opened =
            sealing.open_in_place(once(), Aad::empty(), &mut text[..]).map_err(|_| SecretsError::WrongPassphrase)?;
        let mut key: [u8; 32] = (&*opened).try_into().map_err(|_| SecretsError::WrongPassphrase)?;
        Ok(StoreKey::take(&mut key))
    }

    pub(crate) fn to_line(&self) -> String {
        let Cost { memory_kib, passes, lanes } = self.cost;
        let line = format!("{KIND} {memory_kib} {passes} {lanes} {} {}", hex(&self.salt), hex(&self.sealed));
        format!("{line} {}", check_of(&line))
    }

    /// Reads a line back; `None` where it is damaged, or asks for more than any line of ours.
    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let (before, check) = line.trim().rsplit_once(' ')?;
        if check != check_of(before) {
            return None;
        }
        let mut parts = before.split(' ');
        if parts.next()? != KIND {
            return None;
        }
        let mut number = |max| parts.next()?.parse().ok().filter(|number| (1..=max).contains(number));
        let cost = Cost { memory_kib: number(MEMORY_MAX)?, passes: number(PASSES_MAX)?, lanes: number(LANES_MAX)? };
        let (salt, sealed) = (bytes_of(parts.next()?)?, bytes_of(parts.next()?)?);
        parts.next().is_none().then_some(Self { cost, salt, sealed })
    }
}

fn sealing_key(cost: Cost, salt: &[u8; SALT], words: &Passphrase) -> Result<LessSafeKey, SecretsError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|error| refused(&error))?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(words.bytes(), salt, &mut key[..])
        .map_err(|error| refused(&error))?;
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|error| refused(&error))?))
}

/// The key is made of a fresh salt and seals once, so its nonce need not differ from anything.
fn once() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

fn refused(error: &dyn std::fmt::Display) -> SecretsError {
    SecretsError::Refused { doing: "working with a passphrase", reason: error.to_string() }
}

fn check_of(line: &str) -> String {
    hex(&blake3::hash(line.as_bytes()).as_bytes()[..CHECK])
}

fn bytes_of<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned())
    }

    #[test]
    fn the_words_open_it_and_no_others() {
        let key = StoreKey::random().unwrap();
        let sealed = SealedKey::seal(&key, &words("correct horse battery")).unwrap();
        let read = SealedKey::of_line(&sealed.to_line()).unwrap();
        assert_eq!(read, sealed);
        assert_eq!(read.open(&words("correct horse battery")).unwrap(), key);
        for wrong in ["", "correct horse batterz", "Correct horse battery", "correct horse battery "] {
            assert!(matches!(read.open(&words(wrong)), Err(SecretsError::WrongPassphrase)), "{wrong:?}");
        }
        let again = SealedKey::seal(&key, &words("correct horse battery")).unwrap();
        assert_ne!(again.to_line(), sealed.to_line(), "each has a salt of its own");
        assert!(!sealed.to_line().contains(&*key.to_text()));
    }

    #[test]
    fn a_damaged_line_is_no_wrong_passphrase() {
        let line = SealedKey::seal(&StoreKey::random().unwrap(), &words("eight or more")).unwrap().to_line();
        for at in (0..line.len()).step_by(7) {
            let mut damaged = line.clone().into_bytes();
            damaged[at] = if damaged[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(SealedKey::of_line(&String::from_utf8(damaged).unwrap()), None, "at {at}");
            assert_eq!(SealedKey::of_line(&line[..at]), None, "cut at {at}");
        }
        assert_eq!(SealedKey::of_line("é"), None);
    }

    #[test]
    fn a_line_that_asks_for_all_memory_is_none_of_ours() {
        let greedy = format!("{KIND} 4294967295 3 4 {} {}", "00".repeat(SALT), "00".repeat(SEALED));
        assert_eq!(SealedKey::of_line(&format!("{greedy} {}", check_of(&greedy))), None);
        let usual = format!("{KIND} 65536 3 4 {} {}", "00".repeat(SALT), "00".repeat(SEALED));
        assert!(SealedKey::of_line(&format!("{usual} {}", check_of(&usual))).is_some());
    }
}

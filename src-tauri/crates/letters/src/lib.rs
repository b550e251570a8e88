//! The bytes of a text to its letters: by its byte-order mark, by what it declares, or by what it evidently is. Pure.
//!
//! [`decode`] refuses what the encoding has no letter for. [`decode_damaged`] reads on, for files that were cut off or hold a few broken
//! bytes. Neither panics, whatever the bytes are.
//!
//! [`visible`] is the one policy on what of a text a person can see; [`mixes_scripts`], [`looks_like`] and [`domain_looks_like`] are the one on what
//! looks like something else.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod look_alike;
mod visible;

pub use look_alike::{MIXED, domain_looks_like, looks_like, marked, mixes_scripts};
pub use visible::{hidden, is_shapeless, visible};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Of the letters of a Western text at most this share has an accent; where more do, the text is in another script.
const ACCENTED_MAX: usize = 4;
/// A UTF-8 text may have this many letters beyond ASCII for each broken place and still be UTF-8.
const WHOLE_PER_BROKEN: usize = 4;
/// So many empty bytes at the end of a file are no text: a disk or a download fills up with them.
const PADDING_MIN: usize = 4;

/// A text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The letters, without a byte-order mark.
    pub text: Cow<'a, str>,
    /// Whether nothing named the encoding, and Windows-1252 was taken because all speaks for it.
    pub is_guessed: bool,
    /// How many places of the text could not be read; each is U+FFFD in the text. Always 0 from [`decode`].
    pub broken: usize,
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Bytes of an encoding that is neither declared nor evident, or not the one declared.
    #[error("its encoding is unknown")]
    Unknown,
    /// The bytes are no text in any encoding.
    #[error("it is not text")]
    Binary,
}

/// The letters of a text that is whole.
///
/// A byte-order mark is believed first, then `declared`. Without either it is UTF-8; else UTF-16 or Windows-1252 where that is evident. What is
/// none of these is refused.
pub fn decode<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Result<Decoded<'a>, Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16(bytes) {
        return strictly(encoding, bytes);
    }
    if is_binary(bytes) {
        return Err(Unreadable::Binary);
    }
    // No text in a charset of single bytes happens to be UTF-8, so one that is was declared wrongly; one in another may.
    let other = declared.filter(|encoding| !encoding.is_single_byte() || std::str::from_utf8(bytes).is_err());
    match (other, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => strictly(encoding, bytes),
        (None, Ok(text)) => Ok(Decoded { text: Cow::Borrowed(text), is_guessed: false, broken: 0 }),
        (None, Err(_)) if is_western(bytes) => {
            strictly(WINDOWS_1252, bytes).map(|decoded| Decoded { is_guessed: true, ..decoded })
        }
        (None, Err(_)) => Err(Unreadable::Unknown),
    }
}

/// The letters of a text that may be cut off in the middle of one, or hold a few broken bytes: what can be read is, and the rest is counted.
///
/// As [`decode`], but nothing is declared, a letter that the end of the file cuts in two is left off, and broken places become U+FFFD.
pub fn decode_damaged(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    let bytes = without_padding(bytes);
    let even = bytes.get(..bytes.len() - bytes.len() % 2).unwrap_or_default();
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let is_wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let body = if is_wide { even } else { without_cut_letter(bytes) };
        return leniently(encoding, body.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = utf16(even) {
        return leniently(encoding, even);
    }
    if is_binary(bytes) {
        return Err(Unreadable::Binary);
    }
    let whole = without_cut_letter(bytes);
    if let Ok(text) = std::str::from_utf8(whole) {
        return Ok(Decoded { text: Cow::Borrowed(text), is_guessed: false, broken: 0 });
    }
    let (mut beyond_ascii, mut broken) = (0_usize, 0_usize);
    for chunk in whole.utf8_chunks() {
        beyond_ascii = beyond_ascii.saturating_add(chunk.valid().chars().filter(|c| !c.is_ascii()).count());
        broken = broken.saturating_add(usize::from(!chunk.invalid().is_empty()));
    }
    if broken.saturating_mul(WHOLE_PER_BROKEN) <= beyond_ascii {
        let text = Cow::Owned(String::from_utf8_lossy(whole).into_owned());
        return Ok(Decoded { text, is_guessed: false, broken });
    }
    decode(bytes, None)
}

/// Decodes, and refuses what the encoding has no letter for.
fn strictly<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Decoded<'a>, Unreadable> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    match (had_errors, text.contains('\0')) {
        (true, _) => Err(Unreadable::Unknown),
        (false, true) => Err(Unreadable::Binary),
        (false, false) => Ok(Decoded { text, is_guessed: false, broken: 0 }),
    }
}

/// Decodes, and counts what the encoding has no letter for.
fn leniently<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Decoded<'a>, Unreadable> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if text.contains('\0') {
        return Err(Unreadable::Binary);
    }
    let broken = if had_errors { text.matches('\u{fffd}').count() } else { 0 };
    // Bytes that are mostly no letters are not in this encoding, whatever the first two of them look like.
    if text.chars().count() < broken.saturating_mul(2) {
        return Err(Unreadable::Unknown);
    }
    Ok(Decoded { text, is_guessed: false, broken })
}

/// The bytes without empty ones at the end. One of them is half of the last letter where every other byte is empty, as in UTF-16.
fn without_padding(bytes: &[u8]) -> &[u8] {
    let padding = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    if padding < PADDING_MIN {
        return bytes;
    }
    let end = bytes.len() - padding;
    let is_wide = end % 2 == 1 && end.checked_sub(2).is_some_and(|before| bytes.get(before) == Some(&0));
    bytes.get(..end + usize::from(is_wide)).unwrap_or(bytes)
}

/// UTF-8 bytes without a last letter of which some bytes are missing.
fn without_cut_letter(bytes: &[u8]) -> &[u8] {
    let end = (1..4.min(bytes.len() + 1)).find_map(|back| {
        let start = bytes.len() - back;
        let tail = bytes.get(start..)?;
        let is_cut = std::str::from_utf8(tail).err().is_some_and(|error| error.error_len().is_none());
        // A lead byte with fewer bytes after it than it announces.
        (is_cut && tail.first().is_some_and(|byte| 0xc2 <= *byte)).then_some(start)
    });
    end.and_then(|end| bytes.get(..end)).unwrap_or(bytes)
}

/// UTF-16 without a mark, where it is evident: every other byte is nothing, as in text of Latin letters, and the others are not.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let nothing = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (nothing(0), nothing(1));
    let half = bytes.len() / 2;
    match () {
        () if high_first == 0 && half / 2 < low_first => Some(UTF_16LE),
        () if low_first == 0 && half / 2 < high_first => Some(UTF_16BE),
        () => None,
    }
}

/// Whether bytes are no text in any encoding that has ASCII in it.
fn is_binary(bytes: &[u8]) -> bool {
    let is_odd = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    bytes.contains(&0) || bytes.len() < 20 * bytes.iter().filter(is_odd).count()
}

/// Whether bytes are evidently Windows-1252: all of them have a letter there, few letters are accented, and no sign stands within a word,
/// as the letters of neighbouring charsets would.
fn is_western(bytes: &[u8]) -> bool {
    let is_free = |byte: u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let is_letter = |byte: u8| {
        byte.is_ascii_alphabetic()
            || matches!(byte, 0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f | 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..)
    };
    // ' in don't, a soft hyphen, a dot in Catalan.
    let may_join = |byte: u8| matches!(byte, 0x91 | 0x92 | 0x96 | 0x97 | 0xa0 | 0xad | 0xb7 | 0xaa | 0xba);
    let letters = bytes.iter().filter(|byte| is_letter(**byte)).count();
    let accented = bytes.iter().filter(|byte| 0x80 <= **byte && is_letter(**byte)).count();
    let joined = bytes.windows(3).any(|window| match window {
        [a, sign, b] => 0x80 <= *sign && !is_letter(*sign) && !may_join(*sign) && is_letter(*a) && is_letter(*b),
        _ => false,
    });
    !bytes.iter().any(|byte| is_free(*byte)) && accented * ACCENTED_MAX <= letters && !joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Renewal – für Grünwald & Söhne: 4.200 € a year, “as agreed”.";

    fn utf16_of(text: &str, to: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to).collect()
    }

    #[test]
    fn a_whole_text_reads_alike_in_both_ways() {
        let marked = "\u{feff}".to_owned() + TEXT;
        let western = WINDOWS_1252.encode(TEXT).0.into_owned();
        let files = [
            (TEXT.as_bytes().to_vec(), false),
            (marked.clone().into_bytes(), false),
            (utf16_of(TEXT, u16::to_le_bytes), false),
            (utf16_of(&marked, u16::to_be_bytes), false),
            (western, true),
        ];
        for (bytes, is_guessed) in files {
            for decoded in [decode(&bytes, None), decode_damaged(&bytes)] {
                assert_eq!(decoded, Ok(Decoded { text: TEXT.into(), is_guessed, broken: 0 }));
            }
        }
        assert_eq!(decode(b"\xff\xfea\0b", None), Err(Unreadable::Unknown));
        assert_eq!(decode_damaged(b"plain\0text"), Err(Unreadable::Binary));
        assert_eq!(decode_damaged(b""), Ok(Decoded { text: "".into(), is_guessed: false, broken: 0 }));
    }

    #[test]
    fn a_letter_cut_in_two_costs_no_other() {
        // Cut in the middle of "ß": all before is UTF-8, and is not read as something else.
        let cut = decode_damaged(b"caf\xc3\xa9 und Gr\xc3\xb6\xc3").unwrap();
        assert_eq!((&*cut.text, cut.is_guessed, cut.broken), ("café und Grö", false, 0));
        assert_eq!(decode_damaged(b"only the last: \xe2\x82").unwrap().text, "only the last: ");
        assert_eq!(decode_damaged(b"\xff\xfeH\0i\0!").unwrap().text, "Hi");
        let mut padded = TEXT.as_bytes().to_vec();
        padded.extend([0; 64]);
        assert_eq!(decode_damaged(&padded).unwrap().text, TEXT);
        let mut padded = utf16_of("Hi there\n", u16::to_le_bytes);
        padded.extend([0; 65]);
        assert_eq!(decode_damaged(&padded).unwrap().text, "Hi there\n");
    }

    #[test]
    fn a_broken_byte_is_counted() {
        let mut bytes = "Größe, Maße, Füße, Öl, Übung, Ärger".as_bytes().to_vec();
        bytes[8] = 0xff;
        let decoded = decode_damaged(&bytes).unwrap();
        assert_eq!((decoded.broken, decoded.is_guessed), (1, false));
        assert!(decoded.text.ends_with("Füße, Öl, Übung, Ärger"), "{}", decoded.text);
        // In Cyrillic letters of one byte there is nothing to go by.
        let bytes = encoding_rs::WINDOWS_1251.encode("Скидка до марта").0.into_owned();
        assert_eq!(decode_damaged(&bytes), Err(Unreadable::Unknown));
    }
}

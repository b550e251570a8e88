//! Record versions and texts in little space: packed by Zstandard with a dictionary of the names and values most versions consist of.
//!
//! What is written is plain, and packed by the next upkeep, so that a sync need not wait for it.

use crate::{Database, StoreError, doing};
use rusqlite::{params, types::ValueRef};

/// The dictionary that version 1 of the packing uses. It must never change: what was packed with it could not be read any more.
const DICTIONARY: &[u8] = include_bytes!("packed.dict");
/// The first byte of what is packed: which dictionary.
const VERSION: u8 = 1;
/// Zstandard's level: as small as it gets without its slowest modes, about a third of a millisecond a record.
const LEVEL: i32 = 15;
/// What is longer stays plain. No record's JSON is: HubSpot cuts a property at 64 KiB.
const LEN_MAX: usize = 16 << 20;
/// Rows packed in one transaction.
const AT_ONCE: usize = 2_000;

/// A version's properties, whichever way they are stored; from a table called `v`.
pub(crate) const PROPERTIES: &str = "CASE WHEN v.packed = x'' THEN v.properties ELSE v.packed END";

/// Reads what [`PROPERTIES`] selects.
pub(crate) fn unpacked(stored: ValueRef<'_>) -> Result<String, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "text" };
    let bytes = match stored {
        ValueRef::Text(bytes) => bytes.to_vec(),
        ValueRef::Blob(packed) => unpack(packed).ok_or_else(unreadable)?,
        _ => return Err(unreadable()),
    };
    String::from_utf8(bytes).map_err(|_| unreadable())
}

/// What was packed; none where the bytes are nothing of ours.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let (version, frame) = packed.split_first()?;
    if *version != VERSION {
        return None;
    }
    let len = zstd::bulk::Decompressor::upper_bound(frame).filter(|len| *len <= LEN_MAX)?;
    zstd::bulk::Decompressor::with_dictionary(DICTIONARY).ok()?.decompress(frame, len).ok()
}

/// How long it is when unpacked; none where the bytes are nothing of ours.
pub(crate) fn unpacked_len(packed: &[u8]) -> Option<u64> {
    let (version, frame) = packed.split_first()?;
    let len = zstd::bulk::Decompressor::upper_bound(frame).filter(|_| *version == VERSION)?;
    u64::try_from(len).ok()
}

/// What stands packed in some bytes, wherever a packed text begins and is whole: pages are looked through so.
pub(crate) fn unpacked_in(bytes: &[u8]) -> Vec<Vec<u8>> {
    const MAGIC: [u8; 5] = [VERSION, 0x28, 0xb5, 0x2f, 0xfd];
    let starts = bytes.windows(MAGIC.len()).enumerate().filter(|(_, window)| *window == MAGIC);
    starts
        .filter_map(|(at, _)| {
            use std::io::Read;
            // One frame, whatever comes behind it.
            let frame = bytes.get(at + 1..)?;
            let mut reader = zstd::stream::read::Decoder::with_dictionary(frame, DICTIONARY).ok()?.single_frame();
            let mut text = Vec::new();
            // A frame that a page's end cuts off gives what could be read until there.
            let _ = reader.by_ref().take(LEN_MAX as u64).read_to_end(&mut text);
            Some(text)
        })
        .collect()
}

impl Database {
    /// Packs every version and every text that is stored plain. Returns how many rows it changed.
    pub fn pack(&self) -> Result<usize, StoreError> {
        let versions = self.pack_rows(
            "SELECT version, CAST(properties AS BLOB) FROM record_version WHERE version > ?1 AND properties <> '' ORDER BY version LIMIT ?2",
            "UPDATE record_version SET properties = '', packed = ?2 WHERE version = ?1",
        )?;
        let texts = self.pack_rows(
            "SELECT id, CAST(text AS BLOB) FROM document WHERE id > ?1 AND text <> '' ORDER BY id LIMIT ?2",
            "UPDATE document SET text = '', packed = ?2 WHERE id = ?1",
        )?;
        let turns = self.pack_rows(
            "SELECT id, turns FROM document WHERE id > ?1 AND substr(turns, 1, 1) = CAST('[' AS BLOB) ORDER BY id LIMIT ?2",
            "UPDATE document SET turns = ?2 WHERE id = ?1",
        )?;
        Ok(versions + texts + turns)
    }

    /// Packs what `select` finds beyond a number, where that makes it shorter.
    fn pack_rows(&self, select: &str, update: &str) -> Result<usize, StoreError> {
        let what = "packing";
        let mut packer = zstd::bulk::Compressor::with_dictionary(LEVEL, DICTIONARY)
            .map_err(|_| StoreError::Unreadable { what: "dictionary" })?;
        let mut all = 0;
        let mut after = 0;
        loop {
            let some: Vec<(i64, Vec<u8>)> = self
                .lock()
                .prepare_cached(select)
                .and_then(|mut select| {
                    select.query_map(params![after, AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
                })
                .map_err(doing(what))?;
            let Some((last, _)) = some.last() else { return Ok(all) };
            after = *last;
            all += self.transaction(what, |tx| {
                let mut packed_here = 0;
                for (row, plain) in &some {
                    if LEN_MAX < plain.len() {
                        continue;
                    }
                    let Ok(frame) = packer.compress(plain) else { continue };
                    let packed = [&[VERSION], frame.as_slice()].concat();
                    if plain.len() <= packed.len() {
                        continue;
                    }
                    packed_here += tx
                        .prepare_cached(update)
                        .and_then(|mut update| update.execute(params![row, packed]))
                        .map_err(doing(what))?;
                }
                Ok(packed_here)
            })?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let mut packer = zstd::bulk::Compressor::with_dictionary(LEVEL, DICTIONARY).unwrap();
        let text = r#"{"email":"ada@x.example","firstname":"Ada","hs_object_id":"151204880147","lastname":"O’Neill"}"#;
        let packed = [&[VERSION], packer.compress(text.as_bytes()).unwrap().as_slice()].concat();
        assert!(packed.len() < text.len(), "{} bytes of {}", packed.len(), text.len());
        assert_eq!(unpacked(ValueRef::Blob(&packed)).unwrap(), text);
        assert_eq!(unpacked(ValueRef::Text(text.as_bytes())).unwrap(), text);
        let page = [b"something before".as_slice(), &packed, b"something behind"].concat();
        assert_eq!(unpacked_in(&page), [text.as_bytes()]);
        assert!(unpacked(ValueRef::Blob(b"nonsense")).is_err() && unpacked(ValueRef::Blob(b"")).is_err());
    }
}

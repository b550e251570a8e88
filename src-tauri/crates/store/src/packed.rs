//! Record versions and texts in little space, and reading them whichever way they are stored.
//!
//! What is written is plain, so that a sync need not wait. The next upkeep packs it (`packing`): values of one account go together into a
//! *pack*, compressed by Zstandard with a dictionary of the names and values most records consist of, and the row keeps a [`Place`]. Before
//! there were packs each value was compressed by itself and stood in its row; such rows are read too.

use crate::{
    StoreError, doing,
    varint::{read_number, write_number},
};
use rusqlite::{Connection, types::ValueRef};
use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use zstd::bulk::Decompressor;

/// The dictionary of [`FRAME`]. It must never change: what was packed with it could not be read any more.
const DICTIONARY: &[u8] = include_bytes!("packed.dict");
/// The first byte of what is compressed, in a pack or in its own row.
const FRAME: u8 = 1;
/// The first byte of a stored value that is a place in a pack.
const PLACE: u8 = 2;
/// Zstandard's level: as small as it gets without its slowest modes.
const LEVEL: i32 = 15;
/// What is longer stays plain. No record's JSON is: HubSpot cuts a property at 64 KiB.
pub(crate) const LEN_MAX: usize = 16 << 20;
/// The most bytes of opened packs that are kept in memory.
const OPENED_MAX: usize = 16 << 20;

/// A version's properties, whichever way they are stored; from a table called `v`.
pub(crate) const PROPERTIES: &str = "CASE WHEN v.packed = x'' THEN v.properties ELSE v.packed END";

/// The place of a value in a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The number of the pack.
    pub(crate) pack: i64,
    /// Which bytes of the opened pack are the value.
    pub(crate) bytes: Range<usize>,
}

impl Place {
    /// The place in the form in which a row keeps it.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = vec![PLACE];
        write_number(&mut bytes, self.pack.cast_unsigned());
        write_number(&mut bytes, self.bytes.start as u64);
        write_number(&mut bytes, self.bytes.len() as u64);
        bytes
    }

    /// The reverse of [`Place::write`]; none where the bytes are no place.
    pub(crate) fn read(stored: &[u8]) -> Option<Self> {
        let (_, mut rest) = stored.split_first().filter(|(first, _)| **first == PLACE)?;
        let pack = read_number(&mut rest)?.cast_signed();
        let start = usize::try_from(read_number(&mut rest)?).ok()?;
        let end = start.checked_add(usize::try_from(read_number(&mut rest)?).ok()?)?;
        Some(Self { pack, bytes: start..end })
    }
}

/// Compresses values; equal bytes give equal frames.
pub(crate) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    pub(crate) fn new() -> Result<Self, StoreError> {
        let compressor = zstd::bulk::Compressor::with_dictionary(LEVEL, DICTIONARY);
        compressor.map(Self).map_err(|_| StoreError::Unreadable { what: "dictionary" })
    }

    /// The compressed bytes. Fails where Zstandard has no memory.
    pub(crate) fn pack(&mut self, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let frame = self.0.compress(plain).map_err(|_| StoreError::Unreadable { what: "text" })?;
        Ok([&[FRAME], frame.as_slice()].concat())
    }
}

/// What was compressed; none where the bytes are nothing of ours.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    Opened::default().unpack(packed)
}

/// How long a value is when unpacked; none where the bytes are nothing of ours. Opens no pack.
pub(crate) fn unpacked_len(packed: &[u8]) -> Option<u64> {
    if let Some(place) = Place::read(packed) {
        return Some(place.bytes.len() as u64);
    }
    let (_, frame) = packed.split_first().filter(|(first, _)| **first == FRAME)?;
    u64::try_from(Decompressor::upper_bound(frame)?).ok()
}

/// What stands compressed in some bytes, wherever it begins and is whole: pages are looked through so.
pub(crate) fn unpacked_in(bytes: &[u8]) -> Vec<Vec<u8>> {
    const MAGIC: [u8; 5] = [FRAME, 0x28, 0xb5, 0x2f, 0xfd];
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

/// Packs that were opened, by number. A pack is never changed, so what is open stays right; when it is full it starts anew.
#[derive(Default)]
pub(crate) struct Opened {
    packs: BTreeMap<i64, Arc<Vec<u8>>>,
    bytes: usize,
    decompressor: Option<Decompressor<'static>>,
}

impl Opened {
    fn unpack(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        let (_, frame) = packed.split_first().filter(|(first, _)| **first == FRAME)?;
        let len = Decompressor::upper_bound(frame).filter(|len| *len <= LEN_MAX)?;
        if self.decompressor.is_none() {
            self.decompressor = Some(Decompressor::with_dictionary(DICTIONARY).ok()?);
        }
        self.decompressor.as_mut()?.decompress(frame, len).ok()
    }

    fn keep(&mut self, pack: i64, bytes: &Arc<Vec<u8>>) {
        if OPENED_MAX < self.bytes + bytes.len() {
            (self.packs, self.bytes) = Default::default();
        }
        self.bytes += bytes.len();
        self.packs.insert(pack, Arc::clone(bytes));
    }
}

/// Reads stored values, whichever way each of them is stored.
pub(crate) struct Reader<'c> {
    connection: &'c Connection,
    opened: Arc<Mutex<Opened>>,
}

impl<'c> Reader<'c> {
    /// A reader of the database behind a connection, with no packs open yet.
    pub(crate) fn of(connection: &'c Connection) -> Self {
        Self::with(connection, &Arc::default())
    }

    /// A reader of the database behind a connection, with packs that were opened before.
    pub(crate) fn with(connection: &'c Connection, opened: &Arc<Mutex<Opened>>) -> Self {
        Self { connection, opened: Arc::clone(opened) }
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A text or a version's properties, from a column that holds it plain as text or packed as bytes.
    pub(crate) fn text(&self, stored: ValueRef<'_>) -> Result<String, StoreError> {
        let bytes = match stored {
            ValueRef::Text(bytes) => bytes.to_vec(),
            ValueRef::Blob(packed) => self.bytes(packed)?,
            _ => return Err(unreadable()),
        };
        String::from_utf8(bytes).map_err(|_| unreadable())
    }

    /// The bytes that `packed` stands for.
    pub(crate) fn bytes(&self, packed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let Some(place) = Place::read(packed) else { return self.opened().unpack(packed).ok_or_else(unreadable) };
        let pack = self.open(place.pack)?;
        pack.get(place.bytes).map(<[u8]>::to_vec).ok_or_else(unreadable)
    }

    fn open(&self, pack: i64) -> Result<Arc<Vec<u8>>, StoreError> {
        let mut opened = self.opened();
        if let Some(known) = opened.packs.get(&pack) {
            return Ok(Arc::clone(known));
        }
        let bytes = self
            .connection
            .prepare_cached("SELECT bytes FROM pack WHERE id = ?1")
            .and_then(|mut select| select.query_row([pack], |row| Ok(opened.unpack(row.get_ref(0)?.as_blob()?))))
            .map_err(doing("opening packed texts"))?;
        let bytes = Arc::new(bytes.ok_or_else(unreadable)?);
        opened.keep(pack, &bytes);
        Ok(bytes)
    }
}

fn unreadable() -> StoreError {
    StoreError::Unreadable { what: "text" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_come_out_as_they_went_in(pack in 0..i64::MAX, start in 0_usize..1 << 40, len in 0_usize..1 << 40) {
            let place = Place { pack, bytes: start..start + len };
            prop_assert_eq!(unpacked_len(&place.write()), Some(len as u64));
            prop_assert_eq!(Place::read(&place.write()), Some(place));
        }

        #[test]
        fn nonsense_is_refused_and_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(include_str!("../migrations/012_packs.sql")).unwrap();
            prop_assert!(Reader::of(&connection).bytes(&bytes).is_err());
            unpacked_len(&bytes);
        }
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let text = r#"{"email":"ada@x.example","firstname":"Ada","hs_object_id":"151204880147","lastname":"O’Neill"}"#;
        let frame = Packer::new().unwrap().pack(text.as_bytes()).unwrap();
        assert!(frame.len() < text.len(), "{} bytes of {}", frame.len(), text.len());
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../migrations/012_packs.sql")).unwrap();
        connection.execute("INSERT INTO pack (id, bytes) VALUES (7, ?1)", [&frame]).unwrap();
        let reader = Reader::of(&connection);
        let place = Place { pack: 7, bytes: 2..7 }.write();
        assert_eq!(reader.text(ValueRef::Blob(&place)).unwrap(), "email");
        assert_eq!(reader.text(ValueRef::Blob(&frame)).unwrap(), text);
        assert_eq!(reader.text(ValueRef::Text(text.as_bytes())).unwrap(), text);
        let nowhere = [Place { pack: 8, bytes: 0..1 }, Place { pack: 7, bytes: 0..text.len() + 1 }];
        assert!(nowhere.iter().all(|place| reader.bytes(&place.write()).is_err()));
        let page = [b"something before".as_slice(), &frame, b"something behind"].concat();
        assert_eq!(unpacked_in(&page), [text.as_bytes()]);
    }
}

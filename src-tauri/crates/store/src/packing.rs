//! Putting values into packs, and taking packs apart when somebody is to be erased from them.

use crate::{
    Database, StoreError, doing,
    packed::{LEN_MAX, Packer, Place, Reader},
};
use domain::RecordId;
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use std::collections::BTreeSet;

const PACKING: &str = "packing texts";
/// A pack that is no longer fits on one page with SQLite's and SQLCipher's own bytes: reading any of it is one page.
const PACK_MAX: usize = 3_950;
/// Plain bytes the first pack is tried with, and what later ones may be tried with.
const TRIED_FIRST: usize = 16 << 10;
const TRIED_MAX: usize = 64 << 10;
/// Packs written in one transaction: readers of the same connection wait for as long as these take.
const AT_ONCE: usize = 16;
/// A place takes up to so many bytes; what is not longer is not packed.
const NOT_WORTH_IT: usize = 8;

/// A column whose values are packed, with the SQL for it.
struct Column {
    /// The value of the row ?1 as it is stored, and whether that is plain.
    select: &'static str,
    /// SQL that puts the place ?2 into the row ?1.
    pack: &'static str,
    /// SQL that puts the plain value ?2 back into the row ?1.
    unpack: &'static str,
    /// SQL for the numbers and places of all rows that have a place.
    placed: &'static str,
}

const COLUMNS: [Column; 3] = [
    Column {
        select: "SELECT CASE WHEN packed = x'' THEN CAST(properties AS BLOB) ELSE packed END, packed = x'' FROM record_version WHERE version = ?1",
        pack: "UPDATE record_version SET properties = '', packed = ?2 WHERE version = ?1",
        unpack: "UPDATE record_version SET properties = CAST(?2 AS TEXT), packed = x'' WHERE version = ?1",
        placed: "SELECT version, packed FROM record_version WHERE substr(packed, 1, 1) = x'02'",
    },
    Column {
        select: "SELECT CASE WHEN packed = x'' THEN CAST(text AS BLOB) ELSE packed END, packed = x'' FROM document WHERE id = ?1",
        pack: "UPDATE document SET text = '', packed = ?2 WHERE id = ?1",
        unpack: "UPDATE document SET text = CAST(?2 AS TEXT), packed = x'' WHERE id = ?1",
        placed: "SELECT id, packed FROM document WHERE substr(packed, 1, 1) = x'02'",
    },
    Column {
        select: "SELECT turns, substr(turns, 1, 1) = CAST('[' AS BLOB) FROM document WHERE id = ?1",
        pack: "UPDATE document SET turns = ?2 WHERE id = ?1",
        unpack: "UPDATE document SET turns = ?2 WHERE id = ?1",
        placed: "SELECT id, turns FROM document WHERE substr(turns, 1, 1) = x'02'",
    },
];

/// Rows that hold a value outside of packs: the number of the column above and the row's. What is read together comes together.
const UNPACKED: &str = "
    SELECT c.number, c.row FROM (
        SELECT 0 AS number, version AS row, object, id FROM record_version
        WHERE (packed = x'' AND ?1 < octet_length(properties)) OR substr(packed, 1, 1) = x'01'
        UNION ALL
        SELECT 1, id, object, record_id FROM document
        WHERE (packed = x'' AND ?1 < octet_length(text)) OR substr(packed, 1, 1) = x'01'
        UNION ALL
        SELECT 2, id, object, record_id FROM document
        WHERE ?1 < octet_length(turns) AND substr(turns, 1, 1) IN (CAST('[' AS BLOB), x'01')
    ) c
    LEFT JOIN (SELECT object, id, min(account_object || account_id) AS account FROM membership GROUP BY object, id) m USING (object, id)
    ORDER BY m.account, c.object, length(c.id), c.id, c.number, c.row";

/// A value that is to be packed.
struct Member {
    /// The value's number among all that are to be packed.
    at: usize,
    column: &'static Column,
    row: i64,
    plain: Vec<u8>,
}

impl Database {
    /// Packs every version, text and list of turns that stands outside of packs. Returns how many values it packed.
    pub fn pack(&self) -> Result<usize, StoreError> {
        let rows: Vec<(usize, i64)> = self
            .lock()
            .prepare_cached(UNPACKED)
            .and_then(|mut select| select.query_map([NOT_WORTH_IT], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing(PACKING))?;
        let (mut packer, mut tried, mut at, mut packed) = (Packer::new()?, TRIED_FIRST, 0, 0);
        while at < rows.len() {
            self.transaction(PACKING, |tx| {
                for _ in 0..AT_ONCE {
                    let members = members_of(tx, &rows, at, tried)?;
                    let (count, frame) = fitting(&mut packer, &members)?;
                    let (here, _) = members.split_at(count);
                    let Some(last) = here.last() else {
                        at = rows.len();
                        break;
                    };
                    put(tx, &frame, here)?;
                    tried = (len_of(here) * PACK_MAX / frame.len().max(1)).clamp(PACK_MAX, TRIED_MAX);
                    at = last.at + 1;
                    packed += count;
                }
                Ok(())
            })?;
        }
        Ok(packed)
    }
}

/// Reads values from the `from`th row on until they are as long as what is `tried`. Rows that are gone and values too long are left out.
fn members_of(
    tx: &Transaction<'_>,
    rows: &[(usize, i64)],
    from: usize,
    tried: usize,
) -> Result<Vec<Member>, StoreError> {
    let reader = Reader::of(tx);
    let (mut members, mut read) = (Vec::new(), 0);
    for (at, (column, row)) in rows.iter().enumerate().skip(from) {
        if tried <= read {
            break;
        }
        let Some(column) = COLUMNS.get(*column) else { continue };
        let stored: Option<(Vec<u8>, bool)> = tx
            .prepare_cached(column.select)
            .and_then(|mut select| select.query_row([row], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .map_err(doing(PACKING))?;
        let Some((stored, is_plain)) = stored else { continue };
        let plain = if is_plain { stored } else { reader.bytes(&stored)? };
        if plain.len() <= LEN_MAX - TRIED_MAX {
            read += plain.len();
            members.push(Member { at, column, row: *row, plain });
        }
    }
    Ok(members)
}

/// How many of the first members fit on a page together, at least one, and what they are when compressed.
fn fitting(packer: &mut Packer, members: &[Member]) -> Result<(usize, Vec<u8>), StoreError> {
    let mut count = members.len();
    loop {
        let here = members.get(..count).unwrap_or(members);
        let plain: Vec<u8> = here.iter().flat_map(|member| &member.plain).copied().collect();
        let frame = packer.pack(&plain)?;
        if frame.len() <= PACK_MAX || count <= 1 {
            return Ok((count, frame));
        }
        // As many as would have fitted at this rate, and one less at least.
        let wanted = plain.len() * PACK_MAX / frame.len();
        let ends = here.iter().scan(0, |end, member| {
            *end += member.plain.len();
            Some(*end)
        });
        count = ends.take_while(|end| *end <= wanted).count().clamp(1, count - 1);
    }
}

fn len_of(members: &[Member]) -> usize {
    members.iter().map(|member| member.plain.len()).sum()
}

/// Stores a pack, and in each member's row where it lies.
fn put(tx: &Transaction<'_>, frame: &[u8], members: &[Member]) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO pack (bytes) VALUES (?1)")
        .and_then(|mut insert| insert.execute([frame]))
        .map_err(doing(PACKING))?;
    let pack = tx.last_insert_rowid();
    let mut start = 0;
    for member in members {
        let place = Place { pack, bytes: start..start + member.plain.len() };
        start = place.bytes.end;
        tx.prepare_cached(member.column.pack)
            .and_then(|mut update| update.execute(params![member.row, place.write()]))
            .map_err(doing(PACKING))?;
    }
    Ok(())
}

/// The numbers of the packs that hold something of a record.
pub(crate) fn packs_of(connection: &Connection, id: &RecordId) -> Result<BTreeSet<i64>, StoreError> {
    let select = "SELECT packed FROM record_version WHERE object = ?1 AND id = ?2
        UNION ALL SELECT packed FROM document WHERE object = ?1 AND record_id = ?2
        UNION ALL SELECT turns FROM document WHERE object = ?1 AND record_id = ?2";
    let stored: Vec<Vec<u8>> = connection
        .prepare_cached(select)
        .and_then(|mut select| select.query_map([id.object.singular(), &id.id], |row| row.get(0))?.collect())
        .map_err(doing("looking for packed texts"))?;
    Ok(stored.iter().filter_map(|stored| Some(Place::read(stored)?.pack)).collect())
}

/// Takes packs apart: what rows still want of them stands plain again until the next upkeep, the rest is gone.
pub(crate) fn take_apart(tx: &Transaction<'_>, packs: &BTreeSet<i64>) -> Result<(), StoreError> {
    if packs.is_empty() {
        return Ok(());
    }
    let what = "taking packs apart";
    let reader = Reader::of(tx);
    for column in &COLUMNS {
        let placed: Vec<(i64, Vec<u8>)> = tx
            .prepare_cached(column.placed)
            .and_then(|mut select| select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(doing(what))?;
        for (row, stored) in placed {
            if Place::read(&stored).is_some_and(|place| packs.contains(&place.pack)) {
                let plain = reader.bytes(&stored)?;
                tx.prepare_cached(column.unpack)
                    .and_then(|mut update| update.execute(params![row, plain]))
                    .map_err(doing(what))?;
            }
        }
    }
    for pack in packs {
        tx.execute("DELETE FROM pack WHERE id = ?1", [pack]).map_err(doing(what))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Page, RunState, Versioned};
    use domain::{Citation, Document, ObjectType, Part, Record, Span, Utterance};
    use jiff::Timestamp;
    use rusqlite::types::ValueRef;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    fn note(number: u32, text: &str) -> Versioned {
        let id = RecordId::new(ObjectType::Note, number.to_string());
        let document = Document {
            record: id.clone(),
            part: Part("hs_note_body".to_owned()),
            text: text.to_owned(),
            speaker: None,
            at: at(0),
            utterances: Vec::new(),
        };
        let record = Record {
            id,
            properties: [("hs_note_body".to_owned(), format!("<p>{text}</p>"))].into(),
            created_at: at(0),
            modified_at: at(0),
            archived: false,
        };
        Versioned { record, documents: vec![document], activity: None, history: Vec::new(), aliases: Vec::new() }
    }

    fn said(number: u32) -> String {
        // Words that differ from note to note, so that a pack holds tens of them and not thousands.
        (0..40)
            .map(|word| blake3::hash(format!("{number} {word}").as_bytes()).to_hex()[..7].to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn with_notes(count: u32) -> (tempfile::TempDir, Database, Vec<Versioned>) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::open(&dir.path().join("store.db"), &[7; 32]).unwrap();
        let records: Vec<Versioned> = (0..count).map(|number| note(number, &said(number))).collect();
        let page = Page { records: records.clone(), ..Page::default() };
        database.apply_page(&page, &RunState { number: 1, state: String::new() }, at(1)).unwrap();
        (dir, database, records)
    }

    fn number(database: &Database, select: &str) -> usize {
        database.lock().query_row(select, [], |row| row.get(0)).unwrap()
    }

    fn reads_as_before(database: &Database, records: &[Versioned]) {
        for versioned in records {
            assert_eq!(database.record(&versioned.record.id).unwrap().unwrap(), versioned.record);
            assert_eq!(database.current_documents(&versioned.record.id).unwrap(), versioned.documents);
        }
    }

    #[test]
    fn packs_are_a_page_each_and_read_as_before() {
        let (_dir, database, records) = with_notes(600);
        let talk = RecordId::new(ObjectType::Call, "7");
        let turn = |number: usize| Utterance {
            speaker: "Ada".to_owned(),
            email: None,
            span: Span { start: number * 8, end: number * 8 + 7 },
            start_ms: number as i64 * 900,
            end_ms: number as i64 * 900 + 800,
        };
        let transcript = Document {
            record: talk.clone(),
            part: Part(Part::TRANSCRIPT.to_owned()),
            text: said(1_000).repeat(100),
            speaker: None,
            at: at(0),
            utterances: (0..1_000).map(turn).collect(),
        };
        let state = domain::TranscriptState::Present;
        database.put_transcript(&talk, state, "", Some(&transcript), at(1)).unwrap();
        assert_eq!(database.pack().unwrap(), 1_202);
        reads_as_before(&database, &records);
        let cited = Citation::property(talk, Part::TRANSCRIPT, &transcript.text);
        assert_eq!(database.cited_document(&cited).unwrap().unwrap().document, transcript);
        assert_eq!(number(&database, "SELECT count(*) FROM document WHERE text <> '' OR packed = x''"), 0);
        let packs = number(&database, "SELECT count(*) FROM pack");
        assert!((10..100).contains(&packs), "{packs}");
        // All but the last of what was packed in one go, and what is by itself longer, fill their page.
        let sizes =
            |which: &str| number(&database, &format!("SELECT count(*) FROM pack WHERE octet_length(bytes) {which}"));
        assert_eq!(sizes(&format!("> {PACK_MAX}")), 0);
        assert!(sizes(&format!("< {}", PACK_MAX * 2 / 3)) < packs / 4, "{} of {packs}", sizes("< 2600"));
        assert_eq!(database.pack().unwrap(), 0);
    }

    #[test]
    fn what_was_packed_row_by_row_goes_into_packs() {
        let (_dir, database, records) = with_notes(20);
        let mut packer = Packer::new().unwrap();
        let mut frame = |text: &str| packer.pack(text.as_bytes()).unwrap();
        let connection = database.lock();
        for versioned in &records {
            let text = &versioned.documents[0].text;
            let update = "UPDATE document SET text = '', packed = ?2 WHERE text = ?1";
            assert_eq!(connection.execute(update, params![text, frame(text)]).unwrap(), 1);
        }
        drop(connection);
        reads_as_before(&database, &records);
        assert_eq!(database.pack().unwrap(), 40);
        assert_eq!(number(&database, "SELECT count(*) FROM document WHERE substr(packed, 1, 1) <> x'02'"), 0);
        reads_as_before(&database, &records);
    }

    #[test]
    fn what_leaves_a_pack_is_in_none_afterwards() {
        let (_dir, database, mut records) = with_notes(60);
        database.pack().unwrap();
        let gone = records.remove(30);
        let word = &gone.documents[0].text[..7];
        let holding = || {
            let connection = database.lock();
            let mut select = connection.prepare("SELECT bytes FROM pack").unwrap();
            let packs: Vec<Vec<u8>> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            let opened = packs.iter().map(|pack| crate::packed::unpack(pack).unwrap());
            opened.filter(|pack| pack.windows(7).any(|window| window == word.as_bytes())).count()
        };
        assert!(0 < holding());
        let packs = number(&database, "SELECT count(*) FROM pack");
        let plan = crate::Erasure { gone: vec![gone.record.id.clone()], ..crate::Erasure::default() };
        database.erase(&plan, at(2)).unwrap();
        assert_eq!(holding(), 0);
        let left = number(&database, "SELECT count(*) FROM pack");
        assert!(0 < left && left < packs, "{left} of {packs}");
        assert!(database.record(&gone.record.id).unwrap().is_none());
        reads_as_before(&database, &records);
        assert!(0 < database.pack().unwrap());
        assert_eq!(holding(), 0);
        reads_as_before(&database, &records);
    }

    #[test]
    fn a_pack_that_is_gone_is_an_error() {
        let (_dir, database, records) = with_notes(3);
        database.pack().unwrap();
        database.lock().execute("DELETE FROM pack", []).unwrap();
        assert!(database.record(&records[0].record.id).is_err());
        let connection = database.lock();
        assert!(Reader::of(&connection).text(ValueRef::Null).is_err());
    }
}

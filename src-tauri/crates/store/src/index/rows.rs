//! The rows of the index's tables: their columns, and how those are kept.

use arrow_array::{
    Array, ArrayRef, Int64Array, ListArray, StringArray,
    builder::{Int64Builder, ListBuilder},
};
use arrow_schema::{DataType, Field};
use domain::{ChunkId, ObjectType, RecordId, names};
use jiff::Timestamp;
use lancedb::index::scalar::FtsIndexBuilder;
use language::Language;
use std::sync::Arc;

/// One chunk's text with what a search may filter by.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRow {
    /// The chunk that the row is about.
    pub id: ChunkId,
    /// The words it is found by: who speaks, and what. Kept as their stems in its language.
    pub text: String,
    /// The language that it is in; `None` where that cannot be told.
    pub language: Option<Language>,
    /// The record that the chunk's text belongs to.
    pub record: RecordId,
    /// Who said or wrote it; empty where nobody is named. Kept as the words of the name.
    pub speaker: String,
    /// The accounts that the chunk belongs to, as in `company:1`.
    pub accounts: Vec<String>,
    /// The kind that a search filters by: the record's type, or `transcript`.
    pub kind: String,
    /// When the chunk was said or written.
    pub at: Timestamp,
}

/// One chunk's vector, with the same to filter by.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorRow {
    /// The chunk and its filters; the text is not stored again.
    pub row: IndexRow,
    /// The chunk's vector, of length 1.
    pub vector: Vec<f32>,
}

pub(super) fn filter_columns(rows: &[IndexRow]) -> Vec<(&'static str, ArrayRef)> {
    let mut accounts = ListBuilder::new(Int64Builder::new());
    for row in rows {
        for account in &row.accounts {
            accounts.values().append_value(key_of(account));
        }
        accounts.append(true);
    }
    let accounts: ListArray = accounts.finish();
    vec![
        ("chunk_id", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.id.0)))),
        ("accounts", Arc::new(accounts)),
        ("kind", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row.kind.as_str())))),
        ("record", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| key_of(&row.record.to_string()))))),
        (
            "speaker",
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| names::words(&row.speaker).join(" ")))),
        ),
        ("language", Arc::new(StringArray::from_iter(rows.iter().map(|row| row.language.map(Language::code))))),
        ("at_ms", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.at.as_millisecond())))),
    ]
}

/// The columns every table has, and what they hold.
pub(crate) fn filter_kinds() -> Vec<(&'static str, DataType)> {
    filter_columns(&[]).into_iter().map(|(name, column)| (name, column.data_type().clone())).collect()
}

/// A record's id, `company:1`, as a number: HubSpot's own number and the type, so that it takes few bytes. An id that is no number of
/// HubSpot's becomes a hash, below zero.
pub(super) fn key_of(id: &str) -> i64 {
    let number = |(object, number): (&str, &str)| {
        let code = ObjectType::ALL.iter().position(|known| known.singular() == object)?;
        let number: i64 = number.parse().ok().filter(|number| (0..1 << 58).contains(number))?;
        Some((number << 4) | i64::try_from(code).ok()?)
    };
    id.split_once(':').and_then(number).unwrap_or_else(|| {
        let mut start = [0; 8];
        start.copy_from_slice(&blake3::hash(id.as_bytes()).as_bytes()[..8]);
        i64::from_le_bytes(start) | i64::MIN
    })
}

pub(super) fn field(name: &str, column: &ArrayRef) -> Field {
    let field = Field::new(name, column.data_type().clone(), true);
    if name != "text" {
        return field;
    }
    // Windows overlap by half, so what packs many rows together finds the same words again, and what packs each row does not: long rows
    // would be packed alone unless asked for in blocks, and blocks of 4 KiB hold too few. The rows are read only to index them.
    let packed = [
        ("lance-encoding:structural-encoding", "miniblock"),
        ("lance-encoding:minichunk-size", "262144"),
        ("lance-encoding:compression", "zstd"),
        ("lance-encoding:compression-level", "15"),
    ];
    field.with_metadata(packed.map(|(name, value)| (name.to_owned(), value.to_owned())).into())
}

/// How text becomes words: what is given are the words already (`language::index_words`), separated by spaces. Stop words stay, since
/// names and phrases contain them and BM25 gives them little weight anyway.
pub(super) fn full_text_settings() -> FtsIndexBuilder {
    let plain = FtsIndexBuilder::default().base_tokenizer("whitespace".to_owned());
    plain.stem(false).lower_case(false).ascii_folding(false).remove_stop_words(false).with_position(false)
}

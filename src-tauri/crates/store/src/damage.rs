//! Telling a damaged index from a whole one. It is only an index: whatever is wrong with it, SQLite makes it anew.

use crate::{
    Database, Index, StoreError, doing,
    index::{failed, filter_kinds, index_error, texts, vectors_of},
    sealed::plain_len,
};
use arrow_schema::{DataType, Field};
use domain::ChunkLevel;

const CHECKING: &str = "checking the index";

/// What the database believes a table of the index to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Expected {
    table: String,
    rows: usize,
    /// The length of its vectors; none for a table of texts.
    width: Option<usize>,
}

/// Compares the index with what the database believes it to hold: its files are sealed, every table opens, has its rows, its vectors are
/// as long as the cached ones, and each of its files is there in the length it was written with. Reads no rows. `Ok(None)` where all is
/// well, else what is wrong.
pub async fn damage(database: &Database, index: &Index) -> Result<Option<String>, StoreError> {
    if index.is_in_the_open()? {
        return Ok(Some("its files are not sealed yet, as an older Foreword left them".to_owned()));
    }
    for expected in database.expected_tables()? {
        if let Err(error) = look(index, &expected).await {
            return Ok(Some(error.to_string()));
        }
    }
    Ok(None)
}

async fn look(index: &Index, expected: &Expected) -> Result<(), StoreError> {
    let name = &expected.table;
    let Some(table) = index.table(name).await? else {
        return Err(index_error(CHECKING, &format!("the table {name} is gone")));
    };
    let rows = table.count_rows(None).await.map_err(failed(CHECKING))?;
    // More rows than were noted are no damage: an update that was cut off adds before it notes, and goes on from there.
    if rows < expected.rows {
        return Err(index_error(CHECKING, &format!("{name} holds {rows} rows of {}", expected.rows)));
    }
    let schema = table.schema().await.map_err(failed(CHECKING))?;
    // An index of an older layout is not damaged, but of no more use.
    let is_other =
        |(column, kind): &(&str, DataType)| schema.field_with_name(column).ok().map(Field::data_type) != Some(kind);
    if let Some((column, _)) = filter_kinds().iter().find(|column| is_other(column)) {
        return Err(index_error(CHECKING, &format!("{name} has another column {column}")));
    }
    if let Some(wanted) = expected.width {
        let width = schema.field_with_name("vector").ok().and_then(|field| match field.data_type() {
            DataType::FixedSizeList(_, width) => usize::try_from(*width).ok(),
            _ => None,
        });
        if width != Some(wanted) {
            return Err(index_error(CHECKING, &format!("{name} holds vectors of another length than {wanted}")));
        }
    }
    let Some(dataset) = table.dataset() else { return Ok(()) };
    let dataset = dataset.get().await.map_err(failed(CHECKING))?;
    let folder = index.dir().join(format!("{name}.lance"));
    for file in dataset.manifest().fragments.iter().flat_map(|fragment| &fragment.files) {
        let found = std::fs::metadata(folder.join("data").join(&file.path)).ok().map(|found| found.len());
        let found = if index.sealing.is_some() { found.and_then(plain_len) } else { found };
        let wanted = file.file_size_bytes.get().map(std::num::NonZero::get);
        if found.is_none() || wanted.is_some_and(|wanted| found != Some(wanted)) {
            return Err(index_error(CHECKING, &format!("a data file of {name} is missing or cut short")));
        }
    }
    Ok(())
}

/// The column that counts a document's chunks of a level.
fn counted(level: ChunkLevel) -> &'static str {
    match level {
        ChunkLevel::Unit => "units",
        ChunkLevel::Window => "windows",
    }
}

impl Database {
    /// The tables that must be there, by what was noted when they were written.
    fn expected_tables(&self) -> Result<Vec<Expected>, StoreError> {
        let mut expected = Vec::new();
        let connection = self.lock();
        for level in ChunkLevel::ALL {
            let rows: usize = connection
                .query_row(&format!("SELECT coalesce(sum({}), 0) FROM indexed", counted(level)), [], |row| row.get(0))
                .map_err(doing(CHECKING))?;
            if 0 < rows {
                expected.push(Expected { table: texts(level), rows, width: None });
            }
            let models: Vec<(String, usize, Option<usize>)> = connection
                .prepare_cached(&format!(
                    "SELECT m.name, sum(i.{}), (SELECT octet_length(vector) / 4 FROM embedding v WHERE v.model = m.name LIMIT 1)
                     FROM model m JOIN embedded e ON e.model = m.id JOIN indexed i ON i.document = e.document GROUP BY m.id",
                    counted(level)
                ))
                .and_then(|mut select| {
                    select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
                })
                .map_err(doing(CHECKING))?;
            let some = models.into_iter().filter(|(_, rows, _)| 0 < *rows);
            let tables = some.map(|(model, rows, width)| Expected { table: vectors_of(&model, level), rows, width });
            expected.extend(tables);
        }
        Ok(expected)
    }
}

//! Search by word without the index, while that is damaged or being made anew.

use crate::{By, Hit, QUERY_CHARS_MAX, Query, RetrievalError, terms::Terms};
use store::Database;

/// Words of the query that are looked for at most; more would only slow it down.
const WORDS_MAX: usize = 24;

/// Finds the units that hold most of the query's words, rare ones counting more, by reading all of them. No index and no model.
pub fn scan(database: &Database, query: &Query) -> Result<Vec<Hit>, RetrievalError> {
    let text: String = query.text.chars().take(QUERY_CHARS_MAX).collect();
    let terms = Terms::of(&text, &database.languages().map_err(RetrievalError::Store)?);
    let words: Vec<String> = terms.wanted.iter().flat_map(|word| &word.forms).take(WORDS_MAX).cloned().collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let scanned = database.scan_units(&words, &query.filter, query.limit).map_err(RetrievalError::Store)?;
    Ok(scanned
        .into_iter()
        .map(|unit| Hit {
            highlights: terms.highlights(&unit.chunk.text),
            chunk: unit.chunk,
            score: unit.score,
            by: By::Word,
        })
        .collect())
}

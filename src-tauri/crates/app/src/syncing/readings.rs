//! Reading new texts with the rules, so that a brief finds what they found instead of running them.

use crate::{apart::apart, error::AppError};
use domain::Reading;
use store::{Database, StoredDocument};
use tokio_util::sync::CancellationToken;

/// So many texts are read between two looks at whether to stop.
const TEXTS_AT_ONCE: usize = 200;

/// Reads every text that these rules have not read, and keeps what they found. What was read stays read if it is cut off. Returns how many.
pub(crate) fn update_readings(database: &Database, cancel: &CancellationToken) -> Result<usize, AppError> {
    let mut read = 0;
    while !cancel.is_cancelled() {
        let texts = database.documents_to_read(drafting::RULES, TEXTS_AT_ONCE)?;
        if texts.is_empty() {
            break;
        }
        let read_one = |text: &StoredDocument| {
            let found = apart(&text.document.record, || drafting::read_text(&text.document));
            // Nothing was found in a text that the rules cannot read. It can still be searched and opened.
            (text.id, found.unwrap_or_else(|| Reading { rules: drafting::RULES, ..Reading::default() }))
        };
        let readings: Vec<_> = texts.iter().map(read_one).collect();
        database.put_readings(&readings)?;
        read += readings.len();
    }
    Ok(read)
}

//! HubSpot's reply for a call's transcript: `transcriptUtterances` with speaker, words and milliseconds.

use super::{draft, each, line_of, list_at, rows};
use crate::Draft;
use rows::{Fields, Unit};
use serde_json::Value;
use std::collections::BTreeMap;

const FIELDS: Fields = Fields {
    text: &["text"],
    name: &["speaker.name"],
    email: &["speaker.email"],
    id: &["speaker.id"],
    start: &["startTimeMillis"],
    end: &["endTimeMillis"],
    unit: Unit::Millis,
};

/// Reads one reply or a list of them.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    each(value, &["results"], one)
}

fn one(value: &Value) -> Option<Draft> {
    let rows = list_at(value, "transcriptUtterances")?;
    let mut draft = draft();
    draft.language = rows.iter().find_map(|row| line_of(row, &["languageCode"]));
    rows::read(rows, &FIELDS, &BTreeMap::new(), &mut draft);
    Some(draft)
}

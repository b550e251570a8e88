//! Otter: a `speech` with `transcripts`, whose times count samples of sound, 16,000 a second.

use super::{at, draft, each, id, line_of, list_at, people, person, rows, start_of};
use crate::Draft;
use rows::{Fields, Unit};
use serde_json::Value;

const FIELDS: Fields = Fields {
    text: &["transcript"],
    name: &["speaker_name", "speaker_model_label", "label"],
    email: &[],
    id: &["speaker_id"],
    start: &["start_offset"],
    end: &["end_offset"],
    unit: Unit::Samples,
};

/// Reads one speech or a list of them.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    each(value, &["speeches", "data"], one)
}

fn one(value: &Value) -> Option<Draft> {
    let speech = at(value, "speech").or_else(|| at(value, "data.speech")).unwrap_or(value);
    let rows = list_at(speech, "transcripts")?;
    if !rows.iter().any(|row| row.get("transcript").is_some_and(Value::is_string)) {
        return None;
    }
    let mut draft = draft();
    draft.title = line_of(speech, &["title"]);
    draft.start = start_of(speech, &["start_time", "displayed_start_time", "created_at"]);
    draft.language = line_of(speech, &["language"]);
    draft.recorded_by = at(speech, "owner").and_then(person);
    draft.participants = people(speech, &["speakers", "calendar_guests"]);
    let speakers = list_at(speech, "speakers").unwrap_or_default();
    let names = speakers
        .iter()
        .filter_map(|speaker| Some((id(at(speaker, "id").or_else(|| at(speaker, "speaker_id"))?)?, person(speaker)?)))
        .collect();
    rows::read(rows, &FIELDS, &names, &mut draft);
    Some(draft)
}

//! Fathom: a meeting's `transcript` with speakers as objects and times as "00:01:02"; a list of meetings has it in `items`.

use super::{at, draft, each, line_of, list_at, people, person, rows, start_of};
use crate::Draft;
use rows::{Fields, Unit};
use serde_json::Value;
use std::collections::BTreeMap;

const FIELDS: Fields = Fields {
    text: &["text"],
    name: &["speaker.display_name"],
    email: &["speaker.matched_calendar_invitee_email"],
    id: &[],
    start: &["timestamp"],
    end: &[],
    unit: Unit::Seconds,
};

/// Reads one meeting or a list of them.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    each(value, &["items", "meetings"], one)
}

fn one(value: &Value) -> Option<Draft> {
    let rows = list_at(value, "transcript").or_else(|| value.as_array().map(Vec::as_slice))?;
    if !rows.iter().any(|row| at(row, "speaker.display_name").is_some()) {
        return None;
    }
    let mut draft = draft();
    draft.title = line_of(value, &["title", "meeting_title"]);
    draft.start = start_of(value, &["recording_start_time", "scheduled_start_time", "created_at"]);
    draft.language = line_of(value, &["transcript_language"]);
    draft.recorded_by = at(value, "recorded_by").and_then(person);
    draft.participants = people(value, &["calendar_invitees"]);
    rows::read(rows, &FIELDS, &BTreeMap::new(), &mut draft);
    Some(draft)
}

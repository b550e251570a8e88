//! The reply of tl;dv: `data` with speaker, words and seconds, alone or within the meeting.

use super::{at, draft, each, line_of, list_at, people, person, rows, start_of};
use crate::Draft;
use rows::{Fields, Unit};
use serde_json::Value;
use std::collections::BTreeMap;

const FIELDS: Fields = Fields {
    text: &["text"],
    name: &["speaker", "speaker.name"],
    email: &[],
    id: &[],
    start: &["startTime"],
    end: &["endTime"],
    unit: Unit::Seconds,
};

/// Reads one meeting or a list of them.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    each(value, &["results", "meetings"], one)
}

fn one(value: &Value) -> Option<Draft> {
    let rows = ["data", "transcript.data"].iter().find_map(|path| list_at(value, path))?;
    let is_row =
        |row: &Value| row.get("text").is_some() && row.get("speaker").is_some() && row.get("startTime").is_some();
    if !rows.iter().any(is_row) {
        return None;
    }
    let meeting = at(value, "meeting").unwrap_or(value);
    let mut draft = draft();
    draft.title = line_of(meeting, &["name", "title"]);
    draft.start = start_of(meeting, &["happenedAt", "createdAt"]);
    draft.language = line_of(value, &["language"]);
    draft.recorded_by = at(meeting, "organizer").and_then(person);
    draft.participants = people(meeting, &["invitees"]);
    rows::read(rows, &FIELDS, &BTreeMap::new(), &mut draft);
    Some(draft)
}

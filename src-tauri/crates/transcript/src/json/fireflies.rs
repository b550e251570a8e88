//! Fireflies: `sentences` in seconds from its interface, or the list of sentences that its app downloads, with times as "01:02".

use super::{at, draft, id, line_of, list_at, people, person, rows, start_of};
use crate::Draft;
use crate::model::Participant;
use rows::{Fields, Unit};
use serde_json::Value;
use std::collections::BTreeMap;

const FIELDS: Fields = Fields {
    text: &["text", "sentence", "raw_text"],
    name: &["speaker_name", "speakerName"],
    email: &[],
    id: &["speaker_id", "speakerId"],
    start: &["start_time", "startTime"],
    end: &["end_time", "endTime"],
    unit: Unit::Seconds,
};

/// Reads a reply, or a downloaded list.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    let is_row = |row: &Value| {
        row.get("sentence").is_some() && (row.get("speaker_name").is_some() || row.get("startTime").is_some())
    };
    if let Some(rows) = value.as_array().filter(|rows| rows.iter().any(is_row)) {
        let mut draft = draft();
        rows::read(rows, &FIELDS, &BTreeMap::new(), &mut draft);
        return Some(vec![draft]);
    }
    let root = at(value, "data").unwrap_or(value);
    let one_or_many = ["transcript", "transcripts"].iter().find_map(|name| at(root, name)).unwrap_or(root);
    let drafts: Vec<Draft> = match one_or_many {
        Value::Array(list) => list.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    };
    (!drafts.is_empty()).then_some(drafts)
}

fn one(value: &Value) -> Option<Draft> {
    let rows = list_at(value, "sentences")?;
    let mut draft = draft();
    draft.title = line_of(value, &["title"]);
    draft.start = start_of(value, &["date", "dateString"]);
    // For whom it was recorded; whoever called the meeting may be somebody else.
    draft.recorded_by = at(value, "user").and_then(person).or_else(|| {
        let email = line_of(value, &["host_email", "organizer_email"])?;
        Some(Participant { name: None, email: Some(email) })
    });
    draft.participants = people(value, &["meeting_attendees", "speakers", "participants"]);
    let speakers = list_at(value, "speakers").unwrap_or_default();
    let names = speakers.iter().filter_map(|speaker| Some((id(at(speaker, "id")?)?, person(speaker)?))).collect();
    rows::read(rows, &FIELDS, &names, &mut draft);
    Some(draft)
}

//! Granola: a note of its interface with a `transcript`, the list of pieces that its app asks for, or the cache of the app, which is JSON in a string of
//! JSON. The microphone is who records, and the system is everybody else; where they have no names, they are "Me" and "Them", as its own export
//! calls them.

use super::{at, draft, line_of, list_at, people, person, rows, start_of, text_at};
use crate::Draft;
use rows::{Fields, Unit};
use serde_json::Value;
use std::collections::BTreeMap;

const FIELDS: Fields = Fields {
    text: &["text"],
    name: &["speaker.name", "speaker_name", "speaker.diarization_label"],
    email: &["speaker.email"],
    id: &["speaker.attribution", "speaker.source", "source"],
    start: &["start_time", "start_timestamp"],
    end: &["end_time", "end_timestamp"],
    unit: Unit::Seconds,
};

/// Reads a note, a list of pieces, or a cache with many conversations.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    if let Some(inner) = text_at(value, "cache") {
        return cached(&super::parse(inner).ok()?);
    }
    if let Some(state) = at(value, "cache.state").or_else(|| at(value, "state")) {
        return of_state(state);
    }
    if let Some(rows) = value.as_array().filter(|rows| is_granola(rows)) {
        return Some(vec![of_rows(rows)]);
    }
    super::each(value, &["notes"], note)
}

fn cached(cache: &Value) -> Option<Vec<Draft>> {
    of_state(at(cache, "state").unwrap_or(cache))
}

fn of_state(state: &Value) -> Option<Vec<Draft>> {
    let transcripts = at(state, "transcripts")?.as_object()?;
    let drafts: Vec<Draft> = transcripts
        .iter()
        .filter_map(|(id, rows)| {
            let mut draft = of_rows(rows.as_array().filter(|rows| !rows.is_empty())?);
            if let Some(document) = at(state, "documents").and_then(|documents| documents.get(id)) {
                describe(document, &mut draft);
            }
            Some(draft)
        })
        .collect();
    (!drafts.is_empty()).then_some(drafts)
}

fn note(value: &Value) -> Option<Draft> {
    let rows = list_at(value, "transcript").filter(|rows| is_granola(rows))?;
    let mut draft = of_rows(rows);
    describe(value, &mut draft);
    Some(draft)
}

fn describe(note: &Value, draft: &mut Draft) {
    draft.title = line_of(note, &["title", "calendar_event.event_title", "google_calendar_event.summary"]);
    draft.start = draft.start.or_else(|| start_of(note, &["calendar_event.scheduled_start_time", "created_at"]));
    draft.recorded_by = at(note, "owner").and_then(person);
    draft.participants =
        people(note, &["attendees", "people.attendees", "calendar_event.invitees", "google_calendar_event.attendees"]);
}

fn is_granola(rows: &[Value]) -> bool {
    let is_known = |source: &str| voice(source).is_some();
    let has_source = |row: &Value| FIELDS.id.iter().any(|path| text_at(row, path).is_some_and(is_known));
    rows.iter().any(|row| row.get("text").is_some() && has_source(row))
}

/// Who a source of sound is.
fn voice(source: &str) -> Option<&'static str> {
    match source {
        "microphone" | "me" => Some("Me"),
        "system" | "speaker" | "them" => Some("Them"),
        _ => None,
    }
}

fn of_rows(rows: &[Value]) -> Draft {
    let mut draft = draft();
    let names = ["microphone", "me", "system", "speaker", "them"].iter().filter_map(|source| {
        let name = Some(voice(source)?.to_owned());
        Some(((*source).to_owned(), crate::model::Participant { name, email: None }))
    });
    rows::read(rows, &FIELDS, &names.collect::<BTreeMap<_, _>>(), &mut draft);
    draft
}

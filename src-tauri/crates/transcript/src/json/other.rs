//! JSON of a program that is not known: the longest list whose entries have words, and a speaker or a time, by the names that such fields go by.

use super::{draft, line_of, people, rows, start_of};
use crate::Draft;
use rows::{Fields, Unit};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};

const FIELDS: Fields = Fields {
    text: &["text", "sentence", "transcript", "utterance", "content", "caption", "words", "message", "spokenText"],
    name: &[
        "speaker_name",
        "speakerName",
        "speaker.name",
        "speaker.displayName",
        "speaker.display_name",
        "speaker",
        "name",
        "displayName",
        "display_name",
        "participant.name",
        "participant",
        "user.name",
        "username",
        "user_name",
    ],
    email: &["speaker.email", "participant.email", "email"],
    id: &["speaker", "speaker_id", "speakerId", "speaker.id", "channel"],
    start: &[
        "start",
        "start_time",
        "startTime",
        "start_timestamp",
        "startTimestamp",
        "startTimeMillis",
        "start_ms",
        "startMs",
        "begin",
        "offset",
        "timestamp",
        "ts",
        "time",
        "from",
        "startDateTime",
    ],
    end: &[
        "end",
        "end_time",
        "endTime",
        "end_timestamp",
        "endTimestamp",
        "endTimeMillis",
        "end_ms",
        "endMs",
        "to",
        "endDateTime",
    ],
    unit: Unit::Evident,
};

/// So many values are looked at for lists.
const VALUES_MAX: usize = 10_000;

/// Reads the list that most looks like what was said.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    let mut waiting = VecDeque::from([value]);
    let mut best: Option<&[Value]> = None;
    for _ in 0..VALUES_MAX {
        let Some(value) = waiting.pop_front() else { break };
        match value {
            Value::Array(list) => {
                if is_said(list) && best.is_none_or(|best| best.len() < list.len()) {
                    best = Some(list);
                }
                waiting.extend(list.iter().filter(|value| value.is_object() || value.is_array()).take(100));
            }
            Value::Object(fields) => {
                waiting.extend(fields.values().filter(|value| value.is_object() || value.is_array()))
            }
            _ => {}
        }
    }
    let mut draft = draft();
    draft.title = line_of(value, &["title", "name", "topic", "meeting.title", "subject", "meeting_title"]);
    draft.start = start_of(
        value,
        &[
            "start_time",
            "startTime",
            "started_at",
            "startedAt",
            "date",
            "recorded_at",
            "created_at",
            "createdAt",
            "timestamp",
        ],
    );
    draft.language = line_of(value, &["language", "language_code", "languageCode"]);
    draft.participants = people(value, &["participants", "attendees", "speakers"]);
    rows::read(best?, &FIELDS, &BTreeMap::new(), &mut draft);
    Some(vec![draft])
}

/// Whether most entries of a list have words and a speaker or a time.
fn is_said(list: &[Value]) -> bool {
    let has = |row: &Value, paths: &[&str]| {
        paths.iter().any(|path| super::at(row, path).is_some_and(|value| !value.is_array()))
    };
    let has_text = |row: &Value| FIELDS.text.iter().any(|path| super::text_at(row, path).is_some());
    let said = list.iter().filter(|row| has_text(row) && (has(row, &SPEAKERS) || has(row, FIELDS.start))).count();
    !list.is_empty() && list.len() <= said.saturating_mul(2) && has_people_or_ends(list)
}

/// The fields that only what is said has; a name alone is a product's too.
const SPEAKERS: [&str; 8] =
    ["speaker", "speaker_name", "speakerName", "speaker_id", "speakerId", "participant", "channel", "displayName"];

/// Whether a list names speakers, or has beginnings and ends: messages and events have a time alone.
fn has_people_or_ends(list: &[Value]) -> bool {
    list.iter().take(50).any(|row| {
        let has = |paths: &[&str]| paths.iter().any(|path| super::at(row, path).is_some());
        has(&SPEAKERS)
            || (has(FIELDS.start) && has(FIELDS.end))
            || (has(&["name", "username", "user_name"]) && has(FIELDS.start))
    })
}

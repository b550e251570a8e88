//! Gong: `callTranscripts` with monologues of sentences by a speaker's number. Names are in another reply, the calls with their `parties`; where a file
//! has both, speakers have names.

use super::{at, draft, id, line_of, list_at, person, rows, start_of};
use crate::Draft;
use crate::model::Participant;
use rows::{Fields, Unit};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const FIELDS: Fields = Fields {
    text: &["text"],
    name: &[],
    email: &[],
    id: &["speakerId"],
    start: &["start"],
    end: &["end"],
    unit: Unit::Millis,
};

/// Reads the calls of a reply.
pub(super) fn read(value: &Value) -> Option<Vec<Draft>> {
    let pages = match value {
        Value::Array(pages) => pages.as_slice(),
        page => std::slice::from_ref(page),
    };
    let transcripts: Vec<&Value> = pages.iter().filter_map(|page| list_at(page, "callTranscripts")).flatten().collect();
    if transcripts.is_empty() {
        return None;
    }
    let calls: Vec<&Value> = pages.iter().filter_map(|page| list_at(page, "calls")).flatten().collect();
    let everybody: Vec<&Value> = pages.iter().filter_map(|page| list_at(page, "parties")).flatten().collect();
    let read = |transcript: &&Value| {
        let of_call = |call: &&&Value| {
            let own = at(transcript, "callId").and_then(id);
            own.is_some() && own == at(call, "metaData.id").or_else(|| at(call, "id")).and_then(id)
        };
        one(transcript, calls.iter().find(of_call).copied(), &everybody)
    };
    Some(transcripts.iter().filter_map(read).collect())
}

fn one(transcript: &Value, call: Option<&Value>, everybody: &[&Value]) -> Option<Draft> {
    let mut draft = draft();
    let of_call = call.and_then(|call| list_at(call, "parties")).unwrap_or_default();
    let own = list_at(transcript, "parties").unwrap_or_default();
    let parties: Vec<&Value> = own.iter().chain(of_call).chain(everybody.iter().copied()).collect();
    let people: BTreeMap<String, Participant> =
        parties.iter().filter_map(|party| Some((id(at(party, "speakerId")?)?, person(party)?))).collect();
    draft.participants = parties.iter().filter_map(|party| person(party)).collect();
    if let Some(call) = call {
        let host = at(call, "metaData.primaryUserId").or_else(|| at(call, "primaryUserId")).and_then(id);
        let is_host = |party: &&&Value| host.is_some() && host == at(party, "userId").and_then(id);
        draft.recorded_by = parties.iter().find(is_host).and_then(|party| person(party));
        draft.title = line_of(call, &["metaData.title", "title"]);
        draft.start = start_of(call, &["metaData.started", "started", "metaData.scheduled"]);
        draft.language = line_of(call, &["metaData.language", "language"]);
    }
    // A sentence is a cue; its speaker stands on the monologue.
    let sentences: Vec<Value> = list_at(transcript, "transcript")?
        .iter()
        .flat_map(|monologue| {
            let speaker = at(monologue, "speakerId").cloned().unwrap_or_default();
            list_at(monologue, "sentences").unwrap_or_default().iter().map(move |sentence| {
                json!({"speakerId": speaker, "start": sentence.get("start"), "end": sentence.get("end"), "text": sentence.get("text")})
            })
        })
        .collect();
    rows::read(&sentences, &FIELDS, &people, &mut draft);
    Some(draft)
}

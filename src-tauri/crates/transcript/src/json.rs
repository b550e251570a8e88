//! JSON that recorders export or their interfaces reply. A table says which shape is whose; a program that is not known is read by the names of its
//! fields. The text is measured before it is parsed, so that no file takes more memory than a transcript needs.

mod fathom;
mod fireflies;
mod gong;
mod granola;
mod hubspot;
mod other;
mod otter;
mod rows;
mod tldv;

use crate::{
    Draft,
    error::TranscriptError,
    model::{Format, Participant, Start},
    start,
    turns::Order,
    words,
};
use serde_json::Value;

/// The most values of a file: a recording of a day with times for each word has fewer.
const VALUES_MAX: usize = 3_000_000;
/// The most conversations that are read from one file.
const CONVERSATIONS_MAX: usize = 2_000;

/// Finds its own shape in JSON and reads the conversations; `None` where the shape is another's.
type Reader = fn(&Value) -> Option<Vec<Draft>>;

/// Whose shape is whose: the first that finds its own reads. Those with fields that nobody else has come first.
const READERS: [(Format, Reader); 8] = [
    (Format::HubSpot, hubspot::read),
    (Format::Gong, gong::read),
    (Format::Otter, otter::read),
    (Format::Fathom, fathom::read),
    (Format::Fireflies, fireflies::read),
    (Format::Granola, granola::read),
    (Format::Tldv, tldv::read),
    (Format::Json, other::read),
];

/// Reads the conversations of a file.
pub(crate) fn read(text: &str) -> Result<Vec<Draft>, TranscriptError> {
    let value = parse(text)?;
    let read = READERS.iter().find_map(|(format, reader)| Some((*format, reader(&value)?)));
    let (format, mut drafts) = read.ok_or(TranscriptError::NoRows)?;
    drafts.truncate(CONVERSATIONS_MAX);
    for draft in &mut drafts {
        draft.format = format;
    }
    Ok(drafts)
}

/// Parses JSON; several values one after the other, as in a file with one a line, are a list.
pub(crate) fn parse(text: &str) -> Result<Value, TranscriptError> {
    if VALUES_MAX < text.bytes().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() {
        // Commas are in speech too, so only those outside of strings count.
        if VALUES_MAX < values_of(text) {
            return Err(TranscriptError::TooMuch);
        }
    }
    let mut values = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        values.push(value.map_err(|error| match error.to_string() {
            reason if reason.starts_with("recursion limit") => TranscriptError::TooDeep,
            _ => TranscriptError::CutOff,
        })?);
    }
    match values.len() {
        1 => values.pop().ok_or(TranscriptError::NoRows),
        _ => Ok(Value::Array(values)),
    }
}

/// How many values JSON has, as its signs outside of strings say.
fn values_of(text: &str) -> usize {
    let (mut count, mut in_string, mut is_escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b',' | b'[' | b'{' if !in_string => count = count.saturating_add(1),
            _ => {}
        }
    }
    count
}

/// The value at a path of names with points between them.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name)).filter(|value| !value.is_null())
}

/// The text at a path: a string with something in it.
fn text_at<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    at(value, path)?.as_str().filter(|text| words::has_words(text))
}

/// The first text of some paths, on one line.
fn line_of(value: &Value, paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| text_at(value, path)).map(words::tidy)
}

/// The list at a path.
fn list_at<'a>(value: &'a Value, path: &str) -> Option<&'a [Value]> {
    Some(at(value, path)?.as_array()?.as_slice())
}

/// The moment at the first of some paths that has one: ISO 8601, a day in words, or a number since 1970.
fn start_of(value: &Value, paths: &[&str]) -> Option<Start> {
    paths.iter().find_map(|path| match at(value, path)? {
        Value::String(text) => start::in_iso(text).or_else(|| start::in_line(text)),
        Value::Number(number) => start::in_epoch(number.as_f64()?),
        _ => None,
    })
}

/// An identifier, which some write as a number and some as text.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The person of an object, or of a text that is an address or a name.
fn person(value: &Value) -> Option<Participant> {
    match value {
        Value::String(text) => crate::text::person(text),
        _ => {
            let name =
                line_of(value, &["name", "displayName", "display_name", "speaker_name", "speakerName", "full_name"]);
            let name = name.or_else(|| {
                let (first, last) =
                    (line_of(value, &["first_name", "firstName"]), line_of(value, &["last_name", "lastName"]));
                (first.is_some() || last.is_some())
                    .then(|| [first, last].into_iter().flatten().collect::<Vec<_>>().join(" "))
            });
            let email = line_of(value, &["email", "emailAddress", "email_address", "mail"]);
            (name.is_some() || email.is_some()).then_some(Participant { name, email })
        }
    }
}

/// The people of lists at some paths.
fn people(value: &Value, paths: &[&str]) -> Vec<Participant> {
    paths.iter().filter_map(|path| list_at(value, path)).flatten().filter_map(person).collect()
}

/// A draft that the reader's row of the table gives its format.
fn draft() -> Draft {
    Draft::new(Format::Json, Order::Time)
}

/// Reads one conversation, or each of a list at one of some paths.
fn each(value: &Value, lists: &[&str], read: fn(&Value) -> Option<Draft>) -> Option<Vec<Draft>> {
    if let Some(draft) = read(value) {
        return Some(vec![draft]);
    }
    let listed = value.as_array().map(Vec::as_slice).or_else(|| lists.iter().find_map(|path| list_at(value, path)))?;
    let drafts: Vec<Draft> = listed.iter().filter_map(read).collect();
    (!drafts.is_empty()).then_some(drafts)
}

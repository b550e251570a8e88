//! What a record means here: its texts, its place on the timeline, its former ids. Pure.

use domain::property;
use domain::{Activity, Association, Document, ObjectType, Owner, Part, Record, RecordId, Said};
use hubspot::{Fetched, TranscriptReply, parse_instant};
use jiff::Timestamp;
use shelf::plain_text;
use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
};
use store::Versioned;

/// Why a record was kept without its texts.
const UNREADABLE: &str = "its text made the reader fail, so only its properties were kept";

/// Turns a fetched record into what is stored. `owners` by id, for the names of authors.
///
/// A record whose text no reader survives is kept without it, and comes with the reason: it must not stop the others.
pub fn versioned(fetched: Fetched, owners: &BTreeMap<String, Owner>) -> (Versioned, Option<&'static str>) {
    let Fetched { record, history, aliases, .. } = fetched;
    let read = panic::catch_unwind(AssertUnwindSafe(|| documents(&record, owners)));
    let unreadable = read.is_err().then_some(UNREADABLE);
    let documents = read.unwrap_or_default();
    (Versioned { documents, activity: activity(&record), record, history, aliases }, unreadable)
}

/// When an activity took or takes place; for records, when they last changed.
fn time_of(record: &Record) -> Timestamp {
    let names: &[&str] = match record.id.object {
        ObjectType::Meeting => &[property::MEETING_START, property::TIMESTAMP],
        object if object.is_activity() => &[property::TIMESTAMP],
        _ => &[],
    };
    let named = names.iter().find_map(|name| record.get(name).and_then(parse_instant));
    named.unwrap_or(if record.id.object.is_activity() { record.created_at } else { record.modified_at })
}

fn activity(record: &Record) -> Option<Activity> {
    let title = match record.id.object {
        ObjectType::Call => property::CALL_TITLE,
        ObjectType::Email => property::EMAIL_SUBJECT,
        ObjectType::Meeting => property::MEETING_TITLE,
        ObjectType::Task => property::TASK_SUBJECT,
        ObjectType::Note => "",
        _ => return None,
    };
    let title = record.get(title).unwrap_or_default().to_owned();
    Some(Activity { id: record.id.clone(), at: time_of(record), created_at: record.created_at, title })
}

/// The properties of a type that are prose, with whether they are HTML.
fn prose(object: ObjectType) -> &'static [(&'static str, bool)] {
    match object {
        ObjectType::Contact | ObjectType::Shelf | ObjectType::Conversation | ObjectType::Appointment => &[],
        ObjectType::Company => &[("description", false)],
        ObjectType::Deal => &[(property::DEAL_NAME, false), ("description", false), (property::NEXT_STEP, false)],
        ObjectType::Ticket => &[("subject", false), ("content", true)],
        ObjectType::Note => &[(property::NOTE_BODY, true)],
        ObjectType::Call => {
            &[(property::CALL_TITLE, false), (property::CALL_BODY, true), (property::CALL_SUMMARY, true)]
        }
        ObjectType::Email => &[(property::EMAIL_SUBJECT, false), (property::EMAIL_TEXT, false)],
        ObjectType::Meeting => {
            &[(property::MEETING_TITLE, false), (property::MEETING_BODY, true), (property::MEETING_NOTES, true)]
        }
        ObjectType::Task => &[(property::TASK_SUBJECT, false), (property::TASK_BODY, true)],
    }
}

fn documents(record: &Record, owners: &BTreeMap<String, Owner>) -> Vec<Document> {
    let speaker = author(record, owners);
    let at = time_of(record);
    let document = |part: &str, text: String| Document {
        record: record.id.clone(),
        part: Part(part.to_owned()),
        text,
        speaker: speaker.clone(),
        at,
        utterances: Vec::new(),
    };
    let mut documents: Vec<Document> = prose(record.id.object)
        .iter()
        .filter_map(|(name, is_html)| {
            let value = record.get(name)?;
            Some(document(
                name,
                if *is_html { plain_text(value) } else { value.replace("\r\n", "\n").trim().to_owned() },
            ))
        })
        .collect();
    if record.id.object == ObjectType::Email && record.get(property::EMAIL_TEXT).is_none() {
        documents.extend(record.get(property::EMAIL_HTML).map(|html| document(property::EMAIL_HTML, plain_text(html))));
    }
    documents.extend(card(record).map(|text| document("card", text)));
    documents.retain(|document| !document.text.is_empty());
    documents
}

/// A contact's or company's particulars as one line, so that a name, number or address can be searched for.
fn card(record: &Record) -> Option<String> {
    let names: &[&str] = match record.id.object {
        ObjectType::Contact => {
            &[property::JOB_TITLE, "company", "email", "phone", property::MOBILE_PHONE, "city", "country"]
        }
        ObjectType::Company => &["name", "domain", "industry", "phone", "city", "country"],
        _ => return None,
    };
    let full_name = [record.get(property::FIRST_NAME), record.get(property::LAST_NAME)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let values = names.iter().filter_map(|name| record.get(name));
    let parts: Vec<&str> = std::iter::once(full_name.as_str()).chain(values).filter(|part| !part.is_empty()).collect();
    Some(parts.join(" · "))
}

/// Who wrote a text: the sender of a mail, the owner of anything else that a colleague writes.
fn author(record: &Record, owners: &BTreeMap<String, Owner>) -> Option<String> {
    if record.id.object == ObjectType::Email {
        let name = [property::EMAIL_FROM_FIRST_NAME, property::EMAIL_FROM_LAST_NAME]
            .iter()
            .filter_map(|name| record.get(name))
            .collect::<Vec<_>>()
            .join(" ");
        return Some(name)
            .filter(|name| !name.is_empty())
            .or_else(|| record.get(property::EMAIL_FROM).map(str::to_owned));
    }
    if !record.id.object.is_activity() {
        return None;
    }
    let owner = owners.get(record.get(property::OWNER)?)?;
    Some(if owner.name.is_empty() { owner.email.clone() } else { owner.name.clone() })
}

/// Marks one of a person's companies as the primary one: the one the person's own record names. Where it names none of them, nothing changes.
pub(crate) fn name_primary(companies: &mut Vec<Association>, named: Option<&str>) {
    let Some(company) = companies.iter().find(|association| Some(association.to.id.as_str()) == named) else { return };
    let type_id = Association::primary_type(company.from.object, company.to.object);
    if let Some(type_id) = type_id {
        let primary = Association { type_id, label: None, ..company.clone() };
        companies.push(primary);
    }
}

/// A transcript as one text, a line an utterance; `None` when nobody said anything.
pub(crate) fn transcript(call: &RecordId, at: Timestamp, reply: TranscriptReply) -> Option<Document> {
    let mut turns = reply.utterances;
    turns.sort_by_key(|turn| turn.start_time_millis);
    let said = turns.into_iter().map(|turn| {
        let (speaker, email) = turn.speaker.map_or((None, None), |speaker| (speaker.name, speaker.email));
        Said { speaker, email, text: turn.text, start_ms: turn.start_time_millis, end_ms: turn.end_time_millis }
    });
    Document::spoken(call, at, said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hubspot::parse_listing;

    #[test]
    fn a_mail_becomes_a_text_by_its_sender_at_its_time() {
        let body = r#"{"results":[{"id":"6","createdAt":"2026-03-02T00:00:00Z","properties":{"hs_timestamp":"2026-03-01T09:41:00Z",
            "hs_email_subject":"Security","hs_email_text":"Hi\r\nthere","hs_email_from_firstname":"Petra","hs_email_from_lastname":"Lang"}}]}"#;
        let fetched = parse_listing(ObjectType::Email, body.as_bytes()).unwrap().records.remove(0);
        let (versioned, unreadable) = versioned(fetched, &BTreeMap::new());
        assert_eq!(unreadable, None);
        assert_eq!(versioned.activity.unwrap().at, "2026-03-01T09:41:00Z".parse().unwrap());
        let texts: Vec<(&str, &str)> =
            versioned.documents.iter().map(|d| (d.part.0.as_str(), d.text.as_str())).collect();
        assert_eq!(texts, [("hs_email_subject", "Security"), ("hs_email_text", "Hi\nthere")]);
        assert_eq!(versioned.documents[1].speaker.as_deref(), Some("Petra Lang"));
    }

    #[test]
    fn a_persons_own_record_names_the_company_they_are_with() {
        let company = |id: &str| Association {
            from: RecordId::new(ObjectType::Contact, "1"),
            to: RecordId::new(ObjectType::Company, id),
            type_id: 279,
            label: None,
        };
        let primary = |named: Option<&str>| {
            let mut all = vec![company("5"), company("6")];
            name_primary(&mut all, named);
            all.into_iter().filter(Association::is_primary).map(|one| one.to.id).collect::<Vec<_>>()
        };
        assert_eq!(primary(Some("6")), ["6"]);
        assert!(primary(Some("9")).is_empty() && primary(None).is_empty());
    }

    #[test]
    fn utterances_point_at_their_words() {
        let reply = r#"{"transcriptUtterances":[
            {"speaker":{"name":"Ada"},"text":"Später, ja.","startTimeMillis":900,"endTimeMillis":1000},
            {"speaker":null,"text":"  Größe   zählt. ","startTimeMillis":100,"endTimeMillis":800},
            {"text":" "}]}"#;
        let call = RecordId::new(ObjectType::Call, "7");
        let document = transcript(&call, Timestamp::UNIX_EPOCH, serde_json::from_str(reply).unwrap()).unwrap();
        let said: Vec<&str> = document.utterances.iter().map(|u| u.span.of(&document.text)).collect();
        assert_eq!(said, ["Größe zählt.", "Später, ja."]);
        assert_eq!(document.utterances[0].speaker, "Unknown speaker");
    }
}

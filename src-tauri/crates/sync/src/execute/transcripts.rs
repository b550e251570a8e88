//! Transcripts of talks. One that is not there is not asked for at every sync: again when its call changes, else after a growing pause.

use super::{Executor, Progress};
use crate::{SyncError, convert};
use domain::{ObjectType, Record, TranscriptState, property};
use hubspot::HubSpotError;
use jiff::{SignedDuration, Timestamp};
use store::{Asked, Database, transcript_key};

const SCOPE_MISSING: &str = "the token lacks crm.extensions_calling_transcripts.read";
/// The pause after the first time that a transcript was asked for in vain; each further one is twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24 * 7);

impl Executor<'_> {
    pub(super) async fn transcripts(&mut self) -> Result<(), SyncError> {
        let known = self.database.transcript_states().map_err(SyncError::Store)?;
        let asked = self.database.transcripts_asked().map_err(SyncError::Store)?;
        let now = self.run.started_at;
        // A transcript that is here stays; one that was not permitted may be by now, so it is asked for again.
        let mut talks = Vec::new();
        for object in TALKS {
            let all = self.database.all(object).map_err(SyncError::Store)?;
            talks.extend(
                all.into_iter().filter(|talk| known.get(&transcript_key(talk)) != Some(&TranscriptState::Present)),
            );
        }
        // One refusal speaks for all: the scope is missing, and need not be looked for every few minutes.
        let is_fresh = |asked: &Asked| asked.is_refused && now.duration_since(asked.asked_at) < FIRST_PAUSE;
        let mut refused = !self.run.is_asked_for && asked.values().any(is_fresh);
        for (done, talk) in talks.iter().enumerate() {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let Some(record) = self.database.record(talk).map_err(SyncError::Store)? else { continue };
            let at = record.get(property::TIMESTAMP).and_then(hubspot::parse_instant).unwrap_or(record.created_at);
            let before = asked.get(talk);
            let (state, detail, document) = match transcript_of(&record) {
                // Of a meeting without one there is nothing to say: most have none.
                None if talk.object != ObjectType::Call => continue,
                None if record.get(property::CALL_HAS_TRANSCRIPT) == Some("true") => {
                    (TranscriptState::Unknown, "HubSpot says there is a transcript, but not where".to_owned(), None)
                }
                None => (TranscriptState::Absent, String::new(), None),
                Some(_) if refused => (TranscriptState::NotPermitted, SCOPE_MISSING.to_owned(), None),
                Some(id) if !self.run.is_asked_for && is_too_soon(before, &record, id, now) => continue,
                Some(id) => {
                    self.reporter.report(Progress::ReadingTranscripts { done, total: talks.len() });
                    let answer = match self.client.transcript(id).await {
                        Ok(reply) => match convert::transcript(talk, at, reply) {
                            Some(mut document) => {
                                self.forgotten.redact_document(&mut document);
                                (TranscriptState::Present, String::new(), Some(document))
                            }
                            None => (TranscriptState::Absent, "it is empty".to_owned(), None),
                        },
                        // Everything else was read with this token, so it is the transcript that it may not read.
                        Err(HubSpotError::MissingScopes { .. } | HubSpotError::Unauthorized) => {
                            refused = true;
                            (TranscriptState::NotPermitted, SCOPE_MISSING.to_owned(), None)
                        }
                        Err(HubSpotError::NotFound { .. }) => (TranscriptState::Absent, String::new(), None),
                        Err(error) if error.is_lasting() => (TranscriptState::Unknown, error.to_string(), None),
                        Err(error) => return Err(SyncError::HubSpot(error)),
                    };
                    let in_vain = answer.2.is_none().then(|| asked_again(before, &record, id, now, refused));
                    self.database.set_transcript_asked(talk, in_vain.as_ref()).map_err(SyncError::Store)?;
                    answer
                }
            };
            *self.transcripts.entry(state).or_default() += 1;
            if known.get(&transcript_key(talk)) != Some(&state) || document.is_some() {
                self.database
                    .put_transcript(talk, state, &detail, document.as_ref(), Timestamp::now())
                    .map_err(SyncError::Store)?;
            }
        }
        self.advance();
        self.record_progress()
    }
}

/// What may have a transcript.
const TALKS: [ObjectType; 2] = [ObjectType::Call, ObjectType::Meeting];

/// Whether a property of that name says which transcript is a meeting's. HubSpot documents none; where an account has one, it ends so.
fn names_a_transcript(name: &str) -> bool {
    name.ends_with("transcription_id") || name.ends_with("transcript_id")
}

/// The properties in which this account's meetings name their transcripts, by its own definitions: to be read beside those everybody reads.
pub fn transcript_properties(database: &Database) -> Result<Vec<String>, SyncError> {
    let definitions = database.definitions(ObjectType::Meeting).map_err(SyncError::Store)?;
    Ok(definitions.into_iter().map(|definition| definition.name).filter(|name| names_a_transcript(name)).collect())
}

/// The id of a talk's transcript; none where it names none.
fn transcript_of(record: &Record) -> Option<&str> {
    match record.id.object {
        ObjectType::Meeting => {
            let mut properties = record.properties.iter();
            properties.find(|(name, _)| names_a_transcript(name)).map(|(_, id)| id.as_str())
        }
        _ => record.get(property::CALL_TRANSCRIPTION_ID),
    }
}

/// Whether the record is as it was when this was last asked for in vain.
fn is_as_it_was(before: &Asked, record: &Record, id: &str) -> bool {
    before.transcript_id == id && before.modified_at == record.modified_at
}

/// Whether a transcript that was asked for in vain need not be asked for again yet. Pure.
fn is_too_soon(before: Option<&Asked>, record: &Record, id: &str, now: Timestamp) -> bool {
    let Some(before) = before.filter(|before| is_as_it_was(before, record, id)) else { return false };
    let doublings = before.times.saturating_sub(1).min(16);
    let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
    // A time that lies ahead was a wrong clock's.
    let since = now.duration_since(before.asked_at);
    !since.is_negative() && since < pause
}

/// What is to be remembered of a transcript that was asked for in vain once more. Pure.
fn asked_again(before: Option<&Asked>, record: &Record, id: &str, now: Timestamp, is_refused: bool) -> Asked {
    let times = before.filter(|before| is_as_it_was(before, record, id)).map_or(0, |before| before.times);
    Asked {
        transcript_id: id.to_owned(),
        modified_at: record.modified_at,
        asked_at: now,
        times: times.saturating_add(1),
        is_refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::RecordId;
    use std::collections::BTreeMap;

    fn hour(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    fn call(modified_at: Timestamp) -> Record {
        Record {
            id: RecordId::new(ObjectType::Call, "7"),
            properties: BTreeMap::new(),
            created_at: hour(0),
            modified_at,
            archived: false,
        }
    }

    #[test]
    fn a_meeting_names_its_transcript_where_the_account_has_such_a_property() {
        let talk = |object, name: &str| Record {
            id: RecordId::new(object, "7"),
            properties: [(name.to_owned(), "900".to_owned()), ("hs_a_title".to_owned(), "x".to_owned())].into(),
            ..call(hour(0))
        };
        assert_eq!(transcript_of(&talk(ObjectType::Call, "hs_call_transcription_id")), Some("900"));
        assert_eq!(transcript_of(&talk(ObjectType::Meeting, "hs_meeting_transcript_id")), Some("900"));
        assert_eq!(transcript_of(&talk(ObjectType::Meeting, "hs_meeting_id")), None);
    }

    #[test]
    fn pauses_grow_while_nothing_changes() {
        let record = call(hour(0));
        let (mut before, mut asked_at): (Option<Asked>, Vec<i64>) = (None, Vec::new());
        for hours in 0..24 * 40 {
            if !is_too_soon(before.as_ref(), &record, "900", hour(hours)) {
                before = Some(asked_again(before.as_ref(), &record, "900", hour(hours), false));
                asked_at.push(hours);
            }
        }
        assert_eq!(asked_at[..6], [0, 1, 3, 7, 15, 31]);
        let pauses: Vec<i64> = asked_at.windows(2).map(|two| two[1] - two[0]).collect();
        assert_eq!(pauses.iter().max(), Some(&(24 * 7)));
        assert!(asked_at.len() < 15, "{asked_at:?}");
    }

    #[test]
    fn a_call_that_changes_is_asked_about_at_once() {
        let before = asked_again(None, &call(hour(0)), "900", hour(5), false);
        assert!(is_too_soon(Some(&before), &call(hour(0)), "900", hour(5)));
        assert!(!is_too_soon(Some(&before), &call(hour(5)), "900", hour(5)), "it was changed");
        assert!(!is_too_soon(Some(&before), &call(hour(0)), "901", hour(5)), "it names another transcript");
        assert!(!is_too_soon(Some(&before), &call(hour(0)), "900", hour(4)), "the clock was wrong");
        assert_eq!(asked_again(Some(&before), &call(hour(5)), "900", hour(6), false).times, 1);
    }
}

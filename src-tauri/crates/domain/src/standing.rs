//! What became of an activity: whether a mail arrived, somebody was reached, a meeting was held. One rule for all who ask. Pure.

use crate::property;
use crate::{Document, ObjectType, Record};

/// What became of a meeting, as its outcome says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetingState {
    /// Nobody has said what came of it.
    Planned,
    /// The meeting took place.
    Held,
    /// It did not take place, or not then: cancelled, put off, or nobody came.
    CalledOff,
}

/// HubSpot's outcomes of calls on which nobody spoke with anybody: no answer, busy, voicemail, message, wrong number.
/// Source: HubSpot's calls API.
const NOT_REACHED: [&str; 5] = [
    "73a0d17f-1163-4015-bdd5-ec830791da20",
    "9d9162e7-6cf3-4944-bf63-4dff82258764",
    "b2cf5968-551e-4856-9783-52b3da59a7d0",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",
    "17b47fee-58de-441e-a44c-c6300d46f273",
];

impl Record {
    /// What became of the meeting, read from its outcome property.
    pub fn meeting_state(&self) -> MeetingState {
        match self.get(property::MEETING_OUTCOME).map(str::to_uppercase).as_deref() {
            Some("COMPLETED") => MeetingState::Held,
            Some("CANCELED" | "CANCELLED" | "NO_SHOW" | "RESCHEDULED") => MeetingState::CalledOff,
            _ => MeetingState::Planned,
        }
    }

    /// Whether the customer was heard in an activity: in a mail of theirs, a call that was taken, a meeting that was held. What we note, file or
    /// plan is not it, and neither is a meeting that has merely begun.
    pub fn they_were_heard(&self) -> bool {
        match self.id.object {
            ObjectType::Email => self.get(property::EMAIL_DIRECTION) == Some("INCOMING_EMAIL") && self.took_place(),
            ObjectType::Call => self.took_place(),
            object if object.is_meeting() => self.meeting_state() == MeetingState::Held,
            _ => false,
        }
    }

    /// Whether anybody spoke with them here and left words: a talk with a transcript, or a meeting that took place and has more than a title.
    pub fn left_words(&self, documents: &[Document]) -> bool {
        let is_held = self.id.object == ObjectType::Meeting && self.meeting_state() == MeetingState::Held;
        documents.iter().any(|document| document.part.is_transcript()) || is_held && 1 < documents.len()
    }

    /// Whether the words of an activity reached anybody: false of a mail that bounced, failed, is a draft or waits to be sent, of a call that
    /// nobody took, and of a meeting that was called off. What HubSpot says nothing about is taken to have.
    pub fn took_place(&self) -> bool {
        match self.id.object {
            ObjectType::Email => !matches!(
                self.get(property::EMAIL_STATUS).map(str::to_uppercase).as_deref(),
                Some("BOUNCED" | "FAILED" | "SCHEDULED" | "SENDING" | "DRAFT" | "REJECTED" | "DROPPED")
            ),
            ObjectType::Call => {
                let refused = matches!(
                    self.get(property::CALL_STATUS).map(str::to_uppercase).as_deref(),
                    Some(
                        "BUSY"
                            | "CALLING_CRM_USER"
                            | "CANCELED"
                            | "CONNECTING"
                            | "FAILED"
                            | "MISSED"
                            | "NO_ANSWER"
                            | "QUEUED"
                            | "RINGING"
                    )
                );
                let unreached =
                    self.get(property::CALL_DISPOSITION).is_some_and(|outcome| NOT_REACHED.contains(&outcome));
                !refused && !unreached
            }
            object if object.is_meeting() => self.meeting_state() != MeetingState::CalledOff,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordId;
    use jiff::Timestamp;

    fn record(object: ObjectType, property: &str, value: &str) -> Record {
        Record {
            id: RecordId::new(object, "1"),
            properties: [(property.to_owned(), value.to_owned())].into(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
            archived: false,
        }
    }

    #[test]
    fn what_reached_nobody_did_not_take_place() {
        use ObjectType::{Call, Email, Meeting, Note};
        for (object, property, value, took_place) in [
            (Email, "hs_email_status", "SENT", true),
            (Email, "hs_email_subject", "x", true),
            (Email, "hs_email_status", "BOUNCED", false),
            (Email, "hs_email_status", "failed", false),
            (Email, "hs_email_status", "SCHEDULED", false),
            (Call, "hs_call_status", "COMPLETED", true),
            (Call, "hs_call_status", "NO_ANSWER", false),
            (Call, "hs_call_disposition", NOT_REACHED[2], false),
            (Call, "hs_call_disposition", "f240bbac-87c9-4f6e-bf70-924b57d47db7", true),
            (Meeting, "hs_meeting_outcome", "COMPLETED", true),
            (Meeting, "hs_meeting_outcome", "SCHEDULED", true),
            (Meeting, "hs_meeting_outcome", "RESCHEDULED", false),
            (Meeting, "hs_meeting_outcome", "Cancelled", false),
            (Note, "hs_email_status", "BOUNCED", true),
        ] {
            assert_eq!(record(object, property, value).took_place(), took_place, "{object} {property} {value}");
        }
        assert_eq!(record(Meeting, "hs_meeting_outcome", "COMPLETED").meeting_state(), MeetingState::Held);
    }
}

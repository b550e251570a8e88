//! What happened to a record, seen from how it was and how it is. One rule for what a sync found, what a webhook pointed at, and what is looked
//! up of the past.

use crate::delivery::key_of;
use domain::{MeetingState, ObjectType, Record, RecordId, property};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{fmt, str::FromStr};

/// What an event of the queue is called that says only where to look.
pub const LOOK: &str = "look";

/// What happened longer ago than this before it was seen is no news: it starts nothing.
pub const FRESH: SignedDuration = SignedDuration::from_hours(48);

macro_rules! whats {
    ($($(#[$doc:meta])* $what:ident = $name:literal;)*) => {
        /// What can happen and start a draft.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
        pub enum What { $($(#[$doc])* #[serde(rename = $name)] $what,)* }

        impl What {
            /// Everything that can happen.
            pub const ALL: &[Self] = &[$(Self::$what,)*];

            /// `call.completed`, as rules name it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$what => $name,)* }
            }
        }
    };
}

whats! {
    /// A call was taken, or a meeting took place.
    CallCompleted = "call.completed";
    /// The words of a talk came in.
    ConversationImported = "conversation.imported";
    /// The customer wrote a mail.
    EmailReceived = "email.received";
    /// A deal is in another stage.
    DealStageChanged = "deal.stage_changed";
    /// A contact filled in a form.
    FormSubmitted = "form.submitted";
    /// A ticket was opened.
    TicketCreated = "ticket.created";
    /// An account with an open deal has been silent for much longer than it usually is.
    AccountSilent = "account.silent";
    /// A contact, company, deal or ticket was made.
    RecordCreated = "record.created";
    /// A property of a contact, company, deal or ticket changed.
    RecordChanged = "record.changed";
    /// The rep's day begins.
    DayStarted = "day.started";
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|what| what.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// Something that happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// What it is.
    pub what: What,
    /// The record it happened to.
    pub record: RecordId,
    /// The property that changed, where one did.
    pub property: Option<String>,
    /// When it happened.
    pub at: Timestamp,
    /// Names it: the same, however often and by whatever way it is noticed.
    pub key: String,
}

impl Happening {
    /// Something that happens to a record once.
    pub fn once(what: What, record: &RecordId, at: Timestamp) -> Self {
        Self { what, record: record.clone(), property: None, at, key: key_of(&[what.as_str(), &record.to_string()]) }
    }

    /// Something that may happen to a record again: `told` tells one time from another.
    pub fn again(what: What, record: &RecordId, at: Timestamp, told: &[&str]) -> Self {
        let name = record.to_string();
        let spelled: Vec<&str> = [what.as_str(), &name].into_iter().chain(told.iter().copied()).collect();
        Self { what, record: record.clone(), property: None, at, key: key_of(&spelled) }
    }

    fn of(mut self, property: &str) -> Self {
        self.property = Some(property.to_owned());
        self
    }
}

/// What HubSpot itself keeps writing, so that no change of it is anything that happened.
const RESTLESS: [&str; 6] = [
    "hs_lastmodifieddate",
    "lastmodifieddate",
    "notes_last_updated",
    "notes_last_contacted",
    "num_notes",
    "num_contacted_notes",
];

/// What happened between how a record was and how it is, at most [`FRESH`] before `now`. `before` is none where it was not here; `at` is where an
/// activity stands on the timeline, none for other records.
pub fn happened(before: Option<&Record>, after: &Record, at: Option<Timestamp>, now: Timestamp) -> Vec<Happening> {
    if after.archived {
        return Vec::new();
    }
    let is_fresh = |at: Timestamp| at <= now.saturating_add(FRESH).unwrap_or(now) && now.duration_since(at) <= FRESH;
    let id = &after.id;
    let mut found = Vec::new();
    match id.object {
        ObjectType::Call => {
            let at = at.unwrap_or(after.created_at);
            if is_fresh(at) && at <= now && after.took_place() {
                found.push(Happening::once(What::CallCompleted, id, at));
            }
        }
        ObjectType::Meeting => {
            let at = at.unwrap_or(after.created_at);
            if is_fresh(at) && at <= now && after.meeting_state() == MeetingState::Held {
                found.push(Happening::once(What::CallCompleted, id, at));
            }
        }
        ObjectType::Email => {
            let at = at.unwrap_or(after.created_at);
            if before.is_none() && is_fresh(at) && after.they_were_heard() {
                found.push(Happening::once(What::EmailReceived, id, at));
            }
        }
        ObjectType::Contact | ObjectType::Company | ObjectType::Deal | ObjectType::Ticket => {
            found.extend(to_a_record(before, after, now, &is_fresh));
        }
        _ => {}
    }
    found
}

fn to_a_record(
    before: Option<&Record>,
    after: &Record,
    now: Timestamp,
    is_fresh: &dyn Fn(Timestamp) -> bool,
) -> Vec<Happening> {
    let id = &after.id;
    let mut found = Vec::new();
    let form = || {
        let at = after.get(property::LAST_CONVERSION_AT)?;
        let time = at.parse().ok().or_else(|| Timestamp::from_millisecond(at.parse().ok()?).ok())?;
        is_fresh(time).then(|| Happening::again(What::FormSubmitted, id, time, &[at]).of(property::LAST_CONVERSION_AT))
    };
    let Some(before) = before else {
        if is_fresh(after.created_at) {
            if id.object == ObjectType::Ticket {
                found.push(Happening::once(What::TicketCreated, id, after.created_at));
            }
            found.push(Happening::once(What::RecordCreated, id, after.created_at));
            found.extend(form());
        }
        return found;
    };
    let names = before.properties.keys().chain(after.properties.keys().filter(|name| before.get(name).is_none()));
    for name in names.filter(|name| !RESTLESS.contains(&name.as_str())) {
        let (was, is) = (before.get(name), after.get(name));
        if was == is {
            continue;
        }
        let at = after.modified_at.min(now);
        let moment = at.to_string();
        let told = [name.as_str(), was.unwrap_or_default(), is.unwrap_or_default(), moment.as_str()];
        if id.object == ObjectType::Deal && name == property::DEAL_STAGE {
            found.push(Happening::again(What::DealStageChanged, id, at, &told).of(name));
        }
        if name == property::LAST_CONVERSION_AT {
            found.extend(form());
        }
        found.push(Happening::again(What::RecordChanged, id, at, &told).of(name));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-03-04T12:00:00Z".parse().unwrap()
    }

    fn record(id: &str, properties: &[(&str, &str)], created: &str) -> Record {
        Record {
            id: id.parse().unwrap(),
            properties: properties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            created_at: created.parse().unwrap(),
            modified_at: "2026-03-04T11:00:00Z".parse().unwrap(),
            archived: false,
        }
    }

    fn whats(before: Option<&Record>, after: &Record, at: Option<Timestamp>) -> Vec<&'static str> {
        happened(before, after, at, now()).iter().map(|one| one.what.as_str()).collect()
    }

    #[test]
    fn what_a_mail_a_call_and_a_meeting_tell() {
        let fresh = Some("2026-03-04T10:00:00Z".parse().unwrap());
        let old = Some("2026-02-04T10:00:00Z".parse().unwrap());
        let mail = record("email:1", &[("hs_email_direction", "INCOMING_EMAIL")], "2026-03-04T10:00:00Z");
        assert_eq!(whats(None, &mail, fresh), ["email.received"]);
        assert_eq!(whats(Some(&mail), &mail, fresh), [""; 0]);
        assert_eq!(whats(None, &mail, old), [""; 0]);
        let ours = record("email:1", &[("hs_email_direction", "EMAIL")], "2026-03-04T10:00:00Z");
        assert_eq!(whats(None, &ours, fresh), [""; 0]);

        let call = record("call:1", &[("hs_call_status", "COMPLETED")], "2026-03-04T10:00:00Z");
        assert_eq!(whats(None, &call, fresh), ["call.completed"]);
        let missed = record("call:1", &[("hs_call_status", "NO_ANSWER")], "2026-03-04T10:00:00Z");
        assert_eq!(whats(None, &missed, fresh), [""; 0]);
        assert_eq!(whats(Some(&missed), &call, fresh), ["call.completed"]);
        // However often it is seen, it is one thing.
        assert_eq!(happened(None, &call, fresh, now())[0].key, happened(Some(&missed), &call, fresh, now())[0].key);

        let planned = record("meeting:1", &[], "2026-03-01T10:00:00Z");
        let held = record("meeting:1", &[("hs_meeting_outcome", "COMPLETED")], "2026-03-01T10:00:00Z");
        assert_eq!(whats(None, &planned, fresh), [""; 0]);
        assert_eq!(whats(Some(&planned), &held, fresh), ["call.completed"]);
    }

    #[test]
    fn what_a_deal_a_contact_and_a_ticket_tell() {
        let was = record("deal:1", &[("dealstage", "a"), ("amount", "5")], "2025-03-01T10:00:00Z");
        let is = record("deal:1", &[("dealstage", "b"), ("num_notes", "7")], "2025-03-01T10:00:00Z");
        assert_eq!(whats(Some(&was), &is, None), ["record.changed", "deal.stage_changed", "record.changed"]);
        // It came into the book today and is a year old: nothing happened to it.
        assert_eq!(whats(None, &is, None), [""; 0]);
        // There and back again is twice another thing.
        let back = Record { modified_at: "2026-03-04T11:30:00Z".parse().unwrap(), ..was.clone() };
        let again = Record { modified_at: "2026-03-04T11:45:00Z".parse().unwrap(), ..is.clone() };
        let stage = |before: &Record, after: &Record| {
            happened(Some(before), after, None, now())
                .into_iter()
                .find(|one| one.what == What::DealStageChanged)
                .unwrap()
                .key
        };
        assert_ne!(stage(&was, &is), stage(&back, &again));

        let contact = record("contact:1", &[], "2025-03-01T10:00:00Z");
        let filled = record("contact:1", &[("recent_conversion_date", "2026-03-04T10:30:00Z")], "2025-03-01T10:00:00Z");
        assert_eq!(whats(Some(&contact), &filled, None), ["form.submitted", "record.changed"]);
        let long_ago =
            record("contact:1", &[("recent_conversion_date", "2026-01-04T10:30:00Z")], "2025-03-01T10:00:00Z");
        assert_eq!(whats(Some(&contact), &long_ago, None), ["record.changed"]);

        let ticket = record("ticket:1", &[], "2026-03-04T10:00:00Z");
        assert_eq!(whats(None, &ticket, None), ["ticket.created", "record.created"]);
        let gone = Record { archived: true, ..ticket };
        assert_eq!(whats(None, &gone, None), [""; 0]);
    }

    #[test]
    fn every_name_is_read_back() {
        for what in What::ALL {
            assert_eq!(what.as_str().parse(), Ok(*what));
        }
    }
}

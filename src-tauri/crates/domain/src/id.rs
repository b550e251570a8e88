//! Ids. HubSpot's ids are unique only within a type, so an id never travels without its type.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The nine record types Foreword keeps of HubSpot's, and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum ObjectType {
    /// A person in the CRM.
    Contact,
    /// An organisation; with its contacts and deals, an account.
    Company,
    /// A sale in progress, won or lost.
    Deal,
    /// A support case of a customer's.
    Ticket,
    /// A note: something a colleague wrote down.
    Note,
    /// A phone or video call, with or without a transcript.
    Call,
    /// An e-mail that was logged in the CRM.
    Email,
    /// A meeting, past or planned.
    Meeting,
    /// A task: something to do.
    Task,
    /// A document of the knowledge shelf. It lives on this machine only: HubSpot knows nothing of it, and no sync touches it.
    Shelf,
    /// A conversation that was imported and is neither a call nor a meeting in HubSpot. It lives on this machine only, like the shelf.
    Conversation,
    /// A meeting in a calendar of the rep's own that HubSpot does not have. It lives on this machine only.
    Appointment,
}

impl ObjectType {
    /// Every type of HubSpot's, in the order they are synced: records first, since activities hang on them.
    pub const ALL: [Self; 9] = [
        Self::Contact,
        Self::Company,
        Self::Deal,
        Self::Ticket,
        Self::Note,
        Self::Call,
        Self::Email,
        Self::Meeting,
        Self::Task,
    ];
    /// The types an activity is associated with: contacts, companies, deals and tickets.
    pub const CORE: [Self; 4] = [Self::Contact, Self::Company, Self::Deal, Self::Ticket];
    /// HubSpot's types that make up the timeline: notes, calls, e-mails, meetings and tasks.
    pub const ACTIVITIES: [Self; 5] = [Self::Note, Self::Call, Self::Email, Self::Meeting, Self::Task];
    /// The types that live on this machine only ([`ObjectType::is_own`]).
    const OWN: [Self; 3] = [Self::Shelf, Self::Conversation, Self::Appointment];

    /// The type's name in the singular, as ids are written: `contact`.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Ticket => "ticket",
            Self::Note => "note",
            Self::Call => "call",
            Self::Email => "email",
            Self::Meeting => "meeting",
            Self::Task => "task",
            Self::Shelf => "shelf",
            Self::Conversation => "conversation",
            Self::Appointment => "appointment",
        }
    }

    /// The type's name in the plural, as counts are reported: `contacts`.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Company => "companies",
            Self::Deal => "deals",
            Self::Ticket => "tickets",
            Self::Note => "notes",
            Self::Call => "calls",
            Self::Email => "emails",
            Self::Meeting => "meetings",
            Self::Task => "tasks",
            Self::Shelf => "shelf",
            Self::Conversation => "conversations",
            Self::Appointment => "appointments",
        }
    }

    /// Whether records of this type are entries of the timeline.
    pub fn is_activity(self) -> bool {
        matches!(self, Self::Conversation | Self::Appointment) || Self::ACTIVITIES.contains(&self)
    }

    /// Whether records of this type are meetings, in HubSpot or in a calendar alone.
    pub fn is_meeting(self) -> bool {
        matches!(self, Self::Meeting | Self::Appointment)
    }

    /// Whether records of this type live on this machine only: HubSpot knows nothing of them, and nothing is filed to them.
    pub fn is_own(self) -> bool {
        Self::OWN.contains(&self)
    }

    /// Whether records of this type may carry what was said: calls, meetings, and conversations that are neither in HubSpot.
    pub fn is_talk(self) -> bool {
        matches!(self, Self::Call | Self::Meeting | Self::Conversation)
    }
}

impl fmt::Display for ObjectType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.singular())
    }
}

impl FromStr for ObjectType {
    type Err = IdError;

    /// Reads the type's name in the singular or the plural.
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::ALL
            .into_iter()
            .chain(Self::OWN)
            .find(|object| object.singular() == text || object.plural() == text)
            .ok_or_else(|| IdError::UnknownType { text: text.to_owned() })
    }
}

/// One record: its type and HubSpot's id. Written `contact:123`; serialised as scripts read it, `{"type":"contact","id":"123"}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
pub struct RecordId {
    /// The record's type.
    #[serde(rename = "type")]
    pub object: ObjectType,
    /// HubSpot's id, digits only. Kept as text, as HubSpot sends it. Of what lives here only, our own number.
    pub id: String,
}

impl RecordId {
    /// Puts an id together from a type and HubSpot's id; nothing is checked.
    pub fn new(object: ObjectType, id: impl Into<String>) -> Self {
        Self { object, id: id.into() }
    }

    /// Stands for the rep's whole book, where something is about no single record: the day's digest, a test of a model.
    pub fn book() -> Self {
        Self::new(ObjectType::Company, "0")
    }

    /// The account that collateral belongs to: nobody's. What every draft may read is a member of it, so a search that may read it names it.
    pub fn collateral() -> Self {
        Self::new(ObjectType::Shelf, "0")
    }
}

// Ids compare as the numbers they are, so that "ascending id" means what HubSpot means by it.
impl Ord for RecordId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |r: &Self| (r.object, r.id.len(), r.id.clone());
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for RecordId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.object, self.id)
    }
}

impl FromStr for RecordId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (object, id) = text.split_once(':').ok_or_else(|| IdError::NoType { text: text.to_owned() })?;
        let object = object.parse()?;
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdError::NotANumber { text: text.to_owned() });
        }
        Ok(Self::new(object, id))
    }
}

/// A HubSpot account's number. Folders of data are named after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PortalId(pub String);

impl fmt::Display for PortalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text does not read as the id of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// A bare number or word, without the type before it.
    #[error("“{text}” could be several things. Write it with its type, as in contact:{text}")]
    NoType {
        /// The text that was given.
        text: String,
    },
    /// A type of record that is not kept here.
    #[error("“{text}” is not a record type. Use contact, company, deal, ticket, note, call, email, meeting or task")]
    UnknownType {
        /// The text that was given.
        text: String,
    },
    /// Something other than digits after the colon.
    #[error("“{text}” is not an id. After the colon, HubSpot's ids are digits")]
    NotANumber {
        /// The text that was given.
        text: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_as_written() {
        for object in ObjectType::ALL.into_iter().chain(ObjectType::OWN) {
            let id = RecordId::new(object, "123");
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn a_bare_number_is_refused() {
        assert!(matches!("123".parse::<RecordId>(), Err(IdError::NoType { .. })));
        assert!(matches!("contact:".parse::<RecordId>(), Err(IdError::NotANumber { .. })));
        assert!(matches!("invoice:1".parse::<RecordId>(), Err(IdError::UnknownType { .. })));
    }

    #[test]
    fn ids_order_as_numbers() {
        let nine = RecordId::new(ObjectType::Note, "9");
        let ten = RecordId::new(ObjectType::Note, "10");
        assert!(nine < ten);
    }
}

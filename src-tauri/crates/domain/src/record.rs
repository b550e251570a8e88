//! What HubSpot says about a record, in our words.

use crate::{ObjectType, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A HubSpot record as it was at one moment: its id, its property values, and when it was created and last changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The record's type and HubSpot's id of it.
    pub id: RecordId,
    /// Property name to value; empty and absent values are left out.
    pub properties: BTreeMap<String, String>,
    /// When HubSpot created the record.
    pub created_at: Timestamp,
    /// When HubSpot last changed the record; a change of associations alone does not move it.
    pub modified_at: Timestamp,
    /// Whether the record lies in HubSpot's recycle bin.
    pub archived: bool,
}

impl Record {
    /// The value of the property called `property`; `None` where the record has none or an empty one.
    pub fn get(&self, property: &str) -> Option<&str> {
        self.properties.get(property).map(String::as_str)
    }
}

/// An undirected link between two records, as seen from one side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Association {
    /// The record asked about.
    pub from: RecordId,
    /// The record it is linked to.
    pub to: RecordId,
    /// HubSpot's association type id, which differs by direction.
    pub type_id: u32,
    /// The account's own label, such as "Decision maker".
    pub label: Option<String>,
}

impl Association {
    /// The type id of the *primary* company of a contact, deal or ticket: the one it is with now, of possibly several. None between other
    /// types. Source: HubSpot's list of association type ids (API v4).
    pub fn primary_type(from: ObjectType, to: ObjectType) -> Option<u32> {
        match (from, to) {
            (ObjectType::Contact, ObjectType::Company) => Some(1),
            (ObjectType::Deal, ObjectType::Company) => Some(5),
            (ObjectType::Ticket, ObjectType::Company) => Some(26),
            _ => None,
        }
    }

    /// Whether it says that the company is the other record's primary one, seen from either side. Source: as for
    /// [`Association::primary_type`].
    pub fn is_primary(&self) -> bool {
        let from_company = match (self.from.object, self.to.object) {
            (ObjectType::Company, ObjectType::Contact) => Some(2),
            (ObjectType::Company, ObjectType::Deal) => Some(6),
            (ObjectType::Company, ObjectType::Ticket) => Some(25),
            _ => None,
        };
        Self::primary_type(self.from.object, self.to.object).or(from_company) == Some(self.type_id)
    }
}

/// One entry of a property's history: a value, since when it stands, and what set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyChange {
    /// The property's internal name in HubSpot, as in `dealstage`.
    pub property: String,
    /// The value from then on; empty when it was cleared.
    pub value: String,
    /// When the value was set.
    pub at: Timestamp,
    /// HubSpot's source type, an open set: CRM_UI, WORKFLOWS, INTEGRATION, …
    pub source: String,
}

/// A HubSpot user that records can belong to: the rep or a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The owner id that records carry in `hubspot_owner_id`.
    pub id: String,
    /// The owner's e-mail address; empty for queues.
    pub email: String,
    /// The owner's first and last name, as one text.
    pub name: String,
    /// Whether the owner has been removed from the account, as happens to people who leave.
    pub archived: bool,
}

impl Owner {
    /// The owner's name, else the address, else the id.
    pub fn display_name(&self) -> &str {
        [&self.name, &self.email, &self.id]
            .into_iter()
            .map(|text| text.trim())
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }
}

/// A deal or ticket pipeline with its stages, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The pipeline's id in HubSpot.
    pub id: String,
    /// The pipeline's name as people see it in HubSpot.
    pub label: String,
    /// The pipeline's stages, in HubSpot's order.
    pub stages: Vec<Stage>,
}

/// One stage of a deal or ticket pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// The stage's id, as `dealstage` and `hs_pipeline_stage` hold it.
    pub id: String,
    /// The stage's name as people see it in HubSpot.
    pub label: String,
    /// Whether a deal or ticket in this stage is over.
    pub closed: bool,
    /// Likelihood of winning, 0 to 1; none for tickets.
    pub probability: Option<f32>,
}

/// What HubSpot says about a property: its names, its type and the values it takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyDefinition {
    /// The property's internal name, as in `jobtitle`.
    pub name: String,
    /// The property's label as people see it in HubSpot.
    pub label: String,
    /// HubSpot's value type: string, number, date, datetime, enumeration, bool, …
    pub value_type: String,
    /// The internal name of the group that the property belongs to, as in `dealinformation`; empty where it is not known.
    #[serde(default)]
    pub group: String,
    /// Whether the property is read-only: only HubSpot itself may set it.
    pub read_only: bool,
    /// Whether the account has made the property, and not HubSpot, and anybody may see it there.
    #[serde(default)]
    pub is_own: bool,
    /// Allowed values with their labels, for enumerations.
    pub options: Vec<(String, String)>,
}

/// What is known about the transcript of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptState {
    /// The transcript was fetched and is stored here.
    Present,
    /// HubSpot says that the call has no transcript.
    Absent,
    /// There is a transcript, and our token may not read it.
    NotPermitted,
    /// HubSpot hints at one but gives no way to it, or the attempt failed.
    Unknown,
}

impl TranscriptState {
    /// The name the state is stored under, as in `not_permitted`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::NotPermitted => "not_permitted",
            Self::Unknown => "unknown",
        }
    }
}

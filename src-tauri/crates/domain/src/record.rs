//! What HubSpot says about a record, in our words.

use crate::{ObjectType, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A record as it was at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Which record.
    pub id: RecordId,
    /// Property name to value; empty and absent values are left out.
    pub properties: BTreeMap<String, String>,
    /// When HubSpot created it.
    pub created_at: Timestamp,
    /// When HubSpot last changed it.
    pub modified_at: Timestamp,
    /// Whether it lies in HubSpot's recycle bin.
    pub archived: bool,
}

impl Record {
    /// A property's value, if it has one.
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

/// One entry of a property's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyChange {
    /// The property's name.
    pub property: String,
    /// The value from then on; empty when it was cleared.
    pub value: String,
    /// When it changed.
    pub at: Timestamp,
    /// HubSpot's source type, an open set: CRM_UI, WORKFLOWS, INTEGRATION, …
    pub source: String,
}

/// Somebody records can belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The value of `hubspot_owner_id`.
    pub id: String,
    /// Address; empty for queues.
    pub email: String,
    /// First and last name, as one.
    pub name: String,
    /// Whether they have left.
    pub archived: bool,
}

/// A deal or ticket pipeline with its stages, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// HubSpot's id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// The stages, in order.
    pub stages: Vec<Stage>,
}

/// One stage of a pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// HubSpot's id.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Whether a deal or ticket in it is over.
    pub closed: bool,
    /// Likelihood of winning, 0 to 1; none for tickets.
    pub probability: Option<f32>,
}

/// What a property may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyDefinition {
    /// Internal name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// HubSpot's value type: string, number, date, datetime, enumeration, bool, …
    pub value_type: String,
    /// Whether only HubSpot may set it.
    pub read_only: bool,
    /// Allowed values with their labels, for enumerations.
    pub options: Vec<(String, String)>,
}

/// What is known about a call's transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptState {
    /// Fetched and stored.
    Present,
    /// HubSpot says there is none.
    Absent,
    /// It exists, and our credential may not read it.
    NotPermitted,
    /// HubSpot hints at one but gives no way to it, or the attempt failed.
    Unknown,
}

impl TranscriptState {
    /// The state's stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::NotPermitted => "not_permitted",
            Self::Unknown => "unknown",
        }
    }
}

//! What can be written to HubSpot, and how much care each asks for.

use crate::property;
use crate::{ObjectType, Provenance, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The most characters that HubSpot keeps of one text, counted as it counts them: in units of UTF-16. Source: HubSpot's documentation of
/// notes and of text properties.
pub const TEXT_MAX: usize = 65_536;

/// How many characters a text has for HubSpot, where that is more than it keeps; none where it fits.
pub fn too_long(text: &str) -> Option<usize> {
    // No text has more units than bytes, so that most need not be counted.
    if text.len() <= TEXT_MAX {
        return None;
    }
    Some(text.encode_utf16().count()).filter(|units| TEXT_MAX < *units)
}

/// What an outbox entry would write. An approval covers every field of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Write {
    /// A note on some records' timelines.
    Note(NoteToFile),
    /// A task on some records' timelines.
    Task(TaskToFile),
    /// Another value of one property of one record.
    Change(ChangeToMake),
    /// The part a person plays in a deal or company.
    Role(RoleToGive),
    /// An event on a person's timeline.
    Event(EventToSend),
}

/// A note to be filed in HubSpot, with the records it hangs on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteToFile {
    /// HTML, footer and marker included, exactly as it is sent.
    pub body: String,
    /// The moment of the timeline at which the note stands.
    pub at: Timestamp,
    /// Whose note it is: the value of `hubspot_owner_id`; `None` leaves it without an owner.
    pub owner: Option<String>,
    /// The contacts, companies and deals it is associated with.
    pub targets: Vec<RecordId>,
}

/// A task to be filed in HubSpot, with the records it hangs on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskToFile {
    /// The task's title.
    pub subject: String,
    /// HTML, footer and marker included, exactly as it is sent.
    pub body: String,
    /// When the task is due.
    pub due: Timestamp,
    /// Whose task it is: the value of `hubspot_owner_id`.
    pub owner: Option<String>,
    /// Whether the task is for a colleague rather than for the rep who approves it; it then asks for more care ([`Tier::Careful`])
    /// and is approved by the colleague's name.
    pub for_another: bool,
    /// The contacts, companies and deals it is associated with.
    pub targets: Vec<RecordId>,
    /// What is to be done in it.
    #[serde(default, skip_serializing_if = "TaskType::is_usual")]
    pub task_type: TaskType,
    /// How urgent it is.
    #[serde(default, skip_serializing_if = "Priority::is_usual")]
    pub priority: Priority,
    /// When HubSpot reminds its owner of it; none for no reminder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Timestamp>,
}

/// What is to be done in a task: HubSpot's `hs_task_type`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TaskType {
    /// Anything.
    #[default]
    Todo,
    /// A call.
    Call,
    /// A mail.
    Email,
}

impl TaskType {
    /// The value in HubSpot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Todo => "TODO",
            Self::Call => "CALL",
            Self::Email => "EMAIL",
        }
    }

    /// Whether it is what a task is unless somebody says otherwise.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// How urgent a task is: HubSpot's `hs_task_priority`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Nobody says.
    #[default]
    None,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}

impl Priority {
    /// The value in HubSpot.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
        }
    }

    /// Whether it is what a task has unless somebody says otherwise.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// A new value for one property of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeToMake {
    /// The record whose property changes.
    pub record: RecordId,
    /// The property's internal name in HubSpot.
    pub property: String,
    /// The property's label as people see it in HubSpot.
    pub label: String,
    /// The value when it was drafted; none where there was none.
    pub from: Option<String>,
    /// The value to be written, as HubSpot stores it. Never empty: clearing a value is nothing a draft proposes.
    pub to: String,
    /// What was known of the record is from then; any change after it stops the write.
    pub seen_at: Timestamp,
    /// Where the value comes from, for properties that hold drafts; none for what somebody said or wrote themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
}

/// A labelled association: who somebody is in a deal or to a company. Giving it twice changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleToGive {
    /// The two ends: the contact first, then the deal or company.
    pub ends: [RecordId; 2],
    /// The association's label as this portal spells it.
    pub label: String,
    /// HubSpot's number of that label, from the person to the other end.
    pub type_id: u32,
    /// `USER_DEFINED`, or `HUBSPOT_DEFINED` where the label comes with HubSpot.
    pub category: String,
    /// Whether the two were associated when it was drafted.
    pub is_linked: bool,
}

/// An event of an app's own type on a contact's timeline. Its id is stable, so that sending it twice leaves one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventToSend {
    /// The contact on whose timeline the event stands.
    pub contact: RecordId,
    /// The app's type of event it is sent as.
    pub event_type: EventType,
    /// The event's id on HubSpot's side, the marker of the proposal: unique within the type.
    pub event_id: String,
    /// When the event happened.
    pub at: Timestamp,
    /// What happened, in plain text.
    pub summary: String,
    /// Where the summary is from, as a line to read.
    pub source: String,
    /// The computed confidence as it is shown, or empty.
    pub confidence: String,
}

/// A type of timeline event, as an app has declared it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EventType {
    /// A template of the former timeline API, by its number. Only apps that have some already may go on using them.
    Template(String),
    /// An event type of App Events, by its full name.
    AppEvent(String),
}

/// How much care a write asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// The write only adds: the rep's own note, the rep's own task.
    Safe,
    /// Workflows may fire on the write, or somebody else sees it as theirs.
    Careful,
    /// What forecasts and commissions rest on; one by one, and confirmed by its value.
    Gated,
}

impl Tier {
    /// The tier's name for scripts: `safe`, `careful` or `gated`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Careful => "careful",
            Self::Gated => "gated",
        }
    }
}

/// Properties that are confirmed one by one.
const GATED: [&str; 8] = [
    property::AMOUNT,
    property::CLOSE_DATE,
    property::DEAL_STAGE,
    property::TICKET_PIPELINE,
    property::TICKET_STAGE,
    property::OWNER,
    property::LIFECYCLE_STAGE,
    property::PIPELINE,
];

/// Properties of a ticket that hold a choice and no words. Everything else of a ticket may come before the customer's eyes.
const TICKET_CHOICES: [&str; 5] = [
    property::TICKET_PIPELINE,
    property::TICKET_STAGE,
    property::TICKET_CATEGORY,
    property::TICKET_PRIORITY,
    property::OWNER,
];

impl Write {
    /// What kind it is, as scripts and reports know it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Note(_) => "note",
            Self::Task(_) => "task",
            Self::Change(_) => "property",
            Self::Role(_) => "role",
            Self::Event(_) => "event",
        }
    }

    /// The records it hangs on, or whose property it is.
    pub fn targets(&self) -> &[RecordId] {
        match self {
            Self::Note(note) => &note.targets,
            Self::Task(task) => &task.targets,
            Self::Change(change) => std::slice::from_ref(&change.record),
            Self::Role(role) => &role.ends,
            Self::Event(event) => std::slice::from_ref(&event.contact),
        }
    }

    /// The type of record it makes or changes; of a role and an event the person's.
    pub fn object(&self) -> ObjectType {
        match self {
            Self::Note(_) => ObjectType::Note,
            Self::Task(_) => ObjectType::Task,
            Self::Change(change) => change.record.object,
            Self::Role(_) | Self::Event(_) => ObjectType::Contact,
        }
    }

    /// The [`ChangeToMake`], where this write is a change of a property.
    pub fn change(&self) -> Option<&ChangeToMake> {
        if let Self::Change(change) = self { Some(change) } else { None }
    }

    /// The [`RoleToGive`], where this write gives somebody a part in a deal or company.
    pub fn role(&self) -> Option<&RoleToGive> {
        if let Self::Role(role) = self { Some(role) } else { None }
    }

    /// The [`EventToSend`], where this write is an event on a timeline.
    pub fn event(&self) -> Option<&EventToSend> {
        if let Self::Event(event) = self { Some(event) } else { None }
    }

    /// The task, where it is one.
    pub fn task(&self) -> Option<&TaskToFile> {
        match self {
            Self::Task(task) => Some(task),
            Self::Note(_) | Self::Change(_) | Self::Role(_) | Self::Event(_) => None,
        }
    }

    /// The HTML it would put into HubSpot; none for what has none.
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::Note(note) => Some(&note.body),
            Self::Task(task) => Some(&task.body),
            Self::Change(_) | Self::Role(_) | Self::Event(_) => None,
        }
    }

    /// What two proposals may not both want: the same field of the same record, the same part in the same deal, a note about the same
    /// moment on the same records.
    pub fn key(&self) -> String {
        let targets = self.targets().iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        match self {
            Self::Note(note) => format!("note {targets} {}", note.at),
            Self::Task(task) => format!("task {targets} {}", task.subject),
            Self::Change(change) => format!("property {targets} {}", change.property),
            Self::Role(_) => format!("role {targets}"),
            Self::Event(event) => format!("event {targets} {}", event.at),
        }
    }

    /// How much care the write asks for: by its kind, and for a change by the property it changes.
    pub fn tier(&self) -> Tier {
        match self {
            Self::Note(_) => Tier::Safe,
            Self::Role(_) | Self::Event(_) => Tier::Careful,
            Self::Task(task) if task.for_another => Tier::Careful,
            Self::Task(_) => Tier::Safe,
            Self::Change(change) if GATED.contains(&change.property.as_str()) || change.to.trim().is_empty() => {
                Tier::Gated
            }
            Self::Change(_) => Tier::Careful,
        }
    }

    /// Whether a workflow in HubSpot may act on the write: true of all but notes.
    pub fn may_start_automation(&self) -> bool {
        !matches!(self, Self::Note(_))
    }

    /// Whether it would put words of ours before a customer: into a ticket's subject, description or thread. Such a write is never made.
    /// A note or task on a ticket stays among colleagues, a choice such as its priority is no text, and what a draft fills in is a field of the
    /// account's own.
    pub fn speaks_to_customers(&self) -> bool {
        let is_theirs = |change: &ChangeToMake| {
            let property = change.property.as_str();
            let is_text = matches!(property, property::SUBJECT | property::CONTENT);
            is_text || change.provenance.is_none() && !TICKET_CHOICES.contains(&property)
        };
        matches!(self, Self::Change(change) if change.record.object == ObjectType::Ticket && is_theirs(change))
    }

    /// Whether a customer may come to read it: what stands in a ticket does.
    pub fn is_seen_by_customers(&self) -> bool {
        self.object() == ObjectType::Ticket
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_forecasts_rest_on_is_gated() {
        let change = |property: &str, to: &str| {
            Write::Change(ChangeToMake {
                record: "deal:1".parse().unwrap(),
                property: property.to_owned(),
                label: property.to_owned(),
                from: Some("1".to_owned()),
                to: to.to_owned(),
                seen_at: Timestamp::UNIX_EPOCH,
                provenance: None,
            })
        };
        assert_eq!(change("amount", "2").tier(), Tier::Gated);
        assert_eq!(change("hs_next_step", "Call").tier(), Tier::Careful);
        assert_eq!(change("hs_next_step", " ").tier(), Tier::Gated);
    }

    #[test]
    fn nothing_is_said_to_customers() {
        let change = |record: &str, property: &str| {
            Write::Change(ChangeToMake {
                record: record.parse().unwrap(),
                property: property.to_owned(),
                label: property.to_owned(),
                from: None,
                to: "x".to_owned(),
                seen_at: Timestamp::UNIX_EPOCH,
                provenance: None,
            })
        };
        for property in ["subject", "content", "hs_resolution", "some_custom_text"] {
            assert!(change("ticket:1", property).speaks_to_customers(), "{property}");
            assert!(!change("deal:1", property).speaks_to_customers(), "{property}");
        }
        assert!(!change("ticket:1", "hs_ticket_priority").speaks_to_customers());
    }

    #[test]
    fn each_write_reads_back_as_it_was_stored() {
        let note =
            NoteToFile { body: "<p>a</p>".to_owned(), at: Timestamp::UNIX_EPOCH, owner: None, targets: Vec::new() };
        let task = TaskToFile {
            subject: "Send it".to_owned(),
            body: "<p>a</p>".to_owned(),
            due: Timestamp::UNIX_EPOCH,
            owner: None,
            for_another: false,
            targets: Vec::new(),
            task_type: TaskType::Call,
            priority: Priority::High,
            reminder: None,
        };
        let change = ChangeToMake {
            record: "contact:1".parse().unwrap(),
            property: "jobtitle".to_owned(),
            label: "Job title".to_owned(),
            from: None,
            to: "Head of IT".to_owned(),
            seen_at: Timestamp::UNIX_EPOCH,
            provenance: None,
        };
        let run = Provenance {
            prompt_version: "rules@1".to_owned(),
            input_hash: "h".to_owned(),
            run_at: Timestamp::UNIX_EPOCH,
            confidence: Some(0.5),
            confidence_in: None,
            reference: "00000000000000ff".to_owned(),
        };
        let of_a_draft = ChangeToMake { provenance: Some(run), ..change.clone() };
        let role = RoleToGive {
            ends: ["contact:1".parse().unwrap(), "deal:2".parse().unwrap()],
            label: "Decision maker".to_owned(),
            type_id: 7,
            category: "USER_DEFINED".to_owned(),
            is_linked: true,
        };
        let event = EventToSend {
            contact: "contact:1".parse().unwrap(),
            event_type: EventType::Template("12".to_owned()),
            event_id: "00000000000000ff".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            summary: "Said.".to_owned(),
            source: String::new(),
            confidence: String::new(),
        };
        let changes = [change, of_a_draft].map(Write::Change);
        for write in
            [Write::Note(note), Write::Task(task), Write::Role(role), Write::Event(event)].into_iter().chain(changes)
        {
            let stored = serde_json::to_string(&write).unwrap();
            assert_eq!(serde_json::from_str::<Write>(&stored).unwrap(), write);
        }
    }
}

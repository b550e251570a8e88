//! The sample portal's files as they are written: `portal.toml` and one `story.toml` a company. Its README explains each field.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct PortalFile {
    pub portal_id: u64,
    pub time_zone: String,
    pub currency: String,
    pub ui_domain: String,
    pub me: String,
    #[serde(rename = "owner", default)]
    pub owners: Vec<OwnerEntry>,
    #[serde(rename = "pipeline", default)]
    pub pipelines: Vec<PipelineEntry>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OwnerEntry {
    pub key: String,
    pub firstname: String,
    pub lastname: String,
    pub email: String,
    #[serde(default)]
    pub archived: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PipelineEntry {
    pub object: String,
    pub id: String,
    pub label: String,
    pub stages: Vec<StageEntry>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct StageEntry {
    pub id: String,
    pub label: String,
    pub probability: Option<f64>,
    #[serde(default)]
    pub closed: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Story {
    pub company: CompanyEntry,
    #[serde(rename = "contact", default)]
    pub contacts: Vec<ContactEntry>,
    #[serde(rename = "deal", default)]
    pub deals: Vec<DealEntry>,
    #[serde(rename = "ticket", default)]
    pub tickets: Vec<TicketEntry>,
    #[serde(rename = "note", default)]
    pub notes: Vec<NoteEntry>,
    #[serde(rename = "email", default)]
    pub emails: Vec<EmailEntry>,
    #[serde(rename = "meeting", default)]
    pub meetings: Vec<MeetingEntry>,
    #[serde(rename = "call", default)]
    pub calls: Vec<CallEntry>,
    #[serde(rename = "task", default)]
    pub tasks: Vec<TaskEntry>,
}

/// Property values as authors write them: text, numbers or true and false.
pub(crate) type Values = BTreeMap<String, toml::Value>;

#[derive(Debug, Deserialize)]
pub(crate) struct CompanyEntry {
    pub key: String,
    pub name: String,
    pub domain: Option<String>,
    pub owner: Option<String>,
    pub created: String,
    #[serde(default)]
    pub properties: Values,
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ContactEntry {
    pub key: String,
    pub firstname: Option<String>,
    pub lastname: Option<String>,
    pub email: Option<String>,
    pub owner: Option<String>,
    pub created: String,
    #[serde(default)]
    pub properties: Values,
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DealEntry {
    pub key: String,
    pub dealname: String,
    pub pipeline: String,
    pub dealstage: String,
    pub owner: Option<String>,
    pub created: String,
    #[serde(default)]
    pub contacts: Vec<String>,
    #[serde(default)]
    pub properties: Values,
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TicketEntry {
    pub key: String,
    pub subject: String,
    #[serde(default)]
    pub content: String,
    pub pipeline: String,
    pub stage: String,
    pub priority: Option<String>,
    pub owner: Option<String>,
    pub created: String,
    #[serde(default)]
    pub contacts: Vec<String>,
    #[serde(default)]
    pub deals: Vec<String>,
    #[serde(default)]
    pub properties: Values,
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct HistoryEntry {
    pub property: String,
    pub value: toml::Value,
    pub at: String,
    #[serde(default = "crm_ui")]
    pub source: String,
    /// The key of the owner who made the change; none where no person did.
    pub by: Option<String>,
}

fn crm_ui() -> String {
    "CRM_UI".to_owned()
}

/// Whom an activity belongs to, beside the story's company.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Belonging {
    #[serde(default)]
    pub contacts: Vec<String>,
    #[serde(default)]
    pub deals: Vec<String>,
    #[serde(default)]
    pub tickets: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct NoteEntry {
    pub key: String,
    pub at: String,
    pub owner: Option<String>,
    pub html: String,
    #[serde(flatten)]
    pub of: Belonging,
}

#[derive(Debug, Deserialize)]
pub(crate) struct EmailEntry {
    pub key: String,
    pub at: String,
    pub from: String,
    #[serde(default)]
    pub to: Vec<String>,
    #[serde(default)]
    pub cc: Vec<String>,
    pub subject: String,
    pub text: String,
    pub owner: Option<String>,
    #[serde(flatten)]
    pub of: Belonging,
}

#[derive(Debug, Deserialize)]
pub(crate) struct MeetingEntry {
    pub key: String,
    pub at: String,
    #[serde(default = "half_an_hour")]
    pub minutes: i64,
    pub title: String,
    pub owner: Option<String>,
    #[serde(default = "scheduled")]
    pub outcome: String,
    pub location: Option<String>,
    pub html: Option<String>,
    pub internal: Option<String>,
    #[serde(flatten)]
    pub of: Belonging,
}

fn half_an_hour() -> i64 {
    30
}

fn scheduled() -> String {
    "SCHEDULED".to_owned()
}

#[derive(Debug, Deserialize)]
pub(crate) struct CallEntry {
    pub key: String,
    pub at: String,
    #[serde(default)]
    pub title: String,
    #[serde(default = "outbound")]
    pub direction: String,
    pub owner: Option<String>,
    pub html: Option<String>,
    pub transcript: Option<String>,
    /// A disposition's name such as "no answer"; connected where absent.
    pub outcome: Option<String>,
    pub minutes: Option<i64>,
    #[serde(flatten)]
    pub of: Belonging,
}

fn outbound() -> String {
    "OUTBOUND".to_owned()
}

#[derive(Debug, Deserialize)]
pub(crate) struct TaskEntry {
    pub key: String,
    pub due: String,
    pub created: String,
    pub owner: Option<String>,
    pub subject: String,
    #[serde(default = "not_started")]
    pub status: String,
    pub priority: Option<String>,
    pub html: Option<String>,
    #[serde(flatten)]
    pub of: Belonging,
}

fn not_started() -> String {
    "NOT_STARTED".to_owned()
}

//! Where things are at HubSpot. One constant per API family, so that a new dated version is one line.

use domain::ObjectType;

pub(crate) const ACCOUNT: &str = "/account-info/2026-03/details";
pub(crate) const TOKEN_INFO: &str = "/oauth/v2/private-apps/get/access-token-info";
pub(crate) const OAUTH_TOKEN: &str = "/oauth/2026-03/token";
pub(crate) const OAUTH_INTROSPECT: &str = "/oauth/2026-03/token/introspect";
pub(crate) const OAUTH_REVOKE: &str = "/oauth/2026-03/token/revoke";
/// Where is said what is written into a portal's journal.
pub(crate) const JOURNAL_SUBSCRIPTIONS: &str = "/webhooks-journal/subscriptions/2026-03";
/// The journal of one portal at a time.
const JOURNAL: &str = "/webhooks-journal/journal-local/2026-03";
pub(crate) const OWNERS: &str = "/crm/owners/2026-03";
const OBJECTS: &str = "/crm/objects/2026-03";
const ASSOCIATIONS: &str = "/crm/associations/2026-03";
const PIPELINES: &str = "/crm/pipelines/2026-03";
const PROPERTIES: &str = "/crm/properties/2026-03";
/// The former timeline API, which only apps with templates of their own may still use.
pub(crate) const TIMELINE: &str = "/integrators/timeline/v3/events";
/// The path of App Events, the successor of the timeline API.
const APP_EVENTS: &str = "/integrators/timeline/2026-03/events";
/// Where transcripts are, the release to ask first before the one it followed. The former is described for OAuth apps alone.
pub(crate) const TRANSCRIPTS: [&str; 2] =
    ["/crm/extensions/calling/2026-09/transcripts", "/crm/extensions/calling/2026-03/transcripts"];

/// The page of the journal after a place, or its latest.
pub(crate) fn journal_page(after: Option<&str>) -> String {
    match after {
        Some(offset) => format!("{JOURNAL}/offset/{offset}/next"),
        None => format!("{JOURNAL}/latest"),
    }
}

pub(crate) fn objects(object: ObjectType) -> String {
    format!("{OBJECTS}/{}", object.plural())
}

pub(crate) fn object(object: ObjectType, id: &str) -> String {
    format!("{OBJECTS}/{}/{id}", object.plural())
}

pub(crate) fn search(object: ObjectType) -> String {
    format!("{OBJECTS}/{}/search", object.plural())
}

pub(crate) fn batch_read(object: ObjectType) -> String {
    format!("{OBJECTS}/{}/batch/read", object.plural())
}

pub(crate) fn batch_create(object: ObjectType) -> String {
    format!("{OBJECTS}/{}/batch/create", object.plural())
}

pub(crate) fn batch_update(object: ObjectType) -> String {
    format!("{OBJECTS}/{}/batch/update", object.plural())
}

pub(crate) fn associations(from: ObjectType, to: ObjectType) -> String {
    format!("{ASSOCIATIONS}/{}/{}/batch/read", from.plural(), to.plural())
}

pub(crate) fn associate(from: ObjectType, to: ObjectType) -> String {
    format!("{ASSOCIATIONS}/{}/{}/batch/create", from.plural(), to.plural())
}

pub(crate) fn take_labels(from: ObjectType, to: ObjectType) -> String {
    format!("{ASSOCIATIONS}/{}/{}/batch/labels/archive", from.plural(), to.plural())
}

pub(crate) fn labels(from: ObjectType, to: ObjectType) -> String {
    format!("{ASSOCIATIONS}/{}/{}/labels", from.plural(), to.plural())
}

pub(crate) fn timeline_batch() -> String {
    format!("{TIMELINE}/batch/create")
}

pub(crate) fn timeline_event(template: &str, id: &str) -> String {
    format!("{TIMELINE}/{template}/{id}")
}

pub(crate) fn app_events() -> String {
    format!("{APP_EVENTS}/batch")
}

pub(crate) fn pipelines(object: ObjectType) -> String {
    format!("{PIPELINES}/{}", object.plural())
}

pub(crate) fn properties(object: ObjectType) -> String {
    format!("{PROPERTIES}/{}", object.plural())
}

pub(crate) fn property_groups(object: ObjectType) -> String {
    format!("{PROPERTIES}/{}/groups", object.plural())
}

pub(crate) fn batch_create_properties(object: ObjectType) -> String {
    format!("{PROPERTIES}/{}/batch/create", object.plural())
}

pub(crate) fn transcript(at: &str, id: &str) -> String {
    format!("{at}/{id}")
}

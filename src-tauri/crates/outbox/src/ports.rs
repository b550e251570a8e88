//! What the outbox asks of the outside: HubSpot, and a place to write things down. Each has one real side and one in the checker.

use crate::Entry;
use domain::property;
use domain::{ChangeToMake, EventToSend, EventType, ObjectType, PropertyDefinition, RecordId, RoleToGive, Write};
use hubspot::{Client, Filed, HubSpotError, RolesNow, ValueNow, Written};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};
use store::{Database, EntryMove, StoreError, WriteLogLine};

/// The ids of notes or tasks by the record they hang on.
pub type FiledOn = BTreeMap<RecordId, BTreeSet<String>>;
/// Properties as they are now, by record and name. A record that is gone is not in it.
pub type Values = BTreeMap<(RecordId, String), ValueNow>;

/// HubSpot, as far as the outbox reads and writes it. [`Client`] says what each call costs and returns.
pub trait Crm: Send + Sync {
    /// See [`Client::filed_on`].
    fn filed_on(
        &self,
        object: ObjectType,
        parents: &BTreeSet<RecordId>,
    ) -> impl Future<Output = Result<FiledOn, HubSpotError>> + Send;
    /// See [`Client::bodies`].
    fn bodies(
        &self,
        object: ObjectType,
        ids: &[String],
    ) -> impl Future<Output = Result<Vec<Filed>, HubSpotError>> + Send;
    /// See [`Client::filed`].
    fn filed(
        &self,
        object: ObjectType,
        ids: &[String],
    ) -> impl Future<Output = Result<Vec<Filed>, HubSpotError>> + Send;
    /// See [`Client::values`].
    fn values(&self, asked: &BTreeSet<(RecordId, String)>)
    -> impl Future<Output = Result<Values, HubSpotError>> + Send;
    /// See [`Client::create_all`].
    fn create_all(
        &self,
        object: ObjectType,
        all: &[(&str, &Write)],
    ) -> impl Future<Output = Result<Written, HubSpotError>> + Send;
    /// See [`Client::set_all`].
    fn set_all(
        &self,
        object: ObjectType,
        changes: &[(&str, &ChangeToMake)],
        provenance: &BTreeMap<RecordId, String>,
    ) -> impl Future<Output = Result<Written, HubSpotError>> + Send;
    /// See [`Client::roles`].
    fn roles(&self, asked: &BTreeSet<[RecordId; 2]>) -> impl Future<Output = Result<RolesNow, HubSpotError>> + Send;
    /// See [`Client::give_roles`].
    fn give_roles(
        &self,
        to: ObjectType,
        roles: &[(&str, &RoleToGive)],
    ) -> impl Future<Output = Result<Written, HubSpotError>> + Send;
    /// See [`Client::take_role`].
    fn take_role(&self, role: &RoleToGive) -> impl Future<Output = Result<(), HubSpotError>> + Send;
    /// See [`Client::event_is_there`].
    fn event_is_there(&self, event: &EventToSend) -> impl Future<Output = Result<Option<bool>, HubSpotError>> + Send;
    /// See [`Client::send_events`].
    fn send_events(
        &self,
        event_type: &EventType,
        events: &[(&str, &EventToSend)],
    ) -> impl Future<Output = Result<Written, HubSpotError>> + Send;
    /// See [`Client::archive`].
    fn archive(&self, object: ObjectType, id: &str) -> impl Future<Output = Result<(), HubSpotError>> + Send;
}

impl Crm for Client {
    async fn filed_on(&self, object: ObjectType, parents: &BTreeSet<RecordId>) -> Result<FiledOn, HubSpotError> {
        Client::filed_on(self, object, parents).await
    }

    async fn bodies(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        Client::bodies(self, object, ids).await
    }

    async fn filed(&self, object: ObjectType, ids: &[String]) -> Result<Vec<Filed>, HubSpotError> {
        Client::filed(self, object, ids).await
    }

    async fn values(&self, asked: &BTreeSet<(RecordId, String)>) -> Result<Values, HubSpotError> {
        Client::values(self, asked).await
    }

    async fn create_all(&self, object: ObjectType, all: &[(&str, &Write)]) -> Result<Written, HubSpotError> {
        Client::create_all(self, object, all).await
    }

    async fn set_all(
        &self,
        object: ObjectType,
        changes: &[(&str, &ChangeToMake)],
        provenance: &BTreeMap<RecordId, String>,
    ) -> Result<Written, HubSpotError> {
        Client::set_all(self, object, changes, provenance).await
    }

    async fn roles(&self, asked: &BTreeSet<[RecordId; 2]>) -> Result<RolesNow, HubSpotError> {
        Client::roles(self, asked).await
    }

    async fn give_roles(&self, to: ObjectType, roles: &[(&str, &RoleToGive)]) -> Result<Written, HubSpotError> {
        Client::give_roles(self, to, roles).await
    }

    async fn take_role(&self, role: &RoleToGive) -> Result<(), HubSpotError> {
        Client::take_role(self, role).await
    }

    async fn event_is_there(&self, event: &EventToSend) -> Result<Option<bool>, HubSpotError> {
        Client::event_is_there(self, event).await
    }

    async fn send_events(
        &self,
        event_type: &EventType,
        events: &[(&str, &EventToSend)],
    ) -> Result<Written, HubSpotError> {
        Client::send_events(self, event_type, events).await
    }

    async fn archive(&self, object: ObjectType, id: &str) -> Result<(), HubSpotError> {
        Client::archive(self, object, id).await
    }
}

/// A note or task as the copy on this machine has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalCopy {
    /// HubSpot's id of the note or task.
    pub id: String,
    /// The body as HTML, as HubSpot returned it.
    pub body: String,
    /// When the note or task was created.
    pub created_at: Timestamp,
    /// Where on the timeline it stands, or when it is due.
    pub at: Option<Timestamp>,
}

/// Where the outbox writes things down. What [`Journal::move_entries`] has written is on the disk when it returns.
pub trait Journal: Send + Sync {
    /// Every entry, in the order of approval.
    fn entries(&self) -> Result<Vec<Entry>, StoreError>;
    /// Moves entries on, each only from the revision and hash it was read at; `None` where somebody else was first.
    fn move_entries(&self, moves: &[EntryMove]) -> Result<Vec<Option<Entry>>, StoreError>;
    /// A note or task as the last sync read it; `None` where it is not here.
    fn copy_of(&self, id: &RecordId) -> Result<Option<LocalCopy>, StoreError>;
    /// All notes or tasks as the last sync read them.
    fn copies(&self, object: ObjectType) -> Result<Vec<LocalCopy>, StoreError>;
    /// HubSpot's definitions of the properties of a type, by which values are compared; none where they are not known.
    fn definitions(&self, object: ObjectType) -> Result<Vec<PropertyDefinition>, StoreError>;
    /// Writes down in the local copy that a record lies in HubSpot's recycle bin.
    fn mark_archived(&self, id: &RecordId, at: Timestamp) -> Result<(), StoreError>;
    /// Adds a line to the log of writes.
    fn log(&self, line: &WriteLogLine) -> Result<(), StoreError>;
    /// The log of writes, oldest first.
    fn log_lines(&self) -> Result<Vec<WriteLogLine>, StoreError>;
}

impl Journal for Database {
    fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        Database::entries(self)
    }

    fn move_entries(&self, moves: &[EntryMove]) -> Result<Vec<Option<Entry>>, StoreError> {
        Database::move_entries(self, moves)
    }

    fn copy_of(&self, id: &RecordId) -> Result<Option<LocalCopy>, StoreError> {
        Ok(self.record(id)?.map(|record| local_copy(&record)))
    }

    fn copies(&self, object: ObjectType) -> Result<Vec<LocalCopy>, StoreError> {
        Ok(self.records(object)?.iter().map(local_copy).collect())
    }

    fn definitions(&self, object: ObjectType) -> Result<Vec<PropertyDefinition>, StoreError> {
        Database::definitions(self, object)
    }

    fn mark_archived(&self, id: &RecordId, at: Timestamp) -> Result<(), StoreError> {
        Database::mark_archived(self, id, at)
    }

    fn log(&self, line: &WriteLogLine) -> Result<(), StoreError> {
        self.log_write(line)
    }

    fn log_lines(&self) -> Result<Vec<WriteLogLine>, StoreError> {
        self.write_log()
    }
}

fn local_copy(record: &domain::Record) -> LocalCopy {
    let body = if record.id.object == ObjectType::Task { property::TASK_BODY } else { property::NOTE_BODY };
    LocalCopy {
        id: record.id.id.clone(),
        body: record.get(body).unwrap_or_default().to_owned(),
        created_at: record.created_at,
        at: record.get(property::TIMESTAMP).and_then(hubspot::parse_instant),
    }
}

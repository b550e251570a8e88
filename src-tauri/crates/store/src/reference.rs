//! What is looked up rather than read: the portal itself, owners, pipelines, property definitions.

use crate::{Database, StoreError, doing};
use domain::{ObjectType, Owner, Pipeline, PropertyDefinition};
use jiff::tz::TimeZone;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The HubSpot account and whose book of it is kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portal {
    /// HubSpot's number for the account.
    pub portal_id: String,
    /// The address its token belongs to; it is never sent anywhere else.
    pub base_url: String,
    /// The account's time zone, an IANA name; daily limits reset at its midnight.
    pub time_zone: String,
    /// The ISO 4217 code of amounts that name no currency.
    pub currency: String,
    /// The host of HubSpot's web pages for this account.
    pub ui_domain: String,
    /// The rep's owner id; `None` where it is not known.
    pub owner_id: Option<String>,
    /// The rep's e-mail address; `None` where it is not known.
    pub user_email: Option<String>,
}

impl Portal {
    /// The portal's time zone, in which HubSpot counts its days; UTC where this machine does not know it.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

impl Database {
    /// The portal of this database; `None` before one was connected.
    pub fn portal(&self) -> Result<Option<Portal>, StoreError> {
        self.metadata("portal", "")
    }

    /// Writes down which portal this database is of.
    pub fn set_portal(&self, portal: &Portal) -> Result<(), StoreError> {
        self.set_metadata("portal", "", portal)
    }

    /// Replaces all owners by these.
    pub fn set_owners(&self, owners: &[Owner]) -> Result<(), StoreError> {
        self.transaction("storing owners", |tx| {
            tx.execute("DELETE FROM owner", []).map_err(doing("storing owners"))?;
            for owner in owners {
                tx.execute(
                    "INSERT OR REPLACE INTO owner (id, email, name, archived) VALUES (?1, ?2, ?3, ?4)",
                    params![owner.id, owner.email, owner.name, owner.archived],
                )
                .map_err(doing("storing owners"))?;
            }
            Ok(())
        })
    }

    /// All owners, also those who have left.
    pub fn owners(&self) -> Result<Vec<Owner>, StoreError> {
        let connection = self.lock();
        connection
            .prepare_cached("SELECT id, email, name, archived FROM owner ORDER BY id")
            .and_then(|mut statement| {
                statement
                    .query_map([], |row| {
                        Ok(Owner { id: row.get(0)?, email: row.get(1)?, name: row.get(2)?, archived: row.get(3)? })
                    })?
                    .collect()
            })
            .map_err(doing("reading owners"))
    }

    /// Replaces the pipelines of a type of record by these.
    pub fn set_pipelines(&self, object: ObjectType, pipelines: &[Pipeline]) -> Result<(), StoreError> {
        self.set_metadata("pipelines", object.singular(), pipelines)
    }

    /// A type's pipelines; none before the first sync.
    pub fn pipelines(&self, object: ObjectType) -> Result<Vec<Pipeline>, StoreError> {
        Ok(self.metadata("pipelines", object.singular())?.unwrap_or_default())
    }

    /// Replaces the property definitions of a type of record by these.
    pub fn set_definitions(&self, object: ObjectType, definitions: &[PropertyDefinition]) -> Result<(), StoreError> {
        self.set_metadata("properties", object.singular(), definitions)
    }

    /// A type's property definitions; none before the first sync.
    pub fn definitions(&self, object: ObjectType) -> Result<Vec<PropertyDefinition>, StoreError> {
        Ok(self.metadata("properties", object.singular())?.unwrap_or_default())
    }

    /// The property definitions of a type that somebody last took note of; none before the first look.
    pub fn noted_definitions(&self, object: ObjectType) -> Result<Option<Vec<PropertyDefinition>>, StoreError> {
        self.metadata("properties_noted", object.singular())
    }

    /// Notes these as the property definitions that later ones are held against.
    pub fn note_definitions(&self, object: ObjectType, definitions: &[PropertyDefinition]) -> Result<(), StoreError> {
        self.set_metadata("properties_noted", object.singular(), definitions)
    }

    /// How many records of a type HubSpot had in scope at the last full count.
    pub fn remote_count(&self, object: ObjectType) -> Result<Option<usize>, StoreError> {
        self.metadata("remote_count", object.singular())
    }

    /// Writes down how many records of a type HubSpot has in scope.
    pub fn set_remote_count(&self, object: ObjectType, count: usize) -> Result<(), StoreError> {
        self.set_metadata("remote_count", object.singular(), &count)
    }

    fn metadata<T: DeserializeOwned>(&self, kind: &str, object: &str) -> Result<Option<T>, StoreError> {
        self.lock()
            .query_row("SELECT body FROM metadata WHERE kind = ?1 AND object = ?2", [kind, object], |row| {
                row.get::<_, String>(0)
            })
            .optional()
            .map_err(doing("reading metadata"))?
            .map(|body| serde_json::from_str(&body).map_err(|_| StoreError::Unreadable { what: "metadata" }))
            .transpose()
    }

    fn set_metadata<T: Serialize + ?Sized>(&self, kind: &str, object: &str, value: &T) -> Result<(), StoreError> {
        let body = serde_json::to_string(value).map_err(|_| StoreError::Unreadable { what: "metadata" })?;
        self.lock()
            .execute("INSERT OR REPLACE INTO metadata (kind, object, body) VALUES (?1, ?2, ?3)", [kind, object, &body])
            .map_err(doing("writing metadata"))?;
        Ok(())
    }
}

//! People whose words are never sent to a language model.

use crate::{Database, StoreError, doing};
use domain::{ObjectType, RecordId};
use jiff::Timestamp;
use rusqlite::params;
use std::collections::BTreeSet;

impl Database {
    /// The contacts whose words are never sent to a language model; those of merged records by the id that they have now.
    pub fn kept_from_models(&self) -> Result<BTreeSet<RecordId>, StoreError> {
        self.lock()
            .prepare_cached(
                "SELECT coalesce((SELECT a.id FROM alias a WHERE a.object = 'contact' AND a.alias = k.contact_id), k.contact_id)
                 FROM kept_from_models k",
            )
            .and_then(|mut select| {
                select.query_map([], |row| Ok(RecordId::new(ObjectType::Contact, row.get::<_, String>(0)?)))?.collect()
            })
            .map_err(doing("reading whose words are kept from models"))
    }

    /// Keeps a contact's words from language models, or lets them go there again.
    pub fn keep_from_models(&self, contact: &RecordId, is_kept: bool, now: Timestamp) -> Result<(), StoreError> {
        let sql = if is_kept {
            "INSERT INTO kept_from_models (contact_id, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM kept_from_models WHERE ?2 IS NOT NULL AND contact_id IN
                 (SELECT ?1 UNION ALL SELECT alias FROM alias WHERE object = 'contact' AND id = ?1)"
        };
        self.lock()
            .execute(sql, params![contact.id, now.as_millisecond()])
            .map_err(doing("noting whose words are kept from models"))?;
        Ok(())
    }
}

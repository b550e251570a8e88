//! Gathering an account's dossier: records, people, deals, tickets and the whole timeline, as known at one moment.

use crate::RetrievalError;
use domain::{DealFile, Document, Dossier, Entry, ObjectType, Readings, Record, RecordId, SavedPage, TranscriptState};
use jiff::Timestamp;
use std::collections::BTreeMap;
use store::{Database, ShelfFile, StoreError};

/// What is left of a record from before its oldest version here: who or what it is, and what HubSpot's history tells.
const LASTING: [&str; 9] =
    ["firstname", "lastname", "email", "hs_additional_emails", "name", "domain", "dealname", "subject", "pipeline"];

/// Reads everything known about `account` at `as_of`, accounts like it aside; `now` tells whether that is the present. Fails with
/// [`StoreError::Unreadable`] when the account is not here.
pub fn gather(
    database: &Database,
    account: &RecordId,
    contact: Option<&RecordId>,
    why: String,
    as_of: Timestamp,
    now: Timestamp,
) -> Result<Dossier, RetrievalError> {
    Gatherer { database, as_of, past: as_of < now }.dossier(account, contact, why).map_err(RetrievalError::Store)
}

struct Gatherer<'a> {
    database: &'a Database,
    as_of: Timestamp,
    past: bool,
}

impl Gatherer<'_> {
    fn dossier(&self, account: &RecordId, contact: Option<&RecordId>, why: String) -> Result<Dossier, StoreError> {
        let database = self.database;
        let portal = database.portal()?;
        let mut pipelines = database.pipelines(ObjectType::Deal)?;
        pipelines.extend(database.pipelines(ObjectType::Ticket)?);
        let (entries, readings) = self.entries(account)?;
        let mut dossier = Dossier {
            account: self.record(account)?.ok_or(StoreError::Unreadable { what: "account" })?,
            contact: contact.cloned(),
            why,
            as_of: self.as_of,
            fresh_as_of: database.fresh_as_of()?,
            time_zone: portal.as_ref().map(|portal| portal.time_zone.clone()).unwrap_or_default(),
            currency: portal.map(|portal| portal.currency).unwrap_or_default(),
            owners: database.owners()?,
            contacts: self.members(account, ObjectType::Contact)?,
            deals: self
                .members(account, ObjectType::Deal)?
                .into_iter()
                .map(|record| self.deal(record))
                .collect::<Result<_, _>>()?,
            tickets: self.members(account, ObjectType::Ticket)?,
            pipelines,
            entries,
            readings,
            pages: self.pages(account)?,
            gaps: database.gaps()?.into_iter().map(|gap| gap.to_string()).collect(),
            alike: Vec::new(),
        };
        dossier.name_speakers();
        Ok(dossier)
    }

    /// The pages that were saved for the account up to the moment.
    fn pages(&self, account: &RecordId) -> Result<Vec<SavedPage>, StoreError> {
        let saved = self.database.saved_pages(Some(account))?.into_iter().filter(|page| page.modified_at <= self.as_of);
        let named = |page: ShelfFile| Some(SavedPage { id: page.id?, title: page.title, saved_at: page.modified_at });
        Ok(saved.filter_map(named).collect())
    }

    fn members(&self, account: &RecordId, object: ObjectType) -> Result<Vec<Record>, StoreError> {
        let mut records = Vec::new();
        for id in self.database.members(account, object)? {
            records.extend(self.record(&id)?);
        }
        Ok(records)
    }

    fn deal(&self, record: Record) -> Result<DealFile, StoreError> {
        let mut history = Vec::new();
        for property in ["dealstage", "amount", "closedate"] {
            history.extend(self.database.history(&record.id, property)?);
        }
        history.retain(|change| change.at <= self.as_of);
        Ok(DealFile { record, history })
    }

    fn entries(&self, account: &RecordId) -> Result<(Vec<Entry>, Readings), StoreError> {
        let states: BTreeMap<String, TranscriptState> = self.database.transcript_states()?;
        let mut texts: BTreeMap<RecordId, Vec<Document>> = BTreeMap::new();
        let documents = self.database.documents(account, self.as_of)?;
        let rows: Vec<i64> = documents.iter().map(|stored| stored.id).collect();
        let mut found = self.database.readings(&rows)?;
        let mut readings = Readings::new();
        for stored in documents {
            let place = (stored.document.record.clone(), stored.document.part.clone());
            readings.extend(found.remove(&stored.id).map(|reading| (place, reading)));
            texts.entry(stored.document.record.clone()).or_default().push(stored.document);
        }
        let mut entries = Vec::new();
        for activity in self.database.timeline(account, self.as_of)? {
            let Some(record) = self.record(&activity.id)? else { continue };
            let participants = self.database.associated(&activity.id, ObjectType::Contact)?;
            let transcript =
                (activity.id.object == ObjectType::Call).then(|| states.get(&activity.id.id).copied()).flatten();
            entries.push(Entry {
                participants: participants.into_iter().map(|(id, _)| id).collect(),
                documents: texts.remove(&activity.id).unwrap_or_default(),
                transcript,
                record,
                activity,
            });
        }
        Ok((entries, readings))
    }

    /// A record as HubSpot had it at the moment; `None` if it was not there yet or is not here at all.
    fn record(&self, id: &RecordId) -> Result<Option<Record>, StoreError> {
        if !self.past {
            return self.database.record(id);
        }
        let versions = self.database.versions(id)?;
        let Some((oldest, _)) = versions.first() else { return Ok(None) };
        if self.as_of < oldest.created_at {
            return Ok(None);
        }
        let known = versions.iter().rev().map(|(record, _)| record).find(|record| record.modified_at <= self.as_of);
        if let Some(record) = known {
            return Ok(Some(record.clone()));
        }
        // Changed since, and nobody kept what it was before: only what does not change, and what the history says, is certain.
        let mut record = oldest.clone();
        record.properties.retain(|name, _| LASTING.contains(&name.as_str()));
        record.modified_at = record.created_at;
        for property in ["dealstage", "amount", "closedate", "hubspot_owner_id"] {
            let change = self.database.history(id, property)?.into_iter().rev().find(|change| change.at <= self.as_of);
            if let Some(change) = change.filter(|change| !change.value.is_empty()) {
                record.properties.insert(property.to_owned(), change.value);
            }
        }
        Ok(Some(record))
    }
}

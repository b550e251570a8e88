//! Gathering an account's dossier: records, people, deals, tickets and the whole timeline, as known at one moment.

use crate::RetrievalError;
use domain::property;
use domain::{
    DealFile, Document, Dossier, Entry, ObjectType, ReadLines, Readings, Record, RecordId, SavedPage, TranscriptState,
};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use store::{Database, ShelfFile, StoreError};

/// What is left of a record from before its oldest version here: who or what it is, and what HubSpot's history tells.
const LASTING: [&str; 9] = [
    property::FIRST_NAME,
    property::LAST_NAME,
    "email",
    property::ADDITIONAL_EMAILS,
    "name",
    "domain",
    property::DEAL_NAME,
    "subject",
    property::PIPELINE,
];

/// Whose dossier is gathered.
#[derive(Debug, Clone, PartialEq)]
pub struct Whose {
    /// The account: a company, or a contact without one.
    pub account: RecordId,
    /// The person who is meant; none where the account as a whole is.
    pub contact: Option<RecordId>,
    /// The deal that was named; none where [`Dossier::choose_deal`] is to say which is meant.
    pub deal: Option<RecordId>,
    /// Why this account was chosen, in words.
    pub why: String,
    /// The rep's time zone.
    pub zone: TimeZone,
}

impl Whose {
    /// An account as a whole, seen by a rep in `zone`.
    pub fn account(account: &RecordId, zone: TimeZone) -> Self {
        Self { account: account.clone(), contact: None, deal: None, why: String::new(), zone }
    }
}

/// Reads everything known about an account at `as_of`, accounts like it aside; `now` tells whether that is the present. Fails with
/// [`StoreError::Unreadable`] when the account is not here.
pub fn gather(
    database: &Database,
    subject: &Whose,
    as_of: Timestamp,
    now: Timestamp,
) -> Result<Dossier, RetrievalError> {
    Gatherer { database, as_of, past: as_of < now }.dossier(subject).map_err(RetrievalError::Store)
}

struct Gatherer<'a> {
    database: &'a Database,
    as_of: Timestamp,
    past: bool,
}

impl Gatherer<'_> {
    fn dossier(&self, subject: &Whose) -> Result<Dossier, StoreError> {
        let (database, account) = (self.database, &subject.account);
        let portal = database.portal()?;
        let mut pipelines = database.pipelines(ObjectType::Deal)?;
        pipelines.extend(database.pipelines(ObjectType::Ticket)?);
        let (entries, readings, lines) = self.entries(account)?;
        let mut dossier = Dossier {
            account: self.record(account)?.ok_or(StoreError::Unreadable { what: "account" })?,
            contact: subject.contact.clone(),
            deal: None,
            why: subject.why.clone(),
            as_of: self.as_of,
            fresh_as_of: database.fresh_as_of()?,
            zone: subject.zone.clone(),
            portal_zone: portal.as_ref().map_or(TimeZone::UTC, store::Portal::zone),
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
            lines,
            pages: self.pages(account)?,
            gaps: database.gaps()?.into_iter().map(|gap| gap.to_string()).collect(),
            marks: database.promise_marks(self.as_of)?,
            alike: Vec::new(),
        };
        dossier.name_speakers();
        let mut linked = Vec::new();
        for entry in [dossier.next_meeting(), dossier.last_talk()].into_iter().flatten() {
            linked.extend(database.associated(&entry.activity.id, ObjectType::Deal)?.into_iter().map(|(id, _)| id));
        }
        dossier.choose_deal(subject.deal.as_ref(), &linked);
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
        for property in [property::DEAL_STAGE, property::AMOUNT, property::CLOSE_DATE] {
            history.extend(self.database.history(&record.id, property)?);
        }
        history.retain(|change| change.at <= self.as_of);
        Ok(DealFile { record, history })
    }

    fn entries(&self, account: &RecordId) -> Result<(Vec<Entry>, Readings, ReadLines), StoreError> {
        let states: BTreeMap<String, TranscriptState> = self.database.transcript_states()?;
        let mut texts: BTreeMap<RecordId, Vec<Document>> = BTreeMap::new();
        let documents = self.database.documents(account, self.as_of)?;
        let rows: Vec<i64> = documents.iter().map(|stored| stored.id).collect();
        let mut found = self.database.readings(&rows)?;
        let mut read = self.database.read_lines(&rows)?;
        let (mut readings, mut lines) = (Readings::new(), ReadLines::new());
        for stored in documents {
            let place = (stored.document.record.clone(), stored.document.part.clone());
            lines.extend(read.remove(&stored.id).map(|lines| (place.clone(), lines)));
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
        Ok((entries, readings, lines))
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
        for property in [property::DEAL_STAGE, property::AMOUNT, property::CLOSE_DATE, property::OWNER] {
            let change = self.database.history(id, property)?.into_iter().rev().find(|change| change.at <= self.as_of);
            if let Some(change) = change.filter(|change| !change.value.is_empty()) {
                record.properties.insert(property.to_owned(), change.value);
            }
        }
        Ok(Some(record))
    }
}

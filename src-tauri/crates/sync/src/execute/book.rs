//! The rep's own book: what they own, what is one step away from it, and what was said with all of those. What leaves the book is archived.

use super::{Executor, SUSPICIOUS};
use crate::{SyncError, plan::Scope};
use domain::{Association, ObjectType, RecordId, property};
use hubspot::Listing;
use std::collections::BTreeSet;

/// So many records are read at once.
const BATCH: usize = 100;

/// Records of one type with what they are associated with, as they are read.
type Associations = [(RecordId, ObjectType, Vec<Association>)];

impl Executor<'_> {
    /// The owner whose book is kept; none where the whole portal is.
    fn owner(&self) -> Option<&str> {
        match &self.run.scope {
            Scope::Book { owner } => Some(owner),
            Scope::Portal => None,
        }
    }

    /// The owner's records of a type that the run has seen: where a book begins.
    fn seeds(&self, object: ObjectType) -> Result<BTreeSet<String>, SyncError> {
        let Some(owner) = self.owner() else { return Ok(BTreeSet::new()) };
        let owned = self.database.owned_by(owner, object).map_err(SyncError::Store)?;
        Ok(owned.into_iter().filter(|(_, seen)| self.first() <= *seen).map(|(id, _)| id).collect())
    }

    /// Reads what comes with records that have just become the owner's: the other side of each, and what was said with all of them. Before the
    /// records themselves are kept, so that a run that is cut off here finds them new once more.
    pub(super) async fn bring_along(&mut self, object: ObjectType, new: &[String]) -> Result<(), SyncError> {
        let mut arrived: Vec<(ObjectType, Vec<String>)> = vec![(object, new.to_vec())];
        for to in ObjectType::CORE.into_iter().filter(|to| *to != object) {
            let missing = self.not_here(object, new, to).await?;
            self.read_by_id(to, &missing).await?;
            arrived.push((to, missing));
        }
        for activity in ObjectType::ACTIVITIES {
            let mut missing = BTreeSet::new();
            for (from, ids) in &arrived {
                missing.extend(self.not_here(*from, ids, activity).await?);
            }
            let missing: Vec<String> = missing.into_iter().collect();
            self.read_by_id(activity, &missing).await?;
        }
        Ok(())
    }

    /// What some records are associated with and is not here.
    async fn not_here(&mut self, from: ObjectType, ids: &[String], to: ObjectType) -> Result<Vec<String>, SyncError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let associations = self.client.associations(from, to, ids).await;
        let found = self.unless_refused(to.singular(), associations)?.unwrap_or_default();
        let found: BTreeSet<RecordId> = found.into_values().flatten().map(|association| association.to).collect();
        let mut missing = Vec::new();
        for id in found {
            let here = self.database.record(&id).map_err(SyncError::Store)?;
            if here.is_none_or(|record| record.archived) {
                missing.push(id.id);
            }
        }
        Ok(missing)
    }

    /// Reads some records by id, with what they are associated with, and keeps them.
    pub(super) async fn read_by_id(&mut self, object: ObjectType, ids: &[String]) -> Result<(), SyncError> {
        for some in ids.chunks(BATCH) {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let read = self.client.batch_read(object, some).await;
            let Some(read) = self.unless_refused(object.singular(), read)? else { return Ok(()) };
            let mut associations = Vec::new();
            for target in super::targets(object) {
                associations.extend(self.associations_of(object, *target, some).await?);
            }
            self.store(object, read.listing, associations)?;
        }
        Ok(())
    }

    /// Looks by id for the owner's records that no search has shown. Who is still theirs is seen by that.
    pub(super) async fn own(&mut self, object: ObjectType, owner: &str) -> Result<(), SyncError> {
        let owned = self.database.owned_by(owner, object).map_err(SyncError::Store)?;
        let unseen: Vec<String> =
            owned.into_iter().filter(|(_, seen)| *seen < self.first()).map(|(id, _)| id).collect();
        self.keep_owned(object, owner, &unseen).await?;
        self.advance();
        self.record_progress()
    }

    /// Reads some records by id and keeps those that are the owner's. Returns the others that HubSpot has: they are somebody else's now.
    async fn keep_owned(
        &mut self,
        object: ObjectType,
        owner: &str,
        ids: &[String],
    ) -> Result<BTreeSet<String>, SyncError> {
        let mut others = BTreeSet::new();
        for some in ids.chunks(BATCH) {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let read = self.client.batch_read(object, some).await.map_err(SyncError::HubSpot)?.listing;
            let mut own = Listing { unreadable: read.unreadable, ..Listing::default() };
            for fetched in read.records {
                let is_own = !object.is_activity() && fetched.record.get(property::OWNER) == Some(owner);
                if is_own && !fetched.record.archived {
                    own.records.push(fetched);
                } else if !fetched.record.archived {
                    // A merged record answers to its former ids, under its own.
                    others.extend(fetched.aliases);
                    others.insert(fetched.record.id.id);
                }
            }
            let ids: Vec<String> = own.records.iter().map(|fetched| fetched.record.id.id.clone()).collect();
            let mut associations = Vec::new();
            if !ids.is_empty() {
                for target in super::targets(object) {
                    associations.extend(self.associations_of(object, *target, &ids).await?);
                }
            }
            self.store(object, own, associations)?;
        }
        Ok(others)
    }

    /// Reads what is one step away from the owner's records; of activities, what hangs on any record that the run has seen.
    pub(super) async fn related(&mut self, object: ObjectType) -> Result<(), SyncError> {
        let mut wanted = BTreeSet::new();
        for from in ObjectType::CORE.into_iter().filter(|from| *from != object) {
            let here: BTreeSet<String> = match object.is_activity() {
                true => self.database.seen(from, self.first()).map_err(SyncError::Store)?.into_iter().collect(),
                false => self.seeds(from)?,
            };
            let ids: Vec<String> = here.iter().cloned().collect();
            let associations = self.client.associations(from, object, &ids).await;
            let Some(associations) = self.unless_refused(from.singular(), associations)? else { continue };
            let found: Vec<RecordId> = associations.into_values().flatten().map(|association| association.to).collect();
            let known = self.database.count_associated(from, &here, object).map_err(SyncError::Store)?;
            if found.is_empty() && SUSPICIOUS < known {
                tracing::warn!(%from, %object, known, "HubSpot's answer has no association at all; nothing is taken to have left for it");
                self.run.is_unsure = true;
            }
            wanted.extend(found);
        }
        let after = self.run.cursor.clone().map(|id| RecordId::new(object, id));
        let ids: Vec<String> = wanted.into_iter().filter(|id| after.as_ref() < Some(id)).map(|id| id.id).collect();
        for some in ids.chunks(BATCH) {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let read = self.client.batch_read(object, some).await.map_err(SyncError::HubSpot)?;
            let mut associations = Vec::new();
            for target in super::targets(object) {
                associations.extend(self.associations_of(object, *target, some).await?);
            }
            self.store(object, read.listing, associations)?;
            self.run.cursor = some.last().cloned();
            self.record_progress()?;
        }
        self.advance();
        self.record_progress()
    }

    /// Archives what the run has not seen. HubSpot is asked for each by id first: what it has and is the owner's stays, what it has is somebody
    /// else's and has left the book, and what it does not show is gone, unless that is too much to be true.
    pub(super) async fn sweep(&mut self, object: ObjectType) -> Result<(), SyncError> {
        // What hangs on a type that could not be read was not seen either, and nothing can be concluded from that.
        let owner = self.owner().map(str::to_owned).filter(|_| self.refused().is_empty());
        let Some(owner) = owner else {
            self.advance();
            return self.record_progress();
        };
        let here = self.database.count(object).map_err(SyncError::Store)?;
        let unseen = self.database.unseen(object, self.first()).map_err(SyncError::Store)?;
        let others = self.keep_owned(object, &owner, &unseen).await?;
        let unseen = self.database.unseen(object, self.first()).map_err(SyncError::Store)?;
        let (left, missing): (Vec<String>, Vec<String>) = match self.run.is_unsure {
            false => unseen.into_iter().partition(|id| others.contains(id)),
            true => (Vec::new(), unseen),
        };
        if self.are_gone(object, &missing, here).await? {
            self.archive(object, missing)?;
        }
        self.archive(object, left)?;
        let count = self.database.count(object).map_err(SyncError::Store)?;
        let skipped = self.database.skipped(object).map_err(SyncError::Store)?.len();
        self.database.set_remote_count(object, count + skipped).map_err(SyncError::Store)?;
        self.advance();
        self.record_progress()
    }

    /// Whether a record that is not here belongs here by what it is associated with: anything in a whole portal, in a book what is one step away
    /// from the owner's records, and of activities what hangs on a record that is here.
    pub(super) fn comes_to_the_book(&self, id: &RecordId, associations: &Associations) -> Result<bool, SyncError> {
        let Some(owner) = self.owner() else { return Ok(true) };
        let ends = associations.iter().filter(|(from, ..)| from == id).flat_map(|(.., all)| all);
        for end in ends.map(|association| &association.to) {
            let record = self.database.record(end).map_err(SyncError::Store)?;
            let counts = record.filter(|record| !record.archived);
            if counts.is_some_and(|record| id.object.is_activity() || record.get(property::OWNER) == Some(owner)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

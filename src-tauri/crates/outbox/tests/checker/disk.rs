//! A disk: what was written down survives every crash. Its rules are those of the store's SQL.

use crate::world::{World, lock, proposal};
use domain::{EntryStatus, ObjectType, PropertyDefinition, ProposalId, RecordId};
use jiff::Timestamp;
use outbox::{Entry, Journal, LocalCopy};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{EntryMove, StoreError, WriteLogLine};

pub struct Disk {
    world: Arc<Mutex<World>>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    entries: BTreeMap<ProposalId, Entry>,
    log: Vec<WriteLogLine>,
    copies: Vec<(ObjectType, LocalCopy)>,
    /// Approvals so far; also the moment of the next one, so that order is order.
    approvals: i64,
}

impl Disk {
    pub fn new(world: Arc<Mutex<World>>) -> Self {
        Self { world, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn entries_now(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.kept().entries.values().cloned().collect();
        entries.sort_by_key(|entry| (entry.approved_at, entry.proposal.clone()));
        entries
    }

    pub fn log_now(&self) -> Vec<WriteLogLine> {
        self.kept().log.clone()
    }

    /// As `Database::approve_proposal`: a new entry, or one that was refused anew.
    pub fn approve(&self, number: usize) {
        let mut kept = self.kept();
        kept.approvals += 1;
        let approved_at = Timestamp::from_second(100 + kept.approvals).unwrap();
        let fresh = Entry { approved_at, ..proposal(number) };
        let known = kept.entries.get(&fresh.proposal).cloned();
        match known {
            None => {
                // One that was withdrawn and approved again is not the one that somebody may still have at hand.
                let revision = u32::try_from(kept.approvals).unwrap() * 1_000;
                kept.entries.insert(fresh.proposal.clone(), Entry { revision, ..fresh });
            }
            Some(known) if known.status == EntryStatus::Refused => {
                let (in_doubt, revision) = (known.in_doubt, known.revision + 1);
                let entry = Entry { in_doubt, revision, remote_id: known.remote_id, ..fresh };
                kept.entries.insert(entry.proposal.clone(), entry);
            }
            Some(_) => {}
        }
    }

    /// As `Database::withdraw`: only what HubSpot certainly does not have.
    pub fn withdraw(&self, number: usize) {
        let mut kept = self.kept();
        let id = proposal(number).proposal;
        let may = kept.entries.get(&id).is_some_and(|entry| {
            !entry.in_doubt
                && matches!(entry.status, EntryStatus::Approved | EntryStatus::Waiting | EntryStatus::Refused)
        });
        if may {
            kept.entries.remove(&id);
        }
    }

    /// The rep approves again what was given up or what fell with a batch; what somebody changed stays with them.
    pub fn approve_given_up(&self) {
        let numbers: Vec<usize> = (0..crate::world::PROPOSALS)
            .filter(|number| {
                let id = proposal(*number).proposal;
                let kept = self.kept();
                let entry = kept.entries.get(&id);
                entry.is_some_and(|entry| entry.status == EntryStatus::Refused && entry.write.body().is_some())
            })
            .collect();
        numbers.into_iter().for_each(|number| self.approve(number));
    }

    /// What a sync brings: every note and task that is there.
    pub fn read_copies(&self) {
        let copies = lock(&self.world).copies();
        self.kept().copies = copies;
    }
}

impl Journal for Disk {
    fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        Ok(self.entries_now())
    }

    fn move_entries(&self, moves: &[EntryMove]) -> Result<Vec<Option<Entry>>, StoreError> {
        let mut kept = self.kept();
        let mut moved = Vec::new();
        for one in moves {
            let known = kept.entries.get_mut(&one.entry.proposal);
            let known = known.filter(|known| known.revision == one.entry.revision && known.hash == one.entry.hash);
            let Some(known) = known else {
                moved.push(None);
                continue;
            };
            *known = Entry { revision: one.entry.revision + 1, ..one.entry.clone() };
            moved.push(Some(known.clone()));
            kept.log.extend(one.lines.clone());
        }
        Ok(moved)
    }

    fn copy_of(&self, id: &RecordId) -> Result<Option<LocalCopy>, StoreError> {
        let is_it = |(object, copy): &&(ObjectType, LocalCopy)| *object == id.object && copy.id == id.id;
        Ok(self.kept().copies.iter().find(is_it).map(|(_, copy)| copy.clone()))
    }

    fn copies(&self, object: ObjectType) -> Result<Vec<LocalCopy>, StoreError> {
        let copies = self.kept().copies.clone();
        Ok(copies.into_iter().filter(|(other, _)| *other == object).map(|(_, copy)| copy).collect())
    }

    fn definitions(&self, _: ObjectType) -> Result<Vec<PropertyDefinition>, StoreError> {
        Ok(Vec::new())
    }

    fn mark_archived(&self, id: &RecordId, _: Timestamp) -> Result<(), StoreError> {
        self.kept().copies.retain(|(object, copy)| *object != id.object || copy.id != id.id);
        Ok(())
    }

    fn log(&self, line: &WriteLogLine) -> Result<(), StoreError> {
        self.kept().log.push(line.clone());
        Ok(())
    }

    fn log_lines(&self) -> Result<Vec<WriteLogLine>, StoreError> {
        Ok(self.log_now())
    }
}

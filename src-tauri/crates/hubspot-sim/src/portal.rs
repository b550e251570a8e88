//! What the account holds: records of every type, the ids they go by, and the changes HubSpot allows to them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    account::Account,
    links::Links,
    objects::ObjectType,
    record::{Record, Source, Version},
    schema::Schema,
    transcripts::Transcript,
};

/// The whole state of one account.
#[derive(Debug)]
pub(crate) struct Portal {
    pub account: Account,
    pub schema: Schema,
    pub links: Links,
    pub transcripts: BTreeMap<u64, Transcript>,
    /// Timeline events by their type and id.
    pub events: BTreeMap<(String, String), TimelineEvent>,
    /// Authored keys such as `harbourline/petra`.
    pub keys: BTreeMap<String, (ObjectType, u64)>,
    /// Where association changes move the modified date of both records; HubSpot is said not to.
    pub association_moves_modified: bool,
    /// Where a merge keeps the survivor's id; HubSpot makes a new one.
    pub merge_keeps_id: bool,
    records: BTreeMap<ObjectType, BTreeMap<u64, Record>>,
    /// Ids of merged records and where they lead now.
    aliases: HashMap<(ObjectType, u64), u64>,
    ids: Ids,
    /// One copy of each property name, since every record repeats them.
    names: HashMap<String, Arc<str>>,
}

/// An event on a contact's timeline.
#[derive(Debug, Clone)]
pub(crate) struct TimelineEvent {
    pub contact: u64,
    pub at_ms: i64,
    pub fields: serde_json::Value,
}

/// A change of one value, told to whoever watches.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub object: ObjectType,
    pub property: String,
}

impl Portal {
    pub(crate) fn new(account: Account, schema: Schema, seed: u64) -> Self {
        Self {
            account,
            schema,
            links: Links::default(),
            transcripts: BTreeMap::new(),
            events: BTreeMap::new(),
            keys: BTreeMap::new(),
            association_moves_modified: false,
            merge_keeps_id: false,
            records: BTreeMap::new(),
            aliases: HashMap::new(),
            ids: Ids::new(seed),
            names: HashMap::new(),
        }
    }

    pub(crate) fn records(&self, object: ObjectType) -> impl DoubleEndedIterator<Item = &Record> {
        self.records.get(&object).into_iter().flat_map(BTreeMap::values)
    }

    /// Records whose id is greater than `id`, ascending.
    pub(crate) fn records_after(&self, object: ObjectType, id: u64) -> impl Iterator<Item = &Record> {
        self.records
            .get(&object)
            .into_iter()
            .flat_map(move |records| records.range(id.saturating_add(1)..))
            .map(|(_, record)| record)
    }

    /// A record by its own id, archived or not.
    pub(crate) fn get(&self, object: ObjectType, id: u64) -> Option<&Record> {
        self.records.get(&object)?.get(&id)
    }

    /// The id under which a record is found today: its own, or that of the record it was merged into.
    pub(crate) fn resolve(&self, object: ObjectType, mut id: u64) -> u64 {
        while let Some(survivor) = self.aliases.get(&(object, id)) {
            id = *survivor;
        }
        id
    }

    /// The live record that has this value in a unique property, compared without regard to case.
    pub(crate) fn find(&self, object: ObjectType, property: &str, value: &str) -> Option<&Record> {
        self.records(object).find(|record| {
            record.archived_ms.is_none() && record.now(property).is_some_and(|now| now.eq_ignore_ascii_case(value))
        })
    }

    /// Adds a record with its first values.
    pub(crate) fn create(
        &mut self,
        object: ObjectType,
        created_ms: i64,
        values: Vec<(String, String)>,
        source: &Arc<Source>,
    ) -> u64 {
        let id = self.ids.next(object);
        let mut record = Record::new(id, created_ms);
        let provenance = [
            ("hs_object_source", Some(source.kind.clone())),
            ("hs_object_source_id", source.id.clone()),
            ("hs_object_source_label", source.label.clone()),
        ];
        let provenance = provenance.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        for (name, value) in values.into_iter().chain(provenance) {
            record.set(self.name(&name), Version { value, at_ms: created_ms, source: Arc::clone(source) });
        }
        self.records.entry(object).or_default().insert(id, record);
        id
    }

    /// Sets values of a live record; returns what really changed, or `None` where there is no such record.
    pub(crate) fn update(
        &mut self,
        object: ObjectType,
        id: u64,
        values: Vec<(String, String)>,
        at_ms: i64,
        source: &Arc<Source>,
    ) -> Option<Vec<Change>> {
        let values: Vec<(Arc<str>, String)> =
            values.into_iter().map(|(name, value)| (self.name(&name), value)).collect();
        let record = self.record_mut(object, id).filter(|record| record.archived_ms.is_none())?;
        let mut changes = Vec::new();
        for (name, value) in values {
            let property = name.to_string();
            if record.set(name, Version { value, at_ms, source: Arc::clone(source) }) {
                changes.push(Change { object, property });
            }
        }
        if !changes.is_empty() {
            record.touch(at_ms);
        }
        Some(changes)
    }

    /// Puts a known past under a record: earlier values, oldest first, the last of which is the present one.
    pub(crate) fn write_history(&mut self, object: ObjectType, id: u64, property: &str, versions: Vec<Version>) {
        let name = self.name(property);
        let Some(record) = self.record_mut(object, id) else {
            return;
        };
        record.properties.remove(&name);
        for version in versions {
            let at_ms = version.at_ms;
            record.set(Arc::clone(&name), version);
            record.touched_ms.push(at_ms);
        }
        record.touched_ms.sort_unstable();
        record.touched_ms.dedup();
    }

    /// Moves the modified date without a change that anyone could name.
    pub(crate) fn touch(&mut self, object: ObjectType, id: u64, at_ms: i64) {
        if let Some(record) = self.record_mut(object, id) {
            record.touch(at_ms);
        }
    }

    /// Sends a record to the recycle bin; false where it is not there or already archived.
    pub(crate) fn archive(&mut self, object: ObjectType, id: u64, at_ms: i64) -> bool {
        let Some(record) = self.record_mut(object, id).filter(|record| record.archived_ms.is_none()) else {
            return false;
        };
        record.archived_ms = Some(at_ms);
        record.touch(at_ms);
        true
    }

    /// Takes a record out of the recycle bin; false where it is not in there.
    pub(crate) fn restore(&mut self, object: ObjectType, id: u64, at_ms: i64) -> bool {
        let Some(record) = self.record_mut(object, id).filter(|record| record.archived_ms.is_some()) else {
            return false;
        };
        record.archived_ms = None;
        record.touch(at_ms);
        true
    }

    /// Removes a record and its associations for good.
    pub(crate) fn erase(&mut self, object: ObjectType, id: u64) -> bool {
        self.links.forget(object, id);
        self.records.get_mut(&object).is_some_and(|records| records.remove(&id).is_some())
    }

    /// Merges `loser` into `survivor`: gaps are filled and associations move. The result is a new record with a new id, to which both former ids
    /// lead from now on; with `merge_keeps_id` it is the survivor itself. Returns its id.
    pub(crate) fn merge(&mut self, object: ObjectType, survivor: u64, loser: u64, at_ms: i64) -> Option<u64> {
        if survivor == loser || self.get(object, survivor).is_none() {
            return None;
        }
        let gone = self.records.get_mut(&object)?.remove(&loser)?;
        let id = if self.merge_keeps_id { survivor } else { self.renamed(object, survivor)? };
        self.links.move_all(object, loser, id);
        self.aliases.insert((object, loser), id);
        for end in self.keys.values_mut().filter(|end| end.0 == object && (end.1 == survivor || end.1 == loser)) {
            end.1 = id;
        }
        let source = Source::of_kind("MERGE_OBJECTS", None);
        let additional = self.name("hs_additional_emails");
        if let Some(record) = self.record_mut(object, id) {
            // The address that the survivor is not known by stays beside its own.
            let known = [record.now("email"), record.now("hs_additional_emails")];
            let of_both = [gone.now("email"), gone.now("hs_additional_emails"), known[1]];
            let others: Vec<&str> = of_both.into_iter().flatten().collect();
            if object == ObjectType::Contact && known[0].is_some() && !others.is_empty() {
                let value = others.join(";");
                record.set(additional, Version { value, at_ms, source: Arc::clone(&source) });
            }
            record.merged_ids.push(loser);
            record.merged_ids.extend(gone.merged_ids);
            for (name, property) in gone.properties {
                if record.now(&name).is_none() {
                    record.set(name, Version { value: property.current.value, at_ms, source: Arc::clone(&source) });
                }
            }
            record.touch(at_ms);
        }
        Some(id)
    }

    /// Gives a record a new id, under which everything about it goes on; the former one leads there. Returns the new id.
    fn renamed(&mut self, object: ObjectType, former: u64) -> Option<u64> {
        let mut record = self.records.get_mut(&object)?.remove(&former)?;
        let id = self.ids.next(object);
        record.id = id;
        record.merged_ids.push(former);
        self.records.entry(object).or_default().insert(id, record);
        self.links.rename(object, former, id);
        self.aliases.insert((object, former), id);
        Some(id)
    }

    /// Associates two records both ways. `type_id` adds a type such as "Primary" to the unlabelled one, which is always there.
    pub(crate) fn associate(
        &mut self,
        from: (ObjectType, u64),
        to: (ObjectType, u64),
        type_id: Option<u32>,
        at_ms: i64,
    ) {
        self.links.add(from, to, type_id);
        self.settle_after_association(from, to, at_ms);
    }

    /// Takes an association away, all its types or only one of them.
    pub(crate) fn dissociate(
        &mut self,
        from: (ObjectType, u64),
        to: (ObjectType, u64),
        type_id: Option<u32>,
        at_ms: i64,
    ) {
        self.links.remove(from, to, type_id);
        self.settle_after_association(from, to, at_ms);
    }

    /// Keeps what HubSpot derives from associations in step: a contact's primary company, and perhaps the modified dates.
    fn settle_after_association(&mut self, from: (ObjectType, u64), to: (ObjectType, u64), at_ms: i64) {
        for (object, id) in [from, to] {
            if object == ObjectType::Contact {
                let company = self.links.primary(ObjectType::Contact, id, ObjectType::Company);
                let value = company.map(|id| id.to_string()).unwrap_or_default();
                let name = self.name("associatedcompanyid");
                if let Some(record) = self.record_mut(object, id) {
                    record.set(name, Version { value, at_ms, source: Source::of_kind("CALCULATED", None) });
                }
            }
            if self.association_moves_modified
                && let Some(record) = self.record_mut(object, id)
            {
                record.touch(at_ms);
            }
        }
    }

    /// Renames a property and moves its values along.
    pub(crate) fn rename_property(&mut self, object: ObjectType, from: &str, to: &str) -> bool {
        if !self.schema.rename(object, from, to) {
            return false;
        }
        let name = self.name(to);
        for record in self.records.entry(object).or_default().values_mut() {
            if let Some(property) = record.properties.remove(from) {
                record.properties.insert(Arc::clone(&name), property);
            }
        }
        true
    }

    fn record_mut(&mut self, object: ObjectType, id: u64) -> Option<&mut Record> {
        self.records.get_mut(&object)?.get_mut(&id)
    }

    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        self.names.insert(name.to_owned(), Arc::clone(&new));
        new
    }
}

/// Hands out ids as HubSpot does: growing, with gaps, and unique only within a type.
#[derive(Debug)]
struct Ids {
    rng: ChaCha8Rng,
    last: HashMap<ObjectType, (u64, u32)>,
}

impl Ids {
    /// The first ids of each range run without gaps, so that equal numbers turn up in different types.
    const WITHOUT_GAPS: u32 = 12;

    fn new(seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed ^ 0x1d5), last: HashMap::new() }
    }

    fn next(&mut self, object: ObjectType) -> u64 {
        let first = match object {
            ObjectType::Contact => 151_204_880_101,
            ObjectType::Company => 31_770_512_400,
            // Deals and tickets begin at the same number, and so do all engagements: only type and id together name a record.
            ObjectType::Deal | ObjectType::Ticket => 22_904_117_300,
            ObjectType::Note | ObjectType::Call | ObjectType::Email | ObjectType::Meeting | ObjectType::Task => {
                58_310_446_000
            }
        };
        let (last, count) = self.last.entry(object).or_insert((first, 0));
        let gap = if *count < Self::WITHOUT_GAPS { 1 } else { self.rng.random_range(1..=37) };
        *last += gap;
        *count += 1;
        *last
    }
}

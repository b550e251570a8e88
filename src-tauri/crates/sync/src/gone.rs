//! What HubSpot does not show any more. Absence archives, and never erases: an answer may be wrong, a scope may be missing, a list may be cut.
//!
//! Where much of a type is missing at once, nothing of it is archived until the rep says so ([`Vanished`]). A contact that HubSpot names as
//! not found, live and in the recycle bin, on two days, may have been erased for good ([`Erased`]); the rep decides what follows.

use crate::SyncError;
use domain::{ObjectType, RecordId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};
use store::Database;

const VANISHED: &str = "vanished";
const ERASED: &str = "erased_in_hubspot";
/// So many records of a type may be missing without anybody being asked.
const FEW: usize = 20;
/// More than one in so many of a type is much.
const ONE_IN: usize = 5;
/// So many people may be erased at once, whatever the size of the portal.
const FEW_PEOPLE: usize = 5;
/// More than one in so many people is too much to be true.
const ONE_PERSON_IN: usize = 20;
/// Between the two looks that make an erasure certain.
const ANOTHER_DAY: SignedDuration = SignedDuration::from_hours(20);

/// Much of a type that HubSpot did not show in a run that read all of it. It is kept as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vanished {
    /// How many records were missing.
    pub gone: usize,
    /// How many were here.
    pub of: usize,
    /// When that was first seen.
    pub since: Timestamp,
    /// Whether the rep says that they are gone: the next full run then archives as many.
    pub accepted: bool,
}

/// A contact that HubSpot has neither live nor in its recycle bin, as after a privacy deletion, which it tells in no other way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// When that was first seen.
    pub since: Timestamp,
    /// The person's records here, the contact included, as they hung together then.
    pub records: BTreeSet<RecordId>,
    /// Whether it was so again on another day, and for no more people than can be true.
    pub is_certain: bool,
}

/// The types of which much is missing, with what the rep said to it.
pub fn vanished(database: &Database) -> Result<BTreeMap<ObjectType, Vanished>, SyncError> {
    let noted: BTreeMap<String, Vanished> = noted(database, VANISHED)?;
    Ok(noted.into_iter().filter_map(|(object, vanished)| Some((object.parse().ok()?, vanished))).collect())
}

/// Notes that the rep says of all types of which much is missing: they are gone. Returns how many types that are.
pub fn accept_vanished(database: &Database) -> Result<usize, SyncError> {
    let mut all = vanished(database)?;
    all.values_mut().for_each(|vanished| vanished.accepted = true);
    note_vanished(database, &all)?;
    Ok(all.len())
}

/// The contacts that HubSpot seems to have erased for good.
pub fn erased(database: &Database) -> Result<BTreeMap<RecordId, Erased>, SyncError> {
    let noted: BTreeMap<String, Erased> = noted(database, ERASED)?;
    Ok(noted.into_iter().map(|(contact, erased)| (RecordId::new(ObjectType::Contact, contact), erased)).collect())
}

/// Notes that contacts have been forgotten here too.
pub fn forgotten_here(database: &Database, contacts: &BTreeSet<RecordId>) -> Result<(), SyncError> {
    let mut all = erased(database)?;
    all.retain(|contact, _| !contacts.contains(contact));
    note_erased(database, &all)
}

/// Whether so many of a type may be archived. If not, that is noted; if so, an earlier note is gone.
pub(crate) fn may_archive(
    database: &Database,
    object: ObjectType,
    gone: usize,
    of: usize,
    now: Timestamp,
) -> Result<bool, SyncError> {
    let mut all = vanished(database)?;
    let before = all.remove(&object);
    let accepted = before.as_ref().is_some_and(|before| before.accepted && gone <= before.gone.saturating_add(FEW));
    let may = accepted || gone <= FEW.max(of / ONE_IN);
    if !may {
        let since = before.map_or(now, |before| before.since);
        all.insert(object, Vanished { gone, of, since, accepted: false });
    }
    note_vanished(database, &all)?;
    Ok(may)
}

/// Whether so many of so many people can have been erased for good.
pub(crate) fn is_believable(missing: usize, people: usize) -> bool {
    missing <= FEW_PEOPLE.max(people / ONE_PERSON_IN)
}

/// Brings up to date who seems to be erased: `missing` are those of `asked` that HubSpot just named as not found, live and binned. Whoever
/// is found again is nobody to be forgotten.
pub(crate) fn look_again(
    before: BTreeMap<RecordId, Erased>,
    missing: BTreeMap<RecordId, BTreeSet<RecordId>>,
    people: usize,
    now: Timestamp,
) -> BTreeMap<RecordId, Erased> {
    let believable = is_believable(missing.len(), people);
    let again = |contact: RecordId, records: BTreeSet<RecordId>| {
        let erased = match before.get(&contact) {
            None => Erased { since: now, records, is_certain: false },
            Some(known) => {
                let is_later = known.since.checked_add(ANOTHER_DAY).is_ok_and(|later| later <= now);
                let records = known.records.union(&records).cloned().collect();
                Erased { since: known.since, records, is_certain: believable && (known.is_certain || is_later) }
            }
        };
        (contact, erased)
    };
    missing.into_iter().map(|(contact, records)| again(contact, records)).collect()
}

pub(crate) fn note_erased(database: &Database, all: &BTreeMap<RecordId, Erased>) -> Result<(), SyncError> {
    let all: BTreeMap<&str, &Erased> = all.iter().map(|(contact, erased)| (contact.id.as_str(), erased)).collect();
    note(database, ERASED, &all)
}

fn note_vanished(database: &Database, all: &BTreeMap<ObjectType, Vanished>) -> Result<(), SyncError> {
    let all: BTreeMap<&str, &Vanished> = all.iter().map(|(object, vanished)| (object.singular(), vanished)).collect();
    note(database, VANISHED, &all)
}

fn note<T: Serialize>(database: &Database, name: &str, value: &T) -> Result<(), SyncError> {
    // Our own plain values always encode; the empty text reads as nothing noted.
    let text = serde_json::to_string(value).unwrap_or_default();
    database.set_setting(name, &text).map_err(SyncError::Store)
}

/// What is noted under a name; nothing where an older version noted it in another form.
fn noted<T: DeserializeOwned + Default>(database: &Database, name: &str) -> Result<T, SyncError> {
    let text = database.setting(name).map_err(SyncError::Store)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(id: u32) -> RecordId {
        RecordId::new(ObjectType::Contact, id.to_string())
    }

    fn missing(ids: impl IntoIterator<Item = u32>) -> BTreeMap<RecordId, BTreeSet<RecordId>> {
        ids.into_iter().map(|id| (contact(id), BTreeSet::from([contact(id)]))).collect()
    }

    fn hour(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    #[test]
    fn somebody_is_gone_for_good_when_it_is_so_on_two_days() {
        let first = look_again(BTreeMap::new(), missing([1, 2]), 100, hour(0));
        assert!(first.values().all(|erased| !erased.is_certain));
        let soon = look_again(first, missing([1, 2]), 100, hour(3));
        assert!(soon.values().all(|erased| !erased.is_certain), "twice on one day is one fault");
        let next_day = look_again(soon, missing([1]), 100, hour(24));
        assert_eq!(next_day.keys().collect::<Vec<_>>(), [&contact(1)], "whoever came back is not gone");
        assert!(next_day[&contact(1)].is_certain);
        assert_eq!(next_day[&contact(1)].since, hour(0));
    }

    #[test]
    fn a_whole_portal_is_never_gone_for_good() {
        let first = look_again(BTreeMap::new(), missing(0..60), 60, hour(0));
        let later = look_again(first, missing(0..60), 60, hour(48));
        assert_eq!(later.len(), 60);
        assert!(later.values().all(|erased| !erased.is_certain));
        // A few may be, in a small portal and in a large one.
        let few = look_again(look_again(BTreeMap::new(), missing(0..5), 60, hour(0)), missing(0..5), 60, hour(48));
        assert!(few.values().all(|erased| erased.is_certain));
    }
}

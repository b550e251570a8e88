//! Which of the approved writes may go together. Pure.

use domain::{EventType, ObjectType, RecordId, Write};
use std::collections::{BTreeMap, BTreeSet};

/// What an entry is about to do, as seen by those approved after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It wants to be sent now.
    Goes,
    /// It is not done and may still write later: nothing on its records overtakes it.
    Holds,
    /// It is in HubSpot, or will not be sent.
    Done,
}

/// The writes that one request can carry together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Group {
    /// Writes that create records of one type.
    Create(ObjectType),
    /// Writes that change properties of records of one type.
    Change(ObjectType),
    /// Writes that give people parts towards records of one type.
    Roles(ObjectType),
    /// Writes that send events of one type.
    Events(EventType),
}

/// The group whose requests can carry a write.
pub(crate) fn group_of(write: &Write) -> Group {
    match write {
        Write::Note(_) | Write::Task(_) => Group::Create(write.object()),
        Write::Change(change) => Group::Change(change.record.object),
        Write::Role(role) => Group::Roles(role.ends[1].object),
        Write::Event(event) => Group::Events(event.event_type.clone()),
    }
}

enum Claim {
    Blocked,
    In(Group, BTreeSet<String>),
}

/// Which of some writes, in the order of approval, may go now, each with its group.
///
/// Whatever was approved first for a record is done before what was approved later for it: a later one goes only with a request that
/// carries the earlier ones too. Of one property there is one change at a time.
pub(crate) fn may_go(writes: &[(&Write, Role)]) -> Vec<Option<Group>> {
    let mut claims: BTreeMap<&RecordId, Claim> = BTreeMap::new();
    let decide = |(write, role): &(&'_ Write, Role), claims: &mut BTreeMap<&RecordId, Claim>| {
        let group = group_of(write);
        let property = match write {
            Write::Change(change) => Some(&change.property),
            _ => None,
        };
        let is_free = |target: &RecordId| match claims.get(target) {
            None => true,
            Some(Claim::Blocked) => false,
            Some(Claim::In(other, properties)) => {
                *other == group && property.is_none_or(|property| !properties.contains(property))
            }
        };
        *role == Role::Goes && write.targets().iter().all(is_free)
    };
    let mut allowed = Vec::with_capacity(writes.len());
    for one in writes {
        let (write, role) = one;
        if *role == Role::Done {
            allowed.push(None);
            continue;
        }
        let goes = decide(one, &mut claims);
        let group = group_of(write);
        for target in write.targets() {
            let claim = claims.entry(target).or_insert_with(|| Claim::In(group.clone(), BTreeSet::new()));
            match (&mut *claim, write) {
                (Claim::In(_, properties), Write::Change(change)) if goes => {
                    properties.insert(change.property.clone());
                }
                (Claim::In(..), _) if goes => {}
                (claim, _) => *claim = Claim::Blocked,
            }
        }
        allowed.push(goes.then_some(group));
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ChangeToMake, NoteToFile};
    use jiff::Timestamp;

    fn note(targets: &[&str]) -> Write {
        let targets = targets.iter().map(|id| id.parse().unwrap()).collect();
        Write::Note(NoteToFile { body: String::new(), at: Timestamp::UNIX_EPOCH, owner: None, targets })
    }

    fn change(record: &str, property: &str) -> Write {
        Write::Change(ChangeToMake {
            record: record.parse().unwrap(),
            property: property.to_owned(),
            label: String::new(),
            from: None,
            to: "x".to_owned(),
            seen_at: Timestamp::UNIX_EPOCH,
            provenance: None,
        })
    }

    fn go(writes: &[(Write, Role)]) -> Vec<bool> {
        let writes: Vec<(&Write, Role)> = writes.iter().map(|(write, role)| (write, *role)).collect();
        may_go(&writes).into_iter().map(|group| group.is_some()).collect()
    }

    #[test]
    fn nothing_overtakes_on_a_record() {
        use Role::{Done, Goes, Holds};
        let one = &["contact:1"];
        assert_eq!(go(&[(note(one), Goes), (note(one), Goes)]), [true, true]);
        assert_eq!(go(&[(note(one), Holds), (note(one), Goes), (note(&["contact:2"]), Goes)]), [false, false, true]);
        assert_eq!(go(&[(note(one), Done), (note(one), Goes)]), [false, true]);
        // Another kind of request waits for the first one's answer, and whatever comes after that waits too.
        assert_eq!(go(&[(note(one), Goes), (change("contact:1", "a"), Goes), (note(one), Goes)]), [true, false, false]);
        // One that is held back holds back what shares another record with it.
        let both = &["contact:1", "deal:9"];
        assert_eq!(go(&[(note(one), Holds), (note(both), Goes), (note(&["deal:9"]), Goes)]), [false, false, false]);
        let changes = [change("deal:1", "a"), change("deal:1", "b"), change("deal:1", "a")];
        assert_eq!(go(&changes.map(|change| (change, Goes))), [true, true, false]);
    }
}

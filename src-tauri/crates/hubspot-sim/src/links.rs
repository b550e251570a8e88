//! Associations: which record belongs to which, in both directions and with their types.

use std::collections::{BTreeMap, BTreeSet};

use crate::objects::{ObjectType, default_association, primary_association};

/// A label an account has added to the association of two object types.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub from: ObjectType,
    pub to: ObjectType,
    pub type_id: u32,
    pub label: String,
    /// The type id that says the same from the other side.
    pub reverse_id: u32,
}

/// All associations of the account.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// From one record and a target type to the target's ids, with the association types of each.
    ends: BTreeMap<(ObjectType, u64, ObjectType), BTreeMap<u64, BTreeSet<u32>>>,
    labels: Vec<Label>,
}

impl Links {
    /// The associated ids of one type, ascending, with their association type ids.
    pub(crate) fn of(
        &self,
        object: ObjectType,
        id: u64,
        to: ObjectType,
    ) -> impl Iterator<Item = (u64, &BTreeSet<u32>)> {
        self.ends.get(&(object, id, to)).into_iter().flatten().map(|(id, types)| (*id, types))
    }

    /// Whether two records are associated.
    pub(crate) fn are_associated(&self, object: ObjectType, id: u64, to: ObjectType, to_id: u64) -> bool {
        self.ends.get(&(object, id, to)).is_some_and(|ids| ids.contains_key(&to_id))
    }

    /// The one associated record that carries the "Primary" type.
    pub(crate) fn primary(&self, object: ObjectType, id: u64, to: ObjectType) -> Option<u64> {
        let primary = primary_association(object, to)?;
        self.of(object, id, to).find(|(_, types)| types.contains(&primary)).map(|(id, _)| id)
    }

    /// Labels the account has defined from one type to another.
    pub(crate) fn labels(&self, from: ObjectType, to: ObjectType) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.from == from && label.to == to)
    }

    /// Defines a label and its mirror image; returns the new type id seen from `from`.
    pub(crate) fn define_label(&mut self, from: ObjectType, to: ObjectType, label: &str) -> u32 {
        let next = 1001 + u32::try_from(self.labels.len()).unwrap_or_default();
        self.labels.push(Label { from, to, type_id: next, label: label.to_owned(), reverse_id: next + 1 });
        self.labels.push(Label { from: to, to: from, type_id: next + 1, label: label.to_owned(), reverse_id: next });
        next
    }

    /// What a type id says, where it exists between these two types: its category and label.
    pub(crate) fn describe(
        &self,
        from: ObjectType,
        to: ObjectType,
        type_id: u32,
    ) -> Option<(&'static str, Option<&str>)> {
        if default_association(from, to) == Some(type_id) {
            return Some(("HUBSPOT_DEFINED", None));
        }
        if primary_association(from, to) == Some(type_id) {
            return Some(("HUBSPOT_DEFINED", Some("Primary")));
        }
        self.labels(from, to)
            .find(|label| label.type_id == type_id)
            .map(|label| ("USER_DEFINED", Some(label.label.as_str())))
    }

    /// Adds an association both ways; adding it again changes nothing.
    ///
    /// The first company of a contact, deal or ticket becomes its primary one, and there is never more than one of those.
    pub(crate) fn add(&mut self, from: (ObjectType, u64), to: (ObjectType, u64), type_id: Option<u32>) {
        for ((object, id), (other, other_id)) in [(from, to), (to, from)] {
            if let Some(default) = default_association(object, other) {
                self.ends.entry((object, id, other)).or_default().entry(other_id).or_default().insert(default);
            }
        }
        if let Some(type_id) = type_id {
            self.add_type(from, to, type_id);
        }
        for ((object, id), (other, other_id)) in [(from, to), (to, from)] {
            let Some(primary) = primary_association(object, other).filter(|_| other == ObjectType::Company) else {
                continue;
            };
            if self.of(object, id, other).count() == 1 {
                self.add_type((object, id), (other, other_id), primary);
            }
        }
    }

    fn add_type(&mut self, from: (ObjectType, u64), to: (ObjectType, u64), type_id: u32) {
        let Some(reverse) = self.reverse(from.0, to.0, type_id) else {
            return;
        };
        let (child, parent) = if to.0 == ObjectType::Company { (from, to) } else { (to, from) };
        let becomes_primary = primary_association(from.0, to.0) == Some(type_id);
        if becomes_primary && let Some(before) = self.primary(child.0, child.1, parent.0) {
            let (down, up) = (primary_association(child.0, parent.0), primary_association(parent.0, child.0));
            self.drop_type(child, (parent.0, before), down);
            self.drop_type((parent.0, before), child, up);
        }
        self.ends.entry((from.0, from.1, to.0)).or_default().entry(to.1).or_default().insert(type_id);
        self.ends.entry((to.0, to.1, from.0)).or_default().entry(from.1).or_default().insert(reverse);
    }

    fn drop_type(&mut self, from: (ObjectType, u64), to: (ObjectType, u64), type_id: Option<u32>) {
        let types = self.ends.get_mut(&(from.0, from.1, to.0)).and_then(|ids| ids.get_mut(&to.1));
        if let (Some(types), Some(type_id)) = (types, type_id) {
            types.remove(&type_id);
        }
    }

    /// Removes one type of an association, or all of it; removing the unlabelled type removes all, as in HubSpot.
    pub(crate) fn remove(&mut self, from: (ObjectType, u64), to: (ObjectType, u64), type_id: Option<u32>) {
        match type_id.filter(|type_id| default_association(from.0, to.0) != Some(*type_id)) {
            Some(type_id) => {
                let reverse = self.reverse(from.0, to.0, type_id);
                self.drop_type(from, to, Some(type_id));
                self.drop_type(to, from, reverse);
            }
            None => {
                for ((object, id), (other, other_id)) in [(from, to), (to, from)] {
                    if let Some(ids) = self.ends.get_mut(&(object, id, other)) {
                        ids.remove(&other_id);
                    }
                }
            }
        }
    }

    /// Removes everything about one record.
    pub(crate) fn forget(&mut self, object: ObjectType, id: u64) {
        for other in ObjectType::ALL {
            for other_id in self.ends.remove(&(object, id, other)).unwrap_or_default().into_keys() {
                if let Some(ids) = self.ends.get_mut(&(other, other_id, object)) {
                    ids.remove(&id);
                }
            }
        }
    }

    /// Hands one record's associations over to another of its type.
    pub(crate) fn move_all(&mut self, object: ObjectType, loser: u64, survivor: u64) {
        let mut moved = Vec::new();
        for other in ObjectType::ALL {
            for (other_id, types) in self.of(object, loser, other) {
                let primary = primary_association(object, other);
                // The survivor keeps its own primary company.
                moved.extend(
                    types
                        .iter()
                        .filter(|type_id| Some(**type_id) != primary)
                        .map(|type_id| (other, other_id, *type_id)),
                );
            }
        }
        self.forget(object, loser);
        for (other, other_id, type_id) in moved {
            self.add((object, survivor), (other, other_id), Some(type_id));
        }
    }

    /// Lets a record go by another id, with every type of every association.
    pub(crate) fn rename(&mut self, object: ObjectType, former: u64, id: u64) {
        for other in ObjectType::ALL {
            let Some(ends) = self.ends.remove(&(object, former, other)) else { continue };
            for other_id in ends.keys() {
                if let Some(back) = self.ends.get_mut(&(other, *other_id, object))
                    && let Some(types) = back.remove(&former)
                {
                    back.insert(id, types);
                }
            }
            self.ends.insert((object, id, other), ends);
        }
    }

    fn reverse(&self, from: ObjectType, to: ObjectType, type_id: u32) -> Option<u32> {
        if default_association(from, to) == Some(type_id) {
            return default_association(to, from);
        }
        if primary_association(from, to) == Some(type_id) {
            return primary_association(to, from);
        }
        self.labels(from, to).find(|label| label.type_id == type_id).map(|label| label.reverse_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ObjectType::{Company, Contact, Note};

    fn types(links: &Links, object: ObjectType, id: u64, to: ObjectType) -> Vec<(u64, Vec<u32>)> {
        links.of(object, id, to).map(|(id, types)| (id, types.iter().copied().collect())).collect()
    }

    #[test]
    fn the_first_company_is_primary_until_another_is() {
        let mut links = Links::default();
        links.add((Contact, 1), (Company, 10), None);
        links.add((Company, 11), (Contact, 1), None);
        assert_eq!(types(&links, Contact, 1, Company), [(10, vec![1, 279]), (11, vec![279])]);
        links.add((Contact, 1), (Company, 11), Some(1));
        assert_eq!(types(&links, Contact, 1, Company), [(10, vec![279]), (11, vec![1, 279])]);
        assert_eq!(types(&links, Company, 11, Contact), [(1, vec![2, 280])]);
        links.remove((Contact, 1), (Company, 11), Some(1));
        assert_eq!(links.primary(Contact, 1, Company), None);
        links.remove((Contact, 1), (Company, 11), Some(279));
        assert_eq!(types(&links, Contact, 1, Company), [(10, vec![279])]);
    }

    #[test]
    fn a_new_id_keeps_every_type() {
        let mut links = Links::default();
        links.add((Contact, 1), (Company, 10), None);
        links.add((Note, 5), (Contact, 1), None);
        links.rename(Contact, 1, 9);
        assert_eq!(types(&links, Contact, 9, Company), [(10, vec![1, 279])]);
        assert_eq!(types(&links, Company, 10, Contact), [(9, vec![2, 280])]);
        assert_eq!(types(&links, Note, 5, Contact), [(9, vec![202])]);
        assert_eq!(types(&links, Contact, 1, Company), []);
    }

    #[test]
    fn a_merge_moves_associations() {
        let mut links = Links::default();
        links.add((Note, 5), (Contact, 1), None);
        links.move_all(Contact, 1, 2);
        assert_eq!(types(&links, Note, 5, Contact), [(2, vec![202])]);
        assert_eq!(types(&links, Contact, 2, Note), [(5, vec![201])]);
        assert_eq!(types(&links, Contact, 1, Note), []);
    }
}

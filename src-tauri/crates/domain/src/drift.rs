//! What became of an account's properties between two looks at their definitions. Pure.

use crate::PropertyDefinition;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How like a property another has to be to count as its successor; see [`successor`].
const LIKENESS_MIN: f32 = 3.0;

/// What became of a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drift {
    /// It was not there before.
    New,
    /// It is not there any more: archived, deleted or renamed.
    Gone,
    /// People see another label; it was this one.
    Label(String),
    /// Its values are of another type; they were of this one.
    Type(String),
    /// It may take other values than before.
    Options {
        /// Values that it took and takes no more.
        gone: Vec<String>,
        /// Values that it takes now.
        new: Vec<String>,
        /// Values with another label than before.
        relabelled: Vec<String>,
    },
    /// Only HubSpot itself may set it now.
    ReadOnly,
}

/// What became of each property between two looks, in the order of their names.
pub fn drift(before: &[PropertyDefinition], now: &[PropertyDefinition]) -> Vec<(String, Drift)> {
    let by_name = |all: &'_ [PropertyDefinition]| -> BTreeMap<String, PropertyDefinition> {
        all.iter().map(|one| (one.name.clone(), one.clone())).collect()
    };
    let (before, now) = (by_name(before), by_name(now));
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let mut found = Vec::new();
    for name in names {
        let all = match (before.get(name), now.get(name)) {
            (Some(was), Some(is)) => changes(was, is),
            (Some(_), None) => vec![Drift::Gone],
            (None, _) => vec![Drift::New],
        };
        found.extend(all.into_iter().map(|one| (name.clone(), one)));
    }
    found
}

fn changes(was: &PropertyDefinition, is: &PropertyDefinition) -> Vec<Drift> {
    let label = (was.label != is.label).then(|| Drift::Label(was.label.clone()));
    let of_type = (was.value_type != is.value_type).then(|| Drift::Type(was.value_type.clone()));
    let read_only = (!was.read_only && is.read_only).then_some(Drift::ReadOnly);
    let without = |these: &[(String, String)], those: &[(String, String)]| -> Vec<String> {
        let there = |value: &String| those.iter().any(|(other, _)| other == value);
        these.iter().map(|(value, _)| value).filter(|value| !there(value)).cloned().collect()
    };
    let (gone, new) = (without(&was.options, &is.options), without(&is.options, &was.options));
    let other_label = |(value, label): &&(String, String)| {
        was.options.iter().any(|(other, before)| other == value && before != label)
    };
    let relabelled: Vec<String> = is.options.iter().filter(other_label).map(|(value, _)| value.clone()).collect();
    let any = !(gone.is_empty() && new.is_empty() && relabelled.is_empty());
    let options = any.then_some(Drift::Options { gone, new, relabelled });
    [label, of_type, options, read_only].into_iter().flatten().collect()
}

/// The property that most likely took another's place: of the same type, not read-only, and alike by label, values, name and group; one that was
/// there before is less likely. None where none is alike enough.
pub fn successor<'a>(
    gone: &PropertyDefinition,
    before: &[PropertyDefinition],
    now: &'a [PropertyDefinition],
) -> Option<&'a PropertyDefinition> {
    let was_there = |one: &&PropertyDefinition| before.iter().any(|other| other.name == one.name);
    let likely = now.iter().filter(|one| one.name != gone.name && one.value_type == gone.value_type && !one.read_only);
    let scored = likely.map(|one| (likeness(gone, one) - if was_there(&one) { 1.5 } else { 0.0 }, one));
    scored.filter(|(score, _)| LIKENESS_MIN <= *score).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, one)| one)
}

/// How alike two properties are, 0 to 8: label 3, values 2, name 2, group 1.
pub fn likeness(one: &PropertyDefinition, other: &PropertyDefinition) -> f32 {
    let is_same_label = !one.label.is_empty() && one.label.trim().eq_ignore_ascii_case(other.label.trim());
    let label = if is_same_label { 3.0 } else { shared(&words(&one.label), &words(&other.label)) * 2.0 };
    let values = |of: &PropertyDefinition| of.options.iter().map(|(value, _)| value.to_lowercase()).collect();
    let group = if !one.group.is_empty() && one.group == other.group { 1.0 } else { 0.0 };
    label + shared(&values(one), &values(other)) * 2.0 + shared(&words(&one.name), &words(&other.name)) * 2.0 + group
}

/// The words of a name or label. What says only who made it is none.
fn words(text: &str) -> BTreeSet<String> {
    let all = text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    all.filter(|word| !matches!(word.as_str(), "" | "ai" | "drafted" | "hs")).collect()
}

/// How many of all are in both, 0 to 1.
fn shared(some: &BTreeSet<String>, others: &BTreeSet<String>) -> f32 {
    let (both, all) = (some.intersection(others).count(), some.union(others).count());
    #[allow(clippy::cast_precision_loss)] // Words of a label.
    if all == 0 { 0.0 } else { both as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(name: &str, label: &str) -> PropertyDefinition {
        PropertyDefinition {
            name: name.to_owned(),
            label: label.to_owned(),
            value_type: "enumeration".to_owned(),
            is_own: true,
            group: "dealinformation".to_owned(),
            options: [("a", "A"), ("b", "B")].map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec(),
            ..PropertyDefinition::default()
        }
    }

    #[test]
    fn each_kind_of_change_is_told() {
        let before = [property("gone", "Gone"), property("same", "Same"), property("p", "P")];
        let changed = PropertyDefinition {
            label: "Q".to_owned(),
            value_type: "string".to_owned(),
            read_only: true,
            options: [("b", "Bee"), ("c", "C")].map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec(),
            ..property("p", "P")
        };
        let found = drift(&before, &[property("same", "Same"), changed, property("new", "New")]);
        let text = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let options = Drift::Options { gone: text(&["a"]), new: text(&["c"]), relabelled: text(&["b"]) };
        let p = [Drift::Label("P".to_owned()), Drift::Type("enumeration".to_owned()), options, Drift::ReadOnly];
        let wanted = [("gone".to_owned(), Drift::Gone), ("new".to_owned(), Drift::New)]
            .into_iter()
            .chain(p.map(|one| ("p".to_owned(), one)));
        assert_eq!(found, wanted.collect::<Vec<_>>());
    }

    #[test]
    fn a_successor_is_alike_and_of_the_same_type() {
        let gone = property("ai_stated_objection", "Stated objection");
        let text =
            |name: &str, label: &str| PropertyDefinition { value_type: "string".to_owned(), ..property(name, label) };
        let before = [gone.clone(), property("objection_kind", "Kind of objection")];
        let renamed = property("main_objection", "Stated objection");
        let now = [before[1].clone(), text("stated_objection", "Stated objection"), renamed.clone()];
        assert_eq!(successor(&gone, &before, &now), Some(&renamed));
        let others = [before[1].clone(), text("stated_objection", "Stated objection")];
        assert_eq!(successor(&gone, &before, &others), None, "another type holds no such values");
        let relabelled = property("stated_objection", "What they hold against it");
        assert_eq!(successor(&gone, &before, std::slice::from_ref(&relabelled)), Some(&relabelled));
    }
}

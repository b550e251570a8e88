//! One record: its values with their history, and when it came, changed and went.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use crate::{dates, objects::ObjectType};

/// Who made a change, in the words of HubSpot's property history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// `CRM_UI`, `INTEGRATION`, `WORKFLOWS`, …: an open set.
    pub kind: String,
    pub id: Option<String>,
    pub label: Option<String>,
    pub user_id: Option<u64>,
}

impl Source {
    pub(crate) fn person(user_id: u64) -> Arc<Self> {
        Arc::new(Self {
            kind: "CRM_UI".to_owned(),
            id: Some(format!("userId:{user_id}")),
            label: None,
            user_id: Some(user_id),
        })
    }

    pub(crate) fn of_kind(kind: &str, id: Option<String>) -> Arc<Self> {
        Arc::new(Self { kind: kind.to_owned(), id, label: None, user_id: None })
    }
}

/// One value that a property has had, since when and from whom.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    /// The value; empty means that it was cleared.
    pub value: String,
    pub at_ms: i64,
    pub source: Arc<Source>,
}

/// A property's value now, and the ones before it, oldest first.
#[derive(Debug, Clone)]
pub(crate) struct Property {
    pub current: Version,
    pub earlier: Vec<Version>,
}

/// A record of any type, with the history of its properties.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub id: u64,
    pub created_ms: i64,
    /// Every moment at which the record changed, oldest first; the last one is its modified date.
    pub touched_ms: Vec<i64>,
    pub archived_ms: Option<i64>,
    pub properties: BTreeMap<Arc<str>, Property>,
    /// Ids of records merged into this one.
    pub merged_ids: Vec<u64>,
}

impl Record {
    pub(crate) fn new(id: u64, created_ms: i64) -> Self {
        Self {
            id,
            created_ms,
            touched_ms: vec![created_ms],
            archived_ms: None,
            properties: BTreeMap::new(),
            merged_ids: Vec::new(),
        }
    }

    /// The modified date as it stood at `as_of_ms`.
    pub(crate) fn modified_ms(&self, as_of_ms: i64) -> i64 {
        self.touched_ms.iter().rev().find(|at| **at <= as_of_ms).copied().unwrap_or(self.created_ms)
    }

    /// Whether the record stood in listings at `as_of_ms`.
    pub(crate) fn is_live(&self, as_of_ms: i64) -> bool {
        self.created_ms <= as_of_ms && self.archived_ms.is_none_or(|at| as_of_ms < at)
    }

    /// A value as it stood at `as_of_ms`; `None` where it was not set or had been cleared. Dates come as ISO 8601.
    pub(crate) fn value(&self, object: ObjectType, name: &str, as_of_ms: i64) -> Option<String> {
        match name {
            "hs_object_id" => Some(self.id.to_string()),
            "hs_merged_object_ids" if self.merged_ids.is_empty() => None,
            "hs_merged_object_ids" => Some(self.merged_ids.iter().map(u64::to_string).collect::<Vec<_>>().join(";")),
            _ if name == object.created_property() => Some(dates::iso(self.created_ms)),
            _ if name == object.modified_property() => Some(dates::iso(self.modified_ms(as_of_ms))),
            _ => self.stored(name, as_of_ms).map(str::to_owned),
        }
    }

    /// As [`Self::value`], for the values that are stored as they are.
    pub(crate) fn stored(&self, name: &str, as_of_ms: i64) -> Option<&str> {
        let property = self.properties.get(name)?;
        let versions = std::iter::once(&property.current).chain(property.earlier.iter().rev());
        let version = versions.into_iter().find(|version| version.at_ms <= as_of_ms)?;
        Some(version.value.as_str()).filter(|value| !value.is_empty())
    }

    /// The value that a property has now.
    pub(crate) fn now(&self, name: &str) -> Option<&str> {
        self.properties.get(name).map(|property| property.current.value.as_str()).filter(|value| !value.is_empty())
    }

    /// Adds a version and says whether the value is another than before. An equal value leaves no trace.
    pub(crate) fn set(&mut self, name: Arc<str>, version: Version) -> bool {
        match self.properties.get_mut(&name) {
            Some(property) if property.current.value == version.value => return false,
            Some(property) => {
                let before = std::mem::replace(&mut property.current, version);
                property.earlier.push(before);
            }
            None if version.value.is_empty() => return false,
            None => {
                self.properties.insert(name, Property { current: version, earlier: Vec::new() });
            }
        }
        true
    }

    pub(crate) fn touch(&mut self, at_ms: i64) {
        if self.touched_ms.last().is_none_or(|last| *last < at_ms) {
            self.touched_ms.push(at_ms);
        }
    }

    /// A property's history as HubSpot returns it: newest first, the depth capped (about 45 for contacts, 20 elsewhere).
    pub(crate) fn history(&self, object: ObjectType, name: &str) -> Vec<Value> {
        let depth = if object == ObjectType::Contact { 45 } else { 20 };
        let Some(property) = self.properties.get(name) else {
            // Dates and ids that HubSpot computes have a single entry.
            let value = self.value(object, name, i64::MAX);
            return value.map(|value| json!({ "value": value, "timestamp": dates::iso(self.created_ms), "sourceType": "CALCULATED" })).into_iter().collect();
        };
        let versions = std::iter::once(&property.current).chain(property.earlier.iter().rev());
        versions
            .take(depth)
            .map(|version| {
                let mut entry = json!({
                    "value": version.value,
                    "timestamp": dates::iso(version.at_ms),
                    "sourceType": version.source.kind,
                });
                if let Some(id) = &version.source.id {
                    entry["sourceId"] = json!(id);
                }
                if let Some(label) = &version.source.label {
                    entry["sourceLabel"] = json!(label);
                }
                if let Some(user_id) = version.source.user_id {
                    entry["updatedByUserId"] = json!(user_id);
                }
                entry
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_stood() {
        let source = Source::person(7);
        let mut record = Record::new(1, 100);
        let version = |value: &str, at_ms| Version { value: value.to_owned(), at_ms, source: source.clone() };
        assert!(record.set("amount".into(), version("1", 100)));
        assert!(record.set("amount".into(), version("2", 200)));
        assert!(!record.set("amount".into(), version("2", 250)));
        record.touch(200);
        assert_eq!(record.stored("amount", 50), None);
        assert_eq!(record.stored("amount", 199), Some("1"));
        assert_eq!(record.stored("amount", 200), Some("2"));
        assert_eq!((record.modified_ms(150), record.modified_ms(300)), (100, 200));
        let history = record.history(ObjectType::Deal, "amount");
        assert_eq!(history.len(), 2);
        assert_eq!(history[0]["value"], "2");
        assert_eq!(history[0]["sourceId"], "userId:7");
    }
}

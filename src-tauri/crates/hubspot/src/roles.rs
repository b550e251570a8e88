//! The parts people play: labelled associations of contacts, read and written.

use crate::{Client, HubSpotError, Written, client::Request, paths};
use domain::{ObjectType, RecordId, RoleToGive};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A label an association may carry, seen from one end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssociationLabel {
    /// Who made the label: `USER_DEFINED` or `HUBSPOT_DEFINED`.
    pub category: String,
    /// HubSpot's number of the label, which differs by direction.
    pub type_id: u32,
    /// The label as this portal spells it; none for the plain association.
    pub label: Option<String>,
}

/// The association type ids between a person and another record; one that is not associated at all is not in it.
pub type RolesNow = BTreeMap<[RecordId; 2], BTreeSet<u32>>;

#[derive(Deserialize)]
struct Labels {
    #[serde(default)]
    results: Vec<AssociationLabel>,
}

#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    results: Vec<GivenOne>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenOne {
    from_object_id: Value,
    to_object_id: Value,
}

/// Ids are numbers in live replies and texts in the specification.
fn id_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn input(role: &RoleToGive) -> Value {
    let [person, other] = &role.ends;
    let types = [json!({"associationCategory": role.category, "associationTypeId": role.type_id})];
    json!({"from": {"id": person.id}, "to": {"id": other.id}, "types": types})
}

impl Client {
    /// The labels that associations from one type to another can carry in this portal.
    pub async fn labels(&self, from: ObjectType, to: ObjectType) -> Result<Vec<AssociationLabel>, HubSpotError> {
        let read = |body: &[u8]| serde_json::from_slice(body).map(|labels: Labels| labels.results);
        self.read(Request::get(paths::labels(from, to)), read).await
    }

    /// Which parts people have now, for each pair asked about. One call for a thousand people and one other type.
    pub async fn roles(&self, asked: &BTreeSet<[RecordId; 2]>) -> Result<RolesNow, HubSpotError> {
        let mut people: BTreeMap<(ObjectType, ObjectType), BTreeSet<String>> = BTreeMap::new();
        for [person, other] in asked {
            people.entry((person.object, other.object)).or_default().insert(person.id.clone());
        }
        let mut now = RolesNow::new();
        for ((from, to), ids) in people {
            let ids: Vec<String> = ids.into_iter().collect();
            for association in self.associations(from, to, &ids).await?.into_values().flatten() {
                let ends = [association.from, association.to];
                if asked.contains(&ends) {
                    now.entry(ends).or_default().insert(association.type_id);
                }
            }
        }
        Ok(now)
    }

    /// Gives parts, all between contacts and records of one type, in one request that is sent once. Doing so twice changes nothing.
    /// The answer has no trace ids, so each is known by its two ends.
    pub async fn give_roles(&self, to: ObjectType, roles: &[(&str, &RoleToGive)]) -> Result<Written, HubSpotError> {
        let inputs: Vec<Value> = roles.iter().map(|(_, role)| input(role)).collect();
        let path = paths::associate(ObjectType::Contact, to);
        let endpoint = format!("POST {path}");
        let request = Request::write(Method::POST, path, endpoint, Some(json!({"inputs": inputs})));
        let (given, correlation_id) = self.write(request, |body| serde_json::from_slice::<Given>(body)).await?;
        let given: BTreeSet<(String, String)> =
            given.results.iter().map(|one| (id_of(&one.from_object_id), id_of(&one.to_object_id))).collect();
        let done = roles.iter().filter(|(_, role)| {
            let [person, other] = &role.ends;
            given.contains(&(person.id.clone(), other.id.clone()))
        });
        let done = done.map(|(trace, role)| ((*trace).to_owned(), role.ends[1].to_string())).collect();
        Ok(Written { done, correlation_id, ..Written::default() })
    }

    /// Takes a part away again and leaves the association. Doing so twice changes nothing.
    pub async fn take_role(&self, role: &RoleToGive) -> Result<(), HubSpotError> {
        let path = paths::take_labels(ObjectType::Contact, role.ends[1].object);
        let endpoint = format!("POST {path}");
        let request = Request::write(Method::POST, path, endpoint, Some(json!({"inputs": [input(role)]})));
        self.write(request, |_| Ok(())).await.map(|((), _)| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_numbers_and_as_texts() {
        let body = br#"{"results":[{"fromObjectId":5,"toObjectId":"7","labels":["Champion"]}]}"#;
        let given: Given = serde_json::from_slice(body).unwrap();
        assert_eq!(
            (id_of(&given.results[0].from_object_id), id_of(&given.results[0].to_object_id)),
            ("5".into(), "7".into())
        );
        let labels = br#"{"results":[{"category":"HUBSPOT_DEFINED","typeId":4,"label":null}]}"#;
        assert_eq!(serde_json::from_slice::<Labels>(labels).unwrap().results[0].label, None);
    }
}

//! Making properties: an admin's act, never a rep's, and never part of a sync or a push.

use crate::{Client, HubSpotError, client::Request, paths};
use domain::{ObjectType, PropertyDefinition};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

/// A property that is to be made in HubSpot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyToMake {
    /// The property's name, label, type and options.
    pub definition: PropertyDefinition,
    /// The kind of field in which HubSpot shows it, as in `textarea`.
    pub field_type: &'static str,
    /// What the property is for, in words for an admin.
    pub description: String,
}

/// An answer may say of some that they were made and of others that they were not.
#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    errors: Vec<NotMade>,
}

#[derive(Deserialize)]
struct NotMade {
    #[serde(default)]
    category: String,
    #[serde(default)]
    message: String,
}

impl NotMade {
    /// What is there already need not be made.
    fn is_there(&self) -> bool {
        matches!(self.category.as_str(), "OBJECT_ALREADY_EXISTS" | "CONFLICT")
    }
}

/// Why some of a batch were not made, in HubSpot's words; none where all are there.
fn not_made(body: &[u8]) -> Result<Option<String>, serde_json::Error> {
    // An answer without a body says no more than its status.
    if body.is_empty() {
        return Ok(None);
    }
    let reply: Reply = serde_json::from_slice(body)?;
    let open: Vec<&str> =
        reply.errors.iter().filter(|error| !error.is_there()).map(|error| error.message.as_str()).collect();
    Ok((!open.is_empty()).then(|| format!("{} not made: {}", open.len(), open.join("; "))))
}

impl Client {
    /// Makes a group of properties; one that exists stays as it is.
    pub async fn make_property_group(&self, object: ObjectType, name: &str, label: &str) -> Result<(), HubSpotError> {
        let path = paths::property_groups(object);
        let endpoint = format!("POST {path}");
        let body = json!({"name": name, "label": label, "displayOrder": -1});
        match self.write(Request::write(Method::POST, path, endpoint, Some(body)), |_| Ok(())).await {
            Ok(_) | Err(HubSpotError::Refused { status: 409, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes properties of one type in one request. HubSpot refuses all of them where one exists already, or makes some and says which it
    /// did not: that is an error too, and those that were made stay.
    pub async fn make_properties(
        &self,
        object: ObjectType,
        group: &str,
        properties: &[PropertyToMake],
    ) -> Result<(), HubSpotError> {
        let input = |property: &PropertyToMake| {
            let definition = &property.definition;
            let option = |(order, (value, label)): (usize, &(String, String))| json!({"value": value, "label": label, "hidden": false, "displayOrder": order});
            let options: Vec<Value> = definition.options.iter().enumerate().map(option).collect();
            json!({
                "name": definition.name, "label": definition.label, "type": definition.value_type,
                "fieldType": property.field_type, "groupName": group, "description": property.description,
                "options": options, "formField": false,
            })
        };
        let inputs: Vec<Value> = properties.iter().map(input).collect();
        let path = paths::batch_create_properties(object);
        let endpoint = format!("POST {path}");
        let request = Request::write(Method::POST, path, endpoint.clone(), Some(json!({"inputs": inputs})));
        match self.write(request, not_made).await? {
            (None, _) => Ok(()),
            (Some(message), correlation_id) => {
                Err(HubSpotError::Refused { endpoint, status: 207, message, correlation_id })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_in_part_is_not_made() {
        assert_eq!(not_made(b"").unwrap(), None);
        assert_eq!(not_made(br#"{"status":"COMPLETE","results":[{"name":"ai_summary"}]}"#).unwrap(), None);
        let there = br#"{"errors":[{"category":"OBJECT_ALREADY_EXISTS","message":"there"}]}"#;
        assert_eq!(not_made(there).unwrap(), None);
        let part = br#"{"results":[{"name":"ai_summary"}],"numErrors":1,"errors":[{"category":"VALIDATION_ERROR","message":"no such group"}]}"#;
        assert_eq!(not_made(part).unwrap().as_deref(), Some("1 not made: no such group"));
    }
}

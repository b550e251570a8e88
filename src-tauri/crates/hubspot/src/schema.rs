//! Making properties: an admin's act, never a rep's, and never part of a sync or a push.

use crate::{Client, HubSpotError, client::Request, paths};
use domain::{ObjectType, PropertyDefinition};
use reqwest::Method;
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

    /// Makes properties of one type in one request. HubSpot refuses all of them where one exists already.
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
        let request = Request::write(Method::POST, path, endpoint, Some(json!({"inputs": inputs})));
        self.write(request, |_| Ok(())).await.map(|((), _)| ())
    }
}

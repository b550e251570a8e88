//! Property definitions: what exists on each object type, and whether a value fits.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    dates,
    objects::ObjectType,
    schema_table::{self, EVERY_ENGAGEMENT, EVERY_OBJECT},
};

/// HubSpot's limit for any string value, and so for a note's body, in characters.
pub(crate) const STRING_MAX_CHARS: usize = 65_536;

/// The definition of one property of one type of record.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub name: String,
    pub label: String,
    pub description: String,
    /// `string`, `number`, `date`, `datetime`, `enumeration` or `bool`.
    pub kind: String,
    pub field_type: String,
    pub group: String,
    /// Value and label, in display order. An enumeration without options takes any value, as HubSpot's externally filled ones do.
    pub options: Vec<(String, String)>,
    pub read_only: bool,
    pub unique: bool,
    pub by_hubspot: bool,
    pub archived: bool,
    pub created_ms: i64,
    pub updated_ms: i64,
}

/// A value that a property cannot hold, and why.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub property: String,
    pub code: &'static str,
    pub message: String,
}

/// All properties of all object types, and their groups.
#[derive(Debug)]
pub(crate) struct Schema {
    properties: BTreeMap<ObjectType, BTreeMap<String, Definition>>,
    groups: BTreeMap<ObjectType, BTreeMap<String, String>>,
}

impl Schema {
    /// The properties every HubSpot account starts with.
    pub(crate) fn of_a_new_account(created_ms: i64) -> Self {
        let mut schema = Self { properties: BTreeMap::new(), groups: BTreeMap::new() };
        for object in ObjectType::ALL {
            let engagement = if object.is_engagement() { EVERY_ENGAGEMENT } else { "" };
            let own_group = format!("{}information", object.singular());
            for line in [EVERY_OBJECT, engagement, schema_table::lines(object)].into_iter().flat_map(str::lines) {
                if let Some(mut definition) = definition_of_line(line, created_ms) {
                    if definition.group == "info" {
                        definition.group.clone_from(&own_group);
                    }
                    schema.define(object, definition);
                }
            }
        }
        schema
    }

    pub(crate) fn define(&mut self, object: ObjectType, definition: Definition) {
        self.groups
            .entry(object)
            .or_default()
            .entry(definition.group.clone())
            .or_insert_with(|| definition.group.clone());
        self.properties.entry(object).or_default().insert(definition.name.clone(), definition);
    }

    /// A property in use; archived ones are not found here.
    pub(crate) fn get(&self, object: ObjectType, name: &str) -> Option<&Definition> {
        self.properties.get(&object)?.get(name).filter(|definition| !definition.archived)
    }

    /// Takes a property away for good, as HubSpot does some weeks after it was archived. False where there is none.
    pub(crate) fn remove(&mut self, object: ObjectType, name: &str) -> bool {
        self.properties.get_mut(&object).is_some_and(|of_type| of_type.remove(name).is_some())
    }

    pub(crate) fn get_even_archived(&mut self, object: ObjectType, name: &str) -> Option<&mut Definition> {
        self.properties.get_mut(&object)?.get_mut(name)
    }

    pub(crate) fn all(&self, object: ObjectType) -> impl Iterator<Item = &Definition> {
        self.properties.get(&object).into_iter().flat_map(BTreeMap::values)
    }

    /// Takes a definition out and puts it back under another name.
    pub(crate) fn rename(&mut self, object: ObjectType, from: &str, to: &str) -> bool {
        let Some(properties) = self.properties.get_mut(&object) else {
            return false;
        };
        if properties.contains_key(to) {
            return false;
        }
        let Some(mut definition) = properties.remove(from) else {
            return false;
        };
        definition.name = to.to_owned();
        properties.insert(to.to_owned(), definition);
        true
    }

    /// The names of the property groups of a type, each with its label.
    pub(crate) fn groups(&self, object: ObjectType) -> impl Iterator<Item = (&String, &String)> {
        self.groups.get(&object).into_iter().flatten()
    }

    /// Adds a property group; false where there is one of that name already.
    pub(crate) fn add_group(&mut self, object: ObjectType, name: &str, label: &str) -> bool {
        let groups = self.groups.entry(object).or_default();
        if groups.contains_key(name) {
            return false;
        }
        groups.insert(name.to_owned(), label.to_owned());
        true
    }

    /// Checks a value on its way in and returns it as it will be stored: every date as ISO 8601, HTML sanitised. Empty clears.
    pub(crate) fn accept(
        &self,
        object: ObjectType,
        name: &str,
        value: &str,
        read_only_too: bool,
    ) -> Result<String, Misfit> {
        let misfit = |code, message| Misfit { property: name.to_owned(), code, message };
        let Some(definition) = self.get(object, name) else {
            return Err(misfit("PROPERTY_DOESNT_EXIST", format!("Property \"{name}\" does not exist")));
        };
        if definition.read_only && !read_only_too {
            return Err(misfit(
                "READ_ONLY_VALUE",
                format!("\"{name}\" is a read only property; its value cannot be set."),
            ));
        }
        if value.is_empty() {
            return Ok(String::new());
        }
        match definition.kind.as_str() {
            "number" if value.trim().parse::<f64>().is_err() => {
                Err(misfit("INVALID_LONG", format!("{value} was not a valid number.")))
            }
            "date" | "datetime" => match dates::parse_ms(value.trim()) {
                Some(ms) if definition.kind == "date" => Ok(dates::iso(ms).chars().take(10).collect()),
                Some(ms) => Ok(dates::iso(ms)),
                None => Err(misfit("INVALID_DATE", format!("{value} was not a valid date."))),
            },
            "enumeration" | "bool" if !definition.options.is_empty() => {
                let several = definition.field_type == "checkbox";
                let allowed = |one: &str| definition.options.iter().any(|(option, _)| option == one);
                let fits =
                    if several { value.split(';').filter(|one| !one.is_empty()).all(allowed) } else { allowed(value) };
                if fits {
                    return Ok(value.to_owned());
                }
                let options: Vec<&str> = definition.options.iter().map(|(option, _)| option.as_str()).collect();
                Err(misfit(
                    "INVALID_OPTION",
                    format!("{value} was not one of the allowed options: [{}]", options.join(", ")),
                ))
            }
            _ if STRING_MAX_CHARS < value.chars().count() => Err(misfit(
                "PROPERTY_VALUE_TOO_LONG",
                format!("Property value exceeds the maximum length of {STRING_MAX_CHARS} characters."),
            )),
            // HubSpot takes scripts and the like out of rich text, and what it returns need not equal what was sent byte by byte.
            _ if definition.field_type == "html" => Ok(ammonia::clean(value)),
            _ => Ok(value.to_owned()),
        }
    }
}

impl Definition {
    /// A text property an account has added.
    pub(crate) fn custom_text(name: &str, created_ms: i64) -> Self {
        Self {
            name: name.to_owned(),
            label: name.replace('_', " "),
            description: String::new(),
            kind: "string".to_owned(),
            field_type: "text".to_owned(),
            group: "custom".to_owned(),
            options: Vec::new(),
            read_only: false,
            unique: false,
            by_hubspot: false,
            archived: false,
            created_ms,
            updated_ms: created_ms,
        }
    }

    /// The definition as the properties API returns it.
    pub(crate) fn json(&self) -> Value {
        let options: Vec<Value> = self
            .options
            .iter()
            .enumerate()
            .map(|(order, (value, label))| json!({ "label": label, "value": value, "displayOrder": order, "hidden": false, "description": "" }))
            .collect();
        json!({
            "updatedAt": dates::iso(self.updated_ms),
            "createdAt": dates::iso(self.created_ms),
            "name": self.name,
            "label": self.label,
            "type": self.kind,
            "fieldType": self.field_type,
            "description": self.description,
            "groupName": self.group,
            "options": options,
            "displayOrder": -1,
            "calculated": false,
            "externalOptions": self.name == "hubspot_owner_id",
            "archived": self.archived,
            "hasUniqueValue": self.unique,
            "hidden": false,
            "hubspotDefined": self.by_hubspot,
            "formField": !self.read_only,
            "dataSensitivity": "non_sensitive",
            "modificationMetadata": {
                "archivable": !self.by_hubspot,
                "readOnlyDefinition": self.by_hubspot,
                "readOnlyOptions": self.by_hubspot,
                "readOnlyValue": self.read_only,
            },
        })
    }
}

fn definition_of_line(line: &str, created_ms: i64) -> Option<Definition> {
    let mut columns = line.split('|').map(str::trim);
    let mut words = columns.next()?.split_whitespace();
    let name = words.next()?;
    let (kind, field_type) = words.next()?.split_once('/')?;
    let (group, flags) = (words.next()?, words.next()?);
    let label = columns.next()?;
    let options = columns.next().unwrap_or_default().split(',').filter(|option| !option.is_empty());
    Some(Definition {
        name: name.to_owned(),
        label: label.to_owned(),
        description: String::new(),
        kind: kind.to_owned(),
        field_type: field_type.to_owned(),
        group: group.to_owned(),
        options: options
            .map(|option| option.split_once('=').unwrap_or((option, option)))
            .map(|(value, label)| (value.to_owned(), label.to_owned()))
            .collect(),
        read_only: flags.contains('r'),
        unique: flags.contains('u'),
        by_hubspot: true,
        archived: false,
        created_ms,
        updated_ms: created_ms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_in_full() {
        let schema = Schema::of_a_new_account(0);
        for object in ObjectType::ALL {
            for name in object
                .default_properties()
                .iter()
                .chain(object.required_at_create())
                .chain(object.searchable_properties())
            {
                assert!(schema.get(object, name).is_some(), "{object:?} {name}");
            }
            let lines = schema_table::lines(object).lines().filter(|line| !line.is_empty()).count();
            assert!(lines < schema.all(object).count(), "{object:?}");
        }
    }

    #[test]
    fn values_are_checked_and_normalised() {
        let schema = Schema::of_a_new_account(0);
        let check = |object, name, value: &str, expected: Result<&str, &str>| {
            let got = schema.accept(object, name, value, false);
            assert_eq!(got.as_deref().map_err(|misfit| misfit.code), expected, "{name}={value}");
        };
        check(ObjectType::Deal, "amount", "48000", Ok("48000"));
        check(ObjectType::Deal, "amount", "lots", Err("INVALID_LONG"));
        check(ObjectType::Deal, "closedate", "2026-03-04", Ok("2026-03-04T00:00:00.000Z"));
        check(ObjectType::Note, "hs_timestamp", "0", Ok("1970-01-01T00:00:00.000Z"));
        check(ObjectType::Ticket, "hs_ticket_priority", "SOMETIME", Err("INVALID_OPTION"));
        check(ObjectType::Contact, "ai_next_step", "call", Err("PROPERTY_DOESNT_EXIST"));
        check(ObjectType::Contact, "hs_object_id", "5", Err("READ_ONLY_VALUE"));
        check(ObjectType::Note, "hs_note_body", "<p>Hi<script>x()</script></p>", Ok("<p>Hi</p>"));
        check(ObjectType::Note, "hs_note_body", &"x".repeat(STRING_MAX_CHARS + 1), Err("PROPERTY_VALUE_TOO_LONG"));
    }
}

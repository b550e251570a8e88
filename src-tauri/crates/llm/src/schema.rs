//! Does an answer have the shape it was asked for? The part of JSON Schema that our prompts use, and no more.

use serde_json::Value;

/// The keywords that [`flaws`] checks. A schema with another one is a mistake of ours, and a test of the prompts finds it.
pub const KEYWORDS: [&str; 13] = [
    "type",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
];

/// The depth that no schema of ours goes beyond.
const DEPTH_MAX: usize = 12;

/// Says where a value differs from a schema: one line a flaw, in order, with the path. Empty where it fits. Lengths are in characters.
pub fn flaws(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(value, schema, "answer", DEPTH_MAX, &mut found);
    found
}

fn check(value: &Value, schema: &Value, path: &str, depth: usize, found: &mut Vec<String>) {
    if depth == 0 {
        found.push(format!("{path} is nested too deep"));
        return;
    }
    if !has_type(value, &schema["type"]) {
        found.push(format!("{path} is {} where the schema has {}", name_of(value), schema["type"]));
        return;
    }
    if let Some(allowed) = schema["enum"].as_array().filter(|allowed| !allowed.contains(value)) {
        found.push(format!("{path} is none of the {} values allowed", allowed.len()));
    }
    match value {
        Value::Number(_) => check_number(value, schema, path, found),
        Value::String(text) => {
            let length = text.chars().count() as u64;
            check_bounds(length, schema, ["minLength", "maxLength"], path, found);
        }
        Value::Array(list) => {
            check_bounds(list.len() as u64, schema, ["minItems", "maxItems"], path, found);
            if let Some(schema) = schema.get("items") {
                for (at, item) in list.iter().enumerate() {
                    check(item, schema, &format!("{path}[{at}]"), depth - 1, found);
                }
            }
        }
        Value::Object(fields) => {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !fields.contains_key(name) {
                    found.push(format!("{path}.{name} is missing"));
                }
            }
            for (name, field) in fields {
                match schema["properties"].get(name) {
                    Some(schema) => check(field, schema, &format!("{path}.{name}"), depth - 1, found),
                    None if schema["additionalProperties"] == Value::Bool(false) => {
                        // The name is the model's text, so it is not repeated.
                        found.push(format!("{path} has a field that the schema does not know"));
                    }
                    None => {}
                }
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn check_number(value: &Value, schema: &Value, path: &str, found: &mut Vec<String>) {
    let Some(number) = value.as_f64() else { return };
    if schema["minimum"].as_f64().is_some_and(|least| number < least)
        || schema["maximum"].as_f64().is_some_and(|most| most < number)
    {
        found.push(format!("{path} is out of range"));
    }
}

fn check_bounds(length: u64, schema: &Value, [least, most]: [&str; 2], path: &str, found: &mut Vec<String>) {
    if schema[least].as_u64().is_some_and(|least| length < least) {
        found.push(format!("{path} is too short"));
    }
    if schema[most].as_u64().is_some_and(|most| most < length) {
        found.push(format!("{path} is too long"));
    }
}

fn has_type(value: &Value, wanted: &Value) -> bool {
    let is = |name: &str| match name {
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        name => name_of(value) == name,
    };
    match wanted {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

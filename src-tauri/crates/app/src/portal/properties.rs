//! Whether a property can hold a value, by HubSpot's definition of it: asked before the rep is.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use domain::{BOOKKEEPING, ChangeToMake, PropertyDefinition, TEXT_MAX, too_long};
use jiff::civil::Date;

/// Whether a change fits the property's definition: it is there, may be written, and holds such a value.
pub(crate) fn fits(open: &OpenPortal, change: &ChangeToMake) -> Result<(), AppError> {
    let definitions = open.database.definitions(change.record.object)?;
    let definition = definitions.iter().find(|definition| definition.name == change.property);
    match definition {
        // Without definitions nothing can be said; HubSpot will say it.
        None if definitions.is_empty() => Ok(()),
        None => Err(AppError::new(
            ErrorCode::Usage,
            format!("HubSpot no longer has the property “{}” on {}s", change.property, change.record.object),
        )
        .hint("It was renamed or archived. An admin can restore it in HubSpot.")
        .command_hint("`foreword schema check` says whether it was renamed or archived, and what can replace it.")),
        Some(_) if change.provenance.is_some() && !has_bookkeeping(&definitions) => Err(AppError::new(
            ErrorCode::Usage,
            format!("HubSpot has no properties on {}s to record where drafted values come from", change.record.object),
        )
        .hint("An admin has to create Foreword's properties in HubSpot first.")
        .command_hint("`foreword schema plan` lists what an admin has to create.")),
        Some(definition) => match misfit(definition, &change.to) {
            None => Ok(()),
            Some(reason) => Err(AppError::new(ErrorCode::Usage, format!("{} {reason}", definition.label))
                .hint("Edit the card to propose another value.")
                .command_hint("`foreword review edit` proposes another value.")),
        },
    }
}

fn has_bookkeeping(definitions: &[PropertyDefinition]) -> bool {
    BOOKKEEPING.iter().all(|name| definitions.iter().any(|definition| definition.name == *name))
}

/// The label of a record's property as people see it in HubSpot; its internal name where HubSpot gave none.
pub(crate) fn label_of(open: &OpenPortal, change: (&domain::RecordId, &str)) -> Result<String, AppError> {
    let (record, name) = change;
    let definitions = open.database.definitions(record.object)?;
    let definition = definitions.into_iter().find(|definition| definition.name == name);
    Ok(definition.map_or_else(|| name.to_owned(), |definition| definition.label))
}

/// Why a value does not fit a definition; none where it does. Pure.
fn misfit(definition: &PropertyDefinition, value: &str) -> Option<String> {
    if definition.read_only {
        return Some("can only be set by HubSpot".to_owned());
    }
    if value.trim().is_empty() {
        return Some("would be emptied; do that in HubSpot if you mean it".to_owned());
    }
    if let Some(units) = too_long(value) {
        return Some(format!("takes at most {TEXT_MAX} characters, and this has {units}"));
    }
    let option = |wanted: &str| definition.options.iter().any(|(name, _)| name == wanted);
    match definition.value_type.as_str() {
        "enumeration" if !definition.options.is_empty() => {
            let wrong = value.split(';').map(str::trim).find(|one| !option(one))?;
            let known: Vec<&str> = definition.options.iter().map(|(name, _)| name.as_str()).collect();
            Some(format!("has no option “{wrong}”; its options are {}", known.join(", ")))
        }
        "number" if value.trim().parse::<f64>().is_err() => Some(format!("takes a number, which “{value}” is not")),
        "bool" if !matches!(value, "true" | "false") => Some("takes true or false".to_owned()),
        "date" if value.parse::<Date>().is_err() && value.parse::<i64>().is_err() => {
            Some(format!("takes a date such as 2026-03-31, which “{value}” is not"))
        }
        "datetime" if value.parse::<jiff::Timestamp>().is_err() && value.parse::<i64>().is_err() => {
            Some(format!("takes a date and time such as 2026-03-31T09:00:00Z, which “{value}” is not"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_held_against_their_definition() {
        let definition = |value_type: &str, read_only: bool| PropertyDefinition {
            name: "p".to_owned(),
            label: "P".to_owned(),
            value_type: value_type.to_owned(),
            read_only,
            options: vec![("A".to_owned(), "Letter A".to_owned()), ("B".to_owned(), "Letter B".to_owned())],
            ..PropertyDefinition::default()
        };
        let fits =
            [("string", "x"), ("enumeration", "A;B"), ("number", "3.5"), ("date", "2026-03-31"), ("bool", "true")];
        for (kind, value) in fits {
            assert_eq!(misfit(&definition(kind, false), value), None, "{kind} {value}");
        }
        let misfits = [("string", " "), ("enumeration", "C"), ("number", "many"), ("date", "soon"), ("bool", "yes")];
        for (kind, value) in misfits {
            assert!(misfit(&definition(kind, false), value).is_some(), "{kind} {value}");
        }
        assert!(misfit(&definition("string", true), "x").is_some());
        assert!(misfit(&definition("string", false), &"x".repeat(TEXT_MAX + 1)).is_some());
    }
}

//! Keeping the forgotten out of what a sync brings in. Pure.

use domain::{ObjectType, RecordId};
use std::collections::BTreeSet;
use store::{FORGOTTEN, Forgotten, Page, SkippedRecord, Versioned, addresses_of, redact_properties};

/// Takes out of a page what belongs to somebody forgotten, noting each record as skipped, and their names out of what stays.
///
/// A contact is theirs by its id, a former id or an address; an activity by its id, its associations or its addresses; a ticket if
/// all its contacts are. Whatever else names them is kept without the name.
pub fn keep_out(forgotten: &Forgotten, page: &mut Page) {
    if forgotten.is_empty() {
        return;
    }
    let out: BTreeSet<RecordId> = page
        .records
        .iter()
        .filter(|versioned| is_theirs(forgotten, versioned, page))
        .map(|versioned| versioned.record.id.clone())
        .collect();
    page.records.retain(|versioned| !out.contains(&versioned.record.id));
    page.associations.retain(|(from, ..)| !out.contains(from));
    for (.., associations) in &mut page.associations {
        associations.retain(|association| !forgotten.is_record(&association.to));
    }
    page.skipped.extend(out.into_iter().map(|id| SkippedRecord { id, reason: FORGOTTEN.to_owned() }));
    for versioned in &mut page.records {
        redact_properties(&mut versioned.record.properties, forgotten);
        if let Some(activity) = &mut versioned.activity
            && let Some(title) = forgotten.redacted(&activity.title)
        {
            activity.title = title;
        }
        for document in &mut versioned.documents {
            forgotten.redact_document(document);
        }
    }
}

fn is_theirs(forgotten: &Forgotten, versioned: &Versioned, page: &Page) -> bool {
    let record = &versioned.record;
    let object = record.id.object;
    if forgotten.is_record(&record.id) {
        return true;
    }
    let has_address = || addresses_of(&record.properties).iter().any(|address| forgotten.is_address(address));
    let mut contacts = page
        .associations
        .iter()
        .filter(|(from, to, _)| *from == record.id && *to == ObjectType::Contact)
        .flat_map(|(.., associations)| associations)
        .peekable();
    match object {
        ObjectType::Contact => {
            let former = |alias: &String| forgotten.is_record(&RecordId::new(object, alias.as_str()));
            versioned.aliases.iter().any(former) || has_address()
        }
        ObjectType::Ticket => {
            contacts.peek().is_some() && contacts.all(|association| forgotten.is_record(&association.to))
        }
        ObjectType::Company | ObjectType::Deal => false,
        _ => contacts.any(|association| forgotten.is_record(&association.to)) || has_address(),
    }
}

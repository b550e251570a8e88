//! Keeping the forgotten out of what a sync brings in. Pure.

use domain::{ObjectType, RecordId};
use std::collections::BTreeMap;
use store::{
    EXCLUDED, Excluded, FORGOTTEN, Forgotten, Page, SkippedRecord, Versioned, addresses_of, redact_properties,
};

/// Takes out of a page what belongs to somebody forgotten or to a domain that is kept out, noting each record as skipped, and the names of the
/// forgotten out of what stays. Returns the records that are kept out by their domain.
///
/// A contact is theirs by its id, a former id or an address; an activity by its id, its associations or its addresses; a ticket if
/// all its contacts are. Whatever else names them is kept without the name.
pub fn keep_out(forgotten: &Forgotten, page: &mut Page) -> Vec<RecordId> {
    let excluded = forgotten.excluded();
    if forgotten.is_empty() && excluded.is_empty() {
        return Vec::new();
    }
    let mut out: BTreeMap<RecordId, &str> = BTreeMap::new();
    for versioned in &page.records {
        if is_theirs(forgotten, versioned, page) {
            out.insert(versioned.record.id.clone(), FORGOTTEN);
        } else if !excluded.is_empty() && is_excluded(excluded, versioned, page) {
            out.insert(versioned.record.id.clone(), EXCLUDED);
        }
    }
    page.records.retain(|versioned| !out.contains_key(&versioned.record.id));
    page.associations.retain(|(from, ..)| !out.contains_key(from));
    for (.., associations) in &mut page.associations {
        associations
            .retain(|association| !forgotten.is_record(&association.to) && !excluded.is_record(&association.to));
    }
    let by_domain = out.iter().filter(|(_, reason)| **reason == EXCLUDED).map(|(id, _)| id.clone()).collect();
    page.skipped.extend(out.into_iter().map(|(id, reason)| SkippedRecord { id, reason: reason.to_owned() }));
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
    by_domain
}

/// A contact, company or mail is at a domain by its own addresses; an activity also where it hangs on somebody who is.
fn is_excluded(excluded: &Excluded, versioned: &Versioned, page: &Page) -> bool {
    let record = &versioned.record;
    if excluded.is_own(record.id.object, &record.properties) {
        return true;
    }
    let of_it = page.associations.iter().filter(|(from, ..)| *from == record.id);
    let mut ends = of_it.flat_map(|(.., associations)| associations);
    record.id.object.is_activity() && ends.any(|association| excluded.is_record(&association.to))
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

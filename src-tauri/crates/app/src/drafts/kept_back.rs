//! People whose words are kept from language models: what of a draft's sources is theirs, or may be.

use crate::{
    drafts::{material::Material, no_answer::NoAnswer},
    error::AppError,
    portal::open::OpenPortal,
};
use domain::{Citation, DOUBTED, ObjectType, Record, RecordId, Source, UNKNOWN_SPEAKER, names};
use std::collections::BTreeSet;

/// Those people, as they are known here.
pub(crate) struct KeptBack {
    ids: BTreeSet<RecordId>,
    people: Vec<Record>,
}

impl KeptBack {
    /// Everybody whose words are kept from language models.
    pub fn of(open: &OpenPortal) -> Result<Self, AppError> {
        let ids = open.database.kept_from_models()?;
        let mut people = Vec::new();
        for id in &ids {
            people.extend(open.database.record(id)?);
        }
        Ok(Self { ids, people })
    }

    /// Whether the words of a source are theirs, or may be: of a text that they take part in, what nobody is known to have said counts as theirs.
    pub fn covers(&self, open: &OpenPortal, citation: &Citation, source: &Source) -> Result<bool, AppError> {
        if self.ids.is_empty() || source.record.object == ObjectType::Shelf {
            return Ok(false);
        }
        // A field of the CRM is not somebody's words.
        let is_text = citation.record.object.is_activity() || citation.record.object == ObjectType::Ticket;
        if !is_text {
            return Ok(false);
        }
        let speaker = source.speaker.as_deref().unwrap_or_default();
        if self.people.iter().any(|person| is_name_of(speaker, person)) {
            return Ok(true);
        }
        let is_unknown = speaker.is_empty() || speaker == UNKNOWN_SPEAKER || speaker.ends_with(DOUBTED);
        let may_be_theirs = is_unknown || source.side.is_none();
        Ok(may_be_theirs && self.takes_part(open, &citation.record)?)
    }

    /// Why no model is asked about this at all: what is answered is theirs. None where one may be.
    pub fn stops(&self, open: &OpenPortal, material: &Material) -> Result<Option<NoAnswer>, AppError> {
        if self.ids.is_empty() || material.inbound.is_empty() {
            return Ok(None);
        }
        let of_person = |person: &&Record| {
            material.person.as_deref().is_some_and(|name| is_name_of(name, person))
                || material.address.as_deref().is_some_and(|address| is_name_of(address, person))
        };
        let theirs = self.people.iter().find(of_person).map(Record::display_name);
        let theirs = match theirs {
            None if self.takes_part(open, &material.about)? => Some("somebody in it".to_owned()),
            other => other,
        };
        Ok(theirs.map(|name| NoAnswer::by_rules(format!("What {name} says is kept from language models"))))
    }

    fn takes_part(&self, open: &OpenPortal, record: &RecordId) -> Result<bool, AppError> {
        if self.ids.contains(record) {
            return Ok(true);
        }
        Ok(open.database.associated(record, ObjectType::Contact)?.iter().any(|(id, _)| self.ids.contains(id)))
    }
}

/// Whether a name or address, as a text carries it, is this person's.
fn is_name_of(name: &str, person: &Record) -> bool {
    let bare = name.trim_end_matches(DOUBTED);
    let own = person.display_name();
    let small = bare.to_lowercase();
    let has_address = || domain::addresses_of(person).iter().any(|address| small.contains(&address.to_lowercase()));
    !bare.is_empty() && (names::may_be_one_person(bare, &own) || has_address())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::property;

    #[test]
    fn a_person_is_known_by_name_by_address_and_with_a_doubt() {
        let values =
            [(property::FIRST_NAME, "Petra"), (property::LAST_NAME, "Lang"), (property::EMAIL, "petra@x.example")];
        let person = Record {
            id: RecordId::new(ObjectType::Contact, "1"),
            properties: values.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            modified_at: jiff::Timestamp::UNIX_EPOCH,
            archived: false,
        };
        for theirs in ["Petra Lang", "Lang, Petra", "Petra Lang?", "petra@x.example", "Petra Lang (Petra@X.example)"] {
            assert!(is_name_of(theirs, &person), "{theirs}");
        }
        for other in ["", "Petra Kern", "Maren Voss", "petra@y.example", "Petra"] {
            assert!(!is_name_of(other, &person), "{other}");
        }
    }
}

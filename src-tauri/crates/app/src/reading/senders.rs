//! Who a mail is from, beyond what its header says: a known name from an unknown address is a stranger.

use crate::{error::AppError, portal::open::OpenPortal};
use domain::property;
use domain::{ObjectType, RecordId, Speaker, Voices, with_address};

/// The person a mail is shown to be from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    /// The person's name; a stranger's with the address they wrote from.
    pub name: String,
    /// Whether it bears a known person's name and comes from an address that is not theirs. Such a mail answers nothing and raises nothing
    /// to a field.
    pub is_impostor: bool,
}

/// Who a mail is from, among the contacts it is associated with, those of its accounts, and the colleagues. `None` for anything but a mail, and
/// for a mail without an address.
pub(crate) fn sender(open: &OpenPortal, mail: &RecordId, written: &str) -> Result<Option<Sender>, AppError> {
    if mail.object != ObjectType::Email {
        return Ok(None);
    }
    let database = &open.database;
    let Some(record) = database.record(mail)? else { return Ok(None) };
    let Some(address) = record.get(property::EMAIL_FROM) else { return Ok(None) };
    let mut contacts = Vec::new();
    for (contact, _) in database.associated(mail, ObjectType::Contact)? {
        contacts.extend(database.record(&contact)?);
    }
    for account in database.accounts_of(mail)? {
        for contact in database.members(&account, ObjectType::Contact)? {
            if contacts.iter().all(|known| known.id != contact) {
                contacts.extend(database.record(&contact)?);
            }
        }
    }
    let voices = Voices::from(&database.owners()?, &contacts);
    Ok(Some(match voices.by_address(written, address) {
        Speaker::Known { name, .. } => Sender { name: name.to_owned(), is_impostor: false },
        Speaker::Impostor { .. } => Sender { name: with_address(written, address), is_impostor: true },
        Speaker::Unknown => Sender { name: written.to_owned(), is_impostor: false },
    }))
}

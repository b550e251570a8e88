//! Who a mail is from, beyond what its header says: a known name from an unknown address is a stranger. And on whose side something was
//! written or said.

use crate::{error::AppError, portal::open::OpenPortal};
use domain::property;
use domain::{Document, ObjectType, Record, RecordId, Side, Speaker, Voices, with_address};
use store::Database;

/// The person a mail is shown to be from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender {
    /// The person's name; a stranger's with the address they wrote from.
    pub name: String,
    /// Whether it bears a known person's name and comes from an address that is not theirs. Such a mail answers nothing and raises nothing
    /// to a field.
    pub is_impostor: bool,
    /// The side they sit on; none where they are not known.
    pub side: Option<Side>,
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
    let voices = voices_around(database, mail)?;
    Ok(Some(match voices.by_address(written, address) {
        Speaker::Known { name, side } => Sender { name: name.to_owned(), is_impostor: false, side: Some(side) },
        Speaker::Impostor { .. } => Sender { name: with_address(written, address), is_impostor: true, side: None },
        Speaker::Unknown => Sender { name: written.to_owned(), is_impostor: false, side: None },
    }))
}

/// The colleagues, the contacts a record is associated with, and those of its accounts.
pub(crate) fn voices_around(database: &Database, id: &RecordId) -> Result<Voices, AppError> {
    let mut contacts = Vec::new();
    for (contact, _) in database.associated(id, ObjectType::Contact)? {
        contacts.extend(database.record(&contact)?);
    }
    for account in database.accounts_of(id)? {
        for contact in database.members(&account, ObjectType::Contact)? {
            if contacts.iter().all(|known| known.id != contact) {
                contacts.extend(database.record(&contact)?);
            }
        }
    }
    Ok(Voices::from(&database.owners()?, &contacts))
}

/// On whose sides an activity's words are, ours first. Of a call that was taken and a meeting that was held the customer's too, whose words
/// need not be here.
pub(crate) fn sides_of(voices: &Voices, record: &Record, mut documents: Vec<Document>) -> Vec<Side> {
    voices.name_texts(record, &mut documents);
    let mut sides = voices.sides(&documents);
    // Whose a mail is, its address tells.
    if record.id.object != ObjectType::Email && record.they_were_heard() {
        sides.insert(Side::Them);
    }
    sides.into_iter().collect()
}

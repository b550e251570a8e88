//! What a draft of an account can be about: its people, deals, tickets and calls, and which of them is usually meant.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::resolve::{dossier, name_of},
};
use domain::{Contact, Deal, Dossier, Entry, ObjectType, Record, RecordId, Ticket, text::grouped};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

/// The most of each kind that a rep is given to choose from, those that are likeliest first.
const CHOICES_MAX: usize = 50;

/// What drafts of an account can be about, and what is meant unless the rep chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DraftSubjects {
    /// The account's people.
    pub contacts: Vec<DraftSubject>,
    /// The account's deals, open ones first.
    pub deals: Vec<DraftSubject>,
    /// The account's tickets, the newest first.
    pub tickets: Vec<DraftSubject>,
    /// Calls with a transcript, the newest first.
    pub calls: Vec<DraftSubject>,
    /// The person who is meant; none where there is none.
    pub contact: Option<String>,
    /// The deal that is meant; none where there is no open one.
    pub deal: Option<String>,
    /// The ticket that is meant; none where there is none.
    pub ticket: Option<String>,
    /// The call that is meant; none where none has a transcript.
    pub call: Option<String>,
}

/// Something that a draft can be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DraftSubject {
    /// Its id, as in `deal:4`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What tells it from others of that name: a job title, a stage and a sum, a day.
    pub detail: String,
}

/// What drafts of the account of `target` can be about.
pub fn draft_subjects(open: &OpenPortal, target: &str, now: Timestamp) -> Result<DraftSubjects, AppError> {
    let dossier = dossier(open, target, now)?;
    let zone = open.zone();
    let day = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%-d %B %Y").to_string();
    let person = dossier.meant_person().map(|person| person.id.clone());
    let mut people: Vec<&Record> = dossier.contacts.iter().collect();
    if dossier.account.id.object == ObjectType::Contact && people.is_empty() {
        people.push(&dossier.account);
    }
    people.sort_by_key(|contact| (Some(&contact.id) != person.as_ref(), name_of(contact).to_lowercase()));
    let mut deals: Vec<&Record> = dossier.deals.iter().map(|deal| &deal.record).collect();
    deals.sort_by_key(|deal| (dossier.is_closed(deal), std::cmp::Reverse(deal.modified_at)));
    let mut tickets: Vec<&Record> = dossier.tickets.iter().collect();
    tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.created_at));
    let has_words = |entry: &&Entry| entry.activity.at <= now && entry.spoken().is_some();
    let calls: Vec<&Entry> = dossier.entries.iter().rev().filter(has_words).collect();
    let subject = |id: &RecordId, name: String, detail: String| DraftSubject { id: id.to_string(), name, detail };
    Ok(DraftSubjects {
        contact: person.map(|person| person.to_string()),
        deal: dossier.open_deal().map(|deal| deal.record.id.to_string()),
        ticket: tickets.first().map(|ticket| ticket.id.to_string()),
        call: calls.first().map(|call| call.activity.id.to_string()),
        contacts: people
            .into_iter()
            .take(CHOICES_MAX)
            .map(|one| subject(&one.id, name_of(one), Contact(one).job_title().unwrap_or_default().to_owned()))
            .collect(),
        deals: deals
            .into_iter()
            .take(CHOICES_MAX)
            .map(|one| subject(&one.id, Deal(one).name().to_owned(), deal_detail(&dossier, one)))
            .collect(),
        tickets: tickets
            .into_iter()
            .take(CHOICES_MAX)
            .map(|one| subject(&one.id, Ticket(one).subject().to_owned(), day(one.created_at)))
            .collect(),
        calls: calls
            .into_iter()
            .take(CHOICES_MAX)
            .map(|one| subject(&one.activity.id, one.activity.title.clone(), day(one.activity.at)))
            .collect(),
    })
}

/// "Contract sent, EUR 48,000".
fn deal_detail(dossier: &Dossier, deal: &Record) -> String {
    let stage = deal.stage().and_then(|id| dossier.stage(id)).map(|stage| stage.label.clone());
    let currency = dossier.currency_of(deal).map(|code| format!("{code} ")).unwrap_or_default();
    let amount = Deal(deal).amount().map(|amount| format!("{currency}{}", grouped(amount)));
    stage.into_iter().chain(amount).collect::<Vec<_>>().join(", ")
}

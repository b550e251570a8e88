//! One ticket in full: what it is about, where it stands, and who opened it.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::accounts::{
        FactView, PersonView, Stages, TicketView, activities_of, chosen_facts, count_of, existing, hubspot_url,
        main_text, owner_name, people_around, place_of, ticket_view,
    },
};
use domain::ObjectType;
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

/// One ticket in full, its timeline and proposals aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct TicketPage {
    /// The ticket as its account lists it.
    pub ticket: TicketView,
    /// The account it belongs to, as in `company:1`; none where it belongs to none.
    pub account: Option<String>,
    /// The name of that account; none where there is none.
    pub account_name: Option<String>,
    /// The name of the colleague whose ticket it is; none where it is nobody's.
    pub owner: Option<String>,
    /// When it was opened.
    #[specta(type = String)]
    pub opened_at: Timestamp,
    /// When HubSpot last changed it.
    #[specta(type = String)]
    pub changed_at: Timestamp,
    /// What it says beside its subject; none where it says nothing.
    pub content: Option<String>,
    /// What it has in the fields that the rep has chosen.
    pub facts: Vec<FactView>,
    /// The contacts it is about, those heard from last first.
    pub people: Vec<PersonView>,
    /// How many entries its timeline has.
    pub activities: u32,
    /// The ticket's page in HubSpot; none for a portal that has no pages.
    pub hubspot_url: Option<String>,
}

/// Reads one ticket in full; fails with [`ErrorCode::NotFound`](crate::ErrorCode::NotFound) where there is none by that id.
pub fn ticket(open: &OpenPortal, id: &str, now: Timestamp) -> Result<TicketPage, AppError> {
    let database = &open.database;
    let record = existing(database, id, ObjectType::Ticket)?;
    let (account, account_name) = place_of(database, &record.id)?.unzip();
    let documents = database.current_documents(&record.id)?;
    Ok(TicketPage {
        ticket: ticket_view(&record, &Stages::of(database)?),
        account,
        account_name,
        owner: owner_name(database, &record)?,
        opened_at: record.created_at,
        changed_at: record.modified_at,
        content: main_text(&documents).map(|document| document.text.clone()),
        facts: chosen_facts(open, std::slice::from_ref(&record))?,
        people: people_around(database, &record.id, now)?,
        activities: count_of(&activities_of(database, &record.id, now)?),
        hubspot_url: hubspot_url(open, &record.id),
    })
}

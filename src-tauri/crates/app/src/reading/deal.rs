//! One deal in full: where it stands, who is in it, and what is to happen next.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::accounts::{
        DealView, FactView, PersonView, Stages, activities_of, chosen_facts, count_of, existing, hubspot_url,
        listed_deal, owner_name, people_around, place_of,
    },
};
use domain::{Deal, ObjectType};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

/// One deal in full, its timeline, promises and proposals aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DealPage {
    /// The deal as its account lists it.
    pub deal: DealView,
    /// The account it belongs to, as in `company:1`; none where it belongs to none.
    pub account: Option<String>,
    /// The name of that account; none where there is none.
    pub account_name: Option<String>,
    /// The name of the colleague whose deal it is; none where it is nobody's.
    pub owner: Option<String>,
    /// What is to happen next, as the deal says; none where it says nothing.
    pub next_step: Option<String>,
    /// What it has in the fields that the rep has chosen.
    pub facts: Vec<FactView>,
    /// The contacts in it, each with the part they play in it, those heard from last first.
    pub people: Vec<PersonView>,
    /// How many entries its timeline has.
    pub activities: u32,
    /// The deal's page in HubSpot; none for a portal that has no pages.
    pub hubspot_url: Option<String>,
}

/// Reads one deal in full; fails with [`ErrorCode::NotFound`](crate::ErrorCode::NotFound) where there is none by that id.
pub fn deal(open: &OpenPortal, id: &str, now: Timestamp) -> Result<DealPage, AppError> {
    let database = &open.database;
    let record = existing(database, id, ObjectType::Deal)?;
    let (account, account_name) = place_of(database, &record.id)?.unzip();
    Ok(DealPage {
        deal: listed_deal(open, &record, &Stages::of(database)?, now)?,
        account,
        account_name,
        owner: owner_name(database, &record)?,
        next_step: Deal(&record).next_step().map(str::to_owned),
        facts: chosen_facts(open, std::slice::from_ref(&record))?,
        people: people_around(database, &record.id, now)?,
        activities: count_of(&activities_of(database, &record.id, now)?),
        hubspot_url: hubspot_url(open, &record.id),
    })
}

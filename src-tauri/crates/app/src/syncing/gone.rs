//! What HubSpot does not show any more and nobody has decided about: much of a type at once, and people who seem to be erased for good.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        open::{self, OpenPortal},
        progress::Reporter,
        settings::Settings,
    },
    reading::resolve as who,
    syncing::forget::{self, ForgetReport},
};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::collections::BTreeSet;
use tokio_util::sync::CancellationToken;

/// What waits for the rep's word. Until then everything of it stays here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct GoneReport {
    /// Types of which much was missing in the last full sync.
    pub vanished: Vec<VanishedView>,
    /// People whom HubSpot has neither live nor in its recycle bin.
    pub erased: Vec<ErasedView>,
}

/// A type of which much is missing in HubSpot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct VanishedView {
    /// `contacts`, and so on.
    pub object: String,
    /// How many records were missing.
    #[specta(type = u32)]
    pub gone: usize,
    /// How many were here.
    #[specta(type = u32)]
    pub of: usize,
    /// When that was first seen.
    #[specta(type = String)]
    pub since: Timestamp,
    /// Whether the rep has said that they are gone; the next full sync archives them.
    pub accepted: bool,
}

/// A person whom HubSpot seems to have erased for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ErasedView {
    /// The contact, as in `contact:7`.
    pub id: String,
    /// Their name, as it is known here.
    pub name: String,
    /// When that was first seen.
    #[specta(type = String)]
    pub since: Timestamp,
    /// How many records here would go with them, the contact included.
    #[specta(type = u32)]
    pub records: usize,
    /// Whether HubSpot said so on two days, and of no more people than can be true. Only then may they be forgotten in one go.
    pub is_certain: bool,
}

/// What waits for the rep's word.
pub fn gone(open: &OpenPortal) -> Result<GoneReport, AppError> {
    let vanished = sync::vanished(&open.database)?;
    let vanished = vanished.into_iter().map(|(object, vanished)| VanishedView {
        object: object.plural().to_owned(),
        gone: vanished.gone,
        of: vanished.of,
        since: vanished.since,
        accepted: vanished.accepted,
    });
    let mut erased = Vec::new();
    for (contact, one) in sync::erased(&open.database)? {
        // Whoever was forgotten by name meanwhile is here no more.
        let Some(record) = open.database.record(&contact)? else { continue };
        erased.push(ErasedView {
            id: contact.to_string(),
            name: who::name_of(&record),
            since: one.since,
            records: one.records.len(),
            is_certain: one.is_certain,
        });
    }
    Ok(GoneReport { vanished: vanished.collect(), erased })
}

impl GoneReport {
    /// What a rep has to decide, in a sentence; none where nothing waits.
    pub fn alarm(&self) -> Option<String> {
        let open = self.vanished.iter().find(|vanished| !vanished.accepted);
        let missing =
            open.map(|one| format!("{} of {} {} are missing in HubSpot and kept here", one.gone, one.of, one.object));
        let certain = self.erased.iter().filter(|one| one.is_certain).count();
        let people = match certain {
            0 => None,
            1 => Some("HubSpot has erased a person for good".to_owned()),
            more => Some(format!("HubSpot has erased {more} people for good")),
        };
        missing.or(people)
    }
}

/// Notes that the rep says of everything that vanished: it is gone. The next full sync archives it.
///
/// # Errors
/// Where nothing waits for that.
pub fn accept_vanished(open: &OpenPortal) -> Result<(), AppError> {
    if sync::accept_vanished(&open.database)? == 0 {
        return Err(AppError::new(ErrorCode::NotFound, "Nothing is missing that nobody has decided about"));
    }
    Ok(())
}

/// Forgets everybody of whom it is certain that HubSpot has erased them, with all that is theirs, as [`crate::syncing::forget::forget`] does for one.
///
/// # Errors
/// Where there is nobody of whom it is certain, and as [`crate::syncing::forget::forget`].
pub async fn forget_erased(
    settings: &Settings,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<ForgetReport, AppError> {
    let (home, mut writable) = open::open_with_home(settings).await?;
    let open = &mut writable.open;
    let (mut people, mut records) = (BTreeSet::new(), BTreeSet::new());
    for (contact, erased) in sync::erased(&open.database)?.into_iter().filter(|(_, erased)| erased.is_certain) {
        records.extend(erased.records);
        people.insert(contact);
    }
    if people.is_empty() {
        return Err(AppError::new(
            ErrorCode::NotFound,
            "There is nobody of whom it is certain that HubSpot erased them",
        )
        .hint("It has to be so on two days. A person can be forgotten by name at any time."));
    }
    let plan = open.database.plan_erasure_of(&records)?;
    let report = forget::erase(settings, &home, open, plan, reporter, cancel).await?;
    sync::forgotten_here(&open.database, &people)?;
    Ok(report)
}

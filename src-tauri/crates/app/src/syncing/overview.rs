//! The local copy at a glance: how many records of each type it holds, and how fresh it is.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    syncing::{files, gone::gone},
};
use domain::ObjectType;
use jiff::{SignedDuration, Timestamp};

/// Clocks that differ by less mislead nobody.
const CLOCK_MATTERS: SignedDuration = SignedDuration::from_mins(5);

/// How many records the local copy holds, how fresh it is, and whether its files need care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The counts by type, contacts first.
    pub counts: Vec<Count>,
    /// The start of the last finished sync of every type; none before the first.
    pub fresh_as_of: Option<Timestamp>,
    /// What somebody should see to: the files, or what is missing in HubSpot; none where all is well.
    pub alarm: Option<String>,
}

/// How many records of one type are here and in HubSpot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The type in the plural, as in `contacts`.
    pub object: &'static str,
    /// How many are here, archived ones left out.
    pub local: u32,
    /// How many HubSpot had in scope when they were last counted; none before the first count.
    pub remote: Option<u32>,
}

/// Counts what the local copy holds. Needs no network.
pub fn overview(open: &OpenPortal) -> Result<Overview, AppError> {
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut counts = Vec::new();
    for object in ObjectType::ALL {
        counts.push(Count {
            object: object.plural(),
            local: narrow(open.database.count(object)?),
            remote: open.database.remote_count(object)?.map(narrow),
        });
    }
    let damaged = open.damage.as_ref().map(|damage| format!("The search index is damaged: {damage}"));
    let refused = open.database.gaps()?.first().map(|gap| format!("HubSpot does not give Foreword the {gap}"));
    let alarm = damaged.or(files::raised(&open.database)?).or(gone(open)?.alarm()).or(clock(open)?).or(refused);
    Ok(Overview { counts, fresh_as_of: open.database.fresh_as_of()?, alarm })
}

/// Says by how much this computer's clock differs from HubSpot's, in a sentence; none where that is not worth saying.
pub(crate) fn clock(open: &OpenPortal) -> Result<Option<String>, AppError> {
    let ahead = sync::clock_ahead(&open.database)?;
    if ahead.abs() < CLOCK_MATTERS {
        return Ok(None);
    }
    let span = match ahead.abs().as_mins() {
        minutes if minutes < 120 => format!("{minutes} minutes"),
        minutes if minutes < 72 * 60 => format!("{} hours", minutes / 60),
        minutes => format!("{} days", minutes / (24 * 60)),
    };
    let way = if ahead.is_negative() { "behind" } else { "ahead of" };
    Ok(Some(format!("This computer's clock is {span} {way} HubSpot's")))
}

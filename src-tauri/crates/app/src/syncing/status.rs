//! What is true of the copy: per type what HubSpot has, what is here, what was left out and why, when it was last read and when it will be
//! again; and the calls of today.

use crate::{
    error::AppError,
    portal::{
        calls::{self, CallsToday},
        connect::real_now,
        noted::note_setting_of,
        open::OpenPortal,
        scope::ScopeChoice,
    },
    syncing::{overview, sync::Skipped},
};
use domain::ObjectType;
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use store::Gap;

/// Setting that holds when the window means to sync next.
const NEXT: &str = "next_sync";
/// Of so many skipped records the reasons are listed; of the others there is a count.
const LISTED: usize = 20;

/// What is true of a portal's copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct SyncStatus {
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// The rep's e-mail address; none where nobody has said who that is.
    pub user: Option<String>,
    /// Which part of the portal is kept.
    pub scope: ScopeChoice,
    /// The types, contacts first.
    pub objects: Vec<ObjectStatus>,
    /// When Foreword's window means to sync next; none where it is not running, or where that has passed.
    #[specta(type = Option<String>)]
    pub next_run: Option<Timestamp>,
    /// Whether a sync was cut off and goes on with the next one.
    pub is_unfinished: bool,
    /// What HubSpot refused beside whole types, in words.
    pub refused: Vec<String>,
    /// What somebody should see to; none where all is well.
    pub alarm: Option<String>,
    /// The calls of today.
    pub calls: CallsToday,
}

/// What is true of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ObjectStatus {
    /// The type in the plural, as in `contacts`.
    pub object: &'static str,
    /// How many HubSpot had in scope when they were last counted; none before the first count.
    pub remote: Option<u32>,
    /// How many are here, archived ones left out.
    pub local: u32,
    /// How many are left out because somebody asked to be forgotten.
    pub forgotten: u32,
    /// How many could not be kept.
    pub skipped_count: u32,
    /// The first of those, with the reasons.
    pub skipped: Vec<Skipped>,
    /// The start of the last sync that read this type; none before the first.
    #[specta(type = Option<String>)]
    pub last_success: Option<Timestamp>,
    /// Why HubSpot does not give the type; none where it does.
    pub refused: Option<String>,
}

/// What is true of the copy. Needs no network.
pub fn sync_status(open: &OpenPortal, now: Timestamp) -> Result<SyncStatus, AppError> {
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let gaps = open.database.gaps()?;
    let mut objects = Vec::new();
    for object in ObjectType::ALL {
        let mut skipped = open.database.skipped(object)?;
        skipped.retain(|one| !store::is_kept_out(&one.reason));
        objects.push(ObjectStatus {
            object: object.plural(),
            remote: open.database.remote_count(object)?.map(narrow),
            local: narrow(open.database.count(object)?),
            forgotten: narrow(open.database.forgotten_count(object)?),
            skipped_count: narrow(skipped.len()),
            skipped: skipped
                .into_iter()
                .take(LISTED)
                .map(|one| Skipped { id: one.id.to_string(), reason: one.reason })
                .collect(),
            last_success: open.database.watermark(object)?,
            refused: gaps.iter().find(|gap| gap.object() == Some(object)).map(|gap| gap.reason.clone()),
        });
    }
    let next_run = open.database.setting(NEXT)?.and_then(|text| text.parse::<Timestamp>().ok());
    Ok(SyncStatus {
        portal_id: open.id.0.clone(),
        user: open.portal.user_email.clone(),
        scope: ScopeChoice::recall(&open.database, &open.policy)?,
        objects,
        next_run: next_run.filter(|next| now <= *next),
        is_unfinished: open.database.unfinished_run()?.is_some(),
        refused: gaps.iter().filter(|gap| gap.object().is_none()).map(Gap::to_string).collect(),
        alarm: overview::overview(open)?.alarm,
        calls: calls::calls_today(&open.database, &open.portal, &open.policy, real_now())?,
    })
}

/// Notes when the window means to sync next.
pub fn note_next_sync(open: &OpenPortal, at: Timestamp) -> Result<(), AppError> {
    Ok(open.database.set_setting(NEXT, &at.to_string())?)
}

/// Gives Foreword another share of the account's calls, in per cent.
pub fn set_share(open: &OpenPortal, percent: u8, now: Timestamp) -> Result<(), AppError> {
    calls::set_share_percent(&open.database, &open.policy, percent)?;
    note_setting_of(&open.database, &format!("share of the account's calls: {percent} %"), now)
}

/// How many times as long as usual to wait for the next sync that nobody asks for: more where the account's calls of today go fast.
pub fn slower(open: &OpenPortal) -> Result<u32, AppError> {
    calls::slower(&open.database, &open.portal, &open.policy, real_now())
}

//! Pushing: what is approved is filed in HubSpot, and what an earlier push left unclear is cleared up.

use crate::{
    error::AppError,
    models::embedding_model::millis,
    portal::{
        calls,
        connect::{opened, real_now},
        open::{self, OpenPortal},
        settings::Settings,
    },
    reading::accounts::hubspot_url,
    review::proposals::ProposalStatus,
};
use domain::{Decision, EntryStatus, ObjectType};
use jiff::{SignedDuration, Timestamp};
use outbox::{Clock, Entry, FixedClock, HubSpotClock, PushOptions, Reporter};
use serde::Serialize;
use specta::Type;
use std::{collections::BTreeMap, time::Instant};
use tokio_util::sync::CancellationToken;

/// What was filed stays in the report of later pushes for so long.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Setting that says that the rep has asked for what is approved to be filed, and that not all of it has been tried yet.
const ASKED: &str = "filing_asked";

/// How a push is to go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PushRequest {
    /// How long to wait for what has to wait, such as the second look after a lost answer. The rest is left for the next push.
    pub patience: SignedDuration,
}

impl Default for PushRequest {
    fn default() -> Self {
        Self { patience: SignedDuration::from_secs(90) }
    }
}

/// What a push did: the entries of the outbox, and how far each has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct PushReport {
    /// What is in the outbox, and what was filed within a week; in the order of approval.
    pub entries: Vec<EntryView>,
    /// Milliseconds that the push took.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
}

/// An approved write, and how far it has come on its way to HubSpot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct EntryView {
    /// The id of the proposal it came from.
    pub id: String,
    /// How far the write has come.
    pub status: ProposalStatus,
    /// HubSpot's id of what was written; none before it is known.
    pub remote_id: Option<String>,
    /// How many requests have left for it.
    pub attempts: u32,
    /// Why the entry is where it is; none where that needs no words.
    pub reason: Option<String>,
    /// What was approved, in words.
    pub title: String,
    /// The page in HubSpot that shows it or will; none for a portal that has no pages.
    pub hubspot_url: Option<String>,
}

impl PushReport {
    /// Whether everything that was approved is in HubSpot.
    pub fn is_complete(&self) -> bool {
        let filed = [ProposalStatus::Sent, ProposalStatus::Verified, ProposalStatus::Undone];
        self.entries.iter().all(|entry| filed.contains(&entry.status))
    }
}

/// Files what is approved, each exactly once, and clears up what an earlier push left unclear. Holds the home's lock.
///
/// What HubSpot says about an entry is in the report; an error means that nothing could be tried at all.
pub async fn push(
    settings: &Settings,
    request: PushRequest,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<PushReport, AppError> {
    let started = Instant::now();
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    let clock: Box<dyn Clock> = match settings.now {
        Some(now) => Box::new(FixedClock::at(now)),
        None => Box::new(HubSpotClock::of(&client)),
    };
    let options = PushOptions { patience: request.patience };
    open.database.set_setting(ASKED, "1")?;
    hold_back(&open, clock.now())?;
    let pushed = outbox::push(&open.database, &client, clock.as_ref(), options, reporter, cancel).await;
    calls::note_calls(&open.database, &open.portal, &client.usage(), real_now())?;
    pushed?;
    if !open.database.entries()?.iter().any(|entry| entry.status == EntryStatus::Approved) {
        open.database.set_setting(ASKED, "")?;
    }

    let recent = |entry: &Entry| {
        !matches!(entry.status, EntryStatus::Verified | EntryStatus::Undone)
            || clock.now().duration_since(entry.approved_at) <= SHOWN_FOR
    };
    Ok(PushReport { entries: entry_views(&open, recent)?, elapsed_ms: millis(started) })
}

/// Puts up for review again what was approved before the admin forbade it. What HubSpot may have already is looked after as before.
fn hold_back(open: &OpenPortal, now: Timestamp) -> Result<(), AppError> {
    for entry in open.database.entries()?.into_iter().filter(|entry| entry.status == EntryStatus::Approved) {
        if let Err(refused) = open.policy.may_write(&entry.write) {
            open.database.reopen_proposal(
                &entry.proposal,
                &format!("forbidden by the admin: {}", refused.message),
                now,
            )?;
        }
    }
    Ok(())
}

/// Whether something that the rep has had filed is unfinished and can be worked on at `now`: it was cut off, its answer was lost, its wait is
/// over, or it was never tried because nothing could be. What is approved and has never been asked to be filed is not it.
pub fn push_due(open: &OpenPortal, now: Timestamp) -> Result<bool, AppError> {
    let asked = open.database.setting(ASKED)?.as_deref() == Some("1");
    let is_due = |entry: &Entry| match entry.status {
        EntryStatus::Approved => asked,
        EntryStatus::Sending | EntryStatus::Unknown | EntryStatus::Sent | EntryStatus::Waiting => {
            entry.wait_until.is_none_or(|until| until <= now)
        }
        EntryStatus::Verified | EntryStatus::Refused | EntryStatus::Undone => false,
    };
    Ok(open.database.entries()?.iter().any(is_due))
}

/// Entries as they are shown, in the order of approval.
pub(crate) fn entry_views(open: &OpenPortal, wanted: impl Fn(&Entry) -> bool) -> Result<Vec<EntryView>, AppError> {
    let titles: BTreeMap<_, _> =
        open.database.proposals()?.into_iter().map(|proposal| (proposal.id, proposal.content.title)).collect();
    let entries = open.database.entries()?.into_iter().filter(wanted).map(|entry| EntryView {
        title: titles.get(&entry.proposal).cloned().unwrap_or_default(),
        hubspot_url: entry
            .write
            .targets()
            .iter()
            .find(|id| id.object != ObjectType::Deal)
            .and_then(|id| hubspot_url(open, id)),
        id: entry.proposal.0,
        status: ProposalStatus::of(Decision::Approved, Some(entry.status)),
        remote_id: entry.remote_id,
        attempts: entry.sends,
        reason: Some(entry.reason).filter(|reason| !reason.is_empty()),
    });
    Ok(entries.collect())
}

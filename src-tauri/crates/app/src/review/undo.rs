//! Undoing: what was filed in HubSpot is taken back, as long as it is ours and untouched.

use crate::{
    error::AppError,
    models::embedding_model::millis,
    portal::{
        calls,
        connect::{opened, real_now},
        open::{self, approver},
        settings::Settings,
    },
    review::{
        proposals::stored,
        push::{PushReport, entry_views},
    },
};
use domain::ProposalId;
use outbox::Undone;
use std::time::Instant;

/// Takes one filed proposal back. What stays, and why, is in the report. Holds the home's lock; doing it again finds out what became of
/// a first time without an answer.
pub async fn undo(settings: &Settings, id: &str) -> Result<PushReport, AppError> {
    let started = Instant::now();
    let (home, _lock) = open::lock(settings)?;
    let (client, open) = opened(settings, &home, false).await?;
    let proposal: ProposalId = stored(&open, id)?.id;
    let undone = outbox::undo(&open.database, &client, &proposal, &approver(&open)?, settings.now()).await;
    calls::note_calls(&open.database, &open.portal, &client.usage(), real_now())?;
    let undone = undone?;
    let mut entries = entry_views(&open, |entry| entry.proposal == proposal)?;
    if let Undone::Kept(reason) | Undone::Unclear(reason) = undone {
        for entry in &mut entries {
            entry.reason = Some(reason.clone());
        }
    }
    Ok(PushReport { entries, elapsed_ms: millis(started) })
}

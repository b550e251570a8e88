//! What a sync does for proposals that wait for the rep: it reads who changed their fields since, which labels deals have, and puts aside
//! what has waited too long.

use crate::{
    error::AppError,
    portal::{drift, open::OpenPortal, roles},
    review::review_settings::review_settings,
};
use domain::{Decision, PropertyChange, RecordId, Write};
use hubspot::{Client, HubSpotError};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Looks after the proposals that wait: a call for fifty records among them, none where nothing waits, and one for the portal's labels
/// where everything was read.
pub(crate) async fn look_after(
    open: &OpenPortal,
    client: &Client,
    everything: bool,
    now: Timestamp,
) -> Result<(), AppError> {
    drift::look(open, client, now).await?;
    expire(open, now)?;
    if everything && let Err(error) = roles::read_labels(open, client).await {
        // A token that may not see deals has no parts to give in them.
        tracing::warn!(%error, "the portal's labels could not be read");
    }
    let asked = fields_that_wait(open)?;
    if asked.is_empty() {
        return Ok(());
    }
    match client.values(&asked).await {
        Ok(values) => {
            let mut histories: BTreeMap<RecordId, Vec<PropertyChange>> = BTreeMap::new();
            for ((record, property), now) in values {
                let change = |version: hubspot::ValueVersion| PropertyChange {
                    property: property.clone(),
                    value: version.value,
                    at: version.at,
                    source: version.by.split(':').next().unwrap_or_default().to_owned(),
                };
                histories.entry(record).or_default().extend(now.versions.into_iter().map(change));
            }
            Ok(open.database.add_history(&histories.into_iter().collect::<Vec<_>>())?)
        }
        // Cards say who changed a field last as far as is known; a push reads it anew in any case.
        Err(
            HubSpotError::MissingScopes { .. } | HubSpotError::Unreachable { .. } | HubSpotError::RateLimited { .. },
        ) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn fields_that_wait(open: &OpenPortal) -> Result<BTreeSet<(RecordId, String)>, AppError> {
    let waiting = open.database.proposals()?.into_iter().filter(|proposal| proposal.decision == Decision::Open);
    let field = |write: &Write| write.change().map(|change| (change.record.clone(), change.property.clone()));
    Ok(waiting.filter_map(|proposal| field(&proposal.content.write)).collect())
}

/// Puts aside what nobody has decided about in time.
fn expire(open: &OpenPortal, now: Timestamp) -> Result<(), AppError> {
    let days = review_settings(open)?.expires_after_days;
    let lasts = SignedDuration::from_hours(24 * i64::from(days));
    for proposal in open.database.proposals()? {
        if proposal.decision == Decision::Open && lasts < now.duration_since(proposal.created_at) {
            let why = format!("no decision for {days} days");
            open.database.put_aside(&proposal.id, Decision::Expired, &why, now)?;
        }
    }
    Ok(())
}

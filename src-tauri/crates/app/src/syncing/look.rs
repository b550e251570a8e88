//! A look at one account while its brief is on screen, so that a mail of a minute ago is in it.

use crate::{
    error::AppError,
    portal::{
        calls,
        connect::real_now,
        open::{OpenPortal, client_for},
        scope::ScopeChoice,
        settings::Settings,
    },
    reading::resolve::Target,
    syncing::sync::reading_whole,
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What HubSpot has not answered by then comes with the next sync.
const PATIENCE: Duration = Duration::from_secs(2);

/// An account is not looked at again, nor soon after a sync, before this has passed.
pub(crate) const PAUSE: Duration = Duration::from_secs(60);

/// Looks at an account's own records in HubSpot: the account, its people, its open deals, and what was newly said with them. At most
/// six calls and two seconds. Returns whether anything is here otherwise than before.
///
/// Nothing is asked before the first sync has ended, and soon after one. Where HubSpot refuses, or is slow, the copy stays as it was. The caller
/// holds the home's lock.
pub async fn look_at_account(
    settings: &Settings,
    open: &OpenPortal,
    target: &Target,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<bool, AppError> {
    let Some(fresh) = open.database.fresh_as_of()? else { return Ok(false) };
    if now.duration_since(fresh) < SignedDuration::try_from(PAUSE).unwrap_or_default() {
        return Ok(false);
    }
    let scope = ScopeChoice::recall(&open.database, &open.policy)?.of(&open.portal)?;
    let client = reading_whole(client_for(settings, open)?, open)?.asking_once();
    let who = (&target.account, target.contact.as_ref());
    let look = sync::look_at_account(&client, &open.database, &scope, who, now);
    // What is dropped here waits for HubSpot, and has kept nothing yet.
    let outcome = tokio::select! {
        outcome = tokio::time::timeout(PATIENCE, look) => outcome.ok(),
        () = cancel.cancelled() => None,
    };
    // However it ended, the calls were made.
    calls::note_calls(&open.database, &open.portal, &client.usage(), real_now())?;
    let Some(looked) = outcome.transpose()? else { return Ok(false) };
    tracing::debug!(looked.changed, looked.is_partial, "an account was looked at again");
    Ok(looked.changed)
}

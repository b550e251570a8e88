//! Reading some records again, because HubSpot says that something happened to them.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        calls,
        connect::real_now,
        open::{OpenPortal, client_for},
        progress::{Silent, SyncReporter},
        scope::ScopeChoice,
        settings::Settings,
    },
    syncing::{readings, sync::reading_whole},
};
use domain::RecordId;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

/// What became of a record that was read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    /// It is otherwise than before, or was not here.
    Changed,
    /// It is as it was.
    Unchanged,
    /// HubSpot does not have it any more.
    Gone,
    /// It is not in the book that is kept here.
    Elsewhere,
}

impl Looked {
    /// What became of it, as the queue tells it.
    pub fn what(self) -> &'static str {
        match self {
            Self::Changed => "The record is otherwise than before",
            Self::Unchanged => "The record is as it was",
            Self::Gone => "HubSpot does not have the record any more",
            Self::Elsewhere => "The record is not in the book that is kept here",
        }
    }
}

/// Reads records again and brings their words into the index. One that cannot be read stops none of the others; where HubSpot does not answer, the
/// rest is not asked for and fails alike. The caller holds the home's lock.
pub(crate) async fn look_at_records(
    settings: &Settings,
    open: &OpenPortal,
    ids: &[RecordId],
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<Vec<(RecordId, Result<Looked, AppError>)>, AppError> {
    let scope = ScopeChoice::recall(&open.database, &open.policy)?.of(&open.portal)?;
    let client = reading_whole(client_for(settings, open)?, open)?;
    let client = if Settings::is_clock_given() { client.without_server_time() } else { client };
    let mut outcomes: Vec<(RecordId, Result<Looked, AppError>)> = Vec::new();
    let mut away: Option<(ErrorCode, String)> = None;
    for id in ids {
        if cancel.is_cancelled() {
            outcomes.push((id.clone(), Err(AppError::cancelled())));
            continue;
        }
        if let Some((code, message)) = &away {
            outcomes.push((id.clone(), Err(AppError::new(*code, message.as_str()))));
            continue;
        }
        let before = open.database.newest_version()?;
        let read = sync::read_again(&client, &open.database, &scope, id, now, &SyncReporter(&Silent), cancel).await;
        let outcome = match read {
            Ok(sync::ReadAgain::Gone(_)) => Ok(Looked::Gone),
            Ok(sync::ReadAgain::Elsewhere) => Ok(Looked::Elsewhere),
            Ok(sync::ReadAgain::Kept(_)) if open.database.newest_version()? == before => Ok(Looked::Unchanged),
            Ok(sync::ReadAgain::Kept(_)) => Ok(Looked::Changed),
            Err(error) => Err(AppError::from(error)),
        };
        if let Err(error) = &outcome
            && matches!(error.code, ErrorCode::Unreachable | ErrorCode::RateLimited | ErrorCode::Unauthorized)
        {
            away = Some((error.code, error.message.clone()));
        }
        outcomes.push((id.clone(), outcome));
    }
    calls::note_calls(&open.database, &open.portal, &client.usage(), real_now())?;
    if outcomes.iter().any(|(_, outcome)| matches!(outcome, Ok(Looked::Changed | Looked::Gone))) {
        readings::update_readings(&open.database, cancel)?;
        if open.damage.is_none() {
            let stop = || cancel.is_cancelled();
            let indexed = retrieval::update_index(&open.database, &open.index, None, &|_| {}, &stop).await;
            // What was read is safe; finding it by the index waits for the next sync.
            indexed.inspect_err(|error| tracing::warn!(%error, "what was read again is not in the index yet")).ok();
        }
    }
    Ok(outcomes)
}

//! Reading one record again, as a rep asks for it or as HubSpot tells that it changed.

use super::{Executor, Outcome, Reporter, Run, targets};
use crate::{SyncError, plan::Scope};
use domain::{ObjectType, RecordId, property};
use hubspot::Client;
use jiff::Timestamp;
use store::Database;
use tokio_util::sync::CancellationToken;

/// What became of one record that was read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadAgain {
    /// It is here as HubSpot has it now.
    Kept(Outcome),
    /// HubSpot does not have it any more; here it is archived, if it was here.
    Gone(Outcome),
    /// HubSpot has it, and it is not in the book that is kept here.
    Elsewhere,
}

/// Reads one record again, with what it is associated with, and the transcript of a call. A run that was cut off goes on afterwards as before.
pub async fn read_again(
    client: &Client,
    database: &Database,
    scope: &Scope,
    id: &RecordId,
    now: Timestamp,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<ReadAgain, SyncError> {
    let unfinished = database.unfinished_run().map_err(SyncError::Store)?;
    let number = match &unfinished {
        Some(state) => state.number,
        None => database.next_run_number().map_err(SyncError::Store)?,
    };
    let run = Run::of(scope.clone(), now, Vec::new());
    let mut executor = Executor::new(client, database, reporter, cancel, number, run)?;
    let read = executor.read_one_again(id).await;
    database.rebuild_membership().map_err(SyncError::Store)?;
    let outcome = executor.outcome();
    match unfinished {
        Some(state) => database.record_progress(&state).map_err(SyncError::Store)?,
        None => database.finish_run(number, &[], now).map_err(SyncError::Store)?,
    }
    Ok(match read? {
        Some(true) => ReadAgain::Kept(outcome),
        Some(false) => ReadAgain::Gone(outcome),
        None => ReadAgain::Elsewhere,
    })
}

impl Executor<'_> {
    /// Reads one record again. Whether HubSpot has it; none where it has it and it is not in the book.
    async fn read_one_again(&mut self, id: &RecordId) -> Result<Option<bool>, SyncError> {
        let object = id.object;
        let asked = [id.id.clone()];
        let read = self.client.batch_read(object, &asked).await.map_err(SyncError::HubSpot)?;
        let Some(found) = read.listing.records.first().filter(|found| !found.record.archived) else {
            if !read.listing.unreadable.is_empty() {
                self.store(object, read.listing, Vec::new())?;
                return Ok(Some(true));
            }
            self.archive(object, asked.to_vec())?;
            return Ok(Some(false));
        };
        // A merged record answers to its former ids, under its own.
        let now = found.record.id.clone();
        let mut associations = Vec::new();
        for target in targets(object) {
            associations.extend(self.associations_of(object, *target, std::slice::from_ref(&now.id)).await?);
        }
        let is_own = match &self.run.scope {
            Scope::Book { owner } => found.record.get(property::OWNER) == Some(owner) && !object.is_activity(),
            Scope::Portal => true,
        };
        let here = self.database.record(&now).map_err(SyncError::Store)?;
        let is_here = here.is_some_and(|record| !record.archived);
        if !is_own && !is_here && !self.comes_to_the_book(&now, &associations)? {
            return Ok(None);
        }
        self.store(object, read.listing, associations)?;
        if matches!(object, ObjectType::Call | ObjectType::Meeting) {
            // Whatever was asked for in vain before is asked for once more.
            self.database.set_transcript_asked(&now, None).map_err(SyncError::Store)?;
            self.transcripts().await?;
        }
        Ok(Some(true))
    }
}

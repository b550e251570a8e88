//! Reading the records of a type once more because more is to be read of each of them than before, as where a field was chosen.

use super::Executor;
use crate::SyncError;
use domain::{ObjectType, RecordId};
use std::collections::BTreeMap;
use store::Database;

/// Setting that holds the types that are to be read once more, each with the last id that was.
const ANEW: &str = "read_anew";
/// So many records are read by one call.
const BATCH: usize = 100;

/// Has the records of a type that are here read once more, by the next syncs: some ten thousand in each.
pub fn read_anew(database: &Database, object: ObjectType) -> Result<(), SyncError> {
    let mut types = types_to_read_anew(database)?;
    types.insert(object, String::new());
    note(database, &types)
}

/// The types of which not every record was read once more yet, each with the last id that was.
pub fn types_to_read_anew(database: &Database) -> Result<BTreeMap<ObjectType, String>, SyncError> {
    let kept = database.setting(ANEW).map_err(SyncError::Store)?;
    let kept: BTreeMap<String, String> = kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    Ok(kept.into_iter().filter_map(|(object, last)| Some((object.parse().ok()?, last))).collect())
}

fn note(database: &Database, types: &BTreeMap<ObjectType, String>) -> Result<(), SyncError> {
    let named: BTreeMap<&str, &String> = types.iter().map(|(object, last)| (object.singular(), last)).collect();
    database.set_setting(ANEW, &super::encode(&named)).map_err(SyncError::Store)
}

impl Executor<'_> {
    /// Reads on in what is to be read once more, so many calls at most. How far it has come is kept after each.
    pub(super) async fn read_on_anew(&mut self, calls: usize) -> Result<(), SyncError> {
        let mut types = types_to_read_anew(self.database)?;
        let mut left = calls;
        while let Some((object, last)) = types.pop_first() {
            let last = RecordId::new(object, last);
            let all = self.database.all(object).map_err(SyncError::Store)?;
            let ids: Vec<String> = all.into_iter().filter(|id| last < *id).map(|id| id.id).collect();
            for some in ids.chunks(BATCH) {
                if self.cancel.is_cancelled() {
                    return Err(SyncError::Cancelled);
                }
                if left == 0 {
                    return Ok(());
                }
                left -= 1;
                let read = self.client.batch_read(object, some).await;
                let Some(read) = self.unless_refused(object.singular(), read)? else { break };
                // What is missing is another step's to look into.
                self.store(object, read.listing, Vec::new())?;
                let mut open = types.clone();
                open.insert(object, some.last().cloned().unwrap_or_default());
                note(self.database, &open)?;
            }
            note(self.database, &types)?;
        }
        Ok(())
    }
}

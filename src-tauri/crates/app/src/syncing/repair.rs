//! Mending a damaged database, and the copy of the week that helps to.

use crate::{
    error::AppError,
    portal::{
        keys,
        open::{self, Access, OpenPortal},
        progress::Reporter,
        settings::Settings,
    },
    syncing::files,
};
use domain::PortalId;
use std::{path::Path, sync::Arc};
use store::{Home, Origin, Repaired};
use tokio_util::sync::CancellationToken;

/// The name that repairs are recorded under.
const REPAIR: &str = "repair";

/// Reads every page of the database of the portal that is meant, and makes it anew where one cannot be read. `Ok(None)` where all is well,
/// else what was done, in words. The caller has nothing of the portal open.
///
/// # Errors
/// Whatever keeps the portal from being opened and is no damage.
pub async fn repair_if_damaged(
    settings: &Settings,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<Option<String>, AppError> {
    let (home, lock) = open::lock(settings)?;
    let id = open::chosen(settings, &home)?;
    let held = Settings { lock: Some(Arc::clone(&lock)), ..settings.clone() };
    let key = keys::held(settings, &home, &id)?.key;
    let path = home.database_path(&id);
    let Some(reason) = damage_of(&home, &id, &key)? else { return Ok(None) };
    tracing::warn!(reason, "the database is damaged and is made anew");
    let stamp = held.now().strftime("%Y-%m-%dT%H%M%SZ").to_string();
    let repaired = store::repair(&path, &key, &stamp)?;
    // What it held of the index is not to be believed either.
    store::remove_index(&home.index_dir(&id))?;
    let said = said_of(&repaired, &reason);
    let mut open = open::open(&home, &id, Access::Write, &held).await?;
    let size = store::StoreSize { database_bytes: open.database.file_bytes(), ..Default::default() };
    let job = open.database.start_job(REPAIR, held.now(), size)?;
    let rebuilt = files::rebuild_as_it_was(&held, &mut open, reporter, cancel).await;
    let (word, error) = match &rebuilt {
        Ok(_) => ("done", String::new()),
        Err(error) => ("failed", error.message.clone()),
    };
    open.database.end_job(job, held.now(), size, word, &error)?;
    files::raise(&open.database, &said)?;
    rebuilt?;
    Ok(Some(said))
}

/// Reads every page of the database of the portal that is meant, beside whoever has it open, and says what is wrong; `None` where all is well.
/// Blocks for as long as reading the file takes.
pub fn database_damage(settings: &Settings) -> Result<Option<String>, AppError> {
    let home = Home::open(&settings.home)?;
    let id = open::chosen(settings, &home)?;
    let key = keys::held(settings, &home, &id)?.key;
    unreadable(&home.database_path(&id), &key)
}

/// What cannot be read of a database's file; `None` where every page can.
fn unreadable(path: &Path, key: &[u8; 32]) -> Result<Option<String>, AppError> {
    if path.is_file() { Ok(store::check_file(path, key)?) } else { Ok(Some("the file is gone".to_owned())) }
}

/// What is wrong with a database that nobody has open; `None` where every page reads and it opens for writing.
fn damage_of(home: &Home, id: &PortalId, key: &[u8; 32]) -> Result<Option<String>, AppError> {
    let path = home.database_path(id);
    if let Some(reason) = unreadable(&path, key)? {
        return Ok(Some(reason));
    }
    match store::Database::open(&path, key) {
        Ok(_) => Ok(None),
        Err(error) if error.is_damage() => Ok(Some(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

/// What a repair brought back, as the rep reads it.
fn said_of(repaired: &Repaired, reason: &str) -> String {
    let lost: Vec<&str> = repaired
        .kept
        .iter()
        .filter(|(_, origin)| matches!(origin, Origin::InParts | Origin::Nowhere))
        .map(|(table, _)| table.as_str())
        .collect();
    let own = if lost.is_empty() {
        "Drafts, approvals and the log of writes are all here.".to_owned()
    } else {
        format!("Of what only this computer had, some is lost: {}.", lost.join(", ").replace('_', " "))
    };
    let records = match repaired.records {
        Origin::DamagedFile => "Everything from HubSpot is here too.",
        Origin::WeeklyCopy => "What came from HubSpot is as of the last weekly copy; the next sync brings the rest.",
        _ => "What came from HubSpot has to be fetched again: sync now.",
    };
    format!("The database was damaged ({reason}) and has been rebuilt. {own} {records}")
}

/// Makes the copy of the week where it is due. Where the disk has no room for it, it waits for the next upkeep.
pub(crate) fn copy_of_the_week(settings: &Settings, home: &Home, open: &OpenPortal) -> Result<bool, AppError> {
    if let Err(full) = files::room_for(open.index.dir(), open.database.file_bytes()) {
        tracing::warn!(full.message, "there is no room for the copy of the week");
        return Ok(false);
    }
    let key = keys::held(settings, home, &open.id)?.key;
    Ok(open.database.copy_of_the_week(&key, settings.now())?)
}

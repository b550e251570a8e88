//! What jobs on a portal's files have in common: room on the disk, the alarm, and making the index anew.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::Model,
    portal::{
        open::OpenPortal,
        progress::{Progress, Reporter},
        settings::Settings,
    },
};
use store::{Database, free_bytes};
use tokio_util::sync::CancellationToken;

/// The folder in the demo's home that has the recordings of the rep's calls.
pub(crate) const RECORDINGS: &str = "recordings";

/// Setting that holds the alarm, for whoever shows it.
const ALARM: &str = "upkeep_alarm";
/// What has to stay free on the disk beside what a job writes.
const RESERVE: u64 = 128 << 20;

/// Raises an alarm, or with an empty text takes back the last one.
pub(crate) fn raise(database: &Database, alarm: &str) -> Result<(), AppError> {
    Ok(database.set_setting(ALARM, alarm)?)
}

/// The alarm that was raised last, for a frame that is drawn often.
pub(crate) fn raised(database: &Database) -> Result<Option<String>, AppError> {
    Ok(database.setting(ALARM)?.filter(|alarm| !alarm.is_empty()))
}

pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1 << 20))
}

/// Whether the disk has room for so many bytes more. Where the system does not say how much is free, it is taken to be enough.
pub(crate) fn room_for(dir: &std::path::Path, bytes: u64) -> Result<(), AppError> {
    room(free_bytes(dir), bytes).map_err(|(free, needed)| {
        let message = format!(
            "The disk has {} free. Writing the search index safely takes {}",
            megabytes(free),
            megabytes(needed)
        );
        AppError::new(ErrorCode::DiskFull, message)
            .hint("Free some space and try again. Nothing was changed; search and briefs still work.")
    })
}

/// Free and needed bytes where the one is less than the other. Pure.
fn room(free: Option<u64>, bytes: u64) -> Result<(), (u64, u64)> {
    let needed = bytes + RESERVE;
    match free {
        Some(free) if free < needed => Err((free, needed)),
        _ => Ok(()),
    }
}

/// Makes the index anew with what it held: with vectors only if it had any, since a first reading of every text is a sync's to decide.
pub(crate) async fn rebuild_as_it_was(
    settings: &Settings,
    open: &mut OpenPortal,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<retrieval::IndexReport, AppError> {
    let (_, vectors) = open.database.content_bytes()?;
    let model = if vectors == 0 { Model::none() } else { Model::load(settings) };
    rebuild(open, &model, reporter, cancel).await
}

/// Makes the index anew from SQLite and the cached vectors. Without a model it holds texts only until a sync adds vectors.
pub(crate) async fn rebuild(
    open: &mut OpenPortal,
    model: &Model,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<retrieval::IndexReport, AppError> {
    store::remove_index(open.index.dir())?;
    open.database.reset_indexed()?;
    open.index = open.index.reopened().await?;
    open.damage = None;
    let report = retrieval::update_index(
        &open.database,
        &open.index,
        model.embedder(),
        &|progress| reporter.report(Progress::Index(progress)),
        &|| cancel.is_cancelled(),
    )
    .await?;
    if cancel.is_cancelled() {
        return Err(AppError::cancelled());
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_is_refused_and_an_unknown_one_is_not() {
        assert_eq!(room(Some(RESERVE + 10), 10), Ok(()));
        assert_eq!(room(Some(RESERVE + 9), 10), Err((RESERVE + 9, RESERVE + 10)));
        assert_eq!(room(None, u64::MAX / 2), Ok(()));
    }
}

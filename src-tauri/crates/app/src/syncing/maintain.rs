//! Looking after a portal's files: merging, removing what nobody wants, and saying so when they grow beyond reason.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::millis,
    portal::{
        open::{self, OpenPortal},
        progress::Reporter,
        settings::Settings,
    },
    syncing::{
        files::{megabytes, raise, rebuild_as_it_was, room_for},
        repair::{copy_of_the_week, repair_if_damaged},
    },
};
use domain::ChunkLevel;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use specta::Type;
use std::time::Instant;
use store::{Database, Filter, Home, Index, StoreError, StoreSize, StoredJob, Words};
use tokio_util::sync::CancellationToken;

/// The name that jobs of this kind are recorded under.
const MAINTAIN: &str = "maintain";
/// How many updates of the index make an upkeep due.
const UPDATES: u32 = 20;
/// After any update at all it is due after this long.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// After a failure it is tried again after this long.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// Versions beyond which something keeps the upkeep from doing its work. An update leaves about twenty.
const VERSIONS_MAX: u64 = 2_000;
/// How many times the bytes of its texts the index may take before somebody should look.
const TEXT_TIMES: u64 = 8;
/// How many times the bytes of its vectors the index may take: they are there twice while they are merged.
const VECTOR_TIMES: u64 = 3;
/// How many bytes the index may take in any case.
const BYTES_ANYWAY: u64 = 64 << 20;
/// Words that stand in most texts: a word index that finds them can be read.
const PROBE: &str = "the to and of der die und";
/// How large the files of a portal are, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
pub struct Size {
    /// Bytes of all files of the portal.
    #[specta(type = u32)]
    pub bytes: u64,
    /// Bytes of SQLite's file and its log.
    #[specta(type = u32)]
    pub database_bytes: u64,
    /// Bytes of LanceDB's folder.
    #[specta(type = u32)]
    pub index_bytes: u64,
    /// How many versions all LanceDB tables have together.
    #[specta(type = u32)]
    pub versions: u64,
}

impl From<StoreSize> for Size {
    fn from(size: StoreSize) -> Self {
        let StoreSize { database_bytes, index_bytes, versions } = size;
        Self { bytes: size.bytes(), database_bytes, index_bytes, versions }
    }
}

/// What an upkeep did to a portal's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct MaintainReport {
    /// The size of the files when the upkeep began.
    pub before: Size,
    /// The size of the files when the upkeep ended.
    pub after: Size,
    /// How the upkeep ended: `done`; every other outcome is an error.
    pub outcome: &'static str,
    /// What was wrong with the database and what came back, where it had to be made anew.
    pub repaired: Option<String>,
    /// What was wrong with the index, where it had to be made anew.
    pub rebuilt: Option<String>,
    /// How many cached vectors were dropped because nobody had used them for long.
    #[specta(type = u32)]
    pub vectors_dropped: usize,
    /// Whether SQLite's file was written anew, without its free pages.
    pub vacuumed: bool,
    /// Why somebody should look after the files; none where they are within reason.
    pub alarm: Option<String>,
    /// Milliseconds that the upkeep took.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
}

/// How large a portal's files are, and how its last upkeep ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct UpkeepView {
    /// The size of the files now.
    pub size: Size,
    /// When the last one ended; none before the first and after one that was cut off.
    #[specta(type = Option<String>)]
    pub last_at: Option<Timestamp>,
    /// How the last upkeep ended: `done`, `refused`, `failed` or `cut_off`; none before the first.
    pub last_outcome: Option<String>,
    /// Why the last upkeep failed; none where it did not.
    pub error: Option<String>,
    /// Why somebody should look after the files; none where they are within reason.
    pub alarm: Option<String>,
}

/// What decides whether an upkeep is due, see [`due`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UpkeepState {
    /// When the last upkeep ended or, cut off, began; `None` before the first.
    pub last_at: Option<Timestamp>,
    /// Whether the last upkeep did its work.
    pub succeeded: bool,
    /// How many times the index was updated since an upkeep did its work.
    pub updates: u32,
    /// Whether the search index is damaged.
    pub damaged: bool,
}

/// Whether an upkeep is due. Pure.
pub fn due(now: Timestamp, state: &UpkeepState) -> bool {
    let since = state.last_at.map_or(SignedDuration::MAX, |last| now.duration_since(last));
    if !state.succeeded && state.last_at.is_some() {
        return AGAIN <= since;
    }
    state.damaged || UPDATES <= state.updates || (0 < state.updates && EVERY <= since)
}

/// Whether the upkeep of an opened portal is due.
pub fn upkeep_due(open: &OpenPortal, now: Timestamp) -> Result<bool, AppError> {
    let last = open.database.last_job(MAINTAIN)?;
    Ok(due(now, &state_of(last.as_ref(), open.database.index_updates()?, open.damage.is_some())))
}

fn state_of(last: Option<&StoredJob>, updates: u32, damaged: bool) -> UpkeepState {
    UpkeepState {
        last_at: last.map(|job| job.ended_at.unwrap_or(job.started_at)),
        succeeded: last.is_some_and(|job| job.outcome == "done"),
        updates,
        damaged,
    }
}

/// How large the files are, how the last upkeep ended, and whether somebody should look.
pub fn upkeep(open: &OpenPortal) -> Result<UpkeepView, AppError> {
    let size = size_of(&open.database, &open.index)?;
    let last = open.database.last_job(MAINTAIN)?;
    let alarm = alarm_of(open, size)?;
    Ok(UpkeepView {
        size: size.into(),
        last_at: last.as_ref().and_then(|job| job.ended_at),
        last_outcome: last.as_ref().map(|job| job.outcome.clone()),
        error: last.map(|job| job.error).filter(|error| !error.is_empty()),
        alarm,
    })
}

fn size_of(database: &Database, index: &Index) -> Result<StoreSize, AppError> {
    let (index_bytes, versions) = index.size()?;
    Ok(StoreSize { database_bytes: database.file_bytes(), index_bytes, versions })
}

fn alarm_of(open: &OpenPortal, size: StoreSize) -> Result<Option<String>, AppError> {
    if let Some(damage) = &open.damage {
        return Ok(Some(format!("The search index is damaged: {damage}")));
    }
    let (texts, vectors) = open.database.content_bytes()?;
    Ok(alarm(size, texts, vectors))
}

/// Why the index's size calls for somebody to look; none while it is within reason. Pure.
fn alarm(size: StoreSize, text_bytes: u64, vector_bytes: u64) -> Option<String> {
    let bound = BYTES_ANYWAY + TEXT_TIMES * text_bytes + VECTOR_TIMES * vector_bytes;
    if bound < size.index_bytes {
        let (index, bound) = (megabytes(size.index_bytes), megabytes(bound));
        return Some(format!(
            "The search index takes {index}, although {bound} should be enough for its texts and vectors"
        ));
    }
    (VERSIONS_MAX < size.versions)
        .then(|| format!("The search index keeps {} versions, more than {VERSIONS_MAX}", size.versions))
}

/// Merges the index's files and removes its old versions, drops cached vectors nobody uses, gives SQLite's free pages back and empties
/// its log. A damaged database or index is made anew first, and the copy of the week is made where it is due. Needs no network. The run is recorded, however it ends.
pub async fn maintain(
    settings: &Settings,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<MaintainReport, AppError> {
    let started = Instant::now();
    let repaired = repair_if_damaged(settings, reporter, cancel).await?;
    let (home, mut writable) = open::open_with_home(settings).await?;
    let open = &mut writable.open;
    let before = size_of(&open.database, &open.index)?;
    let job = open.database.start_job(MAINTAIN, settings.now(), before)?;
    let outcome = work(settings, &home, open, before, reporter, cancel).await;
    let after = size_of(&open.database, &open.index)?;
    let (word, error) = match &outcome {
        Ok(_) => ("done", String::new()),
        Err(error) if error.code == ErrorCode::DiskFull => ("refused", error.message.clone()),
        Err(error) => ("failed", [vec![error.message.clone()], error.causes()].concat().join(": ")),
    };
    open.database.end_job(job, settings.now(), after, word, &error)?;
    let alarm = alarm_of(open, after)?.or_else(|| repaired.clone());
    raise(&open.database, alarm.as_deref().unwrap_or_default())?;
    let Worked { rebuilt, tidied } = outcome?;
    Ok(MaintainReport {
        before: before.into(),
        after: after.into(),
        outcome: "done",
        repaired,
        rebuilt,
        vectors_dropped: tidied.vectors,
        vacuumed: tidied.vacuumed,
        alarm,
        elapsed_ms: millis(started),
    })
}

/// What an upkeep did to the index and to the database.
struct Worked {
    rebuilt: Option<String>,
    tidied: store::Tidied,
}

async fn work(
    settings: &Settings,
    home: &Home,
    open: &mut OpenPortal,
    size: StoreSize,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<Worked, AppError> {
    // Merging writes the tables once more before it removes them, and a VACUUM the database.
    room_for(open.index.dir(), size.index_bytes.max(size.database_bytes))?;
    let mut rebuilt = open.damage.clone();
    if rebuilt.is_none() {
        // Some damage shows only when the files are read.
        match probe_and_tidy(&open.index).await {
            Err(StoreError::Index { reason, .. }) => rebuilt = Some(reason),
            other => other?,
        }
    }
    if rebuilt.is_some() {
        rebuild_as_it_was(settings, open, reporter, cancel).await?;
        open.index.tidy().await?;
    }
    let tidied = open.database.tidy(settings.now())?;
    open.database.reset_index_updates()?;
    copy_of_the_week(settings, home, open)?;
    Ok(Worked { rebuilt, tidied })
}

async fn probe_and_tidy(index: &Index) -> Result<(), StoreError> {
    for level in ChunkLevel::ALL {
        index.search_words(level, Words::Any(&language::query_words(PROBE, &[])), &Filter::default(), 1).await?;
    }
    index.tidy().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    #[test]
    fn an_upkeep_is_due_after_updates_a_day_or_damage() {
        let done = UpkeepState { last_at: Some(at(0)), succeeded: true, updates: 0, damaged: false };
        let never = UpkeepState::default();
        let failed = UpkeepState { succeeded: false, updates: 500, ..done };
        let cases = [
            (never, 1, false, "there is nothing to look after yet"),
            (UpkeepState { updates: 1, ..never }, 1, true, "there never was one"),
            (done, 999, false, "nothing has changed"),
            (UpkeepState { updates: 1, ..done }, 23, false, "a day is not over"),
            (UpkeepState { updates: 1, ..done }, 24, true, "a day is over"),
            (UpkeepState { updates: UPDATES, ..done }, 0, true, "enough has changed"),
            (UpkeepState { damaged: true, ..done }, 0, true, "it is damaged"),
            (failed, 0, false, "it has just failed"),
            (failed, 1, true, "it failed an hour ago"),
        ];
        for (state, hour, expected, why) in cases {
            assert_eq!(due(at(hour), &state), expected, "{why}");
        }
    }

    #[test]
    fn an_alarm_is_raised_beyond_what_texts_and_vectors_explain() {
        let size = |index_bytes, versions| StoreSize { database_bytes: 0, index_bytes, versions };
        assert_eq!(alarm(size(BYTES_ANYWAY, VERSIONS_MAX), 0, 0), None);
        assert!(alarm(size(BYTES_ANYWAY + 1, 0), 0, 0).unwrap().contains("65 MB"));
        assert_eq!(alarm(size(BYTES_ANYWAY + 1, 0), 1, 0), None);
        assert!(alarm(size(0, VERSIONS_MAX + 1), 9, 9).unwrap().contains("versions"));
    }
}

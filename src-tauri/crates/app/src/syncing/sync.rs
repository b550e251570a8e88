//! Syncing: HubSpot's records to the database, then the search index after them.

use crate::{
    error::{AppError, ErrorCode},
    models::{
        embedding_model::{Model, millis},
        lines,
    },
    portal::{
        ai_properties, calls,
        connect::{opened, real_now},
        open::{self, OpenPortal},
        own_fields,
        progress::{Progress, Reporter, SyncReporter},
        scope::ScopeChoice,
        settings::Settings,
    },
    review::ageing,
    syncing::{
        calendars, conversation_folders, conversation_import, files,
        gone::{self, GoneReport, VanishedView},
        power, readings, recorders,
        retention::keep_to_policy,
        shelf::{self, ShelfScan},
    },
};
use domain::{ObjectType, RecordId, TranscriptState};
use hubspot::Client;
use serde::Serialize;
use specta::Type;
use std::{collections::BTreeMap, time::Instant};
use store::{Database, Gap, StoreError};
use tokio_util::sync::CancellationToken;

/// How much to read, and of which part of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncRequest {
    /// Read everything, even if what changed would do.
    pub full: bool,
    /// Another scope than last time, for this and later runs.
    pub scope: Option<ScopeChoice>,
    /// Whether what much was missing of in the last full run is gone: this run archives it.
    pub accept_deletions: bool,
    /// Whether to embed what is new. Without, it can be found by word only until a later sync embeds it.
    pub embed: bool,
    /// Whether nobody waits for it: then it gives way to whoever else calls HubSpot, and ends where Foreword's share of the day is used up.
    pub in_background: bool,
}

impl Default for SyncRequest {
    fn default() -> Self {
        Self { full: false, scope: None, accept_deletions: false, embed: true, in_background: false }
    }
}

/// What a sync did, and how local and remote compare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// Which part of the portal is kept.
    pub scope: ScopeChoice,
    /// Whether everything was read, not only what changed.
    pub full: bool,
    /// What became of the records of each type, `contacts` to `tasks`.
    pub objects: BTreeMap<&'static str, ObjectReport>,
    /// What became of the transcripts of all calls here.
    pub transcripts: TranscriptReport,
    /// How many calls to HubSpot the sync made.
    pub api_calls: ApiCalls,
    /// How many answers said that a limit was used up (429).
    pub rate_limited: usize,
    /// How many calls were sent again.
    pub retries: usize,
    /// Milliseconds spent waiting for HubSpot's limits.
    pub waited_ms: u64,
    /// How many chunks were added, kept and removed.
    pub chunks: ChunkReport,
    /// Texts the model read; the rest came from the cache.
    pub embedded: usize,
    /// How many characters that nobody sees were left out of what was read.
    pub hidden_removed: usize,
    /// Notes of ours that HubSpot has twice, and what was done about it.
    pub doubles: Vec<outbox::Double>,
    /// What HubSpot does not show any more and nobody has decided about; all of it is still here.
    pub gone: GoneReport,
    /// What changed on the knowledge shelf.
    pub shelf: ShelfScan,
    /// What was not done, and why. Empty when everything was.
    pub incomplete: Vec<Incomplete>,
    /// Milliseconds that the sync took.
    pub elapsed_ms: u64,
}

/// The records of one type: how many HubSpot has, how many are here, and what changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ObjectReport {
    /// How many HubSpot had in scope when they were last counted; none before the first count.
    pub remote: Option<usize>,
    /// How many are here, archived ones left out.
    pub local: usize,
    /// How many are new here.
    pub created: usize,
    /// How many have changed here.
    pub updated: usize,
    /// How many were archived here.
    pub deleted: usize,
    /// The records in scope that could not be kept.
    pub skipped: Vec<Skipped>,
}

/// A record of HubSpot's that could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Skipped {
    /// The record's id, as in `deal:5`.
    pub id: String,
    /// Why the record could not be kept.
    pub reason: String,
}

/// How many calls have a transcript here, and why the others have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TranscriptReport {
    /// Calls whose transcript is here.
    pub present: usize,
    /// Calls of which HubSpot says that there is no transcript.
    pub absent: usize,
    /// Calls whose transcript the token may not read.
    pub not_permitted: usize,
    /// Calls whose transcript HubSpot hints at, and which could not be had.
    pub unknown: usize,
}

/// How many calls to HubSpot were made, in all and by endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ApiCalls {
    /// The number of all calls.
    pub total: usize,
    /// The number of calls by method and path, with ids left out of the path.
    pub by_endpoint: BTreeMap<String, usize>,
}

/// How many chunks were added, kept and removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ChunkReport {
    /// Chunks that are new.
    pub added: usize,
    /// Chunks that came out as they were.
    pub reused: usize,
    /// Chunks that are no longer there.
    pub removed: usize,
}

/// A part of a sync that was not done, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incomplete {
    /// The part that was not done: `index`, `skipped_records` or `vectors`.
    pub what: &'static str,
    /// Why the part was not done.
    pub reason: String,
    /// What to do about it; none where there is nothing to do.
    pub hint: Option<String>,
}

/// Brings a portal up to date, connecting it first where a token from the environment stands for it.
///
/// Holds the home's lock. On an error or cancellation what was read stays, and the next call resumes.
pub async fn sync(
    settings: &Settings,
    request: SyncRequest,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<SyncReport, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let (client, mut open) = reading(settings, &home, request.in_background).await?;
    let outcome = sync_with(&client, &home, &mut open, settings, request, reporter, cancel).await;
    // However it ended, the calls were made.
    calls::note_calls(&open.database, &open.portal, &client.usage(), real_now())?;
    outcome
}

/// Reads one record of HubSpot's again, whether or not anything says that it changed, with what it is associated with and a call's transcript.
pub async fn sync_record(
    settings: &Settings,
    record: &str,
    embed: bool,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<SyncReport, AppError> {
    let id: RecordId = record.parse().map_err(|_| not_a_record(record))?;
    if !ObjectType::ALL.contains(&id.object) {
        return Err(not_a_record(record));
    }
    let (home, _lock) = open::lock(settings)?;
    let (client, mut open) = reading(settings, &home, false).await?;
    let outcome = record_with(&client, &mut open, settings, &id, embed, reporter, cancel).await;
    calls::note_calls(&open.database, &open.portal, &client.usage(), real_now())?;
    outcome
}

fn not_a_record(record: &str) -> AppError {
    AppError::new(ErrorCode::Usage, format!("“{record}” names no record of HubSpot's"))
        .hint("Name it by type and number, as in deal:45.")
}

async fn record_with(
    client: &Client,
    open: &mut OpenPortal,
    settings: &Settings,
    id: &RecordId,
    embed: bool,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<SyncReport, AppError> {
    let started = Instant::now();
    let scope = ScopeChoice::recall(&open.database, &open.policy)?;
    let was_here = open.database.record(id)?.is_some();
    let part = scope.of(&open.portal)?;
    let reporter_of_sync = SyncReporter(reporter);
    let read = sync::read_again(client, &open.database, &part, id, settings.now(), &reporter_of_sync, cancel).await?;
    let outcome = match read {
        sync::ReadAgain::Kept(outcome) => outcome,
        sync::ReadAgain::Gone(outcome) if was_here => outcome,
        sync::ReadAgain::Gone(_) => {
            return Err(AppError::new(ErrorCode::NotFound, format!("HubSpot has no record {id}"))
                .hint("Look at its number in the address of its page in HubSpot."));
        }
        sync::ReadAgain::Elsewhere => {
            return Err(AppError::new(ErrorCode::NotFound, format!("{id} is in HubSpot, but not in your own book"))
                .hint("Only your own records, and what belongs to them, are copied. You can choose the whole portal in Settings.")
                .command_hint("`foreword sync --scope portal` copies the whole portal."));
        }
    };
    readings::update_readings(&open.database, cancel)?;
    let model = embed.then(|| Model::load(settings));
    let index = update_index(open, model.as_ref(), reporter, cancel).await?;
    if let Some(model) = &model {
        let read = lines::update_lines(&open.database, model, cancel).await;
        read.inspect_err(|error| tracing::warn!(%error, "the lines of some texts are not read")).ok();
    }
    let after = After { index, doubles: Vec::new(), shelf: ShelfScan::default(), held_up: None, unreconciled: None };
    report(client, open, (scope, outcome), after, model.as_ref(), started)
}

/// The portal and a client that reads from it whatever this account's records are read with.
async fn reading(
    settings: &Settings,
    home: &store::Home,
    in_background: bool,
) -> Result<(Client, OpenPortal), AppError> {
    let (client, open) = opened(settings, home, in_background).await?;
    let client = reading_whole(client, &open)?;
    let client = if Settings::is_clock_given() { client.without_server_time() } else { client };
    Ok((client, open))
}

/// The client reading of each record whatever this account's records are read with.
pub(crate) fn reading_whole(client: Client, open: &OpenPortal) -> Result<Client, AppError> {
    let mut also = ai_properties::in_use(open)?;
    also.entry(ObjectType::Meeting).or_default().extend(sync::transcript_properties(&open.database)?);
    for (object, names) in own_fields::in_use(open)? {
        also.entry(object).or_default().extend(names);
    }
    Ok(client.reading_also(also).never_reading(open.policy.never_read()))
}

async fn sync_with(
    client: &Client,
    home: &store::Home,
    open: &mut OpenPortal,
    settings: &Settings,
    request: SyncRequest,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<SyncReport, AppError> {
    let started = Instant::now();
    if let Some(scope) = request.scope {
        scope.of(&open.portal)?;
        scope.remember(&open.database, &open.policy)?;
    }
    let scope = ScopeChoice::recall(&open.database, &open.policy)?;
    if request.accept_deletions {
        gone::accept_vanished(open)?;
    }
    keep_to_policy(settings, home, open, reporter, cancel).await?;
    let outcome = read_records(client, open, scope, request.full, settings.now(), reporter, cancel).await?;

    let (doubles, unreconciled) = match outbox::reconcile(&open.database, client, settings.now()).await {
        Ok(doubles) => (doubles, None),
        Err(error) => {
            let error = AppError::from(error);
            if matches!(error.code, ErrorCode::Storage | ErrorCode::DiskFull) {
                return Err(error);
            }
            // What was filed is looked after again by the next sync; what was read is here and can be indexed.
            (Vec::new(), Some(error))
        }
    };

    ageing::look_after(open, client, outcome.full, settings.now()).await?;

    // Before conversations: whom the rep met says whose a conversation of that hour is.
    Box::pin(calendars::look(open, true, settings.now(), cancel)).await?;
    conversation_import::match_waiting(open, settings.now())?;
    let looked = conversation_folders::look(open, settings.now(), cancel).await?;
    if recorders::look(settings, open, settings.now(), cancel).await? || looked.placed {
        open.database.rebuild_membership()?;
    }

    readings::update_readings(&open.database, cancel)?;

    let shelf = shelf::rescan(open, settings.now(), cancel).await?;

    let model = request.embed.then(|| Model::load(settings));
    let (index, held_up) = match update_index(open, model.as_ref(), reporter, cancel).await {
        Ok(index) => (index, None),
        // What was read is safe in SQLite; only finding it by the index waits.
        Err(error) if matches!(error.code, ErrorCode::DiskFull | ErrorCode::Model) => {
            (retrieval::IndexReport::default(), Some(error))
        }
        Err(error) => return Err(error),
    };
    if let Some(model) = &model {
        // What the lines say adds to briefs and answers; without it they go on by rules and words.
        let read = lines::update_lines(&open.database, model, cancel).await;
        read.inspect_err(|error| tracing::warn!(%error, "the lines of some texts are not read")).ok();
    }
    if cancel.is_cancelled() {
        return Err(AppError::cancelled());
    }

    let after = After { index, doubles, shelf, held_up, unreconciled };
    report(client, open, (scope, outcome), after, model.as_ref(), started)
}

/// What was done after the records were read.
struct After {
    index: retrieval::IndexReport,
    doubles: Vec<outbox::Double>,
    shelf: ShelfScan,
    /// Why the index could not be brought in step; none where it was.
    held_up: Option<AppError>,
    /// Why what was filed could not be looked after; none where it was.
    unreconciled: Option<AppError>,
}

fn report(
    client: &Client,
    open: &OpenPortal,
    (scope, outcome): (ScopeChoice, sync::Outcome),
    after: After,
    model: Option<&Model>,
    started: Instant,
) -> Result<SyncReport, AppError> {
    let After { index, doubles, shelf, held_up, unreconciled } = after;
    let objects = objects(&open.database, &outcome)?;
    let gone = gone::gone(open)?;
    let usage = client.usage();
    Ok(SyncReport {
        portal_id: open.id.0.clone(),
        scope,
        full: outcome.full,
        incomplete: incomplete(&objects, &gone, &outcome.gaps, model, held_up, unreconciled),
        objects,
        transcripts: transcripts(&open.database)?,
        api_calls: ApiCalls { total: usage.by_endpoint.values().sum(), by_endpoint: usage.by_endpoint },
        rate_limited: usage.rate_limited,
        retries: usage.retries,
        waited_ms: usage.waited_ms,
        chunks: ChunkReport { added: index.chunks.added, reused: index.chunks.reused, removed: index.chunks.removed },
        embedded: index.embedded,
        hidden_removed: outcome.hidden,
        doubles,
        gone,
        shelf,
        elapsed_ms: millis(started),
    })
}

/// Brings the index in step, or makes it anew where it is damaged or shows to be while it is brought in step.
async fn update_index(
    open: &mut OpenPortal,
    model: Option<&Model>,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<retrieval::IndexReport, AppError> {
    files::room_for(open.index.dir(), 0)?;
    let no_model = Model::none();
    let model = model.unwrap_or(&no_model);
    if let Some(damage) = open.damage.take() {
        tracing::warn!(damage, "the search index is damaged and made anew");
        return files::rebuild(open, model, reporter, cancel).await;
    }
    if let Some(embedder) = model.embedder() {
        embedder.set_gentle(power::on_battery());
    }
    let updated = store::contained(retrieval::update_index(
        &open.database,
        &open.index,
        model.embedder(),
        &|progress| reporter.report(Progress::Index(progress)),
        &|| cancel.is_cancelled(),
    ))
    .await;
    match updated.map_err(retrieval::RetrievalError::Store).flatten() {
        Err(retrieval::RetrievalError::Store(StoreError::Index { reason, .. })) => {
            tracing::warn!(reason, "the search index could not be updated and is made anew");
            files::rebuild(open, model, reporter, cancel).await
        }
        other => Ok(other?),
    }
}

async fn read_records(
    client: &Client,
    open: &OpenPortal,
    scope: ScopeChoice,
    full: bool,
    now: jiff::Timestamp,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<sync::Outcome, AppError> {
    let (scope, reporter) = (scope.of(&open.portal)?, SyncReporter(reporter));
    let run = sync::run(client, &open.database, &scope, full, now, &reporter, cancel);
    // Dropping the run while it waits for an answer loses nothing: a page is stored whole or not at all, without waiting in between.
    let outcome = tokio::select! {
        outcome = run => outcome?,
        () = cancel.cancelled() => return Err(AppError::cancelled()),
    };
    Ok(outcome)
}

fn objects(database: &Database, outcome: &sync::Outcome) -> Result<BTreeMap<&'static str, ObjectReport>, AppError> {
    let mut objects = BTreeMap::new();
    for object in ObjectType::ALL {
        let counts = outcome.counts.get(&object).copied().unwrap_or_default();
        let skipped = database.skipped(object)?;
        let skipped = skipped.into_iter().map(|skipped| Skipped { id: skipped.id.to_string(), reason: skipped.reason });
        let report = ObjectReport {
            remote: database.remote_count(object)?,
            local: database.count(object)?,
            created: counts.created,
            updated: counts.updated,
            deleted: counts.deleted,
            skipped: skipped.collect(),
        };
        objects.insert(object.plural(), report);
    }
    Ok(objects)
}

fn transcripts(database: &Database) -> Result<TranscriptReport, AppError> {
    let mut report = TranscriptReport::default();
    for state in database.transcript_states()?.into_values() {
        match state {
            TranscriptState::Present => report.present += 1,
            TranscriptState::Absent => report.absent += 1,
            TranscriptState::NotPermitted => report.not_permitted += 1,
            TranscriptState::Unknown => report.unknown += 1,
        }
    }
    Ok(report)
}

/// What makes the command end with "done in part". Transcripts that the token may not read are a choice, not a gap: they are
/// listed, and do not.
fn incomplete(
    objects: &BTreeMap<&'static str, ObjectReport>,
    gone: &GoneReport,
    gaps: &[Gap],
    model: Option<&Model>,
    held_up: Option<AppError>,
    unreconciled: Option<AppError>,
) -> Vec<Incomplete> {
    let mut incomplete = Vec::new();
    if let Some(error) = unreconciled {
        incomplete.push(Incomplete {
            what: "filed",
            hint: error.for_command().map(str::to_owned),
            reason: format!("what Foreword has filed could not be looked after: {}", error.message),
        });
    }
    if let Some(error) = held_up {
        incomplete.push(Incomplete {
            what: "index",
            hint: error.for_command().map(str::to_owned),
            reason: error.message,
        });
    }
    for gap in gaps {
        incomplete.push(Incomplete {
            what: "refused",
            reason: format!("HubSpot does not give Foreword the {gap}"),
            hint: Some("Where a scope is missing, ask an admin to add it. Everything else was read.".to_owned()),
        });
    }
    for vanished in gone.vanished.iter().filter(|vanished| !vanished.accepted) {
        let VanishedView { object, gone, of, .. } = vanished;
        incomplete.push(Incomplete {
            what: "vanished",
            reason: format!("HubSpot did not show {gone} of {of} {object}. They are kept here as they were"),
            hint: Some("If they were deleted on purpose, run `foreword sync --full --accept-deletions`.".to_owned()),
        });
    }
    // Who was to be forgotten is skipped on purpose.
    let skipped =
        objects.values().flat_map(|object| &object.skipped).filter(|one| !store::is_kept_out(&one.reason)).count();
    if 0 < skipped {
        incomplete.push(Incomplete {
            what: "skipped_records",
            reason: format!("{skipped} records could not be read; `objects` lists them"),
            hint: None,
        });
    }
    if let Some(problem) = model.and_then(Model::problem) {
        incomplete.push(Incomplete {
            what: "vectors",
            reason: format!("{}; new texts can be found by word only", problem.message),
            hint: problem.for_command().map(str::to_owned),
        });
    }
    incomplete
}

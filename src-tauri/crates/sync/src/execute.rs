//! The executor: carries a plan out, page by page.
//!
//! What changed comes first. Once a day everything is looked through again behind it ([`sweep_on`]), a slice in each run, so that a large
//! portal keeps nobody from this morning's mail.

mod account;
mod again;
mod anew;
mod book;
mod transcripts;

pub use account::{CALLS_MAX, Looked, look_at_account};
pub use again::{ReadAgain, read_again};
pub use anew::{read_anew, types_to_read_anew};
pub use transcripts::transcript_properties;

use crate::{
    SyncError, convert,
    forgotten::keep_out,
    gone, links,
    plan::{CLOCKS_AGREE, Plan, PlanInput, Scope, Step, everything, is_sweep_due, plan},
    versioned,
};
use domain::property;
use domain::{Association, ObjectType, Owner, RecordId, TranscriptState};
use hubspot::{Client, HubSpotError, Listing, SEARCH_RESULTS_MAX, SearchFilter, modified_property};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};
use store::{Database, Forgotten, Gap, Page, PageOutcome, RunState, SkippedRecord};
use tokio_util::sync::CancellationToken;

/// The part of an account that owners, pipelines and property definitions are.
const REFERENCE: &str = "reference";

/// Setting that holds the start of the last finished full run.
const LAST_FULL: &str = "last_full_sync";
/// Setting that holds by how many seconds this machine's clock was ahead of HubSpot's.
const CLOCK: &str = "clock_ahead_s";
/// Setting that holds the scope the watermarks belong to.
const SCOPE: &str = "sync_scope";
/// Setting that holds a sweep between two of its slices.
const SWEEP: &str = "sync_sweep";
/// So many pages of a sweep are read in one run: some ten thousand records, a minute or two.
const SLICE: usize = 100;
/// Before the cursor of a search whose ids do not grow: it goes on by the number of a result.
const BY_NUMBER: &str = "result:";

/// What was changed less than this before a run may still get its associations.
const STILL_SETTLING: SignedDuration = SignedDuration::from_mins(5);

/// So many planned records of a type are looked for again in each run, the nearest first.
const RECHECKED_MAX: usize = 300;

/// Where more than so many records are asked for by id and none is answered, nothing is concluded.
const SUSPICIOUS: usize = 3;

/// What a sync is doing at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The sync goes on with a run that was cut off.
    Resuming,
    /// Owners, pipelines and property definitions are being read.
    ReadingReference,
    /// Records of a type are being read.
    Reading {
        /// The type of the records.
        object: ObjectType,
        /// How many records of the type this run has read.
        done: usize,
    },
    /// Transcripts of calls are being asked for.
    ReadingTranscripts {
        /// How many transcripts have been asked for.
        done: usize,
        /// How many transcripts there are to ask for.
        total: usize,
    },
}

/// Hears of progress: a bar in the terminal, a channel in the app, a list in tests.
pub trait Reporter: Send + Sync {
    /// Takes one report; returns at once.
    fn report(&self, progress: Progress);
}

/// How many records of one type a run read, and how many of them were new or changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records that were read.
    pub read: usize,
    /// Records that are new here.
    pub created: usize,
    /// Records that have changed here.
    pub updated: usize,
    /// Records that were archived here.
    pub deleted: usize,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.read += more.read;
        self.created += more.created;
        self.updated += more.updated;
        self.deleted += more.deleted;
    }

    /// What came since it stood at `before`.
    fn since(self, before: Self) -> Self {
        Self {
            read: self.read.saturating_sub(before.read),
            created: self.created.saturating_sub(before.created),
            updated: self.updated.saturating_sub(before.updated),
            deleted: self.deleted.saturating_sub(before.deleted),
        }
    }
}

/// What a run of the sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What became of the records, by type.
    pub counts: BTreeMap<ObjectType, Counts>,
    /// Transcripts by what became of them, this run's only.
    pub transcripts: BTreeMap<TranscriptState, usize>,
    /// Whether the run read everything, not only what had changed.
    pub full: bool,
    /// What HubSpot refused and the run went on without.
    pub gaps: Vec<Gap>,
    /// How many characters that nobody sees were left out of what was read.
    pub hidden: usize,
}

/// A run and how far it has come, as it is stored between pages.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Run {
    scope: Scope,
    full: bool,
    started_at: Timestamp,
    steps: Vec<Step>,
    /// How many steps are done.
    done: usize,
    /// The cursor within the next step: HubSpot's for lists, the last id for everything else.
    cursor: Option<String>,
    counts: BTreeMap<String, Counts>,
    /// What HubSpot refused, and the run went on without.
    #[serde(default)]
    gaps: Vec<Gap>,
    /// Whether the start was held against HubSpot's clock.
    #[serde(default)]
    is_timed: bool,
    /// The number of the run that a sweep began in: whatever that or a later run has seen is there. 0 where it is this one.
    #[serde(default)]
    first: i64,
    /// Whether the run looks everything through behind the news, a slice at a time.
    #[serde(default)]
    is_sweep: bool,
    /// Whether somebody asked for everything: then nothing is left for later.
    #[serde(default)]
    is_asked_for: bool,
    /// Whether an answer about associations had none at all where there were many: then leaving the book proves nothing.
    #[serde(default)]
    is_unsure: bool,
}

struct Executor<'a> {
    client: &'a Client,
    database: &'a Database,
    reporter: &'a dyn Reporter,
    cancel: &'a CancellationToken,
    owners: BTreeMap<String, Owner>,
    hidden: usize,
    /// Those who are to be kept out because they were forgotten.
    forgotten: Forgotten,
    number: i64,
    run: Run,
    transcripts: BTreeMap<TranscriptState, usize>,
    /// The first thing that HubSpot refused.
    refusal: Option<HubSpotError>,
}

/// Brings the local store up to date with HubSpot, or goes on with the run that was cut off. Then, once a day, looks through everything
/// again, as far as one slice goes.
///
/// `full` asks for everything to be read at once. On an error or a cancellation everything stored so far stays, and the next call resumes.
pub async fn run(
    client: &Client,
    database: &Database,
    scope: &Scope,
    full: bool,
    now: Timestamp,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<Outcome, SyncError> {
    let began = Instant::now();
    put_by(database, now)?;
    let unfinished = resumable(database, scope, full)?;
    let is_new = unfinished.is_none();
    let (number, run) = match unfinished {
        Some(unfinished) => {
            reporter.report(Progress::Resuming);
            unfinished
        }
        None => (database.next_run_number().map_err(SyncError::Store)?, begin(database, scope, full, now)?),
    };
    let mut executor = Executor::new(client, database, reporter, cancel, number, run)?;
    executor.complete_partly_linked().await?;
    executor.go_on(usize::MAX, now, began, is_new).await?;
    executor.read_on_anew(SLICE).await?;
    // A token that may read nothing at all is no gap in a sync.
    if let Some(refusal) = executor.refusal.take().filter(|_| executor.refused().len() == ObjectType::ALL.len()) {
        database.finish_run(number, &[], now).map_err(SyncError::Store)?;
        return Err(SyncError::HubSpot(refusal));
    }
    let news = executor.finish()?;
    if news.full {
        database.set_setting(SWEEP, "").map_err(SyncError::Store)?;
        return Ok(news);
    }
    match sweep_on(client, database, scope, (now, began), reporter, cancel).await {
        Ok(Some(swept)) => with_sweep(database, news, swept),
        Ok(None) => Ok(news),
        // What is new is here; the sweep goes on where it stopped.
        Err(SyncError::HubSpot(error)) => {
            tracing::warn!(%error, "looking through everything was cut off; the next sync goes on with it");
            Ok(news)
        }
        Err(error) => Err(error),
    }
}

/// Looks on through everything, where that is due or under way, for one slice. None where nothing was to be done.
async fn sweep_on(
    client: &Client,
    database: &Database,
    scope: &Scope,
    (now, began): (Timestamp, Instant),
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<Option<Outcome>, SyncError> {
    let under_way = database.setting(SWEEP).map_err(SyncError::Store)?;
    let under_way: Option<Run> = under_way.and_then(|text| serde_json::from_str(&text).ok());
    let under_way = under_way.filter(|run| run.scope == *scope);
    let is_new = under_way.is_none();
    let by_hubspot = now.checked_sub(clock_ahead(database)?).unwrap_or(now);
    if is_new && !is_sweep_due(last_full(database)?, by_hubspot) {
        return Ok(None);
    }
    let number = database.next_run_number().map_err(SyncError::Store)?;
    let run = under_way.unwrap_or_else(|| Run {
        full: true,
        is_sweep: true,
        first: number,
        ..Run::of(scope.clone(), by_hubspot, everything(scope))
    });
    let before = run.counts.clone();
    let mut executor = Executor::new(client, database, reporter, cancel, number, run)?;
    executor.go_on(SLICE, now, began, is_new).await?;
    let mut swept = if executor.is_done() {
        let swept = executor.finish()?;
        database.set_setting(SWEEP, "").map_err(SyncError::Store)?;
        swept
    } else {
        put_by(database, now)?;
        database.rebuild_membership().map_err(SyncError::Store)?;
        Outcome { full: false, ..executor.outcome() }
    };
    // What earlier slices did was said then.
    for (object, counts) in &mut swept.counts {
        *counts = counts.since(before.get(object.plural()).copied().unwrap_or_default());
    }
    Ok(Some(swept))
}

/// Puts a sweep that was cut off, or came to the end of its slice, by for later runs: what changed comes before it.
fn put_by(database: &Database, now: Timestamp) -> Result<(), SyncError> {
    let Some(state) = database.unfinished_run().map_err(SyncError::Store)? else { return Ok(()) };
    if serde_json::from_str(&state.state).is_ok_and(|run: Run| run.is_sweep) {
        database.set_setting(SWEEP, &state.state).map_err(SyncError::Store)?;
        database.finish_run(state.number, &[], now).map_err(SyncError::Store)?;
    }
    Ok(())
}

/// Both parts of a run as one.
fn with_sweep(database: &Database, news: Outcome, swept: Outcome) -> Result<Outcome, SyncError> {
    let mut counts = news.counts;
    for (object, more) in swept.counts {
        counts.entry(object).or_default().add(more);
    }
    let mut gaps = news.gaps;
    gaps.extend(
        swept.gaps.into_iter().filter(|gap| gaps.iter().all(|known| known.part != gap.part)).collect::<Vec<_>>(),
    );
    database.set_gaps(&gaps).map_err(SyncError::Store)?;
    let mut transcripts = news.transcripts;
    for (state, more) in swept.transcripts {
        *transcripts.entry(state).or_default() += more;
    }
    Ok(Outcome { counts, transcripts, full: swept.full, gaps, hidden: news.hidden + swept.hidden })
}

/// By how much this machine's clock was ahead of HubSpot's in the last run; negative where it was behind, zero where they agreed.
pub fn clock_ahead(database: &Database) -> Result<SignedDuration, SyncError> {
    let stored = database.setting(CLOCK).map_err(SyncError::Store)?;
    Ok(SignedDuration::from_secs(stored.and_then(|seconds| seconds.parse().ok()).unwrap_or(0)))
}

/// The unfinished run, if it is the one that is wanted: same scope, and full if full is asked for.
fn resumable(database: &Database, scope: &Scope, full: bool) -> Result<Option<(i64, Run)>, SyncError> {
    let Some(state) = database.unfinished_run().map_err(SyncError::Store)? else { return Ok(None) };
    let run: Option<Run> = serde_json::from_str(&state.state).ok();
    let mut run = run.filter(|run| run.scope == *scope && (run.full || !full));
    if let Some(run) = &mut run {
        run.is_asked_for |= full;
    }
    Ok(run.map(|run| (state.number, run)))
}

/// When the last run that read everything began, if one ever finished.
fn last_full(database: &Database) -> Result<Option<Timestamp>, SyncError> {
    Ok(database.setting(LAST_FULL).map_err(SyncError::Store)?.and_then(|text| text.parse().ok()))
}

fn begin(database: &Database, scope: &Scope, full: bool, now: Timestamp) -> Result<Run, SyncError> {
    let scope_text = encode(scope);
    if database.setting(SCOPE).map_err(SyncError::Store)?.as_deref() != Some(&scope_text) {
        database.clear_watermarks().map_err(SyncError::Store)?;
        database.set_setting(SCOPE, &scope_text).map_err(SyncError::Store)?;
    }
    // By HubSpot's clock, as far as it is known, since that is what its records are dated by.
    let now = now.checked_sub(clock_ahead(database)?).unwrap_or(now);
    let mut watermarks = BTreeMap::new();
    for object in ObjectType::ALL {
        if let Some(at) = database.watermark(object).map_err(SyncError::Store)? {
            watermarks.insert(object, at);
        }
    }
    let last_full = last_full(database)?;
    let refused = database.gaps().map_err(SyncError::Store)?.iter().filter_map(Gap::object).collect();
    let plan = plan(&PlanInput { scope: scope.clone(), full, watermarks, refused, last_full, now });
    let Plan { steps, full: reads_all } = plan;
    Ok(Run { full: reads_all, is_asked_for: full, ..Run::of(scope.clone(), now, steps) })
}

fn owners_by_id(database: &Database) -> Result<BTreeMap<String, Owner>, SyncError> {
    let owners = database.owners().map_err(SyncError::Store)?;
    Ok(owners.into_iter().map(|owner| (owner.id.clone(), owner)).collect())
}

/// Our own plain values always encode; the empty text would only mean that a run starts over.
fn encode<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The types whose associations are read from this type's side; each pair of types is read from one side only.
fn targets(object: ObjectType) -> &'static [ObjectType] {
    match object {
        ObjectType::Company => &[],
        ObjectType::Contact => &[ObjectType::Company],
        ObjectType::Deal => &[ObjectType::Contact, ObjectType::Company],
        ObjectType::Ticket => &[ObjectType::Contact, ObjectType::Company, ObjectType::Deal],
        _ => &ObjectType::CORE,
    }
}

impl Run {
    /// A run that has done nothing yet.
    fn of(scope: Scope, started_at: Timestamp, steps: Vec<Step>) -> Self {
        Self {
            scope,
            full: false,
            started_at,
            steps,
            done: 0,
            cursor: None,
            counts: BTreeMap::new(),
            gaps: Vec::new(),
            is_timed: false,
            first: 0,
            is_sweep: false,
            is_asked_for: false,
            is_unsure: false,
        }
    }
}

impl<'a> Executor<'a> {
    fn new(
        client: &'a Client,
        database: &'a Database,
        reporter: &'a dyn Reporter,
        cancel: &'a CancellationToken,
        number: i64,
        run: Run,
    ) -> Result<Self, SyncError> {
        let owners = owners_by_id(database)?;
        let forgotten = database.forgotten().map_err(SyncError::Store)?;
        let transcripts = BTreeMap::new();
        let (hidden, refusal) = (0, None);
        let executor =
            Self { client, database, reporter, cancel, owners, hidden, forgotten, number, run, transcripts, refusal };
        executor.record_progress()?;
        Ok(executor)
    }

    /// Carries steps out until all are done, or so many pages are read. `now` and `began` are the same moment by this machine's two clocks;
    /// `is_new` is whether nothing of the run was read before.
    async fn go_on(&mut self, pages: usize, now: Timestamp, began: Instant, is_new: bool) -> Result<(), SyncError> {
        for _ in 0..pages {
            let Some(step) = self.run.steps.get(self.run.done).cloned() else { break };
            let outcome = self.carry_out(&step).await;
            self.heed_clock(now, began, is_new)?;
            if let Err(error) = outcome {
                let refusal = self.leave_out(&step, error)?;
                self.refusal.get_or_insert(refusal);
            }
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.run.steps.len() <= self.run.done
    }

    /// The number of the run from which on whatever was seen is there.
    fn first(&self) -> i64 {
        if self.run.first == 0 { self.number } else { self.run.first }
    }

    async fn carry_out(&mut self, step: &Step) -> Result<(), SyncError> {
        if self.cancel.is_cancelled() {
            return Err(SyncError::Cancelled);
        }
        match step {
            Step::Reference => self.read_reference().await,
            Step::List { object } => self.list_page(*object).await,
            Step::Search { object, owner, since, linked_only } => {
                self.search_page(*object, owner.as_deref(), *since, *linked_only).await
            }
            Step::Own { object, owner } => self.own(*object, owner).await,
            Step::Related { object } => self.related(*object).await,
            Step::Sweep { object } => self.sweep(*object).await,
            Step::Links { from, of } => self.links(*from, *of).await,
            Step::Recheck { object } => self.recheck(*object).await,
            Step::Transcripts => self.transcripts().await,
        }
    }

    /// Holds the run's start against HubSpot's clock, once an answer has told it: what was changed in HubSpot is dated by that clock, and a
    /// laptop's that runs ahead would leave changes out for ever. `now` and `began` are the same moment by this machine's two clocks. A run
    /// that was cut off may have read some of it before: its start is never moved later.
    fn heed_clock(&mut self, now: Timestamp, began: Instant, is_new: bool) -> Result<(), SyncError> {
        let Some(server) = self.client.server_time().filter(|_| !self.run.is_timed) else { return Ok(()) };
        let elapsed = SignedDuration::try_from(began.elapsed()).unwrap_or_default();
        let ahead = now.duration_since(server).saturating_add(elapsed);
        self.run.is_timed = true;
        let seconds = if ahead.abs() < CLOCKS_AGREE { 0 } else { ahead.as_secs() };
        if seconds != 0 {
            tracing::warn!(seconds, "this machine's clock is not HubSpot's; the sync goes by HubSpot's");
            let start = server.checked_sub(elapsed).unwrap_or(server);
            self.run.started_at = if is_new { start } else { start.min(self.run.started_at) };
        }
        self.record_progress()?;
        self.database.set_setting(CLOCK, &seconds.to_string()).map_err(SyncError::Store)
    }

    /// Goes on without a step that HubSpot refuses for good, noting what is missing for it. Returns the refusal.
    ///
    /// # Errors
    /// What ends the run: a token that is refused, a limit that is used up, no connection, a failure of HubSpot's or of the disk. The next run
    /// resumes there.
    fn leave_out(&mut self, step: &Step, error: SyncError) -> Result<HubSpotError, SyncError> {
        let refusal = match error {
            SyncError::HubSpot(refusal) if refusal.is_lasting() => refusal,
            other => return Err(other),
        };
        let part = match step {
            Step::Reference => REFERENCE,
            Step::Links { .. } => "links",
            Step::Transcripts => "transcripts",
            Step::List { object }
            | Step::Search { object, .. }
            | Step::Own { object, .. }
            | Step::Related { object }
            | Step::Sweep { object }
            | Step::Recheck { object } => object.singular(),
        };
        self.note(part, &refusal);
        self.advance();
        self.record_progress()?;
        Ok(refusal)
    }

    /// What a call within a step gave; none where HubSpot refuses it for good, which is noted as missing for `part` while the step goes on.
    fn unless_refused<T>(&mut self, part: &str, answer: Result<T, HubSpotError>) -> Result<Option<T>, SyncError> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(refusal) if refusal.is_lasting() => {
                self.note(part, &refusal);
                Ok(None)
            }
            Err(error) => Err(SyncError::HubSpot(error)),
        }
    }

    fn note(&mut self, part: &str, refusal: &HubSpotError) {
        tracing::warn!(part, error = %refusal, "HubSpot refuses this; the sync goes on without it");
        if self.run.gaps.iter().all(|gap| gap.part != part) {
            self.run.gaps.push(Gap { part: part.to_owned(), reason: refusal.to_string() });
        }
    }

    /// The record types that could not be read in this run.
    fn refused(&self) -> BTreeSet<ObjectType> {
        self.run.gaps.iter().filter_map(Gap::object).collect()
    }

    /// Reads anew the associations of the records that were moved. One that is not here yet has come to somebody's account by being moved
    /// there, and is read with them.
    async fn links(&mut self, from: ObjectType, of: ObjectType) -> Result<(), SyncError> {
        let all: Vec<String> =
            self.database.all(from).map_err(SyncError::Store)?.into_iter().map(|record| record.id).collect();
        let some = links::slice(&all, self.number);
        if !some.is_empty() {
            let moved = links::moved(self.client, self.database, (from, of), some).await?;
            self.follow_merges(from, moved.emptied).await?;
            let moved: Vec<String> = moved.of.into_iter().collect();
            for some in moved.chunks(100) {
                if self.cancel.is_cancelled() {
                    return Err(SyncError::Cancelled);
                }
                let mut associations = Vec::new();
                for target in targets(of) {
                    associations.extend(self.associations_of(of, *target, some).await?);
                }
                let mut read = Vec::new();
                let mut elsewhere = BTreeSet::new();
                for id in some {
                    let id = RecordId::new(of, id.as_str());
                    let here = self.database.record(&id).map_err(SyncError::Store)?;
                    let is_here = here.is_some_and(|record| !record.archived);
                    if !is_here && !self.comes_to_the_book(&id, &associations)? {
                        elsewhere.insert(id);
                    } else if !is_here || of == ObjectType::Contact {
                        // A person's own record names the company they are with.
                        read.push(id.id);
                    }
                }
                associations.retain(|(from, ..)| !elsewhere.contains(from));
                let listing = match read.is_empty() {
                    true => Listing::default(),
                    false => self.client.batch_read(of, &read).await.map_err(SyncError::HubSpot)?.listing,
                };
                self.store(of, listing, associations)?;
            }
        }
        self.advance();
        self.record_progress()
    }

    /// Reads what some records were merged into, which may be nobody's whom a search of this scope shows: whatever hung on them hangs there.
    async fn follow_merges(&mut self, object: ObjectType, emptied: BTreeSet<String>) -> Result<(), SyncError> {
        let emptied: Vec<String> = emptied.into_iter().collect();
        for some in emptied.chunks(100) {
            let mut listing = self.client.batch_read(object, some).await.map_err(SyncError::HubSpot)?.listing;
            listing.unreadable.clear();
            listing.records.retain(|fetched| fetched.aliases.iter().any(|alias| some.contains(alias)));
            let ids: Vec<String> = listing.records.iter().map(|fetched| fetched.record.id.id.clone()).collect();
            if ids.is_empty() {
                continue;
            }
            let mut associations = Vec::new();
            for target in targets(object) {
                associations.extend(self.associations_of(object, *target, &ids).await?);
            }
            self.store(object, listing, associations)?;
        }
        Ok(())
    }

    /// Archives what is planned here and HubSpot does not have any more. A hundred records a call, at most [`RECHECKED_MAX`] of a type.
    async fn recheck(&mut self, object: ObjectType) -> Result<(), SyncError> {
        let planned = self.database.planned(object, self.run.started_at, RECHECKED_MAX).map_err(SyncError::Store)?;
        let ids: Vec<String> = planned.into_iter().map(|id| id.id).collect();
        for some in ids.chunks(100) {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let read = self.client.batch_read(object, some).await.map_err(SyncError::HubSpot)?;
            // An answer without a single record, of many that were here a moment ago, says more about the answer than about them.
            if read.listing.records.is_empty() && SUSPICIOUS < some.len() {
                tracing::warn!(%object, asked = some.len(), "none of the planned records was in HubSpot's answer; left as they are");
                continue;
            }
            let gone = read.missing.into_iter().map(|id| RecordId::new(object, id)).collect();
            let page = Page { gone, ..Page::default() };
            let stored = self.database.apply_page(&page, &self.state(), Timestamp::now()).map_err(SyncError::Store)?;
            self.add(object, 0, stored);
        }
        self.advance();
        self.record_progress()
    }

    async fn read_reference(&mut self) -> Result<(), SyncError> {
        self.reporter.report(Progress::ReadingReference);
        let owners = self.client.owners().await;
        if let Some(owners) = self.unless_refused(REFERENCE, owners)? {
            self.database.set_owners(&owners).map_err(SyncError::Store)?;
            self.owners = owners_by_id(self.database)?;
        }
        for object in [ObjectType::Deal, ObjectType::Ticket] {
            let pipelines = self.client.pipelines(object).await;
            if let Some(pipelines) = self.unless_refused(REFERENCE, pipelines)? {
                self.database.set_pipelines(object, &pipelines).map_err(SyncError::Store)?;
            }
        }
        for object in ObjectType::ALL {
            let definitions = self.client.definitions(object).await;
            if let Some(definitions) = self.unless_refused(REFERENCE, definitions)? {
                self.database.set_definitions(object, &definitions).map_err(SyncError::Store)?;
            }
        }
        self.advance();
        self.record_progress()
    }

    async fn list_page(&mut self, object: ObjectType) -> Result<(), SyncError> {
        let after = self.run.cursor.clone();
        let listing = self.client.list(object, targets(object), after.as_deref()).await.map_err(SyncError::HubSpot)?;
        let next = listing.after.clone();
        let mut associations = Vec::new();
        let mut cut_short: BTreeMap<ObjectType, Vec<String>> = BTreeMap::new();
        for fetched in &listing.records {
            for target in targets(object) {
                let inline = fetched.associations.iter().find(|(to, ..)| to == target);
                match inline {
                    Some((_, _, false)) => cut_short.entry(*target).or_default().push(fetched.record.id.id.clone()),
                    Some((_, found, true)) => associations.push((fetched.record.id.clone(), *target, found.clone())),
                    None => associations.push((fetched.record.id.clone(), *target, Vec::new())),
                }
            }
        }
        for (target, ids) in cut_short {
            associations.extend(self.associations_of(object, target, &ids).await?);
        }
        self.store(object, listing, associations)?;
        match next {
            Some(after) => self.run.cursor = Some(after),
            None => {
                let read = self.counts(object).read;
                self.database.set_remote_count(object, read).map_err(SyncError::Store)?;
                self.archive_unseen(object).await?;
                self.advance();
            }
        }
        self.record_progress()
    }

    async fn search_page(
        &mut self,
        object: ObjectType,
        owner: Option<&str>,
        since: Option<Timestamp>,
        linked_only: bool,
    ) -> Result<(), SyncError> {
        let mut filters = Vec::new();
        filters.extend(owner.map(|owner| SearchFilter::Equals(property::OWNER, owner.to_owned())));
        if let Some(since) = since {
            let modified = modified_property(object);
            filters.push(SearchFilter::AtLeast(modified, since.as_millisecond().to_string()));
        }
        // Ids ascending and always "greater than the last": there is no wall to run into, and nothing moves under the cursor.
        let cursor = self.run.cursor.clone().unwrap_or_default();
        let number = cursor.strip_prefix(BY_NUMBER).and_then(|number| number.parse::<usize>().ok());
        let last = cursor.parse::<u64>().unwrap_or_default();
        if number.is_none() {
            filters.push(SearchFilter::GreaterThan(property::OBJECT_ID, last.to_string()));
        }
        let page =
            self.client.search(object, &filters, number.unwrap_or_default()).await.map_err(SyncError::HubSpot)?;
        if number.is_none() && !page.ascends_from(last) {
            tracing::warn!(%object, "HubSpot's search passes over the order it is asked for; it is read by the number of results");
            self.run.cursor = Some(format!("{BY_NUMBER}0"));
            return self.record_progress();
        }
        let next = match number {
            None => page.ids.last().map(u64::to_string).filter(|_| page.ids.len() < page.total),
            Some(number) => {
                let read = number + page.ids.len();
                if read < page.total && SEARCH_RESULTS_MAX <= read {
                    let endpoint = format!("a search of {}", object.plural());
                    return Err(SyncError::HubSpot(HubSpotError::Unordered { endpoint }));
                }
                Some(format!("{BY_NUMBER}{read}")).filter(|_| read < page.total && !page.ids.is_empty())
            }
        };

        let mut listing = page.listing;
        // Where everything is read, so is what it is associated with.
        let settled = if since.is_some() { self.settled(&listing)? } else { BTreeSet::new() };
        let ids = listing.records.iter().map(|fetched| &fetched.record.id).filter(|id| !settled.contains(id));
        let ids: Vec<String> = ids.map(|id| id.id.clone()).collect();
        let mut associations = Vec::new();
        if !ids.is_empty() {
            for target in targets(object) {
                associations.extend(self.associations_of(object, *target, &ids).await?);
            }
        }
        if linked_only {
            let linked = self.linked(&associations)?;
            let is_kept = |id: &RecordId| settled.contains(id) || linked.contains(id);
            listing.records.retain(|fetched| is_kept(&fetched.record.id));
            associations.retain(|(from, ..)| linked.contains(from));
        }
        if object == ObjectType::Deal {
            self.read_histories(&mut listing).await?;
        }
        if owner.is_some() && since.is_some() {
            let new = self.arriving(&listing)?;
            if !new.is_empty() {
                self.bring_along(object, &new).await?;
            }
        }
        self.store(object, listing, associations)?;
        match next {
            Some(next) => self.run.cursor = Some(next),
            None => self.advance(),
        }
        self.record_progress()
    }

    /// Those of some records that are not here, or not in the book: they were made just now, or handed over.
    fn arriving(&self, listing: &Listing) -> Result<Vec<String>, SyncError> {
        let mut new = Vec::new();
        for fetched in &listing.records {
            let here = self.database.record(&fetched.record.id).map_err(SyncError::Store)?;
            let owner = fetched.record.get(property::OWNER);
            // Somebody else's that was here for its side of a deal brings its own other side once it is the rep's.
            if here.is_none_or(|here| here.archived || here.get(property::OWNER) != owner) {
                new.push(fetched.record.id.id.clone());
            }
        }
        Ok(new)
    }

    /// Those of some records that are here just as they are, and have been for a while: a search that reaches back an hour brings them again and
    /// again, and what they are associated with need not be read each time.
    fn settled(&self, listing: &Listing) -> Result<BTreeSet<RecordId>, SyncError> {
        let mut settled = BTreeSet::new();
        for fetched in &listing.records {
            let record = &fetched.record;
            let is_old = STILL_SETTLING <= self.run.started_at.duration_since(record.modified_at);
            let here = self.database.record(&record.id).map_err(SyncError::Store)?.filter(|_| is_old);
            if here.is_some_and(|here| !here.archived && here.id == record.id && here.properties == record.properties) {
                settled.insert(record.id.clone());
            }
        }
        Ok(settled)
    }

    /// Reads by id those of some deals that are otherwise here: a search brings no history, and without it nobody knows how long a deal has
    /// been in its stage.
    async fn read_histories(&mut self, listing: &mut Listing) -> Result<(), SyncError> {
        let mut changed = Vec::new();
        for fetched in &listing.records {
            let here = self.database.record(&fetched.record.id).map_err(SyncError::Store)?;
            if here.is_none_or(|here| here.archived || here.properties != fetched.record.properties) {
                changed.push(fetched.record.id.id.clone());
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        let read = self.client.batch_read(ObjectType::Deal, &changed).await.map_err(SyncError::HubSpot)?.listing;
        let read: BTreeMap<RecordId, hubspot::Fetched> =
            read.records.into_iter().map(|fetched| (fetched.record.id.clone(), fetched)).collect();
        for fetched in &mut listing.records {
            // One that has gone in between stays as the search showed it; the next run learns of it.
            if let Some(whole) = read.get(&fetched.record.id) {
                *fetched = whole.clone();
            }
        }
        Ok(())
    }

    /// The records among `associations` that are linked to a record already here.
    fn linked(
        &self,
        associations: &[(RecordId, ObjectType, Vec<Association>)],
    ) -> Result<BTreeSet<RecordId>, SyncError> {
        let mut here = BTreeSet::new();
        for object in ObjectType::CORE {
            here.extend(self.database.all(object).map_err(SyncError::Store)?);
        }
        let is_linked = |all: &[Association]| all.iter().any(|association| here.contains(&association.to));
        Ok(associations.iter().filter(|(_, _, all)| is_linked(all)).map(|(from, ..)| from.clone()).collect())
    }

    /// The associations of some records to one type; none where HubSpot refuses them, and those that are here stay.
    async fn associations_of(
        &mut self,
        from: ObjectType,
        to: ObjectType,
        ids: &[String],
    ) -> Result<Vec<(RecordId, ObjectType, Vec<Association>)>, SyncError> {
        let found = self.client.associations(from, to, ids).await;
        let found = self.unless_refused(to.singular(), found)?.unwrap_or_default();
        Ok(found.into_iter().map(|(from, all)| (from, to, all)).collect())
    }

    fn store(
        &mut self,
        object: ObjectType,
        listing: Listing,
        mut associations: Vec<(RecordId, ObjectType, Vec<Association>)>,
    ) -> Result<(), SyncError> {
        self.name_primary(&listing, &mut associations)?;
        let read = listing.records.len() + listing.unreadable.len();
        let mut skipped: Vec<SkippedRecord> = listing
            .unreadable
            .into_iter()
            .map(|(id, reason)| SkippedRecord { id: RecordId::new(object, id), reason })
            .collect();
        let mut records = Vec::new();
        for fetched in listing.records {
            self.hidden += fetched.hidden;
            let (versioned, unreadable) = versioned(fetched, &self.owners);
            skipped.extend(
                unreadable.map(|reason| SkippedRecord { id: versioned.record.id.clone(), reason: reason.to_owned() }),
            );
            records.push(versioned);
        }
        let mut page = Page { records, associations, gone: Vec::new(), skipped };
        let excluded = keep_out(&self.forgotten, &mut page);
        self.forgotten.also_excluded(excluded);
        let stored = self.database.apply_page(&page, &self.state(), Timestamp::now()).map_err(SyncError::Store)?;
        self.add(object, read, stored);
        let done = self.counts(object).read;
        self.reporter.report(Progress::Reading { object, done });
        Ok(())
    }

    /// Takes a person's primary company from the person's own record, where the associations name none.
    fn name_primary(
        &self,
        listing: &Listing,
        associations: &mut [(RecordId, ObjectType, Vec<Association>)],
    ) -> Result<(), SyncError> {
        for (from, to, all) in associations {
            let is_open = !all.is_empty() && all.iter().all(|association| !association.is_primary());
            if from.object != ObjectType::Contact || *to != ObjectType::Company || !is_open {
                continue;
            }
            let read = listing.records.iter().map(|fetched| &fetched.record).find(|record| record.id == *from);
            let record = match read {
                Some(record) => Some(record.clone()),
                None => self.database.record(from).map_err(SyncError::Store)?,
            };
            let named = record.and_then(|record| record.get(property::ASSOCIATED_COMPANY).map(str::to_owned));
            convert::name_primary(all, named.as_deref());
        }
        Ok(())
    }

    /// Archives the records of a type that no list of this run has shown, unless that is too much to be true.
    async fn archive_unseen(&mut self, object: ObjectType) -> Result<(), SyncError> {
        let unseen = self.database.unseen(object, self.first()).map_err(SyncError::Store)?;
        let here = self.database.count(object).map_err(SyncError::Store)?;
        if self.are_gone(object, &unseen, here).await? {
            self.archive(object, unseen)?;
        }
        Ok(())
    }

    /// Whether records that HubSpot does not show may be taken for gone. Of people it is noted who seems to be erased for good.
    async fn are_gone(&mut self, object: ObjectType, missing: &[String], here: usize) -> Result<bool, SyncError> {
        if !gone::may_archive(self.database, object, missing.len(), here, self.run.started_at)? {
            tracing::warn!(%object, missing = missing.len(), here, "too much is missing at once; it is left as it is");
            return Ok(false);
        }
        if object == ObjectType::Contact {
            self.look_for_erased(missing, here).await?;
        }
        Ok(true)
    }

    fn archive(&mut self, object: ObjectType, ids: Vec<String>) -> Result<(), SyncError> {
        let gone = ids.into_iter().map(|id| RecordId::new(object, id)).collect();
        let page = Page { gone, ..Page::default() };
        let stored = self.database.apply_page(&page, &self.state(), Timestamp::now()).map_err(SyncError::Store)?;
        self.add(object, 0, stored);
        Ok(())
    }

    /// Looks which of the contacts that are gone from the list are not in the recycle bin either, and whether those of earlier runs still
    /// are not. Noted before they are archived, so that a run that is cut off loses none, and with what hangs on them, since associations
    /// with who is gone do not outlive the run.
    async fn look_for_erased(&mut self, unseen: &[String], here: usize) -> Result<(), SyncError> {
        let before = gone::erased(self.database)?;
        let mut asked: BTreeSet<String> = unseen.iter().cloned().collect();
        asked.extend(before.keys().map(|contact| contact.id.clone()));
        if asked.is_empty() {
            return Ok(());
        }
        let asked: Vec<String> = asked.into_iter().collect();
        let erased = self.client.erased(ObjectType::Contact, &asked).await.map_err(SyncError::HubSpot)?;
        let believable = gone::is_believable(erased.len(), here);
        let mut missing = BTreeMap::new();
        for contact in erased.into_iter().map(|id| RecordId::new(ObjectType::Contact, id)) {
            // Whoever was forgotten meanwhile is nobody to be forgotten.
            if self.database.record(&contact).map_err(SyncError::Store)?.is_none() {
                continue;
            }
            let records = match believable {
                true => self.database.plan_erasure(&contact).map_err(SyncError::Store)?.gone.into_iter().collect(),
                // Of so many it would take long, and none of them will be believed.
                false => BTreeSet::from([contact.clone()]),
            };
            missing.insert(contact, records);
        }
        gone::note_erased(self.database, &gone::look_again(before, missing, here, self.run.started_at))
    }

    fn finish(self) -> Result<Outcome, SyncError> {
        self.database.rebuild_membership().map_err(SyncError::Store)?;
        if self.run.full {
            self.database.set_setting(LAST_FULL, &self.run.started_at.to_string()).map_err(SyncError::Store)?;
        }
        let refused = self.refused();
        // A sweep may have begun long ago: how fresh a type is, the news say.
        let is_covered = |object: &ObjectType| !self.run.is_sweep && !refused.contains(object);
        let covered: Vec<ObjectType> = ObjectType::ALL.into_iter().filter(is_covered).collect();
        if !self.run.is_sweep {
            self.database.set_gaps(&self.run.gaps).map_err(SyncError::Store)?;
        }
        self.database.finish_run(self.number, &covered, self.run.started_at).map_err(SyncError::Store)?;
        Ok(self.outcome())
    }

    /// What the run did so far.
    fn outcome(self) -> Outcome {
        let counts = ObjectType::ALL.map(|object| (object, self.counts(object))).into_iter().collect();
        Outcome { counts, transcripts: self.transcripts, full: self.run.full, gaps: self.run.gaps, hidden: self.hidden }
    }

    fn advance(&mut self) {
        self.run.done += 1;
        self.run.cursor = None;
    }

    fn counts(&self, object: ObjectType) -> Counts {
        self.run.counts.get(object.plural()).copied().unwrap_or_default()
    }

    fn add(&mut self, object: ObjectType, read: usize, stored: PageOutcome) {
        let PageOutcome { created, updated, deleted } = stored;
        let counts = self.run.counts.entry(object.plural().to_owned()).or_default();
        counts.add(Counts { read, created, updated, deleted });
    }

    fn state(&self) -> RunState {
        RunState { number: self.number, state: encode(&self.run) }
    }

    fn record_progress(&self) -> Result<(), SyncError> {
        self.database.record_progress(&self.state()).map_err(SyncError::Store)
    }
}

//! The executor: carries a plan out, page by page.

use crate::{
    SyncError, convert,
    forgotten::keep_out,
    gone, links,
    plan::{PlanInput, Scope, Step, plan},
    versioned,
};
use domain::property;
use domain::{Association, ObjectType, Owner, RecordId, TranscriptState};
use hubspot::{Client, HubSpotError, Listing, SearchFilter, modified_property};
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
/// A difference of clocks below this is the network's.
const CLOCKS_AGREE: SignedDuration = SignedDuration::from_mins(2);
/// Setting that holds the scope the watermarks belong to.
const SCOPE: &str = "sync_scope";

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
}

/// Brings the local store up to date with HubSpot, or goes on with the run that was cut off.
///
/// `full` asks for everything to be read even if an incremental run would do. On an error or a cancellation everything stored so
/// far stays, and the next call resumes.
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
    let unfinished = resumable(database, scope, full)?;
    let is_new = unfinished.is_none();
    let (number, run) = match unfinished {
        Some(unfinished) => {
            reporter.report(Progress::Resuming);
            unfinished
        }
        None => (database.next_run_number().map_err(SyncError::Store)?, begin(database, scope, full, now)?),
    };
    let owners = owners_by_id(database)?;
    let forgotten = database.forgotten().map_err(SyncError::Store)?;
    let transcripts = BTreeMap::new();
    let mut executor =
        Executor { client, database, reporter, cancel, owners, hidden: 0, forgotten, number, run, transcripts };
    executor.record_progress()?;
    let mut first_refusal = None;
    while let Some(step) = executor.run.steps.get(executor.run.done).cloned() {
        let outcome = executor.carry_out(&step).await;
        executor.heed_clock(now, began, is_new)?;
        if let Err(error) = outcome {
            let refusal = executor.leave_out(&step, error)?;
            first_refusal.get_or_insert(refusal);
        }
    }
    // A token that may read nothing at all is no gap in a sync.
    if let Some(refusal) = first_refusal.filter(|_| executor.refused().len() == ObjectType::ALL.len()) {
        database.finish_run(number, &[], now).map_err(SyncError::Store)?;
        return Err(SyncError::HubSpot(refusal));
    }
    executor.finish()
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
    Ok(run.filter(|run| run.scope == *scope && (run.full || !full)).map(|run| (state.number, run)))
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
    let last_full = database.setting(LAST_FULL).map_err(SyncError::Store)?.and_then(|text| text.parse().ok());
    let refused = database.gaps().map_err(SyncError::Store)?.iter().filter_map(Gap::object).collect();
    let (steps, full) = plan(&PlanInput { scope: scope.clone(), full, watermarks, refused, last_full, now });
    let (counts, gaps) = (BTreeMap::new(), Vec::new());
    Ok(Run { scope: scope.clone(), full, started_at: now, steps, done: 0, cursor: None, counts, gaps, is_timed: false })
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

impl Executor<'_> {
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
            let moved: Vec<String> = moved.into_iter().collect();
            for some in moved.chunks(100) {
                if self.cancel.is_cancelled() {
                    return Err(SyncError::Cancelled);
                }
                let mut associations = Vec::new();
                for target in targets(of) {
                    associations.extend(self.associations_of(of, *target, some).await?);
                }
                let mut new = Vec::new();
                for id in some {
                    let here = self.database.record(&RecordId::new(of, id.as_str())).map_err(SyncError::Store)?;
                    if here.is_none_or(|record| record.archived) {
                        new.push(id.clone());
                    }
                }
                let listing = match new.is_empty() {
                    true => Listing::default(),
                    false => self.client.batch_read(of, &new).await.map_err(SyncError::HubSpot)?.listing,
                };
                self.store(of, listing, associations)?;
            }
        }
        self.advance();
        self.record_progress()
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
        let after = self.run.cursor.clone().unwrap_or_else(|| "0".to_owned());
        filters.push(SearchFilter::GreaterThan(property::OBJECT_ID, after));
        let page = self.client.search(object, &filters, 0).await.map_err(SyncError::HubSpot)?;
        let last = page.listing.records.last().map(|fetched| fetched.record.id.id.clone());
        let number = |id: &str| id.parse::<u64>().unwrap_or_default();
        if last.as_deref().is_some_and(|last| number(last) <= self.run.cursor.as_deref().map_or(0, number)) {
            return Err(SyncError::HubSpot(HubSpotError::Endless {
                endpoint: format!("a search of {}", object.plural()),
            }));
        }
        let more = page.listing.records.len() < page.total;

        let mut listing = page.listing;
        let ids: Vec<String> = listing.records.iter().map(|fetched| fetched.record.id.id.clone()).collect();
        let mut associations = Vec::new();
        if !ids.is_empty() {
            for target in targets(object) {
                associations.extend(self.associations_of(object, *target, &ids).await?);
            }
        }
        if linked_only {
            let linked = self.linked(&associations)?;
            listing.records.retain(|fetched| linked.contains(&fetched.record.id));
            associations.retain(|(from, ..)| linked.contains(from));
        }
        self.store(object, listing, associations)?;
        match last.filter(|_| more) {
            Some(last) => self.run.cursor = Some(last),
            None => self.advance(),
        }
        self.record_progress()
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

    /// Reads what the records here are associated with and this run has not read yet.
    async fn related(&mut self, object: ObjectType) -> Result<(), SyncError> {
        let mut wanted = BTreeSet::new();
        for from in ObjectType::CORE.into_iter().filter(|from| *from != object) {
            // One hop from what the rep owns; an activity is worth having whichever of its records is here.
            let here: Vec<String> =
                self.database.all(from).map_err(SyncError::Store)?.into_iter().map(|record| record.id).collect();
            let associations = self.client.associations(from, object, &here).await;
            let associations = self.unless_refused(from.singular(), associations)?.unwrap_or_default();
            wanted.extend(associations.into_values().flatten().map(|association| association.to));
        }
        let after = self.run.cursor.clone().map(|id| RecordId::new(object, id));
        let mut ids: Vec<String> = wanted.into_iter().filter(|id| after.as_ref() < Some(id)).map(|id| id.id).collect();
        if !object.is_activity() {
            let here: BTreeSet<String> =
                self.database.all(object).map_err(SyncError::Store)?.into_iter().map(|record| record.id).collect();
            ids.retain(|id| !here.contains(id) || self.run.full);
        }
        for some in ids.chunks(100) {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let read = self.client.batch_read(object, some).await.map_err(SyncError::HubSpot)?;
            let mut associations = Vec::new();
            for target in targets(object) {
                associations.extend(self.associations_of(object, *target, some).await?);
            }
            self.store(object, read.listing, associations)?;
            self.run.cursor = some.last().cloned();
            self.record_progress()?;
        }
        self.advance();
        self.record_progress()
    }

    async fn sweep(&mut self, object: ObjectType) -> Result<(), SyncError> {
        // What hangs on a type that could not be read was not seen either, and nothing can be concluded from that.
        if !self.refused().is_empty() {
            self.advance();
            return self.record_progress();
        }
        self.archive_unseen(object).await?;
        let count = self.database.count(object).map_err(SyncError::Store)?;
        let skipped = self.database.skipped(object).map_err(SyncError::Store)?.len();
        self.database.set_remote_count(object, count + skipped).map_err(SyncError::Store)?;
        self.advance();
        self.record_progress()
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
        associations: Vec<(RecordId, ObjectType, Vec<Association>)>,
    ) -> Result<(), SyncError> {
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
        keep_out(&self.forgotten, &mut page);
        let stored = self.database.apply_page(&page, &self.state(), Timestamp::now()).map_err(SyncError::Store)?;
        self.add(object, read, stored);
        let done = self.counts(object).read;
        self.reporter.report(Progress::Reading { object, done });
        Ok(())
    }

    async fn archive_unseen(&mut self, object: ObjectType) -> Result<(), SyncError> {
        let unseen = self.database.unseen(object, self.number).map_err(SyncError::Store)?;
        let here = self.database.count(object).map_err(SyncError::Store)?;
        if !gone::may_archive(self.database, object, unseen.len(), here, self.run.started_at)? {
            tracing::warn!(%object, missing = unseen.len(), here, "too much is missing at once; it is left as it is");
            return Ok(());
        }
        if object == ObjectType::Contact {
            self.look_for_erased(&unseen, here).await?;
        }
        let deleted =
            self.database.archive_unseen(object, &self.state(), Timestamp::now()).map_err(SyncError::Store)?;
        self.add(object, 0, PageOutcome { deleted, ..PageOutcome::default() });
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

    async fn transcripts(&mut self) -> Result<(), SyncError> {
        let known = self.database.transcript_states().map_err(SyncError::Store)?;
        // A transcript that is here stays; one that was not permitted may be by now, so it is asked for again.
        let settled = |state: &TranscriptState| *state == TranscriptState::Present;
        let calls: Vec<RecordId> = self
            .database
            .all(ObjectType::Call)
            .map_err(SyncError::Store)?
            .into_iter()
            .filter(|call| !known.get(&call.id).is_some_and(settled))
            .collect();
        let mut refused = false;
        for (done, call) in calls.iter().enumerate() {
            if self.cancel.is_cancelled() {
                return Err(SyncError::Cancelled);
            }
            let Some(record) = self.database.record(call).map_err(SyncError::Store)? else { continue };
            let at = record.get(property::TIMESTAMP).and_then(hubspot::parse_instant).unwrap_or(record.created_at);
            let (state, detail, document) = match record.get(property::CALL_TRANSCRIPTION_ID) {
                None if record.get(property::CALL_HAS_TRANSCRIPT) == Some("true") => {
                    (TranscriptState::Unknown, "HubSpot says there is a transcript, but not where".to_owned(), None)
                }
                None => (TranscriptState::Absent, String::new(), None),
                // One refusal speaks for all: the scope is missing.
                Some(_) if refused => (TranscriptState::NotPermitted, SCOPE_MISSING.to_owned(), None),
                Some(id) => {
                    self.reporter.report(Progress::ReadingTranscripts { done, total: calls.len() });
                    match self.client.transcript(id).await {
                        Ok(reply) => match convert::transcript(call, at, reply) {
                            Some(mut document) => {
                                self.forgotten.redact_document(&mut document);
                                (TranscriptState::Present, String::new(), Some(document))
                            }
                            None => (TranscriptState::Absent, "it is empty".to_owned(), None),
                        },
                        Err(HubSpotError::MissingScopes { .. }) => {
                            refused = true;
                            (TranscriptState::NotPermitted, SCOPE_MISSING.to_owned(), None)
                        }
                        Err(HubSpotError::NotFound { .. }) => (TranscriptState::Absent, String::new(), None),
                        // Everything else was read with this token, so it is the transcript that it may not read.
                        Err(HubSpotError::Unauthorized) => {
                            refused = true;
                            (TranscriptState::NotPermitted, SCOPE_MISSING.to_owned(), None)
                        }
                        Err(error) if error.is_lasting() => (TranscriptState::Unknown, error.to_string(), None),
                        Err(error) => return Err(SyncError::HubSpot(error)),
                    }
                }
            };
            *self.transcripts.entry(state).or_default() += 1;
            if known.get(&call.id) != Some(&state) || document.is_some() {
                self.database
                    .put_transcript(call, state, &detail, document.as_ref(), Timestamp::now())
                    .map_err(SyncError::Store)?;
            }
        }
        self.advance();
        self.record_progress()
    }

    fn finish(self) -> Result<Outcome, SyncError> {
        self.database.rebuild_membership().map_err(SyncError::Store)?;
        if self.run.full {
            self.database.set_setting(LAST_FULL, &self.run.started_at.to_string()).map_err(SyncError::Store)?;
        }
        let refused = self.refused();
        let covered: Vec<ObjectType> = ObjectType::ALL.into_iter().filter(|object| !refused.contains(object)).collect();
        self.database.set_gaps(&self.run.gaps).map_err(SyncError::Store)?;
        self.database.finish_run(self.number, &covered, self.run.started_at).map_err(SyncError::Store)?;
        let counts = ObjectType::ALL.map(|object| (object, self.counts(object))).into_iter().collect();
        Ok(Outcome {
            counts,
            transcripts: self.transcripts,
            full: self.run.full,
            gaps: self.run.gaps,
            hidden: self.hidden,
        })
    }

    fn advance(&mut self) {
        self.run.done += 1;
        self.run.cursor = None;
    }

    fn counts(&self, object: ObjectType) -> Counts {
        self.run.counts.get(object.plural()).copied().unwrap_or_default()
    }

    fn add(&mut self, object: ObjectType, read: usize, stored: PageOutcome) {
        let counts = self.run.counts.entry(object.plural().to_owned()).or_default();
        counts.read += read;
        counts.created += stored.created;
        counts.updated += stored.updated;
        counts.deleted += stored.deleted;
    }

    fn state(&self) -> RunState {
        RunState { number: self.number, state: encode(&self.run) }
    }

    fn record_progress(&self) -> Result<(), SyncError> {
        self.database.record_progress(&self.state()).map_err(SyncError::Store)
    }
}

const SCOPE_MISSING: &str = "the token lacks crm.extensions_calling_transcripts.read";

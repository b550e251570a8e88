//! Forgetting a person: everything of theirs goes from this machine, and a look at the disk before and after proves it.

use crate::{
    error::{AppError, ErrorCode},
    models::embedding_model::millis,
    portal::{
        keys,
        open::{self, OpenPortal},
        progress::Reporter,
        settings::Settings,
    },
    reading::resolve as who,
    syncing::files::{self, RECORDINGS},
};
use domain::{ObjectType, RecordId};
use serde::Serialize;
use specta::Type;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};
use store::{Erasure, Forgotten, Home, Needles, StoreSize, Traces};
use tokio_util::sync::CancellationToken;

/// The name that jobs of this kind are recorded under.
const FORGET: &str = "forget";
/// So many words that only the person's records hold are looked for, beside addresses and names.
const WORDS: usize = 120;
/// Folders of the home for what a run may leave, such as logs, and for the sample portal's recordings; files in them that name the person are removed.
const LEFTOVERS: [&str; 4] = ["logs", "cache", "tmp", RECORDINGS];

/// What was erased with a person, and what the look at the disk found before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct ForgetReport {
    /// How many rows were erased, by what they were.
    #[specta(type = BTreeMap<String, u32>)]
    pub erased: BTreeMap<&'static str, usize>,
    /// The ids of the records that were erased, the person's own first.
    pub records: Vec<String>,
    /// How often traces of the person were found before and after, by place.
    #[specta(type = BTreeMap<String, Searched>)]
    pub searched: BTreeMap<&'static str, Searched>,
    /// How many texts were looked for: addresses, full names, and words only the person's records held.
    #[specta(type = u32)]
    pub traces: usize,
    /// Whether no trace was found afterwards.
    pub verified: bool,
    /// Milliseconds that forgetting the person took.
    #[specta(type = u32)]
    pub elapsed_ms: u64,
}

/// How often traces of somebody were found in one place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
pub struct Searched {
    /// How often before the erasure.
    #[specta(type = u32)]
    pub before: usize,
    /// How often after the erasure.
    #[specta(type = u32)]
    pub after: usize,
}

/// Erases a person: their contact, every activity they took part in, tickets that are nobody else's, drafts that cite or name any of it;
/// their name and addresses where others' records hold them; with every version, from SQLite, the index, the caches and what lies in free
/// pages, logs and old versions. A keyed hash keeps a sync from bringing them back. HubSpot itself is not touched.
///
/// Refused while a note about them may be on its way to HubSpot. Should it be cut off, the next command that writes finishes it.
pub async fn forget(
    settings: &Settings,
    who: &str,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<ForgetReport, AppError> {
    let (home, mut writable) = open::open_with_home(settings).await?;
    let contact = contact_of(&writable.open, who, settings.now())?;
    let plan = writable.open.database.plan_erasure(&contact)?;
    erase(settings, &home, &mut writable.open, plan, reporter, cancel).await
}

/// The person meant; a company or a deal is nobody.
fn contact_of(open: &OpenPortal, who: &str, now: jiff::Timestamp) -> Result<RecordId, AppError> {
    // One who is archived can be forgotten too, though not be briefed on.
    if let Ok(id) = who.trim().parse::<RecordId>()
        && id.object == ObjectType::Contact
        && let Some(record) = open.database.record(&id)?
    {
        return Ok(record.id);
    }
    who::resolve(open, who, now)?.contact.ok_or_else(|| {
        AppError::new(ErrorCode::Usage, format!("“{who}” is not a person"))
            .hint("Name a contact by e-mail address, full name, or an id such as contact:123.")
    })
}

/// Carries an erasure out on an open portal. The caller holds the home's lock.
pub(crate) async fn erase(
    settings: &Settings,
    home: &Home,
    open: &mut OpenPortal,
    plan: Erasure,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<ForgetReport, AppError> {
    let started = Instant::now();
    if let Some(proposal) = plan.in_flight.first() {
        let message = format!("Draft {proposal} is about this person and may be on its way to HubSpot");
        return Err(AppError::new(ErrorCode::InFlight, message)
            .hint("Wait until Review shows it as filed or refused, then forget the person.")
            .command_hint("Run `foreword push` until it is verified or refused, then forget the person."));
    }
    let size = size_of(open)?;
    let job = open.database.start_job(FORGET, settings.now(), size)?;
    let outcome = carry_out(settings, home, open, &plan, reporter, cancel).await;
    let (word, error) = match &outcome {
        Ok((_, searched)) if is_verified(searched) => ("done", String::new()),
        Ok(_) => ("failed", "something was found again".to_owned()),
        // Only the kind: what an error says could name somebody.
        Err(error) => ("failed", error.code.as_str().to_owned()),
    };
    open.database.end_job(job, settings.now(), size_of(open)?, word, &error)?;
    open.database.empty_log()?;
    let (Done { erased, traces }, searched) = outcome?;
    Ok(ForgetReport {
        erased,
        records: plan.gone.iter().map(RecordId::to_string).collect(),
        verified: is_verified(&searched),
        searched,
        traces,
        elapsed_ms: millis(started),
    })
}

fn is_verified(searched: &BTreeMap<&'static str, Searched>) -> bool {
    searched.values().all(|place| place.after == 0)
}

fn size_of(open: &OpenPortal) -> Result<StoreSize, AppError> {
    let (index_bytes, versions) = open.index.size()?;
    Ok(StoreSize { database_bytes: open.database.file_bytes(), index_bytes, versions })
}

struct Done {
    erased: BTreeMap<&'static str, usize>,
    traces: usize,
}

async fn carry_out(
    settings: &Settings,
    home: &Home,
    open: &mut OpenPortal,
    plan: &Erasure,
    reporter: &dyn Reporter,
    cancel: &CancellationToken,
) -> Result<(Done, BTreeMap<&'static str, Searched>), AppError> {
    // The database is written anew, and the index once more before its old files go.
    let size = size_of(open)?;
    files::room_for(open.index.dir(), size.bytes())?;
    let key = keys::held(settings, home, &open.id)?.key;
    let (needles, traces) = needles(home, open, plan)?;
    let before = look(home, open, &key, &needles).await?;

    let mut erased = open.database.erase(plan, settings.now())?;
    // They stand in each copy too; the next upkeep makes one without them.
    erased.insert("copies", open.database.remove_copies()?);
    remove_leftovers(home, &needles)?;
    // A new index holds nothing of the old one: no version, no deleted row, no word of a token set.
    files::rebuild_as_it_was(settings, open, reporter, cancel).await?;
    open.database.index_is_rebuilt()?;
    open.index.tidy().await?;
    open.database.vacuum()?;
    open.database.empty_log()?;

    let after = look(home, open, &key, &needles).await?;
    let mut searched: BTreeMap<&'static str, Searched> = BTreeMap::new();
    for (place, count) in before {
        searched.entry(place).or_default().before = count;
    }
    for (place, count) in after {
        searched.entry(place).or_default().after = count;
    }
    Ok((Done { erased, traces }, searched))
}

/// What to look for: addresses and full names, and words that stand in what goes and nowhere else.
///
/// Manifests, settings and the like hold words of the program's own, as "version"; such a word tells nothing. Logs are no such files.
fn needles(home: &Home, open: &OpenPortal, plan: &Erasure) -> Result<(Needles, usize), AppError> {
    let gone: BTreeSet<RecordId> = plan.gone.iter().cloned().collect();
    let forgotten = Forgotten::of_plan(plan);
    let is_leftover = |path: &Path| LEFTOVERS.iter().any(|folder| path.starts_with(home.dir().join(folder)));
    let mut own = store::index_notes(&open.index)?;
    for path in other_files(home, open)?.into_iter().filter(|path| !is_leftover(path)) {
        own.push(std::fs::read(&path).map_err(|error| AppError::file("read", &path, error))?);
    }
    let (words, tokens) = store::telling_words(&open.database, &gone, &|text| forgotten.redacted(text), &own, WORDS)?;
    let texts: Vec<String> = plan.addresses.iter().chain(&plan.names).cloned().chain(words).collect();
    Ok((Needles::new(&texts, &tokens)?, texts.len()))
}

/// Looks for traces in every place where this portal's data can lie.
async fn look(home: &Home, open: &OpenPortal, key: &[u8; 32], needles: &Needles) -> Result<Traces, AppError> {
    let mut traces = store::look_through_database(open.database.path(), key, needles)?;
    traces.extend(store::look_through_second_copy(open.database.path(), key, needles)?);
    traces.insert("database_rows", store::look_through_rows(&open.database, needles)?);
    traces.extend(store::look_through_index(&open.index, needles).await?);
    let mut files = 0;
    for path in other_files(home, open)? {
        files += store::count_in_file(&path, needles)?;
    }
    traces.insert("other_files", files);
    Ok(traces)
}

/// Every file of the home that is no portal's database or index: settings, logs, caches. Other portals are sealed with other keys.
fn other_files(home: &Home, open: &OpenPortal) -> Result<Vec<std::path::PathBuf>, AppError> {
    let portals = home.dir().join("portals");
    let own = home.portal_dir(&open.id);
    let is_database = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("store.db"));
    Ok(store::files_under(home.dir())?
        .into_iter()
        .filter(|path| !path.starts_with(&portals) || path.starts_with(&own))
        .filter(|path| !path.starts_with(open.index.dir()) && !is_database(path))
        // The demo's home lies in this one and is nobody's.
        .filter(|path| !path.starts_with(home.dir().join("demo")))
        .collect())
}

/// Removes logs and cached files that name the person.
fn remove_leftovers(home: &Home, needles: &Needles) -> Result<(), AppError> {
    for folder in LEFTOVERS {
        for path in store::files_under(&home.dir().join(folder))? {
            if 0 < store::count_in_file(&path, needles)? {
                std::fs::remove_file(&path).map_err(|error| AppError::file("delete", &path, error))?;
            }
        }
    }
    Ok(())
}

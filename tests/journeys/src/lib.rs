//! What the journeys share: an app of its own home against a simulator of its own, without a window.
//!
//! Everything runs on a fixed clock ([`NOW`]), the simulator's included, and never leaves localhost.
// Helpers of tests: a failure here is a test's failure, and its place is what one wants to see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod descriptions;
pub mod model_server;
pub mod onnx;
pub mod proposing;
pub mod recorder_services;

use app::{OpenPortal, Reporter, Settings, Silent, SyncReport, SyncRequest};
use domain::{ObjectType, RecordId};
use hubspot_sim::{HubSpotSim, SimConfig, Switches};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Mutex,
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// A Wednesday in March, nine in the morning in Berlin: an hour before Harbourline's redline review.
pub const NOW: &str = "2026-03-04T08:00:00Z";

/// The moment at which every journey takes place.
pub fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// The sample portal at [`NOW`], without rate limits: those have tests of their own.
///
/// `cargo xtask matrix` has the journeys go through a HubSpot that answers otherwise where nobody has tried: `FOREWORD_SIM_SWITCHES` names the
/// switches to flip, `FOREWORD_SIM_LAG_MS` how far search lags behind. `cargo xtask descriptions` has what is asked and answered noted in the folder
/// that `FOREWORD_SIM_EXCHANGES` names, and holds it against HubSpot's own descriptions.
pub fn sample() -> SimConfig {
    let mut switches = Switches::default();
    let flipped = std::env::var("FOREWORD_SIM_SWITCHES").unwrap_or_default();
    for name in flipped.split(',').filter(|name| !name.is_empty()) {
        switches.flip(name).unwrap();
    }
    let lag_ms = std::env::var("FOREWORD_SIM_LAG_MS").ok().and_then(|lag| lag.parse().ok()).unwrap_or_default();
    let exchanges = std::env::var_os("FOREWORD_SIM_EXCHANGES").map(PathBuf::from);
    SimConfig { now: Some(now()), unlimited: true, switches, lag_ms, exchanges, ..SimConfig::default() }
}

/// The same, where HubSpot gives its transcripts to everybody who may read calls, and says which call has which.
pub fn with_transcripts() -> SimConfig {
    let config = sample();
    let switches = Switches { transcripts_oauth_only: false, transcription_ids_empty: false, ..config.switches };
    SimConfig { switches, ..config }
}

/// An app with a home of its own, connected to a simulator by a token from the environment.
pub struct TestApp {
    /// The simulator that plays HubSpot.
    pub crm: HubSpotSim,
    /// The settings that the app is opened with.
    pub settings: Settings,
    _home: TempDir,
    /// What a recorder left of the rep's calls, until the first sync takes it in.
    recordings: Mutex<Option<TempDir>>,
}

impl TestApp {
    /// Starts a simulator and an app that knows its token. Nothing is synced yet.
    pub async fn connected_to(config: SimConfig) -> Self {
        let home = tempfile::tempdir().unwrap();
        // Where HubSpot gives no transcripts, they come as a rep's do: as a recorder's files.
        let are_files = config.switches.transcripts_oauth_only || config.switches.transcription_ids_empty;
        let crm = HubSpotSim::start(config).await.unwrap();
        let settings = settings(home.path(), &crm);
        let recordings = are_files.then(|| tempfile::tempdir().unwrap());
        if let Some(folder) = &recordings {
            crm.write_recordings(folder.path()).unwrap();
        }
        Self { crm, settings, _home: home, recordings: Mutex::new(recordings) }
    }

    /// The same, of a rep without a recorder.
    pub async fn without_recordings(config: SimConfig) -> Self {
        let app = Self::connected_to(config).await;
        *app.recordings.lock().unwrap() = None;
        app
    }

    /// Syncs what changed, without embedding, which most journeys do not need.
    pub async fn sync(&self) -> SyncReport {
        self.sync_as(SyncRequest { embed: false, ..SyncRequest::default() }).await
    }

    /// Reads everything again, without embedding.
    pub async fn sync_fully(&self) -> SyncReport {
        self.sync_as(SyncRequest { full: true, embed: false, ..SyncRequest::default() }).await
    }

    /// Syncs as the request says, to the end. After the first time the recordings are taken in.
    pub async fn sync_as(&self, request: SyncRequest) -> SyncReport {
        let report = app::sync(&self.settings, request, &Silent, &CancellationToken::new()).await.unwrap();
        let recordings = self.recordings.lock().unwrap().take();
        if let Some(folder) = recordings {
            self.take_in(folder.path(), request.embed).await;
        }
        report
    }

    /// Takes in the recordings in a folder.
    async fn take_in(&self, folder: &Path, embed: bool) {
        let mut found: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path().display().to_string()).collect();
        found.sort();
        let model = if embed { app::Model::load(&self.settings) } else { app::Model::none() };
        let request = app::ImportRequest { files: found, ..app::ImportRequest::default() };
        let report = app::import(
            &app::open_for_writing(&self.settings).await.unwrap().open,
            &model,
            &request,
            now(),
            &CancellationToken::new(),
        )
        .await
        .unwrap();
        for taken in &report.transcripts {
            assert!(taken.error.is_none(), "{}: {:?}", taken.file, taken.error);
        }
    }

    /// Opens the portal's local copy for reading.
    pub async fn open(&self) -> OpenPortal {
        app::open_for_reading(&self.settings).await.unwrap()
    }

    /// The record that the sample portal's authors know by `key`.
    pub fn record(&self, key: &str) -> RecordId {
        let (object, id) = self.crm.key_to_id(key).unwrap_or_else(|| panic!("there is no {key}"));
        RecordId::new(object.parse().unwrap(), id)
    }

    /// Calls that the simulator has answered, by endpoint.
    pub fn calls(&self) -> BTreeMap<String, u64> {
        let calls = self.crm.stats()["calls"]["by_endpoint"].clone();
        serde_json::from_value(calls).unwrap()
    }

    /// Where the local copy and the portal differ, in words; nothing where they are equal.
    pub async fn differences(&self) -> Vec<String> {
        let open = self.open().await;
        let mut differences = Vec::new();
        let mut everything = BTreeMap::new();
        for object in ObjectType::ALL {
            everything.insert(object, records(&self.crm, object).await);
        }
        for object in ObjectType::ALL {
            let remote = &everything[&object];
            let local = open.database.records(object).unwrap();
            let ids = |ids: &mut dyn Iterator<Item = String>| ids.collect::<BTreeSet<_>>();
            let (here, there) =
                (ids(&mut local.iter().map(|record| record.id.id.clone())), ids(&mut remote.keys().cloned()));
            if here != there {
                let (more, less) = (here.difference(&there).count(), there.difference(&here).count());
                differences.push(format!("{}: {more} too many, {less} missing", object.plural()));
            }
            for record in &local {
                let Some(remote) = remote.get(&record.id.id) else { continue };
                let properties = record.properties.iter().filter(|(name, _)| !name.starts_with("hs_merged"));
                for (name, value) in properties.filter(|(name, value)| remote["properties"][name] != **value) {
                    differences.push(format!("{}: {name} is {value}, not {}", record.id, remote["properties"][name]));
                }
                for other in ObjectType::ALL {
                    let linked = open.database.associated(&record.id, other).unwrap();
                    let linked = ids(&mut linked.into_iter().map(|(id, _)| id.id));
                    let wanted: Vec<String> =
                        serde_json::from_value(remote["associations"][other.plural()].clone()).unwrap_or_default();
                    // The simulator remembers links to what was deleted; HubSpot's lists leave those out.
                    let wanted = ids(&mut wanted.into_iter().filter(|id| everything[&other].contains_key(id)));
                    if is_read(object, other) && linked != wanted {
                        differences.push(format!("{}: linked to {linked:?}, not {wanted:?}", record.id));
                    }
                }
            }
        }
        differences
    }
}

/// Whether associations between two types are kept: an activity's to records, and records' to each other, but not among activities
/// or within a type.
fn is_read(one: ObjectType, other: ObjectType) -> bool {
    one != other && !(one.is_activity() && other.is_activity())
}

/// The time zone of the rep in the tests: the one the sample portal's people live in.
pub fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("Europe/Berlin").unwrap()
}

/// Settings of an app at `home` with the simulator's token from the environment.
///
/// The store's key is derived from this machine, so that tests leave the keychain of whoever runs them alone.
pub fn settings(home: &Path, crm: &HubSpotSim) -> Settings {
    // The shelf's files too: a test's program is no reader. `cli/tests` has those that need one.
    app::read_files_here();
    let portal = home.join("portals").join(crm.portal_id().to_string());
    std::fs::create_dir_all(&portal).unwrap();
    std::fs::write(portal.join("key-origin"), "machine").unwrap();
    Settings { access_token: Some(app::Secret::new(&crm.token())), ..unconnected(home, crm) }
}

/// Prints what a run came to as JSON, keeps it in `out` where that is asked for, and fails where `violations` are listed in it.
pub fn reported(report: &Value, out: Option<&Path>) -> std::io::Result<std::process::ExitCode> {
    let text = format!("{report:#}");
    println!("{text}");
    if let Some(out) = out {
        std::fs::write(out, text + "\n")?;
    }
    let violations = report["violations"].as_array().map_or(0, Vec::len);
    Ok(if violations == 0 { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE })
}

/// Settings of an app that has no token for the simulator yet.
pub fn unconnected(home: &Path, crm: &HubSpotSim) -> Settings {
    Settings {
        home: home.to_owned(),
        portal: None,
        base_url: Some(crm.url().to_owned()),
        access_token: None,
        model_dir: None,
        now: Some(now()),
        lock: None,
        policy: std::sync::Arc::default(),
        keyring: app::Keyring::default(),
        zone: Some(zone()),
    }
}

/// Makes a record in HubSpot, associated with others by type and id, and returns its id.
pub fn create(app: &TestApp, object: &str, properties: Value, associations: &[(&str, &str)]) -> String {
    let associations: Vec<Value> = associations.iter().map(|(kind, id)| json!({"type": kind, "id": id})).collect();
    let create = json!({"op": "create", "type": object, "properties": properties, "associations": associations});
    app.crm.mutate(&create).unwrap()["id"].as_str().unwrap().to_owned()
}

/// What the simulator holds of a type, archived records left out, by id.
pub async fn records(crm: &HubSpotSim, object: ObjectType) -> BTreeMap<String, Value> {
    let body = transport::get(format!("{}/_sim/records/{}", crm.url(), object.plural())).await.unwrap();
    let body: Value = serde_json::from_str(&body.text().await.unwrap()).unwrap();
    let live = body["results"].as_array().unwrap().iter().filter(|record| record["archived"] == false);
    live.map(|record| (record["id"].as_str().unwrap().to_owned(), record.clone())).collect()
}

/// Stops a sync after so many reports of progress.
pub struct StopAfter {
    reports: std::sync::atomic::AtomicUsize,
    cancel: CancellationToken,
}

impl StopAfter {
    /// Cancels `cancel` at the `reports`-th report.
    pub fn new(reports: usize, cancel: CancellationToken) -> Self {
        Self { reports: reports.into(), cancel }
    }
}

impl Reporter for StopAfter {
    fn report(&self, _: app::Progress) {
        use std::sync::atomic::Ordering;
        // One at a time reports, so the count cannot go below zero unseen.
        if self.reports.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.cancel.cancel();
        }
    }
}

/// Notes that a test could not run here. It counts as skipped, not as passed.
pub fn skipped(reason: &str) {
    use std::io::Write;
    eprintln!("SKIPPED: {reason}");
    if let Some(path) = std::env::var_os("FOREWORD_TEST_SKIPS") {
        let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
        writeln!(file, "SKIPPED: {reason}").unwrap();
    }
}

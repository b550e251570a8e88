//! One synced and embedded sample portal for every journey that only reads. Its simulator is shut down: what reads is offline.

use app::{Model, OpenPortal, Settings, Silent, SyncReport, SyncRequest};
use domain::{ObjectType, RecordId};
use hubspot_sim::HubSpotSim;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use store::{Home, HomeLock};
use tokio_util::sync::CancellationToken;

/// The sample portal as it was synced once, for all.
pub struct Shared {
    /// The settings that the portal's home is opened with.
    pub settings: Settings,
    /// What the sync reported.
    pub report: SyncReport,
    /// How many records the simulator held, by type.
    pub remote: BTreeMap<ObjectType, usize>,
    /// The embedding model, loaded.
    pub model: Model,
    keys: BTreeMap<String, RecordId>,
    /// Tells later runs that this one still uses its home.
    _lock: HomeLock,
}

impl Shared {
    /// Opens the portal's local copy for reading.
    pub async fn open(&self) -> OpenPortal {
        app::open_for_reading(&self.settings).await.unwrap()
    }

    /// The record that the sample portal's authors know by `key`.
    pub fn record(&self, key: &str) -> RecordId {
        self.keys.get(key).unwrap_or_else(|| panic!("there is no {key}")).clone()
    }
}

/// The shared portal; the first who asks waits for its sync and for embedding some 2 000 texts.
pub fn shared() -> &'static Shared {
    static SHARED: LazyLock<Shared> = LazyLock::new(|| {
        // On a thread and runtime of its own: whoever asks is within one already, which will end before others ask.
        std::thread::spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(sync_once())).join().unwrap()
    });
    &SHARED
}

/// A folder of this process's own. A static is never dropped, so each run removes what earlier ones have left.
fn home_of_this_run() -> PathBuf {
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journeys-shared");
    std::fs::create_dir_all(&all).unwrap();
    for entry in std::fs::read_dir(&all).unwrap() {
        let left = entry.unwrap().path();
        if Home::open(&left).is_ok_and(|home| home.lock().is_ok()) {
            std::fs::remove_dir_all(&left).unwrap();
        }
    }
    all.join(std::process::id().to_string())
}

async fn sync_once() -> Shared {
    let home = home_of_this_run();
    let crm = HubSpotSim::start(journeys::sample()).await.unwrap();
    let settings = journeys::settings(&home, &crm);
    // As a rep's do, the words of calls come as a recorder's files.
    let recordings = tempfile::tempdir().unwrap();
    crm.write_recordings(recordings.path()).unwrap();
    app::watch_from_first_sync(&settings, recordings.path()).await.unwrap();
    let report = app::sync(&settings, SyncRequest::default(), &Silent, &CancellationToken::new()).await.unwrap();
    let mut remote = BTreeMap::new();
    for object in ObjectType::ALL {
        remote.insert(object, journeys::records(&crm, object).await.len());
    }
    let keys = transport::get(format!("{}/_sim/keys", crm.url())).await.unwrap().text().await.unwrap();
    let keys: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&keys).unwrap();
    let keys = keys.into_iter().map(|(key, id)| (key, RecordId::new(id["type"].parse().unwrap(), &id["id"]))).collect();
    crm.shutdown().await;
    let model = Model::load(&settings);
    let lock = Home::open(&home).unwrap().lock().unwrap();
    // From here on the token is not needed, and nobody could use it.
    let settings = Settings { access_token: None, base_url: None, ..settings };
    Shared { settings, report, remote, model, keys, _lock: lock }
}

#[test]
fn the_first_sync_brings_everything_and_counts_it() {
    let shared = shared();
    for object in ObjectType::ALL {
        let counts = &shared.report.objects[object.plural()];
        let there = shared.remote[&object];
        assert_eq!((counts.remote, counts.local, counts.created), (Some(there), there, there), "{object}");
        assert!(0 < there && counts.skipped.is_empty(), "{object}");
    }
    let transcripts = shared.report.transcripts;
    assert_eq!((transcripts.present, transcripts.not_permitted, transcripts.unknown), (12, 0, 0));
    assert!(shared.report.full && shared.report.incomplete.is_empty(), "{:?}", shared.report.incomplete);
    assert_eq!(shared.report.chunks.reused + shared.report.chunks.removed, 0);
    assert!(0 < shared.report.embedded && shared.report.embedded <= shared.report.chunks.added);
}

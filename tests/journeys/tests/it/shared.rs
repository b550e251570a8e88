//! One synced and embedded sample portal for every journey that only reads. Its simulator is shut down: what reads is offline.

use app::{Model, OpenPortal, Settings, Silent, SyncReport, SyncRequest};
use domain::{ObjectType, RecordId};
use hubspot_sim::HubSpotSim;
use std::{collections::BTreeMap, path::Path, sync::LazyLock};
use tokio_util::sync::CancellationToken;

/// The sample portal as it was synced once, for all.
pub struct Shared {
    /// How its home is opened.
    pub settings: Settings,
    /// What the sync said.
    pub report: SyncReport,
    /// What the simulator held, by type.
    pub remote: BTreeMap<ObjectType, usize>,
    /// The embedding model.
    pub model: Model,
    keys: BTreeMap<String, RecordId>,
}

impl Shared {
    /// Opens it.
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

async fn sync_once() -> Shared {
    // Cargo's own folder for such things, since a static is never dropped and would leave a temporary one behind.
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("journeys-shared");
    if home.exists() {
        std::fs::remove_dir_all(&home).unwrap();
    }
    let crm = HubSpotSim::start(journeys::sample()).await.unwrap();
    let settings = journeys::settings(&home, &crm);
    let report = app::sync(&settings, SyncRequest::default(), &Silent, &CancellationToken::new()).await.unwrap();
    let mut remote = BTreeMap::new();
    for object in ObjectType::ALL {
        remote.insert(object, journeys::records(&crm, object).await.len());
    }
    let keys = reqwest::get(format!("{}/_sim/keys", crm.url())).await.unwrap().text().await.unwrap();
    let keys: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&keys).unwrap();
    let keys = keys.into_iter().map(|(key, id)| (key, RecordId::new(id["type"].parse().unwrap(), &id["id"]))).collect();
    crm.shutdown().await;
    let model = Model::load(&settings);
    // From here on the token is not needed, and nobody could use it.
    let settings = Settings { access_token: None, base_url: None, ..settings };
    Shared { settings, report, remote, model, keys }
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

//! Timing, and the portal the benchmarks run on.

use anyhow::Result;
use app::{OpenPortal, Settings, Silent, SyncReport, SyncRequest};
use hubspot_sim::{HubSpotSim, SimConfig, Switches};
use serde_json::{Value, json};
use std::time::Instant;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// A synced and embedded portal in a folder that goes when this is dropped.
pub struct Synced {
    pub settings: Settings,
    pub crm: HubSpotSim,
    pub report: SyncReport,
    _home: TempDir,
}

impl Synced {
    /// Starts a portal and syncs it whole.
    pub async fn start(config: SimConfig, embed: bool) -> Result<Self> {
        let home = tempfile::tempdir()?;
        // The words of calls by HubSpot's own interface, so that figures are comparable with those of before.
        let switches = Switches { transcripts_oauth_only: false, transcription_ids_empty: false, ..config.switches };
        let crm = HubSpotSim::start(SimConfig { unlimited: true, switches, ..config }).await?;
        let settings = settings(home.path(), &crm)?;
        let request = SyncRequest { full: true, embed, ..SyncRequest::default() };
        let report = app::sync(&settings, request, &Silent, &CancellationToken::new()).await?;
        Ok(Self { settings, crm, report, _home: home })
    }

    pub async fn open(&self) -> Result<OpenPortal> {
        Ok(app::open_for_reading(&self.settings).await?)
    }

    /// Runs the upkeep of the portal.
    pub async fn maintain(&self) -> Result<()> {
        app::maintain(&self.settings, &Silent, &CancellationToken::new()).await?;
        Ok(())
    }
}

/// An app at `home` with the simulator's token, and a key that leaves the keychain alone.
pub fn settings(home: &std::path::Path, crm: &HubSpotSim) -> Result<Settings> {
    let portal = home.join("portals").join(crm.portal_id().to_string());
    std::fs::create_dir_all(&portal)?;
    std::fs::write(portal.join("key-origin"), "machine")?;
    Ok(Settings {
        home: home.to_owned(),
        portal: None,
        base_url: Some(crm.url().to_owned()),
        access_token: Some(app::Secret::new(&crm.token())),
        model_dir: None,
        now: None,
        lock: None,
        policy: std::sync::Arc::default(),
        keyring: app::Keyring::default(),
        zone: None,
    })
}

/// Milliseconds since `started`.
pub fn ms(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}

/// Median and 95th percentile, in milliseconds to three places.
pub fn percentiles(mut times_ms: Vec<f64>) -> Value {
    times_ms.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        let index = (times_ms.len() * percent / 100).min(times_ms.len().saturating_sub(1));
        rounded(times_ms.get(index).copied().unwrap_or(0.0))
    };
    json!({"p50_ms": at(50), "p95_ms": at(95), "runs": times_ms.len()})
}

pub fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

/// The most memory this process has held, in MB; zero where the system does not say.
pub fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kb = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    rounded(kb.unwrap_or(0.0) / 1_024.0)
}

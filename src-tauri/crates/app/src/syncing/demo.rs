//! The demo: a sample portal on this machine, synced by the ordinary client into a home of its own.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        open::{self, open_for_reading},
        progress::Reporter,
        settings::{Settings, default_home},
    },
    reading::brief::{BriefReport, BriefRequest, brief},
    syncing::{
        conversation_folders::watch_from_first_sync,
        files::RECORDINGS,
        sync::{SyncReport, SyncRequest, sync},
    },
};
use hubspot::Secret;
use hubspot_sim::{HubSpotSim, SimConfig};
use jiff::tz::TimeZone;
use secrets::Vault;
use serde::Serialize;
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

/// What the demo did: the sync of the sample portal and the brief of the next meeting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DemoReport {
    /// Where the sample portal answers, for as long as it runs.
    pub portal_url: String,
    /// The data folder that the demo uses for itself.
    pub home: PathBuf,
    /// What the first sync did.
    pub sync: SyncReport,
    /// The brief of the next meeting, as the `brief` command gives it.
    pub brief: BriefReport,
}

/// A demo that is running: its portal stops when it is dropped.
pub struct Demo {
    /// What the demo did and shows.
    pub report: DemoReport,
    /// The token of the sample portal, which opens nothing else.
    pub token: Secret,
    /// The settings that the demo's home is opened with.
    pub settings: Settings,
    /// The time zone of the rep.
    pub zone: TimeZone,
    _portal: HubSpotSim,
}

/// Starts the sample portal, syncs it and briefs on the next meeting.
///
/// The home is made anew each time, since the sample portal's dates are relative to today.
pub async fn demo(settings: &Settings, reporter: &dyn Reporter, cancel: &CancellationToken) -> Result<Demo, AppError> {
    let (portal, settings) = start(settings).await?;
    let token = Secret::new(&portal.token());
    let synced = sync(&settings, SyncRequest { full: true, ..SyncRequest::default() }, reporter, cancel).await?;
    let open = open_for_reading(&settings).await?;
    let request = BriefRequest { who: "next".to_owned(), ..BriefRequest::default() };
    let briefed = brief(&open, &request, settings.now())?;
    let report =
        DemoReport { portal_url: portal.url().to_owned(), home: settings.home.clone(), sync: synced, brief: briefed };
    Ok(Demo { report, token, settings, zone: open.zone(), _portal: portal })
}

/// Starts the sample portal and empties its home. A folder in it has what a recorder left of the rep's calls, and is looked into by each sync.
/// The settings returned hold that home's lock if those given hold theirs.
pub(crate) async fn start(settings: &Settings) -> Result<(HubSpotSim, Settings), AppError> {
    let portal = HubSpotSim::start(SimConfig { now: settings.now, ..SimConfig::default() }).await.map_err(|error| {
        AppError::new(ErrorCode::HubSpot, format!("The sample portal did not start: {error:#}"))
            .hint("It needs a free port on 127.0.0.1.")
    })?;
    let mut own = Settings {
        home: demo_home(&settings.home),
        portal: None,
        base_url: Some(portal.url().to_owned()),
        access_token: Some(Secret::new(&portal.token())),
        zone: TimeZone::get(&portal.time_zone()).ok(),
        lock: None,
        ..settings.clone()
    };
    if settings.lock.is_some() {
        own.lock = Some(open::lock(&own)?.1);
    }
    empty(&own)?;
    let recordings = own.home.join(RECORDINGS);
    portal.write_recordings(&recordings).map_err(|error| {
        AppError::new(ErrorCode::Storage, format!("The sample portal's recordings could not be written: {error:#}"))
            .hint("Make room on the disk, or use another data folder.")
    })?;
    watch_from_first_sync(&own, &recordings).await?;
    Ok((portal, own))
}

/// Never the home itself: beside the default one, or within one that was named.
fn demo_home(home: &Path) -> PathBuf {
    match home.parent() {
        Some(parent) if home == default_home() => parent.join("foreword-demo"),
        _ => home.join("demo"),
    }
}

fn empty(settings: &Settings) -> Result<(), AppError> {
    let (home, _lock) = open::lock(settings)?;
    // The sample portal is nobody's secret: nobody is asked to unlock a keychain for it.
    Vault::do_without_keychain(home.dir())?;
    for id in home.portals()? {
        let dir = home.portal_dir(&id);
        std::fs::remove_dir_all(&dir).map_err(|error| AppError::file("empty", &dir, error))?;
    }
    let recordings = home.dir().join(RECORDINGS);
    if recordings.exists() {
        std::fs::remove_dir_all(&recordings).map_err(|error| AppError::file("empty", &recordings, error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_never_uses_the_home_itself() {
        assert_eq!(demo_home(Path::new("/data")), Path::new("/data/demo"));
        let default = default_home();
        assert_eq!(demo_home(&default).parent(), default.parent());
        assert_ne!(demo_home(&default), default);
    }
}

//! Which portals are here, and disconnecting one.

use crate::{
    error::{AppError, ErrorCode},
    portal::{open, settings::Settings, token::take_back},
};
use domain::PortalId;
use jiff::Timestamp;
use secrets::Vault;
use serde::Serialize;
use store::Home;

/// The portals that have a local copy in a home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Portals {
    /// The portals, in the order of their numbers.
    pub portals: Vec<PortalEntry>,
}

/// One portal of a home, and how fresh its copy is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortalEntry {
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// The address its token belongs to; none where the database does not open.
    pub base_url: Option<String>,
    /// The rep's e-mail address; none where it is not known.
    pub user: Option<String>,
    /// When the last sync that finished had started; none before the first.
    pub synced_at: Option<Timestamp>,
}

/// What disconnecting a portal removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Disconnected {
    /// Whether the token is gone from the keychain.
    pub disconnected: bool,
    /// Whether the local copy was deleted.
    pub purged: bool,
    /// Whether we looked afterwards and found neither.
    pub verified: bool,
}

/// Lists the portals that are connected in this home.
pub async fn portals(settings: &Settings) -> Result<Portals, AppError> {
    let mut portals = Vec::new();
    if settings.home.is_dir() {
        let home = Home::open(&settings.home)?;
        for id in home.portals()? {
            portals.push(entry(settings, &home, id).await);
        }
    }
    Ok(Portals { portals })
}

async fn entry(settings: &Settings, home: &Home, id: PortalId) -> PortalEntry {
    let opened = open::open(home, &id, open::Access::Read, settings).await.ok();
    let synced_at = opened.as_ref().and_then(|open| open.database.fresh_as_of().ok().flatten());
    let portal = opened.map(|open| open.portal);
    PortalEntry {
        portal_id: id.0,
        base_url: portal.as_ref().map(|portal| portal.base_url.clone()),
        user: portal.and_then(|portal| portal.user_email),
        synced_at,
    }
}

/// Removes a portal's token from the keychain; with `purge` its local copy too. HubSpot itself is not touched.
pub async fn disconnect(settings: &Settings, purge: bool) -> Result<Disconnected, AppError> {
    if !settings.home.is_dir() {
        return Err(open::not_connected(settings));
    }
    let (home, _lock) = open::lock(settings)?;
    let id = open::chosen(settings, &home)?;
    let base_url = match open::open(&home, &id, open::Access::Read, settings).await {
        Ok(open) => open.portal.base_url,
        // What cannot be opened can still be removed.
        Err(_) => settings.base_url().to_owned(),
    };
    let vault = Vault::of_home(home.dir())?;
    let dir = home.portal_dir(&id);
    take_back(settings, &vault, &id, &base_url).await;
    match vault.remove_token(&id.0, &base_url) {
        // Without a keychain there was no token to begin with.
        Ok(()) | Err(secrets::SecretsError::NoKeychain { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    if purge {
        settings.keyring.drop_key(&dir);
        std::fs::remove_dir_all(&dir).map_err(|error| {
            AppError::new(ErrorCode::Storage, format!("Could not delete {}", dir.display())).caused_by(error)
        })?;
    }
    let token_is_gone = !matches!(vault.token(&id.0, &base_url), Ok(Some(_)));
    Ok(Disconnected { disconnected: token_is_gone, purged: purge, verified: token_is_gone && dir.exists() != purge })
}

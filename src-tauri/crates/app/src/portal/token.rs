//! What a portal is called with: an access token as an admin copied it, or access that HubSpot granted to the company's own app.
//!
//! Both lie in the keychain, in the portal's one entry. Access that was granted ends every half hour and is renewed in time, by one process at
//! a time: a refresh token may be good only once, and who used an old one would be locked out.

use crate::{error::AppError, portal::settings::Settings};
use domain::PortalId;
use hubspot::{Client, Granted, HubSpotError, Later, OAuthApp, Renewal, Secret};
use jiff::{SignedDuration, Timestamp};
use secrets::Vault;
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// The file whose lock is the turn to renew. It holds nothing.
const TURN: &str = "renewing";
/// What another process has renewed is taken if it lasts at least so long.
const WORTH_TAKING: SignedDuration = SignedDuration::from_mins(3);

/// What the keychain holds for a portal.
#[derive(Clone)]
pub(crate) enum Credential {
    /// A token that does not end.
    Token(Secret),
    /// Access that was granted to an app, with what renews it.
    Granted(Grant),
}

/// Access that HubSpot granted to a company's app.
#[derive(Clone)]
pub(crate) struct Grant {
    pub app: OAuthApp,
    pub access: Secret,
    pub refresh: Secret,
    /// When the access token ends, by this computer's clock.
    pub ends: Timestamp,
}

/// A grant as it lies in the keychain. Only there: it is never written to a file.
#[derive(Serialize, Deserialize)]
struct Kept {
    client_id: String,
    client_secret: String,
    access: String,
    refresh: String,
    ends: Timestamp,
}

impl Grant {
    /// What HubSpot has granted just now.
    pub(crate) fn of(app: OAuthApp, granted: Granted) -> Self {
        let lasts = SignedDuration::try_from(granted.lasts).unwrap_or_default();
        let ends = Timestamp::now().saturating_add(lasts).unwrap_or(Timestamp::MAX);
        Self { app, access: granted.access, refresh: granted.refresh, ends }
    }

    fn lasts(&self) -> Duration {
        Duration::try_from(self.ends.duration_since(Timestamp::now())).unwrap_or_default()
    }
}

impl Credential {
    /// The credential as the keychain keeps it.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Token(token) => token.reveal().to_owned(),
            Self::Granted(grant) => {
                let kept = Kept {
                    client_id: grant.app.client_id.clone(),
                    client_secret: grant.app.client_secret.reveal().to_owned(),
                    access: grant.access.reveal().to_owned(),
                    refresh: grant.refresh.reveal().to_owned(),
                    ends: grant.ends,
                };
                // Plain texts always encode.
                serde_json::to_string(&kept).unwrap_or_default()
            }
        }
    }

    /// What the keychain holds, read. A token is anything that is no grant.
    pub(crate) fn of_text(text: &str) -> Self {
        match serde_json::from_str::<Kept>(text) {
            Ok(kept) => Self::Granted(Grant {
                app: OAuthApp { client_id: kept.client_id, client_secret: Secret::new(&kept.client_secret) },
                access: Secret::new(&kept.access),
                refresh: Secret::new(&kept.refresh),
                ends: kept.ends,
            }),
            Err(_) => Self::Token(Secret::new(text)),
        }
    }
}

/// A client that calls with this credential, and renews it where it ends. `dir` is the portal's folder.
pub(crate) fn client_with(
    settings: &Settings,
    vault: Vault,
    portal: &PortalId,
    dir: &Path,
    credential: Credential,
) -> Result<Client, AppError> {
    let base_url = settings.base_url().to_owned();
    match credential {
        Credential::Token(token) => Ok(Client::new(&base_url, token)?),
        Credential::Granted(grant) => {
            let keeper = Keeper { vault, portal: portal.0.clone(), base_url: base_url.clone(), dir: dir.to_owned() };
            let lasts = grant.lasts();
            Ok(Client::new(&base_url, grant.access)?.renewed_by(lasts, Arc::new(keeper)))
        }
    }
}

/// Keeps a portal's grant in the keychain and renews it there.
struct Keeper {
    vault: Vault,
    portal: String,
    base_url: String,
    dir: PathBuf,
}

impl Renewal for Keeper {
    fn renew<'a>(&'a self, old: &'a Secret) -> Later<'a, Result<(Secret, Duration), HubSpotError>> {
        Box::pin(async move {
            // Held until this returns: whoever comes at the same time, from whichever process, then finds what was renewed here.
            let _turn = turn(&self.dir).await?;
            let Some(kept) = self.kept().await? else {
                return Err(over("there is no access in the keychain any more"));
            };
            let worth = Timestamp::now().saturating_add(WORTH_TAKING).unwrap_or(Timestamp::MAX);
            if kept.access != *old && worth < kept.ends {
                let lasts = kept.lasts();
                return Ok((kept.access, lasts));
            }
            let granted = Client::refresh(&self.base_url, &kept.app, &kept.refresh).await?;
            let next = Grant::of(kept.app, granted);
            let (access, lasts) = (next.access.clone(), next.lasts());
            self.keep(Credential::Granted(next)).await;
            Ok((access, lasts))
        })
    }
}

impl Keeper {
    async fn kept(&self) -> Result<Option<Grant>, HubSpotError> {
        let (vault, portal, base_url) = (self.vault.clone(), self.portal.clone(), self.base_url.clone());
        // The keychain may ask its owner to unlock it.
        let text = tokio::task::spawn_blocking(move || vault.token(&portal, &base_url)).await;
        let text = text.map_err(|error| over(&error.to_string()))?.map_err(|error| over(&error.to_string()))?;
        Ok(text.and_then(|text| match Credential::of_text(&text) {
            Credential::Granted(grant) => Some(grant),
            Credential::Token(_) => None,
        }))
    }

    /// What cannot be kept serves until it ends; then the rep connects again.
    async fn keep(&self, credential: Credential) {
        let (vault, portal, base_url) = (self.vault.clone(), self.portal.clone(), self.base_url.clone());
        let kept =
            tokio::task::spawn_blocking(move || vault.set_token(&portal, &base_url, &credential.to_text())).await;
        match kept {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the renewed access could not be kept"),
            Err(error) => tracing::warn!(%error, "the renewed access could not be kept"),
        }
    }
}

/// Waits for the turn to renew, over all processes.
async fn turn(dir: &Path) -> Result<File, HubSpotError> {
    let path = dir.join(TURN);
    let held = tokio::task::spawn_blocking(move || {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        file.lock()?;
        Ok::<File, std::io::Error>(file)
    })
    .await;
    held.map_err(|error| over(&error.to_string()))?.map_err(|error| over(&error.to_string()))
}

fn over(message: &str) -> HubSpotError {
    HubSpotError::NotGranted { message: message.to_owned(), is_over: true }
}

/// Tells HubSpot that access is not needed any more. Where that fails it ends by itself or is removed by an admin.
pub(crate) async fn take_back(settings: &Settings, vault: &Vault, portal: &PortalId, base_url: &str) {
    let Ok(Some(text)) = vault.token(&portal.0, base_url) else { return };
    let Credential::Granted(grant) = Credential::of_text(&text) else { return };
    if base_url != settings.base_url() {
        return;
    }
    if let Err(error) = Client::revoke(base_url, &grant.app, &grant.refresh).await {
        tracing::warn!(%error, "HubSpot was not told that the access is not needed any more");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_comes_back_from_the_keychain_and_a_token_stays_one() {
        let grant = Grant {
            app: OAuthApp { client_id: "id".to_owned(), client_secret: Secret::new("s") },
            access: Secret::new("a"),
            refresh: Secret::new("r"),
            ends: Timestamp::UNIX_EPOCH,
        };
        let text = Credential::Granted(grant).to_text();
        let Credential::Granted(back) = Credential::of_text(&text) else { panic!("no grant") };
        assert_eq!((back.app.client_id.as_str(), back.refresh.reveal(), back.lasts()), ("id", "r", Duration::ZERO));
        assert!(matches!(Credential::of_text("pat-eu1-1"), Credential::Token(token) if token.reveal() == "pat-eu1-1"));
        // What a keychain of another kind holds at most.
        assert!(2 * text.len() + 2 * (512 + 128 + 36 + 36) < 2_560);
    }
}

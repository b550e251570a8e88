//! The commands of connecting a portal, of what the connection may do, and of what is true of the copy. Each unpacks, calls `app` and converts.

use crate::{
    background::{self, Teller},
    commands::{Answer, Shared, read, write},
    events::Stale,
};
use app::{
    Allowed, AppError, ConnectRequest, ErrorCode, KeepRequest, OAuthRequest, Reach, ScopeView, Secret, SyncRequest,
    SyncStatus,
};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// What a connection needs in HubSpot, shown before there is one.
#[derive(Debug, Clone, serde::Serialize, specta::Type)]
pub struct ConnectionNeeds {
    /// Each scope that Foreword has a use for.
    pub scopes: Vec<ScopeView>,
    /// Where HubSpot's page sends the browser back to: an app for connecting in the browser is registered with these addresses.
    pub addresses: Vec<String>,
}

/// What a connection needs in HubSpot: scopes and, for connecting in the browser, addresses.
#[tauri::command]
#[specta::specta]
pub fn connection_needs() -> ConnectionNeeds {
    ConnectionNeeds { scopes: app::scopes(), addresses: app::redirects() }
}

/// Connects the rep's portal with an access token, and answers what the token may do. Nothing is read before the rep has seen that.
#[tauri::command]
#[specta::specta]
pub async fn connect(app: AppHandle, shell: Shared<'_>, token: String) -> Answer<Allowed> {
    shell.session.connect(&ConnectRequest { token: Secret::new(token.trim()), owner: None }).await?;
    connected(app, shell).await
}

/// Connects the rep's portal through HubSpot's page in the browser, with the company's own app.
#[tauri::command]
#[specta::specta]
pub async fn connect_in_browser(
    app: AppHandle,
    shell: Shared<'_>,
    client_id: String,
    client_secret: String,
) -> Answer<Allowed> {
    let request = OAuthRequest { client_id, client_secret: Secret::new(client_secret.trim()), owner: None };
    let browser = app.clone();
    let browse = move |url: &str| {
        if let Err(error) = browser.opener().open_url(url, None::<&str>) {
            tracing::warn!(%error, "the browser could not be opened");
        }
    };
    shell.session.connect_oauth(&request, &browse).await?;
    connected(app, shell).await
}

async fn connected(app: AppHandle, shell: Shared<'_>) -> Answer<Allowed> {
    background::changed(&app, &[Stale::State]);
    allowed(shell).await
}

/// What the connection of the portal on screen may do, as HubSpot says now, or as it said last where it cannot be reached.
#[tauri::command]
#[specta::specta]
pub async fn allowed(shell: Shared<'_>) -> Answer<Allowed> {
    let shown = shell.session.shown()?;
    Ok(app::allowed(&shown.settings, &shown.open).await?)
}

/// How many records each choice means: somebody's own, and all of the portal.
#[tauri::command]
#[specta::specta]
pub async fn reach(shell: Shared<'_>, owner_id: Option<String>) -> Answer<Reach> {
    let shown = shell.session.shown()?;
    Ok(app::reach(&shown.settings, &shown.open, owner_id.as_deref()).await?)
}

/// Notes who the rep is and which part of the portal to keep. The caller syncs next.
#[tauri::command]
#[specta::specta]
pub async fn keep(app: AppHandle, shell: Shared<'_>, request: KeepRequest) -> Answer<Allowed> {
    shell.session.keep(&request).await?;
    background::changed(&app, &[Stale::State]);
    allowed(shell).await
}

/// Puts another token in the place of the one that is kept, and syncs. Answers what the new one may do.
#[tauri::command]
#[specta::specta]
pub async fn renew_token(app: AppHandle, shell: Shared<'_>, token: String) -> Answer<Allowed> {
    shell.session.renew_token(Secret::new(token.trim())).await?;
    match background::sync(&app, SyncRequest::default(), &Teller(app.clone())).await {
        // What could not be read stands in the state; whether the token works is another question.
        Err(AppError { code: ErrorCode::Busy | ErrorCode::Cancelled, .. }) | Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    allowed(shell).await
}

/// What is true of the copy: per type what is there, here and left out, when it was read; and the calls of today.
#[tauri::command]
#[specta::specta]
pub async fn sync_status(shell: Shared<'_>) -> Answer<SyncStatus> {
    read(&shell, app::sync_status).await
}

/// Gives Foreword another share of the calls that HubSpot allows the account, in per cent.
#[tauri::command]
#[specta::specta]
pub async fn set_share(shell: Shared<'_>, percent: u8) -> Answer<SyncStatus> {
    write(&shell, move |open, now| app::set_share(open, percent, now)).await?;
    sync_status(shell).await
}

//! Connecting a portal: check the token, find out whose book it is, keep the token in the keychain.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        open::{self, OpenPortal},
        scope::ScopeChoice,
        settings::Settings,
    },
};
use domain::{Owner, PortalId};
use hubspot::{Account, Client, Secret, TokenInfo};
use secrets::Vault;
use serde::Serialize;
use store::{Database, Home, Portal};

/// The scopes without which a sync stops.
const NEEDED: [&str; 5] = [
    "crm.objects.contacts.read",
    "crm.objects.companies.read",
    "crm.objects.deals.read",
    "crm.objects.owners.read",
    "tickets",
];
/// Scopes without which something is missing: the bodies of e-mails, the words of calls.
const WANTED: [&str; 2] = ["sales-email-read", "crm.extensions_calling_transcripts.read"];
/// Scopes that do no harm: the one every app has, and those that filing notes, tasks, values and events needs.
const ALLOWED: [&str; 5] =
    ["oauth", "crm.objects.contacts.write", "crm.objects.companies.write", "crm.objects.deals.write", "timeline"];

/// The token to connect with, and whose book it is for.
#[derive(Debug, Clone)]
pub struct ConnectRequest {
    /// The access token of a private app.
    pub token: Secret,
    /// The rep, by owner id or address; who made the token if not named.
    pub owner: Option<String>,
}

/// A portal that was connected, and what its token may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Connected {
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// The rep's e-mail address; none where it is not known.
    pub user: Option<String>,
    /// The rep's owner id; none where it is not known.
    pub owner_id: Option<String>,
    /// What the token may do; empty where HubSpot does not say.
    pub scopes: Vec<String>,
    /// Whether HubSpot said what the token may do, so that `scopes` holds.
    pub scopes_known: bool,
    /// Scopes that Foreword reads with and the token lacks.
    pub missing_scopes: Vec<String>,
    /// Scopes that Foreword has no use for: the token could do with less.
    pub unneeded_scopes: Vec<String>,
}

/// What HubSpot says about a token: its account, its scopes, and who the rep is.
struct Identity {
    account: Account,
    token: Option<TokenInfo>,
    owners: Vec<Owner>,
    me: Option<Owner>,
}

/// Connects a portal and keeps the token in the keychain. Where there is no keychain, nothing is changed.
pub async fn connect(settings: &Settings, request: &ConnectRequest) -> Result<Connected, AppError> {
    let (home, _lock) = open::lock(settings)?;
    let client = Client::new(settings.base_url(), request.token.clone())?;
    let account = client.account().await?;
    let id = portal_of(settings, &account)?;
    let identity = identify(&client, account, request.owner.as_deref()).await?;
    // First what may fail: without a keychain there shall be no half-connected portal either.
    Vault::of_home(home.dir())?.set_token(&id.0, settings.base_url(), request.token.reveal())?;
    let scope = if request.owner.is_some() { ScopeChoice::Book } else { ScopeChoice::Portal };
    record(settings, &home, &id, &identity, Some(scope))?;
    Ok(report(&id, &identity))
}

/// Puts another token of the same portal in the place of the one that is kept. What is synced, and how much of it, stays as it is.
pub(crate) async fn renew_token(settings: &Settings, portal: &PortalId, token: Secret) -> Result<(), AppError> {
    let (home, _lock) = open::lock(settings)?;
    let client = Client::new(settings.base_url(), token.clone())?;
    let account = client.account().await?;
    let settings = Settings { portal: Some(portal.clone()), ..settings.clone() };
    let id = portal_of(&settings, &account)?;
    Ok(Vault::of_home(home.dir())?.set_token(&id.0, settings.base_url(), token.reveal())?)
}

/// Makes sure that the portal of a token from the environment has its folder here. The token itself is not kept.
pub(crate) async fn connect_headless(settings: &Settings, home: &Home, client: &Client) -> Result<PortalId, AppError> {
    let account = client.account().await?;
    let id = portal_of(settings, &account)?;
    if !home.portals()?.contains(&id) {
        let identity = identify(client, account, None).await?;
        record(settings, home, &id, &identity, None)?;
    }
    Ok(id)
}

/// The portal a token belongs to, which is the one that was named, if one was: two portals' records never mix.
fn portal_of(settings: &Settings, account: &Account) -> Result<PortalId, AppError> {
    let id = PortalId(account.portal_id.to_string());
    match &settings.portal {
        Some(named) if *named != id => {
            let message = format!("The token belongs to portal {id}, not to {named}");
            Err(AppError::new(ErrorCode::WrongPortal, message)
                .hint("Use a token of that portal.")
                .command_hint("Use a token of that portal, or leave --portal out."))
        }
        _ => Ok(id),
    }
}

async fn identify(client: &Client, account: Account, wanted: Option<&str>) -> Result<Identity, AppError> {
    // Not every kind of token can be asked about; what it may do then shows when it is used.
    let token = client.token_info().await.ok();
    // Whose book it is has to be known only where somebody named an owner; the sync says what is missing.
    let owners = match client.owners().await {
        Err(refused) if wanted.is_none() && refused.is_lasting() => Vec::new(),
        owners => owners?,
    };
    let me = match (wanted, token.as_ref().and_then(|token| token.user_id)) {
        (Some(wanted), _) => Some(owner_named(&owners, wanted)?),
        (None, Some(user)) => match client.owner_of_user(user).await {
            Err(refused) if refused.is_lasting() => None,
            me => me?,
        },
        (None, None) => None,
    };
    Ok(Identity { account, token, owners, me })
}

fn owner_named(owners: &[Owner], wanted: &str) -> Result<Owner, AppError> {
    let is_wanted = |owner: &&Owner| owner.id == wanted || owner.email.eq_ignore_ascii_case(wanted);
    owners.iter().find(is_wanted).cloned().ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("This portal has no owner “{wanted}”"))
            .hint("Give the rep's address as it stands in HubSpot's user list, or the owner's id.")
    })
}

/// Writes the portal down. A scope that was chosen before stays unless another is given.
fn record(
    settings: &Settings,
    home: &Home,
    id: &PortalId,
    identity: &Identity,
    scope: Option<ScopeChoice>,
) -> Result<(), AppError> {
    home.create_portal(id)?;
    let vault = Vault::of_home(home.dir())?;
    // A token from the environment is for machines on which nobody could unlock a keychain.
    let vault = if settings.access_token.is_some() { vault.without_keychain() } else { vault };
    let (key, _) = vault.store_key(&id.0, &home.portal_dir(id))?;
    let database = Database::open(&home.database_path(id), &key)?;
    let Account { time_zone, ui_domain, company_currency, .. } = &identity.account;
    database.set_portal(&Portal {
        portal_id: id.0.clone(),
        base_url: settings.base_url().to_owned(),
        time_zone: time_zone.clone(),
        currency: company_currency.clone(),
        ui_domain: ui_domain.clone(),
        owner_id: identity.me.as_ref().map(|me| me.id.clone()),
        user_email: identity.me.as_ref().map(|me| me.email.clone()),
    })?;
    database.set_owners(&identity.owners)?;
    if let Some(scope) = scope {
        scope.remember(&database)?;
    }
    Ok(())
}

fn report(id: &PortalId, identity: &Identity) -> Connected {
    let scopes = identity.token.as_ref().map(|token| token.scopes.clone()).unwrap_or_default();
    let known = identity.token.is_some();
    let read_with = || NEEDED.into_iter().chain(WANTED);
    let has = |scope: &str| scopes.iter().any(|held| held == scope);
    Connected {
        portal_id: id.0.clone(),
        user: identity.me.as_ref().map(|me| me.email.clone()),
        owner_id: identity.me.as_ref().map(|me| me.id.clone()),
        scopes_known: known,
        missing_scopes: read_with().filter(|scope| known && !has(scope)).map(str::to_owned).collect(),
        unneeded_scopes: scopes
            .iter()
            .filter(|held| read_with().chain(ALLOWED).all(|scope| scope != held.as_str()))
            .cloned()
            .collect(),
        scopes,
    }
}

/// The portal and a client for it: by the token from the environment, which then says which portal it is, or by the keychain's.
pub(crate) async fn opened(settings: &Settings, home: &Home) -> Result<(Client, OpenPortal), AppError> {
    match &settings.access_token {
        Some(token) => {
            let client = Client::new(settings.base_url(), token.clone())?;
            let id = connect_headless(settings, home, &client).await?;
            let open = open::open(home, &id, open::Access::Write, settings.zone()).await?;
            Ok((client, open))
        }
        None => {
            let id = open::chosen(settings, home)?;
            let open = open::open(home, &id, open::Access::Write, settings.zone()).await?;
            Ok((open::client_from_keychain(settings, &open)?, open))
        }
    }
}

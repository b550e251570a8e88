//! Connecting a portal: check the token, find out whose book it is, keep the token in the keychain.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        allowed::{Said, missing, unneeded},
        calls, keys,
        open::{self, OpenPortal},
        scope::ScopeChoice,
        settings::Settings,
        token::Credential,
    },
};
use domain::{Owner, PortalId};
use hubspot::{Account, Client, Secret, TokenInfo};
use jiff::Timestamp;
use secrets::Vault;
use serde::Serialize;
use store::{Database, Home, Portal};

/// The token to connect with, and whose book it is for.
#[derive(Debug, Clone)]
pub struct ConnectRequest {
    /// The access token of a private app, or a service key.
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
    /// Which part of the portal is kept here.
    pub keeps: ScopeChoice,
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
    /// Whether somebody said who the rep is, rather than the token.
    is_named: bool,
}

/// Connects a portal and keeps the token in the keychain. Where there is no keychain, nothing is changed.
///
/// The rep's own book is kept unless the whole portal is chosen. Where nobody says who the rep is, and the token does not either, a sync asks.
pub async fn connect(settings: &Settings, request: &ConnectRequest) -> Result<Connected, AppError> {
    connect_with(settings, Credential::Token(request.token.clone()), request.owner.as_deref()).await
}

pub(crate) async fn connect_with(
    settings: &Settings,
    credential: Credential,
    owner: Option<&str>,
) -> Result<Connected, AppError> {
    settings.policy.may_change()?;
    let (home, _lock) = open::lock(settings)?;
    let (account, client, token) = answering(settings, &credential).await?;
    let id = portal_of(settings, &account)?;
    let identity = identify(&client, account, token, owner).await?;
    // First what may fail: without a keychain there shall be no half-connected portal either.
    Vault::of_home(home.dir())?.set_token(&id.0, settings.base_url(), &credential.to_text())?;
    // Whoever connects anew, as with another token, has said before what to keep.
    let database = record(settings, &home, &id, &identity)?;
    if owner.is_some() || !ScopeChoice::is_chosen(&database)? {
        ScopeChoice::Book.remember(&database, &settings.policy)?;
    }
    report(&id, &identity, ScopeChoice::recall(&database, &settings.policy)?, database.portal()?)
}

/// The account behind a credential, a client for it, and what HubSpot says of the credential, where it says anything.
async fn answering(
    settings: &Settings,
    credential: &Credential,
) -> Result<(Account, Client, Option<TokenInfo>), AppError> {
    let token = match credential {
        Credential::Token(token) => token.clone(),
        Credential::Granted(grant) => grant.access.clone(),
    };
    let client = Client::new(settings.base_url(), token)?;
    let account = client.account().await?;
    // Not every kind of token can be asked about; what it may do then shows when it is used.
    let info = match credential {
        Credential::Token(_) => client.token_info().await.ok(),
        Credential::Granted(grant) => {
            let said = Client::introspect(settings.base_url(), &grant.app, &grant.access).await;
            said.ok().map(|said| TokenInfo { user_id: said.user_id, scopes: said.scopes })
        }
    };
    Ok((account, client, info))
}

/// Puts another token of the same portal in the place of the one that is kept. What is synced, and how much of it, stays as it is.
pub(crate) async fn renew_token(settings: &Settings, portal: &PortalId, token: Secret) -> Result<(), AppError> {
    let (home, _lock) = open::lock(settings)?;
    let credential = Credential::Token(token);
    let (account, ..) = answering(settings, &credential).await?;
    let settings = Settings { portal: Some(portal.clone()), ..settings.clone() };
    let id = portal_of(&settings, &account)?;
    Ok(Vault::of_home(home.dir())?.set_token(&id.0, settings.base_url(), &credential.to_text())?)
}

/// Makes sure that the portal of a token from the environment has its folder here. The token itself is not kept.
pub(crate) async fn connect_headless(settings: &Settings, home: &Home, client: &Client) -> Result<PortalId, AppError> {
    let account = client.account().await?;
    let id = portal_of(settings, &account)?;
    if !home.portals()?.contains(&id) {
        let token = client.token_info().await.ok();
        let identity = identify(client, account, token, None).await?;
        record(settings, home, &id, &identity)?;
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

async fn identify(
    client: &Client,
    account: Account,
    token: Option<TokenInfo>,
    wanted: Option<&str>,
) -> Result<Identity, AppError> {
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
    Ok(Identity { account, token, owners, me, is_named: wanted.is_some() })
}

fn owner_named(owners: &[Owner], wanted: &str) -> Result<Owner, AppError> {
    let is_wanted = |owner: &&Owner| owner.id == wanted || owner.email.eq_ignore_ascii_case(wanted);
    owners.iter().find(is_wanted).cloned().ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, format!("This portal has no owner “{wanted}”"))
            .hint("Give the rep's address as it stands in HubSpot's user list, or the owner's id.")
    })
}

/// Writes the portal down. Who the rep is stays as it was where nobody says otherwise.
fn record(settings: &Settings, home: &Home, id: &PortalId, identity: &Identity) -> Result<Database, AppError> {
    home.create_portal(id)?;
    let key = keys::held(settings, home, id)?.key;
    let database = Database::open(&home.database_path(id), &key)?;
    let Account { time_zone, ui_domain, company_currency, .. } = &identity.account;
    let before = database.portal()?;
    let me = identity.me.as_ref().map(|me| (me.id.clone(), me.email.clone()));
    // Who made the token need not be the rep: whoever was chosen before stays.
    let kept = before.and_then(|portal| Some((portal.owner_id?, portal.user_email?)));
    let me = if identity.is_named { me } else { kept.or(me) };
    database.set_portal(&Portal {
        portal_id: id.0.clone(),
        base_url: settings.base_url().to_owned(),
        time_zone: time_zone.clone(),
        currency: company_currency.clone(),
        ui_domain: ui_domain.clone(),
        owner_id: me.as_ref().map(|(id, _)| id.clone()),
        user_email: me.map(|(_, email)| email),
    })?;
    database.set_owners(&identity.owners)?;
    let scopes = identity.token.as_ref().map(|token| token.scopes.clone());
    Said { scopes, at: settings.now() }.remember(&database)?;
    Ok(database)
}

fn report(
    id: &PortalId,
    identity: &Identity,
    keeps: ScopeChoice,
    portal: Option<Portal>,
) -> Result<Connected, AppError> {
    let scopes = identity.token.as_ref().map(|token| token.scopes.clone()).unwrap_or_default();
    let known = identity.token.is_some();
    Ok(Connected {
        portal_id: id.0.clone(),
        user: portal.as_ref().and_then(|portal| portal.user_email.clone()),
        owner_id: portal.and_then(|portal| portal.owner_id),
        keeps,
        scopes_known: known,
        missing_scopes: if known { missing(&scopes) } else { Vec::new() },
        unneeded_scopes: unneeded(&scopes),
        scopes,
    })
}

/// The portal and a client for it: by the token from the environment, which then says which portal it is, or by the keychain's. `in_background`
/// is whether nobody waits for what is asked.
pub(crate) async fn opened(
    settings: &Settings,
    home: &Home,
    in_background: bool,
) -> Result<(Client, OpenPortal), AppError> {
    settings.policy.may_change()?;
    let (id, asked) = match &settings.access_token {
        Some(token) => {
            let client = Client::new(settings.base_url(), token.clone())?;
            (connect_headless(settings, home, &client).await?, Some(client))
        }
        None => (open::chosen(settings, home)?, None),
    };
    let open = open::open(home, &id, open::Access::Write, settings).await?;
    // The one that asked whose token it is has counted that.
    let client = match asked {
        Some(client) => client,
        None => open::client_for(settings, &open)?,
    };
    let client = calls::sharing(client, (&open.database, &open.portal, &open.policy), in_background, real_now())?;
    Ok((client, open))
}

/// HubSpot counts its days by its own clock, whatever clock a test has fixed here.
pub(crate) fn real_now() -> Timestamp {
    Timestamp::now()
}

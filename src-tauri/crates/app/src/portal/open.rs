//! Opening a portal's data: to read beside a writer, or to write as the one who may.

use crate::{
    error::{AppError, Candidate, ErrorCode},
    portal::{
        calls,
        keys::{self, Held},
        lease::{WriteLock, borrow},
        noted::note_policy,
        policy::Policy,
        settings::{self, Settings},
        token::{self, Credential},
    },
};
use domain::{Dossier, PortalId, RecordId};
use drafting::Moment;
use hubspot::{Client, OAuthApp, Secret};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use retrieval::{Whose, gather};
use secrets::{KeyOrigin, Vault};
use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Database, Home, Index, Portal, StoreError};

/// A portal's data, opened: its database and its search index.
pub struct OpenPortal {
    /// HubSpot's number for the portal.
    pub id: PortalId,
    /// What is known about the portal: address, zone, currency, whose book it is.
    pub portal: Portal,
    /// The encrypted database, which holds the truth.
    pub database: Database,
    /// The search index, which can be made anew from the database.
    pub index: Index,
    /// What is wrong with the index, if anything: search goes on by word, and the next job that writes makes it anew.
    pub damage: Option<String>,
    /// Where the key of the database comes from.
    pub key_origin: KeyOrigin,
    /// The rep's time zone.
    pub zone: TimeZone,
    /// What the administrator of this machine has settled.
    pub policy: Arc<Policy>,
    /// The data folder, in which a team's own criteria and prompts lie.
    pub home: PathBuf,
}

impl OpenPortal {
    /// The rep's time zone, in which days begin and times are shown.
    pub fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    /// The rep's addresses in small letters, as HubSpot has them; none where it does not say who the rep is.
    pub(crate) fn own_addresses(&self) -> Result<BTreeSet<String>, AppError> {
        let owners = self.database.owners()?.into_iter();
        let own = owners.filter(|owner| Some(&owner.id) == self.portal.owner_id.as_ref()).map(|owner| owner.email);
        let addresses = own.chain(self.portal.user_email.clone()).map(|address| address.to_lowercase());
        Ok(addresses.filter(|address| !address.is_empty()).collect())
    }

    /// Nine in the rep's morning of a day: when what is due that day is due. None where the calendar has no such moment.
    pub(crate) fn morning_of(&self, day: Date) -> Option<Timestamp> {
        Some(day.at(9, 0, 0, 0).to_zoned(self.zone()).ok()?.timestamp())
    }

    /// The account `account` as a whole, as a dossier is gathered for.
    pub(crate) fn subject(&self, account: &RecordId) -> Whose {
        Whose::account(account, self.zone())
    }

    /// The moment at which grounding checks lines: today for the rep, with the portal's zone for HubSpot's dates.
    pub(crate) fn moment(&self, now: Timestamp) -> Moment {
        Moment::new(now, &self.zone, &self.portal.zone())
    }

    /// Everything known of an account as a whole.
    pub(crate) fn dossier(&self, account: &RecordId, now: Timestamp) -> Result<Dossier, AppError> {
        Ok(gather(&self.database, &self.subject(account), now, now)?)
    }
}

/// How long a command waits for a lock that nobody lends.
const MOMENT: Duration = Duration::from_millis(if cfg!(test) { 100 } else { 1_000 });

/// Whether a database is opened for reading or for writing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Opens the portal that is meant, for reading. Takes no lock and needs no network.
pub async fn open_for_reading(settings: &Settings) -> Result<OpenPortal, AppError> {
    if !settings.home.is_dir() {
        return Err(not_connected(settings));
    }
    let home = Home::open(&settings.home)?;
    let id = chosen(settings, &home)?;
    open(&home, &id, Access::Read, settings).await
}

/// A portal's data, opened by the one who may write to it.
pub struct Writable {
    /// The opened data.
    pub open: OpenPortal,
    _lock: Arc<WriteLock>,
}

/// Opens the portal that is meant, for writing. Needs no network.
pub async fn open_for_writing(settings: &Settings) -> Result<Writable, AppError> {
    let (_, writable) = open_with_home(settings).await?;
    Ok(writable)
}

/// Opens the portal that is meant, for writing, with the home it lies in, for work on the files themselves.
pub(crate) async fn open_with_home(settings: &Settings) -> Result<(Home, Writable), AppError> {
    if !settings.home.is_dir() {
        return Err(not_connected(settings));
    }
    settings.policy.may_change()?;
    let (home, lock) = lock(settings)?;
    let id = chosen(settings, &home)?;
    let open = open(&home, &id, Access::Write, settings).await?;
    Ok((home, Writable { open, _lock: lock }))
}

/// The database of a portal alone, to add a line to it: the index is not touched, and what an earlier command left undone stays for the next that
/// opens the whole. The caller holds the home's lock.
pub(crate) fn open_database(home: &Home, id: &PortalId, settings: &Settings) -> Result<Database, AppError> {
    settings.policy.may_change()?;
    let Held { key, .. } = keys::held(settings, home, id)?;
    Ok(Database::open(&home.database_path(id), &key)?)
}

/// Opens a portal. To write, the caller holds the home's lock.
pub(crate) async fn open(
    home: &Home,
    id: &PortalId,
    access: Access,
    settings: &Settings,
) -> Result<OpenPortal, AppError> {
    let Held { key, origin: key_origin, under_way } = keys::held(settings, home, id)?;
    let path = home.database_path(id);
    let database = match access {
        Access::Read => Database::open_read_only(&path, &key)?,
        Access::Write => Database::open(&path, &key)?,
    };
    let portal = database.portal()?.ok_or_else(|| {
        AppError::new(ErrorCode::NotConnected, format!("Connecting portal {id} was never finished"))
            .hint("Connect it again.")
            .command_hint("Run `foreword connect --token-stdin`.")
    })?;
    if let Some(under_way) = under_way.filter(|_| access == Access::Write) {
        keys::finish(home, id, &database, under_way)?;
    }
    if access == Access::Write {
        note_policy(&database, &settings.policy, settings.now())?;
    }
    if access == Access::Write && database.is_index_condemned()? {
        finish_erasure(&database, &home.index_dir(id))?;
    }
    let (index, damage) = open_index(&home.index_dir(id), &key, &database).await?;
    Ok(OpenPortal {
        id: id.clone(),
        portal,
        database,
        index,
        damage,
        key_origin,
        zone: settings.zone(),
        policy: settings.policy.clone(),
        home: settings.home.clone(),
    })
}

/// An erasure was cut off after it began: what is left of it is done before anything else.
fn finish_erasure(database: &Database, index: &std::path::Path) -> Result<(), AppError> {
    database.redact()?;
    database.drop_unused_vectors(jiff::Timestamp::now(), jiff::SignedDuration::ZERO)?;
    store::remove_index(index)?;
    database.index_is_gone()?;
    database.vacuum()?;
    Ok(database.empty_log()?)
}

/// Opens the index, and says what is wrong with it. An index never keeps a portal from opening: SQLite holds all it holds.
pub(crate) async fn open_index(
    dir: &std::path::Path,
    key: &[u8; 32],
    database: &Database,
) -> Result<(Index, Option<String>), AppError> {
    match store::contained(Index::open(dir, key)).await.flatten() {
        Ok(index) => {
            let damage = match store::contained(store::damage(database, &index)).await {
                Ok(damage) => damage?,
                Err(panicked) => Some(panicked.to_string()),
            };
            Ok((index, damage))
        }
        Err(error) => Ok((Index::stand_in(dir, key).await?, Some(error.to_string()))),
    }
}

/// Opens the home for writing, or says that somebody else does. A window holds the lock for as
/// long as it runs, and lends it to a command that asks.
pub(crate) fn lock(settings: &Settings) -> Result<(Home, Arc<WriteLock>), AppError> {
    let home = Home::open(&settings.home)?;
    let lock = match &settings.lock {
        Some(held) => held.clone(),
        None => Arc::new(taken(&home)?),
    };
    Ok((home, lock))
}

/// The home's lock, or a loan of it. Where neither is to be had at once, it is tried again for a moment: whoever only notes something down holds it for
/// less.
fn taken(home: &Home) -> Result<WriteLock, AppError> {
    let begun = Instant::now();
    loop {
        match home.lock() {
            Ok(lock) => return Ok(WriteLock::Own(lock)),
            Err(busy @ StoreError::Busy { .. }) => match borrow(home.dir())? {
                Some(lent) => return Ok(lent),
                None if MOMENT <= begun.elapsed() => return Err(busy.into()),
                None => std::thread::sleep(MOMENT / 40),
            },
            Err(error) => return Err(error.into()),
        }
    }
}

/// The portal that is meant: the one named, else the only one.
pub(crate) fn chosen(settings: &Settings, home: &Home) -> Result<PortalId, AppError> {
    let portals = home.portals()?;
    match (&settings.portal, portals.as_slice()) {
        (Some(named), _) if portals.contains(named) => Ok(named.clone()),
        (Some(named), _) => {
            Err(AppError::new(ErrorCode::NotConnected, format!("Portal {named} is not in {}", settings.home.display()))
                .hint("Connect it first.")
                .command_hint("`foreword portals` lists those that are; `foreword connect --token-stdin` adds one."))
        }
        (None, []) => Err(not_connected(settings)),
        (None, [only]) => Ok(only.clone()),
        (None, _) => {
            let candidate = |id: &PortalId| Candidate { id: id.0.clone(), name: format!("portal {id}"), account: None };
            let mut error = AppError::new(ErrorCode::Ambiguous, "There are several portals here")
                .hint("Say which one you mean.")
                .command_hint("Say which one with --portal ID.");
            error.candidates = portals.iter().map(candidate).collect();
            Err(error)
        }
    }
}

/// A client for an opened portal: with the token from the environment where there is one, else with what the keychain holds.
pub(crate) fn client_for(settings: &Settings, open: &OpenPortal) -> Result<Client, AppError> {
    let client = match &settings.access_token {
        Some(token) => Client::new(settings.base_url(), token.clone())?,
        None => {
            let (vault, credential) = kept_credential(settings, open)?;
            let dir = Home::open(&settings.home)?.portal_dir(&open.id);
            token::client_with(settings, vault, &open.id, &dir, credential)?
        }
    };
    calls::sharing(client, (&open.database, &open.portal, &open.policy), false, Timestamp::now())
}

/// The secret by which HubSpot signs webhooks: the one of the environment, else that of the company's app the portal is connected with.
pub async fn webhook_secret(settings: &Settings) -> Result<Secret, AppError> {
    if let Some(secret) = settings::text("FOREWORD_WEBHOOK_SECRET") {
        return Ok(Secret::new(&secret));
    }
    let open = open_for_reading(settings).await?;
    let (_, credential) = kept_credential(settings, &open)?;
    let Credential::Granted(grant) = credential else {
        return Err(AppError::new(ErrorCode::Usage, "Nobody says which secret HubSpot signs its webhooks with")
            .hint("Connect with your company’s app, whose secret it is.")
            .command_hint("Set FOREWORD_WEBHOOK_SECRET to the client secret of your app in HubSpot."));
    };
    Ok(grant.app.client_secret)
}

/// What the keychain holds for this portal at this address.
fn kept_credential(settings: &Settings, open: &OpenPortal) -> Result<(Vault, Credential), AppError> {
    let base_url = settings.base_url();
    let vault = Vault::of_home(&settings.home)?;
    let text = vault.token(&open.id.0, base_url)?.ok_or_else(|| {
        let message = if open.portal.base_url == base_url {
            format!("There is no token for portal {} in the keychain", open.id)
        } else {
            format!("The token of portal {} belongs to {} and is not sent to {base_url}", open.id, open.portal.base_url)
        };
        AppError::new(ErrorCode::NotConnected, message)
            .hint("Disconnect in Settings, then connect again with a token for this portal. Your data on this computer stays.")
            .command_hint("Run `foreword connect --token-stdin` with a token for this address, or set FOREWORD_ACCESS_TOKEN.")
    })?;
    Ok((vault, Credential::of_text(&text)))
}

/// The company's own app that the portal is connected with; none where it is called with an access token.
pub(crate) fn company_app(settings: &Settings, open: &OpenPortal) -> Result<Option<OAuthApp>, AppError> {
    if settings.access_token.is_some() {
        return Ok(None);
    }
    Ok(match kept_credential(settings, open)?.1 {
        Credential::Granted(grant) => Some(grant.app),
        Credential::Token(_) => None,
    })
}

/// The scopes that were granted to the company's app, as HubSpot says; none where the portal is called with an access token.
pub(crate) async fn granted_scopes(settings: &Settings, open: &OpenPortal) -> Result<Option<Vec<String>>, AppError> {
    if settings.access_token.is_some() {
        return Ok(None);
    }
    // Any call renews what is about to end.
    client_for(settings, open)?.account().await?;
    match kept_credential(settings, open)?.1 {
        Credential::Token(_) => Ok(None),
        Credential::Granted(grant) => {
            let said = Client::introspect(settings.base_url(), &grant.app, &grant.access).await?;
            Ok(Some(said.scopes).filter(|_| said.active))
        }
    }
}

pub(crate) fn not_connected(settings: &Settings) -> AppError {
    AppError::new(ErrorCode::NotConnected, format!("No portal is connected in {}", settings.home.display()))
        .hint("Connect HubSpot, or try the sample portal, in the main window.")
        .command_hint("Run `foreword connect --token-stdin` with a private app's token, or try `foreword demo` first.")
}

/// Who approves: the rep by name, by address, or just the rep.
pub(crate) fn approver(open: &OpenPortal) -> Result<String, AppError> {
    let owners = open.database.owners()?;
    let me = owners.into_iter().find(|owner| Some(&owner.id) == open.portal.owner_id.as_ref());
    let name = me.map(|owner| owner.name).filter(|name| !name.is_empty());
    let address = open.portal.user_email.clone().filter(|email| !email.is_empty());
    Ok(name.or(address).unwrap_or_else(|| "the rep".to_owned()))
}

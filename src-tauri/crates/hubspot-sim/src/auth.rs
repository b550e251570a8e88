//! Access tokens, the scopes they carry, and which scope a call needs.

use std::{collections::BTreeSet, sync::Arc};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::{errors::ApiError, objects::ObjectType, record::Source};

pub(crate) const CLIENT_ID: &str = "c0ffee00-5151-4d1e-9f00-0f0e0d0c0b0a";
pub(crate) const APP_ID: u64 = 1_160_452;
/// How long an OAuth access token lasts, in seconds.
pub(crate) const EXPIRES_IN_S: u64 = 1_800;
pub(crate) const TRANSCRIPT_SCOPE: &str = "crm.extensions_calling_transcripts.read";
pub(crate) const EMAIL_SCOPE: &str = "sales-email-read";

/// Timeline events: HubSpot grants this to OAuth apps only, never to a private app or service key.
pub(crate) const TIMELINE_SCOPE: &str = "timeline";

/// Every scope a private app can have.
pub(crate) const SCOPES: [&str; 18] = [
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "tickets",
    "crm.objects.owners.read",
    "crm.schemas.contacts.read",
    "crm.schemas.contacts.write",
    "crm.schemas.companies.read",
    "crm.schemas.companies.write",
    "crm.schemas.deals.read",
    "crm.schemas.deals.write",
    EMAIL_SCOPE,
    TRANSCRIPT_SCOPE,
    "crm.objects.users.read",
];

/// Whoever makes a call, by their token and its scopes.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub scopes: BTreeSet<String>,
    pub source: Arc<Source>,
    /// OAuth callers see no daily budget in their headers.
    pub oauth: bool,
    /// The app itself rather than somebody's access: it may read the journal and nothing of the CRM.
    pub is_app: bool,
}

impl Caller {
    /// Passes where the caller holds any one of the scopes.
    pub(crate) fn needs(&self, any_of: &[&str]) -> Result<(), ApiError> {
        if any_of.iter().any(|scope| self.scopes.contains(*scope)) {
            Ok(())
        } else {
            Err(ApiError::missing_scopes(any_of))
        }
    }
}

/// The scope for records of a type; engagements ride on those of contacts.
pub(crate) fn object_scope(object: ObjectType, write: bool) -> &'static str {
    match (object, write) {
        (ObjectType::Company, false) => "crm.objects.companies.read",
        (ObjectType::Company, true) => "crm.objects.companies.write",
        (ObjectType::Deal, false) => "crm.objects.deals.read",
        (ObjectType::Deal, true) => "crm.objects.deals.write",
        (ObjectType::Ticket, _) => "tickets",
        (_, false) => "crm.objects.contacts.read",
        (_, true) => "crm.objects.contacts.write",
    }
}

/// The scopes any one of which opens a type's property definitions.
pub(crate) fn schema_scopes(object: ObjectType, write: bool) -> Vec<&'static str> {
    let schema = match (object, write) {
        (ObjectType::Company, false) => "crm.schemas.companies.read",
        (ObjectType::Company, true) => "crm.schemas.companies.write",
        (ObjectType::Deal, false) => "crm.schemas.deals.read",
        (ObjectType::Deal, true) => "crm.schemas.deals.write",
        (ObjectType::Ticket, _) => "tickets",
        (_, false) => "crm.schemas.contacts.read",
        (_, true) => "crm.schemas.contacts.write",
    };
    // Definitions may be read with the object's own scope too; changing them takes the schema scope.
    if write { vec![schema] } else { vec![schema, object_scope(object, false)] }
}

/// An OAuth access token that was given out.
#[derive(Debug, Clone)]
struct Access {
    token: String,
    scopes: BTreeSet<String>,
    expires_ms: i64,
    is_app: bool,
}

/// A code or refresh token on its way to becoming access.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub secret: String,
    pub scopes: BTreeSet<String>,
    pub redirect_uri: String,
    /// The S256 challenge of the authorisation, where the app sent one.
    pub challenge: Option<String>,
}

/// All tokens in use. The private one is there from the start and never expires.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub private: String,
    pub client_secret: String,
    private_scopes: BTreeSet<String>,
    oauth_scopes: BTreeSet<String>,
    access: Vec<Access>,
    pub codes: Vec<Grant>,
    pub refresh: Vec<Grant>,
    /// Whether whoever is asked on the consent page says no.
    pub denies: bool,
    rng: ChaCha8Rng,
}

impl Tokens {
    pub(crate) fn new(seed: u64, without_scopes: &[String], transcripts_oauth_only: bool) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x70c);
        let granted = |scopes: &[&str]| -> BTreeSet<String> {
            scopes.iter().map(|scope| (*scope).to_owned()).filter(|scope| !without_scopes.contains(scope)).collect()
        };
        let mut private_scopes = granted(&SCOPES);
        let oauth_scopes = private_scopes.union(&granted(&[TIMELINE_SCOPE])).cloned().collect();
        if transcripts_oauth_only {
            private_scopes.remove(TRANSCRIPT_SCOPE);
        }
        Self {
            private: format!("pat-na1-{}", uuid(&mut rng)),
            client_secret: uuid(&mut rng),
            private_scopes,
            oauth_scopes,
            access: Vec::new(),
            codes: Vec::new(),
            refresh: Vec::new(),
            denies: false,
            rng,
        }
    }

    /// The scopes an OAuth app can be granted here.
    pub(crate) fn available(&self) -> &BTreeSet<String> {
        &self.oauth_scopes
    }

    /// The scopes of the private app's access token.
    pub(crate) fn private_scopes(&self) -> &BTreeSet<String> {
        &self.private_scopes
    }

    /// Finds out from the `Authorization` header who is calling.
    pub(crate) fn caller(&self, authorization: Option<&str>, now_ms: i64) -> Result<Caller, ApiError> {
        let token =
            authorization.and_then(|header| header.strip_prefix("Bearer ")).ok_or_else(ApiError::unauthorized)?;
        let source = |label: &str| {
            Arc::new(Source {
                kind: "INTEGRATION".to_owned(),
                id: Some(APP_ID.to_string()),
                label: Some(label.to_owned()),
                user_id: None,
            })
        };
        if token == self.private {
            return Ok(Caller {
                scopes: self.private_scopes.clone(),
                source: source("Foreword (service key)"),
                oauth: false,
                is_app: false,
            });
        }
        let access = self.access.iter().find(|access| access.token == token).ok_or_else(ApiError::unauthorized)?;
        if access.expires_ms <= now_ms {
            return Err(ApiError::expired());
        }
        Ok(Caller { scopes: access.scopes.clone(), source: source("Foreword"), oauth: true, is_app: access.is_app })
    }

    /// Whether an access token is in force, and its scopes.
    pub(crate) fn scopes_of(&self, token: &str, now_ms: i64) -> Option<BTreeSet<String>> {
        if token == self.private {
            return Some(self.private_scopes.clone());
        }
        self.access
            .iter()
            .find(|access| access.token == token && now_ms < access.expires_ms)
            .map(|access| access.scopes.clone())
    }

    pub(crate) fn issue(&mut self, scopes: &BTreeSet<String>, now_ms: i64) -> String {
        let token = format!("CJ{}", self.secret());
        let expires_ms = now_ms.saturating_add_unsigned(EXPIRES_IN_S * 1_000);
        self.access.push(Access { token: token.clone(), scopes: scopes.clone(), expires_ms, is_app: false });
        token
    }

    /// A token for the app itself, by its credentials alone.
    pub(crate) fn issue_to_app(&mut self, scopes: &BTreeSet<String>, now_ms: i64) -> String {
        let token = self.issue(scopes, now_ms);
        self.access.iter_mut().filter(|access| access.token == token).for_each(|access| access.is_app = true);
        token
    }

    /// Forgets a token of any kind. Access tokens already issued outlive their refresh token, as they do at HubSpot.
    pub(crate) fn revoke(&mut self, token: &str) {
        self.refresh.retain(|grant| grant.secret != token);
        self.access.retain(|access| access.token != token);
    }

    /// Gives the private app's token scopes, and takes others from it.
    pub(crate) fn change_scopes(&mut self, add: &[String], remove: &[String]) {
        self.private_scopes.extend(add.iter().cloned());
        self.private_scopes.retain(|scope| !remove.contains(scope));
    }

    /// Takes all access back that was given by OAuth, as an admin does who removes the app.
    pub(crate) fn uninstall(&mut self) {
        self.refresh.clear();
        self.access.clear();
    }

    pub(crate) fn secret(&mut self) -> String {
        format!("{}{}", uuid(&mut self.rng), uuid(&mut self.rng)).replace('-', "")
    }

    pub(crate) fn correlation_id(&mut self) -> String {
        uuid(&mut self.rng)
    }
}

fn uuid(rng: &mut ChaCha8Rng) -> String {
    let bits: u128 = rng.random();
    let hex = format!("{bits:032x}");
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

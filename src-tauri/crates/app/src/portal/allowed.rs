//! What a connection may do, on one page: whose it is, what each scope opens, what a missing one switches off, how much would be copied.

use crate::{
    error::{AppError, ErrorCode},
    portal::{
        open::{OpenPortal, client_for},
        scope::ScopeChoice,
        settings::Settings,
    },
};
use domain::{ObjectType, Owner};
use hubspot::Client;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::Database;

/// Setting that holds what HubSpot last said about the token.
const SAID: &str = "token_said";

/// What somebody asks of an admin is asked in these words.
const STEPS: &str = "In HubSpot: Settings, Integrations, Private apps (or Development, Keys, Service keys). Open the app that Foreword uses, or create one \
                     called Foreword, choose Scopes, tick the scopes listed above, and save. The token stays the same when scopes are added to an app \
                     that exists. For a new one, please send me its access token through a safe channel.";

/// A scope that Foreword has a use for.
struct Scope {
    name: &'static str,
    /// What it opens, as it stands after the scope's name.
    opens: &'static str,
    /// What is switched off where it is missing.
    without: &'static str,
    use_: ScopeUse,
}

/// What Foreword does with a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ScopeUse {
    /// Copies records with it.
    Reading,
    /// Reads something beside the records that many portals do not grant.
    Extra,
    /// Files what the rep approved.
    Filing,
}

const SCOPES: [Scope; 10] = [
    Scope {
        name: "crm.objects.contacts.read",
        opens: "People, and the calls, e-mails, meetings, notes and tasks with them",
        without: "There are no people and no activities, so briefs have next to nothing to go by.",
        use_: ScopeUse::Reading,
    },
    Scope {
        name: "crm.objects.companies.read",
        opens: "Companies",
        without: "People stand alone, because Foreword cannot tell which company they belong to.",
        use_: ScopeUse::Reading,
    },
    Scope {
        name: "crm.objects.deals.read",
        opens: "Deals, with their stages and amounts",
        without: "Briefs and the digest say nothing about deals.",
        use_: ScopeUse::Reading,
    },
    Scope {
        name: "tickets",
        opens: "Support tickets",
        without: "Briefs do not mention support tickets.",
        use_: ScopeUse::Reading,
    },
    Scope {
        name: "crm.objects.owners.read",
        opens: "Who owns what",
        without: "Foreword cannot tell your records from your colleagues’, so only the whole portal can be copied.",
        use_: ScopeUse::Reading,
    },
    Scope {
        name: "sales-email-read",
        opens: "The text of e-mails",
        without: "E-mails do not come, or come without their text.",
        use_: ScopeUse::Extra,
    },
    Scope {
        name: TRANSCRIPTS,
        opens: "What was said in calls that HubSpot transcribed",
        without: "Calls come without their transcripts. You can still import recordings’ transcripts.",
        use_: ScopeUse::Extra,
    },
    Scope {
        name: "crm.objects.contacts.write",
        opens: "Filing notes, tasks and changes to people",
        without: "Every draft works. Notes and tasks you approve wait here, and you can copy them into HubSpot yourself.",
        use_: ScopeUse::Filing,
    },
    Scope {
        name: "crm.objects.companies.write",
        opens: "Filing changes to companies",
        without: "Changes to companies that you approve wait here.",
        use_: ScopeUse::Filing,
    },
    Scope {
        name: "crm.objects.deals.write",
        opens: "Filing changes to deals",
        without: "Changes to deals that you approve wait here.",
        use_: ScopeUse::Filing,
    },
];

/// Scopes that do no harm: the one every app has, and the one that an app with events of its own needs.
const HARMLESS: [&str; 2] = ["oauth", "timeline"];

/// What a connection may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Allowed {
    /// HubSpot's number for the portal.
    pub portal_id: String,
    /// The portal's time zone, an IANA name; its day is the day of HubSpot's limits.
    pub time_zone: String,
    /// The rep's e-mail address in HubSpot; none where nobody has said who that is.
    pub user: Option<String>,
    /// The rep's owner id; none where nobody has said who that is.
    pub owner_id: Option<String>,
    /// Everybody the rep may be, by name.
    pub people: Vec<Person>,
    /// Whether HubSpot said which scopes the connection has. A service key may not tell.
    pub scopes_known: bool,
    /// Each scope that Foreword has a use for.
    pub scopes: Vec<ScopeView>,
    /// Scopes that Foreword has no use for: the connection could do with less.
    pub unneeded: Vec<String>,
    /// Whether nothing can be filed: all drafts work, and what is approved waits.
    pub is_read_only: bool,
    /// Which part of the portal is kept here.
    pub keeps: ScopeChoice,
    /// What to ask an admin for, ready to be sent; none where nothing is missing.
    pub request: Option<String>,
    /// When HubSpot said so.
    #[specta(type = String)]
    pub checked_at: Timestamp,
}

/// Somebody who owns records in the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Person {
    /// HubSpot's owner id.
    pub id: String,
    /// The name, or the address where there is none.
    pub name: String,
    /// The e-mail address; may be empty.
    pub email: String,
}

/// A scope, and what depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ScopeView {
    /// HubSpot's name for it.
    pub name: String,
    /// What it opens.
    pub opens: String,
    /// What is switched off without it.
    pub without: String,
    /// What Foreword does with it.
    pub r#use: ScopeUse,
    /// Whether the connection has it; none where HubSpot does not say.
    pub held: Option<bool>,
}

/// Most portals give this one to OAuth apps alone, so a token without it is as good as a token gets.
const TRANSCRIPTS: &str = "crm.extensions_calling_transcripts.read";

/// Whether a connection without this scope is worse than it has to be.
pub(crate) fn is_missed(scope: &str) -> bool {
    scope != TRANSCRIPTS
}

/// How many records a choice means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
pub struct Reach {
    /// People, companies, deals and tickets that are the rep's own; what belongs to them comes along. None where nobody has said who that is.
    #[specta(type = Option<u32>)]
    pub own: Option<usize>,
    /// All records of the portal that the connection may read.
    #[specta(type = u32)]
    pub whole: usize,
}

/// What HubSpot said about a token, kept for when there is no network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// The scopes; none where HubSpot does not say.
    pub scopes: Option<Vec<String>>,
    pub at: Timestamp,
}

impl Said {
    /// Keeps it.
    pub(crate) fn remember(&self, database: &Database) -> Result<(), AppError> {
        // Our own plain values always encode.
        Ok(database.set_setting(SAID, &serde_json::to_string(self).unwrap_or_default())?)
    }

    fn recall(database: &Database) -> Result<Option<Self>, AppError> {
        Ok(database.setting(SAID)?.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// The scopes that Foreword reads with and that are not among `held`.
pub(crate) fn missing(held: &[String]) -> Vec<String> {
    let reads = SCOPES.iter().filter(|scope| scope.use_ != ScopeUse::Filing);
    reads.filter(|scope| !held.iter().any(|held| held == scope.name)).map(|scope| scope.name.to_owned()).collect()
}

/// The scopes among `held` that Foreword has no use for.
pub(crate) fn unneeded(held: &[String]) -> Vec<String> {
    let is_used = |held: &str| HARMLESS.contains(&held) || SCOPES.iter().any(|scope| scope.name == held);
    held.iter().filter(|held| !is_used(held)).cloned().collect()
}

/// The scopes that records are read with.
pub(crate) fn to_read_with() -> Vec<&'static str> {
    SCOPES.iter().filter(|scope| scope.use_ == ScopeUse::Reading).map(|scope| scope.name).collect()
}

/// The scopes to ask for on HubSpot's page: those without which there is no point, and those that are welcome.
pub(crate) fn to_ask_for() -> (Vec<&'static str>, Vec<&'static str>) {
    let welcome = SCOPES.iter().filter(|scope| scope.use_ != ScopeUse::Reading).map(|scope| scope.name).collect();
    (std::iter::once("oauth").chain(to_read_with()).collect(), welcome)
}

/// What is switched off without a scope, in a sentence.
pub fn without(scope: &str) -> &'static str {
    let known = SCOPES.iter().find(|known| known.name == scope);
    known.map_or("What it opens is left out, and briefs say so.", |known| known.without)
}

/// What HubSpot says the credential of a client may do; none where it does not say.
pub(crate) async fn scopes_of(
    settings: &Settings,
    open: &OpenPortal,
    client: &Client,
) -> Result<Option<Vec<String>>, AppError> {
    if let Some(scopes) = crate::portal::open::granted_scopes(settings, open).await? {
        return Ok(Some(scopes));
    }
    match client.token_info().await {
        Ok(info) => Ok(Some(info.scopes)),
        // Not every kind of token can be asked about.
        Err(error) if error.is_lasting() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What the connection of an opened portal may do. Asks HubSpot; where that cannot be reached, what it said last. What it says is kept where the
/// portal was opened for writing.
pub async fn allowed(settings: &Settings, open: &OpenPortal) -> Result<Allowed, AppError> {
    let asked = ask(settings, open).await;
    match asked {
        Ok(said) => {
            if open.database.is_writable()
                && let Err(error) = said.remember(&open.database)
            {
                tracing::warn!(error.message, causes = ?error.causes(), "what HubSpot said about the token could not be kept");
            }
            view(open, said)
        }
        Err(error) if matches!(error.code, ErrorCode::Unreachable | ErrorCode::RateLimited) => {
            match Said::recall(&open.database)? {
                Some(said) => view(open, said),
                None => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

async fn ask(settings: &Settings, open: &OpenPortal) -> Result<Said, AppError> {
    let client = client_for(settings, open)?;
    let scopes = scopes_of(settings, open, &client).await?;
    Ok(Said { scopes, at: settings.now() })
}

/// Each scope that Foreword has a use for; which of them a connection would have, nobody has asked.
pub fn scopes() -> Vec<ScopeView> {
    views(&|_| None)
}

fn views(is_held: &dyn Fn(&str) -> Option<bool>) -> Vec<ScopeView> {
    SCOPES
        .iter()
        .map(|scope| ScopeView {
            name: scope.name.to_owned(),
            opens: scope.opens.to_owned(),
            without: scope.without.to_owned(),
            r#use: scope.use_,
            held: is_held(scope.name),
        })
        .collect()
}

fn view(open: &OpenPortal, said: Said) -> Result<Allowed, AppError> {
    let scopes = views(&|name| said.scopes.as_ref().map(|held| held.iter().any(|held| held == name)));
    let mut owners = open.database.owners()?;
    owners.retain(|owner| !owner.archived);
    let mut people: Vec<Person> = owners.into_iter().map(person).collect();
    people.sort_by_key(|person| (person.name.to_lowercase(), person.id.clone()));
    let files = |scope: &&ScopeView| scope.r#use == ScopeUse::Filing;
    Ok(Allowed {
        portal_id: open.id.0.clone(),
        time_zone: open.portal.time_zone.clone(),
        user: open.portal.user_email.clone(),
        owner_id: open.portal.owner_id.clone(),
        people,
        scopes_known: said.scopes.is_some(),
        unneeded: said.scopes.as_deref().map(unneeded).unwrap_or_default(),
        is_read_only: scopes.iter().filter(files).all(|scope| scope.held == Some(false)),
        keeps: ScopeChoice::recall(&open.database, &open.policy)?,
        request: request(&open.id.0, &scopes),
        scopes,
        checked_at: said.at,
    })
}

fn person(owner: Owner) -> Person {
    let name = if owner.name.is_empty() { owner.email.clone() } else { owner.name };
    Person { id: owner.id, name, email: owner.email }
}

/// The words with which an admin is asked for what is missing.
fn request(portal: &str, scopes: &[ScopeView]) -> Option<String> {
    let missing: Vec<&ScopeView> = scopes.iter().filter(|scope| scope.held == Some(false)).collect();
    if missing.is_empty() {
        return None;
    }
    let lines = |wanted: &dyn Fn(&ScopeView) -> bool| -> String {
        let lines = missing.iter().filter(|scope| wanted(scope));
        lines.map(|scope| format!("- {}: {}\n", scope.name, scope.opens)).collect()
    };
    let (reading, filing) =
        (lines(&|scope| scope.r#use != ScopeUse::Filing), lines(&|scope| scope.r#use == ScopeUse::Filing));
    let mut text = format!(
        "Hello,\n\nI use Foreword to prepare for conversations from our HubSpot portal ({portal}). It keeps a copy of my accounts on my own computer \
         and changes nothing in HubSpot that I have not approved. Its connection lacks some scopes. Could you please add them?\n"
    );
    if !reading.is_empty() {
        text.push_str(&format!("\nTo read:\n{reading}"));
    }
    if !filing.is_empty() {
        text.push_str(&format!("\nTo file what I approve (leave these out if Foreword should only read):\n{filing}"));
    }
    text.push_str(&format!("\n{STEPS}\n\nThank you"));
    Some(text)
}

/// How many records each choice means. A search for each type, so it takes some seconds; what may not be read does not count.
pub async fn reach(settings: &Settings, open: &OpenPortal, owner: Option<&str>) -> Result<Reach, AppError> {
    let client = client_for(settings, open)?;
    let (mut own, mut whole) = (owner.map(|_| 0), 0);
    for object in ObjectType::ALL {
        whole += counted(client.count(object, None).await)?;
        if let (Some(own), Some(owner), false) = (own.as_mut(), owner, object.is_activity()) {
            *own += counted(client.count(object, Some(owner)).await)?;
        }
    }
    Ok(Reach { own, whole })
}

fn counted(answer: Result<usize, hubspot::HubSpotError>) -> Result<usize, AppError> {
    match answer {
        Err(refused) if refused.is_lasting() => Ok(0),
        other => Ok(other?),
    }
}

/// Whose book is kept, or that everything is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct KeepRequest {
    /// Who the rep is, by owner id; none where it stays as it is.
    pub owner_id: Option<String>,
    /// Which part of the portal to keep.
    pub keeps: ScopeChoice,
}

/// Notes who the rep is and what to keep, for this and later syncs.
pub(crate) fn keep(open: &OpenPortal, request: &KeepRequest) -> Result<(), AppError> {
    let mut portal = open.portal.clone();
    if let Some(id) = &request.owner_id {
        let owner = open.database.owners()?.into_iter().find(|owner| owner.id == *id);
        let owner = owner.ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, "HubSpot does not list this person as an owner any more")
                .hint("Choose somebody else.")
        })?;
        (portal.owner_id, portal.user_email) = (Some(owner.id), Some(owner.email));
    }
    request.keeps.of(&portal)?;
    open.database.set_portal(&portal)?;
    request.keeps.remember(&open.database, &open.policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_of_an_admin_names_each_missing_scope_and_no_other() {
        let held = |name: &str| !matches!(name, "tickets" | "crm.objects.deals.write" | "sales-email-read");
        let scopes = views(&|name| Some(held(name)));
        let text = request("4711", &scopes).unwrap();
        for scope in SCOPES.iter() {
            assert_eq!(text.contains(&format!("- {}:", scope.name)), !held(scope.name), "{}", scope.name);
        }
        let (reading, filing) = text.split_once("To file what I approve").unwrap();
        assert!(reading.contains("tickets") && filing.contains("deals.write") && !reading.contains("deals.write"));
        let all: Vec<ScopeView> = scopes.into_iter().map(|scope| ScopeView { held: Some(true), ..scope }).collect();
        assert_eq!(request("4711", &all), None);
    }
}

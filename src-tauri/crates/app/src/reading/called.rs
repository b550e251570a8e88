//! People, accounts, deals and tickets by the beginnings of their names, quick enough for every key.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::{
        accounts::place_of,
        names::{Fit, Named},
        resolve::name_of,
    },
};
use domain::{Contact, ObjectType, RecordId, names, property};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use store::Database;

/// The most that one key press is answered with.
const CALLED_MAX: usize = 8;
/// Of how many people at most the company is looked up, where their own names have some of the words.
const ACCOUNTS_ASKED_MAX: usize = 200;
/// While a sync goes on, names are read anew no sooner than this.
const HOLDS: Duration = Duration::from_secs(30);
/// What goes by a name, the first of equals first.
const OBJECTS: [ObjectType; 4] = [ObjectType::Company, ObjectType::Contact, ObjectType::Deal, ObjectType::Ticket];

/// Somebody or something that goes by a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct CalledView {
    /// The record's id, as in `contact:1`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The account it belongs to, as in `company:1`; an account's own id, and none for what belongs to none.
    pub account: Option<String>,
    /// The name of that account; none for an account.
    pub account_name: Option<String>,
    /// What else tells it from others: a company's domain, a person's job title. None where that is not known.
    pub detail: Option<String>,
}

/// The names of a portal, read once and for as long as they hold.
#[derive(Default)]
pub struct KnownNames(Mutex<Option<Kept>>);

struct Kept {
    mark: Mark,
    read: Instant,
    names: Arc<Vec<Known>>,
}

/// What changes when a name may have.
#[derive(PartialEq, Eq)]
struct Mark {
    version: i64,
    fresh_as_of: Option<Timestamp>,
    forgotten: usize,
}

struct Known {
    named: Named,
    /// A person's addresses, in small letters.
    addresses: Vec<String>,
}

/// Those whose name, or a person's address, begins with what was typed: best first, of equals accounts before people, deals and tickets. Where
/// nothing was typed, the accounts that something happened with last.
pub fn called(open: &OpenPortal, known: &KnownNames, query: &str, now: Timestamp) -> Result<Vec<CalledView>, AppError> {
    let database = &open.database;
    let names = known.read(database)?;
    if query.trim().is_empty() {
        return lately(database, now);
    }
    let typed = names::words(query);
    let address = query.contains('@').then(|| query.trim().to_lowercase());
    let mut found: Vec<(Fit, &Named)> = Vec::new();
    let mut asked = 0;
    for Known { named, addresses } in names.iter() {
        let fit = match &address {
            Some(address) => addresses.iter().any(|own| own.starts_with(address.as_str())).then_some(Fit::Begun),
            None => named.fit(&typed, true),
        };
        let fit = match fit {
            None if is_half(named, &typed) && asked < ACCOUNTS_ASKED_MAX => {
                asked += 1;
                let account = place_of(database, &named.id)?.map(|(_, name)| name);
                named.of_account(account).fit(&typed, true)
            }
            fit => fit,
        };
        found.extend(fit.map(|fit| (fit, named)));
    }
    let place = |id: &RecordId| OBJECTS.iter().position(|object| *object == id.object);
    found.sort_by(|(a, one), (b, other)| (a, place(&one.id), &one.name).cmp(&(b, place(&other.id), &other.name)));
    let mut views = Vec::new();
    for (_, named) in found {
        if views.len() == CALLED_MAX {
            break;
        }
        views.extend(view(database, &named.id)?);
    }
    Ok(views)
}

/// Whether a person's own name has some of several words, so that their company's may have the others.
fn is_half(named: &Named, typed: &[String]) -> bool {
    named.id.object == ObjectType::Contact && 1 < typed.len() && named.has_some(typed, true)
}

fn lately(database: &Database, now: Timestamp) -> Result<Vec<CalledView>, AppError> {
    let mut accounts = database.accounts(now)?;
    accounts.sort_by(|a, b| b.last_activity.cmp(&a.last_activity).then_with(|| a.id.cmp(&b.id)));
    let mut views = Vec::new();
    for account in accounts.into_iter().take(CALLED_MAX) {
        views.extend(view(database, &account.id)?);
    }
    Ok(views)
}

/// As it is called now; none where it is gone since its name was read.
fn view(database: &Database, id: &RecordId) -> Result<Option<CalledView>, AppError> {
    let Some(record) = database.record(id)?.filter(|record| !record.archived) else { return Ok(None) };
    let place = place_of(database, id)?;
    let detail = match id.object {
        ObjectType::Company => record.get(property::DOMAIN),
        ObjectType::Contact => Contact(&record).job_title().or(Contact(&record).email()),
        _ => None,
    };
    Ok(Some(CalledView {
        id: id.to_string(),
        name: name_of(&record),
        account: place.as_ref().map(|(account, _)| account.clone()),
        account_name: place.filter(|(account, _)| *account != id.to_string()).map(|(_, name)| name),
        detail: detail.map(str::to_owned),
    }))
}

impl KnownNames {
    fn read(&self, database: &Database) -> Result<Arc<Vec<Known>>, AppError> {
        let mark = Mark {
            version: database.newest_version()?,
            fresh_as_of: database.fresh_as_of()?,
            forgotten: database.forgotten_count(ObjectType::Contact)?,
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever is forgotten is in no answer and in no memory either; another change may wait.
        let holds =
            |kept: &Kept| kept.mark == mark || kept.mark.forgotten == mark.forgotten && kept.read.elapsed() < HOLDS;
        if let Some(kept) = kept.as_ref().filter(|kept| holds(kept)) {
            return Ok(kept.names.clone());
        }
        let mut all = Vec::new();
        for object in OBJECTS {
            all.extend(database.records(object)?.into_iter().map(|record| Known {
                addresses: domain::addresses_of(&record).into_iter().map(|address| address.to_lowercase()).collect(),
                named: Named::new(record.id.clone(), name_of(&record), None),
            }));
        }
        let names = Arc::new(all);
        *kept = Some(Kept { mark, read: Instant::now(), names: names.clone() });
        Ok(names)
    }
}

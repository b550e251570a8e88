//! Following the webhooks journal: where a company's app has its own access, HubSpot writes down what happened, and a laptop without an address of
//! its own reads it there. An entry only says which record to look at.

use crate::{
    error::AppError,
    portal::{
        allowed::to_read_with,
        open::{OpenPortal, company_app},
        settings::Settings,
    },
};
use domain::ObjectType;
use events::LOOK;
use hubspot::{Client, HubSpotError, JournalEvent, JournalPage, properties_of};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::{BTreeMap, BTreeSet};
use store::NewEvent;
use tokio_util::sync::CancellationToken;

/// The setting that holds how far the journal was read, as JSON.
const SETTING: &str = "journal";
/// It is looked into no oftener than this.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// Where HubSpot refuses it, it is asked again after this long.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// The most pages of one look. The next look reads on.
const PAGES_MAX: usize = 100;
/// How far the journal was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Followed {
    /// The place of the last page that was read; none before the first.
    offset: Option<String>,
    /// When it was last looked into.
    looked_at: Option<Timestamp>,
    /// Types that are written into it.
    written: BTreeSet<String>,
    /// Types that HubSpot does not write into it, each with the reason.
    refused: BTreeMap<String, String>,
    /// Why it cannot be read; none where it can.
    problem: Option<String>,
}

/// What is to be said of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct JournalView {
    /// When it was last looked into.
    #[specta(type = String)]
    pub looked_at: Timestamp,
    /// Why it cannot be read: then what happened is found at the next sync. None where it can.
    pub problem: Option<String>,
    /// The types of record that HubSpot does not write into it, as in `email`: those are found at the next sync.
    pub not_written: Vec<String>,
}

/// What is to be said of the journal; none where it was never looked into, as where a portal is connected by a token.
pub(crate) fn journal_view(open: &OpenPortal) -> Result<Option<JournalView>, AppError> {
    let Followed { looked_at, problem, refused, .. } = kept(open)?;
    Ok(looked_at.map(|looked_at| JournalView { looked_at, problem, not_written: refused.into_keys().collect() }))
}

/// Looks into the journal and queues what happened since the last look. Returns how many events are new; none where the portal is connected by a
/// token, or it is too early.
///
/// Where HubSpot refuses, that is kept to be shown, nothing fails, and it is asked again a day later: a sync finds the same.
pub(crate) async fn follow_journal(
    settings: &Settings,
    open: &OpenPortal,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<usize, AppError> {
    let mut followed = kept(open)?;
    let pause = if followed.problem.is_some() { AGAIN } else { PAUSE };
    let is_early = followed.looked_at.is_some_and(|at| (SignedDuration::ZERO..pause).contains(&now.duration_since(at)));
    if is_early {
        return Ok(0);
    }
    let Some(app) = company_app(settings, open)? else { return Ok(0) };
    followed.looked_at = Some(now);
    let outcome = match Client::for_journal(settings.base_url(), &app, &to_read_with()).await {
        Ok(client) => read_on(&client, open, &mut followed, now, cancel).await,
        Err(error) => Err(error.into()),
    };
    let added = match outcome {
        Ok(added) => {
            followed.problem = None;
            added
        }
        // Without a network there is nothing to say of the journal; the next look comes soon.
        Err(error) if error.code.is_retryable() => {
            tracing::debug!(%error, "the journal could not be reached");
            0
        }
        Err(error) => {
            tracing::warn!(error.message, "HubSpot does not let the app read the journal");
            followed.problem = Some(error.message);
            0
        }
    };
    keep(open, &followed)?;
    Ok(added)
}

async fn read_on(
    client: &Client,
    open: &OpenPortal,
    followed: &mut Followed,
    now: Timestamp,
    cancel: &CancellationToken,
) -> Result<usize, AppError> {
    write_types(client, open, followed).await?;
    let mut added = 0;
    for _ in 0..PAGES_MAX {
        if cancel.is_cancelled() {
            break;
        }
        let page = match client.journal_page(&open.id.0, followed.offset.as_deref()).await {
            Ok(Some(page)) => page,
            Ok(None) => break,
            // HubSpot keeps three days. What is older a sync has found; it is gone on from the latest.
            Err(HubSpotError::NotFound { .. }) if followed.offset.is_some() => {
                followed.offset = None;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if followed.offset.as_deref() == Some(page.offset.as_str()) {
            break;
        }
        added += queue(open, &page, now)?;
        // Only what is queued is read on from: a crash before this reads the page again, and the queue knows its events.
        followed.offset = Some(page.offset);
        keep(open, followed)?;
    }
    Ok(added)
}

/// Has HubSpot write down what happens, type by type. One that it refuses stops no other.
async fn write_types(client: &Client, open: &OpenPortal, followed: &mut Followed) -> Result<(), AppError> {
    for object in ObjectType::ALL {
        let name = object.singular().to_owned();
        if followed.written.contains(&name) || followed.refused.contains_key(&name) {
            continue;
        }
        match client.write_into_journal(&open.id.0, object, properties_of(object)).await {
            Ok(()) => {
                followed.written.insert(name);
            }
            Err(HubSpotError::Refused { message, .. }) => {
                followed.refused.insert(name, message);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Queues what a page says, and counts what is not taken in.
fn queue(open: &OpenPortal, page: &JournalPage, now: Timestamp) -> Result<usize, AppError> {
    let (mut new, mut other_portal, mut other_type) = (Vec::new(), 0, 0);
    for event in &page.events {
        match &event.record {
            _ if !event.portal.is_empty() && event.portal != open.id.0 => other_portal += 1,
            None => other_type += 1,
            Some(record) => new.push(NewEvent {
                key: key_of(event),
                source: "journal",
                what: LOOK.to_owned(),
                record: record.clone(),
                property: event.properties.first().cloned().unwrap_or_default(),
                at: event.at.unwrap_or(now),
                cause: String::new(),
            }),
        }
    }
    let added = open.database.add_events(&new, now)?;
    let known = new.len() - added.len();
    for (reason, count) in [("other_portal", other_portal), ("of_another_type", other_type), ("duplicate", known)] {
        open.database.count_events(reason, count)?;
    }
    Ok(added.len())
}

/// Names what happened: the same when the page is read again.
fn key_of(event: &JournalEvent) -> String {
    let record = event.record.as_ref().map(ToString::to_string).unwrap_or_default();
    let at = event.at.map(|at| at.to_string()).unwrap_or_default();
    outbox::hash_of_parts(&["journal", &record, &event.action, &at, &event.properties.join(",")])
}

fn kept(open: &OpenPortal) -> Result<Followed, AppError> {
    let text = open.database.setting(SETTING)?.unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

fn keep(open: &OpenPortal, followed: &Followed) -> Result<(), AppError> {
    let text = serde_json::to_string(followed).unwrap_or_default();
    Ok(open.database.set_setting(SETTING, &text)?)
}

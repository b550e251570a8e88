//! The calls that this computer has made to HubSpot today, by what they were for, and how many of the account's are Foreword's.

use crate::{
    error::{AppError, ErrorCode},
    portal::policy::Policy,
};
use hubspot::{Client, SHARE_USUAL, Share, Usage};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;
use store::{Database, Portal};

/// Setting that holds the calls of the last day on which any was made.
const TODAY: &str = "hubspot_calls";
/// Setting that holds Foreword's share of the account's calls, in per cent.
const SHARE: &str = "hubspot_share";

/// The calls of one day in the portal's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CallsToday {
    /// The day in the portal's time zone, as in `2026-03-04`.
    #[specta(type = String)]
    pub day: Date,
    /// How many calls this computer has made.
    #[specta(type = u32)]
    pub total: usize,
    /// The calls by what they were for, as in `searches`.
    #[specta(type = BTreeMap<String, u32>)]
    pub by_family: BTreeMap<String, usize>,
    /// How often HubSpot has said that a limit was used up.
    #[specta(type = u32)]
    pub rate_limited: usize,
    /// How many calls the account may make in a day, all its apps together; none where HubSpot does not say.
    #[specta(type = Option<u32>)]
    pub allowed: Option<usize>,
    /// How many of those were left when HubSpot last said.
    #[specta(type = Option<u32>)]
    pub left: Option<usize>,
    /// Foreword's share of what is allowed, in per cent.
    pub share: u8,
    /// The greatest share that the admin allows, in per cent.
    #[serde(default)]
    pub share_max: u8,
}

impl CallsToday {
    fn none(day: Date, share: u8, share_max: u8) -> Self {
        Self { day, total: 0, by_family: BTreeMap::new(), rate_limited: 0, allowed: None, left: None, share, share_max }
    }
}

/// What a call is for, in a word for the rep.
fn family(endpoint: &str) -> &'static str {
    let (method, path) = endpoint.split_once(' ').unwrap_or(("", endpoint));
    let has = |part: &str| path.contains(part);
    match path {
        _ if method == "DELETE" || has("/batch/create") || has("/batch/update") || has("/labels/archive") => "filing",
        _ if has("/timeline/") || has("/groups") => "filing",
        _ if path.ends_with("/search") => "searches",
        _ if has("/associations/") => "associations",
        _ if has("/transcripts") => "transcripts",
        _ if has("/objects/") => "records",
        _ => "account and fields",
    }
}

/// The calls of the day that `now` lies in.
pub(crate) fn calls_today(
    database: &Database,
    portal: &Portal,
    policy: &Policy,
    now: Timestamp,
) -> Result<CallsToday, AppError> {
    let (day, share) = (now.to_zoned(portal.zone()).date(), share_percent(database, policy)?);
    let kept = database.setting(TODAY)?.and_then(|text| serde_json::from_str::<CallsToday>(&text).ok());
    let kept = kept.filter(|kept| kept.day == day);
    let share_max = policy.share_percent_max();
    Ok(kept.map_or_else(|| CallsToday::none(day, share, share_max), |kept| CallsToday { share, share_max, ..kept }))
}

/// Adds what a client has done to the calls of its day.
pub(crate) fn note_calls(database: &Database, portal: &Portal, usage: &Usage, now: Timestamp) -> Result<(), AppError> {
    let mut today = calls_today(database, portal, &Policy::default(), now)?;
    for (endpoint, count) in &usage.by_endpoint {
        *today.by_family.entry(family(endpoint).to_owned()).or_default() += count;
        today.total += count;
    }
    today.rate_limited += usage.rate_limited;
    if let Some(daily) = usage.daily {
        (today.allowed, today.left) = (Some(daily.max), Some(daily.remaining));
    }
    // Our own plain values always encode.
    Ok(database.set_setting(TODAY, &serde_json::to_string(&today).unwrap_or_default())?)
}

/// Foreword's share of the account's calls, in per cent: what the rep chose, and never more than the admin allows.
pub(crate) fn share_percent(database: &Database, policy: &Policy) -> Result<u8, AppError> {
    let kept = database.setting(SHARE)?.and_then(|text| text.parse().ok());
    let chosen = kept.filter(|percent| (1..=100).contains(percent)).unwrap_or(SHARE_USUAL);
    Ok(chosen.min(policy.share_percent_max()))
}

/// Gives Foreword another share of the account's calls.
pub(crate) fn set_share_percent(database: &Database, policy: &Policy, percent: u8) -> Result<(), AppError> {
    if policy.share_percent_max() < percent {
        let most = policy.share_percent_max();
        return Err(AppError::new(
            ErrorCode::Policy,
            format!("Foreword may use at most {most} % of the account's calls"),
        )
        .hint("Your admin has set this, and only they can change it."));
    }
    if !(1..=100).contains(&percent) {
        return Err(AppError::new(ErrorCode::Usage, format!("{percent} is no share"))
            .hint("Choose between 1 and 100 per cent of the calls that HubSpot allows the account."));
    }
    Ok(database.set_setting(SHARE, &percent.to_string())?)
}

/// The client keeping to the share that was set, and to what is left of it today.
pub(crate) fn sharing(
    client: Client,
    (database, portal, policy): (&Database, &Portal, &Policy),
    in_background: bool,
    now: Timestamp,
) -> Result<Client, AppError> {
    let today = calls_today(database, portal, policy, now)?;
    Ok(client.sharing(Share { percent: today.share, in_background, made_today: today.total }))
}

/// How many times as long as usual to wait for the next run that nobody asks for, so that the account's day lasts to its end.
pub fn slower(database: &Database, portal: &Portal, policy: &Policy, now: Timestamp) -> Result<u32, AppError> {
    let today = calls_today(database, portal, policy, now)?;
    let share = Share { percent: today.share, in_background: true, made_today: today.total };
    let (Some(allowed), Some(left)) = (today.allowed, today.left) else {
        return Ok(if share.is_used_up(None, 0) { 12 } else { 1 });
    };
    let zoned = now.to_zoned(portal.zone());
    let midnight = zoned.start_of_day().map_or(now, |start| start.timestamp());
    let passed = now.duration_since(midnight).as_secs_f64() / 86_400.0;
    Ok(share.slower(allowed, left, passed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_family() {
        for (endpoint, wanted) in [
            ("POST /crm/objects/2026-03/contacts/search", "searches"),
            ("GET /crm/objects/2026-03/contacts", "records"),
            ("POST /crm/objects/2026-03/deals/batch/read", "records"),
            ("POST /crm/objects/2026-03/notes/batch/create", "filing"),
            ("DELETE /crm/objects/2026-03/notes/{id}", "filing"),
            ("POST /crm/associations/2026-03/deals/contacts/batch/read", "associations"),
            ("POST /crm/associations/2026-03/contacts/deals/batch/create", "filing"),
            ("GET /crm/extensions/calling/2026-09/transcripts/{id}", "transcripts"),
            ("GET /crm/properties/2026-03/deals", "account and fields"),
            ("GET /crm/owners/2026-03", "account and fields"),
        ] {
            assert_eq!(family(endpoint), wanted, "{endpoint}");
        }
    }
}

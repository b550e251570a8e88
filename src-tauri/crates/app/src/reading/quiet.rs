//! Which accounts have gone quiet: an open deal, and nothing heard for much longer than is usual there. One rule for all who ask.

use crate::{
    error::AppError,
    portal::open::OpenPortal,
    reading::{accounts::Stages, resolve::name_of},
};
use domain::{ObjectType, RecordId, property};
use jiff::Timestamp;
use serde::Serialize;
use specta::Type;

/// An account is quiet when nothing came from it for this many times its usual gap, and at least [`QUIET_DAYS_MIN`].
const QUIET_FACTOR: i64 = 2;
const QUIET_DAYS_MIN: i64 = 5;

/// An account with an open deal that has been silent for longer than usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct QuietView {
    /// The account's id, as in `company:1`.
    pub account: String,
    /// The name of the account.
    pub account_name: String,
    /// Whole days since they were last heard.
    pub days: u32,
    /// The account's usual silence in days: the median of the gaps between earlier signs of life; none where there were too few.
    pub usual_days: Option<u32>,
}

/// How long an account has been silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Silence {
    /// When they were last heard.
    pub since: Timestamp,
    /// Whole days since then.
    pub days: i64,
    /// The median of the days between earlier signs of life; none where there were too few.
    pub usual: Option<i64>,
}

impl Silence {
    /// Whether it is much longer than is usual there.
    pub fn is_long(self) -> bool {
        QUIET_DAYS_MIN <= self.days && self.usual.is_some_and(|usual| QUIET_FACTOR * usual.max(1) <= self.days)
    }
}

/// Those of some accounts that have gone quiet, the longest silence first.
pub(crate) fn quiet(open: &OpenPortal, accounts: &[RecordId], now: Timestamp) -> Result<Vec<QuietView>, AppError> {
    let stages = Stages::of(&open.database)?;
    let mut quiet = Vec::new();
    for account in accounts {
        let Some(silence) = long_silence(open, &stages, account, now)? else { continue };
        let Some(record) = open.database.record(account)? else { continue };
        quiet.push(QuietView {
            account: account.to_string(),
            account_name: name_of(&record),
            days: u32::try_from(silence.days).unwrap_or(u32::MAX),
            usual_days: silence.usual.and_then(|usual| u32::try_from(usual).ok()),
        });
    }
    quiet.sort_by_key(|account| (std::cmp::Reverse(account.days), account.account_name.clone()));
    Ok(quiet)
}

/// How long an account with an open deal has been silent, where that is long for it.
pub(crate) fn long_silence(
    open: &OpenPortal,
    stages: &Stages,
    account: &RecordId,
    now: Timestamp,
) -> Result<Option<Silence>, AppError> {
    let mut has_open_deal = false;
    for deal in open.database.members(account, ObjectType::Deal)? {
        let record = open.database.record(&deal)?;
        has_open_deal |= record.is_some_and(|deal| !stages.is_closed(&deal, property::DEAL_STAGE));
    }
    if !has_open_deal {
        return Ok(None);
    }
    Ok(silence_of(open, account, now)?.filter(|silence| silence.is_long()))
}

/// How long an account has been silent; none where it was never heard.
pub(crate) fn silence_of(open: &OpenPortal, account: &RecordId, now: Timestamp) -> Result<Option<Silence>, AppError> {
    let mut heard = Vec::new();
    for entry in open.database.timeline(account, now)?.iter().filter(|entry| entry.at <= now) {
        if open.database.record(&entry.id)?.is_some_and(|record| record.they_were_heard()) {
            heard.push(entry.at);
        }
    }
    Ok(silence(&heard, now))
}

/// `heard` is oldest first.
fn silence(heard: &[Timestamp], now: Timestamp) -> Option<Silence> {
    let days = |from: Timestamp, to: Timestamp| to.duration_since(from).as_hours() / 24;
    let since = *heard.last()?;
    let mut gaps: Vec<i64> = heard.windows(2).map(|pair| days(pair[0], pair[1])).collect();
    gaps.sort_unstable();
    let usual = if gaps.len() < 3 { None } else { gaps.get(gaps.len() / 2).copied() };
    Some(Silence { since, days: days(since, now), usual })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_measured_against_their_own_habit() {
        let day = |n: i64| Timestamp::from_second(n * 86_400).unwrap();
        let measured = |heard: &[Timestamp], now| silence(heard, now).map(|silence| (silence.days, silence.usual));
        assert_eq!(measured(&[day(1), day(3), day(7), day(10)], day(20)), Some((10, Some(3))));
        assert_eq!(measured(&[day(1), day(3)], day(5)), Some((2, None)));
        assert_eq!(measured(&[], day(5)), None);
    }
}

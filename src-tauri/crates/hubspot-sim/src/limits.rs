//! Rate limits per policy. They run on real time, because clients pace themselves by it.

use std::collections::VecDeque;

use serde_json::json;

use crate::{errors::ApiError, http::Reply};

/// The account's subscription, which decides how many calls it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tier {
    /// Free and Starter: 100 calls in ten seconds, 250,000 a day.
    Free,
    /// Professional: 190 calls in ten seconds, 625,000 a day.
    #[default]
    Pro,
    /// Enterprise: 190 calls in ten seconds, 1,000,000 a day.
    Enterprise,
}

/// The budget that a call is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Policy {
    TenSecondly,
    /// Search has five calls a second for the whole account and sends no rate headers.
    Search,
    /// Associations have a ten-second budget of their own.
    Associations,
    /// Calls that nothing limits: OAuth and the control surface.
    Free,
}

impl Policy {
    pub(crate) fn of_path(path: &str) -> Self {
        if path.starts_with("/oauth/") && !path.contains("private-apps") || path.starts_with("/_sim/") {
            Self::Free
        } else if path.ends_with("/search") {
            Self::Search
        } else if path.contains("/associations/") {
            Self::Associations
        } else {
            Self::TenSecondly
        }
    }

    /// The name that HubSpot's answers and the log have for the budget.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::TenSecondly => "TEN_SECONDLY_ROLLING",
            Self::Search => "SECONDLY",
            Self::Associations => "ASSOCIATIONS",
            Self::Free => "NONE",
        }
    }
}

/// Which limit a call was turned away for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    TenSecondly,
    Secondly,
    Daily,
}

impl Refusal {
    pub(crate) fn policy_name(self) -> &'static str {
        match self {
            Self::TenSecondly => "TEN_SECONDLY_ROLLING",
            Self::Secondly => "SECONDLY",
            Self::Daily => "DAILY",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::TenSecondly => "You have reached your ten_secondly_rolling limit.",
            Self::Secondly => "You have reached your secondly limit.",
            Self::Daily => "You have reached your daily limit.",
        }
    }

    /// The 429. `retry_after` adds the header that HubSpot does not promise.
    pub(crate) fn reply(self, correlation_id: &str, retry_after: bool) -> Reply {
        let mut reply = ApiError::new(429, "RATE_LIMITS", self.words())
            .with("errorType", json!("RATE_LIMIT"))
            .with("policyName", json!(self.policy_name()))
            .with("requestId", json!(correlation_id))
            .reply(correlation_id);
        if retry_after {
            let seconds = if self == Self::TenSecondly { 10 } else { 1 };
            reply.headers.push(("retry-after", seconds.to_string()));
        }
        reply
    }
}

/// Calls of the last seconds and of the day.
#[derive(Debug)]
pub(crate) struct Limits {
    tier: Tier,
    /// False lets everything through and still counts.
    enforced: bool,
    daily_max: u32,
    ten_seconds: VecDeque<i64>,
    associations: VecDeque<i64>,
    search: VecDeque<i64>,
    day: i64,
    today: u32,
}

impl Limits {
    pub(crate) fn new(tier: Tier, enforced: bool, daily_max: Option<u32>) -> Self {
        let of_tier = match tier {
            Tier::Free => 250_000,
            Tier::Pro => 625_000,
            Tier::Enterprise => 1_000_000,
        };
        Self {
            tier,
            enforced,
            daily_max: daily_max.unwrap_or(of_tier),
            ten_seconds: VecDeque::new(),
            associations: VecDeque::new(),
            search: VecDeque::new(),
            day: 0,
            today: 0,
        }
    }

    /// Takes one call at `now_ms`, on day number `day` of the account's zone. Returns the headers to send, or why it is refused.
    pub(crate) fn take(
        &mut self,
        policy: Policy,
        now_ms: i64,
        day: i64,
    ) -> Result<Vec<(&'static str, String)>, Refusal> {
        if day != self.day {
            (self.day, self.today) = (day, 0);
        }
        let (max, window_ms, refusal) = match (policy, self.tier) {
            (Policy::Free, _) => return Ok(Vec::new()),
            (Policy::Search, _) => (5, 1_000, Refusal::Secondly),
            (Policy::Associations, Tier::Free) => (100, 10_000, Refusal::TenSecondly),
            (Policy::Associations, _) => (150, 10_000, Refusal::TenSecondly),
            (Policy::TenSecondly, Tier::Free) => (100, 10_000, Refusal::TenSecondly),
            (Policy::TenSecondly, _) => (190, 10_000, Refusal::TenSecondly),
        };
        let calls = match policy {
            Policy::Search => &mut self.search,
            Policy::Associations => &mut self.associations,
            Policy::TenSecondly | Policy::Free => &mut self.ten_seconds,
        };
        while calls.front().is_some_and(|at| *at <= now_ms - window_ms) {
            calls.pop_front();
        }
        if self.enforced && self.daily_max <= self.today {
            return Err(Refusal::Daily);
        }
        if self.enforced && max <= calls.len() {
            return Err(refusal);
        }
        calls.push_back(now_ms);
        self.today = self.today.saturating_add(1);
        if policy == Policy::Search {
            return Ok(Vec::new());
        }
        // Where nothing is refused there is no limit to announce either.
        let max = if self.enforced { max } else { 1_000_000 };
        Ok(vec![
            ("x-hubspot-ratelimit-daily", self.daily_max.to_string()),
            ("x-hubspot-ratelimit-daily-remaining", self.daily_max.saturating_sub(self.today).to_string()),
            ("x-hubspot-ratelimit-interval-milliseconds", window_ms.to_string()),
            ("x-hubspot-ratelimit-max", max.to_string()),
            ("x-hubspot-ratelimit-remaining", max.saturating_sub(calls.len()).to_string()),
        ])
    }
}

/// The account's limits by themselves, without a portal behind them: for whoever wants to see what many clients do to them in a day.
#[derive(Debug)]
pub struct Meter(Limits);

/// What a call counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metered {
    /// The account's calls in ten seconds.
    Plain,
    /// Searches.
    Search,
    /// Associations.
    Associations,
}

/// What an answer announces in its headers; nothing of searches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Announced {
    /// The calls in ten seconds, and how many of them are left.
    pub ten_seconds: Option<(usize, usize)>,
    /// The calls of the day, and how many of them are left.
    pub daily: Option<(usize, usize)>,
}

impl Meter {
    /// The limits of a subscription.
    #[must_use]
    pub fn of(tier: Tier) -> Self {
        Self(Limits::new(tier, true, None))
    }

    /// Takes one call at `now_ms`, on day number `day`; the name of the limit where it is refused.
    ///
    /// # Errors
    /// The limit's name where it is used up.
    pub fn take(&mut self, what: Metered, now_ms: i64, day: i64) -> Result<Announced, &'static str> {
        let policy = match what {
            Metered::Plain => Policy::TenSecondly,
            Metered::Search => Policy::Search,
            Metered::Associations => Policy::Associations,
        };
        let headers = self.0.take(policy, now_ms, day).map_err(Refusal::policy_name)?;
        let number = |name: &str| {
            let value = headers.iter().find(|(known, _)| known.ends_with(name))?;
            value.1.parse::<usize>().ok()
        };
        let pair = |max: &str, left: &str| number(max).zip(number(left));
        Ok(Announced {
            ten_seconds: pair("limit-max", "limit-remaining"),
            daily: pair("limit-daily", "daily-remaining"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_has_its_own_window() {
        let mut limits = Limits::new(Tier::Pro, true, Some(200));
        for at in 0..5 {
            assert_eq!(limits.take(Policy::Search, at, 1), Ok(Vec::new()));
        }
        assert_eq!(limits.take(Policy::Search, 999, 1), Err(Refusal::Secondly));
        assert!(limits.take(Policy::Search, 1_000, 1).is_ok());
        for at in 0..190 {
            assert!(limits.take(Policy::TenSecondly, at, 1).is_ok());
        }
        assert_eq!(limits.take(Policy::TenSecondly, 9_999, 1), Err(Refusal::TenSecondly));
        let headers = limits.take(Policy::Associations, 9_999, 1).unwrap();
        assert!(headers.contains(&("x-hubspot-ratelimit-remaining", "149".to_owned())));
        for _ in 0..3 {
            assert!(limits.take(Policy::Associations, 9_999, 1).is_ok());
        }
        assert_eq!(limits.take(Policy::Associations, 9_999, 1), Err(Refusal::Daily));
        assert!(limits.take(Policy::Associations, 9_999, 2).is_ok());
    }
}

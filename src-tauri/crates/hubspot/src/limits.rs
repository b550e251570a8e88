//! Pacing below HubSpot's limits. Pure: the caller reads the clock and sleeps.

use std::collections::VecDeque;

/// A sliding window: at most `budget` calls in any `span_ms`. A token bucket would let twice the budget through around its refill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    budget: usize,
    span_ms: u64,
    sent_at: VecDeque<u64>,
    blocked_until: u64,
}

impl Pace {
    /// A window of `span_ms` for `budget` calls, at least one.
    pub fn new(budget: usize, span_ms: u64) -> Self {
        Self { budget: budget.max(1), span_ms, sent_at: VecDeque::new(), blocked_until: 0 }
    }

    /// Books the next call and returns how many milliseconds after `now_ms` it may be sent.
    pub fn reserve(&mut self, now_ms: u64) -> u64 {
        let mut at = now_ms.max(self.blocked_until);
        if let Some(last) = self.sent_at.back() {
            at = at.max(*last);
        }
        while self.budget < self.sent_at.len() + 1 {
            // The window is full, so this call goes out when the oldest one in it has left.
            if let Some(oldest) = self.sent_at.pop_front() {
                at = at.max(oldest + self.span_ms);
            }
        }
        self.sent_at.push_back(at);
        at - now_ms
    }

    /// Holds all further calls back for a while: HubSpot said so.
    pub fn block(&mut self, now_ms: u64, for_ms: u64) {
        self.blocked_until = self.blocked_until.max(now_ms + for_ms);
    }

    /// Takes over the budget that reply headers announce, less what is left to others.
    pub fn learn(&mut self, budget: usize) {
        self.budget = budget.max(1);
    }
}

/// The part of what HubSpot allows an account that Foreword takes unless told otherwise, in per cent: the rest is the customer's other apps'.
pub const SHARE_USUAL: u8 = 25;
/// HubSpot's smallest daily budget, for whoever is not told another: answers to OAuth apps do not name it.
const DAILY_LEAST: usize = 250_000;
/// The calls of one background run are never fewer than this, however much others use.
const LEAST: usize = 1;

/// How much of what HubSpot allows an account is Foreword's on this computer. The account's budgets are everybody's: its other apps', and
/// Foreword's on every colleague's computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Of the account's calls, in per cent: 1 to 100.
    pub percent: u8,
    /// Whether nobody waits for what is asked. Then it gives way to whoever else is asking at the moment.
    pub in_background: bool,
    /// How many calls this computer has made today, in the account's zone, before this client made any.
    pub made_today: usize,
}

impl Default for Share {
    fn default() -> Self {
        Self { percent: SHARE_USUAL, in_background: false, made_today: 0 }
    }
}

impl Share {
    /// The calls of a window that holds `max` for the whole account which are ours, a twentieth less for clocks and networks that jitter. What
    /// nobody waits for takes a third of them.
    pub fn of(self, max: usize) -> usize {
        let ours = self.part(max);
        let ours = if self.in_background { ours / 3 } else { ours - ours / 20 };
        ours.max(LEAST)
    }

    fn part(self, max: usize) -> usize {
        max * usize::from(self.percent.clamp(1, 100)) / 100
    }

    /// Whether whoever asks in the background gives way: what everybody has asked in this window comes near our share. Somewhat before it is
    /// reached, since others' calls are on their way.
    pub fn gives_way(self, max: usize, remaining: usize) -> bool {
        self.in_background && 2 * self.part(max) / 5 < max.saturating_sub(remaining)
    }

    /// Whether this computer has made as many calls today as are ours; `daily` is what the account may make, where that is known. What a
    /// person waits for is asked all the same, since there is little of it.
    pub fn is_used_up(self, daily: Option<usize>, made_now: usize) -> bool {
        self.in_background && self.part(daily.unwrap_or(DAILY_LEAST)) <= self.made_today + made_now
    }

    /// By how much the time between two background runs is to grow: 1 while the account's calls of today are well within our share of what the
    /// part of the day that has passed allows, else up to 4, so that nobody's copy is more than twenty minutes behind for it; 12 where hardly any of
    /// the account's calls are left. `passed` is the part of the day that has, 0 to 1.
    ///
    /// Who made the others' calls is not known: colleagues' Foreword or other apps. Giving way to both keeps all of Foreword within its share
    /// without one computer knowing of another.
    pub fn slower(self, daily: usize, remaining: usize, passed: f64) -> u32 {
        let share = self.part(daily);
        let used = daily.saturating_sub(remaining);
        // An hour's worth may always be ahead of time: a first sync in the morning is no waste.
        let due = share as f64 * (passed.clamp(0.0, 1.0) + 1.0 / 24.0).min(1.0);
        let over = used as f64 / due.max(1.0);
        match over {
            _ if remaining < daily / 20 => 12,
            over if over <= 0.7 => 1,
            over if over <= 0.9 => 2,
            _ => 4,
        }
    }
}

/// Which of HubSpot's limits a call counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The account's calls in ten seconds.
    TenSecondly,
    /// Searches, five a second for the whole account.
    Search,
    /// Associations, in ten seconds of their own.
    Associations,
}

/// When the next call of each kind may leave, by our share of what the account is allowed. Pure: the caller reads the clock and sleeps.
#[derive(Debug, Clone)]
pub struct Throttle {
    share: Share,
    ten_secondly: Pace,
    search: Pace,
    associations: Pace,
}

impl Throttle {
    /// Our part of the lowest tier's limits, until answers say more; a little below, because clocks and networks jitter. Nothing is announced
    /// of searches: what nobody waits for takes one of the five a second.
    pub fn new(share: Share) -> Self {
        Self {
            share,
            ten_secondly: Pace::new(share.of(100), 10_050),
            search: Pace::new(if share.in_background { 1 } else { 4 }, 1_020),
            associations: Pace::new(share.of(100), 10_050),
        }
    }

    fn of(&mut self, policy: Policy) -> &mut Pace {
        match policy {
            Policy::TenSecondly => &mut self.ten_secondly,
            Policy::Search => &mut self.search,
            Policy::Associations => &mut self.associations,
        }
    }

    /// Books the next call and returns how many milliseconds after `now_ms` it may be sent.
    pub fn reserve(&mut self, policy: Policy, now_ms: u64) -> u64 {
        self.of(policy).reserve(now_ms)
    }

    /// Holds all further calls of a kind back for a while: HubSpot said so.
    pub fn block(&mut self, policy: Policy, now_ms: u64, for_ms: u64) {
        self.of(policy).block(now_ms, for_ms);
    }

    /// Takes over what an answer says: of `max` calls in ten seconds the account has so many `left`. `jitter`, 0 to 1, keeps everybody who
    /// gives way from coming back at the same moment.
    pub fn learn(&mut self, policy: Policy, now_ms: u64, max: usize, left: usize, jitter: f64) {
        if policy == Policy::Search {
            return;
        }
        let (ours, gives_way) = (self.share.of(max), self.share.gives_way(max, left));
        let pace = self.of(policy);
        pace.learn(ours);
        if gives_way {
            pace.block(now_ms, 8_000 + (14_000.0 * jitter.clamp(0.0, 1.0)) as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However calls arrive, no window of the span holds more of them than the budget.
        #[test]
        fn never_more_than_the_budget_in_any_window(
            budget in 1_usize..20,
            gaps in prop::collection::vec(0_u64..3_000, 1..120),
        ) {
            let mut pace = Pace::new(budget, 10_000);
            let (mut now, mut sent) = (0, Vec::new());
            for gap in gaps {
                now += gap;
                sent.push(now + pace.reserve(now));
            }
            for (index, at) in sent.iter().enumerate() {
                let within = sent[index..].iter().filter(|later| **later < at + 10_000).count();
                prop_assert!(within <= budget);
            }
        }
    }

    #[test]
    fn a_share_leaves_the_rest_to_others() {
        let share = Share { percent: 25, in_background: true, made_today: 0 };
        let waited_for = Share { in_background: false, ..share };
        assert_eq!(
            (waited_for.of(100), waited_for.of(190), Share { percent: 100, ..waited_for }.of(190)),
            (24, 45, 181)
        );
        assert_eq!((share.of(100), share.of(190)), (8, 15));
        assert_eq!(Share { percent: 0, ..share }.of(10), 1, "never nothing");
        // What we use ourselves is no reason to give way; what others use is.
        assert!(!share.gives_way(100, 90) && share.gives_way(100, 89));
        assert!(!waited_for.gives_way(100, 0), "who waits is not made to wait longer");
        assert!(share.is_used_up(Some(1_000), 250) && !share.is_used_up(Some(1_000), 249));
        assert!(share.is_used_up(None, 62_500) && Share { made_today: 62_400, ..share }.is_used_up(None, 100));
    }

    #[test]
    fn the_day_is_shared_out_over_its_hours() {
        let share = Share { in_background: true, ..Share::default() };
        // A quarter of 240,000 is 60,000, so 2,500 an hour.
        let slower = |used: usize, hour: f64| share.slower(240_000, 240_000 - used, hour / 24.0);
        assert_eq!((slower(1_700, 0.0), slower(20_000, 12.0), slower(0, 0.0)), (1, 1, 1));
        assert_eq!((slower(28_000, 12.0), slower(35_000, 12.0), slower(50_000, 23.9)), (2, 4, 2));
        assert_eq!(slower(230_000, 12.0), 12, "the account's calls are all but gone");
    }

    #[test]
    fn a_block_holds_calls_back() {
        let mut pace = Pace::new(5, 1_000);
        pace.block(100, 400);
        assert_eq!(pace.reserve(200), 300);
    }
}

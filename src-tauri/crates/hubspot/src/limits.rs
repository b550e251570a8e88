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

    /// Takes over the budget that reply headers announce.
    pub fn learn(&mut self, budget: usize) {
        self.budget = budget.max(1);
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
    fn a_block_holds_calls_back() {
        let mut pace = Pace::new(5, 1_000);
        pace.block(100, 400);
        assert_eq!(pace.reserve(200), 300);
    }
}

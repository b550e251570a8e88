//! The simulator's clock: real time, moved by whoever holds the control surface.

use jiff::Timestamp;

/// A clock that runs at the pace of the real one, from a start of its own, and can be moved forward.
#[derive(Debug)]
pub(crate) struct Clock {
    /// How many milliseconds the clock is ahead of real time.
    offset_ms: i64,
    /// Set while a delayed write is carried out at the moment it was due.
    held_at_ms: Option<i64>,
}

impl Clock {
    /// Starts at `now`, or at real time where none is given.
    pub(crate) fn starting_at(now: Option<Timestamp>) -> Self {
        let offset_ms = now.map_or(0, |now| now.as_millisecond() - real_ms());
        Self { offset_ms, held_at_ms: None }
    }

    /// The current time by this clock, in milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.held_at_ms.unwrap_or_else(|| real_ms() + self.offset_ms)
    }

    /// Moves the clock; it is never set back, since nothing in HubSpot lives through that either.
    pub(crate) fn advance(&mut self, ms: u64) {
        self.offset_ms = self.offset_ms.saturating_add(i64::try_from(ms).unwrap_or(i64::MAX / 4));
    }

    pub(crate) fn hold(&mut self, at_ms: i64) {
        self.held_at_ms = Some(at_ms);
    }

    pub(crate) fn release(&mut self) {
        self.held_at_ms = None;
    }
}

/// Milliseconds since 1970 by the real clock, which the limiter and the log go by.
pub(crate) fn real_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

//! Time as the outbox needs it: what it is, and waiting for later.

use jiff::Timestamp;
use std::{
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// A wait that is going on; it ends when the time has passed.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Where the outbox reads the time and waits: the machine's clock, or one for tests.
pub trait Clock: Send + Sync {
    /// The current time by this clock.
    fn now(&self) -> Timestamp;
    /// Waits until that much time has passed by this clock.
    fn sleep(&self, wait: Duration) -> Wait<'_>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, wait: Duration) -> Wait<'_> {
        Box::pin(tokio::time::sleep(wait))
    }
}

/// A clock that stands still and jumps when somebody waits, so that tests do not.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, wait: Duration) -> Wait<'_> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(wait).unwrap_or(*now);
        Box::pin(std::future::ready(()))
    }
}

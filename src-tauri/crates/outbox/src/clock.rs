//! Time as the outbox needs it: what it is, and waiting for later.

use hubspot::Client;
use jiff::{SignedDuration, Timestamp};
use std::{
    future::Future,
    pin::Pin,
    sync::{Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
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

/// HubSpot's clock from its first answer on, the machine's until then. It goes on evenly, whatever is done to the machine's clock meanwhile, so
/// that nothing is sent again too early because somebody set a clock.
pub struct HubSpotClock<'a> {
    client: &'a Client,
    began: (Timestamp, Instant),
    answered: OnceLock<(Timestamp, Instant)>,
}

impl<'a> HubSpotClock<'a> {
    /// The clock of the HubSpot that `client` asks.
    pub fn of(client: &'a Client) -> Self {
        Self { client, began: (Timestamp::now(), Instant::now()), answered: OnceLock::new() }
    }
}

impl Clock for HubSpotClock<'_> {
    fn now(&self) -> Timestamp {
        // The first answer counts: HubSpot's clock is told in whole seconds, and would go back and forth by one.
        if self.answered.get().is_none()
            && let Some(answered) = self.client.server_clock()
        {
            // Two that look at once have seen the same answer.
            let _ = self.answered.set(answered);
        }
        let (time, at) = self.answered.get().unwrap_or(&self.began);
        let since = SignedDuration::try_from(at.elapsed()).unwrap_or_default();
        time.saturating_add(since).unwrap_or(*time)
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

#[cfg(test)]
mod tests {
    use super::*;
    use hubspot::Secret;

    #[test]
    fn before_the_first_answer_the_machines_clock_is_all_there_is() {
        let client = Client::new("http://127.0.0.1:9", Secret::new("t")).unwrap();
        let clock = HubSpotClock::of(&client);
        let off = clock.now().duration_since(Timestamp::now());
        assert!(off.abs() < SignedDuration::from_secs(5), "{off}");
        assert!(clock.now() <= clock.now());
    }
}

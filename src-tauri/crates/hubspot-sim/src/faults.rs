//! Faults on purpose: drawn from a seed at given rates, or ordered for the next request.

use std::{collections::VecDeque, str::FromStr};

use anyhow::{Context as _, bail};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What can go wrong on purpose with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Answers 429 without carrying the request out.
    TooMany,
    /// Answers 500 without carrying the request out.
    ServerError,
    /// Cuts the connection without carrying the request out.
    DropBefore,
    /// Carries the request out and cuts the connection without an answer.
    DropAfter,
    /// Cuts the connection and carries the write out some minutes later by the simulator's clock. Reads are not affected.
    ApplyLate,
    /// Answers only after two seconds.
    Slow,
    /// Cuts the connection in the middle of the answer.
    Truncate,
}

impl Fault {
    const ALL: [Self; 7] = [
        Self::TooMany,
        Self::ServerError,
        Self::DropBefore,
        Self::DropAfter,
        Self::ApplyLate,
        Self::Slow,
        Self::Truncate,
    ];

    /// The name in `--faults` and on the control surface.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TooMany => "429",
            Self::ServerError => "500",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::ApplyLate => "apply_late",
            Self::Slow => "slow",
            Self::Truncate => "truncate",
        }
    }
}

impl FromStr for Fault {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name).with_context(|| format!("there is no fault `{name}`"))
    }
}

/// How often each fault happens, as fractions of all requests.
///
/// Read from a list such as `429:0.05,drop_after:0.01`; an empty list means no faults.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FaultRates(Vec<(Fault, f64)>);

impl FromStr for FaultRates {
    type Err = anyhow::Error;

    fn from_str(list: &str) -> anyhow::Result<Self> {
        let mut rates = Vec::new();
        for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, rate) = entry
                .split_once(':')
                .with_context(|| format!("`{entry}` is not a fault with its rate, such as `429:0.05`"))?;
            let rate: f64 = rate.parse().with_context(|| format!("`{rate}` is not a rate"))?;
            rates.push((name.parse()?, rate));
        }
        let sum: f64 = rates.iter().map(|(_, rate)| rate).sum();
        if rates.iter().any(|(_, rate)| *rate < 0.0) || 1.0 < sum {
            bail!("the rates of `{list}` do not add up to something between 0 and 1");
        }
        Ok(Self(rates))
    }
}

/// Decides for each request what goes wrong with it.
#[derive(Debug)]
pub(crate) struct Faults {
    pub rates: FaultRates,
    pub next_writes: VecDeque<Fault>,
    pub next_requests: VecDeque<Fault>,
    rng: ChaCha8Rng,
}

impl Faults {
    pub(crate) fn new(rates: FaultRates, seed: u64) -> Self {
        Self {
            rates,
            next_writes: VecDeque::new(),
            next_requests: VecDeque::new(),
            rng: ChaCha8Rng::seed_from_u64(seed ^ 0xfa17),
        }
    }

    /// The fault of the next request, if any. Ordered faults go before drawn ones.
    pub(crate) fn draw(&mut self, is_write: bool) -> Option<Fault> {
        let ordered = if is_write { self.next_writes.pop_front() } else { None };
        let ordered = ordered.or_else(|| self.next_requests.pop_front());
        if ordered.is_some() || self.rates.0.is_empty() {
            return ordered;
        }
        let mut point: f64 = self.rng.random();
        for (fault, rate) in &self.rates.0 {
            if point < *rate {
                return Some(*fault).filter(|fault| is_write || *fault != Fault::ApplyLate);
            }
            point -= rate;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_and_kept() {
        let rates: FaultRates = "429:0.25, drop_after:0.25".parse().unwrap();
        let mut faults = Faults::new(rates.clone(), 7);
        let drawn: Vec<_> = (0..4_000).map(|_| faults.draw(true)).collect();
        let share = |wanted| drawn.iter().filter(|fault| **fault == wanted).count();
        assert!((900..1_100).contains(&share(Some(Fault::TooMany))));
        assert!((900..1_100).contains(&share(Some(Fault::DropAfter))));
        assert!((1_850..2_150).contains(&share(None)));
        let mut again = Faults::new(rates, 7);
        assert!(drawn.iter().all(|fault| *fault == again.draw(true)));
    }

    #[test]
    fn ordered_faults_wait_for_a_write() {
        let mut faults = Faults::new(FaultRates::default(), 7);
        faults.next_writes.push_back(Fault::DropAfter);
        assert_eq!(faults.draw(false), None);
        assert_eq!(faults.draw(true), Some(Fault::DropAfter));
        assert_eq!(faults.draw(true), None);
        assert!("often:0.5".parse::<FaultRates>().is_err());
        assert!("429:0.9,500:0.9".parse::<FaultRates>().is_err());
    }
}

//! What a call costs and whether the month still allows it. Pure. Money is in micro-dollars (one millionth of a US dollar), whole.

use crate::{ModelRef, Provider};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The table that ships; each entry says when it was looked up.
const SHIPPED: &str = include_str!("../prices.toml");

/// The price of a model, in US dollars for a million tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// US dollars for a million tokens read; the same number is micro-dollars a token.
    pub input: f64,
    /// US dollars for a million tokens written.
    pub output: f64,
    /// The day the price was looked up, or the rep set it.
    pub as_of: String,
}

/// The prices of models by `PROVIDER:MODEL`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prices(BTreeMap<String, Price>);

/// A table of prices that does not read.
#[derive(Debug, thiserror::Error)]
#[error("could not read the table of prices")]
pub struct PricesError {
    /// What the TOML parser says.
    #[source]
    source: Box<toml::de::Error>,
}

impl Prices {
    /// The table of prices that ships with the app.
    pub fn shipped() -> Self {
        Self::read(SHIPPED).unwrap_or_default()
    }

    /// Reads a table in the shape of `prices.toml`. Prices below zero count as not known.
    pub fn read(text: &str) -> Result<Self, PricesError> {
        let mut read: BTreeMap<String, Price> =
            toml::from_str(text).map_err(|source| PricesError { source: Box::new(source) })?;
        read.retain(|_, price| 0.0 <= price.input && 0.0 <= price.output);
        Ok(Self(read))
    }

    /// Lays the rep's own prices over these, model by model.
    pub fn overridden_by(mut self, own: Self) -> Self {
        self.0.extend(own.0);
        self
    }

    /// The price of a model: its own, or that of the longest listed name it extends by a date or version
    /// (`gpt-4o-2024-08-06` costs what `gpt-4o` does). `None` where nothing is known, never zero.
    pub fn of(&self, model: &ModelRef) -> Option<&Price> {
        let name = model.to_string();
        let extends = |listed: &str| {
            let rest = name.strip_prefix(listed).and_then(|rest| rest.strip_prefix(['-', '@']));
            rest.is_some_and(|rest| rest == "latest" || rest.chars().all(|c| c.is_ascii_digit() || c == '-'))
        };
        self.0.get(&name).or_else(|| {
            let listed = self.0.iter().filter(|(listed, _)| extends(listed));
            listed.max_by_key(|(listed, _)| listed.len()).map(|(_, price)| price)
        })
    }

    /// The models of a provider that have a price, by name.
    pub fn models(&self, provider: Provider) -> Vec<String> {
        let of = |name: &String| Some(name.strip_prefix(provider.as_str())?.strip_prefix(':')?.to_owned());
        self.0.keys().filter_map(of).collect()
    }

    /// The cost of a call in micro-dollars, rounded up; `None` where the price is not known.
    pub fn cost(&self, model: &ModelRef, tokens_in: u32, tokens_out: u32) -> Option<u64> {
        let price = self.of(model)?;
        let micros = f64::from(tokens_in) * price.input + f64::from(tokens_out) * price.output;
        // A cost is far below 2^53, and a cast from f64 saturates.
        Some(micros.ceil() as u64)
    }
}

/// What may be spent this month, and what has been.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// What may be spent this month; `None` is no limit.
    pub limit_micros: Option<u64>,
    /// Micro-dollars spent this month, as far as prices are known.
    pub spent_micros: u64,
    /// Whether a model whose price nobody knows may be asked under a limit.
    pub allow_unpriced: bool,
}

/// Whether the month's budget lets a call go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// The call fits the budget, or there is none.
    Go,
    /// The call could take the month over its limit.
    Over {
        /// The most that the call could cost, in micro-dollars.
        could_cost_micros: u64,
        /// What is left of the month's limit, in micro-dollars.
        left_micros: u64,
    },
    /// There is a limit, and nobody knows what the call costs.
    Unpriced,
}

/// Decides whether a call may go out. Pure.
///
/// `could_cost_micros` is the most it could cost: its whole prompt and the longest answer allowed. A local model has no bill, so it may
/// always be asked; its price stays unknown all the same.
pub fn allowance(budget: &Budget, could_cost_micros: Option<u64>, is_local: bool) -> Allowance {
    match (budget.limit_micros, could_cost_micros) {
        (None, _) => Allowance::Go,
        (Some(_), None) if is_local || budget.allow_unpriced => Allowance::Go,
        (Some(_), None) => Allowance::Unpriced,
        (Some(limit), Some(could_cost_micros)) => {
            let left_micros = limit.saturating_sub(budget.spent_micros);
            if could_cost_micros <= left_micros {
                Allowance::Go
            } else {
                Allowance::Over { could_cost_micros, left_micros }
            }
        }
    }
}

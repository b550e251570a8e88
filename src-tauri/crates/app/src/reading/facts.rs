//! What an account's talks, mails and notes tell of the customer, fact by fact.

use crate::{error::AppError, portal::open::OpenPortal, reading::ledger::accounts};
use domain::{Category, Citation};
use drafting::{Fact, Value, learned};
use jiff::{Timestamp, civil::Date};
use quantities::money::Currency;
use serde::Serialize;

/// The facts of one account or of all accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Facts {
    /// The facts account by account, oldest first; none of an account whose lines no model has read.
    pub facts: Vec<ReadFact>,
}

/// Something a line tells of the customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReadFact {
    /// What it is about, as in `budget`.
    pub category: &'static str,
    /// The line that tells it, verbatim.
    pub text: String,
    /// The value it names; none where it names none.
    pub value: Option<FactValue>,
    /// Whom it is true of: the person it names where it is about a person, else the account.
    pub holder: String,
    /// The name of whoever said or wrote the line.
    pub speaker: String,
    /// When it was said or written.
    pub since: Timestamp,
    /// The line that says it otherwise later; none while it holds.
    pub superseded_by: Option<Citation>,
    /// How likely the line tells something of the category, 0 to 1.
    pub confidence: f32,
    /// The line.
    pub citations: Vec<Citation>,
    /// The name of the account.
    pub account: String,
}

/// The value of a fact. What it does not name is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FactValue {
    /// The sum of money in whole units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// The ISO 4217 code of the sum; none where none is named, or only a sign that several share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<&'static str>,
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The number of things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<f64>,
    /// The person or firm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl FactValue {
    /// The value that a fact names; none where it names none.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let Value { amount, currency, day, count, name } = value;
        let value = Self {
            amount: *amount,
            currency: currency.and_then(Currency::code),
            date: *day,
            count: count.and_then(|count| count.to_plain().parse().ok()),
            name: name.clone(),
        };
        (value != Self::default()).then_some(value)
    }
}

/// The facts of an account, or of all. Needs no network.
pub fn facts(open: &OpenPortal, who: Option<&str>, now: Timestamp) -> Result<Facts, AppError> {
    let mut facts = Vec::new();
    for account in accounts(open, who, now)? {
        let dossier = open.dossier(&account, now)?;
        let name = dossier.account.display_name();
        facts.extend(learned(&dossier).into_iter().map(|fact| view(fact, &name)));
    }
    Ok(Facts { facts })
}

fn view(fact: Fact, account: &str) -> ReadFact {
    let is_about_a_person = matches!(fact.category, Category::Authority | Category::Champion | Category::Blocker);
    let person = fact.value.name.clone().filter(|_| is_about_a_person);
    ReadFact {
        category: fact.category.as_str(),
        value: FactValue::of(&fact.value),
        holder: person.unwrap_or_else(|| account.to_owned()),
        since: fact.line.at,
        superseded_by: fact.superseded_by,
        confidence: fact.probability,
        citations: vec![fact.line.citation],
        speaker: fact.line.speaker,
        text: fact.line.text,
        account: account.to_owned(),
    }
}

//! What leaves this machine, and what stays: e-mail addresses, phone numbers, cards, accounts, street addresses and people's names
//! become placeholders before a prompt is filled, and are put back in the answer.

mod numbers;
mod people;
mod places;
mod restore;

use crate::{ProviderConfig, context::millitokens};
use people::People;
pub use restore::Restored;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fmt, ops::Range};

/// What kind of thing a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A payment card's number.
    Card,
    /// A bank account's IBAN.
    Iban,
    /// An account number, sort code or the like, named as such.
    Account,
    /// A street address.
    Address,
    /// A person's name, or a part of it.
    Person,
    /// Text that looks like one of our placeholders: left in, an answer would have it replaced.
    Text,
}

impl Category {
    /// Every category there is.
    pub const ALL: [Self; 8] =
        [Self::Email, Self::Phone, Self::Card, Self::Iban, Self::Account, Self::Address, Self::Person, Self::Text];

    /// The category's word in a placeholder, as in `PERSON`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Phone => "PHONE",
            Self::Card => "CARD",
            Self::Iban => "IBAN",
            Self::Account => "ACCOUNT",
            Self::Address => "ADDRESS",
            Self::Person => "PERSON",
            Self::Text => "TEXT",
        }
    }
}

/// What happens to one field of the inputs before they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRule {
    /// What is to be replaced in the field's text is replaced.
    Redact,
    /// The field is sent as it is.
    Keep,
    /// The field is not sent; [`WITHHELD`] stands in its place.
    Withhold,
}

/// The text that a withheld field says instead.
pub const WITHHELD: &str = "(withheld)";

/// Fields of ours that hold no text of anybody: tags, days, settings.
const OURS: [&str; 5] = ["for", "today", "tone", "language", "purpose"];

/// Fields of ours that hold somebody's name, whether the CRM knows it or not.
const NAMES: [&str; 4] = ["person", "rep", "receiver", "owners"];

/// What is replaced by placeholders before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whether anything is redacted at all.
    pub is_on: bool,
    /// Whether people's names are redacted too.
    pub names: bool,
    /// Rules of single fields, by the name they have in the inputs (`inbound`, `account`, `samples`, …).
    pub fields: BTreeMap<String, FieldRule>,
}

impl Rules {
    /// The rules a provider gets unless the rep sets others: everything is redacted for one that is elsewhere; one on this machine may
    /// read names, since nothing leaves.
    pub fn of(provider: &ProviderConfig) -> Self {
        Self { is_on: true, names: !provider.is_local(), fields: BTreeMap::new() }
    }
}

/// Redacts by rules, with the names of the people concerned.
#[derive(Debug, Clone)]
pub struct Redactor {
    rules: Rules,
    names: Vec<String>,
    people: People,
}

/// A stretch of a text that is to be replaced, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The stretch, in bytes.
    pub at: Range<usize>,
    /// The category of the placeholder.
    pub category: Category,
    /// For a person: their number, and which form of the name it is.
    pub person: Option<(usize, &'static str)>,
}

impl Found {
    fn plain(at: Range<usize>, category: Category) -> Self {
        Self { at, category, person: None }
    }
}

impl Redactor {
    /// `people` are full names as the CRM has them: contacts, owners, speakers.
    pub fn new(people: &[String], rules: Rules) -> Self {
        Self { rules, names: people.to_vec(), people: People::of(people) }
    }

    /// Redacts one text. The same value gets the same placeholder as long as `placeholders` is carried along.
    pub fn redact(&self, text: &str, placeholders: &mut Placeholders) -> String {
        if !self.rules.is_on {
            return text.to_owned();
        }
        let (mut redacted, mut from) = (String::with_capacity(text.len()), 0);
        for found in self.find(text) {
            redacted.push_str(text.get(from..found.at.start).unwrap_or_default());
            let value = text.get(found.at.clone()).unwrap_or_default();
            redacted.push_str(&placeholders.name(value, &found));
            from = found.at.end;
        }
        redacted.push_str(text.get(from..).unwrap_or_default());
        redacted
    }

    /// Estimates what a text will take once it is redacted, in thousandths of tokens.
    pub fn weigh(&self, text: &str) -> u64 {
        millitokens(&self.redact(text, &mut Placeholders::default()))
    }

    /// Redacts every string of a value, field by field. A list has its field's rule. Whoever a field names as a person (`person`, `rep`,
    /// `receiver`, `owners`) is looked for in all of them.
    pub fn redact_fields(&self, value: &mut Value) -> Placeholders {
        let mut names = self.names.clone();
        named_in("", value, &mut names);
        let mut placeholders = Placeholders::default();
        Self::new(&names, self.rules.clone()).redact_field("", value, &mut placeholders);
        placeholders
    }

    fn redact_field(&self, name: &str, value: &mut Value, placeholders: &mut Placeholders) {
        let ours = if OURS.contains(&name) { FieldRule::Keep } else { FieldRule::Redact };
        match (self.rules.fields.get(name).copied().unwrap_or(ours), value) {
            (FieldRule::Keep, _) => {}
            (FieldRule::Withhold, value) => withhold(value),
            (_, Value::String(text)) => *text = self.redact(text, placeholders),
            (_, Value::Array(list)) => list.iter_mut().for_each(|item| self.redact_field(name, item, placeholders)),
            (_, Value::Object(fields)) => {
                fields.iter_mut().for_each(|(name, field)| self.redact_field(name, field, placeholders));
            }
            (_, Value::Null | Value::Bool(_) | Value::Number(_)) => {}
        }
    }

    /// What is to be replaced, in order, without overlaps. What is found first keeps its place: an address of a mail is no name, and a
    /// card is no phone number.
    pub(crate) fn find(&self, text: &str) -> Vec<Found> {
        let mut all = restore::lookalikes(text);
        for found in numbers::find(text).into_iter().chain(places::find(text)) {
            claim(&mut all, found);
        }
        if self.rules.names {
            for found in self.people.find(text) {
                claim(&mut all, found);
            }
        }
        all.sort_by_key(|found| found.at.start);
        all
    }
}

/// Compiles one of this module's own patterns. Capitals count.
#[allow(clippy::expect_used)] // Every pattern is a literal of this module and compiled by its tests.
fn pattern(text: &str) -> regex::Regex {
    regex::Regex::new(text).expect("a pattern of this module")
}

fn claim(all: &mut Vec<Found>, found: Found) {
    let is_free = all.iter().all(|other| found.at.end <= other.at.start || other.at.end <= found.at.start);
    if is_free && !found.at.is_empty() {
        all.push(found);
    }
}

/// Adds the names that the inputs hold in the fields of [`NAMES`].
fn named_in(field: &str, value: &Value, names: &mut Vec<String>) {
    match value {
        Value::String(name) if NAMES.contains(&field) && !names.contains(name) => names.push(name.clone()),
        Value::Array(list) => list.iter().for_each(|item| named_in(field, item, names)),
        Value::Object(fields) => fields.iter().for_each(|(field, value)| named_in(field, value, names)),
        _ => {}
    }
}

fn withhold(value: &mut Value) {
    match value {
        Value::Null => {}
        Value::Array(list) => list.iter_mut().for_each(withhold),
        Value::Object(fields) => fields.values_mut().for_each(withhold),
        other => *other = Value::String(WITHHELD.to_owned()),
    }
}

/// What the placeholders of one request stand for. `Debug` shows how many there are, not what.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Placeholders {
    /// What each placeholder stands for, by its bare name, as in `PERSON_1`.
    values: BTreeMap<String, String>,
    /// The placeholder's name by category and value.
    names: BTreeMap<(Category, String), String>,
    /// The number of each person met, in order of appearance.
    people: BTreeMap<usize, usize>,
    counts: BTreeMap<Category, usize>,
}

impl fmt::Debug for Placeholders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Placeholders({})", self.values.len())
    }
}

impl Placeholders {
    /// How many placeholders there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether nothing was replaced.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// What was replaced, as the window shows it to the rep: bare names with what they stand for, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The placeholder of a value, brackets included.
    ///
    /// `⟦PERSON_1⟧`: the white square brackets occur in no ordinary text, the word says what a sentence needs to know, and capitals with
    /// a number read as one unit, so models leave it whole. Parts of a name keep their person: `⟦PERSON_1_FIRST⟧`.
    fn name(&mut self, value: &str, found: &Found) -> String {
        let key = (found.category, value.to_owned());
        let name = match self.names.get(&key) {
            Some(name) => name.clone(),
            None => {
                let name = self.new_name(found);
                self.values.insert(name.clone(), value.to_owned());
                self.names.insert(key, name.clone());
                name
            }
        };
        format!("⟦{name}⟧")
    }

    fn new_name(&mut self, found: &Found) -> String {
        let word = found.category.word();
        if let Some((person, form)) = found.person {
            let met = self.people.get(&person).copied();
            let number = met.unwrap_or_else(|| self.count(found.category));
            self.people.entry(person).or_insert(number);
            let name = if form.is_empty() { format!("{word}_{number}") } else { format!("{word}_{number}_{form}") };
            // Another spelling of the same form, say in capitals, comes back as it was written only under a name of its own.
            if !self.values.contains_key(&name) {
                return name;
            }
        }
        format!("{word}_{}", self.count(found.category))
    }

    fn count(&mut self, category: Category) -> usize {
        let count = self.counts.entry(category).or_default();
        *count += 1;
        *count
    }
}

//! Rules: which event starts which drafts, under which conditions. Written as TOML, shipped or a team's own.

use crate::What;
use domain::{ObjectType, Priority, TaskType};
use jiff::{SignedDuration, civil::Time};
use serde::Deserialize;
use std::{cmp::Ordering, collections::BTreeSet, fmt, str::FromStr};

/// The rules that come with Foreword. All are off until the rep switches them on.
const SHIPPED: &str = include_str!("../../../../rules/shipped.toml");
/// So many drafts a rule makes in a day, unless it says otherwise.
const PER_DAY: u32 = 20;
/// So many rules one file may hold.
const RULES_AT_MOST: usize = 200;

/// A rule: when this happens, draft that.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The rule's id, in small letters, digits and dashes.
    pub id: String,
    /// What a person calls it: "Write up a call".
    pub name: String,
    /// What starts it.
    pub event: What,
    /// The property that has to change, for `record.changed`.
    #[serde(default)]
    pub property: Option<String>,
    /// The type of record it has to happen to; any where none is named.
    #[serde(default)]
    pub object: Option<ObjectType>,
    /// When it starts, by the rep's clock, for `day.started`.
    #[serde(default)]
    pub at: Option<Time>,
    /// What has to hold besides, all of it.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// What is drafted, in order.
    pub draft: Vec<Action>,
    /// How many drafts it makes in a day at most.
    #[serde(default = "per_day")]
    pub per_day: u32,
    /// The hours of the rep's day in which nothing is drafted; what happens then waits.
    #[serde(default)]
    pub quiet: Option<Hours>,
}

fn per_day() -> u32 {
    PER_DAY
}

/// Something to draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// A draft of a kind: `note`, `tasks`, `reply`, …
    Draft(String),
    /// A task with words of the rule's own.
    Task(TaskAction),
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(from)? {
            toml::Value::String(kind) => Ok(Self::Draft(kind)),
            other => TaskAction::deserialize(other).map(Self::Task).map_err(serde::de::Error::custom),
        }
    }
}

/// A task that a rule proposes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskAction {
    /// The task's title. `{who}` stands for the person or account, `{account}` for the account.
    pub task: String,
    /// How long after the event it is due: "2 hours", "3 days".
    pub due: Due,
    /// What is to be done in it.
    #[serde(default, rename = "type")]
    pub task_type: TaskType,
    /// How urgent it is.
    #[serde(default)]
    pub priority: Priority,
    /// Whose task it is.
    #[serde(default)]
    pub owner: Owner,
}

/// Whose a rule's task is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// The rep's.
    #[default]
    Me,
    /// The owner's of the account; a colleague's task asks for more care when it is approved.
    Account,
}

/// A time from an event on, as people write it: "2 hours", "3 days".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due(pub SignedDuration);

impl<'de> Deserialize<'de> for Due {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let wrong = || serde::de::Error::custom(format!("“{text}” is no time such as \"2 hours\" or \"3 days\""));
        let (number, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let number: i64 = number.parse().ok().filter(|number| (1..=1_000).contains(number)).ok_or_else(wrong)?;
        match unit.trim() {
            "minute" | "minutes" => Ok(Self(SignedDuration::from_mins(number))),
            "hour" | "hours" => Ok(Self(SignedDuration::from_hours(number))),
            "day" | "days" => Ok(Self(SignedDuration::from_hours(24 * number))),
            _ => Err(wrong()),
        }
    }
}

/// A value that a rule names or a record has.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "a text, a number, true or false")]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

impl Value {
    /// Whether two values are the same to a person: numbers by their worth, texts whatever their case.
    fn is(&self, other: &Self) -> bool {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => a.partial_cmp(&b) == Some(Ordering::Equal),
            _ => self.text().to_lowercase() == other.text().to_lowercase(),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Self::Flag(_) => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_owned(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Something that has to hold of a field.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Condition {
    /// The field, as in `deal.amount`.
    pub field: String,
    /// What has to hold of it.
    pub test: Test,
}

/// What can be asked of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is this.
    Is(Value),
    /// It is something else, or nothing.
    IsNot(Value),
    /// It is one of these.
    OneOf(Vec<Value>),
    /// It is a number, and at least this.
    AtLeast(f64),
    /// It is a number, and at most this.
    AtMost(f64),
    /// It holds these letters, whatever their case.
    Contains(String),
    /// There is one, or there is none.
    Known(bool),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    field: String,
    is: Option<Value>,
    is_not: Option<Value>,
    one_of: Option<Vec<Value>>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    contains: Option<String>,
    known: Option<bool>,
}

impl TryFrom<Written> for Condition {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { field, is, is_not, one_of, at_least, at_most, contains, known } = written;
        let tests = [
            is.map(Test::Is),
            is_not.map(Test::IsNot),
            one_of.map(Test::OneOf),
            at_least.map(Test::AtLeast),
            at_most.map(Test::AtMost),
            contains.map(Test::Contains),
            known.map(Test::Known),
        ];
        let mut tests = tests.into_iter().flatten();
        match (tests.next(), tests.next()) {
            (Some(test), None) => Ok(Self { field, test }),
            (None, _) => Err(format!(
                "the condition on “{field}” asks nothing: write is, is_not, one_of, at_least, at_most, contains or known"
            )),
            _ => Err(format!("the condition on “{field}” asks two things: write one condition for each")),
        }
    }
}

impl Condition {
    /// Whether it holds of the field's value; none where there is none.
    pub fn holds(&self, value: Option<&Value>) -> bool {
        let number = value.and_then(Value::number);
        match &self.test {
            Test::Is(wanted) => value.is_some_and(|value| value.is(wanted)),
            Test::IsNot(unwanted) => value.is_none_or(|value| !value.is(unwanted)),
            Test::OneOf(wanted) => value.is_some_and(|value| wanted.iter().any(|one| value.is(one))),
            Test::AtLeast(least) => number.is_some_and(|number| *least <= number),
            Test::AtMost(most) => number.is_some_and(|number| number <= *most),
            Test::Contains(part) => {
                value.is_some_and(|value| value.text().to_lowercase().contains(&part.to_lowercase()))
            }
            Test::Known(known) => value.is_some() == *known,
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match &self.test {
            Test::Is(value) => write!(f, "{field} is {value}"),
            Test::IsNot(value) => write!(f, "{field} is not {value}"),
            Test::OneOf(values) => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "{field} is {}", values.join(" or "))
            }
            Test::AtLeast(least) => write!(f, "{field} is at least {least}"),
            Test::AtMost(most) => write!(f, "{field} is at most {most}"),
            Test::Contains(part) => write!(f, "{field} contains “{part}”"),
            Test::Known(true) => write!(f, "{field} is known"),
            Test::Known(false) => write!(f, "{field} is empty"),
        }
    }
}

/// Some hours of the day, as in "20:00-07:30"; they may go past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// When they begin.
    pub from: Time,
    /// When they end.
    pub to: Time,
}

impl Hours {
    /// Whether a time of the day lies in them.
    pub fn hold(self, time: Time) -> bool {
        if self.from <= self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }
}

impl FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (from, to) = text.split_once('-')?;
            Some(Self { from: from.trim().parse().ok()?, to: to.trim().parse().ok()? })
        };
        read().ok_or_else(|| format!("“{text}” are no hours such as \"20:00-07:30\""))
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Rules that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The text is no TOML, or says what no rule says.
    #[error("{0}")]
    Unreadable(String),
    /// A rule says something that cannot be.
    #[error("the rule “{id}” {what}")]
    Wrong {
        /// The rule's id.
        id: String,
        /// What is wrong with it.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// The rules of a file.
///
/// # Errors
/// [`RulesError`] says what is wrong, and in which rule.
pub fn read_rules(text: &str) -> Result<Vec<Rule>, RulesError> {
    let file: File = toml::from_str(text).map_err(|error| RulesError::Unreadable(error.to_string()))?;
    let mut ids = BTreeSet::new();
    for rule in &file.rule {
        let wrong = |what: &str| Err(RulesError::Wrong { id: rule.id.clone(), what: what.to_owned() });
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if rule.id.is_empty() || 60 < rule.id.len() || !rule.id.bytes().all(is_plain) {
            return wrong("needs an id of small letters, digits and dashes");
        }
        if !ids.insert(rule.id.clone()) {
            return wrong("is there twice");
        }
        if rule.draft.is_empty() {
            return wrong("drafts nothing");
        }
        if (rule.event == What::RecordChanged) != rule.property.is_some() {
            return wrong("needs the property that changes where its event is record.changed, and nowhere else");
        }
        if (rule.event == What::DayStarted) != rule.at.is_some() {
            return wrong("needs a time of the day where its event is day.started, and nowhere else");
        }
    }
    if RULES_AT_MOST < file.rule.len() {
        return Err(RulesError::Unreadable(format!("the file holds more than {RULES_AT_MOST} rules")));
    }
    Ok(file.rule)
}

/// The rules that come with Foreword.
///
/// # Errors
/// As for [`read_rules`]; a test holds that there are none.
pub fn shipped() -> Result<Vec<Rule>, RulesError> {
    read_rules(SHIPPED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn condition(text: &str) -> Condition {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_shipped_rules_can_be_read() {
        let rules = shipped().unwrap();
        assert!(9 <= rules.len());
        let named: BTreeSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(named.len(), rules.len());
    }

    #[test]
    fn a_condition_asks_one_thing_and_unknown_values_meet_none_but_those_that_ask_for_it() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        for (written, value, holds) in [
            ("field = 'a'\nis = 'Won'", text("won"), true),
            ("field = 'a'\nis = 5", text("5.0"), true),
            ("field = 'a'\nis = true", Some(Value::Flag(true)), true),
            ("field = 'a'\nis = 'x'", None, false),
            ("field = 'a'\nis_not = 'x'", None, true),
            ("field = 'a'\none_of = ['x', 3]", text("3"), true),
            ("field = 'a'\nat_least = 1000", text("999.5"), false),
            ("field = 'a'\nat_least = 1000", text("a lot"), false),
            ("field = 'a'\nat_most = 10", Some(Value::Number(10.0)), true),
            ("field = 'a'\ncontains = 'PRICE'", text("the price is"), true),
            ("field = 'a'\nknown = false", None, true),
        ] {
            assert_eq!(condition(written).holds(value.as_ref()), holds, "{written} of {value:?}");
        }
        for wrong in ["field = 'a'", "field = 'a'\nis = 1\nat_least = 2", "field = 'a'\nlike = 1", "is = 1"] {
            assert!(toml::from_str::<Condition>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said_with_its_name() {
        let rule = |more: &str| format!("[[rule]]\nid = 'mine'\nname = 'Mine'\n{more}");
        let error = |more: &str| read_rules(&rule(more)).unwrap_err().to_string();
        assert_eq!(error("event = 'email.received'\ndraft = []"), "the rule “mine” drafts nothing");
        assert!(error("event = 'record.changed'\ndraft = ['note']").contains("needs the property"));
        assert!(error("event = 'mail.came'\ndraft = ['note']").contains("unknown variant"));
        assert!(
            error("event = 'email.received'\ndraft = [{ task = 'x', due = 'soon' }]").contains("“soon” is no time")
        );
        let good = rule("event = 'day.started'\nat = '08:00'\nquiet = '20:00-07:30'\ndraft = ['digest']\n");
        assert_eq!(read_rules(&good).unwrap()[0].per_day, PER_DAY);
        assert_eq!(read_rules(&(good.clone() + &good)).unwrap_err().to_string(), "the rule “mine” is there twice");
    }

    #[test]
    fn hours_may_go_past_midnight() {
        let at = |hour: i8, minute: i8| Time::constant(hour, minute, 0, 0);
        let night: Hours = "20:00-07:30".parse().unwrap();
        assert!(night.hold(at(23, 0)) && night.hold(at(0, 0)) && night.hold(at(7, 29)));
        assert!(!night.hold(at(7, 30)) && !night.hold(at(12, 0)));
        let noon: Hours = "12:00-13:00".parse().unwrap();
        assert!(noon.hold(at(12, 0)) && !noon.hold(at(13, 0)));
        assert!("late".parse::<Hours>().is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = read_rules(&text);
        }
    }
}

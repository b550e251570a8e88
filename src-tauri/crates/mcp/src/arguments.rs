//! What each tool takes: read strictly, so that nothing is guessed. A bound that a schema names is the bound that reading holds.

use app::{ProgramRequest, ProposeLine, ProposeRequest, ProposeWhat};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;

/// A text of one to `MAX` characters, without blanks at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text<const MAX: usize>(String);

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if MAX < text.chars().count() {
            return Err(D::Error::custom(format!("a text is longer than {MAX} characters")));
        }
        match text.trim() {
            "" => Err(D::Error::custom("a text is empty")),
            trimmed => Ok(Self(trimmed.to_owned())),
        }
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}

/// At most `MAX` things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Few<T, const MAX: usize>(Vec<T>);

impl<T, const MAX: usize> Default for Few<T, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Few<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = Vec::<T>::deserialize(deserializer)?;
        if MAX < all.len() {
            return Err(D::Error::custom(format!("a list has more than {MAX} entries")));
        }
        Ok(Self(all))
    }
}

impl<T: JsonSchema, const MAX: usize> JsonSchema for Few<T, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Few{MAX}{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "maxItems": MAX, "items": generator.subschema_for::<T>() })
    }
}

/// A name, an address or an id.
type Name = Text<200>;
/// A citation.
type CitationId = Text<300>;
/// A question or a search.
type Question = Text<1_000>;
/// A line of a card.
type LineText = Text<2_000>;

/// What `brief` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BriefArguments {
    /// An e-mail address, an id as in contact:123, a name, or `next` for the next meeting.
    who: Name,
}

/// What `search` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchArguments {
    /// Words or a question. Limits may stand among them, as in from:petra kind:email after:2026-02-01.
    query: Question,
    /// Only in the account of this person, company or record. Without it, all accounts are searched.
    #[serde(default)]
    account: Option<Name>,
    /// The most hits; ten where nothing is said.
    #[serde(default)]
    limit: Option<Count<50>>,
}

/// What `ask` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskArguments {
    /// An e-mail address, an id as in contact:123, a name, or `next` for the next meeting.
    who: Name,
    /// The question, in a sentence.
    question: Question,
}

/// What `cite` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CiteArguments {
    /// A citation as answers give it, as in email:6/hs_email_text@1f0c9a72b3de#120-164.
    id: CitationId,
}

/// What `timeline` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimelineArguments {
    /// An e-mail address, an id as in contact:123, a name, or `next` for the next meeting.
    who: Name,
    /// Where the page begins: what the last page gave as `next`. Without it, the newest.
    #[serde(default)]
    before: Option<Name>,
}

/// What `promises` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromisesArguments {
    /// An e-mail address, an id as in contact:123, a name, or `next`. Without it, those of all accounts.
    #[serde(default)]
    who: Option<Name>,
}

/// What `facts` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsArguments {
    /// An e-mail address, an id as in contact:123, a name, or `next` for the next meeting.
    who: Name,
}

/// What `digest` takes: nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DigestArguments {}

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
pub(crate) enum Kind {
    /// A note, from `lines`.
    Note,
    /// A task, from `title` and `due`; `lines` are what it rests on.
    Task,
    /// A value for a property, from `property` and `value`; `lines` are what it rests on.
    Field,
    /// An answer to a mail, from `subject` and `lines`; it is kept for the person to copy and sent to nobody.
    Reply,
}

/// A line of a card.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(crate) struct LineArguments {
    /// The words.
    text: LineText,
    /// Citations of the same account, as answers give them.
    #[serde(default)]
    citations: Few<CitationId, 10>,
}

/// What `propose` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposeArguments {
    /// What is proposed.
    kind: Kind,
    /// A person, an account, a deal, a call or a mail, as in deal:5; for a field the record that has it, for a reply the mail.
    target: Name,
    /// The lines of a note or reply; for a task or a field what it rests on.
    #[serde(default)]
    lines: Few<LineArguments, 40>,
    /// Of a task: what is to be done.
    #[serde(default)]
    title: Option<Name>,
    /// Of a task: the day it is due, as in 2026-03-06. Without it, in three days.
    #[serde(default)]
    due: Option<Text<10>>,
    /// Of a field: the property's internal name, as in hs_next_step.
    #[serde(default)]
    property: Option<Name>,
    /// Of a field: the value as HubSpot stores it.
    #[serde(default)]
    value: Option<LineText>,
    /// Of a reply: the subject. Without it, the mail's own.
    #[serde(default)]
    subject: Option<Name>,
}

/// A number from 1 to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count<const MAX: usize>(usize);

impl<'de, const MAX: usize> Deserialize<'de> for Count<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match usize::deserialize(deserializer)? {
            count if (1..=MAX).contains(&count) => Ok(Self(count)),
            _ => Err(D::Error::custom(format!("a number is not from 1 to {MAX}"))),
        }
    }
}

impl<const MAX: usize> JsonSchema for Count<MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Count{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": MAX })
    }
}

impl From<BriefArguments> for ProgramRequest {
    fn from(BriefArguments { who }: BriefArguments) -> Self {
        Self::Brief(who.0)
    }
}

impl From<SearchArguments> for ProgramRequest {
    fn from(SearchArguments { query, account, limit }: SearchArguments) -> Self {
        Self::Search { query: query.0, account: account.map(|who| who.0), limit: limit.map(|count| count.0) }
    }
}

impl From<AskArguments> for ProgramRequest {
    fn from(AskArguments { who, question }: AskArguments) -> Self {
        Self::Ask { who: who.0, question: question.0 }
    }
}

impl From<CiteArguments> for ProgramRequest {
    fn from(CiteArguments { id }: CiteArguments) -> Self {
        Self::Cite(id.0)
    }
}

impl From<TimelineArguments> for ProgramRequest {
    fn from(TimelineArguments { who, before }: TimelineArguments) -> Self {
        Self::Timeline { who: who.0, before: before.map(|before| before.0) }
    }
}

impl From<PromisesArguments> for ProgramRequest {
    fn from(PromisesArguments { who }: PromisesArguments) -> Self {
        Self::Promises(who.map(|who| who.0))
    }
}

impl From<FactsArguments> for ProgramRequest {
    fn from(FactsArguments { who }: FactsArguments) -> Self {
        Self::Facts(who.0)
    }
}

impl From<DigestArguments> for ProgramRequest {
    fn from(DigestArguments {}: DigestArguments) -> Self {
        Self::Digest
    }
}

impl TryFrom<ProposeArguments> for ProgramRequest {
    type Error = String;

    /// A field that the kind has no use for is refused: whoever gave it meant something else.
    fn try_from(arguments: ProposeArguments) -> Result<Self, String> {
        let ProposeArguments { kind, target, lines, title, due, property, value, subject } = arguments;
        let given = [
            ("title", title.is_some()),
            ("due", due.is_some()),
            ("property", property.is_some()),
            ("value", value.is_some()),
            ("subject", subject.is_some()),
        ];
        let (name, own): (&str, &[&str]) = match kind {
            Kind::Note => ("note", &[]),
            Kind::Task => ("task", &["title", "due"]),
            Kind::Field => ("field", &["property", "value"]),
            Kind::Reply => ("reply", &["subject"]),
        };
        if let Some((other, _)) = given.iter().find(|(field, is_given)| *is_given && !own.contains(field)) {
            return Err(format!("a {name} has no {other}"));
        }
        let missing = |field: &str| format!("a {name} needs a {field}");
        let said: Vec<ProposeLine> = lines
            .0
            .into_iter()
            .map(|line| ProposeLine {
                text: line.text.0,
                citations: line.citations.0.into_iter().map(|citation| citation.0).collect(),
            })
            .collect();
        let what = match kind {
            Kind::Note | Kind::Reply if said.is_empty() => return Err(missing("line")),
            Kind::Note => ProposeWhat::Note(said),
            Kind::Reply => ProposeWhat::Reply { subject: subject.map(|subject| subject.0), body: said },
            Kind::Task => ProposeWhat::Task {
                title: title.ok_or_else(|| missing("title"))?.0,
                due: due.map(|due| due.0),
                because: said,
            },
            Kind::Field => ProposeWhat::Field {
                property: property.ok_or_else(|| missing("property"))?.0,
                value: value.ok_or_else(|| missing("value"))?.0,
                because: said,
            },
        };
        Ok(Self::Propose(ProposeRequest { target: target.0, what }))
    }
}

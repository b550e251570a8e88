//! What each prompt is filled with: one typed value a kind. Everything in here came from the CRM or the rep, so it is data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The kinds of prompt, named as `draft KIND` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Four sentences before a call.
    PreCallSummary,
    /// The note of a call.
    Note,
    /// Objection, timeline and criteria, quoted.
    Signals,
    /// An answer to a mail.
    Reply,
    /// The mail after a call.
    FollowUp,
    /// The mail after silence.
    Nudge,
    /// The first mail to somebody.
    FirstTouch,
    /// The mail that hands an account to a colleague.
    HandOff,
    /// A plan for an account.
    AccountPlan,
    /// One page for a manager.
    ExecutiveSummary,
    /// Two or three rolling sentences.
    Summary,
    /// The next best action.
    NextAction,
    /// Signs that somebody means to buy.
    Intent,
    /// A lead's score.
    Score,
    /// Persona, pain points and fit.
    Persona,
    /// Sentiment and churn risk.
    Sentiment,
    /// The state of a deal.
    DealHealth,
    /// A ticket's category, priority and first answer.
    Triage,
    /// The day ahead.
    Digest,
    /// A part of something longer, shortened; the step before every kind whose sources do not fit one call.
    Condense,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::PreCallSummary,
        Self::Note,
        Self::Signals,
        Self::Reply,
        Self::FollowUp,
        Self::Nudge,
        Self::FirstTouch,
        Self::HandOff,
        Self::AccountPlan,
        Self::ExecutiveSummary,
        Self::Summary,
        Self::NextAction,
        Self::Intent,
        Self::Score,
        Self::Persona,
        Self::Sentiment,
        Self::DealHealth,
        Self::Triage,
        Self::Digest,
        Self::Condense,
    ];

    /// `pre-call-summary`, as files and commands name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreCallSummary => "pre-call-summary",
            Self::Note => "note",
            Self::Signals => "signals",
            Self::Reply => "reply",
            Self::FollowUp => "follow-up",
            Self::Nudge => "nudge",
            Self::FirstTouch => "first-touch",
            Self::HandOff => "hand-off",
            Self::AccountPlan => "account-plan",
            Self::ExecutiveSummary => "executive-summary",
            Self::Summary => "summary",
            Self::NextAction => "next-action",
            Self::Intent => "intent",
            Self::Score => "score",
            Self::Persona => "persona",
            Self::Sentiment => "sentiment",
            Self::DealHealth => "deal-health",
            Self::Triage => "triage",
            Self::Digest => "digest",
            Self::Condense => "condense",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not the name of a kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a kind of draft")]
pub struct UnknownKind {
    /// What was given.
    pub text: String,
}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let named = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        named.ok_or_else(|| UnknownKind { text: text.to_owned() })
    }
}

/// One source. Its id is its place: the first is `s1`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// What it is, who said it and when: "Call, 12 November 2026, Petra Lang".
    pub about: String,
    /// The text.
    pub text: String,
}

/// What every prompt is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The account's name.
    pub account: String,
    /// The person it is about, where there is one.
    pub person: Option<String>,
    /// The rep's day.
    pub today: Date,
    /// What may be used and cited; nothing else may.
    pub sources: Vec<SourceText>,
}

/// For kinds that need no more than the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceneOnly {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
}

/// How a mail should sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Few words, to the point.
    #[default]
    Brief,
    /// Friendlier, still short.
    Warm,
}

/// How the rep writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The rep's name.
    pub rep: String,
    /// How it should sound.
    pub tone: Tone,
    /// The language to write in, by its English name.
    pub language: String,
    /// Sentences from mails the rep sent, to learn the manner from, never the matter.
    pub samples: Vec<String>,
}

/// For a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
    /// The mail to answer. Give it among the sources too, so that it can be cited.
    pub inbound: String,
}

/// For a follow-up and a first touch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
}

/// For a nudge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NudgeInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
    /// Days since they last wrote or spoke.
    pub days_silent: u32,
}

/// For a hand-off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOffInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
    /// Who takes over.
    pub receiver: String,
}

/// For a score.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the rep's team scores by, most important first.
    pub criteria: Vec<String>,
}

/// For a deal's health.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealHealthInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// The deal's name.
    pub deal: String,
    /// Its stage.
    pub stage: String,
    /// Days in that stage.
    pub days_in_stage: u32,
}

/// For a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the customer wrote. Give it among the sources too, so that it can be cited.
    pub inbound: String,
    /// The categories to choose from.
    pub categories: Vec<String>,
    /// The colleagues to choose from.
    pub owners: Vec<String>,
}

/// For the digest of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestInputs {
    /// The scene; its account is the rep's whole book.
    #[serde(flatten)]
    pub scene: Scene,
    /// The target the rep set, in the rep's words.
    pub target: Option<String>,
}

/// For a part of something longer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CondenseInputs {
    /// The scene.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the whole is for: the kind that comes last.
    pub purpose: String,
    /// Which part, counted from 1.
    pub part: u32,
    /// How many there are.
    pub parts: u32,
    /// The most words to use.
    pub words: u32,
}

/// The inputs of one prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "named as the kinds are")]
pub enum Inputs {
    PreCallSummary(SceneOnly),
    Note(SceneOnly),
    Signals(SceneOnly),
    Reply(ReplyInputs),
    FollowUp(MailInputs),
    Nudge(NudgeInputs),
    FirstTouch(MailInputs),
    HandOff(HandOffInputs),
    AccountPlan(SceneOnly),
    ExecutiveSummary(SceneOnly),
    Summary(SceneOnly),
    NextAction(SceneOnly),
    Intent(SceneOnly),
    Score(ScoreInputs),
    Persona(SceneOnly),
    Sentiment(SceneOnly),
    DealHealth(DealHealthInputs),
    Triage(TriageInputs),
    Digest(DigestInputs),
    Condense(CondenseInputs),
}

impl Inputs {
    /// Which prompt they are for.
    pub fn kind(&self) -> Kind {
        match self {
            Self::PreCallSummary(_) => Kind::PreCallSummary,
            Self::Note(_) => Kind::Note,
            Self::Signals(_) => Kind::Signals,
            Self::Reply(_) => Kind::Reply,
            Self::FollowUp(_) => Kind::FollowUp,
            Self::Nudge(_) => Kind::Nudge,
            Self::FirstTouch(_) => Kind::FirstTouch,
            Self::HandOff(_) => Kind::HandOff,
            Self::AccountPlan(_) => Kind::AccountPlan,
            Self::ExecutiveSummary(_) => Kind::ExecutiveSummary,
            Self::Summary(_) => Kind::Summary,
            Self::NextAction(_) => Kind::NextAction,
            Self::Intent(_) => Kind::Intent,
            Self::Score(_) => Kind::Score,
            Self::Persona(_) => Kind::Persona,
            Self::Sentiment(_) => Kind::Sentiment,
            Self::DealHealth(_) => Kind::DealHealth,
            Self::Triage(_) => Kind::Triage,
            Self::Digest(_) => Kind::Digest,
            Self::Condense(_) => Kind::Condense,
        }
    }

    /// The scene of any kind.
    pub fn scene(&self) -> &Scene {
        match self {
            Self::PreCallSummary(inputs)
            | Self::Note(inputs)
            | Self::Signals(inputs)
            | Self::AccountPlan(inputs)
            | Self::ExecutiveSummary(inputs)
            | Self::Summary(inputs)
            | Self::NextAction(inputs)
            | Self::Intent(inputs)
            | Self::Persona(inputs)
            | Self::Sentiment(inputs) => &inputs.scene,
            Self::Reply(inputs) => &inputs.scene,
            Self::FollowUp(inputs) | Self::FirstTouch(inputs) => &inputs.scene,
            Self::Nudge(inputs) => &inputs.scene,
            Self::HandOff(inputs) => &inputs.scene,
            Self::Score(inputs) => &inputs.scene,
            Self::DealHealth(inputs) => &inputs.scene,
            Self::Triage(inputs) => &inputs.scene,
            Self::Digest(inputs) => &inputs.scene,
            Self::Condense(inputs) => &inputs.scene,
        }
    }
}

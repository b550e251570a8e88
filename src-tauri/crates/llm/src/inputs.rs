//! What each prompt is filled with: one typed value a kind. Everything in here came from the CRM or the rep, so it is data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The kinds of prompt, named as `draft KIND` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The pre-call summary: four sentences before a call.
    PreCallSummary,
    /// The note of a call that took place.
    Note,
    /// A deal's signals: objection, timeline and criteria, each quoted.
    Signals,
    /// A reply to a mail.
    Reply,
    /// The follow-up mail after a call.
    FollowUp,
    /// A mail to somebody who has been silent.
    Nudge,
    /// The first mail that the rep writes to somebody.
    FirstTouch,
    /// The mail that hands an account over to a colleague.
    HandOff,
    /// A plan for an account.
    AccountPlan,
    /// One page about an account for a manager.
    ExecutiveSummary,
    /// Two or three sentences that say where an account stands.
    Summary,
    /// The next best action with an account.
    NextAction,
    /// Signs that somebody means to buy.
    Intent,
    /// How good a lead is, by the team's criteria.
    Score,
    /// A person's persona, pain points and fit.
    Persona,
    /// An account's sentiment and its risk of leaving.
    Sentiment,
    /// How healthy a deal is.
    DealHealth,
    /// A ticket's category, priority and first answer.
    Triage,
    /// The rep's day ahead.
    Digest,
    /// A part of something longer, shortened; the step before every kind whose sources do not fit one call.
    Condense,
}

impl Kind {
    /// Every kind of prompt there is.
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

/// A text that is not the name of a kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a kind of draft")]
pub struct UnknownKind {
    /// The text that was given.
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
    /// What the text is, who said it and when: "Call, 12 November 2026, Petra Lang".
    pub about: String,
    /// The source's text.
    pub text: String,
}

/// What every prompt is told: the account, the person, the day and the sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// The account's name.
    pub account: String,
    /// The name of the person it is about; `None` where it is about the account.
    pub person: Option<String>,
    /// Today's date where the rep is.
    pub today: Date,
    /// The texts that may be used and cited, and no others; the first is `s1`.
    pub sources: Vec<SourceText>,
}

/// Inputs of kinds that need nothing but the scene.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceneOnly {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
}

/// How a mail should sound: as brief as can be, or warmer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Few words, and to the point.
    #[default]
    Brief,
    /// Friendlier than [`Tone::Brief`], and still short.
    Warm,
}

/// How the rep writes, for mails that should read like theirs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// The rep's name.
    pub rep: String,
    /// How the mail should sound.
    pub tone: Tone,
    /// The English name of the language to write in, as in `German`.
    pub language: String,
    /// Sentences from mails the rep sent, to learn the manner from, never the matter.
    pub samples: Vec<String>,
}

/// Inputs of a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
    /// The mail to answer. Give it among the sources too, so that it can be cited.
    pub inbound: String,
}

/// Inputs of a follow-up and of a first mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
}

/// Inputs of a mail to somebody who has been silent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NudgeInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
    /// Whole days since they last wrote or spoke.
    pub days_silent: u32,
}

/// Inputs of a mail that hands an account over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOffInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// How the rep writes.
    pub voice: Voice,
    /// The name of the colleague who takes over.
    pub receiver: String,
}

/// Inputs of a lead's score.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the rep's team scores by, most important first.
    pub criteria: Vec<String>,
}

/// Inputs of a deal's health.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealHealthInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// The deal's name.
    pub deal: String,
    /// The name of the deal's stage.
    pub stage: String,
    /// Whole days since the deal entered its stage.
    pub days_in_stage: u32,
}

/// Inputs of a ticket's triage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageInputs {
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the customer wrote. Give it among the sources too, so that it can be cited.
    pub inbound: String,
    /// The categories of tickets to choose from.
    pub categories: Vec<String>,
    /// The names of the colleagues to choose from.
    pub owners: Vec<String>,
}

/// Inputs of the day's digest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestInputs {
    /// The scene; its account is the rep's whole book.
    #[serde(flatten)]
    pub scene: Scene,
    /// The target that the rep set, in the rep's words; `None` where there is none.
    pub target: Option<String>,
}

/// Inputs for condensing one part of what does not fit a single call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CondenseInputs {
    /// The account, person, day and the sources of this part.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the whole is for: the kind that comes last.
    pub purpose: String,
    /// The number of this part, counted from 1.
    pub part: u32,
    /// How many parts there are.
    pub parts: u32,
    /// The most words that the condensed part may have.
    pub words: u32,
}

/// The inputs of one prompt, by its kind.
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
    /// The kind of prompt that the inputs are for.
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

    /// The scene, which the inputs of every kind have.
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

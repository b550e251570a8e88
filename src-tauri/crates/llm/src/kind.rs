//! The kinds of draft: one row each, with what a draft of the kind is for, about, made of and good for. Nothing else lists them.
//!
//! To add a kind, add a row here and its prompt, `prompts/NAME.md`.

use domain::{
    ObjectType,
    SectionName::{self, AskFirst, Deal, Landmines, LastTalk, People, Promises, TheirWords, WhyNow},
};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::{fmt, str::FromStr};

/// What a rep wants of a draft: to prepare, to write, or to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// Read before a talk, or to get to know an account.
    Prepare,
    /// A mail to be sent by the rep.
    Write,
    /// An assessment, as values that reports can read.
    Judge,
}

/// What rules can make of a kind without a language model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByRules {
    /// Nothing: the kind needs a model.
    Nothing,
    /// Lines of the brief: so many of each section, in this order. None named means all of it.
    Brief(&'static [(SectionName, usize)]),
    /// What a reader of its own makes: a call's note, an account's signals, the day's digest, a reply.
    Own,
}

/// Which texts a model reads for a kind, beside what the brief cites and what a search for [`KindSpec::questions`] finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// One talk, whole: the one that was named, else the last.
    Talk,
    /// The person's mails and what was said in talks they took part in, the newest first.
    Person,
    /// The account's latest texts, as many as one call holds.
    Account,
    /// The account's whole history, the newest first, read in parts where it is long.
    History,
    /// What its own maker gives: the mail and its thread for a reply, the day for a digest, one part for a condensation.
    Own,
}

/// What a prompt is filled with beside account, person, day and sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing more.
    Nothing,
    /// How the rep writes.
    Voice,
    /// How the rep writes, and for how long they have been silent.
    Silence,
    /// How the rep writes, and who takes over.
    Receiver,
    /// How the rep writes, and the mail that is answered.
    Inbound,
    /// What the team judges by: leads, signs of leaving or personas.
    Criteria,
    /// The deal with its stage.
    Deal,
    /// The ticket, the categories and the colleagues to choose from.
    Ticket,
    /// The target of the quarter.
    Target,
    /// What is condensed, and to how many words.
    Part,
}

/// Where a value of a draft comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueOf {
    /// The lines, each on a line of its own.
    Lines,
    /// The lines as one text.
    Text,
    /// The lines with ` | ` between two.
    Listed,
    /// The lines, each on a line of its own after what it is under: `Economic buyer: …`.
    Headed,
    /// The typed field of this name.
    Field(&'static str),
}

/// A value that a draft proposes for a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposes {
    /// The property's name among ours, as in `ai_summary`.
    pub property: &'static str,
    /// The heading of the lines that it rests on; every line where none is named.
    pub under: Option<&'static str>,
    /// Where the value comes from.
    pub value: ValueOf,
}

/// Everything that is particular to a kind of draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindSpec {
    /// `pre-call-summary`, as files and commands name it.
    pub name: &'static str,
    /// The kind's prompts, one a version: the text of `prompts/NAME.md`.
    pub prompts: &'static [&'static str],
    /// The name as a rep reads it; empty for kinds that are not offered among the drafts of an account.
    pub title: &'static str,
    /// What the draft gives, in one line.
    pub gives: &'static str,
    /// What it is for.
    pub group: Group,
    /// What it is about: a company, a contact, a deal, a ticket or a call. A company stands for the account, whoever is meant in it.
    pub about: ObjectType,
    /// What rules make of it.
    pub by_rules: ByRules,
    /// Which texts a model reads for it.
    pub reads: Reads,
    /// What its prompt is filled with besides.
    pub needs: Needs,
    /// What is looked for in the whole history, beside the texts that are read.
    pub questions: &'static [&'static str],
    /// The values that it proposes; none for texts, which are filed as a note.
    pub proposes: &'static [Proposes],
}

const fn whole(property: &'static str, value: ValueOf) -> Proposes {
    Proposes { property, under: None, value }
}

const fn under(property: &'static str, heading: &'static str, value: ValueOf) -> Proposes {
    Proposes { property, under: Some(heading), value }
}

macro_rules! prompt {
    ($name:literal) => {
        include_str!(concat!("../../../../prompts/", $name, ".md"))
    };
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $spec:expr;)*) => {
        /// The kinds of draft, each with a prompt of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
        #[serde(rename = "DraftKind", rename_all = "kebab-case")]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every kind there is, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The row of the kind.
            pub fn spec(self) -> &'static KindSpec {
                match self { $(Self::$kind => { const SPEC: KindSpec = $spec; &SPEC })* }
            }
        }
    };
}

/// What most kinds have in common; rows name what is particular to them.
const USUAL: KindSpec = KindSpec {
    name: "",
    prompts: &[],
    title: "",
    gives: "",
    group: Group::Prepare,
    about: ObjectType::Company,
    by_rules: ByRules::Nothing,
    reads: Reads::Account,
    needs: Needs::Nothing,
    questions: &[],
    proposes: &[],
};

kinds! {
    /// The pre-call summary: four sentences before a call.
    PreCallSummary = KindSpec {
        name: "pre-call-summary",
        prompts: &[prompt!("pre-call-summary")],
        title: "Pre-call summary",
        gives: "Four sentences for the minute before a call.",
        about: ObjectType::Contact,
        by_rules: ByRules::Brief(&[(Landmines, 1), (WhyNow, 1), (LastTalk, 1), (AskFirst, 1)]),
        questions: &["who decides and who signs", "what worries them"],
        proposes: &[whole("ai_pre_call_summary", ValueOf::Text)],
        ..USUAL
    };
    /// Two or three sentences that say where an account stands.
    Summary = KindSpec {
        name: "summary",
        prompts: &[prompt!("summary"), prompt!("summary.v2")],
        title: "Summary",
        gives: "Where things stand, in two or three sentences.",
        by_rules: ByRules::Brief(&[(LastTalk, 1), (Deal, 1), (Promises, 1)]),
        proposes: &[whole("ai_summary", ValueOf::Lines)],
        ..USUAL
    };
    /// The next best action with an account.
    NextAction = KindSpec {
        name: "next-action",
        prompts: &[prompt!("next-action")],
        title: "Next action",
        gives: "What to do next, and why.",
        about: ObjectType::Deal,
        by_rules: ByRules::Brief(&[(Landmines, 1), (Promises, 1), (AskFirst, 1)]),
        questions: &["what was agreed to do next", "what they are waiting for"],
        proposes: &[whole("ai_next_best_action", ValueOf::Lines)],
        ..USUAL
    };
    /// A plan for an account.
    AccountPlan = KindSpec {
        name: "account-plan",
        prompts: &[prompt!("account-plan")],
        title: "Account plan",
        gives: "Goals, people, position, risks and steps.",
        by_rules: ByRules::Brief(&[]),
        reads: Reads::History,
        questions: &[
            "their goals and what they want to achieve",
            "who decides, who pays and who uses it",
            "risks, worries and objections",
            "budget, price and contract",
            "plans for next year and further teams or sites",
        ],
        ..USUAL
    };
    /// What the next talk should get through.
    Agenda = KindSpec {
        name: "agenda",
        prompts: &[prompt!("agenda")],
        title: "Agenda",
        gives: "What the next talk should get through.",
        by_rules: ByRules::Brief(&[(Promises, 4), (AskFirst, 2), (Landmines, 1)]),
        questions: &["what was left open", "what has to be decided and by whom", "what they asked for"],
        ..USUAL
    };
    /// What is still open and should be asked.
    Questions = KindSpec {
        name: "questions",
        prompts: &[prompt!("questions")],
        title: "Questions to ask",
        gives: "What is still unknown, as questions for the next talk.",
        by_rules: ByRules::Brief(&[(AskFirst, 4)]),
        questions: &["what they want to reach and what is in the way", "who decides, by what and when", "what it may cost"],
        ..USUAL
    };
    /// One page about an account for a manager.
    ExecutiveSummary = KindSpec {
        name: "executive-summary",
        prompts: &[prompt!("executive-summary")],
        title: "Executive summary",
        gives: "One page for someone new to the account.",
        by_rules: ByRules::Brief(&[]),
        reads: Reads::History,
        questions: &["why they buy", "budget, price and contract", "risks, worries and objections"],
        ..USUAL
    };
    /// The note of a call that took place.
    Note = KindSpec {
        name: "note",
        prompts: &[prompt!("note")],
        title: "Call note",
        gives: "What a colleague needs to know about the last call.",
        about: ObjectType::Call,
        by_rules: ByRules::Own,
        reads: Reads::Talk,
        ..USUAL
    };
    /// The follow-up mail after a call.
    FollowUp = KindSpec {
        name: "follow-up",
        prompts: &[prompt!("follow-up")],
        title: "Follow-up",
        gives: "The mail after a call: what was agreed, who does what.",
        group: Group::Write,
        about: ObjectType::Call,
        by_rules: ByRules::Brief(&[(LastTalk, 4), (Promises, 4), (AskFirst, 1)]),
        reads: Reads::Talk,
        needs: Needs::Voice,
        ..USUAL
    };
    /// A mail to somebody who has been silent.
    Nudge = KindSpec {
        name: "nudge",
        prompts: &[prompt!("nudge")],
        title: "Nudge",
        gives: "A mail after a long silence.",
        group: Group::Write,
        about: ObjectType::Contact,
        by_rules: ByRules::Brief(&[(Promises, 2), (LastTalk, 2), (TheirWords, 1), (AskFirst, 1)]),
        reads: Reads::Person,
        needs: Needs::Silence,
        questions: &["what they wanted to come back on"],
        ..USUAL
    };
    /// The first mail that the rep writes to somebody.
    FirstTouch = KindSpec {
        name: "first-touch",
        prompts: &[prompt!("first-touch")],
        title: "First touch",
        gives: "The first mail to a person.",
        group: Group::Write,
        about: ObjectType::Contact,
        reads: Reads::Person,
        needs: Needs::Voice,
        ..USUAL
    };
    /// The mail that hands an account over to a colleague.
    HandOff = KindSpec {
        name: "hand-off",
        prompts: &[prompt!("hand-off")],
        title: "Hand-off",
        gives: "The mail to the colleague who takes over.",
        group: Group::Write,
        by_rules: ByRules::Brief(&[(People, 6), (Deal, 4), (Promises, 6), (LastTalk, 3), (Landmines, 4)]),
        needs: Needs::Receiver,
        questions: &["what a new colleague has to know", "what was promised"],
        ..USUAL
    };
    /// A deal's signals: objection, timeline, criteria and budget, each quoted.
    Signals = KindSpec {
        name: "signals",
        prompts: &[prompt!("signals"), prompt!("signals.v2")],
        title: "Deal signals",
        gives: "Objection, timing, criteria and budget, in their words.",
        group: Group::Judge,
        about: ObjectType::Deal,
        by_rules: ByRules::Own,
        questions: &["what they object to", "when they decide or start", "what they decide by", "what they can pay"],
        proposes: &[
            under("stated_objection", "stated_objection", ValueOf::Field("stated_objection")),
            under("stated_timeline", "stated_timeline", ValueOf::Field("stated_timeline")),
            under("decision_criteria", "decision_criterion", ValueOf::Listed),
            under("ai_budget_estimate", "budget", ValueOf::Lines),
        ],
        ..USUAL
    };
    /// What is known of each part of a deal (MEDDPICC).
    Qualification = KindSpec {
        name: "qualification",
        prompts: &[prompt!("qualification")],
        title: "Qualification",
        gives: "What they said of each part of MEDDPICC.",
        group: Group::Judge,
        about: ObjectType::Deal,
        by_rules: ByRules::Own,
        questions: &[
            "who decides, who signs and who releases the money",
            "what they gain, in numbers",
            "contract, legal, procurement and security reviews",
            "whom else they look at",
        ],
        proposes: &[whole("ai_qualification_summary", ValueOf::Headed)],
        ..USUAL
    };
    /// How healthy a deal is.
    DealHealth = KindSpec {
        name: "deal-health",
        prompts: &[prompt!("deal-health"), prompt!("deal-health.v2")],
        title: "Deal health",
        gives: "Whether the deal is moving, and what is holding it up.",
        group: Group::Judge,
        about: ObjectType::Deal,
        by_rules: ByRules::Brief(&[(Deal, 6), (Landmines, 4), (Promises, 3)]),
        needs: Needs::Deal,
        questions: &["what holds the decision up", "when they decide or sign"],
        proposes: &[
            whole("ai_deal_health", ValueOf::Field("health")),
            whole("ai_health_score", ValueOf::Field("score")),
            whole("ai_stall_reason", ValueOf::Field("stall_reason")),
            whole("ai_attention_flag", ValueOf::Field("needs_attention")),
        ],
        ..USUAL
    };
    /// Signs that somebody means to buy.
    Intent = KindSpec {
        name: "intent",
        prompts: &[prompt!("intent")],
        title: "Intent",
        gives: "Signs that they intend to buy.",
        group: Group::Judge,
        about: ObjectType::Contact,
        reads: Reads::Person,
        questions: &["price, offer, contract and start"],
        proposes: &[whole("ai_intent_signals", ValueOf::Lines)],
        ..USUAL
    };
    /// How good a lead is, by the team's criteria.
    Score = KindSpec {
        name: "score",
        prompts: &[prompt!("score"), prompt!("score.v2")],
        title: "Lead score",
        gives: "A score from 0 to 100, with reasons and what to do.",
        group: Group::Judge,
        about: ObjectType::Contact,
        reads: Reads::Person,
        needs: Needs::Criteria,
        questions: &["what they need", "budget or price", "who decides", "by when"],
        proposes: &[
            whole("ai_lead_score", ValueOf::Field("score")),
            under("ai_recommended_action", "action", ValueOf::Lines),
        ],
        ..USUAL
    };
    /// A person's persona, pain points and fit.
    Persona = KindSpec {
        name: "persona",
        prompts: &[prompt!("persona"), prompt!("persona.v2")],
        title: "Persona",
        gives: "Their role, their problems and how well we fit.",
        group: Group::Judge,
        about: ObjectType::Contact,
        reads: Reads::Person,
        needs: Needs::Criteria,
        questions: &["what they are responsible for", "what costs them time or worries them"],
        proposes: &[
            under("ai_persona", "persona", ValueOf::Lines),
            under("ai_pain_points", "pain_point", ValueOf::Lines),
            under("ai_fit", "fit", ValueOf::Field("fit")),
        ],
        ..USUAL
    };
    /// An account's sentiment and its risk of leaving.
    Sentiment = KindSpec {
        name: "sentiment",
        prompts: &[prompt!("sentiment"), prompt!("sentiment.v2")],
        title: "Sentiment",
        gives: "How they feel, and whether they may leave.",
        group: Group::Judge,
        about: ObjectType::Contact,
        reads: Reads::Person,
        needs: Needs::Criteria,
        questions: &["what they are happy or unhappy with", "leaving, cancelling or another supplier"],
        proposes: &[
            whole("ai_sentiment", ValueOf::Field("sentiment")),
            whole("ai_sentiment_score", ValueOf::Field("score")),
            whole("ai_churn_risk", ValueOf::Field("churn_risk")),
        ],
        ..USUAL
    };
    /// A ticket's category, priority and first answer.
    Triage = KindSpec {
        name: "triage",
        prompts: &[prompt!("triage"), prompt!("triage.v2")],
        title: "Ticket triage",
        gives: "Category, priority, owner and a first answer.",
        group: Group::Judge,
        about: ObjectType::Ticket,
        needs: Needs::Ticket,
        proposes: &[
            under("ai_summary", "summary", ValueOf::Text),
            whole("ai_category", ValueOf::Field("category")),
            whole("ai_sentiment", ValueOf::Field("sentiment")),
        ],
        ..USUAL
    };
    /// A reply to a mail. Asked for at its mail.
    Reply = KindSpec {
        name: "reply",
        prompts: &[prompt!("reply")],
        gives: "An answer to a mail.",
        group: Group::Write,
        about: ObjectType::Email,
        by_rules: ByRules::Own,
        reads: Reads::Own,
        needs: Needs::Inbound,
        ..USUAL
    };
    /// The rep's day ahead. Asked for on the day's page.
    Digest = KindSpec {
        name: "digest",
        prompts: &[prompt!("digest")],
        gives: "The rep's day ahead.",
        by_rules: ByRules::Own,
        reads: Reads::Own,
        needs: Needs::Target,
        ..USUAL
    };
    /// A part of something longer, shortened; the step before every kind whose sources do not fit one call.
    Condense = KindSpec { name: "condense", prompts: &[prompt!("condense")], gives: "A step of other drafts.", reads: Reads::Own, needs: Needs::Part, ..USUAL };
}

impl Kind {
    /// `pre-call-summary`, as files and commands name it.
    pub fn as_str(self) -> &'static str {
        self.spec().name
    }

    /// Whether drafts of the kind are mails.
    pub fn is_mail(self) -> bool {
        self.spec().group == Group::Write
    }

    /// Whether rules alone can make drafts of the kind.
    pub fn works_by_rules(self) -> bool {
        self.spec().by_rules != ByRules::Nothing
    }

    /// Whether it is offered among the drafts of an account. A reply is asked for at its mail, a digest on the day's page.
    pub fn is_offered(self) -> bool {
        !self.spec().title.is_empty()
    }

    /// The kind that fills a property of ours, as in `ai_summary`; none for what is written along with every value.
    pub fn filling(property: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.spec().proposes.iter().any(|one| one.property == property))
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
        let named = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        named.ok_or_else(|| UnknownKind { text: text.to_owned() })
    }
}

//! The pre-call brief: sections of items, each of a declared kind and with its citations.

use crate::{Citation, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What kind of claim a line makes; it decides what has to hold before the line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// Words that stand in the source exactly so.
    Quote,
    /// A statement that the sources make.
    Fact,
    /// A number or day computed from cited values by the named rule.
    Derived,
    /// A conclusion that is likely: the line says so and cites its grounds.
    Inferred,
    /// A question to ask, with the reason for it cited.
    Question,
}

/// One line of a brief or draft: a claim with its kind, its sources and whether they bear it out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Item {
    /// The text of the line as it is shown.
    pub text: String,
    /// What kind of claim the line makes.
    pub kind: ItemKind,
    /// The name of the rule that computed or found the line; none where no rule did.
    pub rule: Option<String>,
    /// The stretches of text that the line rests on.
    #[specta(type = Vec<String>)]
    pub citations: Vec<Citation>,
    /// Whether grounding found that the line follows from its sources.
    pub verified: bool,
    /// Computed, 0 to 1, or unknown. Never a model's own number.
    pub confidence: Option<f32>,
    /// What a line of the promise ledger says, part by part; none for other lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub promise: Option<Box<Promised>>,
}

/// A promise as a line of the ledger shows it, part by part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Promised {
    /// "We", or the name of whoever promised.
    pub who: String,
    /// Whether we owe it.
    pub ours: bool,
    /// The day it was promised for, as in `2026-03-04`.
    pub due: String,
    /// The other day it may have been promised for, where the words leave two open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[specta(optional)]
    pub or_due: Option<String>,
    /// Whole days since it was due: 0 is today, below 0 is to come.
    pub days_late: i32,
    /// The words of the promise, without quotation marks.
    pub words: String,
}

/// The sections of a brief, in the order they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SectionName {
    /// What can go wrong in the first minute: urgent tickets, our overdue promises, unanswered mail, opt-outs.
    Landmines,
    /// What the coming talk is for.
    WhyNow,
    /// What was said the last time both sides talked.
    LastTalk,
    /// Promises between the two sides, ours first: who owes whom what.
    Promises,
    /// Dated quotes: objections, budget, timeline, criteria, competitors.
    TheirWords,
    /// Where the deal stands, and where the CRM and the people disagree.
    Deal,
    /// Who is involved, and who has gone quiet.
    People,
    /// The one question to open the talk with.
    AskFirst,
}

impl SectionName {
    /// Every section, in the order a brief shows them.
    pub const ALL: [Self; 8] = [
        Self::Landmines,
        Self::WhyNow,
        Self::LastTalk,
        Self::Promises,
        Self::TheirWords,
        Self::Deal,
        Self::People,
        Self::AskFirst,
    ];

    /// The section's name for scripts, as in `why_now`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Landmines => "landmines",
            Self::WhyNow => "why_now",
            Self::LastTalk => "last_talk",
            Self::Promises => "promises",
            Self::TheirWords => "their_words",
            Self::Deal => "deal",
            Self::People => "people",
            Self::AskFirst => "ask_first",
        }
    }
}

/// One section; `empty` says why when there is nothing in it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Section {
    /// Which of the eight sections it is.
    pub name: SectionName,
    /// Why the section has no lines; none where it has some.
    pub empty: Option<String>,
    /// The section's lines, most important first.
    pub items: Vec<Item>,
}

/// Who made a draft: rules alone, or a language model whose lines were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Made by rules and retrieval alone, without a language model.
    Extractive,
    /// Phrased by a language model, each line checked against its sources.
    Llm,
}

impl Mode {
    /// The mode's name for scripts and in rows of the database: `extractive` or `llm`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extractive => "extractive",
            Self::Llm => "llm",
        }
    }

    /// How a text that was filed begins its last line.
    pub fn made_by(self) -> &'static str {
        match self {
            Self::Extractive => "Compiled from your CRM",
            Self::Llm => "AI-generated",
        }
    }

    /// Whether a text is one that was filed from here: it ends with who made it and who approved it.
    pub fn is_filed(text: &str) -> bool {
        [Self::Extractive, Self::Llm].iter().any(|mode| text.contains(&format!("{} · approved by ", mode.made_by())))
    }
}

/// Whom a brief is about, and why them.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Who {
    /// The person, where one was named or is expected.
    pub contact: Option<RecordId>,
    /// The account: a company, or a contact without one.
    pub account: RecordId,
    /// The person's and the account's names, for reading.
    pub name: String,
    /// Why this person or account was chosen, in words: "next meeting: …", "asked for by the name …".
    pub why: String,
}

/// How much of an account was read for a brief, out of what there is.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Coverage {
    /// Number of activities whose text was read.
    #[specta(type = u32)]
    pub read: usize,
    /// Number of activities that the account has had so far.
    #[specta(type = u32)]
    pub total: usize,
    /// Why the rest was not read, one line a reason, with how many it concerns.
    pub missing: Vec<String>,
}

/// A line that was left out of a draft, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Dropped {
    /// The text of the line that was left out.
    pub text: String,
    /// Why the line was left out, in words.
    pub reason: String,
}

/// A pre-call brief: sections of cited lines about one account, and what was read for them.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Brief {
    /// Whether rules alone or a language model made the brief.
    pub mode: Mode,
    /// Whom the brief is about, and why them.
    pub who: Who,
    /// The start of the last finished sync: nothing later is in here.
    #[specta(type = Option<String>)]
    pub fresh_as_of: Option<Timestamp>,
    /// How much of the account was read for the brief.
    pub coverage: Coverage,
    /// Number of words shown, headings left out.
    #[specta(type = u32)]
    pub words: usize,
    /// All eight sections, in reading order, those without lines too.
    pub sections: Vec<Section>,
    /// What grounding refused, and what the length did.
    pub dropped: Vec<Dropped>,
}

//! The pre-call brief: sections of items, each of a declared kind and with its citations.

use crate::{Citation, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What kind of claim a line makes; it decides what has to hold before the line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// Verbatim, word for word as in its source.
    Quote,
    /// Stated in its sources.
    Fact,
    /// Computed from cited values by the named rule.
    Derived,
    /// Likely, says so, and cites its grounds.
    Inferred,
    /// A question to ask, with the reason for it cited.
    Question,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Item {
    /// The line as shown.
    pub text: String,
    /// What kind of claim it is.
    pub kind: ItemKind,
    /// The rule that computed or found it, by name.
    pub rule: Option<String>,
    /// What it rests on.
    #[specta(type = Vec<String>)]
    pub citations: Vec<Citation>,
    /// Whether grounding let it pass.
    pub verified: bool,
    /// Computed, 0 to 1, or unknown. Never a model's own number.
    pub confidence: Option<f32>,
}

/// The sections of a brief, in the order they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SectionName {
    /// What can go wrong in the first minute: urgent tickets, our overdue promises, unanswered mail, opt-outs.
    Landmines,
    /// What this talk is for.
    WhyNow,
    /// What was said last time.
    LastTalk,
    /// Who owes whom what, ours first.
    Promises,
    /// Dated quotes: objections, budget, timeline, criteria, competitors.
    TheirWords,
    /// Where the deal stands, and where the CRM and the people disagree.
    Deal,
    /// Who is in it, and who has gone quiet.
    People,
    /// The one question to open with.
    AskFirst,
}

impl SectionName {
    /// Every section, in reading order.
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

    /// The name scripts know it by.
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
    /// Which section.
    pub name: SectionName,
    /// The reason it has no items, when it has none.
    pub empty: Option<String>,
    /// Its lines, most important first.
    pub items: Vec<Item>,
}

/// How a brief was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// By rules and retrieval alone.
    Extractive,
    /// Phrased by a language model, each line checked against its sources.
    Llm,
}

impl Mode {
    /// The name scripts and rows know it by.
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
    /// Their names, for reading.
    pub name: String,
    /// Why this account was chosen, in words.
    pub why: String,
}

/// What was read, out of what there is.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Coverage {
    /// Activities whose text was read.
    #[specta(type = u32)]
    pub read: usize,
    /// Activities of the account.
    #[specta(type = u32)]
    pub total: usize,
    /// Why the rest was not, one line a reason.
    pub missing: Vec<String>,
}

/// A line that did not make it, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Dropped {
    /// The line.
    pub text: String,
    /// The reason.
    pub reason: String,
}

/// A pre-call brief.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Brief {
    /// How it was made.
    pub mode: Mode,
    /// About whom.
    pub who: Who,
    /// The start of the last finished sync: nothing later is in here.
    #[specta(type = Option<String>)]
    pub fresh_as_of: Option<Timestamp>,
    /// What was read.
    pub coverage: Coverage,
    /// Words shown, headings aside.
    #[specta(type = u32)]
    pub words: usize,
    /// All sections, in reading order.
    pub sections: Vec<Section>,
    /// What grounding refused, and what the length did.
    pub dropped: Vec<Dropped>,
}

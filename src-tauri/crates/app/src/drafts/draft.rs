//! What is asked for as a draft, and what a draft is: its lines, values, sources and proposals, and the steps in which it is made.

use crate::{portal::progress::Silent, review::proposals::ProposalView};
use domain::{Dropped, Item, Mode, Source, Sources};
use llm::{Kind, Tone};
use serde::Serialize;
use specta::Type;
use std::collections::BTreeMap;

/// A draft with the proposals that were made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DraftReport {
    /// The draft itself.
    pub draft: DraftView,
    /// The ids of the proposals that were made of the draft.
    pub proposals: Vec<String>,
    /// The text behind every citation of the draft's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// The draft's proposals as a review shows them, in order.
    pub shown: Vec<ProposalView>,
}

/// A draft of any kind as it was made: its lines and values.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct DraftView {
    /// The draft's id, as commands take it; empty before the draft is kept.
    pub id: String,
    /// The kind of draft, as in `note` or `follow-up`.
    pub kind: String,
    /// Whether rules alone or a language model made the draft.
    pub mode: Mode,
    /// Names the request that made the draft: equal input, equal id.
    pub request_id: String,
    /// The draft's lines, in order.
    pub items: Vec<Item>,
    /// The draft's values beside its lines, by name, as in `subject` and `body` of a mail.
    pub fields: BTreeMap<String, String>,
}

/// What to draft, about whom, and how it should sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseRequest {
    /// The kind of draft.
    pub kind: Kind,
    /// A person or account; a call for its note, a deal or ticket where the kind is about one.
    pub target: String,
    /// How a mail should sound; of no meaning for other kinds.
    pub tone: Tone,
    /// The name of the colleague who takes over, for a hand-off.
    pub receiver: Option<String>,
    /// Which version of the prompt; the newest where none is named.
    pub version: Option<u32>,
}

impl PhraseRequest {
    /// A draft of a kind about somebody, otherwise as usual.
    pub fn new(kind: Kind, target: &str) -> Self {
        Self { kind, target: target.to_owned(), tone: Tone::default(), receiver: None, version: None }
    }
}

/// A draft with its sources, and what is to be known of how it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct PhrasedReport {
    /// The draft itself.
    pub draft: DraftView,
    /// The ids of its proposals; a text that is copied has none.
    pub proposals: Vec<String>,
    /// The text behind every citation of the draft's lines.
    #[specta(type = BTreeMap<String, Source>)]
    pub sources: Sources,
    /// Lines of the model's that do not follow from their sources, each with the reason.
    pub dropped: Vec<Dropped>,
    /// Why rules made it, where a model was asked or is needed.
    pub note: Option<String>,
    /// What was read for it: "57 passages in 3 parts".
    pub read: String,
    /// The requests that were made for it, in order: what `calls show` opens.
    pub requests: Vec<String>,
    /// The heading each line belongs under, in the order of the draft's lines; none where the kind has no headings.
    pub headings: Vec<Option<String>>,
    /// The draft as a mail, where the kind is one.
    pub mail: Option<MailView>,
}

/// A mail to be copied or opened in the mail client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
pub struct MailView {
    /// The address it goes to; none where none is known.
    pub to: Option<String>,
    /// The subject of the mail.
    pub subject: String,
    /// The text of the mail, blanks included.
    pub body: String,
}

/// A step in the making of a draft, told while it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum DraftStep {
    /// What rules make of it, which stands until the model's lines come.
    Standing {
        /// The draft as rules make it; it is not kept yet, so it has no id.
        report: Box<PhrasedReport>,
    },
    /// The sources do not fit one call, and a part of them is being read.
    Reading {
        /// How many parts have been read.
        done: u32,
        /// How many parts there are.
        total: u32,
    },
    /// The model is asked for the draft itself.
    Asking {
        /// The model that is asked, as `PROVIDER:MODEL`.
        model: String,
        /// Whether the model runs on this machine.
        local: bool,
    },
    /// A line of the model's that follows from its sources.
    Line {
        /// The line with its claim and its citations.
        item: Item,
        /// The heading it belongs under; none where the kind has no headings.
        section: Option<String>,
        /// The text behind every citation of the line.
        #[specta(type = BTreeMap<String, Source>)]
        sources: Sources,
    },
    /// A line of the model's that does not follow from its sources.
    Dropped {
        /// The text of the line, and why it was left out.
        dropped: Dropped,
    },
}

/// Hears how far a draft has come.
pub trait DraftReporter: Send + Sync {
    /// Takes one step; returns at once.
    fn report(&self, step: DraftStep);
}

impl DraftReporter for Silent {
    fn report(&self, _: DraftStep) {}
}

/// A prompt as it would leave this machine, shown before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct SentView {
    /// The model it would go to, as `PROVIDER:MODEL`.
    pub model: String,
    /// The address it would go to.
    pub url: String,
    /// Whether the model runs on this machine, so that nothing leaves it.
    pub local: bool,
    /// The standing instructions, word for word.
    pub system: String,
    /// The request with its data, word for word. Where the sources do not fit one call, what the first call reads.
    pub request: String,
    /// An estimate of the prompt's tokens.
    pub tokens: u32,
    /// How many calls the draft takes.
    pub calls: u32,
    /// The most that the calls could cost, in US dollars; none where the price is not known.
    pub cost_usd: Option<f64>,
}

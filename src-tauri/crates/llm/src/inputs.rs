//! What each prompt is filled with: one typed value a kind. Everything in here came from the CRM or the rep, so it is data.

use crate::Kind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use specta::Type;

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

/// How a mail should sound: as brief as can be, or warmer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
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

/// What a prompt is filled with beside the scene, by what its kind [`Needs`](crate::Needs).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum More {
    /// A mail to somebody who has been silent.
    Silence {
        /// How the rep writes.
        voice: Voice,
        /// Whole days since they last wrote or spoke.
        days_silent: u32,
    },
    /// A mail that hands an account over.
    Receiver {
        /// How the rep writes.
        voice: Voice,
        /// The name of the colleague who takes over.
        receiver: String,
    },
    /// A reply.
    Inbound {
        /// How the rep writes.
        voice: Voice,
        /// The mail to answer. Give it among the sources too, so that it can be cited.
        inbound: String,
    },
    /// Any other mail.
    Voice {
        /// How the rep writes.
        voice: Voice,
    },
    /// A lead's score, somebody's sentiment or persona.
    Criteria {
        /// What the rep's team judges by: leads, signs of leaving or personas, most important first.
        criteria: Vec<String>,
    },
    /// A deal's health.
    Deal {
        /// The deal's name.
        deal: String,
        /// The name of the deal's stage.
        stage: String,
        /// Whole days since the deal entered its stage.
        days_in_stage: u32,
    },
    /// A ticket's triage.
    Ticket {
        /// What the customer wrote. Give it among the sources too, so that it can be cited.
        inbound: String,
        /// The categories of tickets to choose from.
        categories: Vec<String>,
        /// The names of the colleagues to choose from.
        owners: Vec<String>,
        /// The names of the stages that the ticket can go to.
        stages: Vec<String>,
    },
    /// The day's digest.
    Target {
        /// The target that the rep set, in the rep's words; `None` where there is none.
        target: Option<String>,
    },
    /// One part of what does not fit a single call.
    Part {
        /// What the whole is for: the kind that comes last.
        purpose: String,
        /// The number of this part, counted from 1.
        part: u32,
        /// How many parts there are.
        parts: u32,
        /// The most words that the condensed part may have.
        words: u32,
    },
    /// Nothing more.
    Nothing {},
}

/// The inputs of one prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The kind of prompt that the inputs are for.
    #[serde(rename = "for")]
    pub kind: Kind,
    /// The account, person, day and sources.
    #[serde(flatten)]
    pub scene: Scene,
    /// What the kind needs beside them.
    #[serde(flatten)]
    pub more: More,
}

//! What a program is given: lines with their sources, and what is to be known of them.

use crate::error::Candidate;
use domain::RecordId;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer to a call.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Whether there is what was asked for. Where there is not, that is the answer and no error.
    pub found: bool,
    /// What the answer is, in our own words; no word of it comes from the CRM.
    pub said: String,
    /// The account that was asked about; none where all were.
    pub account: Option<AccountNamed>,
    /// The start of the last finished sync: nothing later is in here. None before the first.
    pub fresh_as_of: Option<Timestamp>,
    /// The lines. Each has at least one citation, and every citation of each opens.
    pub lines: Vec<AnswerLine>,
    /// How many lines were not given, by why.
    pub left_out: LeftOut,
    /// What else is to be known, as who was meant and why, or what could not be read.
    pub notes: Vec<String>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// Whom a name may mean, where it fits several.
    pub candidates: Vec<Candidate>,
    /// The card that was put up for review.
    pub card: Option<PutUp>,
}

/// An account by its id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountNamed {
    /// The id, as in `company:1`.
    pub id: String,
    /// The name.
    pub name: String,
}

/// A line of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AnswerLine {
    /// The part it belongs to, as a section of a brief or digest; none where there are no parts.
    pub part: Option<String>,
    /// `quote`, `fact`, `derived`, `inferred` or `question`.
    pub kind: String,
    /// The words.
    pub text: String,
    /// Who said or wrote them; none where that is not one person, or not known.
    pub speaker: Option<String>,
    /// When they were said or written.
    pub time: Option<Timestamp>,
    /// The account; none where the whole answer is about one.
    pub account: Option<AccountNamed>,
    /// What else is known of the line, by name, as `due` and `status` of a promise.
    pub about: BTreeMap<&'static str, String>,
    /// The citations, each of which opens.
    pub citations: Vec<String>,
}

/// How many lines were not given, by why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// They have no source, or one that does not open or does not read as it was cited.
    pub unsourced: u32,
    /// They rest on what belongs to another account than the one that was asked about.
    pub other_accounts: u32,
    /// They rest on the words of somebody whose words are kept from language models.
    pub kept_back: u32,
    /// There are more than an answer holds.
    pub too_many: u32,
}

impl LeftOut {
    /// How many in all.
    pub fn total(&self) -> u32 {
        self.unsourced + self.other_accounts + self.kept_back + self.too_many
    }
}

/// A card that waits for the rep's decision. Nothing was written to HubSpot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PutUp {
    /// The proposal's id.
    pub id: String,
    /// `note`, `task` or `property`.
    pub kind: String,
    /// What is proposed, in words.
    pub title: String,
    /// The record it is about.
    pub target: String,
    /// Where it stands: `proposed` until the rep decides.
    pub status: String,
}

/// What was gathered for an answer, before its lines are held against the store.
#[derive(Default)]
pub(crate) struct Gathered {
    pub answer: Answer,
    /// The one account that was asked about.
    pub account: Option<RecordId>,
    /// The lines, of which the answer has none yet.
    pub lines: Vec<Drawn>,
    /// What the sources of the lines are known to be, with which side a speaker sits on.
    pub sources: domain::Sources,
}

/// A line with the citations that it is drawn from.
#[derive(Default)]
pub(crate) struct Drawn {
    pub line: AnswerLine,
    pub citations: Vec<domain::Citation>,
}

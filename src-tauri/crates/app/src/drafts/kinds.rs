//! The kinds of text that can be drafted.

use domain::ObjectType;
use llm::{Group, Kind};
use serde::Serialize;
use specta::Type;

/// A kind of draft that a page offers, with what it gives and needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct DraftKindView {
    /// The kind, as commands name it.
    pub kind: Kind,
    /// The kind's name for reading, as in `Follow-up`.
    pub name: String,
    /// What the draft gives the rep, in one line.
    pub gives: String,
    /// What the draft is for.
    pub group: Group,
    /// Whether nothing comes of it without a language model.
    pub needs_model: bool,
    /// Whether the draft is a mail.
    pub is_mail: bool,
    /// What the draft is about.
    pub about: DraftAbout,
    /// How it is put up for review.
    pub files: DraftFiles,
}

/// What a kind of draft is about. A company stands for the account as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum DraftAbout {
    /// The account.
    Company,
    /// A person of the account.
    Contact,
    /// A deal of the account.
    Deal,
    /// A ticket of the account.
    Ticket,
    /// A call with the account.
    Call,
}

/// How what a draft says is put up for review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum DraftFiles {
    /// As values of properties, where the portal has them, else as a note.
    Values,
    /// As a note.
    Note,
}

/// Every kind of draft about an account, in the order a page lists them. A reply is asked for at its mail, a digest on the day's page.
pub fn draft_kinds() -> Vec<DraftKindView> {
    let view = |kind: Kind| {
        let spec = kind.spec();
        DraftKindView {
            kind,
            name: spec.title.to_owned(),
            gives: spec.gives.to_owned(),
            group: spec.group,
            needs_model: !kind.works_by_rules(),
            is_mail: kind.is_mail(),
            about: match spec.about {
                ObjectType::Contact => DraftAbout::Contact,
                ObjectType::Deal => DraftAbout::Deal,
                ObjectType::Ticket => DraftAbout::Ticket,
                ObjectType::Call => DraftAbout::Call,
                _ => DraftAbout::Company,
            },
            files: if is_proposed(kind) { DraftFiles::Values } else { DraftFiles::Note },
        }
    };
    Kind::ALL.iter().copied().filter(|kind| kind.is_offered()).map(view).collect()
}

/// Whether a kind of draft says something that goes into properties, where a portal has them.
pub fn is_proposed(kind: Kind) -> bool {
    !kind.spec().proposes.is_empty()
}

/// Whether something is left for the rep to fill in: a rule's `[…]` or a model's `[[what is missing]]`.
pub(crate) fn has_blanks(text: &str) -> bool {
    text.contains(drafting::reply::BLANK) || text.split_once("[[").is_some_and(|(_, rest)| rest.contains("]]"))
}

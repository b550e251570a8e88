//! Why a line does not follow from its sources.

use domain::text::grouped;

/// One reason why a line does not follow from its sources.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Flaw {
    /// The line cites nothing.
    #[error("it cites no source")]
    NoCitation,
    /// The line cites something outside the closed set of sources.
    #[error("it cites {citation}, which is not one of the sources")]
    UnknownCitation {
        /// The citation that is not among the sources.
        citation: String,
    },
    /// The line is derived and does not name its rule.
    #[error("it does not name its rule")]
    NoRule,
    /// The line is inferred and does not say so.
    #[error("it is inferred but does not say \u{201c}likely\u{201d}")]
    Unlabelled,
    /// Quoted words that no cited source holds word for word.
    #[error("no source says \u{201c}{words}\u{201d} word for word")]
    NotVerbatim {
        /// The words that stand in no source.
        words: String,
    },
    /// A quotation that stands wholly in brackets: what the line put in, and nothing that was said.
    #[error("\u{201c}{words}\u{201d} is in brackets, so it is not a quotation")]
    OnlyBrackets {
        /// The words in brackets, brackets included.
        words: String,
    },
    /// The line has a number that neither a source nor its rule yields.
    #[error("no source says {number}")]
    Number {
        /// The number as it stands in the line.
        number: String,
    },
    /// A derived line without the value its rule yields.
    #[error("its rule, {rule}, gives {value}")]
    NotComputed {
        /// The name of the rule.
        rule: String,
        /// The value that the rule yields.
        value: String,
    },
    /// A number that a source has, but for something else.
    #[error("the sources do not say {number} about this")]
    NumberElsewhere {
        /// The number as it stands in the line, with what it is said to count.
        number: String,
    },
    /// The line has a date or time that no source yields.
    #[error("no source says {time}")]
    Time {
        /// The date or time as it stands in the line.
        time: String,
    },
    /// The line has a name that no source knows.
    #[error("no source names {name}")]
    Name {
        /// The name as it stands in the line.
        name: String,
    },
    /// A name that the sources have, but in another part.
    #[error("the sources do not say this about {name}")]
    NameElsewhere {
        /// The name as it stands in the line.
        name: String,
    },
    /// Words said to be somebody's that are another's.
    #[error("{name} does not say this in the sources")]
    Attribution {
        /// The name of whoever is said to have said it.
        name: String,
    },
    /// The line says that a promise is somebody's, and it is another's.
    #[error("the sources have this promise from {said}, not from {name}")]
    WhoOwes {
        /// The name of whoever is said to owe.
        name: String,
        /// The name of whoever promised.
        said: String,
    },
    /// The line says that somebody promised what they were only asked for.
    #[error("{name} is asked for this in the sources, but has not promised it")]
    OnlyAsked {
        /// The name of whoever is said to have promised.
        name: String,
    },
    /// The line has an address that no source has.
    #[error("no source has the address {address}")]
    Address {
        /// The address as it stands in the line.
        address: String,
    },
    /// The line has a negation more or one fewer than the source.
    #[error("the sources say the opposite of \u{201c}{words}\u{201d}")]
    Negation {
        /// The words of the line around the negation.
        words: String,
    },
    /// A word where the source has its opposite, or another degree.
    #[error("the sources say \u{201c}{said}\u{201d}, not \u{201c}{word}\u{201d}")]
    Opposite {
        /// The word as it stands in the line.
        word: String,
        /// The word that the source has in its place.
        said: String,
    },
    /// Most of the line stands in no source.
    #[error("the sources say nothing about \u{201c}{words}\u{201d}")]
    Unsupported {
        /// The words of the line that stand in no source.
        words: String,
    },
}

/// A number as people read it: its thousands apart, unless it may be a year.
pub(crate) fn shown(number: u64) -> String {
    if number < 10_000 { number.to_string() } else { grouped(number) }
}

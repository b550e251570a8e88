//! Why a line does not follow from its sources.

use domain::text::grouped;

/// One reason against a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Flaw {
    /// It cites nothing.
    #[error("it cites no source")]
    NoCitation,
    /// It cites something outside the closed set.
    #[error("it cites {citation}, which is not one of the sources")]
    UnknownCitation {
        /// The citation.
        citation: String,
    },
    /// A derived line without its rule.
    #[error("it does not name its rule")]
    NoRule,
    /// An inferred line that does not say so.
    #[error("it is inferred but does not say \u{201c}likely\u{201d}")]
    Unlabelled,
    /// Quoted words that no cited source holds word for word.
    #[error("no source says \u{201c}{words}\u{201d} word for word")]
    NotVerbatim {
        /// The words.
        words: String,
    },
    /// A quotation that stands wholly in brackets: what the line put in, and nothing that was said.
    #[error("\u{201c}{words}\u{201d} is in brackets, so it is not a quotation")]
    OnlyBrackets {
        /// The words, brackets included.
        words: String,
    },
    /// A number that neither source nor rule yields.
    #[error("no source says {number}")]
    Number {
        /// The number.
        number: String,
    },
    /// A derived line without the value its rule yields.
    #[error("its rule, {rule}, gives {value}")]
    NotComputed {
        /// The rule.
        rule: String,
        /// What the rule yields.
        value: String,
    },
    /// A number that a source has, but for something else.
    #[error("the sources do not say {number} about this")]
    NumberElsewhere {
        /// The number, with what it is said to count.
        number: String,
    },
    /// A date or time that no source yields.
    #[error("no source says {time}")]
    Time {
        /// The date or time.
        time: String,
    },
    /// A name that no source knows.
    #[error("no source names {name}")]
    Name {
        /// The name.
        name: String,
    },
    /// A name that the sources have, but in another part.
    #[error("the sources do not say this about {name}")]
    NameElsewhere {
        /// The name.
        name: String,
    },
    /// Words said to be somebody's that are another's.
    #[error("{name} does not say this in the sources")]
    Attribution {
        /// Who is said to have said it.
        name: String,
    },
    /// An address that no source has.
    #[error("no source has the address {address}")]
    Address {
        /// The address.
        address: String,
    },
    /// A negation more or less than the source has.
    #[error("the sources say the opposite of \u{201c}{words}\u{201d}")]
    Negation {
        /// The words around it.
        words: String,
    },
    /// A word where the source has its opposite, or another degree.
    #[error("the sources say \u{201c}{said}\u{201d}, not \u{201c}{word}\u{201d}")]
    Opposite {
        /// What the line says.
        word: String,
        /// What the source says.
        said: String,
    },
    /// Most of it is in no source.
    #[error("the sources say nothing about \u{201c}{words}\u{201d}")]
    Unsupported {
        /// The words that are in none.
        words: String,
    },
}

/// A number as people read it: its thousands apart, unless it may be a year.
pub(crate) fn shown(number: u64) -> String {
    if number < 10_000 { number.to_string() } else { grouped(number) }
}

//! Why a line does not follow from its sources.

/// One reason against a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Flaw {
    /// It cites nothing.
    #[error("it cites no source")]
    NoCitation,
    /// It cites something outside the closed set.
    #[error("it cites {citation}, which is not among the sources")]
    UnknownCitation {
        /// The citation.
        citation: String,
    },
    /// A derived line without its rule.
    #[error("it does not name the rule it was derived by")]
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
    #[error("\u{201c}{words}\u{201d} stands in brackets and quotes nothing")]
    OnlyBrackets {
        /// The words, brackets included.
        words: String,
    },
    /// A number that neither source nor rule yields.
    #[error("the number {number} is in no source")]
    Number {
        /// The number.
        number: String,
    },
    /// A derived line without the value its rule yields.
    #[error("by its rule {rule} it would be {value}")]
    NotComputed {
        /// The rule.
        rule: String,
        /// What the rule yields.
        value: String,
    },
    /// A number that a source has, but for something else.
    #[error("the sources do not say {number} of this")]
    NumberElsewhere {
        /// The number, with what it is said to count.
        number: String,
    },
    /// A date or time that no source yields.
    #[error("the time {time} is in no source")]
    Time {
        /// The date or time.
        time: String,
    },
    /// A name that no source knows.
    #[error("the name {name} is in no source")]
    Name {
        /// The name.
        name: String,
    },
    /// A name that the sources have, but in another part.
    #[error("the sources do not say this of {name}")]
    NameElsewhere {
        /// The name.
        name: String,
    },
    /// Words said to be somebody's that are another's.
    #[error("the sources do not have this from {name}")]
    Attribution {
        /// Who is said to have said it.
        name: String,
    },
    /// A promise said to be somebody's that is another's.
    #[error("the sources have this promise from {said}, not from {name}")]
    WhoOwes {
        /// Who is said to owe.
        name: String,
        /// Who promised.
        said: String,
    },
    /// A promise of somebody who was only asked for it, or never gave one.
    #[error("{name} is asked for this in the sources, but has not promised it")]
    OnlyAsked {
        /// Who is said to have promised.
        name: String,
    },
    /// An address that no source has.
    #[error("the address {address} is in no source")]
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
    #[error("the sources say nothing of \u{201c}{words}\u{201d}")]
    Unsupported {
        /// The words that are in none.
        words: String,
    },
}

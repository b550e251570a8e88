//! Who asks, and for what: a program by the name that it gives itself, and the tools there are.

use serde::{Deserialize, Serialize};
use specta::Type;
use store::EVERY_PROGRAM;

/// The most characters of a program's name.
const NAME_MAX: usize = 80;
/// The most characters of a program's version.
const VERSION_MAX: usize = 40;
/// What a program is called that gives no name.
const UNNAMED: &str = "unnamed program";

/// A program that asks, as it introduces itself. The name is no proof of who it is: it tells programs apart that mean well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name, in one line of what a person can see.
    pub name: String,
    /// The version; empty where it gave none.
    pub version: String,
}

impl Caller {
    /// A program with the name and version that it gave.
    pub fn new(name: &str, version: &str) -> Self {
        let name = match short(name, NAME_MAX) {
            // The name of all programs together is nobody's.
            name if name.is_empty() || name == EVERY_PROGRAM => UNNAMED.to_owned(),
            name => name,
        };
        Self { name, version: short(version, VERSION_MAX) }
    }
}

/// The beginning of a text in one line, without what nobody sees: at most so many characters.
pub(crate) fn short(text: &str, chars_max: usize) -> String {
    let seen = domain::visible(text);
    let words = seen.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(chars_max).collect::<String>().trim_end().to_owned()
}

/// What a program can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProgramTool {
    /// The brief of a person or account.
    Brief,
    /// A search by word and by meaning.
    Search,
    /// A question, answered by what was said.
    Ask,
    /// What a citation points to.
    Cite,
    /// What happened with an account, newest first.
    Timeline,
    /// Who owes whom what.
    Promises,
    /// What the talks tell of the customer.
    Facts,
    /// The day ahead.
    Digest,
    /// A card for review.
    Propose,
}

impl ProgramTool {
    /// Every tool, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Brief,
        Self::Search,
        Self::Ask,
        Self::Cite,
        Self::Timeline,
        Self::Promises,
        Self::Facts,
        Self::Digest,
        Self::Propose,
    ];

    /// The tool's name, as programs and commands know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Search => "search",
            Self::Ask => "ask",
            Self::Cite => "cite",
            Self::Timeline => "timeline",
            Self::Promises => "promises",
            Self::Facts => "facts",
            Self::Digest => "digest",
            Self::Propose => "propose",
        }
    }

    /// The tool of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.as_str() == name)
    }

    /// Whether it only reads.
    pub fn reads(self) -> bool {
        self != Self::Propose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_short_line_that_a_person_can_see() {
        assert_eq!(Caller::new(" Claude\u{200b}\nDesktop ", "1.0\t"), Caller::new("Claude Desktop", "1.0"));
        assert_eq!(Caller::new("*", "").name, UNNAMED);
        assert_eq!(Caller::new("\u{202e}", "").name, UNNAMED);
        assert_eq!(Caller::new(&"x".repeat(500), "").name.chars().count(), NAME_MAX);
    }

    #[test]
    fn a_tool_is_known_by_its_name() {
        assert!(ProgramTool::ALL.iter().all(|tool| ProgramTool::named(tool.as_str()) == Some(*tool)));
        assert_eq!(ProgramTool::named("approve"), None);
    }
}

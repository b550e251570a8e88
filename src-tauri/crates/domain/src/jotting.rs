//! What a rep notes down during a call, a line at a time. Pure.

use crate::{Heading, RecordId};
use jiff::Timestamp;

/// What a jotted line is, told by the sign it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub enum JotMark {
    /// Something that was said or seen.
    Plain,
    /// We promised it: `!`.
    Ours,
    /// They promised it: `*`.
    Theirs,
    /// A number: `#`.
    Number,
    /// What comes next: `>`.
    Next,
    /// A doubt of theirs: `?`.
    Doubt,
    /// Their very words: `"`.
    Quote,
}

impl JotMark {
    /// Every mark that has a sign, with it.
    pub const SIGNS: [(char, Self); 6] = [
        ('!', Self::Ours),
        ('*', Self::Theirs),
        ('#', Self::Number),
        ('>', Self::Next),
        ('?', Self::Doubt),
        ('"', Self::Quote),
    ];

    /// The mark of a line as it was typed, and its words without the sign.
    pub fn of(line: &str) -> (Self, &str) {
        let line = line.trim();
        let found = Self::SIGNS.into_iter().find(|(sign, _)| line.starts_with(*sign));
        match found {
            Some((sign, mark)) => {
                let words = line.trim_start_matches(sign).trim();
                let words =
                    if mark == Self::Quote { words.trim_end_matches(['"', '”', '“']).trim_end() } else { words };
                (mark, words)
            }
            None => (Self::Plain, line),
        }
    }

    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ours => "ours",
            Self::Theirs => "theirs",
            Self::Number => "number",
            Self::Next => "next",
            Self::Doubt => "doubt",
            Self::Quote => "quote",
        }
    }

    /// The mark that is stored under a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Plain].into_iter().chain(Self::SIGNS.map(|(_, mark)| mark)).find(|mark| mark.as_str() == name)
    }

    /// The part of a note that the line stands in.
    pub fn heading(self) -> Heading {
        match self {
            Self::Plain | Self::Number | Self::Quote | Self::Next => Heading::Point,
            Self::Ours => Heading::Ours,
            Self::Theirs => Heading::Theirs,
            Self::Doubt => Heading::Objection,
        }
    }
}

/// A line that a rep noted down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jotting {
    /// Its number; 0 before it is stored.
    pub id: i64,
    /// The account it is about.
    pub account: RecordId,
    /// The meeting it was noted in; none where there was none.
    pub meeting: Option<RecordId>,
    /// When it was noted.
    pub at: Timestamp,
    /// What it is.
    pub mark: JotMark,
    /// The words.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_says_what_a_line_is() {
        for (line, mark, words) in [
            ("we looked at the crusher", JotMark::Plain, "we looked at the crusher"),
            ("! offer by Friday", JotMark::Ours, "offer by Friday"),
            ("*contract back on Monday", JotMark::Theirs, "contract back on Monday"),
            ("#44,000 euros", JotMark::Number, "44,000 euros"),
            (" > site visit", JotMark::Next, "site visit"),
            ("?too slow", JotMark::Doubt, "too slow"),
            ("\"we cannot wait\"", JotMark::Quote, "we cannot wait"),
            ("is it? yes", JotMark::Plain, "is it? yes"),
        ] {
            assert_eq!(JotMark::of(line), (mark, words), "{line}");
            assert_eq!(JotMark::named(mark.as_str()), Some(mark));
        }
    }
}

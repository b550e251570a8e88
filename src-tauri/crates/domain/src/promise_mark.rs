//! What the rep said of a promise that Foreword found: that it is done, that it can wait, that it is none, or whose it is.

use crate::Citation;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the rep decided about a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PromiseMark {
    /// It was kept, whatever the records say.
    Done,
    /// It is looked at again on a day; until then nobody is reminded of it.
    Later,
    /// The words promise nothing.
    NoPromise,
    /// The other side has to keep it.
    Theirs,
}

impl PromiseMark {
    /// Every mark, in the order above.
    pub const ALL: [Self; 4] = [Self::Done, Self::Later, Self::NoPromise, Self::Theirs];

    /// The mark's name, as it is stored and as scripts know it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Later => "later",
            Self::NoPromise => "no_promise",
            Self::Theirs => "theirs",
        }
    }

    /// Takes a mark back from where [`PromiseMark::as_str`] was stored; `None` for any other word.
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.as_str() == word)
    }
}

/// One decision of the rep about a promise, named by the words that promise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPromise {
    /// The words that promise it, as they were shown.
    pub citation: Citation,
    /// What was decided.
    pub mark: PromiseMark,
    /// The day from which on the rep is reminded of it again; `None` unless it is to wait.
    pub until: Option<Date>,
    /// When it was decided.
    pub at: Timestamp,
}

impl MarkedPromise {
    /// Whether the decision is about the promise that these words make: they stand in the same text, and overlap.
    pub fn is_about(&self, words: &Citation) -> bool {
        let own = &self.citation;
        own.record == words.record
            && own.part == words.part
            && own.content == words.content
            && own.span.overlaps(words.span)
    }

    /// Whether the decision holds on a day: waiting ends.
    pub fn holds_on(&self, today: Date) -> bool {
        self.mark != PromiseMark::Later || self.until.is_some_and(|until| today < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn marked(mark: PromiseMark, until: Option<Date>) -> MarkedPromise {
        let citation = "email:6/hs_email_text@1f0c9a72b3de#120-164".parse().unwrap();
        MarkedPromise { citation, mark, until, at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_decision_is_about_the_same_words_of_the_same_text() {
        let done = marked(PromiseMark::Done, None);
        let is_about = |citation: &str| done.is_about(&citation.parse().unwrap());
        assert!(is_about("email:6/hs_email_text@1f0c9a72b3de#110-170"));
        assert!(!is_about("email:6/hs_email_text@1f0c9a72b3de#164-170"));
        assert!(!is_about("email:6/hs_email_text@000000000000#120-164"), "another version of the text");
        assert!(!is_about("email:7/hs_email_text@1f0c9a72b3de#120-164"));
    }

    #[test]
    fn waiting_ends_on_its_day() {
        let later = marked(PromiseMark::Later, Some(date(2026, 3, 10)));
        assert!(later.holds_on(date(2026, 3, 9)));
        assert!(!later.holds_on(date(2026, 3, 10)));
        assert!(marked(PromiseMark::Done, None).holds_on(date(2030, 1, 1)));
    }

    #[test]
    fn marks_come_back_from_their_names() {
        for mark in PromiseMark::ALL {
            assert_eq!(PromiseMark::from_stored(mark.as_str()), Some(mark));
        }
        assert_eq!(PromiseMark::from_stored("open"), None);
    }
}

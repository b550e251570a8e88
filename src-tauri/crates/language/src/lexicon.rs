//! What depends on a language, as a table each: its smallest words, those that open questions, and of what its long words are made. Words
//! are in lower case and separated by spaces. A language is added by its file; a test says what a table still lacks.

mod danish;
mod dutch;
mod english;
mod french;
mod german;
mod italian;
mod polish;
mod portuguese;
mod spanish;
mod swedish;

use crate::Language;
use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

/// The words of one language, as they stand in its file.
#[derive(Debug, Clone, Copy)]
struct Table {
    language: Language,
    /// Words that say how rather than what: articles, pronouns, prepositions, auxiliaries.
    small: &'static str,
    /// Words with which a question opens.
    questions: &'static str,
    /// Words by which somebody asks how things stand now.
    now: &'static str,
    /// Ends of words after which, within a longer word, another begins; each with the letter that joins them.
    joints: &'static str,
    /// What may stand between two words in one.
    links: &'static str,
    /// Words that longer ones are often made of.
    parts: &'static str,
}

const EMPTY: Table =
    Table { language: Language::English, small: "", questions: "", now: "", joints: "", links: "", parts: "" };

const TABLES: [Table; 10] = [
    danish::TABLE,
    dutch::TABLE,
    english::TABLE,
    french::TABLE,
    german::TABLE,
    italian::TABLE,
    polish::TABLE,
    portuguese::TABLE,
    spanish::TABLE,
    swedish::TABLE,
];

/// A table, ready to be asked.
pub(crate) struct Lexicon {
    small: HashSet<&'static str>,
    questions: HashSet<&'static str>,
    now: HashSet<&'static str>,
    joints: Vec<&'static str>,
    links: Vec<&'static str>,
    wholes: HashSet<&'static str>,
    /// The parts' stems, so that any ending will do at the end of a word.
    parts: HashSet<String>,
    /// How parts begin: a cheap look, since few places in a word have one.
    beginnings: HashSet<[char; 3]>,
    language: Language,
}

static LEXICONS: LazyLock<BTreeMap<Language, Lexicon>> =
    LazyLock::new(|| TABLES.iter().map(|table| (table.language, Lexicon::of(table))).collect());

/// The lexicon of a language; `None` where nobody has written one.
pub(crate) fn lexicon(language: Language) -> Option<&'static Lexicon> {
    LEXICONS.get(&language)
}

impl Lexicon {
    fn of(table: &Table) -> Self {
        let words = |list: &'static str| list.split_whitespace();
        Self {
            small: words(table.small).collect(),
            questions: words(table.questions).collect(),
            now: words(table.now).collect(),
            joints: words(table.joints).collect(),
            links: words(table.links).collect(),
            wholes: words(table.parts).collect(),
            parts: words(table.parts).map(|part| crate::stem(part, table.language)).collect(),
            beginnings: words(table.parts).filter_map(beginning).collect(),
            language: table.language,
        }
    }

    pub fn is_small(&self, word: &str) -> bool {
        self.small.contains(word)
    }

    pub fn opens_question(&self, word: &str) -> bool {
        self.questions.contains(word)
    }

    pub fn is_about_now(&self, word: &str) -> bool {
        self.now.contains(word)
    }

    pub fn has_compounds(&self) -> bool {
        !self.joints.is_empty() || !self.parts.is_empty()
    }

    pub fn is_part(&self, word: &str) -> bool {
        let may_be = beginning(word).is_some_and(|letters| self.beginnings.contains(&letters));
        may_be && self.parts.contains(&crate::stem(word, self.language))
    }

    /// The word that ends in a joint, without its joining letter, and the joint.
    pub fn before_joint<'a>(&self, head: &'a str) -> Option<(&'a str, &'static str)> {
        let joint = self.joints.iter().find(|joint| head.len() > joint.len() && head.ends_with(**joint))?;
        let joining = joint.chars().next_back()?;
        Some((head.strip_suffix(joining)?, joint))
    }

    /// A word of the lexicon at the beginning of a longer one, without what links it on. Only as it stands there: of "dat" in "Datenschutz"
    /// nothing is left.
    pub fn without_joint<'a>(&self, head: &'a str) -> Option<&'a str> {
        if self.wholes.contains(head) {
            return Some(head);
        }
        self.links.iter().find_map(|link| head.strip_suffix(*link).filter(|bare| self.wholes.contains(bare)))
    }

    /// Whether a word can stand behind another in one: it has the letters of a word, or is one.
    pub fn joins_on(&self, tail: &str) -> bool {
        4 <= tail.chars().count() || self.is_part(tail)
    }
}

/// A word's first letters, umlauts folded; `None` where it has fewer.
fn beginning(word: &str) -> Option<[char; 3]> {
    let plain = |c| match c {
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        other => other,
    };
    let letters: Vec<char> = word.chars().take(3).map(plain).collect();
    letters.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a table has to have. A language whose long words are written apart needs no parts.
    #[test]
    fn a_table_says_what_it_still_lacks() {
        for table in TABLES {
            let lists = [("small", table.small, 30), ("questions", table.questions, 6), ("now", table.now, 4)];
            for (name, list, least) in lists {
                let held = list.split_whitespace().count();
                assert!(least <= held, "{:?} has {held} words in `{name}` and needs {least}", table.language);
            }
            for word in [table.small, table.questions, table.now, table.parts].iter().flat_map(|list| list.split(' ')) {
                assert_eq!(word, word.to_lowercase(), "{:?}", table.language);
            }
        }
    }
}

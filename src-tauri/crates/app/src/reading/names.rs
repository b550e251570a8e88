//! How well a name fits words that somebody typed. One rule for the command line, the brief and whatever is looked for by name. Pure.

use domain::{RecordId, names};

/// A person, company, deal or ticket by its name.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// The record that is called so.
    pub id: RecordId,
    /// What it is called.
    pub name: String,
    /// The name of a person's company.
    pub account: Option<String>,
    words: Vec<String>,
}

/// How well a name fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It is the name, however it is spelt.
    Same,
    /// The name has every word.
    Words,
    /// Words of the name begin with those that were typed.
    Begun,
    /// The name and that of the person's company have every word together.
    WithAccount,
}

impl Named {
    /// A record by its name; of a person with the name of their company.
    pub(crate) fn new(id: RecordId, name: String, account: Option<String>) -> Self {
        Self { words: names::words(&name), id, name, account }
    }

    /// The same with the name of their company.
    pub(crate) fn of_account(&self, account: Option<String>) -> Self {
        Self { account, ..self.clone() }
    }

    /// How well the name fits words that [`names::words`] gave; none where it does not. While somebody is typing, a word may only be begun.
    pub(crate) fn fit(&self, typed: &[String], is_typing: bool) -> Option<Fit> {
        if typed.is_empty() {
            return None;
        }
        if names::same_words(&self.words, typed) {
            return Some(Fit::Same);
        }
        if typed.iter().all(|word| self.words.contains(word)) {
            return Some(Fit::Words);
        }
        if typed.iter().all(|word| has(&self.words, word, is_typing)) {
            return Some(Fit::Begun);
        }
        // A company's name alone means the company, not everyone who works there.
        let account = names::words(self.account.as_deref()?);
        let fits_both = typed.iter().all(|word| has(&self.words, word, is_typing) || has(&account, word, is_typing));
        (fits_both && self.has_some(typed, is_typing)).then_some(Fit::WithAccount)
    }

    /// Whether the name has any of the words.
    pub(crate) fn has_some(&self, typed: &[String], is_typing: bool) -> bool {
        typed.iter().any(|word| has(&self.words, word, is_typing))
    }
}

fn has(words: &[String], wanted: &str, is_typing: bool) -> bool {
    words.iter().any(|word| word == wanted || is_typing && word.starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ObjectType;

    fn fit(name: &str, account: Option<&str>, typed: &str, is_typing: bool) -> Option<Fit> {
        let named = Named::new(RecordId::new(ObjectType::Contact, "1"), name.to_owned(), account.map(str::to_owned));
        named.fit(&names::words(typed), is_typing)
    }

    #[test]
    fn a_word_may_be_begun_while_it_is_being_typed() {
        for (typed, whole, begun) in [
            ("Anne Bekker", Some(Fit::Same), Some(Fit::Same)),
            ("Bekker, Anne", Some(Fit::Same), Some(Fit::Same)),
            ("bekker", Some(Fit::Words), Some(Fit::Words)),
            ("Bek", None, Some(Fit::Begun)),
            ("ann bek", None, Some(Fit::Begun)),
            ("anne fairholt", Some(Fit::WithAccount), Some(Fit::WithAccount)),
            ("an fair", None, Some(Fit::WithAccount)),
            ("fairholt", None, None),
            ("ekker", None, None),
            ("?", None, None),
        ] {
            assert_eq!(fit("Anne Bekker", Some("Fairholt"), typed, false), whole, "{typed}");
            assert_eq!(fit("Anne Bekker", Some("Fairholt"), typed, true), begun, "{typed}");
        }
        assert_eq!(fit("Anne Bekker", None, "anne fairholt", true), None);
    }
}

//! The answer to "what did we promise?": the promises of the ledger that are not kept, with what became of each.

use crate::{
    answer::{Answer, proven},
    desk::Desk,
    sections::promises,
};
use domain::{Dossier, names};
use facts::content_stems;
use std::collections::BTreeSet;

/// The most promises of an answer.
const PROMISES_MAX: usize = 12;
/// A question with more words of content asks for one promise, not for all.
const WORDS_OF_ALL: usize = 2;

/// The promises of an account that are not kept, where a question asks for all of them, ours or theirs: what was promised last first. `None` where it asks for
/// a certain one, and where there is none to show. That it asks for promises at all is for the caller to know.
pub fn promised(question: &str, dossier: &Dossier) -> Option<Answer> {
    if WORDS_OF_ALL < content_stems(question).len() || names_somebody(question, dossier) {
        return None;
    }
    let known = dossier.as_known();
    let mut desk = Desk::answering(question, known.as_ref());
    let ours = asks_for_ours(question);
    let mut items = promises(&mut desk, PROMISES_MAX);
    items.retain(|item| item.promise.as_ref().is_some_and(|promise| ours.is_none_or(|ours| promise.ours == ours)));
    // What was promised last is what is meant first.
    items.sort_by_key(|item| {
        let said = item.citations.first().and_then(|citation| desk.sources.get(citation)).map(|source| source.time);
        std::cmp::Reverse(said)
    });
    let moment = desk.moment();
    proven(desk, items, &moment)
}

/// Whether a text names one of the account's people or a colleague. A question that does asks for what was promised to or by them.
pub(crate) fn names_somebody(text: &str, dossier: &Dossier) -> bool {
    let people = dossier.contacts.iter().map(domain::Record::display_name);
    let people = people.chain(dossier.owners.iter().map(|owner| owner.name.clone()));
    let named: BTreeSet<String> = people.flat_map(|name| names::words(&name)).filter(|word| 2 < word.len()).collect();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| named.contains(&names::folded(word)))
}

/// Whether a question asks what our side promised, or theirs; `None` where it does not say. Whoever is named first promises.
fn asks_for_ours(question: &str) -> Option<bool> {
    const OURS: [&str; 9] = ["we", "our", "i", "wir", "unsere", "ich", "nous", "nos", "je"];
    const THEIRS: [&str; 8] = ["they", "their", "he", "she", "sie", "ihre", "ils", "elles"];
    let lower = question.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).find_map(|word| match word {
        word if OURS.contains(&word) => Some(true),
        word if THEIRS.contains(&word) => Some(false),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_named_first_promises() {
        assert_eq!(asks_for_ours("what did we promise them"), Some(true));
        assert_eq!(asks_for_ours("What do they owe us?"), Some(false));
        assert_eq!(asks_for_ours("Was haben wir zugesagt?"), Some(true));
        assert_eq!(asks_for_ours("Qu'ont-ils promis ?"), Some(false));
        assert_eq!(asks_for_ours("open promises"), None);
    }
}

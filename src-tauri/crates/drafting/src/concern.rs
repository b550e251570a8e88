//! Whether what is said concerns a person: who says it, and of whom. Pure.

use crate::{
    question::{Subject, without_genitive, words_at},
    vocabulary::Vocabulary,
};
use domain::text;
use std::collections::BTreeSet;

/// From this on a passage counts as one about the person.
pub(crate) const CONCERNS: f32 = 0.5;
/// What a passage has before it is read closely: by the person, or by somebody else.
pub(crate) const UNREAD: (f32, f32) = (0.5, 0.1);

/// Words before a name that call the person rather than speak of them.
const GREETINGS: &str = " hey hi hello thanks thank you wow yeah yes congrats congratulations cool awesome great sure dear hallo danke liebe lieber frau herr ";
const FIRST: &str = " i i'm im i've i'd i'll my me mine we we're we've we'd we'll our ours us myself ich wir mein meine meinem meinen meiner unser unsere \
    unserem unseren unserer mich mir uns ";
const SECOND: &str =
    " you your you're you've you'd you'll yours u ur yourself du dein deine deinem deinen deiner dich dir euch ";
/// German's polite forms are told apart from "they" by their capital.
const POLITE: &str = " Sie Ihr Ihre Ihrem Ihren Ihrer Ihnen ";

/// How far a passage is about the person a question is about, 0 to 1, judged by the sentence of it that speaks most for it.
///
/// Their own words are theirs, unless the sentence speaks of "you" and not of "I". Somebody else's are, where they name the person
/// other than to call them, or where they speak to them of "you"; where they say "I", they are not. Where a sentence says both, the one
/// before the words that answer counts: "I hope to hear you play the violin" is of the other's violin. `is_hit` tells which stems answer
/// the question: a sentence without any counts less, if the passage has one with some.
pub(crate) fn concern(
    words: &str,
    speaker: Option<&str>,
    subject: &Subject,
    vocabulary: &mut Vocabulary,
    is_hit: &dyn Fn(u32) -> bool,
) -> f32 {
    let own = is_by(speaker, &subject.parts);
    let any_hit = vocabulary.read(words).into_iter().any(is_hit);
    let mut most = 0.0_f32;
    for span in text::sentences(words) {
        let sentence = span.of(words);
        let hits: Vec<usize> = words_at(sentence)
            .filter(|(_, word)| vocabulary.read(word).into_iter().any(is_hit))
            .map(|(at, _)| at)
            .collect();
        let theirs = of_sentence(sentence, own, subject, &hits);
        let asks = if sentence.ends_with('?') { 0.6 } else { 1.0 };
        most = most.max(theirs * asks * if !any_hit || !hits.is_empty() { 1.0 } else { 0.3 });
    }
    most
}

/// Whether somebody by one of these names says it.
pub(crate) fn is_by(speaker: Option<&str>, parts: &BTreeSet<String>) -> bool {
    let Some(speaker) = speaker else { return false };
    words_at(speaker).any(|(_, word)| {
        let word = word.to_lowercase();
        parts
            .iter()
            .any(|part| word == *part || (5 <= word.len() && 3 <= part.len() && word.starts_with(part.as_str())))
    })
}

fn of_sentence(sentence: &str, own: bool, subject: &Subject, hits: &[usize]) -> f32 {
    // What one says to another is of both: "What did Petra ask Joost to send?", "Could you send the list?".
    if own && subject.with_another {
        return 1.0;
    }
    match (own, pronouns(sentence, hits)) {
        (true, Some(Pronoun::Second)) => 0.3,
        (true, _) => 1.0,
        _ if names(sentence, &subject.parts) => 1.0,
        (false, Some(Pronoun::Second)) => 0.8,
        (false, Some(Pronoun::Both)) => 0.5,
        (false, Some(Pronoun::First)) => 0.0,
        (false, None) => 0.25,
    }
}

/// Whom a sentence speaks of: the speaker, the one spoken to, or both.
#[derive(Clone, Copy, PartialEq)]
enum Pronoun {
    First,
    Second,
    Both,
}

/// Of whom the words at `hits` are said: of whom the sentence speaks, if that is one; else by the pronoun that stands before them.
fn pronouns(sentence: &str, hits: &[usize]) -> Option<Pronoun> {
    let mut before: Vec<(usize, Pronoun)> = Vec::new();
    for (number, (at, word)) in words_at(sentence).enumerate() {
        let lower = word.to_lowercase().replace('’', "'");
        let is_of = |list: &str, word: &str| list.contains(&format!(" {word} "));
        if is_of(FIRST, &lower) {
            before.push((at, Pronoun::First));
        } else if is_of(SECOND, &lower) || (0 < number && is_of(POLITE, word)) {
            before.push((at, Pronoun::Second));
        }
    }
    let (_, one) = *before.first()?;
    if before.iter().all(|(_, pronoun)| *pronoun == one) {
        return Some(one);
    }
    let of: Vec<Pronoun> = hits
        .iter()
        .filter_map(|hit| before.iter().rev().find(|(at, _)| at < hit))
        .map(|(_, pronoun)| *pronoun)
        .collect();
    match of.split_first() {
        Some((one, rest)) if rest.iter().all(|other| other == one) => Some(*one),
        _ => Some(Pronoun::Both),
    }
}

/// Whether a sentence names the person other than to call them: "Hey Petra!" and "Thanks, Petra." speak to her, not of her.
fn names(sentence: &str, parts: &BTreeSet<String>) -> bool {
    let words: Vec<(usize, &str)> = words_at(sentence).collect();
    words.iter().enumerate().any(|(number, (at, word))| {
        let (bare, owns) = without_genitive(word);
        if !parts.contains(&bare.to_lowercase()) {
            return false;
        }
        let after = sentence[at + word.len()..].trim_start();
        let cut_off = after.is_empty() || after.starts_with([',', '!', '.', '?', ':']);
        let before = sentence[..*at].trim_end();
        let greeted = number
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_none_or(|(_, before)| GREETINGS.contains(&format!(" {} ", before.to_lowercase())));
        owns || !(cut_off && (before.ends_with(',') || greeted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_petra(words: &str, speaker: &str) -> f32 {
        of(words, speaker, false, "")
    }

    /// How far some words concern Petra when she is asked about `hit`.
    fn of(words: &str, speaker: &str, with_another: bool, hit: &str) -> f32 {
        let subject = Subject { parts: BTreeSet::from(["petra".to_owned()]), with_another };
        let mut vocabulary = Vocabulary::default();
        let hits = vocabulary.read(hit);
        concern(words, Some(speaker), &subject, &mut vocabulary, &|stem| hits.contains(&stem))
    }

    #[test]
    fn who_says_it_of_whom_decides() {
        let (hers, others) = ("Petra Lang", "Joost van Dijk");
        for (words, speaker, wanted) in [
            ("I have a dog.", hers, true),
            ("Took the dog out.", hers, true),
            ("Your dog is lovely.", hers, false),
            ("I have a dog.", others, false),
            ("Petra has a dog.", others, true),
            ("Petra's dog is lovely.", others, true),
            ("Your dog is lovely.", others, true),
            ("Hey Petra! I got a dog.", others, false),
            ("Thanks, Petra. The dog sleeps.", others, false),
        ] {
            assert_eq!(CONCERNS <= of_petra(words, speaker), wanted, "{words}");
        }
        assert!(of("I hope I can hear you play the violin.", hers, false, "violin") < CONCERNS);
        assert!(CONCERNS <= of("I love it when you play the violin.", others, false, "violin"));
        assert!(of("You know that I play the violin.", others, false, "violin") < CONCERNS);
        assert!(CONCERNS <= of("You should lock the keys away.", hers, true, "keys"));
        assert!(of_petra("Ich habe einen Hund.", others) < CONCERNS);
        assert!(is_by(Some(hers), &BTreeSet::from(["pet".to_owned()])) && !is_by(None, &BTreeSet::new()));
    }
}

//! Which speakers' names a talk itself casts doubt on. Pure.
//!
//! Recorders put several people of one room under one name, and now and then take one for another. Whoever believes them turns round who promised
//! what. A name is doubted where the words show it: somebody thanks themselves, gives another's name as theirs, answers their own questions, or
//! speaks alone where others take part.

use crate::Turn;
use std::collections::{BTreeMap, BTreeSet};

/// A talk of more words in which only one of several people is named was not a lecture.
const ALONE_WORDS: usize = 150;
/// So often somebody answers their own question before they are two.
const OWN_ANSWERS: usize = 2;

/// What stands before a name when somebody is spoken to, folded: in English, German and French.
const GREETS: [&str; 18] = [
    "thanks", "you", "hi", "hello", "hey", "morning", "danke", "hallo", "dank", "moin", "merci", "bonjour", "salut",
    "welcome", "bye", "tschuss", "dear", "liebe",
];
/// What stands before one's own name.
const INTRODUCES: [&[&str]; 9] = [
    &["this", "is"],
    &["i", "am"],
    &["i", "m"],
    &["my", "name", "is"],
    &["hier", "ist"],
    &["mein", "name", "ist"],
    &["ich", "bin"],
    &["je", "suis"],
    &["je", "m", "appelle"],
];
/// What begins an answer.
const ANSWERS: [&str; 16] = [
    "yes",
    "no",
    "yeah",
    "yep",
    "nope",
    "exactly",
    "correct",
    "right",
    "ja",
    "nein",
    "genau",
    "richtig",
    "doch",
    "oui",
    "non",
    "exactement",
];

/// The names of `turns` that their own words cast doubt on. `takes_part` is how many people take part, as far as is known; 0 where it is not.
pub fn doubtful(turns: &[Turn], takes_part: usize) -> BTreeSet<String> {
    let mut firsts: BTreeMap<&str, String> = BTreeMap::new();
    for name in turns.iter().filter_map(|turn| turn.speaker.as_deref()) {
        if let Some(first) = words(name).into_iter().next().filter(|first| 2 < first.chars().count()) {
            firsts.insert(name, first);
        }
    }
    let everybody: BTreeSet<&str> = firsts.values().map(String::as_str).collect();
    let mut doubted = BTreeSet::new();
    let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
    for turn in turns {
        let Some(name) = turn.speaker.as_deref() else { continue };
        let said = words(&turn.text);
        if let Some(own) = firsts.get(name) {
            if speaks_to(&said, own) {
                doubted.insert(name.to_owned());
            }
            let given = introduced(&said).filter(|given| given != own && everybody.contains(given.as_str()));
            if let Some(given) = given {
                doubted.insert(name.to_owned());
                doubted.extend(firsts.iter().filter(|(_, first)| **first == given).map(|(name, _)| (*name).to_owned()));
            }
        }
        *answers.entry(name).or_default() += own_answers(turn);
    }
    doubted.extend(answers.into_iter().filter(|(_, count)| OWN_ANSWERS <= *count).map(|(name, _)| name.to_owned()));
    let voices: BTreeSet<Option<&str>> = turns.iter().map(|turn| turn.speaker.as_deref()).collect();
    if let (1, Some(Some(only))) = (voices.len(), voices.first())
        && 2 <= takes_part
        && ALONE_WORDS <= turns.iter().map(|turn| turn.text.split_whitespace().count()).sum()
    {
        doubted.insert((*only).to_owned());
    }
    doubted
}

/// Whether somebody is greeted or thanked by this name.
fn speaks_to(said: &[String], name: &str) -> bool {
    said.windows(2).any(|pair| pair[1] == name && GREETS.contains(&pair[0].as_str()))
}

/// The name somebody gives as theirs.
fn introduced(said: &[String]) -> Option<String> {
    INTRODUCES.iter().find_map(|before| {
        let at = said
            .windows(before.len())
            .position(|window| window.iter().map(String::as_str).eq(before.iter().copied()))?;
        said.get(at + before.len()).cloned()
    })
}

/// How often a piece of a turn begins with an answer right after one that ends with a question.
fn own_answers(turn: &Turn) -> usize {
    let piece = |at: usize| turn.cues.get(at).and_then(|cue| turn.text.get(cue.bytes.clone())).unwrap_or_default();
    (1..turn.cues.len())
        .filter(|at| {
            piece(at - 1).trim_end().ends_with('?')
                && words(piece(*at)).first().is_some_and(|word| ANSWERS.contains(&word.as_str()))
        })
        .count()
}

/// A text's words in lower case without umlauts' dots.
fn words(text: &str) -> Vec<String> {
    let plain = |c: char| match c {
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        'é' | 'è' | 'ê' => 'e',
        'ç' => 'c',
        other => other,
    };
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().chars().map(plain).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cue;

    fn turn(speaker: &str, pieces: &[&str]) -> Turn {
        let mut text = String::new();
        let mut cues = Vec::new();
        for piece in pieces {
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(piece);
            cues.push(Cue { start_ms: None, end_ms: None, bytes: start..text.len() });
        }
        Turn { speaker: Some(speaker.to_owned()), email: None, start_ms: None, end_ms: None, text, cues }
    }

    fn doubted(turns: &[Turn], takes_part: usize) -> Vec<String> {
        doubtful(turns, takes_part).into_iter().collect()
    }

    #[test]
    fn whoever_thanks_themselves_is_somebody_else() {
        let turns = [turn("Rosa Feld", &["Thanks, Rosa, that was clear."]), turn("Jan Bauer", &["Thanks, Rosa."])];
        assert_eq!(doubted(&turns, 2), ["Rosa Feld"]);
        let right =
            [turn("Jan Bauer", &["Vielen Dank, Rosa."]), turn("Rosa Feld", &["Bonjour Jan, I will tell Rosa's team."])];
        assert!(doubted(&right, 2).is_empty());
    }

    #[test]
    fn whoever_gives_anothers_name_makes_both_doubtful() {
        let turns = [turn("Rosa Feld", &["Hello, this is Jan from the quarry."]), turn("Jan Bauer", &["Hi there."])];
        assert_eq!(doubted(&turns, 2), ["Jan Bauer", "Rosa Feld"]);
        assert!(doubted(&[turn("Rosa Feld", &["This is Rosa."]), turn("Jan Bauer", &["I am sure."])], 2).is_empty());
    }

    #[test]
    fn whoever_answers_their_own_questions_is_two_people() {
        let pieces = ["Can you do March?", "Yes, we can.", "And the price?", "No, not yet.", "Fine."];
        assert_eq!(doubted(&[turn("Room 4", &pieces), turn("Jan Bauer", &["Hm."])], 3), ["Room 4"]);
        assert!(
            doubted(&[turn("Rosa Feld", &["Is it hard?", "Yes, a bit."]), turn("Jan Bauer", &["Hm."])], 2).is_empty()
        );
    }

    #[test]
    fn one_name_for_several_people_is_none() {
        let long = "word ".repeat(200);
        assert_eq!(doubted(&[turn("Rosa Feld", &[&long])], 2), ["Rosa Feld"]);
        assert!(doubted(&[turn("Rosa Feld", &[&long])], 1).is_empty(), "she spoke alone");
        assert!(doubted(&[turn("Rosa Feld", &["A message."])], 2).is_empty());
    }
}

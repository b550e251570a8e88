//! Who speaks in an imported conversation: a recorder's labels, as far as they tell, and no further. Pure.

use domain::{DOUBTED, Said, names};
use std::collections::{BTreeMap, BTreeSet};
use transcript::{Transcript, Turn};

/// What a recorder calls whoever it records for, where it has no name.
const OWN: [&str; 5] = ["me", "you", "ich", "moi", "i"];

/// Turns with the name of whoever recorded them in place of "Me"; as they are where nobody is known to have recorded them.
pub(crate) fn with_recorder_named(transcript: &Transcript) -> Vec<Turn> {
    let by = transcript.recorded_by.as_ref();
    let name = by.and_then(|by| by.name.clone().or_else(|| by.email.clone()));
    let is_own = |label: &str| matches!(names::words(label).as_slice(), [only] if OWN.contains(&only.as_str()));
    let named = |turn: &Turn| match (&turn.speaker, &name) {
        (Some(label), Some(name)) if is_own(label) => {
            Turn { speaker: Some(name.clone()), email: by.and_then(|by| by.email.clone()), ..turn.clone() }
        }
        _ => turn.clone(),
    };
    transcript.turns.iter().map(named).collect()
}

/// A turn as it is kept: a name that the talk belies gets a question mark and loses its address.
pub(crate) fn said(turn: &Turn, doubted: &BTreeSet<String>) -> Said {
    let ms = |at: Option<u64>| at.and_then(|ms| i64::try_from(ms).ok()).unwrap_or(0);
    let is_doubted = turn.speaker.as_ref().is_some_and(|speaker| doubted.contains(speaker));
    let speaker = turn.speaker.as_ref().map(|name| if is_doubted { format!("{name}{DOUBTED}") } else { name.clone() });
    let email = turn.email.clone().filter(|_| !is_doubted);
    Said {
        speaker,
        email,
        text: turn.text.clone(),
        start_ms: ms(turn.start_ms),
        end_ms: ms(turn.end_ms.or(turn.start_ms)),
    }
}

/// What was said, with the names of `people`, the rep and those of the place, in place of a first name or initials that only one of them has; and
/// where of two voices and two people one is told, the other is the other.
pub(crate) fn named_by(said: &[Said], people: &[String]) -> Vec<Said> {
    let labels: BTreeSet<&str> = said.iter().filter_map(|one| one.speaker.as_deref()).collect();
    let mut full: BTreeMap<String, String> = BTreeMap::new();
    // One that is doubted is nobody's.
    for label in labels.iter().filter(|label| !label.ends_with(DOUBTED)) {
        let is = |person: &&String| names::same(label, person) || stands_for(label, person);
        let mut meant = people.iter().filter(is);
        if let (Some(only), None) = (meant.next(), meant.next()) {
            full.insert((*label).to_owned(), only.clone());
        }
    }
    let nameless = |label: &&&str| {
        let words = names::words(label);
        matches!(
            words.first().map(String::as_str),
            Some("speaker" | "sprecher" | "intervenant" | "participant" | "them")
        ) && words.len() <= 2
    };
    let unnamed: Vec<&&str> = labels.iter().filter(|label| !full.contains_key(**label)).collect();
    let left: Vec<&String> = people.iter().filter(|person| full.values().all(|known| known != *person)).collect();
    if let (2, 2, [label], [person]) = (labels.len(), people.len(), unnamed.as_slice(), left.as_slice())
        && [*label].iter().any(nameless)
        && said.iter().all(|one| one.speaker.is_some())
    {
        full.insert((**label).to_owned(), (*person).clone());
    }
    said.iter()
        .map(|one| {
            let name = one.speaker.as_ref().map(|label| full.get(label).cloned().unwrap_or_else(|| label.clone()));
            Said { speaker: name, ..one.clone() }
        })
        .collect()
}

/// Whether a label is a person's first name or initials.
fn stands_for(label: &str, person: &str) -> bool {
    let (label, person) = (names::words(label), names::words(person));
    let [only] = label.as_slice() else { return false };
    let initials: String = person.iter().filter_map(|word| word.chars().next()).collect();
    person.first() == Some(only) || 2 <= person.len() && *only == initials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(speaker: &str) -> Said {
        Said { speaker: Some(speaker.to_owned()), text: "Yes.".to_owned(), ..Said::default() }
    }

    fn names_of(labels: &[&str], people: &[&str]) -> Vec<String> {
        let people: Vec<String> = people.iter().map(|name| (*name).to_owned()).collect();
        let said: Vec<Said> = labels.iter().map(|label| said(label)).collect();
        named_by(&said, &people).into_iter().filter_map(|one| one.speaker).collect()
    }

    #[test]
    fn short_names_are_those_of_the_people_there() {
        let people = ["Rosa Feld", "Jan Bauer", "Jana Kern"];
        assert_eq!(names_of(&["Rosa", "JB", "Speaker 3"], &people), ["Rosa Feld", "Jan Bauer", "Speaker 3"]);
        assert_eq!(names_of(&["J", "Rosa?"], &people), ["J", "Rosa?"], "one letter and a doubted name are nobody's");
        assert_eq!(names_of(&["Jan", "x"], &["Rosa Feld", "Jan Bauer", "Jan Ott"]), ["Jan", "x"], "two are called so");
    }

    #[test]
    fn of_two_voices_and_two_people_the_second_is_the_other() {
        let people = ["Rosa Feld", "Jan Bauer"];
        assert_eq!(names_of(&["Rosa Feld", "Speaker 2"], &people), ["Rosa Feld", "Jan Bauer"]);
        assert_eq!(names_of(&["Speaker 1", "Speaker 2"], &people), ["Speaker 1", "Speaker 2"], "neither is told");
        assert_eq!(names_of(&["Rosa Feld", "Tim"], &people), ["Rosa Feld", "Tim"], "a name of another");
        assert_eq!(names_of(&["Rosa?", "Speaker 2"], &people), ["Rosa?", "Speaker 2"], "one is doubted");
    }
}

//! Whom "he" and "she" mean: whoever the sentence before names, where it names one person.

use crate::{
    claim::is_one_person,
    reading::{Known, Reading, Sense},
};

/// A text without the pronouns whose person is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// The text with names in the place of those pronouns.
    pub text: String,
    /// Where names now stand in the place of pronouns, in bytes.
    pub names: Vec<usize>,
    /// Where a pronoun ended before, in bytes, and by how many bytes everything from there on has moved.
    moved: Vec<(usize, usize)>,
}

impl Resolved {
    /// Where a byte of the original text stands now.
    pub fn place_of(&self, before: usize) -> usize {
        before + self.moved.iter().filter(|(at, _)| *at <= before).map(|(_, by)| by).sum::<usize>()
    }
}

/// Puts a name in the place of each "he" or "she" that opens a sentence after one that names exactly one person, or goes on with "and he"
/// after a part that does.
///
/// So a claim cannot hang one person's words on another by way of a pronoun. Where two people are named, or none, the pronoun stays;
/// so does one that is no shorter than the name.
pub(crate) fn resolved(text: &str, known: &Known) -> Resolved {
    let line = Reading::of(text, None, known);
    let mut out = Resolved::default();
    let mut from = 0;
    let mut meant: Option<String> = None;
    for sentence in line.sentences() {
        let pronouns: Vec<usize> = sentence.clone().filter(|at| is_subject(&line, sentence.start, *at)).collect();
        for at in &pronouns {
            // Within a sentence the part before it has to name somebody, and alone.
            let before = one_person(text, &line, sentence.start..*at);
            let person = if *at == sentence.start { meant.clone() } else { before };
            let bytes = &line.words[line.atoms[*at].at.start].bytes;
            let Some(name) = person.filter(|name| bytes.len() <= name.len()) else { continue };
            out.text.push_str(text.get(from..bytes.start).unwrap_or_default());
            out.names.push(out.text.len());
            out.text.push_str(&name);
            out.moved.push((bytes.end, name.len() - bytes.len()));
            from = bytes.end;
        }
        let names_somebody =
            line.atoms[sentence.clone()].iter().any(|atom| matches!(atom.sense, Sense::Name(_)) && !atom.calls);
        let goes_on = pronouns.first() == Some(&sentence.start);
        // Who is named beside a pronoun may be meant next as well as whom it stands for.
        meant = match (goes_on, names_somebody) {
            (true, true) => None,
            (true, false) => meant,
            (false, _) => one_person(text, &line, sentence),
        };
    }
    out.text.push_str(text.get(from..).unwrap_or_default());
    out
}

/// Whether an atom is a pronoun that does something: it opens the sentence, or stands after an "and" or "but".
fn is_subject(line: &Reading, opens: usize, at: usize) -> bool {
    let low = |at: usize| line.atoms[at].low.as_str();
    matches!(low(at), "he" | "she" | "er")
        && (at == opens
            || at.checked_sub(1).is_some_and(|before| matches!(low(before), "and" | "but" | "und" | "aber")))
}

/// The one person a stretch names, as written; none where it names several.
fn one_person(text: &str, line: &Reading, stretch: std::ops::Range<usize>) -> Option<String> {
    let mut found: Option<(Vec<String>, String)> = None;
    for atom in &line.atoms[stretch] {
        let Sense::Name(tokens) = &atom.sense else { continue };
        if atom.calls {
            continue;
        }
        match &found {
            Some((one, _)) if !is_one_person(one, tokens) => return None,
            Some(_) => {}
            None => {
                let words = &line.words[atom.at.clone()];
                let (first, last) = (words.first()?, words.last()?);
                let written = text.get(first.bytes.start..last.bytes.end)?;
                let written = written.trim_end_matches("'s").trim_end_matches("’s").to_owned();
                found = Some((tokens.clone(), written));
            }
        }
    }
    found.map(|(_, written)| written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pronoun_takes_the_name_before_it() {
        let known = Known::from(&[], &["Petra Lang", "Joost van Dijk"]);
        for (text, wanted) in [
            ("Joost van Dijk came. He agreed.", "Joost van Dijk came. Joost van Dijk agreed."),
            ("Petra asked Joost. She agreed.", "Petra asked Joost. She agreed."),
            ("Petra came. She agreed. She left.", "Petra came. Petra agreed. Petra left."),
            ("We came. He agreed.", "We came. He agreed."),
            ("He agreed.", "He agreed."),
            ("Petra came and she agreed.", "Petra came and Petra agreed."),
            ("Petra met Joost and she agreed.", "Petra met Joost and she agreed."),
            ("", ""),
        ] {
            assert_eq!(resolved(text, &known).text, wanted);
        }
        let moved = resolved("Petra came. She agreed. Then \u{201c}x\u{201d}", &known);
        assert_eq!((moved.place_of(5), moved.place_of(24), moved.names), (5, 26, vec![12]));
    }
}

//! Whom "he" and "she" mean: whoever the sentence before names, where it names one person.

use crate::{
    claim::is_one_person,
    reading::{Known, Reading, Sense},
};

/// A text without the pronouns whose person is known.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// The text.
    pub text: String,
    /// The sentences, counted from 0, that a name now opens in the place of a pronoun.
    pub sentences: Vec<usize>,
    /// Where a pronoun ended before, in bytes, and by how many bytes everything from there on has moved.
    moved: Vec<(usize, usize)>,
}

impl Resolved {
    /// Where a byte of the text before stands now.
    pub fn place_of(&self, before: usize) -> usize {
        before + self.moved.iter().filter(|(at, _)| *at <= before).map(|(_, by)| by).sum::<usize>()
    }
}

/// Puts a name in the place of each "he" or "she" that opens a sentence after one that names exactly one person.
///
/// So a claim cannot hang one person's words on another by way of a pronoun. Where two people are named, or none, the pronoun stays;
/// so does one that is no shorter than the name.
pub(crate) fn resolved(text: &str, known: &Known) -> Resolved {
    let line = Reading::of(text, None, known);
    let mut out = Resolved::default();
    let mut from = 0;
    let mut meant: Option<(Vec<String>, String)> = None;
    for (index, sentence) in line.sentences().into_iter().enumerate() {
        let first = &line.atoms[sentence.start];
        let stands_for = matches!(first.low.as_str(), "he" | "she" | "er").then(|| meant.clone()).flatten();
        let bytes = &line.words[first.at.start].bytes;
        let Some((_, name)) = stands_for.filter(|(_, name)| bytes.len() <= name.len()) else {
            meant = one_person(text, &line, sentence);
            continue;
        };
        out.text.push_str(text.get(from..bytes.start).unwrap_or_default());
        out.text.push_str(&name);
        out.sentences.push(index);
        out.moved.push((bytes.end, name.len() - bytes.len()));
        from = bytes.end;
        // Who else is named here may be meant next.
        if line.atoms[sentence].iter().any(|atom| matches!(atom.sense, Sense::Name(_)) && !atom.calls) {
            meant = None;
        }
    }
    out.text.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The one person a sentence names, folded and as written; none where it names several.
fn one_person(text: &str, line: &Reading, sentence: std::ops::Range<usize>) -> Option<(Vec<String>, String)> {
    let mut found: Option<(Vec<String>, String)> = None;
    for atom in &line.atoms[sentence] {
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
    found
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
            ("", ""),
        ] {
            assert_eq!(resolved(text, &known).text, wanted);
        }
        let moved = resolved("Petra came. She agreed. Then \u{201c}x\u{201d}", &known);
        assert_eq!((moved.place_of(5), moved.place_of(24), moved.sentences), (5, 26, vec![1]));
    }
}

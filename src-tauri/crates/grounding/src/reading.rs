//! A text as a row of atoms: a number, a date, a name, a pronoun or a word each, so that two texts can be laid side by side.

use crate::{
    days::{When, whens},
    lexicon::{Person, is_first_name, is_function, is_negation, is_opener, is_title, person},
    numbers::{Number, numbers},
    words::{Word, words},
};
use jiff::civil::DateTime;
use quantities::money::Currency;
use std::{collections::BTreeSet, ops::Range};

/// What an atom of a text is: a word, a number, a time, a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sense {
    /// A word that carries matter.
    Plain,
    /// A word that carries grammar alone.
    Function,
    /// A pronoun, and whom it points to.
    Pronoun(Person),
    /// A word that negates, as "not" does.
    Negation,
    /// A number, with its unit.
    Number(Number),
    /// A day, a stretch of days or a time of day.
    When(When),
    /// A name of one or more words, each folded.
    Name(Vec<String>),
}

/// One word of a text, or several that are one thing, such as a date.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Atom {
    /// The words that the atom is made of.
    pub at: Range<usize>,
    /// What the atom is.
    pub sense: Sense,
    /// The stem of the atom's first word.
    pub stem: String,
    /// The atom's first word, folded.
    pub low: String,
    /// Whether a clause begins with the atom.
    pub breaks: bool,
    /// Whether a sentence begins with the atom.
    pub opens: bool,
    /// Whether it is a name that only calls somebody: "Hey Gina!", "…, Gina, …".
    pub calls: bool,
}

/// A text as it was read: its words, and the atoms they make.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// The words of the text, in order.
    pub words: Vec<Word>,
    /// The atoms of the text, in order.
    pub atoms: Vec<Atom>,
    /// The numbers within its dates, as the two of "in two weeks", each with the atom it is in.
    pub counted: Vec<(usize, Number)>,
}

/// The names that are known before a text is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// The words of each speaker's full name, folded.
    pub speakers: Vec<Vec<String>>,
    /// Folded words that are names wherever they stand.
    pub names: BTreeSet<String>,
    /// Whether any of the texts is German: then a short line with one German word is German too.
    pub german: bool,
}

impl Known {
    /// Learns names from the texts to check against, and who speaks in them.
    pub fn from(texts: &[&str], speakers: &[&str]) -> Self {
        let mut known = Self { german: texts.iter().any(|text| is_german(text)), ..Self::default() };
        let mut common = BTreeSet::new();
        for text in texts {
            let german = known.reads_as_german(text);
            let words = words(text);
            let shouting = is_shouting(&words);
            for (at, word) in words.iter().enumerate() {
                if !word.capital {
                    common.insert(word.low.clone());
                } else if !shouting && !is_function(&word.low) && word.low.chars().any(char::is_alphabetic) {
                    let titled = at.checked_sub(1).is_some_and(|before| is_title(&words[before].low));
                    if titled || (!word.opens && !german) {
                        known.names.insert(word.low.clone());
                    }
                }
            }
        }
        for speaker in speakers {
            let tokens = name_words(speaker);
            known.names.extend(tokens.iter().filter(|token| 2 < token.chars().count() && !is_function(token)).cloned());
            if !tokens.is_empty() && !known.speakers.contains(&tokens) {
                known.speakers.push(tokens);
            }
        }
        known.names.retain(|name| !common.contains(name));
        known
    }
}

impl Known {
    /// Whether a text is German; a short one beside German texts is by one small word.
    fn reads_as_german(&self, text: &str) -> bool {
        let (hits, words) = german_words(text);
        is_german(text) || self.german && 0 < hits && words <= 12 * hits
    }
}

/// The words of a name, folded, titles left out.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let name = name.split_once('@').map_or(name, |(local, _)| local);
    words(name).into_iter().map(|word| word.low).filter(|word| !is_title(word)).collect()
}

/// Whether a text is German: it writes every noun with a capital, so a capital alone is no name.
pub(crate) fn is_german(text: &str) -> bool {
    let (hits, words) = german_words(text);
    2 <= hits && words <= 6 * hits
}

/// How many of a text's words are small German ones, and how many there are.
fn german_words(text: &str) -> (usize, usize) {
    const GERMAN: [&str; 34] = [
        "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "ich", "wir", "sie", "es", "den", "dem", "mit",
        "von", "zu", "auf", "für", "im", "bis", "wird", "hat", "haben", "sind", "auch", "noch", "bei", "aus", "kann",
        "dass", "muss", "herr", "frau",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    (words.iter().filter(|word| GERMAN.contains(word)).count(), words.len())
}

fn is_shouting(words: &[Word]) -> bool {
    let long = |word: &&Word| 2 < word.raw.len() && word.raw.chars().all(char::is_alphabetic);
    let all = words.iter().filter(long).count();
    let loud = words.iter().filter(long).filter(|word| word.raw.chars().all(char::is_uppercase)).count();
    3 < loud && all < 2 * loud
}

impl Reading {
    /// Reads a text that was said at the moment `said`, with the names that are known.
    pub fn of(text: &str, said: Option<DateTime>, known: &Known) -> Self {
        let words = words(text);
        let mut taken = vec![false; words.len()];
        let speakers = speaker_marks(&words, known);
        let mut whens = whens(text, &words, said);
        // "Jan Richards" is no month.
        whens.retain(|when| {
            let named =
                || words[when.at.clone()].iter().any(|word| known.speakers.iter().any(|name| name.contains(&word.low)));
            let bare = when.month.is_some() && when.day.is_none() && when.year.is_none();
            !(speakers[when.at.clone()].iter().any(|mark| 0 < *mark) || (bare && named()))
        });
        let all_numbers = numbers(text, &words, &taken);
        for when in &whens {
            taken[when.at.clone()].fill(true);
        }
        let numbers = numbers(text, &words, &taken);
        let mut names = name_marks(text, &words, known);
        // "Ten" is a number with a capital too.
        for number in all_numbers.iter().filter(|number| number.code.is_none() && !number.weak) {
            for at in number.at.clone().filter(|at| speakers[*at] == 0) {
                names[at] = false;
            }
        }
        // "CHF" beside a number is money.
        for number in &all_numbers {
            for at in [number.at.start.wrapping_sub(1), number.at.end] {
                if words.get(at).is_some_and(|word| speakers[at] == 0 && Currency::from_code(&word.raw).is_some()) {
                    names[at] = false;
                }
            }
        }
        let mut atoms: Vec<Atom> = Vec::new();
        let (mut whens, mut numbers) = (whens.into_iter().peekable(), numbers.into_iter().peekable());
        let mut at = 0;
        while at < words.len() {
            let mut run_len = 1;
            let sense = if let Some(when) = whens.next_if(|when| when.at.start == at) {
                Sense::When(when)
            } else if names[at] {
                // A speaker's full name may have marks in it: "Dave Epp (Chatham, CPC)".
                let joined = |next: usize| {
                    next == at || !words[next].breaks || 0 < speakers[next] && speakers[next] == speakers[next - 1]
                };
                let run = (at..words.len()).take_while(|next| names[*next] && joined(*next)).count();
                while numbers.next_if(|number| number.at.start < at + run).is_some() {}
                run_len = run;
                let named = words[at..at + run].iter().filter(|word| !is_title(&word.low));
                Sense::Name(named.map(|word| word.low.clone()).collect())
            } else if let Some(number) = numbers.next_if(|number| number.at.start == at) {
                Sense::Number(number)
            } else {
                plain(&words, at)
            };
            let end = match &sense {
                Sense::When(when) => when.at.end,
                Sense::Number(number) => number.at.end,
                Sense::Name(_) => at + run_len,
                _ => at + 1,
            };
            let end = end.clamp(at + 1, words.len());
            let first = &words[at];
            atoms.push(Atom {
                at: at..end,
                sense,
                stem: first.stem.clone(),
                low: first.low.clone(),
                breaks: first.breaks,
                opens: first.opens,
                calls: false,
            });
            // "10-15" is two numbers of one word; the second stands for itself.
            while let Some(number) = numbers.next_if(|number| number.at.start < end) {
                let second = Atom {
                    sense: Sense::Number(number),
                    breaks: false,
                    opens: false,
                    ..atoms[atoms.len() - 1].clone()
                };
                atoms.push(second);
            }
            at = end;
        }
        mark_calls(&words, &mut atoms);
        let counted = all_numbers
            .into_iter()
            .filter_map(|number| {
                let within = |atom: &Atom| atom.at.start <= number.at.start && number.at.start < atom.at.end;
                let is_relative = |atom: &Atom| matches!(&atom.sense, Sense::When(when) if when.relative.is_some());
                let at = atoms.iter().position(|atom| within(atom) && is_relative(atom))?;
                Some((at, number))
            })
            .collect();
        Self { words, atoms, counted }
    }

    /// The ranges of atoms that are sentences.
    pub fn sentences(&self) -> Vec<Range<usize>> {
        let mut starts: Vec<usize> = (0..self.atoms.len()).filter(|at| *at == 0 || self.atoms[*at].opens).collect();
        starts.push(self.atoms.len());
        starts.windows(2).map(|pair| pair[0]..pair[1]).filter(|range| !range.is_empty()).collect()
    }

    /// The number of the atom that begins at a byte of the text; `None` where none does.
    pub fn atom_at(&self, byte: usize) -> Option<usize> {
        self.atoms
            .iter()
            .position(|atom| self.words[atom.at.clone()].first().is_some_and(|word| word.bytes.start == byte))
    }

    /// The words of an atom as they are written in the text.
    pub fn written(&self, atom: &Atom) -> String {
        self.words[atom.at.clone()].iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Marks the names that call somebody: set off by marks on both sides, or after a greeting.
fn mark_calls(words: &[Word], atoms: &mut [Atom]) {
    const GREETINGS: [&str; 14] =
        ["hey", "hi", "hello", "thanks", "you", "dear", "wow", "hallo", "liebe", "lieber", "yeah", "yes", "no", "woah"];
    for at in 0..atoms.len() {
        if !matches!(atoms[at].sense, Sense::Name(_)) {
            continue;
        }
        let before = at.checked_sub(1).map(|before| atoms[before].low.as_str()).unwrap_or_default();
        let closed = atoms.get(at + 1).is_none_or(|next| next.breaks || next.opens);
        let comma = words.get(atoms[at].at.end.saturating_sub(1)).is_some_and(|word| word.comma);
        // "Herr Brandt, …": the title opens it.
        let title = at.checked_sub(1).filter(|before| is_title(&atoms[*before].low));
        let (opens, breaks) =
            title.map_or((atoms[at].opens, atoms[at].breaks), |title| (atoms[title].opens, atoms[title].breaks));
        let set_off = if opens { comma } else { breaks };
        atoms[at].calls = closed && (set_off || GREETINGS.contains(&before) && !opens);
    }
}

fn plain(words: &[Word], at: usize) -> Sense {
    let word = &words[at];
    let next = words.get(at + 1);
    if is_negation(&word.low) {
        // "No, we will", "not only", "whether or not", "no. 5" negate nothing.
        let idle = match word.low.as_str() {
            "no" => {
                word.comma
                    || word.dotted
                    || next.is_none_or(|next| next.breaks || next.low == "doubt")
                    || at.checked_sub(1).is_some_and(|before| words[before].low == "or")
            }
            "not" => {
                (next.is_some_and(|next| matches!(next.low.as_str(), "only" | "just"))
                    && words[at..].iter().any(|word| matches!(word.low.as_str(), "but" | "also" | "too")))
                    || at.checked_sub(1).is_some_and(|before| matches!(words[before].low.as_str(), "or" | "why"))
            }
            _ => false,
        };
        return if idle { Sense::Function } else { Sense::Negation };
    }
    match person(&word.low) {
        Some(person) => Sense::Pronoun(person),
        None if is_function(&word.low) => Sense::Function,
        None => Sense::Plain,
    }
}

/// Which words are a speaker's full name: the speaker's number, counted from one, else zero. A name of one word needs its capital.
fn speaker_marks(words: &[Word], known: &Known) -> Vec<usize> {
    let mut marks = vec![0; words.len()];
    for (number, speaker) in known.speakers.iter().enumerate() {
        for start in 0..words.len() {
            // Titles are no part of a name, wherever they stand in it.
            let mut end = start;
            let mut tokens = speaker.iter().peekable();
            while let Some(word) = words.get(end).filter(|word| end == start || !word.opens) {
                if tokens.next_if(|token| **token == word.low).is_none()
                    && !(start < end && is_title(&word.low) && tokens.peek().is_some())
                {
                    break;
                }
                end += 1;
            }
            if tokens.peek().is_none() && start < end && (words[start].capital || 1 < speaker.len()) {
                marks[start..end].fill(number + 1);
            }
        }
    }
    marks
}

/// For each word whether it is, or belongs to, a name.
fn name_marks(text: &str, words: &[Word], known: &Known) -> Vec<bool> {
    let german = known.reads_as_german(text);
    let shouting = is_shouting(words);
    let mut marks: Vec<bool> = speaker_marks(words, known).into_iter().map(|mark| 0 < mark).collect();
    for at in 0..words.len() {
        let word = &words[at];
        if marks[at] || is_function(&word.low) || is_negation(&word.low) || is_title(&word.low) {
            continue;
        }
        if !word.low.starts_with(char::is_alphabetic) || word.low.chars().count() == 1 {
            continue;
        }
        let before = at.checked_sub(1).map(|before| &words[before]);
        let titled = before.is_some_and(|before| is_title(&before.low) && !word.opens);
        let sure = known.names.contains(&word.low) || is_first_name(&word.low);
        let goes_on = at.checked_sub(1).is_some_and(|before| marks[before]) && !word.breaks;
        let followed = words.get(at + 1).is_some_and(|next| {
            next.capital && !next.breaks && !is_function(&next.low) && (!german || is_first_name(&word.low))
        });
        marks[at] = if word.capital {
            titled
                || sure
                || (goes_on && !german)
                || (!word.opens && !german && !shouting)
                || (word.opens && !german && followed && !shouting && !is_opener(&word.low))
        } else {
            sure && known.names.contains(&word.low) || is_first_name(&word.low)
        };
    }
    // A weekday or month is no name, however it is written; an initial between names is part of one.
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, speakers: &[&str]) -> Vec<String> {
        let known = Known::from(&[text], speakers);
        let reading = Reading::of(text, None, &known);
        let named = reading.atoms.iter().filter_map(|atom| match &atom.sense {
            Sense::Name(tokens) => Some(tokens.join(" ")),
            _ => None,
        });
        named.collect()
    }

    #[test]
    fn names_are_told_from_words() {
        let check =
            |text: &str, speakers: &[&str], wanted: &[&str]| assert_eq!(names(text, speakers), wanted, "{text}");
        check("Yesterday Ada Reyes called about Pactolane.", &[], &["ada reyes", "pactolane"]);
        check("Revenue fell. I saw it on Monday in May.", &[], &[]);
        check("joost asked petra", &[], &["joost", "petra"]);
        check("The project manager agreed", &["Project Manager"], &["project manager"]);
        check("Der Betriebsrat muss das mit Herrn Lutz und der Firma klären.", &[], &["lutz"]);
        check("PhD A said so", &["PhD A", "PhD B"], &["phd a"]);
    }

    #[test]
    fn what_negates_nothing_is_no_negation() {
        let count = |text: &str| {
            let reading = Reading::of(text, None, &Known::default());
            reading.atoms.iter().filter(|atom| atom.sense == Sense::Negation).count()
        };
        for (text, wanted) in [
            ("We will not go.", 1),
            ("No, we will go.", 0),
            ("No patient data may leave.", 1),
            ("Not only the list, but the sheet", 0),
            ("We can't and won't", 2),
            ("Das geht nicht ohne uns.", 2),
        ] {
            assert_eq!(count(text), wanted, "{text}");
        }
    }
}

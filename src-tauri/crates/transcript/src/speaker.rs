//! What may stand before the words as a speaker's name, and which of the labels of a file are names. No name is made up: where it is not
//! evident that a label names a speaker, it is part of what was said.

use crate::words;
use std::collections::{BTreeMap, BTreeSet};

/// The most characters of a speaker's label.
const CHARS_MAX: usize = 80;
/// The most words of one, without what stands in brackets.
const WORDS_MAX: usize = 6;
/// Of the lines of a text in which no label comes twice, at least this share in percent has one.
const LABELLED_MIN: usize = 60;

/// Small words within names, with bars between them.
const PARTICLES: &str =
    "von|van|vom|zu|zum|zur|de|del|della|der|den|des|di|da|dos|du|la|le|el|al|bin|ben|ibn|y|e|und|and|et|of|ten";

/// Labels that name a field, a remark or a sort of line and nobody who speaks, in lower case with bars between them: heads of mails and files, lists of
/// people, what minutes and forms are made of, words that begin a sentence, what programs write into logs.
const NO_SPEAKER: &str = "from|to|cc|bcc|subject|sent|date|time|re|fwd|title|meeting title|topic|duration|location|url|link|language|von|an|\
    betreff|gesendet|datum|uhrzeit|titel|thema|dauer|ort|sprache|objet|envoyé|titre|sujet|durée|lieu|langue|heure|à|kind|\
    style|start|end|host|organizer|recorded by|recording|view recording|meeting|call|besprechung|réunion|aufzeichnung|\
    enregistrement|attendees|participants|meeting participants|speakers|invitees|teilnehmer|teilnehmende|teilnehmer:innen|\
    anwesend|sprecher|sprecher:innen|présents|intervenants|invités|absent|entschuldigt|excusés|action|action item|\
    action items|agenda|decision|decisions|next step|next steps|note|notes|summary|owner|due|status|priority|todo|to do|\
    task|tasks|follow-up|follow up|key points|summary keywords|keywords|overview|outline|chapters|transcript|transcription|\
    beschluss|beschlüsse|entscheidung|aufgabe|aufgaben|nächste schritte|zusammenfassung|verantwortlich|fällig|notiz|notizen|\
    hinweis|tagesordnung|transkript|transkription|protokoll|décision|décisions|action à mener|actions|prochaines étapes|\
    résumé|remarque|ordre du jour|responsable|échéance|compte rendu|budget|price|preis|prix|total|summe|important|wichtig|\
    warning|achtung|attention|example|beispiel|exemple|e.g|i.e|z.b|p.s|ps|nb|screen sharing|http|https|mailto|tel|phone|\
    telefon|email|e-mail|address|adresse|yes|no|yeah|ok|okay|so|well|and|but|right|first|second|third|ja|nein|also|und|aber|\
    erstens|zweitens|oui|non|alors|et|mais|donc|d'abord|remember|question is|meaning|info|warn|error|debug|trace|fatal|\
    default|else|try|finally|public|private|protected|todo(|fixme";

/// A label as a name: without surrounding marks and brackets, its white space made single. `None` where it says that nobody knows who speaks.
pub(crate) fn name(label: &str) -> Option<String> {
    let mut label = label.trim();
    loop {
        let before = label;
        label = label
            .trim_matches(['*', '_', '`', '#', '"', '“', '”', '|', '·', '•'])
            .trim()
            .trim_end_matches([':', ',', '-', '–', '—'])
            .trim();
        for (open, close) in [('[', ']'), ('<', '>'), ('(', ')'), ('{', '}')] {
            let inner = label.strip_prefix(open).and_then(|label| label.strip_suffix(close));
            label = inner.filter(|inner| !inner.contains([open, close])).unwrap_or(label).trim();
        }
        if label == before {
            break;
        }
    }
    let name = words::tidy(label);
    (name.chars().any(char::is_alphanumeric) && !is_unknown(&name)).then_some(name)
}

/// Whether a label says only that nobody knows who speaks. A number, as in "Speaker 2", tells speakers apart and is kept.
fn is_unknown(name: &str) -> bool {
    const UNKNOWN: &str = "unknown|unknown speaker|speaker unknown|unidentified|unidentified speaker|unbekannt|unbekannter sprecher|\
        sprecher unbekannt|inconnu|intervenant inconnu|locuteur inconnu|n/a|null|none";
    words::is_one_of(UNKNOWN, &name.to_lowercase())
}

/// How much a label looks like a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// It can be none: too long, a sentence, or the name of a field.
    None,
    /// It could be one: "anna", "team lead berlin".
    Weak,
    /// It is written as one: "Anke Vogel-Hart", "J. D. Smith (Northgate)", "Speaker 2".
    Strong,
}

/// How much a label looks like a name.
pub(crate) fn likeness(label: &str) -> Likeness {
    let label = label.trim().trim_matches(['*', '_']).trim();
    let inner = label.strip_prefix('[').and_then(|label| label.strip_suffix(']'));
    let label = inner.filter(|inner| !inner.contains(['[', ']'])).unwrap_or(label);
    let bare = without_brackets(label);
    let bare = bare.trim();
    let is_named = bare.chars().any(char::is_alphabetic) || bare.chars().any(|c| c.is_ascii_digit());
    if bare.is_empty() || !is_named || CHARS_MAX < label.chars().count() {
        return Likeness::None;
    }
    if bare.contains(['?', '!', '"', '“', '„', '«', ';', '=', '{', '}', '<', '>', '/', '\\', '%', '€', '$', '…'])
        || label.contains("://")
    {
        return Likeness::None;
    }
    if words::is_one_of(NO_SPEAKER, &bare.to_lowercase()) {
        return Likeness::None;
    }
    let parts: Vec<&str> = bare.split_whitespace().collect();
    let ends_sentence =
        |word: &&str| word.ends_with('.') && (5 < word.chars().count() || word.starts_with(char::is_lowercase));
    // "J." and "Jr." end names, "Fine." does not.
    let has_stop = parts.last().is_some_and(|word| word.ends_with('.') && 3 < word.chars().count());
    if WORDS_MAX < parts.len() || has_stop || parts.iter().any(ends_sentence) || 1 < bare.matches(',').count() {
        return Likeness::None;
    }
    // A number alone is a time, a price or an item of a list.
    if !bare.chars().any(char::is_alphabetic) {
        return Likeness::None;
    }
    let is_name_word = |word: &&str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || words::is_one_of(PARTICLES, word) || is_joined(word)
    };
    if parts.iter().all(is_name_word)
        && !parts.first().is_some_and(|word| words::is_one_of(PARTICLES, word) && parts.len() == 1)
    {
        Likeness::Strong
    } else {
        Likeness::Weak
    }
}

/// "d'Arc", "al-Rashid", "O'Brien": a small first letter belongs to a name if a capital follows its sign.
fn is_joined(word: &str) -> bool {
    word.split(['\'', '’', '-']).nth(1).is_some_and(|part| part.starts_with(char::is_uppercase))
}

/// A label without what stands in brackets at its end: "(Northgate)", "[External]".
fn without_brackets(label: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::with_capacity(label.len());
    for c in label.chars() {
        match c {
            '(' | '[' | '（' => depth = depth.saturating_add(1),
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    if depth == 0 { bare } else { label.to_owned() }
}

/// The label that a line begins with and what follows its colon. A colon between digits is a time's, one within brackets their own.
pub(crate) fn before_colon(line: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    let mut previous = ' ';
    for (at, c) in line.char_indices().take(CHARS_MAX * 2) {
        match c {
            '(' | '[' | '（' => depth = depth.saturating_add(1),
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 => {
                let (label, rest) = (line.get(..at)?, line.get(at + c.len_utf8()..)?);
                let next = rest.chars().next();
                let is_time = previous.is_ascii_digit() && next.is_some_and(|c| c.is_ascii_digit());
                // "https://", "Teilnehmer:innen", "std::vec", "::": a name's colon has space after it, or bold marks.
                let is_end = c == '：' || next.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_'));
                match (is_time, is_end) {
                    (true, _) => {}
                    (false, true) => return Some((label.trim(), rest)),
                    (false, false) => return None,
                }
            }
            _ => {}
        }
        previous = c;
    }
    None
}

/// The labels of a text that are speakers' names.
#[derive(Debug, Default)]
pub(crate) struct Speakers {
    names: BTreeSet<String>,
}

/// A label that a text has before words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<'a> {
    /// The label.
    pub label: &'a str,
    /// Whether its line also has a time, or is set in bold: then the recorder wrote it, whatever it looks like.
    pub is_marked: bool,
    /// Whether its line could as well be a time and a word, or a heading: then it is a name only if it comes twice.
    pub is_doubtful: bool,
}

impl Speakers {
    /// The speakers among the labels of a text of so many lines with words; `listed` are names that the text lists as taking part.
    ///
    /// A label is a speaker's if the recorder marks it, if it is listed, or if it comes twice; one that comes once and is written as a name is
    /// too where nearly all lines have such labels.
    pub(crate) fn learn<'a>(candidates: impl Iterator<Item = Candidate<'a>>, lines: usize, listed: &[String]) -> Self {
        let (mut counts, mut marked) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
        let (mut strong, mut plain) = (0_usize, BTreeSet::<&str>::new());
        for candidate in candidates {
            let likeness = likeness(candidate.label);
            if likeness == Likeness::None {
                continue;
            }
            let count = counts.entry(candidate.label).or_default();
            *count = count.saturating_add(1);
            if candidate.is_marked {
                let count = marked.entry(candidate.label).or_default();
                *count = count.saturating_add(1);
            }
            if !candidate.is_doubtful {
                strong = strong.saturating_add(usize::from(likeness == Likeness::Strong));
                plain.insert(candidate.label);
            }
        }
        let is_labelled = lines.saturating_mul(LABELLED_MIN) <= strong.saturating_mul(100);
        let is_listed = |label: &str| {
            listed.iter().any(|name| name.eq_ignore_ascii_case(label) || name.split_whitespace().next() == Some(label))
        };
        let names = counts
            .into_iter()
            .filter(|(label, count)| {
                let is_strong = likeness(label) == Likeness::Strong;
                let is_seen_twice = 2 <= *count && (is_strong || label.split_whitespace().count() <= 2);
                marked.contains_key(label)
                    || is_listed(label)
                    || is_seen_twice
                    || (is_strong && is_labelled && plain.contains(label))
            })
            .map(|(label, _)| label.to_owned())
            .collect();
        Self { names }
    }

    /// Whether a label is a speaker's.
    pub(crate) fn has(&self, label: &str) -> bool {
        self.names.contains(label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_look_like_names() {
        for label in [
            "Anke Vogel-Hart",
            "J. D. Smith (Northgate)",
            "Tomás O'Brien",
            "Speaker 2",
            "Sprecher 1",
            "Ludwig von Beethoven",
            "Lang, Petra",
            "李雷",
            "Jeanne d'Arc",
            "Dr. Grün",
            "Me",
            "Ich",
            "SPEAKER_00",
        ] {
            assert_eq!(likeness(label), Likeness::Strong, "{label}");
        }
        for label in ["anna", "And here's the thing", "the price is"] {
            assert_eq!(likeness(label), Likeness::Weak, "{label}");
        }
        for label in [
            "Subject",
            "Betreff",
            "Really?",
            "12",
            "",
            "Nächste Schritte",
            "I said that we would come back to this again",
            "Price in €",
            "Okay",
            "It ended there. And",
        ] {
            assert_eq!(likeness(label), Likeness::None, "{label}");
        }
    }

    #[test]
    fn a_label_ends_at_its_own_colon() {
        assert_eq!(before_colon("Anna: at 10:30: fine"), Some(("Anna", " at 10:30: fine")));
        assert_eq!(before_colon("Anna (0:12): yes"), Some(("Anna (0:12)", " yes")));
        assert_eq!(before_colon("**Anna:** yes"), Some(("**Anna", "** yes")));
        assert_eq!(before_colon(": nobody"), Some(("", " nobody")));
        for line in ["see https://a.example", "at 10:30", "std::vec", "no colon"] {
            assert_eq!(before_colon(line), None, "{line}");
        }
    }

    #[test]
    fn labels_become_names_without_their_marks() {
        assert_eq!(name(" **[Anna  Bell]** ").as_deref(), Some("Anna Bell"));
        assert_eq!(name("J. D. Smith (Northgate)").as_deref(), Some("J. D. Smith (Northgate)"));
        for label in ["", "::", "Unknown Speaker", "Unbekannt", "**"] {
            assert_eq!(name(label), None, "{label}");
        }
    }

    #[test]
    fn who_speaks_is_learnt_from_the_whole_text() {
        let learn = |labels: &[&str], lines| {
            let candidates = labels.iter().map(|label| Candidate { label, is_marked: false, is_doubtful: false });
            let speakers = Speakers::learn(candidates, lines, &["Petra Lang".to_owned()]);
            speakers.names.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(learn(&["Anna", "Ben", "Anna", "Here is the thing", "Petra Lang"], 40), ["Anna", "Petra Lang"]);
        assert_eq!(learn(&["Anna Bell", "Ben Ode"], 2), ["Anna Bell", "Ben Ode"]);
        assert_eq!(learn(&["Standard"], 9), [""; 0]);
    }
}

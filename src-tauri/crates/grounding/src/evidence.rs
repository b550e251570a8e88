//! What a line is checked against: texts, each with who said it and when, read once.

use crate::{
    align::{Alignment, align},
    days::{When, moment},
    quotes::{addresses, is_verbatim},
    reading::{Known, Reading, Sense, name_words},
    words::alike,
};
use domain::Side;
use jiff::civil::DateTime;
use serde::Deserialize;
use std::ops::Range;

/// One source of a line: what was said, by whom, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Evidence {
    /// The text that was said or written.
    pub text: String,
    /// Who said it; `None` where that is not known.
    #[serde(default)]
    pub speaker: Option<String>,
    /// When the text was said, as an ISO date or time; anything else counts as not known.
    #[serde(default)]
    pub time: Option<String>,
    /// On which side its speaker sits, where that is known. Of a text without a speaker: whose name it is, as that of a company.
    #[serde(default)]
    pub side: Option<Side>,
}

/// A stretch of one source that one speaker said.
pub(crate) struct Piece {
    /// The text of the piece.
    pub text: String,
    /// The words of the speaker's name, folded; `None` where nobody is named.
    pub speaker: Option<Vec<String>>,
    /// The speaker's name as it is written; `None` where nobody is named.
    pub named: Option<String>,
    /// On which side the speaker sits; `None` where that is not known.
    pub side: Option<Side>,
    /// When the piece was said; `None` where that is not known.
    pub said: Option<DateTime>,
    /// The text as a row of words and atoms.
    pub reading: Reading,
    /// Stretches of atoms to lay a line beside: sentences, neighbours, the whole where it is short.
    windows: Vec<Range<usize>>,
}

/// All sources of a line, read once.
pub(crate) struct Body {
    /// The pieces of all sources.
    pub pieces: Vec<Piece>,
    /// The names that occur in the sources.
    pub known: Known,
}

/// What a wider window has to find beyond a narrower one to be worth looking at.
const WIDER_BRINGS: f32 = 0.5;

/// A place in a source that a stretch of a line may rest on.
#[derive(Debug, Clone)]
pub(crate) struct Footing {
    /// The number of the piece.
    pub piece: usize,
    /// The atoms of the piece that the line is laid beside.
    pub window: Range<usize>,
    /// How the line lies beside them; offsets count from the window's start.
    pub alignment: Alignment,
}

impl Body {
    /// Reads the sources of a line.
    pub fn of(evidence: &[Evidence]) -> Self {
        let split: Vec<Turn> = evidence.iter().flat_map(turns).collect();
        let texts: Vec<&str> = split.iter().map(|turn| turn.text.as_str()).collect();
        let speakers: Vec<&str> = split.iter().filter_map(|turn| turn.speaker.as_deref()).collect();
        let known = Known::from(&texts, &speakers);
        let pieces = split
            .iter()
            .map(|Turn { text, speaker, said, side }| {
                let reading = Reading::of(text, *said, &known);
                let windows = windows(&reading);
                Piece {
                    text: text.clone(),
                    speaker: speaker.as_deref().map(name_words),
                    named: speaker.clone(),
                    side: *side,
                    said: *said,
                    reading,
                    windows,
                }
            })
            .collect();
        Self { pieces, known }
    }

    /// Whether at least one piece names its speaker.
    pub fn has_speakers(&self) -> bool {
        self.pieces.iter().any(|piece| piece.speaker.is_some())
    }

    /// Whether a folded word occurs, as a word of a text or a speaker's name.
    pub fn has_word(&self, low: &str, stem: &str) -> bool {
        self.pieces.iter().any(|piece| {
            piece.reading.words.iter().any(|word| word.low == low || alike(&word.stem, stem))
                || piece.speaker.iter().flatten().any(|token| token == low)
        })
    }

    /// Whether a name occurs as one: in one speaker's name, or its words next to each other in a text.
    pub fn has_name(&self, tokens: &[String]) -> bool {
        let joined: String = tokens.concat();
        self.pieces.iter().any(|piece| {
            let spoken = piece.speaker.as_ref().is_some_and(|speaker| is_in_order(tokens, speaker));
            let lows: Vec<&str> = piece.reading.words.iter().map(|word| word.low.as_str()).collect();
            spoken
                || lows.windows(tokens.len()).any(|run| run.iter().zip(tokens).all(|(one, other)| one == other))
                || (5 <= joined.len()
                    && (lows.contains(&joined.as_str()) || lows.windows(2).any(|pair| pair.concat() == joined)))
        })
    }

    /// Every time that the sources name, with the number of its piece and of its atom.
    pub fn whens(&self) -> impl Iterator<Item = (usize, usize, &When)> {
        self.pieces.iter().enumerate().flat_map(|(piece, read)| {
            read.reading.atoms.iter().enumerate().filter_map(move |(at, atom)| match &atom.sense {
                Sense::When(when) => Some((piece, at, when)),
                _ => None,
            })
        })
    }

    /// The days on which the sources were said.
    pub fn moments(&self) -> impl Iterator<Item = When> + '_ {
        self.pieces.iter().filter_map(|piece| piece.said.map(moment))
    }

    /// The pieces that have a quotation word for word.
    pub fn quoting<'a>(&'a self, quoted: &'a str) -> impl Iterator<Item = &'a Piece> {
        self.pieces.iter().filter(move |piece| is_verbatim(quoted, &piece.text))
    }

    /// Whether a source has this e-mail address.
    pub fn has_address(&self, address: &str) -> bool {
        self.pieces.iter().any(|piece| {
            let same =
                |found: &str| found == address || found.strip_prefix(address).is_some_and(|rest| rest.starts_with('/'));
            addresses(&piece.text).iter().any(|(_, found)| same(found))
                || piece.named.as_ref().is_some_and(|named| addresses(named).iter().any(|(_, found)| same(found)))
        })
    }

    /// The places a stretch of a line rests on best, best first; those far behind the best are left out.
    pub fn footings(&self, line: &[crate::reading::Atom], among: &dyn Fn(&Piece) -> bool) -> Vec<Footing> {
        let mut found: Vec<Footing> = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate().filter(|(_, piece)| among(piece)) {
            for window in &piece.windows {
                let alignment = align(line, &piece.reading.atoms[window.clone()]);
                if 0 < alignment.matter || 3 < alignment.pairs.len() {
                    found.push(Footing { piece: index, window: window.clone(), alignment });
                }
            }
        }
        // Of equals the shorter window is the closer one.
        found.sort_by(|a, b| {
            b.alignment.weight.total_cmp(&a.alignment.weight).then_with(|| a.window.len().cmp(&b.window.len()))
        });
        let best = found.first().map_or(0.0, |footing| footing.alignment.weight);
        found.retain(|footing| 0.93 * best <= footing.alignment.weight);
        // A wider window that finds hardly more than one within it only blurs what stands beside what.
        let narrow = found.clone();
        found.retain(|wide| {
            !narrow.iter().any(|inner| {
                inner.piece == wide.piece
                    && inner.window.len() < wide.window.len()
                    && wide.window.start <= inner.window.start
                    && inner.window.end <= wide.window.end
                    && wide.alignment.weight < inner.alignment.weight + WIDER_BRINGS
            })
        });
        found.truncate(12);
        found
    }
}

/// Whether all words of one name are in another, in their order.
fn is_in_order(tokens: &[String], name: &[String]) -> bool {
    let mut rest = name.iter();
    tokens.iter().all(|token| rest.any(|word| word == token))
}

/// What one speaker says in a source.
struct Turn {
    text: String,
    speaker: Option<String>,
    said: Option<DateTime>,
    side: Option<Side>,
}

/// A source's turns: the lines of a text that name their speakers as in "Ada: yes", else the whole.
fn turns(evidence: &Evidence) -> Vec<Turn> {
    let said = evidence.time.as_deref().and_then(moment_of);
    let speaker = evidence.speaker.clone().filter(|speaker| !speaker.trim().is_empty());
    if speaker.is_some() {
        return vec![Turn { text: evidence.text.clone(), speaker, said, side: evidence.side }];
    }
    let mut turns: Vec<Turn> = Vec::new();
    for line in evidence.text.split_inclusive('\n') {
        match named_turn(line) {
            Some((name, rest)) => {
                turns.push(Turn { text: rest.to_owned(), speaker: Some(name.to_owned()), said, side: None });
            }
            None => match turns.last_mut() {
                Some(turn) => turn.text.push_str(line),
                None => turns.push(Turn { text: line.to_owned(), speaker: None, said, side: evidence.side }),
            },
        }
    }
    turns
}

/// Takes "Ada Reyes: yes" apart into the name and what was said; `None` for any other line.
fn named_turn(line: &str) -> Option<(&str, &str)> {
    const LABELS: [&str; 18] = [
        "note", "subject", "re", "ps", "from", "to", "cc", "date", "sent", "update", "action", "actions", "warning",
        "question", "answer", "betreff", "von", "an",
    ];
    const PARTICLES: [&str; 12] = ["van", "von", "de", "der", "den", "di", "da", "la", "le", "el", "zu", "ter"];
    let (name, rest) = line.split_once(": ")?;
    let name = name.trim();
    let is_name = name.starts_with(char::is_uppercase)
        && name.split(' ').count() <= 4
        && name.split(' ').all(|word| {
            (word.starts_with(char::is_uppercase) || PARTICLES.contains(&word))
                && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'' | '’'))
        })
        && !LABELS.contains(&name.to_lowercase().as_str());
    is_name.then_some((name, rest))
}

/// The wall clock of an ISO date or time, as written.
fn moment_of(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let date = || text.get(..10)?.parse::<jiff::civil::Date>().ok().map(|date| date.at(0, 0, 0, 0));
    text.get(..19).and_then(|text| text.parse().ok()).or_else(|| text.parse().ok()).or_else(date)
}

/// Sentences, pairs of neighbours, and the whole text where it is short.
fn windows(reading: &Reading) -> Vec<Range<usize>> {
    const SHORT: usize = 90;
    let sentences = reading.sentences();
    let mut windows = sentences.clone();
    windows.extend(sentences.windows(2).map(|pair| pair[0].start..pair[1].end));
    windows.extend(sentences.windows(3).map(|three| three[0].start..three[2].end));
    if 3 < sentences.len() && reading.atoms.len() <= SHORT {
        windows.push(0..reading.atoms.len());
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_read_turn_by_turn() {
        let text = "Ada Reyes: We stop.\nBob: Why?\nNo idea.\n";
        let evidence = Evidence { text: text.to_owned(), ..Evidence::default() };
        let body = Body::of(&[evidence]);
        let speakers: Vec<_> =
            body.pieces.iter().map(|piece| piece.speaker.clone().unwrap_or_default().join(" ")).collect();
        assert_eq!(speakers, ["ada reyes", "bob"]);
        assert_eq!(body.pieces[1].text, "Why?\nNo idea.\n");
    }

    #[test]
    fn names_have_to_belong_together() {
        let source = |text: &str, speaker: &str| Evidence {
            text: text.to_owned(),
            speaker: Some(speaker.to_owned()),
            ..Evidence::default()
        };
        let body = Body::of(&[source("Ask Anne Bekker.", "Anna Becker"), source("Yes, at Door Dash.", "PhD A")]);
        let check = |name: &str, wanted: bool| assert_eq!(body.has_name(&name_words(name)), wanted, "{name}");
        check("Anna", true);
        check("Anna Becker", true);
        check("Anne Becker", false);
        check("DoorDash", true);
        check("PhD A", true);
        check("PhD B", false);
        check("Ann", false);
    }
}

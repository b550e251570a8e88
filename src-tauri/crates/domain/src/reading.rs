//! What the rules found in one text, in a form that can be kept: where its sentences stand, and what each is good for.
//!
//! A reading holds no words, only places and numbers, so it is worth nothing without the text it was made from.

use crate::{Part, RecordId, Span};
use std::collections::BTreeMap;

/// Readings of a dossier's texts, by record and part: a dossier has one version of each.
pub type Readings = BTreeMap<(RecordId, Part), Reading>;

/// What the rules found in one version of one text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The version of the rules; a reading by others has to be made anew.
    pub rules: u32,
    /// The text's sentences, in order.
    pub sentences: Vec<Marked>,
}

/// A sentence with what the rules see in it, whoever says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marked {
    /// Where the sentence stands in the text.
    pub span: Span,
    /// What the rules see in the sentence.
    pub marks: Marks,
}

/// What the rules see in a sentence: its topic, its weight, and a few flags.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// The number of its strongest topic, in the order of the rules' list; none for small talk.
    pub topic: Option<u8>,
    /// How much that matters, in hundredths; 0 without a topic.
    pub weight: u16,
    /// Which of the [`Marks`] constants hold, as bits.
    pub bits: u8,
}

impl Marks {
    /// It names a day to deliver by: a promise, if somebody delivers.
    pub const NAMES_A_DAY: u8 = 1;
    /// It promises to hand something over, whether or not it names a day.
    pub const DELIVERS: u8 = 2;
    /// Flag: the sentence says that something was handed over.
    pub const HANDED_OVER: u8 = 4;
    /// Flag: the sentence asks not to be called.
    pub const NOT_CALLED: u8 = 8;

    /// Flag: the sentence says that its speaker has what was handed over.
    pub const RECEIVED: u8 = 16;

    /// Whether the flag `bit`, one of the constants here, is set.
    pub fn has(self, bit: u8) -> bool {
        self.bits & bit != 0
    }
}

impl Reading {
    /// The sentences as bytes: for each the distance from the last sentence's end and its length, as varints, then a byte of marks, and with a topic its
    /// number and weight. The version of the rules is kept beside it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4 * self.sentences.len());
        let mut last = 0;
        for Marked { span, marks } in &self.sentences {
            // Sentences never overlap; should they, an empty distance keeps the rest readable.
            put(&mut bytes, span.start.saturating_sub(last));
            put(&mut bytes, span.end.saturating_sub(span.start));
            bytes.push(marks.bits | if marks.topic.is_some() { HAS_TOPIC } else { 0 });
            if let Some(topic) = marks.topic {
                bytes.push(topic);
                bytes.extend(marks.weight.to_le_bytes());
            }
            last = span.end;
        }
        bytes
    }

    /// Reads what [`Reading::to_bytes`] wrote; `None` where the bytes are nothing of ours.
    pub fn from_bytes(rules: u32, bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let (mut sentences, mut last) = (Vec::new(), 0_usize);
        while !rest.is_empty() {
            let start = last.checked_add(take(&mut rest)?)?;
            let end = start.checked_add(take(&mut rest)?)?;
            let bits = byte(&mut rest)?;
            let mut marks = Marks { bits: bits & !HAS_TOPIC, ..Marks::default() };
            if bits & HAS_TOPIC != 0 {
                marks.topic = Some(byte(&mut rest)?);
                marks.weight = u16::from_le_bytes([byte(&mut rest)?, byte(&mut rest)?]);
            }
            sentences.push(Marked { span: Span { start, end }, marks });
            last = end;
        }
        Some(Self { rules, sentences })
    }
}

const HAS_TOPIC: u8 = 128;

fn put(bytes: &mut Vec<u8>, mut value: usize) {
    while 0x7f < value {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..35).step_by(7) {
        let next = byte(rest)?;
        value |= usize::from(next & 0x7f) << shift;
        if next & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_survives_being_kept() {
        let sentence = |start, end, topic, bits| Marked {
            span: Span { start, end },
            marks: Marks { topic, weight: topic.map_or(0, |_| 450), bits },
        };
        let reading = Reading {
            rules: 3,
            sentences: vec![
                sentence(0, 12, None, 0),
                sentence(13, 300, Some(2), 5),
                sentence(40_000, 40_100, Some(0), 15),
            ],
        };
        assert_eq!(Reading::from_bytes(3, &reading.to_bytes()), Some(reading.clone()));
        assert_eq!(Reading::from_bytes(3, &[]), Some(Reading { rules: 3, sentences: Vec::new() }));
        let bytes = reading.to_bytes();
        assert_eq!(Reading::from_bytes(3, &bytes[..bytes.len() - 1]), None);
        assert_eq!(Reading::from_bytes(3, &[0xff; 9]), None);
    }
}

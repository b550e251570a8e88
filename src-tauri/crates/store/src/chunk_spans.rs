//! Where the chunks of a text stand, in a few bytes each. Pure.
//!
//! A document's units come first, in reading order, then its windows. A unit is three numbers: characters since the end of the one
//! before, characters, and who speaks; a window is two: units since the start of the one before, and how many it holds. Signed numbers
//! have their sign in the lowest bit (zigzag, as in Protocol Buffers).

use crate::{
    StoreError,
    varint::{read_number, write_number},
};
use domain::{Chunk, ChunkLevel, ObjectType, Span};
use std::ops::Range;

/// Who speaks in a unit of a mail that is not its author's: quoted, forwarded, or written by no person. No talk has so many voices.
pub(crate) const NOBODY: usize = 65_535;

/// Where the chunks of one text stand in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ChunkSpans {
    /// Where each unit stands, and who speaks: 0 for the document's own speaker, [`NOBODY`], or one more than the number of a voice.
    pub(crate) units: Vec<(Span, usize)>,
    /// For each window, which of the units it holds.
    pub(crate) windows: Vec<Range<usize>>,
}

impl ChunkSpans {
    /// The places of chunks as the chunker orders them; `voices` are the names of those who speak, by number.
    pub(crate) fn of(chunks: &[Chunk], voices: &[String]) -> Self {
        let mut placed = Self::default();
        for chunk in chunks {
            let speaks = |voice: &String| chunk.speaker.as_ref() == Some(voice);
            match chunk.level {
                ChunkLevel::Unit => {
                    let own =
                        if chunk.record.object == ObjectType::Email && chunk.speaker.is_none() { NOBODY } else { 0 };
                    let voice = voices.iter().position(speaks).map_or(own, |number| number + 1);
                    placed.units.push((chunk.span, voice));
                }
                ChunkLevel::Window => placed.windows.push(chunk.units.clone()),
            }
        }
        placed
    }

    /// What stands at a place: its level, its span, and who speaks.
    pub(crate) fn at(&self, place: usize) -> Option<(ChunkLevel, Span, usize)> {
        if let Some((span, voice)) = self.units.get(place) {
            return Some((ChunkLevel::Unit, *span, *voice));
        }
        let units = self.windows.get(place - self.units.len())?;
        let (first, last) = (self.units.get(units.start)?, self.units.get(units.end.checked_sub(1)?)?);
        Some((ChunkLevel::Window, Span { start: first.0.start, end: last.0.end }, 0))
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4 * self.units.len());
        let mut end = 0;
        for (span, voice) in &self.units {
            write_signed(&mut bytes, signed(span.start) - signed(end));
            write_number(&mut bytes, span.end.saturating_sub(span.start) as u64);
            write_number(&mut bytes, *voice as u64);
            end = span.end;
        }
        let mut first = 0;
        for units in &self.windows {
            write_signed(&mut bytes, signed(units.start) - signed(first));
            write_number(&mut bytes, units.len() as u64);
            first = units.start;
        }
        bytes
    }

    /// The reverse of [`ChunkSpans::write`]. Fails where the bytes are cut off or name places no text could have.
    pub(crate) fn read(mut bytes: &[u8], units: usize, windows: usize) -> Result<Self, StoreError> {
        let bytes = &mut bytes;
        let unreadable = || StoreError::Unreadable { what: "chunks" };
        let mut placed = Self::default();
        let mut next = || read_number(bytes).ok_or_else(unreadable);
        let mut end = 0;
        for _ in 0..units {
            let start = moved(end, next()?).ok_or_else(unreadable)?;
            let len = usize::try_from(next()?).map_err(|_| unreadable())?;
            let voice = usize::try_from(next()?).map_err(|_| unreadable())?;
            end = start.checked_add(len).ok_or_else(unreadable)?;
            placed.units.push((Span { start, end }, voice));
        }
        let mut first = 0;
        for _ in 0..windows {
            first = moved(first, next()?).ok_or_else(unreadable)?;
            let count = usize::try_from(next()?).map_err(|_| unreadable())?;
            let last = first.checked_add(count).filter(|last| *last <= units).ok_or_else(unreadable)?;
            placed.windows.push(first..last);
        }
        Ok(placed)
    }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn moved(from: usize, zigzag: u64) -> Option<usize> {
    let half = (zigzag >> 1).cast_signed();
    let by = if zigzag & 1 == 0 { half } else { -half - 1 };
    usize::try_from(signed(from).checked_add(by)?).ok()
}

fn write_signed(bytes: &mut Vec<u8>, number: i64) {
    write_number(bytes, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Part, RecordId};
    use jiff::Timestamp;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_come_out_as_they_went_in(
            units in prop::collection::vec((0_usize..100_000, 0_usize..3_000, 0_usize..300), 0..40),
            windows in prop::collection::vec((0_usize..40, 0_usize..40), 0..20),
        ) {
            let units: Vec<(Span, usize)> =
                units.into_iter().map(|(start, len, voice)| (Span { start, end: start + len }, voice)).collect();
            let windows = windows
                .into_iter()
                .map(|(first, count)| first.min(units.len())..(first + count).min(units.len()).max(first.min(units.len())))
                .collect();
            let placed = ChunkSpans { units, windows };
            let bytes = placed.write();
            prop_assert_eq!(ChunkSpans::read(&bytes, placed.units.len(), placed.windows.len()).unwrap(), placed);
        }

        #[test]
        fn what_is_no_list_of_places_is_refused_or_read_but_never_panics(
            bytes in prop::collection::vec(any::<u8>(), 0..60), units in 0_usize..30, windows in 0_usize..30,
        ) {
            if let Ok(placed) = ChunkSpans::read(&bytes, units, windows) {
                for place in 0..units + windows + 2 {
                    placed.at(place);
                }
            }
        }
    }

    #[test]
    fn what_a_mail_quotes_is_not_its_authors() {
        let unit = |speaker: Option<&str>, start| Chunk {
            record: RecordId::new(ObjectType::Email, "6"),
            part: Part("hs_email_text".to_owned()),
            span: Span { start, end: start + 5 },
            level: ChunkLevel::Unit,
            text: String::new(),
            embedded_text: String::new(),
            speaker: speaker.map(str::to_owned),
            at: Timestamp::UNIX_EPOCH,
            units: 0..0,
        };
        let placed = ChunkSpans::of(&[unit(Some("Ada"), 0), unit(None, 6)], &[]);
        let again = ChunkSpans::read(&placed.write(), 2, 0).unwrap();
        assert_eq!(again.units, [(Span { start: 0, end: 5 }, 0), (Span { start: 6, end: 11 }, NOBODY)]);
    }

    #[test]
    fn a_talk_of_short_turns_takes_few_bytes() {
        let units: Vec<(Span, usize)> =
            (0..1_000).map(|turn| (Span { start: turn * 60, end: turn * 60 + 59 }, turn % 4 + 1)).collect();
        let windows = (0..100).map(|window| window * 9..window * 9 + 18).collect();
        let placed = ChunkSpans { units, windows };
        assert_eq!(placed.write().len(), 3_200);
        assert_eq!(placed.at(3), Some((ChunkLevel::Unit, Span { start: 180, end: 239 }, 4)));
        assert_eq!(placed.at(1_001), Some((ChunkLevel::Window, Span { start: 540, end: 1_619 }, 0)));
        assert_eq!(placed.at(1_100), None);
    }
}

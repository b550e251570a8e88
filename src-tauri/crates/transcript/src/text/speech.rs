//! Lines whose shape is settled become pieces of speech with their times.

use super::shape::{Shape, of_day_ms};
use crate::{
    Draft,
    model::{Reason, Skipped},
    times::{Stretch, Time},
    turns::RawCue,
    words,
};

/// A first time of at least so many milliseconds is a time of day: no recording is silent for five hours.
const CLOCK_MIN_MS: u64 = 5 * 3_600_000;
/// Half a day, in milliseconds.
const HALF_DAY_MS: u64 = 12 * 3_600_000;

/// Reads the lines from the first one with speech on into a draft. `own` says which lines the recorder wrote.
pub(super) fn read(first: usize, lines: &[(usize, &str)], shapes: &[Shape<'_>], own: &[bool], draft: &mut Draft) {
    Emission { first, waiting: None, is_block: false, cues: Vec::new() }.run(lines, shapes, own, draft);
}

/// Makes pieces of speech of lines that are settled.
struct Emission {
    first: usize,
    /// The time that stood on a line of its own and belongs to what comes next.
    waiting: Option<Stretch>,
    /// Whether the speaker stands on a line of their own: then times within their words begin new pieces of theirs.
    is_block: bool,
    cues: Vec<(RawCue, Option<Stretch>)>,
}

impl Emission {
    fn run(mut self, lines: &[(usize, &str)], shapes: &[Shape<'_>], own: &[bool], draft: &mut Draft) {
        for (((number, line), shape), own) in lines.iter().zip(shapes).zip(own).skip(self.first) {
            if *own {
                if !line.trim().is_empty() {
                    draft.skipped.push(Skipped { line: *number, reason: Reason::Recorder });
                }
                continue;
            }
            match shape {
                Shape::Empty => {
                    // A name or time that was taken into a head has its words there; nothing else is lost here.
                }
                Shape::Time(time) => self.waiting = Some(*time),
                Shape::Head { name, time, .. } => {
                    self.is_block = true;
                    self.begin(*number, name, Some(*time), "");
                }
                Shape::Labelled { name, time, words, .. } => {
                    self.is_block = words.trim().is_empty();
                    self.begin(*number, name, *time, words);
                }
                Shape::Timed { time, words } => {
                    let speaker = self.speaker();
                    self.begin(*number, &speaker, Some(*time), words);
                }
                Shape::Title(_) => draft.skipped.push(Skipped { line: *number, reason: Reason::Heading }),
                Shape::Words => self.words(*number, line, draft),
            }
        }
        self.finish(draft);
    }

    /// Who goes on speaking where a time stands alone: whoever has a block, else nobody that is named.
    fn speaker(&self) -> String {
        let last = self.cues.last().filter(|_| self.is_block);
        last.and_then(|(cue, _)| cue.speaker.clone()).unwrap_or_default()
    }

    fn begin(&mut self, line: usize, name: &str, time: Option<Stretch>, words: &str) {
        let time = time.or(self.waiting.take());
        self.waiting = None;
        // A head without words that another follows at once says nothing; where times are, the next has its own.
        let speaker = (!name.is_empty()).then(|| name.to_owned());
        self.cues.push((RawCue { speaker, line, text: words.to_owned(), ..RawCue::default() }, time));
    }

    fn words(&mut self, number: usize, line: &str, draft: &mut Draft) {
        if let Some(time) = self.waiting.take() {
            let is_empty = self.cues.last().is_some_and(|(cue, _)| self.is_block && !words::has_words(&cue.text));
            match self.cues.last_mut().filter(|_| is_empty) {
                // "Ada:", then a time, then words.
                Some((cue, own)) => {
                    *own = own.or(Some(time));
                    cue.text.push_str(line);
                }
                None => {
                    let speaker = self.speaker();
                    self.begin(number, &speaker, Some(time), line);
                }
            }
            return;
        }
        match self.cues.last_mut() {
            Some((cue, _)) => {
                cue.text.push('\n');
                cue.text.push_str(line);
            }
            None => draft.skipped.push(Skipped { line: number, reason: Reason::BeforeSpeech }),
        }
    }

    fn finish(self, draft: &mut Draft) {
        let times: Vec<Stretch> = self.cues.iter().filter_map(|(_, time)| *time).collect();
        let clock = times.first().filter(|_| are_clock(&times)).and_then(|first| of_day_ms(first.start));
        draft.clock_ms = clock;
        let place = |time: Time| match clock {
            None => Some(time.ms),
            Some(zero) => {
                let ms = of_day_ms(time)?;
                match ms.checked_sub(zero) {
                    Some(since) => Some(since),
                    // Past midnight.
                    None if HALF_DAY_MS < zero.saturating_sub(ms) => {
                        ms.checked_add(HALF_DAY_MS.saturating_mul(2))?.checked_sub(zero)
                    }
                    None => None,
                }
            }
        };
        draft.cues = self
            .cues
            .into_iter()
            .map(|(cue, time)| RawCue {
                start_ms: time.and_then(|time| place(time.start)),
                end_ms: time.and_then(|time| place(time.end?)),
                ..cue
            })
            .collect();
    }
}

/// Whether the times of a text are times of day: they say so, or the first is later than any recording begins to speak.
fn are_clock(times: &[Stretch]) -> bool {
    let starts = || times.iter().map(|time| time.start);
    if starts().any(|time| time.is_clock) {
        return true;
    }
    let Some(first) = starts().next() else { return false };
    match first.places {
        3 => CLOCK_MIN_MS <= first.ms && starts().all(|time| of_day_ms(time).is_some()),
        // "10:31" twice in a row, as only minutes of a day come, and all of them within one.
        2 => {
            let all: Vec<u64> = starts().filter_map(of_day_ms).collect();
            let twice = all.windows(2).filter(|pair| matches!(pair, [one, other] if one == other)).count();
            7 * 3_600_000 <= first.ms.saturating_mul(60)
                && all.len() == times.len()
                && 3 <= all.len()
                && all.len() <= twice.saturating_mul(4)
        }
        _ => false,
    }
}

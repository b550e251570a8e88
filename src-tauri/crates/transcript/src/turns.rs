//! The pieces of speech of a file become turns: put in order of time, without what rolling captions repeat, joined by speaker.

use crate::{
    model::{Cue, Reason, Skipped, Turn},
    rolling, words,
};

/// A silence of so many milliseconds ends a turn, even if the same person goes on.
const PAUSE_MS: u64 = 10_000;
/// A turn of so many characters ends with its next sentence.
const CHARS_ENOUGH: usize = 1_000;
/// A turn of so many characters ends with its next piece.
const CHARS_MAX: usize = 3_000;
/// A gap in which a sentence can still go on, where nobody is named.
const BREATH_MS: u64 = 2_000;
/// A time that is earlier than the one before by so much, and near the beginning, starts another part of the recording.
const PART_BACK_MS: u64 = 60_000;
/// How near the beginning another part starts.
const PART_START_MS: u64 = 15_000;

/// A piece of speech as a file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RawCue {
    /// The speaker's name; `None` where the file names none.
    pub speaker: Option<String>,
    pub email: Option<String>,
    /// Milliseconds from the beginning of the recording.
    pub start_ms: Option<u64>,
    pub end_ms: Option<u64>,
    /// The words, in the lines of the file.
    pub text: String,
    /// Where it stands in the file.
    pub line: usize,
}

/// How the pieces of a file stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By their times: captions, tables, JSON.
    Time,
    /// As they are read: a text is written to be.
    File,
}

/// The turns of a file. What has no words is listed.
pub(crate) fn of(mut cues: Vec<RawCue>, order: Order, skipped: &mut Vec<Skipped>) -> Vec<Turn> {
    cues.retain(|cue| {
        let has_words = words::has_words(&cue.text);
        if !has_words {
            skipped.push(Skipped { line: cue.line, reason: Reason::NoWords });
        }
        has_words
    });
    for cue in &mut cues {
        cue.end_ms = cue.end_ms.filter(|end| cue.start_ms.is_none_or(|start| start <= *end));
    }
    if order == Order::Time {
        sort(&mut cues);
    }
    rolling::undo(&mut cues);
    join(cues)
}

/// Puts cues in order of time. One without a time stays behind the one before it; parts that begin anew stay one after the other.
fn sort(cues: &mut Vec<RawCue>) {
    let (mut part, mut latest) = (0_usize, 0_u64);
    let mut keyed: Vec<((usize, u64), RawCue)> = Vec::with_capacity(cues.len());
    for cue in cues.drain(..) {
        if let Some(start) = cue.start_ms {
            if start <= PART_START_MS && start.saturating_add(PART_BACK_MS) <= latest {
                part = part.saturating_add(1);
                latest = 0;
            }
            latest = latest.max(start);
        }
        let before = keyed.last().map_or((part, 0), |(key, _)| *key);
        let key = cue.start_ms.map_or(before, |start| (part, start));
        keyed.push((key, cue));
    }
    keyed.sort_by_key(|(key, _)| *key); // Stable: equal times stay in the order of the file.
    cues.extend(keyed.into_iter().map(|(_, cue)| cue));
}

fn join(cues: Vec<RawCue>) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for cue in cues {
        match turns.last_mut().filter(|turn| goes_on(turn, &cue)) {
            Some(turn) => add(turn, &cue),
            None => {
                let mut turn = Turn {
                    speaker: cue.speaker.clone(),
                    email: cue.email.clone(),
                    start_ms: cue.start_ms,
                    end_ms: None,
                    text: String::new(),
                    cues: Vec::new(),
                };
                add(&mut turn, &cue);
                turns.push(turn);
            }
        }
    }
    turns
}

fn add(turn: &mut Turn, cue: &RawCue) {
    let before = turn.text.len();
    words::push(&mut turn.text, &cue.text);
    let start = if before == 0 { 0 } else { before.saturating_add(1).min(turn.text.len()) };
    turn.cues.push(Cue { start_ms: cue.start_ms, end_ms: cue.end_ms, bytes: start..turn.text.len() });
    turn.start_ms = turn.start_ms.or(cue.start_ms);
    turn.end_ms = turn.end_ms.max(cue.end_ms);
    if turn.email.is_none() {
        turn.email.clone_from(&cue.email);
    }
}

/// Whether a cue goes on with what a turn says.
fn goes_on(turn: &Turn, cue: &RawCue) -> bool {
    let is_other_address = turn.email.is_some() && cue.email.is_some() && turn.email != cue.email;
    if turn.speaker != cue.speaker || is_other_address || CHARS_MAX <= turn.text.len() {
        return false;
    }
    let ends_sentence = turn.text.ends_with(['.', '!', '?', '…', '。', '？', '！']);
    if CHARS_ENOUGH <= turn.text.len() && ends_sentence {
        return false;
    }
    let last = turn.cues.last();
    let until = last.and_then(|last| last.end_ms.or(last.start_ms));
    let gap = cue.start_ms.zip(until).map(|(start, until)| start.saturating_sub(until));
    // A time that goes back begins another part of the recording.
    let is_earlier = cue.start_ms.zip(last.and_then(|last| last.start_ms)).is_some_and(|(start, last)| start < last);
    if is_earlier {
        return false;
    }
    if turn.speaker.is_some() {
        // Without an end it is not known how long the last piece took.
        let has_end = last.is_some_and(|last| last.end_ms.is_some());
        return !has_end || gap.is_none_or(|gap| gap < PAUSE_MS);
    }
    // Two that nobody is named for may be two people's: they are one only where the sentence has no end yet.
    let has_new_voice = cue.text.trim_start().starts_with(['-', '–', '—', '>', '*', '•']);
    !ends_sentence && !has_new_voice && gap.is_some_and(|gap| gap <= BREATH_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(speaker: &str, start: u64, end: u64, text: &str) -> RawCue {
        let speaker = (!speaker.is_empty()).then(|| speaker.to_owned());
        RawCue { speaker, start_ms: Some(start), end_ms: Some(end), text: text.to_owned(), ..RawCue::default() }
    }

    fn texts(cues: Vec<RawCue>, order: Order) -> Vec<String> {
        let line = |turn: Turn| format!("{}: {}", turn.speaker.unwrap_or_default(), turn.text);
        of(cues, order, &mut Vec::new()).into_iter().map(line).collect()
    }

    #[test]
    fn one_speakers_cues_are_one_turn_until_a_pause() {
        let cues = vec![
            cue("Ada", 0, 900, "We can"),
            cue("Ada", 900, 2_000, " do that\nby May. "),
            cue("Ben", 2_000, 2_500, "Good."),
            cue("Ada", 2_500, 3_000, "Then."),
            cue("Ada", 20_000, 21_000, "Back again."),
        ];
        let turns = of(cues, Order::Time, &mut Vec::new());
        assert_eq!(
            turns.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>(),
            ["We can do that by May.", "Good.", "Then.", "Back again."]
        );
        let [first, second] = turns[0].cues.as_slice() else { panic!("two cues") };
        assert_eq!(
            (&turns[0].text[first.bytes.clone()], &turns[0].text[second.bytes.clone()]),
            ("We can", "do that by May.")
        );
        assert_eq!((turns[0].start_ms, turns[0].end_ms), (Some(0), Some(2_000)));
    }

    #[test]
    fn what_nobody_is_named_for_is_one_only_within_a_sentence() {
        let cues = vec![
            cue("", 0, 900, "Could you send the"),
            cue("", 900, 2_000, "offer?"),
            cue("", 2_000, 2_500, "Yes, by Friday"),
            cue("", 2_500, 2_600, "- Great"),
        ];
        assert_eq!(texts(cues, Order::Time), [": Could you send the offer?", ": Yes, by Friday", ": - Great"]);
    }

    #[test]
    fn times_put_cues_in_order_and_parts_stay_apart() {
        let cues =
            vec![cue("B", 5_000, 6_000, "two"), cue("A", 1_000, 2_000, "one"), cue("A", 70_000, 71_000, "three")];
        assert_eq!(texts(cues.clone(), Order::Time), ["A: one", "B: two", "A: three"]);
        assert_eq!(texts(cues, Order::File), ["B: two", "A: one", "A: three"]);
        let parts = vec![
            cue("A", 600_000, 601_000, "end of part one"),
            cue("A", 500, 900, "part two"),
            cue("B", 2_000, 3_000, "goes on"),
        ];
        assert_eq!(texts(parts, Order::Time), ["A: end of part one", "A: part two", "B: goes on"]);
    }

    #[test]
    fn a_cue_that_ends_before_it_begins_has_no_end() {
        let mut skipped = Vec::new();
        let mut empty = cue("A", 0, 0, " \u{200b}");
        empty.line = 7;
        let turns = of(vec![cue("A", 5_000, 1_000, "so"), empty], Order::Time, &mut skipped);
        assert_eq!((turns[0].start_ms, turns[0].end_ms), (Some(5_000), None));
        assert_eq!(skipped, [Skipped { line: 7, reason: Reason::NoWords }]);
    }
}

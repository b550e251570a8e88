//! Captions that roll: each shows again what the one before it showed, and some words more. What is shown twice was said once.
//!
//! People repeat themselves too ("Yeah." "Yeah."), so words are taken for repeated captions only where captions overlap in time, or where a good
//! part of the file does it.

use crate::turns::RawCue;

/// A caption begins at most this long after the end of the one that it repeats.
const GAP_MS: u64 = 150;
/// So many words in a row that come again are no chance.
const WORDS_MIN: usize = 3;
/// The most words of a caption that are compared: no screen shows more.
const WORDS_MAX: usize = 60;
/// So many pairs of captions at least repeat something, before a file is said to roll.
const PAIRS_MIN: usize = 2;
/// And at least this share of its captions, in percent.
const SHARE_MIN: usize = 40;

/// Takes words out that captions show again. A caption without any new words is taken out whole, and lends its end to the one before it.
pub(crate) fn undo(cues: &mut Vec<RawCue>) {
    let pairs = cues
        .windows(2)
        .filter(|pair| matches!(pair, [one, other] if WORDS_MIN <= shown_again(one, other).words))
        .count();
    let rolls =
        PAIRS_MIN <= pairs && cues.len().saturating_mul(SHARE_MIN) <= pairs.saturating_add(1).saturating_mul(100);
    let mut kept: Vec<RawCue> = Vec::with_capacity(cues.len());
    let mut before: Option<Shown> = None;
    for cue in cues.drain(..) {
        let again = before.as_ref().map_or(Again::default(), |before| shown_again(&before.cue, &cue));
        let is_again = again.words != 0 && (rolls || again.is_at_once);
        let new =
            if is_again { cue.text.get(again.bytes..).unwrap_or_default().trim_start() } else { cue.text.as_str() };
        let last = kept.last_mut().filter(|_| is_again);
        let mut shown = Shown { old_words: if is_again { again.words } else { 0 }, is_kept: true, cue: cue.clone() };
        match (last, before) {
            // It grows: what it says now is its better spelling, from the first word that was new.
            (Some(last), Some(before)) if again.is_at_once && before.is_kept => {
                shown.old_words = before.old_words;
                last.text = behind_words(&cue.text, before.old_words).to_owned();
                last.end_ms = last.end_ms.max(cue.end_ms);
            }
            (Some(last), _) if new.is_empty() => {
                shown.is_kept = false;
                last.end_ms = last.end_ms.max(cue.end_ms);
            }
            _ => kept.push(RawCue { text: new.to_owned(), ..cue }),
        }
        before = Some(shown);
    }
    *cues = kept;
}

/// A caption that was on the screen.
struct Shown {
    cue: RawCue,
    /// How many of its words were shown before.
    old_words: usize,
    /// Whether it had new words, so that the last cue kept is its.
    is_kept: bool,
}

/// A text without its first words.
fn behind_words(text: &str, count: usize) -> &str {
    text.split_whitespace().nth(count).and_then(|word| text.get(offset(word, text)..)).unwrap_or_default()
}

/// Where a part of a text stands in it, in bytes.
fn offset(part: &str, text: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// A word for comparison: captions come back with other capitals and signs.
fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// What of a caption the one before it has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Again {
    /// How many words, from its beginning.
    words: usize,
    /// How many bytes they take.
    bytes: usize,
    /// Whether both are on the screen at one moment, and all of the earlier is in the later: nobody says the same words twice at once.
    is_at_once: bool,
}

fn shown_again(before: &RawCue, cue: &RawCue) -> Again {
    let (Some(start), Some(end)) = (cue.start_ms, before.end_ms) else { return Again::default() };
    if before.speaker != cue.speaker || end.saturating_add(GAP_MS) < start {
        return Again::default();
    }
    let lines = lines_again(&before.text, &cue.text);
    let again = if lines.words != 0 { lines } else { words_again(&before.text, &cue.text) };
    let is_whole = again.words != 0 && before.text.split_whitespace().count() <= again.words;
    Again { is_at_once: is_whole && start < end, ..again }
}

/// The last lines of one caption that are the first of the next.
fn lines_again(before: &str, cue: &str) -> Again {
    let shown: Vec<&str> = before.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let lines: Vec<(usize, &str)> = ends_of_lines(cue);
    for from in 0..shown.len() {
        let Some(tail) = shown.get(from..) else { continue };
        let Some(head) = lines.get(..tail.len()) else { continue };
        if tail.len() <= WORDS_MAX && head.iter().map(|(_, line)| line).eq(tail) {
            let words = tail.iter().map(|line| line.split_whitespace().count()).sum();
            return Again { words, bytes: head.last().map_or(0, |(end, _)| *end), is_at_once: false };
        }
        if WORDS_MAX < shown.len() {
            break;
        }
    }
    Again::default()
}

/// The lines with words of a text, each with the byte at which it ends.
fn ends_of_lines(text: &str) -> Vec<(usize, &str)> {
    let mut end = 0_usize;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        end = end.saturating_add(line.len());
        if !line.trim().is_empty() {
            lines.push((end, line.trim()));
        }
    }
    lines
}

/// The last words of one caption that are the first of the next: as many as there are, at least [`WORDS_MIN`] or all of the earlier caption.
fn words_again(before: &str, cue: &str) -> Again {
    let all: Vec<String> = before.split_whitespace().map(plain).collect();
    let shown = all.get(all.len().saturating_sub(WORDS_MAX)..).unwrap_or_default();
    let parts: Vec<&str> = cue.split_whitespace().take(WORDS_MAX).collect();
    let words: Vec<String> = parts.iter().map(|word| plain(word)).collect();
    let longest = (1..=shown.len().min(words.len())).rev().find(|count| {
        let tail = shown.get(shown.len() - count..).unwrap_or_default();
        words.get(..*count) == Some(tail) && (WORDS_MIN <= *count || *count == all.len())
    });
    let Some(count) = longest else { return Again::default() };
    let bytes = parts.get(count - 1).map_or(0, |word| offset(word, cue).saturating_add(word.len()));
    Again { words: count, bytes, is_at_once: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(cues: &[(u64, u64, &str)]) -> Vec<String> {
        let mut cues: Vec<RawCue> = cues
            .iter()
            .map(|(start, end, text)| RawCue {
                start_ms: Some(*start),
                end_ms: Some(*end),
                text: (*text).to_owned(),
                ..RawCue::default()
            })
            .collect();
        undo(&mut cues);
        cues.into_iter().map(|cue| cue.text).collect()
    }

    #[test]
    fn captions_of_two_lines_roll() {
        let cues = [
            (0, 2_000, "good morning all"),
            (2_000, 2_010, "good morning all"),
            (2_010, 4_000, "good morning all\nwe wanted to"),
            (4_000, 4_010, "we wanted to"),
            (4_010, 6_000, "we wanted to\ntalk about the offer"),
            (6_000, 6_010, "talk about the offer"),
        ];
        assert_eq!(said(&cues), ["good morning all", "we wanted to", "talk about the offer"]);
    }

    #[test]
    fn captions_that_grow_are_said_once() {
        let cues = [
            (0, 1_000, "I think"),
            (0, 2_000, "I think we could"),
            (0, 3_000, "I think we could start in May."),
            (4_000, 5_000, "Right"),
            (4_000, 6_000, "Right, in May."),
        ];
        assert_eq!(said(&cues), ["I think we could start in May.", "Right, in May."]);
        let slide = [
            (0, 1_000, "so we should go to"),
            (1_000, 2_000, "we should go to Berlin in"),
            (2_000, 3_000, "to Berlin in the spring"),
        ];
        assert_eq!(said(&slide), ["so we should go to", "Berlin in", "the spring"]);
    }

    #[test]
    fn people_repeat_themselves() {
        let cues = [
            (0, 1_000, "Yeah."),
            (1_000, 2_000, "Yeah."),
            (2_000, 3_000, "No no no"),
            (3_000, 4_000, "No no no, wait."),
            (4_000, 5_000, "Fine."),
        ];
        assert_eq!(said(&cues), ["Yeah.", "Yeah.", "No no no", "No no no, wait.", "Fine."]);
        // What is on the screen twice at one moment was said once.
        assert_eq!(said(&[(0, 1_000, "Fine by me."), (0, 1_000, "Fine by me.")]), ["Fine by me."]);
    }
}

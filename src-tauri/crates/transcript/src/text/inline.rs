//! A whole conversation on one line: "Ada Reyes: hi. Ben Ode: hello. Ada Reyes: so …". It is cut before names that come again.

use std::collections::BTreeMap;

/// A text of more lines has its turns on them.
const LINES_MAX: usize = 3;
/// A shorter line is one turn.
const CHARS_MIN: usize = 300;
/// The most words of a name.
const WORDS_MAX: usize = 5;
/// So many turns at least.
const TURNS_MIN: usize = 4;

/// The turns of a text that has them all on one line, each from its name on; `None` for any other text.
pub(crate) fn split(text: &str) -> Option<Vec<&str>> {
    let lines = crate::words::lines(text).filter(|(_, line)| crate::words::has_words(line)).take(LINES_MAX + 1).count();
    if LINES_MAX < lines || text.len() < CHARS_MIN {
        return None;
    }
    // Where a label ends, with the starts of what it may be: the last word, the last two, and so on.
    let mut ends: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut counts = BTreeMap::<&str, Count>::new();
    for (at, _) in text.match_indices(": ") {
        let (starts, is_whole) = starts_of(text, at);
        for (place, start) in starts.iter().enumerate() {
            let count = counts.entry(text.get(*start..at)?).or_default();
            count.times += 1;
            count.whole += usize::from(is_whole && place + 1 == starts.len());
        }
        ends.push((at, starts));
    }
    let mut cuts: Vec<usize> = Vec::new();
    let mut names = std::collections::BTreeSet::<&str>::new();
    for (end, starts) in &ends {
        // The one that most often stands by itself behind a sentence; of equals the longest.
        let count =
            |start: &usize| text.get(*start..*end).and_then(|label| counts.get(label)).copied().unwrap_or_default();
        let best = starts
            .iter()
            .filter(|start| 2 <= count(start).times && 1 <= count(start).whole)
            .max_by_key(|start| count(start).whole);
        if let Some(start) = best {
            cuts.push(*start);
            names.insert(text.get(*start..*end)?);
        }
    }
    if cuts.len() < TURNS_MIN || names.len() < 2 {
        return None;
    }
    cuts.dedup();
    let mut parts: Vec<&str> = Vec::new();
    let first = text.get(..*cuts.first()?)?;
    if crate::words::has_words(first) {
        parts.push(first);
    }
    for (place, start) in cuts.iter().enumerate() {
        let end = cuts.get(place + 1).copied().unwrap_or(text.len());
        parts.push(text.get(*start..end)?);
    }
    Some(parts)
}

/// How often something stands before a colon.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    times: usize,
    /// How often with the end of a sentence, a small word or nothing before it: then it is no longer than this.
    whole: usize,
}

/// Where names may start that end at a place: one, two and more words back, as long as each is written as part of a name. And whether what stands
/// before the longest is evidently no part of a name.
fn starts_of(text: &str, end: usize) -> (Vec<usize>, bool) {
    let mut starts = Vec::new();
    let mut is_whole = false;
    let mut at = end;
    for _ in 0..WORDS_MAX {
        let before = text.get(..at).unwrap_or_default().trim_end_matches(' ');
        let start = before.rfind([' ', '\n']).map_or(0, |space| space + 1);
        let Some(word) = before.get(start..).filter(|word| !word.is_empty() && word.len() <= 40) else {
            is_whole = before.is_empty();
            break;
        };
        let is_initial = word.chars().count() <= 2;
        let ends_sentence = word.ends_with(['.', '!', '?', ',', ';', ':', '…']) && !(is_initial && word.ends_with('.'));
        let first = word.trim_start_matches(['(', '[']).chars().next();
        if ends_sentence || !first.is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase()) {
            // "Ada: Yes Ben:": behind a colon anything may be said, and a name may follow it.
            is_whole = !word.ends_with(':');
            break;
        }
        at = start;
        // A part in brackets is not a name without what stands before it.
        if !word.ends_with([')', ']']) {
            starts.push(start);
        }
    }
    (starts, is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_cut_before_names() {
        let turns = [
            "J. D. Smith (Acme): we can do that",
            "Ada Reyes: Th",
            "J. D. Smith (Acme): and by when?",
            "Ada Reyes: At 10: sharp, I say",
            "Ben: Yes Good",
        ];
        let text = turns.repeat(4).join(" ");
        assert_eq!(split(&text).unwrap().iter().map(|part| part.trim()).collect::<Vec<_>>(), turns.repeat(4));
        assert_eq!(split("Ada: hi. Ben: hello."), None);
        assert_eq!(split(&"one sentence of a long text. ".repeat(40)), None);
    }
}

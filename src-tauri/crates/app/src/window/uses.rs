//! What the rep did with a drafted text: copied or mailed, and how far it was from what was drafted.

use crate::{
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
};
use jiff::Timestamp;
use serde::Deserialize;
use specta::Type;
use store::DraftUse;

/// The most words that are compared; a mail has far fewer.
const WORDS_MAX: usize = 2_000;

/// A text that was used. Neither text is kept, only how far apart they are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct UseRequest {
    /// The id of the draft.
    pub draft: String,
    /// The kind of draft.
    pub kind: String,
    /// The request that made the draft.
    pub request_id: String,
    /// Who made the draft: `extractive` for rules, `llm` for a model.
    pub mode: String,
    /// What was done with the text: `copied` or `mailed`.
    pub outcome: String,
    /// The text as it was drafted.
    pub drafted: String,
    /// The text as it was used.
    pub used: String,
}

/// Keeps what the rep did with a draft, and how many words they changed.
pub fn note_use(open: &OpenPortal, request: &UseRequest, now: Timestamp) -> Result<(), AppError> {
    if !matches!(request.outcome.as_str(), "copied" | "mailed")
        || !matches!(request.mode.as_str(), "extractive" | "llm")
    {
        return Err(AppError::new(
            ErrorCode::Usage,
            "A draft was either copied or mailed, and made either by rules or by a model",
        ));
    }
    let words = |text: &str| text.split_whitespace().take(WORDS_MAX).map(str::to_owned).collect::<Vec<_>>();
    let (drafted, used) = (words(&request.drafted), words(&request.used));
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(open.database.note_use(&DraftUse {
        draft: request.draft.clone(),
        kind: request.kind.clone(),
        request_id: request.request_id.clone(),
        mode: request.mode.clone(),
        outcome: request.outcome.clone(),
        distance: narrow(distance(&drafted, &used)),
        words: narrow(drafted.len()),
        at: now,
    })?)
}

/// Levenshtein's distance in words: the fewest that have to be put in, taken out or replaced. Two rows of the table are held at a time.
fn distance(from: &[String], to: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, word) in from.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (place, other) in to.iter().enumerate() {
            let Some(cell) = row.get_mut(place + 1) else { break };
            let replaced = diagonal + usize::from(word != other);
            diagonal = *cell;
            left = replaced.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_they_were_changed() {
        let of = |from: &str, to: &str| {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            distance(&words(from), &words(to))
        };
        assert_eq!(of("send it on Friday", "send it on Friday"), 0);
        assert_eq!(of("send it on Friday", "send it by Friday noon"), 2);
        assert_eq!(of("", "two words"), 2);
        assert_eq!(of("two words", ""), 2);
        assert_eq!(of("a b c d", "b c d"), 1);
    }
}

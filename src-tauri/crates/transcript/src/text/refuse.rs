//! Texts that are no transcripts, although some of their lines look like it.

use super::shape::Shape;
use crate::{error::TranscriptError, words};

/// Of the lines with words at least this share, in percent, begins a turn; else names before colons were found by chance.
const TURNS_MIN: usize = 12;
/// Where times are all there is, at least this share of the lines in percent has one.
const TIMED_MIN: usize = 25;
/// Entries of an agenda have fewer words on average.
const AGENDA_WORDS_MAX: usize = 9;
/// Titles of chapters have fewer words on average.
const CHAPTER_WORDS_MIN: usize = 3;

/// Refuses a text that is no transcript, and says what it looks like.
pub(super) fn check(shapes: &[Shape<'_>], first: Option<usize>) -> Result<(), TranscriptError> {
    let first = first.ok_or(TranscriptError::NoSpeakers)?;
    let spoken = shapes.get(first..).unwrap_or_default();
    let full = spoken.iter().filter(|shape| **shape != Shape::Empty).count();
    let (mut heads, mut labels, mut times, mut timed_words, mut blank) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let (mut all_round, mut label_time) = (true, false);
    let mut turns = std::collections::BTreeMap::<&str, usize>::new();
    let (mut likely, mut sentences) = (0_usize, 0_usize);
    for shape in spoken {
        match shape {
            Shape::Head { name, .. } => {
                heads += 1;
                *turns.entry(name).or_default() += 1;
            }
            Shape::Labelled { name, time, words, .. } => {
                labels += usize::from(!name.is_empty());
                blank += usize::from(name.is_empty());
                label_time |= time.is_some();
                likely += usize::from(is_like_speech(name, words));
                *turns.entry(name).or_default() += 1;
            }
            Shape::Time(time) | Shape::Timed { time, .. } => {
                times += 1;
                let unit_ms = if time.start.places == 2 { 5_000 } else { 300_000 };
                all_round &= time.start.ms % unit_ms == 0;
                timed_words += if let Shape::Timed { words, .. } = shape {
                    words.split_whitespace().count()
                } else {
                    AGENDA_WORDS_MAX + 1
                };
                sentences += usize::from(matches!(shape, Shape::Timed { words, .. } if ends_sentence(words)));
            }
            _ => {}
        }
    }
    turns.remove("");
    let recurs = turns.values().any(|count| 2 <= *count);
    let is_many = full.saturating_mul(TURNS_MIN) <= (heads + labels + blank).saturating_mul(100);
    match () {
        () if 0 < heads && (2 <= heads + labels || recurs || times == 0) && is_many => Ok(()),
        () if label_time && is_many => Ok(()),
        // Labels alone: somebody speaks twice, or the labels are people's and what follows is said.
        () if 2 <= labels
            && is_many
            && (recurs || full.saturating_mul(2) <= likely.saturating_mul(4))
            && said(spoken, labels) =>
        {
            Ok(())
        }
        // Nobody is named, and the colons are still there.
        () if 2 <= blank && full.saturating_mul(60) <= blank.saturating_mul(100) => Ok(()),
        () if 2 <= times && full.saturating_mul(TIMED_MIN) <= times.saturating_mul(100) => {
            let average = timed_words / times;
            let is_said = 0 < labels || times <= sentences.saturating_mul(2);
            let is_agenda = (4 <= times && all_round && average <= AGENDA_WORDS_MAX) || average < CHAPTER_WORDS_MIN;
            if is_agenda && !is_said { Err(TranscriptError::Agenda) } else { Ok(()) }
        }
        () => Err(TranscriptError::NoSpeakers),
    }
}

/// Labels that are people's without being names, in lower case with bars between them.
const VOICES: &str = "me|them|you|ich|wir|sie|moi|eux|agent|customer|client|kunde|kundin|rep|host|guest|interviewer|moderator|berater|\
    beraterin|vertrieb|vendeur|q|a";

/// Whether a label that comes once is a person's and what follows reads as said.
fn is_like_speech(name: &str, said: &str) -> bool {
    let is_person = 2 <= name.split_whitespace().count() || words::is_one_of(VOICES, &name.to_lowercase());
    is_person && (ends_sentence(said) || 4 <= said.split_whitespace().count())
}

fn ends_sentence(words: &str) -> bool {
    words.trim_end().ends_with(['.', '!', '?', '…', ','])
}

/// Whether what follows the labels is said rather than the values of a form or a list: more than a word or two, and mostly words without digits.
fn said(spoken: &[Shape<'_>], labels: usize) -> bool {
    let (mut words_count, mut numbers, mut plain) = (0_usize, 0_usize, 0_usize);
    let mut rest = false;
    for shape in spoken {
        match shape {
            Shape::Labelled { name, words, .. } if !name.is_empty() => {
                let count = words.split_whitespace().count();
                // "Yes." is said, "yes" may be a value.
                words_count =
                    words_count.saturating_add(if ends_sentence(words) { count.saturating_add(1) } else { count });
                for word in words.split_whitespace() {
                    let has_digit = word.contains(|c: char| c.is_ascii_digit());
                    numbers += usize::from(has_digit);
                    plain += usize::from(!has_digit && word.contains(char::is_alphabetic));
                }
                rest |= words.trim().is_empty();
            }
            _ => {}
        }
    }
    (rest || labels.saturating_mul(3) <= words_count.saturating_mul(2))
        && numbers.saturating_mul(3) <= plain.saturating_mul(2)
}

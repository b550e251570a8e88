//! Reading a text once: where its sentences stand and what the rules see in each, whoever says it. This is what is kept of a text between briefs.

use crate::{
    promises::{DELIVERED, may_promise},
    questions::NOT_CALLED,
    topics::{Topic, salience_of},
};
use domain::{Document, Marked, Marks, ObjectType, Reading, Slices, Span, text};
use jiff::{civil::Date, tz::TimeZone};

/// The version of the rules. Whoever changes what [`read`] yields for a text raises it, so that kept readings are made anew.
pub const RULES: u32 = 3;

/// Reads a text: its sentences in order, with what the rules see in each. Of a mail only its author's own words, without history and signature.
///
/// Depends on the text, its turns, its kind and its day alone, so it can be kept beside the text. Cannot fail.
pub fn read(document: &Document) -> Reading {
    let day = document.at.to_zoned(TimeZone::UTC).date();
    let mut sentences = Vec::new();
    let whole = Slices::of(document.text.as_str());
    let mut of = |stretch: Span| {
        let words = whole.get(stretch);
        let slices = Slices::of(words);
        for span in text::sentences(words) {
            let marks = marks(&slices.get(span).replace('\n', " "), day);
            let span = Span { start: stretch.start + span.start, end: stretch.start + span.end };
            sentences.push(Marked { span, marks });
        }
    };
    if document.utterances.is_empty() {
        let is_mail = document.record.object == ObjectType::Email;
        of(if is_mail { text::own_words(&document.text) } else { Span::whole(&document.text) });
    } else {
        document.utterances.iter().for_each(|utterance| of(utterance.span));
    }
    Reading { rules: RULES, sentences }
}

/// What the rules see in a sentence that was said on a day. The day only tells which dates there are, so its zone does not matter.
pub(crate) fn marks(sentence: &str, day: Date) -> Marks {
    let salience = salience_of(sentence, day);
    let (names_a_day, delivers) = may_promise(sentence, day);
    let bits = [
        (names_a_day, Marks::NAMES_A_DAY),
        (delivers, Marks::DELIVERS),
        (DELIVERED.is_match(sentence), Marks::HANDED_OVER),
        (NOT_CALLED.is_match(sentence), Marks::NOT_CALLED),
    ];
    let bits = bits.into_iter().filter(|(holds, _)| *holds).fold(0, |bits, (_, bit)| bits | bit);
    let number =
        |topic: Topic| Topic::ALL.iter().position(|known| *known == topic).and_then(|at| u8::try_from(at).ok());
    let topic = salience.and_then(|salience| number(salience.topic));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Scores are at most some 12, and above 0.
    let weight = salience.map_or(0, |salience| (100.0 * salience.score).round() as u16);
    Marks { topic, weight, bits }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Part, RecordId};

    #[test]
    fn what_a_sentence_is_good_for_is_marked() {
        let text = "Our worry is the migration. I'll send the data sheet by Friday. The list is attached. Please do not call me.";
        let document = Document {
            record: RecordId::new(ObjectType::Email, "7"),
            part: Part("hs_email_text".to_owned()),
            text: text.to_owned(),
            speaker: None,
            at: "2026-11-20T09:00:00Z".parse().unwrap(),
            utterances: Vec::new(),
        };
        let reading = read(&document);
        let of = |at: usize| reading.sentences[at].marks;
        assert_eq!(reading.sentences.len(), 4);
        assert_eq!(of(0).topic, Some(0));
        assert!(of(1).has(Marks::NAMES_A_DAY) && of(1).has(Marks::DELIVERS) && !of(1).has(Marks::HANDED_OVER));
        assert!(of(2).has(Marks::HANDED_OVER) && of(3).has(Marks::NOT_CALLED));
        assert_eq!(reading.sentences[2].span.of(text), "The list is attached.");
        assert_eq!(Reading::from_bytes(RULES, &reading.to_bytes()), Some(reading));
    }
}

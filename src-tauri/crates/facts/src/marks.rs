//! Reading a text once: where its sentences stand and what the rules see in each, whoever says it. This is what is kept of a text between
//! briefs.

use crate::{
    promises::{DELIVERED, RECEIVED, may_promise},
    questions::NOT_CALLED,
    topics::{Topic, salience_of},
};
use domain::{
    Document, Marked, Marks, Reading, Slices, Span,
    mail::{Context, own_words},
    text,
};
use jiff::{civil::Date, tz::TimeZone};
use std::collections::BTreeMap;

/// The version of the rules. Whoever changes what [`read`] yields for a text raises it, so that kept readings are made anew.
pub const RULES: u32 = 7;

/// Reads a text: its sentences in order, with what the rules see in each. Of a mail only its author's own words, without history, forwarded
/// text, signature and footers.
///
/// Depends on the text, its author, its turns, its kind and its day alone, so it can be kept beside the text; what earlier mails say of a
/// mail's layers is worked out where they are at hand (`statements`). Cannot fail.
pub fn read(document: &Document) -> Reading {
    let stretches = if !document.utterances.is_empty() {
        document.utterances.iter().map(|utterance| utterance.span).collect()
    } else if document.is_mail_body() {
        own_words(&document.text, &Context { author: document.speaker.as_deref(), ..Context::default() })
    } else {
        vec![Span::whole(&document.text)]
    };
    read_own(document, &stretches, &Reading::default())
}

/// Reads some stretches of a text. Marks of sentences that `kept` has by these rules are taken from there.
pub(crate) fn read_own(document: &Document, stretches: &[Span], kept: &Reading) -> Reading {
    let day = document.at.to_zoned(TimeZone::UTC).date();
    let whole = Slices::of(document.text.as_str());
    let known: BTreeMap<Span, Marks> = match kept.rules {
        RULES => kept.sentences.iter().map(|sentence| (sentence.span, sentence.marks)).collect(),
        _ => BTreeMap::new(),
    };
    let mut sentences = Vec::new();
    for stretch in stretches {
        let words = whole.get(*stretch);
        let slices = Slices::of(words);
        for span in text::sentences(words) {
            let at = Span { start: stretch.start + span.start, end: stretch.start + span.end };
            let marks = known.get(&at).copied().unwrap_or_else(|| marks(&slices.get(span).replace('\n', " "), day));
            sentences.push(Marked { span: at, marks });
        }
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
        (RECEIVED.is_match(sentence), Marks::RECEIVED),
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
    use domain::{ObjectType, Part, RecordId};

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

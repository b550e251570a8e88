//! What a mail asks: its questions, its requests, and the language they are in.

use crate::pattern;
use domain::{Span, text};
use regex::Regex;
use std::sync::LazyLock;

/// A language whose fixed words the rules know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, and what stands in for any language we do not know.
    English,
    /// German, with its fixed words.
    German,
}

/// The language of a text: German where more of its words are German function words than English ones, else English.
pub fn language(text: &str) -> Language {
    const GERMAN: &str = " der die das und ist nicht ich wir sie ein eine einen mit für auf dem den von zu bitte wann wie ob dass können haben hat wird \
        sind uns ihnen ihre ihr noch auch bei nach oder als im am zum zur es was wer kein keine danke hallo guten viele grüße ";
    const ENGLISH: &str = " the and is not i we you a an with for on of to please when how if that can have has will are us your our still also at after or \
        as in it what who no thanks hello dear kind regards this be do ";
    let words = || text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    let count = |list: &str| words().filter(|word| list.contains(&format!(" {word} "))).count();
    if count(ENGLISH) < count(GERMAN) { Language::German } else { Language::English }
}

/// Requests that end in a full stop: "Please send …", "Let me know whether …", "Bitte schicken Sie …".
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and |und |also,? )?(?:please|kindly|bitte)\b|\b(?:let (?:me|us) know|tell (?:me|us)|would like to know|want to know|need to know|could you|can you|would you|wonder(?:ing)?) (?:\w+ ){0,2}?(?:whether|if|what|when|who|how|which|where|why|by|send|share|confirm)\b|\bteilen sie (?:mir|uns) (?:bitte )?mit\b|\b(?:wüsste|wüssten|möchte|möchten) (?:ich|wir)? ?(?:gerne? )?wissen\b|\bkönn(?:en|ten) sie\b|\bgeben sie (?:mir|uns)\b",
    )
});
/// Questions that ask for nothing, or only for a slot.
static IDLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:and )?(?:how are you|how is it going|all well|wie geht es|alles gut|right|ok|okay|agreed|or|oder|ja|nein|really|wirklich)\b[^?]{0,40}\?$|^please (?:find|see|note|excuse|accept)\b|^bitte (?:beachten|entschuldigen|finden)\b|^(?:please|bitte)\W*$",
    )
});

/// The questions and requests of a mail, in order, as spans of the whole text. `own` are the stretches its author wrote
/// ([`domain::mail::own_words`]): quoted history and the signature ask nothing, nor does "how are you?".
pub fn asked(mail: &str, own: &[Span]) -> Vec<Span> {
    own.iter().flat_map(|stretch| asked_in(stretch.of(mail), stretch.start)).collect()
}

fn asked_in(body: &str, start: usize) -> Vec<Span> {
    let asks = |span: &Span| {
        let sentence = span.of(body).replace('\n', " ");
        let sentence = sentence.trim_start_matches(['-', '*', '•', ' ']).trim();
        (sentence.ends_with('?') || REQUEST.is_match(sentence))
            && !IDLE.is_match(sentence)
            && 2 <= text::word_count(sentence)
    };
    let moved = |span: Span| Span { start: start + span.start, end: start + span.end };
    text::sentences(body).into_iter().filter(asks).map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(mail: &str) -> Vec<Span> {
        super::asked(mail, &domain::mail::own_words(mail, &domain::mail::Context::default()))
    }

    #[test]
    fn questions_and_requests_are_found_and_courtesies_are_not() {
        let mail = "Hi Maren,\n\nhow are you? Thanks for the redline.\n\nCan you confirm that the export has all metadata? \
            Please send me the penetration test by Friday. Please find the list attached.\nLet me know whether Jonas comes along.\n\n\
            Kind regards,\nPetra Lang\n\nOn 3 March, Maren Holt wrote:\n> Shall we talk about the price?";
        let found: Vec<&str> = asked(mail).into_iter().map(|span| span.of(mail)).collect();
        assert_eq!(
            found,
            [
                "Can you confirm that the export has all metadata?",
                "Please send me the penetration test by Friday.",
                "Let me know whether Jonas comes along."
            ]
        );
        let german = "Guten Tag Frau Holt,\n\nwas kostet der Betrieb im zweiten Jahr? Bitte schicken Sie mir die Liste.\nKönnen Sie das bestätigen?";
        assert_eq!(asked(german).len(), 3);
        assert_eq!(asked(""), []);
    }

    #[test]
    fn a_language_is_known_by_its_small_words() {
        assert_eq!(language("Können Sie mir bitte sagen, wann das kommt?"), Language::German);
        assert_eq!(language("Can you please tell me when it comes?"), Language::English);
        assert_eq!(language("Betriebsrat"), Language::English);
        assert_eq!(language(""), Language::English);
    }
}

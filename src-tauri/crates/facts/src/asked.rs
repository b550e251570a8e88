//! What a mail asks: its questions, its requests, and the language they are in.

use crate::lexicon::any;
use domain::{Span, text};
use language::Language;
use regex::Regex;
use std::sync::LazyLock;

/// The language of a text; English where that cannot be told.
pub fn language(text: &str) -> Language {
    language::detect(text).unwrap_or(Language::English)
}

/// Requests that end in a full stop: "Please send …", "Let me know whether …", "Bitte schicken Sie …".
static REQUEST: LazyLock<Regex> = LazyLock::new(|| any(|table| table.requests));
/// Questions that ask for nothing, or only for a slot.
static IDLE: LazyLock<Regex> = LazyLock::new(|| any(|table| table.idle));

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
        let french = "Bonjour Madame Holt,\n\ncomment allez-vous ? Quel est le délai de résiliation ?\nMerci de nous envoyer la grille tarifaire. \
            Veuillez trouver ci-joint le plan.\n\nCordialement,\nClaire Vasseur";
        let found: Vec<&str> = asked(french).into_iter().map(|span| span.of(french)).collect();
        assert_eq!(found, ["Quel est le délai de résiliation ?", "Merci de nous envoyer la grille tarifaire."]);
        assert_eq!(asked(""), []);
    }

    #[test]
    fn a_language_is_known_by_its_small_words() {
        assert_eq!(language("Können Sie mir bitte sagen, wann das kommt?"), Language::German);
        assert_eq!(language("Can you please tell me when it comes?"), Language::English);
        assert_eq!(language("Pouvez-vous me dire quand cela arrive ?"), Language::French);
        assert_eq!(language("Betriebsrat"), Language::English);
        assert_eq!(language(""), Language::English);
    }
}

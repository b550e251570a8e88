//! Which language a text is in, and its words as a search takes them. Pure: no IO, no clock.
//!
//! [`detect`] tells the language of a text, [`detect_within`] that of a passage of one. [`index_words`] makes of a text the words that a
//! word index keeps, [`query_words`] makes of a query the words to look for. What depends on a language stands in its lexicon, a file each.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod compound;
mod detect;
mod lexicon;
mod words;

pub use detect::{detect, detect_within};
pub use words::{Wanted, index_words, is_about_now, is_question, query_words, stem};

use rust_stemmers::Algorithm;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Declares the languages: each with its ISO 639-1 code, its English name, the detector's name for it and its stemmer.
macro_rules! languages {
    ($($(#[$doc:meta])* $language:ident, $code:literal, $found:ident, $stemmer:expr;)*) => {
        /// A language that texts are told apart by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Language {
            $($(#[$doc])* #[serde(rename = $code)] $language,)*
        }

        impl Language {
            /// Every language.
            pub const ALL: &[Self] = &[$(Self::$language,)*];

            /// The language's ISO 639-1 code, as in `lang:de`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$language => $code,)*
                }
            }

            /// The language's English name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$language => stringify!($language),)*
                }
            }

            /// How endings are cut from its words; `None` where nobody has written that down.
            fn algorithm(self) -> Option<Algorithm> {
                match self {
                    $(Self::$language => $stemmer,)*
                }
            }

            fn found(self) -> whatlang::Lang {
                match self {
                    $(Self::$language => whatlang::Lang::$found,)*
                }
            }
        }
    };
}

languages! {
    /// Arabic.
    Arabic, "ar", Ara, Some(Algorithm::Arabic);
    /// Czech.
    Czech, "cs", Ces, None;
    /// Danish.
    Danish, "da", Dan, Some(Algorithm::Danish);
    /// Dutch.
    Dutch, "nl", Nld, Some(Algorithm::Dutch);
    /// English.
    English, "en", Eng, Some(Algorithm::English);
    /// Finnish.
    Finnish, "fi", Fin, Some(Algorithm::Finnish);
    /// French.
    French, "fr", Fra, Some(Algorithm::French);
    /// German.
    German, "de", Deu, Some(Algorithm::German);
    /// Greek.
    Greek, "el", Ell, Some(Algorithm::Greek);
    /// Hungarian.
    Hungarian, "hu", Hun, Some(Algorithm::Hungarian);
    /// Italian.
    Italian, "it", Ita, Some(Algorithm::Italian);
    /// Norwegian.
    Norwegian, "no", Nob, Some(Algorithm::Norwegian);
    /// Polish.
    Polish, "pl", Pol, None;
    /// Portuguese.
    Portuguese, "pt", Por, Some(Algorithm::Portuguese);
    /// Romanian.
    Romanian, "ro", Ron, Some(Algorithm::Romanian);
    /// Russian.
    Russian, "ru", Rus, Some(Algorithm::Russian);
    /// Spanish.
    Spanish, "es", Spa, Some(Algorithm::Spanish);
    /// Swedish.
    Swedish, "sv", Swe, Some(Algorithm::Swedish);
    /// Turkish.
    Turkish, "tr", Tur, Some(Algorithm::Turkish);
}

/// No language has this code or name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Reads a code or an English name, in either case: `de`, `German`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_named =
            |language: &&Self| language.code().eq_ignore_ascii_case(text) || language.name().eq_ignore_ascii_case(text);
        Self::ALL.iter().find(is_named).copied().ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_read_by_its_code_and_its_name() {
        for language in Language::ALL {
            assert_eq!(language.code().parse(), Ok(*language));
            assert_eq!(language.name().to_lowercase().parse(), Ok(*language));
        }
        assert_eq!("Klingon".parse::<Language>(), Err(UnknownLanguage));
    }
}

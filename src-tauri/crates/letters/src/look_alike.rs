//! Names and addresses that look like others: letters of several alphabets in one word, and domains a letter away from a known one. Pure.
//!
//! Unicode's own tables say which scripts go together and which letters look alike (Unicode Technical Standard 39). A word that is wholly of another
//! alphabet is an ordinary word, however it looks; it is told only by comparing it with a name that is known.

use std::borrow::Cow;
use unicode_security::{MixedScript, confusable_detection::skeleton};

/// What stands behind a name that mixes alphabets, wherever it is shown.
pub const MIXED: &str = "(letters of several alphabets)";
/// A domain shorter than this has too many neighbours to be told by one letter, in characters.
const DOMAIN_MIN: usize = 6;

/// Whether any word of a name has letters of alphabets that are not written together, as a Cyrillic "е" in "Petra". Words of their own alphabets beside
/// each other are how many people write their names.
pub fn mixes_scripts(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_single_script())
}

/// A name as it is shown: with a mark behind it where it mixes alphabets.
pub fn marked(name: &str) -> Cow<'_, str> {
    if mixes_scripts(name) { Cow::Owned(format!("{name} {MIXED}")) } else { Cow::Borrowed(name) }
}

/// Whether two texts look the same and are not: what is left of both when each letter stands for all that look like it.
pub fn looks_like(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    one != other && skeleton(&one).eq(skeleton(&other))
}

/// Whether a domain looks like one that is known and is another: by its letters, or by one that is missing, added, exchanged or out of place.
pub fn domain_looks_like(domain: &str, known: &str) -> bool {
    let (domain, known) = (domain.trim().to_lowercase(), known.trim().to_lowercase());
    // A part of the known one is theirs.
    if domain == known || domain.ends_with(&format!(".{known}")) || known.ends_with(&format!(".{domain}")) {
        return false;
    }
    looks_like(&domain, &known) || (DOMAIN_MIN <= known.chars().count() && is_one_step(&domain, &known))
}

/// Whether one text becomes the other by one letter added, taken out or exchanged, or two neighbours that change places.
fn is_one_step(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let begins = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(begins..).unwrap_or_default(), other.get(begins..).unwrap_or_default());
    match (one, other) {
        ([_, rest @ ..], all) if rest == all => true,
        (all, [_, rest @ ..]) if rest == all => true,
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) => a == d && b == c && rest == others,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_several_alphabets_is_marked_and_names_of_one_are_not() {
        for mixed in ["P\u{435}tra Lang", "Petra L\u{3b1}ng", "\u{410}da Reyes", "Ada-\u{420}eyes"] {
            assert!(mixes_scripts(mixed), "{mixed}");
            assert_eq!(marked(mixed), format!("{mixed} {MIXED}"));
        }
        for plain in [
            "Petra Lang",
            "José Núñez",
            "Иван Петров",
            "Ivan Петров",
            "Αγγελική",
            "山田 太郎",
            "ヤマダ花子",
            "O’Brien",
            "김철수",
            "محمد",
            "",
            "R2-D2",
        ] {
            assert!(!mixes_scripts(plain), "{plain}");
            assert_eq!(marked(plain), plain);
        }
    }

    #[test]
    fn what_looks_the_same_and_is_not_is_told() {
        assert!(looks_like("P\u{435}tra Lang", "Petra Lang"));
        assert!(looks_like("\u{430}d\u{430}", "ada"), "wholly of another alphabet but for one letter");
        assert!(!looks_like("Petra Lang", "petra lang"));
        assert!(!looks_like("Petra Lang", "Petra Long"));
    }

    #[test]
    fn a_domain_a_letter_away_is_a_look_alike_and_a_part_of_a_known_one_is_not() {
        let known = "kestrel-freight.example";
        for other in [
            "kestrel-frieght.example",
            "kestrel-freght.example",
            "kestrel-freights.example",
            "kestrel_freight.example",
            "k\u{435}strel-freight.example",
            "KESTREL-FREIGHTT.example",
        ] {
            assert!(domain_looks_like(other, known), "{other}");
        }
        for other in [known, "mail.kestrel-freight.example", "harbourline.example", "", "kestrel.example"] {
            assert!(!domain_looks_like(other, known), "{other}");
        }
        assert!(!domain_looks_like("ab.de", "ac.de"), "short ones have too many neighbours");
    }
}

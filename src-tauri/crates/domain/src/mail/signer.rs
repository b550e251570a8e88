//! Whether a line is somebody's name.

use super::{
    lines::{Line, plain, words},
    phrases::Phrases,
    wording::is_house,
};

/// Whether a line is one short word that begins as the first name does: "Aga" of Agnieszka.
pub(super) fn is_short_form(line: &Line<'_>, name: &[String]) -> bool {
    let word = line.plain.trim_end_matches(',');
    line.words == 1
        && line.body.starts_with(char::is_uppercase)
        && name.first().is_some_and(|first| {
            let begins = first.strip_prefix(word).is_some_and(|rest| !rest.is_empty()) && 3 <= word.chars().count();
            begins || word.chars().count() <= 4 && is_short_for(word, first)
        })
}

/// "Jo, ward 7": a first name, and after a comma who that is.
pub(super) fn is_called(line: &Line<'_>, name: &[String]) -> bool {
    let Some((first, rest)) = line.plain.split_once(", ") else { return false };
    line.words <= 6
        && name.first().is_some_and(|name| name == first)
        && !rest.is_empty()
        && !rest.ends_with(['.', '?', '!', ':'])
}

/// Whether a line is shaped like a name and has a word of the author's: "Duy Nguyen" of "Nguyen Plumbing".
pub(super) fn shares_name(line: &Line<'_>, name: &[String]) -> bool {
    (2..=3).contains(&line.words)
        && is_name_shaped(line)
        && words(&line.plain).any(|word| 4 <= word.len() && name.iter().any(|token| token == word))
}

/// Whether a word of two to five letters is a name cut short: its first two letters are the name's, and it is shorter.
fn is_short_for(word: &str, name: &str) -> bool {
    let len = word.chars().count();
    let alike = word.chars().zip(name.chars()).take_while(|(one, other)| one == other).count();
    (2..=5).contains(&len) && len < name.chars().count() && 2 <= alike && word.chars().all(char::is_alphabetic)
}

/// The words of a name, in plain letters, without what stands in brackets. An address gives the words before its "@".
pub(super) fn name_tokens(name: &str) -> Vec<String> {
    let bare = name.split(['(', '[']).next().unwrap_or_default();
    let bare = bare.split('@').next().unwrap_or_default().replace(['.', '_'], " ");
    let plain = plain(&bare);
    words(&plain).filter(|word| 2 <= word.chars().count() && !TITLES.is(word)).map(str::to_owned).collect()
}

static TITLES: Phrases = Phrases::of(|table| table.titles);

/// Whether a line is the author's name, or begins with it as signatures do: "Jo Lind", "J. Lind", "JL", "Dr. Jo Lind | Buyer".
pub(super) fn is_name_of(line: &Line<'_>, name: &[String]) -> bool {
    if name.is_empty() || line.words == 0 || 24 < line.words {
        return false;
    }
    let text = line.plain.trim_start_matches(['-', '/', ' ', '~']);
    // What comes after a separator is a title, a house, a number.
    let head = text.split([',', '|', '/', '·', '•', '(', '\t', '–']).next().unwrap_or_default();
    let head = head.split(" - ").next().unwrap_or_default();
    let after = text.len() - head.len();
    let tokens: Vec<&str> = words(head).collect();
    let initial = |token: &str| {
        token.chars().count() <= 2
            && token.chars().next().is_some_and(|first| name.iter().any(|word| word.starts_with(first)))
    };
    let initials: String = name.iter().filter_map(|word| word.chars().next()).collect();
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    let capital = line.body.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if head.contains(':') {
        return false;
    }
    if capital
        && !text.contains(|c: char| c.is_ascii_digit())
        && !letters.is_empty()
        && letters.chars().count() <= 3
        && line.words <= 3
        && initials.starts_with(&letters)
    {
        return true;
    }
    let exact = tokens.iter().filter(|token| name.iter().any(|word| word == *token)).count();
    // "Aga Bielak" signs for Agnieszka Bielak.
    let cut_short = |token: &str| 1 <= exact && tokens.len() <= 3 && name.iter().any(|word| is_short_for(token, word));
    let known =
        exact + tokens.iter().filter(|token| cut_short(token) && !name.iter().any(|word| word == *token)).count();
    let ended = text.ends_with(['?', ':', ';'])
        || text.ends_with('.') && 3 < text.len() && after == 0 && known < 2 && tokens.len() != 1;
    if ended {
        return false;
    }
    let all = tokens.iter().all(|token| {
        name.iter().any(|word| word == *token)
            || initial(token)
            || cut_short(token)
            || TITLES.is(token)
            || matches!(*token, "i" | "a" | "v" | "ppa")
    });
    if tokens.len() <= 6 && all && 1 <= known {
        // "Jo, can you call?" greets or goes on in a sentence.
        return after == 0
            || 2 <= known
            || !text.ends_with(['.', '!'])
                && line.words <= 3 + tokens.len()
                && text.trim_end_matches(',').len() == head.len();
    }
    // "Ylva, Lind Books" of "Support Lind Books": the house is the name's.
    let whole: Vec<&str> = words(text).filter(|token| token.chars().nth(1).is_some()).collect();
    let by_law = text.split_whitespace().last().is_some_and(is_house);
    let housed = whole.iter().filter(|token| name.iter().any(|word| word == *token)).count();
    let capitals = || line.body.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    if 2 <= housed
        && whole.len() <= housed + 2
        && line.words <= 6
        && (by_law || !text.ends_with(['.', '!']) && capitals())
    {
        return true;
    }
    // Letters behind the name: "Jo Lind MCIPS".
    tokens.len() <= name.len() + 3 && 2 <= known && tokens.len() - known <= 2 && !text.ends_with('.')
}

/// Whether a line looks like somebody's name: two to four words that begin with capitals, and no end of a sentence.
pub(super) fn is_name_shaped(line: &Line<'_>) -> bool {
    let body = line.body.trim_end_matches(',');
    let named = |word: &str| {
        word.starts_with(char::is_uppercase)
            || matches!(word, "van" | "von" | "de" | "der" | "den" | "da" | "di" | "ter" | "zu" | "la")
    };
    line.words <= 4
        && 1 <= line.words
        && !body.ends_with(['.', '?', '!', ':'])
        && !body.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '€' | '$'))
        && body.split_whitespace().all(named)
        && body.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    #[test]
    fn names_are_names_of_their_bearers() {
        let name = name_tokens("Dr. Jo van Lind (External)");
        for text in [
            "Jo",
            "Jo van Lind",
            "J. Lind",
            "Lind",
            "JL",
            "Jo Lind, Buyer",
            "Dr. Jo Lind | Head of Purchase | Lind AB",
            "Jo Lind MCIPS",
        ] {
            assert!(is_name_of(&lines::of(text)[0], &name), "{text}");
        }
        for text in [
            "Jo, can you call me today?",
            "Ada",
            "Jo will send it.",
            "Jo Lind will be there on Friday with the papers",
            "OK",
        ] {
            assert!(!is_name_of(&lines::of(text)[0], &name), "{text}");
        }
    }
}

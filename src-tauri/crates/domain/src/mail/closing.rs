//! How letters close: "Kind regards,", "Viele Grüße aus Köln", "Best".

use super::{
    lines::{Line, words},
    phrases::Phrases,
};

/// Whether a line begins with a closing of a few letters.
pub(super) fn begins_short(line: &Line<'_>) -> bool {
    line.words <= 5 && words(&line.plain).next().is_some_and(|first| SHORT.is(first))
}

/// Whether a line is a closing formula: "Kind regards,", "Viele Grüße aus Köln", "Best".
pub(super) fn closes(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    if line.words <= 24 && FORMULAE.any(text) || line.words <= 12 && text.ends_with(',') && ends_in_closing(text) {
        return true;
    }
    if 7 < line.words || line.words == 0 || text.ends_with(['?', ':', ';']) {
        return false;
    }
    let bare = text.trim_end_matches([',', '.', '!', ' ', ')', '-']).trim_start_matches(['/', '-', ' ']);
    // In two languages.
    if let Some((one, other)) = bare.split_once(" / ")
        && closing(one)
        && closing(other)
    {
        return true;
    }
    let said = || words(bare);
    // "Ihr Team Lernbude", "Your Service Team".
    let capitals = || line.body.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    let team = line.words <= 4
        && YOURS.opening(bare).next().is_some()
        && (bare.ends_with("team") || said().any(|word| word.ends_with("team")) && capitals());
    closing(bare) && !(text.ends_with('.') && 6 <= line.words) && !goes_on(line, bare)
        || closes_shortly(line, bare)
        || text.ends_with(',') && said().any(is_noun)
        || team
}

/// Whether a sentence begins with the one word of a closing: "Respectfully, no", "Regards the price". A name or a place may follow it.
fn goes_on(line: &Line<'_>, bare: &str) -> bool {
    let mut said = words(bare);
    let Some(first) = said.next().filter(|first| STRONG.is(first) && !NOUNS.is(first)) else { return false };
    let rest = bare.strip_prefix(first).unwrap_or_default().trim_start_matches([' ', ',', '-']);
    let leads = words(rest).next().is_some_and(|next| PLACES.is(next));
    let named = line.body.split_whitespace().skip(1).all(|word| !word.starts_with(char::is_lowercase));
    !rest.is_empty() && !leads && !named
}

/// A closing of a few letters, with a name or two: "LG Anna".
fn closes_shortly(line: &Line<'_>, bare: &str) -> bool {
    let said: Vec<&str> = words(bare).collect();
    let short = said.first().is_some_and(|first| SHORT.is(first)) && said.len() <= 3;
    short && line.body.split_whitespace().skip(1).all(|word| word.starts_with(char::is_uppercase))
}

/// Whether a word is the noun of a closing, or one made with it: "hilsen", "sommerhilsen".
fn is_noun(word: &str) -> bool {
    NOUNS.is(word) || 9 <= word.len() && NOUNS.list().any(|noun| 5 <= noun.len() && word.ends_with(noun))
}

/// Whether a text without its last signs is a closing formula.
fn closing(bare: &str) -> bool {
    if WEAK.is(bare) || SHORT.is(bare) || is_until(bare) {
        return true;
    }
    // "Vänlig hälsning": a noun of closings at the end, or at the start with few words behind it.
    let said: Vec<&str> = words(bare).collect();
    let noun = |word: Option<&&str>| word.is_some_and(|word| is_noun(word));
    if said.len() <= 5 && (noun(said.last()) || noun(said.first()) && said.len() <= 4) {
        return true;
    }
    STRONG.opening(bare).any(|stem| {
        bare.strip_prefix(stem).is_some_and(|rest| {
            let more = words(rest).count();
            (rest.is_empty() || !rest.starts_with(char::is_alphanumeric)) && more <= 4
        })
    })
}

pub(super) fn is_weak(line: &Line<'_>) -> bool {
    let bare = line.plain.trim_end_matches([',', '.', '!', ' ', ')', '-']);
    (WEAK.is(bare) || is_until(bare)) && !STRONG.is(bare) && !words(bare).last().is_some_and(is_noun)
}

/// "Until Monday", "Bis Montag".
fn is_until(bare: &str) -> bool {
    let said = words(bare).count();
    said <= 4
        && words(bare).last().is_some_and(|last| WEEKDAYS.is(last))
        && UNTIL.opening(bare).any(|until| words(until).count() + 1 == said)
}

/// Whether a line closes and names the author: "Viele Grüße Anna", "Thanks, Jo", "/Jo", "- Jo".
pub(super) fn closes_named(line: &Line<'_>, name: &[String]) -> bool {
    if 9 < line.words || name.is_empty() || line.plain.ends_with(['?', ':']) {
        return false;
    }
    let text = line.plain.trim_end_matches(['.', ',', '!', ' ']);
    let last = words(text).last().unwrap_or_default();
    if !name.iter().any(|token| token == last) {
        return false;
    }
    // What stands before the name has to be a closing by itself.
    let mut head = text;
    while let Some((rest, word)) = head.rsplit_once([' ', ',', '/', '-']).or(Some(("", head))) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() && !name.iter().any(|token| token == word) {
            break;
        }
        head = rest;
        if head.is_empty() {
            break;
        }
    }
    let head = head.trim_end_matches([',', ' ', '.', '!', '-', '/']);
    if head.is_empty() {
        return text.starts_with(['/', '-']);
    }
    WEAK.is(head) || SHORT.is(head) || STRONG.is(head)
}

/// Closings that may also open or be a text of their own.
static UNTIL: Phrases = Phrases::of(|table| table.until);
static WEEKDAYS: Phrases = Phrases::of(|table| table.weekdays);
static WEAK: Phrases = Phrases::of(|table| table.weak);

/// Closings of a letter or two.
static SHORT: Phrases = Phrases::of(|table| table.short);

/// The noun of a closing.
static NOUNS: Phrases = Phrases::of(|table| table.nouns);

/// Sentences that close a letter.
static FORMULAE: Phrases = Phrases::of(|table| table.formulae);

/// Whether a line ends in a closing of two words or more: "Until then, kind regards,".
fn ends_in_closing(text: &str) -> bool {
    let bare = text.trim_end_matches([',', ' ']);
    if !bare.contains([',', '-']) {
        return false;
    }
    STRONG.list().any(|stem| {
        stem.contains(' ') && bare.strip_suffix(stem).is_some_and(|head| head.ends_with(", ") || head.ends_with("- "))
    })
}

/// How closings begin, in plain letters.
static STRONG: Phrases = Phrases::of(|table| table.strong);
static PLACES: Phrases = Phrases::of(|table| table.places);
static YOURS: Phrases = Phrases::of(|table| table.yours);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    #[test]
    fn closings_are_closings_and_sentences_are_not() {
        let closes = |text: &str| closes(&lines::of(text)[0]);
        for text in [
            "Kind regards,",
            "Mit freundlichen Grüßen",
            "Viele Grüße aus Köln",
            "Bien cordialement,",
            "Mvh",
            "Z poważaniem",
            "Thanks!",
            "Best",
        ] {
            assert!(closes(text), "{text}");
        }
        for text in [
            "Regards the price, we are fine.",
            "Best price we can do is 40:",
            "Thanks for the list",
            "Grüße bitte auch Jan von uns allen dort.",
        ] {
            assert!(!closes(text), "{text}");
        }
    }
}

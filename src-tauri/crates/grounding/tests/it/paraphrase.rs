//! Making true sentences out of what was said: shorter, re-ordered, reported, with names for pronouns and numbers in other formats.

use crate::conversations::{Dice, Line};

/// Sentences of a line, without marks of pictures and with nothing that is a question or a scrap.
pub fn sentences(line: &Line) -> Vec<String> {
    let text = line.text.split('[').next().unwrap_or_default();
    domain::text::sentences(text)
        .into_iter()
        .map(|span| span.of(text).replace('\n', " "))
        .filter(|sentence| {
            let words = sentence.split_whitespace().count();
            (6..=30).contains(&words)
                && !sentence.ends_with('?')
                && !sentence.contains(['>', '<', '|', '_', '"', '“', '*'])
        })
        .collect()
}

/// The part before the first comma, or after it, where it can stand alone.
pub fn shortened(sentence: &str) -> Option<String> {
    let (head, tail) = sentence.split_once(", ")?;
    let long = |text: &str| 4 < text.split_whitespace().count();
    if long(head) {
        Some(format!("{head}."))
    } else if long(tail) {
        Some(tail.to_owned())
    } else {
        None
    }
}

/// The two parts around a comma the other way round.
pub fn reordered(sentence: &str) -> Option<String> {
    let body = sentence.trim_end_matches(['.', '!']);
    let (head, tail) = body.split_once(", ")?;
    let long = |text: &str| 3 < text.split_whitespace().count();
    (long(head) && long(tail) && !tail.contains(", ")).then(|| format!("{tail}, {head}."))
}

/// "Ada said that …", with her for me and they for us.
pub fn reported(sentence: &str, line: &Line, dice: &mut Dice) -> String {
    const VERBS: [&str; 6] =
        ["said that", "mentioned that", "explained that", "told us that", "noted that", "wrote that"];
    let verb = VERBS[dice.roll(VERBS.len())];
    let body = in_third_person(&lower_first(sentence.trim_end_matches(['.', '!'])), "they", "their", "them");
    match dice.roll(4) {
        0 => format!("According to {}, {body}.", line.speaker),
        1 => format!("{}, {} said.", capitalised(&body), line.speaker),
        _ => format!("{} {verb} {body}.", line.speaker),
    }
}

/// The sentence with the speaker's name in the place of "I".
pub fn named(sentence: &str, line: &Line) -> Option<String> {
    let body = sentence.trim_end_matches(['.', '!']);
    let rest =
        body.strip_prefix("I ").or_else(|| body.strip_prefix("So I ")).or_else(|| body.strip_prefix("And I "))?;
    if rest.starts_with('\'') {
        return None;
    }
    Some(format!("{} {}.", line.speaker, in_third_person(rest, "they", "their", "them")))
}

/// Numbers in another format: words for digits and digits for words, apart or together.
pub fn renumbered(sentence: &str) -> Option<String> {
    const PAIRS: [(&str, &str); 22] = [
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("fifteen", "15"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("ninety", "90"),
        ("twenty-five", "25"),
        ("first", "1st"),
        ("third", "3rd"),
        ("fifth", "5th"),
    ];
    let words: Vec<&str> = sentence.split(' ').collect();
    let mut changed = false;
    let mut out: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let of_number = |word: Option<&&str>| {
            word.is_some_and(|word| {
                let low = word.to_lowercase();
                let bare = low.trim_matches(|c: char| !c.is_alphanumeric());
                bare.chars().any(|c| c.is_ascii_digit())
                    || PAIRS.iter().any(|(name, _)| *name == bare)
                    || ["hundred", "thousand", "million", "point", "and", "half", "zero", "one"].contains(&bare)
            })
        };
        let alone = !of_number(at.checked_sub(1).and_then(|at| words.get(at))) && !of_number(words.get(at + 1));
        let low = bare.to_lowercase();
        let other = PAIRS.iter().find_map(|(name, digits)| {
            if *name == low {
                Some(*digits)
            } else if *digits == low {
                Some(*name)
            } else {
                None
            }
        });
        let after_month =
            at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| word.starts_with(char::is_uppercase));
        match other.filter(|_| alone && !after_month) {
            Some(other) => {
                out.push(word.replace(bare, other));
                changed = true;
            }
            None => out.push((*word).to_owned()),
        }
    }
    changed.then(|| out.join(" "))
}

fn in_third_person(text: &str, subject: &str, possessive: &str, object: &str) -> String {
    let swap = |word: &str| -> String {
        let bare: String = word.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '\'' | '’')).collect();
        let rest = &word[bare.len()..];
        let new = match bare.as_str() {
            "I" | "we" | "We" => subject,
            "I'm" | "We're" | "we're" => "they are",
            "I've" | "we've" => "they have",
            "I'll" | "we'll" => "they will",
            "my" | "My" | "our" | "Our" => possessive,
            "me" | "us" => object,
            "myself" | "ourselves" => "themselves",
            _ => return word.to_owned(),
        };
        format!("{new}{rest}")
    };
    text.split(' ').map(swap).collect::<Vec<_>>().join(" ")
}

pub fn lower_first(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let keep =
        first == "I" || first.starts_with("I'") || (1 < first.len() && first.chars().skip(1).any(char::is_uppercase));
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if !keep => c.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

//! Making false sentences out of true ones, each in one place.

use crate::conversations::Dice;

const NUMBERS: [&str; 14] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty", "thirty",
    "fifty",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const RELATIVE: [(&str, &str); 10] = [
    ("yesterday", "tomorrow"),
    ("tomorrow", "yesterday"),
    ("last week", "next week"),
    ("next week", "last week"),
    ("last month", "last year"),
    ("next month", "next year"),
    ("last year", "last month"),
    ("last weekend", "next weekend"),
    ("this week", "next week"),
    ("today", "tomorrow"),
];

/// The sentence with another number in place of one that is there.
pub fn number(sentence: &str, dice: &mut Dice) -> Option<String> {
    replace_word(sentence, dice, |word, dice| {
        let low = word.to_lowercase();
        if NUMBERS.contains(&low.as_str()) {
            let other = NUMBERS.iter().filter(|other| **other != low).nth(dice.roll(NUMBERS.len() - 1))?;
            return Some((*other).to_owned());
        }
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if digits == 0 || !word.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) {
            return None;
        }
        let at = word.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).nth(dice.roll(digits))?;
        let digit = word[at..=at].parse::<usize>().ok()?;
        let new = (digit + 1 + dice.roll(8)) % 10;
        let new = if at == 0 && new == 0 { 1 + digit % 9 } else { new };
        let mut out = word.to_owned();
        out.replace_range(at..=at, &new.to_string());
        (out != word).then_some(out)
    })
}

/// A number of the sources in place of another one.
pub fn number_of(sentence: &str, sources: &str, dice: &mut Dice) -> Option<String> {
    let is_number = |word: &str| {
        NUMBERS.contains(&word.to_lowercase().as_str())
            || (word.chars().all(|c| c.is_ascii_digit()) && word.len() < 4 && !word.is_empty())
    };
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let there: Vec<String> = sources.split_whitespace().map(bare).filter(|word| is_number(word)).collect();
    replace_word(sentence, dice, |word, dice| {
        let value = |word: &str| {
            NUMBERS.iter().position(|name| *name == word.to_lowercase()).map_or_else(
                || word.to_owned(),
                |at| ["2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "15", "20", "30", "50"][at].to_owned(),
            )
        };
        let others: Vec<&String> = there.iter().filter(|other| value(other) != value(word)).collect();
        is_number(word).then(|| dice.pick(&others).map(|other| (*other).clone())).flatten()
    })
}

/// The sentence with two of its names the other way round.
pub fn exchanged(sentence: &str, names: &[String], dice: &mut Dice) -> Option<String> {
    let there: Vec<&String> = names.iter().filter(|name| has_word(sentence, name)).collect();
    let one = *dice.pick(&there)?;
    let other = there.iter().find(|other| !other.contains(one.as_str()) && !one.contains(other.as_str()))?;
    let marked = sentence.replacen(one.as_str(), "\u{1}", 1).replacen(other.as_str(), one, 1);
    Some(marked.replacen('\u{1}', other, 1))
}

/// The sentence with another month, weekday, day or relative day.
pub fn date(sentence: &str, dice: &mut Dice) -> Option<String> {
    for (from, to) in RELATIVE {
        if let Some(found) = sentence.find(from).filter(|_| dice.roll(2) == 0) {
            let mut out = sentence.to_owned();
            out.replace_range(found..found + from.len(), to);
            return Some(out);
        }
    }
    replace_word(sentence, dice, |word, dice| {
        for list in [&MONTHS[..], &DAYS[..]] {
            // "May" and "March" are words too.
            if list.contains(&word) && !matches!(word, "May" | "March") {
                return list
                    .iter()
                    .filter(|other| **other != word)
                    .nth(dice.roll(list.len() - 1))
                    .map(|word| (*word).to_owned());
            }
        }
        let number = word.trim_end_matches(["st", "nd", "rd", "th"].as_slice_of_suffix(word));
        let day: usize = number.parse().ok().filter(|_| number.len() < word.len())?;
        (day < 31).then(|| format!("{}th", if day == 15 { 16 } else { day + 4 }))
    })
}

trait Suffix {
    fn as_slice_of_suffix(&self, word: &str) -> &'static str;
}

impl Suffix for [&str; 4] {
    fn as_slice_of_suffix(&self, word: &str) -> &'static str {
        ["st", "nd", "rd", "th"].into_iter().find(|suffix| word.ends_with(suffix)).unwrap_or("\u{0}")
    }
}

/// The sentence with a negation put in or taken out.
pub fn negation(sentence: &str, dice: &mut Dice) -> Option<String> {
    for (from, to) in [
        (" not ", " "),
        ("n't ", " "),
        ("never", "always"),
        (" no ", " every "),
        (" don't ", " do "),
        (" can't ", " can "),
        ("nobody", "everybody"),
        ("without", "with"),
    ] {
        if sentence.contains(from) && !sentence.contains("not only") && dice.roll(3) != 0 {
            if from == "n't " && (sentence.contains("can't ") || sentence.contains("won't ")) {
                return Some(sentence.replacen("can't ", "can ", 1).replacen("won't ", "will ", 1));
            }
            return Some(sentence.replacen(from, to, 1));
        }
    }
    let mut places: Vec<(&str, &str)> = vec![
        (" is ", " is not "),
        (" are ", " are not "),
        (" was ", " was not "),
        (" were ", " were not "),
        (" will ", " will not "),
        (" can ", " can't "),
        (" should ", " should not "),
        (" would ", " would not "),
        (" have to ", " don't have to "),
        (" had ", " never had "),
        (" has ", " has never "),
        (" did ", " did not "),
        ("'s going ", "'s not going "),
        (" want ", " don't want "),
        (" think ", " don't think "),
        (" always ", " never "),
    ];
    places.retain(|(from, _)| sentence.matches(from).count() == 1);
    let (from, to) = dice.pick(&places)?;
    if sentence.contains("n't") || sentence.contains(" not ") || sentence.contains(" no ") || sentence.contains("never")
    {
        return None;
    }
    Some(sentence.replacen(from, to, 1))
}

/// The sentence with an opposite, another degree or another unit.
pub fn direction(sentence: &str, dice: &mut Dice) -> Option<String> {
    const PAIRS: [(&str, &str); 26] = [
        ("before", "after"),
        ("after", "before"),
        ("more", "less"),
        ("less", "more"),
        ("all", "some"),
        ("some", "all"),
        ("increase", "decrease"),
        ("increased", "decreased"),
        ("higher", "lower"),
        ("lower", "higher"),
        ("first", "last"),
        ("best", "worst"),
        ("better", "worse"),
        ("days", "weeks"),
        ("weeks", "months"),
        ("months", "years"),
        ("years", "days"),
        ("hours", "minutes"),
        ("minutes", "hours"),
        ("start", "stop"),
        ("started", "stopped"),
        ("easy", "difficult"),
        ("always", "sometimes"),
        ("every", "some"),
        ("most", "few"),
        ("euros", "dollars"),
    ];
    replace_word(sentence, dice, |word, _| PAIRS.iter().find(|(from, _)| *from == word).map(|(_, to)| (*to).to_owned()))
}

/// Another name in place of one that is there; `names` are those that may be there, `others` those to put in.
pub fn name(sentence: &str, names: &[String], others: &[String], dice: &mut Dice) -> Option<String> {
    let there: Vec<&String> = names.iter().filter(|name| has_word(sentence, name)).collect();
    let from = *dice.pick(&there)?;
    let fitting: Vec<&String> = others
        .iter()
        .filter(|other| !other.contains(from.as_str()) && !from.contains(other.as_str()) && !has_word(sentence, other))
        .collect();
    let to = *dice.pick(&fitting)?;
    Some(sentence.replacen(from.as_str(), to, 1))
}

pub fn has_word(sentence: &str, name: &str) -> bool {
    sentence.match_indices(name).any(|(at, _)| {
        let before = sentence[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = sentence[at + name.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    })
}

/// A quotation with one word changed, dropped or added.
pub fn quote(words: &str, dice: &mut Dice) -> Option<String> {
    const ADDED: [&str; 6] = ["really", "new", "very", "often", "two", "not"];
    let mut list: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let at = 1 + dice.roll(list.len().checked_sub(2)?);
    match dice.roll(3) {
        0 => {
            list.remove(at);
        }
        1 => list.insert(at, ADDED[dice.roll(ADDED.len())].to_owned()),
        _ => ADDED[dice.roll(ADDED.len())].clone_into(&mut list[at]),
    }
    let out = list.join(" ");
    (out != words && !is_within(&out, words)).then_some(out)
}

fn is_within(part: &str, whole: &str) -> bool {
    let plain = |text: &str| {
        text.to_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    plain(whole).contains(&plain(part))
}

fn replace_word(sentence: &str, dice: &mut Dice, new: impl Fn(&str, &mut Dice) -> Option<String>) -> Option<String> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let start = dice.roll(words.len());
    for offset in 0..words.len() {
        let at = (start + offset) % words.len();
        let bare = words[at].trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() {
            continue;
        }
        if let Some(new) = new(bare, dice).filter(|new| new != bare) {
            let mut out: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            out[at] = words[at].replacen(bare, &new, 1);
            return Some(out.join(" "));
        }
    }
    None
}
